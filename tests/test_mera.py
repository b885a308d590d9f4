"""The multi-scale entanglement renormalization ansatz in rows, checked with a geometry of its own."""

from __future__ import annotations

import cProfile
import dataclasses
import itertools
import random
from collections import Counter

import numpy as np
import pytest
from renormalizing_networks import network, open_terms, ring_terms

from tnrnn import Partition, min_cut
from tnrnn.basics.errors import TnrnnError
from tnrnn.drawing import Look, View, compose, save
from tnrnn.drawing.graphs import Part, network_graph
from tnrnn.drawing.layouts.plain import plain_network
from tnrnn.drawing.structures.mera import renormalization, sure_renormalization
from tnrnn.interop import from_terms

OPEN = [(4, 2), (8, 2), (16, 2), (32, 2), (6, 3), (9, 3), (18, 3), (27, 3), (16, 4)]
RINGS = [(4, 2), (8, 2), (16, 2), (32, 2), (9, 3), (27, 3)]


def drawn(of):
    return plain_network(of, layout="mera")


def segments(layout):
    """Every piece of every line, with the number of its line."""
    found = [(n, *a, *b) for n, line in enumerate(layout.lines) for a, b in itertools.pairwise(line.path)]
    return np.array(found)


def crossings(layout):
    """The pairs of lines of which two pieces meet, also if one only touches the other."""
    number, ax, ay, bx, by = segments(layout).T

    a, b = np.s_[:, None], np.s_[None, :]

    def side(x, y):
        """On which side of every piece a point of every other one lies."""
        value = (bx - ax)[a] * (y[b] - ay[a]) - (by - ay)[a] * (x[b] - ax[a])
        return np.sign(np.where(np.abs(value) < 1e-9, 0, value))

    one = side(ax, ay) * side(bx, by)
    near = (np.minimum(ax, bx)[a] <= np.maximum(ax, bx)[b] + 1e-9) & (
        np.minimum(ay, by)[a] <= np.maximum(ay, by)[b] + 1e-9
    )
    meet = (one <= 0) & (one.T <= 0) & near & near.T & (number[a] < number[b])
    return {(int(number[i]), int(number[j])) for i, j in zip(*np.nonzero(meet), strict=True)}


def box(mark, by=0.0):
    return mark.x - mark.radius - by, mark.y - mark.height - by, mark.x + mark.radius + by, mark.y + mark.height + by


def holds(around, point):
    return around[0] <= point[0] <= around[2] and around[1] <= point[1] <= around[3]


def assert_sound(of, layout):
    """Every bond leads from its first tensor to its second, over no other, and no two lines meet."""
    assert not crossings(layout)
    mark = {mark.name: mark for mark in layout.marks}
    assert [line.bonds[0] for line in layout.lines] == list(of.ends)
    for line in layout.lines:
        ends = [mark[of.tensors[end].name] for end in of.ends[line.bonds[0]]]
        for one, point in zip(ends, (line.points[0], line.points[-1]), strict=False):
            assert holds(box(one, 1e-6), point)
        points = [
            (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
            for a, b in itertools.pairwise(line.path)
            for part in np.linspace(0, 1, 12)
        ]
        others = [box(one) for one in layout.marks if one not in ends]
        assert not any(holds(other, point) for other in others for point in points)
    for one, two in itertools.combinations(layout.marks, 2):
        a, b = box(one), box(two)
        assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]


def assert_in_rows(of, layout):
    """Disentanglers and isometries alternate, with the sites below them, even and at one height."""
    levels = {}
    for mark in layout.marks:
        levels.setdefault(mark.y, set()).add(mark.dress.shape)
    assert all(len(shapes) == 1 for shapes in levels.values())
    shapes = [levels[y].pop() for y in sorted(levels)]
    assert all({one, two} != {"box"} for one, two in itertools.pairwise(shapes))
    assert (shapes[0], shapes[-1]) == ("box", "triangle-up")
    sites = sorted(line.points[-1] for line in layout.lines if line.bonds[0].startswith("s"))
    assert len({y for _, y in sites}) == 1
    assert {round(b - a, 6) for (a, _), (b, _) in itertools.pairwise(sites)} == {1.0}
    assert sites[0][1] < min(mark.y for mark in layout.marks)


