"""Segments: where they meet, how far points are from them, which squares they may pass, and how splines hold them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from .scene import Point


def along(a: Point, b: Point, point: Point) -> float:
    """Return the fraction of the way from `a` to `b` at which the segment is nearest to a point.

    >>> along((0.0, 0.0), (2.0, 0.0), (0.5, 1.0))
    0.25
    """
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    return min(1.0, max(0.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square)) if square else 0.0


def straight_piece(a: Point, b: Point) -> list[Point]:
    """Return the points of a spline after its first one, `a`, if its piece to `b` is straight.

    >>> straight_piece((0.0, 0.0), (3.0, 6.0))
    [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]
    """
    return [
        (a[0] + (b[0] - a[0]) / 3, a[1] + (b[1] - a[1]) / 3),
        (a[0] + 2 * (b[0] - a[0]) / 3, a[1] + 2 * (b[1] - a[1]) / 3),
        b,
    ]


def from_segment(a: Point, b: Point, point: Point) -> float:
    """Return the distance of a point from the segment between `a` and `b`.

    >>> from_segment((0.0, 0.0), (2.0, 0.0), (1.0, 1.0)), from_segment((0.0, 0.0), (2.0, 0.0), (5.0, 4.0))
    (1.0, 5.0)
    """
    share = along(a, b, point)
    return math.hypot(point[0] - a[0] - share * (b[0] - a[0]), point[1] - a[1] - share * (b[1] - a[1]))


def crossing(a: Point, b: Point, c: Point, d: Point) -> tuple[float, float] | None:
    """Return the fractions of the segments from `a` to `b` and from `c` to `d` at which they meet.

    The result is None if they do not meet or are parallel.

    >>> crossing((0.0, 0.0), (2.0, 0.0), (1.0, -1.0), (1.0, 3.0))
    (0.5, 0.25)
    """
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    turn = ux * vy - uy * vx
    if not turn:
        return None
    wx, wy = c[0] - a[0], c[1] - a[1]
    one, two = (wx * vy - wy * vx) / turn, (wx * uy - wy * ux) / turn
    return (one, two) if 0 <= one <= 1 and 0 <= two <= 1 else None


def squares(a: Point, b: Point, size: float, margin: float = 0.0) -> Iterator[tuple[int, int]]:
    """Yield the squares of a grid that the box around two points, and around that a margin, meets.

    >>> list(squares((0.5, 0.5), (1.5, 0.5), 1.0))
    [(0, 0), (1, 0)]
    """
    left, right = sorted((a[0], b[0]))
    low, high = sorted((a[1], b[1]))
    columns = range(math.floor((left - margin) / size), math.floor((right + margin) / size) + 1)
    return itertools.product(columns, range(math.floor((low - margin) / size), math.floor((high + margin) / size) + 1))
