"""What quimb keeps beside its tensors: circuits, factors 10^x, tags, isometries; and legs that are named by numbers."""

import math
import os
from dataclasses import replace
from fractions import Fraction

import networkx
import numpy as np
import pytest

from tnrnn import Bond, Network, Partition, Tensor, contract, min_cut
from tnrnn.drawing import Look
from tnrnn.drawing.dressing.isometries import directions
from tnrnn.drawing.dressing.matching import chosen, parts_of
from tnrnn.interop import from_networkx, from_quimb, to_networkx, to_quimb
from tnrnn.interop.factors import _binary, with_factor

if os.environ.get("CI"):  # where a missing package is an error
    import quimb.tensor as qtn
else:
    qtn = pytest.importorskip("quimb.tensor", reason="quimb is not installed (extra interop)")

# Circuits


def circuit(kind=None, sites=4, seed=0):
    """Rotations and controlled gates between neighbours and others, so that no symmetry hides an order of axes."""
    made = (kind or qtn.Circuit)(sites)
    rng = np.random.default_rng(seed)
    for depth in range(3):
        for site in range(sites):
            made.apply_gate("U3", *rng.uniform(0, 6, 3), site)
        for site in range(depth % 2, sites - 1, 2):
            made.apply_gate("CNOT", site, site + 1)
    return made


def with_state(given):
    """Return a circuit, or skip if quimb has no state of it: CircuitDense of some versions fails in quimb itself."""
    try:
        assert given.psi
    except ValueError as error:
        pytest.skip(f"this version of quimb shows no state of a {type(given).__name__}: {str(error)[:60]}")
    return given


@pytest.mark.parametrize("kind", ["Circuit", "CircuitMPS", "CircuitDense", "CircuitPermMPS"])
def test_a_circuit_is_its_state_with_the_sites_in_order(kind):
    given = with_state(circuit(getattr(qtn, kind)))
    network, weights = from_quimb(given)
    assert network.open == ("k0", "k1", "k2", "k3")
    np.testing.assert_allclose(contract(network, weights).reshape(-1), given.to_dense().reshape(-1), atol=1e-12)
    turned, _ = from_quimb(given, output_inds=["k3", "k1", "k0", "k2"])
    assert turned.open == ("k3", "k1", "k0", "k2")
    shapes, none = from_quimb(given, arrays=False)
    assert (shapes.open, none) == (network.open, {})


@pytest.mark.parametrize("kind", ["Circuit", "CircuitDense"])
def test_sites_stand_in_order_where_quimb_has_them_in_another(kind):
    given = getattr(qtn, kind)(3)
    given.h(0)
    given.cnot(0, 1)
    assert with_state(given).psi.outer_inds()[0] == "k2"
    assert from_quimb(given)[0].open == ("k0", "k1", "k2")


def test_the_operator_of_a_circuit_takes_columns_to_rows():
    given = circuit()
    network, weights = from_quimb(given, operator=True)
    assert network.open == ("k0", "k1", "k2", "k3", "b0", "b1", "b2", "b3")
    matrix = contract(network, weights).reshape(16, 16)
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(16), atol=1e-12)
    for column in (0, 5, 14):
        start = np.eye(16)[column].reshape(-1, 1)
        moved = qtn.Circuit(4, psi0=qtn.MatrixProductState.from_dense(start))
        moved.apply_gates(given.gates)
        np.testing.assert_allclose(matrix[:, column], moved.to_dense().reshape(-1), atol=1e-12)


def test_a_circuit_is_cut():
    given = qtn.Circuit(4)
    for site in range(4):
        given.h(site)
    given.cnot(1, 2)
    network, _ = from_quimb(given)
    assert min_cut(network, Partition(near=("k0", "k1"), far=("k2", "k3"))).value == 2
    assert min_cut(network, Partition(near=("k0",), far=("k1", "k2", "k3"))).value == 1


# Factors


