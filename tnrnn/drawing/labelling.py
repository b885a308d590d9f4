"""Labels and legend: what stands where around a drawing, in data units, for type of a given size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..circuit import Circuit
from .geometry import Layout, tidy
from .scene import Box, CutMark, Key, Label, Mark, Region
from .wording import copies, ems

FORMULA, SIDE, COUNTS = 1.3, 1.1, (0.8, 0.7, 0.6)
"""Sizes of labels relative to the font size."""

MOST_PLAIN, MOST_LAYERS = 100, 8
"""Marks of a plain circuit that have their number of copies beside them; layers that the legend names."""

ASIDE, ROOMY = 0.13, 0.5
"""The part of a step that a mark leaves no label; inches to a step from which labels of cut marks are large."""

STEPS = tuple(factor * 10**power for power in range(7) for factor in (1, 2, 5))

NOTE = "note"
WORDS = {
    "staircase": {"state": "initial state", "input": "input", "margin": "joined input"},
    "shared": {"state": "initial state", "input": "input", "margin": "joined input"},
    "plain": {
        "input": "input",
        "margin": "joined input",
        "state": "state",
        "weight": "weight",
        "copy": "copy tensor",
        "output": "output",
        "sum": "sum",
    },
}


class Canvas(NamedTuple):
    """The box of the drawing, inches to a data unit, points of type, and the times along x, if any."""

    box: Box
    unit: float
    font_size: float
    times: tuple[int, ...]

    @property
    def em(self) -> float:
        """The font size in data units."""
        return self.font_size / 72 / self.unit

    def band(self, with_words: bool) -> Box:
        """Return the box to shade: half a step to either side, the time labels below, room for the words above."""
        left, bottom, right, top = self.box
        sides = (
            (self.times[0] - 0.5, right + max(0.1, 1.8 * self.em)) if self.times else (left - self.em, right + self.em)
        )
        below = (2.6 if self.times else 1.0) * self.em
        above = (2.9 if with_words and self.times else 1.0) * self.em
        return (
            tidy(sides[0]),
            tidy(bottom - below),
            tidy(max(sides[1], self.times[-1] + 0.5 if self.times else right)),
            tidy(top + above),
        )

    def titles(self, lines: Iterable[tuple[tuple[str, str], int]], middle: float, band: Box) -> list[Label]:
        """Return the formulas above the band, the last lowest, over `middle` unless they would leave the picture."""
        labels: list[Label] = []
        for words, number in reversed(list(lines)):
            half = FORMULA / 2 * self.em * ems(*words)
            low, high = band[0] + half, band[2] - half
            x = min(max(middle, low), high) if low <= high else (band[0] + band[2]) / 2
            y = band[3] + (0.6 + 2.0 * len(labels)) * self.em
            labels.append(Label("formula", tidy(x), tidy(y), *words, "south", FORMULA, cut=number))
        return labels[::-1]

    def counts(self, layout: Layout, numbers: Mapping[str, int]) -> list[Label]:
        """Return the number of copies beside every vertex, where they fit between one column and the next."""
        words = [(mark, copies(numbers[mark.name])) for mark in layout.marks]
        widest = self.em * max(ems(text) for _, text in words)
        if layout.view == "shared":
            size = next((size for size in COUNTS if size * widest + ASIDE < 1), None)
        else:
            size = COUNTS[0] if len(words) <= MOST_PLAIN else None
        if size is None:
            return []
        return [
            Label(
                "count",
                tidy(mark.x + 0.9 * mark.radius),
                tidy(mark.y + 0.9 * mark.radius),
                text,
                "",
                "south west",
                size,
            )
            for mark, text in words
        ]

    def multiplicities(self, marks: Iterable[CutMark]) -> list[Label]:
        """Return "x n" beside every cut mark that stands for n copies."""
        roomy = self.unit > ROOMY
        size, anchor = (COUNTS[0], "north west") if roomy else (COUNTS[-1], "north")
        labels = []
        for mark in marks:
            if mark.count > 1:
                aside = 0.75 * mark.size if roomy else 0.0
                at = (tidy(mark.x + aside), tidy(mark.y - 0.75 * mark.size))
                text = f"\u00d7{copies(mark.count)}"
                labels.append(Label("multiplicity", *at, text, "", anchor, size, mark.name, mark.cut))
        return labels


def unit_for_counts(circuit: Circuit, em: float) -> float:
    """Return the inches to a step with which all numbers of copies fit; `em` is the font size in inches."""
    widest = max(ems(copies(circuit.copies[vertex.name])) for vertex in circuit.vertices)
    return 1.01 * em * COUNTS[-1] * widest / (1 - ASIDE)


def captions(
    layout: Layout, canvas: Canvas, band: Box, regions: tuple[Region, ...]
) -> tuple[list[Label], tuple[tuple[str, str], ...]]:
    """Return the labels of time, output and sides, and the (side, words) that have no room and go to the legend."""
    labels = [
        Label("time", float(time), tidy(canvas.box[1] - 0.9 * canvas.em), "", f"t={time}", "north")
        for time in _shown(canvas)
    ]
    for line in layout.lines:
        if line.role == "output" and layout.view != "plain":
            x, y = line.points[0]
            labels.append(
                Label("output", tidy(x + 0.4 * canvas.em), tidy(y - 0.25 * canvas.em), "", "y", "base west", SIDE)
            )
    if not regions:
        return labels, ()
    words = ["Start", "End"]
    room = [
        (region.box[2] - region.box[0]) > canvas.em * (SIDE * ems(word) + 1)
        for region, word in zip(regions, words, strict=False)
    ]
    if len(regions) != len(words):
        return labels, (("near", "near inputs"), ("far", "far inputs"))
    if not all(room):
        return labels, tuple((region.side, word) for region, word in zip(regions, words, strict=True))
    top = tidy(band[3] - 0.5 * canvas.em)
    labels.append(Label("side", tidy(band[0] + 0.5 * canvas.em), top, words[0], "", "north west", SIDE))
    labels.append(Label("side", tidy(band[2] - 0.5 * canvas.em), top, words[1], "", "north east", SIDE))
    return labels, ()


def _shown(canvas: Canvas) -> list[int]:
    """The time steps that are labelled: all, or the multiples of 2, 5, 10, .. where they would crowd."""
    if not canvas.times:
        return []
    widest = max(ems("", f"t={time}") for time in (canvas.times[0], canvas.times[-1]))
    step = next((step for step in STEPS if step >= canvas.em * (widest + 0.4)), STEPS[-1])
    return [time for time in canvas.times if time % step == 0]


def legend(
    layout: Layout, canvas: Canvas, band: Box, swatches: Iterable[tuple[str, str]], numbered: bool
) -> tuple[tuple[Key, ...], float]:
    """Return the legend below the band, in as many rows as it takes, and the y of its lower edge."""
    em = canvas.em
    keys: list[Key] = []
    x, y = band[0] + 0.5 * em, band[1] - 1.3 * em
    notes = [(NOTE, None, "numbers: copies in the unrolled network")] if numbered else []
    for role, layer, words in [*_families(layout), *((side, None, words) for side, words in swatches), *notes]:
        indent = 0.0 if role == NOTE else 1.1 * em
        width = indent + em * ems(words)
        if keys and x + width > max(band[2], band[0] + 12 * em):
            x, y = band[0] + 0.5 * em, y - 1.7 * em
        mark = Mark(words, role, tidy(x + 0.35 * em), tidy(y), tidy(0.38 * em), layer)
        keys.append(
            Key(
                None if role == NOTE else mark,
                Label("key", tidy(x + indent), tidy(y - 0.34 * em), words, "", "base west"),
            )
        )
        x += width + 1.4 * em
    return tuple(keys), (y - 0.8 * em if keys else band[1])


def _families(layout: Layout) -> list[tuple[str, int | None, str]]:
    """The (role, layer, words) of all kinds of marks in a layout."""
    roles = {mark.role for mark in layout.marks}
    layers = sorted({mark.layer for mark in layout.marks if mark.role == "site" and mark.layer is not None})
    words = dict(WORDS[layout.view])
    if "margin" in roles:
        words["input"] = "leg of a joined input"
    families: list[tuple[str, int | None, str]] = []
    if len(layers) <= MOST_LAYERS:
        families += [("site", layer, f"layer {layer}") for layer in layers]
    order = ("state", "margin", "input", "weight", "copy", "sum", "output")
    families += [(role, None, words[role]) for role in order if role in roles]
    return families
