"""The circuit itself, time steps as columns and layers as rows, each vector drawn once: shared, or folded."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from ...networks import Circuit, Vertex
from ..scenes import (
    FOLD,
    INPUT,
    SITE,
    STATE,
    STUB,
    Layout,
    Line,
    Mark,
    OtherwiseError,
    Point,
    line,
    place_of,
    require,
    tidy,
)

LAYER_STEP, FOLDED_STEP, FOLDED_LEG = 0.8, 1.25, 0.5
"""From a layer to the next, in either view; from a site down to the triangle that stands for what it holds."""

SCALE = 1.3
"""How much larger the marks are than in a staircase, which has many more."""

ROLES = {"input": "input", "constant": "state"}
RADII = {"input": INPUT, "state": STATE, "site": SITE}


class _Group(NamedTuple):
    """The vertices of one place: an input, a constant, or a vector and maps around it; `core` names the mark."""

    at: tuple[int, int]
    vertices: tuple[Vertex, ...]
    core: str
    top: str


def lattice(circuit: Circuit, folded: bool = False) -> Layout | None:
    """Return the shared view of a circuit, or None where its vertices do not form a lattice of positions and layers.

    Folded: a vector is not led to its users in the next layer, which no network could do without a copy of all below
    it. In its place stands a triangle, for one such copy: the row below up to this step, with all that hangs on it.

    They do when every vertex has an integer position and a layer; when the vertices of one place are an input, a
    constant, or one vector with the linear maps that lead to it; and when every other line goes to the next step or to
    the next layer.

    >>> from tnrnn import rac
    >>> layout = lattice(rac(length=3, layers=2, inputs=2, hidden=2))
    >>> [mark.name for mark in layout.marks if mark.role == "site"]
    ['h[1,1]', 'h[1,2]', 'h[2,1]', 'h[2,2]', 'h[3,1]', 'h[3,2]']
    """
    try:
        return _Reader(circuit, folded).layout()
    except OtherwiseError:
        return None


class _Reader:
    def __init__(self, circuit: Circuit, folded: bool) -> None:
        self.circuit, self.folded = circuit, folded
        self.users: dict[str, list[str]] = defaultdict(list)
        for vertex in circuit.vertices:
            for child in vertex.children:
                self.users[child].append(vertex.name)
        places: dict[tuple[int, int], list[Vertex]] = defaultdict(list)
        for vertex in circuit.vertices:
            places[place_of(vertex)].append(vertex)
        self.groups = {at: self._group(at, vertices) for at, vertices in places.items()}

    def _group(self, at: tuple[int, int], vertices: list[Vertex]) -> _Group:
        """Check that the vertices of a place are one vector and maps before it (and, at the output, behind it)."""
        require(all(vertex.kind not in ROLES for vertex in vertices) or len(vertices) == 1)
        names = {vertex.name for vertex in vertices}
        tops = [name for name in names if names.isdisjoint(self.users[name])]
        cores = [vertex.name for vertex in vertices if vertex.kind not in ("linear", "constant", "input")]
        require(len(tops) == 1 and len(cores) <= 1 and len({self.circuit.copies[name] for name in names}) == 1)
        core = cores[0] if cores else tops[0]
        require(core == tops[0] or tops[0] == self.circuit.output)
        return _Group(at, tuple(vertices), core, tops[0])

    def layout(self) -> Layout:
        marks = [self._mark(group) for group in self.groups.values()]
        lines = [made for group in self.groups.values() for made in self._lines(group)]
        if self.folded:
            marks += [self._triangle(made) for made in lines if self._is_fold(made)]
            lines += self._ends()
        require(len({made.points for made in lines}) == len(lines))
        return Layout("folded" if self.folded else "shared", tuple(marks), (*lines, self._output()))

    def _mark(self, group: _Group) -> Mark:
        role = ROLES.get(group.vertices[0].kind, "site")
        x, y = self._point(group)
        names = (group.core, *(vertex.name for vertex in group.vertices if vertex.name != group.core))
        return Mark(group.core, role, x, y, tidy(RADII[role] * SCALE), group.at[1], None, names)

    def _is_fold(self, made: Line) -> bool:
        """Whether a line leads up from a triangle: from a vector, and not from an input."""
        return made.role == "depth" and self.circuit.by_name[made.bonds[0]].kind != "input"

    def _triangle(self, made: Line) -> Mark:
        name = made.bonds[0]
        x, y = made.points[0]
        return Mark(f"copy of {name}", "fold", x, y, FOLD, self.circuit.by_name[name].layer)

    def _ends(self) -> list[Line]:
        """The end of every row but the output's: what its triangles stand for ends in an open line."""
        rows: dict[int, _Group] = {}
        for group in self.groups.values():
            rows[group.at[1]] = max(rows.get(group.at[1], group), group, key=lambda each: each.at[0])
        top = self.circuit.by_name[self.circuit.output].layer
        found = []
        for layer, group in rows.items():
            if layer != top and group.vertices[0].kind != "input":
                x, y = self._point(group)
                found.append(Line((), "end", ((x, y), (tidy(x + STUB), y)), ()))
        return found

    def _lines(self, group: _Group) -> list[Line]:
        made = []
        for vertex in group.vertices:
            for child in vertex.children:
                below = self.groups[place_of(self.circuit.by_name[child])]
                if below is not group:
                    step = (group.at[0] - below.at[0], group.at[1] - below.at[1])
                    require(step in ((1, 0), (0, 1)))
                    role = "time" if step == (1, 0) else "depth"
                    bonds = (child, *self._up_to(vertex.name, group.core))
                    made.append(line(role, bonds, self._from(role, below, group), self._point(group)))
        return made

    def _from(self, role: str, below: _Group, group: _Group) -> Point:
        """Where a line begins: at what it comes from, or, folded, at the triangle that stands for that."""
        if not self.folded or role == "time" or below.vertices[0].kind == "input":
            return self._point(below)
        x, y = self._point(group)
        return x, tidy(y - FOLDED_LEG)

    def _up_to(self, name: str, core: str) -> list[str]:
        """The maps of a group from `name` up to the core, which is left out."""
        path = []
        while name != core:
            path.append(name)
            require(len(self.users[name]) == 1)
            name = self.users[name][0]
        return path

    def _output(self) -> Line:
        group = self.groups[place_of(self.circuit.by_name[self.circuit.output])]
        require(group.at[0] == max(at[0] for at in self.groups))
        x, y = self._point(group)
        bonds = (group.top, *reversed(self._up_to(group.core, group.top)))
        return line("output", bonds, (x + STUB, y), (x, y))

    def _point(self, group: _Group) -> Point:
        layer = group.at[1]
        if not self.folded:
            return float(group.at[0]), tidy(layer * LAYER_STEP)
        return float(group.at[0]), tidy(layer * FOLDED_STEP if layer else FOLDED_STEP - FOLDED_LEG)
