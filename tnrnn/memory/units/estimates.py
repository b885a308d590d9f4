"""Estimates: a number with its interval of 95 %."""

from __future__ import annotations

import math
from typing import NamedTuple

from .arrays import Array

NORMAL = 1.959963984540054
"""The quantile of 97.5 % of the standard normal distribution."""

STUDENT = (
    12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
    2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
    2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230,
)  # fmt: skip
"""The quantiles of 97.5 % of Student's t with 1, 2, .. 29 degrees of freedom."""


class Estimate(NamedTuple):
    """A number and the ends of its interval of 95 %.

    >>> Estimate(0.5, 0.4, 0.6).scaled(2.0, -1.0)
    Estimate(value=0.0, low=-0.19999999999999996, high=0.19999999999999996)
    """

    value: float
    low: float
    high: float

    def scaled(self, factor: float, shift: float = 0.0) -> Estimate:
        """Return factor * estimate + shift, for a positive factor."""
        return Estimate(*(factor * number + shift for number in self))

    def cut(self, most: float, hidden: float = 0.0) -> Estimate:
        """Return the estimate with `hidden` added to its upper end, and all three numbers cut at 0 and `most`.

        >>> Estimate(0.5, -0.5, 1.5).cut(2.0, hidden=1.0)
        Estimate(value=0.5, low=0.0, high=2.0)
        """
        return Estimate(*(min(max(number, 0.0), most) for number in (self.value, self.low, self.high + hidden)))

    def to_json(self) -> list[float]:
        """Return the three numbers, rounded to six decimals, because further digits depend on the processor.

        >>> Estimate(1 / 3, 0.25, 0.5).to_json()
        [0.333333, 0.25, 0.5]
        """
        return [round(number, 6) + 0.0 for number in self]


def student(freedom: int) -> float:
    """Return the quantile of 97.5 % of Student's t, from its expansion in 1 / freedom where the table ends.

    The expansion is that of Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5.

    >>> round(student(30), 5), round(student(1000), 5)
    (2.04227, 1.96234)
    """
    if freedom <= len(STUDENT):
        return STUDENT[freedom - 1]
    z, n = NORMAL, float(freedom)
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / n + second / n**2 + third / n**3


def mean_of(values: Array, most: float) -> Estimate:
    """Return the mean of independent numbers from 0 to `most`, with the interval of Student's t, cut at 0 and `most`.

    One number has no interval: it is returned with itself as both ends.

    >>> import numpy as np
    >>> mean_of(np.array([1.0, 2.0, 3.0]), 4.0)
    Estimate(value=2.0, low=0.0, high=4.0)
    >>> mean_of(np.array([5.0]), 8.0)
    Estimate(value=5.0, low=5.0, high=5.0)
    """
    value, count = float(values.mean()), len(values)
    half = student(count - 1) * float(values.std(ddof=1)) / math.sqrt(count) if count > 1 else 0.0
    return Estimate(value, max(value - half, 0.0), min(value + half, most))
