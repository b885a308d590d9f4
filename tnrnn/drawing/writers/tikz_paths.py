"""The pieces of TikZ source: numbers, points, paths, comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ..scenes import Box, Point, decimal

LONGEST_COMMENT = 100
"""The most letters of a comment."""

LONGEST_PATH = 200
"""The most items of one style in one path. Many paths take more of TeX's memory, and one very long path too much."""


class Item(NamedTuple):
    """A part of a path, the names of its styles, and the name of what it stands for."""

    styles: str
    path: str
    of: str = ""


def number(value: float) -> str:
    """Return a number with at most six decimals, as TeX reads it."""
    return decimal(value, 6)


def at(point: Point) -> str:
    """Return a point in the notation of TikZ."""
    return f"({number(point[0])},{number(point[1])})"


def comment(text: str) -> str:
    """Return a comment for the end of a line, in printable characters, or an empty text for an empty one.

    >>> comment("h[1,1]"), comment("")
    (' % h[1,1]', '')
    """
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return f" % {shown if len(shown) <= LONGEST_COMMENT else f'{shown[:LONGEST_COMMENT]} ...'}" if shown else ""


def paths(items: Iterable[Item]) -> list[str]:
    """Return the lines of paths: one path for all items of the same styles, in their order."""
    alike: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        alike[item.styles].append(item)
    found: list[str] = []
    for styles, all_of_them in alike.items():
        for start in range(0, len(all_of_them), LONGEST_PATH):
            part = all_of_them[start : start + LONGEST_PATH]
            if len(part) == 1:
                found.append(f"\\path[{styles}] {part[0].path};{comment(part[0].of)}")
            else:
                found += [f"\\path[{styles}]", *(f"  {item.path}{comment(item.of)}" for item in part), ";"]
    return found


def rectangle(box: Box) -> str:
    """Return the path of a box: (left, bottom, right, top)."""
    left, bottom, right, top = box
    return f"{at((left, bottom))} rectangle {at((right, top))}"


def through(points: tuple[Point, ...], curve: bool) -> str:
    """Return the path through points, or, if `curve` is true, the spline with these points."""
    if not curve:
        return " -- ".join(map(at, points))
    pieces = [points[start : start + 3] for start in range(1, len(points) - 1, 3)]
    bends = [f" .. controls {at(first)} and {at(second)} .. {at(end)}" for first, second, end in pieces]
    return at(points[0]) + "".join(bends)
