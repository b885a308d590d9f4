"""Growth along an axis, and two circuits side by side, in the file and in the app: every number is the library's."""

from __future__ import annotations

import math
import random

import pytest
from explorer_pages import visits

import tnrnn
from tnrnn import TnrnnError
from tnrnn.explore import Given, Grid, Parameters, chosen, export
from tnrnn.explore.cases import page_sizes, preferred, shown_models, state_factors, state_size
from tnrnn.explore.front.assembling import script
from tnrnn.explore.serving import answers, line_of
from tnrnn.explore.showing import axes_of, axis_points, growth
from tnrnn.explore.showing.axes import MOST_POINTS, moved
from tnrnn.models import MODELS
from tnrnn.networks import MODES

GRID = Grid((4, 6), (1, 2), (2,), (2, 3), ("one-hot",))
ROWS = ("min_cut", "slice", "symmetric_cut", "theorem_1", "rank")
CASE = {"length": 6, "layers": 2, "inputs": 2, "hidden": 3, "split": 3, "mode": "one-hot"}
STATE = "#length=6&layers=2&inputs=2&hidden=3&split=3&mode=one-hot"
TABLE = """async () => {
  await explorer.showing;
  const [head, ...body] = [...document.querySelectorAll(".growth-values tr")];
  return body.map((line) => [...line.children].map((cell) => cell.querySelector("data")?.value ?? cell.textContent));
}"""
COMPARED = """async () => {
  await explorer.parts.beside.loader.showing;
  return [...document.querySelectorAll(".compared tbody tr")].map((line) =>
    [line.dataset.row, ...[...line.querySelectorAll("td")].map((cell) => cell.querySelector("data")?.value ?? null)]);
}"""


def numbers(case):
    """Return the values of the table of a case by row, from `tnrnn.bounds` alone."""
    found = case.case
    table = tnrnn.bounds(found.circuit, found.partition, found.mode, observe=found.observe)
    values = {name: table[name].value if table[name].applies else None for name in ROWS}
    return values | {"rank": values["rank"] if table["rank"].kind == "exact" else table["rank"].value}


def given(rows):
    return {row[0]: None if row[3] is None else int(row[3]) for row in rows}


def at_mid(model, **sizes):
    sizes = {**preferred(model), "length": 4, "layers": 1, **sizes}
    return chosen(model, sizes, 2)


# In Python.


@pytest.mark.parametrize("axis", axes_of("rac"))
def test_growth_is_the_profile_of_the_library(axis):
    case = Parameters(6, 2, 2, 3, 3, "one-hot").chosen
    points = axis_points(case, axis)[:5]
    found = {message["point"]: given(message["numbers"]) for message in growth(case, axis, points)}
    assert found == {point: numbers(moved(case, axis, point)) for point in points}


def test_growth_along_half_is_the_profile_along_the_length():
    case = Parameters(4, 1, 3, 3, 2, "one-hot").chosen
    found = [given(message["numbers"]) for message in growth(case, "half", (4, 6, 8))]
    profile = tnrnn.profile({T: tnrnn.rac(T, 1, 3, 3) for T in (4, 6, 8)}, along="length")
    for name in ROWS:
        assert tuple(each[name] for each in found) == profile.value(name)


def sampled(model, rng):
    """Compare a point of an axis of a small case with the table of the library."""
    case = chosen(model, {**preferred(model), "length": 3, "layers": 1, "hidden": 2}, 1, rng.choice(MODES))
    axis = rng.choice([name for name in axes_of(model) if name not in {"layers", "window", "heads"}])
    point = rng.choice([value for value in axis_points(case, axis) if value <= 3])
    (message,) = growth(case, axis, [point])
    if message["numbers"]:
        assert given(message["numbers"]) == numbers(moved(case, axis, point)), (model, axis, point, case.mode)
        return
    with pytest.raises(TnrnnError) as found:  # no circuit of these sizes: the curves have a gap
        numbers(moved(case, axis, point))
    assert message["reason"] == str(found.value)


