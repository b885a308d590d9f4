"""Laws 2, 3 and 5: cuts of networks against brute force, as certificates, and under renaming."""

import csv
import importlib.util
import itertools
import math
import random
from pathlib import Path

import networkx
import numpy as np
import pytest
from random_networks import brute_force, classes, fixed_sides, random_network

from tnrnn import (
    Bond,
    Cut,
    CutEntry,
    Network,
    Partition,
    Tensor,
    TnrnnError,
    min_cut,
    rac,
    slice_cut,
    unroll,
)
from tnrnn.cuts.flows import paths
from tnrnn.cuts.flows.capacities import needed_bits
from tnrnn.cuts.flows.engines import ENGINES as ENGINE_OF
from tnrnn.cuts.flows.flow import flow_near
from tnrnn.cuts.flows.paths import MOST_EDGES, near_by_paths
from tnrnn.cuts.problems import CutProblem, problem

ENGINES = ("auto", "ortools", "scipy", "networkx")
REFERENCE = list(csv.DictReader((Path(__file__).parent / "data" / "rac_min_cuts.csv").read_text().splitlines()))


def free_tensors(network, names):
    kinds = {tensor.name: tensor.kind for tensor in network.tensors}
    return {name for name in names if kinds[name] != "copy"}


def assert_separates(network, cut, partition):
    """Law 3: without what the cut lists no path leads from a near to a far terminal, and the product is the value."""
    bonds = {entry.name for entry in cut.entries if entry.kind == "bond"}
    copies = {entry.name for entry in cut.entries if entry.kind == "hyperedge"}
    severed_classes = [
        edge for edge in network.hyperedges if edge.copies and network.tensors[edge.copies[0]].name in copies
    ]
    assert len(severed_classes) == len(copies)
    gone = bonds | {name for edge in severed_classes for copy in edge.copies for name in network.tensors[copy].bonds}
    graph = networkx.Graph()
    for bond in network.bonds:
        if bond.name not in gone:
            ends = [network.tensors[end].name for end in network.ends[bond.name]]
            graph.add_edge(ends[0], ends[1] if len(ends) == 2 else (bond.name,))
    sides = fixed_sides(network, partition)
    graph.add_nodes_from(sides)
    for component in networkx.connected_components(graph):
        assert len({sides[node] for node in component if node in sides}) < 2
    product = 1
    for entry in cut.entries:
        assert entry.count == 1
        product *= entry.dim
    assert product == cut.value
    assert sorted([*cut.near, *cut.far]) == sorted(tensor.name for tensor in network.tensors)


@pytest.mark.parametrize("block", range(6))
def test_least_and_nearest_on_random_networks(block):
    """1,200 networks with copy tensors of order 3 to 5, adjacent copies, parallel bonds and bonds of dimension 1."""
    for seed in range(200 * block, 200 * (block + 1)):
        network, partition = random_network(seed)
        value, nearest = brute_force(network, partition)
        cuts = [min_cut(network, partition, engine=engine) for engine in ENGINES]
        assert all(cut == cuts[0] for cut in cuts), seed
        assert cuts[0].value == value, seed
        assert free_tensors(network, cuts[0].near) == nearest, seed
        assert cuts[0].minimal
        assert_separates(network, cuts[0], partition)


def test_the_random_networks_have_what_they_promise():
    orders, adjacent, parallel, ones = set(), 0, 0, 0
    for seed in range(1200):
        network, _ = random_network(seed)
        kinds = {tensor.name: tensor.kind for tensor in network.tensors}
        orders |= {len(tensor.bonds) for tensor in network.tensors if tensor.kind == "copy"}
        graph = network.to_networkx()
        adjacent += any(kinds[a] == kinds[b] == "copy" for a, b in graph.edges())
        parallel += any(graph.number_of_edges(a, b) > 1 for a, b in graph.edges())
        ones += any(bond.dim == 1 for bond in network.bonds)
    assert {3, 4, 5} <= orders
    assert min(adjacent, parallel, ones) > 300


