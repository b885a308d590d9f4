"""The entries of a minor again: the values of a circuit at all pairs of stored words, vertex after vertex.

It shares no code with the search that found the minor; what both use is the arithmetic of residues.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from ..basics import TnrnnError
from ..models import Case
from ..networks import Circuit
from ..values import Array, applied, modular_linear, random_weights, reduced
from .grids import MAX_ALIVE, most_alive, vector_width
from .words import Sampling, Side, Words, residue_dtype, side_of

_PAIRS = 2**17  # of a near and a far word that are evaluated together


class _Classes(NamedTuple):
    """Words in classes: the first word of each class, and the class of each word."""

    first: Array
    of: Array


Classes = Mapping[int, _Classes]
"""By the place of a vertex, the classes of words of one side at which its value is one; other vertices are constant."""


def minor_at(case: Case, rows: Words, cols: Words, seed: int, prime: int) -> Array:
    """Return the values of output 0 at all pairs of a near word and a far word, modulo a prime.

    Every vertex is computed from its children as `evaluate` computes it, once for all words with equal values of its
    children: words are in one class at an input if they have the same letter there, and at any other vertex if they are
    in one class at each of its children.

    Parameters
    ----------
    case : Case
        The circuit, the partition and the mode; one value is observed.
    rows, cols : sequence of words
        The words, with a letter for each near position and for each far position.
    seed, prime : int
        The weights are `random_weights(case.circuit, seed, prime)`. In continuous mode they give the points as well.

    Raises
    ------
    TnrnnError
        If vectors would not fit in memory, which is found before they are computed.

    Examples
    --------
    >>> from tnrnn import Partition, rac
    >>> case = Case(rac(length=2, layers=1, inputs=2, hidden=1), Partition.start_end(2))
    >>> minor_at(case, [(0,), (1,)], [(0,), (1,)], 0, 7).shape
    (2, 2)
    """
    circuit, sampling = case.circuit, Sampling(case.mode, seed, prime)
    width = most_alive(circuit.vertices, lambda vertex: vector_width(circuit, vertex), ())
    if width > MAX_ALIVE:
        raise TnrnnError(f"certificate: expected vectors of at most {MAX_ALIVE:,} numbers, given {width:,}")
    near = side_of(circuit.inputs, case.partition.near, rows, sampling)
    far = side_of(circuit.inputs, case.partition.far, cols, sampling)
    weights = random_weights(circuit, seed, prime)
    matrices = {name: array.reshape(len(array), -1) for name, array in weights.items()}
    pairs = max(1, min(_PAIRS, MAX_ALIVE // (8 * width)))
    across = max(1, min(len(far), pairs))
    down = max(1, pairs // across)
    minor: Array = np.zeros((len(near), len(far)), dtype=residue_dtype(prime))

    def fill(corner: tuple[int, int]) -> None:
        row, col = corner
        sides = near.part(row, row + down), far.part(col, col + across)
        minor[row : row + down, col : col + across] = _values(circuit, matrices, sides, prime)

    corners = [(row, col) for row in range(0, len(near), down) for col in range(0, len(far), across)]
    from concurrent.futures import ThreadPoolExecutor  # not needed to find a rank, only to check it

    with ThreadPoolExecutor(max(1, min(8, os.cpu_count() or 1, MAX_ALIVE // (pairs * width)))) as pool:
        list(pool.map(fill, corners))
    return minor


def _values(circuit: Circuit, matrices: Mapping[str, Array], sides: tuple[Side, Side], prime: int) -> Array:
    """Return the values of output 0; the vectors of a vertex have the shape (dim, near classes, far classes)."""
    classes, output = tuple(_classes(circuit, side) for side in sides), circuit.places[circuit.output]
    alive: list[Any] = [
        matrices[vertex.parameter or ""][..., None] if vertex.kind == "constant" else None
        for vertex in circuit.vertices
    ]
    for axis, side in enumerate(sides):
        for column, place in enumerate(_input_places(circuit, side)):
            letters = side.words[classes[axis][place].first, column]
            alive[place] = np.expand_dims(side.tables[side.positions[column]][letters].T, 2 - axis)
    for place, kind, parameter, children, done in circuit.steps:
        vectors = [_at_classes(alive[child], classes, child, place) for child in children]
        if kind == "map":
            made = applied(circuit.maps[parameter], vectors, prime)
        elif kind == "sum":
            made = reduce(lambda one, two: reduced(one + two, prime), vectors)
        elif kind == "product":
            made = reduce(lambda one, two: reduced(one * two, prime), vectors)
        else:
            made = modular_linear(matrices[parameter], _all_products(vectors, prime), prime)
        alive[place] = made
        for each in done:
            if each != output:
                alive[each] = None
    of = [
        each[output].of if output in each else np.zeros(len(side), dtype=np.int64)
        for each, side in zip(classes, sides, strict=True)
    ]
    block: Array = alive[output][0][np.ix_(*of)]
    return block


def _input_places(circuit: Circuit, side: Side) -> list[int]:
    """Return the places of the inputs at which the words of a side have letters."""
    places = {vertex.position: circuit.places[vertex.name] for vertex in circuit.inputs}
    return [places[position] for position in side.positions]


def _all_products(vectors: list[Array], prime: int) -> Array:
    """Return the vector of all u_i v_j for two vectors u and v, and u for u alone."""
    if len(vectors) == 1:
        return vectors[0]
    pairs = reduced(vectors[0][:, None] * vectors[1][None], prime)
    return pairs.reshape(-1, *pairs.shape[2:])


def _at_classes(vectors: Array, classes: tuple[Classes, ...], child: int, place: int) -> Array:
    """Return the vectors of a child, on its own classes, on those of its user; axes of length 1 broadcast."""
    for axis, each in enumerate(classes, start=1):
        if child in each and each[child] is not each[place]:
            vectors = vectors.take(each[child].of[each[place].first], axis=axis)
    return vectors


def _classes(circuit: Circuit, side: Side) -> Classes:
    found = {place: _grouped(side.words[:, column]) for column, place in enumerate(_input_places(circuit, side))}
    for place, _, _, children, _ in circuit.steps:
        below = {id(found[child]): found[child] for child in children if child in found}
        if below:
            found[place] = reduce(_met, below.values())
    return found


def _met(one: _Classes, two: _Classes) -> _Classes:
    """Return the classes of words that are together in `one` and in `two`."""
    if len(one.first) == len(one.of):  # all words differ
        return one
    if len(two.first) == len(two.of):
        return two
    return _grouped(one.of * len(two.first) + two.of)


def _grouped(keys: Array) -> _Classes:
    first, classes = np.unique(keys, return_index=True, return_inverse=True)[1:]
    if len(first) == len(keys):  # in the order of the words, so that nothing needs to be moved
        return _Classes(np.arange(len(keys)), np.arange(len(keys)))
    return _Classes(first, classes.reshape(-1))
