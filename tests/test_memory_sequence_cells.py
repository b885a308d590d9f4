"""Cells of sequence models do what their equations say, go on from a state, and, if plain, are their circuits."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from needs_torch import torch

from tnrnn import Partition, TnrnnError, evaluate, separation_rank
from tnrnn.explore.cases.states import state_size
from tnrnn.memory import Sample, memorization, start_future_rank
from tnrnn.models import MODELS
from tnrnn.training import (
    CELLS,
    Run,
    circuit_of,
    hidden_for,
    hidden_for_state,
    may_hold,
    parameters_of,
    plain_circuit,
    stack,
    state_size_of,
    train,
)
from tnrnn.training.cells import kept_of
from tnrnn.training.protocol import checkpoints, training

LAYERS, HIDDEN, INPUTS, OUTPUTS, LENGTH = 2, 3, 4, 2, 6
NEW = CELLS[6:]
PLAIN = tuple(cell for cell in NEW if cell.startswith("plain_"))
TRAINED = tuple(cell for cell in NEW if cell not in PLAIN)
BLOCKS = tuple(cell for cell in TRAINED if cell not in ("transformer", "cp_rnn", "second_order_rnn"))


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def shaken(cell, layers=LAYERS, seed=0, hidden=HIDDEN):
    """A stack in double precision whose every weight has moved, as training would move it."""
    made = stack(cell, layers, hidden, INPUTS, OUTPUTS, seed=seed).double()
    with torch.no_grad():
        for number, parameter in enumerate(made.parameters()):
            parameter.add_(0.2 * normal(*parameter.shape, seed=100 + number))
    return made


def arrays(module):
    return {name: value.detach().numpy() for name, value in module.named_parameters()}


# The equations, in plain loops


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def silu(z):
    return z * sigmoid(z)


def gelu(z):
    return z * (1 + np.vectorize(math.erf)(z / math.sqrt(2))) / 2


def over_rms(x):
    return x / np.sqrt(np.mean(x**2) + 1e-6)


def elu1(z):
    return np.where(z > 0, z + 1, np.exp(z))


def sum_rule(w, us):
    memory, total = 0, 0
    for u in us:
        q, k = elu1(w["W_q"] @ u), elu1(w["W_k"] @ u)
        memory, total = memory + np.outer(w["W_v"] @ u, k), total + k
        yield memory @ q / (total @ q)


def decay_rule(w, us):
    memory = 0
    for u in us:
        memory = sigmoid(w["c"]) * memory + np.outer(w["W_v"] @ u, w["W_k"] @ u / math.sqrt(HIDDEN))
        yield over_rms(memory @ w["W_q"] @ u)


def gated_rule(w, us):
    memory = np.zeros((HIDDEN, HIDDEN))
    for u in us:
        gate = sigmoid(w["c"] + w["C"] @ u) ** (1 / 16)
        memory = memory @ np.diag(gate) + np.outer(w["W_v"] @ u, w["W_k"] @ u / math.sqrt(HIDDEN))
        yield over_rms(memory @ w["W_q"] @ u)


def delta_rule(w, us):
    memory = np.zeros((HIDDEN, HIDDEN))
    for u in us:
        q, k = (part / np.linalg.norm(part) for part in (silu(w["W_q"] @ u), silu(w["W_k"] @ u)))
        memory = memory + sigmoid(w["c"] + w["C"] @ u) * np.outer(w["W_v"] @ u - memory @ k, k)
        yield over_rms(memory @ q)


def mlstm(w, us):
    """Without the scale by which the module keeps exponentials small."""
    memory, total = 0, 0
    for u in us:
        f, i = sigmoid(w["b_f"] + w["F"] @ u), np.exp(w["b_i"] + w["J"] @ u)
        k, q = w["W_k"] @ u / math.sqrt(HIDDEN), w["W_q"] @ u
        memory, total = f * memory + i * np.outer(w["W_v"] @ u, k), f * total + i * k
        yield sigmoid(w["O"] @ u) * (memory @ q) / max(abs(total @ q), 1)


def mlstm_unnormalised(w, us):
    memory = 0
    for u in us:
        f, i = sigmoid(w["b_f"] + w["F"] @ u), sigmoid(w["b_i"] + w["J"] @ u)
        memory = f * memory + i * np.outer(w["W_v"] @ u, w["W_k"] @ u / math.sqrt(HIDDEN))
        yield sigmoid(w["O"] @ u) * (memory @ w["W_q"] @ u)


def selective(w, us):
    h = np.zeros(HIDDEN)
    for u in us:
        f = sigmoid(w["g"] + w["G"] @ u)
        h = f * h + (1 - f) * (w["B"] @ u)
        yield silu(w["D"] @ u) * h if "D" in w else h


def mamba(w, us):
    h = np.zeros((HIDDEN, 8))
    for u in us:
        d, v = np.log1p(np.exp(w["p"] + w["P"] @ u)), silu(w["W"] @ u)
        h = np.exp(-d[:, None] * np.exp(w["A"])) * h + np.outer(d * v, w["B"] @ u)
        yield (h @ (w["C"] @ u) + w["e"] * v) * silu(w["Z"] @ u)


def diagonal(w, us):
    a = np.exp(-np.exp(w["n"]) + 1j * w["w"])
    h = np.zeros(HIDDEN, complex)
    for u in us:
        h = a * h + np.sqrt(1 - abs(a) ** 2) * ((w["B"][0] + 1j * w["B"][1]) @ u)
        yield gelu(((w["C"][0] + 1j * w["C"][1]) @ h).real + w["e"] * u)


MIXERS = {
    "linear_attention": sum_rule,
    "decay_attention": decay_rule,
    "gated_attention": gated_rule,
    "delta_attention": delta_rule,
    "mlstm": mlstm,
    "mlstm_unnormalised": mlstm_unnormalised,
    "selective_ssm": selective,
    "selective_ssm_gated": selective,
    "mamba": mamba,
    "linear_ssm": diagonal,
}


def block(mixer, part, below):
    w = arrays(part)
    us = [w["entry"] @ x for x in below] if "entry" in w else below
    made = mixer(arrays(part.mixer), [over_rms(u) for u in us])
    return [u + w["exit"] @ o for u, o in zip(us, made, strict=True)]


def transformer(part, below):
    w = arrays(part)
    us = [w["entry"] @ x for x in below] if "entry" in w else below

    def turned(x, t):
        pair = x[0] + 1j * x[1]  # of three channels one pair is turned, by the angle t
        pair = pair * np.exp(1j * t)
        return np.array([pair.real, pair.imag, x[2]])

    keys, values, shown = [], [], []
    for t, u in enumerate(us):
        x = over_rms(u)
        keys.append(turned(w["W_k"] @ x, t))
        values.append(w["W_v"] @ x)
        scores = np.array([key @ turned(w["W_q"] @ x, t) for key in keys]) / math.sqrt(HIDDEN)
        weights = np.exp(scores) / np.exp(scores).sum()
        after = u + w["exit"] @ (weights @ np.array(values))
        shown.append(after + w["W_2"] @ gelu(w["W_1"] @ over_rms(after)))
    return shown


def cp(part, below):
    w, h = arrays(part), np.zeros(HIDDEN)
    for u in below:
        h = np.tanh(w["C"] @ ((w["A"] @ h) * (w["D"] @ u)) + w["V"] @ h + w["U"] @ u + w["b"])
        yield h


def second_order(part, below):
    w, h = arrays(part), np.zeros(HIDDEN)
    for u in below:
        h = np.tanh(np.einsum("ijk,j,k->i", w["B"], h, u) + w["V"] @ h + w["U"] @ u + w["b"])
        yield h


OTHERS = {"transformer": transformer, "cp_rnn": cp, "second_order_rnn": second_order}


def test_every_trained_cell_has_its_equations_here():
    assert {*MIXERS, *OTHERS} == {*TRAINED}


@pytest.mark.parametrize("cell", TRAINED)
def test_states_are_those_of_the_equations(cell):
    made, x = shaken(cell), normal(2, LENGTH, INPUTS)
    found = [layer.detach().numpy() for layer in made.states(x)]
    for sequence in range(2):
        below = list(x[sequence].numpy())
        for layer, part in enumerate(made.parts):
            below = list(block(MIXERS[cell], part, below) if cell in MIXERS else OTHERS[cell](part, below))
            np.testing.assert_allclose(found[layer][sequence], np.array(below), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", PLAIN)
def test_plain_stacks_are_their_circuits(cell, layers):
    made, words = shaken(cell, layers), normal(3, 4, INPUTS)
    circuit, weights = plain_circuit(made, 4)
    outputs = made(words)[:, -1].detach().numpy()
    for word, output in zip(words.numpy(), outputs, strict=True):
        assert evaluate(circuit, weights, word) == pytest.approx(output, rel=1e-9, abs=1e-11 * abs(outputs).max())


# States and operators


@pytest.mark.parametrize("cell", CELLS)
def test_step_by_step_and_in_parts_is_the_whole_sequence(cell):
    made, x = shaken(cell), normal(3, LENGTH, INPUTS)
    states, outputs = made.states(x), made(x)
    state = made.begin(3)
    for step in range(LENGTH):
        state, shown = made.step(state, x[:, step])
        torch.testing.assert_close(shown["output"], outputs[:, step], rtol=1e-10, atol=1e-11)
        for own, whole in zip(shown["states"], states, strict=True):
            torch.testing.assert_close(own, whole[:, step], rtol=1e-10, atol=1e-11)
    _, middle = made.run(x[:, :2])
    ends, last = made.run(x[:, 2:], middle)
    torch.testing.assert_close(ends[-1], states[-1][:, 2:], rtol=1e-10, atol=1e-11)
    for one, other in zip(last, state, strict=True):
        for own, stepped in zip(one, other, strict=True):
            torch.testing.assert_close(own, stepped, rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("cell", CELLS)
def test_states_have_as_many_numbers_as_is_said(cell):
    if cell == "transformer":
        with pytest.raises(TnrnnError, match="cell: expected one whose state has a fixed size, given 'transformer'"):
            state_size_of(cell, 1, 4)
        return
    made = shaken(cell)
    count = sum(part[0].numel() for state in made.begin(2) for part in state)
    assert count == state_size_of(cell, LAYERS, HIDDEN)
    numbers = getattr(made.parts[0], "state_numbers", None)
    assert numbers in (None, count // LAYERS)
    if cell in PLAIN:
        origin = circuit_of(cell, LAYERS, HIDDEN, INPUTS, LENGTH)
        assert count == LAYERS * state_size(origin.model, {"heads": 1, **dict(origin.sizes)})
    widest = hidden_for_state(100, cell, LAYERS)
    assert state_size_of(cell, LAYERS, widest) <= 100 < state_size_of(cell, LAYERS, widest + 1)


@pytest.mark.parametrize("cell", [cell for cell in NEW if "rnn" not in cell])
def test_operators_times_values_are_what_the_layer_shows(cell):
    """The values are those that the docstring of the operator names; initial states of plain layers are set to 0."""
    part, x = shaken(cell, layers=1).parts[0], normal(2, LENGTH, INPUTS)
    with torch.no_grad():
        for name, weight in part.named_parameters():
            if name in ("h0", "H0"):
                weight.zero_()
        operator = part.operator(x)
        steps = torch.arange(LENGTH)
        mixer = getattr(part, "mixer", part)
        u = x if cell in PLAIN else x @ part.entry.T
        u = u if cell in PLAIN else u * torch.rsqrt(u.square().mean(-1, keepdim=True) + 1e-6)
        if cell == "linear_ssm":
            assert operator.shape == (2, 1, LENGTH * HIDDEN, LENGTH * HIDDEN)
            made = torch.nn.functional.gelu((operator[:, 0] @ u.flatten(1)[..., None]).view(2, LENGTH, HIDDEN))
        else:
            assert operator.shape == (2, HIDDEN, LENGTH, LENGTH)
            assert (operator[:, :, steps[:, None] < steps] == 0).all()
            matrix = next(getattr(mixer, name) for name in ("W_v", "W_U", "W", "B") if hasattr(mixer, name))
            v = torch.nn.functional.silu(u @ matrix.T) if cell == "mamba" else u @ matrix.T
            made = torch.einsum("bcts,bsc->btc", operator, v)
        if cell in ("decay_attention", "gated_attention", "delta_attention"):
            made = made * torch.rsqrt(made.square().mean(-1, keepdim=True) + 1e-6)
        if cell == "transformer":
            after = x @ part.entry.T + made @ part.exit.T
            shown = after * torch.rsqrt(after.square().mean(-1, keepdim=True) + 1e-6) @ part.W_1.T
            made, shown = after + torch.nn.functional.gelu(shown) @ part.W_2.T, part(x)
        else:
            shown = mixer(u)
        torch.testing.assert_close(made, shown, rtol=1e-9, atol=1e-10)


def test_cells_without_an_operator_say_so():
    with pytest.raises(TnrnnError, match=r"^stack, operators: expected a cell that is a matrix times its inputs"):
        stack("gru", 1, 3, 4, 2).operators(torch.zeros(1, 3, 4))
    assert [tuple(one.shape) for one in shaken("mamba").operators(normal(2, 5, INPUTS))] == [(2, HIDDEN, 5, 5)] * 2


# Sizes, weights and gradients


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", NEW)
def test_parameters_are_counted(cell, layers):
    """Numbers are trainable when a gradient reaches them, and every number of a module is."""
    made = shaken(cell, layers)
    reached = [torch.zeros_like(parameter, dtype=torch.bool) for parameter in made.parameters()]
    for seed in range(2):
        made.zero_grad()
        (made(normal(6, LENGTH, INPUTS, seed=seed)) * normal(6, LENGTH, OUTPUTS, seed=9 + seed)).sum().backward()
        for seen, parameter in zip(reached, made.parameters(), strict=True):
            seen.logical_or_(parameter.grad != 0)
    assert sum(int(seen.sum()) for seen in reached) == parameters_of(cell, layers, HIDDEN, INPUTS, OUTPUTS)
    assert sum(seen.numel() for seen in reached) == parameters_of(cell, layers, HIDDEN, INPUTS, OUTPUTS)


@pytest.mark.parametrize("cell", NEW)
def test_hidden_for_is_the_largest(cell):
    counts = [parameters_of(cell, 2, hidden, 6, 5) for hidden in range(1, 100)]
    assert counts == sorted(set(counts))
    for budget in (counts[0], counts[1] - 1, 2000, counts[20], counts[20] - 1):
        if budget >= counts[0]:
            assert hidden_for(budget, cell, 2, 6, 5) == sum(count <= budget for count in counts)


@pytest.mark.parametrize("cell", NEW)
def test_the_seed_makes_the_weights_and_torch_draws_nothing(cell):
    before = torch.get_rng_state()
    first, again, other = (stack(cell, 2, 4, 3, 2, seed=seed).state_dict() for seed in (1, 1, 2))
    assert torch.equal(before, torch.get_rng_state())
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)


@pytest.mark.parametrize("cell", NEW)
def test_gradients_are_those_of_differences(cell):
    made, x = shaken(cell, hidden=2), normal(1, 3, INPUTS).requires_grad_()
    torch.autograd.gradcheck(made, x)


@pytest.mark.parametrize("cell", TRAINED)
def test_long_sequences_neither_vanish_nor_explode(cell):
    length, layers = 200, 2
    made = stack(cell, layers, 16, 10, 9)
    x = torch.nn.functional.one_hot(normal(4, length, 10).argmax(2), 10).float()
    for layer in made.states(x):
        assert torch.isfinite(layer).all()
        assert 0.05 < layer[:, length // 2 :].square().mean().sqrt() < 20
    targets = torch.randint(9, (4, length), generator=torch.Generator().manual_seed(0))
    torch.nn.functional.cross_entropy(made(x).flatten(0, 1), targets.flatten()).backward()
    for name, parameter in made.named_parameters():
        assert 0 < parameter.grad.norm() < 1e3, name


def test_the_exponential_gate_of_an_mlstm_does_not_overflow():
    made = stack("mlstm", 1, 4, 3, 2).double()
    x = normal(2, 50, 3)
    with torch.no_grad():
        made.parts[0].mixer.b_i.fill_(800.0)  # exp(800) is beyond all floats
        big = made(x)
        made.parts[0].mixer.b_i.fill_(300.0)  # at such sizes n . q is far above 1, and the gate falls out
        assert torch.isfinite(big).all()
        torch.testing.assert_close(big, made(x), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("hidden", "length"), [(16, 20), (8, 60)])
def test_what_a_step_keeps_for_the_gradient_is_about_what_is_said(cell, hidden, length):
    made, seen, batch = stack(cell, 1, hidden, 6, 5), {}, 16

    def kept(tensor):
        storage = tensor.untyped_storage()
        seen[storage.data_ptr()] = storage.nbytes() // 4, tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(kept, lambda tensor: tensor):
        made(normal(batch, length, 6).float())
    weights = sum(parameter.numel() for parameter in made.parameters())
    measured = (sum(numbers for numbers, _ in seen.values()) - weights) / (batch * length)
    assert 0.25 < measured / kept_of(cell, hidden, length) < 3.5


# What may be held and what is held


@pytest.mark.parametrize("layers", [1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize("cell", PLAIN)
def test_the_numerical_rank_of_plain_cells_is_the_exact_one(cell, layers):
    """Where the exact rank is at most 45; samples are more than twice as many."""
    split, length, hidden, inputs = 3, 6, 2, 3
    bound = may_hold(cell, layers, hidden, inputs, length, split).bound
    made = stack(cell, layers, hidden, inputs, 1, seed=5).double()
    sample = Sample("continuous", 100, seed=1)
    found = start_future_rank(made, split, length, sample=sample, progress=False).spectrum.numerical_rank
    if bound.value <= 45:
        origin = circuit_of(cell, layers, hidden, inputs, length)
        circuit = MODELS[origin.model](**dict(origin.sizes))
        half = Partition.start_end(length, split)
        exact = separation_rank(circuit, half, mode="continuous", observe="future")
        assert found == exact.lower <= bound.value
        assert bound.kind == "upper" or bound.value == exact.lower
    else:
        assert 45 < found <= min(100, bound.value)


@pytest.mark.parametrize("cell", ["selective_ssm", "selective_ssm_gated", "mamba", "mlstm_unnormalised"])
def test_one_layer_whose_output_is_affine_in_its_state_holds_no_more_than_it(cell):
    """Also with nonlinear gates, and also where its circuit holds less: k = 1, and one input."""
    made = shaken(cell, layers=1)
    for split in (1, 3):
        bound = may_hold(cell, 1, HIDDEN, INPUTS, LENGTH, split).itself
        assert bound.value == state_size_of(cell, 1, HIDDEN) + 1
        sample = Sample("continuous", 60, seed=1)
        spectrum = start_future_rank(made, split, LENGTH, sample=sample, progress=False).spectrum
        assert 2 <= spectrum.numerical_rank <= bound.value


def test_known_answers_of_what_may_be_held():
    def value(cell, layers=1, observe="future", **keys):
        return may_hold(cell, layers, 2, 3, 8, 4, observe=observe, **keys).bound.value

    assert [value("linear_attention", observe=word) for word in ("scalar", "vector", "future")] == [3, 5, 5]
    assert [value("selective_ssm", observe=word) for word in ("scalar", "vector", "future")] == [3, 3, 3]
    assert [value("linear_ssm"), value("plain_linear_ssm"), value("mamba")] == [5, 3, 17]
    assert value("rac", 2, observe="scalar", mode="one-hot") == value(
        "plain_cp_rnn", 2, observe="scalar", mode="one-hot"
    )
    assert [may_hold(cell, 1, 2, 3, 8).own for cell in ("plain_mamba", "mamba", "lstm")] == [True, False, False]
    assert may_hold("plain_mamba", 2, 2, 3, 8).itself == may_hold("plain_mamba", 2, 2, 3, 8).bound
    assert [may_hold(cell, layers, 2, 3, 8).itself for cell, layers in (("mamba", 2), ("mlstm", 1))] == [None, None]
    large = may_hold("selective_ssm", 1, 4096, 64, 10**6)
    assert (large.bound.kind, large.bound.value, large.bound.status) == ("exact", 4097, "proved")


# Training


def tiny(cell, **changes):
    run = Run("copy", cell, 2, delay=3, symbols=2, alphabet=3, budget=900, iterations=12, batch=4, every=6)
    return replace(run, **changes)


@pytest.mark.parametrize("cell", NEW)
def test_a_run_that_is_stopped_and_goes_on_ends_with_the_same_bits(cell, tmp_path, monkeypatch):
    class StoppedError(Exception):
        pass

    monkeypatch.setattr(checkpoints, "SECONDS", 0.0)
    run = tiny(cell)
    whole = train(run, folder=tmp_path / "whole")
    measure = training._Trainer._measure

    def until_seven(trainer, task, number):
        if number == 7:
            raise StoppedError
        return measure(trainer, task, number)

    monkeypatch.setattr(training._Trainer, "_measure", until_seven)
    with pytest.raises(StoppedError):
        train(run, folder=tmp_path / "stopped")
    monkeypatch.setattr(training._Trainer, "_measure", measure)
    stopped = train(run, folder=tmp_path / "stopped")
    assert {**stopped, "seconds": 0} == {**whole, "seconds": 0}
    assert whole["parameters"] <= 900 < parameters_of(cell, 2, whole["hidden"] + 1, 5, 4)
    one, other = (checkpoints.read_checkpoint(tmp_path / name / run.file).model for name in ("whole", "stopped"))
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


def learnt(cell, layers, steps=300):
    task = memorization(delay=5, symbols=1, alphabet=4)
    made = stack(cell, layers, 16, task.width, task.classes)
    optimizer = torch.optim.RMSprop(made.parameters(), lr=3e-3)
    for number in range(steps):
        batch = task.batch(32, seed=0, number=number)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(made(batch.inputs)[batch.scored], batch.targets[batch.scored]).backward()
        torch.nn.utils.clip_grad_norm_(made.parameters(), 1.0)
        optimizer.step()
    batch = task.batch(500, seed=1)
    return (made(batch.inputs).argmax(2) == batch.targets)[batch.counted].float().mean()


@pytest.mark.slow
@pytest.mark.parametrize("cell", TRAINED)
def test_every_trained_cell_learns_to_recall_the_first_symbol(cell):
    assert learnt(cell, 2) > 0.9


# Mistakes


def refused(call, *given, **keys):
    with pytest.raises(TnrnnError) as error:
        call(*given, **keys)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_mistakes_are_one_line():
    assert refused(stack, "selective_sm", 1, 2, 2, 2).endswith("did you mean 'selective_ssm'?")
    message = "cell: expected the name of a cell, given 'DeltaNet'; did you mean 'delta_attention'?"
    assert refused(Run, "copy", "DeltaNet", 1, 5) == message
    assert refused(hidden_for_state, 3, "lstm", 2) == "state: expected at least 4 for 2 layers of lstm, given 3"
    assert refused(plain_circuit, stack("mamba", 1, 2, 2, 2), 4).startswith("plain_circuit: expected a stack of a cell")
    words = "may_hold: expected at most 20,000 layers x steps x units, where no bound is known in closed form"
    assert refused(may_hold, "lstm", 1, 1000, 4, 100) == f"{words}, given 100,000"
    assert refused(may_hold, "mamba", 1, 4, 4, 8, observe="all").startswith(
        "may_hold, observe: expected scalar, vector"
    )


# The page


def test_the_page_on_cells_has_the_bounds_of_the_library():
    """One layer of each cell, as the script of the page asks for them; measured ranks of plain cells are exact."""
    folder = Path(__file__).parents[1] / "docs"
    page = (folder / "cells.md").read_text(encoding="utf-8")
    with (folder / "experiments" / "cells-exact.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["layers"] == "1"]
    assert [f"plain_{row['cell']}" for row in rows] == [*PLAIN]
    for row in rows:
        bound = may_hold(f"plain_{row['cell']}", 1, 2, 3, 6, 3).bound
        assert (row["bound"], row["kind"], row["status"]) == (str(bound.value), bound.kind, bound.status)
        assert {*row["plain"].split()} == {row["exact"]} == {row["bound"]}
        mark = "=" if bound.kind == "exact" else "&le;"
        assert f"| `{row['cell']}` | 1 | {mark} {bound.value}, {bound.status} (" in page


def test_no_plain_cell_holds_more_than_is_proved_before_or_after_training():
    path = Path(__file__).parents[1] / "docs" / "experiments" / "cells-trained.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["cell"] in PLAIN and row["layers"] == "1"]
    assert [row["cell"] for row in rows] == [*PLAIN]
    for row in rows:
        sizes = (int(row[name]) for name in ("layers", "hidden", "inputs", "length"))
        bound = may_hold(row["cell"], *sizes, mode="one-hot").bound
        assert int(row["random_rank"]) == int(row["trained_rank"]) == bound.value
