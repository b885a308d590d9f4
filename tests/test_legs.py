"""Where legs point, where bonds end at the edges of marks, and on which side of a row labels stand."""

import itertools
import math
import random
from collections import Counter

import pytest

from tnrnn import Bond, Network, Partition, Tensor, TnrnnError, min_cut, rac, unroll
from tnrnn.drawing import Look, View, compose
from tnrnn.drawing.dressing.edges import edge_of, trimmed
from tnrnn.drawing.dressing.sides import between, spread
from tnrnn.drawing.scenes import extent, flattened

SIDES = {"right": 0, "up": 90, "left": 180, "down": 270}
SIDED = ["box", "pill", "square", "half-disc-left", "half-disc-up", "triangle-up", "triangle-left"]


def network(**tensors):
    """A network from the bonds of each tensor as words; a bond with one end is a leg."""
    counts = Counter(bond for bonds in tensors.values() for bond in bonds.split())
    made = (Tensor(name, "weight", tuple(bonds.split()), parameter=name) for name, bonds in tensors.items())
    return Network(tuple(made), tuple(Bond(bond, 2) for bond in counts), tuple(b for b, n in counts.items() if n == 1))


def chain(size, legs="s{}", closed=False):
    def bonds(i):
        left = [f"b{i - 1 if i > 1 else size}"] if i > 1 or closed else []
        return " ".join([*left, legs.format(i, i), *([f"b{i}"] if i < size or closed else [])])

    return network(**{f"A{i}": bonds(i) for i in range(1, size + 1)})


def grid(rows, columns):
    def bonds(i, j):
        up, down = [f"v{i - 1}{j}"] * (i > 0), [f"v{i}{j}"] * (i < rows - 1)
        return " ".join([*up, *down, *[f"h{i}{j - 1}"] * (j > 0), *[f"h{i}{j}"] * (j < columns - 1), f"s{i}{j}"])

    return network(**{f"T{i}{j}": bonds(i, j) for i in range(rows) for j in range(columns)})


def drawn(of, cut=None, **view):
    return compose(of, cut, view=View(legend=False, **view))


def line_of(scene, bond):
    return next(line for line in scene.lines if bond in line.bonds)


def mark_of(scene, name):
    return next(mark for mark in scene.marks if mark.name == name)


def turn_of(line):
    """Return the direction from the start to the end of a straight line, in degrees."""
    (ax, ay), (bx, by) = line.points[0], line.points[-1]
    return math.degrees(math.atan2(by - ay, bx - ax))


def outward(line, mark):
    """Return the direction in which a straight line leaves a mark."""
    starts, ends = (math.dist(point, (mark.x, mark.y)) for point in (line.points[0], line.points[-1]))
    return turn_of(line) + (180 if starts > ends else 0)


def off(one, two):
    """Return the angle between two directions."""
    return abs(math.remainder(one - two, 360))


def legs_of(of):
    return [name for name, ends in of.ends.items() if len(ends) == 1]


# Directions that were asked for.

PLACED = {
    "chain": (chain(5), {}),
    "operator": (chain(4, "s{} u{}"), {}),
    "ring": (chain(6, closed=True), {}),
    "grid": (grid(3, 3), {}),
    "tree": (network(T="p q", P="p a b", Q="q c d"), {}),
    "general": (network(A="x y z s1", B="x u v", C="y u w s2", D="z v w", E="s3"), {}),
    "pinned": (chain(4), {"positions": {f"A{i}": (37.0 * i, 11.0 * (i % 2)) for i in range(1, 5)}}),
    "one": (network(A="s1"), {}),
}


