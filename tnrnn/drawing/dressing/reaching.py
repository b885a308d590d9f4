"""How far the grounds of the two sides of a cut reach, and which pictures have them; needs no numpy."""

from __future__ import annotations

from collections.abc import Sequence

from ..scenes import Box, Line, Mark, around
from .frames import box_of

MOST = 1_500
"""The most marks of a picture with grounds; the sides of larger ones are shown by halos."""

PAD, THICKEST = 0.22, 0.15
"""How far a ground reaches from the edges of marks and of thick lines, and the most that half of a line is thick, in
time steps. Lines are as thick as most marks, so that the edge of a ground runs straight along a row."""


def can_have_grounds(marks: Sequence[Mark]) -> bool:
    """Return whether all tensors of a picture stand on one side, and there are not too many."""
    return len(marks) <= MOST and all(mark.side is not None for mark in marks if mark.tensors)


def thickness(marks: Sequence[Mark], step: float) -> float:
    """Return half of the width that lines have in a ground.

    >>> thickness([Mark("a", "weight", 0.0, 0.0, 0.1)], 1.0)
    0.1
    """
    sizes = sorted(min(mark.height or mark.radius, mark.radius) for mark in marks)
    return min(sizes[len(sizes) // 2], THICKEST * step) if sizes else 0.0


def box_of_grounds(marks: Sequence[Mark], lines: Sequence[Line], step: float) -> Box:
    """Return a box that holds the grounds of a picture; closing a shape by a disc does not leave the box around it.

    >>> box_of_grounds([Mark("a", "weight", 0.0, 0.0, 0.1)], [], 1.0)
    (-0.32, -0.32, 0.32, 0.32)
    """
    boxes = [(box_of(mark), PAD * step) for mark in marks]
    wide = PAD * step + thickness(marks, step)
    boxes += [((x, y, x, y), wide) for line in lines for x, y in line.path]
    return around((left - pad, low - pad, right + pad, top + pad) for (left, low, right, top), pad in boxes)
