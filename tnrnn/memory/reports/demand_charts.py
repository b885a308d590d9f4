"""The chart of what data ask for, what a model can hold, and what units do hold, in bits over the splits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...drawing.charts import Chart, Scale, Series

if TYPE_CHECKING:
    from .demands import DataReport

LARGE = 60.0
"""The greatest number of bits up to which the axis is linear."""


def chart_of_demands(report: DataReport) -> Chart:
    """Return a chart with the entropy of the data and its interval, the logarithm of its rank, and the other curves.

    The interval is shown only where the entropy has settled.
    """
    groups = ["the data: entropy", "the data: log2 of rank"]
    if report.bounds:
        certain = all(bound.status == "proved" for bound in report.bounds)
        groups.append(f"{report.model}: log2 of rank, at most{'' if certain else ' (computed)'}")
    groups += [f"{name}: log2 of effective rank" for name in report.held]
    series = list(_series(report))
    high = max(max((y for y in one.y if not math.isnan(y)), default=0.0) for one in series)
    kind = "symlog" if high > LARGE else "amount"
    return Chart("", Scale("steps in the Start", "whole"), Scale("bits", kind), tuple(series), tuple(groups))


def _series(report: DataReport) -> Iterator[Series]:
    rows = report.data.rows
    x = tuple(float(row.split) for row in rows)
    if any(row.settled for row in rows):
        ends = [(row.high, row.low) if row.settled else (math.nan, math.nan) for row in rows]
        high, low = (tuple(math.nan if end is None else end for end in side) for side in zip(*ends, strict=True))
        yield Series("interval", 0, x, high, low)
    yield Series("measured", 0, x, report.data.entropy)
    yield Series("measured", 1, x, tuple(_log2(row.spectrum.numerical_rank) for row in rows))
    if report.bounds:
        yield Series("measured", 2, x, report.limits)
    for at, found in enumerate(report.held.values()):
        group = at + (3 if report.bounds else 2)
        yield Series("measured", group, x, tuple(_log2(one.centred.effective_rank) for one in found))


def _log2(rank: float) -> float:
    """Return the logarithm of a rank, or NaN for 0. A centred rank below 1 counts as 1."""
    return math.log2(max(rank, 1.0)) if rank > 0 else math.nan
