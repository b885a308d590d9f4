r"""The two sides of a cut as smooth grounds behind a picture.

With the distances $m_s$ from the marks of a side $s$ and $l_s$ from its lines, let $d_s = \min(m_s, l_s + w)$, so that
lines have less pull than marks, and let $c_s$ be negative on the closing of all points that are close to these, where
lines are about as thick as marks. The ground of $s$ is where

$$f_s = \max\left(c_s, \tfrac{1}{2} (d_s - d_{s'} + g)\right) < 0$$

for a gap $g$. As $f_s + f_{s'} \ge g$ at every point, the two grounds are disjoint,
and they stay so if both fields are smoothed by the same weights. Thereafter what lies within a small distance of a mark
is given to the side of that mark.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ..scenes import Line, Mark, Point, Region, flattened, roles, straight_piece
from .distances import Field, Grid, blurred, closed, from_lines, from_marks, grid_of, inside
from .reaching import PAD, can_have_grounds, thickness

GAP, CLOSING, RIM = 0.09, 1.6, 0.02
"""In time steps: the gap between two grounds, the radius of the disc that closes bays and holes, and the rim of a mark
that always belongs to its side."""

PITCH, MOST_POINTS, FINER = 1 / 16, 400_000, 3
"""The pitch of the grid in time steps, the most points of it, and how often it may be halved to tell marks apart."""

SPACING = 0.2
"""The distance of the points through which the outline of a ground runs, in time steps."""

STRAIGHT = 0.01
"""The turn in radians below which an outline is straight."""

SIDES = ("near", "far")


def grounds(
    marks: tuple[Mark, ...], lines: tuple[Line, ...], step: float = 1.0, severed: Collection[str] = ()
) -> tuple[Region, ...]:
    """Return the grounds of the two sides of a picture: each holds its marks and its lines, and no mark of the other.

    There are none if some tensor stands on both sides, marks of two sides overlap, or there are too many marks.

    Parameters
    ----------
    marks, lines : tuple of Mark, tuple of Line
        The picture. A line belongs to a side if the marks at its ends do; what ends free belongs to its mark.
    step : float
        The length that is drawn like a time step.
    severed : collection of str
        The names of bonds that belong to neither side.

    Examples
    --------
    >>> marks = (Mark("a", "weight", 0.0, 0.0, 0.1, side="near"), Mark("b", "weight", 1.0, 0.0, 0.1, side="far"))
    >>> [region.side for region in grounds(marks, ())]
    ['near', 'far']
    """
    if not can_have_grounds(marks):
        return ()
    whole = tuple(line for line in lines if not any(bond in severed for bond in line.bonds))
    return _grounds(marks, whole, step)


class _Side(NamedTuple):
    name: str
    marks: tuple[Mark, ...]
    paths: tuple[tuple[Point, ...], ...]


@lru_cache(maxsize=32)  # a picture is composed with several units, of which most have marks of one size
def _grounds(marks: tuple[Mark, ...], lines: tuple[Line, ...], step: float) -> tuple[Region, ...]:
    of_lines = _sides_of(marks, lines)
    sides = [
        _Side(
            name,
            tuple(mark for mark in marks if mark.side == name),
            tuple(line.path for line, side in zip(lines, of_lines, strict=True) if side == name),
        )
        for name in SIDES
    ]
    between = _between(sides[0].marks, sides[1].marks)
    if between <= 0:
        return ()
    pitch = PITCH * step
    for _ in range(FINER):
        found = _on_grid(sides, pitch, step, between)
        if found is None or _true(found, marks):
            return found or ()
        pitch /= 2
    return ()


def _sides_of(marks: Sequence[Mark], lines: Sequence[Line]) -> list[str | None]:
    """Return the side of each line, or None if it leads from one to the other."""
    xs, ys = np.array([mark.x for mark in marks]), np.array([mark.y for mark in marks])
    wide = np.array([mark.radius if mark.height else roles.radius(mark) for mark in marks])
    high = np.array([mark.height or roles.radius(mark) for mark in marks])

    def at(point: Point) -> str | None:
        """Return the side of the mark in which a point lies, or at whose edge."""
        out = np.maximum(np.abs(xs - point[0]) / wide, np.abs(ys - point[1]) / high)
        place = int(np.argmin(out))
        return (marks[place].side or "") if out[place] < 1.05 else None

    found: list[str | None] = []
    for line in lines:
        ends = {at(line.points[0]), at(line.points[-1])} - {None}
        found.append(ends.pop() if len(ends) == 1 else None)
    return found


def _between(near: Sequence[Mark], far: Sequence[Mark]) -> float:
    """Return the least distance of two marks of different sides, as if all were boxes or discs around them."""
    if not near or not far:
        return math.inf
    one, two = (
        np.array([(m.x, m.y, m.radius, m.height) if m.height else (m.x, m.y, roles.radius(m), 0.0) for m in side])
        for side in (near, far)
    )
    dx, dy = (np.abs(one[:, None, axis] - two[None, :, axis]) for axis in (0, 1))
    boxes = (one[:, None, 3] > 0) | (two[None, :, 3] > 0)
    highs = [np.where(side[:, 3] > 0, side[:, 3], side[:, 2]) for side in (one, two)]
    beside, above = dx - one[:, None, 2] - two[None, :, 2], dy - highs[0][:, None] - highs[1][None, :]
    apart = np.where(boxes, np.maximum(beside, above), np.hypot(dx, dy) - one[:, None, 2] - two[None, :, 2])
    return float(apart.min())


def _on_grid(sides: Sequence[_Side], pitch: float, step: float, between: float) -> tuple[Region, ...] | None:
    """Return the grounds as a grid shows them, or None if the grid would be too large."""
    points = [point for side in sides for path in side.paths for point in path]
    sizes = [(mark, max(mark.height, roles.radius(mark))) for side in sides for mark in side.marks]
    points += [(mark.x + sign * size, mark.y + sign * size) for mark, size in sizes for sign in (-1, 1)]
    xs, ys = zip(*points, strict=True)
    grid = grid_of((min(xs), min(ys), max(xs), max(ys)), (PAD + CLOSING) * step + 6 * pitch, pitch)
    if grid.across * grid.up > MOST_POINTS:
        return None
    fields = _fields(grid, sides, step, between)
    loops = [list(_pieces(grid, field, side.marks)) for side, field in zip(sides, fields, strict=True)]
    found = []
    for place, side in enumerate(sides):
        others = [piece[0][0] for piece in loops[1 - place]]
        for outer, *holes in loops[place]:
            kept = [hole for hole in holes if inside(_round(hole), others).any()]
            found.append(_region(side.name, [outer, *kept], max(SPACING * step, 2.5 * pitch)))
    return tuple(sorted(found, key=lambda region: (SIDES.index(region.side), region.box)))


def _fields(grid: Grid, sides: Sequence[_Side], step: float, between: float) -> list[Field]:
    """Return the fields that are negative on the grounds."""
    pad, gap, rim = PAD * step, min(GAP * step, between / 2), min(RIM * step, between / 4)
    reach = pad + (CLOSING + 0.3) * step
    marks = [from_marks(grid, side.marks, reach) for side in sides]
    lines = [from_lines(grid, side.paths, reach) for side in sides]
    pulls = [np.minimum(one, two + gap + rim) for one, two in zip(marks, lines, strict=True)]
    found = []
    for place in (0, 1):
        around = np.minimum(marks[place], lines[place] - thickness([*sides[0].marks, *sides[1].marks], step))
        wide = closed(grid, around, pad, CLOSING * step)
        field = blurred(np.maximum(wide, (pulls[place] - pulls[1 - place] + gap) / 2), 4)
        field = np.maximum(np.minimum(field, marks[place] - rim), rim - marks[1 - place])
        field[[0, -1], :] = field[:, [0, -1]] = pad
        found.append(field)
    return found


def _pieces(grid: Grid, field: Field, marks: Sequence[Mark]) -> Iterator[list[list[Point]]]:
    """Yield the outline of each piece of a ground that has a mark, and then its holes."""
    from contourpy import FillType, contour_generator

    made = contour_generator(grid.xs, grid.ys, field, fill_type=FillType.OuterOffset)
    found: Any = made.filled(-1e9, 0.0)
    for points, offsets in zip(*found, strict=True):
        loops = [[(float(x), float(y)) for x, y in points[a : b - 1]] for a, b in itertools.pairwise(offsets)]
        if inside(_round(loops[0]), [(mark.x, mark.y) for mark in marks]).any():
            yield loops


def _round(loop: Sequence[Point]) -> list[Point]:
    return [*loop, loop[0]]


def _region(side: str, loops: Sequence[Sequence[Point]], spacing: float) -> Region:
    """Return a ground whose holes are joined to its outline by a way there and back."""
    outline, *holes = (_smooth(loop, spacing) for loop in loops)
    for hole in holes:
        a, b = min(
            ((one, two) for one in range(0, len(outline), 3) for two in range(0, len(hole), 3)),
            key=lambda pair: math.dist(outline[pair[0]], hole[pair[1]]),
        )
        inner = [*hole[b:], *hole[1 : b + 1]]
        there, back = _straight(outline[a], inner[0]), _straight(inner[0], outline[a])
        outline = [*outline[: a + 1], *there, *inner[1:], *back, *outline[a + 1 :]]
    xs, ys = zip(*flattened(tuple(outline)), strict=True)
    return Region(side, (min(xs), min(ys), max(xs), max(ys)), tuple(outline))


def _straight(a: Point, b: Point) -> list[Point]:
    return [(_tidy(x), _tidy(y)) for x, y in straight_piece(a, b)]


def _smooth(loop: Sequence[Point], spacing: float) -> list[Point]:
    """Return a closed spline through points on a loop at about one distance; straight runs are one piece."""
    closed_loop = np.array(_round(loop))
    lengths = np.hypot(*np.diff(closed_loop, axis=0).T)
    done = np.concatenate([[0.0], np.cumsum(lengths)])
    count = max(8, round(done[-1] / spacing))
    places = np.arange(count) * done[-1] / count
    knots = np.stack([np.interp(places, done, closed_loop[:, axis]) for axis in (0, 1)], axis=1)
    steps = np.roll(knots, -1, axis=0) - knots
    turns = np.arctan2(steps[:, 1], steps[:, 0])
    bends = np.abs((turns - np.roll(turns, 1) + math.pi) % (2 * math.pi) - math.pi) > STRAIGHT
    kept = np.flatnonzero(bends | np.roll(bends, 1) | np.roll(bends, -1))
    chosen = kept if len(kept) > 3 else np.arange(count)
    tangents = np.roll(knots, -1, axis=0) - np.roll(knots, 1, axis=0)
    tangents /= np.maximum(np.hypot(*tangents.T), 1e-12)[:, None]
    found: list[Point] = [_point(knots[chosen[0]])]
    for one, two in zip(chosen, np.roll(chosen, -1), strict=True):
        third = float(np.hypot(*(knots[two] - knots[one]))) / 3
        ends = knots[one] + third * tangents[one], knots[two] - third * tangents[two], knots[two]
        found += [_point(end) for end in ends]
    return found


def _point(at: Any) -> Point:
    return _tidy(at[0]), _tidy(at[1])


def _tidy(value: float) -> float:
    return round(float(value), 4) + 0.0


def _true(regions: Iterable[Region], marks: Sequence[Mark]) -> bool:
    """Return whether every mark lies in one ground of its side, and in none of the other."""
    rims = {side: [at for mark in marks if mark.side == side for at in _rim(mark)] for side in SIDES}
    held = {side: np.zeros(len(points), bool) for side, points in rims.items()}
    for region in regions:
        path = flattened(region.outline)
        for side, points in rims.items():
            found = inside(path, points)
            if side != region.side and found.any():
                return False
            held[side] |= found & (side == region.side)
    return all(found.all() for found in held.values())


def _rim(mark: Mark) -> list[Point]:
    """Return points around a mark: its corners, or twelve points of the circle around it."""
    if mark.height:
        return list(roles.corners(mark))
    turns = [2 * math.pi * place / 12 for place in range(12)]
    size = roles.radius(mark)
    return [(mark.x + size * math.cos(turn), mark.y + size * math.sin(turn)) for turn in turns]
