"""Whether a matrix is invertible modulo a prime, by plain elimination: the check of a certificate's minor.

It shares no code with the elimination that found the minor. Projections by random vectors would cost more: Wiedemann's
method, by blocks of b vectors, multiplies the n x n matrix by 2 n / b blocks, which is six times as much work as this
elimination, and its answer would be true with some probability only.
"""

from __future__ import annotations

import numpy as np

from ..values import Array, reduced

_WIDE = 64  # columns that are eliminated before the rest of the matrix is changed; see `_subtract_product`
_NARROW = 8  # columns that are eliminated one by one
_SLAB = 2**18  # about the number of entries that are changed at a time, so that they stay in the cache


def is_regular(matrix: Array, prime: int) -> bool:
    """Whether a square matrix of residues is invertible modulo a prime.

    Let A be the first rows and columns, B the first rows of the other columns, C and D the other rows. If A is
    invertible and X = C A^-1, which says how the other rows are combined from the first on these columns, then the
    determinant is that of A times that of D - X B. So X is found for a few columns after the other, with an exchange
    of rows where A would not be invertible, until no row is left. If no exchange helps, the columns are dependent.

    Residues are floats here, from about -p / 2 to p / 2, and matrices are multiplied in floating point, which is exact;
    see `_subtract_product`. Residues modulo primes above 2^31.5 are Python's integers, and stay so.

    >>> is_regular(np.array([[0, 1], [3, 5]]), 7), is_regular(np.array([[1, 2], [3, 6]]), 7)
    (True, False)
    """
    if matrix.dtype == object:
        return _solved_singly(matrix.copy(), prime) is not None
    size, work = len(matrix), _centred(matrix.astype(np.float64), prime)
    for start in range(0, size, _WIDE):
        stop = min(start + _WIDE, size)
        if not _solved(work, start, stop, prime):
            return False
        _subtract_product(work[stop:, stop:], work[stop:, start:stop], work[start:stop, stop:], prime)
    return True


def _solved(work: Array, start: int, stop: int, prime: int) -> bool:
    """Replace C, the rows from `stop` on, by X = C A^-1 in the columns from `start` to `stop`; return whether A exists.

    A is what stands in these columns in the rows from `start` to `stop`, after rows from `start` on are exchanged as a
    whole. If the columns are halved, X = (Y - Z V, Z): Y and V say how the rows of C and the second half of A's rows
    are combined from the first half, and Z how what remains of C is combined from what remains of the second half.
    """
    if stop - start <= _NARROW:
        part = reduced(work[start:, start:stop].astype(np.int64), prime)
        order = _solved_singly(part, prime)
        if order is None:
            return False
        moved = np.flatnonzero(order != np.arange(len(order)))
        work[start + moved] = work[start + order[moved]]
        work[start:, start:stop] = _centred(part.astype(np.float64), prime)
        return True
    middle = (start + stop) // 2
    if not _solved(work, start, middle, prime):
        return False
    _subtract_product(work[middle:, middle:stop], work[middle:, start:middle], work[start:middle, middle:stop], prime)
    if not _solved(work, middle, stop, prime):
        return False
    _subtract_product(work[stop:, start:middle], work[stop:, middle:stop], work[middle:stop, start:middle], prime)
    return True


def _solved_singly(work: Array, prime: int) -> Array | None:
    """Replace A over C, integers in place, by 1 over C A^-1, by operations on columns.

    Return the order of the rows after exchanges, or None if the columns are dependent. Before a column is used, the
    rows of those before it are rows of 1. So if it has no other row with a nonzero entry, it is zero itself, and a
    combination of the columns that were there.
    """
    order = np.arange(len(work))
    for at in range(work.shape[1]):
        found = np.flatnonzero(work[at:, at])
        if not len(found):
            return None
        if found[0]:
            swap = [at, at + found[0]]
            work[swap], order[swap] = work[swap[::-1]], order[swap[::-1]]
        work[at:, at] = reduced(work[at:, at] * pow(int(work[at, at]), -1, prime), prime)
        factors = work[at].copy()
        factors[at] = 0
        work[at:] = reduced(work[at:] - work[at:, at, None] * factors, prime)
    return order


def _subtract_product(work: Array, one: Array, two: Array, prime: int) -> None:
    """Replace C by C - A B modulo a prime p below 2^31.5, in place; A has at most 64 columns.

    A is split as 2^16 H + L, so that A B = H B' + L B for B' = 2^16 B modulo p: one product of (H, L) by B' over B. By
    `_centred`, the entries of A, B, B' and C are at most p / 2 + 3 < 2^30.51. So those of L are at most 2^15 and those
    of H at most 2^14.52. All sums are at most 2^6 (2^14.52 + 2^15) 2^30.51 + 2^30.51 < 2^52.4, and so exact, in
    whatever order they are added.
    """
    stacked = np.concatenate([_centred(two * 2.0**16, prime), two])
    step = max(1, _SLAB // max(1, work.shape[1]))
    for low in range(0, len(work), step):
        rows = slice(low, low + step)
        high = np.rint(one[rows] * 2.0**-16)
        made = np.concatenate([high, one[rows] - high * 2.0**16], axis=1) @ stacked
        work[rows] = _centred(np.subtract(work[rows], made, out=made), prime)


def _centred(numbers: Array, prime: int) -> Array:
    """Return integers, of at most 2^53, modulo a prime p below 2^31.5: from -(p / 2 + 3) to p / 2 + 3.

    Two roundings make y (1 / p) differ from y / p by less than 2^-52 y / p <= 2 / p. So the nearest integer q has
    |y / p - q| < 1 / 2 + 2 / p, and y - q p is below p / 2 + 2. Its computation is exact, as q p is an integer of at
    most |y| + p / 2 + 2, and so of at most 2^53 if |y| is at most 2^52.9; all that are reduced here are less.
    """
    quotients = np.rint(numbers * (1.0 / prime))
    quotients *= prime
    return np.subtract(numbers, quotients, out=quotients)
