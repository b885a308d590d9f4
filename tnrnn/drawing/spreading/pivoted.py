"""The sparse stress: distances to some pivots and along edges stand for the distances of all pairs.

Nothing here depends on the number of threads: sums are numpy's own, and no product of matrices is left to others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .hops import Web, pivots
from .spacing import directions

# Up to this number of nodes, all nodes are pivots, so that the stress is that of all pairs.
MOST_EXACT = 256
# The number of distances from pivots in larger graphs, and the least and the largest number of pivots.
DISTANCES = 500_000
FEWEST, MOST = 24, 100
# The number of pivots that give the first places.
PRINCIPAL = 50
# The largest number of steps of the majorization, and the mean movement of nodes at which it ends.
STEPS = 40
SETTLED = 0.002


class Terms(NamedTuple):
    """The terms of a stress: `far` are the distances to the pivots and `weight` their weights, with a row per node.

    `scaled` is their product. `one` and `two` are the ends of the edges, each in both directions, and `total` the sums
    of all weights by node.
    """

    pivots: np.ndarray
    far: np.ndarray
    weight: np.ndarray
    scaled: np.ndarray
    one: np.ndarray
    two: np.ndarray
    total: np.ndarray


def terms(graph: Web) -> Terms:
    """Return the terms of the sparse stress model (Ortmann, Klimenta, Brandes 2016).

    A pivot stands for the nodes that are nearer to it than to other pivots: the weight of its distance d from a node is
    the number of those among them that are within d / 2 of the pivot, divided by d^2.
    """
    count = graph.size if graph.size <= MOST_EXACT else min(MOST, max(FEWEST, DISTANCES // graph.size))
    chosen, rows = pivots(graph, count)
    region = rows.argmin(0)
    weight = np.empty((graph.size, len(chosen)))
    for place, own in enumerate(rows):
        within = np.sort(own[region == place])
        weight[:, place] = np.searchsorted(within, own / 2, side="right")
    far = np.ascontiguousarray(rows.T, dtype=float)
    weight /= np.maximum(far, 1.0) ** 2
    weight[far <= 1] = 0.0
    degrees = np.diff(graph.first)
    one = np.repeat(np.arange(graph.size), degrees)
    return Terms(chosen, far, weight, weight * far, one, graph.flat, weight.sum(1) + degrees)


def only_close(model: Terms, most: float) -> Terms:
    """Return the terms of distances of at most `most`, and of edges."""
    kept = model.weight * (model.far <= most)
    edges = model.total - model.weight.sum(1)
    return model._replace(weight=kept, scaled=kept * model.far, total=kept.sum(1) + edges)


def principal(far: np.ndarray) -> np.ndarray:
    """Return places by classical scaling, or that of pivots (Brandes, Pich 2006): a row per node, a column per pivot.

    The two main directions are found by repeated multiplication, which needs no solver.
    """
    square = far**2
    centred = square - square.mean(0) - square.mean(1, keepdims=True) + square.mean()
    product = np.einsum("np,nq->pq", centred, centred)
    start = directions(np.arange(len(product)))
    first, second = start[:, 0] + 0.1, start[:, 1] - 0.1
    for _ in range(60):
        first = _unit(np.einsum("pq,q->p", product, first))
        second = np.einsum("pq,q->p", product, second)
        second = _unit(second - np.einsum("p,p->", first, second) * first)
    found = np.stack([np.einsum("np,p->n", centred, way) for way in (first, second)], axis=1)
    lengths = np.sqrt((found**2).sum(0))
    result: np.ndarray = -0.5 * found / np.sqrt(np.maximum(lengths, 1e-9))
    return result


def _unit(way: np.ndarray) -> np.ndarray:
    result: np.ndarray = way / max(float(np.sqrt((way**2).sum())), 1e-300)
    return result


def better(at: np.ndarray, model: Terms, room: np.ndarray) -> np.ndarray:
    """Return where the distances of each node would fit best if all others stayed: a step of majorization.

    `room` is memory for three arrays as large as that of the distances.
    """
    x, y = at[:, 0], at[:, 1]
    dx, dy, pull = room
    np.subtract(x[:, None], x[model.pivots], out=dx)
    np.subtract(y[:, None], y[model.pivots], out=dy)
    np.hypot(dx, dy, out=pull)
    np.maximum(pull, 1e-6, out=pull)
    np.divide(model.scaled, pull, out=pull)
    ex, ey = x[model.one] - x[model.two], y[model.one] - y[model.two]
    length = np.maximum(np.hypot(ex, ey), 1e-6)
    found = np.empty_like(at)
    for axis, (gap, step) in enumerate(((dx, ex), (dy, ey))):
        ends = np.bincount(model.one, at[model.two, axis] + step / length, len(at))
        pulled = np.einsum("np,np->n", gap, pull) + np.einsum("np,p->n", model.weight, at[model.pivots, axis])
        found[:, axis] = (pulled + ends) / model.total
    return found


def pivoted(graph: Web, model: Terms | None = None) -> np.ndarray:
    """Return the places of the nodes of a connected graph of at least two nodes.

    >>> from .hops import web
    >>> at = pivoted(web([[1], [0, 2], [1]]))
    >>> round(float(np.hypot(*(at[2] - at[0]))), 1)
    2.0
    """
    model = model or terms(graph)
    step = max(1, len(model.pivots) // PRINCIPAL)
    at = principal(model.far[:, ::step]) + 0.05 * directions(np.arange(graph.size))
    room = np.empty((3, *model.far.shape))
    for _ in range(STEPS):
        before, at = at, better(at, model, room)
        if np.abs(at - before).mean() < SETTLED:
            break
    return at
