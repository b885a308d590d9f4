"""`tnrnn memory`: what the hidden states of recurrent networks remember, as tables and as a plot."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..basics import TnrnnError, choice, mistake, whole
from .demands import add_data, refuse_data_options, run_data
from .options import integer, number
from .printing import say
from .working import working

if TYPE_CHECKING:
    from ..memory import Probe

MOST_SIZE = 10_000
"""The largest number of hidden units of a layer, and of symbols."""
MOST_LAYERS = 100
"""The largest number of layers."""
UNITS = {"cell": None, "hidden": 64, "layers": 1, "inputs": 8}
"""The options of untrained networks, with their defaults; a checkpoint contains these values."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    from ..drawing import CHART_ENDINGS, THEMES
    from ..training import CELLS

    unit = command.add_argument_group("the networks", "They are untrained (--cell), or trained (--checkpoint).")
    unit.add_argument("--cell", help=f"a cell, or several, such as rnn,lstm; cells are {', '.join(CELLS)}")
    unit.add_argument("--hidden", "-R", type=integer, metavar="R", help="number of units in each layer (default: 64)")
    unit.add_argument("--layers", "-L", type=integer, metavar="L", help="number of layers (default: 1)")
    unit.add_argument(
        "--inputs", "-M", type=integer, metavar="M", help="number of symbols, and of channels of signals (default: 8)"
    )
    unit.add_argument(
        "--checkpoint", metavar="FILE", action="append", help="a network that tnrnn experiment trained; may be repeated"
    )
    asked = command.add_argument_group("how their memory is measured")
    asked.add_argument(
        "--length", "-T", type=integer, metavar="T", help="number of time steps (default: 12 to 60, by their size)"
    )
    asked.add_argument(
        "--lags", type=integer, metavar="K", help="longest lag that is decoded, in time steps (default: T - 1)"
    )
    asked.add_argument(
        "--sequences",
        type=integer,
        metavar="N",
        help="number of sequences in a sample (default: 1,000 or more, by their size)",
    )
    asked.add_argument(
        "--threshold",
        type=number,
        default=0.5,
        metavar="X",
        help="share of an input, from 0 to 1, that counts as remembered (default: 0.5)",
    )
    asked.add_argument(
        "--noise",
        type=number,
        default=0.01,
        metavar="X",
        help="noise with which states are read, in standard deviations of each unit (default: 0.01)",
    )
    asked.add_argument(
        "--state", default="h", help="what is read of an LSTM: h, or h,c for h and its cell (default: h)"
    )
    asked.add_argument("--seed", type=integer, default=0, help="seed of the weights and sequences (default: 0)")
    add_data(command)
    out = command.add_argument_group("output")
    out.add_argument("-o", "--output", metavar="FILE", help=f"plot the report: {', '.join(CHART_ENDINGS)}")
    out.add_argument("--theme", default="print", help=f"colours and sizes: {', '.join(THEMES)} (default: print)")
    out.add_argument("--json", action="store_true", help="print the report as JSON")


def run(options: argparse.Namespace) -> None:
    from ..drawing import CHART_ENDINGS, THEMES, check_path
    from ..system import check_files

    choice("--theme", options.theme, THEMES)
    if options.output is not None:
        check_path(options.output, CHART_ENDINGS)
        check_files([("--output", options.output)], _inputs(options))
    if options.data is not None:
        run_data(options)
        return
    refuse_data_options(options)
    if (options.cell is None) == (options.checkpoint is None):
        raise TnrnnError("--cell: expected cells such as lstm or rnn,lstm, or --checkpoint FILE; one of the two")
    seed = whole("--seed", options.seed, least=0, most=2**31 - 1)
    from ..training import one_thread

    with working("making the units") as stage, one_thread():
        from ..memory import memory_report

        units = dict(_trained(options) if options.cell is None else _untrained(options, seed))
        stage.now(f"measuring what {', '.join(units)} remember")
        report = memory_report(units, probe=_probe(options, units, seed), threshold=options.threshold)
        if options.output is not None:
            report.save(options.output, style=options.theme)
    say(json.dumps(report.to_json(), indent=2) if options.json else str(report))


def _inputs(options: argparse.Namespace) -> list[tuple[str, str]]:
    """Return the files that are read, with their options."""
    data = [] if options.data is None else [("--data", options.data)]
    return [*data, *(("--checkpoint", path) for path in options.checkpoint or ())]


def _untrained(options: argparse.Namespace, seed: int) -> Iterator[tuple[str, Any]]:
    from ..training import cell_named, stack

    cells = [cell_named("--cell", word.strip()) for word in options.cell.split(",")]
    if len(set(cells)) < len(cells):
        raise mistake("--cell", "each cell once", options.cell)
    hidden, inputs = (_size(options, name, MOST_SIZE) for name in ("hidden", "inputs"))
    layers = _size(options, "layers", MOST_LAYERS)
    for cell in cells:
        yield cell, stack(cell, layers, hidden, inputs, inputs, seed=seed)


def _size(options: argparse.Namespace, name: str, most: int) -> int:
    given, least = getattr(options, name), 2 if name == "inputs" else 1
    return whole(f"--{name}", UNITS[name] if given is None else given, least=least, most=most)


def _trained(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    from ..interop import Names
    from ..training import load_stack

    for name in UNITS:
        if getattr(options, name) is not None:
            raise mistake("--checkpoint", f"no --{name} beside it: a checkpoint has its own", getattr(options, name))
    names = Names()
    for path in options.checkpoint:
        run_of, unit = load_stack(path)
        yield names.take(f"{run_of.cell} L={run_of.layers} {run_of.task} {run_of.delay}"), unit


def _probe(options: argparse.Namespace, units: dict[str, Any], seed: int) -> Probe | None:
    from dataclasses import replace

    from ..memory import STATES, Probe, suited

    choice("--state", options.state, STATES)
    keys = {"lags": options.lags, "sequences": options.sequences, "seed": seed, "noise": options.noise}
    if options.length is not None:
        return Probe(options.length, state=options.state, **keys)
    return replace(suited(units, options.state), **keys)
