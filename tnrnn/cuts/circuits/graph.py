"""A circuit with numbered vertices, and which inputs share a hyperedge when the copies of an input are joined."""

from __future__ import annotations

from typing import NamedTuple

from ...basics import joined
from ...networks import Circuit, Mode, without_sums


class NumberedCircuit(NamedTuple):
    """A circuit with its vertices numbered in their order; the output is the last.

    `children` are those of each vertex, and `product` says which vertices are products. `joint[v]` is the joint that
    the hyperedge above v belongs to, or -1; `members` are the inputs of each joint.
    """

    circuit: Circuit
    children: tuple[tuple[int, ...], ...]
    product: tuple[bool, ...]
    joint: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]


def numbered(circuit: Circuit, mode: Mode) -> NumberedCircuit:
    """Return a circuit, written without sums, with numbered vertices; it has no joints in the mode "continuous"."""
    circuit = without_sums(circuit, mode)
    number = {vertex.name: place for place, vertex in enumerate(circuit.vertices)}
    children = tuple(tuple(number[child] for child in vertex.children) for vertex in circuit.vertices)
    product = tuple(vertex.kind == "product" for vertex in circuit.vertices)
    joint, members = _joints(circuit, children) if mode == "one-hot" else ((-1,) * len(children), ())
    return NumberedCircuit(circuit, children, product, joint, members)


def _joints(
    circuit: Circuit, children: tuple[tuple[int, ...], ...]
) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return the joint of every vertex, and the inputs of every joint, which meet in one class of products."""
    held = [-1] * len(children)  # an input that is directly in the hyperedge above the vertex
    pairs = []
    for place, vertex in enumerate(circuit.vertices):
        if vertex.kind == "input":
            held[place] = place
        elif vertex.kind == "product":
            below = [held[child] for child in children[place] if held[child] >= 0]
            pairs += [(below[0], other) for other in below[1:]]
            held[place] = below[0] if below else -1
    first = joined(len(children), pairs)
    groups: dict[int, list[int]] = {}
    for place, vertex in enumerate(circuit.vertices):
        if vertex.kind == "input":
            groups.setdefault(first[place], []).append(place)
    copies = list(circuit.copies.values())
    shared = [number for number, group in groups.items() if any(copies[place] > 1 for place in group)]
    number = {group: place for place, group in enumerate(shared)}
    joint = tuple(number.get(first[place], -1) if place >= 0 else -1 for place in held)
    return joint, tuple(tuple(groups[group]) for group in shared)
