"""Compares the time for layout, drawing and saving with networkx and quimb, as ratios, since machines differ.

    python benchmarks/bench_drawing.py

The networks are unrolled circuits of two layers with repeated inputs. Our time includes everything from the network to
the file, with nothing kept from run to run; theirs includes only drawing and saving, at our positions. The runs
alternate, after one run that warms up; what a run leaves behind is collected before the next one starts. The best of
each is printed, by the clock and by the time of the processor, which other programs disturb less.

1. The table is about 110 tensors with labels: those that a picture has by default. networkx draws the same marks, of
   the same shapes, sizes and colours, the same lines, and the same words and formulas at the same places, in the same
   sizes and colours, on a page of the same inches and dots. It draws no shading, no marks of a cut, and no rims around
   labels. A pdf holds TrueType fonts on both sides; the last column is against a pdf of networkx with the setting of
   matplotlib, which is Type 3.
2. Then there are no labels on their side, and ours are those of time and the legend; there is a mark for each site.
3. The last lines are about 100,000 tensors, with and without a cut, as png and as svg.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import networkx
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tnrnn import Cut, Network, Partition, min_cut, rac, unroll
from tnrnn.drawing import Scene, Style, View, compose, save
from tnrnn.drawing.shapes import Disc, Shape, Text, display_list

try:
    from quimb.schematic import Drawing
except ImportError:
    Drawing = None

REPEATS, DPI = 9, 200
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


class Best(NamedTuple):
    """The best time of a call in seconds, by the clock and by the processor."""

    clock: float
    processor: float


def alternating(calls: list[Callable[[], object]], repeats: int) -> list[Best]:
    """Return the best times of each call."""
    times: list[list[Best]] = [[] for _ in calls]
    for _ in range(repeats + 1):
        for call, found in zip(calls, times, strict=True):
            gc.collect()
            start, used = time.perf_counter(), time.process_time()
            call()
            found.append(Best(time.perf_counter() - start, time.process_time() - used))
    return [Best(*map(min, zip(*found[1:], strict=True))) for found in times]


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


def drawing(
    network: Network, path: Path, repeats: int, cut: Cut | None = None, view: View | None = None
) -> Callable[[], None]:
    """Return a function that draws a network from scratch; it can be called `repeats` times after a first call."""
    copies = [fresh(network) for _ in range(repeats + 1)]
    return lambda: save(compose(copies.pop(), cut, view=view), path)


def with_labels(folder: Path) -> None:
    """Print the table: pictures of 110 tensors with labels, with and without a cut, against networkx."""
    network = unroll(rac(6, 2, 2, 3), mode="continuous")
    cut = min_cut(network, Partition.start_end(6))
    print(f"{len(network.tensors)} tensors, labels as by default")
    print("picture                 file  texts  tnrnn   networkx  ratio   cpu   Type 3  cpu")
    for view in (View(), View(detail="anatomy")):
        for shown in (None, cut):
            for ending in ("pdf", "png"):
                row(network, shown, view, folder, ending)


def row(network: Network, cut: Cut | None, view: View, folder: Path, ending: str) -> None:
    """Print a row of the table."""
    style, path, other = Style(), folder / f"ours.{ending}", folder / f"theirs.{ending}"
    scene = compose(network, cut, view=view)
    what = labelled(scene, style)
    calls: list[Callable[[], object]] = [drawing(network, path, REPEATS, cut, view)]
    for fonts in (42, 3) if ending == "pdf" else (42,):
        calls.append(partial(labelled_with_networkx, what, style, other, fonts))
    ours, *theirs = alternating(calls, REPEATS)
    ratios = [f"{ours.clock / each.clock:6.2f}{ours.processor / each.processor:6.2f}" for each in theirs]
    name, texts = f"{scene.view}{', with the cut' * (cut is not None)}", sum(map(len, what.texts.values()))
    times = f"{ours.clock:6.3f} s {theirs[0].clock:8.3f} s"
    print(f"{name:24}{ending:6}{texts:5}{times} {'   '.join(ratios)}")


def against(name: str, theirs: Theirs, length: int, folder: Path, repeats: int = REPEATS) -> None:
    network = unroll(rac(length, 2, 2, 3), mode="continuous")
    what = given(compose(network))
    calls = [drawing(network, folder / "ours.png", repeats), lambda: theirs(what, folder / "theirs.png")]
    ours, other = (best.clock for best in alternating(calls, repeats))
    ratio = f"{ours / other:.2f} times as long" if ours > other else f"{other / ours:.1f} times as fast"
    counted = f"{len(network.tensors):,} tensors, {len(what.places):,} marks"
    print(f"T={length}, {counted}: tnrnn {ours:.3f} s, {name} {other:.3f} s: {ratio}")


def large(length: int, layers: int, folder: Path) -> None:
    circuit = rac(length, layers, 2, 3)
    network = unroll(circuit, mode="continuous")
    cut = min_cut(network, Partition.start_end(length))
    kinds = [("png", None), ("png", cut), ("svg", None), ("svg", cut)]
    times = alternating([drawing(network, folder / f"large.{ending}", 1, each) for ending, each in kinds], 1)
    words = ", ".join(
        f"{ending}{' with the cut' if each else ''} {found.clock:.2f} s"
        for (ending, each), found in zip(kinds, times, strict=True)
    )
    print(f"T={length}, L={layers}, {len(network.tensors):,} tensors: {words}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with_labels(folder)
        against("networkx", with_networkx, 6, folder)
        against("networkx", with_networkx, 30, folder)
        if Drawing is None:
            print("T=98: quimb is not installed (python -m pip install quimb)")
        else:
            against("quimb.schematic", with_quimb, 98, folder, repeats=3)
        large(222, 2, folder)
        large(51, 3, folder)


if __name__ == "__main__":
    main()
