"""State-space models: selective ones, Mamba's recurrence, and diagonal linear systems, each as circuit and as trained.

A layer whose name begins with Plain is that of the arithmetic circuit of `tnrnn.models`: gates are affine in the input,
there is no nonlinearity, normaliser or residual connection, and the initial state is a weight. The other layers are
mixers, which a `Block` surrounds by a normaliser and a residual connection; their initial state is zero.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..needs import needed
from .draws import Draw
from .kinds import MAMBA_STATES
from .layers import Layer, State, scan, timescales

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import Parameter
else:
    torch = needed()
    Parameter = torch.nn.Parameter

MILD = 0.1
"""The initial scale of what the input adds to an affine gate, so that products of gates stay of usable size."""


class Selective(Layer):
    """The recurrence of Mamba with one state a channel: h[t] = f * h[t-1] + (1 - f) * B u, f = sigmoid(g + G u).

    It shows h, or with an output gate silu(D u) * h.
    """

    def __init__(self, hidden: int, draw: Draw, *, gated: bool = False) -> None:
        super().__init__()
        self.hidden = self.state_numbers = hidden
        self.g = Parameter(torch.log(timescales(draw, hidden) - 1))  # sigmoid(g) is 1 - 1 / timescale
        self.G, self.B = Parameter(draw.matrix(hidden, hidden)), Parameter(draw.matrix(hidden, hidden))
        self.D = Parameter(draw.matrix(hidden, hidden)) if gated else None

    def begin(self, batch: int) -> State:
        """Return zeros."""
        return (self.zeros(batch, self.hidden),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return h, or what the output gate leaves of it, and the last h."""
        f = torch.sigmoid(self.g + x @ self.G.T)
        h = scan(f, (1 - f) * (x @ self.B.T), state[0])
        return self._shown(x, h), (h[:, -1],)

    def operator(self, x: Tensor) -> Tensor:
        """Return T (batch, channels, T, T), with which the layer shows T(x) v for the channels v = B x."""
        f = torch.sigmoid(self.g + x @ self.G.T)
        made = scan_operator(f, 1 - f)
        return made if self.D is None else made * _gate(x, self.D).transpose(1, 2)[..., None]

    def _shown(self, x: Tensor, h: Tensor) -> Tensor:
        return h if self.D is None else _gate(x, self.D) * h


