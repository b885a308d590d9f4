"""The talk of the explorer: what its steps show, its motions, the file of a talk, the speaker's window, and print."""

from __future__ import annotations

import base64
import gzip
import json
import re

import pytest
from explorer_pages import visits

import tnrnn
from tnrnn.cli import main
from tnrnn.cuts import Cut
from tnrnn.explore import (
    Grid,
    Parameters,
    Talk,
    TalkStep,
    chosen,
    export,
    preferred,
    read_talk,
    shown_models,
    write_talk,
)
from tnrnn.explore.cases import cases_of_talk, page_sizes, with_talk
from tnrnn.explore.serving.app import live_page
from tnrnn.explore.showing.motions import flow, growth, rows
from tnrnn.explore.showing.sentences import PARTS
from tnrnn.explore.showing.steps import steps
from tnrnn.models import MODELS
from tnrnn.networks import unroll

NOTHING = Cut((), (), ())
CASE = {"length": 4, "layers": 2, "inputs": 2, "hidden": 3, "split": 2, "mode": "one-hot"}


def case_of(model, length=4, layers=2, mode="one-hot"):
    sizes = preferred(model) | {"length": length}
    if "layers" in page_sizes(model):
        sizes["layers"] = 1 if model == "tensor_train_lm" else layers
    return chosen(model, sizes, length // 2, mode)


# What the steps show.


@pytest.mark.parametrize("unrolls", [True, False])
@pytest.mark.parametrize("model", shown_models())
def test_copies_are_counted_after_duplication_and_the_cut_bounds_the_rank(model, unrolls):
    found = steps(case_of(model), NOTHING, unrolls)
    titles = [step.title for step in found]
    assert len(set(titles)) == len(titles)
    first = titles.index("Duplication")
    for place, step in enumerate(found):
        speaks = re.search(r"number of copies|numbers count the copies", step.words) is not None
        assert (step.shows == "counts") == speaks
        assert step.shows != "counts" or place >= first
        assert (step.shows == "cut") == ("min-cut" in step.words or "severs" in step.words)
        assert unrolls or step.view == "shared"
    assert titles[-2:] == ["The cut", "The cut bounds the rank"]
    assert {step.motion for step in found} == {"", "flow", "growth"}


@pytest.mark.parametrize("model", shown_models())
def test_the_letters_of_a_step_are_those_of_vectors_of_the_first_layer(model):
    circuit = case_of(model).circuit
    letters = {vertex.name.split("[")[0] for vertex in circuit.vertices if vertex.layer == 1}
    for part in PARTS[model][1:]:
        assert part.letters
        assert letters & set(part.letters.split()), part
    assert PARTS[model][0].letters == ""


def test_the_steps_of_gates_and_of_attention():
    lstm = {step.title: step for step in steps(case_of("lstm"), NOTHING)}
    assert lstm["Gates"].letters == ("i", "f", "o")
    attention = {step.title: step for step in steps(case_of("linear_attention"), NOTHING)}
    assert "key times value" in attention["The state"].words
    assert "S" in attention["The state"].letters


# The motions.


@pytest.mark.parametrize("model", ["rac", "mi_rnn", "lstm", "conv_ac", "linear_attention", "polynomial_attention"])
def test_the_first_input_reaches_what_depends_on_it_when_the_last_input_of_that_is_read(model):
    circuit = case_of(model).circuit
    steps_of = {position: step for step, position in enumerate(circuit.positions, start=1)}
    inputs: dict[str, set[int]] = {}
    for vertex in circuit.vertices:
        below = set().union(*(inputs[child] for child in vertex.children))
        inputs[vertex.name] = below | ({steps_of[vertex.position]} if vertex.kind == "input" else set())
    expected = {
        vertex.name: max({steps_of.get(vertex.position, 0), *inputs[vertex.name]}) if 1 in inputs[vertex.name] else 0
        for vertex in circuit.vertices
    }
    found = {name: step for step, names in enumerate(flow(circuit)) for name in names}
    assert found == expected


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("model", ["rac", "second_order_rnn", "gru", "linear_attention"])
def test_duplication_grows_as_the_unrolled_networks_do(model, mode):
    case = case_of(model, 3, 1 if model == "gru" else 2, mode)
    for length, (size, copies) in enumerate(growth(case), start=1):
        circuit = MODELS[model](**{**dict(case.sizes), "length": length})
        network = unroll(circuit, mode)
        slots = [tensor for tensor in network.tensors if tensor.vertex == "x[1]" and tensor.kind == "input"]
        assert size == f"{len(network.tensors):,}"
        assert copies == str(circuit.copies["x[1]"])
        assert mode == "one-hot" or len(slots) == int(copies)
    assert growth(chosen("conv_ac", preferred("conv_ac") | {"length": 8}, 4)) is None


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_rows_of_a_network_are_those_of_shorter_ones(layers):
    found = rows(unroll(tnrnn.rac(5, layers, 2, 2), "continuous"))
    for length in range(1, 5):
        shorter = unroll(tnrnn.rac(length, layers, 2, 2), "continuous")
        assert sum(row <= length for row in found) == len(shorter.tensors) - 1  # without the output weight
    assert rows(unroll(case_of("gru", 3, 1).circuit)) is None


# The file.

TALK = Talk(
    (
        TalkStep("Depth <b>two</b>", "It costs R^3.", "Say why.\nThen wait.", CASE | {"view": "shared"}),
        TalkStep("A longer case", state=CASE | {"length": 5, "own": "0" * 10}),
        TalkStep("Duplication", "Copies.", "", CASE | {"step": 5}),
    ),
    CASE,
)


def test_a_talk_comes_back_from_its_file(tmp_path):
    write_talk(tmp_path / "talk.json", TALK)
    assert read_talk(tmp_path / "talk.json") == TALK
    assert [case.length for case in cases_of_talk(TALK)] == [4, 5, 4]


def written(**changes):
    return {**TALK.to_json(), **changes}


STEP = {"title": "One", "state": {}}
HOSTILE = {
    "format": (written(format="tnrnn network"), "talk: expected a JSON object with the format 'tnrnn talk'"),
    "version": (written(version=2), "talk, version: expected 1, given 2"),
    "field": (written(step=[]), "talk: expected format, version, state or steps, given 'step'; did you mean 'steps'?"),
    "no steps": (written(steps=[]), "talk: expected from 1 to 200 steps, given 0"),
    "steps": (written(steps=[STEP] * 201), "talk: expected from 1 to 200 steps, given 201"),
    "step": (written(steps=[STEP, "two"]), "talk, step 2: expected a JSON object, given 'two'"),
    "step field": (written(steps=[{**STEP, "tittle": ""}]), "talk, step 1: expected title, words, notes or state"),
    "title": (written(steps=[{**STEP, "title": "x" * 201}]), "talk, step 1, title: expected a text of at most 200"),
    "state": (written(steps=[{"state": [1]}]), "talk, step 1, state: expected names in small letters with their words"),
    "name": (written(steps=[{"state": {"__proto__": "1"}}]), "talk, step 1, state: expected names in small letters"),
    "value": (written(steps=[{"state": {"length": [4]}}]), "talk, step 1, state, length: expected a text of at most"),
    "words": (
        written(steps=[{"state": {"a" * n: "1" for n in range(1, 63)}}]),
        "talk, step 1, state: expected at most",
    ),
    "whole state": (written(state="all"), "talk, state: expected at most 60 words by name, given 'all'"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_wrong_file_is_refused_in_one_line(tmp_path, name):
    body, words = HOSTILE[name]
    target = tmp_path / "talk.json"
    target.write_text(json.dumps(body))
    with pytest.raises(tnrnn.TnrnnError) as raised:
        read_talk(target)
    assert str(raised.value).startswith(words)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "talk: invalid JSON"),
        ("[" * 50_000, "talk: expected lists nested at most 5 deep"),
        (" " * (2**20 + 1), "talk"),
        ('{"format": "tnrnn talk", "format": "x"}', "talk: expected every field once"),
        ("[]", "talk: expected a JSON object"),
    ],
)
def test_a_file_that_is_no_object_is_refused(tmp_path, text, words):
    target = tmp_path / "talk.json"
    target.write_text(text)
    with pytest.raises(tnrnn.TnrnnError, match=re.escape(words)):
        read_talk(target)


