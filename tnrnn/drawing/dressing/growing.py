"""Marks that keep a size in print: they grow where steps are short, and stop growing where steps are long.

In data units a mark has one radius, so that in a narrow picture it would be a speck, and in a wide one a plate. In
print its radius should be near a third of the size of the type. What stands around a mark says how far it may grow.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..scenes import Layout, Mark, Point, from_segment, roles, tidy

LEAST, MOST = 0.33, 0.65
"""The least and the largest radius of the largest marks, in ems: marks grow to the first, and shrink to the second."""

SPREAD = 0.36
"""The part of the distance of two marks that each of them may take."""

BESIDE = 0.75
"""The part of the distance to a line that a mark beside it may take."""

SEEN = 0.6
"""The distance, in steps, beyond which nothing limits a mark."""

Disc = tuple[float, float, float]
"""A place and a radius."""


def grown(layout: Layout, factor: float) -> Layout:
    """Return a layout whose marks are larger by a factor; boxes stay."""
    if factor == 1:
        return layout
    marks = tuple(_larger(mark, factor) if _grows(mark) else mark for mark in layout.marks)
    return layout._replace(marks=marks)


def _larger(mark: Mark, factor: float) -> Mark:
    """Return a larger mark; `dataclasses.replace` would take several times as long."""
    radius = tidy(mark.radius * factor)
    named = mark.layer, mark.side, mark.tensors, mark.height, mark.dress
    return Mark(mark.name, mark.role, mark.x, mark.y, radius, *named)


def wanted(layout: Layout, em: float, usual: float) -> float:
    """Return the factor by which marks should grow, or shrink, where type has a size of `em` data units.

    They do not shrink below the size that they have if type has a size of `usual` data units.
    """
    largest = max((mark.radius for mark in layout.marks if _grows(mark) and mark.tensors), default=0.0)
    if not largest:
        return 1.0
    if em * LEAST > largest:
        return em * LEAST / largest
    return max(min(1.0, em * MOST / largest), min(1.0, em / usual))


def limit(layout: Layout, paths: Iterable[Sequence[Point]] = (), points: Iterable[Point] = ()) -> float:
    """Return the largest factor by which marks can grow, at least 1.

    Two marks take at most 72 % of their distance, and a mark at most 75 % of its distance to a line that does not end
    at it, to a path (of the line of a cut), or to a point (of the stroke of a cut).
    """
    discs = [(mark.x, mark.y, roles.radius(mark)) for mark in layout.marks if _grows(mark)]
    reach = max((radius for _, _, radius in discs), default=0.0)
    if not reach:
        return 1.0
    seen = SEEN * layout.step
    found = _between(discs, seen, SPREAD * seen / reach)
    if found > 1:
        found = _Lanes(discs, found * reach / BESIDE).limited(layout, found)
    if found > 1:
        found = _Lanes(discs, found * reach / BESIDE).beside([*paths, *((point, point) for point in points)], found)
    return max(found, 1.0)


def _grows(mark: Mark) -> bool:
    """Return whether a mark has a radius in data units: boxes have none, and three dots are type."""
    return not mark.height and mark.role != "box" and (mark.dress is None or roles.shape_of(mark) != roles.ELLIPSIS)


def _between(discs: Iterable[Disc], cell: float, found: float) -> float:
    """Return the factor, of at most `found`, with which no two marks come too close; it looks at cells of a grid."""
    cells: dict[tuple[int, int], list[Disc]] = defaultdict(list)
    for disc in discs:
        x, y, own = disc
        column, row = int(x // cell), int(y // cell)
        for place in itertools.product((column - 1, column, column + 1), (row - 1, row, row + 1)):
            for left, below, other in cells.get(place, ()):
                if gap := math.hypot(x - left, y - below):
                    found = min(found, 2 * SPREAD * gap / (own + other))
        cells[column, row].append(disc)
    return found


class _Lanes:
    """Marks by their height and by their column, so that those near a line are found at once."""

    def __init__(self, discs: Iterable[Disc], reach: float) -> None:
        self.reach = reach
        self.lanes: tuple[dict[int, list[Disc]], ...] = (defaultdict(list), defaultdict(list))
        for x, y, radius in discs:
            self.lanes[0][int(y // reach)].append((x, y, radius))
            self.lanes[1][int(x // reach)].append((y, x, radius))
        for lane in self.lanes:
            for row in lane.values():
                row.sort()

    def limited(self, layout: Layout, found: float) -> float:
        """Return the factor, of at most `found`, with which no mark comes too close to a line that passes it."""
        for line in layout.lines:
            ends = {line.points[0], line.points[-1]}
            for a, b in itertools.pairwise(line.path):
                found = self._passed(a, b, ends, found)
        return found

    def beside(self, paths: Iterable[Sequence[Point]], found: float) -> float:
        """Return the factor, of at most `found`, with which no mark comes too close to a path."""
        for path in paths:
            for a, b in itertools.pairwise(path):
                found = self._passed(a, b, set(), found)
        return found

    def _passed(self, a: Point, b: Point, ends: set[Point], found: float) -> float:
        axis = 0 if abs(a[0] - b[0]) >= abs(a[1] - b[1]) else 1
        lane, reach = self.lanes[axis], self.reach
        low, high = sorted((a[axis], b[axis]))
        first, last = sorted((a[1 - axis], b[1 - axis]))
        for row in range(int((first - reach) // reach), int((last + reach) // reach) + 1):
            marks = lane.get(row, ())
            for place in range(bisect_left(marks, (low - reach,)), len(marks)):
                along, across, radius = marks[place]
                if along > high + reach:
                    break
                at = (along, across) if axis == 0 else (across, along)
                if at not in ends:
                    found = min(found, BESIDE * from_segment(a, b, at) / radius)
        return found
