"""The anatomy: a mark for every tensor and a line for every bond, in a staircase."""

from __future__ import annotations

from collections import Counter

import pytest
from test_layout import CASES, collinear_overlap, distance_to, meet, network_of, segments, spoilt

from tnrnn.basics.errors import TnrnnError
from tnrnn.cuts import Cut
from tnrnn.cuts.mincut import min_cut, slice_cut
from tnrnn.drawing import View, compose
from tnrnn.drawing.layouts.anatomy import anatomy, anatomy_of_circuit
from tnrnn.drawing.layouts.layout import layout_of
from tnrnn.drawing.scenes import roles
from tnrnn.models import rac
from tnrnn.networks import Network, Tensor
from tnrnn.networks.circuit import Circuit, Vertex
from tnrnn.networks.partition import Partition

WHOLE = View(detail="anatomy")
FACTOR = {"disc": 1.0, "square": 1.25, "triangle-up": 1.1, "diamond": 1.3, "pentagon": 1.15}
"""How far the corners of each shape stand out, against the mark's radius."""


def assert_apart(marks):
    ordered = sorted(marks, key=lambda mark: mark.x)
    for place, one in enumerate(ordered):
        for two in ordered[place + 1 :]:
            if two.x - one.x > 0.3:
                break
            gap = ((one.x - two.x) ** 2 + (one.y - two.y) ** 2) ** 0.5
            reach = sum(mark.radius * FACTOR[roles.shape_of(mark)] for mark in (one, two))
            assert gap > reach, (one, two)


def assert_no_lines_cross(lines):
    pieces = sorted(segments(lines), key=lambda piece: min(piece[0][0], piece[1][0]))
    for place, (a, b, one) in enumerate(pieces):
        for c, d, two in pieces[place + 1 :]:
            if min(c[0], d[0]) > max(a[0], b[0]):
                break
            if {a, b} & {c, d}:
                assert not collinear_overlap(a, b, c, d), (lines[one], lines[two])
            else:
                assert not meet(a, b, c, d), (lines[one], lines[two])


@pytest.mark.parametrize(("length", "layers", "mode"), CASES)
def test_every_tensor_has_one_mark_and_every_bond_one_line(length, layers, mode):
    network = network_of(length, layers, mode)
    layout = layout_of(network, WHOLE)
    assert layout.view == "anatomy"
    drawn = [mark.tensors for mark in layout.marks if mark.tensors]
    assert Counter(drawn) == Counter((name,) for name in network.index)
    assert Counter(line.bonds for line in layout.lines if line.bonds) == Counter((name,) for name in network.bond)
    assert len({mark.name for mark in layout.marks}) == len(layout.marks)
    for mark in layout.marks:
        tensor = network.tensors[network.index[mark.name]] if mark.tensors else None
        if tensor is not None and mark.role not in ("recurrent", "output"):
            assert mark.x == tensor.position
        if mark.role == "recurrent":
            assert tensor.position - 0.5 < mark.x < tensor.position
        if mark.role == "copy":
            assert tensor.kind == "copy"
    assert {mark.role for mark in layout.marks} <= {"copy", "recurrent", "inward", "state", "input", "margin", "output"}


@pytest.mark.parametrize(("length", "layers", "mode"), CASES)
def test_geometry(length, layers, mode):
    layout = layout_of(network_of(length, layers, mode), WHOLE)
    assert_apart(layout.marks)
    assert_no_lines_cross(layout.lines)
    ends = {point for line in layout.lines for point in (line.points[0], line.points[-1])}
    for line in layout.lines:
        (a, b) = line.points
        assert a[0] == b[0] or a[1] == b[1]
        assert len(line.stops) == len(line.bonds) <= 1
        assert all(0 < stop < 1 for stop in line.stops)
    assert {(mark.x, mark.y) for mark in layout.marks} <= ends


