"""Every architecture against a plain loop of its formulas, its network against its value, its bounds and its rank."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from small_models import model_of_size

from tnrnn.basics.errors import TnrnnError
from tnrnn.cuts.mincut import min_cut
from tnrnn.homogeneous import Homogeneous
from tnrnn.models import (
    MODELS,
    Wiring,
    conv_ac,
    cp_rnn,
    gru,
    lstm,
    mi_rnn,
    rac,
    racs,
    recurrent,
    second_order_rnn,
    tensor_train_lm,
)
from tnrnn.networks.builder import Builder
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll
from tnrnn.ranks.rank import separation_rank
from tnrnn.upper import upper_bounds
from tnrnn.values.contraction import contract
from tnrnn.values.evaluation import evaluate, random_weights

SIZES = (4, 2, 3, 2)  # T, L, M, R
CASES = [(3, 1, 2, 3), SIZES]


def exact(circuit, seed=0):
    """Integer weights, and inputs, as arrays of Python's integers."""
    weights = {name: array.astype(object) % 19 - 9 for name, array in random_weights(circuit, seed, 101).items()}
    weights |= {name: np.array(value, dtype=object) for name, value in circuit.fixed if name not in circuit.maps}
    rng = np.random.default_rng(seed)
    x = rng.integers(-3, 4, (len(circuit.inputs), circuit.inputs[0].dim)).astype(object)
    return weights, x


def layers_of(step, states, w, x, depth):
    """Run a stack: `step(w, layer, input, states)` gives the new states of a layer, the first its output."""
    held = [[w[f"{stem}[0,{layer}]"] for stem in ("h", "c")[:states]] for layer in range(1, depth + 1)]
    for u in x:
        for layer in range(1, depth + 1):
            held[layer - 1] = step(lambda name, at=layer: w[f"{name}[{at}]"], u, held[layer - 1])
            u = held[layer - 1][0]  # noqa: PLW2901
    return w["W_O"] @ held[-1][0]


def second_order_step(w, u, states):
    return [np.array([states[0] @ w("B")[i] @ u for i in range(len(w("B")))], dtype=object)]


def cp_step(w, u, states):
    return [w("C") @ ((w("A") @ states[0]) * (w("D") @ u))]


def mi_step(w, u, states):
    recurrent_part, incoming = w("U") @ states[0], w("W") @ u
    return [w("a") * incoming * recurrent_part + w("b1") * recurrent_part + w("b2") * incoming + w("b")]


def lstm_step(w, u, states):
    h, c = states
    i, f, o, g = (w(f"W_{name}") @ u + w(f"U_{name}") @ h + w(f"b_{name}") for name in "ifog")
    new = f * c + i * g
    return [o * new, new]


def gru_step(w, u, states):
    (h,) = states
    z, r = (w(f"W_{name}") @ u + w(f"U_{name}") @ h + w(f"b_{name}") for name in "zr")
    n = w("W_n") @ u + w("b_n") + r * (w("U_n") @ h + w("d"))
    return [(1 - z) * n + z * h]


def rac_step(w, u, states):
    return [(w("W_H") @ states[0]) * (w("W_I") @ u)]


STEPS = [
    (rac, rac_step, 1),
    (second_order_rnn, second_order_step, 1),
    (cp_rnn, cp_step, 1),
    (mi_rnn, mi_step, 1),
    (lstm, lstm_step, 2),
    (gru, gru_step, 1),
]


@pytest.mark.parametrize("sizes", CASES)
@pytest.mark.parametrize(("model", "step", "states"), STEPS)
def test_recurrent_networks_are_their_formulas(model, step, states, sizes):
    for outputs in (1, 2):
        circuit = model(*sizes, outputs=outputs)
        w, x = exact(circuit)
        assert evaluate(circuit, w, x).tolist() == layers_of(step, states, w, x, sizes[1]).tolist()


def test_tensor_train():
    circuit = tensor_train_lm(5, 1, 3, 2, outputs=2)
    w, x = exact(circuit)
    h = w["h[0,1]"]
    for u in x:
        h = np.array([h @ w["G"][i] @ u for i in range(2)], dtype=object)
    assert evaluate(circuit, w, x).tolist() == (w["W_O"] @ h).tolist()
    with pytest.raises(TnrnnError, match="layers: expected 1"):
        tensor_train_lm(5, 2, 3, 2)


