"""Minimum cuts of any network by maximum flow, on integer capacities that order cuts as their products do."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable
from typing import Any

from . import monomial
from .errors import TnrnnError
from .hypergraph import Problem

FIRST_BITS = 30


def flow_near(problem: Problem, engine: str) -> list[bool] | None:
    """Return for each node whether it stands near in the minimum cut nearest to the near terminals.

    None when the capacities do not fit the engine's integers.

    *Why the cut is least.* Where all dimensions are powers of one integer, capacities are the exponents. Otherwise,
    over a coprime base b_1, b_2, ..., a dimension prod b_i^e_i has the capacity sum e_i w_i with w_i = round(S ln b_i):
    equal products have equal capacities. Let a < b be products of cuts. As b has at most log2 b factors of the base,
    each rounded by half a unit, cap(b) >= S ln b - log2(b)/2 and cap(a) <= S ln a + log2(a)/2. With c = 1/(2 ln 2),
    cap(b) >= (S - c) ln b, and b >= a + 1, so cap(a) < cap(b) as soon as S (ln(a+1) - ln a) > c (ln(a+1) + ln a); for
    this S >= 2 c (a+1) ln(a+1) = (a+1) log2(a+1) is enough, since ln(a+1) - ln a > 1/(a+1). If the cut that the flow
    finds has the product v and S >= (v+1) log2(v+1), a better cut a < v would have a smaller capacity: so there is
    none. If S is smaller, the flow runs once more with an S that is large enough for this v, which is not below the
    value that it then finds.
    """
    base = monomial.coprime_base(set(problem.dims))
    bits = FIRST_BITS
    while True:
        capacities = _capacities(problem, base, bits)
        near = ENGINES[engine](problem, capacities)
        if near is None or len(base) < 2:
            return near
        needed = _needed_bits(problem, near)
        if bits >= needed:
            return near
        bits = needed


def _capacities(problem: Problem, base: tuple[int, ...], bits: int) -> list[int]:
    weights = [1] if len(base) == 1 else [monomial.scaled_log(factor, bits) for factor in base]
    of_dim = {
        dim: sum(count * weight for count, weight in zip(monomial.exponents(dim, base), weights, strict=True))
        for dim in set(problem.dims)
    }
    return [of_dim[dim] for dim in problem.dims]


def _needed_bits(problem: Problem, near: list[bool]) -> int:
    edges = zip(problem.dims, problem.members, strict=True)
    paid = (monomial.Power(dim, None, 1) for dim, members in edges if len({near[node] for node in members}) == 2)
    size = monomial.log2(paid) + 1  # v + 1 <= 2 v
    return math.ceil(size + math.log2(size + 1)) + 1


def _gadgets(problem: Problem, capacities: list[int]) -> tuple[int, list[tuple[int, int, int | None]]]:
    """Return the number of nodes and the arcs (tail, head, capacity; None is infinite).

    A hyperedge with two members is an arc each way. One with more is an arc in -> out of its capacity, entered from
    each member and left to each member without limit: it is cut once or not at all.
    """
    nodes = problem.nodes
    arcs: list[tuple[int, int, int | None]] = []
    for members, capacity in zip(problem.members, capacities, strict=True):
        if len(members) == 2:
            arcs += [(members[0], members[1], capacity), (members[1], members[0], capacity)]
            continue
        arcs.append((nodes, nodes + 1, capacity))
        for member in dict.fromkeys(members):
            arcs += [(member, nodes, None), (nodes + 1, member, None)]
        nodes += 2
    arcs += [(nodes, node, None) for node in problem.near]
    arcs += [(node, nodes + 1, None) for node in problem.far]
    return nodes + 2, arcs


def _by_networkx(problem: Problem, capacities: list[int]) -> list[bool] | None:
    """By networkx: any size of integers. The near side is what the source reaches in the residual network."""
    import networkx

    nodes, arcs = _gadgets(problem, capacities)
    total: dict[tuple[int, int], int | None] = {}
    for tail, head, capacity in arcs:
        before = total.get((tail, head), 0)
        total[tail, head] = None if before is None or capacity is None else before + capacity
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(nodes))
    for (tail, head), capacity in total.items():
        graph.add_edge(tail, head, **({} if capacity is None else {"capacity": capacity}))
    residual: Any = networkx.algorithms.flow.preflow_push(graph, nodes - 2, nodes - 1)
    reached = {nodes - 2}
    waiting = [nodes - 2]
    for node in waiting:  # grows while it is read
        for head, arc in residual[node].items():
            if head not in reached and arc["flow"] < arc["capacity"]:
                reached.add(head)
                waiting.append(head)
    return [node in reached for node in range(problem.nodes)]


def _by_ortools(problem: Problem, capacities: list[int]) -> list[bool] | None:
    """By OR-tools: fast, 64-bit integers, so that None is returned where the capacities are larger."""
    import numpy
    from ortools.graph.python import max_flow

    infinite = sum(capacities) + 1
    if 4 * infinite >= 2**63:
        return None
    nodes, arcs = _gadgets(problem, capacities)
    table = numpy.array([(tail, head, infinite if cap is None else cap) for tail, head, cap in arcs], dtype=numpy.int64)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(table[:, 0].astype(numpy.int32), table[:, 1].astype(numpy.int32), table[:, 2])
    status = solver.solve(nodes - 2, nodes - 1)
    if status != solver.OPTIMAL:
        raise TnrnnError(f"min_cut: OR-tools ended with status {status}; use engine='networkx'")
    near = [False] * nodes
    for node in solver.get_source_side_min_cut():
        near[node] = True
    return near[: problem.nodes]


ENGINES: dict[str, Callable[[Problem, list[int]], list[bool] | None]] = {
    "ortools": _by_ortools,
    "networkx": _by_networkx,
}


def installed(engine: str) -> bool:
    """Return whether an engine's package can be imported."""
    return importlib.util.find_spec(engine) is not None
