"""Stacks of recurrent cells: torch's own, arithmetic circuits, multiplicative integration, and orthogonal ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, get_args

from ..basics import TnrnnError, as_before, choice, whole
from .needs import needed

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = needed()

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
"""The number of gates of torch's own cells."""

TrainedCell = Literal["rnn", "lstm", "gru", "rac", "mi", "orthogonal"]
CELLS: tuple[TrainedCell, ...] = get_args(TrainedCell)
"""The names of all cells."""

MOST_HIDDEN = 2**16
"""The largest number of units, inputs or outputs of a layer."""

MOST_PARAMETERS = 2**28
"""The largest number of weights of a stack: one GiB."""

SPREAD = 0.5
"""The initial standard deviation of the factors of an arithmetic layer, whose mean is one."""

GENTLE = 0.25
"""The initial scale of the input weights of an orthogonal layer, whose states grow as the root of T."""

TINY = 1e-6
"""A number that is added to the mean square of a state, so that it is never zero."""


class _Arithmetic(torch.nn.Module):
    """An arithmetic layer: h[t] = (W_H h[t-1]) * (W_I x[t] + b), divided by its root mean square; h[0] is all ones.

    Products of T factors vanish or explode. Therefore W_H starts as a rotation, the factors start near one (b = 1 and
    W_I is small), and each state is divided by its root mean square, a positive number. The states of one layer are
    those of a recurrent arithmetic circuit that reads (x[t], 1), each divided by a positive number. Deeper layers add b
    to normalised states, so a deep stack is not a circuit, even up to factors. (Without b in the deeper layers it would
    be one, but it learnt less in a small trial, copying over 20 steps with 2 and 3 layers, so b stays.)
    """

    def __init__(self, width: int, hidden: int, draw: _Draw) -> None:
        super().__init__()
        self.input = _linear(SPREAD * draw.normal(hidden, width) / math.sqrt(width), torch.ones(hidden))
        self.recurrent = torch.nn.Parameter(draw.rotation(hidden))

    def forward(self, x: Tensor) -> Tensor:
        matrix, found = self.recurrent.T, []
        state = x.new_ones(len(x), matrix.shape[0])
        for factor in self.input(x).unbind(1):
            state = state @ matrix * factor
            state = state * torch.rsqrt(state.square().mean(1, keepdim=True) + TINY)
            found.append(state)
        return torch.stack(found, 1)


class _Multiplicative(torch.nn.Module):
    """A layer of multiplicative integration: h[t] = tanh(a * Wx * Uh + b1 * Uh + b2 * Wx + b), x = x[t], h = h[t-1]."""

    def __init__(self, width: int, hidden: int, draw: _Draw) -> None:
        super().__init__()
        self.input = torch.nn.Parameter(draw.normal(hidden, width) / math.sqrt(width))
        self.recurrent = torch.nn.Parameter(draw.rotation(hidden))
        starts = torch.tensor([1.0, 0.5, 0.5, 0.0])
        self.scales = torch.nn.Parameter(starts[:, None].repeat(1, hidden))

    def forward(self, x: Tensor) -> Tensor:
        both, alone, from_input, bias = self.scales
        factors = x @ self.input.T
        found, state = [], x.new_zeros(len(x), len(both))
        for factor, term in zip(
            (both * factors + alone).unbind(1), (from_input * factors + bias).unbind(1), strict=True
        ):
            state = torch.tanh(state @ self.recurrent.T * factor + term)
            found.append(state)
        return torch.stack(found, 1)


class _Orthogonal(torch.nn.Module):
    """An orthogonal layer: h[t] = modReLU(W_H h[t-1] + W_I x[t]), where modReLU(z) = sign(z) max(|z| + b, 0).

    A Cayley map keeps W_H orthogonal.
    """

    def __init__(self, width: int, hidden: int, draw: _Draw) -> None:
        super().__init__()
        self.input = torch.nn.Parameter(GENTLE * draw.normal(hidden, width) / math.sqrt(width))
        self.bias = torch.nn.Parameter(torch.zeros(hidden))
        self.recurrent = _linear(draw.rotation(hidden))
        torch.nn.utils.parametrizations.orthogonal(self.recurrent, orthogonal_map="cayley")

    def forward(self, x: Tensor) -> Tensor:
        matrix, found = self.recurrent.weight.T, []  # read once: each reading solves a system
        state = x.new_zeros(len(x), len(self.bias))
        for term in (x @ self.input.T).unbind(1):
            raw = torch.addmm(term, state, matrix)
            state = torch.sign(raw) * torch.relu(raw.abs() + self.bias)
            found.append(state)
        return torch.stack(found, 1)


