"""Positions for some tensors only: these are kept exactly, and the rest stands around them."""

from __future__ import annotations

import itertools
import math
import random

import networkx as nx
import pytest
from test_lattices import network_of
from test_plain import assert_sound, chain, crossings, lattice, made, spots

from tnrnn.basics.errors import TnrnnError
from tnrnn.drawing import View, compose
from tnrnn.drawing.layouts.layout import layout_of
from tnrnn.models import rac


def laid(network, places):
    layout = layout_of(network, View(positions=places))
    at = spots(layout)
    assert {name: at[name] for name in places} == {name: (float(x), float(y)) for name, (x, y) in places.items()}
    return layout, at


def least(at):
    return min(math.dist(one, two) for one, two in itertools.combinations(at.values(), 2))


@pytest.mark.parametrize(
    ("corners", "image"),
    [
        ({"P0,0": (0, 0), "P0,4": (8, 0)}, lambda i, j: (2 * j, -2 * i)),
        ({"P0,0": (0, 0), "P0,4": (0, 4)}, lambda i, j: (i, j)),
        ({"P1,1": (5, 6)}, lambda i, j: (4 + j, 7 - i)),
        ({"P0,0": (0, 0), "P0,4": (4, 0), "P3,0": (-1.5, -2)}, lambda i, j: (j - i / 2, -2 * i / 3)),
        ({"P0,0": (0, 0), "P0,4": (4, 0), "P3,0": (0, 3)}, lambda i, j: (j, i)),
        (
            {"P0,0": (0, 0), "P0,4": (4, 0), "P3,0": (-1.5, -2), "P3,4": (4, -4)},
            lambda i, j: (j + (j / 8 - 1 / 2) * i, -2 * i / 3 - i * j / 6),
        ),
    ],
)
def test_some_corners_of_a_grid_fix_the_rest(corners, image):
    _, at = laid(made(lattice(4, 5)), corners)
    for i, j in itertools.product(range(4), range(5)):
        assert at[f"P{i},{j}"] == pytest.approx(image(i, j), abs=1e-6)


@pytest.mark.parametrize(("seed", "scale"), [(seed, (1.0, 1e9, 1e-3)[seed // 3 % 3]) for seed in range(14)])
def test_any_places_for_any_tensors_are_kept_and_the_rest_is_apart(seed, scale):
    chance = random.Random(seed)
    graph = [nx.random_regular_graph(3, 16, seed=seed), nx.random_labeled_tree(20, seed=seed), nx.path_graph(12)][
        seed % 3
    ]
    names = chance.sample([str(node) for node in graph], 1 + seed // 2)
    cells = chance.sample(list(itertools.product(range(6), range(6))), len(names))
    places = {name: (x * scale, y * scale) for name, (x, y) in zip(names, cells, strict=True)}
    network = network_of(graph)
    layout, at = laid(network, places)
    for one, two in itertools.combinations(layout.marks, 2):
        if one.name not in places or two.name not in places:
            assert math.dist((one.x, one.y), (two.x, two.y)) > 2.2 * one.radius
    assert laid(network, places)[1] == at
    if scale == 1.0:
        assert_sound(network, layout, foreign=False)


def test_two_given_places_with_one_x_or_with_a_tiny_gap():
    at = laid(made(chain(6)), {"A1": (3, 0), "A2": (3, 1)})[1]
    assert at["A6"] == pytest.approx((3, 5))
    _, at = laid(made(chain(6)), {"A1": (0, 0), "A6": (0, 2e-4), "A3": (50, 0)})
    assert least(at) == pytest.approx(2e-4)
    assert least({name: place for name, place in at.items() if name != "A6"}) > 0.01


def test_parts_without_given_places_stand_beside():
    graph = nx.disjoint_union_all([nx.path_graph(4), nx.cycle_graph(5), nx.star_graph(3)])
    layout, at = laid(network_of(graph), {"0": (0, 0), "3": (3, 1)})
    first, second, third = ([at[str(node)] for node in nodes] for nodes in (range(4), range(4, 9), range(9, 13)))
    left, right = sorted((second, third))
    assert max(x for x, _ in first) < min(x for x, _ in left)
    assert max(x for x, _ in left) < min(x for x, _ in right)
    assert crossings(layout) == 0


def test_no_positions_at_all_are_the_usual_drawing():
    network = made(lattice(3, 4))
    assert spots(layout_of(network, View(positions={}))) == spots(layout_of(network, View()))


def test_the_layout_that_is_asked_for_is_fitted_to_the_given_places():
    network = made(chain(6))
    for layout in ("stress", "columns"):
        asked = View(layout=layout, positions={})
        assert spots(layout_of(network, asked)) == spots(layout_of(network, View(layout=layout)))
    with pytest.raises(TnrnnError, match="view, layout ring: expected tensors in a ring"):
        layout_of(network, View(layout="ring", positions={"A1": (0, 0)}))
    with pytest.raises(TnrnnError, match="view with a layout: expected auto or shared, given 'unrolled'"):
        layout_of(rac(2, 1, 2, 2), View("unrolled", layout="stress"))


def test_vertices_of_circuits_too():
    circuit = rac(length=3, layers=1, inputs=2, hidden=2)
    name = circuit.vertices[0].name
    _, at = laid(circuit, {name: (3.0, 4.0)})
    assert len(at) == len(circuit.vertices)
    assert compose(circuit, view=View(positions={name: (3.0, 4.0)})).marks


def test_two_thousand_tensors_with_ten_places():
    network = network_of(nx.convert_node_labels_to_integers(nx.grid_2d_graph(40, 50)))
    places = {str(190 * i): (20 * math.cos(i), 20 * math.sin(2 * i)) for i in range(10)}
    layout, _ = laid(network, places)
    assert len(layout.marks) == 2000


@pytest.mark.parametrize(
    ("places", "message"),
    [
        ({"A33": (2, 0)}, "view, positions: expected names of what is drawn, given 'A33'; did"),
        ({"A1": (1, 0), "A3": (1, 0)}, "view, positions of A1 and A3: expected places at least 0.0001 apart, given"),
        ({"A3": (math.nan, 0)}, "view, position of A3: expected a pair (x, y) of finite numbers, given (nan, 0)"),
    ],
)
def test_bad_positions_are_told_in_one_line(places, message):
    with pytest.raises(TnrnnError) as caught:
        layout_of(made(chain(3)), View(positions=places))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
