"""Compares the closed forms of sequence models with exact ranks of random small circuits.

    python benchmarks/check_sequence_forms.py [--cases 1000] [--seed 0] [--model mamba] [--bases]

For each model and depth it prints how many ranks in closed form were computed and found, how many upper bounds were the
rank, and how many cases have neither. A rank that differs, or that is above a bound, is shown; then the exit status is
1. This is what the documentation means by "computed". With --bases it computes instead the ranks that the proofs of
Theorems S8 and S9 begin with.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sequence_cases import SIZES, bases, random_case

from tnrnn import TnrnnError, separation_rank
from tnrnn.bounding import closed_forms
from tnrnn.models import Case


def main() -> None:
    parser = argparse.ArgumentParser(description="compares closed forms with computed ranks")
    parser.add_argument("--cases", type=int, default=1000, help="how many cases are drawn")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the draw")
    parser.add_argument("--model", default="", choices=["", *SIZES], help="only this model")
    parser.add_argument("--bases", action="store_true", help="compute the ranks that two proofs begin with")
    options = parser.parse_args()
    if options.bases:
        sys.exit(not all(map(is_base, bases())))
    rng, counts, wrong = random.Random(options.seed), Counter[tuple[str, str]](), 0
    for _ in range(options.cases):
        case = random_case(rng, options.model)
        line, found = compared(case)
        counts[line, found] += 1
        if found == "WRONG":
            wrong += 1
            print(case)
    for line in sorted({line for line, _ in counts}):
        print(f"{line:28}", *(f"{name} {count}" for (of, name), count in sorted(counts.items()) if of == line))
    sys.exit(wrong > 0)


def is_base(base: tuple[Case, int]) -> bool:
    """Print a rank that a proof begins with, and return whether it is the right one."""
    case, expected = base
    rank = separation_rank(case.whole, case.partition, case.mode, observe=case.observe).lower
    width = case.whole.inputs[0].dim
    print(f"M = {width}, {len(case.whole.vertices)} vertices, {case.observe}: {rank}, expected {expected}", flush=True)
    return rank == expected


def compared(case: Case) -> tuple[str, str]:
    """Return the model with its depth, and how its closed form compares with the computed rank."""
    assert case.origin is not None
    line = f"{case.origin.model}, L = {case.origin.size('layers')}"
    bound, *below = closed_forms(case)
    if not bound.applies and not below:
        return line, "unknown"
    try:
        rank = separation_rank(case.whole, case.partition, case.mode, observe=case.observe).lower
    except TnrnnError:  # the rank is above a bound
        return line, "WRONG"
    if any((other.value or 0) > rank for other in below):
        return line, "WRONG"
    if not bound.applies:
        return line, "lower bounds"
    if bound.kind == "exact":
        return line, "ranks" if rank == bound.value else "WRONG"
    return line, "bounds met" if rank == bound.value else "bounds above" if rank < (bound.value or 0) else "WRONG"


if __name__ == "__main__":
    main()
