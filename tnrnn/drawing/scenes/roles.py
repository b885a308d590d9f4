"""How the parts of a scene look: shapes, colours by name, widths and dashes, by role or as a `Look` has it.

`tnrnn.drawing.shapes` reads this when it makes the display list. A colour is a name that `Style.colour` knows: a field
of `Style`, `layer-k`, or `cut-k` for the k-th cut of a picture from the second on, or "#rrggbb".
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from .scene import Dress, Label, Line, LineDress, Mark, Point, Scene, holds

FULL_UNIT, THINNEST = 0.45, 0.2
"""The inches of a time step below which strokes become thinner, and the smallest factor by which they do."""

DENSE = 0.6
"""The same factor where wires run close to each other, in cells."""

HALO = 2.4
"""The radius of a halo, in radii of its mark. Halos show the sides where no bands or grounds do."""

EDGE, CUT_LINE, STROKE_GAP, LEAST_CUT = 0.55, 0.6, 1.4, 0.45
"""The width of the edge of a mark in line widths; that of the line of a cut in cut widths; the points by which a
stroke stands off the line below it, on both sides together; and the smallest factor for the marks of a cut."""

DASHES = (4.0, 2.5)
"""The dash and the gap of a straight cut line, in its widths."""

OTHER_DASHES = ((7.0, 2.0, 1.2, 2.0), (1.2, 1.8), (9.0, 3.0))
"""The dashes and gaps of the lines of the second cut, the third, the fourth, the fifth as the second, and so on."""

PIECE_GAP = 2.4
"""The gap between the pieces of a stroke of a cut, in its widths; those of the k-th cut have k pieces, up to 3."""

DISC, SQUARE, TRIANGLE, DIAMOND, PENTAGON, BOX = "disc", "square", "triangle-up", "diamond", "pentagon", "box"
ELLIPSIS, PILL, HALF = "ellipsis", "pill", "half-disc"

CORNERS: dict[str, tuple[int, float]] = {
    SQUARE: (4, 45.0),
    DIAMOND: (4, 90.0),
    PENTAGON: (5, 90.0),
    TRIANGLE: (3, 90.0),
    "triangle-left": (3, 180.0),
    "triangle-down": (3, 270.0),
    "triangle-right": (3, 0.0),
}
"""The regular polygons: their number of corners, and the angle of the first one."""

SHAPES = {
    "state": SQUARE,
    "input": TRIANGLE,
    "margin": TRIANGLE,
    "fold": TRIANGLE,
    "near": SQUARE,
    "far": SQUARE,
    "sum": SQUARE,
    "inward": DIAMOND,
    "point-2": DIAMOND,
}
SCALES = {SQUARE: 1.25, DIAMOND: 1.3, PENTAGON: 1.15, **{name: 1.1 for name in CORNERS if "triangle" in name}}
"""The radius of a shape through its corners, where a disc has the radius 1."""

BLOCKED, BLOCKS, BLOCK = {"site", "recurrent"}, (DISC, PENTAGON, DIAMOND), 6
"""The roles of sites, and their shapes in layers 1 to 6, in layers 7 to 12, and so on: in every theme the colours
repeat after 6 layers or more."""

SMALL = {"copy": 0.55, "done": 0.5}
FILLS = {
    "state": "state",
    "done": "state",
    "input": "entry",
    "margin": "joined",
    "copy": "copy",
    "near": "near",
    "far": "far",
    "point": "cut",
    "point-2": "background",
    "point-3": "ink",
}
LAYERED = {"site", "fold", "recurrent", "inward"}
"""The roles of marks in the colour of their layer."""

BARE = {"near", "far"}
"""The roles of marks without an edge."""

INSIDE = "inside"
"""The role of labels inside a mark, which are drawn in the colour that can be read there."""

TEXTS = {"time": "faint", "side": "faint", "count": "faint", "tick": "faint"}
OF_THE_CUT = {"formula", "multiplicity"}
RIMMED = {"multiplicity", "tensor", "dim", "note"}
"""The roles of labels with a rim in the colour of the ground, since they may stand close to lines."""


class Stroke(NamedTuple):
    """How lines of a role look: the name of the colour, the width in line widths, and dashes and gaps in widths."""

    colour: str = "ink"
    width: float = 1.0
    dashes: tuple[float, ...] = ()


STROKES = {
    "leg": Stroke(width=0.7),
    "margin": Stroke(width=0.7),
    "axis": Stroke("faint", 0.7),
    "tick": Stroke("faint", 0.35, (1.5, 4.0)),
    "split": Stroke("cut", 0.8, DASHES),
    "curve": Stroke("cut", 0.9),
    "curve-2": Stroke("faint", 0.7, (5.0, 1.5)),
    "curve-3": Stroke("ink", 0.7, (1.0, 1.5)),
    "brace": Stroke(width=0.75),
    "arrow": Stroke(width=0.75),
    "hull": Stroke("faint", 0.7),
    "box": Stroke("faint", 0.7),
    "cell": Stroke("faint", 0.7),
}


OF_CUT = re.compile("cut(-[0-9]+)?")
"""The roles of lines in the legend that are samples of the line of a cut."""


def decimal(value: float, digits: int) -> str:
    """Return a number with at most so many decimals, without zeros at the end.

    >>> decimal(2.5, 2), decimal(-1e-9, 6), decimal(1e5, 6)
    ('2.5', '0', '100000')
    """
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


NO_DRESS, NO_LINE_DRESS = Dress(), LineDress()


def dress(mark: Mark) -> Dress:
    """Return what looks have changed of a mark."""
    return mark.dress or NO_DRESS


def line_dress(line: Line) -> LineDress:
    """Return what looks have changed of a line."""
    return line.dress or NO_LINE_DRESS


def shape_of(mark: Mark) -> str:
    """Return the name of the shape of a mark.

    >>> shape_of(Mark("h[1,1]", "site", 0.0, 0.0, 0.1, layer=1)) == DISC
    True
    """
    if mark.dress is not None and mark.dress.shape:
        return mark.dress.shape
    if mark.role in BLOCKED:
        return BLOCKS[((mark.layer or 1) - 1) // BLOCK % len(BLOCKS)]
    return SHAPES.get(mark.role, DISC)


def radius(mark: Mark) -> float:
    """Return the radius of the disc of a mark, or of the circle through the corners of its shape."""
    if mark.height:
        return math.hypot(mark.radius, mark.height)
    return mark.radius * SMALL.get(mark.role, 1.0) * SCALES.get(shape_of(mark), 1.0)


def corners(mark: Mark) -> tuple[Point, ...]:
    """Return the corners of the shape of a mark; a shape that is round has none, unless it has a height.

    >>> [tuple(round(value, 3) for value in point) for point in corners(Mark("h", "state", 0.0, 0.0, 0.08))]
    [(0.071, 0.071), (-0.071, 0.071), (-0.071, -0.071), (0.071, -0.071)]
    """
    if mark.height:
        a, b = mark.radius, mark.height
        return tuple((mark.x + dx, mark.y + dy) for dx, dy in ((a, b), (-a, b), (-a, -b), (a, -b)))
    count, first = CORNERS.get(shape_of(mark), (0, 0.0))
    turns, size = [math.radians(first + 360 * place / count) for place in range(count)], radius(mark)
    return tuple((mark.x + size * math.cos(turn), mark.y + size * math.sin(turn)) for turn in turns)


def fill(mark: Mark) -> str:
    """Return the name of the colour that fills a mark.

    >>> fill(Mark("h[1,2]", "site", 0.0, 0.0, 0.1, layer=2))
    'layer-2'
    """
    if mark.dress is not None and mark.dress.fill:
        return mark.dress.fill
    return FILLS.get(mark.role, f"layer-{mark.layer or 1}" if mark.role in LAYERED else "weight")


def stroke(role: str) -> Stroke:
    """Return how a line is drawn."""
    if OF_CUT.fullmatch(role):
        number = int(role.partition("-")[2] or 1) - 1
        return Stroke(cut_colour(number), 1.2, cut_dashes(number))
    return STROKES.get(role, Stroke())


def cut_dashes(number: int, straight: bool = False) -> tuple[float, ...]:
    """Return the dashes and gaps of the line of a cut, by which several are told apart without colours.

    >>> cut_dashes(0), cut_dashes(0, straight=True), cut_dashes(2)
    ((), (4.0, 2.5), (1.2, 1.8))
    """
    if number == 0:
        return DASHES if straight else ()
    return OTHER_DASHES[(number - 1) % len(OTHER_DASHES)]


def stroke_dashes(number: int, length: float) -> tuple[float, ...]:
    """Return the dashes and gaps that make pieces of a stroke of a cut, whose length is given in its widths.

    >>> stroke_dashes(0, 10.0), stroke_dashes(1, 10.4)
    ((), (4.0, 2.4))
    """
    gaps = number % 3
    piece = (length - gaps * PIECE_GAP) / (gaps + 1)
    return (round(max(piece, 0.01), 4), PIECE_GAP) if gaps else ()


def cut_colour(number: int) -> str:
    """Return the name of the colour of a cut; the first cut is 0.

    >>> cut_colour(0), cut_colour(1)
    ('cut', 'cut-2')
    """
    return f"cut-{number + 1}" if number else "cut"


def text_colour(label: Label) -> str:
    """Return the name of the colour of a label."""
    if label.colour:
        return label.colour
    return cut_colour(label.cut) if label.role in OF_THE_CUT else TEXTS.get(label.role, "ink")


def rim(scene: Scene, label: Label) -> str | None:
    """Return the name of the colour of the rim that sets a label off from lines behind it, or None."""
    if label.role not in RIMMED and not (label.role == "count" and (scene.cut_lines or scene.patches)):
        return None
    for patch in reversed(scene.patches):
        if patch.fill != "none" and holds(patch.path, (label.x, label.y)):
            return patch.fill
    sides = (region.side for region in scene.regions if region.holds((label.x, label.y)))
    return next(sides, "background")


def thinness(scene: Scene) -> float:
    """Return the factor by which strokes are thinner than in a small scene at its natural size."""
    dense = DENSE if scene.view == "cells" else 1.0
    return max(THINNEST, min(1.0, dense * scene.unit * scene.step / FULL_UNIT))


def stroke_ends(x: float, y: float, angle: float, size: float) -> tuple[Point, Point]:
    """Return the ends of a stroke of half-length `size` at `angle` degrees."""
    turn = math.radians(angle)
    dx, dy = math.cos(turn) * size, math.sin(turn) * size
    return (x - dx, y - dy), (x + dx, y + dy)
