"""Cuts of networks of mixed dimensions, where the first flow proves nothing, against brute force and closed forms.

The limits of the engines are lowered in most tests, so that small networks go the way of large ones.
"""

import itertools
import math
import random
from collections import Counter

import numpy as np
import pytest
from random_networks import brute_force, random_network

from tnrnn import min_cuts
from tnrnn.cuts.flows import closures, engines, flow
from tnrnn.cuts.flows.closures import Closures, contracted, proving_bits, reached, settled, strong_parts
from tnrnn.cuts.flows.flow import flow_near, max_flow, paid
from tnrnn.cuts.flows.paths import near_by_paths
from tnrnn.cuts.problems import CutProblem, problem

ENGINES = ("ortools", "scipy", "networkx")
MIXED = ([2, 3], [2, 3, 5, 6, 7], [8, 9], [48, 49, 50, 7], [6, 10, 15], [2, 3, 4, 6, 8, 9, 12], range(1, 60))


def value(given, near):
    return math.prod(given.dims[number] for number in paid(given, near))


def watched(monkeypatch):
    """Return a counter of the scales at which flows run: the first ones that prove nothing, later ones, proofs."""
    ran = Counter()
    first, implied = flow._first, closures._implied

    def watch_first(*given):
        found = first(*given)
        ran["first", found.tolerance > 0] += 1
        ran[found.engine] += 1
        return found

    def watch_implied(*given):
        ran["later", not given[-1]] += 1
        return implied(*given)

    monkeypatch.setattr(flow, "_first", watch_first)
    monkeypatch.setattr(closures, "_implied", watch_implied)
    return ran


def random_problem(seed):
    """Return a problem with parallel and wide hyperedges, and with dimensions whose products are close or equal."""
    rng = random.Random(seed)
    nodes, sizes = rng.randrange(4, 60), rng.randrange(5, 150)
    edges = [rng.sample(range(nodes), min(nodes, rng.choice((2, 2, 2, 3, 4)))) for _ in range(sizes)]
    return CutProblem.of(nodes, rng.choices(rng.choice(MIXED), k=sizes), edges, [0, 1], [2, 3])


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 18])
def test_small_scales_find_what_large_ones_do(bits, monkeypatch):
    ran = watched(monkeypatch)
    monkeypatch.setitem(engines.LIMITS, "ortools", 2**bits)
    for seed in range(80):
        given = random_problem(seed) if seed % 4 else problem(*random_network(seed))
        assert flow_near(given, "ortools") == near_by_paths(given), seed
    assert ran["first", True] > 30
    assert ran["ortools"] > 30


BUNDLES = [(48, 50), (49, 49), (7, 7, 7, 7), (24, 100), (2, 1200), (2401,), (2400,), (2, 7, 173), (3, 800)]
"""Bonds side by side whose products are from 2,400 to 2,422, some of them equal."""


@pytest.mark.parametrize("bits", [12, 14, 17])
def test_near_ties_everywhere_need_later_scales(bits, monkeypatch):
    """Random graphs with a bundle of bonds as every edge."""
    ran = watched(monkeypatch)
    monkeypatch.setitem(engines.LIMITS, "ortools", 2**bits)
    for seed in range(60):
        rng = random.Random(seed)
        nodes = rng.randrange(4, 12)
        joined = [(rng.sample(range(nodes), 2), rng.choice(BUNDLES)) for _ in range(rng.randrange(nodes, 3 * nodes))]
        dims = [dim for _, bundle in joined for dim in bundle]
        given = CutProblem.of(nodes, dims, [pair for pair, bundle in joined for _ in bundle], [0], [1])
        assert flow_near(given, "ortools") == near_by_paths(given), seed
    assert ran["ortools"] > 40
    assert ran["later", True] + ran["later", False] > 10


@pytest.mark.parametrize("engine", ENGINES)
def test_small_scales_against_every_choice_of_sides(engine, monkeypatch):
    ran = watched(monkeypatch)
    monkeypatch.setitem(engines.LIMITS, engine, 2**8)
    monkeypatch.setattr(flow, "MOST_BITS", 6)
    for seed in range(100):
        network, partition = random_network(seed, dims=MIXED[seed % 7])
        given = problem(network, partition)
        near = flow_near(given, engine)
        least, nearest = brute_force(network, partition)
        kinds = {tensor.name: tensor.kind for tensor in network.tensors}
        names = {tensor.name for tensor, is_near in zip(network.tensors, near, strict=False) if is_near}
        assert value(given, near) == least, seed
        assert {name for name in names if kinds[name] != "copy"} == nearest, seed
    assert ran["first", True] > 25


