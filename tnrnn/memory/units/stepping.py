"""Units that go on from a state: the protocol of `begin` and `step`, and torch's own recurrent layers and cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ...basics import TnrnnError
from .arrays import Whole
from .trees import is_array, selected, stacked


class Resumable(Protocol):
    """A unit that answers whole sequences, or goes on from what it kept of a Start.

    Words and answers are in the unit's own form (arrays for functions, tensors for modules).
    """

    def whole(self, words: Any) -> Any:
        """Return the answer to whole sequences."""

    def begin(self, starts: Any) -> Any:
        """Return what is kept of each of the Starts."""

    def follow(self, begun: Any, rows: Whole, count: int, ends: Any) -> Any:
        """Return the answer at the steps of End i after the Start `rows[i]` of `count` Starts."""


class Stepping(Protocol):
    """The protocol by which a unit of any kind, a torch module or any other object, shows its state.

    An attribute `batch_axis`, by default 0, says along which axis of the arrays of a state the sequences lie.
    """

    def begin(self, batch: int) -> Any:
        """Return the state before the first step for a batch of sequences.

        A state is an array or a tensor, or a tuple, list, dictionary or dataclass of states. There may be None, True,
        False and integers in it, which all sequences share.
        """

    def step(self, state: Any, x: Any) -> tuple[Any, Any]:
        """Return the state and the outputs after one more step.

        `x` has the shape (batch, width), or (batch,) for token ids: a tensor of the module's precision on its device
        for torch modules, and otherwise an array of doubles or of int64. The outputs are one of the following: an
        array or a tensor (batch, channels); a list of them by layer; a tuple that begins with one of these; or a
        dictionary or a dataclass, which may hold the states of the layers (a list, under "states") beside what the
        unit returns (under "output").
        """


@dataclass(frozen=True)
class Stepped:
    """A unit that follows the protocol of `begin` and `step`.

    Parameters
    ----------
    unit : object with begin and step
        The unit.
    run : function, optional
        It maps whole sequences to an answer. By default the unit goes through all steps.

    Examples
    --------
    >>> import numpy as np
    >>> class Sum:
    ...     def begin(self, batch):
    ...         return np.zeros((batch, 1))
    ...     def step(self, state, x):
    ...         return state + x, state + x
    >>> Stepped(Sum()).whole(np.ones((1, 3, 1)))[0, :, 0].tolist()
    [1.0, 2.0, 3.0]
    """

    unit: Any
    run: Any = None

    def whole(self, words: Any) -> Any:
        """Return the answer to whole sequences."""
        return self.run(words) if self.run else self._outputs(self.unit.begin(len(words)), words)[1]

    def begin(self, starts: Any) -> Any:
        """Return the states after the Starts."""
        return self._outputs(self.unit.begin(len(starts)), starts, keep=False)[0]

    def follow(self, begun: Any, rows: Whole, count: int, ends: Any) -> Any:
        """Return the outputs at the steps of the Ends, from copies of the states after the Starts."""
        state = selected(begun, rows, count, getattr(self.unit, "batch_axis", 0))
        return self._outputs(state, ends)[1]

    def _outputs(self, state: Any, words: Any, keep: bool = True) -> tuple[Any, Any]:
        found = []
        for at in range(words.shape[1]):
            pair = self.unit.step(state, words[:, at])
            if not isinstance(pair, tuple) or len(pair) != 2:
                given = f"{type(pair).__name__} of {len(pair)}" if isinstance(pair, tuple) else type(pair).__name__
                raise TnrnnError(f"memory, step: expected a tuple (state, outputs), given a {given}")
            state = pair[0]
            if keep:
                found.append(pair[1])
        return state, stacked(found) if found else None


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


def has_steps(unit: Any) -> bool:
    """Return whether a unit has the methods `begin` and `step`.

    >>> has_steps(len)
    False
    """
    return callable(getattr(unit, "begin", None)) and callable(getattr(unit, "step", None))


def runs_whole(unit: Any) -> bool:
    """Return whether a unit with `begin` and `step` can be called with whole sequences, too.

    >>> runs_whole(len)
    True
    """
    forward = getattr(type(unit), "forward", None)
    return callable(unit) and not getattr(forward, "__name__", "").endswith("unimplemented")
