"""Where a cut's marks stand: one for each of its entries, and nothing else."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..circuit import Circuit
from ..cut import Cut, CutEntry
from ..errors import TnrnnError, mistake
from ..network import Network
from .geometry import Layout, tidy
from .labelling import Canvas
from .scene import Box, CutLine, CutMark, Line, Mark

STROKE, RING = 0.09, 0.045
"""Half the length of a stroke, and how much larger than its mark a ring is."""

LEAST_POINTS, MOST_STROKE = 2.6, 0.2
"""Where a unit is small, strokes are still this many points long (half), up to a size that keeps them apart."""

OTHER_STOPS = (0.35, 0.65, 0.25, 0.75, 0.45, 0.55)


class PlacedCut(NamedTuple):
    """The marks of a cut, the side of every tensor or vertex, and the k of a straight slice between k and k + 1."""

    number: int
    marks: tuple[CutMark, ...]
    sides: Mapping[str, str | None]
    straight: int | None

    def line(self, canvas: Canvas, band: Box) -> CutLine | None:
        """Return the line that crosses all that is severed: a straight one, or None."""
        if self.straight is None:
            return None
        middle = self.straight + 0.5
        return CutLine(self.number, "line", ((middle, tidy(canvas.box[1] - 0.3 * canvas.em)), (middle, band[3])))


def place_cut(layout: Layout, of: Network | Circuit, cut: Cut, unit: float, number: int = 0) -> PlacedCut:
    """Return the marks of a cut on a layout; `unit` is the length of a data unit in inches, `number` the cut's own.

    Raises
    ------
    TnrnnError
        When the cut is that of another network or circuit.
    """
    if isinstance(of, Network):
        _check_network(of, cut)
    else:
        _check_circuit(of, cut)
    standing = _standing(cut)
    sides = {name: _one_side(counts) for name, counts in standing.items()}
    lines = _lines_of(layout, of, cut, standing)
    straight = _straight(layout, cut, lines)
    rings = {name: mark for mark in layout.marks for name in mark.tensors}
    size = min(MOST_STROKE, max(STROKE, LEAST_POINTS / 72 / unit))
    marks: list[CutMark] = []
    for entry in cut.entries:
        if entry.kind == "hyperedge":
            marks.append(_ring(entry, rings[entry.name]))
        elif straight is not None:
            marks.append(_stroke(entry, (straight + 0.5, lines[entry.name].points[0][1], 1.0, 0.0), size))
        else:
            marks.append(_on_line(entry, lines[entry.name], size, marks if layout.view == "plain" else ()))
    return PlacedCut(number, tuple(dataclasses.replace(mark, cut=number) for mark in marks), sides, straight)


def _check_network(network: Network, cut: Cut) -> None:
    for entry in cut.entries:
        if entry.kind == "bond":
            if entry.name not in network.bond:
                raise mistake("draw, cut", "a cut of this network: names of its bonds", entry.name, network.bond)
            dim = network.bond[entry.name].dim
        else:
            if entry.name not in network.index or network.tensors[network.index[entry.name]].kind != "copy":
                raise mistake(
                    "draw, cut", "a cut of this network: names of its copy tensors", entry.name, network.index
                )
            dim = network.bond[network.tensors[network.index[entry.name]].bonds[0]].dim
        _check_dim(entry, dim)
    names = [*cut.near, *cut.far]
    for name in names:
        if name not in network.index:
            raise mistake("draw, cut", "a cut of this network: names of its tensors", name, network.index)
    if len(names) != len(network.tensors):
        missing = sorted(set(network.index) - set(names))
        raise TnrnnError(
            f"draw, cut: expected every tensor of the network on a side, {len(missing)} have none: {missing[:3]}"
        )


def _check_circuit(circuit: Circuit, cut: Cut) -> None:
    for entry in cut.entries:
        if entry.name not in circuit.by_name:
            raise mistake("draw, cut", "a cut of this circuit: names of its vertices", entry.name, circuit.by_name)
        _check_dim(entry, circuit.by_name[entry.name].dim)
        if entry.count > circuit.copies[entry.name]:
            raise mistake(
                f"draw, cut, count of {entry.name}", f"at most its {circuit.copies[entry.name]} copies", entry.count
            )
    for item in (*cut.near, *cut.far):
        if not isinstance(item, tuple) or item[0] not in circuit.by_name:
            raise mistake("draw, cut", "a cut of this circuit: pairs of a vertex and a number of copies", item)


def _check_dim(entry: CutEntry, dim: int) -> None:
    if entry.dim != dim:
        raise mistake(f"draw, cut, dim of {entry.name}", f"{dim}, as it has here", entry.dim)


def _standing(cut: Cut) -> dict[str, tuple[int, int]]:
    """How many copies of everything stand near and far; a tensor is one copy of itself."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for side, items in enumerate((cut.near, cut.far)):
        for item in items:
            name, count = item if isinstance(item, tuple) else (item, 1)
            counts[name][side] += count
    return {name: (near, far) for name, (near, far) in counts.items()}


