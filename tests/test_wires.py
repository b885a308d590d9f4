"""Quantum circuits and brick walls: wires, gates and time steps, checked against the circuit that was drawn."""

from __future__ import annotations

import itertools
import random

import pytest

from tnrnn import Partition, min_cut
from tnrnn.basics import TnrnnError
from tnrnn.drawing import Look, View, compose
from tnrnn.drawing.layouts.plain import plain_network
from tnrnn.drawing.scenes import roles
from tnrnn.interop import from_quimb, from_terms
from tnrnn.networks import Bond, Network, Tensor

qtn = pytest.importorskip("quimb.tensor")
np = pytest.importorskip("numpy")


def network_of(found, **options):
    return from_quimb(found, arrays=False, **options)[0]


def random_circuit(seed, qubits=None, near=False, whole=False):
    """A circuit of random gates, and its list of gates as tuples of qubits."""
    rng = random.Random(seed)
    qubits = qubits or rng.randint(2, 7)
    circuit, gates = qtn.Circuit(qubits), []
    for _ in range(rng.randint(3, 25)):
        first = rng.randrange(qubits)
        others = [q for q in range(qubits) if q != first and (not near or abs(q - first) == 1)]
        if rng.random() < 0.4:
            circuit.apply_gate(rng.choice("HXT"), first)
            gates.append((first,))
        elif whole:
            second = rng.choice(others)
            matrix = np.linalg.qr(np.random.default_rng(seed).normal(size=(4, 4)))[0]
            circuit.apply_gate_raw(matrix, (first, second), contract=False)
            gates.append((first, second))
        else:
            second = rng.choice(others)
            circuit.apply_gate(rng.choice(["CX", "CZ"]), first, second)
            gates.append((first, second))
    return circuit, gates


def brick_wall(sites, layers, state=True, axes="out in"):
    """The terms of a brick wall, with or without a matrix product state below it."""
    level, terms = [0] * sites, {}
    for i in range(sites if state else 0):
        terms[f"A{i}"] = " ".join([f"b{i - 1}"] * (i > 0) + [f"s{i}.0"] + [f"b{i}"] * (i < sites - 1))
    for layer in range(layers):
        for i in range(layer % 2, sites - 1, 2):
            ins = [f"s{j}.{level[j]}" for j in (i, i + 1)]
            outs = [f"s{j}.{level[j] + 1}" for j in (i, i + 1)]
            terms[f"U{layer}.{i}"] = " ".join([*outs, *ins] if axes == "out in" else [*ins, *outs])
            level[i], level[i + 1] = level[i] + 1, level[i + 1] + 1
    return from_terms(terms)


def shuffled(network, seed):
    tensors = list(network.tensors)
    random.Random(seed).shuffle(tensors)
    return Network(tuple(tensors), network.bonds, network.open)


def box(mark):
    half = (mark.radius, mark.height) if mark.height else (roles.radius(mark),) * 2
    return mark.x - half[0], mark.y - half[1], mark.x + half[0], mark.y + half[1]


def overlap(one, two):
    return min(one[2], two[2]) - max(one[0], two[0]) > 1e-9 and min(one[3], two[3]) - max(one[1], two[1]) > 1e-9


def segments(layout):
    return [(line, a, b) for line in layout.lines for a, b in itertools.pairwise(line.path)]


def meet(a, b, c, d):
    """Whether two segments cross in an inner point of both."""

    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < -1e-12 and side(c, d, a) * side(c, d, b) < -1e-12


def crossings(layout):
    pairs = itertools.combinations(segments(layout), 2)
    return sum(one[0] is not two[0] and meet(*one[1:], *two[1:]) for one, two in pairs)


def assert_apart(layout):
    boxes = [box(mark) for mark in layout.marks]
    assert not any(overlap(one, two) for one, two in itertools.combinations(boxes, 2))


