"""Memory indicators against theorems (MC <= N, MC = rank of a linear unit), units whose memory is known, simulation."""

from __future__ import annotations

import math
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from tnrnn.basics.errors import TnrnnError
from tnrnn.memory.indicators.capacity import Capacity, memory_capacity
from tnrnn.memory.indicators.interference import retention
from tnrnn.memory.indicators.limits import memory_limits
from tnrnn.memory.indicators.linear import LinearUnit
from tnrnn.memory.indicators.profiles import MemoryProfile, linear_profile, memory_span
from tnrnn.memory.indicators.readout import (
    PENALTIES,
    Estimate,
    _fitted,
    basis_of,
    explained,
    held_out,
    jackknife,
    paired,
    shared_trace,
    wilson,
)
from tnrnn.memory.indicators.semantic import semantic_span
from tnrnn.memory.units.states import Probe, asked, steps_of
from tnrnn.ranks.pivots import krylov_rank


def rng(seed=0):
    return np.random.default_rng(seed)


def orthogonal(size, seed=0):
    return np.linalg.qr(rng(seed).normal(size=(size, size)))[0]


def shift_register(length):
    """Return a unit that holds the last `length` inputs."""

    def unit(words):
        padded = np.pad(words, ((0, 0), (length - 1, 0), (0, 0)))
        return np.concatenate([padded[:, length - 1 - k : length - 1 - k + words.shape[1]] for k in range(length)], 2)

    return unit


def recurrent(matrix, entry, map_of=lambda x: x):
    def unit(words):
        state, found = np.zeros((len(words), len(matrix))), []
        for step in range(words.shape[1]):
            state = map_of(state @ matrix.T + words[:, step] @ entry.T)
            found.append(state)
        return np.stack(found, axis=1)

    return unit


def noisy(part, seed):
    """Return a unit that holds a part of the variance of the last input, and noise: MC = part * channels."""
    source = rng(seed)

    def unit(words):
        scale = words.std() + 1e-9
        noise = source.normal(size=words.shape) * scale
        return math.sqrt(part) * words + math.sqrt(1 - part) * noise

    return unit


# The memory capacity


@pytest.mark.parametrize("units", [1, 2, 5, 20])
def test_a_random_orthogonal_delay_line_has_the_capacity_of_its_length(units):
    matrix, line = orthogonal(units), shift_register(units)
    found = memory_capacity(lambda words: line(words) @ matrix.T, Probe(length=units + 10, width=1))
    assert found.total == pytest.approx((units,) * 3, abs=1e-9)
    assert found.by_lag[:units] == pytest.approx([1.0] * units, abs=1e-9)
    assert found.by_lag[units:] == pytest.approx([0.0] * 10, abs=1e-9)


@pytest.mark.parametrize(("units", "width"), [(4, 1), (12, 1), (6, 2), (10, 3)])
def test_a_random_orthogonal_network_has_the_capacity_that_linear_algebra_says(units, width):
    """h[T] = sum_k W^k V x[T-k]: MC_k = trace(A_k' (A A')^-1 A_k), A = (A_0, A_1, ..), and MC = rank A = N."""
    length = 2 * units
    matrix, entry = 0.9 * orthogonal(units), rng(1).normal(size=(units, width))
    blocks = [np.linalg.matrix_power(matrix, k) @ entry for k in range(length)]
    whole = np.concatenate(blocks, axis=1)
    exact = [np.trace(block.T @ np.linalg.solve(whole @ whole.T, block)) for block in blocks]
    found = memory_capacity(recurrent(matrix, entry), Probe(length, width, sequences=4000))
    assert found.total == pytest.approx((units,) * 3, abs=1e-6)
    assert sum(exact) == pytest.approx(units)
    assert found.by_lag == pytest.approx(exact, abs=0.15)


@pytest.mark.parametrize("seed", range(40))
def test_no_network_is_above_its_number_of_units(seed):
    source = rng(seed)
    units, width, length = int(source.integers(1, 12)), int(source.integers(1, 4)), int(source.integers(2, 12))
    maps = (np.tanh, lambda x: x, np.sin, lambda x: np.maximum(x, 0), lambda x: x**2 / (1 + x**2), np.sign)
    matrix = source.normal(size=(units, units)) * source.uniform(0.1, 1.2) / math.sqrt(units)
    entry = source.normal(size=(units, width))
    unit = recurrent(matrix, entry, maps[seed % len(maps)])
    found = memory_capacity(unit, Probe(length, width, sequences=50 + 3 * (units + length * width), seed=seed))
    assert 0 <= found.total.low <= found.total.value <= found.total.high <= units
    assert max(np.cumsum(found.by_lag)) <= units + 1e-9


def test_no_product_network_is_above_its_number_of_units():
    source = rng(3)
    matrix, entry = source.normal(size=(6, 6)), source.normal(size=(6, 2))

    def unit(words):
        state, found = np.ones((len(words), 6)), []
        for step in range(words.shape[1]):
            state = (state @ matrix.T) * (words[:, step] @ entry.T)
            state /= np.linalg.norm(state, axis=1, keepdims=True)
            found.append(state)
        return np.stack(found, 1)

    assert memory_capacity(unit, Probe(8, 2)).total.high <= 6


@pytest.mark.parametrize("part", [0.0, 0.3, 0.8])
def test_the_estimate_of_capacity_has_no_bias_and_its_interval_covers_the_truth(part):
    """There are so few sequences that the capacity in the sample would be far too large without the correction."""
    truth, probe = 5 * part, {"width": 5, "sequences": 160, "lags": 7, "stochastic": True}
    found = [memory_capacity(noisy(part, seed), Probe(8, seed=seed, **probe)) for seed in range(60)]
    values = np.array([sum(one.by_lag) for one in found])
    by_chance = np.mean([_raw(part, seed, probe) for seed in range(60)]) - truth
    assert abs(values.mean() - truth) < 4 * values.std() / math.sqrt(60)
    assert by_chance == pytest.approx((5 - truth) * (40 - truth) / (159 - truth), rel=0.1)
    assert np.mean([one.total.low - 1e-9 <= truth <= one.total.high + 1e-9 for one in found]) > 0.85


