"""The editor of figures: its edits as functions, and in a real browser against what the library draws."""

from __future__ import annotations

import base64
import fnmatch
import io
import json
import random
import re
import signal
import subprocess
import sys

import pytest

import tnrnn
from tnrnn.drawing import Page, compose, figure_from_text, figure_text, save
from tnrnn.explore.front.assembling import filled, script

NAMED = (
    "aligned, bent, BLANK, distributed, Edits, Asking, lookOf, looked, moved, noted, patternOf, released, renoted, "
    "smoothThrough, snapped, styled, turned, unnoted, viewed"
)
LOAD = """async (text) => {
  window.made = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
}"""
IDLE = "async () => { const { asking } = explorer.parts.editor; while (asking.busy) await asking.busy; }"
EDITS = """([seed, count]) => {
  const { moved, released, turned, bent, looked, noted, renoted, unnoted, viewed, styled, BLANK } = window.made;
  let state = seed;
  const next = (most) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor((state / 2 ** 32) * most); };
  const of = (list) => list[next(list.length)], number = () => (next(800) - 400) / 100;
  const tensors = ["a", "b", "W_H[4,2]", "W_H[4,1]", "__proto__", "constructor", "1", "x\\u00e9"], bonds = ["i", "j", "toString", "2"];
  const who = () => of([{ where: of(tensors) }, { where: "W_H*" }, { kind: of(["weight", "tensor"]) }, { where: tensors.slice(0, 2) }, { tag: "t" }]);
  const field = () => of([["shape", of(["disc", "box"])], ["fill", of(["ink", "#123456"])], ["width", 1 + next(4)], ["text", "$x$"], ["size", [1, 0.5]], ["key", "k"]]);
  const kinds = {
    move: (f) => moved(f, tensors.slice(0, 1 + next(4)).map((name) => [name, [number(), number()]])),
    back: (f) => moved(f, [[of(tensors), [0, 0]]]),
    release: (f) => released(f, next(9) ? [of(tensors)] : null),
    turn: (f) => turned(f, of(bonds), next(4) ? next(24) * 15 : null),
    bend: (f) => bent(f, of(bonds), next(4) ? Array.from({ length: 1 + next(3) }, () => [number(), number()]) : null),
    look: (f) => looked(f, who(), Object.fromEntries([field(), field()])),
    plain: (f) => looked(f, who(), { [field()[0]]: null }),
    note: (f) => ((f.notes?.length ?? 0) > 40 ? unnoted(f, next(40)) : noted(f, { kind: of(["hull", "box", "brace"]), around: [of(tensors)], text: "words" })),
    sign: (f) => ((f.notes?.length ?? 0) > 40 ? f : noted(f, { kind: "sign", text: "=", at: [number(), number()] })),
    renote: (f) => (f.notes ? renoted(f, next(f.notes.length), { text: of(["one", "two"]) }) : f),
    unnote: (f) => (f.notes ? unnoted(f, next(f.notes.length)) : f),
    view: (f) => viewed(f, { labels: of(["none", "names", null]), width: of(["3.4in", null]), legend: of([false, null]) }),
    style: (f) => styled(f, { theme: of(["dark", "slides", null]), font_size: of([8, 9.5, null]) }),
  };
  const frozen = (value) => { if (value && typeof value === "object" && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen); return value; };
  const edits = new window.made.Edits(BLANK), texts = [JSON.stringify(BLANK)], used = {};
  for (let at = 0; at < count; at += 1) {
    const kind = of(Object.keys(kinds));
    used[kind] = (used[kind] ?? 0) + 1;
    edits.push(frozen(kinds[kind](edits.figure)), kind);
    texts.push(JSON.stringify(edits.figure));
  }
  const wrong = [];
  for (let at = count - 1; at >= 0; at -= 1) { edits.undo(); if (JSON.stringify(edits.figure) !== texts[at]) wrong.push(at); }
  const first = JSON.stringify(edits.figure), none = edits.undo();
  while (edits.redo() !== null);
  return { first, none, wrong, last: JSON.stringify(edits.figure), texts: texts.filter((_, at) => at % 40 === 0), end: texts.at(-1), used };
}"""


@pytest.fixture(scope="module")
def functions(browser):
    """A blank page with the editor's functions, as `window.made`."""
    with browser.new_context() as context:
        shown = context.new_page()
        shown.evaluate(LOAD, f"{script()}\nexport {{ {NAMED} }};")
        yield shown


