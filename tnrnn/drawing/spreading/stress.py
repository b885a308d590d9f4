"""Places for the nodes of any connected graph, with distances that follow those in the graph; no run differs."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

from ..scenes import Point

# Up to this number of nodes, the distances of all pairs count, at a cost that grows with the square of the number. In
# larger graphs only the distances to some pivots count.
MOST_EXACT = 200

# Up to this number of nodes, single nodes are moved to remove crossings.
MOST_MOVED = 150
# How many times all nodes are tried.
MOST_ROUNDS = 6

# The width of a cell in large drawings, in which each node gets a cell of its own.
CELL = 0.6
# The number of cells along the side of a block.
BLOCK = 6
# The fraction of the cells of a block that may be occupied; if more are, the drawing grows.
CROWD = 0.6
# How many times a drawing may grow.
MOST_GROWN = 10

# The smallest distance between two nodes.
LEAST = 0.55
# The smallest distance between a node and a line.
ASIDE = 0.3

# The number of steps of the majorization from the best start.
STEPS = 150
# The number of steps from every start.
TRIAL_STEPS = 40
# The number of steps of the sparse stress.
SPARSE_STEPS = 30


def by_stress(neighbours: list[list[int]]) -> list[Point]:
    """Place the nodes of a connected graph.

    Small graphs are placed by majorization of the stress (Gansner, Koren, North 2004) from several starts, of which the
    one with the fewest crossings is used. Larger graphs are placed by pivots (Brandes, Pich 2006) and the sparse stress
    (Ortmann and others 2016).

    >>> [(round(x, 3), round(y, 3)) for x, y in by_stress([[1], [0]])]
    [(-0.5, 0.0), (0.5, 0.0)]
    """
    if len(neighbours) == 1:
        return [(0.0, 0.0)]
    found = _spaced(_turned(_sparse(neighbours))) if len(neighbours) > MOST_EXACT else _best(neighbours)
    return [(float(x), float(y)) for x, y in np.round(found, 6) + 0.0]


def _best(neighbours: list[list[int]]) -> np.ndarray:
    wanted = _hops(neighbours, range(len(neighbours))).astype(float)
    np.fill_diagonal(wanted, 1.0)
    weight = wanted**-2.0
    np.fill_diagonal(weight, 0.0)
    solve = np.linalg.pinv(np.diag(weight.sum(1)) - weight)
    edges = _edges(neighbours)
    best: tuple[int, float] | None = None
    chosen = np.zeros((len(neighbours), 2))
    for start in _starts(neighbours, wanted):
        found = _majorized(start, wanted, weight, solve, TRIAL_STEPS)
        gap = np.hypot(*(found[:, None] - found[None]).transpose(2, 0, 1))
        key = (crossings(found, edges), round(float((weight * (gap - wanted) ** 2).sum()), 3))
        if best is None or key < best:
            best, chosen = key, found
    fitted = _majorized(chosen, wanted, weight, solve, STEPS)
    if len(neighbours) <= MOST_MOVED:
        fitted = _uncrossed(fitted, edges)
    return _turned(_clear(fitted, edges))


def _starts(neighbours: list[list[int]], wanted: np.ndarray) -> Iterator[np.ndarray]:
    """Yield a circle, the first two principal coordinates, a drawing without crossings, and random places."""
    size = len(neighbours)
    turn = np.arange(size) * (2 * np.pi / size)
    yield np.stack([np.cos(turn), np.sin(turn)], axis=1) * size / 6
    yield _principal(wanted)
    planar = _planar(neighbours)
    if planar is not None:
        yield planar
    chance = random.Random(size)
    for _ in range(min(24, 1500 // size)):
        yield np.array([[chance.random(), chance.random()] for _ in range(size)]) * size**0.5


def _planar(neighbours: list[list[int]]) -> np.ndarray | None:
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(len(neighbours)))
    graph.add_edges_from((a, b) for a, others in enumerate(neighbours) for b in others)
    fits, embedding = networkx.check_planarity(graph)
    if not fits:
        return None
    at = networkx.combinatorial_embedding_to_pos(embedding)
    found: np.ndarray = np.array([at[node] for node in range(len(neighbours))], dtype=float)
    found *= len(neighbours) ** 0.5 / max(1.0, float(np.abs(found).max()))
    return found


def _principal(wanted: np.ndarray) -> np.ndarray:
    """Return places by classical scaling, or by that of pivots; `wanted` has a row per node and a column per pivot."""
    square = wanted**2
    centred = square - square.mean(0) - square.mean(1, keepdims=True) + square.mean()
    values, vectors = np.linalg.eigh(centred.T @ centred)
    scale = np.sqrt(np.maximum(np.sqrt(np.maximum(values[::-1][:2], 0.0)), 1e-9))
    found: np.ndarray = -0.5 * centred @ vectors[:, ::-1][:, :2] / scale
    largest = np.abs(found).argmax(0)
    return found * np.where(found[largest, [0, 1]] < 0, -1.0, 1.0)  # as the solver chooses the signs


def _majorized(start: np.ndarray, wanted: np.ndarray, weight: np.ndarray, solve: np.ndarray, steps: int) -> np.ndarray:
    found = start
    for _ in range(steps):
        actual = np.maximum(np.hypot(*(found[:, None] - found[None]).transpose(2, 0, 1)), 1e-6)
        pull = -weight * wanted / actual
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(1))
        found = solve @ (pull @ found)
    return found


def _edges(neighbours: list[list[int]]) -> np.ndarray:
    pairs = [(a, b) for a, others in enumerate(neighbours) for b in dict.fromkeys(others) if a < b]
    return np.array(pairs, dtype=int).reshape(-1, 2)


def crossings(at: np.ndarray, edges: np.ndarray) -> int:
    """Return how many pairs of straight lines cross, without those that have a common end."""
    one, two = at[edges[:, 0]], at[edges[:, 1]]
    way = two - one

    def side(points: np.ndarray) -> np.ndarray:
        gap = points[None] - one[:, None]
        turned: np.ndarray = way[:, None, 0] * gap[..., 1] - way[:, None, 1] * gap[..., 0]
        return turned

    apart = side(one) * side(two) < 0
    both = apart & apart.T
    shared = (edges[:, None, :, None] == edges[None, :, None, :]).any((2, 3))
    return int((both & ~shared).sum()) // 2


def _turned(at: np.ndarray) -> np.ndarray:
    """Turn a drawing so that it is longest along x; the first node fixes the signs, which the solver leaves open."""
    centred = at - at.mean(0)
    xx, xy, yy = (centred[:, 0] ** 2).sum(), centred.prod(1).sum(), (centred[:, 1] ** 2).sum()
    angle = np.arctan2(2 * xy, xx - yy) / 2
    cos, sin = np.cos(angle), np.sin(angle)
    turned: np.ndarray = centred @ np.array([[cos, -sin], [sin, cos]])
    return turned * np.where(turned[0] > 0, -1.0, 1.0) + 0.0


def _clear(at: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Push nodes that are too close to one another apart, and nodes that are too close to a line off it."""
    for step in range(120):
        before = at
        at = _apart(at)
        if step < 100 and len(edges):
            at = _off_lines(at, edges)
        if np.abs(at - before).max() < 1e-6:
            break
    for _ in range(60):
        at = _apart(at)
    return at


