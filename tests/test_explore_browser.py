"""The page for lectures in a real browser, opened from disk: every control, and what it shows against the library."""

from __future__ import annotations

import io
import itertools
import json
import random
import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs

import pytest
from list_reading import list_of

import tnrnn
from tnrnn.bounding import theorem_of
from tnrnn.closed_forms import Case, theorem_1
from tnrnn.drawing import Style, compose, save
from tnrnn.drawing.shapes import display_list
from tnrnn.drawing.writers.svg_writer import svg_of
from tnrnn.drawing.writers.tikz_writer import CLOSING, OPENING, tikz_of
from tnrnn.explore import DEFAULT, Grid, Parameters, chosen, export, payload
from tnrnn.explore.cases.choosing import PREFERRED
from tnrnn.explore.front.assembling import head, script
from tnrnn.explore.showing.lists import HALOS, page_style
from tnrnn.explore.showing.payloads import RANK_AT_MOST, TYPES, page_of
from tnrnn.upper import least_upper

SMALL = Grid((3, 4, 6), (1, 2, 3), (2, 4), (2, 3))
READY = "[data-ready]"
SVG = "{http://www.w3.org/2000/svg}"
LENGTHS = ("x", "y", "width", "height", "cx", "cy", "r", "d", "points", "dy", "font-size", "stroke-width", "viewBox")


@pytest.fixture(scope="module")
def lecture(tmp_path_factory):
    target = tmp_path_factory.mktemp("page") / "lecture.html"
    export(target, grid=SMALL)
    return target


@pytest.fixture
def visit(request, browser):
    """Open the file, offline, or the app; at the end there were no requests beyond it, and nothing on the console."""
    place = getattr(request, "param", "file")
    home = request.getfixturevalue("app") if place == "app" else f"file://{request.getfixturevalue('lecture')}"
    contexts, requests, said = [], [], []

    def opened(state="#layers=2", path=None, **options):
        context = browser.new_context(offline=place == "file", accept_downloads=True, **options)
        contexts.append(context)
        shown = context.new_page()
        shown.on("request", lambda request: requests.append(request.url))
        shown.on("console", lambda message: said.append(message.text))
        shown.on("pageerror", lambda error: said.append(str(error)))
        shown.goto(f"{home if path is None else f'file://{path}'}{state}")
        shown.locator(READY).wait_for()
        return shown

    yield opened
    for context in contexts:
        context.close()
    own = "file://" if place == "file" else home
    assert [url for url in requests if not url.startswith((own, "data:", "blob:"))] == []
    if place == "file":
        assert sum(url.startswith(own) for url in requests) == len(contexts)
    assert said == []


everywhere = pytest.mark.parametrize("visit", ["file", "app"], indirect=True)


def state_of(shown):
    link = shown.evaluate("async () => { await explorer.showing; return location.hash.slice(1); }")
    return {name: values[0] for name, values in parse_qs(link).items()}


def parameters_of(shown):
    state = state_of(shown)
    return Parameters(*(int(state[name]) for name in ("length", "layers", "inputs", "hidden", "split")), state["mode"])


def table(shown):
    """Return the values that the table shows, by row."""
    return shown.evaluate(
        "async () => { await explorer.showing;"
        "return Object.fromEntries([...document.querySelectorAll('.numbers tr')].map("
        "row => [row.dataset.row, row.querySelector('data')?.value ?? null])); }"
    )


def whole_table(shown):
    """The table with the rank, which the app sends after the picture."""
    shown.locator("[data-row=rank]", has_not_text="being computed").wait_for(state="attached")
    return table(shown)


def list_shown(shown):
    return list_of(shown.evaluate("async () => { await explorer.showing; return explorer.parts.downloads.json(); }"))


def cut_shown(picture):
    return [*picture["rings"].shapes, *picture["strokes"].traces]


def listed(of, cut, size="normal"):
    """Return what the library draws for a page."""
    scene = compose(of, cut, page_of(size))
    return display_list(scene, page_style(scene))


def place_of(shown, name):
    """Return where on the screen the mark of a tensor is."""
    return shown.evaluate(
        """async (name) => {
          await explorer.showing;
          const { picture } = explorer.parts, target = picture.targets.find((each) => each.name === name);
          const [x, y] = picture.toPaper([target.x, target.y]);
          const room = picture.svg.getBoundingClientRect(), paper = picture.svg.viewBox.baseVal;
          return [room.left + x / paper.width * room.width, room.top + y / paper.height * room.height];
        }""",
        name,
    )


def last_layer(shown, time):
    return f"h[{time},{state_of(shown)['layers']}]"


def own_cut(shown):
    """Return the cut of the library for the sides that the link holds."""
    parameters = parameters_of(shown)
    network = tnrnn.unroll(parameters.circuit, parameters.mode)
    names = [tensor.name for tensor, bit in zip(network.tensors, state_of(shown)["own"], strict=True) if bit == "1"]
    return tnrnn.Cut.of(network, names)


def style_shown(state, own=False):
    theme = state.get("theme", "light")
    halos = HALOS[theme] if own else {}
    return Style.named({"light": "print"}.get(theme, theme), font_size=TYPES[state["type"]][2], **halos)


# Every control.