def _raw(part, seed, probe):
    seen = asked(noisy(part, seed), Probe(8, seed=seed, **probe))
    signals = seen.signals()
    states = seen.states(signals, [8])[:, 0]
    return shared_trace(basis_of(states).basis, signals.reshape(len(signals), -1), 5).raw[-1]


def test_the_trace_is_the_sum_of_squared_canonical_correlations():
    source = rng(5)
    targets = source.normal(size=(80, 12))
    states = targets[:, :5] @ source.normal(size=(5, 4)) + source.normal(size=(80, 4))
    found = shared_trace(basis_of(states).basis, targets, 3).raw
    for count, value in enumerate(found, start=1):
        frames = [np.linalg.qr(part - part.mean(0))[0] for part in (states, targets[:, : 3 * count])]
        assert value == pytest.approx(np.square(np.linalg.svd(frames[0].T @ frames[1], compute_uv=False)).sum())


def test_a_unit_that_never_moves_has_no_memory():
    frozen = lambda words: np.ones((*words.shape[:2], 3))  # noqa: E731
    assert memory_capacity(frozen, Probe(4, 2)).total == (0.0, 0.0, 0.0)
    assert linear_profile(frozen, Probe(4, 2), kind="signal").measured[0].value == pytest.approx(0, abs=1e-2)
    assert linear_profile(frozen, Probe(4, 2)).measured[0].value == pytest.approx(0.5, abs=0.06)


def test_a_linear_unit_has_its_exact_rank_beside_what_floats_show_of_it():
    """A contracting unit of 60 numbers never forgets, by linear algebra; rounding leaves about 20 of them."""
    unit = LinearUnit(0.2 * orthogonal(60), rng(1).normal(size=(60, 1)))
    found = memory_capacity(unit, Probe(length=60))
    assert found.rank == (60, True)
    assert found.total.low <= found.total.value < 25
    assert found.total.high == pytest.approx(60, abs=1e-3)  # what is below rounding is not known
    truth = sum(unit.capacity(0.01, 60))
    assert found.at_noise.low <= truth <= found.at_noise.high
    assert truth < found.total.value


@pytest.mark.parametrize(("units", "width", "radius"), [(4, 1, 0.9), (6, 2, 0.5), (9, 1, 1.0)])
def test_capacity_under_noise_is_the_closed_form(units, width, radius):
    """Against a sum of squared correlations in one covariance matrix of all inputs and noisy states."""
    unit, length, noise = LinearUnit(radius * orthogonal(units), rng(1).normal(size=(units, width))), 2 * units, 0.2
    blocks = [np.linalg.matrix_power(unit.matrix, k) @ unit.entry for k in range(length)]
    mixed = np.concatenate(blocks, axis=1)
    covariance = mixed @ mixed.T
    noisy = covariance + noise**2 * np.diag(np.diag(covariance))
    expected = [np.trace(block.T @ np.linalg.solve(noisy, block)) for block in blocks]
    assert unit.capacity(noise, length) == pytest.approx(expected)
    found = memory_capacity(unit, Probe(length, sequences=6000, noise=noise))
    assert found.at_noise.value == pytest.approx(sum(expected), abs=0.15)
    assert found.noisy_by_lag == pytest.approx(expected, abs=0.15)
    assert sum(unit.capacity(1e-4, length)) == pytest.approx(units, abs=0.01)


def test_the_rank_of_controllability_is_that_of_fractions():
    """By elimination in fractions; modes that are not reached, copies, nilpotent units, several inputs."""
    source = rng(6)
    cases = [
        (np.diag([0.5, 0.25, 0.125]), np.ones((3, 1)), 3),
        (np.diag([0.5, 0.25, 0.25]), np.ones((3, 1)), 2),
        (0.9 * np.eye(4), source.normal(size=(4, 2)), 2),
        (np.eye(5, k=-1), np.eye(5)[:, :1], 5),
        (np.eye(5, k=-1), np.eye(5)[:, 2:3], 3),
        (np.zeros((3, 3)), np.zeros((3, 2)), 0),
        (source.normal(size=(6, 6)) * 1e-200, source.normal(size=(6, 1)) * 1e200, 6),
    ]
    for matrix, entry, rank in cases:
        assert LinearUnit(matrix, entry).rank() == (rank, True)
        assert fraction_rank(matrix, entry) == rank
    assert LinearUnit(np.eye(5, k=-1), np.eye(5)[:, :1]).rank(length=3) == (3, True)
    register = LinearUnit(np.eye(5, k=-1), np.eye(5)[:, :1])
    assert memory_capacity(register, Probe(4, lags=1)).rank == (4, True)  # of all four lags
    prime = 2.0**31 - 1  # modulo which the next has rank 1
    assert LinearUnit([[0.0, 0.0], [prime, 0.0]], [[1.0], [0.0]]).rank() == (2, True)
    chain = np.diag([prime, prime, 0.0], k=-1)
    assert LinearUnit(chain, np.eye(4)[:, :1]).rank() == (3, True)
    assert str(LinearUnit(np.eye(2), np.eye(2)).rank()) == "2"


def test_the_rank_of_controllability_takes_no_memory_for_blocks_that_add_nothing():
    """For N = M = 60, all blocks together have 216,000 numbers, but one block already has the rank."""
    source = rng(7)
    full, half = source.normal(size=(60, 60)), source.normal(size=(60, 30))
    for entry, rank in ((full, 60), (np.hstack([half, half]), 30)):
        tracemalloc.start()
        unit = LinearUnit(0.5 * np.eye(60), entry)
        assert (
            krylov_rank([[int(i == j) for j in range(60)] for i in range(60)], integers(entry), 60, 2**31 - 1) == rank
        )
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 2 * 10**6
        assert unit.rank().rank == rank
    slow = np.eye(40, k=-1)  # one more dimension a step
    assert krylov_rank(slow.astype(int).tolist(), np.eye(40, dtype=int)[:, :1].tolist(), 40, 7) == 40
    assert krylov_rank(slow.astype(int).tolist(), np.eye(40, dtype=int)[:, 20:21].tolist(), 200, 7) == 20
    for steps in (1, 5, 39):
        assert krylov_rank(slow.astype(int).tolist(), np.eye(40, dtype=int)[:, :1].tolist(), steps, 7) == steps


