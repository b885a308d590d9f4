"""Compares reading and cutting large networks with building the same graph in networkx, and with OR-tools.

    python benchmarks/bench_networks.py

The network is a square grid of 10^5 bonds, with a dangling leg of dimension 2^20 at each tensor of the left and of the
right column. What others do:

* networkx builds the grid by `grid_2d_graph`, and sets the dimension of each edge and the dangling legs of the two
  columns as attributes. The limit for all imports is this: a graph cannot be read much faster than it is built.
* OR-tools loads the arrays of two arcs for each bond, with the exponents of the dimensions 2, 4 and 8 (drawn with a
  seed) as capacities, which are there already, and solves.

For quimb the tensors have arrays and three tags each, for the site, the row and the column. `min_cut` starts from a
copy of the network in which nothing is kept from earlier calls, and ends with the Cut.
"""

from __future__ import annotations

import copy
import itertools
import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import measuring
import networkx
import numpy as np
import quimb.tensor
import tensornetwork
from measuring import Growth, Row
from ortools.graph.python.max_flow import SimpleMaxFlow

from tnrnn import Network, Partition, min_cut
from tnrnn.interop import from_einsum, from_json, from_networkx, from_quimb, from_tensornetwork, to_json

BONDS = 10**5
"""The number of bonds of the compared networks, about."""
SIZES = (10**4, 10**5, 10**6)
"""The numbers of bonds by which growth is measured, about."""
BOND, LEG = 2, 2**20
"""The dimension of bonds, where one is enough, and of dangling legs."""
ROUNDS = 5
Site = tuple[int, int]


def side_of(bonds: int) -> int:
    """Return the side of a square grid with about so many bonds."""
    return round(math.sqrt(bonds / 2))


def grid_graph(side: int, dims: tuple[int, ...] = (BOND,)) -> networkx.Graph:
    """Return a grid as a graph that `from_networkx` reads, with dimensions drawn from `dims`."""
    graph = networkx.grid_2d_graph(side, side)
    drawn = random.Random(0).choices(dims, k=graph.number_of_edges())
    networkx.set_edge_attributes(graph, dict(zip(graph.edges, drawn, strict=True)), "dim")
    for row in range(side):
        graph.nodes[row, 0]["dangling"] = {f"l{row}": LEG}
        graph.nodes[row, side - 1]["dangling"] = {f"r{row}": LEG}
    return graph


def columns_of(side: int) -> Partition:
    """Return the partition of the left column from the right one."""
    return Partition(near=[f"l{row}" for row in range(side)], far=[f"r{row}" for row in range(side)])


def sites(side: int) -> dict[Site, list[str]]:
    """Return the names of the bonds of every tensor of a grid."""
    at: dict[Site, list[str]] = {site: [] for site in itertools.product(range(side), repeat=2)}
    for (row, column), names in at.items():
        for other in ((row + 1, column), (row, column + 1)):
            if other in at:
                names.append(f"b{row},{column}-{other[0]},{other[1]}")
                at[other].append(names[-1])
    for row in range(side):
        at[row, 0].append(f"l{row}")
        at[row, side - 1].append(f"r{row}")
    return at


def of_quimb(side: int) -> quimb.tensor.TensorNetwork:
    def tensor(site: Site, names: list[str]) -> quimb.tensor.Tensor:
        tags = [f"I{site[0]},{site[1]}", f"ROW{site[0]}", f"COL{site[1]}"]
        return quimb.tensor.Tensor(np.ones((BOND,) * len(names)), names, tags)

    return quimb.tensor.TensorNetwork([tensor(*each) for each in sites(side).items()], virtual=True)


def of_lists(side: int) -> tuple[Any, ...]:
    """Return the arguments of `from_einsum`: inputs, output, and sizes."""
    at = sites(side)
    return (
        list(at.values()),
        [f"{end}{row}" for end in "lr" for row in range(side)],
        dict.fromkeys(itertools.chain.from_iterable(at.values()), BOND),
    )


def of_nodes(side: int) -> list[Any]:
    """Return the nodes of tensornetwork."""
    ends: dict[str, list[Any]] = {}
    nodes = []
    for site, names in sites(side).items():
        nodes.append(tensornetwork.Node(np.ones((BOND,) * len(names)), name=str(site)))
        for axis, name in enumerate(names):
            ends.setdefault(name, []).append(nodes[-1][axis])
    for name, edges in ends.items():
        if len(edges) == 2:
            tensornetwork.connect(*edges, name=name)
    return nodes


