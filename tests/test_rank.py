"""Exact ranks against reference values and brute force; certificates; max-flows; spectra; bad input."""

import csv
import itertools
import json
import math
import os
import random
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from random_circuits import random_circuit

from tnrnn import (
    Bond,
    Circuit,
    Network,
    Partition,
    RankCertificate,
    Tensor,
    TnrnnError,
    Vertex,
    evaluate,
    generic_rank,
    models,
    numeric_spectrum,
    rac,
    random_weights,
    separation_rank,
    unroll,
)
from tnrnn.basics.errors import LimitError
from tnrnn.bounding.rac_symmetric import rac_symmetric_cut
from tnrnn.bounding.racs import rac_sizes_of
from tnrnn.closed_forms import Case, ideal_bounds
from tnrnn.memory.spectra.sampled import Spectrum as MatrixSpectrum
from tnrnn.models import MODELS
from tnrnn.networks.unrolling import MODES
from tnrnn.ranks import pivots
from tnrnn.ranks.grids import grid_values
from tnrnn.ranks.pivots import nonzero_minor, pivot_columns
from tnrnn.ranks.regular import is_regular
from tnrnn.ranks.samples import Sampler
from tnrnn.ranks.spectrum import spectral_entropy
from tnrnn.ranks.transfer import transfer_words, tree_words
from tnrnn.ranks.words import Sampling, drawn_words, side_of

PRIME = 2**31 - 1
DATA = Path(__file__).parent / "data"
slow = pytest.mark.skipif(os.environ.get("TNRNN_SLOW") != "1", reason="takes minutes: set TNRNN_SLOW=1")


def rows(name):
    return [
        {key: value if key == "mode" else int(value) for key, value in row.items()}
        for row in csv.DictReader((DATA / name).read_text().splitlines())
    ]


HALVES = rows("rac_ranks.csv")
SPLITS = rows("rac_ranks_all_splits.csv")


def proved_bound(case, mode):
    ideal = [bound.value for bound in ideal_bounds(case) if bound.status == "proved"]
    return min([rac_symmetric_cut(case, mode).value, *ideal])


def case_rank(case, mode, **more):
    circuit = rac(case.length, case.layers, case.inputs, case.hidden)
    partition = Partition.start_end(case.length, case.split)
    found = separation_rank(circuit, partition, mode, **more)
    assert found.upper <= proved_bound(case, mode)
    return found


def plain_rank(matrix, modulus=None):
    """The rank by elimination in Python's integers modulo a prime, or in fractions."""
    work = [[Fraction(int(x)) if modulus is None else int(x) % modulus for x in row] for row in matrix]
    rank = 0
    for column in range(len(work[0]) if work else 0):
        pivot = next((row for row in range(rank, len(work)) if work[row][column]), None)
        if pivot is None:
            continue
        work[rank], work[pivot] = work[pivot], work[rank]
        inverse = 1 / work[rank][column] if modulus is None else pow(work[rank][column], -1, modulus)
        for row in range(rank + 1, len(work)):
            factor = work[row][column] * inverse
            work[row] = [a - factor * b for a, b in zip(work[row], work[rank], strict=True)]
            if modulus is not None:
                work[row] = [entry % modulus for entry in work[row]]
        rank += 1
    return rank


def grid_by_evaluate(circuit, partition, weights, modulus):
    """The whole one-hot grid as plain `evaluate` gives it, one pair at a time."""
    dims = {vertex.position: vertex.dim for vertex in circuit.inputs}
    sides = [
        list(itertools.product(*(range(dims[position]) for position in side)))
        for side in (partition.near, partition.far)
    ]
    where = (*partition.near, *partition.far)

    def value(one, two):
        units = {p: np.eye(dims[p], dtype=int)[letter] for p, letter in zip(where, one + two, strict=True)}
        return evaluate(circuit, weights, units, modulus)[0]

    return [[value(one, two) for two in sides[1]] for one in sides[0]]


def random_split(circuit, seed):
    rng = random.Random(f"split {seed}")
    near = rng.sample(circuit.positions, rng.randint(1, len(circuit.positions) - 1))
    return Partition(near=near, far=[position for position in circuit.positions if position not in near])


def random_cases(seeds, most=4096):
    for seed in seeds:
        circuit = random_circuit(seed, sums=True)
        size = np.prod([vertex.dim for vertex in circuit.inputs], dtype=float)
        if len(circuit.inputs) > 1 and size <= most:
            yield seed, circuit, random_split(circuit, seed)


# Reference values


@pytest.mark.parametrize(
    "row", [row for row in HALVES if row["rank"] <= 60], ids=lambda row: "-".join(map(str, row.values()))
)
def test_halves(row):
    found = case_rank(Case(row["T"], row["L"], row["M"], row["R"]), row["mode"])
    assert (found.lower, found.exact) == (row["rank"], True)


