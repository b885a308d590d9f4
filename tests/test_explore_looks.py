"""How the page of the explorer looks and is used: legend, views, every screen, keyboard, names of controls."""

from __future__ import annotations

import itertools

import pytest

from tnrnn.explore import Grid, export

GRID = Grid((2, 6), (1, 3), (2,), (3,))
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