@pytest.mark.parametrize(("length", "layers", "mode"), CASES)
def test_adjacency_is_that_of_the_network(length, layers, mode):
    """A line ends at the marks of the two tensors of its bond; the legs of a joined input end in the row instead."""
    network = network_of(length, layers, mode)
    layout = layout_of(network, WHOLE)
    at = {(mark.x, mark.y): mark for mark in layout.marks}
    joined = {mark.name for mark in layout.marks if mark.role == "margin"}
    joined |= {mark.name for mark in layout.marks if mark.role == "copy" and mark.layer == 0}
    degree = Counter()
    for line in layout.lines:
        if not line.bonds:
            continue
        wanted = {network.tensors[end].name for end in network.ends[line.bonds[0]]}
        drawn = {at[point].name for point in line.points if point in at and at[point].tensors}
        degree.update(drawn)
        assert drawn <= wanted
        if line.role == "margin" or (mode == "one-hot" and line.role == "leg"):
            assert wanted - drawn <= joined or wanted & joined
        else:
            assert drawn == wanted
    for tensor in network.tensors:
        if tensor.name not in joined:
            missing = len(tensor.bonds) - degree[tensor.name]
            assert missing == 0 or (missing == 1 and any(bond.startswith("x[") for bond in tensor.bonds))


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize(("length", "layers"), [(2, 1), (4, 2), (5, 3), (8, 2)])
def test_a_slice_is_one_straight_line(length, layers, mode):
    network = network_of(length, layers, mode)
    for at in range(1, length):
        scene = compose(network, slice_cut(network, at), view=WHOLE)
        (line,) = scene.cut_lines
        low, high = line.points
        assert line.kind == "line"
        assert {mark.x for mark in scene.cut_marks} == {low[0]} == {high[0]}
        assert at < low[0] < at + 1
        crossed = [each.bonds[0] for each in scene.lines if meet(low, high, *each.points)]
        assert sorted(crossed) == sorted(mark.name for mark in scene.cut_marks)
        assert [region.box[2] for region in scene.regions[:1]] == [low[0]]


def test_a_straight_cut_on_the_other_side_of_the_matrices():
    """The bonds behind the matrices can be severed, too; that is also one straight line, at another place."""
    network = network_of(4, 2, "continuous")
    near = {t.name for t in network.tensors if t.position <= 2 or (t.kind == "weight" and "W_H[3" in t.name)}
    scene = compose(network, Cut.of(network, near), view=WHOLE)
    (line,) = scene.cut_lines
    assert line.kind == "line"
    assert {mark.x for mark in scene.cut_marks} == {line.points[0][0]}
    assert 2.7 < line.points[0][0] < 3


@pytest.mark.parametrize(("length", "layers", "mode"), [case for case in CASES if case[0] > 1])
def test_cut_marks_stand_on_their_bonds_and_copies(length, layers, mode):
    network = network_of(length, layers, mode)
    for nearest in ("start", "end"):
        cut = min_cut(network, Partition.start_end(length), nearest=nearest)
        scene = compose(network, cut, view=WHOLE)
        assert [(m.name, m.kind, m.dim) for m in scene.cut_marks] == [(e.name, e.kind, e.dim) for e in cut.entries]
        lines = {line.bonds[0]: line for line in scene.lines if line.bonds}
        marks = {mark.name: mark for mark in scene.marks}
        for mark in scene.cut_marks:
            if mark.kind == "bond":
                a, b = sorted(lines[mark.name].points)
                assert distance_to((mark.x, mark.y), a, b) < 1e-6
                others = [shape for shape in scene.marks if abs(shape.x - mark.x) < 0.5]
                assert all((s.x - mark.x) ** 2 + (s.y - mark.y) ** 2 > roles.radius(s) ** 2 for s in others)
            else:
                assert (mark.x, mark.y) == (marks[mark.name].x, marks[mark.name].y)


def test_a_shallow_network_is_a_matrix_product_state():
    layout = layout_of(network_of(3, 1, "one-hot"), WHOLE)
    roles = [mark.role for mark in sorted(layout.marks, key=lambda mark: mark.x) if mark.y == 0]
    assert roles == ["state", *(["recurrent", "copy"] * 3), "output"]
    for step in (1, 2, 3):
        upwards = sorted((mark.y, mark.role) for mark in layout.marks if mark.x == step)
        assert [role for _, role in upwards] == ["input", "inward", "copy"]


