"""Directions that the legs of a network with given positions have in common: parallel, or away from a middle."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..graphs import Graph, comb, components
from ..scenes import Mark, Point, tidy
from .legs import STUB, meet
from .routes import MOST_ROUTED, Field, clear, field

DOWN, UP, RIGHT, LEFT = -math.pi / 2, math.pi / 2, 0.0, math.pi
# The directions of slanted legs, as in a grid.
SLANTED = (-0.26 * math.pi, 0.74 * math.pi, 0.24 * math.pi, -0.76 * math.pi)

# Other directions, the lower ones first.
OTHERS = tuple(side * math.pi * part / 12 for side in (-1, 1) for part in (4, 8, 5, 7, 3, 9, 2, 10, 1, 11))

# The least angle in radians from a leg to another line at its tensor.
CLEARANCE = 0.5
# The largest difference in radians of the directions of lines that count as parallel.
SAME = 0.02

# Returns the directions that the legs of a tensor may have, the best first.
Ways = Callable[[int], Sequence[float]]


def parallel(graph: Graph, places: Mapping[int, Point], wanted: Sequence[int], radius: float) -> dict[int, Point]:
    """Return places for the free ends of those parts in which all legs can have directions in common.

    Each tensor of a part has its leg in the same direction, or in this or the opposite one; or, in rings and chains on
    a curve, away from the middle. Of two legs one points each way. No leg meets a mark or a line.
    """
    marks = [Mark("", "", *places[node], radius) for node in places if not graph.free(node)]
    if len(marks) > MOST_ROUTED or len(wanted) < 2:
        return {}
    drawn = _Drawn(graph, places, field(marks, STUB), _segments(graph, places))
    open_ends, found = set(wanted), dict[int, Point]()
    for nodes in components(graph):
        owners = {}
        for node in nodes:
            own = [other for other in graph.beside(node) if other in open_ends] if not graph.free(node) else []
            if own:
                owners[node] = own
        if len(owners) > 1 and all(len(own) < 3 for own in owners.values()):
            found |= _common(drawn, nodes, owners)
    return found


class _Drawn(NamedTuple):
    """What legs must not meet."""

    graph: Graph
    places: Mapping[int, Point]
    minded: Field
    segments: Sequence[tuple[int, int]]

    def allows(self, node: int, turn: float) -> bool:
        """Return whether a leg of a tensor may point in a direction."""
        at = self.places[node]
        end = (at[0] + STUB * math.cos(turn), at[1] + STUB * math.sin(turn))
        for other in self.graph.beside(node):
            if other in self.places:
                x, y = self.places[other]
                if abs(math.remainder(math.atan2(y - at[1], x - at[0]) - turn, 2 * math.pi)) < CLEARANCE:
                    return False
        if not clear((at, end), (mark for mark in self.minded.near([at, end]) if (mark.x, mark.y) != at)):
            return False
        pairs = ((self.places[a], self.places[b]) for a, b in self.segments if node not in (a, b))
        return not any(meet(at, end, a, b) for a, b in pairs)


def _segments(graph: Graph, places: Mapping[int, Point]) -> list[tuple[int, int]]:
    return [(one, two) for _, one, two in graph.edges if one in places and two in places]


def _common(drawn: _Drawn, nodes: Sequence[int], owners: Mapping[int, Sequence[int]]) -> dict[int, Point]:
    for ways in _rules(drawn, nodes):
        found = {}
        for node, own in owners.items():
            x, y = drawn.places[node]
            turns = next((turns for turns in _turns(ways(node), len(own)) if _fits(drawn, node, turns)), None)
            if turns is None:
                break
            for end, turn in zip(own, turns, strict=True):
                found[end] = (tidy(x + STUB * math.cos(turn)), tidy(y + STUB * math.sin(turn)))
        else:
            return found
    return {}


def _turns(ways: Sequence[float], count: int) -> Iterator[tuple[float, ...]]:
    """Yield the directions of one leg, or of two, of which the first goes the other way."""
    for turn in ways:
        yield (turn,) if count == 1 else (turn + math.pi, turn)


def _fits(drawn: _Drawn, node: int, turns: Sequence[float]) -> bool:
    return all(drawn.allows(node, turn) for turn in turns)


def _rules(drawn: _Drawn, nodes: Sequence[int]) -> Iterator[Ways]:
    """Yield the rules that legs may follow, the best first."""
    tensors = [node for node in nodes if not drawn.graph.free(node)]
    path = comb(drawn.graph, nodes)
    radial = _radial(drawn, tensors)
    if path is not None and path.closed:
        yield radial
    across = _across(drawn, tensors)
    for turn in (*across, DOWN, UP, RIGHT, LEFT):
        yield _fixed(turn)
    if path is not None:
        yield radial
    for turn in (DOWN, RIGHT):
        yield _fixed(turn, turn + math.pi)
    for turn in (*SLANTED, *OTHERS):
        yield _fixed(turn)


def _fixed(*turns: float) -> Ways:
    return lambda node: turns


def _radial(drawn: _Drawn, tensors: Sequence[int]) -> Ways:
    """Return the rule that legs point away from the middle of all tensors, or else towards it."""
    xs, ys = zip(*(drawn.places[node] for node in tensors), strict=True)
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2

    def ways(node: int) -> Sequence[float]:
        x, y = drawn.places[node]
        turn = math.atan2(y - middle[1], x - middle[0])
        return (turn,) if math.dist((x, y), middle) > STUB else ()

    return ways


def _across(drawn: _Drawn, tensors: Sequence[int]) -> tuple[float, ...]:
    """Return the two directions across a straight slanted chain, the lower one first; nothing for other parts."""
    own = set(tensors)
    turns = [
        math.atan2(drawn.places[b][1] - drawn.places[a][1], drawn.places[b][0] - drawn.places[a][0])
        for a, b in drawn.segments
        if a in own and b in own
    ]
    if any(abs(math.remainder(one - two, math.pi)) > SAME for one, two in itertools.pairwise(turns)) or not turns:
        return ()
    turn = math.remainder(turns[0] + math.pi / 2, 2 * math.pi)
    low = turn if math.sin(turn) < -1e-9 or (abs(math.sin(turn)) < 1e-9 and math.cos(turn) > 0) else turn + math.pi
    return low, low + math.pi