@pytest.mark.parametrize("turn", ["left", "up", 45, -100.5, 700])
@pytest.mark.parametrize("name", PLACED)
@pytest.mark.parametrize("look", [None, Look(kind="tensor", shape="box", size=0.3), Look(kind="tensor", fill="none")])
def test_a_leg_points_where_it_was_asked_to(name, turn, look):
    of, view = PLACED[name]
    leg = legs_of(of)[-1]
    degrees = SIDES.get(turn, turn)
    scene = drawn(of, legs={leg: turn}, looks=[look] if look else [], **view)
    mark, line = mark_of(scene, of.tensors[of.ends[leg][0]].name), line_of(scene, leg)
    others = [line_of(scene, bond) for bond in of.tensors[of.ends[leg][0]].bonds if bond != leg]
    ways = [outward(one, mark) for one in others]
    if all(off(way, degrees) > 20 for way in ways):
        (ax, ay), (bx, by) = line.points  # two points with six decimals
        beside = (bx - ax) * math.sin(math.radians(degrees)) - (by - ay) * math.cos(math.radians(degrees))
        assert abs(beside) < 1.5e-6 * scene.step
        assert off(turn_of(line), degrees) < 1
        assert 0.15 * scene.step < math.dist(*line.points) < 0.45 * scene.step
    else:  # never on another line, unless the mark has sides, on which both have ports
        assert look is not None or all(off(turn_of(line), way) > 15 for way in ways)


def test_patterns_and_the_last_of_several_names():
    scene = drawn(chain(5), legs={"s*": "up", "s2": "down"})
    assert [round(turn_of(line_of(scene, f"s{i}"))) for i in range(1, 6)] == [90, -90, 90, 90, 90]


def test_legs_of_a_chain_with_matrices_on_them_turn_as_a_whole():
    of = network(A="b1 p1", B="b1 b2 p2", C="b2 p3", U="p1 s1", V="p2 s2", W="p3 s3")
    scene = drawn(of, legs={"s*": "up"})
    assert [round(turn_of(line_of(scene, bond)) % 180) for bond in ("p1", "p2", "s1", "s2")] == [90] * 4
    assert all(mark_of(scene, name).y > mark_of(scene, "A").y for name in "UVW")


def test_legs_of_one_disc_in_one_direction_are_a_fan_in_the_order_of_its_bonds():
    scene = drawn(network(A="a b c d"), legs={"*": "down"})
    xs = [line_of(scene, bond).points[-1][0] - mark_of(scene, "A").x for bond in "abcd"]
    assert xs == sorted(xs)
    assert xs[0] == pytest.approx(-xs[-1], abs=1e-5)
    turns = [turn_of(line_of(scene, bond)) for bond in "abcd"]
    assert [two - one for one, two in itertools.pairwise(turns)] == pytest.approx([turns[1] - turns[0]] * 3, abs=1e-3)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("shape", ["box", "pill", "square"])
def test_legs_on_one_side_of_a_box_are_parallel_and_in_order(shape, side):
    scene = drawn(network(A="a b c d"), legs={"*": side}, looks=[Look("A", shape=shape)])
    lines = [line_of(scene, bond) for bond in "abcd"]
    assert all(off(turn_of(line), SIDES[side]) < 1e-3 for line in lines)
    mark = mark_of(scene, "A")
    along = [line.points[0][0] - mark.x if side in ("up", "down") else mark.y - line.points[0][1] for line in lines]
    assert all(two - one > 0.1 for one, two in itertools.pairwise(along))
    ends = {round(line.points[-1][0 if side in ("left", "right") else 1], 5) for line in lines}
    assert len(ends) == 1
    assert along[0] == pytest.approx(-along[-1], abs=1e-5)


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        ({"t1": "up"}, r"view, legs: .*given 't1'.*did you mean 's1'"),
        ({"q*": "up"}, r"view, legs: expected a name .* pattern"),
        ({"b1": "up"}, r"view, legs: expected a dangling bond, given 'b1', which joins two tensors"),
        ({"b*": "up"}, r"view, legs"),
        ({"s1": "top"}, r"view, legs, s1: expected"),
    ],
)
def test_legs_that_are_not_there(legs, words):
    with pytest.raises(TnrnnError, match=words):
        drawn(chain(3), legs=legs)


def test_views_with_fixed_legs_say_so():
    with pytest.raises(TnrnnError, match=r"view, legs: expected a picture whose legs have free ends, .*staircase"):
        drawn(unroll(rac(3, 1, 2, 2)), legs={"*": "down"})
    with pytest.raises(TnrnnError, match=r"view, legs: .*shared"):
        drawn(rac(3, 1, 2, 2), legs={"*": "down"})


# Legs that follow the places that users give.


def common(of, places, legs=None):
    scene = drawn(of, positions=places)
    return [turn_of(line_of(scene, leg)) for leg in legs or legs_of(of)]


