"""`tnrnn memory`: what the states of networks hold of what they have read, as tables and as a page of charts."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..basics import TnrnnError, choice, mistake, whole
from .demands import add_data, refuse_data_options, run_data
from .options import integer, number, numbers
from .printing import say
from .working import working

if TYPE_CHECKING:
    from ..memory import Probe, Reading

MOST_SIZE = 10_000
"""The largest number of hidden units of a layer, and of symbols."""
MOST_LAYERS = 100
"""The largest number of layers."""
UNITS = {"cell": None, "hidden": 64, "layers": 1, "inputs": 8}
"""The options of untrained networks, with their defaults; a checkpoint contains these values."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    from ..drawing import CHART_ENDINGS, THEMES
    from ..training import CELLS

    unit = command.add_argument_group(
        "the networks",
        "They are untrained (--cell), trained by tnrnn experiment (--checkpoint), or your own (--module). --module "
        "imports the module that you name and calls its function, so it runs that code with all your rights.",
    )
    unit.add_argument("--cell", help=f"a cell, or several, such as rnn,lstm; cells are {', '.join(CELLS)}")
    unit.add_argument("--hidden", "-R", type=integer, metavar="R", help="number of units in each layer (default: 64)")
    unit.add_argument("--layers", "-L", type=integer, metavar="L", help="number of layers (default: 1)")
    unit.add_argument(
        "--inputs",
        "-M",
        type=integer,
        metavar="M",
        help="number of symbols, and of channels of signals (default: what a network of --module says, else 8)",
    )
    unit.add_argument(
        "--checkpoint", metavar="FILE", action="append", help="a network that tnrnn experiment trained; may be repeated"
    )
    unit.add_argument(
        "--module",
        metavar="PACKAGE.MODULE:FACTORY",
        action="append",
        help="a network of your own: a function that is called without arguments and returns a torch module, a "
        "function from arrays (batch, T, M) to states (batch, T, N), or a mapping from names to several; the module is "
        "also looked for in the working directory; may be repeated, and compared with --cell or --checkpoint",
    )
    unit.add_argument(
        "--tokens",
        type=integer,
        metavar="V",
        help="size of the vocabulary, if the networks of --module read token ids (batch, T)",
    )
    unit.add_argument(
        "--read",
        default="states",
        metavar="WHAT",
        help="what is read of them: states, output, or a part of a torch module by its name (default: states)",
    )
    unit.add_argument("--device", help="where networks run, such as cpu or cuda (default: where they are)")
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
        "--state",
        default="h",
        help="what is read of an LSTM: h, or h,c for h and its cell (default: h); beside --model, a number of states",
    )
    asked.add_argument(
        "--split",
        metavar="K",
        help="steps of the Start, as 3, 1,2,3 or 2-10:2, at which the Start-Future rank, or what data ask for, is "
        "measured (default: at most eight, from 1 to T - 1; for data, all of them)",
    )
    asked.add_argument(
        "--starts",
        type=integer,
        default=64,
        metavar="N",
        help="number of Starts, and of Ends, of the Start-Future rank (default: 64)",
    )
    asked.add_argument("--seed", type=integer, default=0, help="seed of the weights and sequences (default: 0)")
    add_data(command)
    out = command.add_argument_group("output")
    out.add_argument("-o", "--output", metavar="FILE", help=f"write one page of charts: {', '.join(CHART_ENDINGS)}")
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
    _check_units(options)
    seed = whole("--seed", options.seed, least=0, most=2**31 - 1)
    splits = None if options.split is None else numbers("--split", options.split)
    from ..training import one_thread
    from .factories import from_here, running

    with contextlib.ExitStack() as around:
        stage = around.enter_context(working("making the units"))
        with contextlib.suppress(ImportError):  # functions of arrays need no torch; what needs it says so
            around.enter_context(one_thread())
        around.enter_context(from_here())
        around.enter_context(running(options.module or []))
        from ..memory import Sample, memory_sheet

        units = _units(options, seed)
        _check_width(options, units)
        stage.now("running the units once")
        probe, reading = _probe(options, units, seed)
        sheet = memory_sheet(
            units,
            probe=probe,
            tokens=options.tokens,
            reading=reading,
            sample=Sample(count=whole("--starts", options.starts, most=MOST_SIZE), seed=seed),
            splits=splits,
            threshold=options.threshold,
            progress=stage.step,
        )
        if options.output is not None:
            stage.now("drawing the page")
            sheet.save(options.output, style=options.theme)
    say(json.dumps(sheet.to_json(), indent=2) if options.json else str(sheet))


