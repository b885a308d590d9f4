"""A first drawing without crossings: the largest block first, and in the free angles at its nodes what hangs on them.

A block is a part that stays connected without any one of its nodes. Any order of blocks around their common nodes gives
a drawing without crossings, so each block is drawn alone, made narrow and small, and put where there is room.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import networkx
import numpy as np

from .hops import web
from .pivoted import terms
from .planar import convex, embedded, graph_of
from .untangled import untangled

# The fraction of a free angle that a block takes, and of the distance to the next line in it.
ANGLE, REACH = 0.6, 0.7


def hung(neighbours: Sequence[Sequence[int]]) -> np.ndarray:
    """Return places for the nodes of a connected planar graph such that no straight lines cross.

    >>> at = hung([[1, 2], [0, 2], [0, 1, 3], [2]])
    >>> at.shape
    (4, 2)
    """
    blocks = sorted(
        map(sorted, networkx.biconnected_components(graph_of(neighbours))), key=lambda block: (-len(block), block)
    )
    of: dict[int, list[list[int]]] = {}
    for block in blocks:
        for node in block:
            of.setdefault(node, []).append(block)
    at = np.full((len(neighbours), 2), np.nan)
    at[blocks[0]] = _opened(neighbours, blocks[0]) if len(blocks) > 1 else _drawn(neighbours, blocks[0], None)
    order = list(blocks[0])
    done = {id(blocks[0])}
    for node in order:
        for block in of[node]:
            if id(block) not in done:
                done.add(id(block))
                _hang(at, neighbours, node, block, len(neighbours) ** 0.5)
                order += [other for other in block if other != node]
    return at


def _opened(neighbours: Sequence[Sequence[int]], block: list[int]) -> np.ndarray:
    """Return an even drawing of a block."""
    number = {node: place for place, node in enumerate(block)}
    inside = [[number[other] for other in neighbours[node] if other in number] for node in block]
    edges = np.array([(a, b) for a, others in enumerate(inside) for b in others if a < b])
    return untangled(_drawn(neighbours, block, None), edges, terms(web(inside)))


def _drawn(neighbours: Sequence[Sequence[int]], block: list[int], corner: int | None) -> np.ndarray:
    """Return places for the nodes of a block, with a mean length of 1, and a node at the outside if it has to be."""
    number = {node: place for place, node in enumerate(block)}
    inside = [[number[other] for other in neighbours[node] if other in number] for node in block]
    embedding = embedded(inside)
    if embedding is None:
        raise ValueError("a block of a planar graph")
    at = convex(embedding, None if corner is None else number[corner], _hanging(neighbours, block))
    lengths = [math.dist(at[a], at[b]) for a, others in enumerate(inside) for b in others]
    found: np.ndarray = at / (sum(lengths) / len(lengths))
    return found


def _hanging(neighbours: Sequence[Sequence[int]], block: list[int]) -> list[int]:
    """Return how many nodes hang on each node of a block, with itself, without a way through the block."""
    inside = set(block)
    found = []
    for node in block if len(block) > 2 else ():
        met, order = {node}, [node]
        for here in order:
            new = [other for other in neighbours[here] if other not in met and not (here in inside and other in inside)]
            met.update(new)
            order += dict.fromkeys(new)
        found.append(len(order))
    return found


def _hang(at: np.ndarray, neighbours: Sequence[Sequence[int]], node: int, block: list[int], wanted: float) -> None:
    """Put a block into the best free angle at one of its nodes, which has its place.

    The larger the angle is, and the farther the next line in its middle, up to `wanted`, the better it is.
    """
    own = at[node]
    lines = at[[(a, b) for a, others in enumerate(neighbours) for b in others if a < b and node not in (a, b)]]
    lines = lines[~np.isnan(lines).any((1, 2))]
    beside = [other for other in neighbours[node] if not math.isnan(at[other, 0])]
    turns = sorted(math.atan2(*(at[other] - own)[::-1]) for other in beside)
    gaps = [(a, b - a) for a, b in itertools.pairwise([*turns, turns[0] + 2 * math.pi])]

    def worth(gap: tuple[float, float]) -> float:
        free = _ahead(own, gap[0] + gap[1] / 2, lines)
        return round(min(gap[1], math.pi) * min(free, wanted), 9)

    start, wide = max(gaps, key=worth)
    turn, wide = start + wide / 2, min(wide, math.pi) * ANGLE
    room = REACH * _room(own, (turn, wide), lines)
    shape = _drawn(neighbours, block, node)
    shape = shape - shape[block.index(node)]
    first = math.atan2(*shape.mean(0)[::-1])
    others = np.array([place for place, other in enumerate(block) if other != node])
    angles = np.remainder(np.arctan2(shape[others, 1], shape[others, 0]) - first + np.pi, 2 * np.pi) - np.pi
    ahead = first + float(angles.min() + angles.max()) / 2  # all lie within a right angle from there
    x = shape[:, 0] * math.cos(ahead) + shape[:, 1] * math.sin(ahead)
    y = shape[:, 1] * math.cos(ahead) - shape[:, 0] * math.sin(ahead)
    slope = max((abs(b) / max(a, 1e-9) for a, b in zip(x, y, strict=True) if abs(a) + abs(b) > 1e-9), default=0.0)
    y = y * min(1.0, math.tan(wide / 2) / slope) if slope > 0 else y
    scale = min(1.0, room / max(float(np.hypot(x, y).max()), 1e-12))
    cos, sin = math.cos(turn) * scale, math.sin(turn) * scale
    at[block] = own + np.stack([x * cos - y * sin, x * sin + y * cos], axis=1)


def _ahead(own: np.ndarray, turn: float, lines: np.ndarray) -> float:
    """Return the distance to the next line in a direction."""
    way = np.array([math.cos(turn), math.sin(turn)])
    gap, across = lines[:, 0] - own, lines[:, 1] - lines[:, 0]
    area = way[0] * across[:, 1] - way[1] * across[:, 0]
    area = np.where(np.abs(area) < 1e-15, np.inf, area)
    ahead = (gap[:, 0] * across[:, 1] - gap[:, 1] * across[:, 0]) / area
    along = (gap[:, 0] * way[1] - gap[:, 1] * way[0]) / area
    return float(ahead[(ahead > 0) & (along >= 0) & (along <= 1)].min(initial=math.inf))


def _room(own: np.ndarray, sector: tuple[float, float], lines: np.ndarray) -> float:
    """Return the distance of a node from the nearest line in a sector, which is given by its middle and its width."""
    turn, wide = sector
    found = min(_ahead(own, turn + side * wide / 2, lines) for side in (-1, 0, 1))
    one, way = lines[:, 0], lines[:, 1] - lines[:, 0]
    along = np.clip(((own - one) * way).sum(1) / np.maximum((way**2).sum(1), 1e-18), 0.0, 1.0)
    for points in (lines[:, 0], lines[:, 1], one + along[:, None] * way):
        gap = points - own
        angle = np.abs(np.remainder(np.arctan2(gap[:, 1], gap[:, 0]) - turn + np.pi, 2 * np.pi) - np.pi)
        found = min(found, float(np.hypot(gap[:, 0], gap[:, 1])[angle <= wide / 2].min(initial=math.inf)))
    return found
