"""Places of nodes around others that keep theirs: distances follow those in the graph, and none is too near."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from ..scenes import Point
from .hops import hops, pivots, web

# The number of nodes whose distances to all others count, in graphs with more nodes than `MOST_EXACT`.
PIVOTS, MOST_EXACT = 60, 200
# The number of steps of the majorization.
STEPS = 120

# The least distance of two nodes, unless both keep their places.
LEAST = 0.6
# The number of directions in which a place is looked for, and how far apart the circles are on which it is.
WAYS, OUTWARD = 12, 0.25

# The largest ratio of the longest to the shortest axis of what becomes of a circle in a figure that is sheared to fit.
FLAT = 3.0

# A start within this distance of all places that are kept is used as it is.
EXACT = 1e-6


def around(neighbours: list[list[int]], start: Sequence[Point], kept: Mapping[int, Point]) -> list[Point]:
    """Return places for all nodes of a connected graph, with those in `kept` as they are; neighbours are about 1 apart.

    The places in `start` are turned, scaled, moved, and, if need be, sheared to fit those that are kept. If they still
    do not fit exactly, nodes move by majorization of the stress, in which those that are kept stand still.

    >>> around([[1], [0, 2], [1]], [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)], {0: (5.0, 1.0), 1: (5.0, 2.0)})
    [(5.0, 1.0), (5.0, 2.0), (5.0, 3.0)]
    """
    at, exact = _fitted(start, kept)
    if not exact:
        at = _majorized(neighbours, at, kept)
    found = [(round(float(z.real), 9) + 0.0, round(float(z.imag), 9) + 0.0) for z in at]
    return [kept.get(node, point) for node, point in enumerate(found)]


def _fitted(start: Sequence[Point], kept: Mapping[int, Point]) -> tuple[np.ndarray, bool]:
    """Return the similar figure that is nearest to the places that are kept, and whether it meets them."""
    at = np.array([complex(*point) for point in start])
    nodes, wanted = list(kept), np.array([complex(*point) for point in kept.values()])
    if len(nodes) == 1:
        return at - at[nodes[0]] + wanted[0], True
    fits: list[tuple[float, np.ndarray]] = []
    for figure in (at, at.conj()):
        own, middle = figure[nodes] - figure[nodes].mean(), wanted.mean()
        factor = (own.conj() @ (wanted - middle)) / max(float((abs(own) ** 2).sum()), 1e-300)
        fitted = (figure - figure[nodes].mean()) * factor + middle
        fits.append((float(abs(fitted[nodes] - wanted).max()), fitted))
    best = fits[0] if fits[0][0] < 1.001 * fits[1][0] + 1e-12 else fits[1]  # rather not mirrored
    wide = EXACT * max(1.0, float(abs(wanted - wanted.mean()).max()))
    sheared = _sheared(at, nodes, wanted) if best[0] >= wide and len(nodes) > 2 else None
    if sheared is not None and float(abs(sheared[nodes] - wanted).max()) < wide:
        return sheared, True
    return best[1], best[0] < wide


def _sheared(at: np.ndarray, nodes: list[int], wanted: np.ndarray) -> np.ndarray | None:
    """Return the nearest figure that is sheared and stretched too, or None if that makes it flat."""
    own = at[nodes] - at[nodes].mean()
    system = np.stack([own, own.conj()], axis=1)
    if abs(np.linalg.det(system.conj().T @ system)) < EXACT * float((abs(own) ** 2).sum()) ** 2:
        return None
    turn, mirror = np.linalg.lstsq(system, wanted - wanted.mean(), rcond=None)[0]
    if abs(abs(turn) - abs(mirror)) * FLAT < abs(turn) + abs(mirror):
        return None
    moved = at - at[nodes].mean()
    found: np.ndarray = turn * moved + mirror * moved.conj() + wanted.mean()
    return found


def _majorized(neighbours: list[list[int]], at: np.ndarray, kept: Mapping[int, Point]) -> np.ndarray:
    size = len(neighbours)
    chosen, far = _pivots(neighbours, list(kept))
    ends = np.array([(a, b) for a, others in enumerate(neighbours) for b in others])
    one, two = ends[:, 0], ends[:, 1]
    weight = np.where(far > 0, 1 / np.maximum(far, 1.0) ** 2, 0.0) * size / len(chosen)
    weight = np.minimum(weight, 1.0)
    total = weight.sum(1) + np.bincount(one, minlength=size)
    fixed, places = list(kept), np.array([complex(*point) for point in kept.values()])
    turn = np.arange(size) * 2.399963
    at = at + 1e-3 * (np.cos(turn) + 1j * np.sin(turn))
    at[fixed] = places
    for _ in range(STEPS):
        away = at[:, None] - at[chosen][None]
        aims = (weight * (at[chosen][None] + away * (far / np.maximum(abs(away), 1e-9)))).sum(1)
        step = at[one] - at[two]
        step = at[two] + step / np.maximum(abs(step), 1e-9)
        aims = aims + np.bincount(one, step.real, size) + 1j * np.bincount(one, step.imag, size)
        at = aims / total
        at[fixed] = places
    return at


def _pivots(neighbours: list[list[int]], kept: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return some nodes, those that are kept among them, and the distances of all nodes to them, a column for each."""
    graph = web(neighbours)
    if graph.size <= MOST_EXACT:
        chosen, rows = pivots(graph, graph.size)
        return chosen, rows.T.astype(float)
    some = list(kept[:: math.ceil(len(kept) / PIVOTS)])
    chosen, rows = pivots(graph, PIVOTS)
    both = np.concatenate([np.array(some), chosen])
    return both, np.concatenate([hops(graph, some), rows]).T.astype(float)


def apart(points: Sequence[Point], kept: Sequence[bool], least: float = LEAST) -> list[Point]:
    """Move points that are not kept, and nearer than `least` to others, to the nearest place found around them.

    >>> apart([(0.0, 0.0), (0.0, 0.0)], [True, False])
    [(0.0, 0.0), (0.6, 0.0)]
    """
    cells: dict[tuple[int, int], list[Point]] = defaultdict(list)
    found = list(points)

    def free(at: Point) -> bool:
        i, j = _cell(at)
        near = (other for a, b in itertools.product((-1, 0, 1), repeat=2) for other in cells.get((i + a, j + b), ()))
        return all(math.dist(at, other) >= least * (1 - 1e-9) for other in near)

    order = sorted(range(len(points)), key=lambda node: not kept[node])
    starts: dict[tuple[int, int], int] = defaultdict(int)
    for node in order:
        at = points[node]
        if not kept[node] and not free(at):
            ring = starts[_cell(at)]  # nearer circles around this cell were full before
            at = next(place for ring in itertools.count(ring) for place in _circle(points[node], ring) if free(place))
            ring = round((math.dist(at, points[node]) - LEAST) / OUTWARD)
            starts[_cell(points[node])] = max(starts[_cell(points[node])], ring - 4)
        found[node] = at
        cells[_cell(at)].append(at)
    return found


def _cell(at: Point) -> tuple[int, int]:
    return math.floor(at[0] / LEAST), math.floor(at[1] / LEAST)


def _circle(at: Point, ring: int) -> list[Point]:
    radius, count = LEAST + OUTWARD * ring, WAYS + 4 * ring
    turns = (2 * math.pi * way / count for way in range(count))
    return [(at[0] + radius * math.cos(turn), at[1] + radius * math.sin(turn)) for turn in turns]
