"""The heads of arrows: triangles in the middle of a line, or at the end of one that gives them room."""

from __future__ import annotations

import math

from ..scenes import Line, Point, flattened

HEAD, HEAD_WIDTHS = 1.6, 1.2
"""Half the length of the head of an arrow: so many points, and so many widths of its line."""

HEAD_SHIFT, BESIDE_CUT = 0.02, 0.74
"""How far along its line the head of an arrow stands: beyond the middle by a part of the length, or beside a cut."""

PART, PART_BESIDE = 0.32, 0.12
"""The largest half length of a head, as a part of what is seen of its line, in the middle and beside a cut."""

SLENDER, HALVINGS = 0.8, 40
"""Half the width of a head, in halves of its length; and how often a spline is halved to find the end of a line."""


def half_length(width: float) -> float:
    """Return half the length of the head of an arrow on a line of so many points, in points."""
    return HEAD + HEAD_WIDTHS * width


def middle_head(line: Line, way: int, size: float, beside: bool) -> tuple[Point, ...]:
    """Return the corners of a head in the middle of what is seen of a line, or beside the mark of a cut there.

    >>> middle_head(Line(("b",), "bond", ((0.0, 0.0), (2.0, 0.0)), (0.5,)), 1, 0.5, False)
    ((1.54, 0.0), (0.54, 0.4), (0.54, -0.4))
    """
    middle = line.stops[0] if line.stops else 0.5
    x, y, dx, dy = line.at(BESIDE_CUT if beside else middle + way * HEAD_SHIFT)
    seen = 2 * min(middle, 1 - middle) * line.length
    size = min(size, (PART_BESIDE if beside else PART) * seen)
    dx, dy = way * dx * size, way * dy * size
    return triangle((x - dx, y - dy), (x + dx, y + dy))


def triangle(back: Point, tip: Point) -> tuple[Point, ...]:
    """Return the corners of a head from the middle of its back to its tip."""
    dx, dy = (tip[0] - back[0]) / 2 * SLENDER, (tip[1] - back[1]) / 2 * SLENDER
    return tip, (back[0] - dy, back[1] + dx), (back[0] + dy, back[1] - dx)


def end_head(points: tuple[Point, ...], curve: bool, length: float) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Return a line that ends `length` before the end of its points, and the corners of the head from there on.

    The line reaches a little into the head, so that no gap is seen between them.

    >>> end_head(((0.0, 0.0), (2.0, 0.0)), False, 1.0)
    (((0.0, 0.0), (1.2, 0.0)), ((2.0, 0.0), (1.0, 0.4), (1.0, -0.4)))
    """
    tip = points[-1]
    if not curve:
        a, whole = points[-2], math.dist(points[-2], tip)
        back, inside = (_between(a, tip, max(0.0, 1 - part * length / (whole or 1.0))) for part in (1.0, 0.8))
        return (*points[:-1], inside), triangle(back, tip)
    last = points[-4:]
    back = _left(last, _reach(last, length))[-1]
    return (*points[:-4], *_left(last, _reach(last, 0.8 * length))), triangle(back, tip)


def _between(a: Point, b: Point, part: float) -> Point:
    return round(a[0] + part * (b[0] - a[0]), 9), round(a[1] + part * (b[1] - a[1]), 9)


def _left(piece: tuple[Point, ...], part: float) -> tuple[Point, ...]:
    """Return the first part of a piece of a spline, by de Casteljau."""
    a, b, c, d = piece
    ab, bc, cd = _between(a, b, part), _between(b, c, part), _between(c, d, part)
    abc, bcd = _between(ab, bc, part), _between(bc, cd, part)
    return a, ab, abc, _between(abc, bcd, part)


def _reach(piece: tuple[Point, ...], length: float) -> float:
    """Return the last part of a piece of a spline that is `length` away from its end, or 0 if all is nearer."""
    steps = flattened(piece)
    far = [place for place, point in enumerate(steps) if math.dist(point, piece[-1]) >= length]
    if not far:
        return 0.0
    low, high = far[-1] / (len(steps) - 1), min(1.0, (far[-1] + 1) / (len(steps) - 1))
    for _ in range(HALVINGS):
        part = (low + high) / 2
        low, high = (part, high) if math.dist(_left(piece, part)[-1], piece[-1]) >= length else (low, part)
    return low
