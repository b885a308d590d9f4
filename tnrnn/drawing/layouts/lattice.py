"""The circuit itself, with time steps as columns, layers as rows, and each vector drawn once: shared or folded."""

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

# The distance from a layer to the next in the shared view.
LAYER_STEP = 0.8
# The distance from a layer to the next in the folded view.
FOLDED_STEP = 1.25
# The distance from a site down to its triangle.
FOLDED_LEG = 0.5

# The factor by which marks are larger than in a staircase, which has many more marks.
SCALE = 1.3

# The roles of marks by the kind of the vertex; all others are sites.
ROLES = {"input": "input", "constant": "state"}
# The radii of marks by their role.
RADII = {"input": INPUT, "state": STATE, "site": SITE}


class _Group(NamedTuple):
    """The vertices of one place: an input, a constant, or a vector and the maps around it.

    `core` is the vertex that gives the mark its name, and `top` the last vertex of the group.
    """

    at: tuple[int, int]
    vertices: tuple[Vertex, ...]
    core: str
    top: str


def lattice(circuit: Circuit, folded: bool = False) -> Layout | None:
    """Return the shared view of a circuit, or None if its vertices do not form a lattice of positions and layers.

    They form one if every vertex has an integer position and a layer, if the vertices of one place are an input, a
    constant, or one vector with the linear maps that lead to it, and if every other line goes to the next step or to
    the next layer.

    In the folded view, no line leads from a vector to its users in the next layer, as a network would need a copy of
    everything below the vector. A triangle stands for such a copy instead: the row below up to this step, with all that
    hangs on it.

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
        """Return the vertices of a place as one vector and the maps before it (and, at the output, after it)."""
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
        """Return whether a line leads up from a triangle, as lines from vectors do and those from inputs do not."""
        return made.role == "depth" and self.circuit.by_name[made.bonds[0]].kind != "input"

    def _triangle(self, made: Line) -> Mark:
        name = made.bonds[0]
        x, y = made.points[0]
        return Mark(f"copy of {name}", "fold", x, y, FOLD, self.circuit.by_name[name].layer)

    def _ends(self) -> list[Line]:
        """Return an open line for the end of every row except that of the output, as triangles stand for these rows."""
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
        """Return where a line begins: at its source, or, in the folded view, at the triangle of its source."""
        if not self.folded or role == "time" or below.vertices[0].kind == "input":
            return self._point(below)
        x, y = self._point(group)
        return x, tidy(y - FOLDED_LEG)

    def _up_to(self, name: str, core: str) -> list[str]:
        """Return the maps of a group from `name` up to the core, without the core."""
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