@pytest.mark.parametrize("model", random.Random(18).sample(shown_models(), 4))
def test_growth_of_a_seeded_sample_of_models(model):
    sampled(model, random.Random(18))


@pytest.mark.slow
@pytest.mark.parametrize("model", shown_models())
def test_growth_of_all_models(model):
    for seed in range(4):
        sampled(model, random.Random(seed))


def test_a_circuit_that_is_given_grows_along_the_split():
    circuit = tnrnn.models.gru(4, 1, 2, 2)
    given_circuit = Given(tnrnn.Circuit(circuit.vertices, circuit.output), "own")
    case = next(given_circuit.cases())
    assert [*next(growth(case, "split"))["at"]] == [1, 2, 3]
    found = [given(message["numbers"]) for message in growth(case, "split", (1, 2, 3))]
    profile = tnrnn.profile(circuit)
    for name in ("min_cut", "slice", "symmetric_cut", "rank"):
        assert tuple(each[name] for each in found) == profile.value(name)
    with pytest.raises(TnrnnError, match="axis: expected split, given 'length'"):
        next(growth(case, "length"))
    with pytest.raises(TnrnnError, match="split: expected an integer from 1 to 3, given 4"):
        next(growth(case, "split", [4]))


def test_a_network_that_is_given_has_no_axis():
    case = next(Given(tnrnn.unroll(tnrnn.rac(3, 1, 2, 2))).cases())
    with pytest.raises(TnrnnError, match="growth: expected a model or a circuit with time steps"):
        next(growth(case, "split"))


def test_without_ranks_only_those_wait_that_are_computed():
    case = Parameters(8, 2, 2, 3, 4, "one-hot").chosen
    first, *points = growth(case, "split", rank_at_most=8)
    assert [point["point"] for point in points] == [*first["at"]] == [*range(1, 8)]
    waits = [point["numbers"][-1][6] == "being computed" for point in points]
    assert waits == [int(point["numbers"][0][3]) <= 8 for point in points]
    assert set(waits) == {True, False}


@pytest.mark.parametrize(
    "case",
    [
        Parameters(6, 2, 2, 3, 3, "one-hot"),
        Parameters(200, 5, 1000, 7, 117, "continuous"),
        Parameters(50, 20, 2, 2, 1, "one-hot"),
    ],
)
def test_points_contain_the_case_and_may_be_asked_for(case):
    for axis in axes_of("rac"):
        points = axis_points(case.chosen, axis)
        assert len(points) <= MOST_POINTS + 1
        assert list(points) == sorted(set(points))
        now = {"split": case.split, "half": case.length}.get(axis) or getattr(case, axis)
        assert now in points
        assert all(moved(case.chosen, axis, point).bounded() for point in points)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"axis": "key"}, "axis: expected split, length, half, layers, inputs or hidden, given 'key'"),
        ({"axis": [1]}, "axis: expected split, length, half, layers, inputs or hidden, given [1]"),
        ({"axis": "split", "at": [6]}, "split: expected an integer from 1 to 5, given 6"),
        ({"axis": "split", "at": "3"}, "growth, at: expected values of the axis, given '3'"),
        ({"axis": "hidden", "at": [{}]}, "hidden: expected an integer of at least 1, given {}"),
        ({"axis": "hidden", "at": [10**9]}, "hidden: expected an integer from 1 to 1000, given 1000000000"),
        ({"axis": "hidden", "at": [1] * 99}, f"growth, at: expected at most {MOST_POINTS} items"),
        ({"axis": "hidden", "split": 9}, "split: expected an integer from 1 to 5, given 9"),
    ],
)
def test_wrong_questions_are_refused(words, error):
    first, last = answers([line_of("growth", {**CASE, **words})])
    assert first["error"].startswith(error)
    assert last == {"done": True}


