"""Networks from other packages and back: values by numpy.einsum, structure by flooding the copy tensors."""

import importlib.util
import itertools
import os
import random
import re
import sys
import warnings
from dataclasses import replace
from fractions import Fraction

import networkx
import numpy as np
import opt_einsum
import pytest
import tensornetwork
from random_networks import random_network

from tnrnn import Bond, Network, Partition, Tensor, TnrnnError, contract, min_cut, rac, random_weights, unroll
from tnrnn.drawing import compose, save
from tnrnn.interop import (
    from_einsum,
    from_json,
    from_networkx,
    from_quimb,
    from_tensornetwork,
    to_einsum,
    to_json,
    to_networkx,
    to_quimb,
    to_tensornetwork,
)
from tnrnn.interop.spreading import is_copy
from tnrnn.values.ordering import contraction_cost, contraction_order

if os.environ.get("CI"):  # where a missing package is an error
    import cotengra
    import quimb.tensor as qtn
else:
    qtn = pytest.importorskip("quimb.tensor", reason="quimb is not installed (extra interop)")
    cotengra = pytest.importorskip("cotengra", reason="cotengra is not installed (extra interop)")

SEEDS = range(200)


def given(seed: int) -> tuple[Network, dict[str, np.ndarray]]:
    """Return a random network with scalars, traces, copy tensors of order 1 and 2, and rings of them; and arrays."""
    rng = random.Random(seed)
    network, _ = random_network(seed, tensors=5, copies=2, dims=(1, 2, 2, 3))
    tensors, bonds, legs = list(network.tensors), list(network.bonds), list(network.open)
    if rng.random() < 0.5:
        tensors.insert(rng.randrange(len(tensors)), Tensor("s", "state", (), layer=1, parameter="scalar"))
    if rng.random() < 0.3:  # a trace, and a sum over one axis
        bonds += [Bond("u", 2, "U"), Bond("v", 2, "U"), Bond("w", 3)]
        tensors += [Tensor("tr", "weight", ("w", "u", "v"), (1, 2), parameter="T"), Tensor("k", "copy", ("v", "u"))]
        tensors += [Tensor("one", "copy", ("w",))]
    if rng.random() < 0.3:  # shared weights joined by a copy tensor of order 2
        bonds += [Bond("p", 2), Bond("q", 2)]
        tensors += [Tensor(f"e{end}", "output", (end,), parameter="E", vertex="e") for end in "pq"]
        tensors.insert(0, Tensor("pq", "copy", ("p", "q")))
    if rng.random() < 0.3:  # copy tensors alone: a number, and open legs
        bonds += [Bond("r", 3), Bond("m", 2), Bond("n", 2)]
        tensors += [Tensor("r1", "copy", ("r",)), Tensor("r2", "copy", ("r",)), Tensor("mn", "copy", ("m", "n"))]
        legs[1:1] = ["n", "m"]
    if rng.random() < 0.5:
        tensors = [tagged(tensor, rng) for tensor in tensors]
    made = Network(tuple(tensors), tuple(bonds), tuple(legs))
    numbers = np.random.default_rng(seed)
    complex_ones = seed % 3 == 0
    weights = {
        name: numbers.integers(-2, 3, shape) + (1j * numbers.integers(-2, 3, shape) if complex_ones else 0.0)
        for name, shape in made.parameters.items()
    }
    return made, weights


def tagged(tensor: Tensor, rng: random.Random) -> Tensor:
    """Return a tensor with some tags, which may be names of other tensors or seem to be fields, and isometric bonds."""
    words = ["A1", "KET", "s", "T0", "t0", "kind=none", "layer=", "COPY", "A, KET", "tr"]
    left = rng.sample(tensor.bonds, rng.randint(0, len(tensor.bonds)))
    return replace(tensor, tags=tuple(rng.sample(words, rng.randint(0, 3))), left=tuple(left))


def value(network, weights):
    """Return the array of a network by numpy.einsum, with every bond an index and every copy tensor an array."""
    index = {bond.name: number for number, bond in enumerate(network.bonds)}
    operands = []
    for tensor in network.tensors:
        if tensor.kind == "input":
            continue
        array = np.asarray(weights[tensor.parameter]) if tensor.parameter else None
        if array is None:
            dim, order = network.bond[tensor.bonds[0]].dim, len(tensor.bonds)
            array = np.array([len(set(at)) == 1 for at in itertools.product(range(dim), repeat=order)], dtype=float)
            array = array.reshape((dim,) * order)
        operands += [array, [index[name] for name in tensor.bonds]]
    return np.einsum(*operands, [index[name] for name in network.open], optimize="greedy")


