"""What the circuit of each cell may hold of the Start, and what random and trained cells hold: tables of cells.md.

python docs/experiments/cells.py exact      # small sizes: numerical ranks beside exact ones (about a minute)
python docs/experiments/cells.py trained    # at equal state: random and trained cells (about ten minutes)
python docs/experiments/cells.py write      # the tables of docs/cells.md, from the two .csv files and the library
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

from tnrnn import Partition, TnrnnError, separation_rank
from tnrnn.memory import Sample, start_future_rank
from tnrnn.models import MODELS
from tnrnn.networks import Origin
from tnrnn.training import (
    CELLS,
    Run,
    circuit_of,
    hidden_for_state,
    load_stack,
    may_hold,
    one_thread,
    parameters_of,
    stack,
    state_size_of,
    train,
)
from tnrnn.training.protocol import tasks_of

HERE = Path(__file__).parent
PAGE = HERE.parent / "cells.md"
SEQUENCE = [cell.removeprefix("plain_") for cell in CELLS if cell.startswith("plain_")]
"""The cells that have a plain one."""

SMALL = {"hidden": 2, "inputs": 3}
LENGTH, SPLIT, SAMPLES, SEEDS = 6, 3, 100, (0, 1, 2, 3, 4)
"""Of the exact ranks: steps, steps of the Start, Starts and Ends of normal inputs, and seeds of weights."""

STATE, STARTS = 36, 200
"""At equal state: the numbers of the state, all layers together, and the numbers of Starts and of Ends."""

COPY = Run("copy", "gru", 1, delay=4, symbols=3, alphabet=4, iterations=800, batch=64, rate=3e-3, every=100, budget=1)
"""The training, but for cell, layers and budget."""


# Small sizes


def exact_rows() -> Iterator[dict[str, Any]]:
    for layers in (1, 2):
        for cell in SEQUENCE:
            bound = may_hold(f"plain_{cell}", layers, length=LENGTH, split=SPLIT, **SMALL).bound
            plain = [stack(f"plain_{cell}", layers, outputs=1, seed=seed, **SMALL).double() for seed in SEEDS]
            others = [stack(cell, layers, outputs=1, seed=seed, **SMALL).double() for seed in SEEDS]
            found = [[_small(unit) for unit in units] for units in (plain, others)]
            yield {
                "cell": cell,
                "layers": layers,
                "bound": bound.value,
                "kind": bound.kind,
                "status": bound.status,
                "source": bound.source,
                "exact": _exact(circuit_of(f"plain_{cell}", layers, length=LENGTH, **SMALL), bound.value),
                "plain": " ".join(str(rank) for rank, _ in found[0]),
                "trained_kind": " ".join(str(rank) for rank, _ in found[1]),
                "plain_effective": f"{mean(size for _, size in found[0]):.2f}",
                "trained_kind_effective": f"{mean(size for _, size in found[1]):.2f}",
            }


def _small(unit: Any) -> tuple[int, float]:
    sample = Sample("continuous", SAMPLES, seed=1)
    found = start_future_rank(unit, SPLIT, LENGTH, sample=sample, progress=False)
    return found.spectrum.numerical_rank, found.centred.effective_rank


def _exact(origin: Origin, bound: int) -> int | str:
    """Return the exact rank for almost all weights, or "-" if the bound is so large that it would take long."""
    if bound > 2_000:
        return "-"
    circuit = MODELS[origin.model](**dict(origin.sizes))
    half = Partition.start_end(LENGTH, SPLIT)
    return separation_rank(circuit, half, mode="continuous", observe="future").lower


# At equal state


def trained_rows() -> Iterator[dict[str, Any]]:
    task = tasks_of(replace(COPY, budget=10**6)).training
    for layers in (1, 2):
        for cell in CELLS:
            like = "decay_attention" if cell == "transformer" else cell  # a transformer has no state of a fixed size
            hidden = hidden_for_state(STATE, like, layers)
            budget = parameters_of(cell, layers, hidden, task.width, task.classes)
            run = replace(COPY, cell=cell, layers=layers, budget=budget)
            with tempfile.TemporaryDirectory() as folder:
                result = train(run, folder=folder, progress=False)
                trained = load_stack(Path(folder, run.file))[1]
            untrained = _held(stack(cell, layers, hidden, task.width, task.classes, seed=1), task.length)
            after = {} if result["status"] == "diverged" else _held(trained, task.length)
            yield {
                "cell": cell,
                "layers": layers,
                "hidden": hidden,
                "parameters": budget,
                "state": "grows" if cell == "transformer" else state_size_of(cell, layers, hidden),
                "inputs": task.width,
                "length": task.length,
                **{f"random_{name}": value for name, value in untrained.items()},
                **{f"trained_{name}": after.get(name, "") for name in untrained},
                "status": result["status"],
                "iterations": result["iterations"],
                "accuracy": "" if result["accuracy"] is None else f"{result['accuracy']:.3f}",
            }


def _held(unit: Any, length: int) -> dict[str, Any]:
    """Return the numerical rank and the effective rank, centred over Starts, of what the last layer shows."""
    try:
        found = start_future_rank(
            unit.double(), length // 2, length, sample=Sample("one-hot", STARTS, seed=1), progress=False
        )
    except TnrnnError as error:
        return {"rank": "", "centred": "", "effective": "", "interval": str(error)[:80]}
    interval = found.centred_interval
    return {
        "rank": found.spectrum.numerical_rank,
        "centred": found.centred.numerical_rank,
        "effective": f"{found.centred.effective_rank:.2f}",
        "interval": "" if interval is None else f"{interval.low:.2f}-{interval.high:.2f}",
    }


# Tables


def keep(name: str, rows: Callable[[], Iterator[dict[str, Any]]]) -> None:
    path = HERE / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = None
        for row in rows():
            if writer is None:
                writer = csv.DictWriter(file, list(row), lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)
            file.flush()
            print(*row.values(), flush=True)


def kept(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def exact_table() -> str:
    lines = [
        "| cell | layers | the circuit: least bound | its exact rank | plain cells, measured | cells, measured | "
        "effective: plain, cells |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in kept("cells-exact.csv"):
        bound = (
            f"{'=' if row['kind'] == 'exact' else '&le;'} {row['bound']}, {row['status']} ({_source(row['source'])})"
        )
        plain = _several(row["plain"])
        cells = [f"`{row['cell']}`", row["layers"], bound, row["exact"], plain, _several(row["trained_kind"])]
        lines.append(f"| {' | '.join(cells)} | {row['plain_effective']}, {row['trained_kind_effective']} |")
    return "\n".join(lines)


def trained_table() -> str:
    lines = [
        "| cell | layers x units | numbers | may hold: scalar | vector | future | random: rank, effective | "
        "trained: accuracy | rank | effective (95 %) |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in kept("cells-trained.csv"):
        sizes = row["cell"], int(row["layers"]), int(row["hidden"]), int(row["inputs"]), int(row["length"])
        bounds = [may_hold(*sizes, observe=word, mode="one-hot").bound for word in ("scalar", "vector", "future")]
        accuracy = "diverged" if row["status"] == "diverged" else f"{100 * float(row['accuracy']):.0f} %"
        trained = f"{row['trained_effective']} ({row['trained_interval']})" if row["trained_effective"] else "-"
        cells = [
            f"`{row['cell']}`",
            f"{row['layers']} x {row['hidden']}",
            row["parameters"],
            *map(_bound, bounds),
            f"{row['random_rank'] or '-'}, {row['random_effective'] or '-'}",
            accuracy,
            row["trained_rank"] or "-",
            trained,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _bound(bound: Any) -> str:
    value = str(bound.value) if bound.value is not None and bound.value < 10**6 else f"2^{bound.log2:.0f}"
    mark = {"proved": "", "computed": "\\*"}[bound.status]
    return f"{'=' if bound.kind == 'exact' else '&le;'} {value}{mark}"


def _source(source: str) -> str:
    return source if source.startswith("Theorem") else "a cut"


def _several(ranks: str) -> str:
    words = ranks.split()
    return words[0] if len(set(words)) == 1 else f"{min(map(int, words))} to {max(map(int, words))}"


def write() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name, table in (("exact", exact_table()), ("trained", trained_table())):
        begin, end = f"<!-- {name}: made by experiments/cells.py -->\n", f"\n<!-- end of {name} -->"
        first, last = text.index(begin) + len(begin), text.index(end)
        text = text[:first] + table + text[last:]
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with one_thread():
        match sys.argv[1:]:
            case ["exact"]:
                keep("cells-exact.csv", exact_rows)
            case ["trained"]:
                keep("cells-trained.csv", trained_rows)
            case ["write"]:
                write()
            case _:
                sys.exit(__doc__)
