"""Compares `min_cut` in networks of mixed dimensions with powers of two, and its engines with those of networkx.

    python benchmarks/bench_min_cut.py

Each call has a network of its own in which nothing has been computed. "Mixed" dimensions are 2, 3, 5, 6 and 7, and the
powers of two are 2, 4 and 8: with these, the capacities of the flow are small integers and need no proof. A grid is cut
between its left and its right column, a regular graph between the tenths of its nodes nearest to two of them. In a
network of hyperedges, copy tensors join the corners of triangles.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence

import flint
import measuring
import networkx
import numpy as np

from tnrnn import Network, Partition, min_cut, rac, unroll
from tnrnn.basics.monomial import factored
from tnrnn.cuts.flows.capacities import over_base
from tnrnn.cuts.flows.engines import flow_graph
from tnrnn.cuts.flows.flow import flow_network
from tnrnn.cuts.problems import problem
from tnrnn.interop import from_einsum

POWERS, MIXED = (2, 4, 8), (2, 3, 5, 6, 7)
MANY = tuple(random.Random(0).sample(range(2, 1000), 400))
LEG = 2**20
"""The dimension of the legs, so large that cuts lie within the network."""

Shape = tuple[list[tuple[int, ...]], Sequence[int], Sequence[int]]
"""The nodes of every hyperedge, and the nodes with a leg on either side."""


def grid(bonds: int) -> Shape:
    side = round((bonds / 2) ** 0.5)
    edges = [(node, node + 1) for node in range(side * side) if (node + 1) % side]
    edges += [(node, node + side) for node in range(side * (side - 1))]
    return edges, range(0, side * side, side), range(side - 1, side * side, side)


def regular(bonds: int) -> Shape:
    graph = networkx.random_regular_graph(3, bonds // 3 * 2, seed=0)
    count = len(graph) // 10
    balls = [list(itertools.islice(networkx.bfs_tree(graph, start), count)) for start in (0, len(graph) // 2)]
    near = balls[0]
    far = [node for node in balls[1] if node not in set(near)]
    return list(graph.edges), near, far


def triangles(bonds: int) -> Shape:
    """A grid in which a copy tensor joins each node with those to the right and below; each has three bonds."""
    side = round((bonds / 3) ** 0.5) + 1
    places = itertools.product(range(side - 1), repeat=2)
    edges = [(i * side + j, i * side + j + 1, (i + 1) * side + j) for i, j in places]
    return edges, range(0, side * side, side), range(side - 1, side * side - side, side)


def network_of(shape: Shape, dims: Sequence[int]) -> tuple[Network, Partition]:
    edges, near, far = shape
    rng = random.Random(0)
    terms: list[list[str]] = [[] for _ in range(1 + max(map(max, edges)))]
    sizes = {}
    for number, edge in enumerate(edges):
        sizes[f"b{number}"] = rng.choice(dims)
        for node in edge:
            terms[node].append(f"b{number}")
    legs: list[list[str]] = []
    for word, nodes in (("near", near), ("far", far)):
        legs.append([f"{word}{node}" for node in nodes])
        for leg, node in zip(legs[-1], nodes, strict=True):
            sizes[leg] = LEG
            terms[node].append(leg)
    network, _ = from_einsum([term for term in terms if term], [*legs[0], *legs[1]], sizes)
    return network, Partition(near=legs[0], far=legs[1])


def cutting(network: Network, partition: Partition, engine: str = "auto") -> Callable[[], object]:
    """Return a call of `min_cut` that has a network of its own each time."""
    tensors, bonds, opened = network.tensors, network.bonds, network.open
    copies = [Network(tensors, bonds, opened) for _ in range(7)]
    return lambda: min_cut(copies.pop(), partition, engine=engine)


def mixed_against_powers(word: str, shape: Shape, dims: Sequence[int] = MIXED, rounds: int = 5) -> measuring.Row:
    ours, theirs = (cutting(*network_of(shape, some)) for some in (dims, POWERS))
    ours(), theirs()
    times = measuring.in_turn(ours, theirs, rounds)
    return measuring.Row(word, "the same with powers of two", *times, goal=4)


def growth() -> measuring.Growth:
    def call(bonds: int) -> Callable[[], object]:
        return cutting(*network_of(grid(bonds), MIXED))

    return measuring.growth("bonds", (1000, 4000, 16000, 64000), call)


def without_ortools() -> Iterator[measuring.Row]:
    """The peer is networkx's preflow-push, on a graph with the same least cuts that is there already."""
    network, partition = network_of(grid(10_000), POWERS)
    given = problem(network, partition)
    sizes = over_base(given)
    graph = flow_graph(flow_network(given).links(np.array(sizes.capacities(0))[sizes.kind]))
    source, sink = len(graph) - 2, len(graph) - 1

    def theirs() -> object:
        return networkx.algorithms.flow.preflow_push(graph, source, sink)

    peer = "networkx's preflow_push alone, with powers of two"
    for word, dims in (("powers of two", POWERS), ("mixed dimensions", MIXED)):
        times = measuring.in_turn(cutting(*network_of(grid(10_000), dims), "scipy"), theirs, rounds=3)
        yield measuring.Row(f"min_cut by scipy, grid of 10^4 bonds, {word}", peer, *times, goal=1)


def tree_against_networkx() -> measuring.Row:
    network, partition = unroll(rac(20, 4, 10, 3), mode="continuous"), Partition.start_end(20)
    given = problem(network, partition)
    sizes = over_base(given)
    graph = flow_graph(flow_network(given).links(np.array(sizes.capacities(40))[sizes.kind]))
    times = measuring.in_turn(
        cutting(network, partition), lambda: networkx.minimum_cut(graph, len(graph) - 2, len(graph) - 1), rounds=3
    )
    work = f"min_cut of an unrolled RAC, T=20, L=4: a tree of {len(network.tensors):,} tensors"
    return measuring.Row(work, "networkx.minimum_cut alone", *times, goal=1)


def bases() -> measuring.Row:
    def numbers(count: int) -> list[int]:
        return random.Random(0).sample(range(2, 10**9), count)

    def base(some: Iterable[int]) -> Callable[[], object]:
        return lambda: factored(some)

    some = numbers(8000)
    times = measuring.in_turn(base(some), lambda: [flint.fmpz(number).factor() for number in some])
    grown = measuring.growth("dimensions", (1000, 4000, 16000), lambda count: base(numbers(count)))
    return measuring.Row("coprime base of 8,000 dimensions up to 10^9", "flint factors each", *times, 10, grown)


def rows() -> Iterator[measuring.Row]:
    for bonds, word in ((10_000, "10^4"), (100_000, "10^5")):
        row = mixed_against_powers(f"min_cut of a mixed grid of {word} bonds", grid(bonds))
        yield row if bonds < 100_000 else row._replace(growth=growth())
        yield mixed_against_powers(f"min_cut of a mixed 3-regular graph of {word} bonds", regular(bonds))
        yield mixed_against_powers(f"min_cut of mixed hyperedges with {word} bonds", triangles(bonds))
        yield mixed_against_powers(f"min_cut of a grid of {word} bonds with 400 dimensions", grid(bonds), MANY)
    yield from without_ortools()
    yield tree_against_networkx()
    yield bases()


if __name__ == "__main__":
    measuring.main(__doc__, rows)
