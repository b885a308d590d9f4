"""`tnrnn explore`: the explorer for lectures, as an app on this machine or as one file."""

from __future__ import annotations

import argparse
import functools
import threading
from typing import TYPE_CHECKING, Any

from ..basics import MEANINGS, TnrnnError, mistake
from .options import integer, number, numbers
from .printing import say
from .streams import flush
from .words import LETTERS
from .working import working

if TYPE_CHECKING:
    from ..explore import Grid


def add_arguments(command: argparse.ArgumentParser) -> None:
    from ..explore import DEFAULT, LIMIT, PORT, PREFERRED, SIZES
    from ..networks import MODES
    from ..ranks import ranges

    app = command.add_argument_group(
        "the app", "It computes any case when it is asked for it, on this machine alone (extra explore)."
    )
    app.add_argument(
        "--port",
        type=integer,
        metavar="N",
        help=f"port of the app; 0 is any that is free (default: {PORT}, or any where that is taken)",
    )
    app.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    command.add_argument(
        "--export",
        metavar="FILE",
        help="write one file that needs no network, such as lecture.html, instead of opening the app",
    )
    grid = command.add_argument_group(
        "the cases of the file, or the case that the app opens at",
        "Sizes such as 3, 1,2,3 or 2-8 for the file, and one value of each for the app, such as -T 6 -L 2.",
    )
    for name in SIZES:
        default = f"default: {ranges(getattr(DEFAULT, name))} in a file, {PREFERRED[name]} in the app"
        shown = f"number of {MEANINGS[name].words} ({default})"
        grid.add_argument(f"--{name}", f"-{LETTERS[name]}", metavar=LETTERS[name], help=shown)
    grid.add_argument(
        "--split", metavar="SPLITS", help="number of steps in the Start (default: all in a file, the half in the app)"
    )
    grid.add_argument(
        "--mode", help=f"what the inputs are: {' or '.join(MODES)} (default: both in a file, one-hot in the app)"
    )
    grid.add_argument(
        "--limit", type=number, metavar="MB", help=f"largest size of the file, in megabytes (default: {LIMIT:g})"
    )


def run(options: argparse.Namespace) -> None:
    if options.export is None:
        _serve(options)
    else:
        _export(options)


def _serve(options: argparse.Namespace) -> None:
    from ..explore import serve

    if options.limit is not None:
        raise TnrnnError("--limit: expected --export beside it, given none: the app writes no file")
    serve(port=options.port, ready=functools.partial(_ready, case=_case(options), opens=not options.no_browser))


def _case(options: argparse.Namespace) -> str:
    """Return the end of the address that opens the app at the given sizes; the page chooses those that are missing."""
    from urllib.parse import urlencode

    from ..explore import PREFERRED, SIZES, Parameters
    from ..networks import MODES

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
    flush()
    if opens:
        import webbrowser

        threading.Thread(target=webbrowser.open, args=(f"{address}{case}",), daemon=True).start()


def _export(options: argparse.Namespace) -> None:
    from ..explore import LIMIT, export

    for name, given in (("--port", options.port is not None), ("--no-browser", options.no_browser)):
        if given:
            raise TnrnnError(f"{name}: expected no --export beside it, given {options.export}: a file needs no port")
    grid = given_grid(options)
    with working("cases") as stage:
        size = export(
            options.export, grid=grid, limit=LIMIT if options.limit is None else options.limit, progress=stage.count
        )
    say(f"{options.export}: {len(list(grid.cases())):,} cases, {size / 1e6:.2f} MB")


def given_grid(options: argparse.Namespace) -> Grid:
    from ..explore import SIZES, Grid

    sizes: dict[str, Any] = {
        name: numbers(f"--{name}", text) for name in SIZES if (text := getattr(options, name)) is not None
    }
    if options.split is not None:
        sizes["splits"] = numbers("--split", options.split)
    if options.mode is not None:
        sizes["modes"] = (options.mode,)
    return Grid(**sizes)