def series(bundles):
    """A chain whose nodes are joined by bundles of parallel bonds."""
    edges = [(place, place + 1) for place, dims in enumerate(bundles) for _ in dims]
    return CutProblem.of(len(bundles) + 1, itertools.chain(*bundles), edges, [0], [len(bundles)])


def beside(bundles):
    """A node for each pair of bundles of bonds, one to the near terminal 0 and one to the far terminal 1."""
    edges, dims = [], []
    for node, pair in enumerate(bundles, 2):
        for end, bundle in enumerate(pair):
            edges += [(end, node)] * len(bundle)
            dims += bundle
    return CutProblem.of(len(bundles) + 2, dims, edges, [0], [1])


@pytest.mark.parametrize("engine", ["ortools", "scipy"])
@pytest.mark.parametrize("at", [0, 1234, 4999])
def test_one_near_tie_in_a_network_of_ten_thousand_bonds(engine, at):
    """n n everywhere, but (n-1) (n+1) once, which is less by one part in 10^17."""
    n = 730_580_033
    given = series([(n - 1, n + 1) if place == at else (n, n) for place in range(5000)])
    assert flow_near(given, engine) == bytearray([1] * (at + 1) + [0] * (5000 - at))


@pytest.mark.parametrize("engine", ["ortools", "scipy"])
def test_near_ties_side_by_side(engine):
    """At each of 1,000 nodes, n n against (n-1) (n+1), with different n: each stands where it costs less."""
    rng = random.Random(0)
    bundles = []
    for _ in range(1000):
        n = rng.randrange(10**6, 10**9 - 1)
        bundles.append(rng.sample([(n, n), (n - 1, n + 1)], 2))
    near = flow_near(beside(bundles), engine)
    assert near[:2] == bytearray([1, 0])
    assert near[2:] == bytearray([pair[1][0] != pair[1][1] for pair in bundles])


@pytest.mark.parametrize("engine", ["ortools", "scipy"])
def test_true_ties_and_near_ties_in_a_row(engine):
    n = 341_426_463
    rng = random.Random(1)
    bundles = [rng.choice([(n, n), (n - 1, n + 1)]) for _ in range(2000)]
    first = next(place for place, bundle in enumerate(bundles) if bundle[0] < n)
    given = series(bundles)
    assert flow_near(given, engine) == bytearray([1] * (first + 1) + [0] * (2000 - first))
    found = max_flow(given, engine)
    cuts = reached_sets(found, len(bundles) + 1)
    assert cuts == [place for place, bundle in enumerate(bundles) if bundle[0] < n]


def reached_sets(found, nodes):
    """Return for a chain after which of its nodes the residual network lets least cuts pass, in order."""
    ahead, back = np.zeros(nodes - 1, bool), np.zeros(nodes - 1, bool)
    ends = {nodes: 0, nodes + 1: nodes - 1}  # the source stands before the chain, the sink behind it
    for tail, head in zip(found.tails.tolist(), found.heads.tolist(), strict=True):
        one, two = ends.get(tail, tail), ends.get(head, head)
        (ahead if one < two else back)[min(one, two) : max(one, two)] = True
    assert back.all()
    return np.flatnonzero(~ahead).tolist()


def brick_wall(wires, layers, threes, seed=0):
    """Gates on neighbouring wires, which are cut across all layers; bonds of dimension 2, but for some threes."""
    last, nodes, edges = list(range(wires)), wires, []
    for layer in range(layers):
        for wire in range(layer % 2, wires - 1, 2):
            edges += [(last[wire], nodes), (last[wire + 1], nodes)]
            last[wire] = last[wire + 1] = nodes
            nodes += 1
    edges += [(end, nodes + wire) for wire, end in enumerate(last)]
    dims = [2] * len(edges)
    for place in random.Random(seed).sample(range(len(dims)), threes):
        dims[place] = 3
    return CutProblem.of(nodes + wires, dims, edges, range(wires), range(nodes, nodes + wires))


def test_many_true_ties_need_no_second_flow(monkeypatch):
    ran = watched(monkeypatch)
    for seed in range(3):
        given = brick_wall(60, 60, 10, seed)
        assert value(given, flow_near(given, "ortools")) == 2**60
    assert ran == {("first", True): 3, "ortools": 3}


def grid(side, dims, seed=0):
    rng = random.Random(seed)
    edges = [(node, node + 1) for node in range(side * side) if (node + 1) % side]
    edges += [(node, node + side) for node in range(side * (side - 1))]
    near, far = range(0, side * side, side), range(side - 1, side * side, side)
    return CutProblem.of(side * side, rng.choices(dims, k=len(edges)), edges, near, far)


