"""What a reader has made is not lost: undo, browser back, own cuts and sizes that return; words are seen in full."""

from __future__ import annotations

import itertools
import json
import random
import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from explorer_pages import visits

import tnrnn
from tnrnn.explore import Grid, export, page_sizes, preferred, shown_models
from tnrnn.explore.front.assembling import head
from tnrnn.explore.front.glossary import WORDS, documentation, glossary
from tnrnn.explore.showing import kept_in, sides_of
from tnrnn.models import OBSERVE
from tnrnn.networks import MODES, unroll
from tnrnn.tables import TITLES

DOCS = Path(__file__).parent.parent / "docs"
SMALL = Grid((3, 4, 5, 6), (1, 2), (2,), (3,))
FIRST = {"length": 6, "layers": 1, "inputs": 2, "hidden": 3, "split": 3}
TWO = {**FIRST, "layers": 2}
VIEWPORTS = [{"width": 1280, "height": 720}, {"width": 768, "height": 1024}, {"width": 390, "height": 844}]


@pytest.fixture(scope="module")
def lecture(tmp_path_factory):
    target = tmp_path_factory.mktemp("page") / "lecture.html"
    export(target, grid=SMALL)
    return target


@pytest.fixture
def visit(request, browser):
    """Open the file, or the app."""
    with visits(browser) as opens:

        def opened(state="#layers=2", place="file", **options):
            home = request.getfixturevalue("app") if place == "app" else f"file://{request.getfixturevalue('lecture')}"
            return opens(f"{home}{state}", **options)

        yield opened


def state_of(shown):
    link = shown.evaluate("async () => { await explorer.showing; return location.hash.slice(1); }")
    return {name: values[0] for name, values in parse_qs(link).items()}


def move(shown, name):
    """Move a tensor across, as a click on it does."""
    shown.evaluate(
        """async (name) => {
          await explorer.showing;
          const { picture } = explorer.parts;
          picture.move(picture.targets.find((each) => each.name === name));
        }""",
        name,
    )


def seen(shown):
    return shown.locator(".toasts p").all_text_contents()


def network_of(shown):
    state = state_of(shown)
    return unroll(tnrnn.rac(*(int(state[name]) for name in ("length", "layers", "inputs", "hidden"))), state["mode"])


def own_names(shown):
    """Return the near tensors of the own cut that the link holds, without the inputs."""
    tensors = network_of(shown).tensors
    bits = zip(tensors, state_of(shown)["own"], strict=True)
    return tuple(tensor.name for tensor, bit in bits if bit == "1" and tensor.kind != "input")


# The first case.


@pytest.mark.parametrize("place", ["file", "app"])
def test_the_first_case_reads_the_text_of_the_readme_and_is_too_narrow_for_it(visit, place):
    readme = (DOCS.parent / "README.md").read_text()
    assert "tnrnn.rac(length=6, layers=2, inputs=2, hidden=" in readme
    found = state_of(visit("", place=place))
    assert {name: int(found[name]) for name in FIRST} == FIRST
    assert found["mode"] == "one-hot"
    circuit = tnrnn.rac(*(FIRST[name] for name in ("length", "layers", "inputs", "hidden")))
    assert tnrnn.separation_rank(circuit, tnrnn.Partition.start_end(6)).lower == 3 < 2**3


def test_the_first_case_of_the_widget_is_that_of_the_page():
    pytest.importorskip("anywidget")
    from tnrnn.explore import Explorer

    assert {name: getattr(Explorer(), name) for name in FIRST} == FIRST


# Undo and redo.


def test_what_is_undone_is_said_in_words(visit):
    words = {"step": "2", "axis": "split", "beside": "rac.layers-1.inputs-2.hidden-3", "motion": "flow", "frame": "3"}
    words |= {"embed": "1", "zoom": "2", "matrices": "1", "type": "large", "theme": "dark", "view": "shared", "at": "0"}
    said = visit().evaluate(
        """(words) => Object.entries(words).map(([name, word]) => {
          const { past } = explorer.parts, usual = {}, other = { [name]: word };
          return [name, past.described(usual, other), past.described(other, usual)]; })""",
        words,
    )
    assert ["axis", "growth along split", "no growth"] in said
    assert ["step", "step 3", "outside of the talk"] in said
    for name, *both in said:
        assert len(set(both)) == 2, name
        assert not re.search(r"null|undefined|the state before|^$|rac\.", " ".join(both)), (name, both)