def essence(network):
    """Return what every format holds: the index of every axis of the weights, and the order of the open legs."""
    at = {bond.name: [] for bond in network.bonds}
    for tensor in network.tensors:
        if tensor.kind == "copy":
            for name in tensor.bonds:
                at[name].append(tensor)
    label = {}

    def label_of(name):
        number, flood = len(set(label.values())), [] if name in label else [name]
        while flood:
            other = flood.pop()
            label[other] = number
            flood += [leg for copy in at[other] for leg in copy.bonds if leg not in label]
        return label[name], network.bond[name].dim

    weights = [
        (t.name, [label_of(name) for name in t.bonds]) for t in network.tensors if t.kind not in ("copy", "input")
    ]
    legs = [label_of(name) for name in network.open]
    alone = sorted(dict(label_of(bond.name) for bond in network.bonds if bond.name not in label).values())
    return weights, legs, alone


def same_arrays(one, two):
    return one.keys() == two.keys() and all(np.array_equal(one[name], two[name]) for name in one)


def by_tensor(network, weights):
    return {tensor.name: weights[tensor.parameter] for tensor in network.tensors if tensor.parameter}


@pytest.mark.parametrize("seed", SEEDS)
def test_einsum_there_and_back(seed):
    network, weights = given(seed)
    expression, arrays = to_einsum(network, weights)
    assert expression == network.to_einsum()
    wanted = value(network, weights)
    assert np.allclose(opt_einsum.contract(expression.equation, *arrays), wanted)
    again, found = from_einsum(expression, *arrays)
    assert essence(again) == essence(network)
    assert same_arrays(found, by_tensor(network, weights))
    assert np.allclose(contract(again, found), wanted)
    second, operands = to_einsum(again, found)
    assert to_einsum(*from_einsum(second, *operands))[0] == second
    plain, without = from_einsum(expression.equation, *expression.shapes)
    assert without == {}
    assert plain.to_einsum().shapes == expression.shapes


@pytest.mark.parametrize("seed", SEEDS)
def test_quimb_there_and_back(seed):
    network, weights = given(seed)
    tn = to_quimb(network, weights)
    assert set(tn.outer_inds()) == set(network.open)
    wanted = value(network, weights)
    found = tn.contract(output_inds=network.open)
    assert np.allclose(found.data if isinstance(found, qtn.Tensor) else found, wanted)
    again, arrays = from_quimb(tn, output_inds=network.open)
    assert again.open == network.open
    assert essence(again) == essence(network)
    assert same_arrays(arrays, weights)
    kept = ("name", "kind", "position", "layer", "parameter", "vertex")
    for one, two in zip(_weights(again), _weights(network), strict=True):
        assert [getattr(one, name) for name in kept] == [getattr(two, name) for name in kept]
        hidden = {"COPY"} if is_copy(np.asarray(weights[two.parameter])) else set()
        assert one.tags == tuple(tag for tag in two.tags if tag not in hidden)
        assert list(map(one.bonds.index, one.left)) == list(map(two.bonds.index, two.left))
    inner = {edge.name: edge.dim for edge in network.hyperedges if not edge.copies}
    assert inner.items() <= {bond.name: bond.dim for bond in again.bonds}.items()
    assert np.allclose(contract(again, arrays), wanted)
    assert from_quimb(to_quimb(again, arrays), output_inds=again.open)[0] == again


def _weights(network):
    return [tensor for tensor in network.tensors if tensor.parameter is not None]


@pytest.mark.parametrize("seed", SEEDS)
def test_tensornetwork_there_and_back(seed):
    network, weights = given(seed)
    nodes, edges = to_tensornetwork(network, weights)
    again, arrays = from_tensornetwork(nodes, edges)
    kept = [(t.name, t.kind == "copy", t.bonds) for t in network.tensors if t.kind != "input"]
    assert [(t.name, t.kind == "copy", t.bonds) for t in again.tensors] == kept
    assert {(bond.name, bond.dim) for bond in again.bonds} == {(bond.name, bond.dim) for bond in network.bonds}
    assert again.open == network.open
    assert same_arrays(arrays, by_tensor(network, weights))
    assert np.allclose(contract(again, arrays), value(network, weights))
    nodes, edges = to_tensornetwork(again, arrays)
    assert from_tensornetwork(nodes, edges)[0] == again