@everywhere
@pytest.mark.parametrize(
    ("size", "key", "turn"),
    [
        ("length", "ArrowLeft", -1),
        ("layers", "ArrowRight", 1),
        ("inputs", "ArrowRight", 1),
        ("hidden", "ArrowLeft", -1),
        ("split", "ArrowRight", 1),
    ],
)
def test_a_slider_moves_by_keyboard_and_its_field_follows(visit, size, key, turn):
    shown = visit()
    values = shown.evaluate("(size) => explorer.values(size)", size)
    expected = str(values[values.index(int(state_of(shown)[size])) + turn])
    shown.locator(f"[data-size={size}]").press(key)
    assert state_of(shown)[size] == expected
    assert shown.locator(f"[data-number={size}]").input_value() == expected
    parameters = parameters_of(shown)
    cut = tnrnn.min_cut(parameters.circuit, parameters.partition, parameters.mode)
    assert table(shown)["min_cut"] == table(shown)["own_cut"] == str(cut.value)
    shown.locator(".said", has_text=f"min-cut ≤ {cut.value}").wait_for(state="attached")


@pytest.mark.parametrize(
    ("size", "typed", "expected"),
    [("length", "3", "3"), ("layers", "9", "3"), ("inputs", "4", "4"), ("split", "1", "1")],
)
def test_a_number_field_takes_the_nearest_value_of_the_grid(visit, size, typed, expected):
    shown = visit()
    shown.locator(f"[data-number={size}]").fill(typed)
    shown.locator(f"[data-number={size}]").press("Enter")
    assert state_of(shown)[size] == expected


@everywhere
def test_modes_and_views(visit):
    shown = visit()
    assert table(shown)["min_cut"] == "8"
    shown.get_by_label("continuous").check()
    assert table(shown)["min_cut"] == "54"
    shown.get_by_label("shared").check()
    assert list_shown(shown).view == "shared"
    assert "own_cut" not in table(shown)
    assert shown.locator("[data-do=slice]").is_disabled()


@everywhere
def test_dark_large_type_zoom_and_full_screen(visit):
    shown = visit()
    shown.locator("[data-do=theme]").click()
    assert shown.locator(".picture rect.background").get_attribute("fill") == Style.named("dark").background
    shown.locator("[data-do=type]").click()
    assert list_shown(shown).font_size == TYPES["large"][2]
    width = shown.locator(".picture > svg").bounding_box()["width"]
    shown.locator("[data-do=larger]").click()
    assert shown.locator(".picture > svg").bounding_box()["width"] == pytest.approx(1.5 * width, rel=0.03)
    shown.locator("[data-do=smaller]").click()
    shown.locator("[data-do=full]").click()
    shown.wait_for_function("document.fullscreenElement !== null")


@everywhere
def test_the_slice_and_back_to_the_min_cut(visit):
    shown = visit()
    shown.locator("[data-do=slice]").click()
    assert table(shown)["own_cut"] == table(shown)["slice"] == str(own_cut(shown).value) == "81"
    shown.locator("[data-do=min]").click()
    assert table(shown)["own_cut"] == table(shown)["min_cut"]
    assert "own" not in state_of(shown)


# The reader's own cut.


@everywhere
@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("matrices", ["", "&matrices=1"])
def test_clicks_move_tensors_and_the_cut_is_that_of_the_library(visit, mode, matrices):
    shown = visit(f"#length=6&layers=2&mode={mode}{matrices}")
    names = shown.evaluate("() => explorer.parts.picture.targets.map((each) => each.name)")
    draw, moved = random.Random(mode), 0
    for name in draw.sample(names, 12):
        before = state_of(shown).get("own")
        shown.mouse.click(*place_of(shown, name))
        if state_of(shown).get("own") == before:
            assert "is an input" in shown.locator(".said").text_content()
            continue
        moved += 1
        cut, picture = own_cut(shown), list_shown(shown)
        assert table(shown)["own_cut"] == str(cut.value)
        assert sorted(mark.title for mark in cut_shown(picture)) == sorted(
            f"cut: {entry.kind} {entry.name}, {entry.symbol} = {entry.dim}" for entry in cut.entries
        )
        assert sorted(mark.name for mark in cut_shown(picture)) == sorted(entry.name for entry in cut.entries)
        near, far = set(cut.near), set(cut.far)
        for mark in picture["marks"].shapes:
            sides = {"near" if part.name in near else "far" for part in mark.parts}
            assert mark.side == (sides.pop() if len(sides) == 1 else "")
        assert near | far >= {part.name for mark in picture["marks"].shapes for part in mark.parts}
        halos = {(halo.form.x, halo.form.y, halo.side) for halo in picture["halos"].shapes}
        assert halos == {(mark.form.x, mark.form.y, mark.side) for mark in picture["marks"].shapes if mark.side}
        said = f"own cut {cut.formula}"
        assert said.lower() in shown.locator(".said").text_content().lower()
    assert moved > 3


COST = """window.costOf = ({ structure, dims }, near) => {
  const { value, powers, ...found } = weigh(structure, dims, near);
  return { ...found, value: String(value), formula: formulaOf(powers) };
};"""


