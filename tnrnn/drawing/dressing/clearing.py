"""Marks with looks keep off the lines that pass them, and legs end before other marks."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from ...networks import Circuit, Network
from ..scenes import Layout, Line, Mark, Point, crossing, tidy
from .edges import Edge, edge_of, joined
from .ports import Wanted, ported
from .widening import family_of, widened

LARGER = 1.08
"""The factor of a mark with which it must not meet a line that passes it."""

SMALLER, TRIALS = 0.8, 6
"""The factor by which marks that meet a line become smaller, and how often they do at most."""

SHORTER = 0.6
"""The part of the way to another mark that a leg takes."""

MOST_CLEARED = 300
"""With more marks than this, nothing is done."""


def cleared(
    layout: Layout, marks: Sequence[Mark], of: Network | Circuit, wanted: Wanted
) -> tuple[list[Mark], tuple[Line, ...]]:
    """Return marks that are as large as their ports need, and lines between their edges.

    Marks whose size is free do not grow so far that a bond passes over them, or become smaller; marks of one look stay
    equal. Legs that would lead into another mark end before it.
    """
    made = widened(layout, marks, of, wanted)
    lines = ported(layout, made, of, wanted)
    if len(marks) > MOST_CLEARED:
        return made, tuple(lines)
    pairs = joined(layout)
    for trial in range(TRIALS):
        met = {family_of(made[number]) for number in _passed(lines, pairs, made) if _is_free(made[number], wanted)}
        if not met:
            break
        made = [
            mark if family_of(mark) not in met else _scaled(mark, SMALLER) if trial else before
            for mark, before in zip(made, marks, strict=True)
        ]
        lines = ported(layout, made, of, wanted)
    return made, _all_ended(layout, lines, pairs, made)


def ended(layout: Layout) -> Layout:
    """Return a layout in which legs that would lead into another mark end before it."""
    if layout.view != "plain" or len(layout.marks) > MOST_CLEARED:
        return layout
    return layout._replace(lines=_all_ended(layout, layout.lines, joined(layout), layout.marks))


def _all_ended(
    layout: Layout,
    lines: Sequence[Line],
    pairs: Sequence[tuple[int | None, int | None]],
    marks: Sequence[Mark],
) -> tuple[Line, ...]:
    """Return lines of which legs end before other marks, except where the layout leads them through wide ones."""
    edges = dict(enumerate(map(edge_of, marks)))
    wide = [number for number, mark in enumerate(layout.marks) if mark.height and mark.dress is not None]
    through = {number: edge_of(layout.marks[number]) for number in wide}
    found = []
    for line, pair, given in zip(lines, pairs, layout.lines, strict=True):
        meant = {at for at, edge in through.items() if None in pair and _hit(given.path, edge) is not None}
        own = {number: edge for number, edge in edges.items() if number not in meant} if meant else edges
        found.append(_ended(line, pair, own))
    return tuple(found)


def _is_free(mark: Mark, wanted: Wanted) -> bool:
    """Return whether the size of a mark is neither what a look gives nor what its text needs."""
    return mark.name not in wanted.sized and mark.dress is not None and mark.dress.place != "inside"


def _scaled(mark: Mark, factor: float) -> Mark:
    return dataclasses.replace(mark, radius=tidy(mark.radius * factor), height=tidy(mark.height * factor))


def _passed(
    lines: Sequence[Line], pairs: Sequence[tuple[int | None, int | None]], marks: Sequence[Mark]
) -> Iterator[int]:
    """Yield the marks that a bond meets without ending there."""
    edges = [edge_of(_scaled(mark, LARGER)) for mark in marks]
    for line, pair in zip(lines, pairs, strict=True):
        if None in pair:
            continue
        path = line.path
        around = [f(axis) for f in (min, max) for axis in zip(*path, strict=True)]
        for number, edge in enumerate(edges):
            if number not in pair and _boxes_meet(around, edge.box) and _hit(path, edge) is not None:
                yield number


def _ended(line: Line, pair: tuple[int | None, int | None], edges: Mapping[int, Edge]) -> Line:
    """Return a leg that ends before the first mark that it would meet; other lines stay as they are."""
    if pair.count(None) != 1 or len(line.points) != 2:
        return line
    start, end = line.points if pair[1] is None else line.points[::-1]
    own, around = pair[0] if pair[1] is None else pair[1], [*map(min, start, end), *map(max, start, end)]
    hits = [
        found
        for number, edge in edges.items()
        if number != own and _boxes_meet(around, edge.box) and (found := _hit((start, end), edge)) is not None
    ]
    if not hits or min(hits) <= 0 or len(line.stops) != 1:
        return line
    hidden = max(0.0, 2 * (line.stops[0] if pair[1] is None else 1 - line.stops[0]) - 1)
    part = hidden + SHORTER * max(0.0, min(hits) - hidden)
    middle = (1 + hidden / part) / 2
    far = tidy(start[0] + part * (end[0] - start[0])), tidy(start[1] + part * (end[1] - start[1]))
    points, stop = ((start, far), middle) if pair[1] is None else ((far, start), 1 - middle)
    return dataclasses.replace(line, points=points, stops=(tidy(stop),))


def _boxes_meet(one: Sequence[float], two: Sequence[float]) -> bool:
    return one[0] <= two[2] and two[0] <= one[2] and one[1] <= two[3] and two[1] <= one[3]


def _hit(path: Sequence[Point], edge: Edge) -> float | None:
    """Return where a path first meets an edge, as a part of its first segment, or 0 if it begins inside."""
    if edge.holds(path[0]):
        return 0.0
    corners = edge.corners or _round(edge)
    found = [
        (place, parts[0])
        for place, (a, b) in enumerate(itertools.pairwise(path))
        for c, d in itertools.pairwise((*corners, corners[0]))
        if (parts := crossing(a, b, c, d)) is not None
    ]
    return min(found)[1] if found else None


def _round(edge: Edge) -> tuple[Point, ...]:
    """Return a polygon around a disc."""
    turns = [math.pi * (2 * place + 1) / 16 for place in range(16)]
    far = edge.radius / math.cos(math.pi / 16)
    return tuple((edge.centre[0] + far * math.cos(turn), edge.centre[1] + far * math.sin(turn)) for turn in turns)
