r"""A scene written as TikZ: one file that compiles by itself and that a document can \input.

If tikz is not loaded yet, the file begins a document of the class standalone, whose page is the box of the scene.
Otherwise only the picture is read. The names of colours and styles begin with `tn`. They are defined in the picture,
unless the document has defined them before, as by `\tikzset{tn site/.style={fill=green}}` or
`\definecolor{tn-cut}{HTML}{0000FF}`. The style `tn picture` can change the definitions of the picture, as in
`\tikzset{tn picture/.style={tn site/.append style={fill=green}}}`. The type is that of the document, in the sizes of
the scene.

Every tensor is a node, with its name in letters that TikZ can have in one: "h[1,1]" is `h-1-1`, "λ" is `lambda`. A
coordinate stands in the middle of every bond and at the free end of every leg. In a figure of panels the letter of the
panel is before the name, as in `a-A1`. An author goes on with them in a picture around the file: `\begin{tikzpicture}
\input{mps} \draw (A1) -- ++(0,1); \end{tikzpicture}`. There the file is a scope, and `name prefix=` tells the nodes of
two files apart.

The main row of tensors stands on the axis of mathematics. In an equation, and in a picture of the author, the box ends
where the drawing ends; elsewhere it is the page of the scene.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from ...basics import TnrnnError, mistake
from ..scenes import Scene, Style, Theme, resolved, roles
from ..shapes import (
    Area,
    Block,
    Disc,
    DisplayList,
    NodeNames,
    Outline,
    Path,
    Pen,
    Place,
    Polygon,
    Shape,
    Stroke,
    Text,
    Trace,
    display_list,
    node_names,
)
from .tikz_memory import MOST_WORDS, words_of_nodes, words_of_paths
from .tikz_nodes import OUTLINE, TEXT, NodeShapes, polygon_angles, polygon_name
from .tikz_page import main_row, tight_box
from .tikz_paths import Item, at, comment, number, paths, rectangle, through
from .typefaces import typeface

SMALLEST, LARGEST = 0.01, 100.0
"""The range of the scale."""

LARGEST_SIDE, LARGEST_COORDINATE = 200.0, 16_000.0
"""The most inches that viewers of pdf show, and a number below the largest one of TeX, 16,384."""

BASE = "tn-base"
"""The name of the point that stands on the mathematical axis of a line of text."""

LIFT = 0.25
"""How far the axis of mathematics is above the base line, in units of the font size."""

TYPE = r"inner sep=0pt, outer sep=0pt, text height=0.72*#1 pt, text depth=0.22*#1 pt, font=\fontsize{#1}{#1}\selectfont"
"""The style of labels of #1 points. Every label is as high and as deep as the highest and the deepest letters."""

RIM = 0.5
"""The width in points of the line around the ground of a label, and half of the radius of its corners."""

OPENING = r"""% Compile this file with pdflatex, or \input it into a document that loads tikz.
% Styles and colours that the document defines before are kept, as \tikzset{tn site/.style={fill=green}}.
\ifx\tikzpicture\undefined
  \RequirePackage{fix-cm} % type of any size
  \documentclass[tikz, border=0pt]{standalone}
  \def\tnrnnend{\end{document}}
  \begin{document}
\else
  \begingroup
  \def\tnrnnend{\endgroup}%
\fi
\csname ifpgfpicture\endcsname\let\tikzpicture\scope\let\endtikzpicture\endscope\fi % a scope in another picture
"""
CLOSING = "\\tnrnnend\n"

BOXES = r"""\def\tnbox#1#2{#1}\ifmmode\def\tnbox#1#2{#2}\fi % the second box in an equation
\csname ifpgfpicture\endcsname\def\tnbox#1#2{#2}\fi % and in another picture
"""

NO_NAMES = "% There are too many tensors for TeX to remember their names: marks of one style are one path.\n"

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
      \node[tn weight, tn node disc=11.563pt] (a) at (0.5,0.5) {};
    \end{tikzpicture}%
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
    taken = words_of_paths(picture)
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