def test_pinned_chains_on_a_line_have_parallel_legs():
    for dx, dy in ((1, 0), (0, 1), (1, 0.6), (-2, 1), (50, 1)):
        turns = common(chain(5), {f"A{i}": (i * dx, i * dy) for i in range(1, 6)})
        assert all(off(turn, turns[0]) < 1e-3 for turn in turns)
        assert off(turns[0], math.degrees(math.atan2(dy, dx))) == pytest.approx(90, abs=1e-3)


@pytest.mark.parametrize("closed", [True, False])
def test_pinned_chains_on_a_circle_have_radial_legs(closed):
    def place(i):
        return 3 * math.cos(2 * math.pi * i / 9), 3 * math.sin(2 * math.pi * i / 9)

    for count in (9,):
        of, places = chain(count, closed=closed), {f"A{i}": place(i) for i in range(1, count + 1)}
        middle = [(min(xs) + max(xs)) / 2 for xs in zip(*places.values(), strict=True)]
        for i, turn in enumerate(common(of, places), 1):
            x, y = place(i)
            assert off(turn, math.degrees(math.atan2(y - middle[1], x - middle[0]))) < 1e-3


def test_pinned_grids_have_parallel_slanted_legs_and_ladders_upright_ones():
    places = {f"T{i}{j}": (2.0 * j, -2.0 * i) for i in range(4) for j in range(3)}
    turns = common(grid(4, 3), places)
    assert all(off(turn, turns[0]) < 1e-3 for turn in turns)
    assert 30 < off(turns[0], 0) < 60
    ladder = {f"T{i}{j}": (2.0 * j, -2.0 * i) for i in range(2) for j in range(4)}
    assert [round(turn) for turn in common(grid(2, 4), ladder)] == [90] * 4 + [-90] * 4


def test_pinned_operators_have_one_leg_up_and_one_down():
    of = chain(4, "s{} u{}")
    places = {f"A{i}": (float(i), 0.0) for i in range(1, 5)}
    assert [round(t) for t in common(of, places, ["s1", "s2", "s3", "s4", "u1", "u4"])] == [90] * 4 + [-90] * 2


# Tensors of many legs.


@pytest.mark.parametrize("count", [5, 7, 9, 12])
def test_many_legs_of_a_disc_are_even(count):
    legs = " ".join(f"s{i}" for i in range(count))
    for of in (network(A=legs), network(A=f"b {legs}", B="b"), network(A=f"b c {legs}", B="b", C="c")):
        scene = drawn(of, labels="all")
        turns = sorted(turn_of(line_of(scene, f"s{i}")) % 360 for i in range(count))
        gaps = [two - one for one, two in itertools.pairwise([*turns, turns[0] + 360])]
        assert min(gaps) > 0.5 * 360 / (count + 3)
        bonds = [line for line in scene.lines if line.role == "bond"]
        at_a = [outward(line, mark_of(scene, "A")) for line in bonds]
        assert all(off(turn, way) > 360 / (count + 3) / 2 for turn in turns for way in at_a)
        assert sum(label.role == "dim" for label in scene.labels) == count + len(bonds)
        assert_labels_apart(scene)


def test_twelve_legs_of_a_pill_have_their_labels_at_their_ends():
    legs = [f"s{i}" for i in range(12)]
    of = network(A=" ".join(legs))
    looks = [Look("A", shape="pill", place="inside"), Look("s*", place="end")]
    scene = drawn(of, legs={"s*": "down"}, looks=looks)
    labels = {label.of: label for label in scene.labels if label.role == "dim"}
    assert sorted(labels) == sorted(legs)
    for leg in legs:
        x, y = line_of(scene, leg).points[-1]
        assert labels[leg].x == pytest.approx(x)
        assert 0 < y - labels[leg].y < 0.2
    assert_labels_apart(scene)


def assert_labels_apart(scene):
    boxes = [extent(label, scene.font_size / 72 / scene.unit) for label in scene.labels]
    for one, two in itertools.combinations(boxes, 2):
        assert not (one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3])


# Ports.


def edges_of(scene, name):
    mark = mark_of(scene, name)
    return edge_of(mark)


