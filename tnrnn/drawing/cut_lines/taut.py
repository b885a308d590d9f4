"""A short and smooth path through a row of gates: a string pulled taut, whose corners are rounded."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from ..scenes import Point
from .gates import Gate

KEPT, MOST_KEPT = 0.3, 0.3
"""The distance that a string keeps from the ends of a gate: a part of its width, and at most so many steps."""

SOFT_KEPT = 0.04
"""The part of the width of a gate that is kept from points of severed lines beside their crossings."""

DENSE = 0.04
"""The distance of points along a smooth path, in steps."""


LOOP, SOFT_LOOP = 0.42, 0.3
"""The same parts for closed paths, which have to be round, and for those for which there is little room."""


def taut(gates: Sequence[Gate], closed: bool, wide: bool = False) -> list[Point]:
    """Return where the shortest path through narrowed gates passes each of them.

    An open path begins and ends in the middle of a gate; a closed one begins and ends in the middle of the first. A
    `wide` one keeps clear of all points alike, and a closed one is.

    References
    ----------
    Lee and Preparata, "Euclidean shortest paths in the presence of rectilinear barriers", Networks 14 (1984), 393-410.
    """
    row = [*gates, gates[0]] if closed else list(gates)
    left_near = _near_is_left(row)
    doors = [_narrowed(gate, closed or wide) for gate in row]
    lefts = [near if left_near else far for near, far in doors]
    rights = [far if left_near else near for near, far in doors]
    start, goal = _middle(row[0]), _middle(row[-1])
    lefts[0] = rights[0] = start
    lefts[-1] = rights[-1] = goal
    corners = _funnel(lefts, rights)
    return _passing(corners, lefts, rights)


def _middle(gate: Gate) -> Point:
    (a, b), (c, d) = gate.near, gate.far
    return (a + c) / 2, (b + d) / 2


def _narrowed(gate: Gate, wide: bool) -> tuple[Point, Point]:
    """Return the ends of a gate, moved inwards; those on a severed line are apart from everything already."""
    (a, b), (c, d) = gate.near, gate.far
    width = math.dist(gate.near, gate.far) or 1.0
    if gate.hyper or gate.name:
        one = two = 0.1 if gate.hyper else 0.4 if wide else 0.0
    elif wide:
        one, two = (SOFT_LOOP if soft else LOOP for soft in gate.soft)
    else:
        one, two = (SOFT_KEPT if soft else min(KEPT, MOST_KEPT / width) for soft in gate.soft)
    return (a + (c - a) * one, b + (d - b) * one), (c + (a - c) * two, d + (b - d) * two)


def _near_is_left(gates: Sequence[Gate]) -> bool:
    total = 0.0
    for one, two in itertools.pairwise(gates):
        (a, b), (c, d) = _middle(one), _middle(two)
        total += _turned((a, b), (c, d), one.near) - _turned((a, b), (c, d), one.far)
    return total > 0


def _turned(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _funnel(lefts: Sequence[Point], rights: Sequence[Point]) -> list[tuple[int, Point]]:
    """Return the corners of the shortest path through doors, each with the number of its door."""
    found = [(0, lefts[0])]
    apex, left, right = lefts[0], lefts[0], rights[0]
    at = left_at = right_at = 0
    place = 1
    while place < len(lefts):
        if _turned(apex, right, rights[place]) >= 0:
            if apex == right or _turned(apex, left, rights[place]) < 0:
                right, right_at = rights[place], place
            else:
                apex, at = left, left_at
                found.append((at, apex))
                right, right_at, place = apex, at, at + 1
                left, left_at = apex, at
                continue
        if _turned(apex, left, lefts[place]) <= 0:
            if apex == left or _turned(apex, right, lefts[place]) > 0:
                left, left_at = lefts[place], place
            else:
                apex, at = right, right_at
                found.append((at, apex))
                left, left_at, place = apex, at, at + 1
                right, right_at = apex, at
                continue
        place += 1
    last = len(lefts) - 1
    if found[-1][0] != last:
        found.append((last, lefts[-1]))
    return found


def _passing(corners: Sequence[tuple[int, Point]], lefts: Sequence[Point], rights: Sequence[Point]) -> list[Point]:
    """Return where a path with known corners passes each door."""
    found = [corners[0][1]]
    for (first, a), (last, b) in itertools.pairwise(corners):
        for place in range(first + 1, last):
            one, two = _turned(a, b, lefts[place]), _turned(a, b, rights[place])
            part = min(1.0, max(0.0, one / (one - two))) if one != two else 0.5
            (c, d), (e, f) = lefts[place], rights[place]
            found.append((c + (e - c) * part, d + (f - d) * part))
        if last > first:
            found.append(b)
    return found


def length_of(points: Sequence[Point]) -> float:
    """Return the length of a path."""
    return sum(math.dist(a, b) for a, b in itertools.pairwise(points))


def dense(points: Sequence[Point]) -> list[Point]:
    """Return points at equal distances along a path."""
    steps = [(a, b) for a, b in itertools.pairwise(points) if math.dist(a, b) > 1e-9]
    total = sum(math.dist(a, b) for a, b in steps)
    count = max(4, math.ceil(total / DENSE))
    found, done, number = [points[0]], 0.0, 1
    for a, b in steps:
        length = math.dist(a, b)
        while number < count and number * total / count <= done + length:
            part = (number * total / count - done) / length
            found.append((a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part))
            number += 1
        done += length
    return [*found, points[-1]]


def smoothed(points: Sequence[Point], reach: float, closed: bool) -> list[Point]:
    """Return a path of dense points after a diffusion whose mean distance is `reach`; the ends of an open one stay."""
    found = list(points)
    spacing = length_of(points) / max(1, len(points) - 1)
    for _ in range(min(400, round(2 * (reach / spacing) ** 2))):
        before = [found[-2] if closed else found[0], *found[:-1]]
        after = [*found[1:], found[1] if closed else found[-1]]
        found = [
            ((a + 2 * c + e) / 4, (b + 2 * d + f) / 4)
            for (a, b), (c, d), (e, f) in zip(before, found, after, strict=True)
        ]
        if not closed:
            found[0], found[-1] = points[0], points[-1]
    return found


def spline(points: Sequence[Point], closed: bool, spacing: float) -> tuple[Point, ...]:
    """Return a cubic Bezier spline along a path of dense points, with the directions that it has at the knots."""
    count = max(1, math.ceil(length_of(points) / spacing))
    last = len(points) - 1
    places = [round(part * last / count) for part in range(count + 1)]
    found = [points[0]]
    for one, two in itertools.pairwise(places):
        reach = length_of(points[one : two + 1]) / 3
        (a, b), (c, d) = points[one], points[two]
        (ux, uy), (vx, vy) = _direction(points, one, closed), _direction(points, two, closed)
        found += [(a + ux * reach, b + uy * reach), (c - vx * reach, d - vy * reach), (c, d)]
    return tuple(found)


def _direction(points: Sequence[Point], place: int, closed: bool) -> Point:
    last = len(points) - 1
    ends = closed and place in (0, last)
    before, after = (points[-2], points[1]) if ends else (points[max(place - 1, 0)], points[min(place + 1, last)])
    length = math.dist(before, after) or 1.0
    return (after[0] - before[0]) / length, (after[1] - before[1]) / length
