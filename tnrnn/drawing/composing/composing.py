"""`compose`: layout, cut, words, shading and legend put together as one Scene."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from ...basics import mistake
from ...bounding import SymmetricCut
from ...cuts import Cut
from ...networks import Circuit, Network
from ..cut_lines import PlacedCut, Severed, check_cut, joint_side, place_cut, sever
from ..dressing import dressed, grown, least_em, limit, turns_of, wanted
from ..labels import (
    LARGEST_UNIT,
    LONGEST,
    NO_ROOM,
    NOTE,
    Bounds,
    Canvas,
    Drawing,
    Entry,
    Page,
    Size,
    beside,
    canvas_of,
    captions,
    end_boxes,
    entries_of,
    family_names,
    inner_labels,
    largest_unit,
    legend,
    moved_key,
    padded,
    regions_of,
    rounded_up,
    runs_of,
    stands,
    tints,
    too_small,
    unit_of,
)
from ..layouts import layout_of
from ..scenes import (
    Box,
    CutLine,
    CutMark,
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
    extent,
    flattened,
    formula,
    resolved_view,
    strip_parts,
    symmetric_formula,
    tidy,
)

LEAST_STEP = 0.03
"""The fewest inches of a step in a picture that has to fit a box."""

UNKNOWN = 99
"""How many labels without room a legend is taken to name, as long as their number is unknown."""

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
    subject = _subject(network_or_circuit, cut, page, resolved_view(view))
    if subject.view.step is not None:
        return _of_pitch(subject, subject.view.step)
    bounds = Bounds(subject.view.inches, subject.view.tall)
    return _with_room(subject) if bounds == Bounds() else _within(subject, bounds)


def least_pitch(of: Network | Circuit, page: Page, view: View) -> float:
    """Return the least distance of two neighbours in inches with which a picture can be read."""
    subject = _subject(of, None, page, view)
    return rounded_up(subject.least * subject.layout.step)


def _subject(of: Any, cut: Any, page: Any, view: View) -> _Subject:
    """Return what is to be drawn, checked and laid out."""
    if not isinstance(of, Network | Circuit):
        raise mistake("draw", "a Network or a Circuit", of)
    if isinstance(of, Circuit):
        of = of.scalar_part
    if page is not None and not isinstance(page, Page):
        raise mistake("compose, page", "a Page or None", page)
    paper = _checked(page or Page())
    cuts = _cuts(cut)
    severing = [each for each in cuts if isinstance(each, Cut)]
    for each in severing:
        check_cut(of, each)
    layout = layout_of(of, view, severing[0] if severing else None, turns_of(of, view.turns))
    return _Subject(of, layout, cuts, view, paper)


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


class _Subject:
    """What is to be drawn on a page: a network or circuit, laid out, with its cuts, in any size."""

    def __init__(self, of: Network | Circuit, layout: Layout, cuts: tuple[AnyCut, ...], view: View, page: Page) -> None:
        self.of, self.layout, self.cuts, self.view, self.page = of, layout, cuts, view, page
        self.severing = [cut for cut in cuts if isinstance(cut, Cut)]
        """The cuts that have marks: all but symmetric ones."""
        self.inch = page.font_size / 72
        """The size of the type in inches."""

    @cached_property
    def severed(self) -> tuple[Severed, ...]:
        """What the cuts sever."""
        return self._severed(self.layout)

    def _severed(self, layout: Layout) -> tuple[Severed, ...]:
        found: list[Severed] = []
        for cut in self.severing:
            found.append(sever(layout, self.of, cut, found))
        return tuple(found)

    @cached_property
    def limit(self) -> float:
        """The largest factor by which marks can grow."""
        paths = [flattened(each.curve.points) for each in self.severed if each.curve is not None]
        return limit(self.layout, paths, [at[:2] for each in self.severed for at in each.places.values()])

    @cached_property
    def least(self) -> float:
        """The least unit with which the picture can be read, and texts in marks stay apart."""
        words = self.inch / least_em(self.layout, self.of, self.view.looks) if self.view.looks else 0.0
        return max(words, min(LEAST_STEP, self.page.least_unit or LEAST_STEP) / self.layout.step)

    @cached_property
    def natural(self) -> float:
        """The unit of the picture if no size was asked for."""
        return max(unit_of(self.layout, self.of, self.page), self.least if self.view.looks else 0.0)

    def at(self, unit: float) -> tuple[Layout, tuple[Severed, ...]]:
        """Return the layout with marks that suit the size of the type, and with all looks, and what the cuts sever."""
        em, layout = self.inch / unit, self.layout
        factor = wanted(layout, em, self.inch / LARGEST_UNIT * layout.step)
        layout = grown(layout, min(factor, self.limit) if factor > 1 else factor)
        if not self.view.looks:
            return layout, self.severed
        layout = dressed(layout, self.of, self.view.looks, em)
        return layout, self._severed(layout)

    def composer(self, unit: float, width: float | None = None) -> _Composer:
        """Return what makes the picture with a unit; `width` are the inches that words around the drawing may take."""
        layout, severed = self.at(unit)
        canvas = _with_curves(canvas_of(layout, self.of, unit, self.page.font_size), severed)
        canvas = canvas._replace(box=around([canvas.box, *end_boxes(layout, canvas.em)]))
        placed: tuple[PlacedCut, ...] = ()
        for each in severed:
            others = [mark for one in placed for mark in one.marks]
            placed += (place_cut(layout, each, unit, others),)
        marks = tuple(_sided(mark, placed[0]) for mark in layout.marks) if placed else layout.marks
        of = self.of if layout.view != "matricization" else None
        if isinstance(of, Circuit) and _joined(of, _copies(of, self.severing)):
            marks = tuple(dataclasses.replace(m, role="margin") if m.role == "input" else m for m in marks)
        return _Composer(self, layout._replace(marks=marks), canvas, placed, width)

    def picture(self, unit: float, width: float | None = None) -> Scene:
        """Return the picture with a unit."""
        return self.composer(unit, width).scene()


def _with_room(subject: _Subject) -> Scene:
    """Return the picture, made larger within the page if labels that were asked for have no room."""
    best = subject.picture(subject.natural)
    for factor in LARGER:
        if not _missing(best):
            break
        page = subject.page._replace(largest_unit=subject.page.largest_unit * factor)
        unit = max(unit_of(subject.layout, subject.of, page), subject.natural)
        best = min(best, subject.picture(unit), key=_missing)
    return best


def _missing(scene: Scene) -> int:
    """Return how many labels have no room, as the legend says."""
    notes = (key.label.text for key in scene.legend if key.label.text.startswith(NO_ROOM))
    return next((int(note.removeprefix(NO_ROOM)) for note in notes), 0)


def _of_pitch(subject: _Subject, inches: float) -> Scene:
    """Return the picture with so many inches to a step."""
    view, unit = subject.view, inches / subject.layout.step
    if unit < (least := subject.least):
        pitch = rounded_up(least * subject.layout.step)
        raise mistake("view, pitch", f"at least {pitch:.2f} inches, so that marks with text stay apart", view.pitch)
    composer = subject.composer(unit)
    size = composer.size()
    if max(size) > LONGEST:
        most = f"a pitch with which no side is longer than {LONGEST:g} inches"
        raise mistake("view, pitch", most, view.pitch)
    if view.tall is not None and size.height > view.tall:
        raise too_small(view, size, subject.page.font_size)
    return composer.scene()


def _within(subject: _Subject, bounds: Bounds) -> Scene:
    """Return the largest picture within bounds.

    The type keeps its size, so that a picture is not its copy in another size: the unit is found by trial. A width is
    taken exactly, with room on both sides if no unit gives it.
    """
    natural = subject.natural
    room = subject.composer(natural).size().width if bounds.width is None else bounds.width
    xs = [x for line in subject.layout.lines for x, _ in line.path] or [0.0]
    span = max(max(xs) - min(xs), subject.layout.step)
    most = natural if bounds.width is None else max(bounds.width / span, subject.least)

    def measure(unit: float) -> Size:
        return subject.composer(unit, room).size()

    unit = largest_unit(measure, bounds, min(subject.least, most), most)
    if unit is None:
        if not bounds.soft:
            raise too_small(subject.view, _least_size(subject, bounds), subject.page.font_size)
        unit = min(subject.least, most)
    return padded(subject.picture(unit, room), bounds.width, bounds.height if bounds.soft else None)


def _least_size(subject: _Subject, bounds: Bounds) -> Size:
    """Return the size of the least box that holds the picture: as narrow as words allow, if the width is too small."""
    size = subject.composer(subject.least, bounds.width).size()
    if bounds.width is None or size.width <= bounds.width:
        return size
    return subject.composer(subject.least, rounded_up(size.width)).size()._replace(width=size.width)


def _with_curves(canvas: Canvas, severed: Iterable[Severed]) -> Canvas:
    """Return the canvas with room around the curves that leave the drawing and come back."""
    boxes = [canvas.box, *(each.curve.inner for each in severed if each.curve is not None)]
    return canvas._replace(box=around(boxes))


def _sided(mark: Mark, placed: PlacedCut) -> Mark:
    if mark.role == "box" or not mark.tensors:
        return mark
    return dataclasses.replace(mark, side=joint_side(mark.tensors, placed.sides))


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


class _Frame(NamedTuple):
    """All that stands around a drawing, and the box for it; `words` are the entries of the legend."""

    band: Box
    shelf: Box
    regions: tuple[Region, ...]
    labels: list[Label]
    titles: list[Label]
    cut_marks: tuple[CutMark, ...]
    cut_lines: tuple[CutLine, ...]
    strip: StripParts
    entries: list[Entry]


class _Composer:
    """Adds to a layout, from the inside outwards: shading, labels, the formulas, the legend, and the box around all.

    `width` are the inches that words around the drawing may take, if the picture has a box.
    """

    def __init__(
        self,
        subject: _Subject,
        layout: Layout,
        canvas: Canvas,
        placed: tuple[PlacedCut, ...],
        width: float | None = None,
    ) -> None:
        self.of, self.layout, self.cuts, self.view = subject.of, layout, subject.cuts, subject.view
        self.severing = subject.severing
        self.canvas, self.placed, self.width = canvas, placed, width

    @cached_property
    def frame(self) -> _Frame:
        """All but the labels inside the drawing, which change no size."""
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
        strip = self._strip(band, sides)
        shelf = self._shelf((band[0], strip.box[1], band[2], band[3]))
        titles = canvas.titles(self._titles(), middle, shelf)
        cut_marks = tuple(mark for each in placed for mark in each.marks)
        labels += [*layout.labels, *counts, *canvas.multiplicities(cut_marks, counts), *titles]
        entries: list[Entry] = []
        if self.view.legend:
            entries = self._families(swatches or tints(layout, regions), bool(counts))
            entries += [Entry(role, None, words) for role, words in strip.keys]
        return _Frame(band, shelf, regions, labels, titles, cut_marks, cut_lines, strip, entries)

    def scene(self) -> Scene:
        """Return the picture."""
        frame, layout, canvas = self.frame, self.layout, self.canvas
        around_it = tuple(frame.labels)
        drawing = Drawing(self.of, layout, frame.cut_marks, frame.cut_lines, around_it, frame.band, canvas.em)
        inner, missing = inner_labels(drawing, self.view.labels)
        keys, box = self._finished(missing)
        return Scene(
            layout.view,
            (*layout.marks, *frame.strip.marks),
            (*layout.lines, *frame.strip.lines),
            (*frame.labels, *inner, *frame.strip.labels),
            frame.cut_marks,
            frame.regions,
            keys,
            frame.cut_lines,
            box,
            canvas.unit,
            canvas.font_size,
            layout.step,
        )

    def size(self) -> Size:
        """Return the inches that the picture takes, with a line for labels without room if some are asked for.

        A legend that has to stay within a width takes none, unless a word is too long.
        """
        keys, box = self._finished(UNKNOWN if self.view.labels in ("names", "dims", "all") else 0)
        across = box if self.width is None else self._box(0.0, self._too_long(keys))
        return Size((across[2] - across[0]) * self.canvas.unit, (box[3] - box[1]) * self.canvas.unit)

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

    def _too_long(self, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """Return the legend if it is wider than its room, or else nothing."""
        shelf = self.frame.shelf
        wide = self._reach(keys) - min((key.label.x for key in keys), default=0.0)
        return keys if wide > shelf[2] - shelf[0] - 0.4 * self.canvas.em else ()

    def _reach(self, keys: Iterable[Key]) -> float:
        """Return the right end of the legend."""
        em = self.canvas.em
        return max((key.label.x + em * ems(key.label.text, key.label.math) for key in keys), default=-math.inf)

    def _centred(self, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """Return a legend that begins below the left end of the band, or stands below its middle if it is wider."""
        band, start = self.frame.band, self.frame.shelf[0]
        wide = self._reach(keys) + 0.5 * self.canvas.em - start
        left = band[0] if wide <= band[2] - band[0] else (band[0] + band[2] - wide) / 2
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
        shown = self.view.legend
        entries = entries_of(self.layout, family_names(self.layout, self.of) if named else {}, shown)
        if shown != "shape":
            entries += [Entry(side, None, words) for side, words in swatches]
        if numbered and shown is True:
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

    def _box(self, bottom: float, keys: tuple[Key, ...]) -> Box:
        frame, em = self.frame, self.canvas.em
        left, right = frame.strip.box[0], max(frame.band[2], self._reach(keys))
        if self.width is not None and keys:
            left = min(left, min(key.label.x for key in keys) - 0.5 * em)
        centre = (frame.strip.box[0] + frame.band[2]) / 2
        half = max((0.65 * em * ems(label.text, label.math) for label in frame.titles), default=0.0)
        left, right = min(left, centre - half), max(right, centre + half)
        if self.width is not None:
            spans = [extent(label, em) for label in frame.titles]
            left, right = min([left, *(span[0] for span in spans)]), max([right, *(span[2] for span in spans)])
        top = max([frame.band[3], *(label.y + 1.8 * em for label in frame.titles)])
        pad = 0.5 * em
        return tidy(left - pad), tidy(bottom - pad), tidy(right + pad), tidy(top + pad)

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
