"""`evaluate` against the formulas written as loops, in each of its arithmetics, and everything that it refuses."""

from __future__ import annotations

import gc
import hashlib
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

from tnrnn import Circuit, TnrnnError, Vertex, evaluate, evaluate_observed, rac, random_weights
from tnrnn.values.arithmetic import SMALL_MODULUS, check_weights

SMALL_PRIMES = (2, 7, 2**31 - 1, 3037000493)
LARGE_PRIMES = (3037000507, 2**61 - 1, 2**89 - 1)


def exact(rng: random.Random, shape: tuple[int, ...], fractions: bool = False, most: int = 3) -> np.ndarray:
    """Random integers, or fractions, as objects."""
    array = np.empty(shape, dtype=object)
    for index in itertools.product(*map(range, shape)):
        number = rng.randint(-most, most)
        array[index] = Fraction(number, rng.randint(1, 4)) if fractions else number
    return array


def exact_case(circuit: Circuit, seed: int, fractions: bool = False, most: int = 3) -> tuple[dict, dict]:
    """Random exact weights (without the fixed ones) and inputs by position."""
    rng = random.Random(f"numbers {seed}")
    fixed = dict(circuit.fixed)
    weights = {n: exact(rng, shape, fractions, most) for n, shape in circuit.parameters.items() if n not in fixed}
    return weights, {vertex.position: exact(rng, (vertex.dim,), fractions, most) for vertex in circuit.inputs}


def by_definition(circuit: Circuit, weights: dict, inputs: dict, output: str | None = None) -> list:
    """The table in `Vertex`, with loops and Python's numbers only; recursive, as nothing is shared."""
    values = weights | dict(circuit.fixed) | {name: given.dense().tolist() for name, given in circuit.maps.items()}

    def value(name: str) -> list:
        vertex = circuit.by_name[name]
        below = [value(child) for child in vertex.children]
        if vertex.kind == "input":
            return list(inputs[vertex.position])
        if vertex.kind == "constant":
            return list(values[vertex.parameter])
        if vertex.kind == "product":
            return [prod(entries) for entries in zip(*below, strict=True)]
        if vertex.kind == "sum":
            return [sum(entries) for entries in zip(*below, strict=True)]
        pairs = [
            (index, prod(entries))
            for index, entries in zip(
                itertools.product(*(range(len(u)) for u in below)), itertools.product(*below), strict=True
            )
        ]
        return [sum(_entry(row, index) * entry for index, entry in pairs) for row in values[vertex.parameter]]

    return value(output or circuit.output)


def _entry(row, index):
    for part in index:
        row = row[part]
    return row


def rac_by_loops(sizes: tuple[int, int, int, int, int], weights: dict, x: list) -> list:
    """h[t,l] = (W_H[l] h[t-1,l]) * (W_I[l] h[t,l-1]), y = W_O h[T,L], as the paper has it."""
    length, layers, _, hidden, outputs = sizes
    h = {(0, level): list(weights[f"h[0,{level}]"]) for level in range(1, layers + 1)}
    for t in range(1, length + 1):
        h[t, 0] = list(x[t - 1])
        for level in range(1, layers + 1):
            recurrent, incoming = weights[f"W_H[{level}]"], weights[f"W_I[{level}]"]
            h[t, level] = []
            for i in range(hidden):
                past = sum(recurrent[i][j] * h[t - 1, level][j] for j in range(hidden))
                below = sum(incoming[i][j] * entry for j, entry in enumerate(h[t, level - 1]))
                h[t, level].append(past * below)
    return [sum(weights["W_O"][c][j] * h[length, layers][j] for j in range(hidden)) for c in range(outputs)]


@pytest.mark.parametrize("sums", [False, True])
@pytest.mark.parametrize("fractions", [False, True])
def test_equals_the_definition_exactly(sums, fractions):
    for seed in range(150):
        circuit = random_circuit(seed, sums=sums)
        weights, inputs = exact_case(circuit, seed, fractions)
        result = evaluate(circuit, weights, inputs)
        assert result.dtype == object
        assert result.tolist() == by_definition(circuit, weights, inputs), circuit
        assert all(type(entry) is int or isinstance(entry, Fraction) for entry in result)


