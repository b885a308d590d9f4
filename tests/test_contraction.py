"""Law 1, contract(unroll(c), w) == evaluate(c, w), and contraction against sums over all bonds."""

from __future__ import annotations

import itertools
import os
import random
import re
import subprocess
import sys
import tracemalloc
from fractions import Fraction
from math import prod

import numpy as np
import pytest
from random_circuits import random_circuit
from test_evaluation import exact, exact_case

from tnrnn import Bond, Network, Tensor, TnrnnError, contract, evaluate, rac, random_weights, unroll
from tnrnn.basics.errors import approximate
from tnrnn.homogeneous import Homogeneous
from tnrnn.networks.einsums import terms
from tnrnn.values.ordering import MAX_AXES, contraction_cost, contraction_order, order_of
from tnrnn.values.pairwise import _pair
from tnrnn.values.plans import planned, trimmed

SEEDS = range(220)


# Law 1


@pytest.mark.parametrize("fractions", [False, True])
def test_repeated_inputs_give_the_function(fractions):
    nonzero = 0
    for seed in SEEDS:
        circuit = random_circuit(seed)
        weights, inputs = exact_case(circuit, seed, fractions)
        result = contract(unroll(circuit, "continuous"), weights, inputs)
        assert result.dtype == object
        assert result.tolist() == evaluate(circuit, weights, inputs).tolist(), circuit
        assert all(type(entry) is int or isinstance(entry, Fraction) for entry in result), circuit
        nonzero += any(result)
    assert nonzero > len(SEEDS) / 2


def test_maps_are_written_out_where_they_are_tensors():
    """Law 1 for circuits with maps, matrices and sums; what only observed vertices use is no part of the network."""
    maps = nonzero = 0
    for seed in SEEDS:
        circuit = random_circuit(seed, sums=seed % 2 == 0, maps=True, observed=seed % 3 == 0)
        made, whole = Homogeneous(circuit), circuit.scalar_part
        weights, inputs = exact_case(whole, seed)
        result = contract(unroll(circuit, "continuous"), made.weights(weights), made.points(inputs))
        assert result.tolist() == evaluate(whole, weights, inputs).tolist(), circuit
        maps, nonzero = maps + len(whole.maps), nonzero + any(result)
    assert (maps > 80, nonzero > len(SEEDS) / 2) == (True, True)


@pytest.mark.parametrize("fractions", [False, True])
def test_joined_inputs_give_the_grid_tensor(fractions):
    for seed in SEEDS:
        circuit = random_circuit(seed)
        weights, _ = exact_case(circuit, seed, fractions)
        result = contract(unroll(circuit, "one-hot"), weights)
        assert result.shape == (*(vertex.dim for vertex in circuit.inputs), circuit.by_name[circuit.output].dim)
        for index in np.ndindex(result.shape[:-1]):
            one_hot = {v.position: np.eye(v.dim, dtype=int)[d] for v, d in zip(circuit.inputs, index, strict=True)}
            assert result[index].tolist() == evaluate(circuit, weights, one_hot).tolist(), circuit
            if seed < 100:
                assert contract(unroll(circuit, "one-hot"), weights, one_hot).tolist() == result[index].tolist()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_floats(dtype):
    close = 1e-4 if dtype == np.float32 else 1e-10
    for seed in range(100):
        circuit = random_circuit(seed)
        weights = {name: array.astype(dtype) for name, array in random_weights(circuit, seed).items()}
        if dtype == np.complex128:
            weights = {name: array * 1j for name, array in weights.items() if name not in dict(circuit.fixed)}
        rng = np.random.default_rng(seed)
        inputs = {vertex.position: rng.normal(size=vertex.dim).astype(dtype) for vertex in circuit.inputs}
        result, expected = contract(unroll(circuit, "continuous"), weights, inputs), evaluate(circuit, weights, inputs)
        assert result.dtype == expected.dtype
        np.testing.assert_allclose(result, expected, rtol=close, atol=close)