def tags_of(network, prefix):
    """The numbers of tags with a prefix by tensor."""
    found = {}
    for tensor in network.tensors:
        words = {*tensor.tags, *tensor.name.split(", ")}
        found[tensor.name] = sorted(
            int(w[len(prefix) :]) for w in words if w.startswith(prefix) and w[len(prefix) :].isdigit()
        )
    return found


@pytest.mark.parametrize("seed", range(30))
def test_qubits_are_rows_and_gates_of_a_qubit_follow_one_another(seed):
    circuit, gates = random_circuit(seed)
    network = network_of(circuit)
    layout = plain_network(network)
    at = {mark.name: mark for mark in layout.marks}
    site, gate = tags_of(network, "I"), tags_of(network, "GATE_")
    assert {mark.y for mark in layout.marks} <= {-float(q) for q in range(circuit.N)}
    columns = {}
    for tensor in network.tensors:
        mark, rows = at[tensor.name], [-y for y in site[tensor.name]]
        assert mark.y == rows[0]
        for number in gate[tensor.name]:
            columns.setdefault(number, set()).add(mark.x)
    assert all(len(xs) == 1 for xs in columns.values())  # the parts of a gate stand one above another
    x = {number: min(xs) for number, xs in columns.items()}
    for qubit in range(circuit.N):
        mine = [x[number] for number, on in enumerate(gates) if qubit in on]
        assert mine == sorted(set(mine))
        assert not mine or mine[0] > 0
    # As early as possible: before each gate there is something in the column before it, in the rows that it covers.
    for number, on in enumerate(gates):
        covered = range(min(on), max(on) + 1)
        spans = [range(min(o), max(o) + 1) for n, o in enumerate(gates) if x[n] == x[number] - 1]
        assert x[number] == 1 or any(set(covered) & set(span) for span in spans)
    assert_apart(layout)


@pytest.mark.parametrize("seed", range(12))
def test_wires_are_straight_and_end_at_the_edges_of_gates(seed):
    circuit, _ = random_circuit(seed, whole=bool(seed % 2))
    network = network_of(circuit)
    layout = plain_network(network)
    marks = {mark.name: mark for mark in layout.marks}
    ends = {name: [network.tensors[n] for n in numbers] for name, numbers in network.ends.items()}
    gate = tags_of(network, "GATE_")
    for line in layout.lines:
        tensors = ends[line.bonds[0]]
        if len(tensors) == 2 and gate[tensors[0].name] == gate[tensors[1].name]:
            assert line.points[0][0] == line.points[-1][0]
            continue
        assert len({y for _, y in line.points}) == 1, line
        for end, tensor in zip((line.points[0], line.points[-1]), tensors, strict=False):
            mark = marks[tensor.name]
            if mark.height:
                left, bottom, right, top = box(mark)
                assert min(abs(end[0] - left), abs(end[0] - right)) < 1e-6
                assert bottom < end[1] < top
            else:
                assert end == (mark.x, mark.y)
        seen = [roles.radius(marks[t.name]) if not marks[t.name].height else 0.0 for t in tensors] + [0.0]
        middle = line.at(line.stops[0])[0]
        (ax, _), (bx, _) = line.points[0], line.points[-1]
        way = 1 if bx > ax else -1
        usual = (ax + way * seen[0] + bx - way * seen[1]) / 2
        if middle != pytest.approx(usual, abs=1e-5):  # half a step before a gate that passes over the wire
            assert middle % 1 == pytest.approx(0.5, abs=1e-5)
            assert any(mark.x == round(middle + 0.5) for mark in layout.marks)
        for _, a, b in segments(layout):  # no line crosses the wire near the mark of a cut
            if a[0] == b[0] and min(a[1], b[1]) + 0.01 < line.points[0][1] < max(a[1], b[1]) - 0.01:
                assert abs(a[0] - middle) > 0.1
    assert_apart(layout)
    for line, a, b in segments(layout):  # nothing passes through a box that is filled
        strip = min(a[0], b[0]), min(a[1], b[1]) - 1e-6, max(a[0], b[0]), max(a[1], b[1]) + 1e-6
        own = {tensor.name for tensor in ends[line.bonds[0]]}
        for mark in layout.marks:
            if mark.height and roles.dress(mark).fill != "none" and mark.name not in own:
                assert not overlap(box(mark), strip)