def on_edge(edge, point):
    """Return the distance of a point from an outline."""
    if not edge.corners:
        return abs(math.dist(point, edge.centre) - edge.radius)

    def gap(a, b):
        dx, dy = b[0] - a[0], b[1] - a[1]
        t = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / ((dx * dx + dy * dy) or 1.0)
        t = min(1.0, max(0.0, t))
        return math.hypot(point[0] - a[0] - t * dx, point[1] - a[1] - t * dy)

    return min(gap(a, b) for a, b in itertools.pairwise((*edge.corners, edge.corners[0])))


def test_the_lines_of_an_environment_are_level_and_those_of_a_pill_upright():
    of = network(Theta="a s t b", L="a l c", V="l s m u", W="m t r v", R="b r d")
    places = {"L": (0, 1), "R": (3, 1), "V": (1, 1), "W": (2, 1), "Theta": (1.5, 2)}
    looks = [
        Look(("L", "R"), shape="box", size=(0.45, 2.4)),
        Look("Theta", shape="pill", size=(1.6, 0.45), fill="none"),
        Look(("V", "W"), shape="square", size=0.55),
    ]
    legs = {"c": "right", "d": "left", "u": "down", "v": "down"}
    scene = drawn(of, positions=places, looks=looks, legs=legs)
    for bonds, way in (("albrcdm", 0), ("stuv", 90)):
        assert all(off(2 * turn_of(line_of(scene, bond)), 2 * way) < 1e-3 for bond in bonds)
    ys = [line_of(scene, bond).points[0][1] for bond in "alc"]
    assert ys[0] - ys[1] == pytest.approx(ys[1] - ys[2], abs=0.01)
    assert ys[0] > ys[1]


@pytest.mark.parametrize("port", [*SIDES, 30, 200.0])
def test_ports_are_where_looks_have_them(port):
    for look in (Look("A2", shape="box", size=(0.5, 0.3)), Look("A2", fill="none"), Look("A2", shape="triangle-up")):
        scene = drawn(chain(3), looks=[look, Look("A2", ports={"b1": port})])
        mark, edge = mark_of(scene, "A2"), edges_of(scene, "A2")
        at = line_of(scene, "b1").points[-1]
        assert on_edge(edge, at) < 1e-4
        if isinstance(port, str):
            left, bottom, right, top = edge.box
            wanted = {"left": at[0] < mark.x, "right": at[0] > mark.x, "up": at[1] > mark.y, "down": at[1] < mark.y}
            assert wanted[port]
            assert left - 1e-6 <= at[0] <= right + 1e-6
            assert bottom - 1e-6 <= at[1] <= top + 1e-6
        else:
            assert off(math.degrees(math.atan2(at[1] - mark.y, at[0] - mark.x)), port) < 1e-3
        path = line_of(scene, "b1").path[:-1]
        assert not any(edge.holds(point) and on_edge(edge, point) > 1e-3 for point in path)


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (Look("A2", ports={"b3": "left"}), r"look, ports of A2: .*given 'b3'.*did you mean 'b"),
        (Look("A*", ports={"q*": "left"}), r"look, ports of the tensors of a look: .*'q\*'"),
    ],
)
def test_ports_that_a_tensor_does_not_have(look, words):
    with pytest.raises(TnrnnError, match=words):
        drawn(chain(4), looks=[look])


def test_ports_of_a_pattern_hold_for_the_tensors_that_have_them_and_later_ones_win():
    looks = [Look("A*", shape="box", ports={"s*": "up"}), Look("A2", ports={"s2": "down"})]
    scene = drawn(chain(3), looks=looks)
    assert [round(turn_of(line_of(scene, f"s{i}"))) for i in (1, 2, 3)] == [90, -90, 90]


def crossing(a, b, c, d):
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < -1e-12 and side(c, d, a) * side(c, d, b) < -1e-12


def random_star(seed):
    """Return a tensor with neighbours around it, some by two bonds, and with legs: from 1 to 12 bonds in all."""
    draw = random.Random(seed)
    count = draw.randint(1, 12)
    neighbours = draw.randint(0, min(4, count))
    bonds = [f"n{i}" for i in range(neighbours)]
    for i in range(count - neighbours):
        bonds.append(f"s{i}" if draw.random() < 0.8 or not neighbours else f"n{draw.randrange(neighbours)}x{i}")
    draw.shuffle(bonds)
    tensors = {"A": " ".join(bonds)}
    for i in range(neighbours):
        tensors[f"N{i}"] = " ".join(bond for bond in bonds if bond == f"n{i}" or bond.startswith(f"n{i}x"))
    look = Look(
        "A", shape=draw.choice(SIDED), fill=draw.choice(["none", "gray"]), size=draw.choice([None, 0.4, (0.9, 0.4)])
    )
    return network(**tensors), look, draw


