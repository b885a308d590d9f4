"""The edges of marks: where lines leave them."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..scenes import Dress, Layout, Line, Mark, Point, flattened, holds, roles, tidy
from ..shapes import Block, Disc, Outline, Polygon, form

# The steps in which a curve is searched for the place where it leaves a mark.
STEPS = 64
# How far from an edge a point may be that is on it.
ON_EDGE = 2e-6
# The part of the way to the middle of a mark within which a curve begins at its edge.
NEAR = 0.05
# The halvings of the last of these steps.
HALVINGS = 30


class Edge(NamedTuple):
    """The closed outline of a mark: `corners`, or a disc of `radius` if there are none; `box` is what holds it."""

    centre: Point
    corners: tuple[Point, ...]
    radius: float
    box: tuple[float, float, float, float]

    def beyond(self, start: Point, turn: float) -> Point | None:
        """Return the last point of the edge on a ray, or None if the ray meets no edge."""
        dx, dy = math.cos(turn), math.sin(turn)
        if not self.corners:
            return self._out_of_disc(start, dx, dy)
        far = -1.0
        for (ax, ay), (bx, by) in itertools.pairwise((*self.corners, self.corners[0])):
            across = dx * (by - ay) - dy * (bx - ax)
            if abs(across) < 1e-15:
                continue
            along = ((ax - start[0]) * (by - ay) - (ay - start[1]) * (bx - ax)) / across
            part = ((ax - start[0]) * dy - (ay - start[1]) * dx) / across
            if -1e-9 <= part <= 1 + 1e-9:
                far = max(far, along)
        return (start[0] + far * dx, start[1] + far * dy) if far >= 0 else None

    def _out_of_disc(self, start: Point, dx: float, dy: float) -> Point | None:
        x, y = start[0] - self.centre[0], start[1] - self.centre[1]
        half = x * dx + y * dy
        root = half * half - (x * x + y * y - self.radius**2)
        if root < 0 or -half + math.sqrt(root) < 0:
            return None
        far = -half + math.sqrt(root)
        return start[0] + far * dx, start[1] + far * dy

    def holds(self, point: Point) -> bool:
        """Return whether a point is inside the outline."""
        if not self.corners:
            return math.dist(point, self.centre) < self.radius
        return holds((*self.corners, self.corners[0]), point)


def edge_of(mark: Mark) -> Edge:
    """Return the edge of a mark.

    >>> edge_of(Mark("a", "weight", 1.0, 0.0, 0.5)).beyond((1.0, 0.0), 0.0)
    (1.5, 0.0)
    """
    own = mark.dress is not None
    corners, radius, box = _around_origin(roles.shape_of(mark), mark.radius, mark.height, mark.role, own)
    x, y = mark.x, mark.y
    moved = tuple((x + dx, y + dy) for dx, dy in corners)
    return Edge((x, y), moved, radius, (x + box[0], y + box[1], x + box[2], y + box[3]))


@lru_cache(maxsize=256)  # most marks of a picture have few shapes and sizes
def _around_origin(
    shape: str, radius: float, height: float, role: str, own: bool
) -> tuple[tuple[Point, ...], float, tuple[float, float, float, float]]:
    """Return the corners, the radius and the box of a mark at the origin; `own` says whether it has a look."""
    mark = Mark("", role, 0.0, 0.0, radius, height=height, dress=Dress(shape) if own else None)
    drawn = form(mark)
    if isinstance(drawn, Disc) and shape != roles.ELLIPSIS:
        r = drawn.radius
        return (), r, (-r, -r, r, r)
    if isinstance(drawn, Outline) and shape != roles.ELLIPSIS:
        corners = _flat(drawn.steps)
    elif isinstance(drawn, Polygon | Block):
        corners = roles.corners(mark)
    else:
        corners = _rectangle(mark, height or radius)
    xs, ys = zip(*corners, strict=True)
    return corners, 0.0, (min(xs), min(ys), max(xs), max(ys))


def _flat(steps: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return the corners of a closed spline, of which a straight piece has only its ends."""
    found: list[Point] = []
    for start in range(0, len(steps) - 1, 3):
        piece = steps[start : start + 4]
        (ax, ay), (bx, by) = piece[0], piece[3]
        bent = any(abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) > 1e-12 for x, y in piece[1:3])
        found += flattened(piece)[:-1] if bent else piece[:1]
    return tuple(found)


def _rectangle(mark: Mark, high: float) -> tuple[Point, ...]:
    return tuple((mark.x + dx * mark.radius, mark.y + dy * high) for dx, dy in ((1, 1), (-1, 1), (-1, -1), (1, -1)))


def joined(layout: Layout) -> list[tuple[int | None, int | None]]:
    """Return the marks at both ends of every line of a layout: in the middle of a mark, or anywhere in a wide one.

    >>> marks = Mark("a", "weight", 0.0, 0.0, 0.1), Mark("U", "weight", 2.0, 0.5, 0.3, height=0.8, dress=Dress("box"))
    >>> joined(Layout("plain", marks, (Line(("b",), "bond", ((0.0, 0.0), (1.7, 0.0)), (0.5,)),)))
    [(0, 1)]
    """
    at = {(mark.x, mark.y): number for number, mark in enumerate(layout.marks)}
    wide: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, mark in enumerate(layout.marks):
        if mark.height and mark.dress is not None:
            left, low = _cell(mark.x - mark.radius, mark.y - mark.height)
            right, top = _cell(mark.x + mark.radius, mark.y + mark.height)
            for cell in itertools.product(range(left, right + 1), range(low, top + 1)):
                wide[cell].append(number)

    def mark_at(point: Point) -> int | None:
        near = (number for number in wide.get(_cell(*point), ()) if is_inside(point, layout.marks[number]))
        return at[point] if point in at else next(near, None)

    return [(mark_at(line.points[0]), mark_at(line.points[-1])) for line in layout.lines]


