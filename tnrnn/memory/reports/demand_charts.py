"""The chart of what data ask for, what a model can hold, and what units do hold, in bits over the splits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...drawing.charts import Chart, Scale, Series
from ..data import DataEntanglement
from ..futures import StartFuture

LARGE = 60.0
"""The greatest number of bits up to which the axis is linear."""


class Limit(NamedTuple):
    """What a model can hold: its name in the legend, and the logarithm of its bound at each split."""

    name: str
    log2: tuple[float, ...]


def chart_of_demands(data: DataEntanglement, limit: Limit | None, held: Mapping[str, tuple[StartFuture, ...]]) -> Chart:
    """Return a chart with the entropy of the data and its interval, the logarithm of its rank, and the other curves.

    The interval is shown only where the entropy has settled.
    """
    groups = ["the data: entropy", "the data: log2 of rank"]
    groups += [] if limit is None else [f"{limit.name}: log2 of rank, at most"]
    groups += [f"{name}: log2 of effective rank" for name in held]
    series = [*_series_of(data), *_others(data, limit, held)]
    high = max(max((y for y in one.y if not math.isnan(y)), default=0.0) for one in series)
    kind = "symlog" if high > LARGE else "amount"
    return Chart("", Scale("steps in the Start", "whole"), Scale("bits", kind), tuple(series), tuple(groups))


def _series_of(data: DataEntanglement) -> Iterator[Series]:
    x = tuple(float(row.split) for row in data.rows)
    if any(row.settled for row in data.rows):
        ends = [(row.high, row.low) if row.settled else (math.nan, math.nan) for row in data.rows]
        high, low = (tuple(math.nan if end is None else end for end in side) for side in zip(*ends, strict=True))
        yield Series("interval", 0, x, high, low)
    yield Series("measured", 0, x, data.entropy)
    yield Series("measured", 1, x, tuple(_log2(row.spectrum.numerical_rank) for row in data.rows))


def _others(
    data: DataEntanglement, limit: Limit | None, held: Mapping[str, tuple[StartFuture, ...]]
) -> Iterator[Series]:
    x = tuple(float(row.split) for row in data.rows)
    lines = [] if limit is None else [limit.log2]
    lines += [tuple(_log2(one.centred.effective_rank) for one in found) for found in held.values()]
    for group, line in enumerate(lines, start=2):
        yield Series("measured", group, x, line)


def _log2(rank: float) -> float:
    """Return the logarithm of a rank, or NaN for 0. A centred rank below 1 counts as 1."""
    return math.log2(max(rank, 1.0)) if rank > 0 else math.nan
