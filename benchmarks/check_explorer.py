"""Compare what the explorer shows of random cases of all models, and of random circuits and networks, with the library.

The suite checks a sample. Run as

    python benchmarks/check_explorer.py [models] [given]

with the numbers of cases, by default 300 and 100; it takes some minutes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from explorer_cases import check, given_case, given_subject, random_case


def main(models: int = 300, given: int = 100) -> None:
    begun, compared, cases = time.perf_counter(), 0, 0
    for seed in range(models):
        found = check(random_case(seed), seed)
        compared, cases = compared + found, cases + (found > 0)
    print(f"{models} cases of models: {cases} compared, {compared:,} numbers", flush=True)
    compared = cases = 0
    for seed in range(given):
        found = check(given_case(given_subject(seed), seed), seed)
        compared, cases = compared + found, cases + (found > 0)
    print(f"{given} circuits and networks: {cases} compared, {compared:,} numbers")
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
