"""Comparisons of runs by their steps to the solution: how many are solved, how soon, and log-rank tests."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from ...basics import TnrnnError, aligned, choice, listed, mistake
from ...sweeping import SweepRow
from ..protocol import Run
from .survival import Curve, Steps, holm, log_rank, median_steps, unsolved_curve, wilson
from .tables import Rows, Spread, rows_of, word_of

MOST_GROUPS = 12
"""The largest number of groups that are compared, which have 66 pairs."""


@dataclass(frozen=True)
class SolvedGroup:
    """Runs that differ only by their seed, and how soon they solve their task.

    Attributes
    ----------
    name : str
        The words for what distinguishes the group.
    run : Run
        The first of the runs.
    steps : Steps
        The steps to the solution of the solved runs, and the last steps of the others.
    interval : tuple of float
        Wilson's interval of the solved part, at 95 %.
    median : float, optional
        The median of the steps to the solution by Kaplan and Meier; None if fewer than half of the runs are solved.
    accuracy : Spread, optional
        The data accuracy in the last validation of each run that has one.
    """

    name: str
    run: Run
    steps: Steps
    interval: tuple[float, float]
    median: float | None
    accuracy: Spread | None

    @property
    def curve(self) -> Curve:
        """The part of the runs that is not yet solved, by steps."""
        return unsolved_curve(self.steps)


@dataclass(frozen=True)
class Pair:
    """A log-rank test of two groups.

    Attributes
    ----------
    first, second : str
        The names of the groups.
    statistic : float
        The statistic; it is positive if the first group is solved sooner.
    p : float
        The two-sided p-value of this test alone.
    corrected : float
        The p-value after Holm's correction for all tests of the comparison.
    """

    first: str
    second: str
    statistic: float
    p: float
    corrected: float


@dataclass(frozen=True)
class Comparison:
    """Groups of runs, and log-rank tests of pairs of them; it prints as text.

    Attributes
    ----------
    groups : tuple of SolvedGroup
        The groups, in the order of their first runs.
    pairs : tuple of Pair
        The tests, whose p-values are corrected together.

    Examples
    --------
    >>> import tempfile
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from tnrnn.training import Run, compare, experiment
    >>> run = Run("copy", "gru", 1, delay=2, symbols=1, alphabet=2, budget=300, iterations=5)
    >>> with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as threads:
    ...     _ = experiment([run], folder + "/copy.sqlite", executor=threads)
    ...     found = compare(folder + "/copy.sqlite")
    >>> isinstance(found, Comparison), [group.name for group in found.groups]
    (True, ['L=1'])
    """

    groups: tuple[SolvedGroup, ...]
    pairs: tuple[Pair, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON."""
        return {"groups": [_told(group) for group in self.groups], "pairs": [asdict(pair) for pair in self.pairs]}

    def __str__(self) -> str:
        heads = [["group", "runs", "solved", "95 % interval", "median steps", "mean steps", "data accuracy"]]
        groups = aligned(heads + [_group_cells(group) for group in self.groups], left=True)
        pairs = [[pair.first, pair.second, f"{pair.statistic:.2f}", *_p(pair)] for pair in self.pairs]
        tests = aligned([["first", "second", "log-rank z", "p", "p by Holm"], *pairs], left=True) if pairs else []
        return "\n".join([*groups, *([""] if tests else []), *tests])


def _told(group: SolvedGroup) -> dict[str, Any]:
    steps = {"solved": list(group.steps.solved), "unsolved": list(group.steps.unsolved), "mean": group.steps.mean}
    rest = {"interval": list(group.interval), "median": group.median}
    return {"name": group.name, "steps": steps, **rest, "accuracy": group.accuracy and group.accuracy._asdict()}


def _group_cells(group: SolvedGroup) -> list[str]:
    low, high = group.interval
    median = "-" if group.median is None else f"{group.median:,.0f}"
    accuracy = "-" if group.accuracy is None else f"{group.accuracy.mean:.3f}"
    solved = [str(group.steps.runs), str(len(group.steps.solved)), f"{low:.2f} - {high:.2f}"]
    return [group.name, *solved, median, f"{group.steps.mean:,.0f}", accuracy]


def _p(pair: Pair) -> list[str]:
    return [f"{value:.4f}" for value in (pair.p, pair.corrected)]


