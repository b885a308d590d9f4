"""The arrays of a contraction, by pairwise steps of the package tensornetwork in the order of a plan."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..networks import IDENTITY, Terms
from .plans import Plan, Term
from .scaled import Met, Scaled, added, arranged, product, safe_sum

Array = NDArray[Any]
# With fewer columns, products of matrices one by one take longer than the axes of an array to be moved.
WIDE = 64


class Ready(NamedTuple):
    """What is computed: an order of contraction, the indices, and an array for each tensor, of one dtype."""

    plan: Plan
    indexed: Terms
    arrays: list[Array]
    dtype: np.dtype[Any]


def run(ready: Ready, tell: Callable[[int], Any] = lambda _: None) -> Scaled:
    """Contract the arrays in the order of the plan; `tell` is called with the number of slices that are done."""
    plan, indexed, tensors, dtype = ready
    extra = zip(indexed.operands[len(tensors) :], indexed.terms[len(tensors) :], strict=True)
    whole_terms = [*tensors, *(_extra(operand, indexed.dims[term[0]], dtype) for operand, term in extra)]
    arrays = [_trim(*each, indexed.dims) for each in zip(whole_terms, indexed.terms, plan.trimmed, strict=True)]
    if not arrays:
        return Scaled(np.ones((), dtype))
    made = _summed(arrays, ready, tell) if plan.sliced else _met(arrays, list(plan.trimmed), ready)
    left = _open(indexed)
    kept = [index for index in indexed.output if indexed.dims[index] > 1]
    order, shape = [left.index(index) for index in kept], [indexed.dims[index] for index in indexed.output]
    array, power = made
    if isinstance(power, np.ndarray):
        power = power.transpose(order).reshape(shape)
    return Scaled(array.transpose(order).reshape(shape).copy(), power)


def _met(arrays: list[Scaled], terms: list[Term], ready: Ready) -> Scaled:
    """Return the array to which the steps lead; each array is dropped as soon as it is used."""
    left: dict[int, Scaled] = dict(enumerate(arrays))
    arrays.clear()
    for step in ready.plan.steps:
        met = Met(terms[step.one], terms[step.two], step.result, ready.indexed.dims)
        left[len(terms)] = _joined(left.pop(step.one), left.pop(step.two), met)
        terms.append(step.result)
    array, power = left.popitem()[1]
    ascending = np.argsort(terms[-1])
    return Scaled(array.transpose(ascending), power.transpose(ascending) if isinstance(power, np.ndarray) else power)


def _open(indexed: Terms) -> list[int]:
    """Return the indices of the result that have an axis on the way, in ascending order."""
    return sorted(index for index in indexed.output if indexed.dims[index] > 1)


def _summed(arrays: list[Scaled], ready: Ready, tell: Callable[[int], Any]) -> Scaled:
    """Return the sum of the slices; one with a value of an open index fills its place only, and is 0 elsewhere."""
    plan, indexed = ready.plan, ready.indexed
    terms = [tuple(index for index in term if index not in plan.sliced) for term in plan.trimmed]
    total = Scaled(np.zeros((), ready.dtype))
    values = itertools.product(*(range(indexed.dims[index]) for index in plan.sliced))
    for number, chosen in enumerate(values, 1):
        at = dict(zip(plan.sliced, chosen, strict=True))
        parts = [_part(array, term, at) for array, term in zip(arrays, plan.trimmed, strict=True)]
        made = _placed(_met(parts, [*terms], ready), at, indexed)
        total = added(total, made) if number > 1 else made
        tell(number)
    return total


def _part(given: Scaled, term: Term, at: dict[int, int]) -> Scaled:
    """Return the entries of an array in one slice."""
    place = tuple(at.get(index, slice(None)) for index in term)
    return Scaled(*(np.asarray(each[place], each.dtype) if isinstance(each, np.ndarray) else each for each in given))


def _placed(given: Scaled, at: dict[int, int], indexed: Terms) -> Scaled:
    """Return a slice of the result in its place among zeros, if open indices are sliced."""
    left = _open(indexed)
    if not at.keys() & {*left}:
        return given
    shape, place = [indexed.dims[index] for index in left], tuple(at.get(index, slice(None)) for index in left)
    array, power = np.zeros(shape, given.array.dtype), given.power
    array[place] = given.array
    if isinstance(power, np.ndarray):
        powers = np.zeros(shape, power.dtype)
        powers[place], power = power, powers
    return Scaled(array, power)


def _joined(one: Scaled, two: Scaled, met: Met) -> Scaled:
    return product(one, two, met, lambda left, right: _pair((left, right), (met.left, met.right), met.result))


def _extra(operand: str, dim: int, dtype: np.dtype[Any]) -> Array:
    return np.eye(dim, dtype=dtype) if operand == IDENTITY else np.ones(dim, dtype)


def _trim(array: Array, term: Term, kept: Term, dims: tuple[int, ...]) -> Scaled:
    """Return the array with the axes `kept`, by diagonals for repeated indices and sums over all other indices."""
    left = list(term)
    for index in [index for index in dict.fromkeys(term) if term.count(index) > 1]:
        while left.count(index) > 1:
            first = left.index(index)
            second = left.index(index, first + 1)
            array = array.diagonal(axis1=first, axis2=second)  # the diagonal is the last axis
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
    """Contract two arrays by `ncon`, in which the indices of the result have the labels -1, -2, .. in order.

    An index of both arrays that remains, as it is open or in a third term, is a batch label; it is that of a copy
    tensor. Where a large array can keep its axes, nothing is moved, and `ncon` is not needed.
    """
    large = 0 if arrays[0].size >= arrays[1].size else 1
    made = _in_place((arrays[large], arrays[1 - large]), (met[large], met[1 - large]), result)
    if made is not None:
        return made
    if not met[0] or not met[1]:  # ncon would make 64-bit integers of Python's
        product_of = np.asarray(arrays[0] * arrays[1], dtype=arrays[0].dtype)
        left = met[0] or met[1]
        return product_of.transpose([left.index(index) for index in result])
    from tensornetwork import ncon

    place = {index: -number for number, index in enumerate(result, 1)}
    labels = [[place.get(index, index + 1) for index in term] for term in met]
    if {*met[0]} == {*met[1]} and not result:  # all are summed, so one will do, and ncon has only 26 letters here
        two = arrays[1].transpose([met[1].index(index) for index in met[0]])
        arrays, labels = (arrays[0].reshape(-1), two.reshape(-1)), [[1], [1]]
    made = ncon(arrays, labels, check_network=False, backend="numpy")
    return np.asarray(made, dtype=arrays[0].dtype)  # ncon makes int64 of a single Python integer


def _in_place(arrays: tuple[Array, Array], met: tuple[Term, Term], result: Term) -> Array | None:
    """Contract a large array with a small one without moving its axes, or return None if they have to be moved.

    This works where the large array is contiguous and the indices that are summed are neighbours in it, as the result
    is laid out by `planned`: C[before, new, after] = sum_{summed} small[new, summed] large[before, summed, after].
    Products of matrices with few columns take longer than moving the axes would.
    """
    (array, other), (large, small) = arrays, met
    summed = [index for index in large if index not in result]
    new = [index for index in result if index not in large]
    if not summed:
        return None
    place = large.index(summed[0])
    end = place + len(summed)
    moved = (*large[:place], *new, *large[end:]) != result or {*small} != {*summed, *new}
    if moved or (place and end < len(large) and math.prod(array.shape[end:]) < WIDE):
        return None
    inner, sizes = math.prod(array.shape[place:end]), dict(zip(small, other.shape, strict=True))
    matrix = arranged(other, small, [*new, *summed], (other.size // inner, inner))
    if end == len(large):
        made = np.dot(array.reshape(-1, inner), matrix.T)
    else:
        made = np.matmul(matrix, array.reshape(math.prod(array.shape[:place]), inner, -1))
    shape = [*array.shape[:place], *(sizes[index] for index in new), *array.shape[end:]]
    return np.asarray(made, array.dtype).reshape(shape)
