"""Cells do what their equations say, count what they train, and train: gradients and states stay of usable size."""

import numpy as np
import pytest
from needs_torch import torch

from tnrnn import TnrnnError, evaluate, from_torch
from tnrnn.memory import hidden_for, memorization, parameters_of, stack

LAYERS, HIDDEN, INPUTS, OUTPUTS, LENGTH = 3, 5, 4, 2, 7
OWN = ("rac", "mi", "orthogonal")
CELLS = ("rnn", "lstm", "gru", *OWN)


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def shaken(cell, layers=LAYERS, seed=0):
    """A stack in double precision whose every weight has moved, as training would move it."""
    made = stack(cell, layers, HIDDEN, INPUTS, OUTPUTS, seed=seed).double()
    with torch.no_grad():
        for number, parameter in enumerate(made.parameters()):
            parameter.add_(0.2 * normal(*parameter.shape, seed=100 + number))
    return made


def modrelu(z, bias):
    return np.sign(z) * np.maximum(abs(z) + bias, 0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gates(weights, below, state, count):
    read = weights["inner.weight_ih_l0"] @ below + weights["inner.bias_ih_l0"]
    kept = weights["inner.weight_hh_l0"] @ state + weights["inner.bias_hh_l0"]
    return np.split(read, count), np.split(kept, count)


def rnn(weights, below, state):
    (read,), (kept,) = gates(weights, below, state[0], 1)
    return (np.tanh(read + kept),)


def lstm(weights, below, state):
    read, kept = gates(weights, below, state[0], 4)
    i, f, g, o = (a + b for a, b in zip(read, kept, strict=True))
    memory = sigmoid(f) * state[1] + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(memory), memory


def gru(weights, below, state):
    (r, z, n), (r_, z_, n_) = gates(weights, below, state[0], 3)
    new, update = np.tanh(n + sigmoid(r + r_) * n_), sigmoid(z + z_)
    return ((1 - update) * new + update * state[0],)


def rac(weights, below, state):
    found = (weights["recurrent"] @ state[0]) * (weights["input.weight"] @ below + weights.get("input.bias", 0))
    return (found / np.sqrt(np.mean(found**2) + 1e-6),)


def mi(weights, below, state):
    a, b1, b2, b = weights["scales"]
    read, kept = weights["input"] @ below, weights["recurrent"] @ state[0]
    return (np.tanh(a * read * kept + b1 * kept + b2 * read + b),)


def orthogonal(weights, below, state):
    return (modrelu(weights["matrix"] @ state[0] + weights["input"] @ below, weights["bias"]),)


STEPS = {"rnn": rnn, "lstm": lstm, "gru": gru, "rac": rac, "mi": mi, "orthogonal": orthogonal}


def arrays(part):
    found = {name: value.detach().numpy() for name, value in part.named_parameters()}
    if isinstance(getattr(part, "recurrent", None), torch.nn.Module):
        found["matrix"] = part.recurrent.weight.detach().numpy()
    return found


@pytest.mark.parametrize("cell", CELLS)
def test_states_are_those_of_the_equations(cell):
    made, x = shaken(cell), normal(2, LENGTH, INPUTS)
    found = [layer.detach().numpy() for layer in made.states(x)]
    assert len(found) == LAYERS
    for sequence in range(2):
        below = x[sequence].numpy()
        for layer, part in enumerate(made.parts):
            weights, states = arrays(part), []
            state = (np.full(HIDDEN, float(cell == "rac")),) * 2
            for vector in below:
                state = STEPS[cell](weights, vector, state)
                states.append(state[0])
            below = np.array(states)
            np.testing.assert_allclose(found[layer][sequence], below, rtol=1e-9, atol=1e-11)
        said = below @ made.readout.weight.detach().numpy().T + made.readout.bias.detach().numpy()
        np.testing.assert_allclose(made(x)[sequence].detach().numpy(), said, rtol=1e-9, atol=1e-11)


def test_one_arithmetic_layer_is_a_circuit_up_to_a_positive_number():
    made, x = shaken("rac", layers=1), normal(LENGTH, INPUTS)
    own = arrays(made.parts[0])
    state = {
        "W_I.0": np.column_stack([own["input.weight"], own["input.bias"]]),
        "W_H.0": own["recurrent"],
        "h0.0": np.ones(HIDDEN),
        "W_O": made.readout.weight.detach().numpy(),
    }
    exact = evaluate(*from_torch(state, LENGTH), np.column_stack([x.numpy(), np.ones(LENGTH)]))
    ratios = (made(x[None])[0, -1] - made.readout.bias).detach().numpy() / exact
    assert (ratios > 0).all()
    assert ratios == pytest.approx(ratios[0], rel=1e-9)


def test_the_recurrent_matrix_stays_orthogonal():
    made = shaken("orthogonal")
    optimizer = torch.optim.RMSprop(made.parameters(), lr=0.05)
    for number in range(20):
        optimizer.zero_grad()
        made(normal(3, LENGTH, INPUTS, seed=number)).square().mean().backward()
        optimizer.step()
    for part in made.parts:
        matrix = part.recurrent.weight
        error = matrix @ matrix.T - torch.eye(HIDDEN, dtype=torch.float64)
        assert error.abs().max() < 1e-5  # it started in single precision


@pytest.mark.parametrize("cell", CELLS)
def test_the_orthogonal_matrix_is_made_once_a_forward_pass(cell, monkeypatch):
    solved = []
    solve = torch.linalg.solve
    monkeypatch.setattr(torch.linalg, "solve", lambda *given: (solved.append(1), solve(*given))[1])
    stack(cell, LAYERS, HIDDEN, INPUTS, OUTPUTS)(torch.zeros(2, 50, INPUTS))
    assert len(solved) <= LAYERS


@pytest.mark.parametrize("cell", OWN)
def test_gradients_are_those_of_differences(cell):
    made, x = shaken(cell, layers=2), normal(2, 3, INPUTS).requires_grad_()
    torch.autograd.gradcheck(made, x)


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("cell", CELLS)
def test_parameters_are_counted(cell, layers):
    """Numbers are trainable when a gradient reaches them; of a skew matrix that is what stands below the diagonal."""
    made = shaken(cell, layers)
    reached = [torch.zeros_like(parameter, dtype=torch.bool) for parameter in made.parameters()]
    for seed in range(3):
        made.zero_grad()
        (made(normal(6, LENGTH, INPUTS, seed=seed)) * normal(6, LENGTH, OUTPUTS, seed=9 + seed)).sum().backward()
        for seen, parameter in zip(reached, made.parameters(), strict=True):
            seen.logical_or_(parameter.grad != 0)
    assert sum(int(seen.sum()) for seen in reached) == parameters_of(cell, layers, HIDDEN, INPUTS, OUTPUTS)


@pytest.mark.parametrize("layers", [1, 2, 4])
@pytest.mark.parametrize("cell", CELLS)
def test_hidden_for_is_the_largest(cell, layers):
    counts = [parameters_of(cell, layers, hidden, 6, 5) for hidden in range(1, 60)]
    assert counts == sorted(set(counts))
    for budget in (counts[0], counts[1] - 1, 1000, 2000, counts[20], counts[20] - 1):
        if budget >= counts[0]:
            assert hidden_for(budget, cell, layers, 6, 5) == sum(count <= budget for count in counts)
    with pytest.raises(TnrnnError, match=f"^budget: expected at least {counts[0]}"):
        hidden_for(counts[0] - 1, cell, layers, 6, 5)


@pytest.mark.parametrize("cell", CELLS)
def test_the_seed_makes_the_weights_and_torch_draws_nothing(cell):
    before = torch.get_rng_state()
    first, again, other = (stack(cell, 2, 4, 3, 2, seed=seed).state_dict() for seed in (1, 1, 2))
    assert torch.equal(before, torch.get_rng_state())
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)
    made = stack(cell, 2, 4, 3, 2, seed=2)
    made.load_state_dict(first)
    x = torch.ones(1, 3, 3)
    assert torch.equal(made(x), stack(cell, 2, 4, 3, 2, seed=1)(x))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("kind", ["symbols", "signal"])
