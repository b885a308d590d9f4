"""Places for the nodes of any connected graph, with distances that follow those in the graph; no run differs."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

from ..scenes import Point
from .hops import hops, web
from .pivoted import pivoted, principal, terms
from .spacing import LEAST, directions, spaced, turned

# Up to this number of nodes, nodes are pushed off lines too.
MOST_CLEARED = 200
# Up to this number of nodes, single nodes are moved to remove crossings.
MOST_MOVED = 150
# Up to this number of nodes, several starts are tried, and few crossings count more than a low stress.
FEW = 24
# In larger drawings, the largest stress relative to that of the majorization.
WORSE = 1.06
# How often the nodes of a larger drawing are pushed.
CLEARED = 50
# How many more drawings without crossings are tried at most, and how many nodes all of them may have.
MOST_ORDERS, MOST_TRIED = 6, 240
# How many times all nodes are tried.
MOST_ROUNDS = 6

# The smallest distance between a node and a line.
ASIDE = 0.3

# The number of steps of the majorization from the best start.
STEPS = 150
# The number of steps from every start.
TRIAL_STEPS = 40


def by_stress(neighbours: list[list[int]]) -> list[Point]:
    """Place the nodes of a connected graph.

    Small graphs are placed by majorization of the stress (Gansner, Koren, North 2004) from several starts, of which the
    one with the fewest crossings is used. Larger graphs are placed by pivots (Brandes, Pich 2006) and the sparse stress
    (Ortmann, Klimenta, Brandes 2016).

    >>> [(round(x, 3), round(y, 3)) for x, y in by_stress([[1], [0]])]
    [(-0.5, 0.0), (0.5, 0.0)]
    """
    size = len(neighbours)
    if size == 1:
        return [(0.0, 0.0)]
    if size <= FEW:
        return points(_best(neighbours))
    found = pivoted(web(neighbours))
    edges = edges_of(neighbours)
    if size <= MOST_CLEARED:
        return points(_finished(found, edges, hops(web(neighbours), range(size)).astype(float)))
    return points(spaced(_even(found, edges)))


def points(at: np.ndarray) -> list[Point]:
    """Return rounded places, which do not show in which order a machine adds numbers."""
    return [(float(x), float(y)) for x, y in np.round(at, 6) + 0.0]


def _best(neighbours: list[list[int]]) -> np.ndarray:
    wanted = hops(web(neighbours), range(len(neighbours))).astype(float)
    np.fill_diagonal(wanted, 1.0)
    weight = wanted**-2.0
    np.fill_diagonal(weight, 0.0)
    solve = np.linalg.pinv(np.diag(weight.sum(1)) - weight)
    edges = edges_of(neighbours)
    best: tuple[int, float] | None = None
    chosen = np.zeros((len(neighbours), 2))
    for start in _starts(neighbours, wanted):
        found = _majorized(start, wanted, weight, solve, TRIAL_STEPS)
        gap = np.hypot(*(found[:, None] - found[None]).transpose(2, 0, 1))
        key = (crossings(found, edges), round(float((weight * (gap - wanted) ** 2).sum()), 3))
        if best is None or key < best:
            best, chosen = key, found
    return _finished(_majorized(chosen, wanted, weight, solve, STEPS), edges, wanted)


def _finished(fitted: np.ndarray, edges: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Remove crossings, push nodes apart and off lines, as far as the stress remains near the least one."""
    size = len(fitted)
    moved = _clear(_uncrossed(fitted, edges), edges) if size <= MOST_MOVED else None
    if size <= FEW and moved is not None:
        return turned(moved)
    most = WORSE * _misfit(fitted, wanted)
    for found in (moved, _clear(fitted, edges)):
        if found is not None and _misfit(found, wanted) <= most:
            return turned(found)
    return turned(_clear(fitted, edges[:0]))


