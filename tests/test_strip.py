"""Several cuts on one picture, what is tinted in pictures of other kinds, and the strip of all splits."""

from __future__ import annotations

import itertools
import math

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from random_circuits import random_circuit
from random_networks import random_network

from tnrnn.basics.errors import TnrnnError
from tnrnn.bounding.symmetric import symmetric_cut
from tnrnn.cli import main
from tnrnn.cuts import Cut
from tnrnn.cuts.mincut import min_cut, slice_cut
from tnrnn.drawing import THEMES, Page, View, compose, draw
from tnrnn.drawing.scenes import roles
from tnrnn.drawing.scenes.strip import Strip
from tnrnn.drawing.scenes.style import Style
from tnrnn.drawing.scenes.wording import extent
from tnrnn.models import rac
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll
from tnrnn.tables.curves import profile

CIRCUIT = rac(6, 2, 2, 3)
HALF = Partition.start_end(6)
NETWORK = unroll(CIRCUIT, "continuous")
LEAST, SLICE = min_cut(NETWORK, HALF), slice_cut(NETWORK, 3)
CHOSEN = Cut.of(NETWORK, [t.name for t in NETWORK.tensors if t.position <= 2])


def ends(mark):
    return roles.stroke_ends(mark.x, mark.y, mark.angle, mark.size)


def apart(one, two):
    """The least distance of two strokes, from sampled points."""
    a, b = (
        [(p + (q - p) * t / 40, r + (s - r) * t / 40) for t in range(41)] for (p, r), (q, s) in map(ends, (one, two))
    )
    return min(math.dist(p, q) for p in a for q in b)


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_cuts_that_sever_the_same_bonds_do_not_hide_each_other(mode, order):
    network = unroll(CIRCUIT, mode)
    cuts = [min_cut(network, HALF), slice_cut(network, 3), min_cut(network, HALF, nearest="end")]
    cuts = [cuts[number] for number in order]
    scene = compose(network, cuts)
    found = [[(m.name, m.dim) for m in scene.cut_marks if m.cut == number] for number in range(3)]
    assert found == [[(entry.name, entry.dim) for entry in cut.entries] for cut in cuts]
    strokes = [mark for mark in scene.cut_marks if mark.kind == "bond"]
    for one, two in itertools.combinations(strokes, 2):
        if one.cut != two.cut:
            assert apart(one, two) > 0.02, (one, two)
    rings = [(mark.x, mark.y, mark.size) for mark in scene.cut_marks if mark.kind == "hyperedge"]
    assert len(set(rings)) == len(rings)
    assert [line.cut for line in scene.cut_lines] == [0, 1, 2]


@pytest.mark.parametrize("of", [CIRCUIT, random_network(5)[0], random_network(8)[0]], ids=["shared", "plain", "plain"])
def test_the_same_cut_twice_in_other_pictures(of):
    cut = min_cut(of, HALF, "continuous") if of is CIRCUIT else Cut.of(of, [t.name for t in of.tensors][:2])
    scene = compose(of, [cut, cut])
    assert len(scene.cut_marks) == 2 * len(cut.entries)
    for one, two in itertools.combinations(scene.cut_marks, 2):
        if one.kind == "bond" == two.kind:
            assert apart(one, two) > 0.01, (one, two)
        elif (one.x, one.y) == (two.x, two.y):
            assert one.size != two.size


@pytest.mark.parametrize("width", ["3.4in", "6in"])
def test_formulas_stand_side_by_side_where_they_fit(width):
    symmetric = symmetric_cut(CIRCUIT, HALF, "continuous")
    scene = compose(NETWORK, [LEAST, symmetric, SLICE, CHOSEN], view=View(width=width))
    titles = [label for label in scene.labels if label.role == "formula"]
    expected = [("min-cut", 0), ("symmetric cut", 0), ("slice", 1), ("slice", 2)]
    assert [(label.text, label.cut) for label in titles] == expected
    em = scene.font_size / 72 / scene.unit
    boxes = [extent(label, em) for label in titles]
    for (a, b, c, d), (e, f, g, h) in itertools.combinations(boxes, 2):
        assert c <= e or g <= a or d <= f or h <= b
    assert all(box[0] >= scene.box[0] and box[2] <= scene.box[2] for box in boxes)
    if width == "6in":
        assert titles[0].y == titles[1].y  # the symmetric count beside the monomial
        assert titles[0].x < titles[1].x


def test_one_formula_stands_over_its_line():
    (title,) = [label for label in compose(NETWORK, SLICE).labels if label.role == "formula"]
    assert title.x == 3.5
    scene = compose(NETWORK, LEAST)
    (title,), (line,) = [label for label in scene.labels if label.role == "formula"], scene.cut_lines
    assert title.x == max(line.points, key=lambda point: point[1])[0]
    assert title.x == pytest.approx(4.5, abs=0.1)  # the line leaves above the step that it severs


