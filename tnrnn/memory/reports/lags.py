"""The panels of a sheet that show what is kept of the input of every lag."""

from __future__ import annotations

from collections.abc import Iterator

from ..indicators import MemoryProfile, linear_profile
from .findings import Curve
from .rows import ReportRow
from .subjects import Setting, Subject

Found = tuple[Curve, ...] | str
"""The curves of one unit, or why it has none."""

ALL = "all layers"
"""The layers of a unit side by side."""


def layers_of(subject: Subject) -> Iterator[tuple[str, int | None]]:
    """Yield the layers that have a curve, and their numbers.

    Each layer has one, and all of them side by side; if there are other units, only all of them side by side.
    """
    several = len(subject.parts) > 1
    if subject.alone or not several:
        yield from ((part, at) for at, part in enumerate(subject.parts, start=1))
    if several:
        yield ALL, None


def symbols(subject: Subject, setting: Setting, rows: tuple[ReportRow, ...]) -> Found:
    """Return the accuracy of the decoded symbol of every lag; `rows` are those of a report on this unit, if any."""
    if subject.words.inputs < 2:
        return "it reads one number at each step, and one symbol says nothing"
    known = {row.layer: row.symbols for row in rows}
    return tuple(
        _curve(subject, part, known.get(layer) or linear_profile(subject.words, setting.probe, layer=layer))
        for part, layer in layers_of(subject)
    )


def signals(subject: Subject, setting: Setting, rows: tuple[ReportRow, ...]) -> Found:
    """Return the R^2 of the decoded signal of every lag; `rows` are those of a report on this unit, if any."""
    if setting.tokens is not None:
        return "it reads token ids, and signals are numbers"
    known = {row.layer: row.signal for row in rows}
    return tuple(
        _curve(
            subject, part, known.get(layer) or linear_profile(subject.words, setting.probe, kind="signal", layer=layer)
        )
        for part, layer in layers_of(subject)
    )


def _curve(subject: Subject, part: str, profile: MemoryProfile) -> Curve:
    lags = tuple(map(float, range(len(profile.measured))))
    return Curve(subject.name, part, lags, profile.measured)
