"""`equation`: pictures, signs, sums, brackets and words in one line."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import NamedTuple

from ...basics import TnrnnError, mistake
from ...networks import Circuit, Network
from ..labels import Page
from ..scenes import (
    SIGN_SIZE,
    Label,
    Line,
    Point,
    Scene,
    View,
    ViewKind,
    around,
    extent,
    marked,
    resolved_view,
    sign_of,
    tidy,
)
from .moving import ink, joined, moved
from .panel import Drawings, Panel, panels_of, views_of
from .sizing import sized

OPENING, CLOSING = {"(": ")", "[": "]", "|": "|", "⟨": "⟩", "{": "}"}, {")", "]", "⟩", "}"}
GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\S"
LARGE = re.compile(rf"\\(sum|prod)(?:_(?P<below>{GROUP}))?(?:\^(?P<above>{GROUP}))?")
"""A sum or a product with its indices."""

SUM, INDEX = 1.8, 0.85
"""The sizes of sums, and of the indices of a sum, relative to the font size."""

SCRIPT = 0.4
"""How far indices reach beyond the line of a sign, in ems."""

SPACE, TIGHT = 0.4, 0.1
"""The room on each side of a sign and of a bracket, in ems."""

BULGE, LIP = 0.55, 0.4
"""How wide a bracket is, and how far it reaches beyond what it holds, in ems."""

EDGE = 0.2
"""The margin around an equation in ems."""

MOST_PARTS = 200
"""The most pictures and signs."""


class _Placed(NamedTuple):
    """A part of an equation at x = 0: a scene, and the room from left to right that it takes."""

    scene: Scene
    left: float
    right: float


def equation(
    *parts: Panel | Network | Circuit | Scene | str,
    view: View | ViewKind | None = None,
    page: Page | None = None,
) -> Scene:
    r"""Return pictures and signs in one line, all pictures at one scale.

    Parameters
    ----------
    *parts : Network, Circuit, Panel, Scene or str
        The pictures, without legends and titles, and between them texts: the signs "=", "+", "-", "*", "->", "..." and
        others; TeX that begins with a command, as r"\otimes"; a sum or a product with its indices, as
        r"\sum_{i=1}^{r}"; brackets "(", ")", "[", "]", "{", "}", "|", "⟨", "⟩", which are as high as what they hold; or
        words, in which TeX stands between dollars, as "$\lambda$".
    view : View or str, optional
        The size of the whole (its width, height or pitch), and looks, legs and notes for all pictures.
    page : Page, optional
        The points of the type.

    Raises
    ------
    TnrnnError
        If there is no picture, a bracket has no partner, a text is not valid TeX, a picture cannot be drawn, or the
        equation fits no box of that size.

    Warns
    -----
    PictureWarning
        If no size was asked for, and the equation is larger than a page of 13 x 10 inches.

    Examples
    --------
    >>> from tnrnn import Bond, Network, Tensor
    >>> def matrix(name, legs=("i", "j")):
    ...     return Network((Tensor(name, "weight", legs, parameter=name),), tuple(Bond(leg, 4) for leg in legs), legs)
    >>> scene = equation(matrix("A"), "=", r"\sum_k", matrix("B"))
    >>> [label.math for label in scene.labels if label.role == "sign"]
    ['=', '\\sum']
    """
    shown = resolved_view(view)
    if not parts or len(parts) > MOST_PARTS:
        raise mistake("equation", f"from 1 to {MOST_PARTS} pictures and signs", len(parts))
    pictures = panels_of("equation", [part for part in parts if not isinstance(part, str)])
    if not pictures:
        raise mistake("equation", "at least one picture", " ".join(map(str, parts)))
    _check_brackets([part for part in parts if isinstance(part, str)])
    paper = page or Page()
    drawings = Drawings(pictures, views_of(pictures, shown), paper)

    def made(pitch: float) -> Scene:
        return _line(parts, drawings.at(pitch, legend=False), paper.font_size)

    return sized(made, shown, paper, drawings.least_pitch, "equation")


def _check_brackets(texts: Sequence[str]) -> None:
    waiting: list[str] = []
    for text in texts:
        if text == "|":
            waiting.pop() if waiting[-1:] == ["|"] else waiting.append("|")
        elif text in OPENING:
            waiting.append(OPENING[text])
        elif text in CLOSING and (not waiting or waiting.pop() != text):
            raise mistake("equation", "a bracket that was opened before", text)
    if waiting:
        raise TnrnnError(f"equation: expected a closing bracket {waiting[-1]!r}, given none")


def _line(parts: Sequence[object], scenes: Sequence[Scene], font_size: float) -> Scene:
    """Return the parts side by side, the middle of each picture at the height 0."""
    unit = min(scene.unit for scene in scenes)
    em = font_size / 72 / unit
    at_rest = (moved(scene, 0.0, -_middle(scene) * scene.unit / unit, unit, font_size) for scene in scenes)
    pictures = {at: next(at_rest) for at, part in enumerate(parts) if not isinstance(part, str)}
    plain = Scene("equation", unit=unit, font_size=font_size, step=next(iter(pictures.values())).step)
    spans = _spans(parts)
    placed, x = [], 0.0
    for at, part in enumerate(parts):
        if isinstance(part, str):
            held = [pictures[number] for number in spans.get(at, ()) if number in pictures]
            piece = _sign(part, plain, held, em)
        else:
            piece = _picture(pictures[at], em)
        there = moved(piece.scene, x - piece.left, 0.0)
        placed.append(dataclasses.replace(there, cells=()) if isinstance(part, str) else there)
        x += piece.right - piece.left
    whole = joined(placed, "equation")
    left, bottom, right, top = whole.box
    pad = EDGE * em
    return dataclasses.replace(whole, box=(tidy(left - pad), tidy(bottom - pad), tidy(right + pad), tidy(top + pad)))


def _middle(scene: Scene) -> float:
    """Return the middle height of the marks of a scene."""
    heights = [mark.y for mark in scene.marks] or [scene.box[1], scene.box[3]]
    return (min(heights) + max(heights)) / 2


def _spans(parts: Sequence[object]) -> dict[int, range]:
    """Return, for each bracket, the parts between it and its partner."""
    found: dict[int, range] = {}
    waiting: list[int] = []
    for at, part in enumerate(parts):
        closes = part in CLOSING or (part == "|" and bool(waiting) and parts[waiting[-1]] == "|")
        if closes:
            start = waiting.pop()
            found[start] = found[at] = range(start + 1, at)
        elif isinstance(part, str) and part in OPENING:
            waiting.append(at)
    return found


def _picture(scene: Scene, em: float) -> _Placed:
    """Return a picture with the room around what is drawn in it; a finished scene loses its legend."""
    left, bottom, right, top = ink(dataclasses.replace(scene, legend=()))
    pad = LIP * em
    left, right = left - pad, right + pad
    box = (left, bottom - pad, right, top + pad)
    cells = scene.cells if len(scene.cells) > 1 else tuple(cell._replace(box=box) for cell in scene.cells)
    return _Placed(dataclasses.replace(scene, box=box, cells=cells, legend=()), left, right)


def _sign(text: str, plain: Scene, held: Sequence[Scene], em: float) -> _Placed:
    if text in OPENING or text in CLOSING:
        return _bracket(text, plain, held, em)
    large = LARGE.fullmatch(text)
    labels = _large(large, em) if large else [Label("sign", 0.0, 0.0, *sign_of(text), "center", SIGN_SIZE)]
    box = around(extent(label, em) for label in labels)
    if not large and set("_^") & set(labels[0].math):
        box = (box[0], box[1] - SCRIPT * em, box[2], box[3] + SCRIPT * em)
    scene = dataclasses.replace(plain, labels=tuple(labels), box=box)
    return _Placed(scene, box[0] - SPACE * em, box[2] + SPACE * em)


def _large(found: re.Match[str], em: float) -> list[Label]:
    """Return a large sign with what stands below and above it."""
    labels = [Label("sign", 0.0, 0.0, "", f"\\{found[1]}", "center", SUM)]
    for name, y, anchor in (("below", -0.75 * SUM * em, "north"), ("above", 0.75 * SUM * em, "south")):
        if found[name]:
            inner = found[name][1:-1] if found[name].startswith("{") else found[name]
            labels.append(Label("index", 0.0, tidy(y), *marked(f"${inner}$", "equation"), anchor, INDEX))
    return labels


def _bracket(text: str, plain: Scene, held: Sequence[Scene], em: float) -> _Placed:
    """Return a bracket as a line that is as high as what it holds."""
    heights = [abs(y) for scene in held for y in ink(scene)[1::2]]
    half = max([em, *heights]) + LIP * em
    width = BULGE * em if text != "|" else 0.0
    points, curve = _shape(text, half, width)
    stroke = Line((), "bracket", tuple((tidy(a), tidy(b)) for a, b in points), (), curve)
    box = (0.0, tidy(-half), tidy(width), tidy(half))
    return _Placed(dataclasses.replace(plain, lines=(stroke,), box=box), -TIGHT * em, width + TIGHT * em)


def _shape(text: str, half: float, width: float) -> tuple[list[Point], bool]:
    """Return the points of a bracket from the top to the bottom between x = 0 and its width, and whether it is a curve.

    >>> _shape("[", 1.0, 0.5)
    ([(0.5, 1.0), (0.0, 1.0), (0.0, -1.0), (0.5, -1.0)], False)
    """
    side = text in CLOSING
    forms: dict[str, tuple[list[Point], bool]] = {
        "|": ([(0.0, half), (0.0, -half)], False),
        "[": ([(width, half), (0.0, half), (0.0, -half), (width, -half)], False),
        "⟨": ([(width, half), (0.0, 0.0), (width, -half)], False),
        "(": ([(width, half), (-width / 3, half / 2), (-width / 3, -half / 2), (width, -half)], True),
        "{": (
            [
                *((width, half), (0.0, half), (width, 0.0), (0.0, 0.0)),
                *((width, 0.0), (0.0, -half), (width, -half)),
            ],
            True,
        ),
    }
    opening = next(key for key, value in OPENING.items() if text in (key, value))
    points, curve = forms[opening]
    return ([(width - x, y) for x, y in points] if side else points), curve