def test_a_step_without_a_case_is_named(tmp_path):
    wrong = Talk((TALK.steps[0], TalkStep("Two", state=CASE | {"split": 9})))
    with pytest.raises(tnrnn.TnrnnError, match="talk, step 2: split: expected an integer from 1 to 3, given 9"):
        export(tmp_path / "lecture.html", grid=Grid((4,), (2,), (2,), (3,)), talk=wrong)
    assert not (tmp_path / "lecture.html").exists()


def test_the_command_puts_a_talk_into_the_page(tmp_path, capsys):
    write_talk(tmp_path / "talk.json", TALK)
    sizes = ["-T", "4", "-L", "2", "-M", "2", "-R", "3", "--mode", "one-hot", "--split", "2"]
    target = tmp_path / "lecture.html"
    assert main(["explore", "--export", str(target), *sizes, "--talk", str(tmp_path / "talk.json")]) == 0
    assert "lecture.html: 2 cases, " in capsys.readouterr().out
    text = re.search('id="data">([^<]*)<', target.read_text())[1]
    found = json.loads(gzip.decompress(base64.b64decode(text)))
    assert Talk.from_json(found["talk"]) == TALK
    assert [case["parameters"] for case in found["cases"]][1:] == found["grid"]["further"] == [{**CASE, "length": 5}]
    assert main(["explore", "--export", str(target), *sizes, "--talk", str(target)]) != 0
    assert "tnrnn: error: talk: expected" in capsys.readouterr().err