def test_nearest_to_the_end_is_the_mirror_image():
    differ = 0
    for seed in range(200):
        network, partition = random_network(seed)
        end = min_cut(network, partition, nearest="end")
        value, nearest = brute_force(network, partition.swapped())
        assert end.value == value
        assert free_tensors(network, end.far) == nearest
        assert_separates(network, end, partition)
        start = min_cut(network, partition)
        assert free_tensors(network, start.near) <= free_tensors(network, end.near)
        differ += start.near != end.near
    assert differ > 50


def test_forest_engine_on_trees_and_its_refusal_of_cycles():
    rng = random.Random(0)
    for seed in range(150):
        bonds, legs, ends = [], [], {}
        for number in range(1, 9):
            bonds.append(Bond(f"b{number}", rng.choice((1, 2, 3, 4, 6))))
            for name in (f"A{number}", f"A{rng.randrange(number)}"):
                ends.setdefault(name, []).append(f"b{number}")
        for number in range(4):
            bonds.append(Bond(f"leg{number}", rng.choice((2, 3, 4))))
            ends[f"A{rng.randrange(9)}"].append(f"leg{number}")
            legs.append(f"leg{number}")
        network = Network(
            tuple(Tensor(name, "weight", tuple(at), parameter=name) for name, at in ends.items()),
            tuple(bonds),
            tuple(legs),
        )
        partition = Partition(near=legs[:2], far=legs[2:])
        cut = min_cut(network, partition, engine="forest")
        value, nearest = brute_force(network, partition)
        assert (cut.value, set(cut.near)) == (value, nearest), seed
        assert cut == min_cut(network, partition, engine="networkx")
    with pytest.raises(TnrnnError, match="engine 'forest': expected a network without cycles; use engine='auto'"):
        min_cut(unroll(rac(3, 2, 2, 3)), Partition.start_end(3), engine="forest")


def test_invariance_under_renaming_and_permuting():
    """Law 5."""
    for seed in range(150):
        network, partition = random_network(seed)
        rng = random.Random(seed)
        renamed = {
            tensor.name: f"t{number}" for number, tensor in enumerate(rng.sample(network.tensors, len(network.tensors)))
        }
        tensors = [
            Tensor(
                renamed[t.name],
                t.kind,
                tuple(rng.sample(t.bonds, len(t.bonds))),
                t.position,
                t.layer,
                t.parameter,
                t.vertex,
            )
            for t in rng.sample(network.tensors, len(network.tensors))
        ]
        other = Network(tuple(tensors), tuple(rng.sample(network.bonds, len(network.bonds))), network.open)
        one, two = min_cut(network, partition), min_cut(other, partition)
        assert one.value == two.value
        assert {renamed[name] for name in free_tensors(network, one.near)} == free_tensors(other, two.near)


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: "-".join(row.values()).replace(" ", ","))
def test_reference_values(row):
    length = int(row["T"])
    circuit = rac(length, int(row["L"]), int(row["M"]), int(row["R"]))
    partition = Partition(start=map(int, row["start"].split()), length=length)
    mode = row["mode"]
    network = unroll(circuit, mode)
    for cut in (min_cut(network, partition), min_cut(circuit, partition, mode=mode)):
        assert cut.value == int(row["min_cut"])
        assert cut.minimal
    assert_separates(network, min_cut(network, partition), partition)


def test_copy_tensors_are_paid_once_whatever_their_order():
    legs = [Bond(f"b{i}", 3) for i in range(6)]
    ends = tuple(Tensor(f"x{i}", "input", (f"b{i}",), position=i) for i in range(6))
    network = Network(
        (Tensor("c", "copy", tuple(b.name for b in legs)), *ends), tuple(legs), tuple(b.name for b in legs)
    )
    cut = min_cut(network, Partition(near=[0, 1, 2], far=[3, 4, 5]))
    assert cut.entries == (CutEntry("c", "hyperedge", 3),)
    cut = min_cut(network, Partition(near=[4], far=[0, 1, 2, 3, 5]))
    assert cut.entries == (CutEntry("b4", "bond", 3),)
    assert "c" in cut.far
    cut = min_cut(network, Partition(near=[0, 1, 2, 3, 5], far=[4]))
    assert cut.entries == (CutEntry("b4", "bond", 3),)
    assert "c" in cut.near