@pytest.mark.parametrize("place", ["file", "app"])
def test_undo_and_redo_by_buttons_and_keys(visit, place):
    shown = visit(place=place)
    states = [state_of(shown)]
    for control, key in (("length", "ArrowLeft"), ("split", "ArrowLeft"), ("layers", "ArrowLeft")):
        shown.locator(f"[data-size={control}]").press(key)
        states.append(state_of(shown))
    move(shown, "h[4,1]")
    states.append(state_of(shown))
    assert len({str(state) for state in states}) == 5
    shown.locator("[data-do=undo]").click()
    assert state_of(shown) == states[3]
    assert seen(shown)[-1] == "Undone: the min-cut."
    shown.locator(".picture").focus()
    for state in (states[2], states[1]):
        shown.keyboard.press("Control+z")
        assert state_of(shown) == state
    for keys, state in (("Control+Shift+z", states[2]), ("Control+y", states[3]), ("Meta+z", states[2])):
        shown.keyboard.press(keys)
        assert state_of(shown) == state
    for state in states[3:]:
        shown.locator("[data-do=redo]").click()
        assert state_of(shown) == state
    shown.locator("[data-do=redo]").click(force=True)
    assert "There is nothing to redo." in seen(shown)
    assert shown.locator("[data-do=redo]").get_attribute("aria-disabled") == "true"


def test_a_drag_and_a_typed_number_are_one_act_each(visit):
    shown = visit()
    first = state_of(shown)
    box = shown.locator("[data-size=length]").bounding_box()
    x, y = box["x"] + box["width"] - 8, box["y"] + box["height"] / 2
    shown.mouse.move(x, y)
    shown.mouse.down()
    for part in range(1, 11):
        shown.mouse.move(x - part * (box["width"] - 16) / 10, y)
        shown.evaluate("() => explorer.showing")
    shown.mouse.up()
    dragged = state_of(shown)
    assert dragged["length"] == "3"
    shown.locator("[data-number=layers]").fill("1")
    shown.keyboard.press("Control+z")  # in a field it is the field's
    assert state_of(shown) == dragged
    shown.locator("[data-number=layers]").fill("1")
    shown.locator("[data-number=layers]").press("Enter")
    assert state_of(shown)["layers"] == "1"
    shown.locator("[data-do=undo]").click()
    assert state_of(shown) == dragged
    shown.locator("[data-do=undo]").click()
    assert state_of(shown) == first
    assert shown.locator("[data-do=undo]").get_attribute("aria-disabled") == "true"


EDITS = """async (edits) => {
  const { past, picture } = explorer.parts, states = [];
  const now = () => JSON.stringify(explorer.parts.past.entries[past.at].words);
  const first = now();
  for (const edit of edits) {
    if ("move" in edit) {
      const found = picture.targets[edit.move % Math.max(picture.targets.length, 1)];
      if (found) picture.move(found);
    } else await explorer.set(edit);
    states.push(now());
  }
  const last = now(), count = past.at;
  for (let at = 0; at < count; at += 1) await past.turn(-1);
  const undone = now();
  for (let at = 0; at < count; at += 1) await past.turn(1);
  return { first, last, undone, redone: now(), count, kinds: new Set(states).size, shown: location.hash.slice(1) };
}"""


@pytest.mark.parametrize(("acts", "least"), [(60, 30), pytest.param(320, 200, marks=pytest.mark.slow)])
def test_undo_of_random_acts_gives_the_first_state_and_redo_the_last(visit, acts, least):
    draw, shown = random.Random("acts"), visit("#length=4")
    values = {"length": (3, 4), "layers": SMALL.layers, "split": (1, 2, 3)}
    values |= {"mode": MODES, "theme": ("light", "dark"), "type": ("normal", "large")}
    edits = [{"move": draw.randrange(99)} if draw.random() < 0.5 else one(draw, values) for _ in range(acts)]
    found = shown.evaluate(EDITS, edits)
    assert found["undone"] == found["first"]
    assert found["redone"] == found["last"]
    assert found["count"] > least
    assert found["kinds"] > least / 2
    words = {name: given[0] for name, given in parse_qs(found["shown"]).items()}
    assert words == json.loads(found["last"])


def one(draw, values):
    name = draw.choice(list(values))
    return {name: draw.choice(list(values[name]))}