def test_maps_and_observed_vertices_equal_the_definition():
    maps = pairs = 0
    for seed in range(300):
        circuit = random_circuit(seed, sums=seed % 2 == 0, maps=True, observed=seed % 3 > 0)
        weights, inputs = exact_case(circuit, seed, seed % 5 == 0)
        assert evaluate(circuit, weights, inputs).tolist() == by_definition(circuit, weights, inputs), circuit
        found = evaluate_observed(circuit, weights, inputs)
        assert list(found) == list(dict.fromkeys(name for _, name in circuit.observed))
        for name, array in found.items():
            assert array.tolist() == by_definition(circuit, weights, inputs, name), circuit
            alone = circuit.observing(name)
            kept = {parameter: weights[parameter] for parameter in alone.parameters if parameter in weights}
            assert (
                evaluate(alone, kept, {v.position: inputs[v.position] for v in alone.inputs}).tolist() == array.tolist()
            )
        maps, pairs = maps + len(circuit.maps), pairs + len(found)
    assert (maps > 150, pairs > 300) == (True, True)


def test_observed_vertices_have_the_batch_of_all_inputs():
    circuit = rac(3, 2, 2, 3)
    weights = random_weights(circuit, 0, 101)
    found = evaluate_observed(circuit, weights, np.ones((4, 5, 3, 2), dtype=int), 101)
    assert {name: array.shape for name, array in found.items()} == {f"h[{t},2]": (4, 5, 3) for t in (1, 2, 3)}
    assert evaluate_observed(circuit.scalar_part, weights, np.ones((3, 2), dtype=int), 101) == {}
    with pytest.raises(TnrnnError, match="evaluate: expected a Circuit"):
        evaluate_observed("rac", {}, [])


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1, 1), (4, 1, 2, 3, 1), (3, 3, 3, 2, 2), (5, 2, 2, 2, 3)])
def test_equals_the_recurrence(sizes):
    circuit = rac(*sizes)
    weights, inputs = exact_case(circuit, 4)
    x = [inputs[t] for t in range(1, sizes[0] + 1)]
    expected = rac_by_loops(sizes, weights, x)
    assert any(expected)
    assert evaluate(circuit, weights, x).tolist() == expected
    floats = {name: array.astype(float) for name, array in weights.items()}
    np.testing.assert_allclose(evaluate(circuit, floats, np.array(x, dtype=float)), np.array(expected, dtype=float))


def test_integers_do_not_overflow():
    circuit = rac(length=40, layers=1, inputs=1, hidden=1)
    weights = {name: np.full(shape, 3, dtype=np.int8) for name, shape in circuit.parameters.items()}
    x = np.full((40, 1), 5, dtype=np.int64)
    assert evaluate(circuit, weights, x).tolist() == [3 * 3 * (3 * 3 * 5) ** 40]
    nested = {name: array.tolist() for name, array in weights.items()}
    assert evaluate(circuit, nested, x.tolist()).tolist() == [3 * 3 * 45**40]
    hidden_numpy_integers = np.array([[np.int8(5)]] * 40, dtype=object)
    assert evaluate(circuit, weights, hidden_numpy_integers).tolist() == [3 * 3 * 45**40]


def test_big_integers_in_lists_stay_integers():
    circuit = Circuit((Vertex("x", "input", dim=2, position=0),), "x")
    assert evaluate(circuit, {}, [[2**63 + 1, -1]]).tolist() == [2**63 + 1, -1]  # numpy has a float for the pair
    assert evaluate(circuit, {}, [[2**63 + 1, -1]], modulus=101).tolist() == [(2**63 + 1) % 101, 100]
    assert evaluate(circuit, {}, [[Fraction(1, 3), 2**70]]).tolist() == [Fraction(1, 3), 2**70]


