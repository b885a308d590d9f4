"""Networks written down as names of tensors with names of bonds, by their definition."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tnrnn import TnrnnError, contract
from tnrnn.interop import from_einsum, from_terms


def test_each_tensor_has_its_bonds_in_order_and_open_legs_are_in_order_of_appearance():
    network = from_terms({"A": "i k", "B": ["k", "j", "s_1"]}, {"i": 2, "k": 3, "j": 4, "s_1": 5})
    assert [(each.name, each.kind, each.bonds, each.parameter) for each in network.tensors] == [
        ("A", "weight", ("i", "k"), "A"),
        ("B", "weight", ("k", "j", "s_1"), "B"),
    ]
    assert network.open == ("i", "j", "s_1")
    assert {bond.name: bond.dim for bond in network.bonds} == {"i": 2, "k": 3, "j": 4, "s_1": 5}


def test_what_joins_more_than_two_becomes_a_copy_tensor():
    network = from_terms({"A": "i r", "B": "j r", "C": "k r"}, 3)
    (copy,) = [each for each in network.tensors if each.kind == "copy"]
    assert len(copy.bonds) == 3
    joined = [each.name for each in network.tensors if each is not copy and set(each.bonds) & set(copy.bonds)]
    assert joined == ["A", "B", "C"]
    assert network.open == ("i", "j", "k")


def test_dimensions_are_two_or_one_number_or_one_for_each():
    assert {bond.dim for bond in from_terms({"A": "i k", "B": "k j"}).bonds} == {2}
    assert {bond.dim for bond in from_terms({"A": "i k", "B": "k j"}, 7).bonds} == {7}
    assert from_terms({"c": ""}).tensors[0].bonds == ()


@pytest.mark.parametrize("seed", range(5))
def test_the_network_is_the_sum_over_the_names_that_are_shared(seed):
    """The value is that of numpy's einsum over the same names."""
    draw = random.Random(seed)
    names = [f"i{at}" for at in range(5)]
    sizes = {name: draw.randint(1, 3) for name in names}
    terms = {f"T{at}": draw.sample(names, draw.randint(1, 4)) for at in range(4)}
    count = {name: sum(name in bonds for bonds in terms.values()) for name in names}
    network = from_terms(terms, {name: size for name, size in sizes.items() if count[name]})
    rng = np.random.default_rng(seed)
    arrays = {name: rng.normal(size=[sizes[bond] for bond in bonds]) for name, bonds in terms.items()}
    once = dict.fromkeys(name for bonds in terms.values() for name in bonds if count[name] == 1)
    operands = [part for name, bonds in terms.items() for part in (arrays[name], [names.index(b) for b in bonds])]
    expected = np.einsum(*operands, [names.index(name) for name in once])
    assert network.open == tuple(once)
    np.testing.assert_allclose(contract(network, arrays), expected)


def test_the_network_is_that_of_from_einsum_with_other_names():
    network, _ = from_einsum([["i", "k"], ["k", "j"]], None, {"i": 2, "k": 3, "j": 4}, arrays=False)
    named = from_terms({"A": "i k", "B": "k j"}, {"i": 2, "k": 3, "j": 4})
    assert [each.bonds for each in named.tensors] == [each.bonds for each in network.tensors]
    assert (named.bonds, named.open) == (network.bonds, network.open)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: from_terms({}), "a mapping such as"),
        (lambda: from_terms([("A", "i")]), "a mapping such as"),
        (lambda: from_terms({"A": 3}), "from_terms, A: expected names of bonds, given 3"),
        (lambda: from_terms({"A": ["i", ""]}), "from_terms, A: expected names of bonds"),
        (lambda: from_terms({1: "i"}), "a printable name, given 1"),
        (lambda: from_terms({"A": "i j"}, {"i": 2}), "a dimension for 'j'"),
        (lambda: from_terms({"A": "i chi_1"}, {"i": 2, "chi_1": 3, "chi_2": 3}), "did you mean 'chi_1'"),
        (lambda: from_terms({"A": "i"}, {"i": 0}), "an integer from 1"),
        (lambda: from_terms({"A": "i"}, "2"), "an integer from 1"),
    ],
)
def test_bad_terms_say_what_is_wrong(make, words):
    with pytest.raises(TnrnnError, match=words):
        make()
