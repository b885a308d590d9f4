"""How large the state of a model is, so that two models can be compared at equal state."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from ...basics import TnrnnError
from ...models import Model
from ...networks import Value

FACTORS: Mapping[Model, Mapping[str, int]] = MappingProxyType(
    {
        **{model: {"hidden": 1} for model in ("rac", "second_order_rnn", "cp_rnn", "mi_rnn", "gru", "tensor_train_lm")},
        "lstm": {"hidden": 2},
        "linear_ssm": {"state": 1},
        "selective_ssm": {"state": 1},
        "mamba": {"channels": 1, "state": 1},
        "gated_ssm": {"hidden": 1},
        "linear_attention": {"key": 1, "value": 1, "heads": 1},
    }
)
"""The sizes, with a whole number each, whose product is the size of the state. Models not listed keep no state."""


def state_factors(model: Model) -> Mapping[str, int]:
    """Return the sizes whose product is the size of the state, with a number by which each is multiplied.

    The state is what one layer hands from one step to the next. An LSTM hands on two vectors.

    >>> state_factors("mamba"), state_factors("lstm"), state_factors("gmlp")
    ({'channels': 1, 'state': 1}, {'hidden': 2}, {})
    """
    return FACTORS.get(model, {})


def state_size(model: Model, sizes: Mapping[str, Value]) -> int:
    """Return how many numbers one layer hands from one step to the next.

    Raises
    ------
    TnrnnError
        If the model keeps no state.

    Examples
    --------
    >>> state_size("linear_attention", {"key": 2, "value": 3, "heads": 1}), state_size("rac", {"hidden": 6})
    (6, 6)
    """
    factors = state_factors(model)
    if not factors:
        raise TnrnnError(f"{model}: expected a model that hands a state from one step to the next")
    return math.prod(times * int(sizes[name]) for name, times in factors.items())
