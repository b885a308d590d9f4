"""Brick walls: sites along x, time upwards, gates as boxes over two neighbouring sites."""

from __future__ import annotations

from ..graphs import Drawn, Part
from .circuit_gates import Reason
from .circuits import Sheet, has_wide_states
from .wires import Woven, woven


def brick_wall(part: Part) -> Drawn | Reason:
    """Place a brick wall, with its first site at the left, and the state that it acts on at the bottom."""
    made = _walled(part)
    return made if isinstance(made, Reason) else _drawn(part, made)


def _drawn(part: Part, made: Woven) -> Drawn:
    return Sheet(part, made, lambda column, row: (row, column)).drawn()


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
    if has_wide_states(part, made) or len(made.gate_spans) < 2 or any(first == last for first, last in made.gate_spans):
        return "other than several gates on two sites"
    starts = [group for group in read.groups if len(group) > 2 and not read.ins[group[0]]]
    if not read.certain and not starts:
        return "gates without directions, and no row of tensors below them"
    return _drawn(part, made)


def _walled(part: Part) -> Woven | Reason:
    """Return the wires of a brick wall, or what is there instead."""
    made = woven(part)
    if isinstance(made, Reason):
        return made
    if any(last > first + 1 for first, last in made.gate_spans):
        return "a gate on sites that are no neighbours"
    if all(first == last for first, last in made.gate_spans):
        return "no gate on two sites"
    return made
