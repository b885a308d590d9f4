"""Lattices: all are found in any order of tensors and bonds, and drawn exactly, without needless crossings."""

from __future__ import annotations

import dataclasses
import itertools
import math
import random

import networkx as nx
import pytest
from test_plain import assert_sound, crossings, ends_of, spots

from tnrnn.basics.errors import TnrnnError
from tnrnn.drawing.layouts.plain import plain_network
from tnrnn.drawing.structures.faces import _Search, pieces
from tnrnn.networks import Bond, Network, Tensor


def network_of(graph, legs=1, order=0):
    """A network with a tensor for each node of a graph, in an order by chance, with so many legs at each."""
    chance = random.Random(order)
    bonds = {node: [f"s{node}.{leg}" for leg in range(legs)] for node in graph}
    for number, ends in enumerate(graph.edges):
        for node in ends:
            bonds[node].append(f"b{number}")
    nodes = list(graph)
    for each in (nodes, *bonds.values()):
        chance.shuffle(each)
    names = list(dict.fromkeys(name for node in nodes for name in bonds[node]))
    chance.shuffle(names)
    tensors = tuple(Tensor(str(node), "weight", tuple(bonds[node]), parameter=str(node)) for node in nodes)
    return Network(tensors, tuple(Bond(name, 2) for name in names), tuple(n for n in names if n.startswith("s")))


def subset(size, share, seed):
    """The largest connected part of a square lattice of which a share of the sites is kept."""
    chance = random.Random(seed)
    graph = nx.grid_2d_graph(size, size)
    graph.remove_nodes_from([node for node in sorted(graph) if chance.random() > share])
    return graph.subgraph(max(nx.connected_components(graph), key=len)).copy()


def holed(rows, columns, hole):
    graph = nx.grid_2d_graph(rows, columns)
    graph.remove_nodes_from([node for node in graph if node in hole])
    return graph


def lengths(layout):
    return {round(math.dist(line.points[0], line.points[-1]), 5) for line in layout.lines if line.role == "bond"}


def shape(places):
    """The set of places, which is the same for all that differ by turns by 90 degrees, mirroring and moving."""
    forms = []
    for swap, a, b in itertools.product((0, 1), (1, -1), (1, -1)):
        turned = [(a * at[swap], b * at[1 - swap]) for at in places]
        least = [min(axis) for axis in zip(*turned, strict=True)]
        forms.append(sorted((round(x - least[0], 6), round(y - least[1], 6)) for x, y in turned))
    return min(forms)


def owned(network, layout):
    """The place of the tensor of every leg, and that of its free end."""
    at, ends = spots(layout), ends_of(layout)
    owner = {bond: tensor.name for tensor in network.tensors for bond in tensor.bonds}
    return {bond: (at[owner[bond]], end) for bond, end in ends.items()}


def directions(network, layout):
    return {round(math.atan2(b[1] - a[1], b[0] - a[0]), 4) for a, b in owned(network, layout).values()}


def slopes(layout):
    """The directions of all bonds in degrees."""
    bonds = [(line.points[0], line.points[-1]) for line in layout.lines if line.role == "bond"]
    return {round(math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))) % 180 for a, b in bonds}


FLAT = {
    "square": nx.grid_2d_graph(4, 4),
    "long": nx.grid_2d_graph(7, 4),
    "hole": holed(7, 9, {(i, j) for i in (2, 3) for j in (3, 4, 5)}),
    "ragged": holed(5, 6, {(0, 0), (0, 1), (4, 5), (2, 0)}),
    "two holes": holed(5, 9, {(2, 2), (2, 6)}),
}


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("name", FLAT)
def test_any_order_gives_the_same_lattice(name, order):
    network = network_of(FLAT[name], order=order)
    layout = plain_network(network)
    assert_sound(network, layout)
    at = spots(layout)
    assert shape(at.values()) == shape([tuple(map(float, node)) for node in FLAT[name]])
    assert lengths(layout) == {1}
    assert crossings(layout) == 0
    width, height = (max(axis) - min(axis) for axis in zip(*at.values(), strict=True))
    assert width >= height
    assert len(directions(network, layout)) == 1
    assert layout == plain_network(network, layout="lattice")


@pytest.mark.parametrize("corner", list(itertools.product((0, 3), (0, 5))))
def test_the_first_tensor_stands_at_the_top_left_if_it_is_a_corner(corner):
    network = network_of(nx.grid_2d_graph(4, 6), order=4)
    tensors = sorted(network.tensors, key=lambda tensor: tensor.name != str(corner))
    layout = plain_network(dataclasses.replace(network, tensors=tuple(tensors)))
    assert spots(layout)[str(corner)] == (0, 0)


