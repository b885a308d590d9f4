"""A network as a page needs it to weigh a cut that a reader chooses: what can be severed, and the tensors on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...networks import Hyperedge, Network, Partition


def structure(network: Network, labels: Sequence[Any] | None = None) -> dict[str, Any]:
    """Return the tensors of a network, their times and layers, and every hyperedge with its members.

    A hyperedge is [name, symbol, dim, members, legs, copies]: `members` are indices of `tensors`, and `legs` the bonds
    by which they are attached; `dim` is null if there is a symbol. Dangling legs are on neither side and are left out,
    and so are hyperedges of which one member is left. `inputs` are the indices of the input slots, whose side the split
    decides.

    If labels of a partition are given, `labels` has the members for which each of them decides. Dangling legs that have
    a label are then members, too: their indices follow those of the tensors, and `ends` names them.

    >>> from tnrnn import rac, unroll
    >>> found = structure(unroll(rac(length=2, layers=1, inputs=2, hidden=3)))
    >>> [edge[0] for edge in found["edges"] if edge[1] == "M"]
    ['x[1]--W_I[1,1]', 'x[2]--W_I[2,1]']
    """
    ends = _ends(network, labels or ())
    edges = [_edge(edge, ends) for edge in network.hyperedges]
    return {
        "tensors": [tensor.name for tensor in network.tensors],
        "times": [tensor.position for tensor in network.tensors],
        "layers": [tensor.layer for tensor in network.tensors],
        "inputs": [place for place, tensor in enumerate(network.tensors) if tensor.kind == "input"],
        "edges": [edge for edge in edges if len(edge[3]) > 1 or edge[5]],
        **({} if labels is None else {"ends": list(ends), "labels": [_places(network, ends, each) for each in labels]}),
    }


def _ends(network: Network, labels: Iterable[Any]) -> dict[str, int]:
    """Return the members that stand for the dangling legs that have a label."""
    known = set(labels)
    legs = [name for name in network.open if len(network.ends[name]) == 1 and name in known]
    return {name: len(network.tensors) + place for place, name in enumerate(legs)}


def _places(network: Network, ends: Mapping[str, int], label: Any) -> list[int]:
    """Return the input slots at a position or on a bond, or the dangling leg of a name."""
    slots = ((place, tensor) for place, tensor in enumerate(network.tensors) if tensor.kind == "input")
    at = [place for place, slot in slots if label == (slot.bonds[0] if slot.position is None else slot.position)]
    return [*at, *([ends[label]] if label in ends else [])]


def _edge(edge: Hyperedge, ends: Mapping[str, int]) -> list[Any]:
    members = (ends.get(leg) if member is None else member for member, leg in zip(edge.members, edge.legs, strict=True))
    held = [(member, leg) for member, leg in zip(members, edge.legs, strict=True) if member is not None]
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


def sides(found: dict[str, Any], labels: Sequence[Any], partition: Partition) -> list[int]:
    """Return the dangling legs that are near, as members of a structure.

    >>> sides({"tensors": ["A"], "labels": [[1], [2]]}, ["i", "j"], Partition(near=["j"], far=["i"]))
    [2]
    """
    near = set(partition.near)
    places = (place for label, at in zip(labels, found["labels"], strict=True) if label in near for place in at)
    return sorted(place for place in places if place >= len(found["tensors"]))


def sliced(network: Network, partition: Partition) -> list[int] | None:
    """Return the indices of the tensors whose time is at most that of the last input of the Start.

    It is None unless every tensor has a time and the partition is a split in time.
    """
    if partition.split is None or not all(isinstance(tensor.position, int) for tensor in network.tensors):
        return None
    last = max(at for at in partition.near if isinstance(at, int))
    return [
        n for n, tensor in enumerate(network.tensors) if isinstance(tensor.position, int) and tensor.position <= last
    ]
