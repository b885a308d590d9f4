"""How a certificate is checked: the entries of a minor against `evaluate`, and plain elimination against flint."""

import random

import numpy as np
import pytest
from flint import nmod_mat
from random_circuits import random_circuit

from tnrnn import Partition, evaluate, rac, random_weights
from tnrnn.models import MODELS, Case
from tnrnn.ranks import minors
from tnrnn.ranks.minors import minor_at
from tnrnn.ranks.regular import is_regular
from tnrnn.ranks.words import Sampling, side_of
from tnrnn.values import modular_linear
from tnrnn.values.modular import reduced

PRIME, LARGEST = 2**31 - 1, 3037000493
"""The usual prime, and the largest for which products of residues fit into 64 bits."""


def pair_by_pair(case, rows, cols, seed, prime):
    """The definition: one call of `evaluate` for each entry."""
    weights = random_weights(case.circuit, seed, prime)
    sides = [
        side_of(case.circuit.inputs, positions, words, Sampling(case.mode, seed, prime))
        for positions, words in ((case.partition.near, rows), (case.partition.far, cols))
    ]

    def points(side, word):
        return {p: side.tables[p][side.words[word, place]] for place, p in enumerate(side.positions)}

    return [
        [
            int(evaluate(case.circuit, weights, points(sides[0], i) | points(sides[1], j), prime)[0])
            for j in range(len(cols))
        ]
        for i in range(len(rows))
    ]


def cases(seeds, **more):
    """Random circuits with a random partition, and the random generator that made it."""
    for seed in seeds:
        rng = random.Random(f"minor {seed}")
        circuit = random_circuit(seed, sums=seed % 2 == 0, maps=seed % 3 == 0, **more)
        if len(circuit.positions) > 1:
            near = rng.sample(circuit.positions, rng.randint(1, len(circuit.positions) - 1))
            far = [position for position in circuit.positions if position not in near]
            yield Case(circuit, Partition(near=near, far=far), rng.choice(["one-hot", "continuous"])), rng


def some_words(case, positions, rng):
    dims = {vertex.position: vertex.dim for vertex in case.circuit.inputs}
    most = [dims[p] - 1 if case.mode == "one-hot" else 2 for p in positions]
    return [tuple(rng.randint(0, each) for each in most) for _ in range(rng.randint(1, 6))]


def test_minors_of_random_circuits_are_what_evaluate_gives(monkeypatch):
    """Some words share letters; few pairs are taken at a time, and few classes once, as of large minors."""
    seen = 0
    for case, rng in cases(range(400), vertices=20):
        monkeypatch.setattr(minors, "_PAIRS", rng.choice([1, 3, 8, 100]))
        monkeypatch.setattr(minors, "_DOWN", rng.choice([1, 2, 100]))
        monkeypatch.setattr(minors, "_SHARED", rng.choice([0, 2, 4, 100]))
        rows, cols = (some_words(case, side, rng) for side in (case.partition.near, case.partition.far))
        prime = rng.choice([2, 7, PRIME, LARGEST, 2**61 - 1])
        assert minor_at(case, rows, cols, 5, prime).tolist() == pair_by_pair(case, rows, cols, 5, prime), case
        seen += len(set(cols)) > 2
    assert seen > 50


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("name", ["rac", "gru", "linear_attention", "selective_ssm"])
def test_minors_of_models_are_what_evaluate_gives(name, mode):
    sizes = {
        "rac": (4, 2, 2, 3),
        "gru": (4, 1, 2, 2),
        "linear_attention": (4, 1, 2, 2, 2),
        "selective_ssm": (4, 1, 2, 2),
    }
    case = Case(MODELS[name](*sizes[name]), Partition.start_end(4), mode)
    rng = random.Random(name)
    rows, cols = (some_words(case, side, rng) for side in (case.partition.near, case.partition.far))
    assert minor_at(case, rows, cols, 1, PRIME).tolist() == pair_by_pair(case, rows, cols, 1, PRIME)


