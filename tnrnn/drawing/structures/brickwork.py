"""Brick walls: sites along x, time upwards, gates as boxes over two neighbouring sites."""

from __future__ import annotations

from ..graphs import Drawn, Part
from .circuits import Sheet
from .gates import Reason
from .wires import Woven, woven


def brick_wall(part: Part) -> Drawn | Reason:
    """Place a brick wall, with its first site at the left, and the state that it acts on at the bottom."""
    made = _walled(part)
    return made if isinstance(made, Reason) else Sheet(part, made, lambda column, row: (row, column)).drawn()


def sure_brick_wall(part: Part) -> Drawn | Reason:
    """Place a brick wall without gates on one site, that no tags call a circuit.

    Either bonds say the direction of all gates, or they act on a row of tensors.
    """
    made = _walled(part)
    if isinstance(made, Reason):
        return made
    read = made.gates
    if read.tagged:
        return "gates with tags of a circuit"
    inner = [node for node in part.tensors if not read.is_state(node)]
    if len(inner) < 2 or any(len(read.ins[node]) != 2 for node in inner):
        return "gates on one site"
    starts = [group for group in read.groups if len(group) > 2 and not read.ins[group[0]]]
    if not read.certain and not starts:
        return "gates without directions, and no row of tensors below them"
    return brick_wall(part)


def _walled(part: Part) -> Woven | Reason:
    """Return the wires of a brick wall, or what is there instead."""
    made = woven(part)
    if isinstance(made, Reason):
        return made
    read = made.gates
    for group in read.groups:
        rows = sorted({row for node in group for row in made.rows(node)})
        if rows[-1] > rows[0] + 1 and not all(read.is_state(node) for node in group):
            return f"a gate {part.graph.marks[group[0]].name!r} on sites that are no neighbours"
    if all(len(group) < 2 and len(made.rows(group[0])) < 2 for group in read.groups):
        return "no gate on two sites"
    return made
