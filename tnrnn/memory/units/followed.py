"""A unit of any kind that goes on from a Start: it is opened, probed, and compared with itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ...basics import mistake
from .agreement import STEPS, in_way, way_of
from .answers import Answer
from .arrays import Array, Whole, check_room
from .caches import Cached
from .opening import Opened, finer, first_answer, in_precision, opened, parts_of
from .probing import check_unit, untouched_generators, untouched_modules
from .reading import Reading
from .words import Inputs, Words, inputs_of


class Following(Protocol):
    """A unit as two functions: one reads Starts, and one goes on from there with Ends.

    Attributes
    ----------
    names : tuple of str
        What is read, from below: "layer 1", "layer 2", .., or "output".
    spacing : float
        The spacing at 1 of the floats in which the unit answers.
    """

    @property
    def names(self) -> tuple[str, ...]: ...

    @property
    def spacing(self) -> float: ...

    def begin(self, starts: Words) -> Any:
        """Return what the unit keeps of each of the Starts."""

    def follow(self, begun: Any, rows: Whole, ends: Words) -> list[Array]:
        """Return arrays (number, End steps, channels), one for each name, for End i after the Start `rows[i]`."""


@dataclass(frozen=True)
class Begun:
    """What a unit keeps of some Starts.

    Attributes
    ----------
    kept : tuple
        What is kept of each batch of Starts.
    sizes : tuple of int
        The number of Starts in each batch.
    steps : int
        The number of steps of a Start.
    """

    kept: tuple[Any, ...]
    sizes: tuple[int, ...]
    steps: int


@dataclass(frozen=True)
class Followed:
    """A unit that goes on from a Start; see `Following`.

    Attributes
    ----------
    unit : Opened
        The unit.
    inputs : Inputs
        What it reads.
    names : tuple of str
        What is read, from below.
    channels : tuple of int
        How many numbers are read at each step, by name.
    spacing : float
        The spacing at 1 of the floats in which the unit answers.
    """

    unit: Opened
    inputs: Inputs
    names: tuple[str, ...]
    channels: tuple[int, ...]
    spacing: float

    @property
    def reuses(self) -> bool:
        """Whether the states after a Start are kept, so that it is read once."""
        return self.unit.reuses

    def read(self, words: Words) -> list[Array]:
        """Return arrays (number, steps, channels), one for each name, for whole sequences."""
        return self._alike(self.unit.read(self.inputs.checked("words", words)))

    def begin(self, starts: Words) -> Begun:
        """Return what the unit keeps of each of the Starts."""
        words = self.inputs.checked("starts", starts)
        parts = parts_of(len(words), self.unit.reading.batch)
        kept = tuple(self.unit.begin(words[part]) for part in parts)
        return Begun(kept, tuple(len(words[part]) for part in parts), words.shape[1])

    def follow(self, begun: Begun, rows: Whole, ends: Words) -> list[Array]:
        """Return arrays (number, End steps, channels), one for each name, for End i after the Start `rows[i]`."""
        words, places = self.inputs.checked("ends", ends), np.asarray(rows)
        if places.shape != (len(words),) or places.dtype.kind not in "iu":
            raise mistake("memory, rows", f"{len(words)} numbers of Starts, one for each End", places.shape)
        if len(places) and not 0 <= places.min() <= places.max() < sum(begun.sizes):
            raise mistake("memory, rows", f"numbers of Starts from 0 to {sum(begun.sizes) - 1}", places.tolist())
        check_room("memory, states", len(words) * words.shape[1] * sum(self.channels))
        parts = list(self._parts(begun, places, words))
        if not parts:
            return [np.zeros((0, words.shape[1], number)) for number in self.channels]
        if len(parts) == 1:
            return parts[0][1]
        order = np.argsort(np.concatenate([at for at, _ in parts]))
        return [np.concatenate(found)[order] for found in zip(*(found for _, found in parts), strict=True)]

    def _parts(self, begun: Begun, rows: Whole, ends: Words) -> Iterator[tuple[Whole, list[Array]]]:
        """Yield the places of some Ends, and the answers at their steps."""
        first = 0
        for kept, size in zip(begun.kept, begun.sizes, strict=True):
            own = np.flatnonzero((first <= rows) & (rows < first + size))
            for part in parts_of(len(own), self.unit.reading.batch) if len(own) else []:
                at = own[part]
                found = self.unit.follow(kept, rows[at] - first, (size, begun.steps), ends[at])
                yield at, self._alike(found.layers)
            first += size

    def _alike(self, layers: list[Array]) -> list[Array]:
        channels = tuple(layer.shape[2] for layer in layers)
        if channels != self.channels:
            raise mistake("memory, units of the layers", f"{self.channels} as before", channels)
        return layers


def following(
    unit: Any, width: int | None = None, *, tokens: int | None = None, reading: Reading | None = None
) -> Followed:
    """Return a unit as two functions: one reads Starts, and one goes on from there with Ends.

    A unit that shows its state reads each Start once: torch's RNN, LSTM and GRU (by layer) and their cells, a unit with
    the methods `begin` and `step` (see `Stepping`), and a module with a cache in the style of Hugging Face. Whether its
    answers are those to whole sequences is tested on a few words. Any other unit reads a Start again with every End.

    Parameters
    ----------
    unit : torch module, function, or object with begin and step
        A module or function from values (batch, T, width) or token ids (batch, T) to states or outputs
        (batch, T, channels); `tnrnn.memory.units.states.asked` lists the forms. A copy of a module runs as in eval().
    width : int, optional
        The numbers that the unit reads at each step. By default it is the unit's attribute `inputs` or `input_size`.
    tokens : int, optional
        The number of token ids, if the unit reads ids 0 .. tokens - 1 in place of values. By default it is the unit's
        `tokens` or `config.vocab_size`, or the rows of the Embedding with which it begins.
    reading : Reading, optional
        What is read of the unit, and how it runs. By default the states by layer, where they are shown.

    Raises
    ------
    TnrnnError
        If the unit is refused: it fails, or its answers have no steps, are not finite, change by themselves, mix the
        sequences of a batch, depend on later steps, or are others when it goes on from a state. The error says in one
        line what was found, and how to correct it.

    Examples
    --------
    >>> unit = following(lambda words: words.cumsum(axis=1), width=1)
    >>> begun = unit.begin(np.array([[[1.0]], [[2.0]]]))
    >>> unit.follow(begun, np.array([0, 1]), np.ones((2, 2, 1)))[0][:, :, 0].tolist()
    [[2.0, 3.0], [3.0, 4.0]]
    """
    how = Reading() if reading is None else reading
    if not isinstance(how, Reading):
        raise mistake("memory, reading", "a Reading", reading)
    ask = "width=.., the numbers that this unit reads at each step, or tokens=.., the number of its token ids"
    inputs = inputs_of(unit, width, tokens, ask)
    found = opened(unit, how)
    with untouched_generators(), untouched_modules(unit):
        first = first_answer(unit, found, inputs, inputs.few(2, 2 * STEPS))
        probed, spacing = finer(unit, found, first)
        check_unit("memory, unit", probed.read, inputs.few(2, 2 * STEPS), spacing)
        way = way_of(probed, _in_double(unit, found, first), inputs, spacing)
    chosen = in_way(found, way)
    return Followed(chosen, inputs, first.names, tuple(layer.shape[2] for layer in first.layers), first.spacing)


def _in_double(unit: Any, found: Opened, first: Answer) -> Opened | None:
    """Return a module with a cache in double precision; None for other units, or if there is no such precision."""
    if not isinstance(found.kind, Cached):
        return None
    copy_of = in_precision(unit, 8)
    if copy_of is not None:
        return opened(copy_of, found.reading)
    return found if first.spacing <= 2.0**-52 else None
