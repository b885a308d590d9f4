"""Theorem S4: the ranks of one layer of linear attention, S[t] = (rule of S[t-1]) + v k^T, o[t] = S[t] q, of all rules.

With K keys, V values and H heads, M input channels, m = min{M, K} and v = min{M, V}, for almost all weights:

    scalar    sum, decay, delta, mlstm    m + 1, not K V + 1; with H heads of the rules sum and decay min{M, H K} + 1
              gated                       min{K, M C(M+k, k-1), Q(n)} + 1
    vector    sum, decay, mlstm           v m - C(max{v + m - M, 0}, 2) + 1
    and       delta                       v m + 1, for k = 1 as the rule sum
    future    gated                       v min{K, Q} + 1 if k is long enough, for k = 1 as the rule sum

Q(n) = M + M(M+1)/2 for n = 1, else M C(M+n, n), is the number of functions of the End that a key can be read with; in
the last line Q is Q(n), for the future Q(1) + .. + Q(n). In one-hot mode the keys and values of a letter are any
vectors, and the ranks are, among others, min{K + 1, M} and min{V K + 1, M} for the rule sum; all of them are in the
functions below. Where both sides are not proved, an upper bound for all weights is given. The proofs are on the page on
sequence models. Attention that is not causal differs in what the End adds to S alone, so it has the ranks of "sum".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ..basics import choice
from .bound import Bound
from .selective_forms import gated_end, read_states
from .sequence_sizes import SequenceSizes, affine_sums, closed, grid, known_layers, least, power, unknown

Rule = Literal["sum", "decay", "gated", "delta", "mlstm"]
"""How the matrix state of linear attention is handed on."""

UNGATED = ("sum", "decay")
"""The rules under which the state is a sum with fixed weights."""


@dataclass(frozen=True, kw_only=True)
class AttentionSizes(SequenceSizes):
    """The sizes of `tnrnn.models.linear_attention`, with K keys and V values a head.

    Raises
    ------
    TnrnnError
        As `SequenceSizes`, or if the rule is not known.

    Examples
    --------
    >>> AttentionSizes(length=8, layers=1, inputs=3, key=2, value=2, split=4, mode="continuous").rule
    'sum'
    """

    key: int
    value: int
    rule: Rule = "sum"
    heads: int = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        choice("rule", self.rule, get_args(Rule))

    @property
    def short(self) -> bool:
        """Whether one side has a single step."""
        return min(self.split, self.ends) == 1

    @property
    def keys(self) -> int:
        """M' = min(M, K)."""
        return min(self.inputs, self.key)

    @property
    def values(self) -> int:
        """V' = min(M, V)."""
        return min(self.inputs, self.value)


def attention_forms(sizes: AttentionSizes) -> tuple[Bound, ...]:
    """Return the closed form of one layer of linear attention, Theorem S4; `attention_depth` has those of two.

    Parameters
    ----------
    sizes : AttentionSizes
        The sizes, the split and what is observed.

    Examples
    --------
    >>> sizes = {"length": 10**6, "layers": 1, "inputs": 3, "key": 3, "value": 3, "split": 9, "mode": "continuous"}
    >>> [attention_forms(AttentionSizes(observe=seen, **sizes))[0].value for seen in ("scalar", "vector")]
    [4, 7]
    >>> attention_forms(AttentionSizes(rule="delta", observe="vector", **sizes))[0].value
    10
    """
    if sizes.residual and not sizes.scalar and (sizes.heads > 1 or (sizes.hot and sizes.ends == 1)):
        return (unknown("is not known with residual connections for many heads, or one-hot inputs and one End step"),)
    one, many = (_scalar, _heads) if sizes.scalar else (_shown, _heads_shown)
    return known_layers(sizes, 1) or ((many if sizes.heads > 1 else one)(sizes),)


def _scalar(sizes: AttentionSizes) -> Bound:
    m, key = sizes.inputs, sizes.key
    if sizes.rule == "gated":
        return _gated_scalar(sizes, key, "K")
    if sizes.hot and (sizes.rule in UNGATED or sizes.short):
        return closed("exact", min(key + 1, m), "min{K+1, M}", "S4")
    return closed("exact", sizes.keys + 1, "min{M,K} + 1", "S4")


