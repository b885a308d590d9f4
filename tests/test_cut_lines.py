"""The line of a cut on layouts of any network: it crosses all that is severed once, and nothing else."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest

from tnrnn import Bond, Cut, Network, Partition, Tensor, min_cut, rac, unroll
from tnrnn.drawing import View, compose
from tnrnn.drawing.cut_lines import sever
from tnrnn.drawing.layouts import layout_of

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import check_curves


def network_of(edges, copies=()):
    return check_curves.network_of([tuple(edge.split()) for edge in edges], copies=copies)


def grid(across, up):
    beside = [f"t{i}{j} t{i + 1}{j}" for i in range(across - 1) for j in range(up)]
    return network_of(beside + [f"t{i}{j} t{i}{j + 1}" for i in range(across) for j in range(up - 1)])


def drawn(network, near, view=None):
    cut = Cut.of(network, near)
    scene = compose(network, cut, view=view)
    if scene.cut_lines:
        assert check_curves.wrong(scene, cut) == ""
    return scene


def is_straight(line):
    (a, b), *_, (c, d) = line.path
    return not is_closed(line) and all(abs((x - a) * (d - b) - (y - b) * (c - a)) < 1e-4 for x, y in line.path)


def is_closed(line):
    return line.path[0] == line.path[-1]


def reason(network, near, view=None):
    return sever(layout_of(network, view or View()), network, Cut.of(network, near)).reason


def test_random_networks_on_every_layout():
    """A sample of the kept script: every line is right, and on structures without crossings there always is one."""
    found, mistakes = check_curves.check(1, seed=5)
    assert mistakes == []
    for layout in ("chain", "ring", "lattice", "oblique", "sandwich"):
        for kind in ("connected", "arbitrary"):
            assert found[layout, kind]["a line"] == sum(found[layout, kind].values()) > 0


def test_the_script_finds_what_is_wrong():
    network = grid(3, 3)
    cut = Cut.of(network, ["t00", "t01", "t02"])
    scene = compose(network, cut)
    assert check_curves.wrong(scene, cut) == ""
    assert "is crossed 1 times" in check_curves.wrong(scene, Cut(cut.entries[1:], cut.near, cut.far))
    assert "times" in check_curves.wrong(scene, Cut.of(network, ["t22"]))
    line = dataclasses.replace(scene.cut_lines[0], points=tuple((x - 0.5, y) for x, y in scene.cut_lines[0].points))
    assert "mark" in check_curves.wrong(dataclasses.replace(scene, lines=(), cut_lines=(line,)), cut)


@pytest.mark.parametrize(
    ("near", "straight", "closed"),
    [
        (["t00", "t01", "t02", "t03"], True, False),
        (["t00", "t01", "t02", "t10", "t11", "t20"], True, False),
        (["t00"], True, False),
        (["t11", "t12", "t21", "t22"], False, True),
        (["t11"], False, True),
        (["t00", "t01", "t10", "t11"], False, False),
    ],
)
def test_a_grid_has_one_line_that_is_straight_or_closed_where_it_can_be(near, straight, closed):
    (line,) = drawn(grid(4, 4), near).cut_lines
    assert is_straight(line) == straight
    assert is_closed(line) == closed


def test_a_near_side_of_several_clumps_has_several_arcs():
    chain = network_of([f"m{k} m{k + 1}" for k in range(7)])
    lines = drawn(chain, ["m0", "m3", "m4", "m7"]).cut_lines
    assert len(lines) == 4
    assert all(is_straight(line) and line.cut == 0 for line in lines)
    tree = network_of([f"t{(k - 1) // 2} t{k}" for k in range(1, 15)])
    lines = drawn(tree, ["t7", "t9", "t5", "t11", "t12"]).cut_lines
    assert len(lines) == 3
    assert not any(map(is_closed, lines))  # no line leads around a single leaf


def test_a_ring_is_cut_across():
    ring = network_of([f"r{k} r{(k + 1) % 8}" for k in range(8)])
    (line,) = drawn(ring, ["r0", "r1", "r2", "r3"]).cut_lines
    assert is_straight(line)


def test_a_severed_hyperedge_is_crossed_in_its_mark():
    edges = ["c a", "c b", "c d", "c e", "a b", "d e", "a f", "d g", "f g"]
    scene = drawn(network_of(edges, ["c"]), ["a", "b", "f"])
    assert {mark.kind for mark in scene.cut_marks} == {"bond", "hyperedge"}
    assert len(scene.cut_lines) == 1


def test_lines_that_cross_are_on_one_side_there():
    """The diagonals ac and bd of a square cross: a line has to be on one side of their crossing on both."""
    corners = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (1.0, 1.0), "d": (0.0, 1.0)}
    square = network_of(["a b", "b c", "c d", "d a", "a c", "b d"])
    assert len(drawn(square, ["a"], View(positions=corners)).cut_lines) == 1
    assert len(drawn(square, ["a", "b"], View(positions=corners)).cut_lines) == 1
    crossed = network_of(["a c", "b d"])
    assert not drawn(crossed, ["a", "c"], View(positions=corners)).cut_marks
    near = network_of(["a c", "b d", "a b", "c d"])
    assert not drawn(near, ["a", "c"], View(positions=corners)).cut_lines
    assert "cross" in reason(near, ["a", "c"], View(positions=corners))


def test_a_line_that_passes_over_a_mark_has_its_side_there():
    places = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (2.0, 0.0), "d": (1.0, 1.0)}
    network = network_of(["a c", "b d", "a d", "c d"])
    scene = drawn(network, ["a"], View(positions=places))
    assert len(scene.cut_lines) <= 2


def test_too_many_crossings_have_no_line():
    network = grid(8, 8)
    near = [tensor.name for tensor in network.tensors if (int(tensor.name[1]) + int(tensor.name[2])) % 2]
    assert not drawn(network, near).cut_lines
    assert "crossings" in reason(network, near)
    notes = [key.label.text for key in compose(network, Cut.of(network, near)).legend]
    assert any(note.startswith("no line of the cut, as there would be 112 crossings") for note in notes)


def test_what_has_no_line_has_a_reason():
    circuit = rac(6, 2, 2, 3)
    cut = min_cut(circuit, Partition.start_end(6), mode="continuous")
    assert "both sides" in sever(layout_of(circuit, View("shared"), cut), circuit, cut).reason
    assert "folded" in sever(layout_of(circuit, View("folded"), cut), circuit, cut).reason


def test_positions_of_any_scale_have_the_same_line():
    network = grid(3, 3)
    near = ["t00", "t01", "t10"]
    found = []
    for scale in (1.0, 1000.0):
        places = {f"t{i}{j}": (i * scale, j * scale) for i in range(3) for j in range(3)}
        (line,) = drawn(network, near, View(positions=places)).cut_lines
        found.append([(round(x / scale, 4), round(y / scale, 4)) for x, y in line.points])
    assert found[0] == found[1]


def test_a_network_on_one_straight_line_has_a_line():
    pair = network_of(["a b"])
    assert len(drawn(pair, ["a"]).cut_lines) == 1


def test_the_same_picture_twice():
    network = unroll(rac(4, 2, 2, 3), "continuous")
    cut = Cut.of(network, [tensor.name for tensor in network.tensors[::3]])
    assert compose(network, cut).cut_lines == compose(network, cut).cut_lines


def test_parallel_bonds_are_all_crossed():
    tensors = (
        Tensor("a", "weight", ("p", "q", "r"), parameter="a"),
        Tensor("b", "weight", ("p", "q", "r"), parameter="b"),
    )
    network = Network(tensors, tuple(Bond(name, 2) for name in "pqr"))
    assert len(drawn(network, ["a"]).cut_lines) == 1
