"""A structure that many layouts start from: a path or a ring of tensors with legs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .graph import Graph

# The largest number of tensors on a leg of a chain or ring.
MOST_HAIR = 3


class Comb(NamedTuple):
    """A path of tensors, or a ring if it is `closed`, and the legs of each tensor: paths to a free end or a tensor."""

    spine: tuple[int, ...]
    closed: bool
    hairs: tuple[tuple[tuple[int, ...], ...], ...]


def comb(graph: Graph, nodes: Sequence[int]) -> Comb | None:
    """Return the path or ring that a connected part is, apart from legs of up to three tensors, or None.

    All leaves are removed at once, up to three times, until a path or a ring is left.
    """
    beside = {node: graph.beside(node) for node in nodes}
    degree = {node: len(others) for node, others in beside.items()}
    left, peeled = list(nodes), set[int]()
    for _ in range(MOST_HAIR + 1):
        if len(left) > 1 and _is_bare(degree, left):
            spine = _walk(left, beside, peeled)
            hairs = [_hairs(node, beside, peeled) for node in spine]
            if any(own is None for own in hairs):
                return None
            return Comb(spine, all(degree[node] == 2 for node in left), _known(hairs))
        leaves = [node for node in left if degree[node] <= 1]
        if not leaves:
            return None
        peeled.update(leaves)
        left = [node for node in left if degree[node] > 1]
        for node in leaves:
            for other in beside[node]:
                degree[other] -= 1
    return None


def _known(hairs: Sequence[tuple[tuple[int, ...], ...] | None]) -> tuple[tuple[tuple[int, ...], ...], ...]:
    return tuple(own for own in hairs if own is not None)


def _is_bare(degree: dict[int, int], left: list[int]) -> bool:
    """Return whether a connected graph is a path or a ring."""
    ends = sum(degree[node] == 1 for node in left)
    return all(degree[node] <= 2 for node in left) and (ends == 2 or (ends == 0 and len(left) > 2))


def _walk(left: list[int], beside: dict[int, tuple[int, ...]], peeled: set[int]) -> tuple[int, ...]:
    """Return the nodes of a path from its first end, or of a ring from its first node, in order."""
    inner = {node: [other for other in beside[node] if other not in peeled] for node in left}
    here = next((node for node in left if len(inner[node]) == 1), left[0])
    walked, seen = [here], {here}
    while onward := [other for other in inner[here] if other not in seen]:
        here = min(onward)
        walked.append(here)
        seen.add(here)
    return tuple(walked)


def _hairs(node: int, beside: dict[int, tuple[int, ...]], peeled: set[int]) -> tuple[tuple[int, ...], ...] | None:
    """Return the paths of removed nodes that start at a node, or None if one branches."""
    found = []
    for first in beside[node]:
        if first in peeled:
            path, before = [first], node
            while len(beside[path[-1]]) > 1:
                onward = [other for other in beside[path[-1]] if other != before]
                if len(onward) > 1:
                    return None
                before = path[-1]
                path.append(onward[0])
            found.append(tuple(path))
    return tuple(found)
