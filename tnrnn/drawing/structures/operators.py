"""Operators of one or a few sites above a row of tensors, or between two rows: gates on a matrix product state."""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

from ..graphs import Graph
from .products import Beside
from .sweeping import Budget, Cell

# With more upper bonds than this, an operator has them in the order of its bonds, or in the opposite one.
MOST_SORTED = 4


def operator_cells(graph: Graph, beside: Beside, budget: Budget) -> Iterator[tuple[dict[int, Cell], bool]]:
    """Yield the cells of a row, of operators above it, and of a second row above these, and whether that one exists.

    Every tensor of a row has one bond up or down. An operator has as many bonds below as above; those above are in the
    columns of those below, in the order of the bonds. It may also be a shorter row of tensors, each with a bond above
    and below. Rows that all are as long are left to other readings.
    """
    for row in _rows(graph, beside, budget):
        stack = _Stack(graph, beside, row)
        stack.fill()
        upper = stack.upper()
        placed = len(stack.cells) + len(row) + len(upper or ())
        if stack.is_uneven and upper is not None and placed == len(beside):
            top = max(stack.level) + (1 if upper else 0)
            cells = {node: Cell(place, 0, place, 0) for place, node in enumerate(row)} | stack.cells
            cells |= {node: Cell(place, top, place, top) for place, node in enumerate(upper)}
            found = {node: cell._replace(top=top - cell.bottom, bottom=top - cell.top) for node, cell in cells.items()}
            yield found, bool(upper)


