"""The memory report: all indicators of one unit or several, as data, as text and as a plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...basics import aligned, as_before, choice
from ...drawing import Plotted
from ...drawing.charts import Chart, Series
from ...drawing.scenes import Style, Theme, resolved
from ...drawing.writers import check_matplotlib
from ..units import State
from .panels import INDICATORS, IndicatorName
from .rows import ReportRow, cells, heads, percent, remarks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CURVES = 12
"""The largest number of units in a report, and of curves in a panel."""


@dataclass(frozen=True)
class Report(Plotted):
    """The memory of one or more units by layer. It prints as tables; `plot` and `save` draw it.

    Attributes
    ----------
    length, width, lags, sequences : int
        How the units were measured: T steps, M numbers at each step, the lags 0 .. K, and B sequences.
    seed : int
        The seed of all random numbers.
    folds : int
        The number of folds of the cross-validation.
    noise : float
        The noise with which states are read, in standard deviations of each unit.
    state : "h" or "h,c"
        What was read of an LSTM: its hidden state, or this and its cell.
    rows : tuple of ReportRow
        The indicators, a row for each unit and layer.

    Examples
    --------
    >>> from tnrnn.memory import Probe, memory_report
    >>> report = memory_report(lambda x: x, probe=Probe(length=3, width=2, sequences=200))
    >>> isinstance(report, Report), report.sequences, report.rows[0].units
    (True, 200, 2)
    """

    length: int
    width: int
    lags: int
    sequences: int
    seed: int
    folds: int
    rows: tuple[ReportRow, ...]
    noise: float = 0.01
    state: State = "h"

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON, with numbers rounded to six decimals."""
        names = ("length", "width", "lags", "sequences", "seed", "folds", "noise", "state")
        own = {name: getattr(self, name) for name in names}
        return own | {"rows": [row.to_json() for row in self.rows]}

    @property
    def table(self) -> str:
        """A table with a line for each unit and layer, and an explanation of its columns."""
        return "\n".join(
            [
                f"T = {self.length} steps, M = {self.width} symbols or channels, lags 0 to {self.lags}; "
                f"{self.sequences:,} sequences, {self.folds} folds, seed {self.seed}"
                + ("; the state of an LSTM is h and c" if self.state == "h,c" else ""),
                "",
                *aligned([heads(self.rows[0], self.noise), *map(cells, self.rows)]),
                "",
                *remarks(self.rows[0]),
            ]
        )

    @property
    def by_lag(self) -> str:
        """A table of accuracies for symbols by lag, with a column for each layer of one unit, or for each unit."""
        several = len({row.name for row in self.rows}) > 1
        head = ("lag", *(row.name if several else row.label for row in self._curves))
        lines = [
            (str(lag), *(percent(row.symbols.measured[lag].value) for row in self._curves))
            for lag in range(self.lags + 1)
        ]
        return "\n".join([f"accuracy for symbols, chance {percent(1 / self.width)}", *aligned([head, *lines])])

    def __str__(self) -> str:
        return f"{self.table}\n\n{self.by_lag}"

    @property
    def _curves(self) -> tuple[ReportRow, ...]:
        """The rows that are plotted: every layer of one unit, or the row of all layers of each of several units."""
        names = {row.name for row in self.rows}
        found = self.rows if len(names) == 1 and len(self.rows) <= MOST_CURVES else self._last_of_each(names)
        return found[:MOST_CURVES]

    def _last_of_each(self, names: set[str]) -> tuple[ReportRow, ...]:
        """Return the last row of every unit, which is that of all its layers, or of its only layer."""
        last = {row.name: row for row in self.rows if row.name in names}
        return tuple(last.values())

    @as_before()
    def plot(
        self, *, ax: Axes | None = None, indicator: IndicatorName | None = None, style: Style | Theme | None = None
    ) -> Axes:
        """Plot one indicator, or all of them in a panel each, and return the axes.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            The axes for one indicator. By default a new figure is made.
        indicator : str, optional
            "symbols", "signal", "limits", "retention", "interference" or "semantic". By default all of them are
            plotted, or "symbols" if axes are given.
        style : Style or str, optional
            The style or the name of a theme; by default the theme "print".

        Raises
        ------
        TnrnnError
            If the indicator or the style is unknown, or if `ax` is not a matplotlib Axes.

        Examples
        --------
        >>> from tnrnn.memory import Probe, memory_report
        >>> report = memory_report(lambda x: x, probe=Probe(length=3, width=2, sequences=100))
        >>> len(report.plot().figure.axes)
        6
        """
        check_matplotlib()
        from ...drawing.charts import draw_chart, draw_panels
        from ...drawing.writers import check_axes

        look = resolved(style)
        if ax is None and indicator is None:
            return draw_panels(tuple(_chart(name, self) for name in INDICATORS), _title(self), look)
        if ax is not None:
            check_axes("memory_report.plot, ax", ax)
        name = choice("memory_report.plot, indicator", indicator or "symbols", INDICATORS)
        return draw_chart(_chart(name, self), look, ax)


def _title(report: Report) -> str:
    names = ", ".join(dict.fromkeys(row.name for row in report.rows))
    sizes = f"M = {report.width}, T = {report.length}, {report.sequences:,} sequences, seed {report.seed}"
    return f"Memory of {names}{', LSTM: h and c' if report.state == 'h,c' else ''}: {sizes}"


def _chart(name: IndicatorName, report: Report) -> Chart:
    shown, rows = INDICATORS[name], report._curves
    several = len({row.name for row in rows}) > 1
    words = [f"{row.name if several else row.label}, N = {row.units}" for row in rows]
    series = [part for group, row in enumerate(rows) for part in shown.curves(group, row)]
    if name == "symbols":
        series.append(Series("baseline", 0, (0.0, float(report.lags)), (1.0 / report.width,) * 2))
    return Chart(shown.title, shown.x, shown.y, tuple(series), tuple(words))
