"""Layouts with positions that the user gives for some or all, which are used exactly, in units of the axes."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Mapping, Sequence

from ...basics import mistake
from ...networks import Circuit, Network
from ..graphs import Graph, circuit_graph_of, network_graph
from ..routing import asked_of, lines, nearest, parallel, with_legs
from ..scenes import Layout, Line, Mark, Point
from .filling import filled

# The radius of the marks, as a fraction of the usual length of a line.
RADIUS = 0.12
# The largest radius, as a fraction of the least distance of two marks.
SPREAD = 0.36

# The largest absolute value of a coordinate.
LARGEST = 1e12
# The smallest distance of two marks; scenes are rounded to six decimals.
CLOSEST = 1e-4


def pinned(
    of: Network | Circuit,
    places: Mapping[str, Point],
    turns: Mapping[str, float] | None = None,
    layout: str = "auto",
) -> Layout:
    """Return a layout with tensors (or vertices) at exactly their given positions, and the others around them.

    Legs are parallel where the places have room for that. `turns` are the directions in radians of some legs, `layout`
    is the name of the one from which the others have their places.

    Raises
    ------
    TnrnnError
        If a name is unknown, if two positions are closer than 0.0001, or if a coordinate exceeds 10^12.

    Examples
    --------
    >>> from tnrnn import Bond, Network, Tensor
    >>> pair = (Tensor("a", "state", ("b",), parameter="a"), Tensor("c", "state", ("b",), parameter="c"))
    >>> pinned(Network(pair, (Bond("b", 2),)), {"a": (0.0, 0.0), "c": (1e9, 0.0)}).lines[0].points
    ((0.0, 0.0), (1000000000.0, 0.0))
    """
    graph = network_graph(of) if isinstance(of, Network) else circuit_graph_of(of)
    names = [mark.name for mark in graph.marks]
    _checked(names, places)
    known = {node: places[name] for node, name in enumerate(names) if name in places}
    found = filled(of, graph, known, CLOSEST, layout)
    given = [found[node] for node in range(len(names))]
    least = nearest(given)
    step = _step(graph, given, least)
    # Everything is chosen in a drawing whose usual line has the length 1, and then scaled back.
    radius = min(RADIUS, SPREAD * least / step)
    scaled = {node: (x / step, y / step) for node, (x, y) in enumerate(given)}
    asked = asked_of(graph, turns)
    free = [node for node in range(len(names), len(graph.links)) if node not in asked]
    if isinstance(of, Network):
        scaled |= parallel(graph, scaled, free, radius)
    scaled = with_legs(graph, scaled, radius, asked)
    small = [
        Mark(mark.name, mark.role, *scaled[node], radius, mark.layer, None, mark.tensors)
        for node, mark in enumerate(graph.marks)
    ]
    ends = dict(enumerate(given))
    drawn = lines(graph, small, scaled)
    paths = tuple(
        _scaled(line, step, (ends.get(one), ends.get(two)))
        for line, (_, one, two) in zip(drawn, graph.edges, strict=True)
    )
    size = _rounded(radius * step)
    marks = tuple(
        Mark(mark.name, mark.role, *at, size, mark.layer, None, mark.tensors)
        for mark, at in zip(graph.marks, given, strict=True)
    )
    return Layout("plain", marks, paths, step=step)


def _checked(names: Sequence[str], places: Mapping[str, Point]) -> None:
    """Raise unless names and positions are valid."""
    known = set(names)
    for name, point in places.items():
        if name not in known:
            raise mistake("view, positions", "names of what is drawn", name, names)
        if max(map(abs, point)) > LARGEST:
            raise mistake(f"view, position of {name}", "coordinates of at most 10^12 in absolute value", point)
    if nearest(list(places.values())) < CLOSEST:
        by_place = sorted(places, key=lambda name: places[name])
        pairs = ((math.dist(places[a], places[b]), a, b) for a, b in itertools.pairwise(by_place))
        _, one, two = min(pairs)
        raise mistake(f"view, positions of {one} and {two}", "places at least 0.0001 apart", (places[one], places[two]))


def _step(graph: Graph, given: Sequence[Point], least: float) -> float:
    """Return the usual length of a line, rounded to three digits."""
    lengths = [math.dist(given[one], given[two]) for _, one, two in graph.edges if not graph.free(two)]
    usual = statistics.median(lengths) if lengths else least
    return _rounded(usual, 3) if 0 < usual < math.inf else 1.0


def _rounded(value: float, digits: int = 6) -> float:
    return float(f"{value:.{digits}g}")


def _scaled(line: Line, step: float, ends: tuple[Point | None, Point | None]) -> Line:
    points = [(_rounded(x * step, 12), _rounded(y * step, 12)) for x, y in line.points]
    if ends[0] is not None:
        points[0] = ends[0]
    if ends[1] is not None:
        points[-1] = ends[1]
    return Line(line.bonds, line.role, tuple(points), line.stops, line.curve)
