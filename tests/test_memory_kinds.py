"""Modules of every kind are measured, and agree with a plain loop over all pairs, or are refused in one line."""

import dataclasses
import threading

import kinds_of_modules as kinds
import numpy as np
import pytest
from kinds_of_modules import HIDDEN, TOKENS, WIDTH, nn, recurrent, seeded
from needs_torch import torch

from tnrnn import TnrnnError
from tnrnn.memory import (
    CELLS,
    Probe,
    Reading,
    linear_profile,
    memory_capacity,
    memory_report,
    memory_sheet,
    stack,
    start_end_spectrum,
    start_future_rank,
)
from tnrnn.memory.units import asked, following, tokens_of
from tnrnn.memory.units.arrays import MOST_NUMBERS

SPLIT, LENGTH = 3, 7


def words(tokens=None, count=6, steps=LENGTH, seed=1):
    rng = np.random.default_rng(seed)
    return rng.integers(tokens, size=(count, steps)) if tokens else rng.normal(size=(count, steps, WIDTH))


def looped(answer, starts, ends):
    """Return answer(sequence) at the steps of the End for every pair: a plain loop, one sequence at a time."""
    return np.array([[answer(np.concatenate([start, end]))[len(start) :] for end in ends] for start in starts])


def one_at_a_time(module, read, late=False):
    """Return a function from one sequence to what `read` finds in what the module returns for it."""
    module.eval()
    dtype = next(module.parameters(), torch.zeros(0)).dtype

    def answer(sequence):
        x = torch.as_tensor(sequence)
        x = (x if x.dtype == torch.int64 else x.to(dtype))[None]
        with torch.no_grad():
            found = read(module(x.transpose(0, 1) if late else x))
        return (found[:, 0] if late else found[0]).double().numpy()

    return answer


def agree(unit, answer, layer, spacing=2.0**-23, **keys):
    """Follow all pairs, and compare with a plain loop; and so the rank with an SVD of the whole matrix."""
    found = following(unit, **keys)
    assert found.spacing == spacing
    given = words(found.inputs.tokens)
    starts, ends = given[:4, :SPLIT], given[:, SPLIT:]
    rows, cols = np.divmod(np.arange(24), 6)
    read = found.follow(found.begin(starts), rows, ends[cols])[found.names.index(layer)]
    expected = looped(answer, starts, ends)
    near = 64 * spacing * np.abs(expected).max()
    assert read.reshape(expected.shape) == pytest.approx(expected, abs=near)
    measured = start_future_rank(unit, SPLIT, LENGTH, starts=starts, ends=ends, **keys)
    layers = {one.layer: one for one in measured.layers}
    values = np.linalg.svd(expected.reshape(4, -1), compute_uv=False)
    assert layers[layer].spectrum.values == pytest.approx(values, abs=4 * near * expected.size**0.5)
    return found


@pytest.mark.parametrize("batch_first", [True, False])
@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_torch_recurrent_modules_are_read_by_layer_in_both_layouts(kind, batch_first):
    unit = recurrent(kind, batch_first)
    found = agree(unit, one_at_a_time(unit, lambda out: out[0], late=not batch_first), "layer 2")
    assert (found.names, found.channels, found.reuses) == (("layer 1", "layer 2"), (HIDDEN, HIDDEN), True)
    lower = getattr(nn, kind)(WIDTH, HIDDEN, batch_first=True)
    lower.load_state_dict({name: value for name, value in unit.state_dict().items() if name.endswith("l0")})
    agree(unit, one_at_a_time(lower, lambda out: out[0]), "layer 1")


