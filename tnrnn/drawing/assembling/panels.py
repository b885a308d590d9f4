"""`figure_of_panels`: several pictures in rows and columns, at one scale, with one legend."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple, get_args

from ...basics import TnrnnError, choice, mistake, whole
from ...networks import Circuit, Network
from ..labels import LARGEST_UNIT, Page, indent_of, moved_key
from ..scenes import Key, Label, Scene, View, ViewKind, ems, marked, resolved_view, tidy
from .moving import joined, moved, renamed
from .panel import Panel, least_pitch_of, panels_of, scenes_at, views_of

LegendPlace = Literal["shared", "each", "none"]
MOST_PANELS = 26
"""The most panels: each has a letter."""

SPARE = 0.0005
"""The inches by which a figure may be larger than the box that it is given, for rounding."""

GAP, ROW_GAP = 1.2, 0.8
"""The distance between columns and between rows, in ems."""

HEAD, HEAD_PAD = 1.6, 0.6
"""The height of the line of a letter and a title, and the room beside it, in ems."""

TRIALS, LARGEST_PITCH = 14, 10.0
"""How many distances of neighbours are tried to reach a size, and the largest of them in inches."""


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
    least = least_pitch_of(grid.panels, grid.views, grid.page)
    return sized(lambda pitch: _figure(grid, shown, pitch), shown, least, "figure_of_panels")


def sized(made: Callable[[float], Scene], view: View, least: float, owner: str) -> Scene:
    """Return the scene of the pitch that gives it the size that a view asks for; no pitch is below `least`.

    Raises
    ------
    TnrnnError
        If words alone fill more than that size; the error says the least box.
    """
    limits = view.inches, view.tall
    pitch = view.step or max(LARGEST_UNIT, least)
    found = made(pitch)
    if view.step is None:
        most = LARGEST_PITCH if view.inches is not None else pitch
        found = _fitted(made, limits, (least, most), found)
    if not _fits(found, limits):
        smallest = made(least) if view.step is None else found
        size = f"{_up(_inches(smallest, 0)):.2f} x {_up(_inches(smallest, 1)):.2f} inches"
        expected = f"{owner}: expected a box of at least {size} for type of {found.font_size:g} points"
        given = " x ".join("any" if limit is None else f"{limit:g}" for limit in limits)
        raise TnrnnError(f"{expected}, given {given}")
    return _widened(found, view.inches)


def _up(inches: float) -> float:
    """Return a length rounded up to a hundredth."""
    return math.ceil(100 * inches - 1e-6) / 100


def _inches(scene: Scene, axis: int) -> float:
    return (scene.box[axis + 2] - scene.box[axis]) * scene.unit


def _fits(scene: Scene, limits: tuple[float | None, float | None]) -> bool:
    return all(limit is None or _inches(scene, axis) <= limit + SPARE for axis, limit in enumerate(limits))


def _fitted(
    made: Callable[[float], Scene],
    limits: tuple[float | None, float | None],
    pitches: tuple[float, float],
    scene: Scene,
) -> Scene:
    """Return the scene of the largest pitch found with which it fits, or that of the least pitch."""
    if limits == (None, None):
        return scene
    low, high = pitches
    best = made(low)
    for _ in range(TRIALS):
        if not _fits(best, limits) or high - low < 0.0005 * high or _close(best, limits[0]):
            break
        middle = _guess(best, limits[0], low, high)
        tried = made(middle)
        if _fits(tried, limits):
            low, best = middle, tried
        else:
            high = middle
    return best


def _close(scene: Scene, width: float | None) -> bool:
    return width is not None and _inches(scene, 0) > 0.998 * width


def _guess(scene: Scene, width: float | None, low: float, high: float) -> float:
    """Return a pitch between two: what the width of the drawing without its words suggests, or the middle."""
    xs = [mark.x for mark in scene.marks if mark.tensors] or [0.0]
    span = (max(xs) - min(xs)) / (scene.step or 1.0)
    if width is None or not span:
        return math.sqrt(low * high)
    wanted = low + (width - _inches(scene, 0)) / span
    return wanted if low < wanted < high else (low + high) / 2


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
    if grid.legend != "shared" or not view.legend:
        return whole
    views = [dataclasses.replace(each, legend=view.legend) for each in grid.views]
    keyed = [moved(scene, 0.0, 0.0, unit) for scene in scenes_at(pitch, grid.panels, views, grid.page)]
    return _with_legend(whole, _keys(keyed), em)


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


def _keys(scenes: Iterable[Scene]) -> list[Key]:
    """Return the entries of the legends of all panels, each once.

    What the same words name by different formulas in two panels has the words alone: the formula of one panel would be
    wrong for the other.
    """
    found: dict[Any, Key] = {}
    for key in (key for scene in scenes for key in scene.legend):
        known = found.setdefault(_said(key), key)
        if known.label.math != key.label.math and key.label.text:
            found[_said(key)] = dataclasses.replace(known, label=dataclasses.replace(known.label, math=""))
    return list(found.values())


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