def test_a_talk_ends_no_script_of_the_app():
    hostile = Talk((TalkStep("</script><script>alert(1)</script>", state=CASE),))
    page, _ = live_page(talk=hostile)
    assert "<script>alert" not in page
    assert json.loads(re.search('id="data">(.*?)</script>', page, re.DOTALL)[1])["talk"] == hostile.to_json()


def test_a_model_of_a_step_that_no_grid_has_gets_a_part_of_the_page():
    gru = case_of("gru", 3, 1)
    step = TalkStep(state={"model": "gru", **dict(gru.sizes), "split": 1, "mode": "one-hot", "view": "cells"})
    parts, further = with_talk((Grid((4,), (2,), (2,), (3,)),), Talk((step, TALK.steps[0])))
    assert [part.model for part in parts] == ["rac", "gru"]
    assert [case.split for case in parts[1].cases()] == [1]
    assert further == []


def test_the_widget_takes_a_talk_and_shows_what_is_changed_there():
    pytest.importorskip("anywidget")
    from tnrnn.explore import Explorer

    explorer = Explorer(talk=TALK)
    assert explorer.talk == TALK
    state = explorer.get_state("talk")
    explorer.set_state({"talk": {**state["talk"], "steps": state["talk"]["steps"][:1]}})
    assert explorer.talk == Talk(TALK.steps[:1], TALK.state)
    with pytest.raises(tnrnn.TnrnnError, match="talk, step 1: split"):
        explorer.talk = Talk((TalkStep(state=CASE | {"split": 9}),))
    assert explorer.talk == Talk(TALK.steps[:1], TALK.state)


MODEL = """(traits) => {
  const heard = new Map(), all = (name) => heard.get(name) ?? new Set();
  window.model = {
    get: (name) => traits[name],
    on: (name, hear) => heard.set(name, all(name).add(hear)),
    off: (name, hear) => all(name).delete(hear),
    set(name, value) { traits[name] = value; for (const hear of all(`change:${name}`)) hear(); },
    save_changes() { window.told = structuredClone(traits.talk); },
    async send({ ask, kind, words }) {
      const messages = JSON.parse(await answered(kind, words));
      for (const message of messages) for (const hear of [...all("msg:custom")]) hear({ ask, ...message });
    },
  };
}"""


def test_a_notebook_hears_what_a_speaker_writes(browser):
    pytest.importorskip("anywidget")
    from tnrnn.explore import Explorer
    from tnrnn.explore.serving import answers, line_of

    explorer = Explorer(4, talk=TALK)
    traits = {name: value for name, value in explorer.get_state().items() if name not in ("layout", "_esm", "_css")}
    context = browser.new_context()
    shown, said = context.new_page(), []
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.expose_function("answered", lambda kind, words: json.dumps([*answers([line_of(kind, words)])]))
    shown.evaluate(MODEL, traits)
    shown.evaluate(
        """async (text) => {
          const { default: widget } = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
          widget.render({ model, el: document.body });
        }""",
        explorer._esm,
    )
    shown.locator("[data-ready]").wait_for()
    shown.locator("[data-do=talk]").click()
    shown.locator(".talk [data-do=edit-talk]").click()
    shown.locator("[data-step=notes]").fill("Wait longer.")
    shown.locator(".script [data-do=edit-talk]").click()
    assert Talk.from_json(shown.evaluate("told")).steps[0].notes == "Wait longer."
    shown.evaluate("(talk) => model.set('talk', talk)", Talk((TalkStep("Other", state=CASE),)).to_json())
    shown.locator("[data-do=talk]").click()
    shown.locator(".talk .count", has_text="1 / 1").wait_for()
    assert said == []
    context.close()


