"""Regrouping: products of products and sums of sums are flattened, and factors of one side are put together first.

A product may be taken in any order and grouping, and so may a sum. The regrouped circuit computes the same function: a
product or sum that depends on both sides has at most one factor or term of the near side, one of the far side, and
those that depend on both sides. What has the same factors or terms is one vertex, and so are all vertices of the same
map at the same children. A cut of the regrouped circuit then severs one vector where it severed many, or many copies of
one vector where it severed copies of several.

Lists stay short, so that a long chain of sums keeps its length: what would have more than `MAX_MEMBERS` factors or
terms is a product of products, or a sum of sums.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ..models import Case
from ..networks import Circuit, Vertex
from .wires import Wires

MAX_MEMBERS = 32
"""The largest number of factors or terms that are flattened into one product or sum."""

NEAR, FAR, MIXED = 1, 2, 3
"""The sides that a vertex depends on; 0 is none."""

_WORDS = {0: "constant", NEAR: "near", FAR: "far", MIXED: "mixed"}

_Parts = dict[int, tuple[str, ...]]


def regrouped(case: Case) -> Case | None:
    """Return the case of the regrouped circuit, or None if no vertices of one side are put together.

    Parameters
    ----------
    case : Case
        A case of one value.

    Examples
    --------
    >>> from tnrnn import Partition
    >>> from tnrnn.networks import Builder
    >>> build = Builder(R=2)
    >>> x = [build.input(t, "R", name=f"x[{t}]") for t in range(1, 5)]
    >>> circuit = build.circuit(build.linear("W", build.product(*x, name="p"), 1, name="y"))
    >>> case = regrouped(Case(circuit, Partition.start_end(4)))
    >>> [(vertex.name, vertex.children) for vertex in case.circuit.vertices[4:]]
    [('p near', ('x[1]', 'x[2]')), ('p far', ('x[3]', 'x[4]')), ('p', ('p near', 'p far')), ('y', ('p',))]
    """
    made = _Regrouping(case).made()
    return None if made is None else Case(made, case.partition, case.mode)


class _Key(NamedTuple):
    kind: str
    parameter: str | None
    children: tuple[str, ...]


class _Regrouping:
    """Collects the new vertices, each once; `name` says which one stands for a vertex of the circuit."""

    def __init__(self, case: Case) -> None:
        self.circuit = case.circuit
        wires = Wires(case.circuit)
        near, far = wires.mask(case.partition.near), wires.mask(case.partition.far)
        self.sides = {
            vertex.name: NEAR * bool(mask & near) + FAR * bool(mask & far)
            for vertex, mask in zip(wires.vertices, wires.depends, strict=True)
        }
        self.name: dict[str, str] = {}
        self.vertices: dict[str, Vertex] = {}
        self.known: dict[_Key, str] = {}
        self.parts: dict[str, tuple[str, _Parts]] = {}  # of the new products and sums, by kind and side
        self.taken = {vertex.name for vertex in wires.vertices}
        self.changed = False

    def made(self) -> Circuit | None:
        """Return the regrouped circuit, or None if it is the same."""
        for vertex in self.circuit.vertices:
            children = tuple(self.name[child] for child in vertex.children)
            if vertex.kind in ("product", "sum"):
                self.name[vertex.name] = self._joined(vertex, children)
            else:
                self.name[vertex.name] = self._kept(replace(vertex, children=children), self.sides[vertex.name])
        if not self.changed:
            return None
        output = self.name[self.circuit.output]
        used = {output}
        for vertex in reversed(self.vertices.values()):
            if vertex.name in used:
                used.update(vertex.children)
        kept = tuple(vertex for vertex in self.vertices.values() if vertex.name in used)
        parameters = {vertex.parameter for vertex in kept}
        fixed = tuple((name, value) for name, value in self.circuit.fixed if name in parameters)
        if {vertex.position for vertex in kept if vertex.kind == "input"} != set(self.circuit.positions):
            return None
        return Circuit(kept, output, fixed)

    def _kept(self, vertex: Vertex, side: int) -> str:
        """Add a vertex unless there is one with the same value, and return its name."""
        key = _Key(vertex.kind, vertex.parameter, vertex.children or (vertex.name,))
        if vertex.kind in ("product", "sum"):
            key = key._replace(children=tuple(sorted(vertex.children)))
        if vertex.kind == "constant":
            key = key._replace(children=())
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = vertex.name
            self.vertices[found] = vertex
            self.sides[found] = side
        return found

    def _joined(self, vertex: Vertex, children: tuple[str, ...]) -> str:
        """Return the name of a product or sum of new vertices."""
        members: _Parts = {}
        for child in children:
            held = self.parts.get(child)
            given = held[1] if held is not None and held[0] == vertex.kind else {self.sides[child]: (child,)}
            for side, names in given.items():
                members[side] = members.get(side, ()) + names
        if len(members) == 1 or set(members) <= {0, self.sides[vertex.name]}:
            return self._one_sided(vertex, members)
        parts: _Parts = {}
        for side, names in members.items():
            together = side in (NEAR, FAR) and len(names) > 1
            parts[side] = (self._group(vertex, side, names),) if together or len(names) > MAX_MEMBERS else names
        if 0 in parts and len(parts[0]) > 1:
            parts[0] = (self._group(vertex, 0, parts[0]),)
        listed = tuple(name for side in (NEAR, FAR, MIXED, 0) for name in parts.get(side, ()))
        made = self._kept(replace(vertex, children=listed), MIXED)
        self.parts[made] = (vertex.kind, self._flat(vertex.kind, parts))
        return made

    def _flat(self, kind: str, parts: _Parts) -> _Parts:
        """Return the parts with the members of groups in place of the groups, where these are few."""
        found = {}
        for side, names in parts.items():
            listed: list[str] = []
            for name in names:
                held = self.parts.get(name)
                inner = held[1].get(side, ()) if held is not None and held[0] == kind and len(held[1]) == 1 else ()
                listed.extend(inner if 0 < len(inner) <= MAX_MEMBERS // 2 else (name,))
            found[side] = tuple(listed) if len(listed) <= MAX_MEMBERS else names
        return found

    def _one_sided(self, vertex: Vertex, members: _Parts) -> str:
        side = self.sides[vertex.name]
        names = tuple(name for each in members.values() for name in each)
        if len(names) > MAX_MEMBERS:
            names = tuple(self.name[child] for child in vertex.children)
        made = self._kept(replace(vertex, children=names), side)
        self.parts[made] = (vertex.kind, {side: names if len(names) <= MAX_MEMBERS // 2 else (made,)})
        return made

    def _group(self, vertex: Vertex, side: int, names: tuple[str, ...]) -> str:
        """Return the name of the product or sum of members on one side."""
        before = len(self.vertices)
        fresh = f"{vertex.name} {_WORDS[side]}"
        while fresh in self.taken:
            fresh += "'"
        made = self._kept(replace(vertex, name=fresh, children=names), side)
        if len(self.vertices) > before:
            self.taken.add(fresh)
            self.changed = True
            self.parts[made] = (vertex.kind, {side: names if len(names) <= MAX_MEMBERS // 2 else (made,)})
        return made