KINDS = {
    "dictionary": (kinds.InDictionary, lambda out: out["last_hidden_state"], "last_hidden_state", False),
    "dataclass": (kinds.InDataclass, lambda out: out.logits, "logits", False),
    "token ids": (kinds.OfTokens, lambda out: out, "output", False),
    "causal transformer": (lambda: kinds.Transformer(causal=True), lambda out: out, "output", False),
    "causal convolution": (lambda: kinds.Convolution(causal=True), lambda out: out, "output", False),
    "diagonal SSM": (kinds.DiagonalSSM, lambda out: out, "output", True),
    "selective SSM": (kinds.SelectiveSSM, lambda out: out, "output", True),
    "linear attention": (kinds.LinearAttention, lambda out: out, "output", False),
    "cache in a tuple": (kinds.Attention, lambda out: out["hidden_states"][1], "layer 1", True),
    "cache as an object": (lambda: kinds.Attention("object"), lambda out: out["hidden_states"][1], "layer 1", True),
    "cache of one step": (kinds.OneStepCache, lambda out: out["logits"], "logits", True),
}


@pytest.mark.parametrize("kind", KINDS)
def test_modules_agree_with_a_plain_loop_over_pairs(kind):
    make, read, layer, reuses = KINDS[kind]
    unit = seeded(make)
    assert agree(unit, one_at_a_time(unit, read), layer).reuses == reuses


@pytest.mark.parametrize(("dtype", "spacing"), [(torch.bfloat16, 2.0**-7), (torch.float16, 2.0**-10)])
def test_low_precision_is_read_as_floats_and_says_its_spacing(dtype, spacing):
    unit = recurrent("GRU").to(dtype)
    agree(unit, one_at_a_time(unit, lambda out: out[0]), "layer 2", spacing)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: recurrent("GRU", bidirectional=True),
            "expected one that reads forwards, .* given 'bidirectional=True'",
        ),
        (kinds.Dropped, r"the same states for the same sequences, .* it has dropout .* use .eval\(\)"),
        (lambda: kinds.Transformer(causal=False), "do not depend on later steps, .* a causal mask of attention"),
        (
            lambda: kinds.Convolution(causal=False),
            "do not depend on later steps, .* or a convolution padded before the first step alone",
        ),
    ],
)
def test_modules_without_a_memory_of_the_start_are_named(make, message):
    for ask in (following, lambda unit: start_future_rank(unit, SPLIT, LENGTH), lambda unit: asked(unit, Probe(5))):
        with pytest.raises(TnrnnError, match=message) as error:
            ask(seeded(make))
        assert "\n" not in str(error.value)


def test_low_precision_does_not_hide_what_a_module_depends_on():
    """256 spacings of bfloat16 are twice the greatest state, so a copy in single precision is probed."""
    with pytest.raises(TnrnnError, match="do not depend on later steps"):
        following(seeded(kinds.Convolution, causal=False).to(torch.bfloat16))
    with pytest.raises(TnrnnError, match="do not depend on later steps"):
        asked(seeded(kinds.Convolution, causal=False).to(torch.bfloat16), Probe(5))


def test_token_ids_do_not_hide_what_a_module_depends_on():
    class Late(kinds.OfTokens):
        def forward(self, ids):
            return super().forward(ids.flip(1)).flip(1)

    for ask in (following, lambda unit: asked(unit, Probe(5))):
        with pytest.raises(TnrnnError, match="do not depend on later steps"):
            ask(seeded(Late))


# Reuse of states


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_of_a_stack_goes_on_from_its_state(cell):
    unit = stack(cell, 2, HIDDEN, WIDTH, 2).double()
    given = np.eye(WIDTH)[words(WIDTH)]
    for how in (Reading(), Reading(read="output")):
        found, rows = following(unit, reading=how), np.array([3, 1, 0, 2, 2, 1])
        assert found.reuses
        read = found.follow(found.begin(given[:4, :SPLIT]), rows, given[:, SPLIT:])
        whole = found.read(np.concatenate([given[rows, :SPLIT], given[:, SPLIT:]], axis=1))
        for one, two in zip(read, whole, strict=True):
            np.testing.assert_allclose(one, two[:, SPLIT:], atol=1e-10 * np.abs(two).max())


