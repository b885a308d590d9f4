"""The same way up in every view: inputs below, layer 1 next to them, and deeper layers above.

In a lattice this holds for any two marks of one time step. A staircase has several copies of a layer, one below the
other, so there it holds for the two ends of every line. Columns with few lines that cross promise it for most lines.
"""

import contextlib
import dataclasses
import itertools
import json
import random

import pytest
from list_reading import list_of
from small_models import model_of_size

from tnrnn import Network, rac, unroll, unrolled_size
from tnrnn.basics import TnrnnError
from tnrnn.drawing import View
from tnrnn.drawing.layouts.layout import layout_of
from tnrnn.drawing.spreading import upwards
from tnrnn.explore import Parameters, payload
from tnrnn.models import MODELS

MOST = 120
"""The most tensors of an unrolled network in these tests."""

VIEWS = (View(), View(detail="anatomy"), View("folded"))
STRICT = ("staircase", "anatomy", "shared", "folded")
LATTICES = ("shared", "folded")
DEEP = [rac(length, layers, 2, 2) for length, layers in ((2, 1), (4, 1), (4, 2), (5, 3), (4, 4), (11, 6))]


def drawn(circuit):
    """Yield what a circuit can be drawn as, with its layout in every view that it has."""
    subjects = [circuit]
    subjects += [unroll(circuit, m) for m in ("one-hot", "continuous") if unrolled_size(circuit, mode=m) <= MOST]
    for of, view in itertools.product(subjects, VIEWS):
        if view.kind == "folded" and isinstance(of, Network):
            continue
        if view.kind != "folded":
            yield of, layout_of(of, view)
            continue
        with contextlib.suppress(TnrnnError):  # the circuit has no layers and time steps to fold
            yield of, layout_of(of, view)


def within_steps(of, layout):
    """Return the pairs of marks of one time step, with different layers, that a line joins; the deeper one is second.

    A line that begins at the foot of a triangle, which stands for a copy, begins at the vertex that is copied.
    """
    items = of.tensors if isinstance(of, Network) else of.vertices
    step = {item.name: item.position for item in items}
    marks = {(mark.x, mark.y): mark for mark in layout.marks if mark.layer is not None}
    found = []
    for line in layout.lines:
        ends = [marks[at] for at in (line.points[0], line.points[-1]) if at in marks]
        if len(ends) == 2 and ends[0].layer != ends[1].layer:
            times = [{step[name] for name in mark.tensors} or {None} for mark in ends]
            if times[0] == times[1] or "fold" in (ends[0].role, ends[1].role):
                found.append(sorted(ends, key=lambda mark: mark.layer))
    return found


def assert_upright(of, layout):
    pairs = within_steps(of, layout)
    assert sum(low.y < high.y for low, high in pairs) >= sum(low.y > high.y for low, high in pairs), layout.view
    if layout.view in STRICT:
        assert all(low.y < high.y for low, high in pairs)
    if layout.view in LATTICES:
        for one, two in itertools.combinations([mark for mark in layout.marks if mark.layer is not None], 2):
            if one.x == two.x and one.layer != two.layer and not {one.role, two.role} & {"fold", "inward"}:
                assert (one.y < two.y) == (one.layer < two.layer), (one, two)


@pytest.mark.parametrize("view", VIEWS)
def test_a_picture_that_is_turned_over_breaks_the_law(view):
    circuit = rac(4, 2, 2, 3)
    of = circuit if view.kind == "folded" else unroll(circuit, "continuous")
    found = layout_of(of, view)
    turned = {mark.name: dataclasses.replace(mark, y=-mark.y) for mark in found.marks}
    lines = [dataclasses.replace(line, points=tuple((x, -y) for x, y in line.points)) for line in found.lines]
    with pytest.raises(AssertionError):
        assert_upright(of, found._replace(marks=tuple(turned.values()), lines=tuple(lines)))


