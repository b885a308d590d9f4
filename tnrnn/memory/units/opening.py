"""A unit of any kind that answers words with arrays by layer, from the beginning or from what it kept of a Start."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...basics import TnrnnError, mistake
from ...system import FAILURES, failure
from .answers import Answer, answered
from .arrays import Array, Whole
from .modules import Called, Kind, copied, given_to, is_module, kind_of, no_cell
from .reading import Reading
from .stepping import Stepped, has_steps, runs_whole
from .words import Inputs, Words, tokens_of


@dataclass(frozen=True)
class Opened:
    """A unit that runs.

    Attributes
    ----------
    kind : object
        It reads whole sequences and, if the unit shows its states, goes on from them.
    reading : Reading
        What is read.
    given : function
        It maps arrays to what the unit reads.
    torch : bool
        Whether the unit is a torch module.
    """

    kind: Kind
    reading: Reading
    given: Callable[[Words], Any]
    torch: bool

    @property
    def reuses(self) -> bool:
        """Whether the states after a Start are kept."""
        return not isinstance(self.kind, Called)

    def answer(self, words: Words) -> Answer:
        """Return the answer to whole sequences."""
        with self._running(words):
            found = self.kind.whole(self.given(words))
            return answered(found, words.shape, self.reading)

    def read(self, words: Words) -> list[Array]:
        """Return the answer to whole sequences as arrays by layer."""
        parts = parts_of(len(words), self.reading.batch)
        if len(parts) == 1:
            return self.answer(words).layers
        found = [self.answer(words[part]).layers for part in parts]
        return [np.concatenate(layers) for layers in zip(*found, strict=True)]

    def begin(self, starts: Words) -> Any:
        """Return what is kept of Starts: their states, or the Starts themselves."""
        if isinstance(self.kind, Called):
            return starts
        with self._running(starts):
            return self.kind.begin(self.given(starts))

    def follow(self, begun: Any, rows: Whole, starts: tuple[int, int], ends: Words) -> Answer:
        """Return the answer at the steps of the Ends; `starts` is the number of Starts, and of their steps."""
        count, before = starts
        with self._running(ends):
            if isinstance(self.kind, Called):
                words = np.concatenate([begun[rows], ends], axis=1)
                found = answered(self.kind.whole(self.given(words)), words.shape, self.reading)
                return replace(found, layers=[layer[:, before:] for layer in found.layers])
            found = self.kind.follow(begun, rows, count, self.given(ends))
            return answered(found, ends.shape, self.reading, before)

    @contextlib.contextmanager
    def _running(self, words: Words) -> Iterator[None]:
        """Turn what a unit raises into one line, and record no gradients."""
        try:
            with _no_gradients() if self.torch else contextlib.nullcontext():
                yield
        except TnrnnError:
            raise
        except FAILURES as error:
            asked_for = f"states for sequences of shape {words.shape}"
            raise TnrnnError(f"memory, unit: expected {asked_for}, given {failure(error)}") from None


def opened(unit: Any, reading: Reading) -> Opened:
    """Return a unit, or a copy of a torch module, as something that runs.

    Parameters
    ----------
    unit : torch module, function, or object with begin and step
        The unit.
    reading : Reading
        What is read of it, and how it runs.

    Raises
    ------
    TnrnnError
        If it is none of these, or if the reading asks for what such a unit does not have.

    Examples
    --------
    >>> opened(lambda words: words.cumsum(axis=1), Reading()).read(np.ones((1, 3, 1)))[0][0, :, 0].tolist()
    [1.0, 2.0, 3.0]
    """
    if is_module(unit):
        frozen = copied(unit, reading)
        with _no_gradients():
            return Opened(kind_of(frozen, reading), reading, given_to(frozen), torch=True)
    if not callable(unit) and not has_steps(unit):
        raise mistake("memory, unit", "a torch module, or a function from sequences to states", unit)
    if reading.state != "h":
        raise no_cell(reading.state)
    if reading.read not in {"states", "output"}:
        expected = "'states' or 'output', as only torch modules have parts with names"
        raise mistake("reading, read", expected, reading.read)
    if reading.device is not None:
        raise mistake("reading, device", "None for a function, which runs where it will", reading.device)
    kind = Stepped(unit, unit if runs_whole(unit) else None) if has_steps(unit) else Called(unit)
    return Opened(kind, reading, lambda words: words, torch=False)


def in_precision(unit: Any, size: int) -> Any:
    """Return a copy of a torch module whose numbers have 4 or 8 bytes if they had fewer, and otherwise None.

    What a unit depends on is seen better in a higher precision, and it is the same in every one.

    >>> in_precision(len, 8) is None
    True
    """
    if not is_module(unit):
        return None
    first = next((p for p in unit.parameters() if p.is_floating_point()), None)
    if first is None or first.dtype.itemsize >= size or (size == 8 and first.device.type == "mps"):
        return None
    frozen = copied(unit, Reading(read="output"))
    return frozen.float() if size == 4 else frozen.double()


def first_answer(unit: Any, opened_unit: Opened, inputs: Inputs, words: Words) -> Answer:
    """Return the answer to the first few words; the error of a unit that seems to read token ids says so."""
    try:
        return opened_unit.answer(words)
    except TnrnnError as error:
        known = tokens_of(unit) if inputs.tokens is None else None
        if known is None:
            raise
        raise TnrnnError(f"{error}; if it reads token ids, write tokens={known} in place of a width") from None


def finer(unit: Any, opened_unit: Opened, first: Answer) -> tuple[Opened, float]:
    """Return a unit and the spacing of its floats, or those of a copy in single precision if it has a lower one."""
    copy_of = in_precision(unit, 4)
    return (opened_unit, first.spacing) if copy_of is None else (opened(copy_of, opened_unit.reading), 2.0**-23)


def parts_of(count: int, batch: int | None) -> list[slice]:
    """Return the slices of at most `batch` sequences; without a limit, all of them.

    >>> parts_of(5, 3)
    [slice(0, 3, None), slice(3, 5, None)]
    """
    size = max(1, count if batch is None else batch)
    return [slice(first, min(first + size, count)) for first in range(0, max(count, 1), size)]


def _no_gradients() -> Any:
    from ...training import needed

    return needed().no_grad()
