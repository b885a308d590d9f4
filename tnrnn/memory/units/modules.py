"""Units, which are torch modules or functions, as functions from arrays of sequences to the states of each layer."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from ...basics import TnrnnError, mistake, shown_line
from .arrays import Array


def width_of(unit: Any) -> int | None:
    """Return how many numbers a unit reads at each step, or None if it does not say.

    >>> width_of(lambda x: x) is None
    True
    """
    found = (getattr(unit, name, None) for name in ("inputs", "input_size"))
    return next((size for size in found if isinstance(size, int) and size > 0), None)


def reader(unit: Any, state: str) -> Callable[[Array], list[Array]]:
    """Return the function from sequences to the states of each layer; `state` says what is read of an LSTM."""
    module = hasattr(unit, "state_dict") and hasattr(unit, "forward")
    answer = _module(unit, state) if module else unit
    if not callable(answer):
        raise mistake("memory, unit", "a torch module, or a function from sequences to states", unit)
    if state != "h" and not module:
        raise _no_cell(state)

    def read(words: Array) -> list[Array]:
        try:
            found = answer(words)
        except TnrnnError:
            raise
        except (RuntimeError, TypeError, ValueError, IndexError, AttributeError, NotImplementedError) as error:
            asked_for = f"states for sequences of shape {words.shape}"
            raise TnrnnError(f"memory, unit: expected {asked_for}, given {shown_line(str(error), 160)}") from None
        return _layers(found, words.shape[:2])

    return read


def _layers(found: Any, shape: tuple[int, ...]) -> list[Array]:
    """Return states as arrays; a list has one item for each layer, and a tuple begins with the states."""
    found = found[0] if isinstance(found, tuple) and found else found
    several = isinstance(found, list) and bool(found) and hasattr(found[0], "shape")
    layers = found if several else [found]
    names = [f"memory, states of layer {at}" if several else "memory, states" for at in range(1, len(layers) + 1)]
    return [_checked(name, layer, shape) for name, layer in zip(names, layers, strict=True)]


def _checked(name: str, given: Any, shape: tuple[int, ...]) -> Array:
    expected = f"an array of shape ({shape[0]}, {shape[1]}, units)"
    try:
        states = _floats(given)
    except (TypeError, ValueError):
        raise mistake(name, expected, type(given).__name__) from None
    if states.ndim != 3 or states.shape[:2] != shape or not states.shape[2]:
        raise mistake(name, expected, states.shape if states.ndim else type(given).__name__)
    bad = ~np.isfinite(states).all(axis=(0, 2))
    if bad.any():
        step = int(bad.argmax()) + 1
        value = states[:, step - 1][~np.isfinite(states[:, step - 1])][0]
        raise TnrnnError(f"{name}: expected finite numbers, given {value} at step {step}")
    found: Array = states
    return found


def _floats(given: Any) -> Any:
    """Return states as floats of single precision if that is their type, and otherwise as doubles."""
    if hasattr(given, "detach"):
        tensor = given.detach().cpu()
        single = tensor.dtype.itemsize == 4 and tensor.is_floating_point()
        return (tensor if single else tensor.double()).numpy()
    single = getattr(given, "dtype", None) == np.float32
    return np.asarray(given, dtype=np.float32 if single else np.float64)


def _no_cell(state: str) -> TnrnnError:
    known = "an LSTM or LSTMCell of torch, or a Stack, whose cell is known"
    return TnrnnError(f"probe, state: expected 'h', or {known}, given {state!r} for another unit")


def _module(module: Any, state: str) -> Callable[[Array], Any]:
    """Return a function of arrays that runs a copy of a torch module as in eval()."""
    from ...training import needed

    torch = needed()
    if getattr(module, "bidirectional", False):
        raise mistake("memory, unit", "one that reads forwards, so that its state is a memory", "bidirectional=True")
    try:
        frozen = copy.deepcopy(module).eval()
    except RuntimeError as error:
        raise TnrnnError(
            f"memory, unit: expected a module that can be copied, given {shown_line(str(error))}"
        ) from None
    like = next((p for p in frozen.parameters() if p.is_floating_point()), torch.zeros(0))
    run = _runner(torch, frozen) if state == "h" else _runner_with_cell(torch, frozen)

    def answer(words: Array) -> Any:
        with torch.no_grad():
            dtype = torch.int64 if words.dtype.kind in "iu" else like.dtype
            return run(torch.as_tensor(words, dtype=dtype, device=like.device))

    return answer


def _runner(torch: Any, module: Any) -> Callable[[Any], Any]:
    if hasattr(module, "states"):
        return lambda words: list(module.states(words))
    if isinstance(module, torch.nn.RNNCellBase):
        return lambda words: _stepped(torch, module, words)
    if getattr(module, "batch_first", True) is False:
        return lambda words: _first(module(words.transpose(0, 1))).transpose(0, 1)
    return lambda words: _first(module(words))


def _runner_with_cell(torch: Any, module: Any) -> Callable[[Any], Any]:
    """Return a function that runs a module and returns (h, c) side by side, or h if the module has no cell."""
    if isinstance(module, torch.nn.LSTM):
        from ...training import cells_beside

        return lambda words: cells_beside(module, words)
    if isinstance(module, torch.nn.LSTMCell):
        return lambda words: _stepped(torch, module, words, cell=True)
    if isinstance(module, torch.nn.RNN | torch.nn.GRU | torch.nn.RNNCellBase):
        return _runner(torch, module)
    if not hasattr(module, "states_and_cells"):
        raise _no_cell("h,c")
    return lambda words: list(module.states_and_cells(words))


def _first(answer: Any) -> Any:
    return answer[0] if isinstance(answer, tuple) and answer else answer


def _stepped(torch: Any, module: Any, words: Any, cell: bool = False) -> Any:
    """Run a module of one step over all steps."""
    state, found = None, []
    for step in words.unbind(1):
        state = module(step, state)
        found.append(torch.cat(state, 1) if cell else _first(state))
    return torch.stack(found, 1)


def named_units(owner: str, units: Any) -> dict[str, Any]:
    """Return units by name: those of a mapping, or a single unit under the name of its cell or class."""
    if hasattr(units, "items") and not hasattr(units, "forward"):
        found = {str(name): unit for name, unit in units.items()}
        if not found:
            raise mistake(owner, "at least one unit", units)
        return found
    name = getattr(units, "cell", None)
    return {name if isinstance(name, str) else getattr(units, "__name__", type(units).__name__): units}
