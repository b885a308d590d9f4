"""Ports: the points at the edges of marks at which bonds end, in an order in which no two of them cross."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ...networks import Circuit, Network
from ..scenes import Layout, Line, Mark, Point, roles, tidy
from .edges import Edge, edge_of, from_seat, joined, trimmed
from .port_curves import Ways, around, leftward, shifted
from .sides import DOWN, LEFT, RIGHT, UP, along, between, is_sided, length_of, nearest_in, range_of, side_of, spread

APART = 0.1
"""The least distance of two ports in steps, if the side is long enough."""

ASKEW = math.radians(75)
"""The angle to the outward direction of a port beyond which a line has to bend."""

SLANT = math.radians(15)
"""The angle from the outward direction of a side beyond which a leg is slanted."""

PARTS = (0.02, 0.05, 0.1, 0.2, 0.35)
"""Where along a line from a port is looked whether it leads into its own mark."""

ENOUGH = 0.75
"""The part of a leg's usual length that has to be seen."""

FAN = 0.35
"""The angle in radians between two ports that were asked to be at one side of a round mark."""

MOVED = 0.2
"""The distance in steps from the middle of a line at which the layout has marked it on purpose."""

HEAVY = 1e6
"""The weight of bonds, which stay where they are straight, relative to that of legs."""


class Wanted(NamedTuple):
    """What users want of marks and legs.

    `ports` are angles in degrees by the name of the mark and the bond, `turns` are the directions of legs in radians,
    and the marks named in `sized` have the sizes that looks give. `texts` are the widths and heights, in data units, of
    the texts at bonds.
    """

    ports: Mapping[str, Mapping[str, float]]
    turns: Mapping[str, float]
    sized: Collection[str] = ()
    texts: Mapping[str, tuple[float, float]] = MappingProxyType({})


class End(NamedTuple):
    """An end of a line at a mark: which, on which side, what it leads to, and how far inward it is in the order.

    `aim` is the mark at the other end, or None at the free end of a leg. `turn` is the direction of a leg that was
    asked for or that the layout gives. `fixed` is an angle in radians at which the port has to be.
    """

    line: int
    last: bool
    mark: int
    side: int
    aim: int | None
    target: Point
    rank: tuple[int, int]
    turn: float | None = None
    fixed: float | None = None


def ported(layout: Layout, marks: Sequence[Mark], of: Network | Circuit, wanted: Wanted) -> list[Line]:
    """Return the lines of a layout, each from the edge of one mark to that of another.

    Parameters
    ----------
    layout : Layout
        The lines between the middles of marks, and marks of the sizes that the layout gives.
    marks : sequence of Mark
        The same marks with their looks and sizes. Only lines at marks with a look change.
    of : Network or Circuit
        What is drawn.
    wanted : Wanted
        The ports that looks give, and the directions of legs that were asked for.
    """
    return Ports(layout, marks, of, wanted).lines()


