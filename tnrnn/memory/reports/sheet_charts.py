"""The charts of a sheet: what was found of one measure, as a chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...drawing.charts import Chart, Scale, Series
from .findings import Curve, Finding

FAR = 4.0
"""How many times the greatest measured number a bound is at most that is drawn."""

LARGE = 60.0
"""The greatest number up to which an axis of amounts is linear."""


def chart_of(finding: Finding, labels: tuple[str, ...], several: bool) -> Chart:
    """Return a chart with a curve, the band of its intervals and the bounds for each unit or layer, and the baseline.

    Parameters
    ----------
    finding : Finding
        What was found; it has at least one curve.
    labels : tuple of str
        What the colours of all charts of the page stand for.
    several : bool
        Whether the sheet has more than one unit.
    """
    greatest = max(one.value for curve in finding.curves for one in curve.measured)
    farthest = FAR * max(greatest, 1.0)
    series = [one for curve in finding.curves for one in _series(curve, labels.index(curve.label(several)), farthest)]
    if finding.baseline is not None:
        x = [place for curve in finding.curves for place in curve.x]
        series.append(Series("baseline", 0, (min(x), max(x)), (finding.baseline,) * 2))
    y = finding.y
    if y.kind == "amount" and max(max(one.y) for one in series if one.kind != "interval") > LARGE:
        y = Scale(y.label, "symlog")
    if y.kind == "part":
        series = [_cut(one) for one in series]
    return Chart(finding.title, finding.x, y, tuple(series), labels)


def _series(curve: Curve, group: int, farthest: float) -> Iterator[Series]:
    value, low, high = (tuple(max(number, 0.0) for number in line) for line in zip(*curve.measured, strict=True))
    yield Series("interval", group, curve.x, high, low)
    yield Series("measured", group, curve.x, value)
    known = [pair for pair in zip(curve.x, curve.most, strict=bool(curve.most)) if pair[1] <= farthest]
    if len(known) > 1:  # a line with one point cannot be seen
        yield Series(curve.limit, group, *zip(*known, strict=True))


def _cut(series: Series) -> Series:
    """Return a series of parts, of which estimates may be above 1."""
    y, more = (tuple(min(number, 1.0) for number in line) for line in (series.y, series.more))
    return replace(series, y=y, more=more)
