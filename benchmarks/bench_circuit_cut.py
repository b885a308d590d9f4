"""Compares the proved min-cuts of circuits with joined inputs with the cuts of their unfoldings, and with lower limits.

    python benchmarks/bench_circuit_cut.py

Where the unfolding can be made, the peer is `unroll` and `min_cut` of the network. Where it cannot, the limit is the
making of the circuit itself, or the min-cut with repeated inputs, whose unfolding is a tree: one pass over the circuit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import measuring

from tnrnn import Circuit, Partition, min_cut, rac, unroll, unrolled_size
from tnrnn.models import gmlp, gru, lstm

SIZES = (1000, 2000, 4000, 8000, 16000)


def proved(circuit: Circuit) -> None:
    """Find the min-cut at half of the steps; it has to be proved."""
    if not min_cut(circuit, Partition.start_end(len(circuit.positions))).minimal:
        raise SystemExit("a cut came back unproved")


def of_unfolding(circuit: Circuit) -> None:
    min_cut(unroll(circuit), Partition.start_end(len(circuit.positions)))


def of_tree(circuit: Circuit) -> None:
    min_cut(circuit, Partition.start_end(len(circuit.positions)), mode="continuous")


def of_steps(length: int) -> Callable[[], object]:
    circuit = rac(length, 2, 3, 2)
    return lambda: proved(circuit)


def rows() -> Iterator[measuring.Row]:
    """Yield the rows of the page of speeds."""
    small = rac(40, 3, 3, 2)
    times = measuring.in_turn(lambda: proved(small), lambda: of_unfolding(small), rounds=3)
    yield measuring.Row(
        "proved min-cut of an RAC with joined inputs, T=40, L=3, on the circuit",
        f"unrolling its {unrolled_size(small):,} tensors and the min-cut of the network",
        *times,
        goal=0.1,
    )
    long = rac(SIZES[-1], 2, 3, 2)
    times = measuring.in_turn(lambda: proved(long), lambda: of_tree(long), rounds=3)
    yield measuring.Row(
        f"proved min-cut of an RAC with joined inputs, T={SIZES[-1]:,}, L=2",
        "its min-cut with repeated inputs, one pass",
        *times,
        goal=5,
        growth=measuring.growth("steps", SIZES, of_steps, rounds=1),
    )
    for name, make in (("an LSTM", lstm), ("a GRU", gru), ("a gMLP", gmlp)):
        circuit = make(200, layers=3, inputs=10, hidden=4)
        times = measuring.in_turn(
            lambda circuit=circuit: proved(circuit),
            lambda make=make: make(200, layers=3, inputs=10, hidden=4),
            rounds=3,
        )
        yield measuring.Row(
            f"proved min-cut of {name} with joined inputs, T=200, L=3, M=10, R=4",
            "making the circuit",
            *times,
            goal=5,
        )


if __name__ == "__main__":
    measuring.main(__doc__, rows)
