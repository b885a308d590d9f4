"""Effective Start-End ranks, from the definitions and the bounds."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from needs_torch import torch

from tnrnn import Partition, TnrnnError, evaluate, rac, random_weights, separation_rank
from tnrnn.memory import CELLS, stack
from tnrnn.memory.spectra import sampled
from tnrnn.memory.spectra.last_values import readings
from tnrnn.memory.spectra.rank_profiles import rank_profile
from tnrnn.memory.spectra.sampled import Spectrum, start_end_spectra, start_end_spectrum
from tnrnn.memory.units import samples
from tnrnn.memory.units.samples import Sample
from tnrnn.upper import least_upper

FIGURES = ("effective", "entropy", "stable", "numerical")


def drawn(rows, cols, split, length, seed=0, *, width=2):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, split, width)), rng.normal(size=(cols, length - split, width))


class Stacked(torch.nn.Module):
    """A stack as tnrnn.training.cells has it, of torch's own cells."""

    def __init__(self, layers, hidden=5, inputs=2, seed=0):
        super().__init__()
        self.inputs, self.hidden, self.layers = inputs, hidden, layers
        widths = [inputs] + [hidden] * (layers - 1)
        self.cells = torch.nn.ModuleList(torch.nn.RNN(width, hidden, batch_first=True) for width in widths)
        self.readout = torch.nn.Linear(hidden, 3)
        generator = torch.Generator().manual_seed(seed)
        for parameter in self.parameters():
            parameter.data = torch.randn(parameter.shape, generator=generator) / 2

    def states(self, x):
        found = []
        for cell in self.cells:
            x = cell(x)[0]
            found.append(x)
        return found

    def forward(self, x):
        return self.readout(self.states(x)[-1])


def rac_function(circuit, seed=0):
    weights = random_weights(circuit, seed)
    return lambda words: evaluate(circuit, weights, words)[:, 0]


# What is read off singular values.


def test_figures_of_known_singular_values():
    flat = Spectrum((3.0,) * 4, 4, 6, 1e-12)
    assert flat.effective_rank == pytest.approx(4)
    assert flat.normalized_entropy == pytest.approx(1)
    assert (flat.stable_rank, flat.numerical_rank) == (4, 4)
    two = Spectrum((3.0, 1.0), 2, 2, 0.5)
    entropy = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    assert two.entropy == pytest.approx(entropy)
    assert two.effective_rank == pytest.approx(math.exp(entropy))
    assert two.normalized_entropy == pytest.approx(entropy / math.log(2))
    assert two.stable_rank == pytest.approx(10 / 9)
    assert two.numerical_rank == 1


@pytest.mark.parametrize("values", [(), (0.0,), (0.0, 0.0)])
def test_zero_matrices_have_rank_zero(values):
    zero = Spectrum(values, len(values), len(values), 1e-12)
    assert (zero.entropy, zero.normalized_entropy, zero.effective_rank, zero.stable_rank, zero.numerical_rank) == (
        0,
    ) * 5


def test_stable_and_effective_rank_lie_between_one_and_the_rank():
    rng = np.random.default_rng(0)
    for seed in range(20):
        starts, ends = drawn(12, 9, 2, 5, seed=seed)
        rank = int(rng.integers(1, 9))
        left, right = rng.normal(size=(2, rank, 2))
        sum_of_products = separable(left, right, split=2)
        spectrum = start_end_spectrum(sum_of_products, starts, ends)
        assert 1 <= spectrum.stable_rank <= rank * (1 + 1e-9)
        assert 1 <= spectrum.effective_rank <= rank * (1 + 1e-9)


# Functions of known rank.


def separable(left, right, split):
    """Return the sum over r of cos(start . left_r + r) x exp(end . right_r)."""

    def function(words):
        start, end = words[:, :split].sum(axis=1), words[:, split:].sum(axis=1)
        return (np.cos(start @ left.T + np.arange(len(left))) * np.exp(end @ right.T / 4)).sum(axis=1)

    return function


@pytest.mark.parametrize("rank", [1, 2, 3, 5])
def test_a_sum_of_r_separable_terms_has_rank_r(rank):
    left, right = np.random.default_rng(rank).normal(size=(2, rank, 2))
    spectrum = start_end_spectrum(separable(left, right, split=3), *drawn(30, 25, 3, 7))
    assert spectrum.numerical_rank == rank
    assert len(spectrum.values) == 25


