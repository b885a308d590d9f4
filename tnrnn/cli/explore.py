"""`tnrnn explore`: the explorer for lectures, as an app on this machine or as one file."""

from __future__ import annotations

import argparse
import functools
import threading
from typing import TYPE_CHECKING, Any

from ..basics import MEANINGS, TnrnnError, mistake
from .options import add_observe, integer, number, numbers
from .pages import add_file, given_file, given_grids, sizes_on_page
from .printing import note, say
from .sizes import add_model, add_sizes, named_model
from .streams import flush
from .words import option_name
from .working import working

if TYPE_CHECKING:
    from ..drawing import Figure
    from ..explore import Estimate, Given
    from ..models import Size


def add_arguments(command: argparse.ArgumentParser) -> None:
    from ..explore import DEFAULT, LIMIT, PORT, PREFERRED, SIZES, page_sizes, shown_models
    from ..models import size_names
    from ..networks import MODES
    from ..ranks import ranges

    app = command.add_argument_group(
        "the app",
        'It runs on this machine alone and computes any case when you ask for it (pip install "tnrnn[explore]").',
    )
    app.add_argument(
        "--port",
        type=integer,
        metavar="N",
        help=f"the port of the app; 0 stands for any free port (default: {PORT}, or any free port if {PORT} is taken)",
    )
    app.add_argument("--no-browser", action="store_true", help="print the address and do not open a browser")
    app.add_argument(
        "--allow-embed",
        action="append",
        metavar="ORIGIN",
        help="let the pages of this origin, such as http://localhost:8000, show the app in a frame; it can be repeated",
    )
    add_file(command)
    app.add_argument(
        "--figure",
        metavar="FIGURE",
        help="open the editor with this figure file, in TOML or JSON, as the editor saves it",
    )
    command.add_argument(
        "--export",
        metavar="PAGE",
        help="write a page, such as lecture.html, that needs neither Python nor a network, instead of opening the app",
    )
    command.add_argument(
        "--talk",
        metavar="TALK",
        help="begin with the talk in this file, which the explorer has saved; PAGE then also has the cases of the talk",
    )
    grid = command.add_argument_group(
        "the cases of PAGE, or the case at which the app opens",
        "PAGE has all combinations of the sizes, each of which may be one or several, such as 3, 1,2,3 or 2-8. The app "
        "opens at one value of each, such as -T 6 -L 2.",
    )
    defaults = {name: f"{ranges(getattr(DEFAULT, name))} for PAGE, {PREFERRED[name]} for the app" for name in SIZES}
    shown = {name: f"number of {MEANINGS[name].words} (default: {words})" for name, words in defaults.items()}
    hidden = {
        name: argparse.SUPPRESS for name in size_names() if not any(name in page_sizes(m) for m in shown_models())
    }
    add_model(grid, default=None, more="; PAGE may have several, such as rac,linear_attention")
    add_sizes(grid, str, shown | hidden)
    grid.add_argument(
        "--split",
        metavar="SPLITS",
        help="the number of steps in the Start (default: every number for PAGE, half of the steps for the app)",
    )
    grid.add_argument(
        "--mode", help=f"what is read at each step: {' or '.join(MODES)} (default: both for PAGE, one-hot for the app)"
    )
    add_observe(grid, default=None)
    grid.add_argument(
        "--limit", type=number, metavar="MB", help=f"the largest size of PAGE in megabytes (default: {LIMIT:g})"
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
    for name in ("model", "mode", "observe"):
        if "," in (getattr(options, name) or ""):
            raise mistake(
                f"--{name}", "one word, as the app opens at one case; several need --export", getattr(options, name)
            )
    given = given_file(options)
    case = _case(options) if given is None else _case_of_given(given)
    ready = functools.partial(_ready, case=case, opens=not options.no_browser)
    opened = {"talk": options.talk, "figure": _figure(options)}
    serve(subject=given, port=options.port, ready=ready, allow_embed=options.allow_embed or (), **opened)


def _figure(options: argparse.Namespace) -> Figure | None:
    from ..drawing import read_figure

    return None if options.figure is None else read_figure(options.figure)


def _case(options: argparse.Namespace) -> str:
    """Return the end of the address that opens the app at the given sizes; the page chooses those that are missing."""
    from urllib.parse import urlencode

    from ..explore import chosen, preferred
    from ..networks import MODES

    model = named_model(options)
    sizes = {name: _one(size, value) for name, (size, value) in sizes_on_page(options).items()}
    filled = preferred(model) | sizes
    split = None if options.split is None else _single("--split", options.split)
    words = {"mode": options.mode, "observe": options.observe}
    usual = {"mode": MODES[0], "observe": "scalar"}
    at = max(1, int(filled["length"]) // 2) if split is None else split
    chosen(model, filled, at, **{name: words[name] or usual[name] for name in words}).bounded()  # type: ignore[arg-type]
    given = {"model": options.model, **sizes, "split": split, **words}
    shown = {name: str(value).lower() if isinstance(value, bool) else value for name, value in given.items()}
    found = {name: value for name, value in shown.items() if value is not None}
    return f"#{urlencode(found)}" if found else ""


def _case_of_given(given: Given) -> str:
    """Return the end of the address that opens the app at the file, with the sides that are given."""
    from urllib.parse import urlencode

    cases = list(given.cases())
    if given.partitions is None:
        return f"#{urlencode({'model': given.name})}"
    if len(given.partitions) > 1:
        raise mistake(
            "--split" if given.length else "--near", "one side, as the app opens at one case", len(given.partitions)
        )
    return f"#{urlencode(cases[0].to_json())}"


def _one(size: Size, value: Any) -> Any:
    return _single(option_name(size.name), value) if size.kind == "number" else value


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
    if options.allow_embed:
        raise TnrnnError(
            f"--allow-embed: expected no --export beside it, given {options.export}: any page may embed it"
        )
    if options.figure is not None:
        raise TnrnnError(f"--figure: expected no --export beside it, given {options.export}: a file has no editor")
    given = given_file(options)
    parts = given_grids(options) if given is None else (given,)
    limit = LIMIT if options.limit is None else options.limit
    cases = 0  # those of the talk are counted, too
    with working("cases") as stage:

        def told(expected: Estimate) -> None:
            note(f"{options.export}: {expected}")

        def counted(done: int, of: int) -> None:
            nonlocal cases
            cases = of
            stage.count(done, of)

        size = export(options.export, grid=parts, limit=limit, progress=counted, told=told, talk=options.talk)
    say(f"{options.export}: {cases:,} {'case' if cases == 1 else 'cases'}, {size / 1e6:.2f} MB")