def compare(
    rows: Rows, by: str | Iterable[str] = "layers", *, pairs: Iterable[tuple[str, str]] | None = None
) -> Comparison:
    """Return a comparison of groups of runs by their steps to the solution, with log-rank tests.

    Runs that are not solved, and runs that diverged, count as unsolved up to the largest number of steps of the run.
    The p-values of all pairs are corrected together by Holm's method.

    Parameters
    ----------
    rows : path of a store, or rows as `read_runs` returns them
        The runs. Within a group they may differ by their seed alone.
    by : str or list of str
        The fields of `Run` that distinguish the groups; by default "layers".
    pairs : list of pairs of str, optional
        The names of the groups that are tested against each other, such as ("L=3", "L=1"). By default all pairs are.

    Raises
    ------
    TnrnnError
        If a field or a name is unknown, if a run has no result, if a group has runs that differ by more than their
        seed or has a seed twice, or if there are more than 12 groups.

    References
    ----------
    Mantel, Cancer Chemotherapy Reports 50 (1966) 163; Holm, Scandinavian Journal of Statistics 6 (1979) 65.

    Examples
    --------
    >>> compare([])
    Traceback (most recent call last):
    tnrnn.TnrnnError: compare: expected runs with a result, given none
    >>> compare([], by="layer")
    Traceback (most recent call last):
    tnrnn.TnrnnError: compare, by: expected task, cell, layers, ... given 'layer'; did you mean 'layers'?
    """
    groups = solved_groups("compare", rows, by)
    by_name = {group.name: group.steps for group in groups}
    wanted = _pairs(pairs, by_name)
    tests = [log_rank(by_name[first], by_name[second]) for first, second in wanted]
    corrected = holm(test.p for test in tests)
    found = (Pair(*names, *test, more) for names, test, more in zip(wanted, tests, corrected, strict=True))
    return Comparison(groups, tuple(found))


def solved_groups(owner: str, rows: Rows, by: str | Iterable[str]) -> tuple[SolvedGroup, ...]:
    """Return the groups of runs that the fields `by` distinguish, in the order of their first runs."""
    words = "a field of Run, or a list of different ones"
    names = (by,) if isinstance(by, str) else listed(f"{owner}, by", words, by)
    if not names or len(set(map(str, names))) < len(names):
        raise mistake(f"{owner}, by", words, by)
    for name in names:
        choice(f"{owner}, by", name, tuple(field for field in Run.columns() if field != "seed"))
    groups: dict[str, list[SweepRow]] = {}
    for row in rows_of(rows):
        groups.setdefault(", ".join(word_of(row.case, name) for name in names), []).append(row)
    if not groups:
        raise TnrnnError(f"{owner}: expected runs with a result, given none")
    if len(groups) > MOST_GROUPS:
        raise TnrnnError(f"{owner}: expected at most {MOST_GROUPS} groups, given {len(groups)}; give it fewer rows")
    return tuple(_group(owner, name, found) for name, found in groups.items())


def _group(owner: str, name: str, rows: list[SweepRow]) -> SolvedGroup:
    first = rows[0].case
    _check_alike(f"{owner}, {name}", [row.case for row in rows])
    results = [row.result for row in rows if row.result is not None]
    if len(results) < len(rows):
        given = f"{len(rows) - len(results)} of {len(rows)} without one"
        raise TnrnnError(f"{owner}, {name}: expected runs with a result, given {given}")
    solved = tuple(result["solved_at"] for result in results if result["solved_at"] is not None)
    unsolved = tuple(row.case.iterations for row in rows if row.result and row.result["solved_at"] is None)
    accuracy = Spread.of(result["accuracy"] for result in results if result["accuracy"] is not None)
    steps = Steps(solved, unsolved)
    return SolvedGroup(name, first, steps, wilson(len(solved), steps.runs), median_steps(steps), accuracy)


def _check_alike(owner: str, found: list[Run]) -> None:
    several = [name for name in Run.columns() if name != "seed" and len({getattr(run, name) for run in found}) > 1]
    if several:
        values = sorted({str(getattr(run, several[0])) for run in found})
        given = f"{several[0]} {' and '.join(values[:2])}"
        raise TnrnnError(f"{owner}: expected runs that differ by their seed alone, given {given}; add it to `by`")
    if len({run.seed for run in found}) < len(found):
        raise TnrnnError(f"{owner}: expected every seed once, given {len(found)} runs of fewer seeds")


def _pairs(given: Any, names: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    if given is None:
        return tuple(itertools.combinations(names, 2))
    words = "pairs of names of two groups"
    found = listed("compare, pairs", words, given)
    for pair in found:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or pair[0] == pair[1]:
            raise mistake("compare, pairs", words, pair)
        for name in pair:
            choice("compare, pairs", name, tuple(names))
    return tuple((first, second) for first, second in found)
