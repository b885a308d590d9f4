"""Distances from the marks and the lines of one side of a cut, on the points of a grid."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..scenes import Box, Mark, Point, roles

Field = Any
"""An array with a row for each y and a column for each x of a grid."""


class Grid(NamedTuple):
    """Points at the distance `pitch`, `across` of them to the right of (x, y) and `up` above."""

    x: float
    y: float
    pitch: float
    across: int
    up: int

    @property
    def xs(self) -> Field:
        """The coordinates of the columns."""
        return self.x + self.pitch * np.arange(self.across)

    @property
    def ys(self) -> Field:
        """The coordinates of the rows."""
        return self.y + self.pitch * np.arange(self.up)

    def window(self, box: Box, reach: float) -> tuple[slice, slice]:
        """Return the rows and the columns within `reach` of a box."""
        left, bottom, right, top = box
        columns = self._within(self.x, left - reach, right + reach, self.across)
        return self._within(self.y, bottom - reach, top + reach, self.up), columns

    def _within(self, first: float, low: float, high: float, count: int) -> slice:
        start, stop = math.floor((low - first) / self.pitch), math.ceil((high - first) / self.pitch) + 1
        return slice(max(0, min(count, start)), max(0, min(count, stop)))


def grid_of(box: Box, margin: float, pitch: float) -> Grid:
    """Return the grid of a pitch that covers a box and a margin around it.

    >>> grid_of((0.0, 0.0, 2.0, 1.0), 1.0, 0.5)
    Grid(x=-1.0, y=-1.0, pitch=0.5, across=9, up=7)
    """
    left, bottom, right, top = box
    across, up = (math.ceil((size + 2 * margin) / pitch) + 1 for size in (right - left, top - bottom))
    return Grid(left - margin, bottom - margin, pitch, across, up)


def from_marks(grid: Grid, marks: Iterable[Mark], reach: float) -> Field:
    """Return the distance from the nearest mark, negative inside and at most `reach`; round marks count as discs."""
    found = np.full((grid.up, grid.across), reach)
    xs, ys = grid.xs, grid.ys
    for mark in marks:
        size = roles.radius(mark)
        a, b = (mark.radius, mark.height) if mark.height else (size, size)
        rows, columns = grid.window((mark.x - a, mark.y - b, mark.x + a, mark.y + b), reach)
        dx, dy = np.abs(xs[columns] - mark.x)[None, :], np.abs(ys[rows] - mark.y)[:, None]
        if mark.height:
            outside = np.hypot(np.maximum(dx - a, 0.0), np.maximum(dy - b, 0.0))
            away = outside + np.minimum(np.maximum(dx - a, dy - b), 0.0)
        else:
            away = np.hypot(dx, dy) - size
        found[rows, columns] = np.minimum(found[rows, columns], away)
    return found


def from_lines(grid: Grid, paths: Iterable[Sequence[Point]], reach: float) -> Field:
    """Return the distance from the nearest line, at most `reach`."""
    found = np.full((grid.up, grid.across), reach)
    xs, ys = grid.xs, grid.ys
    for (a, b), (c, d) in (step for path in paths for step in itertools.pairwise(path)):
        rows, columns = grid.window((min(a, c), min(b, d), max(a, c), max(b, d)), reach)
        x, y = xs[columns][None, :] - a, ys[rows][:, None] - b
        whole = (c - a) ** 2 + (d - b) ** 2
        part = np.clip((x * (c - a) + y * (d - b)) / whole, 0.0, 1.0) if whole else 0.0
        away = np.hypot(x - part * (c - a), y - part * (d - b))
        found[rows, columns] = np.minimum(found[rows, columns], away)
    return found


def closed(grid: Grid, field: Field, level: float, radius: float) -> Field:
    """Return a field that is negative on the closing, by a disc, of where a field of distances is below a level.

    The closing is what no disc of this radius reaches that lies where the field is above `level + radius`. So the value
    is the radius less the distance from the line on which the field has that value.
    """
    from contourpy import contour_generator

    lines: Any = contour_generator(grid.xs, grid.ys, field).lines(level + radius)
    away = from_lines(grid, [[(float(x), float(y)) for x, y in line] for line in lines], radius + level)
    return radius - np.where(field < level + radius, away, -away)


def blurred(field: Field, times: int) -> Field:
    """Return a field smoothed by the weights (1, 2, 1) / 4 along both axes, so many times.

    >>> blurred(np.array([[0.0, 4.0, 0.0]]), 1).tolist()
    [[1.0, 2.0, 1.0]]
    """
    for _ in range(times):
        for axis in (0, 1):
            before, after = np.roll(field, 1, axis), np.roll(field, -1, axis)
            first, last = [slice(None)] * 2, [slice(None)] * 2
            first[axis], last[axis] = slice(0, 1), slice(-1, None)
            before[tuple(first)], after[tuple(last)] = field[tuple(first)], field[tuple(last)]
            field = (before + 2 * field + after) / 4
    return field


def inside(outline: Sequence[Point], points: Sequence[Point]) -> Field:
    """Return for each point whether a closed line of straight steps holds it, as `tnrnn.drawing.scenes.holds` does.

    >>> inside([(0, 0), (1, 0), (1, 1), (0, 0)], [(0.75, 0.25), (0.25, 0.75)]).tolist()
    [True, False]
    """
    found = np.zeros(len(points), bool)
    if not points:
        return found
    xs, ys = np.array(points, float).T
    for (a, b), (c, d) in itertools.pairwise(outline):
        if b != d:
            found ^= ((b > ys) != (d > ys)) & (xs < a + (c - a) * (ys - b) / (d - b))
    return found
