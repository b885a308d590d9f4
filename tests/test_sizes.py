"""What a model declares by its signature is what the command line, plots and sweeps take."""

import argparse
import inspect
import json
import shlex
from typing import Literal

import pytest

import tnrnn.models
from tnrnn import Builder, Partition, TnrnnError, bounds, profile, separation_rank
from tnrnn.basics import MEANINGS
from tnrnn.cli import main
from tnrnn.cli.options import add_case
from tnrnn.models import (
    MODELS,
    Case,
    call_of,
    checked_sizes,
    cp_rnn,
    lstm,
    models_with,
    shown_sizes,
    size_line,
    size_names,
    sizes,
    sizes_of,
)
from tnrnn.models.origins import made_by
from tnrnn.networks import Origin
from tnrnn.sweeping import grid, measure

Gate = Literal["open", "shut"]
RAC = {"length": 6, "layers": 2, "inputs": 2, "hidden": 3}


def toy(  # noqa: PLR0917
    length: int, inputs: int, key: int, value: int = 2, gate: Gate = "open", output_gate: bool = False
):
    """Return a chain of states in R^key; a model of the user's own, with no layers and no hidden channels."""
    build = Builder(M=inputs, K=key, V=value)
    state = build.constant("h", "K", at=(0, 1))
    for time in range(1, length + 1):
        read = build.linear("A", build.input(time, "M"), "K", at=(time, 1))
        state = build.product(state, read, at=(time, 1)) if gate == "open" else build.sum(state, read, at=(time, 1))
    circuit = build.circuit(build.linear("W", state, 1, at=(length, 1)))
    return made_by(
        "toy", circuit, length=length, inputs=inputs, key=key, value=value, gate=gate, output_gate=output_gate
    )


@pytest.fixture
def with_toy(monkeypatch):
    """The models, and one whose sizes have other names and kinds."""
    more = {**MODELS, "toy": toy}
    for owner in (tnrnn.models, sizes, tnrnn.models.case, tnrnn.models.recognition):
        monkeypatch.setattr(owner, "MODELS", more)
    sizes._declared.cache_clear()
    yield more
    sizes._declared.cache_clear()


def said(capsys, words, status=2):
    assert main(shlex.split(words)) == status
    printed = capsys.readouterr()
    return printed.err if status else printed.out


# What is declared


@pytest.mark.parametrize("model", MODELS)
def test_every_size_of_every_model_is_read_from_its_signature(model):
    declared = inspect.signature(MODELS[model]).parameters
    found = sizes_of(model)
    assert list(found) == list(declared)
    for name, parameter in declared.items():
        size = found[name]
        assert name in MEANINGS, f"{name} of {model} has no meaning"
        assert size.required == (parameter.default is inspect.Parameter.empty or name == "length")
        assert size.required or size.default == parameter.default
        if size.kind == "word":
            assert size.required or size.default in size.choices
        else:
            assert not size.choices
        assert (size.kind == "flag") == isinstance(parameter.default, bool)
    assert all(model in models_with(name) for name in found)
    assert {name for each in MODELS for name in sizes_of(each)} == {*size_names()}


def test_words_and_flags_are_read_from_annotations(with_toy):
    found = sizes_of("toy")
    assert [size.kind for size in found.values()] == ["number", "number", "number", "number", "word", "flag"]
    assert [name for name, size in found.items() if size.required] == ["length", "inputs", "key"]
    assert (found["gate"].choices, found["gate"].default, found["output_gate"].default) == (
        ("open", "shut"),
        "open",
        False,
    )
    assert found["key"].letter == "K"
    assert found["gate"].letter == "gate"


def test_letters_differ_within_a_model():
    for model in MODELS:
        letters = [size.letter for size in sizes_of(model).values()]
        assert len({*letters}) == len(letters), model


