"""`tnrnn plot`: the rank and its bounds along splits or sizes, and the gaps between them in a sweep."""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..basics import TnrnnError, choice, mistake
from .options import HELP, LETTERS, SIZES, integer, numbers
from .printing import say
from .working import working

if TYPE_CHECKING:
    from ..tables import Plan, Profile

AXES = ("split", *LETTERS)
"""The words that --along takes."""
MOST_CURVES = 12
"""The largest number of curves in a plot."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    from ..drawing import CHART_ENDINGS, THEMES
    from ..models import MODELS

    rule = "all four are required, unless --store is given. One may have several values, for several curves."
    sizes = command.add_argument_group("the circuits", f"They have {SIZES}; {rule}")
    for name, letter in LETTERS.items():
        sizes.add_argument(f"--{name}", f"-{letter}", metavar=letter, help=HELP[name])
    command.add_argument(
        "--along", help=f"the horizontal axis: {', '.join(AXES)} (default: split); a size needs several values"
    )
    command.add_argument(
        "--at", metavar="SPLITS", help="only these splits, in steps of the Start, such as 3 or 2-6 (default: all)"
    )
    sizes.add_argument("--model", help=f"the architecture: {', '.join(MODELS)} (default: rac)")
    command.add_argument("--mode", help="what the inputs are: one-hot or continuous (default: one-hot)")
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
            save(plot(_labelled(options, profiles), style=options.theme), options.output)
    if options.json:
        say(json.dumps({"profiles": [profile.to_json() for profile in profiles]}, indent=2))


def _labelled(options: argparse.Namespace, profiles: list[Profile]) -> list[Profile] | dict[str, Profile]:
    """Name the curves of models other than RACs, whose profiles have titles with their sizes."""
    if options.model in (None, "rac"):
        return profiles
    several = [name for name in LETTERS if name != options.along and len(_given(options, name)) > 1]
    if not several:
        return {options.model: profiles[0]}
    words = [f"{options.model}, {LETTERS[several[0]]}={value}" for value in _given(options, several[0])]
    return dict(zip(words, profiles, strict=True))


def _run_gap(options: argparse.Namespace) -> None:
    from ..drawing import plot_gap, save
    from ..sweeping import read_store, store_files
    from ..system import check_files

    check_files([("--output", options.output)], store_files("--store", options.store))
    for name in (*LETTERS, "model", "along", "at", "mode", "seed"):
        if getattr(options, name) is not None:
            raise mistake("--store", f"a store without --{name}: its cases are those of the sweep", options.store)
    if options.json:
        raise TnrnnError("--json: expected sizes, given --store; tnrnn sweep --csv writes the numbers of a store")
    with working("plotting"):
        save(plot_gap(read_store(options.store), style=options.theme), options.output)


def _plans(options: argparse.Namespace) -> Iterator[Plan]:
    """Yield a plan for each curve."""
    from ..models import MODELS
    from ..networks import MODES
    from ..tables import check_work, planned

    along = "split" if options.along is None else _axis(options.along)
    mode = "one-hot" if options.mode is None else choice("--mode", options.mode, MODES)
    seed = 0 if options.seed is None else options.seed
    model = MODELS[choice("--model", options.model or "rac", MODELS)]
    sizes = {name: _given(options, name) for name in LETTERS}
    curves = _curves(sizes, along)
    at = None if options.at is None else _at(options.at, along)
    points = [_points(sizes, along, curve) for curve in curves]
    splits = {"split": "name some splits by --at"}
    if at is None:
        check_work(sum(map(_work, itertools.chain(*points), itertools.repeat(along))), splits.get(along, "take fewer"))
    for cases in points:
        if along == "split":
            yield planned(model(**cases[0]), mode, seed, at=at)
        else:
            yield planned({case[along]: model(**case) for case in cases}, mode, seed, along)


def _axis(word: str) -> str:
    names = [name for name, letter in LETTERS.items() if word.upper() == letter]
    if names:
        raise TnrnnError(f"{mistake('--along', ', '.join(AXES), word)}; did you mean {names[0]!r}?")
    return choice("--along", word, AXES)


def _given(options: argparse.Namespace, name: str) -> tuple[int, ...]:
    text = getattr(options, name)
    if text is None:
        raise TnrnnError(f"--{name}: expected {SIZES} (-{LETTERS[name]}), given none")
    return numbers(f"--{name}", text)


def _curves(sizes: dict[str, tuple[int, ...]], along: str) -> list[dict[str, int]]:
    """Return the size that distinguishes each curve: the only other size with several values, or any if none has."""
    if along != "split" and len(sizes[along]) < 2:
        raise mistake(f"--{along}", "several values, being the axis", sizes[along][0])
    several = [name for name in sizes if name != along and len(sizes[name]) > 1]
    if len(several) > 1:
        names = " and ".join(f"--{name}" for name in several)
        raise TnrnnError(f"{names}: expected several values of at most one size beside the axis, which is {along}")
    name = several[0] if several else next(name for name in sizes if name != along)
    if len(sizes[name]) > MOST_CURVES:
        raise mistake(f"--{name}", f"at most {MOST_CURVES} curves; --along {name} takes more", len(sizes[name]))
    return [{name: value} for value in sizes[name]]


def _points(sizes: dict[str, tuple[int, ...]], along: str, curve: dict[str, int]) -> list[dict[str, int]]:
    """Return the sizes of each circuit of a curve: of one, or of one for each point of the axis."""
    fixed = {name: values[0] for name, values in sizes.items()} | curve
    return [fixed] if along == "split" else [{**fixed, along: value} for value in sizes[along]]


def _work(case: dict[str, int], along: str) -> int:
    """Return the number of vertices of a circuit, times the number of its splits if these are the axis."""
    if case["length"] < 2:
        raise mistake("--length", "at least 2 steps, so that there is a Start and an End", case["length"])
    vertices = (3 * case["length"] + 1) * case["layers"] + case["length"] + 1
    return vertices * (case["length"] - 1) if along == "split" else vertices


def _at(text: str, along: str) -> tuple[int, ...]:
    if along != "split":
        raise mistake("--at", "--along split beside it", along)
    return numbers("--at", text)
