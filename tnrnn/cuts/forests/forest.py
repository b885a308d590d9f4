"""Minimum cuts of networks without cycles, by one pass up and one pass down; no flow is needed."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from ...basics import Order
from ..problems import CutProblem


class Hung(NamedTuple):
    """The hypergraph hung from its first nodes: the edges by number, upper ones first, and the upper node of each."""

    roots: list[int]
    edges: list[int]
    upper: list[int]


class _Costs(NamedTuple):
    """Keys of least costs below each node that stands near or far, and below each edge in its three states."""

    near: list[int]
    far: list[int]
    all_near: list[int]
    all_far: list[int]
    severed: list[int]


def forest_near(problem: CutProblem) -> bytearray | None:
    """Return a 1 for each node that stands near, else 0, in the minimum cut nearest to the near terminals.

    The result is None if there is a cycle.

    *Proof of the choice of sides.* Minimum cuts form a lattice: the intersection N of their near sides is itself the
    near side of a minimum cut. Given the sides that N gives to some of the nodes, another node belongs to N only if it
    is near in every minimum cut with those sides. So each node may be placed far whenever that costs no more.
    """
    hung = hang(problem)
    if hung is None:
        return None
    order = Order(set(problem.dims), len(problem.dims))
    return _choose(problem, hung, _costs(problem, hung, order), order)


def _incidence(problem: CutProblem) -> tuple[list[int], list[int]]:
    """Return the edges at all nodes in one flat list, and where the edges of each node begin in it."""
    begin = [0] * (problem.nodes + 1)
    for node in problem.members:
        begin[node] += 1
    begin = list(itertools.accumulate(begin))
    flat = [0] * begin[-1]
    for number, members in enumerate(problem.edges()):
        for node in members:
            begin[node] -= 1
            flat[begin[node]] = number
    return flat, begin


def hang(problem: CutProblem) -> Hung | None:
    """Return the hypergraph hung from its first nodes, or None if there is a cycle."""
    if len(problem.members) - len(problem.dims) >= problem.nodes:
        return None  # in a forest, edges have at most nodes - 1 lower ends
    flat, begin = _incidence(problem)
    seen = [False] * problem.nodes
    hung = Hung([], [], [-1] * len(problem.dims))
    members_of = list(problem.edges())
    waiting: list[int] = []
    for root in range(problem.nodes):
        if seen[root]:
            continue
        seen[root] = True
        hung.roots.append(root)
        waiting.append(root)
        while waiting:
            node = waiting.pop()
            for place in range(begin[node], begin[node + 1]):
                number = flat[place]
                if hung.upper[number] >= 0:
                    continue
                hung.upper[number] = node
                hung.edges.append(number)
                for member in members_of[number]:
                    if member != node:
                        if seen[member]:
                            return None
                        seen[member] = True
                        waiting.append(member)
    return hung


def _costs(problem: CutProblem, hung: Hung, order: Order) -> _Costs:
    size, members = len(problem.dims), list(problem.edges())
    costs = _Costs([0] * problem.nodes, [0] * problem.nodes, [0] * size, [0] * size, [0] * size)
    near, far, least = costs.near, costs.far, order.least
    for node in problem.near:
        far[node] = order.infinite
    for node in problem.far:
        near[node] = order.infinite
    for number in reversed(hung.edges):
        upper = hung.upper[number]
        all_near = all_far = 0
        severed = order.keys[problem.dims[number]]
        for node in members[number]:
            if node != upper:
                one, two = near[node], far[node]
                all_near += one
                all_far += two
                severed += least(one, two)
        near[upper] += least(all_near, severed)
        far[upper] += least(all_far, severed)
        costs.all_near[number], costs.all_far[number], costs.severed[number] = all_near, all_far, severed
    return costs


def _choose(problem: CutProblem, hung: Hung, costs: _Costs, order: Order) -> bytearray:
    least, near, far = order.least, costs.near, costs.far
    side, members = bytearray(problem.nodes), list(problem.edges())
    for root in hung.roots:
        side[root] = least(far[root], near[root]) != far[root]
    for number in hung.edges:
        upper, severed = hung.upper[number], costs.severed[number]
        if side[upper]:
            together = severed != costs.all_near[number] and least(severed, costs.all_near[number]) != severed
        else:
            together = least(costs.all_far[number], severed) == costs.all_far[number]
        for node in members[number]:
            if node != upper:
                side[node] = side[upper] if together else least(far[node], near[node]) != far[node]
    return side