class _Printer:
    """Prints each shape of a picture on a line, and remembers the styles and colours that the lines use."""

    def __init__(self, picture: DisplayList, style: Style, scale: float) -> None:
        self.picture, self.style, self.scale = picture, style, scale
        self.styles: dict[str, str] = {}
        self.colours: dict[str, str] = {}
        self.inch = picture.unit * scale
        self.names = node_names(picture) if words_of_nodes(picture) <= MOST_WORDS else None
        texts = picture["labels"].texts if self.names else ()
        inside = {(text.of, (text.x, text.y)): text for text in texts if text.kind == roles.INSIDE}
        middles = {(shape.name, shape.middle) for shape in picture["marks"].shapes}
        # A text that stands off the middle of its mark has a node of its own.
        self.within = {place: text for place, text in inside.items() if place in middles}
        self.shapes = NodeShapes(self.inch)

    def source(self) -> str:
        drawn = self._drawn()
        body = [f"% {head}\n" + "".join(f"  {line}\n" for line in lines) for head, lines in drawn.items() if lines]
        unit = f"{number(self.inch)}in"
        # The base line is a named point: tikz reads its coordinates after the units of the picture have ended.
        left, _, right, _ = tight_box(self.picture)
        base, row = f"([yshift={number(-LIFT)}em]{BASE})", at(((left + right) / 2, main_row(self.picture)))
        outlines = any("shape=tn outline" in definition for definition in self.styles.values())
        return "".join(
            [
                BOXES,
                OUTLINE * outlines,
                f"\\begin{{tikzpicture}}[x={unit}, y={unit}, baseline={{{base}}}]\n",
                f"  \\coordinate ({BASE}) at {row};\n",
                "" if self.names else NO_NAMES,
                "% colours\n",
                *(f"  \\providecolor{{{name}}}{{HTML}}{{{self.colours[name]}}}\n" for name in sorted(self.colours)),
                f"% styles\n  {STYLE_UNLESS_KNOWN}\n",
                *(f"  \\tnstyle{{{name}}}{{{self.styles[name]}}}\n" for name in sorted(self.styles)),
                "  \\tikzset{tn picture/.try}\n",
                *body,
                "\\end{tikzpicture}%\n",
            ]
        )

    def _drawn(self) -> dict[str, list[str]]:
        """Return the lines of each section, the lowest first."""
        texts = [text for text in self.picture["labels"].texts if (text.of, (text.x, text.y)) not in self.within]
        names = self.names or NodeNames((), ())
        return {
            "page": [self._page()],
            "sides": self._paths("regions", self._side) + self._paths("halos", self._side),
            "frames of notes": self._paths("patches", self._patch),
            "lines": self._paths("lines", self._line),
            "heads of arrows": paths(self._head(line) for line in self.picture["lines"].traces if line.head),
            "cut lines": self._paths("cut-lines", self._cut_line),
            "marks": self._nodes(names) if self.names else self._paths("marks", self._mark),
            "rings of the cut": self._paths("rings", self._ring),
            "legend": self._paths("legend", self._key),
            "labels": [self._label(text) for text in texts],
            "strokes of the cut": self._paths("strokes", self._stroke),
            "middles of bonds and ends of legs": list(map(self._place, itertools.chain(*names.places))),
        }

    def _page(self) -> str:
        name = self._named("tn page", self._fill("background"))
        boxes = "".join(f"{{{rectangle(box)}}}" for box in (self.picture.box, tight_box(self.picture)))
        return f"\\path[{name}, use as bounding box] \\tnbox{boxes};"

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
        return Item(self._styles(shape), self._form(shape.form), shape.name)

    def _styles(self, shape: Shape) -> str:
        """Return the styles of a mark: by its look, or its family and layer, or its kind."""
        plain = self._pen(self.picture["marks"].pen, "line join=round, ")
        self._named("tn mark", plain)
        edge = "" if shape.pen.colour == "none" else "tn mark"
        family, _, layer = shape.fill.partition("-")
        if shape.look:
            changes = [edge, self._fill(shape.fill)]
            if edge and shape.pen != self.picture["marks"].pen:
                changes += [self._pen(shape.pen)]
            return self._named(f"tn look {shape.look}", ", ".join(filter(None, changes)))
        if layer:
            filled = self._named(f"tn {family} {layer}", self._fill(shape.fill))
            return f"{filled}, {self._named(f'tn {shape.kind}', edge)}"
        return self._named(f"tn {shape.kind}", ", ".join(filter(None, (edge, self._fill(shape.fill)))))

    def _nodes(self, names: NodeNames) -> list[str]:
        """Return the lines of marks as nodes, each with its text if that stands inside of it."""
        return [self._node(shape, name) for shape, name in zip(self.picture["marks"].shapes, names.marks, strict=True)]

    def _node(self, shape: Shape, name: str) -> str:
        made, words = self.shapes.of(shape.form), ""
        self._named(made.style, made.definition)
        options = f"{self._styles(shape)}, {made.options}"
        text = self.within.get((shape.name, shape.middle))
        if text is not None:
            self._named("tn text", TEXT + typeface(self.style).tex)
            options += f", tn text={number(text.size * self.scale)}, text={self._colour(text.colour)}"
            words = text.tex
        return f"\\node[{options}] ({name}) at {at(shape.middle)} {{{words}}};{said(name, shape.name)}"

    def _place(self, place: Place) -> str:
        return f"\\coordinate ({place.name}) at {at(place.at)};{said(place.name, place.of)}"

    def _key(self, shape: Shape) -> Item:
        item, width = self._mark(shape), self.picture["legend"].pen.width
        if shape.pen.width != width:  # that of a look
            return item
        return item._replace(styles=f"{item.styles}, {self._named('tn key', f'line width={self._points(width)}')}")

    def _ring(self, shape: Shape) -> Item:
        return Item(
            self._named(numbered("tn ring", shape.cut), self._pen(shape.pen) + self._dashes(shape.pen)),
            self._form(shape.form),
            shape.name,
        )

    def _stroke(self, shape: Trace) -> Item:
        whole = ", solid" if shape.pen.dashes else ""
        pen = f"{self._pen(shape.pen)}, line cap=round, preaction={{{self._pen(shape.beneath)}{whole}}}"
        pen += self._dashes(shape.pen)
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
        turns = " -- ".join(f"+({angle}:#1)" for angle in polygon_angles(form))
        return self._named(f"tn {polygon_name(form)}", f"insert path={{{turns} -- cycle}}")

    def _label(self, text: Text) -> str:
        self._named("tn label", TYPE + typeface(self.style).tex)
        size = number(text.size * self.scale)
        kind = numbered(f"tn label {text.kind}", text.cut)
        if text.kind in ("note", "inside") and text.colour != "ink":
            kind += f" {text.colour.removeprefix('#')}"
        colour = f"text={self._colour(text.colour)}"
        name = self._named(kind, colour)
        name += f", {colour}" if self.styles[name] != colour else ""
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


def said(name: str, of: str) -> str:
    """Return a comment with a name that TikZ cannot have as it is."""
    return comment(of) if of != name else ""
