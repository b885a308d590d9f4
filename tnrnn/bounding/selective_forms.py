"""Theorems S2 and S7: the ranks of selective state spaces, h[t] = (g + G u[t]) * h[t-1] + B u[t].

One layer (S2). A gate is an affine form l_i in the input, so the state is multi-affine in the Start:

    vector, future     min{N, M C(M+k, k-1)} + 1
    scalar             min{N + 1, 1 + M C(M+k, k-1), E}

with E the dimension of the span of what the End can multiply the state with: M + 1 for n = 1, else 1 + C(M+n, n); and
with an output gate M + M(M+1)/2 for n = 1, else 1 + M C(M+n, n). These are the ranks of almost all weights. In one-hot
mode M - 1 takes the place of M; with an output gate E is M, M^2, and 1 + M C(M+n-2, n-1) for n = 1, 2, and n >= 3.

Two layers (S7), upper bounds for all weights. The output is a polynomial in the states (h_1, h_2) of both layers:

    scalar             (N+1) C(N+n-1, n-1) + 2 C(N+n-1, n) - N
    vector, future     (N+1) C(N+n, n) - N

and with an output gate

    scalar             (N+1) C(N+n, n) + N C(N+n-1, n) + C(N+n, n+1) - N
    vector, future     (N+1) C(N+n+1, n+1) - N

and at most the number of polynomials in one side that have the degrees of the output. Without an output gate, and for
continuous inputs, the rank of almost all weights is at least C(min{M,N}+n, n). The proofs are on the page on
sequence models.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

from .bound import Bound
from .sequence_sizes import (
    MOST_POWERS,
    SequenceSizes,
    affine_powers,
    affine_sums,
    closed,
    grid,
    known_layers,
    least,
    unknown,
)

ATTAINED = "attained in all continuous cases computed with M >= N, k >= 2, n >= 2: N <= 3, n <= 4"
"""What is computed of the upper bounds for two layers without output gates."""


@dataclass(frozen=True, kw_only=True)
class SelectiveSizes(SequenceSizes):
    """The sizes of `tnrnn.models.selective_ssm`, with N states a layer.

    Examples
    --------
    >>> SelectiveSizes(length=8, layers=1, inputs=3, state=4, split=4, mode="continuous").output_gate
    False
    """

    state: int
    output_gate: bool = False


def selective_forms(sizes: SelectiveSizes) -> tuple[Bound, ...]:
    """Return the closed forms of selective state spaces, Theorems S2 and S7.

    Parameters
    ----------
    sizes : SelectiveSizes
        The sizes, the split and what is observed.

    Examples
    --------
    >>> sizes = {"inputs": 3, "state": 3, "split": 500_000, "mode": "continuous"}
    >>> [(bound.kind, bound.value) for bound in selective_forms(SelectiveSizes(length=10**6, layers=1, **sizes))]
    [('exact', 4)]
    >>> [selective_forms(SelectiveSizes(length=500_000 + n, layers=2, **sizes))[0].value for n in (2, 3, 4)]
    [25, 57, 107]
    """
    return known_layers(sizes, 2) or ((_one_layer(sizes),) if sizes.layers == 1 else _two_layers(sizes))


def _one_layer(sizes: SelectiveSizes) -> Bound:
    n, m = sizes.state, sizes.letter
    start = sizes.free * affine_sums(sizes.free, sizes.split, most=n), f"{m} C({m}+k, k-1)"
    if not sizes.scalar:
        value, formula = least((n, "N"), start)
        return closed("exact", value + 1, f"{formula} + 1", "S2")
    end, words = gated_end(sizes, n + 1) if sizes.output_gate else _end(sizes)
    value, formula = least((n, "N"), start, (end - 1, f"{words} - 1"))
    return closed("exact", value + 1, f"{formula} + 1", "S2")


def _end(sizes: SelectiveSizes) -> tuple[int, str]:
    """Return what the End spans, and its formula: products of affine forms, and one that is not symmetric."""
    if sizes.ends == 1:
        return sizes.free + 1, f"{sizes.letter} + 1"
    most = sizes.state + 1
    return 1 + affine_powers(sizes.free, sizes.ends, most), f"1 + C({sizes.letter}+n, n)"


def gated_products(inputs: int, steps: int, hot: bool, most: int | None = None) -> int:
    """Return the dimension of the span of d(x_n) l(x_1) .. l(x_n), with l an affine and d a linear form in M variables.

    In one-hot mode d l is any function of the last letter.

    Examples
    --------
    >>> [gated_products(2, n, False) for n in (1, 2)], [gated_products(2, n, True) for n in (1, 2)]
    ([5, 12], [2, 4])
    """
    if hot:
        return inputs * affine_powers(inputs - 1, steps - 1, most)
    if steps == 1:
        return inputs + inputs * (inputs + 1) // 2
    return inputs * affine_powers(inputs, steps, most)


def read_states(sizes: SequenceSizes, most: int) -> int:
    """Return Q(n), or for the future Q(1) + .. + Q(n), or `most` if that is less; see `gated_products`."""
    found = 0
    for steps in range(1, sizes.ends + 1) if sizes.observe == "future" else (sizes.ends,):
        found += gated_products(sizes.inputs, steps, sizes.hot, most)
        if found >= most:
            return most
    return found


def gated_end(sizes: SequenceSizes, most: int) -> tuple[int, str]:
    """Return what the End of a layer with input and output gates spans, and its formula; see the module."""
    m, n, hot = sizes.inputs, sizes.ends, sizes.hot
    found = gated_products(m, n, hot, most)
    if hot:
        return (found, "M" if n == 1 else "M^2") if n <= 2 else (found + 1, "1 + M C(M+n-2, n-1)")
    return (found, "M + M(M+1)/2") if n == 1 else (found + 1, "1 + M C(M+n, n)")


def _two_layers(sizes: SelectiveSizes) -> tuple[Bound, ...]:
    if min(sizes.state, sizes.ends) > MOST_POWERS:
        return (unknown(f"is computed for min{{N, n}} up to {MOST_POWERS:,}"),)
    bound = _above_two_layers(sizes)
    if sizes.hot or sizes.output_gate:
        return (bound,)
    width = min(sizes.inputs, sizes.state)
    below = comb(width + sizes.ends, width)
    if below == bound.value:
        return (closed("exact", below, bound.formula, "S7"),)
    return bound, closed("lower", below, "C(min{M,N}+n, n)", "S7")


def _above_two_layers(sizes: SelectiveSizes) -> Bound:
    found = [_states(sizes)]
    most = found[0][0]
    if sizes.split == 1 and not sizes.output_gate:
        found.append(_one_start_step(sizes))
    if sizes.hot:
        found.append(grid(sizes, sizes.state, "N", most))
    else:
        found += [_start(sizes, most), _shown(sizes, most)]
    bound = min(found, key=lambda pair: pair[0])
    computed = bound is found[0] and sizes.inputs >= sizes.state and not sizes.output_gate and not sizes.hot
    attained = computed and min(sizes.split, sizes.ends) >= 2
    return closed("upper", *bound, "S7", note=ATTAINED if attained else "")


def _states(sizes: SelectiveSizes) -> tuple[int, str]:
    """Return the number of polynomials in the two states that can occur."""
    n, ends = sizes.state, sizes.ends
    if not sizes.scalar:
        top = ends + sizes.output_gate
        return (n + 1) * comb(n + top, top) - n, f"(N+1) C(N+{'n+1' if sizes.output_gate else 'n'}, N) - N"
    if sizes.output_gate:
        value = (n + 1) * comb(n + ends, n) + n * comb(n + ends - 1, ends) + comb(n + ends, ends + 1) - n
        return value, "(N+1) C(N+n, n) + N C(N+n-1, n) + C(N+n, n+1) - N"
    value = (n + 1) * comb(n + ends - 1, ends - 1) + 2 * comb(n + ends - 1, ends) - n
    return value, "(N+1) C(N+n-1, n-1) + 2 C(N+n-1, n) - N"


def _one_start_step(sizes: SelectiveSizes) -> tuple[int, str]:
    """Return the bound for k = 1, where h_1 is affine in one input and h_2 is affine in h_1."""
    n, ends, width = sizes.state, sizes.ends, min(sizes.state, sizes.free)
    if not sizes.scalar:
        return comb(width + ends + 1, ends + 1), f"C(min{{N,{sizes.letter}}}+n+1, n+1)"
    top = comb(n + ends - 1, ends), comb(width + ends, ends + 1)
    m = f"min{{N,{sizes.letter}}}"
    return comb(width + ends, ends) + min(top), f"C({m}+n, n) + min{{C(N+n-1, n), C({m}+n, n+1)}}"


def _start(sizes: SelectiveSizes, most: int) -> tuple[int, str]:
    """Return the number of polynomials in the Start, whose step x[s] has the degree T - s + 1 (with a gate, + 3)."""
    more = 3 if sizes.output_gate else 1
    degrees = (step + more for step in range(sizes.ends, sizes.length))
    return _polynomials(sizes.inputs, degrees, most), f"prod_(s<=k) C(M+T-s+{more}, M)"


def _shown(sizes: SelectiveSizes, most: int) -> tuple[int, str]:
    """Return the number of polynomials in the End, counted for each step and channel that is observed."""
    steps = range(1, sizes.ends + 1) if sizes.observe == "future" else (sizes.ends,)
    channels, found = 1 if sizes.scalar else sizes.state, 0
    for last in steps:
        degrees = (step + (2 + (step == 1)) * sizes.output_gate for step in range(1, last + 1))
        found += channels * _polynomials(sizes.inputs, degrees, most)
        if found >= most:
            break
    return found, "the polynomials of the End, by the degree of each x[t]"


def _polynomials(inputs: int, degrees: Iterable[int], most: int) -> int:
    """Return the number of monomials of at most these degrees in the inputs of some steps, or `most` if that is less.

    Examples
    --------
    >>> _polynomials(1, range(1, 4), 100), _polynomials(1, range(1, 4), 10)
    (24, 10)
    """
    found = 1
    for degree in degrees:
        found *= affine_powers(inputs, degree, most)
        if found >= most:
            return most
    return found
