"""Checks of a unit by its answers: whether it keeps sequences apart, looks ahead, and gives the same answer twice.

If the axes are wrong, or if there is a second direction or dropout, the states have the right shape nevertheless.
Therefore a unit gets a few sequences four times: as they are, unchanged again, with one sequence changed, and with the
last step changed.
"""

from __future__ import annotations

import contextlib
import inspect
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...basics import TnrnnError
from .arrays import Array, Whole
from .words import Words

Reader = Callable[[Words], list[Array]]

ROUNDINGS = 256
"""Two states count as equal if they differ by at most this many spacings of floats at the greatest state."""


def check_unit(owner: str, read: Reader, words: Words, spacing: float = 2.0**-52, causal: bool = True) -> None:
    """Raise an error if the answers of a unit change by themselves, mix the sequences of a batch, or look ahead.

    The generators of random numbers of Python, numpy and torch are left as they were.

    Parameters
    ----------
    owner : str
        The words with which an error begins.
    read : function
        It maps words (batch, T, width) to a list of arrays (batch, ..), one for each layer. If `causal` is True, the
        arrays are states (batch, T, units).
    words : array (batch, T, width), or array of token ids (batch, T)
        At least two sequences.
    spacing : float
        The spacing at 1 of the floats in which the unit computes; by default 2^-52.
    causal : bool
        Whether to refuse a unit whose states depend on later steps. By default True.

    Raises
    ------
    TnrnnError
        If the unit is refused. The error says in one line what was found, and how to correct it.

    Examples
    --------
    >>> words = np.eye(2)[[[0, 1, 0], [1, 0, 0]]]
    >>> check_unit("unit", lambda x: [np.cumsum(x, axis=1)], words)
    >>> check_unit("unit", lambda x: [np.cumsum(x, axis=0)], words)
    Traceback (most recent call last):
    tnrnn.TnrnnError: unit: expected states (batch, T, units) that depend on their own sequence alone, \
given other states when another sequence changed; its time is the first axis: use batch_first=True, or exchange the axes
    """
    with untouched_generators():
        first = read(words)
        least = ROUNDINGS * spacing * max(float(np.abs(layer).max(initial=0.0)) for layer in first)
        if _moved(first, read(words), least):
            raise TnrnnError(
                f"{owner}: expected the same states for the same sequences, given other states at the second call; it "
                "has dropout or keeps a state between calls: use .eval(), or Probe(.., stochastic=True) if it is noisy "
                "on purpose"
            )
        if _mixes(read, words, first, least):
            raise TnrnnError(
                f"{owner}: expected states (batch, T, units) that depend on their own sequence alone, given other "
                f"states when another sequence changed; {_remedy(read, words, least)}"
            )
        if causal and words.shape[1] > 1 and _looks_ahead(read, words, first, least):
            raise TnrnnError(
                f"{owner}: expected states that do not depend on later steps, given other states when the last step "
                "changed; it also reads backwards: use bidirectional=False, a causal mask of attention, or a "
                "convolution padded before the first step alone"
            )


def _moved(before: list[Array], after: list[Array], least: float) -> bool:
    """Return whether any number differs by more than `least`."""
    return any(bool((np.abs(one - two) > least).any()) for one, two in zip(before, after, strict=True))


def _other(words: Words) -> Words:
    """Return different inputs: another of the ids; or the next symbol, or 0 or 1 if all channels are alike."""
    if words.dtype.kind in "iu":
        ids: Whole = np.unique(words.astype(np.int64))
        return ids[(np.searchsorted(ids, words) + 1) % len(ids)]
    rolled = np.roll(words, 1, axis=-1)
    return np.where((rolled == words).all(axis=-1, keepdims=True), np.where(words == 0, 1.0, 0.0), rolled)


def _mixes(read: Reader, words: Words, first: list[Array], least: float) -> bool:
    """Return whether the states of other sequences change with the first sequence, or with the last."""
    return any(_touches(read, words, first, least, changed) for changed in (0, len(words) - 1))


def _touches(read: Reader, words: Words, first: list[Array], least: float, changed: int) -> bool:
    """Return whether the states of the other sequences change if sequence `changed` does."""
    other = words.copy()
    other[changed] = _other(words[changed])
    kept = np.arange(len(words)) != changed
    return _moved([layer[kept] for layer in first], [layer[kept] for layer in read(other)], least)


def _remedy(read: Reader, words: Words, least: float) -> str:
    """Say how to correct a unit; if sequences are kept apart when the axes are exchanged, time is the first axis."""

    def exchanged(given: Words) -> list[Array]:
        return [np.swapaxes(layer, 0, 1) for layer in read(np.swapaxes(given, 0, 1))]

    try:
        if not _touches(read, words, read(words), least, len(words) - 1) and not _mixes(
            exchanged, words, exchanged(words), least
        ):
            return "its time is the first axis: use batch_first=True, or exchange the axes"
    except TnrnnError:  # the unit refuses other sizes
        pass
    return "it normalises batches, or its time is the first axis: use .eval(), or batch_first=True"


def _looks_ahead(read: Reader, words: Words, first: list[Array], least: float) -> bool:
    other = words.copy()
    other[:, -1] = _other(words[:, -1])
    return _moved([layer[:, :-1] for layer in first], [layer[:, :-1] for layer in read(other)], least)


@contextlib.contextmanager
def untouched_generators() -> Iterator[None]:
    """Leave the generators of random numbers of Python, numpy and (if it is loaded) torch as they were.

    Examples
    --------
    >>> random.seed(1)
    >>> before = random.getstate()
    >>> with untouched_generators():
    ...     _ = random.random()
    >>> random.getstate() == before
    True
    """
    torch: Any = sys.modules.get("torch")
    own, numbers = random.getstate(), np.random.get_state()
    cpu = torch.random.get_rng_state() if torch else None
    devices = torch.cuda.get_rng_state_all() if torch and torch.cuda.is_initialized() else []
    try:
        yield
    finally:
        random.setstate(own)
        np.random.set_state(numbers)
        if torch:
            torch.random.set_rng_state(cpu)
        if devices:
            torch.cuda.set_rng_state_all(devices)


@contextlib.contextmanager
def untouched_modules(unit: Any) -> Iterator[None]:
    """Leave the buffers of torch modules that a function uses as they were, such as those of batch normalisation.

    The modules are searched for in what the function refers to: its object, its closure, and its globals by name. A
    module itself does not need this, because a copy of it runs.

    Examples
    --------
    >>> with untouched_modules(lambda x: x):
    ...     pass
    """
    saved = [(buffer, buffer.detach().clone()) for module in _modules_of(unit) for buffer in module.buffers()]
    try:
        yield
    finally:
        for buffer, before in saved:
            buffer.detach().copy_(before)


def _modules_of(unit: Any) -> list[Any]:
    """Return the torch modules that a function refers to."""
    torch: Any = sys.modules.get("torch")
    if not torch:
        return []
    function, owner = getattr(unit, "__func__", unit), getattr(unit, "__self__", unit)
    found = [owner, *(vars(owner).values() if hasattr(owner, "__dict__") else [])]
    if inspect.isfunction(function):
        with contextlib.suppress(ValueError):  # raised if a name has no value yet, whatever the others are
            names = inspect.getclosurevars(function)
            found += [*names.nonlocals.values(), *names.globals.values()]
    return [one for one in found if isinstance(one, torch.nn.Module)]
