"""What stands around a drawing: shading, captions, the formulas of cuts, the legend, and the box around all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from ...basics import mistake
from ...bounding import SymmetricCut
from ...cuts import Cut
from ...networks import Circuit, Network, Tensor, Vertex
from ..cut_lines import PlacedCut, marked
from ..dressing import Annotations, box_of_grounds, can_have_grounds, inner_notes, noted, outer_notes, room_for
from ..labels import (
    NO_ROOM,
    NOTE,
    Canvas,
    Drawing,
    Entry,
    Size,
    beside,
    captions,
    entries_of,
    family_names,
    inner_labels,
    labelled,
    legend,
    moved_key,
    regions_of,
    runs_of,
    stands,
    tints,
)
from ..scenes import (
    Box,
    CutLine,
    CutMark,
    Frame,
    Key,
    Label,
    Layout,
    Line,
    Mark,
    Region,
    Scene,
    StripParts,
    View,
    around,
    copies,
    ems,
    extent,
    formula,
    roles,
    strip_parts,
    symmetric_formula,
    tidy,
)

AnyCut = Cut | SymmetricCut

FOLDED, CELLS = "folded", "cells"
"""The views that may leave out steps and layers."""

UNKNOWN = 99
"""How many labels without room a legend is taken to name, as long as their number is unknown."""


def copies_of(circuit: Circuit, cuts: Sequence[Cut]) -> dict[str, int]:
    """Return how many copies of each vertex the unfolding has: in that of the first cut a joined input has one."""
    if not cuts:
        return dict(circuit.copies)
    counts: dict[str, int] = defaultdict(int)
    for name, count in (*cuts[0].near, *cuts[0].far):
        counts[name] += count
    return counts


def joined_inputs(of: Network | Circuit, cuts: Sequence[Cut]) -> bool:
    """Return whether some input of a circuit has fewer copies than its vertex, as its copies are joined."""
    if not isinstance(of, Circuit):
        return False
    counts = copies_of(of, cuts)
    return any(counts[vertex.name] < of.copies[vertex.name] for vertex in of.inputs)


class Drawn(NamedTuple):
    """What is drawn: a network or circuit, its cuts, and a view."""

    of: Network | Circuit
    cuts: tuple[AnyCut, ...]
    view: View

    @property
    def marks(self) -> list[Cut | None]:
        """For every cut what it marks; a symmetric cut has marks in a circuit alone."""
        return [cut if isinstance(cut, Cut) else marked(self.of, cut) for cut in self.cuts]

    @property
    def severing(self) -> list[Cut]:
        """What is marked by the cuts that have marks."""
        return [cut for cut in self.marks if cut is not None]


def diagram_entries(drawn: Drawn, layout: Layout) -> list[Entry]:
    """Return the entries of the legend for the marks and lines of a layout, which no size changes."""
    if not drawn.view.legend:
        return []
    named = drawn.view.labels in ("auto", "names", "all")
    return entries_of(layout, family_names(layout, drawn.of) if named else {}, drawn.view.legend)


class Words(NamedTuple):
    """The entries of the legend for the marks, and the inches that words around the drawing have if it has a box."""

    entries: list[Entry]
    width: float | None = None


class _Frame(NamedTuple):
    """All that stands around a drawing, and the box for it; `words` are the entries of the legend.

    `taken` is the band with all notes around it. Notes come with the labels inside, and with how many have no room.
    """

    band: Box
    taken: Box
    shelf: Box
    regions: tuple[Region, ...]
    labels: list[Label]
    titles: list[Label]
    cut_marks: tuple[CutMark, ...]
    cut_lines: tuple[CutLine, ...]
    strip: StripParts
    entries: list[Entry]
    notes: Annotations
    inside: tuple[list[Label], int] | None


class Composer:
    """Adds to a layout, from the inside outwards: shading, labels, the formulas, the legend, and the box around all.

    `words` are the entries of the legend for the diagram, and the inches that all words around the drawing may take.
    """

    def __init__(
        self,
        drawn: Drawn,
        layout: Layout,
        canvas: Canvas,
        placed: tuple[PlacedCut, ...],
        words: Words,
    ) -> None:
        self.of, self.cuts, self.view = drawn
        self.marks, self.severing = drawn.marks, drawn.severing
        self.layout, self.canvas, self.placed = layout, canvas, placed
        self.entries, self.width = words

    @cached_property
    def frame(self) -> _Frame:
        """All but the labels inside the drawing, which change no size unless there are notes."""
        canvas, layout, placed = self.canvas, self.layout, self.placed
        sides = self._input_sides()
        runs = runs_of(sides, layout.split)
        if any(not stands(mark, runs) for mark in (layout.marks if layout.view == "plain" else self._moved_inputs)):
            runs = []  # grounds or halos show the sides of the marks
        band = canvas.band(len(runs) == 2)
        regions, middle = regions_of(runs, band)
        cut_lines = tuple(line for each in placed for line in each.lines(canvas, band))
        if placed:
            middle = placed[0].head(middle)
        labels, swatches = captions(layout, canvas, band, regions)
        labels = [beside(label, regions, cut_lines, canvas.em) for label in labels]
        counts = self._counts()
        cut_marks = tuple(mark for each in placed for mark in each.marks)
        labels += [*layout.labels, *counts, *canvas.multiplicities(cut_marks, counts)]
        made = self.of, layout, cut_marks, cut_lines, tuple(labels), band, canvas.em
        drawing = Drawing(*made, font_size=canvas.font_size)
        notes, inside = self._noted(drawing, regions) if self.view.notes else (Annotations(), None)
        taken = around([band, *notes.boxes(canvas.em)])
        swatches = swatches or tints(layout, regions)
        if swatches and self._shows_grounds:
            taken = around([taken, self._around_grounds()])
        strip = self._strip((band[0], taken[1], band[2], band[3]), sides)
        shelf = self._shelf((band[0], strip.box[1], band[2], taken[3]))
        titles = canvas.titles(self._titles(), middle, shelf, self.width is not None, self._heads(cut_lines))
        labels += titles
        entries: list[Entry] = []
        if self.view.legend:
            entries = self._families(swatches, bool(counts))
            entries += self._samples()
            entries += [Entry(role, None, words) for role, words in strip.keys]
        entries += [Entry(NOTE, None, words) for words in self._left_out()]
        return _Frame(band, taken, shelf, regions, labels, titles, cut_marks, cut_lines, strip, entries, notes, inside)

    @property
    def _moved_inputs(self) -> list[Mark]:
        """The marks of inputs that a hand has moved, with the sides of the inputs: bands are those of their steps."""
        if not self.view.moves or not self.placed:
            return []
        sides, moved = self.placed[0].sides, set(self.view.shifts)
        marks = (mark for mark in self.layout.marks if not moved.isdisjoint((mark.name, *mark.tensors)))
        inputs = {item.name for item in self._items if item.kind == "input"}
        return [replace(mark, side=sides.get(name)) for mark in marks for name in mark.tensors if name in inputs]

    @property
    def _items(self) -> Sequence[Tensor | Vertex]:
        return self.of.tensors if isinstance(self.of, Network) else self.of.vertices

    @property
    def _shows_grounds(self) -> bool:
        """Whether the sides may be shown by grounds around the marks and lines of each."""
        return bool(tints(self.layout, ())) and can_have_grounds(self.layout.marks)

    def _grounds(self) -> tuple[Region, ...]:
        """Return the shading of the sides around the marks and lines of each."""
        from ..dressing import grounds  # loads numpy

        severed = {mark.name for mark in self.placed[0].marks if mark.kind != "hyperedge"} if self.placed else ()
        return grounds(self.layout.marks, self.layout.lines, self.layout.step, severed)

    def _around_grounds(self) -> Box:
        """Return a box that holds all grounds, with some room for words beside it."""
        left, bottom, right, top = box_of_grounds(self.layout.marks, self.layout.lines, self.layout.step)
        pad = 0.3 * self.canvas.em
        return tidy(left - pad), tidy(bottom - pad), tidy(right + pad), tidy(top + pad)

    def _noted(self, drawing: Drawing, regions: tuple[Region, ...]) -> tuple[Annotations, tuple[list[Label], int]]:
        """Return the notes and the labels inside the drawing, which make way for each other."""
        notes = noted(self.view.notes, self.of, self.layout)
        room, frames = room_for(notes, drawing, regions, labelled(drawing, self.view.labels))
        found = inner_notes(notes, room, frames)
        paths = (*found.paths, *found.heads(drawing.em))
        framed = drawing._replace(paths=paths, labels=(*drawing.labels, *found.labels))
        inner, missing = inner_labels(framed, self.view.labels)
        return found.with_more(outer_notes(notes, room, inner)), (inner, missing)

    def scene(self) -> Scene:
        """Return the picture."""
        frame, layout, canvas = self.frame, self.layout, self.canvas
        around_it = tuple(frame.labels)
        made = self.of, layout, frame.cut_marks, frame.cut_lines, around_it, frame.band, canvas.em
        drawing = Drawing(*made, font_size=canvas.font_size)
        inner, missing = frame.inside or inner_labels(drawing, self.view.labels)
        keys, box = self._finished(missing)
        return Scene(
            layout.view,
            (*layout.marks, *frame.strip.marks),
            (*layout.lines, *frame.strip.lines, *frame.notes.lines),
            (*frame.labels, *inner, *frame.strip.labels, *frame.notes.labels),
            frame.cut_marks,
            frame.regions or (self._grounds() if self._shows_grounds else ()),
            keys,
            frame.cut_lines,
            box,
            canvas.unit,
            canvas.font_size,
            layout.step,
            patches=(*layout.patches, *frame.notes.patches),
        )

    def size(self) -> Size:
        """Return the inches that the picture takes, with a line for labels without room if some are asked for.

        Words around a drawing that have to stay within a width take none of it, unless one is too long.
        """
        keys, box = self._finished(UNKNOWN if self.view.labels in ("names", "dims", "all") else 0)
        left, right = box[0], box[2]
        if self.width is not None:
            frame, pad = self.frame, 0.5 * self.canvas.em
            spans = [extent(label, self.canvas.em) for label in frame.titles] + ([self._span(keys)] if keys else [])
            widest = max((span[2] - span[0] for span in spans), default=0.0)
            room = frame.shelf[2] - frame.shelf[0]
            left, right = min(frame.strip.box[0], frame.taken[0]) - pad, frame.taken[2] + pad
            right = max(right, left + widest + 2 * pad if widest > 1.0001 * room else right)
        return Size((right - left) * self.canvas.unit, (box[3] - box[1]) * self.canvas.unit)

    def _finished(self, missing: int) -> tuple[tuple[Key, ...], Box]:
        """Return the legend, and the box around everything."""
        frame, within = self.frame, self.width is not None
        entries = list(frame.entries)
        if missing:
            at = len(entries) - len(frame.strip.keys) if entries else 0
            entries.insert(at, Entry(NOTE, None, f"{NO_ROOM} {missing}"))
        keys, bottom = legend(self.canvas, frame.shelf, entries, within)
        if within:
            keys = self._centred(keys)
        return keys, self._box(bottom, keys)

    def _span(self, keys: Iterable[Key]) -> Box:
        """Return the box around the legend, with as much room on its left as there is before its first row."""
        boxes = [extent(key.label, self.canvas.em) for key in keys]
        left, bottom, right, top = around(boxes)
        marks = [key.mark.x - 0.35 * self.canvas.em for key in keys if key.mark is not None]
        marks += [x for key in keys if key.line is not None for x, _ in key.line.points]
        return min([left, *marks]) - 0.5 * self.canvas.em, bottom, right, top

    def _centred(self, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """Return a legend that begins below the left end of the band, or stands below its middle if it is wider."""
        if not keys:
            return keys
        band = self.frame.band
        start, _, end, _ = self._span(keys)
        left = band[0] if end - start <= band[2] - band[0] else (band[0] + band[2] - (end - start)) / 2
        return tuple(moved_key(key, left - start, 0.0) for key in keys)

    def _shelf(self, band: Box) -> Box:
        """Return the box for the words around a drawing: the band, or one that is as wide as the picture may be."""
        if self.width is None:
            return band
        half = self.width / self.canvas.unit / 2 - 0.5 * self.canvas.em
        centre = (band[0] + band[2]) / 2
        return min(band[0], centre - half), band[1], max(band[2], centre + half), band[3]

    def _strip(self, band: Box, sides: dict[int, str]) -> StripParts:
        """Return the strip below the band; it marks the split between near and far inputs, if there is one."""
        if self.view.strip is None:
            return StripParts((), (), (), (), band)
        if self.layout.columns:
            raise mistake("view, strip", "None if steps are left out", self.view.strip.splits)
        steps = max(self.canvas.times, default=0) - 1
        if steps != self.view.strip.splits or self.layout.view == "matricization":
            expected = f"a value for each of the {steps} splits" if steps > 0 else "a picture with a time axis"
            raise mistake("view, strip", expected, self.view.strip.splits)
        runs = runs_of(sides, self.layout.split)
        split = round(runs[0][2] - self.layout.split) if len(runs) == 2 else None
        return strip_parts(self.view.strip, Frame(band, self.layout.split, self.canvas.em), split)

    def _families(self, swatches: Iterable[tuple[str, str]], numbered: bool) -> list[Entry]:
        """Return the entries of the legend for the diagram: the families of marks, the sides, and what numbers mean."""
        entries, shown = list(self.entries), self.view.legend
        if shown != "shape":
            entries += [Entry(side, None, words) for side, words in swatches]
        if numbered and shown is True:
            entries.append(Entry(NOTE, None, "numbers: copies in the unrolled network"))
        return entries

    def _samples(self) -> list[Entry]:
        """Return a short line of every cut and its formula, if there are several; no colour is needed to know them."""
        if len(self.placed) < 2:
            return []
        drawn = (words for (words, _), marks in zip(self._titles(), self.marks, strict=True) if marks is not None)
        samples = ((Line((), roles.cut_colour(number), (), ()), words) for number, words in enumerate(drawn))
        return [Entry(sample.role, None, *words, line=sample) for sample, words in samples]

    def _heads(self, lines: Sequence[CutLine]) -> dict[int, float]:
        """Return the x above which the formula of each of several cuts should stand, by the number of the cut.

        That is where its line leaves the picture at the top, or else where its line, or its marks, are highest.
        """
        if len(self.placed) < 2:
            return {}
        found = {}
        for number, each in enumerate(self.placed):
            points = [at for line in lines if line.cut == number for at in (line.points[0], line.points[-1])]
            points = points or [(mark.x, mark.y) for mark in each.marks]
            highest = max(points, key=lambda at: at[1], default=None)
            if highest is not None:
                found[number] = each.head(highest[0])
        return found

    def _left_out(self) -> list[str]:
        """Return what the legend says of entries of cuts that three dots stand for, and why cuts have no line."""
        found = []
        for number, each in enumerate(self.placed if self.layout.view in (FOLDED, CELLS) else ()):
            marked = {entry.name for entry in each.severed.entries}
            counts = [entry.count for entry in self.severing[number].entries if entry.name not in marked]
            if counts:
                words = f"in the dots: {len(counts):,} severed bond{'s' * (len(counts) > 1)}"
                words += f" of cut {number + 1}" if len(self.placed) > 1 else ""
                found.append(words + (f", {copies(sum(counts))} copies" if sum(counts) > len(counts) else ""))
        own = self.layout.view == "plain" or self.view.moves or self.view.bends
        plain = own and self.view.legend is True
        for number, each in enumerate(self.placed if plain else ()):
            if each.severed.reason:
                cut = f"cut {number + 1}" if len(self.placed) > 1 else "the cut"
                found.append(f"no line of {cut}, as {each.severed.reason}")
        return found

    def _counts(self) -> list[Label]:
        if not isinstance(self.of, Circuit) or self.layout.view == "matricization":
            return []
        numbers = copies_of(self.of, self.severing)
        if self.layout.view == FOLDED:
            numbers |= self._repeated(numbers)
        return self.canvas.counts(self.layout, numbers)

    def _repeated(self, numbers: dict[str, int]) -> dict[str, int]:
        """Return how often the unrolled network has what a triangle stands for: once for each copy of its user."""
        users = {(mark.x, mark.y): mark.name for mark in self.layout.marks}
        above = {line.points[0]: users[line.points[-1]] for line in self.layout.lines if line.role == "depth"}
        folds = [mark for mark in self.layout.marks if mark.role == "fold"]
        return {mark.name: numbers[above[mark.x, mark.y]] for mark in folds}

    def _titles(self) -> list[tuple[tuple[str, str], int]]:
        """Return the words and the formula of every cut, and its number."""
        found, number = [], 0
        for cut, marks in zip(self.cuts, self.marks, strict=True):
            if isinstance(cut, Cut):
                words = formula(cut, self.placed[number].straight is not None)
            else:
                words = symmetric_formula(cut)
            found.append((words, number if marks is not None else max(0, number - 1)))
            number += marks is not None
        return found

    def _box(self, bottom: float, keys: tuple[Key, ...]) -> Box:
        frame, em = self.frame, self.canvas.em
        left, right = frame.strip.box[0], frame.band[2]
        centre = (left + right) / 2
        half = max((0.5 * label.size * em * ems(label.text, label.math) for label in frame.titles), default=0.0)
        left, right = min(left, centre - half, frame.taken[0]), max(right, centre + half, frame.taken[2])
        ends = [key.label.x + em * ems(key.label.text, key.label.math) for key in keys]
        if self.width is not None:
            spans = [extent(label, em) for label in frame.titles] + ([self._span(keys)] if keys else [])
            left, ends = min([left, *(span[0] for span in spans)]), ends + [span[2] for span in spans]
        right = max([right, *ends])
        top = max([frame.taken[3], *(label.y + 1.8 * em for label in frame.titles)])
        pad = 0.5 * em
        return tidy(left - pad), tidy(bottom - pad), tidy(right + pad), tidy(top + pad)

    def _input_sides(self) -> dict[int, str]:
        """Return the side of every time step whose inputs are all on one side."""
        if not self.placed or not self.canvas.times:
            return {}
        at = {step: x for step, x, _ in self.layout.columns}
        found: dict[int, set[str | None]] = {}
        for item in self._items:
            if item.kind == "input" and isinstance(item.position, int):
                found.setdefault(at.get(item.position, item.position), set()).add(self.placed[0].sides.get(item.name))
        return {at: side for at, (side, *rest) in sorted(found.items()) if side is not None and not rest}
