"""Curves from ports that do not face the other end of their line."""

from __future__ import annotations

import math

from ..scenes import Point, flattened
from .edges import Edge

BEND = 0.4
"""The length of the bend of such a line, as a part of its length."""

DETOUR = 0.08
"""The distance in steps of a line from the mark that it goes around."""


Ways = tuple[float | None, float | None]
"""The outward directions of both ends of a line, in radians, or None for an end in the middle of a mark."""


def around(
    ends: tuple[Point, Point], ways: Ways, edges: tuple[Edge | None, Edge | None], step: float
) -> tuple[Point, ...]:
    """Return a curve that leaves its ends in their outward directions, around the one of its marks that is in the way.

    The distances from marks are in proportion to a step.
    """
    points = _bent(*ends, ways, step)
    for last in (True, False):
        edge, way = edges[last], ways[last]
        if edge is not None and way is not None and any(edge.holds(point) for point in flattened(points)[1:-1]):
            points = _detour(ends[::-1] if last else ends, way, edge, step)
            return points[::-1] if last else points
    return points


def leftward(centre: Point, turn: float, target: Point) -> float:
    """Return how far a point is to the left of a ray."""
    return math.cos(turn) * (target[1] - centre[1]) - math.sin(turn) * (target[0] - centre[0])


def shifted(points: tuple[Point, ...], start: Point | None) -> tuple[Point, ...]:
    """Return a curve whose start and first control point are moved so that it begins at `start`."""
    if start is None:
        return points
    dx, dy = start[0] - points[0][0], start[1] - points[0][1]
    return (start, (points[1][0] + dx, points[1][1] + dy), *points[2:])


def _detour(ends: tuple[Point, Point], way: float, edge: Edge, step: float) -> tuple[Point, ...]:
    """Return a curve of two pieces from a port, around its mark, to the other end.

    It passes the middle of the mark beside it, on the side of the other end.
    """
    (port, other), centre = ends, edge.centre
    left, bottom, right, top = edge.box
    reach = math.hypot(right - left, top - bottom) / 2 + DETOUR * step
    side = 1.0 if leftward(port, way, other) >= -1e-9 else -1.0
    across = (-math.sin(way) * side, math.cos(way) * side)
    beside = (centre[0] + across[0] * reach, centre[1] + across[1] * reach)
    far = (math.cos(way) * reach, math.sin(way) * reach)
    back = min(BEND * math.dist(beside, other), reach)
    turn = math.atan2(beside[1] - other[1], beside[0] - other[0])
    return (
        port,
        (port[0] + far[0] * 0.6, port[1] + far[1] * 0.6),
        (beside[0] + far[0] * 0.8, beside[1] + far[1] * 0.8),
        beside,
        (beside[0] - far[0] * 0.6, beside[1] - far[1] * 0.6),
        (other[0] + back * math.cos(turn), other[1] + back * math.sin(turn)),
        other,
    )


def _bent(start: Point, end: Point, ways: Ways, step: float) -> tuple[Point, ...]:
    """Return a curve that leaves both of its ends in their outward directions."""
    length = max(BEND * math.dist(start, end), BEND * step)
    controls = []
    for at, other, way in ((start, end, ways[0]), (end, start, ways[1])):
        turn = math.atan2(other[1] - at[1], other[0] - at[0]) if way is None else way
        controls.append((at[0] + length * math.cos(turn), at[1] + length * math.sin(turn)))
    return (start, *controls, end)
