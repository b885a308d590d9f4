"""The words of one side, their points, and how words are drawn.

A word has a letter for each input of its side. In one-hot mode the letter m is the m-th unit vector; in continuous mode
the letter m at a position is the point that SHAKE-256 makes of (seed, position, m). Words are drawn by SHAKE-256, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ..basics import Position, TnrnnError, choice, mistake
from ..networks import MODES, Mode, Vertex
from ..values import SMALL_MODULUS, Array, centred, uniform, uniform_each

Words = Sequence[tuple[int, ...]]

MAX_TABLE = 2**27
"""The largest number of coordinates of all points of a side."""

SHUFFLED = 2**12
"""The largest number of words that are all put in random order; of more, words are drawn until enough differ."""


class Sampling(NamedTuple):
    """How letters become points: the mode, the seed of continuous points, and the prime, or None for floats."""

    mode: Mode
    seed: int
    modulus: int | None


@dataclass(frozen=True)
class Side:
    """The words of one side as an array of shape (words, positions), and a table (letters, dim) for each position.

    >>> side = Side((1, 2), np.array([[0, 1], [0, 0]]), {1: np.eye(2, dtype=int), 2: np.eye(2, dtype=int)})
    >>> [len(side.groups(mask)[0]) for mask in (0b01, 0b11)]  # words that differ on the first, on both positions
    [1, 2]
    """

    positions: tuple[Position, ...]
    words: Array
    tables: Mapping[Position, Array]
    _cache: dict[int, tuple[Array, Array]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.words)

    def groups(self, mask: int) -> tuple[Array, Array]:
        """Group the words that agree on the positions in `mask`; return the first word of each, and the group of each.

        The first array has a word for each group, the second a group for each word.
        """
        ids, done = np.zeros(len(self.words), dtype=np.int64), 0
        for place in range(mask.bit_length()):
            if mask >> place & 1:
                done |= 1 << place
                if done not in self._cache:
                    letters = self.words[:, place]
                    self._cache[done] = _grouped(ids * (int(letters.max(initial=0)) + 1) + letters)
                ids = self._cache[done][1]
        return self._cache[mask] if mask else (np.zeros(1, dtype=np.int64), ids)

    def part(self, start: int, stop: int) -> Side:
        """Return the words from `start` to before `stop`."""
        return Side(self.positions, self.words[start:stop], self.tables)


def _grouped(keys: Array) -> tuple[Array, Array]:
    first, inverse = np.unique(keys, return_index=True, return_inverse=True)[1:]
    if len(first) == len(keys):  # all differ: leave them in their order
        return np.arange(len(keys)), np.arange(len(keys))
    return first, inverse.reshape(-1)


def side_of(inputs: Iterable[Vertex], positions: Iterable[Position], words: Array | Words, sampling: Sampling) -> Side:
    """Return words at some inputs of a circuit with their points, which are residues, or floats without a modulus.

    Parameters
    ----------
    inputs : iterable of Vertex
        The inputs of the circuit.
    positions : iterable of positions
        Those of the inputs that the words are about.
    words : array or sequence of words
        The letters, with a row for each word and a column for each position.
    sampling : Sampling
        How letters become points.

    Raises
    ------
    TnrnnError
        If a letter is negative or, in one-hot mode, not less than the width of its input, or if the points have more
        than 2^27 coordinates, which is found before they are made.

    Examples
    --------
    >>> from tnrnn import rac
    >>> side_of(rac(length=2, layers=1, inputs=2, hidden=2).inputs, [1], [(1,)], Sampling("one-hot", 0, 7)).tables[1]
    array([[0, 1]])
    """
    one_hot = choice("mode", sampling.mode, MODES) == "one-hot"
    where = tuple(positions)
    letters = np.asarray(words, dtype=np.int64).reshape(len(words), len(where))
    dims = {vertex.position: vertex.dim for vertex in inputs}
    kept = letters.copy()
    used: dict[Position, Array] = {}
    for place, position in enumerate(where):
        column = letters[:, place]
        wrong = column[(column < 0) | (one_hot & (column >= dims[position]))]
        if len(wrong):
            expected = f"letters from 0 to {dims[position] - 1:,}" if one_hot else "letters of at least 0"
            raise mistake(f"words, position {position}", expected, int(wrong[0]))
        used[position], kept[:, place] = np.unique(column, return_inverse=True)
    size = sum(len(column) * dims[position] for position, column in used.items())
    if size > MAX_TABLE:
        raise TnrnnError(f"words: expected points of at most {MAX_TABLE:,} coordinates in all, given {size:,}")
    tables = {position: _table(column, position, dims[position], sampling) for position, column in used.items()}
    return Side(where, kept, tables)


def _table(letters: Array, position: Position, dim: int, sampling: Sampling) -> Array:
    """Return the points of letters at a position, as an array of shape (letters, dim)."""
    mode, seed, modulus = sampling
    table: Array = np.zeros((len(letters), dim), dtype=np.float64 if modulus is None else residue_dtype(modulus))
    if mode == "one-hot":
        table[np.arange(len(letters)), letters] = 1
        return table
    keys = [f"tnrnn point {seed} {position} {letter}".encode() for letter in letters.tolist()]
    if modulus is not None:
        return uniform_each(keys, dim, modulus)
    for place, key in enumerate(keys):
        table[place] = centred(key, dim)
    return table


def residue_dtype(modulus: int) -> type:
    """Return the dtype of residues: int64 if products of two residues fit into it, else Python's integers.

    >>> residue_dtype(7).__name__, residue_dtype(2**61 - 1).__name__
    ('int64', 'object')
    """
    return np.int64 if modulus <= SMALL_MODULUS else object


def drawn_words(count: int, dims: tuple[int, ...], key: str) -> Array:
    """Return `count` different one-hot words for inputs of some widths, in random order.

    A larger `count` returns the same words first. The order depends on `key` and on the widths alone.

    >>> drawn_words(4, (2, 2), "any").tolist(), drawn_words(2, (2, 2), "any").tolist()
    ([[1, 0], [0, 1], [0, 0], [1, 1]], [[1, 0], [0, 1]])
    """
    numbers = _different(count, math.prod(dims), key)
    words = np.zeros((count, len(dims)), dtype=np.int64)
    for place in range(len(dims) - 1, -1, -1):
        words[:, place] = [number % dims[place] for number in numbers]
        numbers = [number // dims[place] for number in numbers]
    return words


def _different(count: int, total: int, key: str) -> list[int]:
    """Return the first `count` numbers of a random order of all numbers below `total`; `key` is the seed."""
    if total <= SHUFFLED:
        order = uniform(f"{key} order".encode(), total, 2**61 - 1).tolist()
        return sorted(range(total), key=order.__getitem__)[:count]
    draws = count
    while True:  # the numbers of a random stream in order, each at its first place
        seen = dict.fromkeys(uniform(f"{key} 0".encode(), draws, total).tolist())
        if len(seen) >= count:
            return list(seen)[:count]
        draws *= 2