@pytest.mark.parametrize("name", MODELS)
def test_every_model_is_the_same_way_up_in_every_view(name):
    for layers in (1, 2) if name != "tensor_train_lm" else (1,):
        for of, layout in drawn(model_of_size(name, 4 if name == "conv_ac" else 3, layers, 2, 2)):
            assert_upright(of, layout)


@pytest.mark.parametrize("circuit", DEEP, ids=lambda circuit: f"{len(circuit.inputs)} steps, {len(circuit.vertices)}")
def test_circuits_of_any_depth_are_the_same_way_up_in_every_view(circuit):
    found = list(drawn(circuit))
    for of, layout in found:
        assert layout.view in STRICT
        assert_upright(of, layout)
    assert {layout.view for _, layout in found} >= {"shared", "folded"}


@pytest.mark.parametrize("detail", ["compact", "anatomy"])
@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_inputs_of_a_staircase_are_below_their_sites_and_joined_ones_below_everything(layers, mode, detail):
    layout = layout_of(unroll(rac(4, layers, 2, 3), mode), View(detail=detail))
    others = [mark for mark in layout.marks if mark.role != "margin"]
    joined = [mark for mark in layout.marks if mark.role == "margin"]
    assert (len(joined) > 0) == (mode == "one-hot" and layers > 1)
    lowest = min(mark.y for mark in others if mark.role in ("input", "site", "recurrent", "state"))
    assert all(mark.y < lowest for mark in joined)
    sites = {mark.x: [] for mark in others}
    for mark in others:
        sites[mark.x].append(mark)
    for mark in others:
        if mark.role == "input":  # what is next above it is of the first layer
            above = min((one for one in sites[mark.x] if one.y > mark.y), key=lambda one: one.y)
            assert above.layer == 1


@pytest.mark.parametrize("detail", ["compact", "anatomy"])
def test_the_output_is_on_top(detail):
    for layers in (1, 2, 3):
        for of in (rac(4, layers, 2, 3), unroll(rac(4, layers, 2, 3), "continuous")):
            layout = layout_of(of, View(detail=detail))
            (out,) = [line for line in layout.lines if line.role == "output"]
            assert out.points[0][1] == max(mark.y for mark in layout.marks)


def test_lines_that_lead_up_are_counted():
    """The count is the same if edges and their ends are shuffled, and turns its sign with the picture."""
    draw = random.Random(3)
    layers = {node: draw.randrange(3) for node in range(9)}
    heights = {node: draw.random() for node in range(12)}
    edges = [tuple(draw.sample(range(12), 2)) for _ in range(40)]
    found = upwards(edges, layers, heights)
    assert found == upwards([edge[::-1] for edge in edges], layers, heights)
    assert found == -upwards(edges, layers, {node: -y for node, y in heights.items()}) != 0


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("layers", [2, 3])
def test_a_talk_does_not_turn_its_picture_over(layers, mode):
    """In both views of a page the mean height rises with the layer, and the first rows shown are those of the last."""
    page = json.loads(json.dumps(payload(Parameters(5, layers, 2, 3, 2, mode))))
    for view in ("shared", "unrolled"):
        picture = list_of(page["views"]["normal"][view])
        sites = [shape for shape in picture["marks"].shapes if shape.kind == "site"]
        inputs = [shape.form.y for shape in picture["marks"].shapes if shape.kind in ("input", "margin")]
        of_layer = [
            [site.form.y for site in sites if f"layer-{n}" in site.classes.split()] for n in range(1, layers + 1)
        ]
        means = [sum(ys) / len(ys) for ys in (inputs, *of_layer)]
        assert means == sorted(means)
        assert min(inputs) < min(min(ys) for ys in of_layer)
    (least,) = [step["row"] for step in page["steps"] if step["title"] == "The output layer"]
    above = [site.classes.split() for site in sites if site.form.y >= least]
    assert len(above) == 5
    assert all(f"layer-{layers}" in classes for classes in above)
