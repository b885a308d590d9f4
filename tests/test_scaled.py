"""Floats with a power of two beside them, against the same sums in exact fractions."""

import os
import random
import warnings
from decimal import Decimal
from fractions import Fraction
from math import prod

import numpy as np
import pytest
from random_networks import random_network
from test_contraction import by_bonds, star

from tnrnn import Bond, Network, Tensor, TnrnnError, contract
from tnrnn.values.scaled import Scaled, _range, added, as_plain, mantissas

EXTREMES = {"near": 3, "wide": 250, "to the ends": 1020, "subnormal": 1073}
"""The powers of two that numbers are multiplied by, from - to + each."""


def chain(count: int, dims: tuple[int, ...] = (2,), ends: bool = True) -> Network:
    """Matrices in a row."""
    bonds = tuple(Bond(f"b{n}", dims[n % len(dims)]) for n in range(count + 1))
    tensors = tuple(Tensor(f"t{n}", "weight", (f"b{n}", f"b{n + 1}"), parameter=f"W{n}") for n in range(count))
    return Network(tensors, bonds, ("b0", f"b{count}"))


SEEDS = range(600 if os.environ.get("TNRNN_SLOW") == "1" else 50)


def given(most: int, seeds=SEEDS):
    """Yield networks with floats of very different sizes, a third of them zeros."""
    for seed in seeds:
        network, _ = random_network(seed, tensors=4, copies=1, dims=(1, 2, 2, 3))
        if prod(bond.dim for bond in network.bonds) <= 3000:
            rng = random.Random(f"scaled {seed}")
            yield network, {name: floats(rng, shape, most) for name, shape in network.parameters.items()}


def floats(rng: random.Random, shape, most: int) -> np.ndarray:
    def one() -> float:
        return rng.choice((0, 1, 1)) * rng.uniform(-1, 1) * 2.0 ** min(rng.randint(-most, most), 1023)

    return np.array([one() for _ in range(prod(shape))]).reshape(shape)


def fractions(array) -> np.ndarray:
    made = np.empty(np.size(array), dtype=object)
    made[:] = [Fraction(float(entry)) for entry in np.ravel(array)]
    return made.reshape(np.shape(array))


def magnitudes(network, weights) -> np.ndarray:
    """The sum of the magnitudes of all products: rounding is relative to this."""
    return by_bonds(network, {name: fractions(abs(array)) for name, array in weights.items()}, None)


def value(mantissa, exponent) -> Fraction:
    return Fraction(float(mantissa)) * Fraction(2) ** int(exponent)


@pytest.mark.parametrize("most", EXTREMES.values(), ids=EXTREMES)
def test_mantissas_and_exponents_are_those_of_exact_fractions(most):
    compared = 0
    for network, weights in given(most):
        exact = by_bonds(network, {name: fractions(array) for name, array in weights.items()}, None)
        mantissa, exponent = contract(network, weights, exponent=True)
        assert mantissa.shape == exponent.shape == exact.shape
        assert exponent.dtype == np.int64
        bound = magnitudes(network, weights)
        for index in np.ndindex(exact.shape):
            error = abs(value(mantissa[index], exponent[index]) - exact[index])
            assert error <= bound[index] * Fraction(64, 2**53), (network, index)
            assert mantissa[index] == 0 == exponent[index] or 0.5 <= abs(mantissa[index]) < 1
            compared += exact[index] != 0
    assert compared > 50


@pytest.mark.parametrize("most", EXTREMES.values(), ids=EXTREMES)
def test_plain_results_are_right_or_refused(most):
    """An entry that floats hold comes out; a result with any other is refused, and says which way it fails."""
    said = {"overflows": 0, "underflows": 0, "plain": 0}
    for network, weights in given(most, range(200)):
        mantissa, exponent = contract(network, weights, exponent=True)
        held = all(_held(value(m, e)) for m, e in zip(mantissa.flat, exponent.flat, strict=True))
        try:
            result = contract(network, weights)
        except TnrnnError as error:
            assert not held
            (word,) = [word for word in said if word in str(error)]
        else:
            word = "plain"
            assert held
            np.testing.assert_array_equal(result, np.ldexp(mantissa, exponent.astype(np.intc)))
        said[word] += 1
    assert said["plain"]
    assert most < 1000 or (said["overflows"] and said["underflows"])


