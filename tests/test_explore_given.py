"""Circuits and networks of a user's own in the explorer, all models, and pages of several of them."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import random
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from explorer_cases import check, given_case, given_subject, random_case
from random_networks import random_network

import tnrnn
from tnrnn import Bond, Network, Partition, Tensor
from tnrnn.basics import TnrnnError
from tnrnn.cli import main
from tnrnn.explore import (
    Estimate,
    Given,
    Grid,
    chosen,
    estimate,
    export,
    given_of,
    page,
    payload,
    preferred,
    shown_models,
)
from tnrnn.explore.cases import asked, case_of, reach
from tnrnn.explore.cases.choosing import NO_FUTURE, ONE_LAYER, PREFERRED_OF
from tnrnn.explore.front.assembling import head
from tnrnn.explore.serving.answering import Desk, answers, first_line, given_in, line_of
from tnrnn.explore.serving.crew import Crew
from tnrnn.interop import from_einsum, from_quimb, to_json
from tnrnn.models import OBSERVE, rac
from tnrnn.networks import Builder

SCALAR = Network((Tensor("A", "weight", (), parameter="A"),), ())
CUT = '{"format": "tnrnn cut", "version": 1, "entries": [], "near": [], "far": [], "minimal": false}'
HOSTILE = "</script><script>alert(1)</script>"


def chain(*dims, name="t"):
    """Return a chain of matrices with the open legs l0 and l1."""
    legs = ["l0", *(f"b{place}" for place in range(1, len(dims) - 1)), "l1"]
    tensors = tuple(
        Tensor(f"{name}{n}", "weight", (legs[n], legs[n + 1]), parameter=f"{name}{n}") for n in range(len(dims) - 1)
    )
    return Network(tensors, tuple(Bond(leg, dim) for leg, dim in zip(legs, dims, strict=True)), ("l0", "l1"))


def recurrent(length=3):
    """Return a circuit made with the Builder whose inputs are at the times 1, 2, ..."""
    build = Builder()
    state = build.constant("h", 3)
    for step in range(1, length + 1):
        state = build.product(build.linear("W", state, 3), build.linear("U", build.input(step, 2), 3))
    return build.circuit(build.linear("y", state, 1))


@pytest.mark.parametrize("seed", range(len(shown_models())))
def test_of_every_model_the_page_gets_the_numbers_of_the_library(seed):
    """Sizes, words, split, mode and observation are random; benchmarks/check_explorer.py draws 300."""
    check(random_case(seed), seed)


@pytest.mark.parametrize("seed", range(10))
def test_of_circuits_and_networks_the_page_gets_the_numbers_of_the_library(seed):
    assert check(given_case(given_subject(seed), seed), seed) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(17, 100))
def test_of_more_cases_the_page_gets_the_numbers_of_the_library(seed):
    check(random_case(seed), seed)
    check(given_case(given_subject(seed), seed), seed)


def test_a_model_opens_at_a_case_that_it_has():
    for model in shown_models():
        sizes = preferred(model)
        chosen(model, sizes, int(sizes["length"]) // 2).bounded().case.matrix  # noqa: B018
    assert {model for model, own in reach()["only"].items() if "usual" in own} == set(PREFERRED_OF)


def test_words_that_a_model_lacks_are_not_offered():
    """A tensor train has one layer, and two models observe nothing before their last step."""
    for model in shown_models():
        sizes = {**preferred(model), "length": 4}
        one, two = ({**sizes, "layers": layers} for layers in (1, 2))
        assert refused(lambda m=model, s=two: chosen(m, s, 2).circuit) is (model in ONE_LAYER)
        for observe in OBSERVE:
            missing = refused(lambda m=model, s=one, o=observe: chosen(m, s, 2, "one-hot", o).circuit)
            assert missing is (model in NO_FUTURE and observe == "future"), (model, observe)
            offered = reach()["only"].get(model, {}).get("observe", list(OBSERVE))
            assert (observe in offered) is not missing


def refused(make):
    try:
        make()
    except TnrnnError:
        return True
    return False


def test_sides_are_bits_in_the_order_of_the_legs():
    given = Given(random_network(8)[0])
    assert given.labels == ("b19", "b20", 2, 3, 4)
    case = given.case({"ends": "10010"})
    assert case.partition == Partition(near=["b19", 3], far=["b20", 2, 4])
    assert case.to_json() == {"model": "given", "ends": "10010"}
    assert given.case({}).partition == given.half == given.of_bits("11000")
    found = payload(case)["structure"]
    assert found["ends"] == ["b19", "b20"]
    assert [len(members) for members in found["labels"]] == [1] * 5


def test_legs_of_dimension_one_have_no_box():
    network = Network(
        (Tensor("A", "weight", ("i", "j", "k"), parameter="A"),),
        (Bond("i", 2), Bond("j", 1), Bond("k", 3)),
        ("i", "j", "k"),
    )
    assert Given(network).labels == ("i", "k")
    assert payload(Given(network).case({"ends": "10"}))["numbers"][0][3] == "2"


def test_a_circuit_with_time_steps_has_a_split_and_any_other_has_sides():
    timed = Given(recurrent(4))
    assert (timed.length, timed.half.split) == (4, 2)
    assert timed.case({"split": 3, "mode": "continuous"}).to_json() == {
        "model": "given", "length": 4, "split": 3, "mode": "continuous"
    }  # fmt: skip
    build = Builder()
    made = build.product(*(build.linear(f"U{at}", build.input(at, 2), 3) for at in ((0, 0), (0, 1), (1, 0))))
    grid = Given(build.circuit(build.linear("y", made, 1)))
    assert (grid.length, grid.labels) == (None, ((0, 0), (0, 1), (1, 0)))
    assert payload(grid.case({"ends": "011"}))["slice"] is None
    assert [row[0] for row in payload(grid.case({"ends": "011"}))["numbers"]][-1] == "rank"


def test_a_circuit_of_a_model_that_is_given_has_the_numbers_of_the_model():
    given = payload(Given(rac(4, 2, 2, 3)).case({"split": 2}))["numbers"]
    assert given == payload(chosen("rac", {"length": 4, "layers": 2, "inputs": 2, "hidden": 3}, 2))["numbers"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Given("x"), "given: expected a Circuit or a Network, given 'x'"),
        (lambda: Given(chain(2, 2), "lstm"), "given, name: expected at most 40 characters, and no name of a model"),
        (lambda: Given(chain(2, 2), "a\nb"), "given, name: expected printable text"),
        (lambda: Given(chain(2, 2), "a" * 41), "given, name: expected at most 40 characters"),
        (lambda: Given(chain(*[2] * 1_002)), "network: expected at most 1,000 tensors"),
        (lambda: Given(SCALAR), "network: expected at least two open legs"),
        (lambda: Given(recurrent(1)), "circuit: expected at least two inputs, one for each side, given [1]"),
        (lambda: Given(chain(2, 2), partitions=(Partition(near=["x"], far=["l1"]),)), "partition: expected labels of"),
        (lambda: Given(recurrent(), partitions=(Partition(near=[2], far=[1, 3]),)), "the first steps near"),
        (lambda: Given(chain(2, 2)).case({"ends": "11"}), "ends: expected a text of 2 letters 0 (far) and 1 (near)"),
        (lambda: Given(chain(2, 2)).case({"ends": 10}), "ends: expected a text"),
        (lambda: Given(chain(2, 2)).case({"mode": "one-hot"}), "case: expected ends, given 'mode'"),
        (lambda: Given(recurrent()).case({"split": 3}), "split: expected an integer from 1 to 2, given 3"),
        (lambda: case_of({"model": "mi ne"}, [Given(chain(2, 2), "mine")]), "did you mean 'mine'"),
        (lambda: asked([("model", "my"), ("ends", "10"), ("ends", "01")], [Given(chain(2, 2), "my")]), "given two"),
        (lambda: given_of(3.5), "given: expected a Circuit, a Network, the path of a file"),
        (lambda: page(grid=[Grid((3,)), Grid((4,))]), "grid: expected each model and each name once, given 'rac'"),
        (lambda: page(grid=[]), "grid: expected a Grid or a Given, or a list of these"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_in_one_line(make, message):
    with pytest.raises(TnrnnError, match=re.escape(message)) as found:
        make()
    assert "\n" not in str(found.value)


def test_a_file_a_pair_and_objects_of_other_packages_are_taken(tmp_path):
    network = chain(4, 2, 3)
    for name, text in (("mine.json", to_json(network)), ("rac.json", to_json(recurrent()))):
        (tmp_path / name).write_text(text)
    assert given_of(tmp_path / "mine.json").name == "mine"
    assert given_of(str(tmp_path / "rac.json")).name == "rac (given)"
    assert given_of(from_einsum("ab,bc->ac", (2, 3), (3, 4))).labels == ("a", "c")
    (tmp_path / "m.uai").write_text("MARKOV\n3\n2 2 2\n2\n2 0 1\n2 1 2\n\n4 1 2 3 4\n4 1 2 3 4\n")
    assert given_of(tmp_path / "m.uai").labels == ("0", "1", "2")
    quimb = pytest.importorskip("quimb.tensor")
    made = quimb.MPS_rand_state(4, 3)
    assert payload(given_of(made).case({"ends": "1100"}))["numbers"][0][3] == "3"
    assert given_of(made).labels == from_quimb(made)[0].open


def test_processes_get_what_is_given_once_and_answer_its_cases():
    given = Given(chain(4, 2, 3), "my network")
    (copied,) = given_in(first_line([given]))
    assert (copied.subject, copied.name) == (given.subject, given.name)
    words = {"model": "my network", "ends": "01"}
    told = list(answers([line_of("case", words)], Desk(given=(given,))))
    assert told[-1] == {"done": True}
    assert told[-2]["numbers"] == payload(given.case({"ends": "01"}))["numbers"]
    assert "did you mean" in next(answers([line_of("case", {"model": "my netwrok"})], Desk(given=(given,))))["error"]
    assert (
        "a model or a circuit with time steps"
        in next(answers([line_of("growth", words)], Desk(given=(given,))))["error"]
    )

    async def two():
        crew = Crew(most=1, given=[given])
        lines = [[line async for line in crew.answer(line_of("case", words))] for _ in range(2)]
        await crew.close()
        return lines

    with ThreadPoolExecutor(1) as apart:  # a browser of other tests may have left a loop that runs in this thread
        answered = apart.submit(asyncio.run, two()).result()
    for lines in answered:
        assert json.loads(lines[-1])["numbers"] == told[-2]["numbers"]


def data_of(made):
    text = re.search(rb'id="data">(.*?)</script>', made, re.DOTALL)[1]
    return json.loads(gzip.decompress(base64.b64decode(text)))


def test_a_page_of_several_has_the_lists_of_each_and_opens_at_the_first():
    one = {"layers": (1,), "inputs": (1,), "hidden": (1,), "modes": ("one-hot",)}
    grids = [Grid((2,), **one, model="mi_rnn"), Grid((2, 3), **one)]
    found = data_of(page(grid=grids, subject=Given(chain(4, 2, 3), "pair")))
    assert (found["grid"]["opens"], list(found["grid"]["models"])) == ("pair", ["pair", "mi_rnn", "rac"])
    assert found["grid"]["only"]["pair"]["ends"] == ["10"]
    assert found["grid"]["only"]["rac"]["length"] == [2, 3]
    assert len(found["cases"]) == 1 + 1 + 1 + 2


def test_a_page_has_the_partitions_that_are_asked_for():
    network = random_network(8)[0]
    few = Given(network, "few", (Partition(near=["b19", 3], far=["b20", 2, 4]),))
    assert [case.to_json()["ends"] for case in few.cases()] == ["10010"]
    assert [case.to_json()["ends"] for case in Given(network).cases()] == ["10000", "11000", "11100", "11110"]


def test_hostile_names_end_no_script():
    network = chain(2, 3, 2, name=HOSTILE)
    made = page(subject=Given(network, HOSTILE[:40]))
    assert HOSTILE.encode() not in made
    assert made.count(b"</script>") == page(subject=Given(chain(2, 3, 2))).count(b"</script>")
    assert "</script" not in head(given=[Given(network, HOSTILE[:40])])


def test_an_estimate_comes_before_the_work_and_what_is_far_too_large_is_not_begun(monkeypatch):
    monkeypatch.setattr("tnrnn.explore.exporting.FEW", 5)
    grid, told, done = Grid((2, 3), (1, 2), (2,), (2, 3), modes=("one-hot",)), [], []
    made = page(grid=grid, told=told.append)
    expected = told[0]
    assert expected.cases == estimate(Grid((2,), (1,), (2,), tuple(range(2, 14)), modes=("one-hot",))).cases == 12
    assert 0.5 < expected.megabytes / (len(made) / 1e6) < 2
    with pytest.raises(TnrnnError, match=r"page: expected at most 0.02 MB, given 12 cases, about 0\.\d MB, about"):
        page(grid=grid, limit=0.02, progress=lambda *numbers: done.append(numbers))
    assert not done
    assert str(Estimate(1, 0.04, 0.2)) == "1 case, about 0.0 MB, about 1 s"


def test_the_command_writes_the_page_of_a_file_and_of_several_models(tmp_path, capsys):
    network = tmp_path / "net.json"
    network.write_text(to_json(random_network(8)[0]))
    target = str(tmp_path / "page.html")
    assert main(["explore", str(network), "--near", "b19,3;2", "--export", target]) == 0
    assert "2 cases" in capsys.readouterr().out
    assert data_of((tmp_path / "page.html").read_bytes())["grid"]["only"]["net"]["ends"] == ["10010", "00100"]
    words = ["-T", "2", "-L", "1", "-M", "1", "-R", "1", "--key", "1", "--value", "1", "--mode", "one-hot"]
    assert main(["explore", "--model", "rac,linear_attention", *words, "--export", target]) == 0
    found = data_of((tmp_path / "page.html").read_bytes())
    assert list(found["grid"]["models"]) == ["rac", "linear_attention"]
    assert "key" not in found["grid"]["only"]["rac"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing.json"], "cannot be read"),
        (["{}", "{not json"], "invalid JSON"),
        (["{}", CUT], "given a Cut"),
        (["{}", '{"a":' + "[" * 200 + "]" * 200 + "}"], "deep"),
        (["{}", to_json(SCALAR)], "at least two open legs"),
        (["{}", to_json(chain(*[2] * 1_100))], "at most 1,000 tensors"),
        (["{}", to_json(chain(2, 3, 2)), "--near", "l2"], "names of open legs, given 'l2'"),
        (["{}", to_json(chain(2, 3, 2)), "--near", "l0,l1"], "far"),
        (["{}", to_json(chain(2, 3, 2)), "--split", "1"], "--split: expected a FILE with a circuit"),
        (["{}", to_json(chain(2, 3, 2)), "--model", "rac"], "--model: expected no FILE beside it"),
        (["{}", to_json(chain(2, 3, 2)), "-T", "6"], "--length/-T: expected no FILE beside it"),
        (["--near", "a"], "--near: expected a FILE beside it"),
        (["lecture.html"], "did you mean '--export lecture.html'"),
        (["--model", "rac,rac", "--export", "x.html"], "each model once"),
        (["--model", "rac,lstm", "--key", "2", "--export", "x.html"], "--key: expected a size of rac or lstm"),
    ],
)  # fmt: skip
def test_mistakes_end_the_command_with_status_2_and_one_line(words, message, tmp_path, capsys):
    if words[0] == "{}":
        path = tmp_path / "given.json"
        path.write_text(words[1])
        words = [str(path), *words[2:]]
    assert main(["explore", *words, "--no-browser"] if "--export" not in words else ["explore", *words]) == 2
    said = capsys.readouterr().err.strip()
    assert message in said
    assert "\n" not in said


def test_a_widget_takes_a_circuit_or_a_network():
    pytest.importorskip("anywidget")
    from tnrnn.explore import Explorer

    network = random_network(8)[0]
    shown = Explorer(network)
    assert shown.cut == tnrnn.min_cut(network, shown.partition)
    near = [tensor.name for tensor in network.tensors if tensor.kind == "weight" and random.Random(0).random() < 0.9]
    shown.near = near
    partition = Partition(near=["b19", 3], far=["b20", 2, 4])
    shown.partition = partition
    assert shown.more == {"ends": "10010"}
    assert shown.near == tuple(near)  # a cut of one's own survives another partition
    assert shown.cut == tnrnn.Cut.of(network, near, partition)
    shown.model = "rac"
    assert shown.near is None
    assert shown.case.length == 6
    with pytest.raises(TnrnnError, match="no sizes beside a circuit"):
        Explorer(network, 3)
    timed = Explorer(recurrent(4), mode="continuous")
    timed.split = 3
    assert (timed.partition, timed.cut.formula) == (Partition.start_end(4, 3), "2")
    assert Explorer(5, 1, hidden=2).case.length == 5


def star():
    """Return a network of a hub with three arms, one of which is an input slot; their open legs are a, b and 5."""
    tensors = (
        Tensor("hub", "weight", ("i", "j", "k"), parameter="hub"),
        Tensor("A", "weight", ("i", "a"), parameter="A"),
        Tensor("B", "weight", ("j", "b"), parameter="B"),
        Tensor("x", "input", ("k",), position=5),
    )
    dims = {"i": 2, "j": 3, "k": 5, "a": 7, "b": 7}
    return Network(tensors, tuple(Bond(name, dim) for name, dim in dims.items()), ("a", "b", "k"))


@pytest.fixture
def opened(browser, tmp_path):
    """Return a function that opens a page and collects what goes wrong in it."""
    wrong, context = [], browser.new_context(viewport={"width": 1280, "height": 720})

    def go(address):
        shown = context.new_page()
        shown.on("pageerror", lambda error: wrong.append(str(error)))
        shown.on("console", lambda message: wrong.append(message.text))
        shown.goto(address)
        shown.wait_for_selector("[data-ready]")
        return shown

    yield go
    context.close()
    assert not wrong


@pytest.fixture
def address(tmp_path):
    """The address of the app of a network in a file."""
    path = tmp_path / "network.json"
    path.write_text(to_json(star()))
    command = [sys.executable, "-m", "tnrnn", "explore", str(path), "--near", "a", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().split()[0]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def settled(shown, near):
    """Wait until the page shows the case with these near legs and its rank, and return its rows."""
    network, bits = star(), "".join("1" if leg in near else "0" for leg in ("a", "b", 5))
    shown.wait_for_function(
        "bits => explorer.case?.ends === bits && !/computed/.test(explorer.find('.numbers').textContent)",
        arg=bits,
    )
    rows = {row[0]: row for row in shown.evaluate("explorer.payload.numbers")}
    cut = tnrnn.min_cut(network, Partition(near=near, far=[leg for leg in ("a", "b", 5) if leg not in near]))
    assert (rows["min_cut"][3], rows["min_cut"][4]) == (str(cut.value), cut.formula)
    assert shown.locator("[data-row=own_cut] data").get_attribute("value") == str(cut.value)
    return rows


def test_the_app_shows_a_network_of_a_file_and_its_sides_are_chosen_in_boxes_and_in_the_picture(
    opened, address, tmp_path, monkeypatch
):
    shown = opened(address)
    assert address.endswith("#model=network&ends=100")
    assert settled(shown, ["a"])["generic_rank"][3] == "2"
    assert [box.is_checked() for box in shown.locator("[data-end]").all()] == [True, False, False]
    shown.locator("[data-end]").nth(1).click()
    settled(shown, ["a", "b"])
    spot = shown.evaluate(
        """() => { const { picture } = explorer.parts, { x, y } = picture.targets.find(({ name }) => name === 'a');
          const [right, down] = picture.toPaper([x, y]).map((length) => length / picture.paper.pixel);
          const box = picture.svg.getBoundingClientRect(); return [box.left + right, box.top + down]; }"""
    )
    shown.mouse.click(*spot)
    settled(shown, ["b"])
    shown.locator("[data-end]").nth(1).click()  # it is alone on its side
    assert shown.locator("[data-end]").nth(1).is_checked()
    assert "alone on its side" in shown.locator(".said").text_content()
    shown.evaluate("explorer.shown.choose([true, false, true, false]), explorer.render()")
    own = tnrnn.Cut.of(star(), ["hub", "B"], Partition(near=["b"], far=["a", 5]))
    assert shown.locator("[data-row=own_cut] data").get_attribute("value") == str(own.value) == "10"
    lines = shown.evaluate("explorer.parts.downloads.python()")
    monkeypatch.chdir(tmp_path)
    made: dict[str, object] = {}
    exec(lines.replace("save(", "compose(").split("style =")[0], made)
    assert made["cut"] == own
    shown.locator("[data-model]").select_option("tensor_train_lm")
    shown.wait_for_function("() => explorer.case?.model === 'tensor_train_lm'")
    assert shown.evaluate("[explorer.state.layers, explorer.state.ends]") == [1, None]
    shown.locator("[data-model]").select_option("network")
    shown.wait_for_function("() => explorer.case?.ends === '010'")  # the sides return, and the own cut
    assert shown.locator("[data-row=own_cut] data").get_attribute("value") == "10"


OWN = "Own cut: click a tensor to move it across"


def offered(shown):
    """Return the titles of the choices and the buttons of the own cut that can be seen."""
    words = ".sets legend, .own button, .own label"
    return [each.text_content() for each in shown.locator(words).all() if each.is_visible()]


def test_a_file_holds_several_models_and_a_network(opened, tmp_path):
    one = {"layers": (1,), "inputs": (1,), "hidden": (1,), "modes": ("one-hot",)}
    grids = [Grid((2, 3), **one), Grid((2,), **one, model="mi_rnn")]
    export(tmp_path / "page.html", grid=grids, subject=Given(star(), HOSTILE[:40], modes=("one-hot",)))
    shown = opened(f"file://{tmp_path / 'page.html'}")
    settled(shown, ["a"])
    assert offered(shown) == ["Near open legs; the others are far", OWN, "Min-cut"]
    assert shown.locator(".ends legend .term").get_attribute("data-words") == "sides"
    shown.locator("[data-end]").nth(1).click()
    settled(shown, ["a", "b"])
    shown.locator("[data-end]").nth(0).click()
    assert "This page holds no case" in shown.locator(".said").text_content()
    for model in ("mi_rnn", "rac"):
        shown.locator("[data-model]").select_option(model)
        shown.wait_for_function("model => (explorer.case?.model ?? 'rac') === model", arg=model)
    assert shown.locator("[data-size=length]").get_attribute("max") == "1"
    assert offered(shown) == ["Inputs", "View", "Motion", OWN, "Min-cut", "Slice", "matrices one by one"]


def test_a_figure_of_what_is_given_is_edited(opened, address):
    told = list(
        answers(
            [line_of("figure", {"case": {"model": "s", "ends": "100"}, "cut": True, "figure": {"version": 1}})],
            Desk(given=(Given(star(), "s"),)),
        )
    )
    assert not any("error" in message for message in told), told
    shown = opened(address)
    settled(shown, ["a"])
    shown.locator("[data-do=edit]").click()
    shown.wait_for_function("() => explorer.parts.editor.paper?.svg?.querySelectorAll('.marks > *').length >= 4")