def integers(array):
    return np.rint(array * 2**20).astype(int).tolist()


def test_capacity_under_noise_is_that_of_any_scale_of_the_input_and_of_each_unit():
    """MC_k is the same for C B and C A C^-1, C diagonal: squares that floats do not hold must not change it."""
    unit = LinearUnit([[0.5, 0.0], [0.25, 0.5]], [[1.0], [0.5]])
    expected = unit.capacity(0.1, 6)
    assert LinearUnit(unit.matrix, 1e-250 * unit.entry).capacity(0.1, 6) == pytest.approx(expected)
    assert LinearUnit(unit.matrix, 1e250 * unit.entry).capacity(0.1, 6) == pytest.approx(expected)
    far = LinearUnit([[0.5, 0.0], [0.25e-250, 0.5]], [[1.0], [0.5e-250]])
    assert far.capacity(0.1, 6) == pytest.approx(expected)
    growing = LinearUnit(2 * np.eye(2), np.ones((2, 1))).capacity(0.1, 1000)
    assert growing[:-3:-1] == pytest.approx((0.75 * 2 / 2.01, 0.1875 * 2 / 2.01))


def fraction_rank(matrix, entry):
    numbers, block = [[Fraction(x) for x in row] for row in matrix.tolist()], entry.tolist()
    rows = []
    block = [[Fraction(x) for x in row] for row in block]
    for _ in range(len(matrix)):
        rows += [list(column) for column in zip(*block, strict=True)]
        block = [
            [sum(a * b for a, b in zip(row, col, strict=True)) for col in zip(*block, strict=True)] for row in numbers
        ]
    rank = 0
    for at in range(len(matrix)):
        pivot = next((row for row in rows[rank:] if row[at]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(rank, pivot)
        for row in range(rank + 1, len(rows)):
            factor = rows[row][at] / pivot[at]
            rows[row] = [x - factor * y for x, y in zip(rows[row], pivot, strict=True)]
        rank += 1
    return rank


def test_a_rank_that_is_too_large_to_prove_is_a_lower_bound(monkeypatch):
    from tnrnn.memory.indicators import linear

    unit = LinearUnit(np.diag([0.5, 0.25, 0.25]), np.ones((3, 1)))
    monkeypatch.setattr(linear, "MOST_BITS", 10)
    assert unit.rank() == (2, False)
    assert str(unit.rank()) == "at least 2"


def test_states_in_single_precision_are_not_read_below_it():
    """The numbers are the same in float32: rounding counts neither as memory nor against it."""
    unit = LinearUnit(0.2 * orthogonal(30), rng(1).normal(size=(30, 1)))
    single = memory_capacity(lambda words: unit(words).astype(np.float32), Probe(30, 1)).total
    double = memory_capacity(unit, Probe(30)).total
    assert single.value < double.value - 3
    assert (single.high, double.high) == pytest.approx((30, 30), abs=1e-3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LinearUnit(np.ones((2, 3)), np.ones((2, 1))), r"linear unit, matrix: expected an array \(N, N\)"),
        (
            lambda: LinearUnit(np.eye(2), np.ones((3, 1))),
            r"linear unit, entry: expected an array \(2, M\), given \(3, 1\)",
        ),
        (lambda: LinearUnit([[math.nan]], [[1.0]]), "linear unit, matrix: expected finite numbers"),
        (lambda: LinearUnit([[1j]], [[1.0]]), "linear unit, matrix: expected a matrix of real numbers"),
        (lambda: LinearUnit([[1.0]], [[1.0]]).rank(0), "linear unit, length: expected an integer of at least 1"),
        (lambda: LinearUnit([[1.0]], [[1.0]]).capacity(0, 3), "linear unit, noise: expected a number above 0"),
        (lambda: LinearUnit([[1.0]], [[1.0]]).capacity(0.1, 0), "linear unit, length: expected an integer from 1"),
        (
            lambda: LinearUnit([[2.0]], [[1.0]]).capacity(0.1, 5000),
            "linear unit, length: expected a length after which floats",
        ),
    ],
)
def test_mistakes_of_linear_units(call, message):
    with pytest.raises(TnrnnError, match=message):
        call()


# Intervals of R^2


def simulated(truth, units, run, *, count=1000, width=1, uniform=False):
    """Return the estimate of R^2 and its interval for a state with this part of the variance of a signal."""
    source = rng([run, units])
    signal = source.uniform(-1, 1, size=(count, width)) * math.sqrt(3)
    states = source.normal(size=(count, units))
    if uniform:
        states = source.uniform(-1, 1, size=(count, units)) * math.sqrt(3)
    states[:, :width] = math.sqrt(truth) * signal + math.sqrt(1 - truth) * states[:, :width]
    return explained(basis_of(states @ orthogonal(units)).basis, signal)


@pytest.mark.parametrize("truth", [0.0, 0.04, 0.3, 0.5, 0.75])
@pytest.mark.parametrize(
    ("units", "width", "count", "runs"),
    [(3, 1, 1000, 150), (25, 2, 250, 150), pytest.param(100, 1, 1000, 40, marks=pytest.mark.slow)],
)
def test_intervals_of_r_squared_hold_the_truth(truth, units, width, count, runs):
    """95 %, and 97.5 % at 0; benchmarks/interval_coverage.py runs more of it. Bounds are 4 standard errors away."""
    found = np.array([simulated(truth, units, run, count=count, width=width) for run in range(runs)])
    held = np.mean((found[:, 1] - 1e-12 <= truth) & (truth <= found[:, 2] + 1e-12))
    assert held > 0.95 - 4 * math.sqrt(0.95 * 0.05 / runs)
    if truth:
        bias = found[:, 0].mean() - truth
        assert abs(bias) < 4 * found[:, 0].std() / math.sqrt(runs) + 0.002
    assert (found[:, 1] <= found[:, 0]).all()
    assert (found[:, 0] <= found[:, 2]).all()


