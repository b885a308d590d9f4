"""The plain layout, for what has no layout of its own: a mark for every tensor, none on another, x along time."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..circuit import Circuit
from ..network import Network
from .geometry import Layout, tidy
from .scene import Line, Mark, Point
from .stress import depths, stress_places

RADIUS = 0.1
MOST_STRESS = 400
"""Nodes up to which distances in the drawing are fitted to those in the graph; the cost grows with the square."""

MOST_BENT = 250
"""Marks up to which lines make way for them."""

WIDEST = 4
"""Columns for each mark, beyond which times are not drawn to scale."""

GOLDEN = 0.6180339887498949
ROLES = {
    "input": "input",
    "constant": "state",
    "linear": "weight",
    "bilinear": "weight",
    "product": "copy",
    "sum": "sum",
}


class _Graph(NamedTuple):
    """Nodes, and edges (name, node, node). The nodes from `len(marks)` on are the free ends of dangling legs."""

    marks: tuple[Mark, ...]
    edges: tuple[tuple[str, int, int], ...]
    size: int


def plain_network(network: Network) -> Layout:
    """Return a layout of any network: x is time where every position is one, else distances follow those in the graph.

    >>> from tnrnn import Bond, Network, Tensor
    >>> tensors = (Tensor(one + two, "weight", (one, two), parameter=one) for one, two in ("ab", "bc", "ca"))
    >>> ring = Network(tuple(tensors), tuple(Bond(name, 2) for name in "abc"))
    >>> len(plain_network(ring).marks)
    3
    """
    marks = tuple(Mark(t.name, t.kind, 0.0, 0.0, RADIUS, t.layer, None, (t.name,)) for t in network.tensors)
    edges, size = [], len(marks)
    for name, ends in network.ends.items():
        free = len(ends) == 1
        edges.append((name, ends[0], size if free else ends[1]))
        size += free
    return _layout(_Graph(marks, tuple(edges), size), [tensor.position for tensor in network.tensors])


def plain_circuit(circuit: Circuit) -> Layout:
    """Return a layout of any circuit: children left of their users; a bond has the name of the vertex it comes from."""
    number = {vertex.name: place for place, vertex in enumerate(circuit.vertices)}
    marks = tuple(Mark(v.name, ROLES[v.kind], 0.0, 0.0, RADIUS, v.layer, None, (v.name,)) for v in circuit.vertices)
    edges = [(child, number[child], number[v.name]) for v in circuit.vertices for child in v.children]
    edges.append((circuit.output, number[circuit.output], len(marks)))
    depth: list[int] = []
    for vertex in circuit.vertices:
        depth.append(max((depth[number[child]] + 1 for child in vertex.children), default=0))
    depth.append(depth[number[circuit.output]] + 1)
    return _layout(_Graph(marks, tuple(edges), len(marks) + 1), depth)


def _layout(graph: _Graph, positions: Sequence[object]) -> Layout:
    if not graph.marks:
        return Layout("plain", (), ())
    neighbours = _neighbours(graph)
    times = [position for position in positions if isinstance(position, int)]
    if len(times) == len(positions) and times and max(times) - min(times) <= WIDEST * len(times):
        free = [
            times[neighbours[node][0]] for node in range(len(times), graph.size)
        ]  # beside the tensor that it hangs on
        points = _columns(times + free, neighbours)
    elif graph.size <= MOST_STRESS:
        points = stress_places(neighbours)
    else:
        points = _columns(depths(neighbours), neighbours)
    points = [(tidy(x), tidy(y)) for x, y in points]
    radius = tidy(min(RADIUS, 0.4 * _nearest(points)))
    marks = tuple(
        Mark(mark.name, mark.role, x, y, radius, mark.layer, None, mark.tensors)
        for mark, (x, y) in zip(graph.marks, points, strict=False)
    )
    return Layout("plain", marks, tuple(_lines(graph, marks, points)))


def _neighbours(graph: _Graph) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(graph.size)]
    for _, one, two in graph.edges:
        found[one].append(two)
        found[two].append(one)
    return found


def _columns(times: list[int], neighbours: list[list[int]]) -> list[Point]:
    """Give every time a column, its nodes ordered as their neighbours are and set off sideways: no three in a line."""
    columns: dict[int, list[int]] = {time: [] for time in sorted(set(times))}
    for node, time in enumerate(times):
        columns[time].append(node)
    height = [0.0] * len(times)
    for sweep in range(9):
        for time in sorted(columns, reverse=bool(sweep % 2)):
            column = columns[time]
            if sweep:
                column.sort(
                    key=lambda node: sum(height[other] for other in neighbours[node]) / max(1, len(neighbours[node]))
                )
            for place, node in enumerate(column):
                height[node] = place - (len(column) - 1) / 2
    points: list[Point] = [(0.0, 0.0)] * len(times)
    for time, column in columns.items():
        for place, node in enumerate(column):
            aside = ((place + 1) * GOLDEN % 1 - 0.5) * 0.5 if len(column) > 1 else 0.0
            points[node] = (time + aside, height[node] * 0.5)
    return points


def _nearest(points: list[Point]) -> float:
    """The distance of the two nearest points, by sweeping along x."""
    ordered = sorted(points)
    least = float("inf")
    for place, (x, y) in enumerate(ordered):
        for other_x, other_y in ordered[place + 1 :]:
            if other_x - x >= least:
                break
            least = min(least, ((other_x - x) ** 2 + (other_y - y) ** 2) ** 0.5)
    return least


def _lines(graph: _Graph, marks: tuple[Mark, ...], points: list[Point]) -> list[Line]:
    """Join the marks by straight lines; parallel ones, and those that would run over a mark, have a bend."""
    parallel = Counter((min(one, two), max(one, two)) for _, one, two in graph.edges)
    drawn: Counter[tuple[int, int]] = Counter()
    lines = []
    for name, one, two in graph.edges:
        pair = (min(one, two), max(one, two))
        shift = (drawn[pair] - (parallel[pair] - 1) / 2) * 0.24
        drawn[pair] += 1
        role = "output" if two >= len(marks) else "bond"
        others = [mark for number, mark in enumerate(marks) if number not in pair] if len(marks) <= MOST_BENT else []
        lines.append(Line((name,), role, _route(points[one], points[two], shift, others), (0.5,)))
    return lines


def _route(start: Point, end: Point, shift: float, others: Iterable[Mark]) -> tuple[Point, ...]:
    """Return the points of a line that keeps clear of the marks `others`, with a bend as small as will do."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    obstacles = list(others)
    first: tuple[Point, ...] = ()
    for extra in (0.0, 0.2, -0.2, 0.35, -0.35, 0.5, -0.5, 0.7, -0.7, 1.0, -1.0):
        bend = shift + extra
        middle = (
            tidy((start[0] + end[0]) / 2 - dy / length * bend),
            tidy((start[1] + end[1]) / 2 + dx / length * bend),
        )
        route = (start, middle, end) if bend else (start, end)
        first = first or route
        if all(_clear(mark, a, b) for a, b in itertools.pairwise(route) for mark in obstacles):
            return route
    return first


def _clear(mark: Mark, a: Point, b: Point) -> bool:
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = ((mark.x - a[0]) * dx + (mark.y - a[1]) * dy) / (dx * dx + dy * dy)
    along = min(1.0, max(0.0, along))
    gap = (mark.x - a[0] - along * dx) ** 2 + (mark.y - a[1] - along * dy) ** 2
    return gap > (mark.radius + 0.04) ** 2
