"""Laws of the grounds of the two sides: each holds its own marks and lines, none of the other's, and they are apart."""

import functools
import itertools
import math
import random

import networkx as nx
import pytest
from matplotlib.path import Path

from tnrnn import Partition, min_cut
from tnrnn.drawing import Look, View, compose
from tnrnn.drawing.dressing.hulls import grounds
from tnrnn.drawing.scenes import Line, Mark, flattened, roles
from tnrnn.drawing.writers import to_svg
from tnrnn.interop import from_terms


def network_of(graph):
    terms = {node: [f"s{node}"] for node in graph}
    for one, two in graph.edges:
        terms[one].append(f"b{one}-{two}")
        terms[two].append(f"b{one}-{two}")
    return from_terms({f"A{node}": " ".join(names) for node, names in terms.items()})


def marks_of(places, near, radius=0.1):
    return tuple(
        Mark(str(name), "weight", *map(float, at), radius, side="near" if name in near else "far", tensors=(str(name),))
        for name, at in places.items()
    )


def lines_of(graph, places):
    return tuple(
        Line((f"{one}-{two}",), "bond", (tuple(map(float, places[one])), tuple(map(float, places[two]))), (0.5,))
        for one, two in graph.edges
    )


def rim(mark, turns=24):
    if mark.height:
        return roles.corners(mark)
    angles = [2 * math.pi * turn / turns for turn in range(turns)]
    size = roles.radius(mark)
    return [(mark.x + size * math.cos(turn), mark.y + size * math.sin(turn)) for turn in angles]


@functools.cache
def path_of(region):
    return Path(flattened(region.outline))


def shaded(regions, side, at):
    return any(path_of(region).contains_point(at) for region in regions if region.side == side)


def assert_apart(regions):
    """No point of the outline of one side is shaded as the other, so that neither overlaps or holds the other."""
    for one, two in itertools.permutations(regions, 2):
        assert one.side == two.side or not path_of(one).contains_points(flattened(two.outline, 3)).any()


def assert_true(regions, marks):
    for side in ("near", "far"):
        own = [at for mark in marks for at in (*rim(mark), (mark.x, mark.y)) if mark.side == side]
        for region in regions:
            assert region.side == side or not own or not path_of(region).contains_points(own).any()
        held = [path_of(region).contains_points(own) for region in regions if region.side == side]
        assert (held and all(map(any, zip(*held, strict=True)))) if own else not held
    assert_apart(regions)