def _held(number: Fraction) -> bool:
    try:
        return Fraction(float(number)) == number
    except OverflowError:
        return False


# The fast way and the slow one


def test_where_floats_suffice_the_bits_are_those_of_floats():
    """No power of two is taken out where none has to be, and none changes a bit where one is."""
    for network, weights in given(3):
        plain = contract(network, weights)
        for power in (-700, 500):
            shifted = weights | {name: np.ldexp(array, power) for name, array in weights.items()}
            mantissa, exponent = contract(network, shifted, exponent=True)
            back = np.ldexp(mantissa, (exponent - power * len(network.parameters)).astype(np.intc))
            np.testing.assert_array_equal(back, plain)


def test_numbers_that_are_near_enough_take_the_fast_way(monkeypatch):
    slow = []
    monkeypatch.setattr("tnrnn.values.scaled._product_by_entry", lambda *given: slow.append(given) or 1 / 0)
    contract(chain(400), {f"W{n}": np.full((2, 2), 1e200) for n in range(400)}, exponent=True)
    with pytest.raises(ZeroDivisionError):
        contract(chain(2), {f"W{n}": np.diag([1e300, 1e-300]) for n in range(2)}, exponent=True)
    assert len(slow) == 1


def test_powers_of_a_matrix_that_floats_do_not_hold():
    """400 factors from 0.01 to 100, and entries that are 10^800 apart: silent zeros and nan before."""
    for low, high in ((0.01, 0.01), (100.0, 100.0), (0.01, 100.0), (1e-3, 1.0)):
        matrix = np.array([[low, 0.5 * low], [0.0, high]])
        network, weights = chain(400), {f"W{n}": matrix for n in range(400)}
        mantissa, exponent = contract(network, weights, exponent=True)
        exact = np.linalg.matrix_power(fractions(matrix), 400)
        for index in np.ndindex(2, 2):
            found = value(mantissa[index], exponent[index])
            assert abs(found - exact[index]) <= abs(exact[index]) / 10**12
        flows = "underflows" if high <= 1.0 else "overflows" if low > 1.0 else "(over|under)flows"
        with pytest.raises(TnrnnError, match=rf"{flows} \(about 10\^.*exponent=True gives mantissas and exponents"):
            contract(network, weights)


@pytest.mark.parametrize(("scale", "exponent"), [(0.01, -800), (100.0, 800)])
def test_logarithms_as_decimal_has_them(scale, exponent):
    """These are the two matrices whose products of 400 gave 0 and nan without a warning."""
    mantissa, power = contract(chain(400), {f"W{n}": np.eye(2) * scale for n in range(400)}, exponent=True)
    logarithm = (Decimal(float(mantissa[1, 1])).ln() + int(power[1, 1]) * Decimal(2).ln()) / Decimal(10).ln()
    assert abs(logarithm - exponent) < Decimal("1e-11")
    assert mantissa[0, 1] == 0 == power[0, 1]


def test_what_is_not_finite_is_said():
    for wrong in (np.nan, np.inf, -np.inf):
        with pytest.raises(TnrnnError, match=f"^weights, W1: expected finite numbers, given {wrong}$"):
            contract(chain(2), {"W0": np.eye(2), "W1": np.diag([1.0, wrong])})


def test_the_inside_may_leave_the_range_where_the_result_does_not():
    sizes = [1e-200] * 5 + [1e200] * 5
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for order in (sizes, sizes[::-1]):
            weights = {f"W{n}": np.array([[size, size / 2], [0.0, size]]) for n, size in enumerate(order)}
            result = contract(chain(10), weights)
            np.testing.assert_allclose(result, [[1.0, 5.0], [0.0, 1.0]], rtol=1e-14)


