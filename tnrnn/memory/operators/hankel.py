"""Hankel singular values: how strongly the future of a linear system that does not vary in time depends on its past."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...basics import as_before, mistake, whole
from ...ranks import Spectrum
from ..units import Array
from .building import doubles

MOST_STATES = 2_000
"""The largest size of the state."""

MOST_STEPS = 2**60
"""The largest number of steps of the past and of the future."""

SPACING = 2.0**-52
OWNER = "hankel_singular_values"


@as_before()
def hankel_singular_values(a: Any, b: Any, c: Any, length: int | None = None, ahead: int = 0) -> Spectrum:
    """Return the singular values of the Hankel matrix H[i, j] = C A^(i + j) B, i, j = 0 .. n - 1, of a linear system.

    For h[t] = A h[t-1] + B u[t] and y[t] = C h[t], H maps the last n inputs up to step t to the n outputs from step t
    on, if all later inputs are 0. Without `length`, past and future are endless: then the values are the roots of the
    eigenvalues of P Q for the Gramians P = sum A^k B B' A'^k and Q = sum A'^k C' C A^k.

    With `ahead` = 1, outputs begin one step after the last input, H[i, j] = C A^(i + j + 1) B, which is the block of
    the effective state size. Its rank can be less than that of the usual matrix if A is singular.

    The number of values that are not 0 is the rank of H. For n >= N and `ahead` = 0 it is the size of the smallest
    system with the same outputs (Ho and Kalman).

    They are computed without Gramians, whose small eigenvalues would lose half of the digits: triangular factors of
    (B, AB, ..) and (C; CA; ..) are doubled, and their product has the same singular values as H.

    Parameters
    ----------
    a : array (N, N), or (N,) for a diagonal matrix
        The matrix A; N is at most 2,000, or 1,000 if a number is complex.
    b, c : arrays (N, M) and (P, N)
        The matrices B and C. If one of the three is complex, inputs are real and the outputs are y = Re(C h), as in the
        diagonal layers S4D, S5 and LRU: N complex states are 2 N real ones.
    length : int, optional
        The number n of steps of the past and of the future. By default both are endless.
    ahead : 0 or 1
        The number of steps from the last input to the first output. By default 0.

    Returns
    -------
    Spectrum
        N or fewer values. For endless sequences `rows` and `cols` are N.

    Raises
    ------
    TnrnnError
        If the arrays do not fit together; if there is no length although an eigenvalue of A is not inside the unit
        circle; or if floats cannot hold the powers of A.

    References
    ----------
    Glover, Int. J. Control 39 (1984) 1115, for the values and what they say about smaller systems; Ho, Kalman,
    Regelungstechnik 14 (1966) 545, for the rank; Smith, SIAM J. Appl. Math. 16 (1968) 198, for doubling.

    Examples
    --------
    >>> found = hankel_singular_values([0.5], [[1.0]], [[2.0]])  # H[i, j] = 2 * 0.5^(i + j)
    >>> round(found.values[0], 12), found.numerical_rank
    (2.666666666667, 1)
    >>> [round(value, 12) for value in hankel_singular_values([0.5], [[1.0]], [[2.0]], length=2).values]
    [2.5]
    >>> shift = [[0.0, 0.0], [1.0, 0.0]], [[1.0], [0.0]], [[0.0, 1.0]]  # y[t] = u[t-1]
    >>> hankel_singular_values(*shift).values, hankel_singular_values(*shift, ahead=1).values
    ((1.0, 1.0), (1.0,))
    """
    step, entry, read = _system(a, b, c)
    steps = None if length is None else whole(f"{OWNER}, length", length, most=MOST_STEPS)
    if steps is None:
        _check_stable(step)
    first = np.linalg.matrix_power(step, whole(f"{OWNER}, ahead", ahead, least=0, most=1))
    with np.errstate(over="ignore", invalid="ignore"):
        reached, seen = _factor(step.T, entry.T, steps), _factor(step, read @ first, steps)
        product = seen @ reached.T
    if not np.isfinite(product).all():
        raise mistake(f"{OWNER}, length", "a length after which floats hold the powers of this matrix", length)
    values = tuple(np.linalg.svd(product, compute_uv=False).tolist())
    rows, cols = (len(step),) * 2 if steps is None else (steps * len(read), steps * entry.shape[1])
    return Spectrum(values, rows, cols, len(step) * SPACING)


def _system(a: Any, b: Any, c: Any) -> tuple[Array, Array, Array]:
    step, entry, read = (doubles(f"{OWNER}, {name}", part) for name, part in (("a", a), ("b", b), ("c", c)))
    step = np.diag(step) if step.ndim == 1 else step
    size = len(step) if step.ndim else 0
    if step.shape != (size, size) or not 1 <= size <= MOST_STATES:
        raise mistake(f"{OWNER}, a", f"an array (N, N) or (N,) with N from 1 to {MOST_STATES:,}", step.shape)
    if entry.ndim != 2 or len(entry) != size or not entry.size:
        raise mistake(f"{OWNER}, b", f"an array ({size}, M)", entry.shape)
    if read.ndim != 2 or read.shape[1] != size or not read.size:
        raise mistake(f"{OWNER}, c", f"an array (P, {size})", read.shape)
    if all(part.dtype.kind != "c" for part in (step, entry, read)):
        return step, entry, read
    if 2 * size > MOST_STATES:
        raise mistake(f"{OWNER}, a", f"at most {MOST_STATES // 2:,} complex states", size)
    turned = np.block([[step.real, -step.imag], [step.imag, step.real]])  # of (Re h, Im h)
    return turned, np.vstack([entry.real, entry.imag]), np.hstack([read.real, -read.imag])


def _check_stable(step: Array) -> None:
    radius = float(np.abs(np.linalg.eigvals(step)).max())
    if radius >= 1 - 1e-12:
        expected = "eigenvalues of a inside the unit circle, or a length"
        raise mistake(OWNER, expected, f"an eigenvalue of size {radius:.6g}")


def _factor(step: Array, read: Array, steps: int | None) -> Array:
    """Return a triangle R with R' R = sum over k < steps of A'^k C' C A^k; without `steps`, the sum of all k.

    For powers n of 2, R of 2 n steps is the triangle of (R; R A^n). Other numbers of steps are sums of powers.
    """
    own: Array = _triangle(read)  # of `power` steps
    moved, power = step, 1  # A^power
    found: Array | None = None  # of the powers of 2 that are summed
    done = np.eye(len(step))  # A to their sum
    while True:
        if steps is not None and steps & power:
            found = own @ done if found is None else _triangle(found, own @ done)
            done = done @ moved
        power *= 2
        if steps is None and np.linalg.norm(own @ moved) <= SPACING**2 * np.linalg.norm(own):
            return own
        if steps is not None and power > steps:
            return own if found is None else found
        own = _triangle(own, own @ moved)
        moved = moved @ moved


def _triangle(*parts: Array) -> Array:
    found: Array = np.asarray(np.linalg.qr(np.vstack(parts), mode="r"))
    return found