def arcs_of(graph: networkx.Graph, side: int) -> tuple[np.ndarray[Any, Any], ...]:
    """Return the tails, heads and capacities of the arcs of a grid; the source and the sink come last."""
    number = {site: place for place, site in enumerate(graph)}
    ends = np.array([(number[one], number[two]) for one, two in graph.edges], np.int32)
    exponents = np.log2([dim for _, _, dim in graph.edges(data="dim")]).round().astype(np.int64)
    rows, source = np.arange(side), side * side
    left, right = (np.array([number[row, column] for row in rows], np.int32) for column in (0, side - 1))
    wide = np.full(side, int(math.log2(LEG)))
    return (
        np.concatenate((ends[:, 0], ends[:, 1], np.full(side, source, np.int32), right)),
        np.concatenate((ends[:, 1], ends[:, 0], left, np.full(side, source + 1, np.int32))),
        np.concatenate((exponents, exponents, wide, wide)),
    )


def solved(arcs: tuple[np.ndarray[Any, Any], ...], side: int) -> int:
    """Return the value of a maximum flow by OR-tools, from arrays."""
    solver = SimpleMaxFlow()
    solver.add_arcs_with_capacity(*arcs)
    if solver.solve(side * side, side * side + 1) != solver.OPTIMAL:
        raise SystemExit("OR-tools found no flow")
    return int(solver.optimal_flow())


def grown(make: Callable[[int], Any], read: Callable[[Any], object], sizes: tuple[int, ...] = SIZES) -> Growth:
    """Return the growth of an import of what `make` makes for a side."""

    def prepared(bonds: int) -> Callable[[], object]:
        made = make(side_of(bonds))
        return lambda: read(made)

    return measuring.growth("bonds", sizes, prepared, rounds=1)


def imports() -> Iterator[Row]:
    side, peer = side_of(BONDS), "building the graph in networkx"
    listed: list[tuple[str, Callable[[int], Any], Callable[[Any], object], float, tuple[int, ...]]] = [
        ("from_networkx", grid_graph, from_networkx, 3, SIZES),
        ("from_quimb", of_quimb, from_quimb, 3, SIZES[:2]),
        ("from_einsum of lists", of_lists, lambda lists: from_einsum(*lists), 10, SIZES[:2]),
        ("from_tensornetwork", of_nodes, from_tensornetwork, 10, SIZES[:2]),
        ("from_json", lambda side: to_json(from_networkx(grid_graph(side))[0]), from_json, 10, SIZES[:2]),
    ]
    for name, make, read, goal, sizes in listed:
        given = make(side)
        times = measuring.in_turn(lambda: read(given), lambda: grid_graph(side), ROUNDS)  # noqa: B023
        yield Row(f"{name}, a grid of 10^5 bonds", peer, *times, goal, grown(make, read, sizes))


def cuts() -> Iterator[Row]:
    side = side_of(BONDS)
    graph, partition = grid_graph(side, (2, 4, 8)), columns_of(side)
    network, arcs = from_networkx(graph)[0], arcs_of(graph, side)
    if round(min_cut(network, partition, engine="ortools").log2) != solved(arcs, side):
        raise SystemExit("expected the value of OR-tools")

    def cut(given: Network, at: Partition) -> object:
        return min_cut(copy.copy(given), at, engine="ortools")

    def prepared(bonds: int) -> Callable[[], object]:
        side = side_of(bonds)
        given = from_networkx(grid_graph(side, (2, 4, 8)))[0]
        return lambda: cut(given, columns_of(side))

    times = measuring.in_turn(lambda: cut(network, partition), lambda: solved(arcs, side), ROUNDS)
    growth = measuring.growth("bonds", SIZES, prepared, rounds=1)
    yield Row("min_cut, a grid of 10^5 bonds", "OR-tools, from arrays", *times, 2.5, growth)
    tensors, bonds, legs = network.tensors, network.bonds, network.open
    times = measuring.in_turn(lambda: Network(tensors, bonds, legs), lambda: cut(network, partition), ROUNDS)
    yield Row("Network of 10^5 bonds, from objects", "min_cut of it", *times, 1.5)


def rows() -> Iterator[Row]:
    yield from cuts()
    yield from imports()


if __name__ == "__main__":
    measuring.main(__doc__, rows)
