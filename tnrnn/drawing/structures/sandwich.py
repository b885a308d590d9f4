"""Sandwiches: rows of tensors one above another, such as matrix product states and operators and their products."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from ..graphs import Drawn, Part
from .environments import environment_cells
from .operators import operator_cells
from .products import Beside
from .rows_and_columns import Leg, Table, aligned, mirrored, turned
from .sweeping import Budget, Cell, Rows, bonds_within, cells_of, first_columns, swept

# A tag with which quimb says the site of a tensor.
SITE = re.compile(r"I\d{1,9}")


def sandwich(part: Part) -> Drawn | str:
    """Place rows of tensors one above another, sites in columns, with free legs up and down.

    Bonds within a column may be missing. All rows may begin or end at one tensor, which is then a tall box, as in an
    environment of the density matrix renormalization group; then a tensor may also span two columns. Operators of a
    few sites, such as gates, may stand above a row or between two rows. Tensors with one bond may end legs. The rows
    are the longer side of a grid, unless only the other way all tensors of the outer rows have legs. The first tensor
    stands at the top left, unless legs were asked to point elsewhere.
    """
    if part.times is not None:
        return "tensors with times"
    tensors = part.tensors
    inner = [node for node in tensors if len(part.graph.links[node]) > 1]
    # A full grid that is left without the ends of legs is better than one with them, in which columns have gaps.
    made = _ended(part, inner) if len(inner) < len(tensors) else None
    if made is None:
        made = _read(part, tensors)
    if isinstance(made, str) and len(inner) < len(tensors):
        return _with_operators(part, _among(part, inner), 0) or made
    return made


def _among(part: Part, nodes: Sequence[int]) -> Beside:
    """Return the neighbours of some tensors among these."""
    kept = set(nodes)
    return {node: tuple(other for other in part.graph.beside(node) if other in kept) for node in nodes}


def _ended(part: Part, nodes: Sequence[int]) -> Drawn | str | None:
    """Return a full grid as it is drawn if all other tensors end legs in front of whole long sides, or None."""
    grid, even = _grid(_among(part, nodes), Budget(len(nodes)))
    return _best(part, [grid], True) if even and _is_ended(part, grid) else None


def _with_operators(part: Part, beside: Beside, columns: int) -> Drawn | str:
    """Return rows with operators as they are drawn, or nothing unless they have more than so many columns."""
    cells, double = next(operator_cells(part.graph, beside, Budget(len(beside))), ({}, False))
    return _best(part, [cells], False, upright=not double) if _columns(cells) > columns else ""


def _read(part: Part, nodes: Sequence[int]) -> Drawn | str:
    """Return tensors in rows as they are drawn, or what is missing."""
    beside = _among(part, nodes)
    if len(beside) < 4:
        return "fewer than four tensors"
    grid, even = _grid(beside, Budget(len(beside)))
    if even:
        return _best(part, [grid], True)
    if made := _with_operators(part, beside, _columns(grid)):
        return made
    every = [grid] if grid else environment_cells(part, beside, Budget(len(beside)))
    return _best(part, every, False) if every else "tensors that are not in rows of one length"


def _is_ended(part: Part, cells: Mapping[int, Cell]) -> bool:
    """Return whether tensors that end legs are in front of all tensors of long sides of a grid, and of no others."""
    ends = {node for node in part.tensors if node not in cells}
    owners = {node for node in cells if not ends.isdisjoint(part.graph.beside(node))}
    wide, high = _columns(cells), 1 + max(cell.bottom for cell in cells.values())
    lanes = [cell.top for cell in cells.values()], [cell.left for cell in cells.values()]
    return any(
        owners == {node for node, lane in zip(cells, own, strict=True) if lane in sides}
        for own, long, last in ((lanes[0], wide >= high, high - 1), (lanes[1], high >= wide, wide - 1))
        for sides in ((0,), (last,), (0, last))
        if long
    )


def _columns(cells: Mapping[int, Cell]) -> int:
    return 1 + max((cell.right for cell in cells.values()), default=-1)


def _grid(beside: Beside, budget: Budget) -> tuple[dict[int, Cell], bool]:
    """Return the cells of rows of one length, and whether columns can be rows; no cells if there are no such rows.

    Either bonds within columns are missing, or tensors are wide.
    """
    for jumps, wide in ((False, 0), (True, 0), (False, 1), (False, -1)):
        for start in first_columns(beside, budget, jumps, wide):
            rows = swept(beside, start, budget, wide=wide)
            cells = cells_of(beside, rows, {}) if rows is not None and len(rows.columns) > 1 else None
            if rows is not None and cells is not None and (not wide or _is_joined(beside, rows)):
                return cells, _is_full(beside, rows)
    return {}, False


def _is_joined(beside: Beside, rows: Rows) -> bool:
    """Return whether the tensors of every column are joined."""
    return all(bonds_within(beside, column) == len(column) - 1 for column in rows.columns)


def _is_full(beside: Beside, rows: Rows) -> bool:
    """Return whether no bond within a column is missing, and no tensor is wide, so that columns can be rows."""
    high, wide = len(rows.columns[0]), len(rows.columns)
    return len(beside) == high * wide and sum(map(len, beside.values())) == 2 * (high * (wide - 1) + wide * (high - 1))


def _best(part: Part, every: Sequence[Mapping[int, Cell]], transposed: bool, upright: bool = False) -> Drawn | str:
    """Return the drawing of the best orientation of cells, or the reason why none has room for all legs.

    If `upright` is true, cells are turned over only if legs were asked to point down.
    """
    best: tuple[tuple[object, ...], Table, list[Leg]] | None = None
    reason = ""
    for cells in [*every, *(turned(cells) for cells in every if transposed)]:
        for form, down in mirrored(cells):
            table = Table(part, form)
            legs = table.legs()
            if isinstance(legs, str):
                reason = reason or legs
                break  # a mirror image would have no more room
            key = _key(table, legs, upright and down)
            if best is None or key < best[0]:
                best = key, table, legs
    return best[1].drawn(best[2]) if best is not None else reason


def _key(table: Table, legs: Sequence[Leg], down: bool) -> tuple[object, ...]:
    """Return what is less for a better orientation.

    Legs that were asked to point somewhere come first, then that a form is not turned over (`down`), then outer rows in
    which all tensors have legs or none, then long rows, then sites that rise to the right, and at last the order of the
    tensors.
    """
    order = sorted(table.cells, key=lambda node: (table.cells[node].top, table.cells[node].left))
    return (
        -aligned(legs, table.part.asked),
        down,
        _unlike(table),
        table.rows > table.wide,
        _leaps(table),
        _falls(table),
        order,
    )


def _falls(table: Table) -> bool:
    """Return whether the sites of quimb's tags, such as I7, mostly fall from the left to the right."""
    steps = 0.0
    for node, around in table.around.items():
        here, after = _site(table, node), [_site(table, other) for other in around.right]
        steps += sum((here > there) - (here < there) for there in after if here >= 0 and there >= 0)
    return steps > 0


