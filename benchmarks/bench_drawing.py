"""Compares the time for layout, drawing and saving with networkx and quimb, as ratios, since machines differ.

    python benchmarks/bench_drawing.py

The networks are unrolled circuits of two layers with repeated inputs, drawn compactly and without a cut: a mark for
each site, with time labels and a legend. The first two lines compare with `networkx.draw_networkx` at our positions and
without labels, the third (if quimb is installed) with circles and lines of `quimb.schematic.Drawing` at our positions.
The marks and lines are the same, and so is the size of the png in pixels. Our time includes everything from the network
to the file, with nothing kept from run to run; theirs includes only drawing and saving. The last lines are about
100,000 tensors, with and without a cut, as png and as svg. The runs alternate, after one run that warms up, and the
best of each is printed.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import networkx
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tnrnn import Cut, Network, Partition, min_cut, rac, unroll
from tnrnn.drawing import Scene, compose, save

try:
    from quimb.schematic import Drawing
except ImportError:
    Drawing = None

REPEATS, DPI = 9, 200
Theirs = Callable[["Given", Path], None]


class Given(NamedTuple):
    """What the others are given: names and positions of marks, the lines between them, and the size in inches."""

    places: dict[str, tuple[float, float]]
    edges: list[tuple[str, str]]
    radius: float
    inches: tuple[float, float]


def fresh(network: Network) -> Network:
    """Return an equal network without anything cached, so that every repeat does all the work."""
    return Network(network.tensors, network.bonds, network.open)


def alternating(calls: list[Callable[[], object]], repeats: int) -> list[float]:
    """Return the best time of each call, in seconds."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(repeats + 1):
        for call, found in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            found.append(time.perf_counter() - start)
    return [min(found[1:]) for found in times]


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


def drawing(network: Network, path: Path, repeats: int, cut: Cut | None = None) -> Callable[[], None]:
    """Return a function that draws a network from scratch; it can be called `repeats` times after a first call."""
    copies = [fresh(network) for _ in range(repeats + 1)]
    return lambda: save(compose(copies.pop(), cut), path)


def against(name: str, theirs: Theirs, length: int, folder: Path, repeats: int = REPEATS) -> None:
    network = unroll(rac(length, 2, 2, 3), mode="continuous")
    what = given(compose(network))
    calls = [drawing(network, folder / "ours.png", repeats), lambda: theirs(what, folder / "theirs.png")]
    ours, other = alternating(calls, repeats)
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
        f"{ending}{' with the cut' if each else ''} {found:.2f} s"
        for (ending, each), found in zip(kinds, times, strict=True)
    )
    print(f"T={length}, L={layers}, {len(network.tensors):,} tensors: {words}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
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
