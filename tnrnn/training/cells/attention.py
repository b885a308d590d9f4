"""Linear attention by its rules, as circuit and as trained, with one head whose keys and values have `hidden` channels.

A layer whose name begins with Plain is that of `tnrnn.models.linear_attention`: gates are affine in the input, and
there is no nonlinearity, normaliser or residual connection. The other layers are mixers, which a `Block` surrounds by a
normaliser and a residual connection.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from ..needs import needed
from .draws import Draw
from .layers import Layer, State, normed, timescales
from .updates import Rule, by_columns, by_decay, by_delta, by_numbers, by_sum, operator, weighted

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import Parameter
else:
    torch = needed()
    Parameter = torch.nn.Parameter

RuleName = Literal["sum", "decay", "gated", "delta", "mlstm"]
UPDATES: dict[RuleName, Rule] = {
    "sum": by_sum,
    "decay": by_decay,
    "gated": by_columns,
    "delta": by_delta,
    "mlstm": by_numbers,
}
"""The rules by their names in `tnrnn.models.linear_attention`."""

SLOW = 16.0
"""The gates of gated linear attention are sigmoids to the power of one over this, so that they start near one."""

MILD = 0.1
"""The initial scale of what the input adds to an affine gate."""


class PlainAttention(Layer):
    """A layer of `tnrnn.models.linear_attention`, which says what the rules are; it shows o = S q.

    A layer that is not the first takes u = W o of the layer below, with W of shape (inputs, hidden).
    """

    def __init__(self, rule: RuleName, inputs: int, hidden: int, draw: Draw, *, first: bool) -> None:
        super().__init__()
        self.rule, self.hidden, self.state_numbers = rule, hidden, hidden * hidden
        self.mix = None if first else Parameter(draw.matrix(inputs, hidden))
        self.W_q, self.W_v = (Parameter(draw.matrix(hidden, inputs)) for _ in range(2))
        scale = math.sqrt(0.5 / hidden) if rule == "delta" else 1 / math.sqrt(hidden)  # |k|^2 < 2 forgets by delta
        self.W_k = Parameter(scale * draw.matrix(hidden, inputs))
        if rule == "decay":
            self.g = Parameter(torch.full((1,), 0.95))
        elif rule == "gated":
            self.c, self.C = Parameter(1 - 1 / timescales(draw, hidden)), Parameter(MILD * draw.matrix(hidden, inputs))
        elif rule == "mlstm":
            self.f, self.F = Parameter(torch.full((1,), 0.95)), Parameter(MILD * draw.matrix(1, inputs))
            self.i, self.J = Parameter(torch.ones(1)), Parameter(MILD * draw.matrix(1, inputs))

    def begin(self, batch: int) -> State:
        """Return zeros."""
        return (self.zeros(batch, self.hidden, self.hidden),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return o and the last S."""
        u = x if self.mix is None else x @ self.mix.T
        read = (u @ self.W_q.T, u @ self.W_k.T, u @ self.W_v.T)
        o, last = UPDATES[self.rule](read, self._gates(u), state[0])
        return o, (last,)

    def operator(self, x: Tensor) -> Tensor:
        """Return T (batch, channels, T, T), with which the layer shows T(x) v for the values v."""
        u = x if self.mix is None else x @ self.mix.T
        made = operator(UPDATES[self.rule], u @ self.W_q.T, u @ self.W_k.T, self._gates(u))
        return made[:, None].expand(-1, self.hidden, -1, -1)

    def _gates(self, u: Tensor) -> tuple[Tensor, ...]:
        if self.rule == "decay":
            return (self.g,)
        if self.rule == "gated":
            return (self.c + u @ self.C.T,)
        if self.rule == "delta":
            return (u.new_ones(u.shape[:2]),)
        if self.rule == "mlstm":
            return (self.f + u @ self.F.T)[..., 0], (self.i + u @ self.J.T)[..., 0]
        return ()


