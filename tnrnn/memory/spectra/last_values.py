"""The state of a module after the last step, as a function of sequences: one unit of each layer and one output."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from ...basics import mistake, whole
from ...training import needed
from ..units import Array, Words, check_unit
from .sampled import Function


def readings(module: Any, unit: int = 0, output: int = 0) -> Function:
    """Return a function from sequences to one unit of each layer and one output of a module after the last step.

    The function is f(x) = (h[T, 1][unit], .., h[T, L][unit], y[T][output]). It computes in float64 on a copy of the
    module. The first time that it gets several sequences, it probes the module with two of them
    (`tnrnn.memory.units.probing.check_unit`).

    Parameters
    ----------
    module : torch.nn.Module
        A module that maps (batch, T, width) to (batch, T, outputs), or to a tuple that begins with such a tensor, as
        torch's own recurrent modules with batch_first=True do. If it has a method `states(x)`, this returns a list of
        the layers' states (batch, T, hidden); otherwise only the output is read.
    unit, output : int
        The unit of every layer and the output that are read, counted from 0; by default the first.

    Raises
    ------
    TnrnnError
        If the module is not a module or returns something else; if it answers differently the second time, or mixes the
        sequences of a batch, as a module does that reads time along the first axis; or if torch is not installed.

    Examples
    --------
    >>> import torch
    >>> read = readings(torch.nn.GRU(input_size=2, hidden_size=3, batch_first=True))
    >>> read(np.zeros((5, 4, 2))).shape
    (5, 1)
    """
    torch = needed()
    if not isinstance(module, torch.nn.Module):
        raise mistake("readings, module", "a torch module", module)
    if getattr(module, "batch_first", True) is False:
        raise mistake("readings, module", "a recurrent module with batch_first=True", "batch_first=False")
    places = (whole("readings, unit", unit, least=0), whole("readings, output", output, least=0))
    frozen = copy.deepcopy(module).to(device="cpu", dtype=torch.float64).eval()
    probed: list[bool] = []

    def read(words: Any) -> Array:
        if len(words) > 1 and not probed:
            check_unit("readings, module", lambda few: _all_of(torch, frozen, few), words[:2], causal=False)
            probed.append(True)
        with torch.no_grad():
            return np.stack(_read(frozen, torch.as_tensor(words, dtype=torch.float64), *places), axis=1)

    return read


def _all_of(torch: Any, module: Any, words: Words) -> list[Array]:
    """Return the outputs of a module at every step, as a list with one array (batch, T, outputs)."""
    with torch.no_grad():
        answer = module(torch.as_tensor(words, dtype=torch.float64))
    answer = answer[0] if isinstance(answer, tuple) else answer
    _last("output", answer, words, 0)
    return [answer.numpy()]


def _read(module: Any, words: Any, unit: int, output: int) -> list[Array]:
    layers = module.states(words) if hasattr(module, "states") else []
    answer = module(words)
    answer = answer[0] if isinstance(answer, tuple) else answer
    found = [_last(f"layer {layer}", states, words, unit) for layer, states in enumerate(layers, start=1)]
    return [*found, _last("output", answer, words, output)]


def _last(name: str, given: Any, words: Any, place: int) -> Array:
    """Return one number for each sequence: the entry with index `place` at the last step."""
    shape = tuple(getattr(given, "shape", ()))
    if len(shape) != 3 or shape[:2] != tuple(words.shape[:2]):
        expected = f"a tensor of shape ({words.shape[0]}, {words.shape[1]}, units)"
        raise mistake(f"readings, {name}", expected, shape or type(given).__name__)
    if place >= shape[2]:
        raise mistake(f"readings, {name}", f"a unit from 0 to {shape[2] - 1}", place)
    numbers: Array = given[:, -1, place].numpy()
    return numbers
