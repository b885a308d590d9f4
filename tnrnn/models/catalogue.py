"""The architectures by name.

A new one is a function in `architectures`, whose cell, if it is recurrent, is a function in `cells` and a line of
`CELLS`; its name and a line here; and in `recognition` a parameter by which its circuits are known. Min-cuts, ranks and
pictures need nothing more. If it has sizes besides the usual ones, `recognition` reads them from a circuit, and
`EXTRAS` in `tnrnn.cli.options` makes them options.

Bounds in closed form are listed in `tnrnn.bounding.families`. The cells that torch trains are others, in
`tnrnn.training.cells`; `tnrnn.values.trained` has the modules whose weights a circuit can take.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from ..networks import Circuit
from .architectures import conv_ac, cp_rnn, gru, lstm, mi_rnn, second_order_rnn, tensor_train_lm
from .racs import rac

# The names of the architectures.
Model = Literal["rac", "second_order_rnn", "cp_rnn", "mi_rnn", "lstm", "gru", "tensor_train_lm", "conv_ac"]

MODELS: Mapping[Model, Callable[..., Circuit]] = MappingProxyType(
    {
        "rac": rac,
        "second_order_rnn": second_order_rnn,
        "cp_rnn": cp_rnn,
        "mi_rnn": mi_rnn,
        "lstm": lstm,
        "gru": gru,
        "tensor_train_lm": tensor_train_lm,
        "conv_ac": conv_ac,
    }
)
"""The architectures under the names that the command line and sweeps use.

Each is a function of (length, layers, inputs, hidden).
"""
