"""The closed splines of shapes with round parts: boxes, pills, half discs, ellipses, and stretched polygons."""

from __future__ import annotations

import math

from ..scenes import KAPPA, Mark, Point, roles, straight_piece
from .shape import Outline

ROUND = 0.3
"""The radius of the corners of a box, in its smaller half extent."""


def outline(mark: Mark) -> Outline:
    """Return the outline of a mark that has a height.

    >>> outline(Mark("a", "weight", 0.0, 0.0, 1.0, height=0.5)).steps[0]
    (1.0, 0.0)
    """
    across, up, shape = mark.radius, mark.height, roles.shape_of(mark)
    corner = 0.0
    if shape in (roles.BOX, roles.PILL):
        corner = min(across, up) * (ROUND if shape == roles.BOX else 1.0)
        steps = _rounded(across, up, corner)
    elif shape.startswith(roles.HALF):
        steps = _half(across, up, shape.removeprefix(roles.HALF)[1:] or "right")
    elif shape in roles.CORNERS:
        steps = _stretched(across, up, shape)
    else:
        steps = _rounded(across, up, across, up)
    return Outline(mark.x, mark.y, steps, corner)


def _rounded(across: float, up: float, radius: float, upwards: float | None = None) -> tuple[Point, ...]:
    """Return a rectangle with round corners, counterclockwise from the middle of its right side."""
    a, b = min(radius, across), min(radius if upwards is None else upwards, up)
    steps: list[Point] = [(across, 0.0)]
    for sx, sy, flat in ((1, 1, False), (-1, 1, True), (-1, -1, False), (1, -1, True)):
        one: tuple[Point, ...] = ((sx * across, sy * (up - b)), (sx * across, sy * (up - b + KAPPA * b)))
        two: tuple[Point, ...] = ((sx * (across - a + KAPPA * a), sy * up), (sx * (across - a), sy * up))
        corner = (*two[::-1], *one[::-1]) if flat else (*one, *two)
        if corner[0] != steps[-1]:
            steps += straight_piece(steps[-1], corner[0])
        steps += corner[1:]
    return tuple(steps + straight_piece(steps[-1], steps[0])) if steps[-1] != steps[0] else tuple(steps)


def _half(across: float, up: float, way: str) -> tuple[Point, ...]:
    """Return half of an ellipse that fills the rectangle; its round side points `way`."""
    turned = way in ("up", "down")
    a, b = (up, across) if turned else (across, up)
    sign = 1 if way in ("right", "up") else -1
    right: list[Point] = [
        (-a, -b), (-a + KAPPA * 2 * a, -b), (a, -KAPPA * b), (a, 0.0), (a, KAPPA * b), (-a + KAPPA * 2 * a, b), (-a, b),
    ]  # fmt: skip
    right += straight_piece(right[-1], right[0])
    return tuple((y, sign * x) if turned else (sign * x, y) for x, y in right)


def _stretched(across: float, up: float, shape: str) -> tuple[Point, ...]:
    """Return a polygon that fills the rectangle."""
    count, first = roles.CORNERS[shape]
    turns = [math.radians(first + 360 * place / count) for place in range(count)]
    corners = [(math.cos(turn), math.sin(turn)) for turn in turns]
    (left, right), (low, high) = ((min(axis), max(axis)) for axis in zip(*corners, strict=True))
    fitted = [
        (across * (2 * (x - left) / (right - left) - 1), up * (2 * (y - low) / (high - low) - 1)) for x, y in corners
    ]
    steps: list[Point] = [fitted[0]]
    for corner in (*fitted[1:], fitted[0]):
        steps += straight_piece(steps[-1], corner)
    return tuple(steps)