def _inputs(options: argparse.Namespace) -> list[tuple[str, str]]:
    """Return the files that are read, with their options."""
    data = [] if options.data is None else [("--data", options.data)]
    return [*data, *(("--checkpoint", path) for path in options.checkpoint or ())]


def _check_units(options: argparse.Namespace) -> None:
    """Refuse networks that are not given, or given twice over."""
    choices = "cells such as lstm or rnn,lstm, --checkpoint FILE or --module PACKAGE.MODULE:FACTORY"
    if options.cell is None and options.checkpoint is None and options.module is None:
        raise TnrnnError(f"--cell: expected {choices}")
    if options.cell is not None and options.checkpoint is not None:
        raise TnrnnError("--cell: expected cells such as lstm or rnn,lstm, or --checkpoint FILE; one of the two")
    if options.cell is None and options.checkpoint is None:
        for name in ("hidden", "layers"):
            if getattr(options, name) is not None:
                raise mistake(f"--{name}", "--cell beside it, as other networks have their own", getattr(options, name))
    if options.tokens is not None and (options.cell, options.checkpoint) != (None, None):
        raise mistake("--tokens", "networks of --module alone, because all others read numbers", options.tokens)


def _units(options: argparse.Namespace, seed: int) -> dict[str, Any]:
    """Return all networks by name: those of the user, of checkpoints, and untrained ones."""
    from ..interop import Names
    from .factories import units_of

    names = Names()
    found: dict[str, Any] = {}
    for word in options.module or ():
        found |= {names.take(name): unit for name, unit in units_of(word).items()}
    for name, unit in _trained(options):
        found[names.take(name)] = unit
    for name, unit in _untrained(options, found, seed):
        found[names.take(name)] = unit
    return found


def _check_width(options: argparse.Namespace, units: dict[str, Any]) -> None:
    """Ask for a width if no network says its own; a function, for example, does not."""
    from ..memory.units import width_of

    if options.inputs is None and options.tokens is None and not any(map(width_of, units.values())):
        wanted = f"the numbers that {', '.join(units)} reads at each step, or --tokens V if it reads token ids"
        raise TnrnnError(f"--inputs: expected {wanted}, given neither")


def _untrained(options: argparse.Namespace, others: dict[str, Any], seed: int) -> Iterator[tuple[str, Any]]:
    if options.cell is None:
        return
    from ..memory.units import width_of
    from ..training import cell_named, stack

    cells = [cell_named("--cell", word.strip()) for word in options.cell.split(",")]
    if len(set(cells)) < len(cells):
        raise mistake("--cell", "each cell once", options.cell)
    hidden, inputs = (_size(options, name, MOST_SIZE) for name in ("hidden", "inputs"))
    if options.inputs is None:
        inputs = next(filter(None, map(width_of, others.values())), inputs)
    layers = _size(options, "layers", MOST_LAYERS)
    for cell in cells:
        yield cell, stack(cell, layers, hidden, inputs, inputs, seed=seed)


def _size(options: argparse.Namespace, name: str, most: int) -> int:
    given, least = getattr(options, name), 2 if name == "inputs" else 1
    return whole(f"--{name}", UNITS[name] if given is None else given, least=least, most=most)


def _trained(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    if options.checkpoint is None:
        return
    from ..training import load_stack

    for name in UNITS:
        if getattr(options, name) is not None:
            raise mistake("--checkpoint", f"no --{name} beside it: a checkpoint has its own", getattr(options, name))
    for path in options.checkpoint:
        run_of, unit = load_stack(path)
        yield f"{run_of.cell} L={run_of.layers} {run_of.task} {run_of.delay}", unit


def _probe(options: argparse.Namespace, units: dict[str, Any], seed: int) -> tuple[Probe, Reading]:
    """Return the sequences, and what is read of the networks."""
    from dataclasses import replace

    from ..memory import STATES, Probe, Reading, suited

    reading = Reading(read=options.read, state=choice("--state", options.state, STATES), device=options.device)
    width = None if options.inputs is None else whole("--inputs", options.inputs, most=MOST_SIZE)
    keys = {"lags": options.lags, "sequences": options.sequences, "seed": seed, "noise": options.noise, "width": width}
    if options.length is not None:
        return Probe(options.length, **keys), reading
    return replace(suited(units, width=width, tokens=options.tokens, reading=reading), **keys), reading
