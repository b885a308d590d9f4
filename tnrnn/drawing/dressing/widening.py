"""Marks that are as large as the ports on their sides need."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ...networks import Circuit, Network
from ..scenes import Layout, Mark, tidy
from .edges import edge_of
from .ports import End, Ports, Wanted
from .sides import DOWN, UP, is_sided

ROOM, LEG_ROOM, MOST_ROOM = 0.1, 0.16, 0.42
"""How much of a side a bond and a leg need in steps, if the size of the mark is free; and the largest half extent that
a mark then has, in the distance of the nearest other one."""

ALIKE = 1.3
"""The largest factor by which a mark is larger than it needs, to be as large as others of its look."""

MOST_WIDENED = 300
"""With more marks than this, none grows for its ports."""


def widened(layout: Layout, marks: Sequence[Mark], of: Network | Circuit, wanted: Wanted) -> list[Mark]:
    """Return the marks, of which those whose size is free are as large as their ports need.

    Marks of one look and one size stay equal, unless some need far more than others. In large pictures marks keep
    their sizes.
    """
    if len(marks) > MOST_WIDENED:
        return list(marks)
    ports = Ports(layout, marks, of, wanted)
    needed: dict[object, list[float]] = defaultdict(lambda: [0.0, 0.0])
    counts: dict[tuple[int, int], list[End]] = defaultdict(list)
    for end in ports.ends():
        if end.fixed is None and is_sided(marks[end.mark]) and marks[end.mark].name not in wanted.sized:
            counts[end.mark, end.side].append(end)
    for (number, side), ends in counts.items():
        if len(ends) > 1:
            mark = marks[number]
            half = sum(_room(layout, end, wanted.texts) for end in ends) / 2
            others = (math.dist((mark.x, mark.y), (one.x, one.y)) for one in marks if one is not mark)
            half = min(half, MOST_ROOM * min(others, default=math.inf))
            for one in (needed[number], needed[family_of(mark)]):
                one[side not in (UP, DOWN)] = max(one[side not in (UP, DOWN)], half)
    made = []
    for number, mark in enumerate(marks):
        shared = _widened(mark, needed[family_of(mark)]) if mark.name not in wanted.sized else mark
        own = _widened(mark, needed[number])
        near = shared.radius <= ALIKE * own.radius and shared.height <= ALIKE * own.height
        made.append(shared if near else own)
    return made


def _room(layout: Layout, end: End, texts: Mapping[str, tuple[float, float]]) -> float:
    """Return how much of its side a line needs, which for a leg is as much as the text at its end."""
    if end.aim is not None:
        return ROOM * layout.step
    sizes = (texts.get(bond, (0.0, 0.0)) for bond in layout.lines[end.line].bonds)
    return max([LEG_ROOM * layout.step, *(size[end.side not in (UP, DOWN)] for size in sizes)])


def family_of(mark: Mark) -> tuple[object, ...]:
    """Return what marks that look alike have in common; they are made wider or narrower together."""
    return mark.dress, mark.radius, mark.height


def _widened(mark: Mark, needed: Sequence[float]) -> Mark:
    if mark.height:
        return dataclasses.replace(
            mark, radius=max(mark.radius, tidy(needed[0])), height=max(mark.height, tidy(needed[1]))
        )
    left, bottom, right, top = edge_of(mark).box
    factor = max(1.0, 2 * needed[0] / (right - left), 2 * needed[1] / (top - bottom))
    return dataclasses.replace(mark, radius=tidy(mark.radius * factor))
