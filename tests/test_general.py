"""Layouts of networks without structure: no crossings where that can be, fitting distances, graphviz on request."""

from __future__ import annotations

import itertools
import math
import os
import random
import shutil
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from scipy.spatial import Delaunay

from tnrnn import Bond, Network, Tensor, TnrnnError
from tnrnn.drawing import PictureWarning, View, compose
from tnrnn.drawing.composing import telling
from tnrnn.drawing.layouts.layout import layout_of
from tnrnn.drawing.spreading import programs
from tnrnn.drawing.spreading.hanging import hung
from tnrnn.drawing.spreading.hops import hops, pivots, web
from tnrnn.drawing.spreading.pivoted import pivoted, principal, terms
from tnrnn.drawing.spreading.planar import embedded, obstacle
from tnrnn.drawing.spreading.spacing import LEAST, spaced
from tnrnn.drawing.spreading.stress import by_stress, without_crossings
from tnrnn.drawing.spreading.untangled import NARROW, clearance

ROOT = Path(__file__).parents[1]
GRAPHVIZ = shutil.which("neato") and shutil.which("sfdp") and shutil.which("dot")
if "CI" in os.environ:
    assert GRAPHVIZ, "needs graphviz"
needs_graphviz = pytest.mark.skipif(not GRAPHVIZ, reason="needs graphviz")


def network(graph, legs=(), copies=1, name="T{}"):
    """A network with a tensor for every node and `copies` bonds for every edge; `legs` are nodes with an open bond."""
    bonds = {node: [] for node in graph}
    for number, (one, two) in enumerate(graph.edges):
        for copy in range(copies if number % 5 == 0 else 1):
            bonds[one].append(f"b{number}.{copy}")
            bonds[two].append(f"b{number}.{copy}")
    opened = [f"o{number}" for number in range(len(legs))]
    for leg, node in zip(opened, legs, strict=True):
        bonds[node].append(leg)
    tensors = [Tensor(name.format(n), "weight", tuple(own), parameter=name.format(n)) for n, own in bonds.items()]
    every = dict.fromkeys(bond for own in bonds.values() for bond in own)
    return Network(tuple(tensors), tuple(Bond(bond, 2) for bond in every), tuple(opened))


def delaunay(size, seed=0):
    graph = nx.empty_graph(size)
    for corners in Delaunay(np.random.default_rng(seed).random((size, 2))).simplices.tolist():
        graph.add_edges_from(itertools.combinations(corners, 2))
    return graph


def sparse(size, edges, seed):
    """A connected planar graph with bridges and hanging parts: a triangulation without most of its edges."""
    graph = delaunay(size, seed)
    chosen = list(graph.edges)
    random.Random(seed).shuffle(chosen)
    for edge in chosen:
        if graph.number_of_edges() > edges:
            graph.remove_edge(*edge)
            if not nx.is_connected(graph):
                graph.add_edge(*edge)
    return graph


def beside(graph):
    return [sorted(graph[node]) for node in sorted(graph)]


def edges_of(graph):
    return np.array(sorted((min(edge), max(edge)) for edge in graph.edges))


def cross(a, b, c, d):
    """Whether two segments have a point in common that is inside of both, by exact signs of areas."""

    def side(p, q, r):
        value = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
        return (value > 1e-12) - (value < -1e-12)

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def crossings(layout):
    """The pairs of drawn lines that cross."""
    found = []
    boxes = []
    for line in layout.lines:
        xs, ys = zip(*line.path, strict=True)
        boxes.append((min(xs), max(xs), min(ys), max(ys)))
    for (one, box), (two, other) in itertools.combinations(zip(layout.lines, boxes, strict=True), 2):
        if box[0] <= other[1] and other[0] <= box[1] and box[2] <= other[3] and other[2] <= box[3]:
            pieces = itertools.product(itertools.pairwise(one.path), itertools.pairwise(two.path))
            if any(cross(*a, *b) for a, b in pieces):
                found.append((one.bonds, two.bonds))
    return found


def stress_of(at, graph):
    """The stress of all pairs after the best scaling, per pair, with distances by another program."""
    at, size = np.array(at), len(graph)
    far = dict(nx.all_pairs_shortest_path_length(graph))
    ratio = [math.dist(at[a], at[b]) / far[a][b] for a, b in itertools.combinations(range(size), 2)]
    return 1 - sum(ratio) ** 2 / (len(ratio) * sum(r * r for r in ratio))


def least_between(at):
    at = np.array(at)
    gap = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    np.fill_diagonal(gap, np.inf)
    return gap.min()


