"""From a network and its weights to an array: pairwise steps through `tensornetwork`, sized before they are made."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from ..basics import Position, TnrnnError, approximate, as_before, mistake, whole
from ..networks import IDENTITY, Network, Terms, terms
from .arithmetic import all_exact, as_floats, check_inputs, check_weights, one_domain
from .scaled import Lost, Met, Scaled, as_plain, halved, mantissas, product, safe_sum, without_noise

Array = NDArray[Any]
Term = tuple[int, ...]

MAX_LIMIT = 2**31 - 1  # tensornetwork's reshape counts in 32 bits
SEARCH_FROM = 2**20
"""Multiplications from which another order may save more time than the search for it takes."""
SEARCH_TO = 2**41
"""Elements of an array that no other order makes small enough, as experience has it."""
SEARCHED_TERMS = 2_000
SEARCHES = 64
MAX_AXES = 64 if int(np.__version__.partition(".")[0]) > 1 else 32  # of an array


@overload
def contract(
    network: Network,
    weights: Mapping[str, Any],
    inputs: Any = None,
    *,
    limit: int = 2**27,
    exponent: Literal[False] = False,
) -> Array: ...


@overload
def contract(
    network: Network, weights: Mapping[str, Any], inputs: Any = None, *, limit: int = 2**27, exponent: Literal[True]
) -> tuple[Array, Array]: ...


@as_before()
def contract(
    network: Network, weights: Mapping[str, Any], inputs: Any = None, *, limit: int = 2**27, exponent: bool = False
) -> Array | tuple[Array, Array]:
    """Return the sum over all bonds of a network that are not open of the product of its tensors.

    ::

        A[open indices] = sum_{other indices} prod_{tensors} array[its indices]

    For the unrolled network of a circuit c and weights w this is the circuit's meaning. With continuous inputs
    `contract(unroll(c, "continuous"), w, x) == evaluate(c, w, x)`. With one-hot inputs the grid tensor
    `contract(unroll(c, "one-hot"), w)` = A[d_1, .., d_T, :] is the value on the unit vectors d_1, .., d_T; with x it is
    the sum of A[d_1, .., d_T, :] x_1[d_1] .. x_T[d_T], which is evaluate(c, w, x) where no input is used twice, and
    on unit vectors always. Copy tensors are shared indices, never arrays; a second open leg on one costs a unit matrix.

    Parameters
    ----------
    network : Network
    weights : mapping from parameter to array
        Of the shapes in `network.parameters`. Fixed parameters may be left out.
    inputs : array of shape (T, M), or mapping from position to array of shape (M_t,), optional
        Fills every input slot with the input at its position; the axis T follows the sorted positions.
    limit : int
        The largest number of elements that any array made on the way may have; at most 2^31 - 1.
    exponent : bool
        Whether to return mantissas and exponents of 2, for results that floats cannot hold. By default False.

    Returns
    -------
    array
        With an axis for each bond of `network.open`, in that order; input slots have none when inputs are given. Floats
        as numpy promotes them; integers and fractions exactly, as an array of objects, if the network has no floats,
        and else as floats. No intermediate number underflows or overflows: arrays are multiplied by powers of 2 where
        necessary, which is exact.
    (mantissa, exponent) : arrays
        If `exponent` is True, the value is mantissa * 2^exponent, entry by entry, as with `numpy.frexp`. A mantissa is
        0, or its magnitude is at least 1/2 and below 1 (for a complex number this holds for the larger of its two
        parts). Exponents are int64. Integers and fractions are their own mantissas, with the exponent 0. The logarithm
        of a positive value is log(mantissa) + exponent log(2).

    Raises
    ------
    TnrnnError
        If `evaluate` would refuse the weights or inputs; if an array on the way would have more elements than `limit`,
        or the result more than 64 axes (before anything is allocated); and, without `exponent`, if an entry of the
        result overflows or underflows. An entry that is 0, or that rounding cannot tell from 0, does not underflow.

    References
    ----------
    The package tensornetwork (Roberts et al., arXiv 1905.01330), whose `ncon` takes every step; the grid tensor
    is that of Levine et al., arXiv 1710.09431.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> network = unroll(rac(length=2, layers=1, inputs=2, hidden=1))
    >>> weights = {"h[0,1]": [1], "W_H[1]": [[2]], "W_I[1]": [[1, 10]], "W_O": [[3]]}
    >>> contract(network, weights)[..., 0]  # x_1 and x_2 from the two unit vectors
    array([[12, 120],
           [120, 1200]], dtype=object)
    >>> contract(network, weights, inputs=[[1, 1], [0, 1]])
    array([1320], dtype=object)
    """
    most = whole("limit", limit, most=MAX_LIMIT)
    try:
        ready = _ready(network, weights, inputs, most)
        made = _run(ready)
    except OverflowError:  # from Python's integers
        raise TnrnnError("contract: expected numbers that floats can hold where floats meet integers") from None
    if made.array.dtype == object:
        return (made.array, np.zeros(made.array.shape, np.int64)) if exponent else made.array
    if exponent:
        return mantissas(made, ready.dtype)
    plain = as_plain(made, ready.dtype)
    if isinstance(plain, Lost) and not plain.large:
        plain = as_plain(_without_noise(made, ready), ready.dtype)
    if isinstance(plain, Lost):
        flows = "overflows" if plain.large else "underflows"
        raise TnrnnError(
            f"contract: expected a result that {ready.dtype} can hold, given one that {flows} (about "
            f"10^{plain.log10:.1f}); exponent=True gives mantissas and exponents"
        )
    return plain


class _Ready(NamedTuple):
    """What is computed: an order of contraction, the indices, and an array for each tensor, of one dtype."""

    plan: _Plan
    indexed: Terms
    arrays: list[Array]
    dtype: np.dtype[Any]


def _ready(network: Network, weights: Mapping[str, Any], inputs: Any, limit: int) -> _Ready:
    if not isinstance(network, Network):
        raise mistake("contract", "a Network", network)
    given = check_weights(network.parameters, network.fixed, weights)
    values = {} if inputs is None else check_inputs(_slot_widths(network), inputs, batched=False)[0]
    given, values = one_domain(given, values, {name for name, _ in network.fixed})
    indexed = terms(network, filled=inputs is not None)
    tensors = [t for t in network.tensors if t.kind != "copy" and (t.kind != "input" or inputs is not None)]
    _check_result("contract", indexed, len(tensors), limit)
    plan = _plan(indexed, limit)
    _check_steps("contract", plan, indexed.dims, limit)
    arrays = [values[t.position] if t.kind == "input" else given[t.parameter] for t in tensors]  # type: ignore[index]
    arrays = _met(arrays)
    return _Ready(plan, indexed, arrays, arrays[0].dtype if arrays else np.dtype(np.float64))


def _met(arrays: list[Array]) -> list[Array]:
    """Return arrays of one dtype; exact numbers that meet floats become floats, so that they are scaled, too."""
    if not arrays or arrays[0].dtype != object or all(map(all_exact, arrays)):
        return arrays
    floats = [as_floats(array) for array in arrays]
    dtype = np.result_type(*floats)
    return [array.astype(dtype, copy=False) for array in floats]


def _without_noise(made: Scaled, ready: _Ready) -> Scaled:
    """Return the result with 0 for entries that rounding cannot tell from 0: of large products that cancel."""
    halves = _run(ready._replace(arrays=[halved(array) for array in ready.arrays]))
    sizes = Scaled(halves.array, halves.power + len(ready.arrays))
    left = list(ready.plan.trimmed)
    roundings = sum(math.prod(array.shape) for array in ready.arrays)
    for step in ready.plan.steps:
        met = Met(left.pop(step.left), left.pop(step.right), step.result, ready.indexed.dims)
        roundings += 1 + met.summed
        left.append(step.result)
    return without_noise(made, sizes, roundings * float(np.finfo(ready.dtype).eps))


class Cost(NamedTuple):
    """What a contraction takes: multiplications of numbers, and the elements of the largest array that it makes.

    >>> print(Cost(flops=12_000, largest=600))
    12,000 multiplications, the largest array of 600 elements
    """

    flops: int
    largest: int

    def __str__(self) -> str:
        return f"{approximate(self.flops)} multiplications, the largest array of {approximate(self.largest)} elements"


@as_before()
def contraction_cost(network: Network, *, limit: int = 2**27) -> Cost:
    """Return what `contract` takes for a network, with inputs given, before anything is computed.

    The order is opt_einsum's greedy one. Where that takes a million multiplications and more, and cotengra is
    installed (the extra `interop`), the better one of it and of what cotengra finds in a seeded search.

    The cost is that of the order that was found, and another order may cost less. It may be larger than `contract`
    accepts.

    Parameters
    ----------
    network : Network
    limit : int
        As for `contract`. If an order is found whose arrays have no more elements than this, its cost is returned.

    Returns
    -------
    Cost
        The number of multiplications, and that of the elements of the largest array.

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
    return _cost(_plan(indexed, whole("limit", limit, most=MAX_LIMIT)), indexed.dims)