@pytest.mark.parametrize("seed", SEEDS)
def test_tensornetwork_contracts_to_the_same(seed):
    network, weights = given(seed)
    nodes, edges = to_tensornetwork(network, weights)
    found = tensornetwork.contractors.greedy(nodes, output_edge_order=edges).tensor
    assert np.allclose(found, value(network, weights))


@pytest.mark.parametrize("seed", SEEDS)
def test_networkx_and_json_give_back_everything(seed):
    network, weights = given(seed)
    for again, arrays in (from_networkx(to_networkx(network, weights)), from_json(to_json(network, weights))):
        assert again == network
        assert same_arrays(arrays, weights)
        assert {array.dtype for array in arrays.values()} == {array.dtype for array in weights.values()}
    assert from_networkx(network.to_networkx()) == (network, {})
    assert from_json(to_json(network)) == network
    assert to_json(network, dict(reversed(weights.items()))) == to_json(network, weights)


def test_a_circuit_survives_with_what_is_fixed():
    circuit = rac(length=3, layers=2, inputs=2, hidden=3)
    plain = unroll(circuit)
    network = Network(plain.tensors, plain.bonds, plain.open, (("h[0,1]", (1, Fraction(1, 3), 0.5)),))
    weights = random_weights(circuit, seed=0)
    del weights["h[0,1]"]
    assert from_networkx(to_networkx(network, weights))[0] == network
    assert to_einsum(network, weights)[1][0].dtype == float
    wanted = contract(network, weights)
    expression, operands = to_einsum(network, weights)
    for again, arrays in (
        from_quimb(to_quimb(network, weights), output_inds=network.open),
        from_tensornetwork(*to_tensornetwork(network, weights)),
        from_einsum(expression, *operands),
    ):
        assert np.allclose(contract(again, arrays), wanted)


def test_exact_numbers_stay_exact():
    network, _ = from_einsum("ab,b->a", (2, 2), (2,))
    weights = {"t0": [[2**80, 1], [0, 1]], "t1": [Fraction(1, 3), 1]}
    wanted = contract(network, weights)
    for again, arrays in (
        from_quimb(to_quimb(network, weights)),
        from_tensornetwork(*to_tensornetwork(network, weights)),
        from_json(to_json(network, weights)),
        from_networkx(to_networkx(network, weights)),
    ):
        assert contract(again, arrays).tolist() == wanted.tolist() == [Fraction(2**80, 3) + 1, 1]


# What others have, and we do not


@pytest.mark.parametrize(
    ("equation", "shapes"),
    [
        ("aa->", [(3, 3)]), ("aa->a", [(3, 3)]), ("ab->a", [(2, 3)]), ("aab,b,b->", [(2, 2, 3), (3,), (3,)]),
        ("a,a,a->a", [(2,)] * 3), (",a->a", [(), (2,)]), ("ab,ba", [(2, 3), (3, 2)]), ("ba", [(2, 3)]),
        ("->", [()]), (" ab , bc -> ac ", [(2, 3), (3, 4)]), ("Äé,éz->zÄ", [(2, 3), (3, 4)]),
        ("aaa,aa->a", [(2, 2, 2), (2, 2)]),
    ],
)  # fmt: skip
def test_expressions_of_every_kind(equation, shapes):
    arrays = [np.random.default_rng(1).normal(size=shape) for shape in shapes]
    network, weights = from_einsum(equation, *arrays)
    wanted = opt_einsum.contract(equation.replace(" ", ""), *arrays)
    assert np.allclose(contract(network, weights), wanted)
    assert network.to_einsum().shapes == tuple(shapes)
    assert from_einsum(equation, *shapes) == (network, {})


def test_names_that_do_not_print_or_stand_twice_are_replaced():
    network, _ = from_einsum("a\u0378,\u0378b->ab", (2, 3), (3, 2))
    assert [bond.name for bond in network.bonds] == ["a", "i1", "b"]
    nodes = [tensornetwork.Node(np.ones(2), name=name) for name in ("A", "A", "B", "bad\nname")]
    assert [tensor.name for tensor in from_tensornetwork(nodes)[0].tensors] == ["t0", "t1", "B", "t3"]
    ket = qtn.MPS_rand_state(2, 2, seed=0)
    ket.add_tag("KET")
    bra = ket.H.retag({"KET": "BRA"})
    assert [tensor.name for tensor in from_quimb(bra | ket)[0].tensors] == ["I0, BRA", "I1, BRA", "I0, KET", "I1, KET"]
    tn = qtn.TensorNetwork([qtn.Tensor(np.ones(2), [f"i{n}"], tags) for n, tags in enumerate(("A", "A", "AB"))])
    assert [tensor.name for tensor in from_quimb(tn)[0].tensors] == ["t0", "t1", "AB"]


