"""Notes put on a picture: frames around tensors, texts beside them, braces along them, arrows from some to others.

Frames, arrows and texts come before the labels of tensors and bonds, which make way for them. Braces come after: they
stand farther out than everything on their side.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from ...basics import mistake
from ...networks import Circuit, Network
from ..labels import Drawing
from ..scenes import (
    DASHES,
    Box,
    Label,
    Layout,
    Line,
    LineDress,
    Mark,
    Note,
    Patch,
    Point,
    Region,
    around,
    extent,
    holds,
    marked,
)
from .bending import bends, bulge, crossed
from .frames import SIDE, Side, bounds, box_of, brace, distance, hull, rounded, rounds_of
from .matching import named, parts_of

ROOMY, PAD, LEAST, NESTED = 1.6, 0.6, 0.12, 0.5
"""How far a frame stands off what it holds, in ems: if its tensors have labels, if they have none, and at least, since
it stands as far from other marks; and by how much more it does if it holds another frame."""

AWAY, SKIN, TIP, HALF_HEAD, TOUCH = 0.5, 0.12, 0.62, 0.3, 0.2
"""In ems: how far a brace is from its tensors, the margin around discs of a drawing, how high a brace and half of the
head of an arrow are, and how far a text is from its note."""

SLIM = 0.45
"""The most of the length of a brace that is its height."""

SLACK = 0.02
"""The ems between a note and what is drawn, in addition to those of all."""

SOLID = 4
"""How much worse it is for an arrow to meet a mark or a text than a line."""

PLACES, CLOSE = (0.5, 0.4, 0.6, 0.3, 0.7), 3
"""The parts of an arrow beside which its text may stand, and in how many steps outwards."""

FLAT = 0.3
"""The middle of a frame's side is that of what is so many ems from its farthest point, or less."""

STEP, STEPS, SHIFT = 0.2, 45, 0.5
"""The ems by which notes move outwards until they have room, how often, and the ems by which texts move sideways."""

SIDEWAYS = 0.7
"""How far outwards a text moves before it moves so far sideways."""

LEVEL = 0.75
"""Braces whose tensors end within so many ems stand at one level."""

OPPOSITE = {"above": "below", "below": "above", "left": "right", "right": "left"}

FRAMES = ("box", "hull")

SIZE = 1.0
"""The size of the texts of notes, relative to the font size."""


class Around(NamedTuple):
    """A note, its name, and the marks around which it stands and to which it leads."""

    note: Note
    name: str
    marks: tuple[Mark, ...]
    aims: tuple[Mark, ...] = ()

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


class Annotations(NamedTuple):
    """What notes draw."""

    patches: tuple[Patch, ...] = ()
    lines: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def paths(self) -> tuple[tuple[Point, ...], ...]:
        """All lines, those of frames included."""
        return (*(patch.path for patch in self.patches), *(line.path for line in self.lines))

    def boxes(self, em: float) -> list[Box]:
        """Return the boxes around everything, if type of size 1 is `em` data units high."""
        return [bounds(path) for path in self.paths] + [extent(label, em) for label in self.labels]


def noted(notes: Iterable[Note], of: Network | Circuit, layout: Layout) -> tuple[Around, ...]:
    """Return notes with the marks that they speak of.

    Raises
    ------
    TnrnnError
        If a name or pattern is that of nothing, or the view shows none of what it names.
    """
    every = tuple(notes)
    names = list(parts_of(of).tensors) if every else []
    found = []
    for number, note in enumerate(every, start=1):
        aims = () if note.to is None else _marks("note, to", note.to, names, layout)
        found.append(Around(note, f"note-{number}", _marks("note, around", note.around, names, layout), aims))
    return tuple(found)


def _marks(owner: str, wanted: Iterable[str], names: Sequence[str], layout: Layout) -> tuple[Mark, ...]:
    hits = set(named(owner, wanted, names))
    found = tuple(mark for mark in layout.marks if mark.name in hits or not hits.isdisjoint(mark.tensors))
    if not found:
        shown = [name for mark in layout.marks for name in mark.tensors]
        raise mistake(owner, f"a tensor that the view {layout.view} shows", ", ".join(wanted), shown)
    return found