@pytest.mark.parametrize("prime", SMALL_PRIMES + LARGE_PRIMES)
def test_residues_are_those_of_the_exact_values(prime):
    assert (prime <= SMALL_MODULUS) == (prime in SMALL_PRIMES)
    seen = set()
    for seed in range(80):
        circuit = random_circuit(seed, sums=True, dims=(1, 2, 5))
        weights, inputs = exact_case(circuit, seed, most=2**100)
        result = evaluate(circuit, weights, inputs, modulus=prime)
        assert result.dtype == (np.int64 if prime in SMALL_PRIMES else object)
        assert result.tolist() == [entry % prime for entry in evaluate(circuit, weights, inputs)], circuit
        seen.update(result.tolist())
    assert len(seen) > min(prime - 1, 50)


@pytest.mark.parametrize("prime", SMALL_PRIMES)
@pytest.mark.parametrize("width", [1, 2, 3, 4, 5, 8, 9, 200])
def test_sums_of_the_largest_residues_do_not_overflow(prime, width):
    x = Vertex("x", "input", dim=width, position=0)
    linear = Circuit((x, Vertex("y", "linear", ("x",), dim=2, parameter="W")), "y")
    largest = {"W": np.full((2, width), prime - 1)}
    assert evaluate(linear, largest, np.full((3, 1, width), -1), prime).tolist() == [[width % prime] * 2] * 3
    added = Circuit((x, Vertex("y", "sum", ("x",) * 4, dim=width)), "y")
    assert evaluate(added, {}, np.full((1, width), -1), prime).tolist() == [-4 % prime] * width
    power = Circuit((x, Vertex("y", "product", ("x",) * 5, dim=width)), "y")
    assert evaluate(power, {}, np.full((1, width), -1), prime).tolist() == [-1 % prime] * width


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64, np.float32, np.float64, bool, object])
def test_any_array_of_integers_has_residues(dtype):
    circuit = Circuit((Vertex("x", "input", dim=2, position=0),), "x")
    for prime in (2, 101, 2**31 - 1, 2**89 - 1):
        assert evaluate(circuit, {}, np.array([[1, 0]], dtype=dtype), prime).tolist() == [1, 0]
    top = np.array([[2**64 - 1, 2**63]], dtype=np.uint64)
    assert evaluate(circuit, {}, top, 101).tolist() == [(2**64 - 1) % 101, 2**63 % 101]
    assert evaluate(circuit, {}, [[-(2**63), Fraction(4, 2)]], 2**61 - 1).tolist() == [-(2**63) % (2**61 - 1), 2]


@pytest.mark.parametrize("modulus", [None, 7, 2**31 - 1, 2**61 - 1])
@pytest.mark.parametrize("batch", [(), (1,), (4,), (2, 3), (0,), (0, 2)])
def test_batches_are_what_each_member_gives(modulus, batch):
    rng = random.Random(f"{batch}")
    for seed in range(40):
        circuit = random_circuit(seed, sums=True, dims=(2,))
        weights, _ = exact_case(circuit, seed)
        steps = len(circuit.inputs)
        x = exact(rng, (*batch, steps, 2))
        result = evaluate(circuit, weights, x, modulus)
        dim = circuit.by_name[circuit.output].dim
        assert result.shape == (*batch, dim)
        for index in np.ndindex(*batch):
            assert result[index].tolist() == evaluate(circuit, weights, x[index], modulus).tolist()


def test_batch_shapes_of_a_mapping_broadcast():
    circuit = rac(length=2, layers=2, inputs=2, hidden=2)
    weights, _ = exact_case(circuit, 0)
    rng = random.Random(0)
    one, two = exact(rng, (3, 1, 2)), exact(rng, (4, 2))
    result = evaluate(circuit, weights, {2: two, 1: one})
    assert result.shape == (3, 4, 1)
    for i, j in np.ndindex(3, 4):
        assert result[i, j].tolist() == evaluate(circuit, weights, [one[i, 0], two[j]]).tolist()


def test_the_axis_of_time_follows_the_positions():
    later, earlier = (Vertex(f"x{p}", "input", dim=1, position=p) for p in (5, -3))
    circuit = Circuit((later, earlier, Vertex("y", "bilinear", ("x5", "x-3"), dim=1, parameter="B")), "y")
    assert evaluate(circuit, {"B": [[[1]]]}, [[2], [3]]).tolist() == [6]
    first = Circuit((later, earlier, Vertex("p", "product", ("x5", "x5", "x-3"), dim=1)), "p")
    assert evaluate(first, {}, [[2], [3]]).tolist() == [2 * 3 * 3]


