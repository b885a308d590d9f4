"""Lines from one end of a drawing to the other, around its top."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..scenes import KAPPA, Point, straight_piece

# The distance of the innermost line from the drawing, and of each further line from the one inside.
NEAR, NEXT = 0.35, 0.35
# How far up the side of the drawing the mark of a cut stands.
STOP = 0.8
# The largest radius of a rounded corner.
ROUND = 0.6


class Loop(NamedTuple):
    """The smooth path of a line around a drawing, and the part of it at which the mark of a cut stands."""

    path: tuple[Point, ...]
    stop: float


def around(
    box: tuple[float, float, float, float],
    starts: Mapping[int, Point],
    ends: Mapping[int, Point],
    moved: Sequence[tuple[tuple[int, ...], bool]],
) -> dict[int, Loop]:
    """Return a smooth path for every line that leads around the top, from its start below to its end.

    The mark of a cut stands near the left end, where a cut of neighbouring sites has a short way to it.

    The lines of a lower row lead around those of a higher one. In one row, the line nearest to the end of the drawing
    below is the outermost, turns first, and is the last at the other end. So no two of them cross.

    Parameters
    ----------
    box : four floats
        The box of all tensors.
    starts, ends : mapping of int to Point
        Where lines leave a tensor upwards, and where they come to one from below.
    moved : sequence of pairs
        The lines of every row from left to right, and whether they start at the left end of the drawing.
    """
    found: dict[int, Loop] = {}
    inside = 0
    for edges, left in reversed(moved):
        ordered = edges[::-1] if left else edges  # the innermost first
        for place, edge in enumerate(ordered):
            if edge in starts:
                part = (len(ordered) - place) / (len(ordered) + 1)
                found[edge] = _path(box, (starts[edge], ends[edge]), NEAR + NEXT * inside, part)
                inside += 1
    return found


def _path(box: tuple[float, float, float, float], ends: tuple[Point, Point], far: float, part: float) -> Loop:
    (sx, sy), (ex, ey) = ends
    left, _, right, top = box
    height = ey - sy
    low = sy + height * (1 - part)
    one, two = (left - far, right + far) if sx < ex else (right + far, left - far)
    corners = [(sx, sy), (sx, low), (one, low), (one, top + far), (two, top + far), (two, low), (ex, low), (ex, ey)]
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(corners)]
    near = lengths[:3] if sx < ex else lengths[:-4:-1]
    stop = (near[0] + near[1] + min(STOP, near[2] / 2)) / sum(lengths)
    return Loop(rounded(corners), stop if sx < ex else 1 - stop)


def rounded(corners: Sequence[Point]) -> tuple[Point, ...]:
    """Return a spline along straight pieces with round corners.

    >>> path = rounded([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)])
    >>> path[0], path[-1], len(path) % 3
    ((0.0, 0.0), (1.0, 1.0), 1)
    """
    steps: list[Point] = [corners[0]]
    for before, at, after in zip(corners, corners[1:], corners[2:], strict=False):
        radius = min(ROUND, math.dist(before, at) / 2, math.dist(at, after) / 2)
        first, last = _towards(at, before, radius), _towards(at, after, radius)
        steps += straight_piece(steps[-1], first)
        steps += [_towards(first, at, KAPPA * radius), _towards(last, at, KAPPA * radius), last]
    steps += straight_piece(steps[-1], corners[-1])
    return tuple(steps)


def _towards(start: Point, end: Point, length: float) -> Point:
    whole = math.dist(start, end)
    part = length / whole if whole else 0.0
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])
