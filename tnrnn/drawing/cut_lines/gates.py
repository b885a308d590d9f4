"""The boundary between what is near and what is far in a drawing, as rows of gates between near and far points.

Points on all lines and around all marks are joined to triangles. A triangle whose corners are not all on one side has
two edges from a near point to a far one, its gates. The curve passes from gate to gate, so that it separates what is
near from what is far, and crosses a line only where it changes sides. For that each line has to be a row of edges;
where it is not, more points are put on it.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from ..scenes import Point
from .standing import Blot, NoLineError, Standing, Strand

SPACING = 0.12
"""The distance of points on lines and around marks, in steps."""

ROUNDS = 7
"""How often points are added at most."""

SOFT = 0.3
"""How near to its crossing a point of a severed line lies that the curve may come near to, in steps."""

FRAME = 0.34
"""The distance of the frame around the drawing, in steps."""

Edge = tuple[int, int]

ALTERNATE = "the legs of {} are near and far in turn"
FLAT = "all marks lie on one straight line"


class Gate(NamedTuple):
    """A step of the curve: it passes between a near and a far point, on the bond or hyperedge `name`, if any.

    A `soft` point is on a severed line beside its crossing, and the path may come nearer to it than to others.
    """

    near: Point
    far: Point
    name: str
    hyper: bool
    soft: tuple[bool, bool]


class Contour(NamedTuple):
    """A row of gates, which is closed, or leads from the outside to the outside.

    `outer` says for each gate whether the triangle behind it is outside all faces of the drawing. `out` are the
    directions outwards at its ends.
    """

    gates: tuple[Gate, ...]
    outer: tuple[bool, ...]
    closed: bool
    out: tuple[Point, Point] | None


def contours(standing: Standing, framed: bool) -> list[Contour]:
    """Return the boundary between what is near and what is far, or raise an error if a line cannot show it.

    With a frame the boundary leaves the drawing at a right angle to the box around it.
    """
    plane = _Plane()
    leaving: dict[int, list[Point]] = {}
    for strand in standing.strands:
        for end, length in zip(strand.ends, strand.room, strict=True):
            if end is not None:
                leaving.setdefault(end, []).append(strand.at(length))
    for number, blot in enumerate(standing.blots):
        if (blot.near is not None or blot.legs) and plane.add_blot(blot, leaving.get(number, ())) > 2:
            raise NoLineError(ALTERNATE.format(blot.name))
    for strand in standing.strands:
        plane.add_strand(strand)
    if framed:
        plane.add_frame()
    if not plane.triangulate():
        raise NoLineError(FLAT)
    return plane.contours()


class _Plane:
    def __init__(self) -> None:
        self.points: list[Point] = []
        self.near: list[bool] = []
        self.number: dict[Point, int] = {}
        self.chains: list[list[int]] = []
        self.soft: set[int] = set()
        self.gaps: dict[Edge, str] = {}
        self.hyper: dict[int, str] = {}
        self.walls: set[Edge] = set()
        self.triangles: list[tuple[int, int, int]] = []

    def add(self, point: Point, near: bool) -> int:
        key = (round(point[0], 7), round(point[1], 7))
        if key not in self.number:
            self.number[key] = len(self.points)
            self.points.append(point)
            self.near.append(near)
        return self.number[key]

    def add_blot(self, blot: Blot, leaving: Sequence[Point]) -> int:
        """Add the outline of a mark, and return how often it changes sides."""
        points = blot.outline(SPACING / 2, leaving)
        chain = [self.add(point, blot.side_at(point)) for point in points]
        sides = [self.near[number] for number in chain]
        if blot.legs:
            self.hyper |= dict.fromkeys(chain, blot.name)
            self.soft |= set(chain)
        self.chains += [[one, two] for one, two in zip(chain, [*chain[1:], chain[0]], strict=True)]
        return sum(one != two for one, two in zip(sides, [*sides[1:], sides[0]], strict=True))

    def add_strand(self, strand: Strand) -> None:
        """Add points along a line between its marks, with a gap around each place where it changes sides."""
        gaps = [(stop.low, stop.high) for stop in strand.stops]
        low, high = strand.room
        marks = {low, high, *(length for gap in gaps for length in gap)}
        within = (length for length in (*strand.lengths, *strand.met) if low < length < high)
        marks |= {length for length in within if not any(one < length < two for one, two in gaps)}
        chain: list[int] = []
        for one, two in itertools.pairwise(sorted(marks)):
            parts = 1 if (one, two) in gaps else max(1, math.ceil((two - one) / SPACING))
            for part in range(1 if chain else 0, parts + 1):
                length = one + (two - one) * part / parts
                middle = one if part == 0 or (part == parts and (one, two) not in gaps) else two
                chain.append(self.add(strand.at(length), strand.side((length + middle) / 2)))
        stops = iter(strand.stops)
        for one, two in itertools.pairwise(chain):
            if self.near[one] != self.near[two]:
                stop = next(stops, None)
                if stop is not None:
                    self.gaps[_edge(one, two)] = stop.name
        self.soft |= {
            number
            for number in chain
            if any(math.dist(self.points[number], strand.at(stop.at)) < SOFT for stop in strand.stops)
        }
        self.chains.append(chain)

    def add_frame(self) -> None:
        """Add points on a box around the drawing, each on the side of what is nearest to it."""
        xs, ys = zip(*self.points, strict=True)
        left, bottom, right, top = min(xs) - FRAME, min(ys) - FRAME, max(xs) + FRAME, max(ys) + FRAME
        across, up = max(2, round((right - left) / 0.2)), max(2, round((top - bottom) / 0.2))
        found = [(left + (right - left) * part / across, y) for y in (bottom, top) for part in range(across + 1)]
        found += [(x, bottom + (top - bottom) * part / up) for x in (left, right) for part in range(1, up)]
        outermost: dict[tuple[int, int], int] = {}
        for number, point in enumerate(self.points):
            for axis, way in itertools.product((0, 1), (-1, 1)):
                lane = axis * 2 + (way > 0), math.floor(point[axis] / SPACING)
                if lane not in outermost or way * (point[1 - axis] - self.points[outermost[lane]][1 - axis]) > 0:
                    outermost[lane] = number
        outer = sorted(set(outermost.values()))
        sides = [self.near[min(outer, key=lambda k: math.dist(self.points[k], at))] for at in found]
        for point, near in zip(found, sides, strict=True):
            self.add(point, near)

    def triangulate(self) -> bool:
        """Join the points to triangles such that every line is a row of edges; return whether they have triangles."""
        from scipy.spatial import Delaunay, QhullError  # loads numpy

        for _ in range(ROUNDS):
            x, y = (sum(axis) / len(self.points) for axis in zip(*self.points, strict=True))
            try:
                made = Delaunay([(a - x, b - y) for a, b in self.points], qhull_options="Qt Qbb Qc Qz")
            except (QhullError, ValueError):
                return False
            starts, others = (part.tolist() for part in made.vertex_neighbor_vertices)
            if not self._refine([others[low:high] for low, high in itertools.pairwise(starts)]):
                break
        self.triangles = [self._turned(*triangle) for triangle in made.simplices.tolist()]
        self.walls = {_edge(*pair) for chain in self.chains for pair in itertools.pairwise(chain)}
        return True

    def _turned(self, a: int, b: int, c: int) -> tuple[int, int, int]:
        """Return the corners of a triangle counterclockwise."""
        (p, q), (r, s), (t, u) = (self.points[corner] for corner in (a, b, c))
        return (a, b, c) if (r - p) * (u - q) > (s - q) * (t - p) else (a, c, b)

    def _refine(self, joined: Sequence[Sequence[int]]) -> bool:
        """Add points to rows that are not rows of edges, and return whether there were any.

        `joined` has the points that each point is joined to, without those that are added here.
        """
        changed = False
        for chain in self.chains:
            place = 0
            while place < len(chain) - 1:
                one, two = chain[place : place + 2]
                if one == two or (one < len(joined) and two in joined[one]):
                    place += 1
                    continue
                (a, b), (c, d) = self.points[one], self.points[two]
                flip = self.near[one] != self.near[two]
                parts = (0.25, 0.75) if flip else (0.5,)
                new = [
                    self.add((a + (c - a) * part, b + (d - b) * part), self.near[two if part > 0.5 else one])
                    for part in parts
                ]
                if flip and _edge(one, two) in self.gaps:
                    self.gaps[_edge(*new)] = self.gaps.pop(_edge(one, two))
                if one in self.hyper and two in self.hyper and self.hyper[one] == self.hyper[two]:
                    self.hyper |= dict.fromkeys(new, self.hyper[one])
                chain[place + 1 : place + 1] = new
                place += 1 + len(new)
                changed = True
        return changed

    def contours(self) -> list[Contour]:
        """Return the rows of gates, those from outside to outside first."""
        beside: dict[Edge, list[int]] = {}
        mixed: dict[int, list[Edge]] = {}
        for number, (a, b, c) in enumerate(self.triangles):
            for one, two in ((a, b), (b, c), (c, a)):
                beside.setdefault(_edge(one, two), []).append(number)
                if self.near[one] != self.near[two]:
                    mixed.setdefault(number, []).append(_edge(one, two))
        outer = self._outer(beside)
        gates = [edge for edge in beside if self.near[edge[0]] != self.near[edge[1]]]
        gates.sort(key=lambda edge: (len(beside[edge]), self.points[edge[0]], self.points[edge[1]]))
        done: set[Edge] = set()
        found = []
        for start in gates:
            if start in done:
                continue
            row, passed, edge, triangle = [start], [], start, beside[start][0]
            done.add(start)
            while True:
                passed.append(triangle)
                edge = next(other for other in mixed[triangle] if other != edge)
                if edge == start:
                    break
                row.append(edge)
                done.add(edge)
                further = [number for number in beside[edge] if number != triangle]
                if not further:
                    break
                triangle = further[0]
            closed = len(beside[start]) == 2
            made = tuple(self._gate(edge) for edge in row)
            if any(gate.name for gate in made):
                out = None if closed else (self._out(row[0], passed[0]), self._out(row[-1], passed[-1]))
                found.append(Contour(made, tuple(number in outer for number in passed), closed, out))
        return found

    def _gate(self, edge: Edge) -> Gate:
        one, two = edge if self.near[edge[0]] else edge[::-1]
        hyper = self.hyper.get(one, "") if self.hyper.get(one, "") == self.hyper.get(two) else ""
        return Gate(
            self.points[one],
            self.points[two],
            self.gaps.get(edge, "") or hyper,
            bool(hyper),
            (one in self.soft, two in self.soft),
        )

    def _out(self, edge: Edge, triangle: int) -> Point:
        """Return the direction at a right angle to an edge, away from a triangle."""
        (a, b), (c, d) = self.points[edge[0]], self.points[edge[1]]
        third = next(number for number in self.triangles[triangle] if number not in edge)
        length = math.dist((a, b), (c, d)) or 1.0
        dx, dy = (d - b) / length, (a - c) / length
        inwards = (self.points[third][0] - a) * dx + (self.points[third][1] - b) * dy
        return (-dx, -dy) if inwards > 0 else (dx, dy)

    def _outer(self, beside: dict[Edge, list[int]]) -> set[int]:
        """Return the triangles that are joined to the outside by edges that belong to no line or mark."""
        free = (edge for edge, two in beside.items() if len(two) == 1 and edge not in self.walls)
        queue = deque(number for edge in free for number in beside[edge])
        found = set(queue)
        while queue:
            a, b, c = self.triangles[queue.popleft()]
            for pair in ((a, b), (b, c), (c, a)):
                for number in beside[_edge(*pair)] if _edge(*pair) not in self.walls else ():
                    if number not in found:
                        found.add(number)
                        queue.append(number)
        return found


def _edge(one: int, two: int) -> Edge:
    return (one, two) if one < two else (two, one)
