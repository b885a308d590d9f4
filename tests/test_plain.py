"""Layouts by structure, and positions of the user: what defines each, checked with a geometry of its own."""

from __future__ import annotations

import itertools
import math
import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import random_circuits
import random_networks

import tnrnn
from tnrnn.basics.errors import TnrnnError
from tnrnn.cuts import Cut
from tnrnn.drawing import Page, View, compose, draw
from tnrnn.drawing.layouts.layout import layout_of
from tnrnn.drawing.layouts.plain import plain_circuit, plain_network
from tnrnn.networks import Bond, Network, Tensor
from tnrnn.networks.circuit import Circuit, Vertex

ROOT = Path(tnrnn.__file__).parents[1]


def made(spec, positions=(), layers=(), order=None):
    """A network from a mapping of tensors to their bonds; names with d are copy tensors, those with x inputs."""
    positions, layers = dict(positions), dict(layers)
    ends = Counter(bond for bonds in spec.values() for bond in bonds)
    kinds = {name: {"d": "copy", "x": "input"}.get(name[0], "weight") for name in spec}
    tensors = [
        Tensor(
            name, kinds[name], tuple(bonds), positions.get(name), layers.get(name),
            name if kinds[name] == "weight" else None,
        )
        for name, bonds in spec.items()
    ]  # fmt: skip
    if order is not None:
        random.Random(order).shuffle(tensors)
    slots = [bonds[0] for name, bonds in spec.items() if kinds[name] == "input"]
    opened = (*(name for name, count in ends.items() if count == 1), *slots)
    return Network(tuple(tensors), tuple(Bond(name, 2) for name in ends), opened)


def chain(length, legs=1, closed=False, outer=False):
    """Tensors A1, A2, .. with bonds (left, right, legs); `outer`: the first and the last have an open bond more."""
    spec = {}
    for i in range(1, length + 1):
        left = [f"v{(i - 1) or (length if closed else 0)}"] if i > 1 or closed or outer else []
        right = [f"v{i}"] if i < length or closed or outer else []
        spec[f"A{i}"] = [*left, *right, *(f"p{i}.{leg}" for leg in range(legs))]
    return spec


def binary(depth, top=True):
    spec = {}
    for level in range(depth):
        for i in range(2 ** (depth - level - 1)):
            up = [f"b{level + 1}.{i}"] if top or level < depth - 1 else []
            spec[f"T{level}.{i}"] = [*up, f"b{level}.{2 * i}", f"b{level}.{2 * i + 1}"]
    return spec


def lattice(rows, columns):
    spec = {}
    for i, j in itertools.product(range(rows), range(columns)):
        spec[f"P{i},{j}"] = [
            *([f"c{i - 1},{j}"] if i else []), *([f"r{i},{j - 1}"] if j else []),
            *([f"c{i},{j}"] if i < rows - 1 else []), *([f"r{i},{j}"] if j < columns - 1 else []),
            f"o{i},{j}",
        ]  # fmt: skip
    return spec


def gap(point, a, b):
    square = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / square
    along = min(1, max(0, along))
    return math.dist(point, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))


def crosses(a, b, c, d):
    def side(p, q, r):
        value = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
        return (value > 1e-9) - (value < -1e-9)

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def crossings(layout):
    found = 0
    for one, two in itertools.combinations(layout.lines, 2):
        pieces = itertools.product(itertools.pairwise(one.path), itertools.pairwise(two.path))
        found += any(crosses(*a, *b) for a, b in pieces)
    return found


def spots(layout):
    return {mark.name: (mark.x, mark.y) for mark in layout.marks}


def ends_of(layout):
    """Return the position of the free end of every dangling leg."""
    return {line.bonds[0]: line.points[-1] for line in layout.lines if line.role == "output"}


