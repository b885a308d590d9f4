"""The measures of a sheet, in the order of its panels.

A new measure is a function of one unit that returns its curves, or why it has none, and an entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ...drawing.charts import Scale
from .lags import Found, signals, symbols
from .rows import ReportRow
from .subjects import Setting, Subject

LAG = Scale("lag k in steps", "whole")
"""The axis of lags."""


class Measure(NamedTuple):
    """A measure: the title, the axes and the words of its panel, and the function that measures one unit.

    Words in braces in `definition` are filled in from the setting.
    """

    title: str
    x: Scale
    y: Scale
    definition: str
    find: Callable[[Subject, Setting, tuple[ReportRow, ...]], Found]


MEASURES: dict[str, Measure] = {
    "symbols": Measure(
        "Symbols, by lag",
        LAG,
        Scale("accuracy", "part"),
        "Part of the symbols of step T - k that the best of {width} ridge readouts of the state after step T decodes "
        "in sequences that it was not fitted to. Interval: Wilson's, over {sequences} sequences.",
        symbols,
    ),
    "signals": Measure(
        "Signals, by lag",
        LAG,
        Scale("R² of x[T - k]", "part"),
        "R² of the best linear readout of the signal of step T - k from the state after step T, in the population. "
        "Interval: the R² that a test does not reject.",
        signals,
    ),
}
"""The measures by name."""