@pytest.mark.parametrize("scale", [1.0, -3.0, 1e-150, 1e150])
def test_a_product_has_rank_one_at_every_scale(scale):
    spectrum = start_end_spectrum(lambda words: scale * words.prod(axis=(1, 2)), *drawn(20, 20, 2, 4))
    assert spectrum.numerical_rank == 1
    assert spectrum.effective_rank == pytest.approx(1, abs=1e-9)
    assert spectrum.stable_rank == pytest.approx(1)


def test_a_constant_has_rank_one_and_zero_has_rank_zero():
    words = drawn(4, 5, 1, 2)
    assert start_end_spectrum(lambda x: np.ones(len(x)), *words).numerical_rank == 1
    assert start_end_spectrum(lambda x: np.zeros(len(x)), *words).numerical_rank == 0


def test_equality_of_two_letters_has_full_rank():
    letters = np.eye(6)[:, None, :]
    spectrum = start_end_spectrum(lambda x: (x[:, 0] * x[:, 1]).sum(axis=1), letters, letters)
    assert spectrum.numerical_rank == 6
    assert spectrum.effective_rank == pytest.approx(6)
    assert spectrum.normalized_entropy == pytest.approx(1)


# The matrix.


def test_values_are_those_of_the_matrix_by_definition():
    starts, ends = drawn(7, 5, 2, 5)
    function = rac_function(rac(5, 2, 2, 3))
    matrix = [[function(np.concatenate([start, end])[None])[0] for end in ends] for start in starts]
    expected = np.linalg.svd(np.array(matrix), compute_uv=False)
    assert start_end_spectrum(function, starts, ends).values == pytest.approx(expected)


@pytest.mark.parametrize("batch", [1, 3, 35, 1000])
def test_batches_give_the_same_as_one_go(batch):
    starts, ends = drawn(7, 5, 2, 5)
    sizes = []

    def function(words):
        sizes.append(len(words))
        return np.cos(words).prod(axis=(1, 2)) + words[:, 0, 0] * words[:, 4, 1]

    assert start_end_spectrum(function, starts, ends, batch=batch) == start_end_spectrum(function, starts, ends)
    assert max(sizes[:-1]) <= batch
    assert sum(sizes) == 70


def test_scaling_changes_nothing_but_the_values():
    function, words = rac_function(rac(6, 2, 2, 3)), drawn(15, 12, 3, 6)
    one, other = (start_end_spectrum(lambda x, s=s: s * function(x), *words) for s in (1.0, -1e6))
    for name in ("entropy", "normalized_entropy", "effective_rank", "stable_rank", "numerical_rank"):
        assert getattr(other, name) == pytest.approx(getattr(one, name))


def test_rotations_of_rows_and_columns_change_nothing():
    rng = np.random.default_rng(3)
    matrix = rng.normal(size=(6, 5))
    left, right = np.linalg.qr(rng.normal(size=(6, 6)))[0], np.linalg.qr(rng.normal(size=(5, 5)))[0]
    starts, ends = np.eye(6)[:, None, :], np.eye(5, 6)[:, None, :]

    def of(values):
        return start_end_spectrum(lambda x: values[x[:, 0].argmax(1), x[:, 1].argmax(1)], starts, ends)

    assert of(left @ matrix @ right).values == pytest.approx(of(matrix).values)
    assert of(left @ matrix @ right).effective_rank == pytest.approx(of(matrix).effective_rank)


def test_several_values_in_one_pass():
    words = drawn(8, 8, 2, 4)
    both = start_end_spectra(lambda x: np.stack([x.sum((1, 2)), x.prod((1, 2))], 1), *words)
    assert both[0] == start_end_spectrum(lambda x: x.sum((1, 2)), *words)
    assert both[1] == start_end_spectrum(lambda x: x.prod((1, 2)), *words)


def test_tensors_are_read_and_their_type_decides_the_tolerance():
    words = drawn(8, 6, 2, 4)
    single = start_end_spectrum(lambda x: torch.tensor(x, dtype=torch.float32).prod(2).prod(1), *words)
    double = start_end_spectrum(lambda x: torch.tensor(x, requires_grad=True).prod(2).prod(1), *words)
    assert (single.tolerance, double.tolerance) == (8 * 2.0**-23, 8 * 2.0**-52)
    assert single.numerical_rank == double.numerical_rank == 1
    assert start_end_spectrum(lambda x: x.sum((1, 2)), *words, tolerance=0.999).numerical_rank == 1


# RACs and their bounds.


