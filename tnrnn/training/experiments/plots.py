"""The plots of an experiment: accuracy against delay, and accuracy against iterations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...basics import TnrnnError, as_before
from ...drawing.charts import Chart, Scale, Series
from ...drawing.scenes import Style, Theme, resolved
from ...drawing.writers import check_matplotlib
from ...sweeping import SweepRow
from ..protocol import Run
from .tables import Rows, TableLine, differing, rows_of, table, word_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CURVES = 12
"""The largest number of curves or colours in a plot."""


@as_before()
def plot_depths(rows: Rows, *, ax: Axes | None = None, style: Style | Theme | None = None) -> Axes:
    """Plot data accuracy against delay and return the axes.

    Each depth (and cell) has a curve for the mean over seeds, and a band for their spread.

    Parameters
    ----------
    rows : path of a store, or rows as `read_runs` returns them
        The runs, all of one task.
    ax : matplotlib Axes, optional
        The axes to plot on. By default a new figure is made.
    style : Style or str, optional
        The style or the name of a theme; by default the theme "print".

    Raises
    ------
    TnrnnError
        If there are several tasks or more than 12 curves, or if no run has a result.

    Examples
    --------
    >>> plot_depths([])
    Traceback (most recent call last):
    tnrnn.TnrnnError: plot_depths: expected runs with a result, given none
    """
    found = _finished("plot_depths", rows)
    lines = [line for line in table(found).lines if line.accuracy is not None]
    names = _labels("plot_depths", [line.run for line in lines], ("delay", "seed"))
    series = [
        one for group, name in enumerate(names) for one in _depth(group, [at for at in lines if _of(at.run, name)])
    ]
    series += _baseline(lines)
    chart = Chart(
        _title(found),
        Scale(DELAYS.get(lines[0].run.task, "delay"), "whole"),
        PART,
        tuple(series),
        tuple(names.values()),
    )
    return _drawn("plot_depths, ax", chart, style, ax)


@as_before()
def plot_learning(rows: Rows, *, ax: Axes | None = None, style: Style | Theme | None = None) -> Axes:
    """Plot data accuracy against iterations and return the axes.

    Each run has a line; runs that differ only by their seed have the same colour.

    Parameters
    ----------
    rows : path of a store, or rows as `read_runs` returns them
        The runs, all of one task.
    ax : matplotlib Axes, optional
        The axes to plot on. By default a new figure is made.
    style : Style or str, optional
        The style or the name of a theme; by default the theme "print".

    Raises
    ------
    TnrnnError
        If there are several tasks or more than 12 colours, or if no run has a result.

    Examples
    --------
    >>> plot_learning([])
    Traceback (most recent call last):
    tnrnn.TnrnnError: plot_learning: expected runs with a result, given none
    """
    found = _finished("plot_learning", rows)
    names = _labels("plot_learning", [row.case for row in found], ("seed",))
    groups = list(names)
    series = [_learning(groups.index(_without(row.case, ("seed",))), row) for row in found]
    lines = [line for line in table(found).lines if line.accuracy is not None]
    longest = max(max(one.x) for one in series)
    levels = sorted({line.baseline for line in lines if line.baseline is not None})
    series += [Series("baseline", 0, (0.0, longest), (level, level)) for level in levels]
    chart = Chart(_title(found), Scale("iterations", "whole"), PART, tuple(series), tuple(names.values()))
    return _drawn("plot_learning, ax", chart, style, ax)


DELAYS = {"copy": "delay in time steps"}
"""The words for the delay on an axis, where they are not "delay"."""

PART = Scale("data accuracy", "part")
"""The y axis of both plots."""

Group = tuple[Any, ...]


def _finished(owner: str, rows: Any) -> tuple[SweepRow, ...]:
    found = tuple(row for row in rows_of(rows) if row.result is not None and row.result["curve"])
    if not found:
        raise TnrnnError(f"{owner}: expected runs with a result, given none")
    tasks = sorted({row.case.task for row in found})
    if len(tasks) > 1:
        raise TnrnnError(f"{owner}: expected runs of one task, given {' and '.join(tasks)}")
    return found


def _without(run: Run, names: tuple[str, ...]) -> Group:
    return tuple(getattr(run, name) for name in Run.columns() if name not in names)


def _labels(owner: str, found: list[Run], names: tuple[str, ...]) -> dict[Group, str]:
    """Return the groups of runs that differ only by `names`, each with words for what distinguishes it."""
    own = [name for name in differing(found) if name not in names]
    groups = {_without(run, names): ", ".join(word_of(run, name) for name in own or ["layers"]) for run in found}
    if len(groups) > MOST_CURVES:
        raise TnrnnError(f"{owner}: expected at most {MOST_CURVES} curves, given {len(groups)}; give it fewer rows")
    return groups


def _of(run: Run, group: Group) -> bool:
    return _without(run, ("delay", "seed")) == group


def _depth(group: int, lines: list[TableLine]) -> Iterator[Series]:
    points = sorted((float(line.run.delay), line.accuracy) for line in lines if line.accuracy is not None)
    x = tuple(at for at, _ in points)
    if any(line.seeds > 1 for line in lines):
        tops, bottoms = (tuple(getattr(spread, name) for _, spread in points) for name in ("greatest", "least"))
        yield Series("spread", group, x, tops, bottoms)
    yield Series("mean", group, x, tuple(spread.mean for _, spread in points))


def _baseline(lines: list[TableLine]) -> list[Series]:
    points = sorted({(float(line.run.delay), line.baseline) for line in lines if line.baseline is not None})
    return [Series("baseline", 0, *zip(*points, strict=True))] if points else []


def _learning(group: int, row: SweepRow) -> Series:
    curve = row.result["curve"] if row.result is not None else []
    return Series("one seed", group, tuple(float(at) for at, _, _ in curve), tuple(right for _, _, right in curve))


def _title(rows: tuple[SweepRow, ...]) -> str:
    found = [row.case for row in rows]
    several = differing(found)
    same = [name for name in ("cell", "symbols", "alphabet", "budget") if name not in several]
    seeds = len({run.seed for run in found})
    words = [found[0].task, *(word_of(found[0], name).replace("budget=", "parameters: ") for name in same)]
    return ", ".join([*words, f"{seeds} seed{'s' if seeds > 1 else ''}"])


def _drawn(owner: str, chart: Chart, style: Style | Theme | None, ax: Axes | None) -> Axes:
    check_matplotlib()
    from ...drawing.charts import draw_chart
    from ...drawing.writers import check_axes

    if ax is not None:
        check_axes(owner, ax)
    return draw_chart(chart, resolved(style), ax)
