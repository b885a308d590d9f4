"""Intervals of effective ranks of samples, by leaving out groups of Starts and groups of Ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .triangles import centred, joined, singular_values

GROUPS = 10
"""The number of groups of Starts, and of Ends."""

STUDENT = 2.262
"""The 97.5 % quantile of Student's t with 9 degrees of freedom, one fewer than there are groups."""

LEAST_SAMPLE, MOST_SAMPLE = 20, 1000
"""The least number of Starts and Ends that give an interval, and the greatest number of Starts."""


class Interval(NamedTuple):
    """A 95 % interval."""

    low: float
    high: float


class Drawn(NamedTuple):
    """How many sequences were drawn, and out of how many; infinitely many if they are not words of an alphabet."""

    count: int
    among: float = math.inf

    @property
    def left(self) -> float:
        """The part of the variance of a mean that is left when a part of all words is drawn without repetition.

        >>> Drawn(4, 4).left, Drawn(4).left
        (0.0, 1.0)
        """
        return 1.0 - self.count / self.among


def groups_of(starts: Drawn, ends: Drawn) -> int:
    """Return how many groups of Ends are kept apart: 1 if there will be no interval.

    >>> groups_of(Drawn(64), Drawn(64)), groups_of(Drawn(5), Drawn(64))
    (10, 1)
    """
    enough = min(starts.count, ends.count) >= LEAST_SAMPLE and starts.count <= MOST_SAMPLE
    return GROUPS if enough else 1


def entropy_interval(
    triangles: Sequence[np.ndarray], starts: Drawn, ends: Drawn, center: bool, floor: float
) -> Interval | None:
    """Return a 95 % interval of the effective rank, or None if the sample is too small or too large for one.

    The effective rank of more Starts is greater as long as it grows with the sample, so the interval is one for the mean
    of the entropy over all samples of the same numbers of Starts and Ends. Its variance is that of a delete-group
    jackknife over ten groups of Starts, and the same over ten groups of Ends: the first-order part of a statistic of two
    independent samples (Efron, Stein, Annals of Statistics 9, 1981; Arvesen, Annals of Mathematical Statistics 40, 1969,
    for two samples). A bootstrap would draw Starts twice, and equal rows add no rank. Where all words are taken, nothing
    is drawn, and a part of them counts as in sampling without replacement. `benchmarks/future_intervals.py` simulates
    how often it contains the true value.

    Parameters
    ----------
    triangles : arrays
        The triangles of the groups of Ends. End j is in group j mod 10.
    starts, ends : Drawn
        How the sample was drawn.
    center : bool
        Whether the rank is that of the matrix centred over Starts.
    floor : float
        Singular values up to this part of the greatest of the matrix, uncentred, count as zero.
    """
    whole = joined(triangles)
    middle = _entropy(whole, center, floor)
    if starts.left == 0 == ends.left:
        return Interval(*(math.exp(middle),) * 2) if middle > -math.inf else Interval(0.0, 0.0)
    if len(triangles) == 1:
        return None
    columns = np.arange(whole.shape[1])
    fewer_starts = [_entropy(whole[:, columns % GROUPS != at], center, floor) for at in range(GROUPS)]
    fewer_ends = [
        _entropy(joined(one for place, one in enumerate(triangles) if place != at), center, floor)
        for at in range(GROUPS)
    ]
    if min(middle, *fewer_starts, *fewer_ends) == -math.inf:  # a matrix of zeros
        return Interval(0.0, 0.0) if middle == -math.inf else None
    variance = _variance(fewer_starts) * starts.left + _variance(fewer_ends) * ends.left
    half = STUDENT * math.sqrt(variance)
    most = math.log(max(min(whole.shape[1] - center, *whole.shape), 1))
    return Interval(math.exp(max(middle - half, 0.0)), math.exp(max(min(middle + half, most), middle)))


def _variance(parts: list[float]) -> float:
    """Return the variance of a statistic from its values without one of the groups each."""
    return (len(parts) - 1) * float(np.var(parts))


def _entropy(made: np.ndarray, center: bool, floor: float) -> float:
    """Return the entropy in nats of the singular values of a triangle, and minus infinity for zeros."""
    values = singular_values(made)
    least = floor * values[0]
    if center:
        values = singular_values(centred(made))
    values = values[values > least]
    if not len(values):
        return -math.inf
    shares = values / values.sum()
    return float(-(shares * np.log(shares)).sum())