def port_faults(seed):
    """Yield what is wrong at a tensor with random ports: lines off its edge, inside it, at one point, or that cross."""
    of, look, draw = random_star(seed)
    legs = {leg: draw.choice([*SIDES, 20]) for leg in legs_of(of) if draw.random() < 0.3}
    ways = draw.sample(range(8), len(of.tensors) - 1)
    places = {"A": (0.0, 0.0)}
    for i, way in enumerate(ways):
        places[f"N{i}"] = 1.6 * math.cos(way * math.pi / 4), 1.6 * math.sin(way * math.pi / 4)
    scene = drawn(of, positions=places, looks=[look], legs=legs, labels="none")
    edge, starts = edges_of(scene, "A"), {}
    for line in scene.lines:
        end = min((line.points[0], line.points[-1]), key=lambda point: on_edge(edge, point))
        if on_edge(edge, end) > 1e-4:
            yield f"{line.bonds[0]} does not end at the edge"
        if any(edge.holds(point) and on_edge(edge, point) > 2e-3 for point in line.path):
            yield f"{line.bonds[0]} is seen inside"
        yield from (
            f"{line.bonds[0]} and {o} end at one point" for o, at in starts.items() if math.dist(end, at) < 1e-3
        )
        starts[line.bonds[0]] = end
    for one, two in itertools.combinations([line for line in scene.lines if not line.curve], 2):
        if crossing(*one.points, *two.points):
            yield f"{one.bonds[0]} and {two.bonds[0]} cross"


@pytest.mark.parametrize("seed", range(60))
def test_no_lines_cross_at_a_tensor_with_ports(seed):
    """benchmarks/check_ports.py checks many more."""
    assert list(port_faults(seed)) == []


def test_two_bonds_between_boxes_are_parallel():
    scene = drawn(
        network(A="x y p", B="y x q"), looks=[Look(kind="tensor", shape="box")], legs={"p": "left", "q": "right"}
    )
    x, y = line_of(scene, "x"), line_of(scene, "y")
    assert not x.curve
    assert off(turn_of(x), turn_of(y)) < 1e-3
    assert x.points[0][1] > y.points[0][1]


def test_curves_end_at_the_edges_of_discs_that_are_not_filled():
    scene = drawn(network(A="x y", B="x y"), looks=[Look(kind="tensor", fill="none")])
    for bond in "xy":
        line = line_of(scene, bond)
        assert line.curve
        for name, end in (("A", line.points[0]), ("B", line.points[-1])):
            edge = edges_of(scene, name)
            assert on_edge(edge, end) < 1e-5
            assert not any(edge.holds(point) and on_edge(edge, point) > 1e-5 for point in line.path)


@pytest.mark.parametrize("shape", [None, *SIDED])
def test_marks_of_cuts_stand_in_the_middle_of_what_is_seen(shape):
    of = chain(4)
    cut = min_cut(of, Partition(near=("s1", "s2"), far=("s3", "s4")))
    look = Look("A2", shape=shape, size=0.6, fill="none")
    scene = drawn(of, cut, looks=[look])
    (mark,) = scene.cut_marks
    line, small = line_of(scene, "b2"), mark_of(scene, "A3")
    seen = [line.points[0], (line.points[-1][0] - small.radius, line.points[-1][1])]
    assert (mark.x, mark.y) == pytest.approx([sum(axis) / 2 for axis in zip(*seen, strict=True)], abs=1e-4)


def test_no_line_shows_inside_marks_that_are_not_filled_in_any_view():
    circuit = rac(4, 2, 2, 3)
    of = unroll(circuit, mode="continuous")
    cut = min_cut(of, Partition.start_end(4))
    look = Look(kind="copy", fill="none")
    plain, hollow = compose(of, cut), compose(of, cut, view=View(looks=[look]))
    assert hollow.cut_marks == plain.cut_marks
    assert hollow.cut_lines == plain.cut_lines
    edges = [edge_of(mark) for mark in hollow.marks if mark.dress is not None]
    for line in hollow.lines:
        assert not any(edge.holds(point) and on_edge(edge, point) > 1e-4 for edge in edges for point in line.path)
    for before, after in zip(plain.lines, hollow.lines, strict=True):
        places = [(before.at(one)[:2], after.at(two)[:2]) for one, two in zip(before.stops, after.stops, strict=True)]
        assert all(math.dist(*pair) < 0.06 for pair in places)


