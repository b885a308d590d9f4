"""Distances in a graph from some of its nodes, by breadth-first search from all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

# So many pivots are chosen one by one, each as far as possible from those before it; later ones come in batches.
SINGLE = 8


class Web(NamedTuple):
    """The neighbours of all nodes in one array, and where those of each node begin in it."""

    flat: np.ndarray
    first: np.ndarray

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.first) - 1


def web(neighbours: Sequence[Sequence[int]]) -> Web:
    """Return the neighbours of all nodes, each once, in one array."""
    counts = np.array([len(others) for others in neighbours], dtype=np.int64)
    flat = np.array([other for others in neighbours for other in others], dtype=np.int64)
    return Web(flat, np.concatenate([[0], np.cumsum(counts)]))


def hops(graph: Web, starts: Sequence[int] | np.ndarray) -> np.ndarray:
    """Return the distances in a connected graph, with a row for every start.

    >>> hops(web([[1], [0, 2], [1]]), [0, 1]).tolist()
    [[0, 1, 2], [1, 0, 1]]
    """
    flat, first = graph
    size = graph.size
    depth = np.full(size * len(starts), -1, np.int32)
    here = np.arange(len(starts)) * size + np.asarray(starts, dtype=np.int64)
    depth[here] = reached = 0
    owner = np.empty(len(depth), np.int64)
    while len(here):
        reached += 1
        node = here % size
        counts = first[node + 1] - first[node]
        ends = np.cumsum(counts)
        offsets = np.arange(ends[-1]) - np.repeat(ends - counts - first[node], counts)
        onward = flat[offsets] + np.repeat(here - node, counts)
        onward = onward[depth[onward] < 0]
        number = np.arange(len(onward))
        owner[onward] = number
        here = onward[owner[onward] == number]  # each node once
        depth[here] = reached
    return depth.reshape(len(starts), size)


def pivots(graph: Web, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes that lie far from one another, and the distances from each of them, as rows.

    All nodes are pivots if there are at most `most`.

    >>> pivots(web([[1], [0, 2], [1, 3], [2]]), 2)[0].tolist()
    [0, 3]
    """
    if most >= graph.size:
        every = np.arange(graph.size)
        return every, hops(graph, every)
    chosen = [0]
    rows = [hops(graph, chosen)]
    near = rows[0][0].copy()
    while len(chosen) < most:
        new = _next(near, len(chosen), most)
        if not new:
            break
        chosen += new
        rows.append(hops(graph, new))
        near = np.minimum(near, rows[-1].min(0))
    return np.array(chosen), np.concatenate(rows)


def _next(near: np.ndarray, count: int, most: int) -> list[int]:
    """Return the farthest node, or, where there are some pivots already, several of the farthest tenth of the nodes."""
    if count < SINGLE:
        return [int(near.argmax())] if near.max() > 0 else []
    batch = min(most - count, max(4, count // 4))
    far = np.argsort(-near, kind="stable")[: max(4 * batch, len(near) // 10)]
    return [int(node) for node in far[np.arange(batch) * len(far) // batch] if near[node] > 0]