# In the browser.


@pytest.fixture(scope="module")
def lecture(tmp_path_factory):
    target = tmp_path_factory.mktemp("talk") / "lecture.html"
    export(target, grid=Grid((4,), (2,), (2,), (3,), splits=(2,)), talk=TALK)
    return target


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    target = tmp_path_factory.mktemp("plain") / "lecture.html"
    export(target, grid=Grid((4,), (2,), (2,), (3,), splits=(2,)))
    return target


@pytest.fixture
def visit(browser, plain):
    with visits(browser) as opens:
        yield lambda state="", path=plain, **options: opens(
            f"file://{path}{state}", offline=True, accept_downloads=True, **options
        )


def kinds(shown, layer):
    return shown.evaluate(
        f"async () => {{ await explorer.showing; return explorer.list.{layer}.map((each) => each.kind); }}"
    )


def title(shown):
    return shown.locator(".talk h2").text_content()


def said(shown):
    return shown.locator(".said").text_content()


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_counts_and_cut_are_on_the_screen_in_the_steps_about_them(visit, mode):
    shown = visit(f"#mode={mode}")
    shown.locator("[data-do=talk]").click()
    expected = steps(Parameters(4, 2, 2, 3, 2, mode).chosen, NOTHING)
    for step in expected:
        assert title(shown) == step.title
        labels = set(kinds(shown, "labels"))
        legend = shown.evaluate("explorer.list.legend.map(({ text }) => text.text).join()")
        assert ("count" in labels) == (step.shows == "counts") == ("numbers: copies" in legend)
        assert ("formula" in labels) == (step.shows == "cut") == bool(kinds(shown, "regions"))
        for _ in range(4 if step.motion else 1):
            shown.keyboard.press("PageDown")
    assert title(shown) == expected[-1].title


@pytest.mark.parametrize("view", ["shared", "unrolled"])
def test_a_motion_fills_what_the_first_input_has_reached(visit, view):
    shown = visit(f"#view={view}&motion=flow")
    reached = flow(tnrnn.rac(4, 2, 2, 3))
    for frame in range(1, 5):
        names = set().union(*reached[1 : frame + 1])
        marks = shown.evaluate("explorer.list.marks.map(({ fill, parts }) => [fill, parts.map(([name]) => name)])")
        for fill, parts in marks:
            if not parts:  # the ends of the legs of a joined input
                continue
            vertices = {re.sub(r"^copy\((.*)\)$", r"\1", re.sub(r"#\d+$", "", name)) for name in parts}
            assert (fill != "background") == bool(vertices & names), (frame, parts)
        assert shown.locator(".motion .caption").text_content().startswith(f"After {frame} of 4 steps")
        shown.locator("[data-do=frame-next]").click(force=True)
    assert shown.locator("[data-do=frame-next]").is_disabled()


def test_duplication_grows_frame_by_frame(visit):
    shown = visit("#view=unrolled&motion=growth&mode=continuous")
    found = growth(Parameters(4, 2, 2, 3, 2, "continuous").chosen)
    for frame, (size, copies) in enumerate(found, start=1):
        caption = shown.locator(".motion .caption").text_content()
        times = "once" if copies == "1" else f"{copies} times"
        assert caption.startswith(f"T = {frame}: {size} tensors; the first input is there {times}.")
        names = shown.evaluate("explorer.list.marks.flatMap(({ parts }) => parts.map(([name]) => name))")
        assert len(names) == int(size) - (frame < 4)  # the output weight belongs to the last step
        shown.keyboard.press("Tab")
        shown.locator("[data-do=frame-next]").click(force=True)


def test_a_motion_that_is_chosen_begins_and_is_told(visit):
    shown = visit("#view=shared&motion=flow&frame=3")
    for name, words in (("copies", "T = 1: "), ("information", "After 1 of 4 steps "), ("none", "No motion is shown.")):
        shown.get_by_role("radio", name=name).check()
        assert shown.locator(".said").text_content().startswith(words)
    assert shown.locator(".motion").is_hidden()
    shown.locator("[data-do=undo]").click()
    assert shown.locator(".motion .caption").text_content().startswith("After 1 of 4 steps ")


