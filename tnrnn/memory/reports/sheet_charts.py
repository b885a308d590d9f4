"""The charts of a sheet: what was found of one measure, as a chart."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...drawing.charts import Chart, Scale, Series
from .findings import Curve, Finding

LARGE = 60.0
"""The greatest number up to which an axis of amounts is linear."""


def chart_of(finding: Finding, labels: tuple[str, ...], several: bool) -> Chart:
    """Return a chart with a curve, the band of its intervals and the bounds for each unit or layer.

    Parameters
    ----------
    finding : Finding
        What was found; it has at least one curve.
    labels : tuple of str
        What the colours of all charts of the page stand for.
    several : bool
        Whether the sheet has more than one unit.
    """
    series = [one for curve in finding.curves for one in _series(curve, labels.index(curve.label(several)), finding)]
    y = finding.y
    if y.kind == "amount" and max(max(one.y) for one in series) > LARGE:
        y = Scale(y.label, "symlog")
    return Chart(finding.title, finding.x, y, tuple(series), labels)


def _series(curve: Curve, group: int, finding: Finding) -> Iterator[Series]:
    most = 1.0 if finding.y.kind == "part" else math.inf
    value, low, high = (
        tuple(min(max(number, 0.0), most) for number in line) for line in zip(*curve.measured, strict=True)
    )
    yield Series("interval", group, curve.x, high, low)
    yield Series("measured", group, curve.x, value)
    known = (
        [(x, bound) for x, bound in zip(curve.x, curve.most, strict=True) if math.isfinite(bound)] if curve.most else []
    )
    if known:
        yield Series(finding.limit, group, *zip(*known, strict=True))