class PlainSelective(Layer):
    """A layer of `tnrnn.models.selective_ssm`: h[t] = (g + G u) * h[t-1] + B u; it shows h, or (D u) * h if gated."""

    def __init__(self, width: int, hidden: int, draw: Draw, *, gated: bool = False) -> None:
        super().__init__()
        self.state_numbers = hidden
        self.g = Parameter(1 - 1 / timescales(draw, hidden))
        self.G, self.B = Parameter(MILD * draw.matrix(hidden, width)), Parameter(draw.matrix(hidden, width))
        self.h0 = Parameter(draw.normal(hidden))
        self.D = Parameter(draw.matrix(hidden, width)) if gated else None

    def begin(self, batch: int) -> State:
        """Return the initial state, which is a weight."""
        return (self.h0.expand(batch, -1),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return h, or what the output gate leaves of it, and the last h."""
        h = scan(self.g + x @ self.G.T, x @ self.B.T, state[0])
        return h if self.D is None else x @ self.D.T * h, (h[:, -1],)

    def operator(self, x: Tensor) -> Tensor:
        """Return T (batch, channels, T, T), with which the layer shows T(x) v, if h[0] = 0, for v = B x."""
        f = self.g + x @ self.G.T
        made = scan_operator(f, torch.ones_like(f))
        return made if self.D is None else made * (x @ self.D.T).transpose(1, 2)[..., None]


class Mamba(Layer):
    """Mamba's recurrence, S6, with N = 8 states for each of D = hidden channels; its convolution is left out.

    H[t] = exp(-d exp(A)) * H[t-1] + (d v) b^T and o = (H c + e v) * silu(Z u), with d = softplus(p + P u),
    v = silu(W u), b = B u and c = C u. The original takes d, b and c from v, and P has a low rank there.
    """

    def __init__(self, hidden: int, draw: Draw) -> None:
        super().__init__()
        states = MAMBA_STATES
        self.hidden, self.state_numbers = hidden, hidden * states
        self.A = Parameter(torch.log(torch.arange(1.0, states + 1)).repeat(hidden, 1))
        steps = 0.001 * torch.exp(draw.uniform(hidden) * math.log(100.0))  # from 0.001 to 0.1, as in the original
        self.p = Parameter(steps + torch.log(-torch.expm1(-steps)))  # softplus(p) = steps
        self.P, self.W, self.Z = (Parameter(draw.matrix(hidden, hidden)) for _ in range(3))
        self.B, self.C = (Parameter(draw.matrix(states, hidden)) for _ in range(2))
        self.e = Parameter(torch.ones(hidden))

    def begin(self, batch: int) -> State:
        """Return zeros."""
        return (self.zeros(batch, self.hidden, MAMBA_STATES),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return o and the last H."""
        kept, entry, c = self._parts(x)
        v = torch.nn.functional.silu(x @ self.W.T)
        states = scan(kept, entry * v[..., None], state[0])
        o = (states @ c[..., None])[..., 0] + self.e * v
        return o * _gate(x, self.Z), (states[:, -1],)

    def operator(self, x: Tensor) -> Tensor:
        """Return T (batch, channels, T, T), with which the layer shows T(x) v for the channels v = silu(W x)."""
        kept, entry, c = self._parts(x)
        made = torch.einsum("bdnts,btn->bdts", scan_operator(kept, entry.expand_as(kept)), c)
        made = made + self.e[:, None, None] * torch.eye(x.shape[1], dtype=x.dtype, device=x.device)
        return made * _gate(x, self.Z).transpose(1, 2)[..., None]

    def _parts(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the gates and d b^T, both (batch, T, D, N), and c (batch, T, N)."""
        d = torch.nn.functional.softplus(self.p + x @ self.P.T)[..., None]
        return torch.exp(-d * self.A.exp()), d * (x @ self.B.T)[:, :, None], x @ self.C.T


class PlainMamba(Layer):
    """A layer of `tnrnn.models.mamba`: H[t] = (a + s * d 1^T) * H[t-1] + v b^T and o = H c, with N = 8.

    Here d, v, b and c are linear in the input.
    """

    def __init__(self, width: int, hidden: int, draw: Draw) -> None:
        super().__init__()
        states = MAMBA_STATES
        self.state_numbers = hidden * states
        self.a = Parameter(1 - 1 / timescales(draw, hidden * states).view(hidden, states))
        self.s = Parameter(MILD * draw.normal(hidden, states))
        self.W_D, self.W_U = (Parameter(draw.matrix(hidden, width)) for _ in range(2))
        self.W_B, self.W_C = (Parameter(draw.matrix(states, width) / states**0.25) for _ in range(2))
        self.H0 = Parameter(draw.normal(hidden, states))

    def begin(self, batch: int) -> State:
        """Return the initial state, which is a weight."""
        return (self.H0.expand(batch, -1, -1),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return o and the last H."""
        kept, b = self._parts(x)
        states = scan(kept, (x @ self.W_U.T)[..., None] * b, state[0])
        return (states @ (x @ self.W_C.T)[..., None])[..., 0], (states[:, -1],)

    def operator(self, x: Tensor) -> Tensor:
        """Return T (batch, channels, T, T), with which the layer shows T(x) v, if H[0] = 0, for v = W_U x."""
        kept, b = self._parts(x)
        return torch.einsum("bdnts,btn->bdts", scan_operator(kept, b.expand_as(kept)), x @ self.W_C.T)

    def _parts(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return self.a + self.s * (x @ self.W_D.T)[..., None], (x @ self.W_B.T)[:, :, None]


class Diagonal(Layer):
    """A linear system with a complex diagonal matrix, as in S4D, S5 and the LRU: o = gelu(Re(C h) + e * u).

    h[t] = a * h[t-1] + sqrt(1 - |a|^2) * (B u), a = exp(-exp(n) + i w), with as many complex states as channels.
    """

    def __init__(self, hidden: int, draw: Draw) -> None:
        super().__init__()
        self.hidden, self.state_numbers = hidden, 2 * hidden
        self.block = (hidden, hidden)
        self.n = Parameter(-torch.log(timescales(draw, hidden)))
        self.w = Parameter(math.pi * draw.uniform(hidden))
        self.B, self.C = (Parameter(draw.normal(2, hidden, hidden) / math.sqrt(2 * hidden)) for _ in range(2))
        self.e = Parameter(draw.normal(hidden))

    def begin(self, batch: int) -> State:
        """Return zeros, (batch, channels, 2): real and imaginary parts."""
        return (self.zeros(batch, self.hidden, 2),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return o and the last h."""
        a, b, c = self._system()
        gates = a.expand(x.shape[1], -1)[None]
        h = scan(gates, x.to(b.dtype) @ b.T, torch.view_as_complex(state[0].contiguous()))
        o = (h @ c.T).real + self.e * x
        return torch.nn.functional.gelu(o), (torch.view_as_real(h[:, -1]),)

    def operator(self, x: Tensor) -> Tensor:
        """Return the blocks (batch, 1, T hidden, T hidden) of T, which is the same for all x: o = gelu(T x)."""
        a, b, c = self._system()
        steps, size = x.shape[1], self.hidden
        lags = (torch.arange(steps)[:, None] - torch.arange(steps)).to(x.device)
        powers = a ** lags.clamp(min=0)[..., None] * (lags >= 0)[..., None]
        made = torch.einsum("pn,tsn,nm->tpsm", c, powers, b).real
        direct = torch.eye(steps, dtype=x.dtype, device=x.device)[:, None, :, None] * torch.diag(self.e)[None, :, None]
        return (made + direct).reshape(1, 1, steps * size, steps * size).expand(len(x), -1, -1, -1)

    def _system(self) -> tuple[Tensor, Tensor, Tensor]:
        a = torch.exp(torch.complex(-self.n.exp(), self.w))
        scale = torch.sqrt(-torch.expm1(-2 * self.n.exp()))
        b, c = (torch.complex(*part) for part in (self.B, self.C))
        return a, scale[:, None] * b, c


class PlainDiagonal(Layer):
    """A layer of `tnrnn.models.linear_ssm` with a real diagonal matrix: h[t] = a * h[t-1] + B u; it shows h.

    A layer that is not the first takes u = C h of the layer below, with C of shape (inputs, hidden).
    """

    def __init__(self, inputs: int, hidden: int, draw: Draw, *, first: bool) -> None:
        super().__init__()
        self.hidden = self.state_numbers = hidden
        self.mix = None if first else Parameter(draw.matrix(inputs, hidden))
        self.a = Parameter(1 - 1 / timescales(draw, hidden))
        self.B = Parameter(draw.matrix(hidden, inputs) * torch.sqrt(1 - self.a.detach() ** 2)[:, None])
        self.h0 = Parameter(draw.normal(hidden))

    def begin(self, batch: int) -> State:
        """Return the initial state, which is a weight."""
        return (self.h0.expand(batch, -1),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return h, and the last h."""
        u = x if self.mix is None else x @ self.mix.T
        entries = u @ self.B.T
        h = scan(self.a.expand_as(entries), entries, state[0])
        return h, (h[:, -1],)

    def operator(self, x: Tensor) -> Tensor:
        """Return T (batch, channels, T, T), with which the layer shows T v, if h[0] = 0, for v = B u."""
        gates = self.a.expand(len(x), x.shape[1], -1)
        return scan_operator(gates, torch.ones_like(gates))


def scan_operator(gates: Tensor, scales: Tensor) -> Tensor:
    """Return the matrices (batch, .., T, T) of h[t] = gates[t] * h[t-1] + scales[t] * v[t], for (batch, T, ..)."""
    steps = gates.shape[1]
    shape = (1, steps, *[1] * (gates.dim() - 2), steps)
    entries = scales[..., None] * torch.eye(steps, dtype=gates.dtype, device=gates.device).view(shape)
    return scan(gates[..., None], entries, torch.zeros_like(entries[:, 0])).movedim(1, -2)


def _gate(x: Tensor, matrix: Tensor) -> Tensor:
    return torch.nn.functional.silu(x @ matrix.T)
