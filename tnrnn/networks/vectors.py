"""Vectors of a circuit that is being built, as formulas write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

# A number that multiplies a vector.
Number = int | float | complex | Fraction


class Builds(Protocol):
    """What a vector asks of its `Builder`."""

    def times(self, number: Number, u: Vector) -> Vector: ...
    def product(self, *factors: Vector) -> Vector: ...
    def sum(self, *terms: Vector) -> Vector: ...
    def difference(self, u: Vector, v: Vector) -> Vector: ...


@dataclass(frozen=True)
class Vector:
    """A vector of a circuit that is being built, with `u * v` elementwise, `2 * u`, `u + v`, `u - v` and `-u`.

    Parameters
    ----------
    builder : Builder
        The builder that made the vector.
    name : str
        The name of its vertex in the circuit.
    dim : int
        The number of its entries.

    Examples
    --------
    >>> from tnrnn import Builder
    >>> build = Builder(R=2)
    >>> u, v = build.input(1, "R"), build.input(2, "R")
    >>> (u * v + v).dim, (2 * u - v).dim
    (2, 2)
    """

    builder: Builds = field(repr=False, compare=False)
    name: str
    dim: int

    def __mul__(self, other: Vector | Number) -> Vector:
        if isinstance(other, Number):
            return self.builder.times(other, self)
        return self.builder.product(self, other)

    def __rmul__(self, number: Number) -> Vector:
        return self.builder.times(number, self)

    def __neg__(self) -> Vector:
        return self.builder.times(-1, self)

    def __add__(self, other: Vector) -> Vector:
        return self.builder.sum(self, other)

    def __sub__(self, other: Vector) -> Vector:
        return self.builder.difference(self, other)
