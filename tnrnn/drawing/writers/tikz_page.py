"""Where a picture stands in a line of text: the box that is its ink, and the row of marks that is its middle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..scenes import Box, around
from ..shapes import DisplayList, Text

PAD = 0.5
"""The margin of a picture in font sizes, which an equation does not need."""

WIDEST, HEIGHT, DEPTH = 0.8, 0.77, 0.27
"""More than the width of a letter on average, its height and its depth, in sizes of the type."""

MOST_OF_THEM = 2 / 3
"""The part of all marks that makes a row the main one."""


def tight_box(picture: DisplayList) -> Box:
    """Return the least box that is known to hold all lines and marks and, as long as it has no margin, all texts."""
    left, bottom, right, top = picture.box
    pad = PAD * picture.font_size / 72 / picture.unit
    inks, texts = list(_inks(picture)), [_room(text, picture.unit) for text in picture["labels"].texts]
    if not inks:
        return picture.box
    ink, room = around(inks), around([*inks, *texts])
    return (
        max(left, min(ink[0], max(left + pad, room[0]))),
        max(bottom, min(ink[1], max(bottom + pad, room[1]))),
        min(right, max(ink[2], min(right - pad, room[2]))),
        min(top, max(ink[3], min(top - pad, room[3]))),
    )


def _room(text: Text, unit: float) -> Box:
    """Return a box that holds a text in the type of any document."""
    em = text.size / 72 / unit
    width = em * WIDEST * sum(len(run.text) * run.size for run in text.runs)
    below = {"top": HEIGHT + DEPTH, "bottom": 0.0, "baseline": DEPTH}.get(text.down, (HEIGHT + DEPTH) / 2)
    before = {"left": 0.0, "right": 1.0}.get(text.across, 0.5)
    left, bottom = text.x - before * width, text.y - below * em
    return left, bottom, left + width, bottom + (HEIGHT + DEPTH) * em


def _inks(picture: DisplayList) -> Iterator[Box]:
    """Yield the boxes of everything but texts."""
    for layer in picture.layers:
        for shape in layer.shapes:
            half = _half(picture, shape.pen.width)
            left, bottom, right, top = shape.extent
            yield left - half, bottom - half, right + half, top + half
        for trace in layer.traces:
            half = _half(picture, trace.pen.width)
            xs, ys = zip(*trace.form.points, strict=True)
            yield min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half


def _half(picture: DisplayList, points: float) -> float:
    return points / 2 / 72 / picture.unit


def main_row(picture: DisplayList) -> float:
    """Return the height of the row that holds most of the marks, or of the middle of all if there is none."""
    heights = [round(shape.middle[1], 6) for shape in picture["marks"].shapes]
    if not heights:
        return (picture.box[1] + picture.box[3]) / 2
    height, many = Counter(heights).most_common(1)[0]
    return height if many >= MOST_OF_THEM * len(heights) else (min(heights) + max(heights)) / 2
