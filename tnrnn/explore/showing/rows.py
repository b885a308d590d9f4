"""Rows of the table of numbers, and the pages on which pictures are drawn."""

from __future__ import annotations

from typing import Any

from ...bounding import Bound
from ...drawing import Page
from ...tables import TITLES

MOST_BITS = 4_000
"""The largest number of bits of an integer on a page; a larger one is shown by its formula and its logarithm."""

TYPES = {"normal": (10.0, 8.0, 11.0), "large": (10.0, 8.0, 16.0)}
"""Width and height in inches and font size in points, for a reader at a desk and for the last row of a lecture hall."""

SIGNS = {"lower": "≥", "upper": "≤", "exact": "="}
"""What stands before a value, by the kind of the bound."""

KINDS = {"rank": "=", "generic_rank": "=", "theorem_1": "≥", "power_bound": "≥"}
"""What stands before the value of a row, by its name, if that is not the sign of an upper bound."""


def page_of(name: str) -> Page:
    """Return the page for a size of type, "normal" or "large".

    >>> page_of("large").font_size
    16.0
    """
    return Page(*TYPES[name])


def row_of(name: str, sign: str, bound: Bound, note: str = "") -> list[Any]:
    """Return the row of a bound.

    >>> row_of("min_cut", "≤", Bound("min_cut", "upper", 8))
    ['min_cut', 'min-cut', '≤', '8', '', 3.0, '']
    """
    return [name, TITLES[name], sign, digits(bound.value), bound.formula, round(bound.log2 or 0.0, 9), note]


def row_without(name: str, reason: str) -> list[Any]:
    """Return the row of a bound that does not apply, with the reason.

    >>> row_without("rank", "being computed")
    ['rank', 'rank', '=', None, '', None, 'being computed']
    """
    return [name, TITLES[name], KINDS.get(name, "≤"), None, "", None, reason]


def digits(value: int | None) -> str | None:
    """Return an integer as text, or None if it is too long for a page."""
    return None if value is None or value.bit_length() > MOST_BITS else str(value)
