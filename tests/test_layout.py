"""Law 6 as geometry: where marks, lines and cut marks stand, checked with a geometry of its own."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import pytest

from tnrnn.cuts import Cut
from tnrnn.cuts.mincut import min_cut, slice_cut
from tnrnn.drawing import Page, compose
from tnrnn.drawing.layouts.layout import circuit_layout, network_layout
from tnrnn.models import rac
from tnrnn.networks import Bond, Network, Tensor
from tnrnn.networks.circuit import Circuit, Vertex
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll

SHAPES = [(1, 1), (1, 3), (2, 1), (2, 2), (3, 2), (4, 3), (5, 1), (6, 2), (6, 3), (8, 1), (8, 2), (8, 3)]
CASES = [(length, layers, mode) for length, layers in SHAPES for mode in ("one-hot", "continuous")]
OUTER = 1.25
"""The corners of a square mark stand this many radii from its middle."""


def network_of(length, layers, mode, width=2, hidden=3):
    return unroll(rac(length, layers, width, hidden), mode)


def segments(lines):
    return [(a, b, number) for number, line in enumerate(lines) for a, b in itertools.pairwise(line.points)]


def turn(a, b, c):
    value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (value > 1e-9) - (value < -1e-9)


def meet(a, b, c, d):
    """Whether the segments a-b and c-d have a point in common, end points included."""
    if max(min(a[0], b[0]), min(c[0], d[0])) > min(max(a[0], b[0]), max(c[0], d[0])) + 1e-9:
        return False
    if max(min(a[1], b[1]), min(c[1], d[1])) > min(max(a[1], b[1]), max(c[1], d[1])) + 1e-9:
        return False
    return turn(a, b, c) * turn(a, b, d) <= 0 and turn(c, d, a) * turn(c, d, b) <= 0


def collinear_overlap(a, b, c, d):
    """Whether two segments that share an end run along each other."""
    if turn(a, b, c) or turn(a, b, d):
        return False
    axis = 0 if abs(a[0] - b[0]) > 1e-9 else 1
    low = max(min(a[axis], b[axis]), min(c[axis], d[axis]))
    return min(max(a[axis], b[axis]), max(c[axis], d[axis])) - low > 1e-9


def distance_to(point, a, b):
    length = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length
    along = min(1, max(0, along))
    return ((point[0] - a[0] - along * (b[0] - a[0])) ** 2 + (point[1] - a[1] - along * (b[1] - a[1])) ** 2) ** 0.5


def assert_no_marks_overlap(marks, outer=OUTER):
    ordered = sorted(marks, key=lambda mark: mark.x)
    widest = max(mark.radius for mark in marks)
    for place, one in enumerate(ordered):
        for two in ordered[place + 1 :]:
            if two.x - one.x > 2 * outer * widest:
                break
            gap = ((one.x - two.x) ** 2 + (one.y - two.y) ** 2) ** 0.5
            assert gap > outer * (one.radius + two.radius), (one, two)


def test_the_geometry_of_these_tests_finds_what_is_wrong():
    assert meet((0, 0), (2, 0), (1, -1), (1, 1))
    assert not meet((0, 0), (2, 0), (3, -1), (3, 1))
    assert collinear_overlap((0, 0), (2, 0), (0, 0), (1, 0))
    assert not collinear_overlap((0, 0), (2, 0), (2, 0), (3, 0))
    marks = network_layout(network_of(3, 2, "continuous")).marks
    with pytest.raises(AssertionError):
        assert_no_marks_overlap((*marks, marks[0]))


@pytest.mark.parametrize(("length", "layers", "mode"), CASES)
def test_staircase_geometry(length, layers, mode):
    layout = network_layout(network_of(length, layers, mode))
    assert layout.view == "staircase"
    assert_no_marks_overlap(layout.marks)
    pieces = segments(layout.lines)
    for a, b, _ in pieces:
        assert a[0] == b[0] or a[1] == b[1]
    by_column = sorted(pieces, key=lambda piece: min(piece[0][0], piece[1][0]))
    for place, (a, b, one) in enumerate(by_column):
        for c, d, two in by_column[place + 1 :]:
            if min(c[0], d[0]) > max(a[0], b[0]):
                break
            if {a, b} & {c, d}:
                assert not collinear_overlap(a, b, c, d), (layout.lines[one], layout.lines[two])
            else:
                assert not meet(a, b, c, d), (layout.lines[one], layout.lines[two])


@pytest.mark.parametrize(("length", "layers", "mode"), CASES)
def test_staircase_holds_the_whole_network_in_its_columns(length, layers, mode):
    network = network_of(length, layers, mode)
    layout = network_layout(network)
    assert Counter(name for mark in layout.marks for name in mark.tensors) == Counter(list(network.index))
    for mark in layout.marks:
        assert all(network.tensors[network.index[name]].position == mark.x for name in mark.tensors)
    assert Counter(bond for line in layout.lines for bond in line.bonds) == Counter(list(network.bond))
    assert len({mark.name for mark in layout.marks}) == len(layout.marks)


@pytest.mark.parametrize(("length", "layers", "mode"), CASES)
def test_every_line_ends_at_the_tensors_of_its_bonds(length, layers, mode):
    """Consecutive tensors along a line: the marks at its two ends hold the outer ones, and one of them all between."""
    network = network_of(length, layers, mode)
    layout = network_layout(network)
    at = {(mark.x, mark.y): mark for mark in layout.marks}
    for line in layout.lines:
        ends = [at.get(point) for point in line.points]
        holders = set()
        for bond in line.bonds:
            holders |= {network.tensors[end].name for end in network.ends[bond]}
        drawn = {name for mark in ends if mark for name in mark.tensors}
        if line.role in ("time", "depth") or (line.role == "leg" and mode == "continuous"):
            assert holders <= drawn
            assert None not in ends
        else:
            assert holders & drawn or not line.bonds


@pytest.mark.parametrize(("length", "layers"), [(6, 1), (6, 2), (5, 3), (8, 3)])
def test_children_stand_below_their_chain_the_shortest_first(length, layers):
    layout = network_layout(network_of(length, layers, "continuous"))
    row = {(mark.x, mark.y): mark for mark in layout.marks if mark.role == "site"}
    uprights = [line.points for line in layout.lines if line.role == "depth"]
    assert all(child[1] < parent[1] for child, parent in uprights)
    for _, parents in itertools.groupby(sorted(uprights, key=lambda p: p[1][1]), key=lambda p: p[1][1]):
        heights = [child[1] for child, _ in sorted(parents, key=lambda p: p[0][0])]
        assert heights == sorted(heights, reverse=True)
    assert all(row[child].layer == row[parent].layer - 1 for child, parent in uprights)


@pytest.mark.parametrize(("length", "layers", "mode"), [case for case in CASES if case[0] > 1])
def test_cut_marks_are_the_entries(length, layers, mode):
    network = network_of(length, layers, mode)
    for cut in some_cuts(network, length):
        scene = compose(network, cut)
        assert_marks_are(scene, cut, network)


def some_cuts(network, length):
    chance = random.Random(length)
    yield min_cut(network, Partition.start_end(length))
    yield slice_cut(network, length // 2)
    odd = Partition(start=range(1, length + 1, 2), length=length)
    yield min_cut(network, odd)
    for _ in range(4):
        yield Cut.of(network, [tensor.name for tensor in network.tensors if chance.random() < 0.5])


def assert_marks_are(scene, cut, network):
    assert [(m.name, m.kind, m.dim, m.symbol, m.count) for m in scene.cut_marks] == [
        (e.name, e.kind, e.dim, e.symbol, e.count) for e in cut.entries
    ]
    product = 1
    for mark in scene.cut_marks:
        product *= mark.dim**mark.count
    assert product == cut.value
    places = [(mark.x, mark.y) for mark in scene.cut_marks]
    assert len(set(places)) == len(places)
    lines = {bond: line for line in scene.lines for bond in line.bonds}
    marks = {name: mark for mark in scene.marks for name in mark.tensors}
    for mark in scene.cut_marks:
        if mark.kind == "bond":
            pieces = list(itertools.pairwise(lines[mark.name].path))
            assert min(distance_to((mark.x, mark.y), a, b) for a, b in pieces) < 1e-5
            others = (shape for shape in scene.marks if abs(shape.x - mark.x) < 0.3)
            assert all((s.x - mark.x) ** 2 + (s.y - mark.y) ** 2 > s.radius**2 for s in others), mark
        else:
            assert (mark.x, mark.y) == (marks[mark.name].x, marks[mark.name].y)
            assert mark.size > marks[mark.name].radius


@pytest.mark.parametrize(("length", "layers", "mode"), [case for case in CASES if case[0] > 1])
def test_a_slice_is_one_straight_line(length, layers, mode):
    network = network_of(length, layers, mode)
    for at in range(1, length):
        scene = compose(network, slice_cut(network, at))
        assert {mark.x for mark in scene.cut_marks} == {at + 0.5}
        ((low, high),) = (line.points for line in scene.cut_lines)
        assert low[0] == high[0] == at + 0.5
        crossed = [line for line in scene.lines if meet(low, high, *line.points)]
        severed = [line for line in scene.lines if {m.name for m in scene.cut_marks} & set(line.bonds)]
        assert crossed == severed
        assert len(crossed) == len(scene.cut_marks)


def test_no_straight_line_where_the_cut_is_not_one():
    network = network_of(6, 2, "continuous")
    cut = min_cut(network, Partition.start_end(6))
    assert cut.formula == "M R^3"
    assert {line.kind for line in compose(network, cut).cut_lines} == {"curve"}
    most = slice_cut(network, 3)
    part = Cut(most.entries[1:], most.near, most.far)  # one line is crossed but not severed
    assert {line.kind for line in compose(network, part).cut_lines} <= {"curve"}


def test_joined_inputs_are_paid_for_in_the_margin():
    network = network_of(6, 2, "one-hot")
    cut = min_cut(network, Partition.start_end(6))
    assert cut.formula == "M^3"
    scene = compose(network, cut)
    margin = [mark for mark in scene.marks if mark.role == "margin"]
    assert [mark.x for mark in margin] == [1, 2, 3, 4, 5, 6]
    lowest = min(mark.y for mark in scene.marks if mark.role != "margin")
    assert all(mark.y < lowest for mark in scene.cut_marks)
    far = compose(network, min_cut(network, Partition.start_end(6), nearest="end"))
    assert {mark.x for mark in far.cut_marks} == {4, 5, 6}  # the last input, used once, among them
    assert all(mark.y < lowest for mark in far.cut_marks)


def test_one_leg_of_a_joined_input_is_marked_on_that_leg():
    network = network_of(4, 2, "one-hot")
    weight = next(
        t.name for t in network.tensors if t.kind == "weight" and (t.position, t.layer) == (1, 1) and "I" in t.name
    )
    scene = compose(network, Cut.of(network, [weight]))
    legs = [mark for mark in scene.cut_marks if mark.symbol == "M"]
    assert len(legs) == 1
    lowest = min(mark.y for mark in scene.marks if mark.role == "site")
    assert legs[0].y > lowest
    several = [
        t.name for t in network.tensors if t.kind == "weight" and (t.position, t.layer) == (1, 1) and "I" in t.name
    ][:2]
    ring = [
        mark
        for mark in compose(network, Cut.of(network, several)).cut_marks
        if mark.kind == "hyperedge" and mark.symbol == "M"
    ]
    assert [(mark.x, mark.y < lowest) for mark in ring] == [(1, True)]


def test_regions_follow_the_inputs():
    network = network_of(6, 2, "continuous")
    bands = compose(network, min_cut(network, Partition.start_end(6))).regions
    assert [band.side for band in bands] == ["near", "far"]
    assert bands[0].box[2] == bands[1].box[0] == 3.5
    strips = compose(network, min_cut(network, Partition(start={1, 3, 5}, length=6))).regions
    assert [strip.side for strip in strips] == ["near", "far"] * 3
    assert [strip.box[0] for strip in strips] == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert compose(network).regions == ()


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_long_chains_need_no_recursion(mode):
    layout = network_layout(network_of(1500, 1, mode))
    assert layout.view == "staircase"
    assert sum(mark.role == "site" for mark in layout.marks) == 1500


def spoilt(network, name, **changes):
    """The network with one tensor changed."""
    fields = ("name", "kind", "bonds", "position", "layer", "parameter", "vertex")
    tensors = []
    for tensor in network.tensors:
        values = {field: getattr(tensor, field) for field in fields}
        tensors.append(Tensor(**(values | changes)) if tensor.name == name else tensor)
    return Network(tuple(tensors), network.bonds, network.open, network.fixed)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("h[3,2]", {"position": 2}),
        ("h[3,2]", {"layer": 1}),
        ("W_H[3,2]", {"position": None}),
        ("W_I[3,2]", {"layer": 7}),
        ("h[0,2]", {"position": 1}),
        ("x[4]", {"position": 3}),
        ("h[3,2]", {"position": (3, 1)}),
    ],
)
def test_what_is_no_staircase_is_drawn_plainly(name, changes):
    network = network_of(4, 2, "continuous")
    assert network_layout(network).view == "staircase"
    layout = network_layout(spoilt(network, name, **changes))
    assert layout.view == "plain"
    assert_complete(layout, network)


def test_a_staircase_with_something_beside_it_is_drawn_plainly():
    network = network_of(4, 2, "continuous")
    beside = (Tensor("a", "state", ("z",), 1, 1, "a"), Tensor("b", "state", ("z",), 2, 1, "b"))
    layout = network_layout(Network(network.tensors + beside, (*network.bonds, Bond("z", 2)), network.open))
    assert layout.view == "plain"
    assert {"a", "b"} <= {mark.name for mark in layout.marks}


def assert_complete(layout, network):
    assert Counter(name for mark in layout.marks for name in mark.tensors) == Counter(list(network.index))
    assert Counter(bond for line in layout.lines for bond in line.bonds) == Counter(list(network.bond))
    assert_no_marks_overlap(layout.marks, outer=1.1)


def test_names_do_not_matter():
    """The staircase is read off the structure: a network with other names has the same marks."""
    network = network_of(5, 2, "one-hot")
    bond = {item.name: f"b{number}" for number, item in enumerate(reversed(network.bonds))}
    tensors = tuple(
        Tensor(f"t{n}", t.kind, tuple(bond[b] for b in t.bonds), t.position, t.layer, t.parameter, t.vertex)
        for n, t in enumerate(network.tensors)
    )
    bonds = tuple(Bond(bond[b.name], b.dim, b.symbol) for b in network.bonds)
    renamed = Network(tensors[::-1], bonds, tuple(bond[name] for name in network.open))
    one, two = network_layout(network), network_layout(renamed)
    assert two.view == "staircase"
    assert {(m.role, m.x, m.y) for m in one.marks} == {(m.role, m.x, m.y) for m in two.marks}


def random_network(seed, size=12):
    chance = random.Random(seed)
    legs = {f"A{number}": [] for number in range(size)}
    bonds = []
    for number in range(1, size):
        for other in {chance.randrange(number) for _ in range(2)}:
            bonds.append(f"b{number}.{other}")
            legs[f"A{number}"].append(bonds[-1])
            legs[f"A{other}"].append(bonds[-1])
    bonds += ["b0.1+", "o1", "o2"]
    for name, bond in (("A0", "b0.1+"), ("A1", "b0.1+"), ("A0", "o1"), (f"A{size - 1}", "o2")):
        legs[name].append(bond)
    tensors = tuple(
        Tensor(name, "copy", tuple(own)) if number % 3 == 2 else Tensor(name, "weight", tuple(own), parameter=name)
        for number, (name, own) in enumerate(legs.items())
    )
    return Network(tensors, tuple(Bond(name, 2) for name in bonds), ("o1", "o2"))


@pytest.mark.parametrize("seed", range(25))
def test_any_network_has_a_plain_layout(seed):
    network = random_network(seed)
    layout = network_layout(network)
    assert layout == network_layout(network)
    assert_complete(layout, network)
    for line in layout.lines:
        ends = [line.points[0], line.points[-1]]
        for mark in layout.marks:
            if (mark.x, mark.y) not in ends:
                assert all(distance_to((mark.x, mark.y), a, b) > mark.radius for a, b in itertools.pairwise(line.path))
    for cut in (min_cut(network, Partition(near=["o1"], far=["o2"])), Cut.of(network, ["A0", "A3", "A6"])):
        assert_marks_are(compose(network, cut), cut, network)


def test_small_and_odd_networks():
    assert network_layout(Network((), ())).marks == ()
    scalar = Network((Tensor("s", "weight", (), parameter="s"),), ())
    assert len(network_layout(scalar).marks) == 1
    pair = Network((Tensor("a", "state", (), parameter="a"), Tensor("b", "state", (), parameter="b")), ())
    assert_no_marks_overlap(network_layout(pair).marks)
    far = Network(
        (Tensor("a", "state", ("x",), 0, parameter="a"), Tensor("b", "state", ("x",), 10**9, parameter="b")),
        (Bond("x", 2),),
    )
    assert max(mark.x for mark in network_layout(far).marks) < 100
    for network in (scalar, pair, far):
        compose(network)


def test_large_networks_without_a_structure():
    layout = network_layout(random_network(1, size=700))
    assert len(layout.marks) == 700


@pytest.mark.parametrize(("length", "layers"), [(1, 1), (2, 1), (6, 3), (40, 5)])
def test_shared_view(length, layers):
    circuit = rac(length, layers, 2, 2)
    scene = compose(circuit, page=Page(width=20.0))
    assert scene.view == "shared"
    assert Counter(name for mark in scene.marks for name in mark.tensors) == Counter(list(circuit.by_name))
    assert all(circuit.by_name[name].position == mark.x for mark in scene.marks for name in mark.tensors)
    assert_no_marks_overlap(scene.marks)
    at = {(mark.x, mark.y): mark for mark in scene.marks}
    drawn = Counter()
    for line in scene.lines:
        if line.role != "output":
            one, two = (at[point] for point in line.points)
            drawn[line.bonds[0], two.name] += 1
            assert line.bonds[0] in one.tensors
    wanted = Counter()
    for t, layer in itertools.product(range(1, length + 1), range(1, layers + 1)):
        below = f"x[{t}]" if layer == 1 else f"h[{t},{layer - 1}]"
        wanted += Counter([(f"h[{t - 1},{layer}]", f"h[{t},{layer}]"), (below, f"h[{t},{layer}]")])
    assert drawn == wanted
    counts = [label.text for label in scene.labels if label.role == "count"]
    assert len(counts) == len(scene.marks)


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize(
    ("length", "layers", "width", "hidden"), [(6, 2, 2, 3), (6, 3, 100, 2), (4, 3, 3, 2), (7, 4, 5, 5)]
)
def test_cuts_of_circuits(mode, length, layers, width, hidden):
    circuit = rac(length, layers, width, hidden)
    for cut in (min_cut(circuit, Partition.start_end(length), mode=mode), slice_cut(circuit, length // 2)):
        scene = compose(circuit, cut)
        assert [(m.name, m.kind, m.count) for m in scene.cut_marks] == [(e.name, e.kind, e.count) for e in cut.entries]
        places = [(mark.x, mark.y) for mark in scene.cut_marks]
        assert len(set(places)) == len(places)
        labels = [label.text for label in scene.labels if label.role == "multiplicity"]
        assert labels == [f"\u00d7{e.count}" for e in cut.entries if e.count > 1]
    assert len(scene.cut_lines) == 1
    assert {mark.x for mark in scene.cut_marks} == {length // 2 + 0.5}


def test_circuits_that_are_no_lattice():
    inputs = [Vertex(f"x{n}", "input", dim=2, position=n) for n in range(4)]
    maps = [Vertex(f"u{n}", "linear", (f"x{n}",), dim=2, parameter="W") for n in range(4)]
    tops = [Vertex("p", "product", ("u0", "u1", "u2"), dim=2), Vertex("q", "product", ("u1", "u2", "u3"), dim=2)]
    circuit = Circuit((*inputs, *maps, *tops, Vertex("y", "product", ("p", "q", "p"), dim=2)), "y")
    layout = circuit_layout(circuit)
    assert layout.view == "plain"
    assert [mark.name for mark in layout.marks] == list(circuit.by_name)
    assert_no_marks_overlap(layout.marks, outer=1.1)
    x = {mark.name: mark.x for mark in layout.marks}
    assert all(x[child] < x[vertex.name] for vertex in circuit.vertices for child in vertex.children)
    cut = min_cut(circuit, Partition(near=[0, 1], far=[2, 3]), mode="continuous")
    assert len(compose(circuit, cut).cut_marks) == len(cut.entries)
