"""What every layer is: a module that reads sequences from a state on, and says in which state it stops."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..needs import needed
from .draws import Draw

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = needed()

State = tuple["Tensor", ...]
"""What a layer hands from one step to the next: tensors whose first axis is the batch."""

TINY = 1e-6
"""A number that is added to a mean square, so that it is never zero."""


class Layer(torch.nn.Module):
    """A layer; `run` reads a sequence from a state on, and a sequence may be read in parts."""

    def begin(self, batch: int) -> State:
        """Return the state before the first step, for a number of sequences."""
        raise NotImplementedError

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return what is shown at every step, (batch, T, hidden), for (batch, T, width), and the state at the end."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """Return what is shown at every step, (batch, T, hidden), for inputs (batch, T, width)."""
        return self.run(x, self.begin(len(x)))[0]

    def step(self, state: State, x: Tensor) -> tuple[State, Tensor]:
        """Return the next state, and what is shown, (batch, hidden), for the inputs (batch, width) of one step."""
        shown, state = self.run(x[:, None], state)
        return state, shown[:, 0]

    def zeros(self, *shape: int) -> Tensor:
        """Return zeros of the type and on the device of the weights."""
        return next(self.parameters()).new_zeros(shape)


class Block(Layer):
    """A layer with a residual connection and a normalised input: u + W_o mix(u / rms(u)), as in models that are used.

    The first block takes u = E x, with a matrix E of shape (hidden, inputs). The normaliser has no weights. A mixer is
    a layer that reads and shows `hidden` channels.
    """

    def __init__(self, mixer: Layer, hidden: int, inputs: int | None, draw: Draw) -> None:
        super().__init__()
        self.mixer = mixer
        self.entry = None if inputs is None else torch.nn.Parameter(draw.normal(hidden, inputs))
        self.exit = torch.nn.Parameter(draw.matrix(hidden, hidden))
        for name in ("state_numbers", "block"):
            if hasattr(mixer, name):
                setattr(self, name, getattr(mixer, name))

    def begin(self, batch: int) -> State:
        """Return the state of the mixer before the first step."""
        return self.mixer.begin(batch)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return what is shown, and the state of the mixer at the end."""
        u = x if self.entry is None else x @ self.entry.T
        made, state = self.mixer.run(normed(u), state)
        return u + made @ self.exit.T, state


class OperatorBlock(Block):
    """A block whose mixer is an operator of functions of its inputs."""

    def operator(self, x: Tensor) -> Tensor:
        """Return the operator of the mixer, which reads the normalised inputs."""
        u = x if self.entry is None else x @ self.entry.T
        show: Any = self.mixer.operator
        made: Tensor = show(normed(u))
        return made


def normed(x: Tensor) -> Tensor:
    """Return vectors divided by the root of their mean square."""
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + TINY)


def scan(gates: Tensor, entries: Tensor, state: Tensor) -> Tensor:
    """Return h[t] = gates[t] * h[t-1] + entries[t] at every step, for (batch, T, ..) and h[0] = state (batch, ..)."""
    found = []
    for gate, entry in zip(gates.unbind(1), entries.unbind(1), strict=True):
        state = torch.addcmul(entry, gate, state)
        found.append(state)
    return torch.stack(found, 1)


def timescales(draw: Draw, number: int, longest: float = 100.0) -> Tensor:
    """Return random numbers of steps for which states last, from 2 to `longest`, uniform in their logarithm."""
    return 2.0 * torch.exp(draw.uniform(number) * math.log(longest / 2.0))