@pytest.mark.parametrize(
    ("length", "layers", "hidden"), [(4, 1, 2), (6, 1, 3), (4, 2, 2), (6, 2, 2), (5, 2, 3), (4, 3, 2)]
)
@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_no_split_of_an_rac_exceeds_the_bound_and_the_exact_rank(length, layers, hidden, mode):
    circuit = rac(length, layers, 2, hidden)
    function = rac_function(circuit)
    for split in range(1, length):
        partition = Partition.start_end(length, split)
        words = (Sample(mode, 40, steps).words(steps, 2) for steps in (split, length - split))
        rank = start_end_spectrum(function, *words).numerical_rank
        assert 1 <= rank <= separation_rank(circuit, partition, mode).upper
        assert rank <= least_upper(circuit, partition, mode).value


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_one_layer_reaches_theorem_1(hidden):
    words = (Sample().words(3, 2) for _ in range(2))
    assert start_end_spectrum(rac_function(rac(6, 1, 2, hidden)), *words).numerical_rank == hidden


class Arithmetic(torch.nn.Module):
    """A stack of arithmetic layers that normalises nothing."""

    def __init__(self, layers, hidden, inputs, seed=0):
        super().__init__()
        self.inputs, self.hidden, self.layers = inputs, hidden, layers
        generator = torch.Generator().manual_seed(seed)
        shapes = [(hidden, hidden)] * layers + [(hidden, inputs)] + [(hidden, hidden)] * (layers - 1) + [(1, hidden)]
        weights = [torch.randn(shape, generator=generator) / shape[1] ** 0.5 for shape in shapes]
        self.weights = torch.nn.ParameterList(weights)

    def states(self, x):
        found = []
        for layer in range(self.layers):
            below, h, steps = x @ self.weights[self.layers + layer].T, x.new_ones(len(x), self.hidden), []
            for step in range(x.shape[1]):
                h = (h @ self.weights[layer].T) * below[:, step]
                steps.append(h)
            x = torch.stack(steps, dim=1)
            found.append(x)
        return found

    def forward(self, x):
        return self.states(x)[-1] @ self.weights[-1].T


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_profiles_of_racs_stay_below_the_bound_of_every_layer_and_split(mode):
    profile = rank_profile({"deep": Arithmetic(3, 2, 2), "shallow": Arithmetic(1, 3, 2)}, 5, sample=Sample(mode, 40))
    assert len(profile.rows) == 4 * (4 + 2)
    for row in profile.rows:
        assert 1 <= row.spectrum.numerical_rank <= row.bound
        assert row.bound_log2 == pytest.approx(math.log2(row.bound))
    of_layer_1 = {row.bound for row in profile.rows if row.name == "deep" and row.layer == 1}
    assert max(of_layer_1) == 2


def test_the_output_has_the_bound_of_all_layers():
    rows = rank_profile(Arithmetic(2, 2, 3), 6, splits=[3]).rows
    bounds = [least_upper(rac(6, layers, 3, 2), Partition.start_end(6)).value for layers in (1, 2, 2)]
    assert [(row.layer, row.bound) for row in rows] == [(1, bounds[0]), (2, bounds[1]), (0, bounds[2])]


# Modules.


def test_readings_are_the_last_states_and_the_output():
    stack, words = Stacked(2), np.random.default_rng(0).normal(size=(6, 4, 2))
    before = [parameter.clone() for parameter in stack.parameters()]
    found = readings(stack, unit=3, output=2)(words)
    x = torch.tensor(words, dtype=torch.float32)
    expected = [states[:, -1, 3] for states in stack.states(x)] + [stack(x)[:, -1, 2]]
    assert found.dtype == np.float64
    assert found == pytest.approx(torch.stack(expected, 1).detach().numpy(), abs=1e-5)
    assert all(torch.equal(one, other) for one, other in zip(before, stack.parameters(), strict=True))
    assert all(parameter.dtype == torch.float32 for parameter in stack.parameters())


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_modules_of_torch_have_an_output_alone(kind):
    module = getattr(torch.nn, kind)(3, 4, num_layers=2, batch_first=True)
    rows = rank_profile(module, 4, sample=Sample(count=20)).rows
    assert [(row.layer, row.split) for row in rows] == [(0, 1), (0, 2), (0, 3)]
    assert rows[1].bound == least_upper(rac(4, 2, 3, 4), Partition.start_end(4)).value
    assert (rows[0].spectrum.rows, rows[0].spectrum.cols) == (3, 20)


