"""The time of `verify` beside that of the proof: `separation_rank` of the same case, one thread, processor time.

    python benchmarks/bench_verify.py [--json]

A proof searches for words whose minor is not zero. The check evaluates the circuit at the words that were found, and
eliminates once, by code of its own. Each check is given a certificate that was just read, and each proof a circuit that
was just made, so that nothing is computed yet.
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


def compared(words: str, make: Callable[[], Circuit], mode: Mode, grows: Growth | None = None, rounds: int = 5) -> Row:
    """Return the row of the circuit that `make` makes."""
    partition = Partition.start_end(len(make().positions))
    found = separation_rank(make(), partition, mode)
    certificates = [RankCertificate.from_json(found.to_json()) for _ in range(rounds)]
    circuits = [make() for _ in range(rounds)]
    ours, theirs = in_turn(
        lambda: certificates.pop().verify(), lambda: separation_rank(circuits.pop(), partition, mode), rounds
    )
    return Row(f"verify a rank of {found.lower:,} ({words})", "separation_rank", ours, theirs, GOAL, grows)


def check_of(length: int) -> Callable[[], object]:
    """Return the check of an RAC of some length, ready to run."""
    certificate = separation_rank(rac(length, 2, 4, 4), Partition.start_end(length), "continuous")
    return RankCertificate.from_json(certificate.to_json()).verify


def rows() -> Iterator[Row]:
    """Yield a row for each of some cases, the first with its growth; ranks from 120 to 2,024 have 8 to 24 steps."""
    grows = growth("steps", (8, 12, 16, 20, 24), check_of)
    yield compared("RAC, T=20, L=2, M=R=4, continuous", lambda: rac(20, 2, 4, 4), "continuous", grows)
    yield compared("RAC, T=12, L=3, M=R=3, one-hot", lambda: rac(12, 3, 3, 3), "one-hot")
    yield compared("GRU, T=6, L=1, M=R=3, continuous", lambda: gru(6, 1, 3, 3), "continuous", rounds=3)
    yield compared("RAC, T=30, L=2, M=R=4, continuous", lambda: rac(30, 2, 4, 4), "continuous", rounds=3)


if __name__ == "__main__":
    main(__doc__, rows)