def ladder(dims_one, dims_two):
    """Two ways through a chain x - A - B - y: what the cut next to x severs against what the cut next to y does."""
    bonds = [Bond(f"a{i}", d) for i, d in enumerate(dims_one)] + [Bond(f"b{i}", d) for i, d in enumerate(dims_two)]
    xs = [Tensor(f"x{i}", "input", (f"a{i}",), position=i) for i in range(len(dims_one))]
    ys = [Tensor(f"y{i}", "input", (f"b{i}",), position=100 + i) for i in range(len(dims_two))]
    hub = Tensor("A", "weight", tuple(b.name for b in bonds), parameter="A")
    partition = Partition(near=range(len(dims_one)), far=range(100, 100 + len(dims_two)))
    return Network((*xs, *ys, hub), tuple(bonds), tuple(b.name for b in bonds)), partition


@pytest.mark.parametrize("engine", ["networkx", "ortools", "scipy", "forest"])
def test_ties_of_composite_dimensions_are_ties(engine):
    """6 = 2 * 3 exactly, though round(log 6) need not be round(log 2) + round(log 3)."""
    network, partition = ladder([6, 6, 6], [2, 3, 2, 3, 2, 3])
    assert min_cut(network, partition, engine=engine).near == ("x0", "x1", "x2")
    network, partition = ladder([2, 3, 2, 3, 2, 3], [6, 6, 6])
    assert min_cut(network, partition, engine=engine).near == tuple(f"x{i}" for i in range(6))


def test_products_that_the_first_scale_cannot_tell_apart(monkeypatch):
    """Four primes near 10^9 against four others: the products differ by too little for the first scale."""
    primes = [999_999_937, 999_999_929, 999_999_893, 999_999_883, 999_999_797, 999_999_761]
    one = [primes[0]] * 3 + [primes[5]]
    two = min(
        itertools.combinations_with_replacement(primes[1:5], 4),
        key=lambda product: (abs(math.prod(product) - math.prod(one)), product),
    )
    assert 0 < abs(math.log(math.prod(one)) - math.log(math.prod(two))) < 2**-28
    found = []
    nearest = paths.nearest_of_least
    monkeypatch.setattr(paths, "nearest_of_least", lambda *given: found.append(given[1]) or nearest(*given))
    network, partition = ladder(one, two)
    smaller = min(math.prod(one), math.prod(two))
    for sides in (partition, partition.swapped()):
        given = problem(network, sides)
        near = near_by_paths(given)
        assert math.prod(given.dims[number] for number in paths.paid(given, near)) == smaller
        for engine in ("networkx", "ortools", "scipy", "forest"):
            assert min_cut(network, sides, engine=engine).value == smaller
    assert len(found) == 4
    assert sum(found[1]) > sum(found[0]) << 70


def test_the_scale_is_raised_until_it_proves(monkeypatch):
    tried = []
    nearest = paths.nearest_of_least
    monkeypatch.setattr(paths, "FIRST_BITS", 2)
    monkeypatch.setattr(paths, "nearest_of_least", lambda *given: tried.append(given[1]) or nearest(*given))
    for seed in range(300):
        network, partition = random_network(seed)
        given = problem(network, partition)
        near = near_by_paths(given)
        value = 1
        for dim, members in zip(given.dims, given.edges(), strict=True):
            value *= dim if len({near[node] for node in members}) == 2 else 1
        assert value == brute_force(network, partition)[0], seed
    assert len(tried) > 400


NEAR_TIES = [341426463, 730580033, 750146527, 732214719, 360791463, 355972993, 163367169, 355789569, 187798191]
"""Some n for which capacities of as many bits as (n-1) (n+1) has, and one more, get the tie below wrong."""


