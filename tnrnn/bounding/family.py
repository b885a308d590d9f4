"""`Family`: the bounds in closed form of one model, which follow from sizes alone, and when they apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..models import Case
from .bound import Bound
from .factors import SymmetricCut

CLOSED_FORM = "closed_form"
"""The name of the bounds that `Family.closed` returns, and of their row in a table."""


def _nothing(*_: Any) -> tuple[Bound, ...]:
    return ()


def _unknown(*_: Any) -> None:
    return None


def _no_reason(*_: Any) -> str:
    return "is not known for such sizes"


@dataclass(frozen=True)
class Family:
    """What is known in closed form about the circuits of one model. Only `symmetric` builds the circuit.

    Parameters
    ----------
    member : str
        What a circuit of the family is called, such as "an RAC".
    sizes : function of a case
        Returns the sizes and the split that the other functions take, or None if no closed form covers the partition.
    closed : function of a case and sizes
        Returns bounds of the name "closed_form": ranks that are proved for almost all weights (kind "exact"), lower
        and upper bounds. The source, such as "Theorem E3", is shown beside the value. A bound that does not apply has a
        `reason` in place of a value; a table shows the first reason if no bound applies.
    rows : tuple of str
        The names of the rows of a table that this family fills by `lower` and `upper`.
    names : tuple of str
        The names of all bounds of `upper`. A table shows the least of them in the row "ideal_bound", and certificates
        have the names.
    lower, upper : functions of sizes
        Return the lower bounds, conjectured ones among them, and the proved upper bounds; only those that apply.
    symmetric : function of a case and sizes
        Returns the least symmetric cut, or None if it is not known in closed form; then it is searched for.
    reason : function of the name of a row and sizes
        Returns why the bound of that row does not apply, in a few words.
    """

    member: str
    sizes: Callable[[Case], Any]
    closed: Callable[[Case, Any], Iterable[Bound]] = _nothing
    rows: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    lower: Callable[[Any], Iterable[Bound]] = _nothing
    upper: Callable[[Any], Iterable[Bound]] = _nothing
    symmetric: Callable[[Case, Any], SymmetricCut | None] = _unknown
    reason: Callable[[str, Any], str] = _no_reason
