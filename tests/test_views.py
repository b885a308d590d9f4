"""The folded view, the matricization, several cuts, and the width as printed."""

from __future__ import annotations

from collections import Counter

import pytest
from test_layout import OUTER, assert_no_marks_overlap, meet, random_network, segments

from tnrnn.basics.errors import TnrnnError
from tnrnn.bounding.symmetric import symmetric_cut
from tnrnn.cuts import Cut
from tnrnn.cuts.mincut import min_cut, slice_cut
from tnrnn.drawing import Page, View, compose
from tnrnn.drawing.layouts.layout import layout_of
from tnrnn.drawing.scenes.wording import extent
from tnrnn.models import rac
from tnrnn.networks.circuit import Circuit, Vertex
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll

SHAPES = [(2, 1), (4, 2), (6, 3), (8, 3)]


@pytest.mark.parametrize(("length", "layers"), SHAPES)
def test_folded(length, layers):
    """A forest: every site but those of layer 1 has a triangle for what it holds, and rows are not joined."""
    circuit = rac(length, layers, 2, 3)
    layout = layout_of(circuit, View("folded"))
    assert_no_marks_overlap(layout.marks, OUTER)
    assert Counter(name for mark in layout.marks for name in mark.tensors) == Counter(list(circuit.by_name))
    folds = [mark for mark in layout.marks if mark.role == "fold"]
    held = {f"h[{t},{layer}]" for t in range(1, length + 1) for layer in range(1, layers)}
    assert {mark.name.removeprefix("copy of ") for mark in folds} == held
    for mark in folds:
        ((x, y, above),) = [
            (*line.points[1], line.bonds[0]) for line in layout.lines if line.points[0] == (mark.x, mark.y)
        ]
        site = next(m for m in layout.marks if (m.x, m.y) == (x, y))
        assert mark.name == f"copy of {above}"
        assert site.layer == mark.layer + 1
        assert mark.x == circuit.by_name[above].position
    pieces = segments(layout.lines)
    for a, b, one in pieces:
        for c, d, two in pieces:
            if one < two and not {a, b} & {c, d}:
                assert not meet(a, b, c, d)


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize(("length", "layers"), SHAPES)
def test_cuts_on_the_folded_view_are_the_cuts(length, layers, mode):
    circuit = rac(length, layers, 3, 2)
    for cut in (min_cut(circuit, Partition.start_end(length), mode), slice_cut(circuit, length // 2, mode)):
        scene = compose(circuit, cut, view="folded")
        assert [(m.name, m.count) for m in scene.cut_marks] == [(e.name, e.count) for e in cut.entries]
        assert len({(m.x, m.y) for m in scene.cut_marks}) == len(cut.entries)


@pytest.mark.parametrize("start", [{1, 2, 3}, {1, 3, 5}, {6}, {2}])
@pytest.mark.parametrize("mode", ["one-hot", "continuous", "circuit"])
def test_matricization_has_near_inputs_as_rows(start, mode):
    circuit = rac(6, 2, 2, 3)
    of = circuit if mode == "circuit" else unroll(circuit, mode)
    cut = min_cut(of, Partition(start=start, length=6))
    scene = compose(of, cut, view="matricization")
    legs = {label.math: label.x < 0 for label in scene.labels if label.role == "tensor" and label.of}
    assert legs == {f"x^{{{t}}}": t in start for t in range(1, 7)}
    for side in (sorted(start), sorted({1, 2, 3, 4, 5, 6} - start)):
        heights = [label.y for t in side for label in scene.labels if label.math == f"x^{{{t}}}"]
        assert heights == sorted(heights, reverse=True), "from top to bottom in time"
    rows = [line for line in scene.lines if line.role == "row"]
    assert len(rows) == len(start)
    assert len(scene.lines) == 6
    names = of.by_name if mode == "circuit" else of.index
    assert Counter(name for mark in scene.marks for name in mark.tensors) == Counter(list(names))
    box = scene.marks[0]
    for line in scene.lines:
        (x, y), (at, same) = line.points
        assert abs(at) == box.radius < abs(x)
        assert y == same
        assert abs(y) < box.height
    assert not scene.cut_marks


def test_matricization_of_a_network_with_open_bonds():
    network = random_network(3)
    scene = compose(network, min_cut(network, Partition(near=["o1"], far=["o2"])), view="matricization")
    assert {line.bonds[0]: line.role for line in scene.lines} == {"o1": "row", "o2": "column"}
    assert [key.label.text for key in scene.legend if key.mark and key.mark.role == "input"] == ["open leg"]


@pytest.mark.parametrize("width", ["3.4in", "86mm", "column", 6, "13cm"])
@pytest.mark.parametrize("shape", [(4, 1), (6, 2), (8, 3)])
@pytest.mark.parametrize("of", ["one-hot", "shared", "folded"])
def test_pictures_are_as_wide_as_asked_and_type_keeps_its_size(width, shape, of):
    circuit = rac(*shape, 2, 3)
    drawn = unroll(circuit, of) if of == "one-hot" else circuit
    view = View("auto" if of == "one-hot" else of, width=width)
    scene = compose(drawn, min_cut(drawn, Partition.start_end(shape[0])), Page(font_size=8.0), view)
    assert (scene.box[2] - scene.box[0]) * scene.unit == pytest.approx(view.inches, rel=0.002)
    assert scene.font_size == 8.0


def test_several_cuts_have_numbers_and_the_first_shades():
    circuit = rac(6, 2, 10, 2)
    network = unroll(circuit, "continuous")
    half = Partition.start_end(6)
    cuts = [min_cut(network, half), slice_cut(network, 2), Cut.of(network, ["x[6]"])]
    scene = compose(network, [*cuts, symmetric_cut(circuit, half, "continuous")])
    marks = [[m.name for m in scene.cut_marks if m.cut == number] for number in range(3)]
    assert marks == [[entry.name for entry in cut.entries] for cut in cuts]
    words = [(label.text, label.cut) for label in scene.labels if label.role == "formula"]
    assert [word for word, _ in words if "symmetric" not in word] == ["min-cut", "slice", "cut"]
    assert [band.box[2] for band in scene.regions][:1] == [3.5]
    assert {line.cut for line in scene.cut_lines} >= {0, 1}


def product_circuit():
    inputs = [Vertex(f"x{n}", "input", dim=2, position=n) for n in range(3)]
    return Circuit((*inputs, Vertex("y", "product", ("x0", "x1", "x2"), dim=2)), "y")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compose(product_circuit(), view="folded"), "view folded: expected a circuit of layers and time steps"),
        (
            lambda: compose(unroll(rac(3, 2, 2, 2)), view="folded"),
            "view folded: expected a circuit, given a network",
        ),
        (lambda: compose(rac(3, 2, 2, 2), view="unrolled"), "view of a circuit: expected"),
        (lambda: compose(rac(3, 2, 2, 2), view="sharde"), "did you mean 'shared'"),
        (lambda: compose(rac(3, 2, 2, 2), view=3), "view: expected a View"),
        (lambda: compose(rac(3, 2, 2, 2), view="matricization"), "expected a cut, whose sides are rows and columns"),
        (lambda: View(detail="anatomi"), "did you mean 'anatomy'"),
        (lambda: View(labels="nams"), "did you mean 'names'"),
        (lambda: View(width="3.4inch"), "width, unit: expected in, cm, mm or pt"),
        (lambda: View(width="wide"), "width: expected a width such as 3.4in"),
        (lambda: View(width=0), "from 1 to 48 inches, given 0; a number without a unit is in inches"),
        (lambda: View(width=86), "given 86; a number without a unit is in inches; 86mm are 3.39 inches"),
        (lambda: View(width="86"), "given '86'; a number without a unit is in inches; 86mm are 3.39 inches"),
        (lambda: View(width="1e3"), "from 1 to 48 inches, given '1e3'"),
        (lambda: View(width="86MM"), "did you mean 'mm'"),
        (lambda: View(width="1220mm"), "from 1 to 48 inches, given '1220mm'"),
        (lambda: View(width=True), "width"),
        (lambda: View(width=float("nan")), "given nan"),
        (lambda: View(positions={"a": (1, float("nan"))}), "view, position of a: expected a pair (x, y) of finite"),
        (lambda: View(positions={"a": 3}), "view, position of a"),
        (lambda: View(positions=[1, 2]), "view, positions"),
        (lambda: compose(rac(3, 2, 2, 2), [3]), "draw, cut: expected a Cut, a list of cuts or None, given 3"),
    ],
)
def test_mistakes_in_one_line(call, message):
    with pytest.raises(TnrnnError) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_views_are_data():
    view = View("shared", width="3.4in", positions={"a": (1, 2), "b": (0.5, 3)})
    assert eval(repr(view), {"View": View}) == view
    assert view.places == {"a": (1.0, 2.0), "b": (0.5, 3.0)}
    assert hash(view) == hash(eval(repr(view), {"View": View}))


