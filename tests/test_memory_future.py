"""Start-Future ranks: known answers, brute force, and what is refused."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from needs_torch import torch

from tnrnn import TnrnnError
from tnrnn.memory import Sample, StartFuture, rank_profile, start_future_profile, start_future_rank
from tnrnn.memory.futures import walking
from tnrnn.memory.futures.intervals import Drawn, entropy_interval
from tnrnn.memory.futures.stages import stages_of
from tnrnn.memory.futures.telling import Telling
from tnrnn.memory.futures.triangles import centred, joined, singular_values, triangle
from tnrnn.memory.units import following

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

NORMAL = Sample("continuous", 40)


def linear(states, width, outputs, seed=0):
    """A linear system h[t] = A h[t-1] + B x[t], y[t] = C h[t]."""
    rng = np.random.default_rng(seed)
    turn = 0.9 * np.linalg.qr(rng.normal(size=(states, states)))[0]
    entry, read = rng.normal(size=(states, width)), rng.normal(size=(outputs, states))

    def unit(words):
        state, found = np.zeros((len(words), states)), []
        for step in words.swapaxes(0, 1):
            state = state @ turn.T + step @ entry.T
            found.append(state @ read.T)
        return np.stack(found, axis=1)

    return unit


def attention(key, value, width, seed=0, scalar=False):
    """Causal linear attention with the rule sum."""
    rng = np.random.default_rng(seed)
    queries, keys = rng.normal(size=(2, width, key))
    values, read = rng.normal(size=(width, value)), rng.normal(size=(value, 1))

    def unit(words):
        state = np.cumsum(np.einsum("btv,btk->btvk", words @ values, words @ keys), axis=1)
        seen = np.einsum("btvk,btk->btv", state, words @ queries)
        return seen @ read if scalar else seen

    return unit


def register(words):
    """A shift register: x[t], x[t-1], x[t-2]."""
    late = [np.pad(words, ((0, 0), (k, 0), (0, 0)))[:, : words.shape[1]] for k in range(3)]
    return np.concatenate(late, axis=2)


def recurrent(units, width, seed=0):
    """A recurrent unit with tanh, as two layers."""
    rng = np.random.default_rng(seed)
    turn, entry = rng.normal(size=(units, units)) / math.sqrt(units), rng.normal(size=(units, width))

    def unit(words):
        state, found = np.zeros((len(words), units)), []
        for step in words.swapaxes(0, 1):
            state = np.tanh(state @ turn.T + step @ entry.T)
            found.append(state)
        below = np.stack(found, axis=1)
        return [below, np.cumsum(below[:, :, :2] ** 2, axis=1)]

    return unit


def ranks(found):
    return found.spectrum.numerical_rank, found.centred.numerical_rank


# Known answers.


def test_a_unit_that_is_blind_to_the_start_has_centred_rank_0():
    for unit in (np.sin, lambda x: np.full_like(x, 7.0)):
        found = start_future_rank(unit, 3, 6, 4)
        assert ranks(found) == (1, 0)
        assert found.centred.effective_rank == 0 == found.centred.stable_rank
        assert found.centred_interval == (0.0, 0.0)
    assert ranks(start_future_rank(np.zeros_like, 3, 6, 4)) == (0, 0)


def test_the_tolerance_of_the_centred_matrix_is_relative_to_the_uncentred_one():
    """Centring leaves rounding errors of the mean, which are not small beside one another."""
    unit = lambda x: 1e6 + 1e-3 * np.cumsum(x, axis=1)  # noqa: E731
    found = start_future_rank(unit, 3, 6, 4, tolerance=1e-6)
    assert ranks(found) == (1, 0)
    assert ranks(start_future_rank(unit, 3, 6, 4)) == (4, 3)
    blind = start_future_rank(lambda x: 1e6 + np.sin(x), 3, 6, 4)
    assert ranks(blind) == (1, 0)


@pytest.mark.parametrize("shift", [0.0, 10.0])
def test_additive_functions_have_no_interaction(shift):
    """The function shift + g + h of Start and End has rank 2, which the uncentred effective rank hardly shows."""
    weights = np.random.default_rng(0).normal(size=(4, 1))
    found = start_future_rank(lambda x: shift + np.cumsum(x, axis=1) @ weights, 3, 6, 4, observe="scalar")
    assert ranks(found) == (2, 1)
    assert found.interaction < 1e-25
    assert found.double_centred.numerical_rank == 0
    assert found.spectrum.effective_rank < 1.2 or shift == 0


def test_products_of_centred_functions_are_interaction_alone():
    starts = np.array([[[1.0]], [[-1.0]]])
    found = start_future_rank(lambda x: np.cumprod(x, axis=1), 1, 2, observe="scalar", starts=starts, ends=2 * starts)
    assert found.interaction == pytest.approx(1.0)
    assert found.double_centred.values == pytest.approx((4.0, 0.0))
    constant = start_future_rank(lambda x: 0 * x + 3, 1, 2, observe="scalar", starts=starts, ends=starts)
    assert constant.interaction == 0


def test_an_untrained_gru_is_almost_additive_and_its_uncentred_effective_rank_is_almost_1():
    """The mean hides everything: uncentred 1.03, double-centred 4.7, and an interaction below a millionth."""
    torch.manual_seed(1)
    found = start_future_rank(torch.nn.GRU(4, 32, batch_first=True).double(), 8, 16, observe="scalar")
    assert found.spectrum.effective_rank == pytest.approx(1.05, abs=0.01)
    assert found.double_centred.effective_rank == pytest.approx(4.73, abs=0.1)
    assert 0 < found.interaction < 1e-5


@pytest.mark.parametrize(
    ("split", "length", "width", "outputs"), [(8, 16, 2, 2), (4, 12, 2, 3), (2, 12, 2, 2), (8, 10, 3, 2)]
)
def test_a_linear_system_has_the_rank_of_its_hankel_block_and_one_more(split, length, width, outputs):
    states = 5
    expected = min(states, split * width, (length - split) * outputs)
    found = start_future_rank(linear(states, width, outputs), split, length, width, sample=NORMAL)
    assert ranks(found) == (expected + 1, expected)
    assert ranks(
        start_future_rank(linear(states, width, 1), split, length, width, sample=NORMAL, observe="scalar")
    ) == (2, 1)


@pytest.mark.parametrize(("key", "value", "width"), [(1, 1, 3), (2, 1, 4), (2, 3, 4), (3, 3, 4), (4, 2, 3), (3, 3, 2)])
def test_linear_attention_reaches_its_proved_bounds(key, value, width):
    k, v = min(key, width), min(value, width)
    vector = v * k - math.comb(max(v + k - width, 0), 2) + 1
    how = {"split": 5, "length": 10, "width": width, "sample": NORMAL, "tolerance": 1e-12}
    assert (
        start_future_rank(attention(key, value, width, scalar=True), observe="scalar", **how).spectrum.numerical_rank
        == k + 1
    )
    for observe in ("vector", "future"):
        found = start_future_rank(attention(key, value, width), observe=observe, **how)
        assert ranks(found) == (vector, vector - 1)


def test_a_shift_register_shows_two_inputs_of_the_start():
    """The letters x[k] and x[k-1] of M values each span M - 1 directions beside the mean; normal inputs span M."""
    assert ranks(start_future_rank(register, 3, 6, 4, sample=Sample(count=64))) == (7, 6)
    assert ranks(start_future_rank(register, 3, 6, 4, sample=NORMAL)) == (9, 8)
    assert ranks(start_future_rank(register, 3, 4, 4, sample=NORMAL, observe="vector")) == (9, 8)
    assert ranks(start_future_rank(register, 3, 6, 4, sample=NORMAL, observe="vector")) == (1, 0)


def test_numerical_ranks_of_polynomial_models_are_the_exact_ones():
    """A sample of the cases of benchmarks/check_future_ranks.py, which says what misses there are among 200."""
    from check_future_ranks import cases, measured

    found = [measured(*case) for case in cases(16, seed=1)]
    agree = [one for one in found if one.numerical == one.exact]
    assert len(agree) >= 14
    assert all(one.numerical < one.exact and one.reason == "conditioning" for one in found if one not in agree)


# The definition.


def matrix_of(unit, starts, ends, layer):
    """The whole matrix (Starts, Ends, steps, channels), pair by pair."""
    rows = []
    for start in starts:
        words = [np.concatenate([start, end])[None] for end in ends]
        rows.append([unit(word)[layer][0, len(start) :] for word in words])
    return np.array(rows)


@pytest.mark.parametrize("observe", ["scalar", "vector", "future"])
@pytest.mark.parametrize("layer", [0, 1])
def test_values_are_those_of_the_whole_matrix(observe, layer):
    unit = recurrent(6, 3)
    starts, ends = NORMAL.words(4, 3)[:23], NORMAL.words(3, 3, ends=True)[:21]
    matrix = matrix_of(unit, starts, ends, layer)
    seen = {"scalar": matrix[:, :, -1, 1], "vector": matrix[:, :, -1], "future": matrix}[observe].reshape(23, -1)
    top = start_future_rank(unit, 4, 7, observe=observe, channel=1, starts=starts, ends=ends)
    found = top.layers[layer]
    assert [one.layer for one in top.layers] == ["layer 1", "layer 2"]
    assert (found.spectrum.rows, found.spectrum.cols) == seen.shape
    for given, expected in [(found.spectrum, seen), (found.centred, seen - seen.mean(axis=0))]:
        values = np.linalg.svd(expected, compute_uv=False)
        assert np.allclose(given.values, values[: len(given.values)], atol=1e-12 * values[0])
    if observe == "scalar":
        row, column = seen.mean(axis=1, keepdims=True), seen.mean(axis=0)
        double = seen - row - column + seen.mean()
        assert found.interaction == pytest.approx((double**2).sum() / ((seen - seen.mean()) ** 2).sum())
        assert found.double_centred.values[:5] == pytest.approx(np.linalg.svd(double, compute_uv=False)[:5])
    else:
        assert found.interaction is None is found.double_centred


def test_triangles_keep_the_digits_that_a_gram_matrix_loses():
    rng = np.random.default_rng(0)
    left, right = np.linalg.qr(rng.normal(size=(8, 8)))[0], np.linalg.qr(rng.normal(size=(5000, 8)))[0]
    expected = 10.0 ** -np.arange(0, 12, 1.5)
    matrix = (left * expected) @ right.T
    found = singular_values(joined([triangle(matrix[:, :1234]), triangle(matrix[:, 1234:])]))
    assert found == pytest.approx(expected, rel=1e-3)
    gram = np.sqrt(np.abs(np.linalg.eigvalsh(matrix @ matrix.T)))[::-1]
    assert gram[-1] != pytest.approx(expected[-1], rel=0.5)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (30, 3), (7, 1024), (300, 5000)])
def test_triangles_of_all_shapes(shape):
    matrix = np.random.default_rng(0).normal(size=shape)
    made = triangle(matrix)
    assert np.allclose(made.T @ made, matrix @ matrix.T)
    centre = matrix - matrix.mean(axis=0)
    assert np.allclose(centred(made).T @ centred(made), centre @ centre.T)


@pytest.mark.parametrize("chunk", [1, 50, 1000, 10**6])
def test_the_size_of_chunks_changes_nothing_but_rounding(chunk, monkeypatch):
    how = {"unit": recurrent(6, 3), "split": 4, "length": 7, "width": 3, "sample": NORMAL}
    before = start_future_rank(**how)
    monkeypatch.setattr(walking, "CHUNK", chunk)
    after = start_future_rank(**how)
    for one, two in zip(before.layers, after.layers, strict=True):
        assert np.allclose(one.spectrum.values, two.spectrum.values, atol=1e-13 * one.spectrum.values[0])
        assert one.centred_interval == pytest.approx(two.centred_interval)


PROCESS = """
import torch
from tnrnn.memory import start_future_rank
torch.manual_seed(0)
found = start_future_rank(torch.nn.LSTM(3, 8, num_layers=2, batch_first=True), 5, 9)
print([layer.spectrum.values for layer in found.layers], found.to_json())
"""


def test_two_processes_give_the_same_bytes(capsys):
    told = subprocess.run([sys.executable, "-c", PROCESS], check=True, capture_output=True, text=True).stdout
    exec(PROCESS, {})
    assert told == capsys.readouterr().out
    assert len(told) > 100


# Units.


def test_layers_of_torch_agree_with_those_of_a_function():
    torch.manual_seed(0)
    module = torch.nn.GRU(3, 5, batch_first=True).double()
    found = start_future_rank(module, 8, 16)
    assert isinstance(found, StartFuture)
    assert found.centred.numerical_rank >= 5

    def function(words):
        with torch.no_grad():
            return module(torch.as_tensor(words))[0]

    again = start_future_rank(function, 8, 16, 3)
    assert again.spectrum.values == pytest.approx(found.spectrum.values, abs=1e-12 * found.spectrum.values[0])


def test_what_following_returns_is_read_as_it_is():
    unit = following(recurrent(6, 3), 3)
    assert start_future_rank(unit, 4, 7) == start_future_rank(recurrent(6, 3), np.int64(4), np.int64(7), 3)
    assert len(start_future_profile(unit, 7, np.arange(2, 4)).rows) == 4


class Reader(torch.nn.Module):
    """An embedding of token ids and a recurrent layer."""

    def __init__(self, tokens=11):
        super().__init__()
        torch.manual_seed(0)
        self.embedding, self.layer = torch.nn.Embedding(tokens, 4), torch.nn.RNN(4, 6, batch_first=True)

    def forward(self, ids):
        return self.layer(self.embedding(ids))[0]


def test_token_ids_are_the_words_of_one_hot_inputs():
    module = Reader().double()
    with torch.no_grad():
        table = module.embedding.weight.numpy()
    found = start_future_rank(module, 3, 6, tokens=11)
    same = start_future_rank(lambda x: module.layer(torch.as_tensor(x @ table))[0], 3, 6, 11)
    assert found.spectrum.values == pytest.approx(same.spectrum.values, abs=1e-12 * same.spectrum.values[0])
    ids = np.random.default_rng(0).integers(11, size=(9, 3))
    assert start_future_rank(module, 3, 6, starts=ids, ends=ids).spectrum.rows == 9
    assert start_future_rank(module, 3, 6).spectrum == found.spectrum
    with pytest.raises(TnrnnError, match="token ids from 0 to 10, given 11"):
        start_future_rank(module, 3, 6, starts=ids + 1, ends=ids + 1)


def test_single_precision_has_a_tolerance_of_its_own():
    torch.manual_seed(0)
    module = torch.nn.RNN(3, 5, batch_first=True)
    assert start_future_rank(module, 3, 6).spectrum.tolerance == pytest.approx(4 * 2.0**-23)
    assert start_future_rank(module.double(), 3, 6).spectrum.tolerance == pytest.approx(31 * 2.0**-52)


@pytest.mark.parametrize("precision", [torch.float64, torch.float32, torch.bfloat16])
def test_a_linear_system_has_its_rank_in_every_precision(precision):
    rng = np.random.default_rng(0)
    turn = 0.9 * np.linalg.qr(rng.normal(size=(5, 5)))[0]
    entry, read = rng.normal(size=(5, 2)), rng.normal(size=(2, 5))
    turn, entry, read = (torch.tensor(one).to(precision).T for one in (turn, entry, read))

    def unit(words):
        state, found = torch.zeros(len(words), 5, dtype=precision), []
        for step in torch.tensor(words).to(precision).unbind(1):
            state = state @ turn + step @ entry
            found.append(state @ read)
        return torch.stack(found, 1)

    assert ranks(start_future_rank(unit, 8, 16, 2, sample=Sample("continuous", 64))) == (6, 5)
    blind = start_future_rank(lambda x: torch.sin(torch.tensor(x).to(precision) @ entry), 8, 16, 2)
    assert ranks(blind) == (1, 0)


# Intervals.


def test_intervals_hold_the_estimate_and_are_points_where_all_words_are_taken():
    found = start_future_rank(recurrent(6, 3), 8, 16, 3)
    for interval, spectrum in [(found.interval, found.spectrum), (found.centred_interval, found.centred)]:
        assert interval.low < spectrum.effective_rank < interval.high
    every = start_future_rank(recurrent(6, 3), 3, 6, 3, sample=Sample(count=27))
    assert every.interval == pytest.approx((every.spectrum.effective_rank,) * 2)
    few = start_future_rank(recurrent(6, 3), 8, 16, 3, sample=Sample(count=19))
    assert few.interval is None is few.centred_interval


def test_intervals_of_a_matrix_whose_rank_does_not_vary():
    matrix = np.outer(np.arange(1.0, 31.0), np.ones(40))
    triangles = [triangle(matrix[:, at::10]) for at in range(10)]
    drawn = (Drawn(30), Drawn(40))
    assert entropy_interval(triangles, drawn, center=False, floor=1e-14) == pytest.approx((1.0, 1.0))
    assert entropy_interval(triangles, drawn, center=True, floor=1e-14) == pytest.approx((1.0, 1.0))


# Profiles.


def test_profiles_by_layer_and_split_with_bounds():
    bounds = {"layer 1": 17, "layer 2": {2: 5}}
    found = start_future_profile(recurrent(6, 3), 6, [2, 4], 3, bounds=bounds)
    assert [(row.future.layer, row.future.split, row.bound) for row in found.rows] == [
        ("layer 1", 2, 17), ("layer 2", 2, 5), ("layer 1", 4, 17), ("layer 2", 4, None),
    ]  # fmt: skip
    alone = start_future_rank(recurrent(6, 3), 4, 6, 3)
    assert found.rows[3].future == alone
    told = json.loads(json.dumps(found.to_json()))["rows"]
    assert told[0]["bound"] == "17"
    assert told[3]["bound"] is None
    assert told[3]["centred"]["numerical_rank"] == alone.centred.numerical_rank
    assert len(str(found).splitlines()) == 5
    assert found.rows[0].value("numerical", centred=True) == found.rows[0].future.centred.numerical_rank


def test_plots_have_a_curve_for_each_layer_and_its_bound():
    found = start_future_profile(recurrent(6, 3), 6, [2, 3, 4], 3, bounds={"layer 1": lambda split: 10 * split})
    chart = found.chart()
    assert chart.groups == ("layer 1", "layer 2")
    [bound] = [series for series in chart.series if series.kind == "proved"]
    assert (bound.x, bound.y) == ((2.0, 3.0, 4.0), (20.0, 30.0, 40.0))
    assert [series.kind for series in chart.series].count("measured") == 2
    several = start_future_profile({"a": recurrent(6, 3), "b": recurrent(4, 3)}, 6, [2, 3], 3)
    assert several.chart("numerical", centred=False).groups == ("a", "b")


def test_bounds_beyond_floats_are_shown_as_powers_and_not_plotted():
    found = start_future_profile(np.sin, 4, [1, 2], 2, bounds={"sin": {1: 5, 2: 10**500}})
    assert "1.0e+500" in str(found)
    [bound] = [series for series in found.chart().series if series.kind == "proved"]
    assert bound.y == (5.0,)


def test_profiles_over_a_training(tmp_path):
    stages = [(at, partial(np.cumsum, axis=1) if at else np.sin) for at in (0, 10, 50)]
    found = start_future_profile(stages, 6, [3], 2)
    chart = found.chart("numerical")
    assert chart.x.label == "iteration"
    assert next(series for series in chart.series if series.kind == "measured").x == (0.0, 10.0, 50.0)
    found.save(tmp_path / "training.svg")
    first = (tmp_path / "training.svg").read_bytes()
    found.save(tmp_path / "training.svg")
    assert (tmp_path / "training.svg").read_bytes() == first


def test_checkpoints_of_an_experiment_are_read_from_their_folder(tmp_path):
    from tnrnn.memory import Run, load_stack, train

    run = Run("copy", "gru", 1, delay=2, symbols=1, alphabet=2, budget=300, iterations=2, every=2)
    train(run, folder=tmp_path)
    found = start_future_profile(tmp_path, 6, [3])
    [row] = found.rows
    assert row.name == Path(run.file).stem
    assert row.future.spectrum == start_future_rank(load_stack(tmp_path / run.file)[1], 3, 6).spectrum
    assert [name for name, _ in stages_of([tmp_path / run.file])] == [row.name]


def test_splits_by_default_are_spread_and_within_bounds():
    assert [row.future.split for row in start_future_profile(np.sin, 3, width=2).rows] == [1, 2]
    splits = [row.future.split for row in start_future_profile(np.sin, 40, width=2, sample=Sample(count=2)).rows]
    assert splits == [1, 5, 10, 15, 20, 25, 30, 35, 39]


def test_the_former_profile_reads_the_same_number():
    """`rank_profile` is the uncentred rank of one unit at the last step."""
    torch.manual_seed(0)
    module = torch.nn.GRU(input_size=2, hidden_size=3, batch_first=True)
    before = rank_profile(module, 6, splits=[3], sample=Sample(count=8)).rows[0].spectrum
    now = start_future_rank(module.double(), 3, 6, observe="scalar", sample=Sample(count=8)).spectrum
    assert now.values == pytest.approx(before.values, abs=1e-12 * before.values[0])


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_the_interaction_is_the_same_for_every_multiple_of_a_unit(size):
    unit = {"split": 2, "length": 4, "width": 2, "observe": "scalar"}
    one, other = (start_future_rank(lambda x, by=by: by * np.cumprod(1 + x, axis=1), **unit) for by in (1.0, size))
    assert 0 < one.interaction == pytest.approx(other.interaction)


# Progress and errors.


def test_progress_is_told_to_a_function_or_shown_as_a_bar(monkeypatch, capsys):
    told = []
    start_future_rank(np.sin, 2, 5, 3, progress=lambda *now: told.append(now))
    assert told[-1] == (27, 27)
    told.clear()
    start_future_profile(np.sin, 5, [2, 3], 3, progress=lambda *now: told.append(now))
    assert told == [(1, 2), (2, 2)]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("tnrnn.memory.futures.telling.STEADY", -1.0)
    with Telling(True, 4, "Ends") as tell:
        tell(1)
    bar = capsys.readouterr().err
    assert "1/4 Ends" in bar
    assert bar.endswith("\r\x1b[K")


def test_an_interruption_goes_through():
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        start_future_rank(np.sin, 2, 5, 3, progress=stop)


class Wide:
    """A Following whose answers would not fit in memory; they are never made."""

    names, spacing = ("output",), 2.0**-52

    def begin(self, starts):
        assert len(starts) == 1
        return starts

    def follow(self, begun, rows, ends):
        assert len(ends) == 1
        return [np.broadcast_to(0.0, (*ends.shape[:2], 10**8))]


WORDS = np.zeros((4, 2, 3))

REFUSED = {
    "split": ({"split": 6}, "start_future_rank, split: expected an integer from 1 to 5, given 6"),
    "length": ({"length": 1}, "start_future_rank, length: expected an integer from 2 to"),
    "width": ({"width": None}, "expected width=.., the numbers that this unit reads at each step"),
    "two widths": ({"tokens": 3}, "expected either width or tokens"),
    "observe": ({"observe": "futur"}, "did you mean 'future'"),
    "channel": ({"observe": "scalar", "channel": 3}, "channel: expected an integer from 0 to 2, given 3"),
    "tolerance": ({"tolerance": 1.5}, "at least 0 and below 1"),
    "sample": ({"sample": 64}, "start_future_rank, sample: expected a Sample"),
    "starts": ({"starts": WORDS}, "both and no sample, or neither"),
    "starts of other length": ({"starts": WORDS, "ends": WORDS}, "ends: expected values (number, 4, width)"),
    "ragged": ({"starts": [[[1.0], [2.0]], [[1.0]]], "ends": WORDS}, "start_future_rank, starts"),
    "words": ({"starts": WORDS + np.nan, "ends": np.zeros((4, 4, 3))}, "expected finite numbers"),
    "widths": ({"starts": WORDS, "ends": np.zeros((4, 4, 2))}, "inputs as in starts"),
    "reading": ({"reading": "output"}, "expected a Reading"),
    "a device beside": ({"unit": Wide(), "device": "cpu"}, "reading and device: expected none beside a Following"),
    "progress": ({"progress": "yes"}, "progress: expected a function, True, False or None"),
    "unit without steps": ({"unit": lambda x: x[:, -1]}, "expected an array of shape"),
    "not a unit": ({"unit": 3}, "a torch module, or a function"),
    "not causal": ({"unit": lambda x: x[:, ::-1]}, "it also reads backwards"),
    "memory": ({"unit": Wide()}, "numbers; take fewer sequences or steps"),
    "nan": ({"unit": lambda x: np.where(x.sum() > 10, np.nan, x)}, "finite numbers"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_in_one_line(name):
    given, words = REFUSED[name]
    how = {"unit": lambda x: x, "split": 2, "length": 6, "width": 3} | given
    with pytest.raises(TnrnnError) as error:
        start_future_rank(**how)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"splits": [9]}, "start_future_profile, split"),
        ({"splits": []}, "at least one split"),
        ({"splits": 3}, "splits, as integers"),
        ({"units": {}}, "at least one unit"),
        ({"units": [np.sin]}, "pairs (name, unit)"),
        ({"units": [("a", np.sin), ("a", np.cos)]}, "units of different names"),
        ({"units": "no-such-checkpoint.pt"}, "cannot be read"),
        ({"bounds": 3}, "a mapping from names to bounds"),
    ],
)
def test_bad_input_of_profiles(given, words):
    with pytest.raises(TnrnnError) as error:
        start_future_profile(**({"units": np.sin, "length": 6, "splits": [3], "width": 2} | given))
    assert words in str(error.value)


class Forgetful:
    """A Following that answers with too few channels after the first call."""

    names, spacing, calls = ("output",), 2.0**-52, 0

    def begin(self, starts):
        return starts

    def follow(self, begun, rows, ends):
        self.calls += 1
        return [np.ones((*ends.shape[:2], 3 if self.calls == 1 else 2))]


def test_a_unit_that_changes_its_channels_is_refused():
    with pytest.raises(TnrnnError, match="answers: expected shapes"):
        start_future_rank(Forgetful(), 2, 6, 3)


def test_a_folder_without_checkpoints_is_refused(tmp_path):
    with pytest.raises(TnrnnError, match="a folder with checkpoints"):
        start_future_profile(tmp_path, 6)


def test_results_are_values():
    one, two = (start_future_rank(np.sin, 2, 5, 3) for _ in range(2))
    assert one == two
    assert replace(one, split=3) != two
    assert os.linesep not in one.layer