def test_the_geometry_of_these_tests_finds_what_is_wrong():
    of = network(open_terms(8))
    layout = drawn(of)
    lines = list(layout.lines)
    assert not crossings(layout)
    number = list(of.ends).index("s3")
    (ax, ay), (bx, by) = lines[number].points
    lines[number] = dataclasses.replace(lines[number], points=((ax, ay), (bx + 1.5, by)))
    assert crossings(layout._replace(lines=tuple(lines)))
    moved = dataclasses.replace(layout.marks[0], x=layout.marks[1].x, y=layout.marks[1].y)
    with pytest.raises(AssertionError):
        assert_sound(of, layout._replace(marks=(moved, *layout.marks[1:])))


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize(("sites", "block"), OPEN)
def test_an_open_mera_is_symmetric_in_rows_without_crossings(sites, block, seed):
    of = network(open_terms(sites, block, top=sites == 16), seed)
    layout = drawn(of)
    assert_sound(of, layout)
    assert_in_rows(of, layout)
    assert not any(line.curve for line in layout.lines)
    at = Counter((mark.x, mark.y, mark.dress.shape) for mark in layout.marks)
    middle = (min(mark.x for mark in layout.marks) + max(mark.x for mark in layout.marks)) / 2
    assert at == Counter((round(2 * middle - x, 6), y, shape) for x, y, shape in at.elements())


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize(("sites", "block"), RINGS)
def test_a_ring_has_as_few_lines_around_as_can_be(sites, block, seed):
    of = network(ring_terms(sites, block), seed)
    layout = drawn(of)
    assert_sound(of, layout)
    assert_in_rows(of, layout)
    # Each layer of at least two isometries is a ring of its own, which any cut from below to the top has to sever.
    rings = len([name for name in of.index if name.endswith(".0") and name.startswith("u")])
    last = Counter(name[1] for name in of.index if name.startswith("w"))
    rings -= sum(count == 1 for count in last.values())
    assert sum(line.curve for line in layout.lines) == rings


def test_a_leg_at_the_top_ends_below_the_lines_around():
    terms = ring_terms(8)
    terms["top"] = [*terms["top"], "t"]
    assert_sound(of := network(terms), drawn(of))


@pytest.mark.parametrize("shift", [1, -1])
def test_both_ways_round_are_found(shift):
    of = network(ring_terms(16, 2, shift))
    assert_sound(of, drawn(of))


@pytest.mark.parametrize("sites", [8, 16, 32])
def test_those_of_quimb_are_recognised(sites):
    tensors = pytest.importorskip("quimb.tensor")
    from tnrnn.interop import from_quimb

    of, _ = from_quimb(tensors.MERA.rand(sites, max_bond=2, seed=1))
    layout = plain_network(of)
    assert_sound(of, layout)
    kinds = {"_UNI": "box", "_ISO": "triangle-up"}
    for tensor, mark in zip(of.tensors, layout.marks, strict=True):
        assert mark.dress.shape == next(shape for tag, shape in kinds.items() if tag in tensor.tags)
    layers = {}
    for tensor, mark in zip(of.tensors, layout.marks, strict=True):
        layers.setdefault(mark.y, set()).add(next(tag for tag in tensor.tags if tag.startswith("_LAYER")))
    assert [layers[y] for y in sorted(layers)] == [{f"_LAYER{i // 2}"} for i in range(len(layers))]
    sites_of = {line.bonds[0]: line.points[-1][0] for line in layout.lines if line.role == "output"}
    assert [name for name, _ in sorted(sites_of.items(), key=lambda item: item[1])] == [f"k{i}" for i in range(sites)]


