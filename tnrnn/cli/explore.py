"""`tnrnn explore`: a page for lectures, as a local app or as one file."""

from __future__ import annotations

import argparse
import functools
import sys
import threading
import webbrowser
from typing import Any
from urllib.parse import urlencode

from ..errors import TnrnnError, mistake
from ..explore import DEFAULT, Grid, Parameters, export, serve
from ..explore.cases import PREFERRED, SIZES
from ..explore.exporting import LIMIT
from ..explore.serving import PORT
from ..unrolling import MODES
from .options import HELP, LETTERS, integer, number, numbers
from .printing import progress, ranges, say


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
    grid.add_argument("--limit", type=number, metavar="MB", help=f"of the file (default: {LIMIT:g})")


def run(options: argparse.Namespace) -> None:
    if options.export is None:
        _serve(options)
    else:
        _export(options)


def _serve(options: argparse.Namespace) -> None:
    if options.limit is not None:
        raise TnrnnError("--limit: expected --export beside it, given none: the app writes no file")
    serve(options.port, functools.partial(_ready, case=_case(options), opens=not options.no_browser))


def _case(options: argparse.Namespace) -> str:
    """Return the end of the address that opens the app at a case; what is not given the page chooses itself."""
    given: dict[str, int | str] = {
        name: _single(f"--{name}", text) for name in (*SIZES, "split") if (text := getattr(options, name)) is not None
    }
    if options.mode is not None:
        given["mode"] = options.mode
    sizes: dict[str, Any] = PREFERRED | given
    Parameters(**{"split": max(1, sizes["length"] // 2), "mode": MODES[0], **sizes}).bounded()
    return f"#{urlencode(given)}" if given else ""


def _single(owner: str, text: str) -> int:
    values = numbers(owner, text)
    if len(values) > 1:
        raise mistake(owner, "one value, as the app opens at one case and has sliders for the others", text)
    return values[0]


def _ready(address: str, case: str, opens: bool) -> None:
    say(f"{address}{case}  (Ctrl-C ends it)")
    sys.stdout.flush()
    if opens:
        threading.Thread(target=webbrowser.open, args=(f"{address}{case}",), daemon=True).start()


def _export(options: argparse.Namespace) -> None:
    for name, given in (("--port", options.port is not None), ("--no-browser", options.no_browser)):
        if given:
            raise TnrnnError(f"{name}: expected no --export beside it, given {options.export}: a file needs no port")
    grid = given_grid(options)
    with progress("cases") as tell:
        size = export(options.export, grid, LIMIT if options.limit is None else options.limit, tell)
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
