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
        """Return the problem with given hyperedges and terminals.

        Parameters
        ----------
        nodes : int
            The number of nodes, which are 0, 1, ..., `nodes` - 1.
        dims : iterable of int
            The dimension of every hyperedge.
        edges : iterable of iterables of int
            The nodes of every hyperedge, at least two.
        near, far : iterables of int
            The nodes that stand near and far in every cut, in any order.
        """
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

    Its hyperedges are the classes of copy tensors, in the order of `Network.copy_classes`, and then the other bonds, in
    order. A hyperedge with fewer than two ends that take a side is left out, as no cut severs it.

    Parameters
    ----------
    network : Network
        What is cut.
    partition : Partition
        The sides of all input slots, and of any of the dangling legs.

    Raises
    ------
    TnrnnError
        If the partition has a label that the network does not have, or lacks an input.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> problem(unroll(rac(2, 1, 2, 3)), Partition.start_end(2)).dims
    array('q', [3, 3, 3, 2, 2])
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


def symbols(network: Network, given: CutProblem) -> Iterator[str | None]:
    """Yield the symbol of each hyperedge of the problem of a network, or None where it has none.

    >>> from tnrnn import rac, unroll
    >>> network = unroll(rac(2, 1, 2, 3))
    >>> list(symbols(network, problem(network, Partition.start_end(2))))
    ['R', 'R', 'R', 'M', 'M']
    """
    columns, legs = network.columns, set(given.legs)
    for edge in network.copy_classes:
        ends = zip(edge.members, edge.legs, strict=True)
        if sum([member is not None or leg in legs for member, leg in ends]) > 1:
            yield edge.symbol
    kept = columns.plain()
    for name, bond in terminals(network)[1].items():
        kept[bond] &= name in legs
    yield from itertools.compress(itertools.repeat(None) if columns.symbols is None else columns.symbols, kept)


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
