"""The plot of a comparison: the part of runs that is not yet solved, against steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...basics import TnrnnError, listed, mistake
from ...drawing.charts import Chart, Scale, Series
from ...drawing.scenes import Style, Theme, resolved
from ...drawing.writers import check_matplotlib
from .comparing import SolvedGroup, solved_groups
from .tables import Rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_unsolved(  # noqa: PLR0913
    rows: Rows,
    by: str | Iterable[str] = "layers",
    *,
    names: Iterable[str] | None = None,
    intervals: bool = True,
    ax: Axes | None = None,
    style: Style | Theme | None = None,
) -> Axes:
    """Plot the part of runs that is not yet solved against steps, and return the axes.

    Each group has the curve of Kaplan and Meier, with pointwise intervals at 95 %: the lower a curve, the sooner the
    runs are solved.

    Parameters
    ----------
    rows : path of a store, or rows as `read_runs` returns them
        The runs. Within a group they may differ by their seed alone.
    by : str or list of str
        The fields of `Run` that distinguish the groups; by default "layers".
    names : list of str, optional
        Words for the groups in their order, in place of the values of these fields.
    intervals : bool
        Whether the intervals are drawn, which hide each other where curves are many and near; by default they are.
    ax : matplotlib Axes, optional
        The axes to plot on. By default a new figure is made.
    style : Style or str, optional
        The style or the name of a theme; by default the theme "print".

    Raises
    ------
    TnrnnError
        If `compare` refuses the runs, or if the names are not words, as many as there are groups.

    References
    ----------
    Kaplan, Meier, Journal of the American Statistical Association 53 (1958) 457.

    Examples
    --------
    >>> plot_unsolved([])
    Traceback (most recent call last):
    tnrnn.TnrnnError: plot_unsolved: expected runs with a result, given none
    """
    groups = solved_groups("plot_unsolved", rows, by)
    words = tuple(group.name for group in groups) if names is None else _names(names, len(groups))
    series = [one for number, group in enumerate(groups) for one in _steps(number, group, intervals=intervals)]
    runs = sorted({group.steps.runs for group in groups})
    title = f"{groups[0].run.task}, {' or '.join(map(str, runs))} runs a curve"
    chart = Chart(title, Scale("steps", "whole"), Scale("not yet solved", "part"), tuple(series), words)
    check_matplotlib()
    from ...drawing.charts import draw_chart
    from ...drawing.writers import check_axes

    if ax is not None:
        check_axes("plot_unsolved, ax", ax)
    return draw_chart(chart, resolved(style), ax)


def _names(given: Iterable[str], count: int) -> tuple[str, ...]:
    words: tuple[str, ...] = listed("plot_unsolved, names", "a list of words", given)
    for word in words:
        if not isinstance(word, str):
            raise mistake("plot_unsolved, names", "a list of words", word)
    if len(words) != count:
        raise TnrnnError(f"plot_unsolved, names: expected {count} names, given {len(words)}")
    return words


def _steps(number: int, group: SolvedGroup, *, intervals: bool) -> Iterator[Series]:
    """Yield the band and the curve of a group as stairs: a part holds up to the next step at which it changes."""
    curve = group.curve
    ends = (*curve.at[1:], curve.at[-1])
    x = tuple(at for pair in zip(curve.at, ends, strict=True) for at in pair)
    part, least, greatest = (
        tuple(value for value in values for _ in range(2)) for values in (curve.part, curve.least, curve.greatest)
    )
    if intervals:
        yield Series("interval", number, x, greatest, least)
    yield Series("measured", number, x, part)
