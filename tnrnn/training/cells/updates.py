"""The rules by which the state of linear attention is updated, each over whole sequences: S[t], and o[t] = S[t] q[t].

S has the shape (V, K). A rule takes queries and keys (batch, T, K), values (batch, T, V), its gates and S[0], and
returns o (batch, T, V) and S[T]. Where the gates are numbers, o is computed from the scores q[t] . k[s] of all pairs of
steps; where they are vectors or matrices, step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..needs import needed

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = needed()

Read = tuple["Tensor", "Tensor", "Tensor"]
"""Queries, keys and values."""

Rule = Callable[[Read, tuple["Tensor", ...], "Tensor"], tuple["Tensor", "Tensor"]]
"""A function of queries, keys and values, the gates, and S[0]."""


def weighted(read: Read, weights: Tensor, kept: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
    """Return o and S[T] for S[t] = kept[t] S[0] + sum over s of weights[t, s] v[s] k[s]^T; weights is 0 for s > t."""
    q, k, v = read
    o = (q @ k.mT * weights) @ v + kept[..., None] * (q @ state.mT)
    return o, (v * weights[:, -1, :, None]).mT @ k + kept[:, -1, None, None] * state


def by_sum(read: Read, gates: tuple[Tensor, ...], state: Tensor) -> tuple[Tensor, Tensor]:
    """Return o and S[T] for S[t] = S[t-1] + v k^T; there are no gates."""
    q = read[0]
    ones = q.new_ones(1, q.shape[1], q.shape[1])
    return weighted(read, ones.tril(), ones[:, 0], state)


def by_decay(read: Read, gates: tuple[Tensor, ...], state: Tensor) -> tuple[Tensor, Tensor]:
    """Return o and S[T] for S[t] = g S[t-1] + v k^T, with one number g."""
    q, g = read[0], gates[0]
    steps = torch.arange(q.shape[1], device=q.device)
    lags = (steps[:, None] - steps).to(q.dtype)
    weights = torch.pow(g, lags.clamp(min=0)).tril()
    return weighted(read, weights[None], torch.pow(g, steps[None] + 1), state)


def by_numbers(read: Read, gates: tuple[Tensor, ...], state: Tensor) -> tuple[Tensor, Tensor]:
    """Return o and S[T] for S[t] = f[t] S[t-1] + i[t] v k^T, with numbers f and i (batch, T)."""
    f, i = gates
    steps = f.shape[1]
    below = torch.ones(steps, steps, dtype=torch.bool, device=f.device).tril(-1)
    factors = torch.where(below, f[:, :, None], 1.0)  # in column s those of the steps after s
    weights = factors.cumprod(1).tril() * i[:, None]
    return weighted(read, weights, f.cumprod(1), state)


def by_columns(read: Read, gates: tuple[Tensor, ...], state: Tensor) -> tuple[Tensor, Tensor]:
    """Return o and S[T] for S[t] = S[t-1] diag(f[t]) + v k^T, with vectors f (batch, T, K)."""
    found = []
    for q, k, v, f in zip(*(part.unbind(1) for part in (*read, gates[0])), strict=True):
        state = state * f[:, None] + v[:, :, None] * k[:, None]
        found.append((state @ q[:, :, None])[..., 0])
    return torch.stack(found, 1), state


def by_delta(read: Read, gates: tuple[Tensor, ...], state: Tensor) -> tuple[Tensor, Tensor]:
    """Return o and S[T] for S[t] = S[t-1] + b[t] (v - S[t-1] k) k^T, with numbers b (batch, T)."""
    found = []
    for q, k, v, b in zip(*(part.unbind(1) for part in (*read, gates[0])), strict=True):
        change = b[:, None] * (v - (state @ k[:, :, None])[..., 0])
        state = torch.baddbmm(state, change[:, :, None], k[:, None])
        found.append((state @ q[:, :, None])[..., 0])
    return torch.stack(found, 1), state


def operator(rule: Rule, queries: Tensor, keys: Tensor, gates: tuple[Tensor, ...]) -> Tensor:
    """Return T (batch, T, T), with which the rule shows o = T v from S[0] = 0, for all channels of the values alike."""
    batch, steps, size = queries.shape
    units = torch.eye(steps, dtype=queries.dtype, device=queries.device).expand(batch, -1, -1)
    return rule((queries, keys, units), gates, queries.new_zeros(batch, steps, size))[0]
