"""Experiments: many training runs, on any executor, in one SQLite file; their table, and the paper's plots."""

from __future__ import annotations

import contextlib
import functools
import itertools
import json
import math
import multiprocessing
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..basics import TnrnnError, as_before, choice, listed, mistake
from ..drawing.charts import Chart, Scale, Series
from ..drawing.scenes import Style, Theme, resolved
from ..drawing.writers import check_matplotlib
from ..sweeping import (
    MAX_CASES,
    Progress,
    SweepOptions,
    SweepResult,
    SweepRow,
    bar_text,
    checked_path,
    read_store,
    sweep,
)
from ..system import read_text, wants_bar, write_bar, write_file
from .needs import one_thread
from .protocol import Run, sizes_of
from .training import Device, Step, checked_device, train

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CURVES = 12
LIVE = ".live.json"
"""The ending of small files in which workers say how far they are."""
MOST_LIVE = 2**12
"""The largest number of bytes of such a file."""

BUDGETS: dict[str, dict[str, int]] = {
    "small": {"budget": 5_000, "iterations": 3_000, "batch": 64, "symbols": 6, "alphabet": 8},
    "medium": {"budget": 20_000, "iterations": 10_000, "batch": 128, "symbols": 10, "alphabet": 16},
    "paper": {"budget": 65_000, "iterations": 50_000, "batch": 128, "symbols": 30, "alphabet": 32},
}
"""Named sizes: trainable numbers, steps, sequences a step, symbols and their kinds.

"small" takes minutes a run on one core, "medium" an hour or so, "paper" has the task, the steps and the batches of
Levine et al., arXiv 1710.09431, and wants a GPU. The trainable numbers are ours.
"""


def runs(**keys: Any) -> tuple[Run, ...]:
    """Return every combination of the values given for the fields of `Run`, each run once.

    Raises
    ------
    TnrnnError
        On unknown fields, missing ones, wrong values, no values, and more than 100,000 runs.

    Examples
    --------
    >>> [run.layers for run in runs(task="copy", cell="gru", layers=[1, 2], delay=10)]
    [1, 2]
    >>> runs(task="copy", cell="gru", layer=1, delay=10)
    Traceback (most recent call last):
    tnrnn.TnrnnError: runs: expected task, cell, layers, ... given 'layer'; did you mean 'layers'?
    """
    for key in keys:
        choice("runs", key, Run.columns())
    for name in ("task", "cell", "layers", "delay"):
        if name not in keys:
            raise TnrnnError(f"runs: expected a value or a list for {name}, given none")
    names = [name for name in Run.columns() if name in keys]
    lists = [_values(name, keys[name]) for name in names]
    if math.prod(map(len, lists)) > MAX_CASES:
        raise TnrnnError(f"runs: expected at most {MAX_CASES:,} runs, given more")
    made = (Run(**dict(zip(names, values, strict=True))) for values in itertools.product(*lists))
    return tuple(dict.fromkeys(made))


def _values(name: str, given: Any) -> tuple[Any, ...]:
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        return (given,)
    result = listed(f"runs, {name}", "a value or a list of values", given, MAX_CASES)
    if not result:
        raise mistake(f"runs, {name}", "a value or a list of values, at least one", given)
    return result


@as_before()
def experiment(
    runs: Iterable[Run],
    store: str | os.PathLike[str],
    *,
    executor: Executor | None = None,
    options: SweepOptions | None = None,
    device: Device = "cpu",
) -> SweepResult:
    """Train every run that the store does not hold yet, and write each, in one transaction, as it ends.

    Runs that were under way when an experiment was killed go on from their checkpoints, which are in the folder beside
    the store that has its name and `.checkpoints`. A run that diverges is a result; one that fails, say for want of
    memory, is recorded and tried again with `retry`.

    Parameters
    ----------
    runs : iterable of Run
    store : path
        An SQLite file, new or of an earlier experiment.
    executor, options
        As for `tnrnn.sweeping.sweep`. In a process of a pool a run takes one thread.
    device : "cpu" or "cuda"

    Raises
    ------
    TnrnnError
        On anything but runs, runs too large, devices that are not there, and what `sweep` refuses; before there is a
        store.

    Examples
    --------
    >>> import tempfile
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> few = [Run("copy", "gru", 1, delay=2, symbols=1, alphabet=2, budget=300, iterations=5, seed=s) for s in (0, 1)]
    >>> with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as threads:
    ...     result = experiment(few, folder + "/copy.sqlite", executor=threads)
    ...     lines = table(folder + "/copy.sqlite").lines
    >>> result.counts, [(line.run.layers, line.seeds) for line in lines]
    ((('done', 2),), [(1, 2)])
    """
    wanted = _checked(runs)
    checked_device(device)
    name = checked_path("store", store)
    chosen = SweepOptions() if options is None else options
    if not isinstance(chosen, SweepOptions):
        raise mistake("options", "SweepOptions", options)
    folder = folder_of(name)
    job = functools.partial(train_run, folder=str(folder), device=device)
    with _watched(wanted, folder, chosen) as watched:
        return sweep(wanted, name, executor=executor, measure=job, options=watched)