def assert_sound(network, layout, foreign=True):
    """Every tensor and bond once, lines from end to end, no mark on another and no line over a foreign mark."""
    assert Counter(name for mark in layout.marks for name in mark.tensors) == Counter(list(network.index))
    assert Counter(bond for line in layout.lines for bond in line.bonds) == Counter(list(network.bond))
    at = spots(layout)
    for one, two in itertools.combinations(layout.marks, 2):
        assert math.dist((one.x, one.y), (two.x, two.y)) > 1.25 * (one.radius + two.radius), (one, two)
    for line in layout.lines:
        ends = [at[network.tensors[end].name] for end in network.ends[line.bonds[0]]]
        drawn = [line.points[0], line.points[-1]]
        assert drawn == ends if len(ends) == 2 else drawn[0] == ends[0]
        assert len(ends) == 2 or drawn[1] not in at.values()
        for mark in layout.marks if foreign else ():
            if (mark.x, mark.y) not in ends:
                assert min(gap((mark.x, mark.y), a, b) for a, b in itertools.pairwise(line.path)) > mark.radius


def test_the_geometry_of_these_tests_finds_what_is_wrong():
    assert crosses((0, 0), (2, 2), (0, 2), (2, 0))
    assert not crosses((0, 0), (2, 2), (2, 2), (2, 0))
    assert gap((1, 1), (0, 0), (2, 0)) == 1
    network = made(chain(4))
    layout = plain_network(network)
    with pytest.raises(AssertionError):
        assert_sound(network, layout._replace(marks=(*layout.marks[:3], layout.marks[0])))
    with pytest.raises(AssertionError):
        assert_sound(network, layout._replace(lines=layout.lines[1:]))


@pytest.mark.parametrize("order", [None, 1, 2])
@pytest.mark.parametrize(("length", "outer"), [(2, False), (3, False), (10, False), (4, True), (9, True)])
def test_a_chain_is_a_row_with_its_legs_down(length, outer, order):
    network = made(chain(length, outer=outer), order=order)
    layout = plain_network(network)
    assert_sound(network, layout)
    at, ends = spots(layout), ends_of(layout)
    xs = [at[f"A{i}"][0] for i in range(1, length + 1)]
    assert {y for _, y in at.values()} == {0}
    assert {abs(two - one) for one, two in itertools.pairwise(xs)} == {1}
    assert xs in (sorted(xs), sorted(xs)[::-1])
    if length > 2 or outer:  # a chain of two with a leg each is a product of matrices
        for i in range(1, length + 1):
            assert ends[f"p{i}.0"][0] == at[f"A{i}"][0]
            assert ends[f"p{i}.0"][1] < 0
    if outer:
        assert {ends["v0"][1], ends[f"v{length}"][1]} == {0}


def test_an_operator_has_its_legs_up_and_down_in_the_order_of_the_bonds():
    network = made(chain(8, legs=2))
    layout = plain_network(network)
    assert_sound(network, layout)
    at, ends = spots(layout), ends_of(layout)
    for i in range(1, 9):
        assert at[f"A{i}"] == (i - 1, 0)
        assert ends[f"p{i}.0"] == (i - 1, -ends[f"p{i}.1"][1])
        assert ends[f"p{i}.0"][1] > 0


def test_a_chain_with_times_keeps_them_and_starts_with_the_first():
    times = {f"A{i}": 2 * (9 - i) for i in range(1, 9)}
    layout = plain_network(made(chain(8), positions=times))
    assert {name: x for name, (x, _) in spots(layout).items()} == times
    spec = {"S": ["v0"], **chain(5, outer=True)}
    spec |= {name: [*bonds[:2], f"{bonds[2]}!"] for name, bonds in spec.items() if name != "S"}
    spec |= {f"x{i}": [f"p{i}.0!"] for i in range(1, 6)}
    network = made(spec, positions={f"x{i}": 6 - i for i in range(1, 6)})
    at = spots(plain_network(network))
    assert [name for name, _ in sorted(at.items(), key=lambda item: item[1][0]) if name[0] == "x"] == [
        "x5", "x4", "x3", "x2", "x1",
    ]  # fmt: skip
    assert {at[name][1] for name in ("S", "A1", "A5")} == {0}
    assert all(at[f"x{i}"][1] < 0 and at[f"x{i}"][0] == at[f"A{i}"][0] for i in range(1, 6))