@pytest.mark.parametrize("dims", [[2, 3], [2, 3, 5, 6, 7], [6, 10, 15], range(2, 700), [10**9 - 1, 10**9 - 3, 2]])
def test_the_engines_agree_on_grids(dims):
    """The smallest grid is also cut at a scale that proves the cut by itself."""
    given = grid(12, dims)
    assert flow_near(given, "ortools") == near_by_paths(given)
    for side in (12, 24):
        given = grid(side, dims, seed=side)
        assert flow_near(given, "ortools") == flow_near(given, "scipy") == flow_near(given, "networkx")


def test_all_least_cuts_at_small_scales(monkeypatch):
    """The closed sets of the residual network are the cuts that the large scale finds."""
    given = [random_network(seed, dims=[(2, 3, 6), (2, 3, 4, 6, 9), (6, 10, 15)][seed % 3]) for seed in range(180)]
    expected = [min_cuts(*case) for case in given]
    ran = watched(monkeypatch)
    for bits in (6, 9):
        for engine in ("ortools", "scipy"):  # whichever is there
            monkeypatch.setitem(engines.LIMITS, engine, 2**bits)
        assert [min_cuts(*case) for case in given] == expected
    assert ran["first", True] > 50
    assert ran["later", False] > 3
    assert sum(len(cuts) > 1 for cuts in expected) > 12


@pytest.mark.parametrize("order", [1, -1])
def test_the_tolerance_is_not_half_of_what_it_is(order, monkeypatch):
    """At 11 bits the capacity of 2^306 is 155 more than that of 7^109, which is a larger product."""
    assert 2**306 < 7**109
    monkeypatch.setattr(flow, "MOST_BITS", 11)
    bundles = [[2] * 306, [7] * 109][::order]
    given = series(bundles)
    assert value(given, flow_near(given, "networkx")) == 2**306


@pytest.mark.parametrize("product", [(2, 3), (7, 2), (2, 3, 5), (10**9 - 1, 10**9 - 3), (6, 10) * 20, (2, 7) * 200])
@pytest.mark.parametrize("bits", [10, 20, 40])
def test_the_tolerance_bounds_the_factors_of_a_cut(product, bits):
    """It is at least log2 of the product, unless the scale proves the order of all products up to this one."""
    sizes = flow.over_base(CutProblem.of(2, product, [(0, 1)] * len(product), [0], [1]))
    capacity = sum(np.array(sizes.capacities(bits), dtype=object)[sizes.kind])
    log2, found = math.log2(math.prod(product)), flow._tolerance(int(capacity), bits)
    if 2**bits >= 4 * (math.prod(product) + 1) * math.log2(math.prod(product) + 1):
        assert found == 0
    elif found == 0:
        assert 2**bits >= (math.prod(product) + 1) * math.log2(math.prod(product) + 1)
    else:
        assert math.floor(log2) <= found <= log2 * (1 + 2.0 ** (2 - bits)) + 0.01


def closures_of(base, counts):
    """Return the problem of one node, which costs the product of base ** counts, between two terminals."""
    none, counts = np.zeros(0, int), np.array(counts)
    return Closures(3, none, none, np.zeros(len(base), int), np.arange(len(base)), counts)


@pytest.mark.parametrize(
    ("base", "counts"),
    [((3, 7), [2, -1]), ((2, 3), [7, 8]), ((2, 3), [-16, 15]), ((10**9 - 1, 10**9 - 3), [-1, 2]), ((5, 6), [1, -1])],
)
def test_the_last_scale_is_what_the_proof_asks_for(base, counts):
    """S is at least the sum C of all |count| times the root of the product of the costs, and less than four times that;
    for the first costs half the scale would not be enough."""
    product = math.prod(factor ** abs(count) for factor, count in zip(base, counts, strict=True))
    needed = sum(map(abs, counts)) * math.sqrt(product)
    assert needed <= 2 ** proving_bits(closures_of(base, counts), base) < 4.01 * needed


def test_costs_over_one_factor_need_no_scale():
    given = closures_of((4,), [-3])
    assert proving_bits(given, (4,)) == 0
    assert [part.tolist() for part in settled(given, (4,), 50, "ortools")] == [[1], [0]]