@pytest.mark.parametrize("seed", range(24))
def test_grounds_hold_their_own_and_nothing_else(seed):
    """Any sides at all, in networks that no layout has made beautiful: marks as near as 0.45 of a step."""
    chance = random.Random(seed)
    cells = chance.sample([(x, y) for x in range(5) for y in range(5)], chance.randint(4, 11))
    places = {
        name: (x + chance.uniform(-0.27, 0.27), y + chance.uniform(-0.27, 0.27)) for name, (x, y) in enumerate(cells)
    }
    graph = nx.gnm_random_graph(len(places), len(places), seed=seed)
    marks = marks_of(places, set(chance.sample(range(len(places)), len(places) // 2)))
    assert_true(grounds(marks, lines_of(graph, places)), marks)


@pytest.mark.parametrize("seed", range(10))
def test_the_ground_of_a_planar_network_holds_its_whole_lines(seed):
    """Lines of a triangulation do not cross: all of one side that is a cell apart from the other's marks is shaded."""
    chance = random.Random(seed)
    places = {(x, y): (float(x), float(y)) for x in range(4) for y in range(3)}
    graph = nx.grid_2d_graph(4, 3)
    near = {(0, 0)}
    for _ in range(chance.randint(1, 7)):
        near.add(chance.choice(sorted({two for one in near for two in graph[one]} - near)))
    marks, lines = marks_of(places, near), lines_of(graph, places)
    regions = grounds(marks, lines)
    assert_true(regions, marks)
    for (one, two), line in zip(graph.edges, lines, strict=True):
        sides = {"near" if end in near else "far" for end in (one, two)}
        for part in range(1, 10) if len(sides) == 1 else ():
            assert shaded(regions, *sides, line.at(part / 10)[:2])
    severed = [line for (one, two), line in zip(graph.edges, lines, strict=True) if (one in near) != (two in near)]
    for line in severed:  # the line of the cut has room
        assert not any(shaded(regions, side, line.at(0.5)[:2]) for side in ("near", "far"))


def test_holes_within_a_grid_are_filled_and_islands_of_the_other_side_are_not():
    places = {(x, y): (float(x), float(y)) for x in range(5) for y in range(5)}
    graph = nx.grid_2d_graph(5, 5)
    marks = marks_of(places, {(2, 2)})
    regions = grounds(marks, lines_of(graph, places))
    assert [region.side for region in regions] == ["near", "far"]
    assert_true(regions, marks)
    assert all(shaded(regions, "far", (x + 0.5, 0.5)) for x in range(4))
    assert not any(shaded(regions, side, at) for side in ("near", "far") for at in ((2.5, 2.0), (2.0, 1.5)))


def test_a_side_in_two_places_has_two_grounds_and_one_in_near_places_has_one():
    row = {x: (float(x), 0.0) for x in range(9)}
    marks = marks_of(row, {0, 1, 7, 8})
    regions = grounds(marks, lines_of(nx.path_graph(9), row))
    assert [region.side for region in regions] == ["near", "near", "far"]
    pair = marks_of({0: (0.0, 0.0), 1: (0.0, 1.0), 2: (9.0, 0.0)}, {0, 1})
    assert [region.side for region in grounds(pair, ())] == ["near", "far"]


def test_wide_gates_and_marks_close_together():
    gate = Mark("g", "weight", 0.5, 1.0, 0.7, side="near", tensors=("g",), height=0.2)
    close = marks_of({"a": (0.0, 0.0), "b": (0.22, 0.0), "c": (1.0, 0.0)}, {"a"})
    assert_true(grounds((gate, *close), ()), (gate, *close))


def test_no_grounds_where_they_would_say_too_much():
    apart = marks_of({0: (0.0, 0.0), 1: (1.0, 0.0)}, {0})
    both = Mark("both", "weight", 2.0, 0.0, 0.1, tensors=("both",))
    assert grounds((*apart, both), ()) == ()  # its copies stand on both sides
    assert grounds(marks_of({0: (0.0, 0.0), 1: (0.1, 0.0)}, {0}), ()) == ()  # marks of two sides lie on each other
    many = marks_of({x: (float(x % 40), float(x // 40)) for x in range(1_600)}, {0})
    assert grounds(many, ()) == ()


@pytest.mark.parametrize("seed", range(4))
def test_pictures_of_random_networks(seed):
    """What `compose` draws: the same bytes each time, all within the box, no halos beside grounds."""
    chance = random.Random(seed)
    network = network_of(nx.random_regular_graph(3, 10, seed=seed))
    near = chance.sample(network.open, 5)
    cut = min_cut(network, Partition(near=near, far=[leg for leg in network.open if leg not in near]))
    views = [View(labels="none"), View(labels="none", looks=[Look("*", kind="tensor", shape="box", size=(0.5, 0.3))])]
    for view in views:
        scene = compose(network, cut, view=view)
        assert_true(scene.regions, scene.marks)
        left, bottom, right, top = scene.box
        assert all(left <= x <= right and bottom <= y <= top for region in scene.regions for x, y in region.outline)
        assert to_svg(scene) == to_svg(compose(network, cut, view=view))
        assert 'class="halo' not in to_svg(scene)


def test_outlines_are_smooth_and_counterclockwise():
    row = {x: (float(x), 0.0) for x in range(4)}
    for region in grounds(marks_of(row, {0, 1}), lines_of(nx.path_graph(4), row)):
        path = flattened(region.outline)
        assert path[0] == path[-1]
        assert sum(a * d - b * c for (a, b), (c, d) in itertools.pairwise(path)) > 0
        steps = [math.atan2(d - b, c - a) for (a, b), (c, d) in itertools.pairwise([*path, path[1]])]
        turns = [abs((two - one + math.pi) % (2 * math.pi) - math.pi) for one, two in itertools.pairwise(steps)]
        assert max(turns) < math.radians(20)