def test_families_look_different():
    layout = layout_of(network_of(3, 2, "continuous"), WHOLE)
    looks = {(roles.shape_of(mark), roles.fill(mark), roles.radius(mark) < 0.04) for mark in layout.marks}
    families = {(mark.role, mark.layer if mark.role in ("recurrent", "inward") else None) for mark in layout.marks}
    assert len(looks) == len(families) == 8


def test_other_matrices_along_a_bond():
    """A bare chain has no matrices; one with two matrices on a bond has two marks there."""
    network = network_of(3, 1, "continuous")
    tensors, bonds = [], list(network.bonds)
    for tensor in network.tensors:
        if tensor.name == "W_H[2,1]":
            outer, inner = tensor.bonds
            bonds.append(type(bonds[0])("between", 3, "R"))
            place = (tensor.position, tensor.layer)
            tensors.append(Tensor("V", "weight", (outer, "between"), *place, "V"))
            tensors.append(Tensor("U", "weight", ("between", inner), *place, "U"))
        else:
            tensors.append(tensor)
    layout = anatomy(Network(tuple(tensors), tuple(bonds), network.open))
    assert_apart(layout.marks)
    x = {mark.name: mark.x for mark in layout.marks}
    assert 1 < x["U"] < x["V"] < 2
    assert compose(Network(tuple(tensors), tuple(bonds), network.open), view=WHOLE).view == "anatomy"


def test_what_is_no_staircase_has_a_mark_for_every_tensor_anyway():
    network = spoilt(network_of(3, 2, "continuous"), "W_H[2,2]", layer=1)
    assert anatomy(network) is None
    layout = layout_of(network, WHOLE)
    assert Counter(mark.tensors for mark in layout.marks) == Counter((name,) for name in network.index)


@pytest.mark.parametrize(("length", "layers"), [(1, 1), (2, 1), (4, 3), (12, 5)])
def test_circuits(length, layers):
    circuit = rac(length, layers, 2, 3)
    scene = compose(circuit, view=WHOLE)
    assert scene.view == "shared"
    assert Counter(mark.tensors for mark in scene.marks) == Counter((name,) for name in circuit.by_name)
    assert_apart(scene.marks)
    at = {(mark.x, mark.y): mark.name for mark in scene.marks}
    drawn = Counter()
    for line in scene.lines:
        (bond,), ends = line.bonds, [at.get(point) for point in line.points]
        if line.role == "output":
            assert (bond, circuit.output) == (ends[1], bond)
        else:
            drawn[ends[0], ends[1]] += 1
            assert bond == ends[0]
    assert drawn == Counter((child, vertex.name) for vertex in circuit.vertices for child in vertex.children)


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_cuts_of_circuits(mode):
    circuit = rac(6, 3, 3, 2)
    for cut in (min_cut(circuit, Partition.start_end(6), mode=mode), slice_cut(circuit, 3)):
        scene = compose(circuit, cut, view=WHOLE)
        assert [(m.name, m.count) for m in scene.cut_marks] == [(e.name, e.count) for e in cut.entries]
        starts = {(mark.name, (mark.x, mark.y)) for mark in scene.marks}
        for mark in scene.cut_marks:
            lines = [line for line in scene.lines if line.bonds == (mark.name,)]
            assert any(
                (mark.name, line.points[0]) in starts or line.role == "output"
                for line in lines
                if meet((mark.x, mark.y), (mark.x, mark.y), *line.points)
            )
    (line,) = scene.cut_lines
    assert 3 < line.points[0][0] < 3.5


def test_circuits_that_are_no_lattice_have_a_mark_for_every_vertex():
    inputs = [Vertex(f"x{n}", "input", dim=2, position=n) for n in range(3)]
    circuit = Circuit((*inputs, Vertex("p", "product", ("x0", "x1", "x2"), dim=2)), "p")
    assert anatomy_of_circuit(circuit) is None
    assert len(layout_of(circuit, WHOLE).marks) == 4


@pytest.mark.parametrize("kind", ["folded", "matricization"])
def test_views_without_an_anatomy_say_so(kind):
    with pytest.raises(TnrnnError, match="view with detail anatomy: expected auto, unrolled"):
        compose(rac(3, 2, 2, 2), view=View(kind, detail="anatomy"))
