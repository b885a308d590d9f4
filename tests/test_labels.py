"""Labels of tensors and bonds, and the legend: nothing stands on anything else, checked with a geometry of its own."""

from __future__ import annotations

import itertools
import math

import pytest
import test_layout
from matplotlib.backends.backend_agg import FigureCanvasAgg
from random_networks import random_network
from test_layout import CASES, meet, network_of

from tnrnn.cuts import Cut
from tnrnn.cuts.mincut import min_cut, slice_cut
from tnrnn.drawing import THEMES, Page, Style, View, compose, draw, save
from tnrnn.drawing.labels import NO_ROOM
from tnrnn.drawing.labels.naming import Names, typeset
from tnrnn.drawing.scenes import roles
from tnrnn.drawing.scenes.scene import Label, Mark
from tnrnn.drawing.scenes.wording import ems
from tnrnn.models import rac
from tnrnn.networks import Bond, Network, Tensor
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll

SETTINGS = ("auto", "names", "dims", "all")
PAGES = ((9.0, None), (15.0, None), (9.0, "3.4in"))
HEIGHT = 1.25


def box_of(label, scene):
    em = scene.font_size / 72 / scene.unit * label.size
    width, height = em * ems(label.text, label.math), em * HEIGHT
    across = 0.0 if "west" in label.anchor else width if "east" in label.anchor else width / 2
    up = {"south": 0.0, "base": 0.2 * height, "north": height}
    down = next((up[word] for word in label.anchor.split() if word in up), height / 2)
    left, bottom = label.x - across, label.y - down
    return left, bottom, left + width, bottom + height


def overlap(one, two):
    return min(one[2], two[2]) - max(one[0], two[0]) > 1e-9 and min(one[3], two[3]) - max(one[1], two[1]) > 1e-9


def crosses(box, a, b):
    """Whether the segment a-b has an end in the box or meets one of its diagonals or sides."""
    left, bottom, right, top = box
    corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
    inside = any(left < x < right and bottom < y < top for x, y in (a, b))
    return inside or any(meet(a, b, c, d) for c, d in itertools.combinations(corners, 2))


def gap(box, x, y):
    return math.hypot(max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3]))


def inner(scene):
    return [label for label in scene.labels if label.role in ("tensor", "dim", "inside")]


def paths(scene):
    """All lines and strokes that no label may meet."""
    yield from ((line.path, line) for line in scene.lines)
    yield from ((line.path, line) for line in scene.cut_lines)
    for mark in scene.cut_marks:
        if mark.kind == "bond":
            turn = math.radians(mark.angle)
            dx, dy = math.cos(turn) * mark.size, math.sin(turn) * mark.size
            yield ((mark.x - dx, mark.y - dy), (mark.x + dx, mark.y + dy)), mark


def assert_labels_are_free(scene, box_of=box_of):
    boxes = [(label, box_of(label, scene)) for label in scene.labels]
    boxes.sort(key=lambda each: each[1][0])
    own = [(label, box) for label, box in boxes if label.role in ("tensor", "dim")]
    if not own:
        return
    for place, (one, box) in enumerate(boxes):
        for two, other in boxes[place + 1 :]:
            if other[0] > box[2]:
                break
            if {one.role, two.role} & {"tensor", "dim"}:
                assert not overlap(box, other), (one, two)
    pieces = [(a, b, of) for path, of in paths(scene) for a, b in itertools.pairwise(path)]
    for label, box in own:
        for a, b, of in pieces:
            if min(a[0], b[0]) <= box[2] and max(a[0], b[0]) >= box[0]:
                assert not crosses(box, a, b), (label, of)
        assert_clear_of_marks(scene, label, box)
        left, bottom, right, top = scene.box
        assert left <= box[0] <= box[2] <= right, label
        assert bottom <= box[1] <= box[3] <= top, label
    keys = [box_of(key.label, scene) for key in scene.legend]
    assert not any(overlap(one, two) for one, two in itertools.combinations(keys, 2))
    assert not any(overlap(key, box) for key in keys for _, box in own)


def assert_clear_of_marks(scene, label, box):
    for mark in scene.marks:
        if mark.height:
            sides = (mark.x - mark.radius, mark.y - mark.height, mark.x + mark.radius, mark.y + mark.height)
            assert not overlap(box, sides), (label, mark)
        elif abs(mark.x - label.x) < 2:
            assert gap(box, mark.x, mark.y) > roles.radius(mark) - 1e-9, (label, mark)
    for mark in scene.cut_marks:
        if mark.kind == "hyperedge":
            assert gap(box, mark.x, mark.y) > mark.size, (label, mark)


