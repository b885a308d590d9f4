r"""Marks as nodes of TikZ, so that lines of the author end at their borders: `\draw (A) -- ++(0,1);`.

TikZ itself has circles and rectangles. The nodes of all other marks have the shape `tn outline`, which a file declares
if it needs it: a closed polygon or spline around a middle, with its border where the shape ends.
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

from ..scenes import Point, decimal, flattened
from ..shapes import Area, Block, Disc, Outline, Polygon
from .tikz_paths import number

STEPS = 8
"""The straight pieces by which the border of a node follows one of a spline."""

TEXT = (
    "text height=0.25*#1 pt, text depth=-0.25*#1 pt, execute at begin node={\\hbox to 0pt\\bgroup\\hss}, "
    "execute at end node={\\hss\\egroup}, font=\\fontsize{#1}{#1}\\selectfont"
)
"""The style of a text of #1 points in a node, which takes no room: the node keeps its size whatever the text is."""

NAMES = {(4, 45.0): "square", (3, 90.0): "triangle", (4, 90.0): "diamond", (5, 90.0): "pentagon"}
NAMES |= {(3, 180.0): "triangle left", (3, 270.0): "triangle down", (3, 0.0): "triangle right"}
"""The names of regular polygons by their number of corners and the angle of the first one."""

OUTLINE = r"""\ifcsname pgf@sh@s@tn outline\endcsname\else % polygons and splines as nodes
  \gdef\tnshape#1#2#3{\def\tnasked{#1}\def\tnpoints{#2}\def\tncurve{#3}}%
  \gdef\tnat#1#2{\pgfpoint{(#1)*\tnlength}{(#2)*\tnlength}}%
  \gdef\tndrawn#1#2{\pgfpathmoveto{\tnat{#1}{#2}}\ifx\tncurve\empty\expandafter\tnsides\else\expandafter\tnbends\fi}%
  \gdef\tnsides#1#2{\ifx\relax#1\pgfpathclose\else\pgfpathlineto{\tnat{#1}{#2}}\expandafter\tnsides\fi}%
  \gdef\tnbends#1#2#3#4#5#6{\ifx\relax#1\pgfpathclose\else%
    \pgfpathcurveto{\tnat{#1}{#2}}{\tnat{#3}{#4}}{\tnat{#5}{#6}}\expandafter\tnbends\fi}%
  \gdef\tnborder#1{\pgfpointnormalised{#1}\pgfgetlastxy\tnacross\tnup\expandafter\tnedge\tnedges\relax\relax%
    \pgfpoint{\tnx*\tnlength}{\tny*\tnlength}}%
  \gdef\tnedge#1#2#3#4{\ifx\relax#3\let\tnnext\relax\else\def\tnnext{\tnedge{#3}{#4}}%
    \pgfmathsetmacro\tnone{(#1)*\tnup-(#2)*\tnacross}\pgfmathsetmacro\tntwo{(#3)*\tnup-(#4)*\tnacross}%
    \ifdim\tnone pt<0pt\else\ifdim\tntwo pt<0pt\pgfmathsetmacro\tnpart{\tnone/(\tnone-\tntwo)}%
      \pgfmathsetmacro\tnx{(#1)+\tnpart*((#3)-(#1))}\pgfmathsetmacro\tny{(#2)+\tnpart*((#4)-(#2))}\fi\fi\fi\tnnext}%
  \pgfdeclareshape{tn outline}{%
    \savedmacro\tnlength{\let\tnlength\tnasked}\savedmacro\tnedges{\let\tnedges\tnpoints}%
    \savedanchor\tntext{\pgfpoint{-.5\wd\pgfnodeparttextbox}{.5\dp\pgfnodeparttextbox-.5\ht\pgfnodeparttextbox}}%
    \anchor{text}{\tntext}\anchor{center}{\pgfpointorigin}\anchorborder{\tnborder{}}%
    \anchor{east}{\tnborder{\pgfpoint{1pt}{0pt}}}\anchor{north east}{\tnborder{\pgfpoint{1pt}{1pt}}}%
    \anchor{north}{\tnborder{\pgfpoint{0pt}{1pt}}}\anchor{north west}{\tnborder{\pgfpoint{-1pt}{1pt}}}%
    \anchor{west}{\tnborder{\pgfpoint{-1pt}{0pt}}}\anchor{south west}{\tnborder{\pgfpoint{-1pt}{-1pt}}}%
    \anchor{south}{\tnborder{\pgfpoint{0pt}{-1pt}}}\anchor{south east}{\tnborder{\pgfpoint{1pt}{-1pt}}}%
    \backgroundpath{\ifx\tncurve\empty\expandafter\tndrawn\tnpoints\relax\relax%
      \else\expandafter\tndrawn\tncurve\relax\relax\relax\relax\relax\relax\fi}%
  }%
\fi
"""
"""The shape `tn outline`. The border is where the ray from the middle leaves the polygon of corners: from the corner p
to the corner q it passes if p x d >= 0 > q x d, since the corners are counterclockwise around the middle."""


