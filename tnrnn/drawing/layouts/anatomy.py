"""The anatomy: the staircase or the shared view with a mark for every matrix and copy tensor and a line for every bond.

All lengths are in units of the picture, in which time steps are 1 apart.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

from ...networks import Circuit, Network
from ..scenes import INPUT, ROW, SITE, STATE, Layout, Line, Mark, OtherwiseError, Point, tidy
from .chains import Chain, Path, Reader, Site
from .lattice import lattice

# The distance from a copy tensor down to a matrix, and from there to the input.
STEP = 0.42
# The distance from the lowest mark of a row to the next row.
ROOM = 0.3

# The distance from the last copy tensor to the matrix of the output.
OUTPUT = 0.55
# The distance from the last copy tensor to the end of the line.
STUB = 0.95

# The distance from the lowest legs down to joined inputs.
MARGIN = 0.86
# The distance from a joined input up to its copy tensor.
JOINED = 0.38
# The distance from a joined input up to the end of its line.
MARGIN_STUB = 0.62

# How far before a time step its matrices stand, the nearest first; a matrix between two steps belongs to the later one.
BEFORE = (0.28, 0.52)

# Where a step ends, between it and the next one: half-way from its copy tensor to the matrix.
SPLIT = 0.36

# The factor by which the layers of a shared view are further apart.
TALLER = 1.25

# The radius of the mark of a matrix.
MATRIX = 0.06


def anatomy(network: Network) -> Layout | None:
    """Return the anatomy of a deep recurrent network, or None if the network is not one (see `staircase`).

    Copy tensors stand at their time steps. A matrix that leads from one to the next stands between them, and the matrix
    of an input stands on the line down to it. Legs point down, time runs to the right, and no line meets another.

    >>> from tnrnn import rac, unroll
    >>> network = unroll(rac(length=3, layers=2, inputs=2, hidden=2), mode="continuous")
    >>> len(anatomy(network).marks) == len(network.tensors)
    True
    """
    try:
        reader = Reader(network)
        return _Placer(network, reader).layout(reader.chains())
    except OtherwiseError:
        return None


class _Placer:
    """Make marks and lines from chains."""

    def __init__(self, network: Network, reader: Reader) -> None:
        self.network, self.tensors, self.reader = network, network.tensors, reader
        self.marks: list[Mark] = []
        self.lines: list[Line] = []
        self.once: dict[int, str] = {}
        self.margin = 0.0

    def layout(self, chains: list[Chain]) -> Layout:
        heights = [0.0]
        for chain in chains:
            heights.append(heights[-1] - max(self._height(site) for site in chain.sites))
        for row, chain in enumerate(chains):
            self._chain(chain, heights[row])
            # Chains are read as if all rows had one height, which gives the row of the user.
            user = None if chain.held is None else heights[round(-chain.held[1] / ROW)]
            self._up(chain, heights[row], user)
        self.margin = tidy(min(mark.y for mark in self.marks) - MARGIN)
        for copy, slot in self.reader.joined.items():
            self._joined(copy, slot)
        for number, bond in self.once.items():
            self._used_once(number, bond)
        return Layout("anatomy", tuple(self.marks), tuple(self.lines), (), SPLIT)

    def _height(self, site: Site) -> float:
        leg = not self.reader.is_site(site.below.end)
        return STEP * (len(site.below.weights) + 1) + (ROOM if leg else 0.0)

    def _chain(self, chain: Chain, y: float) -> None:
        for site in chain.sites:
            self._mark("copy", (site.position, y), site.copy)
            before = (0.0, *BEFORE[: len(site.back.weights)], 1.0)
            self._path(site.back, "time", "recurrent", [(site.position - step, y) for step in before])
            if not self.reader.is_site(site.below.end):
                self._leg(site, y)
        first = chain.sites[-1]
        self._mark("state", (first.position - 1, y), first.back.end)

    def _up(self, chain: Chain, y: float, user: float | None) -> None:
        """Draw the line from the last copy tensor of a chain to its user, or to the output."""
        last, weights = chain.sites[0], len(chain.up.weights)
        if user is not None:
            heights = [user - STEP * place for place in range(weights + 1)]
            self._path(chain.up, "depth", "inward", [(last.position, at) for at in (*heights, y)])
            return
        steps = [OUTPUT * (weights - place) / weights for place in range(weights)]
        points = [(last.position + step, y) for step in (STUB if weights else OUTPUT, *steps, 0.0)]
        self._path(chain.up, "bond", "output", points)
        place = len(self.lines) - len(chain.up.bonds)
        self.lines[place] = Line(chain.up.bonds[:1], "output", tuple(map(_tidy, points[:2])), (0.5,))

    def _leg(self, site: Site, y: float) -> None:
        """Place the input of a site; if inputs are joined, only its leg, as the input itself is in the margin."""
        points = [(site.position, y - STEP * place) for place in range(len(site.below.weights) + 2)]
        self._path(site.below, "leg", "inward", points)
        end, bond = site.below.end, site.below.bonds[-1]
        if not self.reader.joined:
            self._mark("input", points[-1], end)
            return
        x, foot = _tidy(points[-1])
        self.marks.append(Mark(bond, "input", x, foot, INPUT, self.tensors[end].layer))
        if end not in self.reader.joined:
            self.once[end] = bond
            self.lines[-1] = dataclasses.replace(self.lines[-1], bonds=(), stops=())

    def _path(self, path: Path, role: str, matrix: str, points: Sequence[Point]) -> None:
        """Draw the bonds of a path, each as a line towards its user, and the matrices between them.

        A cut marks a long upright bond as far below its upper end as a short one, so that its line is smooth.
        """
        for number, point in zip(path.weights, points[1:], strict=False):
            self._mark(matrix, point, number)
        for bond, (near, far) in zip(path.bonds, itertools.pairwise(points), strict=True):
            stop = 0.5 if role != "depth" else 1 - STEP / 2 / (near[1] - far[1])
            self.lines.append(Line((bond,), role, (_tidy(far), _tidy(near)), (tidy(stop),)))

    def _joined(self, copy: int, slot: int) -> None:
        """Place a joined input in the margin, and its copy tensor above it; the legs are drawn in the rows."""
        x, low = self._column(slot), self.margin
        foot, middle, top = (_tidy((x, low + up)) for up in (0.0, JOINED, MARGIN_STUB))
        self._mark("margin", foot, slot)
        self._mark("copy", middle, copy)
        self.lines.append(Line((self.tensors[slot].bonds[0],), "margin", (foot, middle), (0.5,)))
        self.lines.append(Line((), "margin", (middle, top), ()))

    def _used_once(self, number: int, bond: str) -> None:
        x, low = self._column(number), self.margin
        self._mark("margin", (x, low), number)
        ends = _tidy((x, low)), _tidy((x, low + MARGIN_STUB))
        self.lines.append(Line((bond,), "margin", ends, (tidy(JOINED / 2 / MARGIN_STUB),)))

    def _column(self, number: int) -> float:
        position = self.tensors[number].position
        if not isinstance(position, int):
            raise OtherwiseError
        return float(position)

    def _mark(self, role: str, at: Point, number: int) -> None:
        tensor = self.tensors[number]
        radius = {"copy": SITE, "state": STATE, "input": INPUT, "margin": INPUT}.get(role, MATRIX)
        self.marks.append(Mark(tensor.name, role, *_tidy(at), radius, tensor.layer, None, (tensor.name,)))


def _tidy(point: Point) -> Point:
    return tidy(point[0]), tidy(point[1])


def anatomy_of_circuit(circuit: Circuit) -> Layout | None:
    """Return the shared view of a circuit with a mark for every vertex, or None if the circuit is not a lattice.

    >>> from tnrnn import rac
    >>> circuit = rac(length=3, layers=2, inputs=2, hidden=2)
    >>> len(anatomy_of_circuit(circuit).marks) == len(circuit.vertices)
    True
    """
    found = lattice(circuit)
    if found is None:
        return None
    marks: list[Mark] = []
    for mark in found.marks:
        role, radius = ("copy", SITE) if circuit.by_name[mark.name].kind == "product" else (mark.role, mark.radius)
        at = _taller((mark.x, mark.y))
        marks.append(Mark(mark.name, role, *at, radius, mark.layer, None, (mark.name,)))
    lines: list[Line] = []
    for line in found.lines:
        _in_pieces(circuit, line, marks, lines)
    return Layout("shared", tuple(marks), tuple(lines), (), SPLIT)


def _taller(point: Point) -> Point:
    return _tidy((point[0], point[1] * TALLER))


def _in_pieces(circuit: Circuit, line: Line, marks: list[Mark], lines: list[Line]) -> None:
    """Add a mark for every map on a line, and a line for every bond."""
    start, end = map(_taller, (line.points[0], line.points[-1]))
    outward = line.role == "output"
    maps = line.bonds[:-1] if outward else line.bonds[1:]
    before = [BEFORE[0] * (place + 1) / len(maps) for place in reversed(range(len(maps)))]
    places = [_between(start, end, 1 - step) for step in before]
    if outward:
        start = (end[0] + STUB, end[1])
        places = [_between(end, (end[0] + OUTPUT, end[1]), 1 - place / len(maps)) for place in range(len(maps))]
    role = {"time": "recurrent", "output": "output"}.get(line.role, "inward")
    for name, point in zip(maps, places, strict=True):
        marks.append(Mark(name, role, *_tidy(point), MATRIX, circuit.by_name[name].layer, None, (name,)))
    points = [_tidy(point) for point in (start, *places, end)]
    for place, (bond, pair) in enumerate(zip(line.bonds, itertools.pairwise(points), strict=True)):
        inner = "bond" if outward and place else line.role
        lines.append(Line((bond,), inner, pair[::-1] if outward and place else pair, (0.5,)))


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
