"""Anatomy: the staircase, or the shared view, with a mark for every matrix and copy tensor, a line for every bond."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

from ...networks import Circuit, Network
from ..scenes import INPUT, ROW, SITE, STATE, Layout, Line, Mark, OtherwiseError, Point, tidy
from .chains import Chain, Path, Reader, Site
from .lattice import lattice

STEP, ROOM = 0.42, 0.3
"""From a copy tensor up to a matrix, and on to the input; from the highest of these to the next row."""

OUTPUT, STUB = 0.55, 0.95
"""From the last copy tensor to the output's matrix, and to the end of the line."""

MARGIN, JOINED, MARGIN_STUB = -0.95, 0.38, 0.62
"""Where joined inputs stand below the first row; from there up to the copy tensor, and to the end of the line."""

BEFORE = (0.28, 0.52)
"""A matrix between two time steps belongs to the later one: how far before it the matrices stand, the nearest first."""

SPLIT = 0.36
"""Where between two steps the earlier one ends: half-way from its copy tensor to the matrix."""

TALLER = 1.25
"""How much further apart the layers of a shared view are."""

MATRIX = 0.06


def anatomy(network: Network) -> Layout | None:
    """Return the anatomy of a deep recurrent network, or None where it is not one: see `staircase`.

    Copy tensors stand at their time step, the matrix that leads from one to the next between the two, the matrix of
    what comes from below on the way up to it. Legs point up, time runs to the right, no line meets another.

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
    """Turns chains into marks and lines."""

    def __init__(self, network: Network, reader: Reader) -> None:
        self.network, self.tensors, self.reader = network, network.tensors, reader
        self.marks: list[Mark] = []
        self.lines: list[Line] = []
        self.once: dict[int, str] = {}

    def layout(self, chains: list[Chain]) -> Layout:
        heights = [0.0]
        for chain in chains:
            heights.append(heights[-1] + max(self._height(site) for site in chain.sites))
        for row, chain in enumerate(chains):
            self._chain(chain, heights[row])
            # A chain is read with the place of its user among rows of one height.
            user = None if chain.held is None else heights[round(chain.held[1] / ROW)]
            self._up(chain, heights[row], user)
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
        """Lead the last copy tensor of a chain to its user, or to the output."""
        last, weights = chain.sites[0], len(chain.up.weights)
        if user is not None:
            heights = [user + STEP * place for place in range(weights + 1)]
            self._path(chain.up, "depth", "inward", [(last.position, at) for at in (*heights, y)])
            return
        steps = [OUTPUT * (weights - place) / weights for place in range(weights)]
        points = [(last.position + step, y) for step in (STUB if weights else OUTPUT, *steps, 0.0)]
        self._path(chain.up, "bond", "output", points)
        place = len(self.lines) - len(chain.up.bonds)
        self.lines[place] = Line(chain.up.bonds[:1], "output", tuple(map(_tidy, points[:2])), (0.5,))

    def _leg(self, site: Site, y: float) -> None:
        """Place the input of a site: only its leg where inputs are joined; the input itself is in the margin."""
        points = [(site.position, y + STEP * place) for place in range(len(site.below.weights) + 2)]
        self._path(site.below, "leg", "inward", points)
        end, bond = site.below.end, site.below.bonds[-1]
        if not self.reader.joined:
            self._mark("input", points[-1], end)
            return
        x, top = _tidy(points[-1])
        self.marks.append(Mark(bond, "input", x, top, INPUT, self.tensors[end].layer))
        if end not in self.reader.joined:
            self.once[end] = bond
            self.lines[-1] = dataclasses.replace(self.lines[-1], bonds=(), stops=())

    def _path(self, path: Path, role: str, matrix: str, points: Sequence[Point]) -> None:
        """Draw the bonds of a path, each a line towards its user, and its matrices between them.

        Long upright bonds are marked as far above their lower end as short ones, so that a cut is one sweep.
        """
        for number, point in zip(path.weights, points[1:], strict=False):
            self._mark(matrix, point, number)
        for bond, (near, far) in zip(path.bonds, itertools.pairwise(points), strict=True):
            stop = 0.5 if role != "depth" else 1 - STEP / 2 / (far[1] - near[1])
            self.lines.append(Line((bond,), role, (_tidy(far), _tidy(near)), (tidy(stop),)))

    def _joined(self, copy: int, slot: int) -> None:
        """Place a joined input in the margin, and its copy tensor above it, whose legs are the row's own."""
        x = self._column(slot)
        self._mark("margin", (x, MARGIN), slot)
        self._mark("copy", (x, MARGIN + JOINED), copy)
        bond = self.tensors[slot].bonds[0]
        self.lines.append(Line((bond,), "margin", (_tidy((x, MARGIN)), _tidy((x, MARGIN + JOINED))), (0.5,)))
        self.lines.append(Line((), "margin", (_tidy((x, MARGIN + JOINED)), _tidy((x, MARGIN + MARGIN_STUB))), ()))

    def _used_once(self, number: int, bond: str) -> None:
        x = self._column(number)
        self._mark("margin", (x, MARGIN), number)
        stop = tidy(JOINED / 2 / MARGIN_STUB)
        self.lines.append(Line((bond,), "margin", (_tidy((x, MARGIN)), _tidy((x, MARGIN + MARGIN_STUB))), (stop,)))

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
    """Return the shared view of a circuit with a mark for every vertex, or None where that is no lattice.

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
    """Give every map on a line a mark of its own, and every bond a line."""
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
