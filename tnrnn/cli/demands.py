"""`tnrnn memory --data FILE`: what data ask for at every split, beside what a model can hold and trained units do."""

from __future__ import annotations

import argparse
import contextlib
import json
from typing import TYPE_CHECKING, Any

from ..basics import TnrnnError, choice, mistake, whole
from .options import integer, number, numbers
from .printing import note, say
from .sizes import add_sizes, given_origin
from .words import option_name
from .working import working

if TYPE_CHECKING:
    from ..memory.data import Data, Labelled
    from ..networks import Circuit

SHARED = ("length", "layers", "inputs", "hidden", "state")
"""The sizes of models whose options `tnrnn memory` has already, where they are also those of units or how it reads."""

OWN = {"embed": None, "angle": None, "positive": None, "balanced": False, "resamples": None}
OWN |= {"correlation": False, "reorder": False}
"""The options that need --data, with the values that they have if they are not given."""

OTHERS = {"cell": None, "lags": None, "threshold": 0.5, "noise": 0.01, "read": "states", "device": None, "starts": 64}
"""The options of other measurements, which are refused beside --data."""

RESAMPLES = 100
"""How many samples the bootstrap takes unless it is said."""

SECONDS, MOST_SECONDS = 6e-10, 600.0
"""About how many seconds the singular values of N sequences of vectors take, divided by N^3; and the most of them."""


def add_data(command: argparse.ArgumentParser) -> None:
    """Add the options of data and of the model beside them."""
    from ..models import MODELS

    data = command.add_argument_group(
        "what data ask for",
        "With --data, the entanglement of labelled sequences at every split between Start and End is measured instead.",
    )
    data.add_argument(
        "--data", metavar="FILE", help="an .npz file with an array words (or inputs) of sequences and, if any, labels"
    )
    data.add_argument("--embed", help="how real numbers become vectors: angle, complement or affine")
    data.add_argument(
        "--angle",
        type=number,
        metavar="X",
        help="largest angle of the embedding by angles, as a part of pi (default: 0.5)",
    )
    data.add_argument("--positive", metavar="LABEL", help="the label that is +1, while all others are -1")
    data.add_argument("--balanced", action="store_true", help="give all classes the same weight")
    data.add_argument("--correlation", action="store_true", help="also print the mean correlation of the two sides")
    data.add_argument(
        "--reorder", action="store_true", help="first put the steps in an order with little correlation between sides"
    )
    data.add_argument(
        "--resamples",
        type=integer,
        metavar="B",
        help=f"number of samples of the bootstrap; 0 means none (default: {RESAMPLES})",
    )
    model = command.add_argument_group(
        "the model beside data",
        "What it can hold at every split is shown beside what the data ask for. T and M are those of the data; "
        "--layers, --hidden and --state are sizes of the model, too.",
    )
    model.add_argument("--model", help=f"the architecture: {', '.join(MODELS)} (default: none)")
    add_sizes(model, integer, without=SHARED)


def refuse_data_options(options: argparse.Namespace) -> None:
    """Raise a TnrnnError if an option that needs --data is given without it."""
    from ..models import size_names

    own = {**OWN, "model": None, **{name: None for name in size_names() if name not in SHARED}}
    for name, default in own.items():
        if getattr(options, name) != default:
            raise mistake(option_name(name), "--data FILE beside it", getattr(options, name))


