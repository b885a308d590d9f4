"""Lines between placed marks: straight where possible, and else smooth curves around what is in the way."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..graphs import Drawn, Graph
from ..scenes import Line, Mark, Point, flattened, tidy

# With more marks than this, lines do not avoid marks.
MOST_ROUTED = 600

# The distance of a line from marks other than its ends, as a fraction of their radius.
CLEAR = 0.4

# The bends that are tried for a line, as fractions of its length.
BENDS = (0.0, 0.12, -0.12, 0.2, -0.2, 0.3, -0.3, 0.42, -0.42, 0.55, -0.55, 0.75, -0.75, 1.0, -1.0)
# The difference of the bends of two parallel lines, as a fraction of their length.
PARALLEL = 0.2

# Where the mark of a cut stands on a leg: in the middle of the part that the tensor does not hide.
LEG_STOP = 0.62

# The largest distance of a bent line from the straight one.
MOST_BENT = 2.5


class Field(NamedTuple):
    """Marks by the cells of a grid, used to find those near a line; `size` is the width of a cell."""

    size: float
    cells: Mapping[tuple[int, int], Sequence[int]]
    marks: Sequence[Mark]

    def near(self, points: Sequence[Point]) -> list[Mark]:
        """Return the marks in the cells that a path touches, and in the cells around these."""
        found: dict[int, None] = {}
        done: set[tuple[int, int]] = set()
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            steps = max(1, math.ceil(math.hypot(bx - ax, by - ay) / self.size))
            for step in range(steps + 1):
                cell = self._cell(ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps)
                if cell not in done:
                    done.add(cell)
                    around = ((cell[0] + i, cell[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
                    found |= dict.fromkeys(number for at in around for number in self.cells.get(at, ()))
        return [self.marks[number] for number in found]

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        return math.floor(x / self.size), math.floor(y / self.size)


def field(marks: Sequence[Mark], step: float) -> Field:
    """Return the marks by cells of width `step` or about that."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, mark in enumerate(marks):
        cells[math.floor(mark.x / step), math.floor(mark.y / step)].append(number)
    return Field(step, cells, marks)


def clear(path: Sequence[Point], others: Iterable[Mark]) -> bool:
    """Return whether a path keeps its distance from all marks."""
    minded = [(mark.x, mark.y, ((1 + CLEAR) * mark.radius) ** 2) for mark in others]
    return not any(_hits(a, b, minded) for a, b in itertools.pairwise(path))


def _hits(a: Point, b: Point, minded: Sequence[tuple[float, float, float]]) -> bool:
    """Return whether a segment is too near to a point; each has the square of the distance that it keeps."""
    (ax, ay), (bx, by) = a, b
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy or 1.0
    for x, y, least in minded:
        px, py = x - ax, y - ay
        along = (px * dx + py * dy) / square
        along = 0.0 if along < 0.0 else 1.0 if along > 1.0 else along
        px -= along * dx
        py -= along * dy
        if px * px + py * py <= least:
            return True
    return False


def lines(graph: Graph, marks: Sequence[Mark], points: Mapping[int, Point], drawn: Iterable[Drawn] = ()) -> list[Line]:
    """Return the lines that join the marks: as drawings have them, or straight ones, or arcs if parallel."""
    given = {edge: line for each in drawn for edge, line in _given(graph, each).items()}
    parallel = Counter((min(one, two), max(one, two)) for _, one, two in graph.edges)
    met: Counter[tuple[int, int]] = Counter()
    minded = field(marks, 1.0) if len(marks) <= MOST_ROUTED else None
    made = []
    for number, (name, one, two) in enumerate(graph.edges):
        pair = (min(one, two), max(one, two))
        role = "output" if graph.free(two) else "bond"
        shift = (met[pair] - (parallel[pair] - 1) / 2) * PARALLEL * (1 if one < two else -1)
        met[pair] += 1
        start, end = points[one], points[two]
        if number in given:
            made.append(given[number])
            continue
        route = _route(start, end, shift, (minded, {one, two}))
        made.append(Line((name,), role, route, (LEG_STOP if role == "output" else 0.5,), len(route) == 4))
    return made


def _given(graph: Graph, drawn: Drawn) -> dict[int, Line]:
    """Return the lines of edges whose path a drawing has."""

    def line(edge: int, path: Sequence[Point], curve: bool = False) -> Line:
        name, _, two = graph.edges[edge]
        free = graph.free(two)
        points = tuple((tidy(x), tidy(y)) for x, y in path)
        return Line((name,), "output" if free else "bond", points, (LEG_STOP if free else 0.5,), curve)

    ends = {edge: graph.edges[edge][1:] for edge in drawn.turns}
    found = {
        edge: line(edge, (drawn.places[ends[edge][0]], turn, drawn.places[ends[edge][1]]))
        for edge, turn in drawn.turns.items()
    }
    return found | {edge: line(edge, path, edge in drawn.curved) for edge, path in drawn.paths.items()}


def _route(start: Point, end: Point, shift: float, around: tuple[Field | None, set[int]]) -> tuple[Point, ...]:
    """Return a straight line or a curve that keeps clear of marks, with the smallest bend that does."""
    minded, ends = around
    own = {(minded.marks[at].x, minded.marks[at].y) for at in ends if at < len(minded.marks)} if minded else set()
    short = min(1.0, MOST_BENT / max(math.dist(start, end), 1e-12))
    first: tuple[Point, ...] = ()
    for extra in BENDS:
        route = bent(start, end, shift + extra * short)
        first = first or route
        if minded is None:
            break
        path = flattened(route) if len(route) == 4 else route
        if clear(path, (mark for mark in minded.near(path) if (mark.x, mark.y) not in own)):
            return route
    return first


def bent(start: Point, end: Point, bend: float) -> tuple[Point, ...]:
    """Return a straight line, or a curve whose middle is off that line by the fraction `bend` of its length."""
    if not bend:
        return (start, end)
    dx, dy = end[0] - start[0], end[1] - start[1]
    controls = []
    for along in (0.25, 0.75):
        x = start[0] + along * dx - dy * bend * 4 / 3
        y = start[1] + along * dy + dx * bend * 4 / 3
        controls.append((tidy(x), tidy(y)))
    return (start, *controls, end)


def nearest(points: Sequence[Point]) -> float:
    """Return the distance of the two nearest points.

    In random order, points are put into cells as wide as the least distance so far (Khuller and Matias 1995), so the
    expected time is linear.

    >>> nearest([(0.0, 0.0), (3.0, 0.0), (3.0, 1.0)])
    1.0
    """
    order = random.Random(0).sample(list(points), len(points))
    if len(order) < 2:
        return math.inf
    least = math.dist(order[0], order[1])
    cells: dict[tuple[int, int], list[Point]] = {}
    for count, point in enumerate(order):
        if not least:
            break
        near = _around(cells, least, point)
        closer = min((math.dist(point, other) for other in near), default=math.inf)
        if closer < least:
            least, cells = closer, {}
            for other in order[:count] if least else ():
                cells.setdefault(_cell_of(other, least), []).append(other)
        if least:
            cells.setdefault(_cell_of(point, least), []).append(point)
    return least


def _cell_of(point: Point, size: float) -> tuple[int, int]:
    return math.floor(point[0] / size), math.floor(point[1] / size)


def _around(cells: Mapping[tuple[int, int], Sequence[Point]], size: float, point: Point) -> list[Point]:
    i, j = _cell_of(point, size)
    return [other for a in (-1, 0, 1) for b in (-1, 0, 1) for other in cells.get((i + a, j + b), ())]