@pytest.mark.parametrize(("length", "legs"), [(3, 1), (4, 0), (4, 1), (8, 1), (8, 2), (31, 1)])
def test_a_ring_is_a_regular_polygon_with_its_legs_outwards(length, legs):
    network = made(chain(length, legs, closed=True))
    layout = plain_network(network)
    assert_sound(network, layout)
    at, ends = spots(layout), ends_of(layout)
    radii = {round(math.hypot(*point), 4) for point in at.values()}
    assert len(radii) == 1
    around = [at[f"A{i}"] for i in range(1, length + 1)]
    sides = {round(math.dist(a, b), 4) for a, b in itertools.pairwise([*around, around[0]])}
    assert len(sides) == 1
    for i in range(1, length + 1) if legs else ():
        assert math.hypot(*ends[f"p{i}.0"]) > radii.copy().pop() + 0.2
    assert crossings(layout) == 0


@pytest.mark.parametrize("order", [None, 3])
@pytest.mark.parametrize(("depth", "top"), [(2, True), (3, True), (4, True), (4, False), (5, False)])
def test_a_tree_has_layers_and_no_crossings(depth, top, order):
    network = made(binary(depth, top), order=order)
    layout = plain_network(network)
    assert_sound(network, layout)
    at = spots(layout)
    heights = [{at[name][1] for name in at if name.startswith(f"T{level}.")} for level in range(depth)]
    assert all(len(level) == 1 for level in heights)
    assert [level.pop() for level in heights] == sorted(level for level in {y for _, y in at.values()})
    assert crossings(layout) == 0
    if top:
        assert ends_of(layout)[f"b{depth}.0"][1] > at[f"T{depth - 1}.0"][1]
    for name, (x, y) in at.items():  # children in the order of the bonds, and legs as well
        below = [line.points for line in layout.lines if name in owners(network, line)]
        lower = [{*points} - {(x, y)} for points in below]
        ordered = [point[0] for points in lower for point in points if point[1] < y]
        assert ordered == sorted(ordered)


def owners(network, line):
    return [network.tensors[end].name for end in network.ends[line.bonds[0]]]


@pytest.mark.parametrize("seed", range(20))
def test_any_tree_has_no_crossings_and_its_leaves_in_one_row(seed):
    chance = random.Random(seed)
    spec = {"T0": ["out"] if seed % 2 else []}
    for i in range(1, chance.randint(5, 50)):
        above = f"T{chance.randrange(max(0, i - chance.choice((3, 6, 60))), i)}"
        spec[f"T{i}"] = [f"b{i}"]
        spec[above].append(f"b{i}")
    network = made(spec, order=seed)
    layout = plain_network(network)
    assert_sound(network, layout, foreign=False)
    assert crossings(layout) == 0
    at = spots(layout)
    if len({y for _, y in at.values()}) > 3:  # else it may be a row
        lowest = min(y for _, y in at.values())
        leaves = [name for name, bonds in spec.items() if len(bonds) == 1 and name != "T0"]
        assert sum(at[name][1] == lowest for name in leaves) >= len(leaves) - 2


def test_leaves_with_times_keep_them():
    spec = binary(3) | {f"x{i}": [f"b0.{i}"] for i in range(8)}
    times = {f"x{i}": 3 * i for i in range(8)}
    at = spots(plain_network(made(spec, positions=times)))
    leaves = [at[f"x{i}"][0] for i in range(8)]
    assert leaves == sorted(leaves)
    every = times | {f"T0.{i}": 6 * i + 1 for i in range(4)} | {"T1.0": 4, "T1.1": 16, "T2.0": 10}
    at = spots(plain_network(made(spec, positions=every)))
    assert all(abs(at[name][0] - time) <= 0.5 for name, time in every.items())


@pytest.mark.parametrize("order", [None, 1, 2, 3])
@pytest.mark.parametrize(("rows", "columns"), [(2, 3), (2, 7), (3, 3), (4, 5), (6, 3)])
def test_a_grid_is_a_lattice(rows, columns, order):
    network = made(lattice(rows, columns), order=order)
    layout = plain_network(network)
    assert_sound(network, layout)
    at = spots(layout)
    assert {frozenset(Counter(axis).values()) for axis in zip(*at.values(), strict=True)} == {
        frozenset([rows]), frozenset([columns])}  # fmt: skip
    bonds = [line.points for line in layout.lines if line.role == "bond"]
    assert {round(math.dist(*points), 6) for points in bonds} == {1}
    legs = [line.points for line in layout.lines if line.role == "output"]
    if rows > 2:
        assert all(a[0] != b[0] and a[1] != b[1] for a, b in legs)
    else:  # two rows are a sandwich
        assert all(a[0] == b[0] for a, b in legs)
    assert crossings(layout) == 0
    if order is None:
        cells = itertools.product(range(rows), range(columns))  # the longer side lies along x
        assert at == {f"P{i},{j}": (i, -j) if rows > columns else (j, -i) for i, j in cells}


