"""The labels of tensors and bonds: which there are, and where each has room."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...networks import Circuit, Network
from ..scenes import Box, CutLine, CutMark, Label, Layout, Line, Mark, Point, extent, roles
from ..shapes import half_length, middle_head
from .labelling import Canvas
from .middles import inner_box, middle_of
from .naming import Names
from .placing import SIDES, Fitting, Room, Spot, Wish

# Up to this number of tensors, each has a label of its own; beyond, each family has one.
MOST_OWN = 60

# The sizes of labels, relative to the font size; the first at which all labels have room is used.
SIZES = (0.9, 0.8, 0.72, 0.65)

# The places of labels beside vertical lines, the best first.
UPRIGHT = ("right", "left", "right above", "left above", "right below", "left below", "above", "below")
# The places of labels beside horizontal lines, the best first.
SIDEWAYS = ("above", "below", "right above", "left above", "right below", "left below", "right", "left")
# The places of labels around marks, the best first.
AROUND = ("right above", "left above", "right below", "left below", "above", "below", "right", "left")
# The places that marks of some roles prefer.
PREFERRED: dict[str, tuple[str, ...]] = {
    "recurrent": ("above", "below"),
    "inward": ("right", "left"),
    "output": ("above", "below"),
}
PREFERRED |= {"state": SIDEWAYS, "input": UPRIGHT, "margin": UPRIGHT}

# The distance of labels from the middle of a line, in ems, in addition to their distance from everything.
LINE = 0.1
# The same for the middle of a cut's mark.
CUT = 0.22

# The points of a line's width that the distance of labels from lines has room for.
USUAL_LINE = 1.5

# Where along a line its label can stand, as fractions of the length.
PLACES = (0.5, 0.35, 0.65, 0.25, 0.75)

# Directions with less than this slope, or more than one over it, are level or upright.
CORNER = 0.42


# The place at the free end of a leg.
END = "end"

# The values of `labels` that ask for names.
NAMED = ("names", "all")
# The values of `labels` that ask for dimensions.
SIZED = ("dims", "all")
# The views whose marks belong to a few families, which the legend names.
GROUPED = ("staircase", "shared", "folded", "cells")

# The views that have all their labels already.
OWN_LABELS = ("matricization",)


# A mark that is longer than this, in its width, has its name beside its ends.
LONG = 2.0


class Drawing(NamedTuple):
    """What is drawn already: a layout, its cuts and labels, other lines; the box for labels; the length of an em.

    The type has `font_size` points, which are an em.
    """

    of: Network | Circuit
    layout: Layout
    cut_marks: tuple[CutMark, ...]
    cut_lines: tuple[CutLine, ...]
    labels: tuple[Label, ...]
    limit: Box
    em: float
    paths: tuple[tuple[Point, ...], ...] = ()
    font_size: float = 9.0

    def fitting(self) -> Fitting:
        """Return the room that is left for labels."""
        em, room, severed = self.em, Room(2 * self.em), {mark.name for mark in self.cut_marks}
        for mark in self.layout.marks:
            if mark.height:
                width, height = mark.radius, mark.height
                room.add_box((mark.x - width, mark.y - height, mark.x + width, mark.y + height))
            else:
                room.add_disc(mark.x, mark.y, roles.radius(mark) + LINE * em)
        for line in self.layout.lines:
            for path in self._sides_of(line):
                room.add_line(path)
            if roles.line_dress(line).head:
                room.add_box(self._head(line, bool(set(line.bonds) & severed)))
        for cut in self.cut_marks:
            if cut.kind == "hyperedge":
                room.add_disc(cut.x, cut.y, cut.size + CUT * em)
            else:
                room.add_line(roles.stroke_ends(cut.x, cut.y, cut.angle, cut.size + CUT * em))
        for path in (*(line.path for line in self.cut_lines), *self.paths):
            room.add_line(path)
        for label in self.labels:
            room.add_box(extent(label, em))
        return Fitting(room, self.limit, em)

    def _sides_of(self, line: Line) -> Iterator[Sequence[Point]]:
        """Yield a line and, if it is wide, its two sides."""
        yield line.path
        half = (roles.line_dress(line).width - USUAL_LINE) / 2 * self.em / self.font_size
        for (ax, ay), (bx, by) in itertools.pairwise(line.path) if half > 0 else ():
            length = math.dist((ax, ay), (bx, by)) or 1.0
            dx, dy = half * (bx - ax) / length, half * (by - ay) / length
            for way in (-1, 0, 1):  # its ends are round
                yield (ax - dx - way * dy, ay - dy + way * dx), (bx + dx - way * dy, by + dy + way * dx)

    def _head(self, line: Line, beside: bool) -> Box:
        """Return the box around the head of an arrow."""
        dress = roles.line_dress(line)
        size = half_length(dress.width or 1.0) * self.em / self.font_size
        xs, ys = zip(*middle_head(line, dress.head, size, beside), strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def _half_head(line: Line, point: float) -> float:
    """Return about half the width of the head of an arrow, or 0 if a line has none."""
    dress = roles.line_dress(line)
    return half_length(dress.width or 1.0) * point if dress.head else 0.0


def inner_labels(drawing: Drawing, labels: str) -> tuple[list[Label], int]:
    """Return the labels of tensors and bonds that have room, and the number of wanted labels that have none.

    No label stands on a mark, a line, a mark of a cut or another label. With more than `MOST_OWN` tensors, only one
    member of each family has a label: the first that has room. So it is in an anatomy if labels are not asked for and
    not all fit.
    """
    few = _count(drawing) <= MOST_OWN
    wishes = _wishes(drawing, labels, None if few else MOST_OWN)
    if not wishes:
        return [], 0
    fitting = drawing.fitting()
    placed: list[Label] = []
    if few:
        placed, left = _best(fitting, [wish for family in wishes for wish in family])
        if not left or labels != "auto" or drawing.layout.view != "anatomy":
            return placed, 0 if labels == "auto" else len(left)
    return _of_families(fitting, wishes), 0


def labelled(drawing: Drawing, labels: str) -> set[str]:
    """Return the names of the marks and bonds that are to have a label of their own beside them."""
    if _count(drawing) > MOST_OWN:
        return set()
    return {wish.label.of for family in _wishes(drawing, labels) for wish in family}


def _count(drawing: Drawing) -> int:
    return len(drawing.of.tensors) if isinstance(drawing.of, Network) else len(drawing.layout.marks)


def _best(fitting: Fitting, wishes: list[Wish]) -> tuple[list[Label], list[Wish]]:
    """Place all wishes at the largest size at which all have room, or else at the size at which most have room.

    At each size labels of a row stand on one side if all labels then have room.
    """
    trials = []
    for size, in_rows in itertools.product(SIZES, (True, False)):
        trials.append(fitting.place(wishes, size, in_rows))
        if not trials[-1][1]:
            break
    return min(trials, key=lambda trial: len(trial[1]))


def _of_families(fitting: Fitting, families: Iterable[list[Wish]]) -> list[Label]:
    """Place one label for each family: that of the first member that has room."""
    placed: list[Label] = []
    for family in families:
        found = fitting.close_to_one(family[:MOST_OWN], SIZES)
        if found is not None:
            placed.append(found)
            fitting.room.add_box(extent(found, fitting.em))
    return placed


def _wishes(drawing: Drawing, labels: str, most: int | None = None) -> list[list[Wish]]:
    """Return the labels that are wanted, by families; of some, only the first `most` members."""
    layout = drawing.layout
    own = layout.view == "anatomy" or (layout.view not in GROUPED and _count(drawing) <= MOST_OWN)
    named = labels in NAMED or (labels == "auto" and own)
    if layout.view in OWN_LABELS:
        return []
    names, families = Names(drawing.of), dict[tuple[str, ...], list[Wish]]()
    rings = {(cut.x, cut.y): cut.size for cut in drawing.cut_marks if cut.kind == "hyperedge"}
    for mark in layout.marks if named else (mark for mark in layout.marks if roles.dress(mark).words):
        if most and mark.layer is not None and len(families.get(("tensor", mark.role, str(mark.layer)), ())) >= most:
            continue  # a picture of many tensors has many more names than are shown
        reach = max(roles.radius(mark), rings.get((mark.x, mark.y), 0.0))
        if wish := _name_wish(mark, names, reach, layout.lines):
            families.setdefault(("tensor", *_family(mark, wish.label)), []).append(wish)
    loose = layout.view == "plain" and isinstance(drawing.of, Network)
    for line in layout.lines:
        words = _line_words(line, names, labels)
        if any(words):
            wish = _dim_wish(line, words, loose, drawing.em / drawing.font_size)
            families.setdefault(("dim", line.role, wish.label.math), []).append(wish)
    return list(families.values())


def _family(mark: Mark, label: Label) -> tuple[str, ...]:
    """Return what the marks of one family share: the role, and the layer or else the name without its numbers."""
    if mark.layer is not None:
        return mark.role, str(mark.layer)
    return mark.role, "".join(sign for sign in label.text + label.math if not sign.isdigit())


def _name_wish(mark: Mark, names: Names, reach: float, lines: Sequence[Line]) -> Wish | None:
    dress = roles.dress(mark)
    text, math = names.of_mark(mark) if dress.words is None else dress.words
    if dress.place == "inside" or not (text or math):
        return None
    label = Label("tensor", mark.x, mark.y, text, math, of=mark.name)
    sides = _places(dress.place, PREFERRED.get(mark.role, AROUND))
    within = inner_box(mark) if not dress.place else None
    middle = middle_of(mark, lines) if within else (mark.x, mark.y)
    return Wish(label, _spots(mark, reach), sides, None, ("tensor", str(round(mark.y, 6))), within, middle)


def _spots(mark: Mark, reach: float) -> tuple[Spot, ...]:
    """Return the spots that a name may stand beside: the middle of a mark, or the ends of one that is long."""
    wide, high = mark.radius, mark.height
    if not high or max(wide, high) <= LONG * min(wide, high):
        return (Spot(mark.x, mark.y, reach),)
    thin = min(wide, high)
    across, up = wide - thin, high - thin
    ends = Spot(mark.x + across, mark.y + up, thin), Spot(mark.x - across, mark.y - up, thin)
    return (*ends, Spot(mark.x, mark.y, thin))


def _line_words(line: Line, names: Names, labels: str) -> tuple[str, str]:
    """Return what stands at a line: what a look says, or, if they are wanted, the dimension of its first bond."""
    if (words := roles.line_dress(line).words) is not None:
        return words
    return ("", names.dim(line.bonds[0])) if labels in SIZED and line.bonds else ("", "")


def _places(place: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sides on which a text may stand: the one that was asked for, or the usual ones."""
    return (place,) if place in SIDES else usual


