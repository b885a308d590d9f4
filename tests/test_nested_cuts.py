"""Cuts at all splits at once: the same as a minimum cut at each, for trees, hypergraphs and grids in any order."""

import math
import pickle
import random

import networkx
import numpy as np
import pytest
from random_networks import DIMS, random_network

from tnrnn import (
    Bond,
    EntanglementProfile,
    Network,
    Partition,
    Tensor,
    TnrnnError,
    entanglement_profile,
    min_cut,
    rac,
    unroll,
)
from tnrnn.cuts import NestedCuts, nested, nested_cuts
from tnrnn.cuts.halving import halved_turns
from tnrnn.interop import from_networkx

SYMBOLS = {2: "M", 3: "R"}


def random_tree(rng: random.Random, tensors: int, dims: tuple[int, ...]) -> Network:
    """Return a tree of tensors and copy tensors, which may be adjacent, with open legs on some of them."""
    bonds: list[Bond] = []
    ends: dict[str, list[str]] = {"A0": []}
    copies: dict[str, int] = {}

    def join(dim: int, *names: str) -> None:
        bonds.append(Bond(f"b{len(bonds)}", dim, SYMBOLS.get(dim)))
        for name in names:
            ends.setdefault(name, []).append(bonds[-1].name)

    for number in range(1, tensors):
        other = rng.choice(list(ends)[-3:] if rng.random() < 0.5 else list(ends))
        name = f"A{number}"
        if rng.random() < 0.3:
            copies[name] = copies.get(other) or rng.choice(dims)
        join(copies.get(name) or copies.get(other) or rng.choice(dims), name, other)
    for name in list(ends):
        for _ in range(rng.choice((0, 1, 1, 2))):
            join(copies.get(name) or rng.choice(dims), name)
    order = list(ends)
    rng.shuffle(order)
    made = [
        Tensor(
            name, "copy" if name in copies else "weight", tuple(ends[name]), parameter=None if name in copies else name
        )
        for name in order
        if ends[name]
    ]
    count = {bond.name: sum(bond.name in names for names in ends.values()) for bond in bonds}
    return Network(tuple(made), tuple(bonds), tuple(name for name in count if count[name] == 1))


def one_by_one(network: Network, labels: list) -> tuple:
    return tuple(min_cut(network, Partition(near=labels[:k], far=labels[k:])) for k in range(1, len(labels)))


def assert_nested(network: Network, labels: list) -> NestedCuts:
    found, expected = nested_cuts(network, labels), one_by_one(network, labels)
    assert tuple(found) == expected
    assert found.log2 == tuple(cut.log2 for cut in expected)
    assert found.formulas == tuple(cut.formula for cut in expected)
    return found


def halved(found: NestedCuts) -> tuple[int, ...]:
    """Return the turns as they are found for a network with cycles."""
    given = [0] * found.given.nodes
    for node in (*found.given.near, *found.given.far):
        given[node] = found.turns[node]
    return tuple(halved_turns(found.given, given, found.last))


@pytest.mark.parametrize("dims", [(2,), (1, 2, 4, 8), (2, 3), DIMS, (2, 10**6)])
def test_trees_in_any_order(dims):
    """Ties, dimension 1, hyperedges, labels that are missing; the halving agrees with the passes."""
    for seed in range(60):
        rng = random.Random(seed)
        network = random_tree(rng, rng.randint(2, 14), dims)
        labels = list(network.open)
        rng.shuffle(labels)
        labels = labels[: rng.choice((len(labels), max(2, len(labels) - 2)))]
        if len(labels) > 1:
            found = assert_nested(network, labels)
            assert halved(found) == found.turns


def test_labels_may_be_any_integers():
    network = unroll(rac(4, 1, 2, 2))
    order = np.array([2, 1, 4, 3])
    labels = [np.array(label) for label in order]  # cannot be keys of a dictionary
    assert entanglement_profile(network, order=labels).cuts == entanglement_profile(network, order=order.tolist()).cuts


