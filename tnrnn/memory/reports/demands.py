"""What data ask for at every split, beside what a model can hold there and what trained units do hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...basics import aligned, as_before
from ...bounding import Bound
from ...drawing import Plotted
from ...drawing.scenes import Style, Theme, resolved
from ...drawing.writers import check_matplotlib
from ..data import DataEntanglement, DataRow
from ..futures import StartFuture

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class DataReport(Plotted):
    """What data ask for, what a model can hold, and what units do hold. It prints as tables; `plot` and `save` draw it.

    Attributes
    ----------
    data : DataEntanglement
        What the data ask for.
    model : str
        The model and its sizes; "" without a model.
    bounds : tuple of Bound
        The least upper bounds on the rank of the model, one for each row of the data; empty without a model.
    held : mapping from str to tuple of StartFuture
        For each unit and layer, what it holds at each split.

    Examples
    --------
    >>> import numpy as np
    >>> from tnrnn import rac
    >>> from tnrnn.memory import data_entanglement, data_report
    >>> data = data_entanglement(np.array([[0, 0], [1, 1]]))
    >>> report = data_report(data, model=rac(length=2, layers=1, inputs=2, hidden=1))
    >>> isinstance(report, DataReport), [bound.value for bound in report.bounds], report.beyond
    (True, [1], (1,))
    """

    data: DataEntanglement
    model: str
    bounds: tuple[Bound, ...]
    held: Mapping[str, tuple[StartFuture, ...]]

    @property
    def limits(self) -> tuple[float, ...]:
        """The base-2 logarithms of the bounds, by row."""
        return tuple(math.inf if bound.log2 is None else bound.log2 for bound in self.bounds)

    @property
    def beyond(self) -> tuple[int, ...]:
        """The splits at which the entropy of the data is above the logarithm of the bound.

        There no weights of the model give the data tensor, nor a multiple of it: a tensor of rank r has an entropy of
        at most log2 r. `overlaps` says how near they can come.
        """
        rows = zip(self.data.rows, self.limits, strict=True) if self.bounds else ()
        return tuple(row.split for row, limit in rows if row.entropy > limit + 1e-9)

    @property
    def overlaps(self) -> tuple[float, ...]:
        """The greatest overlap of the model, with any weights, and the data, by row; see `DataRow.held`."""
        if not self.bounds:
            return ()
        return tuple(
            row.held(2.0**limit if limit < 62 else math.inf)
            if bound.value is None
            else row.held(max(bound.value, 1) if bound.value < 2**62 else math.inf)
            for row, bound, limit in zip(self.data.rows, self.bounds, self.limits, strict=True)
        )

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON; integers that may be large are strings."""
        bounds = [
            {
                "split": row.split,
                "value": None if bound.value is None else str(bound.value),
                "log2": bound.log2,
                "name": bound.name,
                "status": bound.status,
                "overlap": round(overlap, 6),
            }
            for row, bound, overlap in zip(self.data.rows, self.bounds, self.overlaps, strict=bool(self.bounds))
        ]
        held = {
            name: [
                {
                    "split": one.split,
                    "effective_rank": round(one.spectrum.effective_rank, 6),
                    "centred_effective_rank": round(one.centred.effective_rank, 6),
                    "numerical_rank": one.spectrum.numerical_rank,
                    "starts": one.spectrum.rows,
                }
                for one in found
            ]
            for name, found in self.held.items()
        }
        body = {"data": self.data.to_json(), "model": self.model or None, "bounds": bounds}
        return body | {"beyond": list(self.beyond), "held": held}

    def __str__(self) -> str:
        parts = [str(self.data)]
        if self.bounds:
            parts.append(f"{self.model}: least upper bound on the rank, and the best overlap with the data\n\n")
            parts[-1] += "\n".join(
                aligned([("split", "log2 of bound", "by", "overlap"), *map(_bound_cells, *self._bounded)])
            )
            parts.append(self._verdict)
        if self.held:
            names = list(self.held)
            heads = ("split", *names)
            lines = [(str(row.split), *(_held_cell(self.held[name][at]) for name in names)) for at, row in self._rows]
            title = "effective rank of units, centred over Starts (and uncentred)"
            parts.append("\n".join([title, "", *aligned([heads, *lines])]))
        return "\n\n".join(parts)

    @property
    def _rows(self) -> list[tuple[int, DataRow]]:
        return list(enumerate(self.data.rows))

    @property
    def _bounded(self) -> tuple[tuple[DataRow, ...], tuple[Bound, ...], tuple[float, ...]]:
        return self.data.rows, self.bounds, self.overlaps

    @property
    def _verdict(self) -> str:
        if not self.beyond:
            return "The entropy of the data is nowhere above the logarithm of the bound."
        splits = ", ".join(map(str, self.beyond))
        return f"At split {splits} the entropy of the data is above: no weights give the data tensor."

    @as_before()
    def plot(self, *, ax: Axes | None = None, style: Style | Theme | None = None) -> Axes:
        """Plot all curves over the splits, in bits, and return the axes.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            The axes; by default a new figure is made.
        style : Style or str, optional
            The style or the name of a theme; by default the theme "print".

        Raises
        ------
        TnrnnError
            If the style is unknown, or if `ax` is not a matplotlib Axes.
        """
        check_matplotlib()
        from ...drawing.charts import draw_chart
        from ...drawing.writers import check_axes
        from .demand_charts import Limit, chart_of_demands

        look = resolved(style)
        if ax is not None:
            check_axes("data_report.plot, ax", ax)
        certain = all(bound.status == "proved" for bound in self.bounds)
        limit = Limit(self.model if certain else f"{self.model}, computed", self.limits) if self.bounds else None
        return draw_chart(chart_of_demands(self.data, limit, self.held), look, ax)


def _bound_cells(row: DataRow, bound: Bound, overlap: float) -> tuple[str, ...]:
    log2 = "-" if bound.log2 is None else f"{bound.log2:.3f}"
    return str(row.split), log2, f"{bound.name}, {bound.status}", f"{overlap:.4f}"


def _held_cell(one: StartFuture) -> str:
    return f"{one.centred.effective_rank:.2f} ({one.spectrum.effective_rank:.2f})"