@pytest.mark.parametrize("block", range(10))
def test_all_splits(block):
    sample = random.Random("splits").sample([row for row in SPLITS if row["rank"] <= 250], 200)[block::10]
    for row in sample:
        found = case_rank(Case(row["T"], row["L"], row["M"], row["R"], row["k"]), row["mode"])
        assert found.lower == row["rank"], row
        assert found.exact, row


@slow
@pytest.mark.parametrize("block", range(20))
def test_all_rows(block):
    missed = 0
    for row in (HALVES + SPLITS)[block::20]:
        found = case_rank(Case(row["T"], row["L"], row["M"], row["R"], row.get("k", 0)), row["mode"])
        assert found.lower == row["rank"], row
        missed += not found.exact
    assert missed <= 1


@pytest.mark.parametrize(("sizes", "rank"), [((14, 2, 2, 3), 105), ((12, 3, 3, 2), 304)])
def test_words_that_random_ones_miss(sizes, rank):
    found = case_rank(Case(*sizes), "one-hot")
    assert (found.lower, found.exact) == (rank, True)


@pytest.mark.parametrize(("sizes", "rank"), [((40, 2, 2, 3), 690), ((40, 2, 3, 3), 693), ((20, 3, 3, 2), 1228)])
@slow
def test_large_one_hot(sizes, rank):
    found = case_rank(Case(*sizes), "one-hot")
    assert (found.lower, found.exact, found.verify()) == (rank, True, True)


def test_continuous_20():
    found = case_rank(Case(20, 2, 4, 4), "continuous")
    assert (found.lower, found.exact) == (1144, True)


@slow
def test_continuous_40():
    found = case_rank(Case(40, 2, 4, 4), "continuous")
    assert (found.lower, found.exact) == (7084, True)


@pytest.mark.parametrize(("sizes", "rank"), [((40, 2, 2, 3), 690), ((40, 2, 3, 3), 693), ((20, 3, 3, 2), 1228)])
@slow
def test_large_transfer(sizes, rank):
    assert transfer_rank(Case(*sizes)) == rank


# The transfer method and the words of trees


def transfer_rank(case, seed=0, fixed=()):
    plain = rac(case.length, case.layers, case.inputs, case.hidden)
    circuit = Circuit(plain.vertices, plain.output, fixed)
    weights = random_weights(circuit, seed, PRIME)
    partition = Partition.start_end(case.length, case.split)
    sides = transfer_words(circuit, weights, case, Sampling("one-hot", seed, PRIME), 10_000)
    near, far = (
        side_of(circuit.inputs, positions, words, Sampling("one-hot", seed, PRIME))
        for positions, words in zip((partition.near, partition.far), sides, strict=True)
    )
    return len(pivot_columns(grid_values(circuit, weights, near, far, PRIME), PRIME))


SPECIAL = [
    (),
    (("W_I[1]", ((1, 1), (1, 1))),),
    (("W_H[1]", ((0, 1), (1, 0))), ("h[0,1]", (1, 1))),
    (("W_H[1]", ((1, 0), (0, 0))),),
    (("W_I[2]", ((1, -1), (0, 0))),),
    (("W_O", ((0, 0),)),),
]


@pytest.mark.parametrize("fixed", SPECIAL)
@pytest.mark.parametrize(("length", "split"), [(4, 1), (5, 2), (7, 3), (7, 6)])
def test_transfer_is_the_whole_grid(fixed, length, split):
    plain = rac(length, 2, 2, 2)
    circuit, partition = Circuit(plain.vertices, plain.output, fixed), Partition.start_end(length, split)
    matrix = grid_by_evaluate(circuit, partition, random_weights(circuit, 1, PRIME), PRIME)
    expected = plain_rank(matrix, PRIME)
    assert transfer_rank(Case(length, 2, 2, 2, split), 1, fixed) == expected
    assert separation_rank(circuit, partition, seed=1).lower == expected


def test_tree_words_share_prefixes():
    words = tree_words(Case(20, 2, 4, 4), 1144)
    assert len(np.unique(words[:, -1])) == 1144
    distinct = [len(np.unique(words[:, step])) for step in range(words.shape[1])]
    assert distinct == sorted(distinct)
    assert sum(distinct) < 2.5 * 1144


def test_sizes_of_racs_that_are_split_in_time():
    given = models.Case(rac(5, 3, 2, 4, 2), Partition.start_end(5, 1))
    assert rac_sizes_of(given) == Case(5, 3, 2, 4, 1)
    assert rac_sizes_of(given.swapped()) is None
    for _, circuit, partition in random_cases(range(50)):
        assert rac_sizes_of(models.Case(circuit, partition)) is None


# Random circuits