@pytest.mark.parametrize("spoilt", ["more", "crossed"])
def test_what_is_nearly_a_grid_is_none(spoilt):
    spec = lattice(4, 4)
    if spoilt == "more":
        spec["P0,0"].append("extra")
        spec["P3,3"].append("extra")
    else:
        spec["P0,1"][spec["P0,1"].index("c0,1")] = "c0,2"
        spec["P0,2"][spec["P0,2"].index("c0,2")] = "c0,1"
    network = made(spec)
    assert_sound(network, plain_network(network))
    assert len({x for x, _ in spots(plain_network(network)).values()}) > 4


def bricks(width, depth):
    spec, times, layers = {}, {}, {}
    wires = [f"i{i}" for i in range(width)]
    for layer in range(depth):
        for i in range(layer % 2, width - 1, 2):
            name = f"G{layer}.{i}"
            spec[name] = [wires[i], wires[i + 1], f"{name}a", f"{name}b"]
            wires[i : i + 2] = f"{name}a", f"{name}b"
            times[name], layers[name] = i, layer
    return spec, times, layers


def test_tensors_with_times_and_layers_stand_in_rows():
    spec, times, layers = bricks(8, 5)
    network = made(spec, times, layers)
    layout = plain_network(network)
    assert_sound(network, layout)
    assert spots(layout) == {name: (times[name], layers[name]) for name in spec}
    assert crossings(layout) == 0


@pytest.mark.parametrize("length", [2, 5, 9])
def test_chains_through_time_are_straight_rows(length):
    """Three chains, each site of which hangs on the one above it at odd times."""
    spec, times = defaultdict(list), {}
    for row, time in itertools.product(range(3), range(length)):
        name = f"A{row}.{time}"
        times[name] = time
        if time:
            spec[f"A{row}.{time - 1}"].append(f"t{row}.{time}")
            spec[name].append(f"t{row}.{time}")
        if row and time % 2:
            spec[f"A{row - 1}.{time}"].append(f"u{row}.{time}")
            spec[name].append(f"u{row}.{time}")
    network = made(spec, times)
    layout = plain_network(network)
    assert_sound(network, layout)
    at = spots(layout)
    assert all(round(at[name][0]) == time for name, time in times.items())
    assert all(len({at[f"A{row}.{time}"][1] for time in range(length)}) == 1 for row in range(3))


@pytest.mark.parametrize("size", [4, 5, 8])
def test_a_complete_graph_is_a_regular_polygon(size):
    spec = {f"K{i}": [f"e{min(i, j)}{max(i, j)}" for j in range(size) if j != i] for i in range(size)}
    network = made(spec)
    layout = plain_network(network)
    assert_sound(network, layout)
    assert len({round(math.hypot(*point), 4) for point in spots(layout).values()}) == 1


def networks():
    """Yield random networks: connected ones, with parallel bonds and copy tensors, and separate parts."""
    for seed in range(30):
        yield random_networks.random_network(seed)[0]
    for seed in range(12):
        yield random_networks.random_network(100 + seed, 15, 6)[0]
    for seed in range(14):
        chance = random.Random(seed)
        spec = {f"A{i}": [] for i in range(chance.randint(2, 60))}
        for number in range(chance.randint(1, int(1.2 * len(spec)))):
            for name in chance.sample(sorted(spec), 2):
                spec[name].append(f"b{number}")
        for number in range(chance.randint(0, 4)):
            spec[chance.choice(sorted(spec))].append(f"o{number}")
        yield made(spec)


@pytest.mark.parametrize(("number", "network"), list(enumerate(networks())))
def test_networks_by_chance(number, network):
    layout = plain_network(network)
    assert layout == plain_network(network)
    assert_sound(network, layout)
    renamed = renaming(network)
    assert [(m.x, m.y) for m in plain_network(renamed).marks] == [(m.x, m.y) for m in layout.marks]
    cut = Cut.of(network, [tensor.name for tensor in network.tensors[: number % 5 + 1]])
    scene = compose(network, cut)
    assert [(mark.name, mark.kind) for mark in scene.cut_marks] == [(entry.name, entry.kind) for entry in cut.entries]


