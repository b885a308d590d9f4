"""What a family of circuits brings: bounds in closed form, which sizes alone give, and when they apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..models import Case
from .bound import Bound
from .factors import SymmetricCut


@dataclass(frozen=True)
class Family:
    """What is known in closed form of the circuits of one model. Only `symmetric` makes a circuit.

    Parameters
    ----------
    member : str
        What a circuit of the family is called, such as "an RAC".
    letters : mapping from str to str
        The letters of the sizes that titles show, by the names of the sizes.
    rows : tuple of str
        The names of those rows of a table that only this family has.
    sizes : function of a case
        The sizes and the split that the other functions take, or None if no closed form is about such a partition.
    lower, upper : functions of sizes
        The lower bounds, with conjectured ones, and the proved upper bounds; only those that apply.
    symmetric : function of a case and sizes
        The least symmetric cut.
    reason : function of the name of a row and sizes
        Why the bound does not apply, in a few words.
    """

    member: str
    letters: Mapping[str, str]
    rows: tuple[str, ...]
    sizes: Callable[[Case], Any]
    lower: Callable[[Any], Iterable[Bound]]
    upper: Callable[[Any], Iterable[Bound]]
    symmetric: Callable[[Case, Any], SymmetricCut]
    reason: Callable[[str, Any], str]
