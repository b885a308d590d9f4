"""What is shown: which view of a network or circuit, how much detail, which labels and looks, and how large."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ...basics import TnrnnError, choice, mistake
from .looks import Look, turns
from .notes import Note
from .places import FARTHEST, pairs, waypoints
from .scene import Point
from .strip import Strip

ViewKind = Literal["auto", "unrolled", "shared", "folded", "matricization"]
Detail = Literal["compact", "anatomy"]
Labels = Literal["auto", "none", "names", "dims", "all"]
LABELS: tuple[Labels, ...] = get_args(Labels)
LAYOUTS = (
    *("auto", "chain", "ring", "star", "tree", "mera", "sandwich", "torus", "lattice", "oblique", "complete"),
    *("brickwall", "circuit", "stress", "planar", "columns", "neato", "sfdp", "dot"),
)
"""The names of layouts: of structures that a network has to have, and then those that any network can have."""
INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72.27}
COLUMN = 3.4
"""The inches of a column of a two-column paper."""
WIDEST = 48
"""The largest width in inches, that of a poster. A number that was meant in millimetres is usually larger."""
PITCHES = 0.05, 10.0
"""The least and the largest distance of two neighbours in inches."""
LEGENDS = (True, False, "colour", "shape")
MOST_LOOKS = 1_000
"""The most looks, and the most notes, of one picture."""


@dataclass(frozen=True)
class View:
    """What a picture shows of a network or a circuit.

    Parameters
    ----------
    kind : str
        "auto" (default: the staircase of an unrolled network, else the layout that fits it; a circuit's shared view),
        "unrolled", "shared" (circuits: one mark for each vertex), "folded" (circuits: repeated parts once, with dots
        for steps and layers that are left out) or "matricization" (which legs are rows and which are columns).
    detail : "compact" or "anatomy"
        One mark a site, or every weight and copy tensor (unrolled and shared views). A circuit with gates, such as an
        LSTM, has cells: boxes for gates (a sum with the maps and constants that only it uses) and for maps of one
        vector, signs for products and sums, a line for every state, thick if it is a matrix. A cut that severs
        something inside a cell is drawn on cells by default.
    labels : "auto", "none", "names", "dims" or "all"
        Which labels tensors and bonds have: their names, their dimensions, or both. "auto" shows names where they help
        and fit. In a picture of more than 60 tensors one of each family has a label, and the legend names the families.
        A picture grows to make room for the labels that were asked for, and its legend says how many have no room.
    positions : mapping of names to (x, y), optional
        The positions of some or all tensors of a network, or vertices of a circuit, in data units. They are used as
        they are given, also where tensors then overlap or lines pass over them. The others stand around them: in each
        connected part the usual drawing is turned, scaled and moved to fit; if it cannot, distances follow those in the
        graph. Parts without any given position stand to the right.
    width : str or float, optional
        The width of the printed picture, from 1 to 48 inches: a number with its unit (in, cm, mm or pt), such as
        "3.4in", "8.6cm" or "86mm"; "column", which is 3.4 inches; or a number of inches. Type keeps its size, so that a
        width that is too small raises an error, which says the least width.
    strip : Strip, optional
        The cuts of all splits, drawn under the diagram on the same time axis.
    legend : bool, "colour" or "shape"
        Whether the picture has a legend. It lists the kinds of tensors that are drawn, and every `key` of a look; by
        "colour" it has a square for every colour of a tensor, by "shape" every shape without a colour. Without one the
        picture still says how many labels have no room.
    looks : list of Look, optional
        How some tensors and bonds are drawn. Where several speak of the same, the later wins.
    legs : mapping of names to sides, optional
        Where dangling bonds point: for names or patterns "left", "right", "up", "down", or an angle in degrees from the
        right, counterclockwise; the last name that fits a bond counts. Several of one tensor in one direction lie side
        by side in the order of its bonds. Views with time steps, whose legs have fixed places, raise an error.
    notes : list of Note, optional
        Annotations: words, braces, arrows, boxes and hulls.
    height : str or float, optional
        The largest height of the printed picture, from 1 to 48 inches, with a width or a pitch, or alone. With a height
        alone, a picture is as large as without one, unless it would be higher.
    pitch : str or float, optional
        The distance of two neighbours in print, from 0.05 to 10 inches, in place of a width.
    layout : str
        Where tensors stand: "auto" (default: as the structure of the network suggests), the name of a structure, or
        the name of a layout that any network can have. Structures: "chain" (tensors in a row), "ring", "star"
        (rows of tensors around one), "tree", "mera" (rows of disentanglers as boxes and of isometries as triangles),
        "sandwich" (rows one above another, sites in columns, boxes for tensors of several rows or sites),
        "lattice" (rows and columns, also with holes, or triangles or hexagons), "torus" (rows and columns, some of them
        rings), "oblique" (a lattice as a plane seen from the side, its legs upright), "complete" (each tensor joined to
        each), "circuit" (qubits as rows, time to the right; gates have as many outputs as inputs, in this or the other
        order of their axes) and "brickwall" (sites along x, time upwards; gates on two neighbouring sites).
        For any network: "stress" (distances in the picture follow those in the graph), "planar" (without crossings, if
        that can be), "columns" (by time, or by the distance from the first tensor), and "neato", "sfdp" and "dot" (by
        graphviz, where it is installed). Every connected part has to have the structure that is asked for. If some
        tensors have positions, the layout is that of the others around them.
    moves : mapping of names to (dx, dy), optional
        How far some tensors, or vertices of a circuit, are moved from where they would stand without this, in data
        units. Nothing else moves, but lines follow, and the ends of legs. What stands for several tensors is moved by
        the first of them that is named.
    bends : mapping of names to (x, y) or lists of (x, y), optional
        Points in data units through which bonds pass, in order from the first tensor of the line to the last, or to
        the end of a leg, as a smooth curve. A move of a tensor leaves them where they are.

    Raises
    ------
    TnrnnError
        If a word is unknown, a position is not finite, a length is out of range, or there is a pitch beside a width.

    Examples
    --------
    >>> View(width="86.36mm").inches
    3.4
    >>> View(kind="rolled")
    Traceback (most recent call last):
    tnrnn.TnrnnError: view: expected auto, unrolled, shared, folded or matricization, given 'rolled'; did you \
mean 'unrolled'?
    """

    kind: ViewKind = "auto"
    detail: Detail = "compact"
    labels: Labels = "auto"
    positions: Mapping[str, Point] | tuple[tuple[str, float, float], ...] | None = None
    width: str | float | None = None
    strip: Strip | None = None
    legend: bool | str = True
    looks: tuple[Look, ...] | list[Look] = ()
    legs: Mapping[str, str | float] | tuple[tuple[str, float], ...] | None = None
    notes: tuple[Note, ...] | list[Note] = ()
    height: str | float | None = None
    pitch: str | float | None = None
    layout: str = "auto"
    moves: Mapping[str, Point] | tuple[tuple[str, float, float], ...] | None = None
    bends: Mapping[str, Any] | tuple[tuple[str, tuple[Point, ...]], ...] | None = None

    def __new__(cls, *args: Any, **given: Any) -> View:
        # A dataclass would raise a TypeError for an unknown field, without the nearest word.
        for name in given:
            if name not in cls.__dataclass_fields__:
                raise mistake("view", "a field of View", name, cls.__dataclass_fields__)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        choice("view", self.kind, get_args(ViewKind))
        choice("view, detail", self.detail, get_args(Detail))
        choice("view, labels", self.labels, LABELS)
        choice("view, layout", self.layout, LAYOUTS)
        if self.layout != "auto":
            choice("view with a layout", self.kind, ("auto", "unrolled", "shared"))
            choice("view with a layout, detail", self.detail, ("compact",))
        if self.positions is not None:
            object.__setattr__(self, "positions", pairs("view, positions", "view, position of", self.positions))
        if self.moves is not None:
            object.__setattr__(self, "moves", pairs("view, moves", "view, move of", self.moves, FARTHEST))
        if self.bends is not None:
            object.__setattr__(self, "bends", waypoints("view, bends", self.bends))
        for name in ("width", "height"):
            if getattr(self, name) is not None:
                _inches(name, getattr(self, name))
        if self.pitch is not None:
            if self.width is not None:
                raise mistake("view, pitch", "None with a width, which sets it", self.pitch)
            _length("pitch", self.pitch, PITCHES)
        if self.strip is not None and not isinstance(self.strip, Strip):
            raise mistake("view, strip", "a Strip or None", self.strip)
        if not any(self.legend is one or (isinstance(one, str) and self.legend == one) for one in LEGENDS):
            raise mistake("view, legend", "True, False, 'colour' or 'shape'", self.legend)
        object.__setattr__(self, "looks", _items("looks", self.looks, Look))
        object.__setattr__(self, "notes", _items("notes", self.notes, Note))
        if self.legs is not None:
            object.__setattr__(self, "legs", turns("view, legs", self.legs))

    @property
    def inches(self) -> float | None:
        """The width in inches, or None."""
        return None if self.width is None else _inches("width", self.width)

    @property
    def tall(self) -> float | None:
        """The largest height in inches, or None."""
        return None if self.height is None else _inches("height", self.height)

    @property
    def step(self) -> float | None:
        """The pitch in inches, or None."""
        return None if self.pitch is None else _length("pitch", self.pitch, PITCHES)

    @property
    def turns(self) -> tuple[tuple[str, float], ...]:
        """The directions of legs in degrees, by names and patterns."""
        return () if self.legs is None else turns("view, legs", self.legs)

    @property
    def places(self) -> dict[str, tuple[float, float]] | None:
        """The positions by name, or None."""
        return None if self.positions is None else _by_name(self.positions)

    @property
    def shifts(self) -> dict[str, Point]:
        """How far tensors are moved, by name."""
        return {} if self.moves is None else _by_name(self.moves)

    @property
    def ways(self) -> dict[str, tuple[Point, ...]]:
        """The points through which bonds pass, by the name of the bond."""
        return {} if self.bends is None else dict(waypoints("view, bends", self.bends))


def _by_name(given: Any) -> dict[str, Point]:
    return {name: (x, y) for name, x, y in given}


def _items(name: str, given: Any, kind: type) -> tuple[Any, ...]:
    """Return looks or notes as a tuple; one alone may stand for a list of one."""
    found = (given,) if isinstance(given, kind) else given
    if not isinstance(found, list | tuple) or len(found) > MOST_LOOKS:
        raise mistake(f"view, {name}", f"a list of at most {MOST_LOOKS:,} {kind.__name__} objects", given)
    for item in found:
        if not isinstance(item, kind):
            raise mistake(f"view, {name}", f"{kind.__name__} objects", item)
    return tuple(found)


def _inches(name: str, given: Any) -> float:
    return _length(name, given, (1, WIDEST))


def _length(name: str, given: Any, limits: tuple[float, float]) -> float:
    """Return a length in inches, or raise a TnrnnError unless it is within limits."""
    inches = math.nan
    if given == "column" and name == "width":
        inches = COLUMN
    elif isinstance(given, int | float) and not isinstance(given, bool):
        inches = float(given)
    elif isinstance(given, str):
        parts = re.fullmatch(r"\s*([0-9]{1,6}(?:\.[0-9]{0,12})?)\s*([A-Za-z]*)\s*", given)
        if parts:
            inches = float(parts[1]) * INCHES[choice(f"{name}, unit", parts[2] or "in", INCHES)]
    if not limits[0] <= inches <= limits[1]:
        raise _wrong_length(name, given, inches, limits)
    return round(inches, 6)


def _wrong_length(name: str, given: Any, inches: float, limits: tuple[float, float]) -> TnrnnError:
    """Return the error; it says which unit a number alone has, since a number that is too large is often in mm."""
    least, most = limits
    words = "a width such as 3.4in, 86mm or column" if name == "width" else f"a {name} such as 3.4in or 86mm"
    error = mistake(name, f"{words}, from {least:g} to {most:g} inches", given)
    if not isinstance(given, int | float) and not re.fullmatch(r"[\s0-9.]+", str(given)):
        return error
    millimetres = inches * INCHES["mm"]
    meant = f"; {inches:g}mm are {millimetres:.2f} inches" if inches > most and least <= millimetres <= most else ""
    return TnrnnError(f"{error}; a number without a unit is in inches{meant}")


def resolved_view(view: View | ViewKind | None) -> View:
    """Return the view that an argument stands for: a View, the name of a kind, or None for "auto".

    >>> resolved_view("shared").kind
    'shared'
    """
    if view is None:
        return View()
    if isinstance(view, View):
        return view
    if isinstance(view, str):
        return View(view)
    raise mistake("view", "a View, the name of one or None", view)
