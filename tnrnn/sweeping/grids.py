"""Grids of cases: every combination of some values, given as arguments or in a TOML file."""

from __future__ import annotations

import itertools
import math
import os
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from ..basics import TnrnnError, approximate, choice, listed, mistake, shown, shown_line, whole
from ..models import MAX_VERTICES
from ..system import read_text
from .cases import COLUMNS, DEFAULTS, MAX_CASES, GridFile, Limits, SweepCase, checked_path

MAX_TEXT = 2**24
"""The largest number of bytes of a grid file, ten times those of a list of all seeds of the largest grid."""


def grid(**keys: Any) -> tuple[SweepCase, ...]:
    """Return a case for every combination of the values of the keys, each case once.

    Parameters
    ----------
    length, layers, inputs, hidden : int or list of ints
        The sizes T, L, M and R.
    split : "half", "all", int, or a list of these
        The number of steps in the Start. "half", the default, is length // 2, and "all" stands for 1, .., length - 1.
    mode : "one-hot", "continuous", or both in a list
        What the inputs are; by default "one-hot".
    seed : int or list of ints
        The seeds of the random weights and points; by default 0.
    model : str or list of str
        The names of models; by default "rac".

    Returns
    -------
    tuple of SweepCase

    Raises
    ------
    TnrnnError
        If a key is unknown or missing, if a value is wrong, if a list is empty, or if there are more than 100,000
        cases.

    Examples
    --------
    >>> [case.split for case in grid(length=4, layers=2, inputs=2, hidden=3, split="all")]
    [1, 2, 3]
    >>> grid(length=4, layers=2, input=2, hidden=3)
    Traceback (most recent call last):
    tnrnn.TnrnnError: grid: expected length, layers, inputs, hidden, split, mode, seed or model, given 'input'; \
did you mean 'inputs'?
    """
    for key in keys:
        choice("grid", key, COLUMNS)
    given = DEFAULTS | keys
    for name in COLUMNS:
        if name not in given:
            raise TnrnnError(f"grid: expected a value or a list for {name}, given none")
    lists = {name: _values(name, given[name]) for name in COLUMNS}
    lengths = [whole("length", length, least=2, most=MAX_VERTICES) for length in lists["length"]]
    splits = sum(length - 1 if split == "all" else 1 for length in lengths for split in lists["split"])
    count = splits * math.prod(len(lists[name]) for name in COLUMNS if name not in ("length", "split"))
    if count > MAX_CASES:
        raise TnrnnError(f"grid: expected at most {MAX_CASES:,} cases, given {approximate(count)}")
    cases = []
    for values in itertools.product(*lists.values()):
        case = dict(zip(COLUMNS, values, strict=True))
        cases += [SweepCase(**{**case, "split": at}) for at in _splits(case["split"], case["length"])]
    return tuple(dict.fromkeys(cases))


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
        for key in data:
            choice("key", key, [*COLUMNS, "limits"])
        limits = data.pop("limits", {})
        if not isinstance(limits, dict):
            raise mistake("limits", "a table with seconds and memory_mb", limits)
        for key in limits:
            choice("limits", key, ["seconds", "memory_mb"])
        if not data:
            raise TnrnnError("expected at least length, layers, inputs and hidden, given none")
        return GridFile(grid(**data), Limits(**limits))
    except TnrnnError as error:
        raise TnrnnError(f"{owner}: {error}") from None
