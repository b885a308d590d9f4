"""The names of the cells, how many trainable numbers a stack of them has, and the widest stack of a budget."""

from __future__ import annotations

from typing import Literal, get_args

from ...basics import TnrnnError, choice, whole

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
"""The number of gates of torch's own cells."""

TrainedCell = Literal["rnn", "lstm", "gru", "rac", "mi", "orthogonal"]
CELLS: tuple[TrainedCell, ...] = get_args(TrainedCell)
"""The names of all cells."""

MOST_HIDDEN = 2**16
"""The largest number of units, inputs or outputs of a layer."""

MOST_PARAMETERS = 2**28
"""The largest number of weights of a stack: one GiB."""


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


def checked_sizes(
    cell: TrainedCell, layers: int, hidden: int, inputs: int, outputs: int
) -> tuple[TrainedCell, int, int, int, int]:
    """Return the parameters of a stack, or raise a TnrnnError if one is wrong or the weights are too many."""
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
