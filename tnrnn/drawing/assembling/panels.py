"""`figure_of_panels`: several pictures in rows and columns, at one scale, with one legend."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple, get_args

from ...basics import choice, mistake, whole
from ...networks import Circuit, Network
from ..labels import Page, indent_of, moved_key
from ..scenes import Key, Label, Scene, View, ViewKind, ems, marked, resolved_view, tidy
from .moving import cropped, joined, moved, renamed
from .panel import Drawings, Panel, panels_of, views_of
from .sizing import sized

LegendPlace = Literal["shared", "each", "none"]
MOST_PANELS = 26
"""The most panels: each has a letter."""

GAP, ROW_GAP, MARGIN = 1.2, 0.8, 0.4
"""The distance between columns and between rows, and the margin in a panel that is no finished scene, in ems."""

HEAD, HEAD_PAD, BASE, TALL = 1.6, 0.6, 1.1, 0.35
"""The height of the line of a letter and a title, the room beside it, how far its base line is below, and how much more
it is if there is a formula, in ems."""


class _Grid(NamedTuple):
    """Panels in rows of so many columns, with the drawings of them in any size."""

    panels: tuple[Panel, ...]
    drawings: Drawings
    columns: int
    legend: LegendPlace
    page: Page


def figure_of_panels(
    panels: Iterable[Panel | Network | Circuit | Scene],
    columns: int = 2,
    legend: LegendPlace = "shared",
    *,
    view: View | ViewKind | None = None,
    page: Page | None = None,
) -> Scene:
    """Return several pictures as one scene: in rows and columns, at one scale, the main rows of marks on one line.

    Parameters
    ----------
    panels : iterable of Panel, Network, Circuit or Scene
        The pictures, row by row. A `Panel` says more of a picture: its cut, its view, its title. A finished scene keeps
        its size in print. Several panels are called (a), (b), ..
    columns : int
        The number of columns.
    legend : str
        "shared" (one legend under all panels, which has each entry once), "each" or "none".
    view : View or str, optional
        The size of the whole figure (its width, height or pitch), and looks, legs and notes for all panels.
    page : Page, optional
        The points of the type.

    Raises
    ------
    TnrnnError
        If there are no panels or more than 26, a panel cannot be drawn, or the figure fits no box of that size.

    Warns
    -----
    PictureWarning
        If no size was asked for, and the figure is larger than a page of 13 x 10 inches.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> scene = figure_of_panels([unroll(rac(3, layers, 2, 2)) for layers in (1, 2)], view=View(width="column"))
    >>> [cell.name for cell in scene.cells], round((scene.box[2] - scene.box[0]) * scene.unit, 3)
    (['a', 'b'], 3.4)
    """
    found, shown = panels_of("figure_of_panels", panels), resolved_view(view)
    if not 0 < len(found) <= MOST_PANELS:
        raise mistake("figure_of_panels", f"from 1 to {MOST_PANELS} panels", len(found))
    columns = whole("figure_of_panels, columns", columns, 1, MOST_PANELS)
    choice("figure_of_panels, legend", legend, get_args(LegendPlace))
    views, paper = views_of(found, shown), page or Page()
    grid = _Grid(found, Drawings(found, views, paper), columns, legend if shown.legend else "none", paper)
    return sized(lambda pitch: _figure(grid, pitch), shown, paper, grid.drawings.least_pitch, "figure_of_panels")


def _figure(grid: _Grid, pitch: float) -> Scene:
    scenes = [
        scene if isinstance(panel.of, Scene) else cropped(scene, MARGIN)
        for panel, scene in zip(grid.panels, grid.drawings.at(pitch, legend=grid.legend == "each"), strict=True)
    ]
    unit, type_size = min(scene.unit for scene in scenes), grid.page.font_size
    em = type_size / 72 / unit
    heads = [_head(grid, at) for at in range(len(scenes))]
    tall = TALL * any(math for _, math in heads)
    sizes = [(em * (HEAD_PAD + ems(*head)), em * (HEAD + tall)) if any(head) else (0.0, 0.0) for head in heads]
    places = _places([_frame(scene, unit, size) for scene, size in zip(scenes, sizes, strict=True)], grid.columns, em)
    placed = []
    for at, (scene, (dx, dy, *corner)) in enumerate(zip(scenes, places, strict=True)):
        here = moved(scene, dx, dy, unit, type_size)
        named = renamed(here, _letter(at)) if len(scenes) > 1 else here
        placed.append(_with_head(named, heads[at], corner, em, BASE + tall))
    figure = joined(placed, "panels")
    if grid.legend != "shared":
        return figure
    with_legends = zip(grid.panels, grid.drawings.at(pitch, legend=True), strict=True)
    drawn = (scene for panel, scene in with_legends if not isinstance(panel.of, Scene))  # others keep their legends
    return _with_legend(figure, _keys(moved(scene, 0.0, 0.0, unit, type_size) for scene in drawn), em)


def _letter(at: int) -> str:
    return chr(ord("a") + at)


def _head(grid: _Grid, at: int) -> tuple[str, str]:
    letter = f"({_letter(at)})" if len(grid.panels) > 1 else ""
    text, math = marked(grid.panels[at].title, "panel, title")
    return " ".join(part for part in (letter, text) if part), math


class _Frame(NamedTuple):
    """What the place of a panel depends on: the ends of its box, its base line, and the size of its letter and title.

    All are in data units of the figure.
    """

    left: float
    right: float
    below: float
    above: float
    base: float
    head: tuple[float, float]

    @property
    def width(self) -> float:
        return max(self.right - self.left, self.head[0])


def _frame(scene: Scene, unit: float, head: tuple[float, float]) -> _Frame:
    factor, base = scene.unit / unit, base_line(scene)
    left, bottom, right, top = (factor * side for side in scene.box)
    return _Frame(left, right, factor * base - bottom, top - factor * base, factor * base, head)


def _places(frames: Sequence[_Frame], columns: int, em: float) -> list[tuple[float, float, float, float]]:
    """Return how far each panel moves, and the left upper corner of its cell."""
    rows = [frames[start : start + columns] for start in range(0, len(frames), columns)]
    widths = [max(frame.width for frame in frames[column::columns]) for column in range(min(columns, len(frames)))]
    found, top = [], 0.0
    for row in rows:
        above = max(frame.above + frame.head[1] for frame in row)
        left = 0.0
        for frame, width in zip(row, widths, strict=False):
            dx = left + (width - (frame.right - frame.left)) / 2 - frame.left
            found.append((tidy(dx), tidy(top - above - frame.base), tidy(left), tidy(top)))
            left += width + GAP * em
        top -= above + max(frame.below for frame in row) + ROW_GAP * em
    return found


def base_line(scene: Scene) -> float:
    """Return the height of the row with the most marks, the upper one of two that have as many.

    >>> from tnrnn.drawing.scenes import Mark
    >>> marks = [Mark(str(x), "weight", x, y, 0.1, tensors=(str(x),)) for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))]
    >>> base_line(Scene("plain", tuple(marks)))
    0.0
    """
    counts: dict[float, int] = {}
    for mark in scene.marks:
        if mark.tensors:
            counts[mark.y] = counts.get(mark.y, 0) + 1
    return max(counts, key=lambda y: (counts[y], y), default=(scene.box[1] + scene.box[3]) / 2)


def _with_head(scene: Scene, head: tuple[str, str], corner: Sequence[float], em: float, base: float) -> Scene:
    if not any(head):
        return scene
    left, top = corner
    label = Label("panel", tidy(left + 0.3 * em), tidy(top - base * em), *head, "base west")
    box = (min(scene.box[0], left), scene.box[1], max(scene.box[2], left + em * (HEAD_PAD + ems(*head))), top)
    return dataclasses.replace(scene, labels=(*scene.labels, label), box=box)


def _keys(scenes: Iterable[Scene]) -> list[Key]:
    """Return the entries of the legends of all panels, each once.

    What the same words name by different formulas in two panels has the words alone: the formula of one panel would be
    wrong for the other.
    """
    found: dict[Any, Key] = {}
    order: list[Any] = []
    for scene in scenes:
        place = 0
        for key in scene.legend:
            said = _said(key)
            known = found.setdefault(said, key)
            if said not in order:  # it comes after what is before it in its own legend
                order.insert(place, said)
            place = order.index(said) + 1
            if known.label.math != key.label.math and key.label.text:
                found[said] = dataclasses.replace(known, label=dataclasses.replace(known.label, math=""))
    return [found[said] for said in order]


def _said(key: Key) -> tuple[Any, ...]:
    """Return what is the same for keys that say the same."""
    mark = None if key.mark is None else dataclasses.replace(key.mark, x=0.0, y=0.0, radius=0.0, height=0.0)
    line = key.line and (key.line.role, key.line.dress)
    return mark, line, key.label.text or key.label.math


def _with_legend(scene: Scene, keys: Sequence[Key], em: float) -> Scene:
    """Return a scene with a legend below, in as many rows as its width needs."""
    left, bottom, right, top = scene.box
    start, x, y = left + 0.5 * em, left + 0.5 * em, bottom - 1.2 * em
    placed: list[Key] = []
    for key in keys:
        indent = em * indent_of(key)
        width = indent + em * ems(key.label.text, key.label.math)
        if placed and x + width > right:
            x, y = start, y - 1.7 * em
        placed.append(moved_key(key, x + indent - key.label.x, y - 0.34 * em - key.label.y))
        right = max(right, x + width)
        x += width + 1.4 * em
    low = bottom if not placed else y - 0.9 * em
    return dataclasses.replace(scene, legend=(*scene.legend, *placed), box=(left, tidy(low), tidy(right), top))