def test_a_stack_of_lstms_goes_on_with_h_and_c():
    unit, given = stack("lstm", 2, HIDDEN, WIDTH, 2), words()
    found = following(unit, reading=Reading(state="h,c"))
    assert (found.channels, found.reuses) == ((2 * HIDDEN, 2 * HIDDEN), True)
    expected = unit.states_and_cells(torch.as_tensor(given, dtype=torch.float32))
    read = found.follow(found.begin(given[:, :SPLIT]), np.arange(6), given[:, SPLIT:])
    for one, two in zip(read, expected, strict=True):
        assert one == pytest.approx(two[:, SPLIT:].detach().numpy(), abs=1e-6)
    assert following(stack("gru", 2, HIDDEN, WIDTH, 2), reading=Reading(state="h,c")).channels == (HIDDEN, HIDDEN)


@pytest.mark.filterwarnings("ignore:LSTM with projections")
@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_cells_of_torch_go_on_and_h_and_c_are_read_by_layer(kind):
    cell = seeded(getattr(nn, f"{kind}Cell"), WIDTH, HIDDEN)
    whole = getattr(nn, kind)(WIDTH, HIDDEN, batch_first=True)
    whole.load_state_dict({f"{name}_l0": value for name, value in cell.state_dict().items()})
    assert agree(cell, one_at_a_time(whole, lambda out: out[0]), "output").reuses
    both = Reading(state="h,c")
    unit = recurrent(kind, proj_size=2) if kind == "LSTM" else recurrent(kind)
    channels = {"LSTM": (2 + HIDDEN, 2 + HIDDEN)}.get(kind, (HIDDEN, HIDDEN))
    found = following(unit, reading=both)
    assert (found.channels, found.reuses) == (channels, True)
    given = words()
    hidden, last = unit(torch.as_tensor(given, dtype=torch.float32))
    read = found.read(given)[1]
    assert read[:, :, : hidden.shape[2]] == pytest.approx(hidden.detach().numpy(), abs=1e-6)
    if kind == "LSTM":
        assert read[:, -1, 2:] == pytest.approx(last[1][1].detach().numpy(), abs=1e-6)


class Register:
    """The last two inputs, as an object of numpy with a state of any form; it cannot be called."""

    inputs = 1

    def __init__(self, form=lambda h: h, back=lambda state: state):
        self.form, self.back = form, back

    def begin(self, batch):
        return self.form(np.zeros((batch, 2)))

    def step(self, state, x):
        h = np.concatenate([x, self.back(state)[:, :1]], axis=1)
        return self.form(h), h


@dataclasses.dataclass
class Held:
    h: np.ndarray
    steps: int = 0


FORMS = {
    "array": (lambda h: h, lambda state: state),
    "nested": (lambda h: {"a": [(h[:, :1], None), 3], "b": h[:, 1:]}, lambda s: np.hstack([s["a"][0][0], s["b"]])),
    "dataclass": (Held, lambda state: state.h),
    "tensor": (torch.as_tensor, lambda state: state.numpy()),
}


@pytest.mark.parametrize("form", FORMS)
def test_states_may_have_any_form(form):
    found = following(Register(*FORMS[form]))
    begun = found.begin(np.array([[[1.0], [2.0]], [[3.0], [4.0]], [[5.0], [6.0]]]))
    for _ in range(2):
        read = found.follow(begun, np.array([2, 0, 2]), np.array([[[7.0]], [[8.0]], [[9.0]]]))
        assert read[0][:, 0].tolist() == [[7, 6], [8, 2], [9, 6]]


def test_the_batch_may_lie_along_another_axis():
    unit = Register(lambda h: h.T.copy(), lambda state: state.T)
    with pytest.raises(TnrnnError, match="3 sequences along axis 0, which is the unit's attribute `batch_axis` or"):
        following(unit)
    unit.batch_axis = 1
    assert following(unit).reuses


