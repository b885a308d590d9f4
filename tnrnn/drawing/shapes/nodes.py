"""The names by which TikZ and SVG call tensors, bonds and the ends of legs: letters and digits only, each name once."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ..scenes import Box, Point, flattened
from .shape import DisplayList, Shape, Trace

GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
CAPITAL, SMALL = 0x391, 0x3B1
"""The codes of the Greek letters Alpha and alpha; the others follow in the order of `GREEK`."""

SIGNS = {"'": "prime", "\N{PRIME}": "prime", "\N{DAGGER}": "dagger", "*": "star", "+": "plus"}
"""What stands for signs that tell names apart."""

LONGEST = 60
"""The most letters of a name, before a number that makes it unique."""

TOUCHED = 1.02
"""Parts of its half width and height within which a line ends at a mark."""


LOOSE = "output"
"""The role of lines that may have a free end."""


class Place(NamedTuple):
    """A point with a name: the middle of a bond, or the free end of a leg."""

    name: str
    of: str
    at: Point


class NodeNames(NamedTuple):
    """The names of the marks of a picture, and the places of the bonds of each line, both in the order of drawing."""

    marks: tuple[str, ...]
    places: tuple[tuple[Place, ...], ...]


def node_name(name: str) -> str:
    r"""Return a name with which TikZ can call a node: letters, digits, "_" and "-".

    >>> [node_name(name) for name in ("h[1,1]", "h[-1]", "h - y", "λ[2]", r"\chi_1", "A'", "U†", "A^{s_1}", "中", "")]
    ['h-1-1', 'h--1', 'h-y', 'lambda-2', 'chi_1', 'A-prime', 'U-dagger', 'A-s_1', 'U4E2D', 'node']
    """
    text = re.sub(r"[^A-Za-z0-9_-]+", "-", "".join(map(_spelled, unicodedata.normalize("NFKD", name))))
    text = re.sub(r"-{3,}", "-", text)
    return re.sub(r"^-+|-+$", "", text[:LONGEST]) or "node"


def _spelled(letter: str) -> str:
    code = ord(letter)
    if letter in SIGNS:
        return f" {SIGNS[letter]} "
    if letter.isascii() or unicodedata.combining(letter):
        return letter if letter.isascii() else ""
    for first in (CAPITAL, SMALL):
        if first <= code < first + len(GREEK):
            return GREEK[code - first].capitalize() if first == CAPITAL else GREEK[code - first]
    return f"U{code:04X}" if letter.isalpha() else " "


class _Names:
    """Gives each name once; what is asked for again has a number behind it."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}

    def of(self, wanted: str, otherwise: str = "") -> str:
        """Return a name that is still free: what is wanted, or else that and a word, or else that and a number."""
        if wanted in self.taken and otherwise:
            wanted = f"{wanted}-{otherwise}"
        while wanted in self.taken:
            self.taken[wanted] += 1
            wanted = f"{wanted}-{self.taken[wanted]}"
        self.taken[wanted] = 1
        return wanted


def node_names(picture: DisplayList) -> NodeNames:
    """Return the names of the nodes of a picture. Those that a tensor has as its name are not given to any other.

    >>> from tnrnn import rac, unroll
    >>> from tnrnn.drawing import compose
    >>> from tnrnn.drawing.shapes import display_list
    >>> from tnrnn.drawing.scenes import Style
    >>> names = node_names(display_list(compose(unroll(rac(2, 1, 2, 2))), Style()))
    >>> names.marks[:2], [place.name for place in names.places[0]]
    (('h-2-1', 'x-2'), ['out', 'h-2-1-y'])
    """
    shapes, traces, given = picture["marks"].shapes, picture["lines"].traces, _Names()
    wanted = [_in_panel(shape.panel, shape.name) for shape in shapes]
    kept = [node_name(shape.name) == shape.name for shape in shapes]
    marks = [""] * len(shapes)
    for first in (True, False):
        for number in (number for number, same in enumerate(kept) if same == first):
            marks[number] = given.of(wanted[number])
    places, ends = _Places(shapes), {shape.name for shape in shapes if not shape.parts}
    found = []
    for trace in traces:
        line = []
        for number, part in enumerate(trace.parts):
            at, free = places.of(trace, number, part.name in ends)
            line.append(Place(given.of(_in_panel(trace.panel, part.name), "end" if free else "bond"), part.name, at))
        found.append(tuple(line))
    return NodeNames(tuple(marks), tuple(found))


def _in_panel(panel: str, name: str) -> str:
    """Return the name of a node: in a figure of panels, where names come again, the letter of the panel is before it.

    >>> _in_panel("a", "h[1,1]"), _in_panel("", "h[1,1]")
    ('a-h-1-1', 'h-1-1')
    """
    return f"{panel}-{node_name(name)}" if panel else node_name(name)


def middle(points: tuple[Point, ...], curve: bool) -> Point:
    """Return the point halfway along a line.

    >>> middle(((0.0, 0.0), (1.0, 0.0), (1.0, 3.0)), False)
    (1.0, 1.0)
    """
    path = flattened(points) if curve else points
    steps = list(itertools.pairwise(path))
    lengths = [math.sqrt((b[0] - a[0]) * (b[0] - a[0]) + (b[1] - a[1]) * (b[1] - a[1])) for a, b in steps]
    left = sum(lengths) / 2
    for (a, b), length in zip(steps, lengths, strict=True):
        if left <= length and length > 0:
            part = left / length
            return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
        left -= length
    return path[-1]


class _Places:
    """Finds the middles of bonds, and the ends of lines that stand at no mark."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self.shapes = list(shapes)
        self.middles = {shape.middle for shape in self.shapes}

    def of(self, trace: Trace, number: int, marked: bool) -> tuple[Point, bool]:
        """Return the place of a bond of a line, and whether it is a free end: not if a mark of that name is there."""
        if trace.kind == LOOSE and not marked and number in (0, len(trace.parts) - 1):
            for end, point in ((-1, trace.form.points[-1]), (0, trace.form.points[0])):
                if number == (len(trace.parts) - 1 if end else 0) and not self._at_a_mark(point):
                    return point, True
        path = trace.parts[number].path or trace.form
        return middle(path.points, path.curve), False

    def _at_a_mark(self, point: Point) -> bool:
        return point in self.middles or any(_touches(shape.extent, point) for shape in self.shapes)


def _touches(box: Box, point: Point) -> bool:
    left, bottom, right, top = box
    across, up = TOUCHED * (right - left) / 2, TOUCHED * (top - bottom) / 2
    return abs(point[0] - (left + right) / 2) <= across and abs(point[1] - (bottom + top) / 2) <= up
