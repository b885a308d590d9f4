"""What curves cross, and whether they keep clear of marks. Lengths are in steps of the layout."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..scenes import Point, crossing
from .standing import Standing, Stop

CELL = 0.25
"""The width of the cells in which crossings are sought."""

SAME = 1e-6
"""The difference of two lengths that belong to one crossing."""


class Crossed(NamedTuple):
    """Where a bond is crossed: the number of its line, its stop there, and the length up to the crossing."""

    strand: int
    stop: Stop
    length: float


class Check:
    """What curves cross, among all lines of a drawing, and whether they keep clear of the marks."""

    def __init__(self, standing: Standing) -> None:
        self.strands, self.blots = standing.strands, standing.blots
        self.steps: dict[tuple[int, int], list[tuple[int, int, Point, Point]]] = defaultdict(list)
        for number, strand in enumerate(self.strands):
            for place, (a, b) in enumerate(itertools.pairwise(strand.path)):
                for cell in _cells(a, b):
                    self.steps[cell].append((number, place, a, b))
        self.marks: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, blot in enumerate(self.blots):
            corners = (blot.x - blot.across, blot.y - blot.up), (blot.x + blot.across, blot.y + blot.up)
            for cell in _cells(*corners, 0.1):
                self.marks[cell].append(number)

    def crossings(self, paths: Sequence[Sequence[Point]]) -> dict[str, Crossed] | None:
        """Return where curves cross the severed bonds, in order, or None if they cross something else or one twice."""
        found: dict[tuple[int, float], None] = {}
        for path in paths:
            for a, b in itertools.pairwise(path):
                met: list[tuple[float, int, float]] = []
                for cell in _cells(a, b):
                    for number, place, c, d in self.steps.get(cell, ()):
                        parts = crossing(a, b, c, d)
                        if parts is not None:
                            length = self.strands[number].lengths[place] + parts[1] * math.dist(c, d)
                            met.append((parts[0], number, round(length, 7)))
                found |= dict.fromkeys((number, length) for _, number, length in sorted(met))
        crossed: dict[str, Crossed] = {}
        for number, length in found:
            stops = [stop for stop in self.strands[number].stops if stop.least <= length <= stop.most]
            known = crossed.get(stops[0].name) if len(stops) == 1 else None
            if known is not None and abs(known.length - length) < SAME:
                continue  # two steps of a path meet on the line
            if len(stops) == 1 and known is None:
                crossed[stops[0].name] = Crossed(number, stops[0], length)
            elif not self._in_hyper(number, length):
                return None
        return crossed

    def _in_hyper(self, number: int, length: float) -> bool:
        """Return whether a line is crossed inside the mark of a severed hyperedge, which hides it."""
        strand = self.strands[number]
        end = strand.ends[0] if length < strand.room[0] else strand.ends[1] if length > strand.room[1] else None
        return end is not None and bool(self.blots[end].legs)

    def clear(self, path: Sequence[Point], distance: float) -> bool:
        """Return whether a path keeps a distance from all marks but those of severed hyperedges."""
        for a, b in itertools.pairwise(path):
            near = {number for cell in _cells(a, b) for number in self.marks.get(cell, ())}
            for number in near:
                blot = self.blots[number]
                if not blot.legs and min(blot.outside(at) for at in _between(a, b)) < distance:
                    return False
        return True


def _between(a: Point, b: Point) -> list[Point]:
    count = max(1, math.ceil(math.dist(a, b) / 0.02))
    return [(a[0] + (b[0] - a[0]) * part / count, a[1] + (b[1] - a[1]) * part / count) for part in range(count + 1)]


def _cells(a: Point, b: Point, more: float = 0.0) -> Iterator[tuple[int, int]]:
    left, right = sorted((a[0], b[0]))
    low, high = sorted((a[1], b[1]))
    columns = range(math.floor((left - more) / CELL), math.floor((right + more) / CELL) + 1)
    yield from itertools.product(columns, range(math.floor((low - more) / CELL), math.floor((high + more) / CELL) + 1))