def test_any_sides_cost_in_the_page_what_the_library_says(visit):
    shown = visit()
    shown.evaluate(f"() => {{ {script(edits=False)} {COST} }}")
    for parameters in itertools.islice(SMALL.cases(), 0, None, 11):
        network = tnrnn.unroll(parameters.circuit, parameters.mode)
        draw = random.Random(str(parameters))
        sides = [[draw.random() < draw.random() for _ in network.tensors] for _ in range(5)]
        found = shown.evaluate(
            "async ([case_, sides]) => { const payload = await explorer.source.case(case_);"
            "return sides.map((side) => window.costOf(payload, side)); }",
            [parameters._asdict(), sides],
        )
        for side, cost in zip(sides, found, strict=True):
            cut = tnrnn.Cut.of(network, [t.name for t, near in zip(network.tensors, side, strict=True) if near])
            assert (cost["value"], cost["formula"]) == (str(cut.value), cut.formula)
            assert sorted((entry["kind"], entry["name"]) for entry in cost["entries"]) == sorted(
                (entry.kind, entry.name) for entry in cut.entries
            )
            names = {t.name for t, near in zip(network.tensors, cost["side"], strict=True) if near}
            assert names == set(cut.near)


@everywhere
def test_own_sides_stay_while_m_r_and_the_split_move_and_inputs_follow_the_split(visit):
    shown = visit("#layers=2&mode=continuous")
    shown.mouse.click(*place_of(shown, "h[4,2]"))
    shown.locator("[data-size=inputs]").press("ArrowRight")
    assert table(shown)["own_cut"] == str(own_cut(shown).value)
    shown.locator("[data-size=split]").press("ArrowLeft")
    cut = own_cut(shown)
    assert table(shown)["own_cut"] == str(cut.value)
    network = tnrnn.unroll(parameters_of(shown).circuit, "continuous")
    for tensor in network.tensors:
        if tensor.kind == "input":
            assert (tensor.name in cut.near) == (tensor.position <= 2)
    shown.locator("[data-size=layers]").press("ArrowLeft")
    assert table(shown)["own_cut"] == str(own_cut(shown).value)


# The split.


@everywhere
def test_the_split_is_dragged_by_its_handle_and_by_its_line(visit):
    shown = visit()
    step = place_of(shown, "h[5,2]")[0] - place_of(shown, "h[4,2]")[0]
    grip = shown.locator(".split .grip").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    shown.mouse.move(x, y)
    shown.mouse.down()
    seen = []
    for part in range(1, 9):
        shown.mouse.move(x + 2 * step * part / 8, y)
        seen.append(state_of(shown)["split"])
    shown.mouse.up()
    assert sorted(set(seen)) == ["3", "4", "5"]
    line = place_of(shown, "h[5,2]")[0] + step / 2
    shown.mouse.move(line, y + 60)
    shown.mouse.down()
    shown.mouse.move(line - 4 * step, y + 60, steps=6)
    shown.mouse.up()
    assert state_of(shown)["split"] == "1"
    assert "own" not in state_of(shown)
    shown.locator(".split").press("ArrowRight")
    shown.keyboard.press("ArrowRight")
    assert state_of(shown)["split"] == "3"
    assert shown.locator(".split").get_attribute("aria-valuenow") == "3"


@everywhere
def test_a_finger_moves_a_tensor_on_a_tablet(visit):
    shown = visit("#layers=2&mode=continuous", viewport={"width": 768, "height": 1024}, has_touch=True)
    shown.touchscreen.tap(*place_of(shown, "h[3,2]"))
    assert table(shown)["own_cut"] == str(own_cut(shown).value)
    assert shown.evaluate("document.documentElement.scrollWidth") <= 768


@everywhere
def test_tensors_move_by_keyboard(visit):
    shown = visit("#layers=2&mode=continuous")
    shown.locator(".picture").focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp"):
        shown.keyboard.press(key)
    name = shown.locator(".said").text_content().partition(",")[0]
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("ArrowRight")
    name = re.match(r"\S+\[\d+,\d+\]\S*(?=, (near|far))", shown.locator(".said").text_content())[0]
    shown.keyboard.press(" ")
    assert shown.locator(".said").text_content().startswith(f"{name} is ")
    assert table(shown)["own_cut"] == str(own_cut(shown).value)


@everywhere
def test_every_control_has_a_name_and_the_talk_is_announced(visit):
    shown = visit()
    nameless = shown.evaluate(
        """() => [...document.querySelectorAll('button, input, [tabindex], summary, dialog')].filter((each) =>
          !(each.getAttribute('aria-label') || each.labels?.length || each.textContent.trim())).length"""
    )
    assert nameless == 0
    assert shown.locator(".said").get_attribute("aria-live") == "polite"
    assert shown.locator(".picture").get_attribute("aria-label").startswith("unrolled diagram")


