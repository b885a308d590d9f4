"""Expressions in every notation, against numpy.einsum and opt_einsum: "...", lists, sizes, shapes, axes of size 1."""

import os
import random

import numpy as np
import opt_einsum
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tnrnn import Partition, TnrnnError, contract, min_cut
from tnrnn.interop import from_einsum

SAMPLE = 20_000 if os.environ.get("TNRNN_SLOW") == "1" else 240
LETTERS = "abcdeA"
FUZZ = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True, "database": None}


def random_expression(seed):
    """Return the terms (lists of letters and Ellipsis), the output or None, and arrays that fit."""
    rng = random.Random(seed)
    dims = {letter: rng.choice((1, 2, 3, 4)) for letter in LETTERS}
    beyond = [rng.choice((1, 2, 3)) for _ in range(rng.choice((0, 1, 2, 2)))]
    numbers = np.random.default_rng(seed)
    terms, arrays = [], []
    for _ in range(rng.randint(1, 4)):
        term = [rng.choice(LETTERS) for _ in range(rng.randint(0, 3))]
        small = {letter for letter in LETTERS if rng.random() < 0.25}
        shape = [1 if letter in small else dims[letter] for letter in term]
        if rng.random() < 0.6:
            place, width = rng.randint(0, len(term)), rng.randint(0, len(beyond))
            term.insert(place, ...)
            last = beyond[len(beyond) - width :]
            shape[place:place] = [1 if rng.random() < 0.25 else dim for dim in last]
        terms.append(term)
        arrays.append(numbers.integers(-3, 4, shape).astype(float))
    return terms, random_output(rng, terms), arrays


def random_output(rng, terms):
    if rng.random() < 0.3:
        return None
    letters = sorted({index for term in terms for index in term if index is not ...})
    output = rng.sample(letters, rng.randint(0, len(letters)))
    if any(... in term for term in terms):
        output.insert(rng.randint(0, len(output)), ...)
    return output


def text(terms, output):
    words = ["".join("..." if index is ... else index for index in term) for term in [*terms, output or []]]
    return ",".join(words[:-1]) + ("" if output is None else f"->{words[-1]}")


def interleaved(terms, output, operands):
    number = {letter: place for place, letter in enumerate(sorted(LETTERS))} | {...: ...}
    lists = [[number[index] for index in term] for term in terms]
    pairs = [each for pair in zip(operands, lists, strict=True) for each in pair]
    return pairs if output is None else [*pairs, [number[index] for index in output]]


@pytest.mark.parametrize("block", range(4))
def test_values_are_those_of_numpy_and_opt_einsum(block):
    checked = ones = dots = 0
    for seed in range(block, SAMPLE, 4):
        terms, output, arrays = random_expression(seed)
        equation, shapes = text(terms, output), [array.shape for array in arrays]
        if equation in ("", "->"):
            continue
        lists = interleaved(terms, output, arrays)
        wanted = np.einsum(*lists)
        network, weights = from_einsum(equation, *arrays)
        assert all(np.shares_memory(weights[f"t{place}"], array) for place, array in enumerate(arrays))
        found = contract(network, weights)
        assert found.shape == wanted.shape, (seed, equation, shapes)
        assert np.array_equal(found, wanted), (seed, equation, shapes)
        assert np.array_equal(opt_einsum.contract(equation, *arrays), wanted), (seed, equation, shapes)
        assert network.to_einsum().shapes[: len(shapes)] == tuple(shapes)
        by_lists, again = from_einsum(*lists)
        assert np.array_equal(contract(by_lists, again), wanted), (seed, lists)
        assert from_einsum(equation, *shapes) == from_einsum(equation, *map(list, shapes), shapes=True) == (network, {})
        assert from_einsum(*interleaved(terms, output, map(list, shapes)), shapes=True) == (by_lists, {})
        checked += 1
        ones += any(1 in shape for shape in shapes)
        dots += "..." in equation
    assert checked > SAMPLE / 5
    assert min(ones, dots) > checked / 4


def refused(call, *kinds):
    """Return whether a call raises one of some errors, in one line; any other error comes through."""
    try:
        call()
    except kinds as error:
        assert TnrnnError not in kinds or "\n" not in str(error)  # noqa: PT017
        return True
    return False