def test_any_network_in_any_order():
    """Cycles, hyperedges, parallel bonds, input slots and dangling legs."""
    for seed in range(150):
        network, partition = random_network(seed)
        labels = [*partition.near, *partition.far]
        random.Random(seed).shuffle(labels)
        assert_nested(network, labels)


def grid(side: int, dims: tuple[int, ...], seed: int) -> Network:
    rng = random.Random(seed)
    graph = networkx.grid_2d_graph(side, side)
    for bond in graph.edges:
        graph.edges[bond]["dim"] = rng.choice(dims)
    for column, row in graph:
        graph.nodes[column, row]["dangling"] = {f"k{column},{row}": rng.choice(dims)}
    return from_networkx(networkx.relabel_nodes(graph, str))[0]


@pytest.mark.parametrize("dims", [(2, 4), (2, 3, 5)])
def test_grids_column_by_column(dims):
    small = grid(4, dims, 1)
    assert_nested(small, list(small.open))
    large = grid(10, dims, 2)  # a flow package takes over
    found = nested_cuts(large, large.open)
    for split in (1, 10, 37, 50, 64, 99):
        assert found[split - 1] == min_cut(large, Partition(near=large.open[:split], far=large.open[split:]))


def test_a_long_chain_lets_through_what_its_bonds_do():
    rng = random.Random(5)
    sites = 3000
    graph = networkx.path_graph(sites)
    bond = [rng.choice((2, 8, 32, 2**20)) for _ in range(sites - 1)]
    for site in range(sites - 1):
        graph.edges[site, site + 1]["dim"] = bond[site]
    for site in graph:
        graph.nodes[site]["dangling"] = {f"k{site}": 2}
    found = entanglement_profile(from_networkx(graph)[0])
    assert found.labels == tuple(f"k{site}" for site in range(sites))
    left, right = [0.0], [0.0]
    for site in range(sites - 1):
        left.append(min(left[-1] + 1, math.log2(bond[site])))
        right.append(min(right[-1] + 1, math.log2(bond[sites - 2 - site])))
    assert found.log2 == tuple(min(left[k], right[sites - k]) for k in range(1, sites))
    assert found.formulas[1499] == found.cuts[1499].formula


def test_cuts_are_made_when_they_are_asked_for(monkeypatch):
    found = entanglement_profile(unroll(rac(5, 2, 2, 3)), order=[2, 1, 4, 3, 5])
    made = []
    cut_at = nested.cut_at
    monkeypatch.setattr(nested, "cut_at", lambda *a, **k: made.append(1) or cut_at(*a, **k))
    assert str(found)
    assert len(found.log2) == len(found.formulas) == len(found.cuts) == 4
    assert not made
    cuts = tuple(found.cuts)
    assert made == [1] * 4
    assert found.cuts[1:3] == cuts[1:3]
    assert found.cuts[-1] == cuts[3]
    with pytest.raises(IndexError):
        found.cuts[4]
    plain = EntanglementProfile(found.labels, cuts, found.ranks)
    assert found == plain == pickle.loads(pickle.dumps(found))
    assert (repr(found), hash(found), str(found), found.to_json()) == (
        repr(plain),
        hash(plain),
        str(plain),
        plain.to_json(),
    )
    assert found != EntanglementProfile(found.labels, cuts[:3], found.ranks)
    assert found.cuts != list(cuts)


def test_labels_that_do_not_fit():
    network = unroll(rac(3, 1, 2, 2))
    for labels, message in (
        ([1, 2, 4], "partition: expected labels of the 3 inputs"),
        ([1, 2], "partition: expected a side for every input, given none for .3"),
        ([1, 2, 3, 3], "partition, far: expected labels .*each named once"),
    ):
        with pytest.raises(TnrnnError, match=message):
            entanglement_profile(network, order=labels)
