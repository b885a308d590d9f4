"""Free room for labels: a grid of what is drawn, and a greedy choice among the places that labels can have."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..scenes import Box, Label, Point, extent, roles, tidy

# The places beside a point: the direction in x and in y, and the anchor of a label there.
SIDES = {
    "right above": (1, 1, "south west"),
    "left above": (-1, 1, "south east"),
    "right below": (1, -1, "north west"),
    "left below": (-1, -1, "north east"),
    "above": (0, 1, "south"),
    "below": (0, -1, "north"),
    "right": (1, 0, "west"),
    "left": (-1, 0, "east"),
}
# The distance from a mark or a line to its label, in ems.
GAP = 0.26
# The fraction of the distance that a label at a corner keeps along either axis.
SLANTED = 0.8
# The factors of this distance that are tried.
FURTHER = (1.0, 2.6)

# The distance between labels, in ems.
APART = 0.12


class Spot(NamedTuple):
    """A point beside which a label may stand, and the distance that it has to keep."""

    x: float
    y: float
    reach: float


class Wish(NamedTuple):
    """A label that wants a place beside one of `spots`, on one of `sides`, the best first.

    If it has an `end`, which is a spot and a side, this is best of all. Wishes with the same `row` should stand on one
    side. If a label fits `within` the box of its mark, it stands there, at the `middle`.
    """

    label: Label
    spots: tuple[Spot, ...]
    sides: tuple[str, ...]
    end: tuple[Spot, str] | None = None
    row: tuple[str, ...] = ()
    within: Box | None = None
    middle: Point = (0.0, 0.0)

    def places(self, em: float, size: float, close: bool = False) -> Iterator[Label]:
        """Yield the label at every place that it can have; with `close`, only at those next to what it names."""
        if inside := self.inside(em, size):
            yield inside
        if self.end is not None:
            yield self.at(*self.end, em, size)
        for further, spot, side in itertools.product(FURTHER[: 1 if close else 2], self.spots, self.sides):
            yield self.at(spot, side, further * em, size)

    def inside(self, em: float, size: float) -> Label | None:
        """Return the label in the middle of its mark if it fits there, or None."""
        if self.within is None:
            return None
        made, (left, bottom, right, top) = self.label, self.within
        label = Label(roles.INSIDE, *self.middle, made.text, made.math, "center", size, made.of, made.cut)
        box, gap = extent(label, em), GAP * em
        fits = left + gap <= box[0] and box[2] <= right - gap and bottom <= box[1] and box[3] <= top
        return label if fits else None

    def at(self, spot: Spot, side: str, gap: float, size: float) -> Label:
        """Return the label at a side of a spot, where `gap` is the em by which the distance is measured."""
        made, (across, up, anchor) = self.label, SIDES[side]
        step = (spot.reach + GAP * gap) * (SLANTED if across and up else 1.0)
        at = (tidy(spot.x + across * step), tidy(spot.y + up * step))
        return Label(made.role, *at, made.text, made.math, anchor, size, made.of, made.cut)


class Room:
    """Boxes, discs and lines that are drawn, by the cells of a grid, in data units."""

    def __init__(self, cell: float) -> None:
        self.cell = cell
        self.boxes: dict[tuple[int, int], list[Box]] = defaultdict(list)
        self.discs: dict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
        self.lines: dict[tuple[int, int], list[tuple[Point, Point]]] = defaultdict(list)

    def beside(self, with_lines: bool) -> Room:
        """Return a room with the same boxes and discs, now and later, and with lines of its own."""
        other = Room(self.cell)
        other.boxes, other.discs = self.boxes, self.discs
        if with_lines:
            other.lines.update({at: list(lines) for at, lines in self.lines.items()})
        return other

    def add_box(self, box: Box) -> None:
        """Add a box to what is drawn."""
        for at in self._cells(box):
            self.boxes[at].append(box)

    def add_disc(self, x: float, y: float, radius: float) -> None:
        """Add a disc to what is drawn."""
        for at in self._cells((x - radius, y - radius, x + radius, y + radius)):
            self.discs[at].append((x, y, radius))

    def add_line(self, points: Sequence[Point]) -> None:
        """Add a line to what is drawn."""
        for pair in itertools.pairwise(points):
            a, b = sorted(pair)
            for column in range(int(a[0] // self.cell), int(b[0] // self.cell) + 1):
                left, right = max(a[0], column * self.cell), min(b[0], (column + 1) * self.cell)
                ends = sorted((_height(a, b, left), _height(a, b, right))) if b[0] > a[0] else (a[1], b[1])
                for row in range(int(ends[0] // self.cell), int(ends[1] // self.cell) + 1):
                    self.lines[column, row].append((a, b))

    def is_free(self, box: Box, apart: float) -> bool:
        """Return whether nothing meets a box with a margin of `apart` around it."""
        wide = (box[0] - apart, box[1] - apart, box[2] + apart, box[3] + apart)
        for at in self._cells(wide):
            if any(boxes_meet(wide, other) for other in self.boxes.get(at, ())):
                return False
            if any(_gap(wide, x, y) < radius for x, y, radius in self.discs.get(at, ())):
                return False
            if any(_crosses(wide, a, b) for a, b in self.lines.get(at, ())):
                return False
        return True

    def _cells(self, box: Box) -> Iterator[tuple[int, int]]:
        left, bottom, right, top = (int(value // self.cell) for value in box)
        return itertools.product(range(left, right + 1), range(bottom, top + 1))


def _height(a: Point, b: Point, x: float) -> float:
    """Return the y of the line through a and b at x."""
    return a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0])


def boxes_meet(one: Box, two: Box) -> bool:
    """Return whether two boxes have more than a border in common."""
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _gap(box: Box, x: float, y: float) -> float:
    across, up = max(box[0] - x, 0.0, x - box[2]), max(box[1] - y, 0.0, y - box[3])
    return math.hypot(across, up)


def _crosses(box: Box, a: Point, b: Point) -> bool:
    """Return whether a segment has a point in a box, by clipping it at the four sides."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        step, low, high = b[axis] - a[axis], box[axis] - a[axis], box[axis + 2] - a[axis]
        if step == 0:
            if low > 0 or high < 0:
                return False
            continue
        ends = sorted((low / step, high / step))
        first, last = max(first, ends[0]), min(last, ends[1])
    return first <= last


