"""The layouts that any connected network can have, by name."""

from __future__ import annotations

from collections.abc import Sequence

from ...basics import TnrnnError
from ..graphs import Drawn, Part
from ..scenes import Point
from .layered import in_columns, upwards
from .programs import PROGRAMS, by_program
from .timed import by_time, layers_of, on_lattice

NAMES = ("stress", "planar", "columns", *PROGRAMS)

# Up to this number of tensors, a network is drawn without crossings if it can be.
MOST_PLANAR = 1_500
# Up to this number of tensors, a bond is named that makes a drawing without crossings impossible.
MOST_NAMED = 300


# A small network whose marks would have to be smaller than this has crossings instead.
LEGIBLE = 0.03


def spread(part: Part, name: str = "auto") -> Drawn:
    """Return places for any part: in columns if every tensor has a time, or else by the distances in the graph.

    Networks that can be drawn without crossings are, if they are not too large.

    >>> from tnrnn import Bond, Network, Tensor
    >>> from tnrnn.drawing.graphs import network_graph
    >>> pair = (Tensor("a", "state", ("b",), parameter="a"), Tensor("c", "state", ("b",), parameter="c"))
    >>> sorted(spread(Part(network_graph(Network(pair, (Bond("b", 2),))), (0, 1))).places)
    [0, 1]
    """
    if name == "columns" or (name == "auto" and part.times is not None):
        return Drawn(_columns(part))
    if name in PROGRAMS:
        return Drawn(by_program(part, name))
    if name == "planar":
        return _planar(part)
    neighbours = _neighbours(part)
    from .stress import FEW, by_stress  # loads numpy

    if name == "auto" and FEW < len(neighbours) <= MOST_PLANAR:
        return _flat_or_not(part, neighbours)
    if name == "auto" and 3 < len(neighbours) <= FEW:
        return _small(part, neighbours)
    return Drawn(_layers_up(part, by_stress(neighbours)))


def _neighbours(part: Part) -> list[list[int]]:
    """Return the neighbours of every tensor among the tensors of a part, without itself."""
    number = {node: place for place, node in enumerate(part.tensors)}
    return [
        [number[other] for other in part.graph.beside(node) if other in number and other != node]
        for node in part.tensors
    ]


def _columns(part: Part) -> dict[int, Point]:
    graph = part.graph
    if part.times is not None:
        return on_lattice(graph, part.nodes, part.times) or by_time(graph, part.nodes, part.times)
    tensors = part.tensors
    depth = {tensors[0]: 0}
    order = [tensors[0]]
    for node in order:
        for other in graph.beside(node):
            if other not in depth and not graph.free(other):
                depth[other] = depth[node] + 1
                order.append(other)
    edges = [(one, two) for _, one, two in graph.edges if one in depth and two in depth and one != two]
    return in_columns(list(dict.fromkeys(edges)), {node: float(depth[node]) for node in tensors}, {})


def _planar(part: Part) -> Drawn:
    """Return a drawing without crossings, or raise if there is none."""
    from .planar import embedded, obstacle

    neighbours = _neighbours(part)
    embedding = embedded(neighbours)
    if embedding is None:
        bond = obstacle(neighbours) if len(neighbours) <= MOST_NAMED else None
        why = "" if bond is None else f": bond {_bond(part, bond)!r} is part of a K5 or K3,3"
        given = f"one that cannot be{why}"
        raise TnrnnError(f"view, layout planar: expected a network that can be drawn without crossings, given {given}")
    return _flat_or_not(part, neighbours)


def _bond(part: Part, pair: tuple[int, int]) -> str:
    one, two = (part.tensors[place] for place in pair)
    return next(name for name, *ends in part.graph.edges if {*ends} == {one, two})


def _small(part: Part, neighbours: list[list[int]]) -> Drawn:
    """Return a drawing by the distances in the graph, unless lines cross there that need not."""
    from .stress import by_stress, without_crossings

    at = by_stress(neighbours)
    usual = Drawn(_layers_up(part, at))
    own = set(part.tensors)
    inner = [frozenset(ends) for _, *ends in part.graph.edges if own.issuperset(ends)]
    found = without_crossings(neighbours)
    if found is None or (found == at and len(set(inner)) == len(inner)):
        return usual
    drawn = _flat_or_not(part, neighbours)
    crowded = any(wide < LEGIBLE for wide, _ in drawn.sizes.values())
    return usual if crowded else drawn


def _flat_or_not(part: Part, neighbours: list[list[int]]) -> Drawn:
    """Return a drawing without crossings, if there is one, or else one by the distances in the graph."""
    from .flat import flat
    from .stress import by_stress, without_crossings

    found = without_crossings(neighbours)
    if found is None:
        return Drawn(_layers_up(part, by_stress(neighbours)))
    return flat(part, _layers_up(part, found))


def _layers_up(part: Part, points: Sequence[Point]) -> dict[int, Point]:
    """Return the places of tensors, turned over if more lines lead down from a layer to a deeper one than lead up."""
    places = dict(zip(part.tensors, points, strict=True))
    edges = [(one, two) for _, one, two in part.graph.edges if one in places and two in places]
    heights = {node: y for node, (_, y) in places.items()}
    if upwards(edges, layers_of(part.graph, places), heights) >= 0:
        return places
    return {node: (x, -y) for node, (x, y) in places.items()}