class Ports:
    def __init__(self, layout: Layout, marks: Sequence[Mark], of: Network | Circuit, wanted: Wanted) -> None:
        self.layout, self.marks, self.given, self.turns = layout, marks, wanted.ports, wanted.turns
        self.edges = {number: edge_of(mark) for number, mark in enumerate(marks) if mark.dress is not None}
        self.order = orders(of)
        self.joined = joined(layout)
        self.pairs = Counter(frozenset(pair) for pair in self.joined)

    def lines(self) -> list[Line]:
        sides: dict[tuple[int, int], list[End]] = defaultdict(list)
        fixed: list[End] = []
        for end in self.ends():
            if end.fixed is not None:
                fixed.append(end)
            elif is_sided(self.marks[end.mark]):
                sides[end.mark, end.side].append(end)
        self.facing = {(end.line, end.last): end for ends in sides.values() for end in ends}
        places = {(end.line, end.last): at for ends in sides.values() for end, at in self._on_side(ends)}
        places |= {(end.line, end.last): at for end, at in self._fixed(fixed)}
        for number in range(len(self.layout.lines)):
            for last in self._inward(number, places):
                del places[number, last], self.facing[number, last]
        self.facing |= {(end.line, end.last): end for end in fixed}
        self.crowds = Counter((end.mark, end.side) for end in self.facing.values() if end.aim is None)
        return [self._line(number, places) for number in range(len(self.layout.lines))]

    def _inward(self, number: int, places: Mapping[tuple[int, bool], Point]) -> list[bool]:
        """Return the ends of a straight line that would lead into its own mark from a port that no look gives.

        This may be at slanted sides. Such a line leaves the mark towards its other end instead.
        """
        line, marks = self.layout.lines[number], self.joined[number]
        found: list[bool] = []
        if None in marks or self._is_wire(number) or (line.curve and self.pairs[frozenset(marks)] == 1):
            return found
        inner = line.points[1:-1]
        points = [places.get((number, False), line.points[0]), *inner, places.get((number, True), line.points[-1])]
        for last, mark in enumerate(marks):
            at = (number, bool(last))
            if mark is None or at not in self.facing or self._is_given(number, mark):
                continue
            (ax, ay), (bx, by) = points[:-3:-1] if last else points[:2]
            if any(self.edges[mark].holds((ax + part * (bx - ax), ay + part * (by - ay))) for part in PARTS):
                found.append(bool(last))
        return found

    def _is_wire(self, number: int) -> bool:
        """Return whether a line has its place at a wide mark, instead of its middle, and no look gives it a port."""
        line, marks = self.layout.lines[number], self.joined[number]
        off = any(map(self._is_off, marks, (line.points[0], line.points[-1])))
        return off and not any(self._is_given(number, mark) for mark in marks if mark is not None)

    def _is_off(self, mark: int | None, at: Point) -> bool:
        return mark is not None and (self.marks[mark].x, self.marks[mark].y) != at

    def _wire(self, number: int) -> Line:
        """Return a line that keeps its place at wide marks, and ends at the edges of these and of others."""
        line, points = self.layout.lines[number], self.layout.lines[number].points
        for last, mark in enumerate(self.joined[number]):
            if mark in self.edges and mark is not None:
                points = points[::-1] if last else points
                cut = from_seat if self._is_off(mark, points[0]) else trimmed
                points = cut(points, line.curve, self.edges[mark])
                points = points[::-1] if last else points
        points = tuple((tidy(x), tidy(y)) for x, y in points)
        made = self._with_stops(dataclasses.replace(line, points=points), self.joined[number])
        wanted = [line.at(stop)[:2] for stop in line.stops]
        if len(wanted) != 1 or math.dist(wanted[0], made.at(made.stops[0])[:2]) < MOVED * self.layout.step:
            return made
        return dataclasses.replace(made, stops=(tidy(math.dist(points[0], wanted[0]) / (made.length or 1.0)),))

    def _is_given(self, number: int, mark: int) -> bool:
        ports = self.given.get(self.marks[mark].name, {})
        return any(bond in ports for bond in self.layout.lines[number].bonds)

    def ends(self) -> Iterable[End]:
        """Yield the ends of lines at marks with a look."""
        for number, line in enumerate(self.layout.lines):
            for last in (False, True) if not self._is_wire(number) else ():
                mark, other = self.joined[number][::-1] if last else self.joined[number]
                if mark in self.edges and mark is not None and mark != other:
                    yield self._end(number, line, last, (mark, other))

    def _end(self, number: int, line: Line, last: bool, pair: tuple[int, int | None]) -> End:
        mark, other = pair
        bond, turn = line.bonds[0] if line.bonds else "", None
        points = line.points[::-1] if last else line.points
        target = points[1] if len(points) > 2 and self.pairs[frozenset(self.joined[number])] == 1 else points[-1]
        x, y = self.marks[mark].x, self.marks[mark].y
        if other is None:
            turn = self.turns.get(bond, math.atan2(target[1] - y, target[0] - x))
        elif target == points[-1] and other in self.edges and is_sided(self.marks[other]):
            target = nearest_in(self.edges[other].box, (x, y))
        name = self.marks[mark].name
        first = name if other is None else self.marks[min(mark, other)].name
        rank = (self.order.get(first, {}).get(bond, 0), number)
        port = self.given.get(name, {}).get(bond)
        side = side_of(self.edges[mark], roles.shape_of(self.marks[mark]), target, turn)
        if port is None:
            return End(number, last, mark, side, other, target, rank, turn)
        asked = math.radians(port) if other is None and bond not in self.turns else turn
        if port % 90 == 0 and is_sided(self.marks[mark]):
            return End(number, last, mark, int(port // 90) % 4, other, target, rank, asked)
        return End(number, last, mark, side, other, target, rank, asked, math.radians(port))

    def _on_side(self, ends: Sequence[End]) -> list[tuple[End, Point]]:
        """Return the ports of one side of a mark, in the order of what they lead to and then of the bonds."""
        mark, side = ends[0].mark, ends[0].side
        edge, (low, high) = self.edges[mark], self._range(mark, side, len(ends))
        wanted = {end: self._straight(end, (low, high)) for end in ends if end.aim is not None}
        aims = {end: along(side, end.target) for end in wanted}
        legs = sorted((end for end in ends if end.aim is None), key=lambda end: end.rank)
        slanted = [end for end in legs if self._is_slanted(end, len(legs))]
        for end in slanted:
            wanted[end] = self._aimed(end, end.turn, (low, high))
            aims[end] = along(side, self._ahead(end))
        legs = [end for end in legs if end not in wanted]
        if legs:
            bonds = sorted((aims[end], wanted[end], self._own_rank(end)) for end in wanted if end.aim is not None)
            limits = (
                (low, high)
                if bonds
                else _inner((low, high), along(side, edge.centre), (length_of(edge, side), len(legs)))
            )
            ranks = [end.rank[0] for end in legs]
            places = between([(at, rank) for _, at, rank in bonds], ranks, limits)
            for end, place in zip(legs, places, strict=True):
                wanted[end] = aims[end] = place
        order = sorted(ends, key=lambda end: (round(aims[end], 6), end.rank))
        weights = [1.0 if end.aim is None else HEAVY for end in order]
        values = spread([wanted[end] for end in order], APART * self.layout.step, (low, high), weights)
        return [(end, self._at(edge, side, value)) for end, value in zip(order, values, strict=True)]

    def _is_slanted(self, end: End, count: int) -> bool:
        """Return whether a leg, one of so many on its side, leaves the side at an angle, or as the layout has it."""
        if not any(bond in self.turns for bond in self.layout.lines[end.line].bonds):
            return count == 1
        return abs(math.remainder((end.turn or 0.0) - end.side * math.pi / 2, 2 * math.pi)) > SLANT

    def _ahead(self, end: End) -> Point:
        """Return a point in the direction of a leg from the middle of its mark, a step away."""
        (x, y), turn, step = self.edges[end.mark].centre, end.turn or 0.0, self.layout.step
        return x + step * math.cos(turn), y + step * math.sin(turn)

    def _own_rank(self, end: End) -> int:
        """Return the number of a bond among those of the tensor at this end."""
        bonds = self.layout.lines[end.line].bonds
        return self.order[self.marks[end.mark].name].get(bonds[0], 0) if bonds else 0

    def _range(self, mark: int, side: int, count: int = 2) -> tuple[float, float]:
        """Return the ends of the part of a side on which so many ports stand, along the side."""
        return range_of(self.edges[mark], roles.shape_of(self.marks[mark]), side, count)

    def _aimed(self, end: End, turn: float | None, limits: tuple[float, float]) -> float:
        """Return where a line from the middle of a mark leaves it, along the side, as far as the side has ports."""
        edge = self.edges[end.mark]
        if turn is None:
            turn = math.atan2(end.target[1] - edge.centre[1], end.target[0] - edge.centre[0])
        point = edge.beyond(edge.centre, turn) or edge.centre
        return min(max(along(end.side, point), limits[0]), limits[1])

    def _straight(self, end: End, limits: tuple[float, float]) -> float:
        """Return where along its side a line would be at a right angle to it, or else where it would lead inward."""
        low, high = limits
        aim, half = along(end.side, end.target), (high - low) / 2
        other = self.facing.get((end.line, not end.last))
        if other is not None and other.side == (end.side + 2) % 4:
            start, stop = self._range(other.mark, other.side)
            least, most = max(low, start), min(high, stop)
            if least <= most:
                smaller = end.mark if half < (stop - start) / 2 else other.mark
                return min(max(along(end.side, self.edges[smaller].centre), least), most)
        return aim if low <= aim <= high else self._aimed(end, None, limits)

    def _at(self, edge: Edge, side: int, value: float) -> Point:
        """Return the point of the edge of a mark on a side, where `value` is the place along the side."""
        left, bottom, right, top = edge.box
        wide, high = right - left + 1, top - bottom + 1
        start = {
            RIGHT: (left - wide, -value),
            LEFT: (right + wide, -value),
            UP: (value, bottom - high),
            DOWN: (value, top + high),
        }[side]
        return edge.beyond(start, side * math.pi / 2) or edge.centre

    def _fixed(self, ends: Sequence[End]) -> list[tuple[End, Point]]:
        """Return the ports at given angles; several at one angle lie side by side."""
        groups: dict[tuple[int, float], list[End]] = defaultdict(list)
        for end in ends:
            groups[end.mark, end.fixed or 0.0].append(end)
        found = []
        for (mark, turn), own in groups.items():
            edge = self.edges[mark]
            order = sorted(own, key=lambda end: (round(leftward(edge.centre, turn, end.target), 6), end.rank))
            for place, end in enumerate(order):
                way = turn + FAN * (place - (len(order) - 1) / 2)
                found.append((end, edge.beyond(edge.centre, way) or edge.centre))
        return found

    def _line(self, number: int, places: Mapping[tuple[int, bool], Point]) -> Line:
        line = self.layout.lines[number]
        marks = self.joined[number]
        if all(mark not in self.edges for mark in marks):
            return line
        if self._is_wire(number):
            return self._wire(number)
        start, end = ((places.get((number, last))) for last in (False, True))
        held = next((mark for mark in marks if mark is not None), None)
        if None in marks and held is not None:
            points, curve = self._leg(number, held, start or end), False
        else:
            points, curve = self._bond(number, start, end)
        for last in (False, True):
            mark = marks[last]
            if mark in self.edges and mark is not None and places.get((number, last)) is None:
                cut = trimmed(points[::-1] if last else points, curve, self.edges[mark])
                points = cut[::-1] if last else cut
        points = tuple((tidy(x), tidy(y)) for x, y in points)
        return self._with_stops(dataclasses.replace(line, points=points, curve=curve), marks)

    def _leg(self, number: int, mark: int, port: Point | None) -> tuple[Point, ...]:
        """Return the line of a leg, which is straight.

        It ends where the layout has its end if the mark leaves enough of it, and else as far from the edge as usual.
        """
        line, last = self.layout.lines[number], self.joined[number][0] is None
        one, other = (line.points[0], line.points[-1])[:: -1 if last else 1]
        whole, level = math.dist(one, other), 0.0
        found = self.facing.get((number, last))
        turn = math.atan2(other[1] - one[1], other[0] - one[0])
        if port is None or found is None:
            port = self.edges[mark].beyond(one, turn) or one
        else:
            turn = self._leg_turn(found, turn)
            level = self._level(found, port, turn)
        ahead = [
            (port[0] + far * math.cos(turn), port[1] + far * math.sin(turn)) for far in (0.02 * whole, 0.1 * whole)
        ]
        if any(self.edges[mark].holds(point) for point in ahead):
            port, level = self.edges[mark].beyond(one, turn) or one, 0.0
        usual = whole - self.layout.marks[mark].radius
        seen = whole - level - (port[0] - one[0]) * math.cos(turn) - (port[1] - one[1]) * math.sin(turn)
        far = level + (seen if ENOUGH * usual <= seen <= whole else usual)
        points = (port, (port[0] + far * math.cos(turn), port[1] + far * math.sin(turn)))
        return points[::-1] if last else points

    def _leg_turn(self, end: End, otherwise: float) -> float:
        """Return the direction of a leg at a port: the one asked for, or straight out if there are several."""
        bonds, name = self.layout.lines[end.line].bonds, self.marks[end.mark].name
        asked = any(bond in self.turns or bond in self.given.get(name, {}) for bond in bonds)
        outward = end.side * math.pi / 2 if end.fixed is None else end.fixed
        alone = self.crowds[end.mark, end.side] == 1 and end.fixed is None
        turn = otherwise if end.turn is None else end.turn
        if not asked and not alone:
            return outward if end.fixed is None else otherwise
        return turn if abs(math.remainder(turn - outward, 2 * math.pi)) < ASKEW else outward

    def _level(self, end: End, port: Point, turn: float) -> float:
        """Return how far a port is from the outermost line of its side, so that legs straight out end in one line."""
        if end.fixed is not None or abs(math.remainder(turn - end.side * math.pi / 2, 2 * math.pi)) > 1e-9:
            return 0.0
        left, bottom, right, top = self.edges[end.mark].box
        return {RIGHT: right - port[0], LEFT: port[0] - left, UP: top - port[1], DOWN: port[1] - bottom}[end.side]

    def _bond(self, number: int, start: Point | None, end: Point | None) -> tuple[tuple[Point, ...], bool]:
        """Return the line between two ports, or from a port to the middle of a mark."""
        line = self.layout.lines[number]
        points, curve = line.points, line.curve
        if curve and (start or end) and self.pairs[frozenset(self.joined[number])] > 1:
            points, curve = (points[0], points[-1]), False
        if curve:
            points = shifted(shifted(points, start)[::-1], end)[::-1]
        else:
            points = (start or points[0], *points[1:-1], end or points[-1])
        ways = self._outward(number, False), self._outward(number, True)
        for way, ahead in zip(ways, (points[:2], points[:-3:-1]), strict=True):
            (ax, ay), (bx, by) = ahead
            if way is not None and abs(math.remainder(math.atan2(by - ay, bx - ax) - way, 2 * math.pi)) > ASKEW:
                return self._curve(number, (points[0], points[-1]), ways), True
        return points, curve

    def _curve(self, number: int, ends: tuple[Point, Point], ways: Ways) -> tuple[Point, ...]:
        """Return a curve that leaves its ports in their outward directions, around a mark that is in the way."""
        edges = [None if mark is None else self.edges.get(mark) for mark in self.joined[number]]
        return around(ends, ways, (edges[0], edges[1]), self.layout.step)

    def _outward(self, number: int, last: bool) -> float | None:
        """Return the direction in which a line leaves its port, or None if it has none."""
        end = self.facing.get((number, last))
        if end is None:
            return None
        return end.side * math.pi / 2 if end.fixed is None else end.fixed

    def _with_stops(self, line: Line, marks: tuple[int | None, int | None]) -> Line:
        """Return a line whose bond is marked in the middle of the part that no mark hides."""
        if len(line.bonds) != 1:
            return line
        whole = sum(math.dist(a, b) for a, b in zip(line.path, line.path[1:], strict=False)) or 1.0
        hidden = [
            0.0 if mark is None or mark in self.edges else min(roles.radius(self.marks[mark]) / whole, 0.45)
            for mark in marks
        ]
        return dataclasses.replace(line, stops=(tidy((1 + hidden[0] - hidden[1]) / 2),))


def _inner(limits: tuple[float, float], centre: float, crowd: tuple[float, int]) -> tuple[float, float]:
    """Return the ends of a side on which legs stand, each in the middle of an equal part of the side.

    `crowd` is the length of the side and the number of legs; a leg alone stands at the centre of the mark.
    """
    (low, high), (length, count) = limits, crowd
    half = min((high - low) / 2, length * (count - 1) / count / 2)
    middle = min(max(centre, low + half), high - half)
    return middle - half, middle + half


def orders(of: Network | Circuit) -> dict[str, dict[str, int]]:
    """Return the places of the bonds of every tensor (of a circuit: of the children of a vertex, and then its own)."""
    if isinstance(of, Network):
        return {t.name: {bond: place for place, bond in enumerate(t.bonds)} for t in of.tensors}
    return {v.name: {bond: place for place, bond in enumerate((*v.children, v.name))} for v in of.vertices}
