"""Start-Future ranks by unit, layer and split, as data, as a table and as a plot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from ...basics import aligned, as_before, choice
from ...drawing import Plotted
from ...drawing.charts import Chart, Scale, Series
from ...drawing.scenes import Style, Theme, resolved
from ...drawing.writers import check_matplotlib
from .intervals import Interval
from .results import StartFuture, layer_json, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CURVES = 12
"""The largest number of curves in a plot."""

MOST_BOUND = 1e300
"""The largest bound in a plot."""

Measure = Literal["effective", "numerical", "stable"]
MEASURES: dict[Measure, str] = {
    "effective": "effective rank",
    "numerical": "numerical rank",
    "stable": "stable rank",
}
"""The measures that are plotted, in words."""


@dataclass(frozen=True)
class FutureRow:
    """One layer of one unit at one split.

    Attributes
    ----------
    name : str
        The name of the unit.
    future : StartFuture
        What was measured.
    bound : int or float, optional
        A proved bound of the rank of the uncentred matrix, None if none was given.

    Examples
    --------
    >>> from tnrnn.memory import start_future_profile
    >>> row = start_future_profile({"sum": lambda x: x.cumsum(axis=1)}, 4, [2], width=3, bounds={"sum": 3}).rows[0]
    >>> row.name, row.value("numerical", centred=False), row.bound
    ('sum', 3.0, 3)
    """

    name: str
    future: StartFuture
    bound: int | float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON; a bound is a string, because it may be a large integer."""
        future = self.future
        own = {"name": self.name, "split": future.split, "length": future.length, "observe": future.observe}
        return own | layer_json(future) | {"bound": None if self.bound is None else str(self.bound)}

    def value(self, measure: Measure, centred: bool) -> float:
        """Return one of the measures.

        Parameters
        ----------
        measure : "effective", "numerical" or "stable"
            Which of the three kinds of rank is returned.
        centred : bool
            Whether it is that of the matrix without its mean row.
        """
        spectrum = self.future.centred if centred else self.future.spectrum
        return float(getattr(spectrum, f"{measure}_rank"))

    def interval(self, centred: bool) -> Interval | None:
        """Return the 95 % interval of the effective rank.

        Parameters
        ----------
        centred : bool
            Whether it is that of the matrix without its mean row.
        """
        return self.future.centred_interval if centred else self.future.interval

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the row in the printed table."""
        future, bound = self.future, self.bound
        return (
            self.name,
            future.layer,
            str(future.split),
            str(future.spectrum.numerical_rank),
            str(future.centred.numerical_rank),
            f"{future.spectrum.effective_rank:.2f}",
            f"{future.centred.effective_rank:.2f}",
            shown(future.centred_interval),
            f"{future.centred.stable_rank:.2f}",
            "-" if bound is None else str(bound) if bound < 10**12 else f"{Decimal(bound):.1e}",
        )


HEADS = (
    "unit", "layer", "split", "rank", "rank, centred", "effective", "effective, centred", "95 %", "stable, centred",
    "bound",
)  # fmt: skip
"""The heads of the columns of `FutureRow.cells`."""


@dataclass(frozen=True)
class StartFutureProfile(Plotted):
    """Start-Future ranks by unit, layer and split. It prints as a table; `plot` and `save` draw it.

    Attributes
    ----------
    rows : tuple of FutureRow
        A row for each unit, split and layer, in this order.

    Examples
    --------
    >>> from tnrnn.memory import start_future_profile
    >>> found = start_future_profile(lambda x: x.cumsum(axis=1), 4, [1, 2], width=3)
    >>> [(row.future.split, row.value("numerical", centred=False)) for row in found.rows]
    [(1, 3.0), (2, 3.0)]
    """

    rows: tuple[FutureRow, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the profile as JSON.

        Examples
        --------
        >>> from tnrnn.memory import start_future_profile
        >>> start_future_profile(lambda x: x, 4, [2], width=2).to_json()["rows"][0]["centred"]["numerical_rank"]
        0
        """
        return {"rows": [row.to_json() for row in self.rows]}

    def __str__(self) -> str:
        lines = [HEADS, *(row.cells for row in self.rows)]
        return "\n".join(aligned(lines))

    def chart(self, measure: Measure = "effective", centred: bool = True) -> Chart:
        """Return the plot as data: a curve for each layer of a unit, or for the top layer of each of several units.

        If several units were measured at one split only, they are stages of a training, and the axis has their names if
        those are numbers, and otherwise their numbers from 1.

        Parameters
        ----------
        measure : "effective", "numerical" or "stable"
            What is plotted; by default the effective rank.
        centred : bool
            Whether it is that of the matrix without its mean row. By default True.

        Raises
        ------
        TnrnnError
            If the measure is unknown.

        Examples
        --------
        >>> from tnrnn.memory import start_future_profile
        >>> found = start_future_profile([(0, lambda x: x), (50, lambda x: x.cumsum(axis=1))], 4, [2], width=2)
        >>> found.chart("numerical").x.label, [series.y for series in found.chart("numerical").series]
        ('iteration', [(0.0, 1.0)])
        """
        choice("start_future_profile.plot, measure", measure, MEASURES)
        curves = self._curves()
        series = [one for at, rows in enumerate(curves.values()) for one in self._series(at, rows, measure, centred)]
        first = self.rows[0].future
        label = f"{MEASURES[measure]} of the {'centred ' if centred else ''}matrix"
        ceiling = max(max(one.y) for one in series)
        return Chart(
            f"Start-Future rank ({first.observe}), T = {first.length}",
            Scale(self._axis, "whole"),
            Scale(label, "symlog" if ceiling > 100 else "whole"),
            tuple(series),
            tuple(curves) if len(curves) > 1 else ("",),
        )

    @as_before()
    def plot(
        self,
        *,
        ax: Axes | None = None,
        measure: Measure = "effective",
        centred: bool = True,
        style: Style | Theme | None = None,
    ) -> Axes:
        """Plot a rank against the split, and return the axes.

        There is a curve for each layer of one unit, or for the top layer of each of several units, with 95 % intervals
        of effective ranks, and the proved bounds where they were given. If several units were measured at one split
        only, they are taken for stages of a training, and the curve shows the rank over the training.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            The axes; by default a new figure is made.
        measure : "effective", "numerical" or "stable"
            What is plotted; by default the effective rank.
        centred : bool
            Whether it is that of the matrix without its mean row. By default True.
        style : Style or str, optional
            The style or the name of a theme; by default the theme "print".

        Raises
        ------
        TnrnnError
            If the measure or the style is unknown, or if `ax` is not a matplotlib Axes.

        Examples
        --------
        >>> from tnrnn.memory import start_future_profile
        >>> start_future_profile(lambda x: x.cumsum(axis=1), 4, width=2).plot().get_xlabel()
        'steps in the Start'
        """
        check_matplotlib()
        from ...drawing.charts import draw_chart
        from ...drawing.writers import check_axes

        if ax is not None:
            check_axes("start_future_profile.plot, ax", ax)
        return draw_chart(self.chart(measure, centred), resolved(style), ax)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.name for row in self.rows))

    @property
    def _over_training(self) -> bool:
        return len(self._names) > 1 and len({row.future.split for row in self.rows}) == 1

    @property
    def _axis(self) -> str:
        if not self._over_training:
            return "steps in the Start"
        return "iteration" if all(name.isdecimal() for name in self._names) else "unit"

    def _curves(self) -> dict[str, list[FutureRow]]:
        """Return the rows of each curve by its name."""
        layers = self._over_training or len(self._names) == 1
        curves: dict[str, list[FutureRow]] = {}
        for row in self.rows if layers else self._top():
            curves.setdefault(row.future.layer if layers else row.name, []).append(row)
        return dict(list(curves.items())[:MOST_CURVES])

    def _top(self) -> list[FutureRow]:
        """Return the rows of the top layers."""
        return list({(row.name, row.future.split): row for row in self.rows}.values())

    def _place(self, row: FutureRow) -> float:
        if not self._over_training:
            return float(row.future.split)
        return float(row.name) if self._axis == "iteration" else 1.0 + self._names.index(row.name)

    def _series(self, group: int, rows: list[FutureRow], measure: Measure, centred: bool) -> Iterator[Series]:
        x = tuple(map(self._place, rows))
        intervals = [row.interval(centred) for row in rows]
        known = [(at, one) for at, one in zip(x, intervals, strict=True) if one is not None]
        if measure == "effective" and len(known) > 1:
            places, found = zip(*known, strict=True)
            yield Series("interval", group, places, tuple(one.high for one in found), tuple(one.low for one in found))
        pairs = [(at, row.bound) for at, row in zip(x, rows, strict=True) if row.bound is not None]
        bounds = [(at, float(bound)) for at, bound in pairs if bound < MOST_BOUND]
        if bounds:
            yield Series("proved", group, *zip(*bounds, strict=True))
        yield Series("measured", group, x, tuple(row.value(measure, centred) for row in rows))
