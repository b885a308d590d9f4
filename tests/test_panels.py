"""Panels of a figure: one scale, one base line, one legend that says each thing once."""

from __future__ import annotations

import itertools
import re
import warnings

import pytest

from tnrnn import Bond, Network, Partition, Tensor, TnrnnError, min_cut, rac, unroll
from tnrnn.drawing import Look, Page, Panel, PictureWarning, View, compose, equation, figure_of_panels, save
from tnrnn.drawing.assembling.moving import ink
from tnrnn.drawing.scenes import extent
from tnrnn.drawing.writers.svg_writer import to_svg
from tnrnn.drawing.writers.tikz_writer import tikz
from tnrnn.interop import from_terms

ONE, TWO = (unroll(rac(5, layers, 2, 3), mode="continuous") for layers in (1, 2))
HALVES = Partition.start_end(5)
CHAIN = from_terms({f"A{i}": f"b{i} s{i} b{i + 1}" for i in range(1, 5)})


def inches(scene, axis=0):
    return (scene.box[axis + 2] - scene.box[axis]) * scene.unit


def in_cell(scene, name):
    cell = next(cell for cell in scene.cells if cell.name == name)
    return [mark for mark in scene.marks if cell.holds(mark.x, mark.y)]


def test_panels_have_one_scale_letters_and_the_width_of_the_figure():
    scene = figure_of_panels([ONE, TWO, CHAIN], view=View(width=6.5))
    assert inches(scene) == pytest.approx(6.5, abs=1e-3)
    assert [cell.name for cell in scene.cells] == ["a", "b", "c"]
    assert [label.text for label in scene.labels if label.role == "panel"] == ["(a)", "(b)", "(c)"]
    steps = set()
    for name in "abc":
        xs = sorted({mark.x for mark in in_cell(scene, name)})
        steps.add(round(min(b - a for a, b in itertools.pairwise(xs)), 5))
    assert steps == {1.0}
    boxes = [cell.box for cell in scene.cells]
    for (l1, b1, r1, t1), (l2, b2, r2, t2) in itertools.combinations(boxes, 2):
        assert r1 <= l2 or r2 <= l1 or t1 <= b2 or t2 <= b1


def test_the_main_rows_of_a_row_of_panels_are_on_one_line():
    ladder = from_terms({f"{a}{i}": f"{a}{i} {a}{i + 1} r{i}" for a in "AB" for i in range(4)})
    scene = figure_of_panels([CHAIN, ladder])
    heights = [max(mark.y for mark in in_cell(scene, name)) for name in "ab"]
    assert heights[0] == pytest.approx(heights[1], abs=1e-5)


def test_a_shared_legend_has_each_entry_once_and_only_what_is_there():
    scene = figure_of_panels([ONE, TWO, TWO])
    said = [(key.mark and (key.mark.role, key.mark.layer), key.label.text, key.label.math) for key in scene.legend]
    assert len(said) == len(set(said))
    roles = {(mark.role, mark.layer) for mark in scene.marks}
    for mark, _, _ in said:
        assert mark is None or any(role == mark[0] for role, _ in roles)
    states = [key.label.math for key in scene.legend if key.label.text == "initial state"]
    assert states == [""]  # h^{0,1} in one panel, h^{0,l} in the others
    assert {"layer 1", "layer 2"} <= {text for _, text, _ in said}
    assert figure_of_panels([ONE, TWO], legend="none").legend == ()
    each = figure_of_panels([ONE, TWO], legend="each")
    assert sum(key.label.text == "layer 1" for key in each.legend) == 2


def test_a_panel_says_the_same_steps_and_sides_as_the_picture_alone():
    cut = min_cut(TWO, HALVES)
    alone = to_svg(compose(TWO, cut))
    scene = figure_of_panels([CHAIN, Panel(TWO, cut, title="deep $L=2$")], legend="none")
    joined = to_svg(scene)
    pattern = re.compile(r'<g class="(tensor [^"]*)" data-name="([^"]*)"')
    clean = re.compile(r" data-[a-z]+=\"[^\"]*\"")
    found = {name: classes for classes, name in pattern.findall(joined)}
    assert pattern.findall(alone)
    for classes, name in pattern.findall(alone):
        assert clean.sub("", found[name]) == clean.sub("", classes)
    assert len(scene.cut_marks) == len(cut.entries)
    assert len(scene.regions) == 2
    assert "halo" not in joined
    assert any("min-cut" in label.text for label in scene.labels)
    assert any(label.text == "(b) deep" or "deep" in label.math for label in scene.labels if label.role == "panel")


