"""The cells of a circuit: what stands in each, and what of it is drawn as a sign, a box or a gate.

A *slot* is what the vertices of one layer share that differ only in their time step, such as the gate `i` of every
step. Slots are what a cell is drawn from, so that all cells of a layer are drawn alike.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from ...networks import Circuit, Vertex
from ..scenes import place_of, require

MOST_SLOTS = 90
"""The most drawn slots of all layers of one time step; more would have no room, and take long to connect."""

BELOW, BEFORE = "below", "before"

Slot = tuple[int, str, int]
"""A layer, a name without indices, and a number that tells slots of one name apart."""


class Node(NamedTuple):
    """A drawn slot: its text, whether it is a `sign` (a small disc) or a box, and the slots that it stands for too."""

    slot: Slot
    sign: bool
    text: str
    absorbed: tuple[Slot, ...]


class Wire(NamedTuple):
    """A connection of a template: from a slot (of the step before, if `back`) through maps to a drawn slot."""

    source: Slot
    back: bool
    maps: tuple[Slot, ...]
    target: Slot


class Template(NamedTuple):
    """One time step of a circuit: its drawn slots in topological order, their wires, and the states among them."""

    nodes: tuple[Node, ...]
    wires: tuple[Wire, ...]
    states: tuple[Slot, ...]
    matrices: frozenset[Slot]
    inputs: tuple[Slot, ...]


def stem_of(name: str) -> str:
    """Return a name without its indices, its number and its shape.

    >>> [stem_of(name) for name in ("W_i[3,1]", "v[2,1,2]", "product.12", "-1 (3).1")]
    ['W_i', 'v', 'product', '-1']
    """
    return re.sub(r"(\[[^\]]*\]|\.\d+| \(\d+\))+$", "", name) or name


class Slots:
    """The slots of a circuit, and how they hang together; raises `OtherwiseError` if the circuit has no cells."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.places = {vertex.name: place_of(vertex) for vertex in circuit.vertices}
        self.slot: dict[str, Slot] = {}
        self.members: dict[Slot, dict[int, Vertex]] = defaultdict(dict)
        self.starts: list[Vertex] = []
        self.output = self._mapped_output()
        self._fill()
        self.children: dict[Slot, dict[tuple[Slot, bool], None]] = defaultdict(dict)
        self.users: dict[Slot, dict[tuple[Slot, bool], None]] = defaultdict(dict)
        self.aliases: dict[str, Slot] = {}
        self._connect()

    def _mapped_output(self) -> str | None:
        """Return the name of the output if it is only a map of the last vector, which is drawn on its line."""
        last = self.circuit.by_name[self.circuit.output]
        return last.name if last.kind == "linear" and len(self.circuit.vertices) > 1 else None

    def _fill(self) -> None:
        numbers: Counter[tuple[int, int, str]] = Counter()
        steps = {step for step, _ in self.places.values()}
        first = min(step for name, (step, _) in self.places.items() if self.circuit.by_name[name].children)
        for vertex in self.circuit.vertices:
            step, layer = self.places[vertex.name]
            if vertex.name == self.output:
                continue
            if step < first:
                require(vertex.kind == "constant" and step == first - 1)
                self.starts.append(vertex)
                continue
            stem = stem_of(vertex.name)
            slot = (layer, stem, numbers[step, layer, stem])
            numbers[step, layer, stem] += 1
            self.slot[vertex.name] = slot
            self.members[slot][step] = vertex
        require(len(steps) > 1)
        self.first, self.last = first, max(steps)
        for slot in list(self.members):
            self._move_first(slot)

    def _move_first(self, slot: Slot) -> None:
        """Give a vertex of the first cell the slot of what it is computed like, if the state is computed otherwise.

        The first state of linear attention is v k, later ones are a sum of the state before and v k.
        """
        vertex = self.members[slot].get(self.first)
        if vertex is None or self.kind(slot) == vertex.kind:
            return
        members = self._latest(slot)
        like = vertex.kind, stem_of(vertex.parameter or "")
        others = (self.slot.get(child) for child in members.children)
        free = [each for each in others if each and each[0] == slot[0] and self.first not in self.members[each]]
        found = [each for each in free if (self.kind(each), self.parameter(each)) == like]
        if found:
            other = max(found, key=lambda each: len(self._read(vertex) & self._read(self._latest(each))))
            del self.members[slot][self.first]
            self.members[other] = {self.first: vertex, **self.members[other]}
            self.slot[vertex.name] = other

    def _read(self, vertex: Vertex) -> set[Slot]:
        return {self.slot[child] for child in vertex.children if child in self.slot}

    def _latest(self, slot: Slot) -> Vertex:
        return next(reversed(self.members[slot].values()))

    def parameter(self, slot: Slot) -> str:
        """Return the name of the parameter of a slot without its indices."""
        return stem_of(self._latest(slot).parameter or "")

    def _connect(self) -> None:
        """Find the children and users of slots; a state that the first cell has under another name is an alias."""
        edges = []
        for name, slot in self.slot.items():
            step, layer = self.places[name]
            for child in self.circuit.by_name[name].children:
                if child in self.slot:
                    then, below = self.places[child]
                    require((step - then, layer - below) in ((0, 0), (1, 0), (0, 1)))
                    edges.append((slot, child, step))
                    if then == self.first:
                        continue
                    self._join(slot, self.slot[child], then != step)
        for slot, child, step in edges:
            if self.places[child][0] == self.first:
                self._join_first(slot, child, step != self.first)
        for vertex in self.starts:
            here = self.first, self.places[vertex.name][1]
            require(all(self.places[user.name] == here for user in self._of(vertex)))

    def _join_first(self, slot: Slot, child: str, back: bool) -> None:
        """Add a user of a vertex of the first cell; where other cells have a state, the vertex stands for it."""
        own = self.slot[child]
        if (own, back) in self.children[slot]:
            return
        for other, before in self.children[slot]:
            absent = before == back and other in self.members and self.first not in self.members[other]
            if absent and self.slot[child] in {each for each, _ in self.children[other]}:
                self.aliases[child] = other
                return
        self._join(slot, own, back)

    def _of(self, vertex: Vertex) -> list[Vertex]:
        return [user for user in self.circuit.vertices if vertex.name in user.children]

    def _join(self, slot: Slot, child: Slot, back: bool) -> None:
        self.children[slot][child, back] = None
        self.users[child][slot, back] = None

    @property
    def core(self) -> Slot:
        """The slot of the output, or of the vector that a map of the output reads."""
        last = self.circuit.output
        name = last if self.output is None else self.circuit.by_name[last].children[0]
        require(name in self.slot)
        return self.slot[name]

    def kind(self, slot: Slot) -> str:
        """Return the kind of the vertices of a slot."""
        return self._latest(slot).kind

    def states_of(self, slot: Slot) -> list[Slot]:
        """Return the states of the step before that a slot uses."""
        return [child for child, back in self.children[slot] if back]


