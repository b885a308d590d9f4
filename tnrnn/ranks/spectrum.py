"""`numeric_spectrum`: singular values in floating point, which prove nothing, and the entropy of singular values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..basics import TnrnnError, whole
from ..models import case_of
from ..networks import Circuit, Partition
from .samples import MAX_SIDE, sampler_of


@dataclass(frozen=True)
class Spectrum:
    """Singular values in floating point, their entropy, and the rank that numpy would give.

    Parameters
    ----------
    values : tuple of float
        The singular values, the greatest first.
    entropy : float
        The `spectral_entropy` of the values, in nats.
    numeric_rank : int
        The number of values above (the greatest value) x max(rows, columns) x 2^-52. It proves nothing; use
        `separation_rank` for a proof.
    rows, cols : int
        The shape of the matrix.
    """

    values: tuple[float, ...]
    entropy: float
    numeric_rank: int
    rows: int
    cols: int

    @property
    def effective_rank(self) -> float:
        """The exponential of the entropy, from 1 to the rank; 0 for a matrix of zeros (Roy, Vetterli, EUSIPCO 2007).

        >>> round(Spectrum((2.0, 2.0, 0.0), spectral_entropy([2.0, 2.0, 0.0]), 2, 3, 3).effective_rank, 6)
        2.0
        """
        return effective_rank(self.values, self.entropy)


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


def effective_rank(values: Sequence[float], entropy: float) -> float:
    """Return the exponential of the entropy of singular values, the greatest first; 0 if all values are 0."""
    return math.exp(entropy) if len(values) and values[0] > 0 else 0.0


def numeric_spectrum(
    circuit: Circuit, partition: Partition, mode: str = "one-hot", seed: int = 0, samples: int | None = None
) -> Spectrum:
    """Return the singular values of a matrix of values in floating point, for random weights of variance 1 / fan-in.

    Parameters
    ----------
    circuit, partition, mode, seed
        As for `separation_rank`.
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
    >>> spectrum.numeric_rank, spectrum.rows, len(spectrum.values)
    (2, 8, 8)
    """
    sampler = sampler_of(case_of(circuit, partition, mode), seed, None)
    count = 256 if samples is None else whole("samples", samples, most=MAX_SIDE)
    matrix = sampler.matrix(*sampler.words(count, MAX_SIDE))
    if not np.isfinite(matrix).all():
        raise TnrnnError("numeric_spectrum: expected values that floats can hold, given a circuit of too high a degree")
    values = np.linalg.svd(matrix, compute_uv=False)
    rank = int((values > values[0] * max(matrix.shape) * np.finfo(float).eps).sum())
    found = tuple(values.tolist())
    return Spectrum(found, spectral_entropy(found), rank, *matrix.shape)
