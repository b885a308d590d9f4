"""The places of texts inside marks."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..scenes import Box, Line, Mark, Point, roles, tidy

ASIDE = 0.5
"""How far above the middle of a mark that lines pass through its text stands, in steps: between two of them."""

LOWER = 0.5
"""How far a text stands off the middle of a stretched triangle towards its base, in its half height."""

TOWARDS = {"triangle-up": (0, -1), "triangle-down": (0, 1), "triangle-left": (1, 0), "triangle-right": (-1, 0)}
"""The directions of the bases of triangles."""


def middle_of(mark: Mark, lines: Iterable[Line], step: float = 1.0) -> Point:
    """Return where a text stands inside a mark: in the middle, unless a line passes there through a hollow tall mark.

    In a stretched triangle the text stands where this is wider, towards the base.

    >>> from tnrnn.drawing.scenes import Dress
    >>> gate = Mark("U", "weight", 1.0, 0.0, 0.3, height=1.3, dress=Dress("box", "none"))
    >>> middle_of(gate, [Line(("b",), "bond", ((0.0, 0.0), (2.0, 0.0)), (0.5,))])
    (1.0, 0.5)
    """
    across, up = TOWARDS.get(roles.shape_of(mark), (0, 0))
    if mark.height and (across or up):
        return tidy(mark.x + across * LOWER * mark.radius), tidy(mark.y + up * LOWER * mark.height)
    at = (mark.x, mark.y)
    if roles.dress(mark).fill != "none" or mark.height <= ASIDE * step:
        return at
    passed = any(
        math.dist(at, line.points[0]) + math.dist(at, line.points[1]) < math.dist(*line.points) + 1e-9
        for line in lines
        if len(line.points) == 2
    )
    return (mark.x, mark.y + ASIDE * step) if passed else at


def inner_box(mark: Mark) -> Box | None:
    """Return the box inside a wide mark in which a text may stand around its middle, or None.

    In a triangle that points up or down it is 1.1 times as wide as half of the base.

    >>> from tnrnn.drawing.scenes import Dress
    >>> inner_box(Mark("w", "weight", 0.0, 0.0, 1.0, height=1.0, dress=Dress("triangle-up")))
    (-0.55, -0.9, 0.55, -0.1)
    """
    shape, wide, high = roles.dress(mark).shape, mark.radius, mark.height
    if not high or shape not in (roles.BOX, "triangle-up", "triangle-down"):
        return None
    if shape == roles.BOX:
        return mark.x - wide, mark.y - high, mark.x + wide, mark.y + high
    ends = sorted(TOWARDS[shape][1] * high * part for part in (LOWER - 0.4, LOWER + 0.4))
    return tidy(mark.x - 0.55 * wide), tidy(mark.y + ends[0]), tidy(mark.x + 0.55 * wide), tidy(mark.y + ends[1])
