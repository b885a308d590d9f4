"""`tnrnn experiment`: train a grid of cells, depths, delays and seeds on a task, and compare the accuracies."""

from __future__ import annotations

import argparse
import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..basics import TnrnnError, choice, mistake
from .options import integer, number, numbers
from .printing import say
from .working import working

NAMED = (
    "Small means 5,000 parameters, 3,000 steps, batches of 64, 6 symbols of 8 kinds; medium 20,000, 10,000, 128, 10 of "
    "16; paper 65,000, 50,000, 128, 30 of 32. Every number can be given by itself."
)
"""The content of `tnrnn.training.BUDGETS` in words, since `--help` works without torch."""
WHOLE = {
    "iterations": "largest number of training steps",
    "batch": "number of sequences in each step",
    "symbols": "number of symbols to remember; for mqar that of pairs, for parity and counting that of steps that ask",
    "alphabet": "number of kinds of symbols; for mqar that of keys, for counting the modulus, for parity 2",
    "every": "number of steps between validations (default: 100)",
    "patience": "number of validations without a lower loss after which the rates are halved (default: 10)",
}
"""The options of a run that take integers, and what they mean."""
PARTS = {
    "rate": "learning rate of RMSProp (default: 0.001)",
    "slow_rate": "learning rate of orthogonal matrices (default: 0.0001)",
    "clip": "largest norm of a gradient; longer ones are shortened to it (default: 1)",
}
"""The options of a run that take real numbers, and what they mean."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    from ..drawing import CHART_ENDINGS, THEMES
    from ..training import CELLS

    command.add_argument(
        "task",
        metavar="TASK",
        help="the task: copy, similarity, memorize, selective (copying), mqar (recall), parity, counting or pixels",
    )
    grid = command.add_argument_group(
        "the runs",
        "There is a run for every combination of cells, depths, delays and seeds. Several numbers are written as 1,2,3 "
        "or 0-2 or 10-50:10.",
    )
    grid.add_argument(
        "--cell",
        default="orthogonal",
        metavar="CELLS",
        help=f"a cell, or several, such as rnn,lstm (default: orthogonal); cells are {', '.join(CELLS)}",
    )
    grid.add_argument("--layers", default="1", metavar="L", help="numbers of layers (default: 1)")
    grid.add_argument("--delays", metavar="STEPS", help="delays, in time steps; required, but not for pixels")
    grid.add_argument("--seeds", default="0", help="seeds of the weights and batches (default: 0)")
    grid.add_argument("--data", metavar="FILE", help="an .npz file with images and labels, for pixels")
    sizes = command.add_argument_group("sizes", NAMED)
    sizes.add_argument(
        "--budget",
        default="small",
        help="small, medium or paper, or the largest number of parameters of a stack, with small's other numbers "
        "(default: small)",
    )
    for name, words in WHOLE.items():
        sizes.add_argument(f"--{name}", type=integer, metavar="N", help=words)
    for name, words in PARTS.items():
        sizes.add_argument(f"--{name.replace('_', '-')}", type=number, metavar="X", help=words)
    where = command.add_argument_group("where it runs")
    where.add_argument(
        "--store", metavar="FILE", help="an SQLite file of results, with checkpoints beside it; a killed run resumes"
    )
    where.add_argument("--workers", type=integer, metavar="N", help="number of processes (default: one for each core)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="address of a Dask cluster, such as tcp://10.0.0.1:8786")
    where.add_argument("--device", default="cpu", help="where networks are trained: cpu or cuda (default: cpu)")
    where.add_argument("--retry", action="store_true", help="try again the runs that failed or ran over a limit")
    out = command.add_argument_group("output")
    endings = ", ".join(CHART_ENDINGS)
    out.add_argument("-o", "--output", metavar="FILE", help=f"plot accuracy against delay: {endings}")
    out.add_argument("--learning", metavar="FILE", help=f"plot learning curves: {endings}")
    out.add_argument("--theme", default="print", help=f"colours and sizes: {', '.join(THEMES)} (default: print)")
    out.add_argument("--json", action="store_true", help="print the table, and the curves, as JSON")


def run(options: argparse.Namespace) -> None:
    from ..drawing import CHART_ENDINGS, THEMES, check_path

    choice("--theme", options.theme, THEMES)
    for path in (options.output, options.learning):
        if path is not None:
            check_path(path, CHART_ENDINGS)
    _check_files(options)
    if options.workers is not None and options.scheduler is not None:
        raise TnrnnError("--workers: expected no --scheduler beside it, which has workers of its own")
    from ..training import needed

    with working("importing torch") as stage:
        needed()
        from ..training import runs

        stage.now("listing the runs")
        wanted = runs(**_keys(options))
    _show(options, _trained(options, wanted))


def _check_files(options: argparse.Namespace) -> None:
    from ..sweeping import store_files
    from ..system import check_files

    store = store_files("--store", options.store)
    pictures = [("--output", options.output), ("--learning", options.learning)]
    check_files([*store, *pictures], [("--data", options.data)])


def _keys(options: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of the runs, each as a value or a list of values."""
    from ..training import TASKS, cell_named

    task = choice("task", options.task, TASKS)
    keys: dict[str, Any] = {"task": task, **_sizes(options.budget)}
    keys["cell"] = [cell_named("--cell", word.strip()) for word in options.cell.split(",")]
    if len(set(keys["cell"])) < len(keys["cell"]):
        raise mistake("--cell", "each cell once", options.cell)
    keys["layers"] = numbers("--layers", options.layers)
    keys["seed"] = _with_zero("--seeds", options.seeds)
    keys["delay"] = _delays(task, options.delays)
    if task == "pixels" and options.data is None:
        raise TnrnnError("--data: expected an .npz file with images and labels, given none")
    if task == "parity" and options.alphabet not in (None, 2):
        raise mistake("--alphabet", "2 for parity, which counts ones; counting has other moduli", options.alphabet)
    if task != "pixels" and options.data is not None:
        raise mistake("--data", "pixels as the task beside it", task)
    given = {name: getattr(options, name) for name in (*WHOLE, *PARTS, "data")}
    return keys | {name: value for name, value in given.items() if value is not None}


