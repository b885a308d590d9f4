"""Checks how random circuits of quimb, of eleven kinds of gates, are drawn.

    python benchmarks/check_circuits.py [--count 500] [--seed 0]

Every circuit has to be recognised as a state and as an operator: time runs to the right along every wire, open wires
end at the left and at the right, and no two marks overlap. It prints every fault; the exit status is 1 if there are
any.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from test_wires import any_circuit, assert_time_runs_to_the_right


def main() -> None:
    parser = argparse.ArgumentParser(description="checks how random circuits are drawn")
    parser.add_argument("--count", type=int, default=500, help="how many circuits are drawn")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the first circuit")
    options = parser.parse_args()
    began, wrong = time.perf_counter(), 0
    for seed in range(options.seed, options.seed + options.count):
        try:
            assert_time_runs_to_the_right(any_circuit(seed))
        except AssertionError as fault:
            wrong += 1
            print(f"{seed}: {fault}")
    print(f"{options.count} circuits, {wrong} with faults, {time.perf_counter() - began:.0f} s")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
