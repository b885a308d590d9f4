"""A network as a page needs it to weigh a cut that a reader chooses: what can be severed, and the tensors on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...networks import Hyperedge, Network, Partition


def structure(network: Network) -> dict[str, Any]:
    """Return the tensors of a network, their times and layers, and every hyperedge with its members.

    A hyperedge is [name, symbol, dim, members, legs, copies]: `members` are indices of `tensors`, and `legs` the bonds
    by which they are attached; `dim` is null if there is a symbol. Dangling legs are on neither side and are left out,
    and so are hyperedges of which one member is left. `inputs` are the indices of the input slots, whose side the split
    decides.

    >>> from tnrnn import rac, unroll
    >>> found = structure(unroll(rac(length=2, layers=1, inputs=2, hidden=3)))
    >>> [edge[0] for edge in found["edges"] if edge[1] == "M"]
    ['x[1]--W_I[1,1]', 'x[2]--W_I[2,1]']
    """
    edges = [_edge(edge) for edge in network.hyperedges]
    return {
        "tensors": [tensor.name for tensor in network.tensors],
        "times": [tensor.position for tensor in network.tensors],
        "layers": [tensor.layer for tensor in network.tensors],
        "inputs": [place for place, tensor in enumerate(network.tensors) if tensor.kind == "input"],
        "edges": [edge for edge in edges if len(edge[3]) > 1 or edge[5]],
    }


def _edge(edge: Hyperedge) -> list[Any]:
    held = [(member, leg) for member, leg in zip(edge.members, edge.legs, strict=True) if member is not None]
    dim = None if edge.symbol else edge.dim
    return [edge.name, edge.symbol, dim, [member for member, _ in held], [leg for _, leg in held], list(edge.copies)]


def symbols(network: Network) -> dict[str, int]:
    """Return the dimension of every symbol.

    >>> from tnrnn import rac, unroll
    >>> symbols(unroll(rac(length=2, layers=1, inputs=2, hidden=3)))
    {'M': 2, 'R': 3}
    """
    return dict(sorted({(b.symbol, b.dim) for b in network.bonds if b.symbol is not None}))


def near_places(network: Network, near: Iterable[str]) -> list[int]:
    """Return the indices of the named tensors, in order."""
    return sorted(network.index[name] for name in near)


def sliced(network: Network, partition: Partition) -> list[int]:
    """Return the indices of the tensors whose time is at most that of the last input of the Start."""
    last = max(at for at in partition.near if isinstance(at, int))
    return [
        n for n, tensor in enumerate(network.tensors) if isinstance(tensor.position, int) and tensor.position <= last
    ]