@pytest.mark.parametrize("exponent", [3.0, -2.5, 0.279, 40.0, -700.0, 700.125])
def test_the_exponent_of_a_network_is_in_its_arrays(exponent):
    given = qtn.MPS_rand_state(6, 3, seed=0)
    plain = contract(*from_quimb(given))
    given.exponent = exponent
    network, weights = from_quimb(given)
    assert network == from_quimb(qtn.MPS_rand_state(6, 3, seed=0))[0]
    mantissa, power = contract(network, weights, exponent=True)
    logs = np.log10(np.abs(mantissa)) + power * np.log10(2) - np.log10(np.abs(plain))
    np.testing.assert_allclose(logs, exponent, atol=1e-9)
    assert (np.sign(mantissa) == np.sign(plain)).all()
    given.exponent = 0.0
    assert np.shares_memory(from_quimb(given)[1]["I0"], given["I0"].data)


def test_what_equalize_norms_takes_out_comes_back():
    given = qtn.TN2D_rand(4, 4, 3, seed=2)
    wanted = given.contract()
    given.equalize_norms_(1.0)
    assert given.exponent
    np.testing.assert_allclose(contract(*from_quimb(given)), wanted, rtol=1e-12)
    mantissa, exponent = given.contract(strip_exponent=True)
    ours, power = contract(*from_quimb(given), exponent=True)
    np.testing.assert_allclose(np.log10(abs(ours)) + power * np.log10(2), np.log10(abs(mantissa)) + exponent)


def test_a_factor_is_rounded_once():
    """10^x = m 2^k; only m is no power of 2."""
    for exponent in (1.0, -3.0, 22.0, -300.0):
        factor, power = _binary(exponent)
        assert 1 <= factor < 2
        assert abs(Fraction(factor) * Fraction(2) ** power / Fraction(10) ** int(exponent) - 1) <= Fraction(1, 2**53)
    arrays = [np.array([1.0]), np.array([1 / 3]), np.array([2.0**-1000])]
    made = with_factor("factor", arrays, 2.0)
    assert [array.item() for array in made] == [1.5625 * 4, 4 / 3, 2.0**-998]


def test_exact_numbers_and_a_factor():
    exact = [np.array([1, Fraction(1, 3)], dtype=object), np.array([2, 3])]
    made = with_factor("factor", exact, -30.0)
    assert made[0].tolist() == [Fraction(1, 10**30), Fraction(1, 3 * 10**30)]
    assert made[1] is exact[1]
    floats = with_factor("factor", exact, 0.5)
    assert floats[0][0] * floats[1][0] == pytest.approx(2 * 10**0.5)


def test_shared_weights_and_a_factor():
    """Scaling an array that two tensors have would multiply twice: another takes the factor, or a new one does."""
    own, shared = np.array([1.0, 2.0]), np.array([[1.0, 2.0], [3.0, 4.0]])
    tags = [["A", "parameter=W"], ["B", "parameter=W"], ["v"]]
    tensors = [qtn.Tensor(shared, "ij", tags[0]), qtn.Tensor(shared, "jk", tags[1]), qtn.Tensor(own, "k", tags[2])]
    for count in (3, 2):
        given = qtn.TensorNetwork(tensors[:count])
        wanted = given.contract(output_inds=given.outer_inds()).data
        given.exponent = 2.0
        network, weights = from_quimb(given)
        np.testing.assert_allclose(contract(network, weights), 100 * wanted, rtol=1e-15)
        assert weights["W"].tolist() == shared.tolist()
        assert len(network.tensors) == 3
        assert from_quimb(to_quimb(network, weights), output_inds=network.open)[0] == network


# Tags and isometries


def matrix(network, weights, tensor):
    """Return the array of a tensor as a matrix, with its bonds of `left` as rows and the others as columns."""
    columns = [name for name in tensor.bonds if name not in tensor.left]
    order = [tensor.bonds.index(name) for name in (*tensor.left, *columns)]
    rows = math.prod(network.bond[name].dim for name in tensor.left)
    return np.transpose(weights[tensor.parameter], order).reshape(rows, -1)


def is_isometry(network, weights, tensor):
    array = matrix(network, weights, tensor)
    array = array if array.shape[0] >= array.shape[1] else array.T
    return np.allclose(array.conj().T @ array, np.eye(array.shape[1]), atol=1e-12)


