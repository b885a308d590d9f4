"""The largest type with which texts fit into marks, and marks beside one another and beside lines."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from ...networks import Circuit, Network
from ..scenes import Layout, Look, Mark, Point, ems, roles
from .dressing import INSIDE_SIZE, PAD, TEXT_HALF, sized_marks
from .edges import edge_of, is_inside

APART, LARGE = 0.3, 10.0
"""The ems between two marks with texts inside, and an em, in steps, with which all these marks outgrow all others."""

LINES = 0.5
"""The least factor of the type for the sake of lines that pass marks, which may be anywhere beside them."""


def least_em(layout: Layout, of: Network | Circuit, looks: Iterable[Look], points: Sequence[Point] = ()) -> float:
    """Return the largest size of the type in data units with which texts inside marks fit.

    The size of such marks is in proportion to the type, and that of others is in data units. Each pair of marks bounds
    the type, as does each line that passes such a mark, each text inside a mark of a given size, and each of `points`,
    which stay visible.
    """
    small, large = sized_marks(layout, of, looks, (LARGE * layout.step, 2 * LARGE * layout.step))
    halves = [(_halves(one), _halves(two)) for one, two in zip(small, large, strict=True)]
    written = [two != one for one, two in halves]
    order = sorted(range(len(small)), key=lambda place: small[place].x)
    most, least = LARGE * layout.step, math.inf
    widest = max(half[0][0] / most for half in halves) if halves else 0.0
    for number, place in enumerate(order):
        for other in order[number + 1 :]:
            across = abs(small[place].x - small[other].x)
            if across > (2 * widest + APART) * min(least, most):
                break
            if written[place] or written[other]:
                gaps = across, abs(small[place].y - small[other].y)
                least = min(least, _apart(gaps, [(halves[at][0], written[at]) for at in (place, other)], most))
    least = beside = min(least, most)
    for place in (place for place in range(len(small)) if written[place]):
        half = _roomy(halves[place][0], most)
        beside = _beside_lines(layout, layout.marks[place], half, beside)
    least = max(beside, LINES * least)
    for place, mark in enumerate(small):
        if written[place]:
            across, up = _roomy(halves[place][0], most)
            least = min([least, *(max(abs(x - mark.x) / across, abs(y - mark.y) / up) for x, y in points)])
        elif mark.dress is not None and mark.dress.place == "inside" and mark.dress.words and any(mark.dress.words):
            least = min(least, _held(mark, INSIDE_SIZE * ems(*mark.dress.words) / 2 + PAD))
    return least


def _halves(mark: Mark) -> tuple[float, float]:
    """Return half the width and half the height of the box around a mark."""
    return (mark.radius, mark.height) if mark.height else (roles.radius(mark),) * 2


def _roomy(half: tuple[float, float], em: float) -> tuple[float, float]:
    """Return half the width and height of a box, in ems, with room around it."""
    return half[0] / em + APART / 2, half[1] / em + APART / 2


def _apart(gaps: tuple[float, float], halves: list[tuple[tuple[float, float], bool]], em: float) -> float:
    """Return the largest em with which two boxes do not meet; their halves are given for type of the size `em`."""
    found = 0.0
    for axis, gap in enumerate(gaps):
        fixed = sum(half[axis] for half, written in halves if not written)
        scaled = sum(half[axis] for half, written in halves if written) / em + APART
        found = max(found, (gap - fixed) / scaled)
    return found if found > 0 else math.inf


def _beside_lines(layout: Layout, mark: Mark, half: tuple[float, float], least: float) -> float:
    """Return the largest em, of at most `least`, with which a box of `half` ems around a mark meets no line.

    The lines that end at the mark are left out.
    """
    for line in layout.lines:
        ends = line.points[0], line.points[-1]
        if (mark.x, mark.y) in ends or any(is_inside(end, mark) for end in ends) or len(line.bonds) > 1:
            continue
        path = [((x - mark.x) / half[0], (y - mark.y) / half[1]) for x, y in line.path]
        for a, b in itertools.pairwise(path):
            if min(a[0], b[0]) < least and min(a[1], b[1]) < least and max(a[0], b[0]) > -least < max(a[1], b[1]):
                least = min(least, _square_distance(a, b))
    return least


def _square_distance(a: Point, b: Point) -> float:
    """Return half the side of the largest square around the origin that a segment does not enter.

    >>> _square_distance((1.0, -3.0), (1.0, 5.0)), _square_distance((4.0, 0.0), (0.0, 4.0))
    (1.0, 2.0)
    """
    dx, dy = b[0] - a[0], b[1] - a[1]
    turns = [(a[0], dx), (a[1], dy), (a[0] - a[1], dx - dy), (a[0] + a[1], dx + dy)]
    parts = [0.0, 1.0, *(-value / slope for value, slope in turns if slope)]
    return min(max(abs(a[0] + t * dx), abs(a[1] + t * dy)) for t in parts if 0 <= t <= 1)


def _held(mark: Mark, across: float) -> float:
    """Return the largest em with which a mark holds a text of so many ems to either side of its middle."""
    edge, turn = edge_of(mark), math.atan2(TEXT_HALF, across)
    corners: Sequence[float] = (turn, math.pi - turn, turn - math.pi, -turn)
    reach = (math.dist(edge.centre, edge.beyond(edge.centre, way) or edge.centre) for way in corners)
    return min(reach) / math.hypot(across, TEXT_HALF)
