"""What bounds a network's rank from below and from above, side by side; and the same at every contiguous split."""

import csv
import itertools
import json
import math
import random
from pathlib import Path

import pytest
from random_networks import brute_force, random_network

from tnrnn import (
    Bond,
    Network,
    Partition,
    Tensor,
    TnrnnError,
    entanglement_profile,
    generic_rank,
    max_flow_gap,
    min_cut,
    power_bound,
    rac,
    unroll,
)

DATA = Path(__file__).parent / "data"
QUANTUM = list(csv.DictReader((DATA / "quantum_max_flow.csv").read_text().splitlines()))


def free_case(seed, dims):
    """A random network of free tensors and a partition of all of its open legs, with the legs of each side."""
    network, _ = random_network(seed, tensors=5, dims=dims)
    rng = random.Random(seed)
    near = [name for name in network.open if rng.random() < 0.5] or [network.open[0]]
    far = [name for name in network.open if name not in near] or [near.pop()]
    if not near:
        return None
    at = {tensor.bonds[0]: tensor.position for tensor in network.tensors if tensor.kind == "input"}
    partition = Partition(near=[at.get(name, name) for name in near], far=[at.get(name, name) for name in far])
    return network, partition, near, far


def small(network):
    sizes = (math.prod(shape) for shape in network.parameters.values())
    return math.prod(network.bond[name].dim for name in network.open) <= 2**10 and max(sizes) <= 2**12


def sandwiches(seeds, dims):
    for seed in seeds:
        case = free_case(seed, dims)
        if case is not None and small(case[0]):
            network, partition, near, far = case
            yield power_bound(network, partition), generic_rank(network, near, far), min_cut(network, partition)


def test_the_rank_is_between_the_bounds():
    found = list(sandwiches(range(150), (1, 2, 2, 3, 3, 4, 5)))
    assert all(lower.value <= rank <= cut.value for lower, rank, cut in found)
    assert all(lower.cut.value >= cut.value for lower, _, cut in found)
    assert len(found) > 100
    assert sum(lower.value < cut.value for lower, _, cut in found) > 10
    assert sum(lower.value > 1 for lower, _, _ in found) > 50


@pytest.mark.parametrize("dims", [(2,), (2, 4), (3,), (4,), (1, 2, 8)])
def test_all_three_are_equal_where_dimensions_are_powers_of_one_integer(dims):
    found = list(sandwiches(range(60), dims))
    assert len(found) > 25
    assert all(lower.value == rank == cut.value for lower, rank, cut in found)


def test_the_bound_is_the_maximum_over_all_integers():
    """By the definition: every p, every choice of sides."""
    for seed in range(60):
        case = free_case(seed, (1, 2, 3, 5, 6, 9, 12))
        if case is None:
            continue
        network, partition, _, _ = case
        least = {}
        for base in range(2, 13):
            powers = {dim: base ** next(n for n in itertools.count() if base ** (n + 1) > dim) for dim in range(1, 13)}
            bonds = tuple(Bond(bond.name, powers[bond.dim]) for bond in network.bonds)
            least[base] = brute_force(Network(network.tensors, bonds, network.open), partition)[0]
        found = power_bound(network, partition)
        assert found.value == max(least.values()), seed
        assert least[found.base] == found.value == found.base**found.exponent
        assert found.log2 == pytest.approx(math.log2(found.value))


def bridge(row):
    names = ("source_1", "source_2", "sink_1", "sink_2")
    bonds = (*(Bond(name, int(row[name])) for name in names), Bond("bridge", int(row["bridge_dim"])))
    tensors = tuple(
        Tensor(f"A{i}", "weight", (f"source_{i}", f"sink_{i}", "bridge"), parameter=f"A{i}") for i in (1, 2)
    )
    return Network(tensors, bonds, names), Partition(near=names[:2], far=names[2:])


@pytest.mark.parametrize("row", QUANTUM, ids=lambda row: "-".join(row.values()))
def test_reference_networks_whose_rank_is_less_than_their_cut(row):
    table = max_flow_gap(*bridge(row))
    cut, rank = int(row["min_cut"]), int(row["generic_rank"])
    assert (table["min_cut"].value, table["generic_rank"].value, table["generic_rank"].kind) == (cut, rank, "lower")
    assert table["generic_rank"].note.endswith(f"the min-cut is {cut - rank} more")
    assert table["power_bound"].value <= rank
    assert table["min_cut"].note == ""
    assert list(table.to_json()) == ["min_cut", "power_bound", "generic_rank"]
    assert "generic rank" in table._repr_html_()
    assert "generic rank" in table.to_latex()


def test_large_dimensions_need_exact_roots():
    """10^9 - 1 is not 10^9, nor is the cube of 999 one of 1000."""
    for dim, exponent, expected in ((10**9 - 1, 1, 10**9 - 1), (999**3, 1, 999**3), (2**29, 29, 2**29)):
        bonds = (Bond("i", dim), Bond("j", dim))
        network = Network((Tensor("A", "weight", ("i", "j"), parameter="A"),), bonds, ("i", "j"))
        found = power_bound(network, Partition(near=["i"], far=["j"]))
        assert found.value == expected
        assert found.exponent == (3 if dim == 999**3 else exponent)


