"""Effective Start-End ranks: how much the end of any function of sequences, trained or not, depends on their start.

A function of T steps and a split after k of them give a matrix A[i, j] = f(start i, end j). Its rank over all starts
and ends is the separation rank of f, and its rank over a sample is a lower bound. For a trained network the matrix
usually has full rank, since nothing in it is exactly zero. Therefore the indicators measure how fast the singular
values fall.

Sources: Levine, Sharir, Ziv, Shashua, arXiv 1710.09431, for the matrix; Roy and Vetterli, "The effective rank: a
measure of effective dimensionality", EUSIPCO 2007, for the exponential of the entropy. The application to samples of a
trained network's words, by layer and split, is ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...basics import TnrnnError, as_before, mistake, whole
from ...ranks import MAX_SIDE, Spectrum as Spectrum  # noqa: PLC0414 (the face of the room shows it)
from ...values import as_numpy
from ..units import MOST_NUMBERS, Array, checked_tolerance

BATCH_NUMBERS = 2**21
"""About how many numbers a function gets at once, if the caller does not choose."""

Function = Callable[[Any], Any]


@as_before()
def start_end_spectrum(
    function: Function, starts: Any, ends: Any, *, tolerance: float | None = None, batch: int | None = None
) -> Spectrum:
    """Return the singular values of A[i, j] = f(start i, end j).

    Parameters
    ----------
    function : callable
        A function from a float64 array of sequences (batch, T, width) to their values (batch,), as an array or a
        tensor.
    starts, ends : arrays of shape (rows, k, width) and (cols, T - k, width)
        The starts and the ends of the sequences, at most 10,000 of each.
    tolerance : float, optional
        The tolerance of the numerical rank. By default it is max(rows, cols) times the spacing at 1 of floats of the
        values' type, which is 2^-52 for float64.
    batch : int, optional
        The number of sequences that the function gets at once. By default they have about 2^21 numbers.

    Raises
    ------
    TnrnnError
        If the arrays have other shapes, if there would be more than 2^27 numbers (this is checked before they are
        made), or if a value is not finite.

    References
    ----------
    Levine et al., arXiv 1710.09431, section 2, for the matrix; Roy and Vetterli, EUSIPCO 2007, for the effective rank.

    Examples
    --------
    >>> starts, ends = np.random.default_rng(0).normal(size=(2, 20, 3, 1))
    >>> product = start_end_spectrum(lambda words: words.prod(axis=(1, 2)), starts, ends)
    >>> product.numerical_rank, round(product.effective_rank, 6)
    (1, 1.0)
    >>> start_end_spectrum(lambda words: words.sum(axis=(1, 2)), starts, ends).numerical_rank
    2
    """
    return _one(start_end_spectra(function, starts, ends, tolerance=tolerance, batch=batch))


def _one(spectra: tuple[Spectrum, ...]) -> Spectrum:
    if len(spectra) != 1:
        raise mistake("start_end_spectrum, function", "one value for each sequence", f"{len(spectra)} values")
    return spectra[0]


@as_before()
def start_end_spectra(
    function: Function, starts: Any, ends: Any, *, tolerance: float | None = None, batch: int | None = None
) -> tuple[Spectrum, ...]:
    """Return the spectra of several values of a sequence in one pass; see `start_end_spectrum`.

    Parameters
    ----------
    function : callable
        A function from a float64 array of sequences (batch, T, width) to K values for each, as an array or tensor of
        shape (batch, K), or (batch,) for K = 1.
    starts, ends : arrays of shape (rows, k, width) and (cols, T - k, width)
        The starts and the ends of the sequences, at most 10,000 of each.
    tolerance : float, optional
        The tolerance of the numerical rank, with the same default as in `start_end_spectrum`.
    batch : int, optional
        The number of sequences that the function gets at once. By default they have about 2^21 numbers.

    Returns
    -------
    tuple of Spectrum
        A spectrum for each of the K values.

    Raises
    ------
    TnrnnError
        If `start_end_spectrum` refuses one of the arguments.

    Examples
    --------
    >>> starts, ends = np.random.default_rng(0).normal(size=(2, 20, 3, 1))
    >>> def function(words):
    ...     return np.stack([words.prod(axis=(1, 2)), words.sum(axis=(1, 2))], axis=1)
    >>> [spectrum.numerical_rank for spectrum in start_end_spectra(function, starts, ends)]
    [1, 2]
    """
    near, far = _words("starts", starts), _words("ends", ends)
    if near.shape[2] != far.shape[2]:
        raise mistake("start_end_spectrum, ends", f"inputs of width {near.shape[2]}, as in starts", far.shape[2])
    matrices, spacing = _matrices(function, near, far, _batch(near, far, batch))
    rows, cols = len(near), len(far)
    least = max(rows, cols) * spacing
    if tolerance is not None:
        least = checked_tolerance("start_end_spectrum, tolerance", tolerance)
    found = np.linalg.svd(matrices, compute_uv=False)
    return tuple(Spectrum(tuple(values.tolist()), rows, cols, least) for values in found)


def _words(name: str, given: Any) -> Array:
    expected = f"an array of shape (number, steps, width), of 1 to {MAX_SIDE:,} sequences"
    try:
        words = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise mistake(f"start_end_spectrum, {name}", expected, given) from None
    if words.ndim != 3 or words.size == 0 or len(words) > MAX_SIDE:
        raise mistake(f"start_end_spectrum, {name}", expected, words.shape)
    return words


def _batch(near: Array, far: Array, given: int | None) -> int:
    numbers = int((near.shape[1] + far.shape[1]) * near.shape[2])
    if numbers > MOST_NUMBERS:
        raise TnrnnError(
            f"start_end_spectrum: expected sequences of at most {MOST_NUMBERS:,} numbers, given {numbers:,}"
        )
    if given is None:
        return max(1, BATCH_NUMBERS // numbers)
    return whole("start_end_spectrum, batch", given, most=MOST_NUMBERS // numbers)


def _matrices(function: Function, near: Array, far: Array, batch: int) -> tuple[Array, float]:
    """Return the values as an array of shape (K, rows, cols), and the spacing of their floats at 1."""
    parts: list[Array] = []
    spacing, pairs = 2.0**-52, len(near) * len(far)  # as floats of more digits become doubles
    for first in range(0, pairs, batch):
        row, col = np.divmod(np.arange(first, min(first + batch, pairs)), len(far))
        values = _values(function(np.concatenate([near[row], far[col]], axis=1)), len(row))
        if not parts and values.shape[1] * pairs > MOST_NUMBERS:
            raise TnrnnError(
                f"start_end_spectrum: expected at most {MOST_NUMBERS:,} values, given {values.shape[1] * pairs:,}"
            )
        spacing = max(spacing, float(np.finfo(values.dtype).eps))
        parts.append(values.astype(np.float64))
    matrices = np.concatenate(parts).T.reshape(-1, len(near), len(far))
    if not np.isfinite(matrices).all():
        raise TnrnnError("start_end_spectrum: expected finite values, given some that are not finite")
    return matrices, spacing


def _values(given: Any, count: int) -> Array:
    """Return the values that a function gave for `count` sequences as an array of shape (count, K)."""
    values = as_numpy("start_end_spectrum, function", given)
    fits = values.ndim in (1, 2) and len(values) == count and values.size > 0
    if not fits or values.dtype.kind not in "fiub":
        expected = f"real values of shape ({count},) or ({count}, K)"
        raise mistake("start_end_spectrum, function", expected, f"{values.dtype} of shape {values.shape}")
    floats = values if values.dtype.kind == "f" else values.astype(np.float64)
    return floats.reshape(count, -1)
