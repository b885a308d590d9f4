"""What is drawn, in any size: the layout with its cuts, where marks suit the size of the type."""

from __future__ import annotations

import copy
import dataclasses
import math
from collections.abc import Iterable, Mapping
from functools import cached_property

from ...basics import mistake
from ...networks import Circuit, Network
from ..cut_lines import PlacedCut, Severed, joint_side, place_cut, sever
from ..dressing import (
    bent_by_hand,
    dressed,
    ended,
    grown,
    keys_of,
    least_em,
    limit,
    turns_of,
    wanted,
    without_insides,
)
from ..labels import LARGEST_UNIT, Canvas, Entry, Page, canvas_of, end_boxes, fitted, rounded_up, unit_of
from ..layouts import lowered
from ..scenes import Box, Layout, Mark, Scene, View, around, flattened
from .surrounding import AnyCut, Composer, Drawn, Words, diagram_entries, joined_inputs

RUNG = 1.5
"""The ratio of two sizes that marks may have in pictures of one network for which no size is asked."""

LARGEST_STEP = 3.0
"""The most inches of a step that texts inside marks may need."""

LEAST_STEP = 0.03
"""The fewest inches of a step in a picture that has to fit a box."""


class Subject:
    """What is to be drawn on a page: a network or circuit, laid out, with its cuts, in any size."""

    def __init__(self, of: Network | Circuit, layout: Layout, cuts: tuple[AnyCut, ...], view: View, page: Page) -> None:
        self.drawn = Drawn(of, cuts, view)
        self.of, self.layout, self.view, self.page = of, layout, view, page
        self.turns = turns_of(of, view.turns)
        self.inch = page.font_size / 72
        """The size of the type in inches."""
        self._last: tuple[float, Layout] | None = None
        self._rung = 1.0
        self._box: Box | None = None

    def of_natural_size(self) -> Subject:
        """Return the same for a page: marks grow in few large steps, so that those of other cuts are as large."""
        other = copy.copy(self)
        other._rung = RUNG
        return other

    def lowered(self, rise: float) -> Subject:
        """Return the same with rows that are `rise` times as far apart."""
        return Subject(self.of, lowered(self.layout, rise), self.drawn.cuts, self.view, self.page)

    def with_box(self, box: Box) -> Subject:
        """Return the same with a drawing that takes at least a box, as one of several frames."""
        other = copy.copy(self)
        other._box = box
        return other

    def without_legend(self) -> Subject:
        """Return the same without a legend. What has been computed of the layout is kept."""
        other = copy.copy(self)
        other.view = dataclasses.replace(self.view, legend=False)
        other.drawn = self.drawn._replace(view=other.view)
        other.__dict__.pop("_entries", None)
        return other

    @cached_property
    def severed(self) -> tuple[Severed, ...]:
        """What the cuts sever."""
        found: list[Severed] = []
        for cut in self.drawn.severing:
            found.append(sever(self.layout, self.of, cut, found))
        return tuple(found)

    def _severed(self, layout: Layout) -> tuple[Severed, ...]:
        """Return what the cuts sever in the layout with other marks, where curves stay as they are if they fit."""
        found: list[Severed] = []
        for cut, before in zip(self.drawn.severing, self.severed, strict=True):
            found.append(sever(layout, self.of, cut, found, before))
        return tuple(found)

    @cached_property
    def limit(self) -> float:
        """The largest factor by which marks can grow."""
        paths = [flattened(curve.points) for each in self.severed for curve in each.curves]
        return limit(self.layout, paths, [at[:2] for each in self.severed for at in each.places.values()])

    @cached_property
    def least(self) -> float:
        """The least unit with which the picture can be read, and texts in marks stay apart."""
        plain = self.layout.view == "plain"  # there the marks of a cut move with the edges of marks
        struck = [] if plain else [at[:2] for each in self.severed for at in each.places.values()]
        words = self.inch / least_em(self.layout, self.of, self.view.looks, struck) if self.view.looks else 0.0
        if words * self.layout.step > LARGEST_STEP:
            expected = f"texts that fit into their marks with at most {LARGEST_STEP:g} inches between two neighbours"
            raise mistake("view, looks", expected, f"looks that need {rounded_up(words * self.layout.step):.2f} inches")
        return max(words, min(LEAST_STEP, self.page.least_unit or LEAST_STEP) / self.layout.step)

    @cached_property
    def natural(self) -> float:
        """The unit of the picture if no size was asked for."""
        return max(unit_of(self.layout, self.of, self.page), self.least if self.view.looks else 0.0)

    @cached_property
    def sided(self) -> Layout:
        """The layout with the side of every mark; inputs that are joined are in the margin."""
        layout, marks = self.layout, self.layout.marks
        if self.severed:
            marks = tuple(_sided(mark, self.severed[0].sides) for mark in marks)
        if layout.view != "matricization" and joined_inputs(self.of, self.drawn.severing):
            marks = tuple(dataclasses.replace(mark, role="margin") if mark.role == "input" else mark for mark in marks)
        return layout._replace(marks=marks)

    def _allowed(self, factor: float) -> float:
        """Return the factor by which marks grow that should grow by a factor."""
        most = min(factor, self.limit)
        return most if self._rung == 1 else self._rung ** math.floor(math.log(most, self._rung) + 1e-9)

    def _grown(self, factor: float) -> Layout:
        """Return the layout with larger marks. The last one is kept, as marks grow no further in small pictures."""
        if self._last is None or self._last[0] != factor:
            self._last = factor, grown(self.sided, factor)
        return self._last[1]

    @cached_property
    def _entries(self) -> list[Entry]:
        return diagram_entries(self.drawn, self.sided)

    def at(self, unit: float) -> tuple[Layout, tuple[Severed, ...]]:
        """Return the layout with marks that suit the size of the type, and with all looks, and what the cuts sever."""
        em = self.inch / unit
        layout, severed = self._dressed(em)
        return layout._replace(labels=fitted(layout, em)), severed

    def _dressed(self, em: float) -> tuple[Layout, tuple[Severed, ...]]:
        factor = wanted(self.layout, em, self.inch / LARGEST_UNIT * self.layout.step)
        layout = self._grown(self._allowed(factor) if factor > 1 else factor)
        if not self.view.looks and not self.turns:
            return layout, self.severed
        if not self.view.looks:
            layout = ended(layout)
            return layout, self._severed(layout)
        layout = dressed(layout, self.of, self.view.looks, em, self.turns)
        if self.view.ways:  # looks give lines other ends, and other ways
            layout = bent_by_hand(layout, self.view.ways, keys_of(self.layout))
        return without_insides(layout), self._severed(layout)

    def composer(self, unit: float, width: float | None = None) -> Composer:
        """Return what makes the picture with a unit; `width` are the inches that words around the drawing may take."""
        layout, severed = self.at(unit)
        canvas = _with_curves(canvas_of(layout, self.of, unit, self.page.font_size), severed)
        least = () if self._box is None else (self._box,)
        canvas = canvas._replace(
            box=around([canvas.box, *least, *end_boxes(self.of, layout, canvas, self.view.labels)])
        )
        placed: tuple[PlacedCut, ...] = ()
        for each in severed:
            others = [mark for one in placed for mark in one.marks]
            placed += (place_cut(layout, each, unit, others),)
        entries = diagram_entries(self.drawn, layout) if self.view.looks else self._entries
        return Composer(self.drawn, layout, canvas, placed, Words(entries, width))

    def picture(self, unit: float, width: float | None = None) -> Scene:
        """Return the picture with a unit."""
        return self.composer(unit, width).scene()


def _with_curves(canvas: Canvas, severed: Iterable[Severed]) -> Canvas:
    """Return the canvas with room around the curves that leave the drawing and come back."""
    boxes = [canvas.box, *(curve.box for each in severed for curve in each.curves)]
    return canvas._replace(box=around(boxes))


def _sided(mark: Mark, sides: Mapping[str, str | None]) -> Mark:
    if mark.role == "box" or not mark.tensors:
        return mark
    return dataclasses.replace(mark, side=joint_side(mark.tensors, sides))
