"""The table of an experiment: accuracy and time to the solution, with their spread over seeds."""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..basics import listed, mistake
from ..sweeping import SweepRow, read_store
from .protocol import Run


class Spread(NamedTuple):
    """Numbers over seeds: their mean, standard deviation (of a sample; None for one number), least and greatest."""

    mean: float
    deviation: float | None
    least: float
    greatest: float

    @classmethod
    def of(cls, numbers: Iterable[float]) -> Spread | None:
        """Return the spread of some numbers, or None where there are none.

        >>> Spread.of([0.5, 1.0])
        Spread(mean=0.75, deviation=0.3535533905932738, least=0.5, greatest=1.0)
        """
        found = list(numbers)
        if not found:
            return None
        deviation = statistics.stdev(found) if len(found) > 1 else None
        return cls(math.fsum(found) / len(found), deviation, min(found), max(found))


@dataclass(frozen=True)
class Line:
    """Runs that differ by their seed alone: how accurate they ended, how many solved the task, and when.

    `run` is the first of them; `accuracy` is the data accuracy of the last validation of each run that has one,
    `solved_at` the iteration at which those that solved it did; `troubled` counts what diverged, failed, or ran over
    a limit.
    """

    run: Run
    seeds: int
    hidden: int | None
    parameters: int | None
    accuracy: Spread | None
    solved: int
    solved_at: Spread | None
    troubled: int
    baseline: float | None

    def to_json(self) -> dict[str, Any]:
        """Return the line as JSON has it: the fields of the run but its seed, then those of the line."""
        own = {name: getattr(self.run, name) for name in Run.columns() if name != "seed"}
        rest = {
            name: getattr(self, name) for name in ("seeds", "hidden", "parameters", "solved", "troubled", "baseline")
        }
        spreads = {name: spread and spread._asdict() for name, spread in self._spreads().items()}
        return own | rest | spreads

    def _spreads(self) -> dict[str, Spread | None]:
        return {"accuracy": self.accuracy, "solved_at": self.solved_at}


@dataclass(frozen=True)
class ExperimentTable:
    """The lines of an experiment: one for each task, cell, depth, delay, and whatever else differs but the seed."""

    lines: tuple[Line, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the lines as JSON has them."""
        return [line.to_json() for line in self.lines]

    def __str__(self) -> str:
        head = ["task", "cell", "L", "delay", "R"]
        more = [name for name in differing([line.run for line in self.lines]) if name not in SHOWN]
        tail = ["seeds", "data accuracy", "least", "greatest", "baseline", "solved", "solved at", "troubled"]
        rows = [[*head, *more, *tail], *([*_cells(line, more)] for line in self.lines)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )


SHOWN = ("task", "cell", "layers", "delay", "seed")


def _cells(line: Line, more: list[str]) -> list[str]:
    run, found = line.run, line.accuracy
    own = [run.task, run.cell, str(run.layers), str(run.delay), _shown(line.hidden)]
    accuracy = [_percent(found, "mean"), _percent(found, "least"), _percent(found, "greatest")]
    baseline = "-" if line.baseline is None else f"{100 * line.baseline:.1f} %"
    ends = [baseline, f"{line.solved} of {line.seeds}", _solved_at(line.solved_at), str(line.troubled)]
    return [*own, *(str(getattr(run, name)) for name in more), str(line.seeds), *accuracy, *ends]


def _shown(number: int | None) -> str:
    return "-" if number is None else str(number)


def _percent(spread: Spread | None, name: str) -> str:
    if spread is None:
        return "-"
    deviation = f" +- {100 * spread.deviation:.1f}" if name == "mean" and spread.deviation is not None else ""
    return f"{100 * getattr(spread, name):.1f}{deviation} %"


def _solved_at(spread: Spread | None) -> str:
    if spread is None:
        return "-"
    return f"{spread.mean:,.0f}" + ("" if spread.deviation is None else f" +- {spread.deviation:,.0f}")


Rows = str | os.PathLike[str] | Iterable[SweepRow]


def read_runs(store: str | os.PathLike[str]) -> tuple[SweepRow, ...]:
    """Return the lines of an experiment's store, sorted by run.

    Raises
    ------
    TnrnnError
        When the file is not there, is no store of an experiment, or is locked by one that runs.

    Examples
    --------
    >>> read_runs("no-such-store.sqlite")
    Traceback (most recent call last):
    tnrnn.TnrnnError: store 'no-such-store.sqlite': cannot be used: unable to open database file
    """
    return read_store(store, kind=Run)


def table(rows: Rows) -> ExperimentTable:
    """Return accuracy and time to the solution by task, cell, depth and delay, with their spread over seeds.

    Parameters
    ----------
    rows : path of a store, or rows as `read_runs` returns them

    Raises
    ------
    TnrnnError
        On anything else.

    Examples
    --------
    >>> print(table([]))
    task  cell  L  delay  R  seeds  data accuracy  least  greatest  baseline  solved  solved at  troubled
    """
    return ExperimentTable(tuple(_line(found) for found in _grouped(rows_of(rows))))


def rows_of(rows: Any) -> tuple[SweepRow, ...]:
    if isinstance(rows, str | os.PathLike):
        return read_runs(rows)
    found = listed("rows", "a store, or rows as read_runs returns them", rows)
    for row in found:
        if not isinstance(row, SweepRow) or not isinstance(row.case, Run):
            raise mistake("rows", "a store, or rows as read_runs returns them", row)
    return found


def _grouped(rows: Iterable[SweepRow]) -> list[list[SweepRow]]:
    """Return rows together that differ by their seed alone, in the order of the first of each."""
    groups: dict[Run, list[SweepRow]] = {}
    for row in rows:
        groups.setdefault(replace(row.case, seed=0), []).append(row)
    return list(groups.values())


def _line(rows: list[SweepRow]) -> Line:
    results = [row.result for row in rows if row.result is not None]
    first = results[0] if results else {}
    solved = [result["solved_at"] for result in results if result["solved_at"] is not None]
    good = [result for result in results if result["status"] != "diverged"]
    return Line(
        run=rows[0].case,
        seeds=len(rows),
        hidden=first.get("hidden"),
        parameters=first.get("parameters"),
        accuracy=Spread.of(result["accuracy"] for result in results if result["accuracy"] is not None),
        solved=len(solved),
        solved_at=Spread.of(solved),
        troubled=len(rows) - len(good),
        baseline=first.get("baseline_accuracy"),
    )


def differing(found: list[Run]) -> list[str]:
    """Return the fields of which there are several values."""
    return [name for name in Run.columns() if len({getattr(run, name) for run in found}) > 1]