def _gated_scalar(sizes: AttentionSizes, keys: int, letter: str) -> Bound:
    """Return the rank by the rule "gated", where a key of a head counts as a key, as if heads had equal values."""
    start, words = _gated_start(sizes, keys)
    value, formula = least((keys + 1, f"{letter} + 1"), (start + 1, f"{words} + 1"), _end(sizes, keys + 1))
    return closed("exact", value, formula, "S4")


def _end(sizes: AttentionSizes, most: int) -> tuple[int, str]:
    """Return what the End spans: the functions that read a key, and a cubic one."""
    end, words = gated_end(sizes, most)
    return (end, words) if sizes.hot or sizes.ends > 1 else (end + 1, f"{words} + 1")


def _gated_start(sizes: AttentionSizes, most: int) -> tuple[int, str]:
    """Return the dimension of what the gated sums of one value can be, modulo constants."""
    m = sizes.letter
    return sizes.free * affine_sums(sizes.free, sizes.split, most), f"{m} C({m}+k, k-1)"


def _shown(sizes: AttentionSizes) -> Bound:
    """Return the bound for "vector" and "future"."""
    if sizes.rule in UNGATED or sizes.split == 1:
        return _symmetric(sizes)
    if sizes.rule == "mlstm":
        return _mlstm_hot(sizes) if sizes.hot else _symmetric(sizes)
    return _delta(sizes) if sizes.rule == "delta" else _gated(sizes)


def symmetric_products(values: int, keys: int, inputs: int) -> int:
    """Return the dimension of the span of the products of v and k generic linear forms in M variables, v, k <= M.

    It is v k - C(j, 2) with j = max{v + k - M, 0}: products of forms that both spaces have commute.

    Examples
    --------
    >>> symmetric_products(2, 2, 3), symmetric_products(2, 2, 2), symmetric_products(3, 3, 3)
    (4, 3, 6)
    """
    common = max(values + keys - inputs, 0)
    return values * keys - common * (common - 1) // 2


def _symmetric(sizes: AttentionSizes) -> Bound:
    """Return the rank where S[k] = W_v G W_k^T with a symmetric G; in one-hot mode G is diagonal."""
    if sizes.hot:
        return closed("exact", min(sizes.value * sizes.key + 1, sizes.inputs), "min{V K + 1, M}", "S4")
    value = symmetric_products(sizes.values, sizes.keys, sizes.inputs)
    return closed("exact", value + 1, "v m - C(max{v+m-M, 0}, 2) + 1", "S4", note="m = min{M,K}, v = min{M,V}")


def _mlstm_hot(sizes: AttentionSizes) -> Bound:
    if sizes.ends == 1 and sizes.value == 1:
        return closed("exact", min(sizes.key + 1, sizes.inputs), "min{K+1, M}", "S4")
    return closed("exact", min(sizes.value * sizes.key, sizes.inputs) + 1, "min{V K, M} + 1", "S4")


def _delta(sizes: AttentionSizes) -> Bound:
    value = sizes.values * sizes.keys + 1
    if not sizes.hot:
        return closed("exact", value, "v m + 1", "S4", note="m = min{M,K}, v = min{M,V}")
    bounds = [(value, "v m + 1"), (power(sizes.inputs, sizes.split, value), "M^k")]
    if sizes.ends == 1:
        bounds.append((sizes.values * sizes.inputs, "v M"))
    return _upper_shown("attained in all cases computed: M, V <= 4, K <= 6, T <= 7", *bounds)


