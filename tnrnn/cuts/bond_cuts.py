"""`cut_through`: the least cut of a network that severs one bond."""

from __future__ import annotations

from collections.abc import Iterator

from ..basics import Order, TnrnnError, mistake
from ..networks import Hyperedge, Network, Partition
from .flows import paid
from .mincut import cut_at, nearest_side
from .problems import Cut, CutProblem, problem


def cut_through(network: Network, partition: Partition, bond: str) -> Cut:
    """Return the least of all cuts that sever a given bond.

    A bond of a copy tensor is severed with its whole hyperedge.

    Parameters
    ----------
    network : Network
        What is cut; a circuit must be unrolled first.
    partition : Partition
        The sides, as in `min_cut`.
    bond : str
        The name of a bond, or of a copy tensor, as in `CutEntry`.

    Returns
    -------
    Cut
        Of all such cuts of least value, one with the fewest tensors near; of several, the one whose near tensors come
        first. Its `minimal` says whether no cut at all costs less.

    Raises
    ------
    TnrnnError
        If `network` is not a network, if the partition does not fit, if the network has no bond of that name, or if no
        cut severs the bond, because both ends are on one side or one of them is free.

    Notes
    -----
    A hyperedge with the members m_1, m_2, ..., m_k is severed if and only if m_1 stands on one side and some m_j on the
    other. So the cut is the least of 2 (k - 1) minimum cuts with two more nodes on given sides.

    Examples
    --------
    >>> from tnrnn import min_cut, rac, unroll
    >>> network, partition = unroll(rac(length=6, layers=2, inputs=2, hidden=3)), Partition.start_end(6)
    >>> min_cut(network, partition).formula, cut_through(network, partition, "h[3,2]--W_H[4,2]").formula
    ('M^3', 'M^3 R')
    """
    if not isinstance(network, Network):
        raise mistake("cut_through", "a Network (unroll a circuit first)", network)
    if not isinstance(partition, Partition):
        raise mistake("cut_through, partition", "a Partition", partition)
    given = problem(network, partition)
    order = Order(set(given.dims), len(given.dims))
    best: bytearray | None = None
    for forced in _severed(given, _nodes(network, given, _hyperedge(network, bond))):
        near = nearest_side(forced)
        if best is None or _better(given, order, near, best):
            best = near
    if best is None:
        raise TnrnnError(f"cut_through: no cut severs {bond!r}: its ends are on one side, or one of them has no side")
    minimal = _key(given, order, best) == _key(given, order, nearest_side(given))
    return cut_at(network, given, best, minimal)


def _hyperedge(network: Network, name: str) -> Hyperedge:
    if isinstance(name, str):
        bonds = name in network.bond
        for edge in network.hyperedges:
            copies = [network.tensors[number] for number in edge.copies]
            if any(name in tensor.bonds if bonds else name == tensor.name for tensor in copies):
                return edge
            if bonds and not copies and name == edge.name:
                return edge
    names = [*network.bond, *(tensor.name for tensor in network.tensors if tensor.kind == "copy")]
    raise mistake("cut_through, bond", "the name of a bond or of a copy tensor", name, names)


def _nodes(network: Network, given: CutProblem, edge: Hyperedge) -> list[int]:
    """Return the nodes of a hyperedge, each once; a node whose side is given comes first."""
    number = {name: place for place, name in enumerate(given.legs, len(network.columns.names))}
    nodes = {
        number.get(leg, -1) if member is None else member for member, leg in zip(edge.members, edge.legs, strict=True)
    } - {-1}
    known = {*given.near, *given.far}
    return sorted(nodes, key=lambda node: (node not in known, node))


def _severed(given: CutProblem, nodes: list[int]) -> Iterator[CutProblem]:
    """Yield the problem with the first node and another node on different sides, in every way."""
    near, far = set(given.near), set(given.far)
    for other in nodes[1:]:
        for one, two in ((nodes[0], other), (other, nodes[0])):
            if one not in far and two not in near:
                yield given.given_sides(near | {one}, far | {two})


def _key(given: CutProblem, order: Order, near: bytearray) -> int:
    return sum(order.keys[given.dims[number]] for number in paid(given, near))


def _better(given: CutProblem, order: Order, one: bytearray, two: bytearray) -> bool:
    """Return whether `one` comes before `two`: by cost, then by the number of near nodes, then by these nodes."""
    cost, other = _key(given, order, one), _key(given, order, two)
    if cost != other:
        return order.least(cost, other) == cost
    return (sum(one), [not near for near in one]) < (sum(two), [not near for near in two])
