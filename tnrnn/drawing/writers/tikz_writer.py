r"""A scene written as TikZ: one file that compiles by itself and that a document can \input.

If tikz is not loaded yet, the file begins a document of the class standalone, whose page is the box of the scene.
Otherwise only the picture is read. The names of colours and styles begin with `tn`. They are defined in the picture,
unless the document has defined them before, as by `\tikzset{tn site/.style={fill=green}}` or
`\definecolor{tn-cut}{HTML}{0000FF}`. The style `tn picture` can change the definitions of the picture, as in
`\tikzset{tn picture/.style={tn site/.append style={fill=green}}}`. The type is that of the document, in the sizes of
the scene.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ...basics import TnrnnError, mistake
from ..scenes import Scene, Style, Theme, resolved
from ..shapes import (
    Area,
    Block,
    Disc,
    DisplayList,
    Outline,
    Path,
    Pen,
    Polygon,
    Shape,
    Stroke,
    Text,
    Trace,
    display_list,
)
from .tikz_paths import Item, at, comment, number, paths, rectangle, through
from .typefaces import typeface

MOST_WORDS = 3_200_000
"""The most words of memory of a picture. pdflatex has 5,000,000; a document and its packages need the rest."""

DISC_WORDS, POLYGON_WORDS, LINE_WORDS, STROKE_WORDS, LABEL_WORDS = 360, 105, 40, 140, 680
"""The words of memory of one item, measured with TeX Live 2022 on thousands of them."""

SMALLEST, LARGEST = 0.01, 100.0
"""The range of the scale."""

LARGEST_SIDE, LARGEST_COORDINATE = 200.0, 16_000.0
"""The most inches that viewers of pdf show, and a number below the largest one of TeX, 16,384."""

TYPE = r"inner sep=0pt, outer sep=0pt, text height=0.72*#1 pt, text depth=0.22*#1 pt, font=\fontsize{#1}{#1}\selectfont"
"""The style of labels of #1 points. Every label is as high and as deep as the highest and the deepest letters."""

RIM = 0.5
"""The width in points of the line around the ground of a label, and half of the radius of its corners."""

SHAPES = {(4, "45"): "square", (3, "90"): "triangle", (4, "90"): "diamond", (5, "90"): "pentagon"}
"""The names of polygons by their number of corners and the angle of the first corner."""

OPENING = r"""% Compile this file with pdflatex, or \input it into a document that loads tikz.
% Styles and colours that the document defines before are kept, as \tikzset{tn site/.style={fill=green}}.
\ifx\tikzpicture\undefined
  \RequirePackage{fix-cm} % type of any size
  \documentclass[tikz, border=0pt]{standalone}
  \def\tnrnnend{\end{document}}
  \begin{document}
\else
  \let\tnrnnend\relax
\fi
"""
CLOSING = "%\n\\tnrnnend\n"

STYLE_UNLESS_KNOWN = r"\def\tnstyle#1#2{\pgfkeysifdefined{/tikz/#1/.@cmd}{}{\tikzset{#1/.style={#2}}}}"


def tikz(scene: Scene, style: Style | Theme | None = None, scale: float = 1.0) -> str:
    r"""Return a scene as a tikzpicture, with the styles that it needs.

    Parameters
    ----------
    scene : Scene
        The picture.
    style : Style or str, optional
        A style, or a theme: "print" (default), "slides", "dark" or "grey".
    scale : float
        The factor of all lengths, type and strokes included, so that labels keep their room. For a picture of a given
        width with type of a given size, give `compose` a view such as `View(width="column")`.

    Raises
    ------
    TnrnnError
        If the scale is out of range or the picture is too large for TeX.

    Examples
    --------
    >>> from tnrnn.drawing.scenes.scene import Mark
    >>> print(tikz(Scene("plain", (Mark("a", "weight", 0.5, 0.5, 0.1),))).partition("% marks\n")[2])
      \path[tn weight] (0.5,0.5) [tn disc=0.1]; % a
    \end{tikzpicture}
    <BLANKLINE>
    """
    chosen = resolved(style)
    return tikz_of(display_list(scene, chosen), chosen, scale)