class Attention(Layer):
    """A mixer of linear attention with one of these rules, and q, k, v = W u.

    ::

        sum     q and k pass elu + 1, and o = S q / (n . q) with the sum n of all keys, as in Linear Transformers
        decay   S = g S' + v k^T, g = sigmoid(c), with a weight c; o / rms(o), as in RetNet
        gated   S = S' diag(f) + v k^T, f = sigmoid(c + C u)^(1/16); o / rms(o), as in GLA
        delta   S = S' + b (v - S' k) k^T, b = sigmoid(c + C u); q and k pass silu and have length 1; o / rms(o), as in
                DeltaNet

    Here S' is the state before the step; in decay and gated, k is divided by the root of `hidden`. The rotations of q
    and k in RetNet, and the short convolutions and output gates of some of these models, are left out.
    """

    def __init__(self, rule: RuleName, hidden: int, draw: Draw) -> None:
        super().__init__()
        self.rule, self.hidden = rule, hidden
        self.state_numbers = hidden * (hidden + (rule == "sum"))
        self.W_q, self.W_k, self.W_v = (Parameter(draw.matrix(hidden, hidden)) for _ in range(3))
        if rule == "decay":
            self.c = Parameter(torch.full((1,), math.log(31.0)))  # g = 1 - 1/32, the first of RetNet
        elif rule == "gated":
            self.c, self.C = Parameter(torch.zeros(hidden)), Parameter(draw.matrix(hidden, hidden))
        elif rule == "delta":
            self.c, self.C = Parameter(torch.zeros(1)), Parameter(draw.matrix(1, hidden))

    def begin(self, batch: int) -> State:
        """Return zeros."""
        return (self.zeros(batch, self.hidden + (self.rule == "sum"), self.hidden),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return o and the last S; the normaliser is the last row of S."""
        q, k, gates = self._read(x)
        v = x @ self.W_v.T
        o, last = UPDATES[self.rule]((q, k, with_ones(v) if self.rule == "sum" else v), gates, state[0])
        return (o[..., :-1] / o[..., -1:] if self.rule == "sum" else normed(o)), (last,)

    def operator(self, x: Tensor) -> Tensor:
        """Return T (batch, channels, T, T), with which the layer makes o = T(x) v before it is divided by its rms."""
        q, k, gates = self._read(x)
        made = operator(UPDATES[self.rule], q, k, gates)
        made = made / made.sum(-1, keepdim=True) if self.rule == "sum" else made
        return made[:, None].expand(-1, self.hidden, -1, -1)

    def _read(self, x: Tensor) -> tuple[Tensor, Tensor, tuple[Tensor, ...]]:
        q, k = x @ self.W_q.T, x @ self.W_k.T
        f = torch.nn.functional
        if self.rule == "sum":
            return f.elu(q) + 1, f.elu(k) + 1, ()
        if self.rule == "delta":
            gate = torch.sigmoid(self.c + x @ self.C.T)[..., 0]
            return f.normalize(f.silu(q), dim=-1), f.normalize(f.silu(k), dim=-1), (gate,)
        k = k / math.sqrt(self.hidden)
        if self.rule == "gated":
            return q, k, (torch.sigmoid(self.c + x @ self.C.T) ** (1 / SLOW),)
        return q, k, (torch.sigmoid(self.c),)


class MLstm(Layer):
    """The mixer of xLSTM's matrix memory: C = f C' + i v k^T, n = f n' + i k, o = sigmoid(O u) * C q / max(|n.q|, 1).

    Here f = sigmoid(b_f + F u) and i = exp(b_i + J u) are numbers, and k is divided by the root of `hidden`. C and n
    are kept divided by exp(m), so that exponentials do not overflow. Without the normaliser i is a sigmoid, as an
    exponential would have no bound, and o = sigmoid(O u) * C q.
    """

    def __init__(self, hidden: int, draw: Draw, *, normalised: bool = True) -> None:
        super().__init__()
        self.hidden, self.normalised = hidden, normalised
        self.state_numbers = hidden * (hidden + normalised) + normalised
        self.W_q, self.W_k, self.W_v, self.O = (Parameter(draw.matrix(hidden, hidden)) for _ in range(4))
        self.F, self.J = (Parameter(MILD * draw.matrix(1, hidden)) for _ in range(2))
        self.b_f, self.b_i = Parameter(torch.full((1,), 3.0)), Parameter(torch.zeros(1))

    def begin(self, batch: int) -> State:
        """Return zeros: C with n as its last row, and m; or C alone without the normaliser."""
        matrix = self.zeros(batch, self.hidden + self.normalised, self.hidden)
        return (matrix, self.zeros(batch)) if self.normalised else (matrix,)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return o and the last C, n and m."""
        read = (x @ self.W_q.T, x @ self.W_k.T / math.sqrt(self.hidden), x @ self.W_v.T)
        if not self.normalised:
            o, last = by_numbers(read, self._sigmoids(x), state[0])
            return torch.sigmoid(x @ self.O.T) * o, (last,)
        weights, kept, scale = self._scaled(x, state[1])
        o, last = weighted((*read[:2], with_ones(read[2])), weights, kept, state[0])
        shown = o[..., :-1] / torch.maximum(o[..., -1:].abs(), torch.exp(-scale)[..., None])
        return torch.sigmoid(x @ self.O.T) * shown, (last, scale[:, -1])

    def operator(self, x: Tensor) -> Tensor:
        """Return T (batch, channels, T, T), with which the layer shows T(x) v for the values v."""
        q, k = x @ self.W_q.T, x @ self.W_k.T / math.sqrt(self.hidden)
        if self.normalised:
            weights, _, scale = self._scaled(x, self.zeros(len(x)))
            made = q @ k.mT * weights
            made = made / torch.maximum(made.sum(-1).abs(), torch.exp(-scale))[..., None]
        else:
            made = operator(by_numbers, q, k, self._sigmoids(x))
        return made[:, None] * torch.sigmoid(x @ self.O.T).mT[..., None]

    def _logits(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return (self.b_f + x @ self.F.T)[..., 0], (self.b_i + x @ self.J.T)[..., 0]

    def _sigmoids(self, x: Tensor) -> tuple[Tensor, ...]:
        return tuple(map(torch.sigmoid, self._logits(x)))

    def _scaled(self, x: Tensor, before: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the products of the gates after s and i[s], and those before all steps, over exp(m); and m."""
        forget, entry = self._logits(x)
        sums = torch.nn.functional.logsigmoid(forget).cumsum(1)
        steps = x.shape[1]
        above = torch.ones(steps, steps, dtype=torch.bool, device=x.device).triu(1)
        logs = (sums[:, :, None] - sums[:, None] + entry[:, None]).masked_fill(above, -math.inf)
        first = sums + before[:, None]
        scale = torch.maximum(logs.amax(-1), first)
        return torch.exp(logs - scale[..., None]), torch.exp(first - scale), scale


def with_ones(values: Tensor) -> Tensor:
    """Return values with one more channel of ones, so that the last row of S sums up the keys."""
    return torch.cat([values, torch.ones_like(values[..., :1])], -1)