def _rows(graph: Graph, beside: Beside, budget: Budget) -> Iterator[list[int]]:
    """Yield paths of at least three tensors that may be rows: those inside have three bonds, and both ends have two.

    Where two neighbours are joined to tensors with three bonds, which mostly are in another row, these are neighbours,
    too, or one of them is the end of a shorter row, and both have a neighbour in common. Other paths come last.
    """
    bonds = {node: len(graph.links[node]) for node in beside}
    pending: deque[list[int]] = deque([node] for node in beside if bonds[node] == 2)
    while pending and budget.spend(4 + len(pending[-1]) // 4):
        path = pending.pop()
        if len(path) > 2 and bonds[path[-1]] == 2:
            yield path
            continue
        for node in beside[path[-1]]:
            if node not in path and bonds[node] in (2, 3) and (len(path) > 1 or bonds[node] == 3):
                longer = [*path, node]
                if len(path) < 3 or _is_straight(graph, longer[-4:], bonds):
                    pending.append(longer)
                else:
                    pending.appendleft(longer)


def _is_straight(graph: Graph, path: Sequence[int], bonds: dict[int, int]) -> bool:
    """Return whether the bonds up of the two inner tensors of a path do not lead to tensors of different rows."""
    ups = [
        next((other for _, other in graph.links[path[place]] if other not in (path[place - 1], path[place + 1])), None)
        for place in (1, 2)
    ]
    one, two = ups
    if one is None or two is None:
        return False  # parallel bonds
    near = {*graph.beside(one), one}
    return bonds.get(one) != 3 or bonds.get(two) != 3 or not near.isdisjoint({*graph.beside(two), two} - {*path})


class _Stack:
    """What stands above a row: the highest bond of every column, the tensor that it comes from, and its level."""

    def __init__(self, graph: Graph, beside: Beside, row: Sequence[int]) -> None:
        self.graph, self.beside, self.row = graph, beside, row
        self.cells: dict[int, Cell] = {}
        self.met: dict[int, set[int]] = {}
        self.level, self.source = [0] * len(row), list(row)
        own = set(row)
        ups = [[link for link in graph.links[node] if link[1] not in own] for node in row]
        self.wires = [up[0] for up in ups if len(up) == 1]

    @property
    def is_uneven(self) -> bool:
        """Whether not all levels are full rows of tensors."""
        wide = any(cell.left < cell.right for cell in self.cells.values())
        return wide or any(count < len(self.row) for count in Counter(c.top for c in self.cells.values()).values())

    def fill(self) -> None:
        """Place every operator of which all lower bonds are known."""
        if len(self.wires) < len(self.row):
            return
        self._fill(range(len(self.row)))
        while self.upper() is None and (run := self._run()) is not None:
            level = 1 + max(self.level[column] for column in run)
            for column in run:
                node, own = self.wires[column][1], self.wires[column][0]
                up = next(link for link in self.graph.links[node] if link[0] != own and link[1] not in run.values())
                self.cells[node] = Cell(column, level, column, level)
                self.wires[column], self.source[column], self.level[column] = up, node, level
            self._fill(run)

    def _run(self) -> dict[int, int] | None:
        """Return the columns and tensors of the first row of tensors with one bond up and down each, or None."""
        columns = [None if node not in self.beside or node in self.cells else node for _, node in self.wires]
        run: dict[int, int] = {}
        for column, node in enumerate([*columns, None]):
            last = run.get(column - 1)
            if node is None or (last is not None and node not in self.graph.beside(last)):
                if len(run) > 1 and self._is_run(list(run.values())):
                    return run
                run = {}
            if node is not None:
                run[column] = node
        return None

    def _is_run(self, run: Sequence[int]) -> bool:
        """Return whether each tensor of a row has bonds with its neighbours and two more."""
        joined = [sum(other in run for _, other in self.graph.links[node]) for node in run]
        bonds = [len(self.graph.links[node]) for node in run]
        expected = [(place > 0) + (place < len(run) - 1) for place in range(len(run))]
        return joined == expected and all(count == own + 2 for count, own in zip(bonds, joined, strict=True))

    def _fill(self, columns: Iterable[int]) -> None:
        """Place the operators above some columns, of which each is one tensor."""
        ready = deque(columns)
        while ready:
            column = ready.popleft()
            node = self.wires[column][1]
            if node not in self.beside or self._is_end(column, node):
                continue
            self.met.setdefault(node, set()).add(self.wires[column][0])
            if 2 * len(self.met[node]) == len(self.graph.links[node]):
                self._sort(node)
                own = [place for place, (_, end) in enumerate(self.wires) if end == node]
                if own[-1] - own[0] == len(own) - 1 == len(self.met[node]) - 1:
                    self._place(node, own)
                    ready += own

    def _sort(self, node: int) -> None:
        """Let the upper bonds of each operator below change places so that those that meet are neighbours.

        Those of the leftmost operator come from its right, and those of the rightmost one from its left.
        """
        sources = list(dict.fromkeys(self.source[place] for place, (_, end) in enumerate(self.wires) if end == node))
        for place, source in enumerate(sources):
            held = [column for column, own in enumerate(self.source) if own == source]
            links = [self.wires[column] for column in held]
            if len(sources) > 1 and place in (0, len(sources) - 1):
                links.sort(key=lambda link: (link[1] == node) == (place == 0))
            for column, link in zip(held, links, strict=True):
                self.wires[column] = link

    def _is_end(self, column: int, node: int) -> bool:
        """Return whether a tensor above the first or the last one is an end of the second row.

        It has two bonds as operators of one site, but the other one leads to the next tensor of the row.
        """
        links = self.graph.links[node]
        beyond = max(
            (len(self.graph.links[other]) for edge, other in links if edge != self.wires[column][0]), default=0
        )
        outer = self.source[column] in (self.source[0], self.source[-1])
        return outer and len(links) == 2 and beyond == 3

    def _place(self, node: int, own: Sequence[int]) -> None:
        column = {self.wires[place][0]: place for place in own}
        order = [column[edge] for edge, _ in self.graph.links[node] if edge in column]
        onward = [link for link in self.graph.links[node] if link[0] not in column]
        level = 1 + max(self.level[place] for place in own)
        self.cells[node] = Cell(min(own), level, max(own), level)
        for place, link in zip(order, onward, strict=True):
            self.wires[place], self.source[place], self.level[place] = link, node, level

    def upper(self) -> list[int] | None:
        """Return the second row, or nothing if all columns end in legs, or None if they end in anything else.

        The upper bonds of an operator change places so that tensors of the second row are beside their neighbours.
        """
        tensors = [node for _, node in self.wires if node in self.beside]
        if not tensors:
            return [] if len(self.wires) == len(self.row) else None
        if len(set(tensors)) < len(self.row) or not self.cells.keys().isdisjoint(tensors):
            return None
        orders: list[list[int]] = [[]]
        for _, group in itertools.groupby(zip(self.source, tensors, strict=True), key=lambda pair: pair[0]):
            own = [node for _, node in group]
            ways = list(itertools.permutations(own)) if len(own) <= MOST_SORTED else [tuple(own), tuple(own[::-1])]
            orders = [
                [*order, *way]
                for order in orders
                for way in ways
                if all(b in self.beside[a] for a, b in itertools.pairwise([*order[-1:], *way]))
            ]
        row = next(iter(orders), [])
        bonds = [2 - (place in (0, len(row) - 1)) for place in range(len(row))]
        inner = [sum(other in tensors for other in self.beside[node]) for node in row]
        whole = [len(self.graph.links[node]) - 1 for node in row]
        return row if row and bonds == inner == whole else None
