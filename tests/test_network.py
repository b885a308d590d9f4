import copy as copies
import pickle
import random
from dataclasses import replace

import networkx
import numpy as np
import pytest
from random_networks import classes, random_network

from tnrnn import (
    Bond,
    Network,
    Partition,
    Tensor,
    TnrnnError,
    contract,
    contraction_cost,
    max_flow_gap,
    min_cut,
    rac,
    unroll,
)
from tnrnn.interop import from_networkx


def weight(name, *bonds, parameter=None):
    return Tensor(name, "weight", bonds, parameter=parameter or name)


def copy(name, *bonds):
    return Tensor(name, "copy", bonds)


def bonds(**dims):
    return tuple(Bond(name, dim) for name, dim in dims.items())


def test_hyperedges_against_a_flood_from_the_definition():
    for seed in range(300):
        network, _ = random_network(seed)
        names = [tensor.name for tensor in network.tensors]
        ours = []
        for edge in network.hyperedges:
            members = [
                (leg,) if member is None else names[member] for member, leg in zip(edge.members, edge.legs, strict=True)
            ]
            ours.append((edge.dim, sorted(map(str, members))))
        assert sorted(ours) == sorted((dim, sorted(map(str, members))) for dim, members in classes(network))


def test_fused_merges_adjacent_copies_and_keeps_the_hyperedges():
    merged = 0
    for seed in range(200):
        network, _ = random_network(seed)
        fused = network.fused()
        kinds = {tensor.name: tensor.kind for tensor in fused.tensors}
        graph = fused.to_networkx()
        assert not any(kinds[a] == kinds[b] == "copy" for a, b in graph.edges())
        assert sorted((e.name, e.dim, e.legs) for e in fused.hyperedges) == sorted(
            (e.name, e.dim, e.legs) for e in network.hyperedges
        )
        merged += len(network.tensors) - len(fused.tensors)
    assert merged > 50


def test_a_closed_class_of_copies_is_not_fused_away():
    loop = Network((copy("a", "i", "j"), copy("b", "i", "j")), bonds(i=3, j=3))
    assert loop.fused() == loop


def test_round_trips():
    for seed in range(20):
        network, _ = random_network(seed)
        assert eval(repr(network)) == network
    for mode in ("one-hot", "continuous"):
        network = unroll(rac(3, 2, 2, 3), mode)
        assert eval(repr(network)) == network


# Tags, and the bonds that go into an isometry


def marked(network, seed):
    """Return a network with the same tensors, of which most have tags or isometric bonds."""
    rng = random.Random(seed)
    return replace(
        network,
        tensors=tuple(
            replace(
                tensor,
                tags=tuple(rng.sample(["KET", "U", "V", "layer=3"], rng.randint(0, 3))),
                left=tuple(rng.sample(tensor.bonds, rng.randint(0, len(tensor.bonds)))),
            )
            for tensor in network.tensors
        ),
    )


def test_tags_are_words_without_the_name():
    tensor = Tensor("U", "weight", ["i", "j"], parameter="U", tags=["ISO", "U"], left=["j"])
    assert (tensor.tags, tensor.left) == (("ISO",), ("j",))
    assert tensor == Tensor("U", "weight", ("i", "j"), None, None, "U", None, ("ISO",), ("j",))
    assert tensor != replace(tensor, tags=()) != replace(tensor, tags=(), left=())
    assert replace(tensor, name="V", tags=("U",)).tags == ("U",)
    assert replace(tensor, tags={"C", "B", "A"}).tags == ("A", "B", "C")
    plain = Tensor("U", "weight", (np.str_("i"),), parameter="U", tags=(np.str_("W"),), left=(np.str_("i"),))
    assert {type(word) for word in (*plain.tags, *plain.left)} == {str}