def template_of(slots: Slots) -> Template:
    """Return what a cell is drawn from."""
    return _Absorber(slots).template()


class _Absorber:
    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.owner: dict[Slot, Slot] = {}
        self.maps: dict[Slot, Slot] = {}
        self.core = slots.core

    def template(self) -> Template:
        slots = self.slots
        every = self._ordered()
        for slot in every:
            self._absorb(slot)
        drawn = [slot for slot in every if slot not in self.owner]
        nodes = [self._node(slot) for slot in drawn if slots.kind(slot) != "input"]
        inputs = tuple(slot for slot in drawn if slots.kind(slot) == "input")
        require(len(nodes) <= MOST_SLOTS and any(not node.sign for node in nodes))
        states = dict.fromkeys(child for slot in every for child in slots.states_of(slot))
        require(all(state not in self.owner for state in states) and bool(states))
        wires = [wire for slot in drawn for wire in self._wires(slot)]
        matrices = frozenset(slot for slot in every if len(self._last(slot).shape or ()) > 1)
        return Template(tuple(nodes), tuple(wires), tuple(states), matrices, inputs)

    def _ordered(self) -> list[Slot]:
        """Return the slots in topological order within a step."""
        found: dict[Slot, None] = {}
        pending: set[Slot] = set()

        def visit(slot: Slot) -> None:
            if slot in found:
                return
            require(slot not in pending)
            pending.add(slot)
            for child, back in self.slots.children[slot]:
                if not back:
                    visit(child)
            found[slot] = None

        for slot in self.slots.members:
            visit(slot)
        return list(found)

    def _last(self, slot: Slot) -> Vertex:
        return next(reversed(self.slots.members[slot].values()))

    def _alone(self, slot: Slot) -> bool:
        """Return whether only one other slot of the same cell uses a slot, once."""
        users = list(self.slots.users[slot])
        return len(users) == 1 and not users[0][1] and users[0][0][0] == slot[0] and slot != self.core

    def _absorb(self, slot: Slot) -> None:
        """Find what a slot stands for besides itself: constants, and the maps of a gate."""
        kind, inner = self.slots.kind(slot), [child for child, back in self.slots.children[slot] if not back]
        own = [child for child in inner if child[0] == slot[0] and self._alone(child)]
        for child in own:
            if self.slots.kind(child) == "constant" and kind != "linear":
                self.owner[child] = slot
        if kind != "sum" or any(back for _, back in self.slots.users[slot]):
            return
        linear = [child for child in own if self.slots.kind(child) == "linear" and child not in self.owner]
        plain = {"linear", "constant"} >= {self.slots.kind(child) for child in inner} and len(inner) == len(
            self.slots.children[slot]
        )
        for child in linear:
            if plain or stem_of(self._last(child).parameter or "") == child[1]:
                self.owner[child] = slot
                self.maps[child] = slot

    def _node(self, slot: Slot) -> Node:
        kind = self.slots.kind(slot)
        absorbed = tuple(child for child, owner in self.owner.items() if owner == slot)
        constants = [child for child in absorbed if self.slots.kind(child) == "constant"]
        last = self._last(slot)
        inner = list(self.slots.children[slot])
        scaled = constants and len(inner) - len(constants) == 1 and len(set(last.children)) == len(last.children)
        text = ""
        if kind == "linear" and any(back for _, back in self.slots.users[slot]):
            text = self.slots.parameter(slot)
        elif kind in ("constant", "linear") or any(child in self.maps for child in absorbed):
            text = slot[1]
        elif kind == "bilinear" and self.slots.circuit.map_of(last) is None:
            text = self.slots.parameter(slot)
        elif kind != "sum" and scaled:
            text = constants[0][1]
        return Node(slot, not text, text or self._sign(kind, last), absorbed)

    def _sign(self, kind: str, vertex: Vertex) -> str:
        """Return the sign of a sum, an elementwise or outer product, or a matrix times a vector."""
        fixed = self.slots.circuit.map_of(vertex)
        if kind == "sum" or fixed is None:
            return "+" if kind == "sum" else "\\times"
        terms, _, result = fixed.formula.partition("->")
        one, _, other = terms.partition(",")
        if one and other and not set(one) & set(other):
            return "\\otimes"
        return "\\cdot" if len(result) < max(len(one), len(other)) else "\\times"

    def _wires(self, slot: Slot) -> list[Wire]:
        """Return the wires to a drawn slot; those through a map of a gate carry the map."""
        found = []
        for child, back in self.slots.children[slot]:
            if child in self.maps and not back:
                found += [Wire(each, before, (child,), slot) for each, before in self.slots.children[child]]
            elif child not in self.owner:
                found.append(Wire(child, back, (), slot))
        return found