def _dim_wish(line: Line, words: tuple[str, str], loose: bool, point: float) -> Wish:
    """Return the label of a line, which is that of its first bond; other bonds lie inside the mark at its end.

    If legs have `loose` ends, their labels stand there at best. Labels of parallel lines in a row stand on one side.
    """
    place = roles.line_dress(line).place
    x, y, dx, dy = line.at(1.0)
    end = Spot(x, y, 0.0), _beyond(dx, dy)
    if place == END and line.role == "output":
        return Wish(Label("dim", x, y, *words, of=line.bonds[0]), end[:1], end[1:])
    scale = 1.0 if len(line.bonds) == 1 else min(2 * line.stops[0], 1.0)
    shift = line.stops[0] - 0.5 if loose and len(line.bonds) == 1 else 0.0
    points = [line.at(along * scale + shift) for along in PLACES]
    x, y, dx, dy = points[0]
    spots = tuple(Spot(x, y, _half_head(line, point)) for x, y, _, _ in points)
    sides = _places(place, _sides(dx, dy))
    row = ("dim", line.role, str(round(y, 6)), f"{abs(dx):.3f} {dy if dx >= 0 else -dy:.3f}")
    at_end = end if loose and line.role == "output" and place not in SIDES else None
    return Wish(Label("dim", x, y, *words, of=line.bonds[0]), spots, sides, at_end, row if at_end is None else ())


