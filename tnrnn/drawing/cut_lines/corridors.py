"""Shortest paths through a staircase or its anatomy, in the free strips between lines and marks, with few turns.

All lengths are in data units.
"""

from __future__ import annotations

import heapq
import itertools
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..scenes import Layout, Point, row_heights, tidy
from .contour import TURNS, Crossing, Side

# The least distance of a path from a line.
NEAR_LINE = 0.045
# The least distance of a path from a mark.
NEAR_MARK = 0.028

# Where vertical paths run between two columns of marks, as fractions of the distance; the middle costs least.
BETWEEN = (0.2, 0.35, 0.5, 0.65, 0.8)

# Columns of marks that are nearer than this have no paths between them, except where the curve crosses a line there.
NARROW = 0.4

# The largest distance of a path behind the last mark, as words stand above that place.
END = 0.3

# Where horizontal paths run between a row and the lowest marks under the next row, as fractions of the distance; the
# middle costs least.
QUARTERS = (0.25, 0.5, 0.75)
# If these are too near to marks, paths run in the middle of the free strip, and this far inside its edges.
INSIDE = 0.002

# The distance from the drawing at which paths lead around it above and below.
BELOW = 0.24
# The same at the left.
BESIDE = 0.42
# The same behind the name of the output.
BEHIND = 0.6

# The cost of a turn.
TURN = 0.7
# The cost of a unit of length off the middle of a strip.
OFF = 1.2
# The cost of leaving the drawing at a side instead of above or below.
LONG_WAY = 1.0

# This is added to the direction of a path that has left the lattice.
OUT = 4

# A crossing of two paths of the lattice: the numbers of the vertical and the horizontal one.
Node = tuple[int, int]
# A node and the direction in which a path enters it.
State = tuple[int, int, int]


