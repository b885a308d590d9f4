"""Strokes and rings: the marks of a cut, which have a size in print."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ...cuts import CutEntry
from ..scenes import CutMark, Line, Mark, tidy

# Half the length of a stroke, in data units.
STROKE = 0.09
# How much larger than its mark a ring is, in data units.
RING = 0.045
# The least half-length of a stroke in points, for small units.
LEAST_POINTS = 2.6
# The largest half-length of a stroke in data units, which keeps strokes apart.
MOST_STROKE = 0.2
# Where else on a line a stroke may stand, as fractions of its length.
OTHER_STOPS = (0.35, 0.65, 0.25, 0.75, 0.45, 0.55)


def stroke_size(step: float, unit: float) -> float:
    """Return half the length of a stroke, where a time step is `step` data units and each of them `unit` inches."""
    return min(MOST_STROKE * step, max(STROKE * step, LEAST_POINTS / 72 / unit))


def ring(entry: CutEntry, mark: Mark, others: Iterable[CutMark], step: float) -> CutMark:
    """Return the ring around a copy tensor, outside the rings of others."""
    around = sum(other.kind == "hyperedge" and (other.x, other.y) == (mark.x, mark.y) for other in others)
    size = tidy(mark.radius + RING * step * (1 + around))
    return CutMark(entry.name, entry.kind, mark.x, mark.y, 0.0, size, entry.dim, entry.symbol, entry.count)


def beside_others(entry: CutEntry, line: Line, stroke: CutMark, others: Iterable[CutMark]) -> CutMark:
    """Return a stroke, or, if another mark stands there, a stroke beside it."""
    taken = list(others)
    options = [stroke, *(stroke_across(entry, line.at(fraction), stroke.size) for fraction in OTHER_STOPS)]
    for option in options:
        if all((option.x - mark.x) ** 2 + (option.y - mark.y) ** 2 > stroke.size**2 for mark in taken):
            return option
    return stroke


def stroke_across(entry: CutEntry, at: tuple[float, float, float, float], size: float) -> CutMark:
    """Return a stroke across a line: it is 60 degrees off the line, and rises on horizontal and on vertical lines."""
    x, y, dx, dy = at
    along = math.degrees(math.atan2(dy, dx))
    angle = tidy((along + (60 if abs(dx) >= abs(dy) else -70)) % 180)
    fields: tuple[Any, ...] = (entry.dim, entry.symbol, entry.count)
    return CutMark(entry.name, entry.kind, tidy(x), tidy(y), angle, tidy(size), *fields)