# Browser back.


@pytest.mark.parametrize("place", ["file", "app"])
def test_the_browser_goes_back_a_case_and_forward_again(visit, place):
    shown = visit(place=place)
    cases = [state_of(shown)]
    for control in ("length", "split"):
        shown.locator(f"[data-size={control}]").press("ArrowLeft")
        cases.append(state_of(shown))
    shown.locator("[data-do=theme]").click()  # a look, which stays where it is
    looked = state_of(shown)
    shown.go_back()
    arrives(shown, cases[1])
    shown.go_back()
    arrives(shown, cases[0])
    shown.go_forward()
    arrives(shown, cases[1])
    shown.go_forward()
    arrives(shown, looked)
    shown.locator("[data-do=undo]").click()
    assert state_of(shown) == cases[1]


def arrives(shown, state):
    """Wait until the case of a state is shown, and compare the whole state."""
    shown.wait_for_function(
        "({ length, split }) => explorer.case.length === Number(length) && explorer.case.split === Number(split)",
        arg=state,
    )
    assert state_of(shown) == state


def test_a_drag_of_the_split_is_one_step_back(visit):
    shown = visit()
    before = shown.evaluate("() => history.length")
    grip = shown.locator(".split .grip").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    shown.mouse.move(x, y)
    shown.mouse.down()
    for part in range(1, 9):
        shown.mouse.move(x - 40 * part, y)
        shown.evaluate("() => explorer.showing")
    shown.mouse.up()
    assert state_of(shown)["split"] == "1"
    assert shown.evaluate("() => history.length") == before + 1
    shown.go_back()
    assert state_of(shown)["split"] == "3"


def test_in_a_sandboxed_frame_it_works_without_a_history(browser, lecture):
    with browser.new_context() as context:
        outer, errors = context.new_page(), []
        outer.on("pageerror", lambda error: errors.append(str(error)))
        outer.evaluate(
            """(text) => {
              const frame = document.createElement("iframe");
              Object.assign(frame, { srcdoc: text, sandbox: "allow-scripts", width: 1000, height: 700 });
              document.body.append(frame);
            }""",
            lecture.read_text(),
        )
        shown = outer.frame_locator("iframe")
        shown.locator("[data-ready]").wait_for()
        shown.locator("[data-do=unfold]").click()
        shown.locator("[data-size=length]").press("ArrowLeft")
        shown.locator("[data-do=undo][aria-disabled=false]").click()
        shown.locator(".toasts p", has_text="Undone: T = 6.").wait_for()
        assert errors == []


# A cut of one's own.


def nearest(sides, tensor, network):
    """Return the side of the nearest tensor by the definition, from all pairs."""
    found = sides_of(network, ())[[each for each in network.tensors if each.kind != "input"].index(tensor)]

    def far(side):
        layer, time = abs(side.layer - found.layer), abs(side.time - found.time)
        return layer, side.layer, time, side.time, side.symbol != found.symbol, abs(side.copy - found.copy)

    return min(sides, key=far).near


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("one", "other"), [((5, 2), (6, 2)), ((6, 2), (4, 2)), ((4, 3), (4, 2)), ((3, 1), (4, 3))])
def test_tensors_that_are_there_keep_their_sides_and_new_ones_take_a_neighbours(one, other, mode):
    first, second = (unroll(tnrnn.rac(*sizes, 2, 3), mode) for sizes in (one, other))
    draw = random.Random(str((one, other, mode)))
    for _ in range(5):
        near = {tensor.name for tensor in first.tensors if tensor.kind != "input" and draw.random() < 0.5}
        sides = sides_of(first, near)
        found, known = kept_in(sides, second), {(side.base, side.copy): side.near for side in sides}
        assert kept_in(sides, first) == tuple(tensor.name for tensor in first.tensors if tensor.name in near)
        for tensor in second.tensors:
            if tensor.kind == "input":
                assert tensor.name not in found
                continue
            base, _, number = tensor.name.partition("#")
            expected = known.get((base, int(number or 1)))
            expected = nearest(sides, tensor, second) if expected is None else expected
            assert (tensor.name in found) == expected, tensor.name


def test_a_cut_of_which_a_whole_side_has_gone_is_set_aside():
    long, short = (unroll(tnrnn.rac(length, 2, 2, 3)) for length in (6, 4))
    assert kept_in(sides_of(long, {"h[6,2]", "W_H[6,2]"}), short) is None
    assert kept_in(sides_of(long, {"h[6,2]", "h[1,2]"}), short) == ("h[1,2]",)


