"""Draws three networks with tnrnn, quimb and networkx, and counts what can be counted, for docs/pictures.md.

    python -m pip install quimb && python docs/pictures/make.py

Each package places the tensors itself, but for one picture of networkx at tnrnn's places. Everything is measured on the
finished picture, in points on paper, in the same way for all.
"""

from __future__ import annotations

import itertools
import math
import re
import statistics
from pathlib import Path
from typing import Any, NamedTuple

import networkx
import numpy
import quimb.tensor as qtn
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from tnrnn import Bond, Cut, Network, Partition, Tensor, min_cut, rac, unroll
from tnrnn.drawing import Scene, View, compose, save
from tnrnn.drawing.scenes import roles

HERE = Path(__file__).parent
PAGE = HERE.parent / "pictures.md"
SEEDS, SIZE, DPI = range(11), 40, 110
NEAR = 1.0
"""Points from a mark's edge to the end of a line that ends in it: quimb's begin beside their marks."""

Point = tuple[float, float]


class Ink(NamedTuple):
    """Marks as (x, y, radius) and straight pieces of lines, in points."""

    marks: list[tuple[float, float, float]]
    pieces: list[tuple[Point, Point]]

    def overlaps(self) -> int:
        """Return how many pairs of marks overlap."""
        return sum(math.dist(a[:2], b[:2]) < a[2] + b[2] for a, b in itertools.combinations(self.marks, 2))

    def crossings(self) -> int:
        """Return how many pairs of pieces cross inside both."""
        return sum(_cross(one, two) for one, two in itertools.combinations(self.pieces, 2))

    def covered(self) -> int:
        """Return how many times a line runs over a mark that it does not end in."""
        return sum(_over(mark, piece) for mark in self.marks for piece in self.pieces)


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    apart = _turn(*one, two[0]) * _turn(*one, two[1])
    return apart < -1e-9 and _turn(*two, one[0]) * _turn(*two, one[1]) < -1e-9


def _over(mark: tuple[float, float, float], piece: tuple[Point, Point]) -> bool:
    x, y, radius = mark
    (ax, ay), (bx, by) = piece
    if min(math.dist((x, y), end) for end in piece) < radius + NEAR:
        return False
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2 or 1.0)
    along = min(max(along, 0.0), 1.0)
    return math.dist((x, y), (ax + along * (bx - ax), ay + along * (by - ay))) < radius


def mps(size: int) -> Network:
    """Return a row of tensors with a leg each."""
    names = [[f"b{at}" for at in (place - 1, place) if 0 <= at < size - 1] for place in range(size)]
    return _network([f"A{place}" for place in range(size)], names)


def peps(side: int) -> Network:
    """Return a square grid of tensors with a leg each."""
    at = {place: number for number, place in enumerate(itertools.product(range(side), repeat=2))}
    names: list[list[str]] = [[] for _ in at]
    for (i, j), number in at.items():
        for other in ((i + 1, j), (i, j + 1)):
            if other in at:
                for end in (number, at[other]):
                    names[end].append(f"b{number}-{at[other]}")
    return _network([f"A[{i},{j}]" for i, j in at], names)


def _network(tensors: list[str], names: list[list[str]]) -> Network:
    legs = [f"x{number}" for number in range(len(tensors))]
    made = [
        Tensor(name, "weight", (*bonds, leg), parameter=name)
        for name, bonds, leg in zip(tensors, names, legs, strict=True)
    ]
    bonds = [Bond(name, 3) for name in dict.fromkeys(itertools.chain(*names))] + [Bond(leg, 2) for leg in legs]
    return Network(tuple(made), tuple(bonds), tuple(legs))


def of_scene(scene: Scene) -> Ink:
    scale = 72 * scene.unit
    marks = [(mark.x * scale, mark.y * scale, roles.radius(mark) * scale) for mark in scene.marks]
    paths = [[(x * scale, y * scale) for x, y in line.path] for line in scene.lines]
    return Ink(marks, [piece for path in paths for piece in itertools.pairwise(path)])


def _on_paper(ax: Axes, points: Any) -> list[Point]:
    found = ax.transData.transform(numpy.asarray(points, float)) * 72 / ax.figure.dpi
    return [(float(x), float(y)) for x, y in found]


def with_quimb(network: Network, path: Path) -> Ink:
    """Let quimb place and draw a network, its kinds of tensors in colours of their own."""
    shape = {bond.name: bond.dim for bond in network.bonds}
    tensors = [
        qtn.Tensor(numpy.ones([shape[bond] for bond in tensor.bonds]), tensor.bonds, tags=[tensor.kind])
        for tensor in network.tensors
    ]
    kinds = list(dict.fromkeys(tensor.kind for tensor in network.tensors))
    numpy.random.seed(SEEDS[0])
    figure = qtn.TensorNetwork(tensors).draw(color=kinds, show_tags=False, return_fig=True)
    figure.patch.set(facecolor="white", alpha=1.0)
    figure.savefig(path, dpi=DPI, metadata={"Software": None}, facecolor="white", bbox_inches="tight")
    ax = figure.axes[0]
    circles = [patch for patch in ax.patches if isinstance(patch, Circle) and patch.radius > 0]
    marks = []
    for circle in circles:
        x, y = circle.center
        at, edge = _on_paper(ax, [(x, y), (x + circle.radius, y)])
        marks.append((*at, math.dist(at, edge)))
    return Ink(marks, [tuple(_on_paper(ax, line.get_xydata())) for line in ax.lines if len(line.get_xydata()) == 2])


