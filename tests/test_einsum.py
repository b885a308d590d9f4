"""The expressions of `to_einsum`, contracted by numpy and by opt_einsum, against `contract`."""

from __future__ import annotations

import random

import numpy as np
import opt_einsum
import pytest
from random_circuits import random_circuit
from test_contraction import by_bonds, random_network
from test_evaluation import exact, exact_case

from tnrnn import Bond, Network, Tensor, contract, evaluate, rac, unroll
from tnrnn.networks.einsums import IDENTITY, ONES, Einsum, einsum, symbol, terms


def arrays_of(expression: Einsum, network: Network, weights: dict) -> list[np.ndarray]:
    """The array of each operand, by its name."""
    made = []
    for name, shape in zip(expression.operands, expression.shapes, strict=True):
        if name == IDENTITY:
            made.append(np.eye(*shape, dtype=int).astype(object))
        elif name == ONES:
            made.append(np.ones(shape, dtype=object))
        else:
            made.append(weights[network.tensors[network.index[name]].parameter])
        assert made[-1].shape == shape
    return made


def alphabetical(equation: str) -> str:
    """The equation with its letters renamed in the order of their first use."""
    letters = dict.fromkeys(letter for letter in equation if letter not in ",->")
    return equation.translate({ord(letter): symbol(number) for number, letter in enumerate(letters)})


def fits_numpy(expression: Einsum) -> bool:
    return expression.equation.isascii() and 0 < len(expression.operands) < 30


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_unrolled_circuits(mode):
    seen = doubled = 0
    for seed in range(120):
        circuit = random_circuit(seed, dims=(1, 2, 2))
        network = unroll(circuit, mode)
        expression = network.to_einsum()
        if not fits_numpy(expression) or np.prod([network.bond[n].dim for n in network.open], dtype=float) > 2**10:
            continue
        seen += 1
        doubled += IDENTITY in expression.operands
        weights = exact_case(circuit, seed)[0]
        weights |= {name: np.array(value, dtype=object) for name, value in circuit.fixed}
        arrays = arrays_of(expression, network, weights)
        result = contract(network, weights).tolist()
        assert np.einsum(expression.equation, *arrays, optimize="greedy").tolist() == result, circuit
        assert opt_einsum.contract(expression.equation, *arrays).tolist() == result, circuit
    assert seen > 80
    assert doubled > 10


def test_any_network():
    seen = set()
    for seed in range(300):
        network = random_network(seed)
        expression = einsum(network)
        if not fits_numpy(expression) or np.prod([bond.dim for bond in network.bonds]) > 1000:
            continue
        seen.update(expression.operands)
        rng = random.Random(f"values {seed}")
        weights = {name: exact(rng, shape) for name, shape in network.parameters.items()}
        arrays = arrays_of(expression, network, weights)
        assert (
            np.asarray(np.einsum(expression.equation, *arrays)).tolist() == by_bonds(network, weights, None).tolist()
        ), network
    assert {IDENTITY, ONES} <= seen


def test_no_output_index_is_repeated():
    """numpy refuses 'a->aa'; a second open leg on a copy tensor has an index of its own, which a unit matrix ties."""
    network = Network((Tensor("c", "copy", ("i", "j", "k")),), tuple(Bond(n, 2) for n in "ijk"), ("k", "i", "j"))
    assert alphabetical(einsum(network).equation) == "ab,ac->abc"
    assert einsum(network)[1:] == ((IDENTITY, IDENTITY), ((2, 2), (2, 2)))
    for seed in range(200):
        output = terms(random_network(seed)).output
        assert len(set(output)) == len(output)


def test_slots_are_terms_only_where_they_are_filled():
    circuit = rac(length=2, layers=1, inputs=2, hidden=3)
    network = unroll(circuit)
    assert alphabetical(einsum(network).equation) == "ab,bc,cd,d,ce,bf->efa"
    assert einsum(network).operands == ("y", "W_H[2,1]", "W_H[1,1]", "h[0,1]", "W_I[1,1]", "W_I[2,1]")
    filled = terms(network, filled=True)
    assert set(filled.operands) - set(terms(network).operands) == {"x[1]", "x[2]"}
    assert len(filled.output) == 1
    weights, inputs = exact_case(circuit, 1)
    slots = {f"x[{t}]": vector for t, vector in inputs.items()}
    by_name = {t.name: weights.get(t.parameter, slots.get(t.name)) for t in network.tensors}
    operands = [
        entry for name, term in zip(filled.operands, filled.terms, strict=True) for entry in (by_name[name], term)
    ]
    assert np.einsum(*operands, filled.output).tolist() == evaluate(circuit, weights, inputs).tolist()


def test_copy_tensors_share_one_index():
    network = unroll(rac(length=4, layers=2, inputs=2, hidden=3))
    expression = einsum(network)
    assert not any(name.startswith("copy") for name in expression.operands)
    assert max(len(shape) for shape in expression.shapes) == 2


def test_many_indices_have_the_letters_of_opt_einsum():
    below = range(55_156)
    assert [symbol(n) for n in below] == [opt_einsum.get_symbol(n) for n in below]
    beyond = [symbol(n) for n in range(55_000, 58_000)]  # where opt_einsum has surrogates, which no text holds
    assert len(set(beyond)) == len(beyond) == len("".join(beyond).encode().decode())
    circuit = rac(length=8, layers=3, inputs=1, hidden=2)
    network = unroll(circuit)
    expression = einsum(network)
    assert not expression.equation.isascii()
    assert len(set(expression.equation) - set(",->")) == len(terms(network).dims)