def tikz_of(picture: DisplayList, style: Style, scale: float = 1.0) -> str:
    """Return a display list in the colours of a style as a tikzpicture. The errors are those of `tikz`."""
    return _Printer(picture, style, _checked(picture, scale)).source()


def tikz_file(scene: Scene, style: Style | Theme | None, scale: float = 1.0) -> bytes:
    """Return the bytes of a file that pdflatex compiles, or that a document inputs; see `tnrnn.drawing.save`."""
    return f"{OPENING}{tikz(scene, style, scale)}{CLOSING}".encode()


def _checked(picture: DisplayList, scale: float) -> float:
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not SMALLEST <= scale <= LARGEST:
        raise mistake("scale", f"a number from {SMALLEST:g} to {LARGEST:g}", scale)
    taken = _memory(picture)
    if taken > MOST_WORDS:
        many = f"about {taken:,} words of TeX's memory, more than {MOST_WORDS:,}"
        raise TnrnnError(f"save: as a tex, this picture would take {many}; save a pdf")
    left, bottom, right, top = picture.box
    inches = max(right - left, top - bottom) * picture.unit * scale
    if inches > LARGEST_SIDE:
        raise mistake("scale", f"one with which the picture is at most {LARGEST_SIDE:g} inches wide and high", scale)
    if max(abs(value) for value in picture.box) > LARGEST_COORDINATE:
        raise TnrnnError(f"save: coordinates beyond {LARGEST_COORDINATE:,.0f} are too large for TeX; save a pdf")
    return float(scale)


def _memory(picture: DisplayList) -> int:
    """Return an estimate of the words of memory that pdflatex takes for a picture."""
    marks = picture["marks"].shapes
    discs = sum(isinstance(shape.form, Disc) for shape in marks)
    around = len(picture["halos"].shapes) + len(picture["rings"].shapes)
    lines = [trace.form.points for name in ("lines", "cut-lines") for trace in picture[name].traces]
    lines += [shape.form.points for shape in picture["patches"].shapes if isinstance(shape.form, Outline)]
    return (
        DISC_WORDS * (around + discs)
        + POLYGON_WORDS * (len(marks) - discs)
        + LINE_WORDS * sum(map(len, lines))
        + STROKE_WORDS * len(picture["strokes"].traces)
        + LABEL_WORDS * len(picture["labels"].texts)
    )