# A talk.


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_talk_reveals_the_construction_by_the_arrow_keys(visit, mode, layers):
    shown = visit(f"#length=4&layers={layers}&mode={mode}")
    steps = payload(parameters_of(shown))["steps"]
    shown.locator("[data-do=talk]").click()
    counts = []
    for number, step in enumerate(steps):
        assert state_of(shown)["step"] == str(number)
        assert shown.locator(".talk h2").text_content() == step["title"]
        picture = list_shown(shown)
        assert picture.view == {"shared": "shared", "unrolled": "staircase"}[step["view"]]
        assert bool(cut_shown(picture)) == (step.get("shows") == "cut")
        if number == 0:
            assert {mark.kind for mark in picture["marks"].shapes} <= {"input", "margin"}
            assert len(picture["marks"].shapes) == 4
        if step.get("motion") != "growth":
            counts.append((step["view"], len(picture["marks"].shapes)))
        for _ in range(parameters_of(shown).length if "motion" in step else 1):
            shown.keyboard.press("ArrowRight")
    for view in ("shared", "unrolled"):
        sizes = [size for each, size in counts if each == view]
        assert sizes == sorted(sizes)
    parameters = parameters_of(shown)
    network = tnrnn.unroll(parameters.circuit, parameters.mode)
    cut = tnrnn.min_cut(network, parameters.partition)
    assert list_shown(shown) == listed(network, cut)
    shown.keyboard.press("ArrowLeft")
    assert shown.locator(".talk h2").text_content() == steps[-2]["title"]
    shown.keyboard.press("Escape")
    assert "step" not in state_of(shown)
    assert shown.locator(".talk").is_hidden()


# Downloads.

STATES = {
    "min-cut": "#length=6&layers=2",
    "curved": "#length=6&layers=3&mode=continuous&split=2",
    "shared": "#layers=2&view=shared&mode=continuous&theme=dark",
    "dark and large": "#theme=dark&type=large&length=4&layers=2&hidden=2",
    "joined": "#inputs=4&layers=3&split=1",
    "talk": "#layers=2&step=3",
    "own": "#layers=2&mode=continuous&inputs=4",
    "own, dark": "#theme=dark&type=large&layers=3",
}


def downloaded(shown, kind, tmp_path):
    with shown.expect_download() as found:
        shown.locator(f"[data-do={kind}]").click()
    target = tmp_path / found.value.suggested_filename
    found.value.save_as(target)
    return target


def drawn(element):
    """Return the places and names in an svg, element by element, without the colours, which a page chooses."""
    found = []
    for each in element.iter():
        if each.tag in (f"{SVG}style", f"{SVG}title"):
            continue
        kinds = {kind for kind in each.get("class", "").split() if not re.match(r"t-\d+$|tnrnn-", kind)}
        names = {name: each.get(name) for name in ("data-name", "data-of", "text-anchor", "font-style")}
        texts = [re.sub(r"\s+", " ", text) for text in ("".join(each.itertext()),) if each.tag == f"{SVG}text"]
        sizes = " ".join(each.get(name, "") for name in LENGTHS)
        paint = {name: each.get(name, "").lower() for name in ("fill", "stroke")}
        words = re.sub(r"-?[\d.]+", "#", sizes)
        found.append(
            ((each.tag, kinds, names, texts, words, paint), [float(n) for n in re.findall(r"-?[\d.]+", sizes)])
        )
    return found


@everywhere
@pytest.mark.parametrize("name", STATES)
def test_downloads_are_what_the_library_writes_of_the_same_scene(visit, name, tmp_path):
    shown = visit(STATES[name])
    own = name.startswith("own")
    if own:
        for tensor in (last_layer(shown, 2), last_layer(shown, 4)):
            shown.mouse.click(*place_of(shown, tensor))
    picture, style = list_shown(shown), style_shown(state_of(shown), own)
    source = downloaded(shown, "tikz", tmp_path).read_text()
    assert source == f"{OPENING}{tikz_of(picture, style)}{CLOSING}"
    page, library = (
        drawn(ET.fromstring(text))
        for text in (downloaded(shown, "svg", tmp_path).read_bytes(), svg_of(picture, style).encode())
    )
    assert [words for words, _ in page] == [words for words, _ in library]
    for (words, numbers), (_, others) in zip(page, library, strict=True):
        assert numbers == pytest.approx(others, abs=0.011), words
    parameters = parameters_of(shown)
    if not own and name != "talk":
        shared = state_of(shown)["view"] == "shared"
        of = parameters.circuit if shared else tnrnn.unroll(parameters.circuit, parameters.mode)
        cut = tnrnn.min_cut(of, parameters.partition, parameters.mode if shared else None)
        size = state_of(shown)["type"]
        assert picture == listed(of, cut, size)
        save(compose(of, cut, page_of(size)), tmp_path / "library.tex", style)
        assert source == (tmp_path / "library.tex").read_text()


@pytest.mark.parametrize("name", ["min-cut", "dark and large"])
def test_the_png_has_the_picture_in_it(visit, name, tmp_path):
    from PIL import Image

    shown = visit(STATES[name])
    with Image.open(io.BytesIO(downloaded(shown, "png", tmp_path).read_bytes())) as found:
        left, bottom, right, top = list_shown(shown).box
        unit = list_shown(shown).unit
        assert found.size == pytest.approx(((right - left) * unit * 200, (top - bottom) * unit * 200), abs=4)
        style = style_shown(state_of(shown))
        colours = {colour for _, colour in found.convert("RGB").getcolors(2**24)}
        for ink in (style.background, style.near, style.far, style.cut, style.layers[0]):
            assert tuple(bytes.fromhex(ink[1:])) in colours