KINDS = {"H": 0, "U3": 3, "RZ": 1, "CX": 0, "CU1": 1, "ISWAP": 0, "SU4": 15, "RZZ": 1, "SWAP": 0, "CCX": 0, "CSWAP": 0}
"""Gates of quimb, and how many parameters they have."""


def any_circuit(seed):
    """A circuit of any gates, of which some on two qubits are one tensor and others are split."""
    rng = random.Random(seed)
    circuit = qtn.Circuit(rng.randint(3, 7))
    for _ in range(rng.randint(2, 30)):
        kind = rng.choice(sorted(KINDS))
        count = {"H": 1, "U3": 1, "RZ": 1, "CCX": 3, "CSWAP": 3}.get(kind, 2)
        whole = {"contract": False} if count == 2 and rng.random() < 0.3 else {}
        parameters = [rng.random() for _ in range(KINDS[kind])]
        circuit.apply_gate(kind, *parameters, *rng.sample(range(circuit.N), count), **whole)
    return circuit


def assert_time_runs_to_the_right(circuit):
    for network in (network_of(circuit), network_of(circuit.get_uni())):
        layout = plain_network(network)
        x, gate = {mark.name: mark.x for mark in layout.marks}, tags_of(network, "GATE_")
        for line in layout.lines:
            ends = sorted((network.tensors[end].name for end in network.ends[line.bonds[0]]), key=gate.__getitem__)
            if len(ends) == 1:
                assert (line.points[-1][0] > x[ends[0]]) == line.bonds[0].startswith("k")
            elif gate[ends[0]] != gate[ends[1]]:
                assert x[ends[0]] < x[ends[1]]
        assert_apart(layout)


@pytest.mark.parametrize("seed", range(15))
def test_time_runs_to_the_right_in_circuits_of_any_gates(seed):
    assert_time_runs_to_the_right(any_circuit(seed))


@pytest.mark.parametrize("seed", range(20))
def test_gates_on_neighbours_cross_nothing(seed):
    circuit, _ = random_circuit(seed, near=True, whole=bool(seed % 2))
    for network in (network_of(circuit), network_of(circuit.get_uni())):
        assert crossings(plain_network(network)) == 0


def test_crossings_of_these_tests_are_those_of_wires_below_far_gates():
    circuit = qtn.Circuit(4)
    circuit.cz(0, 3)
    assert crossings(plain_network(network_of(circuit))) == 2


@pytest.mark.parametrize("seed", range(10))
def test_a_circuit_is_drawn_alike_whatever_the_order_of_its_tensors(seed):
    network = network_of(random_circuit(seed)[0])
    wanted = {mark.name: (mark.x, mark.y) for mark in plain_network(network).marks}
    assert {mark.name: (mark.x, mark.y) for mark in plain_network(shuffled(network, seed)).marks} == wanted


def test_the_operator_of_a_circuit_has_legs_at_both_ends():
    circuit = random_circuit(3, qubits=4)[0]
    network = network_of(circuit, operator=True)
    layout = plain_network(network)
    legs = {line.bonds[0]: line.points[-1] for line in layout.lines if line.role == "output"}
    for qubit in range(4):
        assert legs[f"b{qubit}"][0] < min(mark.x for mark in layout.marks)
        assert legs[f"k{qubit}"][0] > max(mark.x for mark in layout.marks)
        assert legs[f"b{qubit}"][1] == legs[f"k{qubit}"][1] == -qubit


def test_a_swap_is_seen_at_the_ends_of_wires():
    circuit = qtn.Circuit(3)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.swap(1, 2)
    layout = plain_network(network_of(circuit))
    legs = {line.bonds[0]: line.points[-1][1] for line in layout.lines if line.role == "output"}
    assert legs == {"k0": 0.0, "k2": -1.0, "k1": -2.0}


