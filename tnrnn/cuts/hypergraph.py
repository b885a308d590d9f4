"""The min-cut problem of a network: nodes take sides, and a hyperedge is paid for if its nodes stand on both."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..networks import Network, Partition
from .terminals import terminals


class CutProblem(NamedTuple):
    """A hypergraph with terminals.

    The `nodes` are numbered: first come the tensors of the network, by index (copy tensors are part of hyperedges and
    take no side themselves), and then the dangling `legs` that the partition names. `dims` are the dimensions of the
    hyperedges that can be severed (64-bit integers). The nodes of hyperedge e are `members[begin[e]:begin[e + 1]]`.
    `near` and `far` are the nodes with given sides, ascending (nodes are 32-bit integers).

    The arrays are those of Python, since small networks are cut without numpy; `numpy.asarray` makes arrays of numpy
    that share their memory. Sides of all nodes are a `bytearray`: 1 for each node that stands near, else 0.

    >>> given = CutProblem.of(3, [2, 3], [(0, 1), (1, 2)], near=[0], far=[2])
    >>> given.members, given.begin
    (array('i', [0, 1, 1, 2]), array('q', [0, 2, 4]))
    """

    nodes: int
    dims: array[int]
    begin: array[int]
    members: array[int]
    near: array[int]
    far: array[int]
    legs: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, nodes: int, dims: Iterable[int], edges: Iterable[Iterable[int]], near: Iterable[int], far: Iterable[int]
    ) -> CutProblem:
        """Return the problem with the given dimension and nodes of every hyperedge, and with the given terminals."""
        members, begin = array("i"), array("q", [0])
        for edge in edges:
            members.extend(edge)
            begin.append(len(members))
        return cls(nodes, array("q", dims), begin, members, array("i", sorted(near)), array("i", sorted(far)))

    def edges(self) -> Iterator[array[int]]:
        """Yield the nodes of every hyperedge.

        >>> list(CutProblem.of(3, [2], [(0, 1, 2)], [0], [2]).edges())
        [array('i', [0, 1, 2])]
        """
        return (self.members[at:end] for at, end in itertools.pairwise(self.begin))

    def given_sides(self, near: Iterable[int], far: Iterable[int]) -> CutProblem:
        """Return the problem with other terminals.

        >>> CutProblem.of(3, [2], [(0, 1, 2)], [0], [2]).given_sides([1, 0], [2]).near
        array('i', [0, 1])
        """
        return self._replace(near=array("i", sorted(near)), far=array("i", sorted(far)))


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
    dims, begin, members = array("q"), array("q", [0]), array("i")
    for edge in network.copy_classes:
        nodes = [
            number.get(leg, -1) if node is None else node for node, leg in zip(edge.members, edge.legs, strict=True)
        ]
        nodes = [node for node in nodes if node >= 0]
        if len(nodes) > 1:
            dims.append(edge.dim)
            members.extend(nodes)
            begin.append(len(members))
    inside = network.copy_bonds
    for bond, ends in zip(network.bonds, network.ends.values(), strict=True):
        if len(ends) == 1:
            if bond.name not in number:
                continue
            ends = (ends[0], number[bond.name])  # noqa: PLW2901
        if bond.name not in inside:
            dims.append(bond.dim)
            members.extend(ends)
    begin.extend(range(begin[-1] + 2, len(members) + 1, 2))
    placed = {number[name]: sides[name] for name in legs}
    placed |= {index: sides[label] for label, indices in slots.items() if label in sides for index in indices}
    near = array("i", sorted(node for node, is_near in placed.items() if is_near))
    far = array("i", sorted(node for node, is_near in placed.items() if not is_near))
    return CutProblem(len(network.tensors) + len(legs), dims, begin, members, near, far, legs)
