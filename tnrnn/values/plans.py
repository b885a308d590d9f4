"""What a contraction does, step by step, and what that costs: index sets only, and no arrays."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..basics import approximate
from ..networks import Terms

# The indices of an array.
Term = tuple[int, ...]
# Two arrays that meet. The terms have the numbers 0, 1, ..; the results of the steps have the numbers that follow.
Pair = tuple[int, int]


class Cost(NamedTuple):
    """The cost of a contraction.

    Parameters
    ----------
    flops : int
        The number of multiplications, those of all slices together.
    largest : int
        The number of elements of the largest array that is made.
    slices : int, optional
        The number of slices that are contracted one after the other and added; by default 1.

    Examples
    --------
    >>> print(Cost(flops=12_000, largest=600))
    12,000 multiplications, the largest array of 600 elements
    >>> print(Cost(flops=24_000, largest=300, slices=2))
    24,000 multiplications, the largest array of 300 elements, in 2 slices
    """

    flops: int
    largest: int
    slices: int = 1

    def __str__(self) -> str:
        said = f"{approximate(self.flops)} multiplications, the largest array of {approximate(self.largest)} elements"
        return said if self.slices == 1 else f"{said}, in {approximate(self.slices)} slices"


# More than any order takes.
NO_BOUND = Cost(2**20_000, 2**20_000)


class Order(NamedTuple):
    """Pairs of arrays that meet, the indices over which the sum is taken last, slice by slice, and the cost."""

    pairs: tuple[Pair, ...]
    cost: Cost
    sliced: Term = ()


class Step(NamedTuple):
    """A step that contracts two arrays: their numbers, and the indices of the result."""

    one: int
    two: int
    result: Term


class Expression(NamedTuple):
    """What is contracted: the indices that each term keeps, in ascending order, those of the result, and dimensions."""

    terms: tuple[Term, ...]
    output: frozenset[int]
    dims: tuple[int, ...]

    def size(self, term: Iterable[int]) -> int:
        """Return the number of elements of an array with these indices."""
        return math.prod([self.dims[index] for index in term])

    def without(self, sliced: Term) -> Expression:
        """Return the expression of one slice, in which these indices have one value each."""
        terms = tuple(tuple(index for index in term if index not in sliced) for term in self.terms)
        return Expression(terms, self.output.difference(sliced), self.dims)


class Plan(NamedTuple):
    """The indices that remain in each term, the steps of one slice, and the indices that have one value in a slice."""

    trimmed: tuple[Term, ...]
    steps: tuple[Step, ...]
    sliced: Term = ()


def trimmed(indexed: Terms) -> Expression:
    """Return the terms without the indices that can be summed at once, as no other term and no open bond has them.

    An index of dimension 1 is left out too, as the sum over it is its only element.
    """
    count = Counter(index for term in indexed.terms for index in set(term))
    several = {index for index, terms_with_it in count.items() if terms_with_it > 1}
    kept = frozenset(index for index in several.union(indexed.output) if indexed.dims[index] > 1)
    terms = tuple(tuple(sorted(kept.intersection(term))) for term in indexed.terms)
    return Expression(terms, kept.intersection(indexed.output), indexed.dims)


def planned(given: Expression, order: Order) -> Plan:
    """Return the steps of an order.

    An index that is not open is in two terms or more, at first and after each step; it is summed when the last two
    meet.
    """
    arrays, steps = _Arrays(given.without(order.sliced)), []
    for one, two in order.pairs:
        arrays.meet(one, two)
        steps.append(Step(max(one, two), min(one, two), tuple(sorted(arrays.terms[-1]))))
    return Plan(given.terms, tuple(steps), order.sliced)


def ordered(given: Expression, pairs: Iterable[Pair], sliced: Term = ()) -> Order:
    """Return the order in which these pairs meet, with its cost."""
    listed, slices = tuple(pairs), given.size(sliced)
    arrays, flops, largest = _Arrays(given.without(sliced) if sliced else given), 0, 1
    for one, two in listed:
        flops += arrays.meet(one, two)
        largest = max(largest, arrays.sizes[-1])
    return Order(listed, Cost(flops * slices, largest, slices), sliced)


class _Arrays:
    """The index sets of arrays and their sizes; an open index is never the last of its kind."""

    def __init__(self, given: Expression) -> None:
        self.dims = given.dims
        self.terms = [frozenset(term) for term in given.terms]
        self.sizes = [given.size(term) for term in given.terms]
        self.left = Counter(index for term in given.terms for index in term)
        self.left.update(given.output)

    def meet(self, one: int, two: int) -> int:
        """Append the array in which two arrays meet; return the number of multiplications."""
        shared, summed, gone = 1, 1, []
        for index in self.terms[one] & self.terms[two]:
            shared *= self.dims[index]
            self.left[index] -= 1
            if self.left[index] == 1:
                summed *= self.dims[index]
                gone.append(index)
        multiplied = self.sizes[one] * self.sizes[two] // shared
        self.terms.append((self.terms[one] | self.terms[two]).difference(gone))
        self.sizes.append(multiplied // summed)
        return multiplied


def joined(pairs: list[Pair], left: Sequence[int], terms: int) -> list[Pair]:
    """Return pairs, with those that join what is left: parts of a network that share no index, or scalars."""
    waiting, joins = deque(left), [*pairs]
    while len(waiting) > 1:
        joins.append((waiting.popleft(), waiting.popleft()))
        waiting.append(terms + len(joins) - 1)
    return joins


def numbered(path: Iterable[Sequence[int]], terms: int) -> list[Pair]:
    """Return the pairs of a path that counts positions among the arrays that are left, as opt_einsum's do.

    Each step removes the arrays at its positions and appends their product. A step of a single array moves it.

    >>> numbered([(0, 2), (0, 1)], terms=3)
    [(0, 2), (1, 3)]
    """
    waiting, pairs = list(range(terms)), []
    for positions in path:
        found = [waiting.pop(position) for position in sorted(positions, reverse=True)][::-1]
        if len(found) == 2:
            pairs.append((found[0], found[1]))
            found = [terms + len(pairs) - 1]
        waiting += found
    return pairs