class Corridors:
    """A lattice of free paths between the lines of a staircase; `route` finds paths that share no node.

    The middle of the strips at the heights `crowded` is left free, so that two paths can pass on either side of it.
    """

    def __init__(
        self, layout: Layout, crossings: Sequence[Crossing], aside: float = 0.0, crowded: Iterable[float] = ()
    ) -> None:
        self._obstacles(layout)
        self.strips: list[tuple[float, ...]] = []
        self.xs, self.across = self._uprights(layout, crossings, aside)
        self.ys, self.along = self._levels(layout, crossings, frozenset(crowded))
        self.columns_in = _between(self.xs, self.columns)
        self.heights_in = _between(self.ys, self.heights)
        self.prices: dict[Node, list[float | None]] = {}
        self.taken: set[Node] = set()

    def _obstacles(self, layout: Layout) -> None:
        """Record what blocks horizontal paths at each column and vertical paths at each height, as intervals."""
        columns: dict[float, list[Point]] = defaultdict(list)
        heights: dict[float, list[Point]] = defaultdict(list)
        for line in layout.lines:
            (a, b), (c, d) = line.points[0], line.points[-1]
            if a == c:
                columns[a].append((min(b, d) - NEAR_LINE, max(b, d) + NEAR_LINE))
            else:
                heights[b].append((min(a, c) - NEAR_LINE, max(a, c) + NEAR_LINE))
        for mark in layout.marks:
            reach = mark.radius + NEAR_MARK
            columns[mark.x].append((mark.y - reach, mark.y + reach))
            heights[mark.y].append((mark.x - reach, mark.x + reach))
        self.columns, self.heights = dict(columns), dict(heights)

    def _uprights(self, layout: Layout, crossings: Sequence[Crossing], aside: float) -> tuple[list[float], list[float]]:
        """Return the x of vertical paths, and the cost of a unit of length on each."""
        columns = sorted({mark.x for mark in layout.marks})
        right = max(x for line in layout.lines for x, _ in line.points)
        found = {columns[0] - BESIDE: 1 + OFF, right + BEHIND: 1 + OFF}
        for left, following in itertools.pairwise((*columns, columns[-1] + 1)):
            width = tidy(following - left)
            for between in (*BETWEEN, 0.5 + aside) if width >= NARROW else ():
                off = abs(between - 0.5 - aside)
                if left < columns[-1] or between < END:
                    found[tidy(left + between * width)] = 1 + 2 * OFF * off
        for crossing in crossings:
            if layout.lines[crossing.line].points[0][1] == layout.lines[crossing.line].points[-1][1]:
                found.setdefault(crossing.x, 1 + OFF)
        xs = sorted(found)
        return xs, [found[x] for x in xs]

    def _levels(
        self, layout: Layout, crossings: Sequence[Crossing], crowded: frozenset[float]
    ) -> tuple[list[float], list[float]]:
        """Return the y of horizontal paths, and the cost of a unit of length on each."""
        low, high = min(self.heights), max(self.heights)
        found = {tidy(low - BELOW): 1 + OFF, tidy(high + BELOW): 1 + OFF}
        heights = row_heights(layout.lines)
        margin = [line.points[-1][1] for line in layout.lines if line.role == "margin"]
        if margin:
            feet = [y for y in self.heights if y > max(margin)]
            found[tidy((max(margin) + min(feet)) / 2)] = 1.0
        reach = _reach(layout)
        self.strips += [_strip(reach, *pair) for pair in itertools.pairwise(heights)]
        for strip in self.strips:
            found |= {y: 1 + OFF * (y != strip[1]) for y in strip}
        for y in crowded:
            found.pop(y)
        for crossing in crossings:
            if layout.lines[crossing.line].points[0][0] == layout.lines[crossing.line].points[-1][0]:
                found.setdefault(crossing.y, 1 + OFF / 2)
        ys = sorted(found)
        return ys, [found[y] for y in ys]

    def beside(self, side: Side) -> Node | None:
        """Return the first node on a side of a crossing."""
        i, j = bisect_left(self.xs, side.x), bisect_left(self.ys, side.y)
        node = {0: (i, j), 1: (i, j), 2: (i - 1, j), 3: (i, j - 1)}[side.turn]
        return node if 0 <= node[0] < len(self.xs) and 0 <= node[1] < len(self.ys) else None

    def point(self, node: Node) -> Point:
        return self.xs[node[0]], self.ys[node[1]]

    def route(self, start: Node, turn: int, goal: Node | None, last: int) -> list[Point] | None:
        """Return the cheapest path from a node, entered in direction `turn`, to a goal, left in direction `last`.

        Without a goal, the path leads out of the drawing, and its last point is outside.
        """
        heap: list[tuple[float, float, int, int, int]] = [(0.0, 0.0, *start, turn)]
        come: dict[State, State] = {}
        done: set[State] = set()
        least = {(*start, turn): 0.0}
        while heap:
            _, cost, i, j, way = heapq.heappop(heap)
            state = (i, j, way)
            if state in done:
                continue
            done.add(state)
            if way >= OUT or (goal is not None and (i, j) == goal and way == last):
                return self._way(come, state)
            for price, following in self._steps(state, goal, last):
                total = cost + price
                if total < least.get(following, math.inf) - 1e-12:
                    least[following] = total
                    come[following] = state
                    heapq.heappush(heap, (total + self._ahead(following, goal), total, *following))
        return None

    def _ahead(self, state: State, goal: Node | None) -> float:
        if goal is None:
            return 0.0
        (x, y), (u, v) = self.point(state[:2]), self.point(goal)
        return abs(x - u) + abs(y - v) + (TURN if abs(x - u) > 1e-9 and abs(y - v) > 1e-9 else 0.0)

    def _steps(self, state: State, goal: Node | None, last: int) -> Iterable[tuple[float, State]]:
        i, j, way = state
        prices = self.prices.get((i, j)) or self._prices(i, j)
        for turn in ((way - 1) % 4, way, (way + 1) % 4):
            bend = TURN * self.across[i] if turn != way else 0.0
            if goal is None and prices[turn] is None:
                yield bend + LONG_WAY * (turn % 2 == 0), (i, j, OUT + turn)
            elif (i, j) == goal and turn == last:
                yield bend, (i, j, turn)
            price = prices[turn]
            following = (i + TURNS[turn][0], j + TURNS[turn][1])
            if price and (following not in self.taken or following == goal):
                yield bend + price, (*following, turn)

    def crowded(self) -> list[float]:
        """Return the middles of the strips in which paths that were found pass each other."""
        levels = {self.ys[j] for i, j in self.taken if (i + 1, j) in self.taken}
        return [strip[1] for strip in self.strips if strip[1] in levels and levels & {strip[0], strip[2]}]

    def _prices(self, i: int, j: int) -> list[float | None]:
        """Return the cost of a step in each direction: 0 if a line or mark blocks it, None if the lattice ends."""
        found: list[float | None] = []
        for dx, dy in TURNS:
            k, m = min(i, i + dx), min(j, j + dy)
            if k < 0 or m < 0 or i + dx == len(self.xs) or j + dy == len(self.ys):
                found.append(None)
            elif dx:
                found.append(
                    0.0 if _barred(self.columns_in[k], self.ys[j]) else (self.xs[k + 1] - self.xs[k]) * self.along[j]
                )
            else:
                found.append(
                    0.0 if _barred(self.heights_in[m], self.xs[i]) else (self.ys[m + 1] - self.ys[m]) * self.across[i]
                )
        self.prices[i, j] = found
        return found

    def _way(self, come: dict[State, State], state: State) -> list[Point]:
        nodes: list[Point] = []
        if state[2] >= OUT:
            (x, y), (dx, dy) = self.point(state[:2]), TURNS[state[2] - OUT]
            nodes.append((tidy(x + 0.2 * dx), tidy(y + 0.2 * dy)))
            state = come[state]
        while True:
            if not nodes or nodes[-1] != self.point(state[:2]):
                nodes.append(self.point(state[:2]))
            self.taken.add(state[:2])
            if state not in come:
                return nodes[::-1]
            state = come[state]


def _reach(layout: Layout) -> dict[float, float]:
    """Return how far paths keep from the marks at each height, by increasing height."""
    found: dict[float, float] = {}
    for mark in layout.marks:
        found[mark.y] = max(found.get(mark.y, 0.0), mark.radius + NEAR_MARK)
    return dict(sorted(found.items()))


def _strip(reach: dict[float, float], row: float, following: float) -> tuple[float, ...]:
    """Return the heights of three horizontal paths between a row and the lowest marks under the next row."""
    heights = list(reach)
    foot = heights[bisect_right(heights, row)]
    low, high = row + reach[row], foot - reach[foot]
    found = [row + part * (foot - row) for part in QUARTERS]
    if not low < found[0] < found[-1] < high:
        found = [low + INSIDE, (low + high) / 2, high - INSIDE]
    return tuple(map(tidy, found))


def _between(ways: Sequence[float], bars: dict[float, list[Point]]) -> list[list[Point]]:
    """Return what blocks the steps from each sorted path to the next: ordered intervals, none within another."""
    found: list[list[Point]] = [[] for _ in ways[1:]]
    for at in sorted(bars):
        found[bisect_left(ways, at) - 1] += bars[at]
    for each in found:
        merged: list[Point] = []
        for low, high in sorted(each):
            if merged and low <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        each[:] = merged
    return found


def _barred(bars: list[Point], at: float) -> bool:
    place = bisect_left(bars, (at, at)) - 1
    return place >= 0 and at < bars[place][1]