def _cell(x: float, y: float) -> tuple[int, int]:
    return math.floor(x + 1e-6), math.floor(y + 1e-6)


def is_inside(point: Point, mark: Mark) -> bool:
    """Return whether a point is in a wide mark, or on its edge."""
    across, up = abs(point[0] - mark.x) - mark.radius, abs(point[1] - mark.y) - mark.height
    return mark.height > 0 and across <= ON_EDGE and up <= ON_EDGE


def trimmed(points: Sequence[Point], curve: bool, edge: Edge) -> tuple[Point, ...]:
    """Return a line without its part inside the mark at its start.

    A line of straight pieces loses those inside, and the first piece of a spline is cut where it leaves the mark last.

    >>> trimmed(((0.0, 0.0), (2.0, 0.0)), False, edge_of(Mark("a", "weight", 0.0, 0.0, 0.5)))
    ((0.5, 0.0), (2.0, 0.0))
    """
    if curve:
        return _cut_off(points, edge)
    left = list(points)
    while len(left) > 2 and edge.holds(left[1]):
        left.pop(0)
    start, after = left[0], left[1]
    found = edge.beyond(start, math.atan2(after[1] - start[1], after[0] - start[0]))
    if found is None or math.dist(start, found) >= math.dist(start, after):
        return tuple(points)
    return (found, *left[1:])


def from_seat(points: Sequence[Point], curve: bool, edge: Edge) -> tuple[Point, ...]:
    """Return a line that begins at its own place of a mark, and so leaves the edge where the edge is now.

    A straight line is made longer or shorter, and a curve shorter; if it would miss the mark, it begins in the middle.

    >>> from_seat(((0.5, 0.2), (2.0, 0.2)), False, edge_of(Mark("a", "weight", 0.0, 0.0, 0.7, height=0.5)))
    ((0.7, 0.2), (2.0, 0.2))
    """
    if curve and edge.holds(points[0]):
        return trimmed(points, curve, edge)
    (ax, ay), (bx, by) = points[:2]
    inward = ax + NEAR * (edge.centre[0] - ax), ay + NEAR * (edge.centre[1] - ay)
    if curve and edge.holds(inward):  # it begins at the edge already
        return tuple(points)
    left, bottom, right, top = edge.box
    far = math.dist((left, bottom), (right, top)) + math.dist((ax, ay), edge.centre)
    turn = math.atan2(by - ay, bx - ax)
    found = None if curve else edge.beyond((ax - far * math.cos(turn), ay - far * math.sin(turn)), turn)
    if found is None:
        return trimmed((edge.centre, *points[1:]), curve, edge)
    return (tidy(found[0]), tidy(found[1])), *points[1:]


def _cut_off(points: Sequence[Point], edge: Edge) -> tuple[Point, ...]:
    first, rest = points[:4], points[4:]
    inside = max((step / STEPS for step in range(STEPS) if edge.holds(_split(first, step / STEPS)[0])), default=None)
    if inside is None:
        return tuple(points)
    low, high = inside, inside + 1 / STEPS
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if edge.holds(_split(first, middle)[0]) else (low, middle)
    return (*_split(first, high), *rest)


def _split(points: Sequence[Point], t: float) -> tuple[Point, ...]:
    """Return the part of a cubic curve from the parameter t on, by the construction of de Casteljau."""
    level, last = list(points), [points[-1]]
    while len(level) > 1:
        level = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in itertools.pairwise(level)]
        last.append(level[-1])
    return tuple(last[::-1])


def without_insides(layout: Layout) -> Layout:
    """Return a layout in which no line shows inside a mark that is not filled; the marks of cuts keep their places.

    In plain layouts, lines end at the edges of marks anyway.
    """
    hollow = [
        (mark, edge_of(mark))
        for mark in layout.marks
        if mark.dress is not None and (mark.dress.fill == "none" or mark.dress.shape == roles.ELLIPSIS)
    ]
    if not hollow or layout.view == "plain":
        return layout
    at: dict[Point, Edge] = {(mark.x, mark.y): edge for mark, edge in hollow}
    edges = [edge for _, edge in hollow]
    return layout._replace(lines=tuple(_without_insides(line, at, edges) for line in layout.lines))


def _without_insides(line: Line, at: Mapping[Point, Edge], edges: Sequence[Edge]) -> Line:
    points, before = line.points, _length(line.path)
    lost = 0.0
    for last in (False, True):
        end = points[-1 if last else 0]
        edge = at.get(end) or next((edge for edge in edges if edge.holds(end)), None)
        if edge is not None:
            cut = trimmed(points[::-1] if last else points, line.curve, edge)
            points = tuple((tidy(x), tidy(y)) for x, y in (cut[::-1] if last else cut))
            lost += 0.0 if last else before - _length(dataclasses.replace(line, points=points).path)
    if points == line.points:
        return line
    after = _length(dataclasses.replace(line, points=points).path) or 1.0
    stops = [min((stop * before - lost) / after, 1.0) for stop in line.stops]
    return dataclasses.replace(line, points=points, stops=tuple(tidy(max(0.0, stop)) for stop in stops))


def _length(path: Sequence[Point]) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(path))