def test_a_unit_may_show_states_and_output_and_make_several_steps_at_once():
    calls = []

    class Two:
        inputs = 1

        def begin(self, batch):
            return np.zeros((batch, 1))

        def step(self, state, x):
            state = state + x
            return state, {"states": [state, state**2], "output": state**3}

    class Modular(nn.Module):
        inputs = 1

        def begin(self, batch):
            return torch.zeros(batch, 1)

        def step(self, state, x):
            return state + x, state + x

        def run(self, x, state):
            calls.append(x.shape)
            found = state[:, None] + x.cumsum(1)
            return found, found[:, -1]

        def forward(self, x):
            return x.cumsum(1)

    assert following(Two()).names == ("layer 1", "layer 2")
    assert following(Two(), reading=Reading(read="output")).names == ("output",)
    found = following(Modular())
    calls.clear()
    assert found.follow(found.begin([[[1.0]]]), np.array([0, 0]), np.ones((2, 3, 1)))[0][1, :, 0].tolist() == [2, 3, 4]
    assert calls == [(1, 1, 1), (2, 3, 1)]


class WithoutForward(nn.Module):
    inputs = WIDTH

    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    def begin(self, batch):
        return torch.zeros(batch, HIDDEN)

    def step(self, state, x):
        state = self.cell(x, state)
        return state, state


@pytest.mark.filterwarnings("ignore")
def test_modules_may_be_compiled_have_normed_weights_or_make_steps_alone():
    unit, given = recurrent("GRU"), words()
    expected = following(unit).read(given)
    compiled = following(torch.jit.trace(unit, torch.zeros(2, 5, WIDTH), check_trace=False), WIDTH)
    assert np.allclose(compiled.read(given)[0], expected[1], atol=1e-6)
    assert not compiled.reuses
    normed = nn.utils.parametrizations.weight_norm(recurrent("GRU"), "weight_hh_l1")
    assert following(normed).reuses
    assert all(np.allclose(*pair, atol=1e-6) for pair in zip(following(normed).read(given), expected, strict=True))
    cell = seeded(nn.GRUCell, WIDTH, HIDDEN)
    assert np.array_equal(following(WithoutForward(cell)).read(given)[0], following(cell).read(given)[0])
    unit.lock = threading.Lock()
    with pytest.raises(TnrnnError, match="expected a module that can be copied, given cannot pickle"):
        following(unit)


class Forgetful(kinds.SelectiveSSM):
    """Its steps are not those of its whole sequences."""

    def step(self, state, x):
        (h,), y = super().step(state, x)
        return (0.99 * h,), y

    def forward(self, x):
        state, found = self.begin(len(x)), []
        for at in range(x.shape[1]):
            state, y = super().step(state, x[:, at])
            found.append(y)
        return torch.stack(found, 1)


def test_states_that_give_other_answers_are_an_error_that_says_so():
    with pytest.raises(TnrnnError, match=r"same answers from the states kept .* at step \d of the End; .*reuse=False"):
        following(seeded(Forgetful))
    found = following(seeded(Forgetful), reading=Reading(reuse=False))
    assert not found.reuses


def test_a_cache_for_one_step_at_a_time_is_not_given_several():
    """Also where the difference is small, and where parts of a model in double precision are computed in single."""

    class Slight(kinds.OneStepCache):
        def forward(self, ids, cache=None, use_cache=False):
            found = super().forward(ids, cache, use_cache)
            return found | {"logits": 1 + 1e-5 * found["logits"]}

    class Rough(kinds.Attention):
        def forward(self, ids, past_key_values=None, use_cache=False):
            found = super().forward(ids, past_key_values, use_cache)
            return found | {"hidden_states": tuple(one.float().cos().to(one) for one in found["hidden_states"])}

    for make in (kinds.OneStepCache, Slight):
        assert following(seeded(make)).unit.kind.by_step
        assert following(seeded(make).double()).unit.kind.by_step
    for make in (kinds.Attention, Rough):
        assert not following(seeded(make)).unit.kind.by_step
        assert not following(seeded(make).double()).unit.kind.by_step


