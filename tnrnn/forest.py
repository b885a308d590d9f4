"""Minimum cuts of networks without cycles, by one pass up and one down; no flow is needed."""

from __future__ import annotations

from typing import NamedTuple

from .hypergraph import Problem
from .monomial import Order


class _Rooted(NamedTuple):
    """The hypergraph hung from its first nodes: (dim, upper node, lower nodes) for every edge, upper edges first."""

    roots: list[int]
    edges: list[tuple[int, int, list[int]]]


def forest_near(problem: Problem) -> list[bool] | None:
    """Return for each node whether it stands near in the minimum cut nearest to the near terminals; None where there is a cycle.

    *Proof of the choice of sides.* Minimum cuts form a lattice: the intersection N of their near sides is the near side of one.
    Given the sides that N gives to a part of the nodes, a further node belongs to N only if every minimum cut with those sides has
    it near. So each node may be placed far whenever that costs no more.
    """
    rooted = _hang(problem)
    if rooted is None:
        return None
    order = Order((dim for dim, _ in problem.edges), len(problem.edges))
    near, far = _costs(problem, rooted, order)
    return _choose(problem, rooted, order, near, far)


def _hang(problem: Problem) -> _Rooted | None:
    at_node: list[list[int]] = [[] for _ in range(problem.nodes)]
    for number, (_, members) in enumerate(problem.edges):
        for node in members:
            at_node[node].append(number)
    seen_node, seen_edge = [False] * problem.nodes, [False] * len(problem.edges)
    rooted = _Rooted([], [])
    for root in range(problem.nodes):
        if seen_node[root]:
            continue
        seen_node[root] = True
        rooted.roots.append(root)
        waiting = [root]
        for node in waiting:  # grows while it is read
            for number in at_node[node]:
                if seen_edge[number]:
                    continue
                seen_edge[number] = True
                dim, members = problem.edges[number]
                lower = [member for member in members if not seen_node[member]]
                if len(lower) < len(members) - 1:
                    return None
                for member in lower:
                    if seen_node[member]:
                        return None
                    seen_node[member] = True
                waiting += lower
                rooted.edges.append((dim, node, lower))
    return rooted


def _costs(problem: Problem, rooted: _Rooted, order: Order) -> tuple[list[int], list[int]]:
    """Return the least cost below each node when it stands near, and when it stands far."""
    near, far = [0] * problem.nodes, [0] * problem.nodes
    for node in problem.near:
        far[node] = order.infinite
    for node in problem.far:
        near[node] = order.infinite
    least = order.least
    for dim, upper, lower in reversed(rooted.edges):
        all_near, all_far, split = _edge_costs(near, far, lower, order)
        split += order.key(dim)
        near[upper] += least(all_near, split)
        far[upper] += least(all_far, split)
    return near, far


def _edge_costs(near: list[int], far: list[int], lower: list[int], order: Order) -> tuple[int, int, int]:
    all_near = all_far = split = 0
    for node in lower:
        one, two = near[node], far[node]
        all_near += one
        all_far += two
        split += order.least(one, two)
    return all_near, all_far, split


def _choose(problem: Problem, rooted: _Rooted, order: Order, near: list[int], far: list[int]) -> list[bool]:
    def prefers_near(node: int) -> bool:
        return near[node] != far[node] and order.least(near[node], far[node]) == near[node]

    side = [False] * problem.nodes
    for root in rooted.roots:
        side[root] = prefers_near(root)
    for dim, upper, lower in rooted.edges:
        all_near, all_far, split = _edge_costs(near, far, lower, order)
        split += order.key(dim)
        if side[upper] and order.least(all_near, split) != split:
            for node in lower:
                side[node] = True
        elif side[upper] or order.least(all_far, split) != all_far:
            for node in lower:
                side[node] = prefers_near(node)
    return side
