"""The panels of a sheet that show what the End can show of the Start, by split."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from ..futures import Interval, StartFuture, start_future_rank
from ..spectra import Spectrum
from ..units import Estimate
from .findings import Curve, Found
from .measured import Measured
from .settings import Setting
from .subjects import Subject


def start_futures(subject: Subject, setting: Setting, tell: Callable[[int, int], Any]) -> tuple[StartFuture, ...]:
    """Return the spectra of a unit at every split; `tell` is called with the split and the number of Ends done."""
    unit, found = setting.following(subject.unit), []
    width = setting.width if setting.tokens is None else None
    for split in setting.splits:
        tell(split, 0)
        found.append(
            start_future_rank(
                unit,
                split,
                setting.probe.length,
                width,
                tokens=setting.tokens,
                sample=setting.sample,
                progress=partial(_tell, tell, split),
            )
        )
    return tuple(found)


def _tell(tell: Callable[[int, int], Any], split: int, done: int, total: int) -> None:
    if 0 < done < total:
        tell(split, done)


def uncentred(seen: Measured) -> Found:
    """Return the effective ranks by split, with the bounds that are known."""
    found = _curves(seen, lambda one: (one.spectrum, one.interval))
    return found if isinstance(found, str) else tuple(_bounded(seen, curve) for curve in found)


def _bounded(seen: Measured, curve: Curve) -> Curve:
    known = [seen.most(curve.layer, split) for split in seen.setting.splits]
    if all(one is None for one in known):
        return curve
    own = all(one.own for (layer, _), one in seen.holdings.items() if layer == curve.layer)
    most = tuple(math.nan if one is None else float(one) for one in known)
    return curve._replace(most=most, limit="proved" if own else "circuit")


def centred(seen: Measured) -> Found:
    """Return the effective ranks of the centred matrix by split."""
    return _curves(seen, lambda one: (one.centred, one.centred_interval))


def _curves(seen: Measured, part: Callable[[StartFuture], tuple[Spectrum, Interval | None]]) -> Found:
    """Return a curve for each layer of a unit, or for its top layer if there are other units."""
    if not seen.futures:
        return "sequences of one step have no Start and End"
    names = [layer.layer for layer in seen.futures[0].layers]
    splits = tuple(float(one.split) for one in seen.futures)
    return tuple(
        Curve(seen.subject.name, name, splits, tuple(_estimate(*part(one.layers[at])) for one in seen.futures))
        for at, name in enumerate(names)
        if seen.subject.alone or at == len(names) - 1
    )


def _estimate(spectrum: Spectrum, interval: Interval | None) -> Estimate:
    """Return an effective rank; the ends are NaN where the sample is too small for an interval."""
    low, high = (math.nan, math.nan) if interval is None else (interval.low, interval.high)
    return Estimate(spectrum.effective_rank, low, high)
