"""Quantum circuits: qubits as rows, time to the right, gates as boxes on their wires."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ..graphs import Drawn, Part
from ..scenes import Point
from .circuit_gates import Reason
from .wires import Woven, woven

# Half the width of a gate, and how far it reaches beyond its outermost wires.
HALF = 0.3
# The distance from the last column to the ends of open wires.
END = 0.75
# The distance of a copy tensor inside a gate from the first wire of the gate.
ASIDE = 0.5
# How far aside a curve inside a gate goes to pass a part of the gate, in its control points.
BEND = 0.45
# How near to the middle of a wire a gate of others is too near to a mark there.
NEAR = 0.35
# The shape of gates.
BOX = "box"


def circuit(part: Part) -> Drawn | Reason:
    """Place a circuit, with its first qubit in the top row, and inputs at the left."""
    made = woven(part)
    return made if isinstance(made, Reason) else _drawn(part, made)


def _drawn(part: Part, made: Woven) -> Drawn:
    return Sheet(part, made, lambda column, row: (column, -row)).drawn()


def sure_circuit(part: Part) -> Drawn | Reason:
    """Place a circuit if tags or directions say that it is one."""
    made = woven(part)
    if isinstance(made, Reason):
        return made
    if not made.gates.certain:
        return "gates without tags or directions"
    if not made.gates.tagged and all(first == last for first, last in made.gate_spans):
        return "no gate on two qubits"
    if has_wide_states(part, made) or (has_joined_states(part, made) and not made.gates.tagged):
        return "a state on several wires"
    if made.gates.merged:
        return "tensors that several gates have become"
    return _drawn(part, made)


def has_wide_states(part: Part, made: Woven) -> bool:
    """Return whether a tensor at the ends of wires has several, as a tensor of many other networks has."""
    return any(len(made.rows(node)) > 1 for node in part.tensors if made.gates.is_state(node))


def has_joined_states(part: Part, made: Woven) -> bool:
    """Return whether two tensors at the ends of wires are joined, as in a matrix product state below gates."""
    states = {node for node in part.tensors if made.gates.is_state(node)}
    return any(not states.isdisjoint(part.graph.beside(node)) for node in states)


class Sheet(NamedTuple):
    """A circuit that is placed: `at` takes a column and a row, and returns a point."""

    part: Part
    made: Woven
    at: Callable[[float, float], Point]

    def drawn(self) -> Drawn:
        """Return the places of tensors and the ends of wires, with the wires as straight lines between them."""
        graph = self.part.graph
        places = {node: self.at(*self._middle(node)) for node in self.part.tensors}
        boxes = {node for node in self.part.tensors if self._is_box(node)}
        paths: dict[int, tuple[Point, ...]] = {}
        for edge, row in self.made.row.items():
            one, two = graph.edges[edge][1:]
            ends = [self._end(node, edge, boxes) for node in (one, two)]
            paths[edge] = tuple(self.at(column, row) for column in ends)
            if graph.free(two):
                places[two] = paths[edge][1]
        stops = self._stops(paths)
        bent = {edge: path for node in self.part.tensors if not self.made.rows(node) for edge, path in self._bent(node)}
        sizes = {node: self._size(node) for node in boxes}
        hollow = frozenset(node for node in boxes if self._is_apart(node))
        shapes = dict.fromkeys(boxes, BOX)
        return Drawn(places, {}, paths | bent, frozenset(bent), sizes, shapes, hollow, stops)

    def _middle(self, node: int) -> tuple[float, float]:
        rows, column = self.made.rows(node), float(self.made.column[node])
        if rows:
            return column, (rows[0] + rows[-1]) / 2
        # A copy tensor inside a gate.
        others = sorted(row for other in self.part.graph.beside(node) for row in self.made.rows(other))
        return column, others[(len(others) - 1) // 2] + ASIDE

    def _stops(self, paths: Mapping[int, tuple[Point, ...]]) -> dict[int, float]:
        """Return where wires are marked whose middle is where a gate of others passes over them: half a step before."""
        over, found = self.made.passed, {}
        for edge, path in paths.items():
            along = [x if self.at(1.0, 0.0)[0] else y for x, y in path]
            middle = (along[0] + along[-1]) / 2
            column = round(middle)
            if abs(middle - column) < NEAR and (self.made.row[edge], column) in over:
                found[edge] = (column - 0.5 - along[0]) / (along[-1] - along[0])
        return found

    def _is_apart(self, node: int) -> bool:
        """Return whether a gate has wires of others between its own."""
        rows = self.made.rows(node)
        return rows[-1] - rows[0] >= len(rows)

    def _bent(self, node: int) -> Iterator[tuple[int, tuple[Point, ...]]]:
        """Yield the curves from a copy tensor to the parts of its gate that have others on the way."""
        graph = self.part.graph
        column, row = self._middle(node)
        for way in (-1, 1):
            beyond = [(way * (self.made.rows(other)[0] - row), edge) for edge, other in graph.links[node]]
            for place, (far, edge) in enumerate(sorted(each for each in beyond if each[0] > 0)):
                if place:
                    x, y = column + BEND * (1 if place % 2 else -1) * (1 + place // 3), row + way * far
                    steps = [(column, row), (x, row + way * far / 4), (x, y - way * far / 4), (column, y)]
                    path = tuple(self.at(*step) for step in steps)
                    yield edge, path if graph.edges[edge][1] == node else path[::-1]

    def _is_box(self, node: int) -> bool:
        """Return whether a tensor is a gate of its own, or on several wires; parts of gates and states are discs."""
        made = self.made
        alone = not any(edge in made.gates.across for edge, _ in self.part.graph.links[node])
        return len(made.rows(node)) > 1 or (alone and not made.gates.is_state(node))

    def _size(self, node: int) -> tuple[float, float]:
        rows = self.made.rows(node)
        (ax, ay), (bx, by) = self.at(0.0, 0.0), self.at(2 * HALF, rows[-1] - rows[0] + 2 * HALF)
        return abs(bx - ax) / 2, abs(by - ay) / 2

    def _end(self, node: int, edge: int, boxes: set[int]) -> float:
        """Return the column in which a wire ends at a tensor, or at its free end."""
        graph, made = self.part.graph, self.made
        if graph.free(node):
            owner = graph.links[node][0][1]
            return made.last + END if edge in made.gates.outs[owner] else min(1, made.first) - END
        leaves = edge in made.gates.outs[node]
        return made.column[node] + (HALF if leaves else -HALF) * (node in boxes)
