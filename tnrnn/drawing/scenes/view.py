"""What is shown: which view of a network or circuit, how much detail, which labels, and how wide."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ...basics import TnrnnError, choice, mistake
from .strip import Strip

ViewKind = Literal["auto", "unrolled", "shared", "folded", "matricization"]
Detail = Literal["compact", "anatomy"]
Labels = Literal["auto", "none", "names", "dims", "all"]
LABELS: tuple[Labels, ...] = get_args(Labels)
INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72.27}
COLUMN = 3.4
"""The inches of a column of a two-column paper."""
WIDEST = 48
"""The largest width in inches, that of a poster. A number that was meant in millimetres is usually larger."""


@dataclass(frozen=True)
class View:
    """What a picture shows of a network or a circuit.

    Parameters
    ----------
    kind : str
        "auto" (default: the staircase of an unrolled network, else the layout that fits it; a circuit's shared view),
        "unrolled", "shared" (circuits: one mark for each vertex), "folded" (repeated parts drawn once) or
        "matricization" (which legs are rows and which are columns).
    detail : "compact" or "anatomy"
        One mark a site, or every weight and copy tensor (unrolled and shared views).
    labels : "auto", "none", "names", "dims" or "all"
        Which labels tensors and bonds have: their names, their dimensions, or both. "auto" shows names where they help
        and fit. In a picture of more than 60 tensors one of each family has a label, and the legend names the families.
        A picture grows to make room for the labels that were asked for, and its legend says how many have no room.
    positions : mapping of names to (x, y), optional
        The positions of all tensors of a network, or of all vertices of a circuit, in data units.
    width : str or float, optional
        The width of the printed picture, from 1 to 48 inches: a number with its unit (in, cm, mm or pt), such as
        "3.4in", "8.6cm" or "86mm"; "column", which is 3.4 inches; or a number of inches. Type keeps its size, so that a
        width that words alone would fill raises an error.
    strip : Strip, optional
        The cuts of all splits, drawn under the diagram on the same time axis.
    legend : bool
        Whether the picture has a legend. Without one it still says how many labels have no room.

    Raises
    ------
    TnrnnError
        If a word is unknown, a position is not finite, or the width is out of range.

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
    positions: Mapping[str, tuple[float, float]] | tuple[tuple[str, float, float], ...] | None = None
    width: str | float | None = None
    strip: Strip | None = None
    legend: bool = True

    def __post_init__(self) -> None:
        choice("view", self.kind, get_args(ViewKind))
        choice("view, detail", self.detail, get_args(Detail))
        choice("view, labels", self.labels, LABELS)
        if self.positions is not None:
            object.__setattr__(self, "positions", _positions(self.positions))
        if self.width is not None:
            _inches(self.width)
        if self.strip is not None and not isinstance(self.strip, Strip):
            raise mistake("view, strip", "a Strip or None", self.strip)
        if not isinstance(self.legend, bool):
            raise mistake("view, legend", "True or False", self.legend)

    @property
    def inches(self) -> float | None:
        """The width in inches, or None."""
        return None if self.width is None else _inches(self.width)

    @property
    def places(self) -> dict[str, tuple[float, float]] | None:
        """The positions by name, or None."""
        return None if self.positions is None else {name: (x, y) for name, x, y in _positions(self.positions)}


def _positions(given: Any) -> tuple[tuple[str, float, float], ...]:
    expected = "a mapping of names to pairs (x, y) of finite numbers"
    if isinstance(given, Mapping):
        items = [(name, at) for name, at in given.items()]
    elif isinstance(given, tuple) and all(isinstance(item, tuple) and len(item) == 3 for item in given):
        items = [(name, (x, y)) for name, x, y in given]
    else:
        raise mistake("view, positions", expected, given)
    found = []
    for name, at in items:
        if not isinstance(name, str):
            raise mistake("view, positions", expected, name)
        try:
            x, y = (float(value) for value in at)
        except (TypeError, ValueError, OverflowError):
            raise mistake(f"view, position of {name}", "a pair (x, y) of finite numbers", at) from None
        if not (math.isfinite(x) and math.isfinite(y)):
            raise mistake(f"view, position of {name}", "a pair (x, y) of finite numbers", at)
        found.append((name, x, y))
    return tuple(found)


def _inches(width: Any) -> float:
    inches = math.nan
    if width == "column":
        inches = COLUMN
    elif isinstance(width, int | float) and not isinstance(width, bool):
        inches = float(width)
    elif isinstance(width, str):
        parts = re.fullmatch(r"\s*([0-9]{1,6}(?:\.[0-9]{0,12})?)\s*([A-Za-z]*)\s*", width)
        if parts:
            inches = float(parts[1]) * INCHES[choice("width, unit", parts[2] or "in", INCHES)]
    if not 1 <= inches <= WIDEST:
        raise _wrong_width(width, inches)
    return round(inches, 6)


def _wrong_width(width: Any, inches: float) -> TnrnnError:
    """Return the error; it says which unit a number alone has, since a number that is too large is often in mm."""
    error = mistake("width", f"a width such as 3.4in, 86mm or column, from 1 to {WIDEST} inches", width)
    if not isinstance(width, int | float) and not re.fullmatch(r"[\s0-9.]+", str(width)):
        return error
    millimetres = inches * INCHES["mm"]
    meant = f"; {inches:g}mm are {millimetres:.2f} inches" if inches > WIDEST and 1 <= millimetres <= WIDEST else ""
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
