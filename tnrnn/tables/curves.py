"""`profile`: the rank and its bounds along an axis: for every split of a circuit in time, or a family of circuits."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..basics import MAX_POSITION, TnrnnError, approximate, as_before, choice, listed, mistake, whole
from ..bounding import COMPUTED, PROVED, Bound
from ..models import OBSERVE, Case, Observe, shown_sizes, size_names
from ..networks import MODES, Circuit, Mode, Partition, Value
from .rows import ROWS, Table
from .table import table_of

SPLIT = "split"
"""The name of the axis of one circuit."""

MOST_WORK = 500_000
"""The largest product of vertices and points of a profile for which no points need to be named."""

SECONDS = 0.00016
"""About how long the bounds of one vertex at one point take; the ranks take longer."""

MOST_POINTS = 100_000
"""The largest number of points of a profile."""

WIDEST_NAME = 40
"""The largest number of characters in the name of an axis."""


@dataclass(frozen=True)
class Profile:
    """The bounds at every point of an axis; `str` aligns them, and notebooks show them as HTML.

    Parameters
    ----------
    title : str
        What all points share: sizes and mode.
    along : str
        The name of the axis, such as "split" or "length".
    at : tuple of int
        The points.
    tables : tuple of Table
        The table of each point, as `bounds` returns it.

    Examples
    --------
    >>> from tnrnn import rac
    >>> found = profile(rac(4, 2, 2, 2))
    >>> found.at, found.value("rank"), found.value("theorem_1")
    ((1, 2, 3), (2, 4, 2), (None, 3, None))
    >>> print(found)
    T=4 L=2 M=2 R=2, one-hot
    split  theorem_1  conjecture_1  conjecture_1_min_cap  min_cut  slice  symmetric_cut  ideal_bound  grid_cap  rank
        1          -             -                     -        2     16              2            5         2     2
        2          3             3                     3        4      8              4            6         4     4
        3          -             -                     -        2      4              2            4         2     2
    """

    title: str
    along: str
    at: tuple[int, ...]
    tables: tuple[Table, ...]

    def rows(self, name: str) -> tuple[Bound | None, ...]:
        """Return the row of a name, such as "min_cut" or "rank", at every point; None if it does not apply there.

        A rank of which only a lower bound is known counts as a rank that does not apply; `lower` has that bound.

        Parameters
        ----------
        name : str
            The name of a row: "rank", "min_cut" or another name of a column of the printed profile.

        Raises
        ------
        TnrnnError
            If no row has this name.
        """
        choice("profile", name, ROWS)
        found = (table[name] for table in self.tables)
        return tuple(row if row.applies and (name != "rank" or row.kind == "exact") else None for row in found)

    def value(self, name: str) -> tuple[int | None, ...]:
        """Return the exact value of a row at every point; None if it does not apply or would not fit in memory.

        Parameters
        ----------
        name : str
            The name of a row: "rank", "min_cut" or another name of a column of the printed profile.

        Raises
        ------
        TnrnnError
            If no row has this name.

        Examples
        --------
        >>> Profile("none", "split", (), ()).value("rnak")
        Traceback (most recent call last):
        tnrnn.TnrnnError: profile: expected theorem_1, conjecture_1, ... given 'rnak'; did you mean 'rank'?
        """
        return tuple(None if row is None else row.value for row in self.rows(name))

    def log2(self, name: str) -> tuple[float | None, ...]:
        """Return the base-2 logarithm of a row at every point; None if it does not apply there.

        Parameters
        ----------
        name : str
            The name of a row: "rank", "min_cut" or another name of a column of the printed profile.

        Raises
        ------
        TnrnnError
            If no row has this name.
        """
        return tuple(None if row is None else row.log2 for row in self.rows(name))

    def upper(self) -> tuple[Bound | None, ...]:
        """Return the least proved upper bound at every point, which is the exact rank if that is known."""
        return tuple(min(_proved(table, "upper"), key=_size, default=None) for table in self.tables)

    def lower(self) -> tuple[Bound | None, ...]:
        """Return the greatest proved lower bound at every point, which is the exact rank if that is known.

        Conjectures are left out. It is None at points where Theorem 1 does not apply and no rank was computed.
        """
        return tuple(max(_proved(table, "lower"), key=_size, default=None) for table in self.tables)

    def to_json(self) -> dict[str, Any]:
        """Return the profile as JSON has it, with the tables in the order of `at`; see `Table.to_json`."""
        tables = [table.to_json() for table in self.tables]
        return {"title": self.title, "along": self.along, "at": list(self.at), "tables": tables}

    def __str__(self) -> str:
        head, *body = self._cells()
        widths = [max(len(line[column]) for line in (head, *body)) for column in range(len(head))]
        lines = (
            "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in (head, *body)
        )
        return "\n".join([self.title, *lines])

    def _repr_html_(self) -> str:
        head, *body = ([html.escape(cell) for cell in line] for line in self._cells())
        lines = ["".join(f"<th>{cell}</th>" for cell in head)]
        lines += ["".join(f"<td>{cell}</td>" for cell in line) for line in body]
        table = "".join(f"<tr>{line}</tr>" for line in lines)
        return f"<table><caption>{html.escape(self.title)}</caption>{table}</table>"

    def _cells(self) -> list[list[str]]:
        """Return the lines of the table: the names, and one line for each point; rows that never apply are left out."""
        names = [name for name in ROWS if any(table[name].applies for table in self.tables)]
        lines = [
            [str(point), *(_text(table[name]) for name in names)]
            for point, table in zip(self.at, self.tables, strict=True)
        ]
        return [[self.along, *names], *lines]


def _proved(table: Table, side: str) -> list[Bound]:
    """Return the rows that bound the rank on one side; a rank that was computed is proved from below, by its minor."""
    proved = {"lower": (PROVED, COMPUTED), "upper": (PROVED,)}[side]
    return [row for row in table.rows if row.applies and row.kind in (side, "exact") and row.status in proved]


def _size(row: Bound) -> tuple[float, int]:
    return row.log2 or 0.0, row.value or 0


def _text(row: Bound) -> str:
    if row.log2 is None:
        return "-"
    text = str(row.value) if row.value is not None and row.log2 < 64 else f"2^{row.log2:.8g}"
    return f">={text}" if row.name == "rank" and row.kind == "lower" else text


@dataclass(frozen=True)
class Plan:
    """A profile that is not computed yet: the case at each point, and the seed of the ranks."""

    title: str
    along: str
    cases: tuple[tuple[int, Case], ...]
    seed: int

    @property
    def work(self) -> int:
        """The number of vertices of the circuits of all points."""
        return sum(len(case.circuit.vertices) for _, case in self.cases)

    def run(self, tell: Callable[[], Any] = lambda: None) -> Profile:
        """Compute the profile; `tell` is called after every point."""
        tables = []
        for _, case in self.cases:
            tables.append(table_of(case, self.seed))
            tell()
        return Profile(self.title, self.along, tuple(point for point, _ in self.cases), tuple(tables))


@as_before()
def profile(  # noqa: PLR0913
    circuit: Circuit | Mapping[int, Circuit],
    *,
    mode: Mode = "one-hot",
    seed: int = 0,
    along: str = SPLIT,
    at: Iterable[int] | None = None,
    observe: Observe = "scalar",
) -> Profile:
    """Return the rank and all bounds of a circuit for every split in time, or of a family of circuits split in half.

    Parameters
    ----------
    circuit : Circuit, or mapping from int to Circuit
        Either one circuit with inputs at the times 1..T, whose splits into the first k and the last T - k steps are the
        points; or a circuit for each value of what varies, such as {T: rac(T, 2, 3, 3) for T in (4, 6, 8)}, each of
        which is split in half.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    seed : int
        The seed of the random weights and points that the ranks are computed from.
    along : str
        The name of the axis: "split" for one circuit; the name of a size, such as "length", or any other line of text
        for a mapping.
    at : iterable of int, optional
        The splits k of one circuit; by default all of them, 1..T-1.
    observe : "scalar", "vector" or "future"
        What is observed, as in `separation_rank`.

    Raises
    ------
    TnrnnError
        If the mode is neither of the two words, if the future is asked for and a circuit observes nothing before its
        last step, if inputs are not at the times 1..T, if a key of the mapping is not the
        size that `along` names, or if all splits of a large circuit would take many minutes; then give some in `at`.

    Examples
    --------
    >>> from tnrnn import rac
    >>> profile({T: rac(T, 2, 3, 3) for T in (4, 6, 8)}, along="length").value("rank")
    (9, 27, 45)
    >>> round(profile(rac(100, 10, 3, 2), at=[50], mode="continuous").log2("symmetric_cut")[0], 3)
    187.684
    """
    plan = planned(circuit, mode, seed, along, at, observe)
    if at is None and isinstance(circuit, Circuit):
        check_work(plan.work, "name some splits in `at`")
    return plan.run()


def check_work(work: int, remedy: str) -> None:
    """Raise a TnrnnError if a profile would take many minutes; `remedy` says what to do about it.

    >>> check_work(31_000_000, "name some splits")
    Traceback (most recent call last):
    tnrnn.TnrnnError: profile: expected at most 500,000 vertices times points, given 31,000,000, \
