"""What a user may ask of the explorer by mistake: each is one line that says what was expected, and nothing is done."""

import pytest

pytest.importorskip("starlette")
pytest.importorskip("anywidget")

from tnrnn import Partition, TnrnnError, rac
from tnrnn.cli import main
from tnrnn.drawing import Figure, View, figure_for, read_figure, write_figure
from tnrnn.explore import (
    Explorer,
    Given,
    Grid,
    Talk,
    TalkStep,
    chosen,
    export,
    given_of,
    payload,
    preferred,
    serve,
    shown_models,
    write_talk,
)
from tnrnn.interop import from_einsum, to_json

NETWORK = from_einsum("ab,bc,cd->ad", (2, 3), (3, 4), (4, 5))[0]
CIRCUIT = rac(4, 1, 2, 2)
STATE = {"length": 4, "layers": 1, "inputs": 2, "hidden": 2, "split": 2, "mode": "one-hot"}
SMALL = ["-T", "3", "-L", "1", "-M", "2", "-R", "2"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.json").write_text(to_json(NETWORK))
    (tmp_path / "looks.toml").write_text("version = 1\n")
    (tmp_path / "empty.json").write_text("")
    write_talk("talk.json", Talk((TalkStep(state=STATE),)))
    write_figure("looks.json", Figure(View(labels="names")))
    return tmp_path


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--model", ""], "--model: expected rac, "),
        (["--model", "rac,lstm"], "--model: expected one word, as the app opens at one case; several need --export"),
        (["--observe", "scalar,vector"], "--observe: expected one word"),
        (["--mode", "one-hot,continuous"], "--mode: expected one word"),
        (["net.json", "--near", "a,d"], "--near: expected at least one leg or input left to the far side"),
        (
            ["net.json", "--split", "1"],
            "--split: expected a FILE with a circuit whose inputs are at the times 1, 2, ...",
        ),
        (["net.json", "--mode", "one-hot"], "--mode: expected a FILE with a circuit beside it, given 'net.json'"),
        (["--port", "0", "net.json", "-T", "3"], "--length/-T: expected no FILE beside it, given net.json"),
        (["--network", "net.json"], "FILE has no option: write net.json alone"),
        (["--embed", "http://localhost"], "did you mean '--allow-embed http://localhost'?"),
        (["net.json", "net.json"], "unrecognized arguments: net.json; the explorer takes one FILE"),
        (["net.json", "x.html"], "did you mean '--export x.html'?"),
        (["talk.json"], "did you mean '--talk talk.json'?"),
        (["looks.toml"], "did you mean '--figure looks.toml'?"),
        (["looks.json"], "did you mean '--figure looks.json'?"),
        (["empty.json"], "file 'empty.json': document: invalid JSON"),
        (["--export", "x.html", *SMALL, "--mode", "one-hot,contnuous"], "did you mean 'continuous'?"),
        (["--export", "x.html", "--model", ""], "--model: expected rac, "),
    ],
)
def test_a_wrong_command_is_one_line(capsys, folder, words, line):
    before = set(folder.iterdir())
    assert main(["explore", *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert line in err
    assert set(folder.iterdir()) == before


def test_a_page_may_have_one_mode_or_several(capsys):
    assert main(["explore", "--export", "x.html", *SMALL, "--mode", "one-hot,continuous"]) == 0
    assert main(["explore", "net.json", "--export", "y.html", "--near", "a"]) == 0
    said = capsys.readouterr().out
    assert "x.html: 4 cases, " in said
    assert "y.html: 1 case, " in said


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: Explorer(CIRCUIT, layers=3), "explorer, layers: expected no such size beside a circuit or a network"),
        (lambda: Explorer(NETWORK, split=1), "explorer, split: expected no such size beside a circuit or a network"),
        (
            lambda: Explorer(NETWORK, partition=Partition(near=["a"], far=["z"])),
            "partition: expected labels of the 2 inputs or of open legs, given 'z'",
        ),
        (lambda: Explorer(NETWORK, talk=_talk("11")), "talk, step 1: ends: expected a text of 2 letters"),
        (lambda: Explorer(model=3), "model: expected rac, "),
        (lambda: Given(CIRCUIT, modes=None), "mode: expected one-hot or continuous, or several of these, given None"),
        (lambda: Given(CIRCUIT, observe=3), "observe: expected scalar or vector or future, or several"),
        (lambda: Grid(more=3), "more: expected a mapping from the names of sizes to tuples"),
        (lambda: Grid(more={"key": (2,)}), "key: expected a size of rac"),
        (lambda: export("x.html", grid=3), "grid: expected a Grid or a Given, or a list of these, given 3"),
        (lambda: export("x.html", progress=3), "progress: expected a function, given 3"),
        (lambda: export("x.html", told=3), "told: expected a function, given 3"),
        (lambda: serve(ready=3), "ready: expected a function, given 3"),
        (lambda: Talk.from_json(3), "talk: expected a JSON object, given 3"),
        (lambda: payload(3), "payload: expected Parameters, a Chosen or a GivenCase, given 3"),
        (lambda: chosen("lstm", 3, 1), "sizes: expected a mapping"),
        (lambda: Figure(3), "figure, view: expected a View, given 3"),
        (lambda: Figure(View(), 3), "figure, style: expected a Style, given 3"),
        (lambda: figure_for(View(), NETWORK), "figure_for: expected a Figure, given View"),
        (lambda: figure_for(Figure(), 3), "figure_for: expected a Network or a Circuit, given 3"),
        (lambda: write_figure("x.toml", 3), "figure, view: expected a View, given 3"),
        (lambda: write_figure("x.toml", Figure(), 3), "figure file, style: expected none beside a Figure"),
    ],
)
def test_a_wrong_call_is_one_line(folder, call, line):
    before = set(folder.iterdir())
    with pytest.raises(TnrnnError) as raised:
        call()
    assert line in str(raised.value)
    assert "\n" not in str(raised.value)
    assert set(folder.iterdir()) == before


def _talk(ends):
    return Talk((TalkStep(state={"model": "given", "ends": ends}),))


def test_a_talk_may_show_what_is_given():
    assert Explorer(NETWORK, talk=_talk("10")).talk == _talk("10")


@pytest.mark.parametrize("model", shown_models())
def test_the_widget_opens_a_model_at_sizes_that_it_has(model):
    explorer = Explorer(model=model)
    assert explorer.length == preferred(model)["length"]
    assert explorer.cut.value > 1


def test_one_word_stands_for_a_list_of_it():
    assert Given(CIRCUIT, modes="one-hot", observe="vector").observe == ("vector",)
    assert Grid((3,), modes="continuous").modes == ("continuous",)
    grid = Grid((3,), (1,), model="linear_attention", more={"key": (1, 2)})
    assert grid == Grid((3,), (1,), model="linear_attention", more=(("key", (1, 2)),))


def test_a_given_may_get_another_name():
    given = Given(CIRCUIT, "first", modes="one-hot")
    assert given_of(given) is given
    assert (given_of(given, "second").name, given_of(given, "second").modes) == ("second", ("one-hot",))


def test_a_figure_is_written_whole(folder):
    figure = Figure(View(labels="names"))
    write_figure("whole.toml", figure)
    write_figure("parts.toml", figure.view, figure.style)
    assert read_figure("whole.toml") == figure
    assert (folder / "whole.toml").read_bytes() == (folder / "parts.toml").read_bytes()
