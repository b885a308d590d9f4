"""Where dangling legs end: in the directions that were asked for, and else away from all else that is drawn."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from ..graphs import Asked, Graph
from ..scenes import Mark, Point, tidy
from .routes import MOST_ROUTED, Field, clear, field

# The length of the line of a dangling leg.
STUB = 0.42

# The largest angle between two neighbouring legs, in radians.
APART = 1.0
# The number of directions that a leg may take.
WAYS = 24

# The angle in radians by which legs that were asked to point in one direction lie apart at a mark without sides.
FAN = 0.42
# The width in radians of the widest such fan.
WIDEST_FAN = 2.4
# The least angle in radians from a leg to another line at its tensor.
CLEARANCE = 0.3

# Up to this number of tensors, legs cross no straight lines where they can.
MOST_MINDED = 60

# With more free legs than this at one tensor, they are spread around it in every layout.
FEW = 4


def asked_of(graph: Graph, turns: Mapping[str, float] | None) -> dict[int, float]:
    """Return the directions of free ends, where `turns` are those of legs by their names."""
    if not turns:
        return {}
    return {two: turns[name] for name, _, two in graph.edges if graph.free(two) and name in turns}


def without_crowds(graph: Graph, places: Mapping[int, Point]) -> dict[int, Point]:
    """Return places without those of free ends at tensors that have many, which `with_legs` spreads."""
    crowds: set[int] = set()
    for node in places:
        if not graph.free(node):
            own = [other for other in graph.beside(node) if graph.free(other)]
            crowds.update(own if len(own) > FEW else ())
    return {node: at for node, at in places.items() if node not in crowds}


def with_legs(graph: Graph, places: Mapping[int, Point], radius: float, asked: Asked) -> dict[int, Point]:
    """Return the places with those of all free ends of the tensors that have one.

    Legs that were asked to point in a direction do. Others that would be too near to one of them, and those without a
    place, get one.
    """
    turned: dict[int, Point] = {}
    loose: list[int] = []
    for node in places:
        if graph.free(node):
            continue
        own = [other for other in graph.beside(node) if graph.free(other)]
        ends = [other for other in own if other in asked]
        if ends:
            taken = [_angle(places[node], places[o]) for o in graph.beside(node) if o in places and not graph.free(o)]
            turned |= _in_directions(places[node], {end: asked[end] for end in ends}, taken)
        angles = [_angle(places[node], turned[end]) for end in ends]
        for other in own:
            if other not in turned and (
                other not in places or not _apart(_angle(places[node], places[other]), angles, CLEARANCE)
            ):
                loose.append(other)
    kept = {node: at for node, at in places.items() if node not in set(loose)} | turned
    return kept | stubs(graph, kept, loose, radius) if loose else kept


def _in_directions(at: Point, ends: Mapping[int, float], taken: Sequence[float]) -> dict[int, Point]:
    """Place the ends of legs in their directions; those with the same one lie side by side, in the order of the bonds.

    A leg that would lie on another line at the tensor is turned off it.
    """
    found: dict[int, Point] = {}
    ways: dict[float, list[int]] = {}
    for end, turn in ends.items():
        ways.setdefault(round(math.remainder(turn, 2 * math.pi), 9), []).append(end)
    for turn, own in ways.items():
        step = min(FAN, WIDEST_FAN / max(1, len(own) - 1))
        sign = 1 if math.sin(turn) <= 1e-9 else -1
        spread = [sign * step * (place - (len(own) - 1) / 2) for place in range(len(own))]
        tilts = sorted((way * count * FAN / 2 for count in range(7) for way in (1, -1)), key=abs)
        tilt = next((t for t in tilts if all(_apart(turn + t + s, taken, CLEARANCE) for s in spread)), 0.0)
        for end, extra in zip(own, spread, strict=True):
            found[end] = _beyond(at, turn + tilt + extra)
    return found


def _beyond(at: Point, turn: float) -> Point:
    return tidy(at[0] + STUB * math.cos(turn)), tidy(at[1] + STUB * math.sin(turn))


def _apart(turn: float, others: Iterable[float], least: float) -> bool:
    return all(abs(math.remainder(turn - other, 2 * math.pi)) >= least for other in others)


def stubs(graph: Graph, points: Mapping[int, Point], wanted: Sequence[int], radius: float) -> dict[int, Point]:
    """Place the free ends `wanted` away from neighbours, clear of marks, and side by side in the order of the bonds."""
    owners: dict[int, list[int]] = {}
    for node in wanted:
        owners.setdefault(graph.links[node][0][1], []).append(node)
    marks = [Mark("", "", *points[node], radius) for node in points if not graph.free(node)]
    minded = field(marks, STUB) if len(marks) <= MOST_ROUTED else None
    found: dict[int, Point] = {}
    segments = _segments(graph, points) if len(marks) <= MOST_MINDED else []
    for owner, ends in owners.items():
        own = set(ends)
        order = [node for node in graph.beside(owner) if node in own]
        taken = [_angle(points[owner], points[other]) for other in graph.beside(owner) if other in points]
        placed = _fan(points[owner], order, taken, (minded, segments))
        found |= placed
        segments += [(points[owner], end) for end in placed.values()]
    return found


def _segments(graph: Graph, points: Mapping[int, Point]) -> list[tuple[Point, Point]]:
    return [(points[one], points[two]) for _, one, two in graph.edges if one in points and two in points]


def meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Return whether two segments have an inner point in common.

    >>> meet((0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0))
    True
    """

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0


