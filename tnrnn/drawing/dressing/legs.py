"""The directions that a view asks for, by the names of dangling bonds."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ...basics import TnrnnError
from ...networks import Circuit, Network
from .matching import named, parts_of


def turns_of(of: Network | Circuit, legs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the directions of dangling bonds in radians; where several names fit a bond, the last one counts.

    Raises
    ------
    TnrnnError
        If a name or a pattern fits no dangling bond.

    Examples
    --------
    >>> from tnrnn import Bond, Network, Tensor
    >>> pair = Tensor("a", "weight", ("b", "s1"), parameter="a"), Tensor("c", "weight", ("b", "s2"), parameter="c")
    >>> network = Network(pair, tuple(Bond(name, 2) for name in ("b", "s1", "s2")), ("s1", "s2"))
    >>> turns_of(network, (("s*", 180.0),))
    {'s1': 3.141592653589793, 's2': 3.141592653589793}
    """
    found: dict[str, float] = {}
    wanted = tuple(legs)
    if not wanted:
        return found
    parts = parts_of(of)
    names = [name for name in parts.bonds if name in parts.legs]
    for pattern, degrees in wanted:
        if pattern in parts.bonds and pattern not in parts.legs:
            raise TnrnnError(f"view, legs: expected a dangling bond, given {pattern!r}, which joins two tensors")
        found |= dict.fromkeys(named("view, legs", [pattern], names), math.radians(degrees))
    return {name: found[name] for name in names if name in found}
