"""`tnrnn explore`: a page for lectures, as one file."""

from __future__ import annotations

import argparse
from typing import Any

from ..errors import TnrnnError
from ..explore import DEFAULT, Grid, export
from ..explore.cases import SIZES
from ..explore.exporting import LIMIT
from ..unrolling import MODES
from .options import HELP, LETTERS, numbers
from .printing import progress, ranges, say


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--export", metavar="FILE", help="the page to write: lecture.html")
    grid = command.add_argument_group("the cases", "sizes such as 3, 1,2,3 or 2-8")
    for name in SIZES:
        shown = f"{HELP[name]} (default: {ranges(getattr(DEFAULT, name))})"
        grid.add_argument(f"--{name}", f"-{LETTERS[name]}", metavar=LETTERS[name], help=shown)
    grid.add_argument("--split", metavar="SPLITS", help="steps in the Start (default: all)")
    grid.add_argument("--mode", help=f"{' or '.join(MODES)} (default: both)")
    command.add_argument("--limit", type=float, default=LIMIT, metavar="MB", help=f"of the page (default: {LIMIT:g})")


def run(options: argparse.Namespace) -> None:
    if options.export is None:
        raise TnrnnError("--export: expected the page to write (--export lecture.html), given none")
    grid = given_grid(options)
    with progress("cases") as tell:
        size = export(options.export, grid, options.limit, tell)
    say(f"{options.export}: {len(list(grid.cases())):,} cases, {size / 1e6:.2f} MB")


def given_grid(options: argparse.Namespace) -> Grid:
    sizes: dict[str, Any] = {
        name: numbers(f"--{name}", text) for name in SIZES if (text := getattr(options, name)) is not None
    }
    if options.split is not None:
        sizes["splits"] = numbers("--split", options.split)
    if options.mode is not None:
        sizes["modes"] = (options.mode,)
    return Grid(**sizes)