@pytest.mark.parametrize("seed", range(4))
def test_distances_are_those_of_another_program(seed):
    graph = nx.connected_watts_strogatz_graph(60, 4, 0.3, seed=seed)
    found = hops(web(beside(graph)), range(60))
    wanted = dict(nx.all_pairs_shortest_path_length(graph))
    assert all(found[a, b] == wanted[a][b] for a in graph for b in graph)
    chosen, rows = pivots(web(beside(graph)), 20)
    assert len(set(chosen.tolist())) == 20
    assert (rows == found[chosen]).all()


def test_the_stress_is_that_of_all_pairs_where_all_nodes_are_pivots():
    graph = nx.random_regular_graph(3, 40, seed=1)
    model = terms(web(beside(graph)))
    off = ~np.eye(40, dtype=bool)
    assert (model.weight[off & (model.far > 1)] == model.far[off & (model.far > 1)] ** -2.0).all()
    assert (model.weight[model.far <= 1] == 0).all()
    assert np.allclose(model.total, (np.where(off, model.far, np.inf) ** -2.0).sum(1))


def test_principal_places_of_points_in_a_plane_are_these_points():
    points = np.random.default_rng(0).random((30, 2)) * (3, 1)
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    found = principal(far)
    shown = np.hypot(*(found[:, None] - found[None]).transpose(2, 0, 1))
    assert np.allclose(shown, far * (shown.sum() / far.sum()), rtol=0.02, atol=0.02)


@pytest.mark.parametrize("size", [60, 300])
def test_the_stress_is_near_that_of_majorization_of_all_pairs(size):
    graph = nx.random_regular_graph(3, size, seed=size)
    far = hops(web(beside(graph)), range(size)).astype(float)
    np.fill_diagonal(far, 1.0)
    weight = far**-2.0
    np.fill_diagonal(weight, 0.0)
    at = pivoted(web(beside(graph)))
    for _ in range(60):  # single steps of exact majorization from there
        gap = at[:, None] - at[None]
        length = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-9)
        at = ((weight * far / length)[..., None] * gap + weight[..., None] * at[None]).sum(1) / weight.sum(1)[:, None]
    assert stress_of(by_stress(beside(graph)), graph) < 1.1 * stress_of(at, graph)


def test_a_grid_with_a_hole_does_not_fold():
    graph = nx.grid_2d_graph(22, 22)
    graph.remove_nodes_from(itertools.product(range(9, 13), range(8, 14)))
    graph = nx.convert_node_labels_to_integers(graph)
    found = by_stress(beside(graph))
    assert len(found) == 460
    assert clearance(np.array(found), edges_of(graph)) > 0
    lengths = [math.dist(found[a], found[b]) for a, b in graph.edges]
    assert max(lengths) < 2 * min(lengths)


@pytest.mark.parametrize("graph", [nx.star_graph(400), nx.barabasi_albert_graph(700, 2, seed=0), nx.cycle_graph(300)])
def test_nodes_of_large_drawings_stand_apart(graph):
    assert least_between(by_stress(beside(graph))) > 0.7 * LEAST
    together = np.zeros((300, 2))
    assert least_between(spaced(together + 1e-9 * np.arange(300)[:, None])) > 0.2


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(delaunay(40, 1), id="triangles"),
        pytest.param(delaunay(70, 2), id="more triangles"),
        pytest.param(sparse(60, 75, 3), id="sparse"),
        pytest.param(sparse(80, 110, 4), id="less sparse"),
        pytest.param(nx.dodecahedral_graph(), id="dodecahedron"),
        pytest.param(nx.circular_ladder_graph(30), id="prism"),
        pytest.param(nx.wheel_graph(40), id="wheel"),
        pytest.param(nx.barbell_graph(4, 30), id="barbell"),
        pytest.param(nx.lollipop_graph(4, 30), id="lollipop"),
    ],
)
def test_planar_networks_are_drawn_without_crossings(graph):
    """Legs and parallel bonds as they are drawn; no line passes over a foreign mark, and no two marks touch."""
    graph = nx.convert_node_labels_to_integers(graph)
    legs = [node for node in graph if node % 3 == 0] + [0, 3]
    layout = layout_of(network(graph, legs, copies=3), View(layout="planar"))
    assert crossings(layout) == []
    at = {mark.name: (mark.x, mark.y) for mark in layout.marks}
    assert least_between(list(at.values())) > 2.5 * layout.marks[0].radius
    owners = {}
    for name, bonds in bonds_by(graph, legs).items():
        for bond in bonds:
            owners.setdefault(bond, []).append(name)
    for line in layout.lines:
        for name, point in at.items():
            if name not in owners[line.bonds[0]]:
                assert min(gap(point, a, b) for a, b in itertools.pairwise(line.path)) > 0.9 * layout.marks[0].radius