def test_an_origin_may_hold_words_and_flags(with_toy):
    origin = toy(4, 2, 3, gate="shut", output_gate=True).origin
    assert call_of(origin) == "toy(length=4, inputs=2, key=3, gate='shut', output_gate=True)"
    assert eval(call_of(origin), {"toy": toy}).origin == origin
    assert size_line(origin) == "toy T=4 M=2 K=3 gate=shut output_gate=True"
    assert shown_sizes(origin)["gate"] == ("gate", "shut")
    assert origin.value("output_gate") is True
    assert eval(repr(origin)) == origin
    case = Case(origin, Partition.start_end(4))
    assert case.whole == toy(4, 2, 3, gate="shut")
    with pytest.raises(TnrnnError, match="gate of toy: expected a number, given 'shut'"):
        origin.size("gate")
    with pytest.raises(TnrnnError, match="size of toy: expected one of its sizes, given 'keys'; did you mean 'key'"):
        origin.value("keys")


BAD_SIZES = [
    ("rac", {"hidden": None}, "rac: expected a value for hidden, given none"),
    ("rac", {"hidden": 0}, "hidden: expected an integer from 1 to 1000000000, given 0"),
    ("rac", {"length": -2}, "length: expected an integer of at least 1, given -2"),
    ("rac", {"length": True}, "length: expected an integer of at least 1, given True"),
    ("rac", {"hiden": 3}, "hiden: expected a size of rac, which are .* and outputs, given 3; did you mean 'hidden'"),
    ("rac", {"rule": "sum"}, "rule: expected a size of rac, which are length, layers, inputs, hidden and outputs, "),
    ("cp_rnn", {"rank": 2.0}, "rank: expected an integer"),
    ("conv_ac", {"shared": "no"}, "shared: expected True or False, given 'no'"),
    ("conv_ca", {}, "model: expected .*, given 'conv_ca'; did you mean 'conv_ac'"),
    ("toy", {"key": 2}, "layers: expected a size of toy"),
]


@pytest.mark.parametrize(("model", "given", "message"), BAD_SIZES)
def test_bad_sizes(model, given, message, with_toy):
    with pytest.raises(TnrnnError, match=message):
        checked_sizes(model, RAC | given)
    with pytest.raises(TnrnnError, match=message):
        Case(Origin(model, tuple((RAC | given).items())), Partition.start_end(6))


# The command line


def test_the_command_line_takes_the_sizes_of_a_model(capsys):
    words = "bounds -T 6 -L 1 -M 2 -R 3 --model cp_rnn --rank 2 --start 1-2 --mode continuous --json"
    found = json.loads(said(capsys, words, status=0))
    assert found == bounds(cp_rnn(6, 1, 2, 3, rank=2), Partition.start_end(6, 2), "continuous").to_json()
    assert said(capsys, words.removesuffix(" --json"), 0).startswith("cp_rnn T=6 L=1 M=2 R=3 rank=2, continuous, Start")
    printed = said(capsys, "cut -T 4 -L 1 -M 2 -R 3 --model conv_ac --window 4 --no-shared", status=0)
    assert printed.startswith("conv_ac T=4 L=1 M=2 R=3 window=4 shared=False, one-hot inputs, Start 1-2, End 3-4\n")


def test_the_command_line_takes_a_model_of_other_sizes(with_toy, capsys):
    printed = said(capsys, "rank --model toy -T 4 -M 3 --key 2 --gate open", status=0)
    assert printed.startswith("toy T=4 M=3 K=2, one-hot inputs, Start 1-2, End 3-4\nrank = 2 ")
    shut = said(capsys, "rank --model toy -T 4 -M 3 --key 2 --gate shut --output-gate", status=0)
    assert shut.startswith("toy T=4 M=3 K=2 gate=shut output_gate=True, one-hot inputs")
    assert "required: --key" in said(capsys, "rank --model toy -T 4 -M 3")
    assert said(capsys, "rank --model toy -T 4 -M 3 --key 2 --gate shot").startswith(
        "tnrnn: error: --gate: expected open or shut, given 'shot'; did you mean 'shut'?"
    )
    error = said(capsys, "rank --model toy -T 4 -M 3 --key 2 --hidden 2")
    assert error == (
        "tnrnn: error: --hidden: expected a size of toy, which are --length, --inputs, --key, --value, --gate and "
        "--output-gate, given 2; did you mean '--value'?\n"
    )


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_a_rank_on_the_command_line(model, capsys):
    """With small sizes, and each flag and word that is not the default."""
    small = {"length": 4, "layers": 1, "window": 4, "stride": 4}
    given = {name: _other(size, small.get(name, 2)) for name, size in sizes_of(model).items()}
    words = [f"{'--' if value is not False else '--no-'}{name.replace('_', '-')}" for name, value in given.items()]
    values = [[] if isinstance(value, bool) else [str(value)] for value in given.values()]
    line = " ".join(word for pair in zip(words, values, strict=True) for word in (pair[0], *pair[1]))
    found = json.loads(said(capsys, f"rank --model {model} {line} --observe vector --mode continuous --json", status=0))
    circuit = MODELS[model](**given)
    rank = separation_rank(circuit, Partition.start_end(4), "continuous", observe="vector")
    assert (found["lower"], found["exact"]) == (str(rank.lower), rank.exact)


