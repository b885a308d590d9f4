"""Compares making and cutting a circuit of 700,003 vertices with making a networkx graph of its vertices and edges.

    python benchmarks/bench_large_circuits.py

The circuit is the RAC with T = 100,000, L = 2, M = 2 and R = 3. The graph is made from lists of names and pairs of
names that are there already; nothing is checked, and nothing is held but the names.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

import measuring
import networkx

from tnrnn import Circuit, Partition, min_cut, rac

SIZES = (1_000, 10_000, 100_000)


def made(length: int) -> Circuit:
    return rac(length, 2, 2, 3)


def graph_of(circuit: Circuit) -> Callable[[], object]:
    """Return a call that makes the graph of a circuit."""
    names = [vertex.name for vertex in circuit.vertices]
    edges = [(child, vertex.name) for vertex in circuit.vertices for child in vertex.children]

    def make() -> networkx.DiGraph:
        graph = networkx.DiGraph()
        graph.add_nodes_from(names)
        graph.add_edges_from(edges)
        return graph

    return make


def cut_of(length: int) -> Callable[[], object]:
    """Return a call that cuts a circuit in half, with repeated inputs."""
    return functools.partial(min_cut, made(length), Partition.start_end(length), "continuous")


def rows() -> Iterator[measuring.Row]:
    """Yield making the circuit and its min-cut."""
    length = SIZES[-1]
    peer = graph_of(made(length))
    for work, call in (("making", lambda size: functools.partial(made, size)), ("the min-cut of", cut_of)):
        growth = measuring.growth("vertices", (7 * size + 3 for size in SIZES), lambda count, c=call: c(count // 7), 1)
        ours, theirs = measuring.in_turn(call(length), peer, rounds=2)
        name = f"{work} a circuit of {7 * length + 3:,} vertices"
        yield measuring.Row(name, "a networkx graph of its vertices and edges", ours, theirs, 3, growth)


if __name__ == "__main__":
    measuring.main(__doc__, rows)
