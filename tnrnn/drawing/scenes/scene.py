"""The picture as data: the positions of everything, in data units, before any format is written.

One data unit is one time step along x and the same length along y. `Scene.unit` is its length in inches at the natural
size of the picture. The sizes of labels are relative to `Scene.font_size`, so that they take the same room in every
format.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ...basics import displayed

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Dress(NamedTuple):
    """How a mark differs from others of its role. What is empty or None is as the role has it.

    `shape` is a shape of a `Look`, or "pentagon"; colours are "none", "#rrggbb" or names that `Style.colour` knows;
    `width` is that of the outline in points. `words` are a text and a formula in place of the name, `place` is where
    they stand, `key` is what the legend says.
    """

    shape: str = ""
    fill: str = ""
    stroke: str = ""
    width: float = 0.0
    words: tuple[str, str] | None = None
    place: str = ""
    key: str = ""


class LineDress(NamedTuple):
    """How a line differs from others of its role. What is empty or None is as the role has it.

    `width` is in points, `dashes` are dashes and gaps in widths. `head` is 1 for an arrow along the line, -1 for one
    against it. The rest is as in `Dress`.
    """

    stroke: str = ""
    width: float = 0.0
    dashes: tuple[float, ...] | None = None
    head: int = 0
    words: tuple[str, str] | None = None
    place: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape, and the tensors or vertices that it stands for.

    `role` is `site` (a copy tensor with the weights around it), `state`, `input`, `margin` (a joined input, below its
    column), or, where every tensor has a mark of its own, `weight`, `copy` or `output`; in an anatomy `recurrent` (a
    matrix between two time steps) and `inward` (one on the way from below). A `fold` stands for the row below once
    more, `dots` for what is left out, a `box` for a whole network, a `sum` for a sum vertex, and `point`, `point-2`, ..
    for values in a strip. `side` is `"near"`, `"far"`, or None if there is no cut or its tensors are on both sides. A
    mark with a height is `2 radius` wide and `2 height` high. `dress` says what looks have changed.

    >>> Mark("h[1,1]", "site", 1.0, 0.0, 0.055, layer=1, tensors=("h[1,1]", "W_H[1,1]", "W_I[1,1]")).side is None
    True
    """

    name: str
    role: str
    x: float
    y: float
    radius: float
    layer: int | None = None
    side: str | None = None
    tensors: tuple[str, ...] = ()
    height: float = 0.0
    dress: Dress | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line through `points`, and the bonds that it carries, in order along it.

    `role` is `time`, `depth`, `leg`, `output`, `margin`, `bond`, `row`, `column` or `end` (of a folded row), or, in a
    strip, `axis`, `tick`, `split` or `curve`, or, of a note, `brace` or `arrow` (with its head at the end), or, of an
    equation, `bracket`. A mark on `bonds[i]` stands at the fraction `stops[i]` of the length. In the picture of a
    circuit the bond from a vertex to its user has the name of the vertex. If `curve` is true the points are those of a
    spline: see `CutLine`. `name` is that of the note, if the line is of one.
    """

    bonds: tuple[str, ...]
    role: str
    points: tuple[Point, ...]
    stops: tuple[float, ...]
    curve: bool = False
    dress: LineDress | None = None
    name: str = ""

    @property
    def path(self) -> tuple[Point, ...]:
        """The points of the line; those of a curve are in short steps."""
        return flattened(self.points) if self.curve else self.points

    @property
    def length(self) -> float:
        """The length in data units."""
        return sum(math.dist(a, b) for a, b in itertools.pairwise(self.path))

    def at(self, fraction: float) -> tuple[float, float, float, float]:
        """Return (x, y, dx, dy): the point at a fraction of the length, and the unit direction there.

        >>> Line(("b",), "time", ((0.0, 0.0), (2.0, 0.0)), (0.5,)).at(0.5)
        (1.0, 0.0, 1.0, 0.0)
        """
        steps = list(itertools.pairwise(self.path))
        lengths = [((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5 for a, b in steps]
        left = fraction * sum(lengths)
        for (a, b), length in zip(steps, lengths, strict=True):
            if left <= length and length > 0:
                dx, dy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
                return a[0] + dx * left, a[1] + dy * left, dx, dy
            left -= length
        return *self.points[-1], 1.0, 0.0


@lru_cache(maxsize=256)  # labels are tried at many places beside the same curve
def flattened(points: tuple[Point, ...], steps: int = 16) -> tuple[Point, ...]:
    """Return points along a cubic spline, `steps` for each piece.

    >>> flattened(((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0)), steps=3)
    ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0))
    """
    found = [points[0]]
    parts = ((1 - step / steps, step / steps) for step in range(1, steps + 1))
    weights = [(u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t) for u, t in parts]
    for start in range(0, len(points) - 1, 3):
        (a, e), (b, f), (c, g), (d, h) = points[start : start + 4]
        for i, j, k, m in weights:
            found.append((round(i * a + j * b + k * c + m * d, 6), round(i * e + j * f + k * g + m * h, 6)))
    return tuple(found)


def holds(outline: Sequence[Point], at: Point) -> bool:
    """Return whether a closed line of straight steps has a point inside, by the crossings of a ray to the right.

    >>> holds([(0, 0), (1, 0), (1, 1), (0, 0)], (0.75, 0.25)), holds([(0, 0), (1, 0), (1, 1), (0, 0)], (0.25, 0.75))
    (True, False)
    """
    x, y = at
    crossed = 0
    for (a, b), (c, d) in itertools.pairwise(outline):
        if (b > y) != (d > y) and x < a + (c - a) * (y - b) / (d - b):
            crossed += 1
    return crossed % 2 == 1


@dataclass(frozen=True, slots=True)
class Label:
    """Words and then mathematics (TeX source, without dollars) at a point.

    The writer has to escape `text`, but not `math`. `anchor` is the place of the text that stands at (x, y), as in
    TikZ: `center`, `north`, `south west` and so on. `size` is relative to the font size of the scene. `role` is `time`,
    `formula`, `side`, `output`, `count`, `multiplicity`, `tensor`, `inside` (of a mark), `dim`, `key`, `note`, `tick`
    (of a strip), `caption` (of a frame of a moving picture), `panel` (a letter and a title), or `sign` or `index` (of
    an equation). `of` is the name of the tensor, bond, vertex or note that it describes; `cut` is the number of the cut
    that a formula or multiplicity belongs to. `colour` is one that `Style.colour` knows; if it is empty, the colour is
    that of the role.
    """

    role: str
    x: float
    y: float
    text: str = ""
    math: str = ""
    anchor: str = "center"
    size: float = 1.0
    of: str = ""
    cut: int = 0
    colour: str = ""


@dataclass(frozen=True, slots=True)
class CutMark:
    """The mark of an entry of a cut; `name`, `kind`, `dim`, `symbol` and `count` are those of the entry.

    A bond has a stroke through (x, y) at `angle` degrees, of half-length `size`; a hyperedge a ring of radius `size`
    around (x, y). `cut` is the number of the cut in the picture; the first is 0.
    """

    name: str
    kind: str
    x: float
    y: float
    angle: float
    size: float
    dim: int
    symbol: str | None = None
    count: int = 1
    cut: int = 0


@dataclass(frozen=True, slots=True)
class CutLine:
    """The line of a cut, which crosses every severed bond once. Its `kind` is `line` or `curve`.

    The points of a curve are those of a cubic Bezier spline: start, two control points, end, two control points, and so
    on.
    """

    cut: int
    kind: str
    points: tuple[Point, ...]

    @property
    def path(self) -> tuple[Point, ...]:
        """The points of the line; those of a curve are in short steps."""
        return flattened(self.points) if self.kind == "curve" else self.points


@dataclass(frozen=True, slots=True)
class Region:
    """The shading of one side: a band behind its time steps, or a ground around its marks and lines.

    `box` is (left, bottom, right, top). A ground has an `outline`, whose points are those of a closed cubic Bezier
    spline (see `CutLine`); a way there and back leads to each of its holes.
    """

    side: str
    box: Box
    outline: tuple[Point, ...] = ()

    def holds(self, at: Point) -> bool:
        """Return whether a point is shaded."""
        left, bottom, right, top = self.box
        inside = left <= at[0] < right and bottom <= at[1] <= top
        return inside and (not self.outline or holds(flattened(self.outline), at))


@dataclass(frozen=True, slots=True)
class Patch:
    """A frame around some tensors: a closed spline, behind all lines.

    `name` is that of its note, and `role` is `box` or `hull`. The points are those of a cubic Bezier spline (see
    `CutLine`), counterclockwise; the last is the first. Colours, width and dashes are as in `LineDress`.
    """

    name: str
    role: str
    points: tuple[Point, ...]
    fill: str = "none"
    stroke: str = ""
    width: float = 0.0
    dashes: tuple[float, ...] | None = None

    @property
    def path(self) -> tuple[Point, ...]:
        """The outline in short steps."""
        return flattened(self.points)


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend: words, and a mark of the family that they describe, a swatch (`near`, `far`), or None.

    What speaks of bonds has a short line in place of a mark.
    """

    mark: Mark | None
    label: Label
    line: Line | None = None


