"""A sixth writer takes a page of code: it prints the display list as a script for a canvas, and decides nothing.

In a browser the canvas shows what the library's SVG shows, and a picture that lacks one shape or text does not.
"""

from __future__ import annotations

import dataclasses
import io
import json
import re

import numpy
import pytest
from PIL import Image

from tnrnn import Partition, min_cut, rac, slice_cut, unroll
from tnrnn.drawing import Note, Strip, Style, View, compose
from tnrnn.drawing.shapes import Disc, Outline, Text, display_list
from tnrnn.drawing.writers.svg_writer import svg_of

# The writer.

DROPS = {"top": 0.76, "center": 0.276, "baseline": 0.0, "bottom": -0.208}
ACROSS = {"left": 0, "center": 0.5, "right": 1}
TEXT = """const put = (x, y, across, ink, rim, runs) => {
  const wide = runs.map(([letters, font]) => { c.font = font; return c.measureText(letters).width; });
  for (const paint of rim ? ["stroke", "fill"] : ["fill"]) {
    let at = x - across * wide.reduce((sum, width) => sum + width, 0);
    Object.assign(c, { fillStyle: ink, strokeStyle: rim, lineWidth: 2, lineJoin: "round" });
    runs.forEach(([letters, font, rise], place) => {
      c.font = font; c[paint + "Text"](letters, at, y - rise); at += wide[place];
    });
  }
};"""


class Canvas:
    """Prints a display list as the lines of a script that draws on the context `c` of a canvas, in points."""

    def __init__(self, picture, style):
        self.picture, self.style, self.scale = picture, style, 72 * picture.unit
        self.left, bottom, right, self.top = picture.box
        self.size = ((right - self.left) * self.scale, (self.top - bottom) * self.scale)

    def lines(self):
        yield f"{TEXT} c.fillStyle = {self.ink('background')}; c.fillRect(0, 0, {self.at(self.picture.box[2:0:-1])});"
        for layer in self.picture.layers:
            cap = "butt" if layer.name == "cut-lines" else "round"
            for shape in layer.shapes:
                yield f"{self.closed(shape.form)} {self.filled(shape.fill)} {self.drawn(shape.pen, cap)}"
            for trace in layer.traces:
                yield f"{self.open(trace.form)} {self.drawn(trace.beneath, cap)} {self.drawn(trace.pen, cap)}"
                if trace.head:
                    yield f"{self.path(trace.head)} c.closePath(); {self.filled(trace.pen.colour)}"
            yield from map(self.text, layer.texts)

    def at(self, point):
        return f"{(point[0] - self.left) * self.scale:.3f}, {(self.top - point[1]) * self.scale:.3f}"

    def ink(self, name):
        return json.dumps(self.style.colour(name))

    def closed(self, form):
        if isinstance(form, Disc):
            return f"c.beginPath(); c.arc({self.at((form.x, form.y))}, {form.radius * self.scale:.3f}, 0, 7);"
        if isinstance(form, Outline):
            return f"{self.path(form.points, 3)} c.closePath();"
        return f"{self.path(form.corners)} c.closePath();"

    def open(self, form):
        return self.path(form.points, 3 if form.curve else 1)

    def path(self, points, each=1):
        pieces = [", ".join(map(self.at, points[k : k + each])) for k in range(1, len(points), each)]
        way = "bezierCurveTo" if each == 3 else "lineTo"
        return f"c.beginPath(); c.moveTo({self.at(points[0])}); {' '.join(f'c.{way}({piece});' for piece in pieces)}"

    def filled(self, name):
        return "" if name == "none" else f"c.fillStyle = {self.ink(name)}; c.fill();"

    def drawn(self, pen, cap):
        if pen.colour == "none":
            return ""
        dashes = [dash * pen.width for dash in pen.dashes]
        looks = f'c.lineWidth = {pen.width}; c.lineCap = "{cap}"; c.lineJoin = "round"; c.setLineDash({dashes});'
        return f"c.strokeStyle = {self.ink(pen.colour)}; {looks} c.stroke();"

    def text(self, text):
        family = "DejaVu Sans, Verdana, sans-serif"
        fonts = [f"{'italic ' * run.italic}{run.size * text.size}px {family}" for run in text.runs]
        runs = [[run.text, font, run.rise * text.size] for run, font in zip(text.runs, fonts, strict=True)]
        x, y = self.at((text.x, text.y)).split(", ")
        inks = f"{self.ink(text.colour)}, {self.ink(text.rim) if text.rim else 'null'}, {json.dumps(runs)}"
        return f"put({x}, {float(y) + DROPS[text.down] * text.size}, {ACROSS[text.across]}, {inks});"


# What it must show.

SCALE = 3
"""Pixels to a point."""

BLOCK, MOST = 16, 12.0
"""Pixels of a square, and how much its mean may differ, of 255."""