@pytest.mark.parametrize("centre", [0, 2, 5])
def test_arrows_of_a_canonical_chain_point_to_its_centre(centre):
    given = qtn.MPS_rand_state(6, 4, phys_dim=3, seed=1)
    given.canonicalize_(centre)
    network, weights = from_quimb(given)
    assert [tensor.name for tensor in network.tensors if tensor.left] == [f"I{n}" for n in range(6) if n != centre]
    assert all(is_isometry(network, weights, tensor) for tensor in network.tensors if tensor.left)
    assert not is_isometry(network, weights, replace(network.tensors[centre], left=(f"k{centre}",)))
    expected = {f"I{site}--I{site + 1}": f"I{site + (site < centre)}" for site in range(5)}
    expected |= {f"k{site}": f"I{site}" for site in range(6) if site != centre}
    assert directions(network) == expected


def test_the_bond_that_closes_a_ring_has_no_direction():
    given = qtn.MPS_rand_state(6, 4, cyclic=True, seed=1)
    given.canonicalize_(2)  # without the bond that closes it, it is a chain
    network, weights = from_quimb(given)
    assert all(is_isometry(network, weights, tensor) for tensor in network.tensors if tensor.left)
    inner = {name for name, ends in network.ends.items() if len(ends) == 2}
    assert inner - {*directions(network)} == {"I0--I5"}


def test_a_mera_flows_from_its_sites_to_the_top():
    given = qtn.MERA.rand(8, seed=1)
    network, weights = from_quimb(given)
    assert all(tensor.left and is_isometry(network, weights, tensor) for tensor in network.tensors)
    arrows = directions(network)
    assert {*arrows} == {*network.bond}
    graph = networkx.DiGraph()
    for name, ends in network.ends.items():
        names = {network.tensors[end].name for end in ends}
        graph.add_edges_from((other, arrows[name]) for other in names - {arrows[name]})
    assert networkx.is_directed_acyclic_graph(graph)
    assert [node for node in graph if not graph.out_degree(node)] == [network.tensors[-1].name]
    assert sum("_ISO" in tensor.tags for tensor in network.tensors) == 7 == len(given.select("_ISO").tensors)


def tensor_of(name, bonds, left=()):
    return Tensor(name, "weight", tuple(bonds), parameter=name, left=tuple(left))


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("", "", {}),
        ("a", "", {"a": "A", "b": ""}),
        ("b", "", {"a": "B", "b": "A"}),
        ("ab", "", {"a": "A", "b": "A"}),
        ("b", "a", {"a": "B", "b": "A", "c": ""}),
        ("a", "c", {"a": "A", "b": "", "c": "B"}),
        ("a", "a", {"b": "", "c": ""}),
        ("b", "c", {"b": "A", "c": "B"}),
        ("", "ac", {"a": "B", "c": "B"}),
    ],
)
def test_directions_from_the_definition(one, two, expected):
    """A has the bonds a and b, B has a and c: what is in `left` points in, the rest points out, and two must agree."""
    bonds = (Bond("a", 2), Bond("b", 2), Bond("c", 2))
    assert directions(Network((tensor_of("A", "ba", one), tensor_of("B", "ac", two)), bonds, ("b", "c"))) == expected


def test_tags_and_left_inds_come_and_go_back():
    given = qtn.MPS_rand_state(5, 3, seed=0, tags=["PSI", "layer=x"])
    given.canonicalize_(3)
    given.add_tag("U", where="I1")
    network, weights = from_quimb(given)
    assert [tensor.tags for tensor in network.tensors] == [("PSI", "layer=x")] + [
        ("PSI", "layer=x", "U") if site == 1 else ("PSI", "layer=x") for site in range(1, 5)
    ]
    back = to_quimb(network, weights)
    names = {bond.name for bond in network.bonds}
    for one, two in zip(given, back, strict=True):
        assert set(one.tags) == set(two.tags)
        assert (one.left_inds is None) == (two.left_inds is None)
        if one.left_inds is not None:
            assert [one.inds.index(index) for index in one.left_inds] == list(map(two.inds.index, two.left_inds))
            assert set(two.left_inds) <= names
    assert from_quimb(back)[0] == network
    shapes, none = from_quimb(given, arrays=False)
    assert (shapes, none) == (network, {})


