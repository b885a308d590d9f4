"""The units of a sheet, each as a function of whole sequences and as one that goes on from a Start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ...basics import mistake, whole
from ..indicators import THRESHOLD, checked_threshold
from ..units import MOST_TOKENS, Probe, Reading, Sample, asked, named_units, tokens_of, width_of
from .lettering import Lettered, lettered
from .measuring import suited
from .settings import Setting, splits_of

MOST_UNITS = 12
"""The largest number of units on a sheet."""


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
    alone : bool
        Whether no other unit is on the sheet, so that every part of it has a curve.
    sizes : tuple of int
        The numbers in the state of each of its parts.
    """

    name: str
    unit: Any
    words: Lettered
    alone: bool
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """The options of `memory_sheet`, checked."""

    probe: Probe | None = None
    tokens: int | None = None
    reading: Reading | None = None
    sample: Sample | None = None
    splits: Iterable[int] | None = None
    threshold: float = THRESHOLD

    def __post_init__(self) -> None:
        checked_threshold(self.threshold)
        kinds = {"probe": ("a Probe", Probe), "reading": ("a Reading", Reading), "sample": ("a Sample", Sample)}
        for name, (words, kind) in kinds.items():
            given = getattr(self, name)
            if given is not None and not isinstance(given, kind):
                raise mistake(f"memory_sheet, {name}", words, given)
        if self.tokens is not None:
            object.__setattr__(self, "tokens", whole("memory_sheet, tokens", self.tokens, least=2, most=MOST_TOKENS))

    @property
    def how(self) -> Reading:
        """What is read of the units, and how they run."""
        return self.reading or (self.probe.how if self.probe else Reading())


def subjects_of(units: Any, wanted: Wanted) -> tuple[tuple[Subject, ...], Setting]:
    """Return the units of a sheet, and how they are measured. Every unit is run on a few sequences, and checked."""
    named = named_units("memory_sheet", units)
    if len(named) > MOST_UNITS:
        raise mistake("memory_sheet", f"at most {MOST_UNITS} units", len(named))
    given, wanted = wanted.probe.width if wanted.probe else None, _with_tokens(named, wanted)
    words = lettered(named, given, wanted.tokens, wanted.how)
    found = tuple(Subject(name, named[name], each, len(words) == 1) for name, each in words.items())
    probe = wanted.probe or suited(words)
    chosen = replace(probe, width=found[0].words.inputs, state="h", tokens=None, reading=None)
    seen = [asked(one.words, chosen) for one in found]
    found = tuple(replace(one, sizes=each.units) for one, each in zip(found, seen, strict=True))
    most = max(each.sequences for each in seen)
    splits = splits_of(chosen.length, wanted.splits)
    sample = wanted.sample or Sample()
    return found, Setting(replace(chosen, sequences=most), wanted.how, sample, splits, wanted.tokens)


def _with_tokens(named: dict[str, Any], wanted: Wanted) -> Wanted:
    """Return the options with the size of the vocabulary that the probe says, or all units if nobody says a width."""
    if wanted.tokens is not None:
        return wanted
    size = wanted.probe.tokens if wanted.probe else None
    if size is None and not (wanted.probe and wanted.probe.width):
        sizes = {None if width_of(unit) else tokens_of(unit) for unit in named.values()}
        size = sizes.pop() if len(sizes) == 1 else None
    return wanted if size is None else replace(wanted, tokens=size)
