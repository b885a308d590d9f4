"""Rank profiles by products of doubles: against their definition and python-flint; sums at the edge of exactness."""

import random
import signal
import tracemalloc

import numpy as np
import pytest

from tnrnn.ranks.elimination import rank_profiles
from tnrnn.ranks.exact_products import Field, product
from tnrnn.values import reduced

PRIMES = (2, 3, 5, 101, 65537, 2097143, 2097169, 2**31 - 1, 3037000493)
"""Among them the primes next to 2^21, from which on factors are split, and the last one below 2^31.5."""


def by_definition(matrix, prime):
    """The rows that are not combinations of rows before them, in Python's integers."""
    basis, found = {}, []
    for number, given in enumerate(matrix.tolist()):
        row = [entry % prime for entry in given]
        for pivot, line in basis.items():
            row = [(a - row[pivot] * b) % prime for a, b in zip(row, line, strict=True)]
        pivot = next((at for at, entry in enumerate(row) if entry), None)
        if pivot is not None:
            inverse = pow(row[pivot], -1, prime)
            basis[pivot] = [entry * inverse % prime for entry in row]
            found.append(number)
    return found


def by_flint(matrix, prime):
    from flint import nmod_mat

    echelon, rank = nmod_mat(*matrix.T.shape, np.ascontiguousarray(matrix.T).ravel().tolist(), prime).rref()
    entries = np.array([int(entry) for entry in echelon.entries()]).reshape(matrix.T.shape)[:rank]
    return [int(np.flatnonzero(line)[0]) for line in entries]


def of_low_rank(rng, shape, prime):
    rank = int(rng.integers(0, min(shape) + 1))
    parts = rng.integers(0, prime, (shape[0], rank)), rng.integers(0, prime, (rank, shape[1]))
    return (parts[0].astype(object) @ parts[1].astype(object) % prime).astype(np.int64).reshape(shape)