class _Printer:
    """Prints each shape of a picture on a line, and remembers the styles and colours that the lines use."""

    def __init__(self, picture: DisplayList, style: Style, scale: float) -> None:
        self.picture, self.style, self.scale = picture, style, scale
        self.styles: dict[str, str] = {}
        self.colours: dict[str, str] = {}

    def source(self) -> str:
        page = Item(
            f"{self._named('tn page', self._fill('background'))}, use as bounding box", rectangle(self.picture.box)
        )
        sections = {
            "page": paths([page]),
            "sides": self._paths("regions", self._side) + self._paths("halos", self._side),
            "frames of notes": self._paths("patches", self._patch),
            "lines": self._paths("lines", self._line),
            "heads of arrows": paths(self._head(line) for line in self.picture["lines"].traces if line.head),
            "cut lines": self._paths("cut-lines", self._cut_line),
            "marks": self._paths("marks", self._mark),
            "rings of the cut": self._paths("rings", self._ring),
            "legend": self._paths("legend", self._key),
            "labels": [self._label(text) for text in self.picture["labels"].texts],
            "strokes of the cut": self._paths("strokes", self._stroke),
        }
        body = [f"% {head}\n" + "".join(f"  {line}\n" for line in lines) for head, lines in sections.items() if lines]
        unit = f"{number(self.picture.unit * self.scale)}in"
        return "".join(
            [
                f"\\begin{{tikzpicture}}[x={unit}, y={unit}]\n",
                "% colours\n",
                *(f"  \\providecolor{{{name}}}{{HTML}}{{{self.colours[name]}}}\n" for name in sorted(self.colours)),
                f"% styles\n  {STYLE_UNLESS_KNOWN}\n",
                *(f"  \\tnstyle{{{name}}}{{{self.styles[name]}}}\n" for name in sorted(self.styles)),
                "  \\tikzset{tn picture/.try}\n",
                *body,
                "\\end{tikzpicture}\n",
            ]
        )

    def _paths(self, name: str, printed: Callable[[Any], Item]) -> list[str]:
        layer = self.picture[name]
        return paths(map(printed, layer.shapes or layer.traces))

    def _side(self, shape: Shape) -> Item:
        return Item(self._named(f"tn {shape.kind} {shape.side}", self._fill(shape.fill)), self._form(shape.form))

    def _patch(self, shape: Shape) -> Item:
        inks = ", ".join(filter(None, [self._fill(shape.fill), self._stroked(shape.pen)]))
        name = f"tn look {shape.look}" if shape.look else f"tn note {shape.kind}"
        return Item(self._named(name, f"{inks}, line join=round{self._dashes(shape.pen)}"), self._form(shape.form))

    def _stroked(self, pen: Pen) -> str:
        return "" if pen.colour == "none" else self._pen(pen)

    def _line(self, shape: Trace) -> Item:
        pen, plain = shape.pen, self.picture["lines"].pen
        self._named("tn line", f"{self._pen(plain)}, line cap=round, line join=round")
        changes = ["tn line"]
        if pen.colour != plain.colour:
            changes.append(f"draw={self._colour(pen.colour)}")
        if pen.width != plain.width:
            changes.append(f"line width={self._points(pen.width)}")
        kind = f"tn look {shape.look}" if shape.look else f"tn {'note' if shape.name else 'line'} {shape.kind}"
        name = self._named(kind, ", ".join(changes) + self._dashes(pen))
        return Item(name, self._form(shape.form), ", ".join(part.name for part in shape.parts))

    def _head(self, shape: Trace) -> Item:
        name = self._named(f"tn head {shape.look}" if shape.look else "tn head", self._fill(shape.pen.colour))
        return Item(name, f"{' -- '.join(map(at, shape.head))} -- cycle")

    def _cut_line(self, shape: Trace) -> Item:
        pen = f"{self._pen(shape.pen)}, line join=round{self._dashes(shape.pen)}"
        return Item(self._named(numbered("tn cut line", shape.cut), pen), self._form(shape.form))

    def _mark(self, shape: Shape) -> Item:
        plain = self._pen(self.picture["marks"].pen, "line join=round, ")
        self._named("tn mark", plain)
        edge = "" if shape.pen.colour == "none" else "tn mark"
        family, _, layer = shape.fill.partition("-")
        if shape.look:
            changes = [edge, self._fill(shape.fill)]
            if edge and shape.pen != self.picture["marks"].pen:
                changes += [f"draw={self._colour(shape.pen.colour)}, line width={self._points(shape.pen.width)}"]
            name = self._named(f"tn look {shape.look}", ", ".join(filter(None, changes)))
        elif layer:
            filled = self._named(f"tn {family} {layer}", self._fill(shape.fill))
            name = f"{filled}, {self._named(f'tn {shape.kind}', edge)}"
        else:
            filled = ", ".join(part for part in (edge, self._fill(shape.fill)) if part)
            name = self._named(f"tn {shape.kind}", filled)
        return Item(name, self._form(shape.form), shape.name)

    def _key(self, shape: Shape) -> Item:
        item, width = self._mark(shape), self.picture["legend"].pen.width
        if shape.pen.width != width:  # that of a look
            return item
        return item._replace(styles=f"{item.styles}, {self._named('tn key', f'line width={self._points(width)}')}")

    def _ring(self, shape: Shape) -> Item:
        return Item(
            self._named(numbered("tn ring", shape.cut), self._pen(shape.pen)), self._form(shape.form), shape.name
        )

    def _stroke(self, shape: Trace) -> Item:
        pen = f"{self._pen(shape.pen)}, line cap=round, preaction={{{self._pen(shape.beneath)}}}"
        return Item(self._named(numbered("tn cut", shape.cut), pen), self._form(shape.form), shape.name)

    def _form(self, form: Disc | Polygon | Block | Area | Outline | Path | Stroke) -> str:
        """Return the path of a form: lines, a rectangle, or a point and, around it, a style with a radius."""
        if isinstance(form, Area):
            return rectangle(form.box)
        if isinstance(form, Block):
            return rectangle((form.x - form.across, form.y - form.up, form.x + form.across, form.y + form.up))
        if isinstance(form, Path):
            return through(form.points, form.curve)
        if isinstance(form, Outline):
            return f"{through(form.points, True)} -- cycle"
        if isinstance(form, Stroke):
            turns = [f"+({number(form.angle + turn)}:{number(form.size)})" for turn in (180, 0)]
            return f"{at((form.x, form.y))} {' -- '.join(turns)}"
        name = (
            self._named("tn disc", "insert path={circle[radius=#1]}") if isinstance(form, Disc) else self._polygon(form)
        )
        return f"{at((form.x, form.y))} [{name}={number(form.radius)}]"

    def _polygon(self, form: Polygon) -> str:
        corners = Polygon(0.0, 0.0, form.radius, form.count, form.turn).corners
        angles = [number(round(math.degrees(math.atan2(y, x)), 4)) for x, y in corners]
        turns = " -- ".join(f"+({angle}:#1)" for angle in angles)
        shape = SHAPES.get((form.count, angles[0]), f"polygon {form.count} {angles[0]}")
        return self._named(f"tn {shape}", f"insert path={{{turns} -- cycle}}")

    def _label(self, text: Text) -> str:
        self._named("tn label", TYPE + typeface(self.style).tex)
        size = number(text.size * self.scale)
        kind = numbered(f"tn label {text.kind}", text.cut)
        if text.kind in ("note", "inside") and text.colour != "ink":
            kind += f" {text.colour.removeprefix('#')}"
        name = self._named(kind, f"text={self._colour(text.colour)}")
        rim = f"{self._rim()}={self._colour(text.rim)}, " if text.rim else ""
        options = f"tn label={size}, {rim}{name}, anchor={text.anchor}"
        return f"\\node[{options}] at {at((text.x, text.y))} {{{text.tex}}};{comment(text.of)}"

    def _rim(self) -> str:
        return self._named(
            "tn rim", f"fill=#1, draw=#1, rounded corners={self._points(2 * RIM)}, line width={self._points(RIM)}"
        )

    def _named(self, name: str, definition: str) -> str:
        self.styles.setdefault(name, definition)
        return name

    def _colour(self, name: str) -> str:
        known = f"tn-{name.removeprefix('#').upper() if name.startswith('#') else name}"
        self.colours.setdefault(known, self.style.colour(name)[1:].upper())
        return known

    def _fill(self, colour: str) -> str:
        return "" if colour == "none" else f"fill={self._colour(colour)}"

    def _pen(self, pen: Pen, between: str = "") -> str:
        return f"draw={self._colour(pen.colour)}, {between}line width={self._points(pen.width)}"

    def _points(self, points: float) -> str:
        return f"{number(points * self.scale)}pt"

    def _dashes(self, pen: Pen) -> str:
        lengths = [self._points(dash * pen.width) for dash in pen.dashes]
        pairs = zip(lengths[::2], lengths[1::2], strict=True)
        return f", dash pattern={' '.join(f'on {on} off {off}' for on, off in pairs)}" if lengths else ""


def numbered(name: str, cut: int) -> str:
    """Return the name of a style of a cut; the first cut is 0, and its name has no number."""
    return f"{name} {cut + 1}" if cut else name