def test_without_inputs():
    circuit = Circuit((Vertex("c", "constant", dim=2, parameter="c"),), "c")
    for nothing in (None, {}, np.zeros((0, 7))):
        assert evaluate(circuit, {"c": [1, 2]}, nothing).tolist() == [1, 2]
    assert evaluate(circuit, {"c": [1.5, 2]}, np.zeros((3, 0, 7))).tolist() == [[1.5, 2.0]] * 3
    fixed = Circuit(circuit.vertices, "c", (("c", (0.5, 2)),))
    assert evaluate(fixed, {}).dtype == np.float64


@pytest.mark.parametrize(
    ("weight", "x", "dtype"),
    [
        (np.float32, np.float32, np.float32),
        (np.float32, np.float64, np.float64),
        (np.float64, np.int64, np.float64),
        (np.float32, np.complex64, np.complex64),
        (np.float64, object, object),
        (np.int32, np.uint8, object),
        (bool, bool, object),
    ],
)
def test_dtypes(weight, x, dtype):
    one, fraction = Vertex("c", "constant", dim=1, parameter="one"), Vertex("d", "constant", dim=1, parameter="half")
    wx = Vertex("Wx", "linear", ("x",), dim=1, parameter="W")
    vertices = (
        one,
        fraction,
        Vertex("x", "input", dim=1, position=0),
        wx,
        Vertex("p", "product", ("c", "d", "Wx"), dim=1),
    )
    circuit = Circuit(vertices, "p", (("one", (1,)), ("half", (Fraction(1, 2),))))
    result = evaluate(circuit, {"W": np.ones((1, 1), weight)}, np.ones((1, 1), x))
    assert result.dtype == dtype
    assert result.tolist() == [0.5]


def test_the_result_and_the_arguments_share_no_memory():
    circuit = Circuit((Vertex("x", "input", dim=2, position=0),), "x")
    x = np.ones((1, 2))
    evaluate(circuit, {}, x)[0] = 7
    assert (x == 1).all()


