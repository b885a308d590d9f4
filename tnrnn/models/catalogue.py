"""The architectures by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from ..networks import Circuit
from .architectures import conv_ac, cp_rnn, gru, lstm, mi_rnn, second_order_rnn, tensor_train_lm
from .racs import rac

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
