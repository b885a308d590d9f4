"""`Family`: the bounds in closed form of one model, which follow from sizes alone, and when they apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..models import Case
from .bound import Bound
from .factors import SymmetricCut


@dataclass(frozen=True)
class Family:
    """What is known in closed form about the circuits of one model. Only `symmetric` builds the circuit.

    Parameters
    ----------
    member : str
        What a circuit of the family is called, such as "an RAC".
    letters : mapping from str to str
        The letter of each size that titles show, by the name of the size.
    rows : tuple of str
        The names of the rows of a table that need closed forms, and that this family fills.
    names : tuple of str
        The names of all its upper bounds. A table shows the least of them in the row "ideal_bound", and certificates
        have the names.
    sizes : function of a case
        Returns the sizes and the split that the other functions take, or None if no closed form covers the partition.
    lower, upper : functions of sizes
        Return the lower bounds, conjectured ones among them, and the proved upper bounds; only those that apply.
    symmetric : function of a case and sizes
        Returns the least symmetric cut, or None if it is not known in closed form; then it is searched for.
    reason : function of the name of a row and sizes
        Returns why the bound of that row does not apply, in a few words.
    """

    member: str
    letters: Mapping[str, str]
    rows: tuple[str, ...]
    names: tuple[str, ...]
    sizes: Callable[[Case], Any]
    lower: Callable[[Any], Iterable[Bound]]
    upper: Callable[[Any], Iterable[Bound]]
    symmetric: Callable[[Case, Any], SymmetricCut | None]
    reason: Callable[[str, Any], str]
