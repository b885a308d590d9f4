"""What makes room: drawings are turned, and nodes that are too close to one another are pushed apart."""

from __future__ import annotations

import numpy as np

# The smallest distance between two nodes.
LEAST = 0.55
# The fraction of the nodes that may be closer than that before they are pushed.
CLOSE = 0.1
# A drawing that is crowded in some places grows at most to this many times the area that its nodes need.
LOOSE = 6.0
# The largest number of times that all close nodes are pushed.
PUSHES = 60
# The fraction of the smallest distance that is enough.
ENOUGH = 0.8

# The width of a cell in drawings in which each node gets a cell of its own.
CELL = 0.6
# The number of cells along the side of a block.
BLOCK = 6
# The fraction of the cells of a block that may be occupied; if more are, the drawing grows.
CROWD = 0.6
# How many times a drawing may grow.
MOST_GROWN = 10


def directions(numbers: np.ndarray) -> np.ndarray:
    """Return a unit vector for every number, no two in one direction; turned by the golden angle from each to the next.

    >>> directions(np.arange(2)).round(2).tolist()
    [[1.0, 0.0], [-0.74, 0.68]]
    """
    turn = numbers * 2.399963
    found: np.ndarray = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return found


def turned(at: np.ndarray) -> np.ndarray:
    """Turn a drawing so that it is longest along x; the first node fixes the signs, which a solver leaves open."""
    centred = at - at.mean(0)
    xx, xy, yy = (centred[:, 0] ** 2).sum(), centred.prod(1).sum(), (centred[:, 1] ** 2).sum()
    angle = np.arctan2(2 * xy, xx - yy) / 2
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = centred[:, 0] * cos + centred[:, 1] * sin, centred[:, 1] * cos - centred[:, 0] * sin
    result = np.stack([x, y], axis=1)
    return result * np.where(result[0] > 0, -1.0, 1.0) + 0.0


def spaced(at: np.ndarray) -> np.ndarray:
    """Return a large drawing in which no two nodes are too close to one another.

    The drawing grows until few nodes are, and those are pushed apart; if they cannot be, every node gets a cell.
    """
    from scipy.spatial import cKDTree

    near = cKDTree(at).query(at, 2)[0][:, 1]
    usual = float(np.quantile(near, CLOSE))
    wide, high = np.maximum(np.ptp(at, axis=0), LEAST)
    most = max(1.0, float(np.sqrt(LOOSE * len(at) * LEAST**2 / (wide * high))))
    found = at * min(most, max(1.0, LEAST / max(usual, 1e-9)))
    for _ in range(PUSHES):
        pairs = cKDTree(found).query_pairs(LEAST, output_type="ndarray")
        if not len(pairs):
            return found
        found = _pushed(found, pairs[np.lexsort(pairs.T)])
    if cKDTree(found).query(found, 2)[0][:, 1].min() > ENOUGH * LEAST:
        return found
    return in_cells(at)


def _pushed(at: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Push the nodes of pairs apart, a little farther than they have to be."""
    one, two = pairs.T
    gap = at[one] - at[two]
    distance = np.hypot(gap[:, 0], gap[:, 1])
    aside = directions(one)  # for nodes at one point
    way = np.where(distance[:, None] > 1e-6, gap / np.maximum(distance, 1e-6)[:, None], aside)
    push = way * (0.52 * (LEAST * 1.02 - distance))[:, None]
    size = len(at)
    moves = [np.bincount(one, push[:, axis], size) - np.bincount(two, push[:, axis], size) for axis in (0, 1)]
    counts = np.maximum(1.0, (np.bincount(one, minlength=size) + np.bincount(two, minlength=size)) / 2)
    result: np.ndarray = at + np.stack(moves, axis=1) / counts[:, None]
    return result


def in_cells(at: np.ndarray) -> np.ndarray:
    """Give every node a cell of its own, the nearest free one; a crowded drawing grows first.

    If it would have to grow too much, the nodes fill a square instead: each column gets equally many nodes, by x, and
    within a column they are sorted by y.
    """
    grown = at / CELL
    for _ in range(MOST_GROWN):
        _, counts = np.unique(np.floor(grown / BLOCK).astype(int), axis=0, return_counts=True)
        if counts.max() <= CROWD * BLOCK**2:
            return _snapped(grown) * CELL
        grown = grown * 1.4
    side = max(1, round(len(at) ** 0.5))
    found = np.empty_like(at)
    for column, nodes in enumerate(np.array_split(np.argsort(at[:, 0], kind="stable"), side)):
        order = nodes[np.argsort(at[nodes, 1], kind="stable")]
        found[order, 0], found[order, 1] = column, np.arange(len(order)) - len(order) / 2
    return found * CELL


def _snapped(at: np.ndarray) -> np.ndarray:
    taken: set[tuple[int, int]] = set()
    found = np.empty_like(at)
    for node, (i, j) in enumerate(np.floor(at).astype(int).tolist()):
        place = _free_cell(i, j, taken)
        taken.add(place)
        found[node] = np.array(place) + 0.5 + 0.5 * (at[node] - (i + 0.5, j + 0.5))
    return found


def _free_cell(i: int, j: int, taken: set[tuple[int, int]]) -> tuple[int, int]:
    reach = 0
    while True:
        ring = [
            (i + a, j + b)
            for a in range(-reach, reach + 1)
            for b in (range(-reach, reach + 1) if abs(a) == reach else (-reach, reach))
        ]
        free = [place for place in ring if place not in taken]
        if free:
            return min(free, key=lambda place: ((place[0] - i) ** 2 + (place[1] - j) ** 2, place))
        reach += 1