@pytest.mark.parametrize(
    ("truth", "units", "width", "uniform"),
    [
        (0.5, 3, 1, False),
        (0.5, 6, 4, False),
        pytest.param(0.1, 60, 4, False, marks=pytest.mark.slow),
        (0.85, 3, 1, True),
    ],
)
def test_intervals_are_no_wider_than_they_must_be(truth, units, width, uniform):
    """Several channels, and distributions without tails, let R^2 vary less than it does for one normal variable."""
    runs = [simulated(truth, units, run, count=500, width=width, uniform=uniform) for run in range(200)]
    found = np.array(runs)
    half = (found[:, 2] - found[:, 1]).mean() / 2 / 1.96
    assert half == pytest.approx(found[:, 0].std(), rel=0.2)
    normal = math.sqrt((4 * truth + 2 * units / (499 - units)) / 499 / width) * (1 - truth)
    assert half < normal * (0.8 if uniform else 1.02)


def test_the_estimate_is_that_of_ezekiel():
    source = rng(3)
    states, targets = source.normal(size=(40, 5)), source.normal(size=(40, 1))
    targets += states[:, :1]
    design = np.column_stack([np.ones(40), states])
    rest = targets - design @ np.linalg.lstsq(design, targets, rcond=None)[0]
    raw = np.square(rest).sum() / np.square(targets - targets.mean()).sum()
    assert explained(basis_of(states).basis, targets).value == pytest.approx(1 - raw * 39 / 34)


# Profiles and spans


@pytest.mark.parametrize(("length", "width"), [(1, 2), (3, 4), (5, 3)])
def test_a_shift_register_has_a_profile_of_1_up_to_its_length_and_0_after(length, width):
    unit, probe = shift_register(length), Probe(length + 6, width, sequences=2000)
    symbols, signal = linear_profile(unit, probe), linear_profile(unit, probe, kind="signal")
    assert [one.value for one in symbols.measured[:length]] == [1.0] * length
    assert np.array(signal.measured)[:length] == pytest.approx(1.0, abs=1e-9)
    assert np.array(symbols.kept)[length:, 0] == pytest.approx(0.0, abs=0.06)
    assert np.array(signal.measured)[length:, 0] == pytest.approx(0.0, abs=0.01)
    for profile in (symbols, signal):
        assert memory_span(profile)[:4] == (0.5, length, length, length)
        assert not memory_span(profile).whole


def test_accuracy_is_what_the_best_decoder_reaches_and_its_interval_covers_it():
    """The symbol is kept with probability q, else drawn anew: q + (1 - q) / M are right."""
    q, width, covered = 0.6, 4, 0
    for seed in range(60):
        source = rng(seed)

        def unit(words, source=source):
            anew = np.eye(width)[source.integers(width, size=words.shape[:2])]
            return np.where(source.random((*words.shape[:2], 1)) < q, words, anew)

        found = linear_profile(unit, Probe(2, width, lags=0, sequences=300, seed=seed, stochastic=True)).measured[0]
        covered += found.low <= q + (1 - q) / width <= found.high
    assert covered > 51


def test_the_explained_part_of_a_signal_is_that_of_the_noise():
    found = linear_profile(noisy(0.7, 1), Probe(3, 3, sequences=4000, stochastic=True), kind="signal").measured
    assert found[0].low - 0.01 < 0.7 < found[0].high + 0.01
    assert abs(found[1].value) < 0.01


def test_a_profile_that_is_held_to_its_end_says_so():
    span = memory_span(linear_profile(shift_register(4), Probe(4, 2)))
    assert (span.steps, span.whole) == (4, True)


def test_spans_end_at_the_first_lag_below_the_threshold():
    ends = [Estimate(value, value - 0.1, value + 0.1) for value in (0.95, 0.55, 0.4, 0.9)]
    profile = MemoryProfile("signal", tuple(ends), 0.0, 4, 1, 4)
    assert memory_span(profile)[1:4] == (2, 1, 4)
    assert memory_span(profile, threshold=0.9)[1:4] == (1, 0, 1)


def test_kept_runs_from_chance_to_certainty():
    ends = (Estimate(0.25, 0.2, 0.3), Estimate(1.0, 0.9, 1.0))
    kept = MemoryProfile("symbols", ends, 0.25, 4, 4, 4).kept
    assert [one.value for one in kept] == pytest.approx([0.0, 1.0])


def test_layers_are_asked_for_one_by_one_or_together():
    both = lambda words: [words, shift_register(2)(words)[:, :, words.shape[2] :]]  # noqa: E731
    probe = Probe(5, 3)
    assert [memory_span(linear_profile(both, probe, layer=layer)).steps for layer in (1, 2, None)] == [1, 0, 2]
    assert linear_profile(both, probe, layer=2).measured[1].value == 1.0


@pytest.mark.parametrize(("width", "scale"), [(1, 1.0), (4, 1.0), (4, 0.3)])
def test_signals_have_the_mean_square_norm_that_they_say(width, scale):
    signals = asked(lambda x: x, Probe(20, width, scale=scale)).signals()
    assert np.square(signals).sum(axis=2).mean() == pytest.approx(scale**2, rel=0.03)
    assert signals.mean(axis=(0, 1)) == pytest.approx(0, abs=0.03)


# Limits


def test_limits_multiply_to_the_part_that_is_held():
    capacity = Capacity(Estimate(6.0, 5.0, 7.0), (2.0, 2.0, 1.5, 0.5), 7, 2)
    for length in range(1, 5):
        limits = memory_limits(capacity, length)
        assert limits.ceiling * limits.efficiency.value == pytest.approx(limits.share.value)
        assert limits.ceiling == min(1.0, 7 / (2 * length))
        assert limits.share.value <= limits.ceiling
    assert memory_limits(capacity, 2).held.value == pytest.approx(4.0)
    assert memory_limits(capacity, 4).longest == 3
    with pytest.raises(TnrnnError, match="length: expected an integer from 1 to 4, given 5"):
        memory_limits(capacity, 5)


