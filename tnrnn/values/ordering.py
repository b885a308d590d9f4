"""The order in which a network is contracted, and what it costs; this takes index sets only, and no arrays."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from ..basics import TnrnnError, approximate, as_before, mistake, whole
from ..networks import Network, Terms, terms

# The indices of an array.
Term = tuple[int, ...]

# The largest limit of the number of elements, as tensornetwork's reshape counts in 32 bits.
MAX_LIMIT = 2**31 - 1
# With at least this many multiplications, a better order may save more time than the search for it takes.
SEARCH_FROM = 2**20
# If the largest array has more elements than this, no other order was ever seen to make it small enough.
SEARCH_TO = 2**41
# With more terms than this, no other order is searched.
SEARCHED_TERMS = 2_000
# The number of orders that a search tries.
SEARCHES = 64
# The largest number of axes of an array of numpy.
MAX_AXES = 64 if int(np.__version__.partition(".")[0]) > 1 else 32


class Cost(NamedTuple):
    """The cost of a contraction.

    `flops` is the number of multiplications, and `largest` the number of elements of the largest array that is made.

    >>> print(Cost(flops=12_000, largest=600))
    12,000 multiplications, the largest array of 600 elements
    """

    flops: int
    largest: int

    def __str__(self) -> str:
        return f"{approximate(self.flops)} multiplications, the largest array of {approximate(self.largest)} elements"


@as_before()
def contraction_cost(network: Network, *, limit: int = 2**27) -> Cost:
    """Return the cost of `contract` for a network with inputs, without computing anything.

    The order is opt_einsum's greedy one. If that takes more than about a million multiplications, and cotengra is
    installed (the extra `interop`), it is the better of this order and the one that cotengra finds in a seeded search.
    Another order may cost less, and the cost may be more than `contract` accepts.

    Parameters
    ----------
    network : Network
        The network.
    limit : int
        The largest number of elements of an array, as in `contract`. Orders within the limit are preferred.

    Returns
    -------
    Cost
        The number of multiplications, and the number of elements of the largest array.

    Raises
    ------
    TnrnnError
        If `limit` is not an integer from 1 to 2^31 - 1.

    References
    ----------
    Gray and Kourtis, "Hyper-optimized tensor network contraction", arXiv 2002.01935 (cotengra).

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> print(contraction_cost(unroll(rac(length=1, layers=1, inputs=2, hidden=3))))
    20 multiplications, the largest array of 3 elements
    """
    indexed = _filled("contraction_cost", network)
    return _cost(plan_of(indexed, whole("limit", limit, most=MAX_LIMIT)), indexed.dims)


class Merge(NamedTuple):
    """A step of a contraction: the tensors in the two arrays that it joins, and how many elements the result has."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    size: int


def contraction_order(network: Network, limit: int = 2**27) -> tuple[Merge, ...]:
    """Return the pairwise steps of `contract` for a network with inputs; copy tensors are indices and are in no step.

    Parameters
    ----------
    network : Network
        The network.
    limit : int
        The largest number of elements of an array, as in `contract`.

    Returns
    -------
    tuple of Merge
        The steps, in order.

    Raises
    ------
    TnrnnError
        If an array on the way would have more elements than `limit`.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> [merge.size for merge in contraction_order(unroll(rac(length=1, layers=1, inputs=2, hidden=3)))]
    [3, 3, 2, 1]
    """
    owner, most = "contraction_order", whole("limit", limit, most=MAX_LIMIT)
    indexed = _filled(owner, network)
    tensors = [(tensor.name,) for tensor in network.tensors if tensor.kind != "copy"]
    check_result(owner, indexed, len(tensors), most)
    plan = plan_of(indexed, most)
    check_steps(owner, plan, indexed.dims, most)
    groups: list[tuple[str, ...]] = [*tensors, *[()] * (len(indexed.terms) - len(tensors))]
    merges = []
    for step in plan.steps:
        left, right = groups.pop(step.left), groups.pop(step.right)
        groups.append((*left, *right))
        merges.append(Merge(left, right, math.prod(indexed.dims[index] for index in step.result)))
    return tuple(merges)


def _filled(owner: str, network: Network) -> Terms:
    """Return the terms of a network whose inputs are given."""
    if not isinstance(network, Network):
        raise mistake(owner, "a Network", network)
    return terms(network, filled=True)


class _Step(NamedTuple):
    """A step that contracts the terms at `left` > `right` in the list, removes them, and appends the `result`."""

    left: int
    right: int
    result: Term


class Plan(NamedTuple):
    """The indices that remain in each term, in ascending order, and the steps that lead to a single term."""

    trimmed: tuple[Term, ...]
    steps: tuple[_Step, ...]