def inner_notes(
    notes: Sequence[Around], drawing: Drawing, regions: Iterable[Region], labelled: Set[str]
) -> Annotations:
    """Return the frames, the arrows from some tensors to others, and the texts of both and of tensors.

    Frames have room for the labels of the marks and bonds in `labelled`, if other marks are not in the way.
    """
    if not notes:
        return Annotations()
    patches = _patches([each for each in notes if each.framed], drawing, labelled)
    place = _Placing(drawing, regions, patches)
    outlines = {patch.name: patch.path for patch in patches}
    frames = {name: bounds(path) for name, path in outlines.items()}
    labels = [place.text(each, each.box) for each in notes if each.note.kind == "text"]
    lines = {each.name: place.arrow(each) for each in notes if each.aims}
    for each in notes:
        if each.aims:
            labels += place.along(each, lines[each.name])
        elif each.framed and each.note.text:
            labels.append(place.text(each, frames[each.name], place.flat(each, outlines[each.name])))
    return Annotations(tuple(patches), tuple(lines.values()), tuple(labels))


def outer_notes(
    notes: Sequence[Around], drawing: Drawing, regions: Iterable[Region], inner: Annotations
) -> Annotations:
    """Return all that notes draw, with the braces and arrows along sides, beyond what is drawn already."""
    if not notes:
        return inner
    paths = tuple(line.path for line in inner.lines)
    drawn = drawing._replace(paths=paths, labels=(*drawing.labels, *inner.labels))
    place = _Placing(drawn, regions, inner.patches)
    lines, labels = list(inner.lines), list(inner.labels)
    for row in place.rows([each for each in notes if each.note.kind in ("brace", "arrow") and not each.aims]):
        for line, words in place.row(row):
            lines.append(line)
            labels += words
    return Annotations(inner.patches, tuple(lines), tuple(labels))


def _patches(frames: Sequence[Around], drawing: Drawing, labelled: Set[str]) -> tuple[Patch, ...]:
    """Return the frames, those around more marks first, which are the lower ones."""
    pads: dict[str, float] = {}
    marks = {mark.name for mark in drawing.layout.marks}
    held = {each.name: {mark.name for mark in each.marks} for each in frames}
    found = []
    for each in sorted(frames, key=lambda each: len(each.marks)):
        inside = [pads[name] + NESTED for name in pads if held[name] <= held[each.name]]
        roomy = not labelled.isdisjoint(held[each.name]) or (len(each.marks) > 1 and not labelled <= marks)
        pads[each.name] = max([_pad(each, drawing, ROOMY if roomy else PAD), *inside])
        outline, note = _outline(each, pads[each.name] * drawing.em, drawing.em), each.note
        dashes = DASHES[note.dash] if note.dash else None
        found.append(Patch(each.name, note.kind, outline, note.fill or "none", note.stroke or "", dashes=dashes))
    return tuple(reversed(found))


def _outline(each: Around, pad: float, em: float) -> tuple[Point, ...]:
    if each.note.kind == "hull":
        return hull([(x, y, radius + pad) for mark in each.marks for x, y, radius in rounds_of(mark)])
    left, bottom, right, top = each.box
    return rounded((left - pad, bottom - pad, right + pad, top + pad), min(pad, PAD * em))


def _pad(each: Around, drawing: Drawing, most: float) -> float:
    """Return the ems that a frame stands off its marks, at most so many, and at most as many as off other marks."""
    own, em = {mark.name for mark in each.marks}, drawing.em
    left, bottom, right, top = each.box
    reach = 2 * most * em
    others = []
    for mark in drawing.layout.marks:
        a, b, c, d = box_of(mark)
        if mark.name not in own and a < right + reach and c > left - reach and b < top + reach and d > bottom - reach:
            others += rounds_of(mark)
    tight = [point for index, point in enumerate(_outline(each, 1e-3 * em, em)) if index % 3 == 0]
    others = [other for other in others if not holds(tight, other[:2])]
    free = min((distance(tight, (x, y)) - radius for x, y, radius in others), default=reach)
    return max(LEAST, min(most, free / em / 2))


