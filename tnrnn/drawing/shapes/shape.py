"""What a display list is made of: forms in data units, pens in points, colours by their names in a `Style`.

A `Shape` is closed, and its form has `corners` (`Polygon`, `Block`, `Area`; a `Disc` has none) or the `points` of a
spline (`Outline`). A `Trace` is open, and its form has `points` (`Path`, `Stroke`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from ...basics import tex, tex_mathematics
from ..scenes import Box, Point, roles
from .text_runs import TextRun, runs


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle."""

    corners: ClassVar[tuple[Point, ...]] = ()
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Polygon:
    """A regular polygon of `count` corners on a circle; the first is at the angle `turn`, in degrees.

    >>> [(round(x, 3), round(y, 3)) for x, y in Polygon(0.0, 0.0, 1.0, 3, 90.0).corners]
    [(0.0, 1.0), (-0.866, -0.5), (0.866, -0.5)]
    """

    x: float
    y: float
    radius: float
    count: int
    turn: float

    @property
    def corners(self) -> tuple[Point, ...]:
        """The corners, counterclockwise."""
        first = math.radians(self.turn)
        turns = [first + 2 * math.pi * place / self.count for place in range(self.count)]
        return tuple((self.x + self.radius * math.cos(turn), self.y + self.radius * math.sin(turn)) for turn in turns)


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle around a point, `2 across` wide and `2 up` high."""

    x: float
    y: float
    across: float
    up: float

    @property
    def corners(self) -> tuple[Point, ...]:
        """The corners, counterclockwise from the right one on top."""
        (a, b), x, y = (self.across, self.up), self.x, self.y
        return (x + a, y + b), (x - a, y + b), (x - a, y - b), (x + a, y - b)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle from its left lower to its right upper corner."""

    box: Box

    @property
    def corners(self) -> tuple[Point, ...]:
        """The corners, counterclockwise from the left one below."""
        left, bottom, right, top = self.box
        return (left, bottom), (right, bottom), (right, top), (left, top)


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed line around a point (x, y): `steps` are the points of a cubic Bezier spline, as seen from there.

    They are a start, two control points, the next point, and so on; the last is the first again. A rectangle with round
    corners has their radius as its `corner`.
    """

    corners: ClassVar[tuple[Point, ...]] = ()
    curve: ClassVar[bool] = True
    x: float
    y: float
    steps: tuple[Point, ...]
    corner: float = 0.0

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of the spline in data units."""
        return tuple((self.x + x, self.y + y) for x, y in self.steps)


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points; if `curve` is true, a cubic Bezier spline: start, two control points, end, two more, .."""

    points: tuple[Point, ...]
    curve: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A short straight line through the point (x, y), at `angle` degrees, of half-length `size`."""

    curve: ClassVar[bool] = False
    x: float
    y: float
    angle: float
    size: float

    @property
    def points(self) -> tuple[Point, ...]:
        """The two ends."""
        return roles.stroke_ends(self.x, self.y, self.angle, self.size)


class Pen(NamedTuple):
    """How a line is drawn: the name of its colour, its width in points, and its dashes and gaps in widths.

    A pen of the colour `none` draws nothing.
    """

    colour: str
    width: float
    dashes: tuple[float, ...] = ()


NO_PEN = Pen("none", 0.0)