def test_trace_edges_and_copy_nodes_are_kept():
    node = tensornetwork.Node(np.arange(12.0).reshape(2, 2, 3), name="A")
    copy = tensornetwork.CopyNode(2, 3, name="c")
    node[0] ^ node[1]
    node[2] ^ copy[0]
    network, weights = from_tensornetwork([node, copy])
    assert [(t.name, t.kind, len(t.bonds)) for t in network.tensors[:2]] == [("A", "weight", 3), ("c", "copy", 2)]
    assert np.allclose(contract(network, weights), np.einsum("aab->b", node.tensor))
    graph = networkx.Graph()
    graph.add_edge("A", "A", dim=2)
    graph.add_node("A", array=[[1, 2], [3, 4]])
    assert contract(*from_networkx(graph)) == 5


def test_graphs_of_every_kind():
    graph = networkx.MultiGraph()
    graph.add_edge((0, 0), (0, 1), bond=2)
    graph.add_edge((0, 0), (0, 1), bond=3, symbol="R")
    graph.add_edge((0, 1), "B", key="out", bond=4)
    graph.nodes["B"]["dangling"] = {"leg": 5}
    network, _ = from_networkx(graph, dim="bond")
    assert [(bond.name, bond.dim, bond.symbol) for bond in network.bonds] == [
        ("leg", 5, None), ("(0, 0)--(0, 1)", 2, None), ("(0, 0)--(0, 1)#2", 3, "R"), ("out", 4, None),
    ]  # fmt: skip
    assert network.open == ("leg",)
    lattice = networkx.grid_2d_graph(4, 4)
    networkx.set_edge_attributes(lattice, 2, "dim")
    assert len(from_networkx(lattice)[0].bonds) == 24


def test_random_names_of_indices_are_replaced_by_the_tensors_they_join():
    tn = qtn.MPS_rand_state(5, 3, seed=0)
    other = qtn.MPS_rand_state(5, 3, seed=0)
    assert tn.bond(0, 1) != other.bond(0, 1)
    one, two = from_quimb(tn), from_quimb(other)
    assert one[0] == two[0]
    assert same_arrays(one[1], two[1])


# States that quimb makes


def test_a_mera_is_imported_cut_and_drawn():
    tn = qtn.MERA.rand(8, seed=1)
    network, weights = from_quimb(tn)
    assert network.open == tuple(f"k{site}" for site in range(8))
    state = contract(network, weights)
    assert np.allclose(state, tn.contract().data)
    for at in (1, 2, 4, 7):
        partition = Partition(near=network.open[:at], far=network.open[at:])
        cut = min_cut(network, partition)
        rank = np.linalg.matrix_rank(state.reshape(2**at, -1))
        assert rank <= cut.value <= 2 ** min(at, 8 - at)
        assert cut.value == _flow(network, partition)
        assert compose(network, cut).marks


def test_a_peps_is_imported_cut_and_drawn(tmp_path):
    tn = qtn.PEPS.rand(3, 4, bond_dim=2, phys_dim=3, seed=1)
    network, weights = from_quimb(tn)
    assert [tensor.name for tensor in network.tensors[:2]] == ["I0,0", "I0,1"]
    wanted = tn.contract(output_inds=network.open)
    assert np.allclose(contract(network, weights), wanted.data)
    columns = [name for name in network.open if int(name.partition(",")[2]) < 2]
    partition = Partition(near=columns, far=[name for name in network.open if name not in columns])
    cut = min_cut(network, partition)
    assert cut.value == 2**3 == _flow(network, partition)
    assert {entry.name for entry in cut.entries} == {f"I{row},1--I{row},2" for row in range(3)}
    save(compose(network, cut), tmp_path / "peps.svg")
    assert "I2,3" in (tmp_path / "peps.svg").read_text()