@everywhere
@pytest.mark.parametrize("name", ["min-cut", "shared", "own", "dark and large"])
def test_the_python_lines_make_the_picture(visit, name, tmp_path, monkeypatch, capsys):
    shown = visit(STATES[name])
    if name == "own":
        shown.mouse.click(*place_of(shown, "h[4,2]"))
    shown.locator("[data-do=python]").click()
    assert shown.locator(".code pre").text_content() == shown.evaluate("() => explorer.parts.downloads.python()")
    lines = downloaded(shown, "save", tmp_path).read_text()
    shown.locator("[data-do=close]").click()
    monkeypatch.chdir(tmp_path)
    space = {}
    exec(lines, space)
    row = "own_cut" if name == "own" else "min_cut"
    assert capsys.readouterr().out.split()[-1] == table(shown)[row]
    written = (tmp_path / "picture.svg").read_text()
    assert 'viewBox="0 0' in written
    if name != "own":
        assert svg_of(list_shown(shown), style_shown(state_of(shown))) in written


# The state, and what is not there.


@everywhere
@pytest.mark.parametrize("name", STATES)
def test_a_link_restores_the_state(visit, name):
    shown = visit(STATES[name])
    if name.startswith("own"):
        shown.mouse.click(*place_of(shown, last_layer(shown, 2)))
    again = visit(shown.evaluate("location.hash"))
    assert state_of(again) == state_of(shown)
    assert list_shown(again) == list_shown(shown)
    assert whole_table(again) == whole_table(shown)


@pytest.mark.parametrize(
    "state",
    ["#length=x&layers=-7&mode=%3Cb%3E&own=2", "#split=99&step=77&zoom=x&own=0101", "#%%%", "#step=-1&theme=<svg>"],
)
def test_a_link_that_nobody_made_shows_something(visit, state):
    shown = visit(state)
    assert parameters_of(shown) in set(SMALL.cases())
    assert "own" not in state_of(shown)


@everywhere
def test_a_link_to_a_step_that_the_case_shown_has_not(visit):
    shown = visit("#length=4&layers=1&mode=one-hot")
    last = len(payload(parameters_of(shown))["steps"]) - 1
    for link, expected in (("layers=2&step=5", 5), ("layers=1&step=99", last), ("layers=1&step=98", last)):
        shown.evaluate("(link) => { location.hash = `length=4&${link}`; }", link)
        shown.locator(".talk .count", has_text=f"{expected + 1} /").wait_for()
        assert state_of(shown)["step"] == str(expected)


@everywhere
def test_names_are_never_markup(visit):
    shown = visit()
    shown.evaluate(
        """async () => {
          const { source } = explorer, inner = source.case.bind(source);
          const bad = '<img src=x onerror=alert(1)>"&\\\\u0007';
          const spoilt = (found) => JSON.stringify(found).replaceAll('h[', JSON.stringify(bad).slice(1, -1));
          explorer.loader.source = { ...source, case: async (...given) => JSON.parse(spoilt(await inner(...given))) };
          await explorer.set({ split: explorer.values('split').find((split) => split !== explorer.state.split) });
          await explorer.parts.table.takeSlice();
        }"""
    )
    assert shown.locator("img").count() == 0
    assert shown.locator(".picture .site").count() > 10
    assert "<img src=x" in shown.locator(".severed ul").text_content()
    ET.fromstring(shown.evaluate("() => explorer.parts.downloads.text('svg')"))


@pytest.mark.slow
def test_the_page_of_the_default_grid_is_below_its_limit_and_shows_the_numbers_of_the_library(visit, tmp_path):
    """A sample of its cases; that of every case of a small grid is in the next test."""
    target = tmp_path / "default.html"
    assert export(target) < 2_000_000
    check_numbers(visit(path=target), random.Random(0).sample(list(DEFAULT.cases()), 400))


def test_for_every_case_of_a_small_grid_the_page_shows_the_numbers_of_the_library(visit):
    check_numbers(visit(), list(SMALL.cases()))


def check_numbers(shown, cases):
    found = shown.evaluate(
        """async (cases) => {
          const found = [];
          for (const each of cases) {
            await explorer.set({ ...each, view: "unrolled" });
            found.push(Object.fromEntries([...document.querySelectorAll('.numbers tr')].map(
              (row) => [row.dataset.row, row.querySelector('data')?.value ?? null])));
          }
          return found;
        }""",
        [case._asdict() for case in cases],
    )
    for case, row in zip(cases, found, strict=True):
        assert row == expected(case), case


def expected(case):
    """Return the numbers of a case by the library, without unrolling."""
    circuit, partition = case.circuit, case.partition
    least, theorem = least_upper(circuit, partition, case.mode), theorem_1(Case(*case[:5]))
    small = least.value is not None and least.value <= RANK_AT_MOST
    proved = theorem_of(case.case)
    rank = None if proved is None else proved.value
    if small:
        rank = tnrnn.separation_rank(circuit, partition, case.mode, upper=least).lower
    cut = tnrnn.min_cut(circuit, partition, case.mode).value
    values = {
        "own_cut": cut,
        "min_cut": cut,
        "slice": tnrnn.slice_cut(circuit, case.split, case.mode).value,
        "symmetric_cut": tnrnn.symmetric_cut(circuit, partition, case.mode).value,
        "theorem_1": None if theorem is None else theorem.value,
        "rank": rank,
    }
    return {name: None if value is None else str(value) for name, value in values.items()}