@pytest.mark.parametrize("width", [1, "1.5in", 2, 2.5])
@pytest.mark.parametrize("of", ["shared", "one-hot"])
def test_widths_are_kept_or_refused(width, of):
    """A picture is refused if a word is wider than it."""
    view, circuit = View(width=width), rac(4, 2, 2, 3)
    drawn = circuit if of == "shared" else unroll(circuit)
    if view.inches < 1.5:
        with pytest.raises(TnrnnError, match=r"view, width: expected at least 1\.\d\d inches, .* 9 points, given"):
            compose(drawn, view=view)
        return
    scene = compose(drawn, view=view)
    left, _, right, _ = scene.box
    assert (right - left) * scene.unit == pytest.approx(view.inches, abs=0.001)
    xs = [mark.x for mark in scene.marks]
    assert (max(xs) - min(xs)) * scene.unit > 0.4 * view.inches


@pytest.mark.parametrize("size", [9.0, 15.0])
@pytest.mark.parametrize("length", [6, 40, 100])
def test_all_labels_stand_within_the_box(length, size):
    """The label of the first time does so, too, even if steps are so short that it is wider than one."""
    circuit = rac(length, 2, 2, 2)
    for cut in (None, min_cut(circuit, Partition.start_end(length))):
        scene = compose(circuit, cut, Page(font_size=size), View(width="6in"))
        left, bottom, right, top = scene.box
        for label in (*scene.labels, *(key.label for key in scene.legend)):
            box = extent(label, size / 72 / scene.unit)
            assert left <= box[0] <= box[2] <= right, label
            assert bottom <= box[1] <= box[3] <= top, label


