"""The order of legs: by the numbers in their names, or else by the order of the tensors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..graphs import Graph

# A name with a number; what follows it has no digit.
NUMBERED = re.compile("(.*?)([0-9]{1,9})([^0-9]*)")


def numbered(names: Iterable[str]) -> dict[str, int] | None:
    """Return the numbers of names that differ in a number alone, or None if there are others.

    >>> numbered(["k0", "k1", "k10"])
    {'k0': 0, 'k1': 1, 'k10': 10}
    >>> numbered(["k0", "out"]) is None
    True
    """
    found: dict[str, int] = {}
    around = set()
    for name in names:
        match = NUMBERED.fullmatch(name)
        if match is None:
            return None
        around.add((match[1], match[3]))
        found[name] = int(match[2])
    return found if len(around) == 1 and len(set(found.values())) == len(found) else None


def ranks_of_legs(graph: Graph, edges: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return what some edges are sorted by: the numbers in their names, or else their tensors and their order."""
    chosen = list(edges)
    numbers = numbered(graph.edges[edge][0] for edge in chosen)
    if numbers is not None:
        return {edge: (numbers[graph.edges[edge][0]], edge) for edge in chosen}
    return {edge: (min(graph.edges[edge][1:]), edge) for edge in chosen}
