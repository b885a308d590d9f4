"""What a sheet says of one measure: curves with intervals, and of which units it has none, and why."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ...drawing.charts import Scale
from ..indicators import Estimate


class Curve(NamedTuple):
    """The numbers of one measure for one unit, or for one layer of it.

    Attributes
    ----------
    unit, layer : str
        The unit, and what was read of it, such as "layer 1", "all layers" or "output".
    x : tuple of float
        The splits, lags, degrees or steps.
    measured : tuple of Estimate
        The number at each of them, with its interval of 95 %.
    most : tuple of float
        What the number is proved to be at most, at each of them; NaN where no bound is known, and an empty tuple if
        none is known anywhere.
    """

    unit: str
    layer: str
    x: tuple[float, ...]
    measured: tuple[Estimate, ...]
    most: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the curve as JSON; every estimate is [value, low, high].

        >>> Curve("a", "layer 1", (1.0,), (Estimate(2.0, 1.5, 2.5),), (math.inf,)).to_json()["at_most"]
        [None]
        """
        most = [round(number, 6) if math.isfinite(number) else None for number in self.most]
        own = {"unit": self.unit, "layer": self.layer, "x": list(self.x)}
        return own | {"measured": [estimate.to_json() for estimate in self.measured], "at_most": most or None}


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
    """

    name: str
    title: str
    definition: str
    x: Scale
    y: Scale
    curves: tuple[Curve, ...]
    left_out: tuple[LeftOut, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        words = {"name": self.name, "title": self.title, "definition": self.definition}
        return words | {
            "x": self.x.label,
            "y": self.y.label,
            "curves": [curve.to_json() for curve in self.curves],
            "left_out": [one._asdict() for one in self.left_out],
        }
