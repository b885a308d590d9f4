"""How the page of the explorer looks and is used: legend, views, every screen, keyboard, names of controls."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import pytest
from list_reading import list_of
from npm_packages import bring

import tnrnn
from tnrnn.drawing import View, compose
from tnrnn.drawing.shapes import display_list
from tnrnn.explore import Grid, Parameters, chosen, export, payload
from tnrnn.explore.front.families import titled
from tnrnn.explore.showing.lists import page_style
from tnrnn.explore.showing.payloads import TYPES, page_of
from tnrnn.models import MODELS

GRID = Grid((6,), (1, 3), (2,), (3,), splits=(3,))
READY = "[data-ready]"
LEGEND = """async () => {
  await explorer.showing;
  const { legend, box, unit } = explorer.list;
  return legend.map(({ shape, text }) => {
    const letters = text.runs.map(([found]) => found).join("").length;
    const x = shape ? shape.form[1] : text.x, end = text.x + letters * 0.3 * text.size / 72 / unit;
    return { words: text.text, x, y: text.y, end, right: box[2] };
  });
}"""


@pytest.fixture(scope="module")
def lecture(tmp_path_factory):
    target = tmp_path_factory.mktemp("looks") / "lecture.html"
    export(target, grid=GRID)
    return target


@pytest.fixture
def visit(browser, lecture):
    """Open the file at a state; at the end no page has had an error."""
    contexts, said = [], []

    def opened(state="", path=None, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, **options})
        contexts.append(context)
        shown = context.new_page()
        shown.on("pageerror", lambda error: said.append(str(error)))
        shown.goto(f"file://{path or lecture}{state}")
        shown.locator(READY).wait_for()
        return shown

    yield opened
    for context in contexts:
        context.close()
    assert said == []


# The legend.


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("size", ["normal", "large"])
def test_the_legend_of_a_step_has_no_holes(visit, mode, size):
    shown = visit(f"#length=6&layers=3&mode={mode}&type={size}&view=unrolled")
    whole = shown.evaluate(LEGEND)
    number = shown.evaluate("explorer.payload.steps.length")
    for step in range(number):
        shown.evaluate("(step) => explorer.look({ step })", step)
        found = shown.evaluate(LEGEND)
        assert found, step
        for one, two in itertools.pairwise(found):
            same_row = two["y"] == pytest.approx(one["y"])
            if same_row:
                assert two["x"] > one["end"], (step, one, two)
            else:
                assert two["x"] == pytest.approx(found[0]["x"], abs=0.2)
                assert two["y"] < one["y"]
        rows = sorted({round(each["y"], 5) for each in found}, reverse=True)
        gaps = [one - two for one, two in itertools.pairwise(rows)]
        assert gaps == pytest.approx([gaps[0]] * len(gaps), abs=1e-3) if gaps else True, (step, rows)
        assert len(found) <= len(whole) + 1
        assert max(each["end"] for each in found) <= found[0]["right"]


def test_the_entries_of_a_step_are_those_of_its_marks(visit):
    shown = visit("#length=6&layers=3&mode=one-hot&step=1")
    assert [each["words"] for each in shown.evaluate(LEGEND)] == ["layer 1", "initial state", "joined input"]
    shown.keyboard.press("ArrowRight")
    assert [each["words"] for each in shown.evaluate(LEGEND)] == ["layer 1", "layer 2", "initial state", "joined input"]


# The views.


@pytest.fixture(scope="module")
def long_page(tmp_path_factory):
    """A page of a circuit that has a folded view, and whose unrolled network can be read."""
    target = tmp_path_factory.mktemp("long") / "long.html"
    export(target, grid=Grid((10,), (1,), (2,), (2,), modes=("continuous",), splits=(1, 4, 5, 9)))
    return target


@pytest.fixture(scope="module")
def gated_page(tmp_path_factory):
    """A page of an LSTM, whose unrolled network has too many tensors to be read, and which has cells."""
    target = tmp_path_factory.mktemp("gated") / "gated.html"
    export(target, grid=Grid((2,), (1,), (2,), (2,), modes=("one-hot",), model="lstm"))
    return target


def views_of(shown):
    """Return of each choice in the list of views: whether it is there, can be chosen, and is the one that is shown."""
    found = shown.evaluate(
        """async () => { await explorer.showing;
          return [...document.querySelectorAll("[data-choice=view]")].map((each) =>
            [each.value, !each.parentElement.hidden, !each.disabled, each.checked]); }"""
    )
    return {name: tuple(rest) for name, *rest in found}


def drawn_as(parameters, view, size="normal"):
    """Return what the library draws of a case in a view of the circuit."""
    case = parameters.case.matrix
    cut = tnrnn.min_cut(case.circuit, case.partition, case.mode)
    scene = compose(case.circuit, cut, page_of(size), view)
    return display_list(scene, page_style(scene))


def assert_drawn_alike(found, expected):
    """Assert that two lists draw the same, but for the numbers of looks, by which only a style sheet calls them."""
    assert (found.view, found.box, found.unit) == (expected.view, expected.box, expected.unit)
    for layer in expected.layers:
        mine = found[layer.name]
        for one, two in ((mine.shapes, layer.shapes), (mine.traces, layer.traces), (mine.texts, layer.texts)):
            assert one == tuple(replace(each, look=0) if hasattr(each, "look") else each for each in two), layer.name


@pytest.mark.parametrize("size", TYPES)
@pytest.mark.parametrize(("name", "view"), [("folded", View(kind="folded")), ("shared", View(kind="shared"))])
def test_the_views_of_a_long_circuit_are_those_of_the_library(name, view, size):
    case = Parameters(40, 5, 2, 3, 20, "one-hot")
    found = payload(case)
    assert_drawn_alike(list_of(json.loads(json.dumps(found["views"][size][name]))), drawn_as(case, view, size))
    assert found["best"] == "folded"


@pytest.mark.parametrize("model", ["lstm", "gru", "mamba", "linear_attention"])
def test_gates_have_cells_as_the_library_draws_them_and_sums_are_drawn(model):
    sizes = {"length": 3, "layers": 1, "inputs": 2, "hidden": 2, "key": 2, "value": 2, "state": 2, "channels": 2}
    case = chosen(model, sizes, 1)
    views = payload(case)["views"]["normal"]
    anatomy = View(kind="shared", detail="anatomy")
    for name, view in {"cells": anatomy, "shared": View(kind="shared")}.items():
        assert_drawn_alike(list_of(json.loads(json.dumps(views[name]))), drawn_as(case, view))
    assert views["cells"]["frame"][0] == "cells"
    assert views["cells"]["patches"]


def test_a_small_circuit_has_no_views_that_it_does_not_need():
    """A page of the default grid does not grow by views that show nothing else."""
    found = payload(Parameters(8, 1, 2, 3, 4, "one-hot"))
    assert [list(found["views"][size]) for size in TYPES] == [["unrolled", "shared"]] * 2
    assert found["best"] == "unrolled"
    assert payload(Parameters(8, 3, 2, 3, 4, "one-hot"))["best"] == "shared"


def test_the_list_of_views_says_which_one_is_shown(visit, long_page):
    shown = visit("#length=10", long_page)
    assert views_of(shown) == {
        "unrolled": (True, True, True),
        "shared": (True, True, False),
        "folded": (True, True, False),
        "cells": (False, False, False),
    }
    shown.get_by_label("folded").check()
    assert views_of(shown)["folded"] == (True, True, True)
    assert shown.evaluate("explorer.list.view") == "folded"
    shown.locator("[data-do=talk]").click()
    for step in range(shown.evaluate("explorer.payload.steps.length")):
        shown.evaluate("(step) => explorer.look({ step })", step)
        view = shown.evaluate("explorer.shownView")
        assert [(name, free) for name, (_, free, now) in views_of(shown).items() if now] == [(view, False)]
    shown.keyboard.press("Escape")
    assert views_of(shown)["folded"] == (True, True, True)


def test_a_network_that_would_be_too_small_to_read_is_shown_as_a_circuit_and_one_sentence_says_so(visit, gated_page):
    shown = visit("#length=2", gated_page)
    about = shown.locator(".too-large")
    assert views_of(shown)["shared"] == (True, True, True)
    number = shown.evaluate("explorer.payload.structure.tensors.length")
    assert about.text_content() == (
        f"The unrolled network has {number} tensors, too many to read here, so the circuit is shown."
    )
    assert shown.locator("[data-row=own_cut]").count() == 0
    shown.get_by_label("unrolled").check()
    assert about.text_content() == ""
    assert shown.locator("[data-row=own_cut]").count() == 1
    shown.get_by_label("cells").check()
    assert shown.evaluate("explorer.list.view") == "cells"
    assert shown.locator(".picture svg .patches path").count() == 2  # a frame around each cell


@pytest.mark.parametrize("view", ["unrolled", "shared", "folded"])
def test_the_handle_of_the_split_stands_between_the_sides_in_every_view(visit, long_page, view):
    shown = visit(f"#length=10&view={view}", long_page)
    for split in (1, 4, 5, 9):
        shown.evaluate("(split) => explorer.set({ split })", split)
        edge, at = shown.evaluate("[explorer.list.regions[0].form[1][2], explorer.parts.picture.boundary]")
        assert at == pytest.approx(edge, abs=1e-3)


# The list of models.


def test_every_model_has_a_title_in_one_group():
    assert sorted(titled()) == sorted(MODELS)


def test_the_list_of_models_has_groups_with_words(visit, gated_page):
    shown = visit("#length=2", gated_page)
    titles = shown.evaluate(
        "[...document.querySelectorAll('select[data-model] optgroup')].map((each) => [each.label, each.textContent])"
    )
    assert titles == [["Gated", "LSTM"]]


# Every screen.


SCREENS = {
    "projector": (1280, 720, "beside"),
    "landscape tablet": (1024, 768, "beside"),
    "notebook beside a file browser": (848, 560, "beside"),
    "portrait tablet": (768, 1024, "below"),
    "zoom of 200 %": (640, 360, "below"),
    "phone": (390, 844, "below"),
}


@pytest.mark.parametrize("look", ["", "&theme=dark&type=large"], ids=["usual", "dark and large"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_shows_the_picture_and_the_table(visit, screen, look):
    width, height, controls = SCREENS[screen]
    shown = visit(f"#length=6&layers=1{look}", viewport={"width": width, "height": height})
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.evaluate("document.querySelector('.tnrnn-explorer').scrollWidth") <= width
    picture, found = (shown.locator(name).bounding_box() for name in (".picture", ".found"))
    assert (picture["y"] + picture["height"] <= found["y"]) == (controls == "below")
    assert picture["height"] >= 150
    if height > 500:
        rows = shown.locator(".numbers tr")
        last = rows.nth(rows.count() - 1).bounding_box()
        assert last["y"] + last["height"] <= (height if look == "" else height + 80)


def test_a_phone_has_its_controls_behind_one_button(visit):
    shown = visit("#length=6&layers=1", viewport={"width": 390, "height": 844})
    button, sizes, table = (shown.locator(each) for each in ("[data-do=controls]", ".sizes", ".numbers"))
    assert button.get_attribute("aria-expanded") == "false"
    assert sizes.is_hidden()
    assert table.is_visible()
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    assert shown.locator(f"#{button.get_attribute('aria-controls')}").locator(".sizes").is_visible()
    assert shown.locator("[data-do=svg]").is_visible()
    assert shown.locator(".picture").bounding_box()["height"] > 250
    button.click()
    assert sizes.is_hidden()
    shown.locator("[data-do=talk]").click()
    talk, picture = shown.locator(".talk").bounding_box(), shown.locator(".picture").bounding_box()
    assert picture["y"] + picture["height"] <= talk["y"] <= 844
    assert table.is_hidden()


STOP = """() => {
  const here = document.activeElement, { left, top, width, height } = here.getBoundingClientRect();
  const style = getComputedStyle(here), path = here.querySelector?.(".split path");
  const seen = here.matches(".split") ? getComputedStyle(here.querySelector("path")).strokeWidth === "2.5px"
    : style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const name = here.getAttribute("aria-label") || here.labels?.[0]?.textContent || here.textContent;
  const box = here.closest(".stage") ? "stage" : here.closest(".sets, .found") ? "controls" : "";
  return { tag: here.tagName, name: name.trim(), seen, box, inside: left + width > 0 && top + height > 0 };
}"""


@pytest.mark.parametrize("screen", ["projector", "portrait tablet", "phone"])
def test_the_tabulator_goes_through_the_page_in_the_order_in_which_it_is_seen(visit, screen):
    width, height, controls = SCREENS[screen]
    shown = visit("#length=6&layers=1", viewport={"width": width, "height": height})
    stops = []
    for _ in range(80):
        shown.keyboard.press("Tab")
        stop = shown.evaluate(STOP)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    assert shown.evaluate("document.activeElement.tagName") == "BODY"  # there is no trap
    assert [stop for stop in stops if not (stop["seen"] and stop["name"] and stop["inside"])] == []
    boxes = [box for box, _ in itertools.groupby(stop["box"] for stop in stops)]
    assert boxes == (["controls", "stage"] if controls == "beside" else ["stage", "controls"])


def test_a_dialog_gives_the_focus_back(visit):
    shown = visit()
    shown.locator("[data-do=python]").focus()
    shown.keyboard.press("Enter")
    shown.locator("dialog[open]").wait_for()
    shown.keyboard.press("Escape")
    assert shown.evaluate("document.activeElement.dataset.do") == "python"


AXE = "axe-core@4.14.1"
LOOKED_AT = {
    "light": ("", 1280, 720, ""),
    "dark": ("&theme=dark", 1280, 720, ""),
    "large": ("&type=large", 1280, 720, ""),
    "tablet": ("&theme=dark&type=large", 768, 1024, ""),
    "phone": ("", 390, 844, ""),
    "phone with controls": ("&theme=dark", 390, 844, "controls"),
    "talk": ("&theme=dark&step=3", 1280, 720, ""),
    "dialog": ("", 1280, 720, "python"),
}


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    """The script of axe-core, which looks for what a reader with a screen reader or a keyboard would miss."""
    folder = bring(AXE, tmp_path_factory.mktemp("axe"))
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_checker_of_accessibility_finds_nothing(browser, lecture, axe, name):
    look, width, height, button = LOOKED_AT[name]
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": height})
    shown = context.new_page()
    shown.goto(f"file://{lecture}#length=6&layers=3{look}")
    shown.locator(READY).wait_for()
    if button:
        shown.locator(f"[data-do={button}]").click()
    shown.evaluate(axe)
    found = shown.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    context.close()
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
