"""How fixed maps act on vectors, without being written out, and how small ones are written out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from ..basics import ADDING, EinsumMap, TnrnnError
from .arithmetic import Array
from .modular import reduced

# The largest number of entries of a map that is written out.
MAX_ENTRIES = 2**27


def applied(given: EinsumMap, operands: list[Array], modulus: int | None) -> Array:
    """Return the value of a map at vectors, whose entries are along axis 0; other axes broadcast.

    >>> matrix, vector = np.arange(6), np.array([1, 10])
    >>> applied(EinsumMap("ij,j->i", (3, 2)), [matrix, vector], None)
    array([10, 32, 54])
    """
    if all(array.ndim == 1 for array in operands):  # a product of arrays without axes would be no array
        return applied(given, [array[:, None] for array in operands], modulus)[:, 0]
    grown = given.grown[1:] or (False,) * len(operands)
    bases = [array[:-1] if more else array for array, more in zip(operands, grown, strict=True)]
    lasts = [array[-1:] for array, more in zip(operands, grown, strict=True) if more]
    if given.window is not None:
        first = given.window[0]
        bases[-1] = bases[-1][first : first + math.prod(given.factors(given.operands[-1]))]
    if given.formula == ADDING:
        base = reduced(reduced(bases[0] * lasts[1], modulus) + reduced(bases[1] * lasts[0], modulus), modulus)
    else:
        base = _product(given, bases, modulus)
    if not (given.grown and given.grown[0]):
        return base
    last = reduced(reduce(np.multiply, lasts), modulus) if len(lasts) > 1 else lasts[0]
    shape = np.broadcast_shapes(base.shape[1:], last.shape[1:])
    return np.concatenate([np.broadcast_to(part, (len(part), *shape)) for part in (base, last)])


def _product(given: EinsumMap, operands: list[Array], modulus: int | None) -> Array:
    """Return the sum of products over the letters that the result has not; every product is reduced first."""
    letters = [*given.result, *(letter for letter in given.letters if letter not in given.result)]
    rest = max(array.ndim for array in operands) - 1
    factors = [_spread(given, term, array, letters, rest) for term, array in zip(given.operands, operands, strict=True)]
    made = reduced(reduce(np.multiply, factors), modulus) if len(factors) > 1 else factors[0]
    summed = tuple(range(len(given.result), len(letters)))
    if summed:
        made = reduced(made.sum(axis=summed), modulus)
    return made.reshape(math.prod(given.factors(given.result)), *made.shape[len(given.result) :])


def _spread(given: EinsumMap, term: str, array: Array, letters: list[str], rest: int) -> Array:
    """Return an operand with an axis for each of the letters, of length 1 for those that it has not."""
    apart = array.reshape((*given.factors(term), *(1,) * (rest + 1 - array.ndim), *array.shape[1:]))
    kept = sorted(range(len(term)), key=lambda axis: letters.index(term[axis]))
    apart = apart.transpose((*kept, *range(len(term), apart.ndim)))
    shape = tuple(given.size_of[letter] if letter in term else 1 for letter in letters)
    return apart.reshape((*shape, *apart.shape[len(term) :]))


def written_out(maps: Mapping[str, EinsumMap], limit: int = MAX_ENTRIES) -> dict[str, Any]:
    """Return each map as an array of all its entries, as tensor networks need it.

    Raises
    ------
    TnrnnError
        If an array would have more entries than `limit`; no array has been made then.

    Examples
    --------
    >>> written_out({"dot": EinsumMap("i,i->", (2,))})["dot"].tolist()
    [[[1, 0], [0, 1]]]
    """
    for name, given in maps.items():
        if math.prod(given.shape) > limit:
            raise TnrnnError(
                f"fixed {name}: expected a map of at most {limit:,} entries, as it is written out here, given one of "
                f"{math.prod(given.shape):,}"
            )
    return {name: given.dense() for name, given in maps.items()}