def test_a_minor_without_words():
    assert minor_at(Case(rac(4, 2, 2, 2), Partition.start_end(4)), [], [], 0, 7).shape == (0, 0)


# Elimination


def shuffled(size, prime, rng):
    """A random matrix, full or sparse, that is invertible: a unit triangle with its rows and columns shuffled."""
    share = rng.choice([0.1, 1.0])
    matrix = np.eye(size, dtype=np.int64)
    for i, j in zip(*np.tril_indices(size, -1), strict=True):
        matrix[i, j] = rng.randrange(prime) if rng.random() < share else 0
    return matrix[rng.sample(range(size), size)][:, rng.sample(range(size), size)]


@pytest.mark.parametrize("prime", [2, 3, 101, PRIME, LARGEST])
def test_elimination_with_exchanges_of_rows_is_that_of_flint(prime):
    rng, found = random.Random(prime), set()
    for size in (1, 2, 7, 8, 9, 16, 63, 64, 65, 100, 130):
        for _ in range(3):
            matrix = shuffled(size, prime, rng)
            for _ in range(rng.randint(0, 2)):  # a combination in place of a row, in one matrix of two
                matrix[rng.randrange(size)] = matrix[rng.randrange(size)] * rng.randrange(prime) % prime
            expected = int(nmod_mat(matrix.tolist(), prime).det()) != 0
            assert is_regular(matrix, prime) == expected, size
            found.add(expected)
    assert found == {True, False}


def test_elimination_leaves_the_matrix_as_it_is():
    matrix = np.array([[0, 1], [3, 5]])
    assert is_regular(matrix, 7)
    assert matrix.tolist() == [[0, 1], [3, 5]]


def nearly(entry, shape, seed):
    """Numbers just below `entry`, odd and even, so that sums of them are no multiples of a power of two."""
    return entry - np.random.default_rng(seed).integers(0, 5, shape)


@pytest.mark.parametrize("modulus", [2, 7, PRIME, LARGEST, 2**61 - 1])
@pytest.mark.parametrize("width", [1, 31, 32, 33, 70])
def test_linear_maps_of_the_largest_residues_are_exact(modulus, width):
    dtype = np.int64 if modulus <= LARGEST else object
    vectors = (nearly(modulus - 1, (width, 3, 2), 1) % modulus).astype(dtype)
    for entry in (modulus - 1, modulus - 2 - (modulus - 1) % 2**16):  # the latter with the largest lower half
        weight = (nearly(entry, (2, width), 0) % modulus).astype(dtype)
        expected = np.tensordot(weight.astype(object), vectors.astype(object), axes=1) % modulus
        assert (modular_linear(weight, vectors, modulus) == expected).all()


@pytest.mark.parametrize("modulus", [2, PRIME, LARGEST])
@pytest.mark.parametrize("width", [1, 2, 3, 4, 5])
def test_linear_maps_of_many_short_vectors_are_exact(modulus, width):
    """Up to four products of residues modulo the usual prime are added before they are reduced."""
    vectors = nearly(modulus - 1, (width, 5000), 1) % modulus
    weight = nearly(modulus - 1, (3, width), 0) % modulus
    expected = weight.astype(object) @ vectors.astype(object) % modulus
    assert (modular_linear(weight, vectors, modulus) == expected).all()


@pytest.mark.parametrize("shape", [(3,), (40, 50), (3, 40_000)])
def test_reduction_is_the_remainder(shape):
    numbers = np.random.default_rng(0).integers(-(2**63), 2**63 - 1, shape, endpoint=True)
    for modulus in (2, 7, PRIME, LARGEST):
        expected = numbers % modulus
        for given in (numbers.copy(), numbers.T.copy().T, np.repeat(numbers, 2, axis=-1)[..., ::2]):
            assert np.array_equal(reduced(given, modulus), expected)
    assert reduced(numbers, None) is numbers
