"""Architectures, each a function that returns a `Circuit`."""

from .architectures import conv_ac, cp_rnn, gru, lstm, mi_rnn, recurrent, second_order_rnn, tensor_train_lm
from .catalogue import MODELS
from .racs import MAX_VERTICES, rac, rac_sizes
from .stacks import Sizes, Wiring, stacked

__all__ = [
    "MAX_VERTICES",
    "MODELS",
    "Sizes",
    "Wiring",
    "conv_ac",
    "cp_rnn",
    "gru",
    "lstm",
    "mi_rnn",
    "rac",
    "rac_sizes",
    "recurrent",
    "second_order_rnn",
    "stacked",
    "tensor_train_lm",
]
