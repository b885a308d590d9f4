"""Compares the time of `min_cut` with the flow engines of networkx and OR-tools, as ratios, since machines differ.

    python benchmarks/bench_min_cut.py

The first line is about the unrolled network with L=4, T=20 and repeated inputs (42,502 tensors, a tree). `min_cut`,
from the network to the Cut, is compared with `networkx.minimum_cut` alone, on a graph that has the same minimum cut and
was built in advance. The second line is about a square grid of 10^5 bonds, whose left column is separated from the
right one. `min_cut` with OR-tools is compared with OR-tools' own `solve` on arrays that were built in advance.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

import networkx

from tnrnn import Bond, Network, Partition, Tensor, min_cut, rac, unroll
from tnrnn.basics.monomial import coprime_base
from tnrnn.cuts.flow import Arcs, flow_arcs, flow_graph, integer_capacities, ortools_solver
from tnrnn.cuts.hypergraph import problem

REPEATS = 5


def seconds(call: Callable[[], object], repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def in_turn(one: Callable[[], object], two: Callable[[], object]) -> tuple[float, float]:
    """Return the medians of two calls that are timed in turn, so that a busy machine slows both alike."""
    pairs = [(seconds(one, 1), seconds(two, 1)) for _ in range(REPEATS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def fresh(network: Network) -> Network:
    """Return an equal network without anything cached, so that every repeat does all the work."""
    return Network(network.tensors, network.bonds, network.open)


def arcs_of(network: Network, partition: Partition) -> Arcs:
    given = problem(network, partition)
    base = coprime_base(set(given.dims))
    return flow_arcs(given, integer_capacities(given, base, 40))


def against_networkx() -> None:
    network, partition = unroll(rac(20, 4, 10, 3), mode="continuous"), Partition.start_end(20)
    arcs = arcs_of(network, partition)
    graph = flow_graph(arcs)
    copies = [fresh(network) for _ in range(REPEATS)]
    ours = seconds(lambda: min_cut(copies.pop(), partition))
    theirs = seconds(lambda: networkx.minimum_cut(graph, arcs.nodes - 2, arcs.nodes - 1), repeats=1)
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
    network, partition = grid(224)
    arcs = arcs_of(network, partition)
    solver = ortools_solver(arcs)
    copies = [fresh(network) for _ in range(REPEATS)]
    theirs, ours = in_turn(
        lambda: solver.solve(arcs.nodes - 2, arcs.nodes - 1),
        lambda: min_cut(copies.pop(), partition, engine="ortools"),
    )
    print(
        f"grid of {len(network.bonds):,} bonds: min_cut {ours:.3f} s, "
        f"OR-tools' solve {theirs:.3f} s, ratio {ours / theirs:.2f}"
    )


if __name__ == "__main__":
    against_networkx()
    against_ortools()