@pytest.mark.parametrize("terms", [open_terms(16), open_terms(9, 3), ring_terms(8), ring_terms(9, 3)])
def test_the_order_of_tensors_and_bonds_does_not_matter(terms):
    def seen(seed, rename=None):
        return drawn(network(terms, seed, rename))

    def named(layout):
        found = sorted((mark.x, mark.y, mark.name.split(".")[0]) for mark in layout.marks)
        return found, {line.bonds: line.points[-1] for line in layout.lines if line.bonds[0].startswith("s")}

    for seed in (1, 2, 3):  # the sites have numbers; two isometries beside the same disentanglers may change places
        assert named(seen(seed)) == named(seen(None))
    size, words = sum(bond.startswith("s") for bonds in terms.values() for bond in bonds), random.Random(5)
    letters = {bond: "".join(words.choices("abcdefgh", k=9)) for bonds in terms.values() for bond in bonds}
    shapes = [(mark.x, mark.y, mark.radius) for mark in seen(None).marks]
    mirrored = [(round(size - 1 - x, 6), y, radius) for x, y, radius in shapes]
    for seed in (1, 2, 3):  # without numbers it may be mirrored, and a ring may be turned
        own = [(mark.x, mark.y, mark.radius) for mark in seen(seed, letters.__getitem__).marks]
        assert Counter(own) in (Counter(shapes), Counter(mirrored))


def norm(terms):
    """The norm of a state: its tensors, and those of its conjugate, joined at the sites."""
    twins = {f"{name}*": [bond if bond[0] == "s" else f"{bond}*" for bond in own] for name, own in terms.items()}
    return terms | twins


@pytest.mark.parametrize("terms", [open_terms(8), open_terms(9, 3), ring_terms(4), ring_terms(8), ring_terms(9, 3)])
def test_a_norm_is_a_state_and_its_mirror_image(terms):
    of = network(norm(terms))
    layout = plain_network(of)
    assert_sound(of, layout)
    at = {mark.name: (mark.x, mark.y, mark.dress.shape) for mark in layout.marks}
    flipped = {"box": "box", "triangle-up": "triangle-down", "triangle-down": "triangle-up"}
    for name in terms:
        x, y, shape = at[f"{name}*"]
        assert at[name] == (x, -y, flipped[shape])
    for line in layout.lines:  # all legs are upright
        if line.bonds[0][0] == "s":
            assert line.points[0][0] == line.points[-1][0]


def test_a_norm_with_other_bonds_below_is_none():
    terms = norm(open_terms(8))
    one, two = terms["w1.0*"], terms["w1.4*"]
    one[-1], two[-1] = two[-1], one[-1]
    assert isinstance(renormalization(part_of(terms)), str)


def random_terms(seed):
    chance = random.Random(seed)
    count = chance.randint(6, 30)
    terms = {f"T{i}": [] for i in range(count)}
    for number in range(chance.randint(count, 2 * count)):
        one, two = chance.sample(sorted(terms), 2)
        terms[one].append(f"b{number}")
        terms[two].append(f"b{number}")
    for number in range(chance.randint(2, count)):
        terms[chance.choice(sorted(terms))].append(f"s{number}")
    return {name: bonds for name, bonds in terms.items() if bonds}


def part_of(terms):
    graph = network_graph(from_terms({name: " ".join(bonds) for name, bonds in terms.items()}))
    return Part(graph, range(len(graph.links)))


@pytest.mark.parametrize("seed", range(100))
def test_random_networks_are_no_mera(seed):
    assert isinstance(sure_renormalization(part_of(random_terms(seed))), str)


def grid(rows, columns):
    terms = {f"P{i}.{j}": [f"s{i}.{j}"] for i in range(rows) for j in range(columns)}
    for i, j in itertools.product(range(rows), range(columns)):
        for other, bond in ((f"P{i + 1}.{j}", f"c{i}.{j}"), (f"P{i}.{j + 1}", f"r{i}.{j}")):
            if other in terms:
                terms[other].append(bond)
                terms[f"P{i}.{j}"].append(bond)
    return terms


def bricks(sites, layers):
    terms, wires = {f"v{i}": [f"q{i}"] for i in range(sites)}, [f"q{i}" for i in range(sites)]
    for layer in range(layers):
        for i in range(layer % 2, sites - 1, 2):
            terms[f"g{layer}.{i}"] = [wires[i], wires[i + 1], f"x{layer}.{i}", f"x{layer}.{i + 1}"]
            wires[i : i + 2] = terms[f"g{layer}.{i}"][2:]
    return terms


