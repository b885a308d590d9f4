"""`Bound`: one bound on a rank, with its exact value, what proves it, and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import Any, Literal

from ..basics import MAX_BITS, Power, Renamed, as_before, choice, mistake, monomial, whole

Kind = Literal["lower", "upper", "exact"]
"""Whether a rank is at least a value, at most a value, or equal to it."""

Status = Literal["proved", "computed", "open", "conjectured", "on trust"]
"""What stands behind a bound; `Bound` says what each word means."""

KINDS: tuple[Kind, ...] = ("lower", "upper", "exact")
PROVED: Status = "proved"
COMPUTED: Status = "computed"
OPEN: Status = "open"
CONJECTURED: Status = "conjectured"
ON_TRUST: Status = "on trust"
STATUSES = (PROVED, COMPUTED, OPEN, CONJECTURED, ON_TRUST)


@dataclass(frozen=True)
class Bound:
    """A bound on a rank, or the rank itself: its exact value, what proves it, and where it comes from.

    Parameters
    ----------
    name : str
        The name, such as "min_cut" or "theorem_1".
    kind : "lower", "upper" or "exact"
        Whether the rank is at least the value, at most the value, or equal to it.
    amount : int or tuple of Power, optional
        The exact value: an integer, or a product of powers `tnrnn.basics.Power(dim, symbol, exponent)`, which may be
        too large for memory. It is None if only the logarithm is known, or if the bound does not apply.
    formula : str
        The value in symbols, such as "M R^3". A product writes its own formula if none is given.
    source : str
        The paper or the argument that the bound comes from.
    status : "proved", "computed", "open", "conjectured" or "on trust"
        "computed" means that the value was found at random points, "open" that neither a proof nor a counterexample is
        known, and "on trust" that the caller gave the bound.
    log2 : float, optional
        The base-2 logarithm of the value; it is computed if it is not given. It is None if the bound does not apply.
    note : str
        What a table remarks beside the bound, such as "tight".
    reason : str
        Why the bound does not apply to the case, in a few words; "" if it applies.

    Raises
    ------
    TnrnnError
        If `kind` or `status` is not one of the words above, if `amount` is neither a product of powers nor a
        nonnegative integer, or if `log2` is not a finite number.

    Examples
    --------
    >>> from tnrnn import rac
    >>> from tnrnn.closed_forms import Case, theorem_1
    >>> theorem_1(Case(length=8, layers=2, inputs=3, hidden=3)).value
    15
    >>> bound = Bound("lemma 3 of my paper", "upper", 45)
    >>> bound.value, round(bound.log2, 3), bound.applies
    (45, 5.492, True)
    """

    name: str
    kind: Kind
    amount: int | tuple[Power, ...] | None = None
    formula: str = ""
    source: str = ""
    status: Status = PROVED
    log2: float | None = None
    note: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        choice("bound, kind", self.kind, KINDS)
        choice("bound, status", self.status, STATUSES)
        object.__setattr__(self, "amount", _checked_amount(self.amount))
        if isinstance(self.amount, tuple) and not self.formula:
            object.__setattr__(self, "formula", monomial.formula(self.amount))
        if self.log2 is None and self.amount is not None:
            object.__setattr__(self, "log2", _log2(self.amount))
        if self.log2 is not None and not (_is_number(self.log2) and -math.inf < self.log2 < math.inf):
            raise mistake("bound, log2", "a finite number", self.log2)

    @cached_property
    def value(self) -> int | None:
        """The exact value as an integer; None if it would not fit in memory, or if the bound does not apply."""
        if not isinstance(self.amount, tuple):
            return self.amount
        return monomial.value(self.amount) if monomial.log2(self.amount) <= MAX_BITS else None

    @property
    def applies(self) -> bool:
        """Whether the bound applies to the case; if it does not, `reason` says why."""
        return self.log2 is not None


# The amount was called `value` in the last release, where it was always an integer.
Bound.__init__ = as_before(Renamed("value", "amount", {}))(Bound.__init__)  # type: ignore[method-assign]


def _checked_amount(amount: Any) -> int | tuple[Power, ...] | None:
    if amount is None or (isinstance(amount, tuple) and all(isinstance(power, Power) for power in amount)):
        return amount
    if isinstance(amount, tuple):
        raise mistake("bound, amount", "an integer or a tuple of Powers", amount)
    return whole("bound, amount", amount, least=0)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _log2(amount: int | tuple[Power, ...]) -> float:
    if isinstance(amount, tuple):
        return monomial.log2(amount)
    return math.log2(amount) if amount else 0.0


class UpperBound(Bound):
    """A constructor of upper bounds that takes the fields in the order of version 0.1; it returns a `Bound`.

    Parameters
    ----------
    name : str
        The name, which says what proves the bound.
    log2 : float
        The base-2 logarithm of the value.
    value : int or None
        The exact value; None if it would not fit in memory.
    formula : str
        The value in symbols, or "".
    source : str
        The paper or the argument that the bound comes from, or "".

    Examples
    --------
    >>> UpperBound("lemma 3 of my paper", log2=5.5, value=45, formula="", source="").kind
    'upper'
    """

    def __new__(cls, name: str, log2: float, value: int | None, formula: str, source: str) -> Bound:  # type: ignore[misc]
        """Return the bound."""
        return Bound(name, "upper", value, formula, source, log2=log2)


def least_of(bounds: Iterable[Bound]) -> Bound:
    """Return the least of some bounds, of equals a proved one, and of these the first.

    Exact values are compared; a bound of which only the logarithm is known comes after all bounds with a value.

    Parameters
    ----------
    bounds : iterable of Bound
        One bound at least.

    Examples
    --------
    >>> least_of([Bound("one", "upper", 9), Bound("two", "upper", 8), Bound("three", "upper", log2=2.0)]).name
    'two'
    """
    return min(bounds, key=_size)


def _size(bound: Bound) -> tuple[bool, int, float, bool]:
    return bound.value is None, bound.value or 0, bound.log2 or 0.0, bound.status != PROVED
