"""A scene as SVG: true text, a name on everything, and colours that a page or a slide may change.

What a test, a script or a slide can take hold of:

=====================  ================================================================================================
element                what it is
=====================  ================================================================================================
`svg.tnrnn.<view>`     the root; lengths inside are points
`g.tensor`             a tensor (of a circuit, a vertex), `data-name` its name. A mark that stands for several holds the
                       others as empty groups inside, so that every tensor is there once. Classes: `site`, `state`,
                       `input`, .., `layer-1`, and, where a cut says it, `near-side` or
                       `far-side`: `far` alone is a class of a font of icons that many pages load
`g.leg-end`            the end of a leg of a joined input: a mark without a tensor, named like its bond
`.bond`                a bond, `data-name` its name: its part of the line where a line carries several. Classes: `time`,
                       `depth`, `leg`, `output`, ..
`g.cut-mark`           the mark of an entry of a cut, `data-name` the entry's. Classes: `cut-1`, and from a second cut
                       on `cut-2`, ..; a `path.stroke` (on a `path.gap` that sets it off) or a `circle.ring`
`.cut-line`            the line of a cut
`.region`, `.halo`     the shading of a side, `near-side` or `far-side`
`text.label`           a label, `data-of` what it speaks of. Classes: `label-time`, `label-formula`, `label-tensor`, ..
`g.legend`             the marks of the legend, each a `g.key`
`.t-3`                 tensors, bonds and labels of the time step 3, where x is time; a bond is of the step it leads to
=====================  ================================================================================================

Every colour is an attribute, which any page's rule overrides, and a variable: `--tn-ink`, `--tn-faint`,
`--tn-background`, `--tn-layer-1`, .., `--tn-state`, `--tn-entry` (inputs), `--tn-joined`, `--tn-copy`, `--tn-weight`,
`--tn-near`, `--tn-far`, `--tn-cut`, `--tn-cut-2`, .. So `:root {--tn-cut: orange}` colours the cuts of all pictures on
a page, `.tnrnn .t-5, .tnrnn .t-6 {visibility: hidden}` hides two time steps until a slide reveals them. The rules
inside a picture are bound to a class made from their own text: pictures in several styles stand on one page.
"""

from __future__ import annotations

import math

from ...basics import approximate
from ..scenes import CutMark, Label, Line, Mark, Scene, Style, look
from .svg_page import Paper, Sheet, clean, group, number, stretches, title_of
from .svg_text import Run, runs

FAMILY = "DejaVu Sans, Verdana, sans-serif"
ASCENT, DESCENT = 0.76, 0.208
"""Of DejaVu Sans and Verdana: the height of an l and the depth of a p, in units of the font size."""

RIM, SHORT = 2.0, 0.2
"""Points of the rim of a label; stroke widths by which the bonds of a line end short, so that their round ends, which
stand out by half a width, neither leave a notch between them nor make a dark spot."""

AHEAD = 0.4
"""Steps by which what belongs to a time step may stand before it; what is farther belongs to the step before."""

ANCHORS = {"west": "start", "east": "end"}


def to_svg(scene: Scene, style: Style | None = None) -> str:
    """Return a scene as an `svg` element; see the module for the classes and variables in it.

    >>> from tnrnn import rac, unroll
    >>> from tnrnn.drawing import compose
    >>> source = to_svg(compose(unroll(rac(length=3, layers=1, inputs=2, hidden=2))))
    >>> source.count('data-name="W_H[2,1]"'), '<g class="tensor site layer-1 t-2" data-name="h[2,1]"' in source
    (1, True)
    """
    return _Writer(scene, style or Style()).source()