def graph_of(network: Network) -> Any:
    """Return the graph of the tensors; a dangling bond leads to a node of its own, which is not drawn."""
    graph: Any = networkx.Graph()
    graph.add_nodes_from(tensor.name for tensor in network.tensors)
    for bond, ends in network.ends.items():
        names = [network.tensors[end].name for end in ends]
        graph.add_edge(names[0], names[1] if len(names) == 2 else f"end of {bond}")
    return graph


def with_networkx(graph: Any, places: Any, inches: Point, path: Path) -> Ink:
    """Draw a graph at places with networkx, with smaller marks than its default and without labels."""
    figure = Figure(figsize=inches, dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    ax.set_axis_off()
    tensors = [name for name in graph if not name.startswith("end of ")]
    networkx.draw_networkx_edges(graph, places, ax=ax, node_size=SIZE)
    networkx.draw_networkx_nodes(graph, places, nodelist=tensors, ax=ax, node_size=SIZE)
    figure.savefig(path, metadata={"Software": None})
    radius = math.sqrt(SIZE) / 2
    marks = [(*_on_paper(ax, [places[name]])[0], radius) for name in tensors]
    return Ink(marks, [tuple(_on_paper(ax, [places[one], places[two]])) for one, two in graph.edges])


def graph_of_scene(scene: Scene) -> tuple[Any, dict[str, Point]]:
    """Return the marks of a scene as a graph, and their places."""
    graph: Any = networkx.Graph()
    names = {(mark.x, mark.y): mark.name for mark in scene.marks}
    for number, line in enumerate(scene.lines):
        ends = (line.points[0], line.points[-1])
        for at in ends:
            names.setdefault(at, f"end of {number}")
        graph.add_edge(*(names[at] for at in ends))
    return graph, {name: at for at, name in names.items()}


def row(name: str, network: Network, cut: Cut | None) -> list[tuple[str, list[Ink]]]:
    """Draw a network in every way; return how it is drawn, and the ink of every trial."""
    scene = compose(network, cut)
    save(scene, HERE / f"{name}-tnrnn.png")
    found = [("tnrnn", [of_scene(scene)])]
    whole = compose(network, view=View(detail="anatomy"))
    if whole.view == "anatomy":
        found.append(("tnrnn, every tensor (not shown)", [of_scene(whole)]))
    found.append(("quimb", [with_quimb(network, HERE / f"{name}-quimb.png")]))
    graph, path = graph_of(network), HERE / f"{name}-networkx.png"
    trials = [
        with_networkx(graph, networkx.spring_layout(graph, seed=seed), (6.4, 4.8), path)
        for seed in reversed(SEEDS)  # the picture that stays is the first
    ]
    found.append((f"networkx, spring: medians of {len(SEEDS)} seeds", trials))
    if whole.view == "anatomy":
        left, bottom, right, top = scene.box
        inches = ((right - left) * scene.unit, (top - bottom) * scene.unit)
        given = with_networkx(*graph_of_scene(scene), inches, HERE / f"{name}-networkx-given.png")
        found.append(("networkx, places of tnrnn", [given]))
    return [(f"{name} | {way}", trials) for way, trials in found]


def counts(trials: list[Ink]) -> list[int]:
    """Return the numbers of marks, overlaps, crossings and marks under lines, the medians of all trials."""
    found = [(len(ink.marks), ink.overlaps(), ink.crossings(), ink.covered()) for ink in trials]
    return [statistics.median_low(numbers) for numbers in zip(*found, strict=True)]


def main() -> None:
    unrolled = unroll(rac(length=6, layers=2, inputs=2, hidden=3), mode="continuous")
    rows = row("unrolled", unrolled, min_cut(unrolled, Partition.start_end(6)))
    line, grid = mps(8), peps(4)
    rows += row("mps", line, min_cut(line, Partition(line.open[:4], line.open[4:])))
    left = tuple(leg for number, leg in enumerate(grid.open) if number % 4 < 2)
    right = tuple(leg for leg in grid.open if leg not in left)
    rows += row("peps", grid, min_cut(grid, Partition(left, right)))
    table = ["| network | drawn by | marks | pairs of marks that overlap | lines that cross | lines over marks |"]
    table.append("|---|---|---:|---:|---:|---:|")
    table += [f"| {name} | {' | '.join(map(str, counts(trials)))} |" for name, trials in rows]
    text = "\n".join(["<!-- numbers -->", *table, "<!-- end -->"])
    PAGE.write_text(re.sub("<!-- numbers -->.*<!-- end -->", lambda _: text, PAGE.read_text(), flags=re.DOTALL))


if __name__ == "__main__":
    main()
