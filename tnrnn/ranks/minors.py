"""The entries of a minor again: the values of a circuit at all pairs of stored words, vertex after vertex.

It shares no code with the search that found the minor but the arithmetic of residues.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..basics import Position, TnrnnError
from ..models import Case
from ..networks import Circuit
from ..values import Array, applied, modular_linear, random_weights, reduced
from .grids import MAX_ALIVE, most_alive, vector_width
from .words import Sampling, Side, Words, residue_dtype, side_of

if TYPE_CHECKING:
    from concurrent.futures import Executor

_PAIRS = 2**16  # of a near and a far word that are evaluated together, so that vectors stay in the cache
_DOWN = 2**10  # near words at most that are taken at a time
_SHARED = 2**16  # a vertex has few classes of pairs if it has at most so many


class _Classes(NamedTuple):
    """Words in classes: the first word of each class, and the class of each word."""

    first: Array
    of: Array


Classes = Mapping[int, _Classes]
"""By the place of a vertex, the classes of words of one side at which its value is one; other vertices are constant."""

Steps = list[tuple[int, str, str, tuple[int, ...], tuple[int, ...]]]
"""Some of the `steps` of a circuit."""


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
    work = _Work(circuit, random_weights(circuit, seed, prime), set(case.partition.near), prime)
    pairs = max(1, min(_PAIRS, MAX_ALIVE // (8 * width)))
    most = max(1, MAX_ALIVE // (8 * max(width, work.held)))
    down = min(most, pairs, _DOWN)
    down = -(-len(near) // max(1, -(-len(near) // down))) or 1  # parts of about equal size
    minor: Array = np.zeros((len(near), len(far)), dtype=residue_dtype(prime))
    from concurrent.futures import ThreadPoolExecutor  # not needed to find a rank, only to check it

    with ThreadPoolExecutor(max(1, min(8, os.cpu_count() or 1, MAX_ALIVE // (pairs * width)))) as pool:
        for row in range(0, len(near), down):
            for col in range(0, len(far), most):
                sides = near.part(row, row + down), far.part(col, col + most)
                work.fill(minor[row : row + down, col : col + most], sides, pairs, pool)
    return minor


class _Work:
    """The computation: what depends on one side alone is computed once, the rest for some far words at a time.

    Vectors have the shape (dim, far classes, near classes): near words are mostly all different, and vectors of equal
    far words are then copied as a whole. A vertex of both sides with few classes of pairs is computed once, too.

    `held` is the number of entries of the vectors that depend on one side and that the rest uses. If they are too many
    to be held even for few words, they are computed anew with the rest.
    """

    def __init__(self, circuit: Circuit, weights: Mapping[str, Array], near: set[Position], prime: int) -> None:
        self.circuit, self.prime, self.output = circuit, prime, circuit.places[circuit.output]
        self.width = max(1, sum(vector_width(circuit, vertex) for vertex in circuit.vertices))
        self.matrices = {name: array.reshape(len(array), -1) for name, array in weights.items()}
        sides = [{v.position in near} if v.kind == "input" else set[bool]() for v in circuit.vertices]
        for place, _, _, children, _ in circuit.steps:
            sides[place] = sides[place].union(*(sides[child] for child in children))
        self.once: Steps = [step for step in circuit.steps if len(sides[step[0]]) < 2]
        self.mixed: Steps = [step for step in circuit.steps if len(sides[step[0]]) > 1]
        self.held = self._held()
        if self.held > MAX_ALIVE // 8:
            self.once, self.mixed = [], list(circuit.steps)
            self.held = self._held()

    def _held(self) -> int:
        made = {step[0] for step in self.mixed}
        return sum(self.circuit.vertices[place].dim for place in self._used(self.mixed) - made)

    def _used(self, steps: Steps) -> set[int]:
        return {self.output}.union(*(children for _, _, _, children, _ in steps))

    def _places(self, steps: Steps) -> set[int]:
        return self._used(steps).union(step[0] for step in steps)

    def fill(self, block: Array, sides: tuple[Side, Side], pairs: int, pool: Executor) -> None:
        """Compute the values of output 0 into an array, for about as many pairs of words at a time."""
        order = np.lexsort(sides[1].words.T[::-1]) if sides[1].positions else np.arange(len(sides[1]))
        sides = sides[0], Side(sides[1].positions, sides[1].words[order], sides[1].tables)
        near, far = (_classes(self.circuit, side) for side in sides)
        shared, rest = self._split(near, far)
        known, used = self._given(sides, (near, far)), self._used(rest)
        self._run(self.once, known, (near, far), used | self._used(shared))
        self._run(shared, known, (near, far), used)
        here = [place for place in used if place in far and known[place] is not None]
        near, far = ({place: each[place] for place in self._places(rest) & set(each)} for each in (near, far))

        def fill_columns(start: int) -> None:
            cols = slice(start, start + across)
            some = _part(far, cols)
            alive = list(known)
            for place in here:
                alive[place] = known[place].take(far[place].of[cols][some[place].first], axis=1)
            self._run(rest, alive, (near, some), {self.output})
            values = alive[self.output][0]
            for axis, (classes, words) in enumerate(((some, order[cols]), (near, block))):
                values = self._at_words(values, axis, classes, len(words))
            block[:, cols] = values.T

        across = max(1, pairs // max(1, len(block)))
        for _ in pool.map(fill_columns, range(0, len(order), across)):  # a loop, so that Ctrl-C stops what is left
            pass
        if not np.array_equal(order, np.arange(len(order))):  # words were put in order, so that classes are together
            block[...] = block[:, np.argsort(order)]

    def _split(self, near: Classes, far: Classes) -> tuple[Steps, Steps]:
        """Return the steps with few classes of pairs, as all steps that they need have, and the other steps.

        All vectors of the former may be held at the same time.
        """
        most = min(_SHARED, MAX_ALIVE // (8 * self.width))
        shared: Steps = []
        made = {step[0] for step in self.mixed}
        for step in self.mixed:
            place, children = step[0], step[3]
            counts = [len(each[place].first) if place in each else 1 for each in (near, far)]
            if counts[0] * counts[1] <= most and not made.intersection(children):
                shared.append(step)
                made.remove(place)
        return shared, [step for step in self.mixed if step[0] in made]

    def _at_words(self, values: Array, axis: int, classes: Classes, count: int) -> Array:
        """Return the values at each of some words, which may be in one class, or all in classes of their own."""
        if self.output not in classes:
            return np.repeat(values, count, axis=axis)
        of = classes[self.output].of
        return values if values.shape[axis] == count else values.take(of, axis=axis)

    def _given(self, sides: tuple[Side, Side], classes: tuple[Classes, Classes]) -> list[Any]:
        """Return the vectors of constants and inputs by place, of the shape (dim, far classes, near classes)."""
        constants = ((v.kind == "constant", v.parameter or "") for v in self.circuit.vertices)
        alive: list[Any] = [self.matrices[name][..., None] if constant else None for constant, name in constants]
        for axis, side in enumerate(sides):
            for column, place in enumerate(_input_places(self.circuit, side)):
                letters = side.words[classes[axis][place].first, column]
                alive[place] = np.expand_dims(side.tables[side.positions[column]][letters].T, 1 + axis)
        return alive

    def _run(self, steps: Steps, alive: list[Any], classes: tuple[Classes, Classes], kept: set[int]) -> None:
        """Compute vertices in order; each vector is dropped after its last use, unless it is `kept`."""
        for place, kind, parameter, children, done in steps:
            vectors = [_at_classes(alive[child], classes, child, place) for child in children]
            if kind == "map":
                alive[place] = applied(self.circuit.maps[parameter], vectors, self.prime)
            elif kind == "sum":  # the smallest arrays first; so many residues below 2^31.5 cannot overflow
                added = reduce(np.add, sorted(vectors, key=np.size))
                alive[place] = reduced(added, self.prime) if len(vectors) > 1 else added
            elif kind == "product":
                alive[place] = reduce(lambda one, two: reduced(one * two, self.prime), sorted(vectors, key=np.size))
            else:
                alive[place] = modular_linear(self.matrices[parameter], _pairs(vectors, self.prime), self.prime)
            for each in done:
                if each not in kept:
                    alive[each] = None


def _pairs(vectors: list[Array], prime: int) -> Array:
    """Return the vector of all u_i v_j for two vectors u and v, and u for u alone."""
    if len(vectors) == 1:
        return vectors[0]
    made = reduced(vectors[0][:, None] * vectors[1][None], prime)
    return made.reshape(-1, *made.shape[2:])


def _at_classes(vectors: Array, classes: tuple[Classes, Classes], child: int, place: int) -> Array:
    """Return the vectors of a child, on its own classes, on those of its user; axes of length 1 broadcast."""
    for axis, each in enumerate(classes):
        if child in each and each[child] is not each[place]:
            vectors = vectors.take(each[child].of[each[place].first], axis=2 - axis)
    return vectors


def _input_places(circuit: Circuit, side: Side) -> list[int]:
    """Return the places of the inputs at which the words of a side have letters."""
    places = {vertex.position: circuit.places[vertex.name] for vertex in circuit.inputs}
    return [places[position] for position in side.positions]


def _classes(circuit: Circuit, side: Side) -> Classes:
    found = {place: _grouped(side.words[:, column]) for column, place in enumerate(_input_places(circuit, side))}
    for place, _, _, children, _ in circuit.steps:
        below = {id(found[child]): found[child] for child in children if child in found}
        if below:
            found[place] = reduce(_met, below.values())
    return found


def _part(classes: Classes, words: slice) -> Classes:
    """Return the classes of some of the words."""
    different = {id(each): each for each in classes.values()}
    parts = {key: _grouped(each.of[words], len(each.first) == len(each.of)) for key, each in different.items()}
    return {place: parts[id(each)] for place, each in classes.items()}


def _met(one: _Classes, two: _Classes) -> _Classes:
    """Return the classes of words that are together in `one` and in `two`."""
    if len(one.first) == len(one.of):  # all words differ
        return one
    if len(two.first) == len(two.of):
        return two
    return _grouped(one.of * len(two.first) + two.of)


def _grouped(keys: Array, all_differ: bool = False) -> _Classes:
    if not all_differ:
        first, classes = np.unique(keys, return_index=True, return_inverse=True)[1:]
        if len(first) < len(keys):
            return _Classes(first, classes.reshape(-1))
    return _Classes(np.arange(len(keys)), np.arange(len(keys)))  # in the order of the words: nothing has to be moved
