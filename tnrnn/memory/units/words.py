"""What a unit reads: values at each step, or token ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import TnrnnError, mistake, shown, whole
from ...values import as_numpy
from .arrays import MOST_NUMBERS, Array, Whole, check_room, one_hot

Words = Array | Whole
"""Sequences: values (number, steps, width), or token ids (number, steps)."""

MOST_TOKENS = 2**31 - 1
"""The largest number of token ids."""


@dataclass(frozen=True)
class Inputs:
    """What a unit reads at each step.

    Parameters
    ----------
    width : int or None
        The numbers at each step, or None for token ids.
    tokens : int or None
        The number of token ids, which are 0 .. tokens - 1, or None for values.

    Examples
    --------
    >>> Inputs(None, 5).few(2, 3).tolist()
    [[4, 3, 2], [1, 1, 0]]
    >>> Inputs(None, 5).checked("starts", [[1, 7]])
    Traceback (most recent call last):
    tnrnn.TnrnnError: memory, starts: expected token ids from 0 to 4, given 7
    """

    width: int | None
    tokens: int | None

    def few(self, count: int, steps: int) -> Words:
        """Return a few sequences of random ids, one-hot vectors or, for width 1, numbers; always the same ones."""
        rng = np.random.default_rng(0)
        if self.tokens is not None:
            return rng.integers(self.tokens, size=(count, steps))
        if self.width == 1:
            return rng.uniform(size=(count, steps, 1))
        return one_hot("memory, width", rng.integers(self.width or 1, size=(count, steps)), self.width or 1)

    def checked(self, name: str, words: Any) -> Words:
        """Return sequences as an array, or raise an error that calls them `name`."""
        try:
            found = as_numpy(f"memory, {name}", words)
        except TnrnnError:  # a ragged list
            found = np.zeros(0, dtype=object)
        if found.dtype.kind not in "fiub":
            expected = "numbers in an array of sequences of one length; pad them, or measure each length by itself"
            raise mistake(f"memory, {name}", expected, type(words).__name__)
        check_room(f"memory, {name}", found.size)
        return self._values(name, found) if self.tokens is None else self._ids(name, found, self.tokens)

    def _values(self, name: str, found: Any) -> Array:
        if found.ndim != 3 or found.shape[2] != self.width:
            raise mistake(f"memory, {name}", f"values of shape (number, steps, {self.width})", found.shape)
        values: Array = found.astype(np.float64, copy=False)
        return values

    def _ids(self, name: str, found: Any, tokens: int) -> Whole:
        if found.ndim != 2 or found.dtype.kind not in "iu":
            given = f"{found.dtype} of shape {found.shape}"
            raise mistake(f"memory, {name}", "token ids, as integers of shape (number, steps)", given)
        beyond = (found < 0) | (found >= tokens)
        if beyond.any():
            raise mistake(f"memory, {name}", f"token ids from 0 to {tokens - 1:,}", int(found[beyond][0]))
        ids: Whole = found.astype(np.int64, copy=False)
        return ids


def width_of(unit: Any) -> int | None:
    """Return how many numbers a unit reads at each step, or None if it does not say.

    >>> width_of(lambda x: x) is None
    True
    """
    found = (getattr(unit, name, None) for name in ("inputs", "input_size"))
    return next((size for size in found if isinstance(size, int) and size > 0), None)


def tokens_of(unit: Any) -> int | None:
    """Return how many token ids a unit reads, or None if it does not say.

    A unit says it by an attribute `tokens`, or by `config.vocab_size`, or as a torch module whose first part with
    weights is an Embedding.

    >>> tokens_of(lambda x: x) is None
    True
    """
    config = getattr(unit, "config", None)
    for size in (getattr(unit, "tokens", None), getattr(config, "vocab_size", None)):
        if isinstance(size, int) and size > 0:
            return size
    if not hasattr(unit, "modules"):
        return None
    first = next((part for part in unit.modules() if any(True for _ in part.parameters(recurse=False))), None)
    found = getattr(first, "num_embeddings", None)
    return found if isinstance(found, int) else None


def inputs_of(unit: Any, width: int | None, tokens: int | None, ask: str) -> Inputs:
    """Return what a unit reads, as the user says, or as the unit says; `ask` is what the user writes otherwise.

    Raises
    ------
    TnrnnError
        If neither says it, if the user says two things, or if there are more token ids than the unit has.

    Examples
    --------
    >>> inputs_of(lambda x: x, None, 5, "following(..)")
    Inputs(width=None, tokens=5)
    """
    if width is not None and tokens is not None:
        raise TnrnnError(f"memory, tokens: expected either width or tokens, given both, {width} and {tokens}")
    if width is not None:
        return Inputs(whole("memory, width", width, most=MOST_NUMBERS), None)
    known = tokens_of(unit)
    if tokens is None:
        size = width_of(unit)
        if size is None and known is None:
            raise TnrnnError(f"memory, width: expected {ask}, given none")
        return Inputs(size, None) if size is not None else Inputs(None, known)
    chosen = whole("memory, tokens", tokens, least=2, most=MOST_TOKENS)
    if known is not None and chosen > known:
        raise TnrnnError(f"memory, tokens: expected at most {known:,}, the unit's vocabulary, given {shown(tokens)}")
    return Inputs(None, chosen)
