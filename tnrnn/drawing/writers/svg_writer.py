"""A scene as SVG: true text, a name on everything, and colours that a page or a slide may change.

Tests, scripts and slides can select these elements:

=====================  ================================================================================================
element                what it is
=====================  ================================================================================================
`svg.tnrnn.<view>`     the root; lengths inside are points
`g.tensor`             a tensor (of a circuit, a vertex), `data-name` its name. A mark that stands for several contains
                       the others as empty groups, so that every tensor is there once. Classes: `site`, `state`,
                       `input`, .., `layer-1`, and, if there is a cut, `near-side` or `far-side` (`far` alone is a class
                       of a font of icons that many pages load)
`g.leg-end`            the end of a leg of a joined input: a mark without a tensor, named like its bond
`.bond`                a bond, `data-name` its name: its part of the line where a line carries several. Classes: `time`,
                       `depth`, `leg`, `output`, ..
`g.cut-mark`           the mark of an entry of a cut, `data-name` the name of the entry. Classes: `cut-1`, and from a
                       second cut on `cut-2`, ..; a `path.stroke` (on a `path.gap` that sets it off) or a `circle.ring`
`data-node`            beside `data-name`: the name of the node of a mark, or the coordinate of a bond, in the TikZ of
                       the same picture; each is there once
`.cut-line`            the line of a cut
`.region`, `.halo`     the shading of a side, `near-side` or `far-side`
`.note`                what a note draws, `data-name` "note-1", .. in the order of the view. Classes: `note-brace`,
                       `note-arrow`, `note-box`, `note-hull`; its text is a label with that name as `data-of`
`text.label`           a label, `data-of` the name of what it describes. Classes: `label-time`, `label-formula`,
                       `label-tensor`, ..
`g.legend`             the marks of the legend, each a `g.key`
`data-panel`           on tensors and bonds of a figure of panels: the letter of the panel, as "a"
`.t-3`                 tensors, bonds and labels of the time step 3, where x is time; a bond is of the step it leads to
=====================  ================================================================================================

Every colour is an attribute, which any page's rule overrides, and a variable: `--tn-ink`, `--tn-faint`,
`--tn-background`, `--tn-layer-1`, .., `--tn-state`, `--tn-entry` (inputs), `--tn-joined`, `--tn-copy`, `--tn-weight`,
`--tn-near`, `--tn-far`, `--tn-cut`, `--tn-cut-2`, .. So `:root {--tn-cut: orange}` colours the cuts of all pictures on
a page, `.tnrnn .t-5, .tnrnn .t-6 {visibility: hidden}` hides two time steps until a slide reveals them. The rules
inside a picture are bound to a class made from their own text: pictures in several styles stand on one page.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..scenes import Scene, Style
from ..shapes import (
    Area,
    Disc,
    DisplayList,
    Layer,
    Outline,
    Path,
    Pen,
    Place,
    Shape,
    Stroke,
    Text,
    Trace,
    display_list,
    node_names,
)
from .svg_page import Paper, Sheet, clean, group, number, title_of
from .typefaces import typeface

ASCENT, DESCENT = 0.76, 0.208
"""The height of an l and the depth of a p in DejaVu Sans and Verdana, in units of the font size."""

DROPS = {"top": ASCENT, "bottom": -DESCENT, "baseline": 0.0, "center": (ASCENT - DESCENT) / 2}
"""How far the baseline of a text is below its point, in units of the font size."""

OWN_COLOURS = ("note", "inside")
"""The kinds of texts that have several colours in one picture, and so a class for each."""

ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}

RIM = 2.0
"""The width of the rim of a text in points."""


def to_svg(scene: Scene, style: Style | None = None) -> str:
    """Return a scene as an `svg` element; see the module for the classes and variables in it.

    >>> from tnrnn import rac, unroll
    >>> from tnrnn.drawing import compose
    >>> source = to_svg(compose(unroll(rac(length=3, layers=1, inputs=2, hidden=2))))
    >>> source.count('data-name="W_H[2,1]"'), '<g class="tensor site layer-1 t-2" data-name="h[2,1]"' in source
    (1, True)
    """
    chosen = style or Style()
    return svg_of(display_list(scene, chosen), chosen)


def svg_file(scene: Scene, style: Style | None = None) -> bytes:
    """Return a scene as the bytes of an svg file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{to_svg(scene, style)}\n'.encode()


def svg_of(picture: DisplayList, style: Style) -> str:
    """Return a display list in the colours of a style as an `svg` element."""
    return _Printer(picture, style).source()