@pytest.mark.parametrize("model", [model for model in shown_models() if state_factors(model)])
def test_the_size_of_the_state_is_what_crosses_from_step_to_step(model):
    """Count what the circuit of one layer hands from the first two steps to the last two, other than parameters."""
    sizes = {name: 2 if size.kind == "number" else size.default for name, size in page_sizes(model).items()}
    sizes |= {"length": 4, "layers": 1, "inputs": 3, "hidden": 5, "state": 3, "value": 3, "channels": 3}
    sizes = {name: value for name, value in sizes.items() if name in page_sizes(model)}
    circuit = MODELS[model](**sizes)
    used = {child for vertex in circuit.vertices if late(vertex) for child in vertex.children}
    handed = [vertex for vertex in circuit.vertices if vertex.name in used and not late(vertex) and timed(vertex)]
    assert sum(vertex.dim for vertex in handed) == state_size(model, sizes)


def timed(vertex):
    return isinstance(vertex.position, int) and vertex.position > 0


def late(vertex):
    return timed(vertex) and vertex.position > 2


def test_a_model_without_a_state_has_no_size_of_it():
    with pytest.raises(TnrnnError, match="gmlp: expected a model that hands a state"):
        state_size("gmlp", {"hidden": 2})


def test_a_notebook_is_answered_point_by_point(monkeypatch):
    pytest.importorskip("anywidget", reason="needs the extra `notebook`")
    from tnrnn.explore import Explorer

    explorer, sent = Explorer(), []
    monkeypatch.setattr(explorer, "send", lambda message, buffers=None: sent.append(message))
    explorer._asked(explorer, {"ask": "7", "kind": "growth", "words": {**CASE, "axis": "split"}}, [])
    assert [list(message) for message in sent] == [["ask", "at"], *[["ask", "point", "numbers"]] * 5, ["ask", "done"]]
    sent.clear()
    explorer._asked(explorer, {"ask": "8", "kind": "growth", "words": {**CASE, "axis": "split", "at": [2]}}, [])
    assert given(sent[0]["numbers"]) == numbers(Parameters(6, 2, 2, 3, 2, "one-hot").chosen)


# In the browser.


@pytest.fixture(scope="module")
def lecture(tmp_path_factory):
    target = tmp_path_factory.mktemp("growth") / "lecture.html"
    export(target, grid=GRID)
    return f"file://{target}"


@pytest.fixture
def visit(browser):
    with visits(browser) as opens:
        yield lambda address, **options: opens(address, **{"viewport": {"width": 1280, "height": 720}, **options})


def curves(shown, names=ROWS):
    """Return the values of the table of growth, by point and row."""
    head = shown.locator(".growth-values thead th").all_text_contents()[1:]
    titles = {"min-cut": "min_cut", "symmetric cut": "symmetric_cut", "Theorem 1": "theorem_1"}
    rows = [titles.get(title, title) for title in head]
    lines = shown.evaluate(TABLE)
    digits = [
        {name: int(text) if text.isdigit() else None for name, text in zip(rows, line[1:], strict=True)}
        for line in lines
    ]
    return {int(line[0]): dict.fromkeys(names) | each for line, each in zip(lines, digits, strict=True)}


def case_of(shown):
    return shown.evaluate("async () => { await explorer.showing; return explorer.case; }")


