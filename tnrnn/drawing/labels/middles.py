"""The places of texts inside marks."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..scenes import Line, Mark, Point, roles

ASIDE = 0.5
"""How far above the middle of a mark that lines pass through its text stands, in steps: between two of them."""


def middle_of(mark: Mark, lines: Iterable[Line], step: float = 1.0) -> Point:
    """Return where a text stands inside a mark: in the middle, unless a line passes there through a hollow tall mark.

    >>> from tnrnn.drawing.scenes import Dress
    >>> gate = Mark("U", "weight", 1.0, 0.0, 0.3, height=1.3, dress=Dress("box", "none"))
    >>> middle_of(gate, [Line(("b",), "bond", ((0.0, 0.0), (2.0, 0.0)), (0.5,))])
    (1.0, 0.5)
    """
    at = (mark.x, mark.y)
    if roles.dress(mark).fill != "none" or mark.height <= ASIDE * step:
        return at
    passed = any(
        math.dist(at, line.points[0]) + math.dist(at, line.points[1]) < math.dist(*line.points) + 1e-9
        for line in lines
        if len(line.points) == 2
    )
    return (mark.x, mark.y + ASIDE * step) if passed else at
