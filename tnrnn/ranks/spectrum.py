"""Singular values in floating point, which prove nothing, and what is read off them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..basics import TnrnnError, as_before, former_attribute, whole
from ..models import case_of
from ..networks import Circuit, Mode, Partition
from ..values import Array
from .samples import MAX_SIDE, sampler_of


@dataclass(frozen=True)
class Spectrum:
    """The singular values of a matrix, and the measures that follow from them.

    With p = s / sum of s, `entropy` is - sum p log p in nats (Roy, Vetterli, EUSIPCO 2007); `normalized_entropy` is
    entropy / log min(rows, cols), from 0 to 1; and `effective_rank` is exp(entropy), from 1 to the rank. `stable_rank`
    is sum of s^2 / greatest s^2, and `numerical_rank` is the number of s > tolerance x greatest s. All are 0 for a
    matrix of zeros. They are the same for every multiple of a matrix, and after every rotation of its rows or columns.
    They are computed in floating point and prove nothing about a rank: see `separation_rank`.

    Attributes
    ----------
    values : tuple of float
        The singular values, greatest first.
    rows, cols : int
        The shape of the matrix.
    tolerance : float
        The part of the greatest singular value above which a value counts for `numerical_rank`.

    Examples
    --------
    >>> spectrum = Spectrum((2.0, 2.0, 0.0), 3, 3, 1e-15)
    >>> spectrum.numerical_rank, round(spectrum.effective_rank, 6), spectrum.stable_rank
    (2, 2.0, 2.0)
    """

    values: tuple[float, ...]
    rows: int
    cols: int
    tolerance: float

    @property
    def relative(self) -> Array:
        """The singular values that are not zero, divided by the greatest."""
        values = np.array([value for value in self.values if value > 0])
        return values / values[0] if len(values) else values

    @property
    def entropy(self) -> float:
        """The entropy - sum p log p in nats, with p = s / sum of s."""
        return spectral_entropy(self.values)

    @property
    def normalized_entropy(self) -> float:
        """The entropy divided by its greatest possible value, log min(rows, cols); 0 for one row or column."""
        side = min(self.rows, self.cols)
        return self.entropy / math.log(side) if side > 1 else 0.0

    @property
    def effective_rank(self) -> float:
        """The exponential of the entropy; 0 for a matrix of zeros."""
        return math.exp(self.entropy) if len(self.values) and self.values[0] > 0 else 0.0

    @property
    def stable_rank(self) -> float:
        """The sum of s^2, divided by the greatest s^2; 0 for a matrix of zeros."""
        return float((self.relative**2).sum())

    @property
    def numerical_rank(self) -> int:
        """The number of singular values above tolerance x the greatest."""
        return int((self.relative > self.tolerance).sum())

    @property
    def numeric_rank(self) -> int:
        """The numerical rank under its old name, which is deprecated."""
        former_attribute("Spectrum.numeric_rank", "numerical_rank")
        return self.numerical_rank


def spectral_entropy(values: Sequence[float]) -> float:
    """Return - sum p log p in nats, with p = s / sum of s, for singular values s of which the first is the greatest.

    Roy and Vetterli ("The effective rank: a measure of effective dimensionality", EUSIPCO 2007) call the exponential of
    this entropy the effective rank. The entropy of the squares, with p = s^2 / sum of s^2, is another number: the
    entanglement entropy of a state.

    >>> round(spectral_entropy([3.0, 1.0]), 4), spectral_entropy([0.0])
    (0.5623, 0.0)
    """
    relative = np.array([value for value in values if value > 0])
    relative = relative / relative[0] if len(relative) else relative
    shares = relative[relative > 0] / max(float(relative.sum()), 1.0)
    return abs(float(-(shares * np.log(shares)).sum()))


@as_before()
def numeric_spectrum(
    circuit: Circuit, partition: Partition, mode: Mode = "one-hot", *, seed: int = 0, samples: int | None = None
) -> Spectrum:
    """Return the singular values of a matrix of values in floating point, for random weights of variance 1 / fan-in.

    Parameters
    ----------
    circuit : Circuit
        A circuit of any kind.
    partition : Partition
        The near and the far inputs; together they are all inputs.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    seed : int
        The seed of the random weights and words.
    samples : int, optional
        The number of words of each side, at most 10,000; by default 256. In one-hot mode all words are taken if there
        are fewer.

    Raises
    ------
    TnrnnError
        If the partition does not fit the circuit, or if floats cannot hold the values.

    Examples
    --------
    >>> from tnrnn import rac
    >>> spectrum = numeric_spectrum(rac(6, 1, 2, 2), Partition.start_end(6))
    >>> spectrum.numerical_rank, spectrum.rows, len(spectrum.values)
    (2, 8, 8)
    """
    sampler = sampler_of(case_of(circuit, partition, mode), seed, None)
    count = 256 if samples is None else whole("samples", samples, most=MAX_SIDE)
    matrix = sampler.matrix(*sampler.words(count, MAX_SIDE))
    if not np.isfinite(matrix).all():
        raise TnrnnError("numeric_spectrum: expected values that floats can hold, given a circuit of too high a degree")
    values = np.linalg.svd(matrix, compute_uv=False)
    rows, cols = matrix.shape
    return Spectrum(tuple(values.tolist()), rows, cols, max(rows, cols) * float(np.finfo(float).eps))