def folder_of(store: str | os.PathLike[str]) -> Path:
    """Return the folder of an experiment's checkpoints.

    >>> folder_of("copy.sqlite").name
    'copy.sqlite.checkpoints'
    """
    path = Path(os.path.abspath(store))
    return path.with_name(f"{path.name}.checkpoints")


def _checked(given: Any) -> tuple[Run, ...]:
    wanted = listed("runs", "Run objects", given, MAX_CASES)
    for run in wanted:
        if not isinstance(run, Run):
            raise mistake("runs", "Run objects", run)
    if not wanted:
        raise mistake("runs", "at least one", wanted)
    for run in {replace(run, seed=0) for run in wanted}:
        sizes_of(run)
    return tuple(dict.fromkeys(wanted))


# In a worker


def train_run(run: Run, folder: str, device: Device) -> dict[str, Any]:
    """Train one run in a worker, and say in a small file beside its checkpoint how far it is."""
    place = Path(folder, run.file + LIVE)

    def tell(step: Step) -> None:
        with contextlib.suppress(TnrnnError):  # a bar without this run is no reason to end it
            write_file(place, json.dumps(step).encode())

    try:
        with _one_thread():
            return train(run, folder=folder, progress=tell, device=device)
    finally:
        with contextlib.suppress(OSError):
            place.unlink(missing_ok=True)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """In a process of a pool, let torch take one thread: the pool has a process for every core."""
    if multiprocessing.parent_process() is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    with one_thread():
        yield


# On the terminal


@contextlib.contextmanager
def _watched(wanted: tuple[Run, ...], folder: Path, options: SweepOptions) -> Iterator[SweepOptions]:
    """Where a bar is wanted, show the runs that are under way behind it."""
    if callable(options.progress) or not wants_bar(options.progress):
        yield options
        return
    watch = _Watch(wanted, folder)
    thread = threading.Thread(target=watch.watch, daemon=True)
    thread.start()
    try:
        yield replace(options, progress=watch.hear)
    finally:
        watch.ended.set()
        thread.join()
        sys.stderr.write("\n")


