"""`figure_of_panels`: several pictures in rows and columns, at one scale, with one legend."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple, get_args

from ...basics import TnrnnError, choice, mistake, whole
from ...networks import Circuit, Network
from ..labels import LARGEST_UNIT, Page
from ..scenes import Key, Label, Scene, View, ViewKind, ems, marked, resolved_view, tidy
from .moving import joined, moved, renamed
from .panel import Panel, panels_of, scenes_at, views_of

LegendPlace = Literal["shared", "each", "none"]
MOST_PANELS = 26
"""The most panels: each has a letter."""

GAP, ROW_GAP = 1.2, 0.8
"""The distance between columns and between rows, in ems."""

HEAD, HEAD_PAD = 1.6, 0.6
"""The height of the line of a letter and a title, and the room beside it, in ems."""

TRIALS, SMALLEST_PITCH, LARGEST_PITCH = 12, 0.05, 10.0
"""How many distances of neighbours are tried to reach a size, the least of them and the largest, in inches."""


class _Grid(NamedTuple):
    """Panels with their views, in rows of so many columns."""

    panels: tuple[Panel, ...]
    views: tuple[View, ...]
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
    views = [
        dataclasses.replace(each, legend=each.legend if legend == "each" else False) for each in views_of(found, shown)
    ]
    grid = _Grid(found, tuple(views), columns, legend, page or Page())
    return sized(lambda pitch: _figure(grid, shown, pitch), shown, "figure_of_panels")


def sized(made: Callable[[float], Scene], view: View, owner: str) -> Scene:
    """Return the scene of the pitch that gives it the size that a view asks for.

    Raises
    ------
    TnrnnError
        If words alone fill more than that size; the error says the least box.
    """
    limits = (view.inches, view.tall)
    pitch = view.step or LARGEST_UNIT
    found = made(pitch)
    if view.step is not None and view.inches is None:
        limits = (None, view.tall)
    for axis, limit in enumerate(limits):
        if limit is None or (axis == 1 and _inches(found, 1) <= limit):
            continue
        found, pitch = _fitted(made, pitch, axis, limit)
        if _inches(found, axis) > 1.001 * limit:
            least = made(SMALLEST_PITCH)
            size = f"{_inches(least, 0):.2f} x {_inches(least, 1):.2f} inches"
            given = " x ".join("any" if limit is None else f"{limit:g}" for limit in limits)
            raise TnrnnError(
                f"{owner}: expected a box of at least {size} for type of {found.font_size:g} points, given {given}"
            )
    return _widened(found, limits[0])


def _inches(scene: Scene, axis: int) -> float:
    return (scene.box[axis + 2] - scene.box[axis]) * scene.unit


def _fitted(made: Callable[[float], Scene], pitch: float, axis: int, limit: float) -> tuple[Scene, float]:
    """Return the scene with the largest pitch found that fits a limit, and that pitch; sizes grow with the pitch."""
    low, high = SMALLEST_PITCH, max(pitch, SMALLEST_PITCH)
    scene = made(high)
    while _inches(scene, axis) < limit and axis == 0 and high < LARGEST_PITCH:
        low, high = high, 2 * high
        scene = made(high)
    best, best_pitch = made(low), low
    for _ in range(TRIALS):
        a, b = _inches(best, axis), _inches(scene, axis)
        if abs(a - limit) < 0.001 * limit:
            break
        middle = low + (high - low) * (min(max((limit - a) / (b - a), 0.1), 0.9) if b > a else 0.5)
        tried = made(middle)
        if _inches(tried, axis) <= limit:
            low, best, best_pitch = middle, tried, middle
        else:
            high, scene = middle, tried
    return best, best_pitch


def _widened(scene: Scene, inches: float | None) -> Scene:
    """Return a scene with a box of exactly that width, if it is less wide."""
    missing = 0.0 if inches is None else (inches / scene.unit - (scene.box[2] - scene.box[0])) / 2
    if missing <= 0:
        return scene
    left, bottom, right, top = scene.box
    return dataclasses.replace(scene, box=(tidy(left - missing), bottom, tidy(right + missing), top))


def _figure(grid: _Grid, view: View, pitch: float) -> Scene:
    scenes = scenes_at(pitch, grid.panels, grid.views, grid.page)
    unit = min(scene.unit for scene in scenes)
    em = grid.page.font_size / 72 / unit
    heads = [_head(grid, at) for at in range(len(scenes))]
    alike = [moved(scene, 0.0, 0.0, unit) for scene in scenes]
    sizes = [(em * (HEAD_PAD + ems(*head)), HEAD * em) if any(head) else (0.0, 0.0) for head in heads]
    places = _places(alike, grid.columns, em, sizes)
    placed = []
    for at, (scene, (dx, dy, left, top)) in enumerate(zip(alike, places, strict=True)):
        here = renamed(moved(scene, dx, dy), chr(ord("a") + at))
        placed.append(_with_head(here, heads[at], (left, top), em))
    whole = joined(placed, "panels")
    return _with_legend(whole, _keys(grid, pitch), em) if grid.legend == "shared" and view.legend else whole


def _head(grid: _Grid, at: int) -> tuple[str, str]:
    letter = f"({chr(ord('a') + at)})" if len(grid.panels) > 1 else ""
    text, math = marked(grid.panels[at].title, "panel, title")
    return " ".join(part for part in (letter, text) if part), math


def _places(
    scenes: Sequence[Scene], columns: int, em: float, heads: Sequence[tuple[float, float]]
) -> list[tuple[float, float, float, float]]:
    """Return how far each scene moves, and the left upper corner of its cell."""
    rows = [range(start, min(start + columns, len(scenes))) for start in range(0, len(scenes), columns)]
    widths = [
        max(_width(scenes[at]) for at in range(column, len(scenes), columns))
        for column in range(min(columns, len(scenes)))
    ]
    found, top = [], 0.0
    for row in rows:
        above = max(scenes[at].box[3] - base_line(scenes[at]) + heads[at][1] for at in row)
        below = max(base_line(scenes[at]) - scenes[at].box[1] for at in row)
        left = 0.0
        for at, width in zip(row, widths, strict=False):
            scene = scenes[at]
            dx = left + (width - _width(scene)) / 2 - scene.box[0]
            found.append((tidy(dx), tidy(top - above - base_line(scene)), tidy(left), tidy(top)))
            left += width + GAP * em
        top -= above + below + ROW_GAP * em
    return found


def _width(scene: Scene) -> float:
    return scene.box[2] - scene.box[0]


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


def _with_head(scene: Scene, head: tuple[str, str], corner: tuple[float, float], em: float) -> Scene:
    if not any(head):
        return scene
    left, top = corner
    label = Label("panel", tidy(left + 0.3 * em), tidy(top - 0.2 * em), *head, "north west")
    box = (min(scene.box[0], left), scene.box[1], max(scene.box[2], left + em * (HEAD_PAD + ems(*head))), top)
    return dataclasses.replace(scene, labels=(*scene.labels, label), box=box)


def _keys(grid: _Grid, pitch: float) -> list[Key]:
    """Return the entries of the legends of all panels, each once."""
    views = [dataclasses.replace(view, legend=True) for view in grid.views]
    found: dict[Any, Key] = {}
    for scene in scenes_at(pitch, grid.panels, views, grid.page):
        for key in scene.legend:
            found.setdefault(_said(key), key)
    return list(found.values())


def _said(key: Key) -> tuple[Any, ...]:
    """Return what is the same for keys that say the same."""
    mark = None if key.mark is None else dataclasses.replace(key.mark, x=0.0, y=0.0, radius=0.0, height=0.0)
    return mark, key.label.text, key.label.math


def _with_legend(scene: Scene, keys: Sequence[Key], em: float) -> Scene:
    """Return a scene with a legend below, in as many rows as its width needs."""
    left, bottom, right, top = scene.box
    start, x, y = left + 0.5 * em, left + 0.5 * em, bottom - 1.2 * em
    placed: list[Key] = []
    for key in keys:
        indent = 0.0 if key.mark is None else 1.1 * em
        width = indent + em * ems(key.label.text, key.label.math)
        if placed and x + width > right:
            x, y = start, y - 1.7 * em
        mark = key.mark and dataclasses.replace(key.mark, x=tidy(x + 0.35 * em), y=tidy(y), radius=tidy(0.38 * em))
        label = dataclasses.replace(key.label, x=tidy(x + indent), y=tidy(y - 0.34 * em))
        placed.append(Key(mark, label))
        right = max(right, x + width)
        x += width + 1.4 * em
    low = bottom if not placed else y - 0.9 * em
    return dataclasses.replace(scene, legend=(*scene.legend, *placed), box=(left, tidy(low), tidy(right), top))