class Merge(NamedTuple):
    """One step of a contraction: the tensors of the two arrays that it joins, and the elements of the new one."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    size: int


def contraction_order(network: Network, limit: int = 2**27) -> tuple[Merge, ...]:
    """Return the pairwise steps that `contract` takes, with inputs given; copy tensors are indices and in no step.

    Parameters
    ----------
    network : Network
    limit : int
        As for `contract`.

    Raises
    ------
    TnrnnError
        When an array on the way would have more elements than `limit`.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> [merge.size for merge in contraction_order(unroll(rac(length=1, layers=1, inputs=2, hidden=3)))]
    [3, 3, 2, 1]
    """
    owner, most = "contraction_order", whole("limit", limit, most=MAX_LIMIT)
    indexed = _filled(owner, network)
    tensors = [(tensor.name,) for tensor in network.tensors if tensor.kind != "copy"]
    _check_result(owner, indexed, len(tensors), most)
    plan = _plan(indexed, most)
    _check_steps(owner, plan, indexed.dims, most)
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


def _slot_widths(network: Network) -> dict[Position, int]:
    """Return the dimension of the input at each position, in the order of the positions."""
    widths: dict[Position, int] = {}
    for slot in (tensor for tensor in network.tensors if tensor.kind == "input"):
        dim = network.bond[slot.bonds[0]].dim
        if slot.position is None:
            raise mistake(f"tensor {slot.name} (input)", "a position, as inputs are given", None)
        if widths.setdefault(slot.position, dim) != dim:
            raise mistake(f"tensor {slot.name} (input)", f"the dimension {widths[slot.position]} of its position", dim)
    if len({type(position) for position in widths}) > 1:
        raise mistake("network, inputs", "positions that are all integers or all tuples", list(widths))
    return {position: widths[position] for position in sorted(widths)}


# The order of the contraction, and what it costs: index sets only


class _Step(NamedTuple):
    """Contract the terms that stand at `left` > `right` in the list, remove them, and append the `result`."""

    left: int
    right: int
    result: Term


class _Plan(NamedTuple):
    """The indices that stay in each term, in ascending order, and the steps that leave one term."""

    trimmed: tuple[Term, ...]
    steps: tuple[_Step, ...]


def _plan(indexed: Terms, limit: int) -> _Plan:
    """Return an order of contraction; of two, the one whose arrays have at most `limit` elements."""
    trimmed = _trimmed(indexed)
    plan = _Plan(trimmed, tuple(_steps(trimmed, frozenset(indexed.output), indexed.dims)))
    cost = _cost(plan, indexed.dims)
    worth = cost.flops >= SEARCH_FROM and cost.largest <= SEARCH_TO and len(trimmed) <= SEARCHED_TERMS
    if worth and find_spec("cotengra"):
        found = _Plan(trimmed, tuple(_steps(trimmed, frozenset(indexed.output), indexed.dims, _searched)))
        costs = {id(each): _cost(each, indexed.dims) for each in (plan, found)}
        plan = min((plan, found), key=lambda each: (costs[id(each)].largest > limit, costs[id(each)].flops))
    return plan


def _cost(plan: _Plan, dims: tuple[int, ...]) -> Cost:
    current, flops, largest = list(plan.trimmed), 0, 1
    for step in plan.steps:
        met = {*current.pop(step.left), *current.pop(step.right)}
        current.append(step.result)
        flops += math.prod(dims[index] for index in met)
        largest = max(largest, math.prod(dims[index] for index in step.result))
    return Cost(flops, largest)


def _check_result(owner: str, indexed: Terms, tensors: int, limit: int) -> None:
    """Raise if the result, or an array that stands for a copy tensor, is too large; the first terms are given."""
    if len(indexed.output) > MAX_AXES:
        raise mistake(owner, f"at most {MAX_AXES} open bonds, as numpy has it", len(indexed.output))
    for term in [indexed.output, *indexed.terms[tensors:]]:
        what = "whose result has" if term is indexed.output else "of which a copy tensor makes one of"
        _check_size(owner, f"a network {what}", math.prod(indexed.dims[index] for index in term), limit)


def _check_steps(owner: str, plan: _Plan, dims: tuple[int, ...], limit: int) -> None:
    largest = max((math.prod(dims[index] for index in step.result) for step in plan.steps), default=1)
    _check_size(owner, "a network for which the order found (another may need less) makes one of", largest, limit)


def _check_size(owner: str, given: str, size: int, limit: int) -> None:
    if size > limit:
        hint = "raise limit=" if size <= MAX_LIMIT else f"limit= is at most {MAX_LIMIT:,}"
        expected = f"arrays of at most {limit:,} elements"
        raise TnrnnError(f"{owner}: expected {expected}, given {given} {approximate(size)}; {hint}")


def _trimmed(indexed: Terms) -> tuple[Term, ...]:
    """Return the terms without the indices that can be summed at once, as no other term and no open bond has them.

    An index of dimension 1 goes, too: the sum over it is its only element.
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

    An index that is not open stands in two terms or more, here and after each step: it is summed where the last two
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


