"""Matrices of values of a circuit: a row for each word of near inputs, a column for each word of far ones.

A word has a letter for each input of its side. In one-hot mode the letter m is the m-th unit vector; in continuous mode
the letter m at a position is a point that a hash makes of (seed, position, m). Work is shared: a vertex is computed
once for all words that agree on the inputs below it, so that it costs (its near subwords) x (its far subwords).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

import numpy as np

from .arithmetic import INT64_MAX, SMALL_MODULUS, Array
from .circuit import Circuit, Vertex
from .errors import TnrnnError, choice
from .evaluation import centred, uniform
from .fields import Position
from .unrolling import MODES

Words = Sequence[tuple[int, ...]]

MAX_TABLE = 2**27
_BLOCK = 2**18  # elements of a vector of one vertex in one block of rows


class Sampling(NamedTuple):
    """How letters become points: the mode, the seed of continuous points, and a prime, or None for floats."""

    mode: str
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
        """Return (the first word of each group, the group of each word): words group by the positions in `mask`."""
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


def side_of(circuit: Circuit, positions: Iterable[Position], words: Array | Words, sampling: Sampling) -> Side:
    """Return the words with their points: residues, or floats where `modulus` is None.

    Raises
    ------
    TnrnnError
        On letters that no template has.

    >>> from tnrnn import rac
    >>> side_of(rac(length=2, layers=1, inputs=2, hidden=2), [1], [(1,)], Sampling("one-hot", 0, 7)).tables[1]
    array([[0, 1]])
    """
    one_hot = choice("mode", sampling.mode, MODES) == "one-hot"
    where = tuple(positions)
    letters = np.asarray(words, dtype=np.int64).reshape(len(words), len(where))
    dims = {vertex.position: vertex.dim for vertex in circuit.inputs}
    kept, tables = letters.copy(), {}
    for place, position in enumerate(where):
        dim, column = dims[position], letters[:, place]
        if (column < 0).any() or (one_hot and (column >= dim).any()):
            raise TnrnnError(f"words, position {position}: expected letters from 0 to {dim - 1:,}, or points from 0 on")
        used, kept[:, place] = np.unique(column, return_inverse=True)
        if len(used) * dim > MAX_TABLE:
            raise TnrnnError(
                f"words, position {position}: expected tables of at most {MAX_TABLE:,} entries, given more"
            )
        tables[position] = _table(used, position, dim, sampling)
    return Side(where, kept, tables)


def _table(letters: Array, position: Position, dim: int, sampling: Sampling) -> Array:
    """Return the points of letters at a position, of shape (letters, dim)."""
    mode, seed, modulus = sampling
    table: Array = np.zeros((len(letters), dim), dtype=np.float64 if modulus is None else _dtype(modulus))
    if mode == "one-hot":
        table[np.arange(len(letters)), letters] = 1
        return table
    for place, letter in enumerate(letters.tolist()):
        key = f"tnrnn point {seed} {position} {letter}".encode()
        table[place] = centred(key, dim) if modulus is None else uniform(key, dim, modulus)
    return table


def _dtype(modulus: int) -> type:
    return np.int64 if modulus <= SMALL_MODULUS else object


def grid_values(circuit: Circuit, weights: Mapping[str, Array], rows: Side, cols: Side, modulus: int | None) -> Array:
    """Return the matrix of output 0 at all pairs of a row word and a column word.

    Parameters
    ----------
    circuit : Circuit
        Its inputs stand at the positions of `rows` and of `cols`.
    weights : mapping from parameter to array
        Floats, or with a modulus residues.
    rows, cols : Side
    modulus : prime, or None

    Returns
    -------
    array of shape (rows, columns)
        int64 for primes up to 2^31.5, objects beyond, floats without a modulus.

    >>> from tnrnn import rac, random_weights
    >>> circuit = rac(length=2, layers=1, inputs=2, hidden=1)
    >>> one, two = (side_of(circuit, [t], [(0,), (1,)], Sampling("one-hot", 0, 7)) for t in (1, 2))
    >>> grid_values(circuit, random_weights(circuit, 0, 7), one, two, 7).shape
    (2, 2)
    """
    return _Grid(circuit, weights, rows, cols, modulus).values()


class _Value:
    """A vector of shape (dim, near groups, far groups), with the masks of the inputs below it."""

    __slots__ = ("array", "far", "near")

    def __init__(self, array: Array, near: int, far: int) -> None:
        self.array, self.near, self.far = array, near, far


class _Grid:
    def __init__(
        self, circuit: Circuit, weights: Mapping[str, Array], rows: Side, cols: Side, modulus: int | None
    ) -> None:
        self.circuit, self.weights, self.rows, self.cols, self.modulus = circuit, weights, rows, cols, modulus
        self.masks: dict[str, tuple[int, int]] = {}
        near = {position: 1 << place for place, position in enumerate(rows.positions)}
        far = {position: 1 << place for place, position in enumerate(cols.positions)}
        for vertex in circuit.vertices:
            below = [self.masks[child] for child in vertex.children]
            if vertex.kind == "input" and vertex.position is not None:
                below.append((near.get(vertex.position, 0), far.get(vertex.position, 0)))
            self.masks[vertex.name] = tuple(reduce(int.__or__, bits, 0) for bits in zip(*below, strict=True)) or (0, 0)  # type: ignore[assignment]
        self.mixed = [vertex for vertex in circuit.vertices if all(self.masks[vertex.name])]
        self.once: dict[str, _Value] = {}

    def values(self) -> Array:
        """Return the matrix; blocks of rows are computed by a thread for each core."""
        kept = {child for vertex in self.mixed for child in vertex.children}
        self._fold([v for v in self.circuit.vertices if not all(self.masks[v.name])], self.rows, 0, self.once, kept)
        for mask in {self.masks[vertex.name][1] for vertex in self.mixed}:
            self.cols.groups(mask)  # filled before threads share it
        dtype = np.float64 if self.modulus is None else _dtype(self.modulus)
        result: Array = np.empty((len(self.rows), len(self.cols)), dtype=dtype)
        width = max(
            (
                int(np.prod([self.circuit.by_name[c].dim for c in v.children], dtype=float))
                if v.kind == "bilinear"
                else v.dim
            )
            for v in self.mixed
        )
        step = max(1, _BLOCK // max(1, len(self.cols) * width))

        def fill(start: int) -> None:
            block = self.rows.part(start, start + step)
            alive: dict[str, _Value] = {}
            self._fold(self.mixed, block, start, alive, {self.circuit.output})
            made = alive[self.circuit.output]
            index = np.ix_(block.groups(made.near)[1], self.cols.groups(made.far)[1])
            result[start : start + step] = made.array[0][index]

        with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
            for done in [pool.submit(fill, start) for start in range(0, len(self.rows), step)]:
                done.result()
        return result

    def _fold(self, vertices: list[Vertex], block: Side, start: int, alive: dict[str, _Value], kept: set[str]) -> None:
        """Compute `vertices` on a block of rows into `alive`; what is not `kept` is forgotten after its last use."""
        users = Counter(child for vertex in vertices for child in set(vertex.children))
        for vertex in vertices:
            near, far = self.masks[vertex.name]
            children = [self._gathered(alive, child, (near, far), block, start) for child in vertex.children]
            with np.errstate(
                over="ignore", invalid="ignore", under="ignore"
            ):  # in floats; users see what is not finite
                made = self._value(vertex, children, block, near, far)
            alive[vertex.name] = _Value(made, near, far)
            for child in set(vertex.children):
                users[child] -= 1
                if not users[child] and child in alive and child not in kept:
                    del alive[child]

    def _gathered(
        self, alive: Mapping[str, _Value], child: str, masks: tuple[int, int], block: Side, start: int
    ) -> Array:
        """Return the array of a child with the groups of its user; axes of length 1 broadcast."""
        value = alive[child] if child in alive else self.once[child]
        array = value.array
        if value.near:
            first = block.groups(masks[0])[0]
            groups = (
                block.groups(value.near)[1][first] if child in alive else self.rows.groups(value.near)[1][start + first]
            )
            array = _taken(array, groups, 1)
        if value.far:
            array = _taken(array, self.cols.groups(value.far)[1][self.cols.groups(masks[1])[0]], 2)
        return array

    def _value(self, vertex: Vertex, children: list[Array], block: Side, near: int, far: int) -> Array:
        modulus = self.modulus
        if vertex.kind == "input" and vertex.position is not None:
            side, mask = (block, near) if near else (self.cols, far)
            letters = side.words[side.groups(mask)[0], mask.bit_length() - 1]
            table = side.tables[vertex.position][letters].T
            return np.expand_dims(table, 2 if near else 1)
        if vertex.kind == "product":
            return reduce(lambda one, two: _reduced(one * two, modulus), children)
        if vertex.kind == "sum":
            return reduce(lambda one, two: _reduced(one + two, modulus), children)
        weight = self.weights[vertex.parameter or ""]
        if vertex.kind == "constant":
            return weight[:, None, None]
        if vertex.kind == "linear":
            return _linear(weight, children[0], modulus)
        one, two = children
        pairs = _reduced(one[:, None] * two[None], modulus)
        size = weight.shape[1] * weight.shape[2]
        return _linear(weight.reshape(-1, size), pairs.reshape(size, *pairs.shape[2:]), modulus)


def _taken(array: Array, groups: Array, axis: int) -> Array:
    if array.shape[axis] == len(groups) and np.array_equal(groups, np.arange(len(groups))):
        return array
    return array.take(groups, axis=axis)


def _reduced(array: Array, modulus: int | None) -> Array:
    return array if modulus is None else array % modulus


def _linear(weight: Array, vector: Array, modulus: int | None) -> Array:
    """Return W v over the first axis; in int64, sums are reduced before they can overflow."""
    if modulus is None or weight.dtype == object:
        return _reduced(np.tensordot(weight, vector, axes=1), modulus)
    # See `tnrnn.evaluation`: a residue plus this many products of two residues fits into int64.
    most = (INT64_MAX - (modulus - 1)) // (modulus - 1) ** 2
    total: Array = weight[:, 0, None, None] * vector[0]
    room = most - 1
    for j in range(1, weight.shape[1]):
        if room <= 0:
            total %= modulus
            room = most
        total += weight[:, j, None, None] * vector[j]
        room -= 1
    total %= modulus
    return total
