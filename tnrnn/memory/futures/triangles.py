"""The triangle R of a matrix that is too wide to be held: its columns come in blocks, and each is forgotten.

If A has n rows, A^T = Q R with orthonormal columns in Q, so that A = R^T Q^T has the singular values of R, which is
n x n. Two triangles one above the other have the triangle of both: [A1, A2]^T = [Q1 R1; Q2 R2]. This is the TSQR of
Demmel, Grigori, Hoemmen, Langou, "Communication-optimal parallel and sequential QR and LU factorizations", SIAM J. Sci.
Comput. 34 (2012), arXiv 0808.2664. A triangle is as precise as the matrix. The Gram matrix A A^T would hold the squares
of the singular values, so that every value below the square root of the spacing of floats (1.5e-8 of the greatest, in
doubles) would be lost. It would take a quarter of the time, but that time is short beside the time of a unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..units import Array

LEAST_HEIGHT = 1024
"""The least number of columns of A that are factored at a time: then the work is done in the cache of a processor."""


def triangle(block: Array) -> Array:
    """Return R, of at most n rows and n columns, for a block (n, columns) of a matrix.

    Examples
    --------
    >>> block = np.arange(12.0).reshape(2, 6)
    >>> made = triangle(block)
    >>> made.shape, np.allclose(made.T @ made, block @ block.T)
    ((2, 2), True)
    """
    tall = np.ascontiguousarray(block.T, dtype=np.float64)
    height = max(LEAST_HEIGHT, 4 * tall.shape[1])
    while len(tall) > height:  # each round leaves at most a quarter of the rows
        several = len(tall) // height
        first = tall[: several * height].reshape(several, height, -1)
        tall = np.concatenate([_r(first).reshape(-1, tall.shape[1]), tall[several * height :]])
    return _r(tall)


def _r(tall: Array) -> Array:
    """Return R of one matrix, or of each of several."""
    found: Any = np.linalg.qr(tall, mode="r")  # numpy's types say that it is a pair
    return np.asarray(found, dtype=np.float64)


def joined(triangles: Iterable[Array]) -> Array:
    """Return the triangle of the matrix whose blocks of columns have the given triangles.

    Examples
    --------
    >>> one, two = np.arange(12.0).reshape(2, 6), np.ones((2, 3))
    >>> both, made = np.concatenate([one, two], axis=1), joined([triangle(one), triangle(two)])
    >>> np.allclose(made.T @ made, both @ both.T)
    True
    """
    return _r(np.concatenate(list(triangles)))


def centred(made: Array) -> Array:
    """Return R P with P = I - 1 1^T / n, whose singular values are those of P A: the mean row is taken from every row.

    Examples
    --------
    >>> made = triangle(np.ones((3, 4)))
    >>> bool(np.abs(centred(made)).max() < 1e-12)
    True
    """
    found: Array = made - made.mean(axis=1, keepdims=True)
    return found


def singular_values(made: Array) -> Array:
    """Return the singular values of a triangle, as many as A has rows or columns, whichever are fewer.

    Examples
    --------
    >>> singular_values(triangle(np.diag([3.0, 2.0]))).round(12).tolist()
    [3.0, 2.0]
    """
    return np.asarray(np.linalg.svd(made, compute_uv=False), dtype=np.float64)
