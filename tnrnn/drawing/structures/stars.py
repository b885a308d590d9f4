"""Tensors around one tensor: factors of a Tucker or a canonical polyadic decomposition, with their legs outwards."""

from __future__ import annotations

import math

from ..graphs import Drawn, Graph, Part
from ..scenes import Point
from .ordering import numbered

# The distance of the next tensor on a spoke, and of the end of a leg.
STEP, LEG = 1.0, 0.42
# The most spokes of a star that nobody asked for.
MOST = 12


def star(part: Part) -> Drawn | str:
    """Place a tensor and the rows of tensors around it, clockwise from the top, in the order of its bonds.

    If the legs have names that differ in a number alone, they are in this order. Spokes have equal angles, and
    neighbours are at least 1 apart.
    """
    found = _spokes(part)
    if isinstance(found, str):
        return found
    middle, spokes = found
    graph, count = part.graph, len(spokes)
    spokes = _in_order(graph, spokes)
    near = max(STEP, 0.5 / math.sin(math.pi / count))
    places: dict[int, Point] = {middle: (0.0, 0.0)}
    for place, spoke in enumerate(spokes):
        turn = math.pi / 2 - 2 * math.pi * place / count
        far = 0.0
        for number, node in enumerate(spoke):
            far += LEG if graph.free(node) else STEP if number else near
            places[node] = (far * math.cos(turn), far * math.sin(turn))
    return Drawn(places)


def sure_star(part: Part) -> Drawn | str:
    """Place a star if each of at most twelve tensors around the middle has one leg, and nothing asks for directions."""
    found = _spokes(part)
    if isinstance(found, str):
        return found
    if part.asked or len(found[1]) > MOST or any(len(spoke) != 2 for spoke in found[1]):
        return "legs with directions of their own"
    if any(not part.graph.free(spoke[-1]) for spoke in found[1]):
        return "a tensor around the middle without a leg"
    return star(part)


def _spokes(part: Part) -> tuple[int, list[list[int]]] | str:
    """Return the tensor in the middle, and the nodes of every row around it, from the inside outwards."""
    graph = part.graph
    if part.times is not None:
        return "tensors with times"
    if any(len(graph.beside(node)) != len(graph.links[node]) for node in part.tensors):
        return "two tensors with several bonds"
    wide = [node for node in part.tensors if len(graph.links[node]) > 2]
    if len(wide) != 1:
        return f"{len(wide)} tensors of three or more bonds, of which a star has one"
    spokes = []
    for first in graph.beside(wide[0]):
        spoke, before = [first], wide[0]
        while len(graph.links[spoke[-1]]) == 2:
            after = next(other for other in graph.beside(spoke[-1]) if other != before)
            if after == wide[0]:
                return "tensors that form a ring"
            before = spoke[-1]
            spoke.append(after)
        spokes.append(spoke)
    if any(graph.free(spoke[0]) for spoke in spokes):
        return f"a leg of the tensor {graph.marks[wide[0]].name!r} in the middle"
    return wide[0], spokes


def _in_order(graph: Graph, spokes: list[list[int]]) -> list[list[int]]:
    ends = [spoke[-1] for spoke in spokes]
    legs = all(graph.free(end) for end in ends)
    names = [graph.edges[graph.links[end][0][0]][0] if legs else graph.marks[end].name for end in ends]
    numbers = numbered(names)
    if numbers is None:
        return spokes
    return [spoke for _, spoke in sorted(zip(names, spokes, strict=True), key=lambda pair: numbers[pair[0]])]
