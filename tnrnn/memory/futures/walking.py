"""The blocks of a matrix of Starts and Ends, made one after the other by a unit that goes on from kept Starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from ...basics import TnrnnError, mistake
from ..units import Array, Following, Inputs, Reading, Whole, Words, check_room, following
from .halves import Halves

CHUNK = 2**23
"""About how many numbers a unit reads and returns at a time: 64 MiB of doubles."""

Observe = Literal["scalar", "vector", "future"]


def followed(unit: Any, reads: Inputs, device: str | None, reading: Reading | None) -> Following:
    """Return the unit itself if it is a Following already, and otherwise what `following` makes of it.

    Raises
    ------
    TnrnnError
        If `following` refuses the unit, or if a Following is given with a reading or a device, which it already has.

    Examples
    --------
    >>> followed(lambda x: x, Inputs(2, None), None, None).names
    ('output',)
    """
    if all(hasattr(unit, name) for name in ("names", "spacing", "begin", "follow")):
        if reading is not None or device is not None:
            expected = "none beside a Following, which says itself what is read of it and where it runs"
            raise mistake("start_future_rank, reading and device", expected, device if reading is None else reading)
        found: Following = unit
        return found
    how = Reading() if reading is None else reading
    if not isinstance(how, Reading):
        raise mistake("start_future_rank, reading", "a Reading", reading)
    if device is not None:
        how = replace(how, device=device)
    return following(unit, reads.width, tokens=reads.tokens, reading=how)


class Block(NamedTuple):
    """What follows all Starts with some of the Ends: an array (Starts, Ends, steps, channels) for each name."""

    first: int
    layers: list[Array]


def blocks(unit: Following, halves: Halves, last: bool, tell: Callable[[int], Any]) -> Iterator[Block]:
    """Yield the blocks of the matrix, which are not kept.

    Each Start is read once, where the unit shows its state.

    Parameters
    ----------
    unit : Following
        The unit.
    halves : Halves
        The Starts and Ends.
    last : bool
        Whether only the last step is wanted.
    tell : function
        It is called with the number of Ends that are done.

    Raises
    ------
    TnrnnError
        If a single End after all Starts gives too many numbers for the memory; if the unit answers with other shapes
        than before, or with numbers that are not finite.

    Examples
    --------
    >>> from tnrnn.memory.futures.intervals import Drawn
    >>> unit = following(lambda words: words.cumsum(axis=1), width=1)
    >>> starts, ends = np.ones((2, 1, 1)), np.ones((3, 2, 1))
    >>> [block] = blocks(unit, Halves(starts, ends, (Drawn(2), Drawn(3))), False, print)
    3
    >>> block.layers[0].shape, block.layers[0][0, 0, :, 0].tolist()
    ((2, 3, 2, 1), [2.0, 3.0])
    """
    starts, ends = halves.starts, halves.ends
    channels = _Follow(unit, unit.begin(starts[:1]), last).channels(ends[:1])
    read = sum(channels) + (ends.shape[2] if ends.ndim == 3 else 1)
    one_end = len(starts) * ends.shape[1] * read
    check_room("start_future_rank, what follows one End after all Starts", one_end)
    follow, several = _Follow(unit, unit.begin(starts), last), max(1, CHUNK // one_end)
    rows = np.arange(len(starts))
    at_once = -(-len(starts) // min(len(starts), -(-one_end // CHUNK)))  # parts of about the same size
    for first in range(0, len(ends), several):
        part = ends[first : first + several]
        parts = [follow.pairs(rows[at : at + at_once], part, channels) for at in range(0, len(rows), at_once)]
        yield Block(first, [_joined(layers) for layers in zip(*parts, strict=True)])
        tell(min(first + several, len(ends)))


def _joined(layers: tuple[Array, ...]) -> Array:
    return layers[0] if len(layers) == 1 else np.concatenate(layers)


@dataclass(frozen=True)
class _Follow:
    """A unit after all Starts; `last` says whether only its last step is wanted."""

    unit: Following
    begun: Any
    last: bool

    def channels(self, end: Words) -> tuple[int, ...]:
        """Return the number of channels of each name, from one End after one Start."""
        found = self.unit.follow(self.begun, np.zeros(1, dtype=np.int64), end)
        names = self.unit.names
        if len(found) != len(names):
            raise mistake("start_future_rank, answers", f"{len(names)}, one for each of {names}", len(found))
        for name, layer in zip(names, found, strict=True):
            if layer.ndim != 3 or layer.shape[:2] != (1, end.shape[1]) or not layer.shape[2]:
                expected = f"an array of shape (1, {end.shape[1]}, channels) for one End"
                raise mistake(f"start_future_rank, {name}", expected, layer.shape)
        return tuple(layer.shape[2] for layer in found)

    def pairs(self, rows: Whole, part: Words, channels: tuple[int, ...]) -> list[Array]:
        """Return what follows some Starts with some Ends, as arrays (Starts, Ends, steps, channels)."""
        ends = part[np.tile(np.arange(len(part)), len(rows))]
        found = self.unit.follow(self.begun, np.repeat(rows, len(part)), ends)
        shapes = [(len(ends), part.shape[1], width) for width in channels]
        if [layer.shape for layer in found] != shapes:
            raise mistake("start_future_rank, answers", f"shapes {shapes}", [layer.shape for layer in found])
        for name, layer in zip(self.unit.names, found, strict=True):
            if not np.isfinite(layer).all():
                step = int((~np.isfinite(layer)).any(axis=(0, 2)).argmax()) + 1
                raise TnrnnError(f"start_future_rank, {name}: expected finite numbers, given others at End step {step}")
        seen = [layer[:, -1:] if self.last else layer for layer in found]
        return [layer.reshape(len(rows), len(part), *layer.shape[1:]) for layer in seen]