def with_equal_columns(rng, shape, prime):
    few = rng.integers(0, prime, (shape[0], max(1, shape[1] // 9)))
    return few[rng.integers(0, max(1, shape[0] // 2), shape[0])][:, rng.integers(0, few.shape[1], shape[1])]


def with_late_columns(rng, shape, prime):
    """Each row has its first entry far from those of its neighbours, and many entries depend on others."""
    found = np.zeros(shape, dtype=np.int64)
    count = min(shape)
    places = rng.permutation(shape[0])[:count], rng.permutation(shape[1])[:count]
    found[places] = rng.integers(0, prime, count)
    half = shape[1] // 2
    found[:, :half] += 3 * found[:, half : 2 * half]
    found[shape[0] // 2 :] += found[: shape[0] - shape[0] // 2] * int(rng.integers(prime))
    return found % prime


KINDS = {
    "uniform": lambda rng, shape, prime: rng.integers(0, prime, shape),
    "low rank": of_low_rank,
    "sparse": lambda rng, shape, prime: rng.integers(0, prime, shape) * (rng.random(shape) < 1.5 / shape[1]),
    "equal columns": with_equal_columns,
    "late columns": with_late_columns,
    "zero": lambda rng, shape, prime: np.zeros(shape, dtype=np.int64),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("prime", PRIMES)
def test_profiles_by_definition(kind, prime):
    rng = np.random.default_rng([prime, list(KINDS).index(kind)])
    for most in (3, 8, 24, 40):
        matrix = KINDS[kind](rng, tuple(rng.integers(1, most + 1, 2)), prime)
        rows, cols = rank_profiles(matrix, prime)
        assert rows.tolist() == by_definition(matrix, prime)
        assert cols.tolist() == by_definition(matrix.T, prime)


@pytest.mark.parametrize("kind", KINDS)
def test_profiles_of_larger_matrices_against_flint(kind):
    """More rows than a slab has, and more columns than a window, in all proportions."""
    rng = np.random.default_rng(list(KINDS).index(kind))
    for prime, shape in zip(PRIMES, [(150, 300), (300, 150), (129, 129), (400, 20)] * 3, strict=False):
        matrix = KINDS[kind](rng, shape, prime)
        rows, cols = rank_profiles(matrix, prime)
        assert rows.tolist() == by_flint(matrix, prime)
        assert cols.tolist() == by_flint(matrix.T, prime)


def test_any_array_of_integers_will_do_and_is_not_changed():
    matrix = np.random.default_rng(3).integers(0, 101, (60, 90))
    matrix[:, 7] = matrix[:, 3]
    before = matrix.copy()
    wanted = [part.tolist() for part in rank_profiles(matrix, 101)]
    assert wanted == [list(range(60)), [*range(7), *range(8, 61)]]
    unreduced = matrix + 101 * np.arange(-30, 30)[:, None]
    for given in (np.asfortranarray(matrix), matrix.astype(object), unreduced, np.repeat(matrix, 2, axis=0)[::2]):
        assert [part.tolist() for part in rank_profiles(given, 101)] == wanted
    assert np.array_equal(matrix, before)
    for shape in ((0, 5), (5, 0), (0, 0)):
        assert [part.tolist() for part in rank_profiles(np.zeros(shape, dtype=np.int64), 7)] == [[], []]


def test_few_rows_of_many_columns_and_few_columns_of_many_rows():
    wide = np.random.default_rng(5).integers(0, 7, (3, 20_000))
    wide[:, :19_000] = [[1], [2], [3]]
    wide[:, 19_000:19_002] = [[0, 1], [1, 0], [0, 1]]
    for matrix, place in ((wide, 1), (wide.T, 0)):
        assert rank_profiles(matrix, 7)[place].tolist() == [0, 19_000, 19_001]


# Sums of doubles


@pytest.mark.parametrize("prime", PRIMES)
def test_the_bounds_on_sums(prime):
    """The largest sum that a product can make, from the definitions."""
    field, most = Field(prime), (prime + 3) // 2
    if field.base == 1:
        assert field.depth * (prime // 2) ** 2 <= 2**50
        return
    high, low = most / field.base + 0.5, field.base / 2
    assert field.base**2 > prime
    assert 2 * field.depth * max(high, low) * most + most <= 2**53 - 2**32
    assert field.base * most <= 2**53 - 2**32


@pytest.mark.parametrize("prime", PRIMES)
def test_products_of_the_largest_residues(prime):
    """All terms have one sign and are odd, so that a sum beyond 2^53 loses its last bits."""
    field = Field(prime)
    largest = prime // 2 - (1 - prime // 2 % 2)
    split = field.base // 2 if field.base > 1 else largest
    lefts = {largest, -largest, split, -split, split * field.base // 2 if field.base > 1 else 1, 1}
    for length in (1, field.depth - 1, field.depth, field.depth + 1, 2 * field.depth + 1):
        right = np.full((length, 2), [largest, -largest], dtype=np.int64)
        right[0, 0] = 1
        for left in lefts:
            row = np.full((1, length), left, dtype=np.int64)
            wanted = row.astype(object) @ right.astype(object) % prime
            found = field.product(row.astype(float), right.astype(float))
            assert (field.residues(found) == wanted).all()
            assert (product(row, right, prime) == wanted).all()


@pytest.mark.parametrize("prime", PRIMES)
def test_reduction_near_multiples_and_halves(prime):
    rng, field = random.Random(prime), Field(prime)
    most = 2**53 - 2**32 if field.base > 1 else 2**50
    bound = (prime + 3) // 2 if field.base > 1 else prime // 2
    numbers = [most, -most, 0]
    for _ in range(500):
        multiple = rng.randrange(-most // prime + 2, most // prime - 1) * prime
        numbers += [multiple + each for each in (0, 1, -1, prime // 2, prime // 2 + 1, -(prime // 2) - 1)]
    numbers = [number for number in numbers if abs(number) <= most]
    array = np.array(numbers, dtype=float)
    field.reduce(array)
    for number, residue in zip(numbers, array.tolist(), strict=True):
        assert abs(residue) <= bound
        assert (number - int(residue)) % prime == 0
        assert (residue == 0) == (number % prime == 0)


def test_random_products_by_blocks():
    rng = np.random.default_rng(1)
    for prime in PRIMES:
        one, two = rng.integers(0, prime, (300, 401)), rng.integers(0, prime, (401, 7))
        assert (product(one, two, prime) == one.astype(object) @ two.astype(object) % prime).all()


def test_arrays_in_any_order_of_memory_are_reduced():
    """A product of arrays whose axes were exchanged has its elements in that order."""
    source = np.random.default_rng(2).integers(0, 2**62, (30, 8, 40))
    views = (
        lambda array: array,
        lambda array: array.transpose(2, 0, 1),
        lambda array: array[:, ::2],
        lambda array: array[:, ::2].transpose(1, 2, 0),
        lambda array: array[::-1],
        lambda array: array[0, 0],
    )
    for view in views:
        wanted = view(source).astype(object) % 101
        for given in (view(source.copy()), view(source).copy(order="K"), view(source).copy(order="F")):
            assert (reduced(given, 101) == wanted).all()


# What it costs


def test_memory_is_that_of_two_matrices():
    matrix = np.random.default_rng(0).integers(0, 2**31 - 1, (700, 700))
    matrix[100:200] = matrix[:100]
    tracemalloc.start()
    rank_profiles(matrix, 2**31 - 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.6 * matrix.nbytes


def test_a_signal_ends_an_elimination():
    """A long call that keeps the interpreter's lock would end first."""

    class Rings(BaseException):
        pass

    def ring(number, frame):
        raise Rings

    matrix = np.random.default_rng(0).integers(0, 2**31 - 1, (1200, 1200))
    before = signal.signal(signal.SIGVTALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.02)
        with pytest.raises(Rings):
            rank_profiles(matrix, 2**31 - 1)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
