"""The units of a sheet, each as a function of whole sequences and as one that goes on from a Start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...basics import mistake, whole
from ..units import Array, Following, Probe, Reading, Sample, Whole, asked, following, named_units, width_of
from .measuring import suited

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
class Setting:
    """How the units of a sheet are measured: the same for all of them.

    Attributes
    ----------
    probe : Probe
        The sequences from which lags and degrees are decoded; its width is known.
    reading : Reading
        What is read of the units, and how they run.
    sample : Sample
        The Starts and the Ends of the Start-Future matrix.
    tokens : int, optional
        The size of the vocabulary, if the units read token ids.
    """

    probe: Probe
    reading: Reading
    sample: Sample
    tokens: int | None = None

    @property
    def state(self) -> str:
        """What is read of the units, in words."""
        how = self.reading
        if how.read == "output":
            return "the outputs"
        if how.read != "states":
            return f"the part {how.read}"
        return "h and c of LSTMs, h of other units" if how.state == "h,c" else "h"

    @property
    def width(self) -> int:
        """M, the numbers at each step, and the number of symbols."""
        return int(self.probe.width or 0)

    @property
    def words(self) -> dict[str, str]:
        """The numbers that definitions name."""
        probe = self.probe
        return {"width": f"{self.width:,}", "sequences": f"{probe.sequences:,}", "count": f"{self.sample.count:,}"}

    def to_json(self) -> dict[str, Any]:
        """Return the setting as JSON."""
        names = ("length", "width", "lags", "sequences", "seed", "folds", "noise")
        own = {name: getattr(self.probe, name) for name in names}
        sample = {name: getattr(self.sample, name) for name in ("mode", "count", "seed")}
        read = {"state": self.reading.state, "read": self.reading.read, "tokens": self.tokens}
        return own | read | {"sample": sample}

    def following(self, unit: Any) -> Following:
        """Return a unit that stops after the Start and goes on with any End."""
        return _following(unit, self.width, self.tokens, self.reading)


def subjects_of(
    units: Any, probe: Probe | None, tokens: int | None, reading: Reading | None, sample: Sample
) -> tuple[tuple[Subject, ...], Setting]:
    """Return the units of a sheet, and how they are measured. Every unit is run on a few sequences, and checked."""
    named = named_units("memory_sheet", units)
    if len(named) > MOST_UNITS:
        raise mistake("memory_sheet", f"at most {MOST_UNITS} units", len(named))
    if probe is not None and not isinstance(probe, Probe):
        raise mistake("memory_sheet, probe", "a Probe", probe)
    if reading is not None and not isinstance(reading, Reading):
        raise mistake("memory_sheet, reading", "a Reading", reading)
    how = reading or Reading(state=probe.state if probe else "h")
    if tokens is not None:
        tokens = whole("memory_sheet, tokens", tokens, least=2)
    width = _width(named, probe, tokens)
    found = tuple(_subject(name, unit, (width, tokens, how), len(named) == 1) for name, unit in named.items())
    if probe is None:
        probe = suited({one.name: one.words for one in found})
    chosen = replace(probe, width=width, state="h")
    most = max(asked(one.words, chosen).sequences for one in found)
    return found, Setting(replace(chosen, sequences=most), how, sample, tokens)


def _width(named: dict[str, Any], probe: Probe | None, tokens: int | None) -> int:
    """Return the numbers at each step, or how many tokens are symbols."""
    if tokens is not None:
        return min((probe and probe.width) or ALPHABET, tokens)
    widths = {size for unit in named.values() if (size := (probe and probe.width) or width_of(unit)) is not None}
    if not widths:
        wanted = "Probe(.., width=..), the numbers that this unit reads at each step, or tokens=.., for token ids"
        raise mistake("memory_sheet, width", wanted, None)
    if len(widths) > 1:
        raise mistake("memory_sheet", "units of one width", sorted(widths))
    return widths.pop()


def _subject(name: str, unit: Any, how: tuple[int, int | None, Reading], alone: bool) -> Subject:
    width, tokens, reading = how
    recomputed: Any = _following(unit, width, tokens, replace(reading, reuse=False))
    letters = None if tokens is None else np.linspace(0, tokens - 1, width).round().astype(np.int64)
    return Subject(name, unit, Lettered(recomputed.read, width, letters), recomputed.names, alone)


def _following(unit: Any, width: int | None, tokens: int | None, reading: Reading) -> Following:
    return following(unit, width if tokens is None else None, tokens=tokens, reading=reading)