def _other(size, number):
    if size.kind == "number":
        return number
    return not size.default if size.kind == "flag" else size.choices[-1]


def test_help_lists_every_size_with_the_models_that_have_it():
    parser = argparse.ArgumentParser()
    add_case(parser)
    shown = {option: action.help for action in parser._actions for option in action.option_strings}
    for name in size_names():
        assert f"--{name.replace('_', '-')}" in shown
    assert shown["--length"] == shown["-T"] == "number of time steps"
    assert "only cp_rnn" in shown["--rank"]
    assert "default: 2" in shown["--window"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("bounds -T 6 -L 2 -M 2", "the following arguments are required: --hidden/-R; for example -R 3"),
        ("rank -M 2", "required: --length/-T, --layers/-L, --hidden/-R; for example -T 6 -L 2 -R 3"),
        ("cut -T 6 -L 2 -M 2 --rank 2", "--rank: expected a size of rac, which are --length, --layers, --inputs, "),
        ("draw -T 6 -L 2 -M 2 -R 3 --window 2 -o x.svg", "--window: expected a size of rac"),
        ("bounds -T 6 -L 2 -M 2 -R 3 --model cp_rnn --rank 0", "--rank: expected an integer from 1"),
        ("bounds -T 6 -L 2 -M 2 -R 3 --model cp_rn", "did you mean 'cp_rnn'"),
        ("bounds -T 6 -L 2 -M 2 -R 3 --windw 3", "--windw; did you mean '--window'?"),
        ("bounds -T 6 -L 2 -M 2 -R 3 --observe vectro", "given 'vectro'; did you mean 'vector'?"),
        ("rank -T 6 -L 2 -M 2 -R 3 --observe all", "--observe: expected scalar, vector or future, given 'all'"),
        ("plot -T 6 -L 2 -M 2 -R 3 --observe futur -o x.svg", "given 'futur'; did you mean 'future'?"),
        ("cut -T 6 -L 2 -M 2 -R 3 --observe vector", "tnrnn cut has no such option, but tnrnn bounds, tnrnn rank and"),
        ("plot -T 6 -L 2 -M 2 -R 3 --rank 1,2 -o x.svg", "--rank: expected a size of rac"),
        ("plot -T 6 -L 1 -M 2 -R 3 --model cp_rnn --along rnak -o x.svg", "did you mean 'rank'?"),
        ("plot -T 6 -L 1 -M 2 -R 3 --model cp_rnn --along rank -o x.svg", "--rank: expected several values"),
        ("plot -T 6 -L 1 -M 2 -R 3 --along key -o x.svg", "--along: expected split, length, layers, inputs, hidden or"),
        ("plot -T 6 -L 1 -M 2 --model cp_rnn --rank 2 -o x.svg", "--hidden: expected sizes such as 3"),
        ("bounds --model linear_attention -T 4 -L 1 -M 2 --key 2", "required: --value; for example --value 2"),
        ("bounds --model linear_attention -T 4 -L 1 -M 2 --key 0 --value 2", "--key: expected an integer from 1 to"),
        ("bounds --model linear_attention -T 4 -L 1 -M 2 --key 2 --value 2 --heads 0", "--heads: expected an integer"),
        (
            "bounds --model linear_attention -T 4 -L 1 -M 2 --key 2 --value 2 --rule detla",
            "--rule: expected sum, decay, gated, delta or mlstm, given 'detla'; did you mean 'delta'?",
        ),
        (
            "bounds --model linear_attention -T 4 -L 1 -M 2 -R 2",
            "--hidden: expected a size of linear_attention, which are --length, --layers, --inputs, --key, --value, ",
        ),
        ("bounds --model linear_ssm -T 4 -L 1 -M 2 -R 2", "given 2; did you mean '--state'?"),
        ("bounds --model lstm -T 4 -L 1 -M 2 --state 2", "given 2; did you mean '--hidden'?"),
        ("bounds --model linear_attention -T 4 -L 1 -M 2 -K 2", "-K; did you mean '--key 2'?"),
        ("bounds --model product_gnn -T 4 -L 1 -M 2 -R 2 --graph cycel", "did you mean 'cycle'?"),
        ("bounds --model product_gnn --graph path -L 1 -M 2 -R 2", "required: --length/-T"),
        ("bounds --model gmlp -T 4 -L 1 -M 2 -R 2 --readout maen", "did you mean 'mean'?"),
        ("bounds --model conv_ac -T 4 -L 1 -M 2 -R 2 --window 4 --observe future", "expected scalar or vector, as the"),
        ("plot --model linear_attention -T 4 -L 1 -M 2 --key 2 --value 2 --rule sum,detla -o x.svg", "mean 'delta'?"),
        ("plot --model linear_attention -T 4 -L 1 -M 2 --key 1,2 --value 1,2 -o x.svg", "--key and --value: expected"),
        ("plot --model linear_attention -T 4 -L 1 -M 2 --key 1,2 --value 1 --along K -o x.svg", "did you mean 'key'?"),
        ("plot --model linear_attention -T 4 -L 1 -M 2 --value 1 --along rule -o x.svg", "--along: expected split, "),
        ("sweep --key 2", "--key; the sizes of a sweep stand in its GRID file"),
        ("explore --key 2", "--key"),
    ],
)
def test_bad_options(words, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = said(capsys, words)
    assert message in error
    assert error.count("\n") == 1
    assert not any(tmp_path.iterdir())


def test_a_plot_runs_along_a_size_of_another_name(capsys, tmp_path):
    words = f"plot --model cp_rnn -T 6 -L 1 -M 3 -R 3 --rank 1-3 --along rank --json -o '{tmp_path}/x.svg'"
    (found,) = json.loads(said(capsys, words, status=0))["profiles"]
    assert (found["title"], found["along"], found["at"]) == ("cp_rnn T=6 L=1 M=3 R=3, one-hot", "rank", [1, 2, 3])
    values = [bounds(cp_rnn(6, 1, 3, 3, rank=rank))["rank"].value for rank in (1, 2, 3)]
    assert [int(table["rank"]["value"]) for table in found["tables"]] == values


def test_a_plot_has_a_curve_for_each_word(with_toy, capsys):
    words = "plot --model toy -T 4 -M 2 --key 2 --gate open,shut --json"
    assert [each["title"] for each in json.loads(said(capsys, words, status=0))["profiles"]] == [
        "toy T=4 M=2 K=2, one-hot", "toy T=4 M=2 K=2 gate=shut, one-hot",
    ]  # fmt: skip
    assert "--gate: expected each word once" in said(
        capsys, "plot --model toy -T 4 -M 2 --key 2 --gate open,open --json"
    )


@pytest.mark.parametrize("observe", ["scalar", "vector", "future"])
def test_what_is_observed_reaches_every_command(observe, capsys, tmp_path):
    circuit, half = lstm(4, 1, 2, 2), Partition.start_end(4)
    sizes = f"--model lstm -T 4 -L 1 -M 2 -R 2 --observe {observe} --json"
    table = bounds(circuit, half, observe=observe)
    assert json.loads(said(capsys, f"bounds {sizes}", status=0)) == table.to_json()
    found = json.loads(said(capsys, f"rank {sizes} --save '{tmp_path}/rank.json'", status=0))
    assert (found["lower"], found["observe"]) == (str(table["rank"].value), observe)
    proofs = json.loads(said(capsys, f"verify '{tmp_path}/rank.json' --json", status=0))
    assert (proofs["observe"], proofs["lower"]) == (observe, found["lower"])
    (profiled,) = json.loads(said(capsys, f"plot {sizes} --at 2", status=0))["profiles"]
    assert profiled == profile(circuit, at=[2], observe=observe).to_json()
    (case,) = grid(length=4, layers=1, inputs=2, hidden=2, model="lstm", observe=observe)
    assert measure(case)["rank"]["value"] == found["lower"]
