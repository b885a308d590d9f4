"""Times `min_cut` against the flow engines of networkx and OR-tools, in one run: ratios, since machines differ.

    python benchmarks/bench_min_cut.py

The first line is the unrolled L=4, T=20 network with repeated inputs (42,502 tensors, a tree): `min_cut` from the
network to the Cut, against `networkx.minimum_cut` alone on a graph with the same minimum cut that was built beforehand.
The second is a square grid of 10^5 bonds, left column against right column: `min_cut` with OR-tools, against OR-tools'
own `solve` on arrays built beforehand.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

import networkx

from tnrnn import Bond, Network, Partition, Tensor, min_cut, rac, unroll
from tnrnn.flow import _capacities, _gadgets
from tnrnn.hypergraph import problem
from tnrnn.monomial import coprime_base

REPEATS = 5


def seconds(call: Callable[[], object], repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def fresh(network: Network) -> Network:
    """Return an equal network without anything cached, so that every repeat does all the work."""
    return Network(network.tensors, network.bonds, network.open)


def flow_graph(network: Network, partition: Partition) -> tuple[networkx.DiGraph, int, int]:
    given = problem(network, partition)
    base = coprime_base(set(given.dims))
    nodes, arcs = _gadgets(given, _capacities(given, base, 40))
    graph = networkx.DiGraph()
    for tail, head, capacity in arcs:
        graph.add_edge(tail, head, **({} if capacity is None else {"capacity": capacity}))
    return graph, nodes - 2, nodes - 1


def against_networkx() -> None:
    network, partition = unroll(rac(20, 4, 10, 3), inputs="repeated"), Partition.start_end(20)
    graph, source, sink = flow_graph(network, partition)
    copies = [fresh(network) for _ in range(REPEATS)]
    ours = seconds(lambda: min_cut(copies.pop(), partition))
    theirs = seconds(lambda: networkx.minimum_cut(graph, source, sink), repeats=1)
    print(
        f"L=4, T=20, {len(network.tensors):,} tensors: min_cut {ours:.3f} s, "
        f"networkx.minimum_cut {theirs:.2f} s, ratio {theirs / ours:.1f}"
    )


def grid(side: int) -> tuple[Network, Partition]:
    rng = random.Random(0)
    bonds: list[Bond] = []
    at: dict[tuple[int, int], list[str]] = {(i, j): [] for i in range(side) for j in range(side)}
    for (i, j), names in at.items():
        for other in ((i + 1, j), (i, j + 1)):
            if other in at:
                bonds.append(Bond(f"b{len(bonds)}", rng.choice((2, 4, 8))))
                names.append(bonds[-1].name)
                at[other].append(bonds[-1].name)
    legs = [Bond(f"{end}{i}", 2**20) for end in "lr" for i in range(side)]
    for leg in legs:
        at[int(leg.name[1:]), 0 if leg.name[0] == "l" else side - 1].append(leg.name)
    tensors = tuple(Tensor(f"A{i},{j}", "weight", tuple(names), parameter=f"A{i},{j}") for (i, j), names in at.items())
    names = tuple(leg.name for leg in legs)
    return Network(tensors, (*bonds, *legs), names), Partition(near=names[:side], far=names[side:])


def against_ortools() -> None:
    import numpy
    from ortools.graph.python import max_flow

    network, partition = grid(224)
    given = problem(network, partition)
    nodes, arcs = _gadgets(given, _capacities(given, (2,), 0))
    table = numpy.array([(tail, head, 2**40 if cap is None else cap) for tail, head, cap in arcs])
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(table[:, 0].astype("int32"), table[:, 1].astype("int32"), table[:, 2])
    theirs = seconds(lambda: solver.solve(nodes - 2, nodes - 1))
    copies = [fresh(network) for _ in range(REPEATS)]
    ours = seconds(lambda: min_cut(copies.pop(), partition, engine="ortools"))
    print(
        f"grid of {len(network.bonds):,} bonds: min_cut {ours:.3f} s, "
        f"OR-tools' solve {theirs:.3f} s, ratio {ours / theirs:.2f}"
    )


if __name__ == "__main__":
    against_networkx()
    against_ortools()
