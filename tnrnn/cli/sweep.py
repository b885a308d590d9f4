"""`tnrnn sweep`: the bounds of a grid of cases, into one file."""

from __future__ import annotations

import argparse
import contextlib

from .options import integer
from .printing import say


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("grid", metavar="GRID", help="a TOML file: length, layers, inputs, hidden, split, mode, seed")
    command.add_argument(
        "--store", required=True, metavar="FILE", help="the SQLite file of results; a killed run resumes"
    )
    where = command.add_mutually_exclusive_group()
    where.add_argument("--workers", type=integer, metavar="N", help="number of processes (default: one for each core)")
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="address of a Dask cluster, such as tcp://10.0.0.1:8786 (extra cluster)"
    )
    command.add_argument("--retry", action="store_true", help="do again what failed or ran over a limit")
    command.add_argument("--csv", metavar="FILE", help="write the results to this file, too")


def run(options: argparse.Namespace) -> None:
    from ..sweeping import SweepOptions, dask_executor, read_grid, sweep, to_csv

    grid = read_grid(options.grid)
    chosen = SweepOptions(workers=options.workers, limits=grid.limits, retry=options.retry)
    where = contextlib.nullcontext() if options.scheduler is None else dask_executor(options.scheduler)
    with where as executor:
        result = sweep(grid.cases, options.store, executor, options=chosen)
    say(str(result))
    if options.csv is not None:
        to_csv(options.store, options.csv)
