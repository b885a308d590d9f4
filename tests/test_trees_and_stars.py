"""Trees, hierarchical Tucker, Tucker and canonical polyadic decompositions: symmetric, in order, without crossings."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
from renormalizing_networks import network

from tnrnn import Builder
from tnrnn.basics.errors import TnrnnError
from tnrnn.drawing import View, compose
from tnrnn.drawing.layouts.plain import plain_network
from tnrnn.drawing.structures.packing import packed


def binary(leaves, matrices=False):
    """A binary tree without a leg at the root; in the hierarchical Tucker format the leaves are matrices."""
    terms, wires, level = {}, [f"k{i}" for i in range(leaves)], 0
    if matrices:
        terms = {f"U{i}": [f"k{i}", f"m{i}"] for i in range(leaves)}
        wires = [f"m{i}" for i in range(leaves)]
    while len(wires) > 1:
        level += 1
        pairs = list(zip(wires[::2], wires[1::2], strict=True))
        for i, pair in enumerate(pairs):
            terms[f"T{level}.{i}"] = [*pair, *([f"b{level}.{i}"] if len(wires) > 2 else [])]
        wires = [f"b{level}.{i}" for i in range(len(pairs))]
    return terms


def places(layout):
    return {mark.name: (mark.x, mark.y) for mark in layout.marks}


def ends_of(layout):
    return {line.bonds[0]: line.points[-1] for line in layout.lines if line.role == "output"}


def crossings(layout):
    """The number of pairs of lines that meet other than at a tensor of both."""
    found = 0
    pieces = [(n, a, b) for n, line in enumerate(layout.lines) for a, b in itertools.pairwise(line.path)]
    for (n, a, b), (m, c, d) in itertools.combinations(pieces, 2):
        if n == m or max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
            continue
        p, q, r = np.array(b) - a, np.array(d) - c, np.array(c) - a
        across = p[0] * q[1] - p[1] * q[0]
        if abs(across) > 1e-12:
            s, t = (r[0] * q[1] - r[1] * q[0]) / across, (r[0] * p[1] - r[1] * p[0]) / across
            inside = -1e-9 < s < 1 + 1e-9 and -1e-9 < t < 1 + 1e-9
            found += inside and not (min(s, 1 - s) < 1e-6 and min(t, 1 - t) < 1e-6)
    return found


@pytest.mark.parametrize("matrices", [False, True])
@pytest.mark.parametrize("leaves", [4, 8, 16, 32])
@pytest.mark.parametrize("seed", [None, 1])
def test_a_binary_tree_is_symmetric_with_its_legs_in_order(leaves, matrices, seed):
    of = network(binary(leaves, matrices), seed)
    layout = plain_network(of, layout="tree")
    assert crossings(layout) == 0
    ends = ends_of(layout)
    xs = [ends[f"k{i}"][0] for i in range(leaves)]
    assert xs == sorted(xs)
    assert len({y for _, y in ends.values()}) == 1
    at = places(layout)
    middle = (xs[0] + xs[-1]) / 2
    rounded = {(round(x, 6), y) for x, y in at.values()}
    assert {(round(2 * middle - x, 6), y) for x, y in at.values()} == rounded
    top = max(at.values(), key=lambda point: point[1])
    assert top[0] == pytest.approx(middle)
    assert len({y for _, y in at.values()}) == round(math.log2(leaves)) + matrices
    if matrices:
        assert all(ends[f"k{i}"] == (at[f"U{i}"][0], ends["k0"][1]) for i in range(leaves))


def test_legs_without_numbers_follow_the_bonds_and_names_that_would_cross_do_too():
    terms = {"T": ["p", "q"], "A": ["p", "k0", "k2"], "B": ["q", "k1", "k3"]}
    at = places(plain_network(network(terms), layout="tree"))
    assert at["A"][0] < at["B"][0]
    terms = {"T": ["p", "q"], "A": ["p", "k2", "k3"], "B": ["q", "k0", "k1"]}
    at = places(plain_network(network(terms), layout="tree"))
    assert at["B"][0] < at["A"][0]
    terms = {"T": ["p", "q"], "A": ["p", "z", "y"], "B": ["q", "b", "a"]}
    at = places(plain_network(network(terms), layout="tree"))
    assert at["A"][0] < at["B"][0]


def test_a_number_of_thousands_of_digits_is_no_number():
    names = [f"k{'1' * 5000}{end}" for end in range(8)]
    terms = binary(8)
    renamed = {name: [names[int(bond[1:])] if bond[0] == "k" else bond for bond in own] for name, own in terms.items()}
    assert len(places(plain_network(network(renamed)))) == len(terms)


def random_tree(size, seed):
    chance = random.Random(seed)
    terms = {"T0": []}
    for i in range(1, size):
        other = f"T{chance.randrange(i)}"
        terms[f"T{i}"] = [f"b{i}"]
        terms[other].append(f"b{i}")
    return terms


@pytest.mark.parametrize(("size", "seed"), [(300, 0), (300, 2), (100, 3)])
def test_a_large_ragged_tree_is_compact_without_crossings(size, seed):
    of = network(random_tree(size, seed))
    layout = plain_network(of)
    assert not any(line.curve for line in layout.lines)
    assert crossings(layout) == 0
    at = places(layout)
    xs = [x for x, _ in at.values()]
    least = min(math.dist(a, b) for a, b in itertools.combinations(at.values(), 2))
    leaves = sum(len(bonds) == 1 for bonds in random_tree(size, seed).values())
    assert least > 0.79
    assert max(xs) - min(xs) < 0.8 * 0.8 * leaves  # in one row the leaves alone would be wider
    points = np.array(list(at.values()))
    for line in layout.lines:  # over no tensor
        a, b = map(np.array, line.points)
        along = np.clip((points - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
        gap = np.hypot(*(points - a - along[:, None] * (b - a)).T)
        assert np.sum(gap < layout.marks[0].radius) == 2


def tidy_tree(seed):
    chance = random.Random(seed)
    children = {0: []}
    for i in range(1, chance.randint(2, 60)):
        children[i] = []
        children[chance.randrange(max(0, i - chance.choice((2, 8, 60))), i)].append(i)
    return children


@pytest.mark.parametrize("seed", range(20))
def test_packed_trees_keep_distances_and_mirror_images(seed):
    children = tidy_tree(seed)
    xs = packed([0], list(children), children, 1.0)
    depths, order = {0: 0}, [0]
    for node in order:
        depths |= dict.fromkeys(children[node], depths[node] + 1)
        order += children[node]
    for depth in set(depths.values()):  # in the order of a walk level by level
        row = [xs[node] for node in order if depths[node] == depth]
        assert all(two - one > 1 - 1e-9 for one, two in itertools.pairwise(row))
    for node, own in children.items():
        assert not own or xs[node] == pytest.approx((xs[own[0]] + xs[own[-1]]) / 2)
    mirrored = packed([0], list(children), {node: own[::-1] for node, own in children.items()}, 1.0)
    assert all(mirrored[node] == pytest.approx(-x) for node, x in xs.items())


def test_packing_a_long_and_a_bushy_tree_takes_linear_time():
    size = 20_001
    path = {i: [i + 1] if i + 1 < size else [] for i in range(size)}
    assert set(packed([0], range(size), path, 1.0).values()) == {0.0}
    comb = {i: [i + 2, i + 1] if i % 2 == 0 and i + 2 < size else [] for i in range(size)}
    order = sorted(range(size), key=lambda i: (i + i % 2, i))
    assert len(packed([0], order, comb, 1.0)) == size


def tucker(order):
    return {"G": [f"r{i}" for i in range(order)], **{f"A{i}": [f"r{i}", f"k{i}"] for i in range(order)}}


def polyadic(order):
    return {f"A{i}": ["r", f"k{i}"] for i in range(order)}


@pytest.mark.parametrize("terms", [tucker, polyadic])
@pytest.mark.parametrize("order", [3, 4, 5, 6, 9])
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_factors_stand_around_the_middle(terms, order, seed):
    of = network(terms(order), seed)
    layout = plain_network(of)
    assert plain_network(of, layout="star").marks == layout.marks
    assert crossings(layout) == 0
    at, ends = places(layout), ends_of(layout)
    core = next(name for name in at if name[0] != "A")
    assert at[core] == (0, 0)
    turns = [math.atan2(*at[f"A{i}"]) % (2 * math.pi) for i in range(order)]
    assert turns == pytest.approx([2 * math.pi * i / order for i in range(order)])
    assert len({round(math.hypot(*at[f"A{i}"]), 5) for i in range(order)}) == 1
    for i in range(order):
        (ax, ay), (bx, by) = at[f"A{i}"], ends[f"k{i}"]
        assert ax * by - ay * bx == pytest.approx(0, abs=1e-4)
        assert math.hypot(bx, by) > math.hypot(ax, ay) + 0.4
    assert min(math.dist(a, b) for a, b in itertools.combinations(at.values(), 2)) > 1 - 1e-5


def test_legs_that_are_to_point_down_make_it_a_tree_unless_a_star_is_asked_for():
    of, down = network(tucker(4)), {f"k{i}": -math.pi / 2 for i in range(4)}
    assert len({y for _, y in places(plain_network(of, down)).values()}) == 2
    assert len({y for _, y in places(plain_network(of, down, "star")).values()}) == 3


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({f"A{i}": [f"b{i}", f"k{i}", f"b{i + 1}"] for i in range(4)}, "given 4 tensors of three or more bonds"),
        (
            {"G": ["a", "b", "c", "d"], "A": ["a"], "B": ["b"], "C": ["c"]},
            "given a leg of the tensor 'G' in the middle",
        ),
        ({"G": ["a", "b", "c"], "A": ["a", "b"], "C": ["c"]}, "given two tensors with several bonds"),
        ({"G": ["a", "b", "c"], "A": ["a", "x"], "B": ["x", "b"], "C": ["c"]}, "given tensors that form a ring"),
    ],
)
def test_what_is_no_star_says_why(terms, words):
    with pytest.raises(TnrnnError, match="view, layout star: expected one tensor of three or more bonds") as raised:
        compose(network(terms), view=View(layout="star"))
    assert words in str(raised.value)


def asked(of, layout):
    return {mark.name: (mark.x, mark.y) for mark in compose(of, view=View(layout=layout)).marks}


def test_the_least_trees_and_rows_are_trees_and_rows():
    assert asked(network({"A": ["j"], "B": ["j"]}), "tree") == {"A": (0.0, 0.0), "B": (0.8, 0.0)}
    for legs in ("k", "k l"):  # a tensor with a leg between two without one
        found = asked(network({"A": ["j"], "B": ["j", "i", *legs.split()], "C": ["i"]}), "chain")
        assert found == {"A": (0.0, 0.0), "B": (1.0, 0.0), "C": (2.0, 0.0)}


def test_a_circuit_that_is_a_tree_is_one_whatever_its_times():
    build = Builder(M=2)
    circuit = build.circuit(build.linear("W", build.input(1, "M") * build.input(2, "M"), 1))
    found = asked(circuit, "tree")
    assert found["input.1"][1] == found["input.2"][1] < found["product.1"][1] < found["W.1"][1]


@pytest.mark.parametrize(
    ("terms", "layout", "given"),
    [
        ({"A": "a b", "B": "b c", "C": "c a"}, "tree", "given a network with a cycle"),
        ({"A": "a", "B": "a", "C": "b c", "D": "c d", "E": "b d"}, "tree", "with a cycle, in the part of 'C'"),
        ({"A": "a", "B": "a b", "C": "b", "D": "c", "E": "c"}, "ring", "not in one ring, in the part of 'A'"),
    ],
)
def test_the_error_says_what_is_wrong_and_in_which_part(terms, layout, given):
    with pytest.raises(TnrnnError) as caught:
        asked(network({name: bonds.split() for name, bonds in terms.items()}), layout)
    assert str(caught.value).endswith(given)