def assert_tinted(scene, cut):
    assert sorted((m.name, m.kind) for m in scene.cut_marks) == sorted((e.name, e.kind) for e in cut.entries)
    if not scene.regions:
        return  # the writers draw a halo around every mark that has a side
    for mark in scene.marks:
        if mark.side is not None:
            assert mark.side in {r.side for r in scene.regions if r.box[0] <= mark.x <= r.box[2]}, mark


@pytest.mark.parametrize("seed", range(30))
def test_plain_pictures_tint_both_sides_and_mark_all_that_is_severed(seed):
    network, partition = random_network(seed)
    for cut in (min_cut(network, partition), Cut.of(network, [t.name for t in network.tensors][::2])):
        scene = compose(network, cut)
        side = {**dict.fromkeys(cut.near, "near"), **dict.fromkeys(cut.far, "far")}
        for mark in scene.marks:
            assert mark.side == side[mark.name]
        assert_tinted(scene, cut)


@pytest.mark.parametrize("seed", range(30))
def test_pictures_of_circuits_tint_both_sides(seed):
    circuit = random_circuit(seed)
    if len(circuit.inputs) < 2:
        return
    places = [vertex.position for vertex in circuit.inputs]
    partition = Partition(near=places[:1], far=places[1:])
    for mode in ("one-hot", "continuous"):
        cut = min_cut(circuit, partition, mode)
        scene = compose(circuit, cut)
        assert sorted((m.name, m.count) for m in scene.cut_marks) == sorted((e.name, e.count) for e in cut.entries)
        if scene.view == "plain":
            assert_tinted(scene, cut)


def stripped(length=6, layers=2, mode="continuous", *, view="unrolled", width=None, page=None):
    circuit = rac(length, layers, 2, 3)
    of = unroll(circuit, mode) if view == "unrolled" else circuit
    partition = Partition.start_end(length)
    cut = min_cut(of, partition) if view == "unrolled" else min_cut(of, partition, mode)
    strip = Strip.of(profile(circuit, mode=mode))
    return compose(of, cut, page, View(view, strip=strip, width=width)), strip


@pytest.mark.parametrize("view", ["unrolled", "shared", "folded"])
@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_points_stand_between_their_time_steps_and_as_high_as_their_value(mode, view):
    scene, strip = stripped(mode=mode, view=view)
    times = {label.math: label.x for label in scene.labels if label.role == "time"}
    for role, (name, values) in zip(("point", "point-2"), strip.series, strict=True):
        points = [mark for mark in scene.marks if mark.role == role]
        assert [mark.name for mark in points] == [f"{name}, split {k}" for k in range(1, 6)]
        assert [mark.x for mark in points] == [(times[f"t={k}"] + times[f"t={k + 1}"]) / 2 for k in range(1, 6)]
        for (one, a), (two, b) in itertools.combinations(zip(points, values, strict=True), 2):
            assert (one.y > two.y) == (a > b)
            assert (one.y == two.y) == (a == b)
        (line,) = [line for line in scene.lines if line.role == role.replace("point", "curve")]
        assert line.points == tuple((mark.x, mark.y) for mark in points)
    heights = {mark.y: value for mark, value in zip(points, values, strict=True)}
    (low, a), *_, (high, b) = sorted(heights.items())
    (base,) = {y for line in scene.lines if line.role == "axis" for _, y in line.points}
    assert (high - base) / b == pytest.approx((low - base) / a, abs=1e-5)  # logarithms, from 1 on


def test_known_values_at_the_axis():
    scene, strip = stripped()
    ticks = {label.math: label.y for label in scene.labels if label.role == "tick"}
    assert set(ticks) == {"1", "8", "162"}  # the min-cuts are 64, 162, 54, 8 and 2
    at = {round(2**value): mark.y for mark, value in zip(scene.marks[-10:-5], strip.series[0][1], strict=True)}
    assert at[162] == ticks["162"]
    assert at[8] == ticks["8"]


def test_the_current_split_is_marked_down_to_the_axis():
    scene, _ = stripped()
    (line,) = [line for line in scene.lines if line.role == "split"]
    (low, high) = line.points
    assert low[0] == high[0] == 3.5
    assert low[1] == next(y for line in scene.lines if line.role == "axis" for _, y in line.points)
    assert high[1] == scene.regions[0].box[1]
    plain = compose(NETWORK, None, None, View(strip=Strip({"min-cut": (1.0,) * 5})))
    assert not [line for line in plain.lines if line.role == "split"]


