"""`compose`: layout, cut, words, shading and legend put together as one Scene."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ...basics import mistake
from ...bounding import SymmetricCut
from ...cuts import Cut
from ...networks import Circuit, Network
from ..cut_lines import PlacedCut, Severed, check_cut, joint_side, place_cut, sever
from ..dressing import Annotations, dressed, inner_notes, noted, outer_notes, turns_of
from ..labels import (
    LONGEST,
    NO_ROOM,
    NOTE,
    Canvas,
    Drawing,
    Entry,
    Page,
    beside,
    canvas_of,
    captions,
    end_boxes,
    entries_of,
    family_names,
    inner_labels,
    labelled,
    legend,
    regions_of,
    runs_of,
    stands,
    tints,
)
from ..layouts import layout_of
from ..scenes import (
    Box,
    Frame,
    Key,
    Label,
    Layout,
    Mark,
    Region,
    Scene,
    StripParts,
    View,
    ViewKind,
    around,
    ems,
    formula,
    resolved_view,
    strip_parts,
    symmetric_formula,
    tidy,
)

WIDTH_TRIALS, LEAST_SHARE = 6, 0.1
"""How many units are tried to reach a width, and the least part of the width that the lines must take."""

LARGER = (1.25, 1.6, 2.0)
"""The factors by which a picture may grow to make room for labels."""


AnyCut = Cut | SymmetricCut


def compose(
    network_or_circuit: Network | Circuit,
    cut: AnyCut | Iterable[AnyCut] | None = None,
    page: Page | None = None,
    view: View | ViewKind | None = None,
) -> Scene:
    """Return the picture of a network (a staircase where it is one) or of a circuit (the shared view), and a cut.

    It marks exactly what a cut lists, with a stroke on every bond and a ring around every hyperedge. If the cut severs
    every line between two time steps and nothing else, the strokes stand on one vertical line, which is drawn too.

    Parameters
    ----------
    network_or_circuit : Network or Circuit
        What is drawn.
    cut : Cut, or several, optional
        A cut of this network or circuit, or several. The first one shades the sides. A SymmetricCut has no marks; its
        value is written beside the others.
    page : Page, optional
        The inches that the picture has to fit in, and the points of its type. A view with a width sets the inches.
    view : View or str, optional
        What is shown, and how wide.

    Raises
    ------
    TnrnnError
        If the cut is that of another network or circuit, the view does not fit, a number of the page is not positive,
        or words alone fill the width.

    Examples
    --------
    >>> from tnrnn import Partition, min_cut, rac, unroll
    >>> network = unroll(rac(length=6, layers=2, inputs=2, hidden=3), mode="continuous")
    >>> scene = compose(network, min_cut(network, Partition.start_end(6)))
    >>> [(mark.dim, mark.symbol) for mark in scene.cut_marks]
    [(3, 'R'), (3, 'R'), (3, 'R'), (2, 'M')]
    """
    of, shown = network_or_circuit, resolved_view(view)
    if not isinstance(of, Network | Circuit):
        raise mistake("draw", "a Network or a Circuit", of)
    if isinstance(of, Circuit):
        of = of.scalar_part
    if page is not None and not isinstance(page, Page):
        raise mistake("compose, page", "a Page or None", page)
    paper = _checked(page or Page())
    if shown.step is not None:
        paper = paper._replace(largest_unit=shown.step)
    cuts = _cuts(cut)
    severing = [each for each in cuts if isinstance(each, Cut)]
    for each in severing:
        check_cut(of, each)
    layout = layout_of(of, shown, severing[0] if severing else None, turns_of(of, shown.legs))
    em = paper.font_size / 72 / (shown.step or paper.largest_unit) * layout.step
    layout = dressed(layout, of, shown.looks, em)
    severed: list[Severed] = []
    for each in severing:
        severed.append(sever(layout, of, each, severed))
    subject = _Subject(of, layout, cuts, shown, tuple(severed))
    if shown.step is not None:
        return _picture(subject, paper)
    return _with_room(subject, paper) if shown.inches is None else _of_width(subject, paper, shown.inches)


def _checked(page: Page) -> Page:
    """Return a page if all its numbers are positive and finite; only `least_unit` may be 0."""
    for name, value in page._asdict().items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not (0 < value < math.inf or (value == 0 and name == "least_unit")):
            raise mistake(f"compose, page, {name}", "a positive number", value)
    return page


def _cuts(given: Any) -> tuple[AnyCut, ...]:
    if given is None:
        return ()
    found = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    for cut in found:
        if not isinstance(cut, AnyCut):
            raise mistake("draw, cut", "a Cut, a list of cuts or None", cut)
    return found


class _Subject(NamedTuple):
    """What is to be drawn: a network or circuit, laid out, its cuts, and what they sever."""

    of: Network | Circuit
    layout: Layout
    cuts: tuple[AnyCut, ...]
    view: View
    severed: tuple[Severed, ...] = ()

    @property
    def severing(self) -> list[Cut]:
        """The cuts that have marks: all but symmetric ones."""
        return [cut for cut in self.cuts if isinstance(cut, Cut)]


def _with_room(subject: _Subject, page: Page) -> Scene:
    """Return the picture, made larger within the page if labels that were asked for have no room."""
    best = _picture(subject, page)
    for factor in LARGER:
        if not _missing(best):
            break
        larger = _picture(subject, page._replace(largest_unit=page.largest_unit * factor))
        best = min(best, larger, key=_missing)
    return best


def _missing(scene: Scene) -> int:
    """Return how many labels have no room, as the legend says."""
    notes = (key.label.text for key in scene.legend if key.label.text.startswith(NO_ROOM))
    return next((int(note.removeprefix(NO_ROOM)) for note in notes), 0)


def _of_width(subject: _Subject, page: Page, inches: float) -> Scene:
    """Return the picture that is `inches` wide; the unit is found by trial, since the type keeps its size.

    The width may jump if a legend breaks its lines at other places. The box is then made wider.
    """
    roomy = page._replace(width=LONGEST, height=LONGEST, least_unit=0.0)
    found = _picture(subject, roomy)
    xs = [x for line in subject.layout.lines for x, _ in line.path] or [0.0]
    span = max(max(xs) - min(xs), subject.layout.step)
    for _ in range(WIDTH_TRIALS):
        across = (found.box[2] - found.box[0]) * found.unit
        if abs(across - inches) < 0.001 * inches:
            break
        unit = max(found.unit + (inches - across) / span, 0.02 * found.unit)
        found = _picture(subject, roomy._replace(largest_unit=unit * subject.layout.step))
    across = (found.box[2] - found.box[0]) * found.unit
    if across > 1.01 * inches or span * found.unit < LEAST_SHARE * inches:
        expected = f"more than {max(across, inches):.2f} inches, which words fill at {page.font_size:g} points"
        raise mistake("view, width", expected, subject.view.width)
    missing = (inches - across) / found.unit / 2
    box = (tidy(found.box[0] - missing), found.box[1], tidy(found.box[2] + missing), found.box[3])
    return dataclasses.replace(found, box=box) if missing > 0 else found


def _picture(subject: _Subject, page: Page) -> Scene:
    of, layout = subject.of, subject.layout
    canvas = _with_curves(canvas_of(layout, of, page), subject.severed)
    canvas = canvas._replace(box=around([canvas.box, *end_boxes(layout, canvas.em)]))
    placed: tuple[PlacedCut, ...] = ()
    for severed in subject.severed:
        others = [mark for each in placed for mark in each.marks]
        placed += (place_cut(layout, severed, canvas.unit, others),)
    marks = tuple(_sided(mark, placed[0]) for mark in layout.marks) if placed else layout.marks
    if isinstance(of, Circuit) and layout.view != "matricization" and _joined(of, _copies(of, subject.severing)):
        marks = tuple(dataclasses.replace(mark, role="margin") if mark.role == "input" else mark for mark in marks)
    return _Composer(subject._replace(layout=layout._replace(marks=marks)), canvas, placed).scene()


def _with_curves(canvas: Canvas, severed: Iterable[Severed]) -> Canvas:
    """Return the canvas with room around the curves that leave the drawing and come back."""
    boxes = [canvas.box, *(each.curve.inner for each in severed if each.curve is not None)]
    return canvas._replace(box=around(boxes))


def _sided(mark: Mark, placed: PlacedCut) -> Mark:
    if mark.role == "box" or not mark.tensors:
        return mark
    return dataclasses.replace(mark, side=joint_side(mark.tensors, placed.sides))


def _padded(box: Box, pad: float) -> Box:
    return tidy(box[0] - pad), tidy(box[1] - pad), tidy(box[2] + pad), tidy(box[3] + pad)


def _copies(circuit: Circuit, cuts: Sequence[Cut]) -> dict[str, int]:
    """Return how many copies of each vertex the unfolding has: in that of the first cut a joined input has one."""
    if not cuts:
        return dict(circuit.copies)
    counts: dict[str, int] = defaultdict(int)
    for name, count in (*cuts[0].near, *cuts[0].far):
        counts[name] += count
    return counts


def _joined(circuit: Circuit, counts: dict[str, int]) -> bool:
    return any(counts[vertex.name] < circuit.copies[vertex.name] for vertex in circuit.inputs)


class _Composer:
    """Adds to a layout, from the inside outwards: shading, labels, the formulas, the legend, and the box around all."""

    def __init__(self, subject: _Subject, canvas: Canvas, placed: tuple[PlacedCut, ...]) -> None:
        self.of, self.layout, self.cuts, self.view = subject.of, subject.layout, subject.cuts, subject.view
        self.severing = subject.severing
        self.canvas, self.placed = canvas, placed

    def scene(self) -> Scene:
        canvas, layout, placed = self.canvas, self.layout, self.placed
        sides = self._input_sides()
        runs = runs_of(sides, layout.split)
        if layout.view == "plain" and not all(stands(mark, runs) for mark in layout.marks):
            runs = []  # halos show the sides of the marks
        band = canvas.band(len(runs) == 2)
        regions, middle = regions_of(runs, band)
        cut_lines = tuple(line for each in placed if (line := each.line(canvas, band)) is not None)
        if placed:
            middle = placed[0].head(middle)
        labels, swatches = captions(layout, canvas, band, regions)
        labels = [beside(label, regions, cut_lines, canvas.em) for label in labels]
        counts = self._counts()
        cut_marks = tuple(mark for each in placed for mark in each.marks)
        labels += [*layout.labels, *counts, *canvas.multiplicities(cut_marks, counts)]
        drawing = Drawing(self.of, layout, cut_marks, cut_lines, tuple(labels), band, canvas.em)
        drawn, inner, missing = self._inside(drawing, regions)
        taken = around([band, *drawn.boxes(canvas.em)])
        titles = canvas.titles(self._titles(), middle, (*band[:3], taken[3]))
        labels += [*titles, *inner]
        strip = self._strip((band[0], taken[1], *band[2:]), sides)
        entries = [Entry(NOTE, None, f"{NO_ROOM} {missing}")] if missing else []
        if self.view.legend:
            entries = [*self._families(swatches or tints(layout, regions), bool(counts)), *entries]
            entries += [Entry(role, None, words) for role, words in strip.keys]
        keys, bottom = legend(canvas, (band[0], strip.box[1], band[2], band[3]), entries)
        box = self._box((strip.box[0], band[1], band[2], band[3]), bottom, titles, keys)
        box = around([box, _padded(taken, 0.5 * canvas.em)])
        return Scene(
            layout.view,
            (*layout.marks, *strip.marks),
            (*layout.lines, *strip.lines, *drawn.lines),
            (*labels, *strip.labels, *drawn.labels),
            cut_marks,
            regions,
            keys,
            cut_lines,
            box,
            canvas.unit,
            canvas.font_size,
            layout.step,
            patches=drawn.patches,
        )

    def _inside(self, drawing: Drawing, regions: tuple[Region, ...]) -> tuple[Annotations, list[Label], int]:
        """Return the notes, the labels of tensors and bonds, and how many labels have no room."""
        notes = noted(self.view.notes, self.of, self.layout)
        drawn = inner_notes(notes, drawing, regions, labelled(drawing, self.view.labels) if notes else set())
        framed = drawing._replace(paths=drawn.paths, labels=(*drawing.labels, *drawn.labels))
        inner, missing = inner_labels(framed, self.view.labels)
        drawing = drawing._replace(labels=(*drawing.labels, *inner))
        return outer_notes(notes, drawing, regions, drawn), inner, missing

    def _strip(self, band: Box, sides: dict[int, str]) -> StripParts:
        """Return the strip below the band; it marks the split between near and far inputs, if there is one."""
        if self.view.strip is None:
            return StripParts((), (), (), (), band)
        steps = max(self.canvas.times, default=0) - 1
        if steps != self.view.strip.splits or self.layout.view == "matricization":
            expected = f"a value for each of the {steps} splits" if steps > 0 else "a picture with a time axis"
            raise mistake("view, strip", expected, self.view.strip.splits)
        runs = runs_of(sides, self.layout.split)
        split = round(runs[0][2] - self.layout.split) if len(runs) == 2 else None
        return strip_parts(self.view.strip, Frame(band, self.layout.split, self.canvas.em), split)

    def _families(self, swatches: Iterable[tuple[str, str]], numbered: bool) -> list[Entry]:
        """Return the entries of the legend for the diagram: the families of marks, the sides, and what numbers mean."""
        named = self.view.labels in ("auto", "names", "all")
        entries = entries_of(self.layout, family_names(self.layout, self.of) if named else {})
        entries += [Entry(side, None, words) for side, words in swatches]
        if numbered:
            entries.append(Entry(NOTE, None, "numbers: copies in the unrolled network"))
        return entries

    def _counts(self) -> list[Label]:
        if not isinstance(self.of, Circuit) or self.layout.view == "matricization":
            return []
        return self.canvas.counts(self.layout, _copies(self.of, self.severing))

    def _titles(self) -> list[tuple[tuple[str, str], int]]:
        """Return the words and the formula of every cut, and its number."""
        found, number = [], 0
        for cut in self.cuts:
            if isinstance(cut, Cut):
                found.append((formula(cut, self.placed[number].straight is not None), number))
                number += 1
            else:
                found.append((symmetric_formula(cut), max(0, number - 1)))
        return found

    def _box(self, band: Box, bottom: float, titles: list[Label], keys: tuple[Key, ...]) -> Box:
        em = self.canvas.em
        pad, centre = 0.5 * em, (band[0] + band[2]) / 2
        half = max((0.65 * em * ems(label.text, label.math) for label in titles), default=0.0)
        right = max([band[2], centre + half, *(key.label.x + em * ems(key.label.text, key.label.math) for key in keys)])
        top = max([band[3], *(label.y + 1.8 * em for label in titles)])
        return (
            tidy(min(band[0], centre - half) - pad),
            tidy(bottom - pad),
            tidy(right + pad),
            tidy(top + pad),
        )

    def _input_sides(self) -> dict[int, str]:
        """Return the side of every time step whose inputs are all on one side."""
        if not self.placed or not self.canvas.times:
            return {}
        items = self.of.tensors if isinstance(self.of, Network) else self.of.vertices
        found: dict[int, set[str | None]] = {}
        for item in items:
            if item.kind == "input" and isinstance(item.position, int):
                found.setdefault(item.position, set()).add(self.placed[0].sides.get(item.name))
        return {at: side for at, (side, *rest) in sorted(found.items()) if side is not None and not rest}
