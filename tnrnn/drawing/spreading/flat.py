"""What completes a drawing without crossings: legs, parallel lines and marks that meet no line either."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from ..graphs import RADIUS, Drawn, Part
from ..routing import PARALLEL, STUB, bent, between, nearest
from ..scenes import Point, flattened

# The fraction of the way to the next line that a leg may take.
SHORT = 0.6
# The bends of parallel lines that are tried, relative to the usual one.
BENDS = (1.0, 0.6, 0.35, 0.2, 0.1, 0.05, 0.02)
# The radius of marks relative to the least distance of a node from a line, and the least radius relative to the usual.
CLEAR, SMALLEST = 0.6, 0.05
# The distance of an arc from foreign nodes, relative to the radius of marks.
ASIDE = 1.7
# The largest radius relative to the least distance of two nodes.
APART = 0.36
# With more pairs of a node and a line than this, radii are not fitted to lines.
MOST_PAIRS = 4_000_000


def flat(part: Part, places: dict[int, Point]) -> Drawn:
    """Return the drawing of a part whose tensors have places at which no straight lines cross.

    Legs point to where there is room, and are short where that is small; the arcs of parallel bonds are flat then.
    """
    graph, tensors = part.graph, part.tensors
    number = {node: at for at, node in enumerate(tensors)}
    bonds: dict[tuple[int, int], list[int]] = {}
    for edge, (_, one, two) in enumerate(graph.edges):
        if one in number and two in number and one != two:
            bonds.setdefault((min(one, two), max(one, two)), []).append(edge)
    ends = np.array([(places[one], places[two]) for one, two in bonds]).reshape(-1, 2, 2)
    pairs = np.array([(number[one], number[two]) for one, two in bonds], dtype=int).reshape(-1, 2)
    paths: dict[int, tuple[Point, ...]] = {}
    curved: set[int] = set()
    pieces, owners = ends, pairs
    for at, (pair, edges) in enumerate(bonds.items()):
        made = _side_by_side(places, pair, len(edges), (pieces, at))
        if len(made) > 1:
            arcs = [piece for path in (made[0], made[-1]) for piece in itertools.pairwise(flattened(path))]
            pieces = np.concatenate([pieces, np.array(arcs)])
            owners = np.concatenate([owners, np.repeat(pairs[at : at + 1], len(arcs), axis=0)])
        for edge, path in zip(edges, made, strict=True):
            paths[edge] = path if graph.edges[edge][1] == pair[0] else path[::-1]
            curved.update([edge] if len(path) > 2 else [])
    legs = _legs(part, places, paths, pieces)
    for leg, end in legs.items():
        node = graph.links[leg][0][1]
        pieces = np.concatenate([pieces, np.array([[places[node], end]])])
        owners = np.concatenate([owners, [[number[node]] * 2]])
    spots = np.array([places[node] for node in tensors])
    radius = min(_radius(spots, pieces, owners), APART * nearest([places[node] for node in tensors]))
    sizes = dict.fromkeys(tensors, (radius, 0.0)) if radius < RADIUS else {}
    return Drawn({**places, **legs}, paths=paths, curved=frozenset(curved), sizes=sizes)


def _side_by_side(
    places: dict[int, Point], pair: tuple[int, int], count: int, lines: tuple[np.ndarray, int]
) -> list[tuple[Point, ...]]:
    """Return so many arcs between two nodes, as far apart as other lines allow."""
    start, end = places[pair[0]], places[pair[1]]
    if count == 1:
        return [(start, end)]
    ends, own = lines
    others = np.delete(ends, own, axis=0)
    spots = np.array([at for node, at in places.items() if node not in pair]).reshape(-1, 2)
    made: list[tuple[Point, ...]] = []
    allowed: list[tuple[Point, ...]] | None = None
    for bend in BENDS:
        shifts = [bend * PARALLEL * (place - (count - 1) / 2) for place in range(count)]
        made = [bent(start, end, shift) for shift in shifts]
        outer = [flattened(path) for path in (made[0], made[-1])]
        if not any(_meets(path, others) for path in outer):
            if all(_distance(path, spots) > ASIDE * RADIUS for path in outer):
                return made
            allowed = allowed or made
    return allowed or made


def _distance(path: Sequence[Point], spots: np.ndarray) -> float:
    """Return the distance of a path from the nearest of some points."""
    points = np.array(path)
    one, way = points[:-1], points[1:] - points[:-1]
    gap = spots[:, None] - one
    along = np.clip((gap * way).sum(2) / np.maximum((way**2).sum(1), 1e-18), 0.0, 1.0)
    off = gap - along[..., None] * way
    return float(np.hypot(off[..., 0], off[..., 1]).min(initial=math.inf))


def _meets(path: Sequence[Point], ends: np.ndarray) -> bool:
    """Return whether a path meets one of the lines elsewhere than at its own ends."""
    low = np.min(path, axis=0), np.max(path, axis=0)
    near = ends[(ends.min(1) <= low[1]).all(1) & (ends.max(1) >= low[0]).all(1)]
    for a, b in itertools.pairwise(path):
        share = _along(a, b, near)
        met = (share > 1e-6) & (share <= 1 + 1e-9)
        if b == path[-1]:
            met &= ~((np.abs(near - b) < 1e-9).all(2).any(1) & (share > 1 - 1e-6))
        if met.any():
            return True
    return False


def _along(a: Point, b: Point, ends: np.ndarray) -> np.ndarray:
    """Return at which fraction of the way from `a` to `b` the lines are met, infinite where they are not."""
    way = np.array([b[0] - a[0], b[1] - a[1]])
    one, across = ends[:, 0] - a, ends[:, 1] - ends[:, 0]
    area = way[0] * across[:, 1] - way[1] * across[:, 0]
    safe = np.where(np.abs(area) < 1e-15, 1.0, area)
    share = (one[:, 0] * across[:, 1] - one[:, 1] * across[:, 0]) / safe
    other = (one[:, 0] * way[1] - one[:, 1] * way[0]) / safe
    met = (np.abs(area) >= 1e-15) & (other >= -1e-9) & (other <= 1 + 1e-9) & (share > 0)
    found: np.ndarray = np.where(met, share, np.inf)
    return found


def _legs(
    part: Part, places: dict[int, Point], paths: dict[int, tuple[Point, ...]], pieces: np.ndarray
) -> dict[int, Point]:
    """Return the free ends: in the widest angles between lines, as far out as there is room."""
    graph = part.graph
    found: dict[int, Point] = {}
    for node in part.tensors:
        own = [other for other in graph.beside(node) if graph.free(other)]
        if not own:
            continue
        x, y = places[node]
        starts = [
            paths[edge][1] if graph.edges[edge][1] == node else paths[edge][-2]
            for edge, _ in graph.links[node]
            if edge in paths
        ]
        taken = [math.atan2(b - y, a - x) for a, b in starts]
        even = [-math.pi / 2 - 2 * math.pi * place / len(own) for place in range(len(own))]
        turns = between(taken, len(own)) if taken else even
        foreign = pieces[np.all(np.any(np.abs(pieces - (x, y)) > 1e-9, axis=2), axis=1)]
        for leg, turn in zip(own, turns, strict=True):
            way = math.cos(turn), math.sin(turn)
            room = _along((x, y), (x + way[0], y + way[1]), foreign).min(initial=math.inf)
            length = min(STUB, SHORT * float(room))
            found[leg] = (x + length * way[0], y + length * way[1])
        pieces = np.concatenate([pieces, np.array([[(x, y), found[leg]] for leg in own])])
    return found


def _radius(at: np.ndarray, ends: np.ndarray, pairs: np.ndarray) -> float:
    """Return a radius of marks that reach no foreign line, if that is not too small."""
    if not len(ends) or len(at) * len(ends) > MOST_PAIRS:
        return RADIUS
    way = ends[:, 1] - ends[:, 0]
    square = np.maximum((way**2).sum(1), 1e-18)
    gap = at[:, None] - ends[None, :, 0]
    along = np.clip((gap * way).sum(2) / square, 0.0, 1.0)
    distance = np.hypot(*(gap - along[..., None] * way).transpose(2, 0, 1))
    distance[pairs[:, 0], np.arange(len(ends))] = distance[pairs[:, 1], np.arange(len(ends))] = np.inf
    return float(np.clip(round(CLEAR * distance.min(), 6), SMALLEST * RADIUS, RADIUS))
