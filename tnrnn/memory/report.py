"""The memory report: all indicators of one unit, or of several, as data, as text and as a plot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..basics import TnrnnError, as_before, choice, mistake
from ..drawing import check_path, save
from ..drawing.charts import Chart, Scale, Series
from ..drawing.scenes import Style, Theme, resolved
from ..drawing.writers import check_matplotlib
from .indicators import (
    THRESHOLD,
    Capacity,
    MemoryLimits,
    MemoryProfile,
    Retention,
    SemanticSpan,
    Span,
    capacity_of,
    checked_threshold,
    embeddings_of,
    memory_limits,
    memory_span,
    retention_of,
    retention_states,
    retention_steps,
    semantic_of,
    signal_profile,
    symbol_profile,
)
from .readout import Estimate
from .states import Asked, Probe, State, asked, named_units, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Indicator = Literal["symbols", "signal", "limits", "retention", "interference", "semantic"]
INDICATORS: tuple[Indicator, ...] = get_args(Indicator)
ENDINGS = ("png", "pdf", "svg")
MOST_CURVES = 12
SHORTEST, LONGEST = 12, 60
"""Steps of sequences whose length is chosen here."""


@dataclass(frozen=True)
class ReportRow:
    """All indicators of one layer of a unit; `layer` None: of all its layers, side by side."""

    name: str
    layer: int | None
    units: int
    symbols: MemoryProfile
    symbol_span: Span
    signal: MemoryProfile
    signal_span: Span
    capacity: Capacity
    limits: MemoryLimits
    retention: Retention
    semantic: SemanticSpan

    @property
    def label(self) -> str:
        """The layer in words."""
        return "all layers" if self.layer is None else f"layer {self.layer}"

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON has it; every estimate is [value, low, high]."""
        return {
            "name": self.name,
            "layer": self.layer or "all",
            "units": self.units,
            "symbols": self.symbols.to_json() | {"span": self.symbol_span.to_json()},
            "signal": self.signal.to_json() | {"span": self.signal_span.to_json()},
            "capacity": self.capacity.to_json(),
            "limits": self.limits.to_json(),
            "retention": self.retention.to_json(),
            "semantic": self.semantic.to_json(),
        }