def test_vectors_are_forgotten_after_their_last_use():
    circuit = rac(length=200, layers=1, inputs=1, hidden=8)
    weights = random_weights(circuit, seed=0)
    x = np.ones((2000, 200, 1))
    gc.collect()
    tracemalloc.start()
    evaluate(circuit, weights, x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    vector = 2000 * 8 * 8
    assert peak < x.nbytes + 12 * vector  # all 600 vectors would take 77 MB


def test_fixed_parameters():
    vertices = (Vertex("c", "constant", dim=2, parameter="ones"), Vertex("x", "input", dim=2, position=0))
    circuit = Circuit((*vertices, Vertex("p", "product", ("c", "x"), dim=2)), "p", (("ones", (1, Fraction(1, 10))),))
    x = [[0.5, 10.0]]
    for given in ({}, {"ones": [1, Fraction(1, 10)]}, {"ones": np.array([1, 0.1])}, {"ones": np.float32([1, 0.1])}):
        assert evaluate(circuit, given, x).tolist() == [0.5, 1.0]
    with pytest.raises(
        TnrnnError, match=re.escape("weights, ones: expected its fixed value [1, Fraction(1, 10)], or none")
    ):
        evaluate(circuit, {"ones": [1, 0.2]}, x)
    with pytest.raises(TnrnnError, match="fixed ones: expected integers, as a modulus is given"):
        evaluate(circuit, {}, [[1, 1]], modulus=7)
    whole = Circuit(circuit.vertices, "p", (("ones", (1, -1)),))
    assert evaluate(whole, {"ones": [8, 6]}, [[2, 3]], modulus=7).tolist() == [2, 4]
    assert random_weights(whole, 0)["ones"].tolist() == [1.0, -1.0]
    assert random_weights(whole, 0, modulus=7)["ones"].tolist() == [1, 6]
    assert evaluate(circuit, random_weights(circuit, 3), x).tolist() == [0.5, 1.0]


# Errors: one line each


def refuse(message: str, weights=None, inputs=None, modulus=None) -> None:
    circuit = rac(length=2, layers=1, inputs=2, hidden=3)
    good = {name: np.ones(shape, dtype=int) for name, shape in circuit.parameters.items()}
    with pytest.raises(TnrnnError) as error:
        evaluate(
            circuit, good if weights is None else weights(good), [[1, 0], [0, 1]] if inputs is None else inputs, modulus
        )
    assert str(error.value) == message


def without(*names):
    return lambda good: {name: array for name, array in good.items() if name not in names}


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (without("W_O", "W_H[1]"), "weights: expected an array for W_H[1], W_O too, given ['h[0,1]', 'W_I[1]']"),
        (
            lambda good: good | {"W_0": 1},
            "weights: expected names of parameters, given 'W_0'; did you mean 'W_O'?",
        ),
        (lambda good: good | {"W_O": np.ones((3, 1))}, "weights, W_O: expected an array of shape (1, 3), given (3, 1)"),
        (lambda good: good | {"W_O": [[1, np.nan, 1]]}, "weights, W_O: expected finite numbers, given nan"),
        (
            lambda good: good | {"W_O": np.array([[1, Fraction(1, 2), -np.inf]], dtype=object)},
            "weights, W_O: expected finite numbers, given -inf",
        ),
        (lambda good: good | {"W_O": [["a", 1, 1]]}, "weights, W_O: expected an array of numbers, given [['a', 1, 1]]"),
        (lambda good: good | {"W_O": [[1, 2], [3]]}, "weights, W_O: expected an array of numbers, given [[1, 2], [3]]"),
        (lambda good: good | {"W_O": [[None, 1, 1]]}, "weights, W_O: expected an array of numbers, given None"),
        (lambda good: good | {"W_O": None}, "weights, W_O: expected an array of numbers, given None"),
        (lambda good: good | {"W_O": "abc"}, "weights, W_O: expected an array of numbers, given 'abc'"),
        (lambda good: [1, 2], "weights: expected a mapping from parameter to array, given [1, 2]"),
    ],
)
def test_refused_weights(weights, message):
    refuse(message, weights)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (np.ones((3, 2)), "inputs: expected an array of shape (..., 2, 2), given (3, 2)"),
        (np.ones((2, 3)), "inputs: expected an array of shape (..., 2, 2), given (2, 3)"),
        (np.ones(2), "inputs: expected an array of shape (..., 2, 2), given (2,)"),
        ([[1, 2], [3]], "inputs: expected an array of numbers, given [[1, 2], [3]]"),
        ([[1, 2], [np.inf, 3]], "inputs: expected finite numbers, given inf"),
        ({1: [1, 0]}, "inputs: expected values at the positions 2 too, given [1]"),
        ({}, "inputs: expected values at the positions 1, 2 too, given []"),
        ({1: [1, 0], 2: [1, 0], 3: [1, 0]}, "inputs: expected positions among 1, 2, given 3"),
        ({1: [1, 0], 2: [1, 0, 0]}, "inputs, position 2: expected an array of shape (..., 2), given (3,)"),
        ({1: [1, 0], 2: 1}, "inputs, position 2: expected an array of shape (..., 2), given ()"),
        (
            {1: np.ones((2, 2)), 2: np.ones((3, 2))},
            "inputs: expected batch shapes that broadcast, given {1: (2,), 2: (3,)}",
        ),
    ],
)
def test_refused_inputs(inputs, message):
    refuse(message, inputs=inputs)


