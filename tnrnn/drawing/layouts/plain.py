"""The layout of any other network or circuit, by its structure, with a mark for every tensor."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence

from ...networks import Circuit, Network
from ..graphs import RADIUS, Drawn, Graph, Part, circuit_graph_of, components, network_graph, times_of
from ..routing import STUB, asked_of, lines, nearest, with_legs, without_crowds
from ..scenes import Dress, Layout, Line, Mark, Point, roles, tidy
from ..spreading import by_depth, by_steps, layers_of, nearness, spread, upright
from ..structures import NAMES, balanced, by_name, recognised, structured, tree

# With more columns per mark than this, times are not drawn to scale.
WIDEST = 4

# The distance between the parts of a network.
MARGIN = 0.9
# The ratio of width to height that all parts together may have.
WIDE = 2.5

# The largest angle in radians between a leg and the direction that it has.
SAME = 0.01

# The largest radius, as a fraction of the distance of the two nearest marks.
SPREAD = 0.36
# The largest factor by which marks grow if all are far apart.
LARGER = 1.6


def plain(of: Network | Circuit, turns: Mapping[str, float] | None = None, layout: str = "auto") -> Layout:
    """Return the layout of any network or circuit with a mark for every tensor, or every vertex."""
    return plain_network(of, turns, layout) if isinstance(of, Network) else plain_circuit(of, turns, layout)


def plain_network(network: Network, turns: Mapping[str, float] | None = None, layout: str = "auto") -> Layout:
    """Return the layout that fits the structure of a network; `turns` are the directions in radians of some legs.

    `layout` is the name of a structure, or of a layout of any network.

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
    every = times_of(graph, range(len(graph.marks)), WIDEST)
    asked = asked_of(graph, turns)
    everything = Part(graph, range(len(graph.links)), every, asked)
    drawn = _whole(everything, layout)
    if drawn is not None:
        return _layout(graph, [_with_legs(everything, drawn)])
    parts = [Part(graph, nodes, _times(graph, nodes, every), asked) for nodes in components(graph)]
    separate = [_with_legs(part, _part(part, layout)) for part in parts]
    return _layout(graph, _packed(separate) if every is None else _stacked(separate))


def _whole(everything: Part, layout: str) -> Drawn | None:
    """Return the places of a structure that all connected parts have together, or None."""
    if layout == "auto":
        return structured(everything, whole=True)
    return recognised(everything, layout) if layout in NAMES and by_name(layout).whole else None


def plain_circuit(circuit: Circuit, turns: Mapping[str, float] | None = None, layout: str = "auto") -> Layout:
    """Return a layout of any circuit: a tree in layers, any other circuit with children left of or below their users.

    `turns` may have the direction in radians of the output. A bond has the name of the vertex that it comes from.
    `layout` is the name of a structure, or of a layout of any network.
    """
    graph = circuit_graph_of(circuit)
    nodes = range(len(graph.links))
    size = len(graph.marks)
    asked = asked_of(graph, turns)
    part = Part(graph, nodes, times_of(graph, range(size), WIDEST), asked)
    if layout != "auto":
        part = part._replace(times=_order_of_inputs(graph)) if layout == "tree" else part
        return _layout(graph, [_with_legs(part, _part(part, layout))])
    drawn = tree(graph, nodes, _order_of_inputs(graph)) if _is_tree(graph) and balanced(graph, nodes) else None
    if drawn is None:
        edges = [(one, two) for _, one, two in graph.edges if not graph.free(two)]
        drawn = Drawn(_by_users(edges, graph, part.times))
    return _layout(graph, [drawn._replace(places=with_legs(graph, drawn.places, RADIUS, asked))])


def _by_users(edges: Sequence[tuple[int, int]], graph: Graph, times: Mapping[int, int] | None) -> dict[int, Point]:
    """Place children left of their users, at their times, or else by depth; without times, layers stand upright."""
    size, across, up = len(graph.marks), STUB, 0.0
    layers = layers_of(graph, range(size))
    places = by_steps(edges, times, (layers, nearness(graph, range(size + 1)))) if times is not None else None
    if places is None:
        places = by_depth(edges, size)
        if (standing := upright(edges, places, layers)) is not None:
            places, across, up = standing, 0.0, STUB
    elif not layers and _inputs_are_above(graph, edges, places):
        places = {node: (x, -y) for node, (x, y) in places.items()}
    x, y = places[graph.links[size][0][1]]
    return {**places, size: (x + across, y + up)}


