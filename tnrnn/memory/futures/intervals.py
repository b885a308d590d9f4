"""Intervals of effective ranks of samples, by leaving out groups of Starts and groups of Ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...ranks import spectral_entropy
from ..units import Array, student
from .triangles import centred, joined, singular_values

GROUPS = 10
"""The number of groups of Starts, and of Ends."""

LEAST_SAMPLE, MOST_SAMPLE = 20, 1000
"""The least number of Starts and Ends that give an interval, and the greatest number of Starts."""


class Interval(NamedTuple):
    """An interval that contains the true value in about 95 of 100 samples.

    Parameters
    ----------
    low, high : float
        The ends of the interval.

    Examples
    --------
    >>> Interval(low=1.5, high=2.5).low
    1.5
    """

    low: float
    high: float


@dataclass(frozen=True)
class Drawn:
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


def known(starts: Drawn, ends: Drawn) -> bool:
    """Return whether there is an interval: each side has enough sequences, or all that there are.

    >>> known(Drawn(64), Drawn(64)), known(Drawn(5), Drawn(64)), known(Drawn(5, 5), Drawn(64))
    (True, False, True)
    """
    return starts.count <= MOST_SAMPLE and all(side.left == 0 or side.count >= LEAST_SAMPLE for side in (starts, ends))


def groups_of(starts: Drawn, ends: Drawn) -> int:
    """Return how many groups of Ends are kept apart: 1 if there will be no interval, or if no Ends are left out.

    >>> groups_of(Drawn(64), Drawn(64)), groups_of(Drawn(64), Drawn(4, 4))
    (10, 1)
    """
    return GROUPS if known(starts, ends) and ends.left > 0 else 1


def entropy_interval(
    triangles: Sequence[Array], drawn: tuple[Drawn, Drawn], *, center: bool, floor: float
) -> Interval | None:
    """Return a 95 % interval of the effective rank, or None if the sample is too small or too large for one.

    The effective rank of a sample grows with the sample, so this is an interval for its mean over all samples of the
    same numbers of Starts and Ends (the mean of its logarithm, the entropy). The variance is that of a delete-group
    jackknife over ten groups of Starts, and that over ten groups of Ends, which is right to first order for a statistic
    of two independent samples (Arvesen, "Jackknifing U-statistics", Annals of Mathematical Statistics 40, 1969). A
    bootstrap would draw Starts twice, and equal rows add no rank. Where all words are taken, nothing is drawn, and a
    part of them counts as in sampling without replacement. `benchmarks/future_interval_coverage.py` simulates how often
    the intervals contain the true value.

    Parameters
    ----------
    triangles : arrays
        The triangles of the groups of Ends. End j is in group j mod 10.
    drawn : pair of Drawn
        How the Starts and the Ends were drawn.
    center : bool
        Whether the rank is that of the matrix centred over Starts.
    floor : float
        Singular values up to this part of the greatest of the matrix, uncentred, count as zero.
    """
    starts, ends = drawn
    if not known(starts, ends):
        return None
    whole = joined(triangles)
    middle = _entropy(whole, center, floor)
    columns = np.arange(whole.shape[1])
    parts = [[middle], [middle]]
    if starts.left > 0:
        parts[0] = [_entropy(whole[:, columns % GROUPS != at], center, floor) for at in range(GROUPS)]
    if ends.left > 0:
        others = [[one for place, one in enumerate(triangles) if place != at] for at in range(GROUPS)]
        parts[1] = [_entropy(joined(other), center, floor) for other in others]
    if min(*parts[0], *parts[1]) == -math.inf:  # a matrix of zeros has no entropy
        return Interval(0.0, 0.0) if middle == -math.inf else None
    half = student(GROUPS - 1) * math.sqrt(_variance(parts[0]) * starts.left + _variance(parts[1]) * ends.left)
    most = math.log(max(min(whole.shape[1] - center, len(whole)), 1))
    return Interval(math.exp(max(middle - half, 0.0)), math.exp(max(min(middle + half, most), middle)))


def _variance(parts: list[float]) -> float:
    """Return the variance of a statistic from its values without one of the groups each."""
    return (len(parts) - 1) * float(np.var(parts))


def _entropy(made: Array, center: bool, floor: float) -> float:
    """Return the entropy in nats of the singular values of a triangle, and minus infinity for zeros."""
    values = singular_values(made)
    least = floor * values[0]
    if center:
        values = singular_values(centred(made))
    values = values[values > least]
    if not len(values):
        return -math.inf
    return spectral_entropy(values.tolist())
