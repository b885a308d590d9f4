"""The plot of each indicator of a report: titles, axes and curves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from ..drawing.charts import Scale, Series
from .limits import memory_limits
from .readout import Estimate
from .report_rows import ReportRow

Indicator = Literal["symbols", "signal", "limits", "retention", "interference", "semantic"]
INDICATORS: tuple[Indicator, ...] = get_args(Indicator)
"""The indicators, in the order of their panels."""

PART = "part"
"""The kind of an axis that shows parts from 0 to 1."""

LAG = Scale("lag k in steps", "whole")
"""The x axis of panels by lag."""

# The title, the x axis and y axis, and (as CURVES, below) the curves of each panel.
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
    """Yield a line and the band of its intervals, cut at 0 and 1."""
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