@pytest.mark.parametrize("state", ["sum", 1.5, {1, 2}, object()])
def test_a_state_that_is_not_a_tensor_is_refused(state):
    class Odd(Register):
        def step(self, given, x):
            return {"h": state}, x

    with pytest.raises(
        TnrnnError, match=r"memory, state: expected tensors or arrays, .* given '\w+' at state\.h"
    ) as error:
        following(Odd())
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("step", "given"), [(lambda _, x: x, "ndarray"), (lambda *pair: (*pair, 1), "tuple of 3")])
def test_a_step_returns_its_state_and_its_outputs(step, given):
    unit = Register()
    unit.step = step
    with pytest.raises(TnrnnError, match=rf"step: expected a tuple \(state, outputs\), given a {given}"):
        following(unit)


def test_batches_give_the_same_answers_in_the_same_order():
    given = words()
    rows = np.array([3, 1, 0, 2, 2, 1])
    for unit in (recurrent("LSTM"), seeded(kinds.LinearAttention)):
        found = [following(unit, reading=Reading(batch=batch)) for batch in (None, 2)]
        read = [one.follow(one.begin(given[:4, :SPLIT]), rows, given[:, SPLIT:]) for one in found]
        assert all(np.allclose(*pair, atol=1e-6) for pair in zip(*read, strict=True))
        assert np.allclose(found[0].read(given)[0], found[1].read(given)[0], atol=1e-6)
        none = found[0].follow(found[0].begin(given[:4, :SPLIT]), rows[:0], given[:0, SPLIT:])
        assert none[0].shape == (0, LENGTH - SPLIT, HIDDEN)


# What is read


class InLoops(nn.Module):
    """Parts that run at every step, that have time first, and that are convolutions."""

    inputs = WIDTH

    def __init__(self):
        super().__init__()
        self.cell, self.late = nn.LSTMCell(WIDTH, HIDDEN), nn.GRU(HIDDEN, HIDDEN)
        self.conv, self.twice = nn.Conv1d(HIDDEN, 2, 1), nn.Linear(2, 2)

    def forward(self, x):
        state, found = None, []
        for step in x.unbind(1):
            state = self.cell(step, state)
            found.append(state[0])
        late = self.late(torch.stack(found))[0]
        return self.twice(self.twice(self.conv(late.permute(1, 2, 0)).transpose(1, 2)))


def test_parts_of_a_module_are_read_by_name():
    unit, given = seeded(InLoops), words()
    x = torch.as_tensor(given, dtype=torch.float32)
    whole = nn.LSTM(WIDTH, HIDDEN, batch_first=True)
    whole.load_state_dict({f"{name}_l0": value for name, value in unit.cell.state_dict().items()})
    hidden = whole(x)[0]
    late = unit.late(hidden.transpose(0, 1))[0].transpose(0, 1)
    expected = {"cell": hidden, "late": late, "conv": unit.conv(late.transpose(1, 2)).transpose(1, 2)}
    for name, value in expected.items():
        found = following(unit, reading=Reading(read=name))
        assert found.read(given)[0] == pytest.approx(value.detach().numpy(), abs=1e-5)
    with pytest.raises(TnrnnError, match="runs once or at every one of 8 steps, given 'twice', which ran 2 times"):
        following(unit, reading=Reading(read="twice"))
    with pytest.raises(TnrnnError, match=r"reading, read: expected .* given 'latr'; did you mean 'late'"):
        following(unit, reading=Reading(read="latr"))
    with pytest.raises(TnrnnError, match="as only torch modules have parts with names, given 'late'"):
        following(lambda x: x, 2, reading=Reading(read="late"))


