"""Compares exact ranks with python-flint, whose function `rank` gets a matrix that is there already.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/bench_rank.py [--json]

Both compute modulo 2^31 - 1. `separation_rank` draws words, computes the matrix, eliminates it, and computes an upper
bound and the certificate. In the last two rows the least upper bound is larger than the rank, so that more than one
sample is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unittest.mock import patch

import measuring
import numpy as np
from flint import nmod_mat
from measuring import Growth, Row

from tnrnn import Partition, RankCertificate, rac, separation_rank
from tnrnn.ranks import search
from tnrnn.ranks.elimination import rank_profiles

PRIME = 2**31 - 1
SIZES = (500, 1000, 2000, 3000)


def rows() -> Iterator[Row]:
    whole, flint = (lambda: certificate(20, 2, 4)), bare_rank(matrix(1144))
    yield Row("separation_rank, T=20, L=2, M=R=4", "flint's rank of 1,144", *measuring.in_turn(whole, flint), 2.5)
    for size, rounds, goal in ((3000, 3, 1.0), (7084, 1, 0.5)):
        given = matrix(size)
        ours, theirs = measuring.in_turn(eliminated(given), bare_rank(given), rounds)
        grown = elimination_growth() if size == 3000 else None
        yield Row(f"elimination of {size:,} rows", "flint's rank", ours, theirs, goal, grown)
    samples = eliminated_samples()
    each = [eliminated(sample) for sample in samples]
    ours, theirs = measuring.in_turn(lambda: [call() for call in each], each[-1], 3)
    sizes = ", ".join(f"{len(sample):,}" for sample in samples)
    yield Row(f"all eliminations for a missed bound: {sizes}", "the last of them alone", ours, theirs, 3.0)
    ours, theirs = measuring.in_turn(lambda: certificate(8, 4, 2), bare_rank(samples[-1]), 3)
    yield Row("separation_rank, T=8, L=4, M=R=2", f"flint's rank of {len(samples[-1]):,}", ours, theirs, 3.0)


def matrix(size: int) -> np.ndarray:
    return np.random.default_rng(size).integers(0, PRIME, (size, size))


def certificate(length: int, layers: int, width: int) -> RankCertificate:
    return separation_rank(rac(length, layers, width, width), Partition.start_end(length), "continuous")


def bare_rank(given: np.ndarray) -> Callable[[], object]:
    """Return the call of flint; the conversion of the matrix is not measured."""
    return nmod_mat(*given.shape, given.ravel().tolist(), PRIME).rank


def eliminated(given: np.ndarray) -> Callable[[], object]:
    return lambda: rank_profiles(given, PRIME)


def elimination_growth() -> Growth:
    return measuring.growth("rows", SIZES, lambda size: eliminated(matrix(size)))


def eliminated_samples() -> list[np.ndarray]:
    """Return the matrices that are eliminated where the rank, 2,038, misses the bound, 2,174."""
    found: list[np.ndarray] = []
    real = search.nonzero_minor
    with patch.object(search, "nonzero_minor", lambda given, prime: found.append(given) or real(given, prime)):
        certificate(8, 4, 2)
    return found


if __name__ == "__main__":
    measuring.main(__doc__, rows)
