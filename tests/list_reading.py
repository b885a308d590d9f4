"""Display lists read from the JSON of a page, so that a page can be compared with what the library draws."""

from __future__ import annotations

from typing import Any

from tnrnn.drawing.shapes import (
    NO_PEN,
    Area,
    Block,
    Disc,
    DisplayList,
    Layer,
    Outline,
    Part,
    Path,
    Pen,
    Polygon,
    Shape,
    Stroke,
    Text,
    Trace,
    halo,
)
from tnrnn.explore.showing.lists import DRAWN, SIDES

FORMS: dict[str, Any] = {form.__name__.lower(): form for form in (Area, Block, Disc, Outline, Path, Polygon, Stroke)}
"""The classes of forms by their names in JSON."""


def list_of(found: dict[str, Any]) -> DisplayList:
    """Return the display list that JSON contains."""
    view, box, unit, font_size = found["frame"]
    pens = {name: _pen(pen) for name, pen in found["pens"].items()}
    sides = [next(side for side, letter in SIDES.items() if letter == each) for each in found["sides"]]
    marks = [_item_of([*mark[:-1], side], pens["marks"]) for mark, side in zip(found["marks"], sides, strict=True)]
    halos = [
        halo(Disc(mark.form.x, mark.form.y, radius), mark.side)
        for mark, (*_, radius) in zip(marks, found["marks"], strict=True)
        if mark.side and not found["regions"]
    ]
    halos.sort(key=lambda shape: shape.side, reverse=True)  # near before far, and otherwise in the order of the marks
    keys = [_item_of(shape, pens["legend"]) for shape, _ in found["legend"] if shape is not None]
    texts = [Text(*text[:13]) for text in (*found["labels"], *(text for _, text in found["legend"]))]

    def drawn(name: str) -> tuple[Any, ...]:
        return tuple(_item_of(item, pens[name]) for item in found[name.replace("-", "_")])

    layers = (
        Layer("regions", drawn("regions"), pen=pens["regions"]),
        Layer("halos", tuple(halos), pen=pens["halos"]),
        Layer(
            "patches", tuple(_item_of(item, pens["patches"]) for item in found.get("patches", ())), pen=pens["patches"]
        ),
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
    item = dict(zip(DRAWN, found, strict=True))
    item["form"] = _form_of(item["form"])
    item["pen"] = plain if item["pen"] is None else _pen(item["pen"])
    item["parts"] = tuple(Part(name, title, _path_of(path, item["form"])) for name, title, path in item["parts"])
    fill, beneath = item.pop("fill"), item.pop("beneath")
    if isinstance(item["form"], Path | Stroke):
        return Trace(beneath=_pen(beneath) if beneath else NO_PEN, **item)
    return Shape(fill=fill, **item)


def _path_of(path: list[Any] | None, whole: Any) -> Path | None:
    """Return a bond's part of a line, by default the whole line, or None for a tensor."""
    found = whole if path is None else _form_of(path)
    return found if isinstance(found, Path) else None


def _form_of(found: list[Any]) -> Any:
    return FORMS[found[0]](*map(_fixed, found[1:]))


def _fixed(value: Any) -> Any:
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


def _pen(found: list[Any]) -> Pen:
    colour, width, dashes = found
    return Pen(colour, width, tuple(dashes))
