"""Theorem S1: the ranks of linear state spaces (S4, S5, LRU), h[t] = A h[t-1] + B u[t], o[t] = C h[t], of any depth.

All outputs are affine in the inputs, so the matrix is that of the constant 1 and of the linear part, the Hankel block:

    scalar                    2
    vector                    min{N, k M, O} + 1
    future, one layer         min{N, k M, n O} + 1
    future, L >= 2            at most min{L N, k M, k N, n O, n N, N + (n-1) min{M, N}} + 1

for almost all weights, with N states a layer, M inputs, O outputs, k Start steps and n End steps. The last one is the
rank if it is at most N + 1. In one-hot mode M - 1 takes the place of M (not in the last term, which is about inner
layers). The proofs are on the page on sequence models.
"""

from __future__ import annotations

from dataclasses import dataclass

from .bound import Bound
from .sequence_sizes import SequenceSizes, closed, known_layers, least

ATTAINED = "attained in all 1,968 cases computed with L <= 3, N <= 4, M, O <= 3"
"""What is computed of the upper bound for several layers."""


@dataclass(frozen=True, kw_only=True)
class LinearSsmSizes(SequenceSizes):
    """The sizes of `tnrnn.models.linear_ssm`, with N states a layer and O outputs.

    Examples
    --------
    >>> LinearSsmSizes(length=8, layers=2, inputs=3, state=4, split=3, mode="continuous").outputs
    1
    """

    state: int


def linear_ssm_forms(sizes: LinearSsmSizes) -> tuple[Bound, ...]:
    """Return the closed forms of linear state spaces, Theorem S1.

    Parameters
    ----------
    sizes : LinearSsmSizes
        The sizes, the split and what is observed.

    Examples
    --------
    >>> sizes = {"length": 10**6, "inputs": 2, "state": 16, "split": 3, "mode": "continuous"}
    >>> [linear_ssm_forms(LinearSsmSizes(layers=1, observe=seen, **sizes))[0].value for seen in ("scalar", "future")]
    [2, 7]
    >>> linear_ssm_forms(LinearSsmSizes(layers=2, observe="future", **sizes | {"state": 2}))[0].kind
    'upper'
    """
    if sizes.scalar and not sizes.one_word:
        return (closed("exact", 2, "2", "S1"),)
    return known_layers(sizes, sizes.layers) or (_shown(sizes),)


def _shown(sizes: LinearSsmSizes) -> Bound:
    """Return the bound for "vector" and "future"."""
    n, steps, width = sizes.state, sizes.split, (sizes.split * sizes.free, f"k {sizes.letter}")
    if sizes.observe == "vector":
        value, formula = least((n, "N"), width, (sizes.outputs, "O"))
        return closed("exact", value + 1, f"{formula} + 1", "S1")
    shown = (sizes.ends * sizes.outputs, "n O")
    if sizes.layers == 1:
        value, formula = least((n, "N"), width, shown)
        return closed("exact", value + 1, f"{formula} + 1", "S1")
    between = n + (sizes.ends - 1) * min(sizes.inputs, n)
    value, formula = least(
        (sizes.layers * n, "L N"),
        width,
        (steps * n, "k N"),
        shown,
        (sizes.ends * n, "n N"),
        (between, "N + (n-1) min{M, N}"),
    )
    if value <= n:  # then the last layer alone attains it, if the others hand on what they take
        return closed("exact", value + 1, f"{formula} + 1", "S1")
    return closed("upper", value + 1, f"{formula} + 1", "S1", note=ATTAINED)