def test_entries_are_read_by_name_and_named():
    unit = seeded(kinds.InDictionary)
    assert following(unit, reading=Reading(read="output")).names == ("logits",)
    assert following(unit, reading=Reading(key="last_hidden_state")).channels == (HIDDEN,)
    assert following(lambda x: {"mine": x, "loss": 1.0}, 2).names == ("mine",)
    assert following(seeded(kinds.Attention)).names == ("embedding", "layer 1")
    with pytest.raises(
        TnrnnError, match="reading, key: expected loss, logits or last_hidden_state, given 'logit'; did"
    ):
        following(unit, reading=Reading(key="logit"))
    with pytest.raises(TnrnnError, match="reading, key: expected none, as this unit returns neither"):
        following(lambda x: x, 2, reading=Reading(key="logits"))


def test_outputs_are_projected_by_a_matrix_or_a_function():
    unit, given, matrix = recurrent("RNN"), words(), np.random.default_rng(0).normal(size=(HIDDEN, 2))
    plain = following(unit).read(given)
    for project in (matrix, torch.as_tensor(matrix), lambda layer: layer @ matrix):
        found = following(unit, reading=Reading(project=project))
        assert found.channels == (2, 2)
        assert all(np.allclose(one, two @ matrix) for one, two in zip(found.read(given), plain, strict=True))
    with pytest.raises(TnrnnError, match=r"reading, project: expected a matrix \(4, p\), .* given \(3, 3\)"):
        following(unit, reading=Reading(project=np.eye(3)))
    with pytest.raises(TnrnnError, match="reading, project: expected an array of shape"):
        following(unit, reading=Reading(project=lambda layer: layer[:, -1]))


def test_complex_states_are_read_as_real_and_imaginary_parts():
    read = following(lambda x: torch.as_tensor(x) * (1 + 2j), 1).read(np.ones((1, 2, 1)))
    assert read[0].tolist() == [[[1, 2], [1, 2]]]
    assert following(lambda x: x * (1 + 2j), 1).channels == (2,)


def test_a_module_with_time_first_may_return_a_dictionary():
    class Late(kinds.InDictionary):
        batch_first = False

        def forward(self, x):
            return {
                name: value.transpose(0, 1)
                for name, value in super().forward(x.transpose(0, 1)).items()
                if value is not None
            }

    given = words()
    assert np.allclose(*(following(seeded(make)).read(given)[0] for make in (Late, kinds.InDictionary)), atol=1e-6)


# Token ids, and the indicators


def test_a_module_says_how_many_tokens_it_reads():
    assert [tokens_of(unit) for unit in (kinds.OfTokens(), kinds.Attention(), kinds.OneStepCache())] == [TOKENS] * 3
    assert tokens_of(recurrent("GRU")) is None
    with pytest.raises(TnrnnError, match="memory, tokens: expected at most 7, the unit's vocabulary, given 8"):
        following(kinds.OfTokens(), tokens=8)
    with pytest.raises(TnrnnError, match="expected either width or tokens, given both, 3 and 7"):
        following(kinds.OfTokens(), 3, tokens=7)
    assert following(kinds.OfTokens(), tokens=5).inputs.tokens == 5


def test_indicators_of_a_unit_of_tokens_are_those_of_its_embeddings():
    """A unit that reads ids is the same function as one that reads one-hot symbols and multiplies them by E."""
    unit = seeded(kinds.OfTokens).double()
    table = unit.embedding.weight.detach()

    def by_values(x):
        with torch.no_grad():
            return unit.head(unit.rnn(torch.as_tensor(x) @ table)[0])

    one, two = linear_profile(unit, Probe(5)), linear_profile(by_values, Probe(5, TOKENS))
    assert one.measured == two.measured
    part = linear_profile(unit, Probe(5, reading=Reading(read="rnn")))
    assert (part.units, part.width) == (HIDDEN, TOKENS)
    assert linear_profile(seeded(kinds.InDictionary), Probe(4, sequences=200)).units == HIDDEN
    seen = asked(recurrent("LSTM"), Probe(4, reading=Reading(state="h,c")))
    assert (seen.names, seen.units) == (("layer 1", "layer 2"), (2 * HIDDEN, 2 * HIDDEN))