class _Placing:
    """Finds room for notes beside what is drawn, and counts them to it.

    Arrows may cross frames and the borders of sides, from inside to outside; so their room is without these. The text
    of an arrow that has no room beside it may stand on lines.
    """

    def __init__(self, drawing: Drawing, regions: Iterable[Region], patches: Iterable[Patch]) -> None:
        framed = drawing._replace(paths=(*drawing.paths, *(patch.path for patch in patches)))
        self.em = drawing.em
        self.room, self.open, self.solid = (one.fitting().room for one in (framed, drawing, drawing))
        self.solid.lines.clear()
        self.rooms = (self.room, self.open, self.solid)
        boxes = [drawing.limit, *(extent(label, drawing.em) for label in drawing.labels)]
        boxes += [bounds(path) for path in framed.paths]
        self.limits = around(boxes)
        for region in regions:
            left, bottom, right, top = region.box
            self.room.add_line(((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)))

    def flat(self, each: Around, outline: Sequence[Point]) -> float:
        """Return the middle of the side of a frame."""
        edge = each.side.edge(bounds(outline)) - FLAT * self.em
        low, high = each.side.ends(bounds([(x, y) for x, y in outline if each.side.edge((x, y, x, y)) >= edge]))
        return (low + high) / 2

    def text(self, each: Around, frame: Box, middle: float | None = None) -> Label:
        """Return the text of a note beside a box, as near to the middle of a side as there is room."""
        side, (low, high) = each.side, each.side.ends(frame)
        middle = (low + high) / 2 if middle is None else middle
        edge = side.edge(frame) + TOUCH * self.em
        wide = self._wide(each)
        reach = int(((high - low) + wide) / 2 / (SHIFT * self.em))
        shifts = [sign * number * SHIFT for number in range(reach + 1) for sign in ((1, -1) if number else (1,))]
        moves = sorted(
            ((out * STEP, shift) for out in range(STEPS) for shift in shifts),
            key=lambda move: (move[0] + SIDEWAYS * abs(move[1]), abs(move[1])),
        )
        options = (self._label(each, middle + shift * self.em, edge + out * self.em) for out, shift in moves)
        free = (label for label in options if self._free(extent(label, self.em)))
        found = next(free, None) or self._label(each, middle, side.edge(self.limits) + self.em)
        self._take(extent(found, self.em))
        return found

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
        level = next((one for one in levels if all(map(self._free, self._needed(row, one)))), beyond)
        for box in self._needed(row, level):
            self._take(box)
        return [(self._edge(each, level), self._words(each, level)) for each in row]

    def _needed(self, row: Sequence[Around], level: float) -> list[Box]:
        """Return the room that notes along a side take at a level."""
        found = []
        for each in row:
            low, high = each.side.ends(each.box)
            found.append(each.side.box(low, high, level - (AWAY - SKIN) * self.em, level + self._high(each)))
            found += [extent(label, self.em) for label in self._words(each, level)]
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
        costs, options = [], []
        for bend in bends(each.marks, each.aims, each.side, self.em):
            options.append(bend)
            met = crossed(bend, self.open, self.em)
            costs.append(met + bend.cost + (SOLID * crossed(bend, self.solid, self.em) if met else 0))
            if costs[-1] <= bend.cost:
                break
        line = _line(each, options[costs.index(min(costs))].points, True)
        for room in self.rooms:
            room.add_line(line.path)
        self.limits = around([self.limits, bounds(line.path)])
        return line

    def along(self, each: Around, line: Line) -> list[Label]:
        """Return the text of an arrow beside its middle, on the side to which it is bent."""
        if not each.note.text:
            return []
        for room in (self.room, self.solid):
            for found in self._along(each, line):
                if room.is_free(extent(found, self.em), SLACK * self.em):
                    self._take(extent(found, self.em))
                    return [found]
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
        words = marked(each.note.text)
        colour = each.note.stroke if each.note.kind not in FRAMES and each.note.stroke != "none" else None
        at, anchor = each.side.point(along, out), each.side.anchor
        return Label("note", *at, words.text, words.math, anchor, SIZE, each.name, colour=colour or "")

    def _wide(self, each: Around) -> float:
        """Return the room that a text takes along its side."""
        low, high = each.side.ends(extent(self._label(each, 0.0, 0.0), self.em))
        return high - low

    def _free(self, box: Box) -> bool:
        return self.room.is_free(box, SLACK * self.em)

    def _take(self, box: Box) -> None:
        for room in self.rooms:
            room.add_box(box)
        self.limits = around([self.limits, box])


def _line(each: Around, points: tuple[Point, ...], curve: bool) -> Line:
    note, head = each.note, each.note.kind == "arrow"
    dress = None
    if head or note.stroke or note.dash:
        dress = LineDress(note.stroke or "", dashes=DASHES[note.dash] if note.dash else None, head=int(head))
    return Line((), note.kind, points, (), curve, dress, each.name)
