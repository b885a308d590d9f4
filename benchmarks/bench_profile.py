"""Compares an entanglement profile, the min-cuts at all splits, with one `min_cut` of the same network at half of them.

    python benchmarks/bench_profile.py

Every call has a network of its own in which nothing has been computed. A site has a leg of dimension 2; bonds have the
dimensions 4, 8 and 16, or 2, 3 and 5 where it says so.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import measuring
import networkx

from tnrnn import Network, Partition, entanglement_profile, min_cut
from tnrnn.interop import from_networkx

SIZES = (250, 500, 1000, 2000, 4000, 8000, 16000)
POWERS, MIXED = (4, 8, 16), (2, 3, 5)


def network_of(graph: networkx.Graph, dims: tuple[int, ...] = POWERS, shuffled: bool = False) -> Network:
    """Return the network of a graph with a leg at each node, whose order is that of the nodes or a random one."""
    rng = random.Random(0)
    graph = networkx.convert_node_labels_to_integers(graph)
    for bond in graph.edges:
        graph.edges[bond]["dim"] = rng.choice(dims)
    for node in graph:
        graph.nodes[node]["dangling"] = {f"k{node}": 2}
    network, _ = from_networkx(graph)
    legs = list(network.open)
    if shuffled:
        rng.shuffle(legs)
    return Network(network.tensors, network.bonds, tuple(legs))


def comb(size: int) -> networkx.Graph:
    """Return a chain with a chain of ten more sites on each of its sites."""
    graph = networkx.path_graph(size // 11)
    for site in range(size // 11):
        networkx.add_path(graph, [site, *((site, place) for place in range(10))])
    return graph


def grid(size: int) -> networkx.Graph:
    """Return a square grid, column by column."""
    side = round(size**0.5)
    return networkx.grid_2d_graph(side, side)


def anew(network: Network) -> Network:
    """Return an equal network in which nothing has been computed."""
    return Network(network.tensors, network.bonds, network.open)


def profile_of(network: Network) -> Callable[[], object]:
    fresh = anew(network)
    return lambda: entanglement_profile(fresh).log2


def row(name: str, network: Network, goal: float, growth: measuring.Growth | None = None) -> measuring.Row:
    legs = network.open
    half = Partition(near=legs[: len(legs) // 2], far=legs[len(legs) // 2 :])
    copies = [anew(network) for _ in range(10)]
    ours, theirs = measuring.in_turn(
        lambda: entanglement_profile(copies.pop()).log2, lambda: min_cut(copies.pop(), half)
    )
    work = f"min-cuts at all {len(legs) - 1:,} splits of {name}"
    return measuring.Row(work, "one min-cut of the network", ours, theirs, goal, growth)


def rows() -> Iterator[measuring.Row]:
    """Yield chains, trees and grids; if each split took a min-cut of its own, the ratio would be their number."""
    growth = measuring.growth("sites", SIZES, lambda size: profile_of(network_of(networkx.path_graph(size))))
    yield row("a chain", network_of(networkx.path_graph(SIZES[-1])), 5, growth)
    yield row("a chain, legs in random order", network_of(networkx.path_graph(SIZES[-1]), shuffled=True), 5)
    yield row("a chain of dimensions 2, 3, 5", network_of(networkx.path_graph(SIZES[-1]), MIXED), 5)
    yield row("a binary tree", network_of(networkx.balanced_tree(2, 13)), 5)
    yield row("a comb", network_of(comb(SIZES[-1])), 5)
    growth = measuring.growth("sites", SIZES[::2], lambda size: profile_of(network_of(grid(size))))
    yield row("a square grid, column by column", network_of(grid(SIZES[-1])), 15, growth)
    yield row("a square grid, legs in random order", network_of(grid(SIZES[-1]), shuffled=True), 15)
    yield row("a square grid of dimensions 2, 3, 5, column by column", network_of(grid(SIZES[-1]), MIXED), 15)
    yield row("a random 3-regular graph", network_of(networkx.random_regular_graph(3, SIZES[-1], seed=0)), 15)


if __name__ == "__main__":
    measuring.main(__doc__, rows)
