"""Places of nodes around others that keep theirs: distances follow those in the graph, and none is too near."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..scenes import Point
from .hops import hops, pivots, web
from .spacing import directions

# The number of nodes whose distances to all others count, in graphs with more nodes than `MOST_EXACT`.
PIVOTS, MOST_EXACT = 60, 200
# The number of steps of the majorization.
STEPS = 120

# The least distance of two nodes, unless both keep their places.
LEAST = 0.6
# The number of directions in which a place is looked for, and how far apart the circles are on which it is.
WAYS, OUTWARD = 12, 0.25

# The least and the largest length of lines, where neighbours should be 1 apart, of a drawing that is used as it is.
SHORT, LONG = 0.5, 3.0
# The least ratio of singular values with which places count as not in one line.
FLAT = 0.02

# A start within this distance of all places that are kept is used as it is.
EXACT = 1e-6


def around(neighbours: list[list[int]], start: Sequence[Point], kept: Mapping[int, Point]) -> list[Point]:
    """Return places for all nodes of a connected graph, with those in `kept` as they are; neighbours are about 1 apart.

    The places in `start` are turned, scaled, moved, and, if need be, sheared or bent to fit those that are kept. If
    they still do not fit exactly, or lines become too short or too long, nodes move by majorization of the stress, in
    which those that are kept stand still.

    >>> around([[1], [0, 2], [1]], [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)], {0: (5.0, 1.0), 1: (5.0, 2.0)})
    [(5.0, 1.0), (5.0, 2.0), (5.0, 3.0)]
    """
    figure = np.array([complex(*point) for point in start])
    nodes, wanted = list(kept), np.array([complex(*point) for point in kept.values()])
    edges = np.array([(a, b) for a, others in enumerate(neighbours) for b in others])
    wide = EXACT * max(1.0, float(abs(wanted - wanted.mean()).max()))
    fits = list(_fits(figure, nodes, wanted))
    exact = (at for at in fits if float(abs(at[nodes] - wanted).max()) < wide and _even(at, edges))
    found = next(exact, None)
    if found is None:
        found = _majorized(neighbours, fits[0], kept)
    points = [(round(float(z.real), 9) + 0.0, round(float(z.imag), 9) + 0.0) for z in found]
    return [kept.get(node, point) for node, point in enumerate(points)]


def _even(at: np.ndarray, edges: np.ndarray) -> bool:
    """Return whether lines have about the length 1."""
    lengths = abs(at[edges[:, 0]] - at[edges[:, 1]])
    usual = float(np.median(lengths))
    return SHORT <= usual <= LONG and float(lengths.min()) >= SHORT * min(1.0, usual)


def _fits(figure: np.ndarray, nodes: list[int], wanted: np.ndarray) -> Iterator[np.ndarray]:
    """Yield figures that come near to the places of some nodes: similar ones, and then sheared and bent ones."""
    at = figure - figure[nodes].mean()
    if len(nodes) == 1:
        yield at + wanted[0]
        return
    similar = [_nearest([turned], nodes, wanted) for turned in (at, at.conj())]
    miss = [float(abs(each[nodes] - wanted).max()) for each in similar]
    mirrored = miss[1] < 0.999 * miss[0] - 1e-12
    yield from similar[::-1] if mirrored else similar
    forms = [at, at.conj(), (at**2).imag + 0j]
    for count in (2, 3):
        basis = np.stack([form[nodes] - form[nodes].mean() for form in forms[:count]], axis=1)
        values = np.linalg.svd(basis, compute_uv=False)
        if len(nodes) > count and values[-1] > FLAT * values[0]:
            yield _nearest(forms[:count], nodes, wanted)


def _nearest(forms: list[np.ndarray], nodes: list[int], wanted: np.ndarray) -> np.ndarray:
    """Return the sum of multiples of some forms, moved, that is nearest to the places of some nodes."""
    system = np.stack([form - form[nodes].mean() for form in forms], axis=1)
    factors = np.linalg.lstsq(system[nodes], wanted - wanted.mean(), rcond=None)[0]
    found: np.ndarray = system @ factors + wanted.mean()
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
    aside = directions(np.arange(size))
    at = at + 1e-3 * (aside[:, 0] + 1j * aside[:, 1])
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