@pytest.mark.parametrize("block", range(4))
def test_grids_are_what_evaluate_gives(block):
    for seed, circuit, partition in random_cases(range(block * 60, block * 60 + 60)):
        rng = random.Random(seed)
        dims = {vertex.position: vertex.dim for vertex in circuit.inputs}
        for mode, modulus in itertools.product(MODES, (3, PRIME, 2**61 - 1, None)):
            sides = []
            for positions in (partition.near, partition.far):
                words = [[rng.randrange(dims[p]) for p in positions] for _ in range(rng.randint(1, 6))]
                sides.append(side_of(circuit.inputs, positions, words, Sampling(mode, seed, modulus)))
            near, far = sides
            weights = random_weights(circuit, seed, modulus)
            inputs = {p: near.tables[p][near.words[:, i]][:, None] for i, p in enumerate(near.positions)}
            inputs |= {p: far.tables[p][far.words[:, i]][None] for i, p in enumerate(far.positions)}
            expected = evaluate(circuit, weights, inputs, modulus)[..., 0]
            made = grid_values(circuit, weights, near, far, modulus)
            assert made.shape == expected.shape
            assert np.allclose(made, expected) if modulus is None else (made == expected).all()


@pytest.mark.parametrize("block", range(4))
def test_random_circuits_one_hot(block):
    for seed, circuit, partition in random_cases(range(block * 60, block * 60 + 60), most=400):
        found = separation_rank(circuit, partition, seed=seed)
        matrix = grid_by_evaluate(circuit, partition, random_weights(circuit, seed, PRIME), PRIME)
        assert found.lower == plain_rank(matrix, PRIME), seed
        assert found.verify()
        assert RankCertificate.from_json(found.to_json()) == found


def test_random_circuits_continuous():
    for seed, circuit, partition in random_cases(range(200), most=10**9):
        found = separation_rank(circuit, partition, "continuous", seed=seed)
        assert found.lower <= found.upper
        assert separation_rank(circuit, partition, "continuous", seed=seed, upper=10**6).lower == found.lower
        again = separation_rank(circuit, partition, "continuous", seed=seed + 1, upper=found.lower, modulus=2**31 - 19)
        assert again.lower == found.lower, seed
        assert found.lower >= separation_rank(circuit, partition, "one-hot", seed=seed).lower
        assert found.verify()


def test_a_rank_that_meets_the_least_cut_has_the_certificate_that_all_bounds_give(monkeypatch):
    cases = [(circuit, partition, mode) for _, circuit, partition in random_cases(range(12)) for mode in MODES]
    cases += [(rac(4, layers, 2, 3), Partition.start_end(4), mode) for layers in (1, 2) for mode in MODES]
    calls = [{"mode": mode, "observe": observe} for *_, mode in cases for observe in ("scalar", "vector")]
    cases = [case for case in cases for _ in range(2)]
    quick = [separation_rank(*case[:2], **call) for case, call in zip(cases, calls, strict=True)]
    monkeypatch.setattr("tnrnn.ranks.rank.SMALL_CUT", 0)
    assert [separation_rank(*case[:2], **call) for case, call in zip(cases, calls, strict=True)] == quick
    assert {found.upper_name for found in quick} >= {"min_cut", "symmetric_cut"}


@pytest.mark.parametrize("start", [{1, 3, 5}, {2}, {1, 2, 3, 5}, {4, 5, 6}, {2, 3, 4}, {6}])
@pytest.mark.parametrize("layers", [1, 2])
def test_uneven_and_interleaved(start, layers):
    circuit, partition = rac(6, layers, 2, 2), Partition(start=start, length=6)
    found = separation_rank(circuit, partition)
    assert found.lower == plain_rank(
        grid_by_evaluate(circuit, partition, random_weights(circuit, 0, PRIME), PRIME), PRIME
    )
    for mode in MODES:
        one, two = (separation_rank(circuit, split, mode) for split in (partition, partition.swapped()))
        assert one.lower == two.lower
        assert two.verify()
    assert separation_rank(circuit, partition, "continuous").lower >= found.lower
    assert found.verify()


def test_sample_grows_to_the_whole_grid():
    """Products of x_i + c_j x_i': full rank 2^7 of 128 x 128 without an upper bound, for no RAC."""
    vertices = []
    for pair in range(7):
        for position in (pair, pair + 7):
            vertices.append(Vertex(f"x{position}", "input", dim=2, position=position))
        vertices.append(Vertex(f"b{pair}", "bilinear", (f"x{pair}", f"x{pair + 7}"), dim=1, parameter=f"B{pair}"))
    vertices.append(Vertex("y", "product", tuple(f"b{pair}" for pair in range(7)), dim=1))
    circuit, partition = Circuit(tuple(vertices), "y"), Partition(near=range(7), far=range(7, 14))
    found = separation_rank(circuit, partition, upper=10**6)
    assert (found.lower, found.exact, found.upper_name, found.verify()) == (128, True, "near words", True)


