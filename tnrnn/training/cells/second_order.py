"""Second-order recurrent networks, whose states are multiplied by inputs, and their CP factorisation.

A layer whose name begins with Plain is that of the arithmetic circuit: there are no first-order terms and no
nonlinearity, and the initial state is a weight. The other layers have both, as in the paper; their initial state is
zero. No layer has a normaliser or a residual connection.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..needs import needed
from .draws import Draw
from .layers import Layer, State

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import Parameter
else:
    torch = needed()
    Parameter = torch.nn.Parameter

HALF = 0.5
"""The initial scale of the second-order terms beside those of first order."""

MILD = 0.1
"""The initial scale of what makes signs differ, so that no two units do the same."""


class PlainSecondOrder(Layer):
    """A layer of `tnrnn.models.second_order_rnn`: h[t]_i = sum_jk B_ijk h[t-1]_j u_k.

    In the first layer B starts as a rotation for each letter, so that one-hot words keep the length of the state.
    """

    def __init__(self, width: int, hidden: int, draw: Draw, *, first: bool) -> None:
        super().__init__()
        self.state_numbers = hidden
        rotations = (draw.rotation(hidden) for _ in range(width))
        tensor = (
            torch.stack(list(rotations), 2) if first else draw.normal(hidden, hidden, width) / math.sqrt(hidden * width)
        )
        self.B, self.h0 = Parameter(tensor), Parameter(torch.ones(hidden))

    def begin(self, batch: int) -> State:
        """Return the initial state, which is a weight."""
        return (self.h0.expand(batch, -1),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return h, and the last h."""
        matrices = torch.einsum("btk,ijk->btij", x, self.B)
        return _walk(matrices, state[0])


class PlainCp(Layer):
    """A layer of `tnrnn.models.cp_rnn` of rank `hidden`: h[t] = C [(A h[t-1]) * (D u)].

    A and C start as rotations, and in the first layer D has entries near 1 and -1.
    """

    def __init__(self, width: int, hidden: int, draw: Draw, *, first: bool) -> None:
        super().__init__()
        self.state_numbers = hidden
        self.A, self.C = (Parameter(draw.rotation(hidden)) for _ in range(2))
        signs = torch.sign(draw.normal(hidden, width)) + MILD * draw.normal(hidden, width)
        self.D = Parameter(signs if first else draw.matrix(hidden, width))
        self.h0 = Parameter(torch.ones(hidden))

    def begin(self, batch: int) -> State:
        """Return the initial state, which is a weight."""
        return (self.h0.expand(batch, -1),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return h, and the last h."""
        h, found = state[0], []
        for factor in (x @ self.D.T).unbind(1):
            h = (h @ self.A.T * factor) @ self.C.T
            found.append(h)
        return torch.stack(found, 1), (h,)


class SecondOrder(Layer):
    """A second-order RNN: h[t] = tanh(B(h[t-1], u) + V h[t-1] + U u + b), with B of shape (hidden, hidden, width)."""

    def __init__(self, width: int, hidden: int, draw: Draw) -> None:
        super().__init__()
        self.hidden = self.state_numbers = hidden
        self.B = Parameter(HALF * draw.normal(hidden, hidden, width) / math.sqrt(hidden * width))
        self.V, self.U = Parameter(draw.rotation(hidden)), Parameter(draw.matrix(hidden, width))
        self.b = Parameter(torch.zeros(hidden))

    def begin(self, batch: int) -> State:
        """Return zeros."""
        return (self.zeros(batch, self.hidden),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return h, and the last h."""
        return _walk(torch.einsum("btk,ijk->btij", x, self.B) + self.V, state[0], x @ self.U.T + self.b)


class Cp(Layer):
    """A CP-RNN of rank `hidden`: h[t] = tanh(C [(A h[t-1]) * (D u)] + V h[t-1] + U u + b)."""

    def __init__(self, width: int, hidden: int, draw: Draw) -> None:
        super().__init__()
        self.hidden = self.state_numbers = hidden
        self.A, self.C, self.V = (Parameter(draw.rotation(hidden)) for _ in range(3))
        self.D, self.U = Parameter(HALF * draw.matrix(hidden, width)), Parameter(draw.matrix(hidden, width))
        self.b = Parameter(torch.zeros(hidden))

    def begin(self, batch: int) -> State:
        """Return zeros."""
        return (self.zeros(batch, self.hidden),)

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Return h, and the last h."""
        h, found = state[0], []
        for factor, term in zip((x @ self.D.T).unbind(1), (x @ self.U.T + self.b).unbind(1), strict=True):
            h = torch.tanh((h @ self.A.T * factor) @ self.C.T + h @ self.V.T + term)
            found.append(h)
        return torch.stack(found, 1), (h,)


def _walk(matrices: Tensor, state: Tensor, terms: Tensor | None = None) -> tuple[Tensor, State]:
    """Return h[t] = M[t] h[t-1], or tanh(M[t] h[t-1] + terms[t]), at every step, and the last."""
    found = []
    for step, matrix in enumerate(matrices.unbind(1)):
        state = (matrix @ state[..., None])[..., 0]
        state = state if terms is None else torch.tanh(state + terms[:, step])
        found.append(state)
    return torch.stack(found, 1), (state,)
