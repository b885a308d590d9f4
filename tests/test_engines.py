"""Min-cuts of 200 networks that quimb and cotengra make, against a maximum flow that is built here."""

import importlib.util
import math
import os
import random
from collections import Counter
from decimal import Context, Decimal

import networkx
import pytest

from tnrnn import Bond, Network, Partition, Tensor, min_cut, min_cuts

MISSING = [name for name in ("quimb", "cotengra") if importlib.util.find_spec(name) is None]
if MISSING and not os.environ.get("CI"):
    pytest.skip(f"{' and '.join(MISSING)} not installed", allow_module_level=True)

DIGITS = Context(prec=130)
LOG = {prime: int(DIGITS.scaleb(Decimal(prime).ln(DIGITS), 100)) for prime in (2, 3, 5, 7)}
"""ln(prime) * 10^100: products below 10^90 that differ do so in their sums by more than the rounding."""


def capacity(dim):
    """A sum over the primes of a dimension, so that equal products have equal sums."""
    total = 0
    for prime, log in LOG.items():
        while dim % prime == 0:
            total, dim = total + log, dim // prime
    assert dim == 1
    return total


def flow_value(inputs, sizes, near, far):
    """Return the value of the least cut of an einsum: every index is an arc in -> out that its tensors enter and leave.

    Made from lists of indices by networkx alone: nothing of the package is used.
    """
    graph = networkx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for index, dim in sizes.items():
        graph.add_edge(("in", index), ("out", index), capacity=capacity(dim), dim=dim)
        for number, term in enumerate(inputs):
            if index in term:
                graph.add_edge(number, ("in", index))
                graph.add_edge(("out", index), number)
    graph.add_edges_from(("source", ("in", index)) for index in near)
    graph.add_edges_from((("out", index), "sink") for index in far)
    total, (one, _) = networkx.minimum_cut(graph, "source", "sink", flow_func=networkx.algorithms.flow.dinitz)
    paid = [data["dim"] for a, b, data in graph.edges(data=True) if "dim" in data and a in one and b not in one]
    assert sum(map(capacity, paid)) == total
    assert math.prod(paid) < 10**90
    return math.prod(paid)


def network_of(inputs, sizes, output):
    """Return the network of an einsum, an index of more than two ends as a copy tensor, and the bonds of its output."""
    count = Counter(index for term in inputs for index in term) + Counter(output)
    bonds, tensors, legs = [], [], {index: [] for index in sizes if count[index] > 2}

    def bond(index, place):
        if index not in legs:
            return index
        bonds.append(Bond(f"{index}@{place}", sizes[index]))
        legs[index].append(bonds[-1].name)
        return bonds[-1].name

    bonds += [Bond(index, dim) for index, dim in sizes.items() if index not in legs]
    for number, term in enumerate(inputs):
        names = tuple(bond(index, number) for index in term)
        tensors.append(Tensor(f"T{number}", "weight", names, parameter=f"T{number}"))
    opened = {index: bond(index, "open") for index in output}
    tensors += [Tensor(f"copy {index}", "copy", tuple(names)) for index, names in legs.items()]
    alone = [index for index in sizes if count[index] == 1 and index not in opened]
    return Network(tuple(tensors), tuple(bonds), (*opened.values(), *alone)), opened


def random_equation(seed):
    """Hyperedges inside and open, by cotengra."""
    import cotengra

    inputs, output, _, sizes = cotengra.utils.rand_equation(
        6 + seed % 40, 3, n_out=4, n_hyper_in=seed % 4, n_hyper_out=seed % 3, d_max=7, seed=seed
    )
    return inputs, sizes, output


def regular_equation(seed):
    import cotengra

    inputs, _, _, sizes = cotengra.utils.randreg_equation(6 + 2 * (seed % 20), 3, d_max=7, seed=seed)
    return inputs, sizes, []


def lattice_equation(seed):
    """Squares and cubes by cotengra."""
    import cotengra

    shape = ([3, 4], [2, 3, 3], [6, 6], [3, 3, 3], [5, 8])[seed % 5]
    inputs, _, _, sizes = cotengra.utils.lattice_equation(shape, d_max=7, seed=seed)
    return inputs, sizes, []


def regular_state(seed):
    """A regular graph with a leg at each site, all dimensions equal, by quimb."""
    import quimb.tensor

    made = quimb.tensor.TN_rand_reg(6 + 2 * (seed % 15), 3, 2 + seed % 2, phys_dim=2, seed=seed)
    return quimb_equation(made)


def square(seed):
    import quimb.tensor

    return quimb_equation(quimb.tensor.TN2D_rand(3 + seed % 4, 3 + seed % 3, 2 + seed % 3, seed=seed))


def cube(seed):
    import quimb.tensor

    return quimb_equation(quimb.tensor.TN3D_rand(2 + seed % 3, 2 + seed % 2, 3, 2 + seed % 2, seed=seed))


def quimb_equation(made):
    sizes = {index: int(made.ind_size(index)) for index in sorted(made.ind_map)}
    return [tensor.inds for tensor in made], sizes, list(made.outer_inds())


def case_of(make, seed):
    """Return an einsum of at least 4 to 12 open indices, inner ones opened where there are fewer, and two sides."""
    inputs, sizes, output = make(seed)
    sizes = {index: dim for index, dim in sizes.items() if any(index in term for term in inputs)}
    rng = random.Random(seed)
    if make in (regular_state, square, cube) and seed % 2:
        sizes = {index: rng.choice((2, 3, 4, 5, 6, 7)) for index in sizes}
    closed = [index for index in sizes if index not in output]
    output = [*output, *rng.sample(closed, max(0, 4 + seed % 9 - len(output)))]
    half = rng.randint(1, len(output) - 2)
    chosen = rng.sample(output, len(output) - seed % 2)  # on odd seeds one leg is free
    return inputs, sizes, output, chosen[:half], chosen[half:]


MAKERS = {random_equation: 60, regular_equation: 30, lattice_equation: 30, regular_state: 30, square: 30, cube: 20}


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_min_cuts_are_maximum_flows(make):
    wide, values = 0, set()
    for seed in range(MAKERS[make]):
        inputs, sizes, output, near, far = case_of(make, seed)
        network, opened = network_of(inputs, sizes, output)
        partition = Partition(near=[opened[index] for index in near], far=[opened[index] for index in far])
        expected = flow_value(inputs, sizes, near, far)
        cuts = [
            min_cut(network, partition, engine=engine) for engine in ("auto", "ortools", "networkx")[:: 1 + seed % 2]
        ]
        assert [cut.value for cut in cuts] == [expected] * len(cuts), seed
        assert all(cut == cuts[0] for cut in cuts), seed
        wide += any(len(edge.members) > 2 for edge in network.hyperedges)
        first = min_cuts(network, partition, limit=5)
        assert first[0] == cuts[0]
        assert {cut.value for cut in first} == {expected}
        values.add(expected)
    assert wide > 10 or make is regular_state
    assert len(values) > 5
    assert sum(MAKERS.values()) == 200