def run_data(options: argparse.Namespace) -> None:
    """Print, and plot if a file is named, what data ask for."""
    for name, default in OTHERS.items():
        if getattr(options, name) != default:
            raise mistake(f"--{name}", "no --data beside it", getattr(options, name))
    seed = whole("--seed", options.seed, least=0, most=2**31 - 1)
    from ..training import one_thread
    from .factories import from_here, running

    trained = bool(options.checkpoint or options.module)
    with contextlib.ExitStack() as around:
        stage = around.enter_context(working("reading the data"))
        if trained:  # only units need torch
            around.enter_context(one_thread())
            around.enter_context(from_here())
            around.enter_context(running(options.module or []))
        from ..memory import data_entanglement, data_report
        from ..memory.data import read_labelled

        found = read_labelled(options.data)
        if options.sequences is not None:
            found = found.sampled(options.sequences, seed)
        order: tuple[int, ...] | None = None
        if options.reorder:
            stage.now("reordering the steps")
            found, order = found.reordered(options.embed is not None, seed)
        given = _read(found, options)
        model, units = _model(options, given), _units(options)
        splits = range(1, given.length) if options.split is None else numbers("--split", options.split)
        resamples = options.resamples if options.resamples is not None else _resamples(given, len(splits))
        stage.now("measuring what the data ask for, splits")
        data = data_entanglement(
            found.words,
            found.labels,
            splits=splits,
            resamples=resamples,
            seed=seed,
            surrogate="correlation" if options.correlation else None,
            progress=stage.count,
            **_reading(found, options),
        )
        report = data_report(data, model=model, units=units or None, words=found.words, seed=seed, progress=stage.now)
        if options.output is not None:
            report.save(options.output, style=options.theme)
    if options.json:
        say(json.dumps(report.to_json() | {"order": None if order is None else list(order)}, indent=2))
        return
    say(str(report) if order is None else f"{report}\n\norder of the steps: {', '.join(map(str, order))}")


def _reading(found: Labelled, options: argparse.Namespace) -> dict[str, Any]:
    """Return how the sequences and labels are read."""
    from ..memory.data import EMBEDDINGS

    if options.embed is not None:
        choice("--embed", options.embed, EMBEDDINGS)
    if options.angle is not None and options.embed != "angle":
        raise mistake("--angle", "--embed angle beside it", options.angle)
    return {
        "tokens": options.tokens,
        "embed": options.embed,
        "angle": 0.5 if options.angle is None else options.angle,
        "balanced": options.balanced,
        "positive": None if options.positive is None else found.label(options.positive),
    }


def _read(found: Labelled, options: argparse.Namespace) -> Data:
    """Return the data as they are read, so that all options are checked before anything is measured."""
    from ..memory.data import read_data

    return read_data("data_entanglement", found.words, found.labels, **_reading(found, options))


def _resamples(data: Data, splits: int) -> int:
    """Return how many samples the bootstrap takes unless it is said: none if it would take more than ten minutes."""
    if data.ids is not None:
        return RESAMPLES
    seconds = (RESAMPLES + 11) * splits * SECONDS * data.count**3
    if seconds <= MOST_SECONDS:
        return RESAMPLES
    minutes = f"{round(seconds / 60):,} minutes"
    note(f"no intervals: they would take some {minutes}; take fewer splits or sequences, or --resamples {RESAMPLES}")
    return 0


def _units(options: argparse.Namespace) -> dict[str, Any]:
    """Return the trained units that are given: checkpoints, or what factories return."""
    from ..interop import Names

    names = Names()
    units: dict[str, Any] = {}
    for word in options.module or ():
        from .factories import units_of

        units |= {names.take(name): unit for name, unit in units_of(word).items()}
    for path in options.checkpoint or ():
        from ..training import load_stack  # it needs torch

        run_of, unit = load_stack(path)
        units[names.take(f"{run_of.cell} L={run_of.layers} {run_of.task} {run_of.delay}")] = unit
    return units


def _model(options: argparse.Namespace, data: Data) -> Circuit | None:
    """Return the model that is given, with the length and the width of the data."""
    from ..models import MODELS, size_names, sizes_of

    sizes = vars(options) | {"state": _state(options.state)}
    asked = {name: sizes.get(name) for name in size_names()}
    if options.model is None:
        given = [name for name, value in asked.items() if value is not None]
        if given:
            raise mistake(option_name(given[0]), "--model beside it", asked[given[0]])
        return None
    model = choice("--model", options.model, MODELS)
    for name, own in (("length", data.length), ("inputs", data.width)):
        if asked[name] not in (None, own):
            raise mistake(f"--{name}", f"{own}, as the data have, or none", asked[name])
        if name in sizes_of(model):
            asked[name] = own
    if data.leg and asked["outputs"] is None and "outputs" in sizes_of(model):
        asked["outputs"] = data.kinds
    origin = given_origin(argparse.Namespace(model=model, **asked))
    return MODELS[model](**dict(origin.sizes))


def _state(given: str) -> int | None:
    """Return the state of a model as --state gives it, which beside --data is a size, or None if it is not given."""
    if given == "h":
        return None
    try:
        return integer(given)
    except argparse.ArgumentTypeError as error:
        raise TnrnnError(f"--state: {error}") from None