def test_hyperindices_of_quimb():
    """A partition function whose spins are hyperindices: each a copy tensor, and the value stays."""
    tn = qtn.HTN2D_classical_ising_partition_function(3, 3, beta=0.4)
    network, weights = from_quimb(tn, output_inds=())
    spins = [tensor for tensor in network.tensors if tensor.kind == "copy"]
    assert sorted(len(tensor.bonds) for tensor in spins) == sorted(
        len(tids) for tids in tn.ind_map.values() if len(tids) > 2
    )
    wanted = tn.contract(output_inds=())
    assert np.isclose(float(contract(network, weights)), wanted)
    assert np.isclose(to_quimb(network, weights).contract(output_inds=()), wanted)


def _flow(network, partition):
    """Return the min-cut of a network without copy tensors by networkx alone, in exact powers."""
    graph = networkx.Graph()
    for name, ends in network.ends.items():
        dim = network.bond[name].dim
        if len(ends) == 2:
            old = graph.get_edge_data(*ends, {"capacity": 0})["capacity"]
            graph.add_edge(*ends, capacity=old + float(np.log2(dim)))
        else:
            graph.add_edge(ends[0], "near" if name in partition.near else "far", capacity=0)
    for name in network.open:
        end = ("near" if name in partition.near else "far", network.ends[name][0])
        graph.edges[end]["capacity"] += float(np.log2(network.bond[name].dim))
    return round(2 ** networkx.minimum_cut_value(graph, "near", "far"))


# Costs


@pytest.mark.parametrize(("side", "dim"), [(3, 2), (5, 3), (7, 3)])
def test_the_cost_is_what_cotengra_counts_for_the_same_steps(side, dim):
    network, _ = from_quimb(qtn.TN2D_rand(side, side, dim, seed=1))
    found = contraction_cost(network)
    assert found.largest == max(merge.size for merge in contraction_order(network))
    terms = {tensor.name: tensor.bonds for tensor in network.tensors}
    sizes = {bond.name: bond.dim for bond in network.bonds}
    groups, path = [(name,) for name in terms], []
    for merge in contraction_order(network):
        path.append((groups.index(merge.left), groups.index(merge.right)))
        groups = [group for group in groups if group not in (merge.left, merge.right)] + [(*merge.left, *merge.right)]
    tree = cotengra.ContractionTree.from_path(list(terms.values()), (), sizes, path=path)
    assert tree.contraction_cost() == found.flops
    assert tree.max_size() == max(found.largest, dim**4)
    assert "multiplications, the largest array of" in str(found)


def test_cotengra_finds_orders_where_others_take_longer(monkeypatch):
    network, weights = from_quimb(qtn.TN_rand_reg(40, 3, 4, seed=2))
    searched, exact = contraction_cost(network), contract(network, weights)
    assert contraction_cost(network) == searched
    monkeypatch.setattr("tnrnn.values.ordering.find_spec", lambda name: None)
    assert contraction_cost(network).flops > searched.flops
    assert np.isclose(contract(network, weights), exact)


