"""Checks ports on many random tensors of 1 to 12 bonds, with random shapes, sizes, neighbours and directions of legs.

    python benchmarks/check_ports.py [--count 1500] [--seed 0]

Every line has to end at the edge of its tensor, at a point of its own, and be seen nowhere inside, and no two straight
lines may cross. It prints every fault and how many tensors have one. About one tensor in a hundred has one: its lines
are crowded, or a leg was asked to go across them. The exit status is 1 if more than two in a hundred have faults.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from test_legs import port_faults


def main() -> int:
    """Print the faults and their number; return 1 if there are too many."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    bad = 0
    for seed in range(options.seed, options.seed + options.count):
        found = list(port_faults(seed))
        bad += bool(found)
        print(*(f"{seed}: {fault}" for fault in found), sep="\n", end="\n" * bool(found))
    print(f"{bad} of {options.count} tensors have faults")
    return int(bad > 0.02 * options.count)


if __name__ == "__main__":
    sys.exit(main())
