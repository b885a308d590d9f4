"""The labels of tensors and bonds: which there are, and where each finds room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ...networks import Circuit, Network
from ..scenes import Box, CutLine, CutMark, Label, Layout, Line, Mark, extent, look
from .naming import Names
from .placing import Fitting, Room, Wish

MOST_OWN = 60
"""Tensors up to which each has a label of its own; above, one stands for its family."""

SIZES = (0.9, 0.8, 0.72, 0.65)
"""Of labels, relative to the font size: the first at which all have room."""

UPRIGHT = ("right", "left", "right above", "left above", "right below", "left below", "above", "below")
SIDEWAYS = ("above", "below", "right above", "left above", "right below", "left below", "right", "left")
AROUND = ("right above", "left above", "right below", "left below", "above", "below", "right", "left")
PREFERRED: dict[str, tuple[str, ...]] = {
    "recurrent": ("above", "below"),
    "inward": ("right", "left"),
    "output": ("above", "below"),
}
PREFERRED |= {"state": SIDEWAYS, "input": UPRIGHT, "margin": UPRIGHT}

LINE, CUT = 0.1, 0.22
"""Ems that labels keep from the middle of a line and of a cut's mark, besides what they keep from everything."""

PLACES = (0.5, 0.35, 0.65, 0.25, 0.75)
"""Where on a line its label can stand, as parts of the length."""

NAMED, SIZED = ("names", "all"), ("dims", "all")
GROUPED = ("staircase", "shared", "folded")
"""Views whose marks belong to few families, which the legend names."""

OWN_LABELS = ("matricization",)
"""Views that come with all their labels."""


class Drawing(NamedTuple):
    """What is drawn already: a layout of something, its cuts, other labels; the box for labels, the size of an em."""

    of: Network | Circuit
    layout: Layout
    cut_marks: tuple[CutMark, ...]
    cut_lines: tuple[CutLine, ...]
    labels: tuple[Label, ...]
    limit: Box
    em: float

    def fitting(self) -> Fitting:
        """Return the room that is left."""
        em, room = self.em, Room(2 * self.em)
        for mark in self.layout.marks:
            if mark.height:
                width, height = mark.radius, mark.height
                room.add_box((mark.x - width, mark.y - height, mark.x + width, mark.y + height))
            else:
                room.add_disc(mark.x, mark.y, look.radius(mark) + LINE * em)
        for line in self.layout.lines:
            room.add_line(line.path)
        for cut in self.cut_marks:
            if cut.kind == "hyperedge":
                room.add_disc(cut.x, cut.y, cut.size + CUT * em)
            else:
                room.add_line(look.stroke_ends(cut.x, cut.y, cut.angle, cut.size + CUT * em))
        for path in self.cut_lines:
            room.add_line(path.path)
        for label in self.labels:
            room.add_box(extent(label, em))
        return Fitting(room, self.limit, em)


def inner_labels(drawing: Drawing, labels: str) -> tuple[list[Label], int]:
    """Return the labels of tensors and bonds that find room, and how many were asked for and found none.

    No label stands on a mark, a line, a mark of a cut or another label. Above `MOST_OWN` tensors one member of each
    family has a label, the first that finds room; so it is in an anatomy where labels were not asked for and not all
    would fit.
    """
    wishes = _wishes(drawing, labels)
    if not wishes:
        return [], 0
    fitting = drawing.fitting()
    few = _count(drawing) <= MOST_OWN
    placed: list[Label] = []
    if few:
        placed, left = _best(fitting, [wish for family in wishes for wish in family])
        if not left or labels != "auto" or drawing.layout.view != "anatomy":
            return placed, 0 if labels == "auto" else len(left)
    return _of_families(fitting, wishes), 0


def _count(drawing: Drawing) -> int:
    return len(drawing.of.tensors) if isinstance(drawing.of, Network) else len(drawing.layout.marks)


