"""Layers of recurrent cells: torch's own, arithmetic ones, multiplicative integration, and orthogonal ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..needs import needed
from .draws import Draw, linear
from .kinds import TrainedCell
from .layers import TINY, Layer, State

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = needed()

SPREAD = 0.5
"""The initial standard deviation of the factors of an arithmetic layer, whose mean is one."""

GENTLE = 0.25
"""The initial scale of the input weights of an orthogonal layer, whose states grow as the root of T."""

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
"""The number of gates of torch's own cells."""


class Arithmetic(Layer):
    """An arithmetic layer: h[t] = (W_H h[t-1]) * (W_I x[t] + b), divided by its root mean square; h[0] is all ones.

    Products of T factors vanish or explode. Therefore W_H starts as a rotation, the factors start near one (b = 1 and
    W_I is small), and each state is divided by its root mean square, a positive number. The states of one layer are
    those of a recurrent arithmetic circuit that reads (x[t], 1), each divided by a positive number. Deeper layers add b
    to normalised states, so a deep stack is not a circuit, even up to factors. (Without b in the deeper layers it would
    be one, but it learnt less in a small trial, copying over 20 steps with 2 and 3 layers, so b stays.)
    """

    def __init__(self, width: int, hidden: int, draw: Draw) -> None:
        super().__init__()
        self.input = linear(SPREAD * draw.normal(hidden, width) / math.sqrt(width), torch.ones(hidden))
        self.recurrent = torch.nn.Parameter(draw.rotation(hidden))

    def begin(self, batch: int) -> State:
        """Return ones."""
        return (self.zeros(batch, len(self.recurrent)) + 1,)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return the states, and the last."""
        matrix, found, h = self.recurrent.T, [], state[0]
        for factor in self.input(x).unbind(1):
            h = h @ matrix * factor
            h = h * torch.rsqrt(h.square().mean(1, keepdim=True) + TINY)
            found.append(h)
        return torch.stack(found, 1), (h,)


class Multiplicative(Layer):
    """A layer of multiplicative integration: h[t] = tanh(a * Wx * Uh + b1 * Uh + b2 * Wx + b), x = x[t], h = h[t-1]."""

    def __init__(self, width: int, hidden: int, draw: Draw) -> None:
        super().__init__()
        self.input = torch.nn.Parameter(draw.normal(hidden, width) / math.sqrt(width))
        self.recurrent = torch.nn.Parameter(draw.rotation(hidden))
        starts = torch.tensor([1.0, 0.5, 0.5, 0.0])
        self.scales = torch.nn.Parameter(starts[:, None].repeat(1, hidden))

    def begin(self, batch: int) -> State:
        """Return zeros."""
        return (self.zeros(batch, len(self.recurrent)),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return the states, and the last."""
        both, alone, from_input, bias = self.scales
        factors, found, h = x @ self.input.T, [], state[0]
        for factor, term in zip(
            (both * factors + alone).unbind(1), (from_input * factors + bias).unbind(1), strict=True
        ):
            h = torch.tanh(h @ self.recurrent.T * factor + term)
            found.append(h)
        return torch.stack(found, 1), (h,)


class Orthogonal(Layer):
    """An orthogonal layer: h[t] = modReLU(W_H h[t-1] + W_I x[t]), where modReLU(z) = sign(z) max(|z| + b, 0).

    A Cayley map keeps W_H orthogonal.
    """

    def __init__(self, width: int, hidden: int, draw: Draw) -> None:
        super().__init__()
        self.input = torch.nn.Parameter(GENTLE * draw.normal(hidden, width) / math.sqrt(width))
        self.bias = torch.nn.Parameter(torch.zeros(hidden))
        self.recurrent = linear(draw.rotation(hidden))
        torch.nn.utils.parametrizations.orthogonal(self.recurrent, orthogonal_map="cayley")

    def begin(self, batch: int) -> State:
        """Return zeros."""
        return (self.zeros(batch, len(self.bias)),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return the states, and the last."""
        matrix, found, h = self.recurrent.weight.T, [], state[0]  # read once: each reading solves a system
        for term in (x @ self.input.T).unbind(1):
            raw = torch.addmm(term, h, matrix)
            h = torch.sign(raw) * torch.relu(raw.abs() + self.bias)
            found.append(h)
        return torch.stack(found, 1), (h,)


class Torch(Layer):
    """A layer of torch's own RNN, LSTM or GRU.

    The recurrent matrices start as rotations, and the forget gate of an LSTM starts open.
    """

    def __init__(self, cell: TrainedCell, width: int, hidden: int, draw: Draw) -> None:
        super().__init__()
        made = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
        self.inner = made(width, hidden, batch_first=True, device="meta").to_empty(device="cpu")
        gates = range(GATES[cell])
        with torch.no_grad():
            self.inner.weight_ih_l0.copy_(torch.cat([draw.normal(hidden, width) / math.sqrt(width) for _ in gates]))
            self.inner.weight_hh_l0.copy_(torch.cat([draw.rotation(hidden) for _ in gates]))
            self.inner.bias_ih_l0.zero_()
            self.inner.bias_hh_l0.zero_()
            if cell == "lstm":
                self.inner.bias_ih_l0[hidden : 2 * hidden] = 1.0

    def begin(self, batch: int) -> State:
        """Return zeros: h, and c of an LSTM."""
        zeros = self.zeros(batch, self.inner.hidden_size)
        return (zeros, zeros) if isinstance(self.inner, torch.nn.LSTM) else (zeros,)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return h at every step, and the last h, and c of an LSTM."""
        before = tuple(part[None].contiguous() for part in state)  # the first axis is that of torch's layers
        if isinstance(self.inner, torch.nn.LSTM):
            h, last = self.inner(x, before)
            return h, tuple(part[0] for part in last)
        h, end = self.inner(x, before[0])
        return h, (end[0],)

    def with_cell(self, x: Tensor) -> Tensor:
        """Return h and c of an LSTM side by side, or only h of another cell."""
        return cells_beside(self.inner, x) if isinstance(self.inner, torch.nn.LSTM) else self(x)


def cells_beside(module: torch.nn.LSTM, x: Tensor) -> Tensor:
    """Return h and c of an LSTM's top layer side by side after every step, as a tensor (batch, T, 2 hidden).

    Torch returns c only after the last step, so the LSTM runs step by step.

    Parameters
    ----------
    module : torch.nn.LSTM
        The LSTM.
    x : Tensor
        The inputs, of shape (batch, T, M) whether or not the LSTM has batch_first.

    Examples
    --------
    >>> tuple(cells_beside(torch.nn.LSTM(2, 3), torch.zeros(5, 4, 2)).shape)
    (5, 4, 6)
    """
    axis = 1 if module.batch_first else 0
    state, found = None, []
    for step in x.unbind(1):
        _, state = module(step.unsqueeze(axis), state)
        found.append(torch.cat([part[-1] for part in state], 1))
    return torch.stack(found, 1)
