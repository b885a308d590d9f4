"""The explorer in a notebook, seen from Python: what may be set, what follows from it, and what a front end is told."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys

import pytest

import tnrnn
from tnrnn import TnrnnError
from tnrnn.explore import Parameters, shown_models
from tnrnn.explore.serving.answering import DONE
from tnrnn.explore.showing.payloads import answer

if os.environ.get("CI"):
    import anywidget  # noqa: F401
else:
    pytest.importorskip("anywidget", reason="needs the extra `notebook`")

from tnrnn.explore import Explorer

SHOWN = (*Parameters._fields, "view", "type", "theme", "model", "observed", "more", "near", "_own")
WRONG = [
    ("length", 1, "length: expected an integer from 2 to 200, given 1"),
    ("length", 201, "length: expected an integer from 2 to 200, given 201"),
    ("length", True, "length: expected an integer from 2 to 200, given True"),
    ("layers", "2", "layers: expected an integer from 1 to 20, given '2'"),
    ("layers", 2.0, "layers: expected an integer from 1 to 20, given 2.0"),
    ("layers", 3.0, "layers: expected an integer from 1 to 20, given 3.0"),
    ("inputs", 0, "inputs: expected an integer from 1 to 1000, given 0"),
    ("hidden", 1001, "hidden: expected an integer from 1 to 1000, given 1001"),
    ("hidden", False, "hidden: expected an integer from 1 to 1000, given False"),
    ("split", 6, "split: expected an integer from 1 to 5, given 6"),
    ("split", True, "split: expected an integer from 1 to 5, given True"),
    ("mode", "onehot", "mode: expected one-hot or continuous, given 'onehot'; did you mean 'one-hot'?"),
    ("view", "share", "view: expected auto, unrolled, shared, folded or cells, given 'share'; did you mean 'shared'?"),
    ("type", "huge", "type: expected normal or large, given 'huge'"),
    ("length", None, "length: expected an integer from 2 to 200, given None"),
    ("type", None, "type: expected normal or large, given None"),
    ("theme", ["dark"], "theme: expected light or dark, given ['dark']"),
    ("observed", "vectro", "observed: expected scalar, vector or future, given 'vectro'; did you mean 'vector'?"),
    ("more", 5, "more: expected a mapping from the names of sizes to their values, given 5"),
    ("more", {"hidden": 2}, "more, hidden: expected a value of hidden itself, given 2"),
    ("near", 5, "near: expected names of tensors, or None, given 5"),
    ("near", "h[4,2]", "near: expected names of tensors, or None, given 'h[4,2]'"),
    (
        "near",
        ["h[4,9]"],
        "near: expected names of tensors of the unrolled network, given 'h[4,9]'; did you mean 'h[4,2]'?",
    ),
    ("near", [5], "near: expected names of tensors of the unrolled network, given 5"),
    ("near", [["h[4,2]"]], "near: expected names of tensors of the unrolled network, given ['h[4,2]']"),
]
NEAR = {"h[3,2]", "h[2,2]"}
WORDS = "mode, view, type, theme, model, observed, more, near, talk or figure"
NAMES = f"explorer: expected length, layers, inputs, hidden, {WORDS}"
TOO_LARGE = "length times layers: expected at most 1,000, given 2000"
RIGHT = Parameters(2, 1, 2, 2, 1, "one-hot").chosen.to_json()
MODEL_WORDS = ", ".join(shown_models()[:-1]) + f" or {shown_models()[-1]}"
CASES = [
    Parameters(2, 1, 2, 2, 1, "one-hot"),
    Parameters(4, 2, 3, 2, 1, "one-hot"),
    Parameters(6, 2, 2, 3, 3, "one-hot"),
    Parameters(5, 2, 2, 3, 2, "continuous"),
    Parameters(4, 3, 2, 2, 3, "continuous"),
]


def made(parameters, **more):
    return Explorer(**parameters._asdict(), **more)


def state(explorer):
    return {name: getattr(explorer, name) for name in SHOWN}


def own_text(explorer, names):
    """Return the sides as the front end says them."""
    return "".join("1" if tensor.name in names else "0" for tensor in explorer.network.tensors)


def refused(message):
    return pytest.raises(TnrnnError, match=f"^{re.escape(message)}$")


@pytest.fixture
def explorer():
    return Explorer(layers=2, near=NEAR)


# What may be set.


@pytest.mark.parametrize(("name", "value", "message"), WRONG)
def test_wrong_values_are_refused_and_nothing_changes(explorer, name, value, message):
    before = state(explorer)
    with refused(message):
        setattr(explorer, name, value)
    assert state(explorer) == before


@pytest.mark.parametrize(("name", "value", "message"), WRONG)
def test_what_is_set_together_with_a_wrong_value_is_as_it_was(explorer, name, value, message):
    before = state(explorer)
    with refused(message), explorer.hold_trait_notifications():
        explorer.theme = "dark"
        explorer.inputs = 7
        setattr(explorer, name, value)
    assert state(explorer) == before


def test_steps_times_layers_are_bounded_together(explorer):
    before = state(explorer)
    with refused(TOO_LARGE), explorer.hold_trait_notifications():
        explorer.length, explorer.layers = 100, 20
    assert state(explorer) == before
    explorer.length = 100
    with refused(TOO_LARGE):
        explorer.layers = 20
    assert (explorer.length, explorer.layers) == (100, 2)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"lenght": 4}, f"{NAMES}, given 'lenght'; did you mean 'length'?"),
        ({"them": "dark"}, f"{NAMES}, given 'them'; did you mean 'theme'?"),
        ({"split": 6}, "split: expected an integer from 1 to 5, given 6"),
        ({"length": True}, "length: expected an integer of at least 2, given True"),
        ({"layers": False}, "layers: expected an integer from 1 to 20, given False"),
        ({"length": 100, "layers": 20}, TOO_LARGE),
        ({"near": 5}, "near: expected names of tensors, or None, given 5"),
        (
            {"layers": 2, "near": ["h[1,3]"]},
            "near: expected names of tensors of the unrolled network, given 'h[1,3]'; did you mean 'h[1,2]'?",
        ),
    ],
)
def test_mistakes_in_the_constructor(given, message):
    with refused(message):
        Explorer(**given)


def test_near_is_refused_where_the_network_is_too_large_to_be_drawn():
    explorer = Explorer(length=20, layers=3)
    with refused("near: expected None, as the unrolled network has more than 1,000 tensors, given ['h[20,3]']"):
        explorer.near = ["h[20,3]"]
    assert explorer.near is None


# What follows.


def test_a_shorter_length_takes_the_split_along():
    explorer = Explorer(length=8, split=7)
    explorer.length = 5
    assert explorer.split == 4
    explorer.length = 7
    assert explorer.split == 6
    explorer.split = 2
    explorer.length = 9
    assert explorer.split == 2


@pytest.mark.parametrize(("name", "value"), [("layers", 1), ("length", 100)])
def test_near_is_set_aside_where_its_tensors_are_not(explorer, name, value):
    before = getattr(explorer, name)
    setattr(explorer, name, value)
    assert (explorer.near, explorer._own) == (None, "")
    setattr(explorer, name, before)
    assert set(explorer.near) == NEAR


@pytest.mark.parametrize(("name", "value"), [("length", 5), ("length", 3), ("mode", "continuous")])
def test_near_is_kept_where_its_tensors_are(explorer, name, value):
    setattr(explorer, name, value)
    assert set(explorer.near) == NEAR
    assert explorer._own == own_text(explorer, NEAR)


@pytest.mark.parametrize(("name", "value"), [("hidden", 5), ("inputs", 4), ("split", 1), ("view", "shared")])
def test_near_is_kept_where_the_tensors_are_the_same(explorer, name, value):
    setattr(explorer, name, value)
    assert set(explorer.near) == NEAR
    assert explorer._own == own_text(explorer, explorer.near)


def test_near_goes_together_with_the_mode_and_the_length():
    names = ("h[1,1]#1", "h[3,2]")
    explorer = Explorer(length=4, layers=2, mode="continuous", near=names)
    assert set(explorer.near) == set(names)
    with explorer.hold_trait_notifications():
        explorer.length, explorer.near = 5, ["h[5,2]"]
    assert explorer.near == ("h[5,2]",)
    assert explorer._own == own_text(explorer, explorer.near)


def test_observers_hear_what_follows(explorer):
    heard = []
    explorer.observe(lambda change: heard.append((change["name"], change["new"])), ["length", "split", "near"])
    explorer.length = 3
    assert sorted(heard, key=str) == [("length", 3), ("split", 2)]


# The cut.


@pytest.mark.parametrize("parameters", CASES, ids=str)
def test_without_near_the_cut_is_the_min_cut(parameters):
    explorer = made(parameters)
    assert explorer.cut == tnrnn.min_cut(explorer.network, parameters.partition)
    assert explorer.cut.value == tnrnn.min_cut(parameters.circuit, parameters.partition, parameters.mode).value


def test_a_network_that_is_too_large_to_be_drawn_has_its_min_cut():
    explorer = Explorer(length=200, layers=5)
    case = explorer.case
    assert explorer.cut == tnrnn.min_cut(case.circuit, case.partition, case.mode)


@pytest.mark.parametrize("parameters", CASES, ids=str)
def test_with_near_the_cut_is_that_of_these_sides_and_of_the_split(parameters):
    explorer, draw = made(parameters), random.Random(str(parameters))
    network = tnrnn.unroll(parameters.circuit, parameters.mode)
    for _ in range(10):
        names = {tensor.name for tensor in network.tensors if draw.random() < 0.5}
        explorer.near = names
        start = lambda tensor: tensor.position <= parameters.split  # noqa: E731
        near = [t.name for t in network.tensors if (start(t) if t.kind == "input" else t.name in names)]
        assert explorer.cut == tnrnn.Cut.of(network, near)


# The front end.


def test_a_near_side_chosen_in_the_front_end_is_read(explorer):
    heard = []
    explorer.observe(lambda change: heard.append(change["new"]), "near")
    explorer.set_state({"_own": own_text(explorer, ["h[5,2]"])})
    assert explorer.near == ("h[5,2]",)
    assert heard == [("h[5,2]",)]
    explorer.set_state({"_own": ""})
    assert explorer.near is None


@pytest.mark.parametrize("near", [None, ["h[3,2]"]])
def test_sizes_and_near_arrive_in_one_update(near):
    explorer, later = Explorer(layers=2, near=near), Explorer(length=5, layers=2)
    explorer.set_state({"length": 5, "_own": own_text(later, ["h[4,2]"])})
    assert (explorer.length, explorer.near) == (5, ("h[4,2]",))


@pytest.mark.parametrize("own", ["01", "1" * 10_000])
def test_sides_that_do_not_fit_are_none(explorer, own):
    explorer.set_state({"_own": own})
    assert explorer.near is None


@pytest.mark.parametrize(
    "update", [{"length": 1}, {"hidden": 2, "split": 99}, {"_own": "x"}, {"_own": 5}, {"theme": {}}]
)
def test_wrong_updates_change_nothing(explorer, update):
    before = state(explorer)
    with pytest.raises(TnrnnError):
        explorer.set_state(update)
    assert state(explorer) == before


def test_near_itself_is_not_shared(explorer):
    explorer.set_state({"near": ["<img>"]})
    assert set(explorer.near) == NEAR


def told(explorer, monkeypatch, content):
    """Return what the front end is sent for a custom message, as it arrives from there."""
    sent = []
    monkeypatch.setattr(explorer, "send", lambda message, buffers=None: sent.append(json.loads(json.dumps(message))))
    explorer._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
    return sent


@pytest.mark.parametrize("parameters", CASES, ids=str)
def test_a_case_is_answered_as_the_library_does(explorer, monkeypatch, parameters):
    expected = [json.loads(json.dumps({"ask": "7", **message})) for message in [*answer(parameters), DONE]]
    assert told(explorer, monkeypatch, {"ask": "7", "kind": "case", "words": parameters.chosen.to_json()}) == expected


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (None, "question: expected words by name, given None"),
        ([2, 1], "question: expected words by name, given [2, 1]"),
        ({"length": 2}, "layers: expected an integer from 1 to 20, given None"),
        ({**RIGHT, "colour": 1}, "case: expected length, layers, inputs, hidden, split, mode or observe, "
         "given 'colour'"),
        ({**RIGHT, "model": "racs"}, f"model: expected {MODEL_WORDS}, given 'racs'; did you mean 'rac'?"),
        ({**RIGHT, "split": 7}, "split: expected an integer from 1 to 1, given 7"),
        ({**RIGHT, "length": 10**30}, f"length: expected an integer from 2 to 200, given {10**30}"),
        ({**RIGHT, "length": True}, "length: expected an integer from 2 to 200, given True"),
        ({**RIGHT, "length": 200, "layers": 20}, "length times layers: expected at most 1,000, given 4000"),
        ({**RIGHT, "mode": "<img src=x>"}, "mode: expected one-hot or continuous, given '<img src=x>'"),
        ({**RIGHT, "mode": ["one-hot"]}, "mode: expected one-hot or continuous, given ['one-hot']"),
        ({**RIGHT, "length": "__import__('os')"}, "length: expected an integer from 2 to 200, given "
         '"__import__(\'os\')"'),
    ],
)  # fmt: skip
def test_a_wrong_case_is_answered_by_its_mistake(explorer, monkeypatch, case, message):
    before = state(explorer)
    assert told(explorer, monkeypatch, {"ask": "7", "kind": "case", "words": case}) == [
        {"ask": "7", "error": message},
        {"ask": "7", **DONE},
    ]
    assert state(explorer) == before


@pytest.mark.parametrize("content", [None, [], 5, "case", {}, {"ask": {"x": [1]}}, {"case": float("nan")}])
def test_messages_that_are_none_never_raise(explorer, monkeypatch, content):
    sent = told(explorer, monkeypatch, content)
    assert [message for message in sent if "payload" in message or "numbers" in message] == []


# Without the extra.


@pytest.mark.parametrize("package", ["anywidget", "traitlets"])
def test_without_the_extra_the_mistake_says_what_to_install(package):
    code = f"import sys; sys.modules[{package!r}] = None\nfrom tnrnn.explore import Explorer"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    last = done.stderr.strip().splitlines()[-1]
    assert last == (
        "tnrnn.basics.MissingPackageError: explore.Explorer: expected the packages anywidget and traitlets, "
        'given none; python -m pip install "tnrnn[notebook]"'
    )


def test_a_refused_change_leaves_no_stale_cut_behind():
    explorer = Explorer(length=6, layers=2)
    explorer.near = ["h[6,2]"]
    with pytest.raises(TnrnnError), explorer.hold_trait_notifications():
        explorer.length, explorer.near, explorer.hidden = 4, ["h[4,2]"], 0
    assert (explorer.length, explorer.near) == (6, ("h[6,2]",))
    explorer.length = 4
    assert explorer.near is None


@pytest.mark.parametrize(("view", "size"), [("unrolled", 6), ("shared", 6), ("unrolled", 100)])
def test_a_page_without_a_kernel_has_the_picture(view, size):
    """What stands for the widget there is the library's picture, with the cut, or nothing where it is too large."""
    data, _ = Explorer(length=size, layers=5, view=view)._repr_mimebundle_()
    assert next(iter(data)) == "text/plain"
    assert "application/vnd.jupyter.widget-view+json" in data
    svg = data.get("image/svg+xml", "")
    assert ("cut" in svg and "h[6,5]" in svg) == (size == 6)
    assert not svg or svg.startswith("<svg")


