"""The page that a picture has to fit on, and the unit with which it does."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

from ...networks import Circuit, Network
from ..scenes import Box, Label, Layout, Mark, around, ems, extent, roles, tidy
from .labelling import Canvas, unit_for_counts

# The length of a time step in a small picture, in inches.
LARGEST_UNIT = 0.8
# The longest side of a large picture, in inches.
LONGEST = 100.0

# If users give positions in large units, with fewer inches per unit than this, the unit is not rounded, as six decimals
# would be too few.
UNROUNDED = 0.001

# The view whose labels are as small as the marks around them need, and the part of a mark that words may take.
CELLS = "cells"
FILLED = 0.8
# The ems that a sign takes.
SIGN = 0.7


class Page(NamedTuple):
    """The page that a picture has to fit on.

    A picture that would need shorter steps than `least_unit` grows beyond the page, and so does a shared view whose
    numbers would not fit between its columns, unless `least_unit` is 0.

    Parameters
    ----------
    width, height : float, optional
        The largest size of the picture in inches; by default 13 and 10.
    font_size : float, optional
        The size of the type in points; by default 9.
    least_unit : float, optional
        The shortest length of a time step in inches; by default 0.06.
    largest_unit : float, optional
        The longest length of a time step in inches.

    Examples
    --------
    >>> from tnrnn import compose, rac, unroll
    >>> narrow = compose(unroll(rac(length=6, layers=2, inputs=2, hidden=3)), page=Page(width=3.4))
    >>> narrow.inches[0] <= 3.4
    True
    """

    width: float = 13.0
    height: float = 10.0
    font_size: float = 9.0
    least_unit: float = 0.06
    largest_unit: float = LARGEST_UNIT


def unit_of(layout: Layout, of: Network | Circuit, page: Page) -> float:
    """Return the unit with which a layout fits on the page, including the labels around it."""
    box = _box(layout)
    em = page.font_size / 72
    width, height = box[2] - box[0] + 0.6 * layout.step, box[3] - box[1] + 0.2 * layout.step
    inside = (max(page.width - 4 * em, 0.2 * page.width), max(page.height - 11 * em, 0.2 * page.height))
    unit = min(page.largest_unit / layout.step, inside[0] / width, inside[1] / height)
    return rounded_unit(min(max(unit, least_unit_of(layout, of, page)), LONGEST / width, LONGEST / height))


def least_unit_of(layout: Layout, of: Network | Circuit, page: Page) -> float:
    """Return the unit below which no page makes a picture smaller, so that it is larger than the page instead."""
    least = page.least_unit / layout.step
    if least and layout.view in ("shared", "folded") and isinstance(of, Circuit):
        box = _box(layout)
        needed = unit_for_counts(of, page.font_size / 72)
        least = max(least, needed if needed * (box[2] - box[0] + 0.6 * layout.step) <= LONGEST else 0.0)
    return least


def rounded_unit(unit: float) -> float:
    """Return a unit with six decimals, if these are enough."""
    return tidy(unit) if unit > UNROUNDED else unit


def canvas_of(layout: Layout, of: Network | Circuit, unit: float, font_size: float) -> Canvas:
    """Return the size of the drawing with a unit, without the labels around it."""
    em = font_size / 72 / unit
    # A high mark may reach into the margin of one em around the drawing, and no further.
    high = [(mark, mark.height - em) for mark in layout.marks]
    tall = [(mark.x, mark.y - reach, mark.x, mark.y + reach) for mark, reach in high if reach > 0]
    box = around([_box(layout), *tall, *(extent(label, em) for label in layout.labels)])
    return Canvas(box, unit, font_size, _times(layout, of), {x: step for step, x, _ in layout.columns})


def _box(layout: Layout) -> Box:
    """Return the box around lines and marks."""
    points = [point for line in layout.lines for point in line.points] or [(0.0, 0.0)]
    xs = [x for x, _ in points] + [mark.x + sign * mark.radius for mark in layout.marks for sign in (-1, 1)]
    ys = [y for patch in layout.patches for _, y in patch.points]
    ys += [y for _, y in points] + [mark.y + sign * _up(mark) for mark in layout.marks for sign in (-1, 1)]
    return min(xs), min(ys), max(xs), max(ys)


def _up(mark: Mark) -> float:
    """Return how far a mark reaches up; a pill is less high than wide."""
    return min(mark.radius, mark.height) if mark.dress is not None and mark.height else mark.radius


def _times(layout: Layout, of: Network | Circuit) -> tuple[int, ...]:
    """Return the x of the time steps that are shown, or an empty tuple if x is not time."""
    if layout.view == "matricization":
        return ()
    if layout.columns:
        return tuple(sorted(x for _, x, shown in layout.columns if shown))
    if layout.view == "plain":
        items = of.tensors if isinstance(of, Network) else of.vertices
        at = {mark.name: round(mark.x) for mark in layout.marks}
        if any(not isinstance(item.position, int) or item.position != at[item.name] for item in items):
            return ()
    return tuple(sorted({round(mark.x) for mark in layout.marks if mark.role != "output"}))


def fitted(layout: Layout, em: float) -> tuple[Label, ...]:
    """Return the labels of a layout; those in marks of cells are as small as their marks need, at `em` data units."""
    if layout.view != CELLS:
        return layout.labels
    room = {mark.name: mark for mark in layout.marks}
    kept = [label for label in layout.labels if label.of in room and not _replaced(label, room[label.of])]
    return tuple(_within(label, room[label.of], em) for label in kept)


def _replaced(label: Label, mark: Mark) -> bool:
    """Return whether another text stands in a mark in place of a label."""
    dress = roles.dress(mark)
    return dress.place == "inside" and dress.words not in (None, (label.text, label.math))


def _within(label: Label, mark: Mark, em: float) -> Label:
    words = em * (SIGN if mark.role == "sign" else ems(label.text, label.math))
    size = min(label.size, FILLED * 2 * mark.radius / words, FILLED * 2 * (mark.height or mark.radius) / em)
    return dataclasses.replace(label, size=tidy(size))
