"""`tnrnn explore`: a page for lectures, as a local app or as one file."""

from __future__ import annotations

import argparse
import functools
import threading
import webbrowser
from typing import Any

from ..errors import TnrnnError
from ..explore import DEFAULT, Grid, export, serve
from ..explore.cases import SIZES
from ..explore.exporting import LIMIT
from ..explore.serving import PORT
from ..unrolling import MODES
from .options import HELP, LETTERS, integer, numbers
from .printing import ranges, say
from .streams import flush
from .working import working


def add_arguments(command: argparse.ArgumentParser) -> None:
    app = command.add_argument_group(
        "the app: any case, computed when asked for, on this machine alone (extra explore)"
    )
    app.add_argument("--port", type=integer, metavar="N", help=f"0 is any that is free (default: {PORT}, or any)")
    app.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    command.add_argument("--export", metavar="FILE", help="write one file instead that needs no network: lecture.html")
    grid = command.add_argument_group("the cases of the file", "sizes such as 3, 1,2,3 or 2-8")
    for name in SIZES:
        shown = f"{HELP[name]} (default: {ranges(getattr(DEFAULT, name))})"
        grid.add_argument(f"--{name}", f"-{LETTERS[name]}", metavar=LETTERS[name], help=shown)
    grid.add_argument("--split", metavar="SPLITS", help="steps in the Start (default: all)")
    grid.add_argument("--mode", help=f"{' or '.join(MODES)} (default: both)")
    grid.add_argument("--limit", type=float, metavar="MB", help=f"of the file (default: {LIMIT:g})")


def run(options: argparse.Namespace) -> None:
    if options.export is None:
        _serve(options)
    else:
        _export(options)


def _serve(options: argparse.Namespace) -> None:
    for name in (*SIZES, "split", "mode", "limit"):
        if getattr(options, name) is not None:
            raise TnrnnError(f"--{name}: expected --export beside it, given none: the app shows every case")
    serve(options.port, functools.partial(_ready, opens=not options.no_browser))


def _ready(address: str, opens: bool) -> None:
    say(f"{address}  (Ctrl-C ends it)")
    flush()
    if opens:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _export(options: argparse.Namespace) -> None:
    for name, given in (("--port", options.port is not None), ("--no-browser", options.no_browser)):
        if given:
            raise TnrnnError(f"{name}: expected no --export beside it, given {options.export}: a file needs no port")
    grid = given_grid(options)
    with working("cases") as stage:
        size = export(options.export, grid, LIMIT if options.limit is None else options.limit, stage.count)
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