def test_a_unit_of_tokens_has_no_signals():
    with pytest.raises(TnrnnError, match="a unit that reads values, as signals are numbers; measure symbols") as error:
        memory_capacity(seeded(kinds.OfTokens), Probe(5))
    assert "\n" not in str(error.value)
    with pytest.raises(TnrnnError, match=r"memory_report: expected units that read values, .* given token ids"):
        memory_report(seeded(kinds.OfTokens), probe=Probe(5))
    for ask in (lambda unit: following(unit, 3), lambda unit: asked(unit, Probe(5, 3))):
        with pytest.raises(TnrnnError, match="if it reads token ids, write tokens=7 in place of a width"):
            ask(seeded(kinds.OfTokens))


def test_a_sheet_reads_the_vocabulary_and_the_reading_that_a_unit_and_a_probe_say():
    unit, probe, how = seeded(kinds.OfTokens), Probe(5, lags=1, sequences=200), Reading(read="rnn")
    given = memory_sheet(unit, probe=probe, tokens=TOKENS, reading=how, splits=[2], progress=False).to_json()
    assert given == memory_sheet(unit, probe=probe, reading=how, splits=[2], progress=False).to_json()
    probe = Probe(5, lags=1, sequences=200, tokens=TOKENS, reading=how)
    assert given == memory_sheet(unit, probe=probe, splits=[2], progress=False).to_json()


# Bad input


def fading(x):
    found = np.cumsum(x, axis=1)
    found[:, 5:] = np.nan
    return found


BAD = [
    (lambda x: x[:, -1], {}, r"given \(2, 2\): outputs without steps; return those of every step"),
    (
        lambda x: nn.utils.rnn.pack_sequence(list(torch.as_tensor(x))),
        {},
        "of several lengths; take pad_packed_sequence",
    ),
    (lambda x: [[[1.0]], [[1.0], [2.0]]], {}, "memory, states: expected an array .* given 'list'"),
    (lambda x: {"a": 1, "b": "c"}, {}, r"name its entry by Reading\(key=..\), given 'dict' with a, b"),
    (fading, {}, "memory, states: expected finite numbers, given nan at step 6"),
    (3, {}, "expected a torch module, or a function from sequences to states, given 3"),
    (lambda x: x, {"reading": Reading(device="cpu")}, "reading, device: expected None for a function"),
    (lambda x: x, {"reading": "states"}, "memory, reading: expected a Reading, given 'states'"),
    (lambda x: x, {"reading": Reading(state="h,c")}, "probe, state: expected 'h', or an LSTM"),
]


@pytest.mark.parametrize(("unit", "keys", "message"), BAD)
def test_units_that_cannot_be_measured_say_why_in_one_line(unit, keys, message):
    with pytest.raises(TnrnnError, match=message) as error:
        following(unit, 2, **keys)
    assert "\n" not in str(error.value)


def test_a_width_is_needed_and_a_device_has_to_be_there():
    with pytest.raises(TnrnnError, match=r"memory, width: expected width=.., .* or tokens=.., .* given none"):
        following(lambda x: x)
    assert following(recurrent("GRU"), reading=Reading(device="cpu")).names == ("layer 1", "layer 2")
    for device in ["nonsense"] + ["cuda"] * (not torch.cuda.is_available()):
        with pytest.raises(TnrnnError, match="reading, device: expected a device that torch has here") as error:
            following(recurrent("GRU"), reading=Reading(device=device))
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"read": ""}, "reading, read: expected a name"),
        ({"key": 3}, "reading, key: expected a name, given 3"),
        ({"state": "c"}, "reading, state: expected h or h,c, given 'c'"),
        ({"batch": 0}, "reading, batch: expected an integer from 1"),
        ({"reuse": 1}, "reading, reuse: expected True or False, given 1"),
        ({"project": [1.0, 2.0]}, r"reading, project: expected a matrix \(channels, p\) of finite numbers"),
        ({"project": [[np.nan]]}, "reading, project"),
    ],
)
def test_wrong_readings_are_refused(keys, message):
    with pytest.raises(TnrnnError, match=message):
        Reading(**keys)
    with pytest.raises(TnrnnError, match="probe, reading: expected a Reading, given 'h'"):
        Probe(4, reading="h")
    with pytest.raises(TnrnnError, match="probe, state: expected 'h', as in the reading, given 'h,c'"):
        Probe(4, state="h,c", reading=Reading())


