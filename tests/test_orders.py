"""Orders of contraction: those that are found, those that a caller gives, and slices, against numpy and opt_einsum."""

from __future__ import annotations

import importlib.util
import itertools
import random
from fractions import Fraction
from math import prod

import networkx
import numpy as np
import opt_einsum
import pytest
from random_networks import random_network
from test_contraction import by_bonds, star
from test_evaluation import exact

from tnrnn import Bond, Network, Tensor, TnrnnError, contract, rac, random_weights, unroll
from tnrnn.interop import from_einsum, from_quimb
from tnrnn.networks import terms
from tnrnn.values import contraction_cost, contraction_order
from tnrnn.values.buckets import elimination
from tnrnn.values.ordering import order_of
from tnrnn.values.plans import NO_BOUND, numbered, ordered, trimmed
from tnrnn.values.slices import within
from tnrnn.values.sweeps import sweep

SEARCHES = {
    "sweep": lambda given: sweep(given, NO_BOUND),
    "min-degree": lambda given: elimination(given, NO_BOUND),
    "min-fill": lambda given: elimination(given, NO_BOUND, fill=True),
}


def of_graph(graph: networkx.Graph, dim: int = 2, shuffled: int | None = None) -> Network:
    """A tensor for each node and a bond for each edge; the tensors are in a random order if a seed is given."""
    name = {frozenset(edge): f"b{number}" for number, edge in enumerate(graph.edges)}
    nodes = list(graph.nodes)
    if shuffled is not None:
        random.Random(shuffled).shuffle(nodes)
    tensors = tuple(
        Tensor(
            f"t{node}", "weight", tuple(name[frozenset((node, other))] for other in graph[node]), parameter=f"{node}"
        )
        for node in nodes
    )
    return Network(tensors, tuple(Bond(each, dim) for each in name.values()))


def integers(network: Network, seed: int) -> dict:
    rng = random.Random(f"orders {seed}")
    return {name: exact(rng, shape) for name, shape in network.parameters.items()}


def small_cases(count: int):
    """Yield networks with copy tensors, open legs, slots and parallel bonds, and their values by the definition."""
    for seed in range(count):
        network, _ = random_network(seed, tensors=5, copies=2, dims=(1, 2, 2, 3))
        if prod(bond.dim for bond in network.bonds) > 3000:
            continue
        weights, rng = integers(network, seed), random.Random(seed)
        slots = {t.position: exact(rng, (network.bond[t.bonds[0]].dim,)) for t in network.tensors if t.kind == "input"}
        yield network, weights, slots, by_bonds(network, weights, slots)


# Orders that are found


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
def test_every_order_gives_the_sum_over_all_bonds(search):
    seen = 0
    for network, weights, slots, expected in small_cases(60):
        indexed = terms(network, filled=True)
        given = trimmed(indexed)
        pairs = search(given)
        path = _positions(pairs, len(given.terms))
        assert numbered(path, len(given.terms)) == [tuple(sorted(pair)) for pair in pairs]
        result = contract(network, weights, slots, order=path)
        assert result.tolist() == expected.tolist(), network
        seen += 1
    assert seen > 30


def _positions(pairs, count: int) -> list:
    """The pairs of arrays, numbered as they are made, as positions among those that are left."""
    left, path = list(range(count)), []
    for number, pair in enumerate(pairs):
        path.append(tuple(sorted(left.index(each) for each in pair)))
        left = [each for each in left if each not in pair] + [count + number]
    assert len(left) == min(1, count)
    return path


def test_costs_are_those_of_opt_einsum():
    """A step of opt_einsum is an expression; its multiplications are the product of the dimensions of its letters."""
    compared = 0
    for seed in range(60):
        network, _ = random_network(seed, tensors=6, copies=2, dims=(2, 2, 3))
        expression, indexed = network.to_einsum(filled=True), terms(network, filled=True)
        if len(indexed.terms) < 2 or [set(term) for term in trimmed(indexed).terms] != [*map(set, indexed.terms)]:
            continue  # what can be summed at once is summed before the first step
        path, info = opt_einsum.contract_path(expression.equation, *expression.shapes, shapes=True, optimize="greedy")
        steps = [equation.split("->") for _, _, equation, _, _ in info.contraction_list]
        flops = sum(prod(info.size_dict[letter] for letter in {*left} - {","}) for left, _ in steps)
        largest = max(prod(info.size_dict[letter] for letter in right) for _, right in steps)
        assert contraction_cost(network, order=path) == contraction_cost(network, order=info) == (flops, largest, 1)
        compared += 1
    assert compared > 10


