"""Tensors that all have times, which are their x: at their layers, or in columns with few crossings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..graphs import Graph
from ..scenes import Point
from .layered import GAP, in_columns

# The distance from a node to the next node on its leg, above or below it.
LEG = 0.5


def by_time(graph: Graph, nodes: Sequence[int], times: Mapping[int, int]) -> dict[int, Point]:
    """Place tensors at their times; those of one time stand one after the other, by distance from the time before.

    Inputs, and other leaves, hang below tensors, or, if one hangs there already, stand above them. Deeper layers are
    above others, and copies of what an output is made from are below it.
    """
    tensors = [node for node in nodes if not graph.free(node)]
    held, legs = _legs(graph, tensors, times)
    kept = [node for node in tensors if node not in held]
    xs = _within(graph, kept, times)
    heights = {}
    for node, (below, above) in legs.items():
        heights[node] = (GAP / 2 + LEG * len(below), GAP / 2 + LEG * len(above))
    edges = {(one, other) for one in kept for other in graph.beside(one) if one < other and other in xs}
    places = in_columns(sorted(edges), xs, heights, (layers_of(graph, kept), nearness(graph, nodes)))
    for node, both in legs.items():
        x, y = places[node]
        for path, way in zip(both, (-LEG, LEG), strict=True):
            for place, other in enumerate(path, 1):
                places[other] = (x, y + way * place)
    return places


def _legs(
    graph: Graph, tensors: Sequence[int], times: Mapping[int, int]
) -> tuple[set[int], dict[int, tuple[list[int], list[int]]]]:
    """Return the nodes on legs, and the legs below and above every node; a leg is a path of one time to a leaf."""
    held: set[int] = set()
    legs: dict[int, tuple[list[int], list[int]]] = {}
    for leaf in sorted(tensors, key=lambda node: graph.marks[node].role != "input"):
        path: list[int] = []
        here = leaf
        while len(graph.beside(here)) == 1 + bool(path) and len(path) < 3:
            path.append(here)
            onward = [other for other in graph.beside(here) if other not in path]
            if not onward or graph.free(onward[0]) or times[onward[0]] != times[leaf]:
                break
            here = onward[0]
        ends = path and here not in path and len(graph.beside(here)) > 2
        own = legs.setdefault(here, ([], [])) if ends else None
        empty = next((way for way in own if not way), None) if own is not None else None
        if empty is not None:
            empty += path[::-1]
            held.update(path)
    return held, legs


def nearness(graph: Graph, nodes: Sequence[int]) -> dict[int, int]:
    """Return how near nodes are to the only dangling leg, as negative numbers of lines; nothing if there are more."""
    free = [node for node in nodes if graph.free(node)]
    if len(free) != 1:
        return {}
    found, order = {free[0]: 0}, free
    for node in order:
        for other in graph.beside(node):
            if other not in found:
                found[other] = found[node] - 1
                order.append(other)
    return found


def _within(graph: Graph, tensors: Sequence[int], times: Mapping[int, int]) -> dict[int, float]:
    """Return the x of tensors: their times, and within a time step their distance from the step before."""
    kept = set(tensors)
    rank: dict[int, int] = {}
    for way in (-1, 1):
        outer = {node for node in kept for o in graph.beside(node) if o in kept and (times[o] - times[node]) * way > 0}
        reached = [node for node in tensors if node in outer and node not in rank]
        rank |= dict.fromkeys(reached, 0 if way < 0 else 1)
        for node in reached:
            for other in graph.beside(node):
                if other in kept and other not in rank and times[other] == times[node]:
                    rank[other] = rank[node] - way
                    reached.append(other)
    for node in tensors:
        rank.setdefault(node, 0)
    low, high = min(rank.values()), max(rank.values())
    return {node: times[node] + (rank[node] - (low + high) / 2) / (high - low + 1) for node in tensors}


def layers_of(graph: Graph, nodes: Iterable[int]) -> dict[int, int]:
    """Return the layers of the nodes that have one."""
    found = {node: graph.marks[node].layer for node in nodes if not graph.free(node)}
    return {node: layer for node, layer in found.items() if layer is not None}


def on_lattice(graph: Graph, nodes: Sequence[int], times: Mapping[int, int]) -> dict[int, Point] | None:
    """Place tensors at (time, layer), or return None unless all have a layer and different places.

    Leaves without a layer stand below what they hang on.
    """
    places: dict[int, Point] = {}
    for node in nodes:
        if graph.free(node):
            continue
        layer = graph.marks[node].layer
        beside = graph.beside(node)
        if layer is not None:
            places[node] = (float(times[node]), float(layer))
        elif len(beside) != 1 or graph.free(beside[0]) or graph.marks[beside[0]].layer is None:
            return None
        else:
            places[node] = (float(times[node]), float(graph.marks[beside[0]].layer or 0) - 1)
    return places if len(set(places.values())) == len(places) else None
