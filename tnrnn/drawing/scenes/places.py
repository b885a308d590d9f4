"""Places as a user gives them: pairs of numbers by name, and the points through which lines pass."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ...basics import mistake
from .scene import Point

MOST_WAYPOINTS = 50
"""The most points through which one bond passes."""

FARTHEST = 1e12
"""The largest absolute value of a coordinate."""


def pairs(owner: str, one: str, given: Any, most: float = math.inf) -> tuple[tuple[str, float, float], ...]:
    """Return pairs of finite numbers by name, from a mapping or from what this returns.

    >>> pairs("view, positions", "view, position of", {"A": (0, 1)})
    (('A', 0.0, 1.0),)
    """
    expected = "a mapping of names to pairs (x, y) of finite numbers"
    if isinstance(given, Mapping):
        items = [(name, at) for name, at in given.items()]
    elif isinstance(given, tuple) and all(isinstance(item, tuple) and len(item) == 3 for item in given):
        items = [(name, (x, y)) for name, x, y in given]
    else:
        raise mistake(owner, expected, given)
    found = []
    for name, at in items:
        if not isinstance(name, str):
            raise mistake(owner, expected, name)
        found.append((name, *point(f"{one} {name}", at, most)))
    return tuple(found)


def point(owner: str, given: Any, most: float = math.inf) -> Point:
    """Return a pair of finite numbers, of at most `most` in absolute value; it may be a list.

    >>> point("note, at", [1, 2])
    (1.0, 2.0)
    """
    try:
        x, y = (float(value) for value in given)
    except (TypeError, ValueError, OverflowError):
        raise mistake(owner, "a pair (x, y) of finite numbers", given) from None
    if isinstance(given, str) or not (math.isfinite(x) and math.isfinite(y)):
        raise mistake(owner, "a pair (x, y) of finite numbers", given)
    if max(abs(x), abs(y)) > most:
        raise mistake(owner, f"numbers of at most {most:g} in absolute value", given)
    return x, y


def waypoints(owner: str, given: Any) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """Return the points of lines by name, from a mapping to a point or to a list of points.

    >>> waypoints("view, bends", {"a": (0, 1), "b": [(0, 1), (2, 1)]})
    (('a', ((0.0, 1.0),)), ('b', ((0.0, 1.0), (2.0, 1.0))))
    """
    items = list(given.items()) if isinstance(given, Mapping) else given
    if not isinstance(items, list | tuple) or not all(isinstance(item, tuple) and len(item) == 2 for item in items):
        raise mistake(owner, "a mapping of names of bonds to points (x, y), or to lists of them", given)
    found = []
    for name, at in items:
        if not isinstance(name, str):
            raise mistake(owner, "names of bonds", name)
        several = at if isinstance(at, list | tuple) and at and isinstance(at[0], list | tuple) else (at,)
        if len(several) > MOST_WAYPOINTS:
            raise mistake(f"{owner} of {name}", f"at most {MOST_WAYPOINTS} points", len(several))
        found.append((name, tuple(point(f"{owner} of {name}", one, FARTHEST) for one in several)))
    return tuple(found)
