"""Places for what has none, around places that the user gives for some tensors."""

from __future__ import annotations

import math
import statistics
from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...networks import Circuit, Network
from ..graphs import Graph, components
from ..routing import nearest
from ..scenes import Point
from .plain import plain

# The distance between parts without given places, and to the others, relative to the distance of neighbours.
MARGIN = 1.4
# The least distance of a tensor that gets a place to the others, unless the usual drawing has a smaller one.
LEAST = 0.6
# Fewer points than this may need more room than their box has.
FEW = 100
# The part of a box that squares around points may fill, as wide as the distance of the points.
FULL = 0.4
# With more given places than this in a part, only so many count for the distance of neighbours.
MOST_PAIRS = 60


def filled(
    of: Network | Circuit, graph: Graph, given: Mapping[int, Point], closest: float, layout: str = "auto"
) -> dict[int, Point]:
    """Return places for all tensors, those that are given as they are.

    In each connected part, the usual drawing of the part is fitted to the given places. If it does not fit, the others
    stand so that distances follow those in the graph. Parts without any given place stand to the right of all others.
    No tensor that gets a place is too near to another. `closest` is the least distance that places may have.
    The usual drawing is that of a layout.
    """
    if len(given) == len(graph.marks):
        return dict(given)
    from ..spreading import apart, around  # loads numpy

    usual = [(mark.x, mark.y) for mark in plain(of, layout=layout).marks]
    parts = [_part(graph, [node for node in nodes if not graph.free(node)], given) for nodes in components(graph)]
    step = max(_step(parts, given), 4 * closest)
    origin = min(given.values(), default=(0.0, 0.0))
    kept = {node: ((x - origin[0]) / step, (y - origin[1]) / step) for node, (x, y) in given.items()}
    places: dict[int, Point] = dict(kept)
    for part in parts:
        if part.given and len(part.given) < len(part.nodes):
            start = [usual[node] for node in part.nodes]
            own = {number: kept[node] for number, node in enumerate(part.nodes) if node in kept}
            places |= dict(zip(part.nodes, around(part.neighbours, start, own), strict=True))
    order = sorted(places)
    least = min(LEAST, nearest(usual), _crowded([at for node, at in places.items() if node not in kept])) * (1 - 1e-6)
    moved = apart([places[node] for node in order], [node in kept for node in order], least)
    places = dict(zip(order, moved, strict=True))
    _beside(parts, usual, places)
    found = {node: (x * step + origin[0], y * step + origin[1]) for node, (x, y) in places.items()}
    return found | dict(given)


def _crowded(points: Sequence[Point]) -> float:
    """Return a distance that so many points can have within the box of all of them, unless they are few."""
    if len(points) < FEW:
        return math.inf
    xs, ys = zip(*points, strict=True)
    return math.sqrt(FULL * (max(xs) - min(xs)) * (max(ys) - min(ys)) / len(points))


class _Part(NamedTuple):
    """The tensors of a connected part, their neighbours by number, and those among them with a given place."""

    nodes: list[int]
    neighbours: list[list[int]]
    given: list[int]


def _part(graph: Graph, nodes: list[int], given: Mapping[int, Point]) -> _Part:
    number = {node: place for place, node in enumerate(nodes)}
    neighbours = [[number[other] for other in graph.beside(node) if other in number] for node in nodes]
    return _Part(nodes, neighbours, [place for place, node in enumerate(nodes) if node in given])


def _step(parts: Sequence[_Part], given: Mapping[int, Point]) -> float:
    """Return the distance of neighbours: that of given places, per step from one to the other in the graph.

    The nearest pairs in the graph count most, as only the pairs that are as near as any other are taken.
    """
    ratios: dict[int, list[float]] = {}
    for part in parts:
        chosen = part.given[:MOST_PAIRS]
        for one in chosen:
            hops = _hops(part.neighbours, one)
            for two in chosen:
                if one < two:
                    distance = math.dist(given[part.nodes[one]], given[part.nodes[two]])
                    ratios.setdefault(hops[two], []).append(distance / hops[two])
    if ratios:
        return statistics.median(ratios[min(ratios)])
    least = nearest(list(given.values())) if len(given) > 1 else math.inf
    return min(1.0, least)


def _hops(neighbours: Sequence[Sequence[int]], start: int) -> dict[int, int]:
    found, pending = {start: 0}, deque([start])
    while pending:
        here = pending.popleft()
        for other in neighbours[here]:
            if other not in found:
                found[other] = found[here] + 1
                pending.append(other)
    return found


def _beside(parts: Sequence[_Part], usual: Sequence[Point], places: dict[int, Point]) -> None:
    """Place the parts without given places to the right of the others, their tops in one line."""
    loose = [node for part in parts if not part.given for node in part.nodes]
    if not places:
        places.update({node: usual[node] for node in loose})
        return
    right = max(x for x, _ in places.values())
    top = max(y for _, y in places.values())
    for part in parts:
        if not part.given:
            xs, ys = zip(*(usual[node] for node in part.nodes), strict=True)
            dx, dy = right + MARGIN - min(xs), top - max(ys)
            places.update({node: (usual[node][0] + dx, usual[node][1] + dy) for node in part.nodes})
            right += MARGIN + max(xs) - min(xs)