# Samples that grow


@pytest.fixture
def sides(monkeypatch):
    """The larger side of each matrix whose rank is taken."""
    found = []
    for module in ("search", "spanning"):
        for name in ("nonzero_minor", "pivot_columns"):
            real = getattr(pivots, name)
            monkeypatch.setattr(
                f"tnrnn.ranks.{module}.{name}",
                lambda matrix, prime, real=real: found.append(max(matrix.shape)) or real(matrix, prime),
                raising=False,
            )
    return found


LOOSE = [
    ("mi_rnn", (6, 2, 3, 3), 3, 70, 800),
    ("mi_rnn", (8, 2, 2, 4), 4, 295, 2700),
    ("lstm", (6, 1, 2, 2), 4, 65, 550),
    ("gru", (8, 1, 3, 3), 6, 79, 840),
]


@pytest.mark.parametrize("row", LOOSE, ids=lambda row: row[0])
def test_a_loose_bound_does_not_set_the_size(row, sides):
    model, sizes, split, rank, bound = row
    circuit, partition = MODELS[model](*sizes), Partition.start_end(sizes[0], split)
    found = separation_rank(circuit, partition, "continuous")
    assert (found.lower, found.exact) == (rank, found.upper == rank)
    assert found.upper <= bound  # as it was; bounds get better
    assert separation_rank(circuit, partition, "continuous", upper=10**6).upper_name == "given: by the caller"
    assert max(sides) <= 2 * (rank + 12)
    assert separation_rank(circuit, partition, "continuous", seed=1, upper=rank).lower == rank
    assert separation_rank(circuit, partition, "continuous", upper=10**9).rank_rows == found.rank_rows
    assert separation_rank(circuit, partition, "continuous", limit=2 * rank + 24).lower == rank
    if bound < 1000:
        assert plain_sample_rank(circuit, partition, bound + 12) == rank


def plain_sample_rank(circuit, partition, size):
    """The rank of one sample of `size` points a side, filled at once."""
    sampler = Sampler(models.Case(circuit, partition, "continuous"), 0, PRIME)
    return len(pivot_columns(sampler.matrix(*sampler.points(size)), PRIME))


@pytest.mark.parametrize("mode", MODES)
def test_the_limit_is_that_of_the_matrix(mode, sides):
    circuit, partition = MODELS["mi_rnn"](8, 2, 3, 3), Partition.start_end(8)
    rank = separation_rank(circuit, partition, mode).lower
    assert rank > 75
    del sides[:]
    with pytest.raises(LimitError, match=r"of at most 70 a side, given one of [\d,]+ x [\d,]+; give"):  # below one GB
        separation_rank(circuit, partition, mode, upper=10**6, limit=70)
    assert max(sides) <= 70
    with pytest.raises(LimitError, match=r"given one of about \d\.\de\+\d+ x"):
        separation_rank(rac(1000, 20, 4, 4), Partition.start_end(1000), mode, upper=10**400)
    assert separation_rank(circuit, partition, mode, upper=10**6, limit=2 * rank).lower == rank


@pytest.mark.parametrize("mode", MODES)
def test_a_lower_bound_that_is_given_is_looked_into_where_that_of_the_sizes_is_far_beyond_the_limit(mode, sides):
    """The error asks for a lower upper=. The one given here is wrong, and a sample of its size shows that."""
    case = rac(30, 3, 3, 4), Partition.start_end(30), mode
    with pytest.raises(LimitError, match="give a lower upper="):
        separation_rank(*case, limit=200)
    assert not sides
    with pytest.raises(TnrnnError, match="upper: expected a bound on the rank, which is at least"):
        separation_rank(*case, upper=50, limit=200)
    assert max(sides) <= 100


@pytest.mark.parametrize("mode", MODES)
def test_fixed_weights_of_an_rac_that_leave_little_of_its_bound(mode, sides):
    """One state at each time, whatever the input: rank 1. With free weights the bound is in the millions."""
    free = rac(24, 4, 3, 3)
    partition = Partition.start_end(24)
    found = separation_rank(Circuit(free.vertices, "y", (("W_I[1]", ((1, 1, 1),) * 3),)), partition, mode)
    assert found.lower == 1
    assert found.verify()
    assert max(sides) <= 10_000
    del sides[:]
    with pytest.raises(LimitError):
        separation_rank(free, partition, mode)
    assert not sides


def test_a_bound_that_is_met_costs_one_matrix_of_its_size(sides):
    """The samples before it are so small that they cost little: each a quarter of the side of the next."""
    rank = case_rank(Case(12, 2, 4, 4), "continuous").lower
    assert sides == [math.ceil(rank / 4), rank]
    del sides[:]
    assert case_rank(Case(12, 3, 3, 2), "one-hot").lower == 304
    assert sides == [86, 344]


