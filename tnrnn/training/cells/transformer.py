"""A causal transformer block: softmax attention over the steps so far, and a feed-forward network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..needs import needed
from .draws import Draw
from .kinds import FEED
from .layers import Layer, State, normed

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import Parameter
else:
    torch = needed()
    Parameter = torch.nn.Parameter

BASE = 10_000.0
"""The base of the frequencies of rotary positions."""


class Transformer(Layer):
    """A causal transformer block with normalised inputs and residual connections, one head, and rotary positions.

    u = x + W_o attention(x / rms(x)), and u + W_2 gelu(W_1 u / rms(u)), where W_1 has 4 `hidden` rows. In the first
    block x stands for E x with a matrix E. Query and key of step t are turned by t times fixed angles (rotary
    positions), so that scores depend on the distance of two steps and no length is the longest. The state is all keys
    and values so far, so it grows with time.
    """

    def __init__(self, hidden: int, inputs: int | None, draw: Draw) -> None:
        super().__init__()
        self.hidden = hidden
        self.entry = None if inputs is None else Parameter(draw.normal(hidden, inputs))
        self.W_q, self.W_k, self.W_v, self.exit = (Parameter(draw.matrix(hidden, hidden)) for _ in range(4))
        self.W_1, self.W_2 = (
            Parameter(draw.matrix(FEED * hidden, hidden)),
            Parameter(draw.matrix(hidden, FEED * hidden)),
        )

    def begin(self, batch: int) -> State:
        """Return no keys and no values."""
        return (self.zeros(batch, 0, self.hidden), self.zeros(batch, 0, self.hidden))

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return what is shown, and all keys and values so far."""
        u = x if self.entry is None else x @ self.entry.T
        weights, keys, values = self._attend(normed(u), state)
        u = u + weights @ values @ self.exit.T
        fed = torch.nn.functional.gelu(normed(u) @ self.W_1.T) @ self.W_2.T
        return u + fed, (keys, values)

    def operator(self, x: Tensor) -> Tensor:
        """Return the weights of softmax, (batch, channels, T, T), with which attention makes T(x) v of the values v."""
        u = x if self.entry is None else x @ self.entry.T
        weights, _, _ = self._attend(normed(u), self.begin(len(x)))
        return weights[:, None].expand(-1, self.hidden, -1, -1)

    def _attend(self, x: Tensor, state: State) -> tuple[Tensor, Tensor, Tensor]:
        """Return the weights of attention, and the keys and values of all steps so far."""
        first, steps = state[0].shape[1], x.shape[1]
        keys = torch.cat([state[0], turned(x @ self.W_k.T, first)], 1)
        values = torch.cat([state[1], x @ self.W_v.T], 1)
        scores = turned(x @ self.W_q.T, first) @ keys.mT / math.sqrt(self.hidden)
        later = torch.ones(steps, first + steps, dtype=torch.bool, device=x.device).triu(first + 1)
        return scores.masked_fill(later, -math.inf).softmax(-1), keys, values


def turned(x: Tensor, first: int) -> Tensor:
    """Return vectors (batch, T, size) whose pairs of entries i, i + size // 2 are turned by the angle of their step.

    If the size is odd, the last entry stays.
    """
    half = x.shape[-1] // 2
    steps = torch.arange(first, first + x.shape[1], dtype=x.dtype, device=x.device)
    speeds = BASE ** (-torch.arange(half, dtype=x.dtype, device=x.device) / max(half, 1))
    angles = steps[:, None] * speeds
    sine, cosine = angles.sin(), angles.cos()
    one, two, rest = x[..., :half], x[..., half : 2 * half], x[..., 2 * half :]
    return torch.cat([one * cosine - two * sine, two * cosine + one * sine, rest], -1)
