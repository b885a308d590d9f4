"""A cut of one's own in another network: what is still there keeps its side, and what is new takes a neighbour's.

`kept.js` has the same rule in the page.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from ...networks import Network, Tensor

COPY = re.compile(r"(.*?)(?:#([0-9]{1,9}))?", re.ASCII | re.DOTALL)
"""The name of a tensor: the name of what it is a copy of, and the number of the copy."""


class Side(NamedTuple):
    """What is remembered of a tensor: its name, the number of the copy, its letters, layer, time and side."""

    base: str
    copy: int
    symbol: str
    layer: int
    time: int
    near: bool


Sides = tuple[Side, ...]
"""The sides of all tensors of a network but its inputs, whose side the split decides."""


def sides_of(network: Network, near: Collection[str]) -> Sides:
    """Return the side of every tensor but the inputs.

    >>> from tnrnn import rac, unroll
    >>> sides_of(unroll(rac(length=2, layers=1, inputs=2, hidden=3)), {"h[1,1]"})[3]
    Side(base='h[1,1]', copy=1, symbol='h', layer=1, time=1, near=True)
    """
    return tuple(_side(tensor, tensor.name in near) for tensor in network.tensors if tensor.kind != "input")


def kept_in(sides: Sides, network: Network) -> tuple[str, ...] | None:
    """Return the near tensors of the cut in another network, or None if a whole side of the cut is not there.

    A tensor is still there if the name of what it is a copy of and the number of the copy are the same; where there is
    one copy, its number is 1. Each new tensor takes the side of one of the nearest layer, in it of the nearest time,
    and of those of one with the same letters and the nearest number; of two that are equally near, of the first.

    >>> from tnrnn import rac, unroll
    >>> sides = sides_of(unroll(rac(length=2, layers=1, inputs=2, hidden=3)), {"W_I[2,1]", "h[2,1]"})
    >>> kept_in(sides, unroll(rac(length=3, layers=1, inputs=2, hidden=3)))
    ('h[3,1]', 'h[2,1]', 'W_I[2,1]', 'W_I[3,1]')
    """
    known = {(side.base, side.copy): side for side in sides}
    found = [_side(tensor, False) for tensor in network.tensors]
    inputs = [tensor.kind == "input" for tensor in network.tensors]
    there = (known.get((side.base, side.copy)) for side, slot in zip(found, inputs, strict=True) if not slot)
    if {side.near for side in there if side} != {side.near for side in sides}:
        return None
    at: dict[int, dict[int, list[Side]]] = {}
    for side in sides:
        at.setdefault(side.layer, {}).setdefault(side.time, []).append(side)
    return tuple(
        tensor.name
        for tensor, side, slot in zip(network.tensors, found, inputs, strict=True)
        if not slot and (known.get((side.base, side.copy)) or _nearest(at, side)).near
    )


def _side(tensor: Tensor, near: bool) -> Side:
    match = COPY.fullmatch(tensor.name)
    base, number = match.groups() if match else (tensor.name, None)
    return Side(base, int(number or 1), base.split("[")[0], _whole(tensor.layer), _whole(tensor.position), near)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _nearest(at: dict[int, dict[int, list[Side]]], side: Side) -> Side:
    times = at[min(at, key=lambda layer: (abs(layer - side.layer), layer))]
    alike = times[min(times, key=lambda time: (abs(time - side.time), time))]
    return min(alike, key=lambda each: (each.symbol != side.symbol, abs(each.copy - side.copy)))
