"""Theorems S9 and S10: the ranks of two layers of linear attention, and upper bounds on them for all weights.

Let m = min{M, K} and v = min{M, V}. The output is a polynomial in the states S (layer 1) and S_2, and the bounds count
the functions of the Start that can occur in it.

S9, the rules "sum" and "decay": the bound does not grow with the number n of End steps. `ungated_terms` has the counts.
It is the rank for continuous inputs, M >= K + V - 1, k, n >= 2, and K, V <= 4.

S10, the rules with gates, where one of the two sizes is 1; the bounds grow with n:

    v = 1     gated    K C(K+n, n) + C(K+n, n+1) + C(K+n+2, n+2)
              delta    m + 1 + C(m+2n+1, m)
              mlstm    C(m+n+1, n+1) + C(m+n+3, n+3)
    K = 1     gated    6n + 5, 9n + 3, 10n + 2 for v = 2, 3 and v >= 4, for one value
              delta    10n + 1, 12n for v = 2 and v >= 3
              mlstm    7n + 8, 13n + 6, 17n + 3, 18n + 2 for v = 2, 3, 4 and v >= 5

For continuous inputs and k >= 2 the rank of almost all weights is at least C(m+n+1, m), and C(m+2n+1, m) with the rule
"delta", whatever V is. The proofs are on the page on sequence models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import comb
from typing import NamedTuple

from .attention_forms import UNGATED, AttentionSizes, symmetric_products
from .bound import Bound
from .factors import multichoose
from .sequence_sizes import MOST_POWERS, closed, grid, known_layers, unknown

ONE_KEY = {
    "gated": ((6, 5), (9, 3), (10, 2)),
    "delta": ((10, 1), (12, 0)),
    "mlstm": ((7, 8), (13, 6), (17, 3), (18, 2)),
}
"""For K = 1 and v = 2, 3, ..: the bound a n + b, as (a, b); the last pair is for all greater v."""


MOST_COMPUTED = 4
"""The greatest K and V for which the rank is computed at k = n = 2 and M = K + V - 1, and is the bound."""


class Terms(NamedTuple):
    """The numbers of functions of the Start in the output, by what they are.

    Parameters
    ----------
    linear, quadratic, cubic : int
        The polynomials in the state S of layer 1 alone, by degree.
    upper : int
        The linear forms in the state of layer 2, r = Q^T S_2^T w.
    mixed : int
        The coordinates of S^T r.
    """

    linear: int
    quadratic: int
    cubic: int
    upper: int
    mixed: int

    @property
    def total(self) -> int:
        """The bound: all of them, and the constant 1."""
        return 1 + sum(self)


def two_attention_layers(sizes: AttentionSizes) -> tuple[Bound, ...]:
    """Return the closed forms of two layers of linear attention with one head, Theorems S9 and S10.

    Examples
    --------
    >>> sizes = {"length": 10**6, "layers": 2, "inputs": 6, "split": 9, "mode": "continuous"}
    >>> two_attention_layers(AttentionSizes(key=3, value=3, **sizes))[0].value
    67
    >>> two_attention_layers(AttentionSizes(key=1, value=1, rule="gated", **sizes))[0].formula
    'K C(K+n, n) + C(K+n, n+1) + C(K+n+2, n+2)'
    """
    known = known_layers(sizes, 2)
    if known:
        return known
    if sizes.heads > 1:
        return (unknown(f"two layers are known for one head, and there are {sizes.heads}"),)
    if sizes.rule in UNGATED:
        return (_ungated(sizes),)
    if min(sizes.ends, sizes.key) > MOST_POWERS:
        return (unknown(f"is computed for min{{K, n}} up to {MOST_POWERS:,}"),)
    return (_above_gated(sizes), *_below_gated(sizes))


def _above_gated(sizes: AttentionSizes) -> Bound:
    found = _gated(sizes)
    if found is None:
        return unknown(f"two layers of the rule {sizes.rule} are known for V = 1 or, for one value, K = 1")
    caps: Iterable[tuple[int, str]] = ()
    if sizes.hot:
        caps = [grid(sizes, sizes.value, "V", found[0])]
    elif sizes.values == 1:
        caps = _narrow_gates(sizes)
    value, formula = min([found, *caps], key=lambda pair: pair[0])
    return closed("upper", value, formula, "S10")


def _below_gated(sizes: AttentionSizes) -> Iterator[Bound]:
    """Yield the lower bound: the state of layer 2, times all polynomials in a row of the state of layer 1."""
    m, n = sizes.keys, sizes.ends
    if sizes.hot or sizes.split == 1:
        return
    if sizes.rule == "delta":
        yield closed("lower", comb(m + 2 * n + 1, m), "C(m+2n+1, m)", "S10")
    else:
        yield closed("lower", comb(m + n + 1, m), "C(m+n+1, m)", "S10")


def _ungated(sizes: AttentionSizes) -> Bound:
    terms = ungated_terms(sizes)
    found = [(terms.total, _words(sizes))]
    if sizes.hot:
        some = multichoose(sizes.inputs, 3) + terms.upper + terms.mixed
        found += [(some, f"C(M+2, 3) + {terms.upper} + {terms.mixed}"), grid(sizes, sizes.value, "V", terms.total)]
    else:
        found += _short_or_narrow(sizes)
    bound = min(found, key=lambda pair: pair[0])
    return closed("exact" if _is_met(sizes) else "upper", *bound, "S9")


def _is_met(sizes: AttentionSizes) -> bool:
    """Return whether it is proved that the bound is the rank, which begins with a rank that is computed at T = 4.

    A zero input changes nothing under the rule "sum", and "decay" is "sum" at g = 1; so the rank does not fall with k,
    n or M. For K = V = M = 1 the rank of "sum", 5, proves nothing about "decay".
    """
    key, value = sizes.key, sizes.value
    if sizes.hot or min(sizes.split, sizes.ends) < 2 or max(key, value) > MOST_COMPUTED:
        return False
    return sizes.inputs >= key + value - 1 and (sizes.rule == "sum" or sizes.inputs > 1)


def _short_or_narrow(sizes: AttentionSizes) -> Iterator[tuple[int, str]]:
    """Yield the bounds for n = 1, for k = 1, and for the rule "sum" with M = 1."""
    if sizes.ends == 1:
        yield _one_end_step(sizes), "the terms of degree 1, 3, 5, 7 and 9 in x[T]"
    if sizes.split == 1:
        yield _one_start_step(sizes), "the terms of degree 0, 2, 4, 6 and 8 in x[1]"
    if sizes.inputs == 1 and sizes.rule == "sum":
        yield 5, "5"


def _words(sizes: AttentionSizes) -> str:
    """Return the sum of the terms in symbols, with m = min{M,K}, v = min{M,V} and c = min{K,v}."""
    if not sizes.scalar:
        return "1 + linear + quadratic + v m^2 (m+1)/2 + v c - C(c,2) + v m"
    cubic = "C(m+2, 3)" if sizes.values == 1 else "m^2 (m+1)/2"
    return f"1 + m min{{v, 2c+1}} + quadratic + {cubic} + c + m"


def ungated_terms(sizes: AttentionSizes) -> Terms:
    """Return the numbers of functions of the Start in the output of two layers with the rule "sum" or "decay".

    Let B = K_2^T Q_2 have the rank c = min{K, v}. Of S the output sees the rows a^T S, the c rows of Q_2 S and the c
    rows of K_2 S, where a = V_2^T w, for one value; for a vector a is any row.

    Examples
    --------
    >>> sizes = {"length": 8, "layers": 2, "inputs": 4, "split": 4, "mode": "continuous"}
    >>> [ungated_terms(AttentionSizes(key=2, value=2, observe=seen, **sizes)).total for seen in ("scalar", "vector")]
    [25, 34]
    """
    m, v = sizes.keys, sizes.values
    c = min(sizes.key, v)
    pairs, full = m * (m + 1) // 2, m * (m - 1) // 2
    seen = min(v, 2 * c + 1) if sizes.scalar else v
    linear = min(seen * m, symmetric_products(v, m, sizes.inputs))
    if sizes.scalar:
        rows = (v - 1) * m * m + pairs + (v >= 2) * pairs + (v >= 3) * full
        quadratic = min(rows, m * m + c * m * m + c * pairs)
        cubic = multichoose(m, 3) if v == 1 else m * pairs
        return Terms(linear, quadratic, cubic, c, m)
    wide = min(2 * c, v)
    quadratic = pairs * (v * wide - wide * (wide - 1) // 2) + full * (v * c - c * (c + 1) // 2)
    cubic = min(multichoose(v * m, 3), v * m * pairs)
    return Terms(linear, quadratic, cubic, v * c - c * (c - 1) // 2, v * m)


def _one_end_step(sizes: AttentionSizes) -> int:
    """Return the sum over the degrees 1, 3, .., 9 in x[T] of what the terms of that degree can have.

    With o = S q of degree 1 and v (k . q) of degree 3, the output is r . o + (a . o)(o^T B o). The terms of degree 5
    and 7 are k . q times cubic forms in x[T], and its square times cubic forms.
    """
    m, v, inputs = sizes.keys, sizes.values, sizes.inputs
    c, pairs, channels = min(sizes.key, v), m * (m + 1) // 2, 1 if sizes.scalar else v
    terms = ungated_terms(sizes)
    wide = min(2 * c, v)
    quadratic = v * pairs if sizes.scalar else pairs * (v * wide - wide * (wide - 1) // 2)
    starts = terms.mixed, terms.upper + channels * multichoose(m, 3), quadratic, terms.linear, 1
    ends = (channels * multichoose(inputs, degree) for degree in (1, 3, 3, 3, 9))
    return sum(min(pair) for pair in zip(starts, ends, strict=True))


def _one_start_step(sizes: AttentionSizes) -> int:
    """Return the sum over the degrees 0, 2, .., 8 in x[1] of what the terms of that degree can have.

    S = v k^T has degree 2, and all polynomials in it are symmetric in the indices of keys. S_2 has degree 6.
    """
    m, v = sizes.keys, sizes.values
    c, pairs, terms = min(sizes.key, v), m * (m + 1) // 2, ungated_terms(sizes)
    wide = min(2 * c, v)
    quadratic = min(wide + (v >= 2), v * (v + 1) // 2) if sizes.scalar else v * wide - wide * (wide - 1) // 2
    cubic = (1 if sizes.scalar else v) * multichoose(m, 3)
    starts = 1, terms.linear, pairs * quadratic, terms.upper + cubic, terms.mixed
    ends = (multichoose(sizes.inputs, degree) for degree in (0, 2, 4, 6, 8))
    return sum(min(pair) for pair in zip(starts, ends, strict=True))


def _narrow_gates(sizes: AttentionSizes) -> Iterator[tuple[int, str]]:
    """Yield the numbers of polynomials in x[1] if k = 1, and in x[T] if n = 1, by the degrees that occur."""
    m, n, gated = sizes.inputs, sizes.ends, sizes.rule == "gated"
    if sizes.rule == "mlstm":
        return
    if sizes.split == 1:
        last = 2 * n + 8 if gated else 4 * n + 8
        yield sum(multichoose(m, degree) for degree in range(0, last + 1, 2)), f"even polynomials of degree {last}"
    if n == 1:
        degrees = range(1, 10) if gated else range(1, 10, 2)
        yield sum(multichoose(m, degree) for degree in degrees), "polynomials of degree 9 in x[T]"


def _gated(sizes: AttentionSizes) -> tuple[int, str] | None:
    m, v, key, n = sizes.keys, sizes.values, sizes.key, sizes.ends
    if v == 1 and sizes.rule == "gated" and sizes.split == 1:
        return comb(m + n + 1, m) + comb(m + n + 2, m), "C(m+n+1, n+1) + C(m+n+2, n+2)"
    if v == 1 and sizes.rule == "gated":
        value = key * comb(key + n, n) + comb(key + n, n + 1) + comb(key + n + 2, n + 2)
        return value, "K C(K+n, n) + C(K+n, n+1) + C(K+n+2, n+2)"
    if v == 1 and sizes.rule == "delta":
        return m + 1 + comb(m + 2 * n + 1, m), "m + 1 + C(m+2n+1, m)"
    if v == 1:
        return comb(m + n + 1, m) + comb(m + n + 3, m), "C(m+n+1, n+1) + C(m+n+3, n+3)"
    if key == 1 and sizes.scalar:
        pairs = ONE_KEY[sizes.rule]
        slope, rest = pairs[min(v - 2, len(pairs) - 1)]
        return slope * n + rest, f"{slope} n + {rest}" if rest else f"{slope} n"
    return None