def test_inputs_that_are_missing_or_need_a_mapping():
    circuit = rac(length=30, layers=1, inputs=2, hidden=1)
    with pytest.raises(TnrnnError, match=r"inputs: expected values at the positions 1, 2, .*, 20, \.\.\., given None"):
        evaluate(circuit, random_weights(circuit, 0))
    inputs = tuple(Vertex(f"x{dim}", "input", dim=dim, position=dim) for dim in (1, 2))
    uneven = Circuit((*inputs, Vertex("y", "bilinear", ("x1", "x2"), dim=1, parameter="B")), "y")
    with pytest.raises(
        TnrnnError, match="inputs: expected a mapping from position to array, as the inputs differ in width"
    ):
        evaluate(uneven, {"B": [[[1, 2]]]}, [[1], [2, 3]])
    assert evaluate(uneven, {"B": [[[1, 2]]]}, {1: [1], 2: [2, 3]}).tolist() == [8]
    constant = Circuit((Vertex("c", "constant", dim=1, parameter="c"),), "c")
    with pytest.raises(TnrnnError, match=re.escape("inputs: expected an array of shape (..., 0, M), given (1, 2)")):
        evaluate(constant, {"c": [1]}, [[1, 2]])
    with pytest.raises(TnrnnError, match=re.escape("inputs: expected positions among (none), given 1")):
        evaluate(constant, {"c": [1]}, {1: [1]})


@pytest.mark.parametrize("modulus", [91, 1, 0, -7, 2.0, "7", True, 2**67 - 1])
def test_refused_moduli(modulus):
    circuit = rac(length=1, layers=1, inputs=1, hidden=1)
    with pytest.raises(TnrnnError, match=r"^modulus: expected (a prime|an integer of at least 2), given "):
        random_weights(circuit, 0, modulus)
    with pytest.raises(TnrnnError, match=r"^modulus: expected (a prime|an integer of at least 2), given "):
        evaluate(circuit, {}, None, modulus)


@pytest.mark.parametrize("entry", [0.5, Fraction(1, 2), 1j, 2.0**60])
def test_a_modulus_needs_integers(entry):
    refuse(
        f"weights, W_O: expected integers, as a modulus is given, given {entry!r}",
        weights=lambda good: good | {"W_O": [[1, 1, entry]]},
        modulus=7,
    )
    refuse(
        "inputs, position 2: expected integers, as a modulus is given, given 0.5",
        inputs=np.array([[1, 0], [0.5, 1]]),
        modulus=2**61 - 1,
    )


def test_a_network_with_a_fixed_value_of_another_shape():
    with pytest.raises(TnrnnError, match=re.escape("fixed W: expected numbers of shape (1, 2), given (2,)")):
        check_weights({"W": (1, 2)}, [("W", (1, 2))], {})


# Random weights

DIGESTS = [
    "a9b24c6a99e3a0469ee99d2d25e67e28db49be1e0361936012eb3ca97c59d4f7",
    "0f9ccc61b4862964f6ec1c8e33b0cbe2e0a8edb47c429e606ff04744be5dd9f4",
    "4e625370686d0a7a05231cffb8299f5acf539ce34e11bec5d50d2571f2cc358a",
]


def digest(modulus) -> str:
    weights = random_weights(rac(length=5, layers=2, inputs=7, hidden=6, outputs=2), seed=11, modulus=modulus)
    text = hashlib.sha256()
    for name, array in weights.items():
        data = (
            repr(array.tolist()).encode()
            if array.dtype == object
            else array.astype(array.dtype.newbyteorder("<")).tobytes()
        )
        text.update(name.encode() + data)
    return text.hexdigest()