@pytest.mark.parametrize("dims", [(2, 2), (3, 5, 7), (2,) * 12, (2,) * 13, (10**9, 10**9, 2), (4097,)])
def test_more_words_extend_fewer(dims):
    total = math.prod(dims)
    counts = sorted({min(count, total) for count in (1, 2, 64, 126, 252, 1000, 2049, 4097)})
    drawn = [drawn_words(count, dims, "key") for count in counts]
    for count, words, more in zip(counts, drawn, drawn[1:] + drawn[-1:], strict=True):
        assert len(np.unique(words, axis=0)) == len(words) == count
        assert (more[:count] == words).all()
        assert ((words >= 0) & (words < dims)).all()


@pytest.mark.parametrize("mode", MODES)
def test_a_sample_that_grows_is_the_larger_sample(mode):
    for circuit, partition in (
        (rac(8, 2, 3, 3), Partition.start_end(8, 2)),
        (MODELS["gru"](5, 1, 2, 2), Partition(start=[1, 4], length=5)),
    ):
        sampler = Sampler(models.Case(circuit, partition, mode), 3, PRIME)
        grown = None
        for size in (3, 10, 40, 41):
            grown = sampler.sample(size, 100, grown)
            at_once = sampler.sample(size, 100)
            assert all((one == two).all() for one, two in zip(grown, at_once, strict=True))


def same_letters(width, pairs=1):
    """Return sum over the letters of a product that is zero unless near and far have the same letters."""
    vertices = []
    for pair in range(pairs):
        vertices += [Vertex(f"x{p}", "input", dim=width, position=p) for p in (pair, pair + pairs)]
        vertices.append(Vertex(f"p{pair}", "product", (f"x{pair}", f"x{pair + pairs}"), dim=width))
        vertices.append(Vertex(f"b{pair}", "linear", (f"p{pair}",), dim=1, parameter=f"B{pair}"))
    vertices.append(Vertex("y", "product", tuple(f"b{pair}" for pair in range(pairs)), dim=1))
    return Circuit(tuple(vertices), "y"), Partition(near=range(pairs), far=range(pairs, 2 * pairs))


@pytest.mark.parametrize(("width", "pairs"), [(250, 1), (300, 1), (18, 2), (7, 3)])
def test_words_that_hardly_meet(width, pairs):
    """A diagonal grid: a random sample of s words a side has rank s^2 / n only, and looks as if it were saturated."""
    circuit, partition = same_letters(width, pairs)
    found = separation_rank(circuit, partition, upper=10**6)
    assert (found.lower, found.exact) == (width**pairs, True)
    assert separation_rank(circuit, partition, modulus=101, upper=10**6).lower <= width**pairs


@pytest.mark.parametrize("block", range(3))
def test_growth_loses_no_rank_of_a_grid(block, monkeypatch):
    """With samples that start at two words, and are called short soon, the rank is still that of the whole grid."""
    monkeypatch.setattr("tnrnn.ranks.search.FIRST_SIDE", 2)
    monkeypatch.setattr("tnrnn.ranks.search.MARGIN", {"one-hot": 1, "continuous": 2})
    for seed, circuit, partition in random_cases(range(block, 300, 3)):
        sampler = Sampler(models.Case(circuit, partition), seed, PRIME)
        whole = len(pivot_columns(sampler.matrix(*sampler.words(4096, 4096)), PRIME))
        assert separation_rank(circuit, partition, seed=seed, upper=10**6).lower == whole, seed


def test_outputs_and_zero():
    circuit = rac(4, 1, 2, 2, outputs=3)
    assert separation_rank(circuit, Partition.start_end(4)).lower == 2
    zero = Circuit(rac(4, 1, 2, 2).vertices, "y", (("W_O", ((0, 0),)),))
    found = separation_rank(zero, Partition.start_end(4), upper=0)
    assert (found.lower, found.exact, found.rank_rows, found.verify()) == (0, False, (), False)
    assert RankCertificate.from_json(found.to_json()) == found


@pytest.mark.parametrize("modulus", [2, 101, 3037000493, 2**61 - 1, 2**63 - 25])
def test_moduli(modulus):
    circuit, partition = rac(6, 2, 3, 2), Partition.start_end(6)
    found = separation_rank(circuit, partition, modulus=modulus)
    matrix = grid_by_evaluate(circuit, partition, random_weights(circuit, 0, modulus), modulus)
    assert found.lower == plain_rank(matrix, modulus)
    assert found.verify()


# Elimination


