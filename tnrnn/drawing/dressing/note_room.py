"""Room for notes: texts beside tensors and frames, braces along sides, arrows from some tensors to others."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..labels import Drawing, Room
from ..scenes import DASHES, Box, Label, Line, LineDress, Mark, Name, Note, Patch, Point, Region, around, extent
from .bending import bends, bulge, crossed
from .frames import SIDE, Side, bounds, box_of, brace, head

AWAY, SKIN, TIP, HALF_HEAD, TOUCH = 0.5, 0.12, 0.62, 0.3, 0.26
"""In ems: how far a brace is from its tensors, the margin around discs of a drawing, how high a brace and half of the
head of an arrow are, and how far a text is from its note."""

SLIM = 0.45
"""The most of the length of a brace that is its height."""

SLACK = 0.02
"""The ems between a note and what is drawn, in addition to those of all."""

LINE, SOLID = 0.5, 4.0
"""What it costs an arrow to be at a line for a short while, and how much more at a mark or a text."""

PLACES, CLOSE = (0.5, 0.4, 0.6, 0.3, 0.7), 3
"""The parts of an arrow beside which its text may stand, and in how many steps outwards."""

FLAT = 0.3
"""The middle of a frame's side is that of what is so many ems from its farthest point, or less."""

STEP, STEPS, SHIFT = 0.2, 45, 0.5
"""The ems by which notes move outwards until they have room, how often, and the ems by which texts move sideways."""

FAR = 3.0
"""A text on lines is better than one that is so many ems farther out."""

SIDEWAYS = 0.7
"""How far outwards a text moves before it moves so far sideways."""

LEVEL = 0.75
"""Braces whose tensors end within so many ems stand at one level."""

OPPOSITE = {"above": "below", "below": "above", "left": "right", "right": "left"}

FRAMES = ("box", "hull")

SIZE = 1.0
"""The size of the texts of notes, relative to the font size."""


class Around(NamedTuple):
    """A note, its name, the marks around which it stands and to which it leads, and its text."""

    note: Note
    name: str
    marks: tuple[Mark, ...]
    aims: tuple[Mark, ...] = ()
    words: Name = Name()

    @property
    def side(self) -> Side:
        """The side on which it stands."""
        return SIDE[self.note.side]

    @property
    def framed(self) -> bool:
        """Whether it is a frame."""
        return self.note.kind in FRAMES

    @property
    def box(self) -> Box:
        """The box around its marks."""
        return around(box_of(mark) for mark in self.marks)