@dataclass(frozen=True)
class Report:
    """The memory of one or more units, by layer: printed, tables; see `plot` and `save`.

    `length` T, `width` M, `lags` K, `sequences` B, `seed`, `folds`, `noise` and `state` say how they were measured.
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
        """Return the report as JSON has it, numbers to six decimals."""
        names = ("length", "width", "lags", "sequences", "seed", "folds", "noise", "state")
        own = {name: getattr(self, name) for name in names}
        return own | {"rows": [row.to_json() for row in self.rows]}

    @property
    def table(self) -> str:
        """One line for each unit and layer, and what the columns mean."""
        head = (
            "unit", "layer", "N", "capacity (95 %)", "of N", f"noise {100 * self.noise:g} %", "span", "(95 %)",
            "signal span", f"kept at {self._latest}", "overwritten", "sequence", "at most",
        )  # fmt: skip
        threshold = self.rows[0].symbol_span.threshold
        return "\n".join(
            [
                f"T = {self.length} steps, M = {self.width} symbols or channels, lags 0 to {self.lags}; "
                f"{self.sequences:,} sequences, {self.folds} folds, seed {self.seed}"
                + ("; of an LSTM h and c" if self.state == "h,c" else ""),
                "",
                *_aligned([head, *map(_cells, self.rows)]),
                "",
                "capacity: Jaeger's MC for signals, at most N; the upper end counts what is below its precision.",
                "noise: MC if states are read with noise of this many percent of each unit's standard deviation.",
                f"span: latest symbols that are decoded at least {100 * threshold:.0f} % of the way from chance to "
                "certainty.",
                f"kept at {self._latest}: of a symbol, so many steps later, after random inputs; overwritten: how much "
                "more it is after constant ones.",
                "sequence: the part of its variance that the state spans linearly, and the most for N numbers.",
            ]
        )

    @property
    def by_lag(self) -> str:
        """Accuracy for symbols by lag, a column for each layer of one unit, or for each of several units."""
        several = len({row.name for row in self.rows}) > 1
        head = ("lag", *(row.name if several else row.label for row in self._curves))
        lines = [
            (str(lag), *(_percent(row.symbols.measured[lag].value) for row in self._curves))
            for lag in range(self.lags + 1)
        ]
        return "\n".join([f"accuracy for symbols, chance {_percent(1 / self.width)}", *_aligned([head, *lines])])

    def __str__(self) -> str:
        return f"{self.table}\n\n{self.by_lag}"

    @property
    def _latest(self) -> int:
        return self.rows[0].retention.steps[-1]

    @property
    def _curves(self) -> tuple[ReportRow, ...]:
        """The rows that are plotted: of one unit every layer, of several units all their layers side by side."""
        names = {row.name for row in self.rows}
        found = self.rows if len(names) == 1 and len(self.rows) <= MOST_CURVES else self._last_of_each(names)
        return found[:MOST_CURVES]

    def _last_of_each(self, names: set[str]) -> tuple[ReportRow, ...]:
        """Return the last row of every unit: that of all its layers, or of its one layer."""
        last = {row.name: row for row in self.rows if row.name in names}
        return tuple(last.values())

    @as_before()
    def plot(
        self, *, ax: Axes | None = None, indicator: Indicator | None = None, style: Style | Theme | None = None
    ) -> Axes:
        """Plot one indicator on given axes, or all of them, a panel each, on a figure of their own; return the axes.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            For one indicator. Default: a figure of its own.
        indicator : str, optional
            "symbols", "signal", "limits", "retention", "interference" or "semantic". Default: on given axes "symbols",
            else all.
        style : Style or str, optional

        Raises
        ------
        TnrnnError
            On unknown indicators and styles, and anything but axes.

        Examples
        --------
        >>> report = memory_report(lambda x: x, probe=Probe(length=3, width=2, sequences=100))
        >>> len(report.plot().figure.axes)
        6
        """
        check_matplotlib()
        from ..drawing.charts import draw_chart, draw_panels
        from ..drawing.writers import check_axes

        look = resolved(style)
        if ax is None and indicator is None:
            return draw_panels(tuple(_chart(name, self) for name in INDICATORS), _title(self), look)
        if ax is not None:
            check_axes("memory_report.plot, ax", ax)
        name = choice("memory_report.plot, indicator", indicator or "symbols", INDICATORS)
        return draw_chart(_chart(name, self), look, ax)

    @as_before()
    def save(self, path: str | os.PathLike[str], *, style: Style | Theme | None = None) -> None:
        """Write the plot of all indicators as its ending says: png, pdf or svg. The same report gives the same bytes.

        Raises
        ------
        TnrnnError
            On other endings, and files that cannot be written.

        Examples
        --------
        >>> memory_report(lambda x: x, probe=Probe(length=3, width=2, sequences=100)).save("report.txt")
        Traceback (most recent call last):
        tnrnn.TnrnnError: save, ending of 'report.txt': expected png, pdf or svg, given 'txt'
        """
        check_path(path, ENDINGS)
        save(self.plot(style=style), path)


@as_before()
def memory_report(
    units: Any, *, probe: Probe | None = None, threshold: float = THRESHOLD, embeddings: Any = None
) -> Report:
    """Return all memory indicators of a unit, or of several, for each layer and for all layers side by side.

    All are taken from two samples, one of symbols and one of signals, and from one of constant continuations. The same
    call gives the same report.

    Parameters
    ----------
    units : torch module, function, or mapping from names to such
        As `tnrnn.memory.states.asked` has them; all of one width. Untrained or trained.
    probe : Probe, optional
        Default: lengths for twice as many inputs as the largest unit could hold, from 12 to 60 steps.
    threshold : float
        Of the spans.
    embeddings : array (M, d), optional
        For the semantic space: see `semantic_span`.

    Raises
    ------
    TnrnnError
        As the indicators do; for more than 12 units, and for units of several widths.

    Examples
    --------
    >>> import torch
    >>> report = memory_report(torch.nn.GRU(4, 3, batch_first=True), probe=Probe(length=6, sequences=300))
    >>> report.rows[0].units, report.rows[0].capacity.total.high <= 3
    (3, True)
    """
    named = named_units("memory_report", units)
    if len(named) > MOST_CURVES:
        raise mistake("memory_report", f"at most {MOST_CURVES} units", len(named))
    chosen = _chosen(named, probe)
    checked_threshold(threshold)
    seen = {name: asked(unit, chosen) for name, unit in named.items()}
    chosen = replace(chosen, sequences=max(one.sequences for one in seen.values()))
    samples = {name: replace(one, probe=chosen, sequences=chosen.sequences or 0) for name, one in seen.items()}
    for one in samples.values():
        embeddings_of(one, embeddings)
    rows = tuple(row for name, one in samples.items() for row in _rows(name, one, threshold, embeddings))
    first = next(iter(samples.values()))
    how = (chosen.length, first.width, chosen.count - 1, first.sequences, chosen.seed, chosen.folds)
    return Report(*how, rows, chosen.noise, chosen.state)


def suited(units: Any, state: State = "h") -> Probe:
    """Return a probe whose sequences are as long as twice what the largest unit could hold, from 12 to 60 steps.

    `state` is that of the probe.

    Raises
    ------
    TnrnnError
        As `memory_report`.

    Examples
    --------
    >>> import torch
    >>> suited(torch.nn.GRU(4, 32, batch_first=True)).length
    20
    """
    named = named_units("memory_report", units)
    width = _width(named, None)
    most = max(sum(asked(unit, Probe(length=2, lags=0, width=width, state=state)).units) for unit in named.values())
    return Probe(length=min(max(2 * -(-most // width) + 4, SHORTEST), LONGEST), width=width, state=state)


def _chosen(named: dict[str, Any], probe: Probe | None) -> Probe:
    """Return a probe with a width that suits all units."""
    if probe is None:
        return suited(named)
    if not isinstance(probe, Probe):
        raise mistake("memory_report, probe", "a Probe", probe)
    return replace(probe, width=_width(named, probe))


def _width(named: dict[str, Any], probe: Probe | None) -> int:
    widths = {width for unit in named.values() if (width := (probe and probe.width) or width_of(unit)) is not None}
    if len(widths) > 1:
        raise mistake("memory_report", "units of one width", sorted(widths))
    if not widths:
        raise TnrnnError("memory_report, width: expected Probe(width=..), the numbers a step of a function, given none")
    return widths.pop()


def _rows(name: str, seen: Asked, threshold: float, embeddings: Any) -> Iterator[ReportRow]:
    symbols, signals, later = seen.symbols(), seen.signals(), retention_steps(seen, None)
    end = [seen.probe.length]
    after_symbols, after_signals = seen.states(symbols, end)[:, 0], seen.states(signals, end)[:, 0]
    after = retention_states(seen, symbols, later)
    for layer in _layers(seen):
        columns = seen.columns(layer)
        held, driven = after_symbols[:, columns], after_signals[:, columns]
        profile, signal = symbol_profile(seen, held, symbols), signal_profile(seen, driven, signals)
        capacity = capacity_of(seen, driven, signals)
        yield ReportRow(
            name=name,
            layer=layer,
            units=held.shape[1],
            symbols=profile,
            symbol_span=memory_span(profile, threshold=threshold),
            signal=signal,
            signal_span=memory_span(signal, threshold=threshold),
            capacity=capacity,
            limits=memory_limits(capacity, seen.probe.count),
            retention=retention_of(seen, symbols, later, (after[0][:, :, columns], after[1][:, :, columns])),
            semantic=semantic_of(seen, held, symbols, embeddings),
        )


def _layers(seen: Asked) -> tuple[int | None, ...]:
    if len(seen.units) == 1:
        return (1,)
    return (*range(1, len(seen.units) + 1), None)


# Text


def _cells(row: ReportRow) -> tuple[str, ...]:
    capacity, late, semantic = row.capacity.total, row.retention, row.semantic
    return (
        row.name,
        str(row.layer or "all"),
        str(row.units),
        f"{capacity.value:.2f} ({capacity.low:.2f} to {capacity.high:.2f})",
        _percent(capacity.value / row.units),
        f"{(row.capacity.at_noise or capacity).value:.2f}",
        _span(row.symbol_span),
        f"{row.symbol_span.low} to {row.symbol_span.high}",
        _span(row.signal_span),
        _percent(late.random[-1].value),
        _percent(late.interference[-1].value),
        _percent(semantic.total.value),
        _percent(semantic.ceiling),
    )


def _span(span: Span) -> str:
    return f">= {span.steps}" if span.whole else str(span.steps)


def _percent(part: float) -> str:
    return f"{100 * part + 0.0:.1f} %".replace("-0.0 %", "0.0 %")


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


# Plots

PART = "part"
LAG = Scale("lag k in steps", "whole")
TITLES = {
    "symbols": "Symbols, by lag",
    "signal": "Signals, by lag",
    "limits": "Capacity, by length",
    "retention": "One symbol, later",
    "interference": "Overwritten by new inputs",
    "semantic": "Semantic space, by position",
}
AXES = {
    "symbols": (LAG, Scale("accuracy", PART)),
    "signal": (LAG, Scale("R² of x[T - k]", PART)),
    "limits": (Scale("length of sequences in steps", "whole"), Scale("MC of what is asked", PART)),
    "retention": (Scale("steps after the symbol", "whole"), Scale("kept of the symbol", PART)),
    "interference": (Scale("steps after the symbol", "whole"), Scale("repeated less random", PART)),
    "semantic": (Scale("position in the sequence", "whole"), Scale("variance explained", PART)),
}


def _title(report: Report) -> str:
    names = ", ".join(dict.fromkeys(row.name for row in report.rows))
    sizes = f"M = {report.width}, T = {report.length}, {report.sequences:,} sequences, seed {report.seed}"
    return f"Memory of {names}{', LSTM: h and c' if report.state == 'h,c' else ''}: {sizes}"


def _chart(name: str, report: Report) -> Chart:
    rows = report._curves
    several = len({row.name for row in rows}) > 1
    words = [f"{row.name if several else row.label}, N = {row.units}" for row in rows]
    series = [part for group, row in enumerate(rows) for part in CURVES[name](group, row)]
    if name == "symbols":
        series.append(Series("baseline", 0, (0.0, float(report.lags)), (1.0 / report.width,) * 2))
    return Chart(TITLES[name], *AXES[name], tuple(series), tuple(words))


def _curve(kind: str, group: int, first: tuple[int, ...], estimates: tuple[Estimate, ...]) -> Iterator[Series]:
    """Yield a line with its band; all that is plotted is a part, from 0 to 1."""
    x = tuple(map(float, first))
    value, low, high = (tuple(min(max(number, 0.0), 1.0) for number in line) for line in zip(*estimates, strict=True))
    yield Series("interval", group, x, high, low)
    yield Series(kind, group, x, value)


def _symbols(group: int, row: ReportRow) -> Iterator[Series]:
    return _curve("measured", group, tuple(range(len(row.symbols.measured))), row.symbols.measured)


def _signal(group: int, row: ReportRow) -> Iterator[Series]:
    return _curve("measured", group, tuple(range(len(row.signal.measured))), row.signal.measured)


def _limits(group: int, row: ReportRow) -> Iterator[Series]:
    lengths = tuple(range(1, len(row.capacity.by_lag) + 1))
    found = [memory_limits(row.capacity, length) for length in lengths]
    yield Series("ceiling", group, tuple(map(float, lengths)), tuple(limits.ceiling for limits in found))
    yield Series("measured", group, tuple(map(float, lengths)), tuple(limits.share.value for limits in found))


def _retention(group: int, row: ReportRow) -> Iterator[Series]:
    yield from _curve("random", group, row.retention.steps, row.retention.random)
    same = tuple(min(max(one.value, 0.0), 1.0) for one in row.retention.repeated)
    yield Series("repeated", group, tuple(map(float, row.retention.steps)), same)


def _interference(group: int, row: ReportRow) -> Iterator[Series]:
    return _curve("measured", group, row.retention.steps, row.retention.interference)


def _semantic(group: int, row: ReportRow) -> Iterator[Series]:
    positions = tuple(range(1, len(row.semantic.by_position) + 1))
    return _curve("measured", group, positions, row.semantic.by_position)


CURVES = {
    "symbols": _symbols,
    "signal": _signal,
    "limits": _limits,
    "retention": _retention,
    "interference": _interference,
    "semantic": _semantic,
}
