"""A symmetric cut: the numbers of monomials in the vectors that cross it, what caps them, and their product."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import NamedTuple

from ..basics import MAX_BITS, Position, TnrnnError, displayed


def multichoose(dim: int, degree: int) -> int:
    """Return ((dim, degree)), the number of monomials of a degree in `dim` variables; 0 for negative degrees.

    >>> multichoose(3, 2), multichoose(0, 0), multichoose(0, 2), multichoose(3, -1)
    (6, 1, 0, 0)
    """
    if degree < 0:
        return 0
    if dim == 0:
        return int(degree == 0)
    return comb(dim + degree - 1, dim - 1)


class Factor(NamedTuple):
    """The number of monomials of degree `degree` in the `dim` coordinates of the vector `name`."""

    name: str
    dim: int
    degree: int

    @property
    def value(self) -> int:
        """((dim, degree))."""
        return multichoose(self.dim, self.degree)


class Group(NamedTuple):
    """Factors that count together, at most `cap`, the product of the widths of `inputs` (None: no cap)."""

    factors: tuple[Factor, ...]
    inputs: tuple[Position, ...] = ()
    cap: int | None = None

    @property
    def value(self) -> int:
        """The product, or the cap where that is less."""
        product = math.prod(factor.value for factor in self.factors)
        return product if self.cap is None else min(self.cap, product)

    @property
    def log2(self) -> float:
        """The base-2 logarithm of the value; without a cap, the product is not computed."""
        if self.cap is not None:
            return math.log2(self.value)
        return math.fsum(math.log2(factor.value) for factor in self.factors)


@dataclass(frozen=True)
class SymmetricCut:
    """A symmetric cut: its argument (`side`, `upper`, `lower`), what crosses, and the bound.

    `side` is A, "near" or "far"; `upper` and `lower` are U and D, by names of vertices. The value is the product of the
    groups' values.

    >>> cut = SymmetricCut("far", (), (), (Group((Factor("h", 3, 4),)), Group((Factor("x", 2, 9),), (1,), 2)))
    >>> cut.value, cut.factors[0].value
    (30, 15)
    """

    side: str
    upper: tuple[str, ...]
    lower: tuple[str, ...]
    groups: tuple[Group, ...]

    def _repr_html_(self) -> str | None:
        """Show a notebook the value and what it is made of."""
        return displayed(self, "symmetric_table")

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of all groups, before caps."""
        return tuple(factor for group in self.groups for factor in group.factors)

    @cached_property
    def log2(self) -> float:
        """The base-2 logarithm of the bound, at any size."""
        return math.fsum(math.log2(group.value) for group in self.groups)

    @cached_property
    def value(self) -> int:
        """The exact bound; raises `TnrnnError` where it would not fit in memory."""
        if self.log2 > MAX_BITS:
            raise TnrnnError(f"value: 2^{self.log2:.6g} does not fit in memory; log2 and factors have it")
        return math.prod(group.value for group in self.groups)
