"""`Look`: how some tensors or bonds are drawn, as a user chooses it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ...basics import choice, mistake
from .colours import colour
from .markup import marked

SHAPES = (
    "disc", "square", "diamond", "triangle-left", "triangle-right", "triangle-up", "triangle-down", "box", "pill",
    "half-disc", "half-disc-left", "half-disc-right", "half-disc-up", "half-disc-down", "ellipsis",
)  # fmt: skip
"""The shapes of tensors. A triangle or a half disc points where its name says; a half disc alone to the right."""

TENSOR_FIELDS = ("shape", "size", "fill", "ports")
"""What only tensors have."""
BOND_FIELDS = ("dash", "arrow")
"""What only bonds have."""

DASHES: dict[str, tuple[float, ...]] = {"solid": (), "dashed": (4.0, 2.5), "dotted": (1.0, 2.0)}
"""The dashes and gaps in widths of the line."""

SIDES = (
    "above", "below", "left", "right", "right above", "left above", "right below", "left below",
)  # fmt: skip
PLACES = ("inside", "beside", "end", *SIDES)
"""Where the text of a tensor or a bond stands; "beside" is where there is room, "end" is the free end of a leg."""

TURNS = {"right": 0.0, "up": 90.0, "left": 180.0, "down": 270.0}
"""The directions of legs in degrees."""

BY_DIM = "dim"
"""The width of a bond that grows with the logarithm of its dimension."""

LARGEST_SIZE, THICKEST = 100.0, 50.0
"""The largest size in steps, and the largest width of a line in points."""

MOST_PARTS = 1_000
"""The most names of one look or note, the most ports of one look, and the most directions of legs of one view."""


@dataclass(frozen=True)
class Look:
    """How the tensors and bonds that it speaks of are drawn.

    Parameters
    ----------
    where : str, tuple of str, or function, optional
        The name of a tensor or a bond (of a circuit: of a vertex), a pattern in which `*` and `?` stand for any
        letters, or several of these; or a word that is none of them, but a tag or a kind; or a function that takes a
        `Tensor` or a `Bond` (of a circuit: a `Vertex`) and returns whether the look is for it. By default all.
    tag, kind : str, optional
        A tag that the tensor has, as those of quimb (its name, and the vertex and the parameter of a circuit that it is
        a copy of, are tags, too); and its kind ("weight", "copy", ..), or "tensor", "bond" or "leg". The look is for
        what `where`, `tag` and `kind` all select.
    shape : str, optional
        "disc", "square", "diamond", "triangle-left", "-right", "-up" or "-down", "box" (with round corners), "pill",
        "half-disc" or "half-disc-left", .., or "ellipsis" (three dots without an outline).
    size : float or pair, optional
        The width of the tensor, or its width and height, where 1 is the usual distance of two neighbours. It is drawn
        as it is given, also where tensors then overlap; a picture grows until texts fit inside. By default the tensor
        grows with the text inside.
    fill, stroke : str, optional
        The colour inside, and that of the outline or of the bond: "#rrggbb", a name of matplotlib, a field of `Style`
        such as "ink" or "layer-2", or "none".
    width : float or "dim", optional
        The width of the outline or of the bond in points. "dim" makes bonds wider by the logarithm of their dimension.
    dash : str, optional
        "solid", "dashed" or "dotted", for bonds.
    arrow : str, optional
        "forward" (in the order of the bond's ends), "backward", "isometry" (as the bonds `left` of tensors say: into
        these by those bonds, out of them by others), "none", or the name of the tensor that the arrow points to.
    text : str, optional
        What stands in place of the name; what is between dollars is TeX. An empty text hides the name.
    place : str, optional
        Where the text stands: "inside" (of a tensor), "beside" (where there is room), "end" (the free end of a leg), or
        "above", "right below", .. A bond without a text has its name there.
    ports : mapping of names to sides, optional
        Where bonds end at the edge of the tensor: for names or patterns of its bonds "left", "right", "up" or "down",
        or an angle in degrees from the right, counterclockwise. By default bonds leave a box, pill, square, half disc
        or triangle from the side that faces their other end: straight where the two sides allow it, and spread along
        the side, in the order of the bonds where that crosses no lines. Ports change nothing in views
        with time steps.
    key : str, optional
        Words for the legend, which then has an entry for what looks like this, in place of the words for its kind;
        what is between dollars is TeX.

    Raises
    ------
    TnrnnError
        If a field, a word or a colour is unknown, a number is out of range, or a text is not valid TeX.

    Examples
    --------
    >>> Look("A*", shape="disc", fill="steelblue").fill
    '#4682B4'
    >>> Look("A", shape="circle")
    Traceback (most recent call last):
    tnrnn.TnrnnError: look, shape: expected disc, square, diamond, triangle-left, triangle-right, triangle-up, \
