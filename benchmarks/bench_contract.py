"""Compares contraction with quimb, and the search for an order with cotengra's, in processor time.

* The norm of a PEPS, two layers of 6 x 6 sites, and an Ising model on 20 x 20 sites: quimb is given the order that
  tnrnn found, as a path, and both contract the same arrays by the same steps.
* Ising models on 16 x 16 and 18 x 18 sites and a network of treewidth 10, where each of the two finds its own order;
  quimb does by the default of its `contract`.
* The cost of a lattice of 26 x 26 sites, which finds the order, against one greedy search of cotengra in Python.

    python benchmarks/bench_contract.py
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import cotengra
import numpy as np
import quimb.tensor as qtn
from measuring import Row, growth, in_turn, main

import tnrnn
from tnrnn.interop import from_quimb
from tnrnn.networks import terms
from tnrnn.values.ordering import MAX_LIMIT, order_of
from tnrnn.values.plans import Order

SIDES = (10, 12, 14, 16, 18)
"""The sides of the lattices that show how the cost grows."""


def ising(side: int) -> Any:
    """Return the network of the partition function of an Ising model on a square lattice."""
    return qtn.TN2D_classical_ising_partition_function(side, side, beta=0.44)


def norm(side: int, dim: int, dtype: str) -> Any:
    """Return the norm of a random PEPS with bonds of dimension `dim`, scaled so that single precision holds it."""
    state = qtn.PEPS.rand(side, side, dim, seed=1, dtype=dtype)
    state.multiply_each_(0.5)
    return state.make_norm()


def path_of(order: Order, count: int) -> list[tuple[int, ...]]:
    """Return an order as a path: positions among the arrays that are left."""
    left, path = list(range(count)), []
    for number, pair in enumerate(order.pairs, count):
        path.append(tuple(sorted(left.index(each) for each in pair)))
        left = [each for each in left if each not in pair] + [number]
    return path


def in_one_order(given: Any, rounds: int) -> tuple[float, float]:
    """Return the times of tnrnn and quimb for the same steps."""
    network, weights = from_quimb(given)
    indexed = terms(network, filled=True)
    path = path_of(order_of(indexed, MAX_LIMIT), len(indexed.terms))
    values = []
    times = in_turn(
        lambda: values.append(tnrnn.contract(network, weights, order=path, limit=MAX_LIMIT)),
        lambda: values.append(given.contract(optimize=path)),
        rounds,
    )
    assert np.allclose(values[0::2], values[1::2], rtol=1e-2)
    return times


def contracted(given: Any) -> Callable[[], object]:
    """Return the contraction of a network that is there, whose order is found anew."""
    network, weights = from_quimb(given)
    return lambda: tnrnn.contract(network, weights, limit=MAX_LIMIT)


def searched(network: tnrnn.Network) -> Callable[[], object]:
    """Return a greedy search of cotengra, in Python as that of tnrnn."""
    indexed = terms(network, filled=True)
    given = list(map(tuple, indexed.terms)), indexed.output, dict(enumerate(indexed.dims))
    return lambda: cotengra.GreedyOptimizer(accel=False)(*given)


def partial_tree(width: int, count: int) -> Any:
    """Return the factors of a Markov random field of binary variables, whose graph is a random `width`-tree."""
    rng = random.Random(width)
    cliques, edges = [tuple(range(width))], {(one, two) for one in range(width) for two in range(one)}
    for vertex in range(width, count):
        clique = rng.choice(cliques)
        edges |= {(vertex, other) for other in clique}
        cliques += [(*(other for other in clique if other != left), vertex) for left in clique]
    return qtn.TensorNetwork([qtn.Tensor(np.array([[0.8, 0.6], [0.6, 0.8]]), edge) for edge in sorted(edges)])


def rows() -> Iterator[Row]:
    """Yield the comparisons."""
    for side, dim, dtype, rounds in ((6, 3, "float64", 3), (6, 3, "complex128", 1), (6, 4, "float32", 1)):
        work = f"Contract the norm of a {side} x {side} PEPS with bonds of dimension {dim} ({dtype})"
        yield Row(work, "quimb in the same order", *in_one_order(norm(side, dim, dtype), rounds), goal=3)
    grown = growth("elements of the largest array", SIDES, lambda side: contracted(ising(side)))
    grown = grown._replace(sizes=tuple(2.0 ** (side + 1) for side in SIDES))
    work = "Contract the partition function of an Ising model on 20 x 20 sites"
    yield Row(work, "quimb in the same order", *in_one_order(ising(20), 3), goal=3, growth=grown)
    for side in (16, 18):
        given = ising(side)
        work = f"Contract the partition function of an Ising model on {side} x {side} sites, order included"
        yield Row(work, "quimb, which finds its own order", *in_turn(contracted(given), given.contract, 3), goal=1)
    lattice = from_quimb(ising(26))[0]
    work = "Find the order and the cost of a lattice of 26 x 26 sites"
    times = in_turn(lambda: tnrnn.contraction_cost(lattice), searched(lattice), 9)
    yield Row(work, "a greedy search of cotengra", *times, goal=2)
    tree = partial_tree(10, 200)
    work = "Contract a network of 200 variables and treewidth 10, order included"
    times = in_turn(contracted(tree), lambda: tree.contract(output_inds=()), 1)
    yield Row(work, "quimb, which finds its own order", *times, goal=1)


if __name__ == "__main__":
    main(__doc__, rows)
