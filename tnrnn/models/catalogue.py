"""The architectures by name.

A new one is a function that returns a circuit; its name and a line here; and in `reading` how its sizes are read from a
circuit. Min-cuts, ranks and pictures need nothing more. Sizes of new names need a line in `meanings`.

Bounds in closed form are listed in `tnrnn.bounding.families`. The cells that torch trains are others, in
`tnrnn.training.cells`; `tnrnn.values.trained` has the modules whose weights a circuit can take.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from ..networks import Circuit
from .architectures import conv_ac, cp_rnn, gru, lstm, mi_rnn, second_order_rnn, tensor_train_lm
from .attention import linear_attention, polynomial_attention
from .graphs import product_gnn
from .mixing import bilinear_mixer, gmlp
from .racs import rac
from .state_space import gated_ssm, linear_ssm, mamba, selective_ssm

# The names of the architectures.
Model = Literal[
    "rac",
    "second_order_rnn",
    "cp_rnn",
    "mi_rnn",
    "lstm",
    "gru",
    "tensor_train_lm",
    "conv_ac",
    "linear_ssm",
    "selective_ssm",
    "mamba",
    "gated_ssm",
    "linear_attention",
    "polynomial_attention",
    "product_gnn",
    "gmlp",
    "bilinear_mixer",
]

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
        "linear_ssm": linear_ssm,
        "selective_ssm": selective_ssm,
        "mamba": mamba,
        "gated_ssm": gated_ssm,
        "linear_attention": linear_attention,
        "polynomial_attention": polynomial_attention,
        "product_gnn": product_gnn,
        "gmlp": gmlp,
        "bilinear_mixer": bilinear_mixer,
    }
)
"""The architectures under the names that the command line and sweeps use.

Each is a function of its sizes; `tnrnn.models.sizes_of` lists them.
"""
