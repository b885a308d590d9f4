"""The folded view of long and deep circuits: what repeats is left out, and three dots stand for it."""

from __future__ import annotations

import dataclasses
import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...cuts import Cut
from ...networks import Circuit
from ..scenes import Dress, Label, Layout, Line, Mark, Point, line, roles, tidy
from .lattice import FOLDED_STEP, lattice

MOST_STEPS, MOST_LAYERS = 8, 4
"""The most time steps, and the most layers, that are all shown. Of more, so many are shown, and each that lies between
two of them."""

GAP = 0.25
"""The distance in data units from the middle of three dots to the line on either side."""

SIZE, ROLE = 1.3, "dots"
"""The size of three dots relative to the type, and the role of their marks."""

ENDS = ("output", "end")
"""The roles of lines that lead out of the drawing behind the last step."""

ACROSS, UP = "\\cdots", "\\vdots"


class Axis(NamedTuple):
    """The places of steps or layers: `at` has one for each, and `shown` are those that are not in three dots."""

    at: dict[int, int]
    shown: frozenset[int]


def folded(circuit: Circuit, cut: Cut | None = None) -> Layout | None:
    """Return the folded view of a circuit, or None if its vertices do not form a lattice.

    Of more than eight time steps, or four layers, those at both ends are shown, and those around a cut. Three dots
    stand for each run of others, and say which vertices they are.

    >>> from tnrnn import rac
    >>> layout = folded(rac(length=40, layers=2, inputs=2, hidden=2))
    >>> [step for step, _, shown in layout.columns if shown]
    [0, 1, 2, 3, 37, 38, 39, 40]
    """
    whole = lattice(circuit, folded=True)
    if whole is None:
        return None
    severed = [] if cut is None else [circuit.by_name[entry.name] for entry in cut.entries]
    steps = {round(mark.x) for mark in whole.marks}
    layers = {_row(mark.y) for mark in whole.marks}
    when = [at for each in severed if isinstance(at := each.position, int)]
    times = axis_of(steps, MOST_STEPS, when, turns_of(circuit, cut))
    rows = axis_of(layers, MOST_LAYERS, [at for each in severed if (at := each.layer)])
    found = _in_layers(_in_time(whole, times), rows)
    if len(times.shown) == len(steps):
        return found
    return found._replace(columns=tuple((step, times.at[step], step in times.shown) for step in sorted(steps)))


def turns_of(circuit: Circuit, cut: Cut | None) -> list[int]:
    """Return the steps whose input is on one side of a cut, while that of the next step is on the other."""
    near = set() if cut is None else {name for name, count in _pairs(cut.near) if count}
    inputs = sorted((at, vertex.name in near) for vertex in circuit.inputs if isinstance(at := vertex.position, int))
    return [at for (at, side), (_, other) in itertools.pairwise(inputs) if side != other]


def _pairs(items: Iterable[object]) -> list[tuple[str, int]]:
    return [item for item in items if isinstance(item, tuple)]


def axis_of(values: Iterable[int], most: int, wanted: Iterable[int], turns: Iterable[int] = ()) -> Axis:
    """Return where steps or layers stand: those that are shown, and the runs of others, one place further each."""
    every = sorted(values)
    few = sum(value > 0 for value in every) <= most
    shown = set(every) if few else _chosen(every, most, sorted(set(wanted)), turns)
    at, place = {}, every[0] - 1
    for is_shown, run in itertools.groupby(every, key=lambda value: value in shown):
        for number, value in enumerate(run):
            place += 1 if is_shown or not number else 0
            at[value] = place
    return Axis(at, frozenset(shown))


def _chosen(every: Sequence[int], most: int, wanted: Sequence[int], turns: Iterable[int]) -> set[int]:
    """Return the values that are shown: both ends, what is on both sides of turns, wanted ones, then others.

    Of runs of wanted ones the ends are shown, and what follows. A value between two that are shown is shown, too, as
    three dots would take the same place.
    """
    runs: list[list[int]] = []
    for value in wanted:
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    first, last = every[0], every[-1]
    around = [value for turn in turns for value in (turn, turn + 1)]
    around += [value for run in runs for value in (run[-1], run[-1] + 1, run[0])]
    nearer = [value for step in range(1, most) for value in (first + step, last - step)]
    order = [first, last, first + 1, *around, last - 1, *nearer]
    shown = set(list(dict.fromkeys(value for value in order if first <= value <= last))[:most])
    return shown | {value for value in every if value - 1 in shown and value + 1 in shown}