def test_grounds_and_bands_stand_in_one_figure():
    ring = from_terms({a + b: f"{a} {b} leg{a}" for a, b in ("ab", "bc", "cd", "da")})
    halves = Partition(near=ring.open[:2], far=ring.open[2:])
    scene = figure_of_panels([Panel(TWO, min_cut(TWO, HALVES)), Panel(ring, min_cut(ring, halves))])
    sides = {mark.side for mark in in_cell(scene, "b")} - {None}
    assert [bool(region.outline) for region in scene.regions] == [False, False] + [True] * len(sides)
    cell = next(cell for cell in scene.cells if cell.name == "b")
    for region in scene.regions[2:]:
        assert all(cell.holds(*at) for at in region.outline)
        inside = {mark.name for mark in in_cell(scene, "b") if region.holds((mark.x, mark.y))}
        assert inside == {mark.name for mark in in_cell(scene, "b") if mark.side == region.side} != set()
    assert 'class="halo ' not in to_svg(scene)


def test_a_finished_scene_keeps_its_size_in_print():
    sum_of_two = equation(CHAIN, "=", CHAIN, view=View(pitch=0.31))
    scene = figure_of_panels([ONE, sum_of_two], columns=1, view=View(width=6))
    marks = in_cell(scene, "b") or [mark for mark in scene.marks if mark.name.startswith("A")]
    assert (marks[1].x - marks[0].x) * scene.unit == pytest.approx(0.31, abs=1e-4)


def test_looks_of_the_figure_and_of_a_panel():
    whole = View(looks=[Look("A*", fill="#101010")])
    scene = figure_of_panels([CHAIN, Panel(CHAIN, view=View(looks=[Look("A2", fill="#202020")]))], view=whole)
    fills = [[mark.dress.fill for mark in in_cell(scene, name)] for name in "ab"]
    assert fills == [["#101010"] * 4, ["#101010", "#202020", "#101010", "#101010"]]
    with pytest.raises(TnrnnError, match="'Z'"):
        figure_of_panels([CHAIN], view=View(looks=[Look("Z", fill="red")]))


def test_every_format_takes_panels(tmp_path):
    scene = figure_of_panels([ONE, CHAIN], view=View(width=6.8))
    for ending in ("png", "pdf", "svg", "tex"):
        save(scene, tmp_path / f"picture.{ending}")
        assert (tmp_path / f"picture.{ending}").stat().st_size > 500


def test_names_that_come_again_have_the_letter_of_their_panel():
    scene = figure_of_panels([CHAIN, Panel(CHAIN, title="again"), equation(CHAIN, "=", CHAIN)], columns=1)
    nodes = re.findall(r"\\node\[[^\n]*\] \(([^()]+)\) at", tikz(scene))
    names = [f"A{i}" for i in range(1, 5)]
    assert nodes[:8] == [f"{panel}-{name}" for panel in "ab" for name in names]
    assert len(set(nodes)) == len(nodes) == 16
    source = to_svg(scene)
    for panel, times in (("a", 1), ("b", 1), ("c", 2)):
        for name in names:
            found = re.findall(rf'<g class="tensor[^>]*data-name="{name}"[^>]*data-panel="{panel}"', source)
            assert len(found) == times
    assert 'data-node="b-b2" data-panel="b"' in source
    assert "data-panel" not in to_svg(compose(CHAIN))
    assert "data-panel" not in to_svg(equation(CHAIN, "=", CHAIN))


def test_finished_scenes_keep_their_legends_and_type_and_panels_may_hold_panels():
    inner = figure_of_panels([CHAIN, CHAIN])
    scene = figure_of_panels([inner, CHAIN], columns=1)
    assert [cell.name for cell in scene.cells] == ["a-a", "a-b", "b"]
    assert len(scene.legend) == len(inner.legend) + 1
    assert len(figure_of_panels([figure_of_panels([inner])]).legend) == len(inner.legend)
    small = compose(CHAIN, page=Page(font_size=6))
    both = figure_of_panels([small, CHAIN])
    sizes = [label.size for label in both.labels if label.of == "A1"]
    (alone,) = [label.size for label in small.labels if label.of == "A1"]
    assert sizes[0] * both.font_size == pytest.approx(alone * 6)


def test_what_the_view_of_a_panel_does_not_say_is_as_in_that_of_the_figure():
    whole = View(labels="none", legs={"s*": "up"})
    panel = Panel(CHAIN, view=View(legs={"s1": "down"}))
    scene = figure_of_panels([panel, Panel(CHAIN, view=View(labels="names"))], view=whole)
    labelled = {cell.name: 0 for cell in scene.cells}
    for label in scene.labels:
        for cell in scene.cells:
            labelled[cell.name] += label.role == "tensor" and cell.holds(label.x, label.y)
    assert (labelled["a"], labelled["b"]) == (0, 4)
    heights = {mark.name: mark.y for mark in in_cell(scene, "a")}
    legs = [line for line in scene.lines if line.bonds[0] in ("s1", "s2")][:2]
    down = {line.bonds[0]: min(y for _, y in line.points) < heights["A1"] - 0.1 for line in legs}
    assert down == {"s1": True, "s2": False}


