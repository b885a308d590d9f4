"""Matrices of values of a circuit, with a row for each word of near inputs and a column for each word of far inputs.

A vertex is computed once for all words that agree on the inputs below it. So it costs as much as there are pairs of
near and far words that differ on these inputs.
"""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from ..basics import TnrnnError
from ..networks import Circuit, Vertex
from ..values import Array, applied, modular_linear, reduced
from .words import Side, residue_dtype

MAX_ALIVE = 2**28
"""The largest number of entries of vectors that are held at any one time: 2 GiB of int64."""

_BLOCK = 2**18  # the number of elements, about, of the vectors of one vertex in one block of rows


def grid_values(circuit: Circuit, weights: Mapping[str, Array], rows: Side, cols: Side, modulus: int | None) -> Array:
    """Return the matrix of output 0 at all pairs of a row word and a column word.

    Parameters
    ----------
    circuit : Circuit
        A circuit whose inputs stand at the positions of `rows` and of `cols`.
    weights : mapping from parameter to array
        Residues modulo the prime, or floats if there is none.
    rows, cols : Side
        The near words and the far words.
    modulus : int or None
        The prime, or None to compute in floating point.

    Returns
    -------
    array of shape (rows, columns)
        The values: int64 for primes up to 2^31.5, Python's integers for larger ones, and floats without a prime.

    Raises
    ------
    TnrnnError
        If vectors would not fit in memory, which is found before they are computed.

    Examples
    --------
    >>> from tnrnn import rac, random_weights
    >>> from tnrnn.ranks.words import Sampling, side_of
    >>> circuit = rac(length=2, layers=1, inputs=2, hidden=1)
    >>> one, two = (side_of(circuit.inputs, [t], [(0,), (1,)], Sampling("one-hot", 0, 7)) for t in (1, 2))
    >>> grid_values(circuit, random_weights(circuit, 0, 7), one, two, 7).shape
    (2, 2)
    """
    return _Grid(circuit, weights, rows, cols, modulus).values()


def vector_width(circuit: Circuit, vertex: Vertex) -> int:
    """Return how many numbers a vertex needs: its own entries or, if it is bilinear, all products that it sums.

    >>> from tnrnn import rac
    >>> circuit = rac(length=2, layers=1, inputs=2, hidden=3)
    >>> vector_width(circuit, circuit.by_name["h[1,1]"])
    3
    """
    fixed_map = circuit.map_of(vertex)
    if fixed_map is not None:
        return max(vertex.dim, fixed_map.work)
    pairs = math.prod(circuit.by_name[child].dim for child in vertex.children) if vertex.kind == "bilinear" else 0
    return max(vertex.dim, pairs)


def most_alive(vertices: Iterable[Vertex], size: Callable[[Vertex], int], kept: Collection[str]) -> int:
    """Return the largest sum of the sizes of vectors that are held at one time, when vertices are computed in order.

    A vector is given up after its last use, unless its vertex is among `kept`.

    >>> from tnrnn import rac
    >>> most_alive(rac(length=9, layers=1, inputs=2, hidden=3).vertices, lambda vertex: vertex.dim, ())
    9
    """
    listed = list(vertices)
    users = Counter(child for vertex in listed for child in set(vertex.children))
    alive: dict[str, int] = {}
    total = most = 0
    for vertex in listed:
        alive[vertex.name] = size(vertex)
        total += alive[vertex.name]
        most = max(most, total)
        for child in set(vertex.children):
            users[child] -= 1
            if not users[child] and child not in kept:
                total -= alive.pop(child, 0)
    return most


class _Value:
    """A vector of shape (dim, near groups, far groups), and the masks of the near and of the far inputs below it."""

    __slots__ = ("array", "far", "near")

    def __init__(self, array: Array, near: int, far: int) -> None:
        self.array, self.near, self.far = array, near, far


