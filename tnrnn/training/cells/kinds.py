"""What is known of each cell without torch: its trainable numbers, and the numbers of its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

TrainedCell = Literal[
    "rnn",
    "lstm",
    "gru",
    "rac",
    "mi",
    "orthogonal",
    "linear_attention",
    "decay_attention",
    "gated_attention",
    "delta_attention",
    "mlstm",
    "mlstm_unnormalised",
    "selective_ssm",
    "selective_ssm_gated",
    "mamba",
    "linear_ssm",
    "transformer",
    "cp_rnn",
    "second_order_rnn",
    "plain_linear_attention",
    "plain_decay_attention",
    "plain_gated_attention",
    "plain_delta_attention",
    "plain_mlstm",
    "plain_selective_ssm",
    "plain_selective_ssm_gated",
    "plain_mamba",
    "plain_linear_ssm",
    "plain_cp_rnn",
    "plain_second_order_rnn",
]
CELLS: tuple[TrainedCell, ...] = get_args(TrainedCell)
"""The names of all cells."""

PLAIN = "plain_"
"""The beginning of the names of cells that are layers of an arithmetic circuit as it stands."""

MAMBA_STATES = 8
"""The number of states of each channel of Mamba."""

FEED = 4
"""How many times as wide as the layer the inner layer of a transformer's feed-forward network is."""

BLOCKS: tuple[TrainedCell, ...] = CELLS[CELLS.index("linear_attention") : CELLS.index("cp_rnn")]
"""The cells whose layers are blocks with a normaliser and a residual connection."""

PAIRS = ("linear_attention", "decay_attention", "mlstm", "mlstm_unnormalised", "transformer")
"""The cells that are computed from the scores of all pairs of steps."""

OTHER_NAMES: Mapping[str, TrainedCell] = MappingProxyType(
    {
        "attention": "transformer",
        "gpt": "transformer",
        "2rnn": "second_order_rnn",
        "cprnn": "cp_rnn",
        "mi_rnn": "mi",
        "retnet": "decay_attention",
        "gla": "gated_attention",
        "deltanet": "delta_attention",
        "xlstm": "mlstm",
        "s4": "linear_ssm",
        "s4d": "linear_ssm",
        "s5": "linear_ssm",
        "lru": "linear_ssm",
        "diagonal_ssm": "linear_ssm",
        "s6": "mamba",
    }
)
"""Names by which a cell is known elsewhere."""


class Layered(NamedTuple):
    """The sizes of a layer: the width of what it reads, its units, the inputs of the stack; and whether it is first."""

    width: int
    hidden: int
    inputs: int
    first: bool


@dataclass(frozen=True)
class Kind:
    """A cell in numbers.

    Parameters
    ----------
    numbers : function of `Layered`
        The number of trainable numbers of one layer.
    state : function of the number of units
        How many numbers one layer hands from one step to the next, or None if they grow with time.
    """

    numbers: Callable[[Layered], int]
    state: Callable[[int], int] | None


def _gates(number: int, extra: int = 2) -> Callable[[Layered], int]:
    return lambda at: number * at.hidden * (at.width + at.hidden + extra)


def _block(squares: int, each: int = 0, more: int = 0) -> Callable[[Layered], int]:
    """Return the numbers of a `Block`: its entry and exit, `squares` matrices, `each` numbers a unit, and `more`."""
    return lambda at: at.first * at.hidden * at.inputs + (squares + 1) * at.hidden**2 + each * at.hidden + more


def _attention(more: Callable[[Layered], int] = lambda at: 0) -> Callable[[Layered], int]:
    """Return the numbers of plain attention: three matrices, a fourth in layers above the first, and `more`."""
    return lambda at: (4 - at.first) * at.inputs * at.hidden + more(at)


def _same(hidden: int) -> int:
    return hidden


def _square(hidden: int) -> int:
    return hidden**2


KINDS: Mapping[TrainedCell, Kind] = MappingProxyType(
    {
        "rnn": Kind(_gates(1), _same),
        "lstm": Kind(_gates(4), lambda hidden: 2 * hidden),
        "gru": Kind(_gates(3), _same),
        "rac": Kind(_gates(1, 1), _same),
        "mi": Kind(_gates(1, 4), _same),
        "orthogonal": Kind(lambda at: at.hidden * (at.width + 1) + at.hidden * (at.hidden - 1) // 2, _same),
        "linear_attention": Kind(_block(3), lambda hidden: hidden * (hidden + 1)),
        "decay_attention": Kind(_block(3, more=1), _square),
        "gated_attention": Kind(_block(4, 1), _square),
        "delta_attention": Kind(_block(3, 1, 1), _square),
        "mlstm": Kind(_block(4, 2, 2), lambda hidden: hidden * (hidden + 1) + 1),
        "mlstm_unnormalised": Kind(_block(4, 2, 2), _square),
        "selective_ssm": Kind(_block(2, 1), _same),
        "selective_ssm_gated": Kind(_block(3, 1), _same),
        "mamba": Kind(_block(3, 2 + 3 * MAMBA_STATES), lambda hidden: hidden * MAMBA_STATES),
        "linear_ssm": Kind(_block(4, 3), lambda hidden: 2 * hidden),
        "transformer": Kind(_block(3 + 2 * FEED), None),
        "cp_rnn": Kind(lambda at: at.hidden * (3 * at.hidden + 2 * at.width + 1), _same),
        "second_order_rnn": Kind(lambda at: at.hidden * (at.hidden * at.width + at.hidden + at.width + 1), _same),
        "plain_linear_attention": Kind(_attention(), _square),
        "plain_decay_attention": Kind(_attention(lambda at: 1), _square),
        "plain_gated_attention": Kind(_attention(lambda at: at.hidden * (at.inputs + 1)), _square),
        "plain_delta_attention": Kind(_attention(), _square),
        "plain_mlstm": Kind(_attention(lambda at: 2 * (at.inputs + 1)), _square),
        "plain_selective_ssm": Kind(lambda at: 2 * at.hidden * (at.width + 1), _same),
        "plain_selective_ssm_gated": Kind(lambda at: at.hidden * (3 * at.width + 2), _same),
        "plain_mamba": Kind(
            lambda at: 3 * at.hidden * MAMBA_STATES + 2 * at.width * (at.hidden + MAMBA_STATES),
            lambda hidden: hidden * MAMBA_STATES,
        ),
        "plain_linear_ssm": Kind(lambda at: at.hidden * ((2 - at.first) * at.inputs + 2), _same),
        "plain_cp_rnn": Kind(lambda at: at.hidden * (2 * at.hidden + at.width + 1), _same),
        "plain_second_order_rnn": Kind(lambda at: at.hidden * (at.hidden * at.width + 1), _same),
    }
)
"""All cells in numbers."""