def test_the_geometry_of_these_tests_finds_what_is_wrong():
    scene = compose(network_of(3, 1, "continuous"), view=View(detail="anatomy"))
    assert_labels_are_free(scene)
    first = inner(scene)[0]
    mark = scene.marks[0]
    for x, y in ((mark.x, mark.y), (mark.x - 0.5, mark.y), (first.x + 0.01, first.y)):
        bad = (*scene.labels, Label("tensor", x, y, "", "h", "center", 0.8))
        with pytest.raises(AssertionError):
            assert_labels_are_free(type(scene)(scene.view, scene.marks, scene.lines, bad, box=scene.box))


@pytest.mark.parametrize("detail", ["compact", "anatomy"])
@pytest.mark.parametrize(("length", "layers", "mode"), CASES)
def test_no_label_stands_on_anything(length, layers, mode, detail):
    network = network_of(length, layers, mode)
    cuts = [None]
    if length > 1:
        cuts = [min_cut(network, Partition.start_end(length)), slice_cut(network, length // 2)]
    large = len(network.tensors) > 400
    for (number, labels), (size, width) in itertools.product(enumerate(SETTINGS), PAGES[:1] if large else PAGES):
        cut = cuts[number % len(cuts)]
        scene = compose(network, cut, Page(font_size=size), View(detail=detail, labels=labels, width=width))
        assert_labels_are_free(scene)
    assert not inner(compose(network, cuts[0], view=View(detail=detail, labels="none")))


@pytest.mark.parametrize("detail", ["compact", "anatomy"])
@pytest.mark.parametrize(("length", "layers"), [(1, 1), (3, 2), (6, 3), (8, 3), (20, 4)])
def test_no_label_of_a_circuit_stands_on_anything(length, layers, detail):
    circuit = rac(length, layers, 2, 3)
    cut = slice_cut(circuit, length // 2) if length > 1 else None
    for labels, (size, width) in itertools.product(SETTINGS, PAGES):
        view = View("shared", detail, labels, width=width)
        assert_labels_are_free(compose(circuit, cut, Page(font_size=size), view))


@pytest.mark.parametrize("seed", range(50))
def test_no_label_of_a_random_network_stands_on_anything(seed):
    network, partition = random_network(seed)
    cut = min_cut(network, partition)
    for labels in SETTINGS:
        scene = compose(network, cut, view=View(labels=labels, detail="anatomy" if seed % 2 else "compact"))
        assert_labels_are_free(scene)
        if labels == "all":
            missing = [int(k.label.text.split()[-1]) for k in scene.legend if k.label.text.startswith(NO_ROOM)]
            assert len(inner(scene)) + sum(missing) == len(network.tensors) + len(network.bonds)
    other = test_layout.random_network(seed)
    assert_labels_are_free(compose(other, Cut.of(other, ["A0", "A3", "A6"]), view=View(labels="all", width="6in")))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("detail", ["compact", "anatomy"])
def test_true_extents_are_free(theme, detail):
    """What matplotlib makes of the labels, not the estimate of their width."""
    for length, layers, mode in ((4, 1, "one-hot"), (3, 2, "continuous"), (4, 2, "one-hot")):
        network = network_of(length, layers, mode)
        cut = min_cut(network, Partition.start_end(length))
        for labels, width in (("all", None), ("names", "3.4in")):
            style, view = Style.named(theme), View(detail=detail, labels=labels, width=width)
            scene = compose(network, cut, Page(font_size=style.font_size), view)
            ax = draw(network, cut, style=theme, view=view)
            renderer = FigureCanvasAgg(ax.get_figure()).get_renderer()
            ax.get_figure().draw(renderer)
            back = ax.transData.inverted()
            found = [
                back.transform_bbox(text.get_window_extent(renderer)).extents
                for text in ax.texts[: len(scene.labels) + len(scene.legend)]
            ]
            everything = [*scene.labels, *(key.label for key in scene.legend)]
            true = {id(label): tuple(map(float, box)) for label, box in zip(everything, found, strict=True)}
            assert_labels_are_free(scene, lambda label, _, true=true: true[id(label)])


def test_who_has_a_label():
    network = network_of(4, 2, "continuous")
    assert len(network.tensors) <= 60
    names = {label.of for label in inner(compose(network, view=View(detail="anatomy")))}
    assert names == set(network.index)
    both = inner(compose(network, view=View(detail="anatomy", labels="all")))
    assert {label.of for label in both} == set(network.index) | set(network.bond)
    dims = inner(compose(network, view=View(detail="anatomy", labels="dims")))
    assert {label.of: label.math for label in dims} == {b.name: b.symbol or str(b.dim) for b in network.bonds}
    sites = inner(compose(network, view=View(labels="names")))
    assert {label.of for label in sites} == {mark.name for mark in compose(network).marks}
    assert inner(compose(network)) == []


@pytest.mark.parametrize("detail", ["compact", "anatomy"])
@pytest.mark.parametrize(("length", "layers"), [(6, 2), (8, 3), (30, 2)])
def test_one_label_for_a_family(length, layers, detail):
    network = network_of(length, layers, "continuous")
    assert len(network.tensors) > 60
    scene = compose(network, view=View(detail=detail, labels="names"))
    families = {(mark.role, mark.layer) for mark in scene.marks}
    assert len(inner(scene)) <= len(families)
    math = {key.label.math for key in scene.legend}
    assert "x^{t}" in math
    assert {"h^{t,1}", "h^{t,2}"} <= math if detail == "compact" else {"W^{H,1}", "W^{I,2}", "h^{t,l}", "W^{O}"} <= math


def test_labels_that_were_asked_for_make_the_picture_larger():
    network = network_of(4, 2, "one-hot")
    usual, larger = (compose(network, None, Page(font_size=15.0), View(labels=labels)) for labels in ("none", "all"))
    assert larger.unit > usual.unit
    small = compose(network, None, Page(font_size=15.0), View(labels="all", width="3.4in"))
    assert any(key.label.text.startswith(NO_ROOM) for key in small.legend)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("h[12,3]", ("", "h^{12,3}")),
        ("W_O", ("", "W^{O}")),
        ("A", ("", "A")),
        ("site_3", ("", "\\mathrm{site}_{3}")),
        ("x#1", ("x#1", "")),
        ("$x_1$", ("", "x_1")),
        ("größe", ("größe", "")),
        ("\\frac", ("\\frac", "")),
        ("x[]", ("x[]", "")),
        ("a" * 50, ("a" * 50, "")),
        ("x[" + "1," * 30 + "1]", ("x[" + "1," * 30 + "1]", "")),
    ],
)
def test_names(name, expected, tmp_path):
    assert tuple(typeset(name)) == expected
    tensors = (Tensor(name, "weight", ("b",), parameter="p"), Tensor("other", "state", ("b",), parameter="q"))
    network = Network(tensors, (Bond("b", 2, "dim_a_b"),))
    scene = compose(network, view=View(labels="all"))
    assert_labels_are_free(scene)
    save(scene, tmp_path / "a.png")


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e9])
def test_positions_of_any_scale(scale):
    network, partition = random_network(3)
    places = {name: (scale * (n % 4 + 0.2 * (n // 4)), scale * (n // 4)) for n, name in enumerate(network.index)}
    scene = compose(network, min_cut(network, partition), view=View(positions=places, labels="all"))
    own = [(label, box_of(label, scene)) for label in inner(scene)]
    assert len(own) > len(network.tensors) / 2
    assert not any(overlap(a, b) for (_, a), (_, b) in itertools.combinations(own, 2))


def test_names_of_families():
    names = Names(rac(3, 2, 2, 2))

    def family(*members):
        return names.family(Mark(member, "site", 0.0, 0.0, 0.1) for member in members)

    assert family("h[1,1]", "h[2,1]") == "h^{t,1}"
    assert family("h[0,1]", "h[0,2]") == "h^{0,l}"
    assert family("h[1,1]", "h[2,2]") == "h^{t,l}"
    assert family("W_H[1,1]", "W_H[2,1]", "W_H[3,1]") == "W^{H,1}"
    assert family("W_H[1,1]", "W_H[2,2]") == "W^{H,l}"
    assert family("x[1]", "x[2]") == "x^{t}"
    assert family("x[1]", "h[1,1]") == ""


@pytest.mark.parametrize("layers", [1, 8, 9, 24, 25, 40])
@pytest.mark.parametrize("detail", ["compact", "anatomy"])
def test_many_layers_have_a_short_legend(layers, detail):
    scene = compose(rac(3, layers, 2, 2), view=View(detail=detail), page=Page(height=20.0))
    role = "site" if detail == "compact" else "recurrent"
    shown = [key.mark.layer for key in scene.legend if key.mark is not None and key.mark.role == role]
    assert shown[0] == 1
    assert shown[-1] == layers
    assert shown == sorted(set(shown))
    assert len(shown) <= 24
    assert all(box_of(key.label, scene)[2] <= scene.box[2] for key in scene.legend)


@pytest.mark.parametrize("theme", THEMES)
def test_layers_differ_by_colour_or_shape(theme):
    style = Style.named(theme)
    sites = [Mark("h", "site", 0.0, 0.0, 0.1, layer) for layer in range(1, 19)]
    looks = {(style.colour(roles.fill(mark)), roles.shape_of(mark)) for mark in sites}
    assert len(looks) == len(sites)


def test_the_same_labels_every_time():
    network = unroll(rac(4, 2, 2, 3), "continuous")
    view = View(detail="anatomy", labels="all")
    assert compose(network, view=view) == compose(network, view=view)
