"""Ranks and minors modulo a prime, by products of doubles or by python-flint."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..basics import whole
from ..system import answer, answered
from ..values import Array, check_modulus
from .elimination import rank_profiles
from .exact_products import Field

MERSENNE = 2**31 - 1
"""The prime that is used by default."""

MAX_PRIME = 2**63 - 1
"""The largest modulus."""

APART = 2**21
"""The largest number of entries of a matrix that python-flint reduces in this process, in less than a second."""


def checked_prime(owner: str, value: Any) -> int:
    """Return `value` if it is a prime below 2^63; raise a TnrnnError otherwise.

    >>> checked_prime("modulus", 91)
    Traceback (most recent call last):
    tnrnn.TnrnnError: modulus: expected a prime, given 91
    """
    return check_modulus(whole(owner, value, least=2, most=MAX_PRIME)) or 0


def pivot_columns(matrix: Array, prime: int) -> Array:
    """Return the columns that are not combinations of columns before them, modulo a prime below 2^63.

    >>> pivot_columns(np.array([[1, 2, 0], [2, 4, 1]]), 7).tolist()
    [0, 2]
    """
    return rank_profiles(matrix, prime)[1] if Field(prime).fits else _flint_columns(matrix, prime)


def nonzero_minor(matrix: Array, prime: int) -> tuple[Array, Array]:
    """Return the rows and the columns of a largest nonzero minor modulo a prime; their number is the rank.

    The rows are not combinations of rows before them, and the columns not of columns before them.

    >>> [part.tolist() for part in nonzero_minor(np.array([[0, 0], [2, 4], [1, 2]]), 7)]
    [[1], [0]]
    """
    if Field(prime).fits:
        return rank_profiles(matrix, prime)
    cols = _flint_columns(matrix, prime)
    if len(cols) == len(matrix):
        return np.arange(len(matrix)), cols
    return _flint_columns(np.ascontiguousarray(matrix[:, cols].T), prime), cols


def _flint_columns(matrix: Array, prime: int) -> Array:
    """Return the pivot columns for a large prime; more than `APART` entries are reduced in a process of its own."""
    if matrix.size > APART:
        said = answered(__name__, [*matrix.shape, prime], np.ascontiguousarray(matrix, dtype=np.int64))
        if said is not None:
            return np.frombuffer(said, dtype=np.int64)
    return _reduced(matrix, prime)


def main() -> None:
    """Answer `_flint_columns` in a process of its own."""
    answer(lambda given, data: _reduced(np.frombuffer(data, np.int64).reshape(given[:2]), given[2]).tobytes())


def _reduced(matrix: Array, prime: int) -> Array:
    from flint import nmod_mat

    rows, cols = matrix.shape
    if not rows or not cols:
        return np.zeros(0, dtype=np.int64)
    echelon, rank = nmod_mat(rows, cols, matrix.ravel().tolist(), prime).rref()
    pivots, at = [], 0
    for row in range(rank):
        while not int(echelon[row, at]):
            at += 1
        pivots.append(at)
        at += 1
    return np.array(pivots, dtype=np.int64)


def krylov_rank(matrix: list[list[int]], entry: list[list[int]], steps: int, prime: int) -> int:
    """Return the rank of (B, AB, .., A^(steps - 1) B) modulo a prime below 2^63, for integer matrices A and B.

    >>> krylov_rank([[0, 0], [1, 0]], [[1], [0]], 2, 7)
    2
    """
    from flint import nmod_mat

    square, block = (_residues(part, prime) for part in (matrix, entry))
    size, rank = len(matrix), 0
    rows: list[int] = []  # a basis of the columns so far, and the columns that came after it was made
    for step in range(steps):
        block = square * block if step else block
        rows += map(int, block.transpose().entries())
        if len(rows) < 2 * size * size and step < steps - 1:
            continue
        reduced, found = nmod_mat(len(rows) // size, size, rows, prime).rref()
        if found in (rank, size):  # after a block that adds nothing, no later block adds anything
            return int(found)
        rank, rows = int(found), [int(entry) for entry in reduced.entries()[: found * size]]
    return rank


def _residues(matrix: list[list[int]], prime: int) -> Any:
    from flint import nmod_mat

    entries = [entry % prime for row in matrix for entry in row]
    return nmod_mat(len(matrix), len(matrix[0]), entries, prime)


def integer_rank(matrix: list[list[int]], entry: list[list[int]], steps: int) -> int:
    """Return the rank of (B, AB, .., A^(steps - 1) B) over the rationals, for integer matrices A and B.

    >>> integer_rank([[2, 0], [0, 2]], [[1], [0]], 2)
    1
    """
    from flint import fmpz_mat

    square, block = (fmpz_mat(part) for part in (matrix, entry))
    rows: list[list[Any]] = []
    for step in range(steps):
        block = square * block if step else block
        rows += block.transpose().tolist()
    return int(fmpz_mat(rows).rank())