@pytest.mark.parametrize(
    ("length", "depth", "window", "stride"), [(8, 3, 2, 2), (9, 2, 3, 3), (7, 2, 3, 2), (6, 3, 2, 1)]
)
@pytest.mark.parametrize("shared", [True, False])
def test_conv_ac(length, depth, window, stride, shared):
    circuit = conv_ac(length, depth, 2, 3, window=window, stride=stride, shared=shared)
    w, x = exact(circuit)
    line = list(x)
    for layer in range(1, depth + 1):
        maps = [w[f"W[{layer}]"] if shared else w[f"W[{place},{layer}]"] for place in range(1, len(line) + 1)]
        mapped = [m @ v for m, v in zip(maps, line, strict=True)]
        starts = range(0, len(line) - window + 1, stride)
        line = [np.prod(np.array(mapped[at : at + window], dtype=object), axis=0) for at in starts]
    value = w["W_O"] @ np.prod(np.array(line, dtype=object), axis=0)
    assert evaluate(circuit, w, x).tolist() == value.tolist()
    assert (max(circuit.copies[vertex.name] for vertex in circuit.inputs) == 1) == (stride == window)


@pytest.mark.parametrize("cell", ["rac", "mi_rnn"])
def test_skips_over_layers_and_time(cell):
    step = {"rac": rac_step, "mi_rnn": mi_step}[cell]
    length, depth = 5, 2
    circuit = recurrent(cell, (length, depth, 3, 2), wiring=Wiring(layer_skips=True, time_skip=2))
    w, x = exact(circuit)
    lines = list(x)
    for layer in range(1, depth + 1):
        h, made = w[f"h[0,{layer}]"], []
        for place, u in enumerate(lines):
            taken = h + made[place - 2] if place >= 2 else h
            (h,) = step(lambda name, at=layer: w[f"{name}[{at}]"], u, [taken])
            made.append(h)
        below = [w["P"] @ u for u in lines] if layer == 1 else lines
        lines = [one + two for one, two in zip(made, below, strict=True)]
    assert evaluate(circuit, w, x).tolist() == (w["W_O"] @ lines[-1]).tolist()


def test_both_directions():
    length = 4
    circuit = recurrent("rac", (length, 2, 3, 2), wiring=Wiring(bidirectional=True))
    w, x = exact(circuit)

    def run(lines, layer, way):
        h, made = w[f"h{way}[{length + 1 if way else 0},{layer}]"], []
        for u in reversed(lines) if way else lines:
            h = (w[f"W_H{way}[{layer}]"] @ h) * (w[f"W_I{way}[{layer}]"] @ u)
            made.append(h)
        return made[::-1] if way else made

    ahead, back = run(list(x), 1, ""), run(list(x), 1, "<")
    joint = [w["F[1]"] @ one + w["B[1]"] @ two for one, two in zip(ahead, back, strict=True)]
    value = w["W_O"] @ run(joint, 2, "")[-1] + w["W_O<"] @ run(joint, 2, "<")[0]
    assert evaluate(circuit, w, x).tolist() == value.tolist()


ALL = [(name, 1 if name == "tensor_train_lm" else 2) for name in MODELS]


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize(("name", "depth"), ALL)
def test_unrolled_networks_have_the_circuits_value(name, depth, mode):
    """With sums only the smallest: their unfoldings are large."""
    length = 2 if name in ("lstm", "gru") else 4
    circuit = model_of_size(name, length, min(depth, 1) if length == 2 else depth, 2, 2)
    w, x = exact(circuit)
    made = Homogeneous(circuit, mode)
    network = unroll(circuit, mode)
    free = made.weights(w)
    if mode == "continuous":
        assert contract(network, free, made.points(x)).tolist() == evaluate(circuit, w, x).tolist()
        return
    tensor = contract(network, free)
    for word in itertools.product(range(2), repeat=length):
        assert tensor[word].tolist() == evaluate(circuit, w, np.eye(2, dtype=int)[list(word)]).tolist()


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize(("name", "depth"), ALL)
def test_no_bound_lies_below_the_rank(name, depth, mode):
    length = 2 if name in ("lstm", "gru") else 4
    circuit = model_of_size(name, length, depth, 2, 2)
    half = Partition.start_end(length)
    certificate = separation_rank(circuit, half, mode, limit=3_000)
    for bound in upper_bounds(circuit, half, mode):
        assert bound.value is None or certificate.lower <= bound.value, bound
    assert certificate.verify()


def test_conv_ac_of_powers_of_one_integer_reaches_the_min_cut():
    """Unshared weights: the generic rank is the min-cut where all dimensions are powers of one integer."""
    for inputs, hidden in ((2, 2), (2, 4), (4, 2), (4, 8)):
        circuit = conv_ac(4, 2, inputs, hidden, shared=False)
        for near in ([1, 2], [1, 3], [1], [1, 4]):
            split = Partition(near=near, far=[t for t in range(1, 5) if t not in near])
            cut = min_cut(circuit, split, "continuous")
            assert separation_rank(circuit, split, "continuous").lower == cut.value, (inputs, hidden, near)


