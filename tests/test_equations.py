"""Equations of pictures: one scale, one line, brackets that hold what stands between them."""

from __future__ import annotations

import itertools
import random

import pytest

from tnrnn import TnrnnError
from tnrnn.drawing import Look, Page, Panel, Scene, View, compose, draw, equation, save
from tnrnn.drawing.assembling.moving import ink
from tnrnn.drawing.scenes import extent
from tnrnn.interop import from_terms

A = from_terms({"A": "i j"})
USV = from_terms({"U": "i k", "S": "k l", "V†": "l j"})


def inches(scene):
    left, bottom, right, top = scene.box
    return (right - left) * scene.unit, (top - bottom) * scene.unit


def row(scene):
    """What stands in an equation, from left to right: (left, right, what)."""
    em = scene.font_size / 72 / scene.unit
    found = [(mark.x - mark.radius, mark.x + mark.radius, mark.name) for mark in scene.marks]
    for label in scene.labels:
        if label.role == "sign":
            box = extent(label, em)
            found.append((box[0], box[2], label.math or label.text))
    for line in scene.lines:
        if line.role == "bracket":
            xs = [x for x, _ in line.path]
            found.append((min(xs), max(xs), "bracket"))
    return sorted(found)


def test_what_is_written_stands_in_that_order_on_one_line():
    scene = equation(A, "=", r"\sum_{k=1}^{r}", "(", USV, ")", "+", "...", "words")
    found = row(scene)
    names = [name for _, _, name in found]
    assert names == ["A", "=", "\\sum", "bracket", "U", "S", "V†", "bracket", "+", "\\cdots", "words"]
    assert all(one[1] < two[0] for one, two in itertools.pairwise(found))
    assert {mark.y for mark in scene.marks} == {0.0}
    assert {label.y for label in scene.labels if label.role == "sign"} == {0.0}
    limits = {label.math: label.y for label in scene.labels if label.role == "index"}
    assert limits["k=1"] < 0 < limits["r"]


def test_brackets_are_as_high_as_what_they_hold():
    grid = from_terms({f"{x}{y}": f"r{x}{y} r{x + 1}{y} c{x}{y} c{x}{y + 1}" for x in range(3) for y in range(3)})
    for opening, closing in (("(", ")"), ("[", "]"), ("⟨", "⟩"), ("{", "}"), ("|", "|")):
        scene = equation(A, "=", opening, grid, closing)
        brackets = [line for line in scene.lines if line.role == "bracket"]
        high = max(mark.y + mark.radius for mark in scene.marks)
        assert len(brackets) == 2
        for bracket in brackets:
            ys = [y for _, y in bracket.path]
            assert min(ys) < -high
            assert max(ys) > high
        small = equation("(", A, ")", "=", grid)
        inner = [max(y for _, y in line.path) for line in small.lines if line.role == "bracket"]
        assert max(inner) < high


def test_all_pictures_have_one_scale_and_the_width_that_is_asked_for():
    chain = {f"A{i}": f"b{i} s{i} b{i + 1}" for i in range(4)}
    for width in (3.4, 5.0, 6.8):
        scene = equation(from_terms(chain), "=", USV, view=View(width=width))
        assert inches(scene)[0] == pytest.approx(width, abs=1e-3)
        steps = {round(b.x - a.x, 6) for a, b in itertools.pairwise(scene.marks[:4])}
        steps |= {round(b.x - a.x, 6) for a, b in itertools.pairwise(scene.marks[4:])}
        assert len(steps) == 1
    tall = equation(from_terms(chain), "=", USV, view=View(pitch=0.5))
    assert (tall.marks[1].x - tall.marks[0].x) * tall.unit == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_equations_at_random_have_no_overlaps(seed):
    rng = random.Random(seed)
    parts = []
    for number in range(rng.randint(1, 4)):
        size = rng.randint(1, 4)
        terms = {f"T{number}{i}": f"b{i} s{i} b{i + 1}" for i in range(size)}
        sign = rng.choice(["=", "+", "-", "->", "⊗", r"\sum_i", "and", r"$\lambda$"])
        parts += [sign, *rng.choice([("(", ")"), ("[", "]"), ("", "")])]
        parts.insert(len(parts) - 1, from_terms(terms))
    found = row(equation(*[part for part in parts if part != ""]))
    assert all(one[1] < two[0] for one, two in itertools.pairwise(found))


def test_a_look_of_the_whole_is_for_those_that_it_fits():
    scene = equation(A, "=", USV, view=View(looks=[Look("A", fill="#112233"), Look("S", shape="diamond")]))
    dress = {mark.name: mark.dress for mark in scene.marks}
    assert (dress["A"].fill, dress["S"].shape, dress["U"]) == ("#112233", "diamond", None)
    own = equation(
        A, "=", Panel(USV, view=View(looks=[Look("S", fill="#445566")])), view=View(looks=[Look("S", width=2)])
    )
    assert next(mark.dress.fill for mark in own.marks if mark.name == "S") == "#445566"
    with pytest.raises(TnrnnError, match=r"'B'"):
        equation(A, "=", USV, view=View(looks=[Look("B", fill="red")]))


