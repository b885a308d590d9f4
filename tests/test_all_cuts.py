"""All minimum cuts, and the least cut through each bond, against every choice of sides."""

import itertools
import math
import random

import pytest
from random_networks import classes, cost, fixed_sides, random_network

from tnrnn import Bond, Network, Partition, Tensor, TnrnnError, cut_through, min_cut, min_cuts, rac, unroll
from tnrnn.cuts.flows import flow

TIES = ((2,), (2, 3, 6), (1, 2, 4))


def severed(hyperedges, sides):
    """Return the numbers of the hyperedges with members on both sides."""
    return frozenset(
        number for number, (_, members) in enumerate(hyperedges) if len({sides[m] for m in members if m in sides}) == 2
    )


def all_sides(network, partition):
    """Yield every choice of sides for the tensors that are neither copies nor inputs, whose sides are fixed."""
    fixed = fixed_sides(network, partition)
    free = [tensor.name for tensor in network.tensors if tensor.kind not in ("copy", "input")]
    for choice in itertools.product((False, True), repeat=len(free)):
        yield {**fixed, **dict(zip(free, choice, strict=True))}


def near_tensors(sides):
    return frozenset(name for name, side in sides.items() if side and isinstance(name, str))


def by_definition(network, partition):
    """Return {what is paid for: the smallest near side that severs it} for every minimum cut."""
    hyperedges = classes(network)
    least, found = math.inf, {}
    for sides in all_sides(network, partition):
        value = cost(hyperedges, sides)
        if value < least:
            least, found = value, {}
        if value == least:
            paid = frozenset(number for number in severed(hyperedges, sides) if hyperedges[number][0] > 1)
            found.setdefault(paid, []).append(near_tensors(sides))
    return least, {paid: frozenset.intersection(*near) for paid, near in found.items()}


def free_near(network, cut):
    kinds = {tensor.name: tensor.kind for tensor in network.tensors}
    return frozenset(name for name in cut.near if kinds[name] != "copy")


def assert_all(network, partition):
    """Check `min_cuts` against every choice of sides; return the number of cuts."""
    least, expected = by_definition(network, partition)
    found = min_cuts(network, partition)
    assert found.complete
    assert len(found) == len(expected)
    assert {free_near(network, cut) for cut in found} == set(expected.values())
    assert all(cut.value == least and cut.minimal for cut in found)
    assert found[0] == min_cut(network, partition)
    sizes = [len(free_near(network, cut)) for cut in found]
    assert sizes == sorted(sizes)
    return len(found)


@pytest.mark.parametrize("block", range(4))
def test_all_minimum_cuts_of_random_networks(block):
    """480 networks whose few dimensions have products that are equal in several ways."""
    counts = [assert_all(*random_network(seed, dims=TIES[seed % 3])) for seed in range(120 * block, 120 * (block + 1))]
    assert sum(count > 1 for count in counts) > 20


def lattice(seed, side=3):
    """A square lattice between left and right legs; a third of its tensors are copy tensors, adjacent ones too."""
    rng = random.Random(seed)
    sites = list(itertools.product(range(side), repeat=2))
    kinds = {site: rng.choice(("weight", "weight", "copy")) for site in sites}
    bonds, ends, legs = [], {site: [] for site in sites}, []

    def join(*at):
        plain = all(kinds[site] == "weight" for site in at)
        bonds.append(Bond(f"b{len(bonds)}", rng.choice((2, 2, 2, 4, 1)) if plain else 2))
        for site in at:
            ends[site].append(bonds[-1].name)

    for i, j in sites:
        for other in ((i + 1, j), (i, j + 1)):
            if other in ends and rng.random() < 0.9:
                join((i, j), other)
    for site in [(i, j) for j in (0, side - 1) for i in range(side)]:
        join(site)
        legs.append(bonds[-1].name)
    tensors = [
        Tensor(f"A{i},{j}", kind, tuple(ends[i, j]), parameter=f"A{i},{j}" if kind == "weight" else None)
        for (i, j), kind in kinds.items()
        if ends[i, j] or kind == "weight"
    ]
    return Network(tuple(tensors), tuple(bonds), tuple(legs)), Partition(near=legs[:side], far=legs[side:])


def test_all_minimum_cuts_of_lattices():
    counts = [assert_all(*lattice(seed)) for seed in range(200)]
    assert sum(count > 2 for count in counts) > 40
    assert max(counts) > 8