def test_long_sequences_neither_vanish_nor_explode(cell, kind):
    length, layers = 200, 3
    made = stack(cell, layers, 32, 10, 9)
    given = normal(8, length, 10).float()
    x = torch.nn.functional.one_hot(given.argmax(2), 10).float() if kind == "symbols" else given
    states = made.states(x)
    for layer in states:
        size = layer[:, length // 2 :].square().mean().sqrt()
        assert torch.isfinite(layer).all()
        assert 0.05 < size < 20
    targets = torch.randint(9, (8, length), generator=torch.Generator().manual_seed(0))
    torch.nn.functional.cross_entropy(made(x).flatten(0, 1), targets.flatten()).backward()
    for name, parameter in made.named_parameters():
        assert torch.isfinite(parameter.grad).all(), name
        assert 1e-4 < parameter.grad.norm() < 1e3, name


@pytest.mark.parametrize("cell", ["rac", "orthogonal"])
def test_gradients_reach_the_first_of_200_steps(cell):
    x = normal(4, 200, 10).float().requires_grad_()
    stack(cell, 3, 32, 10, 9)(x)[:, -1].sum().backward()
    assert 1e-6 < x.grad[:, 0].norm() < 1e3


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_learns_to_recall_the_first_symbol(cell, layers):
    task = memorization(delay=5, symbols=1, alphabet=4)
    made = stack(cell, layers, 16, task.width, task.classes)
    optimizer = torch.optim.RMSprop(made.parameters(), lr=3e-3)
    for number in range(300):
        batch = task.batch(32, seed=0, number=number)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(made(batch.inputs)[batch.scored], batch.targets[batch.scored]).backward()
        torch.nn.utils.clip_grad_norm_(made.parameters(), 1.0)
        optimizer.step()
    batch = task.batch(500, seed=1)
    right = (made(batch.inputs).argmax(2) == batch.targets)[batch.counted].float().mean()
    assert right > 0.9 > 2 * task.baseline_accuracy


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("orthogonl", 1, 2, 2, 2), "did you mean 'orthogonal'"),
        ((None, 1, 2, 2, 2), "plain_cp_rnn or plain_second_order_rnn, given None"),
        (("rnn", 0, 2, 2, 2), "layers: expected an integer from 1"),
        (("rnn", 1, True, 2, 2), "hidden: expected an integer"),
        (("rnn", 1, 2, 2.5, 2), "inputs: expected an integer"),
        (("rnn", 1, 2, 2, -1), "outputs: expected an integer"),
        (("lstm", 1000, 65536, 2, 2), "stack: expected at most 268,435,456 trainable numbers"),
    ],
)
def test_bad_sizes_are_refused_in_one_line(given, message):
    with pytest.raises(TnrnnError) as error:
        stack(*given)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("shape", [(2, 5), (2, 5, 3), (2, 0, 4)])
def test_inputs_of_another_shape_are_refused(shape):
    with pytest.raises(TnrnnError, match=r"^stack: expected inputs of shape \(batch, T, 4\)"):
        stack("rac", 1, 3, 4, 2)(torch.zeros(shape))