@pytest.fixture(scope="module")
def address():
    command = [sys.executable, "-m", "tnrnn", "explore", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().split()[0]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


class Shown:
    """The editor in a page of the app."""

    def __init__(self, page):
        self.page = page

    def idle(self):
        self.page.evaluate(IDLE)

    @property
    def figure(self):
        self.idle()
        return self.page.evaluate("explorer.parts.editor.figure")

    @property
    def told(self):
        self.idle()
        return self.page.locator(".edit-told").text_content()

    def svg(self):
        """The picture as it is drawn, without what lies over it and with nothing selected."""
        self.page.evaluate("explorer.parts.editor.select([])")
        self.idle()
        return self.page.evaluate(
            """() => { const svg = explorer.parts.editor.paper.svg.cloneNode(true); svg.querySelector('.overlay').remove();
              for (const each of svg.querySelectorAll('[transform]')) each.removeAttribute('transform');
              for (const each of svg.querySelectorAll('[class]')) each.classList.remove('edit-chosen');
              return svg.innerHTML; }"""
        )

    def at(self, name, by=(0.0, 0.0)):
        return self.page.evaluate(
            """([name, by]) => { const { sketch, paper } = explorer.parts.editor, [x, y] = sketch.place(name);
              return explorer.parts.editor.paper.toScreen([x + by[0], y + by[1]]); }""",
            [name, by],
        )

    def screen(self, point):
        return self.page.evaluate("point => explorer.parts.editor.paper.toScreen(point)", point)

    def drag(self, start, end, steps=3, drop=True):
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(*end, steps=steps)
        if drop:
            mouse.up()
            self.idle()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def do(self, name):
        self.page.click(f"[data-do=edit-{name}]")
        self.idle()

    def set(self, field, value):
        found = self.page.locator(f"[data-field='{field}']")
        if found.evaluate("field => field.tagName") == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)
            found.blur()
        self.idle()


@pytest.fixture
def edit(browser, address):
    """Open the editor of a small case; at the end nothing was written on the console."""
    contexts, said = [], []

    def opened(state="#length=3&layers=1", **options):
        context = browser.new_context(accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address + state)
        page.locator("[data-ready]").wait_for()
        page.click("[data-do=edit]")
        page.wait_for_function("() => explorer.parts.editor.sketch")
        found = Shown(page)
        found.idle()
        return found

    yield opened
    for context in contexts:
        context.close()
    assert said == []


# The edits as functions.


def test_a_thousand_edits_and_their_undo_give_the_first_figure_again(functions):
    found = functions.evaluate(EDITS, [7, 1000])
    assert len(found["used"]) == 13 and min(found["used"].values()) > 40
    assert (found["first"], found["none"], found["wrong"]) == ('{"version":1}', None, [])
    assert found["last"] == found["end"]


def test_the_library_reads_every_figure_that_edits_make(functions):
    texts = functions.evaluate(EDITS, [11, 1000])["texts"]
    assert len(texts) == 26
    for text in texts:
        figure = figure_from_text(text)
        assert figure_from_text(figure_text(figure.view, figure.style)) == figure
    assert sum('"__proto__"' in text for text in texts) > 5


LOOKS = """(edits) => edits.reduce((figure, [who, changes]) => window.made.looked(figure, who, changes), window.made.BLANK).looks ?? []"""
ITEMS = [("a1", "weight"), ("a2", "copy"), ("b1", "weight"), ("b2", "state")]


def seen(looks):
    """How each of the items looks: of two looks that speak of it, the later wins."""
    found = {}
    for name, kind in ITEMS:
        fields = {}
        for look in looks:
            where = look.get("where", "*")
            names = [where] if isinstance(where, str) else where
            if any(fnmatch.fnmatchcase(name, each) for each in names) and look.get("kind", kind) in (kind, "tensor"):
                fields |= {key: value for key, value in look.items() if key not in ("where", "kind")}
        found[name] = fields
    return found


def test_a_look_that_is_set_is_the_last_word(functions):
    """What is set is kept as a list of all changes would keep it, in as few looks as there are selectors or a few more."""
    chance, who = random.Random(3), [{"where": "a1"}, {"where": "a*"}, {"where": ["a1", "b2"]}, {"kind": "weight"}, {}]
    for _ in range(60):
        edits, every = [], []
        for _ in range(chance.randint(1, 14)):
            chosen, field = chance.choice(who), chance.choice(["fill", "shape", "width"])
            value = chance.choice([None, 1, 2, 3])
            edits.append([chosen, {field: value}])
            if value is None:
                every = [[one, {k: v for k, v in c.items() if one != chosen or k != field}] for one, c in every]
            else:
                every.append([chosen, {field: value}])
        looks = functions.evaluate(LOOKS, edits)
        assert seen(looks) == seen([{**one, **changes} for one, changes in every])
        assert all(set(look) - {"where", "kind"} for look in looks)


