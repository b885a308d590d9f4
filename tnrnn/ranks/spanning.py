"""One-hot words that span as much as all words of their side, as tests at continuous points of the other side show.

*Why it is right.* A word of unit vectors is a point, so that a combination of near words that is zero at all far points
is zero at all far words. So near words that span as much as all near words, as functions of the far inputs, span the
rows of the grid, and the rank of the grid is that of (spanning near words) x (spanning far words). If few pairs of
words have a nonzero value, random words of both sides miss rank; at random points hardly any value is zero. A test that
goes wrong can only lose a word, and then the rank that is found is still a lower bound.
"""

from __future__ import annotations

import numpy as np

from ..values import Array
from .pivots import pivot_columns
from .samples import Sampler

TRIED = 2**13
"""The largest number of words of a side that are tried; they are random ones if there are more."""

SPARE = 12
"""How many more points than words, or than their rank, are taken."""


def spanning_words(sampler: Sampler, first: int, limit: int) -> tuple[Array, Array]:
    """Return one-hot near words and far words whose matrix has the rank of the grid of all words that are tried.

    Parameters
    ----------
    sampler : Sampler
        A sampler whose mode is one-hot and whose prime is not small.
    first : int
        The number of points to begin with. It is doubled as long as as many words are independent at the points.
    limit : int
        The largest number of rows and columns of a matrix; words beyond it are left out.

    Examples
    --------
    >>> from tnrnn import Partition, rac
    >>> from tnrnn.models import Case
    >>> near, far = spanning_words(Sampler(Case(rac(6, 1, 2, 2), Partition.start_end(6)), 0, 2**31 - 1), 20, 100)
    >>> len(near), len(far)
    (2, 2)
    """
    near, far = sampler.words(TRIED, TRIED)
    return _basis(sampler, near, first, limit), _basis(sampler.swapped(), far, first, limit)


def _basis(sampler: Sampler, words: Array, first: int, limit: int) -> Array:
    """Return the near words that are not combinations of words before them, at as many far points as are needed."""
    most = min(len(words) + SPARE, limit)
    count = min(first, most)
    while True:
        kept = _sifted(sampler, words, sampler.points(count)[1], limit)
        if len(kept) < count - SPARE // 2 or count == most:
            return kept
        count = min(2 * count, most)


def _sifted(sampler: Sampler, words: Array, points: Array, limit: int) -> Array:
    """Return the words that are not combinations of words before them at these points; at most `limit` at a time."""
    kept, at = words[:0], 0
    while at < len(words) and len(kept) < min(limit, len(points)):
        stop = at + limit - len(kept)
        tried = np.concatenate((kept, words[at:stop]))
        values = sampler.matrix(tried, points, ("one-hot", "continuous"))
        kept, at = tried[pivot_columns(values.T, sampler.prime or 0)], stop
    return kept