def test_a_cost_that_is_rounded_to_the_wrong_side_decides_nothing():
    """2^306 is less than 7^109, but at 11 bits its logarithm is rounded to 155 more."""
    for counts, nearer in (([306, -109], True), ([-306, 109], False)):
        given = closures_of((2, 7), counts)
        cost = closures._costs(given, (2, 7), 11)[0]
        assert abs(cost) == 155
        assert (cost < 0) != nearer
        assert [len(part) for part in closures._implied(given, (2, 7), 11, "networkx", False)] == [0, 0]
        tails, heads = settled(given, (2, 7), 11, "networkx")
        assert (tails.tolist(), heads.tolist()) == (([1], [0]) if nearer else ([0], [2]))


def test_closed_sets_of_least_cost_against_all_sets(monkeypatch):
    """Nodes 0 to 5 under random implications, with products over the base 2, 3, 5 as costs."""
    most = Counter()
    for seed in range(300):
        rng = random.Random(seed)
        arcs = [rng.sample(range(6), 2) for _ in range(rng.randrange(9))]
        costs = {(rng.randrange(6), rng.randrange(3)): rng.choice((-2, -1, 1, 2)) for _ in range(rng.randrange(1, 9))}
        at, factors = np.array(list(costs)).T
        tails, heads = np.array(arcs, int).reshape(-1, 2).T
        given = Closures(8, tails, heads, at, factors, np.array(list(costs.values())))
        engine = ENGINES[seed % 3]
        monkeypatch.setitem(engines.LIMITS, engine, (2**10, 2**14, None)[seed % 3])
        more = settled(given, (2, 3, 5), 1, engine)
        tails, heads = np.concatenate((tails, more[0])), np.concatenate((heads, more[1]))
        closed = [chosen for chosen in subsets(range(6)) if all(u not in chosen or v in chosen for u, v in arcs)]
        worth = {chosen: cost_of(costs, chosen) for chosen in closed}
        best = {chosen for chosen in closed if worth[chosen] == min(worth.values())}
        found = {
            chosen
            for chosen in subsets(range(6))
            if all(u not in {*chosen, 6} or v in {*chosen, 6} for u, v in zip(tails, heads, strict=True))
        }
        assert found == best, seed
        most[len(best) > 1] += 1
    assert min(most.values()) > 40


def subsets(items):
    return [frozenset(chosen) for size in range(len(items) + 1) for chosen in itertools.combinations(items, size)]


def cost_of(costs, chosen):
    product = [1, 1]
    for (node, factor), count in costs.items():
        if node in chosen:
            product[count < 0] *= (2, 3, 5)[factor] ** abs(count)
    return product[0] / product[1]


def test_searches_agree_with_and_without_scipy(monkeypatch):
    for seed in range(40):
        rng = np.random.default_rng(seed)
        tails, heads = rng.integers(0, 30, (2, rng.integers(0, 60)))
        few = [reached(30, tails, heads, start) for start in range(30)]
        with monkeypatch.context() as patch:
            patch.setattr(closures, "FEW", -1)
            many = [reached(30, tails, heads, start) for start in range(30)]
        assert np.array_equal(few, many)
        parts = strong_parts(30, tails, heads)
        both = np.array(few) & np.array(few).T
        assert np.array_equal(parts[:, None] == parts[None], both)


def test_contracted_nodes_keep_their_costs():
    """2 <-> 3 become one node, source (5) -> 0, and 4 -> sink (6) drop out."""
    tails, heads = np.array([2, 3, 5, 4, 1]), np.array([3, 2, 0, 6, 2])
    at, factors, counts = np.array([0, 1, 2, 3, 4, 3]), np.array([0, 0, 0, 0, 0, 1]), np.array([1, 2, 3, -3, 5, 1])
    made, kept = contracted(Closures(7, tails, heads, at, factors, counts))
    assert made.nodes == 4
    assert {kept[node] for node in range(2)} in ({1, 2}, {1, 3})
    assert kept[2:].tolist() == [5, 6]
    assert [(kept[node] == 1, factor, count) for node, factor, count in zip(*made[3:], strict=True)] in (
        [(True, 0, 2), (False, 1, 1)],
        [(False, 1, 1), (True, 0, 2)],
    )
    assert (kept[made.tails].tolist(), kept[made.heads] != 1) == ([1], [True])


def test_a_wide_hyperedge_is_paid_for_where_its_first_node_stands_near():
    """It can only be severed with "in" near and "out" far, whatever a flow leaves of it."""
    given = CutProblem.of(3, [12], [(0, 1, 2)], [0], [2])
    made = flow._closures(
        flow.over_base(given), flow.flow_network(given), np.array([False]), (np.zeros(0), np.zeros(0))
    )
    assert list(zip(made.at.tolist(), made.counts.tolist(), strict=True)) == [(3, 1), (4, -1)]