def test_json_of_a_list_goes_there_and_back(visit):
    shown = visit()
    for parameters in itertools.islice(SMALL.cases(), 0, None, 37):
        views = payload(parameters)["views"]
        shown.evaluate("async (given) => explorer.set(given)", parameters._asdict())
        assert list_shown(shown) == list_of(json.loads(json.dumps(views["normal"]["unrolled"])))


def test_what_screen_readers_reach_is_not_hidden_from_them(visit):
    shown = visit()
    hidden = shown.evaluate(
        "() => [...document.querySelectorAll('[tabindex]')].filter((e) => e.closest('[aria-hidden=true]'))"
    )
    assert hidden == []
    assert shown.get_by_role("slider", name="split", exact=True).get_attribute("aria-valuetext") == "after step 3"
    assert (
        shown.get_by_role("slider", name="T time steps", exact=True).get_attribute("aria-valuetext").startswith("T = 6")
    )


def test_an_emptied_field_changes_nothing(visit):
    shown = visit("#hidden=2")
    shown.locator("[data-number=hidden]").fill("")
    shown.locator("[data-number=hidden]").press("Enter")
    assert shown.locator("[data-number=hidden]").input_value() == state_of(shown)["hidden"] == "2"


TWICE = """async ([script, source, payload]) => {
  document.body.innerHTML = '<div class="tnrnn-host"></div><div class="tnrnn-host"></div>';
  const home = () => ({ read: () => ({}), write() {}, follow() {}, keys: document, root: null, link: () => null });
  for (const host of document.querySelectorAll(".tnrnn-host")) {
    const { mount } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    await mount(host, { ...source, case: async () => payload }, home());
  }
}"""


def test_two_explorers_of_one_document_share_no_names(browser):
    """A notebook loads the modules once for each widget."""
    with browser.new_context() as context:
        shown = context.new_page()
        found = payload(Parameters(*PREFERRED.values(), 3, "one-hot"))
        shown.evaluate(TWICE, [f"{script()}\nexport {{ mount }};", json.loads(head()), json.loads(json.dumps(found))])
        names = shown.evaluate(
            """() => [...document.querySelectorAll('.tnrnn-host')].map((host) =>
              [...host.querySelectorAll('[id], [name]')].flatMap(({ id, name }) => [id, name]))"""
        )
        one, two = (set(filter(None, each)) for each in names)
        assert len(one) == len(two) > 5
        assert not one & two
        assert shown.locator("input[data-choice=mode]:checked").count() == 2


# What only the app does.

in_the_app = pytest.mark.parametrize("visit", ["app"], indirect=True)
HELD = """() => {
  const { source } = explorer, inner = source.case.bind(source);
  window.released = new Promise((done) => { window.release = done; });
  explorer.loader.source = { ...source, case: (given, listener) =>
    inner(given, { ...listener, ...Object.fromEntries(["numbers", "ended"].map(
      (name) => [name, (...words) => released.then(() => listener[name](...words))])) }) };
}"""


def waiting_for_the_rank(visit):
    """Open the app and ask for R = 2, of which all that comes after the picture is held until `release()`."""
    shown = visit()
    shown.evaluate(HELD)
    shown.locator("[data-size=hidden]").press("ArrowLeft")
    shown.wait_for_function("() => explorer.case.hidden === 2")  # what is cancelled is then the rank alone
    return shown


@in_the_app
@pytest.mark.parametrize(
    "case",
    [
        Parameters(30, 2, 7, 5, 12, "one-hot"),
        Parameters(60, 5, 3, 4, 30, "continuous"),
        Parameters(200, 5, 1000, 1000, 100, "continuous"),
        Parameters(50, 20, 2, 2, 49, "one-hot"),
    ],
    ids=str,
)
def test_the_app_shows_any_case_by_its_fields(visit, case):
    shown = visit()
    for name in ("length", "layers", "inputs", "hidden", "split"):
        shown.locator(f"[data-number={name}]").fill(str(getattr(case, name)))
        shown.locator(f"[data-number={name}]").press("Enter")
    shown.get_by_label(case.mode).check()
    assert parameters_of(shown) == case
    of = tnrnn.unroll(case.circuit, case.mode) if case.unrolls else case.circuit
    cut = tnrnn.min_cut(of, case.partition, None if case.unrolls else case.mode)
    assert case.unrolls or list_shown(shown).view == "folded"
    shown.get_by_label("unrolled" if case.unrolls else "shared").check()
    assert list_shown(shown) == listed(of, cut)
    row = shown.locator("[data-row=min_cut]").text_content()
    assert re.sub(r"\W", "", cut.formula) in re.sub(r"\W", "", row)
    value = table(shown)["min_cut"]
    assert value == str(cut.value) if value else f"2{float(f'{cut.log2:.6g}'):.15g}" in row
    assert ("own_cut" in table(shown)) == case.unrolls == shown.locator(".too-large").is_hidden()


@in_the_app
def test_the_address_that_the_command_opens_shows_its_case(visit):
    """`tnrnn explore -T 9 -M 10 --split 2 --mode continuous`; what is not said is as the page has it."""
    assert parameters_of(visit("#length=9&inputs=10&split=2&mode=continuous")) == (9, 1, 10, 3, 2, "continuous")
    assert parameters_of(visit("#length=6&layers=1")) == (*PREFERRED.values(), 3, "one-hot")


