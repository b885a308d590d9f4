"""Projections on spaces that integer matrices span, to the last digit of a float."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from .pivots import MERSENNE, pivot_columns

DIGITS = 60
"""The number of binary digits of each number that are proved."""

NOTHING = -1100
"""The power of 2 below which a number is 0, as it is for floats."""

FIRST_PRECISION = 128
"""The precision, in bits, that is tried first."""

_ONE_AT_A_TIME = threading.Lock()  # python-flint keeps one precision for all threads


def krylov_shares(matrix: list[list[int]], entry: list[list[int]], steps: int, scale: int, rank: int) -> list[float]:
    """Return trace of P restricted to block k, for the projection P on the rows of (B, AB, .., A^(steps - 1) B).

    The matrices are integers: A times `scale`, and B times any number. `rank` is the rank of (B, AB, ..), to which the
    numbers add up. They are computed in balls (arb), whose precision is doubled until every ball has a radius below
    2^-60 of its number: so each number is true to the last digit of a float.

    >>> krylov_shares([[0, 0], [1, 0]], [[1], [0]], 3, 1, 2)
    [1.0, 1.0, 0.0]
    >>> krylov_shares([[1]], [[3]], 3, 2, 1)  # A = 1/2: 16, 4, 1 of 21
    [0.7619047619047619, 0.19047619047619047, 0.047619047619047616]
    """
    from flint import ctx, fmpz_mat

    width = len(entry[0])
    square, block = fmpz_mat(matrix), fmpz_mat(entry)
    rows: list[list[Any]] = []  # the columns of (B, AB, ..), all times the same number
    for step in range(steps):
        block = square * block if step else block
        rows += (block.transpose() * scale ** (steps - 1 - step)).tolist()
    if not rank:
        return [0.0] * steps
    units = _basis(rows, rank)
    kept = fmpz_mat([[row[unit] for unit in units] for row in rows])
    gram, precision = kept.transpose() * kept, FIRST_PRECISION
    while True:
        with _ONE_AT_A_TIME, ctx.workprec(precision):
            found = _shares(kept, gram, width)
        if found is not None:
            return found
        precision *= 2


def _basis(rows: list[list[Any]], rank: int) -> list[int]:
    """Return `rank` columns of a matrix of integers that are a basis of all its columns."""
    residues = np.array([[int(entry) % MERSENNE for entry in row] for row in rows], dtype=np.int64)
    pivots: list[int] = pivot_columns(residues, MERSENNE).tolist()
    if len(pivots) == rank:  # independent modulo a prime, and so over the integers
        return pivots
    from flint import fmpz_mat

    echelon = fmpz_mat(rows).rref()[0].tolist()
    return [next(at for at, entry in enumerate(row) if entry) for row in echelon[:rank]]


def _shares(kept: Any, gram: Any, width: int) -> list[float] | None:
    """Return tr K (K'K)^-1 K' by blocks of rows, or None if the precision is too low."""
    from flint import arb, arb_mat

    rows = arb_mat(kept)
    try:
        solved = arb_mat(gram).solve(rows.transpose())
    except ZeroDivisionError:
        return None
    found = []
    for first in range(0, kept.nrows(), width):
        cells = ((at, unit) for at in range(first, first + width) for unit in range(kept.ncols()))
        part = sum((rows[at, unit] * solved[unit, at] for at, unit in cells), arb(0))
        if part.rel_accuracy_bits() < DIGITS and not abs(part) < arb(2) ** NOTHING:
            return None
        found.append(max(float(part.mid()), 0.0))
    return found
