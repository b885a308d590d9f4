"""Pictures of cuts of circuits with sums, in the names of the circuit that the user has, and of symmetric cuts."""

from __future__ import annotations

import pytest

from tnrnn import Circuit, Cut, Partition, TnrnnError, Vertex, min_cut, rac, symmetric_cut, unroll
from tnrnn.drawing import compose
from tnrnn.models import gru, linear_attention, linear_ssm, lstm, mamba, mi_rnn, selective_ssm
from tnrnn.networks import without_sums

CIRCUITS = {
    "lstm": lstm(4, 1, 2, 2),
    "gru": gru(3, 1, 2, 2),
    "mi_rnn": mi_rnn(4, 2, 2, 2),
    "linear_ssm": linear_ssm(5, 2, 2, 3),
    "selective_ssm": selective_ssm(4, 2, 2, 2),
    "linear_attention": linear_attention(4, 1, 2, 2, 2),
    "mamba": mamba(4, 1, 2, 2, 2),
}


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("name", CIRCUITS)
def test_the_picture_marks_what_a_cut_of_sums_severs(name, mode):
    circuit = CIRCUITS[name]
    length = len(circuit.inputs)
    for split in range(1, length):
        cut = min_cut(circuit, Partition.start_end(length, split), mode)
        scene = compose(circuit, cut)
        marked = sorted((mark.dim, mark.count, mark.kind) for mark in scene.cut_marks)
        assert marked == sorted((entry.dim, entry.count, entry.kind) for entry in cut.entries)
        drawn = {name for line in scene.lines for name in line.bonds}
        assert {mark.name for mark in scene.cut_marks} <= drawn
        sides = {mark.tensors[0]: mark.side for mark in scene.marks if mark.role == "input"}
        near = {each.name for each in circuit.inputs if each.position <= split}
        assert {name for name, side in sides.items() if side == "near"} <= near
        assert {name for name, side in sides.items() if side == "far"}.isdisjoint(near)


def test_marks_have_the_names_of_the_circuit_where_they_can():
    circuit = mi_rnn(length=4, layers=1, inputs=2, hidden=2)
    cut = min_cut(circuit, Partition.start_end(4), "continuous")
    assert [entry.name for entry in cut.entries] == ["h[2,1]+2"]  # above the last bias, which is no input
    assert [mark.name for mark in compose(circuit, cut).cut_marks] == ["h[2,1]"]


def test_a_cut_between_two_inputs_of_a_sum_is_drawn_without_sums():
    one, two, three = (Vertex(f"x[{at}]", "input", dim=2, position=at) for at in (1, 2, 3))
    circuit = Circuit((one, two, three, Vertex("y", "sum", ("x[1]", "x[2]", "x[3]"), dim=2)), "y")
    without = without_sums(circuit, "continuous")
    near, far = ("x[1]", "x[2]", "y+1"), [name for name in without.by_name if name not in ("x[1]", "x[2]", "y+1")]
    found = min_cut(circuit, Partition(near=(1, 2), far=(3,)), "continuous")
    assert [entry.name for entry in found.entries] == ["y+1"]
    assert sorted(name for name, _ in found.near) == sorted(near)
    assert sorted(name for name, _ in found.far) == sorted(far)
    assert [mark.name for mark in compose(circuit, found).cut_marks] == ["y+1"]


def test_a_cut_of_another_circuit_is_refused():
    other = min_cut(mi_rnn(3, 1, 2, 2), Partition.start_end(3), "continuous")
    with pytest.raises(TnrnnError, match="draw, cut"):
        compose(lstm(4, 1, 2, 2), other)
    with pytest.raises(TnrnnError, match="draw, cut, count of h"):
        compose(mi_rnn(2, 1, 2, 2), Cut(other.entries, other.near, other.far))


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("sizes", [(4, 1, 2, 2), (8, 2, 3, 3), (5, 3, 2, 2), (6, 2, 2, 3)])
def test_a_symmetric_cut_marks_every_vector_that_crosses_as_often_as_its_degree(sizes, mode):
    circuit = rac(*sizes)
    for split in range(1, sizes[0]):
        cut = symmetric_cut(circuit, Partition.start_end(sizes[0], split), mode)
        scene = compose(circuit, [min_cut(circuit, Partition.start_end(sizes[0], split), mode), cut])
        marked = sorted((mark.name, mark.dim, mark.count) for mark in scene.cut_marks if mark.cut == 1)
        assert marked == sorted(tuple(factor) for factor in cut.factors)
        places = {name: line for line in scene.lines for name in line.bonds}
        parts = {*cut.upper, *cut.lower}
        users = {child: [v.name for v in circuit.vertices if child in v.children] for child in circuit.by_name}
        assert all(any((user in parts) != (name in parts) for user in users[name]) for name, *_ in marked)
        assert {name for name, *_ in marked} <= {*places}
        assert len([label for label in scene.labels if label.role == "formula"]) == 2


def test_a_symmetric_cut_has_no_marks_in_a_network():
    circuit = rac(4, 2, 2, 2)
    scene = compose(unroll(circuit), symmetric_cut(circuit, Partition.start_end(4)))
    assert scene.cut_marks == ()
    assert [label.text for label in scene.labels if label.role == "formula"] == ["symmetric cut"]
