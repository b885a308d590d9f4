"""Compares layout, drawing and saving with networkx and quimb.

    python benchmarks/bench_drawing.py

The networks are unrolled circuits of two layers with repeated inputs. Our time includes everything from the network to
the file, with nothing kept from run to run; theirs includes only drawing and saving, at our positions. Both run once
before they are measured.

1. About 110 tensors with labels: those that a picture has by default. networkx draws the same marks, of the same
   shapes, sizes and colours, the same lines, and the same words and formulas at the same places, in the same sizes and
   colours, on a page of the same inches and dots. It draws no shading, no marks of a cut, and no rims around labels. A
   pdf holds TrueType fonts on both sides; the other pdf of networkx, with the setting of matplotlib, holds Type 3.
2. Then there are no labels on their side, and ours are those of time and the legend; there is a mark for each site.
3. The last rows are about 100,000 tensors, with and without a cut, as png and as svg, against a limit.
"""

from __future__ import annotations

import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import networkx
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from measuring import Row, in_turn, main, seconds
from quimb.schematic import Drawing

from tnrnn import Cut, Network, Partition, min_cut, rac, unroll
from tnrnn.drawing import PictureWarning, Scene, Style, View, compose, save
from tnrnn.drawing.shapes import Disc, Shape, Text, display_list

DPI = 200
PDF, PNG, BARE, LIMIT = 4.0, 2.0, 5.0, 10.0
"""At most so many times networkx with labels, as pdf and png, and without labels; and so many seconds if large."""
Theirs = Callable[["Given", Path], None]

# The letters of matplotlib for polygons by the number of corners and the angle of the first, and the widths of forms in
# radii of the circles around them, as matplotlib measures widths.
MARKERS = {(3, 90.0): "^", (4, 45.0): "s", (4, 90.0): "D", (5, 90.0): "p"}
WIDTHS = {"o": 2.0, "^": 3**0.5, "s": 2**0.5, "D": 2**0.5, "p": 2.0}


class Given(NamedTuple):
    """What the others are given: names and positions of marks, the lines between them, and the size in inches."""

    places: dict[str, tuple[float, float]]
    edges: list[tuple[str, str]]
    radius: float
    inches: tuple[float, float]


def fresh(network: Network) -> Network:
    """Return an equal network without anything cached, so that every repeat does all the work."""
    return Network(network.tensors, network.bonds, network.open)


def given(scene: Scene) -> Given:
    """Return the marks of a scene and its lines, except the line of the output, at whose end there is no mark."""
    left, bottom, right, top = scene.box
    names = {(mark.x, mark.y): mark.name for mark in scene.marks}
    ends = [(line.points[0], line.points[-1]) for line in scene.lines]
    edges = [(names[a], names[b]) for a, b in ends if a in names and b in names]
    inches = ((right - left) * scene.unit, (top - bottom) * scene.unit)
    return Given({name: at for at, name in names.items()}, edges, scene.marks[0].radius, inches)


def with_networkx(what: Given, path: Path) -> None:
    graph: Any = networkx.Graph()
    graph.add_nodes_from(what.places)
    graph.add_edges_from(what.edges)
    figure = Figure(figsize=what.inches, dpi=DPI)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    networkx.draw_networkx(graph, what.places, ax=axes, with_labels=False, node_size=20)
    figure.savefig(path)


def with_quimb(what: Given, path: Path) -> None:
    figure = Figure(figsize=what.inches, dpi=DPI)
    FigureCanvasAgg(figure)
    picture = Drawing(ax=figure.add_axes((0.0, 0.0, 1.0, 1.0)), adjust_lims=True)
    for one, two in what.edges:
        picture.line(what.places[one], what.places[two])
    for at in what.places.values():
        picture.circle(at, radius=what.radius)
    figure.savefig(path)


class Labelled(NamedTuple):
    """A picture as networkx draws it: nodes by their numbers, in families of one shape, and texts of one anchor."""

    inches: tuple[float, float]
    box: tuple[float, float, float, float]
    places: dict[int, tuple[float, float]]
    edges: list[tuple[int, int]]
    families: dict[str, list[int]]
    sizes: dict[int, float]
    fills: dict[int, str]
    texts: dict[tuple[str, str], list[Text]]


def labelled(scene: Scene, style: Style) -> Labelled:
    """Return the marks, lines, texts and legend of a scene; where a line ends without a mark a node is not drawn."""
    left, bottom, right, top = scene.box
    picture, numbers = display_list(scene, style), dict[tuple[float, float], int]()
    families, texts = defaultdict[str, list[int]](list), defaultdict[tuple[str, str], list[Text]](list)
    sizes, fills = dict[int, float](), dict[int, str]()
    for shape in (*picture["marks"].shapes, *picture["legend"].shapes):
        number = numbers.setdefault((shape.form.x, shape.form.y), len(numbers))
        families[marker(shape)].append(number)
        sizes[number] = (WIDTHS[marker(shape)] * 72 * scene.unit * shape.form.radius) ** 2
        fills[number] = style.colour(shape.fill)
    edges = [
        (numbers.setdefault(line.points[0], len(numbers)), numbers.setdefault(line.points[-1], len(numbers)))
        for line in scene.lines
    ]
    for text in picture["labels"].texts:
        texts[text.across, text.down].append(text)
    inches = ((right - left) * scene.unit, (top - bottom) * scene.unit)
    places = {number: at for at, number in numbers.items()}
    return Labelled(inches, scene.box, places, edges, dict(families), sizes, fills, dict(texts))


