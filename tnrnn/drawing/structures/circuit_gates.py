"""Which tensors are gates, and which of their legs go in and out: what a quantum circuit is read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from ..graphs import Graph, Part
from ..scenes import gates_of, rounds_of, sites_of, words_of

# A reason why a network is not a circuit, in words.
Reason = str


class Gates(NamedTuple):
    """The tensors of a circuit.

    `ins` and `outs` have the edges that go into each tensor, and those that leave it: as many, or none on one side if
    the tensor is a state at an end of its wires. `across` are the edges between tensors of one gate or of one state,
    and `groups` are the tensors that these join. `tagged` says whether some tensors have tags of gates, `certain`
    whether such tags or bonds `left` tell the direction, and `merged` whether a tensor has the tags of several gates.
    """

    ins: Mapping[int, tuple[int, ...]]
    outs: Mapping[int, tuple[int, ...]]
    across: frozenset[int]
    groups: tuple[tuple[int, ...], ...]
    certain: bool
    tagged: bool
    merged: bool

    def is_state(self, node: int) -> bool:
        """Return whether a tensor is at an end of its wires."""
        return not self.ins[node] or not self.outs[node]


def gates(part: Part) -> Gates | Reason:
    """Return what of a network are gates, or why it is not a circuit.

    A tensor with bonds `left` on one half of its legs has these as inputs. The legs of any other gate are its outputs
    and then its inputs, or the other way round, as the axes of a matrix are; which of the two follows from gate to
    gate, as a bond leaves one of them and goes into the other. Tensors with a tag GATE_n or PSI0 in common are parts of
    one gate or of one state, as are all tensors without such a tag, ROUND_n or bonds `left` if others have some. Where
    nothing has, the states are the tensors with one bond, and chains of tensors with three.
    """
    reader = _Reader(part)
    sides = reader.sides()
    if isinstance(sides, Reason):
        return sides
    ways = _oriented(part.graph, sides)
    if isinstance(ways, Reason):
        return ways
    along = {edge for both in sides.values() for edge in (*both[0], *both[1])}
    for component in _joined_by(part.graph, part.tensors, along):
        if reader.is_backwards(component, sides, ways):
            for node in component:
                ways[node] = not ways[node]
    ins = {node: sides[node][not ways[node]] for node in sides}
    outs = {node: sides[node][ways[node]] for node in sides}
    groups = _joined_by(part.graph, part.tensors, reader.across)
    return Gates(ins, outs, frozenset(reader.across), groups, reader.certain, reader.tagged, reader.merged)


# The edges on the two sides of a tensor.
_Sides = dict[int, tuple[tuple[int, ...], tuple[int, ...]]]


class _Reader:
    """Reads tags and the bonds `left` of a network."""

    def __init__(self, part: Part) -> None:
        self.graph, self.tensors = part.graph, part.tensors
        words = {node: words_of(part.graph.marks[node].name, part.graph.tags[node]) for node in self.tensors}
        self.gate = {node: gates_of(words[node]) for node in self.tensors}
        self.round = {node: rounds_of(words[node]) for node in self.tensors}
        self.site = {node: sites_of(words[node]) for node in self.tensors}
        self.merged = any(len(each) > 1 for each in self.gate.values())
        self.tagged = any(self.gate.values())
        self.certain = any(map(self._is_gate, self.tensors))
        self.copies = {node for node in self.tensors if part.graph.marks[node].role == "copy"}
        self.loose = self._loose()
        self.across = {edge for node in self.tensors for edge, other in self._links(node) if self._joined(node, other)}

    def _links(self, node: int) -> list[tuple[int, int]]:
        """Return the pairs (edge, other tensor) of a tensor."""
        return [(edge, other) for edge, other in self.graph.links[node] if not self.graph.free(other)]

    def _halved(self, node: int) -> bool:
        """Return whether one half of all legs of a tensor is said to go in."""
        return 0 < 2 * len(self.graph.left[node]) == len(self.graph.links[node])

    def _is_gate(self, node: int) -> bool:
        """Return whether a tag or its bonds `left` say that a tensor is a part of a gate, or of a tagged state."""
        return bool(self.gate[node] or self.round[node]) or self._halved(node)

    def _loose(self) -> set[int]:
        """Return the tensors of states: those without tags and directions, if others have some, or else rows."""
        if self.certain:
            found = {node for node in self.tensors if not self._is_gate(node)} - self.copies
            return self._with_ends(found)
        single = {node for node in self.tensors if len(self.graph.links[node]) == 1}
        return single | self._with_ends({node for node in self.tensors if len(self.graph.links[node]) == 3})

    def _with_ends(self, states: set[int]) -> set[int]:
        """Return states and the two ends of each matrix product state: tensors with two bonds beside those with three.

        The result is empty if tensors with three bonds are not in rows.
        """
        found = set(states)
        for node in states:
            if len(self.graph.links[node]) != 3:
                continue
            beside = self.graph.beside(node)
            wanted = 2 - sum(other in states for other in beside)
            ends = sorted(o for o in beside if o not in states and len(self.graph.links[o]) == 2 and not self.gate[o])
            if wanted < 0 or len(ends) < wanted:
                return states if self.certain else set()
            found.update(ends[:wanted])
        return found

    def _joined(self, one: int, two: int) -> bool:
        """Return whether two neighbours are parts of one gate or state."""
        if one in self.copies or two in self.copies:
            return True
        if one in self.loose and two in self.loose:
            return True
        return bool(self.gate[one] & self.gate[two]) and (not self.site[one] or self.site[one] != self.site[two])

    def sides(self) -> _Sides | Reason:
        """Return the two sides of every tensor; the second one of a state has all its legs."""
        found: _Sides = {}
        for node in self.tensors:
            legs = tuple(edge for edge, _ in self.graph.links[node] if edge not in self.across)
            name = self.graph.marks[node].name
            if node in self.copies:
                gate = [self.gate[other] for other in self.graph.beside(node) if not self.graph.free(other)]
                if legs or not frozenset.intersection(*gate):
                    return f"a copy tensor {name!r} that is not inside a gate"
                found[node] = ((), ())
                continue
            inputs = len(self.graph.left[node])
            if node in self.loose and inputs and len(legs) == len(self.graph.links[node]):
                plural = "s" * (len(legs) - inputs != 1)
                return f"a tensor {name!r} with {inputs} inputs and {len(legs) - inputs} output{plural}"
            half = len(legs) // 2
            if node in self.loose or len(legs) == 1:
                if not legs:
                    return f"a tensor {name!r} without a leg along a wire"
                found[node] = ((), legs)
            elif len(legs) % 2 or not legs:
                given = f"{len(legs)} legs" if legs else "no leg along a wire"
                return f"a tensor {name!r} with {given}, where a gate has as many inputs as outputs"
            else:
                left = self.graph.left[node]
                into = tuple(edge for edge in legs if edge in left)
                rest = tuple(edge for edge in legs if edge not in left)
                found[node] = (into, rest) if len(into) == half else (legs[half:], legs[:half])
        return found

    def is_backwards(self, nodes: Sequence[int], sides: _Sides, ways: Mapping[int, bool]) -> bool:
        """Return whether tensors that depend on one another are the wrong way round.

        The bonds `left` and the numbers of gates say so, or else most states are at the start, or else the first
        tensors are.
        """
        said = states = order = 0
        for node in nodes:
            way = 1 if ways[node] else -1
            if self._halved(node) and sides[node][0]:
                said += way
            if not sides[node][0]:
                states += way
            for edge in sides[node][ways[node]]:
                other = self.graph.other(edge, node)
                if self.graph.free(other):
                    continue
                order += 1 if other > node else -1
                for numbers in (self.gate, self.round):
                    if numbers[node] and numbers[other]:
                        said += (max(numbers[other]) > max(numbers[node])) - (max(numbers[other]) < max(numbers[node]))
        return next((vote < 0 for vote in (said, states, order) if vote), False)


def _oriented(graph: Graph, sides: _Sides) -> dict[int, bool] | Reason:
    """Return whether the first side of each tensor goes in, so that bonds leave one tensor and enter another."""
    side = {(node, edge): place for node, both in sides.items() for place in (0, 1) for edge in both[place]}
    ways: dict[int, bool] = {}
    for start in sides:
        pending = [] if start in ways else [start]
        ways.setdefault(start, True)
        while pending:
            node = pending.pop()
            for edge, other in graph.links[node]:
                if graph.free(other) or (node, edge) not in side:
                    continue
                way = ways[node] == (side[node, edge] != side[other, edge])
                if other not in ways:
                    ways[other] = way
                    pending.append(other)
                elif ways[other] != way:
                    return f"a tensor {graph.marks[other].name!r} whose inputs and outputs contradict those of others"
    return ways


def _joined_by(graph: Graph, tensors: Sequence[int], edges: Set[int]) -> tuple[tuple[int, ...], ...]:
    """Return the tensors that some edges join, in the order of the first of them."""
    found: list[tuple[int, ...]] = []
    met: set[int] = set()
    for start in tensors:
        if start in met:
            continue
        own = [start]
        met.add(start)
        for node in own:
            for edge, other in graph.links[node]:
                if edge in edges and other not in met and not graph.free(other):
                    met.add(other)
                    own.append(other)
        found.append(tuple(sorted(own)))
    return tuple(found)
