"""Arrows from some marks to others: straight ones, and arcs that go around what stands between."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..labels import Room
from ..scenes import Mark, Point, around, flattened, holds, tidy
from .frames import Side, box_of, hull, rounds_of

HEIGHTS = (1.0, 1.5, 2.0, 2.6, 3.3, 4.2, 5.3, 6.6, 8.2, 10.0, 13.0, 17.0, 22.0)
"""How high the arcs are, in ems."""

NEAR, APART, EVERY, WIDE = 0.3, 0.75, 0.3, 0.12
"""In ems: the distance of an arrow from one mark, and from the hull of several; the distance of the points at which it
is looked for something in its way, and how wide it is there."""

PER_EM, OTHER_SIDE, NATURAL = 0.25, 1.0, 0.15
"""What an em more or less than the natural height costs, and the side that was not asked for; and the natural height,
as a part of the length."""

HALVINGS, TINY = 30, 1e-9


class Bend(NamedTuple):
    """An arrow as a spline of one piece, and its cost."""

    points: tuple[Point, ...]
    cost: float


def bends(marks: Sequence[Mark], aims: Sequence[Mark], side: Side, em: float) -> Iterator[Bend]:
    """Yield the straight arrow from some marks to others, and then arcs, the cheapest first."""
    (start, first), (end, last) = _around(marks, em), _around(aims, em)
    across, up = end[0] - start[0], end[1] - start[1]
    far = math.hypot(across, up) or 1.0
    normal = (-up / far, across / far)
    out = (side.sign * normal[1]) if side.axis == 0 else (side.sign * normal[0])
    if out < 0 or (abs(out) < 1e-9 and normal < (0.0, 0.0)):
        normal = (-normal[0], -normal[1])
    natural = max(HEIGHTS[0], NATURAL * far / em)
    costs = {height: PER_EM * (1 + abs(height - natural)) for height in HEIGHTS}
    arcs = [(0.0, 0.0)]
    arcs += sorted(
        (cost + (sign < 0) * OTHER_SIDE, sign * height) for height, cost in costs.items() for sign in (1, -1)
    )
    for cost, height in arcs:
        dx, dy = (height * em * 4 / 3 * part for part in normal)
        lean = 0.2 if height else 1 / 3
        two = (start[0] + lean * across + dx, start[1] + lean * up + dy)
        three = (end[0] - lean * across + dx, end[1] - lean * up + dy)
        yield Bend(_between((start, two, three, end), first, last), cost)


def bulge(points: tuple[Point, ...], side: str) -> str:
    """Return the side to which a spline of one piece is bent, or the given side if it is straight and fits it.

    >>> bulge(((0.0, 0.0), (1.0, 1.0), (2.0, 1.0), (3.0, 0.0)), "below"), bulge(((0.0, 0.0),) * 4, "below")
    ('above', 'below')
    """
    (a, b), (c, d) = points[0], points[-1]
    x, y = at(points, 0.5)
    dx, dy = x - (a + c) / 2, y - (b + d) / 2
    if math.hypot(dx, dy) < 0.02 * math.dist(points[0], points[-1]) + TINY:
        steep = abs(d - b) > abs(c - a)
        return side if steep == (side in ("left", "right")) else "right" if steep else "above"
    if abs(dy) >= 0.5 * abs(dx):
        return "above" if dy > 0 else "below"
    return "right" if dx > 0 else "left"


def _around(marks: Sequence[Mark], em: float) -> tuple[Point, tuple[Point, ...]]:
    """Return the middle of marks, and the line around them at which arrows end."""
    pad = (NEAR if len(marks) == 1 else APART) * em
    outline = hull([(x, y, size + pad) for mark in marks for x, y, size in rounds_of(mark)])
    left, bottom, right, top = around(box_of(mark) for mark in marks)
    return ((left + right) / 2, (bottom + top) / 2), flattened(outline, 8)


def _between(points: tuple[Point, ...], first: tuple[Point, ...], last: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return the piece of a spline from where it leaves one closed line to where it meets another."""
    start = _leaves(points, first)
    end = 1 - _leaves(tuple(reversed(points)), last)
    if end <= start:
        start, end = 0.0, 1.0
    return tuple((tidy(x), tidy(y)) for x, y in _piece(points, start, end))


def _leaves(points: tuple[Point, ...], outline: tuple[Point, ...]) -> float:
    """Return the part of a spline at which it leaves a closed line for the last time."""
    steps = 32
    inside = [place for place in range(steps + 1) if holds(outline, at(points, place / steps))]
    if not inside or inside[-1] == steps:
        return 0.0
    low, high = inside[-1] / steps, (inside[-1] + 1) / steps
    for _ in range(HALVINGS):
        part = (low + high) / 2
        low, high = (part, high) if holds(outline, at(points, part)) else (low, part)
    return high


def at(points: tuple[Point, ...], part: float) -> Point:
    """Return a point of a spline of one piece."""
    t, u = part, 1 - part
    weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
    x, y = (sum(w * point[axis] for w, point in zip(weights, points, strict=True)) for axis in (0, 1))
    return x, y


def _piece(points: tuple[Point, ...], start: float, end: float) -> tuple[Point, ...]:
    """Return the part of a spline between two parts of its length, whose ends have the slopes of the whole."""
    (ax, ay), (bx, by) = (_slope(points, part) for part in (start, end))
    third = (end - start) / 3
    (sx, sy), (ex, ey) = at(points, start), at(points, end)
    return (sx, sy), (sx + third * ax, sy + third * ay), (ex - third * bx, ey - third * by), (ex, ey)


def _slope(points: tuple[Point, ...], part: float) -> Point:
    t, u = part, 1 - part
    weights = (3 * u * u, 6 * u * t, 3 * t * t)
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(points)]
    return sum(w * dx for w, (dx, _) in zip(weights, steps, strict=True)), sum(
        w * dy for w, (_, dy) in zip(weights, steps, strict=True)
    )


def crossed(bend: Bend, room: Room, em: float) -> int:
    """Return at how many points an arrow meets something."""
    path = flattened(bend.points)
    size, met = WIDE * em, 0
    for (a, b), (c, d) in itertools.pairwise(path):
        length = math.hypot(c - a, d - b)
        count = max(1, math.ceil(length / (EVERY * em)))
        for place in range(count):
            x, y = a + (c - a) * place / count, b + (d - b) * place / count
            met += not room.is_free((x - size, y - size, x + size, y + size), 0.0)
    return met