# Geometry.


def test_spread_is_the_nearest_order_by_brute_force():
    draw = random.Random(3)
    for _ in range(20):
        count = draw.randint(1, 4)
        wanted = sorted(draw.randint(-4, 4) for _ in range(count))
        found = spread([float(one) for one in wanted], 2.0, (-6.0, 6.0))
        assert all(two - one >= 2 - 1e-9 for one, two in itertools.pairwise(found))
        assert all(-6 <= one <= 6 for one in found)

        def cost(places, wanted=wanted):
            return sum((one - two) ** 2 for one, two in zip(places, wanted, strict=True))

        steps = [step / 4 for step in range(-24, 25)]
        options = (c for c in itertools.combinations(steps, count) if all(b - a >= 2 for a, b in itertools.pairwise(c)))
        assert cost(found) <= min(map(cost, options)) + 1e-9


def test_legs_stand_among_bonds_where_the_order_has_them():
    assert between([(-1.0, 0), (1.0, 3)], [1, 2], (-2.0, 2.0)) == pytest.approx([-1 / 3, 1 / 3])
    assert between([(-1.0, 3), (1.0, 0)], [4], (-4.0, 4.0)) == [-3.0]
    assert between([(-1.0, 2), (0.0, 0), (1.0, 1)], [3], (-1.5, 4.0)) == [2.0]


def test_trimmed_curves_are_the_rest_of_the_same_curve():
    scene = drawn(network(A="x y", B="x y"))
    line, mark = line_of(scene, "x"), mark_of(scene, "A")
    cut = trimmed(line.points, True, edge_of(mark))
    whole = flattened(line.points, 400)
    assert all(min(math.dist(point, other) for other in whole) < 2e-3 for point in flattened(cut))
    assert cut[-1] == line.points[-1]


def test_legs_of_marks_of_several_shapes_end_at_one_height():
    looks = [Look("A2", shape="box", size=0.3), Look("A3", fill="none"), Look("A4", shape="triangle-left")]
    ends = [line_of(drawn(chain(5), looks=looks), f"s{i}").points[-1][1] for i in range(1, 6)]
    assert ends == pytest.approx([ends[0]] * 5, abs=1e-5)


# Labels of rows.


def sides_of(scene, role, names):
    found = {label.of: label.anchor for label in scene.labels if label.role == role}
    return [found[name] for name in names]


@pytest.mark.parametrize("labels", ["all", "names", "dims"])
@pytest.mark.parametrize("size", [3, 6, 11])
def test_labels_of_a_chain_stand_on_one_side(size, labels):
    for legs in ({"s*": "down"}, {"s*": "up"}):
        scene = drawn(chain(size), labels=labels, legs=legs)
        if labels != "dims":
            assert len(set(sides_of(scene, "tensor", [f"A{i}" for i in range(1, size + 1)]))) == 1
        if labels != "names":
            assert len(set(sides_of(scene, "dim", [f"b{i}" for i in range(1, size)]))) == 1
            assert len(set(sides_of(scene, "dim", [f"s{i}" for i in range(1, size + 1)]))) == 1
        assert_labels_apart(scene)


def test_labels_of_bonds_stand_on_one_side_between_marks_of_any_size():
    looks = [
        Look("A*", shape="box", place="inside"),
        Look("A5", shape="pill", size=(0.7, 0.3)),
        Look("A6", shape="triangle-left", size=0.4),
        Look("b*", text=r"$\chi$", arrow="forward", width=3.0),
        Look("b1", width=1.0),
    ]
    scene = drawn(chain(6), looks=looks)
    labels = [label for label in scene.labels if label.role == "dim"]
    assert len(labels) == 5
    assert len({(label.y, label.anchor) for label in labels}) == 1
    for label in labels:
        line = line_of(scene, label.of)
        assert label.x == pytest.approx((line.points[0][0] + line.points[-1][0]) / 2, abs=1e-4)
