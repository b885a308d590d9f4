"""The time of `verify` beside that of the proof: `separation_rank` of the same case, one thread, processor time.

    python benchmarks/bench_verify.py [--json]

A proof searches for words whose minor is not zero. The check evaluates the circuit at the words that were found, and
eliminates once, by code of its own. It is given the certificate as its text was read, so that nothing is computed yet.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # before numpy is loaded
    os.environ.setdefault(name, "1")

from measuring import Growth, Row, growth, in_turn, main  # noqa: E402

from tnrnn import Circuit, Partition, RankCertificate, rac, separation_rank  # noqa: E402
from tnrnn.models import gru  # noqa: E402
from tnrnn.networks import Mode  # noqa: E402

GOAL = 0.6


def compared(words: str, circuit: Circuit, mode: Mode, grows: Growth | None = None, rounds: int = 5) -> Row:
    """Return the row of one case."""
    partition = Partition.start_end(len(circuit.positions))
    found = separation_rank(circuit, partition, mode)
    text = found.to_json()
    ours, theirs = in_turn(
        RankCertificate.from_json(text).verify, lambda: separation_rank(circuit, partition, mode), rounds
    )
    return Row(f"verify a rank of {found.lower:,} ({words})", "separation_rank", ours, theirs, GOAL, grows)


def check_of(length: int) -> Callable[[], object]:
    """Return the check of an RAC of some length, ready to run."""
    certificate = separation_rank(rac(length, 2, 4, 4), Partition.start_end(length), "continuous")
    return RankCertificate.from_json(certificate.to_json()).verify


def rows() -> Iterator[Row]:
    """Yield a row for each of some cases, the first with its growth; ranks from 120 to 2,024 have 8 to 24 steps."""
    grows = growth("steps", (8, 12, 16, 20, 24), check_of)
    yield compared("RAC, T=20, L=2, M=R=4, continuous", rac(20, 2, 4, 4), "continuous", grows)
    yield compared("RAC, T=12, L=3, M=R=3, one-hot", rac(12, 3, 3, 3), "one-hot")
    yield compared("GRU, T=6, L=1, M=R=3, continuous", gru(6, 1, 3, 3), "continuous", rounds=3)
    yield compared("RAC, T=30, L=2, M=R=4, continuous", rac(30, 2, 4, 4), "continuous", rounds=3)


if __name__ == "__main__":
    main(__doc__, rows)