def bonds_by(graph, legs):
    made = network(graph, legs, copies=3)
    return {tensor.name: tensor.bonds for tensor in made.tensors}


def gap(point, a, b):
    square = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / square
    along = min(1, max(0, along))
    return math.dist(point, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))


@pytest.mark.parametrize("seed", range(6))
def test_the_first_places_of_planar_graphs_have_no_crossings(seed):
    graph = sparse(30 + 5 * seed, 40 + 8 * seed, seed)
    at = hung(beside(graph)).tolist()
    pairs = itertools.combinations(graph.edges, 2)
    assert not any(cross(at[a], at[b], at[c], at[d]) for (a, b), (c, d) in pairs if len({a, b, c, d}) == 4)


def test_the_drawing_is_even():
    graph = delaunay(80, 5)
    found = without_crossings(beside(graph))
    lengths = [math.dist(found[a], found[b]) for a, b in graph.edges]
    assert least_between(found) > 0.2 * sum(lengths) / len(lengths)
    assert max(lengths) < 5 * sum(lengths) / len(lengths)


def test_no_line_passes_over_a_small_mark():
    """The blocks of this graph, hung in the order of its nodes, leave no room at two of its lines."""
    edges = [(0, 1), (0, 2), (0, 3), (0, 4), (0, 12), (0, 14), (0, 17), (0, 18), (0, 19), (0, 21), (2, 5), (2, 7)]
    edges += [(2, 8), (2, 10), (2, 11), (2, 15), (2, 22), (3, 4), (3, 16), (4, 7), (4, 13), (5, 6), (5, 20), (7, 13)]
    edges += [(6, 8), (8, 9), (10, 11), (10, 22), (9, 12), (10, 14), (14, 18), (16, 20), (10, 17)]
    graph = nx.Graph(edges)
    found = without_crossings(beside(graph))
    assert found is not None
    assert clearance(np.array(found), edges_of(graph)) >= NARROW


def test_the_geometry_finds_lines_that_meet():
    square = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.5, 0.0)])
    assert clearance(square, np.array([(0, 1), (1, 2), (2, 3), (0, 3)])) > 0
    assert clearance(square, np.array([(0, 2), (1, 3)])) == 0
    assert clearance(square, np.array([(0, 1), (3, 4)])) == 0  # an end on a line
    assert clearance(square, np.array([(0, 1), (0, 4)])) == 0  # a line along another


@pytest.mark.parametrize("graph", [nx.complete_graph(5), nx.complete_bipartite_graph(3, 3), nx.petersen_graph()])
def test_what_is_not_planar_is_told_with_a_bond(graph):
    assert embedded(beside(graph)) is None
    one, two = obstacle(beside(graph))
    assert graph.has_edge(one, two)
    made = network(graph)
    with pytest.raises(TnrnnError, match=r"given one that cannot be: bond 'b\d+.0' is part of a K5 or K3,3$"):
        layout_of(made, View(layout="planar"))
    assert len(layout_of(made, View()).marks) == len(graph)


DRAW = """if True:
    import sys
    sys.path[:0] = [{tests!r}]
    from test_general import delaunay, network, nx, layout_of, View
    for graph in (delaunay(26, 3), nx.random_regular_graph(3, 320, seed=2)):
        print(hash_of(layout_of(network(graph), View())))
"""


