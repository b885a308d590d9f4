"""The box that a picture is given, and the unit with which it fits."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import NamedTuple

from ...basics import TnrnnError, mistake
from ..scenes import WIDEST, Scene, View, tidy

TRIALS = 40
"""How many units are tried at most. Nearly always three or four are enough."""

CLOSE = 0.0004
"""A picture that has this many inches left over is as large as its box."""


class Size(NamedTuple):
    """The inches that a picture takes, without room that is left over."""

    width: float
    height: float


class Bounds(NamedTuple):
    """The inches that a picture has: a `width` that it takes exactly, and the most `height`; None for no bound.

    If it is `soft`, a picture that does not fit is drawn as small as it can be, and no error is raised.
    """

    width: float | None = None
    height: float | None = None
    soft: bool = False


Measure = Callable[[float], Size]
"""The size of a picture by its unit; neither width nor height falls when the unit grows."""


def largest_unit(measure: Measure, bounds: Bounds, least: float, most: float) -> float | None:
    """Return the largest unit from `least` to `most` with which a picture fits, or None if there is none.

    A picture grows nearly in proportion to its unit, apart from its words. Each trial therefore goes on from the last
    one with the slope between the ends of the interval that is left, and halves the interval if that leads nowhere.

    >>> round(largest_unit(lambda unit: Size(1 + 4 * unit, 2.0), Bounds(3.0), 0.1, 2.0), 3)
    0.5
    >>> largest_unit(lambda unit: Size(1 + 4 * unit, 2.0), Bounds(1.2), 0.1, 2.0) is None
    True
    """
    low, below = least, _room(measure(least), bounds)
    if below < 0:
        return None
    high, above = most, _room(measure(most), bounds)
    if above >= 0:
        return most
    for trial in range(TRIALS):
        if below < CLOSE or high - low < 1e-9 * high:
            break
        share = below / (below - above) if trial % 3 < 2 else 0.5
        middle = low + min(max(share, 0.02), 0.98) * (high - low)
        room = _room(measure(middle), bounds)
        if room >= 0:
            low, below = middle, room
        else:
            high, above = middle, room
    return low


def _room(size: Size, bounds: Bounds) -> float:
    """Return the inches that are left over; below 0 a picture does not fit."""
    across = math.inf if bounds.width is None else bounds.width - size.width
    up = math.inf if bounds.height is None else bounds.height - size.height
    return min(across, up)


def too_small(view: View, least: Size, points: float) -> TnrnnError:
    """Return the error of a box that is too small; it says the least box that holds the picture."""
    width, height = view.inches, view.tall
    narrow = width is not None and least.width > width
    low = height is not None and least.height > height
    what = "width and height" if narrow and low else "width" if narrow else "height"
    needed = {"width": least.width, "height": least.height}
    shown = " and ".join(f"{rounded_up(needed[name]):.2f}" for name in what.split(" and "))
    if max(needed[name] for name in what.split(" and ")) > WIDEST:
        return TnrnnError(
            f"view, {what}: this picture needs {shown} inches at {points:g} points, which is more than {WIDEST}; "
            "draw less of it, or with smaller type"
        )
    given = view.width if what == "width" else view.height if what == "height" else f"{view.width} and {view.height}"
    return mistake(f"view, {what}", f"at least {shown} inches, which this picture takes at {points:g} points", given)


def rounded_up(inches: float) -> float:
    """Return inches with two decimals that are not fewer.

    >>> rounded_up(1.231), rounded_up(2.0)
    (1.24, 2.0)
    """
    return math.ceil(round(inches * 100, 6)) / 100


def padded(scene: Scene, width: float | None, height: float | None = None) -> Scene:
    """Return a scene whose box has a width, and a height, in inches, with as much room on either side."""
    left, bottom, right, top = scene.box
    aside = 0.0 if width is None else max(0.0, (width / scene.unit - (right - left)) / 2)
    above = 0.0 if height is None else max(0.0, (height / scene.unit - (top - bottom)) / 2)
    box = (tidy(left - aside), tidy(bottom - above), tidy(right + aside), tidy(top + above))
    return dataclasses.replace(scene, box=box) if aside or above else scene
