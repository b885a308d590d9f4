"""Titles and captions: what stands where around a drawing, in data units, for a given font size."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ...networks import Circuit
from ..scenes import Box, CutMark, Label, Layout, Mark, Point, Region, copies, ems, extent, tidy
from .placing import boxes_meet

# The size of formulas, relative to the font size.
FORMULA = 1.3
# The size of the words of sides, relative to the font size.
SIDE = 1.1
# The sizes of numbers of copies, relative to the font size; the first that fits is used.
COUNTS = (0.8, 0.7, 0.6)

# The distance between two formulas in a row, relative to their size.
BETWEEN = 1.2

# Up to this number of marks, those of a plain circuit have their numbers of copies beside them.
MOST_PLAIN = 100
# The part of a step that a mark takes from the number beside it, in data units.
ASIDE = 0.13
# The height of a number, in ems.
LINE_HEIGHT = 1.0
# The part of a step that a map before the next mark takes from it, in data units.
MAP = 0.42
# With at least this many inches per step, labels are large.
ROOMY = 0.5

# The distances of labelled time steps: 1, 2, 5, 10, ...
STEPS = tuple(factor * 10**power for power in range(7) for factor in (1, 2, 5))

# The roles of maps.
MAPS = ("recurrent", "inward", "output")
# The view of cells, and the height in steps that a number of copies may have below a cell.
CELLS, BELOW_CELL = "cells", 0.21
# The width in steps that a number of copies may have above an initial state.
ABOVE_STATE = 0.55
# The roles of marks inside cells, which are too close for numbers of copies.
INNER = ("sign", "gate")
# The views whose last line is the output.
WITH_OUTPUT = ("staircase", "anatomy", "shared", "folded", "cells")


class Canvas(NamedTuple):
    """The box of the drawing, the inches per data unit, the font size in points, and the times along x, if any.

    If time steps are left out, `steps` has the time of each x.
    """

    box: Box
    unit: float
    font_size: float
    times: tuple[int, ...]
    steps: Mapping[int, int] = MappingProxyType({})

    def time(self, x: int) -> str:
        """Return the formula of the time at x."""
        return f"t={self.steps.get(x, x)}"

    @property
    def em(self) -> float:
        """The font size in data units."""
        return self.font_size / 72 / self.unit

    def band(self, with_words: bool) -> Box:
        """Return the box that is shaded: half a step to either side, with room for times below and words above."""
        left, bottom, right, top = self.box
        if not self.times:
            return tidy(left - self.em), tidy(bottom - self.em), tidy(right + self.em), tidy(top + self.em)
        ends = [(time, 0.5 * self.em * (ems("", self.time(time)) + 0.4)) for time in _shown(self)]
        # Initial states may stand farther to the left than the first time step reaches.
        before = [left - 0.5 * self.em] if left < self.times[0] - 0.5 else []
        start = min([self.times[0] - 0.5, *before, *(time - half for time, half in ends[:1])])
        end = max([self.times[-1] + 0.5, right + max(0.1, 1.8 * self.em), *(time + half for time, half in ends[-1:])])
        above = 2.9 if with_words else 1.0
        return tidy(start), tidy(bottom - 2.6 * self.em), tidy(end), tidy(top + above * self.em)

    def titles(
        self,
        lines: Iterable[tuple[tuple[str, str], int]],
        middle: float,
        band: Box,
        within: bool = False,
        heads: Mapping[int, float] | None = None,
    ) -> list[Label]:
        """Return the formulas above a box, side by side if they fit, and over `middle` if they stay above the box.

        If `heads` has the x at which the line of every cut ends, each formula stands as near to its own line as the
        others let it. The formulas of one cut stay together if there is room. If they have to stay `within` the box,
        formulas that are too long are smaller, down to the size of other words.
        """
        lines, room = list(lines), band[2] - band[0]
        longest = self.em * max((ems(*words) for words, _ in lines), default=0.0)
        factor = min(max(room / longest, 1.0), FORMULA) if within and longest else FORMULA
        size = factor * self.em
        rows: list[list[tuple[float, tuple[str, str], int]]] = []
        for _, group in itertools.groupby(lines, key=lambda line: line[1]):
            items = [(size * ems(*words), words, number) for words, number in group]
            units = [items] if self._across(items, size) <= room else [[item] for item in items]
            for unit in units:
                if rows and self._across([*rows[-1], *unit], size) <= room:
                    rows[-1] += unit
                else:
                    rows.append(list(unit))
        if len(rows) == 1 and heads and all(number in heads for _, _, number in rows[0]):
            row = sorted(rows[0], key=lambda item: heads[item[2]])
            xs = _spread([(width, heads[number]) for width, _, number in row], band[0], band[2], BETWEEN * size)
            y = tidy(band[3] + 0.6 * self.em)
            return [
                Label("formula", tidy(x), y, *words, "south", factor, cut=number)
                for x, (_, words, number) in zip(xs, row, strict=True)
            ]
        labels = []
        for place, row in enumerate(rows):
            half, middle = self._across(row, size) / 2, (heads or {}).get(row[0][2], middle)
            low, high = band[0] + half, band[2] - half
            x = (min(max(middle, low), high) if low <= high else (band[0] + band[2]) / 2) - half
            y = band[3] + (0.6 + 2.0 * (len(rows) - 1 - place)) * self.em
            for width, words, number in row:
                labels.append(Label("formula", tidy(x + width / 2), tidy(y), *words, "south", factor, cut=number))
                x += width + BETWEEN * size
        return labels

    def _across(self, row: Sequence[tuple[float, tuple[str, str], int]], size: float) -> float:
        return sum(width for width, _, _ in row) + (len(row) - 1) * BETWEEN * size

    def counts(self, layout: Layout, numbers: Mapping[str, int]) -> list[Label]:
        """Return the number of copies beside every vertex, if all numbers fit between one column and the next."""
        left_out = MAPS if layout.view != CELLS else (*MAPS, *INNER)
        counted = [mark for mark in layout.marks if mark.name in numbers and mark.role not in left_out]
        words = [(mark, copies(numbers[mark.name])) for mark in counted if mark.role != "fold"]
        widest = self.em * max((ems(text) for _, text in words), default=0.0)
        if layout.view in ("shared", "folded"):
            width = 1 if len(counted) == len(layout.marks) else 1 - MAP
            high = self.em * LINE_HEIGHT + ASIDE
            low = _least_gap(mark for mark, _ in words)
            size = next((size for size in COUNTS if size * widest + ASIDE < width and size * high < low), None)
        elif layout.view == CELLS:
            size = next((size for size in COUNTS if size * self.em < BELOW_CELL * layout.step), None)
        else:
            size = COUNTS[0] if len(words) <= MOST_PLAIN else None
        if size is None:
            return []
        found = [
            Label("count", *_beside(mark, 0.9, 0.9), text, "", "south west", size, of=mark.name) for mark, text in words
        ]
        if layout.view == CELLS:  # a cell is on the right of its initial states
            found = [self._off_cell(label, mark) for label, (mark, _) in zip(found, words, strict=True)]
            found = [label for label in found if label.anchor != "south" or self._is_short(label, layout.step)]
        folds = [(mark, numbers[mark.name]) for mark in counted if mark.role == "fold"]
        return found + [
            Label("count", *_beside(mark, 1.2, 0.0), f"\u00d7{copies(number)}", "", "west", size, of=mark.name)
            for mark, number in folds
            if number > 1
        ]

    def _off_cell(self, label: Label, mark: Mark) -> Label:
        """Return the number of an initial state above it, or that of an input beside it, off the edge of the cell."""
        if mark.role != "state":
            return dataclasses.replace(label, x=tidy(mark.x + 1.25 * mark.radius), y=mark.y, anchor="west")
        return dataclasses.replace(label, x=mark.x, y=tidy(mark.y + 1.3 * mark.radius), anchor="south")

    def _is_short(self, label: Label, step: float) -> bool:
        return label.size * self.em * ems(label.text) < ABOVE_STATE * step

    def multiplicities(self, marks: Iterable[CutMark], counts: Iterable[Label]) -> list[Label]:
        """Return "x n" beside every cut mark that stands for n copies, clear of numbers and marks of cuts if it can."""
        every, cell = list(marks), 8 * self.em
        if all(mark.count == 1 for mark in every):
            return []
        near: dict[int, list[tuple[Box, CutMark | None]]] = defaultdict(list)
        taken: list[tuple[Box, CutMark | None]] = [(extent(label, self.em), None) for label in counts]
        taken += [((m.x - m.size, m.y - m.size / 2, m.x + m.size, m.y + m.size / 2), m) for m in every]
        for box, mark in taken:
            for column in range(round(box[0] / cell) - 1, round(box[2] / cell) + 2):
                near[column].append((box, mark))
        labels = []
        for mark in every:
            if mark.count > 1:
                places = list(self._beside(mark))
                boxes = [box for box, owner in near[round(mark.x / cell)] if owner is not mark]
                free = (one for one in places if not any(boxes_meet(extent(one, self.em), box) for box in boxes))
                labels.append(next(free, places[0]))
        return labels

    def _beside(self, mark: CutMark) -> Iterator[Label]:
        """Yield the number of a cut mark at the places that it may have, the best first."""
        roomy = self.unit > ROOMY
        size, step = (COUNTS[0] if roomy else COUNTS[-1]), 0.75 * mark.size
        right_below, left_below, right_above = (1, -1, "north west"), (-1, -1, "north east"), (1, 1, "south west")
        sides = (right_below, left_below, right_above) if roomy else ((0, -1, "north"), left_below, (0, 1, "south"))
        for across, up, anchor in sides:
            at = (tidy(mark.x + across * step), tidy(mark.y + up * step))
            yield Label("multiplicity", *at, f"\u00d7{copies(mark.count)}", "", anchor, size, mark.name, mark.cut)


def _beside(mark: Mark, across: float, up: float) -> Point:
    return tidy(mark.x + across * mark.radius), tidy(mark.y + up * mark.radius)


def _least_gap(marks: Iterable[Mark]) -> float:
    """Return the least distance between the edges of two marks of one column."""
    columns: dict[float, list[Mark]] = defaultdict(list)
    for mark in marks:
        columns[mark.x].append(mark)
    gaps = [math.inf]
    for column in columns.values():
        column.sort(key=lambda mark: mark.y)
        gaps += [two.y - two.radius - one.y - one.radius for one, two in itertools.pairwise(column)]
    return min(gaps)


def unit_for_counts(circuit: Circuit, em: float) -> float:
    """Return the inches per step with which all numbers of copies fit; `em` is the font size in inches."""
    widest = max(ems(copies(circuit.copies[vertex.name])) for vertex in circuit.vertices)
    return 1.01 * em * COUNTS[-1] * widest / (1 - ASIDE)


def captions(
    layout: Layout, canvas: Canvas, band: Box, regions: tuple[Region, ...]
) -> tuple[list[Label], tuple[tuple[str, str], ...]]:
    """Return the labels of time, output and sides, and the pairs (side, words) that have room only in the legend."""
    labels = [
        Label("time", float(time), tidy(canvas.box[1] - 0.9 * canvas.em), "", canvas.time(time), "north")
        for time in _shown(canvas)
    ]
    for line in layout.lines:
        if line.role == "output" and layout.view in WITH_OUTPUT:
            x, y = line.points[0]
            labels.append(
                Label("output", tidy(x + 0.4 * canvas.em), tidy(y - 0.25 * canvas.em), "", "y", "base west", SIDE)
            )
    if not regions:
        return labels, ()
    words = ["Start", "End"]
    room = [
        (region.box[2] - region.box[0]) > canvas.em * (SIDE * ems(word) + 1)
        for region, word in zip(regions, words, strict=False)
    ]
    if len(regions) != len(words):
        return labels, (("near", "near inputs"), ("far", "far inputs"))
    if not all(room):
        return labels, tuple((region.side, word) for region, word in zip(regions, words, strict=True))
    top = tidy(band[3] - 0.5 * canvas.em)
    labels.append(Label("side", tidy(band[0] + 0.5 * canvas.em), top, words[0], "", "north west", SIDE))
    labels.append(Label("side", tidy(band[2] - 0.5 * canvas.em), top, words[1], "", "north east", SIDE))
    return labels, ()


def _shown(canvas: Canvas) -> list[int]:
    """Return the time steps that are labelled: all, or, if they would be crowded, the multiples of 2, 5, 10, .."""
    if not canvas.times:
        return []
    widest = max(ems("", canvas.time(time)) for time in (canvas.times[0], canvas.times[-1]))
    step = next((step for step in STEPS if step >= canvas.em * (widest + 0.4)), STEPS[-1])
    return [time for time in canvas.times if time % step == 0]


def _spread(wanted: Sequence[tuple[float, float]], left: float, right: float, gap: float) -> list[float]:
    """Return the middles of boxes, given by width and wanted middle in order, apart by a gap and within two bounds.

    The mean of pushing all to the right and pushing all to the left: both keep the gaps, and so does their mean.

    >>> _spread([(2.0, 5.0), (2.0, 6.0)], 0.0, 10.0, 0.5), _spread([(2.0, 1.0), (2.0, 8.0)], 0.0, 10.0, 0.5)
    ([4.25, 6.75], [1.0, 8.0])
    """
    rightwards, leftwards, low, high = [], [], left, right
    for width, middle in wanted:
        rightwards.append(max(middle, low + width / 2))
        low = rightwards[-1] + width / 2 + gap
    over = max(0.0, low - gap - right)
    for width, middle in reversed(wanted):
        leftwards.append(min(middle, high - width / 2))
        high = leftwards[-1] - width / 2 - gap
    under = max(0.0, left - high - gap)
    return [(a - over + b + under) / 2 for a, b in zip(rightwards, reversed(leftwards), strict=True)]
