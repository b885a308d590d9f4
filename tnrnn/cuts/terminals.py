"""What of a network takes a side from a partition: input slots and dangling bonds."""

from __future__ import annotations

from typing import Any

from ..networks import Network


def terminals(network: Network) -> tuple[dict[Any, list[int]], list[str]]:
    """Return the input slots by position, and the names of the dangling bonds.

    >>> from tnrnn import rac, unroll
    >>> terminals(unroll(rac(2, 1, 2, 3)))[1]
    ['out']
    """
    slots: dict[Any, list[int]] = {}
    dangling = []
    for index, tensor in enumerate(network.tensors):
        if tensor.kind == "input":
            slots.setdefault(tensor.bonds[0] if tensor.position is None else tensor.position, []).append(index)
    for name in network.open:
        if len(network.ends[name]) == 1:
            dangling.append(name)
    return slots, dangling
