"""The units of a sheet, each as a function of whole sequences and as one that goes on from a Start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...basics import mistake, whole
from ..spectra import StartFuture
from ..units import Array, Probe, Reading, Sample, Whole, asked, following, named_units, width_of
from .measuring import suited
from .rows import ReportRow
from .settings import Setting, splits_of

ALPHABET = 8
"""The most tokens of a vocabulary among which the symbols of a unit of tokens are chosen."""

MOST_UNITS = 12
"""The largest number of units on a sheet."""


@dataclass(frozen=True)
class Lettered:
    """A unit as a function from symbols or signals (batch, T, M) to what is read of it, by layer.

    Attributes
    ----------
    read : function
        It maps values (batch, T, M), or token ids (batch, T), to arrays (batch, T, units), one for each layer.
    inputs : int
        M, the numbers at each step, and the number of symbols.
    letters : array, optional
        The token id of each symbol, if the unit reads token ids.
    """

    read: Callable[[Any], list[Array]]
    inputs: int
    letters: Whole | None = None

    def __call__(self, given: Array) -> list[Array]:
        """Return what is read after every step of some sequences."""
        return self.read(given if self.letters is None else self.letters[given.argmax(axis=2)])


@dataclass(frozen=True)
class Subject:
    """One unit of a sheet.

    Attributes
    ----------
    name : str
        Its name.
    unit : torch module or function
        The unit, as it was given.
    words : Lettered
        The unit as a function of whole sequences.
    parts : tuple of str
        What is read of it, from below, such as "layer 1" or "output".
    alone : bool
        Whether no other unit is on the sheet, so that every part of it has a curve.
    """

    name: str
    unit: Any
    words: Lettered
    parts: tuple[str, ...]
    alone: bool


@dataclass(frozen=True)
class Measured:
    """A unit with all that several measures need of it, so that it is measured once.

    Attributes
    ----------
    subject : Subject
        The unit.
    setting : Setting
        How all units are measured.
    rows : tuple of ReportRow
        The rows of the report on this unit; empty if there is no report.
    futures : tuple of StartFuture
        The spectra of the Start-Future matrix by split.
    """

    subject: Subject
    setting: Setting
    rows: tuple[ReportRow, ...]
    futures: tuple[StartFuture, ...]


@dataclass(frozen=True)
class Wanted:
    """The options of `memory_sheet`, checked."""

    probe: Probe | None = None
    tokens: int | None = None
    reading: Reading | None = None
    sample: Sample | None = None
    splits: Iterable[int] | None = None

    def __post_init__(self) -> None:
        kinds = {"probe": ("a Probe", Probe), "reading": ("a Reading", Reading), "sample": ("a Sample", Sample)}
        for name, (words, kind) in kinds.items():
            given = getattr(self, name)
            if given is not None and not isinstance(given, kind):
                raise mistake(f"memory_sheet, {name}", words, given)
        if self.tokens is not None:
            object.__setattr__(self, "tokens", whole("memory_sheet, tokens", self.tokens, least=2))

    @property
    def how(self) -> Reading:
        """What is read of the units, and how they run."""
        return self.reading or Reading(state=self.probe.state if self.probe else "h")


def subjects_of(units: Any, wanted: Wanted) -> tuple[tuple[Subject, ...], Setting]:
    """Return the units of a sheet, and how they are measured. Every unit is run on a few sequences, and checked."""
    named = named_units("memory_sheet", units)
    if len(named) > MOST_UNITS:
        raise mistake("memory_sheet", f"at most {MOST_UNITS} units", len(named))
    width = _width(named, wanted)
    found = tuple(_subject(name, unit, width, wanted) for name, unit in named.items())
    found = tuple(replace(one, alone=len(found) == 1) for one in found)
    probe = wanted.probe or suited({one.name: one.words for one in found})
    chosen = replace(probe, width=width, state="h")
    most = max(asked(one.words, chosen).sequences for one in found)
    splits = splits_of(chosen.length, wanted.splits)
    sample = wanted.sample or Sample()
    return found, Setting(replace(chosen, sequences=most), wanted.how, sample, splits, wanted.tokens)


def _width(named: dict[str, Any], wanted: Wanted) -> int:
    """Return the numbers at each step, or how many tokens are symbols."""
    given = wanted.probe.width if wanted.probe else None
    if wanted.tokens is not None:
        return min(given or ALPHABET, wanted.tokens)
    widths = {size for unit in named.values() if (size := given or width_of(unit)) is not None}
    if not widths:
        known = "Probe(.., width=..), the numbers that this unit reads at each step, or tokens=.., for token ids"
        raise mistake("memory_sheet, width", known, None)
    if len(widths) > 1:
        raise mistake("memory_sheet", "units of one width", sorted(widths))
    return widths.pop()


def _subject(name: str, unit: Any, width: int, wanted: Wanted) -> Subject:
    reading, tokens = replace(wanted.how, reuse=False), wanted.tokens
    if tokens is None:
        recomputed: Any = following(unit, width, reading=reading)
        return Subject(name, unit, Lettered(recomputed.read, width), recomputed.names, False)
    recomputed = following(unit, tokens=tokens, reading=reading)
    letters = np.linspace(0, tokens - 1, width).round().astype(np.int64)
    return Subject(name, unit, Lettered(recomputed.read, width, letters), recomputed.names, False)
