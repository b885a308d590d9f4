"""Where the marks of a cut stand: one for each of its entries."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...basics import TnrnnError, approximate, mistake, whole
from ...cuts import Cut, CutEntry
from ...networks import Circuit, Network
from ..labels import Canvas
from ..scenes import Box, CutLine, CutMark, Layout, Line, Point, Scene, along, from_segment, straight_piece, tidy
from .curve import NO_ROOM, Curve, Drawn, curves_of
from .standing import EDGE, Severing, outside
from .strokes import beside_others, ring, stroke_across, stroke_size

# How far the middle of what is seen of a line may move for a curve to stay, and the least distance of a straight slice
# from the marks of other cuts, in steps.
KEPT, BESIDE = 0.03, 0.1
# The least distance of two marks of one cut that has a curve in a plain picture, in steps.
CROWDED = 0.05
# The distances from the middle of a step at which the first, the second, .. cut of a picture run if they share a step.
ASIDES = (0.0, 0.16, -0.16, 0.29, -0.29)

# The fraction of these distances that is kept inside sites.
INNER = 0.18
# The fraction of these distances that is kept in the margin.
MARGIN = 0.35

# Where legs, and lines down to children, are marked below a chain, and the fraction of `aside` that is added to that.
HEIGHTS = {"leg": (0.225, 0.28), "depth": (0.28, 0.5)}
# Only lines with at most this many bonds are marked at these heights.
MOST_AT_HEIGHT = 2

# The view with a mark for every matrix.
ANATOMY = "anatomy"
# The views in which strokes have heights of their own.
TREES = ("staircase", ANATOMY)
# The views that can have a curve.
CURVED = ("staircase", ANATOMY, "shared", "plain")

# The least distance of a mark from the end of a line with one bond, as a matrix may stand there.
FROM_END = 0.09

# The view in which the line of a vector may branch, and the role of the marks there.
CELLS, BRANCH, FOLDED = "cells", "branch", "folded"
# The views that do not show the severed bonds.
UNMARKED = ("matricization",)
NO_CURVES = "the view {} does not show all bonds"

# The place (x, y) of a mark, and the direction (dx, dy) of its line.
Place = tuple[float, float, float, float]


class Severed(NamedTuple):
    """What a cut severs in a layout, before strokes have a size; see `sever`.

    `number` is that of the cut in its picture, and `sides` has the side of everything. `lines` are the lines of the
    severed bonds. `places` are where they are marked, and `wanted` where they would be without a curve. A cut has the x
    of a `straight` line if it is a slice, and else `curves`. If it has neither, `reason` says why: it completes "there
    is no line of the cut, as ..".
    """

    number: int
    entries: tuple[CutEntry, ...]
    sides: Mapping[str, str | None]
    lines: Mapping[str, Line]
    places: Mapping[str, Place]
    straight: float | None
    curves: tuple[Curve, ...]
    reason: str
    wanted: Mapping[str, Place]


class PlacedCut(NamedTuple):
    """The marks of a cut, and what it severs."""

    marks: tuple[CutMark, ...]
    severed: Severed

    @property
    def sides(self) -> Mapping[str, str | None]:
        """The side of every tensor or vertex by name."""
        return self.severed.sides

    @property
    def straight(self) -> float | None:
        """The x of a straight slice, or None."""
        return self.severed.straight

    def head(self, otherwise: float) -> float:
        """Return the x at which the line of the cut leaves the top of the picture, or `otherwise` if it has none."""
        if self.straight is not None:
            return self.straight
        tops = [
            (end[1], end[0])
            for curve in self.severed.curves
            for (end, before), framed in zip((curve.points[:2], curve.points[:-3:-1]), curve.framed, strict=True)
            if framed and abs(end[1] - before[1]) > abs(end[0] - before[0]) and end[1] > before[1]
        ]
        return max(tops, default=(0.0, otherwise))[1]

    def lines(self, canvas: Canvas, band: Box) -> tuple[CutLine, ...]:
        """Return the lines that cross all that is severed: a straight one, curves, or none."""
        number, low = self.severed.number, tidy(canvas.box[1] - 0.3 * canvas.em)
        if self.straight is not None:
            return (CutLine(number, "line", ((self.straight, low), (self.straight, band[3]))),)
        box = (band[0], low, band[2], band[3])
        return tuple(CutLine(number, "curve", curve.within(box)) for curve in self.severed.curves)


def sever(
    layout: Layout,
    of: Network | Circuit,
    cut: Cut,
    others: Sequence[Severed] = (),
    before: Severed | None = None,
) -> Severed:
    """Return what a cut severs, and how a line leads through it, past the `others` in the same picture.

    `before` is the result for marks of other sizes. Its curves are kept if they fit and the marks stand about there.
    """
    if not others and before is None:
        return _alone(layout, of, cut)
    return _severed(layout, of, cut, others, before)


@lru_cache(maxsize=16)  # a page draws the same network with type of several sizes
def _alone(layout: Layout, of: Network | Circuit, cut: Cut) -> Severed:
    """Return what the first cut of a picture severs."""
    return _severed(layout, of, cut, (), None)


def _severed(
    layout: Layout, of: Network | Circuit, cut: Cut, others: Sequence[Severed], before: Severed | None
) -> Severed:
    standing = _standing(cut)
    sides = {name: _one_side(counts) for name, counts in standing.items()}
    lines = _lines_of(layout, of, cut, standing)
    entries = () if layout.view in UNMARKED else cut.entries
    if layout.view in (FOLDED, CELLS):
        # What three dots stand for has no marks. The legend says how many entries these are.
        ringed = {
            name for mark in layout.marks if layout.view == CELLS and mark.role != "dots" for name in mark.tensors
        }
        entries = tuple(each for each in entries if each.name in (ringed if each.kind == "hyperedge" else lines))
    straight = _straight(layout, entries, lines)
    used = set().union(*(_passed(other.entries, other.lines) for other in others))
    aside = 0.0 if used.isdisjoint(_passed(entries, lines)) else ASIDES[len(others) % len(ASIDES)]
    if straight is not None:
        taken = [other.places[one.name][0] for other in others for one in entries if one.name in other.places]
        free = [straight + _shift(lines[entries[0].name], 0.5, each) for each in dict.fromkeys((aside, *ASIDES))]
        straight = tidy(next((x for x in free if all(abs(x - at) >= BESIDE * layout.step for at in taken)), free[0]))
    places: dict[str, Place] = {
        entry.name: _place(entry.name, lines[entry.name], layout, aside) for entry in entries if entry.kind == "bond"
    }
    kept = () if before is None or _moved(before.wanted, places, layout.step) else before.curves
    drawn: Drawn | str = "" if straight is not None else _curves(layout, of, cut, (lines, places, others, kept))
    if isinstance(drawn, str):
        return Severed(len(others), entries, sides, lines, places, straight, (), drawn, places)
    crossed = {name: lines[name].at(part) for name, part in drawn.places.items() if name in places}
    if layout.view == "plain" and _least(crossed.values()) < CROWDED * layout.step:
        return Severed(len(others), entries, sides, lines, places, None, (), NO_ROOM, places)
    return Severed(len(others), entries, sides, lines, places | crossed, None, drawn.curves, "", places)


def _least(places: Iterable[Place]) -> float:
    """Return the least distance of two places."""
    pairs = itertools.combinations(places, 2)
    return min((math.dist(one[:2], two[:2]) for one, two in pairs), default=math.inf)


def _moved(before: Mapping[str, Place], after: Mapping[str, Place], step: float) -> bool:
    """Return whether other marks change where the middle of a line is."""
    return any(math.dist(place[:2], after[name][:2]) > KEPT * step for name, place in before.items() if name in after)


def _curves(
    layout: Layout,
    of: Network | Circuit,
    cut: Cut,
    placed: tuple[Mapping[str, Line], Mapping[str, Place], Sequence[Severed], Sequence[Curve]],
) -> Drawn | str:
    """Return the curves of a cut, past those of other cuts if there is room, or why there are none."""
    if layout.view not in CURVED:
        return NO_CURVES.format(layout.view)
    lines, places, others, before = placed
    sides = {name: _one_side(counts) for name, counts in _standing(cut).items()}
    hyperedges = frozenset(entry.name for entry in cut.entries if entry.kind == "hyperedge")
    parts = {name: _fraction(lines[name], place) for name, place in places.items()}
    shared = [name for name in places if any(name in other.places for other in others)]
    taken = {
        name: [_fraction(lines[name], other.places[name]) for other in others if name in other.places]
        for name in shared
    }
    severing = Severing(sides, lines, parts, hyperedges, taken)
    near = sum(side == "near" for side in sides.values())
    past = []
    for other in others:
        beyond = sum(side == "near" for side in other.sides.values()) <= near
        past += [(curve, beyond) for curve in _as_curves(other, layout)]
    found = curves_of(layout, of, severing, past, before)
    return curves_of(layout, of, severing) if past and isinstance(found, str) else found


def _as_curves(severed: Severed, layout: Layout) -> tuple[Curve, ...]:
    """Return the curves of a cut, or its straight line as one."""
    if severed.straight is None:
        return severed.curves
    heights = [mark.y for mark in layout.marks]
    low, high = min(heights) - layout.step, max(heights) + layout.step
    foot, top = (severed.straight, low), (severed.straight, high)
    return (Curve((foot, *straight_piece(foot, top)), (True, True)),)


def _fraction(line: Line, place: Place) -> float:
    """Return at which fraction of a line a place on it is."""
    done, found, least = 0.0, 0.0, math.inf
    for a, b in itertools.pairwise(line.path):
        apart, length = from_segment(a, b, place[:2]), math.dist(a, b)
        if apart < least:
            least, found = apart, done + along(a, b, place[:2]) * length
        done += length
    return found / done if done else 0.5


def _passed(entries: Sequence[CutEntry], lines: Mapping[str, Line]) -> set[object]:
    """Return the severed things and the time steps of a cut, at which another cut should keep a distance."""
    steps = {min(x for x, _ in line.points) for line in lines.values() if line.role == "time"}
    return {(entry.name, entry.kind) for entry in entries} | steps


def _place(name: str, line: Line, layout: Layout, aside: float) -> Place:
    """Return where a bond is marked on its line: `aside` of the middle, or of its own place in a site.

    In a staircase the bonds down from a chain are marked at one height, so that the curve across them is smooth.
    """
    place = line.bonds.index(name)
    stop = line.stops[place]
    length = math.dist(line.points[0], line.points[-1])
    view, rise = layout.view, layout.rise
    if view == ANATOMY:
        return line.at(stop + _shift(line, stop, aside) / length)
    if place > 0 or view != "staircase":
        return line.at(stop + INNER * aside / length)
    if line.role in HEIGHTS and len(line.bonds) <= MOST_AT_HEIGHT:
        height, share = (part * rise for part in HEIGHTS[line.role])
        return line.at(1 - (height + share * aside) / length)
    share = {"time": length, "margin": MARGIN * rise}.get(line.role, INNER * rise)
    return line.at(stop + share * aside / length)


def _shift(line: Line, stop: float, aside: float) -> float:
    """Return how far from a stop a line is marked: in proportion to the distance of the nearer end, and clear of it."""
    near = min(stop, 1 - stop) * math.dist(line.points[0], line.points[-1])
    room = max(0.0, near - FROM_END)
    return max(-room, min(room, 2 * near * aside))


def place_cut(layout: Layout, severed: Severed, unit: float, others: Iterable[CutMark] = ()) -> PlacedCut:
    """Return the marks of a cut where a data unit is `unit` inches; those of `others` are in the way."""
    rings = {name: mark for mark in layout.marks for name in mark.tensors}
    size, taken = stroke_size(layout.step * math.sqrt(layout.rise), unit), list(others)
    straight, marks = severed.straight, list[CutMark]()
    for entry in severed.entries:
        if entry.kind == "hyperedge":
            marks.append(ring(entry, rings[entry.name], taken, layout.step))
            continue
        line, place = severed.lines[entry.name], severed.places[entry.name]
        if straight is not None:
            place = (straight, line.points[0][1], 1.0, 0.0)
        stroke = stroke_across(entry, place, size)
        free = layout.view == "plain" or (taken and layout.view not in TREES)
        if free and straight is None and not severed.curves:
            stroke = beside_others(entry, line, stroke, [*taken, *marks])
        marks.append(stroke)
    return PlacedCut(tuple(dataclasses.replace(mark, cut=severed.number) for mark in marks), severed)


def severable(scene: Scene, network: Network) -> tuple[CutMark, ...]:
    """Return the marks of all that a cut may sever: a stroke on every bond, and a ring around every copy tensor.

    >>> from collections import Counter
    >>> from tnrnn import rac, unroll
    >>> from tnrnn.drawing import compose
    >>> network = unroll(rac(length=3, layers=1, inputs=2, hidden=2))
    >>> Counter(mark.kind for mark in severable(compose(network), network))["bond"] == len(network.bonds)
    True
    """
    size, marks = stroke_size(scene.step, scene.unit), []
    for line in scene.lines:
        for name, stop in zip(line.bonds, line.stops, strict=True):
            bond = network.bond[name]
            marks.append(stroke_across(CutEntry(name, "bond", bond.dim, bond.symbol), line.at(stop), size))
    for mark in scene.marks:
        for name in mark.tensors:
            tensor = network.tensors[network.index[name]]
            if tensor.kind == "copy":
                bond = network.bond[tensor.bonds[0]]
                marks.append(ring(CutEntry(name, "hyperedge", bond.dim, bond.symbol), mark, (), scene.step))
    return tuple(marks)


def check_cut(of: Network | Circuit, cut: Cut) -> None:
    """Raise `TnrnnError` if a cut belongs to another network or circuit."""
    if isinstance(of, Network):
        _check_network(of, cut)
    else:
        _check_circuit(of, cut)


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
                f"draw, cut, count of {entry.name}",
                f"at most its {approximate(circuit.copies[entry.name])} copies",
                entry.count,
            )
    for item in (*cut.near, *cut.far):
        if not isinstance(item, tuple) or item[0] not in circuit.by_name:
            raise mistake("draw, cut", "a cut of this circuit: pairs of a vertex and a number of copies", item)
        whole(f"draw, cut, copies of {item[0]} on a side", item[1], least=0)
    standing = _standing(cut)
    for name, most in circuit.copies.items():
        copies = sum(standing.get(name, (0, 0)))
        if not 1 <= copies <= most:
            raise mistake(f"draw, cut, copies of {name} on both sides", f"from 1 to {approximate(most)}", copies)


def _check_dim(entry: CutEntry, dim: int) -> None:
    if entry.dim != dim:
        raise mistake(f"draw, cut, dim of {entry.name}", f"{dim}, as in what is drawn", entry.dim)


def _standing(cut: Cut) -> dict[str, tuple[int, int]]:
    """Return how many copies of everything stand near and far; a tensor counts as one copy."""
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
    """Return the side of all `names` if it is the same, or None."""
    found = {sides.get(name) for name in names}
    return found.pop() if len(found) == 1 else None


def _lines_of(
    layout: Layout, of: Network | Circuit, cut: Cut, standing: Mapping[str, tuple[int, int]]
) -> dict[str, Line]:
    """Return the line of each severed bond; of a vertex with several users, the line to a user across the cut."""
    wanted = {entry.name for entry in cut.entries if entry.kind == "bond"}
    found: dict[str, list[Line]] = defaultdict(list)
    for line in layout.lines:
        for bond in line.bonds:
            if bond in wanted:
                found[bond].append(line)
    if isinstance(of, Network):
        return {name: lines[0] for name, lines in found.items()}

    ends = {(mark.x, mark.y): mark.name for mark in layout.marks if mark.role != BRANCH}
    worn = [mark for mark in layout.marks if mark.dress is not None and mark.role != BRANCH]

    def user_at(end: Point) -> str:
        # Lines end at the edges of marks with a look, and in the middle of others.
        near = (mark for mark in worn if outside(mark, end) < EDGE * mark.radius)
        return ends.get(end) or next((mark.name for mark in near), "")

    def crossing(name: str, line: Line) -> int:
        place = line.bonds.index(name)
        user = line.bonds[place + 1] if place + 1 < len(line.bonds) else user_at(line.points[-1])
        later = [one for one in found[name] if one.points[0] == line.points[-1] and one.bonds[0] == name]
        if not user and later:  # a vector that branches: all its users from here on count
            return min(crossing(name, one) for one in later)
        near, far = standing.get(name, (0, 0))
        user_near, user_far = standing.get(user, (0, 0))
        return max(min(near, user_far), min(far, user_near))

    def rank(name: str, line: Line) -> tuple[int, bool]:
        return crossing(name, line), layout.view == CELLS and line.role == "time"

    return {name: max(lines, key=lambda line: rank(name, line)) for name, lines in found.items()}


def _straight(layout: Layout, entries: Sequence[CutEntry], lines: Mapping[str, Line]) -> float | None:
    """Return the x of a straight slice, or None.

    A straight slice severs in every row the lines from one x to one other, and passes nothing else.
    """
    if not entries or any(entry.kind != "bond" or lines[entry.name].role != "time" for entry in entries):
        return None
    severed = {lines[entry.name] for entry in entries}
    one = next(iter(severed))
    left, right = sorted((one.points[0][0], one.points[-1][0]))
    if not all(_is_level(line, left, right) for line in severed):
        return None
    x = tidy((left + right) / 2)
    passed = {line for line in layout.lines if min(at for at, _ in line.path) < x < max(at for at, _ in line.path)}
    over = any(abs(mark.x - x) < mark.radius for mark in layout.marks if mark.tensors)
    return None if passed != severed or over else x


def _is_level(line: Line, left: float, right: float) -> bool:
    """Return whether a line is level and straight, from one x to another; a hand may have moved its ends."""
    if len(line.points) > 2:
        return False
    (a, b), (c, d) = line.points
    return b == d and sorted((a, c)) == [left, right]