def test_the_page_and_python_keep_the_same_cut(visit):
    shown, draw = visit(), random.Random("kept")
    changes = [
        {"length": length, "layers": layers, "mode": mode}
        for length, layers, mode in itertools.product((3, 4, 6), (1, 2), MODES)
    ]
    for _ in range(3):
        shown.evaluate("(given) => explorer.set(given)", {**TWO, "mode": "one-hot"})
        for name in draw.sample(["h[4,2]", "h[5,2]", "h[1,1]#3", "h[2,1]#1", "h[3,1]#2", "h[6,2]"], 3):
            move(shown, name)
        sides = sides_of(network_of(shown), set(own_names(shown)))
        chosen = state_of(shown)
        for change in draw.sample(changes, 5):
            shown.evaluate("(given) => explorer.set(given)", change)
            expected = kept_in(sides, network_of(shown))
            assert (own_names(shown) if "own" in state_of(shown) else None) == expected, change
        shown.evaluate("(given) => explorer.set(given)", {**TWO, "mode": "one-hot"})
        assert state_of(shown)["own"] == chosen["own"]


def test_what_becomes_of_a_cut_is_said_and_undo_brings_it_back(visit):
    shown = visit()
    move(shown, "h[4,2]")
    chosen = state_of(shown)["own"]
    shown.locator("[data-size=length]").press("ArrowLeft")
    words = "Your cut was kept: 71 of 94 tensors are still there."
    shown.locator(".said", has_text=f"{words} Own cut").wait_for(state="attached")
    assert words in seen(shown)
    shown.locator("[data-size=length]").press("ArrowRight")
    assert state_of(shown)["own"] == chosen
    assert "Your cut is as you chose it." in seen(shown)
    shown.locator("[data-size=layers]").press("ArrowLeft")
    assert "own" not in state_of(shown)
    assert "Your cut is set aside: none of its near tensors is in this network." in seen(shown)
    shown.locator("[data-do=undo]").click()
    assert state_of(shown)["own"] == chosen
    assert "Undone: L = 2, your cut." in seen(shown)


def test_new_tensors_and_their_sides_are_said(visit):
    shown = visit("#length=5&layers=2&mode=continuous")
    move(shown, "h[3,2]")
    shown.locator("[data-size=length]").press("ArrowRight")
    before, after = (unroll(tnrnn.rac(length, 2, 2, 3), "continuous") for length in (5, 6))
    old = {tensor.name.removesuffix("#1") for tensor in before.tensors if tensor.kind != "input"}
    new = {tensor.name.removesuffix("#1") for tensor in after.tensors if tensor.kind != "input"} - old
    state_of(shown)
    [words] = [each for each in seen(shown) if "kept" in each]
    assert words.startswith(f"Your cut was kept: all {len(old)} tensors are still there; the {len(new)} new ones ")


def test_the_widget_keeps_the_cut_as_the_page_does():
    pytest.importorskip("anywidget")
    from tnrnn.explore import Explorer

    draw = random.Random("widget")
    for _ in range(4):
        explorer = Explorer(layers=2)
        names = [tensor.name for tensor in explorer.network.tensors if tensor.kind != "input"]
        explorer.near = draw.sample(names, 20)
        near, sides = explorer.near, sides_of(explorer.network, set(explorer.near))
        for _ in range(4):
            explorer.length, explorer.mode = draw.randint(2, 7), draw.choice(MODES)
            assert explorer.near == kept_in(sides, explorer.network)
        explorer.length, explorer.mode = 6, "one-hot"
        assert explorer.near == near


# Sizes that return.


@pytest.mark.parametrize("place", ["file", "app"])
def test_the_split_returns_with_t_until_another_is_chosen(visit, place):
    shown = visit("#split=5", place=place)
    for length, split in ((4, 3), (6, 5), (3, 2), (5, 4)):
        shown.evaluate("(length) => explorer.set({ length })", length)
        assert state_of(shown)["split"] == str(split)
    again = visit(f"#{shown.evaluate('() => location.hash.slice(1)')}", place=place)
    shown.evaluate("() => explorer.set({ split: 3 })")
    for each, split in ((again, 5), (shown, 3)):
        each.evaluate("() => explorer.set({ length: 6 })")
        assert state_of(each)["split"] == str(split)
        assert "wanted" not in state_of(each)


