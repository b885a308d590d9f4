"""The factors of a symmetric cut: the numbers of monomials in the vectors that cross it, and what caps them."""

from __future__ import annotations

import math
from math import comb
from typing import NamedTuple

from ..basics import Position


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