def test_a_figure_without_a_size_fits_a_page_or_says_that_it_does_not():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scene = figure_of_panels([ONE, TWO] * 3, columns=2)
    assert (inches(scene) <= 13.01, inches(scene, 1) <= 10.01) == (True, True)
    long = from_terms({f"A{i}": f"b{i} b{i + 1}" for i in range(300)})
    with pytest.warns(PictureWarning, match="more than a page of 13 x 10"):
        figure_of_panels([long])
    with pytest.raises(TnrnnError, match="a box of at least"):
        figure_of_panels([long], view=View(width=7))


def test_the_largest_pitch_that_fits_fills_the_width_or_the_height():
    for view in (View(width=4), View(height=3), View(width=6, height=4), View(width=6, height=1.5)):
        scene = figure_of_panels([CHAIN, CHAIN], columns=2, view=view, legend="none")
        for axis, limit in enumerate((view.inches, view.tall)):
            assert limit is None or inches(scene, axis) <= limit + 0.001
        if view.tall is None:
            xs = sorted(mark.x for mark in in_cell(scene, "b"))
            cell = scene.cells[1]
            assert inches(scene) == pytest.approx(4, abs=1e-3)
            assert scene.box[2] - cell.box[2] < 0.02 * (scene.box[2] - scene.box[0])
            assert len(xs) == 4


def test_arrows_of_isometries_are_for_the_panels_that_have_some():
    tensors = (
        Tensor("A", "weight", ("s", "a"), parameter="A", left=("s",)),
        Tensor("C", "weight", ("a", "t"), parameter="C"),
    )
    state = Network(tensors, (Bond("s", 2), Bond("a", 2), Bond("t", 2)), ("s", "t"))
    scene = figure_of_panels([CHAIN, state], view=View(looks=[Look(kind="bond", arrow="isometry", stroke="#102030")]))
    heads = {line.bonds[0]: line.dress.head for line in scene.lines}
    assert {bond for bond, head in heads.items() if head} == {"s", "a"}
    assert {line.dress.stroke for line in scene.lines} == {"#102030"}
    with pytest.raises(TnrnnError, match="bonds with a direction"):
        figure_of_panels([CHAIN, CHAIN], view=View(looks=[Look(arrow="isometry")]))


def test_a_title_that_is_wider_than_its_panel_has_room():
    scene = figure_of_panels([Panel(CHAIN, title="words " * 20), Panel(CHAIN, title=r"$\hat{\Gamma}^{\dagger}$")])
    em = scene.font_size / 72 / scene.unit
    boxes = [extent(label, em) for label in scene.labels if label.role == "panel"]
    assert boxes[0][2] < boxes[1][0]
    assert len({label.y for label in scene.labels if label.role == "panel"}) == 1


def test_keys_of_a_shared_legend_are_in_the_order_of_each_legend():
    words = [key.label.text for key in figure_of_panels([ONE, TWO]).legend]
    assert words[:2] == ["layer 1", "layer 2"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: figure_of_panels([]), "from 1 to 26 panels"),
        (lambda: figure_of_panels([CHAIN] * 27), "from 1 to 26 panels"),
        (lambda: figure_of_panels([compose(CHAIN)], page="a4"), "a Page or None"),
        (lambda: figure_of_panels(CHAIN), "a list of Panel objects"),
        (
            lambda: figure_of_panels([compose(CHAIN)], view=View(looks=[Look("A1", fill="red")])),
            "no looks, legs or notes",
        ),
        (
            lambda: figure_of_panels([CHAIN], view=View(pitch=0.05, looks=[Look(fill="red", place="inside")])),
            "at least",
        ),
        (lambda: figure_of_panels([CHAIN, "="]), "Panel objects, networks, circuits or scenes"),
        (lambda: figure_of_panels([CHAIN], columns=0), "columns"),
        (lambda: figure_of_panels([CHAIN], legend="shard"), "did you mean 'shared'"),
        (lambda: figure_of_panels([CHAIN] * 3, columns=3, view=View(width=1)), "a box of at least"),
        (lambda: Panel("A"), "a Network, a Circuit or a Scene"),
        (lambda: Panel(CHAIN, view=View(width=3)), "no width, height or pitch"),
        (lambda: Panel(CHAIN, title=3), "a text"),
        (lambda: Panel(compose(CHAIN), view=View()), "neither a cut nor a view"),
    ],
)
def test_bad_panels_say_what_is_wrong(make, words):
    with pytest.raises(TnrnnError, match=words):
        make()


def test_panels_that_are_drawn_have_no_room_around_them_but_a_margin():
    scene = figure_of_panels([CHAIN, CHAIN], columns=1, view=View(width=3.4, labels="none"), legend="none")
    em = scene.font_size / 72 / scene.unit
    drawn, box = ink(scene), scene.box
    assert all(abs(drawn[side] - box[side]) < 0.5 * em for side in (0, 2))
    finished = figure_of_panels([compose(CHAIN, view=View(labels="none", pitch=0.5))], legend="none")
    assert inches(finished) == pytest.approx(inches(compose(CHAIN, view=View(labels="none", pitch=0.5))), abs=1e-3)
