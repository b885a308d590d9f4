"""How large a figure of several pictures becomes: the distance of neighbours that gives it the size asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from ...basics import TnrnnError, mistake
from ..composing import tell
from ..labels import LARGEST_UNIT, Page, padded, rounded_up
from ..scenes import PITCHES, Scene, View

SPARE = 0.0005
"""The inches by which a figure may be larger than the box that it is given, for rounding."""

TRIALS = 14
"""How many distances of neighbours are tried to reach a size."""

FULL = 0.998
"""The part of a width that a figure has to fill."""


class Limits(NamedTuple):
    """The largest width and height in inches, where there are any."""

    width: float | None
    height: float | None

    def hold(self, scene: Scene) -> bool:
        """Return whether a scene is within the limits."""
        sizes = zip(self, scene.inches, strict=True)
        return all(limit is None or size <= limit + SPARE for limit, size in sizes)


def sized(made: Callable[[float], Scene], view: View, page: Page, least: float, owner: str) -> Scene:
    """Return the scene of the pitch that gives it the size that a view asks for; no pitch is below `least`.

    If the view asks for no size, the figure is at most as large as a page, where it can be.

    Raises
    ------
    TnrnnError
        If words alone fill more than the size that is asked for, which the error answers with the least box; or if the
        pitch is below `least`.

    Warns
    -----
    PictureWarning
        If no size was asked for, and the figure is larger than a page.
    """
    asked = Limits(view.inches, view.tall)
    if view.step is not None:
        if view.step < least:
            raise mistake(f"{owner}, pitch", f"at least {rounded_up(least):.2f} inches", view.pitch)
        return _checked(made(view.step), asked, owner)
    usual = max(LARGEST_UNIT, least)
    if asked == (None, None):
        scene = _largest(made, Limits(page.width, page.height), least, usual)
        tell(scene, None, view, page, stacklevel=3)
        return scene
    scene = _largest(made, asked, least, usual if asked.width is None else PITCHES[1])
    return padded(_checked(scene, asked, owner), asked.width)


def _largest(made: Callable[[float], Scene], limits: Limits, least: float, most: float) -> Scene:
    """Return the scene of the largest pitch found with which it is within limits, or that of the least pitch."""
    best = made(least)
    low, high, failed = least, most, False
    for _ in range(TRIALS):
        if not limits.hold(best) or high - low < 0.0005 * high or _full(best, limits):
            break
        wanted = _guess(best, limits, low)
        if wanted >= high:
            pitch = most if high == most and not failed else (low + high) / 2
        else:
            pitch = wanted if wanted > 1.0005 * low else (low + high) / 2
        tried = _tried(made, pitch)
        if tried is not None and limits.hold(tried):
            low, best = pitch, tried
        else:
            high, failed = pitch, True
    return best


def _tried(made: Callable[[float], Scene], pitch: float) -> Scene | None:
    """Return a scene, or None if a panel is too large to be drawn. With a smaller pitch nothing has failed."""
    try:
        return made(pitch)
    except TnrnnError:
        return None


def _full(scene: Scene, limits: Limits) -> bool:
    return limits.width is not None and scene.inches[0] > FULL * limits.width


def _guess(scene: Scene, limits: Limits, low: float) -> float:
    """Return the pitch that would fill the limits if the words around the drawing took the same room in every size."""
    marks = [(mark.x, mark.y) for mark in scene.marks if mark.tensors] or [(0.0, 0.0)]
    spans = [(max(axis) - min(axis)) * scene.unit / low for axis in zip(*marks, strict=True)]
    return min(
        low + (limit - size) / span if span else math.inf
        for limit, size, span in zip(limits, scene.inches, spans, strict=True)
        if limit is not None
    )


def _checked(scene: Scene, limits: Limits, owner: str) -> Scene:
    if limits.hold(scene):
        return scene
    least = " x ".join(f"{rounded_up(size):.2f}" for size in scene.inches)
    given = " x ".join("any" if limit is None else f"{limit:g}" for limit in limits)
    expected = f"a box of at least {least} inches for type of {scene.font_size:g} points"
    raise TnrnnError(f"{owner}: expected {expected}, given {given}")
