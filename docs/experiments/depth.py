"""Trains tanh networks of one, two and three layers and one budget to copy: the survey in docs/depth.md.

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

from tnrnn.sweeping import SweepOptions, SweepRow
from tnrnn.training.experiments import experiment, runs
from tnrnn.training.experiments.plots import plot_depths
from tnrnn.training.experiments.tables import read_runs, table

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
COLUMNS = ("layers", "delay", "rate", "seed")
RESULTS = ("hidden", "parameters", "status", "iterations", "solved_at", "accuracy", "loss", "seconds")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = sys.argv[1] if len(sys.argv) > 1 else f"{folder}/depth.sqlite"
        started = time.monotonic()
        experiment(runs(**GRID), store, options=SweepOptions(workers=WORKERS))
        rows = read_runs(store)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{time.monotonic() - started:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of processors\n")
    print(table(rows), "\n")
    print(summary(rows))
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
