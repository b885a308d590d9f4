"""Tensors in cells of rows and columns: discs, boxes over several cells, straight bonds, and legs up and down."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..graphs import Drawn, Part
from ..scenes import Point
from .sweeping import Cell

# The length of a leg, from the middle of a disc or the edge of a box.
STUB = 0.42
# The same for a leg that ends at a tensor.
HAIR = 0.55
# The angle between two legs that point the same way, in radians.
FAN = 0.5
# Half the extent of a box across its longer side, and how far it reaches beyond the middles of its cells.
HALF, BEYOND = 0.14, 0.18
# The distance of the outer bonds between two tensors that face one another in one row or column, if one is a box.
APART = 0.16
# With more rows than this, no tensor has two legs that point the same way.
MOST_FANNED = 3

UP, DOWN, LEFT, RIGHT = math.pi / 2, -math.pi / 2, math.pi, 0.0


class Leg(NamedTuple):
    """The end of a leg of a tensor, and its direction; `row` is its row or column at a box."""

    end: int
    turn: float
    row: float | None = None


class Around(NamedTuple):
    """The tensors of all sides of a tensor."""

    above: list[int]
    below: list[int]
    left: list[int]
    right: list[int]


class Table:
    """Tensors in cells, with the legs of each."""

    def __init__(self, part: Part, cells: Mapping[int, Cell]) -> None:
        self.part, self.graph, self.cells = part, part.graph, dict(cells)
        self.columns = [cell.left for cell in cells.values()] + [cell.right for cell in cells.values()]
        self.rows = 1 + max(cell.bottom for cell in cells.values()) - min(cell.top for cell in cells.values())
        self.wide = 1 + max(self.columns) - min(self.columns)
        self.down: dict[int, bool] = {}
        self.around = {node: self._around(node) for node in cells}

    def _around(self, node: int) -> Around:
        found, own = Around([], [], [], []), self.cells[node]
        for other in self.graph.beside(node):
            if other in self.cells:
                cell = self.cells[other]
                if min(own.right, cell.right) >= max(own.left, cell.left):
                    (found.above if cell.bottom < own.top else found.below).append(other)
                else:
                    (found.left if cell.right < own.left else found.right).append(other)
        return found

    def ends(self, node: int) -> list[int]:
        """Return what ends the legs of a tensor, which are nodes without a cell, in the order of its bonds."""
        return [other for other in self.graph.beside(node) if other not in self.cells]

    def legs(self) -> list[Leg] | str:
        """Return all legs, or words for a tensor whose legs have no room above, below, or at an end of a row."""
        found: list[Leg] = []
        for node, cell in self.cells.items():
            ends = self.ends(node)
            if not ends:
                continue
            kind = (
                self._of_tall if cell.bottom > cell.top else self._of_wide if cell.right > cell.left else self._of_cell
            )
            own = kind(node, ends)
            if own is None:
                return f"a leg of the tensor {self.graph.marks[node].name!r}, which has bonds above and below"
            found += own
        return found

    def _of_tall(self, node: int, ends: Sequence[int]) -> list[Leg] | None:
        """Return the legs of a tall box: inward, at rows of their own below or above the others, or outward."""
        around, cell = self.around[node], self.cells[node]
        turn = RIGHT if around.right else LEFT
        own = [other for side in around for other in side]
        used = {row for other in own for row in range(self.cells[other].top, self.cells[other].bottom + 1)}
        rows = [row for row in range(cell.top, cell.bottom + 1) if row not in used]
        extra = len(ends) - len(rows)
        legs = [Leg(end, turn, row) for end, row in zip(ends, rows, strict=False)]
        middle, step = (cell.top + cell.bottom) / 2, min(1.0, (cell.bottom - cell.top) / max(1, extra))
        outward = LEFT if turn == RIGHT else RIGHT
        return legs + [
            Leg(end, outward, middle + step * (place - (extra - 1) / 2)) for place, end in enumerate(ends[len(rows) :])
        ]

    def _of_wide(self, node: int, ends: Sequence[int]) -> list[Leg] | None:
        """Return the legs of a tensor over several columns: up and then down, in columns without a bond there.

        Their order is that of the columns of its bonds on the other side, each in the order of the bonds of the tensor.
        """
        cell, found, left = self.cells[node], list[Leg](), list(ends)
        for turn, beside, across in (
            (UP, self.around[node].above, self.around[node].below),
            (DOWN, self.around[node].below, self.around[node].above),
        ):
            used, other = ({self._column(node, each) for each in side} for side in (beside, across))
            columns = [column for column in range(cell.left, cell.right + 1) if column not in used]
            order = [self._column(node, each) for each in self.graph.beside(node) if each in across]
            if len(other) > 1 and order[0] > order[-1]:
                columns.reverse()
            found += [Leg(end, turn, column) for end, column in zip(left, columns, strict=False)]
            left = left[len(columns) :]
        return None if left else found

    def _column(self, node: int, other: int) -> int:
        """Return the first column that two cells share."""
        return max(self.cells[node].left, self.cells[other].left)

    def _of_cell(self, node: int, ends: Sequence[int]) -> list[Leg] | None:
        """Return the legs of a tensor in one row: up and down, and one beyond the end of the row."""
        around, found, left = self.around[node], list[Leg](), list(ends)
        ways = [turn for turn, beside in ((UP, around.above), (DOWN, around.below)) if not beside]
        if len(ways) == 2 and self._is_down(self.cells[node].top):
            ways.reverse()
        for turn, beside, inward in ((LEFT, around.left, around.right), (RIGHT, around.right, around.left)):
            if left and not beside and len(left) > self._usual(inward, ways):
                end = self._outward(left, node, inward)
                left.remove(end)
                found.append(Leg(end, turn))
        if len(left) > len(ways) and (not ways or self.rows > MOST_FANNED):
            return None
        if len(ways) == 2 and len(left) == 2:
            ways = [UP, DOWN]
        first, rest = left[: len(ways) - 1], left[len(ways) - 1 :]
        found += [Leg(end, turn) for end, turn in zip(first, ways, strict=False)]
        sign = 1 if ways and ways[-1] < 0 else -1
        return found + [
            Leg(end, ways[-1] + sign * FAN * (place - (len(rest) - 1) / 2)) for place, end in enumerate(rest)
        ]

    def _is_down(self, row: int) -> bool:
        """Return whether legs of tensors of a row without bonds above and below go down.

        They go where others of the row have their legs, or, if these have none, their bonds.
        """
        if row not in self.down:
            up, down = 0, 0
            for node, around in self.around.items():
                if self.cells[node].top == row and bool(around.above) != bool(around.below):
                    upward = bool(around.below) == bool(self.ends(node))
                    up, down = up + upward, down + (not upward)
            self.down[row] = down > up or (up == down and row > min(cell.top for cell in self.cells.values()))
        return self.down[row]

    def _usual(self, inward: Sequence[int], ways: Sequence[float]) -> int:
        """Return how many legs of a tensor at the end of a row go up or down."""
        if not ways or len(inward) != 1:
            return len(ways)
        return max(len(self.ends(inward[0])), 1) if self.wide > 2 else len(ways)

    def _outward(self, ends: Sequence[int], node: int, inward: Sequence[int]) -> int:
        """Return the leg that goes on along the row: one whose place among the bonds is not that of legs beside it."""
        graph = self.graph
        model = {
            place for other in inward for place, (_, end) in enumerate(graph.links[other]) if end not in self.cells
        }
        places = [end for _, end in graph.links[node]]
        return next((end for end in ends if places.index(end) not in model), ends[0])

    def drawn(self, legs: Sequence[Leg]) -> Drawn:
        """Return the places of all tensors and legs, the sizes of boxes, and the paths of their bonds."""
        places = {node: cell.middle for node, cell in self.cells.items()}
        big = [node for node, cell in self.cells.items() if cell.right > cell.left or cell.bottom > cell.top]
        sizes = {node: _size(self.cells[node]) for node in big}
        paths = self._paths(set(big), places)
        for end, turn, at in legs:
            edge, node = self.graph.links[end][0]
            start = _start(self.cells[node], places[node], at, turn)
            reach = STUB if self.graph.free(end) else HAIR
            if node in sizes:
                reach += sizes[node][0 if abs(math.sin(turn)) < 0.5 else 1]
            places[end] = (start[0] + reach * math.cos(turn), start[1] + reach * math.sin(turn))
            if at is not None:
                ends = (start, places[end])
                paths[edge] = ends if self.graph.edges[edge][2] == end else ends[::-1]
        return Drawn(places, paths=paths, sizes=sizes, shapes=dict.fromkeys(big, "box"))

    def _paths(self, big: set[int], places: Mapping[int, Point]) -> dict[int, tuple[Point, ...]]:
        """Return the paths of bonds of boxes, which are straight where the cells of both ends face one another."""
        pairs: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, (_, one, two) in enumerate(self.graph.edges):
            if (one in big or two in big) and one in self.cells and two in self.cells:
                pairs[min(one, two), max(one, two)].append(number)
        found: dict[int, tuple[Point, ...]] = {}
        for own in pairs.values():
            for place, number in enumerate(own):
                _, one, two = self.graph.edges[number]
                part = place / (len(own) - 1) - 0.5 if len(own) > 1 else 0.0
                found[number] = _facing((self.cells[one], places[one]), (self.cells[two], places[two]), part)
        return found


def _size(cell: Cell) -> tuple[float, float]:
    across, up = (cell.right - cell.left) / 2, (cell.bottom - cell.top) / 2
    return across + BEYOND if across else HALF, up + BEYOND if up else HALF


def _start(cell: Cell, middle: Point, at: float | None, turn: float) -> Point:
    """Return where a leg begins in its cell: in the middle, or at a row or column `at`."""
    if at is None:
        return middle
    return (middle[0], -at) if abs(math.sin(turn)) < 0.5 else (at, middle[1])


def _facing(one: tuple[Cell, Point], two: tuple[Cell, Point], part: float) -> tuple[Point, Point]:
    """Return the ends of a straight line between two cells: upright if one is above the other.

    It is at the `part`, from -1/2 to 1/2, of what faces one another, which is more than a point for several bonds.
    """
    (a, (ax, ay)), (b, (bx, by)) = one, two
    left, right = max(a.left, b.left), min(a.right, b.right)
    if left <= right:
        x = (left + right) / 2 + part * max(right - left, APART)
        return (x, ay), (x, by)
    top, bottom = max(a.top, b.top), min(a.bottom, b.bottom)
    y = -(top + bottom) / 2 - part * max(bottom - top, APART)
    return (ax, y), (bx, y)


def turned(cells: Mapping[int, Cell]) -> dict[int, Cell]:
    """Return cells with rows as columns."""
    return {node: Cell(cell.top, cell.left, cell.bottom, cell.right) for node, cell in cells.items()}


def mirrored(cells: Mapping[int, Cell]) -> Iterator[tuple[dict[int, Cell], bool]]:
    """Yield cells as they are and mirrored, and whether they are turned over."""
    wide = max(cell.right for cell in cells.values()) + min(cell.left for cell in cells.values())
    high = max(cell.bottom for cell in cells.values()) + min(cell.top for cell in cells.values())
    for across, down in itertools.product((False, True), repeat=2):
        yield {node: _mirrored(cell, wide, high, (across, down)) for node, cell in cells.items()}, down


def _mirrored(cell: Cell, wide: int, high: int, flips: tuple[bool, bool]) -> Cell:
    left, top, right, bottom = cell
    if flips[0]:
        left, right = wide - right, wide - left
    if flips[1]:
        top, bottom = high - bottom, high - top
    return Cell(left, top, right, bottom)


def aligned(legs: Sequence[Leg], asked: Mapping[int, float]) -> int:
    """Return how many legs point where they were asked to."""
    return sum(math.cos(leg.turn - asked[leg.end]) > 0.5 for leg in legs if leg.end in asked)