def test_a_far_gate_is_hollow_and_its_text_stands_off_the_wire_in_it():
    circuit = qtn.Circuit(3)
    circuit.apply_gate_raw(np.linalg.qr(np.random.default_rng(0).normal(size=(4, 4)))[0], (0, 2), contract=False)
    look = Look("GATE_0", text="U", place="inside")
    scene = compose(network_of(circuit), view=View(looks=[look], labels="none", width="column"))
    mark = next(mark for mark in scene.marks if mark.height)
    assert roles.dress(mark).fill == "none"
    label = next(label for label in scene.labels if label.role == roles.INSIDE)
    assert label.text == "U"
    assert abs(label.y - mark.y) == 0.5
    between = next(line for line in scene.lines if {y for _, y in line.points} == {-1.0})
    assert between.points[0][0] < box(mark)[0]
    assert between.points[-1][0] > box(mark)[2]


def test_controls_join_in_a_copy_tensor_and_curves_pass_the_qubits_between():
    circuit = qtn.Circuit(5)
    circuit.apply_gate("X", 4, controls=[0, 1, 3])
    layout = plain_network(network_of(circuit))
    copy = next(mark for mark in layout.marks if mark.role == "copy")
    assert {mark.x for mark in layout.marks if mark.x} == {copy.x}
    others = [mark for mark in layout.marks if mark.x and mark is not copy]
    for line in layout.lines:
        ends = line.points[0], line.points[-1]
        if (copy.x, copy.y) in ends:
            inner = [point for point in line.path if point not in ends]
            passed = [mark for mark in others if (mark.x, mark.y) not in ends]
            assert all(abs(x - mark.x) + abs(y - mark.y) > roles.radius(mark) for x, y in inner for mark in passed)


@pytest.mark.parametrize(("sites", "layers"), [(4, 2), (5, 3), (8, 4), (9, 6)])
@pytest.mark.parametrize("axes", ["out in", "in out"])
def test_a_brick_wall_has_sites_along_x_and_time_upwards(sites, layers, axes):
    network = brick_wall(sites, layers, axes=axes)
    for each in (network, shuffled(network, 1), shuffled(network, 2)):
        layout = plain_network(each)
        at = {mark.name: mark for mark in layout.marks}
        for i in range(sites):
            assert (at[f"A{i}"].x, at[f"A{i}"].y) == (i, 0.0)
        for name, mark in at.items():
            if name.startswith("U"):
                layer, i = map(int, name[1:].split("."))
                assert mark.x == i + 0.5
                assert mark.y == layer + 1
        assert crossings(layout) == 0
        assert_apart(layout)
        legs = [line for line in layout.lines if line.role == "output"]
        assert len(legs) == sites
        assert len({line.points[-1][1] for line in legs}) == 1


def test_a_brick_wall_of_quimb_and_its_norm_are_recognised():
    state = qtn.MPS_rand_state(6, 3, seed=1)
    gate = np.linalg.qr(np.random.default_rng(0).normal(size=(4, 4)))[0]
    for layer in range(3):
        for i in range(layer % 2, 5, 2):
            state.gate_(gate, (i, i + 1), contract=False)
    layout = plain_network(network_of(state))
    assert sorted(mark.x for mark in layout.marks if mark.y == 0) == [0, 1, 2, 3, 4, 5]
    norm = plain_network(network_of(state.H & state))
    rows = sorted({mark.y for mark in norm.marks})
    assert rows == [0, 1, 2, 3, 4, 5, 6, 7]
    assert [mark.x for mark in norm.marks if mark.y == 7] == [0, 1, 2, 3, 4, 5]
    assert crossings(norm) == 0