def test_random_weights_are_the_same_in_any_process():
    here = [digest(modulus) for modulus in (None, 2**31 - 1, 2**89 - 1)]
    assert here == DIGESTS
    program = "import test_evaluation as t; print(*map(t.digest, (None, 2**31 - 1, 2**89 - 1)))"
    for hash_seed in ("0", "1"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        run = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert run.stdout.split() == here


def test_numbers_that_no_float_holds():
    circuit = rac(2, 1, 2, 2)
    with pytest.raises(TnrnnError, match="expected numbers that floats can hold where floats meet integers"):
        evaluate(circuit, random_weights(circuit, 0), [[10**400, 1], [1, 1]])
    exact = {name: np.ones(shape, dtype=object) for name, shape in circuit.parameters.items()}
    assert evaluate(circuit, exact, [[10**400, 1], [1, 1]]).item() == 16 * (10**400 + 1)


def test_what_counts_as_an_integer_with_a_modulus():
    circuit = rac(2, 1, 2, 2)
    exact = {name: np.ones(shape, dtype=object) for name, shape in circuit.parameters.items()}
    assert evaluate(circuit, exact, [[Fraction(2**60 + 1), 1], [1, 1]], 7).item() == 16 * (2**60 + 2) % 7
    for odd in (Fraction(10**400, 3), 1e300, 2.5, float(2**54)):
        with pytest.raises(TnrnnError, match="expected integers, as a modulus is given"):
            evaluate(circuit, exact, np.array([[odd, 1], [1, 1]], dtype=object), 7)


def test_masks_and_ranges_and_vast_moduli():
    circuit = rac(2, 1, 2, 2)
    weights = random_weights(circuit, 0)
    with pytest.raises(TnrnnError, match="inputs: expected an array without a mask"):
        evaluate(circuit, weights, np.ma.array(np.ones((2, 2)), mask=np.eye(2)))
    with pytest.raises(TnrnnError, match="inputs: expected an array of numbers, given range"):
        evaluate(circuit, weights, range(10**13))
    with pytest.raises(TnrnnError, match="modulus: expected a prime of at most 2,048 bits"):
        evaluate(circuit, weights, [[1, 1], [1, 1]], modulus=2**4423 - 1)


def test_weights_beyond_memory_are_refused_at_once():
    with pytest.raises(TnrnnError, match=re.escape("expected at most 134,217,728 weights, given about 2.0e+18")):
        random_weights(rac(2, 1, 10**9, 10**9), seed=0)


@pytest.mark.parametrize("call", [lambda: evaluate(None, {}), lambda: random_weights("rac", 0)])
def test_anything_but_a_circuit(call):
    with pytest.raises(TnrnnError, match="expected a Circuit, given"):
        call()


def test_random_weights_depend_on_seed_and_name_only():
    small, large = rac(3, 1, 2, 3), rac(9, 2, 2, 3)
    one, two, other = random_weights(small, 1), random_weights(large, 1), random_weights(small, 2)
    assert all((one[name] == two[name]).all() for name in one)
    assert all((one[name] != other[name]).all() for name in one)
    assert (one["W_H[1]"] != two["W_H[2]"]).all()


def test_random_weights_have_the_distribution_that_they_say():
    circuit = rac(length=2, layers=1, inputs=400, hidden=300)
    weights = random_weights(circuit, seed=2)
    for name, fan_in in (("W_I[1]", 400), ("W_H[1]", 300)):
        z = weights[name].ravel() * np.sqrt(fan_in)
        assert abs(z.mean()) < 0.015
        assert abs(z.var() - 1) < 0.02
        assert abs(z).max() <= 3**0.5
        for border in (-1.5, -1.0, 0.0, 0.5, 1.7):
            assert abs((z < border).mean() - (border / 3**0.5 + 1) / 2) < 0.006
        assert abs(np.corrcoef(z[::2], z[1::2])[0, 1]) < 0.02
    residues = random_weights(circuit, seed=2, modulus=7)["W_I[1]"]
    assert residues.dtype == np.int64
    counts = np.bincount(residues.ravel(), minlength=7)
    assert len(counts) == 7
    assert abs(counts / residues.size - 1 / 7).max() < 0.005
    large = random_weights(circuit, seed=2, modulus=2**89 - 1)["h[0,1]"]
    assert large.dtype == object
    assert all(type(entry) is int and 0 <= entry < 2**89 - 1 for entry in large)
    assert max(large) > 0.97 * 2**89


def test_values_neither_explode_nor_vanish():
    circuit = rac(length=1, layers=1, inputs=50, hidden=60, outputs=400)
    size = np.mean(
        [np.square(evaluate(circuit, random_weights(circuit, s), np.ones((1, 50)))).mean() for s in range(20)]
    )
    assert 0.5 < size < 2.0


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, "0", None, True])
def test_refused_seeds(seed):
    with pytest.raises(TnrnnError, match=r"^seed: expected an integer from 0 to 18446744073709551615, given "):
        random_weights(rac(1, 1, 1, 1), seed)