class _Watch:
    """Draws, once a second, how many runs have ended, and how far those under way are."""

    def __init__(self, wanted: tuple[Run, ...], folder: Path) -> None:
        self.places = {run: folder / (run.file + LIVE) for run in wanted}
        self.progress = Progress(0, len(wanted), 0, None)
        self.ended = threading.Event()

    def hear(self, progress: Progress) -> None:
        self.progress = progress

    def watch(self) -> None:
        while not self.ended.wait(1.0):
            self.draw()
        self.draw()

    def draw(self) -> None:
        steps = [f"; {text}" for text in self.under_way()]
        write_bar(lambda width: "".join([bar_text(self.progress, width // 2), *steps]))

    def under_way(self) -> Iterator[str]:
        for run, place in self.places.items():
            with contextlib.suppress(OSError, ValueError, TypeError):
                if time.time() - place.stat().st_mtime < 60:
                    yield live_text(run, Step(*json.loads(read_text(place, MOST_LIVE))))


def live_text(run: Run, step: Step) -> str:
    """Return how far a run is, in few words.

    >>> live_text(Run("copy", "gru", 2, delay=10), Step(50, 200, 0.25, 0.875, 65.0))
    'gru L=2 delay=10 seed=0 at 50, loss 0.250, data 87.5 %'
    """
    words = f"{run.cell} L={run.layers} delay={run.delay} seed={run.seed} at {step.iteration:,}"
    if step.loss is None or step.accuracy is None:
        return words
    return f"{words}, loss {step.loss:.3f}, data {100 * step.accuracy:.1f} %"


# The table


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
        more = [name for name in _differing([line.run for line in self.lines]) if name not in SHOWN]
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
    return ExperimentTable(tuple(_line(found) for found in _grouped(_rows(rows))))


def _rows(rows: Any) -> tuple[SweepRow, ...]:
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


# Plots


@as_before()
def plot_depths(rows: Rows, *, ax: Axes | None = None, style: Style | Theme | None = None) -> Axes:
    """Plot data accuracy against delay, a curve a depth (and cell), the spread over seeds as a band; return the axes.

    Parameters
    ----------
    rows : path of a store, or rows as `read_runs` returns them
        Of one task.
    ax, style
        As for `tnrnn.plot`.

    Raises
    ------
    TnrnnError
        On several tasks, more than 12 curves, and where no run has a result.

    Examples
    --------
    >>> plot_depths([])
    Traceback (most recent call last):
    tnrnn.TnrnnError: plot_depths: expected runs with a result, given none
    """
    found = _finished("plot_depths", rows)
    lines = [line for line in table(found).lines if line.accuracy is not None]
    names = _labels("plot_depths", [line.run for line in lines], ("delay", "seed"))
    series = [
        one for group, name in enumerate(names) for one in _depth(group, [at for at in lines if _of(at.run, name)])
    ]
    series += _baseline(lines)
    chart = Chart(
        _title(found),
        Scale(DELAYS.get(lines[0].run.task, "delay"), "whole"),
        PART,
        tuple(series),
        tuple(names.values()),
    )
    return _drawn("plot_depths, ax", chart, style, ax)


@as_before()
def plot_learning(rows: Rows, *, ax: Axes | None = None, style: Style | Theme | None = None) -> Axes:
    """Plot data accuracy against iterations, a line a run, a colour for what differs but the seed; return the axes.

    Parameters
    ----------
    rows, ax, style
        As for `plot_depths`.

    Raises
    ------
    TnrnnError
        On several tasks, more than 12 colours, and where no run has a result.

    Examples
    --------
    >>> plot_learning([])
    Traceback (most recent call last):
    tnrnn.TnrnnError: plot_learning: expected runs with a result, given none
    """
    found = _finished("plot_learning", rows)
    names = _labels("plot_learning", [row.case for row in found], ("seed",))
    groups = list(names)
    series = [_learning(groups.index(_without(row.case, ("seed",))), row) for row in found]
    lines = [line for line in table(found).lines if line.accuracy is not None]
    longest = max(max(one.x) for one in series)
    levels = sorted({line.baseline for line in lines if line.baseline is not None})
    series += [Series("baseline", 0, (0.0, longest), (level, level)) for level in levels]
    chart = Chart(_title(found), Scale("iterations", "whole"), PART, tuple(series), tuple(names.values()))
    return _drawn("plot_learning, ax", chart, style, ax)


DELAYS = {"copy": "delay in time steps"}
PART = Scale("data accuracy", "part")
Group = tuple[Any, ...]


def _finished(owner: str, rows: Any) -> tuple[SweepRow, ...]:
    found = tuple(row for row in _rows(rows) if row.result is not None and row.result["curve"])
    if not found:
        raise TnrnnError(f"{owner}: expected runs with a result, given none")
    tasks = sorted({row.case.task for row in found})
    if len(tasks) > 1:
        raise TnrnnError(f"{owner}: expected runs of one task, given {' and '.join(tasks)}")
    return found


def _differing(found: list[Run]) -> list[str]:
    """Return the fields of which there are several values."""
    return [name for name in Run.columns() if len({getattr(run, name) for run in found}) > 1]


def _without(run: Run, names: tuple[str, ...]) -> Group:
    return tuple(getattr(run, name) for name in Run.columns() if name not in names)


def _labels(owner: str, found: list[Run], names: tuple[str, ...]) -> dict[Group, str]:
    """Return groups of runs that differ by `names` alone, and words for what tells the groups apart."""
    own = [name for name in _differing(found) if name not in names]
    groups = {_without(run, names): ", ".join(_word(run, name) for name in own or ["layers"]) for run in found}
    if len(groups) > MOST_CURVES:
        raise TnrnnError(f"{owner}: expected at most {MOST_CURVES} curves, given {len(groups)}; give it fewer rows")
    return groups


def _word(run: Run, name: str) -> str:
    value = getattr(run, name)
    return str(value) if name == "cell" else f"L={value}" if name == "layers" else f"{name}={value}"


def _of(run: Run, group: Group) -> bool:
    return _without(run, ("delay", "seed")) == group


def _depth(group: int, lines: list[Line]) -> Iterator[Series]:
    points = sorted((float(line.run.delay), line.accuracy) for line in lines if line.accuracy is not None)
    x = tuple(at for at, _ in points)
    if any(line.seeds > 1 for line in lines):
        tops, bottoms = (tuple(getattr(spread, name) for _, spread in points) for name in ("greatest", "least"))
        yield Series("spread", group, x, tops, bottoms)
    yield Series("mean", group, x, tuple(spread.mean for _, spread in points))


def _baseline(lines: list[Line]) -> list[Series]:
    points = sorted({(float(line.run.delay), line.baseline) for line in lines if line.baseline is not None})
    return [Series("baseline", 0, *zip(*points, strict=True))] if points else []


def _learning(group: int, row: SweepRow) -> Series:
    curve = row.result["curve"] if row.result is not None else []
    return Series("one seed", group, tuple(float(at) for at, _, _ in curve), tuple(right for _, _, right in curve))


def _title(rows: tuple[SweepRow, ...]) -> str:
    found = [row.case for row in rows]
    several = _differing(found)
    same = [name for name in ("cell", "symbols", "alphabet", "budget") if name not in several]
    seeds = len({run.seed for run in found})
    words = [found[0].task, *(_word(found[0], name).replace("budget=", "parameters: ") for name in same)]
    return ", ".join([*words, f"{seeds} seed{'s' if seeds > 1 else ''}"])


def _drawn(owner: str, chart: Chart, style: Style | Theme | None, ax: Axes | None) -> Axes:
    check_matplotlib()
    from ..drawing.charts import draw_chart
    from ..drawing.writers import check_axes

    if ax is not None:
        check_axes(owner, ax)
    return draw_chart(chart, resolved(style), ax)
