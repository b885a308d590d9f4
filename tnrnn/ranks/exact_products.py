"""Products of matrices of residues modulo a prime, by exact products of doubles.

A residue is held as a double, about centred: an integer r with |r| <= h = (p + 3)/2 (h = p/2 for primes up to 2^21).
If k h^2 <= 2^50 for k = 512, a product of inner length k is one product of doubles. For larger primes below 2^31.5 the
left factor is split as A = s A' + A'', where s is the first integer above the root of p and A' = rint(A / s). Then

    A B = (A' A'') (s B mod p; B),    |A''| <= s/2,    |A'| <= h/s + 1/2 < s/2 + 1.

(The rounding of A / s makes a relative error far below 1/s, which does not matter, as A' and A'' are integers.)
So a product of inner length k is one of inner length 2k whose sums are at most 2k (s/2 + 1) h. `Field` takes the
largest k up to 512 with which these, and a residue added to them, are at most 2^53 - 2^32: all sums are integers that
doubles hold, in whichever order they are added. For p = 2^31 - 1, k is 181.

*Reduction.* For an integer |x| <= 2^53 - 2^32 let q = rint(x * fl(1/p)). Two roundings make a relative error of at most
2^-52 (to first order), so q differs from x/p by at most 1/2 + |x| 2^-52 / p, and r = x - q p has |r| <= p/2 + |x| 2^-52
<= p/2 + 2. As p is odd, |r| <= (p + 3)/2. Where |x| <= 2^50 + 2^21, the error is less than 1/2, and |r| <= p/2. The
product q p is an integer of at most |x| + p/2 + 2 < 2^53, so that q p and x - q p are exact. As |r| < p, a residue is
zero modulo p if and only if it is the number 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isqrt

import numpy as np

from ..values import SMALL_MODULUS, Array

_UNSPLIT = 2**21  # the largest prime for which one product of doubles is exact
_LONGEST = 512  # the largest inner length
_ROWS = 256  # the largest number of rows of a tile
_TILE = 2**17  # the largest number of entries of a tile, two of which fit into the cache of a core


@dataclass(frozen=True)
class Field:
    """The field of residues modulo a prime below 2^31.5.

    >>> Field(7).centred(np.array([[3, 4], [20, -8]])).tolist()
    [[3.0, -3.0], [-1.0, -1.0]]
    """

    prime: int

    @property
    def fits(self) -> bool:
        """Whether products modulo the prime can be made of doubles."""
        return self.prime <= SMALL_MODULUS

    @cached_property
    def base(self) -> int:
        """The number s by which left factors are split, or 1 if they are not split."""
        return 1 if self.prime <= _UNSPLIT else isqrt(self.prime) + 1

    @cached_property
    def depth(self) -> int:
        """The largest inner length k of one product."""
        if self.base == 1:
            return _LONGEST
        largest = self.prime // 2 + 2
        return min(_LONGEST, (2**53 - 2**32 - largest) // (2 * (self.base // 2 + 1) * largest))

    def centred(self, matrix: Array) -> Array:
        """Return integers of absolute value at most 2^52 as centred residues, in a new array."""
        found = matrix.astype(np.float64)
        for part in _parts(len(found), _ROWS):
            self.reduce(found[part])
        return found

    def residues(self, matrix: Array) -> Array:
        """Return centred residues as integers from 0 to p - 1."""
        found = matrix.astype(np.int64)
        np.add(found, self.prime, out=found, where=found < 0)
        return found

    def reduce(self, array: Array) -> None:
        """Reduce integers in place."""
        quotient = array * (1 / self.prime)
        np.rint(quotient, out=quotient)
        quotient *= self.prime
        array -= quotient

    def product(self, left: Array, right: Array) -> Array:
        """Return the product of two matrices of centred residues."""
        found: Array = np.zeros((len(left), right.shape[1]))
        self.subtract(found, -left, right)
        return found

    def subtract(self, target: Array, left: Array, right: Array) -> None:
        """Subtract the product of two matrices from a third one, in place; all hold centred residues."""
        for start in range(0, len(right), self.depth):
            part = slice(start, start + self.depth)
            self._subtract(target, self._split(left[:, part]), self._scaled(right[part]))

    def _split(self, left: Array) -> Array:
        if self.base == 1:
            return left
        width = left.shape[1]
        halves: Array = np.empty((len(left), 2 * width))
        high, low = halves[:, :width], halves[:, width:]
        np.multiply(left, 1 / self.base, out=high)
        np.rint(high, out=high)
        np.multiply(high, -self.base, out=low)
        low += left
        return halves

    def _scaled(self, right: Array) -> Array:
        if self.base == 1:
            return right
        both: Array = np.empty((2 * len(right), right.shape[1]))
        np.multiply(right, self.base, out=both[: len(right)])
        self.reduce(both[: len(right)])
        both[len(right) :] = right
        return both

    def _subtract(self, target: Array, left: Array, right: Array) -> None:
        """Subtract one exact product, tile by tile, so that what is reduced stays in the cache."""
        inverse = 1 / self.prime
        rows, cols = target.shape
        tall = max(1, min(rows, _ROWS))
        wide = max(1, min(cols, _TILE // tall))
        sums, quotients = np.empty((2, tall * wide))
        for down in _parts(rows, tall):
            for across in _parts(cols, wide):
                tile = target[down, across]
                total, quotient = (each[: tile.size].reshape(tile.shape) for each in (sums, quotients))
                np.matmul(left[down], right[:, across], out=total)
                np.subtract(tile, total, out=total)
                np.multiply(total, inverse, out=quotient)
                np.rint(quotient, out=quotient)
                np.multiply(quotient, self.prime, out=quotient)
                np.subtract(total, quotient, out=tile)


def _parts(count: int, step: int) -> list[slice]:
    return [slice(start, start + step) for start in range(0, count, step)]


def product(one: Array, two: Array, prime: int) -> Array:
    """Return the product of two matrices of residues modulo a prime below 2^31.5, from 0 to p - 1.

    >>> product(np.array([[3, 4]]), np.array([[5], [6]]), 7).tolist()
    [[4]]
    """
    field = Field(prime)
    return field.residues(field.product(field.centred(one), field.centred(two)))