class _Torch(torch.nn.Module):
    """A layer of torch's own RNN, LSTM or GRU.

    The recurrent matrices start as rotations, and the forget gate of an LSTM starts open.
    """

    def __init__(self, cell: TrainedCell, width: int, hidden: int, draw: _Draw) -> None:
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

    def forward(self, x: Tensor) -> Tensor:
        states: Tensor = self.inner(x)[0]
        return states

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


class _Draw:
    """Random weights from a separate generator."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int) -> Tensor:
        return torch.randn(*shape, generator=self.generator)

    def rotation(self, size: int) -> Tensor:
        """Return a uniform random orthogonal matrix; the signs in QR are fixed by those of the diagonal."""
        q, r = torch.linalg.qr(self.normal(size, size))
        found: Tensor = q * torch.sign(torch.diagonal(r))
        return found


def _linear(weight: Tensor, bias: Tensor | None = None) -> torch.nn.Linear:
    outputs, inputs = weight.shape
    made = torch.nn.Linear(
        inputs, outputs, bias=bias is not None, device="meta"
    )  # on this device, nothing is drawn from torch's generator
    found = made.to_empty(device="cpu")
    with torch.no_grad():
        found.weight.copy_(weight)
        if bias is not None:
            found.bias.copy_(bias)
    return found


class Stack(torch.nn.Module):
    """Layers of one kind of cell, each of which reads the states of the layer below, and a linear readout of the last.

    Attributes
    ----------
    cell : str
        One of `CELLS`.
    layers, hidden, inputs, outputs : int
        The number of layers, the number of units of each, and the numbers that are read and returned at each step.

    Examples
    --------
    >>> made = stack("gru", layers=2, hidden=8, inputs=3, outputs=4)
    >>> x = needed().zeros(5, 7, 3)
    >>> tuple(made(x).shape), [tuple(state.shape) for state in made.states(x)]
    ((5, 7, 4), [(5, 7, 8), (5, 7, 8)])
    """

    def __init__(self, cell: TrainedCell, layers: int, hidden: int, inputs: int, outputs: int, seed: int = 0) -> None:  # noqa: PLR0913, PLR0917
        super().__init__()
        self.cell, self.layers, self.hidden, self.inputs, self.outputs = _checked(cell, layers, hidden, inputs, outputs)
        draw = _Draw(whole("seed", seed, least=0, most=2**63 - 1))
        widths = [inputs] + [hidden] * (layers - 1)
        self.parts = torch.nn.ModuleList(_layer(cell, width, hidden, draw) for width in widths)
        self.readout = _linear(draw.normal(outputs, hidden) / math.sqrt(hidden), torch.zeros(outputs))

    def states(self, x: Tensor) -> list[Tensor]:
        """Return the states (batch, T, hidden) of every layer for inputs (batch, T, inputs)."""
        if x.dim() != 3 or x.shape[2] != self.inputs or not x.shape[1]:
            raise TnrnnError(
                f"stack: expected inputs of shape (batch, T, {self.inputs}) with T at least 1, given {tuple(x.shape)}"
            )
        found = []
        for part in self.parts:
            x = part(x)
            found.append(x)
        return found

    def states_and_cells(self, x: Tensor) -> list[Tensor]:
        """Return (h, c) of every layer of an LSTM side by side, each (batch, T, 2 hidden).

        For other cells, this is the same as `states`.

        Examples
        --------
        >>> made = stack("lstm", layers=2, hidden=8, inputs=3, outputs=4)
        >>> [tuple(state.shape) for state in made.states_and_cells(needed().zeros(5, 7, 3))]
        [(5, 7, 16), (5, 7, 16)]
        """
        below = [x, *self.states(x)[:-1]]
        pairs = zip(self.parts, below, strict=True)
        return [part.with_cell(given) if isinstance(part, _Torch) else part(given) for part, given in pairs]

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs (batch, T, outputs) for inputs (batch, T, inputs)."""
        said: Tensor = self.readout(self.states(x)[-1])
        return said


OWN: dict[str, Callable[[int, int, _Draw], torch.nn.Module]] = {
    "rac": _Arithmetic,
    "mi": _Multiplicative,
    "orthogonal": _Orthogonal,
}
"""The layers of cells that are not torch's own."""


def _layer(cell: TrainedCell, width: int, hidden: int, draw: _Draw) -> torch.nn.Module:
    return _Torch(cell, width, hidden, draw) if cell in GATES else OWN[cell](width, hidden, draw)


