"""The shared view of any recurrent circuit: a lattice of cells, with one mark for each cell at each step."""

from __future__ import annotations

from collections import defaultdict

from ...networks import Circuit, Vertex
from ..scenes import INPUT, SITE, STATE, STUB, Layout, Line, Mark, OtherwiseError, Point, place_of, require, tidy
from .lattice import LAYER_STEP, ROLES, SCALE

# The distance between two lines from one cell to the next, for states that are handed on together.
BESIDE = 0.1

# The roles of lines by the steps that they make in time and in layers.
STEPS = {(1, 0): "time", (-1, 0): "time", (0, 1): "depth"}
# A time and a layer.
Place = tuple[int, int]


def blocks(circuit: Circuit) -> Layout | None:
    """Return the vertices of a circuit as a lattice of cells, or None if they do not form one.

    They form one if every vertex has an integer position and a layer, and if every line between two places goes to the
    next step, to the step before, or to the next layer. The mark of a cell has the name of the vertex that the next
    layer uses; a vertex that two places use has a line to each.

    >>> from tnrnn.models import lstm
    >>> layout = blocks(lstm(length=3, layers=2, inputs=2, hidden=2))
    >>> [mark.name for mark in layout.marks if mark.role == "site"]
    ['h[1,1]', 'h[2,1]', 'h[3,1]', 'h[1,2]', 'h[2,2]', 'h[3,2]']
    """
    try:
        return _Blocks(circuit).layout()
    except OtherwiseError:
        return None


class _Blocks:
    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.groups: dict[Place, list[Vertex]] = defaultdict(list)
        for vertex in circuit.vertices:
            self.groups[place_of(vertex)].append(vertex)
        self.between: dict[tuple[Place, Place], dict[str, None]] = defaultdict(dict)
        for vertex in circuit.vertices:
            for child in vertex.children:
                below, here = place_of(circuit.by_name[child]), place_of(vertex)
                if below != here:
                    require((here[0] - below[0], here[1] - below[1]) in STEPS)
                    self.between[below, here][child] = None

    def layout(self) -> Layout:
        marks = tuple(self._mark(at, group) for at, group in self.groups.items())
        lines = [line for pair, names in self.between.items() for line in self._lines(pair, tuple(names))]
        return Layout("shared", marks, (*lines, self._output()))

    def _mark(self, at: Place, group: list[Vertex]) -> Mark:
        kinds = {vertex.kind for vertex in group}
        role = ROLES.get(next(iter(kinds)), "site") if len(kinds) == 1 else "site"
        radius = {"input": INPUT, "state": STATE, "site": SITE}[role]
        name = self._head(at, group)
        names = (name, *(vertex.name for vertex in group if vertex.name != name))
        return Mark(name, role, *_point(at), tidy(radius * SCALE), at[1], None, names)

    def _head(self, at: Place, group: list[Vertex]) -> str:
        """Return the vertex that a higher layer uses, or else the last one of the cell before a map to the output."""
        for name in self.between.get((at, (at[0], at[1] + 1)), {}):
            return name
        last = group[-1]
        mapped = last.name == self.circuit.output and last.kind == "linear" and len(group) > 1
        return last.children[0] if mapped and self.circuit.by_name[last.children[0]] in group else last.name

    def _lines(self, pair: tuple[Place, Place], names: tuple[str, ...]) -> list[Line]:
        (x, y), (u, v) = _point(pair[0]), _point(pair[1])
        role = STEPS[pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]]
        back = (pair[1], pair[0]) in self.between
        made = []
        for number, name in enumerate(names):
            aside = (number - (len(names) - 1) / 2) * BESIDE + (BESIDE / 2 if back else 0.0) * (1 if u > x else -1)
            dx, dy = (0.0, aside) if role == "time" else (aside, 0.0)
            points = ((tidy(x + dx), tidy(y + dy)), (tidy(u + dx), tidy(v + dy)))
            made.append(Line((name,), role, points, (0.5,)))
        return made

    def _output(self) -> Line:
        output = self.circuit.by_name[self.circuit.output]
        x, y = _point(place_of(output))
        return Line((output.name,), "output", ((tidy(x + STUB), y), (x, y)), (0.5,))


def _point(at: Place) -> Point:
    return float(at[0]), tidy(at[1] * LAYER_STEP)
