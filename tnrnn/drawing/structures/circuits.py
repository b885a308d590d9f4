"""Quantum circuits: qubits as rows, time to the right, gates as boxes on their wires."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..graphs import Drawn, Part
from ..scenes import Point
from .gates import Reason
from .wires import Woven, woven

# Half the width of a gate, and how far it reaches beyond its outermost wires.
HALF = 0.3
# The distance from the last column to the ends of open wires.
END = 0.75
# The distance of a copy tensor inside a gate from the first wire of the gate.
ASIDE = 0.5
# The shape of gates.
BOX = "box"


def circuit(part: Part) -> Drawn | Reason:
    """Place a circuit, with its first qubit in the top row, and inputs at the left."""
    made = woven(part)
    return made if isinstance(made, Reason) else Sheet(part, made, lambda column, row: (column, -row)).drawn()


def sure_circuit(part: Part) -> Drawn | Reason:
    """Place a circuit if tags or directions say that it is one."""
    made = woven(part)
    if isinstance(made, Reason):
        return made
    if not made.gates.certain:
        return "gates without tags or directions"
    if not made.gates.tagged and all(len(made.rows(node)) < 2 for node in part.tensors):
        return "no gate on two qubits"
    return circuit(part)


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
        sizes = {node: self._size(node) for node in boxes}
        return Drawn(places, paths=paths, sizes=sizes, shapes=dict.fromkeys(boxes, BOX))

    def _middle(self, node: int) -> tuple[float, float]:
        rows, column = self.made.rows(node), float(self.made.column[node])
        if rows:
            return column, (rows[0] + rows[-1]) / 2
        return column, self.made.rows_of_gate(node)[0] + ASIDE  # a copy tensor inside a gate

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