@in_the_app
def test_sizes_beyond_what_the_app_draws_become_the_nearest(visit):
    shown = visit("#length=9999&layers=9999&inputs=9999&hidden=-3&split=9999")
    state = state_of(shown)
    assert [state[name] for name in ("length", "inputs", "hidden", "split")] == ["200", "1000", "1", "199"]
    assert int(state["length"]) * int(state["layers"]) <= 1000


@in_the_app
def test_a_slow_case_tells_what_it_is_about_and_is_cancelled(visit):
    shown = visit()
    before, held = state_of(shown), []
    shown.route("**/case*", lambda route: held.append(route.request.url))
    shown.locator("[data-size=hidden]").press("ArrowRight")
    shown.locator(".notice", has_text="Computing").wait_for()
    assert shown.locator("[data-size=hidden]").get_attribute("aria-valuetext").startswith("R = 4")
    shown.locator("[data-do=cancel]").click()
    shown.locator(".notice").wait_for(state="hidden")
    assert state_of(shown) == before
    assert shown.locator("[data-number=hidden]").input_value() == before["hidden"]
    shown.unroute("**/case*")
    shown.locator("[data-size=hidden]").press("ArrowRight")
    assert state_of(shown)["hidden"] == "4"


@in_the_app
def test_a_slow_case_does_not_keep_the_next_one_waiting(visit):
    shown = visit()
    held = []
    shown.route("**/case*", lambda route: held.append(route) if "hidden=7" in route.request.url else route.continue_())
    shown.locator("[data-number=hidden]").fill("7")
    shown.locator("[data-number=hidden]").press("Enter")
    shown.locator(".notice", has_text="s …").wait_for()
    shown.locator("[data-number=hidden]").fill("2")
    shown.locator("[data-number=hidden]").press("Enter")
    assert state_of(shown)["hidden"] == "2"
    assert table(shown)["min_cut"] == str(
        tnrnn.min_cut(parameters_of(shown).circuit, tnrnn.Partition.start_end(6)).value
    )


@in_the_app
def test_the_rank_comes_after_the_picture(visit):
    shown = waiting_for_the_rank(visit)
    assert state_of(shown)["hidden"] == "2"
    assert "being computed" in shown.locator("[data-row=rank]").text_content()
    shown.locator(".notice", has_text="Computing the exact rank").wait_for()
    shown.evaluate("() => release()")
    shown.locator("[data-row=rank] data").wait_for()
    rank = tnrnn.separation_rank(tnrnn.rac(6, 2, 2, 2), tnrnn.Partition.start_end(6)).lower
    assert table(shown)["rank"] == str(rank)
    shown.locator(".notice").wait_for(state="hidden")
    shown.locator(".meanwhile", has_text=f"rank = {rank}").wait_for(state="attached")


@in_the_app
def test_what_is_told_meanwhile_neither_moves_the_picture_nor_takes_the_words_for_what_the_reader_does(visit):
    shown = waiting_for_the_rank(visit)
    place = place_of(shown, "h[4,2]")
    shown.locator(".notice", has_text="Computing the exact rank").wait_for()
    assert place_of(shown, "h[4,2]") == place
    shown.mouse.click(*place)
    moved = shown.locator(".said").text_content()
    assert re.match(r"h\[4,2\] is (near|far)\. Own cut ", moved)
    shown.locator(".notice", has_text="s …").wait_for()
    assert shown.locator(".meanwhile").text_content() == "Computing the exact rank …"
    shown.evaluate("() => release()")
    shown.locator(".meanwhile", has_text="rank = ").wait_for(state="attached")
    assert shown.locator(".said").text_content() == moved
    assert place_of(shown, "h[4,2]") == place


def five_steps(shown):
    """Ask for five steps, of which a convolution with windows of two makes no circuit."""
    field = shown.locator("[data-number=length]")
    field.fill("5")
    field.press("Enter")


@in_the_app
def test_an_error_is_told_and_stays_told(visit):
    shown = visit("#model=conv_ac&length=4")
    seen = []

    def hold(route):
        seen.append(route)

    shown.route("**/case*", hold)
    five_steps(shown)
    shown.locator(".notice", has_text="Computing").wait_for()
    seen[0].continue_()
    shown.locator(".said", has_text="min-cut").wait_for(state="attached")  # the case that is shown again
    assert "length: expected windows of 2" in shown.locator(".meanwhile").text_content()


@in_the_app
def test_a_rank_is_cancelled_and_the_picture_stays(visit):
    shown = waiting_for_the_rank(visit)
    shown.locator("[data-do=cancel]").click()
    shown.evaluate("() => release()")
    assert state_of(shown)["hidden"] == "2"


@in_the_app
def test_the_link_is_copied_and_leads_there(visit, app):
    shown = visit("#length=5&mode=continuous")
    shown.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.locator("[data-do=link]").click()
    shown.locator(".said", has_text="copied").wait_for(state="attached")
    link = shown.evaluate("() => navigator.clipboard.readText()")
    assert link.startswith(f"{app}#")
    again = visit(link.removeprefix(app))
    assert state_of(again) == state_of(shown)