@pytest.mark.parametrize("engine", ["networkx", "ortools", "scipy", "forest", "paths"])
def test_near_ties_are_told_apart(engine):
    """n n against (n-1) (n+1): products of 10^16 that differ by one."""
    rng = random.Random(0)
    for n in [*NEAR_TIES, *(rng.randrange(10**6, 10**9) for _ in range(30))]:
        for one, two in (([n, n], [n - 1, n + 1]), ([n - 1, n + 1], [n, n])):
            network, partition = ladder(one, two)
            if engine == "paths":
                given = problem(network, partition)
                near = near_by_paths(given)
                assert math.prod(given.dims[number] for number in paths.paid(given, near)) == n * n - 1, n
            else:
                assert min_cut(network, partition, engine=engine).value == n * n - 1, n


@pytest.mark.parametrize("dims", [[1], [2], [3], [5], [6], [7], [31], [64], [10**6], [10**9 - 1] * 3, [3] * 60])
def test_the_scale_is_what_the_proof_asks_for(dims):
    """S >= (v+1) log2(v+1), and no more than twice that: a scale of one bit less would prove nothing."""
    product = math.prod(dims)
    needed = (product + 1) * math.log2(product + 1)
    assert needed <= 2 ** needed_bits(math.log2(product)) <= 2.001 * needed


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_a_terminal_lets_all_its_bonds_through(engine):
    given = CutProblem.of(5, [5, 7, 11, 1000], [(0, 1), (0, 2), (0, 3), (3, 4)], [0], [1, 2, 4])
    for near in (near_by_paths, lambda one: flow_near(one, engine)):
        assert near(given) == bytearray([1, 0, 0, 0, 0])
        assert near(given.given_sides([1, 2, 3], [0])) == bytearray([0, 1, 1, 1, 1])


@pytest.mark.parametrize("engine", ENGINES[1:])
@pytest.mark.parametrize(
    ("edges", "dims", "near"),
    [
        ([], [], [1, 0, 0, 0]),
        ([(0, 1)], [2], [1, 0, 0, 0]),
        ([(2, 3), (2, 3)], [6, 1], [1, 0, 0, 0]),
        ([(0, 2), (1, 3)], [2, 3], [1, 0, 1, 0]),
        ([(2, 2), (0, 1), (0, 3, 3)], [2, 3, 5], [1, 0, 0, 1]),
        ([(0, 1, 2), (2, 3, 1)], [6, 7], [1, 0, 0, 0]),
        ([(0, 1, 2), (2, 3, 1)], [7, 1], [1, 0, 0, 0]),
        ([(0, 2), (0, 2), (2, 1)], [2, 3, 6], [1, 0, 0, 0]),
        ([(0, 2), (0, 2), (2, 1)], [2, 3, 5], [1, 0, 1, 0]),
    ],
)
def test_networks_with_little_or_nothing_to_cut(engine, edges, dims, near):
    """No hyperedge at all, loops, parallel bonds, the dimension 1, terminals that nothing joins."""
    given = CutProblem.of(4, dims, edges, [0], [1])
    assert flow_near(given, engine) == near_by_paths(given) == bytearray(near)


@pytest.mark.parametrize("dims", [[2, 2], [10**9 - 1, 10**9 - 3], [6, 10, 15]])
def test_paths_of_small_networks_end_where_other_flows_end(dims):
    """Also in networks that are too large for them, with wide hyperedges, and beyond 64-bit integers."""
    rng = random.Random(0)
    for _ in range(100):
        nodes, sizes = rng.randrange(4, 40), rng.randrange(1, 150)
        members = tuple(tuple(rng.sample(range(nodes), rng.choice((2, 2, 3, 4)))) for _ in range(sizes))
        given = CutProblem.of(nodes, rng.choices(dims, k=sizes), members, [0, 1], [2, 3])
        assert near_by_paths(given) == flow_near(given, "networkx") == flow_near(given, "scipy")


def test_larger_networks_are_left_to_flows(monkeypatch):
    asked = []
    right = flow_near
    monkeypatch.setattr(
        "tnrnn.cuts.mincut.flow_near", lambda given, engine: asked.append(engine) or right(given, engine)
    )
    for length, engines in ((4, []), (10, ["ortools" if importlib.util.find_spec("ortools") else "scipy"])):
        circuit = rac(length, 3, 2, 3)
        given = problem(unroll(circuit), Partition.start_end(length))
        assert (len(given.dims) <= MOST_EDGES) == (not engines)
        cut = min_cut(unroll(circuit), Partition.start_end(length))
        assert cut == min_cut(unroll(circuit), Partition.start_end(length), engine="networkx")
        assert asked == [*engines, "networkx"]
        asked.clear()


