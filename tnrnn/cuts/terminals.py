"""What of a network takes a side from a partition: input slots and dangling bonds."""

from __future__ import annotations

from typing import Any

from ..networks import INPUT, Network


def terminals(network: Network) -> tuple[dict[Any, list[int]], dict[str, int]]:
    """Return the input slots by position, and the numbers of the dangling bonds by name, in the order of `open`.

    >>> from tnrnn import rac, unroll
    >>> terminals(unroll(rac(2, 1, 2, 3)))[1]
    {'out': 0}
    """
    columns = network.columns
    positions = columns.others.get("position")
    slots: dict[Any, list[int]] = {}
    for tensor in columns.of_kind(INPUT):
        position = None if positions is None else positions[tensor]
        label = columns.bonds[columns.axes[columns.begin[tensor]]] if position is None else position
        slots.setdefault(label, []).append(tensor)
    return slots, {name: bond for name, bond in zip(network.open, network.legs, strict=True) if columns.dangles(bond)}