# Retention


def test_a_shift_register_forgets_by_age_alone():
    found = retention(shift_register(3), Probe(10, 3), steps=range(6))
    for each in (found.random, found.repeated):
        assert [round(one.value, 6) for one in each[:3]] == [1.0, 1.0, 1.0]
        assert [one.value for one in each[3:]] == pytest.approx([0.0] * 3, abs=0.1)
    assert np.array(found.interference)[:3] == pytest.approx(0.0)


def test_a_latch_is_overwritten_by_new_inputs_and_not_by_the_constant_one():
    """It holds the last symbol but 0: kept = (3/4 - 1/4) / (1 - 1/4) = 2/3; random inputs leave 4^-d of that."""

    def latch(words):
        state, found = np.zeros(words.shape[::2]), []
        for step in range(words.shape[1]):
            new = words[:, step] * [0.0, 1.0, 1.0, 1.0]
            state = np.where(new.any(axis=1, keepdims=True), new, state)
            found.append(state)
        return np.stack(found, 1)

    found = retention(latch, Probe(12, 4, sequences=6000), steps=[0, 1, 2, 5])
    at_once = found.random[0].value
    assert at_once == pytest.approx(2 / 3, abs=0.03)
    for step, random, repeated, lost in zip(found.steps, found.random, found.repeated, found.interference, strict=True):
        assert repeated.value == pytest.approx(2 / 3, abs=0.03)
        assert random.value == pytest.approx(2 / 3 * 4.0**-step, abs=0.04)
        assert lost.value == pytest.approx(2 / 3 * (1 - 4.0**-step), abs=0.05)
        assert lost.low <= lost.value <= lost.high


def test_what_fades_is_lost_below_the_noise_of_reading():
    fading = recurrent(0.1 * np.eye(2), np.eye(2))
    exact, rough = (retention(fading, Probe(14, 2, noise=noise), steps=[0, 6]).repeated[1] for noise in (0, 0.01))
    assert exact.value > 0.95
    assert rough.value < 0.3


# The semantic space


def test_the_last_token_is_one_part_of_its_sequence():
    found = semantic_span(lambda words: words, Probe(5, 3, sequences=3000))
    assert [one.value for one in found.by_position] == pytest.approx([0, 0, 0, 0, 1], abs=0.01)
    assert found.total.value == pytest.approx(1 / 5, abs=0.01)
    assert found.ceiling == pytest.approx(3 / 10)  # 3 units, 5 tokens of 2 dimensions each


def test_all_tokens_are_all_of_it():
    found = semantic_span(shift_register(4), Probe(4, 3), embeddings=rng().normal(size=(3, 6)))
    assert found.total.value == pytest.approx(1, abs=1e-9)
    assert found.ceiling == 1.0


@pytest.mark.parametrize("units", [1, 2, 5, 8, 20])
def test_the_ceiling_is_that_of_the_largest_directions_and_reached_by_them(units):
    length, width = 4, 5
    table = rng(7).normal(size=(width, 3)) * [5.0, 1.0, 0.2]
    values, vectors = np.linalg.eigh(np.kron(np.eye(length), np.cov(table.T, bias=True)))

    def best(words):
        read = [words * (np.arange(length) <= step)[:, None] for step in range(length)]  # what is read so far
        return np.stack([(one @ table).reshape(len(words), -1) @ vectors[:, ::-1][:, :units] for one in read], axis=1)

    found = semantic_span(best, Probe(length, width, sequences=3000), embeddings=table)
    assert found.ceiling == pytest.approx(values[::-1][:units].sum() / values.sum())
    assert found.total.value == pytest.approx(found.ceiling, abs=0.02)


@pytest.mark.parametrize("seed", range(8))
def test_no_unit_spans_more_than_the_ceiling(seed):
    source, table = rng(seed), rng(seed + 100).normal(size=(4, 2))
    matrix = orthogonal(6, seed)
    unit = recurrent(matrix * source.uniform(0.5, 1), source.normal(size=(6, 4)), np.tanh)
    found = semantic_span(unit, Probe(8, 4, seed=seed, sequences=2000), embeddings=table)
    assert found.total.value <= found.ceiling + 0.01


def test_turning_and_moving_the_embeddings_changes_nothing():
    table, unit = rng(1).normal(size=(4, 3)), recurrent(0.8 * orthogonal(5), rng(2).normal(size=(5, 4)), np.tanh)
    turned = table @ orthogonal(3) + 7.0
    first, second = (semantic_span(unit, Probe(5, 4), embeddings=one) for one in (table, turned))
    assert first.total == pytest.approx(second.total, abs=1e-6)
    assert first.ceiling == pytest.approx(second.ceiling)


# Readouts and intervals


def test_held_out_predictions_are_ridge_fits_of_the_other_folds():
    """Against the textbook's formulas: the hat matrix, its trace, and the penalty of least score."""
    source = rng(11)
    states = source.normal(size=(60, 4)) * [1, 10, 0.1, 3] + 5
    targets = states @ source.normal(size=(4, 2)) + source.normal(size=(60, 2))
    found = held_out(states, targets, 2, 3)
    seen = np.arange(60) % 3 != 1
    x = (states[seen] - states[seen].mean(0)) / states[seen].std(0)
    y = targets[seen] - targets[seen].mean(0)
    scores, weights = [], []
    for penalty in PENALTIES:
        inverse = np.linalg.inv(x.T @ x + penalty * len(x) * np.eye(4))
        hat = x @ inverse @ x.T
        scores.append(np.square(y - hat @ y).sum() / (len(x) - 1 - np.trace(hat)) ** 2)
        weights.append(inverse @ x.T @ y)
    others = (states[~seen] - states[seen].mean(0)) / states[seen].std(0)
    expected = targets[seen].mean(0) + others @ weights[int(np.argmin(scores))]
    assert found[~seen] == pytest.approx(expected, rel=1e-6)


