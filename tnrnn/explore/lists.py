"""A display list as JSON, with what a page cannot know: the marks that a reader's own cut may switch on.

Arrays, and no objects, where there are many: `DRAWN` and `TEXT` name their items in order.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

from ..drawing.cut_lines import severable
from ..drawing.scenes import Scene, Style, Theme, look
from ..drawing.shapes import (
    Area,
    Block,
    Disc,
    DisplayList,
    Layer,
    Part,
    Path,
    Pen,
    Polygon,
    Shape,
    Stroke,
    Text,
    Trace,
    display_list,
    halo,
)
from ..networks import Network

HALOS = {"light": {"near": "#B5D3EE", "far": "#F8D3A0"}, "dark": {"near": "#27517A", "far": "#6B4A26"}}
"""The sides in the reader's own cut, where halos say them and not wide bands."""

DRAWN = ("form", "fill", "kind", "classes", "pen", "beneath", "name", "title", "parts", "side", "cut", "time")
"""The items of what is drawn. A form is a list: the name of its class in small letters, and its fields; a pen is null
where it is that of the layer. A mark has the radius of its halo besides."""

TEXT = (
    "x", "y", "text", "math", "anchor", "size", "colour", "rim", "kind", "classes", "of", "cut", "time",
    "across", "down", "runs", "tex",
)  # fmt: skip
"""The items of a text; a run is a list of its letters, whether they are italic, their size and their rise."""

FORMS: dict[str, Any] = {form.__name__.lower(): form for form in (Area, Block, Disc, Path, Polygon, Stroke)}
SIDES = {"": "-", "near": "n", "far": "f"}


def list_json(scene: Scene, network: Network | None = None) -> dict[str, Any]:
    """Return what a scene draws on a page; of a network's scene with the marks of any cut that a reader may choose.

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
    return {
        "frame": [picture.view, list(picture.box), picture.unit, picture.font_size],
        "pens": {layer.name: list(layer.pen) for layer in picture.layers},
        "regions": _layer(picture["regions"]),
        "lines": _layer(picture["lines"]),
        "cut_lines": _layer(picture["cut-lines"]),
        "marks": [
            [*_drawn(dataclasses.replace(shape, side=""), marks.pen), mark.radius * look.HALO]
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
    """Return the style in which a page lists a scene; its other styles differ in colours only."""
    return Style(font_size=scene.font_size)


def _layer(layer: Layer) -> list[list[Any]]:
    return [_drawn(item, layer.pen) for item in layer.shapes or layer.traces]


def _drawn(item: Shape | Trace, plain: Pen) -> list[Any]:
    found = {name: getattr(item, name, None) for name in DRAWN}
    found["form"] = _form(item.form)
    found["pen"] = None if item.pen == plain else list(item.pen)
    found["beneath"] = list(item.beneath) if isinstance(item, Trace) else None
    found["parts"] = [
        [part.name, part.title, None if part.path in (None, item.form) else _form(part.path)] for part in item.parts
    ]
    return list(found.values())


def _form(form: Any) -> list[Any]:
    return [type(form).__name__.lower(), *(_plain(getattr(form, field.name)) for field in dataclasses.fields(form))]


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _text(text: Text) -> list[Any]:
    runs = [[run.text, run.italic, round(run.size, 6), round(run.rise, 6)] for run in text.runs]
    return [runs if name == "runs" else getattr(text, name) for name in TEXT]


def _own(scene: Scene, network: Network) -> dict[str, Any]:
    """Return the marks that a reader's own cut switches on by their names, and where the matrices on lines stand."""
    every = display_list(dataclasses.replace(scene, cut_marks=severable(scene, network)), page_style(scene))
    strokes = every["strokes"].traces
    return {
        "pen": list(strokes[0].pen),
        "beneath": list(strokes[0].beneath),
        "strokes": {stroke.name: _form(stroke.form) for stroke in strokes},
        "rings": {ring.name: _form(ring.form) for ring in every["rings"].shapes},
        "matrices": list(_matrices(scene, network)),
    }