@pytest.mark.parametrize("prime", [2, 7, PRIME, 3037000493, 2**61 - 1])
@pytest.mark.parametrize("size", [0, 1, 5, 64, 65, 150])
def test_elimination_against_flint(prime, size):
    rng = random.Random(f"{prime} {size}")
    for deficient in (False, True):
        matrix = np.array([[rng.randrange(prime) for _ in range(size)] for _ in range(size)], dtype=object).reshape(
            size, size
        )
        if deficient and size > 1:
            matrix[-1] = sum(rng.randrange(prime) * row for row in matrix[:-1]) % prime
        matrix = matrix.astype(np.int64) if prime < 2**32 else matrix
        rank = len(pivot_columns(matrix, prime))
        if size <= 65:
            assert rank == plain_rank(matrix, prime)
        assert is_regular(matrix, prime) == (rank == size)
        near, far = nonzero_minor(matrix, prime)
        assert len(near) == len(far) == rank
        assert is_regular(matrix[np.ix_(near, far)], prime)


# Certificates


@pytest.fixture(scope="module")
def certificate():
    return separation_rank(rac(6, 2, 2, 3), Partition.start_end(6), seed=3, upper=8)


@pytest.mark.parametrize("mode", MODES)
def test_certificate_round_trip(mode):
    found = case_rank(Case(8, 2, 2, 3), mode, seed=5)
    again = RankCertificate.from_json(found.to_json())
    assert again == found
    assert again.to_json() == found.to_json()
    assert again.verify()
    assert again.exact


def test_certificate_is_the_same_everywhere(certificate):
    """The digest of the minor: the same for all versions of numpy, all machines."""
    assert certificate.lower == 8
    assert separation_rank(rac(6, 2, 2, 3), Partition.start_end(6), seed=3, upper=8) == certificate


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 4}, "values of the minor differ"),
        ({"prime": 2**31 - 19}, "values of the minor differ"),
        ({"prime": 2**31}, "expected a prime"),
        ({"mode": "continuous"}, "values of the minor differ"),
        ({"mode": "discrete"}, "one-hot or continuous"),
        ({"lower": 9, "upper": 9}, "expected 9 words"),
        ({"upper": 7}, "at least the lower bound"),
        ({"minor_sha256": "0" * 64}, "values of the minor differ"),
        ({"circuit": rac(6, 2, 2, 2)}, "values of the minor differ"),
        ({"circuit": rac(7, 2, 2, 3)}, "partition"),
        ({"rank_rows": ((0, 0, 0),) * 8}, "twice"),
        ({"rank_rows": tuple((0, 0, i) for i in range(8))}, "letters: expected an integer from 0 to 1, given 2"),
        ({"rank_rows": tuple((i,) for i in range(8))}, "words of 3 letters"),
    ],
)
def test_changed_certificate_fails(certificate, change, message):
    with pytest.raises(TnrnnError, match=re.escape(message)):
        replace(certificate, **change).verify()


def test_zero_minor_fails():
    """A minor with the right digest that is zero: the matrix of a circuit of rank 1."""
    from tnrnn.ranks.certificate import minor_digest

    circuit, words = rac(2, 1, 2, 1), ((0,), (1,))
    found = separation_rank(circuit, Partition.start_end(2), upper=1)
    weights = random_weights(circuit, 0, PRIME)
    near, far = (side_of(circuit.inputs, [t], words, Sampling("one-hot", 0, PRIME)) for t in (1, 2))
    digest = minor_digest(grid_values(circuit, weights, near, far, PRIME))
    false = replace(found, lower=2, upper=2, rank_rows=words, rank_cols=words, minor_sha256=digest)
    with pytest.raises(TnrnnError, match="zero modulo"):
        false.verify()


def test_changed_text_fails(certificate):
    text = certificate.to_json()
    body = json.loads(text)
    for name in body:
        for value in (None, 7, "x", [], {}, [[]], -1):
            changed = json.dumps(body | {name: value})
            with pytest.raises(TnrnnError):
                RankCertificate.from_json(changed)
    rng = random.Random(0)
    for _ in range(300):
        at = rng.randrange(len(text) - 1)
        other = text[:at] + chr(rng.randrange(32, 127)) + text[at + 1 :]
        if json_or_none(other) != body:
            with pytest.raises(TnrnnError):
                RankCertificate.from_json(other)


