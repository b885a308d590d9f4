"""The order in which one closed curve can cross the severed edges of a tree that is drawn in the plane.

The lines of a staircase, or of its anatomy, form a tree (the margin of joined inputs is tied to it). So the rest of the
plane is one face, a disc, and the walk around the tree is its boundary. The walk meets a severed line twice, once on
either side. Between two crossings the curve is a chord of the disc, so any pairing of the sides by chords that do not
cross can be drawn without meeting a line. The crossings and chords together must form one cycle.
"""

from __future__ import annotations

import heapq
import itertools
import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..scenes import LEG, ROW, Line, Point, row_heights, tidy

TURNS = ((1, 0), (0, 1), (-1, 0), (0, -1))
"""The four directions, each to the left of the one before."""

ASIDE = 1.0
"""The extra cost of leaving a drawing at the left or right instead of above or below, in data units."""

# A gap between two columns and between two rows, by their numbers.
Cell = tuple[int, int]


class Crossing(NamedTuple):
    """A place (x, y) at which the curve crosses the line of number `line`."""

    line: int
    x: float
    y: float


class Side(NamedTuple):
    """One side of a crossing, given by its number; `turn` is the direction away from the line."""

    crossing: int
    turn: int
    x: float
    y: float


def contour(lines: Sequence[Line], crossings: Sequence[Crossing]) -> list[Side] | None:
    """Return the sides in the order of the walk around the tree, or None if the lines do not form a tree."""
    edges: dict[Point, dict[int, tuple[Point, int | None]]] = defaultdict(dict)
    count = 0
    for start, end, crossing in _pieces(lines, crossings):
        turn = _turn(start, end)
        if turn is None or turn in edges[start] or (turn + 2) % 4 in edges[end]:
            return None
        edges[start][turn] = (end, crossing)
        edges[end][(turn + 2) % 4] = (start, crossing)
        count += 2
    if not edges:
        return None
    at = min(edges)
    first = here = (at, min(edges[at]))
    walk: list[Side] = []
    for _ in range(count):
        at, turn = here
        end, crossing = edges[at][turn]
        if crossing is not None:
            walk.append(Side(crossing, (turn + 1) % 4, crossings[crossing].x, crossings[crossing].y))
        # The face is on the left, so the walk turns left as soon as it can.
        here = (end, next(way % 4 for way in (turn + 1, turn, turn - 1, turn + 2) if way % 4 in edges[end]))
        count -= 1
        if here == first:
            break
    return walk if here == first and count == 0 else None


def _pieces(lines: Sequence[Line], crossings: Sequence[Crossing]) -> list[tuple[Point, Point, int | None]]:
    """Return the lines, split between crossings if they have several, and ties from the margin up to the lowest leg."""
    on: dict[int, list[int]] = defaultdict(list)
    for number, crossing in enumerate(crossings):
        on[crossing.line].append(number)
    found: list[tuple[Point, Point, int | None]] = []
    starts = {line.points[0] for line in lines}
    lowest: dict[float, float] = {}
    for x, y in (point for line in lines if line.role != "margin" for point in line.points):
        lowest[x] = min(y, lowest.get(x, y))
    for number, line in enumerate(lines):
        start, end = line.points[0], line.points[-1]
        places = sorted(on[number], key=lambda one: math.dist(start, crossings[one][1:]))
        middles = [
            ((crossings[a].x + crossings[b].x) / 2, (crossings[a].y + crossings[b].y) / 2)
            for a, b in itertools.pairwise(places)
        ]
        ends = [start, *middles, end]
        numbers: list[int | None] = [*places] if places else [None]
        found += [(a, b, which) for (a, b), which in zip(itertools.pairwise(ends), numbers, strict=True)]
        if line.role == "margin" and end not in starts:
            found.append((end, (end[0], lowest.get(end[0], 0.0)), None))
    return found


