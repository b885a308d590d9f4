"""Rows of tensors one above another: places on a grid and straight bonds, whatever the order and the names are."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter, defaultdict

import pytest
from shuffling import shuffled

from tnrnn import TnrnnError
from tnrnn.cuts import Cut
from tnrnn.drawing import Look, View, compose
from tnrnn.drawing.layouts.plain import plain_network
from tnrnn.interop import from_quimb, from_terms

ROWS = "ABCDEFGH"


def grid(rows, columns, legs=(), without=()):
    """Rows A, B, .. of tensors 1, 2, ..: `legs` are rows with legs, `without` are bonds down that are missing."""
    terms = defaultdict(list)
    for r, c in itertools.product(range(rows), range(columns)):
        own = terms[f"{ROWS[r]}{c + 1}"]
        own += [f"d{r - 1}.{c}"] if r and (r - 1, c) not in without else []
        own += [f"d{r}.{c}"] if r < rows - 1 and (r, c) not in without else []
        own += ([f"h{r}.{c - 1}"] if c else []) + ([f"h{r}.{c}"] if c < columns - 1 else [])
        own += [f"o{r}.{c}"] if r in legs else []
    return dict(terms)


def state(size, name="A", legs=None):
    """A row of tensors with a leg each: s1, s2, .., or as `legs` says."""
    bonds = {i: [f"{name}b{j}" for j in (i - 1, i) if 0 < j < size] for i in range(1, size + 1)}
    return {f"{name}{i}": [*own, (legs or {}).get(i, f"s{i}")] for i, own in bonds.items()}


def network(terms, seed=None, renamed=False):
    """The network of terms; a seed shuffles tensors and bonds; all of them may have other names."""
    items = shuffled(terms, seed)
    bond = {name: f"x{i}" for i, name in enumerate(sorted({b for _, own in items for b in own}, key=hash_of(seed)))}
    names = {name: f"T{i}" if renamed else name for i, (name, _) in enumerate(items)}
    return from_terms({names[n]: " ".join(bond[b] if renamed else b for b in own) for n, own in items}), names


def hash_of(seed):
    return lambda name: random.Random(f"{seed}{name}").random()


def spots(layout):
    return {mark.name: (mark.x, mark.y) for mark in layout.marks}


def segments(layout):
    return [pair for line in layout.lines for pair in itertools.pairwise(line.path)]


def crossings(layout):
    """How many pairs of lines meet between their ends; only lines near one another are compared."""
    cells, found = defaultdict(list), set()
    for number, line in enumerate(layout.lines):
        for (ax, ay), (bx, by) in itertools.pairwise(line.path):
            box = [math.floor(f(pair) + 1e-9) for pair in ((ax, bx), (ay, by)) for f in (min, max)]
            for cell in itertools.product(range(box[0], box[1] + 1), range(box[2], box[3] + 1)):
                cells[cell].append((number, (ax, ay), (bx, by)))
    for near in cells.values():
        for (i, a, b), (j, c, d) in itertools.combinations(near, 2):
            if i != j and turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0:
                found.add((i, j))
    return len(found)


def turn(p, q, r):
    value = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    return (value > 1e-9) - (value < -1e-9)


def up_to_mirrors(layout):
    """The drawn lines in the least of all eight orientations."""
    forms = []
    for swap, sx, sy in itertools.product((False, True), (1, -1), (1, -1)):
        ends = [[(sx * x, sy * y) if not swap else (sy * y, sx * x) for x, y in pair] for pair in segments(layout)]
        left, low = (min(point[axis] for pair in ends for point in pair) for axis in (0, 1))
        forms.append(sorted(tuple(sorted((round(x - left, 4), round(y - low, 4)) for x, y in pair)) for pair in ends))
    return min(forms)


def assert_rows(layout, terms):
    """Every tensor on the grid, one in a place; bonds of the same row go right, others down; legs are upright."""
    at = spots(layout)
    assert len(set(at.values())) == len(terms)
    assert all(value == round(value) for point in at.values() for value in point)
    for line in layout.lines:
        (ax, ay), (bx, by) = line.points
        assert ax == bx or ay == by
        if line.role == "bond":
            assert abs(ax - bx) + abs(ay - by) == 1
        else:
            assert ax == bx
    assert crossings(layout) == 0


def test_the_geometry_of_these_tests_finds_crossings():
    layout = plain_network(network(grid(3, 4))[0])
    line = layout.lines[0]
    (ax, ay), (bx, by) = line.points
    middle = ((ax + bx) / 2, (ay + by) / 2)
    other = [(middle[0] - 0.3, middle[1] - 0.3), (middle[0] + 0.3, middle[1] + 0.3)]
    crossed = layout._replace(lines=(*layout.lines, type(line)(("x",), "bond", tuple(other), (0.5,))))
    assert (crossings(layout), crossings(crossed)) == (0, 1)


@pytest.mark.parametrize("legs", [(), (0,), "both"])
@pytest.mark.parametrize(("rows", "columns"), [(2, 3), (2, 8), (3, 3), (3, 6), (4, 4), (4, 5), (5, 7), (3, 60)])
def test_rows_are_the_longer_side_and_the_first_tensor_is_at_the_top_left(rows, columns, legs):
    terms = grid(rows, columns, (0, rows - 1) if legs == "both" else legs)
    layout = plain_network(network(terms)[0])
    assert_rows(layout, terms)
    at = spots(layout)
    assert all(at[f"{ROWS[r]}{c + 1}"] == (c, -r) for r, c in itertools.product(range(rows), range(columns)))
    for line in layout.lines:
        if line.role == "output":
            (_, start), (_, end) = line.points
            assert (end > start) == (start == 0)


@pytest.mark.parametrize(("rows", "columns"), [(3, 2), (5, 2), (5, 4)])
def test_legs_on_all_tensors_of_outer_rows_tell_the_rows(rows, columns):
    """Products of operators on few sites have more rows than columns; only the legs say so."""
    terms = grid(rows, columns, (0, rows - 1))
    at = spots(plain_network(network(terms)[0]))
    assert all(at[f"{ROWS[r]}{c + 1}"] == (c, -r) for r, c in itertools.product(range(rows), range(columns)))


def test_without_legs_the_longer_side_is_the_row():
    at = spots(plain_network(network(grid(5, 3))[0]))
    assert at["A1"] == (0, 0)
    assert {x for x, _ in at.values()} == set(range(5))


def test_legs_that_were_asked_to_point_down_turn_a_sandwich_over():
    terms = grid(2, 5, (0,))
    layout = plain_network(network(terms)[0], {f"o0.{c}": -math.pi / 2 for c in range(5)})
    assert {spots(layout)[f"A{c}"][1] for c in range(1, 6)} == {-1}
    assert_rows(layout, terms)


def by_chance(seed):
    """A sandwich with 2 to 6 rows and 2 to 9 columns, of which some bonds within columns are missing."""
    chance = random.Random(seed)
    rows, columns, rate = chance.randint(2, 6), chance.randint(2, 9), chance.choice((0.0, 0.1, 0.2, 0.3))
    without = set()
    for r in range(rows - 1):
        missing = [c for c in range(columns) if chance.random() < rate]
        missing.remove(chance.choice(missing)) if len(missing) == columns else None
        without.update((r, c) for c in missing)
    return grid(rows, columns, (0,) if seed % 2 else (), without), rows, columns


def test_two_hundred_sandwiches_by_chance():
    found = Counter()
    for seed in range(200):
        terms, rows, columns = by_chance(seed)
        try:
            layout = plain_network(network(terms, seed)[0], layout="sandwich")
        except TnrnnError:
            found["none"] += 1
            continue
        assert_rows(layout, terms)
        at = spots(layout)
        straight = all(len({at[f"{ROWS[r]}{c + 1}"][1] for c in range(columns)}) == 1 for r in range(rows))
        found["rows" if straight else "turned"] += 1
        other = plain_network(network(terms, seed + 1, renamed=True)[0], layout="sandwich")
        assert up_to_mirrors(other) == up_to_mirrors(layout), seed
    assert found["none"] <= 4
    assert found["rows"] >= 170


def sides(layout):
    """The rectangles of tensors that are no discs."""
    return {mark.name: mark for mark in layout.marks if mark.height}


def environment(rows, sites, opened=False):
    """L and R beside rows of tensors; if it is open, the last row is missing, and legs stand in its place."""
    terms = grid(rows - opened, sites, (rows - 2,) if opened else ())
    terms = {f"{name[0]}{name[1:]}": list(bonds) for name, bonds in terms.items()}
    for r in range(rows - opened):
        terms[f"{ROWS[r]}1"].append(f"l{r}")
        terms[f"{ROWS[r]}{sites}"].append(f"r{r}")
    return terms | {"L": [f"l{r}" for r in range(rows)], "R": [f"r{r}" for r in range(rows)]}


def assert_boxes(layout, net):
    """Bonds are level or upright, end in their tensors, and cross nothing; no tensor meets another."""
    marks = {mark.name: mark for mark in layout.marks}
    for line in layout.lines:
        (ax, ay), (bx, by) = line.points
        assert ax == bx or ay == by
        owners = [net.tensors[number].name for number in net.ends[line.bonds[0]]]
        for name, (x, y) in zip(owners, line.points, strict=False):
            mark = marks[name]
            assert abs(x - mark.x) <= mark.radius + 1e-6
            assert abs(y - mark.y) <= (mark.height or mark.radius) + 1e-6
    for one, two in itertools.combinations(layout.marks, 2):
        across = abs(one.x - two.x) - one.radius - two.radius
        up = abs(one.y - two.y) - (one.height or one.radius) - (two.height or two.radius)
        assert max(across, up) > 0.1
    assert crossings(layout) == 0


@pytest.mark.parametrize("seed", [None, 1, 2])
@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize(("rows", "sites"), [(3, 1), (3, 2), (4, 2), (4, 3), (3, 9), (6, 2)])
def test_environments_are_tall_boxes_with_their_bonds_at_the_heights_of_the_rows(rows, sites, opened, seed):
    net, _ = network(environment(rows, sites, opened), seed)
    layout = plain_network(net)
    assert_boxes(layout, net)
    boxes, at = sides(layout), spots(layout)
    if (rows, sites, opened) == (3, 1, False) and seed is not None:
        return  # this is a wheel, in which any two opposite tensors can be the boxes
    assert set(boxes) == {"L", "R"}
    heights = sorted({at[f"{ROWS[r]}1"][1] for r in range(rows - opened)})
    for name in "LR":
        ends = sorted(line.points[0][1] for line in layout.lines if line.bonds[0].startswith(name.lower()))
        assert len(ends) == rows
        assert [round(b - a, 6) for a, b in itertools.pairwise(ends)] == [1] * (rows - 1)
        assert set(heights) <= set(ends)
        assert boxes[name].y - boxes[name].height < ends[0] < ends[-1] < boxes[name].y + boxes[name].height
    for line in layout.lines:
        if line.role == "output" and line.bonds[0][0] in "lr":
            assert (line.points[1][0] - line.points[0][0]) * boxes[line.bonds[0][0].upper()].x < 0 or sites == 1
    if seed is None:
        assert boxes["L"].x < boxes["R"].x


def test_tensors_of_two_sites_are_wide():
    terms = {"Theta": "a s t b", "L": "a l c", "R": "b r d", "W": "l s m u", "V": "m t r v"}
    for closed, seed in itertools.product((False, True), (None, 1, 2, 3)):
        whole = terms | ({"Phi": "c u v d"} if closed else {})
        net, _ = network({name: bonds.split() for name, bonds in whole.items()}, seed)
        layout = plain_network(net)
        assert_boxes(layout, net)
        boxes, at = sides(layout), spots(layout)
        assert set(boxes) == {"L", "R", "Theta"} | ({"Phi"} if closed else set())
        for name in set(boxes) - set("LR"):
            left, right = sorted((at["W"][0], at["V"][0]))
            assert boxes[name].x - boxes[name].radius < left < right < boxes[name].x + boxes[name].radius
        if seed is None:
            assert at["Theta"][1] > at["W"][1] > (at["Phi"][1] if closed else -9)


def test_partial_contractions_have_one_tall_box():
    terms = grid(3, 4)
    for r in range(3):
        terms[f"{ROWS[r]}1"].append(f"l{r}")
    net, _ = network(terms | {"L": ["l0", "l1", "l2"]}, 5)
    layout = plain_network(net)
    assert_boxes(layout, net)
    assert set(sides(layout)) == {"L"}


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_gates_stand_above_the_sites_that_they_act_on(seed):
    gates = {f"U{i}": [f"o{i}", f"o{i + 1}", f"s{i}", f"s{i + 1}"] for i in (1, 3, 5)}
    twice = gates | {f"V{i}": [f"p{i}", f"p{i + 1}", f"o{i}", f"o{i + 1}"] for i in (2, 4)}
    for terms in (gates, twice):
        net, _ = network(state(6) | terms, seed)
        layout = plain_network(net)
        assert_boxes(layout, net)
        at, boxes = spots(layout), sides(layout)
        assert set(boxes) == set(terms)
        for name in terms:
            pair = [at[f"A{int(name[1]) + step}"] for step in (0, 1)]
            assert boxes[name].x == sum(x for x, _ in pair) / 2
            assert boxes[name].y - pair[0][1] == (1 if name[0] == "U" else 2)
        top = {line.bonds[0]: line.points[1] for line in layout.lines if line.role == "output"}
        if seed is None:  # an output goes on above the input of the same place
            assert all(x == at[f"A{name[1]}"][0] for name, (x, _) in top.items())


@pytest.mark.parametrize("sites", [(3,), (2, 5), (1,), (6,)])
def test_operators_of_single_sites_stand_between_two_rows(sites):
    terms = state(6) | state(6, "B", {i: f"t{i}" for i in sites}) | {f"X{i}": [f"s{i}", f"t{i}"] for i in sites}
    for seed in (None, 1, 2):
        net, _ = network(terms, seed)
        layout = plain_network(net)
        assert_boxes(layout, net)
        at = spots(layout)
        for i in range(1, 7):
            assert at[f"A{i}"][0] == at[f"B{i}"][0]
            assert abs(at[f"A{i}"][1] - at[f"B{i}"][1]) == 2
        assert all(at[f"X{i}"] == (at[f"A{i}"][0], -1) for i in sites)


def by_operators(seed):
    """One or two rows, with operators of one to three sites in some columns, or rows of two or three tensors."""
    chance = random.Random(seed)
    size, column, operators = chance.randint(3, 9), 1, {}
    while column <= size:
        wide = min(chance.choice((1, 1, 2, 2, 3)), size - column + 1)
        sites = range(column, column + wide)
        column += wide
        if chance.random() < 0.4 or (wide == 1 and column - 1 in (1, size)):
            continue
        if wide > 1 and chance.random() < 0.4:
            for i in sites:
                joined = [f"w{j}" for j in (i - 1, i) if sites[0] <= j < sites[-1]]
                operators[f"U{i}"] = [*joined, f"s{i}", f"t{i}"]
        else:
            operators[f"U{sites[0]}"] = [f"{side}{i}" for side in "st" for i in sites]
    if len(operators) < 2:
        operators = {"U1": ["s1", "s2", "t1", "t2"]}
    moved = {int(bond[1:]): bond for own in operators.values() for bond in own if bond[0] == "t"}
    return state(size) | operators | (state(size, "B", moved) if chance.random() < 0.6 else {}), size


def test_rows_with_operators_by_chance():
    found = 0
    for seed in range(100):
        terms, size = by_operators(seed)
        net, names = network(terms, seed or None)
        try:
            layout = plain_network(net, layout="sandwich")
        except TnrnnError:
            continue
        assert_boxes(layout, net)
        at = spots(layout)
        heights = {at[names[f"A{i}"]][1] for i in range(1, size + 1)}
        columns = [at[names[f"A{i}"]][0] for i in range(1, size + 1)]
        found += len(heights) == 1 and [abs(a - b) for a, b in itertools.pairwise(columns)] == [1] * (size - 1)
    assert found >= 90


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_rows_with_fewer_sites_stand_above_them(seed):
    part = {f"W{i}": [*(f"w{j}" for j in (i - 1, i) if 3 <= j < 5), f"s{i}", f"t{i}"] for i in (3, 4, 5)}
    for terms in (state(7) | part, state(7) | part | state(7, "B", {i: f"t{i}" for i in (3, 4, 5)})):
        net, _ = network(terms, seed)
        layout = plain_network(net)
        assert_boxes(layout, net)
        at = spots(layout)
        assert {at[f"A{i}"][1] for i in range(1, 8)} == {at["A1"][1]}
        assert all(at[f"W{i}"][0] == at[f"A{i}"][0] for i in (3, 4, 5))
        assert {abs(at[f"W{i}"][1] - at["A1"][1]) for i in (3, 4, 5)} == {1}


def test_tensors_with_one_bond_end_legs():
    for seed in (None, 1, 2):
        terms = grid(2, 6, (0, 1)) | {f"x{c}": [f"o1.{c}"] for c in range(6)}
        net, _ = network(terms, seed)
        layout = plain_network(net)
        assert crossings(layout) == 0
        at = spots(layout)
        assert {at[f"A{c}"][1] for c in range(1, 7)} == {at["A1"][1]}
        assert all(at[f"x{c}"] == (at[f"B{c + 1}"][0], at["x0"][1]) for c in range(6))
        assert abs(at["x0"][1] - at["B1"][1]) < 1 < abs(at["x0"][1] - at["A1"][1])


def test_a_density_matrix_has_its_legs_between_the_rows():
    terms = state(6) | state(6, "B", {3: "t3", 4: "t4"})
    layout = plain_network(network(terms)[0])
    ends = {line.bonds[0]: line.points for line in layout.lines if line.role == "output"}
    assert set(ends) == {"s3", "s4", "t3", "t4"}
    assert all(-1 < end[1] < 0 for _, end in ends.values())


def test_dots_stand_in_the_rows_that_they_shorten():
    terms = grid(3, 7, (0,), {(0, 3), (1, 3)})
    terms["A4"].remove("o0.3")
    net, _ = network(terms)
    looks = [Look(("A4", "B4", "C4"), shape="ellipsis")]
    scene = compose(net, Cut.of(net, [name for name in terms if int(name[1]) < 4]), view=View(looks=looks))
    dots = [mark for mark in scene.marks if mark.dress and mark.dress.shape == "ellipsis"]
    assert [(mark.x, mark.y) for mark in dots] == [(3, 0), (3, -1), (3, -2)]
    assert len(scene.cut_marks) == 3


@pytest.mark.parametrize("cut", [("L",), ("L", "Theta"), ("L", "W"), ("R", "V", "W")])
def test_marks_of_cuts_stand_on_their_bonds_between_the_boxes(cut):
    terms = {"Theta": "a s t b", "L": "a l c", "R": "b r d", "W": "l s m u", "V": "m t r v"}
    net = from_terms(terms)
    looks = [Look("L", fill="#9CCB9A", place="inside"), Look("W", shape="square", place="inside")]
    for view in (View(), View(looks=looks), View(width="column", labels="all")):
        scene = compose(net, Cut.of(net, cut), view=view)
        assert len(scene.cut_lines) == 1
        lines = {line.bonds[0]: line.points for line in scene.lines if line.bonds}
        assert {mark.name for mark in scene.cut_marks} == {
            bond for bond, ends in net.ends.items()
            if len(ends) == 2 and len({net.tensors[end].name in cut for end in ends}) == 2
        }  # fmt: skip
        for mark in scene.cut_marks:
            (ax, ay), (bx, by) = lines[mark.name]
            assert min(ax, bx) - 1e-6 <= mark.x <= max(ax, bx) + 1e-6
            assert min(ay, by) - 1e-6 <= mark.y <= max(ay, by) + 1e-6
            for other in scene.marks:
                away = max(abs(mark.x - other.x) - other.radius, abs(mark.y - other.y) - (other.height or other.radius))
                assert away > 0


def test_looks_win_over_the_sizes_and_shapes_of_boxes():
    net, _ = network(environment(3, 2))
    plain = sides(compose(net))
    given = {
        mark.name: mark for mark in compose(net, view=View(looks=[Look("L", size=(0.3, 1.0), shape="pill")])).marks
    }
    assert (given["L"].radius, given["L"].height, given["L"].dress.shape) == (0.15, 0.5, "pill")
    assert (given["R"].radius, given["R"].height) == (plain["R"].radius, plain["R"].height)
    filled = {mark.name: mark for mark in compose(net, view=View(looks=[Look("L", fill="#9CCB9A")])).marks}
    assert filled["L"].height == plain["L"].height
    assert filled["L"].dress.shape == plain["L"].dress.shape


def test_legs_that_were_asked_to_point_as_they_do_keep_their_rows():
    net = from_terms({"Theta": "a s t b", "L": "a l c", "R": "b r d", "W": "l s m u", "V": "m t r v"})
    usual = {line.bonds[0]: line.points for line in compose(net).lines}
    asked = compose(net, view=View(legs={"c": "right", "d": "left", "u": "down"}))
    assert {line.bonds[0]: line.points for line in asked.lines} == usual


@pytest.mark.parametrize(
    ("terms", "given"),
    [
        (state(5), "tensors that are not in rows of one length"),
        (grid(3, 4, (0, 1, 2)), "a leg of the tensor 'B2', which has bonds above and below"),
        ({"A": ["a"], "B": ["a", "b"], "C": ["b"]}, "fewer than four tensors"),
    ],
)
def test_the_error_says_what_is_missing(terms, given):
    with pytest.raises(TnrnnError, match=f"view, layout sandwich: expected rows of tensors .*, given {given}"):
        compose(network(terms)[0], view=View(layout="sandwich"))


def test_networks_of_quimb_are_drawn_as_they_are_written():
    qtn = pytest.importorskip("quimb.tensor")
    mps, mpo = qtn.MPS_rand_state(6, 4, seed=1), qtn.MPO_ham_heis(6)
    ket, operator, bra = qtn.tensor_network_align(mps, mpo, mps.H)
    layout = plain_network(from_quimb(bra & operator & ket)[0])
    assert Counter(y for _, y in spots(layout).values()) == {0: 6, -1: 6, -2: 6}
    assert crossings(layout) == 0
    for size in (1, 2):
        moving = qtn.MovingEnvironment(ket & operator & bra, begin="left", bsz=size)
        moving.move_to(2)
        net = from_quimb(moving())[0]
        layout = plain_network(net)
        assert_boxes(layout, net)
        assert len(sides(layout)) == 2
        assert len(layout.marks) == 2 + 3 * size
        at = {tag: spots(layout)[tensor.name] for tensor in net.tensors for tag in (*tensor.tags, tensor.name)}
        assert at["_LEFT"][0] < at["_RIGHT"][0]
    gate = pytest.importorskip("quimb").rand_matrix(4, seed=1)
    net = from_quimb(mps.gate(gate, (2, 3), contract=False))[0]
    layout = plain_network(net)
    assert_boxes(layout, net)
    assert [mark.y for mark in layout.marks].count(min(mark.y for mark in layout.marks)) == 6


def test_what_is_no_sandwich_keeps_its_layout():
    """Lattices with a leg on each tensor stay lattices, rings of sites rings, and trees trees."""
    legs = [line.points for line in plain_network(network(grid(3, 4, (0, 1, 2)))[0]).lines if line.role == "output"]
    assert all(a[0] != b[0] and a[1] != b[1] for a, b in legs)
    ring = {f"A{i}": [f"b{i}", f"b{(i + 1) % 6}", f"s{i}"] for i in range(6)}
    assert len({round(math.hypot(*at), 4) for at in spots(plain_network(network(ring)[0])).values()}) == 1


def merged(terms, one, two):
    """Terms with two tensors as one, which has their bonds."""
    shared = {*terms[one]} & {*terms[two]}
    rest = {name: bonds for name, bonds in terms.items() if name not in (one, two)}
    return {one: [bond for bond in (*terms[one], *terms[two]) if bond not in shared], **rest}


@pytest.mark.parametrize("seed", [None, 1, 2])
@pytest.mark.parametrize(("row", "place"), [("A", 3), ("C", 2), ("A", 5), ("C", 1)])
def test_merged_neighbours_of_an_outer_row_are_a_wide_tensor(row, place, seed):
    net, _ = network(merged(grid(3, 6), f"{row}{place}", f"{row}{place + 1}"), seed)
    layout = plain_network(net)
    assert_boxes(layout, net)
    at, boxes = spots(layout), sides(layout)
    assert set(boxes) == {f"{row}{place}"}
    assert boxes[f"{row}{place}"].x == (at[f"B{place}"][0] + at[f"B{place + 1}"][0]) / 2
    assert {abs(at[f"{row}{c}"][1] - at["B1"][1]) for c in range(1, 7) if c != place + 1} == {1}


def test_names_of_boxes_stand_inside_or_beside_their_ends():
    net, _ = network(environment(3, 9))
    for width in ("column", "7in"):
        scene = compose(net, view=View(width=width, labels="names"))
        em = scene.font_size / 72 / scene.unit
        labels = {label.of: label for label in scene.labels if label.of in "LR"}
        for mark in (mark for mark in scene.marks if mark.name in "LR"):
            label = labels[mark.name]
            across = max(0.0, abs(label.x - mark.x) - mark.radius)
            up = max(0.0, abs(label.y - mark.y) - mark.height)
            assert math.hypot(across, up) < em
