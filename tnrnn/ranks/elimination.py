"""Both rank profiles of a matrix modulo a prime, by one elimination that is made of products.

The *row rank profile* are the rows that are not combinations of rows before them, the *column rank profile* the columns
that are not combinations of columns before them. One elimination finds both (Dumas, Pernet, Sultan 2017), if rows come
in their order and each is reduced by rows before it: it is a pivot row if anything is left of it, and its pivot is the
first entry that is left. Reduced rows with different leading columns are independent, and these columns are the column
rank profile, since the leading columns of the vectors of a space are as many as its dimension.

*Blocks.* Rows come in slabs, and a slab sees its columns in windows, from the left. Let some rows be reduced by earlier
rows, and let r_i be one of them that on the window W is a combination of pivot rows before it. What is left of it is
r_i minus *the* combination of pivot rows that equals r_i on W: it is unique, so that it does not matter whether later
rows have been subtracted from the pivot rows, and it uses rows before r_i only. If what is left of r_i is a combination
of what is left of other rows before it, then r_i is a combination of rows before it; and in any such combination the
coefficients of pivot rows are those of the unique combination, so that the converse holds. So the row rank profile is
that of the window and then, in the same way, that of what is left in the columns after it; columns likewise.

A window is reduced with a unit matrix beside it, which becomes the transformation that one product applies to the whole
slab; and a slab reduces all rows below by one product. Within a window, rows are halved until few are left, which see
their columns in narrow windows in turn.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..values import Array
from .exact_products import Field

_SLAB = 128  # rows that are eliminated before the rows below are updated; at most the inner length of a product
_SPARE = 8  # how many more columns than rows a window has, as modulo a small prime some columns are combinations
_FEW = 16  # rows that are eliminated one by one

Reducer = Callable[[Array, Field], tuple[Array, Array, Array]]
"""What reduces a window: it returns the pivot rows, their columns, and the transformation that was made."""


def rank_profiles(matrix: Array, prime: int) -> tuple[Array, Array]:
    """Return the row rank profile and the column rank profile of a matrix modulo a prime below 2^31.5.

    Parameters
    ----------
    matrix : array of shape (rows, columns)
        Integers of absolute value at most 2^52. It is not changed.
    prime : int
        The prime.

    References
    ----------
    J.-G. Dumas, C. Pernet, Z. Sultan (2017): Fast computation of the rank profile matrix and the generalized Bruhat
    decomposition. Journal of Symbolic Computation 83, 187-210.

    Examples
    --------
    >>> [part.tolist() for part in rank_profiles(np.array([[0, 0, 1], [0, 2, 4], [0, 1, 2]]), 7)]
    [[0, 1], [1, 2]]
    """
    field = Field(prime)
    work = field.centred(matrix)
    cols, found, rows = np.arange(matrix.shape[1]), 0, [np.zeros(0, dtype=np.int64)]
    step = min(_SLAB, field.depth)
    for top in range(0, len(work), step):
        slab, below = work[top : top + step, found:], work[top + step :, found:]
        pivot_rows, pivots = _reduced(slab, slab.shape[1], _by_halves, field)
        if not len(pivots):
            continue
        _brought_forward(pivots, cols[None, found:], below)
        rest = np.delete(slab[pivot_rows], pivots, axis=1)
        count = len(pivots)
        field.subtract(below[:, count:], below[:, :count], rest)
        rows.append(top + pivot_rows)
        found += count
    return np.sort(np.concatenate(rows)), np.sort(cols[:found])


def _brought_forward(pivots: Array, *arrays: Array) -> None:
    """Put the columns of pivots first, in place; the others keep their order."""
    width = int(pivots.max()) + 1
    order = np.concatenate((pivots, np.delete(np.arange(width), pivots)))
    if not np.array_equal(order, np.arange(width)):
        for array in arrays:
            array[:, :width] = array[:, order]


def _reduced(slab: Array, width: int, reducer: Reducer, field: Field) -> tuple[Array, Array]:
    """Reduce rows in place, window by window. Return the pivot rows and their columns, where they form a unit matrix.

    Pivots are sought in the first `width` columns.
    """
    rows = cols = np.zeros(0, dtype=np.int64)
    left, size = np.flatnonzero(slab[:, :width].any(axis=1)), len(slab) + _SPARE
    while len(left):
        lines = slab[left]
        window = np.flatnonzero(lines[:, :width].any(axis=0))[:size]
        at, places, change = reducer(lines[:, window], field)
        slab[left] = made = field.product(change, lines)
        new, pivots = left[at], window[places]
        if len(rows):
            before = slab[rows]
            field.subtract(before, before[:, pivots], made[at])
            slab[rows] = before
        rows, cols = np.concatenate((rows, new)), np.concatenate((cols, pivots))
        left, size = np.delete(left, at), 2 * size
        left = left[slab[left, :width].any(axis=1)]
    return rows, cols


def _by_halves(window: Array, field: Field) -> tuple[Array, Array, Array]:
    """Return the pivot rows of a window, their columns, and the transformation that reduces the window."""
    width = window.shape[1]
    part = np.concatenate((window, np.eye(len(window))), axis=1)
    rows, cols = _halved(part, width, field)
    return rows, cols, part[:, width:]


def _halved(part: Array, width: int, field: Field) -> tuple[Array, Array]:
    """Reduce rows in place as `_reduced` does: the upper half, by it the lower half, and by this the upper half."""
    half = len(part) // 2
    if half < _FEW:
        return _reduced(part, width, _one_by_one, field)
    upper, lower = part[:half], part[half:]
    rows, cols = _halved(upper, width, field)
    field.subtract(lower, lower[:, cols], upper[rows])
    more, others = _halved(lower, width, field)
    field.subtract(upper, upper[:, others], lower[more])
    return np.concatenate((rows, half + more)), np.concatenate((cols, others))


def _one_by_one(window: Array, field: Field) -> tuple[Array, Array, Array]:
    """Do what `_by_halves` does, row by row: each is divided by its pivot and subtracted from all others.

    A product of two residues, with another one subtracted, fits into int64, as the prime is below 2^31.5.
    """
    width, prime = window.shape[1], field.prime
    part = np.concatenate((window, np.eye(len(window))), axis=1).astype(np.int64)
    rows, cols = [], []
    for row, line in enumerate(part):
        entries = np.flatnonzero(line[:width])
        if not len(entries):
            continue
        col = int(entries[0])
        inverse = pow(int(line[col]), -1, prime)
        factors = part[:, col, None] * inverse % prime
        factors[row] = 1 - inverse  # the row itself becomes its multiple by the inverse
        part -= factors * line
        part %= prime
        rows.append(row)
        cols.append(col)
    return np.array(rows, dtype=np.int64), np.array(cols, dtype=np.int64), field.centred(part[:, width:])
