"""The multi-scale entanglement renormalization ansatz in rows, with the sites below and the top tensor above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..graphs import Drawn, Part
from ..scenes import Point
from .mirroring import mirrored
from .renormalizing import Flow, flow
from .stages import Stages, staged
from .unrolling import Unrolled, unrolled
from .wrapping import around

# Half the width and half the height of a disentangler.
BOX = (0.7, 0.22)
# How far the base of an isometry stands out beyond its outermost wires, and half its height.
BEYOND, HIGH = 0.14, 0.36
# The distance of the edges of the tensors of two rows, the largest one, and how steep wires are at least between these.
GAP, MOST_GAP, STEEP = 0.55, 2.6, 0.35
# The length of legs.
LEG = 0.5


def renormalization(part: Part) -> Drawn | str:
    """Place disentanglers and isometries in rows that alternate, or return what is there instead.

    Sites are 1 apart, in the order of the disentanglers on them. A tensor stands above the middle of its lower
    neighbours. As the wires between two rows are in the same order at both, no lines cross. If the sites form a ring,
    lines from one end to the other lead around the top, those of a lower row outside. A norm, which has no legs, is
    drawn as a state and its mirror image.
    """
    return _with_mirror(part, 1)


def sure_renormalization(part: Part) -> Drawn | str:
    """Place disentanglers and isometries as `renormalization` does if there are at least two disentanglers."""
    return _with_mirror(part, 2)


def _with_mirror(part: Part, least: int) -> Drawn | str:
    found = _renormalization(part, least)
    if isinstance(found, str) and len(part.tensors) == len(part.nodes) and part.times is None:
        return mirrored(part, lambda half: _renormalization(half, least)) or found
    return found


def _renormalization(part: Part, least: int) -> Drawn | str:
    if part.times is not None:
        return "tensors with times"
    found = flow(part.graph, part.nodes)
    if isinstance(found, str):
        return found
    if sum(len(layer.disentanglers) for layer in found.layers) < least:
        return f"fewer than {least} disentanglers"
    stages = staged(part.graph, found)
    if isinstance(stages, str):
        return stages
    return _Placer(part, found, stages).drawn()


class _Placer:
    def __init__(self, part: Part, found: Flow, stages: Stages) -> None:
        self.part, self.graph, self.flow = part, part.graph, found
        self.seen: Unrolled = unrolled(stages)
        self.places: dict[int, Point] = {}
        self.sizes: dict[int, tuple[float, float]] = {}
        self.shapes: dict[int, str] = {}
        # Where every wire leaves a tensor, and where it comes to one.
        self.starts: dict[int, Point] = {}
        self.ends: dict[int, Point] = {}

    def drawn(self) -> Drawn:
        y = 0.0
        for number, seats in enumerate(self.seen.rows):
            half = HIGH if any(len(seat.group.above) < 2 for seat in seats if seat.group.node is not None) else BOX[1]
            y += half + (self._gap(number) if number else 0.0)
            for seat in seats:
                if seat.group.node is not None:
                    self._tensor(seat.group.node, (seat.x, y), (seat.group.below, seat.group.above))
            y += half
        paths, stops = self._paths()
        return Drawn(self.places, {}, paths, frozenset(stops), self.sizes, self.shapes, stops=stops)

    def _tensor(self, node: int, at: Point, wires: tuple[Sequence[int], Sequence[int]]) -> None:
        below, above = wires
        mixing = len(above) == 2
        spread = (len(below) - 1) / 2
        wide, high = BOX if mixing else (spread + BEYOND, HIGH)
        self.places[node], self.sizes[node] = at, (wide, high)
        self.shapes[node] = "box" if mixing else "triangle-up"
        for place, edge in enumerate(below):
            self.ends[edge] = (at[0] + place - spread, at[1] - high)
        for place, edge in enumerate(above):
            self.starts[edge] = (at[0] + place - (len(above) - 1) / 2, at[1] + high)

    def _gap(self, number: int) -> float:
        """Return the height of the gap below a row, which is larger if the wires in it lead far to one side."""
        wrapped = set(self.seen.around[number][0])
        most = 0.0
        for seat in self.seen.rows[number]:
            for place, edge in enumerate(seat.group.below):
                if edge in self.starts and edge not in wrapped:
                    x = seat.x + place - (len(seat.group.below) - 1) / 2
                    most = max(most, abs(x - self.starts[edge][0]))
        return min(max(GAP, STEEP * most), MOST_GAP)

    def _paths(self) -> tuple[dict[int, tuple[Point, ...]], dict[int, float]]:
        """Return the path of every edge, and where the marks of cuts stand on those that lead around the top."""
        paths: dict[int, tuple[Point, ...]] = {}
        low = min(y - self.sizes[node][1] for node, (_, y) in self.places.items()) - LEG
        for edge, end in self.ends.items():
            if edge in self.flow.sites:
                self._leg(paths, edge, (end, (end[0], low)))
            else:
                self._wire(paths, edge, (self.starts[edge], end))
        for edge in self.flow.tops:
            x, y = self.starts[edge]
            self._leg(paths, edge, ((x, y), (x, y + LEG)))
        loops = around(self._box(), self.starts, self.ends, self.seen.around)
        stops = {}
        for edge, (path, stop) in loops.items():
            self._wire(paths, edge, path)
            stops[edge] = stop if paths[edge] == path else 1 - stop
        return paths, stops

    def _wire(self, paths: dict[int, tuple[Point, ...]], edge: int, path: Sequence[Point]) -> None:
        """Keep the path of a wire, from the first of its two nodes to the second."""
        lower = edge in self.flow.above.get(self.graph.edges[edge][1], ())
        paths[edge] = tuple(path if lower else path[::-1])

    def _leg(self, paths: dict[int, tuple[Point, ...]], edge: int, path: tuple[Point, Point]) -> None:
        """Place the free end, or the vector, at the end of a leg."""
        _, one, two = self.graph.edges[edge]
        tip = one if one not in self.flow.below else two
        if tip in self.part.asked:
            return
        self.places[tip] = path[1]
        paths[edge] = path if tip == two else path[::-1]

    def _box(self) -> tuple[float, float, float, float]:
        """Return the box around all tensors and the legs at the top."""
        points: Mapping[int, Point] = {node: self.places[node] for node in self.sizes}
        xs = [x + way * self.sizes[node][0] for node, (x, _) in points.items() for way in (-1, 1)]
        ys = [y + way * self.sizes[node][1] for node, (_, y) in points.items() for way in (-1, 1)]
        ys += [self.starts[edge][1] + LEG for edge in self.flow.tops]
        return min(xs), min(ys), max(xs), max(ys)
