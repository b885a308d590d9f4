"""The data of a sweep: cases and limits, and the rows that a sweep makes of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal, NamedTuple, get_args

from ..basics import choice, mistake, whole
from .results import check_finite

Status = Literal["done", "failed", "timeout", "memory"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""How a case may end; the last three have no result."""
NEEDS = {True: "an object", False: "none"}
"""What the result of a case has to be if the case is done, and if it is not."""
MAX_CASES = 100_000
"""The largest number of cases of a sweep."""
MAX_SEED = 2**63 - 1
"""The largest integer that SQLite stores."""
MAX_SECONDS = 10**8
"""The longest time limit, about three years; the timers of the system take no much longer ones."""
GRACE = 2
"""How many seconds after its time limit a case that is still in compiled code is ended, together with its worker."""
LENT_WINDOW = 1024
"""How many cases at a time are given to an executor that the user lends: enough for a cluster, and few enough to be
cancelled quickly."""


@dataclass(frozen=True)
class Case:
    """The base class of what can be swept: a frozen dataclass of integers, floats and texts, the columns of a store.

    A subclass sets `FORMAT`, the name of what a store of such cases holds, and `SCHEMA`, the version of its form. The
    rows of a store are sorted by the columns of `ORDER`, or by all columns if `ORDER` is empty. `FORMER` are classes of
    the same format with older versions, whose cases can be turned into new ones by `now`.

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
    FORMER: ClassVar[tuple[type[Case], ...]] = ()

    @property
    def key(self) -> str:
        """The case as one line of text: equal cases have equal keys, and different cases have different ones."""
        raise NotImplementedError

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the names of the fields."""
        return tuple(field.name for field in fields(cls))

    @property
    def order(self) -> tuple[Any, ...]:
        """What cases are sorted by."""
        return tuple(getattr(self, name) for name in self.ORDER or self.columns())

    def cells(self) -> tuple[Any, ...]:
        """Return the values of the columns as a store has them."""
        return tuple(getattr(self, name) for name in self.columns())

    @classmethod
    def of_cells(cls, cells: Iterable[Any]) -> Case:
        """Return the case with these values of the columns."""
        return cls(**dict(zip(cls.columns(), cells, strict=True)))

    def now(self) -> Case:
        """Return the case as the class that is now used has it."""
        return self

    def named(self) -> dict[str, Any]:
        """Return the case as the columns of a CSV file, by name."""
        return dict(zip(self.columns(), self.cells(), strict=True))

    @classmethod
    def heads(cls, cases: Iterable[Case]) -> tuple[str, ...]:
        """Return the names of the columns of a CSV file of such cases, each of which may have some of them."""
        return cls.columns()

    @classmethod
    def check_result(cls, result: dict[str, Any]) -> None:
        """Raise a TnrnnError unless the result of such a case, a JSON object, has the form that its readers need."""


@dataclass(frozen=True)
class Limits:
    """What one case may take.

    Parameters
    ----------
    seconds : float, optional
        The time limit; by default there is none.
    memory_mb : int, optional
        The megabytes of memory (address space) that a case may take beyond what its worker takes at rest; by default
        there is no limit.

    Raises
    ------
    TnrnnError
        If a limit is not a positive number.

    Examples
    --------
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


NO_LIMITS = Limits()


class Progress(NamedTuple):
    """How far a sweep has come.

    Parameters
    ----------
    recorded : int
        The number of cases that are in the store, those of earlier sweeps included.
    total : int
        The number of all cases.
    troubled : int
        The number of cases of this sweep that ended without a result.
    seconds_left : float or None
        An estimate of the time that is left; None before the first case has ended.

    Examples
    --------
    >>> now = Progress(recorded=3, total=4, troubled=0, seconds_left=1.5)
    >>> now.total - now.recorded
    1
    """

    recorded: int
    total: int
    troubled: int
    seconds_left: float | None


@dataclass(frozen=True)
class SweepOptions:
    """How a sweep runs.

    Parameters
    ----------
    workers : int, optional
        The number of processes if no executor is lent; by default one for each processor.
    limits : Limits
        What each case may take.
    retry : bool
        Whether cases that the store records as failed, timeout or memory are measured again.
    progress : function of a `Progress`, True, False or None
        A function is called after every case. None, the default, shows a bar on standard error if that is a terminal;
        True shows the bar in any case, and False shows nothing.

    Raises
    ------
    TnrnnError
        If an option has a wrong type or value.

    Examples
    --------
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
    """One row of a store.

    Parameters
    ----------
    case : Case
        A `SweepCase`, or an object of the class of cases that the store holds.
    status : "done", "failed", "timeout" or "memory"
        How the case ended.
    message : str
        The reason if the case is not done, else an empty text.
    result : dict or None
        What the measure returned if the case is done.

    Raises
    ------
    TnrnnError
        If the status is unknown, if the result is not an object of the form that such a case has, or if a case that is
        not done has a result.

    Examples
    --------
    >>> from tnrnn.sweeping import SweepCase
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
        if not isinstance(self.case, Case):  # the readers of rows refuse it, and say which class they expect
            return
        if (self.result is None) == (self.status == "done"):
            raise mistake(f"result of a case that is {self.status}", NEEDS[self.status == "done"], self.result)
        if self.result is not None:
            self.case.check_result(self.result)
            check_finite(self.result)


@dataclass(frozen=True)
class SweepResult:
    """What a sweep did.

    Parameters
    ----------
    store : str
        The path of its store.
    cases : int
        The number of its cases.
    before : int
        The number of those that the store had already.
    counts : tuple of (str, int)
        Each status with the number of cases that ended so in this sweep.

    Examples
    --------
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
"""A function that takes a case and returns its result, a dict that JSON can hold."""


def checked_path(owner: str, path: Any) -> str:
    """Return a path as text. Raise a TnrnnError if it is not a path or is empty."""
    name = os.fspath(path) if isinstance(path, str | os.PathLike) else path
    if not isinstance(name, str) or not name or "\0" in name:  # SQLite would read up to the zero
        raise mistake(owner, "the path of a file", path)
    return name
