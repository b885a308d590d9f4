"""Integer capacities of hyperedges, which are sums over a coprime base, so that equal products are equal capacities."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from ...basics import monomial
from ..problems import CutProblem

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

ROUNDING = 1e-9
"""A relative error that is larger than the rounding error of a logarithm."""


class Dimensions(NamedTuple):
    """The dimensions of a problem over a coprime base.

    Hyperedge number e has the dimension `distinct[kind[e]]`; the dimension k is the product of the powers
    base[factors[i]] ** counts[i], where i runs from begin[k] to begin[k + 1] - 1.
    """

    base: tuple[int, ...]
    distinct: Array
    kind: Array
    begin: Array
    factors: Array
    counts: Array

    def capacities(self, bits: int) -> list[int]:
        """Return the capacity of each distinct dimension: the sum of its exponents times the weights of the base.

        The weight of an element b of the base is 2**bits ln b, rounded. If the base has a single element, it is 1.
        """
        factors, counts, begin = self.factors.tolist(), self.counts.tolist(), self.begin.tolist()
        weights = scaled(self.base, bits)
        terms = [count * weights[factor] for factor, count in zip(factors, counts, strict=True)]
        return [sum(terms[at:end]) for at, end in itertools.pairwise(begin)]


def scaled(base: tuple[int, ...], bits: int) -> list[int]:
    """Return 2**bits ln b, rounded, for each element of a base, but 1 if there is a single one.

    >>> scaled((2, 3), 10), scaled((10,), 10)
    ([710, 1125], [1])
    """
    return [1] if len(base) == 1 else [monomial.scaled_log(factor, bits) for factor in base]


def over_base(problem: CutProblem) -> Dimensions:
    """Return the dimensions of a problem over a coprime base."""
    import numpy as np

    base, powers = monomial.factored(problem.dims)
    listed = [power for _, power in sorted(powers.items())]
    distinct = np.array(sorted(powers), np.int64)
    pairs = np.array([pair for power in listed for pair in power], np.int64).reshape(-1, 2)
    begin = np.concatenate(([0], np.cumsum([len(power) for power in listed], dtype=np.int64)))
    kind = np.searchsorted(distinct, np.asarray(problem.dims))
    return Dimensions(base, distinct, kind, begin, pairs[:, 0], pairs[:, 1])


def needed_bits(log2: float) -> int:
    """Return the bits of a scale S that proves that a cut of product v is least: S >= (v+1) log2(v+1).

    *Proof.* Let a < b be products of cuts. As b has at most log2 b factors of the base, each rounded by half a unit,
    cap(b) >= S ln b - log2(b)/2 and cap(a) <= S ln a + log2(a)/2. With c = 1/(2 ln 2), cap(b) >= (S - c) ln b, and
    b >= a + 1, so cap(a) < cap(b) as soon as S (ln(a+1) - ln a) > c (ln(a+1) + ln a). For this S >= 2 c (a+1) ln(a+1) =
    (a+1) log2(a+1) is enough, since ln(a+1) - ln a > 1/(a+1). If a flow finds a cut of product v and
    S >= (v+1) log2(v+1), then a better cut a < v would have a smaller capacity, so there is none. In the same way, a
    cut with a larger product has a larger capacity, and a cut with the product v has the same.

    >>> needed_bits(1.0)  # 3 log2(3) = 4.75...
    3
    """
    size = log2 + math.log1p(2.0**-log2) / math.log(2)  # log2(v + 1)
    return math.ceil((size + math.log2(size)) * (1 + ROUNDING))
