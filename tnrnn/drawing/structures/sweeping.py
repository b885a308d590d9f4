"""Columns of tensors found one after the other: once one column is known, so are all others.

In rows of tensors that all are as long, each tensor of a column has one bond to the right, and all its other bonds lead
to its own column or back. So the next column is what is still unknown around the last one.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .products import Beside

# How many neighbours are looked at for each tensor, and in small networks, before the search is given up.
WORK, LEAST_WORK = 20, 40_000


class Cell(NamedTuple):
    """The columns and rows that a tensor takes, counted from the left and from the top, the last ones included."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the cell, with y upwards."""
        return (self.left + self.right) / 2, -(self.top + self.bottom) / 2


class Budget:
    """How many neighbours may still be looked at."""

    def __init__(self, tensors: int) -> None:
        self.left = LEAST_WORK + WORK * tensors

    def spend(self, count: int) -> bool:
        """Return whether there was that much left."""
        self.left -= count
        return self.left >= 0


class Rows(NamedTuple):
    """The tensors of every column, in no order, and the tensors that all rows lead to at the left and at the right.

    A tensor with the same number in two columns is wide.
    """

    columns: list[list[int]]
    left: int | None
    right: int | None

    @property
    def wide(self) -> bool:
        """Whether a tensor stands in two columns."""
        return any(a == b for one, two in itertools.pairwise(self.columns) for a, b in zip(one, two, strict=True))


def swept(beside: Beside, start: Sequence[int], budget: Budget, left: int | None = None, wide: int = 0) -> Rows | None:
    """Return all columns from the first one on, or None if the rows are not as long as one another.

    All rows may begin at a tensor `left`, and then also end at one. If `wide` is not 0, tensors may be wide, as the
    two-site tensors of DMRG are: with two unknown neighbours a tensor stays for one more column, in which one of them
    has to be. Of two tensors that lead to the same one, the first stays if `wide` is 1, and the last if it is -1.
    """
    columns, placed = [list(start)], {*start} | ({left} if left is not None else set())
    while budget.spend(len(start)):
        onward = [[other for other in beside[node] if other not in placed] for node in columns[-1]]
        ahead = {other for own in onward for other in own}
        if not ahead or (len(ahead) == 1 and all(onward) and left is not None):
            done = len(placed) + len(ahead) == len(beside)
            return Rows(columns, left, next(iter(ahead), None)) if done else None
        if any(len(own) != 1 for own in onward) and not (wide and all(onward)):
            return None
        column = [own[0] if len(own) == 1 else node for node, own in zip(columns[-1], onward, strict=True)]
        for place in range(len(column))[::wide] if wide else ():
            if column.count(column[place]) > 1:
                column[place] = columns[-1][place]
        new = set(column) - placed
        if not new or len(set(column)) < len(column):
            return None
        stay = [node for node in column if node in placed]
        if any(new.isdisjoint(beside[node]) for node in stay):
            return None
        placed |= new
        columns.append(column)
    return None


def first_columns(beside: Beside, budget: Budget, jumps: bool = False, wide: int = 0) -> Iterator[list[int]]:
    """Yield what may be the first column, the short ones first: walks from corners, with one more bond of each tensor.

    This bond leads to the right. If `jumps` is true, bonds within the column may be missing: the walk goes on at
    another tensor that has at most two neighbours. If `wide` is not 0, other columns may have fewer tensors.
    """
    corners = [node for node, others in beside.items() if len(others) <= 2]
    pending: deque[tuple[list[int], set[int]]] = deque(([corner], set()) for corner in corners)
    while pending and budget.spend(len(pending[0][0])):
        walk, rights = pending.popleft()
        own = [other for other in beside[walk[-1]] if other not in walk]
        if len(own) == 1 and own[0] not in rights:
            if len(walk) > 1 and (wide or not len(beside) % len(walk)):
                yield walk
            beyond = rights | {own[0]}
            taken = {*walk, *beyond}
            if jumps and budget.spend(len(corners)):
                pending += [([*walk, node], beyond) for node in corners if node not in taken and node > walk[0]]
        elif len(own) == 2:
            pending += [
                ([*walk, node], rights | {right})
                for node, right in (own, own[::-1])
                if len(beside[node]) <= 3 and node not in rights and right not in rights
            ]


def bonds_within(beside: Beside, column: Sequence[int]) -> int:
    """Return how many pairs of tensors of a column are joined."""
    return sum(other in column for node in column for other in beside[node]) // 2


def cells_of(beside: Beside, rows: Rows, ranks: Mapping[int, int]) -> dict[int, Cell] | None:
    """Return the cells of all tensors, the rows in an order in which bonds join neighbours only, or None.

    `ranks` are places of the tensors of the first column, such as those of their bonds at the tensor to the left: they
    order rows that no bonds join.
    """
    order = _ordered(beside, rows.columns, [ranks.get(node, 0) for node in rows.columns[0]])
    if order is None:
        return None
    found: dict[int, Cell] = {}
    for place, column in enumerate(rows.columns):
        for down, row in enumerate(order):
            node = column[row]
            found[node] = found[node]._replace(right=place) if node in found else Cell(place, down, place, down)
    last = len(order) - 1
    if rows.left is not None:
        found[rows.left] = Cell(-1, 0, -1, last)
    if rows.right is not None:
        found[rows.right] = Cell(len(rows.columns), 0, len(rows.columns), last)
    return found if all(touch(found[one], found[two]) for one, others in beside.items() for two in others) else None


def _ordered(beside: Beside, columns: Sequence[Sequence[int]], ranks: Sequence[int]) -> list[int] | None:
    """Return the rows from the top down, or None if those that bonds join are not a path, or several."""
    joined: list[set[int]] = [set() for _ in columns[0]]
    for column in columns:
        row = {node: number for number, node in enumerate(column)}
        for number, node in enumerate(column):
            joined[number].update(row[other] for other in beside[node] if other in row)
    ends = sorted((number for number, others in enumerate(joined) if len(others) < 2), key=lambda end: ranks[end])
    order: list[int] = []
    for end in ends:
        if end in order:
            continue
        here: int | None = end
        while here is not None:
            order.append(here)
            here = next((other for other in joined[here] if other not in order), None)
    straight = all(len(others) <= 2 for others in joined)
    return order if straight and len(order) == len(joined) else None


def touch(one: Cell, two: Cell) -> bool:
    """Return whether two cells are beside one another or one above the other.

    >>> touch(Cell(0, 0, 1, 0), Cell(1, 1, 1, 1)), touch(Cell(0, 0, 0, 0), Cell(1, 1, 1, 1))
    (True, False)
    """
    across = max(one.left, two.left) - min(one.right, two.right)
    down = max(one.top, two.top) - min(one.bottom, two.bottom)
    return (across == 1 and down <= 0) or (down == 1 and across <= 0)