def plan_of(indexed: Terms, limit: int) -> Plan:
    """Return an order of contraction, preferably one whose arrays have at most `limit` elements."""
    trimmed = _trimmed(indexed)
    plan = Plan(trimmed, tuple(_steps(trimmed, frozenset(indexed.output), indexed.dims)))
    cost = _cost(plan, indexed.dims)
    worth = cost.flops >= SEARCH_FROM and cost.largest <= SEARCH_TO and len(trimmed) <= SEARCHED_TERMS
    if worth and find_spec("cotengra"):
        found = Plan(trimmed, tuple(_steps(trimmed, frozenset(indexed.output), indexed.dims, _searched)))
        costs = {id(each): _cost(each, indexed.dims) for each in (plan, found)}
        plan = min((plan, found), key=lambda each: (costs[id(each)].largest > limit, costs[id(each)].flops))
    return plan


def _cost(plan: Plan, dims: tuple[int, ...]) -> Cost:
    current, flops, largest = list(plan.trimmed), 0, 1
    for step in plan.steps:
        met = {*current.pop(step.left), *current.pop(step.right)}
        current.append(step.result)
        flops += math.prod(dims[index] for index in met)
        largest = max(largest, math.prod(dims[index] for index in step.result))
    return Cost(flops, largest)


def check_result(owner: str, indexed: Terms, tensors: int, limit: int) -> None:
    """Raise if the result, or an array that stands for a copy tensor, is too large; the first terms are tensors."""
    if len(indexed.output) > MAX_AXES:
        raise mistake(owner, f"at most {MAX_AXES} open bonds, the most axes of an array of numpy", len(indexed.output))
    for term in [indexed.output, *indexed.terms[tensors:]]:
        what = "whose result has" if term is indexed.output else "of which a copy tensor makes one of"
        _check_size(owner, f"a network {what}", math.prod(indexed.dims[index] for index in term), limit)


def check_steps(owner: str, plan: Plan, dims: tuple[int, ...], limit: int) -> None:
    largest = max((math.prod(dims[index] for index in step.result) for step in plan.steps), default=1)
    _check_size(owner, "a network for which the order found (another may need less) makes one of", largest, limit)


def _check_size(owner: str, given: str, size: int, limit: int) -> None:
    if size > limit:
        hint = "raise limit=" if size <= MAX_LIMIT else f"limit= is at most {MAX_LIMIT:,}"
        expected = f"arrays of at most {limit:,} elements"
        raise TnrnnError(f"{owner}: expected {expected}, given {given} {approximate(size)}; {hint}")


def _trimmed(indexed: Terms) -> tuple[Term, ...]:
    """Return the terms without the indices that can be summed at once, as no other term and no open bond has them.

    An index of dimension 1 is left out too, as the sum over it is its only element.
    """
    count = Counter(index for term in indexed.terms for index in set(term))
    kept = {index for index, terms_with_it in count.items() if terms_with_it > 1} | set(indexed.output)
    kept = {index for index in kept if indexed.dims[index] > 1}
    return tuple(tuple(sorted(kept.intersection(term))) for term in indexed.terms)


def _greedy(terms_left: list[frozenset[int]], output: frozenset[int], dims: dict[int, int]) -> Any:
    from opt_einsum import paths  # contract_path would do more, in time quadratic in the number of terms

    search: Any = paths.greedy
    return search(terms_left, output, dims)


def _searched(terms_left: list[frozenset[int]], output: frozenset[int], dims: dict[int, int]) -> Any:
    from cotengra import RandomGreedyOptimizer

    repeats = min(SEARCHES, 1 + 2**14 // len(terms_left))
    search = RandomGreedyOptimizer(max_repeats=repeats, seed=0, accel=False, parallel=False)
    return search(terms_left, output, dims)


def _steps(
    trimmed: tuple[Term, ...], output: frozenset[int], dims: tuple[int, ...], search: Any = _greedy
) -> Iterable[_Step]:
    """Yield the steps of the order that a search finds.

    An index that is not open is in two terms or more, at first and after each step; it is summed when the last two
    meet.
    """
    if len(trimmed) < 2:
        return
    count = Counter(index for term in trimmed for index in term)
    current = list(trimmed)
    for right, left in map(sorted, search([frozenset(term) for term in trimmed], output, dict(enumerate(dims)))):
        one, two = current.pop(left), current.pop(right)
        shared = set(one).intersection(two)
        count.subtract(shared)
        result = tuple(sorted(i for i in {*one, *two} if i in output or i not in shared or count[i] > 1))
        current.append(result)
        yield _Step(left, right, result)