def test_sums_before_the_first_step_do_not_overflow():
    """An axis that nothing else has is summed at once; numbers as far apart as floats are stay exact."""
    network = Network(
        (
            Tensor("A", "weight", ("i", "j"), parameter="A"),
            Tensor("one", "copy", ("j",)),
            Tensor("t", "weight", ("i",), parameter="t"),
        ),
        (Bond("i", 2), Bond("j", 4)),
    )
    big = np.array([[1.5e308, 1.5e308, -1.5e308, -1.5e308], [5e-324, 0, 0, 0]])
    assert contract(network, {"A": big, "t": np.array([0.0, 1.0])}) == 5e-324
    assert contract(network, {"A": np.abs(big), "t": np.array([0.25, 0.0])}) == 1.5e308
    with pytest.raises(TnrnnError, match=r"overflows \(about 10\^308.8\)"):
        contract(network, {"A": np.abs(big), "t": np.array([1.0, 0.0])})


@pytest.mark.parametrize("most", EXTREMES.values(), ids=EXTREMES)
def test_sums_of_scaled_arrays_are_those_of_exact_fractions(most):
    """One power for all entries, or one for each; equal ones and far apart; and two numbers that cancel."""
    rng = random.Random(most)
    for _ in range(60):
        both = []
        for _ in range(2):
            array = floats(rng, (3,), most)
            single = rng.choice((0, 0, 0, rng.randint(-3000, 3000)))
            both.append(Scaled(array, rng.choice((single, np.array([single, -single, 5])))))
        if rng.random() < 0.2:
            both[1] = Scaled(-both[0].array, both[0].power)
        mantissa, power = mantissas(added(*both), np.dtype(float))
        for index in range(3):
            parts = [value(each.array[index], np.broadcast_to(each.power, 3)[index]) for each in both]
            error = abs(value(mantissa[index], power[index]) - sum(parts))
            assert error <= sum(map(abs, parts)) * Fraction(2, 2**53)


def test_zeros_are_no_underflow():
    weights = {f"W{n}": np.array([[1e-200, 0.0], [0.0, 0.0]]) for n in range(2)}
    assert contract(chain(2), weights | {"W1": np.array([[0.0, 0.0], [1e-200, 1.0]])}).tolist() == [[0, 0]] * 2
    mantissa, exponent = contract(chain(3), {f"W{n}": np.zeros((2, 2)) for n in range(3)}, exponent=True)
    assert not mantissa.any()
    assert not exponent.any()
    difference = {"W0": np.array([[1e-200, 1e-200]] * 2), "W1": np.array([[1e-200, 0], [-1e-200, 0]])}
    assert not contract(chain(2), difference).any()
    turns = {f"W{n}": np.array([[0.0, 1.0], [1.0, 0.0]]) for n in range(2, 80)}
    assert not contract(chain(80), difference | turns).any()
    near = difference | {"W1": np.array([[1e-200, 0], [-1e-200 * (1 + 1e-9), 0]])}  # no rounding
    with pytest.raises(TnrnnError, match=r"underflows \(about 10\^-409.0\)"):
        contract(chain(2), near)


def test_only_what_underflows_may_become_zero():
    """In half precision 2^-9 is as near to zero, among roundings of 1, as 2^-25 is among those of 2^-15."""
    near = 1 - 2.0**-10
    weights = {"W0": [[2, 2 - 2.0**-8], [2.0**-14, 2.0**-14 * near]], "W1": [[0.5, 0], [-0.5, 1]]}
    made = contract(chain(2), {name: np.array(rows, np.float16) for name, rows in weights.items()})
    assert made.tolist() == [[2.0**-9, 2 - 2.0**-8], [0, 2.0**-14 * near]]