class Cell(NamedTuple):
    """A panel of a picture of several: its name, its box, where its origin lies, and how long its data unit is."""

    name: str
    box: Box
    x: float
    y: float
    step: float

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point lies in the panel."""
        left, bottom, right, top = self.box
        return left <= x <= right and bottom <= y <= top


@dataclass(frozen=True)
class Scene:
    """A picture: everything that is needed to draw it, besides a style.

    Parameters
    ----------
    view : str
        The name of the layout: "staircase", "shared", "plain" and so on.
    marks : tuple of Mark, optional
        The tensors or vertices: where each stands, and what it looks like.
    lines : tuple of Line, optional
        The bonds.
    labels : tuple of Label, optional
        The words, and where they stand.
    cut_marks : tuple of CutMark, optional
        A mark for each thing that a cut severs.
    regions : tuple of Region, optional
        The shading of the two sides of a cut.
    legend : tuple of Key, optional
        The entries of the legend.
    cut_lines : tuple of CutLine, optional
        The line of each cut, or several lines if its near side is in several places.
    box : (left, bottom, right, top), optional
        The edges of the picture in data units. It holds all labels at `font_size` points if a data unit is `unit`
        inches.
    unit : float, optional
        The inches of a data unit in print.
    font_size : float, optional
        The size of the type in points.
    step : float, optional
        The length in data units that is drawn like a time step: 1, except with positions that the user gives.
    cells : tuple of Cell, optional
        The panels of a picture of several.
    patches : tuple of Patch, optional
        The frames of notes, behind all lines.

    Examples
    --------
    >>> scene = Scene("plain", (Mark("a", "weight", 0.0, 0.0, 0.1),), box=(-1.0, -1.0, 1.0, 1.0))
    >>> eval(repr(scene)) == scene
    True
    """

    view: str
    marks: tuple[Mark, ...] = ()
    lines: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()
    cut_marks: tuple[CutMark, ...] = ()
    regions: tuple[Region, ...] = ()
    legend: tuple[Key, ...] = ()
    cut_lines: tuple[CutLine, ...] = ()
    box: Box = (0.0, 0.0, 1.0, 1.0)
    unit: float = 0.8
    font_size: float = 9.0
    step: float = 1.0
    cells: tuple[Cell, ...] = ()
    patches: tuple[Patch, ...] = ()

    @property
    def inches(self) -> tuple[float, float]:
        """The width and the height in print."""
        left, bottom, right, top = self.box
        return (right - left) * self.unit, (top - bottom) * self.unit

    def _repr_svg_(self) -> str | None:
        """Show the picture in a notebook; `compose(network, cut)` returns one with the cut on it."""
        return displayed(self, "drawn")
