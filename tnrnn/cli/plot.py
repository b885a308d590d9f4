"""`tnrnn plot`: the rank and its bounds along splits or sizes, shallow against deep; and the gaps of a sweep."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..drawing import THEMES, check_path, plot, plot_gap, save
from ..errors import TnrnnError, choice, mistake
from ..models import rac
from ..unrolling import MODES
from .options import integer
from .printing import say

if TYPE_CHECKING:
    from ..curves import Plan

LETTERS = {"length": "T", "layers": "L", "inputs": "M", "hidden": "R"}
HELP = {"length": "time steps", "layers": "layers", "inputs": "input channels", "hidden": "hidden channels"}
AXES = ("split", *LETTERS)
MOST_VALUES = 1_000
MOST_CURVES = 12
ENDINGS = ("png", "pdf", "svg")
SIZES = "sizes such as 3, 1,2,3, 4-12 or 4-12:2"


def add_arguments(command: argparse.ArgumentParser) -> None:
    sizes = command.add_argument_group("the circuits", f"{SIZES}; one of them may be several curves")
    for name, letter in LETTERS.items():
        sizes.add_argument(f"--{name}", f"-{letter}", metavar=letter, help=HELP[name])
    command.add_argument("--along", help="the axis: split (default), or the size that has several values")
    command.add_argument("--at", metavar="SPLITS", help="along split: only these splits, as sizes are given")
    command.add_argument("--mode", help="one-hot (default) or continuous")
    command.add_argument("--seed", type=integer, help="of the random weights and points (default: 0)")
    command.add_argument("--store", metavar="FILE", help="plot the gaps between bounds and ranks of this sweep instead")
    command.add_argument("--theme", default="print", help=f"{', '.join(THEMES)} (default: print)")
    command.add_argument("--json", action="store_true", help="print the numbers as JSON")
    endings = ", ".join(ENDINGS)
    command.add_argument(
        "-o", "--output", metavar="FILE", help=f"where to write; the format follows the ending: {endings}"
    )


def run(options: argparse.Namespace) -> None:
    choice("--theme", options.theme, THEMES)
    if options.output is not None:
        check_path(options.output, ENDINGS)
    elif options.store is not None or not options.json:
        raise TnrnnError("--output: expected a file (-o FILE) to write the plot to, given none")
    if options.store is not None:
        _run_gap(options)
        return
    plans = list(_plans(options))
    with _progress(sum(len(plan.cases) for plan in plans)) as tell:
        profiles = [plan.run(tell) for plan in plans]
    if options.output is not None:
        save(plot(profiles, style=options.theme), options.output)
    if options.json:
        say(json.dumps({"profiles": [profile.to_json() for profile in profiles]}, indent=2))


def _run_gap(options: argparse.Namespace) -> None:
    from ..sweeping import read_store

    for name in (*LETTERS, "along", "at", "mode", "seed"):
        if getattr(options, name) is not None:
            raise mistake("--store", f"a store without --{name}: its cases are those of the sweep", options.store)
    if options.json:
        raise TnrnnError("--json: expected sizes, given --store; tnrnn sweep --csv writes the numbers of a store")
    save(plot_gap(read_store(options.store), style=options.theme), options.output)


def _plans(options: argparse.Namespace) -> Iterator[Plan]:
    """Yield a plan for every curve."""
    from ..curves import check_work, planned

    along = "split" if options.along is None else choice("--along", options.along, AXES)
    mode = "one-hot" if options.mode is None else choice("--mode", options.mode, MODES)
    seed = 0 if options.seed is None else options.seed
    sizes = {name: _given(options, name) for name in LETTERS}
    curves = _curves(sizes, along)
    at = None if options.at is None else _at(options.at, along)
    points = [_points(sizes, along, curve) for curve in curves]
    splits = {"split": "name some splits by --at"}
    if at is None:
        check_work(sum(map(_work, itertools.chain(*points), itertools.repeat(along))), splits.get(along, "take fewer"))
    for cases in points:
        if along == "split":
            yield planned(rac(**cases[0]), mode, seed, at=at)
        else:
            yield planned({case[along]: rac(**case) for case in cases}, mode, seed, along)


def _given(options: argparse.Namespace, name: str) -> tuple[int, ...]:
    text = getattr(options, name)
    if text is None:
        raise TnrnnError(f"--{name}: expected {SIZES} (-{LETTERS[name]}), given none")
    return _numbers(f"--{name}", text)


def _curves(sizes: dict[str, tuple[int, ...]], along: str) -> list[dict[str, int]]:
    """Return the one other size with several values, by value: every curve is one of them."""
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
    """Return the sizes of the circuits of a curve: one, or one for each point of the axis."""
    fixed = {name: values[0] for name, values in sizes.items()} | curve
    return [fixed] if along == "split" else [{**fixed, along: value} for value in sizes[along]]


def _work(case: dict[str, int], along: str) -> int:
    """Return how many vertices a circuit has, times its splits where all of them are points."""
    if case["length"] < 2:
        raise mistake("--length", "at least 2 steps, so that there is a Start and an End", case["length"])
    vertices = (3 * case["length"] + 1) * case["layers"] + case["length"] + 1
    return vertices * (case["length"] - 1) if along == "split" else vertices


def _at(text: str, along: str) -> tuple[int, ...]:
    if along != "split":
        raise mistake("--at", "--along split beside it", along)
    return _numbers("--at", text)


def _numbers(owner: str, text: str) -> tuple[int, ...]:
    """Return the integers that a text names.

    >>> _numbers("--length", "2,4-6,10-20:5")
    (2, 4, 5, 6, 10, 15, 20)
    """
    found: list[int] = []
    for part in text.split(","):
        ends, colon, step = part.partition(":")
        low, dash, high = ends.partition("-")
        words = [word.strip() for word in (low, high if dash else low, step if colon else "1")]
        right = all(word.isascii() and word.isdigit() and len(word) < 19 for word in words)
        first, last, by = map(int, words) if right else (0, 0, 0)
        if not 1 <= first <= last or not by or (colon and not dash):
            raise mistake(owner, SIZES, text)
        found += range(first, last + 1, by)[: MOST_VALUES + 1]
        if len(found) > MOST_VALUES:
            raise mistake(owner, f"at most {MOST_VALUES:,} values", text)
    if len(set(found)) < len(found):
        raise mistake(owner, "each value once", text)
    return tuple(found)


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Callable[[], Any]]:
    """Tell on standard error, if that is a terminal, how many points there are already; wipe it at the end."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda: None
        return
    done = itertools.count(1)

    def tell() -> None:
        sys.stderr.write(f"\r{next(done)}/{total} points\x1b[K")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