class NodeShape(NamedTuple):
    """The style of the shape of a node, what it stands for, and the options of this node beside it."""

    style: str
    definition: str
    options: str


class NodeShapes:
    """Says how TikZ makes nodes of forms, in data units of `inch` inches; outlines that are alike have one style.

    >>> NodeShapes(1.0).of(Disc(0.0, 0.0, 0.1)).options
    'tn node disc=14.454pt'
    """

    def __init__(self, inch: float) -> None:
        self.inch = inch
        self.outlines: dict[tuple[Point, ...], str] = {}

    def of(self, form: Disc | Polygon | Block | Area | Outline) -> NodeShape:
        """Return the shape of the node of a form."""
        if isinstance(form, Disc):
            options = f"tn node disc={self._length(2 * form.radius)}"
            return NodeShape("tn node disc", "circle, inner sep=0pt, minimum size=#1", options)
        if isinstance(form, Polygon):
            return self._polygon(form)
        if isinstance(form, Block):
            return self._box(form.across, form.up)
        if isinstance(form, Area):
            left, bottom, right, top = form.box
            return self._box((right - left) / 2, (top - bottom) / 2)
        if form.corner:
            across, up = (max(step[axis] for step in form.steps) for axis in (0, 1))
            return self._box(across, up, f", rounded corners={self._length(form.corner)}")
        name = self.outlines.setdefault(form.steps, f"tn node outline {len(self.outlines) + 1}")
        return NodeShape(name, _outlined(self._length(1.0), _border(form), form.steps), name)

    def _polygon(self, form: Polygon) -> NodeShape:
        name = f"tn node {polygon_name(form)}"
        if (form.count, form.turn) == (4, 45.0):
            size = self._length(math.sqrt(2) * form.radius)
            return NodeShape(name, "rectangle, inner sep=0pt, minimum size=#1", f"{name}={size}")
        corners = Polygon(0.0, 0.0, 1.0, form.count, form.turn).corners
        return NodeShape(name, _outlined("#1", (*corners, corners[0]), ()), f"{name}={self._length(form.radius)}")

    def _box(self, across: float, up: float, more: str = "") -> NodeShape:
        size = f"minimum width={self._length(2 * across)}, minimum height={self._length(2 * up)}"
        return NodeShape("tn node box", "rectangle, inner sep=0pt", f"tn node box, {size}{more}")

    def _length(self, value: float) -> str:
        return f"{decimal(value * self.inch * 72.27, 3)}pt"


def _outlined(length: str, corners: tuple[Point, ...], curve: tuple[Point, ...]) -> str:
    """Return the definition of the style of nodes with an outline: the corners of its border, and a spline or none."""
    return f"shape=tn outline, /utils/exec=\\tnshape{{{length}}}{{{_listed(corners)}}}{{{_listed(curve)}}}"


def polygon_name(form: Polygon) -> str:
    """Return the name of a regular polygon.

    >>> polygon_name(Polygon(0.0, 0.0, 1.0, 3, 90.0)), polygon_name(Polygon(0.0, 0.0, 1.0, 6, 0.0))
    ('triangle', 'polygon 6 0')
    """
    return NAMES.get((form.count, form.turn), f"polygon {form.count} {number(form.turn)}")


def polygon_angles(form: Polygon) -> list[str]:
    """Return the angles of the corners of a polygon in degrees."""
    corners = Polygon(0.0, 0.0, form.radius, form.count, form.turn).corners
    return [number(round(math.degrees(math.atan2(y, x)), 4)) for x, y in corners]


def _border(form: Outline) -> tuple[Point, ...]:
    """Return the corners of a polygon that follows an outline, counterclockwise; the last is the first again."""
    found = [form.steps[0]]
    for start in range(0, len(form.steps) - 1, 3):
        piece = form.steps[start : start + 4]
        found += flattened(piece, STEPS)[1:] if _bent(piece) else piece[-1:]
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(found))
    return tuple(found if twice > 0 else found[::-1])


def _bent(piece: tuple[Point, ...]) -> bool:
    (x, y), *others, (u, v) = piece
    return any(abs((a - x) * (v - y) - (b - y) * (u - x)) > 1e-9 for a, b in others)


def _listed(points: tuple[Point, ...]) -> str:
    return "".join(f"{{{number(value)}}}" for point in points for value in point)