@pytest.mark.parametrize("seed", range(30))
def test_tags_and_isometries_are_kept_by_copies_and_change_no_number(seed):
    plain, partition = random_network(seed)
    network = marked(plain, seed)
    assert network != plain
    for twin in (eval(repr(network)), pickle.loads(pickle.dumps(network)), copies.deepcopy(network)):
        assert twin == network
        assert hash(twin) == hash(network)
    assert from_networkx(network.to_networkx())[0] == network
    assert network.hyperedges == plain.hyperedges
    assert network.to_einsum() == plain.to_einsum()
    assert min_cut(network, partition) == min_cut(plain, partition)
    assert contraction_cost(network) == contraction_cost(plain)
    numbers = np.random.default_rng(seed)
    weights = {name: numbers.integers(-2, 3, shape) for name, shape in plain.parameters.items()}
    points = {
        t.position: numbers.integers(-2, 3, plain.bond[t.bonds[0]].dim) for t in plain.tensors if t.kind == "input"
    }
    assert np.array_equal(contract(network, weights, points), contract(plain, weights, points))


def test_tags_and_isometries_change_no_rank():
    found = 0
    for seed in range(12):
        plain, _ = random_network(seed, tensors=4, copies=1, dims=(1, 2, 3))
        slots = {tensor.bonds[0]: tensor.position for tensor in plain.tensors if tensor.kind == "input"}
        labels = [slots.get(name, name) for name in plain.open]
        partition = Partition(near=labels[:1], far=labels[1:])
        table = max_flow_gap(marked(plain, seed), partition)
        assert table == max_flow_gap(plain, partition)
        found += any(row.name == "generic_rank" and (row.value or 0) > 1 for row in table.rows)
    assert found > 3


def test_merged_copy_tensors_keep_the_tags_of_the_first():
    one = replace(copy("c", "i", "j", "k"), tags=("U",), left=("i",))
    two = replace(copy("d", "k", "l"), tags=("V",), left=("k",))
    network = Network((one, two), bonds(i=2, j=2, k=2, l=2), ("i", "j", "l"))
    assert network.fused().tensors == (replace(copy("c", "i", "j", "l"), tags=("U",)),)
    alone = Network((one,), bonds(i=2, j=2, k=2), ("i", "j", "k"))
    assert alone.fused() == alone


