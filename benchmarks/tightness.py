"""Counts how often the least upper bound is the exact rank, over tests/data/sequence_model_ranks.csv.

    python benchmarks/tightness.py [--sample 100] [--model delta] [--misses 3] [--write FILE]

Each line is for a model, a depth and what is observed; ranks of 1 and 2, which nearly every bound meets, have lines of
their own. "tight" is how many of the rows have a least upper bound that is the rank: with all bounds, without closed
forms, and with those alone that are proved and not computed at random weights. The median and the maximum of
bound / rank over the others stand beside it. `--misses` shows that many rows of each kind whose bound is above the
rank, and `--write` writes all rows with their bounds as CSV. The exit status is 1 if an upper bound is below a rank or
a proved lower bound above it.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sequence_rows import Row, all_rows

from tnrnn.bounding import bounds_above, lower_bounds, row_of
from tnrnn.models import Case

CLOSED = "ideal_bound", "closed_form"
"""The rows of tables that closed forms stand in."""


class Result(NamedTuple):
    """A row, its least upper bounds: of all, without closed forms, and of proved ones; and the violated bounds."""

    row: Row
    best: tuple[int, str]
    plain: tuple[int, str]
    proved: tuple[int, str]
    violated: list[str]


def result_of(row: Row) -> Result:
    case = Case(row.circuit, row.partition, row.mode, observe=row.observe)
    above = [bound for bound in bounds_above(case) if bound.value is not None]
    below = [bound for bound in lower_bounds(case) if bound.value is not None and bound.status == "proved"]
    violated = [f"{b.name} {b.value}" for b in above if b.value < row.rank]
    violated += [f"{b.name} {b.value}, a lower bound" for b in below if b.kind != "upper" and b.value > row.rank]
    best = min((bound.value, bound.name) for bound in above)
    plain = min((bound.value, bound.name) for bound in above if row_of(bound.name) not in CLOSED)
    proved = min((bound.value, bound.name) for bound in above if bound.status == "proved")
    return Result(row, best, plain, proved, violated)


def told(results: list[Result]) -> str:
    return "  ".join(f"{_tight(results, name):>22}" for name in ("best", "plain", "proved"))


def _tight(results: list[Result], name: str) -> str:
    ratios = [_ratio(getattr(result, name)[0], result.row.rank) for result in results]
    loose = [ratio for ratio in ratios if ratio > 1]
    text = f"{len(ratios) - len(loose)}/{len(ratios)}"
    return f"{text} (x{statistics.median(loose):.2f}, {max(loose):.1f})" if loose else text


def _ratio(bound: int, rank: int) -> float:
    return bound / rank if bound.bit_length() < 1000 else math.inf


def table(results: list[Result]) -> None:
    titles = f"{'tight (median, max)':>22}  {'no closed form':>22}  {'proved only':>22}"
    print(f"{'model':<26}{'layers':>7} {'observe':<8}{'rank':<5} {titles}")
    groups: dict[tuple[str, int, str, str], list[Result]] = defaultdict(list)
    for result in results:
        row = result.row
        groups[row.model, row.layers, row.observe, "<= 2" if row.rank <= 2 else "> 2"].append(result)
    for (model, layers, observe, size), group in sorted(groups.items()):
        print(f"{model:<26}{layers:>7} {observe:<8}{size:<5} {told(group)}")
    for size, group in (
        ("<= 2", [r for r in results if r.row.rank <= 2]),
        ("> 2", [r for r in results if r.row.rank > 2]),
    ):
        print(f"{'all':<26}{'':>7} {'':<8}{size:<5} {told(group) if group else ''}")


def misses(results: list[Result], most: int) -> None:
    kinds: dict[tuple[str, int, str, str], list[Result]] = defaultdict(list)
    for result in results:
        if result.best[0] > result.row.rank:
            row = result.row
            kinds[row.model, row.layers, row.mode, row.observe].append(result)
    for kind, group in sorted(kinds.items()):
        for result in sorted(group, key=lambda found: -found.best[0] / found.row.rank)[:most]:
            print(*kind, f"{result.best[1]} {result.best[0]} > rank {result.row.rank}: {result.row}")


def main() -> None:
    parser = argparse.ArgumentParser(description="counts how often bounds are the rank")
    parser.add_argument("--sample", type=int, default=0, help="how many rows, drawn with the seed 0; by default all")
    parser.add_argument("--model", default="", help="only models with this in their name")
    parser.add_argument("--misses", type=int, default=0, help="how many misses to show of each kind")
    parser.add_argument("--write", type=Path, help="the file to which all rows go, with their least bounds")
    options = parser.parse_args()
    rows = [row for row in all_rows() if options.model in row.model]
    if options.sample:
        rows = random.Random(0).sample(rows, min(options.sample, len(rows)))
    start = time.perf_counter()
    results = []
    for number, row in enumerate(rows, 1):
        results.append(result_of(row))
        if number % 100 == 0:
            print(f"{number:,} of {len(rows):,}, {time.perf_counter() - start:.0f} s", file=sys.stderr)
    if options.write:
        with options.write.open("w", newline="") as file:
            csv.writer(file).writerows([*result.row, *result.best, *result.plain, *result.proved] for result in results)
    table(results)
    misses(results, options.misses)
    violated = [(result.row, result.violated) for result in results if result.violated]
    for row, names in violated:
        print(f"VIOLATED {names} by {row}")
    print(f"{len(results):,} rows, {len(violated):,} bounds violated")
    sys.exit(1 if violated else 0)


if __name__ == "__main__":
    main()