def _gated(sizes: AttentionSizes) -> Bound:
    """Return the rank or a bound for k >= 2.

    With B(k) = C(M+k, k-1) the vectors (1, l, .., l^(k-1)) of affine forms l span B(k) dimensions; keys with different
    vectors are independent. So v K + 1 is the rank for K <= B(k) (M - v + 1), where up to M - v + 1 keys share one.
    """
    m, v, read = sizes.inputs, sizes.values, min(sizes.key, read_states(sizes, sizes.key))
    spread = affine_sums(sizes.free, sizes.split, most=v * read + 1)
    if not sizes.hot:
        if read <= spread * (m - v + 1):
            return closed("exact", v * read + 1, "v min{K, Q} + 1", "S4", note="v = min{M,V}, Q as on the page")
        full = symmetric_products(v, m, m) * spread
        return _upper_shown("", (v * read + 1, "v min{K, Q} + 1"), (full + 1, "(v M - C(v,2)) C(M+k, k-1) + 1"))
    if v < m and read <= spread and read < m ** min(sizes.ends, 2):
        return closed("exact", v * read + 1, "v min{K, Q} + 1", "S4", note="v = min{M,V}, Q as on the page")
    bounds = [(v * read + 1, "v min{K, Q} + 1"), (sizes.free * spread + 1, "(M-1) C(M-1+k, k-1) + 1")]
    if sizes.ends == 1:
        bounds.append((v * m, "v M"))
    return _upper_shown("", *bounds)


def _upper_shown(note: str, *bounds: tuple[int, str]) -> Bound:
    letters = "m = min{M,K}, v = min{M,V}"
    return closed("upper", *least(*bounds), "S4", note=f"{letters}; {note}" if note else letters)


def _heads(sizes: AttentionSizes) -> Bound:
    m, every = sizes.inputs, sizes.heads * sizes.key
    wide = min(m, every) + 1, "min{M, H K} + 1"
    narrow = min(every + 1, m), "min{H K + 1, M}"
    if sizes.rule == "gated":
        return _gated_heads(sizes, every)
    if sizes.hot and (sizes.rule == "sum" or sizes.short):
        return closed("exact", *narrow, "S4")
    if sizes.rule in UNGATED or every < m or (every == m and not sizes.hot):
        return closed("exact", *wide, "S4")
    found = [(sizes.heads * sizes.keys + 1, "H min{M,K} + 1")]
    if sizes.rule == "mlstm":
        found.append(_end(sizes, found[0][0]))
    elif sizes.split == 1:
        found.append((m * (m + 1) // 2 + 1, "M(M+1)/2 + 1"))
    if sizes.hot:
        found.append(grid(sizes, 1, "", found[0][0]))
    return closed("upper", *least(*found), "S4")


def _gated_heads(sizes: AttentionSizes, every: int) -> Bound:
    """Return the rank of heads with equal values, from below; from above products of values and keys are more."""
    below = _gated_scalar(sizes, every, "H K")
    if sizes.hot or every <= _gated_start(sizes, every)[0]:
        return below
    m = sizes.inputs
    start = m * (m + 1) // 2 * affine_sums(m, sizes.split, every)
    bounds = (every + 1, "H K + 1"), (start + 1, "M(M+1)/2 C(M+k, k-1) + 1"), _end(sizes, every + 1)
    return closed("upper", *least(*bounds), "S4")


def _heads_shown(sizes: AttentionSizes) -> Bound:
    """Return the bound for "vector" and "future": each head adds what it can, and the constant is counted once.

    With one sum of x x^T for all heads, or one Start step, all heads together see the symmetric matrices at most; in
    one-hot mode the diagonal ones.
    """
    v, m, inputs, note = sizes.values, sizes.keys, sizes.inputs, "m = min{M,K}, v = min{M,V}"
    together = sizes.rule == "sum" or (sizes.split == 1 and sizes.rule != "mlstm")
    each = {"delta": v * m, "gated": v * sizes.key}.get(sizes.rule, symmetric_products(v, m, inputs))
    words = {"delta": "H v m + 1", "gated": "H v K + 1"}.get(sizes.rule, "H (v m - C(max{v+m-M, 0}, 2)) + 1")
    if sizes.hot and (together or sizes.rule in {"decay", "mlstm"}):
        free = inputs if sizes.rule == "mlstm" else inputs - 1
        each, words = min(sizes.value * sizes.key, free), f"H min{{V K, {'M' if free == inputs else 'M-1'}}} + 1"
    found = [(sizes.heads * each + 1, words)]
    if together:
        found.append((inputs, "M") if sizes.hot else (inputs * (inputs + 1) // 2 + 1, "M(M+1)/2 + 1"))
    if sizes.hot:
        found.append(grid(sizes, sizes.heads * sizes.value, "H V", found[0][0]))
    return closed("upper", *least(*found), "S4", note=note)
