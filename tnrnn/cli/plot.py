"""`tnrnn plot`: the rank and its bounds along splits or sizes, and the gaps between them in a sweep."""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..basics import TnrnnError, choice, mistake
from .options import SIZES, add_observe, integer, numbers
from .printing import say
from .sizes import add_model, add_sizes, given_sizes
from .words import LETTERS, option_name
from .working import working

if TYPE_CHECKING:
    from ..models import Size
    from ..networks import Value
    from ..tables import Plan

MOST_CURVES = 12
"""The largest number of curves in a plot."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    from ..drawing import CHART_ENDINGS, THEMES

    rule = (
        "Sizes of the model that have no default are required, unless --store is given. One size besides --along may "
        "have several values, each of which is a curve; words are separated by commas, such as sum,delta."
    )
    sizes = command.add_argument_group("the circuits", f"They have {SIZES}. {rule}")
    add_model(sizes, default=None)
    add_sizes(sizes, str)
    command.add_argument(
        "--along",
        help="the horizontal axis: split, or the name of a size that is a number, such as length (default: split); "
        "a size needs several values",
    )
    command.add_argument(
        "--at", metavar="SPLITS", help="only these splits, in steps of the Start, such as 3 or 2-6 (default: all)"
    )
    command.add_argument("--mode", help="what is read at each step: one-hot or continuous (default: one-hot)")
    add_observe(command, default=None)
    command.add_argument("--seed", type=integer, help="seed of the random weights and points (default: 0)")
    command.add_argument("--store", metavar="FILE", help="plot the gaps between bounds and ranks of this sweep instead")
    command.add_argument("--theme", default="print", help=f"colours and sizes: {', '.join(THEMES)} (default: print)")
    command.add_argument("--json", action="store_true", help="print the numbers as JSON")
    endings = ", ".join(CHART_ENDINGS)
    command.add_argument("-o", "--output", metavar="FILE", help=f"file to write; its ending says the format: {endings}")


def run(options: argparse.Namespace) -> None:
    from ..drawing import CHART_ENDINGS, THEMES, check_path, plot, save

    choice("--theme", options.theme, THEMES)
    if options.output is not None:
        check_path(options.output, CHART_ENDINGS)
    elif options.store is not None or not options.json:
        raise TnrnnError("--output: expected a file (-o FILE) to write the plot to, given none")
    if options.store is not None:
        _run_gap(options)
        return
    with working("planning the points") as stage:
        plans = list(_plans(options))
        total, done = sum(len(plan.cases) for plan in plans), itertools.count(1)
        stage.now("points")
        profiles = [plan.run(lambda: stage.count(next(done), total)) for plan in plans]
        if options.output is not None:
            stage.now("plotting")
            save(plot(profiles, style=options.theme), options.output)
    if options.json:
        say(json.dumps({"profiles": [profile.to_json() for profile in profiles]}, indent=2))


def _run_gap(options: argparse.Namespace) -> None:
    from ..drawing import plot_gap, save
    from ..models import size_names
    from ..sweeping import read_store, store_files
    from ..system import check_files

    check_files([("--output", options.output)], store_files("--store", options.store))
    for name in (*size_names(), "model", "along", "at", "mode", "observe", "seed"):
        if getattr(options, name) is not None:
            beside = f"a store without {option_name(name)}: its cases are those of the sweep"
            raise mistake("--store", beside, options.store)
    if options.json:
        raise TnrnnError("--json: expected sizes, given --store; tnrnn sweep --csv writes the numbers of a store")
    with working("plotting"):
        save(plot_gap(read_store(options.store), style=options.theme), options.output)


def _plans(options: argparse.Namespace) -> Iterator[Plan]:
    """Yield a plan for each curve."""
    from ..models import MODELS, OBSERVE, sizes_of
    from ..networks import MODES
    from ..tables import check_work, planned

    name = choice("--model", options.model or "rac", MODELS)
    along = "split" if options.along is None else _axis(options.along, sizes_of(name))
    mode = "one-hot" if options.mode is None else choice("--mode", options.mode, MODES)
    observe = choice("--observe", options.observe or "scalar", OBSERVE)
    seed = 0 if options.seed is None else options.seed
    sizes = _values(options, sizes_of(name))
    curves = _curves(sizes, along)
    at = None if options.at is None else _at(options.at, along)
    points = [_points(sizes, along, curve) for curve in curves]
    splits = {"split": "name some splits by --at"}
    if at is None:
        check_work(sum(map(_work, itertools.chain(*points), itertools.repeat(along))), splits.get(along, "take fewer"))
    for cases in points:
        if along == "split":
            yield planned(MODELS[name](**cases[0]), mode, seed, at=at, observe=observe)
        else:
            yield planned(
                {int(case[along]): MODELS[name](**case) for case in cases}, mode, seed, along, observe=observe
            )


def _axis(word: str, sizes: Mapping[str, Size]) -> str:
    axes = ["split", *(name for name, size in sizes.items() if size.kind == "number")]
    named = [name for name in axes[1:] if word.upper() == sizes[name].letter]
    if named:
        raise TnrnnError(f"{mistake('--along', ', '.join(axes), word)}; did you mean {named[0]!r}?")
    return choice("--along", word, axes)


def _values(options: argparse.Namespace, sizes: Mapping[str, Size]) -> dict[str, tuple[Value, ...]]:
    """Return the values of each size that is given, in the order of the model."""
    given = given_sizes(options)
    for name, size in sizes.items():
        if size.required and name not in given:
            letter = f" (-{LETTERS[name]})" if name in LETTERS else ""
            raise TnrnnError(f"{option_name(name)}: expected {SIZES}{letter}, given none")
    return {name: _several(size, given[name]) for name, size in sizes.items() if name in given}


def _several(size: Size, given: str | bool) -> tuple[Value, ...]:
    owner = option_name(size.name)
    if isinstance(given, bool):
        return (given,)
    if size.kind == "number":
        return numbers(owner, given)
    words = [size.checked(owner, word.strip()) for word in given.split(",")] if size.kind == "word" else [given]
    if len(set(words)) < len(words):
        raise mistake(owner, "each word once", given)
    return tuple(words)


def _curves(sizes: dict[str, tuple[Value, ...]], along: str) -> list[dict[str, Value]]:
    """Return the size that distinguishes each curve: the only other size with several values, or any if none has."""
    if along != "split" and len(sizes.get(along, ())) < 2:
        raise mistake(option_name(along), "several values, being the axis", sizes.get(along, (None,))[0])
    several = [name for name in sizes if name != along and len(sizes[name]) > 1]
    if len(several) > 1:
        names = " and ".join(map(option_name, several))
        raise TnrnnError(f"{names}: expected several values of at most one size beside the axis, which is {along}")
    name = several[0] if several else next(name for name in sizes if name != along)
    if len(sizes[name]) > MOST_CURVES:
        most = f"at most {MOST_CURVES} curves; --along {name} takes more"
        raise mistake(option_name(name), most, len(sizes[name]))
    return [{name: value} for value in sizes[name]]


def _points(sizes: dict[str, tuple[Value, ...]], along: str, curve: dict[str, Value]) -> list[dict[str, Value]]:
    """Return the sizes of each circuit of a curve: of one, or of one for each point of the axis."""
    fixed = {name: values[0] for name, values in sizes.items()} | curve
    return [fixed] if along == "split" else [{**fixed, along: value} for value in sizes[along]]


def _work(case: dict[str, Value], along: str) -> int:
    """Return about the number of vertices of a circuit, times the number of its splits if these are the axis."""
    length, layers = int(case["length"]), int(case.get("layers", 1))
    if length < 2:
        raise mistake("--length", "at least 2 steps, so that there is a Start and an End", length)
    vertices = (3 * length + 1) * layers + length + 1
    return vertices * (length - 1) if along == "split" else vertices


def _at(text: str, along: str) -> tuple[int, ...]:
    if along != "split":
        raise mistake("--at", "--along split beside it", along)
    return numbers("--at", text)
