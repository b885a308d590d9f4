"""Several grids, and circuits or networks that are given, in one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...basics import mistake
from .given import Given, GivenCase
from .grids import MOST_CASES, Grid
from .listing import beside
from .parameters import AnyCase

Part = Grid | Given
"""What a page consists of: the grid of a model, or what is given."""


def parts_of(grid: Any) -> tuple[Part, ...]:
    """Return the parts of a page, which are given as one part or as several.

    Raises
    ------
    TnrnnError
        If there are none, if two have the same model or name, or if they have more than 20,000 cases together.

    Examples
    --------
    >>> [part.model for part in parts_of((Grid((4,), model="lstm"), Grid((4,))))]
    ['lstm', 'rac']
    """
    found = (grid,) if isinstance(grid, Part) else grid
    if not isinstance(found, Sequence) or not found or not all(isinstance(part, Part) for part in found):
        raise mistake("grid", "a Grid or a Given, or a list of these", grid)
    check_names(found)
    number = sum(1 for part in found for _ in part.cases())
    if number > MOST_CASES:
        raise mistake("grid", f"at most {MOST_CASES:,} cases together", number)
    return tuple(found)


def name_of(part: Part) -> str:
    """Return the name under which a page shows a part."""
    return part.model if isinstance(part, Grid) else part.name


def check_names(parts: Iterable[Part]) -> None:
    """Raise a TnrnnError if two parts have one name."""
    names = [name_of(part) for part in parts]
    for name in names:
        if names.count(name) > 1:
            raise mistake("grid", "each model and each name once", name)


def cases_of(parts: Iterable[Part]) -> list[AnyCase | GivenCase]:
    """Return the cases of all parts, in order."""
    return [case for part in parts for case in part.cases()]


def lists_of(parts: Sequence[Part]) -> dict[str, Any]:
    """Return as JSON what a page can show: of one grid its lists, else under "only" the lists of each part.

    "opens" is the part with which the page opens.

    >>> lists_of((Grid((4,)), Grid((6,), model="lstm")))["only"]["lstm"]["length"]
    [6]
    """
    if len(parts) == 1 and isinstance(parts[0], Grid):
        return parts[0].to_json()
    return beside({"split": None}, {name_of(part): part.to_json() for part in parts}) | {"opens": name_of(parts[0])}
