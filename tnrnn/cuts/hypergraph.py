"""The min-cut problem of a network: nodes take sides, and a hyperedge is paid for if its nodes stand on both."""

from __future__ import annotations

from typing import NamedTuple

from ..networks import Network, Partition
from .terminals import terminals


class CutProblem(NamedTuple):
    """A hypergraph with terminals.

    The `nodes` are numbered: first come the tensors of the network, by index (copy tensors are part of hyperedges and
    take no side themselves), and then the dangling `legs` that the partition names. `dims` and `members` are the
    dimension and the nodes of every hyperedge that can be severed. `near` and `far` are the nodes with given sides.
    """

    nodes: int
    dims: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    near: tuple[int, ...]
    far: tuple[int, ...]
    legs: tuple[str, ...]


def problem(network: Network, partition: Partition) -> CutProblem:
    """Return the min-cut problem of a network for a partition of its inputs and open legs.

    Raises
    ------
    TnrnnError
        If the partition has a label that the network does not have, or lacks an input.
    """
    slots, dangling = terminals(network)
    sides = partition.sides(required=slots, optional=dangling)
    legs = tuple(name for name in dangling if name in sides)
    number = {name: len(network.tensors) + place for place, name in enumerate(legs)}
    dims: list[int] = []
    members: list[tuple[int, ...]] = []
    for edge in network.copy_classes:
        nodes = edge.members
        if None in nodes:
            legged = zip(nodes, edge.legs, strict=True)
            nodes = tuple(
                number[leg] if node is None else node for node, leg in legged if node is not None or leg in number
            )
        if len(nodes) > 1:
            dims.append(edge.dim)
            members.append(nodes)  # type: ignore[arg-type]
    inside = network.copy_bonds
    for bond, ends in zip(network.bonds, network.ends.values(), strict=True):
        if len(ends) == 1:
            if bond.name not in number:
                continue
            ends = (ends[0], number[bond.name])  # noqa: PLW2901
        if bond.name not in inside:
            dims.append(bond.dim)
            members.append(ends)
    placed = {number[name]: sides[name] for name in legs}
    placed |= {index: sides[label] for label, indices in slots.items() if label in sides for index in indices}
    near = tuple(sorted(node for node, is_near in placed.items() if is_near))
    far = tuple(sorted(node for node, is_near in placed.items() if not is_near))
    return CutProblem(len(network.tensors) + len(legs), tuple(dims), tuple(members), near, far, legs)