@in_the_app
def test_an_app_that_has_gone_is_said_and_the_picture_stays(visit):
    shown = visit()
    before = list_shown(shown)
    shown.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('Failed to fetch')); }")
    shown.locator("[data-size=hidden]").press("ArrowRight")
    shown.locator(".notice", has_text="the app does not answer").wait_for()
    assert list_shown(shown) == before
    assert state_of(shown)["hidden"] == "3"


@in_the_app
def test_a_rank_that_is_left_for_another_case_does_not_wait_for_ever(visit):
    shown = waiting_for_the_rank(visit)
    assert state_of(shown)["hidden"] == "2"
    assert "being computed" in shown.locator("[data-row=rank]").text_content()
    shown.route("**/case*", lambda route: None)
    shown.locator("[data-size=hidden]").press("ArrowLeft")
    shown.evaluate("() => release()")
    shown.locator("[data-do=cancel]").click()
    assert state_of(shown)["hidden"] == "2"
    assert "being computed" not in shown.locator("[data-row=rank]").text_content()


ATTENTION = {"length": 4, "layers": 1, "inputs": 2, "key": 1, "value": 2, "rule": "delta"}


def python_circuit(shown):
    return eval(
        re.search(r"^circuit = (.*)$", shown.evaluate("() => explorer.parts.downloads.python()"), re.MULTILINE)[1]
    )


@in_the_app
def test_a_model_has_its_own_fields_and_the_link_carries_its_sizes(visit):
    shown = visit("#model=linear_attention&length=4&layers=1&key=1&value=2&rule=delta")
    fields = "() => [...document.querySelectorAll('[data-number]')].map((each) => each.dataset.number)"
    assert shown.evaluate(fields) == ["length", "layers", "inputs", "key", "value", "heads", "split"]
    found = state_of(shown)
    assert {name: found[name] for name in ("model", *ATTENTION)} == {
        "model": "linear_attention",
        **{name: str(size) for name, size in ATTENTION.items()},
    }
    assert "hidden" not in found
    shown.get_by_label("gated", exact=True).check()
    shown.locator("[data-number=key]").fill("2")
    shown.locator("[data-number=key]").press("Enter")
    shown.get_by_label("last step").check()
    found = state_of(shown)
    assert (found["rule"], found["key"], found["observe"]) == ("gated", "2", "vector")
    case = chosen("linear_attention", ATTENTION | {"rule": "gated", "key": 2}, 2, "one-hot", "vector")
    bounds = tnrnn.bounds(case.case.whole, case.case.partition, observe="vector")
    numbers = whole_table(shown)
    assert {name: numbers[name] for name in ("min_cut", "symmetric_cut", "rank")} == {
        name: str(bounds[name].value) for name in ("min_cut", "symmetric_cut", "rank")
    }
    assert list_shown(shown) == list_of(json.loads(json.dumps(payload(case)["views"]["normal"]["unrolled"])))
    assert python_circuit(shown) == case.circuit


@in_the_app
def test_another_model_keeps_the_sizes_that_both_have(visit):
    shown = visit("#length=4&layers=1&hidden=2")
    assert "model" not in state_of(shown)
    shown.locator("select[data-model]").select_option("mi_rnn")
    found = state_of(shown)
    assert (found["model"], found["length"], found["layers"], found["hidden"]) == ("mi_rnn", "4", "1", "2")
    assert python_circuit(shown) == tnrnn.models.mi_rnn(4, 1, 2, 2)
    again = visit(f"#{shown.evaluate('() => location.hash.slice(1)')}")
    assert state_of(again) == found
    shown.locator("select[data-model]").select_option("rac")
    assert parameters_of(shown) == Parameters(4, 1, 2, 2, 2, "one-hot")


@in_the_app
def test_sizes_of_which_a_model_makes_no_circuit_are_told_and_the_picture_stays(visit):
    shown = visit("#model=conv_ac&length=4")
    before = list_shown(shown)
    five_steps(shown)
    shown.locator(".notice", has_text="length: expected windows of 2").wait_for()
    assert list_shown(shown) == before
    assert shown.locator("[data-number=length]").input_value() == "4"
    assert state_of(shown)["length"] == "4"


def test_a_file_of_one_model_has_its_fields_and_no_list_of_models(visit, tmp_path):
    target = tmp_path / "lecture.html"
    more = (("key", (1, 2)), ("value", (2,)), ("rule", ("sum", "delta")))
    grid = Grid((4,), (1,), (2,), modes=("one-hot",), splits=(2,), model="linear_attention", more=more)
    export(target, grid=grid)
    shown = visit("#rule=delta&key=2", target)
    assert shown.locator(".model").is_hidden()
    assert shown.get_by_role("group", name="Observed").count() == 0
    assert (state_of(shown)["rule"], state_of(shown)["key"]) == ("delta", "2")
    case = chosen("linear_attention", ATTENTION | {"key": 2}, 2)
    assert table(shown)["rank"] == str(tnrnn.separation_rank(case.circuit, case.partition).lower)
    shown.locator("[data-size=key]").press("ArrowLeft")
    assert state_of(shown)["key"] == "1"
    shown.get_by_label("sum", exact=True).check()
    assert state_of(shown)["rule"] == "sum"
