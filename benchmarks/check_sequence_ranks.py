"""Computes every rank of tests/data/sequence_model_ranks.csv by `separation_rank`, and names those that differ.

    python benchmarks/check_sequence_ranks.py [--sample 100] [--model delta] [--done FILE]

What is computed goes to FILE line by line, if one is given, and is not computed again. Ctrl-C ends the run with what it
has found. A rank that meets its proved upper bound counts as proved. The exit status is 1 if a rank differs.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sequence_rows import Row, all_rows

from tnrnn import separation_rank

Found = tuple[int, bool, str, float]
"""A rank, whether it is proved, the least upper bound, and the seconds that it took."""


def main() -> None:
    parser = argparse.ArgumentParser(description="compares computed ranks with reference values")
    parser.add_argument("--sample", type=int, default=0, help="how many rows, drawn with the seed 0; by default all")
    parser.add_argument("--model", default="", help="only models with this in their name")
    parser.add_argument("--done", type=Path, help="the file of what is computed already")
    options = parser.parse_args()
    rows = [row for row in all_rows() if options.model in row.model]
    if options.sample:
        rows = random.Random(0).sample(rows, min(options.sample, len(rows)))
    done = read(options.done)
    try:
        for number, found in enumerate(computed(rows, done, options.done), 1):
            if number % 50 == 0 or found[3] > 10:
                print(f"{number:,} of {len(rows):,}; the last took {found[3]:.2f} s", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    report([(row, done[row]) for row in rows if row in done])


def computed(rows: list[Row], done: dict[Row, Found], path: Path | None) -> Iterator[Found]:
    for row in rows:
        if row not in done:
            start = time.perf_counter()
            certificate = separation_rank(row.circuit, row.partition, row.mode, observe=row.observe)
            upper = f"{certificate.upper_name} {certificate.upper}"
            done[row] = (certificate.lower, certificate.exact, upper, time.perf_counter() - start)
            if path is not None:
                with path.open("a", newline="") as file:
                    csv.writer(file).writerow([*row, *done[row]])
        yield done[row]


def read(path: Path | None) -> dict[Row, Found]:
    if path is None or not path.exists():
        return {}
    with path.open(newline="") as file:
        lines = list(csv.reader(file))
    return {
        Row(line[0], *map(int, line[1:7]), line[7], line[8], int(line[9])): (
            int(line[10]),
            line[11] == "True",
            line[12],
            float(line[13]),
        )
        for line in lines
    }


def report(results: list[tuple[Row, Found]]) -> None:
    missed = [(row, found) for row, found in results if found[0] != row.rank]
    for row, found in missed:
        print(f"computed {found[0]}, expected {row.rank}: {row}")
    kinds = Counter((row.model, row.mode, row.observe) for row, _ in missed)
    for kind, count in sorted(kinds.items()):
        print(f"{count} of {', '.join(kind)} differ")
    proved = sum(found[1] for _, found in results)
    seconds: dict[str, float] = defaultdict(float)
    for row, found in results:
        seconds[row.model] += found[3]
    print(f"{len(results):,} ranks, {len(missed):,} differ, {proved:,} meet a proved upper bound")
    slowest = max(results, key=lambda result: result[1][3], default=None)
    if slowest:
        print(f"{sum(seconds.values()):.0f} s; the slowest took {slowest[1][3]:.1f} s: {slowest[0]}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