def test_open_slots_of_repeated_inputs():
    """Over the open legs of all copies the network is multilinear: its diagonal is the grid tensor."""
    for seed in range(120):
        circuit = random_circuit(seed, dims=(1, 2, 2))
        network = unroll(circuit, "continuous")
        if prod(network.bond[name].dim for name in network.open) > 2**12:
            continue
        weights, inputs = exact_case(circuit, seed)
        tensor = contract(network, weights)
        copies = [vertex.position for vertex in circuit.inputs for _ in range(circuit.copies[vertex.name])]
        for position in copies:
            tensor = np.tensordot(inputs[position], tensor, axes=(0, 0))
        assert tensor.tolist() == evaluate(circuit, weights, inputs).tolist(), circuit


def test_inputs_as_an_array():
    circuit = rac(length=3, layers=2, inputs=2, hidden=3, outputs=2)
    weights, inputs = exact_case(circuit, 1)
    x = [inputs[t] for t in (1, 2, 3)]
    assert contract(unroll(circuit, "continuous"), weights, x).tolist() == evaluate(circuit, weights, x).tolist()
    one_hot = np.eye(2, dtype=int)[[0, 1, 1]]
    assert contract(unroll(circuit), weights, one_hot).tolist() == evaluate(circuit, weights, one_hot).tolist()


def test_large_integers_stay_exact_through_every_step():
    circuit = rac(length=12, layers=2, inputs=2, hidden=2)
    rng = random.Random(0)
    weights = {name: exact(rng, shape, most=10**6) for name, shape in circuit.parameters.items()}
    x = exact(rng, (12, 2), most=10**6)
    result = contract(unroll(circuit, "continuous"), weights, x)
    assert abs(result[0]) > 2**1000
    assert result.tolist() == evaluate(circuit, weights, x).tolist()
    small = {name: (array % 100).astype(np.int8) for name, array in weights.items()}
    x = (x % 100).astype(np.uint8)
    assert contract(unroll(circuit, "continuous"), small, x).tolist() == evaluate(circuit, small, x).tolist()


def test_a_large_unfolding():
    circuit = rac(length=20, layers=3, inputs=2, hidden=3)
    rows = {name: np.abs(array) for name, array in random_weights(circuit, seed=1).items()}
    weights = {name: array / array.sum(axis=-1, keepdims=True) for name, array in rows.items()}  # means
    weights |= {f"h[0,{level}]": np.linspace(0.8, 1.2, 3) for level in (1, 2, 3)}
    x = np.random.default_rng(0).uniform(0.9, 1.1, size=(20, 2))
    network = unroll(circuit, "continuous")
    assert len(network.tensors) > 7000
    expected = evaluate(circuit, weights, x)
    assert 1e-300 < abs(expected[0]) < 1e300
    np.testing.assert_allclose(contract(network, weights, x), expected, rtol=1e-9)


# Any network, against the sum over all values of all bonds


def random_network(seed: int) -> Network:
    """Return a network that is no circuit's: scalars, adjacent copies, dangling legs of copies, separate parts."""
    rng = random.Random(f"network {seed}")
    count = rng.randint(0, 5)
    kinds = [rng.choice(("weight", "weight", "copy", "input", "state")) for _ in range(count)]
    dim = rng.choice((1, 2, 3))
    legs: list[list[str]] = [[] for _ in kinds]
    bonds: list[Bond] = []
    for number in range(rng.randint(0, 2 * count)):
        ends = rng.sample(range(count), min(count, rng.choice((1, 2, 2, 2))))
        filled = [end for end in ends if kinds[end] == "input"]
        if len(filled) == len(ends) or any(legs[end] for end in filled):  # a slot has one bond, to what is no slot
            continue
        plain = all(kinds[end] not in ("copy", "input") for end in ends)
        bonds.append(Bond(f"b{number}", rng.choice((1, 2, 3)) if plain else dim))
        for end in ends:
            legs[end].append(bonds[-1].name)
    tensors = []
    for number, (kind, names) in enumerate(zip(kinds, legs, strict=True)):
        if names or kind not in ("copy", "input"):
            bare = kind in ("copy", "input")
            place = number if kind == "input" else None
            tensors.append(Tensor(f"t{number}", kind, tuple(names), place, parameter=None if bare else f"W{number}"))
    one_end = [b.name for b in bonds if sum(b.name in names for names in legs) == 1]
    slots = [tensor.bonds[0] for tensor in tensors if tensor.kind == "input"]
    legs_out = sorted({*one_end, *slots})
    rng.shuffle(legs_out)
    return Network(tuple(tensors), tuple(bonds), tuple(legs_out))