def end_boxes(of: Network | Circuit, layout: Layout, canvas: Canvas, labels: str) -> list[Box]:
    """Return the boxes of texts that a picture has to have room for: at the ends of legs, and beside marks in rows.

    The boxes of the latter are smaller by an em on all sides, since drawings have a margin of an em.
    """
    em = canvas.em
    if layout.view != "plain":
        return []
    found, names = [], Names(of)
    few = (len(of.tensors) if isinstance(of, Network) else len(layout.marks)) <= MOST_OWN
    for line in layout.lines:
        words = _line_words(line, names, labels if few else "none")
        if line.role == "output" and any(words):
            wish = _dim_wish(line, words, isinstance(of, Network), em / canvas.font_size)
            wanted = roles.line_dress(line).place == END
            if wanted or wish.end is not None:
                label = next(iter(wish.places(em, SIZES[0], close=True)))
                found.append(extent(label, em) if wanted else _inner(extent(label, em), 0.9 * em))
    rows: dict[float, list[Mark]] = {}
    for mark in layout.marks if few and labels in ("auto", *NAMED) else ():
        rows.setdefault(mark.y, []).append(mark)
    for row in rows.values():
        if len(row) > 1:
            named = [made for mark in row if (made := _name_wish(mark, names, roles.radius(mark), layout.lines))]
            boxes = (extent(next(iter(wish.places(em, SIZES[0]))), em) for wish in named)
            found += [_inner(box, 0.9 * em) for box in boxes]
    return found


def _inner(box: Box, by: float) -> Box:
    """Return a box that is smaller by a distance on all sides, or the middle of a side that is too short."""
    left, bottom, right, top = box
    across, up = min(by, (right - left) / 2), min(by, (top - bottom) / 2)
    return left + across, bottom + up, right - across, top - up


def _beyond(dx: float, dy: float) -> str:
    """Return the side on which a text stands beyond the end of a line with this direction."""
    if abs(dy) < CORNER * abs(dx):
        return "right" if dx > 0 else "left"
    upright = "above" if dy > 0 else "below"
    return upright if abs(dx) < CORNER * abs(dy) else f"{'right' if dx > 0 else 'left'} {upright}"


def _sides(dx: float, dy: float) -> tuple[str, ...]:
    """Return the sides of a line on which its label may stand, by the direction of the line."""
    if abs(dy) < 0.2 * abs(dx):
        return ("above", "below")
    if abs(dx) < 0.2 * abs(dy):
        return ("right", "left")
    return ("left above", "right below") if dx * dy > 0 else ("right above", "left below")


def family_names(layout: Layout, of: Network | Circuit) -> Mapping[tuple[str, int | None], str]:
    """Return the formulas that name all marks of a role and a layer, or of a role (with the layer None)."""
    names = Names(of)
    groups: dict[tuple[str, int | None], list[Mark]] = {}
    for mark in layout.marks:
        groups.setdefault((mark.role, mark.layer), []).append(mark)
        if mark.layer is not None:
            groups.setdefault((mark.role, None), []).append(mark)
    return {key: names.family(marks) for key, marks in groups.items()}
