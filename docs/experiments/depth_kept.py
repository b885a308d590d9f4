"""What is kept of a trial, a line a run in a file beside this one, and the tables of docs/depth.md."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from depth_trial import Trial, merit, tuned

from tnrnn.memory import start_future_rank
from tnrnn.sweeping import SweepRow
from tnrnn.training import Comparison, Run, SolvedGroup, compare, load_stack, needed, read_runs, stack
from tnrnn.training.experiments import Spread, folder_of
from tnrnn.training.protocol import sizes_of, tasks_of

HERE = Path(__file__).parent
WORDS, RANK_SEED = 64, 1
"""The number of Starts and of Ends for which ranks are measured, and the seed of their batches."""
CASE = ("layers", "budget", "rate", "seed")
NUMBERS: dict[str, Callable[[str], float]] = {
    "hidden": int,
    "parameters": int,
    "iterations": int,
    "solved_at": int,
    "accuracy": float,
    "loss": float,
    "baseline_accuracy": float,
    "seconds": float,
    "untrained_rank": float,
    "trained_rank": float,
}
"""The numbers of a result that are kept, and how they are read."""


def keep(trial: Trial, folder: Path) -> None:
    """Write the results of both stores of a trial, and what they cost, to files beside this one."""
    lines, costs = [], []
    for part, store in trial.stores(folder).items():
        rows = read_runs(store)
        for name, arm in trial.arms().items():
            found = sorted((row for row in rows if _arm(row.case) == _arm(arm)), key=lambda row: row.case.key)
            ranks = [held(row.case, folder_of(store)) if part == "fresh" else {} for row in found]
            lines += [_line(part, name, row, more) for row, more in zip(found, ranks, strict=True)]
        told = store.with_suffix(".cost.jsonl").read_text(encoding="utf-8").splitlines()
        costs += [{"part": part, **json.loads(line)} for line in told]
    with _file(trial, "csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([["part", "arm", *CASE, "status", *NUMBERS], *lines])
    _file(trial, "json").write_text(json.dumps(costs, indent=1) + "\n", encoding="utf-8")


def _arm(run: Run) -> tuple[int, int]:
    return run.layers, run.budget


def _line(part: str, name: str, row: SweepRow, ranks: dict[str, float]) -> list[Any]:
    result = (row.result or {}) | ranks
    case = [part, name, *(getattr(row.case, field) for field in CASE)]
    return [*case, result.get("status", row.status), *(result.get(field) for field in NUMBERS)]


def held(run: Run, folder: Path) -> dict[str, float]:
    """Return the effective Start-Future rank of a stack's outputs, centred, before and after training.

    Starts and Ends are the two parts of sequences of the task, which are split at the end of its pairs (recall) or in
    the middle (copying); every Start is followed by every End.
    """
    task = tasks_of(run).validation
    split = 2 * run.symbols if run.task == "mqar" else task.length // 2
    firsts, lasts = (task.batch(WORDS, seed=RANK_SEED, number=number).inputs.numpy() for number in range(2))
    found = {}
    trained = load_stack(folder / run.file)[1]
    untrained = stack(*sizes_of(run), seed=run.seed)
    for name, unit in (("untrained_rank", untrained), ("trained_rank", trained)):
        ranks = start_future_rank(_outputs(unit), split, task.length, starts=firsts[:, :split], ends=lasts[:, split:])
        found[name] = round(ranks.centred.effective_rank, 2)
    return found


def _outputs(unit: Any) -> Callable[[Any], Any]:
    """Return a stack as a function of arrays."""

    def outputs(x: Any) -> Any:
        torch = needed()
        with torch.no_grad():
            return unit(torch.as_tensor(x, dtype=torch.float32)).numpy()

    return outputs


def _file(trial: Trial, ending: str) -> Path:
    return HERE / f"depth_{trial.name}.{ending}"


def kept(trial: Trial, part: str) -> tuple[SweepRow, ...]:
    """Return the runs of one part of a trial: "tuning", "fresh" or "longer", with their results but without curves."""
    arms, found = trial.arms(), []
    with _file(trial, "csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            if line["part"] == part:
                run = replace(arms[line["arm"]], rate=float(line["rate"]), seed=int(line["seed"]))
                run = replace(run, iterations=trial.longer) if part == "longer" else run
                numbers = {name: read(line[name]) if line[name] else None for name, read in NUMBERS.items()}
                more = {"status": line["status"], "message": "", "curve": []}
                found.append(SweepRow(run, "done", "", numbers | more))
    return tuple(found)


def cost(trial: Trial) -> float:
    """Return the processor time of a trial in seconds, its tuning included."""
    told = json.loads(_file(trial, "json").read_text(encoding="utf-8"))
    return float(sum(line["processors"] for line in told))


@dataclass(frozen=True)
class Verdict:
    """What the plan of a trial asks for: both comparisons, the groups by arm, and the primary p-value."""

    groups: dict[str, SolvedGroup]
    primary: Comparison
    secondary: Comparison

    @property
    def p(self) -> float:
        """The p-value of the primary comparison: the greater of two."""
        return max(pair.p for pair in self.primary.pairs)

    @property
    def better(self) -> bool:
        """Whether depth counts as better: the deepest arm is sooner than both one-layer arms, and p is below 0.05."""
        return self.p < 0.05 and all(pair.statistic > 0 for pair in self.primary.pairs)


def verdict(trial: Trial) -> Verdict:
    """Return the comparisons of the fresh runs."""
    rows, arms = kept(trial, "fresh"), trial.arms()
    names = {name: f"L={arm.layers}, budget={arm.budget}" for name, arm in arms.items()}
    primary, secondary = (
        compare(rows, by=("layers", "budget"), pairs=[(names[one], names[other]) for one, other in pairs])
        for pairs in trial.pairs()
    )
    return Verdict(dict(zip(arms, primary.groups, strict=True)), primary, secondary)


# Tables in Markdown


def tuning_table(trial: Trial) -> str:
    """Return for each arm the mean steps to the solution at each rate; the rate that is chosen is bold."""
    rows = kept(trial, "tuning")
    rates = tuned(trial, rows)
    lines = [["arm", *(f"rate {rate:g}" for rate in trial.rates)]]
    for name, arm in trial.arms().items():
        cells = {rate: f"{merit(rows, replace(arm, rate=rate))[0]:,.0f}" for rate in trial.rates}
        lines.append([name, *(f"**{cell}**" if rate == rates[name] else cell for rate, cell in cells.items())])
    return _markdown(lines)


def results_table(trial: Trial) -> str:
    """Return for each arm its sizes and rate, and what its fresh runs did."""
    sizes = {_arm(row.case): row.result or {} for row in kept(trial, "fresh")}
    heads = ["arm", "units", "trainable numbers", "rate", "solved (95 %)", "median steps", "mean steps", "accuracy"]
    lines = [heads]
    for name, group in verdict(trial).groups.items():
        own = sizes[_arm(group.run)]
        units = f"{group.run.layers} x {own['hidden']}"
        lines.append([name, units, f"{own['parameters']:,}", f"{group.run.rate:g}", *_outcome(group)])
    return _markdown(lines)


def _outcome(group: SolvedGroup) -> list[str]:
    low, high = group.interval
    solved = f"{len(group.steps.solved)} of {group.steps.runs} ({100 * low:.0f} - {100 * high:.0f} %)"
    median = "not reached" if group.median is None else f"{group.median:,.0f}"
    spread = group.accuracy
    accuracy = "-" if spread is None else f"{spread.mean:.3f} ({spread.least:.2f} - {spread.greatest:.2f})"
    return [solved, median, f"{group.steps.mean:,.0f}", accuracy]


def tests_table(trial: Trial) -> str:
    """Return the log-rank tests: the two of the primary comparison, and the secondary ones with Holm's correction."""
    found = verdict(trial)
    names = {group.name: name for name, group in found.groups.items()}
    lines = [["", "first arm", "second arm", "z (positive: the first is sooner)", "p", "p by Holm"]]
    for word, comparison in (("primary", found.primary), ("secondary", found.secondary)):
        for pair in comparison.pairs:
            corrected = p_text(pair.corrected) if word == "secondary" else ""
            pairs = [names[pair.first], names[pair.second]]
            lines.append([word, *pairs, f"{pair.statistic:.2f}", p_text(pair.p), corrected])
    return _markdown(lines)


def ranks_table(trial: Trial) -> str:
    """Return for each arm the effective Start-Future ranks of its fresh runs before and after training."""
    rows = kept(trial, "fresh")
    lines = [["arm", "untrained: mean (least - greatest)", "trained"]]
    for name, arm in trial.arms().items():
        own = [row.result or {} for row in rows if _arm(row.case) == _arm(arm)]
        spreads = [Spread.of(result[rank] for result in own) for rank in ("untrained_rank", "trained_rank")]
        found = (f"{one.mean:.1f} ({one.least:.1f} - {one.greatest:.1f})" for one in spreads if one)
        lines.append([name, *found])
    return _markdown(lines)


def p_text(p: float) -> str:
    """Return a p-value with two digits.

    >>> p_text(0.04321), p_text(0.00001)
    ('0.043', '< 0.0001')
    """
    return "< 0.0001" if p < 1e-4 else f"{p:.2g}"


def _markdown(lines: list[list[str]]) -> str:
    head, *rest = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *rest])