def _angle(one: Point, two: Point) -> float:
    return math.atan2(two[1] - one[1], two[0] - one[0])


def _slope(turn: float) -> float:
    """Return the angle between a direction and the vertical, in radians."""
    return round(abs(math.remainder(turn + math.pi / 2, math.pi)), 6)


def _fan(
    at: Point,
    ends: Sequence[int],
    taken: Sequence[float],
    around: tuple[Field | None, Sequence[tuple[Point, Point]]],
) -> dict[int, Point]:
    minded, segments = around
    lines = [pair for pair in segments if at not in pair]
    width = min(APART, 2 * math.pi / (len(ends) + 1)) * (len(ends) - 1)
    if not taken and len(ends) > 1:
        width = 2 * math.pi * (len(ends) - 1) / len(ends) if len(ends) > 2 else math.pi

    def fan(turn: float) -> list[Point]:
        # From left to right, for legs that go down and for legs that go up.
        sign = 1 if math.sin(turn) <= 1e-9 else -1
        steps = [place / (len(ends) - 1) - 0.5 if len(ends) > 1 else 0.0 for place in range(len(ends))]
        return [_beyond(at, turn + sign * width * step) for step in steps]

    def free(turn: float) -> float:
        return min((abs(math.remainder(turn - other, 2 * math.pi)) for other in taken), default=math.pi)

    ways = [-math.pi / 2 + 2 * math.pi * place / WAYS for place in range(WAYS)]
    ways.sort(key=lambda turn: (-round(min(free(turn) - width / 2, 1.5), 6), _slope(turn)))
    if taken and len(ends) > 3 and free(ways[0]) - width / 2 < CLEARANCE:
        return dict(zip(ends, (_beyond(at, turn) for turn in between(taken, len(ends))), strict=True))
    crossing: list[Point] = []
    for turn in ways:
        points = fan(turn)
        others = [] if minded is None else [m for m in minded.near([at, *points]) if (m.x, m.y) != at]
        if all(clear((at, point), others) for point in points):
            if not any(meet(at, point, *pair) for point in points for pair in lines):
                return dict(zip(ends, points, strict=True))
            crossing = crossing or points
    return dict(zip(ends, crossing or fan(ways[0]), strict=True))


def between(taken: Sequence[float], count: int) -> list[float]:
    """Return so many directions between those that are taken, such that the least angle is as large as can be.

    Each direction goes to the gap in which it leaves the largest angles, which is optimal, since that of a gap falls
    with every direction in it. Those of a gap are in order from left to right, the lower gaps first.
    """
    sorted_ones = sorted({round(math.remainder(turn, 2 * math.pi), 9) for turn in taken})
    gaps = [(a, b - a) for a, b in itertools.pairwise([*sorted_ones, sorted_ones[0] + 2 * math.pi])]
    counts = [0] * len(gaps)
    for _ in range(count):
        best = max(range(len(gaps)), key=lambda place: (round(gaps[place][1] / (counts[place] + 2), 9), -place))
        counts[best] += 1
    fans = []
    for (start, wide), own in zip(gaps, counts, strict=True):
        turns = [start + wide * (place + 1) / (own + 1) for place in range(own)]
        low = math.sin(start + wide / 2)
        fans.append((low, turns if low <= 1e-9 else turns[::-1]))
    return [turn for _, turns in sorted(fans, key=lambda fan: round(fan[0], 9)) for turn in turns]
