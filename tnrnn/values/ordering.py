"""The order in which a network is contracted, and what it costs; this takes index sets only, and no arrays."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec
from typing import Any

import numpy as np

from ..basics import TnrnnError, approximate, as_before, mistake, whole
from ..networks import Network, Terms, terms
from .buckets import elimination
from .given_orders import Merge, order_given
from .plans import NO_BOUND, Cost, Expression, Order, numbered, ordered, planned, trimmed
from .slices import within
from .sweeps import sweep

# The largest limit of the number of elements, as tensornetwork's reshape counts in 32 bits.
MAX_LIMIT = 2**31 - 1
# If more pairs of terms share an index, as many terms meet at a copy tensor, the greedy search takes long, and an
# elimination is tried first. It suffices if it takes less than so many multiplications for each pair.
MANY_PAIRS = 2**14
PER_PAIR = 2**8
# With at least this many multiplications, sweeps and eliminations are compared with the greedy order.
COMPARE_FROM = 2**18
# The same for each term, as other orders take longer to find where there are many.
PER_TERM = 2**10
# With at least this many multiplications, a better order may save more time than the search for it takes.
SEARCH_FROM = 2**22
# Of an order that takes at most this share of the greedy one's multiplications, it is taken that it follows the
# structure of the network. On lattices, strips, rings, trees with chords and random geometric graphs cotengra's search
# found none that takes less than two thirds of it.
FOUND = 4
# If the largest array has more elements than this, no other order was ever seen to make it small enough.
SEARCH_TO = 2**41
# With more terms than this, no other order is searched.
SEARCHED_TERMS = 2_000
# The number of orders that a search tries.
SEARCHES = 64
# The largest number of axes of an array of numpy.
MAX_AXES = 64 if int(np.__version__.partition(".")[0]) > 1 else 32


@as_before()
def contraction_cost(network: Network, *, limit: int = 2**27, order: Any = None) -> Cost:
    """Return the cost of `contract` for a network with inputs, without computing anything.

    Several orders are compared: opt_einsum's greedy one, sweeps, which absorb one tensor after another and suit chains
    and lattices, and eliminations of one index after another, which suit networks of small treewidth. If all of them
    take long, and cotengra is installed (the extra `interop`), a seeded search of cotengra is one more. If no order
    keeps to the limit, the network is contracted in slices. Another order may cost less, and the cost may be more than
    `contract` accepts.

    Parameters
    ----------
    network : Network
        What would be contracted.
    limit : int
        The largest number of elements of an array, as in `contract`. Orders within the limit are preferred.
    order : list of pairs, or an order of opt_einsum or cotengra, optional
        The order, as in `contract`. Input slots count as tensors: `network.to_einsum(filled=True)` has them as terms.

    Returns
    -------
    Cost
        The number of multiplications, the number of elements of the largest array, and the number of slices.

    Raises
    ------
    TnrnnError
        If `limit` is not an integer from 1 to 2^31 - 1, or if `order` is not an order for this network.

    References
    ----------
    Gray and Kourtis, "Hyper-optimized tensor network contraction", arXiv 2002.01935 (cotengra, and slices).

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> network = unroll(rac(length=1, layers=1, inputs=2, hidden=3))
    >>> print(contraction_cost(network))
    20 multiplications, the largest array of 3 elements
    >>> import opt_einsum
    >>> expression = network.to_einsum(filled=True)
    >>> path, _ = opt_einsum.contract_path(expression.equation, *expression.shapes, shapes=True)
    >>> print(contraction_cost(network, order=path))
    21 multiplications, the largest array of 3 elements
    """
    indexed = _filled("contraction_cost", network)
    return order_of(indexed, whole("limit", limit, most=MAX_LIMIT), order).cost


def contraction_order(network: Network, limit: int = 2**27) -> tuple[Merge, ...]:
    """Return the pairwise steps of `contract` for a network with inputs; copy tensors are indices and are in no step.

    Parameters
    ----------
    network : Network
        The network.
    limit : int
        The largest number of elements of an array, as in `contract`. Slices do not count: these are whole arrays.

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
    given, found = trimmed(indexed), order_of(indexed, most)
    whole_arrays = ordered(given, found.pairs)
    check_order(owner, whole_arrays, most)
    groups: list[tuple[str, ...]] = [*tensors, *[()] * (len(indexed.terms) - len(tensors))]
    merges = []
    for one, two, result in planned(given, whole_arrays).steps:
        groups.append((*groups[one], *groups[two]))
        merges.append(Merge(groups[one], groups[two], given.size(result)))
    return tuple(merges)


