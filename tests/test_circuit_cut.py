"""Law 2 on circuits: the cut found on the circuit is the cut of its unfolding, entry by entry."""

import random
from collections import Counter

import pytest
from random_circuits import random_circuit
from random_networks import brute_force

from tnrnn import Circuit, Partition, TnrnnError, Vertex, min_cut, rac, slice_cut, unroll

MODES = ("one-hot", "continuous")


def random_case(seed, **sizes):
    """Return a random circuit with a random partition of its inputs, or None where it has fewer than two."""
    circuit = random_circuit(seed, **sizes)
    rng = random.Random(seed)
    positions = list(circuit.positions)
    if len(positions) < 2:
        return None
    near = rng.sample(positions, rng.randint(1, len(positions) - 1))
    return circuit, Partition(near=near, far=[position for position in positions if position not in near])


CASES = [(seed, case) for seed in range(1600) if (case := random_case(seed))]


def counted(circuit, network, cut):
    """Return the entries and the near side of a network's cut in the terms of a circuit's: by vertex, with counts."""
    entries = Counter((entry.kind, entry.dim, entry.symbol) for entry in cut.entries)
    vertex = {
        tensor.name: tensor.vertex for tensor in network.tensors if circuit.by_name[tensor.vertex].kind != "input"
    }
    near = Counter(vertex[name] for name in cut.near if name in vertex)
    return entries, near


BRUTE = 11
"""Tensors that are free to choose a side, up to which every choice is tried."""


def free_tensors(network):
    return sum(tensor.kind not in ("copy", "input") for tensor in network.tensors)


def slots(network):
    """Return how many input slots every input vertex has."""
    return Counter(tensor.vertex for tensor in network.tensors if tensor.kind == "input")


def assert_same_cut(circuit, network, cut, expected):
    """The cut on the circuit is that of the network: value, entries, the near side, and every copy on a side."""
    entries, near = counted(circuit, network, expected)
    ours = Counter()
    for entry in cut.entries:
        ours[entry.kind, entry.dim, entry.symbol] += entry.count
    assert (cut.value, ours) == (expected.value, entries)
    assert {name: count for name, count in cut.near if circuit.by_name[name].kind != "input"} == near
    copies = Counter(dict(cut.near)) + Counter(dict(cut.far))
    assert copies == Counter(circuit.copies) - Counter(
        {v.name: circuit.copies[v.name] for v in circuit.inputs}
    ) + slots(network)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("block", range(5))
def test_the_cut_of_the_unfolding(mode, block):
    for _, (circuit, partition) in CASES[block::5]:
        network = unroll(circuit, mode)
        expected = min_cut(network, partition, engine="networkx")
        cut = min_cut(circuit, partition, mode=mode)
        assert cut.minimal
        assert_same_cut(circuit, network, cut, expected)
        if free_tensors(network) <= BRUTE:
            assert cut.value == brute_force(network, partition)[0]
        end = min_cut(circuit, partition, mode=mode, nearest="end")
        assert_same_cut(circuit, network, end, min_cut(network, partition, engine="networkx", nearest="end"))


def test_at_least_five_hundred_circuits_of_every_kind():
    kinds = Counter()
    for _, (circuit, _) in CASES:
        kinds["brute force"] += all(free_tensors(unroll(circuit, mode)) <= BRUTE for mode in MODES)
        products = [vertex for vertex in circuit.vertices if vertex.kind == "product"]
        kinds["circuits"] += 1
        kinds["bilinear"] += any(vertex.kind == "bilinear" for vertex in circuit.vertices)
        kinds["repeated"] += any(len(set(vertex.children)) < len(vertex.children) for vertex in products)
        kinds["nested"] += any(
            circuit.by_name[child].kind == "product" for vertex in products for child in vertex.children
        )
        kinds["direct"] += any(
            circuit.by_name[child].kind == "input" for vertex in products for child in vertex.children
        )
    assert min(kinds["circuits"], kinds["brute force"]) >= 500
    assert min(kinds.values()) >= 50


