"""Theorems S3 and S8: the ranks of gated state spaces (H3, Hyena) of one and two layers.

A layer is q, k, v = W_q u, W_k u, W_v u; h[t] = g * h[t-1] + k * v; o[t] = q * h[t], with R hidden channels.

One layer (S3), for almost all weights:

    scalar             min{M, R} + 1
    vector, future     min{R, k M(M+1)/2} + 1

and in one-hot mode min{M, R+1} for one value if k = 1 or n = 1, and min{R, k (M-1)} + 1 for vector and future.

Two layers (S8), upper bounds for all weights, that do not grow with the number n of End steps, and are the ranks of
almost all weights for continuous inputs, M >= R, k, n >= 2, and R <= 5 (for R = 1, M >= 2):

    scalar             C(R+3, 3) + 2 R
    vector, future     C(R+3, 3) + R^2 + R

with min{R, k M(M+1)/2} (in one-hot mode min{R, k (M-1)}) in place of the R in C(R+3, 3), and less for n = 1, where the
terms of each degree in the one End input are counted apart. The proofs are on the page on sequence models.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

from .bound import Bound
from .factors import multichoose
from .sequence_sizes import SequenceSizes, closed, grid, known_layers, least

MOST_COMPUTED = 5
"""The greatest R for which it is computed that two layers have this rank at k = n = 2, M = max{R, 2} and g = 1."""

ATTAINED_AT_ONE = "attained in all cases computed with M, k >= 2, n = 1: R <= 3, M <= 4"
"""What is computed of the upper bounds for two layers and one End step."""


@dataclass(frozen=True, kw_only=True)
class GatedSizes(SequenceSizes):
    """The sizes of `tnrnn.models.gated_ssm`, with R hidden channels.

    Examples
    --------
    >>> GatedSizes(length=8, layers=2, inputs=3, hidden=2, split=4, mode="continuous").hidden
    2
    """

    hidden: int


def gated_forms(sizes: GatedSizes) -> tuple[Bound, ...]:
    """Return the closed forms of gated state spaces, Theorems S3 and S8.

    Parameters
    ----------
    sizes : GatedSizes
        The sizes, the split and what is observed.

    Examples
    --------
    >>> sizes = {"length": 10**6, "inputs": 3, "hidden": 3, "split": 500_000, "mode": "continuous"}
    >>> [(bound.kind, bound.value) for bound in gated_forms(GatedSizes(layers=1, **sizes))]
    [('exact', 4)]
    >>> [(bound.kind, bound.value) for bound in gated_forms(GatedSizes(layers=2, **sizes))]
    [('exact', 26)]
    """
    return known_layers(sizes, 2) or ((_one_layer if sizes.layers == 1 else _two_layers)(sizes),)


def _one_layer(sizes: GatedSizes) -> Bound:
    m, r = sizes.inputs, sizes.hidden
    if not sizes.scalar:
        value, formula = _seen(sizes)
        return closed("exact", value + 1, f"{formula} + 1", "S3")
    if sizes.hot and min(sizes.split, sizes.ends) == 1:
        return closed("exact", min(m, r + 1), "min{M, R+1}", "S3")
    return closed("exact", min(m, r) + 1, "min{M,R} + 1", "S3")


def _seen(sizes: GatedSizes) -> tuple[int, str]:
    """Return the dimension of the span of the coordinates of h[k], modulo constants."""
    m, k = sizes.inputs, sizes.split
    if sizes.hot:
        return least((sizes.hidden, "R"), (k * (m - 1), "k (M-1)"))
    return least((sizes.hidden, "R"), (k * m * (m + 1) // 2, "k M(M+1)/2"))


def _two_layers(sizes: GatedSizes) -> Bound:
    m, r, seen = sizes.inputs, sizes.hidden, _seen(sizes)[0]
    letter = "R" if seen == r else "r"
    rest = (2 * r, "2 R") if sizes.scalar else (r * r + r, "R^2 + R")
    found = [(comb(seen + 3, 3) + rest[0], f"C({letter}+3, 3) + {rest[1]}")]
    if sizes.ends == 1 and not sizes.hot:
        found.append((_one_end_step(sizes, seen), "the terms of degree 1, 3, 5, 7 and 9 in x[T]"))
    if sizes.split == 1 and not sizes.hot:
        found.append((_one_start_step(sizes), "even polynomials of degree 8 in x[1], or the terms by degree"))
    if sizes.hot:
        found.append(grid(sizes, r, "R", found[0][0]))
    bound = min(found, key=lambda pair: pair[0])
    if r <= MOST_COMPUTED and m >= max(r, 2) and min(sizes.split, sizes.ends) >= 2 and not sizes.hot:
        return closed("exact", *bound, "S8")
    once = sizes.ends == 1 and bound is found[1] and min(m, sizes.split) > 1 and not sizes.hot
    return closed("upper", *bound, "S8", note=ATTAINED_AT_ONE if once else "")


def _one_end_step(sizes: GatedSizes, seen: int) -> int:
    """Return the sum over the degrees 1, 3, .., 9 in x[T] of what the terms of that degree can have.

    A term has at most as many Start functions as there are channels times monomials in x[T]. With o = q * (g * h_1) of
    degree 1 and q * k * v of degree 3, the output is cubic in o, or linear in o and in h_2. If the coordinates of h_1
    are affine in fewer functions, the homogeneous polynomials in them are as many as those in one variable more.
    """
    m, r, channels = sizes.inputs, sizes.hidden, 1 if sizes.scalar else sizes.hidden
    width = min(r, seen + 1)
    starts = channels * min(m, r), multichoose(width, 3) + r, multichoose(width, 2), width, 1
    ends = (channels * multichoose(m, degree) for degree in (1, 3, 5, 7, 9))
    return sum(min(pair) for pair in zip(starts, ends, strict=True))


def _one_start_step(sizes: GatedSizes) -> int:
    """Return the bound for k = 1: functions of high degree in x[1], and all even polynomials of low degree.

    Of degree 2 are the h_1, of degree 4 and 6 their products, of degree 6 the forms in h_2 and of degree 8 these times
    h_1. All of them are even, with terms of lower degree.
    """
    m, r = sizes.inputs, sizes.hidden
    starts = 1, r, multichoose(r, 2), multichoose(r, 3) + r, r if sizes.scalar else r * r
    ends = [multichoose(m, degree) for degree in (0, 2, 4, 6, 8)]
    return min(sum(ends[:low]) + sum(starts[low:]) for low in range(6))