def test_looks_find_tensors_by_all_tags_of_quimb():
    """Also by the tag that has become the name."""
    given = qtn.Tensor(np.ones((2, 3, 4)), ["a", "b", "c"], tags=["T"]).split(["a"], ltags=["U"], rtags=["V"])
    network, _ = from_quimb(given)
    assert [tensor.name for tensor in network.tensors] == ["U", "V"]
    for tag, found in (("U", "U"), ("V", "V"), ("T", "UV")):
        assert chosen(Look(tag=tag), parts_of(network)).tensors == tuple(found)


def test_a_name_that_others_have_as_a_tag_comes_back():
    tensors = [Tensor("U", "weight", ("a",), parameter="U", tags=("V", "x")), tensor_of("V", "ab")]
    tensors += [Tensor("x", "state", ("b",), parameter="W", tags=("U", "V", "parameter=7"))]
    network = Network(tuple(tensors), (Bond("a", 2), Bond("b", 2)))
    weights = {"U": np.ones(2), "V": np.eye(2) + 1, "W": np.ones(2)}
    back = to_quimb(network, weights)
    assert [set(tensor.tags) for tensor in back] == [
        {"U", "V", "x", "name=U"},
        {"V", "name=V"},
        {"x", "kind=state", "parameter=W", "U", "V", "name=x"},
    ]
    again, _ = from_quimb(back)
    assert again == replace(network, tensors=(*tensors[:2], replace(tensors[2], tags=("U", "V"))))


def test_tags_that_are_no_words_are_left_out():
    given = qtn.Tensor(np.ones((2, 3)), "ij", tags=["A", "B", 5, "new\nline", ""], left_inds=["j", "j"])
    (tensor,) = from_quimb(qtn.TensorNetwork([given]))[0].tensors
    assert (tensor.name, tensor.tags, tensor.left) == ("A", ("B",), ("j",))


def test_an_index_twice_on_an_isometry_is_both_its_bonds():
    given = qtn.TensorNetwork([qtn.Tensor(np.ones((2, 2, 3)), "iij", left_inds="i")])
    network, weights = from_quimb(given, output_inds=["j"])
    assert network.tensors[0].left == network.tensors[0].bonds[:2]
    assert from_quimb(to_quimb(network, weights), output_inds=["j"])[0] == network


def test_a_factor_spares_isometries_if_another_tensor_can_hold_it():
    given = qtn.MPS_rand_state(5, 3, seed=0)
    given.canonicalize_(2)
    plain, arrays = from_quimb(given)
    for exponent, spared in ((3.0, True), (700.0, False)):
        given.exponent = exponent
        network, weights = from_quimb(given)
        mantissa, power = contract(network, weights, exponent=True)
        logs = np.log10(np.abs(mantissa)) + power * np.log10(2) - np.log10(np.abs(contract(plain, arrays)))
        np.testing.assert_allclose(logs, exponent, atol=1e-9)
        assert (network == plain) == spared
        assert any(tensor.left for tensor in network.tensors) == spared
        for tensor in network.tensors:
            assert not tensor.left or is_isometry(network, weights, tensor)


def test_the_tag_of_copy_tensors_is_left_out_where_it_would_make_one():
    tensors = [Tensor("A", "weight", ("a", "b"), parameter="A", tags=("COPY", "x"))]
    network = Network(tuple(tensors), (Bond("a", 2), Bond("b", 2)), ("a", "b"))
    for array, tags in ((np.eye(2), ("x",)), (np.ones((2, 2)), ("COPY", "x"))):
        (tensor,) = from_quimb(to_quimb(network, {"A": array}))[0].tensors
        assert (tensor.kind, tensor.tags) == ("weight", tags)


# Graphs


def test_legs_that_are_numbers_keep_their_names():
    graph = networkx.Graph()
    graph.add_edge(0, 1, dim=3)
    graph.add_node(0, dangling={7: 2, (0, 1): 5, np.int64(3): 4}, bonds=("0--1", (0, 1), 3, 7))
    graph.add_node(1, dangling={7: 2})
    network, _ = from_networkx(graph)
    assert network.open == ("7", "(0, 1)", "3", "7#2")
    assert network.tensors[0].bonds == ("0--1", "(0, 1)", "3", "7")
    assert from_networkx(to_networkx(network))[0] == network
    graph.graph["open"] = (3, 7, "7#2", (0, 1))
    assert from_networkx(graph)[0].open == ("3", "7", "7#2", "(0, 1)")