def renaming(network):
    bond = {item.name: f"q{number * 7 % 1009}" for number, item in enumerate(network.bonds)}
    tensors = tuple(
        Tensor(f"n{number * 5 % 1013}", t.kind, tuple(bond[b] for b in t.bonds), t.position, t.layer, t.parameter)
        for number, t in enumerate(network.tensors)
    )
    bonds = tuple(Bond(bond[b.name], b.dim, b.symbol) for b in network.bonds)
    return Network(tensors, bonds, tuple(bond[name] for name in network.open))


def test_parallel_bonds_are_arcs_side_by_side():
    spec = {"A": ["a", "b", "c", "d"], "B": ["b", "a", "c", "d"]}
    layout = plain_network(made(spec))
    assert sum(line.curve for line in layout.lines) == 4
    middles = [line.at(0.5)[:2] for line in layout.lines]
    assert min(math.dist(one, two) for one, two in itertools.combinations(middles, 2)) > 0.1
    assert crossings(layout) == 0


def test_parts_keep_their_times():
    spec = chain(4) | {"B": ["b"], "C": ["b"], "S": []}
    times = {f"A{i}": i for i in range(1, 5)} | {"B": 2, "C": 2, "S": 4}
    network = made(spec, times)
    layout = plain_network(network)
    assert_sound(network, layout)
    assert all(abs(x - times[name]) < 0.5 for name, (x, _) in spots(layout).items())


def test_parts_stand_side_by_side():
    spec = chain(5, closed=True) | {
        name.replace("A", "B"): [f"{b}'" for b in bonds] for name, bonds in chain(4).items()
    }
    spec |= {"S": [], "R": []}
    network = made(spec)
    layout = plain_network(network)
    assert_sound(network, layout)
    at = spots(layout)
    boxes = []
    for part in ([n for n in at if n[0] == "A"], [n for n in at if n[0] == "B"], ["S"], ["R"]):
        xs, ys = zip(*(at[name] for name in part), strict=True)
        boxes.append((min(xs), max(xs), min(ys), max(ys)))
    for a, b in itertools.combinations(boxes, 2):
        assert a[1] < b[0] or b[1] < a[0] or a[3] < b[2] or b[3] < a[2]


CODE = """
import hashlib, sys
sys.path.insert(0, "tests")
import test_plain
from tnrnn.drawing.layouts.plain import plain_network
print(hashlib.sha256(repr([plain_network(network) for network in test_plain.networks()][:45]).encode()).hexdigest())
"""


def test_two_processes_give_the_same_layout():
    found = set()
    for seed in "12":
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", CODE], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("size", "spec"),
    [(3000, chain(3000)), (2000, chain(2000, closed=True)), (1600, lattice(40, 40)), (1023, binary(10))],
)
def test_large_structures(size, spec):
    layout = plain_network(made(spec))
    assert len(layout.marks) == size
    assert layout.marks[0].radius > 0.05


def test_large_networks_without_structure_have_marks_that_can_be_seen():
    chance = random.Random(1)
    spec = {f"A{i}": [] for i in range(1500)}
    for i in range(1, 1500):
        for number in range(2):
            spec[f"A{i}"].append(f"b{i}.{number}")
            spec[f"A{chance.randrange(i)}"].append(f"b{i}.{number}")
    layout = plain_network(made(spec))
    assert len(set(spots(layout).values())) == 1500
    assert layout.marks[0].radius > 0.05


@pytest.mark.parametrize("seed", range(40))
def test_circuits_have_children_left_of_or_below_their_users(seed):
    circuit = random_circuits.random_circuit(seed, sums=seed % 2 == 0, vertices=14)
    layout = plain_circuit(circuit)
    at = spots(layout)
    assert list(at) == list(circuit.by_name)
    drawn = Counter((line.bonds[0], line.points[-1]) for line in layout.lines if line.role == "bond")
    assert drawn == Counter((child, at[v.name]) for v in circuit.vertices for child in v.children)
    pairs = [(at[child], at[v.name]) for v in circuit.vertices for child in v.children]
    assert all(a[0] < b[0] for a, b in pairs) or all(a[1] < b[1] for a, b in pairs)
    for one, two in itertools.combinations(layout.marks, 2):
        assert math.dist((one.x, one.y), (two.x, two.y)) > 1.25 * (one.radius + two.radius)
    for line in layout.lines:
        for mark in layout.marks:
            if (mark.x, mark.y) not in (line.points[0], line.points[-1]):
                assert min(gap((mark.x, mark.y), a, b) for a, b in itertools.pairwise(line.path)) > mark.radius


