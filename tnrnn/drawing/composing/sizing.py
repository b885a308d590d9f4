"""The size of a picture: a natural one, one within a box, or one with a pitch."""

from __future__ import annotations

import math

from ...basics import mistake
from ..labels import (
    LONGEST,
    NO_ROOM,
    Bounds,
    Size,
    largest_unit,
    least_unit_of,
    padded,
    rounded_unit,
    rounded_up,
    too_small,
    unit_of,
)
from ..scenes import Scene
from .subject import Subject

WORDS = 28
"""The ems that words around a drawing may take if only a height is given."""

TINY = 0.1
"""The inches of a step below which a picture on small axes has no legend."""

ROUNDING = 1e-6
"""The part by which a length may be less than the least one, since lengths in inches are rounded."""

RUNG = 0.97
"""The ratio of a unit to the next larger one, among those that a picture may have to fit on a page."""

RISES = (0.8, 0.65, 0.5, 0.4)
"""How far apart the rows of a staircase may be, in usual distances."""

LARGER = (1.25, 1.6, 2.0)
"""The factors by which a picture may grow to make room for labels."""


def with_room(subject: Subject) -> Scene:
    """Return the picture that fits its page, made larger within the page if labels that were asked for have no room."""
    subject = subject.of_natural_size()
    best = _on_page(subject, subject.natural)
    for factor in LARGER:
        if not _missing(best):
            break
        page = subject.page._replace(largest_unit=subject.page.largest_unit * factor)
        unit = max(unit_of(subject.layout, subject.of, page), subject.natural)
        best = min(best, _on_page(subject, unit), key=_missing)
    return best


def _on_page(subject: Subject, unit: float) -> Scene:
    """Return the picture with a unit, or with a smaller one if only that fits on the page and can be read."""
    page = subject.page
    bounds = Bounds(page.width, page.height)
    composer = subject.composer(unit)
    size = composer.size()
    least = max(least_unit_of(subject.layout, subject.of, page), subject.least)
    if (size.width > page.width or size.height > page.height) and least < unit:
        fitting = largest_unit(lambda unit: subject.composer(unit).size(), bounds, least, unit)
        if fitting is not None:
            composer = subject.composer(rounded_unit(_on_ladder(unit, fitting, least)))
    return composer.scene()


def _on_ladder(unit: float, fitting: float, least: float) -> float:
    """Return the largest unit of a ladder down from `unit` that fits, or the one that fits if that is too small.

    Cuts and sizes of one network have formulas of different widths, but nearly always the same unit then, so that
    pictures of them have the same marks at the same places.
    """
    rungs = math.ceil(math.log(fitting / unit) / math.log(RUNG) - ROUNDING)
    found = unit * RUNG**rungs
    return found if found >= least else fitting


def _missing(scene: Scene) -> int:
    """Return how many labels have no room, as the legend says."""
    notes = (key.label.text for key in scene.legend if key.label.text.startswith(NO_ROOM))
    return next((int(note.removeprefix(NO_ROOM)) for note in notes), 0)


def of_pitch(subject: Subject, inches: float) -> Scene:
    """Return the picture with so many inches to a step."""
    view, unit = subject.view, inches / subject.layout.step
    if unit < (least := subject.least) * (1 - ROUNDING):
        pitch = rounded_up(least * subject.layout.step)
        raise mistake(
            "view, pitch", f"at least {pitch:.2f} inches, so that marks with text stay apart", view.pitch or inches
        )
    composer = subject.composer(unit)
    size = composer.size()
    if max(size) > LONGEST:
        most = f"a pitch with which no side is longer than {LONGEST:g} inches"
        raise mistake("view, pitch", most, view.pitch or inches)
    if view.tall is not None and size.height > view.tall:
        raise too_small(view, size, subject.page.font_size)
    return composer.scene()


def within(subject: Subject, bounds: Bounds) -> Scene:
    """Return the largest picture within bounds.

    The type keeps its size, so that a picture is not its copy in another size: the unit is found by trial. A width is
    taken exactly, with room on both sides if no unit gives it. Within soft bounds, a picture that would be tiny has no
    legend.
    """
    unit, room = _unit_within(subject, bounds)
    if bounds.soft and (unit or 0.0) * subject.layout.step < TINY and subject.view.legend:
        return within(subject.without_legend(), bounds)
    if unit is None and not bounds.soft:
        raise too_small(subject.view, _least_size(subject, bounds, room), subject.page.font_size)
    scene = subject.picture(subject.least if unit is None else unit, room)
    return padded(scene, bounds.width, bounds.height if bounds.soft else None)


def as_low_as(subject: Subject, bounds: Bounds) -> Subject:
    """Return the same with its rows so much closer that a box that is wide for the picture is filled.

    Rows come closer until the picture fits, and then as long as columns are farther apart in print.
    """
    best, unit = subject, _unit_within(subject, bounds)[0] or 0.0
    for rise in RISES:
        closer = subject.lowered(rise)
        found = _unit_within(closer, bounds)[0] or 0.0
        if unit > 0 and found * RUNG <= unit:
            break
        best, unit = closer, found
    return best


def _unit_within(subject: Subject, bounds: Bounds) -> tuple[float | None, float]:
    """Return the largest unit within bounds, or None, and the inches that words around the drawing may take."""
    natural = max(subject.natural, subject.least)
    room = bounds.width or min(subject.composer(natural).size().width, WORDS * subject.inch)
    xs = [x for line in subject.layout.lines for x, _ in line.path] or [0.0]
    span = max(max(xs) - min(xs), subject.layout.step)
    most = natural if bounds.width is None else max(bounds.width / span, subject.least)

    def measure(unit: float) -> Size:
        return subject.composer(unit, room).size()

    return largest_unit(measure, bounds, subject.least, most), room


def _least_size(subject: Subject, bounds: Bounds, room: float) -> Size:
    """Return the size of the least box that holds the picture: as narrow as words allow, if the width is too small."""
    size = subject.composer(subject.least, room).size()
    if bounds.width is None or size.width <= bounds.width:
        return size
    return subject.composer(subject.least, rounded_up(size.width)).size()._replace(width=size.width)
