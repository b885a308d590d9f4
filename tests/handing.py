"""In how many modules of the package a value is taken, and handed on, while something runs.

A module takes a value if one of its functions is called with it. It hands the value on if a function that was called
with it calls another function of the package with it. Run as a script, it prints the figures of some functions.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import tnrnn
from tnrnn.models import lstm

PACKAGE = tnrnn.__name__ + "."
DECORATORS = "tnrnn.basics.former"
"""The module of the functions that stand around others, and take old forms of their arguments."""


class Handing(NamedTuple):
    """The functions that take a value, and those that hand it on, by their modules."""

    taking: dict[str, set[str]]
    handing: dict[str, set[str]]

    def __str__(self) -> str:
        counts = (f"{len(found)} modules ({sum(map(len, found.values()))} functions)" for found in self)
        return "taken in {}, handed on in {}".format(*counts)


def handing(run: Callable[[], Any], wanted: Callable[[Any], bool]) -> Handing:
    """Return where the values that are wanted are taken and handed on while `run` runs, in this thread."""
    found = Handing(defaultdict(set), defaultdict(set))

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        if event != "call" or not _takes(frame, wanted):
            return
        found.taking[_module(frame)].add(frame.f_code.co_name)
        caller = frame.f_back
        while caller is not None and _is_between(caller):
            caller = caller.f_back
        if caller is not None and _takes(caller, wanted):
            found.handing[_module(caller)].add(caller.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        run()
    finally:
        sys.setprofile(before)
    return found


def _is_between(frame: FrameType) -> bool:
    """Whether a call belongs to the function that it stands in, as that of a comprehension or of a decorator does."""
    return frame.f_code.co_name.startswith("<") or _module(frame) == DECORATORS


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _takes(frame: FrameType, wanted: Callable[[Any], bool]) -> bool:
    """Whether a function of the package has such a value among its arguments; `self` is none of them."""
    code = frame.f_code
    if not _module(frame).startswith(PACKAGE) or code.co_name.startswith("<"):
        return False
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return any(name != "self" and wanted(frame.f_locals.get(name)) for name in names)


CIRCUITS = tnrnn.rac(6, 2, 2, 3), lstm(2, 1, 2, 2)
PARTITIONS = {
    6: (
        tnrnn.Partition.start_end(6),
        tnrnn.Partition.start_end(6).swapped(),
        tnrnn.Partition(start={1, 3, 5}, length=6),
    ),
    2: (tnrnn.Partition.start_end(2),),
}


def _each(function: Callable[..., Any], modes: tuple[str, ...]) -> None:
    for circuit in CIRCUITS:
        for partition in PARTITIONS[len(circuit.inputs)]:
            for mode in modes:
                function(circuit, partition, mode)


def _draw() -> None:
    from tnrnn.cli import main

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        main(["draw", "-T", "4", "-L", "2", "-M", "2", "-R", "3", "-o", str(Path(folder) / "drawn.svg")])


def _is(*values: Any) -> Callable[[Any], bool]:
    return lambda given: any(given is value for value in values)


def bounds_circuit() -> Handing:
    return handing(lambda: _each(tnrnn.bounds, ("one-hot", "continuous")), _is(*CIRCUITS))


def separation_rank_circuit() -> Handing:
    return handing(lambda: _each(tnrnn.separation_rank, ("one-hot", "continuous")), _is(*CIRCUITS))


def min_cut_partition() -> Handing:
    sides = [partition for partitions in PARTITIONS.values() for partition in partitions]

    def run() -> None:
        for circuit in CIRCUITS:
            for partition in PARTITIONS[len(circuit.inputs)]:
                tnrnn.min_cut(circuit, partition)
                tnrnn.min_cut(tnrnn.unroll(circuit), partition)

    return handing(run, _is(*sides))


def draw_options() -> Handing:
    return handing(_draw, lambda given: isinstance(given, argparse.Namespace))


if __name__ == "__main__":
    for measured in (bounds_circuit, separation_rank_circuit, min_cut_partition, draw_options):
        measured()  # once before, so that nothing is imported while it is watched
        sys.stdout.write(f"{measured.__name__}: {measured()}\n")
