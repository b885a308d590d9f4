"""Minimum cuts of any network by maximum flow, on integer capacities that order cuts as their products do."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from . import monomial
from .errors import TnrnnError
from .hypergraph import Problem

if TYPE_CHECKING:
    import networkx

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
        capacities = integer_capacities(problem, base, bits)
        near = ENGINES[engine](problem, capacities)
        if near is None or len(base) < 2:
            return near
        needed = _needed_bits(problem, near)
        if bits >= needed:
            return near
        bits = needed


def integer_capacities(problem: Problem, base: tuple[int, ...], bits: int) -> list[int]:
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


class Arcs(NamedTuple):
    """A flow network: arcs by tail, head and capacity (None: infinite), from node `nodes - 2` to node `nodes - 1`."""

    nodes: int
    tails: list[int]
    heads: list[int]
    capacities: list[int | None]


def flow_arcs(problem: Problem, capacities: list[int]) -> Arcs:
    """Return the flow network of a problem.

    A hyperedge with two members is an arc each way. One with more is an arc in -> out of its capacity, entered from
    each member and left to each member without limit: it is cut once or not at all.
    """
    nodes = problem.nodes
    tails: list[int] = []
    heads: list[int] = []
    caps: list[int | None] = []
    for members, capacity in zip(problem.members, capacities, strict=True):
        if len(members) == 2:
            tails += members
            heads += (members[1], members[0])
            caps += (capacity, capacity)
            continue
        size = len(members)
        tails += (nodes, *members, *[nodes + 1] * size)
        heads += (nodes + 1, *[nodes] * size, *members)
        caps += (capacity, *[None] * (2 * size))
        nodes += 2
    tails += [nodes] * len(problem.near) + list(problem.far)
    heads += list(problem.near) + [nodes + 1] * len(problem.far)
    caps += [None] * (len(problem.near) + len(problem.far))
    return Arcs(nodes + 2, tails, heads, caps)


def flow_graph(arcs: Arcs) -> networkx.DiGraph:
    """Return the flow network for networkx, parallel arcs as one; an arc without a capacity is infinite there."""
    import networkx

    total: dict[tuple[int, int], int | None] = {}
    for tail, head, capacity in zip(arcs.tails, arcs.heads, arcs.capacities, strict=True):
        before = total.get((tail, head), 0)
        total[tail, head] = None if before is None or capacity is None else before + capacity
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(arcs.nodes))
    graph.add_edges_from((*arc, {} if capacity is None else {"capacity": capacity}) for arc, capacity in total.items())
    return graph


def _by_networkx(problem: Problem, capacities: list[int]) -> list[bool] | None:
    """By networkx: any size of integers. The near side is what the source reaches in the residual network."""
    import networkx

    arcs = flow_arcs(problem, capacities)
    source, sink = arcs.nodes - 2, arcs.nodes - 1
    residual: Any = networkx.algorithms.flow.preflow_push(flow_graph(arcs), source, sink)
    reached = {source}
    waiting = [source]
    for node in waiting:  # grows while it is read
        for head, arc in residual[node].items():
            if head not in reached and arc["flow"] < arc["capacity"]:
                reached.add(head)
                waiting.append(head)
    return [node in reached for node in range(problem.nodes)]


def ortools_solver(arcs: Arcs) -> Any:
    """Return OR-tools' solver with the arcs in it, or None where the capacities do not fit 64-bit integers."""
    import numpy as np
    from ortools.graph.python import max_flow

    infinite = sum(capacity for capacity in arcs.capacities if capacity is not None) + 1
    if 4 * infinite >= 2**63:
        return None
    capacities = [infinite if capacity is None else capacity for capacity in arcs.capacities]
    tails, heads = np.array(arcs.tails, dtype=np.int32), np.array(arcs.heads, dtype=np.int32)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(tails, heads, np.array(capacities, dtype=np.int64))
    return solver


def _by_ortools(problem: Problem, capacities: list[int]) -> list[bool] | None:
    """By OR-tools: fast, 64-bit integers, so that None is returned where the capacities are larger."""
    arcs = flow_arcs(problem, capacities)
    solver = ortools_solver(arcs)
    if solver is None:
        return None
    status = solver.solve(arcs.nodes - 2, arcs.nodes - 1)
    if status != solver.OPTIMAL:
        raise TnrnnError(f"min_cut: OR-tools ended with status {status}; use engine='networkx'")
    near = [False] * arcs.nodes
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