def test_networkx_view():
    network = Network(
        (weight("A", "i", "j", "k"), weight("B", "i", "j"), Tensor("x", "input", ("l",), position=4), weight("C", "l")),
        (Bond("i", 2, "R"), Bond("j", 3), Bond("k", 5), Bond("l", 7)),
        open=("k", "l"),
    )
    graph = network.to_networkx()
    assert isinstance(graph, networkx.MultiGraph)
    assert graph.number_of_edges("A", "B") == 2
    assert graph.edges["A", "B", "i"] == {"dim": 2, "symbol": "R"}
    assert graph.nodes["A"]["dangling"] == ("k",)
    assert graph.nodes["x"]["position"] == 4
    assert len(graph) == 4


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Bond("", 2), "bond: expected a printable name"),
        (lambda: Bond("b", 0), "bond b, dim: expected an integer from 1"),
        (lambda: Bond("b", 2, "R^2"), "bond b, symbol: expected an identifier"),
        (lambda: Tensor("A", "wieght", ("i",), parameter="A"), "did you mean 'weight'"),
        (lambda: Tensor("A", "weight", "ij", parameter="A"), "bonds: expected a tuple of names, given 'ij'"),
        (lambda: weight("A", "i", "i"), "a bond joins the tensor to itself.* trace it first"),
        (lambda: Tensor("A", "weight", ("i",)), "expected a parameter, given None"),
        (lambda: Tensor("A", "copy", ("i",), parameter="A"), "expected no parameter, given 'A'"),
        (lambda: Tensor("x", "input", ("i", "j")), "tensor x \\(input\\): expected one bond"),
        (lambda: Tensor("c", "copy", ()), "expected at least one bond"),
        (lambda: Network((weight("A", "i"), weight("A", "i")), bonds(i=2)), "network, tensors: two are named 'A'"),
        (
            lambda: Network((weight("A", "i"), weight("B", "i")), (*bonds(i=2), *bonds(i=2))),
            "network, bonds: two are named 'i'",
        ),
        (lambda: Network((weight("A", "i"),), ()), "tensor A, bonds: expected names of bonds, given 'i'"),
        (lambda: Network((weight("A"),), bonds(i=2)), r"bond i: expected one or two ends .* given \[\]"),
        (
            lambda: Network((weight("A", "i"), weight("B", "i"), weight("C", "i")), bonds(i=2)),
            "bond i: expected one or two ends",
        ),
        (
            lambda: Network((copy("c", "i", "j"),), bonds(i=2, j=3), ("i", "j")),
            "tensor c \\(copy\\): expected bonds of one dimension",
        ),
        (
            lambda: Network((weight("A", "i", "j"),), (Bond("i", 2, "R"), Bond("j", 3, "R")), ("i", "j")),
            "symbol R of j: expected the dimension 2",
        ),
        (
            lambda: Network(
                (weight("A", "i", parameter="W"), weight("B", "j", parameter="W")), bonds(i=2, j=3), ("i", "j")
            ),
            r"parameter W: expected the shape \(2,\) everywhere, given \(3,\)",
        ),
        (
            lambda: Network((weight("A", "i", "j"),), bonds(i=2, j=2), ("i",)),
            "network, open: expected every dangling bond .* given \\['j'\\]",
        ),
        (
            lambda: Network((weight("A", "i"), weight("B", "i")), bonds(i=2), ("i",)),
            "network, open: .* given \\['i'\\]",
        ),
        (lambda: Network((weight("A", "i"),), bonds(i=2), ("i", "i")), "network, open: .* once"),
        (
            lambda: Network((weight("A", "i", "j"),), bonds(i=2, j=2), ("i", "q")),
            r"network, open: .* given \['j', 'q'\]",
        ),
        (
            lambda: Network((Tensor("x", "input", ("i",), position=1),), bonds(i=2), ("i",)),
            "expected a bond that leads to a tensor other than an input",
        ),
        (
            lambda: Network((weight("A"),), (), fixed={"B": 1}.items()),
            "network, fixed: expected the name of a parameter, given 'B'",
        ),
        (lambda: Network(None, ()), "network, tensors: expected Tensor objects, given None"),
        (
            lambda: Network((weight("A", "i"),), bonds(i=2), open="i"),
            "network, open: expected a tuple of names, given 'i'",
        ),
        (
            lambda: Network((weight("A"),), (), fixed={"A": (1,)}),
            r"fixed A: expected nested tuples of finite numbers of shape \(\), given \(1,\)",
        ),
        (lambda: Tensor("a", "weight", ("i",), position=[1], parameter="a"), "tensor a, position: expected an integer"),
        (lambda: Tensor("a", "weight", ("i",), layer="q", parameter="a"), "tensor a, layer: expected an integer"),
        (lambda: Tensor("a", "weight", ("i",), parameter=3), "tensor a, parameter: expected a printable name, given 3"),
        (lambda: Tensor("a", "copy", ("i",), vertex=3), "tensor a, vertex: expected a printable name, given 3"),
        (lambda: Network(("A",), ()), "network, tensors: expected Tensor objects, given 'A'"),
        (lambda: replace(weight("A", "i"), tags="U"), "tensor A, tags: expected a tuple of names, given 'U'"),
        (lambda: replace(weight("A", "i"), tags=None), "tensor A, tags: expected a tuple of names, given None"),
        (lambda: replace(weight("A", "i"), tags=("U", 3)), "tensor A, tags: expected a printable name, given 3"),
        (lambda: replace(weight("A", "i"), tags=("U\n",)), "tensor A, tags: expected a printable name"),
        (lambda: replace(weight("A", "i"), tags=("U", "V", "U")), "tensor A, tags: expected each name once"),
        (lambda: replace(weight("A", "right"), left=("rihgt",)), "A, left: expected names .* did you mean 'right'"),
        (lambda: replace(weight("A", "i"), left={"i": 2}), "tensor A, left: expected a tuple of names, given {'i': 2}"),
        (lambda: replace(weight("A", "i"), left=("i", "i")), "tensor A, left: expected each name once"),
        (lambda: replace(weight("A", "i"), left="i"), "tensor A, left: expected a tuple of names, given 'i'"),
    ],
)
def test_mistakes(make, message):
    with pytest.raises(TnrnnError, match=message):
        make()
