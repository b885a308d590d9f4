"""The sides of marks: which one a line leaves from, and where along it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from ..scenes import Mark, Point, roles
from .edges import Edge

RIGHT, UP, LEFT, DOWN = range(4)
"""The sides of a mark; the direction of a side is a multiple of a right angle."""

RANGE = {roles.SQUARE: 0.84, roles.BOX: 0.8, roles.PILL: 0.84}
"""The part of a side on which ports stand, in its length, by shape."""
BASE, ROUND, TIP = 0.84, 0.62, 0.4
"""The same for the straight side of a triangle or half disc, for its round side, and for the tip of a triangle if
several lines end there; one line ends at the tip itself."""
SLOPE = 0.1, 0.52
"""Where ports stand on the sides between the base and the tip, from 0 at the base to 1 at the tip."""

TOWARDS = math.radians(60)
"""Lines that are this near to the direction of a tip or a base end there."""


def is_sided(mark: Mark) -> bool:
    """Return whether a mark has sides along which ports stand: a box, a pill, a square, a half disc or a triangle."""
    if mark.dress is None or not (mark.dress.shape or mark.height):
        return False
    shape = roles.shape_of(mark)
    return shape in (roles.BOX, roles.PILL, roles.SQUARE) or shape.startswith((roles.HALF, "triangle"))


def along(side: int, point: Point) -> float:
    """Return the coordinate along a side: from left to right, or from the top downwards."""
    return point[0] if side in (UP, DOWN) else -point[1]


def length_of(edge: Edge, side: int) -> float:
    left, bottom, right, top = edge.box
    return right - left if side in (UP, DOWN) else top - bottom


def range_of(edge: Edge, shape: str, side: int, count: int) -> tuple[float, float]:
    """Return the ends of the part of a side on which so many ports stand, along the side.

    Ports between the base and the tip of a triangle or half disc are nearer to the base than those around the tip, so
    that no line straight out of one side meets one from the other.
    """
    left, bottom, right, top = edge.box
    low, high = (left, right) if side in (UP, DOWN) else (-top, -bottom)
    way = _way(shape)
    if way is not None and (side - way) % 2:
        base, tip = (low, high) if way in (RIGHT, DOWN) else (high, low)
        ends = sorted(base + part * (tip - base) for part in SLOPE)
        return ends[0], ends[1]
    middle = along(side, edge.centre)
    if way is None:
        part = RANGE[shape]
    elif side != way:
        part = BASE
    else:
        part = ROUND if shape.startswith(roles.HALF) else TIP if count > 1 else 0.0
    return middle + part * (low - middle), middle + part * (high - middle)


def _way(shape: str) -> int | None:
    """Return the side to which a triangle or a half disc points, or None for other shapes."""
    if not shape.startswith((roles.HALF, "triangle")):
        return None
    return {"left": LEFT, "up": UP, "down": DOWN}.get(shape.rsplit("-", 1)[-1], RIGHT)


def side_of(edge: Edge, shape: str, target: Point, turn: float | None) -> int:
    """Return the side of a mark that faces a point, or from which a leg with the direction `turn` leaves."""
    left, bottom, right, top = edge.box
    across, up = target[0] - edge.centre[0], target[1] - edge.centre[1]
    way = _way(shape)
    if turn is not None or way is not None:
        angle = math.atan2(up, across) if turn is None else turn
        for side in (way, (way + 2) % 4) if way is not None else ():
            if abs(math.remainder(angle - side * math.pi / 2, 2 * math.pi)) < TOWARDS:
                return side
        return round(math.remainder(angle, 2 * math.pi) / (math.pi / 2)) % 4
    beside = max(left - target[0], target[0] - right)
    above = max(bottom - target[1], target[1] - top)
    if beside >= above:
        return RIGHT if across > 0 else LEFT
    return UP if up > 0 else DOWN


def nearest_in(box: tuple[float, float, float, float], point: Point) -> Point:
    """Return the point of a box that is nearest to a point."""
    left, bottom, right, top = box
    return min(max(point[0], left), right), min(max(point[1], bottom), top)


def spread(
    wanted: Sequence[float], apart: float, limits: tuple[float, float], weights: Sequence[float] | None = None
) -> list[float]:
    """Return the places nearest to those wanted, in the same order, that are `apart` and within the limits.

    Places that are too near to one another move together, so that their mean stays (pooling of adjacent violators). If
    the limits have no room, the places are even.

    >>> spread([0.0, 0.0, 5.0], 1.0, (-3.0, 3.0))
    [-0.5, 0.5, 3.0]
    """
    low, high = limits
    apart = min(apart, (high - low) / max(1, len(wanted) - 1))
    pools: list[tuple[float, float, int]] = []
    for place, value in enumerate(wanted):
        mean, total, count = value - place * apart, weights[place] if weights else 1.0, 1
        while pools and pools[-1][0] >= mean:
            other, more, others = pools.pop()
            mean = (mean * total + other * more) / (total + more)
            total, count = total + more, count + others
        pools.append((mean, total, count))
    flat = [mean for mean, _, count in pools for _ in range(count)]
    most = high - (len(wanted) - 1) * apart
    return [min(max(value, low), max(low, most)) + place * apart for place, value in enumerate(flat)]


def between(bonds: Sequence[tuple[float, int]], legs: Sequence[int], limits: tuple[float, float]) -> list[float]:
    """Return the places of legs on a side, among bonds at given places.

    Parameters
    ----------
    bonds : sequence of pairs
        The place of every bond, in order, and its number among the bonds of the tensor.
    legs : sequence of int
        The numbers of the legs, in order. Each goes between the bonds with the next lower and the next higher number if
        the numbers of the bonds rise or fall along the side, or else all go to the widest gap.
    limits : pair of float
        The ends of the side.

    Examples
    --------
    >>> between([(-1.0, 0), (0.0, 1)], [2], (-2.0, 2.0))
    [1.0]
    >>> between([], [0, 1, 2], (-1.0, 1.0))
    [-1.0, 0.0, 1.0]
    """
    low, high = limits
    if not bonds:
        middle, step = (low + high) / 2, (high - low) / max(1, len(legs) - 1)
        return [middle + step * (place - (len(legs) - 1) / 2) for place in range(len(legs))]
    places = [low, *(place for place, _ in bonds), high]
    gaps = list(itertools.pairwise(places))
    homes = _homes([rank for _, rank in bonds], legs, [b - a for a, b in gaps])
    usual = (bonds[-1][0] - bonds[0][0]) / (len(bonds) - 1) if len(bonds) > 1 else 0.0
    found = []
    for number, home in enumerate(homes):
        (start, stop), count = gaps[home], homes.count(home)
        at = homes[:number].count(home) + 1
        if home == 0:
            step = min(usual or math.inf, (stop - start) / (count if usual else count + 0.5))
            found.append(stop - step * (count + 1 - at))
        elif home == len(bonds):
            step = min(usual or math.inf, (stop - start) / (count if usual else count + 0.5))
            found.append(start + step * at)
        else:
            found.append(start + (stop - start) * at / (count + 1))
    return found


def _homes(bonds: Sequence[int], legs: Sequence[int], widths: Sequence[float]) -> list[int]:
    """Return the gap of each leg, from the numbers of bonds and legs and the widths of the gaps."""
    rising = all(one < two for one, two in itertools.pairwise(bonds))
    falling = all(one > two for one, two in itertools.pairwise(bonds))
    if rising:
        return [sum(bond < leg for bond in bonds) for leg in legs]
    if falling:
        return [sum(bond > leg for bond in bonds) for leg in legs]
    return [max(range(len(widths)), key=lambda place: widths[place])] * len(legs)