@pytest.mark.parametrize("width", ["3.4in", "6in", "13in"])
def test_no_words_stand_on_the_edge_of_a_matricization(width):
    circuit = rac(6, 1, 2, 2)
    scene = compose(circuit, min_cut(circuit, Partition.start_end(6)), view=View("matricization", width=width))
    (box,) = [mark for mark in scene.marks if mark.role == "box"]
    names = [label for label in scene.labels if label.role == "tensor"]  # of the box and of its legs
    for label in {*scene.labels, *(key.label for key in scene.legend)}.difference(names):
        _, low, _, high = extent(label, scene.font_size / 72 / scene.unit)
        assert high < box.y - box.height or low > box.y + box.height, label


@pytest.mark.parametrize("kind", ["unrolled", "shared", "folded", "matricization"])
def test_a_picture_without_a_legend_is_the_same_but_for_it(kind):
    circuit = rac(6, 2, 2, 3)
    of = unroll(circuit) if kind == "unrolled" else circuit
    cut = min_cut(of, Partition.start_end(6))
    whole, bare = (compose(of, cut, view=View(kind, legend=shown)) for shown in (True, False))
    assert whole.legend
    assert not bare.legend
    assert (bare.marks, bare.lines, bare.labels, bare.cut_marks) == (
        whole.marks,
        whole.lines,
        whole.labels,
        whole.cut_marks,
    )
    assert bare.box[1] > whole.box[1]


def test_labels_without_room_are_told_without_a_legend_too():
    network = unroll(rac(4, 2, 2, 3))
    whole, bare = (compose(network, view=View(labels="all", legend=shown, width=3.4)) for shown in (True, False))
    missing = [key.label.text for key in whole.legend if "without room" in key.label.text]
    assert missing
    assert [key.label.text for key in bare.legend] == missing


def test_a_legend_is_there_or_not():
    with pytest.raises(TnrnnError, match="view, legend: expected True, False, 'colour' or 'shape', given 'no'"):
        View(legend="no")


def test_a_width_says_its_unit_and_a_number_alone_is_in_inches():
    widths = {
        "86mm": 86 / 25.4,
        "8.6cm": 86 / 25.4,
        "8.6 cm": 86 / 25.4,
        "72.27pt": 1,
        "3.4in": 3.4,
        "3.4": 3.4,
        3.4: 3.4,
    }
    for width, inches in widths.items():
        assert View(width=width).inches == pytest.approx(inches, abs=1e-6)
    assert View(width=48).inches == 48
