"""The search for words that have the whole rank: samples that grow, trees, and the transfer method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arithmetic import Array
from .closed_forms import Case
from .pivots import nonzero_minor
from .samples import Sampler, check_side
from .symmetric import rac_case
from .transfer import transfer_words, tree_words

FIRST_SIDE = 64
MARGIN = {"one-hot": 40, "continuous": 12}
MAX_GROWN = 4096
"""A side of one-hot samples of a circuit that is no RAC, unless the whole grid is smaller."""


@dataclass(frozen=True)
class Found:
    """The words of a nonzero minor, and the minor."""

    near: Array
    far: Array
    minor: Array

    @property
    def rank(self) -> int:
        return len(self.near)

    def transposed(self) -> Found:
        return Found(self.far, self.near, self.minor.T)


def largest_minor(sampler: Sampler, upper: int | None, limit: int) -> Found:
    """Return the words of the largest nonzero minor that is found; the search ends where it meets `upper`.

    Raises
    ------
    TnrnnError
        Where a matrix would need more than `limit` rows or columns.

    Examples
    --------
    >>> from tnrnn import Partition, rac
    >>> largest_minor(Sampler(rac(6, 1, 2, 3), Partition.start_end(6), "continuous", 0, 101), None, 1000).rank
    3
    """
    if not sampler.case and rac_case(sampler.circuit, sampler.partition.swapped()):
        return _Search(sampler.swapped(), upper, limit).run().transposed()
    return _Search(sampler, upper, limit).run()


class _Search:
    def __init__(self, sampler: Sampler, upper: int | None, limit: int) -> None:
        self.sampler, self.upper, self.limit = sampler, upper, limit
        given: list[int] = [bound for bound in (upper, *(sampler.caps or ())) if bound is not None]
        self.bound = min(given) if given else None
        self.margin = MARGIN[sampler.mode]

    def run(self) -> Found:
        first = self._first_size()
        if self.sampler.mode == "continuous" and self.sampler.case and self.bound and first >= self.bound:
            found = self._tree(self.sampler.case, self.bound)
            if found.rank >= self.bound:
                return found
        return self._grown(first)

    def _first_size(self) -> int:
        """Return the size of the first sample: all that the bound asks for, if that is given and fits."""
        if self.bound is None:
            return FIRST_SIDE
        whole_size = self.bound + self.margin
        if whole_size <= self.limit and self.upper is not None:
            return whole_size
        if self.upper is not None and self.sampler.case:
            check_side((whole_size, whole_size), self.limit)
        return min(whole_size, FIRST_SIDE)

    def _tree(self, case: Case, bound: int) -> Found:
        """Return what continuous words that share prefixes give; a few to spare cost little while there are few."""
        size = bound + (self.margin if bound < FIRST_SIDE else 0)
        near = self.sampler.words(size, self.limit)[0]
        return self._sampled(near, tree_words(case, size))

    def _grown(self, size: int) -> Found:
        while True:
            found = self._sampled(*self.sampler.words(size, self.limit))
            if self._done(found.rank, size):
                return found
            if self.sampler.mode == "one-hot" and self.sampler.case:
                given = self.sampler
                words = transfer_words(given.circuit, given.weights, self.sampler.case, given.sampling, self.limit)
                return max(found, self._sampled(*words), key=lambda each: each.rank)
            size = 2 * size if self.bound is None else min(2 * size, max(self._most(), size + 1))

    def _most(self) -> int:
        """Return the size beyond which no sample need grow."""
        return max(self.sampler.caps) if self.sampler.caps else (self.bound or 0) + self.margin

    def _done(self, rank: int, size: int) -> bool:
        if self.bound is not None and rank >= self.bound:
            return True
        if self.sampler.mode == "continuous":
            return rank < size - self.margin // 2
        return size >= self._most() or (not self.sampler.case and size >= min(MAX_GROWN, self.limit // 2))

    def _sampled(self, near: Array, far: Array) -> Found:
        matrix = self.sampler.matrix(near, far)
        rows, cols = nonzero_minor(matrix, self.sampler.prime or 0)
        return Found(near[rows], far[cols], matrix[np.ix_(rows, cols)])