def test_gates_without_direction_are_drawn_as_a_circuit_if_one_asks():
    network = from_terms({"U": "a b c d", "V": "c d e f"})
    layout = plain_network(network, layout="circuit")
    at = {mark.name: (mark.x, mark.y) for mark in layout.marks}
    assert at == {"U": (1.0, -0.5), "V": (2.0, -0.5)}
    brick = plain_network(network, layout="brickwall")
    assert {mark.name: (mark.x, mark.y) for mark in brick.marks} == {"U": (0.5, 1.0), "V": (0.5, 2.0)}
    assert not any(mark.dress for mark in plain_network(network).marks)  # a chain, or anything else


def told(tags=(), left=()):
    """A gate H on the first of two qubits, and then one on both, of which tags or bonds tell the direction."""
    bonds = {"H": ("b", "a"), "U": ("d", "e", "b", "c"), "p": ("a",), "q": ("c",)}
    dims = tuple(Bond(name, 2) for name in "abcde")
    tags, left = dict(tags), dict(left)
    tensors = [
        Tensor(name, "weight", own, parameter=name, tags=tags.get(name, ()), left=left.get(name, ()))
        for name, own in bonds.items()
    ]
    return Network(tuple(tensors), dims, ("d", "e"))


@pytest.mark.parametrize(
    ("tags", "left"),
    [
        ({"H": ("GATE_0",), "U": ("GATE_1",)}, {}),
        ({"H": ("ROUND_0",), "U": ("ROUND_1",)}, {}),
        ({}, {"H": ("a",), "U": ("b", "c")}),
        ({}, {"U": ("c", "b"), "H": ("a",)}),
    ],
)
def test_tags_and_bonds_tell_which_way_gates_go(tags, left):
    at = {mark.name: (mark.x, mark.y) for mark in plain_network(told(tags, left)).marks}
    assert at == {"p": (0, 0), "q": (0, -1), "H": (1, 0), "U": (2, -0.5)}
    backwards = {
        name: tuple(b for b in own if b not in left[name]) for name, own in [("H", "ab"), ("U", "bcde")] if left
    }
    if left:  # against all else, bonds say that it is the other way round
        at = {mark.name: (mark.x, mark.y) for mark in plain_network(told((), backwards)).marks}
        assert at["U"][0] < at["H"][0] < at["p"][0]
    assert not any(mark.dress for mark in plain_network(told()).marks)


def others():
    state = qtn.MPS_rand_state(6, 4, seed=1)
    canonical = state.copy()
    canonical.canonize(3)
    mera = qtn.MERA.rand(8, max_bond=2, seed=1)
    return {
        "mps": state,
        "canonical": canonical,
        "ring": qtn.MPS_rand_state(6, 4, cyclic=True, seed=1),
        "mpo": qtn.MPO_rand(6, 3, seed=1),
        "norm": state.H & state,
        "peps": qtn.PEPS.rand(4, 4, 2, seed=1),
        "grid": qtn.TN2D_rand(5, 5, 2, seed=1),
        "torus": qtn.TN2D_rand(4, 4, 2, cyclic=True, seed=1),
        "mera": mera,
        "mera norm": mera.H & mera,
        "tree": qtn.TN_rand_tree(12, 2, seed=1),
        "regular": qtn.TN_rand_reg(20, 3, 2, seed=1),
        "simplified": random_circuit(2, qubits=6)[0].get_psi_simplified(),
        "cube": qtn.TN3D_rand(3, 3, 3, 2, seed=1),
    }


@pytest.mark.parametrize("name", others())
def test_other_networks_are_no_circuits(name):
    from tnrnn.drawing.graphs import Part, network_graph
    from tnrnn.drawing.structures.brickwork import sure_brick_wall
    from tnrnn.drawing.structures.circuits import sure_circuit

    graph = network_graph(network_of(others()[name]))
    part = Part(graph, range(len(graph.links)))
    assert isinstance(sure_circuit(part), str)
    assert isinstance(sure_brick_wall(part), str)


