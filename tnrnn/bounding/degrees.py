"""Joint degrees: which multidegrees in some vectors can occur in a polynomial that a circuit computes.

A *support* is a set of terms. A term has a degree in each vector, and says whether its coefficient depends on inputs of
the side A, of the side B, or of both. It holds, for each vector of a circuit, all terms that can occur, by three rules:
a linear map keeps the terms; a sum has the union of the terms; and a product or a bilinear map has all terms of one
factor times all terms of the other, where degrees add. Coefficients that vanish or cancel only make the true set
smaller.

Where sets would be too large, some vectors have an interval of degrees in place of single degrees: the set of terms is
then covered by boxes, one for each tuple of degrees in the other vectors. With intervals in all vectors there is one
box: the least and the largest degree in each.

A support is kept once and has a number, and so is every sum and product of two supports. A circuit that repeats the
same step computes the same few sums and products again and again, which then cost a look into a table.
"""

from __future__ import annotations

from typing import NamedTuple

ON_A, ON_B, MIXED = 1, 2, 4
"""Whether terms of a degree depend on A alone, on B alone (both can be set), or on both; 0 means on nothing."""

_PRODUCTS = (
    (0, 1, 2, 3, 4),
    (1, 1, 4, 4, 4),
    (2, 4, 2, 4, 4),
    (3, 4, 4, 4, 4),
    (4, 4, 4, 4, 4),
)
"""What a product of terms depends on. Terms on less are dropped where there are terms of the same degree on more."""

_UNIONS = tuple(tuple(MIXED if MIXED in (one, two) else one | two for two in range(5)) for one in range(5))
"""What the terms of a sum depend on."""

Box = tuple[int, tuple[int, ...], tuple[int, ...]]
"""What the terms depend on, and the least and the largest degrees in the vectors that have intervals."""


class TooManyTermsError(Exception):
    """A support would have more terms than allowed."""


class Row(NamedTuple):
    """Terms of some degrees: what they depend on, and the least and the largest degree in each vector."""

    depends: int
    least: tuple[int, ...]
    most: tuple[int, ...]


class Supports:
    """The supports of one circuit, by number, and their sums and products.

    Parameters
    ----------
    intervals : int
        How many vectors have intervals; any number of others have single degrees.
    bits : int
        The number of bits that hold any degree.
    most : int
        The largest number of boxes in a support.

    Examples
    --------
    >>> supports = Supports(0, 8, 100)
    >>> v, w = supports.variable(0), supports.variable(1)
    >>> found = supports.product(supports.union(v, supports.on_a), supports.union(v, w))
    >>> [row.most for row in supports.rows(found, 2)]
    [(0, 1), (1, 0), (1, 1), (2, 0)]
    """

    def __init__(self, intervals: int, bits: int, most: int) -> None:
        self.intervals, self.bits, self.most = intervals, bits, most
        self._made: list[dict[int, Box]] = []
        self._numbers: dict[frozenset[tuple[int, Box]], int] = {}
        self._products: dict[tuple[int, int], int] = {}
        self._unions: dict[tuple[int, int], int] = {}
        self._none = (0,) * intervals
        self.constant, self.on_a, self.on_b = (
            self._number({0: (depends, self._none, self._none)}) for depends in (0, ON_A, ON_B)
        )

    def variable(self, place: int) -> int:
        """Return the support of a vector itself, one that has single degrees."""
        return self._number({1 << self.bits * place: (0, self._none, self._none)})

    def interval(self, place: int) -> int:
        """Return the support of a vector itself, one that has intervals."""
        one = tuple(int(number == place) for number in range(self.intervals))
        return self._number({0: (0, one, one)})

    def product(self, one: int, two: int) -> int:
        """Return the support of a product."""
        key = (one, two) if one <= two else (two, one)
        found = self._products.get(key)
        if found is None:
            found = self._products[key] = self._product(*key)
        return found

    def union(self, one: int, two: int) -> int:
        """Return the support of a sum."""
        if one == two:
            return one
        key = (one, two) if one <= two else (two, one)
        found = self._unions.get(key)
        if found is None:
            found = self._unions[key] = self._union(*key)
        return found

    def rows(self, number: int, exact: int) -> list[Row]:
        """Return the terms of a support, sorted by their degrees, first in `exact` vectors that have single degrees."""
        low = (1 << self.bits) - 1
        found = []
        for key, (depends, least, most) in self._made[number].items():
            degrees = tuple(key >> self.bits * place & low for place in range(exact))
            found.append(Row(depends, degrees + least, degrees + most))
        return sorted(found, key=lambda row: row.most)

    def _number(self, made: dict[int, Box]) -> int:
        if len(made) > self.most:
            raise TooManyTermsError
        key = frozenset(made.items())
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._made)
            self._made.append(made)
        return found

    def _union(self, one: int, two: int) -> int:
        made = dict(self._made[one])
        for key, box in self._made[two].items():
            held = made.get(key)
            made[key] = box if held is None else _hull(held, box)
        return self._number(made)

    def _product(self, one: int, two: int) -> int:
        if len(self._made[one]) * len(self._made[two]) > 16 * self.most:
            raise TooManyTermsError
        made: dict[int, Box] = {}
        if not self.intervals:
            return self._number(_exact_product(self._made[one], self._made[two]))
        for key, (depends, least, most) in self._made[one].items():
            below = _PRODUCTS[depends]
            for other, (on, low, high) in self._made[two].items():
                box = below[on], tuple(map(int.__add__, least, low)), tuple(map(int.__add__, most, high))
                held = made.get(key + other)
                made[key + other] = box if held is None or held == box else _hull(held, box)
        return self._number(made)


def _exact_product(one: dict[int, Box], two: dict[int, Box]) -> dict[int, Box]:
    """Return the terms of a product where no vector has intervals, which is quicker."""
    made: dict[int, int] = {}
    others = [(other, on) for other, (on, _, _) in two.items()]
    for key, (depends, _, _) in one.items():
        below = _PRODUCTS[depends]
        for other, on in others:
            degree = key + other
            made[degree] = _UNIONS[made[degree]][below[on]] if degree in made else below[on]
    return {degree: (depends, (), ()) for degree, depends in made.items()}


def _hull(one: Box, two: Box) -> Box:
    depends = _UNIONS[one[0]][two[0]]
    if not one[1]:
        return (depends, (), ())
    return (depends, tuple(map(min, one[1], two[1])), tuple(map(max, one[2], two[2])))
