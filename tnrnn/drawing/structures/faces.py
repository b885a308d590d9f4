"""Coordinates in part of a lattice of squares, triangles or hexagons, which may have holes and ragged edges."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .products import Beside

# A point of a lattice, in steps along its two axes.
Cell = tuple[int, int]


class Tiling(NamedTuple):
    """A lattice: the numbers of sides of its faces, its directions at a node, and the most neighbours of one.

    `axis` is the angle between the two axes in degrees, and `skip` the least angle between two edges in such steps. Of
    the directions at a node, at most `corner` lie within less than half a turn.
    """

    name: str
    sides: tuple[int, ...]
    axis: int
    skip: int
    most: int
    corner: int


SQUARES = Tiling("squares", (4,), 90, 1, 4, 2)
HEXAGONS = Tiling("hexagons", (6,), 60, 2, 3, 2)
TRIANGLES = Tiling("triangles", (3,), 60, 1, 6, 3)
KAGOME = Tiling("kagome", (3, 6), 60, 1, 4, 2)
TILINGS = (SQUARES, HEXAGONS, TRIANGLES, KAGOME)

# In a graph larger than this, at least half of as many nodes have to be at a face, or the search stops.
SAMPLE = 60
# The number of wrong guesses after which the search stops, and the number of nodes at which the next is looked for.
PATIENCE, WINDOW = 1000, 150
# The number of wrong guesses after which a graph that crosses itself in every drawing is given up.
DOUBT = 10


def pieces(beside: Beside) -> tuple[Tiling, dict[int, Cell]] | None:
    """Return a lattice and coordinates in it, such that all edges are steps of it, or None if none is found.

    >>> tiling, at = pieces({0: [1, 2], 1: [0, 3], 2: [0, 3], 3: [1, 2]})
    >>> tiling.name, sorted(at.values())
    ('squares', [(0, 0), (0, 1), (1, 0), (1, 1)])
    """
    degrees = [len(others) for others in beside.values()]
    for tiling in TILINGS:
        # The convex hull of a drawing with a face has at least three corners, and all edges at a corner lie within less
        # than half a turn.
        corners = sum(degree <= tiling.corner for degree in degrees)
        if max(degrees) <= tiling.most and corners >= 3 and sum(degrees) >= 2 * len(beside):
            faces = _faces(beside, tiling)
            # First, sites side by side all have to be joined, as then wrong guesses are seen soon. That says nothing
            # where not all sites side by side can be joined.
            for strict in ((True, False) if tiling.skip == 1 else (False,)) if faces else ():
                at = _Search(beside, tiling, faces or (), strict).found()
                if at is not None:
                    return tiling, at
    return None


def _faces(beside: Beside, tiling: Tiling) -> list[tuple[int, ...]] | None:
    """Return the faces of a graph, or None if it has too few or an edge is at more than two of them."""
    joined = {node: set(others) for node, others in beside.items()}
    nodes = sorted(beside)
    if len(nodes) > SAMPLE:
        sample = nodes[:: len(nodes) // SAMPLE]
        if 2 * sum(any(_cycles(joined, node, sides) for sides in tiling.sides) for node in sample) < len(sample):
            return None
    found: list[tuple[int, ...]] = []
    at_edges: dict[frozenset[int], int] = defaultdict(int)
    for node in nodes:
        for sides in tiling.sides:
            for face in _cycles(joined, node, sides):
                if node == min(face):
                    found.append(face)
                    for edge in _edges(face):
                        at_edges[edge] += 1
                        if at_edges[edge] > 2:
                            return None
    return found if 2 * len({node for face in found for node in face}) >= len(nodes) else None


def _cycles(joined: Mapping[int, set[int]], start: int, sides: int) -> list[tuple[int, ...]]:
    """Return the cycles without chords through a node, each in one of its two directions."""
    paths: list[tuple[int, ...]] = [(start,)]
    for _ in range(sides - 1):
        paths = [
            (*path, other)
            for path in paths
            for other in joined[path[-1]]
            if other not in path and not any(other in joined[before] for before in path[1:-1])
        ]
        paths = [path for path in paths if len(path) in (2, sides) or path[-1] not in joined[start]]
    return [path for path in paths if path[1] < path[-1] and path[-1] in joined[start]]


def _flat(beside: Beside) -> bool:
    """Return whether a graph has a drawing without crossings, as all parts of these lattices have."""
    import networkx

    return bool(networkx.check_planarity(networkx.Graph({node: list(others) for node, others in beside.items()}))[0])


def _edges(face: Sequence[int]) -> list[frozenset[int]]:
    return [frozenset((face[place - 1], face[place])) for place in range(len(face))]


class _Edge(NamedTuple):
    """An edge from one node, at a place, to another, in a direction."""

    one: int
    two: int
    at: Cell
    way: int


class _Search:
    """Places nodes one after the other: those of a face beside a known one follow, others are guessed.

    Two faces lie on the two sides of the edge that they share, so that all faces that hang together follow from one.
    What hangs on by a bridge or a corner is guessed, straight on first, and a guess that fails is taken back.
    """

    def __init__(self, beside: Beside, tiling: Tiling, faces: Iterable[tuple[int, ...]], strict: bool) -> None:
        self.beside, self.tiling, self.strict = beside, tiling, strict
        self.faces: dict[frozenset[int], list[tuple[int, ...]]] = defaultdict(list)
        for face in faces:
            for edge in _edges(face):
                self.faces[edge].append(face)
        self.steps = [(1, 0)]
        while len(self.steps) < 360 // tiling.axis:
            self.steps.append(self._turned(self.steps[-1]))
        self.at: dict[int, Cell] = {}
        self.taken: dict[Cell, int] = {}
        self.order: list[int] = []

    def found(self) -> dict[int, Cell] | None:
        """Return the coordinates of all nodes, or None."""
        first = next(iter(self.faces.values()))[0]
        start = _Edge(first[0], first[1], (0, 0), 0)
        if not self._set([(start.one, start.at), *self._face(first, start)]):
            return None
        open_guesses: list[tuple[int, int, list[list[tuple[int, Cell]]]]] = []
        cursor, failures = 0, 0
        while True:
            while cursor < len(self.order) and all(other in self.at for other in self.beside[self.order[cursor]]):
                cursor += 1
            if cursor == len(self.order):
                return self.at if len(self.at) == len(self.beside) else None
            open_guesses.append((len(self.order), cursor, self._next(cursor)))
            while True:
                if not open_guesses or failures > PATIENCE or (failures == DOUBT and not _flat(self.beside)):
                    return None
                size, cursor, guesses = open_guesses[-1]
                self._back(size)
                if not guesses:
                    open_guesses.pop()
                    failures += 1
                elif self._set(guesses.pop(0)):
                    break

    def _next(self, cursor: int) -> list[list[tuple[int, Cell]]]:
        """Return the guesses at the node that leaves the fewest of them."""
        best: list[list[tuple[int, Cell]]] = []
        for node in itertools.islice(self.order, cursor, cursor + WINDOW):
            if any(other not in self.at for other in self.beside[node]):
                guesses = [guess for guess in self._guesses(node) if self._fits(guess)]
                if len(guesses) < 2:
                    return guesses
                if not best or len(guesses) < len(best):
                    best = guesses
        return best

    def _fits(self, guess: list[tuple[int, Cell]]) -> bool:
        """Return whether nodes that may be placed do not contradict those that are placed."""
        for node, at in guess:
            if self.at.get(node, at) != at or self.taken.get(at, node) != node:
                return False
            if self.strict and any(each not in self.beside[node] for each in self._around(at)):
                return False
        return True

    def _around(self, at: Cell) -> list[int]:
        """Return the placed nodes one step from a place, in the directions that edges may have."""
        if self.tiling.skip > 1:
            return []
        places = (self._moved(at, way) for way in range(len(self.steps)))
        return [self.taken[place] for place in places if place in self.taken]

    def _turned(self, step: Cell) -> Cell:
        """Turn a step to the left, by the angle between the axes."""
        return (-step[1], step[0]) if self.tiling.axis == 90 else (-step[1], step[0] + step[1])

    def _way(self, one: int, two: int) -> int | None:
        """Return the direction of a placed edge as the number of a step, or None if its ends are no step apart."""
        step = (self.at[two][0] - self.at[one][0], self.at[two][1] - self.at[one][1])
        return self.steps.index(step) if step in self.steps else None

    def _moved(self, at: Cell, way: int) -> Cell:
        step = self.steps[way % len(self.steps)]
        return at[0] + step[0], at[1] + step[1]

    def _face(self, face: Sequence[int], edge: _Edge, side: int = 1) -> list[tuple[int, Cell]]:
        """Return the places of a face left of a placed edge, or, if `side` is -1, right of it."""
        place = face.index(edge.one)
        onward = 1 if face[(place + 1) % len(face)] == edge.two else -1
        turn = side * 360 // len(face) // self.tiling.axis
        found, here = list[tuple[int, Cell]](), edge.at
        for step in range(1, len(face)):
            here = self._moved(here, edge.way + turn * (step - 1))
            found.append((face[(place + onward * step) % len(face)], here))
        return found

    def _set(self, wanted: list[tuple[int, Cell]]) -> bool:
        """Place nodes, and all that follows from that; return whether nothing contradicts it."""
        pending = list(wanted)
        while pending:
            node, at = pending.pop()
            if node in self.at:
                if self.at[node] != at:
                    return False
                continue
            if at in self.taken:
                return False
            self.at[node], self.taken[at] = at, node
            self.order.append(node)
            placed = [other for other in self.beside[node] if other in self.at]
            ways = [self._way(node, other) for other in placed]
            if any(way is None or (way - (ways[0] or 0)) % self.tiling.skip for way in ways):
                return False
            if self.strict and any(each not in self.beside[node] for each in self._around(at)):
                return False
            for other in placed:
                pending += self._beyond(node, other)
        return True

    def _beyond(self, one: int, two: int) -> list[tuple[int, Cell]]:
        """Return the places of the faces at an edge that follow from what is placed."""
        faces = self.faces.get(frozenset((one, two)), [])
        way = self._way(one, two)
        if way is None:
            return []
        edge = _Edge(one, two, self.at[one], way)
        for face in faces:
            for side in (1, -1):
                inner = self._face(face, edge, side)
                if any(node not in (one, two) and self.at.get(node) == at for node, at in inner):
                    other = [each for each in faces if each != face]
                    across = self._face(other[0], edge, -side) if other else []
                    return [*inner, *across]
        return []

    def _guesses(self, node: int) -> list[list[tuple[int, Cell]]]:
        """Return places for a neighbour of a node, or for a face at one of its edges, the best first."""
        for other in self.beside[node]:
            way = self._way(node, other) if other in self.at else None
            for face in self.faces.get(frozenset((node, other)), []) if way is not None else ():
                if any(each not in self.at for each in face):
                    edge = _Edge(node, other, self.at[node], way or 0)
                    return [self._face(face, edge, side) for side in (1, -1)]
        missing = next(other for other in self.beside[node] if other not in self.at)
        known = [self._way(node, other) for other in self.beside[node] if other in self.at]
        ways = [way for way in range(len(self.steps)) if (way - (known[0] or 0)) % self.tiling.skip == 0]
        half = len(self.steps) // 2
        opposite = {(way + half) % len(self.steps) for way in known if way is not None}
        ways.sort(key=lambda way: (self._crowd(self._moved(self.at[node], way)), way not in opposite))
        places = [self._moved(self.at[node], way) for way in ways]
        return [[(missing, place)] for place in places if place not in self.taken]

    def _crowd(self, at: Cell) -> int:
        """Return how many places around one are taken."""
        return sum(self._moved(at, way) in self.taken for way in range(len(self.steps)))

    def _back(self, size: int) -> None:
        """Take back all places but the first ones."""
        for node in self.order[size:]:
            del self.taken[self.at.pop(node)]
        del self.order[size:]
