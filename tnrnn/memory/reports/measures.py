"""The measures of a sheet, in the order of its panels.

A new measure is a function of one unit that returns its curves, or why it has none, and an entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ...drawing.charts import Scale
from .degrees import degrees
from .findings import Found
from .lags import signals, symbols
from .measured import Measured
from .operator_sizes import MOST_INPUTS, state_sizes
from .settings import Setting
from .start_futures import centred, uncentred

SPLIT = Scale("steps of the Start, of T = {length}", "whole")
"""The axis of splits."""

LAG = Scale("lag k in steps", "whole")
"""The axis of lags."""


class Measure(NamedTuple):
    """A measure: the title, the axes and the words of its panel, and the function that measures one unit.

    Words in braces in `definition` and `x` are filled in from the setting, which also says what is reached without
    memory, if that is known.
    """

    title: str
    x: Scale
    y: Scale
    definition: str
    find: Callable[[Measured], Found]
    baseline: Callable[[Setting], float | None] = lambda setting: None


MEASURES: dict[str, Measure] = {
    "start_future": Measure(
        "Start-Future rank, by split",
        SPLIT,
        Scale("effective rank", "amount"),
        "What a state must hold: exp of the entropy of the singular values of the matrix with a row for each of "
        "{count} Starts and a column for each of {count} Ends, step of the End and channel. Interval: jackknife "
        "over Starts and Ends, for samples of this size; none where there are fewer than 20.",
        uncentred,
    ),
    "start_future_centred": Measure(
        "Start-Future rank, centred over Starts",
        SPLIT,
        Scale("effective rank", "amount"),
        "The effective rank of the same matrix without its mean row, which is what all Starts have in common: 0 if the "
        "future does not depend on the Start. Interval: as before.",
        centred,
    ),
    "symbols": Measure(
        "Symbols, by lag",
        LAG,
        Scale("accuracy", "part"),
        "Part of the symbols of step T - k that ridge readouts of the state after step T, one for each of {width} "
        "symbols, decode in sequences that they were not fitted to. Interval: Wilson's, over {sequences} sequences.",
        symbols,
        lambda setting: 1.0 / setting.width,
    ),
    "signals": Measure(
        "Signals, by lag",
        LAG,
        Scale("R² of x[T - k]", "part"),
        "R² of the best linear readout of the signal of step T - k from the state after step T, in the population. "
        "Interval: the R² that a test does not reject.",
        signals,
    ),
    "degrees": Measure(
        "Capacity, by degree",
        Scale("degree", "whole"),
        Scale("products held", "amount"),
        "Products of Legendre polynomials of the signals that the state after step T holds linearly (information "
        "processing capacity), with delays up to {delays} for the degrees 1, 2, ..; all degrees together at most N. "
        "Interval: jackknife; its upper end also counts what is below the precision of the states.",
        degrees,
    ),
    "state_size": Measure(
        "Effective state size, by split",
        SPLIT,
        Scale("sum over channels", "amount"),
        "For y = T(x) u: exp of the entropy of the singular values of the block of T(x) from the Start to the End, "
        f"summed over channels, at fixed x; mean over {MOST_INPUTS} sequences. Interval: Student's t. The numbers in "
        "the state are those that the unit says.",
        state_sizes,
    ),
}
"""The measures by name."""
