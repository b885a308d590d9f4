"""From a network and its weights to an array, by steps whose sizes are known before any is taken."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, overload

import numpy as np

from ..basics import Position, TnrnnError, as_before, mistake, whole
from ..networks import Network, terms
from .arithmetic import all_exact, as_floats, check_inputs, check_weights, one_domain
from .maps import written_out
from .ordering import MAX_LIMIT, check_order, check_result, order_of
from .pairwise import Array, Ready, run
from .plans import planned, trimmed
from .scaled import Lost, Met, Scaled, as_plain, halved, mantissas, without_noise
from .telling import Progress, Telling


@overload
def contract(
    network: Network,
    weights: Mapping[str, Any],
    inputs: Any = None,
    *,
    limit: int = 2**27,
    exponent: Literal[False] = False,
    order: Any = None,
    progress: Progress = None,
) -> Array: ...


@overload
def contract(
    network: Network,
    weights: Mapping[str, Any],
    inputs: Any = None,
    *,
    limit: int = 2**27,
    exponent: Literal[True],
    order: Any = None,
    progress: Progress = None,
) -> tuple[Array, Array]: ...


@as_before()
def contract(  # noqa: PLR0913
    network: Network,
    weights: Mapping[str, Any],
    inputs: Any = None,
    *,
    limit: int = 2**27,
    exponent: bool = False,
    order: Any = None,
    progress: Progress = None,
) -> Array | tuple[Array, Array]:
    """Return the sum of the product of a network's tensors over all bonds that are not open.

    ::

        A[open indices] = sum_{other indices} prod_{tensors} array[its indices]

    For the unrolled network of a circuit c and weights w this is what the circuit computes. With continuous
    inputs, `contract(unroll(c, "continuous"), w, x) == evaluate(c, w, x)`. With one-hot inputs,
    `contract(unroll(c, "one-hot"), w)` is the grid tensor A[d_1, .., d_T, :], the value of the circuit on the unit
    vectors d_1, .., d_T. With inputs x it is the sum of A[d_1, .., d_T, :] x_1[d_1] .. x_T[d_T], which is
    evaluate(c, w, x) if no input is used twice, and always on unit vectors. Copy tensors are shared indices, never
    arrays; a second open leg on one of them costs a unit matrix.

    Parameters
    ----------
    network : Network
        What is contracted.
    weights : mapping of str to array
        The arrays by parameter, of the shapes in `network.parameters`. Fixed parameters may be left out.
    inputs : array of shape (T, M), or mapping of position to array of shape (M_t,), optional
        The vectors that fill the input slots, by position; the axis T follows the sorted positions. By default input
        slots stay open.
    limit : int
        The largest number of elements of any array that is made on the way, at most 2^31 - 1; by default 2^27. Where
        the order of contraction has a larger one, it is taken in up to 1,024 slices: an index that is summed has one
        value at a time, and the slices are added.
    exponent : bool
        Whether to return mantissas and exponents of 2, for results that floats cannot hold. By default False.
    order : list of pairs, opt_einsum PathInfo, cotengra ContractionTree or list of Merge, optional
        The order of contraction; by default that of `contraction_cost`. A path is a list of pairs of positions, as
        opt_einsum and cotengra give them, in the list of arrays that are left: the two are removed, and their product
        is appended. At first the list has the terms of `network.to_einsum()`: the network's tensors in their order,
        without copy tensors, which are indices, and input slots, unless inputs are given
        (`network.to_einsum(filled=True)`), and then the few arrays that stand for copy tensors. The sliced indices of a
        tree are kept. `contraction_order` gives the steps for a network with inputs.
    progress : function of (slices done, slices), True, False or None
        A function that is called after each slice, or whether a line is shown on standard error. By default one is
        shown on a terminal, if there are several slices.

    Returns
    -------
    array
        The result, with an axis for each bond of `network.open`, in that order; input slots have none if inputs are
        given. Floats are promoted as in numpy. If the network has no floats, integers and fractions are exact, in an
        array of objects; otherwise they become floats. No intermediate number underflows or overflows: arrays are
        multiplied by powers of 2 where necessary, which is exact.
    (mantissa, exponent) : arrays
        If `exponent` is True, the value is mantissa * 2^exponent, entry by entry, as with `numpy.frexp`. A mantissa is
        0, or its magnitude is at least 1/2 and below 1 (for a complex number this holds for the larger of its two
        parts). Exponents are int64. Integers and fractions are their own mantissas, with the exponent 0. The logarithm
        of a positive value is log(mantissa) + exponent log(2).

    Raises
    ------
    TnrnnError
        If the weights or inputs are not valid for `evaluate`; if `order` is not an order for this network; if an array
        on the way would have more elements than `limit`, or the result more than 64 axes (before anything is
        allocated); and, without `exponent`, if an entry of the result overflows or underflows. An entry that is 0, or
        that rounding cannot tell from 0, does not underflow.

    References
    ----------
    The package tensornetwork (Roberts et al., arXiv 1905.01330), whose `ncon` computes every step; the grid tensor is
    that of Levine et al., arXiv 1710.09431.

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

    An order of opt_einsum; a tree of cotengra, in slices or not, is given in the same way:

    >>> import opt_einsum
    >>> expression = network.to_einsum()
    >>> expression.equation, expression.operands
    ('ab,bc,cd,d,ce,bf->efa', ('y', 'W_H[2,1]', 'W_H[1,1]', 'h[0,1]', 'W_I[1,1]', 'W_I[2,1]'))
    >>> path, _ = opt_einsum.contract_path(expression.equation, *expression.shapes, shapes=True)
    >>> contract(network, weights, order=path)[..., 0]
    array([[12, 120],
           [120, 1200]], dtype=object)
    """
    most = whole("limit", limit, most=MAX_LIMIT)
    try:
        ready, slices = _ready(network, weights, inputs, most, order)
        with Telling(progress, slices) as tell:
            made = run(ready, tell)
    except OverflowError:  # raised by Python's integers
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


def _ready(network: Network, weights: Mapping[str, Any], inputs: Any, limit: int, order: Any) -> tuple[Ready, int]:
    """Return what is computed, and in how many slices."""
    if not isinstance(network, Network):
        raise mistake("contract", "a Network", network)
    given = check_weights(network.parameters, network.fixed, weights) | written_out(network.maps, limit)
    values = {} if inputs is None else check_inputs(_slot_widths(network), inputs, batched=False)[0]
    given, values = one_domain(given, values, {name for name, _ in network.fixed})
    indexed = terms(network, filled=inputs is not None)
    tensors = [t for t in network.tensors if t.kind != "copy" and (t.kind != "input" or inputs is not None)]
    check_result("contract", indexed, len(tensors), limit)
    found = order_of(indexed, limit, order)
    check_order("contract", found, limit, "found (another may need less)" if order is None else "given")
    arrays = [values[t.position] if t.kind == "input" else given[t.parameter] for t in tensors]  # type: ignore[index]
    arrays = _met(arrays)
    dtype = arrays[0].dtype if arrays else np.dtype(np.float64)
    return Ready(planned(trimmed(indexed), found), indexed, arrays, dtype), found.cost.slices


def _met(arrays: list[Array]) -> list[Array]:
    """Return arrays of one dtype; exact numbers that meet floats become floats, so that they can be scaled too."""
    if not arrays or arrays[0].dtype != object or all(map(all_exact, arrays)):
        return arrays
    floats = [as_floats(array) for array in arrays]
    dtype = np.result_type(*floats)
    return [array.astype(dtype, copy=False) for array in floats]


def _without_noise(made: Scaled, ready: Ready) -> Scaled:
    """Return the result with 0 for entries that underflow and that rounding cannot tell from 0, as products cancel."""
    halves = run(ready._replace(arrays=[halved(array) for array in ready.arrays]))
    sizes = Scaled(halves.array, halves.power + len(ready.arrays))
    plan, dims = ready.plan, ready.indexed.dims
    left = [tuple(index for index in term if index not in plan.sliced) for term in plan.trimmed]
    roundings = sum(math.prod(array.shape) for array in ready.arrays)
    roundings += math.prod(dims[index] for index in plan.sliced)
    for step in plan.steps:
        roundings += 1 + Met(left[step.one], left[step.two], step.result, dims).summed
        left.append(step.result)
    return without_noise(made, sizes, roundings * float(np.finfo(ready.dtype).eps), ready.dtype)


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
