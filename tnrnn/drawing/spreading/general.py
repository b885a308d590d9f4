"""The layouts that any connected network can have, by name."""

from __future__ import annotations

from ..graphs import Drawn, Part
from ..scenes import Point
from .layered import upwards
from .timed import by_time, layers_of, on_lattice

NAMES = ("stress",)


def spread(part: Part, name: str = "auto") -> Drawn:
    """Return places for any part: in columns if every tensor has a time, or else by the distances in the graph.

    >>> from tnrnn import Bond, Network, Tensor
    >>> from tnrnn.drawing.graphs import network_graph
    >>> pair = (Tensor("a", "state", ("b",), parameter="a"), Tensor("c", "state", ("b",), parameter="c"))
    >>> sorted(spread(Part(network_graph(Network(pair, (Bond("b", 2),))), (0, 1))).places)
    [0, 1]
    """
    if name == "auto" and part.times is not None:
        places = on_lattice(part.graph, part.nodes, part.times) or by_time(part.graph, part.nodes, part.times)
        return Drawn(places)
    from .stress import by_stress  # loads numpy

    tensors = part.tensors
    number = {node: place for place, node in enumerate(tensors)}
    neighbours = [[number[other] for other in part.graph.beside(node) if other in number] for node in tensors]
    return Drawn(_layers_up(part, dict(zip(tensors, by_stress(neighbours), strict=True))))


def _layers_up(part: Part, places: dict[int, Point]) -> dict[int, Point]:
    """Return places, turned over if more lines lead down from a layer to a deeper one than lead up."""
    edges = [(one, two) for _, one, two in part.graph.edges if one in places and two in places]
    heights = {node: y for node, (_, y) in places.items()}
    if upwards(edges, layers_of(part.graph, places), heights) >= 0:
        return places
    return {node: (x, -y) for node, (x, y) in places.items()}