def test_the_engines_find_the_same_cuts_in_the_same_order(monkeypatch):
    given = [lattice(seed) for seed in range(100)]
    expected = [min_cuts(*case) for case in given]
    monkeypatch.setattr(flow, "installed", lambda engine: False)
    assert [min_cuts(*case) for case in given] == expected


def chain(dims):
    names = [f"A{number}" for number in range(len(dims) - 1)]
    tensors = tuple(Tensor(n, "weight", (f"b{i}", f"b{i + 1}"), parameter=n) for i, n in enumerate(names))
    bonds = tuple(Bond(f"b{number}", dim) for number, dim in enumerate(dims))
    return Network(tensors, bonds, ("b0", f"b{len(dims) - 1}")), Partition(near=["b0"], far=[f"b{len(dims) - 1}"])


def side_by_side(count, length):
    """`count` chains of `length` bonds of dimension 2: length ** count minimum cuts."""
    tensors, bonds = [], []
    for line in range(count):
        bonds += [Bond(f"b{line},{at}", 2) for at in range(length)]
        for at in range(length - 1):
            name = f"A{line},{at}"
            tensors.append(Tensor(name, "weight", (f"b{line},{at}", f"b{line},{at + 1}"), parameter=name))
    near, far = ([f"b{line},{at}" for line in range(count)] for at in (0, length - 1))
    return Network(tuple(tensors), tuple(bonds), (*near, *far)), Partition(near=near, far=far)


def test_as_many_cuts_as_choices_of_a_bond_in_each_chain():
    network, partition = side_by_side(3, 4)
    found = min_cuts(network, partition)
    assert (len(found), found.complete) == (64, True)
    assert len({cut.entries for cut in found}) == 64
    first = min_cuts(network, partition, limit=20)
    assert (first.cuts, first.complete) == (found.cuts[:20], False)
    assert min_cuts(network, partition, limit=64).complete
    assert not min_cuts(network, partition, limit=63).complete


def test_a_limit_is_kept_where_there_are_more_cuts_than_could_ever_be_listed():
    network, partition = side_by_side(40, 5)
    found = min_cuts(network, partition, limit=50)
    assert (len(found), found.complete) == (50, False)
    assert len({cut.entries for cut in found}) == 50
    assert [len(cut.near) for cut in found] == [0] + [1] * 40 + [2] * 9


def test_products_decide_and_not_their_logarithms():
    """2 * 18 = 6 * 6 = 4 * 9, though the rounded logarithms of the dimensions need not say so."""
    legs = [[Bond("l0", 2), Bond("l1", 18)], [Bond("m0", 6), Bond("m1", 6)], [Bond("r0", 4), Bond("r1", 9)]]
    tensors = [
        Tensor(name, "weight", tuple(bond.name for bond in (*one, *two)), parameter=name)
        for name, one, two in zip("AB", legs, legs[1:], strict=False)
    ]
    network = Network(tuple(tensors), tuple(itertools.chain(*legs)), ("l0", "l1", "r0", "r1"))
    found = min_cuts(network, Partition(near=["l0", "l1"], far=["r0", "r1"]))
    assert [(cut.near, cut.value) for cut in found] == [((), 36), (("A",), 36), (("A", "B"), 36)]


def test_large_primes_one_apart_in_the_last_place():
    p, q = 999_999_937, 999_999_929
    network, partition = chain([p, q, p, q])
    assert [cut.value for cut in min_cuts(network, partition)] == [q, q]


@pytest.mark.parametrize("block", range(3))
def test_the_least_cut_through_every_bond_of_random_networks(block):
    """Hyperedges of order 3 to 5 with adjacent copies, parallel bonds, dimensions 1, dangling legs; refusals too."""
    refused = more = 0
    for seed in range(60 * block, 60 * (block + 1)):
        network, partition = random_network(seed, tensors=5)
        hyperedges = classes(network)
        kinds = {tensor.name: tensor.kind for tensor in network.tensors}
        tried = [
            (cost(hyperedges, sides), severed(hyperedges, sides), sides) for sides in all_sides(network, partition)
        ]
        least = min(value for value, _, _ in tried)
        for bond in network.bonds:
            (number,) = (n for n in range(len(hyperedges)) if holds(network, bond, n))
            fits = [(value, len(near_tensors(sides))) for value, gone, sides in tried if number in gone]
            if not fits:
                refused += 1
                with pytest.raises(TnrnnError, match="no cut severs"):
                    cut_through(network, partition, bond.name)
                continue
            cut = cut_through(network, partition, bond.name)
            near = {name: name in cut.near for name, kind in kinds.items() if kind != "copy"}
            sides = {**fixed_sides(network, partition), **near}
            assert number in severed(hyperedges, sides), (seed, bond)
            assert (cut.value, len(free_near(network, cut))) == min(fits), (seed, bond)
            assert cut.minimal == (cut.value == least)
            more += not cut.minimal
    assert refused > 3
    assert more > 200