def test_reduced_motion_leaves_the_steps_and_plays_nothing(visit):
    shown = visit("#view=shared&motion=flow", reduced_motion="reduce")
    assert shown.locator("[data-do=play]").is_hidden()
    shown.locator("[data-do=frame-next]").click()
    fresh = shown.locator(".picture .fresh")
    assert fresh.count() > 0
    assert fresh.first.evaluate("(each) => getComputedStyle(each).animationName") == "none"


def test_a_motion_plays_to_its_end(visit):
    shown = visit("#view=shared&motion=flow&frame=2")
    shown.locator("[data-do=play]").click()
    assert shown.locator("[data-do=play]").text_content() == "Pause"
    shown.locator(".motion .caption", has_text="After 4 of 4").wait_for()
    shown.locator("[data-do=play]", has_text="Play").wait_for()


def saved(shown, target):
    with shown.expect_download() as found:
        shown.locator("[data-do=save-talk]").click()
    found.value.save_as(target)
    return read_talk(target)


def test_a_speaker_writes_notes_and_steps_and_keeps_them(visit, tmp_path):
    shown = visit("#view=shared")
    shown.locator("[data-do=talk]").click()
    shown.locator(".talk [data-do=edit-talk]").click()
    shown.locator("[data-step=notes]").fill("Begin slowly. <img src=x onerror=alert(1)>")
    shown.locator("[data-do=whole]").click()
    shown.locator("[data-do=add-step]").click()
    shown.locator("[data-step=title]").fill("All of it")
    shown.locator("[data-step=words]").fill("It costs R^3.")
    shown.locator("[data-do=later]").click()
    shown.locator("[data-place='0']").click()
    shown.locator("[data-do=delete-step]").click()
    talk = saved(shown, tmp_path / "talk.json")
    titles = [step.title for step in steps(Parameters(4, 2, 2, 3, 2, "one-hot").chosen, NOTHING)]
    assert [step.title for step in talk.steps] == [titles[1], "All of it", *titles[2:]]
    assert {case.length for case in cases_of_talk(talk)} == {4}
    assert "step" not in dict(talk.steps[1].state)
    shown.locator(".script [data-do=edit-talk]").click()
    shown.keyboard.press("End")
    assert title(shown) == titles[-1]

    again = visit()
    again.locator("[data-do=talk]").click()
    again.locator(".talk [data-do=edit-talk]").click()
    again.locator(".script input[type=file]").set_input_files(tmp_path / "talk.json")
    again.locator(".said", has_text="The talk is loaded").wait_for()
    assert saved(again, tmp_path / "again.json").steps == talk.steps
    again.locator(".script [data-do=edit-talk]").click()
    again.keyboard.press("ArrowRight")
    assert title(again) == "All of it"
    assert again.locator(".talk .words sup").text_content() == "3"
    assert "formula" in kinds(again, "labels")


def load(shown, name, body):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    files = {"name": name, "mimeType": "application/json", "buffer": content}
    shown.locator(".script input[type=file]").set_input_files(files)
    shown.locator(".said", has_text="talk").wait_for(state="attached")


def test_the_page_refuses_wrong_files_and_says_what_it_lacks(visit):
    shown = visit()
    shown.locator("[data-do=talk]").click()
    shown.locator(".talk [data-do=edit-talk]").click()
    before = shown.evaluate("JSON.stringify(explorer.parts.talk.session)")
    bodies = [body for body, _ in HOSTILE.values()]
    for body in [*bodies, b"{", b"[" * 100_000, b" " * (2**20 + 1), b'{"format": 1}']:
        shown.evaluate("document.querySelector('.said').textContent = ''")
        load(shown, "wrong.json", body)
        assert said(shown).startswith("The talk cannot be loaded: ")
        assert len(said(shown)) < 160
        assert shown.evaluate("JSON.stringify(explorer.parts.talk.session)") == before
    load(shown, "talk.json", TALK.to_json())
    shown.locator(".said", has_text="is loaded").wait_for(state="attached")
    assert "This page has no case for step 2" in said(shown)