def damaged(seed):
    """Return an expression of which one thing was changed, and arrays."""
    terms, output, arrays = random_expression(seed)
    rng = random.Random(-seed)
    output = None if output is None else list(output)
    word = rng.choice([*terms, *([] if output is None else [output])])
    action = rng.choice(("size", "axis", "add", "drop", "swap"))
    place = rng.randrange(len(arrays))
    if action in ("size", "axis"):
        shape = list(arrays[place].shape)
        if action == "axis" or not shape:
            shape.insert(rng.randint(0, len(shape)), rng.randint(1, 3))
        else:
            shape[rng.randrange(len(shape))] = rng.randint(1, 5)
        arrays[place] = np.ones(shape)
    elif action == "add":
        word.insert(rng.randint(0, len(word)), rng.choice([*LETTERS, ...]))
    elif word:
        word[rng.randrange(len(word))] = rng.choice([*LETTERS, ...])
    return terms, output, arrays


def test_what_numpy_refuses_is_refused_and_nothing_else():
    count = 0
    for seed in range(4 * SAMPLE):
        terms, output, arrays = damaged(seed)
        equation, lists = text(terms, output), interleaved(terms, output, arrays)
        wanted = refused(lambda lists=lists: np.einsum(*lists), ValueError)
        assert refused(lambda lists=lists: from_einsum(*lists), TnrnnError) == wanted, (seed, equation)
        if equation:
            assert refused(lambda made=(equation, *arrays): from_einsum(*made), TnrnnError) == wanted, (seed, equation)
        count += wanted
    assert SAMPLE < count < 3 * SAMPLE


def test_axes_of_size_1_are_summed_alone():
    network, _ = from_einsum("ab,bc->ac", (2, 1), (3, 4))
    assert [(bond.name, bond.dim) for bond in network.bonds] == [("a", 2), ("b:t0", 1), ("b:t1", 3), ("c", 4)]
    assert [tensor.bonds for tensor in network.tensors if tensor.kind == "copy"] == [("b:t0",), ("b:t1",)]
    assert min_cut(network, Partition(near=["a"], far=["c"])).value == 1
    network, _ = from_einsum("a,a->a", (1,), (3,))
    assert (network.open, network.bond["a"].dim) == (("a",), 3)


def test_sizes_by_index_in_the_form_of_cotengra():
    inputs, output, sizes = [["x0", "b"], ("b", 3), "c", []], [3, "x0", "c"], {"x0": 5, "b": 2, 3: 4, "c": 6, "more": 0}
    network, weights = from_einsum(inputs, output, sizes)
    assert weights == {}
    assert network.open == ("3", "x0", "c")
    assert network.parameters == {"t0": (5, 2), "t1": (2, 4), "t2": (6,), "t3": ()}
    assert from_einsum(["zb", "ba"], None, {"z": 2, "b": 3, "a": 4})[0].open == ("z", "a")
    assert from_einsum("ab,bc", {"a": 2, "b": 3, "c": 4}) == from_einsum("ab,bc", (2, 3), (3, 4))


INDICES = st.lists(
    st.sampled_from(["a", "b", "a", 0, 1, -1, 10**5000, ..., None, True, 2.5, (0, 1), "", "\n"]), max_size=3
)
OPERANDS = st.one_of(
    st.lists(st.sampled_from([0, 1, 2, 3, -1, 2**80, True, None, "2"]), max_size=3).map(tuple),
    st.sampled_from([None, 7, "ab", {}, {"a": 2, "b": 3}, {"a": 0}, {0: 2, 1: 2, "a": "x"}, object(), np.ones((2, 3))]),
    st.sampled_from(
        ["a...,b->a", "...", "a->...", [["a"], ["b"]], [[]], np.ones(0), [[1], [2, 3]], float("nan"), set()]
    ),
    INDICES,
)


@settings(max_examples=300, **FUZZ)
@given(st.lists(OPERANDS, min_size=1, max_size=5), st.booleans())
def test_fuzz_any_arguments(arguments, shapes):
    refused(lambda: from_einsum(*arguments, shapes=shapes), TnrnnError)


@settings(max_examples=300, **FUZZ)
@given(st.text(alphabet="abé.,,-> \u0378", max_size=12), st.lists(st.lists(st.integers(0, 3), max_size=3), max_size=3))
def test_fuzz_texts_with_dots(expression, shapes):
    refused(lambda: from_einsum(expression, *shapes, shapes=True), TnrnnError)
