"""Capacities of nested sets of many targets, in a sample and in each of its parts, by Gram matrices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..units import Array
from .readout import EXACT, unbiased

CHUNK = 4096
"""How many samples have their leverages computed at a time."""

BLOCK = 256
"""How many rows of a triangular system are solved at a time."""


class Part(NamedTuple):
    """The rows that are kept of a sample, and orthonormal bases of spans of centred states in these rows."""

    rows: npt.NDArray[np.bool_]
    bases: Sequence[Array]


class Targets:
    """Many targets in a sample, in sets that are nested: the first `ends[0]` targets, the first `ends[1]`, and so on.

    If X are the centred targets of some rows and X'X = L L' (Cholesky), the columns of X L'^-1 are an orthonormal basis
    in which nested sets have nested spans, and L^-1 X'Q has its products with a basis Q. Targets that are uncorrelated
    are nearly orthogonal in large samples, so that forming X'X loses no digits that matter. The Gram matrix of a part
    of a sample is that of the whole less that of the rest.

    Parameters
    ----------
    values : array (samples, q)
        The targets, which are uncorrelated, with mean 0 and variance 1, in the population.
    ends : array of int
        The numbers of targets of the sets, which rise to q.
    levels : array of int
        Those of `ends` after the first of which the effective number of targets is computed; the last is q.
    """

    def __init__(self, values: Array, ends: npt.NDArray[np.int64], levels: npt.NDArray[np.int64]) -> None:
        self.values, self.ends, self.levels = values, ends, levels
        self.gram, self.sums = values.T @ values, values.sum(axis=0)

    def traces(self, whole: Part, parts: Iterator[Part]) -> Iterator[Array]:
        """Yield trace(P_H P_X) of the sets without its bias, an array (bases, sets), for the whole and for each part.

        It is corrected as by `shared_trace`, but beyond the first level for an effective number of targets, which is
        found in the whole.

        >>> x = np.random.default_rng(0).normal(size=(50, 4))
        >>> basis = np.linalg.qr(x[:, :2] - x[:, :2].mean(axis=0))[0]
        >>> found = Targets(x, np.array([1, 4]), np.array([4]))
        >>> [each.round(6).tolist() for each in found.traces(Part(np.ones(50, dtype=bool), [basis]), iter(()))]
        [[[1.0, 2.0]]]
        """
        roots = self._root(whole)
        products = self._products(whole, roots)
        effective = [self._effective(*pair, roots) for pair in zip(whole.bases, products, strict=True)]
        yield self._corrected(whole, products, effective)
        for part in parts:
            yield self._corrected(part, self._products(part, self._root(part)), effective)

    def _mean(self, part: Part) -> Array:
        mean: Array = (self.sums - self.values[~part.rows].sum(axis=0)) / part.rows.sum()
        return mean

    def _root(self, part: Part) -> Array:
        """Return L, for the centred targets in the rows of a part."""
        left, mean = self.values[~part.rows], self._mean(part)
        return np.linalg.cholesky(self.gram - left.T @ left - part.rows.sum() * np.outer(mean, mean))

    def _products(self, part: Part, root: Array) -> list[Array]:
        """Return L^-1 X'Q for each basis Q, whose columns have mean 0, so that X need not be centred."""
        padded = np.zeros((len(self.values), sum(basis.shape[1] for basis in part.bases)))
        padded[part.rows] = np.concatenate(part.bases, axis=1)
        widths = np.cumsum([basis.shape[1] for basis in part.bases])[:-1]
        return np.split(_solved(root, self.values.T @ padded), widths, axis=1)

    def _effective(self, basis: Array, products: Array, root: Array) -> Array:
        """Return the effective number of targets of each set.

        Targets share S = c + sum_i |e_i|^2 l_i with the states by chance, where e_i is what they do not explain of the
        i-th row of the basis Q, and l_i is the leverage of the i-th row of targets, of which there are q. If e and the
        targets are independent, this is (r - c) q / n. But products of higher degree, for example, are large where the
        targets are large, although they are uncorrelated. So q is replaced by n sum_i |e_i|^2 l_i / sum_i |e_i|^2.

        Of a fit, the residual has the square (1 - l_i)^2 |e_i|^2 + sum_j p_ij^2 |e_j|^2 on average, where p projects on
        the targets; with the mean of the |e_j|^2 in the sum, whose weights add up to l_i (1 - l_i), this gives |e_i|^2.
        Between two levels, the number of targets rises linearly. Up to the first level it is that of the targets.
        """
        count, mean = len(basis), self.sums / len(self.values)
        found = np.zeros((len(self.levels) - 1, count, 2))
        for first in range(0, count, CHUNK):
            rows = slice(first, first + CHUNK)
            frame = _solved(root, (self.values[rows] - mean).T).T
            for level, own in zip(self.levels[1:], found, strict=True):
                rest = basis[rows] - frame[:, :level] @ products[:level]
                own[rows] = np.stack([np.square(frame[:, :level]).sum(axis=1), np.square(rest).sum(axis=1)], axis=1)
        numbers = [0.0, *map(float, self.levels)]
        for place, (leverage, left) in enumerate(np.moveaxis(found, 2, 1), start=1):
            usual = left.sum() / (count - self.levels[place] - 1)
            size = (left / (1.0 - leverage) - usual * leverage) / (1.0 - leverage)
            if size.sum() > EXACT * count:
                numbers[place + 1] = max(count * float(size @ leverage) / float(size.sum()), 0.0)
        effective: Array = np.interp(self.ends, [0, *self.levels], numbers)
        return effective

    def _corrected(self, part: Part, products: list[Array], effective: list[Array]) -> Array:
        count = float(part.rows.sum()) - 1.0
        found = []
        for basis, own, targets in zip(part.bases, products, effective, strict=True):
            rank = basis.shape[1]
            raw = np.cumsum(np.square(own).sum(axis=1))[self.ends - 1]
            most = (self.ends + count - rank) / 2.0  # below the samples that are left, whatever the residuals are
            found.append(unbiased(raw, rank, np.minimum(targets, most), count))
        return np.array(found)


def _solved(triangle: Array, right: Array) -> Array:
    """Return L^-1 B for a lower triangular matrix L, block by block."""
    found = right.copy()
    for first in range(0, len(triangle), BLOCK):
        rows = slice(first, first + BLOCK)
        found[rows] -= triangle[rows, :first] @ found[:first]
        found[rows] = np.linalg.solve(triangle[rows, rows], found[rows])
    return found