class _Printer:
    """Prints the layers of a picture, the lowest first."""

    def __init__(self, picture: DisplayList, style: Style) -> None:
        self.picture, self.style, self.paper, self.sheet = picture, style, Paper(picture), Sheet(style)
        self.names = node_names(picture)

    def source(self) -> str:
        paper, ground = self.paper, self.sheet.paint(".background", "fill", "background")
        parts = [line for layer in self.picture.layers for line in self._layer(layer)]
        bound, rules = self.sheet.bound()
        size = f'width="{paper.width}pt" height="{paper.height}pt" viewBox="0 0 {paper.width} {paper.height}"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" class="tnrnn {bound} {clean(self.picture.view)}" {size} '
                f'role="img" aria-label="{clean(self.picture.said)}" font-family="{clean(typeface(self.style).css)}">',
                f"<style>\n{rules}\n</style>",
                f'<rect class="background" width="{paper.width}" height="{paper.height}"{ground}/>',
                *parts,
                "</svg>",
            ]
        )

    def _layer(self, layer: Layer) -> list[str]:
        """Return the lines of a layer. The rules of the style sheet are in the order in which colours are used."""
        name, shapes, traces = layer.name, layer.shapes, layer.traces
        if name in ("regions", "halos", "patches"):
            drawn = list(map(self._patch if name == "patches" else self._side, shapes))
            bands = name == "regions" and all(isinstance(shape.form, Area) for shape in shapes)
            return group(name, drawn, ' shape-rendering="crispEdges"' if bands else "")
        if name == "lines":
            common = f' fill="none"{self._common(layer)} stroke-linecap="round" stroke-linejoin="round"'
            named = zip(traces, self.names.places, strict=True)
            return group(name, (path for line, places in named for path in self._line(line, layer.pen, places)), common)
        if name == "cut-lines":
            return group(name, map(self._cut_line, traces), ' fill="none"')
        if name in ("marks", "legend"):
            nodes = self.names.marks if name == "marks" else [""] * len(shapes)
            drawn = [self._token(shape, name, node) for shape, node in zip(shapes, nodes, strict=True)]
            return group(name, drawn, f'{self._common(layer)} stroke-linejoin="round"')
        if name == "labels":
            common = f'{self.sheet.paint(".labels", "fill", "ink")} font-size="{number(self.picture.font_size)}"'
            return group(name, map(self._text, layer.texts), common)
        common = ' fill="none" stroke-linecap="round"' if name == "strokes" else ""
        return group(name, map(self._cut_mark, shapes or traces), common)

    def _side(self, shape: Shape) -> str:
        fill = self.sheet.paint(f".{shape.kind}.{shape.side}-side", "fill", shape.fill)
        return self._drawn(shape, _classes(shape), fill)

    def _patch(self, shape: Shape) -> str:
        selector = f".look-{shape.look}" if shape.look else f".note-{clean(shape.kind)}"
        fill = self.sheet.paint(f".patches {selector}", "fill", shape.fill)
        more = f' data-name="{clean(shape.name)}"{fill}{self._pen(f".patches {selector}", shape.pen)}'
        return self._drawn(shape, _classes(shape), more)

    def _line(self, line: Trace, plain: Pen, places: tuple[Place, ...]) -> Iterator[str]:
        pen, kind = line.pen, _classes(line)
        more = f' stroke-width="{number(pen.width)}"' if pen.width != plain.width else ""
        if pen.colour != plain.colour:
            selector = f".look-{line.look}" if line.look else f".{clean(line.kind)}"
            more += self.sheet.paint(f".lines {selector}", "stroke", pen.colour)
        more += _dashed(pen)
        if not line.parts:
            named = f' data-name="{clean(line.name)}"' if line.name else ""
            yield self._drawn(line, kind, named + more)
        for part, place in zip(line.parts, places, strict=True):
            path = self.paper.path(part.path) if part.path else ""
            name = f' data-name="{clean(part.name)}" data-node="{place.name}"{_panel(line)}'
            yield f'<path{kind}{name} d="{path}"{more}>{title_of(part.title)}</path>'
        if line.head:
            ink = self.sheet.paint(f".head-{line.look}", "fill", pen.colour)
            points = " ".join(map(self.paper.point, line.head))
            yield f'<polygon class="head head-{line.look}" stroke="none"{ink} points="{points}"/>'

    def _cut_line(self, line: Trace) -> str:
        return self._drawn(line, _classes(line), self._pen(f".cut-line.cut-{line.cut + 1}", line.pen))

    def _token(self, shape: Shape, layer: str, node: str) -> str:
        kind, layered = clean(shape.kind), f".{shape.fill}" * shape.fill.startswith("layer-")
        selector = f".{layer} .look-{shape.look}" if shape.look else f".{layer} .{kind}{layered}"
        fill = self.sheet.paint(selector, "fill", shape.fill)
        plain = self.picture[layer].pen
        if shape.pen.colour != plain.colour:
            fill += self.sheet.paint(selector, "stroke", shape.pen.colour)
        if shape.pen.width != plain.width:
            fill += f' stroke-width="{number(shape.pen.width)}"'
        first, *others = shape.parts or (shape,)
        inner = "".join(
            f'<g class="tensor" data-name="{clean(each.name)}">{title_of(each.title)}</g>' for each in others
        )
        name = f' data-name="{clean(first.name)}" data-node="{node}"{_panel(shape)}' if node else ""
        title = "" if layer == "legend" else title_of(first.title)
        return f"<g{_classes(shape)}{name}{fill}>{title}{self._drawn(shape)}{inner}</g>"

    def _cut_mark(self, mark: Shape | Trace) -> str:
        drawn, filled = "", ""
        if isinstance(mark, Shape):
            filled = ' fill="none"'
        else:
            drawn = self._drawn(mark, ' class="gap"', self._pen(".gap", mark.beneath))
        pen = self._pen(f".cut-{mark.cut + 1} .{mark.kind}", mark.pen)
        drawn += self._drawn(mark, f' class="{mark.kind}"', filled + pen)
        return f'<g{_classes(mark)} data-name="{clean(mark.name)}">{title_of(mark.title)}{drawn}</g>'

    def _drawn(self, drawn: Shape | Trace, kind: str = "", more: str = "") -> str:
        """Return the element of a form: its class, its place, and then more attributes."""
        form, paper = drawn.form, self.paper
        if isinstance(form, Disc):
            at = f'cx="{paper.x(form.x)}" cy="{paper.y(form.y)}" r="{paper.length(form.radius)}"'
            return f"<circle{kind} {at}{more}/>"
        if isinstance(form, Area):
            left, bottom, right, top = form.box
            size = f'width="{paper.length(right - left)}" height="{paper.length(top - bottom)}"'
            return f'<rect{kind} x="{paper.x(left)}" y="{paper.y(top)}" {size}{more}/>'
        if isinstance(form, Path | Stroke | Outline):
            return f'<path{kind} d="{paper.path(form)}"{more}/>'
        return f'<polygon{kind} points="{" ".join(map(paper.point, form.corners))}"{more}/>'

    def _common(self, layer: Layer) -> str:
        stroke = self.sheet.paint(f".{layer.name}", "stroke", layer.pen.colour)
        return f'{stroke} stroke-width="{number(layer.pen.width)}"'

    def _pen(self, selector: str, pen: Pen) -> str:
        return f' stroke-width="{number(pen.width)}"{self.sheet.paint(selector, "stroke", pen.colour)}{_dashed(pen)}'

    def _text(self, text: Text) -> str:
        at = f'x="{self.paper.x(text.x)}" y="{self.paper.y(text.y, DROPS[text.down] * text.size)}"'
        more = ANCHORS[text.across]
        more += f' font-size="{number(text.size)}"' if text.size != self.picture.font_size else ""
        if text.colour.startswith("cut") and text.kind not in OWN_COLOURS:
            more += self.sheet.paint(f".label.cut-{text.cut + 1}", "fill", text.colour)
        elif text.kind in OWN_COLOURS:
            more += self.sheet.paint(f".label.in-{text.colour}", "fill", text.colour) if text.colour != "ink" else ""
        elif text.colour != "ink":
            more += self.sheet.paint(f".label-{clean(text.kind)}", "fill", text.colour)
        if text.rim:
            rim = self.sheet.paint(f".label.on-{text.rim}", "stroke", text.rim)
            more += f'{rim} stroke-width="{number(RIM)}" stroke-linejoin="round" paint-order="stroke"'
        if text.of:
            more += f' data-of="{clean(text.of)}"'
        return f"<text{_classes(text)} {at}{more}>{_words(text)}</text>"


def _classes(item: Shape | Trace | Text) -> str:
    side = f" {item.side}-side" if not isinstance(item, Text) and item.side else ""
    when = "" if item.time is None else f" t-{item.time}"
    return f' class="{clean(item.classes)}{side}{when}"'


def _panel(item: Shape | Trace) -> str:
    return f' data-panel="{clean(item.panel)}"' if item.panel else ""


def _dashed(pen: Pen) -> str:
    lengths = " ".join(number(dash * pen.width) for dash in pen.dashes)
    return f' stroke-dasharray="{lengths}"' if lengths else ""


def _words(text: Text) -> str:
    shown, rise = [], 0.0
    for run in text.runs:
        up = run.rise * text.size
        more = ' font-style="italic"' if run.italic else ""
        more += ' font-weight="bold"' if run.bold else ""
        more += f' font-size="{number(run.size * text.size)}"' if run.script else ""
        more += f' dx="{number(run.shift * text.size)}"' if run.shift else ""
        more += f' dy="{number(rise - up)}"' if up != rise else ""
        letters = clean(run.text).replace("  ", "\u00a0 ")  # two spaces would become one
        shown.append(f"<tspan{more}>{letters}</tspan>" if more else letters)
        rise = up
    return "".join(shown)
