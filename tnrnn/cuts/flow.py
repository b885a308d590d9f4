"""Minimum cuts of any network by maximum flow, with integer capacities that order cuts as their products do."""

from __future__ import annotations

import importlib.util
import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from ..basics import TnrnnError, monomial
from .hypergraph import CutProblem
from .paths import near_by_paths

if TYPE_CHECKING:
    import networkx
    import numpy as np

# The scale S of the first flow is 2 to this power.
FIRST_BITS = 30

ROUNDING = 1e-9
"""A relative error that is larger than the rounding error of a logarithm."""


def flow_near(problem: CutProblem, engine: str) -> bytearray | None:
    """Return a 1 for each node that stands near, else 0, in the minimum cut nearest to the near terminals.

    The result is None if the capacities do not fit the engine's integers; see `max_flow`.
    """
    found = max_flow(problem, engine)
    return None if found is None else found.near[: problem.nodes]


class Flow(NamedTuple):
    """A maximum flow.

    `near` has a 1 for each node that the source reaches in the residual network; `residual()` returns the arcs of that
    network as pairs (tail, head).
    """

    near: bytearray
    residual: Callable[[], list[tuple[int, int]]]


def max_flow(problem: CutProblem, engine: str) -> Flow | None:
    """Return a maximum flow whose minimum cuts are exactly the cuts of least product.

    The result is None if the capacities do not fit the engine's integers.

    *Why the cut is least.* If all dimensions are powers of one integer, the capacities are the exponents. Otherwise,
    over a coprime base b_1, b_2, ..., a dimension prod b_i^e_i has the capacity sum e_i w_i with w_i = round(S ln b_i):
    equal products have equal capacities. Let a < b be products of cuts. As b has at most log2 b factors of the base,
    each rounded by half a unit, cap(b) >= S ln b - log2(b)/2 and cap(a) <= S ln a + log2(a)/2. With c = 1/(2 ln 2),
    cap(b) >= (S - c) ln b, and b >= a + 1, so cap(a) < cap(b) as soon as S (ln(a+1) - ln a) > c (ln(a+1) + ln a). For
    this S >= 2 c (a+1) ln(a+1) = (a+1) log2(a+1) is enough, since ln(a+1) - ln a > 1/(a+1). If the cut that the flow
    finds has the product v and S >= (v+1) log2(v+1), then a better cut a < v would have a smaller capacity, so there
    is none. If S is smaller, the flow runs once more with an S that is large enough for this v, which is not below the
    value that the second flow finds.
    In the same way, a cut with a larger product has a larger capacity, and a cut with the product v has the same.
    """
    base = monomial.coprime_base(set(problem.dims))
    bits = FIRST_BITS
    while True:
        capacities = integer_capacities(problem, base, bits)
        found = (_by_paths if engine == PATHS else ENGINES[engine])(problem, capacities)
        if found is None or len(base) < 2:
            return found
        needed = _needed_bits(problem, found.near)
        if bits >= needed:
            return found
        bits = needed


def integer_capacities(problem: CutProblem, base: tuple[int, ...], bits: int) -> list[int]:
    weights = [1] if len(base) == 1 else [monomial.scaled_log(factor, bits) for factor in base]
    of_dim = {
        dim: sum(count * weight for count, weight in zip(monomial.exponents(dim, base), weights, strict=True))
        for dim in set(problem.dims)
    }
    return [of_dim[dim] for dim in problem.dims]


def paid(problem: CutProblem, near: bytearray) -> list[int]:
    """Return the numbers of the hyperedges with members on both sides, which the cut pays for."""
    sides = bytes(map(near.__getitem__, problem.members))
    ranges = enumerate(itertools.pairwise(problem.begin))
    return [number for number, (at, end) in ranges if 0 < sides.count(1, at, end) < end - at]


def _needed_bits(problem: CutProblem, near: bytearray) -> int:
    """Return the bits of a scale S that proves that a cut of product v is least: S >= (v+1) log2(v+1)."""
    powers = (monomial.Power(problem.dims[number], None, 1) for number in paid(problem, near))
    log2 = monomial.log2(powers)
    size = log2 + math.log1p(2.0**-log2) / math.log(2)  # log2(v + 1)
    return math.ceil((size + math.log2(size)) * (1 + ROUNDING))


class Arcs(NamedTuple):
    """A flow network with the source `nodes - 2` and the sink `nodes - 1`.

    The arcs are given by `tails`, `heads` and `capacities`. The capacity `infinite` is more than all finite ones
    together. Capacities are 64-bit integers if four times the infinite one fits, and else Python's integers.
    """

    nodes: int
    tails: np.ndarray[Any, Any]
    heads: np.ndarray[Any, Any]
    capacities: np.ndarray[Any, Any]
    infinite: int


