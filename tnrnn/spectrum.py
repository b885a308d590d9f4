"""`numeric_spectrum`: singular values in floating point, which prove nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .circuit import Circuit
from .errors import TnrnnError, whole
from .partition import Partition
from .samples import MAX_SIDE, sampler_of


@dataclass(frozen=True)
class Spectrum:
    """Singular values in floating point, greatest first; their entropy; and the rank that numpy would give.

    `entropy` is - sum p log p, p = s^2 / sum of s^2, in nats. `numeric_rank` counts the values above the greatest x
    max(rows, columns) x 2^-52. It is no proof of anything: see `separation_rank`.
    """

    values: tuple[float, ...]
    entropy: float
    numeric_rank: int
    rows: int
    cols: int


def numeric_spectrum(
    circuit: Circuit, partition: Partition, mode: str = "one-hot", seed: int = 0, samples: int | None = None
) -> Spectrum:
    """Return the singular values of a matrix of values in floating point, for random weights of variance 1 / fan-in.

    Parameters
    ----------
    circuit, partition, mode, seed
        As for `separation_rank`.
    samples : int, optional
        The number of words a side, at most 10,000: 256 by default. One-hot: or all there are, if fewer.

    Raises
    ------
    TnrnnError
        On a partition that does not fit, and values that floats cannot hold.

    Examples
    --------
    >>> from tnrnn import rac
    >>> spectrum = numeric_spectrum(rac(6, 1, 2, 2), Partition.start_end(6))
    >>> spectrum.numeric_rank, spectrum.rows, len(spectrum.values)
    (2, 8, 8)
    """
    sampler = sampler_of(circuit, partition, mode, seed, None)
    count = 256 if samples is None else whole("samples", samples, most=MAX_SIDE)
    matrix = sampler.matrix(*sampler.words(count, MAX_SIDE))
    if not np.isfinite(matrix).all():
        raise TnrnnError("numeric_spectrum: expected values that floats can hold, given a circuit of too high a degree")
    values = np.linalg.svd(matrix, compute_uv=False)
    squares = (values / values[0]) ** 2 if values[0] > 0 else values
    shares = squares[squares > 0] / max(squares.sum(), 1.0)
    rank = int((values > values[0] * max(matrix.shape) * np.finfo(float).eps).sum())
    entropy = abs(float(-(shares * np.log(shares)).sum()))
    return Spectrum(tuple(values.tolist()), entropy, rank, *matrix.shape)