FILE_AXES = {
    "split": [(value, Parameters(6, 2, 2, 3, value, "one-hot")) for value in range(1, 6)],
    "length": [(value, Parameters(value, 2, 2, 3, 3, "one-hot")) for value in (4, 6)],
    "half": [(value, Parameters(value, 2, 2, 3, value // 2, "one-hot")) for value in (4, 6)],
    "layers": [(value, Parameters(6, value, 2, 3, 3, "one-hot")) for value in (1, 2)],
    "hidden": [(value, Parameters(6, 2, 2, value, 3, "one-hot")) for value in (2, 3)],
}


@pytest.mark.parametrize("axis", FILE_AXES)
def test_the_file_plots_the_cases_that_it_holds(visit, lecture, axis):
    shown = visit(f"{lecture}{STATE}&axis={axis}")
    assert curves(shown) == {value: numbers(case.chosen) for value, case in FILE_AXES[axis]}
    assert shown.locator("[data-axis] option").evaluate_all("all => all.map(each => each.value)") == list(FILE_AXES)
    assert shown.locator(".column.now").get_attribute("data-value") == str({"split": 3}.get(axis, CASE.get(axis, 6)))


def test_marks_stand_where_the_numbers_are_and_curves_have_gaps(visit, lecture):
    shown = visit(f"{lecture}{STATE}&axis=split")
    at = """all => all.map((each) => {
      const { x, y, height, width } = each.getBBox();
      return [x + width / 2, y + height / 2];
    })"""
    found = {name: shown.locator(f".curve.{name} .series").evaluate_all(at) for name in ROWS}
    cases = {name: [numbers(case.chosen)[name] for _, case in FILE_AXES["split"]] for name in ROWS}
    drawn = []
    for name in ROWS:
        values = [value for value in cases[name] if value is not None]
        assert len(found[name]) == len(values)
        drawn += [(math.log2(value), y) for (_, y), value in zip(found[name], values, strict=True)]
        if name == "theorem_1":
            drawn.pop()  # the middle of a triangle is not its place
    (low, bottom), (high, top) = min(drawn), max(drawn)
    assert top < bottom
    for log2, y in drawn:
        assert y == pytest.approx(bottom + (log2 - low) / (high - low) * (top - bottom), abs=0.5)
    assert len(found["theorem_1"]) == 1  # it applies at one split only
    assert shown.locator(".curve.theorem_1 > path").get_attribute("d").count("L") == 0


def test_a_press_on_a_point_goes_there(visit, lecture):
    shown = visit(f"{lecture}{STATE}&axis=split")
    shown.locator('.column[data-value="2"] rect').first.click()
    assert case_of(shown)["split"] == 2
    assert shown.locator(".column.now").get_attribute("data-value") == "2"
    assert shown.evaluate("document.activeElement.dataset.value") == "2"
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("ArrowRight")
    assert case_of(shown)["split"] == 2  # the focus goes alone
    assert "split = 4: min-cut ≤ 4" in shown.locator(".reading").inner_text()
    shown.keyboard.press("Enter")
    assert case_of(shown)["split"] == 4
    assert shown.evaluate("document.activeElement.dataset.value") == "4"
    shown.keyboard.press("Home")
    shown.keyboard.press(" ")
    assert case_of(shown)["split"] == 1
    shown.locator("[data-axis]").select_option("half")
    shown.locator('.column[data-value="4"] rect').first.click()
    assert (case_of(shown)["length"], case_of(shown)["split"]) == (4, 2)
    assert "axis=half" in shown.evaluate("location.hash")


def test_the_plot_opens_and_closes_and_says_so(visit, lecture):
    shown = visit(f"{lecture}{STATE}")
    opener = shown.locator("[data-do=growth]")
    assert not shown.locator(".growth").is_visible()
    opener.click()
    assert shown.locator(".growth").is_visible()
    assert opener.get_attribute("aria-expanded") == "true"
    column = shown.locator(".column.now")
    assert column.get_attribute("aria-label") == (
        "split = 3: min-cut ≤ 8, slice ≤ 81, symmetric cut ≤ 8, Theorem 1 ≥ 4, rank = 8"
    )
    assert shown.locator('.column[tabindex="0"]').count() == 1
    shown.locator("[data-do=growth-table]").click()
    assert shown.locator(".growth-values table").bounding_box()["width"] > 100
    shown.locator("[data-do=growth-close]").click()
    assert not shown.locator(".growth").is_visible()
    assert "axis" not in shown.evaluate("location.hash")
    assert shown.evaluate("document.activeElement.dataset.do") == "growth"


def test_logarithms_of_integers_of_any_length(visit, lecture):
    shown = visit(f"{lecture}{STATE}")
    values = [1, 2, 10**15 - 1, 10**15, 3**40, 7**300, 2**3999]
    rows = [["rank", "rank", "=", str(value), "", None, ""] for value in values]
    found = shown.evaluate(f"(rows) => {{ {script()}; return rows.map(log2Of); }}", rows)
    assert found == pytest.approx([math.log2(value) for value in values], rel=1e-12)


def test_a_file_plots_a_circuit_that_is_given_along_the_split(visit, tmp_path):
    circuit = tnrnn.models.gru(4, 1, 2, 2)
    given_circuit = Given(tnrnn.Circuit(circuit.vertices, circuit.output), "own", modes=("one-hot",))
    target = tmp_path / "own.html"
    export(target, subject=given_circuit)
    shown = visit(f"file://{target}#axis=split")
    assert shown.locator("[data-do=beside]").is_hidden()
    found, profile = curves(shown), tnrnn.profile(circuit)
    for name in ("min_cut", "slice", "symmetric_cut", "rank"):
        assert tuple(each[name] for each in found.values()) == profile.value(name)
    shown.locator('.column[data-value="3"] rect').first.click()
    assert case_of(shown)["split"] == 3


@pytest.mark.parametrize(
    "words",
    [
        "axis=__proto__",
        "axis=%3Cimg%20src%3Dx%3E",
        "beside=%3Cimg%20src%3Dx%3E",
        "beside=__proto__.a-1",
        "beside=rac.__proto__-1",
    ],
)
def test_hostile_words_of_a_link_do_nothing(visit, lecture, words):
    shown = visit(f"{lecture}{STATE}&{words}")
    assert case_of(shown) == CASE
    assert shown.locator("img").count() == 0


def test_two_circuits_of_the_file_side_by_side(visit, lecture):
    shown = visit(f"{lecture}{STATE}")
    shown.locator("[data-do=beside]").click()  # one layer is offered first
    one, two = (Parameters(6, layers, 2, 3, 3, "one-hot").chosen for layers in (2, 1))
    assert shown.evaluate(COMPARED) == compared(one, two)
    assert shown.locator(".compared caption").inner_text().startswith("Bounds on the rank of one value, T = 6")
    assert shown.locator(".second svg .tensor").count() > 0
    shown.evaluate("explorer.set({ length: 4, split: 2 })")
    one, two = (Parameters(4, layers, 2, 3, 2, "one-hot").chosen for layers in (2, 1))
    assert shown.evaluate(COMPARED) == compared(one, two)
    shown.locator('[data-other="hidden"]').select_option("2")
    assert shown.evaluate(COMPARED) == compared(one, Parameters(4, 1, 2, 2, 2, "one-hot").chosen)
    assert "beside=rac.layers-1.inputs-2.hidden-2" in shown.evaluate("location.hash")
    shown.locator("[data-do=beside-close]").click()
    assert not shown.locator(".second").is_visible()
    assert shown.locator(".numbers").is_visible()


def compared(one, two):
    first, second = numbers(one), numbers(two)
    return [[name, *(None if each[name] is None else str(each[name]) for each in (first, second))] for name in ROWS]


def test_a_file_of_two_models_compares_them_at_equal_state(visit, tmp_path):
    target, of = tmp_path / "two.html", {"modes": ("one-hot",), "splits": (2,)}
    sizes = {"length": (4,), "layers": (1,), "inputs": (2,)}
    attention = Grid(**sizes, model="linear_attention", more=(("key", (2,)), ("value", (2,))), **of)
    export(target, grid=[Grid(**sizes, hidden=(3, 4), **of), attention])
    shown = visit(f"file://{target}#hidden=4")
    offered = shown.locator("[data-preset] option")
    one = Parameters(4, 1, 2, 4, 2, "one-hot").chosen
    shown.locator("[data-do=beside]").click()
    assert offered.all_text_contents() == ["own choice", "linear_attention, K V = 4"]
    two = chosen("linear_attention", {"length": 4, "layers": 1, "inputs": 2, "key": 2, "value": 2}, 2)
    assert shown.evaluate(COMPARED) == compared(one, two)
    shown.locator("[data-preset]").select_option("own choice")
    shown.evaluate("explorer.set({ hidden: 3 })")
    assert offered.all_text_contents() == ["own choice"]


def test_a_talk_shows_both_at_the_same_step(visit, lecture):
    shown = visit(f"{lecture}{STATE}&beside=rac.layers-1.inputs-2.hidden-3&step=0")
    marks = "[...document.querySelectorAll('.second .marks > g')].length"
    assert shown.evaluate(marks) == 6  # the inputs alone
    shown.keyboard.press("End")
    assert shown.locator(".second .strokes > g").count() > 0
    assert shown.locator(".picture .strokes > g, .picture .rings > g").count() > 0


def test_the_table_says_which_rank_it_bounds(visit, tmp_path):
    target = tmp_path / "seen.html"
    export(target, grid=Grid((4,), (1,), (2,), (2,), ("one-hot",), (2,), observe=("scalar", "vector", "future")))
    shown = visit(f"file://{target}")
    for word, words in (
        ("scalar", "one value"),
        ("vector", "all channels of the last step"),
        ("future", "all channels at all steps of the End"),
    ):
        shown.locator(f'[data-choice="observe"][value="{word}"]').check()
        shown.evaluate("explorer.showing")
        assert shown.locator(".numbers caption").inner_text() == f"Bounds on the rank of {words}"


def test_the_app_plots_what_it_computes(visit, app):
    shown = visit(f"{app}#model=linear_ssm&length=4&layers=1&inputs=2&state=2&split=2&mode=continuous&axis=state")
    shown.locator(".growth-work", has_text="Computing").wait_for()
    shown.locator(".growth-work", has_not_text="Computing").wait_for(state="attached")
    shown.locator(".column").nth(7).wait_for()
    shown.wait_for_function(
        "!document.querySelector('.growth-work').textContent && explorer.parts.growth.list.length === 8"
    )
    found = curves(shown, ("min_cut", "slice", "symmetric_cut", "theorem_1", "rank"))
    sizes = {"length": 4, "layers": 1, "inputs": 2}
    cases = {state: chosen("linear_ssm", {**sizes, "state": state}, 2, "continuous") for state in range(1, 9)}
    assert found == {state: numbers(case) for state, case in cases.items()}
    shown.locator('.column[data-value="3"] rect').first.click()
    assert case_of(shown)["state"] == 3


@pytest.mark.slow
def test_growth_in_the_app_can_be_cancelled(visit, app):
    shown = visit(f"{app}#length=40&layers=5&inputs=2&hidden=2&split=20&axis=split&view=shared")
    shown.locator("[data-do=growth-stop]").click()
    shown.locator(".growth-work", has_text="Cancelled: some points are missing.").wait_for()
    assert shown.locator("[data-do=growth-stop]").is_hidden()


def test_the_app_offers_models_at_equal_state(visit, app):
    shown = visit(f"{app}#length=4&layers=1&inputs=2&hidden=4&split=2&mode=continuous")
    shown.locator("[data-do=beside]").click()
    offered = shown.locator("[data-preset] optgroup option")
    texts = dict(
        zip(offered.all_text_contents(), offered.evaluate_all("all => all.map(each => each.value)"), strict=True)
    )
    for text in texts.values():
        model, *sizes = text.split(".")
        assert state_size(model, dict(each.split("-") for each in sizes)) == 4
    assert set(shown_models()) - {"rac"} >= {text.split(".")[0] for text in texts.values()}
    shown.locator("[data-preset]").select_option(texts["linear_attention, K V = 4"])
    shown.locator(".compared thead", has_text="linear_attention L=1 M=2 K=2 V=2").wait_for()
    shown.locator(".compared [data-row=rank]", has_not_text="being computed").wait_for()
    one = Parameters(4, 1, 2, 4, 2, "continuous").chosen
    two = chosen("linear_attention", {"length": 4, "layers": 1, "inputs": 2, "key": 2, "value": 2}, 2, "continuous")
    assert shown.evaluate(COMPARED) == compared(one, two)
