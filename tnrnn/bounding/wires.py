"""`Wires`: a circuit by numbers, for searches that look at it many times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..basics import Position
from ..networks import Circuit, Vertex

MIDDLE, UPPER, LOWER = 0, 1, 2
"""The part of a vertex: the middle, U, or D."""


@dataclass(frozen=True)
class Crossing:
    """A vector that crosses: its place, the users across the cut, and its seen dimension; `lower` if it is in D."""

    place: int
    users: tuple[int, ...]
    dim: int
    lower: bool


@dataclass(frozen=True)
class Wires:
    """The vertices of a circuit by their places in its order, in which children precede users.

    Parameters
    ----------
    circuit : Circuit
        The circuit; its output uses every vertex.

    Examples
    --------
    >>> from tnrnn.models import rac
    >>> wires = Wires(rac(2, 1, 2, 2))
    >>> wires.vertices[wires.output].name, wires.sums, wires.inputs[2] == wires.place["x[2]"]
    ('y', False, True)
    """

    circuit: Circuit

    @cached_property
    def vertices(self) -> tuple[Vertex, ...]:
        """The vertices."""
        return self.circuit.vertices

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each vertex by its name."""
        return {vertex.name: place for place, vertex in enumerate(self.vertices)}

    @property
    def output(self) -> int:
        """The place of the output."""
        return self.place[self.circuit.output]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The children of each vertex, with repeats."""
        return tuple(tuple(self.place[child] for child in vertex.children) for vertex in self.vertices)

    @cached_property
    def users(self) -> tuple[tuple[int, ...], ...]:
        """The users of each vertex, with repeats."""
        found: list[list[int]] = [[] for _ in self.vertices]
        for place, below in enumerate(self.children):
            for child in below:
                found[child].append(place)
        return tuple(map(tuple, found))

    @cached_property
    def adds(self) -> tuple[bool, ...]:
        """Whether each vertex is a sum."""
        return tuple(vertex.kind == "sum" for vertex in self.vertices)

    @property
    def sums(self) -> bool:
        """Whether any vertex is a sum."""
        return any(self.adds)

    @cached_property
    def copies(self) -> tuple[int, ...]:
        """The number of paths from the output to each vertex."""
        return tuple(self.circuit.copies[vertex.name] for vertex in self.vertices)

    @cached_property
    def inputs(self) -> dict[Position, int]:
        """The place of the input at each position, in the order of the positions."""
        return {position: self.place[v.name] for v in self.circuit.inputs if (position := v.position) is not None}

    @cached_property
    def depends(self) -> tuple[int, ...]:
        """The inputs that each vertex depends on, as a number with a bit for each input in the order of positions."""
        bits = {place: 1 << number for number, place in enumerate(self.inputs.values())}
        found: list[int] = []
        for place, below in enumerate(self.children):
            own = bits.get(place, 0)
            for child in below:
                own |= found[child]
            found.append(own)
        return tuple(found)

    def mask(self, positions: Iterable[Position]) -> int:
        """Return the inputs at some positions as a number, as in `depends`."""
        number = {position: place for place, position in enumerate(self.inputs)}
        return sum(1 << number[position] for position in positions)

    def positions(self, mask: int) -> tuple[Position, ...]:
        """Return the positions of the inputs of a number, sorted."""
        return tuple(position for place, position in enumerate(self.inputs) if mask >> place & 1)

    def source(self, one: int, two: int) -> tuple[int, list[int], list[int]] | None:
        """Return the vector of which two are linear images, and the maps from there to each; None if there is none.

        The vector may be one of the two, whose list of maps is then empty.
        """
        first, second = self._path(one), self._path(two)
        for n, place in enumerate(first):
            if place in second:
                return place, first[:n][::-1], second[: second.index(place)][::-1]
        return None

    def _path(self, place: int) -> list[int]:
        found = [place]
        while self.vertices[place].kind == "linear":
            place = self.children[place][0]
            found.append(place)
        return found