@pytest.mark.parametrize("width", [None, "3.4in", "6in"])
@pytest.mark.parametrize("theme", ["print", "slides"])
@pytest.mark.parametrize(("length", "layers", "mode"), [(2, 1, "one-hot"), (6, 2, "continuous"), (5, 3, "one-hot")])
def test_nothing_overlaps_in_the_strip(length, layers, mode, theme, width):
    style = Style.named(theme)
    scene, _ = stripped(length, layers, mode, width=width, page=Page(font_size=style.font_size))
    from tnrnn.drawing.writers.matplotlib_writer import draw_scene

    ax = draw_scene(scene, style)
    renderer = FigureCanvasAgg(ax.get_figure()).get_renderer()
    ax.get_figure().draw(renderer)
    boxes = [text.get_window_extent(renderer) for text in ax.texts]
    figure = ax.get_figure().bbox
    for one, two in itertools.combinations(boxes, 2):
        assert not one.shrunk(0.98, 0.98).overlaps(two.shrunk(0.98, 0.98))
    for box in boxes:
        assert figure.x0 <= box.x0
        assert box.x1 <= figure.x1
    base = next(y for line in scene.lines if line.role == "axis" for _, y in line.points)
    bottom = min((region.box[1] for region in scene.regions), default=0.0)
    for mark in scene.marks:
        if mark.role.startswith("point"):
            assert base - 1e-9 <= mark.y
            assert mark.y + roles.radius(mark) < bottom
            assert all(key.label.y < base - 0.5 * mark.radius for key in scene.legend)
    left, low, right, top = scene.box
    for line in scene.lines:
        assert all(left <= x <= right and low <= y <= top for x, y in line.points)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_colours_for_the_strip(theme):
    draw(
        NETWORK,
        LEAST,
        style=theme,
        view=View(strip=Strip({"a": (1.0,) * 5, "b": (0.5,) * 5, "c": (None, *(0.1,) * 4)})),
    )


def test_gaps_are_left_open():
    values = (1.0, 2.0, None, 1.0, 3.0)
    scene = compose(NETWORK, None, None, View(strip=Strip({"rank": values})))
    runs = [[x for x, _ in line.points] for line in scene.lines if line.role == "curve"]
    assert runs == [[1.5, 2.5], [4.5, 5.5]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Strip({}), "strip: expected 1 to 3 names"),
        (lambda: Strip(3), "strip: expected 1 to 3 names"),
        (lambda: Strip({"a": (1.0,), "b": (1.0, 2.0)}), "strip: expected 1 to 3 names"),
        (lambda: Strip({"a": ()}), "strip: expected 1 to 3 names"),
        (lambda: Strip({"a": (-1.0,)}), "strip, a: expected binary logarithms"),
        (lambda: Strip({"a": (float("inf"),)}), "strip, a: expected binary logarithms"),
        (lambda: Strip({"a": 3}), "strip, a: expected binary logarithms"),
        (lambda: Strip((("a", (1.0,), 2),)), "strip: expected 1 to 3 names"),
        (lambda: Strip.of(3), "Strip.of: expected a Profile along the splits"),
        (lambda: View(strip=(1, 2)), "view, strip: expected a Strip or None"),
        (lambda: compose(NETWORK, view=View(strip=Strip({"a": (1.0,)}))), "a value for each of the 5 splits, given 1"),
        (
            lambda: compose(random_network(1)[0], view=View(strip=Strip({"a": (1.0,)}))),
            "view, strip: expected a picture with a time axis",
        ),
    ],
)
def test_mistakes_are_answered_in_one_line(call, message):
    with pytest.raises(TnrnnError) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_strip_on_the_command_line(tmp_path):
    sizes = ["-T", "4", "-L", "2", "-M", "2", "-R", "2"]
    for ending in ("png", "svg", "tex", "pdf"):
        assert main(["draw", *sizes, "--strip", "-o", str(tmp_path / f"a.{ending}")]) == 0
        assert main(["draw", *sizes, "-o", str(tmp_path / f"b.{ending}")]) == 0
        assert (tmp_path / f"a.{ending}").read_bytes() != (tmp_path / f"b.{ending}").read_bytes()
    assert "split" in (tmp_path / "a.svg").read_text()


@pytest.mark.parametrize("width", [None, "6in"])
def test_no_cut_runs_through_the_name_of_a_side(width):
    network = unroll(rac(6, 3, 2, 3), "continuous")
    scene = compose(network, min_cut(network, HALF), None, View(width=width))
    em = scene.font_size / 72 / scene.unit
    words = [label for label in scene.labels if label.role == "side"]
    assert [label.text for label in words] == ["Start", "End"]
    for label in words:
        left, bottom, right, top = extent(label, em)
        assert not any(left < x < right and bottom < y < top for line in scene.cut_lines for x, y in line.path)
        side = next(region.side for region in scene.regions if region.box[0] <= left and right <= region.box[2])
        assert side == {"Start": "near", "End": "far"}[label.text]
