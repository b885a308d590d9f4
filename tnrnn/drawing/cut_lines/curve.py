"""Smooth curves that cross every severed line once, and nothing else.

Lengths are in steps of the layout, until the curves are scaled at the end.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...networks import Circuit, Network
from ..scenes import Box, Layout, Point, crossing, flattened, straight_piece, tidy
from .arcs import Arc, arcs_of
from .checking import CELL, Check, Crossed
from .gates import contours
from .standing import NoLineError, Severing, Standing, Strand, standing_of
from .tangles import untangled
from .taut import dense, smoothed, spline

MOST_CROSSINGS = 60
"""With more crossings than this there is no curve, as no eye could follow it."""

MOST_MARKS = 1500
"""With more marks than this there is no curve."""

REACHES = ((0.24, 0.26), (0.14, 0.26), (0.14, 0.13), (0.07, 0.13), (0.03, 0.08), (0.0, 0.06))
"""How far corners are rounded, and the distance of knots, in turn, until a curve meets nothing else."""

STRAIGHT = 0.06
"""The same for a straight line through several crossings."""

ROUND = (0.4, 0.26)
"""The first of these pairs for a closed curve."""

STEPS = 64
"""The steps of a piece of a curve with which its crossings are computed."""

CLEAR = 0.015
"""The least distance of a curve from marks."""


SINGLE, SHORT = (0.5, 0.35, 0.25), (0.35, 0.25, 0.15)
"""Half the lengths of a straight line across one bond, in turn; the second ones are of arcs inside a drawing."""

HELD = 0.015
"""How far from its place the bond of a pinned stop may be crossed."""

SPARE = 0.05
"""The least distance of an end from a line, along the curve."""

ACROSS = 0.4
"""How far a straight line leads beyond its first and last crossing."""


MANY = "there would be {} crossings"
LARGE = "there are {} marks"
WIDE = "the drawing is {:.3g} steps wide and high"
SLANTED = "lines lead far across the drawing"
MOST_STEPS, MOST_CELLS = 5_000, 1_000_000
"""The largest sum of width and height in steps, and the most cells that lines may pass, of a drawing with curves."""
TOGETHER = "all lines at {} are on one side"
NO_ROOM = "there is no room between the marks"


class Curve(NamedTuple):
    """The points of a Bezier spline, and which of its ends lead out of the drawing at a right angle to its box."""

    points: tuple[Point, ...]
    framed: tuple[bool, bool] = (False, False)

    @property
    def box(self) -> Box:
        """The box around the curve."""
        xs, ys = zip(*flattened(self.points, 8), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def within(self, box: Box) -> tuple[Point, ...]:
        """Return the curve; ends that lead out of a drawing with a frame are on the edges of a box."""
        head = _out(self.points[0], self.points[1], box)[::-1] if self.framed[0] else []
        tail = _out(self.points[-1], self.points[-2], box) if self.framed[1] else []
        return (*head, *self.points, *tail)


def _out(end: Point, before: Point, box: Box) -> list[Point]:
    """Return the three points that lead from an end straight to the edge of a box."""
    left, bottom, right, top = box
    dx, dy = end[0] - before[0], end[1] - before[1]
    if abs(dy) > abs(dx):
        at = (end[0], max(top, end[1] + 0.02) if dy > 0 else min(bottom, end[1] - 0.02))
    else:
        at = (max(right, end[0] + 0.02) if dx > 0 else min(left, end[0] - 0.02), end[1])
    return [(tidy(x), tidy(y)) for x, y in straight_piece(end, at)]


class Drawn(NamedTuple):
    """The curves of a cut, and at which fraction of its line each severed bond is crossed."""

    curves: tuple[Curve, ...]
    places: Mapping[str, float]


def curves_of(
    layout: Layout,
    of: Network | Circuit,
    severing: Severing,
    others: Sequence[tuple[Curve, bool]] = (),
    before: Sequence[Curve] = (),
) -> Drawn | str:
    """Return curves through all that is severed, or the reason why there are none.

    `others` are the curves of other cuts, which these do not cross, each with whether these are on its far side. The
    curves `before` were made for marks of other sizes, and are kept if they fit these too.
    """
    try:
        return _drawn(layout, of, severing, others, before)
    except NoLineError as reason:
        return str(reason)


def _drawn(
    layout: Layout,
    of: Network | Circuit,
    severing: Severing,
    others: Sequence[tuple[Curve, bool]],
    before: Sequence[Curve],
) -> Drawn:
    count = len(severing.lines) + len(severing.hyperedges)
    if count > MOST_CROSSINGS:
        raise NoLineError(MANY.format(count))
    if len(layout.marks) > MOST_MARKS:
        raise NoLineError(LARGE.format(len(layout.marks)))
    _check_extent(layout)
    standing = standing_of(layout, of, severing)
    standing = standing._replace(strands=(*standing.strands, *_past(layout, standing, others)))
    step, framed = layout.step, layout.view != "plain"
    kept = tuple(_scaled(curve, 1 / step) for curve in before)
    found = (_kept(standing, kept) if kept else None) or _found(standing, framed, severing.hyperedges)
    return Drawn(tuple(_scaled(curve, step) for curve in found.curves), found.places)


def _check_extent(layout: Layout) -> None:
    """Raise if places that a user gives are so far apart that what lies near a line cannot be sought in cells."""
    steps = [step for line in layout.lines for step in itertools.pairwise(line.path)]
    xs, ys = zip(*(at for step in steps for at in step), strict=True)
    extent = (max(xs) - min(xs) + max(ys) - min(ys)) / layout.step
    if extent > MOST_STEPS:
        raise NoLineError(WIDE.format(extent))
    size = CELL * layout.step
    if sum((abs(c - a) / size + 1) * (abs(d - b) / size + 1) for (a, b), (c, d) in steps) > MOST_CELLS:
        raise NoLineError(SLANTED)


def _kept(standing: Standing, curves: tuple[Curve, ...]) -> Drawn | None:
    """Return curves that were made for marks of other sizes if they fit these."""
    return _checked(curves, Check(untangled(standing)))


@lru_cache(maxsize=64)  # networks that differ in dimensions alone, or type of another size, have the same lines
def _found(standing: Standing, framed: bool, hyperedges: frozenset[str]) -> Drawn:
    """Return the curves of what has sides, in steps."""
    untied = untangled(standing)
    check = Check(untied)
    curves = tuple(_rounded(curve) for curve in _made(untied, check, framed, hyperedges))
    found = _checked(curves, check)
    if found is None:
        raise NoLineError(NO_ROOM)
    return found


def _checked(curves: tuple[Curve, ...], check: Check) -> Drawn | None:
    """Return curves, in steps, with the places where they cross lines, unless they do not fit."""
    crossed = check.crossings([flattened(curve.points, STEPS) for curve in curves])
    if not _fits(curves, crossed, check):
        return None
    lengths = [strand.lengths[-1] for strand in check.strands]
    return Drawn(curves, {name: at.length / lengths[at.strand] for name, at in (crossed or {}).items()})


def _fits(curves: Sequence[Curve], crossed: Mapping[str, Crossed] | None, check: Check) -> bool:
    """Return whether curves cross all that is severed, and keep clear of marks."""
    every = sum(len(strand.stops) for strand in check.strands)
    return (
        crossed is not None
        and len(crossed) == every
        and all(check.clear(flattened(each.points), 0.0) for each in curves)
    )


def _made(standing: Standing, check: Check, framed: bool, hyperedges: frozenset[str]) -> list[Curve]:
    """Return the curves of what has sides."""
    found: list[Curve] = []
    rows = contours(standing, framed)
    if missed := hyperedges - {gate.name for row in rows for gate in row.gates}:
        raise NoLineError(TOGETHER.format(min(missed)))
    for row in rows:
        for split, wide in itertools.product((False, True), repeat=2):
            arcs = arcs_of(row, framed, wide, split)
            made = [(_smooth(arc, check, framed), arc.out if framed else (False, False)) for arc in arcs]
            fitting = [Curve(points, out) for points, out in made if points is not None]
            if len(fitting) == len(made):
                found += fitting
                break
        else:
            raise NoLineError(NO_ROOM)
    return found


def _rounded(curve: Curve) -> Curve:
    """Return a curve with points to a thousandth of a step, so that files have few digits; straight ones stay so."""
    if len(curve.points) == 4:
        return curve
    return curve._replace(points=tuple((round(x, 3), round(y, 3)) for x, y in curve.points))


def _scaled(curve: Curve, factor: float) -> Curve:
    return curve._replace(points=tuple((tidy(x * factor), tidy(y * factor)) for x, y in curve.points))


def _past(layout: Layout, standing: Standing, others: Sequence[tuple[Curve, bool]]) -> Iterator[Strand]:
    """Yield the parts of other curves that are on one side of this cut, as lines that this one must not cross."""
    for curve, beyond in others:
        path = tuple((x / layout.step, y / layout.step) for x, y in flattened(curve.points))
        met = []
        for place, (a, b) in enumerate(itertools.pairwise(path)):
            for strand in standing.strands:
                for number, (c, d) in enumerate(itertools.pairwise(strand.path)):
                    parts = crossing(a, b, c, d)
                    if parts is not None:
                        length = strand.lengths[number] + parts[1] * math.dist(c, d)
                        one = len(strand.stops) == 1
                        met.append((place + parts[0], beyond if one else strand.side(length)))
        met.sort()
        edges = [(0.0, met[0][1]), *met, (len(path) - 1.0, met[-1][1])] if met else []
        for (low, one), (high, two) in itertools.pairwise(edges):
            if one == two and high > low:
                piece = [_along(path, low), *path[math.floor(low) + 1 : math.ceil(high)], _along(path, high)]
                lengths = tuple(
                    itertools.accumulate((math.dist(a, b) for a, b in itertools.pairwise(piece)), initial=0.0)
                )
                yield Strand(tuple(piece), lengths, one, (), ("another cut",), (None, None), (0.0, lengths[-1]))


def _along(path: Sequence[Point], place: float) -> Point:
    number = min(math.floor(place), len(path) - 2)
    (a, b), (c, d) = path[number : number + 2]
    return a + (c - a) * (place - number), b + (d - b) * (place - number)


def _smooth(arc: Arc, check: Check, framed: bool) -> tuple[Point, ...] | None:
    """Return a spline along an arc, straight or with corners as round as there is room for, or None."""
    points = dense(arc.path)

    def fits(path: Sequence[Point], distance: float) -> bool:
        crossed = check.crossings([path if arc.closed else _longer(path)])
        right = crossed is not None and crossed.keys() == arc.bonds and check.clear(path, distance)
        return right and all(_is_held(each) for each in (crossed or {}).values())

    if not arc.closed and (not framed or arc.short):
        for chord in _chords(arc, check.crossings([points]) or {}, check):
            if fits(chord, STRAIGHT if arc.crossings > 1 else CLEAR):
                return chord
    for reach, spacing in (ROUND, *REACHES) if arc.closed else REACHES:
        found = spline(smoothed(points, reach, arc.closed), arc.closed, spacing)
        if fits(flattened(found), CLEAR):
            return found
    return None


def _is_held(crossed: Crossed) -> bool:
    """Return whether a line is crossed near its stop, if that is pinned."""
    return not crossed.stop.pinned or abs(crossed.length - crossed.stop.at) <= HELD


def _longer(path: Sequence[Point]) -> list[Point]:
    """Return a path that is a little longer at both ends, so that it does not end near a line."""
    ends = []
    for (a, b), (c, d) in ((path[0], path[1]), (path[-1], path[-2])):
        part = SPARE / (math.dist((a, b), (c, d)) or 1.0)
        ends.append((a + (a - c) * part, b + (b - d) * part))
    return [ends[0], *path, ends[1]]


def _chords(arc: Arc, crossed: Mapping[str, Crossed], check: Check) -> Iterator[tuple[Point, ...]]:
    """Yield straight lines in place of an arc: across its only line, or through its ends."""
    places = list(crossed.values())
    if arc.crossings == 1 and len(places) == 1:
        strand = check.strands[places[0].strand]
        at = places[0].stop.at
        (a, b), (x, y), (c, d) = (strand.at(at + more) for more in (-1e-3, 0.0, 1e-3))
        dx, dy = (c - a) / 2e-3, (d - b) / 2e-3
        for half in SHORT if arc.short and arc.out == (False, False) else SINGLE:
            yield _straight((x - dy * half, y + dx * half), (x + dy * half, y - dx * half))
    elif len(places) > 1:
        one, two = (check.strands[place.strand].at(place.length) for place in (places[0], places[-1]))
        part = ACROSS / (math.dist(one, two) or 1.0)
        dx, dy = (two[0] - one[0]) * part, (two[1] - one[1]) * part
        yield _straight((one[0] - dx, one[1] - dy), (two[0] + dx, two[1] + dy))
    yield _straight(arc.path[0], arc.path[-1])


def _straight(a: Point, b: Point) -> tuple[Point, ...]:
    """Return a straight line as a spline."""
    return (a, *straight_piece(a, b))