@as_before()
def stack(cell: TrainedCell, layers: int, hidden: int, inputs: int, outputs: int, *, seed: int = 0) -> Stack:  # noqa: PLR0913
    """Return a stack with random weights, which are the same for the same seed; torch's own generator is not used.

    Parameters
    ----------
    cell : str
        "rnn", "lstm", "gru" (torch's own), "rac" (recurrent arithmetic circuit), "mi" (multiplicative integration),
        or "orthogonal" (an orthogonal recurrent matrix and modReLU).
    layers : int
        The number of layers.
    hidden : int
        The number of units of each layer.
    inputs, outputs : int
        The numbers that are read and returned at each step.
    seed : int
        The seed of the weights; by default 0.

    Raises
    ------
    TnrnnError
        If the cell is unknown, if a size is not a positive integer, or if there are more than 2^28 weights.

    References
    ----------
    Wu et al., arXiv 1606.06630, for multiplicative integration; Arjovsky, Shah, Bengio, arXiv 1511.06464, for modReLU;
    Helfrich, Willmott, Ye, arXiv 1707.09520, for the Cayley map; Levine et al., arXiv 1710.09431, for the circuits.

    Examples
    --------
    >>> stack("orthogonl", layers=1, hidden=4, inputs=2, outputs=2)
    Traceback (most recent call last):
    tnrnn.TnrnnError: cell: expected rnn, lstm, gru, rac, mi or orthogonal, given 'orthogonl'; \
did you mean 'orthogonal'?
    """
    return Stack(cell, layers, hidden, inputs, outputs, seed)


def parameters_of(cell: TrainedCell, layers: int, hidden: int, inputs: int, outputs: int) -> int:
    """Return how many trainable numbers a stack has.

    If w is the width of a layer's input and h the number of its units, an arithmetic layer has h w + h h + h, a layer
    of multiplicative integration h w + h h + 4 h, one of torch's cells with g gates g (h w + h h + 2 h), and an
    orthogonal layer h w + h (h - 1) / 2 + h numbers. (The orthogonal matrix counts the entries below the diagonal of a
    skew matrix, although torch stores all of them.) The readout has outputs (h + 1).

    Parameters
    ----------
    cell, layers, hidden, inputs, outputs
        The parameters of `stack`.

    Raises
    ------
    TnrnnError
        If the cell is unknown, or if a size is not a positive integer.

    Examples
    --------
    >>> parameters_of("rac", layers=2, hidden=10, inputs=4, outputs=3)
    393
    """
    choice("cell", cell, CELLS)
    for name, value in (("layers", layers), ("hidden", hidden), ("inputs", inputs), ("outputs", outputs)):
        whole(name, value)
    square = hidden * (hidden - 1) // 2 if cell == "orthogonal" else hidden * hidden
    more = {"rac": 1, "mi": 4, "orthogonal": 1}.get(cell, 2) * hidden
    read = hidden * (inputs + (layers - 1) * hidden)
    return GATES.get(cell, 1) * (read + layers * (square + more)) + outputs * (hidden + 1)


def hidden_for(budget: int, cell: TrainedCell, layers: int, inputs: int, outputs: int) -> int:
    """Return the largest number of units per layer for which a stack has at most `budget` trainable numbers.

    Parameters
    ----------
    budget : int
        The largest number of trainable numbers.
    cell, layers, inputs, outputs
        The parameters of `stack`.

    Raises
    ------
    TnrnnError
        If even a stack with one unit per layer has more trainable numbers.

    Examples
    --------
    >>> [hidden_for(1000, "rnn", layers, inputs=6, outputs=5) for layers in (1, 2, 3)]
    [25, 15, 12]
    """
    least = parameters_of(cell, layers, 1, inputs, outputs)
    if whole("budget", budget) < least:
        raise TnrnnError(f"budget: expected at least {least:,} for {layers} layers of {cell}, given {budget:,}")
    low, high = 1, 2
    while parameters_of(cell, layers, high, inputs, outputs) <= budget:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if parameters_of(cell, layers, middle, inputs, outputs) <= budget:
            low = middle
        else:
            high = middle
    return low


def _checked(
    cell: TrainedCell, layers: int, hidden: int, inputs: int, outputs: int
) -> tuple[TrainedCell, int, int, int, int]:
    choice("cell", cell, CELLS)
    sizes = (
        whole("layers", layers, most=1_000),
        whole("hidden", hidden, most=MOST_HIDDEN),
        whole("inputs", inputs, most=MOST_HIDDEN),
        whole("outputs", outputs, most=MOST_HIDDEN),
    )
    number = parameters_of(cell, *sizes)
    if number > MOST_PARAMETERS:
        raise TnrnnError(f"stack: expected at most {MOST_PARAMETERS:,} trainable numbers, given {number:,}")
    return cell, *sizes
