"""What of a network takes a side from a partition: input slots and dangling bonds."""

from __future__ import annotations

from typing import Any

from ...networks import INPUT, Columns, Network


def terminals(network: Network) -> tuple[dict[Any, list[int]], dict[str, int]]:
    """Return the input slots by position, and the numbers of the dangling bonds by name, in the order of `open`.

    >>> from tnrnn import rac, unroll
    >>> terminals(unroll(rac(2, 1, 2, 3)))[1]
    {'out': 0}
    """
    columns = network.columns
    slots: dict[Any, list[int]] = {}
    for tensor in columns.of_kind(INPUT):
        slots.setdefault(_label(columns, tensor), []).append(tensor)
    return slots, {name: bond for name, bond in zip(network.open, network.legs, strict=True) if columns.dangles(bond)}


def open_labels(network: Network) -> dict[str, Any]:
    """Return the label of every open bond by its name, in the order of `open`: the position of an input, or the name.

    >>> from tnrnn import rac, unroll
    >>> open_labels(unroll(rac(2, 1, 2, 3)))
    {'x[1]--W_I[1,1]': 1, 'x[2]--W_I[2,1]': 2, 'out': 'out'}
    """
    columns = network.columns
    slots = {columns.axes[columns.begin[tensor]]: _label(columns, tensor) for tensor in columns.of_kind(INPUT)}
    return {name: slots.get(bond, name) for name, bond in zip(network.open, network.legs, strict=True)}


def _label(columns: Columns, slot: int) -> Any:
    """Return the label of an input slot: its position, or else the name of its bond."""
    positions = columns.others.get("position")
    position = None if positions is None else positions[slot]
    return columns.bonds[columns.axes[columns.begin[slot]]] if position is None else position