OTHERS = {
    "grid": grid(3, 4),
    "square": grid(2, 2),
    "bricks": bricks(6, 4),
    "two layers": bricks(4, 2),
    "tree": {"t": ["a", "b"], "l": ["a", "s0", "s1"], "r": ["b", "s2", "s3"]},
    "chain": {f"A{i}": [f"b{i}", f"s{i}", f"b{i + 1}"] for i in range(6)},
    "ring": {f"A{i}": [f"b{i}", f"s{i}", f"b{(i + 1) % 6}"] for i in range(6)},
    "pair": {"A": ["s0", "s1", "a", "b"], "B": ["a", "b", "s2", "s3"]},
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_structures_are_no_mera(name):
    assert isinstance(renormalization(part_of(OTHERS[name])), str)


def test_a_mera_with_two_bonds_exchanged_has_no_such_drawing():
    for terms in (open_terms(16), ring_terms(16), open_terms(27, 3)):
        lower = [name for name in terms if name.startswith("w1")]
        one, two = terms[lower[1]], terms[lower[4]]
        one[-1], two[-1] = two[-1], one[-1]
        assert isinstance(renormalization(part_of(terms)), str)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (OTHERS["tree"], "given no disentangler"),
        (OTHERS["grid"], "given a tensor 'P0.0' with 3 bonds, 1 of them from below"),
        (OTHERS["bricks"], "joined to two disentanglers below"),
        (
            {**open_terms(8), "top": ["b2.0", "b2.2", "t", "z"]},
            "given two tensors at the top",
        ),
    ],
)
def test_an_error_says_what_is_missing(terms, words):
    of = from_terms({name: " ".join(bonds) for name, bonds in terms.items()})
    with pytest.raises(TnrnnError, match="view, layout mera: expected rows of disentanglers and isometries") as raised:
        compose(of, view=View(layout="mera"))
    assert words in str(raised.value)


def test_looks_cuts_and_directions_of_legs():
    of = network(open_terms(8))
    looks = [Look("u*", shape="disc", fill="orange"), Look("w*", fill="steelblue", place="inside")]
    scene = compose(of, view=View(looks=looks, layout="mera"))
    shapes = {mark.name: mark.dress.shape for mark in scene.marks if mark.dress}
    assert (shapes["u1.1"], shapes["w1.0"], shapes["top"]) == ("disc", "triangle-up", "triangle-up")
    cut = min_cut(of, Partition(near=of.open[:4], far=of.open[4:]))
    assert len(compose(of, cut=cut, view=View()).cut_marks) == len(cut.entries)
    turned = compose(of, view=View(legs={"s0": "left"}))
    leg = next(line for line in turned.lines if line.bonds == ("s0",))
    assert leg.points[-1][0] < leg.points[0][0] - 0.3
    assert leg.points[-1][1] == pytest.approx(leg.points[0][1])


def test_vectors_at_the_sites_stand_below():
    terms = open_terms(8)
    of = network(terms | {f"v{i}": [f"s{i}"] for i in range(8)})
    layout = drawn(of)
    assert {mark.y for mark in layout.marks if mark.name.startswith("v")} == {min(mark.y for mark in layout.marks)}


def test_the_number_of_steps_is_linear():
    counts = []
    for sites in (256, 2048):
        part, profile = part_of(ring_terms(sites)), cProfile.Profile()
        assert not isinstance(profile.runcall(renormalization, part), str)
        counts.append(sum(entry.callcount for entry in profile.getstats()))
    assert counts[1] < 9 * counts[0]


def test_a_part_with_times_is_drawn_by_its_times():
    part = part_of(open_terms(8))
    assert isinstance(renormalization(part._replace(times={node: node for node in part.tensors})), str)


def test_it_can_be_written(tmp_path):
    for ending in ("svg", "tex"):
        save(compose(network(ring_terms(8))), tmp_path / f"mera.{ending}")
        assert (tmp_path / f"mera.{ending}").stat().st_size > 1000