def recurrent(length, timed):
    """h = (U x) * (R h) + U x + R h, which is no lattice of layers and steps."""
    place = (lambda t: {"position": t}) if timed else (lambda t: {})
    vertices = [Vertex(f"x{t}", "input", dim=2, position=t) for t in range(1, length + 1)]
    vertices.append(Vertex("h0", "constant", dim=3, parameter="h0", **place(0)))
    for t in range(1, length + 1):
        vertices += [
            Vertex(f"u{t}", "linear", (f"x{t}",), dim=3, parameter="U", **place(t)),
            Vertex(f"r{t}", "linear", (f"h{t - 1}",), dim=3, parameter="R", **place(t)),
            Vertex(f"m{t}", "product", (f"u{t}", f"r{t}"), dim=3, **place(t)),
            Vertex(f"h{t}", "sum", (f"m{t}", f"u{t}", f"r{t}"), dim=3, **place(t)),
        ]
    return Circuit(tuple(vertices), f"h{length}")


@pytest.mark.parametrize("timed", [True, False])
def test_a_recurrence_that_is_no_lattice(timed):
    at = spots(plain_circuit(recurrent(6, timed)))
    xs = [at[f"h{t}"][0] for t in range(7)]
    assert xs == sorted(xs)
    assert len({at[f"h{t}"][1] for t in range(2, 7)}) == 1
    if timed:
        assert all(round(x) == int(name[1:]) for name, (x, _) in at.items())


def test_positions_are_taken_as_they_are():
    network = made(chain(5))
    places = {f"A{i}": (math.pi * i, -1 / 7 * i * i) for i in range(1, 6)}
    layout = layout_of(network, View(positions=places))
    assert spots(layout) == places
    assert_sound(network, layout)
    circuit = recurrent(2, timed=False)
    given = {name: (float(number), number * number / 3) for number, name in enumerate(circuit.by_name)}
    assert spots(layout_of(circuit, View(positions=given))) == given


@pytest.mark.parametrize("scale", [1e-2, 1.0, 1e3, 1e9])
def test_positions_in_any_unit_give_the_same_picture(scale):
    network = made(lattice(3, 4))
    places = {f"P{i},{j}": (j * scale, i * scale) for i, j in itertools.product(range(3), range(4))}
    cut = Cut.of(network, [f"P{i},{j}" for i, j in itertools.product(range(3), range(2))])
    scene = compose(network, cut, Page(), View(positions=places))
    assert {mark.name: (mark.x, mark.y) for mark in scene.marks} == places
    wide, high = ((scene.box[axis + 2] - scene.box[axis]) * scene.unit for axis in (0, 1))
    assert 2 < wide < 8
    assert 1 < high < 8
    assert scene.marks[0].radius == pytest.approx(0.12 * scale)
    assert all(mark.size < 0.2 * scale for mark in scene.cut_marks)
    axes = draw(network, cut, view=View(positions=places))
    assert axes.get_xlim()[0] < 0 < 3 * scale < axes.get_xlim()[1]


@pytest.mark.parametrize(
    ("places", "message"),
    [
        (
            {"A1": (0, 0), "A2": (1, 0), "A33": (2, 0)},
            "view, positions: expected names of what is drawn, given 'A33'; did",
        ),
        ({"A1": (0, 0), "A2": (1, 0), "A3": (1, 0)}, "view, positions of A2 and A3: expected places at least 0.0001"),
        ({"A1": (0, 0), "A2": (1, 0), "A3": (1e13, 0)}, "view, position of A3: expected coordinates of at most"),
        ({"A1": (0, 0), "A2": (1, 0), "A3": (math.nan, 0)}, "view, position of A3: expected a pair"),
    ],
)
def test_bad_positions(places, message):
    with pytest.raises(TnrnnError) as caught:
        layout_of(made(chain(3)), View(positions=places))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