def test_without_ortools(monkeypatch):
    monkeypatch.setattr("tnrnn.cuts.mincut.installed", lambda engine: False)
    monkeypatch.setattr("tnrnn.cuts.flows.flow.installed", lambda engine: False)
    monkeypatch.setitem(ENGINE_OF, "ortools", None)
    network = unroll(rac(4, 2, 2, 3))
    assert min_cut(network, Partition.start_end(4)).value == 4
    assert min_cut(unroll(rac(10, 3, 2, 3)), Partition.start_end(10)).value == 2**5
    with pytest.raises(TnrnnError, match=r"expected the package ortools, given none; .*tnrnn\[fast\]"):
        min_cut(network, Partition.start_end(4), engine="ortools")


def test_disconnected_parts_cost_nothing():
    bonds = (Bond("i", 5), Bond("j", 7))
    tensors = (Tensor("A", "weight", ("i",), parameter="A"), Tensor("B", "weight", ("j",), parameter="B"))
    cut = min_cut(Network(tensors, bonds, ("i", "j")), Partition(near=["i"], far=["j"]))
    assert (cut.value, cut.formula, cut.entries, cut.log2) == (1, "1", (), 0.0)


def test_free_legs_are_free():
    bonds = (Bond("i", 5), Bond("j", 7), Bond("k", 2))
    network = Network((Tensor("A", "weight", ("i", "j", "k"), parameter="A"),), bonds, ("i", "j", "k"))
    assert min_cut(network, Partition(near=["i"], far=["j"])).formula == "5"
    assert min_cut(network, Partition(near=["i", "k"], far=["j"])).value == 7


@pytest.mark.parametrize(("length", "layers"), [(t, depth) for t in (2, 3, 5, 7) for depth in (1, 2, 3)])
@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_slices(length, layers, mode):
    from math import comb

    circuit = rac(length, layers, 4, 3)
    network = unroll(circuit, mode)
    for at in range(1, length):
        cut = slice_cut(network, at)
        assert cut.formula == slice_cut(circuit, at, mode).formula
        assert len(cut.entries) == comb(length - at + layers - 1, layers - 1)
        assert {entry.symbol for entry in cut.entries} == {"R"}
        assert not cut.minimal
        assert_separates(network, cut, Partition.start_end(length, at))
        assert min_cut(network, Partition.start_end(length, at)).value <= cut.value


def test_numpy_integers_do_not_overflow():
    entry = CutEntry("x", "bond", np.int64(10), None, np.int64(30))
    assert Cut((entry,), (), ()).value == 10**30
    assert type(entry.dim) is type(entry.count) is int


