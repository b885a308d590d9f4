"""The table of an experiment: accuracy and time to the solution, with their spread over seeds."""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ...basics import aligned, listed, mistake
from ...sweeping import SweepRow, read_store
from ..protocol import Run


class Spread(NamedTuple):
    """The mean, the sample standard deviation (None for one number), the least and the greatest of some numbers."""

    mean: float
    deviation: float | None
    least: float
    greatest: float

    @classmethod
    def of(cls, numbers: Iterable[float]) -> Spread | None:
        """Return the spread of some numbers, or None if there are none.

        >>> Spread.of([0.5, 1.0])
        Spread(mean=0.75, deviation=0.3535533905932738, least=0.5, greatest=1.0)
        """
        found = list(numbers)
        if not found:
            return None
        deviation = statistics.stdev(found) if len(found) > 1 else None
        return cls(math.fsum(found) / len(found), deviation, min(found), max(found))


@dataclass(frozen=True)
class TableLine:
    """The results of runs that differ only by their seed.

    Attributes
    ----------
    run : Run
        The first of the runs.
    seeds : int
        The number of runs.
    hidden, parameters : int, optional
        The units of each layer, and the trainable numbers; None if no run has a result.
    accuracy : Spread, optional
        The data accuracy in the last validation of each run that has one.
    solved : int
        The number of runs that solved the task.
    solved_at : Spread, optional
        The iterations at which these runs solved it.
    troubled : int
        The number of runs that diverged, failed, or exceeded a limit.
    baseline : float, optional
        The data accuracy that is reached without memory.
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
        """Return the line as JSON: the fields of the run except its seed, then those of the line."""
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
    """The table of an experiment; it prints as text.

    Attributes
    ----------
    lines : tuple of TableLine
        A line for each group of runs that differ only by their seed.

    Examples
    --------
    >>> import tempfile
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from tnrnn.training import Run, experiment, table
    >>> run = Run("copy", "gru", 1, delay=2, symbols=1, alphabet=2, budget=300, iterations=5)
    >>> with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as threads:
    ...     _ = experiment([run], folder + "/copy.sqlite", executor=threads)
    ...     found = table(folder + "/copy.sqlite")
    >>> isinstance(found, ExperimentTable), [(line.run.cell, line.seeds) for line in found.lines]
    (True, [('gru', 1)])
    """

    lines: tuple[TableLine, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the lines as JSON."""
        return [line.to_json() for line in self.lines]

    def __str__(self) -> str:
        head = ["task", "cell", "L", "delay", "R"]
        more = [name for name in differing([line.run for line in self.lines]) if name not in SHOWN]
        tail = ["seeds", "data accuracy", "least", "greatest", "baseline", "solved", "solved at", "troubled"]
        rows = [[*head, *more, *tail], *([*_cells(line, more)] for line in self.lines)]
        return "\n".join(aligned(rows, left=True))


SHOWN = ("task", "cell", "layers", "delay", "seed")
"""The fields of a run that need no column of their own in a printed table: it always shows them or their number."""


def _cells(line: TableLine, more: list[str]) -> list[str]:
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
    """Return the rows of an experiment's store, sorted by run.

    Parameters
    ----------
    store : path
        The SQLite file of an experiment.

    Raises
    ------
    TnrnnError
        If the file does not exist, is not the store of an experiment, or is locked by an experiment that is running.

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
        The runs of the table.

    Raises
    ------
    TnrnnError
        If `rows` is neither a store of an experiment nor a list of its rows.

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
    """Return groups of rows that differ only by their seed, in the order of the first row of each."""
    groups: dict[Run, list[SweepRow]] = {}
    for row in rows:
        groups.setdefault(replace(row.case, seed=0), []).append(row)
    return list(groups.values())


def _line(rows: list[SweepRow]) -> TableLine:
    results = [row.result for row in rows if row.result is not None]
    first = results[0] if results else {}
    solved = [result["solved_at"] for result in results if result["solved_at"] is not None]
    good = [result for result in results if result["status"] != "diverged"]
    return TableLine(
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
    """Return the names of the fields that have several values."""
    return [name for name in Run.columns() if len({getattr(run, name) for run in found}) > 1]


def word_of(run: Run, name: str) -> str:
    """Return a field of a run in words.

    >>> word_of(Run("copy", "gru", 2, delay=10), "layers"), word_of(Run("copy", "gru", 2, delay=10), "delay")
    ('L=2', 'delay=10')
    """
    value = getattr(run, name)
    return str(value) if name == "cell" else f"L={value}" if name == "layers" else f"{name}={value}"
