"""The law of pictures, by a geometry of its own: nothing overlaps, labels are clear, marks are the entries of the cut.

All is measured in points of print, on what the display list says and on the ink that matplotlib makes of every text.
Every shape is convex, so that two of them are apart if and only if a line along a side of one of them is between them.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from tnrnn import Cut, Network
from tnrnn.drawing import Look, Scene, Style
from tnrnn.drawing.shapes import Disc, Outline, Shape, Text, Trace, display_list
from tnrnn.drawing.writers import draw_scene

Point = tuple[float, float]
Polygon = list[Point]

DEEP = 0.3
"""Points by which two things may overlap: rounding, and the halves of two thin edges that touch."""

DPI = 144
"""The pixels to an inch with which the ink of texts is measured: half a point to a pixel."""


class Ink(NamedTuple):
    """The ink of a text: its box in points, and the centres of the pixels that it darkens."""

    text: Text
    box: tuple[float, float, float, float]
    pixels: np.ndarray


class Drawn(NamedTuple):
    """A picture in points, from the left lower corner of its box."""

    scene: Scene
    size: Point
    shapes: list[tuple[Shape, Polygon]]
    traces: list[tuple[Trace, Polygon]]
    strokes: list[tuple[Trace, Polygon]]
    rings: list[tuple[Shape, Polygon]]
    inks: list[Ink]
    unit: float


def spline(points: Iterable[Point], steps: int = 24) -> Polygon:
    """Return points on a cubic spline, computed by halving chords of chords (de Casteljau)."""
    given = list(points)
    found = [given[0]]
    for start in range(0, len(given) - 1, 3):
        for step in range(1, steps + 1):
            level, t = given[start : start + 4], step / steps
            while len(level) > 1:
                level = [((1 - t) * a + t * c, (1 - t) * b + t * d) for (a, b), (c, d) in itertools.pairwise(level)]
            found.append(level[0])
    return found


def polygon(form: Any) -> Polygon:
    """Return the corners of a closed form; a disc is a polygon of 64."""
    if isinstance(form, Disc):
        turns = [2 * math.pi * k / 64 for k in range(64)]
        return [(form.x + form.radius * math.cos(turn), form.y + form.radius * math.sin(turn)) for turn in turns]
    return spline(form.points) if isinstance(form, Outline) else list(form.corners)


def measured(scene: Scene, style: Style | None = None) -> Drawn:
    """Return what is drawn of a scene, in points."""
    style = style or Style(font_size=scene.font_size)
    picture = display_list(scene, style)
    left, bottom, right, top = picture.box
    unit = 72 * picture.unit

    def at(points: Iterable[Point]) -> Polygon:
        return [((x - left) * unit, (y - bottom) * unit) for x, y in points]

    def path(trace: Trace) -> Polygon:
        return at(spline(trace.form.points) if trace.form.curve else trace.form.points)

    return Drawn(
        scene,
        ((right - left) * unit, (top - bottom) * unit),
        [(shape, at(polygon(shape.form))) for shape in picture["marks"].shapes],
        [(trace, path(trace)) for trace in picture["lines"].traces],
        [(trace, path(trace)) for trace in picture["strokes"].traces],
        [(shape, at(polygon(shape.form))) for shape in picture["rings"].shapes],
        inks(scene, style, picture["labels"].texts),
        unit,
    )


def inks(scene: Scene, style: Style, texts: Iterable[Text]) -> list[Ink]:
    """Return the ink of every text, drawn alone on an empty page."""
    axes = draw_scene(scene, style)
    figure = axes.get_figure()
    figure.set_dpi(DPI)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    found = []
    for text, shown in zip(texts, axes.texts, strict=True):
        renderer.clear()
        shown.set_path_effects([])
        shown.set_color("black")
        shown.draw(renderer)
        rows, columns = np.nonzero(np.asarray(renderer.buffer_rgba())[:, :, 3] > 100)
        if not rows.size:
            continue
        high = renderer.height
        pixels = np.stack([(columns + 0.5) * 72 / DPI, (high - rows - 0.5) * 72 / DPI], axis=1)
        half = 36 / DPI
        low, top = pixels.min(axis=0) - half, pixels.max(axis=0) + half
        found.append(Ink(text, (*map(float, low), *map(float, top)), pixels))
    return found


def box_polygon(box: tuple[float, float, float, float]) -> Polygon:
    left, bottom, right, top = box
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def depth(one: Polygon, two: Polygon) -> float:
    """Return how far two convex polygons reach into one another: the least distance that parts them, or at most 0."""
    least = math.inf
    for outline in (one, two):
        for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
            length = math.hypot(bx - ax, by - ay)
            if length < 1e-9:
                continue
            nx, ny = (by - ay) / length, (ax - bx) / length
            (low, high), (below, above) = (_span(each, nx, ny) for each in (one, two))
            least = min(least, high - below, above - low)
            if least <= 0:
                return least
    return least


def _span(points: Polygon, nx: float, ny: float) -> Point:
    along = [x * nx + y * ny for x, y in points]
    return min(along), max(along)


def inside(points: np.ndarray, outline: Polygon) -> np.ndarray:
    """Return how far each point lies inside a convex polygon: its least distance to a side, negative outside."""
    corners = np.asarray(outline)
    area = 0.0
    for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
        area += ax * by - bx * ay
    after = np.roll(corners, -1, axis=0)
    along = after - corners
    length = np.hypot(along[:, 0], along[:, 1])
    kept = length > 1e-9
    corners, along, length = corners[kept], along[kept], length[kept]
    normals = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None] * (1 if area > 0 else -1)
    distances = ((points[:, None, :] - corners[None]) * normals[None]).sum(axis=2)
    return distances.min(axis=1)


def through(path: Polygon, outline: Polygon, margin: float = 0.0) -> float:
    """Return the length of a path inside a convex polygon, made smaller by a margin on all sides."""
    dense = _dense(path)
    if len(dense) < 2:
        return 0.0
    held = inside(np.asarray(dense), outline) > margin
    return float(held.sum()) * STEP


STEP = 0.25
"""The points between two samples of a path."""


def _dense(path: Polygon) -> Polygon:
    found = [path[0]] if path else []
    for (ax, ay), (bx, by) in itertools.pairwise(path):
        count = max(1, math.ceil(math.hypot(bx - ax, by - ay) / STEP))
        found += [(ax + (bx - ax) * k / count, ay + (by - ay) * k / count) for k in range(1, count + 1)]
    return found


def near(path: Polygon, at: Point) -> tuple[float, Point]:
    """Return the distance of a point from a path, and the direction of the path there."""
    best, way = math.inf, (1.0, 0.0)
    for (ax, ay), (bx, by) in itertools.pairwise(path):
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        if square < 1e-18:
            best = min(best, math.hypot(ax - at[0], ay - at[1]))
            continue
        part = min(1.0, max(0.0, ((at[0] - ax) * dx + (at[1] - ay) * dy) / square))
        found = math.hypot(ax + part * dx - at[0], ay + part * dy - at[1])
        if found < best:
            best, way = found, (dx / math.sqrt(square), dy / math.sqrt(square))
    return best, way


def centre(outline: Polygon) -> Point:
    xs, ys = zip(*outline, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def ends(of: Network, drawn: Drawn) -> dict[str, set[int]]:
    """Return the marks at the ends of every bond."""
    marks = {tensor: k for k, mark in enumerate(drawn.scene.marks) for tensor in mark.tensors or (mark.name,)}
    names = {bond: [of.tensors[end].name for end in own] for bond, own in of.ends.items()}
    found = {bond: {marks[name] for name in own if name in marks} for bond, own in names.items()}
    for k, mark in enumerate(drawn.scene.marks):
        if not mark.tensors and mark.name in found:
            found[mark.name].add(k)
    return found


def faults(of: Network, scene: Scene, cut: Cut | None = None, looks: Iterable[Look] = ()) -> Iterator[str]:
    """Yield what is wrong with a picture, one line each, which begins with the article of the law."""
    drawn = measured(scene)
    meet = ends(of, drawn)
    yield from marks_apart(drawn)
    yield from lines_beside_marks(drawn, meet)
    yield from labels_clear(drawn)
    yield from all_in_the_box(drawn)
    yield from cut_is_marked(drawn, cut)
    yield from arrows_point(of, drawn, looks)


def marks_apart(drawn: Drawn) -> Iterator[str]:
    """Marks do not overlap, nor do rings of the cut overlap other marks."""
    for (one, a), (two, b) in itertools.combinations(drawn.shapes, 2):
        found = depth(a, b)
        if found > DEEP:
            yield f"marks: {one.name} ({one.kind}) and {two.name} overlap by {found:.2f} pt"
    for ring, a in drawn.rings:
        for shape, b in drawn.shapes:
            if math.dist(centre(a), centre(b)) > 0.5 and depth(a, b) > DEEP:
                yield f"rings: that of {ring.name} meets {shape.name} by {depth(a, b):.2f} pt"


def lines_beside_marks(drawn: Drawn, meet: dict[str, set[int]]) -> Iterator[str]:
    """A line meets only marks at which it ends; it reaches those, and is not seen inside one without a fill."""
    for trace, path in drawn.traces:
        bonds = [part.name for part in trace.parts]
        allowed = set().union(*(meet.get(bond, set()) for bond in bonds))
        if drawn.scene.view != "plain":  # lines of several bonds end at the middles of marks
            tips = path[0], path[-1]
            allowed |= {
                k for k, (_, a) in enumerate(drawn.shapes) if min(math.dist(centre(a), tip) for tip in tips) < 3
            }
        for k, (shape, outline) in enumerate(drawn.shapes):
            if k not in allowed and bonds:
                found = through(path, outline)
                if found > 2 * DEEP:
                    yield f"lines: {bonds[0]} ({trace.kind}) passes over {shape.name} for {found:.1f} pt"
            elif k in allowed and shape.fill == "none" and shape.pen.colour != "none":
                found = through(path, outline, 1.0)
                if found > 1.0:
                    yield f"hollow: {bonds[0]} is seen for {found:.1f} pt inside {shape.name}, which has no fill"
        for k in allowed:
            gap = min(
                float(-inside(np.asarray([end]), drawn.shapes[k][1])[0])
                for end in (path if len(bonds) > 1 else (path[0], path[-1]))
            )
            if gap > 1.0 and drawn.scene.view == "plain" and drawn.shapes[k][0].pen.colour != "none":
                yield f"ends: {bonds[0]} ends {gap:.1f} pt before {drawn.shapes[k][0].name}"


def labels_clear(drawn: Drawn) -> Iterator[str]:
    """The ink of labels meets no mark but the one that it stands inside, no line, and no other label.

    The text of a note stands beside its tensors, on a ground of its own if there are lines all around.
    """
    for one, two in itertools.combinations(drawn.inks, 2):
        found = depth(box_polygon(one.box), box_polygon(two.box))
        if found > DEEP:
            yield f"labels: {said(one)} and {said(two)} overlap by {found:.2f} pt"
    for ink in drawn.inks:
        corners = box_polygon(ink.box)
        own = None
        if ink.text.kind.startswith("inside"):
            own = next(k for k, shape in enumerate(drawn.shapes) if shape[0].name == ink.text.of)
            shape, outline = drawn.shapes[own]
            out = -float(inside(ink.pixels, outline).min())
            if out > DEEP and shape.pen.colour != "none":
                yield f"inside: {said(ink)} stands out of {shape.name} by {out:.2f} pt"
        for k, (shape, outline) in enumerate(drawn.shapes):
            visible = shape.fill != "none" or shape.pen.colour != "none"
            if k != own and visible and (found := depth(corners, outline)) > DEEP:
                yield f"labels: {said(ink)} stands on {shape.name} by {found:.2f} pt"
        for trace, path in (*drawn.traces, *drawn.strokes) if ink.text.kind != "note" else ():
            hidden = own is not None and drawn.shapes[own][0].fill != "none"
            seen = _outside(path, drawn.shapes[own][1]) if hidden else path
            half = 0.0 if own is not None else max(0.0, trace.pen.width / 2 - 36 / DPI * 2)  # less a pixel
            left, bottom, right, top = ink.box
            found = through(seen, box_polygon((left - half, bottom - half, right + half, top + half)))
            if found > 2 * DEEP:
                name = trace.parts[0].name if trace.parts else trace.name
                yield f"labels: {said(ink)} is met by the line {name} ({trace.kind}) for {found:.1f} pt"


def _outside(path: Polygon, outline: Polygon) -> Polygon:
    """Return the points of a path outside a convex polygon."""
    dense = _dense(path)
    return [at for at, held in zip(dense, inside(np.asarray(dense), outline) > 0, strict=True) if not held]


def said(ink: Ink) -> str:
    """Return a text and its role."""
    return f"{ink.text.said!r} ({ink.text.kind} of {ink.text.of})"


def all_in_the_box(drawn: Drawn) -> Iterator[str]:
    """All stands within the box of the scene."""
    wide, high = drawn.size
    for name, points, pen in [
        *((ink.text.said, box_polygon(ink.box), 0.0) for ink in drawn.inks),
        *((shape.name, outline, shape.pen.width / 2) for shape, outline in (*drawn.shapes, *drawn.rings)),
        *((trace.kind, path, trace.pen.width / 2) for trace, path in (*drawn.traces, *drawn.strokes)),
    ]:
        xs, ys = zip(*points, strict=True)
        out = max(pen - min(xs), pen - min(ys), max(xs) + pen - wide, max(ys) + pen - high)
        if out > DEEP:
            yield f"box: {name!r} stands out of the picture by {out:.2f} pt"


def cut_is_marked(drawn: Drawn, cut: Cut | None) -> Iterator[str]:
    """The marks of the cut are its entries, each on the part of its bond that is seen, across it."""
    wanted = Counter((entry.name, entry.kind) for entry in (cut.entries if cut else ()))
    found = Counter((mark.name, mark.kind) for mark in drawn.scene.cut_marks)
    if found != wanted:
        yield f"cut: marks {found - wanted} are no entries, entries {wanted - found} have no mark"
    paths: dict[str, list[Polygon]] = {}
    for trace, path in drawn.traces:
        for part in trace.parts:
            paths.setdefault(part.name, []).append(path)
    for trace, path in drawn.strokes:
        at = centre(path)
        hidden = [shape.name for shape, outline in drawn.shapes if inside(np.asarray([at]), outline)[0] > 0]
        if hidden:
            yield f"cut: the stroke on {trace.name} stands on {hidden[0]}"
        nearest = [near(line, at) for line in paths.get(trace.name, [])]
        if not nearest or min(nearest)[0] > 0.3:
            yield f"cut: the stroke on {trace.name} is {min(nearest)[0] if nearest else math.inf:.1f} pt off its bond"
            continue
        (ax, ay), (bx, by) = path[0], path[-1]
        dx, dy = min(nearest)[1]
        across = abs((bx - ax) * dy - (by - ay) * dx) / math.dist(path[0], path[-1])
        if across < 0.5:
            yield f"cut: the stroke on {trace.name} runs along its bond"


def arrows_point(of: Network, drawn: Drawn, looks: Iterable[Look]) -> Iterator[str]:
    """The head of an arrow stands on the part of its line that is seen, and points to the end that was asked for."""
    left, bottom = drawn.scene.box[:2]
    meet = ends(of, drawn)
    asked: dict[str, str] = {}
    for look in looks:
        if look.arrow is not None:
            asked |= dict.fromkeys(look.where, look.arrow)
    for trace, path in drawn.traces:
        bonds = [part.name for part in trace.parts]
        wanted = next((asked[bond] for bond in bonds if asked.get(bond, "none") != "none"), None)
        if bonds and bool(wanted) != bool(trace.head):  # lines without bonds are those of notes
            yield f"arrows: {bonds} asks for {wanted}, and the head is {trace.head}"
        elif bonds and wanted is not None:
            head = [((x - left) * drawn.unit, (y - bottom) * drawn.unit) for x, y in trace.head]
            yield from head_clear(drawn, bonds[0], head, path)
            aim = aim_of(of, bonds[0], wanted)
            if not points_to(drawn, head, path, meet[bonds[0]], aim):
                yield f"arrows: that on {bonds[0]} does not point to {aim or 'its free end'}"


def head_clear(drawn: Drawn, bond: str, head: Polygon, path: Polygon) -> Iterator[str]:
    """The head is on its line, and on no mark, stroke of the cut or label."""
    off, _ = near(path, middle_of(head))
    if off > 0.5:
        yield f"arrows: the head on {bond} is {off:.1f} pt off its line"
    on = [shape.name for shape, outline in drawn.shapes if depth(head, outline) > DEEP]
    on += [f"the stroke on {stroke.name}" for stroke, line in drawn.strokes if through(line, head) > 2 * DEEP]
    on += [said(ink) for ink in drawn.inks if depth(box_polygon(ink.box), head) > DEEP]
    if on:
        yield f"arrows: the head on {bond} stands on {on[0]}"


def middle_of(head: Polygon) -> Point:
    """Return the point halfway between the tip of a head and its back."""
    return head[0][0] / 2 + (head[1][0] + head[2][0]) / 4, head[0][1] / 2 + (head[1][1] + head[2][1]) / 4


def points_to(drawn: Drawn, head: Polygon, path: Polygon, meet: set[int], aim: str) -> bool:
    """Return whether a head points along its line to the mark of `aim`, or away from the only mark if that is empty."""
    middle = middle_of(head)
    _, way = near(path, middle)
    forward = (head[0][0] - middle[0]) * way[0] + (head[0][1] - middle[1]) * way[1] > 0
    goal, start = (path[-1], path[0]) if forward else (path[0], path[-1])
    marks = drawn.scene.marks
    number = next(k for k, mark in enumerate(marks) if aim in (mark.tensors or (mark.name,))) if aim else min(meet)
    there, here = (float(inside(np.asarray([end]), drawn.shapes[number][1])[0]) for end in (goal, start))
    return there >= here if aim else there <= here


def aim_of(of: Network, bond: str, arrow: str) -> str:
    """Return the tensor that an arrow has to point to, or "" for the free end of a leg."""
    names = [of.tensors[end].name for end in of.ends[bond]]
    if arrow not in ("forward", "backward"):
        return arrow
    return (names[1] if len(names) > 1 else "") if arrow == "forward" else names[0]


def scene_faults(scene: Scene) -> Iterator[str]:
    """Yield what can be seen to be wrong with a picture of unknown networks: all but what lines and arrows mean."""
    drawn = measured(scene)
    yield from marks_apart(drawn)
    yield from labels_clear(drawn)
    yield from all_in_the_box(drawn)
    for trace, path in drawn.traces:
        for shape, outline in drawn.shapes:
            ends = [float(inside(np.asarray([end]), outline)[0]) for end in (path[0], path[-1])]
            if max(ends) < -DEEP and (found := through(path, outline)) > 2 * DEEP:
                name = trace.parts[0].name if trace.parts else trace.name
                yield f"lines: {name} ({trace.kind}) passes over {shape.name} for {found:.1f} pt"