triangle-down, box, pill, half-disc, half-disc-left, half-disc-right, half-disc-up, half-disc-down or ellipsis, given \
'circle'
    """

    where: str | tuple[str, ...] | Callable[[Any], bool] | None = None
    tag: str | None = None
    kind: str | None = None
    shape: str | None = None
    size: float | tuple[float, float] | None = None
    fill: str | None = None
    stroke: str | None = None
    width: float | str | None = None
    dash: str | None = None
    arrow: str | None = None
    text: str | None = None
    place: str | None = None
    ports: Mapping[str, str | float] | tuple[tuple[str, float], ...] | None = None
    key: str | None = None

    def __new__(cls, *args: Any, **given: Any) -> Look:
        for name in given:
            if name not in cls.__dataclass_fields__:
                raise mistake("look", "a field of Look", name, cls.__dataclass_fields__)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        if isinstance(self.where, list):
            set_field(self, "where", tuple(self.where))
        _check_where(self.where)
        for name in ("tag", "kind", "arrow", "text", "key"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise mistake(f"look, {name}", "a text or None", value)
        for name in ("text", "key"):
            if getattr(self, name) is not None:
                marked(getattr(self, name), f"look, {name}")
        for name, words in (("shape", SHAPES), ("dash", DASHES), ("place", PLACES)):
            if getattr(self, name) is not None:
                choice(f"look, {name}", getattr(self, name), words)
        for name in ("fill", "stroke"):
            if getattr(self, name) is not None:
                set_field(self, name, colour(f"look, {name}", getattr(self, name)))
        if self.size is not None:
            set_field(self, "size", _size(self.size))
        if self.width is not None and self.width != BY_DIM:
            set_field(self, "width", number("look, width", self.width, THICKEST))
        if self.ports is not None:
            set_field(self, "ports", turns("look, ports", self.ports))

    @property
    def given(self) -> dict[str, Any]:
        """The fields that say how something looks, without those that are None."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if value is not None and name not in SELECTING}


SELECTING = ("where", "tag", "kind")
"""The fields that say what a look is for."""


def _check_where(where: Any) -> None:
    names = (where,) if isinstance(where, str) else where
    if where is None or callable(where):
        return
    if not isinstance(names, tuple) or not 0 < len(names) <= MOST_PARTS or not all(isinstance(n, str) for n in names):
        raise mistake("look, where", "a name, a pattern, a tuple of these, a tag, a kind or a function", where)


def _size(given: Any) -> float | tuple[float, float]:
    if isinstance(given, list | tuple):
        if len(given) != 2:
            raise mistake("look, size", "a number of steps or a pair (width, height)", given)
        width, height = (number("look, size", each, LARGEST_SIZE) for each in given)
        return width, height
    return number("look, size", given, LARGEST_SIZE)


def number(owner: str, given: Any, most: float) -> float:
    """Return a positive number of at most `most`, or raise a TnrnnError."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= most:
        raise mistake(owner, f"a positive number of at most {most:g}", given)
    return float(given)


def turns(owner: str, given: Any) -> tuple[tuple[str, float], ...]:
    """Return names and directions in degrees, from 0 to 360.

    >>> turns("legs", {"s*": "down", "t": -90})
    (('s*', 270.0), ('t', 270.0))
    """
    if isinstance(given, tuple) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in given):
        given = dict(given)
    if not isinstance(given, Mapping) or len(given) > MOST_PARTS:
        raise mistake(owner, 'a mapping of names to sides or angles, such as {"s*": "down"}', given)
    found = []
    for name, side in given.items():
        if not isinstance(name, str):
            raise mistake(owner, "names of bonds or patterns", name)
        found.append((name, _turn(f"{owner}, {name}", side)))
    return tuple(found)


def _turn(owner: str, side: Any) -> float:
    if isinstance(side, str):
        return TURNS[choice(owner, side, TURNS)]
    if isinstance(side, bool) or not isinstance(side, int | float) or not math.isfinite(side):
        raise mistake(owner, "left, right, up, down or an angle in degrees", side)
    return float(side) % 360.0
