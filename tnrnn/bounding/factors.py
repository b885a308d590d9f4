"""A symmetric cut as data: the numbers of monomials in the vectors that cross it, their caps, and the product."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import NamedTuple

from ..basics import MAX_BITS, Position, TnrnnError, displayed


def multichoose(dim: int, degree: int) -> int:
    """Return ((dim, degree)) = C(dim + degree - 1, degree), the number of monomials of a degree in some variables.

    Parameters
    ----------
    dim : int
        The number of variables.
    degree : int
        The degree; if it is negative there are no monomials.

    Examples
    --------
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
    """Factors that count together as at most `cap`, the product of the widths of `inputs`; None means no cap."""

    factors: tuple[Factor, ...]
    inputs: tuple[Position, ...] = ()
    cap: int | None = None

    @property
    def value(self) -> int:
        """The product of the factors, or the cap if that is less."""
        product = math.prod(factor.value for factor in self.factors)
        return product if self.cap is None else min(self.cap, product)

    @property
    def log2(self) -> float:
        """The base-2 logarithm of the value; the product is computed only if there is a cap to compare it with."""
        if self.cap is not None:
            return math.log2(self.value)
        return math.fsum(math.log2(factor.value) for factor in self.factors)


@dataclass(frozen=True)
class SymmetricCut:
    """A symmetric cut: the choices that prove it, what crosses it, and the bound on the rank.

    The letters are those of the proof, which stands in `tnrnn.bounding.symmetric` and on the page on the symmetric cut.

    Parameters
    ----------
    side : "near" or "far"
        The side A of the partition, whose inputs the polynomials are about.
    upper, lower : tuple of str
        The sets U and D, as names of vertices.
    groups : tuple of Group
        What crosses; the bound is the product of the values of the groups.

    Examples
    --------
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
        """The factors of all groups, without their caps."""
        return tuple(factor for group in self.groups for factor in group.factors)

    @cached_property
    def log2(self) -> float:
        """The base-2 logarithm of the bound, at any size."""
        return math.fsum(math.log2(group.value) for group in self.groups)

    @cached_property
    def value(self) -> int:
        """The exact bound; raises `TnrnnError` if it would not fit in memory."""
        if self.log2 > MAX_BITS:
            raise TnrnnError(f"value: 2^{self.log2:.6g} does not fit in memory; log2 and factors have it")
        return math.prod(group.value for group in self.groups)