@pytest.mark.parametrize("shuffled", [None, 1, 2, 3])
@pytest.mark.parametrize(("rows", "columns"), [(9, 9), (6, 30), (24, 24)])
def test_a_lattice_is_swept_row_by_row(rows, columns, shuffled):
    """The front of a sweep has a bond for each site of a row and one more, whatever the order of the tensors.

    The treewidth of the lattice is the number of rows; no order has an array with fewer than that many bonds.
    """
    network = of_graph(networkx.grid_2d_graph(rows, columns), shuffled=shuffled)
    given = trimmed(terms(network))
    found = ordered(given, sweep(given, NO_BOUND))
    assert found.cost.largest == 2 ** (rows + 1)
    assert found.cost.flops < rows * columns * 2 ** (rows + 3)


def test_a_lattice_that_the_greedy_order_does_not_fit(monkeypatch):
    monkeypatch.setattr("tnrnn.values.ordering.find_spec", lambda name: None)
    network = of_graph(networkx.grid_2d_graph(24, 24))
    assert contraction_cost(network).largest == 2**25
    given = trimmed(terms(network))
    greedy = opt_einsum.paths.greedy(list(map(frozenset, given.terms)), frozenset(), dict(enumerate(given.dims)))
    assert ordered(given, numbered(greedy, 576)).cost.largest > 2**27


def test_a_lattice_against_its_transfer_matrix():
    """The partition function of an Ising model on 12 x 12 sites, in integers: T^11 between vectors of ones."""
    side, boltzmann = 12, ((3, 1), (1, 3))
    lattice = networkx.grid_2d_graph(side, side)
    number = {node: opt_einsum.get_symbol(index) for index, node in enumerate(lattice)}
    equation = ",".join(number[one] + number[two] for one, two in lattice.edges) + "->"
    network, weights = from_einsum(equation, *[np.array(boltzmann)] * len(lattice.edges))
    spins = np.array(list(itertools.product((0, 1), repeat=side)))
    within = np.array([3 ** int((np.diff(row) == 0).sum()) for row in spins], dtype=object)
    state = within
    for _ in range(side - 1):
        for site in range(side):  # the bonds to the next row, one after another
            cube = np.moveaxis(state.reshape((2,) * side), site, 0)
            state = np.moveaxis(np.stack([3 * cube[0] + cube[1], cube[0] + 3 * cube[1]]), 0, site).reshape(-1)
        state = state * within
    assert contract(network, {name: np.asarray(w).astype(float) for name, w in weights.items()}) == pytest.approx(
        float(state.sum()), rel=1e-12
    )


def test_small_treewidth_is_found():
    """A random 8-tree of 80 variables: an elimination needs arrays of 8 to 10 indices, the greedy order of far more."""
    rng = random.Random(8)
    cliques, edges = [tuple(range(8))], {(one, two) for one in range(8) for two in range(one)}
    for vertex in range(8, 80):
        clique = rng.choice(cliques)
        edges |= {(vertex, other) for other in clique}
        cliques += [(*(other for other in clique if other != left), vertex) for left in clique]
    equation = ",".join("".join(map(opt_einsum.get_symbol, edge)) for edge in sorted(edges)) + "->"
    network, weights = from_einsum(equation, *[np.array([[1, 2], [3, -1]])] * len(edges))
    found = contraction_cost(network)
    assert found.largest <= 2**10
    assert found.flops < 80 * len(edges) * 2**9
    given = trimmed(terms(network))
    greedy = opt_einsum.paths.greedy(list(map(frozenset, given.terms)), frozenset(), dict(enumerate(given.dims)))
    assert ordered(given, numbered(greedy, len(given.terms))).cost.flops > 1000 * found.flops
    assert abs(contract(network, weights, exponent=True)[0]) > 0


def test_chains_and_trees_take_no_more_than_their_bonds():
    """From the leaves to the root, no array is larger than a tensor."""
    for graph in (networkx.path_graph(300), networkx.balanced_tree(3, 4), networkx.random_labeled_tree(200, seed=1)):
        network = of_graph(graph, 3, shuffled=5)
        widest = max(3 ** len(tensor.bonds) for tensor in network.tensors)
        found = contraction_cost(network)
        assert found.largest <= widest
        assert found.flops <= 3 * sum(3 ** len(tensor.bonds) for tensor in network.tensors)