def flow_arcs(problem: CutProblem, capacities: list[int]) -> Arcs:
    """Return the flow network of a problem.

    A hyperedge with two members is an arc each way. A hyperedge with more members is an arc in -> out of its capacity,
    with an infinite arc from each member to "in" and one from "out" to each member, so it is cut once or not at all.
    """
    import numpy as np

    infinite = 2 * sum(capacities) + 1
    caps = np.array(capacities, np.int64 if 4 * infinite < 2**63 else object)
    members, sizes = np.asarray(problem.members), np.diff(np.asarray(problem.begin))
    wide = sizes != 2
    pairs = members[np.repeat(~wide, sizes)].reshape(-1, 2)
    hubs = problem.nodes + 2 * np.arange(int(wide.sum()), dtype=np.int32)
    enter, of_wide = np.repeat(hubs, sizes[wide]), members[np.repeat(wide, sizes)]
    near, far = np.asarray(problem.near), np.asarray(problem.far)
    source = problem.nodes + 2 * len(hubs)
    free = np.full(2 * len(enter) + len(near) + len(far), infinite, caps.dtype)
    return Arcs(
        source + 2,
        np.concatenate((pairs.ravel(), hubs, of_wide, enter + 1, np.full_like(near, source), far)),
        np.concatenate((pairs[:, ::-1].ravel(), hubs + 1, enter, of_wide, near, np.full_like(far, source + 1))),
        np.concatenate((np.repeat(caps[~wide], 2), caps[wide], free)),
        infinite,
    )


def wide_edges(problem: CutProblem) -> list[int]:
    """Return the numbers of the hyperedges with more than two members.

    The n-th of them has its arc in -> out from the node `problem.nodes + 2 n` to the next node.
    """
    return [number for number, (at, end) in enumerate(itertools.pairwise(problem.begin)) if end - at != 2]


def flow_graph(arcs: Arcs) -> networkx.DiGraph:
    """Return the flow network for networkx, with parallel arcs merged; an arc without a capacity is infinite there."""
    import networkx

    total: dict[tuple[int, int], int] = {}
    for tail, head, capacity in zip(arcs.tails.tolist(), arcs.heads.tolist(), arcs.capacities.tolist(), strict=True):
        total[tail, head] = total.get((tail, head), 0) + capacity
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(arcs.nodes))
    graph.add_edges_from(
        (*arc, {"capacity": capacity} if capacity < arcs.infinite else {}) for arc, capacity in total.items()
    )
    return graph


def _by_networkx(problem: CutProblem, capacities: list[int]) -> Flow | None:
    """Return a maximum flow by networkx, which takes integers of any size."""
    import networkx

    arcs = flow_arcs(problem, capacities)
    source, sink = arcs.nodes - 2, arcs.nodes - 1
    graph: Any = networkx.algorithms.flow.preflow_push(flow_graph(arcs), source, sink)
    near = bytearray(arcs.nodes)
    near[source] = 1
    waiting = [source]
    for node in waiting:  # the list grows during the loop
        for head, arc in graph[node].items():
            if not near[head] and arc["flow"] < arc["capacity"]:
                near[head] = 1
                waiting.append(head)

    def residual() -> list[tuple[int, int]]:
        return [(tail, head) for tail, head, arc in graph.edges(data=True) if arc["flow"] < arc["capacity"]]

    return Flow(near, residual)


def ortools_solver(arcs: Arcs) -> Any:
    """Return OR-tools' solver with the arcs, or None if the capacities do not fit 64-bit integers."""
    from ortools.graph.python.max_flow import SimpleMaxFlow

    if arcs.capacities.dtype == object:
        return None
    solver = SimpleMaxFlow()
    solver.add_arcs_with_capacity(arcs.tails, arcs.heads, arcs.capacities)
    return solver


def _by_ortools(problem: CutProblem, capacities: list[int]) -> Flow | None:
    """Return a maximum flow by OR-tools, which is fast, or None if the capacities do not fit its 64-bit integers."""
    arcs = flow_arcs(problem, capacities)
    solver = ortools_solver(arcs)
    if solver is None:
        return None
    status = solver.solve(arcs.nodes - 2, arcs.nodes - 1)
    if status != solver.OPTIMAL:
        raise TnrnnError(f"min_cut: OR-tools ended with status {status}; use engine='networkx'")
    near = bytearray(arcs.nodes)
    for node in solver.get_source_side_min_cut():
        near[node] = 1

    def residual() -> list[tuple[int, int]]:
        import numpy as np

        flows = solver.flows(np.arange(len(arcs.tails), dtype=np.int32))
        ahead, back = flows < arcs.capacities, flows > 0
        tails = np.concatenate((arcs.tails[ahead], arcs.heads[back]))
        heads = np.concatenate((arcs.heads[ahead], arcs.tails[back]))
        return list(zip(tails.tolist(), heads.tolist(), strict=True))

    return Flow(near, residual)


PATHS = "paths"
"""The solver of small networks, which cannot be chosen by name."""

# The engines by name.
ENGINES: dict[str, Callable[[CutProblem, list[int]], Flow | None]] = {
    "ortools": _by_ortools,
    "networkx": _by_networkx,
}


def _by_paths(problem: CutProblem, capacities: list[int]) -> Flow:
    """Return a maximum flow by shortest paths, for small networks, without its residual arcs."""
    return Flow(near_by_paths(problem, capacities), list)


def installed(engine: str) -> bool:
    """Return whether an engine's package can be imported."""
    return importlib.util.find_spec(engine) is not None


def any_flow(problem: CutProblem) -> Flow:
    """Return a maximum flow by OR-tools if it is installed and the capacities fit, and else by networkx."""
    found = max_flow(problem, "ortools") if installed("ortools") else None
    found = max_flow(problem, "networkx") if found is None else found
    if found is None:
        raise TnrnnError("min_cut: networkx found no flow")
    return found
