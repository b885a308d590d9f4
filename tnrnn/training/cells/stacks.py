"""Stacks of layers of one kind of cell, with a linear readout."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...basics import TnrnnError, as_before, whole
from ..needs import needed
from .draws import Draw, linear
from .recurrent import Arithmetic, Multiplicative, Orthogonal, Torch
from .sizes import GATES, TrainedCell, checked_sizes

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = needed()


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
        self.cell, self.layers, self.hidden, self.inputs, self.outputs = checked_sizes(
            cell, layers, hidden, inputs, outputs
        )
        draw = Draw(whole("seed", seed, least=0, most=2**63 - 1))
        widths = [inputs] + [hidden] * (layers - 1)
        self.parts = torch.nn.ModuleList(_layer(cell, width, hidden, draw) for width in widths)
        self.readout = linear(draw.normal(outputs, hidden) / math.sqrt(hidden), torch.zeros(outputs))

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
        return [part.with_cell(given) if isinstance(part, Torch) else part(given) for part, given in pairs]

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs (batch, T, outputs) for inputs (batch, T, inputs)."""
        said: Tensor = self.readout(self.states(x)[-1])
        return said


OWN: dict[str, Callable[[int, int, Draw], torch.nn.Module]] = {
    "rac": Arithmetic,
    "mi": Multiplicative,
    "orthogonal": Orthogonal,
}
"""The layers of cells that are not torch's own."""


def _layer(cell: TrainedCell, width: int, hidden: int, draw: Draw) -> torch.nn.Module:
    return Torch(cell, width, hidden, draw) if cell in GATES else OWN[cell](width, hidden, draw)


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
