"""Maps of 0 and 1 that are never written out: their values are those of numpy's einsum with all their entries."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from tnrnn import EinsumMap, TnrnnError
from tnrnn.values import applied, written_out

PRIME = 2**31 - 1
FORMULAS = (
    "i->i",
    "ij->ji",
    "ijk->jk",
    "i->",
    "->",
    ",->",
    ",i->i",
    "i,->i",
    "i,j->ij",
    "i,j->ji",
    "ij,j->i",
    "i,ij->j",
    "ij,jk->ik",
    "ij,ij->ij",
    "ij,kj->jk",
    "i,i->",
    "i,j->",
    "ij,k->ki",
    "abc,cbd->ad",
)


def random_map(rng):
    formula = rng.choice(FORMULAS)
    plain = EinsumMap(formula, tuple(rng.choice((1, 2, 2, 3)) for _ in dict.fromkeys(formula) if _.isalpha()))
    window = None
    if rng.random() < 0.4:
        first, size = rng.randint(0, 2), plain.shape[-1]
        window = (first, first + size + rng.randint(0, 2))
    grown = ()
    if rng.random() < 0.4:
        grown = tuple(rng.random() < 0.5 for _ in plain.shape)
        grown = (grown[0] and all(grown), *grown[1:])
    return EinsumMap(formula, plain.sizes, grown, window)


def by_numpy(given, vectors):
    """The value by definition: numpy's einsum over the factored vectors, with objects."""
    grown = given.grown or (False,) * len(given.shape)
    bases = [vector[:-1] if more else vector for vector, more in zip(vectors, grown[1:], strict=True)]
    if given.window is not None:
        first = given.window[0]
        bases[-1] = bases[-1][first : first + int(np.prod(given.factors(given.operands[-1])))]
    shaped = [base.reshape(given.factors(term)) for base, term in zip(bases, given.operands, strict=True)]
    found = np.asarray(np.einsum(given.formula, *shaped), dtype=object).reshape(-1)
    if not grown[0]:
        return found
    last = 1
    for vector in vectors:
        last = last * vector[-1]
    return np.append(found, last)


@pytest.mark.parametrize("kind", ["objects", "modulus", "large modulus", "floats"])
def test_values_are_those_of_einsum(kind):
    modulus = {"modulus": PRIME, "large modulus": 2**61 - 1}.get(kind)
    for seed in range(150):
        rng, chance = random.Random(seed), np.random.default_rng(seed)
        given = random_map(rng)
        vectors = [chance.integers(0, modulus or 9, size).astype(object) for size in given.shape[1:]]
        expected = by_numpy(given, vectors)
        dense = np.asarray(given.dense())
        assert dense.shape == given.shape
        assert set(dense.reshape(-1).tolist()) <= {0, 1}
        of = "ab,b->a" if len(vectors) == 1 else "abc,b,c->a"
        written = np.einsum(of, dense, *vectors)
        assert written.tolist() == expected.tolist(), given
        dtype = {"objects": object, "modulus": np.int64, "large modulus": object, "floats": float}[kind]
        found = applied(given, [vector.astype(dtype) for vector in vectors], modulus)
        assert found.dtype == dtype
        assert found.tolist() == [number % modulus if modulus else number for number in expected.tolist()], given


def test_other_axes_broadcast():
    """Each operand may have a batch of its own; that of the result has all of them."""
    for seed in range(60):
        rng, chance = random.Random(seed), np.random.default_rng(seed)
        given = random_map(rng)
        batches = [(2, 1), (1, 3)]
        vectors = [chance.integers(0, 9, (size, *batch)) for size, batch in zip(given.shape[1:], batches, strict=False)]
        found = applied(given, vectors, 101)
        one = len(vectors) == 1
        assert found.shape == (given.shape[0], 2, 1 if one else 3)
        for row, col in np.ndindex(found.shape[1:]):
            parts = [vectors[0][:, row, 0]] if one else [vectors[0][:, row, 0], vectors[1][:, 0, col]]
            assert found[:, row, col].tolist() == applied(given, parts, 101).tolist(), given