def _misfit(at: np.ndarray, wanted: np.ndarray) -> float:
    """Return the stress of a drawing that is scaled so that it is least."""
    gap = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    ratio = gap / np.where(wanted > 0, wanted, np.inf)
    size = len(at) * (len(at) - 1)
    return float(size - ratio.sum() ** 2 / (ratio**2).sum())


def _starts(neighbours: list[list[int]], wanted: np.ndarray) -> Iterator[np.ndarray]:
    """Yield a circle, the first two principal coordinates, a drawing without crossings, and random places."""
    size = len(neighbours)
    turn = np.arange(size) * (2 * np.pi / size)
    yield np.stack([np.cos(turn), np.sin(turn)], axis=1) * size / 6
    yield principal(wanted)
    planar = _planar(neighbours)
    if planar is not None:
        yield planar
    chance = random.Random(size)
    for _ in range(24):
        yield np.array([[chance.random(), chance.random()] for _ in range(size)]) * size**0.5


def _planar(neighbours: list[list[int]]) -> np.ndarray | None:
    import networkx

    from .planar import embedded

    embedding = embedded(neighbours)
    if embedding is None:
        return None
    at = networkx.combinatorial_embedding_to_pos(embedding)
    found: np.ndarray = np.array([at[node] for node in range(len(neighbours))], dtype=float)
    found *= len(neighbours) ** 0.5 / max(1.0, float(np.abs(found).max()))
    return found


def _majorized(start: np.ndarray, wanted: np.ndarray, weight: np.ndarray, solve: np.ndarray, steps: int) -> np.ndarray:
    found = start
    for _ in range(steps):
        actual = np.maximum(np.hypot(*(found[:, None] - found[None]).transpose(2, 0, 1)), 1e-6)
        pull = -weight * wanted / actual
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(1))
        found = solve @ (pull @ found)
    return found


def edges_of(neighbours: list[list[int]]) -> np.ndarray:
    """Return every edge once, with the lower node first."""
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


def _clear(at: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Push nodes that are too close to one another apart, and nodes that are too close to a line off it."""
    steps = CLEARED if len(at) > FEW else 120
    for step in range(steps):
        before = at
        at = _apart(at)
        if step < steps - 20 and len(edges):
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
        aside: np.ndarray = directions(np.arange(len(at))) * (same.sum(1, keepdims=True) > 1)
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


def without_crossings(neighbours: list[list[int]]) -> list[Point] | None:
    """Place the nodes of a connected graph so that no straight lines cross, or return None if that cannot be.

    While a node is next to a line of others, further drawings are tried, and the best one is returned.
    """
    from .planar import embedded
    from .untangled import NARROW, clearance

    if embedded(neighbours) is None:
        return None
    edges = edges_of(neighbours)
    best, room = list[Point](), 0.0
    for drawn in _drawings(neighbours, edges):
        found = points(drawn)
        clear = clearance(np.array(found), edges)
        if clear > room:
            best, room = found, clear
        if room >= NARROW:
            break
    return best or None


def _drawings(neighbours: list[list[int]], edges: np.ndarray) -> Iterator[np.ndarray]:
    """Yield drawings of a planar graph: by its stress, where lines may cross, and by its blocks in several orders."""
    from .hanging import hung
    from .untangled import untangled

    size, model = len(neighbours), terms(web(neighbours))
    yield np.array(by_stress(neighbours)) if size <= FEW else _even(pivoted(web(neighbours), model), edges)
    chance = random.Random(size)
    for trial in range(1 + min(MOST_ORDERS, MOST_TRIED // size)):
        order = chance.sample(range(size), size) if trial else list(range(size))
        place = {node: at for at, node in enumerate(order)}
        start = hung([[place[other] for other in neighbours[node]] for node in order])
        yield turned(untangled(start[[place[node] for node in range(size)]], edges, model))


def _even(at: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Turn a drawing, and scale it so that the mean length of its lines is 1."""
    gap = at[edges[:, 0]] - at[edges[:, 1]]
    return turned(at / np.hypot(gap[:, 0], gap[:, 1]).mean())