def test_layers_and_the_sizes_of_another_model_return(visit):
    shown = visit("#length=4&layers=1&hidden=5&split=2", place="app")
    layers = """() => [200, 100, 40, 200, 50].map((length) => {
      explorer.set({ length });
      return explorer.state.layers;
    })"""
    shown.evaluate("() => { explorer.set({ layers: 20 }); }")
    assert shown.evaluate(layers) == [5, 10, 20, 5, 20]
    shown.evaluate("() => explorer.set({ length: 4, layers: 1 })")
    shown.evaluate("() => explorer.set({ model: 'linear_attention', key: 3 })")
    assert "hidden" not in state_of(shown)
    shown.evaluate("() => explorer.set({ model: 'rac' })")
    assert state_of(shown)["hidden"] == "5"
    shown.evaluate("() => explorer.set({ model: 'linear_attention' })")
    assert state_of(shown)["key"] == "3"


@pytest.mark.parametrize("wanted", ["split.x", "<img>", "split.5,", "a.b", "split.-1", "constructor.1,__proto__.2"])
def test_wanted_sizes_that_nobody_has_chosen_change_nothing(visit, wanted):
    shown = visit(f"#length=4&split=2&wanted={wanted}")
    shown.evaluate("() => explorer.set({ length: 6 })")
    assert state_of(shown)["split"] in {"1", "2", "3", "5"}


# What is said is seen.


@pytest.mark.parametrize("viewport", VIEWPORTS, ids=lambda each: str(each["width"]))
@pytest.mark.parametrize("state", ["", "#type=large&theme=dark"])
def test_words_are_seen_beside_buttons_and_the_middle_of_the_picture(visit, viewport, state):
    shown = visit(state, viewport=viewport)
    move(shown, "x[6]")
    assert shown.locator(".said").text_content() == seen(shown)[0] == "x[6] is an input: the split says its side."
    found = shown.evaluate(
        """() => {
          const room = (element) => element.getBoundingClientRect(), toast = room(document.querySelector(".toasts p"));
          const picture = room(document.querySelector(".picture"));
          const [x, y] = [(picture.left + picture.right) / 2, (picture.top + picture.bottom) / 2];
          const meets = (other) => other.width && toast.left < other.right && other.left < toast.right
            && toast.top < other.bottom && other.top < toast.bottom;
          return {
            covered: [...document.querySelectorAll("button")].filter((each) => meets(room(each))).length,
            middle: toast.left <= x && x <= toast.right && toast.top <= y && y <= toast.bottom,
            inside: toast.left >= 0 && toast.right <= innerWidth && toast.bottom <= innerHeight,
          };
        }"""
    )
    assert found == {"covered": 0, "middle": False, "inside": True}


AGE = """(milliseconds) => {
  for (const each of document.querySelectorAll(".toasts p")) each.since -= milliseconds;
  explorer.parts.telling.tick();
}"""


def test_words_go_after_a_while_and_stay_while_they_are_read(visit):
    shown = visit()
    for number in range(5):
        shown.evaluate("(number) => explorer.say(`Number ${number}.`)", number)
    assert seen(shown) == ["Number 0.", "Number 1.", "Number 2."]  # the others wait
    shown.evaluate(AGE, 2000)
    assert seen(shown) == ["Number 2.", "Number 3.", "Number 4."]
    shown.evaluate(AGE, 2000)
    assert seen(shown) == ["Number 3.", "Number 4."]
    box = shown.locator(".toasts p").last.bounding_box()
    shown.mouse.move(box["x"] + 5, box["y"] + 5)
    shown.evaluate(AGE, 9000)
    assert seen(shown) == ["Number 4."]
    shown.mouse.move(5, 5)
    shown.locator(".toasts p").focus()
    shown.evaluate(AGE, 9000)
    assert seen(shown) == ["Number 4."]
    shown.evaluate("() => document.activeElement.blur()")
    shown.evaluate(AGE, 9000)
    assert seen(shown) == []


def test_words_about_one_topic_replace_each_other_and_none_are_printed(visit):
    shown = visit()
    for name in ("h[4,2]", "h[5,2]", "h[4,2]"):
        move(shown, name)
    assert [each[:9] for each in seen(shown)] == ["h[4,2] is"]
    shown.locator("[data-size=hidden]").dispatch_event("change")  # the table is read aloud, and not shown again
    shown.locator(".said", has_text="min-cut ≤").wait_for(state="attached")
    assert len(seen(shown)) == 1
    shown.emulate_media(media="print")
    assert not shown.locator(".toasts").is_visible()