@pytest.mark.parametrize(("size", "share"), [(9, 0.9), (9, 0.95), (14, 0.9)])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_in_part_of_a_lattice_is_exact(seed, size, share):
    graph = subset(size, share, seed)
    network = network_of(graph, order=seed)
    layout = plain_network(network)
    assert_sound(network, layout)
    assert lengths(layout) == {1}
    assert crossings(layout) == 0
    assert len({spot for at in spots(layout).values() for spot in [tuple(map(round, at))]}) == len(graph)


@pytest.mark.parametrize(
    "graph",
    [nx.hexagonal_lattice_graph(3, 4), nx.triangular_lattice_graph(4, 6), nx.hexagonal_lattice_graph(2, 9)],
)
def test_hexagons_and_triangles_are_regular(graph):
    network = network_of(graph, order=5)
    layout = plain_network(network)
    assert_sound(network, layout)
    assert lengths(layout) == {1}
    assert crossings(layout) == 0
    assert len(slopes(layout)) == 3
    assert len(directions(network, layout)) == 1


@pytest.mark.parametrize("legs", [0, 1, 2])
@pytest.mark.parametrize(("rows", "columns"), [(3, 6), (4, 4), (3, 3), (2, 5), (6, 4)])
def test_a_cylinder_has_no_crossings(rows, columns, legs):
    network = network_of(nx.grid_2d_graph(rows, columns, periodic=(False, True)), legs, order=2)
    layout = plain_network(network)
    assert_sound(network, layout)
    assert crossings(layout) == 0
    assert sum(line.curve for line in layout.lines) == rows
    assert layout == plain_network(network, layout="torus")


@pytest.mark.parametrize(
    ("rows", "columns", "legs"), [(3, 3, 0), (3, 3, 2), (4, 4, 1), (3, 5, 2), (5, 3, 0), (4, 7, 1)]
)
def test_a_torus_has_as_few_crossings_as_any_drawing(rows, columns, legs):
    network = network_of(nx.grid_2d_graph(rows, columns, periodic=True), legs, order=1)
    layout = plain_network(network)
    assert_sound(network, layout)
    # Arcs of columns lose their first and last pieces, and are moved a little, lest they cross lines at corners.
    moved = [
        line
        if not line.curve or line.points[0][0] != line.points[-1][0]
        else dataclasses.replace(line, points=tuple((x + 3e-5, y + 7e-5) for x, y in line.path[1:-1]), curve=False)
        for line in layout.lines
    ]
    moved = layout._replace(lines=tuple(moved))
    assert crossings(moved) == (min(rows, columns) - 2) * max(rows, columns)
    assert sum(line.curve for line in layout.lines) == rows + columns
    cells = [(float(row), float(column)) for row, column in itertools.product(range(rows), range(columns))]
    assert shape(spots(layout).values()) == shape(cells)


@pytest.mark.parametrize("legs", [1, 2])
@pytest.mark.parametrize("name", FLAT)
def test_an_oblique_lattice_has_upright_legs(name, legs):
    network = network_of(FLAT[name], legs, order=3)
    layout = plain_network(network, layout="oblique")
    assert_sound(network, layout)
    assert crossings(layout) == 0
    assert {abs(turn) for turn in directions(network, layout)} == {round(math.pi / 2, 4)}


@pytest.mark.parametrize("legs", [1, 2])
@pytest.mark.parametrize(
    "graph",
    [
        nx.grid_2d_graph(3, 6, periodic=(False, True)),
        nx.grid_2d_graph(4, 6, periodic=(True, False)),
        nx.hexagonal_lattice_graph(3, 4),
        nx.hexagonal_lattice_graph(2, 7),
        nx.triangular_lattice_graph(4, 6),
    ],
)
def test_upright_legs_of_other_lattices_keep_off_lines_too(graph, legs):
    network = network_of(graph, legs, order=3)
    layout = plain_network(network, layout="oblique")
    assert_sound(network, layout)
    assert crossings(layout) == 0
    upright = {name: math.copysign(1, end[1] - at[1]) for name, (at, end) in owned(network, layout).items()}
    for name, (at, _) in owned(network, layout).items():
        for line in layout.lines:
            if not line.curve and at in (line.points[0], line.points[-1]) and line.role == "bond":
                other = line.points[-1] if at == line.points[0] else line.points[0]
                turn = math.atan2(other[1] - at[1], other[0] - at[0])
                assert abs(math.remainder(turn - upright[name] * math.pi / 2, 2 * math.pi)) > 0.4