class Part(NamedTuple):
    """A tensor, vertex or bond that a shape stands for; `path` is a bond's share of a line."""

    name: str
    title: str
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What shapes and traces have in common: a pen, and what they stand for.

    `kind` is the role of a mark, a line or a patch, or says what else it is: `region`, `halo`, `cut-line`, `ring`,
    `stroke`. It belongs to the `side` "near" or "far" (or, if empty, to neither), to the cut of the number `cut`, and
    to the time step `time`, and in a figure of panels it stands in the `panel` of that name. `classes`, `name`, `title`
    and `parts` are for formats in which things have names. What looks have changed in the same way has the same number
    `look`, from 1 on.
    """

    kind: str
    classes: str
    pen: Pen = NO_PEN
    name: str = ""
    title: str = ""
    parts: tuple[Part, ...] = ()
    side: str = ""
    cut: int = 0
    time: int | None = None
    look: int = 0
    panel: str = ""


@dataclass(frozen=True, slots=True)
class Shape(Drawn):
    """A closed form; `fill` names the colour inside, or is `none`, and the pen draws the outline."""

    form: Disc | Polygon | Block | Area | Outline
    fill: str = "none"

    @property
    def middle(self) -> Point:
        """The point around which the form is made."""
        if isinstance(self.form, Area):
            left, bottom, right, top = self.form.box
            return (left + right) / 2, (bottom + top) / 2
        return self.form.x, self.form.y

    @property
    def extent(self) -> Box:
        """The least box (left, bottom, right, top) that holds the form; that of a spline holds its control points."""
        if isinstance(self.form, Disc):
            (x, y), radius = self.middle, self.form.radius
            return x - radius, y - radius, x + radius, y + radius
        xs, ys = zip(*(self.form.points if isinstance(self.form, Outline) else self.form.corners), strict=True)
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Trace(Drawn):
    """An open form, which the pen draws above what the pen `beneath` has drawn.

    `head` has the corners of the head of an arrow, which is filled in the colour of the pen.
    """

    form: Path | Stroke
    beneath: Pen = NO_PEN
    head: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """Words and then mathematics at a point, in type of `size` points; `rim` names the colour of a rim around them.

    `anchor` is the place of the text that stands at the point, as in TikZ: `center`, `south west`, .. `kind` is the
    role of the label, and `of` the name of what it speaks of; `classes`, `cut` and `time` are as in `Drawn`.
    """

    x: float
    y: float
    text: str
    math: str
    anchor: str
    size: float
    colour: str
    rim: str | None
    kind: str
    classes: str
    of: str = ""
    cut: int = 0
    time: int | None = None

    @property
    def across(self) -> str:
        """Which of its edges stands at x: "left", "right", or its "center"."""
        return next((found for word, found in ACROSS.items() if word in self.anchor), "center")

    @property
    def down(self) -> str:
        """What of it stands at y: its "top", "bottom", "baseline" or "center"."""
        return next((found for word, found in DOWN.items() if word in self.anchor), "center")

    @property
    def runs(self) -> tuple[TextRun, ...]:
        """The words and, two spaces on, the mathematics as runs of letters that look alike.

        >>> [run.text for run in Text(0.0, 0.0, "cut", "R^{2}", "center", 9.0, "ink", None, "formula", "").runs]
        ['cut  ', 'R', '2']
        """
        words = (TextRun(f"{self.text}  " if self.math else self.text),) if self.text else ()
        return (*words, *runs(self.math))

    @property
    def said(self) -> str:
        """The text on one line, without markup."""
        return f"{self.text} {''.join(run.script[-1:] + run.text for run in runs(self.math))}".strip()

    @property
    def tex(self) -> str:
        """The words and the mathematics as TeX source."""
        mathematics = f"${tex_mathematics(self.math)}$" if self.math else ""
        return r"\enspace ".join(part for part in (tex(self.text), mathematics) if part)


ACROSS = {"west": "left", "east": "right"}
DOWN = {"north": "top", "south": "bottom", "base": "baseline"}


class Layer(NamedTuple):
    """Shapes, traces or texts of one family; `pen` is the one that most of them are drawn with.

    The layers of a picture, in the order of drawing, are called `regions`, `halos` and `patches` (shapes), `lines` and
    `cut-lines` (traces), `marks`, `rings` and `legend` (shapes), `labels` (texts), and `strokes` (traces).
    """

    name: str
    shapes: tuple[Shape, ...] = ()
    traces: tuple[Trace, ...] = ()
    texts: tuple[Text, ...] = ()
    pen: Pen = NO_PEN


@dataclass(frozen=True)
class DisplayList:
    """A picture as layers, the lowest first, on a ground of the colour `background`.

    `box` is (left, bottom, right, top) in data units, `unit` the inches to one of them, `font_size` the points of most
    texts, `said` the picture in one line of words.
    """

    view: str
    said: str
    box: Box
    unit: float
    font_size: float
    layers: tuple[Layer, ...]

    def __getitem__(self, name: str) -> Layer:
        """Return the layer of that name."""
        return next(layer for layer in self.layers if layer.name == name)
