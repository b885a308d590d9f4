"""Torch's own recurrent layers and cells, as units that go on from a state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .arrays import Whole
from .trees import is_array, selected, stacked


@dataclass(frozen=True)
class Cell:
    """A cell of torch, which makes one step, by the protocol of `begin` and `step`.

    Parameters
    ----------
    module : RNNCell, LSTMCell or GRUCell
        The cell.
    both : bool
        Whether to give h and c of an LSTM side by side, and not h alone.
    """

    module: Any
    both: bool = False

    def begin(self, batch: int) -> Any:
        """Return no state, from which torch makes zeros."""
        return None

    def step(self, state: Any, x: Any) -> tuple[Any, Any]:
        """Return the state and what is read of it."""
        state = self.module(x, state)
        return state, _read_of(state, self.both)


def _read_of(state: Any, both: bool) -> Any:
    if is_array(state):
        return state
    from ...training import needed

    return needed().cat(state, -1) if both else state[0]


@dataclass(frozen=True)
class Layered:
    """Torch's own RNN, LSTM or GRU, layer by layer.

    Torch returns the states of the top layer only, so each layer runs by itself, with the same weights.

    Parameters
    ----------
    layers : tuple of modules
        Each is a module of one layer with the batch first.
    both : bool
        Whether to give h and c of an LSTM side by side. Torch returns c after the last step only, so the layers run
        step by step.
    top : bool
        Whether only the top layer is read.
    """

    layers: tuple[Any, ...]
    both: bool = False
    top: bool = False

    def whole(self, words: Any) -> Any:
        """Return the states of the layers at every step."""
        return self._read([None] * len(self.layers), words)[0]

    def begin(self, starts: Any) -> Any:
        """Return the states of the layers after the Starts, by layer."""
        return self._read([None] * len(self.layers), starts)[1]

    def follow(self, begun: Any, rows: Whole, count: int, ends: Any) -> Any:
        """Return the states of the layers at the steps of the Ends."""
        return self._read(selected(begun, rows, count, axis=1), ends)[0]

    def _read(self, states: list[Any], words: Any) -> tuple[Any, list[Any]]:
        found, last = [], []
        for layer, state in zip(self.layers, states, strict=True):
            read, words, after = self._stepped(layer, words, state) if self.both else _at_once(layer, words, state)
            found.append(read)
            last.append(after)
        return found[-1] if self.top else found, last

    @staticmethod
    def _stepped(layer: Any, words: Any, state: Any) -> tuple[Any, Any, Any]:
        hidden, read = [], []
        for at in range(words.shape[1]):
            out, state = layer(words[:, at : at + 1], state)
            hidden.append(out[:, 0])
            read.append(_read_of(tuple(part[0] for part in state), True))
        return stacked(read), stacked(hidden), state


def _at_once(layer: Any, words: Any, state: Any) -> tuple[Any, Any, Any]:
    out, after = layer(words, state)
    return out, out, after


def layered(module: Any, both: bool, top: bool) -> Layered:
    """Return torch's own RNN, LSTM or GRU layer by layer; nothing is drawn from torch's generator.

    Parameters
    ----------
    module : RNN, LSTM or GRU
        The module.
    both, top : bool
        The parameters of `Layered`.
    """
    from ...training import needed

    torch = needed()
    layers = []
    for at in range(module.num_layers):
        width = module.input_size if at == 0 else getattr(module, "proj_size", 0) or module.hidden_size
        keys = {"bias": module.bias, "batch_first": True, "device": "meta"}
        if isinstance(module, torch.nn.LSTM):
            made = torch.nn.LSTM(width, module.hidden_size, proj_size=module.proj_size, **keys)
        elif isinstance(module, torch.nn.GRU):
            made = torch.nn.GRU(width, module.hidden_size, **keys)
        else:
            made = torch.nn.RNN(width, module.hidden_size, nonlinearity=module.nonlinearity, **keys)
        like = getattr(module, f"weight_ih_l{at}")
        layer = made.to(dtype=like.dtype).to_empty(device=like.device)
        with torch.no_grad():
            for name, value in layer.named_parameters():
                value.copy_(getattr(module, name.removesuffix("_l0") + f"_l{at}"))
        layers.append(layer.eval())
    return Layered(tuple(layers), both and isinstance(module, torch.nn.LSTM), top)