def test_the_same_order_with_and_without_cotengra_gives_the_same_integers(monkeypatch):
    network = of_graph(networkx.random_regular_graph(3, 40, seed=3), 3)
    weights = integers(network, 0)
    values = []
    for spec in (importlib.util.find_spec, lambda name: None):
        monkeypatch.setattr("tnrnn.values.ordering.find_spec", spec)
        assert contraction_cost(network) == contraction_cost(network)
        values.append(contract(network, weights)[()])
    assert values[0] == values[1] != 0


# Orders that are given


def test_paths_of_opt_einsum_and_trees_of_cotengra():
    cotengra = pytest.importorskip("cotengra", reason="cotengra is not installed (extra interop)")
    for network, weights, slots, expected in small_cases(40):
        for inputs, filled in ((None, False), (slots, True)):
            expression = network.to_einsum(filled)
            wanted = expected if filled else contract(network, weights)
            path, info = opt_einsum.contract_path(expression.equation, *expression.shapes, shapes=True)
            tree = cotengra.einsum_tree(expression.equation, *expression.shapes, optimize="greedy")
            for order in (path, [list(step) for step in path], info, tree):
                assert contract(network, weights, inputs, order=order).tolist() == wanted.tolist(), network
        steps = contraction_order(network)
        assert contract(network, weights, slots, order=steps).tolist() == expected.tolist()
        assert contraction_cost(network, order=steps).largest == max((step.size for step in steps), default=1)


