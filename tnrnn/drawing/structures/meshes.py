"""Grids of rows and columns, such as projected entangled pair states, with slanted legs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ..graphs import Graph
from ..scenes import Point

# The distance from a tensor to the next.
STEP = 1.0
# Where the legs of a tensor end, relative to it, in the order of its bonds.
ASLANT = ((0.3, -0.33), (-0.3, 0.33), (0.33, 0.3), (-0.33, -0.3))


def mesh(graph: Graph, nodes: Sequence[int]) -> dict[int, Point] | None:
    """Place a grid of at least two rows and columns, with the first tensor at the top left, or return None.

    Legs, free or with one tensor, are removed. In a grid, all neighbours are then joined, and nothing else is. So rows
    are read one after the other, and every edge is checked.
    """
    beside = {node: graph.beside(node) for node in nodes}
    inner = [node for node in nodes if len(beside[node]) > 1]
    kept = set(inner)
    beside = {node: tuple(other for other in beside[node] if other in kept) for node in inner}
    corners = [node for node in inner if len(beside[node]) == 2]
    if len(corners) != 4 or any(len(others) > 4 for others in beside.values()):
        return None
    rows = _rows(beside, corners)
    if rows is None:
        return None
    places = {node: (STEP * at, -STEP * down) for down, row in enumerate(rows) for at, node in enumerate(row)}
    for node in inner:
        legs = [other for other in graph.beside(node) if other not in kept]
        if len(legs) > len(ASLANT):
            return None
        for leg, (dx, dy) in zip(legs, ASLANT, strict=False):
            places[leg] = (places[node][0] + dx, places[node][1] + dy)
    return places


def _rows(beside: dict[int, tuple[int, ...]], corners: list[int]) -> list[list[int]] | None:
    """Return the rows of a grid, starting at one of its corners, or None."""
    start = corners[0]
    others = [node for node in beside[start] if node in corners]
    first = _first_row(beside, corners, start, min(others or beside[start]))
    if first is None:
        return None
    placed, rows = set(first), [first]
    while len(placed) < len(beside):
        below = [[other for other in beside[node] if other not in placed] for node in rows[-1]]
        row = [one[0] for one in below if len(one) == 1]
        if len(row) < len(below) or len(set(row)) < len(row):
            return None
        placed.update(row)
        rows.append(row)
    wanted = [pair for row in rows for pair in itertools.pairwise(row)]
    wanted += [pair for one, two in itertools.pairwise(rows) for pair in zip(one, two, strict=True)]
    if any(two not in beside[one] for one, two in wanted) or 2 * len(wanted) != sum(map(len, beside.values())):
        return None
    return _turned(rows)


def _first_row(beside: dict[int, tuple[int, ...]], corners: list[int], start: int, second: int) -> list[int] | None:
    """Return the nodes on the border from one corner to the next, or None."""
    row = [start, second]
    while row[-1] not in corners:
        onward = [other for other in beside[row[-1]] if other != row[-2] and len(beside[other]) < 4]
        if len(onward) != 1 or len(row) > len(beside):
            return None
        row.append(onward[0])
    return row


def _turned(rows: list[list[int]]) -> list[list[int]]:
    """Turn and mirror a grid so that its first tensor stands as near to the top left as possible.

    The second of the two tensors beside it then stands in the first column.
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    every = [turned for one in (rows, columns) for turned in (one, one[::-1])]
    every += [[row[::-1] for row in one] for one in every]
    return min(every)