def _best(fitting: Fitting, wishes: list[Wish]) -> tuple[list[Label], list[Wish]]:
    """Place all wishes at the largest size at which all have room, or else most."""
    trials = []
    for size in SIZES:
        trials.append(fitting.place(wishes, size))
        if not trials[-1][1]:
            break
    return min(trials, key=lambda trial: len(trial[1]))


def _of_families(fitting: Fitting, families: Iterable[list[Wish]]) -> list[Label]:
    """Place one label for each family: that of the first member for which there is room."""
    placed: list[Label] = []
    for family in families:
        found = fitting.close_to_one(family[:MOST_OWN], SIZES)
        if found is not None:
            placed.append(found)
            fitting.room.add_box(extent(found, fitting.em))
    return placed


def _wishes(drawing: Drawing, labels: str) -> list[list[Wish]]:
    """The labels that are wanted, by families."""
    layout = drawing.layout
    own = layout.view == "anatomy" or (layout.view not in GROUPED and _count(drawing) <= MOST_OWN)
    named = labels in NAMED or (labels == "auto" and own)
    if layout.view in OWN_LABELS or not (named or labels in SIZED):
        return []
    names, families = Names(drawing.of), dict[tuple[str, ...], list[Wish]]()
    rings = {(cut.x, cut.y): cut.size for cut in drawing.cut_marks if cut.kind == "hyperedge"}
    for mark in layout.marks if named else ():
        reach = max(look.radius(mark), rings.get((mark.x, mark.y), 0.0))
        if wish := _name_wish(mark, names, reach):
            families.setdefault(("tensor", *_family(mark, wish.label)), []).append(wish)
    if labels in SIZED:
        for line in layout.lines:
            if line.bonds:
                wish = _dim_wish(line, names.dim(line.bonds[0]))
                families.setdefault(("dim", line.role, wish.label.math), []).append(wish)
    return list(families.values())


def _family(mark: Mark, label: Label) -> tuple[str, ...]:
    """What the marks of one family share: the role, and the layer, or else the name up to its numbers."""
    if mark.layer is not None:
        return mark.role, str(mark.layer)
    return mark.role, "".join(sign for sign in label.text + label.math if not sign.isdigit())


def _name_wish(mark: Mark, names: Names, reach: float) -> Wish | None:
    name = names.of_mark(mark)
    if not (name.text or name.math):
        return None
    label = Label("tensor", mark.x, mark.y, name.text, name.math, of=mark.name)
    return Wish(label, ((mark.x, mark.y, reach),), PREFERRED.get(mark.role, AROUND))


def _dim_wish(line: Line, math: str) -> Wish:
    """The label of the bond that a line shows: its first; any others lie inside the mark at its end."""
    scale = 1.0 if len(line.bonds) == 1 else 2 * line.stops[0]
    points = [line.at(place * min(scale, 1.0)) for place in PLACES]
    x, y, dx, dy = points[0]
    spots = tuple((x, y, 0.0) for x, y, _, _ in points)
    return Wish(Label("dim", x, y, "", math, of=line.bonds[0]), spots, _sides(dx, dy))


def _sides(dx: float, dy: float) -> tuple[str, ...]:
    """The sides of a line on which its label may stand, by its direction."""
    if abs(dy) < 0.2 * abs(dx):
        return ("below", "above")
    if abs(dx) < 0.2 * abs(dy):
        return ("right", "left")
    return ("left above", "right below") if dx * dy > 0 else ("right above", "left below")


def family_names(layout: Layout, of: Network | Circuit) -> Mapping[tuple[str, int | None], str]:
    """Return the mathematics that names all marks of a role and layer, or of a role (with the layer None)."""
    names = Names(of)
    groups: dict[tuple[str, int | None], list[Mark]] = {}
    for mark in layout.marks:
        groups.setdefault((mark.role, mark.layer), []).append(mark)
        if mark.layer is not None:
            groups.setdefault((mark.role, None), []).append(mark)
    return {key: names.family(marks) for key, marks in groups.items()}
