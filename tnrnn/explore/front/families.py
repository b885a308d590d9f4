"""The models in groups, with the titles that a reader knows them by, for the list in which a page offers them."""

from __future__ import annotations

from collections.abc import Iterator

FAMILIES = {
    "Recurrent arithmetic circuits": {"rac": "recurrent arithmetic circuit"},
    "Recurrent networks": {
        "second_order_rnn": "second-order RNN",
        "cp_rnn": "CP RNN",
        "mi_rnn": "multiplicative-integration RNN",
        "tensor_train_lm": "tensor-train language model",
    },
    "Gated": {"lstm": "LSTM", "gru": "GRU"},
    "State space": {
        "linear_ssm": "linear state space (S4, LRU)",
        "selective_ssm": "selective state space (S6)",
        "mamba": "Mamba",
        "gated_ssm": "gated state space (H3, Hyena)",
    },
    "Attention": {"linear_attention": "linear attention", "polynomial_attention": "polynomial attention"},
    "Others": {
        "conv_ac": "convolutional arithmetic circuit",
        "gmlp": "gMLP",
        "bilinear_mixer": "bilinear mixer",
        "product_gnn": "product graph network",
    },
}
"""The titles of models, by group and by the name in `tnrnn.models`."""


def families() -> list[list[object]]:
    """Return the groups as a page has them: rows [words, [[name, title], ..]].

    >>> families()[2]
    ['Gated', [['lstm', 'LSTM'], ['gru', 'GRU']]]
    """
    return [[words, [*map(list, titles.items())]] for words, titles in FAMILIES.items()]


def titled() -> Iterator[str]:
    """Yield the names of all models that have a title.

    >>> len(list(titled()))
    17
    """
    return (name for titles in FAMILIES.values() for name in titles)
