"""The two sides as bands behind a picture, and their words, which make way for the line of a cut."""

from __future__ import annotations

import dataclasses
import itertools

from ..scenes import Box, CutLine, Label, Layout, Mark, Region, extent, tidy


def regions_of(runs: list[tuple[str, float, float]], band: Box) -> tuple[tuple[Region, ...], float]:
    """Return the shading, which is two bands or a strip for every run, and the x at which a formula may stand."""
    left, bottom, right, top = band
    if [side for side, _, _ in runs] in (["near", "far"], ["far", "near"]):
        middle = (runs[0][2] + runs[1][1]) / 2
        runs = [(runs[0][0], left, middle), (runs[1][0], middle, right)]
        centre = middle
    else:
        centre = tidy((left + right) / 2)
    return tuple(Region(side, (start, bottom, end, top)) for side, start, end in runs), centre


def runs_of(sides: dict[int, str], split: float) -> list[tuple[str, float, float]]:
    """Return (side, left, right) for every run of time steps on one side; it ends `split` beyond its last step."""
    runs: list[tuple[str, float, float]] = []
    for at, side in sides.items():
        start, end = tidy(at - 1 + split), tidy(at + split)
        if runs and runs[-1][0] == side and runs[-1][2] == start:
            runs[-1] = (side, runs[-1][1], end)
        else:
            runs.append((side, start, end))
    return runs


def beside(label: Label, regions: tuple[Region, ...], lines: tuple[CutLine, ...], em: float) -> Label:
    """Return the word of a side; if the line of a cut runs through it, it moves to the other corner of its region."""
    region = next((each for each in regions if each.box[0] <= label.x <= each.box[2]), None)
    if label.role != "side" or region is None:
        return label
    left = "west" in label.anchor
    x = region.box[2] - 0.5 * em if left else region.box[0] + 0.5 * em
    other = dataclasses.replace(label, x=tidy(x), anchor="north east" if left else "north west")
    return other if _struck(label, lines, em) and not _struck(other, lines, em) else label


def _struck(label: Label, lines: tuple[CutLine, ...], em: float) -> bool:
    left, bottom, right, top = extent(label, em)
    left, right = left - 0.3 * em, right + 0.3 * em
    steps = (step for line in lines for step in itertools.pairwise(line.path))
    return any(
        (d > bottom or b > bottom) and (d < top or b < top) and (a < right or c < right) and (a > left or c > left)
        for (a, b), (c, d) in steps
    )


def stands(mark: Mark, runs: list[tuple[str, float, float]]) -> bool:
    """Return whether a mark stands in a run of its own side, or has no side."""
    return mark.side is None or any(side == mark.side and left <= mark.x <= right for side, left, right in runs)


def tints(layout: Layout, regions: tuple[Region, ...]) -> tuple[tuple[str, str], ...]:
    """Return the legend of the sides that have no band; their marks have a halo in the colour of the side."""
    if regions or layout.view in ("staircase", "anatomy"):
        return ()
    shown = {mark.side for mark in layout.marks}
    return tuple((side, words) for side, words in (("near", "near side"), ("far", "far side")) if side in shown)
