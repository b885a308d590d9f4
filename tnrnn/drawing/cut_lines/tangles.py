"""Lines that cross each other: at a crossing both are near, or both are far, and each changes sides only once."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..scenes import Point, along, crossing, squares
from .standing import PINNED, NoLineError, Standing, Strand, corners_of, stop_in

CELL = 0.5
"""The width of the cells in which lines that cross are sought, in steps."""

APART = 0.03
"""The least distance of the place where a line changes sides from a crossing with another line, in steps."""

CROSSED = "{} and {} cross"
COVERED = "{} passes over {}"


class Meeting(NamedTuple):
    """A point at which lines cross, or one passes over a mark; `on` has the lines and the lengths up to it."""

    on: tuple[tuple[int, float], ...]
    near: bool | None
    mark: str = ""


def untangled(standing: Standing) -> Standing:
    """Return the lines with stops such that lines that cross are on one side there, or raise an error with the reason.

    A crossing that is near on a severed line makes all crossings before it near, seen from the near end. These are
    implications between single crossings, so that they can all be met unless a chain of them leads from a crossing that
    has to be near to one that has to be far.
    """
    meetings = [*_crossings(standing.strands), *_coverings(standing)]
    order: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for number, meeting in enumerate(meetings):
        for strand, length in meeting.on:
            order[strand].append((length, number))
    sides = _sides(standing.strands, meetings, order)
    strands = list(standing.strands)
    for number, places in order.items():
        moved = _moved(strands[number], [(length, sides[at]) for length, at in places])
        strands[number] = moved._replace(met=tuple(length for length, _ in places))
    return standing._replace(strands=tuple(strands))


def _sides(
    strands: Sequence[Strand], meetings: Sequence[Meeting], order: Mapping[int, Sequence[tuple[float, int]]]
) -> dict[int, bool]:
    """Return whether each meeting is near: first those without a choice, then the others as they are before."""
    before: dict[int, set[int]] = defaultdict(set)
    after: dict[int, set[int]] = defaultdict(set)
    for number, places in order.items():
        if len(strands[number].stops) == 1:
            along = sorted(places, reverse=not strands[number].near)
            for (_, first), (_, second) in itertools.pairwise(along):
                before[second].add(first)
                after[first].add(second)
    wishes = []
    for number, meeting in enumerate(meetings):
        fixed, guesses = _fixed(strands, meeting)
        if len(fixed) > 1:
            raise NoLineError(_reason(strands, meeting))
        wishes.append((0, number, fixed.pop()) if fixed else (1, number, sum(guesses) * 2 >= len(guesses)))
    sides: dict[int, bool] = {}
    for rank, number, near in sorted(wishes):
        heap = [] if rank == 1 and number in sides else [number]
        while heap:
            at = heap.pop()
            if sides.get(at, near) != near:
                raise NoLineError(_reason(strands, meetings[at]))
            if at not in sides:
                sides[at] = near
                heap += sorted((before if near else after)[at])
    return sides


def _fixed(strands: Sequence[Strand], meeting: Meeting) -> tuple[set[bool], list[bool]]:
    """Return the sides that lines without a choice have at a meeting, and those that the others would have."""
    fixed = set() if meeting.near is None else {meeting.near}
    guesses = []
    for number, length in meeting.on:
        strand = strands[number]
        if len(strand.stops) == 1:
            guesses.append(strand.side(length))
        else:
            fixed.add(strand.side(length))
    return fixed, guesses


def _reason(strands: Sequence[Strand], meeting: Meeting) -> str:
    names = [strands[number].bonds[0] for number, _ in meeting.on]
    return (COVERED if meeting.mark else CROSSED).format(*names, *[meeting.mark][: 2 - len(names)])


def _moved(strand: Strand, places: Sequence[tuple[float, bool]]) -> Strand:
    """Return a line whose only stop lies between its near and its far crossings."""
    if len(strand.stops) != 1:
        return strand
    (stop,) = strand.stops
    first = max((length for length, near in places if near == strand.near), default=-math.inf)
    last = min((length for length, near in places if near != strand.near), default=math.inf)
    low, high = max(stop.least, first + APART), min(stop.most, last - APART)
    if high <= low:
        low, high = max(stop.least, first), min(stop.most, last)
    if stop.pinned:
        at = min(max(stop.at, low), high)
        return strand._replace(stops=(stop._replace(at=at, low=max(low, at - PINNED), high=min(high, at + PINNED)),))
    return strand._replace(stops=(stop_in(stop.name, stop.at, (low, high), corners_of(strand.path, strand.lengths)),))


def _crossings(strands: Sequence[Strand]) -> list[Meeting]:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    steps = _segments(strands)
    done: set[tuple[int, int]] = set()
    found = []
    for number, (strand, place, a, b) in enumerate(steps):
        for cell in squares(a, b, CELL):
            for other in cells[cell]:
                if (other, number) in done or steps[other][0] == strand:
                    continue
                done.add((other, number))
                other_strand, other_place, c, d = steps[other]
                parts = crossing(a, b, c, d)
                if parts is not None:
                    one = strands[strand].lengths[place] + parts[0] * math.dist(a, b)
                    two = strands[other_strand].lengths[other_place] + parts[1] * math.dist(c, d)
                    if not _in_common_mark(strands[strand], one, strands[other_strand], two):
                        found.append(Meeting(((strand, one), (other_strand, two)), None))
            cells[cell].append(number)
    return found


def _segments(strands: Sequence[Strand]) -> list[tuple[int, int, Point, Point]]:
    """Return the straight steps of all lines: the number of the line, that of the step, and the ends."""
    return [
        (number, place, a, b)
        for number, strand in enumerate(strands)
        for place, (a, b) in enumerate(itertools.pairwise(strand.path))
    ]


def _in_common_mark(one: Strand, first: float, two: Strand, second: float) -> bool:
    """Return whether two lines meet inside a mark at which both end."""
    marks = [
        strand.ends[0] if length < strand.room[0] else strand.ends[1] if length > strand.room[1] else None
        for strand, length in ((one, first), (two, second))
    ]
    return marks[0] is not None and marks[0] == marks[1]


def _coverings(standing: Standing) -> Iterator[Meeting]:
    """Yield where a line passes over a mark at which it does not end."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, blot in enumerate(standing.blots):
        corners = (blot.x - blot.across, blot.y - blot.up), (blot.x + blot.across, blot.y + blot.up)
        for cell in squares(*corners, CELL):
            cells[cell].append(number)
    done: set[tuple[int, int, int]] = set()
    for strand, place, a, b in _segments(standing.strands):
        for cell in squares(a, b, CELL):
            for number in cells.get(cell, ()):
                blot = standing.blots[number]
                if blot.near is None or number in standing.strands[strand].ends or (strand, place, number) in done:
                    continue
                done.add((strand, place, number))
                share = along(a, b, (blot.x, blot.y))
                at = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
                if blot.outside(at) < 0:
                    length = standing.strands[strand].lengths[place] + share * math.dist(a, b)
                    yield Meeting(((strand, length),), blot.near, blot.name)
