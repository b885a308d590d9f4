"""Compares the time of `separation_rank` with python-flint alone, as ratios, since machines differ.

    python benchmarks/bench_rank.py [--large]

The circuit has L=2, M=R=4 and continuous inputs, and T=20 (rank 1,144), or with --large also T=40 (rank 7,084). The
whole computation, including the upper bound and the certificate, is compared with making a random matrix of that size
from a list and finding its rank modulo the same prime.
"""

from __future__ import annotations

import random
import resource
import sys
import time

from flint import nmod_mat

from tnrnn import Partition, rac, separation_rank

PRIME = 2**31 - 1


def flint_alone(size: int) -> float:
    rng = random.Random(0)
    entries = [rng.randrange(PRIME) for _ in range(size * size)]
    start = time.perf_counter()
    nmod_mat(size, size, entries, PRIME).rank()
    return time.perf_counter() - start


def main() -> None:
    for length in (20, 40) if "--large" in sys.argv else (20,):
        circuit, partition = rac(length, 2, 4, 4), Partition.start_end(length)
        start = time.perf_counter()
        certificate = separation_rank(circuit, partition, "continuous")
        ours = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        theirs = flint_alone(certificate.lower)
        print(
            f"T={length}: rank {certificate.lower:,}, exact: {certificate.exact}, {ours:.2f} s, peak {peak:.1f} GiB; "
            f"python-flint alone {theirs:.2f} s, ratio {ours / theirs:.2f}"
        )


if __name__ == "__main__":
    main()
