"""Minimum cuts of networks without cycles, by one pass up and one down; no flow is needed."""

from __future__ import annotations

from typing import NamedTuple

from .hypergraph import Problem
from .monomial import Order


class _Hung(NamedTuple):
    """The hypergraph hung from its first nodes: an edge as (dim, upper node, lower nodes), upper edges first."""

    roots: list[int]
    edges: list[tuple[int, int, list[int]]]


class _Costs(NamedTuple):
    """Keys: of what is below each node when it stands near or far; and of each edge with all below near, all far, or severed."""

    near: list[int]
    far: list[int]
    edges: list[tuple[int, int, int]]


def forest_near(problem: Problem) -> list[bool] | None:
    """Return for each node whether it stands near in the minimum cut nearest to the near terminals; None where there is a cycle.

    *Proof of the choice of sides.* Minimum cuts form a lattice: the intersection N of their near sides is the near side of one.
    Given the sides that N gives to a part of the nodes, a further node belongs to N only if every minimum cut with those sides has
    it near. So each node may be placed far whenever that costs no more.
    """
    hung = _hang(problem)
    if hung is None:
        return None
    order = Order({dim for dim, _ in problem.edges}, len(problem.edges))
    return _choose(hung, _costs(problem, hung, order), order)


def _hang(problem: Problem) -> _Hung | None:
    at_node: list[list[int]] = [[] for _ in range(problem.nodes)]
    for number, (_, members) in enumerate(problem.edges):
        for node in members:
            at_node[node].append(number)
    seen_node, seen_edge = [False] * problem.nodes, [False] * len(problem.edges)
    hung = _Hung([], [])
    for root in range(problem.nodes):
        if seen_node[root]:
            continue
        seen_node[root] = True
        hung.roots.append(root)
        if not at_node[root]:
            continue
        waiting = [root]
        for node in waiting:  # grows while it is read
            for number in at_node[node]:
                if seen_edge[number]:
                    continue
                seen_edge[number] = True
                dim, members = problem.edges[number]
                lower = [member for member in members if member != node]
                for member in lower:
                    if seen_node[member]:
                        return None
                    seen_node[member] = True
                waiting += lower
                hung.edges.append((dim, node, lower))
    return hung


def _costs(problem: Problem, hung: _Hung, order: Order) -> _Costs:
    near, far = [0] * problem.nodes, [0] * problem.nodes
    for node in problem.near:
        far[node] = order.infinite
    for node in problem.far:
        near[node] = order.infinite
    least, edges = order.least, []
    for dim, upper, lower in reversed(hung.edges):
        all_near = all_far = 0
        severed = order.keys[dim]
        for node in lower:
            one, two = near[node], far[node]
            all_near += one
            all_far += two
            severed += least(one, two)
        near[upper] += least(all_near, severed)
        far[upper] += least(all_far, severed)
        edges.append((all_near, all_far, severed))
    edges.reverse()
    return _Costs(near, far, edges)


def _choose(hung: _Hung, costs: _Costs, order: Order) -> list[bool]:
    least, near, far = order.least, costs.near, costs.far
    side = [False] * len(near)
    for root in hung.roots:
        side[root] = least(far[root], near[root]) != far[root]
    for (_, upper, lower), (all_near, all_far, severed) in zip(hung.edges, costs.edges, strict=True):
        if side[upper]:
            together = severed != all_near and least(severed, all_near) == all_near
        else:
            together = least(all_far, severed) == all_far
        for node in lower:
            side[node] = side[upper] if together else least(far[node], near[node]) != far[node]
    return side
