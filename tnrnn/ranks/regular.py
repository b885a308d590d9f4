"""Whether a matrix is invertible modulo a prime, by plain elimination: the check of a certificate's minor.

It shares no code with the elimination that found the minor. Projections by random vectors would cost more: Wiedemann's
method, by blocks of b vectors, multiplies the n x n matrix by 2 n / b blocks, which is six times as much work as this
elimination, and its answer would be true with some probability only.
"""

from __future__ import annotations

from math import isqrt

import numpy as np

from ..values import Array, reduced

_WIDE = 96  # columns that are eliminated before the rest of the matrix is changed; see `_subtract_product`
_NARROW = 8  # columns that are eliminated one by one
_TILE = (512, 256)  # the largest part that is changed at a time, so that it stays in the cache


def is_regular(matrix: Array, prime: int) -> bool:
    """Whether a square matrix of residues is invertible modulo a prime.

    Let A be the first rows and columns, B the first rows of the other columns, C and D the other rows. If A is
    invertible, the determinant is that of A times that of D - C A^-1 B. So A is found for a few columns after the
    other, with an exchange of rows where it would not be invertible, until no row is left. If no exchange helps, the
    columns are dependent.

    Residues are floats here, from about -p / 2 to p / 2, and matrices are multiplied in floating point, which is exact;
    see `_subtract_product`. Residues modulo primes above 2^31.5 are Python's integers, and stay so.

    >>> is_regular(np.array([[0, 1], [3, 5]]), 7), is_regular(np.array([[1, 2], [3, 6]]), 7)
    (True, False)
    """
    if matrix.dtype == object:
        return _solved_singly(matrix.copy(), len(matrix), prime) is not None
    work = _centred(matrix, prime)
    while len(work):
        width = min(_WIDE, len(work))
        inverse = _exchanged(work, width, prime)
        if inverse is None:
            return False
        factors = np.zeros((len(work) - width, width))
        _subtract_product(factors, work[width:, :width], inverse, prime)  # -C A^-1
        _subtract_product(work[width:, width:], -factors, work[:width, width:], prime)
        work = work[width:, width:]
    return True


def _exchanged(work: Array, width: int, prime: int) -> Array | None:
    """Exchange rows so that the first `width` rows and columns are invertible; return the inverse, or None.

    Rows are sought among the first ones and, if these are too few, among all.
    """
    for height in (min(width + 8, len(work)), len(work)):
        window = np.zeros((height + width, width + 1))
        window[:height, :width] = work[:height, :width]
        window[:height, width] = np.arange(height)  # goes with its row
        window[height:, :width] = np.eye(width)
        if _solved(window, 0, width, height, prime):
            order = window[:height, width].astype(np.int64)
            moved = np.flatnonzero(order != np.arange(height))
            work[moved] = work[order[moved]]
            return window[height:, :width]
    return None


def _solved(work: Array, start: int, stop: int, height: int, prime: int) -> bool:
    """Replace C, the rows from `stop` on, by C A^-1 in the columns from `start` to `stop`; return whether A exists.

    A is what stands in these columns in the rows from `start` to `stop`, after rows from `start` to `height` are
    exchanged as a whole. If the columns are halved, C A^-1 = (Y - Z V, Z): Y and V say how the rows of C and the second
    half of A's rows are combined from the first half, and Z how what remains of C is combined from what remains of the
    second half.
    """
    if stop - start <= _NARROW:
        part = reduced(work[start:, start:stop].astype(np.int64), prime)
        order = _solved_singly(part, height - start, prime)
        if order is None:
            return False
        moved = np.flatnonzero(order != np.arange(len(order)))
        work[start + moved] = work[start + order[moved]]
        work[start:, start:stop] = _centred(part, prime)
        return True
    middle = (start + stop) // 2
    if not _solved(work, start, middle, height, prime):
        return False
    _subtract_product(work[middle:, middle:stop], work[middle:, start:middle], work[start:middle, middle:stop], prime)
    if not _solved(work, middle, stop, height, prime):
        return False
    _subtract_product(work[stop:, start:middle], work[stop:, middle:stop], work[middle:stop, start:middle], prime)
    return True


def _solved_singly(work: Array, height: int, prime: int) -> Array | None:
    """Replace A over C, integers in place, by 1 over C A^-1, by operations on columns.

    Return the order of the rows, of which the first `height` may be exchanged, or None if these are dependent in their
    columns. Before a column is used, the rows of those before it are rows of 1. So if it has no other row with a
    nonzero entry, it is zero itself, and a combination of the columns that were there.
    """
    order = np.arange(len(work))
    for at in range(work.shape[1]):
        found = np.flatnonzero(work[at:height, at])
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
    """Replace C by C - A B modulo a prime p below 2^31.5, in place; A has at most 96 columns.

    A is split as s H + L, where s is the root of p, rounded up, and H = A / s, rounded to integers. So A B = H B' + L B
    for B' = s B modulo p: one product of (H, L) by B' over B. By `_centre`, the entries of A, B, B' and C are at most
    p / 2 + 3 < 2^30.51, those of L are at most s / 2 and those of H at most s / 2 + 2, both below 2^14.76. So all sums
    are at most 2 x 96 x 2^14.76 x 2^30.51 + 2^30.51 < 2^52.9, and exact, in whatever order they are added.
    """
    root = isqrt(prime) + 1
    scaled = two * float(root)
    _centre(scaled, np.empty_like(scaled), prime)
    stacked = np.concatenate([scaled, two])
    high = np.rint(one * (1.0 / root))
    halves = np.concatenate([high, one - high * float(root)], axis=1)
    sums, spare = np.empty((2, _TILE[0] * _TILE[1]))
    for top in range(0, work.shape[0], _TILE[0]):
        for left in range(0, work.shape[1], _TILE[1]):
            tile = work[top : top + _TILE[0], left : left + _TILE[1]]
            made, quotients = (each[: tile.size].reshape(tile.shape) for each in (sums, spare))
            np.matmul(halves[top : top + _TILE[0]], stacked[:, left : left + _TILE[1]], out=made)
            tile -= made
            _centre(tile, quotients, prime)


def _centre(numbers: Array, quotients: Array, prime: int) -> None:
    """Replace integers, of at most 2^52.9, modulo a prime p below 2^31.5, by others from -(p / 2 + 3) to p / 2 + 3.

    Two roundings make y (1 / p) differ from y / p by less than 2^-52 y / p <= 2 / p. So the nearest integer q has
    |y / p - q| < 1 / 2 + 2 / p, and y - q p is below p / 2 + 2. Its computation is exact, as q p is an integer of at
    most |y| + p / 2 + 2 < 2^53. The array for the quotients is given, so that it stays in the cache.
    """
    np.multiply(numbers, 1.0 / prime, out=quotients)
    np.rint(quotients, out=quotients)
    quotients *= prime
    numbers -= quotients


def _centred(matrix: Array, prime: int) -> Array:
    """Return residues as floats from about -p / 2 to p / 2."""
    numbers = matrix.astype(np.float64)
    for top in range(0, len(numbers), _TILE[0]):
        part = numbers[top : top + _TILE[0]]
        _centre(part, np.empty_like(part), prime)
    return numbers
