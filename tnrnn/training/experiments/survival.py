"""Statistics of steps to a solution, where some runs are not solved: they are censored at their last step."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, NamedTuple

CONFIDENCE = 0.95
"""The confidence of all intervals."""

NORMAL = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
"""The number that a normal variable exceeds in size with a chance of 5 %."""


@dataclass(frozen=True)
class Steps:
    """The steps after which some runs solved their task, and the last steps of those that did not.

    Attributes
    ----------
    solved : tuple of int
        The step of the solution of every run that has one.
    unsolved : tuple of int
        The last step of every other run; nothing is known of what more steps would have done.
    """

    solved: tuple[int, ...]
    unsolved: tuple[int, ...]

    @property
    def runs(self) -> int:
        """The number of runs."""
        return len(self.solved) + len(self.unsolved)

    @property
    def mean(self) -> float:
        """The mean number of steps that were made, which is what the runs cost."""
        return math.fsum(self.solved + self.unsolved) / self.runs

    def under_way(self, step: int) -> int:
        """Return how many runs are neither solved nor at their end before a step."""
        return sum(one >= step for one in self.solved + self.unsolved)

    def censored(self) -> Any:
        """Return the steps as scipy knows such data."""
        stats = _stats()
        return stats.CensoredData(uncensored=list(self.solved), right=list(self.unsolved))


class Curve(NamedTuple):
    """The part of runs that is not yet solved after some steps, by Kaplan and Meier, with pointwise intervals."""

    at: tuple[float, ...]
    part: tuple[float, ...]
    least: tuple[float, ...]
    greatest: tuple[float, ...]


def unsolved_curve(steps: Steps) -> Curve:
    """Return the part of runs that is not yet solved, from step 0 to the last step.

    After d of n runs under way are solved at a step, the part is multiplied by 1 - d / n (Kaplan and Meier). The
    intervals are those of Greenwood's variance on the scale of log(-log(part)). At parts of 1 and of 0, where this
    scale ends, the interval is the one before.

    References
    ----------
    Kaplan, Meier, Journal of the American Statistical Association 53 (1958) 457.

    Examples
    --------
    >>> curve = unsolved_curve(Steps(solved=(100, 100, 200), unsolved=(300,)))
    >>> curve.at, [round(part, 2) for part in curve.part]
    ((0.0, 100.0, 200.0, 300.0), [1.0, 0.5, 0.25, 0.25])
    """
    found = _stats().ecdf(steps.censored()).sf
    at, part = found.quantiles.tolist(), found.probabilities.tolist()
    ends, variance = [(1.0, 1.0)], 0.0
    for step, share in zip(at, part, strict=True):
        if 0.0 < share < 1.0:
            solved, left = steps.solved.count(step), steps.under_way(step)
            variance += solved / (left * (left - solved))
            ends.append(_interval(share, variance))
        else:
            ends.append((min(ends[-1][0], share), ends[-1][1]))
    least, greatest = zip(*ends, strict=True)
    return Curve((0.0, *at), (1.0, *part), least, greatest)


def _interval(share: float, variance: float) -> tuple[float, float]:
    """Return the interval of a part, given Greenwood's sum of d / (n (n - d)) up to its step."""
    width = NORMAL * math.sqrt(variance) / -math.log(share)
    return share ** math.exp(width), share ** math.exp(-width)


def median_steps(steps: Steps) -> float | None:
    """Return the first step after which at most half of the runs are unsolved, or None if there is none.

    >>> median_steps(Steps((100, 300), (900,))), median_steps(Steps((100,), (900, 900)))
    (300.0, None)
    """
    curve = unsolved_curve(steps)
    return next((at for at, part in zip(curve.at, curve.part, strict=True) if part <= 0.5 + 1e-12), None)


class LogRank(NamedTuple):
    """The statistic of a log-rank test, positive if the first runs are solved sooner, and its two-sided p-value."""

    statistic: float
    p: float


def log_rank(first: Steps, second: Steps) -> LogRank:
    """Test whether two kinds of runs are solved equally soon.

    At every step j at which d of the n runs under way are solved, of which n1 are of the first kind, d n1 / n solutions
    of the first kind are expected. The statistic is the sum of observed minus expected solutions, divided by the square
    root of the sum of the variances d (n1 / n) (1 - n1 / n) (n - d) / (n - 1). Without a difference it is nearly
    normal. If no run is solved, or if the two kinds are never under way together, the statistic is 0.

    References
    ----------
    Mantel, Cancer Chemotherapy Reports 50 (1966) 163. The test is scipy's.

    Examples
    --------
    >>> [round(number, 3) for number in log_rank(Steps((100, 200), ()), Steps((200,), (300,)))]
    [1.213, 0.225]
    """
    if not _comparable(first, second):
        return LogRank(0.0, 1.0)
    found = _stats().logrank(first.censored(), second.censored())
    return LogRank(float(found.statistic), float(found.pvalue))


def _comparable(first: Steps, second: Steps) -> bool:
    """Return whether the statistic has a variance: at a solution both kinds are under way, and not all are solved."""
    solved = first.solved + second.solved
    counts = ((first.under_way(at), second.under_way(at), solved.count(at)) for at in set(solved))
    return any(one and other and one + other > ended for one, other, ended in counts)


def holm(found: Iterable[float]) -> tuple[float, ...]:
    """Return p-values that are corrected for their number, so that none is below a by chance more often than a.

    The i-th smallest of m p-values is multiplied by m + 1 - i; each is at least the one before, and at most 1.

    References
    ----------
    Holm, Scandinavian Journal of Statistics 6 (1979) 65.

    Examples
    --------
    >>> holm([0.04, 0.01, 0.03])
    (0.06, 0.03, 0.06)
    """
    given = list(found)
    corrected, least = [0.0] * len(given), 0.0
    for rank, place in enumerate(sorted(range(len(given)), key=given.__getitem__)):
        least = max(least, min(1.0, (len(given) - rank) * given[place]))
        corrected[place] = least
    return tuple(corrected)


def wilson(solved: int, runs: int) -> tuple[float, float]:
    """Return Wilson's interval of a part, at a confidence of 95 %.

    References
    ----------
    Wilson, Journal of the American Statistical Association 22 (1927) 209.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0, 20)]
    [0.0, 0.161]
    """
    found = _stats().binomtest(solved, runs).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)


def _stats() -> Any:
    """Return scipy.stats, which takes a second to import and is used by comparisons alone."""
    from scipy import stats

    return stats
