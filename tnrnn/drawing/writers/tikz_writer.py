r"""A scene written as TikZ: one file that compiles by itself and that a document can \input.

Where tikz is not loaded yet, the file begins a document of the class standalone, whose page is the scene's box;
where it is, only the picture is read. Colours and styles have names that begin with `tn`, are defined inside the
picture, and only where the document has none of that name: an author says `\tikzset{tn site/.style={fill=green}}` or
`\definecolor{tn-cut}{HTML}{0000FF}` before, or changes the definitions of the picture by a style `tn picture`, as in
`\tikzset{tn picture/.style={tn site/.append style={fill=green}}}`. Type is that of the document, in the scene's sizes.
"""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Iterable, Iterator

from ...basics import TnrnnError, mistake, tex, tex_mathematics
from ...system import write_file
from ..scenes import CutLine, CutMark, Label, Line, Mark, Scene, Style, Theme, look, resolved
from .files import check_path
from .tikz_paths import Item, at, comment, number, paths, rectangle, through

MOST_WORDS = 3_200_000
"""Of the 5,000,000 words of memory that pdflatex has as it is installed; a document and its packages take the rest."""

DISC_WORDS, POLYGON_WORDS, LINE_WORDS, STROKE_WORDS, LABEL_WORDS = 360, 105, 40, 140, 680
"""What an item takes of them, as measured with TeX Live 2022 on thousands."""

SMALLEST, LARGEST = 0.01, 100.0
LARGEST_SIDE, LARGEST_COORDINATE = 200.0, 16_000.0
"""Inches that viewers of pdf show; numbers below TeX's greatest, 16,384."""

TYPE = r"inner sep=0pt, outer sep=0pt, text height=0.72*#1 pt, text depth=0.22*#1 pt, font=\fontsize{#1}{#1}\selectfont"
"""Of labels, #1 being the points of their type; all letters stand as high and as deep as the highest and deepest."""

RIM = 0.5
"""Points of the line around a label's ground, half of it outside, and half the radius of its corners."""

