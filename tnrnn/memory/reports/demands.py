"""What data ask for at every split, beside what a model can hold there and what trained units do hold."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...basics import as_before, mistake, whole
from ...bounding import Bound, least_upper
from ...drawing import CHART_ENDINGS, check_path, save
from ...drawing.scenes import Style, Theme, resolved
from ...drawing.writers import check_matplotlib
from ...models import size_line
from ...networks import Circuit, Partition
from ..data import DataEntanglement, DataRow
from ..spectra import StartFuture, start_future_rank
from ..units import named_units, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_READ = 64
"""The largest number of sequences whose Starts and Ends units read."""


@dataclass(frozen=True)
class DataReport:
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
            parts[-1] += _aligned([("split", "log2 of bound", "by", "overlap"), *map(_bound_cells, *self._bounded)])
            parts.append(self._verdict)
        if self.held:
            names = list(self.held)
            heads = ("split", *names)
            lines = [(str(row.split), *(_held_cell(self.held[name][at]) for name in names)) for at, row in self._rows]
            parts.append(f"effective rank of units, centred over Starts (and uncentred)\n\n{_aligned([heads, *lines])}")
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
        from .demand_charts import chart_of_demands

        look = resolved(style)
        if ax is not None:
            check_axes("data_report.plot, ax", ax)
        return draw_chart(chart_of_demands(self), look, ax)

    @as_before()
    def save(self, path: str | os.PathLike[str], *, style: Style | Theme | None = None) -> None:
        """Write the plot to a file. The same report gives the same bytes.

        Parameters
        ----------
        path : str or path
            The file, whose ending png, pdf or svg says the format.
        style : Style or str, optional
            The style or the name of a theme; by default the theme "print".

        Raises
        ------
        TnrnnError
            If the ending is another one, or if the file cannot be written.
        """
        check_path(path, CHART_ENDINGS)
        save(self.plot(style=style), path)


@as_before()
def data_report(  # noqa: PLR0913
    data: DataEntanglement,
    *,
    model: Circuit | None = None,
    units: Any = None,
    words: Any = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> DataReport:
    """Return what data ask for at each split, beside what a model can hold there and what trained units do hold.

    The model reads one-hot words, so that its values at all words are a tensor: the function that it computes of
    vectors x[1], .., x[T] is the inner product of this tensor and of their product. Its rank at a split is at most the
    bound, for all weights.

    Parameters
    ----------
    data : DataEntanglement
        What `data_entanglement` found.
    model : Circuit, optional
        A circuit with as many steps and as wide inputs as the data. If the class is an index of the data, all channels
        of its last output are observed, and otherwise one.
    units : unit, or mapping from names to units, optional
        Trained units as for `start_future_rank`, of which all channels of the last step are read. What they hold is the
        effective rank over Starts and Ends of the data, centred over Starts.
    words : array, optional
        Sequences for the units, as the units read them; token ids become one-hot vectors for a unit that says how wide
        its inputs are. At most 64 of them are taken.
    seed : int
        The seed of this choice; by default 0.
    progress : function, optional
        It is called with what is done next, in words.

    Raises
    ------
    TnrnnError
        If the model or the words do not fit the data, or if a unit is refused.

    Examples
    --------
    >>> from tnrnn import rac
    >>> from tnrnn.memory import data_entanglement
    >>> words = np.array(list(np.ndindex(2, 2, 2, 2)))
    >>> labels = (words[:, :2] == words[:, 2:]).all(axis=1)
    >>> data = data_entanglement(words, labels, balanced=True)
    >>> report = data_report(data, model=rac(4, 1, 2, 2))
    >>> [bound.value for bound in report.bounds], report.beyond, [round(one, 3) for one in report.overlaps]
    ([2, 2, 2], (2,), [1.0, 0.816, 1.0])
    """
    if not isinstance(data, DataEntanglement):
        raise mistake("data_report, data", "what data_entanglement returns", data)
    tell = progress or (lambda _: None)
    bounds: list[Bound] = []
    if model is not None:
        _check_model(data, model)
        for row in data.rows:
            tell(f"the bound at split {row.split}")
            partition = Partition.start_end(data.length, row.split)
            bounds.append(least_upper(model, partition, observe="vector" if data.leg else "scalar"))
    held: dict[str, tuple[StartFuture, ...]] = {}
    if units is not None:
        for name, unit in named_units("data_report", units).items():
            tell(f"what {name} holds")
            held |= _held(name, unit, data, _chosen(data, words, unit, seed))
    return DataReport(data, "" if model is None else _line(model), tuple(bounds), held)


def _line(model: Circuit) -> str:
    """Return the model and its sizes in one line.

    >>> from tnrnn import rac
    >>> _line(rac(4, 1, 2, 2))
    'rac T=4 L=1 M=2 R=2'
    """
    origin = model.origin
    if origin is None:
        return "the circuit"
    return f"rac {size_line(origin)}" if origin.model == "rac" else size_line(origin)


def _check_model(data: DataEntanglement, model: Any) -> None:
    if not isinstance(model, Circuit):
        raise mistake("data_report, model", "a Circuit", model)
    if sorted(map(str, model.positions)) != sorted(map(str, range(1, data.length + 1))):
        raise mistake("data_report, model", f"inputs at the times 1 to {data.length}", f"{len(model.positions)} others")
    widths = {vertex.dim for vertex in model.vertices if vertex.kind == "input"}
    if widths != {data.width}:
        raise mistake("data_report, model", f"inputs of width {data.width}, as the data have", sorted(widths))


def _chosen(data: DataEntanglement, words: Any, unit: Any, seed: int) -> Any:
    """Return at most 64 sequences as a unit reads them."""
    if words is None:
        raise mistake("data_report, words", "the sequences for the units", None)
    found = np.asarray(words)
    if found.ndim not in (2, 3) or found.shape[:2] != (data.sequences, data.length):
        expected = f"{data.sequences:,} sequences of {data.length} steps, as the data have"
        raise mistake("data_report, words", expected, f"shape {found.shape}")
    rng = np.random.default_rng(whole("data_report, seed", seed, least=0))
    found = found[np.sort(rng.permutation(len(found))[:MOST_READ])]
    width = width_of(unit)
    if found.ndim == 3 or width is None:
        return found
    if found.dtype.kind not in "iu":
        return found[:, :, None]
    if int(found.max()) >= width:
        raise mistake("data_report, words", f"token ids below {width}, the width of the unit", int(found.max()))
    return np.eye(width)[found]


def _held(name: str, unit: Any, data: DataEntanglement, words: Any) -> dict[str, tuple[StartFuture, ...]]:
    """Return what each layer of a unit holds, by its name."""
    tops = [
        start_future_rank(
            unit,
            row.split,
            data.length,
            starts=words[:, : row.split],
            ends=words[:, row.split :],
            observe="vector",
            progress=False,
        )
        for row in data.rows
    ]
    layers = [one.layer for one in tops[0].layers]
    several = len(layers) > 1
    return {
        f"{name}, {layer}" if several else name: tuple(top.layers[at] for top in tops)
        for at, layer in enumerate(layers)
    }


def _aligned(lines: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.rjust, line, widths)) for line in lines)


def _bound_cells(row: DataRow, bound: Bound, overlap: float) -> tuple[str, ...]:
    log2 = "-" if bound.log2 is None else f"{bound.log2:.3f}"
    return str(row.split), log2, f"{bound.name}, {bound.status}", f"{overlap:.4f}"


def _held_cell(one: StartFuture) -> str:
    return f"{one.centred.effective_rank:.2f} ({one.spectrum.effective_rank:.2f})"
