"""From a scene and a style to the display list: every decision about looks is taken here."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ...basics import approximate
from ..scenes import Cell, CutLine, CutMark, Label, Line, Mark, Patch, Point, Scene, Style, roles
from .contrast import readable
from .heads import PART, end_head, half_length, middle_head
from .outlines import outline
from .shape import (
    Area,
    Block,
    Disc,
    DisplayList,
    Layer,
    Outline,
    Part,
    Path,
    Pen,
    Polygon,
    Shape,
    Stroke,
    Text,
    Trace,
)

POINTS = 72
"""To an inch."""

SHORT = 0.2
"""Stroke widths by which the bonds of a line end short, so that their round ends, which stand out by half a width,
neither leave a notch between them nor make a dark spot."""

BESIDE = 0.1
"""The radius of a mark whose halo stands out as much as that of a wide mark."""

AHEAD = 0.4
"""Steps by which what belongs to a time step may stand before it; what is farther belongs to the step before."""


def display_list(scene: Scene, style: Style) -> DisplayList:
    """Return what a scene in a style draws.

    >>> found = display_list(Scene("plain", (Mark("a", "weight", 0.5, 0.5, 0.1),)), Style())
    >>> found["marks"].shapes[0].form, found["marks"].shapes[0].fill, found["marks"].pen.colour
    (Disc(x=0.5, y=0.5, radius=0.1), 'weight', 'ink')
    """
    return _Lister(scene, style).listed()


class _Lister:
    """Makes the layers of a picture; `times` are the time steps of places, and `when` those of what has a name."""

    def __init__(self, scene: Scene, style: Style) -> None:
        self.scene, self.style = scene, style
        self.thin = roles.thinness(scene)
        self.cut_thin = max(self.thin, roles.LEAST_CUT)
        timed = any(label.role == "time" for label in scene.labels)
        self.times = {(mark.x, mark.y): self._step(mark.x + AHEAD, mark.y) for mark in scene.marks} if timed else {}
        self.when: dict[str, int | None] = {}
        self.looks: dict[Any, int] = {}
        self.pens: dict[Pen, Pen] = {}
        self.radii = {(mark.x, mark.y): roles.radius(mark) for mark in scene.marks}
        self.cut_bonds = {mark.name for mark in scene.cut_marks}
        self.fills = {(mark.x, mark.y): roles.fill(mark) for mark in scene.marks if mark.dress is not None}

    def listed(self) -> DisplayList:
        scene = self.scene
        rings = [mark for mark in scene.cut_marks if mark.kind == "hyperedge"]
        strokes = [mark for mark in scene.cut_marks if mark.kind != "hyperedge"]
        keys = [key.mark for key in scene.legend if key.mark is not None]
        lines, marks = tuple(map(self._line, scene.lines)), tuple(map(self._mark, scene.marks))
        lines += tuple(self._line(key.line) for key in scene.legend if key.line is not None)
        texts = tuple(map(self._text, (*scene.labels, *(key.label for key in scene.legend))))
        layers = (
            Layer("regions", tuple(self._regions())),
            Layer("halos", tuple(self._halos())),
            Layer("patches", tuple(map(self._patch, scene.patches))),
            Layer("lines", traces=lines, pen=Pen("ink", self.style.line_width * self.thin)),
            Layer("cut-lines", traces=tuple(map(self._cut_line, scene.cut_lines))),
            Layer("marks", marks, pen=self._edge(self.thin)),
            Layer("rings", tuple(map(self._ring, rings))),
            Layer("legend", tuple(self._token(mark, "key", 1.0) for mark in keys), pen=self._edge(1.0)),
            Layer("labels", texts=texts),
            Layer("strokes", traces=tuple(map(self._stroke, strokes))),
        )
        said = "; ".join([scene.view, *(text.said for text in texts if text.kind == "formula")])
        return DisplayList(scene.view, said, scene.box, scene.unit, self.style.font_size, layers)

    def _regions(self) -> Iterator[Shape]:
        for region in self.scene.regions:
            form = _around_middle(region.outline) if region.outline else Area(region.box)
            yield Shape(form, region.side, kind="region", classes="region", side=region.side)

    def _cell(self, x: float, y: float) -> Cell | None:
        """Return the panel that holds a place."""
        return next((cell for cell in self.scene.cells if cell.holds(x, y)), None)

    def _panel(self, at: Point) -> str:
        """Return the name of the panel that holds a place."""
        cell = self._cell(*at)
        return "" if cell is None else cell.name

    def _step(self, x: float, y: float) -> int:
        """Return the time step of a place, in the panel that holds it."""
        cell = self._cell(x, y)
        return math.floor(x if cell is None else (x - cell.x) / cell.step)

    def _halos(self) -> Iterator[Shape]:
        """Yield a disc behind each mark that has a side, where no band shows the sides."""
        banded = [cell for cell in self.scene.cells if any(cell.holds(*r.box[:2]) for r in self.scene.regions)]
        if self.scene.regions and not self.scene.cells:
            return
        for side in ("near", "far"):
            for mark in self.scene.marks:
                if mark.side == side and not any(cell.holds(mark.x, mark.y) for cell in banded):
                    yield halo(_around(mark), side)

    def _patch(self, patch: Patch) -> Shape:
        form = _around_middle(patch.points)
        plain = roles.stroke(patch.role)
        width = patch.width or self.style.line_width * plain.width * self.thin
        pen = Pen(patch.stroke or plain.colour, width, plain.dashes if patch.dashes is None else patch.dashes)
        dressed = patch.fill != "none" or patch.stroke or patch.width or patch.dashes is not None
        look = self._look(patch.role, pen, patch.fill) if dressed else 0
        classes = f"note note-{patch.role}" + f" look-{look}" * bool(look)
        return Shape(form, patch.fill, kind=patch.role, classes=classes, pen=pen, name=patch.name, look=look)

    def _line(self, line: Line) -> Trace:
        pen, dress = self._line_pen(line), roles.line_dress(line)
        time = max(
            (at for end in (line.points[0], line.points[-1]) if (at := self._time_at(end)) is not None), default=None
        )
        for bond in line.bonds:
            self.when.setdefault(bond, time)
        role = f" ({line.role})" if line.role != "bond" else ""
        parts = [
            Part(bond, f"bond {bond}{role}", path)
            for bond, path in stretches(line, SHORT * pen.width / (self.scene.unit * POINTS))
        ]
        kind = "bond " * (bool(parts) and line.role != "bond") + line.role
        path, head = self._with_head(line, pen)
        path = parts[0].path if len(parts) == 1 and parts[0].path == path else path
        what = (line.role, pen) if line.name else (pen,)
        look = self._look(*what) if dress.stroke or dress.width or dress.dashes is not None else 0
        kind = f"note note-{line.role}" if line.name else kind
        kind += f" look-{look}" * bool(look)
        named: dict[str, Any] = {"kind": line.role, "classes": kind, "parts": tuple(parts), "time": time, "look": look}
        named["panel"] = self._panel(line.points[0])
        return Trace(path, pen=pen, head=head, name=line.name, **named)

    def _with_head(self, line: Line, pen: Pen) -> tuple[Path, tuple[Point, ...]]:
        """Return the path of a line, and the corners of its head: that of a note ends in it, others have it inside."""
        way, size = roles.line_dress(line).head, half_length(pen.width) / (self.scene.unit * POINTS)
        if way and line.name:
            points, head = end_head(line.points, line.curve, 2 * size)
            return Path(points, line.curve), head
        beside = bool(set(line.bonds) & self.cut_bonds)
        if way and not beside:
            size = min(size, 2 * PART * self._seen(line))
        return Path(line.points, line.curve), middle_head(line, way, size, beside) if way else ()

    def _seen(self, line: Line) -> float:
        """Return how far a line is seen on either side of the middle of its first bond, or less."""
        middle, length = line.stops[0] if line.stops else 0.5, line.length
        first, last = (self.radii.get(end, 0.0) for end in (line.points[0], line.points[-1]))
        return max(0.0, min(middle * length - first, (1 - middle) * length - last))

    def _time_at(self, end: Point) -> int | None:
        """Return the time step of the mark at the end of a line; lines may end at the edges of marks with a look."""
        if end in self.times or not self.times or not self.fills:
            return self.times.get(end)
        start, stop = (bisect_left(self._by_x, (end[0] + sign * AHEAD,)) for sign in (-1, 1))
        near = min(((math.dist(at[:2], end), at[2], at[:2]) for at in self._by_x[start:stop]), default=None)
        return self.times[near[2]] if near is not None and near[0] < AHEAD else None

    @cached_property
    def _by_x(self) -> list[tuple[float, float, int]]:
        """The places that have a time step, from left to right, each with its number."""
        return sorted((x, y, number) for number, (x, y) in enumerate(self.times))

    def _line_pen(self, line: Line) -> Pen:
        stroke, dress = roles.stroke(line.role), roles.line_dress(line)
        width = dress.width or self.style.line_width * stroke.width * self.thin
        pen = Pen(dress.stroke or stroke.colour, width, stroke.dashes if dress.dashes is None else dress.dashes)
        return self.pens.setdefault(pen, pen)  # many parts share few pens, and a large picture fills the memory

    def _look(self, *what: Any) -> int:
        """Return the number of a look, from 1 on in the order of drawing."""
        return self.looks.setdefault(what, len(self.looks) + 1)

    def _cut_line(self, line: CutLine) -> Trace:
        width = roles.CUT_LINE * self.style.cut_width * self.cut_thin
        pen = Pen(roles.cut_colour(line.cut), width, roles.cut_dashes(line.cut, line.kind == "line"))
        path = Path(line.points, line.kind == "curve")
        return Trace(path, kind="cut-line", classes=f"cut-line cut-{line.cut + 1}", pen=pen, cut=line.cut)

    def _edge(self, thin: float, colour: str = "ink") -> Pen:
        return Pen(colour, roles.EDGE * self.style.line_width * thin)

    def _mark(self, mark: Mark) -> Shape:
        time = self.times.get((mark.x, mark.y))
        self.when.update(dict.fromkeys(mark.tensors, time))
        return self._token(mark, "tensor" if mark.tensors else "leg-end", self.thin, time)

    def _token(self, mark: Mark, what: str, thin: float, time: int | None = None) -> Shape:
        fill, dress, pen = roles.fill(mark), roles.dress(mark), self._edge(thin)
        if mark.role in roles.BARE and self.style.colour(fill) != self.style.background:
            pen = pen._replace(colour="none")
        pen = Pen(dress.stroke or pen.colour, dress.width or pen.width)
        if roles.shape_of(mark) == roles.ELLIPSIS:
            fill, pen = "none", pen._replace(colour="none")
        look = self._look(dress[:4], fill) if any(dress[:4]) else 0
        beside = f" with {', '.join(mark.tensors[1:])}" if mark.tensors[1:] else ""
        titles = [f"{mark.role} {mark.tensors[0]}{beside}", *mark.tensors[1:]] if mark.tensors else []
        return Shape(
            form(mark),
            fill,
            kind=mark.role,
            classes=f"{what} {_kind(mark)}" + f" look-{look}" * bool(look),
            pen=self.pens.setdefault(pen, pen),
            name=mark.name,
            title="" if mark.tensors else f"end of the leg {mark.name}",
            parts=tuple(map(Part, mark.tensors, titles)),
            side=mark.side or "",
            time=time,
            look=look,
            panel=self._panel((mark.x, mark.y)),
        )

    def _ring(self, mark: CutMark) -> Shape:
        dashes = roles.cut_dashes(mark.cut)
        pen = Pen(roles.cut_colour(mark.cut), self.style.cut_width * self.cut_thin, dashes)
        return Shape(Disc(mark.x, mark.y, mark.size), kind="ring", pen=pen, **_cut_mark(mark))

    def _stroke(self, mark: CutMark) -> Trace:
        width = self.style.cut_width * self.cut_thin
        length = 2 * mark.size * self.scene.unit * POINTS / width
        pen = Pen(roles.cut_colour(mark.cut), width, roles.stroke_dashes(mark.cut, length))
        beneath = Pen("background", pen.width + roles.STROKE_GAP * self.cut_thin)
        form = Stroke(mark.x, mark.y, mark.angle, mark.size)
        return Trace(form, beneath, kind="stroke", pen=pen, **_cut_mark(mark))

    def _text(self, label: Label) -> Text:
        rim = roles.rim(self.scene, label)
        cut = label.cut if label.role in roles.OF_THE_CUT else 0
        classes = f"label label-{label.role}"
        classes += f" cut-{cut + 1}" if label.role in roles.OF_THE_CUT else ""
        classes += f" on-{rim.removeprefix('#')}" if rim is not None else ""
        classes += f" in-{label.colour.removeprefix('#')}" if label.colour else ""
        time = self._step(label.x + 0.5, label.y) if label.role == "time" else self.when.get(label.of)
        size, colour = self.style.font_size * label.size, roles.text_colour(label)
        if label.role == roles.INSIDE:
            colour = readable(self.style, self.fills.get((label.x, label.y), "background"))
            classes += f" in-{colour}"
        words = (label.x, label.y, label.text, label.math, label.anchor)
        return Text(*words, size, colour, rim, label.role, classes, label.of, cut, time)


def _around_middle(points: tuple[Point, ...]) -> Outline:
    """Return a closed spline as seen from the middle of its points."""
    (left, right), (low, high) = ((min(axis), max(axis)) for axis in zip(*points, strict=True))
    x, y = (left + right) / 2, (low + high) / 2
    return Outline(x, y, tuple((a - x, b - y) for a, b in points))


def form(mark: Mark) -> Disc | Polygon | Block | Outline:
    """Return the shape that stands for a mark."""
    shape = roles.shape_of(mark)
    if mark.height and (mark.dress is None or shape == roles.SQUARE):
        return Block(mark.x, mark.y, mark.radius, mark.height)
    if mark.height:
        return outline(mark)
    if shape in roles.CORNERS:
        return Polygon(mark.x, mark.y, roles.radius(mark), *roles.CORNERS[shape])
    return Disc(mark.x, mark.y, roles.radius(mark))


def _around(mark: Mark) -> Disc | Block:
    """Return the disc, or the block, that stands out behind a mark."""
    if not mark.height:
        return Disc(mark.x, mark.y, mark.radius * roles.HALO)
    wider = (roles.HALO - 1) * BESIDE
    return Block(mark.x, mark.y, mark.radius + wider, mark.height + wider)


def halo(around: Disc | Block, side: str) -> Shape:
    """Return the disc or block behind a mark that says its side."""
    return Shape(around, side, kind="halo", classes="halo", side=side)


def _cut_mark(mark: CutMark) -> dict[str, Any]:
    """Return what a ring or a stroke says."""
    size = f"{mark.symbol} = {mark.dim}" if mark.symbol else f"dimension {mark.dim}"
    times = f", {approximate(mark.count)} times" if mark.count > 1 else ""
    title = f"cut: {mark.kind} {mark.name}, {size}{times}"
    return {"classes": f"cut-mark cut-{mark.cut + 1}", "name": mark.name, "title": title, "cut": mark.cut}


def _kind(mark: Mark) -> str:
    """Return the classes that say what a mark is: its role and its layer, or the one whose colour it has."""
    colour = roles.fill(mark)
    layer = colour if colour.startswith("layer-") else "" if mark.layer is None else f"layer-{mark.layer}"
    return f"{mark.role} {layer}".rstrip()


def stretches(line: Line, gap: float = 0.0) -> list[tuple[str, Path]]:
    """Return each bond of a line and its part of it: the parts meet halfway between the marks of two bonds.

    Where they meet, each ends `gap` data units short.

    >>> for bond, path in stretches(Line(("a", "b"), "time", ((0.0, 0.0), (1.0, 0.0)), (0.5, 0.9))):
    ...     print(bond, path.points)
    a ((0.0, 0.0), (0.7, 0.0))
    b ((0.7, 0.0), (1.0, 0.0))
    """
    if len(line.bonds) <= 1:
        return [(bond, Path(line.points, line.curve)) for bond in line.bonds]
    bounds = [0.0, *((one + two) / 2 for one, two in itertools.pairwise(line.stops)), 1.0]
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(line.path)]
    whole = sum(lengths) or 1.0
    corners = list(zip((done / whole for done in itertools.accumulate(lengths, initial=0.0)), line.path, strict=True))
    found = []
    for bond, (low, high) in zip(line.bonds, itertools.pairwise(bounds), strict=True):
        short = min(gap / whole, (high - low) / 4)
        start, end = (low + short if low else 0.0), (high - short if high < 1 else 1.0)
        inner = (point for fraction, point in corners[1:-1] if start < fraction < end)
        first: Point = line.at(start)[:2] if low else line.path[0]
        last: Point = line.at(end)[:2] if high < 1 else line.path[-1]
        found.append((bond, Path((first, *inner, last))))
    return found
