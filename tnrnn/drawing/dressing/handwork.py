"""What a hand has changed in a layout: tensors that are moved from where it puts them, and bonds that pass points."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...basics import mistake
from ..routing import nearest
from ..scenes import Layout, Line, Mark, Point, View, straight_piece, tidy
from .matching import JOIN

CLOSEST, REACH = 1e-4, 1e4
"""The least distance of two marks, and how many steps off the middle of a layout something may be put by hand."""

ON_EDGE = 1e-5
"""How far outside a mark a line may end that belongs to it."""

HANDLE = 0.5
"""The part of the way from the end of a bent line to the handle of its next point at which its own handle stands."""


def by_hand(layout: Layout, view: View) -> Layout:
    """Return a layout with the moves and the bends of a view.

    Raises
    ------
    TnrnnError
        If the layout has no tensor or bond of a name, or if two marks would be closer than 0.0001.

    Examples
    --------
    >>> marks = Mark("a", "weight", 0.0, 0.0, 0.1), Mark("c", "weight", 1.0, 0.0, 0.1)
    >>> pair = Layout("plain", marks, (Line(("b",), "bond", ((0.0, 0.0), (1.0, 0.0)), (0.5,)),))
    >>> by_hand(pair, View(moves={"c": (0, 2)})).lines[0].points
    ((0.0, 0.0), (1.0, 2.0))
    """
    found = _moved(layout, view.shifts) if view.shifts else layout
    return bent_by_hand(found, view.ways) if view.ways else found


def _moved(layout: Layout, shifts: Mapping[str, Point]) -> Layout:
    owners = owners_of(layout)
    moves: dict[int, Point] = {}
    for name, shift in shifts.items():
        if name not in owners:
            raise mistake("view, moves", "names of tensors that the picture shows", name, owners)
        moves.setdefault(owners[name], shift)
    marks = [_at(mark, moves[number]) if number in moves else mark for number, mark in enumerate(layout.marks)]
    _check_apart(marks, [marks[number] for number in moves])
    for number in moves:
        check_reach(layout, f"view, move of {layout.marks[number].name}", (marks[number].x, marks[number].y))
    ends = _Ends(layout, moves)
    lines = tuple(_following(line, ends) for line in layout.lines)
    by_name = {layout.marks[number].name: move for number, move in moves.items()}
    labels = tuple(
        dataclasses.replace(label, x=tidy(label.x + by_name[label.of][0]), y=tidy(label.y + by_name[label.of][1]))
        if label.of in by_name
        else label
        for label in layout.labels
    )
    return layout._replace(marks=tuple(marks), lines=lines, labels=labels)


def check_reach(layout: Layout, owner: str, place: Point) -> None:
    """Raise a TnrnnError if a place is so far off a layout that the picture would be of no use.

    >>> layout = Layout("plain", (Mark("a", "weight", 0.0, 0.0, 0.1),), ())
    >>> check_reach(layout, "note, at", (3.0, 4.0))
    """
    xs, ys = zip(*((mark.x, mark.y) for mark in layout.marks), strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    if math.dist((x, y), place) > REACH * layout.step + math.dist((x, y), (min(xs), min(ys))):
        raise mistake(owner, f"a place within {REACH:,.0f} steps of the drawing", place)


def owners_of(layout: Layout) -> dict[str, int]:
    """Return the number of the mark that stands for each tensor; a mark with its own name comes first."""
    found = {name: number for number, mark in reversed(list(enumerate(layout.marks))) for name in mark.tensors}
    return found | {mark.name: number for number, mark in reversed(list(enumerate(layout.marks))) if mark.name}


def _at(mark: Mark, shift: Point) -> Mark:
    return dataclasses.replace(mark, x=tidy(mark.x + shift[0]), y=tidy(mark.y + shift[1]))


def _check_apart(marks: Sequence[Mark], moved: Sequence[Mark]) -> None:
    if nearest([(mark.x, mark.y) for mark in marks]) >= CLOSEST:
        return
    for one in moved:
        for other in marks:
            if one is not other and math.dist((one.x, one.y), (other.x, other.y)) < CLOSEST:
                expected = "places at least 0.0001 apart"
                raise mistake(f"view, move of {one.name} onto {other.name}", expected, (one.x, one.y))


class _Ends:
    """How far the ends of lines move with the marks at which they are."""

    def __init__(self, layout: Layout, moves: Mapping[int, Point]) -> None:
        self.marks, self.moves = layout.marks, moves
        self.at = {(mark.x, mark.y): number for number, mark in enumerate(layout.marks)}

    def of(self, line: Line) -> tuple[Point, Point]:
        """Return how far both ends of a line move; the free end of a leg moves with its tensor."""
        one, two = (self._mark_at(line.points[place]) for place in (0, -1))
        first, last = ((0.0, 0.0) if number is None else self.moves.get(number, (0.0, 0.0)) for number in (one, two))
        if one in self.moves and two is None and self._is_free(line.points[-1]):
            last = first
        if two in self.moves and one is None and self._is_free(line.points[0]):
            first = last
        return first, last

    def _mark_at(self, point: Point) -> int | None:
        """Return the number of the mark that has its middle at a point, or of a moved one that holds it."""
        if point in self.at:
            return self.at[point]
        return next((number for number in self.moves if _holds(self.marks[number], point)), None)

    def _is_free(self, point: Point) -> bool:
        return point not in self.at and not any(_holds(mark, point) for mark in self.marks)


def _holds(mark: Mark, point: Point) -> bool:
    across, up = mark.radius + ON_EDGE, (mark.height or mark.radius) + ON_EDGE
    return abs(point[0] - mark.x) <= across and abs(point[1] - mark.y) <= up


def _following(line: Line, ends: _Ends) -> Line:
    """Return a line whose ends have moved, and the points between them in proportion."""
    first, last = ends.of(line)
    if first == last == (0.0, 0.0):
        return line
    lengths = [0.0, *itertools.accumulate(math.dist(a, b) for a, b in itertools.pairwise(line.points))]
    parts = [length / lengths[-1] if lengths[-1] else 0.0 for length in lengths]
    points = tuple(
        (tidy(x + (1 - part) * first[0] + part * last[0]), tidy(y + (1 - part) * first[1] + part * last[1]))
        for (x, y), part in zip(line.points, parts, strict=True)
    )
    return dataclasses.replace(line, points=points)


def bent_by_hand(
    layout: Layout, ways: Mapping[str, Sequence[Point]], keys: Sequence[tuple[str, ...]] | None = None
) -> Layout:
    """Return a layout in which lines pass through points, from where they begin to where they end.

    `keys` are the names of `keys_of`, as marks with looks move the ends of lines off the middles of marks.
    """
    keys = keys_of(layout) if keys is None else keys
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, names in enumerate(keys):
        for name in names:
            numbers[name].append(number)
    for name in ways:
        if len(numbers.get(name, ())) != 1:
            raise mistake("view, bends", "names of bonds that the picture shows", name, list(numbers))
    lines = list(layout.lines)
    for number, names in enumerate(keys):
        points = [point for name in names for point in ways.get(name, ())]
        if points:
            for point in points:
                check_reach(layout, f"view, bends of {names[0]}", point)
            start, *_, end = lines[number].points
            lines[number] = dataclasses.replace(lines[number], points=smooth([start, *points, end]), curve=True)
    return layout._replace(lines=tuple(lines))


def keys_of(layout: Layout) -> list[tuple[str, ...]]:
    """Return the names by which the bonds of each line are bent.

    That is the name of the bond. In the picture of a circuit a bond has the name of its vertex, and if this has several
    users, the name of the user follows.
    """
    counts: dict[str, int] = defaultdict(int)
    for line in layout.lines:
        for name in line.bonds:
            counts[name] += 1
    at = {(mark.x, mark.y): mark.name for mark in layout.marks}

    def key(line: Line, place: int) -> str:
        name = line.bonds[place]
        if counts[name] == 1:
            return name
        user = line.bonds[place + 1] if place + 1 < len(line.bonds) else at.get(line.points[-1], "")
        return f"{name}{JOIN}{user}"

    return [tuple(key(line, place) for place in range(len(line.bonds))) for line in layout.lines]


def smooth(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points of a cubic spline through some: at each, its direction is that from the last to the next.

    Its handles are a third of the way to each neighbour away, so that the curve stays near the straight lines.

    >>> smooth([(0.0, 0.0), (3.0, 0.0)])
    ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0))
    """
    at = [point for point, _ in itertools.groupby(points)]
    if len(at) == 2:
        return (at[0], *straight_piece(*at))
    if len(at) < 2:
        return (at[0],) * 4
    before, after = list(at), list(at)
    for place in range(1, len(at) - 1):
        (ax, ay), (x, y), (bx, by) = at[place - 1 : place + 2]
        chord = math.hypot(bx - ax, by - ay) or 1.0
        dx, dy = (bx - ax) / chord, (by - ay) / chord
        back, ahead = math.dist((ax, ay), (x, y)) / 3, math.dist((x, y), (bx, by)) / 3
        before[place], after[place] = (x - back * dx, y - back * dy), (x + ahead * dx, y + ahead * dy)
    after[0], before[-1] = _towards(at[0], before[1]), _towards(at[-1], after[-2])
    found: list[Any] = [at[0]]
    for place in range(1, len(at)):
        found += [*((tidy(x), tidy(y)) for x, y in (after[place - 1], before[place])), at[place]]
    return tuple(found)


def _towards(a: Point, b: Point) -> Point:
    return a[0] + HANDLE * (b[0] - a[0]), a[1] + HANDLE * (b[1] - a[1])
