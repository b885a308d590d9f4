"""The cells of a recurrent circuit: gates, signs, and the states that run through them from step to step."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from ...cuts import Cut
from ...networks import Circuit
from ..scenes import Layout, OtherwiseError
from .cell_drawing import NEXT, OUT, CellDrawer, Source
from .cell_places import BETWEEN, Plan, plan_of
from .cell_slots import Slot, Slots, Template, template_of
from .cell_wires import At, Net, Paths, Port
from .folding import axis_of, turns_of

MOST_CELLS = 5
"""The most cells of a layer that are all shown in the folded view."""
SMALL = (1, 1)
"""The half size of a sign on the grid."""


def cells(circuit: Circuit, cut: Cut | None = None, folded: bool = False) -> Layout | None:
    """Return the cells of a circuit, one for each time step and layer, or None if it has none.

    A gate is one box: a sum with the linear maps and constants that only it uses. Products and sums are small signs. If
    it is `folded`, three dots stand for most of many time steps, but not for those on both sides of a cut.

    >>> from tnrnn.models import lstm
    >>> layout = cells(lstm(length=2, layers=1, inputs=2, hidden=2))
    >>> [mark.name for mark in layout.marks if mark.role == "gate" and mark.x < 1.5]
    ['i[1,1]', 'f[1,1]', 'o[1,1]', 'g[1,1]']
    """
    try:
        slots = Slots(circuit)
        template = template_of(slots)
        plan, paths = _route(template, slots.core)
        every = range(slots.first, slots.last + 1)
        most = MOST_CELLS if folded else len(every)
        axis = axis_of(every, most, (), turns_of(circuit, cut))
        return CellDrawer(slots, template, plan, paths, axis).layout()
    except OtherwiseError:
        return None


@lru_cache(maxsize=16)
def _route(template: Template, core: Slot) -> tuple[Plan, dict[Source, dict[object, tuple[At, ...]]]]:
    """Return where everything of a time step stands, and the paths of all wires; they are kept for other lengths."""
    plan = plan_of(template)
    blocked = []
    for slot, (x, y) in plan.at.items():
        across, up = plan.half[slot]
        blocked += [(x + dx, y + dy) for dx in range(-across, across + 1) for dy in range(-up, up + 1)]
    top = max(band.high for band in plan.bands.values())
    edges = {edge for band in plan.bands.values() for edge in band}
    # Wires keep off the edges of cells along which they run.
    grid = Paths((1, -BETWEEN + 1, plan.width - 1, top + 2), blocked, edges)
    users: dict[Source, dict[object, tuple[Port, ...]]] = defaultdict(dict)
    for wire in template.wires:
        users[wire.source, wire.back][wire.target, wire.maps] = _into(plan, wire.target)
    for state in template.states:
        y = plan.rails[state]
        users[state, False][NEXT] = (Port((plan.width - 1, y), (plan.width, y), 2),)
    if core not in template.states:
        at_top = range(2, plan.width - 1)
        users[core, False][OUT] = tuple(Port((x, top + 1), (x, top + 2), 3) for x in at_top)
    found: dict[Source, dict[object, tuple[At, ...]]] = {}
    for number, source in enumerate(sorted(users, key=lambda each: _urgency(each, plan, template))):
        found[source] = grid.route(number, Net(_out_of(plan, source), tuple(users[source].items())))
    return plan, found


def _urgency(source: Source, plan: Plan, template: Template) -> tuple[int, ...]:
    """Return the order in which nets are connected: states first, then what stands close, then what is read."""
    slot, back = source
    if slot in plan.inputs:
        return 3, 0
    if slot not in template.states and all(wire.source != slot for wire in template.wires):
        return 0, 0  # the output alone goes straight up
    rail = plan.rails.get(slot)
    if back:
        here = [wire for wire in template.wires if wire.source == slot and wire.back]
        straight = any(plan.at[wire.target][1] == rail for wire in here)
        return (0 if straight else 2), rail or 0
    spans = [wire for wire in template.wires if wire.source == slot and not wire.back and wire.target[0] == slot[0]]
    across = max((abs(plan.at[wire.target][0] - plan.at[slot][0]) for wire in spans), default=99)
    return 1, across, plan.at[slot][0]


def _out_of(plan: Plan, source: Source) -> tuple[Port, ...]:
    slot, back = source
    if back:
        y = plan.rails[slot]
        return (Port((1, y), (0, y), 0),)
    if slot in plan.inputs:
        x, y = plan.inputs[slot]
        return (Port((x, y + 2), (x, y), 1),)
    (x, y), sign = plan.at[slot], plan.half[slot] == SMALL
    if sign:
        return _sides(x, y, (0.0, 1.0, 5.0, 3.0))
    return _sides(x, y, (1.0, 0.0, 4.0, 8.0), plan.half[slot][0])


def _into(plan: Plan, slot: Slot) -> tuple[Port, ...]:
    (x, y), sign = plan.at[slot], plan.half[slot] == SMALL
    return (
        _sides(x, y, (2.0, 0.0, 0.0, 0.0))
        if sign
        else _sides(x, y, (6.0, 5.0, 1.5, 0.0), plan.half[slot][0], (-1, 0, 1))
    )


def _sides(
    x: int, y: int, costs: tuple[float, ...], across: int = 1, spread: tuple[int, ...] = (0,)
) -> tuple[Port, ...]:
    """Return the ports on the right, above, on the left and below, at these costs."""
    right, above, left, below = costs
    found = [
        Port((x + across + 1, y), (x + 1, y), 0, right),
        Port((x - across - 1, y), (x - 1, y), 2, left),
    ]
    for dx in spread:
        found.append(Port((x + dx, y + 2), (x + dx, y + 1), 1, above + 0.2 * abs(dx)))
        found.append(Port((x + dx, y - 2), (x + dx, y - 1), 3, below + 0.2 * abs(dx)))
    return tuple(found)
