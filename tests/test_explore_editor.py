"""The editor of figures: its edits as functions, and in a real browser against what the library draws."""

from __future__ import annotations

import fnmatch
import itertools
import json
import random
import re
import signal
import subprocess
import sys

import pytest

import tnrnn
from tnrnn.drawing import Page, compose, figure_from_text, figure_text, save
from tnrnn.explore.front.assembling import EDITOR, MODULES, asset, filled, head, script
from tnrnn.explore.serving import answers, line_of

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
  const next = (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const of = (list) => list[next(list.length)], number = () => (next(800) - 400) / 100;
  const tensors = ["a", "b", "W_H[4,2]", "W_H[4,1]", "__proto__", "constructor", "1", "x\\u00e9"];
  const bonds = ["i", "j", "toString", "2"], two = { where: tensors.slice(0, 2) };
  const who = () => of([{ where: of(tensors) }, { where: "W_H*" }, { kind: "weight" }, two, { tag: "t" }]);
  const field = () => of([["shape", of(["disc", "box"])], ["fill", of(["ink", "#123456"])], ["width", 1 + next(4)],
    ["text", "$x$"], ["size", [1, 0.5]], ["key", "k"]]);
  const framed = () => ({ kind: of(["hull", "box", "brace"]), around: [of(tensors)], text: "words" });
  const kinds = {
    move: (f) => moved(f, tensors.slice(0, 1 + next(4)).map((name) => [name, [number(), number()]])),
    back: (f) => moved(f, [[of(tensors), [0, 0]]]),
    release: (f) => released(f, next(9) ? [of(tensors)] : null),
    turn: (f) => turned(f, of(bonds), next(4) ? next(24) * 15 : null),
    bend: (f) => bent(f, of(bonds), next(4) ? Array.from({ length: 1 + next(3) }, () => [number(), number()]) : null),
    look: (f) => looked(f, who(), Object.fromEntries([field(), field()])),
    plain: (f) => looked(f, who(), { [field()[0]]: null }),
    note: (f) => ((f.notes?.length ?? 0) > 40 ? unnoted(f, next(40)) : noted(f, framed())),
    sign: (f) => ((f.notes?.length ?? 0) > 40 ? f : noted(f, { kind: "sign", text: "=", at: [number(), number()] })),
    renote: (f) => (f.notes ? renoted(f, next(f.notes.length), { text: of(["one", "two"]) }) : f),
    unnote: (f) => (f.notes ? unnoted(f, next(f.notes.length)) : f),
    view: (f) => viewed(f, { labels: of(["none", null]), width: of(["4in", null]), legend: of([false, null]) }),
    style: (f) => styled(f, { theme: of(["dark", "slides", null]), font_size: of([8, 9.5, null]) }),
  };
  const frozen = (value) => {
    if (value === null || typeof value !== "object" || Object.isFrozen(value)) return value;
    Object.values(Object.freeze(value)).forEach(frozen);
    return value;
  };
  const edits = new window.made.Edits(BLANK), texts = [JSON.stringify(BLANK)], used = {};
  for (let at = 0; at < count; at += 1) {
    const kind = of(Object.keys(kinds));
    used[kind] = (used[kind] ?? 0) + 1;
    edits.push(frozen(kinds[kind](edits.figure)), kind);
    texts.push(JSON.stringify(edits.figure));
  }
  const wrong = [];
  for (let at = count - 1; at >= 0; at -= 1) {
    edits.undo();
    if (JSON.stringify(edits.figure) !== texts[at]) wrong.push(at);
  }
  const first = JSON.stringify(edits.figure), none = edits.undo();
  while (edits.redo() !== null);
  const some = texts.filter((_, at) => at % 40 === 0), last = JSON.stringify(edits.figure);
  return { first, none, wrong, last, texts: some, end: texts.at(-1), used };
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
        return json.loads(self.page.evaluate("JSON.stringify(explorer.parts.editor.figure)"))

    @property
    def told(self):
        self.idle()
        return self.page.locator(".edit-told").text_content()

    def svg(self):
        """The picture as it is drawn, without what lies over it and with nothing selected."""
        self.page.evaluate("explorer.parts.editor.select([])")
        self.idle()
        return self.page.evaluate(
            """() => { const svg = explorer.parts.editor.paper.svg.cloneNode(true);
              svg.querySelector('.overlay').remove();
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
    assert len(found["used"]) == 13
    assert min(found["used"].values()) > 40
    assert (found["first"], found["none"], found["wrong"]) == ('{"version":1}', None, [])
    assert found["last"] == found["end"]


def test_the_library_reads_every_figure_that_edits_make(functions):
    texts = functions.evaluate(EDITS, [11, 1000])["texts"]
    assert len(texts) == 26
    for text in texts:
        figure = figure_from_text(text)
        assert figure_from_text(figure_text(figure.view, figure.style)) == figure
    assert sum('"__proto__"' in text for text in texts) > 5


LOOKS = """(edits) => edits.reduce(
  (figure, [who, changes]) => window.made.looked(figure, who, changes), window.made.BLANK).looks ?? []"""
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
    """What is set is what a list of all changes would say, and no look is left that says nothing."""
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
            steps = [b - a for a, b in itertools.pairwise(values)]
            assert max(steps) - min(steps) < 1e-9
            assert sorted(name for name, _ in found) == sorted(n for n, _ in places)
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
          const ask = ({ n }) => new Promise((done, fail) => {
            asked.push(n);
            setTimeout(() => (n === 9 ? fail(new Error("no")) : done("answer " + n)), 5);
          });
          const fail = (error, figure) => failed.push(figure.n);
          const asking = new window.made.Asking(ask, (answer) => took.push(answer), fail);
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


def test_modules_of_the_editor_import_only_those_before_them():
    for place, name in enumerate(EDITOR):
        found = re.findall(r'from "(\.\.?)/(.*?)"', asset(name))
        assert {file for folder, file in found if folder == ".."} <= set(MODULES)
        assert {f"editor/{file}" for folder, file in found if folder == "."} <= set(EDITOR[:place])


def test_a_file_has_no_editor():
    page = filled("", "", edits=False)[0]
    assert "edit-paper" not in page
    assert "edit-paper" in filled("", "")[0]


# In the browser, against the library.

CASE = tnrnn.rac(3, 1, 2, 3)


def drawn(figure, cut=True, circuit=CASE, split=1):
    """What Python draws of a figure of the case that is shown."""
    found = figure_from_text(json.dumps(figure))
    network = tnrnn.unroll(circuit)
    chosen = tnrnn.min_cut(network, tnrnn.Partition.start_end(circuit_length(circuit), split)) if cut else None
    return compose(network, chosen, Page(font_size=found.style.font_size), found.view), found.style


def circuit_length(circuit):
    return max(slot.position for slot in tnrnn.unroll(circuit).tensors if slot.kind == "input")


def places(scene):
    return {mark.name: (mark.x, mark.y) for mark in scene.marks}


def on_screen(shown):
    """The middles of the marks on the screen, and the ends of the lines."""
    return shown.page.evaluate(
        """() => { const { svg } = explorer.parts.editor.paper;
          const all = (layer) => [...svg.querySelectorAll(`:scope > .${layer} > *`)];
          return [...all('marks'), ...all('lines')].map((each) => {
            const { x, y, width, height } = each.getBoundingClientRect();
            return [x + width / 2, y + height / 2];
          }); }"""
    )


def test_a_tensor_that_is_dragged_stands_where_it_was_dropped(edit):
    """The picture that Python draws then has every mark and line where they were on the screen."""
    shown = edit()
    before = places(drawn({"version": 1})[0])
    start = shown.at("h[2,1]")
    shown.drag(start, (start[0] + 37, start[1] - 23), drop=False)
    held = on_screen(shown)
    shown.page.mouse.up()
    shown.idle()
    moves = shown.figure["view"]["moves"]
    assert list(moves) == ["h[2,1]"]
    assert moves["h[2,1]"][0] > 0
    assert moves["h[2,1]"][1] > 0
    after = places(drawn(shown.figure)[0])
    assert {name for name in before if before[name] != after[name]} == {"h[2,1]"}
    assert shown.told == "h[2,1] is moved."
    for one, two in zip(held, on_screen(shown), strict=True):
        assert one == pytest.approx(two, abs=0.75)
    assert shown.at("h[2,1]") == pytest.approx([start[0] + 37, start[1] - 23], abs=0.75)


def test_several_tensors_are_dragged_together_and_snap_to_others(edit):
    shown = edit()
    shown.page.evaluate("explorer.parts.editor.select(['h[1,1]', 'h[2,1]'])")
    start, other = shown.at("h[2,1]"), shown.at("h[3,1]")
    end = (start[0] + 30, other[1] + 4)
    shown.drag(start, end, drop=False)
    assert shown.page.locator(".edit-guide[visibility=visible]").count() >= 1
    shown.page.mouse.up()
    shown.idle()
    moves = shown.figure["view"]["moves"]
    assert moves["h[1,1]"] == moves["h[2,1]"]
    found = places(drawn(shown.figure)[0])
    assert found["h[2,1]"][1] == pytest.approx(found["h[3,1]"][1], abs=1e-3)


def test_edits_and_their_undo_give_the_first_picture_again(edit):
    """Sixty random edits of all kinds; each is drawn by Python before the next, and some are refused."""
    shown, chance = edit(), random.Random(4)
    page, first = shown.page, shown.svg()
    names = page.evaluate("[...explorer.parts.editor.sketch.marks.keys()]")
    bonds = page.evaluate("[...explorer.parts.editor.sketch.byBond.keys()]")

    def chosen(most):
        page.evaluate("names => explorer.parts.editor.select(names)", chance.sample(names, chance.randint(1, most)))

    def keys(*among):
        page.locator(".edit-paper").focus()
        shown.press(*chance.choices(among, k=2))

    arrows = ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "Alt+ArrowUp")
    kinds = [
        lambda: (chosen(3), keys(*arrows)),
        lambda: (chosen(2), shown.do("release")),
        lambda: (chosen(1), shown.set("look.fill", chance.choice(["layer-3", "#336699", "ink"]))),
        lambda: (chosen(1), shown.set("scope", "all"), shown.set("look.shape", chance.choice(["box", "pill"]))),
        lambda: (chosen(3), shown.do(f"note-{chance.choice(['hull', 'box', 'text', 'brace'])}")),
        lambda: (shown.do("note-sign"), keys("Delete") if chance.random() < 0.5 else None),
        lambda: (page.evaluate("bond => explorer.parts.editor.selectBond(bond)", chance.choice(bonds)), keys(*arrows)),
        lambda: shown.set("view.labels", chance.choice(["none", "names", ""])),
        lambda: shown.set("style.theme", chance.choice(["dark", "slides", ""])),
        lambda: shown.set("view.width", chance.choice(["1in", "7in", ""])),
    ]  # fmt: skip
    while page.evaluate("explorer.parts.editor.past.at") < 60:
        chance.choice(kinds)()
        shown.idle()
    last, figure, count = shown.svg(), shown.figure, page.evaluate("explorer.parts.editor.past.at")
    for _ in range(count):
        page.evaluate("explorer.parts.editor.undo()")
    shown.idle()
    assert shown.figure == {"version": 1}
    assert shown.svg() == first
    for _ in range(count):
        page.evaluate("explorer.parts.editor.redo()")
    assert shown.figure == figure
    assert shown.svg() == last


def test_a_leg_is_turned_and_a_bond_is_bent_and_straightened(edit):
    shown = edit()
    shown.set("view.layout", "stress")
    shown.do("fit")
    page = shown.page
    leg, tip = page.evaluate("explorer.parts.editor.sketch.tips()[0]")
    base = page.evaluate("leg => explorer.parts.editor.sketch.byBond.get(leg).line.points[0]", leg)
    end = shown.screen([base[0] + 1, base[1] + 1.05])
    shown.drag(shown.screen(tip), end)
    assert shown.figure["legs"] == {leg: 45}
    assert shown.told == f"{leg} points to 45 degrees."
    shown.press("ArrowLeft")
    assert shown.figure["legs"] == {leg: 60}
    shown.press("Delete")
    assert "legs" not in shown.figure
    bond = page.evaluate(
        """[...explorer.parts.editor.sketch.byBond].find(
          ([key, { line }]) => line.free === null && line.pieces.length === 1)[0]"""
    )
    (ax, ay), (bx, by) = page.evaluate("bond => explorer.parts.editor.sketch.pathOf(bond)", bond)
    middle = shown.screen([(ax + bx) / 2, (ay + by) / 2])
    shown.drag(middle, (middle[0] + 30, middle[1] + 30))
    ((x, y),) = shown.figure["view"]["bends"][bond]
    line = next(line for line in drawn(shown.figure)[0].lines if bond in line.bonds)
    assert min(abs(px - x) + abs(py - y) for px, py in line.points) < 1e-3
    page.mouse.dblclick(*shown.screen([x, y]))
    assert "bends" not in shown.figure["view"]


def test_everything_can_be_done_with_keys_and_is_said(edit):
    shown = edit()
    page = shown.page
    said = page.locator(".said")
    shown.press("Shift+ArrowRight", "Space")
    name = page.evaluate("[...explorer.parts.editor.tensors][0]")
    assert said.text_content() == f"{name} is selected; 1 in all."
    before = places(drawn({"version": 1})[0])[name]
    shown.press("ArrowRight", "ArrowUp", "Alt+ArrowUp")
    assert shown.figure["view"]["moves"] == {name: [0.1, 0.12]}
    after = places(drawn(shown.figure)[0])[name]
    assert (after[0] - before[0], after[1] - before[1]) == pytest.approx((0.1, 0.12))
    shown.press("Control+z", "Control+z", "Control+z")
    assert shown.figure == {"version": 1}
    assert said.text_content().startswith("Undone: ")
    shown.press("Control+y", "Control+Shift+z")
    assert shown.figure["view"]["moves"] == {name: [0.1, 0.1]}
    shown.press("Escape", "Control+a")
    assert page.evaluate("explorer.parts.editor.tensors.size") == page.evaluate(
        "explorer.parts.editor.sketch.marks.size"
    )
    shown.press("Delete")
    assert shown.figure == {"version": 1}
    shown.do("note-hull")
    page.locator(".edit-paper").focus()
    shown.press("Escape", "n")
    assert said.text_content() == "1. Hull"
    shown.press("Delete")
    assert shown.figure == {"version": 1}
    shown.press("b")
    assert re.match("(Bond|Leg) ", said.text_content())


def test_the_keys_of_the_editor_are_its_own(edit):
    """Undo of the page, and the arrow keys of a talk, mean something else while the editor is open."""
    shown = edit()
    shown.do("done")
    shown.page.evaluate("() => explorer.set({ mode: 'continuous' })")
    shown.page.click("[data-do=edit]")
    shown.idle()
    shown.press("Control+z")
    assert shown.told == "Nothing can be undone."
    assert shown.page.evaluate("explorer.state.mode") == "continuous"
    shown.do("done")
    shown.press("Control+z")
    shown.page.wait_for_function("() => explorer.state.mode === 'one-hot'")


def test_a_look_is_for_one_or_for_all_that_are_alike(edit):
    shown = edit()
    shown.page.mouse.click(*shown.at("h[2,1]"))
    shown.set("look.fill", "steelblue")
    assert shown.figure["looks"] == [{"where": "h[2,1]", "fill": "steelblue"}]
    shown.set("scope", "like")
    shown.set("look.shape", "box")
    assert shown.figure["looks"][1] == {"where": "h*", "shape": "box"}
    scene, style = drawn(shown.figure)
    wanted = compose_svg(scene, style)
    assert wanted.count("#4682B4") == shown.page.locator(".edit-svg .marks > [fill='#4682B4']").count() == 1


def compose_svg(scene, style):
    from tnrnn.drawing.writers.svg_writer import to_svg

    return re.sub(r"<style>.*?</style>", "", to_svg(scene, style), flags=re.DOTALL)


def test_a_look_can_be_for_a_kind_or_a_tag_and_tells_a_tensor_from_its_bond(edit):
    shown = edit()
    shown.page.evaluate("explorer.parts.editor.select(['h[2,1]'])")
    options = shown.page.locator("[data-field=scope]").evaluate("field => [...field.options].map(({ value }) => value)")
    assert options == ["this", "like", "kind", "all"]
    shown.set("scope", "kind")
    shown.set("look.fill", "#123456")
    assert shown.figure["looks"] == [{"kind": "copy", "fill": "#123456"}]
    shown.press("Control+z")
    shared = edit("#length=3&layers=1&view=shared")
    bond = shared.page.evaluate(
        """() => { const { sketch } = explorer.parts.editor;
          const key = [...sketch.byBond].find(([, { piece }]) => piece.bond === 'h[1,1]')[0];
          explorer.parts.editor.selectBond(key); return key; }"""
    )
    shared.set("look.stroke", "cut")
    assert shared.figure["looks"] == [{"where": "h[1,1]", "kind": "bond", "stroke": "cut"}]
    assert bond.startswith("h[1,1]")
    assert shared.page.locator(".edit-svg .marks > [stroke]").count() == 0


def test_a_picture_that_cannot_be_drawn_is_one_sentence_and_the_last_stays(edit):
    shown = edit()
    first = shown.svg()
    shown.set("view.width", "1in")
    assert re.fullmatch(r"Not possible: .*\.", shown.told)
    assert "\n" not in shown.told
    assert shown.figure == {"version": 1}
    assert shown.svg() == first
    assert shown.page.locator("[data-field='view.width']").input_value() == ""
    shown.set("look.fill", "bluu")
    assert "did you mean" in shown.told
    assert shown.figure == {"version": 1}


def test_what_cannot_be_saved_is_said_where_it_is_seen(edit):
    shown = edit()
    shown.page.evaluate("void (explorer.parts.editor.ask = async () => { throw new Error('there is no room') })")
    shown.page.click("[data-do=edit-save-pdf]")
    shown.page.locator(".edit-told", has_text="Not possible: there is no room.").wait_for()


def test_the_editor_takes_the_place_of_a_talk_a_motion_and_a_second_circuit(edit):
    shown = edit("#length=3&layers=1&step=2&motion=flow&beside=rac.layers-2.inputs-2.hidden-3")
    assert shown.page.locator(".talk, .motion, .second, .beside-head, .compared").filter(visible=True).count() == 0
    desk, paper = (shown.page.locator(place).bounding_box() for place in (".stage", ".edit-paper"))
    assert paper["height"] > 0.8 * desk["height"]
    shown.do("done")
    assert not shown.page.evaluate("explorer.talking")
    assert shown.page.locator(".second").is_visible()


@pytest.mark.parametrize(
    "endings", [("svg", "tex", "toml", "json", "py"), pytest.param(("png", "pdf"), marks=pytest.mark.slow)]
)
def test_saved_files_are_those_of_the_library(edit, tmp_path, endings):
    shown = edit()
    shown.page.mouse.click(*shown.at("h[1,1]"))
    shown.set("look.fill", "layer-3")
    shown.page.locator(".edit-paper").focus()
    shown.press("Control+a", "ArrowRight")
    scene, style = drawn(shown.figure)
    figure = figure_from_text(json.dumps(shown.figure))
    for ending in endings:
        with shown.page.expect_download() as found:
            shown.page.click(f"[data-do=edit-save-{ending}]")
        data, path = found.value.path().read_bytes(), tmp_path / f"figure.{ending}"
        assert found.value.suggested_filename == path.name
        if ending == "py":
            assert data.startswith(b"import tnrnn")
        elif ending in ("toml", "json"):
            assert figure_from_text(data.decode()).view.moves == figure.view.moves
            assert figure_from_text(data.decode()).view.looks == figure.view.looks
        else:
            save(scene, path, style)
            assert path.read_bytes() == data


HOSTILE = {
    "version": 1,
    "view": {"moves": {"<img src=x onerror=alert(1)>": [1, 1], "__proto__": [1, 0], "h[1,1]": [0, 0.5]}},
    "looks": [{"where": "</option><script>alert(2)</script>", "text": "a"}, {"where": "h[2,1]", "text": "<b>&x"}],
    "notes": [{"kind": "text", "around": "h[3,1]", "text": "<svg onload=alert(3)>"}],
}


def load(shown, text, name="looks.json"):
    shown.page.set_input_files(".edit-file", {"name": name, "mimeType": "text/plain", "buffer": text.encode()})
    shown.page.wait_for_function("() => document.querySelector('.edit-told').textContent")
    shown.idle()


def test_a_figure_file_is_loaded_and_names_in_it_are_only_text(edit):
    shown = edit()
    shown.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    load(shown, json.dumps(HOSTILE))
    shown.page.wait_for_function("() => document.querySelector('.edit-told').textContent.includes('3 names')")
    assert shown.figure["view"]["moves"] == HOSTILE["view"]["moves"]
    shown.press("Escape")
    shown.page.evaluate("explorer.parts.editor.selectNote(0)")
    assert shown.page.locator("[data-field=note] option:checked").text_content() == "1. Text: <svg onload=alert(3)>"
    assert shown.page.locator("img, .edit-panel script, .edit-svg svg").count() == 0
    assert "<b>&x" in shown.page.locator(".edit-svg .labels").text_content()
    load(shown, "version = 1\n[[looks]]\nshape = 'circle'", "looks.toml")
    shown.page.wait_for_function("() => document.querySelector('.edit-told').textContent.startsWith('Not possible')")
    assert "looks[1], shape: expected disc" in shown.told
    assert shown.figure["view"]["moves"] == HOSTILE["view"]["moves"]


def test_the_network_may_change_under_a_figure(edit):
    shown = edit("#length=4&layers=1")
    shown.page.evaluate("explorer.parts.editor.moveBy(['h[4,1]', 'h[2,1]'], [0.2, 0.2])")
    shown.idle()
    figure = shown.figure
    shown.do("done")
    assert shown.page.locator(".picture svg").is_visible()
    assert not shown.page.locator(".editor").is_visible()
    shown.page.evaluate("() => explorer.set({ length: 3 })")
    shown.page.click("[data-do=edit]")
    shown.page.wait_for_function("() => document.querySelector('.edit-told').textContent.includes('h[4,1]')")
    assert shown.figure == figure
    assert shown.page.evaluate("explorer.parts.editor.sketch.marks.has('h[4,1]')") is False


def test_bonds_have_the_names_that_the_library_bends_them_by(edit):
    for state in ("#length=3&layers=2", "#length=3&layers=2&view=shared"):
        shown = edit(state)
        found = shown.page.evaluate("[...explorer.parts.editor.sketch.byBond.keys()].sort()")
        assert found == sorted(shown.page.evaluate("explorer.parts.editor.answer.lines.flatMap(({ bonds }) => bonds)"))


WIDGET = """async ([text, figure]) => {
  document.body.innerHTML = '<div id="cell"></div>';
  const sizes = { length: 3, layers: 1, inputs: 2, hidden: 3, split: 1, more: {} }, heard = new Map();
  const words = { mode: "one-hot", view: "unrolled", type: "normal", theme: "light", model: "rac", observed: "scalar" };
  const traits = { ...sizes, ...words, _own: "", _figure: figure, _grid: {}, talk: null };
  const hear = (name) => [...(heard.get(name) ?? [])];
  window.model = {
    get: (name) => traits[name],
    set(name, value) { traits[name] = value; for (const act of hear(`change:${name}`)) act(); },
    save_changes() {},
    on: (name, act) => heard.set(name, [...hear(name), act]),
    off: (name, act) => heard.set(name, hear(name).filter((each) => each !== act)),
    async send({ ask, kind, words }) {
      for (const message of await window.answered(kind, words)) {
        for (const act of hear("msg:custom")) act({ ask, ...message });
      }
    },
  };
  const { default: widget } = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  widget.render({ model: window.model, el: document.getElementById("cell") });
}"""


def test_the_figure_of_a_widget_is_a_text_that_python_reads_and_sets(browser):
    """The front end of the widget, with a model in the page and answers from the library."""
    first = json.dumps({"version": 1, "looks": [{"where": "h[1,1]", "fill": "#336699"}]})
    with browser.new_context() as context:
        page = context.new_page()
        page.expose_function("answered", lambda kind, words: list(answers([line_of(kind, words)])))
        made = "new Explorer(element, source, home)"
        mounting = script().replace(made, f"(globalThis.explorer = {made})")
        page.evaluate(WIDGET, [f"const HEAD = {head()};\n{mounting}{asset('widget.js')}", first])
        page.locator(".tnrnn-host[data-ready]").wait_for()
        page.click("[data-do=edit]")
        page.wait_for_function("() => explorer.parts.editor.sketch")
        shown = Shown(page)
        assert shown.page.locator(".edit-svg .marks > [fill='#336699']").count() == 1
        page.evaluate("() => { explorer.parts.editor.select(['h[2,1]']); explorer.parts.editor.canvas.focus(); }")
        shown.press("ArrowUp")
        shown.idle()
        figure = json.loads(page.evaluate("model.get('_figure')"))
        assert figure == {**json.loads(first), "view": {"moves": {"h[2,1]": [0, 0.1]}}} == shown.figure
        page.evaluate("model.set('_figure', '')")
        assert shown.figure == {"version": 1}
        shown.press("Control+z")
        assert json.loads(page.evaluate("model.get('_figure')")) == figure


@pytest.mark.slow
def test_the_script_of_a_drag_is_quick_at_500_tensors(edit):
    sys.path.insert(0, "benchmarks")
    from bench_editor import measured

    shown = edit("#length=16&layers=2")
    found = measured(shown.page, 40)
    assert all(found[words]["median"] <= 8 for words in ("one", "a tenth", "all"))