def _filled(owner: str, network: Network) -> Terms:
    """Return the terms of a network whose inputs are given."""
    if not isinstance(network, Network):
        raise mistake(owner, "a Network", network)
    return terms(network, filled=True)


def order_of(indexed: Terms, limit: int, order: Any = None) -> Order:
    """Return an order of contraction, preferably one whose arrays have at most `limit` elements.

    If no order keeps to the limit, it is the cheapest in slices that do; and if there is none, the cheapest of all.
    """
    given = trimmed(indexed)
    found = _candidates(given) if order is None else [order_given(given, indexed, order)]
    fitting = [each for each in found if each.cost.largest <= limit]
    if not fitting:
        fitting = [each for each in (within(given, whole_arrays, limit) for whole_arrays in found) if each is not None]
    return min(fitting or found, key=lambda each: each.cost.flops)


def _candidates(given: Expression) -> list[Order]:
    """Return the orders that are compared: the greedy one, and others if it takes long."""
    if len(given.terms) < 2:
        return [ordered(given, ())]
    pairs = _pairs_alike(given)
    if pairs > MANY_PAIRS and (eliminated := elimination(given, NO_BOUND)):
        order = ordered(given, eliminated)
        if order.cost.flops < PER_PAIR * pairs:
            return [order]
    found = [ordered(given, numbered(_greedy(given), len(given.terms)))]
    greedy = best = found[0].cost
    if greedy.flops < max(COMPARE_FROM, PER_TERM * len(given.terms)):
        return found
    for search in (sweep, elimination, _by_fill):
        pairs_found = search(given, best)
        if pairs_found is not None:
            found.append(ordered(given, pairs_found))
            best = min(best, found[-1].cost)
        if search is elimination and not _worth(given, greedy, best):
            return found
    if find_spec("cotengra"):
        found.append(ordered(given, numbered(_searched(given), len(given.terms))))
    return found


def _pairs_alike(given: Expression) -> int:
    """Return the number of pairs of terms that share an index, as often as they do: the greedy search looks at all."""
    held = Counter(index for term in given.terms for index in term)
    return sum(count * (count - 1) // 2 for count in held.values())


def _worth(given: Expression, greedy: Cost, best: Cost) -> bool:
    """Return whether a longer search for another order is worth its time."""
    within_reach = best.largest <= SEARCH_TO and len(given.terms) <= SEARCHED_TERMS
    return within_reach and best.flops >= SEARCH_FROM and best.flops * FOUND > greedy.flops


def _by_fill(given: Expression, best: Cost) -> Any:
    return elimination(given, best, fill=True)


def _greedy(given: Expression) -> Any:
    from opt_einsum import paths  # contract_path would do more, in time quadratic in the number of terms

    search: Any = paths.greedy
    return search(list(map(frozenset, given.terms)), given.output, dict(enumerate(given.dims)))


def _searched(given: Expression) -> Any:
    from cotengra import RandomGreedyOptimizer

    repeats = min(SEARCHES, 1 + 2**14 // len(given.terms))
    search = RandomGreedyOptimizer(max_repeats=repeats, seed=0, accel=False, parallel=False)
    return search(list(map(frozenset, given.terms)), given.output, dict(enumerate(given.dims)))


def check_result(owner: str, indexed: Terms, tensors: int, limit: int) -> None:
    """Raise if the result, or an array that stands for a copy tensor, is too large; the first terms are tensors."""
    if len(indexed.output) > MAX_AXES:
        raise mistake(owner, f"at most {MAX_AXES} open bonds, the most axes of an array of numpy", len(indexed.output))
    given = Expression(indexed.terms, frozenset(indexed.output), indexed.dims)
    for term in [indexed.output, *indexed.terms[tensors:]]:
        what = "whose result has" if term is indexed.output else "of which a copy tensor makes one of"
        _check_size(owner, f"a network {what}", given.size(term), limit)


def check_order(owner: str, order: Order, limit: int, which: str = "found (another may need less)") -> None:
    """Raise if an array on the way is too large."""
    _check_size(owner, f"a network for which the order {which} makes one of", order.cost.largest, limit)


def _check_size(owner: str, given: str, size: int, limit: int) -> None:
    if size > limit:
        hint = "raise limit=" if size <= MAX_LIMIT else f"limit= is at most {MAX_LIMIT:,}"
        expected = f"arrays of at most {limit:,} elements"
        raise TnrnnError(f"{owner}: expected {expected}, given {given} {approximate(size)}; {hint}")
