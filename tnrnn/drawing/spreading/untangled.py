"""Drawings without crossings become even: places move to where the stress is less, as far as no lines cross."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .pivoted import Terms, better, only_close

# The distance of a node from lines that it should have, and the one below which it may not come nearer.
ASIDE, NARROW = 0.3, 0.12
# How far a node moves at most in one step.
FARTHEST = 0.25
# The largest number of steps, and the mean movement at which they end.
LEAST_STEPS, STEPS = 20, 60
# In drawings with more edges than this, there are fewer steps, down to the least number.
MANY, FEWEST = 450, 12
# After so many steps, pairs of lines that may meet are looked for anew.
FRESH = 2
# In the last steps, the largest distance in the graph that counts.
CLOSE = 2
SETTLED = 0.002
# How often a movement is halved before the node stays.
HALVED = 4


class Near(NamedTuple):
    """Pairs of edges that may meet. `nodes` and `lines` are nodes with edges of others that they may come near to."""

    one: np.ndarray
    two: np.ndarray
    nodes: np.ndarray
    lines: np.ndarray


def untangled(at: np.ndarray, edges: np.ndarray, model: Terms) -> np.ndarray:
    """Return a drawing with less stress, in which no lines cross, as none do at first.

    Each step aims at the places of a step of majorization, with nodes pushed off lines that are near. If lines cross
    then, or a node gets too near to one, the nodes at fault make half of their movements, also in later steps, until
    they have been right for a while; those at fault again and again stay, as all do if need be. In the second half of
    the steps only the distances of close nodes count, so that what the others have pressed becomes even.
    """
    gap = at[edges[:, 0]] - at[edges[:, 1]]
    at = at / np.hypot(gap[:, 0], gap[:, 1]).mean()
    room = np.empty((3, *model.far.shape))
    share = np.ones(len(at))
    close = only_close(model, CLOSE)
    for use, kept, force in ((close, 0.9, 1.0), (model, 0.995, 1.0), (close, 1.0, 3.0)):
        for count in range(max(FEWEST, min(STEPS, STEPS * MANY // len(edges)))):
            if count % FRESH == 0:
                near = _near(at, edges, 2 * FRESH * FARTHEST + ASIDE)
            wish = better(at, use, room) + force * _pushes(at, edges, near) - at
            moved, share = _allowed(at, wish, np.minimum(1.0, 1.5 * share + 0.01), (edges, near, kept))
            settled = count > LEAST_STEPS and np.abs(moved - at).mean() < SETTLED
            at = moved
            if settled:
                break
    return at


def _near(at: np.ndarray, edges: np.ndarray, reach: float) -> Near:
    """Return the pairs of edges whose boxes are at most `reach` apart, without those that have a node in common."""
    ends = at[edges]
    low, high = ends.min(1) - reach / 2, ends.max(1) + reach / 2
    order = np.argsort(low[:, 0], kind="stable")
    counts = np.searchsorted(low[order, 0], high[order, 0], side="right") - np.arange(len(edges)) - 1
    first = np.repeat(np.arange(len(edges)), counts)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    one, two = order[first], order[second]
    meet = (low[one, 1] <= high[two, 1]) & (high[one, 1] >= low[two, 1])
    one, two = one[meet], two[meet]
    a, b = edges[one], edges[two]
    apart = (a[:, :, None] != b[:, None, :]).all((1, 2))
    nodes = np.concatenate([a[:, 0], a[:, 1], b[:, 0], b[:, 1]])
    lines = np.concatenate([two, two, one, one])
    keys = np.unique((nodes * len(edges) + lines)[(edges[lines] != nodes[:, None]).all(1)])
    return Near(one[apart], two[apart], keys // len(edges), keys % len(edges))


def _allowed(
    at: np.ndarray, wish: np.ndarray, share: np.ndarray, lines: tuple[np.ndarray, Near, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Return places without crossings, and the shares of their wishes that nodes got."""
    edges, near, kept = lines
    before = _gaps(at, edges, near)[0]
    least = np.minimum(NARROW, kept * before)
    room = np.full(len(at), FARTHEST)  # in proportion to it, so that what is small grows as fast as what is large
    for nodes in (near.nodes, edges[near.lines, 0], edges[near.lines, 1]):
        np.minimum.at(room, nodes, before)
    wish = wish * np.minimum(1.0, room / np.maximum(np.hypot(wish[:, 0], wish[:, 1]), 1e-12))[:, None]
    count = 0
    while share.any():
        moved = at + share[:, None] * wish
        faulty = crossing(moved, edges[near.one], edges[near.two])
        close = _gaps(moved, edges, near)[0] < least
        if not faulty.any() and not close.any():
            return moved, share
        ends = [edges[near.one[faulty]], edges[near.two[faulty]], edges[near.lines[close]], near.nodes[close]]
        at_fault = np.unique(np.concatenate([each.ravel() for each in ends]))
        if not share[at_fault].any():
            break
        share = share.copy()
        share[at_fault] = share[at_fault] / 3 if count < HALVED else 0.0
        count += 1
    return at, np.zeros(len(at))


def crossing(at: np.ndarray, one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Return which pairs of lines meet; `one` and `two` are the nodes at their ends."""
    a, b, c, d = at[one[:, 0]], at[one[:, 1]], at[two[:, 0]], at[two[:, 1]]

    def side(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> np.ndarray:
        found: np.ndarray = (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])
        return found

    result: np.ndarray = (side(a, b, c) * side(a, b, d) <= 0) & (side(c, d, a) * side(c, d, b) <= 0)
    return result


def _gaps(at: np.ndarray, edges: np.ndarray, near: Near) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the distances of nodes from lines, the ways from the lines to them, and where along the lines."""
    one, two = at[edges[near.lines, 0]], at[edges[near.lines, 1]]
    way = two - one
    square = np.maximum((way**2).sum(1), 1e-18)
    along = np.clip(((at[near.nodes] - one) * way).sum(1) / square, 0.0, 1.0)
    off = at[near.nodes] - one - along[:, None] * way
    return np.hypot(off[:, 0], off[:, 1]), off, along


def _pushes(at: np.ndarray, edges: np.ndarray, near: Near) -> np.ndarray:
    """Return how far nodes and lines that are near to one another push each other apart."""
    distance, off, along = _gaps(at, edges, near)
    close = distance < ASIDE
    push = off[close] * (0.5 * (ASIDE / np.maximum(distance[close], 1e-9) - 1.0))[:, None]
    push *= np.minimum(1.0, ASIDE / np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-12))[:, None]
    found = np.zeros_like(at)
    lines, part = near.lines[close], along[close]
    for axis in (0, 1):
        for nodes, share in (
            (near.nodes[close], 1.0),
            (edges[lines, 0], -(1 - part)),
            (edges[lines, 1], -part),
        ):
            found[:, axis] += np.bincount(nodes, share * push[:, axis], len(at))
    return found


def clearance(at: np.ndarray, edges: np.ndarray) -> float:
    """Return the least distance of a node from a line of others, at most `NARROW`, or 0 if two lines meet.

    >>> clearance(np.array([[0, 0], [2, 0], [1, 0.05], [1, 1]]), np.array([[0, 1], [2, 3]]))
    0.05
    """
    near = _near(at, edges, NARROW)
    if crossing(at, edges[near.one], edges[near.two]).any():
        return 0.0
    return float(_gaps(at, edges, near)[0].min(initial=NARROW))