@pytest.mark.parametrize("cell", CELLS)
def test_stacks_of_every_cell_by_layer(cell):
    """Every rank is at most the size of the sample, and that of the RAC of the shape stands beside it."""
    rows = rank_profile(stack(cell, 2, 4, 3, 2), 5, splits=[2, 3], sample=Sample(count=12)).rows
    assert [(row.layer, row.split) for row in rows] == [(1, 2), (1, 3), (2, 2), (2, 3), (0, 2), (0, 3)]
    for row in rows:
        assert 1 <= row.spectrum.effective_rank <= row.spectrum.numerical_rank + 1e-6 <= 10
        layers = row.layer or 2
        assert row.bound == least_upper(rac(5, layers, 3, 4), Partition.start_end(5, row.split)).value


def test_a_network_that_forgets_has_rank_one():
    """The state of the network is a function of the last input alone."""
    module = torch.nn.RNN(2, 3, batch_first=True)
    torch.nn.init.zeros_(module.weight_hh_l0)
    spectra_of = [row.spectrum for row in rank_profile(module, 5, sample=Sample("continuous", 16)).rows]
    assert [spectrum.numerical_rank for spectrum in spectra_of] == [1] * 4


def test_a_linear_network_with_bias_has_rank_two():
    class Linear(torch.nn.Module):
        inputs = 2

        def forward(self, x):
            return x.cumsum(dim=1) + 1

    rows = rank_profile(Linear(), 5, sample=Sample("continuous", 16)).rows
    assert [row.spectrum.numerical_rank for row in rows] == [2] * 4
    assert {row.bound for row in rows} == {None}


def test_dropout_does_not_disturb_and_the_same_call_gives_the_same():
    module = torch.nn.Sequential(torch.nn.Dropout(0.5))
    module.inputs = 2
    one, other = (rank_profile(module, 4, sample=Sample("continuous", 8)) for _ in range(2))
    assert one == other
    assert module.training


class Own(torch.nn.Module):
    inputs = 2

    def __init__(self, batch_first=True, dropped=False):
        super().__init__()
        self.inner, self.dropped = torch.nn.GRU(2, 3, batch_first=batch_first), dropped

    def forward(self, x):
        return torch.nn.functional.dropout(self.inner(x)[0], 0.5, self.dropped)


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (Own(batch_first=False), "its time is the first axis: use batch_first=True, or exchange the axes"),
        (Own(dropped=True), "given other states at the second call"),
    ],
)
def test_modules_that_mix_sequences_or_are_random_are_told_so(module, words):
    one_line(lambda: rank_profile(module, 4), "readings, module", words)
    one_line(lambda: readings(module)(np.ones((3, 4, 2))), "readings, module", words)
    rank_profile(Own(), 4)


def test_a_bidirectional_output_is_a_function_of_start_and_end_like_any_other():
    module = torch.nn.GRU(2, 3, bidirectional=True, batch_first=True)
    assert rank_profile(module, 4, splits=[2]).rows[0].spectrum.numerical_rank > 1


def test_profiles_print_and_have_json():
    profile = rank_profile({"1": Stacked(1), "2": Stacked(2)}, 4, splits=[2], sample=Sample(count=4))
    lines = str(profile).splitlines()
    assert lines[0].split() == ["module", "layer", "split", *FIGURES, "sample", "RAC", "bound"]
    assert [line.split()[:3] for line in lines[1:]] == [
        ["1", "1", "2"], ["1", "output", "2"], ["2", "1", "2"], ["2", "2", "2"], ["2", "output", "2"]
    ]  # fmt: skip
    data = profile.to_json()
    assert data[0]["bound"] == str(profile.rows[0].bound)
    assert [row["layer"] for row in data] == [1, "output", 1, 2, "output"]


def test_bounds_too_large_for_memory_are_logarithms():
    row = rank_profile(Stacked(3, hidden=32, inputs=8), 200, splits=[100], sample=Sample(count=2)).rows[-1]
    assert row.bound_log2 > 100
    assert row.cells[-1] == f"2^{row.bound_log2:.1f}"


# Samples.


@pytest.mark.parametrize(("steps", "width", "number"), [(1, 1, 1), (80, 1, 1), (3, 2, 8), (4, 3, 50), (30, 2, 50)])
def test_one_hot_samples_are_distinct_words(steps, width, number):
    words = Sample(count=50, seed=1).words(steps, width)
    assert words.shape == (number, steps, width)
    assert set(np.unique(words)) <= {0, 1}
    assert (words.sum(axis=2) == 1).all()
    letters = [tuple(word) for word in words.argmax(axis=2).tolist()]
    assert len(set(letters)) == number
    if number == width**steps:
        assert letters == list(itertools.product(range(width), repeat=steps))


