"""The maps of a circuit modulo a prime: random weights where they are free, their values where they are fixed."""

from __future__ import annotations

import hashlib
import itertools
import math
import random
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ..basics import EinsumMap, is_prime
from ..networks import Circuit, Vertex
from .spaces import Coordinates

MAX_NUMBERS = 100_000
"""The largest number of entries of a parameter whose residues are computed."""


class Residues:
    """The parameters of a circuit at random weights, modulo a prime of 61 bits.

    The prime and the weights follow from a digest of the fixed parameters, so that they are the same each time, and no
    fixed parameter can be written to suit the prime.

    Parameters
    ----------
    circuit : Circuit
        The circuit.

    Examples
    --------
    >>> from tnrnn.models import rac
    >>> residues = Residues(rac(2, 1, 2, 2))
    >>> residues.prime.bit_length(), len(residues.dense("W_I[1]")), residues.known("W_I[1]")
    (61, 4, True)
    """

    def __init__(self, circuit: Circuit) -> None:
        self.shapes, self.fixed = circuit.parameters, dict(circuit.fixed)
        self.seed = hashlib.sha256(repr(circuit.fixed).encode()).hexdigest()
        self.prime = _prime_above(2**60 + int(self.seed[:14], 16))
        self._dense: dict[str, list[int]] = {}
        self._known: dict[str, bool] = {}
        self._terms: dict[str, list[tuple[tuple[int, ...], int]]] = {}

    def known(self, parameter: str) -> bool:
        """Whether the residues of a parameter can be computed."""
        found = self._known.get(parameter)
        if found is None:
            found = self._known[parameter] = self._has_residues(parameter)
        return found

    def _has_residues(self, parameter: str) -> bool:
        value = self.fixed.get(parameter)
        if isinstance(value, EinsumMap):
            return not value.grown
        if math.prod(self.shapes[parameter]) > MAX_NUMBERS:
            return False
        return value is None or all(self._residue(number) is not None for number in _numbers(value))

    def dense(self, parameter: str) -> list[int]:
        """Return the residues of a parameter that is not an `EinsumMap`, row by row."""
        found = self._dense.get(parameter)
        if found is None:
            found = self._dense[parameter] = self._entries(parameter)
        return found

    def _entries(self, parameter: str) -> list[int]:
        value = self.fixed.get(parameter)
        if value is not None:
            return [self._residue(number) or 0 for number in _numbers(value)]
        numbers = random.Random(f"{self.seed} {parameter}")
        return [numbers.getrandbits(80) % self.prime for _ in range(math.prod(self.shapes[parameter]))]

    def _residue(self, number: Any) -> int | None:
        if isinstance(number, complex):
            return None
        exact = Fraction(number)
        if exact.denominator % self.prime == 0:
            return None
        return exact.numerator * pow(exact.denominator, -1, self.prime) % self.prime

    def value(self, vertex: Vertex, operands: Sequence[Coordinates]) -> Coordinates:
        """Return the value of a vertex from those of its children; the vertex is no input."""
        if vertex.kind == "sum":
            return tuple(sum(entries) % self.prime for entries in zip(*operands, strict=True))
        if vertex.kind == "product":
            return tuple(math.prod(entries) % self.prime for entries in zip(*operands, strict=True))
        if vertex.kind == "constant":
            return tuple(self.dense(vertex.parameter or ""))
        made = [0] * vertex.dim
        for (result, *places), factor in self.terms(vertex.parameter or ""):
            made[result] += factor * math.prod(vector[at] for vector, at in zip(operands, places, strict=True))
        return tuple(entry % self.prime for entry in made)

    def seen(self, vertex: Vertex, form: Coordinates, slot: int, operands: Sequence[Coordinates]) -> Coordinates:
        """Return the form on child `slot` that `form` makes of the vertex, with the other children at `operands`."""
        if vertex.kind == "sum":
            return form
        if vertex.kind == "product":
            return tuple(math.prod(entries) % self.prime for entries in zip(form, *operands, strict=True))
        made = [0] * self.shapes[vertex.parameter or ""][slot + 1]
        for (result, *places), factor in self.terms(vertex.parameter or ""):
            if form[result]:
                others = places[:slot] + places[slot + 1 :]
                weight = math.prod(vector[at] for vector, at in zip(operands, others, strict=True))
                made[places[slot]] += factor * form[result] * weight
        return tuple(entry % self.prime for entry in made)

    def work(self, vertex: Vertex) -> int:
        """Return the number of terms of a linear or bilinear map, or the dimension of another vertex."""
        if vertex.parameter is None or vertex.kind == "constant":
            return vertex.dim
        value = self.fixed.get(vertex.parameter)
        return value.work if isinstance(value, EinsumMap) else math.prod(self.shapes[vertex.parameter])

    def terms(self, parameter: str) -> list[tuple[tuple[int, ...], int]]:
        """Return the entries of a map that are not 0, each with its places in the result and in the operands."""
        found = self._terms.get(parameter)
        if found is None:
            found = self._terms[parameter] = self._list(parameter)
        return found

    def _list(self, parameter: str) -> list[tuple[tuple[int, ...], int]]:
        value = self.fixed.get(parameter)
        if isinstance(value, EinsumMap):
            return [(index, 1) for index in _indices(value)]
        places = itertools.product(*map(range, self.shapes[parameter]))
        return [(index, entry) for index, entry in zip(places, self.dense(parameter), strict=True) if entry]


def _indices(given: EinsumMap) -> Iterable[tuple[int, ...]]:
    """Yield the place in the result and in each operand of each entry that is 1."""
    first = 0 if given.window is None else given.window[0]
    for values in itertools.product(*map(range, given.sizes)):
        at = dict(zip(given.letters, values, strict=True))
        places = []
        for term in (given.result, *given.operands):
            place = 0
            for letter in term:
                place = place * given.size_of[letter] + at[letter]
            places.append(place)
        places[-1] += first
        yield tuple(places)


def _numbers(value: Any) -> Iterable[Any]:
    if isinstance(value, tuple):
        for part in value:
            yield from _numbers(part)
    else:
        yield value


def _prime_above(number: int) -> int:
    return next(odd for odd in itertools.count(number | 1, 2) if is_prime(odd))
