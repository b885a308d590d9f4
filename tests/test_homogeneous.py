"""Circuits with sums, written without: the same values, a valid min-cut, the same grid tensor."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from random_circuits import random_circuit

from tnrnn.basics import TnrnnError
from tnrnn.cuts.mincut import min_cut
from tnrnn.homogeneous import Homogeneous, without_sums
from tnrnn.models import gru, lstm, mi_rnn
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll, unrolled_size
from tnrnn.ranks.rank import separation_rank
from tnrnn.values.contraction import contract
from tnrnn.values.evaluation import evaluate, random_weights

PRIME = 10_007


def with_sums(seed, inputs=1):
    """A random circuit with a sum in it, and at least so many inputs."""
    found = (random_circuit(attempt, sums=True) for attempt in itertools.count(seed * 1000))
    enough = (circuit for circuit in found if len(circuit.inputs) >= inputs)
    return next(circuit for circuit in enough if any(vertex.kind == "sum" for vertex in circuit.vertices))


def points(circuit, seed):
    chance = random.Random(seed)
    return {v.position: [chance.randrange(PRIME) for _ in range(v.dim)] for v in circuit.inputs}


@pytest.mark.parametrize("seed", range(60))
def test_values_are_the_same(seed):
    circuit = with_sums(seed)
    weights, x = random_weights(circuit, seed, PRIME), points(circuit, seed)
    wanted = evaluate(circuit, weights, x, PRIME)
    for mode in ("one-hot", "continuous"):
        made = Homogeneous(circuit, mode)
        assert not any(vertex.kind == "sum" for vertex in made.circuit.vertices)
        if mode == "continuous":
            got = evaluate(made.circuit, made.weights(weights), made.points(x), PRIME)
            assert np.array_equal(got, wanted)
            tensor = contract(unroll(circuit, mode), made.weights(weights), made.points(x))
            assert [int(value) % PRIME for value in tensor] == wanted.tolist()


@pytest.mark.parametrize("seed", range(30))
def test_the_grid_tensor_is_the_same(seed):
    circuit = with_sums(seed)
    widths = [vertex.dim for vertex in circuit.inputs]
    if np.prod(widths) > 300:
        pytest.skip("too many words")
    weights = random_weights(circuit, seed, PRIME)
    made = Homogeneous(circuit, "one-hot")
    tensor = contract(unroll(circuit, "one-hot"), made.weights(weights))
    for word in itertools.product(*map(range, widths)):
        x = {v.position: np.eye(v.dim, dtype=int)[letter] for v, letter in zip(circuit.inputs, word, strict=True)}
        assert [int(v) % PRIME for v in tensor[word]] == evaluate(circuit, weights, x, PRIME).tolist()


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("seed", range(40))
def test_the_min_cut_bounds_the_rank(seed, mode):
    circuit = with_sums(seed, inputs=2)
    positions = [vertex.position for vertex in circuit.inputs]
    partition = Partition(near=positions[: len(positions) // 2], far=positions[len(positions) // 2 :])
    cut = min_cut(circuit, partition, mode)
    assert separation_rank(circuit, partition, mode, limit=3000).lower <= cut.value


@pytest.mark.parametrize("model", [mi_rnn, lstm, gru])
def test_recurrent_networks_with_sums(model):
    circuit = model(2, 1, 2, 2)
    weights, x = random_weights(circuit, 3, PRIME), points(circuit, 4)
    made = Homogeneous(circuit)
    got = contract(unroll(circuit, "continuous"), made.weights(weights), made.points(x))
    assert [int(value) % PRIME for value in got] == evaluate(circuit, weights, x, PRIME).tolist()
    assert unrolled_size(circuit, "continuous") == len(unroll(circuit, "continuous").tensors)


def test_a_circuit_without_sums_stays_itself():
    circuit = without_sums(mi_rnn(2, 1, 2, 2), "one-hot")
    assert without_sums(circuit, "one-hot") is circuit
    assert without_sums(circuit, "continuous") is circuit


def test_only_what_stands_below_a_sum_grows():
    circuit = mi_rnn(3, 1, 2, 2)
    made = without_sums(circuit, "continuous")
    assert {v.dim for v in made.inputs} == {3}
    assert made.by_name["y"].dim == 1
    assert made.parameters["W_O~01"] == (1, 3)


def test_an_input_of_too_many_words_is_refused_before_memory_is_taken():
    circuit = lstm(2, 1, 10**5, 1)
    with pytest.raises(TnrnnError, match="one-hot inputs: expected at most 10,000 words, given 100000"):
        without_sums(circuit, "one-hot")
    assert len(without_sums(circuit, "continuous").inputs) == 2
