"""Notes put on a picture: frames around tensors, texts beside them, braces along them, arrows from some to others.

Frames, arrows and texts come before the labels of tensors and bonds, which make way for them. Braces come after: they
stand farther out than everything on their side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from typing import NamedTuple, TypeVar

from ...basics import mistake
from ...networks import Circuit, Network
from ..labels import Drawing
from ..scenes import (
    DASHES,
    SIGN_SIZE,
    Box,
    Label,
    Layout,
    Line,
    Mark,
    Note,
    Patch,
    Point,
    Region,
    extent,
    holds,
    tidy,
)
from .frames import bounds, box_of, distance, head, hull, rounded, rounds_of
from .handwork import check_reach
from .matching import named, parts_of
from .note_room import SIZE, Around, NoteRoom

Shifted = TypeVar("Shifted", Line, Label)

ROOMY, PAD, LEAST, NESTED = 1.6, 0.6, 0.12, 0.5
"""How far a frame stands off what it holds, in ems: if its tensors have labels, if they have none, and at least, since
it stands as far from other marks; and by how much more it does if it holds another frame."""

ALIKE = 0.5
"""A hull has the same distance from the middles of all marks whose size is more than this part of the largest."""


class Annotations(NamedTuple):
    """What notes draw."""

    patches: tuple[Patch, ...] = ()
    lines: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def paths(self) -> tuple[tuple[Point, ...], ...]:
        """All lines, those of frames included."""
        return (*(patch.path for patch in self.patches), *(line.path for line in self.lines))

    def heads(self, em: float) -> tuple[tuple[Point, ...], ...]:
        """Return lines across the heads of arrows."""
        return tuple(head(line.path, em) for line in self.lines if line.role == "arrow")

    def with_more(self, other: Annotations) -> Annotations:
        """Return these and those of another."""
        return Annotations(self.patches + other.patches, self.lines + other.lines, self.labels + other.labels)

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
        for far in (note.at, note.shift):
            if far is not None:
                check_reach(layout, "note, at" if note.at else "note, shift", far)
        marks = () if note.at else _marks("note, around", note.around, names, layout)
        found.append(Around(note, f"note-{number}", marks, aims, note.words))
    return tuple(found)


def _marks(owner: str, wanted: Iterable[str], names: Sequence[str], layout: Layout) -> tuple[Mark, ...]:
    hits = set(named(owner, wanted, names))
    found = tuple(mark for mark in layout.marks if mark.name in hits or not hits.isdisjoint(mark.tensors))
    if not found:
        shown = [name for mark in layout.marks for name in mark.tensors]
        raise mistake(owner, f"a tensor that the view {layout.view} shows", ", ".join(wanted), shown)
    return found


def room_for(
    notes: Sequence[Around], drawing: Drawing, regions: Iterable[Region], labelled: Set[str]
) -> tuple[NoteRoom, tuple[Patch, ...]]:
    """Return the room that is left for notes, and the frames.

    Frames have room for the labels of the marks and bonds in `labelled`, if other marks are not in the way.
    """
    patches = _patches([each for each in notes if each.framed], drawing, labelled)
    return NoteRoom(drawing, regions, patches), patches


def inner_notes(notes: Sequence[Around], room: NoteRoom, patches: Sequence[Patch]) -> Annotations:
    """Return the frames, the arrows from some tensors to others, and the texts of both and of tensors."""
    outlines = {patch.name: patch.path for patch in patches}
    labels = [room.taken(placed(each)) for each in notes if each.note.at]
    beside = [each for each in notes if each.note.kind == "text" and each.marks]
    labels += [shifted(room.text(each, each.box), each.note) for each in beside]
    lines = {each.name: room.arrow(each) for each in notes if each.aims}
    for each in notes:
        if each.aims:
            labels += room.along(each, lines[each.name])
        elif each.framed and each.note.text:
            outline = outlines[each.name]
            labels.append(room.text(each, bounds(outline), room.flat(each, outline)))
    return Annotations(tuple(patches), tuple(lines.values()), tuple(labels))


def outer_notes(notes: Sequence[Around], room: NoteRoom, labels: Iterable[Label]) -> Annotations:
    """Return the braces and arrows along sides, beyond what is drawn already and beyond labels that came since."""
    for label in labels:
        room.taken(label)
    lines, words = list[Line](), list[Label]()
    by_name = {each.name: each.note for each in notes}
    for row in room.rows([each for each in notes if each.note.kind in ("brace", "arrow") and not each.aims]):
        for line, text in room.row(row):
            lines.append(line)
            words += text
    lines = [shifted(line, by_name[line.name]) for line in lines]
    words = [shifted(label, by_name[label.of]) for label in words]
    return Annotations((), tuple(lines), tuple(words))


def placed(each: Around) -> Label:
    """Return the label of a note at a place of its own."""
    note = each.note
    role, size = ("sign", SIGN_SIZE) if note.kind == "sign" else ("note", SIZE)
    colour = note.stroke if note.stroke and note.stroke != "none" else ""
    x, y = note.at or (0.0, 0.0)
    return Label(role, tidy(x), tidy(y), *each.words, "center", size, each.name, colour=colour)


def shifted(item: Shifted, note: Note) -> Shifted:
    """Return a line or a label that is moved as far as its note says."""
    if note.shift is None:
        return item
    dx, dy = note.shift
    if isinstance(item, Line):
        return replace(item, points=tuple((tidy(x + dx), tidy(y + dy)) for x, y in item.points))
    return replace(item, x=tidy(item.x + dx), y=tidy(item.y + dy))


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
        rounds = [disc for mark in each.marks for disc in rounds_of(mark)]
        most = max(radius for _, _, radius in rounds)
        # Straight sides look better than those between discs of nearly the same size.
        return hull([(x, y, (most if radius > ALIKE * most else radius) + pad) for x, y, radius in rounds])
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
