"""The factor 10^x of a network, which quimb keeps apart, multiplied into the arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np

from ..basics import TnrnnError, mistake
from ..values import Array, as_floats, shifted

MOST_EXACT = 10_000
"""The largest exponent for which exact numbers are multiplied by a power of ten."""

DIGITS = 60
"""The number of digits of decimal arithmetic with powers of ten."""


def exponent_of(owner: str, value: Any) -> float:
    """Return an exponent as a finite float."""
    try:
        exponent = float(value)
    except (TypeError, ValueError, RuntimeError):
        raise mistake(owner, "a number", value) from None
    if not math.isfinite(exponent):
        raise mistake(owner, "a finite number", exponent)
    return exponent


def with_factor(owner: str, arrays: Sequence[Array], exponent: float) -> list[Array]:
    """Return arrays whose product is that of `arrays` times 10^exponent; there must be at least one array.

    ::

        10^exponent = m 2^k, with m from 1 to below 2

    The first array is multiplied by m, which rounds once. The factors 2 are divided among all arrays, which is exact.
    Exact numbers stay exact if the exponent is an integer.

    Raises
    ------
    TnrnnError
        If the arrays cannot hold the products.

    Examples
    --------
    >>> with_factor("factor", [np.array([1.0]), np.array([3.0])], 2.0)  # 100 = 1.5625 * 2^6
    [array([12.5]), array([24.])]
    """
    if all(array.dtype.kind not in "fc" for array in arrays) and exponent.is_integer() and abs(exponent) <= MOST_EXACT:
        return [arrays[0].astype(object) * Fraction(10) ** int(exponent), *arrays[1:]]
    factor, power = _binary(exponent)
    made = []
    for place, array in enumerate(arrays):
        floats = _floats(owner, array) * (factor if place == 0 else 1.0)
        share = power // len(arrays) + (place < power % len(arrays))
        with np.errstate(over="ignore"):
            made.append(shifted(floats, share))
            lost = not np.array_equal(shifted(made[-1], -share), floats)
        if lost:
            expected = "a factor that the arrays can hold (set the exponent to 0, and add it to that of the result)"
            raise TnrnnError(f"{owner}: expected {expected}, given 10^{exponent:.6g}")
    return made


def _binary(exponent: float) -> tuple[float, int]:
    with localcontext() as context:
        context.prec = DIGITS
        logarithm = Decimal(exponent) / Decimal(2).log10()
        power = math.floor(logarithm)
        return float(Decimal(2) ** (logarithm - power)), power


def _floats(owner: str, array: Array) -> Array:
    try:
        floats = as_floats(array) if array.dtype == object else array.astype(np.result_type(array, np.float16))
    except OverflowError:
        raise TnrnnError(f"{owner}: expected numbers that floats can hold, as there is a factor") from None
    return floats
