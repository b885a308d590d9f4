"""Looks put on a layout: every mark and line gets what differs from its role, and the texts that stand inside marks."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ...basics import mistake
from ...networks import Circuit, Network
from ..labels import LOWER, Names, middle_of, typeset
from ..scenes import (
    BOND_FIELDS,
    BY_DIM,
    DASHES,
    TENSOR_FIELDS,
    Dress,
    Label,
    Layout,
    Line,
    LineDress,
    Look,
    Mark,
    ems,
    marked,
    roles,
    tidy,
)
from .arrows import Arrows, check_arrows
from .clearing import cleared
from .matching import Parts, chosen, named, parts_of
from .ports import Wanted, orders

INSIDE_SIZE = 0.9
"""The size of texts inside marks, relative to the font size."""

PAD, BOX_PAD, TEXT_HALF, BOX_HALF = 0.1, 0.3, 0.4, 0.62
"""The room beside the text inside a mark, and in a box; half the height of a text, and of a box around one; in ems."""

LINE_HALF = 0.46
"""Half the height of a text in a stretched triangle, with room around it, in ems."""

LONGER = 1.5
"""How much longer a half disc is than its text, towards its round side."""

ARC = math.sqrt(1 - ((1 / LONGER + 1) / 2) ** 2)
"""The part of its width that a half disc then has where the text ends."""

TRIANGLE = "triangle"

THIN, THICKER = 0.8, 0.6
"""The width in points of a bond of dimension 1, and what each doubling of the dimension adds to it."""

TEXT_SIZE, BETWEEN = 0.9, 0.35
"""The size of the texts at bonds, relative to the font size, and the ems between two of them."""

DOTS = "\\cdots"


class Worn(NamedTuple):
    """The fields that looks give a tensor or a bond; the later look has won."""

    tensors: Mapping[str, dict[str, Any]]
    bonds: Mapping[str, dict[str, Any]]


def dressed(
    layout: Layout, of: Network | Circuit, looks: Iterable[Look], em: float, turns: Mapping[str, float] | None = None
) -> Layout:
    """Return a layout in which marks and lines have the looks of their tensors and bonds.

    Parameters
    ----------
    layout : Layout
        The marks and lines.
    of : Network or Circuit
        What is drawn.
    looks : iterable of Look
        The looks, of which the later win.
    em : float
        The size of the type in data units: marks grow with the text inside.
    turns : mapping of names to float, optional
        The directions of legs that were asked for, in radians.

    Raises
    ------
    TnrnnError
        If a look selects nothing, or has fields or ports that what it selects does not have.
    """
    every = tuple(looks)
    if not every:
        return layout
    wardrobe = _wardrobe(layout, of, every)
    marks, lines = wardrobe.marks(layout, em), layout.lines
    if layout.view == "plain":
        wanted = Wanted(
            {name: fields["ports"] for name, fields in wardrobe.tensors.items() if "ports" in fields},
            turns or {},
            {name for name, fields in wardrobe.tensors.items() if "size" in fields} | _sized_by(layout),
            _texts(wardrobe.bonds, em),
        )
        marks, lines = cleared(layout, marks, of, wanted)
    arrows = Arrows(of, marks)
    lines = tuple(_line(line, wardrobe.bonds, of, arrows) for line in lines)
    labels = tuple(label for mark in marks if (label := _inside(mark, layout)) is not None)
    return layout._replace(marks=tuple(marks), lines=lines, labels=(*layout.labels, *labels))


def _sized_by(layout: Layout) -> set[str]:
    """Return the names of the marks that have their shape and size by the layout."""
    return {mark.name for mark in layout.marks if mark.height and mark.dress is not None}


class _Wardrobe(NamedTuple):
    """The fields that looks give each mark, by its name, and each bond."""

    tensors: Mapping[str, dict[str, Any]]
    bonds: Mapping[str, dict[str, Any]]
    names: Names

    def marks(self, layout: Layout, em: float) -> list[Mark]:
        """Return the marks of a layout with their looks, in sizes that suit the texts inside."""
        worn = [_mark(mark, self.tensors.get(mark.name, {}), self.names) for mark in layout.marks]
        return _sized(worn, layout, self.tensors, em)


def _wardrobe(layout: Layout, of: Network | Circuit, looks: tuple[Look, ...]) -> _Wardrobe:
    parts = parts_of(of)
    check_arrows(looks, parts, of)
    worn = worn_by(looks, parts, orders(of))
    owner = {name: mark.tensors[0] for mark in layout.marks for name in reversed(mark.tensors)}
    whole: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, given in worn.tensors.items():
        if name in owner:
            whole[owner[name]] = given | whole[owner[name]] if name != owner[name] else whole[owner[name]] | given
    return _Wardrobe(whole, worn.bonds, Names(of))


def sized_marks(
    layout: Layout, of: Network | Circuit, looks: Iterable[Look], sizes: Iterable[float]
) -> list[list[Mark]]:
    """Return the marks with their looks for several sizes of the type, without regard to lines."""
    wardrobe = _wardrobe(layout, of, tuple(looks))
    return [wardrobe.marks(layout, em) for em in sizes]


def worn_by(looks: Iterable[Look], parts: Parts, order: Mapping[str, Mapping[str, int]]) -> Worn:
    """Return what each tensor and bond gets from looks; `order` has the bonds of every tensor."""
    tensors: dict[str, dict[str, Any]] = defaultdict(dict)
    bonds: dict[str, dict[str, Any]] = defaultdict(dict)
    for look in looks:
        found, given = chosen(look, parts), look.given
        for fields, names, what in ((TENSOR_FIELDS, found.tensors, "tensors"), (BOND_FIELDS, found.bonds, "bonds")):
            only = [field for field in fields if field in given]
            if only and not names:
                raise mistake(f"look, {only[0]}", f"a choice of {what}", look.where or look.tag or look.kind)
        ports = _ports(look, found.tensors, order)
        for name in found.tensors:
            before = tensors[name].get("ports", {})
            tensors[name] |= {field: value for field, value in given.items() if field not in BOND_FIELDS}
            if "ports" in given:
                tensors[name]["ports"] = before | ports[name]
        for name in found.bonds:
            bonds[name] |= {field: value for field, value in given.items() if field not in TENSOR_FIELDS}
    return Worn(tensors, bonds)


def _ports(look: Look, tensors: Iterable[str], order: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, float]]:
    """Return the angle of each port by tensor and bond, or raise a TnrnnError if a name fits no bond of a tensor."""
    found: dict[str, dict[str, float]] = {name: {} for name in tensors}
    bonds = list(dict.fromkeys(bond for name in found for bond in order[name]))
    for pattern, angle in look.given.get("ports", ()):
        owner = next(iter(found)) if len(found) == 1 else "the tensors of a look"
        for bond in named(f"look, ports of {owner}", [pattern], bonds):
            for name, own in found.items():
                if bond in order[name]:
                    own[bond] = angle
    return found


def _words(given: Mapping[str, Any]) -> tuple[str, str] | None:
    if "text" not in given:
        return None
    text, formula = marked(given["text"], "look, text")
    return text, formula


def _mark(mark: Mark, given: Mapping[str, Any], names: Names) -> Mark:
    own = mark.dress or roles.NO_DRESS
    if not given or own.shape == roles.ELLIPSIS:  # three dots of a folded view stand for many, and stay dots
        return mark
    width = 0.0 if given.get("width") == BY_DIM else given.get("width", 0.0)
    shape, place = given.get("shape", own.shape), given.get("place", "")
    words = ("", DOTS) if shape == roles.ELLIPSIS and "text" not in given else _words(given)
    if shape == roles.ELLIPSIS:
        place = "inside"
    if place == "inside" and words is None:
        name = names.of_mark(mark)
        words = name.text, name.math
    colours = given.get("fill", own.fill), given.get("stroke", own.stroke)
    return dataclasses.replace(mark, dress=Dress(shape, *colours, width, words, place, given.get("key", "")))


def _sized(marks: list[Mark], layout: Layout, whole: Mapping[str, dict[str, Any]], em: float) -> list[Mark]:
    """Return marks with the sizes that were asked for; others of one kind of shape are as large as the widest text."""
    texts: dict[str, float] = defaultdict(float)
    for mark in marks:
        if (dress := mark.dress) and dress.place == "inside" and dress.words:
            texts[_family(mark)] = max(texts[_family(mark)], INSIDE_SIZE * ems(*dress.words) / 2)
    made = []
    for mark in marks:
        size = whole.get(mark.name, {}).get("size")
        inside = mark.dress is not None and mark.dress.place == "inside"
        half = texts[_family(mark)] if inside and size is None else None
        made.append(_resized(mark, size and _steps(size, layout.step), half, em))
    return made


def _steps(size: float | tuple[float, float], step: float) -> float | tuple[float, float]:
    return (size[0] * step / 2, size[1] * step / 2) if isinstance(size, tuple) else size * step / 2


def _family(mark: Mark) -> str:
    """Return the shape of a mark without its direction."""
    shape = roles.shape_of(mark)
    return next((family for family in (TRIANGLE, roles.HALF) if shape.startswith(family)), shape)


def _resized(mark: Mark, size: Any, text: float | None, em: float) -> Mark:
    """Return a mark with half the size that was asked for, or one that holds a text of so many ems to either side."""
    if mark.dress is None:
        return mark
    shape = roles.shape_of(mark)
    if isinstance(size, tuple):
        return dataclasses.replace(mark, radius=tidy(size[0]), height=tidy(size[1]))
    if mark.height and size is None and (shape == roles.SQUARE or shape.startswith(TRIANGLE)):
        factor = 1.0 if text is None else max(1.0, _least_factor(mark, shape, em * (text + PAD), em * LINE_HALF))
        return dataclasses.replace(mark, radius=tidy(factor * mark.radius), height=tidy(factor * mark.height))
    if shape == roles.DISC or shape in roles.CORNERS:
        usual_radius = min(mark.radius, mark.height) if mark.height else mark.radius
        radius = usual_radius if size is None else size / half_width(shape)
        if text is not None:
            radius = max(radius, em * _circumscribed(_family(mark), text + PAD) / roles.SCALES.get(shape, 1.0))
        return dataclasses.replace(mark, radius=tidy(radius), height=0.0)
    usual = (mark.radius, mark.height) if mark.height else (0.95 * mark.radius,) * 2
    halves = usual if size is None else (size, size)
    least = (0.0, 0.0) if text is None else _around(shape, text)
    across, up = (max(half, em * each) for half, each in zip(halves, least, strict=True))
    return dataclasses.replace(mark, radius=tidy(across), height=tidy(up))


def _least_factor(mark: Mark, shape: str, across: float, up: float) -> float:
    """Return the factor by which a wide mark grows to hold a text of half the width `across` and half the height `up`.

    The base of a triangle is `2 w` wide and it is `2 h` high. If the text stands `LOWER` times h off the middle towards
    the base, the triangle is `(1 + LOWER - up / h) w` wide where the text ends towards the tip.
    """
    if shape == roles.SQUARE:
        return max(across / mark.radius, up / mark.height)
    upright = shape.endswith(("up", "down"))
    wide, high = (mark.radius, mark.height) if upright else (mark.height, mark.radius)
    half, level = (across, up) if upright else (up, across)
    return max((2 * half * high / wide + level) / ((1 + LOWER) * high), level / ((1 - LOWER) * high))


def _around(shape: str, text: float) -> tuple[float, float]:
    """Return the half extents, in ems, of a shape with round parts that holds a text of so many ems to either side."""
    if not shape.startswith(roles.HALF):
        return text + BOX_PAD, BOX_HALF
    if shape.endswith(("up", "down")):
        return (text + PAD) / ARC, LONGER * TEXT_HALF
    return LONGER * (text + PAD), TEXT_HALF / ARC


def _circumscribed(family: str, across: float) -> float:
    """Return the radius through the corners of a shape that holds a text, `2 across` wide and `2 TEXT_HALF` high."""
    if family == TRIANGLE:  # the text stands at the centre of mass, which is half a radius from the side
        return max(2 * across, across + TEXT_HALF * math.sqrt(3))
    if family == roles.DIAMOND:
        return across + TEXT_HALF
    if family == roles.SQUARE:
        return max(across, BOX_HALF) * math.sqrt(2)
    return max(math.hypot(across, TEXT_HALF), BOX_HALF)


def half_width(shape: str) -> float:
    """Return half the width of a disc or polygon whose mark has the radius 1.

    >>> half_width("disc"), round(half_width("square"), 3)
    (1.0, 0.884)
    """
    if shape not in roles.CORNERS:
        return 1.0
    count, first = roles.CORNERS[shape]
    turns = [math.cos(math.radians(first + 360 * place / count)) for place in range(count)]
    return roles.SCALES[shape] * (max(turns) - min(turns)) / 2


def _texts(bonds: Mapping[str, dict[str, Any]], em: float) -> dict[str, tuple[float, float]]:
    """Return the width and the height of the texts at bonds, with room around them."""
    found = {}
    for name, given in bonds.items():
        if words := _bond_words(name, given):
            found[name] = (TEXT_SIZE * ems(*words) + BETWEEN) * em, (TEXT_SIZE + BETWEEN) * em
    return found


def _bond_words(name: str, given: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what a look writes at a bond: its text, or, if it has a place, the name."""
    words = _words(given)
    if words is not None or not given.get("place"):
        return words
    made = typeset(name)
    return made.text, made.math


def _line(line: Line, worn: Mapping[str, dict[str, Any]], of: Network | Circuit, arrows: Arrows) -> Line:
    given: dict[str, Any] = {}
    for bond in line.bonds:
        given |= worn.get(bond, {})
    if not given:
        return line
    width = given.get("width", 0.0)
    if width == BY_DIM:
        dim = max((of.bond[bond] if isinstance(of, Network) else of.by_name[bond]).dim for bond in line.bonds)
        width = THIN + THICKER * math.log2(dim)
    dashes = DASHES[given["dash"]] if "dash" in given else None
    head = arrows.head(line, given.get("arrow", "none"))
    words, place = _bond_words(line.bonds[0], given), given.get("place", "")
    return dataclasses.replace(
        line, dress=LineDress(given.get("stroke", ""), width, dashes, head, words, place, given.get("key", ""))
    )


def _inside(mark: Mark, layout: Layout) -> Label | None:
    dress = mark.dress
    if dress is None or dress.place != "inside" or not dress.words or not any(dress.words):
        return None
    return Label(
        roles.INSIDE, *middle_of(mark, layout.lines, layout.step), *dress.words, "center", INSIDE_SIZE, of=mark.name
    )