def _site(table: Table, node: int) -> float:
    """Return the mean of the sites in the tags of a tensor, or -1 if it has none."""
    sites = [int(tag[1:]) for tag in table.graph.tags[node] if SITE.fullmatch(tag)]
    return sum(sites) / len(sites) if sites else -1.0


def _leaps(table: Table) -> int:
    """Return the sum of the differences of the numbers of tensors one above another, or 0 without tall boxes.

    It tells which tensors are the boxes in an environment of one site, since those of a site mostly are in order.
    """
    if all(cell.top == cell.bottom for cell in table.cells.values()):
        return 0
    columns = sorted((cell.left, cell.top, node) for node, cell in table.cells.items() if cell.left == cell.right)
    return sum(abs(one[2] - two[2]) for one, two in itertools.pairwise(columns) if one[0] == two[0])


def _unlike(table: Table) -> bool:
    """Return whether some but not all tensors of the highest or of the lowest row have legs."""
    highest = min(cell.top for cell in table.cells.values())
    lowest = max(cell.bottom for cell in table.cells.values())
    outer = (
        [node for node, cell in table.cells.items() if cell.top == highest],
        [node for node, cell in table.cells.items() if cell.bottom == lowest],
    )
    return any(len({bool(table.ends(node)) for node in row}) > 1 for row in outer)
