"""On which side of a cut everything that is drawn stands: the pieces of lines, and marks.

A line of one severed bond is near up to a place on it, and far from there on. Lengths are in steps of the layout.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ...networks import Circuit, Network
from ..scenes import Layout, Line, Mark, Point, holds, roles

EDGE = 0.2
"""How far beyond its radius the edge of a mark may be, in its radius, for a line that ends there."""

FREE = 0.16
# How far the place of a pinned bond may move, in steps.
PINNED = 0.004
# What `APART` is for a pinned bond.
CLOSE = 0.12
# How far apart marks of different cuts stand on a line where there is room, in steps.
ASUNDER = 0.05
"""The part of a stretch of a line, on either side of the place of a stroke, in which the curve may cross it."""

INNER = 0.042
"""How far before its stop the stretch of a bond begins at most that follows another bond on its line."""

CORNER = 0.35
"""The least turn of a line, in radians, that is a corner."""

APART = 0.3
"""The least part of the stretch on either side of the place of a stroke."""

ROOM = 0.052
"""The least distance of a crossing from a mark and from the ends of the stretch."""

MOST_FREE, MOST_APART = 0.3, 0.6
"""The largest of these lengths, in steps, as a long line may have turns."""

SEVERAL = "{} stands on both sides"
UNSEVERED = "{} leads from one side to the other"


class Stop(NamedTuple):
    """Where a line changes sides: at the length `at`, on the bond `name`, or between `low` and `high`.

    The bond has the stretch of the line from `least` to `most`. A `pinned` stop stays where it is.
    """

    name: str
    at: float
    low: float
    high: float
    least: float
    most: float
    pinned: bool = False


class Strand(NamedTuple):
    """A line in steps: its path, the length up to each point, whether its first piece is near, and its stops.

    `ends` are the numbers of the marks at its ends, and `room` are the lengths between which it is outside them. At the
    lengths `met` it crosses other lines.
    """

    path: tuple[Point, ...]
    lengths: tuple[float, ...]
    near: bool
    stops: tuple[Stop, ...]
    bonds: tuple[str, ...]
    ends: tuple[int | None, int | None]
    room: tuple[float, float]
    met: tuple[float, ...] = ()

    def at(self, length: float) -> Point:
        """Return the point at a length."""
        place = min(max(bisect_right(self.lengths, length) - 1, 0), len(self.path) - 2)
        (a, b), (c, d) = self.path[place : place + 2]
        share = (length - self.lengths[place]) / ((self.lengths[place + 1] - self.lengths[place]) or 1.0)
        return a + (c - a) * share, b + (d - b) * share

    def side(self, length: float) -> bool:
        """Return whether the line is near at a length."""
        return self.near ^ (sum(stop.at < length for stop in self.stops) % 2 == 1)


class Blot(NamedTuple):
    """A mark: its middle, half its width and height, and its side; a severed hyperedge has the sides of its `legs`.

    A round one may be the circle through the `corners` of its shape.
    """

    name: str
    x: float
    y: float
    across: float
    up: float
    round: bool
    near: bool | None
    legs: tuple[tuple[float, bool], ...] = ()
    corners: tuple[Point, ...] = ()

    def outline(self, spacing: float, more: Sequence[Point] = ()) -> list[Point]:
        """Return points around the mark, with those at which lines leave it."""
        points = [*self._around(spacing), *more]
        return sorted(points, key=lambda at: math.atan2(at[1] - self.y, at[0] - self.x))

    def _around(self, spacing: float) -> list[Point]:
        across, up = self.across, self.up
        if self.round:
            count = max(8, math.ceil(2 * math.pi * across / spacing))
            turns = (2 * math.pi * number / count for number in range(count))
            return [(self.x + across * math.cos(turn), self.y + up * math.sin(turn)) for turn in turns]
        corners = [(-across, -up), (across, -up), (across, up), (-across, up), (-across, -up)]
        found: list[Point] = []
        for (a, b), (c, d) in itertools.pairwise(corners):
            parts = max(1, math.ceil(math.dist((a, b), (c, d)) / spacing))
            found += [
                (self.x + a + (c - a) * part / parts, self.y + b + (d - b) * part / parts) for part in range(parts)
            ]
        return found

    def outside(self, at: Point) -> float:
        """Return the distance of a point from the mark, which is negative inside."""
        if self.round:
            return math.dist(at, (self.x, self.y)) - self.across
        dx, dy = abs(at[0] - self.x) - self.across, abs(at[1] - self.y) - self.up
        return math.hypot(max(dx, 0.0), max(dy, 0.0)) + min(max(dx, dy), 0.0)

    def hides(self, at: Point) -> bool:
        """Return whether a point is inside the shape."""
        return self.outside(at) < 0 and (not self.corners or holds((*self.corners, self.corners[0]), at))

    def side_at(self, at: Point) -> bool:
        """Return whether the mark is near, on the side of a point if it is a severed hyperedge."""
        if self.near is not None or not self.legs:
            return bool(self.near)
        turn = math.atan2(at[1] - self.y, at[0] - self.x)
        return min(self.legs, key=lambda leg: abs(math.remainder(leg[0] - turn, 2 * math.pi)))[1]


class Standing(NamedTuple):
    """All that is drawn with its sides."""

    strands: tuple[Strand, ...]
    blots: tuple[Blot, ...]


class Severing(NamedTuple):
    """A cut in a layout: the side of every name, the lines of severed bonds, their places, severed hyperedges.

    `places` are the fractions of the lines at which the bonds are marked. Those of bonds that other cuts have `taken`
    keep apart from the places there.
    """

    sides: Mapping[str, str | None]
    lines: Mapping[str, Line]
    places: Mapping[str, float]
    hyperedges: frozenset[str]
    taken: Mapping[str, Sequence[float]] = MappingProxyType({})


class NoLineError(Exception):
    """There is no line through all that is severed; the text is the reason: it completes "no line, as .."."""


def standing_of(layout: Layout, of: Network | Circuit, severing: Severing) -> Standing:
    """Return the sides of all that is drawn, or raise an error if a line cannot show them."""
    return _Reader(layout, of, severing).standing()


class _Reader:
    def __init__(self, layout: Layout, of: Network | Circuit, severing: Severing) -> None:
        self.layout, self.of, self.severing = layout, of, severing
        self.at = {(mark.x, mark.y): number for number, mark in reversed(list(enumerate(layout.marks)))}
        self.holding: dict[str, list[int]] = {}
        for number, mark in enumerate(layout.marks):
            for name in mark.tensors or (mark.name,):
                self.holding.setdefault(name, []).append(number)

    def standing(self) -> Standing:
        votes: dict[int, list[tuple[Point, bool]]] = {}
        read = []
        for line in self.layout.lines:
            ends = self._ends(line)
            near, stops = self._ties(line) if self._is_tie(line) else self._sides(line, ends)
            read.append((line, ends, near, stops))
            if near is not None:
                path = line.path
                last = near ^ (len(stops) % 2 == 1)
                for number, point, side in ((ends[0], path[1], near), (ends[1], path[-2], last)):
                    if number is not None:
                        votes.setdefault(number, []).append((point, side))
        blots = tuple(self._blot(mark, votes.get(number, ())) for number, mark in enumerate(self.layout.marks))
        strands = tuple(self._strand(blots, *each) for each in read)
        return Standing(strands, blots)

    def _ends(self, line: Line) -> tuple[int | None, int | None]:
        """Return the numbers of the marks at the ends of a line."""
        return self._mark_at(line, line.points[0]), self._mark_at(line, line.points[-1])

    def _mark_at(self, line: Line, point: Point) -> int | None:
        if point in self.at:
            return self.at[point]
        names = {name for bond in line.bonds for name in self._names_of(bond)}
        near = [number for name in names for number in self.holding.get(name, ())]
        marks = self.layout.marks
        fitting = [number for number in near if outside(marks[number], point) < EDGE * marks[number].radius]
        return min(fitting, default=None)

    def _names_of(self, bond: str) -> list[str]:
        """Return the tensors at a bond, or a vertex and its users."""
        if isinstance(self.of, Network):
            return [self.of.tensors[number].name for number in self.of.ends[bond]]
        return [bond, *(vertex.name for vertex in self.of.vertices if bond in vertex.children)]

    def _is_tie(self, line: Line) -> bool:
        """Return whether a line leads up from a joined input, which stands for all its copies."""
        start = self.at.get(line.points[0])
        return line.role == "margin" and (
            not line.bonds
            or (start is not None and not self.severing.hyperedges.isdisjoint(self.layout.marks[start].tensors))
        )

    def _ties(self, line: Line) -> tuple[bool | None, list[tuple[str, float]]]:
        """Return the side of the line up from a joined input, and where it is severed if its hyperedge is."""
        mark = self.layout.marks[self.at[line.points[0]]]
        hyper = [name for name in mark.tensors if name in self.severing.hyperedges]
        slots = [name for name in mark.tensors if name not in hyper]
        if not slots:  # in an anatomy the copy tensor has a mark of its own, below which its input stands
            below = (bond for other in self.layout.lines if other.points[-1] == line.points[0] for bond in other.bonds)
            slots = [name for bond in below for name in self._names_of(bond) if name not in mark.tensors]
        if not slots:
            return None, []
        near = self._near(slots[0])
        return near, [(hyper[0], self.severing.places.get(hyper[0], 0.5))] if hyper else []

    def _near(self, name: str) -> bool:
        side = self.severing.sides.get(name)
        if side is None:
            raise NoLineError(SEVERAL.format(name))
        return side == "near"

    def _sides(self, line: Line, ends: tuple[int | None, int | None]) -> tuple[bool | None, list[tuple[str, float]]]:
        """Return whether a line begins near, and the severed bonds along it with their fractions."""
        pairs = self._pairs(line, ends)
        if not pairs:
            return None, []
        stops = []
        for bond, (one, two) in zip(line.bonds, pairs, strict=True):
            severed = self.severing.lines.get(bond) is line
            if one != two and not severed:
                raise NoLineError(UNSEVERED.format(bond))
            if one != two:
                stops.append((bond, self.severing.places[bond]))
        for (_, one), (two, _) in itertools.pairwise(pairs):
            if one != two:
                raise NoLineError(SEVERAL.format(line.bonds[0]))
        return pairs[0][0], stops

    def _pairs(self, line: Line, ends: tuple[int | None, int | None]) -> list[tuple[bool, bool]]:
        """Return the sides of both ends of each bond along a line."""
        names = self._chain(line, ends)
        found = []
        for one, two in itertools.pairwise(names):
            sides = [None if name in self.severing.hyperedges else self._near(name) for name in (one, two)]
            known = [side for side in sides if side is not None] or [True]
            found.append((known[0] if sides[0] is None else sides[0], known[0] if sides[1] is None else sides[1]))
        return found

    def _chain(self, line: Line, ends: tuple[int | None, int | None]) -> list[str]:
        """Return the tensors or vertices along a line, one more than its bonds."""
        if not line.bonds:
            return []
        if isinstance(self.of, Circuit):
            if line.role in ("output", "end"):
                return [line.bonds[0]] * (len(line.bonds) + 1)
            users = self._names_of(line.bonds[-1])[1:]
            mark = None if ends[1] is None else self.layout.marks[ends[1]]
            at_end = [] if mark is None else [name for name in mark.tensors or (mark.name,) if name in users]
            return [*line.bonds, next(iter(at_end), mark.name if mark is not None else line.bonds[-1])]
        pairs = [self._names_of(bond) for bond in line.bonds]
        pairs = [pair if len(pair) > 1 else pair * 2 for pair in pairs]
        start = next((name for name in pairs[0] if len(pairs) > 1 and name not in pairs[1]), None)
        if start is None:
            marks = [None if end is None else self.layout.marks[end] for end in ends]
            held = [() if mark is None else (mark.name, *mark.tensors) for mark in marks]
            first = [name for name in held[0] if name in pairs[0]]
            # A mark of several tensors has the name of the one in its middle, at which lines end.
            last = [
                name
                for name in reversed(pairs[0])
                if name not in held[1] or (held[1][0] in pairs[0] and name != held[1][0])
            ]
            start = next(iter([*first, *last, pairs[0][0]]))
        names = [start]
        for one, two in pairs:
            names.append(two if names[-1] == one else one)
        return names

    def _blot(self, mark: Mark, votes: Sequence[tuple[Point, bool]]) -> Blot:
        step = self.layout.step
        wide, high = (mark.radius, mark.height) if mark.height else (roles.radius(mark),) * 2
        across, up = wide / step, high / step
        x, y = mark.x / step, mark.y / step
        sides = {side for _, side in votes}
        legs: tuple[tuple[float, bool], ...] = ()
        if len(sides) > 1:
            hyper = not self.severing.hyperedges.isdisjoint(mark.tensors)
            if not hyper:
                raise NoLineError(SEVERAL.format(mark.name))
            legs = tuple(sorted((math.atan2(b - mark.y, a - mark.x), side) for (a, b), side in votes))
        near = sides.pop() if len(sides) == 1 else None
        if not votes and (mark.tensors or mark.name in self.severing.sides):
            names = [name for name in mark.tensors or (mark.name,) if name not in self.severing.hyperedges]
            own = {self._near(name) for name in names}
            if len(own) > 1:
                raise NoLineError(SEVERAL.format(mark.name))
            near = own.pop() if own else None
        corners = tuple((a / step, b / step) for a, b in roles.corners(mark)) if not mark.height else ()
        return Blot(mark.name, x, y, across, up, not mark.height, near, legs, corners)

    def _strand(
        self,
        blots: Sequence[Blot],
        line: Line,
        ends: tuple[int | None, int | None],
        near: bool | None,
        stops: Sequence[tuple[str, float]],
    ) -> Strand:
        step = self.layout.step
        path = tuple((x / step, y / step) for x, y in line.path)
        lengths = tuple(itertools.accumulate((math.dist(a, b) for a, b in itertools.pairwise(path)), initial=0.0))
        room = _room(path, lengths, [None if end is None else blots[end] for end in ends])
        room_left = CLOSE * ROOM if any(name in self.severing.taken for name, _ in stops) else ROOM
        low, high = room[0] + room_left, room[1] - room_left
        between = [b * lengths[-1] - min((b - a) / 2 * lengths[-1], INNER) for a, b in itertools.pairwise(line.stops)]
        edges = [low, *between, high]
        found = []
        for name, part in stops:  # a tie has the one stop of its hyperedge
            place = line.bonds.index(name) if name in line.bonds else 0
            stretch = edges[place], edges[place + 1] if between else high
            taken = [part * lengths[-1] for part in self.severing.taken.get(name, ())]
            at = part * lengths[-1]
            if taken:
                at = _asunder(at, taken, stretch)
            stop = stop_in(name, at, stretch, corners_of(path, lengths), CLOSE if taken else APART)
            if taken:
                low, high = max(stop.low, stop.at - PINNED), min(stop.high, stop.at + PINNED)
                stop = stop._replace(low=low, high=high, pinned=True)
            found.append(stop)
        return Strand(path, lengths, bool(near), tuple(found), line.bonds, ends, room)


def _asunder(at: float, taken: Sequence[float], stretch: tuple[float, float]) -> float:
    """Return a length in a stretch of a line that is far from those taken, and near to one if it can be.

    >>> _asunder(0.5, [0.5], (0.0, 1.0)), _asunder(0.5, [0.5], (0.47, 0.6))
    (0.45, 0.55)
    """
    edge = CLOSE * (stretch[1] - stretch[0])
    low, high = stretch[0] + edge, stretch[1] - edge
    free = (at, *(one + way * ASUNDER for one in taken for way in (-1, 1)), low, high)
    inside = [round(each, 9) for each in free if low <= each <= high]
    gaps = {each: min(abs(each - one) for one in taken) for each in inside}
    clear = [each for each in inside if gaps[each] >= ASUNDER - 1e-6]
    return min(clear, key=lambda each: abs(each - at)) if clear else max(inside, key=gaps.__getitem__, default=at)


def _room(path: Sequence[Point], lengths: Sequence[float], marks: Sequence[Blot | None]) -> tuple[float, float]:
    """Return the lengths between which a line is outside the marks at its ends."""
    one, two = marks
    low = 0.0 if one is None else _hidden(path, one)
    high = lengths[-1] - (0.0 if two is None else _hidden(path[::-1], two))
    return (low, high) if low < high else (0.0, lengths[-1])


def _hidden(path: Sequence[Point], mark: Blot) -> float:
    """Return the length of a path that a mark at its beginning hides."""
    done = 0.0
    for (a, b), (c, d) in itertools.pairwise(path):
        length = math.dist((a, b), (c, d))
        if mark.hides((c, d)):
            done += length
            continue
        low, high = 0.0, 1.0
        if not mark.hides((a, b)):
            return done
        for _ in range(40):
            middle = (low + high) / 2
            inside = mark.hides((a + (c - a) * middle, b + (d - b) * middle))
            low, high = (middle, high) if inside else (low, middle)
        return done + low * length
    return done


def stop_in(
    name: str, at: float, stretch: tuple[float, float], corners: Sequence[float] = (), apart: float = APART
) -> Stop:
    """Return a stop in a stretch of a line, at a length or near it, apart from corners and the ends of the stretch."""
    low, high = stretch
    edges = [low, *(corner for corner in corners if low < corner < high), high]
    start, end = max(itertools.pairwise(edges), key=lambda piece: (piece[1] - piece[0], -piece[0]))
    room = min(apart * (end - start), MOST_APART)
    at = min(max(at, start + room), end - room)
    free = min(FREE * (end - start), MOST_FREE, 0.5 * (at - start), 0.5 * (end - at))
    return Stop(name, at, at - free, at + free, low, high)


def corners_of(path: Sequence[Point], lengths: Sequence[float]) -> tuple[float, ...]:
    """Return the lengths at which a path has corners."""
    found = []
    for place in range(1, len(path) - 1):
        (a, b), (c, d), (e, f) = path[place - 1 : place + 2]
        turn = math.remainder(math.atan2(f - d, e - c) - math.atan2(d - b, c - a), 2 * math.pi)
        if abs(turn) > CORNER:
            found.append(lengths[place])
    return tuple(found)


def outside(mark: Mark, point: Point) -> float:
    """Return how far a point is from the rectangle around a mark."""
    across = max(0.0, abs(point[0] - mark.x) - mark.radius)
    up = max(0.0, abs(point[1] - mark.y) - (mark.height or mark.radius))
    return math.hypot(across, up)
