"""`tnrnn sweep`: compute the bounds of a grid of cases into one file, check such a file, or save what is intact."""

from __future__ import annotations

import argparse
import contextlib

from ..basics import TnrnnError, mistake
from .hints import with_hint
from .options import integer
from .printing import say
from .working import working

OTHERS = ("grid", "store", "workers", "scheduler", "retry", "csv")
"""The options of a sweep, which are refused beside --check and --salvage."""
SAMPLE = 20
"""The number of rows that a check measures again by default."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "grid",
        nargs="?",
        metavar="GRID",
        help="a TOML file with the sizes of the circuits (length, layers, inputs, hidden or others) and, if wanted, "
        "their model, split, mode, observe and seed",
    )
    command.add_argument("--store", metavar="FILE", help="the SQLite file of results; a killed run resumes")
    where = command.add_mutually_exclusive_group()
    where.add_argument("--workers", type=integer, metavar="N", help="number of processes (default: one for each core)")
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="address of a Dask cluster, such as tcp://10.0.0.1:8786 (extra cluster)"
    )
    command.add_argument("--retry", action="store_true", help="try again the cases that failed or ran over a limit")
    command.add_argument("--csv", metavar="FILE", help="write the results to this file, too")
    check = command.add_argument_group("instead of a sweep")
    check.add_argument(
        "--check",
        metavar="STORE",
        help="check every row of a store, and measure some rows again; the exit status is 1 if a row differs, and 2 if "
        "the store is damaged",
    )
    check.add_argument(
        "--salvage",
        nargs=2,
        metavar=("STORE", "NEW"),
        help="copy the intact rows of a damaged store to a new one; a sweep into the new one measures the others again",
    )
    check.add_argument(
        "--sample", type=integer, metavar="N", help=f"number of rows that are measured again (default: {SAMPLE})"
    )
    check.add_argument("--seed", type=integer, help="seed of the choice of these rows (default: 0)")


def run(options: argparse.Namespace) -> int:
    for name, act in (("check", _check), ("salvage", _salvage)):
        if getattr(options, name) is not None:
            _check_alone(f"--{name}", options)
            return act(options)
    missing = [word for word, name in (("GRID", "grid"), ("--store", "store")) if getattr(options, name) is None]
    if missing:
        raise TnrnnError(with_hint(f"the following arguments are required: {', '.join(missing)}"))
    for name in ("sample", "seed"):
        if getattr(options, name) is not None:
            raise mistake(f"--{name}", "--check beside it", getattr(options, name))
    _sweep(options)
    return 0


def _sweep(options: argparse.Namespace) -> None:
    from ..sweeping import SweepOptions, dask_executor, read_grid, store_files, sweep, to_csv
    from ..system import check_files

    check_files([*store_files("--store", options.store), ("--csv", options.csv)], [("GRID", options.grid)])
    grid = read_grid(options.grid)
    chosen = SweepOptions(workers=options.workers, limits=grid.limits, retry=options.retry)
    where = contextlib.nullcontext() if options.scheduler is None else dask_executor(options.scheduler)
    with where as executor:
        result = sweep(grid.cases, options.store, executor=executor, options=chosen)
    say(str(result))
    if options.csv is not None:
        to_csv(options.store, options.csv)


def _check_alone(owner: str, options: argparse.Namespace) -> None:
    """Raise a TnrnnError if other options are given beside --check or --salvage, which name their store themselves."""
    refused = [*OTHERS, *(("salvage",) if owner == "--check" else ("sample", "seed"))]
    given = [name for name in refused if not (getattr(options, name) is None or getattr(options, name) is False)]
    if given:
        raise TnrnnError(f"{owner}: expected no {'GRID' if given[0] == 'grid' else f'--{given[0]}'} beside it")


def _salvage(options: argparse.Namespace) -> int:
    from ..sweeping import salvage

    store, new = options.salvage
    with working("reading what can be read"):
        count = salvage(store, new)
    say(f"{new}: {count:,} intact {'row' if count == 1 else 'rows'} of {store}")
    return 0


def _check(options: argparse.Namespace) -> int:
    """Print what a check of a store finds. Return 1 if rows differ, else 0."""
    from ..sweeping import check_store

    sample, seed = (SAMPLE if options.sample is None else options.sample), options.seed or 0
    with working("rows measured again") as stage:
        found = check_store(options.check, sample=sample, seed=seed, progress=stage.count)
    say("\n".join([*found.differing, str(found)]))
    return 1 if found.differing else 0