def test_an_exported_page_has_the_talk_and_the_cases_of_its_steps(visit, lecture):
    shown = visit(path=lecture)
    shown.locator("[data-do=talk]").click()
    shown.locator(".talk h2", has_text="Depth <b>two</b>").wait_for()
    assert shown.locator(".talk .words sup").text_content() == "3"
    assert shown.locator(".talk b").count() == 0
    shown.keyboard.press("n")
    assert shown.locator(".talk .notes").text_content() == "Say why.\nThen wait."
    shown.keyboard.press("PageDown")
    shown.locator(".talk h2", has_text="A longer case").wait_for()
    assert shown.evaluate("async () => { await explorer.showing; return explorer.case.length; }") == 5
    shown.keyboard.press("PageDown")
    shown.locator(".talk h2", has_text="Duplication").wait_for()
    assert shown.evaluate("[explorer.case.length, explorer.step]") == [4, 5]
    shown.keyboard.press("PageUp")
    shown.locator(".talk h2", has_text="A longer case").wait_for()
    shown.keyboard.press("Escape")
    assert shown.locator(".talk").is_hidden()


def test_the_speakers_window_and_the_page_follow_each_other(visit, lecture):
    shown = visit(path=lecture)
    shown.locator("[data-do=talk]").click()
    with shown.expect_popup() as opened:
        shown.keyboard.press("p")
    speaker = opened.value
    assert speaker.locator("h1").text_content() == "Depth <b>two</b>"
    assert speaker.locator(".notes").text_content() == "Say why.\nThen wait."
    assert speaker.locator(".following").text_content() == "A longer case"
    speaker.locator(".clock", has_text="0:01").wait_for()
    speaker.locator("[data-act=next]").click()
    shown.locator(".talk h2", has_text="A longer case").wait_for()
    shown.keyboard.press("ArrowRight")
    speaker.locator("h1", has_text="Duplication").wait_for()
    assert speaker.locator(".following").text_content() == "the end"
    speaker.keyboard.press("ArrowLeft")
    shown.locator(".talk h2", has_text="A longer case").wait_for()
    speaker.locator(".notes", has_text="No notes.").wait_for()


def test_the_arrow_keys_turn_the_steps_wherever_the_focus_is(visit, lecture):
    shown = visit(path=lecture)
    shown.locator("[data-do=talk]").click()
    shown.locator(".picture").focus()
    shown.keyboard.press("ArrowRight")
    shown.locator(".talk h2", has_text="A longer case").wait_for()
    shown.locator(".split").focus()
    shown.keyboard.press("ArrowLeft")
    shown.locator(".talk h2", has_text="Depth").wait_for()
    assert shown.evaluate("async () => { await explorer.showing; return explorer.case.split; }") == 2


def test_a_blocked_window_is_told(visit):
    shown = visit("#step=0")
    shown.evaluate("window.open = () => null")
    shown.locator("[data-do=presenter]").click()
    assert said(shown).startswith("The browser has blocked the presenter's window")


@pytest.mark.parametrize(("two", "pages"), [(False, 3), (True, 2)])
def test_the_talk_on_paper(visit, lecture, two, pages, tmp_path):
    shown = visit(path=lecture)
    shown.evaluate("window.print = () => { window.printed = true; }")
    shown.locator("[data-do=talk]").click()
    shown.locator("[data-do=print]").click()
    if two:
        shown.locator("[data-print=two]").check()
    shown.locator("[data-print=notes]").check()
    shown.locator("[data-do=print-now]").click()
    shown.wait_for_function("window.printed")
    sheets = shown.locator(".tnrnn-sheets section")
    assert sheets.count() == 3
    assert shown.locator(".tnrnn-sheets svg").count() == 3
    assert "Then wait." in sheets.first.locator(".notes").text_content()
    made = shown.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == pages
    shown.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert shown.locator(".tnrnn-sheets").count() == 0


def test_a_finger_turns_the_steps(visit):
    shown = visit("#step=0", has_touch=True)
    swipe = """([from, to]) => {
      const target = document.querySelector(".picture");
      const at = (x) => new Touch({ identifier: 1, target, clientX: x, clientY: 200 });
      target.dispatchEvent(new TouchEvent("touchstart", { touches: [at(from)], changedTouches: [at(from)] }));
      target.dispatchEvent(new TouchEvent("touchend", { touches: [], changedTouches: [at(to)] }));
    }"""
    for start, end, expected in ((400, 200, "First layer"), (200, 190, "First layer"), (200, 400, "Inputs")):
        shown.evaluate(swipe, [start, end])
        assert title(shown) == expected
