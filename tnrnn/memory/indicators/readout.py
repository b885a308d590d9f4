"""Linear readouts of states by cross-validated ridge regression for many targets at once, and intervals of 95 %."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..units import NORMAL, Array, Estimate, student

PENALTIES = tuple(10.0**power for power in range(-9, 4))
"""The ridge penalties that are tried, in units of the variance of a standardised state."""

EXACT = 1e-13
"""The part of a variance that may stay unexplained because of rounding, although all of it is explained."""


def wilson(right: float, count: int) -> Estimate:
    """Return the fraction of `count` independent outcomes that are `right`, with Wilson's interval.

    The ends are (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), with z = 1.96.

    Source: Wilson, J. Am. Stat. Assoc. 22 (1927) 209.

    >>> [round(number, 3) for number in wilson(50, 100)]
    [0.5, 0.404, 0.596]
    """
    part, share = right / count, NORMAL**2 / count
    half = NORMAL * math.sqrt(part * (1.0 - part) / count + share / (4.0 * count))
    low, high = ((part + share / 2.0 + sign * half) / (1.0 + share) for sign in (-1.0, 1.0))
    return Estimate(part, min(low, part), max(high, part))


def jackknife(value: float, without: Sequence[float]) -> Estimate:
    """Return a number with the interval of a delete-group jackknife.

    The ends are value +- t sqrt((g-1)/g sum_i (v_i - v)^2), where v_i is the number `without` group i, and v the mean
    of the v_i.

    Source: Shao, Wu, Ann. Stat. 17 (1989) 1176.

    >>> jackknife(1.0, [1.0, 1.0, 1.0])
    Estimate(value=1.0, low=1.0, high=1.0)
    """
    count = len(without)
    half = student(count - 1) * math.sqrt((count - 1) * float(np.var(without)))
    return Estimate(value, value - half, value + half)


def paired(differences: Array) -> Estimate:
    """Return the mean of independent differences, with its normal interval.

    >>> paired(np.array([1.0, 1.0]))
    Estimate(value=1.0, low=1.0, high=1.0)
    """
    half = NORMAL * float(np.std(differences)) / math.sqrt(len(differences))
    return Estimate(float(differences.mean()), float(differences.mean()) - half, float(differences.mean()) + half)


def fold_of(count: int, folds: int) -> npt.NDArray[np.int64]:
    """Return the fold of each of `count` independent samples, which are assigned to the folds in turn.

    >>> fold_of(5, 2).tolist()
    [0, 1, 0, 1, 0]
    """
    return np.arange(count) % folds


def held_out(states: Array, targets: Array, group: int, folds: int) -> Array:
    """Return predictions of targets by ridge readouts that have not seen the samples that they predict.

    A readout is o = c + W s, where s are the states, standardised on the samples of the other folds, and W minimises
    |y - o|^2 + penalty n |W|^2. Each group of targets has the penalty with the least generalised cross-validation
    score, RSS / (n - df)^2, on the other folds alone.

    Parameters
    ----------
    states : array (samples, units)
        The states, one row for each independent sample.
    targets : array (samples, q)
        The values to predict.
    group : int
        A divisor of q: the targets j group .. (j + 1) group - 1 share a penalty.
    folds : int
        The number of parts into which the samples are divided.

    Returns
    -------
    array (samples, q)

    References
    ----------
    Hoerl, Kennard, Technometrics 12 (1970) 55, for ridge regression; Golub, Heath, Wahba, ibid. 21 (1979) 215, for the
    score.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(100, 3))
    >>> bool(np.allclose(held_out(x, x @ np.ones((3, 1)), 1, 5), x.sum(axis=1, keepdims=True), atol=1e-6))
    True
    """
    fold = fold_of(len(states), folds)
    found = np.empty_like(targets)
    for held in range(folds):
        seen = fold != held
        found[~seen] = _fitted(states[seen], targets[seen], group)(states[~seen])
    return found


def _fitted(states: Array, targets: Array, group: int) -> Any:
    """Return the readout that is fitted to these samples, as a function of states."""
    mean, spread = states.mean(axis=0), states.std(axis=0)
    moving = spread > 1e-12 * max(float(np.abs(states).max()), 1e-300)
    mean, spread = mean[moving], spread[moving]
    inputs, middle = (states[:, moving] - mean) / spread, targets.mean(axis=0)
    values, vectors = np.linalg.eigh(inputs.T @ inputs)
    values = np.maximum(values, 0.0)
    along = vectors.T @ (inputs.T @ (targets - middle))
    penalties = _penalties(values, along, targets - middle, group)
    weights = vectors @ (along / (values[:, None] + penalties))
    return lambda others: middle + ((others[:, moving] - mean) / spread) @ weights


def _penalties(values: Array, along: Array, targets: Array, group: int) -> Array:
    """Return the penalty of every target."""
    count = len(targets)
    power = np.square(targets).sum(axis=0)
    scores = []
    for penalty in PENALTIES:
        kept = values / (values + penalty * count)
        weight = (kept * kept - 2.0 * kept) / np.maximum(values, 1e-300)
        left = np.maximum(power + weight @ np.square(along), 0.0)
        free = max(count - 1.0 - float(kept.sum()), 1e-3)
        scores.append(left.reshape(-1, group).sum(axis=1) / free**2)
    best = np.argmin(np.array(scores)[::-1], axis=0)  # of equal scores, the greatest penalty
    return np.repeat(np.array(PENALTIES)[::-1][best], group) * count


def explained(basis: Array, targets: Array) -> Estimate:
    """Return the R^2 of the best linear readout in the population, without the bias of the sample, and its interval.

    The quantity is rho^2 = 1 - min E|y - c - W h|^2 / E|y - E y|^2, summed over the columns of y. In n samples whose
    states span r dimensions, least squares leave |e|^2 = D |y - mean y|^2 unexplained. This is too little, because W is
    fitted to the same sample. The estimate is Ezekiel's, 1 - D (n - 1) / (n - r - 1), or 0 if that is negative.

    The interval contains every rho^2 that a test does not reject: |log((1 - estimate) / (1 - rho^2))| <= z s(rho^2),
    where z is the quantile of 97.5 % of Student's t with n - r - 1 degrees of freedom, and

        s(rho^2)^2 = c (4 k rho^2 + 2 r / (n - r - 1)) / (n - 1).

    If y and h are normal and y has one column, then c = k = 1, and s is the standard deviation of log D to first order.
    In general, c = tr C^2 / (tr C)^2 with the covariance C of the residuals; it is one over the effective number of
    columns. The factor k corrects for distributions that are not normal: it is the variance of the influence
    |e|^2 / mean |e|^2 - |y|^2 / mean |y|^2 of a sample on log D, divided by its value for normal variables,
    4 c (1 - D). The samples are independent; nothing else is assumed about their distribution.

    Parameters
    ----------
    basis : array (samples, r)
        An orthonormal basis of the span of the centred states: see `basis_of`.
    targets : array (samples, q)
        The values y that are read out.

    References
    ----------
    The estimate is from Ezekiel, "The application of the theory of error to multiple and curvilinear correlation", J.
    Am. Stat. Assoc. 24 (1929) 99. For normal variables, the distribution is in Lee, J. R. Stat. Soc. B 33 (1971) 117,
    and intervals are in Helland, Biometrics 43 (1987) 61. The test in the logarithm of 1 - R^2, and c and k, are ours.
    benchmarks/interval_coverage.py simulates how often the intervals contain the true value.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(100, 2))
    >>> basis = basis_of(x).basis
    >>> explained(basis, x @ np.ones((2, 1)))
    Estimate(value=1.0, low=1.0, high=1.0)
    >>> [round(number, 2) for number in explained(basis, np.random.default_rng(1).normal(size=(100, 1)))]
    [0.01, 0.0, 0.17]
    """
    power, rank = targets - targets.mean(axis=0), basis.shape[1]
    rest = power - basis @ (basis.T @ power)
    there, lost = np.square(power).sum(axis=1), np.square(rest).sum(axis=1)
    if not rank or not there.sum() > 0:
        return Estimate(0.0, 0.0, 0.0)
    free, left = max(len(targets) - rank - 1, 1), float(lost.sum() / there.sum())
    ratio = left * (len(targets) - 1) / free
    if ratio <= EXACT:
        return Estimate(1.0, 1.0, 1.0)
    columns = _one_over_columns(rest, free)
    spread = float(np.var(lost / lost.mean() - there / there.mean()))
    unusual = spread / (4.0 * columns * (1.0 - left)) if left < 1.0 else 1.0
    factors = columns * np.array([4.0 * unusual, 2.0 * rank / free]) / (len(targets) - 1)
    return _inverted(ratio, factors * student(free) ** 2)


def _one_over_columns(rest: Array, free: int) -> float:
    """Return tr C^2 / (tr C)^2 without bias, for the covariance C of residuals with `free` degrees of freedom."""
    small = rest.T @ rest if rest.shape[1] <= len(rest) else rest @ rest.T
    raw = float(np.square(small).sum() / np.trace(small) ** 2)
    if free < 3:
        return raw
    fair = free**2 / ((free - 1.0) * (free + 2.0)) * (raw - 1.0 / free)
    return float(min(max(fair, 1.0 / rest.shape[1]), 1.0))


def _inverted(ratio: float, factors: Array) -> Estimate:
    """Return 1 - ratio, cut at 0, and the ends of {x in [0, 1]: log(ratio / (1 - x))^2 <= factors . (x, 1)}.

    The upper end is the only root above the estimate, because there the logarithm is convex and the square root of the
    right side concave. The lower end is the only root below it, because the logarithm and the square root both rise.
    """
    value = max(1.0 - ratio, 0.0)

    def beyond(x: float, sign: float) -> bool:
        return math.log(ratio / max(1.0 - x, 1e-300)) > sign * math.sqrt(float(factors @ (x, 1.0)))

    low = 0.0 if beyond(0.0, -1.0) else _between(lambda x: beyond(x, -1.0), 0.0, value)
    high = value if beyond(value, 1.0) else _between(lambda x: beyond(x, 1.0), value, 1.0)
    return Estimate(value, low, high)


def _between(beyond: Callable[[float], bool], low: float, high: float) -> float:
    """Return the point between `low` and `high` from which on a condition holds, by bisection."""
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return high


def blocks(values: Array, width: int) -> Iterator[Array]:
    """Yield the parts of an array (samples, q) that have `width` columns each.

    >>> [part.shape for part in blocks(np.zeros((2, 6)), 3)]
    [(2, 3), (2, 3)]
    """
    return (values[:, first : first + width] for first in range(0, values.shape[1], width))


class Trace(NamedTuple):
    """The capacities of nested sets of targets in one sample: trace(P_H P_X), and the same without its bias."""

    raw: Array
    corrected: Array


class Spanned(NamedTuple):
    """The span of centred states: an orthonormal basis, and how many dimensions may be hidden below the precision."""

    basis: Array
    unseen: int


def shared_trace(basis: Array, targets: Array, width: int) -> Trace:
    """Return S_k = trace(P_H P_X) for the first (k + 1) `width` targets, k = 0, 1, .., and S_k without its bias.

    P_H projects on the span of the centred states, of which `basis` is an orthonormal basis, and P_X on the span of the
    centred targets. S_k is the sum of their squared sample canonical correlations, and at most r = rank H. In n samples
    (minus one for the mean), spans of r and q dimensions that share c dimensions have S = c + (r - c)(q - c) / (n - c)
    by chance, so that c = (S n - r q) / (S + n - r - q). This is S if S = r, 0 if S = r q / n, and always at most r.

    >>> x = np.random.default_rng(0).normal(size=(50, 4))
    >>> shared_trace(basis_of(x[:, :2]).basis, x, 1).corrected.round(6).tolist()
    [1.0, 2.0, 2.0, 2.0]
    """
    frame, _ = np.linalg.qr(targets - targets.mean(axis=0))
    shares = np.square(basis.T @ frame).sum(axis=0)
    raw = np.minimum(np.cumsum(shares)[width - 1 :: width], float(basis.shape[1]))
    return Trace(raw, unbiased(raw, basis.shape[1], width * np.arange(1.0, len(raw) + 1.0), len(basis) - 1.0))


def unbiased(raw: Array, rank: int, targets: Array, count: float) -> Array:
    """Return S without its bias, (S n - r q) / (S + n - r - q), for S cut at r; see `shared_trace`.

    >>> unbiased(np.array([2.0, 0.4]), 2, np.array([20.0, 20.0]), 100.0).tolist()
    [2.0, 0.0]
    """
    shared = np.minimum(raw, float(rank))
    corrected: Array = (shared * count - rank * targets) / (shared + count - rank - targets)
    return corrected


def basis_of(states: Array, spacing: float = 2.0**-52) -> Spanned:
    """Return an orthonormal basis of the span of centred states, after each unit is scaled to the same length.

    Directions in which the scaled states may be nothing but rounding errors are left out and counted as `unseen`,
    because nobody can tell what they contain. If floats have the given `spacing` at 1, rounding errors can reach
    8 spacing g (1 + sqrt(N / n)), where g is the greatest ratio of a unit's root mean square to its standard deviation.
    The decomposition in doubles adds errors of its own.

    >>> found = basis_of(np.array([[1.0, 2.0, 5.0], [0.0, 0.0, 5.0], [2.0, 4.0, 5.0]]))  # a copy, and a constant
    >>> found.basis.shape, found.unseen
    ((3, 1), 1)
    """
    centred = states - states.mean(axis=0)
    length = np.linalg.norm(centred, axis=0)
    size = np.linalg.norm(states, axis=0)
    moving = length > 4.0 * spacing * size
    left, values, _ = np.linalg.svd(centred[:, moving] / length[moving], full_matrices=False)
    if not len(values):
        return Spanned(left, int(np.ptp(states, axis=0).astype(bool).sum()))
    growth = 1.0 + math.sqrt(centred.shape[1] / len(states))
    rounding = 8.0 * spacing * growth * float((size[moving] / length[moving]).max())
    own = max(centred.shape) * np.finfo(np.float64).eps * values[0]
    kept: Array = left[:, values > max(rounding, own)]
    return Spanned(kept, int(np.ptp(states, axis=0).astype(bool).sum()) - kept.shape[1])
