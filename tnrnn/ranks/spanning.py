"""One-hot words that span what all words of their side do, tested at continuous points of the other side.

*Why it is right.* A word of unit vectors is a point, so that a combination of near words that is zero at all far points
is zero at all far words. So near words that span what all near words do, as functions of the far inputs, span the rows
of the grid, and the rank of the grid is that of (near words that span) x (far words that span). Where few pairs of
words have a value that is not zero, random words of both sides miss rank; at random points hardly any value is zero. A
test that fails can only lose a word, and the rank that is then found is a lower bound still.
"""

from __future__ import annotations

import numpy as np

from ..values import Array
from .pivots import pivot_columns
from .samples import Sampler

TRIED = 2**13
"""The most words of a side that are tried; random ones, if there are more."""

SPARE = 12


def spanning_words(sampler: Sampler, first: int, limit: int) -> tuple[Array, Array]:
    """Return near words and far words, one-hot, whose matrix has the rank of the grid of all words that are tried.

    Parameters
    ----------
    sampler : Sampler
        Its mode is one-hot, and its prime is not small.
    first : int
        The number of points to begin with. It is doubled as long as the words are independent at that many points.
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
    """Return those near words that are no combination of those before them, at as many far points as it takes."""
    most = min(len(words) + SPARE, limit)
    count = min(first, most)
    while True:
        kept = _sifted(sampler, words, sampler.points(count)[1], limit)
        if len(kept) < count - SPARE // 2 or count == most:
            return kept
        count = min(2 * count, most)


def _sifted(sampler: Sampler, words: Array, points: Array, limit: int) -> Array:
    """Return those words that are no combination of those before them at these points, `limit` of them at a time."""
    kept, at = words[:0], 0
    while at < len(words) and len(kept) < min(limit, len(points)):
        stop = at + limit - len(kept)
        tried = np.concatenate((kept, words[at:stop]))
        values = sampler.matrix(tried, points, ("one-hot", "continuous"))
        kept, at = tried[pivot_columns(values.T, sampler.prime or 0)], stop
    return kept
