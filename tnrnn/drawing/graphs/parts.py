"""What a layout is made of: a connected part of a graph, and the places that a layout gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ..scenes import Point
from .graph import Graph

# Directions in radians of free ends.
Asked = Mapping[int, float]

NOTHING: Mapping[int, Any] = MappingProxyType({})


class Part(NamedTuple):
    """Some nodes of a graph, mostly a connected part.

    `times` has the time of every tensor, or is None if x need not be time. `asked` are the directions of free ends in
    radians that the user asked for.
    """

    graph: Graph
    nodes: Sequence[int]
    times: dict[int, int] | None = None
    asked: Asked = NOTHING

    @property
    def tensors(self) -> list[int]:
        """The nodes that are tensors, in order."""
        return [node for node in self.nodes if not self.graph.free(node)]


class Drawn(NamedTuple):
    """The places of the nodes of a part, and what else a layout decides.

    Free ends may lack a place, which they get later. `turns` has the points at which edges bend once. `paths` has the
    whole path of an edge, from the first of its nodes to the second, as straight steps or, if it has a number of points
    that is 1 more than a multiple of 3 and the edge is in `curved`, as a cubic spline. `sizes` has half the width and
    half the height of tensors that are not discs of the usual size, and `shapes` the shapes (those of a `Look`); the
    `hollow` ones are not filled, as lines pass through them. Marks of cuts stand at the parts `stops` of paths, or else
    in the middle of what is seen of them.
    """

    places: dict[int, Point]
    turns: Mapping[int, Point] = NOTHING
    paths: Mapping[int, tuple[Point, ...]] = NOTHING
    curved: frozenset[int] = frozenset()
    sizes: Mapping[int, tuple[float, float]] = NOTHING
    shapes: Mapping[int, str] = NOTHING
    hollow: frozenset[int] = frozenset()
    stops: Mapping[int, float] = NOTHING

    def moved(self, dx: float, dy: float) -> Drawn:
        """Return the same drawing in another place."""

        def move(points: Mapping[int, Point]) -> dict[int, Point]:
            return {node: (x + dx, y + dy) for node, (x, y) in points.items()}

        paths = {edge: tuple((x + dx, y + dy) for x, y in path) for edge, path in self.paths.items()}
        return self._replace(places=move(self.places), turns=move(self.turns), paths=paths)
