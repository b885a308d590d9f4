"""The min-cut problem of a network: nodes take sides, and a hyperedge is paid for if its nodes stand on both."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...networks import Network, Partition, flat
from .labels import terminals


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
        begin, members = flat(list(map(tuple, edges)))
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
    columns = network.columns
    slots, dangling = terminals(network)
    sides = partition.sides(required=slots, optional=dangling)
    number = {
        name: place for place, name in enumerate((name for name in dangling if name in sides), len(columns.names))
    }
    dims, begin, members = _wide(network, number)
    ends, kept = columns.ends[:], columns.plain()
    for name, bond in dangling.items():
        if name in number:
            ends[2 * bond + 1] = number[name]
        else:
            kept[bond] = 0
    dims.extend(itertools.compress(columns.dims, kept))
    pairs = itertools.chain.from_iterable(zip(kept, kept, strict=True))
    members.extend(itertools.compress(ends, pairs) if 0 in kept else ends)
    begin.extend(range(begin[-1] + 2, len(members) + 1, 2))
    placed = {number[name]: sides[name] for name in number}
    placed |= {index: sides[label] for label, indices in slots.items() if label in sides for index in indices}
    near, far = (sorted(node for node, is_near in placed.items() if is_near == side) for side in (True, False))
    nodes = len(columns.names) + len(number)
    return CutProblem(nodes, dims, begin, members, array("i", near), array("i", far), tuple(number))


def _wide(network: Network, number: Mapping[str, int]) -> tuple[array[int], array[int], array[int]]:
    """Return the dimensions, beginnings and nodes of the classes of copy tensors, where `number` has nodes of legs."""
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
    return dims, begin, members