class NoteRoom:
    """Finds room for notes beside what is drawn, and counts them to it.

    `room` has all that is drawn. Arrows may cross frames and the borders of sides, from inside to outside, so that
    `open` is without these. Texts far from what they speak of are worse than texts on the lines of bonds, which their
    rims hide: `lineless` has only texts, marks and what other notes draw. `solid` has only texts and marks. All four
    have the same boxes and discs.
    """

    def __init__(self, drawing: Drawing, regions: Iterable[Region], patches: Iterable[Patch]) -> None:
        outlines = tuple(patch.path for patch in patches)
        self.em, self.open = drawing.em, drawing.fitting().room
        self.room, self.lineless, self.solid = self.open.beside(True), self.open.beside(False), self.open.beside(False)
        for path in outlines:
            self.room.add_line(path)
            self.lineless.add_line(path)
        for left, bottom, right, top in (region.box for region in regions):
            self.room.add_line(((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)))
        boxes = [drawing.limit, *(extent(label, drawing.em) for label in drawing.labels)]
        self.limits = around(boxes + [bounds(path) for path in outlines])

    def flat(self, each: Around, outline: Sequence[Point]) -> float:
        """Return the middle of the side of a frame."""
        edge = each.side.edge(bounds(outline)) - FLAT * self.em
        low, high = each.side.ends(bounds([(x, y) for x, y in outline if each.side.edge((x, y, x, y)) >= edge]))
        return (low + high) / 2

    def text(self, each: Around, frame: Box, middle: float | None = None) -> Label:
        """Return the text of a note beside a box, as near to the middle of a side as there is room."""
        side, (low, high) = each.side, each.side.ends(frame)
        middle = (low + high) / 2 if middle is None else middle
        em, edge = self.em, side.edge(frame) + TOUCH * self.em
        reach = int(((high - low) + self._wide(each)) / 2 / (SHIFT * em))
        shifts = [sign * number * SHIFT for number in range(reach + 1) for sign in ((1, -1) if number else (1,))]
        moves = sorted(
            (out * STEP + SIDEWAYS * abs(shift), abs(shift), shift, out * STEP)
            for out, shift in itertools.product(range(STEPS), shifts)
        )

        def first(room: Room, most: float = math.inf) -> tuple[float, Label | None]:
            for cost, _, aside, out in moves:
                label = self._label(each, middle + aside * em, edge + out * em)
                if cost > most or self._free(label, room):
                    return (math.inf, None) if cost > most else (cost, label)
            return math.inf, None

        cost, found = first(self.room)
        if cost > FAR:
            found = first(self.lineless, cost - FAR)[1] or found
        return self.taken(found or self._label(each, middle, side.edge(self.limits) + em))

    def rows(self, edges: Sequence[Around]) -> list[list[Around]]:
        """Return notes along sides in rows: those of a row stand side by side, and their tensors end at one level."""
        rows: list[list[Around]] = []
        for each in edges:
            for row in rows:
                side, level = row[0].side, row[0].side.edge(row[0].box)
                same = side == each.side and abs(level - side.edge(each.box)) < LEVEL * self.em
                if same and not any(self._beside(one, each) for one in row):
                    row.append(each)
                    break
            else:
                rows.append([each])
        return rows

    def _beside(self, one: Around, other: Around) -> bool:
        """Return whether two notes along one side would meet at one level."""
        (low, high), (a, b) = (self._span(each) for each in (one, other))
        return low < b and a < high

    def _span(self, each: Around) -> tuple[float, float]:
        low, high = each.side.ends(each.box)
        half = (self._wide(each) / 2 if each.note.text else 0.0) - (high - low) / 2
        more = max(half, 0.0)
        return low - more, high + more

    def row(self, row: Sequence[Around]) -> list[tuple[Line, list[Label]]]:
        """Return braces and arrows along a side at the first level at which all of them have room, and their texts."""
        side = row[0].side
        first = max(side.edge(each.box) for each in row) + AWAY * self.em
        levels = [first + number * STEP * self.em for number in range(STEPS)]
        beyond = max(first, side.edge(self.limits) + AWAY * self.em)
        free = (one for one in levels if all(self.room.is_free(box, SLACK * self.em) for box in self._needed(row, one)))
        level = next(free, beyond)
        for box in self._needed(row, level):
            self._take(box)
        return [(self._edge(each, level), self._words(each, level)) for each in row]

    def _needed(self, row: Sequence[Around], level: float) -> list[Box]:
        """Return the room that notes along a side take at a level."""
        found = []
        for each in row:
            (low, high), tip = each.side.ends(each.box), level + self._high(each)
            found.append(each.side.box(low, high, level - (AWAY - SKIN) * self.em, tip))
            for label in self._words(each, level):
                box, middle = extent(label, self.em), (low + high) / 2
                # Nothing may run between a brace and its text, either.
                found += [box, each.side.box(middle, middle, tip, each.side.edge(box))]
        return found

    def _high(self, each: Around) -> float:
        low, high = each.side.ends(each.box)
        return min(TIP * self.em, SLIM * (high - low)) if each.note.kind == "brace" else HALF_HEAD * self.em

    def _edge(self, each: Around, level: float) -> Line:
        side, (low, high) = each.side, each.side.ends(each.box)
        if each.note.kind == "brace":
            return _line(each, brace(side, low, high, level, self._high(each)), True)
        return _line(each, (side.point(low, level), side.point(high, level)), False)

    def _words(self, each: Around, level: float) -> list[Label]:
        if not each.note.text:
            return []
        low, high = each.side.ends(each.box)
        return [self._label(each, (low + high) / 2, level + self._high(each) + TOUCH * self.em)]

    def arrow(self, each: Around) -> Line:
        """Return the arrow that meets the least, as straight as it can be."""
        least, points = math.inf, tuple[Point, ...]()
        for bend in bends(each.marks, each.aims, each.side, self.em):
            if bend.cost >= least:
                break
            cost = bend.cost + LINE * crossed(bend, self.open, self.em)
            if bend.cost < cost < least:
                cost += SOLID * crossed(bend, self.solid, self.em)
            if cost < least:
                least, points = cost, bend.points
        line = _line(each, points, True)
        for room in (self.room, self.open, self.lineless, self.solid):
            room.add_line(line.path)
            room.add_line(head(line.path, self.em))
        self.limits = around([self.limits, bounds(line.path)])
        return line

    def along(self, each: Around, line: Line) -> list[Label]:
        """Return the text of an arrow beside its middle, on the side to which it is bent."""
        if not each.note.text:
            return []
        for room in (self.room, self.lineless):
            for found in self._along(each, line):
                if self._free(found, room):
                    return [self.taken(found)]
        x, y, _, _ = line.at(PLACES[0])
        return [self.text(each, (x, y, x, y))]

    def _along(self, each: Around, line: Line) -> Iterator[Label]:
        """Yield a text at the places beside an arrow, the best first."""
        side = bulge(line.points, each.note.side)
        for word, part, step in itertools.product((side, OPPOSITE[side]), PLACES, range(CLOSE)):
            turned = each._replace(note=dataclasses.replace(each.note, side=word))
            x, y, _, _ = line.at(part)
            along, out = turned.side.ends((x, y, x, y))[0], turned.side.edge((x, y, x, y))
            yield self._label(turned, along, out + (TOUCH + step * STEP) * self.em)

    def _label(self, each: Around, along: float, out: float) -> Label:
        colour = each.note.stroke if each.note.kind not in FRAMES and each.note.stroke != "none" else None
        at, anchor = each.side.point(along, out), each.side.anchor
        return Label("note", *at, *each.words, anchor, SIZE, each.name, colour=colour or "")

    def _wide(self, each: Around) -> float:
        """Return the room that a text takes along its side."""
        low, high = each.side.ends(extent(self._label(each, 0.0, 0.0), self.em))
        return high - low

    def _free(self, label: Label, room: Room) -> bool:
        return room.is_free(extent(label, self.em), SLACK * self.em)

    def taken(self, label: Label) -> Label:
        """Return a label that is drawn from now on."""
        self._take(extent(label, self.em))
        return label

    def _take(self, box: Box) -> None:
        self.room.add_box(box)
        self.limits = around([self.limits, box])


def _line(each: Around, points: tuple[Point, ...], curve: bool) -> Line:
    note, pointed = each.note, each.note.kind == "arrow"
    dress = None
    if pointed or note.stroke or note.dash:
        dress = LineDress(note.stroke or "", dashes=DASHES[note.dash] if note.dash else None, head=int(pointed))
    return Line((), note.kind, points, (), curve, dress, each.name)