def test_what_is_held_out_plays_no_part_in_its_prediction():
    source = rng(4)
    states, targets = source.normal(size=(30, 3)), source.normal(size=(30, 1))
    before, changed = held_out(states, targets, 1, 5), targets.copy()
    changed[10] += 100.0
    after = held_out(states, changed, 1, 5)
    assert after[10] == before[10]
    assert (after[1] != before[1]).all()


def test_constant_and_copied_units_do_no_harm():
    source = rng(8)
    states = source.normal(size=(50, 2))
    poor = np.concatenate([states, states, np.full((50, 1), 1e6)], axis=1)
    targets = states @ [[1.0], [2.0]]
    assert held_out(poor, targets, 1, 5) == pytest.approx(targets, abs=1e-5)
    assert _fitted(np.ones((10, 2)), targets[:10], 1)(np.ones((3, 2))) == pytest.approx(targets[:10].mean())


def test_intervals_are_those_of_the_textbook():
    assert wilson(0, 10)[1:] == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(81, 263) == pytest.approx((0.30798, 0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, method 3
    sample = rng(0).normal(size=20)
    without = [np.delete(sample, at).mean() for at in range(20)]
    half = jackknife(sample.mean(), without).high - sample.mean()
    assert half == pytest.approx(2.093024 * sample.std(ddof=1) / math.sqrt(20))  # that of the mean, exactly
    assert paired(np.array([0.0, 1.0] * 50)).high == pytest.approx(0.5 + 1.959964 * 0.05)


def test_the_same_call_gives_the_same_numbers_and_another_seed_others():
    unit = recurrent(0.9 * orthogonal(6), rng(2).normal(size=(6, 3)), np.tanh)
    one, two, other = (linear_profile(unit, Probe(6, 3, seed=seed)) for seed in (1, 1, 2))
    assert one == two != other
    assert memory_capacity(unit, Probe(6, 3)) == memory_capacity(unit, Probe(6, 3))


# Units of torch


def built(maker, **keys):
    from needs_torch import torch

    torch.set_num_threads(1)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return maker(torch)(**keys)


def test_torch_units_are_read_with_and_without_batches_first():
    from needs_torch import torch

    first = built(lambda torch: torch.nn.GRU, input_size=3, hidden_size=4, batch_first=True)
    last = built(lambda torch: torch.nn.GRU, input_size=3, hidden_size=4)
    by_hand = lambda x: first(torch.as_tensor(x, dtype=torch.float32))  # noqa: E731
    probe = Probe(5, width=3)
    found = [memory_capacity(unit, probe).total for unit in (first, last, by_hand)]
    assert np.array(found[:2]) == pytest.approx(np.array([found[2]] * 2), abs=1e-4)
    assert memory_capacity(first, Probe(5)).total == found[0]


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_cells_of_one_step_are_read_like_units_of_all(kind):
    from needs_torch import torch

    unit = built(lambda torch: getattr(torch.nn, kind), input_size=3, hidden_size=4, batch_first=True)
    cell = getattr(torch.nn, f"{kind}Cell")(3, 4)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in unit.state_dict().items()})
    states = [asked(one, Probe(5)).read(np.eye(3)[[[0, 1, 2, 0, 1]]])[0] for one in (unit, cell)]
    assert states[0] == pytest.approx(states[1], abs=1e-6)
    assert states[0].shape == (1, 5, 4)


def test_a_shift_register_of_torch_has_its_span():
    """ReLU is the identity on one-hot inputs that weights 0 and 1 move along."""
    from needs_torch import torch

    unit = torch.nn.RNN(3, 12, nonlinearity="relu", bias=False, batch_first=True)
    with torch.no_grad():
        unit.weight_ih_l0.copy_(torch.eye(12)[:, :3])
        unit.weight_hh_l0.copy_(torch.eye(12).roll(3, 0) * (torch.arange(12) >= 3)[:, None])
    assert memory_span(linear_profile(unit, Probe(8)))[1:4] == (4, 4, 4)


def test_a_module_is_left_as_it_is():
    from needs_torch import torch

    unit = built(lambda torch: torch.nn.LSTM, input_size=2, hidden_size=3, num_layers=2, dropout=0.5, batch_first=True)
    before = {name: value.clone() for name, value in unit.state_dict().items()}
    state = torch.random.get_rng_state()
    assert linear_profile(unit, Probe(4)) == linear_profile(unit, Probe(4))
    assert unit.training
    assert all(torch.equal(value, before[name]) for name, value in unit.state_dict().items())
    assert torch.equal(torch.random.get_rng_state(), state)


def test_modules_with_states_are_read_by_layer():
    from needs_torch import torch

    class Two(torch.nn.Module):
        inputs = 2

        def forward(self, words):
            return words

        def states(self, words):
            return [words, words.cumsum(1)]

    assert asked(Two(), Probe(3)).units == (2, 2)


# What a unit turns out to be


def reading(train=False, batch_first=True, **keys):
    """Return a user's module around a GRU of torch."""
    from needs_torch import torch

    class Own(torch.nn.Module):
        inputs = 3

        def __init__(self):
            super().__init__()
            keys.update(input_size=3, hidden_size=4, batch_first=batch_first)
            self.inner = built(lambda torch: torch.nn.GRU, **keys)

        def forward(self, words):
            states = self.inner(words)[0]
            return torch.nn.functional.dropout(states, 0.5, train)

    return Own()


def normalised_in_batches(words):
    states = recurrent(0.8 * orthogonal(4), rng(2).normal(size=(4, 3)))(words)
    return (states - states.mean(0)) / (states.std(0) + 1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: reading(batch_first=False), "time is the first axis: use batch_first=True, or exchange the axes"),
        (lambda: lambda words: np.cumsum(words, axis=0), "time is the first axis: use batch_first=True"),
        (lambda: lambda words: np.cumsum(words[::-1], axis=0)[::-1], "or its time is the first axis"),
        (lambda: normalised_in_batches, "it normalises batches, or its time is the first axis: use .eval()"),
        (lambda: reading(bidirectional=True), "do not depend on later steps, .* use bidirectional=False"),
        (lambda: lambda words: np.cumsum(words[:, ::-1], axis=1), "do not depend on later steps"),
        (
            lambda: reading(train=True),
            r"other states at the second call; it has dropout .* use .eval\(\), or Probe\(.., stochastic",
        ),
        (lambda: noisy(0.5, 0), "the same states for the same sequences, given other states at the second call"),
    ],
)
def test_units_that_are_no_memory_of_their_sequences_are_told_what_they_are(make, message):
    for ask in (linear_profile, memory_capacity, retention, semantic_span):
        with pytest.raises(TnrnnError, match="memory, unit: expected .*" + message) as error:
            ask(make(), Probe(5, 3, sequences=200))
        assert "\n" not in str(error.value)