def _one_side(counts: tuple[int, int]) -> str | None:
    near, far = counts
    return None if near and far else "near" if near else "far"


def joint_side(names: Iterable[str], sides: Mapping[str, str | None]) -> str | None:
    """Return the side of all `names` together, or None."""
    found = {sides.get(name) for name in names}
    return found.pop() if len(found) == 1 else None


def _lines_of(
    layout: Layout, of: Network | Circuit, cut: Cut, standing: Mapping[str, tuple[int, int]]
) -> dict[str, Line]:
    """Return the line of each severed bond; where a vertex has several users, that to the one across the cut."""
    wanted = {entry.name for entry in cut.entries if entry.kind == "bond"}
    found: dict[str, list[Line]] = defaultdict(list)
    for line in layout.lines:
        for bond in line.bonds:
            if bond in wanted:
                found[bond].append(line)
    if isinstance(of, Network):
        return {name: lines[0] for name, lines in found.items()}
    ends = {(mark.x, mark.y): mark.name for mark in layout.marks}

    def crossing(name: str, line: Line) -> int:
        place = line.bonds.index(name)
        user = line.bonds[place + 1] if place + 1 < len(line.bonds) else ends.get(line.points[-1], "")
        near, far = standing.get(name, (0, 0))
        user_near, user_far = standing.get(user, (0, 0))
        return max(min(near, user_far), min(far, user_near))

    return {name: max(lines, key=lambda line: crossing(name, line)) for name, lines in found.items()}


def _straight(layout: Layout, cut: Cut, lines: Mapping[str, Line]) -> int | None:
    """Return k where the cut severs every line from column k to k + 1, each once, and nothing else."""
    if not cut.entries or any(entry.kind != "bond" or lines[entry.name].role != "time" for entry in cut.entries):
        return None
    severed = [lines[entry.name].points for entry in cut.entries]
    step = min(severed[0][0][0], severed[0][1][0])
    crossing = [
        line.points
        for line in layout.lines
        if line.role == "time" and min(line.points[0][0], line.points[1][0]) == step
    ]
    return int(step) if sorted(severed) == sorted(crossing) else None


def _ring(entry: CutEntry, mark: Mark) -> CutMark:
    size = tidy(mark.radius + RING)
    return CutMark(entry.name, entry.kind, mark.x, mark.y, 0.0, size, entry.dim, entry.symbol, entry.count)


def _on_line(entry: CutEntry, line: Line, size: float, others: Iterable[CutMark]) -> CutMark:
    """Return the stroke at the bond's stop, or, should another mark stand there, beside it."""
    taken = list(others)
    stop = line.stops[line.bonds.index(entry.name)]
    strokes = [_stroke(entry, line.at(fraction), size) for fraction in (stop, *OTHER_STOPS)] if taken else []
    for stroke in strokes:
        if all((stroke.x - mark.x) ** 2 + (stroke.y - mark.y) ** 2 > size**2 for mark in taken):
            return stroke
    return _stroke(entry, line.at(stop), size)


def _stroke(entry: CutEntry, at: tuple[float, float, float, float], size: float) -> CutMark:
    """A stroke across a line: 60 degrees off it, and rising on horizontal and vertical lines alike."""
    x, y, dx, dy = at
    along = math.degrees(math.atan2(dy, dx))
    angle = tidy((along + (60 if abs(dx) >= abs(dy) else -70)) % 180)
    fields: tuple[Any, ...] = (entry.dim, entry.symbol, entry.count)
    return CutMark(entry.name, entry.kind, tidy(x), tidy(y), angle, tidy(size), *fields)