def test_below_the_normal_range_only_lost_digits_are_refused():
    weights = {"W0": np.eye(2) * 2.0**-600, "W1": np.eye(2) * 1.5 * 2.0**-470}
    assert contract(chain(2), weights)[0, 0] == 1.5 * 2.0**-1070
    with pytest.raises(TnrnnError, match=r"float64 can hold, given one that underflows \(about 10\^-322"):
        contract(chain(2), weights | {"W1": np.eye(2) / 3 * 2.0**-470})


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.complex64, np.complex128, np.longdouble])
def test_other_floats(dtype):
    """What single precision does not hold on the way is computed in double, and comes out in single again."""
    rng = np.random.default_rng(0)
    near = {f"W{n}": rng.uniform(0.5, 1, (2, 2)).astype(dtype) for n in range(6)}
    far = {name: array * dtype(2.0 ** (14 if n < 3 else -14)) for n, (name, array) in enumerate(near.items())}
    assert contract(chain(6), far).dtype == dtype
    close = 4e-3 if dtype == np.float16 else 0  # where all of it is widened
    np.testing.assert_allclose(contract(chain(6), far), contract(chain(6), near), rtol=close)
    size = np.finfo(dtype).maxexp
    wide = {"W0": np.diag([2.0 ** min(size - 1, 1000), 1.0]).astype(dtype), "W1": np.eye(2).astype(dtype)}
    wide |= {"W2": np.diag([2.0 ** -min(size - 3, 1000), 3.0]).astype(dtype)}
    assert contract(chain(3), wide)[1, 1] == 3
    assert contract(chain(3), wide)[0, 0] == (4 if size <= 1000 else 1)
    mantissa, exponent = contract(chain(40), {f"W{n}": wide["W0"] for n in range(40)}, exponent=True)
    assert mantissa.dtype == dtype
    assert (mantissa[0, 0], exponent[0, 0], mantissa[1, 1]) == (0.5, 40 * min(size - 1, 1000) + 1, 0.5)
    with pytest.raises(TnrnnError, match=f"{np.dtype(dtype)} can hold"):
        contract(chain(40), {f"W{n}": wide["W0"] for n in range(40)})


def test_complex_numbers():
    numbers = {"W0": np.diag([1e250 + 1e250j, 1e-250j]), "W1": np.diag([2 - 2j, 1e-250j])}
    mantissa, exponent = contract(chain(2), numbers, exponent=True)
    for index, exact in (((0, 0), 4 * Fraction(1e250)), ((1, 1), -(Fraction(1e-250) ** 2))):
        assert abs(value(mantissa[index].real, exponent[index]) / exact - 1) < 1e-15
        assert mantissa[index].imag == 0
        assert 0.5 <= abs(mantissa[index].real) < 1


def test_exact_numbers_are_their_own_mantissas():
    network, weights = star(3), {"v": [10**400, Fraction(1, 10**400)]}
    mantissa, exponent = contract(network, weights, exponent=True)
    assert mantissa[()] == 10**1200 + Fraction(1, 10**1200) == contract(network, weights)[()]
    assert exponent == 0


def test_copy_tensors_with_entries_that_floats_do_not_hold():
    """Batch indices and the slow way: an index of both arrays that stays."""
    mantissa, exponent = contract(star(20), {"v": np.array([1e300, 1e-300])}, exponent=True)
    assert abs(value(mantissa, exponent) / (Fraction(1e300) ** 20 + Fraction(1e-300) ** 20) - 1) < 1e-14
    arms, v = star(8, arms="matrix"), np.array([[1e300, 1.0], [1e-300, 1e-200]])
    mantissa, exponent = contract(arms, {"v": v}, exponent=True)
    for index in np.ndindex(mantissa.shape):
        exact = prod(Fraction(v[0, i]) for i in index) + prod(Fraction(v[1, i]) for i in index)
        assert abs(value(mantissa[index], exponent[index]) / exact - 1) < 1e-14


