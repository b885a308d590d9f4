"""Experiments: many training runs, on any executor, in one SQLite file."""

from __future__ import annotations

import functools
import itertools
import math
import os
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...basics import TnrnnError, as_before, choice, listed, mistake
from ...sweeping import MAX_CASES, SweepOptions, SweepResult, checked_path, sweep
from ..protocol import Device, Run, checked_device, sizes_of
from .bars import watched
from .workers import train_run

BUDGETS: dict[str, dict[str, int]] = {
    "small": {"budget": 5_000, "iterations": 3_000, "batch": 64, "symbols": 6, "alphabet": 8},
    "medium": {"budget": 20_000, "iterations": 10_000, "batch": 128, "symbols": 10, "alphabet": 16},
    "paper": {"budget": 65_000, "iterations": 50_000, "batch": 128, "symbols": 30, "alphabet": 32},
}
"""Named sizes: trainable numbers, steps, sequences at each step, symbols and their kinds.

A run of "small" takes minutes on one core, and a run of "medium" about an hour. "paper" has the task, the steps and the
batches of Levine et al., arXiv 1710.09431, and should run on a GPU. The trainable numbers are ours.
"""


def runs(**keys: Any) -> tuple[Run, ...]:
    """Return every combination of the given values for the fields of `Run`, without repetition.

    Parameters
    ----------
    **keys : value or list of values
        A value, or a list of values, for fields of `Run`; task, cell, layers and delay must be there.

    Raises
    ------
    TnrnnError
        If a field is unknown or missing, if a value is wrong, if a list is empty, or if there are more than 100,000
        runs.

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
    """Train every run that is not yet in the store, and write each result in one transaction when the run ends.

    Runs that were under way when an experiment was killed go on from their checkpoints. These are in a folder beside
    the store, which has the name of the store and the ending `.checkpoints`. A run that diverges is a result. A run
    that fails, for example because memory is short, is recorded and tried again with `retry`.

    Parameters
    ----------
    runs : iterable of Run
        The runs to train.
    store : path
        An SQLite file, new or of an earlier experiment.
    executor : concurrent.futures.Executor, optional
        Where the runs are trained; see `tnrnn.sweeping.sweep`. In a process of a pool, a run uses one thread.
    options : SweepOptions, optional
        The options of `tnrnn.sweeping.sweep`.
    device : "cpu" or "cuda"
        The device of torch; by default "cpu".

    Returns
    -------
    SweepResult
        How many runs there are, and how those of this experiment ended.

    Raises
    ------
    TnrnnError
        If an item is not a Run, if a run is too large, if the device does not exist, or if `sweep` refuses the store or
        the options. All of this is checked before a store is made.

    Examples
    --------
    >>> import tempfile
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from tnrnn.training import table
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
    with watched(wanted, folder, chosen) as heard:
        return sweep(wanted, name, executor=executor, measure=job, options=heard)


def folder_of(store: str | os.PathLike[str]) -> Path:
    """Return the folder of the checkpoints of an experiment with this store.

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