# Numbers.

LONG = [
    ["min_cut", "min-cut", "≤", str(2**1000), "M^3 R^997", 1000.0, ""],
    ["slice", "slice", "≤", str(3**50), "R^40 M^1234 (((R,12345)) + ((M,67890)))", 79.248125, ""],
    [
        "symmetric_cut",
        "symmetric cut",
        "≤",
        str(10**23),
        " ".join(["((12,34567890))"] * 12),
        76.4,
        "a note of words " * 9,
    ],
    ["theorem_1", "Theorem 1", "≥", None, "((min{M,R},T/2))^123456789012345678901234567890", 89254.259204246, ""],
    ["rank", "rank", "=", str(7**1400), "", None, "proved, by a theorem"],
]
CUT_OFF = """(numbers) => {
  explorer.payload.numbers = numbers;
  for (const part of Object.values(explorer.parts)) part.render();
  const controls = document.querySelector(".controls"), found = [];
  const right = controls.getBoundingClientRect().left + controls.clientLeft + controls.clientWidth;
  if (controls.scrollWidth > controls.clientWidth) found.push(`controls ${controls.scrollWidth}`);
  for (const each of controls.querySelectorAll(".numbers, .numbers *")) {
    if (each.scrollWidth > each.clientWidth && each.clientWidth) found.push(`${each.className} ${each.scrollWidth}`);
    if (each.getBoundingClientRect().right > right + 0.5) found.push(`${each.className} ${each.textContent}`);
  }
  return found;
}"""


@pytest.mark.parametrize("viewport", VIEWPORTS, ids=lambda each: str(each["width"]))
@pytest.mark.parametrize("state", ["", "#type=large"])
def test_numbers_are_never_cut_off(visit, viewport, state):
    shown = visit(state, viewport=viewport)
    draw = random.Random("numbers")
    for _ in range(12):
        rows = [[*row[:3], row[3] and str(draw.randrange(10 ** draw.randint(1, 60))), *row[4:]] for row in LONG]
        assert shown.evaluate(CUT_OFF, rows) == []
    assert shown.evaluate(CUT_OFF, LONG) == []
    shown.evaluate("() => { explorer.parts.table.open = new Set(['min_cut', 'slice', 'theorem_1', 'rank']); }")
    assert shown.evaluate(CUT_OFF, LONG) == []


def test_a_bound_that_is_written_in_short_is_a_bound(visit):
    shown = visit()
    values = {2**1000: "1.08·10301", 10**30: "1.00·1030", 10**30 - 1: "1.00·1030", 999 * 10**27 + 1: "1.00·1030"}
    for value, short in values.items():
        shown.evaluate(CUT_OFF, [[*LONG[0][:3], str(value), *LONG[0][4:]], *LONG[1:]])
        assert shown.locator("[data-row=min_cut] data").text_content() == short
    shown.evaluate(CUT_OFF, [[*LONG[0][:2], "≥", str(2**1000), *LONG[0][4:]], *LONG[1:]])
    assert shown.locator("[data-row=min_cut] data").text_content() == "1.07·10301"


def test_words_that_are_shown_are_no_markup(visit):
    shown = visit()
    shown.evaluate("""() => explorer.say('<img src="x" onerror="alert(1)"> M^3')""")
    assert shown.locator("img").count() == 0
    assert seen(shown) == ['<img src="x" onerror="alert(1)"> M3']


def test_all_digits_are_shown_and_copied(visit):
    shown = visit()
    shown.evaluate(CUT_OFF, LONG)
    shown.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for row, words in ((LONG[0], "all 302 digits"), (LONG[3], "more digits")):
        place = shown.locator(f"[data-row={row[0]}]")
        assert place.locator("[data-do=digits]").text_content() == words
        place.locator("[data-do=digits]").click()
        assert shown.evaluate("() => document.activeElement.getAttribute('aria-expanded')") == "true"
        full = row[3] or "2^89254.259204246"
        assert re.sub(r"\s", "", place.locator(".digits").text_content()) == full.replace("^", "")
        place.locator("[data-do=copy-digits]").click()
        shown.locator(".toasts p", has_text="The number: copied.").wait_for()
        shown.wait_for_function("(full) => navigator.clipboard.readText().then((text) => text === full)", arg=full)
        place.locator("[data-do=digits]").click()
        assert place.locator(".digits").count() == 0
    assert shown.locator("[data-row=symmetric_cut] [data-do=digits]").count() == 0