def shared_case(shared):
    """ConvAC over four inputs of width 2: eight channels, then four."""
    build = Builder()
    x = [build.input(t, 2) for t in range(1, 5)]
    u = [build.linear("W1" if shared else f"W1{t}", v, 8) for t, v in enumerate(x)]
    pairs = [build.product(u[0], u[1]), build.product(u[2], u[3])]
    v = [build.linear("W2" if shared else f"W2{t}", p, 4) for t, p in enumerate(pairs)]
    return build.circuit(build.linear("W3", build.product(*v), 1))


def test_shared_weights_may_fall_below_the_min_cut_of_powers_of_one_integer():
    """(W x_1) * (W x_2) is symmetric in two vectors of two coordinates: three dimensions, where four could pass."""
    across = Partition(near=[1, 2], far=[3, 4])
    ranks = {shared: separation_rank(shared_case(shared), across, "one-hot").lower for shared in (True, False)}
    assert min_cut(shared_case(True), across).value == min_cut(shared_case(False), across).value == 4
    assert ranks == {True: 3, False: 4}


def test_a_builder_prunes_names_and_places():
    build = Builder(M=2, R=3)
    x = build.input(1, "M")
    h = build.linear("W", x, "R")
    build.linear("unused", x, 5)
    circuit = build.circuit(h * h + h)
    assert "unused" not in circuit.parameters
    assert [v.kind for v in circuit.vertices] == ["input", "linear", "product", "sum"]
    assert {v.symbol for v in circuit.vertices} == {"M", "R"}
    assert {v.position for v in circuit.vertices} == {1}


@pytest.mark.parametrize("wiring", [Wiring(), Wiring(layer_skips=True), Wiring(bidirectional=True)])
@pytest.mark.parametrize("name", ["rac", "mi_rnn", "lstm", "gru"])
def test_vertices_of_a_stack_are_counted_before_they_are_made(name, wiring, monkeypatch):
    sizes = (101, 2, 2, 2)
    count = len(recurrent(name, sizes, wiring=wiring).vertices)
    monkeypatch.setattr(racs, "MAX_VERTICES", count)
    assert len(recurrent(name, sizes, wiring=wiring).vertices) == count
    monkeypatch.setattr(racs, "MAX_VERTICES", count - 1)
    monkeypatch.setattr(Builder, "circuit", None)
    with pytest.raises(TnrnnError, match=f"vertices, given length 101 and layers 2, which make about {count:,}"):
        recurrent(name, sizes, wiring=wiring)


def test_vertices_of_convolutions_are_counted_before_they_are_made(monkeypatch):
    count = len(conv_ac(9, 3, 2, 2, window=3, stride=1).vertices)
    monkeypatch.setattr(racs, "MAX_VERTICES", count)
    conv_ac(9, 3, 2, 2, window=3, stride=1)
    monkeypatch.setattr(Builder, "input", None)
    for length, layers, window in ((10**15, 3, 2), (10**6, 10**6, 1)):
        with pytest.raises(TnrnnError, match="length and layers: expected at most"):
            conv_ac(length, layers, 2, 2, window=window)


@pytest.mark.slow
def test_a_circuit_of_420_003_vertices():
    """Anything quadratic would take hours."""
    steps = 60_000
    circuit = rac(steps, 2, 2, 3)
    assert len(circuit.vertices) == 7 * steps + 3
    assert circuit.degree == steps * (steps + 1) // 2
    cut = min_cut(circuit, Partition.start_end(steps), mode="continuous")
    assert cut.minimal
    assert cut.formula == f"M R^{steps // 2}"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Builder(R=0), "dimension R"),
        (lambda: Builder(R=2).input(1, "r"), "builder, dim: expected a number or one of the builder's symbols"),
        (lambda: Builder(R=2).linear("W", "x", 2), "builder: expected a Vector that this builder made, given 'x'"),
        (lambda: Builder(R=2).linear("W", Builder(R=2).input(1, "R"), 2), "a Vector of this builder, not of another"),
        (lambda: recurrent("rca", SIZES), "did you mean 'rac'"),
        (lambda: recurrent("rac", (0, 1, 1, 1)), "length"),
        (lambda: Wiring(time_skip=1), "wiring, time_skip"),
        (lambda: Wiring(bidirectional=1), "wiring, bidirectional: expected True or False"),
        (lambda: conv_ac(7, 2, 2, 2), "expected windows of 2 at stride 2 to cover the 7 positions of layer 1"),
        (lambda: conv_ac(8, 2, 2, 2, window=2, stride=3), "stride"),
        (lambda: conv_ac(4, 2, 2, 2, outputs=None), "outputs: expected an integer from 1 to 1000000000, given None"),
        (lambda: lstm(10**5, 10, 2, 2), "at most 10,000,000 vertices"),
        (lambda: cp_rnn(3, 1, 2, 2, rank=0), "rank"),
    ],
)
def test_mistakes(call, message):
    with pytest.raises(TnrnnError) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
