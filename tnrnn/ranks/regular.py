"""Whether a matrix is invertible modulo a prime, by plain elimination: the check of a certificate's minor.

It shares the products of residues with the elimination that found the minor, and nothing else. Projections by random
vectors would cost more: Wiedemann's method, by blocks of b vectors, multiplies the n x n matrix by 2 n / b blocks,
which is six times as much work as this elimination, and its answer would be true with some probability only.
"""

from __future__ import annotations

import numpy as np

from ..values import Array, reduced
from .exact_products import Field

_WIDE = 96  # columns that are eliminated before the rest of the matrix is changed
_NARROW = 8  # columns that are eliminated one by one


def is_regular(matrix: Array, prime: int) -> bool:
    """Return whether a square matrix of residues is invertible modulo a prime.

    Let A be the first rows and columns, B the first rows of the other columns, C and D the other rows. If A is
    invertible, the determinant is that of A times that of D - C A^-1 B. So A is found for a few columns after the
    other, with an exchange of rows where it would not be invertible, until no row is left. If no exchange helps, the
    columns are dependent.

    Residues modulo primes up to 2^31.5 are doubles here, as in `Field`; those modulo larger ones are Python's integers,
    and stay so.

    Parameters
    ----------
    matrix : array of shape (n, n)
        Residues from 0 to p - 1: int64 for primes up to 2^31.5, and objects beyond. It is not changed.
    prime : int
        The prime p.

    Examples
    --------
    >>> is_regular(np.array([[0, 1], [3, 5]]), 7), is_regular(np.array([[1, 2], [3, 6]]), 7)
    (True, False)
    """
    if matrix.dtype == object:
        return _solved_singly(matrix.copy(), len(matrix), prime) is not None
    field = Field(prime)
    work = field.centred(matrix)
    while len(work):
        width = min(_WIDE, len(work))
        inverse = _exchanged(work, width, field)
        if inverse is None:
            return False
        field.subtract(work[width:, width:], field.product(work[width:, :width], inverse), work[:width, width:])
        work = work[width:, width:]
    return True


def _exchanged(work: Array, width: int, field: Field) -> Array | None:
    """Exchange rows so that the first `width` rows and columns are invertible; return the inverse, or None.

    Rows are sought among the first ones and, if these are too few, among all.
    """
    for height in (min(width + 8, len(work)), len(work)):
        window = np.zeros((height + width, width + 1))
        window[:height, :width] = work[:height, :width]
        window[:height, width] = np.arange(height)  # goes with its row
        window[height:, :width] = np.eye(width)
        if _solved(window, 0, width, height, field):
            order = window[:height, width].astype(np.int64)
            moved = np.flatnonzero(order != np.arange(height))
            work[moved] = work[order[moved]]
            return window[height:, :width]
    return None


def _solved(work: Array, start: int, stop: int, height: int, field: Field) -> bool:
    """Replace C, the rows from `stop` on, by C A^-1 in the columns from `start` to `stop`; return whether A exists.

    A is what stands in these columns in the rows from `start` to `stop`, after rows from `start` to `height` are
    exchanged as a whole. If the columns are halved, C A^-1 = (Y - Z V, Z): Y and V say how the rows of C and the second
    half of A's rows are combined from the first half, and Z how what remains of C is combined from what remains of the
    second half.
    """
    if stop - start <= _NARROW:
        part = field.residues(work[start:, start:stop])
        order = _solved_singly(part, height - start, field.prime)
        if order is None:
            return False
        moved = np.flatnonzero(order != np.arange(len(order)))
        work[start + moved] = work[start + order[moved]]
        work[start:, start:stop] = field.centred(part)
        return True
    middle = (start + stop) // 2
    if not _solved(work, start, middle, height, field):
        return False
    field.subtract(work[middle:, middle:stop], work[middle:, start:middle], work[start:middle, middle:stop])
    if not _solved(work, middle, stop, height, field):
        return False
    field.subtract(work[stop:, start:middle], work[stop:, middle:stop], work[middle:stop, start:middle])
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