def marker(shape: Shape) -> str:
    """Return matplotlib's letter for the form of a mark."""
    if isinstance(shape.form, Disc):
        return "o"
    return MARKERS[shape.form.count, shape.form.turn]


def labelled_with_networkx(what: Labelled, style: Style, path: Path, fonts: int) -> None:
    """Draw marks, lines and texts with networkx; `fonts` is the type of the fonts in a pdf."""
    graph: Any = networkx.Graph()
    graph.add_nodes_from(what.places)
    graph.add_edges_from(what.edges)
    figure = Figure(figsize=what.inches, dpi=style.dpi)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=what.box[::2], ylim=what.box[1::2], aspect="equal")
    axes.set_axis_off()
    networkx.draw_networkx_edges(graph, what.places, ax=axes)
    for shape, nodes in what.families.items():
        given: dict[str, Any] = {"node_size": [what.sizes[node] for node in nodes], "edgecolors": style.ink}
        given["node_color"] = [what.fills[node] for node in nodes]
        networkx.draw_networkx_nodes(graph, what.places, nodes, ax=axes, node_shape=shape, **given)
    for (across, down), texts in what.texts.items():
        shown = dict(enumerate(texts))
        networkx.draw_networkx_labels(
            graph,
            {number: (text.x, text.y) for number, text in shown.items()},
            {number: source(text) for number, text in shown.items()},
            font_size={number: text.size for number, text in shown.items()},
            font_color={number: style.colour(text.colour) for number, text in shown.items()},
            horizontalalignment=across,
            verticalalignment=down,
            ax=axes,
        )
    with matplotlib.rc_context({"pdf.fonttype": fonts}):
        figure.savefig(path)


def source(text: Text) -> str:
    """Return a text as matplotlib reads it."""
    return "  ".join(part for part in (text.text, text.math and f"${text.math}$") if part)


def drawing(network: Network, path: Path, cut: Cut | None = None, view: View | None = None) -> Callable[[], None]:
    """Return a function that draws a network, which nothing is known of, each time that it is called."""
    return lambda: save(compose(fresh(network), cut, view=view), path)


def warm(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Return the median times of two calls that take turns, after one call of each."""
    ours()
    theirs()
    return in_turn(ours, theirs, 3)


def with_labels(folder: Path) -> Iterator[Row]:
    """Yield rows of pictures of 110 tensors with labels, with and without a cut, against networkx."""
    network = unroll(rac(6, 2, 2, 3), mode="continuous")
    cut = min_cut(network, Partition.start_end(6))
    for view in (View(), View(detail="anatomy")):
        for shown in (None, cut):
            for ending in ("pdf", "png"):
                yield from labelled_rows(network, shown, view, folder, ending)


def labelled_rows(network: Network, cut: Cut | None, view: View, folder: Path, ending: str) -> Iterator[Row]:
    """Yield the rows of one picture, for each type of fonts."""
    style, path, other = Style(), folder / f"ours.{ending}", folder / f"theirs.{ending}"
    scene = compose(network, cut, view=view)
    what = labelled(scene, style)
    texts = sum(map(len, what.texts.values()))
    work = f"a {ending}, {scene.view}{', with the cut' * (cut is not None)}, {texts} labels"
    for fonts, said in ((42, ""), (3, ", with Type 3 fonts")) if ending == "pdf" else ((42, ""),):
        theirs = partial(labelled_with_networkx, what, style, other, fonts)
        times = warm(drawing(network, path, cut, view), theirs)
        yield Row(work, f"networkx at our places, with our labels{said}", *times, PDF if ending == "pdf" else PNG)


def bare(name: str, theirs: Theirs, length: int, goal: float, folder: Path) -> Iterator[Row]:
    """Yield the row of a png whose peer draws no labels."""
    network = unroll(rac(length, 2, 2, 3), mode="continuous")
    what = given(compose(network))
    times = warm(drawing(network, folder / "ours.png"), partial(theirs, what, folder / "theirs.png"))
    counted = f"a png of {len(network.tensors):,} tensors, {len(what.places):,} marks"
    yield Row(counted, f"{name} at our places, without labels", *times, goal)


def large(length: int, layers: int, folder: Path) -> Iterator[Row]:
    """Yield rows of about 100,000 tensors against the limit of their time."""
    network = unroll(rac(length, layers, 2, 3), mode="continuous")
    cut = min_cut(network, Partition.start_end(length))
    for ending in ("png", "svg"):
        for shown in (None, cut):
            took = seconds(drawing(network, folder / f"large.{ending}", shown))
            work = f"a {ending} of {len(network.tensors):,} tensors, L = {layers}{', with the cut' * bool(shown)}"
            yield Row(work, f"a limit of {LIMIT:g} s", took, LIMIT, 1)


def rows() -> Iterator[Row]:
    """Yield each picture with its peer or its limit."""
    warnings.simplefilter("ignore", PictureWarning)  # that it is large, and takes long
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from with_labels(folder)
        yield from bare("networkx", with_networkx, 6, BARE, folder)
        yield from bare("networkx", with_networkx, 30, BARE, folder)
        yield from bare("quimb.schematic", with_quimb, 98, 0.1, folder)
        yield from large(222, 2, folder)
        yield from large(51, 3, folder)


if __name__ == "__main__":
    main(__doc__, rows)