def test_what_no_order_makes_small_enough_is_taken_in_slices(monkeypatch):
    """With half of the elements, the sum is over the values of one more bond at least, with and without cotengra."""
    network, weights = from_quimb(qtn.TN2D_rand(9, 9, 3, seed=1))
    found, exact = contraction_cost(network), contract(network, weights)
    for spec in (lambda name: None, importlib.util.find_spec):
        monkeypatch.setattr("tnrnn.values.ordering.find_spec", spec)
        for limit in (found.largest, found.largest // 2, found.largest // 20):
            cost = contraction_cost(network, limit=limit)
            assert cost.largest <= limit
            assert (cost.slices > 1) == (limit < found.largest)
            assert np.isclose(contract(network, weights, limit=limit), exact)
    with pytest.raises(TnrnnError, match=r"given a network for which the order found .* raise limit="):
        contract(network, weights, limit=3)


# Mistakes


def _nodes():
    one, two = tensornetwork.Node(np.ones((2, 2)), name="one"), tensornetwork.Node(np.ones((2, 2)), name="two")
    one[0] ^ two[0]
    return [one]


def _graph(**data):
    graph = networkx.Graph()
    graph.add_edge("A", "B", **data)
    return graph


def _scaled(exponent):
    tn = qtn.TensorNetwork([qtn.Tensor(np.ones(2), ["a"])])
    tn.exponent = exponent
    return tn


NETWORK = from_einsum("ab,b->a", (2, 3), (3,))[0]
MISTAKES = [
    (lambda: from_einsum("ab,bc->ac", (2, 3), (4, 2)), "index 'b': expected the dimension 3 everywhere, given 4"),
    (lambda: from_einsum("ab,bc->ad", (2, 3), (3, 2)), "output: expected indices of the terms, each once, given 'ad'"),
    (lambda: from_einsum("ab->aa", (2, 3)), "output: expected indices of the terms, each once"),
    (lambda: from_einsum("a..,a->a", (2, 3), (2,)), "'...' at most once in a term, and no other dot"),
    (lambda: from_einsum("ab->a->b", (2, 3)), "an expression such as 'ab,bc->ac'"),
    (lambda: from_einsum("ab>a", (2, 3)), "an expression such as"),
    (lambda: from_einsum("a->a,a", (2,)), "an expression such as"),
    (lambda: from_einsum("", ()), "an expression such as"),
    (lambda: from_einsum(7), "an expression such as"),
    (lambda: from_einsum(7, (2, 3)), "operand 0: expected 2 axes, as [2, 3] has indices, given ()"),
    (lambda: from_einsum("ab", (2, 3), (2,)), "an array or a shape for each of the 1 terms, given 2"),
    (lambda: from_einsum("ab", (2,)), "operand 0: expected 2 axes"),
    (lambda: from_einsum("a...b", (2,)), "operand 0: expected at least 2 axes, as 'a...b' has indices, given (2,)"),
    (lambda: from_einsum("a...->a", (2, 3)), "output: expected '...' for the axes that it stands for in the terms"),
    (lambda: from_einsum("...a,...a", (3, 2), (4, 2)), "index '...0': expected the dimension 3 everywhere, given 4"),
    (lambda: from_einsum("aa->a", (1, 3)), "operand 0: expected one size on all axes with the index 'a', given (1, 3)"),
    (lambda: from_einsum((2, 3), [0, 1], (3, 4)), "output: expected indices of the terms, each once, given [3, 4]"),
    (lambda: from_einsum((2, 3), [0, 2.5]), "indices of operand 0: expected integers, strings or Ellipsis as indices"),
    (lambda: from_einsum((2, 3), [..., ...]), "indices of operand 0: expected '...' at most once"),
    (lambda: from_einsum((2,), 7), "indices of operand 0: expected a list of indices, given 7"),
    (lambda: from_einsum("ab", [2, "3"], shapes=True), "operand 0, dim: expected an integer from 1"),
    (lambda: from_einsum("ab", 7, shapes=True), "operand 0: expected a shape, given 7"),
    (lambda: from_einsum("ab", {"a": 2}), "sizes: expected one for index 'b', given ['a']"),
    (lambda: from_einsum("a", {"a": 2, "A": 2}), "sizes: expected indices of the expression, given 'A'"),
    (lambda: from_einsum("a...", {"a": 2}), "expected no '...' if sizes are given by index"),
    (lambda: from_einsum([["bond"]], [], {"bnod": 2}), "expected one for index 'bond', given ['bnod']"),
    (lambda: from_einsum([["a"]], ["b"], {"a": 2}), "output: expected indices of the terms, each once, given 'b'"),
    (lambda: from_einsum("ab", (2, 0)), "operand 0, dim: expected an integer from 1"),
    (lambda: from_einsum("ab", (2, 10**12)), "operand 0, dim: expected an integer from 1"),
    (lambda: from_einsum("ab", [[1, float("nan")]]), "operand 0: expected finite numbers"),
    (lambda: from_einsum("ab", "ab"), "operand 0: expected an array of numbers"),
    (lambda: to_einsum(NETWORK, {"t0": [[1]]}), "weights: expected an array for t1 too"),
    (lambda: to_einsum("NETWORK", {}), "network: expected a Network"),
    (lambda: to_quimb(NETWORK, {"t0": [[1]], "t1": [1]}), "weights, t0: expected an array of shape"),
    (lambda: to_tensornetwork(NETWORK, None), "weights: expected a mapping"),
    (lambda: to_networkx(7), "to_networkx: expected a Network"),
    (lambda: from_tensornetwork(_nodes()), "node one: expected edges only to nodes that are given"),
    (lambda: from_tensornetwork([1]), "expected tensornetwork nodes, given 1"),
    (lambda: from_tensornetwork(7), "expected tensornetwork nodes, given 7"),
    (lambda: from_tensornetwork(_nodes() * 2), "a node is given twice"),
    (lambda: from_tensornetwork([tensornetwork.Node(np.ones(2))], []), "all 1 dangling edges, each once, given 0"),
    (lambda: from_quimb(7), "a quimb.tensor.TensorNetwork or quimb.tensor.Circuit, given 7"),
    (lambda: from_quimb(_scaled(1e4)), "exponent: expected a factor that the arrays can hold"),
    (lambda: from_quimb(_scaled(float("nan"))), "exponent: expected a finite number, given nan"),
    (lambda: from_quimb(_scaled("x")), "exponent: expected a number, given 'x'"),
    (lambda: from_quimb(qtn.MPS_rand_state(3, 2), operator=True), "operator: expected a quimb.tensor.Circuit"),
    (lambda: from_quimb(qtn.CircuitMPS(3), operator=True), "a circuit that has its operator as a network"),
    (
        lambda: from_quimb(qtn.MPS_rand_state(3, 2), output_inds=["k0", "k1", "k3"]),
        "indices of tensors, each once, given 'k3'",
    ),
    (lambda: from_networkx(7), "an undirected networkx.Graph or MultiGraph"),
    (lambda: from_networkx(networkx.DiGraph()), "networkx.Graph or MultiGraph (graph.to_undirected() makes one)"),
    (lambda: from_networkx(_graph()), "edge A--B: expected an attribute 'dim', its dimension"),
    (lambda: from_networkx(_graph(dim=0)), "bond A--B, dim: expected an integer from 1"),
    (lambda: from_networkx(_graph(dim=2), dim=3), "dim: expected the name of an attribute"),
]


@pytest.mark.parametrize(("make", "message"), MISTAKES)
def test_mistakes_are_one_line(make, message):
    with pytest.raises(TnrnnError, match=re.escape(message)) as caught:
        make()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"kind": "wieght"}, "did you mean 'weight'"),
        ({"bonds": ("x",)}, "node A, bonds: expected A--B in any order"),
        ({"bonds": 7}, "node A, bonds"),
        ({"dangling": ("x",)}, "node A, dangling: expected a mapping"),
        ({"tags": "U"}, "tensor A, tags: expected a tuple of names, given 'U'"),
        ({"tags": ["U", "U"]}, "tensor A, tags: expected each name once"),
        ({"left": ["A-B"]}, "tensor A, left: expected names of bonds of the tensor, given 'A-B'; did you mean 'A--B'?"),
        ({"dangling": {"x": 2.5}}, "bond x, dim"),
        ({"array": [1, 2, 3]}, "tensor A: expected an array of shape (2,), given (3,)"),
        ({"kind": "copy", "array": [1, 2]}, "tensor A: expected no array, as it is not a weight"),
        (
            {"parameter": "B", "array": [1, 2]},
            "tensor B: expected the array that other tensors with the parameter B have",
        ),
    ],
)
def test_nodes_of_a_graph_with_wrong_attributes(attributes, message):
    graph = _graph(dim=2)
    graph.nodes["A"].update(attributes)
    graph.nodes["B"]["array"] = [3, 4]
    with pytest.raises(TnrnnError, match=re.escape(message)):
        from_networkx(graph)


