"""`compose`: layout, cut, words, shading and legend put together as one Scene."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import NamedTuple

from ..circuit import Circuit
from ..cut import Cut
from ..errors import mistake
from ..network import Network
from .cutting import PlacedCut, joint_side, place_cut
from .geometry import Layout, tidy
from .labelling import Canvas, captions, legend, unit_for_counts
from .layout import circuit_layout, network_layout
from .scene import Mark, Region, Scene
from .wording import ems, formula

LARGEST_UNIT, LONGEST = 0.8, 100.0
"""Inches: a time step in a small picture, and the longest side of a large one."""


class Page(NamedTuple):
    """What a picture has to fit in: inches, points of type, and the inches below which no time step is shrunk.

    A picture that would need steps below `least_unit` grows beyond the page, and so does a shared view whose numbers
    would not fit between its columns, unless `least_unit` is 0.
    """

    width: float = 13.0
    height: float = 10.0
    font_size: float = 9.0
    least_unit: float = 0.06


def compose(network_or_circuit: Network | Circuit, cut: Cut | None = None, page: Page | None = None) -> Scene:
    """Return the picture of a network (a staircase where it is one) or of a circuit (the shared view), and a cut.

    It marks exactly what the cut lists: a stroke on every bond, a ring on every hyperedge. Where the cut severs every
    line between two time steps and nothing else, the strokes stand on one straight vertical line, which is drawn too.

    Parameters
    ----------
    network_or_circuit : Network or Circuit
    cut : Cut, optional
        Of this very network or circuit.
    page : Page, optional
        Inches and points; they decide only how much room the labels take.

    Raises
    ------
    TnrnnError
        When the cut is that of something else.

    >>> from tnrnn import Partition, min_cut, rac, unroll
    >>> network = unroll(rac(length=6, layers=2, inputs=2, hidden=3), inputs="repeated")
    >>> scene = compose(network, min_cut(network, Partition.start_end(6)))
    >>> [(mark.dim, mark.symbol) for mark in scene.cut_marks]
    [(3, 'R'), (3, 'R'), (3, 'R'), (2, 'M')]
    """
    of = network_or_circuit
    if isinstance(of, Network):
        layout = network_layout(of)
    elif isinstance(of, Circuit):
        layout = circuit_layout(of)
    else:
        raise mistake("draw", "a Network or a Circuit", of)
    if page is not None and not isinstance(page, Page):
        raise mistake("compose, page", "a Page or None", page)
    canvas = _canvas(layout, of, page or Page())
    placed = place_cut(layout, of, cut, canvas.unit) if cut is not None else None
    marks = layout.marks if placed is None else tuple(_sided(mark, placed) for mark in layout.marks)
    if isinstance(of, Circuit) and _joined(of, _copies(of, cut)):
        marks = tuple(dataclasses.replace(mark, role="margin") if mark.role == "input" else mark for mark in marks)
    return _Composer(of, Layout(layout.view, marks, layout.lines), canvas, cut, placed).scene()


def _sided(mark: Mark, placed: PlacedCut) -> Mark:
    return dataclasses.replace(mark, side=joint_side(mark.tensors, placed.sides)) if mark.tensors else mark


def _copies(circuit: Circuit, cut: Cut | None) -> dict[str, int]:
    """How often each vertex is in the unfolding: as the cut has it, where a joined input is there once."""
    if cut is None:
        return dict(circuit.copies)
    counts: dict[str, int] = defaultdict(int)
    for name, count in (*cut.near, *cut.far):
        counts[name] += count
    return counts


def _joined(circuit: Circuit, counts: dict[str, int]) -> bool:
    return any(counts[vertex.name] < circuit.copies[vertex.name] for vertex in circuit.inputs)


def _canvas(layout: Layout, of: Network | Circuit, page: Page) -> Canvas:
    """Measure the drawing, and choose the unit with which it fits the page, the labels around it included."""
    points = [point for line in layout.lines for point in line.points] or [(0.0, 0.0)]
    xs = [x for x, _ in points] + [mark.x + sign * mark.radius for mark in layout.marks for sign in (-1, 1)]
    ys = [y for _, y in points] + [mark.y + sign * mark.radius for mark in layout.marks for sign in (-1, 1)]
    box = (min(xs), min(ys), max(xs), max(ys))
    em = page.font_size / 72
    width, height = box[2] - box[0] + 0.6, box[3] - box[1] + 0.2
    inside = (max(page.width - 4 * em, 0.2 * page.width), max(page.height - 11 * em, 0.2 * page.height))
    unit = min(LARGEST_UNIT, inside[0] / width, inside[1] / height)
    least = page.least_unit
    if least and layout.view == "shared" and isinstance(of, Circuit):
        needed = unit_for_counts(of, em)
        least = max(least, needed if needed * width <= LONGEST else 0.0)
    unit = min(max(unit, least), LONGEST / width, LONGEST / height)
    return Canvas(box, tidy(unit), page.font_size, _times(layout, of))


def _times(layout: Layout, of: Network | Circuit) -> tuple[int, ...]:
    """The time steps along x, or none where x is not time."""
    if layout.view == "plain":
        items = of.tensors if isinstance(of, Network) else of.vertices
        at = {mark.name: round(mark.x) for mark in layout.marks}
        if any(not isinstance(item.position, int) or item.position != at[item.name] for item in items):
            return ()
    return tuple(sorted({round(mark.x) for mark in layout.marks}))


class _Composer:
    """Adds to a layout, from the inside outwards: shading, labels, the formula, the legend, and the box around all."""

    def __init__(
        self, of: Network | Circuit, layout: Layout, canvas: Canvas, cut: Cut | None, placed: PlacedCut | None
    ) -> None:
        self.of, self.layout, self.canvas, self.cut, self.placed = of, layout, canvas, cut, placed

    def scene(self) -> Scene:
        canvas, layout, placed = self.canvas, self.layout, self.placed
        sides = self._input_sides()
        title = formula(self.cut, placed.straight is not None) if self.cut and placed else ("", "")
        band = canvas.band(len(_runs(sides)) == 2)
        regions, middle = _regions(sides, band)
        straight = None
        if placed is not None and placed.straight is not None:
            middle = placed.straight + 0.5
            straight = ((middle, tidy(canvas.box[1] - 0.3 * canvas.em)), (middle, band[3]))
        labels, swatches = captions(layout, canvas, band, regions)
        counts = canvas.counts(layout, _copies(self.of, self.cut)) if isinstance(self.of, Circuit) else []
        keys, bottom = legend(layout, canvas, band, swatches or _tints(layout, regions), bool(counts))
        labels += counts
        labels += canvas.multiplicities(placed.marks) if placed else []
        top, half = band[3], 0.65 * canvas.em * ems(*title)
        if self.cut:
            labels.append(canvas.title(title, middle, band))
            top += 2.4 * canvas.em
        centre, pad = (band[0] + band[2]) / 2, 0.5 * canvas.em
        right = max([band[2], centre + half, *(key.label.x + canvas.em * ems(key.label.text) for key in keys)])
        box = (min(band[0], centre - half) - pad, bottom - pad, right + pad, top + pad)
        return Scene(
            layout.view,
            layout.marks,
            layout.lines,
            tuple(labels),
            placed.marks if placed else (),
            regions,
            keys,
            straight,
            (tidy(box[0]), tidy(box[1]), tidy(box[2]), tidy(box[3])),
            canvas.unit,
            canvas.font_size,
        )

    def _input_sides(self) -> dict[int, str]:
        """The side of every time step: that of the inputs at it, where they are all on one."""
        if self.placed is None or not self.canvas.times:
            return {}
        items = self.of.tensors if isinstance(self.of, Network) else self.of.vertices
        found: dict[int, set[str | None]] = {}
        for item in items:
            if item.kind == "input" and isinstance(item.position, int):
                found.setdefault(item.position, set()).add(self.placed.sides.get(item.name))
        return {at: side for at, (side, *rest) in sorted(found.items()) if side is not None and not rest}


def _regions(sides: dict[int, str], band: tuple[float, float, float, float]) -> tuple[tuple[Region, ...], float]:
    """Return the shading, two bands or a strip for every run, and the x at which a formula may stand."""
    left, bottom, right, top = band
    runs = _runs(sides)
    if [side for side, _, _ in runs] in (["near", "far"], ["far", "near"]):
        middle = (runs[0][2] + runs[1][1]) / 2
        runs = [(runs[0][0], left, middle), (runs[1][0], middle, right)]
        centre = middle
    else:
        centre = tidy((left + right) / 2)
    return tuple(Region(side, (start, bottom, end, top)) for side, start, end in runs), centre


def _runs(sides: dict[int, str]) -> list[tuple[str, float, float]]:
    """Return (side, left, right) for every run of time steps on one side."""
    runs: list[tuple[str, float, float]] = []
    for at, side in sides.items():
        if runs and runs[-1][0] == side and runs[-1][2] == at - 0.5:
            runs[-1] = (side, runs[-1][1], at + 0.5)
        else:
            runs.append((side, at - 0.5, at + 0.5))
    return runs


def _tints(layout: Layout, regions: tuple[Region, ...]) -> tuple[tuple[str, str], ...]:
    """The legend of sides where no band says them: marks have a halo of their side's colour."""
    if regions or layout.view == "staircase" or all(mark.side is None for mark in layout.marks):
        return ()
    return (("near", "near side"), ("far", "far side"))
