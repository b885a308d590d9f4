"""Rows that begin, or begin and end, at one tensor: environments of the density matrix renormalization group."""

from __future__ import annotations

from collections.abc import Mapping

from ..graphs import Part
from .products import Beside
from .sweeping import Budget, Cell, Rows, bonds_within, cells_of, swept

# In larger networks the first tensor that can be a box at the left is one.
FEW = 200


def environment_cells(part: Part, beside: Beside, budget: Budget) -> list[dict[int, Cell]]:
    """Return the cells of rows that begin at one tensor, in all readings that are as good, or nothing.

    A reading that is not higher than wide is better, and then one with few boxes.
    """
    found: list[tuple[tuple[bool, int, bool], dict[int, Cell]]] = []
    for left in sorted(beside, key=lambda node: (-len(beside[node]), node)):
        if len(beside[left]) < 2 or not budget.spend(len(beside[left])):
            break
        rows = swept(beside, beside[left], budget, left, wide=1)
        if rows is None or not _is_told(part, beside, rows):
            continue
        cells = cells_of(beside, rows, {node: place for place, node in enumerate(beside[left])})
        if cells is not None:
            boxes = sum(cell.left < cell.right or cell.top < cell.bottom for cell in cells.values())
            long = len(rows.columns[0]) > len(rows.columns) + 1 + (rows.right is not None)
            found.append(((long, boxes, rows.right is None), cells))
            if len(beside) > FEW:
                break
    if not found:
        return []
    least = min(key for key, _ in found)
    return [_with_free_rows(part, cells) for key, cells in found if key == least]


def _is_told(part: Part, beside: Beside, rows: Rows) -> bool:
    """Return whether rows that begin at one tensor are an environment, and no other small network.

    They are if the tensors of each column are joined, but for columns of dots, and if the rows end at one tensor, too,
    and there are three of them, or several columns, or a leg goes on below.
    """
    graph = part.graph
    for column in rows.columns:
        dots = len(column) > 2 and all(len(graph.links[node]) == 2 for node in column)
        if bonds_within(beside, column) < len(column) - 1 and not dots:
            return False
    if rows.right is None:
        return len(rows.columns) > 1
    ends = [other for node in (rows.left, rows.right) if node is not None for other in graph.beside(node)]
    return len(rows.columns[0]) > 2 or len(rows.columns) > 1 or any(other not in beside for other in ends)


def _with_free_rows(part: Part, cells: Mapping[int, Cell]) -> dict[int, Cell]:
    """Return cells in which tall boxes reach over rows without tensors, at the height of which their legs are.

    Of one leg for each box the row is below, if the lowest tensors have more legs than the highest ones; two are on
    both sides.
    """
    high = [node for node, cell in cells.items() if cell.bottom > cell.top]
    counts = {node: sum(other not in cells for other in part.graph.beside(node)) for node in cells}
    last = max(cell.bottom for cell in cells.values())
    inner = [node for node in cells if node not in high]
    above = sum(counts[node] for node in inner if cells[node].top == 0)
    below = sum(counts[node] for node in inner if cells[node].bottom == last)
    most = max(counts[node] for node in high)
    up = most // 2 if above and below else most if above > below else 0
    return {
        node: cell._replace(top=-min(up, counts[node]), bottom=last + counts[node] - min(up, counts[node]))
        if node in high
        else cell
        for node, cell in cells.items()
    }