# Models of other sizes.


def test_a_model_of_other_sizes_has_them_in_more():
    explorer = Explorer(length=4, layers=1, model="linear_attention", more={"key": 1, "rule": "delta"})
    assert dict(explorer.case.sizes) == {
        "length": 4, "layers": 1, "inputs": 2, "key": 1, "value": 2, "rule": "delta", "heads": 1, "residual": False,
    }  # fmt: skip
    circuit = tnrnn.models.linear_attention(4, 1, 2, 1, 2, rule="delta")
    half = tnrnn.Partition.start_end(4)
    assert explorer.cut.value == tnrnn.min_cut(tnrnn.unroll(circuit), half).value
    explorer.observed = "vector"
    assert explorer.case.case.whole == circuit
    assert explorer.network.tensors != tnrnn.unroll(circuit).tensors
    explorer.model = "lstm"
    assert explorer.more == {}
    assert explorer.case.to_json() == {
        "model": "lstm", "length": 4, "layers": 1, "inputs": 2, "hidden": 3, "split": 2, "mode": "one-hot",
        "observe": "vector",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"model": "linear_atention"}, "did you mean 'linear_attention'?"),
        ({"model": "linear_attention", "more": {"keys": 2}}, "more, keys: expected a size of linear_attention, which"),
        ({"model": "linear_attention", "more": {"key": 0}}, "key: expected an integer from 1 to 100, given 0"),
        ({"model": "linear_attention", "more": {"rule": "detla"}}, "given 'detla'; did you mean 'delta'?"),
        ({"more": {"key": 2}}, "more, key: expected a size of rac, which are length, layers, inputs, hidden and"),
    ],
)
def test_sizes_that_a_model_does_not_have_are_refused(given, message):
    with pytest.raises(TnrnnError, match=re.escape(message)):
        Explorer(**given)


def test_another_model_sets_the_chosen_sides_aside(explorer):
    explorer.model = "cp_rnn"
    assert explorer.near is None
    explorer.model = "rac"
    assert set(explorer.near) == NEAR


def test_a_front_end_chooses_a_model_and_its_sizes_in_one_update(explorer, monkeypatch):
    explorer.set_state({"model": "linear_attention", "more": {"key": 3}, "layers": 1, "observed": "future"})
    assert (explorer.case.origin.size("key"), explorer.case.observe) == (3, "future")
    case = {"model": "rac", **explorer.case.to_json()}
    messages = told(explorer, monkeypatch, {"ask": "7", "kind": "case", "words": case})
    expected = [json.loads(json.dumps({"ask": "7", **message})) for message in [*answer(explorer.case), DONE]]
    assert messages == expected