def test_every_thread_and_process_places_tensors_alike():
    made = [network(delaunay(26, 3)), network(nx.random_regular_graph(3, 320, seed=2))]
    first = [layout_of(each, View()) for each in made]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda number: layout_of(made[number % 2], View()), range(4))) == first * 2
    code = DRAW.replace("hash_of(", "repr(").format(tests=str(ROOT / "tests"))
    said = set()
    for seed, threads in (("1", "1"), ("2", "4")):
        own = {**os.environ, "PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        said.add(subprocess.run([sys.executable, "-c", code], env=own, capture_output=True, check=True).stdout)
    assert len(said) == 1
    assert said.pop()


@pytest.mark.parametrize("name", ["stress", "planar", "columns"])
def test_layouts_of_any_network_keep_every_tensor_and_bond(name):
    parts = nx.disjoint_union_all([delaunay(12, 1), nx.path_graph(5), nx.empty_graph(2), nx.cycle_graph(30)])
    made = network(parts, legs=[0, 13, 17], copies=2)
    layout = layout_of(made, View(layout=name))
    assert sorted(mark.name for mark in layout.marks) == sorted(made.index)
    assert sorted(bond for line in layout.lines for bond in line.bonds) == sorted(made.bond)
    assert least_between([(mark.x, mark.y) for mark in layout.marks]) > 0.15


def test_columns_are_by_the_distance_from_the_first_tensor():
    graph = nx.random_regular_graph(3, 20, seed=4)
    layout = layout_of(network(graph), View(layout="columns"))
    far = nx.single_source_shortest_path_length(graph, next(iter(graph)))
    assert {mark.name: mark.x for mark in layout.marks} == {f"T{node}": x for node, x in far.items()}


@needs_graphviz
@pytest.mark.parametrize("name", programs.PROGRAMS)
def test_graphviz_places_tensors_on_request(name):
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(5, 4))
    odd = 'x"; node [label="{}'
    layout = layout_of(network(graph, legs=[0, 3], copies=2, name=odd), View(layout=name))
    at = {mark.name: (mark.x, mark.y) for mark in layout.marks}
    assert len(at) == 20
    lengths = [math.dist(at[odd.format(a)], at[odd.format(b)]) for a, b in graph.edges]
    assert sum(lengths) / len(lengths) == pytest.approx(1, abs=1e-4)
    assert stress_of([at[odd.format(node)] for node in graph], graph) < (0.3 if name == "dot" else 0.05)
    assert layout == layout_of(network(graph, legs=[0, 3], copies=2, name=odd), View(layout=name))


def test_a_program_that_is_missing_is_told_with_what_to_use(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TnrnnError) as told:
        layout_of(network(nx.cycle_graph(5)), View(layout="sfdp"))
    words = str(told.value)
    assert words.startswith("view, layout sfdp: expected the program sfdp of graphviz, given none on the path")
    assert "stress or planar" in words
    assert "\n" not in words
    lone = layout_of(network(nx.empty_graph(1)), View(layout="sfdp"))
    assert len(lone.marks) == 1


FAULTY = {
    "fails": "exit 3",
    "says nothing": "exit 0",
    "says other things": "echo node 0 nan 1; echo node x 1 1; echo node 1; echo node 2 a b",
    "never ends": "exec sleep 30",
}


@pytest.mark.skipif(os.name == "nt", reason="the programs of this test are scripts of a shell")
@pytest.mark.parametrize("kind", FAULTY)
def test_a_program_that_fails_is_told(kind, monkeypatch, tmp_path):
    script = tmp_path / "neato"
    script.write_text(f"#!/bin/sh\n{FAULTY[kind]}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(programs, "SECONDS", 0.5)
    with pytest.raises(TnrnnError, match=r"^view, layout neato: expected ") as told:
        layout_of(network(nx.cycle_graph(5)), View(layout="neato"))
    assert "\n" not in str(told.value)


def test_the_time_of_a_large_picture_is_said_before_the_work(monkeypatch):
    monkeypatch.setattr(telling, "MOST_SILENT", 50)
    made = network(nx.random_regular_graph(3, 60, seed=0))
    with pytest.warns(PictureWarning, match=r"60 tensors takes about \d+ seconds"):
        compose(made, view=View(width="4in"))
    monkeypatch.setattr("tnrnn.drawing.composing.composing.composed", lambda *words: pytest.fail("work began"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PictureWarning):
            compose(made)


def test_bad_networks_of_every_size_get_a_place():
    for graph in (nx.star_graph(150), nx.complete_graph(26), nx.empty_graph(30), nx.path_graph(300)):
        for name in ("auto", "stress"):
            layout = layout_of(network(graph), View(layout=name))
            assert len({(mark.x, mark.y) for mark in layout.marks}) == len(graph)
            assert all(math.isfinite(mark.x + mark.y) and mark.radius > 0 for mark in layout.marks)


def test_the_script_that_compares_layouts_measures_what_it_says():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import check_layouts

    square = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    assert check_layouts.crossed([((0, 0), (1, 1)), ((0, 1), (1, 0)), ((0, 0), (1, 0))]) == 1
    graph = nx.cycle_graph(4)
    far = nx.floyd_warshall_numpy(graph).astype(np.float32)
    assert check_layouts.stress(square, far) == pytest.approx(stress_of(square, graph), abs=1e-6)
    assert check_layouts.closest(square, square[np.array(graph.edges)]) == 1
