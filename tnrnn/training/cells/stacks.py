"""Stacks of layers of one kind of cell, with a linear readout."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ...basics import TnrnnError, as_before, mistake, whole
from ..needs import needed
from .draws import Draw, linear
from .kinds import PLAIN, Layered, TrainedCell
from .layers import State
from .making import made_layer
from .recurrent import Torch
from .sizes import checked_sizes

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = needed()


class Stack(torch.nn.Module):
    """Layers of one kind of cell, each of which reads the states of the layer below, and a linear readout of the last.

    Parameters
    ----------
    cell : str
        The kind of cell, one of `CELLS`; see `stack`.
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
        If the cell is unknown, or if a size is not a positive integer.

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
        places = [Layered(inputs, hidden, inputs, True)] + [Layered(hidden, hidden, inputs, False)] * (layers - 1)
        self.parts = torch.nn.ModuleList(made_layer(cell, place, draw) for place in places)
        bias = None if cell.startswith(PLAIN) else torch.zeros(outputs)
        self.readout = linear(draw.normal(outputs, hidden) / math.sqrt(hidden), bias)

    def states(self, x: Tensor) -> list[Tensor]:
        """Return what every layer hands on, (batch, T, hidden) each, for inputs (batch, T, inputs).

        Parameters
        ----------
        x : tensor (batch, T, inputs)
            The sequences that the stack reads.
        """
        return self.run(x)[0]

    def begin(self, batch: int) -> list[State]:
        """Return the states of all layers before the first step, for a number of sequences.

        A state is a tuple of tensors, whose first axis is the batch.

        Parameters
        ----------
        batch : int
            The number of sequences.
        """
        return [part.begin(batch) for part in self._layers()]

    def run(self, x: Tensor, state: list[State] | None = None) -> tuple[list[Tensor], list[State]]:
        """Return what every layer hands on at each step, and the states at the end, where a sequence may go on.

        Parameters
        ----------
        x : tensor (batch, T, inputs)
            The sequences that the stack reads.
        state : list, optional
            The states of all layers before the first step; by default those of `begin`.

        Examples
        --------
        >>> made, x = stack("mamba", layers=1, hidden=4, inputs=3, outputs=2), needed().ones(5, 7, 3)
        >>> _, middle = made.run(x[:, :4])
        >>> ends, _ = made.run(x[:, 4:], middle)
        >>> bool(needed().allclose(ends[0], made.states(x)[0][:, 4:], atol=1e-6))
        True
        """
        self._check(x)
        shown, after = [], list[State]()
        for part, before in zip(self._layers(), self.begin(len(x)) if state is None else state, strict=True):
            x, end = part.run(x, before)
            shown.append(x)
            after.append(end)
        return shown, after

    def step(self, state: list[State], x: Tensor) -> tuple[list[State], dict[str, Any]]:
        """Return the next states, and what is shown of one step, for its inputs (batch, inputs).

        This is a dictionary with what every layer hands on, (batch, hidden) each, under "states", and with the outputs
        (batch, outputs) under "output".

        Parameters
        ----------
        state : list
            The states of all layers before the step.
        x : tensor (batch, inputs)
            What the stack reads at this step.

        Examples
        --------
        >>> made, x = stack("gru", layers=2, hidden=8, inputs=3, outputs=4), needed().ones(5, 7, 3)
        >>> state = made.begin(5)
        >>> for t in range(7):
        ...     state, shown = made.step(state, x[:, t])
        >>> bool(needed().allclose(shown["output"], made(x)[:, -1], atol=1e-6))
        True
        """
        shown, state = self.run(x[:, None], state)
        return state, {"states": [layer[:, 0] for layer in shown], "output": self.readout(shown[-1][:, 0])}

    def operators(self, x: Tensor) -> list[Tensor]:
        """Return the operators (batch, channels, T, T) of all layers, for inputs (batch, T, inputs) of the stack.

        What a layer shows, or makes before its nonlinearity, is its operator times other functions of its inputs, step
        by step: those that the docstring of its `operator` names.

        Parameters
        ----------
        x : tensor (batch, T, inputs)
            The sequences that the stack reads.

        Raises
        ------
        TnrnnError
            If the cell has none.

        Examples
        --------
        >>> made = stack("linear_attention", layers=2, hidden=4, inputs=3, outputs=2)
        >>> [tuple(each.shape) for each in made.operators(needed().ones(5, 7, 3))]
        [(5, 4, 7, 7), (5, 4, 7, 7)]
        """
        if not hasattr(self._layers()[0], "operator"):
            raise mistake("stack, operators", "a cell that is a matrix times its inputs, such as mamba", self.cell)
        below = [x, *self.states(x)[:-1]]
        return [part.operator(given) for part, given in zip(self._layers(), below, strict=True)]

    def _layers(self) -> list[Any]:
        return list(self.parts)

    def _check(self, x: Tensor) -> None:
        if x.dim() != 3 or x.shape[2] != self.inputs or not x.shape[1]:
            raise TnrnnError(
                f"stack: expected inputs of shape (batch, T, {self.inputs}) with T at least 1, given {tuple(x.shape)}"
            )

    def states_and_cells(self, x: Tensor) -> list[Tensor]:
        """Return (h, c) of every layer of an LSTM side by side, each (batch, T, 2 hidden).

        For other cells, this is the same as `states`.

        Parameters
        ----------
        x : tensor (batch, T, inputs)
            The sequences that the stack reads.

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
        """Return the outputs (batch, T, outputs) for inputs (batch, T, inputs).

        Parameters
        ----------
        x : tensor (batch, T, inputs)
            The sequences that the stack reads.
        """
        said: Tensor = self.readout(self.states(x)[-1])
        return said


@as_before()
def stack(cell: TrainedCell, layers: int, hidden: int, inputs: int, outputs: int, *, seed: int = 0) -> Stack:  # noqa: PLR0913
    """Return a stack with random weights, which are the same for the same seed; torch's own generator is not used.

    Parameters
    ----------
    cell : str
        One of `CELLS`, which the notes list.
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

    Notes
    -----
    *Recurrent cells.* "rnn", "lstm" and "gru" are torch's own; "rac" is the recurrent arithmetic circuit with a bias
    and a normalised state, "mi" multiplicative integration, "orthogonal" an orthogonal recurrent matrix and modReLU,
    "second_order_rnn" tanh(B(h', u) + V h' + U u + b) with a full tensor B, and "cp_rnn" the same where B has CP rank
    `hidden`. Layers follow each other directly.

    *Sequence models.* "linear_attention", "decay_attention" (RetNet), "gated_attention" (GLA), "delta_attention"
    (DeltaNet), "mlstm" and "mlstm_unnormalised" have one head whose keys and values have `hidden` channels.
    "selective_ssm" is Mamba's recurrence with one state a channel, "selective_ssm_gated" the same with an output gate,
    "mamba" has 8 states a channel, and "linear_ssm" is a complex diagonal system (S4D, S5, LRU). "transformer" is a
    block of softmax attention with rotary positions and a feed-forward network. Each layer is u + W_o mix(u / rms(u)):
    inputs are normalised, and there is a residual connection. The first layer takes u = E x. There are no short
    convolutions, no rotations but in "transformer", and no normaliser before the readout.

    *Plain cells.* A name that begins with `plain_` is that of a layer of the circuit of `tnrnn.models` as it stands,
    without softmax, feature maps, sigmoids, exponentials, tanh, normalisers, residual connections, the first-order
    terms of second-order networks, and the bias of the readout. Gates are affine in the input. The initial state is a
    weight; for attention it is zero. "plain_linear_ssm" has a real diagonal matrix. Products of many plain layers or
    steps may vanish or explode.

    References
    ----------
    Wu et al., arXiv 1606.06630, for multiplicative integration; Arjovsky, Shah, Bengio, arXiv 1511.06464, for modReLU;
    Helfrich, Willmott, Ye, arXiv 1707.09520, for the Cayley map; Levine et al., arXiv 1710.09431, for the circuits;
    Lizaire et al., arXiv 2406.05045, for second-order RNNs and CP-RNNs; Su et al., arXiv 2104.09864, for rotary
    positions. `tnrnn.models` names the papers of the sequence models.

    Examples
    --------
    >>> stack("orthogonl", layers=1, hidden=4, inputs=2, outputs=2)
    Traceback (most recent call last):
    tnrnn.TnrnnError: cell: expected rnn, lstm, gru, rac, ..., given 'orthogonl'; did you mean 'orthogonal'?
    """
    return Stack(cell, layers, hidden, inputs, outputs, seed)