def test_ranges_are_those_of_all_entries_in_any_layout():
    rng = np.random.default_rng(1)
    array = np.ldexp(rng.uniform(0.5, 1, (7, 300, 50)), rng.integers(-900, 900, (7, 300, 50)))
    array[rng.random(array.shape) < 0.5] = 0
    exponents = np.frexp(array[array != 0])[1]
    for view in (array, array.T, array[:, ::2], np.asfortranarray(array), -array, array[..., ::-1]):
        wanted = np.frexp(view[view != 0])[1]
        assert _range(view) == (wanted.min(), wanted.max())
    assert _range(array * 1j) == (exponents.min(), exponents.max())
    assert _range(np.zeros(3)) == (1, 1)


def test_scaled_numbers_become_floats_of_any_dtype():
    assert as_plain(Scaled(np.array(1.0), 2000), np.dtype(float)).large
    assert as_plain(Scaled(np.array([1.0, 0.0]), -1074), np.dtype(float)).tolist() == [5e-324, 0]
    assert as_plain(Scaled(np.array(1 - 2.0**-30), 128), np.dtype(np.float32)).large  # rounded up to 2^128


def test_exact_numbers_that_meet_floats_are_scaled_too():
    """Python's floats in arrays of objects used to give inf without a warning."""
    big, small = (
        np.array([[1e200, 0], [0, 1]], dtype=object),
        np.array([[1e-200, 0], [0, Fraction(1, 2)]], dtype=object),
    )
    result = contract(chain(4), {"W0": big, "W1": big, "W2": small, "W3": small})
    np.testing.assert_allclose(result, [[1, 0], [0, 0.25]], rtol=1e-15)
    for matrix, flows in ((big, "overflows"), (small, "underflows")):
        with pytest.raises(TnrnnError, match=flows):
            contract(chain(2), {"W0": matrix, "W1": matrix})
    half = contract(chain(2), {"W0": [[1, 2], [3, 4]], "W1": [[0.5, 0], [0, 0.5j]]})
    assert half.dtype == complex
    assert half.tolist() == [[0.5, 1j], [1.5, 2j]]
    with pytest.raises(TnrnnError, match="numbers that floats can hold where floats meet integers"):
        contract(chain(2), {"W0": [[10**400, 0], [0, 1]], "W1": [[0.5, 0], [0, 1]]})


@pytest.mark.parametrize("count", [3, 64])
@pytest.mark.parametrize("unit", [1, 1 + 1j])
def test_sums_of_many_large_products_do_not_overflow(count, unit):
    """Each product is below 2^1023, and so is each part of a complex one; their sum is not."""
    size = (1 - 2.0**-53) * 2.0 ** (511 if count == 3 else 508)
    vectors = tuple(Tensor(f"t{n}", "state", ("i",), parameter=f"v{n}") for n in range(2))
    network = Network(vectors, (Bond("i", count),))
    given = {"v0": np.full(count, size * unit), "v1": np.full(count, size * np.conj(unit))}
    mantissa, exponent = contract(network, given, exponent=True)
    exact = count * Fraction(size) ** 2 * int(abs(unit) ** 2 + 0.5)
    assert abs(value(mantissa.real, exponent) / exact - 1) < Fraction(1, 2**48)
    assert not mantissa.imag


def test_mantissas_that_single_precision_rounds_to_one():
    mantissa, power = mantissas(Scaled(np.array([1 - 2.0**-30, 0.0]), 7), np.dtype(np.float32))
    assert (mantissa.tolist(), power.tolist()) == ([0.5, 0.0], [8, 0])


def test_sums_in_chunks(monkeypatch):
    """The slow way with a few products at a time gives what it gives with all of them."""
    network, rng = chain(2, dims=(3, 7, 2)), random.Random(0)
    weights = {name: floats(rng, shape, 1000) for name, shape in network.parameters.items()}
    together = contract(network, weights, exponent=True)
    monkeypatch.setattr("tnrnn.values.scaled.TOGETHER", 12)
    for one, two in zip(contract(network, weights, exponent=True), together, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-15)
