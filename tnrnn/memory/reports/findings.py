"""What a sheet says of one measure: curves with intervals, and of which units it has none, and why."""

from __future__ import annotations

import math
import textwrap
from typing import Any, Literal, NamedTuple

from ...basics import aligned
from ...drawing.charts import Scale
from ..units import Estimate

Limit = Literal["proved", "circuit", "state"]
"""The kinds of series for bounds."""

LINE = 120
"""The greatest length of a line of words."""


class Curve(NamedTuple):
    """The numbers of one measure for one unit, or for one layer of it.

    Attributes
    ----------
    unit, layer : str
        The unit, and what was read of it, such as "layer 1", "all layers" or "output".
    x : tuple of float
        The splits, lags, degrees or steps.
    measured : tuple of Estimate
        The number at each of them, with its interval of 95 %, whose ends are NaN where there is none.
    most : tuple of float
        What the number is proved to be at most, at each of them; NaN where no bound is known, and an empty tuple if
        none is known anywhere.
    limit : "proved", "circuit" or "state"
        What the bound is about: the unit, its circuit without nonlinearities, or the numbers in its state.
    """

    unit: str
    layer: str
    x: tuple[float, ...]
    measured: tuple[Estimate, ...]
    most: tuple[float, ...] = ()
    limit: Limit = "proved"

    def label(self, several: bool) -> str:
        """Return what the colour of the curve stands for: its unit if there are several, and otherwise its layer."""
        return self.unit if several else self.layer

    def to_json(self) -> dict[str, Any]:
        """Return the curve as JSON; every estimate is [value, low, high].

        >>> Curve("a", "layer 1", (1.0,), (Estimate(2.0, 1.5, 2.5),), (math.inf,)).to_json()["at_most"]
        [None]
        """
        most = [_rounded(number) for number in self.most]
        own = {"unit": self.unit, "layer": self.layer, "x": list(self.x)}
        measured = [[_rounded(number) for number in estimate] for estimate in self.measured]
        return own | {"measured": measured, "at_most": most or None, "limit": self.limit}


Found = tuple[Curve, ...] | str
"""The curves of one unit, or why it has none."""


class LeftOut(NamedTuple):
    """A unit that a measure is not defined for, and why."""

    unit: str
    why: str


class Finding(NamedTuple):
    """One measure of all units: what it is, its curves, and the units that it leaves out.

    Attributes
    ----------
    name, title, definition : str
        A word, the title of the chart, and sentences that define the measure and its intervals.
    x, y : Scale
        The axes.
    curves : tuple of Curve
        The curves of the units that the measure is defined for, in the order of the units.
    left_out : tuple of LeftOut
        The other units.
    baseline : float, optional
        The number that is reached without memory, if there is one.
    """

    name: str
    title: str
    definition: str
    x: Scale
    y: Scale
    curves: tuple[Curve, ...]
    left_out: tuple[LeftOut, ...] = ()
    baseline: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        words = {"name": self.name, "title": self.title, "definition": self.definition}
        return words | {
            "x": self.x.label,
            "y": self.y.label,
            "curves": [curve.to_json() for curve in self.curves],
            "left_out": [one._asdict() for one in self.left_out],
            "baseline": None if self.baseline is None else _rounded(self.baseline),
        }

    @property
    def reasons(self) -> dict[str, tuple[str, ...]]:
        """The units that are left out, by reason."""
        found: dict[str, tuple[str, ...]] = {}
        for unit, why in self.left_out:
            found[why] = (*found.get(why, ()), unit)
        return found


def numbers_of(finding: Finding, several: bool) -> str:
    """Return a finding as a table with a column for each curve, and one for each bound.

    >>> curve = Curve("a", "layer 1", (1.0, 2.0), (Estimate(2.0, 1.5, 2.5), Estimate(3.0, 3.0, 3.0)), (4.0, math.nan))
    >>> axis = Scale("split", "whole"), Scale("rank", "amount")
    >>> print(numbers_of(Finding("rank", "Rank", "It is a rank.", *axis, (curve,)), several=False))
    Rank (rank). It is a rank.
    split       layer 1 (95 %)  at most
        1  2.00 (1.50 to 2.50)        4
        2  3.00 (3.00 to 3.00)        -
    """
    part = finding.y.kind == "part"
    columns: list[dict[float, str]] = []
    heads = [finding.x.label]
    for curve in finding.curves:
        heads.append(f"{curve.label(several)} (95 %)")
        columns.append({x: _told(one, part) for x, one in zip(curve.x, curve.measured, strict=True)})
        if curve.most:
            heads.append("at most, as a circuit" if curve.limit == "circuit" else "at most")
            columns.append({x: _bound(most) for x, most in zip(curve.x, curve.most, strict=True)})
    places = sorted({x for column in columns for x in column})
    rows = [(f"{x:g}", *(column.get(x, "-") for column in columns)) for x in places]
    title = f"{finding.title} ({finding.y.label}). {finding.definition}"
    return "\n".join([*textwrap.wrap(title, LINE), *aligned([tuple(heads), *rows])])


def _rounded(number: float) -> float | None:
    """Return a number as JSON has it, with six decimals, or None if it is not finite."""
    return round(number, 6) + 0.0 if math.isfinite(number) else None


def _told(estimate: Estimate, part: bool) -> str:
    if part:
        value, low, high = (f"{100 * number:.1f}" for number in estimate)
        return f"{value} % ({low} to {high})"
    value, low, high = (f"{number:.2f}" for number in estimate)
    return value if math.isnan(estimate.low) else f"{value} ({low} to {high})"


def _bound(most: float) -> str:
    return "-" if math.isnan(most) else f"{most:,.0f}" if most < 10**6 else f"{most:.1e}"