def test_trees_of_quimb_fit_what_is_read_from_it():
    """Its names of indices are others, hyperindices become copy tensors, and the sites of a state stay open."""
    qtn = pytest.importorskip("quimb.tensor", reason="quimb is not installed (extra interop)")
    hyper = qtn.HTN2D_classical_ising_partition_function(3, 4, beta=0.3)
    peps, state = qtn.PEPS.rand(3, 3, 2, seed=1).make_norm(), qtn.MPS_rand_state(6, 4, seed=1)
    for given, output in ((peps, ()), (hyper, ()), (state, state.outer_inds())):
        network, weights = from_quimb(given)
        expected = contract(network, weights)
        tree = given.contraction_tree("greedy", output_inds=output)
        np.testing.assert_allclose(contract(network, weights, order=tree), expected)
        tree.slice_(target_size=tree.max_size() // 4, seed=0)
        assert contraction_cost(network, order=tree).slices == tree.nslices > 1
        np.testing.assert_allclose(contract(network, weights, order=tree), expected)


def test_given_slices_equal_the_whole():
    """Sliced indices may be open, of copy tensors, or of dimension 1."""
    cotengra = pytest.importorskip("cotengra", reason="cotengra is not installed (extra interop)")
    sliced = outer = 0
    for seed, (network, weights, _, _) in enumerate(small_cases(60)):
        expression, rng = network.to_einsum(), random.Random(seed)
        tree = cotengra.einsum_tree(expression.equation, *expression.shapes, optimize="greedy")
        for index in rng.sample(sorted(tree.size_dict), min(2, len(tree.size_dict))):
            tree.remove_ind_(index)
            outer += index in tree.output
        expected = contract(network, weights)
        assert contract(network, weights, order=tree).tolist() == expected.tolist(), network
        floats = {name: array.astype(float) for name, array in weights.items()}
        np.testing.assert_allclose(contract(network, floats, order=tree), expected.astype(float), atol=1e-9)
        sliced += tree.nslices > 1
    assert (sliced > 20, outer > 5) == (True, True)


CHAIN = of_graph(networkx.path_graph(4))
WRONG = {
    "too few": ([(0, 1), (0, 1)], "order: expected 3 pairs, as the network has 4 terms, given 2"),
    "too many": ([(0, 1)] * 4, "order: expected 3 pairs, as the network has 4 terms, given 4"),
    "none": ([], "order: expected 3 pairs, as the network has 4 terms, given 0"),
    "repeated": ([(0, 1), (1, 1), (0, 1)], "order, step 2: expected two different positions from 0 to 2, as 3 arrays "),
    "out of range": ([(0, 4), (0, 1), (0, 1)], "order, step 1: expected two different positions from 0 to 3, as 4 "),
    "below 0": ([(0, -1), (0, 1), (0, 1)], "order, step 1: expected two different positions from 0 to 3, as 4 arrays "),
    "three": ([(0, 1, 2), (0, 1)], "order, step 1: expected two different positions from 0 to 3, as 4 arrays are left"),
    "nobody": (
        [(), (0, 1)],
        "order, step 1: expected two different positions from 0 to 3, as 4 arrays are left",
    ),
    "one that is not there": ([(7,), (0, 1)], "order, step 1: expected two different positions from 0 to 3, as 4 "),
    "names": ([("t0", "t1"), (0, 1), (0, 1)], "order, step 1: expected two positions, given ('t0', 't1')"),
    "numbers": ([0, 1, 2], "order, step 1: expected two positions, given 0"),
    "a word": ("greedy", "order: expected a list of pairs of positions, or an order of opt_einsum, cotengra or "),
    "a number": (7, "order: expected a list of pairs of positions, or an order of opt_einsum, cotengra or "),
    "floats": ([(0.0, 1.0)], "order, step 1: expected two positions, given (0.0, 1.0)"),
}


@pytest.mark.parametrize(("order", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_path_is_refused(order, message):
    for call in (
        lambda: contract(CHAIN, integers(CHAIN, 0), order=order),
        lambda: contraction_cost(CHAIN, order=order),
    ):
        with pytest.raises(TnrnnError) as error:
            call()
        assert str(error.value).startswith(message)
        assert "\n" not in str(error.value)


def test_an_order_for_another_network_is_refused():
    cotengra = pytest.importorskip("cotengra", reason="cotengra is not installed (extra interop)")
    others = {
        "a ring": of_graph(networkx.cycle_graph(4)),
        "other dimensions": of_graph(networkx.path_graph(4), 3),
        "more": of_graph(networkx.path_graph(5)),
        "another order": of_graph(networkx.path_graph(4), shuffled=1),
        "nothing": Network((), ()),
    }
    for other in others.values():
        expression = other.to_einsum()
        orders = [contraction_order(other)] if len(expression.operands) > 4 else []
        if expression.operands:
            orders.append(cotengra.einsum_tree(expression.equation, *expression.shapes, optimize="greedy"))
            orders.append(opt_einsum.contract_path(expression.equation, *expression.shapes, shapes=True)[1])
        for order in orders:
            with pytest.raises(TnrnnError, match=r"^order: expected (an order for|steps of contraction_order)"):
                contract(CHAIN, integers(CHAIN, 0), order=order)
    with pytest.raises(TnrnnError, match=r"^order: expected 3 steps, as the network has 4 terms, given 2$"):
        contract(CHAIN, integers(CHAIN, 0), order=contraction_order(CHAIN)[:2])
    expression = CHAIN.to_einsum()
    inputs, output = (part.split(",") for part in expression.equation.split("->"))
    sizes = {letter: 2 for term in inputs for letter in term}
    with pytest.raises(TnrnnError, match=r"^order: expected 3 pairs, as the network has 4 terms, given 0$"):
        contraction_cost(CHAIN, order=cotengra.ContractionTree([*map(tuple, inputs)], (*output[0],), sizes))


def test_a_given_order_keeps_to_the_limit_or_is_refused():
    network = star(8, arms="matrix")
    weights = {"v": [[1, 2], [3, 4]]}
    path = [(0, 1)] * 7
    with pytest.raises(TnrnnError, match=r"^contract: expected arrays of at most 255 .* whose result has 256"):
        contract(network, weights, limit=255, order=path)
    ring = of_graph(networkx.cycle_graph(8), 4)
    far = [(0, 4), (0, 3), (0, 2), (0, 1), (0, 1), (0, 1), (0, 1)]
    cost = contraction_cost(ring, order=far)
    assert cost.largest > 64
    weights = integers(ring, 1)
    for limit in (64, 16):
        assert contract(ring, weights, order=far, limit=limit) == contract(ring, weights)
        assert contraction_cost(ring, order=far, limit=limit).slices > 1
    with pytest.raises(TnrnnError, match=r"^contract: expected arrays .* a network for which the order given makes"):
        contract(ring, weights, order=far, limit=1)


# Slices


@pytest.mark.parametrize("dtype", [object, np.float64, np.complex64])
def test_slices_equal_the_whole(dtype):
    """Fractions stay exact; floats agree up to rounding."""
    network = of_graph(networkx.grid_2d_graph(4, 5), 3)
    whole = {name: array * Fraction(1, 3) for name, array in integers(network, 4).items()}
    weights = {name: array.astype(dtype) for name, array in whole.items()}
    expected = contract(network, whole)[()]
    most = contraction_cost(network).largest
    for limit in (most // 2, most // 9):
        cost = contraction_cost(network, limit=limit)
        assert cost.slices > 1
        assert cost.largest <= limit
        found = contract(network, weights, limit=limit)[()]
        assert found == expected if dtype is object else abs(found - expected) <= 1e-5 * abs(expected)


@pytest.mark.parametrize("scale", [1.0, 1e-200, 1e200])
def test_slices_neither_underflow_nor_overflow(scale):
    """The slices differ by many powers of ten, and the value is beyond the range of floats."""
    network = of_graph(networkx.grid_2d_graph(4, 4), 2)
    weights = {name: array.astype(float) * scale for name, array in integers(network, 4).items()}
    weights["(0, 0)"][0] *= 1e-150
    limit = contraction_cost(network).largest // 4
    assert contraction_cost(network, limit=limit).slices > 1
    mantissa, power = contract(network, weights, exponent=True)
    found, shift = contract(network, weights, exponent=True, limit=limit)
    assert np.ldexp(found, (shift - power).astype(np.intc)) == pytest.approx(float(mantissa), rel=1e-12)


def test_slices_of_open_networks_and_their_order():
    """Indices of the result are not sliced here, and a term may be larger than the limit."""
    for seed in range(40):
        network, _ = random_network(seed, tensors=6, copies=2, dims=(2, 2, 3))
        given = trimmed(terms(network))
        order = order_of(terms(network), 2**31)
        found = within(given, order, max(1, order.cost.largest // 3, given.size(given.output)))
        if found is not None:
            assert not set(found.sliced) & given.output
            weights, limit = integers(network, seed), found.cost.largest
            small = contract(network, weights, limit=max(limit, given.size(given.output)))
            assert small.tolist() == contract(network, weights).tolist()


def test_progress_tells_of_slices_and_an_interruption_ends_them(capsys):
    network = of_graph(networkx.grid_2d_graph(4, 4), 2)
    weights, limit = integers(network, 4), contraction_cost(network).largest // 2
    slices, told = contraction_cost(network, limit=limit).slices, []
    contract(network, weights, limit=limit, progress=lambda *done: told.append(done))
    assert told == [(number, slices) for number in range(1, slices + 1)]
    contract(network, weights, limit=limit, progress=True)
    assert f"{slices}/{slices} slices" in capsys.readouterr().err
    contract(network, weights, limit=limit)
    contract(network, weights, progress=True)
    assert capsys.readouterr().err == ""

    def interrupted(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        contract(network, weights, limit=limit, progress=interrupted)
    with pytest.raises(TnrnnError, match=r"^progress: expected a function, True, False or None, given 'yes'$"):
        contract(network, weights, progress="yes")


def test_more_slices_than_are_worthwhile_are_refused():
    network = of_graph(networkx.complete_graph(7), 4)
    with pytest.raises(TnrnnError, match=r"^contract: expected arrays of at most 5 elements, .* raise limit="):
        contract(network, {name: np.ones(shape) for name, shape in network.parameters.items()}, limit=5)


def test_a_circuit_by_a_given_order():
    circuit = rac(length=4, layers=2, inputs=2, hidden=2)
    network, weights = unroll(circuit), {n: np.rint(3 * a) for n, a in random_weights(circuit, 0).items()}
    points = np.eye(2)[[0, 1, 1, 0]]
    expression = network.to_einsum(filled=True)
    assert len(expression.operands) == len(contraction_order(network)) + 1
    path, _ = opt_einsum.contract_path(expression.equation, *expression.shapes, shapes=True)
    assert contract(network, weights, points, order=path).tolist() == contract(network, weights, points).tolist()
    with pytest.raises(TnrnnError, match=r"^order(, step \d+)?: expected .* (terms|arrays)"):
        contract(network, weights, order=path)  # its input slots are open, and are no terms
