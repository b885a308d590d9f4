"""A chart as data: series of numbers on two axes, and the ticks of the axes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

KINDS = {
    "rank": "rank, proved",
    "at least": "rank is at least",
    "solid": "symmetric cut or ideal bound",
    "dashed": "min-cut",
    "dotted": "Theorem 1",
    "band": "between proved bounds",
    "level": "bound = rank",
    "marks": "",
    "mean": "mean over seeds",
    "spread": "least to greatest over seeds",
    "one seed": "one seed",
    "measured": "",
    "random": "random inputs",
    "repeated": "a constant input",
    "ceiling": "most for so many units",
    "state": "numbers in the state",
    "proved": "at most, proved",
    "circuit": "as a circuit at most, proved",
    "interval": "95 % intervals",
    "baseline": "without memory",
}
"""The kinds of series, which say how a series is drawn, with their meaning in words."""

BANDS = ("band", "spread", "interval")
"""The kinds that are areas."""

UNGROUPED = ("level", "baseline")
"""The kinds that belong to no group."""


@dataclass(frozen=True)
class Series:
    """Points (x, y) of one kind and one group.

    `more` has the lower ends of a band, or the number of cases that each mark stands for.
    """

    kind: str
    group: int
    x: tuple[float, ...]
    y: tuple[float, ...]
    more: tuple[float, ...] = ()


class Scale(NamedTuple):
    """An axis: its label and its kind.

    The kind is "whole" (integers), "amount" (numbers from 0 on), "part" (from 0 to 1), "log", or "symlog" (linear up to
    1, and logarithmic above).
    """

    label: str
    kind: str


@dataclass(frozen=True)
class Chart:
    """Series on two axes; `groups` says what each colour stands for ("" if that needs no words)."""

    title: str
    x: Scale
    y: Scale
    series: tuple[Series, ...]
    groups: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the series, in the order of `KINDS`."""
        return tuple(kind for kind in KINDS if any(series.kind == kind for series in self.series))

    def span(self, axis: str) -> tuple[float, float]:
        """Return the least and the greatest number on the axis "x" or "y"."""
        numbers = [number for series in self.series for number in getattr(series, axis)]
        if axis == "y":
            numbers += [number for series in self.series if series.kind in BANDS for number in series.more]
        found = [number for number in numbers if not math.isnan(number)]
        return min(found), max(found)


# The locators of matplotlib.ticker are not used: LogLocator puts one tick or none between 2 and 9, and steps of seven
# powers of ten on long axes, and a chart is data that needs no matplotlib.


class Tick(NamedTuple):
    """A place on an axis, and the text there."""

    place: float
    text: str


def ticks(kind: str, low: float, high: float, most: int) -> list[Tick]:
    """Return ticks between two numbers for a kind of axis, at most about `most` of them.

    >>> [tick.place for tick in ticks("whole", 1, 11, 6)]
    [2, 4, 6, 8, 10]
    >>> [tick.text for tick in ticks("log", 1, 729, 6)], [tick.text for tick in ticks("log", 1, 10**9, 4)]
    (['1', '10', '100'], ['$10^{0}$', '$10^{3}$', '$10^{6}$', '$10^{9}$'])
    >>> [tick.text for tick in ticks("part", 0, 1, 5)]
    ['0 %', '25 %', '50 %', '75 %', '100 %']
    """
    if kind in ("whole", "amount"):
        step = _step((high - low) / most)
        return [Tick(place, f"{place:,}") for place in range(math.ceil(low / step) * step, math.floor(high) + 1, step)]
    if kind == "part":
        count = next(count for count in (10, 5, 4, 2, 1) if count < max(most, 2))
        return [Tick(place / count, f"{100 * place // count} %") for place in range(count + 1)]
    if kind == "symlog":
        return [Tick(0, "0"), *(tick for tick in ticks("log", 1, max(high, 10), most) if tick.place > 1)]
    return _powers(math.log10(low), math.log10(high), most)


def _step(least: float, digits: tuple[int, ...] = (1, 2, 5, 10)) -> int:
    """Return the smallest product of a digit and a power of ten that is at least `least`."""
    power = int(10 ** math.floor(math.log10(max(least, 1))))
    return next(digit * power for digit in digits if digit * power >= least)


def _powers(low: float, high: float, most: int) -> list[Tick]:
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if last - first < 2 and high - low < 2:
        places = [digit * 10.0**power for power in range(first - 1, last + 1) for digit in (1, 2, 5)]
        return [Tick(place, f"{place:g}") for place in places if low - 1e-9 <= math.log10(place) <= high + 1e-9]
    step = _step((last - first) / most, (1, 2, 3, 5, 10))
    powers = range(math.ceil(first / step) * step, last + 1, step)
    plain = first >= -3 and last <= 4
    return [Tick(10.0**power, f"{10.0**power:,g}" if plain else f"$10^{{{power}}}$") for power in powers]


def minor_places(kind: str, low: float, high: float) -> list[float]:
    """Return the places of small ticks on a logarithmic axis of a few powers of ten."""
    if kind != "log" or high / low > 1e6:
        return []
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    places = [digit * 10.0**power for power in powers for digit in range(2, 10)]
    return [place for place in places if low <= place <= high]