# The arrays


def _run(ready: _Ready) -> Scaled:
    """Contract in the order of the plan; an array is dropped as soon as it is used."""
    plan, indexed, tensors, dtype = ready
    extra = zip(indexed.operands[len(tensors) :], indexed.terms[len(tensors) :], strict=True)
    whole_terms = [*tensors, *(_extra(operand, indexed.dims[term[0]], dtype) for operand, term in extra)]
    arrays = [_trim(*each, indexed.dims) for each in zip(whole_terms, indexed.terms, plan.trimmed, strict=True)]
    current = list(plan.trimmed)
    for step in plan.steps:
        met = Met(current.pop(step.left), current.pop(step.right), step.result, indexed.dims)
        arrays.append(_joined(arrays.pop(step.left), arrays.pop(step.right), met))
        current.append(step.result)
    if not arrays:
        return Scaled(np.ones((), dtype))
    kept = [index for index in indexed.output if indexed.dims[index] > 1]
    order, shape = [current[0].index(index) for index in kept], [indexed.dims[index] for index in indexed.output]
    made, power = arrays[0]
    if isinstance(power, np.ndarray):
        power = power.transpose(order).reshape(shape)
    return Scaled(made.transpose(order).reshape(shape).copy(), power)


def _joined(one: Scaled, two: Scaled, met: Met) -> Scaled:
    return product(one, two, met, lambda left, right: _pair((left, right), (met.left, met.right), met.result))