def _apart(at: np.ndarray) -> np.ndarray:
    gap = at[:, None] - at[None]
    distance = np.hypot(gap[..., 0], gap[..., 1])
    same = distance < 1e-6
    if same.sum() > len(at):  # nodes at one point are pushed apart by their numbers
        turn = np.arange(len(at)) * 2.399963
        aside: np.ndarray = np.stack([np.cos(turn), np.sin(turn)], axis=1) * (same.sum(1, keepdims=True) > 1)
        return at + 0.01 * aside
    distance = np.maximum(distance, 1e-6)
    push = np.where(distance < LEAST, (LEAST - distance) / distance / 2, 0.0)
    np.fill_diagonal(push, 0.0)
    moved: np.ndarray = at + (push[..., None] * gap).sum(1)
    return moved


def _off_lines(at: np.ndarray, edges: np.ndarray) -> np.ndarray:
    one, two = at[edges[:, 0]], at[edges[:, 1]]
    way = two - one
    square = np.maximum((way**2).sum(1), 1e-12)
    along = ((at[None] - one[:, None]) * way[:, None]).sum(2) / square[:, None]
    off = at[None] - one[:, None] - along[..., None] * way[:, None]
    distance = np.hypot(off[..., 0], off[..., 1])
    close = (along > 0) & (along < 1) & (distance < ASIDE)
    close[np.arange(len(edges)), edges[:, 0]] = False
    close[np.arange(len(edges)), edges[:, 1]] = False
    normal = np.stack([-way[:, 1], way[:, 0]], axis=1) / np.sqrt(square)[:, None]
    unit = np.where(distance[..., None] > 1e-6, off / np.maximum(distance, 1e-6)[..., None], normal[:, None])
    push = np.where(close, (ASIDE - distance) * 0.3, 0.0)[..., None] * unit
    moved = at + push.sum(0)
    back = push.sum(1) / 2
    np.add.at(moved, edges[:, 0], -back)
    np.add.at(moved, edges[:, 1], -back)
    result: np.ndarray = moved
    return result