some 83 minutes and the ranks; name some splits
    """
    if work > MOST_WORK:
        cost = f"{approximate(work)}, some {approximate(round(work * SECONDS / 60))} minutes and the ranks"
        raise TnrnnError(f"profile: expected at most {MOST_WORK:,} vertices times points, given {cost}; {remedy}")


def planned(  # noqa: PLR0913, PLR0917
    circuit: Any,
    mode: Mode = "one-hot",
    seed: int = 0,
    along: str = SPLIT,
    at: Iterable[int] | None = None,
    observe: Observe = "scalar",
) -> Plan:
    """Return the plan of a profile, after all its arguments are checked; see `profile`.

    >>> from tnrnn import rac
    >>> plan = planned(rac(4, 2, 2, 3))
    >>> plan.title, [point for point, _ in plan.cases]
    ('T=4 L=2 M=2 R=3, one-hot', [1, 2, 3])
    """
    choice("mode", mode, MODES)
    choice("observe", observe, OBSERVE)
    whole("seed", seed, least=0)
    if isinstance(circuit, Circuit):
        if along != SPLIT:
            raise mistake(
                "profile, along", "split for one circuit; other axes take a mapping from value to Circuit", along
            )
        cases = _splits(circuit, mode, at, observe)
    elif isinstance(circuit, Mapping):
        if at is not None:
            raise mistake("profile, at", "None with a mapping, whose keys are the points", at)
        cases = _family(circuit, mode, _axis(along), observe)
    else:
        raise mistake("profile", "a Circuit, or a mapping from value to Circuit", circuit)
    return Plan(_title([case for _, case in cases], along), along, cases, seed)


def _splits(circuit: Circuit, mode: Mode, at: Iterable[int] | None, observe: Observe) -> tuple[tuple[int, Case], ...]:
    length = _length(circuit)
    if at is None:
        points: Iterable[int] = range(1, length)
    else:
        points = [
            whole("profile, at", point, most=length - 1) for point in listed("profile, at", "splits", at, MOST_POINTS)
        ]
    if not points:
        raise mistake("profile, at", "at least one split", at)
    sides = ((point, Partition.start_end(length, point)) for point in sorted(set(points)))
    return tuple((point, Case(circuit, partition, mode, observe)) for point, partition in sides)


def _family(circuits: Mapping[Any, Any], mode: Mode, along: str, observe: Observe) -> tuple[tuple[int, Case], ...]:
    if not circuits or len(circuits) > MOST_POINTS:
        raise mistake("profile", f"1 to {MOST_POINTS:,} circuits", dict(circuits) and len(circuits))
    cases = []
    for key, circuit in circuits.items():
        point = whole(f"profile, {along}", key, least=0, most=MAX_POSITION)
        if not isinstance(circuit, Circuit):
            raise mistake(f"profile, {along} {point}", "a Circuit", circuit)
        case = Case(circuit, Partition.start_end(_length(circuit)), mode, observe)
        _, given = _sizes(case).get(along, ("", point))
        if given != point:
            raise mistake(f"profile, {along} {point}", f"a circuit of {along} {point}", given)
        cases.append((point, case))
    return tuple(sorted(cases, key=lambda pair: pair[0]))


def _axis(along: Any) -> str:
    if along == SPLIT:
        raise mistake("profile, along", "the name of what varies in the mapping, such as length", along, size_names())
    if not isinstance(along, str) or not along.strip() or not along.isprintable() or len(along) > WIDEST_NAME:
        raise mistake("profile, along", f"one line of at most {WIDEST_NAME} characters", along)
    return along


def _length(circuit: Circuit) -> int:
    """Return T if the inputs are at the times 1..T and T is at least 2; raise a TnrnnError otherwise."""
    times = [vertex.position for vertex in circuit.inputs]
    if len(times) < 2 or set(times) != set(range(1, len(times) + 1)):
        raise mistake("profile", "a circuit with inputs at times 1..T, at least 2", times)
    return len(times)


def _title(cases: list[Case], along: str) -> str:
    """Return the mode and the sizes that all circuits share, or the numbers of vertices if they have no sizes."""
    compared = cases[:1] if along == SPLIT else cases
    sizes = [_sizes(case) for case in compared]
    models = {None if case.origin is None else case.origin.model for case in compared}
    if len(models) == 1 and None not in models and len({tuple(size) for size in sizes}) == 1:
        same = [name for name in sizes[0] if name != along and len({size[name] for size in sizes}) == 1]
        words = [f"{letter}={size}" for letter, size in (sizes[0][name] for name in same)]
        shared = " ".join([*(str(model) for model in models - {"rac"}), *words])
    else:
        counts = sorted({len(case.circuit.vertices) for case in cases})
        shared = f"{counts[0]} vertices" if len(counts) == 1 else f"{counts[0]} to {counts[-1]} vertices"
    seen = "" if cases[0].observe == "scalar" else cases[0].observe
    return ", ".join(part for part in (shared, cases[0].mode, seen) if part)


def _sizes(case: Case) -> dict[str, tuple[str, Value]]:
    """Return the letter and the value of each size of the model by name; nothing if no model makes the circuit."""
    return {} if case.origin is None else shown_sizes(case.origin)
