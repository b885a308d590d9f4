"""Operators of one or a few sites above a row of tensors, or between two rows: gates on a matrix product state."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from ..graphs import Graph
from .sweeping import Beside, Budget, Cell


def operator_cells(graph: Graph, beside: Beside, budget: Budget) -> Iterator[tuple[dict[int, Cell], bool]]:
    """Yield the cells of a row, of operators above it, and of a second row above these, and whether that one exists.

    Every tensor of a row has one bond up or down. An operator has as many bonds below as above; those above are in the
    columns of those below, in the order of the bonds.
    """
    for row in _rows(graph, beside, budget):
        stack = _Stack(graph, row)
        stack.fill()
        upper = stack.upper(beside)
        if stack.cells and upper is not None and len(stack.cells) + len(row) + len(upper) == len(beside):
            top = max(stack.level) + (1 if upper else 0)
            cells = {node: Cell(place, 0, place, 0) for place, node in enumerate(row)} | stack.cells
            cells |= {node: Cell(place, top, place, top) for place, node in enumerate(upper)}
            found = {node: cell._replace(top=top - cell.bottom, bottom=top - cell.top) for node, cell in cells.items()}
            yield found, bool(upper)


def _rows(graph: Graph, beside: Beside, budget: Budget) -> Iterator[list[int]]:
    """Yield paths of at least three tensors that may be rows: those inside have three bonds, and both ends have two.

    Where two neighbours are joined to tensors with three bonds, which are in another row, these are neighbours, too.
    """
    bonds = {node: len(graph.links[node]) for node in beside}
    pending: deque[list[int]] = deque([node] for node in beside if bonds[node] == 2)
    while pending and budget.spend(4):
        path = pending.pop()
        if len(path) > 2 and bonds[path[-1]] == 2:
            yield path
            continue
        for node in beside[path[-1]]:
            if node not in path and bonds[node] in (2, 3) and (len(path) > 1 or bonds[node] == 3):
                longer = [*path, node]
                if len(path) < 3 or _is_straight(graph, longer[-4:], bonds):
                    pending.append(longer)


def _is_straight(graph: Graph, path: Sequence[int], bonds: dict[int, int]) -> bool:
    """Return whether the bonds up of the two inner tensors of a path do not lead to tensors of different rows."""
    ups = [
        next((other for _, other in graph.links[path[place]] if other not in (path[place - 1], path[place + 1])), None)
        for place in (1, 2)
    ]
    one, two = ups
    if one is None or two is None:
        return False  # parallel bonds
    return bonds.get(one) != 3 or bonds.get(two) != 3 or two in graph.beside(one)


class _Stack:
    """What stands above a row: in every column the bond that is highest so far, and the level that it starts from."""

    def __init__(self, graph: Graph, row: Sequence[int]) -> None:
        self.graph, self.row = graph, row
        self.cells: dict[int, Cell] = {}
        self.level = [0] * len(row)
        self.wires: list[tuple[int, int]] = []
        own = set(row)
        for node in row:
            up = [link for link in graph.links[node] if link[1] not in own]
            if len(up) == 1:
                self.wires.append(up[0])

    def fill(self) -> None:
        """Place every operator of which all lower bonds are known."""
        if len(self.wires) < len(self.row):
            return
        columns: dict[int, list[int]] = {}
        ready = deque(range(len(self.row)))
        while ready:
            column = ready.popleft()
            node = self.wires[column][1]
            if self.graph.free(node) or self._is_end(column, node):
                continue
            own = columns.setdefault(node, [])
            own.append(column)
            if 2 * len(own) == len(self.graph.links[node]) and max(own) - min(own) == len(own) - 1:
                self._place(node, own)
                ready += own

    def _is_end(self, column: int, node: int) -> bool:
        """Return whether a tensor above the first or the last one is an end of the second row.

        It has two bonds as operators of one site, but the other one leads to the next tensor of the row.
        """
        links = self.graph.links[node]
        beyond = max(
            (len(self.graph.links[other]) for edge, other in links if edge != self.wires[column][0]), default=0
        )
        return column in (0, len(self.row) - 1) and len(links) == 2 and beyond == 3

    def _place(self, node: int, own: Sequence[int]) -> None:
        column = {self.wires[place][0]: place for place in own}
        order = [column[edge] for edge, _ in self.graph.links[node] if edge in column]
        onward = [link for link in self.graph.links[node] if link[0] not in column]
        level = 1 + max(self.level[place] for place in own)
        self.cells[node] = Cell(min(own), level, max(own), level)
        for place, link in zip(order, onward, strict=True):
            self.wires[place], self.level[place] = link, level

    def upper(self, beside: Beside) -> list[int] | None:
        """Return the second row, or nothing if all columns end in legs, or None if they end in anything else."""
        ends = [node for _, node in self.wires]
        tensors = [node for node in ends if not self.graph.free(node)]
        if len(self.wires) < len(self.row) or (tensors and len(set(tensors)) < len(self.row)):
            return None
        inner = set(tensors)
        for place, node in enumerate(tensors):
            near = {*tensors[max(0, place - 1) : place], *tensors[place + 1 : place + 2]}
            if node in self.cells or {other for other in beside[node] if other in inner} != near:
                return None
            if len(self.graph.links[node]) != len(near) + 1:
                return None
        return tensors