def test_products_of_residues_do_not_overflow():
    """The sum of many products of residues near 2^31.5: each product is reduced before it is added."""
    modulus, size = 3_037_000_493, 1000
    vector = np.full(size, modulus - 1, dtype=np.int64)
    assert applied(EinsumMap("i,i->", (size,)), [vector, vector], modulus).tolist() == [size]


def test_sums_of_vectors():
    given = EinsumMap("i+i->i", (2,), (True,) * 3)
    one, two = np.array([1, 2, 3], dtype=object), np.array([10, 20, 7], dtype=object)
    assert applied(given, [one, two], None).tolist() == [1 * 7 + 10 * 3, 2 * 7 + 20 * 3, 21]
    assert np.einsum("abc,b,c->a", given.dense(), one, two).tolist() == [37, 74, 21]
    assert given.shape == (3, 3, 3)


def test_a_large_map_is_applied_and_not_written_out():
    given = EinsumMap("i,j->ij", (1000, 1000))
    assert (given.work, given.shape) == (10**6, (10**6, 1000, 1000))
    assert applied(given, [np.ones(1000), np.ones(1000)], None).sum() == 10**6
    with pytest.raises(
        TnrnnError, match="a map of at most 134,217,728 entries, as it is written out here, given one of"
    ):
        written_out({"outer": given})


def test_titles_tell_maps_apart():
    maps = [EinsumMap("i,i->", (3,), window=window) for window in (None, (0, 6), (3, 6), (0, 7))]
    assert len({given.title for given in maps}) == 4
    assert eval(repr(maps[1]), {"EinsumMap": EinsumMap}) == maps[1]
    assert replace(maps[0], sizes=(np.int64(3),)) == maps[0]


WRONG = [
    ({"formula": "i,j,k->ijk"}, "einsum map, formula: expected one or two operands and a result"),
    ({"formula": "ii->i"}, "einsum map, formula: expected letters that are not repeated in a term"),
    (
        {"formula": "i,j->ik"},
        "einsum map, formula: expected letters that are not repeated in a term, and in the result",
    ),
    ({"formula": "I->I"}, "einsum map, formula"),
    ({"formula": None}, "einsum map, formula"),
    ({"sizes": (2,)}, "einsum map, sizes: expected a tuple of sizes for i, j"),
    ({"sizes": [2, 2]}, "einsum map, sizes"),
    ({"sizes": (2, 0)}, "einsum map, size j: expected an integer from 1 to 1000000000, given 0"),
    ({"sizes": (2, 10**10)}, "einsum map, size j"),
    ({"sizes": (2, 2.0)}, "einsum map, size j"),
    ({"grown": (True,)}, "einsum map, grown: expected 3 times True or False, or nothing"),
    ({"grown": (1, 1, 1)}, "einsum map, grown"),
    ({"grown": None}, "einsum map, grown"),
    ({"grown": (True, True, False)}, "einsum map, grown: expected a result that is grown only if all operands are"),
    ({"formula": "i+i->i", "sizes": (2,)}, "einsum map, grown: expected (True, True, True) for i+i->i"),
    ({"window": (1, 2)}, "einsum map, window: expected (first, dimension) with 2 coordinates from the first"),
    ({"window": (-1, 2)}, "einsum map, window"),
    ({"window": (0, 2.0)}, "einsum map, window"),
    ({"window": 3}, "einsum map, window"),
    ({"window": (0, 10**10)}, "einsum map, window"),
]


@pytest.mark.parametrize(("given", "message"), WRONG, ids=str)
def test_bad_input(given, message):
    with pytest.raises(TnrnnError) as error:
        EinsumMap(**{"formula": "i,j->ij", "sizes": (2, 2)} | given)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
