"""Where a picture stands in a line of text: the box that is its ink, and the row of marks that is its middle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..scenes import Box
from ..shapes import DisplayList

PAD = 0.5
"""The margin of a picture in font sizes, which an equation does not need."""

MOST_OF_THEM = 2 / 3
"""The part of all marks that makes a row the main one."""


def tight_box(picture: DisplayList) -> Box:
    """Return the box of a picture without its margin, or a larger one if lines or marks reach into the margin."""
    left, bottom, right, top = picture.box
    pad = PAD * picture.font_size / 72 / picture.unit
    inks = list(_inks(picture))
    return (
        max(left, min([left + pad, *(ink[0] for ink in inks)])),
        max(bottom, min([bottom + pad, *(ink[1] for ink in inks)])),
        min(right, max([right - pad, *(ink[2] for ink in inks)])),
        min(top, max([top - pad, *(ink[3] for ink in inks)])),
    )


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
