"""Operators of layers, their effective state sizes, and Hankel singular values, from definitions and brute force."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tnrnn import TnrnnError
from tnrnn.memory import (
    LinearUnit,
    Probe,
    Sample,
    effective_state_size,
    hankel_singular_values,
    memory_capacity,
    operator_of,
    operator_of_attention,
    start_future_rank,
)
from tnrnn.ranks.projections import krylov_shares


def rng(seed=0):
    return np.random.default_rng(seed)


def system(size, inputs=1, outputs=1, seed=0, radius=0.9):
    """Return A, B, C of a random stable system."""
    draw = rng(seed).normal
    step = draw(size=(size, size))
    step *= radius / np.abs(np.linalg.eigvals(step)).max()
    return step, draw(size=(size, inputs)), draw(size=(outputs, size))


def looped(a, b, c, d, words):
    """Return the outputs of h[t] = A[t] h[t-1] + B[t] u[t], y[t] = C[t] h[t] + D[t] u[t], by their definition."""
    state, found = np.zeros(b.shape[1]), []
    for t, u in enumerate(words):
        state = a[t] @ state + b[t] @ u
        found.append(c[t] @ state + d[t] @ u)
    return np.concatenate(found)


def ranks(found):
    return [sizes.rank.value for sizes in found.by_position]


def limited(length, size):
    """Return min(k, T - k, N) for the splits k = 1 .. T - 1."""
    return [min(k, length - k, size) for k in range(1, length)]


# Operators


@pytest.mark.parametrize("diagonal", [False, True])
def test_an_operator_times_its_inputs_is_what_the_recurrence_gives(diagonal):
    draw = rng(1).normal
    steps, size, inputs, outputs = 7, 3, 2, 4
    a = draw(size=(steps, size)) if diagonal else draw(size=(steps, size, size))
    b, c = draw(size=(steps, size, inputs)), draw(size=(steps, outputs, size))
    d, words = draw(size=(steps, outputs, inputs)), draw(size=(steps, inputs))
    full = np.stack([np.diag(row) for row in a]) if diagonal else a
    found = operator_of(a, b, c, d)
    assert found.shape == (steps * outputs, steps * inputs)
    np.testing.assert_allclose(found @ words.ravel(), looped(full, b, c, d, words), atol=1e-12)


def test_leading_axes_of_a_recurrence_are_broadcast():
    draw = rng(2).normal
    a, b, c = draw(size=(5, 3, 6, 2)), draw(size=(5, 1, 6, 2, 1)), draw(size=(1, 1, 6, 1, 2))
    found = operator_of(a, b, c)
    assert found.shape == (5, 3, 6, 6)
    np.testing.assert_allclose(found[3, 1], operator_of(a[3, 1], b[3, 0], c[0, 0]))


def test_a_system_that_does_not_vary_has_the_same_operator_with_a_length():
    a, b, c = system(3, 2, 2)
    repeated = (np.broadcast_to(part, (6, *part.shape)) for part in (a, b, c))
    np.testing.assert_array_equal(operator_of(a, b, c, length=6), operator_of(*repeated))


def test_softmax_attention_gives_each_step_shares_of_the_steps_so_far():
    scores = rng(3).normal(size=(2, 5, 5))
    found = operator_of_attention(scores)
    for t in range(5):
        grown = np.exp(scores[:, t, : t + 1])
        np.testing.assert_allclose(found[:, t, : t + 1], grown / grown.sum(axis=1, keepdims=True))
    assert not found[:, *np.triu_indices(5, 1)].any()


def test_linear_attention_is_a_recurrence_with_a_matrix_as_its_state():
    """y[t] = S[t] q[t], S[t] = S[t-1] + v[t] k[t]' is its operator times v, and the recurrence with B = k, C = q'."""
    q, k, v = rng(4).normal(size=(3, 8, 3))
    found = operator_of_attention(q @ k.T, softmax=False)
    state, outputs = np.zeros((3, 3)), []
    for t in range(8):
        state = state + np.outer(v[t], k[t])
        outputs.append(state @ q[t])
    np.testing.assert_allclose(found @ v, outputs, atol=1e-12)
    np.testing.assert_allclose(found, operator_of(np.ones((8, 3)), k[:, :, None], q[:, None]), atol=1e-12)


# Effective state sizes: known answers


@pytest.mark.parametrize("size", [1, 5])
def test_a_linear_system_has_its_number_of_states_wherever_there_is_room(size):
    length = 20
    found = effective_state_size(operator_of(*system(size), length=length))
    assert found.positions == tuple(range(2, length + 1))
    assert ranks(found) == limited(length, size)
    assert all(0 < one.entropy.value <= one.rank.value + 1e-9 for one in found.by_position)


def test_a_linear_system_beside_its_start_future_rank():
    """Five states: 5 for the frozen operator and for the centred matrix, 6 for the uncentred one (the Ends)."""
    a, b, c = system(5)
    unit = LinearUnit(a, b)
    found = effective_state_size(operator_of(a, b, c, length=20), positions=[11])
    future = start_future_rank(
        lambda words: unit(words) @ c.T, 10, 20, width=1, sample=Sample("continuous", 30), tolerance=1e-10
    )
    assert ranks(found) == [5]
    assert (future.spectrum.numerical_rank, future.centred.numerical_rank) == (6, 5)


def test_a_system_of_more_states_than_it_needs_has_those_that_it_needs():
    a, b, c = system(3)
    hidden = np.block([[a, np.zeros((3, 2))], [np.zeros((2, 3)), np.diag([0.5, 0.3])]])
    unseen = np.hstack([c, np.zeros((1, 2))])
    found = effective_state_size(operator_of(hidden, np.vstack([b, np.ones((2, 1))]), unseen, length=14))
    assert ranks(found) == limited(14, 3)


@pytest.mark.parametrize("delay", [1, 4])
def test_a_shift_register_holds_what_it_has_still_to_say(delay):
    """y[t] = u[t - delay]: at split k it holds the last min(k, T - k, delay) inputs, all of the same weight."""
    found = effective_state_size(np.eye(12, k=-delay))
    assert ranks(found) == limited(12, delay)
    assert [round(one.entropy.value, 9) for one in found.by_position] == limited(12, delay)


def test_a_layer_that_does_not_look_back_holds_nothing():
    noise = np.tril(rng(5).normal(size=(10, 10)), -1) * 1e-17
    for operator in (np.eye(10), np.zeros((10, 10)), np.eye(10) + noise):
        found = effective_state_size(operator)
        assert found.total.rank.value == found.total.entropy.value == 0.0


@pytest.mark.parametrize("keys", [1, 2, 4])
def test_linear_attention_holds_at_most_its_keys_for_each_channel_of_values(keys):
    """And exactly so many for random inputs, where there is room."""
    weights = rng(6).normal(size=(2, 6, keys))

    def operator(words):
        made = operator_of_attention((words @ weights[0]) @ (words @ weights[1]).swapaxes(1, 2), softmax=False)
        return np.repeat(made[:, None], 3, axis=1)

    found = effective_state_size(operator, Sample("continuous", 5).words(16, 6))
    assert found.channels == 3
    assert ranks(found) == [3 * each for each in limited(16, keys)]
    assert all(one.rank.least == one.rank.greatest for one in found.by_position)


def test_softmax_attention_has_no_finite_state():
    weights = rng(7).normal(size=(2, 6, 2))

    def operator(words):
        return operator_of_attention((words @ weights[0]) @ (words @ weights[1]).swapaxes(1, 2))[:, None]

    for length in (6, 12, 18):
        words = Sample("continuous", 4).words(length, 6)
        assert effective_state_size(operator, words, positions=[length // 2 + 1]).total.rank.value == length // 2


def minimal_size(operator, split):
    """Return how many linear functionals of the past the future takes, by elimination with fractions."""
    rows = [[Fraction(entry) for entry in row[:split]] for row in operator[split:].tolist()]
    rank = 0
    for at in range(split):
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


def test_a_system_that_varies_in_time_against_exact_elimination():
    """States of 1 to 4 numbers, which change from step to step: the rank is the size of the state if it is minimal."""
    for seed in range(5):
        draw = rng(seed)
        sizes = draw.integers(1, 5, size=14)
        a, b, c = np.zeros((14, 4, 4)), np.zeros((14, 4, 1)), np.zeros((14, 1, 4))
        for t, size in enumerate(sizes):
            before = sizes[t - 1] if t else 0
            a[t, :size, :before] = draw.integers(-2, 3, size=(size, before))
            b[t, :size], c[t, :, :size] = draw.integers(-2, 3, size=(size, 1)), draw.integers(-2, 3, size=size)
        operator = operator_of(a, b, c)
        found = effective_state_size(operator, tolerance=1e-11)
        assert ranks(found) == [minimal_size(operator, split) for split in range(1, 14)]
        assert all(rank <= sizes[split - 1] for split, rank in enumerate(ranks(found), start=1))


def test_the_rank_of_the_block_is_the_size_of_a_state_that_makes_the_operator():
    """A realisation from the blocks themselves: states y[i:] of the past, cut to the rank, give the operator again."""
    operator = operator_of_attention(rng(8).normal(size=(7, 7)))
    length, sizes = len(operator), [int(size) for size in ranks(effective_state_size(operator))]
    past = [np.linalg.svd(operator[k:, :k]) for k in range(1, length)]
    seen = [u[:, :size] for (u, _, _), size in zip(past, sizes, strict=True)]  # a basis of what is still to come
    state, outputs, words = np.zeros(0), [], rng(9).normal(size=length)
    for t in range(length):
        future = seen[t - 1] @ state if t else np.zeros(length)
        future = future + operator[t:, t] * words[t]
        outputs.append(future[0])
        state = seen[t].T @ future[1:] if t < length - 1 else state
        assert len(state) <= (sizes[t] if t < length - 1 else sizes[-1])
    np.testing.assert_allclose(outputs, operator @ words, atol=1e-12)


def test_the_entropy_is_that_of_the_singular_values_of_the_block():
    operator = np.tril(rng(10).normal(size=(9, 9)))
    found = effective_state_size(operator)
    for place, sizes in zip(found.positions, found.by_position, strict=True):
        values = np.linalg.svd(operator[place - 1 :, : place - 1], compute_uv=False)
        shares = values / values.sum()
        assert sizes.entropy.value == pytest.approx(np.exp(-(shares * np.log(shares)).sum()))


def test_blocks_of_several_inputs_and_outputs():
    a, b, c = system(5, inputs=2, outputs=3)
    found = effective_state_size(operator_of(a, b, c, length=10), block=(3, 2))
    assert ranks(found) == [min(5, 2 * k, 3 * (10 - k)) for k in range(1, 10)]


def test_means_over_inputs_channels_and_positions():
    """Operators of known ranks: one input holds 1 in one channel, the other 3 in both."""
    one, three = (np.eye(12, k=-delay) for delay in (1, 3))
    given = np.stack([[one, np.zeros((12, 12))], [three, three]])
    found = effective_state_size(given, positions=[7, 6])
    assert found.positions == (6, 7)
    assert ranks(found) == [3.5, 3.5]
    assert [one.rank.value for one in found.by_channel] == [2.0, 1.5]
    assert found.ranks == ((2.0, 2.0), (1.5, 1.5))
    assert found.total.rank.value == 3.5
    assert (found.total.rank.least, found.total.rank.greatest) == (1.0, 6.0)
    assert found.total.entropy == pytest.approx(
        (3.5, 0.0, 11.0)
    )  # t with one degree of freedom, cut at what 2 x 5.5 hold
    assert found.share(7).rank.value == 0.5


def test_the_tolerance_is_relative_to_the_norm_of_the_operator():
    operator = np.eye(8) + 1e-3 * np.eye(8, k=-2)
    assert ranks(effective_state_size(operator)) == limited(8, 2)
    assert effective_state_size(operator, tolerance=0.01).total.rank.value == 0.0
    assert effective_state_size(1e9 * operator).by_position == effective_state_size(operator).by_position


def test_single_precision_is_not_read_below_its_spacing():
    operator = operator_of(*system(3), length=16)
    assert ranks(effective_state_size(operator.astype(np.float32))) == limited(16, 3)


def test_an_interval_contains_the_mean_of_all_inputs_about_as_often_as_it_says():
    """Entropies of selective systems: the mean of 2,400 inputs is inside of about 95 % of the intervals from 12."""
    weights = rng(11).normal(size=(4, 3))

    def operator(words):
        gates = 1 / (1 + np.exp(-(words @ weights[:3].T)))
        return operator_of(gates, np.ones((1, 10, 3, 1)), np.ones((1, 10, 1, 3)))[:, None]

    words = rng(12).normal(size=(2400, 10, 3))
    whole = effective_state_size(operator, words, positions=[6]).total.entropy.value
    parts = [effective_state_size(operator, part, positions=[6]).total.entropy for part in np.split(words, 200)]
    inside = sum(part.low <= whole <= part.high for part in parts)
    assert 180 <= inside <= 199


# Results


def test_results_are_a_table_json_and_a_plot():
    found = effective_state_size(operator_of(*system(2), length=40))
    text = str(found)
    assert text.splitlines()[0] == "effective state size: T = 40, 1 channel, 1 input, tolerance 8.9e-15"
    assert len(text.splitlines()) == 27
    data = found.to_json()
    assert data["by_position"][20]["rank"] == [2.0, 2.0, 2.0]
    assert data["positions"][0] == 2
    axes = found.plot(beside={"Start-Future rank": {10: 3, 20: 3}})
    assert [line.get_label() for line in axes.lines][-1] == "Start-Future rank"
    with pytest.raises(TnrnnError, match="at most 8 other measures"):
        found.plot(beside={str(at): {1: 1} for at in range(9)})
    with pytest.raises(TnrnnError, match="share: expected the number of numbers in the state, given none"):
        found.share()
    with pytest.raises(TnrnnError, match="share: expected an integer"):  # and not the state's own number
        replace(found, state_numbers=4).share(0)


def test_a_plot_is_written_with_the_same_bytes(tmp_path):
    found = effective_state_size(np.eye(6, k=-1))
    for name in ("a.png", "b.png"):
        found.save(tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


class Layers:
    """A unit of two layers that shows operators: a shift by one step, and a shift by two."""

    def operators(self, words):
        return [np.broadcast_to(np.eye(words.shape[1], k=-at), (len(words), 1, *words.shape[1:2] * 2)) for at in (1, 2)]


def test_a_unit_of_several_layers_gives_the_top_layer_with_those_below_it():
    found = effective_state_size(Layers(), np.ones((2, 6, 1)))
    assert [ranks(layer) for layer in found.layers] == [limited(6, 1), limited(6, 2)]
    assert str(found).count("layer ") == 2
    assert len(found.to_json()["below"]) == 1


@pytest.mark.parametrize("cell", ["linear_attention", "plain_delta_attention", "mamba", "linear_ssm"])
def test_cells_that_have_an_operator_hold_no_more_than_their_state(cell):
    pytest.importorskip("torch", reason="needs the extra `memory`")
    from tnrnn.training import stack

    made = stack(cell, layers=2, hidden=3, inputs=4, outputs=2)
    words = Sample("continuous", 4).words(12, 4)
    for layer in effective_state_size(made, words).layers:
        assert 0 < max(one.rank.greatest for one in layer.by_position) <= layer.state_numbers


def test_token_ids_half_precision_and_a_generator_that_is_left_alone():
    torch = pytest.importorskip("torch", reason="needs the extra `memory`")

    class Embedded(torch.nn.Module):
        """Linear attention over embeddings of tokens, which draws a number each time that it is asked."""

        def __init__(self):
            super().__init__()
            self.table = torch.nn.Parameter(torch.as_tensor(rng(13).normal(size=(7, 3)), dtype=torch.bfloat16))

        def operator(self, tokens):
            torch.rand(1)
            vectors = self.table[tokens]
            return (vectors @ vectors.mT).tril()[:, None]

    before = torch.random.get_rng_state()
    found = effective_state_size(Embedded(), np.stack([np.arange(7), 6 - np.arange(7)]))
    assert ranks(found) == limited(7, 3)
    assert torch.equal(torch.random.get_rng_state(), before)
    with pytest.raises(TnrnnError, match="effective_state_size, unit: expected operators for words of shape"):
        effective_state_size(Embedded(), np.full((2, 7), 9))


def test_an_operator_that_would_not_fit_is_refused_before_it_is_made():
    """Two steps say that there are 4,096 channels, of which 64 million numbers would be needed for each input."""
    asked = []

    def operator(words):
        asked.append(words.shape[1])
        return np.zeros((len(words), 4096, words.shape[1], words.shape[1]))

    with pytest.raises(TnrnnError, match="expected at most 134,217,728 numbers"):
        effective_state_size(operator, np.ones((1, 256, 1)))
    assert asked == [2]


def test_an_lstm_has_no_operator():
    torch = pytest.importorskip("torch", reason="needs the extra `memory`")
    with pytest.raises(TnrnnError, match=r"a method operator\(x\).*start_future_rank, given LSTM"):
        effective_state_size(torch.nn.LSTM(2, 3, batch_first=True), np.ones((2, 4, 2)))


# Mistakes


class Random:
    """A unit whose operators change by themselves."""

    def __init__(self):
        self.rng = rng()

    def operator(self, words):
        return np.tril(self.rng.normal(size=(len(words), 1, 4, 4)))


WORDS = np.ones((3, 4, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: effective_state_size(np.ones((4, 4))), "a causal layer"),
        (lambda: effective_state_size(np.ones((4, 5))), "real arrays"),
        (lambda: effective_state_size(1j * np.eye(4)), "real arrays"),
        (lambda: effective_state_size(np.eye(4) * np.nan), "finite numbers"),
        (lambda: effective_state_size(np.eye(4), WORDS), "no words beside an array"),
        (lambda: effective_state_size(np.eye(4), positions=[1]), "an integer from 2 to 4, given 1"),
        (lambda: effective_state_size(np.eye(4), positions=[]), "at least one position"),
        (lambda: effective_state_size(np.eye(4), tolerance=2), "at least 0 and below 1"),
        (lambda: effective_state_size(np.eye(4), block=(3, 1)), "real arrays"),
        (lambda: effective_state_size(np.eye(4), block=3), "a pair of integers"),
        (lambda: effective_state_size(lambda x: np.eye(4), WORDS), r"shape \(2, channels, 4, 4\), given \(4, 4\)"),
        (lambda: effective_state_size(lambda x: np.eye(4)), "for a function or unit"),
        (lambda: effective_state_size(lambda x: x @ np.ones((7, 7)), WORDS), "operators for words of shape"),
        (lambda: effective_state_size(Random(), WORDS), "others the second time"),
        (
            lambda: effective_state_size(lambda x: np.eye(4) * np.full((len(x), 1, 1, 1), len(x)), WORDS),
            "others without the rest of the batch",
        ),
        (lambda: effective_state_size(lambda x: x, WORDS * 1j), "values .batch, T, width. or integers"),
        (lambda: effective_state_size(lambda x: x, [[1, 2], [3]]), "effective_state_size, words: expected an array"),
        (lambda: effective_state_size(np.eye(4)).plot(beside=3), "mappings from splits to numbers, by name, given 3"),
        (lambda: effective_state_size(np.eye(4)).plot(beside={"a": {}}), "mappings from splits to numbers"),
        (lambda: effective_state_size(np.eye(4)).plot(beside={"a": {1: "b"}}), "mappings from splits to numbers"),
        (lambda: effective_state_size(lambda x: x, np.ones((1, 9000, 2))), "from 2 to 8,192 steps, given 9000"),
        (lambda: operator_of(np.ones((4, 3)), np.ones((4, 2, 1)), np.ones((4, 1, 2))), "operator_of, a"),
        (lambda: operator_of(np.ones((4, 2)), np.ones((4, 2, 1)), np.ones((4, 1, 3))), "operator_of, c"),
        (lambda: operator_of(np.ones((4, 2, 2)), np.ones((3, 4, 2, 1)), np.ones((4, 1, 2))), "operator_of, a"),
        (lambda: operator_of([0.5], [[1.0]], [[1.0]], [[1.0, 2.0]], length=3), "operator_of, d"),
        (lambda: operator_of([0.5], [[1.0]], [[1.0]], length=10**6), "numbers; take fewer"),
        (lambda: operator_of_attention(np.ones((3, 4))), "operator_of_attention, scores"),
        (lambda: hankel_singular_values([1.0], [[1.0]], [[1.0]]), "inside the unit circle, or a length"),
        (lambda: hankel_singular_values([2.0], [[1.0]], [[1.0]], 10**9), "floats hold the powers"),
        (lambda: hankel_singular_values(0.5, [[1.0]], [[1.0]]), r"an array \(N, N\) or \(N,\)"),
        (lambda: hankel_singular_values(np.full(1500, 0.5j), np.ones((1500, 1)), np.ones((1, 1500))), "1,000 complex"),
        (lambda: hankel_singular_values([0.5], [[1.0]], [[1.0, 2.0]]), "hankel_singular_values, c"),
        (lambda: LinearUnit(np.eye(50) / 3, np.ones((50, 50))).exact_capacity(2000), "at most 2"),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises(TnrnnError, match=message) as error:
        call()
    assert "\n" not in str(error.value)


# Hankel singular values


@pytest.mark.parametrize("ahead", [0, 1])
@pytest.mark.parametrize(("size", "inputs", "outputs"), [(1, 1, 1), (5, 1, 1), (4, 2, 3)])
def test_hankel_singular_values_against_the_matrix_itself(size, inputs, outputs, ahead):
    a, b, c = system(size, inputs, outputs, seed=size)
    for steps in (1, 2, 3, 7, 13):
        powers = [c @ np.linalg.matrix_power(a, at + ahead) @ b for at in range(2 * steps)]
        matrix = np.block([[powers[i + j] for j in range(steps)] for i in range(steps)])
        expected = np.linalg.svd(matrix, compute_uv=False)
        found = hankel_singular_values(a, b, c, steps, ahead)
        assert (found.rows, found.cols) == matrix.shape
        np.testing.assert_allclose(found.values, expected[: len(found.values)], atol=1e-13 * expected[0])
        assert (expected[len(found.values) :] < 1e-13 * expected[0]).all()


@pytest.mark.parametrize("radius", [0.5, 0.99])
def test_endless_hankel_singular_values_against_gramians(radius):
    from scipy.linalg import solve_discrete_lyapunov

    a, b, c = system(4, 2, 2, seed=3, radius=radius)
    reached, seen = solve_discrete_lyapunov(a, b @ b.T), solve_discrete_lyapunov(a.T, c.T @ c)
    expected = np.sqrt(np.sort(np.abs(np.linalg.eigvals(reached @ seen)))[::-1])
    found = hankel_singular_values(a, b, c)
    np.testing.assert_allclose(found.values, expected, rtol=1e-9)
    np.testing.assert_allclose(hankel_singular_values(a, b, c, 10**6).values, found.values, rtol=1e-9)


def test_hankel_singular_values_do_not_change_with_the_basis_of_the_state():
    a, b, c = system(4, seed=5)
    turned = rng(6).normal(size=(4, 4))
    back = np.linalg.inv(turned)
    np.testing.assert_allclose(
        hankel_singular_values(turned @ a @ back, turned @ b, c @ back).values,
        hankel_singular_values(a, b, c).values,
        rtol=1e-8,
    )


def test_complex_states_of_real_inputs_and_outputs():
    """The entries are Re(C A^k B); a complex state that is real needs one number, and another one needs two."""
    draw = rng(8).normal
    a, b, c = (draw(size=shape) + 1j * draw(size=shape) for shape in ((3,), (3, 2), (2, 3)))
    a = 0.9 * a / np.abs(a)
    matrix = np.block([[(c * a ** (i + j) @ b).real for j in range(8)] for i in range(8)])
    found = hankel_singular_values(a, b, c, 8)
    np.testing.assert_allclose(found.values, np.linalg.svd(matrix, compute_uv=False)[:6], rtol=1e-9)
    assert found.numerical_rank == 6
    assert hankel_singular_values([0.5 + 0j], [[1.0]], [[1.0]]).numerical_rank == 1
    operator = operator_of(a, b, c, length=16).real
    assert ranks(effective_state_size(operator, block=(2, 2)))[7] == 6


def test_the_hankel_rank_one_step_ahead_is_the_effective_state_size():
    """A shift register of 4 numbers holds 4 after a step, of which 3 are still to be said when the next one begins."""
    register = np.eye(4, k=-1), np.eye(4)[:, :1], np.eye(4)[3:]
    assert hankel_singular_values(*register).numerical_rank == 4
    assert hankel_singular_values(*register, ahead=1).numerical_rank == 3
    assert max(ranks(effective_state_size(operator_of(*register, length=12)))) == 3


def test_a_linear_unit_has_hankel_singular_values():
    a, b, c = system(4, seed=7)
    unit = LinearUnit(a, b)
    assert unit.hankel_singular_values(c, 9).values == hankel_singular_values(a, b, c, 9).values
    assert unit.hankel_singular_values().numerical_rank == unit.rank().rank == 4


# The exact memory function of linear units


def exact_shares(a, b, steps):
    """Return MC_k of (B, AB, ..) of full row rank with fractions, by its definition."""
    matrix = [[Fraction(entry) for entry in row] for row in a.tolist()]
    blocks = [[[Fraction(entry) for entry in row] for row in b.tolist()]]

    def times(one, two):
        return [[sum(x * y for x, y in zip(row, col, strict=True)) for col in zip(*two, strict=True)] for row in one]

    for _ in range(steps - 1):
        blocks.append(times(matrix, blocks[-1]))
    gram = [[Fraction(0)] * len(matrix) for _ in matrix]
    for block in blocks:
        own = times(block, list(zip(*block, strict=True)))
        gram = [[x + y for x, y in zip(one, two, strict=True)] for one, two in zip(gram, own, strict=True)]
    return [
        sum(
            x * y for row, other in zip(block, solve(gram, block), strict=True) for x, y in zip(row, other, strict=True)
        )
        for block in blocks
    ]


def solve(matrix, right):
    """Return the solution of matrix X = right by elimination with fractions."""
    work = [list(one) + list(two) for one, two in zip(matrix, right, strict=True)]
    for at in range(len(work)):
        pivot = next(row for row in range(at, len(work)) if work[row][at])
        work[at], work[pivot] = work[pivot], work[at]
        work[at] = [entry / work[at][at] for entry in work[at]]
        for row in range(len(work)):
            if row != at:
                work[row] = [x - work[row][at] * y for x, y in zip(work[row], work[at], strict=True)]
    return [row[len(matrix) :] for row in work]


@pytest.mark.parametrize(("size", "inputs", "steps"), [(2, 1, 2), (3, 1, 7), (4, 2, 5)])
def test_the_exact_memory_function_against_fractions(size, inputs, steps):
    a, b, _ = system(size, inputs, seed=size)
    found = LinearUnit(a, b).exact_capacity(steps)
    assert found == tuple(float(share) for share in exact_shares(a, b, steps))


@pytest.mark.parametrize("size", [1, 4, 12])
def test_the_exact_memory_function_adds_up_to_the_rank(size):
    """Also if A has equal eigenvalues, or none but 0."""
    repeated = np.diag(np.resize([0.5, 0.25], size))
    for matrix in (system(size)[0], repeated, np.eye(size, k=-1), np.zeros((size, size))):
        unit = LinearUnit(matrix, np.ones((size, 1)))
        for steps in (1, size, 2 * size):
            assert sum(unit.exact_capacity(steps)) == pytest.approx(unit.rank(steps).rank, abs=1e-12)


def test_the_exact_memory_function_of_known_units():
    assert LinearUnit(np.eye(4, k=-1), np.eye(4)[:, :1]).exact_capacity(6) == (1, 1, 1, 1, 0, 0)
    assert LinearUnit([[0.0]], [[0.0]]).exact_capacity(3) == (0, 0, 0)
    half = [float(Fraction(3, 4) / 4**k / (1 - Fraction(1, 4**40))) for k in range(40)]
    assert LinearUnit([[0.5]], [[3.0]]).exact_capacity(40) == tuple(half)


def test_the_exact_memory_function_is_the_limit_of_the_noisy_one():
    a, b, _ = system(4, seed=9)
    unit = LinearUnit(a, b)
    assert unit.capacity(1e-6, 12) == pytest.approx(unit.exact_capacity(12), abs=1e-6)
    assert sum(unit.capacity(0.1, 12)) < 4 - 1e-3


def test_a_rank_that_a_prime_hides_is_found_over_the_integers():
    """Modulo 2^31 - 1 the second unit is 0."""
    prime = 2**31 - 1
    assert krylov_shares([[1, 0], [0, 2]], [[1], [prime]], 2, 1, 2) == [1.0, 1.0]


# The two propositions of docs/effective-state-size.md


def rank_of(rows):
    return int(np.linalg.matrix_rank(rows, tol=1e-9 * np.linalg.norm(rows, 2)) if rows.any() else 0)


@pytest.mark.parametrize("seen", [True, False])
def test_all_inputs_of_a_fixed_operator_count_one_more_if_ends_are_seen(seen):
    """The centred rank is the effective state size; the uncentred one is more by 1 unless outputs ignore the End."""
    for seed in range(6):
        draw, split = rng(seed).normal, 2 + seed % 3
        low = np.tril(draw(size=(7, 2)) @ draw(size=(2, 7)))
        low[split:, split:] *= seen
        starts, ends = draw(size=(20, split)), draw(size=(20, 7 - split))
        words = np.concatenate([np.repeat(starts, 20, axis=0), np.tile(ends, (20, 1))], axis=1)
        rows = (words @ low.T)[:, split:].reshape(20, -1)
        size = ranks(effective_state_size(low))[split - 1]
        assert size == min(2, split)
        assert rank_of(rows - rows.mean(axis=0)) == size
        assert rank_of(rows) == size + seen


@pytest.mark.parametrize("split", [1, 3, 6])
def test_with_free_values_one_input_never_holds_more_than_all_inputs(split):
    """A selective system of three numbers, whose gates, entries and readings do not come from the values."""
    draw = rng(split).normal
    to_gates, to_entries, to_readings = draw(size=(3, 3, 3))

    def operators(words):
        read = words[:, :, :3]
        return operator_of(read @ to_gates, (read @ to_entries)[..., None], (read @ to_readings)[:, :, None])[:, None]

    found = effective_state_size(operators, Sample("continuous", 30).words(7, 4), positions=[split + 1]).total.rank
    future = start_future_rank(
        lambda words: operators(words)[:, 0] @ words[:, :, 3:],
        split,
        7,
        width=4,
        sample=Sample("continuous", 40),
        tolerance=1e-9,
    )
    assert found.greatest == min(split, 7 - split, 3)
    assert found.greatest <= future.centred.numerical_rank == 3


def test_the_measured_memory_function_is_near_the_exact_one():
    """States of four numbers after ten steps, read without noise: the parts by lag differ by what a sample varies."""
    a, b, _ = system(4, seed=10)
    unit = LinearUnit(a, b)
    found = memory_capacity(unit, Probe(length=10, sequences=4000, noise=0.0))
    assert found.total.value == pytest.approx(4.0, abs=1e-6)
    assert found.by_lag == pytest.approx(unit.exact_capacity(10), abs=0.05)
