"""The layout of any other network or circuit, by its structure, with a mark for every tensor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ...networks import Circuit, Network
from ..scenes import Layout, Mark, Point, tidy
from .layered import by_depth, by_steps, by_time, on_lattice
from .legs import STUB, Asked, asked_of, with_legs, without_crowds
from .meshes import mesh
from .routes import lines, nearest
from .rows import complete, ring, row
from .structure import RADIUS, Graph, circuit_graph_of, comb, components, network_graph, times_of
from .trees import Drawn, balanced, tree

# With more columns per mark than this, times are not drawn to scale.
WIDEST = 4

# The distance between the parts of a network.
MARGIN = 0.9
# The ratio of width to height that all parts together may have.
WIDE = 2.5

# The largest radius, as a fraction of the distance of the two nearest marks.
SPREAD = 0.36
# The largest factor by which marks grow if all are far apart.
LARGER = 1.6

# The places of nodes.
Places = dict[int, Point]


def plain_network(network: Network, turns: Mapping[str, float] | None = None) -> Layout:
    """Return the layout that fits the structure of a network; `turns` are the directions in radians of some legs.

    Each connected part is drawn as a row (for a chain), a circle (for a ring), layers (for a tree), a grid, or columns
    (if every tensor has a time), or else with distances that follow those in the graph. The parts stand side by side,
    or, if x is time, one below the other.

    >>> from tnrnn import Bond, Network, Tensor
    >>> tensors = (Tensor(one + two, "weight", (one, two), parameter=one) for one, two in ("ab", "bc", "ca"))
    >>> circle = Network(tuple(tensors), tuple(Bond(name, 2) for name in "abc"))
    >>> [(mark.name, mark.x, mark.y) for mark in plain_network(circle).marks]
    [('ab', 0.0, 0.6), ('bc', 0.519615, -0.3), ('ca', -0.519615, -0.3)]
    """
    graph = network_graph(network)
    parts = components(graph)
    every = times_of(graph, range(len(graph.marks)), WIDEST)
    asked = asked_of(graph, turns)
    drawn = [_with_legs(graph, _part(graph, nodes, _times(graph, nodes, every), asked), asked) for nodes in parts]
    placed = _packed(drawn) if every is None else _stacked(drawn)
    bends = {edge: at for each in placed for edge, at in each.turns.items()}
    return _layout(graph, {node: at for each in placed for node, at in each.places.items()}, bends)


def plain_circuit(circuit: Circuit, turns: Mapping[str, float] | None = None) -> Layout:
    """Return a layout of any circuit: a tree in layers, any other circuit with children left of their users.

    `turns` may have the direction in radians of the output. A bond has the name of the vertex that it comes from.
    """
    graph = circuit_graph_of(circuit)
    nodes = range(len(graph.links))
    size = len(graph.marks)
    drawn = tree(graph, nodes, _order_of_inputs(graph)) if _is_tree(graph) and balanced(graph, nodes) else None
    asked = asked_of(graph, turns)
    if drawn is not None:
        return _layout(graph, with_legs(graph, drawn.places, RADIUS, asked), drawn.turns)
    edges = [(one, two) for _, one, two in graph.edges if not graph.free(two)]
    times = times_of(graph, range(size), WIDEST)
    places = (by_steps(edges, times) if times is not None else None) or by_depth(edges, size)
    end = graph.links[size][0][1]
    places[size] = (places[end][0] + STUB, places[end][1])
    return _layout(graph, with_legs(graph, places, RADIUS, asked), {})


def _is_tree(graph: Graph) -> bool:
    return len(graph.edges) == len(graph.links) - 1


def _order_of_inputs(graph: Graph) -> dict[int, int] | None:
    """Return the rank of each input by its position, or None unless all positions are integers."""
    inputs = [node for node, mark in enumerate(graph.marks) if mark.role == "input"]
    times = {node: time for node in inputs if isinstance(time := graph.times[node], int)}
    if len(times) < len(inputs):
        return None
    return {node: place for place, node in enumerate(sorted(times, key=times.__getitem__))}


def _times(graph: Graph, nodes: Sequence[int], every: dict[int, int] | None) -> dict[int, int] | None:
    """Return the times of a part: those in the whole drawing, or, if that has none, its own."""
    if every is None:
        return times_of(graph, nodes, WIDEST)
    return {node: every[node] for node in nodes if node in every}


def _part(graph: Graph, nodes: Sequence[int], times: dict[int, int] | None, asked: Asked) -> Drawn:
    """Place a connected part."""
    if len(nodes) == 1:
        return Drawn({nodes[0]: (float(times[nodes[0]]) if times else 0.0, 0.0)}, {})
    structured = _structured(graph, nodes, times, asked)
    if structured is not None:
        return structured
    if times is not None:
        places = on_lattice(graph, nodes, times) or by_time(graph, nodes, times)
    else:
        from . import stress  # loads numpy

        tensors = [node for node in nodes if not graph.free(node)]
        number = {node: place for place, node in enumerate(tensors)}
        neighbours = [[number[other] for other in graph.beside(node) if other in number] for node in tensors]
        places = dict(zip(tensors, stress.places(neighbours), strict=True))
    return Drawn(places, {})


def _structured(graph: Graph, nodes: Sequence[int], times: dict[int, int] | None, asked: Asked) -> Drawn | None:
    found = comb(graph, nodes)
    if found is not None:
        places = ring(graph, found, times) if found.closed else row(graph, found, times, asked)
        if places is not None:
            return Drawn(places, {})
    layers = tree(graph, nodes, times)
    if layers is not None:
        return layers
    places = (mesh(graph, nodes) or complete(graph, nodes)) if times is None else None
    return Drawn(places, {}) if places is not None else None


def _with_legs(graph: Graph, drawn: Drawn, asked: Asked) -> Drawn:
    """Return a drawing with places for all free ends."""
    places = without_crowds(graph, drawn.places)
    radius = _radius([at for node, at in places.items() if not graph.free(node)], RADIUS)
    return Drawn(with_legs(graph, places, radius, asked), drawn.turns)


def _packed(full: list[Drawn]) -> list[Drawn]:
    """Put parts side by side, in so many rows that their width suits their height."""
    if len(full) < 2:
        return full
    boxes = [_box(part) for part in full]
    area = sum((box[2] - box[0] + MARGIN) * (box[3] - box[1] + MARGIN) for box in boxes)
    most = max(math.sqrt(area * WIDE) + MARGIN, *(box[2] - box[0] + MARGIN for box in boxes))
    rows: list[list[int]] = [[]]
    x = 0.0
    for number, box in enumerate(boxes):
        wide = box[2] - box[0] + MARGIN
        if rows[-1] and x + wide > most:
            rows.append([])
            x = 0.0
        rows[-1].append(number)
        x += wide
    moved: dict[int, Drawn] = {}
    y = 0.0
    for numbers in rows:
        high = max(boxes[number][3] - boxes[number][1] for number in numbers)
        x = 0.0
        for number in numbers:
            left, low, right, top = boxes[number]
            moved[number] = _moved(full[number], x - left, y - (high + top + low) / 2)
            x += right - left + MARGIN
        y -= high + MARGIN
    return [moved[number] for number in range(len(full))]


def _stacked(parts: Sequence[Drawn]) -> list[Drawn]:
    """Put parts one below the other, as x is time."""
    found, y = [], 0.0
    for part in parts:
        _, low, _, top = _box(part)
        found.append(_moved(part, 0.0, y - top if len(parts) > 1 else 0.0))
        y -= top - low + MARGIN
    return found


def _box(part: Drawn) -> tuple[float, float, float, float]:
    xs, ys = zip(*part.places.values(), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _moved(part: Drawn, dx: float, dy: float) -> Drawn:
    def move(points: Mapping[int, Point]) -> Places:
        return {name: (x + dx, y + dy) for name, (x, y) in points.items()}

    return Drawn(move(part.places), move(part.turns))


def _layout(graph: Graph, places: Mapping[int, Point], turns: Mapping[int, Point]) -> Layout:
    """Return the marks and lines of nodes that have places."""
    points = {node: (tidy(x), tidy(y)) for node, (x, y) in places.items()}
    size = len(graph.marks)
    radius = tidy(_radius([points[node] for node in range(size)], RADIUS))
    marks = tuple(
        Mark(mark.name, mark.role, *points[number], radius, mark.layer, None, mark.tensors)
        for number, mark in enumerate(graph.marks)
    )
    bends = {edge: (tidy(x), tidy(y)) for edge, (x, y) in turns.items()}
    return Layout("plain", marks, tuple(lines(graph, marks, points, bends)))


def _radius(points: Sequence[Point], most: float) -> float:
    least = nearest(points) if len(points) > 1 else 1.0
    return min(most * min(max(least, 1.0), LARGER), SPREAD * least)
