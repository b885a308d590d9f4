"""Grids of cases: every combination of some values, given as arguments or in a TOML file."""

from __future__ import annotations

import itertools
import math
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..basics import TnrnnError, approximate, choice, listed, mistake, nearest, shown, shown_line, whole
from ..models import MODELS, Model, size_names, sizes_of
from ..networks import MAX_VERTICES
from ..system import read_text
from .cases import MAX_CASES, Limits, checked_path
from .model_cases import GridFile, SweepCase

MAX_TEXT = 2**24
"""The largest number of bytes of a grid file, ten times those of a list of all seeds of the largest grid."""


WORDS = {"split": "half", "mode": "one-hot", "seed": 0, "observe": "scalar"}
"""The keys that every grid may have besides the model and its sizes, with their values by default."""


def grid(**keys: Any) -> tuple[SweepCase, ...]:
    """Return a case for every combination of the values of the keys, each case once.

    Parameters
    ----------
    length, layers, inputs, hidden and others : int, str, bool, or list of these
        The sizes of the model by name: T, L, M and R of an RAC, and key, value and rule of others. Those that have a
        default may be left out.
    split : "half", "all", int, or a list of these
        The number of steps in the Start. "half", the default, is length // 2, and "all" stands for 1, .., length - 1.
    mode : "one-hot", "continuous", or both in a list
        What the inputs are: letters, which are unit vectors, or any vectors; by default "one-hot".
    seed : int or list of ints
        The seeds of the random weights and points; by default 0.
    observe : "scalar", "vector", "future", or several in a list
        What is observed: one number at the last step, all its channels, or those of all steps of the End; by default
        "scalar".
    model : str or list of str
        The names of models; by default "rac". Several must have the same sizes, as far as they are given.

    Returns
    -------
    tuple of SweepCase
        The cases, in the order of the values that were given.

    Raises
    ------
    TnrnnError
        If a key is unknown or missing, if a value is wrong, if a list is empty, or if there are more than 100,000
        cases.

    Examples
    --------
    >>> [case.split for case in grid(length=4, layers=2, inputs=2, hidden=3, split="all")]
    [1, 2, 3]
    >>> [case.key for case in grid(length=4, layers=1, inputs=2, hidden=3, model="cp_rnn", rank=[1, 2])][1]
    'cp_rnn T=4 L=1 M=2 R=3 rank=2 split=2 one-hot seed=0'
    >>> grid(length=4, layers=2, input=2, hidden=3)
    Traceback (most recent call last):
    tnrnn.TnrnnError: grid: expected length, layers, inputs, hidden, outputs, split, mode, seed, observe or model, \
given 'input'; did you mean 'inputs'?
    """
    models = [choice("model", model, MODELS) for model in _values("model", keys.get("model", "rac"))]
    lists = [_lists(model, keys) for model in models]
    count = sum(map(_count, lists))
    if count > MAX_CASES:
        raise TnrnnError(f"grid: expected at most {MAX_CASES:,} cases, given {approximate(count)}")
    cases = [case for values in lists for case in _cases(values)]
    return tuple(dict.fromkeys(cases))


def _lists(model: Model, keys: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Return the values of every key that is given or has a default: sizes in the order of the model, then words."""
    sizes = sizes_of(model)
    for key in keys:
        choice("grid", key, _names(model))
    for name, size in sizes.items():
        if size.required and name not in keys:
            raise TnrnnError(f"grid: expected a value or a list for {name}, given none")
    given = {name: keys[name] for name in sizes if name in keys} | {name: keys.get(name, WORDS[name]) for name in WORDS}
    return {name: _values(name, value) for name, value in given.items()} | {"model": (model,)}


def _names(model: Model) -> list[str]:
    """Return the keys that a grid of a model may have."""
    return [*sizes_of(model), *WORDS, "model"]


def _count(lists: Mapping[str, tuple[Any, ...]]) -> int:
    """Return the number of cases of some lists of values. Only the splits depend on another key, the length."""
    lengths = [whole("length", length, least=2, most=MAX_VERTICES) for length in lists.get("length", ())]
    splits = sum(length - 1 if split == "all" else 1 for length in lengths for split in lists["split"])
    return splits * math.prod(len(values) for name, values in lists.items() if name not in ("length", "split"))


def _cases(lists: Mapping[str, tuple[Any, ...]]) -> Iterator[SweepCase]:
    for values in itertools.product(*lists.values()):
        case = dict(zip(lists, values, strict=True))
        for at in _splits(case["split"], case["length"]):
            yield SweepCase(**{**case, "split": at})


def _values(name: str, given: Any) -> tuple[Any, ...]:
    expected = "a value or a list of values, at least one"
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        return (given,)
    result = () if isinstance(given, Mapping) else listed(f"grid, {name}", expected, given, MAX_CASES)
    if not result:
        raise mistake(f"grid, {name}", expected, given)
    return result


def _splits(split: Any, length: int) -> Iterable[int]:
    if isinstance(split, str):
        return (length // 2,) if choice("split", split, ("half", "all")) == "half" else range(1, length)
    return (whole(f"split of length {length}", split, most=length - 1),)


def read_grid(path: str | os.PathLike[str]) -> GridFile:
    """Return the cases and the limits that a TOML file describes.

    The file has the keys of `grid`, and may have a table `[limits]` with the keys `seconds` and `memory_mb`::

        length = [6, 8, 10]
        layers = 2
        inputs = [2, 3]
        hidden = 3
        split = "all"
        [limits]
        seconds = 60
        memory_mb = 2000

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    GridFile
        The cases, and the limits of each.

    Raises
    ------
    TnrnnError
        If the file cannot be read, is larger than 16 MiB or is not TOML, if a key is unknown, or if `grid` or `Limits`
        refuses a value.

    Examples
    --------
    >>> read_grid("no-such-file.toml")
    Traceback (most recent call last):
    tnrnn.TnrnnError: grid file 'no-such-file.toml': cannot be read: No such file or directory
    """
    name = checked_path("grid file", path)
    owner = f"grid file {shown(name)}"
    text = read_text(name, MAX_TEXT, "grid file")
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise TnrnnError(f"{owner}: expected TOML: {shown_line(str(error))}") from None
    try:
        limits = data.pop("limits", {})
        for key in data:
            if nearest(key, ["limits", *size_names(), *WORDS, "model"]) == "limits":
                choice("key", key, ["limits"])
        if not isinstance(limits, dict):
            raise mistake("limits", "a table with seconds and memory_mb", limits)
        for key in limits:
            choice("limits", key, ["seconds", "memory_mb"])
        if not data:
            raise TnrnnError("expected at least length, layers, inputs and hidden, given none")
        return GridFile(grid(**data), Limits(**limits))
    except TnrnnError as error:
        raise TnrnnError(f"{owner}: {error}") from None
