"""Checks the min-cuts of random circuits with joined inputs against flows on their unfoldings.

    python benchmarks/check_joined_cuts.py [--count 2000] [--seed 0]

Every cut has to be proved, and to be that of the network entry by entry: nearest to the near side, and nearest to the
far side. Each circuit is cut twice, the second time with rows guessed wherever that is possible. It prints every fault;
the exit status is 1 if there are any.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from test_circuit_cut import assert_same_cut, random_case
from test_joints import LARGER, LARGEST, POWERS, SMALL, recurrent_case

from tnrnn import Circuit, Partition, min_cut, unroll
from tnrnn.cuts.circuits import joints

NARROW = joints.NARROW


def cases(seed: int) -> list[tuple[Circuit, Partition]]:
    """Return the random circuits of a seed, of five kinds."""
    found = [random_case(seed, **sizes) for sizes in (SMALL, POWERS, LARGER, LARGEST)]
    return [case for case in (*found, recurrent_case(seed, most_copies=300)) if case]


def faults(circuit: Circuit, partition: Partition) -> str:
    """Return what is wrong with the cuts of a circuit."""
    network = unroll(circuit)
    for nearest in ("start", "end"):
        expected = min_cut(network, partition, nearest=nearest)
        for joints.NARROW in (NARROW, 1):
            cut = min_cut(circuit, partition, nearest=nearest)
            try:
                assert cut.minimal, "the cut is not proved"
                assert_same_cut(circuit, network, cut, expected)
            except AssertionError as fault:
                return f"nearest to the {nearest}: {fault or 'another cut'}"
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description="checks min-cuts of circuits with joined inputs")
    parser.add_argument("--count", type=int, default=2000, help="how many seeds, each of up to five circuits")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    options = parser.parse_args()
    began, done, wrong = time.process_time(), 0, 0
    for seed in range(options.seed, options.seed + options.count):
        for number, case in enumerate(cases(seed)):
            done += 1
            fault = faults(*case)
            if fault:
                wrong += 1
                print(f"seed {seed}, circuit {number}: {fault}")
    print(f"{done} circuits, {wrong} with faults, {time.process_time() - began:.0f} s")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