def _inputs_are_above(graph: Graph, edges: Sequence[tuple[int, int]], places: Mapping[int, Point]) -> bool:
    """Return whether more lines lead down from an input to its user than up."""
    rises = [places[user][1] - places[child][1] for child, user in edges if graph.marks[child].role == "input"]
    return sum(rise < -1e-9 for rise in rises) > sum(rise > 1e-9 for rise in rises)


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


def _part(part: Part, layout: str) -> Drawn:
    """Place a connected part."""
    if len(part.nodes) == 1:
        only = part.nodes[0]
        return Drawn({only: (float(part.times[only]) if part.times else 0.0, 0.0)})
    if layout in NAMES:
        return recognised(part, layout)
    return (structured(part) if layout == "auto" else None) or spread(part, layout)


def _with_legs(part: Part, drawn: Drawn) -> Drawn:
    """Return a drawing with places for all free ends."""
    graph = part.graph
    ended = {graph.edges[edge][2]: edge for edge in drawn.paths if graph.free(graph.edges[edge][2])}
    places = without_crowds(graph, drawn.places) | {node: drawn.places[node] for node in ended}
    radius = _radius([at for node, at in places.items() if not graph.free(node)], RADIUS)
    asked = {
        node: turn for node, turn in part.asked.items() if not (node in ended and _agrees(drawn, ended[node], turn))
    }
    found = with_legs(graph, places, radius, asked)
    # A leg that was asked to point elsewhere has no path any more.
    moved = {edge for node, edge in ended.items() if found[node] != places[node]}
    return drawn._replace(places=found, paths={edge: drawn.paths[edge] for edge in drawn.paths if edge not in moved})


def _agrees(drawn: Drawn, edge: int, turn: float) -> bool:
    """Return whether a leg with a path goes in a direction in radians."""
    (ax, ay), (bx, by) = drawn.paths[edge][-2:]
    return abs(math.remainder(math.atan2(by - ay, bx - ax) - turn, 2 * math.pi)) < SAME


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
            moved[number] = full[number].moved(x - left, y - (high + top + low) / 2)
            x += right - left + MARGIN
        y -= high + MARGIN
    return [moved[number] for number in range(len(full))]


def _stacked(parts: Sequence[Drawn]) -> list[Drawn]:
    """Put parts one below the other, as x is time."""
    found, y = [], 0.0
    for part in parts:
        _, low, _, top = _box(part)
        found.append(part.moved(0.0, y - top if len(parts) > 1 else 0.0))
        y -= top - low + MARGIN
    return found


def _box(part: Drawn) -> tuple[float, float, float, float]:
    xs, ys = zip(*part.places.values(), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _layout(graph: Graph, drawn: Sequence[Drawn]) -> Layout:
    """Return the marks and lines of drawings that together have places for all nodes."""
    points = {node: (tidy(x), tidy(y)) for each in drawn for node, (x, y) in each.places.items()}
    sizes = {node: size for each in drawn for node, size in each.sizes.items()}
    shapes = {node: shape for each in drawn for node, shape in each.shapes.items()}
    hollow = {node for each in drawn for node in each.hollow}
    radius = tidy(_radius([points[node] for node in range(len(graph.marks))], RADIUS))

    def marked(node: int, mark: Mark) -> Mark:
        wide, high = sizes.get(node, (radius, 0.0))
        dress = Dress(shapes[node], "none" * (node in hollow)) if node in shapes else None
        return Mark(mark.name, mark.role, *points[node], tidy(wide), mark.layer, None, mark.tensors, tidy(high), dress)

    marks = tuple(marked(node, mark) for node, mark in enumerate(graph.marks))
    given = {graph.edges[edge][0]: each.stops.get(edge) for each in drawn for edge in each.paths}
    radii = {(mark.x, mark.y): roles.radius(mark) for mark in marks}
    made = lines(graph, marks, points, drawn)
    return Layout("plain", marks, tuple(_stopped(line, radii, given) for line in made))


def _stopped(line: Line, radii: Mapping[Point, float], given: Mapping[str, float | None]) -> Line:
    """Return a line with a path of its own that is marked where it has to be, or in the middle of what is seen."""
    if line.bonds[0] not in given:
        return line
    length, stop = line.length or 1.0, given[line.bonds[0]]
    first, last = (min(radii.get(end, 0.0) / length, 0.45) for end in (line.points[0], line.points[-1]))
    return dataclasses.replace(line, stops=(tidy((1 + first - last) / 2 if stop is None else stop),))


def _radius(points: Sequence[Point], most: float) -> float:
    least = nearest(points) if len(points) > 1 else 1.0
    return min(most * min(max(least, 1.0), LARGER), SPREAD * least)