def _any_meet(boxes: Sequence[Box], apart: float) -> bool:
    """Return whether two of several boxes are nearer to one another than `apart`."""
    order = sorted(boxes)
    for number, one in enumerate(order):
        for two in order[number + 1 :]:
            if two[0] >= one[2] + apart:
                break
            if one[1] - apart < two[3] and two[1] - apart < one[3]:
                return True
    return False


class Fitting(NamedTuple):
    """The room around a drawing, the box that labels stay in, and the length of an em in data units."""

    room: Room
    limit: Box
    em: float

    def place(self, wishes: Sequence[Wish], size: float, in_rows: bool = True) -> tuple[list[Label], list[Wish]]:
        """Return the labels that have a place, each at its best free one, and the wishes that have none.

        If `in_rows`, the labels of a row stand on one side where that leaves room for all of them.
        """
        taken, found, done = Room(self.room.cell), dict[int, Label](), set[tuple[str, ...]]()
        rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
        found |= {number: label for number, wish in enumerate(wishes) if (label := wish.inside(self.em, size))}
        for number, wish in enumerate(wishes):
            if wish.row and in_rows and number not in found:
                rows[wish.row].append(number)
        for number, wish in enumerate(wishes):
            if number in found:
                continue
            if (own := rows.get(wish.row, ())) and wish.row not in done:
                done.add(wish.row)
                found |= dict(zip(own, self._on_one_side([wishes[at] for at in own], size, taken), strict=False))
            if number not in found:
                label = next((label for label in wish.places(self.em, size) if self._fits(label, taken)), None)
                if label is None:
                    continue
                found[number] = label
                taken.add_box(extent(label, self.em))
        left = [wish for number, wish in enumerate(wishes) if number not in found]
        return [found[number] for number in sorted(found)], left

    def _on_one_side(self, row: Sequence[Wish], size: float, taken: Room) -> list[Label]:
        """Return the labels of a row on the first side that has room for all, and take that; or an empty list.

        At best each stands at the same one of its spots.
        """
        if len(row) < 2:
            return []
        if row[0].label.role == "dim":  # at one height above lines, which may have arrows of different sizes
            reach = max(spot.reach for wish in row for spot in wish.spots)
            row = [wish._replace(spots=tuple(spot._replace(reach=reach) for spot in wish.spots)) for wish in row]
        sides = [side for side in row[0].sides if all(side in wish.sides for wish in row)]
        for further, side in itertools.product(FURTHER, sides):
            trials = [[spot] for spot in range(min(len(wish.spots) for wish in row))]
            if len(trials) > 1:
                trials.append(list(range(len(trials))))
            for spots in trials:
                labels = []
                for wish in row:
                    options = (wish.at(wish.spots[spot], side, further * self.em, size) for spot in spots)
                    label = next((one for one in options if self._fits(one, taken)), None)
                    if label is None:
                        break
                    labels.append(label)
                boxes = [extent(label, self.em) for label in labels]
                if len(labels) == len(row) and not _any_meet(boxes, APART * self.em):
                    for box in boxes:
                        taken.add_box(box)
                    return labels
        return []

    def close_to_one(self, wishes: Iterable[Wish], sizes: Sequence[float]) -> Label | None:
        """Return the first of several labels that has room right beside what it names, or None."""
        options = (label for wish in wishes for size in sizes for label in wish.places(self.em, size, close=True))
        none = Room(self.room.cell)
        return next((label for label in options if self._fits(label, none)), None)

    def _fits(self, label: Label, taken: Room) -> bool:
        if label.role == roles.INSIDE:
            return True
        box, apart = extent(label, self.em), APART * self.em
        low, high = self.limit[:2], self.limit[2:]
        inside = low[0] <= box[0] and low[1] <= box[1] and box[2] <= high[0] and box[3] <= high[1]
        return inside and self.room.is_free(box, apart) and taken.is_free(box, apart)
