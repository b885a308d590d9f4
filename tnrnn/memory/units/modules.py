"""Torch modules as functions: a copy runs as in eval(), on a device, and gives what is read and what it returned."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...basics import TnrnnError, choice, mistake, shown_line
from .caches import Cached, cache_option
from .reading import Reading
from .recurrent import Cell, Layered, layered
from .stepping import Resumable, Running, Stepped, has_run, has_steps, runs_whole
from .trees import is_array, mapped, stacked
from .words import Words


@dataclass(frozen=True)
class Called:
    """A unit that shows no state.

    Parameters
    ----------
    whole : function
        It maps whole sequences to an answer.
    """

    whole: Callable[[Any], Any]


Kind = Called | Resumable


def is_module(unit: Any) -> bool:
    """Return whether a unit is a torch module.

    >>> is_module(len)
    False
    """
    return hasattr(unit, "state_dict") and hasattr(unit, "forward")


def copied(module: Any, reading: Reading) -> Any:
    """Return a copy of a torch module that runs as in eval(), on the device of the reading.

    Raises
    ------
    TnrnnError
        If the module reads in two directions, cannot be copied, or cannot be moved to the device.
    """
    if getattr(module, "bidirectional", False) is True:
        raise mistake("memory, unit", "one that reads forwards, so that its state is a memory", "bidirectional=True")
    try:
        frozen = copy.deepcopy(module).eval()
    except (RuntimeError, TypeError) as error:
        raise TnrnnError(
            f"memory, unit: expected a module that can be copied, given {shown_line(str(error))}"
        ) from None
    if reading.device is not None:
        try:
            frozen = frozen.to(reading.device)
        except (RuntimeError, AssertionError, ValueError, TypeError) as error:
            expected = "a device that torch has here, such as 'cpu'"
            given = f"{reading.device!r}: {shown_line(str(error), 120)}"
            raise TnrnnError(f"reading, device: expected {expected}, given {given}") from None
    config: Any = getattr(frozen, "config", None)
    if reading.read == "states" and reading.key in {None, "hidden_states"} and hasattr(config, "output_hidden_states"):
        config.output_hidden_states = True
    return frozen


def given_to(module: Any) -> Callable[[Words], Any]:
    """Return the function from arrays to tensors of a module's precision, or of int64 for ids, on its device."""
    from ...training import needed

    torch = needed()
    like = next((p for p in module.parameters() if p.is_floating_point()), torch.zeros(0))

    def given(words: Words) -> Any:
        dtype = torch.int64 if words.dtype.kind in "iu" else like.dtype
        return torch.as_tensor(words, dtype=dtype, device=like.device)

    return given


def kind_of(module: Any, reading: Reading) -> Kind:
    """Return a copy of a module as what reads whole sequences and, if it shows its states, goes on from them."""
    from ...training import needed

    torch = needed()
    if reading.read not in {"states", "output"}:
        return _with_cache(module, _tapped(module, reading.read))
    both, recurrent = reading.state == "h,c", _own_recurrent(torch, module)
    if both and not (recurrent or hasattr(module, "states_and_cells") or isinstance(module, torch.nn.RNNCellBase)):
        raise no_cell("h,c")
    if recurrent:
        return layered(module, both, top=reading.read == "output")
    if isinstance(module, torch.nn.RNNCellBase):
        return Stepped(Cell(module, both and isinstance(module, torch.nn.LSTMCell)))
    if reading.read == "states" and both:
        inner: tuple[Any, ...] = tuple(getattr(part, "inner", None) for part in getattr(module, "parts", ()))
        if inner and all(_own_recurrent(torch, one) and one.batch_first and one.num_layers == 1 for one in inner):
            return Layered(inner, both=isinstance(inner[0], torch.nn.LSTM))  # a Stack of torch's own layers
        return Called(lambda words: list(module.states_and_cells(words)))
    return _shown(module, reading.read == "states")


def _shown(module: Any, states: bool) -> Kind:
    """Return a module that may have methods `states`, or `begin` and `step`, or a cache."""
    shows = states and hasattr(module, "states")
    run = (lambda words: (list(module.states(words)), None)) if shows else _runner(module)
    if not has_steps(module):
        return Called(lambda words: run(words)[0]) if shows else _with_cache(module, run)
    whole = (lambda words: run(words)[0]) if shows or runs_whole(module) else None
    return Running(module, whole) if states and whole and has_run(module) else Stepped(module, whole)


def no_cell(state: str) -> TnrnnError:
    """Return the error of a unit without a known cell."""
    known = "an LSTM or LSTMCell of torch, or a Stack, whose cell is known"
    return TnrnnError(f"probe, state: expected 'h', or {known}, given {state!r} for another unit")


def _own_recurrent(torch: Any, module: Any) -> bool:
    """Return whether a module is torch's own RNN, LSTM or GRU, or runs as one, for example with normed weights."""
    own = (torch.nn.RNN, torch.nn.LSTM, torch.nn.GRU)
    return isinstance(module, own) and type(module).forward in {one.forward for one in own}


def _with_cache(module: Any, run: Callable[..., tuple[Any, Any]]) -> Kind:
    option = cache_option(module)
    return Called(lambda words: run(words)[0]) if option is None else Cached(run, option)


def _runner(module: Any) -> Callable[..., tuple[Any, Any]]:
    """Return the function from words to what a module returned, twice."""
    late = getattr(module, "batch_first", True) is False

    def run(words: Any, **options: Any) -> tuple[Any, Any]:
        found = module(words.transpose(0, 1) if late else words, **options)
        if late:
            return mapped(_batch_first, found[0] if isinstance(found, tuple) and found else found), found
        return found, found

    return run


def _batch_first(leaf: Any, _place: str) -> Any:
    return leaf.transpose(0, 1) if is_array(leaf) and leaf.ndim >= 3 else leaf


def _tapped(module: Any, name: str) -> Callable[..., tuple[Any, Any]]:
    """Return the function from words to the output of a part of a module, and what the module returned."""
    parts = dict(module.named_modules())
    parts.pop("", None)
    part = parts[choice("reading, read", name, ("states", "output", *parts))]
    late = getattr(module, "batch_first", True) is False
    turned = getattr(part, "batch_first", not late) is False
    swapped = type(part).__name__ in {"Conv1d", "BatchNorm1d"}

    def run(words: Any, **options: Any) -> tuple[Any, Any]:
        taken: list[Any] = []
        handle = part.register_forward_hook(lambda _part, _given, out: taken.append(out))
        try:
            returned = module(words.transpose(0, 1) if late else words, **options)
        finally:
            handle.remove()
        found = _gathered(name, taken, words.shape[1])
        if turned or swapped:
            found = found[0] if isinstance(found, tuple) else found
            found = found.transpose(0, 1) if turned else found.transpose(1, 2)
        return found, returned

    return run


def _gathered(name: str, taken: list[Any], steps: int) -> Any:
    """Return the output of a part that ran once, or that ran at every step, as cells do."""
    if len(taken) == 1:
        return taken[0]
    if len(taken) != steps:
        expected = f"a part that runs once or at every one of {steps} steps"
        raise TnrnnError(f"reading, read: expected {expected}, given {name!r}, which ran {len(taken)} times")
    return stacked([out[0] if isinstance(out, tuple) else out for out in taken])
