"""The marks and lines of cells: those of a template, once for every time step that is shown."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Container, Iterator
from typing import cast

from ..labels import typeset
from ..scenes import Dress, Label, Layout, Line, LineDress, Mark, Patch, Point, require, roles, tidy
from .cell_places import BETWEEN, Plan
from .cell_slots import Node, Slot, Slots, Template
from .cell_wires import At
from .folding import ACROSS, Axis, dots_of

VIEW = "cells"
"""The name of this view."""
NEIGHBOURS = 14
"""The tracks that are drawn like the distance of two neighbours in other views."""
THICK = 1.6
"""The width in points of the line of a matrix."""
CORNER = 1.0
"""The radius of the corners of a cell, in tracks."""
GATE, SIGN, DOT = (0.2, 1.45), 1.0, 0.32
"""What a box is narrower than its room, its half height, and the radii of a sign and of a branch, in tracks."""

KAPPA = 0.5522847498
"""How far the control points of a quarter of a circle are from its ends, in radii."""
REST = 0.25
"""The distance in data units from the middle of three dots to the line on either side."""
NEXT, OUT = "next", "out"
Source = tuple[Slot, bool]
Paths = dict[Source, dict[object, tuple[At, ...]]]
"""The path of every wire: from a slot, of the step before or not, to a drawn slot or the edge of the cell."""


class CellDrawer:
    """Makes the marks and lines of every time step from the template."""

    def __init__(self, slots: Slots, template: Template, plan: Plan, paths: Paths, axis: Axis) -> None:
        self.slots, self.template, self.plan, self.paths, self.axis = slots, template, plan, paths, axis
        self.circuit, self.every = slots.circuit, range(slots.first, slots.last + 1)
        self.steps = [step for step in self.every if step in axis.shown]
        self.pitch = plan.width + BETWEEN
        self.marks: list[Mark] = []
        self.dots: list[Mark] = []
        self.lines: list[Line] = []
        self.labels: list[Label] = []
        self.patches: list[Patch] = []
        self.rests: dict[tuple[int, float], Slot] = {}
        self.core = slots.core

    def layout(self) -> Layout:
        for step in self.steps:
            for layer, band in self.plan.bands.items():
                self._frame(step, layer, band.low, band.high)
            for node in self.template.nodes:
                self._node(step, node)
            for slot in self.plan.inputs:
                self._input(step, slot)
        for vertex in self.slots.starts:
            self._start(vertex.name)
        for step in self.steps:
            for source in self.paths:
                self._net(step, source)
        self._output()
        self._rest()
        names = {name for mark in self.marks for name in mark.tensors}
        require(names == set(self.circuit.by_name))
        unit = 1 / self.pitch
        return Layout(
            VIEW,
            (*self.marks, *self.dots),
            tuple(self.lines),
            tuple(self.labels),
            0.5,
            tidy(NEIGHBOURS * unit),
            tuple((step, self.axis.at[step], step in self.axis.shown) for step in self.every),
            patches=tuple(self.patches),
        )

    def _at(self, step: int, x: float, y: float) -> Point:
        return tidy(self.axis.at[step] + (x - self.plan.width / 2) / self.pitch), tidy(y / self.pitch)

    def _size(self, tracks: float) -> float:
        return tidy(tracks / self.pitch)

    def _frame(self, step: int, layer: int, low: int, high: int) -> None:
        if not any(slot[0] == layer and step in members for slot, members in self.slots.members.items()):
            return
        (left, bottom), (right, top) = self._at(step, 0, low), self._at(step, self.plan.width, high)
        self.patches.append(
            Patch(f"cell {step},{layer}", "cell", _rounded(left, bottom, right, top, self._size(CORNER)))
        )

    def _node(self, step: int, node: Node) -> None:
        vertex = self.slots.members[node.slot].get(step)
        if vertex is None:
            return
        absorbed = [self.slots.members[slot].get(step) for slot in node.absorbed]
        tensors = [vertex.name, *(each.name for each in absorbed if each is not None)]
        if self.slots.output is not None and vertex.name == self.circuit.by_name[self.slots.output].children[0]:
            tensors.append(self.slots.output)
        x, y = self._at(step, *self.plan.at[node.slot])
        across, up = (SIGN, SIGN) if node.sign else (self.plan.half[node.slot][0] - GATE[0], GATE[1])
        role = "sign" if node.sign else "gate"
        colour = "background" if node.sign else f"layer-{node.slot[0]}"
        dress = Dress("disc" if node.sign else "box", colour)
        sizes = self._size(across), self._size(up)
        self.marks.append(Mark(vertex.name, role, x, y, sizes[0], node.slot[0], None, tuple(tensors), sizes[1], dress))
        words = ("", node.text) if node.sign else _letters(node.text)
        self.labels.append(Label(roles.INSIDE, x, y, *words, "center", 0.9, of=vertex.name))

    def _input(self, step: int, slot: Slot) -> None:
        vertex = self.slots.members[slot].get(step)
        if vertex is not None:
            x, y = self._at(step, *self.plan.inputs[slot])
            self.marks.append(Mark(vertex.name, "input", x, y, self._size(1), slot[0], None, (vertex.name,)))

    def _start(self, name: str) -> None:
        """Draw an initial state before the first cell, on the line of its state."""
        used = [
            wire
            for wire in self.template.wires
            if wire.back and name in self._reader(wire.maps, wire.target, self.slots.first)
        ]
        sources = {wire.source for wire in used}
        require(len(sources) == 1)
        x, y = self._at(self.slots.first, -BETWEEN, self.plan.rails[sources.pop()])
        layer = self.circuit.by_name[name].layer
        self.marks.append(Mark(name, "state", x, y, self._size(0.9), layer, None, (name,)))

    def _reader(self, maps: tuple[Slot, ...], target: Slot, step: int) -> tuple[str, ...]:
        """Return the children of the first map of a wire, or of its target, at a step."""
        vertex = self.slots.members[(*maps, target)[0]].get(step)
        return () if vertex is None else vertex.children

    def _names(self, step: int, slot: Slot, back: bool) -> list[str]:
        """Return the vertices that a source may be at a step: its own, an initial state, or what stands for it."""
        then = step - back
        own = self.slots.members[slot].get(then)
        if own is not None:
            return [own.name]
        if then < self.slots.first:
            return [vertex.name for vertex in self.slots.starts]
        return [name for name, state in self.slots.aliases.items() if state == slot and then == self.slots.first]

    def _net(self, step: int, source: Source) -> None:
        """Draw all wires of a source at a step that the circuit has there."""
        slot, back = source
        for name in self._names(step, slot, back):
            found: list[tuple[tuple[At, ...], tuple[str, ...], object]] = []
            for key, path in self.paths[source].items():
                maps = self._present(step, slot, name, key, back)
                if maps is None:
                    continue
                found.append((self._whole(step, slot, back, name, path), maps, key))
            own = self.slots.members[slot].get(step - back)
            if (name in self.slots.aliases and (own is None or own.name != name) and found and not back) or found:
                self._pieces(step, name, found, slot)

    def _whole(self, step: int, slot: Slot, back: bool, name: str, path: tuple[At, ...]) -> tuple[At, ...]:
        """Return a path; that of what stands for a state begins at its own mark, and passes the place of the state."""
        own = self.slots.slot.get(name)
        if back or own is None or own == slot:
            return path
        first = next(p for key, p in self.paths[own, False].items() if isinstance(key, tuple) and key[0] == slot)
        return (*first, self.plan.at[slot], *path)

    def _present(self, step: int, slot: Slot, name: str, key: object, back: bool) -> tuple[str, ...] | None:
        """Return the maps on a wire, or None if the circuit does not have the wire at a step."""
        if key == OUT:
            output = self.slots.output
            last = self.circuit.output if output is None else self.circuit.by_name[output].children[0]
            return () if name == last else None
        if key == NEXT:
            later = [wire for wire in self.template.wires if wire.back and wire.source == slot]
            if any(name in self._reader(wire.maps, wire.target, step + 1) for wire in later):
                return ()
            return self._present(step, slot, name, OUT, back) if slot == self.core else None
        target, maps = cast("tuple[Slot, tuple[Slot, ...]]", key)
        if name not in self._reader(maps, target, step):
            return None
        return tuple(self.slots.members[each][step].name for each in maps)

    def _pieces(
        self, step: int, name: str, found: list[tuple[tuple[At, ...], tuple[str, ...], object]], slot: Slot
    ) -> None:
        """Draw the tree of a net: a line from branch to branch, and dots where it branches."""
        after: dict[At, dict[At, None]] = defaultdict(dict)
        ends: dict[At, tuple[str, ...]] = {}
        for path, maps, key in found:
            for a, b in itertools.pairwise(path):
                after[a][b] = None
            ends[path[-1]] = maps
            if key == NEXT and step < self.slots.last:
                self._rail(step, name, path[-1], slot)
        root = found[0][0][0]
        if (slot in self.template.states) and root[0] == 0 and step == self.slots.first:
            self._first_rail(name, root, slot)
        elif root[0] == 0 and step - 1 not in self.axis.shown:
            self._rest_rail(step, name, root)
        thick = LineDress(width=THICK) if slot in self.template.matrices or self._is_matrix(name) else None
        for start, begin in self._runs(root, after):
            run = [start, begin]
            while len(after[run[-1]]) == 1:
                run.append(next(iter(after[run[-1]])))
            maps = ends.get(run[-1], ())
            if len(after[run[-1]]) > 1:
                self.dots.append(self._dot(step, name, run[-1]))
            points = tuple(self._at(step, *at) for at in _corners(run))
            bonds = (name, *maps)
            stops = tuple(tidy((place + 0.5) / len(bonds)) for place in range(len(bonds)))
            self.lines.append(Line(bonds, "bond", points, stops, dress=thick))

    def _is_matrix(self, name: str) -> bool:
        return len(self.circuit.by_name[name].shape or ()) > 1

    def _runs(self, root: At, after: dict[At, dict[At, None]]) -> Iterator[tuple[At, At]]:
        """Yield the first steps of all lines of a tree."""
        pending, met = [root], {root}
        while pending:
            at = pending.pop()
            for step in after[at]:
                if at == root or len(after[at]) > 1:
                    yield at, step
                if step not in met:
                    met.add(step)
                    pending.append(step)

    def _dot(self, step: int, name: str, at: At) -> Mark:
        x, y = self._at(step, *at)
        size = self._size(DOT)
        number = len(self.dots) + 1
        return Mark(f"branch {number} of {name}", "branch", x, y, size, None, None, (), size, Dress("disc", "ink"))

    def _rail(self, step: int, name: str, at: At, slot: Slot) -> None:
        """Draw the line of a state from a cell to the next."""
        start = self._at(step, *at)
        if step + 1 in self.axis.shown:
            end = self._at(step + 1, 0, at[1])
        else:
            column = self.axis.at[step + 1]
            self.rests[column, start[1]] = slot
            end = column - REST, start[1]
        ends = start, end
        dress = LineDress(width=THICK) if self._is_matrix(name) else None
        self.lines.append(Line((name,), "time", ends, (0.5,), dress=dress))

    def _rest_rail(self, step: int, name: str, at: At) -> None:
        """Draw the line of a state from three dots into a cell."""
        end = self._at(step, *at)
        dress = LineDress(width=THICK) if self._is_matrix(name) else None
        start = self.axis.at[step] - 1 + REST, end[1]
        self.lines.append(Line((name,), "time", (start, end), (0.5,), dress=dress))

    def _rest(self) -> None:
        """Draw three dots on every state for the cells that are left out; those of the first state stand for all."""
        left: dict[int, list[str]] = defaultdict(list)
        for name in self.slots.slot:
            step = self.slots.places[name][0]
            if step not in self.axis.shown:
                left[self.axis.at[step]].append(name)
        for column, names in left.items():
            here = {y: state for (place, y), state in self.rests.items() if place == column}
            first = next(iter(here.values()))
            for y, state in here.items():
                own = [name for name in names if (self._state(name, here.values()) or first) == state]
                dots = dots_of((column, y), own, ACROSS)
                self.marks.append(dots)
                self.labels.append(Label(roles.INSIDE, dots.x, dots.y, "", ACROSS, "center", 1.0, of=dots.name))

    def _state(self, name: str, states: Container[Slot]) -> Slot | None:
        """Return the slot of a vertex if it is one of some states."""
        slot = self.slots.slot[name]
        return slot if slot in states else None

    def _first_rail(self, name: str, at: At, slot: Slot) -> None:
        ends = self._at(self.slots.first, -BETWEEN, at[1]), self._at(self.slots.first, *at)
        dress = LineDress(width=THICK) if self._is_matrix(name) else None
        self.lines.append(Line((name,), "time", ends, (0.5,), dress=dress))

    def _output(self) -> None:
        """Draw the line of the output from the last cell outwards."""
        core, last = self.core, self.slots.last
        require(last in self.slots.members[core])
        key = OUT if OUT in self.paths[core, False] else NEXT
        end = self.paths[core, False][key][-1]
        tip = (end[0] + 5, end[1]) if key == NEXT else (end[0], end[1] + 3)
        points = self._at(last, *tip), self._at(last, *end)
        name = self.slots.members[core][last].name
        bonds = (name,) if self.slots.output is None else (self.slots.output, name)
        stops = (0.5,) if len(bonds) == 1 else (0.3, 0.75)
        self.lines.append(Line(bonds, "output", points, stops))


def _letters(name: str) -> tuple[str, str]:
    """Return the text and the formula in a box: a letter, a letter with an index, or the name as it is."""
    if found := re.fullmatch(r"([A-Za-z])_?([A-Za-z0-9]?)", name):
        letter, index = found.groups()
        return "", f"{letter}_{{{index}}}" if index else letter
    if found := re.fullmatch(r"-(\d+)", name):
        return "", name
    return typeset(name)


def _corners(run: list[At]) -> list[At]:
    """Return the first and last point of a path, and those at which it bends."""
    inner = [b for a, b, c in zip(run, run[1:], run[2:], strict=False) if _across(a, b) != _across(b, c)]
    return [run[0], *inner, run[-1]]


def _across(a: At, b: At) -> bool:
    """Return whether a step is horizontal."""
    return a[1] == b[1]


def _rounded(left: float, low: float, right: float, top: float, corner: float) -> tuple[Point, ...]:
    """Return a rectangle with round corners as a closed spline, counterclockwise."""
    kappa = corner * (1 - KAPPA)
    corners = (
        ((left + corner, low), (right - corner, low), (right - kappa, low), (right, low + kappa)),
        ((right, low + corner), (right, top - corner), (right, top - kappa), (right - kappa, top)),
        ((right - corner, top), (left + corner, top), (left + kappa, top), (left, top - kappa)),
        ((left, top - corner), (left, low + corner), (left, low + kappa), (left + kappa, low)),
    )
    found: list[Point] = [corners[0][0]]
    for place, (start, end, one, other) in enumerate(corners):
        found += [start, end, end, one, other, corners[(place + 1) % 4][0]]
    return tuple((tidy(x), tidy(y)) for x, y in found)