def _uncrossed(at: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Move single nodes to places around their neighbours' middle, or their own place, if fewer lines cross there."""
    at = at.copy()
    turn = np.arange(12) * (np.pi / 6)
    around = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    ring = np.concatenate([np.zeros((1, 2)), 0.7 * around, 1.4 * around])
    for _ in range(MOST_ROUNDS):
        moved = False
        for node in range(len(at)):
            touching = (edges == node).any(1)
            others = at[edges[touching].sum(1) - node]
            places = np.concatenate([at[node : node + 1], others.mean(0) + ring, at[node] + 0.5 * around])
            rest = np.delete(at, node, axis=0)
            near = np.hypot(*(places[:, None] - rest[None]).transpose(2, 0, 1)).min(1) < LEAST
            counts = _crossed(places, others, at[edges[~touching]]) + np.where(near, 1000, 0)
            counts[0] -= 1000 * int(near[0])
            best = int(counts.argmin())
            if counts[best] < counts[0]:
                at[node], moved = places[best], True
        if not moved:
            break
    return at


def _crossed(places: np.ndarray, others: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Return for each place how many of `lines` (pairs of ends) cross the lines from it to the `others`."""
    one, two = lines[:, 0], lines[:, 1]

    def side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        turned: np.ndarray = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
        turned = turned - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
        return np.where(np.abs(turned) < 1e-9, 0.0, turned)

    start, end = places[:, None, None], others[None, :, None]
    across = side(one, two, start) * side(one, two, end) < 0
    along = side(start, end, one) * side(start, end, two) < 0
    found: np.ndarray = (across & along).sum((1, 2))
    return found


def _hops(neighbours: list[list[int]], starts: range | list[int]) -> np.ndarray:
    """Return the distances in the graph, with a row for every start."""
    flat, first = _flat(neighbours)
    return np.array([_hops_from(start, flat, first) for start in starts])


def _flat(neighbours: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the neighbours of all nodes in one array, and where those of each node begin in it."""
    counts = np.array([len(others) for others in neighbours])
    flat = np.array([other for others in neighbours for other in others], dtype=int)
    return flat, np.concatenate([[0], np.cumsum(counts)])


def _hops_from(start: int, flat: np.ndarray, first: np.ndarray) -> np.ndarray:
    depth = np.full(len(first) - 1, -1)
    depth[start], here, reached = 0, np.array([start]), 0
    while len(here):
        reached += 1
        counts = first[here + 1] - first[here]
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        onward = flat[np.repeat(first[here], counts) + offsets]
        here = np.unique(onward[depth[onward] < 0])
        depth[here] = reached
    return depth


def _sparse(neighbours: list[list[int]]) -> np.ndarray:
    """Return places by pivots and the sparse stress.

    Each pivot is as far as possible from those before it. Then nodes move towards the right distances to the pivots and
    along edges.
    """
    size = len(neighbours)
    flat, first = _flat(neighbours)
    wanted: list[np.ndarray] = []
    pivots, nearest = [0], np.full(size, size)
    for _ in range(60 if size <= 20_000 else 16):
        wanted.append(_hops_from(pivots[-1], flat, first))
        nearest = np.minimum(nearest, wanted[-1])
        pivots.append(int(nearest.argmax()))
    far = np.array(wanted, dtype=float).T
    at = _principal(far)
    ends = np.array([(a, b) for a, others in enumerate(neighbours) for b in others])
    one, two = ends[:, 0], ends[:, 1]
    chosen = np.array(pivots[:-1])
    jitter = np.arange(size) * 2.399963
    at = at + 0.05 * np.stack([np.cos(jitter), np.sin(jitter)], axis=1)
    weight = np.where(far > 0, 1 / np.maximum(far, 1.0) ** 2, 0.0) * size / (8 * len(chosen))
    weight = np.minimum(weight, 1.0)
    total = weight.sum(1) + np.bincount(one, minlength=size)
    for _ in range(SPARSE_STEPS):
        away = at[:, None] - at[chosen][None]
        length = np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-6)
        aims = (weight[..., None] * (at[chosen][None] + away * (far / length)[..., None])).sum(1)
        step = at[one] - at[two]
        step = at[two] + step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-6)[:, None]
        aims += np.stack([np.bincount(one, step[:, axis], size) for axis in (0, 1)], axis=1)
        at = aims / total[:, None]
    result: np.ndarray = at
    return result


def _spaced(at: np.ndarray) -> np.ndarray:
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
