"""The layer of each cell, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from .attention import Attention, MLstm, PlainAttention, RuleName
from .draws import Draw
from .kinds import Layered, TrainedCell
from .layers import Layer, OperatorBlock
from .recurrent import Arithmetic, Multiplicative, Orthogonal, Torch
from .second_order import Cp, PlainCp, PlainSecondOrder, SecondOrder
from .state_space import Diagonal, Mamba, PlainDiagonal, PlainMamba, PlainSelective, Selective
from .transformer import Transformer

Maker = Callable[[Layered, Draw], Layer]
"""A function of the sizes of a layer and of random weights."""


def made_layer(cell: TrainedCell, at: Layered, draw: Draw) -> Layer:
    """Return a layer of a cell with random weights."""
    return LAYERS[cell](at, draw)


def _torch(cell: TrainedCell) -> Maker:
    return lambda at, draw: Torch(cell, at.width, at.hidden, draw)


def _block(mixer: Callable[[int, Draw], Layer]) -> Maker:
    return lambda at, draw: OperatorBlock(mixer(at.hidden, draw), at.hidden, at.inputs if at.first else None, draw)


def _attention(rule: RuleName) -> Maker:
    return _block(lambda hidden, draw: Attention(rule, hidden, draw))


def _plain_attention(rule: RuleName) -> Maker:
    return lambda at, draw: PlainAttention(rule, at.inputs, at.hidden, draw, first=at.first)


def _plain_selective(gated: bool) -> Maker:
    return lambda at, draw: PlainSelective(at.width, at.hidden, draw, gated=gated)


LAYERS: Mapping[TrainedCell, Maker] = MappingProxyType(
    {
        "rnn": _torch("rnn"),
        "lstm": _torch("lstm"),
        "gru": _torch("gru"),
        "rac": lambda at, draw: Arithmetic(at.width, at.hidden, draw),
        "mi": lambda at, draw: Multiplicative(at.width, at.hidden, draw),
        "orthogonal": lambda at, draw: Orthogonal(at.width, at.hidden, draw),
        "linear_attention": _attention("sum"),
        "decay_attention": _attention("decay"),
        "gated_attention": _attention("gated"),
        "delta_attention": _attention("delta"),
        "mlstm": _block(MLstm),
        "mlstm_unnormalised": _block(lambda hidden, draw: MLstm(hidden, draw, normalised=False)),
        "selective_ssm": _block(Selective),
        "selective_ssm_gated": _block(lambda hidden, draw: Selective(hidden, draw, gated=True)),
        "mamba": _block(Mamba),
        "linear_ssm": _block(Diagonal),
        "transformer": lambda at, draw: Transformer(at.hidden, at.inputs if at.first else None, draw),
        "cp_rnn": lambda at, draw: Cp(at.width, at.hidden, draw),
        "second_order_rnn": lambda at, draw: SecondOrder(at.width, at.hidden, draw),
        "plain_linear_attention": _plain_attention("sum"),
        "plain_decay_attention": _plain_attention("decay"),
        "plain_gated_attention": _plain_attention("gated"),
        "plain_delta_attention": _plain_attention("delta"),
        "plain_mlstm": _plain_attention("mlstm"),
        "plain_selective_ssm": _plain_selective(False),
        "plain_selective_ssm_gated": _plain_selective(True),
        "plain_mamba": lambda at, draw: PlainMamba(at.width, at.hidden, draw),
        "plain_linear_ssm": lambda at, draw: PlainDiagonal(at.inputs, at.hidden, draw, first=at.first),
        "plain_cp_rnn": lambda at, draw: PlainCp(at.width, at.hidden, draw, first=at.first),
        "plain_second_order_rnn": lambda at, draw: PlainSecondOrder(at.width, at.hidden, draw, first=at.first),
    }
)
"""How the layers of all cells are made."""
