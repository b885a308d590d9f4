"""Trains tanh networks of one, two and three layers and one budget to copy, for docs/depth.md.

    python -m pip install -e ".[memory]" && python docs/experiments/depth.py [STORE]

Prints the tables, and writes depth.csv (a line a run) and depth.png beside this file. With a STORE, an SQLite file, a
run that was killed goes on where it was.
"""

from __future__ import annotations

import csv
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tnrnn.memory import stack
from tnrnn.memory.spectra.rank_profiles import RankRow, rank_profile
from tnrnn.memory.units.samples import Sample
from tnrnn.sweeping import SweepOptions, SweepRow
from tnrnn.training.experiments import experiment, folder_of, runs
from tnrnn.training.experiments.plots import plot_depths
from tnrnn.training.experiments.tables import read_runs, table
from tnrnn.training.protocol import load_stack

HERE = Path(__file__).parent
LAYERS, DELAYS, SEEDS, RATES = (1, 2, 3), (10, 15, 20, 30), range(10, 15), (3e-3, 6e-3, 1e-2)
GRID: dict[str, Any] = {
    "task": "copy",
    "cell": "rnn",
    "layers": LAYERS,
    "delay": DELAYS,
    "symbols": 3,
    "alphabet": 4,
    "budget": 1_000,
    "seed": SEEDS,
    "iterations": 3_000,
    "batch": 64,
    "rate": RATES,
}
WORKERS = 2
RANKED, WORDS = 20, 128
"""The delay whose stacks are measured, and the number of random starts and ends, one-hot words."""
COLUMNS = ("layers", "delay", "rate", "seed")
RESULTS = ("hidden", "parameters", "status", "iterations", "solved_at", "accuracy", "loss", "seconds")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = sys.argv[1] if len(sys.argv) > 1 else f"{folder}/depth.sqlite"
        started = time.monotonic()
        experiment(runs(**GRID), store, options=SweepOptions(workers=WORKERS))
        rows = read_runs(store)
        ranks = rank_table(rows, folder_of(store))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{time.monotonic() - started:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of processors\n")
    print(table(rows), "\n")
    print(summary(rows), "\n")
    print(ranks)
    write_csv(rows)
    write_picture(rows)


def summary(rows: tuple[SweepRow, ...]) -> str:
    """Return a line for each depth and delay, and in it for each rate how many seeds solve it, and their accuracy."""
    heads = " | ".join(f"rate {rate:g}" for rate in RATES)
    lines = [f"| delay | layers | units a layer | {heads} | solved, at all rates |", "|---:" * (len(RATES) + 4) + "|"]
    for delay in DELAYS:
        for layers in LAYERS:
            found = [_results(rows, layers, rate, delay) for rate in RATES]
            cells = " | ".join(_figures(results) for results in found)
            every = [result for results in found for result in results]
            lines.append(f"| {delay} | {layers} | {every[0]['hidden']} | {cells} | {_solved(every)} of {len(every)} |")
    return "\n".join(lines)


def best_rate(rows: tuple[SweepRow, ...], layers: int, delay: int) -> float:
    """Return the rate at which most runs of that depth solve that delay; of equals the one of the best accuracy."""

    def merit(rate: float) -> tuple[int, float]:
        found = _results(rows, layers, rate, delay)
        return _solved(found), statistics.fmean(_accuracies(found))

    return max(RATES, key=merit)


def _results(rows: tuple[SweepRow, ...], layers: int, rate: float, delay: int) -> list[dict[str, Any]]:
    wanted = (layers, rate, delay)
    return [row.result or {} for row in rows if (row.case.layers, row.case.rate, row.case.delay) == wanted]


def _accuracies(results: list[dict[str, Any]]) -> list[float]:
    return [result.get("accuracy") or 0.0 for result in results]


def _figures(results: list[dict[str, Any]]) -> str:
    accuracy = _accuracies(results)
    spread = f"{statistics.fmean(accuracy):.2f} ({min(accuracy):.2f} - {max(accuracy):.2f})"
    return f"{_solved(results)} of {len(results)}; {spread}"


def _solved(results: list[dict[str, Any]]) -> int:
    return sum(result.get("status") == "solved" for result in results)


def rank_table(rows: tuple[SweepRow, ...], folder: Path) -> str:
    """Return the effective Start-End ranks of the stacks' first output at T/2, before and after training, by depth."""
    lines = [
        "| layers | untrained: mean (least - greatest) | trained | bound of an RAC |",
        "|---|---|---|---|",
    ]
    for layers in LAYERS:
        rate = best_rate(rows, layers, RANKED)
        wanted = [
            row.case for row in rows if (row.case.layers, row.case.rate, row.case.delay) == (layers, rate, RANKED)
        ]
        trained = [load_stack(folder / run.file)[1] for run in wanted]
        untrained = [
            stack(one.cell, layers, one.hidden, one.inputs, one.outputs, seed=run.seed)
            for one, run in zip(trained, wanted, strict=True)
        ]
        before, after = ([_ranked(one) for one in stacks] for stacks in (untrained, trained))
        bound = f"2^{after[0].bound_log2:.1f}"
        lines.append(f"| {layers} | {_spread(before)} | {_spread(after)} | {bound} |")
    return "\n".join(lines)


def _ranked(one: Any) -> RankRow:
    length = 2 * GRID["symbols"] + RANKED
    return rank_profile(one, length, splits=[length // 2], sample=Sample(count=WORDS)).rows[-1]


def _spread(rows: list[RankRow]) -> str:
    found = [row.spectrum.effective_rank for row in rows]
    return f"{statistics.fmean(found):.1f} ({min(found):.1f} - {max(found):.1f})"


def write_csv(rows: tuple[SweepRow, ...]) -> None:
    with (HERE / "depth.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, *RESULTS])
        for row in rows:
            result = row.result or {"status": row.status}
            writer.writerow([*(getattr(row.case, name) for name in COLUMNS), *(result.get(name) for name in RESULTS)])


def write_picture(rows: tuple[SweepRow, ...]) -> None:
    """Draw accuracy against delay, a panel a rate."""
    figure = Figure(figsize=(16.5, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    for ax, rate in zip(figure.subplots(1, len(RATES), sharey=True), RATES, strict=True):
        plot_depths([row for row in rows if row.case.rate == rate], ax=ax)
        ax.set_xlabel(f"delay in time steps, at the rate {rate:g}")
    figure.savefig(HERE / "depth.png", dpi=110)


if __name__ == "__main__":
    main()
