"""What a sweep is made of: cases, limits, grids, and the rows that come of them."""

from __future__ import annotations

import itertools
import math
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal, NamedTuple, get_args

from .. import models
from ..basics import MAX_DIM, TnrnnError, approximate, choice, listed, mistake, shown, shown_line, whole
from ..models import MAX_VERTICES, MODELS, Model
from ..networks import MODES, Mode, Origin, Partition
from ..system import read_text
from .results import check_finite, check_rows

Status = Literal["done", "failed", "timeout", "memory"]
STATUSES: tuple[Status, ...] = get_args(Status)
NEEDS = {True: "an object", False: "none"}
"""What the result of a case has to be if the case is done, and if it is not."""
MAX_CASES = 100_000
MAX_TEXT = 2**24
"""The largest number of bytes of a grid file, ten times those of a list of all seeds of the largest grid."""
MAX_SEED = 2**63 - 1
MAX_SECONDS = 10**8
GRACE = 2
"""Seconds after which a case that does not answer its time limit, being in compiled code, is ended with its worker."""
LENT_WINDOW = 1024
"""Cases at a time on an executor that the user lends: enough for a cluster, few enough to be called back."""


@dataclass(frozen=True)
class Case:
    """What can be swept and stored: a frozen dataclass of integers, floats and texts, the columns of its store.

    `FORMAT` and `SCHEMA` say what a store holds, and its version; rows are sorted by the columns of `ORDER`, or else by
    all of them.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Toss(Case):
    ...     FORMAT, SCHEMA = "tosses", "1"
    ...     seed: int
    ...     @property
    ...     def key(self):
    ...         return f"seed={self.seed}"
    >>> Toss.columns(), Toss(3).key
    (('seed',), 'seed=3')
    """

    FORMAT: ClassVar[str]
    SCHEMA: ClassVar[str]
    ORDER: ClassVar[tuple[str, ...]] = ()

    @property
    def key(self) -> str:
        """The case as one line of text, the same for equal cases, and for no others."""
        raise NotImplementedError

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the names of the fields."""
        return tuple(field.name for field in fields(cls))

    @classmethod
    def check_result(cls, result: dict[str, Any]) -> None:
        """Raise a TnrnnError unless the result of such a case, a JSON object, has the form that its readers need."""


@dataclass(frozen=True)
class SweepCase(Case):
    """One case: the model and its sizes T, L, M, R, the steps of the Start, the mode, and the seed.

    Raises
    ------
    TnrnnError
        On unknown words, sizes that are no positive integers or too large, and splits outside 1..length-1.

    Examples
    --------
    >>> SweepCase(length=8, layers=2, inputs=3, hidden=3, split=4).key
    'rac T=8 L=2 M=3 R=3 split=4 one-hot seed=0'
    """

    FORMAT: ClassVar[str] = "tnrnn sweep"
    SCHEMA: ClassVar[str] = "1"
    ORDER: ClassVar[tuple[str, ...]] = ("model", "length", "layers", "inputs", "hidden", "split", "mode", "seed")

    length: int
    layers: int
    inputs: int
    hidden: int
    split: int
    mode: Mode = "one-hot"
    seed: int = 0
    model: Model = "rac"

    def __post_init__(self) -> None:
        checked = {
            "length": whole("length", self.length, least=2),
            "layers": whole("layers", self.layers),
            "inputs": whole("inputs", self.inputs, most=MAX_DIM),
            "hidden": whole("hidden", self.hidden, most=MAX_DIM),
            "seed": whole("seed", self.seed, least=0, most=MAX_SEED),
        }
        size = (3 * checked["length"] + 1) * checked["layers"] + checked["length"] + 1
        if size > MAX_VERTICES:
            raise mistake("length and layers", f"at most {MAX_VERTICES:,} vertices", size)
        checked["split"] = whole("split", self.split, most=checked["length"] - 1)
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        choice("mode", self.mode, MODES)
        choice("model", self.model, MODELS)

    @property
    def record(self) -> models.Case:
        """The record of the case, which makes its circuit when that is first used."""
        sizes = {name: getattr(self, name) for name in ("length", "layers", "inputs", "hidden")}
        return models.Case(Origin.of(self.model, **sizes), Partition.start_end(self.length, self.split), self.mode)

    @property
    def key(self) -> str:
        """The case as one line of text, the same for equal cases."""
        sizes = f"T={self.length} L={self.layers} M={self.inputs} R={self.hidden}"
        return f"{self.model} {sizes} split={self.split} {self.mode} seed={self.seed}"

    @classmethod
    def check_result(cls, result: dict[str, Any]) -> None:
        """Raise a TnrnnError if a row of `tnrnn.bounds` has a value or a logarithm that is not a number."""
        check_rows(result)


COLUMNS = SweepCase.columns()
DEFAULTS = {"mode": "one-hot", "seed": 0, "model": "rac", "split": "half"}


@dataclass(frozen=True)
class Limits:
    """What one case may take: seconds, and megabytes of memory (address space) beyond what its worker has at rest.

    >>> Limits(seconds=-1)
    Traceback (most recent call last):
    tnrnn.TnrnnError: limits, seconds: expected a positive number, given -1
    """

    seconds: float | None = None
    memory_mb: int | None = None

    def __post_init__(self) -> None:
        seconds = self.seconds
        if seconds is not None:
            number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
            if not number or not 0 < seconds <= MAX_SECONDS:
                raise mistake("limits, seconds", "a positive number", seconds)
        if self.memory_mb is not None:
            object.__setattr__(self, "memory_mb", whole("limits, memory_mb", self.memory_mb, most=10**9))


@dataclass(frozen=True)
class GridFile:
    """What a grid file says: its cases and their limits."""

    cases: tuple[SweepCase, ...]
    limits: Limits = Limits()


Grid = GridFile
"""As the last release called it."""


class Progress(NamedTuple):
    """How far a sweep is: cases recorded (before too), of how many, how many not done, and seconds left (or None)."""

    recorded: int
    total: int
    troubled: int
    seconds_left: float | None


@dataclass(frozen=True)
class SweepOptions:
    """How a sweep runs.

    `workers` of our own pool (default: one a processor); `limits` of each case; `retry` does cases again that are
    recorded as failed, timeout or memory; `progress` is called after every case (default: a bar on standard error where
    that is a terminal; False: none).

    >>> SweepOptions(workers=0)
    Traceback (most recent call last):
    tnrnn.TnrnnError: workers: expected an integer from 1 to 1024, given 0
    """

    workers: int | None = None
    limits: Limits = Limits()
    retry: bool = False
    progress: Callable[[Progress], Any] | bool | None = None

    def __post_init__(self) -> None:
        if self.workers is not None:
            whole("workers", self.workers, most=1024)
        if not isinstance(self.limits, Limits):
            raise mistake("limits", "Limits", self.limits)
        if not (self.progress is None or isinstance(self.progress, bool) or callable(self.progress)):
            raise mistake("progress", "a function, True, False or None", self.progress)


@dataclass(frozen=True)
class SweepRow:
    """One line of a store: a case, its status ("done", "failed", "timeout" or "memory"), and a message or a result.

    The case is a `SweepCase`, or whatever class of cases the store holds.

    Raises
    ------
    TnrnnError
        If the status is unknown, if the result is not an object of the form that such a case has, or if a case that is
        not done has a result.

    Examples
    --------
    >>> SweepRow(SweepCase(8, 2, 3, 3, split=4), "done", "", {"rank": {"value": "many"}})
    Traceback (most recent call last):
    tnrnn.TnrnnError: result, rank.value: expected null, a number or an integer as text, given 'many'
    """

    case: Any
    status: Status
    message: str
    result: dict[str, Any] | None

    def __post_init__(self) -> None:
        choice("status", self.status, STATUSES)
        if not isinstance(self.message, str):
            raise mistake("message", "a text", self.message)
        if not isinstance(self.result, dict | None):
            raise mistake("result", "an object", self.result)
        if not isinstance(self.case, Case):  # who reads rows of one kind refuses it by name
            return
        if (self.result is None) == (self.status == "done"):
            raise mistake(f"result of a case that is {self.status}", NEEDS[self.status == "done"], self.result)
        if self.result is not None:
            self.case.check_result(self.result)
            check_finite(self.result)


@dataclass(frozen=True)
class SweepResult:
    """What a sweep did: its store, its cases, how many were there before, and how many ended how now.

    >>> print(SweepResult("ranks.sqlite", 4, 1, (("done", 2), ("timeout", 1))))
    4 cases in ranks.sqlite: 1 from before, 2 done, 1 timeout
    """

    store: str
    cases: int
    before: int
    counts: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        parts = [f"{self.before} from before", *(f"{count} {status}" for status, count in self.counts)]
        return f"{self.cases} cases in {self.store}: {', '.join(parts)}"


class Outcome(NamedTuple):
    """How a case ended: its status, a message of one line, and its result as JSON."""

    status: Status
    message: str = ""
    result: str | None = None


Measure = Callable[[Any], dict[str, Any]]
"""A function of a case."""


def grid(**keys: Any) -> tuple[SweepCase, ...]:
    """Return every combination of the values given for each key, each case once.

    Parameters
    ----------
    length, layers, inputs, hidden : int or list of ints
    split : "half" (default), "all", an int, or a list of these
    mode, seed, model : a value or a list; "one-hot", 0 and "rac" by default

    Raises
    ------
    TnrnnError
        On unknown or missing keys, wrong values, no values, and more than 100,000 cases.

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


def checked_path(owner: str, path: Any) -> str:
    name = os.fspath(path) if isinstance(path, str | os.PathLike) else path
    if not isinstance(name, str) or not name or "\0" in name:  # SQLite would read up to the zero
        raise mistake(owner, "the path of a file", path)
    return name


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
    """Return the cases and limits of a TOML file: the keys of `grid`, and `[limits]` with seconds and memory_mb.

    ::

        length = [6, 8, 10]
        layers = 2
        inputs = [2, 3]
        hidden = 3
        split = "all"
        [limits]
        seconds = 60
        memory_mb = 2000

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