def network_with(view, *cuts):
    network = unroll(rac(5, 2, 2, 3), mode="continuous")
    return compose(network, [cut(network) for cut in cuts], view=view)


def least(network):
    return min_cut(network, Partition.start_end(5))


STRIP = Strip({"min-cut": (1.0, 2.0, 3.0, 2.0), "rank": (1.0, 1.5, None, 1.0)})
NOTES = [
    Note("hull", ("h[1,2]", "h[2,2]"), "first", side="below", fill="#DDEEDD", stroke="layer-3"),
    Note("box", "h[4,2]", dash="dashed"),
    Note("brace", "h[*,2]", "all $h^{t,2}$"),
    Note("arrow", "h[1,2]", to="h[4,2]", side="below", stroke="cut"),
]
PICTURES = {
    "staircase": (lambda: network_with(None, least), "print"),
    "two cuts, dark": (lambda: network_with(View(labels="all"), least, lambda network: slice_cut(network, 2)), "dark"),
    "anatomy": (lambda: network_with(View(detail="anatomy"), least), "print"),
    "strip": (lambda: network_with(View(strip=STRIP), least), "print"),
    "shared": (lambda: compose(rac(4, 3, 2, 2), min_cut(rac(4, 3, 2, 2), Partition.start_end(4))), "print"),
    "notes": (lambda: network_with(View(notes=NOTES), least), "print"),
    "matricization": (lambda: network_with("matricization", least), "print"),
}


def listed(name):
    made, theme = PICTURES[name]
    style = Style.named(theme)
    return display_list(made(), style), style


def shown(browser, body, size):
    """Return the pixels that a page shows."""
    width, height = (int(SCALE * side) for side in size)
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(f'<!doctype html><meta charset="utf-8"><body style="margin: 0; overflow: hidden">{body}')
    found = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return numpy.asarray(found.convert("RGB"), float)


def on_canvas(browser, picture, style):
    canvas = Canvas(picture, style)
    width, height = (int(SCALE * side) for side in canvas.size)
    script = f"const c = document.querySelector('canvas').getContext('2d'); c.scale({SCALE}, {SCALE});"
    script = "\n".join([script, *canvas.lines()]).replace("</", "<\\/")
    body = f'<canvas width="{width}" height="{height}" style="display: block"></canvas><script>{script}</script>'
    return shown(browser, body, canvas.size)


def difference(one, other):
    """Return by how much the squares differ at most."""
    height, width = (side // BLOCK * BLOCK for side in one.shape[:2])
    squares = (one - other)[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3)
    return abs(squares.mean(axis=(1, 3))).max()


def without(picture, name, place):
    """Return a picture that lacks one shape, trace or text of a layer."""
    layers = []
    for layer in picture.layers:
        kept = {
            kind: tuple(item for number, item in enumerate(getattr(layer, kind)) if number != place)
            for kind in ("shapes", "traces", "texts")
        }
        layers.append(layer._replace(**kept) if layer.name == name else layer)
    return dataclasses.replace(picture, layers=tuple(layers))


def items(layer):
    return layer.shapes or layer.traces or layer.texts


@pytest.mark.parametrize("name", PICTURES)
def test_every_shape_trace_and_text_is_in_the_script_once_and_at_its_place(name):
    picture, style = listed(name)
    canvas = Canvas(picture, style)
    _, *lines = canvas.lines()
    drawn = [item for layer in picture.layers for item in items(layer)]
    heads = [trace.head for layer in picture.layers for trace in layer.traces if trace.head]
    for head in heads:
        lines.remove(next(line for line in lines if f"moveTo({canvas.at(head[0])})" in line))
    for item, line in zip(drawn, lines, strict=True):
        form = getattr(item, "form", item)
        places = getattr(form, "points", None) or getattr(form, "corners", None) or [(form.x, form.y)]
        if isinstance(item, Text):
            assert line.startswith(f"put({canvas.at(places[0]).split(', ')[0]}, ")
            assert line.count(json.dumps(item.runs[0].text)) >= 1
        else:
            assert [place for place in re.findall(r"-?[0-9.]+, -?[0-9.]+", line) if place == canvas.at(places[0])]
            assert line.count("beginPath") == 1


@pytest.mark.parametrize("name", PICTURES)
def test_the_canvas_shows_what_the_svg_shows(browser, name):
    picture, style = listed(name)
    size = Canvas(picture, style).size
    sized = re.sub(r'width="([\d.]+)pt" height="([\d.]+)pt"', _larger, svg_of(picture, style), count=1)
    expected = shown(browser, sized, size)
    assert difference(expected, on_canvas(browser, picture, style)) < MOST
    for layer in picture.layers:
        if items(layer):
            spoilt = without(picture, layer.name, len(items(layer)) // 2)
            assert difference(expected, on_canvas(browser, spoilt, style)) > MOST, layer.name


def _larger(found):
    width, height = (SCALE * float(side) for side in found.groups())
    return f'width="{width}" height="{height}" style="display: block"'
