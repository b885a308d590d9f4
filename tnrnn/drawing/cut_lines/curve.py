"""One smooth curve that crosses every severed line of a staircase, or of its anatomy, once, and nothing else.

All lengths are in data units.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..scenes import Box, Layout, Mark, Point, flattened, tidy
from .contour import Crossing, Side, contour, orders
from .corridors import Corridors, Node

# The number of places at which the closed order of crossings is opened, in turn, until there is room for the curve.
TRIALS = 4

# With more crossings than this there is no curve, as no eye could follow it.
MOST_CROSSINGS = 60
# With more lines in the picture than this there is no curve either.
MOST_LINES = 3000

# The length of a rounded corner.
ROUND = 0.5
# The least length of a rounded corner.
LEAST_ROUND = 0.02
# The factor by which a corner is shortened if it touches something.
SHRUNK = 0.8

# Where the control points of a corner stand, as a fraction of its length; 0.5523 would give an arc of a circle.
KAPPA = 0.56

# The least distance of the curve from marks and lines.
CLEAR = 0.02
# The length on either side of a crossing on which the curve is straight.
ACROSS = 0.04

# The factors by which all corners are shortened, in turn, until the curve does not meet itself.
SCALES = (1.0, 0.6, 0.3, 0.1)

# The width of the cells by which pieces of the curve that meet are found.
BIN = 0.25


class Knot(NamedTuple):
    """A corner of the path, or a crossing, where the curve runs straight across a line."""

    at: Point
    corner: bool


class Curve(NamedTuple):
    """The points of a Bezier spline whose ends lead straight out of the drawing, and the box that holds the rest."""

    points: tuple[Point, ...]
    inner: Box

    def within(self, box: Box) -> tuple[Point, ...]:
        """Return the curve with its ends on the edges of a box."""
        points = list(self.points)
        points[:4] = _end(points[3], points[0], box)[::-1]
        points[-4:] = _end(points[-4], points[-1], box)
        return tuple(points)


def _end(last: Point, out: Point, box: Box) -> list[Point]:
    """Return the straight piece from `last`, in the direction of `out`, to the edge of the box."""
    left, bottom, right, top = box
    dx, dy = out[0] - last[0], out[1] - last[1]
    if abs(dy) > abs(dx):
        end = (last[0], max(top, last[1] + 0.02) if dy > 0 else min(bottom, last[1] - 0.02))
    else:
        end = (max(right, last[0] + 0.02) if dx > 0 else min(left, last[0] - 0.02), last[1])
    return _straight(last, end)


def curve_through(layout: Layout, crossings: Sequence[Crossing], aside: float = 0.0) -> Curve | None:
    """Return a curve through crossings on horizontal and vertical lines, or None.

    The curve crosses each line only at the crossing and at a right angle, keeps clear of marks and other lines, and
    does not meet itself. There is no curve if the lines do not form a tree, if there are too many crossings, or if the
    free strips between the lines have no room for it. `aside` shifts its vertical parts off the middle between columns,
    as the lines of other cuts run there.

    >>> from tnrnn import rac, unroll
    >>> from tnrnn.drawing.layouts.layout import network_layout
    >>> layout = network_layout(unroll(rac(length=2, layers=1, inputs=2, hidden=3), mode="continuous"))
    >>> number, line = next((n, line) for n, line in enumerate(layout.lines) if line.role == "time")
    >>> curve = curve_through(layout, [Crossing(number, line.points[0][0] + 0.5, 0.0)])
    >>> len(curve.points) % 3
    1
    """
    if not 0 < len(crossings) <= MOST_CROSSINGS or len(layout.lines) > MOST_LINES:
        return None
    return _found(layout, tuple(crossings), aside)


@functools.lru_cache(maxsize=64)
def _found(layout: Layout, crossings: tuple[Crossing, ...], aside: float) -> Curve | None:
    """Return the curve; results are cached, as one picture is drawn again with other font sizes and other M and R."""
    walk = contour(layout.lines, crossings)
    if walk is None:
        return None
    obstacles = _Obstacles(layout)
    trials = itertools.islice(orders(layout.lines, walk), TRIALS)
    for order, ends_first in itertools.product(trials, (False, True)):
        corridors = Corridors(layout, crossings, aside)
        knots = _knots(corridors, order, ends_first)
        crowded = corridors.crowded()
        if knots is not None and crowded:
            knots = _knots(Corridors(layout, crossings, aside, crowded), order, ends_first) or knots
        points = None if knots is None else _smooth(knots, obstacles)
        if knots is not None and points is not None:
            return Curve(points[::-1], _box([knot.at for knot in knots[1:-1]]))
    return None


def _knots(corridors: Corridors, order: Sequence[tuple[Side, Side]], ends_first: bool) -> list[Knot] | None:
    """Return the corners and crossings of a path through all crossings, with one point outside at each end.

    Short parts are found first, and others have to avoid them. The parts to the outside are found last, or first if
    `ends_first`.
    """
    found = {side: corridors.beside(side) for pair in order for side in pair}
    nodes = {side: node for side, node in found.items() if node is not None}
    if len(nodes) < len(found):
        return None
    corridors.taken |= set(nodes.values())
    jobs: list[tuple[Side | None, Side | None]] = [
        (None, order[0][0]),
        *((one[1], two[0]) for one, two in itertools.pairwise(order)),
        (order[-1][1], None),
    ]
    ways: dict[int, list[Point]] = {}
    spans = [_span(*job, 0.0 if ends_first else math.inf) for job in jobs]
    for number in sorted(range(len(jobs)), key=lambda place: (spans[place], place)):
        way = _way(corridors, nodes, *jobs[number])
        if way is None:
            return None
        ways[number] = way
    if len(set(itertools.chain(*ways.values()))) < sum(map(len, ways.values())):
        return None
    points: list[tuple[Point, bool]] = [(point, True) for point in ways[0]]
    for number, (side, _) in enumerate(order, 1):
        points.append(((side.x, side.y), False))
        points += [(point, True) for point in ways[number]]
    return _bends([Knot(*point) for point in points])


def _span(one: Side | None, two: Side | None, outside: float) -> float:
    return outside if one is None or two is None else abs(one.x - two.x) + abs(one.y - two.y)


def _way(corridors: Corridors, nodes: Mapping[Side, Node], start: Side | None, goal: Side | None) -> list[Point] | None:
    """Return the path from one side to another; None stands for the outside."""
    if start is not None:
        last = 0 if goal is None else (goal.turn + 2) % 4
        return corridors.route(nodes[start], start.turn, goal and nodes[goal], last)
    way = None if goal is None else corridors.route(nodes[goal], goal.turn, None, 0)
    return None if way is None else way[::-1]


def _bends(knots: Sequence[Knot]) -> list[Knot]:
    """Return the knots without the corners at which a path goes straight on."""
    found = [knots[0]]
    for place, knot in enumerate(knots[1:-1], 1):
        (a, b), (c, d), (e, f) = found[-1].at, knot.at, knots[place + 1].at
        if not knot.corner or not ((a == c == e) or (b == d == f)):
            found.append(knot)
    return [*found, knots[-1]]


class _Obstacles:
    """What a curve must keep clear of."""

    def __init__(self, layout: Layout) -> None:
        self.bars: dict[int, list[Box]] = defaultdict(list)
        for line in layout.lines:
            (a, b), (c, d) = line.points[0], line.points[-1]
            box = (min(a, c) - CLEAR, min(b, d) - CLEAR, max(a, c) + CLEAR, max(b, d) + CLEAR)
            for column in range(math.floor(box[0]), math.floor(box[2]) + 1):
                self.bars[column].append(box)
        self.marks: dict[int, list[Mark]] = defaultdict(list)
        for mark in layout.marks:
            self.marks[round(mark.x)].append(mark)

    def free(self, piece: Sequence[Point]) -> bool:
        """Return whether a polygonal line, with short steps or along an axis, meets no line and avoids the marks."""
        box = _box(piece)
        bars = [
            bar
            for column in range(math.floor(box[0]), math.floor(box[2]) + 1)
            for bar in self.bars.get(column, ())
            if _overlap(bar, box)
        ]
        if bars and any(_overlap(bar, _box(step)) for step in itertools.pairwise(piece) for bar in bars):
            return False
        columns = range(round(box[0] - 0.2), round(box[2] + 0.2) + 1)
        marks = (mark for column in columns for mark in self.marks.get(column, ()))
        return not any(
            _distance((mark.x, mark.y), *step) < mark.radius + CLEAR
            for mark in marks
            if box[1] - 0.2 < mark.y < box[3] + 0.2
            for step in itertools.pairwise(piece)
        )


def _box(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _distance(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.dist(point, (a[0] + along * dx, a[1] + along * dy))


def _smooth(knots: Sequence[Knot], obstacles: _Obstacles) -> tuple[Point, ...] | None:
    """Return the spline through the knots with corners as round as the room allows, or None."""
    for scale in SCALES:
        points = _spline(knots, obstacles, scale)
        if points is None or not _meets_itself(flattened(points, 12)):
            return points
    return None


def _spline(knots: Sequence[Knot], obstacles: _Obstacles, scale: float) -> tuple[Point, ...] | None:
    points = [knots[0].at]
    for before, knot, after in zip(knots, knots[1:], knots[2:], strict=False):
        arc = _corner(before, knot, after, obstacles, scale) if knot.corner else [knot.at]
        if arc is None:
            return None
        if math.dist(points[-1], arc[0]) > 1e-6:
            points += _straight(points[-1], arc[0])[1:]
        points += arc[1:]
    points += _straight(points[-1], knots[-1].at)[1:]
    return tuple((tidy(x), tidy(y)) for x, y in points)


def _corner(before: Knot, knot: Knot, after: Knot, obstacles: _Obstacles, scale: float) -> list[Point] | None:
    """Return the four points of the longest rounded corner that is free, or None."""
    into, out = _reach(before, knot), _reach(knot, after)
    size = ROUND * scale
    while True:
        arc = _arc(before.at, knot.at, after.at, min(into, size), min(out, size))
        if obstacles.free(flattened(tuple(arc), 12)):
            return arc
        size *= SHRUNK
        if size < LEAST_ROUND:
            return None


def _reach(one: Knot, two: Knot) -> float:
    """Return how much of the straight line between two knots a corner may use: half, if both ends are corners."""
    length = math.dist(one.at, two.at)
    return length / 2 if one.corner and two.corner else max(length - ACROSS, length / 2)


def _arc(before: Point, at: Point, after: Point, into: float, out: float) -> list[Point]:
    one, two = math.dist(before, at), math.dist(at, after)
    back = ((before[0] - at[0]) / one, (before[1] - at[1]) / one)
    on = ((after[0] - at[0]) / two, (after[1] - at[1]) / two)
    return [
        (at[0] + back[0] * into, at[1] + back[1] * into),
        (at[0] + back[0] * into * (1 - KAPPA), at[1] + back[1] * into * (1 - KAPPA)),
        (at[0] + on[0] * out * (1 - KAPPA), at[1] + on[1] * out * (1 - KAPPA)),
        (at[0] + on[0] * out, at[1] + on[1] * out),
    ]


def _straight(a: Point, b: Point) -> list[Point]:
    """Return a straight piece of a spline."""
    thirds = [(tidy(a[0] + (b[0] - a[0]) * part), tidy(a[1] + (b[1] - a[1]) * part)) for part in (1 / 3, 2 / 3)]
    return [a, *thirds, b]


def _meets_itself(path: Sequence[Point]) -> bool:
    bins: dict[tuple[int, int], list[int]] = defaultdict(list)
    steps = list(itertools.pairwise(path))
    for number, step in enumerate(steps):
        left, bottom, right, top = _box(step)
        for i in range(math.floor(left / BIN), math.floor(right / BIN) + 1):
            for j in range(math.floor(bottom / BIN), math.floor(top / BIN) + 1):
                if any(number - other > 1 and _meet(step, steps[other]) for other in bins[i, j]):
                    return True
                bins[i, j].append(number)
    return False


def _meet(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    if not _overlap(_grown(_box(one)), _grown(_box(two))):
        return False
    (a, b), (c, d) = one, two
    return _turned(a, b, c) * _turned(a, b, d) <= 0 and _turned(c, d, a) * _turned(c, d, b) <= 0


def _grown(box: Box) -> Box:
    return box[0] - 1e-9, box[1] - 1e-9, box[2] + 1e-9, box[3] + 1e-9


def _turned(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