def test_the_least_cut_through_a_bond_of_a_lattice_is_least_where_some_minimum_cut_severs_it():
    """The two ways to find out agree: among all minimum cuts, and through the bond itself."""
    both = [0, 0]
    for seed in range(60):
        network, partition = lattice(seed)
        hyperedges, fixed = classes(network), fixed_sides(network, partition)
        kinds = {tensor.name: tensor.kind for tensor in network.tensors}
        gone = set()
        for cut in min_cuts(network, partition):
            near = {name: name in cut.near for name, kind in kinds.items() if kind != "copy"}
            gone |= severed(hyperedges, {**fixed, **near})
        for bond in network.bonds:
            (number,) = (n for n in range(len(hyperedges)) if holds(network, bond, n))
            if bond.dim == 1:
                continue
            try:
                least = cut_through(network, partition, bond.name).minimal
            except TnrnnError:
                least = False
            assert least == (number in gone), (seed, bond)
            both[least] += 1
    assert min(both) > 100


def holds(network, bond, number):
    """Whether a bond is part of the hyperedge `number` of `classes`, which lists them by their first bonds."""
    copies = [set(tensor.bonds) for tensor in network.tensors if tensor.kind == "copy"]
    firsts, group_of = [], {}
    for index, other in enumerate(network.bonds):
        if other.name in group_of:
            continue
        group, bigger = set(), {other.name}
        while group != bigger:
            group, bigger = bigger, bigger.union(*(bonds for bonds in copies if bonds & bigger))
        group_of |= dict.fromkeys(group, index)
        firsts.append(index)
    return firsts[number] == group_of[bond.name]


def test_a_copy_tensor_names_its_hyperedge():
    for seed in range(40):
        network, partition = random_network(seed)
        for tensor in network.tensors:
            if tensor.kind == "copy":
                try:
                    expected = cut_through(network, partition, tensor.bonds[0])
                except TnrnnError:
                    continue
                assert cut_through(network, partition, tensor.name) == expected


def test_renaming_changes_nothing():
    for seed in range(60):
        network, partition = random_network(seed, dims=(2,))
        rng = random.Random(seed)
        shuffled = Network(
            tuple(rng.sample(network.tensors, len(network.tensors))),
            tuple(rng.sample(network.bonds, len(network.bonds))),
            network.open,
        )
        one, two = min_cuts(network, partition), min_cuts(shuffled, partition)
        assert {free_near(network, cut) for cut in one} == {free_near(network, cut) for cut in two}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda n, p: min_cuts(rac(3, 1, 2, 2), p), r"min_cuts: expected a Network \(unroll a circuit first\)"),
        (lambda n, p: min_cuts(n, "x"), "min_cuts, partition: expected a Partition, given 'x'"),
        (lambda n, p: min_cuts(n, p, limit=0), "min_cuts, limit: expected an integer from 1 to 2147483647, given 0"),
        (lambda n, p: min_cuts(n, p, limit=2**64), "min_cuts, limit: expected an integer from 1 to 2147483647"),
        (lambda n, p: cut_through(3, p, "b"), r"cut_through: expected a Network \(unroll a circuit first\), given 3"),
        (lambda n, p: cut_through(n, 3, "b"), "cut_through, partition: expected a Partition, given 3"),
        (lambda n, p: cut_through(n, p, "h[0,1]--W_H[1,2]"), "did you mean 'h\\[0,1\\]--W_H\\[1,1\\]'"),
        (lambda n, p: cut_through(n, p, 3), "the name of a bond or of a copy tensor, given 3"),
        (lambda n, p: cut_through(n, p, "out"), "cut_through: no cut severs 'out'"),
    ],
)
def test_mistakes(call, message):
    with pytest.raises(TnrnnError, match=message):
        call(unroll(rac(3, 1, 2, 2)), Partition.start_end(3))
