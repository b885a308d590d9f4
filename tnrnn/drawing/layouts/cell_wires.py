"""The wires of a cell: paths along a grid, which cross at right angles, meet only in branches, and pass no mark.

Every vector is one net. Its farthest user is connected first, and the others one after another, each by a cheapest path
from what is there of the net already, where bends, crossings, and ends at unusual sides cost more than length.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from ..scenes import OtherwiseError

At = tuple[int, int]
WAYS = ((1, 0), (0, 1), (-1, 0), (0, -1))
"""Right, up, left and down."""
BEND, CROSS, CLOSE, EDGE = 4.0, 3.0, 0.6, 20.0
"""What a bend, a crossing, a step beside a wire or mark, and one along the edge of a cell cost; a step costs 1."""
TINY = 1e-9
State = tuple[At, int]
"""A point, and the direction in which a wire has come there."""


class Port(NamedTuple):
    """A point at which a wire may leave or reach a mark or the edge of a cell: the way there, and its cost.

    `at` is the first free point of the grid, `end` is where the wire ends, and `way` leads from `end` to `at`.
    """

    at: At
    end: At
    way: int
    cost: float = 0.0


class Net(NamedTuple):
    """The ports at which a vector leaves its source, and those of every user, by its key."""

    source: tuple[Port, ...]
    users: tuple[tuple[object, tuple[Port, ...]], ...]


def _distance(one: Iterable[Port], other: Iterable[Port]) -> int:
    """Return the least distance of two ports, first of all along x, as that is the way of states."""
    return min(100 * abs(a.at[0] - b.at[0]) + abs(a.at[1] - b.at[1]) for a in one for b in other)


class Paths:
    """The grid with the wires that it holds."""

    def __init__(self, box: tuple[int, int, int, int], blocked: Iterable[At], edges: Iterable[int] = ()) -> None:
        self.box = box
        self.blocked = set(blocked)
        self.edges = set(edges)
        self.near = {(x + dx, y + dy) for x, y in self.blocked for dx, dy in WAYS} - self.blocked
        self.taken: dict[At, dict[int, int]] = defaultdict(dict)
        """The net, and whether it is horizontal (0), upright (1), or both (2), of every point of a wire."""
        self.ends: set[At] = set()

    def route(self, number: int, net: Net) -> dict[object, tuple[At, ...]]:
        """Return the whole path from the source to every user, with all points of the grid."""
        found: dict[object, tuple[At, ...]] = {}
        tree: dict[At, tuple[At, ...]] = {}
        pending = dict(net.users)
        while pending:
            far = {} if tree else dict([max(pending.items(), key=lambda item: _distance(net.source, item[1]))])
            key, path = self._best(number, net, tree, far or pending)
            del pending[key]
            found[key] = path
            self._take(number, path)
            for place in range(1, len(path) - 1):
                tree.setdefault(path[place], path[: place + 1])
        return found

    def _best(
        self, number: int, net: Net, tree: dict[At, tuple[At, ...]], pending: dict[object, tuple[Port, ...]]
    ) -> tuple[object, tuple[At, ...]]:
        """Return the key of the user that is reached best, and the path to it from the source."""
        goals: dict[State, list[tuple[float, object, Port]]] = defaultdict(list)
        for key, ports in pending.items():
            for port in ports:
                if port.end not in self.ends:
                    goals[port.at, (port.way + 2) % 4].append((port.cost, key, port))
        roots = self._branches(number, tree) if tree else self._starts(number, net)
        return _Search(self, number, roots, goals).found(tree)

    def _starts(self, number: int, net: Net) -> dict[State, tuple[float, tuple[At, ...]]]:
        """Return the first steps out of a source, each with its cost and its path."""
        return {
            (port.at, port.way): (port.cost, (port.end, port.at))
            for port in net.source
            if port.end not in self.ends and self.may(number, port.at, port.way)
        }

    def _branches(self, number: int, tree: dict[At, tuple[At, ...]]) -> dict[State, tuple[float, tuple[At, ...]]]:
        """Return the first steps off what a net has already, where no other net crosses it."""
        found: dict[State, tuple[float, tuple[At, ...]]] = {}
        for at, path in tree.items():
            if self.crossed(number, at):
                continue
            for way, (dx, dy) in enumerate(WAYS):
                step = (at[0] + dx, at[1] + dy)
                if step in tree or not self.may(number, step, way):
                    continue
                cost = 1 + BEND / 2 + 0.02 * len(path) + self.price(number, step, way)
                if (step, way) not in found or cost < found[step, way][0]:
                    found[step, way] = cost, (*path, step)
        return found

    def crossed(self, number: int, at: At) -> bool:
        """Return whether another net passes a point."""
        return any(other != number for other in self.taken[at])

    def may(self, number: int, at: At, way: int) -> bool:
        """Return whether a wire may pass a point in a direction: it is free, or crossed at a right angle."""
        left, low, right, high = self.box
        if not (left <= at[0] <= right and low <= at[1] <= high) or at in self.blocked or at in self.ends:
            return False
        return all(other == number or use == 1 - way % 2 for other, use in self.taken[at].items())

    def price(self, number: int, at: At, way: int) -> float:
        """Return what a step to a point costs besides its length."""
        beside = 0
        for side in (1, 3):
            dx, dy = WAYS[(way + side) % 4]
            near = self.taken.get((at[0] + dx, at[1] + dy), {})
            beside += any(other != number and use in (way % 2, 2) for other, use in near.items())
        edge = EDGE if at[1] in self.edges and way % 2 == 0 else 0.0
        return CROSS * self.crossed(number, at) + CLOSE * (beside + (at in self.near)) + edge

    def _take(self, number: int, path: tuple[At, ...]) -> None:
        for place, at in enumerate(path):
            ways = set()
            for other in (path[place - 1 : place] if place else ()) + path[place + 1 : place + 2]:
                ways.add(0 if other[1] == at[1] else 1)
            use = 2 if len(ways) == 2 else ways.pop()
            before = self.taken[at].get(number, use)
            self.taken[at][number] = use if use == before else 2
        self.ends |= {path[0], path[-1]} if path[0] not in self.ends else {path[-1]}


class _Search:
    """A search for a cheapest path among points and directions."""

    def __init__(
        self,
        grid: Paths,
        number: int,
        roots: dict[State, tuple[float, tuple[At, ...]]],
        goals: dict[State, list[tuple[float, object, Port]]],
    ) -> None:
        self.grid, self.number, self.roots, self.goals = grid, number, roots, goals
        self.best = {state: cost for state, (cost, _) in roots.items()}
        self.came: dict[State, State] = {}
        self.queue = [(cost, order, state) for order, (state, cost) in enumerate(self.best.items())]
        heapq.heapify(self.queue)

    def found(self, tree: Container[At]) -> tuple[object, tuple[At, ...]]:
        """Return the key of the user that is reached first, and the path; raise `OtherwiseError` if there is none."""
        final: tuple[float, object, Port, State] | None = None
        while self.queue:
            cost, _, state = heapq.heappop(self.queue)
            if final is not None and cost >= final[0]:
                break
            if cost > self.best[state]:
                continue
            for turn, bent in self._turns(state, cost):
                for extra, key, port in self.goals.get((state[0], turn), ()):
                    if final is None or bent + extra < final[0]:
                        final = bent + extra, key, port, state
                self._step(state, turn, bent, tree)
        if final is None:
            raise OtherwiseError
        return final[1], (*self._path(final[3]), final[2].end)

    def _turns(self, state: State, cost: float) -> Iterator[tuple[int, float]]:
        """Yield the directions in which a path may go on, with the cost until there."""
        at, way = state
        yield way, cost
        if not self.grid.crossed(self.number, at):
            yield (way + 1) % 4, cost + BEND
            yield (way + 3) % 4, cost + BEND

    def _step(self, state: State, way: int, cost: float, tree: Container[At]) -> None:
        (x, y), (dx, dy) = state[0], WAYS[way]
        step = (x + dx, y + dy)
        if step in tree or not self.grid.may(self.number, step, way):
            return
        price = cost + 1 + self.grid.price(self.number, step, way)
        if price < self.best.get((step, way), math.inf) - TINY:
            self.best[step, way] = price
            self.came[step, way] = state
            self.roots.pop((step, way), None)
            heapq.heappush(self.queue, (price, len(self.best) + len(self.queue), (step, way)))

    def _path(self, state: State) -> tuple[At, ...]:
        steps: list[At] = []
        while state in self.came:
            steps.append(state[0])
            state = self.came[state]
        return (*self.roots[state][1], *reversed(steps))