def test_a_product_below_a_product_is_paid_once():
    """product(p, p) with p = product(x0, x1), d = 3: the copies are one hyperedge; with two states it would be 9."""
    x = [Vertex(f"x{i}", "input", dim=3, position=i) for i in (0, 1)]
    p = Vertex("p", "product", ("x0", "x1"), dim=3)
    circuit = Circuit((*x, p, Vertex("q", "product", ("p", "p"), dim=3)), "q")
    partition = Partition(near=[0], far=[1])
    assert min_cut(circuit, partition, mode="continuous").value == 3
    assert min_cut(circuit, partition, mode="one-hot").value == 3
    assert min_cut(circuit, partition, mode="continuous").entries[0].kind == "hyperedge"


def test_a_joined_input_below_products_is_one_hyperedge_with_them():
    """x0 x1 and x0 x2, used by maps: all copy tensors are adjacent, so that severing them costs 3 once."""
    x = [Vertex(f"x{i}", "input", dim=3, position=i) for i in (0, 1, 2)]
    p = [Vertex(f"p{i}", "product", ("x0", f"x{i}"), dim=3) for i in (1, 2)]
    top = Vertex("y", "bilinear", ("p1", "p2"), dim=1, parameter="B")
    circuit = Circuit((*x, *p, top), "y")
    for near in ([0], [1], [2], [0, 1]):
        partition = Partition(near=near, far=[i for i in (0, 1, 2) if i not in near])
        cut = min_cut(circuit, partition)
        assert cut.value == min_cut(unroll(circuit), partition).value == 3
        assert [entry.count for entry in cut.entries] == [1]


def test_of_many_ties_the_nearest_is_taken():
    """All 2^8 sets Q tie, and the dimensions are powers of no one integer."""
    x = [Vertex(f"x{i}", "input", dim=2, position=i) for i in range(9)]
    u = [Vertex(f"u{i}", "bilinear", (f"x{i}", f"x{i}"), dim=2, parameter="U") for i in range(8)]
    w = [Vertex("w0", "bilinear", ("u0", "x8"), dim=3**9, parameter="w0")]
    w += [Vertex(f"w{i}", "bilinear", (f"w{i - 1}", f"u{i}"), dim=3**9, parameter=f"w{i}") for i in range(1, 8)]
    circuit = Circuit((*x, *u, *w, Vertex("y", "bilinear", ("w7", "w7"), dim=1, parameter="y")), "y")
    partition = Partition(near=range(8), far=[8])
    cut = min_cut(circuit, partition)
    expected = min_cut(unroll(circuit), partition)
    assert cut.minimal
    assert_same_cut(circuit, unroll(circuit), cut, expected)


@pytest.mark.parametrize(("seed", "dims"), [(132, (2, 5, 10, 20)), (1071, (2, 5, 10, 20)), (3717, (2, 5, 10, 20))])
def test_ties_that_floats_round_apart_are_ties(seed, dims):
    """log 10 = log 2 + log 5 and the like, of which floats differ in the last place: the nearest of all is taken."""
    circuit, partition = random_case(seed, vertices=16, dims=dims, most_copies=80)
    network = unroll(circuit)
    cut = min_cut(circuit, partition)
    assert cut.minimal
    assert_same_cut(circuit, network, cut, min_cut(network, partition, engine="networkx"))


def test_exponents_of_ten_to_the_eighteen():
    circuit = rac(1000, 10, 3, 2)
    cut = min_cut(circuit, Partition.start_end(1000), mode="continuous")
    assert cut.minimal
    assert 5.8e18 < cut.log2 < slice_cut(circuit, 500).log2 < 5.9e18
    assert cut.formula.startswith("R^58")
    with pytest.raises(TnrnnError, match="does not fit in memory"):
        _ = cut.value
    joined = min_cut(circuit, Partition.start_end(1000))
    assert (joined.minimal, joined.formula) == (True, "M^499 R")
    near, far = dict(cut.near), dict(cut.far)
    for name, copies in circuit.copies.items():
        assert near.get(name, 0) + far.get(name, 0) == copies


def test_sums_are_cut_as_bilinear_maps_of_longer_vectors():
    x = [Vertex(f"x{i}", "input", dim=3, position=i) for i in (0, 1)]
    circuit = Circuit((*x, Vertex("s", "sum", ("x0", "x1"), dim=3)), "s")
    halves = Partition(near=[0], far=[1])
    assert min_cut(circuit, halves, "one-hot").value == 3
    assert min_cut(circuit, halves, "continuous").value == 4
    for mode in ("one-hot", "continuous"):
        assert min_cut(circuit, halves, mode).value == min_cut(unroll(circuit, mode), halves).value
