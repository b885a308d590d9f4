"""The lines of notes: convex hulls of discs, braces, and the sides on which notes stand."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from ..scenes import KAPPA, Box, Mark, Point, around, from_segment, roles, straight_piece, tidy

BACK, HALF = 0.4, 0.25
"""How far before its end an arrow is widest, and half of its width there, in ems."""

SMALL = 1e-9
"""Angles and lengths below this are 0."""

Round = tuple[float, float, float]
"""A disc: x, y and radius."""


class Side(NamedTuple):
    """A side of a box: the axis along it, and the sign of the direction outwards on the other axis.

    Along it, places are coordinates of its axis. Outwards, they are coordinates times the sign, so that more is
    farther out.

    >>> Side(0, -1).edge((0.0, 1.0, 2.0, 3.0)), Side(0, -1).point(0.5, 2.0)
    (-1.0, (0.5, -2.0))
    """

    axis: int
    sign: int

    def edge(self, box: Box) -> float:
        """Return how far out the side of a box is."""
        return self.sign * box[1 - self.axis + (2 if self.sign > 0 else 0)]

    def ends(self, box: Box) -> tuple[float, float]:
        """Return where the side of a box begins and ends."""
        return box[self.axis], box[self.axis + 2]

    def point(self, along: float, out: float) -> Point:
        """Return a point by its place along the side and outwards."""
        at = self.sign * out
        return (tidy(along), tidy(at)) if self.axis == 0 else (tidy(at), tidy(along))

    def box(self, low: float, high: float, near: float, far: float) -> Box:
        """Return the box between two places along the side and two outwards."""
        (a, b), (c, d) = self.point(low, near), self.point(high, far)
        return min(a, c), min(b, d), max(a, c), max(b, d)

    @property
    def anchor(self) -> str:
        """The place of a text beyond this side that is next to it."""
        return {(0, 1): "south", (0, -1): "north", (1, 1): "west", (1, -1): "east"}[self]


SIDE = {"above": Side(0, 1), "below": Side(0, -1), "left": Side(1, -1), "right": Side(1, 1)}


def box_of(mark: Mark) -> Box:
    """Return the box around the shape of a mark."""
    if mark.height:
        return mark.x - mark.radius, mark.y - mark.height, mark.x + mark.radius, mark.y + mark.height
    size = roles.radius(mark)
    corners = roles.corners(mark) or ((mark.x - size, mark.y - size), (mark.x + size, mark.y + size))
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def rounds_of(mark: Mark) -> list[Round]:
    """Return discs whose hull holds a mark: one around it, or its corners if it is a rectangle."""
    if mark.height:
        return [(x, y, 0.0) for x, y in roles.corners(mark)]
    return [(mark.x, mark.y, roles.radius(mark))]


def hull(rounds: Sequence[Round]) -> tuple[Point, ...]:
    r"""Return the least convex outline around discs as a closed spline, counterclockwise.

    The outline is wrapped around the discs like a ribbon. With the outward normal $u$, it leaves the disc $i$ for the
    disc $j$ where both support the same line, $u \cdot (c_j - c_i) = r_i - r_j$, and the next disc is the one for
    which this happens first as $u$ turns.

    >>> hull([(0.0, 0.0, 1.0)])[0], len(hull([(0.0, 0.0, 1.0), (2.0, 0.0, 1.0)]))
    ((0.0, -1.0), 19)
    """
    start = max(range(len(rounds)), key=lambda i: (rounds[i][2] - rounds[i][1], rounds[i][0]))
    at, turn, last = start, -math.pi / 2, 1.5 * math.pi
    points: list[Point] = [_rim(rounds[at], turn)]
    for _ in range(4 * len(rounds) + 4):
        step, following = _next(rounds, at, turn)
        if following is None or turn + step >= last - SMALL:
            break
        points += _arc(rounds[at], turn, turn + step)
        at, turn = following, turn + step
        points += straight_piece(points[-1], _rim(rounds[at], turn))
    points += _arc(rounds[at], turn, last)
    if math.dist(points[-1], points[0]) > SMALL:
        points += straight_piece(points[-1], points[0])
    found = [(tidy(x), tidy(y)) for x, y in points]
    return (*found[:-1], found[0])


def _next(rounds: Sequence[Round], at: int, turn: float) -> tuple[float, int | None]:
    """Return by how much the normal turns until the outline leaves a disc, and for which; the farthest of several."""
    x, y, radius = rounds[at]
    best: tuple[float, float, int | None] = (math.inf, 0.0, None)
    for other, (u, v, size) in enumerate(rounds):
        far = math.hypot(u - x, v - y)
        if far <= abs(radius - size) + SMALL:  # one disc is inside the other
            continue
        angle = math.atan2(v - y, u - x) - math.acos((radius - size) / far)
        step = (angle - turn) % (2 * math.pi)
        step = 0.0 if step > 2 * math.pi - SMALL else step
        if step < best[0] - SMALL or (step < best[0] + SMALL and far > best[1]):
            best = (step, far, other)
    return best[0], best[2]


def _rim(disc: Round, turn: float) -> Point:
    return disc[0] + disc[2] * math.cos(turn), disc[1] + disc[2] * math.sin(turn)


def _arc(disc: Round, first: float, last: float) -> list[Point]:
    """Return the points of a spline after its first one, along the edge of a disc."""
    if disc[2] < SMALL or last - first < SMALL:
        return []
    count = math.ceil((last - first) / (math.pi / 2) - SMALL)
    turns = [first + (last - first) * place / count for place in range(count + 1)]
    reach = 4 / 3 * math.tan((last - first) / count / 4) * disc[2]
    points = []
    for one, two in itertools.pairwise(turns):
        (a, b), (c, d) = _rim(disc, one), _rim(disc, two)
        points += [
            (a - reach * math.sin(one), b + reach * math.cos(one)),
            (c + reach * math.sin(two), d - reach * math.cos(two)),
            (c, d),
        ]
    return points


def rounded(box: Box, radius: float) -> tuple[Point, ...]:
    """Return a box with round corners as a closed spline.

    >>> rounded((0.0, 0.0, 4.0, 2.0), 0.5)[0]
    (3.5, 0.0)
    """
    left, bottom, right, top = box
    size = min(radius, (right - left) / 2, (top - bottom) / 2)
    xs, ys = {left + size, right - size}, {bottom + size, top - size}
    return hull([(x, y, size) for x in sorted(xs) for y in sorted(ys)])


def brace(side: Side, low: float, high: float, near: float, height: float) -> tuple[Point, ...]:
    """Return a brace along a side as an open spline, from one end to the other, with its tip in the middle.

    >>> brace(Side(0, 1), 0.0, 4.0, 1.0, 0.5)[::9]
    ((0.0, 1.0), (2.0, 1.5), (4.0, 1.0))
    """
    half, up = (high - low) / 2, height / 2
    across = min(up, half / 2)
    curl = [(0.0, KAPPA * up), (across - KAPPA * across, up), (across, up)]
    flat = straight_piece((across, up), (half - across, up))
    rise = [(half - across + KAPPA * across, up), (half, height - KAPPA * up), (half, height)]
    one: list[Point] = [(0.0, 0.0), *curl, *flat, *rise]
    other = [(2 * half - along, out) for along, out in reversed(one[:-1])]
    return tuple(side.point(low + along, near + out) for along, out in (*one, *other))


def head(path: Sequence[Point], em: float) -> tuple[Point, Point]:
    """Return a line across the head at the end of an arrow, as wide as a head of usual size.

    >>> head([(0.0, 0.0), (2.0, 0.0)], 1.0)
    ((1.6, 0.25), (1.6, -0.25))
    """
    (a, b), (c, d) = path[-2], path[-1]
    far = math.dist((a, b), (c, d)) or 1.0
    dx, dy = (c - a) / far * em, (d - b) / far * em
    x, y = c - BACK * dx, d - BACK * dy
    return (x - HALF * dy, y + HALF * dx), (x + HALF * dy, y - HALF * dx)


def bounds(points: Sequence[Point]) -> Box:
    """Return the box around points."""
    return around((x, y, x, y) for x, y in points)


def distance(outline: Sequence[Point], at: Point) -> float:
    """Return the distance of a point from a line of straight steps.

    >>> distance([(0, 0), (2, 0)], (1, 1)), distance([(0, 0), (2, 0)], (3, 0))
    (1.0, 1.0)
    """
    return min(from_segment(a, b, at) for a, b in itertools.pairwise(outline))