@pytest.mark.parametrize(
    ("terms", "layout", "said"),
    [
        ({"U": "a b c", "V": "c d"}, "circuit", "'U' with 3 legs"),
        ({"U": "a b c d", "V": "c d a b"}, "circuit", "in a circle"),
        ({"U": "a b c d", "V": "c x d y"}, "circuit", "'V' whose inputs and outputs contradict"),
        ({"A": "a"}, "circuit", "without a gate"),
        ({"U": "a b", "V": "b c"}, "brickwall", "no gate on two sites"),
        ({"U": "a b c d e f"}, "brickwall", "no neighbours"),
    ],
)
def test_a_network_without_the_structure_is_told_what_is_missing(terms, layout, said):
    with pytest.raises(TnrnnError, match=f"view, layout {layout}: expected gates .*, given .*") as found:
        compose(from_terms(terms), view=View(layout=layout))
    assert said in str(found.value)


def test_a_circuit_of_vertices_is_no_quantum_circuit():
    from tnrnn import rac

    with pytest.raises(TnrnnError, match="view, layout circuit"):
        compose(rac(3, 2, 2, 2), view=View(layout="circuit"))


def test_names_of_gates_stand_inside_boxes_that_hold_them():
    circuit = qtn.Circuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    scene = compose(network_of(circuit), view=View(labels="names", width="column"))
    said = sorted((label.role, label.text or label.math) for label in scene.labels if label.of)
    assert said == [("inside", "H"), ("tensor", "CX"), ("tensor", "q_{0}"), ("tensor", "q_{1}")]


@pytest.mark.parametrize("shape", ["disc", "box", "pill", "square", "diamond", "half-disc", "triangle-right"])
def test_wires_reach_gates_of_every_shape(shape):
    network = brick_wall(4, 2)
    look = Look("U*", kind="tensor", shape=shape, fill="#8DB9D8", text="U", place="inside")
    scene = compose(network, view=View(looks=[look], width="6in", labels="none"))
    marks = {mark.name: mark for mark in scene.marks}
    from tnrnn.drawing.dressing.edges import edge_of

    for line in scene.lines:
        for number, end in zip(network.ends[line.bonds[0]], (line.points[0], line.points[-1]), strict=False):
            mark = marks[network.tensors[number].name]
            if mark.name.startswith("U"):
                edge = edge_of(mark)
                assert roles.shape_of(mark) == shape
                towards = edge.beyond(edge.centre, np.arctan2(end[1] - mark.y, end[0] - mark.x))
                assert np.hypot(towards[0] - end[0], towards[1] - end[1]) < 2e-3, (shape, mark.name, end)


def test_a_cut_through_time_marks_every_wire_where_it_is_seen():
    network = brick_wall(8, 4)
    below = [t.name for t in network.tensors if t.name[0] == "A" or t.name[1] in "01"]
    from tnrnn.cuts import Cut

    scene = compose(network, Cut.of(network, below), view=View(width="column"))
    boxes = [box(mark) for mark in scene.marks]
    assert len(scene.cut_marks) == 8
    for mark in scene.cut_marks:
        assert not any(left < mark.x < right and low < mark.y < top for left, low, right, top in boxes)
    halves = min_cut(network, Partition(near=network.open[:4], far=network.open[4:]))
    assert len(compose(network, halves, view=View(width="column")).cut_marks) == len(halves.entries)


@pytest.mark.parametrize("seed", range(3))
def test_a_cut_of_a_circuit_with_far_gates_marks_what_it_severs(seed):
    network = network_of(any_circuit(seed))
    cut = min_cut(network, Partition(near=network.open[:1], far=network.open[1:]))
    scene = compose(network, cut, view=View(width="6.8in", labels="none"))
    assert sorted(mark.name for mark in scene.cut_marks) == sorted(entry.name for entry in cut.entries)


def test_legs_that_were_asked_to_point_elsewhere_do():
    layout = plain_network(brick_wall(4, 2), turns={"s0.1": 0.0})
    line = next(line for line in layout.lines if line.bonds == ("s0.1",))
    assert line.points[0][1] == pytest.approx(line.points[-1][1])