def svg_file(scene: Scene, style: Style | None = None) -> bytes:
    """Return a scene as the bytes of an svg file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{to_svg(scene, style)}\n'.encode()


class _Writer:
    """Writes the parts of a scene, from the ground up."""

    def __init__(self, scene: Scene, style: Style) -> None:
        self.scene, self.style = scene, style
        self.paper, self.sheet = Paper(scene), Sheet(style)
        self.thin = look.thinness(scene)
        self.cut_width = style.cut_width * max(self.thin, look.LEAST_CUT)
        timed = any(label.role == "time" for label in scene.labels)
        self.times = {(mark.x, mark.y): math.floor(mark.x + AHEAD) for mark in scene.marks} if timed else {}
        self.when: dict[str, str] = {}

    def source(self) -> str:
        paper, ground = self.paper, self.sheet.paint(".background", "fill", "background")
        strokes = [mark for mark in self.scene.cut_marks if mark.kind != "hyperedge"]
        parts = [
            f'<rect class="background" width="{paper.width}" height="{paper.height}"{ground}/>',
            *self._shading(),
            *self._lines(),
            *group("cut-lines", map(self._cut_line, range(len(self.scene.cut_lines))), ' fill="none"'),
            *self._marks(),
            *group("rings", (self._ring(mark) for mark in self.scene.cut_marks if mark.kind == "hyperedge")),
            *self._legend(),
            *self._labels(),
            *group("strokes", map(self._stroke, strokes), ' fill="none" stroke-linecap="round"'),
        ]
        bound, rules = self.sheet.bound()
        size = f'width="{paper.width}pt" height="{paper.height}pt" viewBox="0 0 {paper.width} {paper.height}"'
        said = clean(
            "; ".join([self.scene.view, *(_said(label) for label in self.scene.labels if label.role == "formula")])
        )
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" class="tnrnn {bound} {clean(self.scene.view)}" {size} '
                f'role="img" aria-label="{said}" font-family="{FAMILY}">',
                f"<style>\n{rules}\n</style>",
                *parts,
                "</svg>",
            ]
        )

    def _shading(self) -> list[str]:
        """Regions, or, where there are none, halos around the marks."""
        paint, paper, shapes = self.sheet.paint, self.paper, []
        for region in self.scene.regions:
            left, bottom, right, top = region.box
            size = f'width="{paper.length(right - left)}" height="{paper.length(top - bottom)}"'
            fill = paint(f".region.{region.side}-side", "fill", region.side)
            at = f'x="{paper.x(left)}" y="{paper.y(top)}"'
            shapes.append(f'<rect class="region {region.side}-side" {at} {size}{fill}/>')
        if shapes:
            return group("regions", shapes, ' shape-rendering="crispEdges"')
        for side in ("near", "far"):
            for mark in self.scene.marks:
                if mark.side == side:
                    fill = paint(f".halo.{side}-side", "fill", side)
                    shapes.append(
                        f'<circle class="halo {side}-side" {self._round(mark, mark.radius * look.HALO)}{fill}/>'
                    )
        return group("halos", shapes)

    def _lines(self) -> list[str]:
        plain = look.Stroke()
        width = number(self.style.line_width * self.thin)
        ink = self.sheet.paint(".lines", "stroke", plain.colour)
        drawn = [shape for line in self.scene.lines for shape in self._line(line)]
        return group("lines", drawn, f' fill="none"{ink} stroke-width="{width}"{ROUND}')

    def _line(self, line: Line) -> list[str]:
        stroke, role, plain = look.stroke(line.role), clean(line.role), look.Stroke()
        width = self.style.line_width * stroke.width * self.thin
        more = f' stroke-width="{number(width)}"' if stroke.width != plain.width else ""
        if stroke.colour != plain.colour:
            more += self.sheet.paint(f".lines .{role}", "stroke", stroke.colour)
        more += _dashed(stroke.dashes, width)
        ends = [self.times[end] for end in (line.points[0], line.points[-1]) if end in self.times]
        when = f" t-{max(ends)}" if ends else ""
        if not line.bonds:
            return [f'<path class="{role}{when}" d="{self.paper.path(line.points, line.curve)}"{more}/>']
        shapes = []
        for bond, points in stretches(line, SHORT * width / self.paper.scale):
            whole = line.curve and len(line.bonds) == 1
            place = self.paper.path(line.points if whole else points, whole)
            title = f"bond {bond}" + (f" ({line.role})" if line.role != "bond" else "")
            kind = f"bond {role}" if role != "bond" else "bond"
            self.when.setdefault(bond, when)
            shapes.append(
                f'<path class="{kind}{when}" data-name="{clean(bond)}" d="{place}"{more}>{title_of(title)}</path>'
            )
        return shapes

    def _cut_line(self, place: int) -> str:
        line = self.scene.cut_lines[place]
        width = look.CUT_LINE * self.cut_width
        stroke = self._of_cut(".cut-line", "stroke", line.cut) + _dashed(
            look.DASHES if line.kind == "line" else (), width
        )
        path = self.paper.path(line.points, line.kind == "curve")
        return f'<path class="cut-line cut-{line.cut + 1}" d="{path}" stroke-width="{number(width)}"{stroke}/>'

    def _marks(self) -> list[str]:
        drawn = [self._mark(mark) for mark in self.scene.marks]
        return group("marks", drawn, self._edge("marks", self.thin))

    def _mark(self, mark: Mark) -> str:
        when = f" t-{self.times[mark.x, mark.y]}" if (mark.x, mark.y) in self.times else ""
        side = f" {mark.side}-side" if mark.side else ""
        kind = f"{_kind(mark)}{side}{when}"
        shape = self._shape(mark, "marks")
        if not mark.tensors:
            fill, drawn = shape
            title = title_of(f"end of the leg {mark.name}")
            return f'<g class="leg-end {kind}" data-name="{clean(mark.name)}"{fill}>{title}{drawn}</g>'
        self.when.update(dict.fromkeys(mark.tensors, when))
        first, *others = mark.tensors
        title = f"{mark.role} {first}" + (f" with {', '.join(others)}" if others else "")
        inner = "".join(f'<g class="tensor" data-name="{clean(name)}">{title_of(name)}</g>' for name in others)
        return f'<g class="tensor {kind}" data-name="{clean(first)}"{shape[0]}>{title_of(title)}{shape[1]}{inner}</g>'

    def _edge(self, group: str, thin: float) -> str:
        width = number(look.EDGE * self.style.line_width * thin)
        return f'{self.sheet.paint(f".{group}", "stroke", "ink")} stroke-width="{width}" stroke-linejoin="round"'

    def _shape(self, mark: Mark, group: str) -> tuple[str, str]:
        """Return the attributes and the shape of a mark."""
        colour, kind = look.fill(mark), clean(mark.role)
        painted = f".{kind}.{colour}" if colour.startswith("layer-") else f".{kind}"
        paint = self.sheet.paint(f".{group} {painted}", "fill", colour)
        if mark.role in look.BARE and self.style.colour(colour) != self.style.background:
            paint += ' stroke="none"'
        corners = look.corners(mark)
        if not corners:
            return paint, f"<circle {self._round(mark, look.radius(mark))}/>"
        return paint, f'<polygon points="{" ".join(self.paper.point(corner) for corner in corners)}"/>'

    def _round(self, mark: Mark | CutMark, radius: float) -> str:
        paper = self.paper
        return f'cx="{paper.x(mark.x)}" cy="{paper.y(mark.y)}" r="{paper.length(radius)}"'

    def _ring(self, mark: CutMark) -> str:
        stroke = self._of_cut(".ring", "stroke", mark.cut)
        width = f'stroke-width="{number(self.cut_width)}"'
        shape = f'<circle class="ring" {self._round(mark, mark.size)} fill="none" {width}{stroke}/>'
        return _cut_mark(mark, shape)

    def _stroke(self, mark: CutMark) -> str:
        path = self.paper.path(look.stroke_ends(mark.x, mark.y, mark.angle, mark.size))
        thin = self.cut_width / self.style.cut_width
        behind = f'stroke-width="{number(self.cut_width + look.STROKE_GAP * thin)}"'
        gap = f'<path class="gap" d="{path}" {behind}{self.sheet.paint(".gap", "stroke", "background")}/>'
        stroke = self._of_cut(".stroke", "stroke", mark.cut)
        return _cut_mark(
            mark, f'{gap}<path class="stroke" d="{path}" stroke-width="{number(self.cut_width)}"{stroke}/>'
        )

    def _of_cut(self, selector: str, attribute: str, cut: int) -> str:
        own = f".cut-{cut + 1}"
        inside = f"{selector}{own}" if selector in (".cut-line", ".label") else f"{own} {selector}"
        return self.sheet.paint(inside, attribute, look.cut_colour(cut))

    def _legend(self) -> list[str]:
        keys = [key.mark for key in self.scene.legend if key.mark is not None]
        drawn = []
        for mark in keys:
            fill, shape = self._shape(mark, "legend")
            drawn.append(f'<g class="key {_kind(mark)}"{fill}>{shape}</g>')
        return group("legend", drawn, self._edge("legend", 1.0))

    def _labels(self) -> list[str]:
        ink = self.sheet.paint(".labels", "fill", "ink")
        labels = (*self.scene.labels, *(key.label for key in self.scene.legend))
        shared = f'{ink} font-size="{number(self.style.font_size)}"'
        return group("labels", [self._label(label) for label in labels], shared)

    def _label(self, label: Label) -> str:
        words, role, size = label.anchor.split(), clean(label.role), self.style.font_size * label.size
        below = {"north": ASCENT, "south": -DESCENT, "base": 0.0}
        drop = next((below[word] for word in words if word in below), (ASCENT - DESCENT) / 2)
        at = f'x="{self.paper.x(label.x)}" y="{self.paper.y(label.y, drop * size)}"'
        anchor = next((ANCHORS[word] for word in words if word in ANCHORS), "middle")
        more = f' text-anchor="{anchor}"' if anchor != "start" else ""
        more += f' font-size="{number(size)}"' if label.size != 1 else ""
        kind, colour = f"label label-{role}", look.text_colour(label)
        if label.role in look.OF_THE_CUT:
            kind += f" cut-{label.cut + 1}"
            more += self._of_cut(".label", "fill", label.cut)
        elif colour != "ink":
            more += self.sheet.paint(f".label-{role}", "fill", colour)
        behind = look.rim(self.scene, label)
        if behind is not None:
            kind += f" on-{behind}"
            rim = self.sheet.paint(f".label.on-{behind}", "stroke", behind)
            more += f'{rim} stroke-width="{number(RIM)}" stroke-linejoin="round" paint-order="stroke"'
        if label.of:
            more += f' data-of="{clean(label.of)}"'
        when = f" t-{round(label.x)}" if label.role == "time" else self.when.get(label.of, "")
        return f'<text class="{kind}{when}" {at}{more}>{_words(label, size)}</text>'


ROUND = ' stroke-linecap="round" stroke-linejoin="round"'


def _kind(mark: Mark) -> str:
    """The classes that say what a mark is: its role and its layer, or the one whose colour it has."""
    colour = look.fill(mark)
    layer = colour if colour.startswith("layer-") else "" if mark.layer is None else f"layer-{mark.layer}"
    return f"{clean(mark.role)} {layer}".rstrip()


def _dashed(dashes: tuple[float, ...], width: float) -> str:
    return f' stroke-dasharray="{" ".join(number(dash * width) for dash in dashes)}"' if dashes else ""


def _said(label: Label) -> str:
    """A label on one line."""
    return f"{label.text} {''.join(run.script[-1:] + run.text for run in runs(label.math))}".strip()


def _cut_mark(mark: CutMark, shape: str) -> str:
    size = f"{mark.symbol} = {mark.dim}" if mark.symbol else f"dimension {mark.dim}"
    times = f", {approximate(mark.count)} times" if mark.count > 1 else ""
    title = title_of(f"cut: {mark.kind} {mark.name}, {size}{times}")
    return f'<g class="cut-mark cut-{mark.cut + 1}" data-name="{clean(mark.name)}">{title}{shape}</g>'


def _words(label: Label, size: float) -> str:
    """The words of a label and, two spaces on, its mathematics."""
    spans = [Run(f"{label.text}  " if label.text and label.math else label.text)] if label.text else []
    shown, rise = [], 0.0
    for run in [*spans, *runs(label.math)]:
        up = run.rise * size
        more = ' font-style="italic"' if run.italic else ""
        more += f' font-size="{number(run.size * size)}"' if run.script else ""
        more += f' dy="{number(rise - up)}"' if up != rise else ""
        text = clean(run.text).replace("  ", "\u00a0 ")  # two spaces would become one
        shown.append(f"<tspan{more}>{text}</tspan>" if more else text)
        rise = up
    return "".join(shown)
