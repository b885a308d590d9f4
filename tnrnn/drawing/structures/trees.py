"""Trees in layers, with the root at the top and mostly the leaves in one row; no two lines cross."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from ..graphs import Drawn, Graph
from ..scenes import Point
from .ordering import numbered
from .packing import packed

# The distance from leaf to leaf.
LEAF = 0.8
# The distance from leg to leg.
LEG = 0.45
# The distance from level to level.
LEVEL = 0.8
# The largest distance from level to level, in wide trees.
STEEPEST = 3.0
# How much a line in a compact tree falls at least from a node to the next one, so that it passes the others.
LOWEST_SLOPE = 0.18
# The most tensors of a tree whose leaves always stand in one row.
MOST_IN_ROW = 60


class _Tree(NamedTuple):
    """A tree from the top down.

    `order` has parents before their children, `edge` is the edge from each node to its parent, and `above` the free leg
    that goes up from the root, if there is one.
    """

    roots: tuple[int, ...]
    order: list[int]
    children: dict[int, list[int]]
    edge: dict[int, int]
    above: int | None


def tree(graph: Graph, nodes: Sequence[int], times: dict[int, int] | None) -> Drawn | None:
    """Place the nodes of a connected part that is a tree, or return None if it is not.

    The root is the tensor with the only dangling leg, which goes up, or else the middle of the tree: one tensor, or two
    side by side. If the legs (or, without legs, the leaves) have names that differ in a number alone, and their order
    allows a drawing without crossings, they stand in this order; and else children in the order of the bonds. If the
    leaves have times, and the order of times allows a drawing without crossings, x is the time. In a large tree whose
    leaves have many different depths, they stand below their parents and not in one row.

    No two lines cross: the leaves below a node are consecutive in the lowest row, and every node stands between its own
    leaves. A line across several levels goes to the x of its lower end within the first of them, as if every level had
    a node on it, and lines between neighbouring levels do not cross, as their ends are in the same order on both.
    """
    if sum(len(graph.links[node]) for node in nodes) != 2 * (len(nodes) - 1) or len(nodes) < 2:
        return None
    grown = _grown(graph, *_roots(graph, nodes))
    grown = _by_number(graph, grown) if times is None else grown
    if times is not None:
        _by_time(grown, times)
    heights = _heights(graph, grown)
    if times is None and _is_ragged(graph, grown, heights):
        return _compact(graph, grown)
    xs = _xs(graph, grown, times)
    if times is not None and any(abs(xs[node] - time) >= 0.5 for node, time in times.items()):
        return None  # times do not rise along x
    places = _placed(graph, grown, xs, heights)
    return Drawn(places, _turns(graph, grown, places, heights))


def _placed(
    graph: Graph, grown: _Tree, xs: dict[int, float], heights: dict[int, int], least: float = LEVEL
) -> dict[int, Point]:
    """Return the places of all nodes, whose levels are further apart in a wide tree, and with short legs."""
    wide = max(xs.values()) - min(xs.values())
    level = max(min(max(wide / (4 * max(heights.values(), default=1) + 1), LEVEL), STEEPEST), least)
    places = {node: (xs[node], heights[node] * level) for node in grown.order}
    for node in grown.order:
        for child in grown.children[node]:
            if graph.free(child):
                places[child] = (xs[child], places[node][1] - LEG)
    if grown.above is not None:
        x, y = places[grown.roots[0]]
        places[grown.above] = (x, y + LEG)
    return places


def _is_ragged(graph: Graph, grown: _Tree, heights: dict[int, int]) -> bool:
    """Return whether a tree is large and many of its lines would lead across several levels."""
    tensors = [node for node in grown.order if not graph.free(node)]
    steps = [heights[node] - heights[child] for node in tensors for child in grown.children[node] if child in heights]
    return len(tensors) > MOST_IN_ROW and sum(steps) > 1.5 * len(steps)


def _compact(graph: Graph, grown: _Tree) -> Drawn:
    """Place a tree with every node one level below its parent."""
    depths = dict.fromkeys(grown.roots, 0)
    for node in grown.order:
        depths |= dict.fromkeys(grown.children[node], depths[node] + 1)
    lowest = max(depth for node, depth in depths.items() if not graph.free(node))
    xs = packed(grown.roots, grown.order, grown.children, LEAF)
    far = max(abs(xs[node] - xs[child]) for node in grown.order for child in grown.children[node])
    heights = {node: lowest - depth for node, depth in depths.items()}
    places = _placed(graph, grown, xs, heights, min(LOWEST_SLOPE * far, 2 * STEEPEST))
    # Straight lines between two levels cross no other lines, and are steep enough to pass all tensors.
    ends = {edge: graph.edges[edge][1:] for node, edge in grown.edge.items() if not graph.free(node)}
    return Drawn(places, paths={edge: (places[one], places[two]) for edge, (one, two) in ends.items()})


def balanced(graph: Graph, nodes: Sequence[int]) -> bool:
    """Return whether a tree is low for its number of leaves, so that layers suit it better than columns."""
    grown = _grown(graph, *_roots(graph, nodes))
    leaves = sum(not children for children in grown.children.values())
    return leaves > 1 and max(_heights(graph, grown).values()) <= 3 * leaves.bit_length()


def _roots(graph: Graph, nodes: Sequence[int]) -> tuple[tuple[int, ...], int | None]:
    """Return the tensors at the top, and the free leg that goes up from there, if there is one."""
    free = [node for node in nodes if graph.free(node)]
    if len(free) == 1:
        return (graph.links[free[0]][0][1],), free[0]
    middle = _middle(graph, nodes)
    own = [node for node in graph.beside(middle[0]) if graph.free(node)]
    if len(middle) == 1 and len(own) == 1 and len(graph.links[middle[0]]) > 2:
        return middle, own[0]
    return middle, None


def _middle(graph: Graph, nodes: Sequence[int]) -> tuple[int, ...]:
    """Return the one or two tensors that are left when all leaves are removed at once, again and again."""
    degree = {node: len(graph.links[node]) for node in nodes}
    left = list(nodes)
    while len(left) > 2:
        leaves = [node for node in left if degree[node] == 1]
        for node in leaves:
            degree[node] = 0
            for _, other in graph.links[node]:
                degree[other] -= degree[other] > 0
        kept = [node for node in left if degree[node] > 0]
        if not kept:
            left = [node for node in left if node not in leaves]
            break
        left = kept
    return tuple(node for node in left if not graph.free(node))


def _grown(graph: Graph, roots: tuple[int, ...], above: int | None) -> _Tree:
    order = list(roots)
    children: dict[int, list[int]] = {}
    edge: dict[int, int] = {}
    met = {*roots, above}
    for node in order:
        links = graph.links[node]
        up = next((place for place, (number, _) in enumerate(links) if number == edge.get(node)), -1)
        children[node] = []
        for number, other in (*links[up + 1 :], *links[: up + 1]):
            if other not in met:
                met.add(other)
                edge[other] = number
                children[node].append(other)
        order += children[node]
    return _Tree(roots, order, children, edge, above)


def _by_number(graph: Graph, grown: _Tree) -> _Tree:
    """Return a tree whose legs, or leaves, are in the order of the numbers in their names, or else the same tree."""
    legs = [node for node in grown.order if graph.free(node)]
    leaves = legs or [node for node in grown.order if not grown.children[node]]
    names = {node: graph.edges[grown.edge[node]][0] if legs else graph.marks[node].name for node in leaves}
    numbers = numbered(names.values())
    if numbers is None:
        return grown
    least: dict[int, float] = {}
    for node in reversed(grown.order):
        own = [least[child] for child in grown.children[node]]
        least[node] = min([*own, numbers[names[node]] if node in names else math.inf])
    children = {node: sorted(own, key=least.__getitem__) for node, own in grown.children.items()}
    turned = grown._replace(roots=tuple(sorted(grown.roots, key=least.__getitem__)), children=children)
    found = [numbers[names[node]] for node in _leaves(turned) if node in names]
    return turned if found == sorted(found) else grown


def _by_time(grown: _Tree, times: dict[int, int]) -> None:
    """Sort children by the first time below them."""
    first: dict[int, float] = {}
    for node in reversed(grown.order):
        below = [first[child] for child in grown.children[node]]
        first[node] = min(below) if below and min(below) < float("inf") else times.get(node, float("inf"))
        grown.children[node].sort(key=first.__getitem__)


def _heights(graph: Graph, grown: _Tree) -> dict[int, int]:
    heights: dict[int, int] = {}
    for node in reversed(grown.order):
        heights[node] = max((heights[child] + 1 for child in grown.children[node] if not graph.free(child)), default=0)
    return heights


def _leaves(grown: _Tree) -> list[int]:
    """Return the nodes without children, from left to right."""
    found, pending = [], list(grown.roots[::-1])
    while pending:
        node = pending.pop()
        below = grown.children[node]
        pending += below[::-1]
        if not below:
            found.append(node)
    return found


def _xs(graph: Graph, grown: _Tree, times: dict[int, int] | None) -> dict[int, float]:
    """Return the x of leaves, which are their times if these increase, or else even, and the middles above them."""
    leaves = _leaves(grown)
    xs: dict[int, float] = {}
    own = [times[node] for node in leaves if node in times] if times is not None else []
    if len(own) == len(leaves) and all(one < two for one, two in itertools.pairwise(own)):
        xs = {node: float(time) for node, time in zip(leaves, own, strict=True)}
    else:
        x = 0.0
        for one, two in itertools.pairwise([leaves[0], *leaves]):
            x += 0.0 if one == two else sum(LEG if graph.free(node) else LEAF for node in (one, two)) / 2
            xs[two] = x
    for node in reversed(grown.order):
        if below := grown.children[node]:
            xs[node] = (xs[below[0]] + xs[below[-1]]) / 2
    return xs


def _turns(graph: Graph, grown: _Tree, places: dict[int, Point], heights: dict[int, int]) -> dict[int, Point]:
    """Return where edges across several levels turn downwards, which is one level below their upper ends."""
    turns = {}
    for node in grown.order:
        for child in grown.children[node]:
            if not graph.free(child) and heights[node] - heights[child] > 1:
                step = (places[node][1] - places[child][1]) / (heights[node] - heights[child])
                if abs(places[node][0] - places[child][0]) > 1e-9:
                    turns[grown.edge[child]] = (places[child][0], places[node][1] - step)
    return turns