# Words and signs.


def headings(page):
    """Return the anchors of a page: its headings in small letters, without signs, with hyphens for spaces."""
    titles = re.findall(r"^#{1,3} (.*)$", (DOCS / page).read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", WORDS)
def test_a_word_has_one_sentence_and_its_heading_is_in_the_documentation(name):
    word = WORDS[name]
    assert word.heading in headings(word.page)
    assert re.fullmatch(r"[A-Z].{10,150}\.", word.meaning)
    assert glossary()["words"][name] == [word.term, word.meaning, f"{word.page}#{word.heading}"]


def test_every_row_size_and_choice_of_the_page_has_a_word():
    rows = {"own_cut", "min_cut", "slice", "symmetric_cut", "theorem_1", "rank", "power_bound", "generic_rank"}
    assert rows - {"own_cut"} <= set(TITLES)
    sizes = {name for model in shown_models() for name in page_sizes(model)} | {"split"}
    assert preferred("rac").keys() <= sizes
    assert rows | sizes | set(MODES) | set(OBSERVE) | {"unrolled", "shared-view", "folded", "cells", "motion"} <= set(
        WORDS
    )
    assert json.loads(head())["glossary"]["at"] == documentation()


def test_every_term_of_the_table_and_the_controls_is_explained(visit):
    shown = visit("#layers=2&mode=continuous&hidden=3", place="app")
    shown.locator("[data-row=rank] data").wait_for()
    places = ".numbers th, .numbers caption, .size, .numbers .formula, .own legend, .sets legend"
    bare = shown.evaluate(
        """(places) => [...document.querySelectorAll(places)].map((each) => [each.textContent.trim(),
          each.querySelector(".term")]).filter(([words, term]) => words && !term).map(([words]) => words)""",
        places,
    )
    assert bare == []
    formula = shown.locator("[data-row=symmetric_cut] .formula .term")
    assert formula.get_attribute("data-words") == "multiset"


@pytest.mark.parametrize("place", ["file", "app"])
def test_a_meaning_is_shown_by_pointer_and_focus_and_leaves_by_escape(visit, place):
    shown = visit("#step=1", place=place)
    shown.keyboard.press("Escape")
    tip, term = shown.locator(".tip"), shown.locator("[data-row=min_cut] th .term")
    term.hover()
    tip.wait_for()
    assert tip.text_content().startswith(f"min-cut: {WORDS['min_cut'].meaning}")
    tip.hover()
    shown.wait_for_timeout(400)
    assert tip.is_visible()
    shown.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    shown.mouse.move(700, 400)
    legend = shown.locator("legend .term").first
    legend.focus()
    tip.wait_for()
    assert legend.get_attribute("aria-describedby") == tip.get_attribute("id")
    assert WORDS["one-hot"].meaning in tip.text_content()
    assert WORDS["continuous"].meaning in tip.text_content()
    shown.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    legend.press("Enter")
    assert shown.locator("dialog.words dt.here").text_content() == "one-hot"
    assert shown.locator("dialog.words dt").count() == len(WORDS)
    shown.keyboard.press("Escape")
    assert shown.locator("dialog.words").is_hidden()


def test_the_words_in_the_picture_are_explained_under_the_pointer(visit):
    shown = visit("#layers=2&view=shared&mode=continuous")
    labels = {"side": "start_end", "count": "copies", "output": "observed", "formula": "min_cut"}
    for kind, word in labels.items():
        shown.locator(f".picture .label-{kind}").first.hover()
        shown.locator(".tip", has_text=WORDS[word].meaning).wait_for()


def test_a_tap_shows_a_meaning_and_a_second_one_the_list(visit):
    shown = visit(viewport=VIEWPORTS[2], has_touch=True, is_mobile=True)
    term = shown.locator("[data-row=rank] th .term")
    term.tap()
    tip = shown.locator(".tip")
    tip.wait_for()
    box = tip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert shown.locator("dialog.words").is_hidden()
    term.tap()
    assert shown.locator("dialog.words dt.here").text_content() == "rank"
