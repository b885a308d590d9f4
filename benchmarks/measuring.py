"""How benchmarks measure: two works take turns in one run, and the ratio of their processor times counts.

Each `bench_*.py` that the page of speeds shows has a function `rows` that yields one `Row` for each comparison, and
ends with `measuring.main(__doc__, rows)`. Then it prints its rows, with `--json` as one JSON line for each, which
`speed.py` reads.

>>> row = Row("add", "a loop", ours=1.0, theirs=2.0, goal=1.0)
>>> row.ratio, row.reached
(0.5, True)
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple


class Growth(NamedTuple):
    """Times at growing sizes: `unit` says what the sizes count."""

    unit: str
    sizes: tuple[float, ...]
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """The slope of log seconds over log size, by least squares: 1 if the cost is linear."""
        points = [(math.log(size), math.log(took)) for size, took in zip(self.sizes, self.seconds, strict=True)]
        return statistics.linear_regression(*zip(*points, strict=True)).slope


class Row(NamedTuple):
    """One comparison: our processor time for a work, that of a peer or a limit, and the ratio that is wanted.

    Both are in `unit`, which is "s" for seconds. A goal is infinite where there is none.
    """

    work: str
    peer: str
    ours: float
    theirs: float
    goal: float
    growth: Growth | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """Our time divided by the peer's."""
        return self.ours / self.theirs

    @property
    def reached(self) -> bool:
        """Whether the ratio is at most the goal."""
        return self.ratio <= self.goal


def used() -> float:
    """Return the processor time of this process and of its children that have ended, user and system, in seconds."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def seconds(call: Callable[[], object]) -> float:
    """Return the processor time of a call, without garbage that was there before."""
    gc.collect()
    start = used()
    call()
    return used() - start


def in_turn(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 5) -> tuple[float, float]:
    """Return the medians of two calls that take turns, so that a busy machine slows both alike."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def growth(unit: str, sizes: Iterable[int], call: Callable[[int], Callable[[], object]], rounds: int = 3) -> Growth:
    """Return the median times of a work of growing size; `call(size)` prepares the work, which is not measured."""
    listed = tuple(sizes)
    times = [statistics.median(seconds(call(size)) for _ in range(rounds)) for size in listed]
    return Growth(unit, tuple(map(float, listed)), tuple(times))


def as_json(row: Row) -> str:
    """Return a row as one line of JSON."""
    record: dict[str, Any] = row._asdict()
    return json.dumps(record | {"growth": row.growth and row.growth._asdict()})


def from_json(line: str) -> Row:
    """Return the row that `as_json` wrote.

    >>> row = Row("add", "a loop", 1.0, 2.0, 1.0, Growth("numbers", (1.0, 2.0), (1.0, 2.0)))
    >>> from_json(as_json(row)) == row
    True
    """
    record = json.loads(line)
    found = record.pop("growth")
    if found:
        found = Growth(found["unit"], tuple(found["sizes"]), tuple(found["seconds"]))
    return Row(**record, growth=found)


def text(row: Row) -> str:
    """Return a row as one line of text."""
    ours, theirs = (f"{value:.3g} {row.unit}" for value in (row.ours, row.theirs))
    said = f"{row.work}: {ours}, {row.peer}: {theirs}, ratio {row.ratio:.2f} (goal {row.goal:g})"
    if row.growth:
        said += f", grows as the power {row.growth.exponent:.2f} of the number of {row.growth.unit}"
    return said


def main(words: str, rows: Callable[[], Iterator[Row]]) -> None:
    """Print the rows as they are measured, as text or as JSON."""
    parser = argparse.ArgumentParser(description=words, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one line of JSON for each row")
    options = parser.parse_args()
    for row in rows():
        print(as_json(row) if options.json else text(row), flush=True)
