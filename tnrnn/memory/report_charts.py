"""How the report plots each indicator: titles, axes and curves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from ..drawing.charts import Scale, Series
from .limits import memory_limits
from .readout import Estimate
from .report_rows import ReportRow

Indicator = Literal["symbols", "signal", "limits", "retention", "interference", "semantic"]
INDICATORS: tuple[Indicator, ...] = get_args(Indicator)


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