class _Grid:
    """The computation of one matrix: what depends on one side alone is computed once, the rest in blocks of rows."""

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
        """Return the matrix; blocks of rows are computed by threads, one for each core."""
        once = [vertex for vertex in self.circuit.vertices if not all(self.masks[vertex.name])]
        kept = {child for vertex in self.mixed for child in vertex.children}
        for mask in {self.masks[vertex.name][1] for vertex in self.circuit.vertices}:
            self.cols.groups(mask)  # computed before threads share it
        step = max(1, _BLOCK // max(1, len(self.cols) * max(map(self._width, self.mixed))))
        threads = min(8, os.cpu_count() or 1)
        self._check_size(once, kept, min(step, len(self.rows)) * threads)
        self._fold(once, self.rows, 0, self.once, kept)
        result: Array = np.empty((len(self.rows), len(self.cols)), dtype=self._dtype())

        def fill(start: int) -> None:
            block = self.rows.part(start, start + step)
            alive: dict[str, _Value] = {}
            self._fold(self.mixed, block, start, alive, {self.circuit.output})
            made = alive[self.circuit.output]
            index = np.ix_(block.groups(made.near)[1], self.cols.groups(made.far)[1])
            result[start : start + step] = made.array[0][index]

        starts = range(0, len(self.rows), step)
        if len(starts) == 1:  # a small grid takes less time than the import of threads
            fill(0)
            return result
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(fill, starts):  # a loop, so that Ctrl-C stops what is left
                pass
        return result

    def _check_size(self, once: list[Vertex], kept: set[str], rows: int) -> None:
        """Raise a TnrnnError if vectors for `rows` rows at a time would not fit in memory, before any is computed."""

        def size(vertex: Vertex) -> int:
            near, far = self.masks[vertex.name]
            groups = len(self.cols.groups(far)[0])
            return self._width(vertex) * groups * (rows if near and far else len(self.rows.groups(near)[0]))

        alive = most_alive(once, size, kept) + most_alive(self.mixed, size, ())
        if alive > MAX_ALIVE:
            raise TnrnnError(
                f"values: expected vectors of at most {MAX_ALIVE:,} numbers at a time, given {alive:,} "
                f"({len(self.rows):,} x {len(self.cols):,} words)"
            )

    def _width(self, vertex: Vertex) -> int:
        return vector_width(self.circuit, vertex)

    def _dtype(self) -> np.dtype[Any] | type:
        if self.modulus is not None:
            return residue_dtype(self.modulus)
        return np.result_type(np.float64, *self.weights.values())

    def _fold(self, vertices: list[Vertex], block: Side, start: int, alive: dict[str, _Value], kept: set[str]) -> None:
        """Compute `vertices` on a block of rows into `alive`; drop what is not `kept` after its last use."""
        users = Counter(child for vertex in vertices for child in set(vertex.children))
        for vertex in vertices:
            near, far = self.masks[vertex.name]
            children = [self._gathered(alive, child, (near, far), block, start) for child in vertex.children]
            with np.errstate(
                over="ignore", invalid="ignore", under="ignore"
            ):  # of floats; callers check that the values are finite
                fixed_map = self.circuit.map_of(vertex)
                if fixed_map is not None:
                    made = applied(fixed_map, children, self.modulus)
                else:
                    made = self._value(vertex, children, block, near, far)
            alive[vertex.name] = _Value(made, near, far)
            for child in set(vertex.children):
                users[child] -= 1
                if not users[child] and child in alive and child not in kept:
                    del alive[child]

    def _gathered(
        self, alive: Mapping[str, _Value], child: str, masks: tuple[int, int], block: Side, start: int
    ) -> Array:
        """Return the array of a child on the groups of its user; an axis of length 1 broadcasts."""
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
            return reduce(lambda one, two: reduced(one * two, modulus), children)
        if vertex.kind == "sum":
            return reduce(lambda one, two: reduced(one + two, modulus), children)
        weight = self.weights[vertex.parameter or ""]
        if vertex.kind == "constant":
            return weight[:, None, None]
        if vertex.kind == "linear":
            return _linear(weight, children[0], modulus)
        one, two = children
        pairs = reduced(one[:, None] * two[None], modulus)
        size = weight.shape[1] * weight.shape[2]
        return _linear(weight.reshape(-1, size), pairs.reshape(size, *pairs.shape[2:]), modulus)


def _taken(array: Array, groups: Array, axis: int) -> Array:
    if array.shape[axis] == len(groups) and np.array_equal(groups, np.arange(len(groups))):
        return array
    return array.take(groups, axis=axis)


def _linear(weight: Array, vector: Array, modulus: int | None) -> Array:
    """Return W v over the first axis."""
    return np.tensordot(weight, vector, axes=1) if modulus is None else modular_linear(weight, vector, modulus)
