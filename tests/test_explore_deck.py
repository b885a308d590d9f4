"""The talk of docs/talks: its numbers are those of the library, and a deck of reveal.js shows its steps in a frame."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from npm_packages import bring

import tnrnn
from tnrnn.explore import Grid, Parameters, chosen, export
from tnrnn.explore.showing.repeats import repeat_of
from tnrnn.models import linear_attention, lstm

TALKS = Path(__file__).parents[1] / "docs" / "talks"
TALK = TALKS / "gates-depth-memory.json"
REVEAL = "reveal.js@6.0.2"
PROJECTOR = {"width": 1280, "height": 720}
GRID = Grid((5, 6), (2,), (4,), (4,), modes=("continuous",), splits=(3,))
"""Some of the cases of the step about growth; the page has those of all steps anyway."""

STEPS = json.loads(TALK.read_text(encoding="utf-8"))["steps"]


def words_of(title):
    (step,) = (step for step in STEPS if step["title"] == title)
    return step["words"]


def rank(circuit, length, split):
    return tnrnn.separation_rank(circuit, tnrnn.Partition.start_end(length, split), mode="continuous").lower


def bounds(circuit, length, split):
    return tnrnn.bounds(circuit, tnrnn.Partition.start_end(length, split), "continuous")


def test_the_talk_has_ten_steps_with_titles_and_words():
    assert len(STEPS) == 10
    assert all(step["title"] and len(step["words"]) < 300 for step in STEPS)


def test_the_numbers_of_the_talk_about_depth_are_those_of_the_library():
    one, two = tnrnn.rac(6, 1, 2, 3), tnrnn.rac(6, 2, 2, 3)
    assert rank(one, 6, 3) == bounds(one, 6, 3)["min_cut"].value == 3
    found = bounds(two, 6, 3)
    assert (found["min_cut"].formula, found["min_cut"].value) == ("M R^3", 54)
    assert found["symmetric_cut"].value == rank(two, 6, 3) == 24 == 8 * rank(one, 6, 3)
    takes = repeat_of(Parameters(6, 1, 2, 3, 3, "continuous").chosen)
    assert f"at most R = 3, for all weights (proved). Here it is {rank(one, 6, 3)}" in words_of("A cut bounds the rank")
    assert f"takes rank {takes.worth} (proved): no weights" in words_of("A cut bounds the rank")
    assert f"The repeat takes {takes.rank}, so" in words_of("Depth pays")
    for number in ("M R^3 = 54", "24 (proved)", "24 (computed)", "eight times"):
        assert number in words_of("Depth pays")
    network = tnrnn.unroll(two, "continuous")
    (state,) = (step["state"] for step in STEPS if step["title"] == "A cut of one's own")
    near = [tensor.name for tensor, bit in zip(network.tensors, state["own"], strict=True) if bit == "1"]
    assert (tnrnn.Cut.of(network, near).formula, tnrnn.Cut.of(network, near).value) == ("R^4", 81)


def test_the_numbers_of_the_talk_about_growth_and_gates_are_those_of_the_library():
    assert rank(tnrnn.rac(6, 1, 4, 4), 6, 3) == rank(tnrnn.rac(9, 1, 4, 4), 9, 3) == 4
    for length, value in ((6, 80), (20, 4560)):
        circuit = tnrnn.rac(length, 2, 4, 4)
        assert bounds(circuit, length, 3)["symmetric_cut"].value == value
        assert f"{value} at T = {length}" in words_of("Growth")
        attention = linear_attention(length, 2, 4, 2, 2, rule="sum")
        assert bounds(attention, length, 3)["symmetric_cut"].value == rank(attention, length, 3) == 25
    assert rank(tnrnn.rac(6, 2, 4, 4), 6, 3) == 80
    cell = lstm(4, 1, 2, 2)
    assert (bounds(cell, 4, 2)["symmetric_cut"].value, rank(cell, 4, 2)) == (106, 65)
    for number in ("65 functions", "at most 106"):
        assert number in words_of("Gates")


def test_every_step_names_a_whole_case():
    for step in STEPS:
        state = step["state"]
        model = state.get("model", "rac")
        sizes = {name: int(state[name]) for name in ("length", "layers", "inputs", "hidden")}
        assert str(chosen(model, sizes, int(state["split"]), state["mode"]).split) == state["split"]


@pytest.fixture(scope="module")
def reveal(tmp_path_factory):
    """A folder in which npm has put reveal.js; it is not part of the project."""
    return bring(REVEAL, tmp_path_factory.mktemp("deck"))


@pytest.mark.slow
def test_a_deck_of_reveal_shows_the_steps_of_the_talk_in_a_frame(reveal, browser):
    """It is opened from the disk, without a network, and goes on by the keys of a clicker, wherever the focus is."""
    shutil.copy(TALKS / "deck.html", reveal)
    export(reveal / "lecture.html", grid=GRID, talk=TALK)
    context = browser.new_context(viewport=PROJECTOR, offline=True)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request", lambda request: said.extend([] if request.url.startswith(("file://", "data:")) else [request.url])
    )
    page.goto(f"file://{reveal}/deck.html")
    page.wait_for_function("() => window.Reveal?.isReady()")
    assert page.locator("section.present h2").text_content() == "Gates, depth and memory"
    frame = page.frames[1]
    frame.locator("[data-ready]").wait_for(state="attached")
    assert not page.locator("iframe").is_visible()
    for number, step in enumerate(STEPS, start=1):
        page.keyboard.press("PageDown")
        frame.locator(".talk .count", has_text=re.compile(f"^{number} /")).wait_for()
        assert frame.locator(".talk h2").text_content() == step["title"]
        assert frame.locator(".picture svg").is_visible()
        assert not frame.locator(".controls").is_visible()
        assert page.evaluate("() => Reveal.getIndices().h") == number
        if number == 4:  # from here on the frame has the focus
            frame.locator(".talk h2").click()
    assert frame.locator(".second svg").is_visible()
    assert page.locator("iframe").bounding_box() == {"x": 0, "y": 0, **PROJECTOR}
    page.keyboard.press("PageDown")
    page.locator("section.present h2", has_text="Questions").wait_for()
    assert not page.locator("iframe").is_visible()
    page.keyboard.press("PageUp")
    page.locator("iframe").wait_for()
    assert said == []
    context.close()