def by_bonds(network: Network, weights: dict, inputs: dict | None) -> np.ndarray:
    """Return the sum over all values of all bonds; copy tensors are taken by their definition."""
    names = [bond.name for bond in network.bonds]
    slots = [] if inputs is None else [tensor.bonds[0] for tensor in network.tensors if tensor.kind == "input"]
    kept = [name for name in network.open if name not in slots]
    result = np.zeros([network.bond[name].dim for name in kept], dtype=object)
    for values in itertools.product(*(range(bond.dim) for bond in network.bonds)):
        at = dict(zip(names, values, strict=True))
        result[tuple(at[name] for name in kept)] += prod(
            _factor(tensor, at, weights, inputs) for tensor in network.tensors
        )
    return result


def _factor(tensor: Tensor, at: dict, weights: dict, inputs: dict | None):
    index = tuple(at[name] for name in tensor.bonds)
    if tensor.kind == "copy":
        return int(len(set(index)) == 1)
    if tensor.kind == "input":
        return 1 if inputs is None else inputs[tensor.position][index]
    return weights[tensor.parameter][index]


def test_any_network():
    seen = 0
    for seed in range(400):
        network = random_network(seed)
        if prod(bond.dim for bond in network.bonds) > 2000:
            continue
        seen += 1
        rng = random.Random(f"values {seed}")
        weights = {name: exact(rng, shape) for name, shape in network.parameters.items()}
        slots = [tensor for tensor in network.tensors if tensor.kind == "input"]
        inputs = {tensor.position: exact(rng, (network.bond[tensor.bonds[0]].dim,)) for tensor in slots}
        for given in (None, inputs):
            expected, result = by_bonds(network, weights, given), contract(network, weights, given)
            assert result.shape == expected.shape, network
            assert result.tolist() == expected.tolist(), network
        floats = {name: array.astype(float) for name, array in weights.items()}
        np.testing.assert_allclose(contract(network, floats), by_bonds(network, weights, None).astype(float))
    assert seen > 250


def test_scalars_and_the_empty_network():
    assert contract(Network((), ()), {}).tolist() == 1.0
    assert contract(Network((), ()), {}, {}).shape == ()
    scalars = Network((Tensor("a", "state", (), parameter="a"), Tensor("b", "weight", (), parameter="b")), ())
    assert contract(scalars, {"a": Fraction(1, 3), "b": 6})[()] == 2
    assert contract(scalars, {"a": 0.5, "b": 6.0}).tolist() == 3.0


def test_copy_tensors_without_tensors():
    """Two dangling legs are a unit matrix, one is a vector of ones, and two bonds between copies leave a dimension."""
    pair = Network((Tensor("c", "copy", ("i", "j")),), (Bond("i", 3), Bond("j", 3)), ("i", "j"))
    np.testing.assert_array_equal(contract(pair, {}), np.eye(3))
    triple = Network((Tensor("c", "copy", ("i", "j", "k")),), tuple(Bond(n, 2) for n in "ijk"), ("k", "i", "j"))
    np.testing.assert_array_equal(contract(triple, {}), by_bonds(triple, {}, None))
    leg = Network((Tensor("c", "copy", ("i",)),), (Bond("i", 3),), ("i",))
    np.testing.assert_array_equal(contract(leg, {}), np.ones(3))
    ring = Network(tuple(Tensor(n, "copy", ("i", "j")) for n in "cd"), (Bond("i", 5), Bond("j", 5)))
    assert contract(ring, {}).tolist() == 5.0


