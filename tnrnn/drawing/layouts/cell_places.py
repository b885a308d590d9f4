"""Where the signs and boxes of a cell stand, in tracks: whole numbers, on a grid on which its wires run.

Every state runs along the cell on a line of its own. What is computed from the state before and leads to the next
stands on it, at the top of the cell. Gates stand in a row at the bottom, in the order in which they are used, above the
lines of what they read. What is computed from gates stands above one of them. A state that is not reached from itself
but through gates, as the h of an LSTM, leaves the cell at the height of the gates' lines.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from .cell_slots import Node, Slot, Template

SIGN, BOX = (1, 1), (2, 1)
"""The half sizes of what a sign and a box take of the grid."""
FREE = 2
"""The tracks between two columns, and between the edge of a cell and the first column."""
ROW, RAIL = 5, 5
"""The tracks from a row to the next, and between the lines of two states."""
BETWEEN = 4
"""The tracks between two cells, one above another or one after another."""


NEAR = 4
"""The tracks that an input may be off the middle of a cell, to stand below what reads it."""


class Band(NamedTuple):
    """The heights of the lower and the upper edge of the cells of a layer."""

    low: int
    high: int


class Plan(NamedTuple):
    """The places of nodes and half sizes, the heights of states, the cells, the width of one, and places of inputs."""

    at: dict[Slot, tuple[int, int]]
    half: dict[Slot, tuple[int, int]]
    rails: dict[Slot, int]
    bands: dict[int, Band]
    width: int
    inputs: dict[Slot, tuple[int, int]]
    straight: frozenset[tuple[Slot, Slot]]


def plan_of(template: Template) -> Plan:
    """Return where everything of a template stands."""
    layers = sorted({node.slot[0] for node in template.nodes})
    parts = [_Layer(template, layer) for layer in layers]
    width = max(part.width for part in parts)
    at: dict[Slot, tuple[int, int]] = {}
    rails: dict[Slot, int] = {}
    bands: dict[int, Band] = {}
    base = 0
    for part in parts:
        aside = (width - part.width) // 2
        at.update({slot: (x + aside, y + base) for slot, (x, y) in part.at.items()})
        rails.update({slot: y + base for slot, y in part.rails.items()})
        bands[part.layer] = Band(base, base + part.height)
        base += part.height + BETWEEN
    inputs = {slot: (_above(template, slot, at, width // 2), -BETWEEN) for slot in template.inputs}
    half = {node.slot: _half(node) for node in template.nodes}
    straight = frozenset(pair for part in parts for pair in part.straight)
    return Plan(at, half, rails, bands, width, inputs, straight)


def _half(node: Node) -> tuple[int, int]:
    """Return the half sizes of a node; a box with a long name is wider."""
    return SIGN if node.sign else (max(BOX[0], 1 + math.ceil(0.45 * len(node.text))), BOX[1])


def _above(template: Template, slot: Slot, at: Mapping[Slot, tuple[int, int]], middle: int) -> int:
    """Return the x of an input: that of a box near the middle that reads it, or the middle."""
    readers = [at[wire.target][0] for wire in template.wires if wire.source == slot]
    near = min(readers, key=lambda x: (abs(x - middle), x), default=middle)
    return near if abs(near - middle) <= NEAR else middle


class _Layer:
    """Places the nodes of one layer in columns, whose order is found first, and in rows."""

    def __init__(self, template: Template, layer: int) -> None:
        self.layer, self.template = layer, template
        self.nodes = {node.slot: node for node in template.nodes if node.slot[0] == layer}
        self.order = {slot: place for place, slot in enumerate(self.nodes)}
        self.inner: dict[Slot, list[Slot]] = defaultdict(list)
        self.users: dict[Slot, list[Slot]] = defaultdict(list)
        self.back: dict[Slot, list[Slot]] = defaultdict(list)
        self.lows: set[Slot] = set()
        for wire in template.wires:
            if wire.target in self.nodes:
                if wire.back:
                    self.back[wire.target].append(wire.source)
                elif wire.source in self.nodes:
                    self.inner[wire.target].append(wire.source)
                    self.users[wire.source].append(wire.target)
                else:
                    self.lows.add(wire.source)
        self.states = [slot for slot in template.states if slot in self.nodes]
        self.gates = {slot for slot, node in self.nodes.items() if not node.sign and len(node.absorbed) > 1}
        self.paths = {state: self._path(state) for state in self.states}
        self.straight: set[tuple[Slot, Slot]] = set()
        self.columns: list[list[Slot]] = []
        self._place()

    def _path(self, state: Slot) -> list[Slot]:
        """Return the nodes from the state before to the next, through signs and boxes of one map each, or nothing."""
        firsts = [slot for slot in self.nodes if state in self.back[slot] and slot not in self.gates]
        best: list[Slot] = []
        pending = [[slot] for slot in firsts]
        for path in pending:
            if path[-1] == state:
                better = len(path), -sum(len(self.inner[slot]) for slot in path)
                if not best or better < (len(best), -sum(len(self.inner[slot]) for slot in best)):
                    best = path
                continue
            if len(path) < 6:
                pending += [[*path, user] for user in self.users[path[-1]] if user not in self.gates]
        return best

    def _place(self) -> None:
        rail_of = {slot: state for state, path in self.paths.items() for slot in path}
        low = [state for state in self.states if not self.paths[state] and state not in rail_of]
        first = [s for s in self.nodes if not self.inner[s] and s not in rail_of]
        first.sort(key=lambda s: (min((self.order[user] for user in self.users[s]), default=99), self.order[s]))
        self.columns = [[slot] for slot in first]
        depth = dict.fromkeys(first, 0)
        for slot in self.nodes:
            if slot in depth:
                continue
            if slot in low:
                depth[slot] = 0
                self.columns.append([slot])
                continue
            if slot not in rail_of:
                depth[slot] = 1 + max((depth.get(child, 0) for child in self.inner[slot]), default=0)
            self._column(slot, rail_of)
        lines = len(self.lows) + len({s for slot in first for s in self.back[slot] if self.paths.get(s)}) + len(low)
        ground = 6 + 2 * max(lines - 1, 0)
        deepest = max((level for level in depth.values()), default=-1)
        top = ground + ROW * (deepest + 1) if depth else 5
        self.rails = {}
        rails = [state for state in self.states if self.paths[state]]
        for place, state in enumerate(rails):
            self.rails[state] = top + RAIL * place
        for place, state in enumerate(low):
            self.rails[state] = 4 + 2 * place
        top += RAIL * max(len(rails) - 1, 0)
        self.height = top + 4 if rails else top
        x, self.at = FREE, {}
        for column in self.columns:
            wide = max(_half(self.nodes[slot])[0] for slot in column)
            x += wide
            for slot in column:
                y = self.rails[rail_of[slot]] if slot in rail_of else ground + ROW * depth[slot]
                self.at[slot] = (x, y)
            x += wide + FREE
        self.width = x + 1

    def _column(self, slot: Slot, rail_of: dict[Slot, Slot]) -> None:
        """Put a node above the last of its children that has nothing above it, behind what precedes it on its line."""
        where = {each: place for place, column in enumerate(self.columns) for each in column}
        after = [where[each] for each in self.paths.get(rail_of.get(slot, slot), []) if each in where]
        least = max(after, default=-1)
        for child in sorted(self.inner[slot], key=lambda each: -where.get(each, -1)):
            place = where.get(child, -1)
            if place > least and self.columns[place][-1] == child and child not in rail_of:
                self.columns[place].append(slot)
                self.straight.add((child, slot))
                return
        place = max([least, *(where.get(child, -1) for child in self.inner[slot])]) + 1
        self.columns.insert(place, [slot])
