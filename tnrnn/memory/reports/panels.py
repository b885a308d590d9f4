"""The indicators of a report: the panel of each, with its title, axes and curves.

A new indicator is a module of its own that says what it measures (such as `interference`), a line of `measuring`, which
measures all on the same samples, a field and the columns of a row in `report_rows`, and a panel here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from ...drawing.charts import Scale, Series
from ..indicators import memory_limits
from ..units import Estimate
from .rows import ReportRow

PART = "part"
"""The kind of an axis that shows parts from 0 to 1."""

LAG = Scale("lag k in steps", "whole")
"""The x axis of panels by lag."""

LATER = Scale("steps after the symbol", "whole")
"""The x axis of panels by the time since a symbol."""


class Indicator(NamedTuple):
    """How an indicator is plotted: the title and the axes of its panel, and the curves of a row, given its number."""

    title: str
    x: Scale
    y: Scale
    curves: Callable[[int, ReportRow], Iterator[Series]]


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


IndicatorName = Literal["symbols", "signal", "limits", "retention", "interference", "semantic"]

INDICATORS: dict[IndicatorName, Indicator] = {
    "symbols": Indicator("Symbols, by lag", LAG, Scale("accuracy", PART), _symbols),
    "signal": Indicator("Signals, by lag", LAG, Scale("R² of x[T - k]", PART), _signal),
    "limits": Indicator(
        "Capacity, by length",
        Scale("length of sequences in steps", "whole"),
        Scale("MC of what is asked", PART),
        _limits,
    ),
    "retention": Indicator("One symbol, later", LATER, Scale("kept of the symbol", PART), _retention),
    "interference": Indicator("Overwritten by new inputs", LATER, Scale("repeated less random", PART), _interference),
    "semantic": Indicator(
        "Semantic space, by position",
        Scale("position in the sequence", "whole"),
        Scale("variance explained", PART),
        _semantic,
    ),
}
"""The indicators by name, in the order of their panels."""