def _sizes(budget: str) -> dict[str, int]:
    from ..training import BUDGETS

    if budget.isascii() and budget.isdigit():
        return BUDGETS["small"] | {"budget": numbers("--budget", budget)[0]}
    words = f"{', '.join(BUDGETS)}, or a number of parameters"
    if budget not in BUDGETS:
        raise mistake("--budget", words, budget, BUDGETS)
    return BUDGETS[budget]


def _with_zero(owner: str, text: str) -> tuple[int, ...]:
    """Return the integers that a text names; unlike with `numbers`, one of them may be 0, as seeds may."""
    first, dash, rest = text.partition("-")
    if first.strip() == "0" and dash and "," not in text and ":" not in text:
        return (0, *numbers(owner, f"1-{rest}"))
    parts = text.split(",")
    zero = [part for part in parts if part.strip() == "0"]
    others = ",".join(part for part in parts if part.strip() != "0")
    if len(zero) > 1:
        raise mistake(owner, "each value once", text)
    return tuple([0] * len(zero)) + (numbers(owner, others) if others else ())


def _delays(task: str, text: str | None) -> tuple[int, ...]:
    if task == "pixels":
        if text is not None:
            raise mistake("--delays", "none for pixels, whose sequences are as long as their images", text)
        return (0,)
    if text is None:
        raise TnrnnError("--delays: expected numbers such as 10,30 or 10-50:10, given none")
    return _with_zero("--delays", text)


@contextlib.contextmanager
def _store(path: str | None) -> Iterator[str]:
    """Yield the path of the store, or of a temporary store if none is given."""
    if path is not None:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="tnrnn-") as folder:
        yield str(Path(folder, "experiment.sqlite"))


def _trained(options: argparse.Namespace, wanted: Any) -> Any:
    """Train what the store does not hold yet, and return the rows of the wanted runs."""
    from ..sweeping import SweepOptions, dask_executor
    from ..training import experiment, read_runs

    chosen, asked = SweepOptions(workers=options.workers, retry=options.retry), set(wanted)
    where = contextlib.nullcontext() if options.scheduler is None else dask_executor(options.scheduler)
    with _store(options.store) as store:
        with where as executor:
            experiment(wanted, store, executor=executor, options=chosen, device=options.device)
        return tuple(row for row in read_runs(store) if row.case in asked)


def _show(options: argparse.Namespace, rows: Any) -> None:
    from ..drawing import save
    from ..training import plot_depths, plot_learning, table

    troubles = [f"{row.case.key}: {message}" for row in rows if (message := _trouble(row))]
    if options.output is not None:
        save(plot_depths(rows, style=options.theme), options.output)
    if options.learning is not None:
        save(plot_learning(rows, style=options.theme), options.learning)
    if options.json:
        found = [
            {"key": row.case.key, "status": row.status, "message": row.message, "result": row.result} for row in rows
        ]
        say(json.dumps({"table": table(rows).to_json(), "runs": found}, indent=2))
        return
    say("\n".join([str(table(rows)), *troubles]))


def _trouble(row: Any) -> str:
    if row.result is None:
        return f"{row.status}: {row.message}"
    return str(row.result["message"])