def test_a_time_first_module_that_says_so_is_read_along_time():
    """batch_first=False is known of torch's own modules and of those that have the attribute: no axis is guessed."""
    own = reading(batch_first=False)
    own.batch_first = False
    first = built(lambda torch: torch.nn.GRU, input_size=3, hidden_size=4, batch_first=True)
    found = [memory_capacity(unit, Probe(5)).total.value for unit in (own, first)]
    assert found[0] == pytest.approx(found[1], abs=1e-4)


def test_probing_leaves_generators_and_modules_as_they_were():
    import random

    from needs_torch import torch

    class Counting(torch.nn.Module):
        inputs = 3

        def __init__(self):
            super().__init__()
            self.register_buffer("calls", torch.zeros(1))

        def forward(self, words):
            self.calls += 1
            torch.rand(3), np.random.normal(), random.random()
            return words.cumsum(1)

    unit = Counting()
    states = (torch.random.get_rng_state(), np.random.get_state(), random.getstate())
    asked(unit, Probe(5))
    assert unit.calls.item() == 0
    assert unit.training
    assert torch.equal(torch.random.get_rng_state(), states[0])
    assert np.random.get_state()[2] == states[1][2]
    assert (np.random.get_state()[1] == states[1][1]).all()
    assert random.getstate() == states[2]


def test_a_function_may_name_what_has_no_value_yet():
    from needs_torch import torch

    def unit(words):
        return torch.as_tensor(words) if len(words) else later

    found = linear_profile(unit, Probe(4, 2))
    later = None
    assert found == linear_profile(unit, Probe(4, 2))  # when it has a value


def test_probing_leaves_the_buffers_of_what_a_function_uses_as_they_were():
    from needs_torch import torch

    norm = torch.nn.BatchNorm1d(3)
    before = {name: value.clone() for name, value in norm.state_dict().items()}

    class Unit:
        def __init__(self):
            self.norm = norm

        def __call__(self, words):
            return self.norm(torch.as_tensor(words).float().transpose(1, 2)).transpose(1, 2)

    closure = lambda words: norm(torch.as_tensor(words).float().transpose(1, 2)).transpose(1, 2)  # noqa: E731
    for unit in (closure, Unit(), Unit().__call__):
        with pytest.raises(TnrnnError, match=r"it normalises batches, or its time .* use .eval\(\)"):
            asked(unit, Probe(5, 3))
    assert all(torch.equal(value, before[name]) for name, value in norm.named_buffers())


def test_random_units_are_read_where_that_is_meant():
    assert memory_capacity(noisy(0.5, 0), Probe(5, 3, stochastic=True)).total.value == pytest.approx(1.5, abs=0.3)
    with pytest.raises(TnrnnError, match="probe, stochastic: expected True or False, given 1"):
        Probe(5, stochastic=1)


# h, and h and c, of an LSTM


def test_an_lstm_has_h_or_h_and_c_by_the_definition_of_its_gates():
    """i, f, g, o of W_i x + b_i + W_h h + b_h; c = f c + i g, h = o tanh(c)."""
    from needs_torch import torch

    unit = built(lambda torch: torch.nn.LSTM, input_size=3, hidden_size=4, batch_first=True).double()
    weights = {name: value.detach().numpy() for name, value in unit.named_parameters()}
    words = np.eye(3)[[[0, 1, 2, 0, 1], [2, 2, 1, 0, 0]]]
    h, c, expected = np.zeros((2, 4)), np.zeros((2, 4)), []
    for step in range(5):
        raw = words[:, step] @ weights["weight_ih_l0"].T + h @ weights["weight_hh_l0"].T
        raw += weights["bias_ih_l0"] + weights["bias_hh_l0"]
        i, f, o = (1 / (1 + np.exp(-raw[:, 4 * gate : 4 * gate + 4])) for gate in (0, 1, 3))
        c = f * c + i * np.tanh(raw[:, 8:12])
        h = o * np.tanh(c)
        expected.append(np.concatenate([h, c], axis=1))
    both = asked(unit, Probe(5, state="h,c"))
    assert both.units == (8,)
    assert both.read(words)[0] == pytest.approx(np.stack(expected, 1))
    assert asked(unit, Probe(5)).read(words)[0] == pytest.approx(np.stack(expected, 1)[:, :, :4])
    last = torch.nn.LSTM(3, 4).double()
    last.load_state_dict(unit.state_dict())
    cell = torch.nn.LSTMCell(3, 4).double()
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in unit.state_dict().items()})
    for same in (last, cell):
        assert asked(same, Probe(5, state="h,c")).read(words)[0] == pytest.approx(np.stack(expected, 1))


def test_stacks_have_h_and_c_by_layer_and_other_cells_h():
    from needs_torch import torch

    from tnrnn.training.cells import stack

    made, words = stack("lstm", 2, 4, 3, 2), np.eye(3)[[[0, 1, 2, 0], [1, 1, 0, 2]]]
    found = asked(made, Probe(4, state="h,c")).read(words)
    assert [layer.shape for layer in found] == [(2, 4, 8)] * 2
    for layer, states in zip(found, made.states(torch.tensor(words).float()), strict=True):
        assert layer[:, :, :4] == pytest.approx(states.detach().numpy(), abs=1e-6)
    for other in (torch.nn.GRU(3, 4), torch.nn.RNNCell(3, 4), stack("gru", 1, 4, 3, 2), stack("rac", 1, 4, 3, 2)):
        assert asked(other, Probe(4, state="h,c")).units == (4,)


