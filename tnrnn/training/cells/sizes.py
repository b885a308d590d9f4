"""How many trainable numbers and how large a state a stack has, and the widest stack of a budget or of a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...basics import TnrnnError, choice, mistake, whole
from .kinds import BLOCKS, CELLS, KINDS, MAMBA_STATES, OTHER_NAMES, PAIRS, PLAIN, Layered, TrainedCell

MOST_HIDDEN = 2**16
"""The largest number of units, inputs or outputs of a layer."""

MOST_PARAMETERS = 2**28
"""The largest number of weights of a stack: one GiB."""


def cell_named(owner: str, given: Any) -> TrainedCell:
    """Return the name of a cell, or raise a TnrnnError, which knows names that a cell has elsewhere.

    >>> cell_named("cell", "retnet")
    Traceback (most recent call last):
    tnrnn.TnrnnError: cell: expected the name of a cell, given 'retnet'; did you mean 'decay_attention'?
    """
    meant = OTHER_NAMES.get(given.lower()) if isinstance(given, str) else None
    if meant is None:
        return choice(owner, given, CELLS)
    raise TnrnnError(f"{mistake(owner, 'the name of a cell', given)}; did you mean {meant!r}?")


def parameters_of(cell: TrainedCell, layers: int, hidden: int, inputs: int, outputs: int) -> int:
    """Return how many trainable numbers a stack has.

    If w is the width of a layer's input and h the number of its units, an arithmetic layer has h w + h h + h, a layer
    of multiplicative integration h w + h h + 4 h, one of torch's cells with g gates g (h w + h h + 2 h), and an
    orthogonal layer h w + h (h - 1) / 2 + h numbers. (The orthogonal matrix counts the entries below the diagonal of a
    skew matrix, although torch stores all of them.) The readout has outputs (h + 1), or outputs h if the cell is plain.
    The layers of sequence models have the weights that `stack` lists.

    Parameters
    ----------
    cell : str
        The kind of cell, one of `CELLS`; see `stack`.
    layers : int
        The number of layers.
    hidden : int
        The number of units of each layer.
    inputs : int
        The numbers that are read at each step.
    outputs : int
        The numbers that are returned at each step.

    Raises
    ------
    TnrnnError
        If the cell is unknown, or if a size is not a positive integer.

    Examples
    --------
    >>> parameters_of("rac", layers=2, hidden=10, inputs=4, outputs=3)
    393
    >>> parameters_of("plain_selective_ssm", layers=1, hidden=10, inputs=4, outputs=3)
    130
    """
    numbers = KINDS[cell_named("cell", cell)].numbers
    for name, value in (("layers", layers), ("hidden", hidden), ("inputs", inputs), ("outputs", outputs)):
        whole(name, value)
    first, above = Layered(inputs, hidden, inputs, True), Layered(hidden, hidden, inputs, False)
    return numbers(first) + (layers - 1) * numbers(above) + outputs * (hidden + (not cell.startswith(PLAIN)))


def state_size_of(cell: TrainedCell, layers: int, hidden: int) -> int:
    """Return how many numbers a stack hands from one step to the next, all layers together.

    With h units a layer, these are h numbers for recurrent cells and selective state spaces, 2 h for an LSTM and for
    the complex states of linear_ssm, 8 h for Mamba, and h^2 for linear attention; a normaliser hands on h more
    (linear_attention, mlstm), and the scale of the mlstm one more.

    Parameters
    ----------
    cell : str
        The kind of cell, one of `CELLS`; see `stack`.
    layers : int
        The number of layers.
    hidden : int
        The number of units of each layer.

    Raises
    ------
    TnrnnError
        If the cell is unknown, if it keeps all that it read (transformer), or if a size is not a positive integer.

    Examples
    --------
    >>> [state_size_of(cell, 2, 10) for cell in ("gru", "lstm", "mamba", "linear_attention", "delta_attention")]
    [20, 40, 160, 220, 200]
    """
    state = KINDS[cell_named("cell", cell)].state
    if state is None:
        raise mistake("cell", "one whose state has a fixed size", cell)
    return whole("layers", layers) * state(whole("hidden", hidden))


def kept_of(cell: TrainedCell, hidden: int, length: int) -> int:
    """Return about how many numbers a layer keeps of each step for the gradient, in a sequence of some length.

    They are 8 a unit, or 16 in a block, and besides: the scores of pairs of steps, 6 T, for attention with softmax or
    with gates that are numbers; the state, h^2, for other gates, and the matrices h^2 of a second-order network; and
    four times the state of Mamba. (Measured for 8 to 32 units and 20 to 60 steps, they are between a quarter and 3.5
    times of that.)

    >>> kept_of("gru", 10, 50), kept_of("transformer", 10, 50), kept_of("delta_attention", 10, 50)
    (80, 460, 260)
    """
    name = cell.removeprefix(PLAIN)
    more = {
        **dict.fromkeys(("gated_attention", "delta_attention", "second_order_rnn"), hidden**2),
        "mamba": 4 * hidden * MAMBA_STATES,
    }.get(name, 6 * length if name in PAIRS else 0)
    return (16 if cell in BLOCKS else 8) * hidden + more


def hidden_for(budget: int, cell: TrainedCell, layers: int, inputs: int, outputs: int) -> int:
    """Return the largest number of units per layer for which a stack has at most `budget` trainable numbers.

    Parameters
    ----------
    budget : int
        The largest number of trainable numbers.
    cell : str
        The kind of cell, one of `CELLS`; see `stack`.
    layers : int
        The number of layers.
    inputs : int
        The numbers that are read at each step.
    outputs : int
        The numbers that are returned at each step.

    Raises
    ------
    TnrnnError
        If even a stack with one unit per layer has more trainable numbers.

    Examples
    --------
    >>> [hidden_for(1000, "rnn", layers, inputs=6, outputs=5) for layers in (1, 2, 3)]
    [25, 15, 12]
    """
    return _largest(
        "budget", budget, (cell, layers), lambda hidden: parameters_of(cell, layers, hidden, inputs, outputs)
    )


def hidden_for_state(state: int, cell: TrainedCell, layers: int) -> int:
    """Return the largest number of units per layer for which the state of a stack has at most `state` numbers.

    Parameters
    ----------
    state : int
        The largest number of numbers of the state, all layers together.
    cell : str
        The kind of cell, one of `CELLS`; see `stack`.
    layers : int
        The number of layers.

    Raises
    ------
    TnrnnError
        If even a stack with one unit per layer has a larger state, or if the cell keeps all that it read.

    Examples
    --------
    Depths at equal state:

    >>> [hidden_for_state(96, "selective_ssm", layers) for layers in (1, 2, 3)]
    [96, 48, 32]
    >>> parameters_of("selective_ssm", 1, 96, 10, 9), parameters_of("selective_ssm", 2, 48, 10, 9)
    (29577, 14841)
    """
    return _largest("state", state, (cell, layers), lambda hidden: state_size_of(cell, layers, hidden))


def _largest(name: str, most: int, stack: tuple[TrainedCell, int], count: Callable[[int], int]) -> int:
    """Return the largest number of units whose count is at most a number; counts grow with the number of units."""
    least = count(1)
    if whole(name, most) < least:
        raise TnrnnError(f"{name}: expected at least {least:,} for {stack[1]} layers of {stack[0]}, given {most:,}")
    low, high = 1, 2
    while count(high) <= most:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if count(middle) <= most:
            low = middle
        else:
            high = middle
    return low


def checked_sizes(
    cell: TrainedCell, layers: int, hidden: int, inputs: int, outputs: int
) -> tuple[TrainedCell, int, int, int, int]:
    """Return the parameters of a stack, or raise a TnrnnError if one is wrong or the weights are too many."""
    cell_named("cell", cell)
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
