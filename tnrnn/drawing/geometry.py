"""Sizes and places that the layouts share, in data units (one is a time step)."""

from __future__ import annotations

from typing import NamedTuple

from .scene import Line, Mark, Point

SITE, STATE, INPUT = 0.06, 0.055, 0.05
"""Radii of the circles, squares and triangles: half their largest extent."""

ROW = 0.56
"""From one chain to the next."""

LEG = 0.34
"""From a site to the input above it."""

STUB = 0.55
"""The line of the output."""

FIRST_STOP, NEXT_STOP = 0.13, 0.085
"""From the middle of a site to the mark on the bond inside it, and on to the next."""


class OtherwiseError(Exception):
    """What is read does not have the structure that a layout is for; another layout takes it."""


def require(condition: bool) -> None:
    """Raise `OtherwiseError` unless the condition holds."""
    if not condition:
        raise OtherwiseError


class Layout(NamedTuple):
    """Marks and lines without a cut."""

    view: str
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]


def tidy(value: float) -> float:
    """Return a coordinate with six decimals, so that scenes read well and compare equal.

    >>> tidy(0.1 + 0.2)
    0.3
    """
    return round(value, 6) + 0.0


def line(role: str, bonds: tuple[str, ...], start: Point, end: Point) -> Line:
    """Return a straight line whose last bonds lie inside the site at its end.

    The first bond runs between the two ends and is marked in the middle; the others, from a weight to the copy tensor
    beside it, near the end, each at a place of its own.

    >>> line("time", ("h--W", "W--h"), (0, 0), (1, 0)).stops
    (0.5, 0.87)
    """
    points = tuple((tidy(x), tidy(y)) for x, y in (start, end))
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    inner = [FIRST_STOP + NEXT_STOP * place for place in range(len(bonds) - 1)]
    outer = max(length / 2, inner[-1] + NEXT_STOP) if inner else length / 2
    stops = [1 - distance / length for distance in (outer, *reversed(inner))]
    return Line(bonds, role, points, tuple(tidy(stop) for stop in stops[: len(bonds)]))