def test_a_graph_whose_own_attributes_are_wrong():
    for name, wrong in (("open", ("x",)), ("open", 7), ("fixed", 7), ("bonds", [1]), ("bonds", 7)):
        graph = _graph(dim=2)
        graph.graph[name] = wrong
        with pytest.raises(TnrnnError):
            from_networkx(graph)


def test_unit_matrices_that_do_not_fit_are_refused():
    network = Network((Tensor("c", "copy", ("i", "j")),), (Bond("i", 10**6), Bond("j", 10**6)), ("i", "j"))
    for export in (to_quimb, to_einsum):
        with pytest.raises(TnrnnError, match="copy tensor: expected arrays of at most"):
            export(network, {})


def test_nothing_warns():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        network, weights = given(3)
        from_json(to_json(network, weights))
        from_einsum(to_einsum(network, weights)[0])


@pytest.mark.parametrize("call", [lambda: from_quimb(3), lambda: to_quimb(random_network(1), {})])
def test_without_quimb_one_line_names_the_extra(call, monkeypatch):
    monkeypatch.setitem(sys.modules, "quimb", None)
    monkeypatch.setitem(sys.modules, "quimb.tensor", None)
    with pytest.raises(TnrnnError, match=r"expected the package quimb, given none; .*tnrnn\[interop\]"):
        call()