def _turn(start: Point, end: Point) -> int | None:
    dx, dy = (end[0] > start[0]) - (end[0] < start[0]), (end[1] > start[1]) - (end[1] < start[1])
    return TURNS.index((dx, dy)) if (dx, dy) in TURNS else None


class _Gaps:
    """The gaps between columns and rows, and rough distances between them, by which an order is chosen."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.walls: set[tuple[int, int, int]] = set()
        self.rows = row_heights(lines)
        # Heights are scaled to those of a compact staircase, so that a cut has the same order in both.
        hung = min(y for line in lines if line.role != "margin" for _, y in line.points)
        self.scale = LEG / (tidy(self.rows[0] - hung) or LEG)
        xs = [round(x) for line in lines for x, _ in line.points]
        # The outside is one gap beyond the legs and the margin below the lowest row, and above the highest row.
        self.low, self.high = (min(xs) - 1, -2), (max(xs) + 1, len(self.rows) - 1)
        for line in lines:
            (a, b), (c, d) = line.points[0], line.points[-1]
            if b == d:
                self.walls |= {(0, k, self._row(b)) for k in range(math.floor(min(a, c)), math.ceil(max(a, c)))}
            elif line.role == "depth":
                between = range(self._row(min(b, d)), self._row(max(b, d) - 0.01) + 1)
                self.walls |= {(1, round(a), r) for r in between}
        self.known: dict[Cell, dict[Cell, float]] = {}

    def _row(self, y: float) -> int:
        """Return the number of the highest row at or below y."""
        return bisect_right(self.rows, y) - 1

    def cell(self, side: Side) -> Cell:
        """Return the gap between two columns and two rows in which a side lies."""
        dx, dy = TURNS[side.turn]
        return math.floor(side.x + 0.01 * dx), self._row(side.y + 0.01 * dy)

    def far(self, start: Cell) -> dict[Cell, float]:
        """Return the distance of every gap from a given one."""
        if start not in self.known:
            found: dict[Cell, float] = {}
            heap = [(0.0, start)]
            while heap:
                length, cell = heapq.heappop(heap)
                if cell not in found:
                    found[cell] = length
                    for step, other in self._beside(cell):
                        if other not in found:
                            heapq.heappush(heap, (length + step, other))
            self.known[start] = found
        return self.known[start]

    def _beside(self, cell: Cell) -> list[tuple[float, Cell]]:
        k, r = cell
        found = []
        if r < self.high[1] and (0, k, r + 1) not in self.walls:
            found.append((ROW, (k, r + 1)))
        if r > self.low[1] and (0, k, r) not in self.walls:
            found.append((ROW, (k, r - 1)))
        if k < self.high[0] and (1, k + 1, r) not in self.walls:
            found.append((1.0, (k + 1, r)))
        if k > self.low[0] and (1, k, r) not in self.walls:
            found.append((1.0, (k - 1, r)))
        return found

    def between(self, one: Side, two: Side) -> float:
        start, end = self.cell(one), self.cell(two)
        if start == end:
            return abs(one.x - two.x) + abs(one.y - two.y) * self.scale
        return self.far(start).get(end, math.inf)

    def outside(self, side: Side) -> float:
        """Return the distance from a side to the outside, which is less above and below."""
        return min(
            length + (0.0 if r in (self.low[1], self.high[1]) else ASIDE)
            for (k, r), length in self.far(self.cell(side)).items()
            if r in (self.low[1], self.high[1]) or k in (self.low[0], self.high[0])
        )


def orders(lines: Sequence[Line], walk: Sequence[Side]) -> Iterator[list[tuple[Side, Side]]]:
    """Yield orders of the crossings along a short curve, each as the sides at which the crossings are entered and left.

    The cheapest pairing of sides is found by dynamic programming over intervals of the walk. If it forms several
    cycles, pairs of chords are exchanged, the cheapest exchange first, until there is one cycle. The cycle is opened at
    one chord after the other, first at the chord that gains most by going outside.
    """
    gaps = _Gaps(lines)
    out = [gaps.outside(side) for side in walk]
    cost = [[min(gaps.between(one, two), out[i] + out[j]) for j, two in enumerate(walk)] for i, one in enumerate(walk)]
    chords = _merged(_least(cost), cost, walk)
    mate = {p: q for a, b in chords for p, q in ((a, b), (b, a))}
    twin = _twins(walk)
    gains = sorted((out[a] + out[b] - gaps.between(walk[a], walk[b]), a, b) for a, b in chords)
    for _, a, b in gains:
        at = a if _rank(walk[a]) <= _rank(walk[b]) else b
        found: list[tuple[Side, Side]] = []
        while len(found) < len(walk) // 2:
            found.append((walk[at], walk[twin[at]]))
            at = mate[twin[at]]
        yield found


def _rank(side: Side) -> tuple[float, float]:
    """Return the key of a side by which the start of a curve is chosen: the highest side, then the one at the left."""
    return -side.y, side.x


def _twins(walk: Sequence[Side]) -> list[int]:
    places: dict[int, list[int]] = defaultdict(list)
    for place, side in enumerate(walk):
        places[side.crossing].append(place)
    twin = [0] * len(walk)
    for one, two in places.values():
        twin[one], twin[two] = two, one
    return twin


def _least(cost: list[list[float]]) -> list[tuple[int, int]]:
    """Return the cheapest pairing of 0, 1, .. by pairs that do not cross; the first of an interval pairs with any."""
    size = len(cost)
    best = [[0.0] * (size + 1) for _ in range(size + 1)]
    choice = [[0] * (size + 1) for _ in range(size + 1)]
    for length in range(2, size + 1, 2):
        for low in range(size - length + 1):
            high = low + length
            best[low][high], choice[low][high] = min(
                (cost[low][mid] + best[low + 1][mid] + best[mid + 1][high], mid) for mid in range(low + 1, high, 2)
            )
    pairs, open_ = [], [(0, size)]
    while open_:
        low, high = open_.pop()
        if low < high:
            mid = choice[low][high]
            pairs.append((low, mid))
            open_ += [(low + 1, mid), (mid + 1, high)]
    return sorted(pairs)


def _merged(chords: list[tuple[int, int]], cost: list[list[float]], walk: Sequence[Side]) -> list[tuple[int, int]]:
    """Exchange chords of different cycles until there is one cycle."""
    twin = _twins(walk)
    while True:
        cycle = _cycles(chords, twin)
        if len(set(cycle.values())) <= 1:
            return chords
        options = []
        for one, two in itertools.combinations(chords, 2):
            if cycle[one[0]] != cycle[two[0]]:
                new = _exchanged(one, two)
                gain = sum(cost[a][b] for a, b in new) - cost[one[0]][one[1]] - cost[two[0]][two[1]]
                options.append((gain, one, two, new))
        options.sort()
        for _, one, two, new in options:
            rest = [chord for chord in chords if chord not in (one, two)]
            if not any(_cross(chord, other) for chord in rest for other in new):
                chords = sorted([*rest, *new])
                break
        else:
            return chords


def _exchanged(one: tuple[int, int], two: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    a, b, c, d = sorted((*one, *two))
    return ((a, d), (b, c)) if (a, b) in (one, two) else ((a, b), (c, d))


def _cross(one: tuple[int, int], two: tuple[int, int]) -> bool:
    return one[0] < two[0] < one[1] < two[1] or two[0] < one[0] < two[1] < one[1]


def _cycles(chords: list[tuple[int, int]], twin: list[int]) -> dict[int, int]:
    """Return the number of the cycle, of chords and crossings, that each side belongs to."""
    mate = {p: q for a, b in chords for p, q in ((a, b), (b, a))}
    found: dict[int, int] = {}
    for start in range(len(twin)):
        at = start
        while at not in found:
            found[at] = found[mate[at]] = start
            at = twin[mate[at]]
    return found