@pytest.mark.parametrize("sizes", [(3, 3, 3), (2, 2, 2), (2, 3, 4), (4, 3, 4)])
def test_a_block_has_parallel_edges(sizes):
    network = network_of(nx.grid_graph(sizes), order=1)
    layout = plain_network(network)
    assert_sound(network, layout)
    assert len(slopes(layout)) == 3
    bare = network_of(nx.grid_graph(sizes), legs=0, order=1)
    sheets = plain_network(bare, layout="oblique")
    assert_sound(bare, sheets)
    assert len(slopes(sheets)) == 3
    with pytest.raises(TnrnnError, match="given several sheets of tensors with legs"):
        plain_network(network, layout="oblique")


@pytest.mark.parametrize("missing", [0, 3])
@pytest.mark.parametrize("size", [50, 500])
def test_a_random_graph_is_given_up_after_few_guesses(monkeypatch, size, missing):
    """At most a few hundred; without the two early exits, there are thousands of them."""
    guesses, fits = [], _Search._fits
    graph = nx.random_regular_graph(3, size, seed=1)
    graph.remove_edges_from(list(graph.edges)[: 4 * missing : 4])
    monkeypatch.setattr(_Search, "_fits", lambda self, guess: guesses.append(guess) or fits(self, guess))
    assert pieces({node: sorted(graph[node]) for node in graph}) is None
    assert len(guesses) < 1_000
    grid = nx.convert_node_labels_to_integers(nx.hexagonal_lattice_graph(4, 5))
    assert pieces({node: sorted(grid[node]) for node in grid}) is not None


def test_what_is_no_lattice_says_so():
    grid = network_of(nx.grid_2d_graph(3, 4))
    with pytest.raises(TnrnnError, match=r"layout torus: expected .* given a lattice in which no row and no column"):
        plain_network(grid, layout="torus")
    for graph in (nx.petersen_graph(), nx.complete_graph(6), nx.random_regular_graph(3, 200, seed=1)):
        with pytest.raises(TnrnnError, match="layout lattice: expected rows and columns of tensors, given"):
            plain_network(network_of(graph), layout="lattice")
    with pytest.raises(TnrnnError, match="given a tensor with 3 legs, where at most two"):
        plain_network(network_of(nx.grid_2d_graph(3, 4), legs=3), layout="oblique")


def test_a_grid_with_a_missing_bond_and_a_grid_with_a_vector_at_every_leg_are_lattices():
    graph = nx.grid_2d_graph(4, 4)
    graph.remove_edge((1, 1), (1, 2))
    assert lengths(plain_network(network_of(graph))) == {1}
    graph = nx.grid_2d_graph(3, 4)
    graph.add_edges_from([(node, ("v", *node)) for node in list(graph)])
    layout = plain_network(network_of(graph, legs=0))
    assert len(lengths(layout)) == 2
    assert crossings(layout) == 0


def opened(rows, columns, legs, seed=None):
    """A grid with open bonds all around and legs of its own, its bonds in one order or in orders by chance."""
    chance = random.Random(seed)
    tensors, names = [], {}
    for i, j in chance.sample(list(itertools.product(range(rows), range(columns))), rows * columns):
        bonds = [f"s{i}.{j}.{leg}" for leg in range(legs)]
        bonds += [f"r{i}.{j}", f"c{i}.{j}", f"r{i}.{j + 1}", f"c{i + 1}.{j}"]
        if seed is not None:
            chance.shuffle(bonds)
        tensors.append(Tensor(f"A{i}.{j}", "weight", tuple(bonds), parameter=f"A{i}.{j}"))
        for bond in bonds:
            names[bond] = names.get(bond, 0) + 1
    ends = tuple(name for name, count in names.items() if count == 1)
    return Network(tuple(tensors), tuple(Bond(name, 2) for name in names), ends)


@pytest.mark.parametrize(("legs", "seed"), [(0, None), (0, 3), (1, None), (2, None)])
def test_open_bonds_of_the_border_go_on_where_bonds_would_be(legs, seed):
    network = opened(4, 5, legs, seed)
    for name in ("lattice", "oblique"):
        layout = plain_network(network, layout=name)
        assert_sound(network, layout)
        assert crossings(layout) == 0
        bonds = [(line.points[0], line.points[-1]) for line in layout.lines if not line.bonds[0].startswith("s")]
        assert len({round(math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))) % 180 for a, b in bonds}) == 2
        own = [line.points for line in layout.lines if line.bonds[0].startswith("s")]
        assert len({round(math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))) for a, b in own}) == legs


def test_large_lattices_are_found():
    hole = {(i, j) for i in range(8, 13) for j in range(8, 13)} - {(8, 8)}
    for graph in (nx.grid_2d_graph(30, 30), holed(22, 22, hole)):
        layout = plain_network(network_of(graph))
        assert lengths(layout) == {1}
        assert len(set(spots(layout).values())) == len(graph)