def test_every_format_takes_an_equation(tmp_path):
    scene = equation(A, "=", "(", USV, ")")
    for ending in ("png", "pdf", "svg", "tex"):
        save(scene, tmp_path / f"picture.{ending}")
        assert (tmp_path / f"picture.{ending}").stat().st_size > 500
    assert eval(repr(scene), vars(__import__("tnrnn.drawing.scenes.scene", fromlist=["Scene"]))) == scene
    assert isinstance(scene, Scene)


def test_a_finished_scene_can_be_drawn_on_axes():
    scene = equation(A, "=", USV)
    axes = draw(scene)
    assert [text.get_text() for text in axes.texts if text.get_text() == "$=$"] == ["$=$"]
    assert tuple(axes.figure.get_size_inches()) == pytest.approx(inches(scene))
    with pytest.raises(TnrnnError, match="neither a cut nor a view with a Scene"):
        draw(scene, view="shared")


def test_signs_are_tex_without_dollars_and_sums_have_indices_of_any_kind():
    parts = (
        A,
        r"\approx",
        A,
        "\N{MINUS SIGN}",
        A,
        r"\int_0^1",
        A,
        r"\sum_{i_{1}}^{n}",
        A,
        r"\sum_\alpha",
        A,
        " two  words ",
        A,
    )
    scene = equation(*parts)
    said = [(label.text, label.math) for label in scene.labels if label.role == "sign"]
    assert said == [
        ("", r"\approx"), ("", "-"), ("", r"\int_0^1"), ("", r"\sum"), ("", r"\sum"), ("two words", ""),
    ]  # fmt: skip
    assert [label.math for label in scene.labels if label.role == "index"] == ["i_{1}", "n", r"\alpha"]


def test_all_that_is_drawn_is_inside_of_the_box():
    for parts in (("|", A, "|"), ("(", "[", USV, "]", ")"), (r"\sum_i^n", A), (A, r"\int_0^1")):
        scene = equation(*parts)
        box, drawn = scene.box, ink(scene)
        assert all(box[side] < drawn[side] for side in (0, 1))
        assert all(box[side] > drawn[side] for side in (2, 3))


def test_pictures_alone_have_cells_and_nothing_else_stands_in_them():
    finished = compose(USV)
    assert finished.legend
    scene = equation(finished, "=", "(", A, ")", r"\sum_i", USV)
    em = scene.font_size / 72 / scene.unit
    assert scene.legend == ()
    assert len(scene.cells) == 3
    signs = [extent(label, em) for label in scene.labels if label.role == "sign"]
    brackets = [line.path for line in scene.lines if line.role == "bracket"]
    signs += [(min(x for x, _ in path), 0.0, max(x for x, _ in path), 0.0) for path in brackets]
    assert len(signs) == 4
    places = sorted([(box[0], box[2]) for box in signs] + [(cell.box[0], cell.box[2]) for cell in scene.cells])
    assert all(one[1] <= two[0] + 1e-6 for one, two in itertools.pairwise(places))


def test_a_scene_of_other_type_keeps_it():
    small = compose(A, page=Page(font_size=6))
    scene = equation(small, "=", A)
    sizes = [label.size * scene.font_size for label in scene.labels if label.of == "A"]
    (alone,) = [label.size * 6 for label in small.labels if label.of == "A"]
    assert sizes[0] == pytest.approx(alone)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((), "from 1 to 200 pictures and signs"),
        (("=",), "at least one picture"),
        ((A, "=", ")"), "a bracket that was opened before"),
        ((A, "=", "("), "a closing bracket"),
        (("(", A, "]"), "a bracket that was opened before"),
        ((A, "$"), "dollar"),
        ((A, "$\\frak$"), "command"),
        ((A, ""), "a sign or words"),
        ((A, r"\sum_{i"), "closing brace"),
        ((A, 3), "networks, circuits or scenes"),
    ],
)
def test_bad_equations_say_what_is_wrong(parts, words):
    with pytest.raises(TnrnnError, match=words):
        equation(*parts)


def test_a_box_that_is_too_small_says_the_least_that_holds_the_equation():
    with pytest.raises(TnrnnError, match=r"expected a box of at least ([0-9.]+) x ([0-9.]+) inches") as caught:
        equation(A, "=", USV, "+", USV, view=View(width=1))
    least = float(str(caught.value).split("at least ")[1].split(" x ")[0])
    assert inches(equation(A, "=", USV, "+", USV, view=View(width=least)))[0] == pytest.approx(least, abs=1e-3)
