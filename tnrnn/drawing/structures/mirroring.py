"""The norm of a state: its tensors once more, as in a mirror, joined at the legs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import NamedTuple

from ..graphs import Drawn, Graph, Part
from ..scenes import Point

FLIPPED = {"triangle-up": "triangle-down", "triangle-down": "triangle-up"}
"""The shapes that look different in the mirror."""

CLOSER = 0.2
"""By how much each half is nearer to the mirror than its legs are long."""


class Half(NamedTuple):
    """One of two halves as a part of its own, with legs where it is joined to the other.

    `edges` has the edges of the whole by those of the half, and `twins` those of the other half by these.
    """

    part: Part
    nodes: tuple[int, ...]
    edges: tuple[int, ...]
    twins: dict[int, int]


def half_of(part: Part) -> Half | None:
    """Return the second half of the tensors of a part, if its first half is the same and joined to it one by one.

    Halves are told apart by the order of the tensors, as in a network that is put together from a state and its
    conjugate.
    """
    graph, tensors = part.graph, part.tensors
    size = len(tensors) // 2
    if len(tensors) % 2 or size < 2 or len(part.nodes) > len(tensors):
        return None
    lower, upper = tensors[:size], tensors[size:]
    twin = dict(zip(upper, lower, strict=True)) | dict(zip(lower, upper, strict=True))
    own = set(upper)
    inner: dict[tuple[int, int], list[int]] = defaultdict(list)
    legs = []
    for number in sorted({number for node in upper for number, _ in graph.links[node]}):
        ends = graph.edges[number][1:]
        if own.issuperset(ends):
            inner[_pair(*ends)].append(number)
        elif twin[ends[0]] == ends[1]:
            legs.append(number)
        else:
            return None
    twins: dict[int, int] = {}
    for (one, two), numbers in inner.items():
        others = [number for number, other in graph.links[twin[one]] if other == twin[two]]
        if len(others) != len(numbers):
            return None
        twins |= dict(zip(numbers, others, strict=True))
    below = Counter(number for node in lower for number, other in graph.links[node] if other not in own)
    return _half(part, upper, [*twins, *legs], twins) if legs and len(below) == len(twins) else None


def _pair(one: int, two: int) -> tuple[int, int]:
    return (one, two) if one < two else (two, one)


def _half(part: Part, nodes: list[int], edges: list[int], twins: dict[int, int]) -> Half:
    """Return some nodes and edges of a part as a part of its own."""
    whole = part.graph
    place, number = {node: at for at, node in enumerate(nodes)}, {edge: at for at, edge in enumerate(edges)}
    free = len(nodes)
    made: list[tuple[str, int, int]] = []
    links: list[list[tuple[int, int]]] = [[] for _ in nodes]
    for edge in edges:
        name, one, two = whole.edges[edge]
        ends = [place[node] for node in (one, two) if node in place]
        if len(ends) == 1:
            links.append([(number[edge], ends[0])])
            ends.append(free)
            free += 1
        made.append((name, ends[0], ends[1]))
    for node in nodes:
        for edge, _ in whole.links[node]:
            _, one, two = made[number[edge]]
            links[place[node]].append((number[edge], two if one == place[node] else one))
    graph = Graph(
        tuple(whole.marks[node] for node in nodes),
        tuple(made),
        tuple(map(tuple, links)),
        tuple(whole.times[node] for node in nodes),
        tuple(whole.tags[node] for node in nodes),
        tuple(frozenset[int]() for _ in nodes),
    )
    return Half(Part(graph, range(free)), tuple(nodes), tuple(edges), twins)


def mirrored(part: Part, place: Callable[[Part], Drawn | str]) -> Drawn | None:
    """Return a drawing of two equal halves, one below the other and upside down, if `place` knows one of them."""
    half = half_of(part)
    drawn = place(half.part) if half is not None else ""
    if half is None or isinstance(drawn, str):
        return None
    size, twin = len(half.nodes), part.tensors
    level = min(y for node, (_, y) in drawn.places.items() if node >= size)
    upper = drawn.moved(0.0, -level - CLOSER)
    places = {half.nodes[at]: point for at, point in upper.places.items() if at < size}
    places |= {twin[at]: _flip(point) for at, point in upper.places.items() if at < size}
    sizes = {node: value for at, value in upper.sizes.items() for node in (half.nodes[at], twin[at])}
    shapes = {half.nodes[at]: shape for at, shape in upper.shapes.items()}
    shapes |= {twin[at]: FLIPPED.get(shape, shape) for at, shape in upper.shapes.items()}
    curved = {half.edges[number] for number in upper.curved}
    curved |= {half.twins[edge] for edge in curved}
    paths = _paths(part, half, upper)
    stops = {half.edges[number]: stop for number, stop in upper.stops.items()}
    for edge in list(stops):
        same = paths[half.twins[edge]] == tuple(map(_flip, paths[edge]))
        stops[half.twins[edge]] = stops[edge] if same else 1 - stops[edge]
    return Drawn(places, {}, paths, frozenset(curved), sizes, shapes, stops=stops)


def _paths(part: Part, half: Half, upper: Drawn) -> dict[int, tuple[Point, ...]]:
    """Return the paths of all edges, from the first of their nodes to the second."""
    paths: dict[int, tuple[Point, ...]] = {}
    for number, path in upper.paths.items():
        edge, (_, one, two) = half.edges[number], half.part.graph.edges[number]
        starts = part.graph.edges[edge][1]
        if edge in half.twins:
            twin = half.twins[edge]
            same = part.graph.edges[twin][1] == part.tensors[one]
            paths |= {edge: path, twin: tuple(map(_flip, path if same else path[::-1]))}
        else:
            leg = path[0], _flip(path[0])
            paths[edge] = leg if starts == half.nodes[min(one, two)] else leg[::-1]
    return paths


def _flip(point: Point) -> Point:
    return point[0], -point[1]