def test_a_proof_without_a_rank_for_matrices_that_are_too_large():
    bonds = tuple(Bond(name, 2**20) for name in "ijk")
    tensors = (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("j", "k"), parameter="B"))
    network, partition = Network(tensors, bonds, ("i", "k")), Partition(near=["i"], far=["k"])
    assert max_flow_gap(network, partition)["generic_rank"].value == 2**20
    bonds = (Bond("i", 2**20), Bond("j", 2**20 - 1), Bond("k", 2**20 - 3), Bond("l", 5))
    tensors = (Tensor("A", "weight", ("i", "j", "k", "l"), parameter="A"),)
    network = Network(tensors, bonds, ("i", "j", "k", "l"))
    row = max_flow_gap(network, Partition(near=["i", "j"], far=["k", "l"]))["generic_rank"]
    assert not row.applies
    assert "elements" in row.reason


def test_dimensions_of_one_and_parts_that_are_not_joined():
    bonds = (Bond("i", 1), Bond("j", 5), Bond("k", 5))
    tensors = (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("k",), parameter="B"))
    network = Network(tensors, bonds, ("i", "j", "k"))
    found = power_bound(network, Partition(near=["j"], far=["k"]))
    assert (found.value, found.formula, found.log2, found.cut.entries) == (1, "1", 0.0, ())
    table = max_flow_gap(network, Partition(near=["j"], far=["k"]))
    assert (table["generic_rank"].value, table["generic_rank"].kind, table["min_cut"].note) == (1, "exact", "tight")


def test_shared_tensors_have_no_such_bound():
    """With shared weights a rank can be less than the min-cut though all dimensions are powers of one integer."""
    network, partition = unroll(rac(4, 1, 2, 2)), Partition.start_end(4)
    with pytest.raises(
        TnrnnError, match=r"power_bound: expected free tensors, given parameter 'W_H\[1\]' on 4 of them"
    ):
        power_bound(network, partition)
    table = max_flow_gap(network, partition)
    assert table["power_bound"].reason.startswith("expected free tensors")
    assert table["generic_rank"].value == 2 == table["min_cut"].value


def random_chain(seed):
    """A matrix product state with an open leg at each site."""
    rng = random.Random(seed)
    sites = 5
    bonds = [Bond(f"b{i}", rng.choice((2, 3, 4))) for i in range(1, sites)]
    bonds += [Bond(f"p{i}", rng.choice((2, 3))) for i in range(sites)]
    inner = [bond.name for bond in bonds[: sites - 1]]
    tensors = [
        Tensor(f"A{i}", "weight", (*inner[max(i - 1, 0) : i], f"p{i}", *inner[i : i + 1]), parameter=f"A{i}")
        for i in range(sites)
    ]
    return Network(tuple(tensors), tuple(bonds), tuple(f"p{i}" for i in range(sites)))


def test_profiles_of_chains_are_what_the_chain_lets_through():
    """At each split: the least of the bond, and of what either side can send to it; by free tensors it is reached."""
    for seed in range(40):
        network = random_chain(seed)
        dim = {bond.name: bond.dim for bond in network.bonds}
        found = entanglement_profile(network, ranks=True)
        left, right = [1], [1]
        for site in range(5):
            left.append(min(left[-1] * dim[f"p{site}"], dim.get(f"b{site + 1}", math.inf)))
            right.append(min(right[-1] * dim[f"p{4 - site}"], dim.get(f"b{4 - site}", math.inf)))
        expected = [min(left[k], right[5 - k]) for k in range(1, 5)]
        assert [cut.value for cut in found.cuts] == expected
        assert list(found.ranks) == expected
        assert found.at == (1, 2, 3, 4)
        assert found.log2 == pytest.approx([math.log2(value) for value in expected])


def test_profiles_in_another_order_and_with_free_legs():
    network = random_chain(0)
    order = ["p3", "p0", "p4", "p1"]
    found = entanglement_profile(network, order=order, ranks=True)
    assert found.ranks == (None, None, None)
    for split, cut in zip(found.at, found.cuts, strict=True):
        assert cut == min_cut(network, Partition(near=order[:split], far=order[split:]))


def test_profiles_show_themselves():
    found = entanglement_profile(unroll(rac(3, 1, 2, 2)), ranks=True)
    assert found.labels == (1, 2, 3)
    assert str(found).splitlines()[1].split() == ["1", "1", "M", "1", "2"]
    assert json.loads(json.dumps(found.to_json()))[0] == {"near": [1], "min_cut": "M", "log2": 1.0, "rank": "2"}


def test_mistakes():
    network, partition = random_chain(0), Partition(near=["p0", "p1"], far=["p2", "p3"])
    for call, message in (
        (lambda: power_bound(network, partition), r"power_bound: expected a side for every open leg .* given none for"),
        (lambda: max_flow_gap(network, partition), r"max_flow_gap: expected a side for every open leg"),
        (lambda: power_bound(3, partition), r"power_bound: expected a Network \(unroll a circuit first\), given 3"),
        (lambda: max_flow_gap(network, 3), "max_flow_gap, partition: expected a Partition, given 3"),
        (lambda: max_flow_gap(network, partition, seed=-1), "seed: expected an integer"),
        (lambda: entanglement_profile(3), "entanglement_profile: expected a Network"),
        (lambda: entanglement_profile(network, order=["p0"]), "order: expected at least two labels, given"),
        (lambda: entanglement_profile(network, order=["p0", "p9"]), "partition: expected labels .* given 'p9'"),
    ):
        with pytest.raises(TnrnnError, match=message):
            call()
    fixed = Network(network.tensors[:1], network.bonds[:1] + network.bonds[4:5], ("b1", "p0"))
    shape = fixed.parameters["A0"]
    value = tuple(tuple(1 for _ in range(shape[1])) for _ in range(shape[0]))
    with pytest.raises(TnrnnError, match="given the fixed parameter 'A0'"):
        power_bound(Network(fixed.tensors, fixed.bonds, fixed.open, {"A0": value}), Partition(near=["b1"], far=["p0"]))