def _matrices(scene: Scene, network: Network) -> Iterator[list[Any]]:
    """Yield [name, x, y] of each tensor that sits on a line, between a bond and the next."""
    for line in scene.lines:
        (left, low), (right, high) = line.points[0], line.points[-1]
        for (one, two), stops in zip(itertools.pairwise(line.bonds), itertools.pairwise(line.stops), strict=True):
            shared = [end for end in network.ends[one] if end in network.ends[two]]
            if shared:
                stop = sum(stops) / 2
                yield [network.tensors[shared[0]].name, left + stop * (right - left), low + stop * (high - low)]


def list_of(found: dict[str, Any]) -> DisplayList:
    """Return the display list that JSON holds: what a page shows, to be compared with what the library draws.

    >>> from tnrnn import rac, unroll
    >>> from tnrnn.drawing import compose
    >>> scene = compose(unroll(rac(length=2, layers=1, inputs=2, hidden=3)))
    >>> list_of(list_json(scene)) == display_list(scene, page_style(scene))
    True
    """
    view, box, unit, font_size = found["frame"]
    pens = {name: _pen(pen) for name, pen in found["pens"].items()}
    sides = [next(side for side, letter in SIDES.items() if letter == each) for each in found["sides"]]
    marks = [
        dataclasses.replace(_item_of(mark, pens["marks"]), side=side)
        for mark, side in zip(found["marks"], sides, strict=True)
    ]
    halos = [
        halo(Disc(mark.form.x, mark.form.y, radius), mark.side)
        for mark, (*_, radius) in zip(marks, found["marks"], strict=True)
        if mark.side and not found["regions"]
    ]
    halos.sort(key=lambda shape: shape.side, reverse=True)  # near before far, and so as the marks stand
    keys = [_item_of(shape, pens["legend"]) for shape, _ in found["legend"] if shape is not None]
    texts = [Text(*text[:13]) for text in (*found["labels"], *(text for _, text in found["legend"]))]

    def drawn(name: str) -> tuple[Any, ...]:
        return tuple(_item_of(item, pens[name]) for item in found[name.replace("-", "_")])

    layers = (
        Layer("regions", drawn("regions"), pen=pens["regions"]),
        Layer("halos", tuple(halos), pen=pens["halos"]),
        Layer("lines", traces=drawn("lines"), pen=pens["lines"]),
        Layer("cut-lines", traces=drawn("cut-lines"), pen=pens["cut-lines"]),
        Layer("marks", tuple(marks), pen=pens["marks"]),
        Layer("rings", drawn("rings"), pen=pens["rings"]),
        Layer("legend", tuple(keys), pen=pens["legend"]),
        Layer("labels", texts=tuple(texts), pen=pens["labels"]),
        Layer("strokes", traces=drawn("strokes"), pen=pens["strokes"]),
    )
    said = "; ".join([view, *(text.said for text in texts if text.kind == "formula")])
    return DisplayList(view, said, tuple(box), unit, font_size, layers)


def _item_of(found: list[Any], plain: Pen) -> Any:
    item = dict(zip(DRAWN, found, strict=False))
    item["form"] = _form_of(item["form"])
    item["pen"] = plain if item["pen"] is None else _pen(item["pen"])
    item["parts"] = tuple(Part(name, title, _path_of(path, item["form"])) for name, title, path in item["parts"])
    fill, beneath = item.pop("fill"), item.pop("beneath")
    return Shape(fill=fill, **item) if beneath is None else Trace(beneath=_pen(beneath), **item)


def _path_of(path: list[Any] | None, whole: Any) -> Path | None:
    """Return a bond's share of a line, which is the whole line where nothing is said; a tensor has none."""
    found = whole if path is None else _form_of(path)
    return found if isinstance(found, Path) else None


def _form_of(found: list[Any]) -> Any:
    return FORMS[found[0]](*map(_fixed, found[1:]))


def _fixed(value: Any) -> Any:
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


def _pen(found: list[Any]) -> Pen:
    colour, width, dashes = found
    return Pen(colour, width, tuple(dashes))


def styles() -> dict[str, Style]:
    """Return the styles of a page: light and dark, and both with the halos of the reader's own cut.

    >>> list(styles())
    ['light', 'dark', 'light-own', 'dark-own']
    """
    themes: dict[str, Theme] = {"light": "print", "dark": "dark"}
    plain = {name: Style.named(theme) for name, theme in themes.items()}
    return plain | {f"{name}-own": Style.named(theme, **HALOS[name]) for name, theme in themes.items()}