def test_tensors_named_like_the_operands_of_einsum():
    tensors = (Tensor("ones", "state", ("i",), parameter="a"), Tensor("identity", "weight", ("i", "j"), parameter="W"))
    network = Network((*tensors, Tensor("c", "copy", ("j", "k", "l"))), tuple(Bond(n, 2) for n in "ijkl"), ("k", "l"))
    weights = {"a": [1, 2], "W": [[3, 4], [5, 6]]}
    assert contract(network, weights).tolist() == [[13, 0], [0, 16]]


def test_the_result_shares_no_memory_with_the_weights():
    network = Network((Tensor("a", "state", ("i",), parameter="a"),), (Bond("i", 2),), ("i",))
    weights = {"a": np.ones(2)}
    contract(network, weights)[0] = 7
    assert (weights["a"] == 1).all()


def star(order: int, dim: int = 2, arms: str = "vector") -> Network:
    """A copy tensor with an arm on each leg: a vector, or a matrix with an open leg."""
    names = [f"a{number}" for number in range(order)]
    if arms == "vector":
        ends = tuple(Tensor(f"t{n}", "state", (n,), parameter="v") for n in names)
        return Network((Tensor("c", "copy", tuple(names)), *ends), tuple(Bond(n, dim) for n in names))
    ends = tuple(Tensor(f"t{n}", "weight", (n, f"{n}!"), parameter="v") for n in names)
    bonds = tuple(Bond(name, dim) for n in names for name in (n, f"{n}!"))
    return Network((Tensor("c", "copy", tuple(names)), *ends), bonds, tuple(f"{n}!" for n in names))


def test_copy_tensors_of_high_order():
    assert contract(star(40, dim=3), {"v": [2, 3, -1]}).tolist() == 2**40 + 3**40 + 1
    assert contract(star(40), {"v": [0.5, 1.0]}).tolist() == 0.5**40 + 1
    assert contract(star(1000), {"v": [2, 1]}).tolist() == 2**1000 + 1
    matrices = contract(star(8, arms="matrix"), {"v": [[1, 2], [3, 4]]})
    for index in np.ndindex(matrices.shape):
        assert matrices[index] == prod((1, 2)[i] for i in index) + prod((3, 4)[i] for i in index)


def test_many_bonds_between_two_tensors():
    """There are more summed indices than ncon has letters, and more bonds of dimension 1 than numpy has axes."""
    names = [f"b{number}" for number in range(27)]
    ends = tuple(Tensor(name, "weight", tuple(names), parameter="W") for name in "st")
    array = np.zeros((2,) * 27, dtype=np.float16)
    array[(0,) * 27], array[(1,) * 27] = 2, 3
    assert contract(Network(ends, tuple(Bond(n, 2) for n in names)), {"W": array}).tolist() == 13.0
    assert contract(star(MAX_AXES, dim=1, arms="matrix"), {"v": [[2]]}).shape == (1,) * MAX_AXES
    with pytest.raises(TnrnnError, match=f"contract: expected at most {MAX_AXES} open bonds, .*, given {MAX_AXES + 1}"):
        contract(star(MAX_AXES + 1, dim=1, arms="matrix"), {"v": [[2]]})


# Sizes


def refused(network: Network, weights: dict, message: str, inputs=None, **options) -> None:
    contract(rac_network(), random_weights(rac(2, 1, 1, 1), 0))  # imports
    tracemalloc.start()
    with pytest.raises(TnrnnError, match=re.escape(message)):
        contract(network, weights, inputs, **options)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**24


def rac_network() -> Network:
    return unroll(rac(2, 1, 1, 1))


def test_a_result_of_terabytes_is_refused_at_once():
    circuit = rac(length=40, layers=2, inputs=2, hidden=3)
    message = "contract: expected arrays of at most 134,217,728 elements, given a network whose result has "
    refused(unroll(circuit), random_weights(circuit, 0), f"{message}1,099,511,627,776; limit= is at most 2,147,483,647")