def test_words_are_checked_before_the_unit_runs():
    ran = []
    ids, values = seeded(kinds.OfTokens), lambda x: (ran.append(len(x)), x)[1]
    of_ids, of_values = following(ids), following(values, 2)
    ran.clear()
    for unit, given, message in [
        (of_ids, np.array([[0, 7]]), "memory, starts: expected token ids from 0 to 6, given 7"),
        (of_ids, np.array([[0, -1]]), "memory, starts: expected token ids from 0 to 6, given -1"),
        (of_ids, np.ones((2, 3)), r"token ids, as integers of shape \(number, steps\), given 'float64 of shape"),
        (of_values, np.ones((2, 3, 3)), r"values of shape \(number, steps, 2\), given \(2, 3, 3\)"),
        (of_values, [[[1.0, 2.0]], [[1.0, 2.0]] * 2], "numbers in an array of sequences of one length; pad them"),
        (of_values, np.broadcast_to(0.0, (2**20, 100, 2)), "memory, starts: expected at most 134,217,728 numbers"),
    ]:
        with pytest.raises(TnrnnError, match=message):
            unit.begin(given)
    begun = of_values.begin(np.ones((2, 1, 2)))
    ran.clear()
    with pytest.raises(TnrnnError, match="memory, rows: expected numbers of Starts from 0 to 1"):
        of_values.follow(begun, np.array([2]), np.ones((1, 1, 2)))
    with pytest.raises(TnrnnError, match="memory, rows: expected 1 numbers of Starts, one for each End"):
        of_values.follow(begun, np.array([0, 1]), np.ones((1, 1, 2)))
    wide = following(lambda x: (ran.append(len(x)), np.repeat(x, 64, axis=2))[1], 1)
    begun = wide.begin(np.ones((1, 1, 1)))
    ran.clear()
    count = MOST_NUMBERS // 64 + 1
    with pytest.raises(TnrnnError, match="memory, states: expected at most 134,217,728 numbers"):
        wide.follow(begun, np.zeros(count, dtype=int), np.broadcast_to(0.0, (count, 1, 1)))
    assert not ran


def test_floats_of_more_digits_than_doubles_have_the_spacing_of_doubles():
    """They are read as doubles, so that the rounding of doubles is in every number."""

    def summed(words):
        return np.cumsum(words.astype(np.longdouble) / 3, axis=1)

    assert following(summed, 2).spacing == 2.0**-52
    spectrum = start_end_spectrum(lambda words: summed(words)[:, -1, 0], np.ones((2, 1, 2)), np.ones((2, 1, 2)))
    assert spectrum.tolerance == 2 * 2.0**-52


def test_a_unit_that_changes_its_number_of_channels_is_named():
    growing = lambda x: np.repeat(np.cumsum(x, axis=1), 1 + x.shape[1] // 9, axis=2)  # noqa: E731
    found = following(growing, 2)
    with pytest.raises(TnrnnError, match=r"units of the layers: expected \(2,\) as before, given \(4,\)"):
        found.follow(found.begin(np.ones((1, 8, 2))), np.array([0]), np.ones((1, 2, 2)))


def test_a_module_is_left_as_it_is_and_nothing_is_drawn():
    unit = recurrent("LSTM").to(torch.bfloat16).train()
    before, state = {name: value.clone() for name, value in unit.state_dict().items()}, torch.random.get_rng_state()
    following(unit, reading=Reading(state="h,c"))
    assert unit.training
    assert all(torch.equal(value, before[name]) for name, value in unit.state_dict().items())
    assert torch.equal(state, torch.random.get_rng_state())
