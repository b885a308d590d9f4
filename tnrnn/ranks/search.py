"""The search for words that have the whole rank: growing samples, trees, spanning words and the transfer method.

A sample grows from a small side until its rank is smaller than the side. The search ends when the rank meets an upper
bound, which also limits how far a sample grows; if the bound is far above the rank, no matrix of its size is filled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..basics import MAX_BITS
from ..bounding import RacSizes, ideal_bound, rac_sizes_of, rac_symmetric_cut
from ..networks import Mode
from ..values import Array
from .pivots import nonzero_minor, pivot_columns
from .samples import Sampler, WordSample, check_side
from .spanning import SPARE, spanning_words
from .transfer import transfer_words, tree_words

FIRST_SIDE = 64
"""The side of the first sample, about."""

MARGIN = {"one-hot": 40, "continuous": 12}
"""How many more words than its rank a sample has, so that words in general position would have shown more rank."""

MAX_GROWN = 4096
"""The side up to which one-hot samples of other circuits than RACs grow if no upper bound within the limit is known."""

LARGE_PRIME = 2**20
"""The least prime for which random values are taken to be independent if they can be; they are but for bad luck."""

REFUSED = 2
"""An RAC is refused at once if its least bound is more than this times the limit: such bounds are met, or nearly."""

MAX_LETTERS = 2**8
"""The largest width of an input for which words are tested at continuous points, which cost as much as all letters."""


@dataclass(frozen=True)
class Found:
    """The near and the far words of a nonzero minor, and the minor."""

    near: Array
    far: Array
    minor: Array

    @property
    def rank(self) -> int:
        """The size of the minor."""
        return len(self.near)

    def transposed(self) -> Found:
        """Return the minor with near and far exchanged."""
        return Found(self.far, self.near, self.minor.T)


def largest_minor(sampler: Sampler, upper: int | None, limit: int) -> Found:
    """Return the words of the largest nonzero minor that is found; the search ends when its size meets `upper`.

    Parameters
    ----------
    sampler : Sampler
        The case, its seed and its prime.
    upper : int or None
        An upper bound on the rank.
    limit : int
        The largest number of rows and columns of a matrix.

    Raises
    ------
    TnrnnError
        If the rank needs a matrix of more than `limit` rows or columns: a sample of that size has full rank or, for an
        RAC, the least bound is more than twice the limit.

    Examples
    --------
    >>> from tnrnn import Partition, rac
    >>> from tnrnn.models import Case
    >>> case = Case(rac(6, 1, 2, 3), Partition.start_end(6), "continuous")
    >>> largest_minor(Sampler(case, 0, 101), None, 1000).rank
    3
    """
    if not rac_sizes_of(sampler.case) and rac_sizes_of(sampler.swapped().case):
        return _Search(sampler.swapped(), upper, limit).run().transposed()
    return _Search(sampler, upper, limit).run()


class _Search:
    """One search: `bound` is the least upper bound that is known, and `most` the largest side that a sample needs."""

    def __init__(self, sampler: Sampler, upper: int | None, limit: int) -> None:
        self.sampler, self.limit, self.margin = sampler, limit, MARGIN[sampler.case.mode]
        self.sizes = rac_sizes_of(sampler.case)
        known = _known_bound(self.sizes, sampler.case.mode) if self.sizes else None
        given: list[int] = [bound for bound in (upper, known, *(sampler.caps or ())) if bound is not None]
        self.bound = min(given) if given else None
        if known is not None and min(given) > REFUSED * limit:
            check_side((min(given), min(given)), limit)
        self.most = 2 * limit if self.bound is None else self.bound + self.margin
        self.trusted = (sampler.prime or 0) >= LARGE_PRIME

    def run(self) -> Found:
        if self.sampler.case.mode == "one-hot":
            return self._words_of_rac(self.sizes) if self.sizes else self._words()
        if self.sizes and self.bound:
            return self._trees(self.sizes, self.bound)
        return self._points(self._sizes(self.most))

    def _points(self, sizes: list[int]) -> Found:
        found, size = self._grown(sizes)
        self._check_last(found.rank, size)
        return found

    def _trees(self, rac: RacSizes, bound: int) -> Found:
        """Search End words that share prefixes and, if these miss rank, words that share nothing."""
        spare = self.margin if bound < FIRST_SIDE else 0  # more words cost little while there are few
        for size in self._sizes(bound + spare, 4):
            found = self._sampled(self.sampler.words(size, self.limit)[0], tree_words(rac, size))
            if self._met(found.rank):
                return found
            if found.rank < size:
                break
        self._check_last(found.rank, size)
        sizes, least = self._sizes(self.most), min(found.rank + self.margin, self.limit)
        return self._points([least, *(size for size in sizes if size > least)] if self.trusted else sizes)

    def _words_of_rac(self, rac: RacSizes) -> Found:
        found, size = self._grown(self._sizes(self.most, 4))
        if self._met(found.rank) or self._whole(size):
            return found
        self._check_last(found.rank, size)
        given = self.sampler
        words = transfer_words(given.case.circuit, given.weights, rac, given.sampling, self.limit)
        return max(found, self._sampled(*words), key=lambda each: each.rank)

    def _words(self) -> Found:
        """Return what a sample of words gives or, if that may miss rank, what spanning words give."""
        fits = self.most <= self.limit
        if not self._testable:
            return self._grown(self._sizes(min(max(self.sampler.caps or ()), max(MAX_GROWN, self.most * fits))))[0]
        found, size = self._grown(self._sizes(self.most if fits else MAX_GROWN))
        if size < MAX_GROWN:
            self._check_last(found.rank, size)
        full = size < self.most and found.rank >= size - self.margin
        if self._met(found.rank) or self._whole(size) or full or self._points_reach(found.rank):
            return found
        words = spanning_words(self.sampler, max(FIRST_SIDE, 2 * found.rank), self.limit)
        return max(found, self._sampled(*words), key=lambda each: each.rank)

    @property
    def _testable(self) -> bool:
        """Whether words can be tested at random points."""
        return self.trusted and max(map(max, self.sampler.dims)) <= MAX_LETTERS

    def _points_reach(self, rank: int) -> bool:
        """Whether the rank at continuous points, which is at least that at words, is not larger than `rank`."""
        near, far = self.sampler.points(min(rank + SPARE, self.limit))
        values = self.sampler.matrix(near, far, ("continuous", "continuous"))
        return len(pivot_columns(values, self.sampler.prime or 0)) <= rank < self.limit

    def _sizes(self, last: int, factor: int = 2) -> list[int]:
        """Return the sides of growing samples, up to `last` or to the limit if that is less."""
        sizes = [min(last, self.limit)]
        small = self.trusted or self.most > self.limit  # modulo a small prime, few points show little
        while (small or self.sampler.case.mode == "one-hot") and sizes[0] >= factor * FIRST_SIDE:
            sizes.insert(0, -(-sizes[0] // factor))
        return sizes

    def _grown(self, sizes: list[int]) -> tuple[Found, int]:
        """Return what a sample gives after growing until its rank is short of its side, and that side."""
        sample = None
        for size in sizes:
            sample = self.sampler.sample(size, self.limit, sample)
            found = self._minor(sample)
            if self._met(found.rank) or self._short(found.rank, size):
                break
        return found, size

    def _met(self, rank: int) -> bool:
        return self.bound is not None and rank >= self.bound

    def _whole(self, size: int) -> bool:
        return self.sampler.caps is not None and size >= max(self.sampler.caps)

    def _short(self, rank: int, size: int) -> bool:
        """Whether a sample of this rank need not grow.

        Points are all alike, so that a few more than the rank are enough; of words, twice as many are needed.
        """
        if self.sampler.case.mode == "continuous":
            return rank < size - self.margin // 2
        searched = self.sizes or self._testable
        return bool(searched) and rank <= size // 2 and rank < size - self.margin

    def _check_last(self, rank: int, size: int) -> None:
        """Raise a LimitError if the rank of the last sample is about as large as its side and less than the bound."""
        if size < self.most and not self._met(rank) and rank >= size - self.margin:
            more = min(2 * size, self.most)
            check_side((more, more), self.limit)

    def _sampled(self, near: Array, far: Array) -> Found:
        return self._minor(WordSample(near, far, self.sampler.matrix(near, far)))

    def _minor(self, sample: WordSample) -> Found:
        rows, cols = nonzero_minor(sample.matrix, self.sampler.prime or 0)
        return Found(sample.near[rows], sample.far[cols], sample.matrix[np.ix_(rows, cols)])


def _known_bound(rac: RacSizes, mode: Mode) -> int | None:
    """Return the least upper bound on the rank of an RAC of these sizes; None if it would not fit in memory."""
    cut, ideal = rac_symmetric_cut(rac, mode), ideal_bound(rac)
    given = [ideal.value] if ideal and ideal.value is not None else []
    if cut.log2 <= MAX_BITS:
        given.append(cut.value)
    return min(given) if given else None
