"""Sizes and places that the layouts share, in data units: a time step is one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ...networks import Tensor, Vertex
from .scene import Box, Label, Line, Mark, Patch, Point

SITE, STATE, INPUT, FOLD = 0.06, 0.055, 0.05, 0.11
"""The radii of circles, squares, triangles, and triangles that stand for many: half of their largest extent."""

ROW = 0.56
"""The distance from one chain to the next."""

LEG = 0.34
"""The distance from a site to the input below it."""

STUB = 0.55
"""The length of the line of the output."""

KAPPA = 0.5522847498
"""How far the control points of a quarter of a circle are from its ends, in radii."""

FIRST_STOP, NEXT_STOP = 0.13, 0.085
"""The distances from the middle of a site to the mark on the bond inside it, and from there to the next mark."""


class OtherwiseError(Exception):
    """The network or circuit does not have the structure of a layout, so that another layout has to be used."""


def require(condition: bool) -> None:
    """Raise `OtherwiseError` unless the condition holds."""
    if not condition:
        raise OtherwiseError


def place_of(item: Tensor | Vertex) -> tuple[int, int]:
    """Return the time step and the layer of a tensor or vertex that has both; raise `OtherwiseError` for others."""
    if not isinstance(item.position, int) or item.layer is None:
        raise OtherwiseError
    return item.position, item.layer


class Layout(NamedTuple):
    """Marks and lines without a cut, and labels that belong to them in every picture.

    If columns are time steps, what belongs to a step ends `split` to the right of its column. `step` is the length in
    data units that is drawn like a time step. If some time steps are left out, `columns` has each step, its x, and
    whether it is shown; otherwise a step is its x. Rows of a staircase are `rise` times as far apart as usual.
    `patches` are frames behind all lines.
    """

    view: str
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...] = ()
    split: float = 0.5
    step: float = 1.0
    columns: tuple[tuple[int, int, bool], ...] = ()
    rise: float = 1.0
    patches: tuple[Patch, ...] = ()


def around(boxes: Iterable[Box]) -> Box:
    """Return the box that holds all boxes.

    >>> around([(0.0, 0.0, 1.0, 1.0), (0.5, -1.0, 2.0, 0.5)])
    (0.0, -1.0, 2.0, 1.0)
    """
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def tidy(value: float) -> float:
    """Return a coordinate rounded to six decimals, so that scenes are easy to read and can be compared.

    >>> tidy(0.1 + 0.2)
    0.3
    """
    return round(value, 6) + 0.0


def row_heights(lines: Iterable[Line]) -> tuple[float, ...]:
    """Return the heights of the horizontal lines, which are those of the chains, the lowest first.

    >>> row_heights([line("time", ("a",), (0, 0.56), (1, 0.56)), line("leg", ("b",), (1, 0.9), (1, 0.56))])
    (0.56,)
    """
    return tuple(sorted({line.points[0][1] for line in lines if line.points[0][1] == line.points[-1][1]}))


def line(role: str, bonds: tuple[str, ...], start: Point, end: Point) -> Line:
    """Return a straight line whose last bonds lie inside the site at its end.

    The first bond runs between the two ends and is marked in the middle. The others lead from a weight to the copy
    tensor beside it. They are marked near the end, each at a place of its own.

    >>> line("time", ("h--W", "W--h"), (0, 0), (1, 0)).stops
    (0.5, 0.87)
    """
    (left, low), (right, high) = start, end
    points = (tidy(left), tidy(low)), (tidy(right), tidy(high))
    return Line(bonds, role, points, _stops(((right - left) ** 2 + (high - low) ** 2) ** 0.5, len(bonds)))


@lru_cache(maxsize=1024)  # the lines of a large picture have few different lengths
def _stops(length: float, bonds: int) -> tuple[float, ...]:
    inner = [FIRST_STOP + NEXT_STOP * place for place in range(bonds - 1)]
    outer = max(length / 2, inner[-1] + NEXT_STOP) if inner else length / 2
    stops = [1 - distance / length for distance in (outer, *reversed(inner))]
    return tuple(tidy(stop) for stop in stops[:bonds])