SHAPES = {(4, "45"): "square", (3, "90"): "triangle", (4, "90"): "diamond", (5, "90"): "pentagon"}
"""Names of polygons by their number of corners and the angle of the first."""

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
    style : Style or str, optional
        A style, or a theme: "print" (default), "slides", "dark" or "grey".
    scale : float
        Of all lengths, type and strokes included, so that labels keep their room. For a picture of a given width with
        type of a given size, compose it so: `View(width="column")`.

    Raises
    ------
    TnrnnError
        On a scale out of range, and pictures too large for TeX.

    Examples
    --------
    >>> from tnrnn.drawing.scenes.scene import Mark
    >>> print(tikz(Scene("plain", (Mark("a", "weight", 0.5, 0.5, 0.1),))).partition("% marks\n")[2])
      \path[tn weight] (0.5,0.5) [tn disc=0.1]; % a
    \end{tikzpicture}
    <BLANKLINE>
    """
    return _Picture(scene, resolved(style), _checked(scene, scale)).source()


def write_tikz(scene: Scene, style: Style | Theme | None, path: str | os.PathLike[str], scale: float = 1.0) -> None:
    """Write a scene to a file that pdflatex compiles, or that a document inputs; see `tnrnn.save`."""
    check_path(path)
    write_file(path, f"{OPENING}{tikz(scene, style, scale)}{CLOSING}".encode())


def _checked(scene: Scene, scale: float) -> float:
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not SMALLEST <= scale <= LARGEST:
        raise mistake("scale", f"a number from {SMALLEST:g} to {LARGEST:g}", scale)
    taken = _memory(scene)
    if taken > MOST_WORDS:
        many = f"about {taken:,} words of TeX's memory, more than {MOST_WORDS:,}"
        raise TnrnnError(f"save: as a tex, this picture would take {many}; save a pdf")
    left, bottom, right, top = scene.box
    inches = max(right - left, top - bottom) * scene.unit * scale
    if inches > LARGEST_SIDE:
        raise mistake("scale", f"one with which the picture is at most {LARGEST_SIDE:g} inches wide and high", scale)
    if max(abs(value) for value in scene.box) > LARGEST_COORDINATE:
        raise TnrnnError(f"save: coordinates beyond {LARGEST_COORDINATE:,.0f} are too large for TeX; save a pdf")
    return float(scale)


def _memory(scene: Scene) -> int:
    """Return an estimate of the words of memory that pdflatex takes for a scene."""
    halos = 0 if scene.regions else sum(mark.side is not None for mark in scene.marks)
    rings = sum(mark.kind == "hyperedge" for mark in scene.cut_marks)
    discs = sum(not look.corners(mark) for mark in scene.marks)
    pieces = [len(line.points) for line in scene.lines] + [len(line.points) for line in scene.cut_lines]
    return (
        DISC_WORDS * (halos + rings + discs)
        + POLYGON_WORDS * (len(scene.marks) - discs)
        + LINE_WORDS * sum(pieces)
        + STROKE_WORDS * (len(scene.cut_marks) - rings)
        + LABEL_WORDS * (len(scene.labels) + len(scene.legend))
    )


class _Picture:
    """Says every item of a scene in one line, and remembers the styles and colours that the lines use."""

    def __init__(self, scene: Scene, style: Style, scale: float) -> None:
        self.scene, self.style, self.scale = scene, style, scale
        self.thin = look.thinness(scene)
        self.cut_thin = max(self.thin, look.LEAST_CUT)
        self.styles: dict[str, str] = {}
        self.colours: dict[str, str] = {}

    def source(self) -> str:
        scene = self.scene
        keys = [key.mark for key in scene.legend if key.mark is not None]
        sections = {
            "page": paths([self._page()]),
            "sides": paths(self._sides()),
            "lines": paths(map(self._line, scene.lines)),
            "cut lines": paths(map(self._cut_line, scene.cut_lines)),
            "marks": paths(map(self._mark, scene.marks)),
            "rings of the cut": paths(self._ring(mark) for mark in scene.cut_marks if mark.kind == "hyperedge"),
            "legend": paths(map(self._key, keys)),
            "labels": [self._label(label) for label in (*scene.labels, *(key.label for key in scene.legend))],
            "strokes of the cut": paths(self._stroke(mark) for mark in scene.cut_marks if mark.kind != "hyperedge"),
        }
        body = [f"% {head}\n" + "".join(f"  {line}\n" for line in lines) for head, lines in sections.items() if lines]
        unit = f"{number(scene.unit * self.scale)}in"
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

    def _page(self) -> Item:
        name = self._named("tn page", self._fill("background"))
        return Item(f"{name}, use as bounding box", rectangle(self.scene.box))

    def _sides(self) -> Iterator[Item]:
        for region in self.scene.regions:
            yield Item(self._named(f"tn region {region.side}", self._fill(region.side)), rectangle(region.box))
        if self.scene.regions:
            return
        for mark in self.scene.marks:
            if mark.side is not None:
                name = self._named(f"tn halo {mark.side}", self._fill(mark.side))
                yield Item(name, f"{at((mark.x, mark.y))} [{self._disc(mark.radius * look.HALO)}]")

    def _line(self, line: Line) -> Item:
        stroke = look.stroke(line.role)
        every = f"draw={self._colour('ink')}, line width={self._points(self.style.line_width * self.thin)}"
        self._named("tn line", f"{every}, line cap=round, line join=round")
        changes = ["tn line"]
        width = self.style.line_width * stroke.width * self.thin
        if stroke.colour != "ink":
            changes.append(f"draw={self._colour(stroke.colour)}")
        if stroke.width != 1:
            changes.append(f"line width={self._points(width)}")
        if stroke.dashes:
            changes.append(self._dashes(stroke.dashes, width))
        name = self._named(f"tn line {line.role}", ", ".join(changes))
        return Item(name, through(line.points, line.curve), ", ".join(line.bonds))

    def _cut_line(self, line: CutLine) -> Item:
        width = look.CUT_LINE * self.style.cut_width * self.cut_thin
        ink = f"draw={self._colour(look.cut_colour(line.cut))}, line width={self._points(width)}, line join=round"
        dashes = f", {self._dashes(look.DASHES, width)}" if line.kind == "line" else ""
        return Item(
            self._named(numbered("tn cut line", line.cut), ink + dashes), through(line.points, line.kind == "curve")
        )

    def _mark(self, mark: Mark) -> Item:
        width = look.EDGE * self.style.line_width * self.thin
        self._named("tn mark", f"draw={self._colour('ink')}, line join=round, line width={self._points(width)}")
        colour = look.fill(mark)
        bare = mark.role in look.BARE and self.style.colour(colour) != self.style.background
        edge = "" if bare else "tn mark"
        family, _, layer = colour.partition("-")
        if layer:
            name = f"{self._named(f'tn {family} {layer}', self._fill(colour))}, {self._named(f'tn {mark.role}', edge)}"
        else:
            filled = ", ".join(part for part in (edge, self._fill(colour)) if part)
            name = self._named(f"tn {mark.role}", filled)
        return Item(name, self._shape(mark), mark.name)

    def _key(self, mark: Mark) -> Item:
        item = self._mark(mark)
        width = look.EDGE * self.style.line_width
        return item._replace(styles=f"{item.styles}, {self._named('tn key', f'line width={self._points(width)}')}")

    def _shape(self, mark: Mark) -> str:
        """The path of a mark: a rectangle, or a point and, around it, a shape that is a style with a radius."""
        corners = look.corners(dataclasses.replace(mark, x=0.0, y=0.0))
        size = look.radius(mark)
        if mark.height:
            return rectangle((mark.x - mark.radius, mark.y - mark.height, mark.x + mark.radius, mark.y + mark.height))
        if not corners:
            return f"{at((mark.x, mark.y))} [{self._disc(size)}]"
        angles = [number(round(math.degrees(math.atan2(y, x)), 4)) for x, y in corners]
        shape = SHAPES.get((len(angles), angles[0]), f"polygon {len(angles)}")
        turns = " -- ".join(f"+({angle}:#1)" for angle in angles)
        name = self._named(f"tn {shape}", f"insert path={{{turns} -- cycle}}")
        return f"{at((mark.x, mark.y))} [{name}={number(size)}]"

    def _disc(self, radius: float) -> str:
        return f"{self._named('tn disc', 'insert path={circle[radius=#1]}')}={number(radius)}"

    def _ring(self, mark: CutMark) -> Item:
        name = self._named(numbered("tn ring", mark.cut), self._cut_ink(mark))
        return Item(name, f"{at((mark.x, mark.y))} [{self._disc(mark.size)}]", mark.name)

    def _stroke(self, mark: CutMark) -> Item:
        gap = self._points(self.cut_thin * (self.style.cut_width + look.STROKE_GAP))
        behind = f"preaction={{draw={self._colour('background')}, line width={gap}}}"
        name = self._named(numbered("tn cut", mark.cut), f"{self._cut_ink(mark)}, line cap=round, {behind}")
        turns = [f"+({number(mark.angle + turn)}:{number(mark.size)})" for turn in (180, 0)]
        return Item(name, f"{at((mark.x, mark.y))} {' -- '.join(turns)}", mark.name)

    def _cut_ink(self, mark: CutMark) -> str:
        width = self._points(self.style.cut_width * self.cut_thin)
        return f"draw={self._colour(look.cut_colour(mark.cut))}, line width={width}"

    def _label(self, label: Label) -> str:
        self._named("tn label", TYPE)
        size = number(self.style.font_size * label.size * self.scale)
        cut = label.cut if label.role in look.OF_THE_CUT else 0
        name = self._named(numbered(f"tn label {label.role}", cut), f"text={self._colour(look.text_colour(label))}")
        ground = look.rim(self.scene, label)
        rim = f"{self._rim()}={self._colour(ground)}, " if ground is not None else ""
        options = f"tn label={size}, {rim}{name}, anchor={label.anchor}"
        return f"\\node[{options}] at {at((label.x, label.y))} {{{words(label)}}};{comment(label.of)}"

    def _rim(self) -> str:
        return self._named(
            "tn rim", f"fill=#1, draw=#1, rounded corners={self._points(2 * RIM)}, line width={self._points(RIM)}"
        )

    def _named(self, name: str, definition: str) -> str:
        self.styles.setdefault(name, definition)
        return name

    def _colour(self, name: str) -> str:
        self.colours.setdefault(f"tn-{name}", self.style.colour(name)[1:].upper())
        return f"tn-{name}"

    def _fill(self, colour: str) -> str:
        return f"fill={self._colour(colour)}"

    def _points(self, points: float) -> str:
        return f"{number(points * self.scale)}pt"

    def _dashes(self, dashes: Iterable[float], width: float) -> str:
        lengths = [self._points(dash * width) for dash in dashes]
        pairs = zip(lengths[::2], lengths[1::2], strict=True)
        return f"dash pattern={' '.join(f'on {on} off {off}' for on, off in pairs)}"


def numbered(name: str, cut: int) -> str:
    """Return the name of a style of a cut, counted from 0: the first has no number."""
    return f"{name} {cut + 1}" if cut else name


def words(label: Label) -> str:
    """Return the words and mathematics of a label as TeX source."""
    mathematics = f"${tex_mathematics(label.math)}$" if label.math else ""
    return r"\enspace ".join(part for part in (tex(label.text), mathematics) if part)
