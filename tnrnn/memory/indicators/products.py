"""Products of Legendre polynomials of the latest inputs: an orthonormal basis of the polynomials of bounded degree."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..units import Array


@dataclass(frozen=True)
class Products:
    """The products of all degrees e = 1 .. d of inputs with delays 0 .. K_e, M channels each, and their order.

    The products are ordered by degree and, within a degree, by their window, which is the greatest delay of their
    inputs. `delays` are K_1 >= K_2 >= .. >= K_d.
    """

    width: int
    delays: tuple[int, ...]

    @property
    def degree(self) -> int:
        """The greatest degree, d."""
        return len(self.delays)

    def cells(self) -> Iterator[tuple[int, int, int]]:
        """Yield the degree e, the window k, and the number of products of this degree and window, in order.

        >>> list(Products(1, (1, 0)).cells())
        [(1, 0, 1), (1, 1, 1), (2, 0, 1)]
        """
        for degree, delay in enumerate(self.delays, start=1):
            for window in range(delay + 1):
                more = among((window + 1) * self.width, degree) - among(window * self.width, degree)
                yield degree, window, more

    def count(self) -> int:
        """Return the number of products.

        >>> Products(1, (19, 19, 19)).count()
        1770
        """
        return sum(among((delay + 1) * self.width, degree) for degree, delay in enumerate(self.delays, start=1))

    def values(self, recent: Array) -> Array:
        """Return all products of inputs (samples, (K_1 + 1) M) in [-1, 1], as an array (samples, products).

        >>> Products(1, (1, 1)).values(np.array([[1.0, -1.0]])).round(3).tolist()  # x, y, P2(x), x y, P2(y)
        [[1.732, -1.732, 2.236, -3.0, 2.236]]
        """
        powers = legendre(recent, self.degree)
        found = np.empty((len(recent), self.count()))
        parts = {0: np.ones((len(recent), 1))}  # of each degree, and ordered by the last of their inputs
        first = 0
        for degree, delay in enumerate(self.delays, start=1):
            last = first + among((delay + 1) * self.width, degree)
            parts[degree] = found[:, first:last]
            for place in range((delay + 1) * self.width):
                for power in range(1, degree + 1):  # of the last input; the others come before it
                    rest = parts[degree - power][:, : among(place, degree - power)]
                    np.multiply(powers[power][:, place, None], rest, out=found[:, first : first + rest.shape[1]])
                    first += rest.shape[1]
        return found


def among(inputs: int, degree: int) -> int:
    """Return the number of products of a degree of some inputs, with repetition.

    >>> among(2, 3), among(0, 1), among(0, 0)
    (4, 0, 1)
    """
    return math.comb(inputs + degree - 1, degree) if inputs else int(not degree)


def legendre(values: Array, degree: int) -> list[Array]:
    """Return sqrt(2 e + 1) P_e of values in [-1, 1] for e = 0 .. degree: of variance 1 if they are uniform.

    P_0 = 1, P_1 = x and (e + 1) P_(e+1) = (2 e + 1) x P_e - e P_(e-1).

    >>> [part.round(3).tolist() for part in legendre(np.array([1.0, 0.0]), 2)]
    [[1.0, 1.0], [1.732, 0.0], [2.236, -1.118]]
    """
    found = [np.ones_like(values), values]
    for e in range(1, degree):
        found.append(((2 * e + 1) * values * found[e] - e * found[e - 1]) / (e + 1))
    return [math.sqrt(2 * e + 1) * part for e, part in enumerate(found[: degree + 1])]