def _row(y: float) -> int:
    """Return the layer to whose row a height belongs; inputs and triangles belong to the row above them."""
    return max(1, round(y / FOLDED_STEP + 0.3))


def _in_time(layout: Layout, axis: Axis) -> Layout:
    """Return the layout with three dots for each run of steps that are left out, in every row."""
    marks: list[Mark] = []
    left_out: dict[Point, list[str]] = defaultdict(list)
    for mark in layout.marks:
        step = round(mark.x)
        if step in axis.shown:
            marks.append(dataclasses.replace(mark, x=float(axis.at[step])))
        elif mark.tensors:
            left_out[axis.at[step], mark.y] += mark.tensors
    lines = [moved for each in layout.lines if (moved := _moved_in_time(each, axis)) is not None]
    dots = [dots_of(place, names, ACROSS) for place, names in left_out.items()]
    return _with(layout, marks, lines, dots)


def _moved_in_time(one: Line, axis: Axis) -> Line | None:
    """Return a line between steps that are shown, or its half if one of its steps is left out, or None."""
    (x, y), (end, top) = one.points
    if x == end or one.role in ENDS:
        step = max(axis.at) if one.role in ENDS else round(x)
        if step not in axis.shown:
            return None
        shift = axis.at[step] - step
        return dataclasses.replace(one, points=((tidy(x + shift), y), (tidy(end + shift), top)))
    first, last = round(x), round(end)
    left, right = float(axis.at[first]), float(axis.at[last])
    if first in axis.shown and last in axis.shown:
        return dataclasses.replace(one, points=((left, y), (right, top)))
    if first in axis.shown:
        return line(one.role, one.bonds[:1], (left, y), (right - GAP, top))
    if last in axis.shown:
        return line(one.role, one.bonds, (left + GAP, y), (right, top))
    return None


def _in_layers(layout: Layout, axis: Axis) -> Layout:
    """Return the layout with three dots for the layers that are left out, in every column."""
    if len(axis.shown) == len(axis.at):
        return layout

    def moved(y: float) -> float:
        return tidy(y + (axis.at[_row(y)] - _row(y)) * FOLDED_STEP)

    marks: list[Mark] = []
    left_out: dict[Point, list[str]] = defaultdict(list)
    for mark in layout.marks:
        if _row(mark.y) in axis.shown:
            marks.append(dataclasses.replace(mark, y=moved(mark.y)))
        elif mark.tensors:
            left_out[mark.x, moved(_row(mark.y) * FOLDED_STEP)] += mark.tensors
    lines = [
        dataclasses.replace(each, points=tuple((x, moved(y)) for x, y in each.points))
        for each in layout.lines
        if _row(each.points[-1][1]) in axis.shown
    ]
    kept = [mark for mark in marks if mark.role != ROLE]
    dots = [(mark.x, mark.y, mark.tensors) for mark in marks if mark.role == ROLE]
    found = [dots_of((x, y), names, ACROSS) for x, y, names in dots]
    return _with(layout, kept, lines, [*found, *(dots_of(at, names, UP) for at, names in left_out.items())])


def dots_of(at: Point, names: Iterable[str], shown: str) -> Mark:
    tensors = tuple(dict.fromkeys(names))
    dress = Dress(roles.ELLIPSIS, words=("", shown), place="inside")
    return Mark(
        f"{tensors[0]} .. {tensors[-1]}", ROLE, float(at[0]), tidy(at[1]), GAP / 2, None, None, tensors, dress=dress
    )


def _with(layout: Layout, marks: Iterable[Mark], lines: Iterable[Line], dots: Sequence[Mark]) -> Layout:
    labels = tuple(
        Label(roles.INSIDE, mark.x, mark.y, *mark.dress.words, "center", SIZE, of=mark.name)
        for mark in dots
        if mark.dress is not None and mark.dress.words is not None
    )
    return layout._replace(marks=(*marks, *dots), lines=tuple(lines), labels=labels)