def test_cuts_that_the_user_names():
    for seed in range(150):
        network, _ = random_network(seed)
        rng = random.Random(seed)
        near = {tensor.name for tensor in network.tensors if rng.random() < 0.5}
        cut = Cut.of(network, near)
        expected = 1
        for dim, members in classes(network):
            sides = {member in near for member in members if isinstance(member, str)}
            expected *= dim if len(sides) == 2 else 1
        assert cut.value == expected
        assert free_tensors(network, cut.near) == free_tensors(network, near)
        assert eval(repr(cut)) == cut


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c, n: min_cut(n, "1-3"), "min_cut, partition: expected a Partition, given '1-3'"),
        (lambda c, n: min_cut("n", Partition.start_end(4)), "min_cut: expected a Network or a Circuit, given 'n'"),
        (
            lambda c, n: min_cut(n, Partition.start_end(4), mode="one-hot"),
            "min_cut, mode: expected none for a network",
        ),
        (lambda c, n: min_cut(c, Partition.start_end(4), mode="continous"), "did you mean 'continuous'"),
        (lambda c, n: min_cut(c, Partition.start_end(4), engine="ortools"), "engine: expected none for a circuit"),
        (lambda c, n: min_cut(n, Partition.start_end(4), engine="or-tools"), "did you mean 'ortools'"),
        (
            lambda c, n: min_cut(n, Partition.start_end(4), nearest="middle"),
            "nearest: expected start or end, given 'middle'",
        ),
        (
            lambda c, n: min_cut(n, Partition.start_end(5)),
            "partition: expected labels of the 4 inputs or of open legs, given 5",
        ),
        (lambda c, n: min_cut(n, Partition(near=[1], far=[2, 3])), r"a side for every input, given none for \[4\]"),
        (lambda c, n: min_cut(c, Partition.start_end(5)), "partition: expected labels of the 4 inputs, given 5"),
        (lambda c, n: min_cut(c, Partition(near=[1], far=[2, 3])), r"a side for every input, given none for \[4\]"),
        (lambda c, n: min_cut(n, Partition(near=[1, 2], far=[3, 4, "outt"])), "given 'outt'; did you mean 'out'"),
        (lambda c, n: slice_cut(n, 4), "slice_cut, at: expected an integer from 0 to 3, given 4"),
        (lambda c, n: slice_cut(n, 2, mode="one-hot"), "slice_cut, mode: expected none for a network"),
        (lambda c, n: slice_cut(3, 2), "slice_cut: expected a Network or a Circuit, given 3"),
        (
            lambda c, n: Cut.of(n, ["x[9]"]),
            "cut, near: expected names of tensors of the network, given 'x\\[9\\]'; did you mean",
        ),
        (lambda c, n: Cut.of(n, "x[1]"), "cut, near: expected a tuple of names, given 'x\\[1\\]'"),
        (lambda c, n: CutEntry("b", "bnd", 2), "cut entry b, kind: .* did you mean 'bond'"),
        (lambda c, n: CutEntry("b", "bond", 0), "cut entry b, dim: expected an integer from 1 to"),
        (lambda c, n: CutEntry("b", "bond", 2, None, 0), "cut entry b, count: expected an integer of at least 1"),
        (
            lambda c, n: Cut((CutEntry("b", "bond", 2),) * 2, (), ()),
            "bond 'b' is listed twice; a severed thing is paid for once",
        ),
        (lambda c, n: CutEntry("b", "bond", 2, "not-one"), "cut entry b, symbol: expected an identifier, some"),
        (lambda c, n: Cut(("b",), (), ()), "cut, entries: expected CutEntry objects, given 'b'"),
        (lambda c, n: Cut((), ("a", "a"), ()), "near and far: expected each tensor on one side, once, given 'a'"),
        (lambda c, n: Cut((), (("a", 1), ("a", 2)), ()), "each tensor on one side, once"),
        (lambda c, n: Cut((), ([1],), ()), r"cut, near: expected names of tensors, or pairs .* given \[1\]"),
        (lambda c, n: Cut((), np.array(3), ()), r"cut, near: expected a tuple, given array\(3\)"),
        (lambda c, n: CutEntry("b", "bond", 2, None, 10**4001), r"count: expected at most 10\^4000, given more"),
        (lambda c, n: Cut.of(n, np.array(3)), "cut, near: expected a tuple of names"),
        (lambda c, n: min_cut(c, Partition.start_end(4), mode=""), "mode: expected one-hot or continuous, given ''"),
        (lambda c, n: Cut(None, (), ()), "cut, entries: expected a tuple, given None"),
        (lambda c, n: Cut.of(c, []), "Cut.of: expected a Network, given Circuit"),
        (lambda c, n: unroll(None), "unroll: expected a Circuit, given None"),
        (lambda c, n: Cut((), ("a",), ("a",)), "near and far: expected each tensor on one side, once, given 'a'"),
    ],
)
def test_mistakes(call, message):
    circuit = rac(4, 2, 2, 3)
    with pytest.raises(TnrnnError, match=message):
        call(circuit, unroll(circuit))


def test_slices_need_times():
    with pytest.raises(TnrnnError, match="position of A0: expected a time"):
        slice_cut(random_network(0)[0].__class__((Tensor("A0", "weight", (), parameter="A"),), ()), 1)