def test_starts_and_ends_are_drawn_apart():
    starts, ends = (Sample("continuous", 5).words(3, 2, ends) for ends in (False, True))
    assert not np.isclose(starts, ends).any()


# Mistakes.


def one_line(call, *words):
    with pytest.raises(TnrnnError) as caught:
        call()
    text = str(caught.value)
    assert "\n" not in text
    assert all(word in text for word in words), text


GOOD = np.ones((2, 1, 1))


@pytest.mark.parametrize(
    "bad", [None, "words", np.ones((2, 2)), np.ones((0, 1, 1)), np.ones((10_001, 1, 1)), [[["a"]]]]
)
def test_words_of_other_shapes(bad):
    one_line(lambda: start_end_spectrum(lambda x: x[:, 0, 0], bad, GOOD), "starts", "shape (number, steps, width)")
    one_line(lambda: start_end_spectrum(lambda x: x[:, 0, 0], GOOD, bad), "ends")


def test_widths_that_differ():
    one_line(lambda: start_end_spectrum(lambda x: x[:, 0, 0], GOOD, np.ones((2, 1, 3))), "ends", "width 1")


@pytest.mark.parametrize("answer", [np.ones(3), np.ones((4, 1, 1)), np.ones((4, 0)), 1.0, "x", np.ones(4) * 1j, None])
def test_functions_that_answer_something_else(answer):
    one_line(lambda: start_end_spectrum(lambda x: answer, GOOD, GOOD), "function", "(4,)")


def test_several_values_where_one_is_asked():
    one_line(lambda: start_end_spectrum(lambda x: np.ones((4, 2)), GOOD, GOOD), "for each sequence, given '2 values'")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite(value):
    one_line(lambda: start_end_spectrum(lambda x: x[:, 0, 0] * value, GOOD, GOOD), "finite")


@pytest.mark.parametrize("tolerance", [-1, 1, np.nan, "small"])
def test_tolerances(tolerance):
    one_line(lambda: start_end_spectrum(lambda x: x[:, 0, 0], GOOD, GOOD, tolerance=tolerance), "tolerance")


@pytest.mark.parametrize("batch", [0, 2**27, 1.5])
def test_batches(batch):
    one_line(lambda: start_end_spectrum(lambda x: x[:, 0, 0], GOOD, GOOD, batch=batch), "batch")


def test_sizes_are_checked_before_memory_is_taken(monkeypatch):
    for module in (sampled, samples):
        monkeypatch.setattr(module, "MOST_NUMBERS", 100)
    one_line(
        lambda: start_end_spectrum(lambda x: np.ones(len(x)), np.ones((11, 1, 1)), np.ones((10, 1, 1))), "100", "110"
    )
    one_line(
        lambda: start_end_spectrum(lambda x: np.ones(len(x)), np.ones((1, 60, 1)), np.ones((1, 41, 1))), "100", "101"
    )
    one_line(lambda: Sample(count=10).words(11, 1), "sample", "10 x 11 x 1")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"length": 1}, "length"),
        ({"length": 4, "sample": "continuous"}, "a Sample"),
        ({"length": 4, "splits": [4]}, "split"),
        ({"length": 4, "splits": [0]}, "split"),
    ],
)
def test_arguments_of_profiles(arguments, word):
    one_line(lambda: rank_profile(Stacked(1), **arguments), word)


def test_arguments_of_samples():
    one_line(lambda: Sample("onehot"), "did you mean 'one-hot'")
    for count in (0, 10_001, 2.5):
        one_line(lambda count=count: Sample(count=count), "count", "10000")
    one_line(lambda: Sample(seed=-1), "seed")


def test_modules_that_do_not_fit():
    one_line(lambda: readings("lstm"), "module", "a torch module")
    one_line(lambda: readings(torch.nn.LSTM(2, 3)), "batch_first=True")
    one_line(lambda: rank_profile(torch.nn.Linear(2, 3), 4), "inputs")
    one_line(lambda: readings(Stacked(1), unit=5)(np.ones((1, 2, 2))), "layer 1", "from 0 to 4")
    one_line(lambda: readings(Stacked(1), output=3)(np.ones((1, 2, 2))), "output", "from 0 to 2")
    one_line(lambda: readings(torch.nn.Flatten())(np.ones((1, 2, 2))), "output", "(1, 2, units)")
