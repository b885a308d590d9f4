"""What a page for lectures holds: the cases of a grid, each with the library's numbers and pictures."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import random
import re
from dataclasses import replace

import pytest
from list_reading import list_of

import tnrnn
from tnrnn.basics.errors import TnrnnError
from tnrnn.cli import explore, main
from tnrnn.closed_forms import Case, theorem_1
from tnrnn.drawing import compose
from tnrnn.drawing.shapes import display_list
from tnrnn.explore import DEFAULT, Grid, Parameters, chosen, export, page, payload, preferred, shown_models
from tnrnn.explore.cases.choosing import PREFERRED
from tnrnn.explore.cases.parameters import asked
from tnrnn.explore.front.assembling import MODULES, asset, common, script
from tnrnn.explore.front.bundling import bundle
from tnrnn.explore.serving.answering import answers, case_line
from tnrnn.explore.showing.lists import list_json, page_style, styles
from tnrnn.explore.showing.payloads import page_of

SOME = [
    Parameters(6, 2, 2, 3, 3, "one-hot"),
    Parameters(6, 2, 2, 3, 2, "continuous"),
    Parameters(5, 3, 4, 2, 2, "one-hot"),
    Parameters(2, 1, 2, 2, 1, "continuous"),
    Parameters(8, 3, 3, 2, 4, "one-hot"),
]


CASE = ["-T", "5", "-L", "2", "-M", "2", "-R", "3", "--mode", "continuous"]


def rows(parameters):
    return {row[0]: row for row in payload(parameters)["numbers"]}


def severed_by_definition(found, near):
    """Multiply the dimensions of the hyperedges that have members on both sides."""
    product = 1
    for _, symbol, dim, members, _, _ in found["structure"]["edges"]:
        if len({member in near for member in members}) == 2:
            product *= found["dims"][symbol] if symbol else dim
    return product


def test_the_default_grid_has_all_combinations_and_splits():
    cases = list(DEFAULT.cases())
    assert len(set(cases)) == len(cases) == sum(range(1, 8)) * 3 * 3 * 3 * 2
    assert {case.split for case in cases if case.length == 8} == set(range(1, 8))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"length": (1,)}, "length: expected an integer of at least 2, given 1"),
        ({"length": ()}, "length: expected a tuple of sizes"),
        ({"modes": ("onehot",)}, "mode: expected one-hot or continuous, given 'onehot'; did you mean 'one-hot'"),
        ({"length": (20,), "layers": (3,)}, "unrolled networks of at most 1,000 tensors, given T=20 L=3 with"),
        ({"length": (10**6,), "layers": (9,)}, "at most"),
        ({"inputs": tuple(range(1, 200))}, "at most 20,000 cases, given"),
        ({"length": (4, 6), "splits": (4,)}, "split: expected an integer from 1 to 3, given 4"),
    ],
)
def test_grids_that_are_none_or_too_large_are_refused(fields, message):
    with pytest.raises(TnrnnError, match=re.escape(message)):
        Grid(**fields)


@pytest.mark.parametrize("parameters", SOME, ids=str)
def test_numbers_are_those_of_the_circuit_without_unrolling(parameters):
    circuit, partition, found = parameters.circuit, parameters.partition, rows(parameters)
    cut = tnrnn.min_cut(circuit, partition, parameters.mode)
    assert (found["min_cut"][3], found["min_cut"][4]) == (str(cut.value), cut.formula)
    assert found["slice"][3] == str(tnrnn.slice_cut(circuit, parameters.split, parameters.mode).value)
    assert found["symmetric_cut"][3] == str(tnrnn.symmetric_cut(circuit, partition, parameters.mode).value)
    theorem = theorem_1(Case(*parameters[:5]))
    assert found["theorem_1"][3] == (None if theorem is None else str(theorem.value))
    assert found["rank"][3] is None or int(found["rank"][3]) <= int(found["symmetric_cut"][3])


@pytest.mark.parametrize("parameters", SOME, ids=str)
def test_the_sides_of_the_min_cut_and_of_the_slice_cost_what_the_table_says(parameters):
    found, numbers = payload(parameters), rows(parameters)
    assert severed_by_definition(found, set(found["near"])) == int(numbers["min_cut"][3])
    assert severed_by_definition(found, set(found["slice"])) == int(numbers["slice"][3])


@pytest.mark.parametrize("parameters", SOME, ids=str)
def test_any_sides_cost_what_the_cut_of_the_library_costs(parameters):
    found = payload(parameters)
    network = tnrnn.unroll(parameters.circuit, parameters.mode)
    draw = random.Random(str(parameters))
    for _ in range(20):
        near = {place for place in range(len(network.tensors)) if draw.random() < 0.5}
        cut = tnrnn.Cut.of(network, [network.tensors[place].name for place in sorted(near)])
        assert severed_by_definition(found, near) == cut.value


@pytest.mark.parametrize("parameters", SOME, ids=str)
def test_pictures_are_those_of_the_library(parameters):
    found = payload(parameters)
    network = tnrnn.unroll(parameters.circuit, parameters.mode)
    cuts = {
        "unrolled": (network, tnrnn.min_cut(network, parameters.partition)),
        "shared": (parameters.circuit, tnrnn.min_cut(parameters.circuit, parameters.partition, parameters.mode)),
    }
    for (name, (of, cut)), size in itertools.product(cuts.items(), ("normal", "large")):
        scene = compose(of, cut, page_of(size))
        assert list_of(json.loads(json.dumps(found["views"][size][name]))) == display_list(scene, page_style(scene))
        assert sorted((mark.kind, mark.name) for mark in scene.cut_marks) == sorted(
            (entry.kind, entry.name) for entry in cut.entries
        )


def test_tensors_between_the_bonds_of_a_line_are_at_both():
    network = tnrnn.unroll(tnrnn.rac(4, 2, 2, 3))
    scene = compose(network)
    matrices = {name: (x, y) for name, x, y in list_json(scene, network)["own"]["matrices"]}
    assert len(matrices) == sum(max(len(line.bonds) - 1, 0) for line in scene.lines)
    for line in scene.lines:
        for number, (one, two) in enumerate(itertools.pairwise(line.bonds)):
            (name,) = (each for each in matrices if {one, two} <= set(network.tensors[network.index[each]].bonds))
            assert matrices[name] == pytest.approx(line.at(sum(line.stops[number : number + 2]) / 2)[:2])


@pytest.mark.parametrize("parameters", SOME[:2], ids=str)
def test_all_styles_of_a_page_draw_the_same_list(parameters):
    """A page has one list of each picture, and colours it in four styles."""
    network = tnrnn.unroll(parameters.circuit, parameters.mode)
    for of in (parameters.circuit, network):
        scene = compose(of, tnrnn.min_cut(of, parameters.partition), page_of("normal"))
        listed = display_list(scene, page_style(scene))
        for style in styles().values():
            assert display_list(scene, replace(style, font_size=scene.font_size)) == listed


@pytest.mark.parametrize("parameters", SOME, ids=str)
def test_what_a_reader_may_switch_on_is_what_the_library_draws_of_that_cut(parameters):
    network = tnrnn.unroll(parameters.circuit, parameters.mode)
    own = payload(parameters)["views"]["normal"]["unrolled"]["own"]
    assert own["strokes"].keys() == {bond.name for bond in network.bonds}
    assert own["rings"].keys() == {tensor.name for tensor in network.tensors if tensor.kind == "copy"}
    scene = compose(network, tnrnn.min_cut(network, parameters.partition), page_of("normal"))
    drawn = display_list(scene, page_style(scene))
    for stroke in drawn["strokes"].traces:
        kind, _, _, angle, size = own["strokes"][stroke.name]
        assert (kind, angle, size) == ("stroke", stroke.form.angle, pytest.approx(stroke.form.size))
    for ring in drawn["rings"].shapes:
        assert own["rings"][ring.name] == ["disc", ring.form.x, ring.form.y, ring.form.radius]


def unpacked(packed):
    """Undo `bundle` as the page does."""
    found = json.loads(gzip.decompress(base64.b64decode(packed)))

    def opened(value):
        if not isinstance(value, dict):
            return value
        return {
            key: item_of(key, found["parts"][key][item] if key in found["whole"] else item)
            for key, item in value.items()
        }

    def item_of(key, item):
        if key in found["each"] and isinstance(item, list):
            return [opened(found["parts"][f"{key}[]"][number]) for number in item]
        return opened(item)

    return found, [opened(case) for case in found["cases"]]


def test_a_bundle_holds_the_payloads_and_is_the_same_each_time():
    payloads = [payload(parameters) for parameters in SOME]
    packed = bundle(payloads, common())
    found, opened = unpacked(packed)
    assert opened == json.loads(json.dumps(payloads))
    assert found["look"] == json.loads(json.dumps(common()["look"]))
    assert packed == bundle([payload(parameters) for parameters in SOME], common())


def test_a_page_loads_nothing_and_lets_nothing_else_run():
    made = page(grid=Grid((2, 3), (1, 2), (2,), (2,))).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"<link|<img|<iframe|\bsrc=|@import|url\(|https?://(?!www\.w3\.org/2000/svg)", made)
    assert made.count("<script") == made.count("</script>") == 2
    assert not re.search(r"^(import|export)\b", script(), re.MULTILINE)
    assert "@" not in re.sub(
        r"@(media|import)", "", asset("page.html").split("<body")[1].replace("@data@", "").replace("@script@", "")
    )


def test_modules_of_the_front_end_import_only_those_before_them():
    for place, name in enumerate(MODULES):
        assert set(re.findall(r'from "\./(.*?)"', asset(name))) <= set(MODULES[:place])


def test_export_writes_a_page_and_refuses_one_beyond_the_limit(tmp_path):
    target, grid = tmp_path / "lecture.html", Grid((3,), (1,), (2,), (2,))
    assert export(target, grid=grid) == target.stat().st_size
    with pytest.raises(TnrnnError, match=r"expected at most 0.01 MB, given a grid of 4 cases that takes 0\.\d+ MB"):
        export(tmp_path / "other.html", grid=grid, limit=0.01)
    assert not (tmp_path / "other.html").exists()


def test_the_command_says_how_many_cases_and_how_large(tmp_path, capsys):
    target = tmp_path / "lecture.html"
    arguments = ["--length", "2-4", "--layers", "1,2", "-M", "2", "-R", "3", "--mode", "one-hot", "--split", "1"]
    assert main(["explore", "--export", str(target), *arguments]) == 0
    assert re.search(r"lecture.html: 6 cases, 0\.\d\d MB", capsys.readouterr().out)
    found, _ = unpacked(re.search('id="data">([^<]*)<', target.read_text())[1])
    fields = found["grid"].pop("models")
    assert [each["name"] for each in fields["rac"]] == ["length", "layers", "inputs", "hidden"]
    assert found["grid"] == {
        "length": [2, 3, 4], "layers": [1, 2], "inputs": [2], "hidden": [3], "mode": ["one-hot"], "split": [1],
        "observe": ["scalar"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "end"),
    [
        ("", ""),
        ("-T 6 -L 2", "#length=6&layers=2"),
        ("-T 9 -M 10 --split 2 --mode continuous", "#length=9&inputs=10&split=2&mode=continuous"),
        ("--hidden 1000", "#hidden=1000"),
        ("--model lstm -L 1 --observe vector", "#model=lstm&layers=1&observe=vector"),
        (
            "--model linear_attention --key 3 --rule delta --residual",
            "#model=linear_attention&key=3&rule=delta&residual=true",
        ),
    ],
)
def test_the_app_opens_at_the_case_that_is_given(arguments, end, capsys, monkeypatch):
    opened = []
    monkeypatch.setattr(tnrnn.explore, "serve", lambda ready, **others: ready("http://127.0.0.1:1/"))
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(explore.threading, "Thread", AtOnce)
    assert main(["explore", *arguments.split()]) == 0
    assert opened == [f"http://127.0.0.1:1/{end}"]
    assert capsys.readouterr().out == f"http://127.0.0.1:1/{end}  (Ctrl-C ends it)\n"


class AtOnce:
    def __init__(self, target, args, daemon):
        self.start = lambda: target(*args)


def test_python_and_the_page_prefer_the_same_case():
    (text,) = re.findall(r"PREFERRED = (\{.*?\})", asset("state.js"))
    assert json.loads(re.sub(r"(\w+):", r'"\1":', text)) == PREFERRED


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("explore --length 4-6", "--length: expected one value, as the app opens at one case and has sliders for the"),
        ("explore --length 300", "length: expected an integer from 2 to 200, given 300"),
        ("explore --length 200 --layers 6", "length times layers: expected at most 1,000, given 1200"),
        ("explore --split 6", "split: expected an integer from 1 to 5, given 6"),
        ("explore --mode onehot", "did you mean 'one-hot'?"),
        ("explore --model lsmt", "given 'lsmt'; did you mean 'lstm'?"),
        ("explore --key 2", "--key: expected a size of rac, which are --length, --layers, --inputs, --hidden and"),
        ("explore --model linear_attention --key 0", "--key: expected sizes such as"),
        ("explore --model linear_attention --key 1,2", "--key: expected one value, as the app opens at one case"),
        ("explore --model linear_attention --rule dleta", "rule: expected sum, decay, gated, delta or mlstm, given"),
        ("explore --model cp_rnn --rank 2", "--rank: expected a size with a field in the explorer: length, layers,"),
        ("explore --observe vectro", "did you mean 'vector'?"),
        ("explore --export lecture.html --observe scalar,vectro", "did you mean 'vector'?"),
        ("explore --export lecture.html --model linear_attention --rule dleta", "did you mean 'delta'?"),
        ("draw -T 4 -L 1 -M 2 -R 2 --outputs 2 -o lecture.html", "--outputs: expected none for a page (html)"),
        ("explore --limit 3", "--limit: expected --export beside it, given none"),
        ("explore --export lecture.html --port 8000", "--port: expected no --export beside it"),
        ("explore --port 80000", "port: expected an integer from 0 to 65535, given 80000"),
        ("explore --export lecture.png", "expected html, given 'png'"),
        ("explore --export lecture.html --length 30", "at most 1,000 tensors"),
        ("explore --export lecture.html --length x", "--length: expected sizes such as"),
        ("explore --export lecture.html --mode both", "mode: expected one-hot or continuous"),
        ("draw -T 4 -L 2 -M 2 -R 2 --start 1,3 -o lecture.html", "--start: expected first steps"),
        ("draw -T 4 -L 2 -M 2 -R 2 --model tt -o lecture.html", "--model: expected"),
    ],
)
def test_mistakes_of_the_command_line(arguments, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments.split()) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_draw_writes_the_page_of_one_case(tmp_path):
    target = tmp_path / "lecture.html"
    assert main(["draw", *CASE, "--start", "1-2", "-o", str(target)]) == 0
    _, (case,) = unpacked(re.search('id="data">([^<]*)<', target.read_text())[1])
    assert case == json.loads(json.dumps(payload(Parameters(5, 2, 2, 3, 2, "continuous"))))


# Models of other sizes

SMALL = {"length": 4, "layers": 1, "inputs": 2, "hidden": 2, "window": 4}
OTHERS = [
    chosen("linear_attention", {**SMALL, "key": 2, "value": 2, "rule": "delta"}, 2, "continuous", "future"),
    chosen("linear_attention", {**SMALL, "key": 1, "value": 2}, 2, "one-hot", "vector"),
    chosen("selective_ssm", {**SMALL, "state": 2, "output_gate": True}, 1, "one-hot"),
    chosen("lstm", SMALL, 2, "one-hot", "vector"),
    chosen("conv_ac", SMALL, 2),
    chosen("rac", SMALL, 2, "continuous", "vector"),
]


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: f"{case.model} {case.observe}")
def test_numbers_of_any_model_are_those_of_the_library(case):
    found = rows(case)
    table = tnrnn.bounds(case.case.whole, case.case.partition, case.mode, observe=case.observe)
    for name in ("min_cut", "slice", "symmetric_cut", "rank"):
        value = table[name].value
        assert found[name][3] == (None if value is None else str(value)), name
    if (shown := payload(case))["structure"] is not None:
        assert severed_by_definition(shown, set(shown["near"])) == int(found["min_cut"][3])


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: f"{case.model} {case.observe}")
def test_a_case_of_any_model_goes_through_a_query_and_through_a_line(case):
    query = {name: str(value).lower() for name, value in case.to_json().items()}
    assert asked(query.items()) == case.bounded() == case
    answer = [message["payload"] for message in answers([case_line(case)]) if "payload" in message]
    assert answer[0]["parameters"] == case.to_json()
    assert tnrnn.models.MODELS[case.model](**dict(case.sizes)) == case.case.whole


def test_every_model_is_shown_with_fields_for_all_that_it_requires():
    assert [*shown_models()] == [*tnrnn.models.MODELS]
    for model in shown_models():
        required = {name for name, size in tnrnn.models.sizes_of(model).items() if size.required}
        assert required <= preferred(model).keys()


QUERY = {"model": "linear_attention", "length": "6", "layers": "1", "inputs": "2", "key": "2", "value": "2",
         "split": "3", "mode": "one-hot"}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"model": "linear_atention"}, "given 'linear_atention'; did you mean 'linear_attention'"),
        ({"rule": "detla"}, "rule: expected sum, decay, gated, delta or mlstm, given 'detla'; did you mean 'delta'"),
        ({"key": "0"}, "key: expected an integer from 1 to 100, given 0"),
        ({"key": "101"}, "key: expected an integer from 1 to 100, given 101"),
        ({"heads": "two"}, "heads: expected an integer of at most nine digits, given 'two'"),
        ({"hidden": "3"}, "parameter: expected length, layers, inputs, key, value, "),
        ({"outputs": "2"}, "parameter: expected length, layers, inputs, key, value, "),
        ({"observe": "vectro"}, "observe: expected scalar, vector or future, given 'vectro'; did you mean 'vector'"),
        ({"residual": "yes"}, "residual: expected true or false, given 'yes'"),
        ({"value": None}, "value: expected a value, given none"),
    ],
)
def test_queries_that_name_no_case_of_a_model_are_refused(words, message):
    given = {name: text for name, text in (QUERY | words).items() if text is not None}
    assert asked(QUERY.items()).origin.size("key") == 2
    with pytest.raises(TnrnnError, match=re.escape(message)):
        asked(given.items())


def test_a_page_of_another_model_holds_its_cases(tmp_path, capsys):
    target = tmp_path / "lecture.html"
    sizes = "-T 4 -L 1 -M 2 --key 1,2 --value 2 --rule sum,delta --mode one-hot --split 2 --observe vector"
    assert main(["explore", "--export", str(target), "--model", "linear_attention", *sizes.split()]) == 0
    assert "4 cases" in capsys.readouterr().out
    found, cases = unpacked(re.search('id="data">([^<]*)<', target.read_text())[1])
    assert [*found["grid"]["models"]] == ["linear_attention"]
    assert (found["grid"]["key"], found["grid"]["observe"]) == ([1, 2], ["vector"])
    assert {(case["parameters"]["key"], case["parameters"]["rule"]) for case in cases} == {
        (1, "sum"), (1, "delta"), (2, "sum"), (2, "delta"),
    }  # fmt: skip
    assert cases[0]["parameters"]["observe"] == "vector"


def test_draw_writes_the_page_of_another_model(tmp_path):
    target = tmp_path / "lecture.html"
    words = "draw --model gated_ssm -T 3 -L 1 -M 2 -R 2 --residual -o"
    assert main([*words.split(), str(target)]) == 0
    _, (case,) = unpacked(re.search('id="data">([^<]*)<', target.read_text())[1])
    assert case["parameters"] == {
        "model": "gated_ssm", "length": 3, "layers": 1, "inputs": 2, "hidden": 2, "residual": True, "split": 1,
        "mode": "one-hot",
    }  # fmt: skip