def _extra(operand: str, dim: int, dtype: np.dtype[Any]) -> Array:
    return np.eye(dim, dtype=dtype) if operand == IDENTITY else np.ones(dim, dtype)


def _trim(array: Array, term: Term, kept: Term, dims: tuple[int, ...]) -> Scaled:
    """Return the array with the axes `kept`: diagonals of repeated indices, and sums over all other indices."""
    left = list(term)
    for index in [index for index in dict.fromkeys(term) if term.count(index) > 1]:
        while left.count(index) > 1:
            first = left.index(index)
            second = left.index(index, first + 1)
            array = array.diagonal(axis1=first, axis2=second)  # puts the diagonal last
            left = [*left[:first], *left[first + 1 : second], *left[second + 1 :], index]
    summed = tuple(axis for axis, index in enumerate(left) if index not in kept)
    if summed and not safe_sum(array, math.prod(array.shape[axis] for axis in summed)):
        gone = tuple(index for index in left if index not in kept)
        ones = Scaled(np.ones([dims[index] for index in gone], array.dtype))
        return _joined(Scaled(array), ones, Met(tuple(left), gone, kept, dims))
    if summed:
        array = np.asarray(array.sum(axis=summed), dtype=array.dtype)
        left = [index for index in left if index in kept]
    return Scaled(array.transpose([left.index(index) for index in kept]))


def _pair(arrays: tuple[Array, Array], met: tuple[Term, Term], result: Term) -> Array:
    """Contract two arrays. In `ncon` an index that stays is a negative label, and the labels -1, -2, .. are its order.

    An index of both that stays, as it is open or in a third term, is then a batch label, and that of a copy tensor.
    """
    if not met[0] or not met[1]:  # of two scalars of Python's integers ncon would make one of 64 bits
        return np.asarray(arrays[0] * arrays[1], dtype=arrays[0].dtype)
    from tensornetwork import ncon

    stays = frozenset(result)
    labels = [[-index - 1 if index in stays else index + 1 for index in term] for term in met]
    if met[0] == met[1] and not result:  # ncon has letters for 26 indices here; all are summed, so that one will do
        arrays, labels = (arrays[0].reshape(-1), arrays[1].reshape(-1)), [[1], [1]]
    made = ncon(arrays, labels, check_network=False, backend="numpy")
    return np.asarray(made, dtype=arrays[0].dtype)  # ncon makes int64 of a single Python integer
