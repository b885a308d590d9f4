"""Contractions in slices: some indices have one value at a time, so that arrays are smaller, and the sum is last."""

from __future__ import annotations

import math
from collections import Counter

from .plans import Expression, Order, Term, ordered, planned

# The largest number of slices that are chosen here; a given order may have more.
MOST_SLICES = 2**10


def within(given: Expression, order: Order, limit: int) -> Order | None:
    """Return an order in slices whose arrays have at most `limit` elements, or None if that takes too many slices.

    An index of dimension d makes d times as many slices, and no array is smaller than 1/d of what it was.
    """
    while order.cost.largest > limit:
        if order.cost.slices * order.cost.largest > MOST_SLICES * limit:
            return None
        index = _next(given, order, limit)
        if index is None:
            return None
        order = ordered(given, order.pairs, (*order.sliced, index))
    return order if order.cost.slices <= MOST_SLICES else None


def _next(given: Expression, order: Order, limit: int) -> int | None:
    """Return the index of the largest array that is best sliced next; it is None if all its indices are open.

    With F multiplications in all steps, and F_i in those that have the index i, of dimension d, all slices together
    take F_i + d (F - F_i). With E elements in the results above the limit, and E_i in those of them that have i, each
    slice has E - E_i + E_i / d. The index has the least logarithm of growth of the first for one of decrease of the
    second.
    """
    part = given.without(order.sliced)
    arrays, largest = list(part.terms), Term()
    flops, above = Counter[int](), Counter[int]()
    total = elements = 0
    for one, two, result in planned(given, order).steps:
        met, size = {*arrays[one], *arrays[two]}, given.size(result)
        arrays.append(result)
        largest = max(largest, result, key=given.size)
        total += given.size(met)
        flops.update(dict.fromkeys(met, given.size(met)))
        if size > limit:
            elements += size
            above.update(dict.fromkeys(result, size))

    def price(index: int) -> float:
        dim = given.dims[index]
        grown = flops[index] + dim * (total - flops[index])
        left = elements - above[index] + above[index] // dim
        return math.log(grown / total) / math.log(elements / left)

    return min((index for index in largest if index not in given.output), key=price, default=None)