@pytest.mark.parametrize("make", [lambda: shift_register(2), reading])
def test_cells_that_are_not_known_are_not_left_out_without_a_word(make):
    with pytest.raises(TnrnnError, match=r"probe, state: expected 'h', or an LSTM .* given 'h,c' for another unit"):
        linear_profile(make(), Probe(4, 3, state="h,c"))
    with pytest.raises(TnrnnError, match="probe, state: expected h or h,c, given 'c'"):
        Probe(4, state="c")


# Mistakes


def failing(words):
    raise RuntimeError("no such\nshape")


def nothing_finite_at_3(words):
    states = words.copy()
    states[:, 2:] = math.nan
    return [words, states]


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        (lambda x: None, r"memory, states: expected an array of shape \(2, 5, units\), given 'NoneType'"),
        (lambda x: x[:, -1], r"memory, states: expected an array of shape \(2, 5, units\), given \(2, 2\)"),
        (lambda x: x[:, 1:], r"memory, states: expected an array of shape \(2, 5, units\), given \(2, 4, 2\)"),
        (lambda x: [x, x[0]], r"memory, states of layer 2: expected an array"),
        (lambda x: [], "memory, states: expected an array"),
        (
            lambda x: {"g": x, "h": x},
            r"memory, states: .*; name its entry by Reading\(key=..\), given 'dict' with g, h",
        ),
        (lambda x: x[:, :, :0], "memory, states: expected an array"),
        (nothing_finite_at_3, "memory, states of layer 2: expected finite numbers, given nan at step 3"),
        (failing, r"memory, unit: expected states for sequences of shape \(2, 5, 2\), given no such shape"),
        ("lstm", "memory, unit: expected a torch module, or a function from sequences to states, given 'lstm'"),
    ],
)
def test_units_without_states_are_named(unit, message):
    with pytest.raises(TnrnnError, match=message) as error:
        linear_profile(unit, Probe(5, 2))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"length": 0}, "probe, length: expected an integer from 1 to"),
        ({"length": 4, "lags": 4}, "probe, lags: expected an integer from 0 to 3, given 4"),
        ({"length": 4, "folds": 1}, "probe, folds: expected an integer from 2 to 30, given 1"),
        ({"length": 4, "scale": 0}, "probe, scale: expected a positive number, given 0"),
        ({"length": 4, "noise": -1}, "probe, noise: expected 0 or a positive number, given -1"),
        ({"length": 4, "width": 0}, "probe, width"),
        ({"length": 4, "seed": -1}, "probe, seed"),
        ({"length": 4, "sequences": 2.5}, "probe, sequences"),
    ],
)
def test_wrong_probes_are_refused(keys, message):
    with pytest.raises(TnrnnError, match=message):
        Probe(**keys)


def test_samples_are_checked_before_they_are_taken():
    same = lambda x: x  # noqa: E731
    with pytest.raises(TnrnnError, match="memory, width: expected Probe"):
        linear_profile(same, Probe(4))
    with pytest.raises(
        TnrnnError, match="sequences: expected at least 12 for 2 units and 6 numbers to decode, given 11"
    ):
        linear_profile(same, Probe(3, 2, sequences=11))
    assert linear_profile(same, Probe(3, 2, sequences=12)).measured[0].value > 0.9
    with pytest.raises(TnrnnError, match="at most 134,217,728 numbers; take fewer sequences or steps, given"):
        linear_profile(same, Probe(10**6, 1000, lags=1))
    with pytest.raises(TnrnnError, match="at most 134,217,728 numbers"):
        linear_profile(same, Probe(10, 1000, sequences=10**5))
    with pytest.raises(TnrnnError, match="memory, width: expected at least 2 symbols, given 1"):
        linear_profile(same, Probe(3, 1))
    with pytest.raises(TnrnnError, match="did you mean 'signal'"):
        linear_profile(same, Probe(3, 2), kind="signals")
    with pytest.raises(TnrnnError, match="memory, layer: expected an integer from 1 to 1, given 2"):
        linear_profile(same, Probe(3, 2), layer=2)
    with pytest.raises(TnrnnError, match="memory, probe: expected a Probe, given 3"):
        linear_profile(same, 3)


def test_units_that_change_their_width_are_named():
    shapes = iter([2, 3])
    with pytest.raises(TnrnnError, match="memory, units of the layers: expected"):
        linear_profile(lambda x: np.zeros((*x.shape[:2], next(shapes))), Probe(3, 2))


def test_states_that_explode_later_are_named():
    calls = iter([1.0, math.inf])
    with pytest.raises(TnrnnError, match="memory, states: expected finite numbers, given inf at step 2"):
        linear_profile(lambda x: (1 + x) * np.array([1, next(calls), 1])[:, None], Probe(3, 2))


def test_two_directions_are_no_memory():
    unit = built(lambda torch: torch.nn.GRU, input_size=2, hidden_size=2, bidirectional=True)
    with pytest.raises(TnrnnError, match="expected one that reads forwards"):
        linear_profile(unit, Probe(3))


def test_mistakes_of_spans_steps_and_embeddings():
    same, probe = (lambda x: x), Probe(4, 2)
    for wrong in (0, 1.5, True, "half", math.nan):
        with pytest.raises(TnrnnError, match="threshold: expected a number above 0 and at most 1"):
            memory_span(linear_profile(same, probe), threshold=wrong)
    with pytest.raises(TnrnnError, match="steps: expected an integer from 0 to 3, given 4"):
        retention(same, probe, steps=[4])
    with pytest.raises(TnrnnError, match="steps: expected at least one"):
        retention(same, probe, steps=[])
    for wrong in (np.zeros((2, 2)), np.eye(3), [1.0, 2.0], "words", [[math.nan, 1.0], [0.0, 0.0]]):
        with pytest.raises(TnrnnError, match="embeddings: expected an array of finite numbers of shape"):
            semantic_span(same, probe, embeddings=wrong)
    assert steps_of("steps", [3, 1, 3], 5) == (1, 3)