def json_or_none(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


@pytest.mark.parametrize("name", ["mode", "seed", "near", "rank_rows", "circuit", "prime", "lower"])
@pytest.mark.parametrize("value", [None, "x", [], {}, [[0]], 10**400, {"vertices": [1], "output": 1, "fixed": 1}])
def test_text_with_a_new_digest_fails(certificate, name, value):
    from tnrnn.ranks.certificate_text import _digest

    body = json.loads(certificate.to_json()) | {name: value}
    del body["sha256"]
    with pytest.raises(TnrnnError):
        RankCertificate.from_json(json.dumps(body | {"sha256": _digest(body)})).verify()


@pytest.mark.parametrize(
    "text", [None, b"{}", "", "[]", "{", "[" * 10**5, '{"format": "tnrnn rank certificate", "version": 2}']
)
def test_no_certificate(text):
    with pytest.raises(TnrnnError, match="certificate"):
        RankCertificate.from_json(text)


# Quantum max-flow


@pytest.mark.parametrize("row", rows("quantum_max_flow.csv"), ids=lambda row: "-".join(map(str, row.values())))
def test_bridge(row):
    names = ("source_1", "source_2", "sink_1", "sink_2")
    bonds = (*(Bond(name, row[name]) for name in names), Bond("bridge", row["bridge_dim"]))
    tensors = tuple(
        Tensor(f"A{i}", "weight", (f"source_{i}", f"sink_{i}", "bridge"), parameter=f"A{i}") for i in (1, 2)
    )
    network = Network(tensors, bonds, names)
    assert generic_rank(network, names[:2], names[2:]) == row["generic_rank"] < row["min_cut"]
    assert generic_rank(network, names[2:], names[:2], seed=1) == row["generic_rank"]


def ring(sites, dim, shared):
    """A closed ring: the rank of odd | even sites."""
    bonds = [Bond(f"b{i}", dim) for i in range(sites)] + [Bond(f"p{i}", dim) for i in range(sites)]
    tensors = [
        Tensor(f"A{i}", "weight", (f"b{i}", f"p{i}", f"b{(i + 1) % sites}"), parameter="A" if shared else f"A{i}")
        for i in range(sites)
    ]
    return Network(tuple(tensors), tuple(bonds), tuple(f"p{i}" for i in range(sites)))


RINGS = [(4, 2, 3), (4, 3, 8), (4, 4, 16), (4, 5, 25), (4, 6, 35), (6, 2, 6), (6, 3, 27), (8, 2, 12)]


@pytest.mark.parametrize(("sites", "dim", "rank"), RINGS)
def test_ring_of_one_tensor(sites, dim, rank):
    odd, even = ([f"p{i}" for i in range(start, sites, 2)] for start in (0, 1))
    assert generic_rank(ring(sites, dim, shared=True), odd, even) == rank
    assert generic_rank(ring(sites, dim, shared=False), odd, even) == dim ** (sites // 2)


def test_generic_rank_of_an_unrolled_rac():
    network = unroll(rac(4, 2, 2, 3))
    assert generic_rank(network, network.open[:2], network.open[2:4]) == 4


def test_fixed_tensors_are_kept():
    tensors = (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("j", "k"), parameter="B"))
    bonds = (Bond("i", 2), Bond("j", 2), Bond("k", 2))
    network = Network(tensors, bonds, ("i", "k"), fixed=(("A", ((1.0, -1), (2, -2))),))
    assert generic_rank(network, ["i"], ["k"]) == 1


# Floating point


@pytest.mark.parametrize("mode", MODES)
def test_spectrum(mode):
    spectrum = numeric_spectrum(rac(6, 1, 2, 3), Partition.start_end(6), mode, samples=50)
    assert spectrum.numerical_rank == 3
    assert (spectrum.rows, spectrum.cols) == ((8, 8) if mode == "one-hot" else (50, 50))
    assert 0 < spectrum.entropy < np.log(3) + 1e-9
    assert list(spectrum.values) == sorted(spectrum.values, reverse=True)


def test_one_entropy_of_singular_values_is_called_that_of_the_effective_rank():
    """Roy and Vetterli: p = s / sum of s; the squares would give 0.325 in place of 0.562 for (3, 1)."""
    circuit, half = rac(6, 2, 2, 2), Partition.start_end(6)
    spectrum = numeric_spectrum(circuit, half)
    shares = np.array([value for value in spectrum.values if value > 0]) / sum(spectrum.values)
    assert spectrum.entropy == pytest.approx(-(shares * np.log(shares)).sum())
    assert spectrum.effective_rank == pytest.approx(np.exp(spectrum.entropy))
    assert spectral_entropy([3.0, 1.0]) == pytest.approx(0.5623351)
    other = MatrixSpectrum(spectrum.values, spectrum.rows, spectrum.cols, 1e-15)
    assert (other.entropy, other.effective_rank) == (spectrum.entropy, spectrum.effective_rank)


@pytest.mark.parametrize("length", [20, 60, 200])
def test_spectrum_of_a_high_degree(length):
    """Values of 10^-300 and less must not cause a warning."""
    spectrum = numeric_spectrum(rac(length, 3, 2, 2), Partition.start_end(length), samples=20)
    assert spectrum.rows == spectrum.cols == 20
    assert np.isfinite(spectrum.entropy)


def test_spectrum_that_overflows():
    plain = rac(60, 3, 2, 2)
    circuit = Circuit(plain.vertices, plain.output, (("W_I[1]", ((1e9, 1e9), (1e9, 1e9))),))
    with pytest.raises(TnrnnError, match="values that floats can hold"):
        numeric_spectrum(circuit, Partition.start_end(60), samples=20)


def test_spectrum_of_complex_weights():
    plain = rac(4, 1, 2, 2)
    circuit = Circuit(plain.vertices, plain.output, (("W_I[1]", ((1j, 0), (0, 1))),))
    real = Circuit(plain.vertices, plain.output, (("W_I[1]", ((1, 0), (0, 1))),))
    one, two = (numeric_spectrum(each, Partition.start_end(4)) for each in (circuit, real))
    assert one.numerical_rank == two.numerical_rank == 2
    assert all(0 < value < 100 for value in one.values[:2])


def test_floating_point_misleads():
    ranks = {numeric_spectrum(rac(8, 2, 2, 2), Partition.start_end(8), seed=seed).numerical_rank for seed in range(20)}
    assert len(ranks) > 1
    assert case_rank(Case(8, 2, 2, 2), "one-hot").lower == 10


# Bad input

CIRCUIT, SPLIT = rac(6, 2, 2, 2), Partition.start_end(6)


@pytest.mark.parametrize(
    ("arguments", "named", "message"),
    [
        ((None, SPLIT), {}, "circuit: expected a Circuit"),
        ((CIRCUIT, {1, 2}), {}, "partition: expected a Partition"),
        ((CIRCUIT, Partition.start_end(5)), {}, "partition"),
        ((CIRCUIT, SPLIT, "onehot"), {}, "did you mean 'one-hot'"),
        ((CIRCUIT, SPLIT, "one-hot", -1), {}, "seed"),
        ((CIRCUIT, SPLIT), {"modulus": 91}, "expected a prime"),
        ((CIRCUIT, SPLIT), {"modulus": None}, "modulus"),
        ((CIRCUIT, SPLIT), {"modulus": 2**89 - 1}, "modulus"),
        ((CIRCUIT, SPLIT), {"upper": 2.5}, "upper"),
        ((CIRCUIT, SPLIT), {"upper": 3}, "upper: expected a bound on the rank, which is at least"),
        ((CIRCUIT, SPLIT, "continuous"), {"upper": 3}, "upper: expected a bound on the rank, which is at least"),
        ((CIRCUIT, SPLIT), {"limit": 0}, "limit"),
        (
            (rac(40, 2, 4, 4), Partition.start_end(40), "continuous"),
            {"upper": 20_000, "limit": 1000},
            "7,084 x 7,084",
        ),
    ],
)
def test_separation_rank_refuses(arguments, named, message):
    with pytest.raises(TnrnnError, match=re.escape(message)):
        separation_rank(*arguments, **{"modulus": PRIME, **named})


def test_numpy_integers():
    found = separation_rank(CIRCUIT, SPLIT, seed=np.int64(1), modulus=np.int64(PRIME), upper=np.int64(8))
    assert RankCertificate.from_json(found.to_json()) == found


def test_wide_inputs():
    circuit = Circuit(
        (
            Vertex("x1", "input", dim=10**5, position=1),
            Vertex("x2", "input", dim=3, position=2),
            Vertex("u1", "linear", ("x1",), dim=2, parameter="A"),
            Vertex("u2", "linear", ("x2",), dim=2, parameter="B"),
            Vertex("p", "product", ("u1", "u2"), dim=2),
            Vertex("y", "linear", ("p",), dim=1, parameter="C"),
        ),
        "y",
    )
    found = separation_rank(circuit, Partition.start_end(2), modulus=101)
    assert found.exact


def test_limit():
    with pytest.raises(TnrnnError, match="raise limit="):
        separation_rank(rac(10, 2, 2, 3), Partition.start_end(10), "continuous", limit=30)
    with pytest.raises(TnrnnError, match="raise limit="):
        separation_rank(rac(14, 2, 2, 3), Partition.start_end(14), upper=105, limit=50)
    with pytest.raises(TnrnnError, match="samples"):
        numeric_spectrum(CIRCUIT, SPLIT, samples=0)


@pytest.mark.parametrize(
    ("near", "far", "message"),
    [
        (["p0"], ["p1", "p2"], "all open bonds"),
        (["p0", "p2"], ["p1", "p4"], "names of open bonds"),
        (["p0", "p2"], ["p1", "p2", "p3"], "once"),
        ("p0", ["p1", "p2", "p3"], "near"),
    ],
)
def test_generic_rank_refuses(near, far, message):
    with pytest.raises(TnrnnError, match=message):
        generic_rank(ring(4, 2, shared=True), near, far)


def test_generic_rank_needs_a_network():
    with pytest.raises(TnrnnError, match="Network"):
        generic_rank(CIRCUIT, ["a"], ["b"])
