"""The panels of a sheet that show what is kept of the input of every lag."""

from __future__ import annotations

from collections.abc import Iterator

from ..indicators import MemoryProfile, linear_profile
from .findings import Curve, Found
from .measured import Measured
from .subjects import Subject

ALL = "all layers"
"""The layers of a unit side by side."""


def layers_of(subject: Subject) -> Iterator[tuple[str, int | None]]:
    """Yield the layers that have a curve, and their numbers.

    Each layer has one, and all of them side by side; if there are other units, only all of them side by side.
    """
    several = len(subject.words.parts) > 1
    if subject.alone or not several:
        yield from ((part, at) for at, part in enumerate(subject.words.parts, start=1))
    if several:
        yield ALL, None


def symbols(seen: Measured) -> Found:
    """Return the accuracy of the decoded symbol of every lag."""
    if seen.subject.words.inputs < 2:
        return "one number at each step is one symbol, which says nothing"
    known = {row.layer: row.symbols for row in seen.rows}
    return tuple(
        _curve(
            seen.subject, part, known.get(layer) or linear_profile(seen.subject.words, seen.setting.probe, layer=layer)
        )
        for part, layer in layers_of(seen.subject)
    )


def signals(seen: Measured) -> Found:
    """Return the R^2 of the decoded signal of every lag."""
    if seen.setting.tokens is not None:
        return "units of token ids read no signals"
    known = {row.layer: row.signal for row in seen.rows}
    return tuple(
        _curve(
            seen.subject,
            part,
            known.get(layer) or linear_profile(seen.subject.words, seen.setting.probe, kind="signal", layer=layer),
        )
        for part, layer in layers_of(seen.subject)
    )


def _curve(subject: Subject, part: str, profile: MemoryProfile) -> Curve:
    lags = tuple(map(float, range(len(profile.measured))))
    return Curve(subject.name, part, lags, profile.measured)
