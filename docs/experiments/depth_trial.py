"""A trial of depth whose plan is written down before it runs: rates tuned on some seeds, arms compared on fresh ones.

`depth_copying.py` and `depth_recall.py` say what is compared. What follows is the same for both, and was fixed before
the first run.

* An *arm* is a number of layers and a budget of trainable numbers. The one-layer arms are two: one of the same budget
  as the deep arms, and one of the same total number of units as the deepest arm, which has a larger budget.
* *Tuning.* Each arm is trained at every rate with the tuning seeds. Its rate is the one with the least mean of the
  steps to the solution, where a run that is not solved counts with the last step. Of equals, the one of the best mean
  accuracy is taken. That a chosen rate is the least or the greatest of the grid is printed.
* *Outcome.* Each arm is trained at its own rate with fresh seeds, none of which was used before. The outcome of a run
  is the number of steps after which it solves the task (data accuracy of at least 0.99 on fresh batches, looked at
  every 100 steps), censored at the last step.
* *The one primary comparison* is the deepest arm against both one-layer arms by log-rank tests; its p-value is the
  greater of the two. Depth counts as better only if the deepest arm is sooner than both and this value is below 0.05.
  (To claim both needs no correction: the greater of the two is a valid p-value for "not better than both".)
* *Secondary comparisons* are all other pairs of arms; their p-values are corrected together by Holm's method. Solved
  parts have Wilson's intervals at 95 %. Accuracies are shown, and not tested.
"""

from __future__ import annotations

import itertools
import json
import resource
import statistics
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tnrnn.sweeping import SweepOptions, SweepRow
from tnrnn.training import Run, experiment, parameters_of, read_runs
from tnrnn.training.protocol import sizes_of

WORKERS = 2


@dataclass(frozen=True)
class Trial:
    """What is compared: the fields that all runs share, the depths, the rates, and the seeds of both parts."""

    name: str
    shared: dict[str, Any]
    layers: tuple[int, ...]
    rates: tuple[float, ...]
    tuning: tuple[int, ...]
    seeds: tuple[int, ...]
    longer: int = 0
    """If it is not 0, the steps of a few more runs of one layer, which say whether time was what they lacked."""

    def arms(self) -> dict[str, Run]:
        """Return the arms by name, each as a run; the last one is a layer with as many units as the deepest arm."""
        found = {f"{_layers(layers)}, equal budget": Run(layers=layers, **self.shared) for layers in self.layers}
        deepest = sizes_of(Run(layers=max(self.layers), **self.shared))
        total = deepest.layers * deepest.hidden
        budget = parameters_of(deepest.cell, 1, total, deepest.inputs, deepest.outputs)
        found["1 layer, equal state"] = Run(layers=1, **(self.shared | {"budget": budget}))
        return found

    def pairs(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the pairs of arms of the primary comparison, and all other pairs."""
        *others, state = self.arms()
        deepest = others[-1]
        primary = [(deepest, others[0]), (deepest, state)]
        every = [*itertools.combinations(reversed(others), 2), *((one, state) for one in reversed(others))]
        return primary, [pair for pair in every if pair not in primary]

    def stores(self, folder: Path) -> dict[str, Path]:
        """Return the stores of all parts."""
        made = {"tuning": folder / f"{self.name}-tuning.sqlite", "fresh": folder / f"{self.name}.sqlite"}
        return made | ({"longer": folder / f"{self.name}-longer.sqlite"} if self.longer else {})


def _layers(number: int) -> str:
    return "1 layer" if number == 1 else f"{number} layers"


def tuning_runs(trial: Trial) -> list[Run]:
    """Return the runs of the tuning, by seed, so that a part of them already says something."""
    return [
        replace(arm, rate=rate, seed=seed)
        for seed in trial.tuning
        for rate in trial.rates
        for arm in trial.arms().values()
    ]


def tuned(trial: Trial, rows: tuple[SweepRow, ...]) -> dict[str, float]:
    """Return the rate of each arm: that of the least mean steps to the solution over the tuning seeds."""
    found = {}
    for name, arm in trial.arms().items():
        merits = {rate: merit(rows, replace(arm, rate=rate)) for rate in trial.rates}
        found[name] = min(merits, key=merits.__getitem__)
    return found


def merit(rows: tuple[SweepRow, ...], arm: Run) -> tuple[float, float]:
    """Return the mean steps to the solution, censored at the last step, and the negative mean accuracy."""
    results = [row.result or {} for row in rows if replace(row.case, seed=arm.seed) == arm]
    steps = [result.get("solved_at") or arm.iterations for result in results]
    return statistics.fmean(steps), -statistics.fmean(result.get("accuracy") or 0.0 for result in results)


def fresh_runs(trial: Trial, rates: dict[str, float]) -> list[Run]:
    """Return the runs of the comparison."""
    arms = trial.arms()
    return [replace(arms[name], rate=rates[name], seed=seed) for seed in trial.seeds for name in arms]


def longer_runs(trial: Trial, rates: dict[str, float]) -> list[Run]:
    """Return runs of the arms of one layer with more steps, with the first two of the tuning seeds."""
    arms = {name: replace(arm, iterations=trial.longer) for name, arm in trial.arms().items() if arm.layers == 1}
    return [replace(arms[name], rate=rates[name], seed=seed) for seed in trial.tuning[:2] for name in arms]


def run_trial(trial: Trial, folder: Path) -> None:
    """Tune, then compare; a trial that was stopped goes on where it was."""
    folder.mkdir(parents=True, exist_ok=True)
    stores = trial.stores(folder)
    _timed(tuning_runs(trial), stores["tuning"])
    rates = tuned(trial, read_runs(stores["tuning"]))
    print(trial.name, "rates:", rates, flush=True)
    for name, rate in rates.items():
        if rate in (min(trial.rates), max(trial.rates)):
            print(f"the rate of {name} is at the end of the grid", flush=True)
    _timed(fresh_runs(trial, rates), stores["fresh"])
    if trial.longer:
        _timed(longer_runs(trial, rates), stores["longer"])


def _timed(wanted: list[Run], store: Path) -> None:
    """Train, and add a line with the processor time of the workers to a file beside the store."""
    started, before = time.monotonic(), _processors()
    experiment(wanted, store, options=SweepOptions(workers=WORKERS, progress=False))
    line = {"wall": round(time.monotonic() - started, 1), "processors": round(_processors() - before, 1)}
    with store.with_suffix(".cost.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _processors() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