def test_tensors_are_aligned_and_distributed(functions):
    chance = random.Random(5)
    for _ in range(20):
        places = [[f"t{n}", [chance.randint(-9, 9), chance.randint(-9, 9)]] for n in range(chance.randint(2, 7))]
        for how, axis, value in (
            ("left", 0, min), ("right", 0, max), ("top", 1, max), ("bottom", 1, min),
            ("centre", 0, lambda v: (min(v) + max(v)) / 2), ("middle", 1, lambda v: (min(v) + max(v)) / 2),
        ):  # fmt: skip
            found = functions.evaluate("([places, how]) => window.made.aligned(places, how)", [places, how])
            wanted = value([place[axis] for _, place in places])
            assert [place[axis] for _, place in found] == [wanted] * len(places)
            assert [place[1 - axis] for _, place in found] == [place[1 - axis] for _, place in places]
        for axis in (0, 1):
            found = functions.evaluate("([places, axis]) => window.made.distributed(places, axis)", [places, axis])
            values = [place[axis] for _, place in found]
            steps = [b - a for a, b in zip(values, values[1:], strict=False)]
            assert max(steps) - min(steps) < 1e-9 and sorted(name for name, _ in found) == sorted(n for n, _ in places)
            before = [place[axis] for _, place in places]
            assert [values[0], values[-1]] == pytest.approx([min(before), max(before)])


def test_a_place_snaps_to_other_tensors_then_to_the_grid(functions):
    call = "([point, lines, reach]) => window.made.snapped(point, lines, reach)"
    chance = random.Random(9)
    for _ in range(50):
        lines = [sorted(chance.uniform(-3, 3) for _ in range(4)) for _ in range(2)]
        point = [chance.uniform(-3, 3) for _ in range(2)]
        found = functions.evaluate(call, [point, lines, 0.1])
        for axis in (0, 1):
            near = min(lines[axis], key=lambda value: abs(value - point[axis]))
            grid = round(point[axis] * 2) / 2
            if abs(near - point[axis]) <= 0.1:
                assert found["point"][axis] == near == found["guides"][axis]
            else:
                assert found["guides"][axis] is None
                wanted = grid if abs(grid - point[axis]) <= 0.1 else point[axis]
                assert found["point"][axis] == wanted


def test_of_questions_that_wait_the_latest_wins(functions):
    found = functions.evaluate(
        """async () => {
          const asked = [], took = [], failed = [];
          const ask = (figure) => { asked.push(figure.n); return new Promise((done, fail) => setTimeout(() => (figure.n === 9 ? fail(new Error("no")) : done("answer " + figure.n)), 5)); };
          const asking = new window.made.Asking(ask, (answer) => took.push(answer), (error, figure) => failed.push(figure.n));
          for (const n of [1, 2, 3, 4]) asking.want({ n });
          await asking.busy;
          await asking.want({ n: 9 });
          return { asked, took, failed };
        }"""
    )
    assert found == {"asked": [1, 4, 9], "took": ["answer 1", "answer 4"], "failed": [9]}


@pytest.mark.parametrize(
    ("name", "pattern"), [("W_H[4,2]", "W_H*"), ("t12", "t*"), ("h[3,1]#2", "h*"), ("y", None), ("7", None)]
)
def test_names_that_are_alike_have_a_pattern(functions, name, pattern):
    assert functions.evaluate("name => window.made.patternOf(name)", name) == pattern


def test_a_curve_is_smooth_as_the_library_draws_it(functions):
    from tnrnn.drawing.dressing.handwork import smooth

    chance = random.Random(2)
    for count in (3, 4, 7):
        points = [(chance.uniform(0, 5), chance.uniform(0, 5)) for _ in range(count)]
        found = functions.evaluate("points => window.made.smoothThrough(points)", points)
        assert [tuple(point) for point in found] == [pytest.approx(point, abs=1e-5) for point in smooth(points)]


def test_a_file_has_no_editor():
    page = filled("", "", edits=False)[0]
    assert "edit-paper" not in page and "edit-paper" in filled("", "")[0]
