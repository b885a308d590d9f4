"""`tnrnn memory --data FILE`: what data ask for at every split, beside what a model can hold and trained units do."""

from __future__ import annotations

import argparse
import contextlib
import json
from typing import TYPE_CHECKING, Any

from ..basics import TnrnnError, choice, mistake, whole
from .options import integer, number, numbers
from .printing import say
from .sizes import add_sizes, given_origin
from .words import option_name
from .working import working

if TYPE_CHECKING:
    from ..memory import DataEntanglement
    from ..memory.data import Labelled
    from ..networks import Circuit

SHARED = ("length", "layers", "inputs", "hidden", "state")
"""The sizes of models whose options `tnrnn memory` has already, where they are also those of units or how it reads."""

OWN = {"embed": None, "angle": None, "positive": None, "balanced": False, "resamples": None}
"""The options that need --data, with the values that they have if they are not given."""

OTHERS = {"cell": None, "lags": None, "threshold": 0.5, "noise": 0.01, "read": "states", "device": None, "starts": 64}
"""The options of other measurements, which are refused beside --data."""

RESAMPLES = 100
"""How many samples the bootstrap takes unless it is said."""


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
    data.add_argument("--angle", type=number, metavar="X", help="part of pi of the embedding by angles (default: 0.5)")
    data.add_argument("--positive", metavar="LABEL", help="the label that is +1, while all others are -1")
    data.add_argument("--balanced", action="store_true", help="give all classes the same weight")
    data.add_argument(
        "--resamples", type=integer, metavar="B", help=f"samples of the bootstrap, or 0 (default: {RESAMPLES})"
    )
    model = command.add_argument_group(
        "the model beside data",
        "What it can hold at every split is shown beside what the data ask for. T and M are those of the data.",
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
        from ..memory import data_report
        from ..memory.data import read_labelled

        found = _sampled(read_labelled(options.data), options.sequences, seed)
        stage.now("measuring what the data ask for, splits")
        data = _measured(found, options, seed, stage.count)
        units = _units(options)
        report = data_report(
            data, model=_model(options, data), units=units or None, words=found.words, seed=seed, progress=stage.now
        )
        if options.output is not None:
            report.save(options.output, style=options.theme)
    say(json.dumps(report.to_json(), indent=2) if options.json else str(report))


def _sampled(found: Labelled, count: int | None, seed: int) -> Labelled:
    """Return a seeded sample of the sequences, or all of them."""
    import numpy as np

    if count is None:
        return found
    most = len(found.words) if found.words.ndim else 0
    whole("--sequences", count, least=1, most=max(most, 1))
    if found.labels is not None and found.labels.shape[:1] != (most,):
        raise mistake("--data", f"a label for each of {most:,} sequences", f"shape {found.labels.shape}")
    chosen = np.sort(np.random.default_rng(seed).permutation(most)[:count])
    return found._replace(words=found.words[chosen], labels=None if found.labels is None else found.labels[chosen])


def _measured(found: Labelled, options: argparse.Namespace, seed: int, progress: Any) -> DataEntanglement:
    from ..memory import data_entanglement
    from ..memory.data import EMBEDDINGS

    if options.embed is not None:
        choice("--embed", options.embed, EMBEDDINGS)
    if options.angle is not None and options.embed != "angle":
        raise mistake("--angle", "--embed angle beside it", options.angle)
    return data_entanglement(
        found.words,
        found.labels,
        splits=None if options.split is None else numbers("--split", options.split),
        tokens=options.tokens,
        embed=options.embed,
        angle=0.5 if options.angle is None else options.angle,
        balanced=options.balanced,
        positive=None if options.positive is None else _positive(found, options.positive),
        resamples=RESAMPLES if options.resamples is None else options.resamples,
        seed=seed,
        progress=progress,
    )


def _positive(found: Labelled, word: str) -> Any:
    """Return the label that a word means."""
    import numpy as np

    if found.labels is None:
        raise mistake("--positive", "labels in the file", word)
    known = {str(label): label for label in np.unique(found.labels).tolist()}
    return known[choice("--positive", word, known)]


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


def _model(options: argparse.Namespace, data: DataEntanglement) -> Circuit | None:
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
        asked["outputs"] = data.classes
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