def torus(side: int) -> Network:
    """One tensor of shape (2, 2, 2, 2) at each site of a square lattice whose opposite borders meet."""
    sites = list(itertools.product(range(side), repeat=2))
    tensors = tuple(
        Tensor(
            f"t{i},{j}",
            "weight",
            (f"r{i},{j}", f"r{i},{(j - 1) % side}", f"d{i},{j}", f"d{(i - 1) % side},{j}"),
            parameter="W",
        )
        for i, j in sites
    )
    return Network(tensors, tuple(Bond(f"{way}{i},{j}", 2) for way in "rd" for i, j in sites))


def test_an_intermediate_of_terabytes_is_refused_at_once():
    """16 weights and a single number for a result, but every order has an intermediate that grows with the side."""
    assert contract(torus(3), {"W": np.ones((2,) * 4, dtype=int)}).tolist() == 2**18
    largest = max(_sizes(torus(22)))
    assert largest > 2**37
    message = f"the order found (another may need less) makes one of {approximate(largest)}; limit= is at most"
    refused(torus(22), {"W": np.ones((2,) * 4)}, message)


def test_a_cost_is_given_whatever_its_size():
    """The cost of the order is also given for what `contract` refuses, under the name of the cost."""
    found = contraction_cost(torus(22))
    assert found == contraction_cost(torus(22), limit=1)
    assert found.largest == max(_sizes(torus(22)))
    assert str(found).endswith(f"the largest array of {approximate(found.largest)} elements")
    assert contraction_cost(star(MAX_AXES + 6, arms="matrix")).largest == 2 ** (MAX_AXES + 6)
    with pytest.raises(TnrnnError, match=r"^contraction_cost: expected a Network"):
        contraction_cost("network")
    with pytest.raises(TnrnnError, match=r"^contraction_order: expected arrays of .* the order found"):
        contraction_order(torus(22))
    with pytest.raises(TnrnnError, match=r"^contraction_order: expected at most"):
        contraction_order(star(MAX_AXES + 6, arms="matrix"))


def _sizes(network: Network) -> list[int]:
    indexed = terms(network)
    plan = planned(trimmed(indexed), order_of(indexed, 10**100))
    return [prod(indexed.dims[index] for index in step.result) for step in plan.steps]


def test_the_unit_matrix_of_a_double_leg_is_counted():
    network = Network((Tensor("c", "copy", ("i", "j")),), (Bond("i", 10**9), Bond("j", 10**9)), ("i", "j"))
    refused(network, {}, "given a network whose result has about 1.0e+18")
    ring = Network(tuple(Tensor(n, "copy", ("i", "j")) for n in "cd"), (Bond("i", 10**9), Bond("j", 10**9)))
    refused(ring, {}, "a network of which a copy tensor makes one of 1,000,000,000; raise limit=")


def test_the_limit_is_exact():
    """Two vectors and a copy tensor with an open leg: the product has 5 elements, no more."""
    vectors = tuple(Tensor(f"t{n}", "state", (n,), parameter="v") for n in "ij")
    network = Network((*vectors, Tensor("c", "copy", ("i", "j", "k"))), tuple(Bond(n, 5) for n in "ijk"), ("k",))
    assert contract(network, {"v": [1, 2, 3, 4, 5]}, limit=5).tolist() == [1, 4, 9, 16, 25]
    with pytest.raises(
        TnrnnError, match="expected arrays of at most 4 elements, given a network whose result has 5; raise limit="
    ):
        contract(network, {"v": [1, 2, 3, 4, 5]}, limit=4)
    outer = Network(vectors, (Bond("i", 5), Bond("j", 5)), ("i", "j"))
    assert contract(outer, {"v": [1, 2, 3, 4, 5]}, limit=25).shape == (5, 5)
    refused(outer, {"v": [1, 2, 3, 4, 5]}, "at most 24 elements, given a network whose result has 25", limit=24)


def test_planned_sizes_are_those_of_the_arrays(monkeypatch):
    made = []

    def recorded(*arguments):
        result = _pair(*arguments)
        made.append(np.size(result))
        return result

    monkeypatch.setattr("tnrnn.values.pairwise._pair", recorded)
    for seed in range(40):
        circuit = random_circuit(seed)
        network = unroll(circuit)
        made.clear()
        contract(network, random_weights(circuit, 0))
        assert made == _sizes(network)


