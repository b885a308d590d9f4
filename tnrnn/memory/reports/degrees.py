"""The panel of a sheet that shows how much of products of inputs a state holds, by their degree."""

from __future__ import annotations

from dataclasses import replace

from ..indicators import processing_capacity
from ..units import Probe
from .findings import Curve, Found
from .lags import layers_of
from .measured import Measured
from .settings import delays_of


def degrees(seen: Measured) -> Found:
    """Return the capacity for products of each degree."""
    if seen.setting.tokens is not None:
        return "units of token ids read no signals"
    probe = replace(seen.setting.probe, sequences=None)
    delays = delays_of(probe.length, seen.setting.width)
    return tuple(_curve(seen, probe, delays, *layer) for layer in layers_of(seen.subject))


def _curve(seen: Measured, probe: Probe, delays: tuple[int, ...], part: str, layer: int | None) -> Curve:
    words = seen.subject.words
    found = processing_capacity(words, probe, degree=len(delays), delays=delays, layer=layer)
    x = tuple(float(degree) for degree in range(1, len(delays) + 1))
    return Curve(seen.subject.name, part, x, found.by_degree)
