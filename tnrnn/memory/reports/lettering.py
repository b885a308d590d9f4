"""Units as functions of whole sequences, whether they read numbers or token ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...basics import mistake
from ..units import Array, Reading, Whole, following, width_of

ALPHABET = 8
"""The most tokens of a vocabulary among which the symbols of a unit of tokens are chosen."""


@dataclass(frozen=True)
class Lettered:
    """A unit as a function from symbols or signals (batch, T, M) to what is read of it, by layer.

    Attributes
    ----------
    read : function
        It maps values (batch, T, M), or token ids (batch, T), to arrays (batch, T, units), one for each layer.
    parts : tuple of str
        What is read, from below, such as "layer 1" or "output".
    inputs : int
        M, the numbers at each step, and the number of symbols.
    letters : array, optional
        The token id of each symbol, if the unit reads token ids.
    """

    read: Callable[[Any], list[Array]]
    parts: tuple[str, ...]
    inputs: int
    letters: Whole | None = None

    def __call__(self, given: Array) -> list[Array]:
        """Return what is read after every step of some sequences."""
        return self.read(given if self.letters is None else self.letters[given.argmax(axis=2)])


def lettered(named: dict[str, Any], width: int | None, tokens: int | None, reading: Reading) -> dict[str, Lettered]:
    """Return units as functions of whole sequences. Every unit is run on a few sequences, and checked.

    Parameters
    ----------
    named : dict
        The units by name.
    width : int, optional
        The numbers at each step, or the number of tokens that are symbols; by default what the units say, or 8.
    tokens : int, optional
        The size of the vocabulary, if the units read token ids. The symbols are spread evenly over it.
    reading : Reading
        What is read of the units.
    """
    how, size = replace(reading, reuse=False), _width(named, width, tokens)
    letters = None if tokens is None else np.linspace(0, tokens - 1, size).round().astype(np.int64)
    found = {}
    for name, unit in named.items():
        whole: Any = following(unit, size if tokens is None else None, tokens=tokens, reading=how)
        found[name] = Lettered(whole.read, whole.names, size, letters)
    return found


def _width(named: dict[str, Any], given: int | None, tokens: int | None) -> int:
    if tokens is not None:
        return min(given or ALPHABET, tokens)
    widths = {size for unit in named.values() if (size := given or width_of(unit)) is not None}
    if not widths:
        known = "Probe(.., width=..), the numbers that this unit reads at each step, or tokens=.., for token ids"
        raise mistake("memory_sheet, width", known, None)
    if len(widths) > 1:
        raise mistake("memory_sheet", "units of one width", sorted(widths))
    return widths.pop()
