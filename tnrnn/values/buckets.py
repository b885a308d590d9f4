"""Orders that sum over one index after another, as suits networks of small treewidth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from heapq import heapify, heappop, heappush

from .plans import Cost, Expression, Pair, joined
from .sweeps import PARTS

# Sets of indices are integers of as many bits; with more, these would take long, and much memory.
MOST_INDICES = 2**14


def elimination(given: Expression, best: Cost, fill: bool = False) -> list[Pair] | None:
    """Return the pairs of an elimination of the indices, or None if an array becomes larger than with the `best` order.

    To eliminate an index, all arrays that hold it meet, and it is summed. Two indices are neighbours if an array holds
    both. The next index is the one whose neighbours have the smallest product of dimensions (the heuristic
    "min-degree"), or, with `fill`, the one that makes the fewest pairs of indices neighbours ("min-fill"). An open
    index is never eliminated. If there are more than `MOST_INDICES` indices, there is no search.

    References
    ----------
    Dechter, "Bucket elimination: A unifying framework for reasoning", Artificial Intelligence 113 (1999).
    Bodlaender and Koster, "Treewidth computations I. Upper bounds", Information and Computation 208 (2010).
    """
    if len({index for term in given.terms for index in term}) > MOST_INDICES:
        return None
    return _Buckets(given, fill).pairs(PARTS * best.largest.bit_length())


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits of an integer, in ascending order.

    >>> list(bits(0b1010))
    [1, 3]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class _Buckets:
    """The arrays that are left; a set of indices is an integer with a bit for each."""

    def __init__(self, given: Expression, fill: bool) -> None:
        self.given, self.fill = given, fill
        self.masks = {number: sum(1 << index for index in term) for number, term in enumerate(given.terms)}
        self.holders: dict[int, set[int]] = {}
        for number, term in enumerate(given.terms):
            for index in term:
                self.holders.setdefault(index, set()).add(number)
        self.near: dict[int, int] = {}  # the neighbours that are known
        self.open = sum(1 << index for index in given.output)
        alike: dict[int, int] = {}
        for index in self.holders:
            alike[given.dims[index]] = alike.get(given.dims[index], 0) | 1 << index
        self.alike = [(round(PARTS * math.log2(dim)), mask) for dim, mask in alike.items()]

    def pairs(self, bound: int) -> list[Pair] | None:
        """Return the pairs, or None if the logarithm of the size of an array, in `PARTS`, is above the bound.

        A key is computed anew when its index comes to the top of the queue, and is put back if it has become larger.
        """
        pairs: list[Pair] = []
        queue = [(self._key(index), index) for index in self.holders if not self.open >> index & 1]
        heapify(queue)
        while queue:
            key, index = heappop(queue)
            if index not in self.holders:
                continue
            if (now := self._key(index)) > key:
                heappush(queue, (now, index))
                continue
            mask = self._eliminate(index, pairs)
            if self._size(mask) > bound:
                return None
            if self.fill:  # a key may become smaller, too
                for other in bits(self._around(mask) & ~self.open):
                    heappush(queue, (self._key(other), other))
        return joined(pairs, list(self.masks), len(self.given.terms))

    def _size(self, mask: int) -> int:
        return sum(log * (mask & alike).bit_count() for log, alike in self.alike)

    def _near(self, index: int) -> int:
        """Return an index and its neighbours."""
        near = self.near.get(index, 0)
        if not near:
            for number in self.holders[index]:
                near |= self.masks[number]
            self.near[index] = near
        return near

    def _around(self, mask: int) -> int:
        around = mask
        for index in bits(mask):
            around |= self._near(index)
        return around

    def _key(self, index: int) -> tuple[int, int]:
        near = self._near(index)
        missing = sum((near & ~self._near(other)).bit_count() for other in bits(near)) if self.fill else 0
        return missing, self._size(near)

    def _eliminate(self, index: int, pairs: list[Pair]) -> int:
        """Append the pairs in which the arrays meet that hold an index, the smallest first; return what remains.

        Other indices that no other array holds are summed with it.
        """
        bucket = [(self._size(self.masks[number]), number) for number in self.holders[index]]
        held, heap = {number for _, number in bucket}, bucket
        heapify(heap)
        mask = self._near(index)
        while len(heap) > 1:
            (_, one), (_, two) = heappop(heap), heappop(heap)
            made = len(self.given.terms) + len(pairs)
            pairs.append((one, two))
            self.masks[made] = self.masks.pop(one) | self.masks.pop(two)
            heappush(heap, (self._size(self.masks[made]), made))
        made = heap[0][1]
        for other in bits(mask):
            self.near.pop(other, None)
            left = self.holders[other]
            left -= held
            if left or self.open >> other & 1:
                left.add(made)
            else:
                del self.holders[other]
                mask ^= 1 << other
        self.masks[made] = mask
        return mask
