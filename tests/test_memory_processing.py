"""Information processing capacity: units whose functions of the inputs are known, the bound, bases, and simulation."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from numpy.polynomial import legendre as polynomials

from tnrnn import TnrnnError
from tnrnn.memory import LinearUnit, Probe, memory_capacity, processing_capacity
from tnrnn.memory.indicators.nested import Part, Targets
from tnrnn.memory.indicators.products import Products, legendre
from tnrnn.memory.indicators.readout import basis_of, shared_trace


def rng(seed=0):
    return np.random.default_rng(seed)


def orthogonal(size, seed=0):
    return np.linalg.qr(rng(seed).normal(size=(size, size)))[0]


def late(values, steps):
    """Return values (batch, T) as they were some steps ago, and 0 before."""
    return np.pad(values, ((0, 0), (steps, 0)))[:, : values.shape[1]]


def scaled(words):
    """Return signals as they are on [-1, 1], by channel."""
    return np.moveaxis(words * math.sqrt(words.shape[2] / 3), 2, 0)


def made_of(*functions):
    """Return a unit whose states are functions of signals (channels, batch, T) on [-1, 1]."""
    return lambda words: np.stack([function(scaled(words)) for function in functions], axis=2)


def reservoir(size, radius, entry, seed):
    matrix, read = radius * orthogonal(size, seed), entry * rng(seed + 1).normal(size=(size, 1))

    def unit(words):
        state, found = np.zeros((len(words), size)), []
        for step in range(words.shape[1]):
            state = np.tanh(state @ matrix.T + words[:, step] @ read.T)
            found.append(state)
        return np.stack(found, axis=1)

    return unit


def values(estimates):
    return [estimate.value for estimate in estimates]


# Targets


def test_legendre_polynomials_are_those_of_numpy_with_variance_1():
    x = rng().uniform(-1, 1, 50)
    for degree, found in enumerate(legendre(x, 7)):
        expected = math.sqrt(2 * degree + 1) * polynomials.legval(x, [0] * degree + [1])
        assert np.allclose(found, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("width", "delays"), [(1, (3, 3)), (2, (1, 1, 1)), (1, (4, 2, 0)), (3, (0,)), (1, (0, 0, 0, 0))]
)
def test_products_are_all_products_of_their_degree_and_window(width, delays):
    """By brute force over the degrees of all inputs: each product once, in the cell of its degree and last input."""
    recent = rng(1).uniform(-1, 1, (40, (delays[0] + 1) * width))
    products = Products(width, delays)
    found = products.values(recent)
    assert found.shape == (40, products.count())
    expected = {}
    for powers in itertools.product(range(len(delays) + 1), repeat=recent.shape[1]):
        degree = sum(powers)
        window = max((place // width for place, power in enumerate(powers) if power), default=0)
        if 1 <= degree <= len(delays) and window <= delays[degree - 1]:
            column = np.prod([legendre(recent[:, place], 9)[power] for place, power in enumerate(powers)], axis=0)
            expected.setdefault((degree, window), []).append(column)
    first = 0
    for degree, window, count in products.cells():
        assert len(expected[degree, window]) == count
        own = sorted(map(tuple, found[:, first : first + count].T.round(9)))
        assert np.allclose(own, sorted(tuple(column.round(9)) for column in expected[degree, window]), atol=1e-8)
        first += count
    assert first == products.count() == sum(map(len, expected.values()))


def test_products_are_orthonormal_in_the_population():
    """With the nodes of Gauss, which integrate them exactly."""
    nodes, weights = polynomials.leggauss(6)
    grid = np.array(list(itertools.product(nodes, repeat=3)))
    mass = np.array([math.prod(three) for three in itertools.product(weights / 2, repeat=3)])
    found = Products(1, (2, 2, 2, 1)).values(grid)
    assert np.allclose(found.T @ (mass[:, None] * found), np.eye(found.shape[1]), atol=1e-12)
    assert np.allclose(mass @ found, 0, atol=1e-12)


# Traces


def test_nested_traces_of_independent_targets_are_those_of_a_decomposition():
    """The effective number of targets is then the number of targets, up to the sample."""
    y, h = rng(2).normal(size=(4000, 12)), rng(3).normal(size=(4000, 3))
    basis = basis_of(h + y[:, :3]).basis
    everything = np.ones(4000, dtype=bool)
    ends = np.arange(1, 13)
    (found,) = Targets(y, ends, np.array([12])).traces(Part(everything, [basis]), iter(()))
    expected = shared_trace(basis, y, 1).corrected
    assert np.allclose(found[0], expected, rtol=0, atol=1e-9)
    (found,) = Targets(y, ends, np.array([1, 12])).traces(Part(everything, [basis]), iter(()))
    assert np.allclose(found[0], expected, rtol=0, atol=2e-3)


def test_traces_of_parts_are_those_of_the_rows_that_are_kept():
    y, h = rng(4).normal(size=(600, 300)), rng(5).normal(size=(600, 4))
    states = np.hstack([h, y[:, :2] + h[:, :2]])
    fold = np.arange(600) % 3
    parts = [Part(fold != held, [basis_of(states[fold != held]).basis]) for held in range(-1, 3)]
    whole, *without = Targets(y, np.array([100, 300]), np.array([100, 300])).traces(parts[0], iter(parts[1:]))
    assert whole.shape == (1, 2)
    for held, found in enumerate(without):
        raw = shared_trace(parts[held + 1].bases[0], y[fold != held], 100).raw
        n, r = 399.0, 6.0
        q = [(raw[place] * n - c * (raw[place] + n - r)) / (r - c) for place, c in ((0, found[0, 0]), (2, found[0, 1]))]
        assert np.allclose(q, [100, 300], rtol=0.2)  # the effective numbers that explain what is found


# Known units


@pytest.mark.parametrize("size", [1, 4, 10])
def test_a_linear_reservoir_has_its_size_in_degree_one_and_nothing_above(size):
    unit = LinearUnit(0.9 * orthogonal(size), rng(1).normal(size=(size, 1)))
    found = processing_capacity(unit, Probe(20), degree=2)
    assert values(found.by_degree) == pytest.approx([size, 0], abs=1e-9)
    assert found.total == pytest.approx((size, size, size), abs=1e-9)
    assert found.independent == found.units == size
    exact = sum(unit.capacity(noise=0.01, length=20))
    assert values(found.noisy_by_degree) == pytest.approx([exact, 0], abs=0.01)


def test_a_shift_register_has_one_for_each_delay():
    register = made_of(*(lambda u, k=k: late(u[0], k) for k in range(3)))
    found = processing_capacity(register, Probe(8, width=1), degree=3, delays=5)
    assert found.parts[0] == pytest.approx([1, 1, 1, 0, 0, 0], abs=1e-9)
    assert np.abs(found.parts[1:]).max() < 1e-9
    assert values(found.by_delay) == pytest.approx([1, 1, 1, 0, 0, 0], abs=1e-9)


def test_a_polynomial_has_exactly_the_degrees_and_delays_of_its_parts():
    """P2(x[T]), P1(x[T]) P1(x[T-1]), P3(x[T-2]) and P2(x[T]) P1(x[T-3]), turned."""
    parts = [
        lambda u: legendre(u[0], 2)[2],
        lambda u: u[0] * late(u[0], 1),
        lambda u: legendre(late(u[0], 2), 3)[3],
        lambda u: legendre(u[0], 2)[2] * late(u[0], 3),
    ]
    turned = made_of(*parts)
    turn = orthogonal(4, 7)
    found = processing_capacity(lambda words: turned(words) @ turn, Probe(10, width=1), degree=3, delays=4)
    expected = np.array([[0, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 0, 1, 1, 0]])
    assert np.allclose(found.parts, expected, atol=0.1)  # chance, before a part's degree is reached
    assert found.total == pytest.approx((4, 4, 4), abs=1e-9)
    for estimate, truth in zip((*found.by_degree, *found.by_delay), (0, 2, 2, 1, 1, 1, 1, 0), strict=True):
        assert estimate.low - 1e-9 <= truth <= estimate.high + 1e-9


def test_products_across_channels_are_counted():
    found = processing_capacity(made_of(lambda u: u[0] * u[1]), Probe(4, width=2), degree=2, delays=1)
    assert found.total.value == pytest.approx(1, abs=1e-9)
    assert found.parts[1] == pytest.approx([1, 0], abs=0.05)
    assert found.products == 4 + 10


@pytest.mark.parametrize("seed", range(3))
def test_a_reservoir_of_tanh_has_nearly_its_size_and_never_more(seed):
    found = processing_capacity(reservoir(8, 0.4, 0.5, seed), Probe(15, width=1), degree=5, delays=(12, 8, 6, 4, 3))
    assert found.total.high <= 8
    assert found.total.value > 7.8
    assert all(one.value < 0.12 for one in found.by_degree[1::2])  # an odd unit has no even degrees
    assert found.by_degree[2].value > 0.2


@pytest.mark.parametrize("seed", range(5))
def test_no_estimate_is_above_the_number_of_units(seed):
    source = rng(seed)
    size, sequences = int(source.integers(1, 12)), int(source.integers(120, 300))
    unit = reservoir(size, 1.2, 2.0, seed)
    found = processing_capacity(unit, Probe(6, width=1, sequences=sequences, seed=seed), degree=3, delays=4)
    assert found.total.value <= found.independent <= size
    assert all(
        0 <= one.low <= one.value <= one.high <= size for one in (found.total, *found.by_degree, *found.by_delay)
    )
    assert sum(map(sum, found.parts)) == pytest.approx(found.total.value, abs=1e-9)


def test_strong_inputs_are_held_in_products_of_odd_degree_up_to_the_ninth():
    """More sequences change the parts by little, and every part of even degree is chance."""
    delays, unit = (4, 4, 3, 3, 2, 2, 2, 1, 1), reservoir(6, 0.3, 2.0, 1)
    found = processing_capacity(unit, Probe(10, width=1), degree=9, delays=delays)
    assert found.sequences == 9 * found.products
    assert values(found.by_degree)[1::2] == pytest.approx([0] * 4, abs=0.06)
    more = processing_capacity(unit, Probe(10, width=1, sequences=4 * found.sequences, seed=1), degree=9, delays=delays)
    assert values(found.by_degree) == pytest.approx(values(more.by_degree), abs=0.1)


def test_degree_one_is_the_memory_capacity():
    unit = reservoir(6, 0.8, 1.0, 3)
    found = processing_capacity(unit, Probe(10, width=1, sequences=2000), degree=2)
    known = memory_capacity(unit, Probe(10, width=1, sequences=2000))
    assert found.by_degree[0] == pytest.approx(known.total, abs=1e-9)
    assert found.parts[0] == pytest.approx(known.by_lag, abs=1e-9)
    assert found.noisy_by_degree[0] == pytest.approx(known.at_noise, abs=1e-9)
    assert processing_capacity(unit, Probe(10, width=1), degree=1).total == pytest.approx(
        memory_capacity(unit, Probe(10, width=1)).total, abs=1e-9
    )


def test_the_total_is_that_of_any_basis_of_the_same_polynomials():
    """Powers in place of Legendre polynomials: the trace in the sample before its bias is taken out."""
    recent = rng(8).uniform(-1, 1, (900, 3))
    states = np.tanh(recent @ rng(9).normal(size=(3, 5)))
    powers = [np.prod(recent**exponents, axis=1) for exponents in itertools.product(range(4), repeat=3)]
    kept = [1 <= sum(exponents) <= 3 for exponents in itertools.product(range(4), repeat=3)]
    monomials = np.stack(list(itertools.compress(powers, kept)), axis=1)
    basis = basis_of(states).basis
    mine = Products(1, (2, 2, 2)).values(recent)
    assert mine.shape == monomials.shape
    one, other = (shared_trace(basis, each, each.shape[1]).raw for each in (mine, monomials))
    assert one == pytest.approx(other, abs=1e-9)


def test_a_layer_is_asked_for_by_its_number():
    def two(words):
        u = scaled(words)[0]
        return [u[:, :, None], np.stack([u**2, late(u, 1)], axis=2)]

    probe = Probe(4, width=1)
    totals = [processing_capacity(two, probe, layer=layer) for layer in (1, 2, None)]
    assert [found.total.value for found in totals] == pytest.approx([1, 2, 3], abs=1e-9)
    assert [round(one.value) for one in totals[1].by_degree] == [1, 1]


def test_the_scale_of_the_signals_is_that_of_the_probe():
    found = processing_capacity(lambda words: words**2, Probe(4, width=1, scale=7.0), delays=0)
    assert found.total.value == pytest.approx(1, abs=1e-9)


def test_a_unit_that_never_moves_has_no_capacity():
    found = processing_capacity(lambda words: np.ones((*words.shape[:2], 3)), Probe(4, width=1))
    assert found.total == (0, 0, 0)
    assert found.independent == 0


# Intervals: states that hold a part of products, and for the rest noise, or products beyond the degree.


def mixed(part, beyond, source):
    """Return a unit of 6 states with the capacity 6 `part`, 2 `part` in each of the degrees 1, 2 and 3."""
    turn = orthogonal(6)

    def unit(words):
        powers = legendre(scaled(words)[0], 5)
        inside = [late(powers[1 + place % 3], place // 3) for place in range(6)]
        outside = [late(powers[4 + place % 2], place // 2) for place in range(6)]
        if not beyond:
            outside = list(source.normal(size=(6, *words.shape[:2])))
        pairs = zip(inside, outside, strict=True)
        return np.stack([math.sqrt(part) * one + math.sqrt(1 - part) * other for one, other in pairs], axis=2) @ turn

    return unit


def coverage(part, beyond, runs):
    found = []
    for run in range(runs):
        probe = Probe(8, width=1, seed=run, stochastic=True, noise=0, sequences=500)
        one = processing_capacity(mixed(part, beyond, rng([run, 1])), probe, degree=3, delays=4)
        found.append((one.total, *one.by_degree))
    truth = np.array([6 * part, 2 * part, 2 * part, 2 * part])
    value, low, high = np.moveaxis(np.array(found), 2, 0)
    return value - truth, (low <= truth + 1e-9) & (truth <= high + 1e-9)


@pytest.mark.parametrize(("part", "beyond"), [(0.5, False), (0.5, True), (0.1, True)])
def test_the_estimate_has_no_bias_and_its_interval_covers_the_truth(part, beyond):
    runs = 40
    error, held = coverage(part, beyond, runs)
    assert (np.abs(error.mean(axis=0)) < 4 * error.std(axis=0) / math.sqrt(runs) + 0.02).all()
    assert (held.mean(axis=0) > 0.95 - 3.5 * math.sqrt(0.95 * 0.05 / runs)).all()


# Data


def test_the_same_call_gives_the_same_numbers_and_json_is_finite():
    unit = reservoir(3, 0.5, 1.0, 0)
    one, other = (processing_capacity(unit, Probe(5, width=1)) for _ in range(2))
    assert one == other
    assert one != processing_capacity(unit, Probe(5, width=1, seed=1))
    text = json.dumps(one.to_json(), allow_nan=False)
    found = json.loads(text)
    assert len(found["by_degree"]) == 2
    assert len(found["by_delay"]) == len(found["parts"][0]) == 5
    assert found["units"] == 3
    assert found["delays"] == [4, 4]
    assert str(one).splitlines()[-1].split() == ["at", "most", "3"]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"degree": 0}, "degree: expected an integer from 1 to 100, given 0"),
        ({"degree": 101}, "degree: expected an integer from 1 to 100"),
        ({"degree": 1.5}, "degree: expected an integer"),
        ({"delays": -1}, "delays: expected an integer from 0 to 5"),
        ({"delays": 6}, "delays: expected an integer from 0 to 5"),
        ({"delays": (3,)}, "one for each of 2 degrees"),
        ({"delays": (1, 2)}, "none greater than the one before it"),
        ({"delays": "12"}, "delays: expected an integer"),
        ({"layer": 2}, "memory, layer"),
        ({"degree": 100, "delays": 5}, "take a smaller degree or fewer delays"),
    ],
)
def test_mistakes_are_one_line(keys, message):
    with pytest.raises(TnrnnError, match=message) as raised:
        processing_capacity(lambda words: words, Probe(6, width=1), **keys)
    assert "\n" not in str(raised.value)


def test_products_and_samples_are_refused_before_memory_is_taken():
    identity = lambda words: words  # noqa: E731
    with pytest.raises(TnrnnError, match=r"products: expected at most 134,217,728 numbers"):
        processing_capacity(identity, Probe(60, width=10), degree=3)
    with pytest.raises(TnrnnError, match="sequences: expected at least"):
        processing_capacity(identity, Probe(100_000, width=1, sequences=10), degree=100, delays=99_999)
    with pytest.raises(TnrnnError, match=r"at least 76 for 1 units and 65 products, given 60"):
        processing_capacity(identity, Probe(10, width=1, sequences=60), degree=2)
