"""A display list as JSON, with what a page cannot work out: the marks that a reader's own cut may switch on.

Shapes and texts are many, and are therefore written as arrays; `DRAWN` and `TEXT` name their items in order.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from ...drawing.cut_lines import severable
from ...drawing.scenes import Scene, Style, Theme, roles
from ...drawing.shapes import NO_PEN, Layer, Pen, Shape, Text, Trace, display_list
from ...networks import Network

HALOS = {"light": {"near": "#B5D3EE", "far": "#F8D3A0"}, "dark": {"near": "#27517A", "far": "#6B4A26"}}
"""The colours of the halos that show the sides of a reader's own cut, in place of wide bands."""

DRAWN = ("form", "fill", "kind", "classes", "pen", "beneath", "name", "title", "parts", "cut", "time", "side")
"""The items of a shape or line. A form is a list of the name of its class in lower case and its fields. A pen is null
if it is that of the layer, and what is beneath is null for shapes, and for traces with nothing beneath. A mark has the
radius of its halo in place of its side, since one text holds the sides of all marks."""

TEXT = (
    "x", "y", "text", "math", "anchor", "size", "colour", "rim", "kind", "classes", "of", "cut", "time",
    "across", "down", "runs", "tex",
)  # fmt: skip
"""The items of a text; a run is a list of its letters, whether they are italic, their size and their rise."""

SIDES = {"": "-", "near": "n", "far": "f"}
"""The letters that stand for the sides of marks."""


def list_json(scene: Scene, network: Network | None = None) -> dict[str, Any]:
    """Return the display list of a scene as JSON; if the network is given, with the marks of any cut of a reader.

    >>> from tnrnn import rac, unroll
    >>> from tnrnn.drawing import compose
    >>> network = unroll(rac(length=2, layers=1, inputs=2, hidden=3))
    >>> found = list_json(compose(network), network)
    >>> found["marks"][0][:4], found["own"]["matrices"][1][0]
    ([['disc', 2.0, 0.0, 0.06], 'layer-1', 'site', 'tensor site layer-1'], 'W_H[2,1]')
    """
    picture = display_list(scene, page_style(scene))
    marks, keys, labels = picture["marks"], iter(picture["legend"].shapes), len(scene.labels)
    texts = list(map(_text, picture["labels"].texts))
    heads = [[row, line.head] for row, line in enumerate(picture["lines"].traces) if line.head]
    return {
        "frame": [picture.view, list(picture.box), picture.unit, picture.font_size],
        "pens": {layer.name: list(layer.pen) for layer in picture.layers},
        "regions": _layer(picture["regions"]),
        **({"patches": _layer(picture["patches"])} if picture["patches"].shapes else {}),
        "lines": _layer(picture["lines"]),
        **({"heads": heads} if heads else {}),
        "cut_lines": _layer(picture["cut-lines"]),
        "marks": [
            [*_drawn(shape, marks.pen)[:-1], mark.radius * roles.HALO]
            for mark, shape in zip(scene.marks, marks.shapes, strict=True)
        ],
        "sides": "".join(SIDES[shape.side] for shape in marks.shapes),
        "rings": _layer(picture["rings"]),
        "legend": [
            [None if key.mark is None else _drawn(next(keys), picture["legend"].pen), text]
            for key, text in zip(scene.legend, texts[labels:], strict=True)
        ],
        "labels": texts[:labels],
        "strokes": _layer(picture["strokes"]),
        "own": None if network is None else _own(scene, network),
    }


def page_style(scene: Scene) -> Style:
    """Return the style for the display list of a scene; the other styles of a page differ only in colours."""
    return Style(font_size=scene.font_size)


def _layer(layer: Layer) -> list[list[Any]]:
    return [_drawn(item, layer.pen) for item in layer.shapes or layer.traces]


def _drawn(item: Shape | Trace, plain: Pen) -> list[Any]:
    fill, beneath = (item.fill, NO_PEN) if isinstance(item, Shape) else (None, item.beneath)
    parts = [
        [part.name, part.title, None if part.path in (None, item.form) else _form(part.path)] for part in item.parts
    ]
    words = (item.name, item.title, parts, item.cut, item.time, item.side)
    pens = (None if item.pen == plain else list(item.pen), None if beneath == NO_PEN else list(beneath))
    return [_form(item.form), fill, item.kind, item.classes, *pens, *words]


def _form(form: Any) -> list[Any]:
    return [type(form).__name__.lower(), *(getattr(form, name) for name in form.__slots__)]


def _text(text: Text) -> list[Any]:
    runs = [[run.text, run.italic, round(run.size, 6), round(run.rise, 6)] for run in text.runs]
    return [runs if name == "runs" else getattr(text, name) for name in TEXT]


def _own(scene: Scene, network: Network) -> dict[str, Any]:
    """Return, by name, the marks that a reader's own cut can switch on, and the positions of the matrices on lines."""
    alone = Scene(scene.view, cut_marks=severable(scene, network), box=scene.box, unit=scene.unit, step=scene.step)
    every = display_list(alone, page_style(scene))
    strokes = every["strokes"].traces
    return {
        "pen": list(strokes[0].pen),
        "beneath": list(strokes[0].beneath),
        "strokes": {stroke.name: _form(stroke.form) for stroke in strokes},
        "rings": {ring.name: _form(ring.form) for ring in every["rings"].shapes},
        "matrices": list(_matrices(scene, network)),
    }


def _matrices(scene: Scene, network: Network) -> Iterator[list[Any]]:
    """Yield [name, x, y] for each tensor that sits on a line, between one bond and the next."""
    for line in scene.lines:
        (left, low), (right, high) = line.points[0], line.points[-1]
        for (one, two), stops in zip(itertools.pairwise(line.bonds), itertools.pairwise(line.stops), strict=True):
            shared = [end for end in network.ends[one] if end in network.ends[two]]
            if shared:
                stop = sum(stops) / 2
                yield [network.tensors[shared[0]].name, left + stop * (right - left), low + stop * (high - low)]


def styles() -> dict[str, Style]:
    """Return the styles of a page: light and dark, each also with the halos of a reader's own cut.

    >>> list(styles())
    ['light', 'dark', 'light-own', 'dark-own']
    """
    themes: dict[str, Theme] = {"light": "print", "dark": "dark"}
    plain = {name: Style.named(theme) for name, theme in themes.items()}
    return plain | {f"{name}-own": Style.named(theme, **HALOS[name]) for name, theme in themes.items()}