def test_heavy_packages_are_imported_when_used():
    heavy = {"tensornetwork", "opt_einsum", "flint", "scipy"}
    program = f"import sys, tnrnn.values.contraction; print(*{heavy} & set(sys.modules))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


# Errors


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (np.ones((3, 2)), "inputs: expected an array of shape (2, 2), given (3, 2)"),
        (np.ones((5, 2, 2)), "inputs: expected an array of shape (2, 2), given (5, 2, 2)"),
        ({1: [1, 0]}, "inputs: expected values at the positions 2 too, given [1]"),
        ({1: [1, 0], 2: [1, 0], "x": 1}, "inputs: expected positions among 1, 2, given 'x'"),
        ({1: [1, 0], 2: [[1, 0]]}, "inputs, position 2: expected an array of shape (2,), given (1, 2)"),
        ([[1, 0], [np.nan, 0]], "inputs: expected finite numbers, given nan"),
    ],
)
def test_refused_inputs(inputs, message):
    circuit = rac(length=2, layers=2, inputs=2, hidden=1)
    with pytest.raises(TnrnnError) as error:
        contract(unroll(circuit), random_weights(circuit, 0), inputs)
    assert str(error.value) == message


def test_refused_weights_and_limits():
    network = unroll(rac(length=2, layers=1, inputs=2, hidden=1))
    with pytest.raises(
        TnrnnError, match=re.escape("weights: expected an array for W_O, W_H[1], h[0,1], W_I[1] too, given []")
    ):
        contract(network, {})
    chain = Network(
        tuple(Tensor(f"t{n}", "weight", (f"b{n}", f"b{n + 1}"), parameter=f"W{n}") for n in range(30)),
        tuple(Bond(f"b{n}", 2) for n in range(31)),
        ("b0", "b30"),
    )
    with pytest.raises(TnrnnError, match=r"an array for W0, W1, .* W19, \.\.\. too, given \[\]$"):
        contract(chain, {})
    good = random_weights(rac(length=2, layers=1, inputs=2, hidden=1), 0)
    with pytest.raises(TnrnnError, match=re.escape("weights, W_O: expected an array of shape (1, 1), given (1,)")):
        contract(network, good | {"W_O": [1]})
    for limit in (0, 2**31, 1.5):
        with pytest.raises(TnrnnError, match=r"^limit: expected an integer from 1 to 2147483647, given"):
            contract(network, good, limit=limit)


def slots(*places) -> Network:
    """A matrix between two input slots."""
    ends = tuple(Tensor(f"x{n}", "input", (f"b{n}",), place) for n, place in enumerate(places))
    return Network(
        (Tensor("W", "weight", ("b0", "b1"), parameter="W"), *ends), (Bond("b0", 2), Bond("b1", 3)), ("b0", "b1")
    )


def test_slots_that_inputs_cannot_fill():
    weights = {"W": [[1, 2, 3], [4, 5, 6]]}
    assert contract(slots(None, None), weights).tolist() == weights["W"]
    assert contract(slots(2, 1), weights, {2: [1, 0], 1: [0, 1, 0]}).tolist() == 2
    for places, message in (
        ((1, None), "tensor x1 (input): expected a position, as inputs are given, given None"),
        ((1, 1), "tensor x1 (input): expected the dimension 2 of its position, given 3"),
        ((1, (1, 2)), "network, inputs: expected positions that are all integers or all tuples, given [1, (1, 2)]"),
    ):
        with pytest.raises(TnrnnError) as error:
            contract(slots(*places), weights, {1: [1, 0]})
        assert str(error.value) == message


def test_scalars_beyond_64_bits_are_exact():
    """A product of parts that share no bond: each is a scalar before they meet."""
    parts = ("a", "b", "c")
    tensors = [Tensor(f"{kind}{name}", "weight", (name,), parameter=f"{kind}{name}") for name in parts for kind in "uv"]
    network = Network(tuple(tensors), tuple(Bond(name, 2) for name in parts))
    weights = {tensor.name: [2**40, 3] for tensor in tensors}
    assert contract(network, weights) == (2**80 + 9) ** 3
