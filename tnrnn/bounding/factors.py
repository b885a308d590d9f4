"""A symmetric cut as data: the vectors that cross it, the degrees that occur in them together, caps, and the bound."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
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
            return math.log2(max(1, self.value))
        return math.fsum(math.log2(max(1, factor.value)) for factor in self.factors)


class Degrees(NamedTuple):
    """Degrees that occur together: the least and the largest in each factor, with all between them.

    `cap` is the dimension of a space that holds the polynomials of these degrees, if that is less than their monomials.
    """

    least: tuple[int, ...]
    most: tuple[int, ...]
    cap: int | None = None

    def value(self, dims: Sequence[int]) -> int:
        """Return the number of monomials of these degrees in vectors of some dimensions."""
        product = math.prod(map(between, dims, self.least, self.most))
        return product if self.cap is None else min(product, self.cap)


@lru_cache(maxsize=65536)  # the search asks for the same numbers again and again
def between(dim: int, least: int, most: int) -> int:
    """Return the number of monomials of degrees from `least` to `most` in `dim` variables.

    >>> between(2, 1, 2)
    5
    """
    if least == most:
        return multichoose(dim, most)
    return multichoose(dim + 1, most) - multichoose(dim + 1, least - 1)


def count(groups: Sequence[Group], degrees: Iterable[Degrees]) -> int:
    """Return how many monomials of some degrees there are, where groups may count as their caps.

    The factors of all groups with a cap count together at most the product of the caps, for each choice of degrees of
    the other factors.

    Parameters
    ----------
    groups : sequence of Group
        The factors, in the order in which `degrees` lists them.
    degrees : iterable of Degrees
        The degrees that occur together.

    Examples
    --------
    >>> count([Group((Factor("v", 2, 2),)), Group((Factor("w", 3, 1),), (1,), 2)], [Degrees((0, 1), (2, 1))])
    12
    """
    free = [group.cap is None for group in groups for _ in group.factors]
    dims = [factor.dim for group in groups for factor in group.factors]
    words = math.prod(group.cap for group in groups if group.cap is not None)
    if all(free):
        return sum(each.value(dims) for each in degrees)
    inside: dict[Degrees, int] = {}
    inner = [dim for dim, outer in zip(dims, free, strict=True) if not outer]
    outer = [dim for dim, outer in zip(dims, free, strict=True) if outer]
    for each in degrees:
        key, rest = _taken(each, free), _taken(each, [not one for one in free])
        inside[key] = inside.get(key, 0) + rest.value(inner)
    return sum(min(words, number) * key.value(outer) for key, number in inside.items())


def _taken(degrees: Degrees, wanted: Sequence[bool]) -> Degrees:
    least, most = (tuple(n for n, want in zip(part, wanted, strict=True) if want) for part in degrees[:2])
    return Degrees(least, most)


@dataclass(frozen=True)
class SymmetricCut:
    """A symmetric cut: the choices that prove it, what crosses it, and the bound on the rank.

    The letters are those of the proof, which stands in `tnrnn.bounding.symmetric` and on the page on the symmetric cut.

    Parameters
    ----------
    side : "near" or "far"
        The side A of the partition, whose inputs the polynomials are about.
    upper, lower : tuple of str
        The sets U and D, as names of vertices: those of the circuit or, if they are not all there, of the regrouped
        circuit, see `tnrnn.bounding.regroup`.
    groups : tuple of Group
        What crosses; the bound is the product of the values of the groups, unless degrees are given.
    degrees : tuple of Degrees
        For a circuit with sums, the degrees in the factors that occur together in terms that depend on both sides; the
        bound is then their number of monomials and `alone`. By default only the degrees of the factors occur.
    alone : int
        What terms count that depend on one side only: 1 for each side that has such terms of other degrees.
    by_rules : bool
        Whether all dimensions follow from rules, so that the bound is proved. Otherwise some were computed at random
        weights modulo a prime of 61 bits, where they come out too small for bad luck only.

    Examples
    --------
    >>> SymmetricCut("far", (), (), (Group((Factor("h", 3, 2),)),), (Degrees((1,), (2,)),), 1).value
    10
    >>> cut = SymmetricCut("far", (), (), (Group((Factor("h", 3, 4),)), Group((Factor("x", 2, 9),), (1,), 2)))
    >>> cut.value, cut.factors[0].value
    (30, 15)
    """

    side: str
    upper: tuple[str, ...]
    lower: tuple[str, ...]
    groups: tuple[Group, ...]
    degrees: tuple[Degrees, ...] = ()
    alone: int = 0
    by_rules: bool = True

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
        if self.degrees or self.alone:
            return math.log2(max(1, self._sum))
        return math.fsum(math.log2(max(1, group.value)) for group in self.groups)

    @cached_property
    def _sum(self) -> int:
        return count(self.groups, self.degrees) + self.alone

    @cached_property
    def value(self) -> int:
        """The exact bound; raises `TnrnnError` if it would not fit in memory."""
        if self.log2 > MAX_BITS:
            raise TnrnnError(f"value: 2^{self.log2:.6g} does not fit in memory; log2 and factors have it")
        return self._sum if self.degrees or self.alone else math.prod(group.value for group in self.groups)
