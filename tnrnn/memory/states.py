"""What a unit is fed and what it holds: one seeded sample of sequences, and the hidden states that it leaves."""

from __future__ import annotations

import copy
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from ..basics import TnrnnError, approximate, choice, mistake, shown_line, whole
from .probing import check_unit, untouched_generators, untouched_modules

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

MOST_NUMBERS = 2**27
"""Numbers of a sample, and of the states kept of it: 1 GiB of doubles."""
CHUNK = 2**21
"""Numbers that a unit gets and gives at a time, about."""
LEAST_SEQUENCES = 1_000
LONGEST = 10**6
MOST_WIDTH = 10**5
FOLDS = (2, 30)
State = Literal["h", "h,c"]
STATES: tuple[State, ...] = get_args(State)
"""What is read of an LSTM: h, or h and the cell c, side by side."""


@dataclass(frozen=True)
class Probe:
    """How a unit is asked: the length of its sequences, their number, the lags that are decoded, and the seed.

    Sequences are independent, and every indicator is taken from the state h[T] after the last of T steps (retention:
    after steps on the way), so that the sequences of a sample are independent measurements.

    Parameters
    ----------
    length : int
        T, in steps.
    width : int, optional
        M, numbers a step, and the number of symbols, which are fed one-hot. Default: `inputs` or `input_size` of the
        unit; a function has none and needs it.
    lags : int, optional
        K: lags 0 .. K are decoded, lag k being the input of step T - k. Default: T - 1, all steps.
    sequences : int, optional
        B. Default: the largest of 1,000, ten times the units, and four times the numbers to decode.
    seed : int
    folds : int
        Of the cross-validation, and groups of the jackknife: 2 to 30.
    scale : float
        Signals are independent and uniform in every channel, with variance scale^2 / M: the mean square norm of a step
        is scale^2, at scale 1 that of a one-hot symbol.
    noise : float
        How exactly states are read, for retention and for the capacity at a stated noise. Independent normal noise is
        added whose standard deviation is this many standard deviations of each unit's state (over sequences that stay
        random). Without noise a trace that has almost faded counts in full.
    state : "h" or "h,c"
        What is read of an LSTM: its hidden state h, or h and its cell c side by side, which makes twice as many units.
        Cells of torch and of `Stack` that have no c give h.
    stochastic : bool
        Whether a unit may answer the same sequences in another way each time, as one with noise of its own does. If
        True, it is not probed. By default False.

    Raises
    ------
    TnrnnError
        On numbers out of range, and lags that the sequences are too short for.

    Examples
    --------
    >>> Probe(length=20).lags, Probe(length=20, lags=5).lags
    (19, 5)
    >>> Probe(length=20, lags=20)
    Traceback (most recent call last):
    tnrnn.TnrnnError: probe, lags: expected an integer from 0 to 19, given 20
    """

    length: int
    width: int | None = None
    lags: int | None = None
    sequences: int | None = None
    seed: int = 0
    folds: int = 10
    scale: float = 1.0
    noise: float = 0.01
    state: State = "h"
    stochastic: bool = False

    def __post_init__(self) -> None:
        length = whole("probe, length", self.length, most=LONGEST)
        lags = length - 1 if self.lags is None else whole("probe, lags", self.lags, least=0, most=length - 1)
        object.__setattr__(self, "length", length)
        object.__setattr__(self, "lags", lags)
        object.__setattr__(self, "seed", whole("probe, seed", self.seed, least=0))
        object.__setattr__(self, "folds", whole("probe, folds", self.folds, *FOLDS))
        for name, most in (("width", MOST_WIDTH), ("sequences", MOST_NUMBERS)):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, whole(f"probe, {name}", getattr(self, name), most=most))
        object.__setattr__(self, "scale", _number("probe, scale", "a positive number", self.scale))
        choice("probe, state", self.state, STATES)
        if not isinstance(self.stochastic, bool):
            raise mistake("probe, stochastic", "True or False", self.stochastic)
        if self.noise != 0:
            object.__setattr__(self, "noise", _number("probe, noise", "0 or a positive number", self.noise))

    @property
    def count(self) -> int:
        """The number of lags, K + 1."""
        return 1 + int(self.lags if self.lags is not None else self.length - 1)


def _number(owner: str, expected: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value <= sys.float_info.max:
        raise mistake(owner, expected, value)
    return float(value)


@dataclass(frozen=True)
class Asked:
    """A unit that has answered once: how wide its inputs are, how many units each layer has, how many sequences follow.

    `read(words)` runs it: inputs (batch, T, width) to a list of states (batch, T, units), one for each layer.
    `spacing` is the spacing at 1 of the floats in which it answers: 2^-52 for doubles.
    """

    read: Callable[[Array], list[Array]]
    probe: Probe
    width: int
    units: tuple[int, ...]
    sequences: int
    spacing: float = 2.0**-52

    @property
    def rng(self) -> np.random.Generator:
        """A new generator, always in the same state."""
        return np.random.default_rng(self.probe.seed)

    def symbols(self) -> Whole:
        """Return independent uniform symbols 0 .. M - 1, shape (B, T)."""
        if self.width < 2:
            raise mistake("memory, width", "at least 2 symbols", self.width)
        return self.rng.integers(self.width, size=(self.sequences, self.probe.length))

    def signals(self) -> Array:
        """Return independent uniform signals, shape (B, T, M)."""
        shape = (self.sequences, self.probe.length, self.width)
        return self.rng.uniform(-1.0, 1.0, shape) * self.probe.scale * math.sqrt(3.0 / self.width)

    def one_hot(self, symbols: Whole) -> Array:
        """Return symbols as the unit is fed them, shape (.., M)."""
        return np.eye(self.width)[symbols]

    def states(self, inputs: Array | Whole, steps: Sequence[int]) -> Array:
        """Return what all layers hold after some steps (1 .. T), side by side: shape (B, steps, all units)."""
        needed = len(inputs) * len(steps) * sum(self.units)
        _check_room("memory, states", needed)
        places = np.array(steps) - 1
        size = max(1, CHUNK // (self.probe.length * (self.width + sum(self.units))))
        parts = []
        for first in range(0, len(inputs), size):
            part = inputs[first : first + size]
            words = part.astype(np.float64) if part.ndim == 3 else self.one_hot(part.astype(np.int64))
            found = _alike(self.read, self.units)(words)
            parts.append(np.concatenate([layer[:, places] for layer in found], axis=2))
        return np.concatenate(parts).astype(np.float64)

    def columns(self, layer: int | None) -> slice:
        """Return where a layer's units stand among all; None: all of them."""
        if layer is None:
            return slice(0, sum(self.units))
        at = whole("memory, layer", layer, most=len(self.units)) - 1
        return slice(sum(self.units[:at]), sum(self.units[: at + 1]))


def _check_room(owner: str, numbers: int) -> None:
    if numbers > MOST_NUMBERS:
        raise mistake(
            owner,
            f"at most {approximate(MOST_NUMBERS)} numbers; take fewer sequences or steps",
            f"{approximate(numbers)}",
        )


def asked(unit: Any, probe: Probe) -> Asked:
    """Return a unit with what it answers to two sequences; sizes are checked here, before memory is taken.

    The unit is probed, too (`tnrnn.memory.probing.check_unit`): it gets the same sequences again, with one sequence
    changed, and with the last step changed. A unit that reads time along the first axis or in both directions, or that
    has dropout, is refused in one line that says so. The generators of random numbers are left as they were.

    Parameters
    ----------
    unit : torch module, or function
        A module with `states(x)`, a list of states (batch, T, units) by layer, as `tnrnn.memory.Stack` has; torch's
        RNN, LSTM and GRU, with batch_first or without (their output: the top layer); RNNCell, LSTMCell and GRUCell; any
        module from (batch, T, M) to states (batch, T, units), or to a tuple that begins with them, and the same with T
        first where the module has an attribute `batch_first` that is False. Modules run as they would in `eval()`, on a
        copy, in their own precision and on their own device.
        A function gets a numpy array (batch, T, M) of doubles, and answers the same: states, a list of them by layer,
        or a tuple that begins with them.
    probe : Probe

    Raises
    ------
    TnrnnError
        If the unit fails, or returns no states, or states of a wrong shape or with numbers that are not finite; if it
        answers differently the second time, mixes the sequences of a batch, or looks ahead; if its width is unknown; if
        the state is "h,c" and nothing is known of the unit's cell; or if a sample would not fit in memory or is too
        small.

    Examples
    --------
    >>> seen = asked(lambda x: np.cumsum(x, axis=1), Probe(length=4, width=2))
    >>> seen.units, seen.sequences
    ((2,), 1000)
    >>> asked(lambda x: x[:, -1], Probe(length=4, width=2))
    Traceback (most recent call last):
    tnrnn.TnrnnError: memory, states: expected an array of shape (2, 4, units), given (2, 2)
    """
    if not isinstance(probe, Probe):
        raise mistake("memory, probe", "a Probe", probe)
    width = probe.width or width_of(unit)
    if width is None:
        raise TnrnnError("memory, width: expected Probe(width=..), the numbers a step that this unit takes, given none")
    _check_room("memory, sequences", (probe.sequences or LEAST_SEQUENCES) * probe.length * width)
    read = _reader(unit, probe.state)
    words = np.eye(width)[np.arange(2 * probe.length).reshape(2, probe.length) % width]
    with untouched_generators(), untouched_modules(unit):
        first = read(words)
        units = tuple(layer.shape[2] for layer in first)
        spacing = max(float(np.finfo(layer.dtype).eps) for layer in first)
        if not probe.stochastic:
            check_unit("memory, unit", _alike(read, units), words, spacing)
    return Asked(read, probe, width, units, _sequences(probe, width, sum(units)), spacing)


def _alike(read: Callable[[Array], list[Array]], units: tuple[int, ...]) -> Callable[[Array], list[Array]]:
    """Return a function that reads states, and refuses them unless each layer has the given number of units."""

    def again(words: Array) -> list[Array]:
        found = read(words)
        if tuple(layer.shape[2] for layer in found) != units:
            raise mistake("memory, units of the layers", f"{units} again", [layer.shape for layer in found])
        return found

    return again


def _sequences(probe: Probe, width: int, units: int) -> int:
    targets = probe.count * width
    least = -(-(units + targets + 2) * probe.folds // (probe.folds - 1))  # so many when a fold is left out
    given = max(LEAST_SEQUENCES, 10 * units, 4 * targets) if probe.sequences is None else probe.sequences
    if given < least:
        words = f"at least {least:,} for {units:,} units and {targets:,} numbers to decode"
        raise mistake("memory, sequences", words, given)
    _check_room("memory, sample", given * probe.length * width)
    return given


def width_of(unit: Any) -> int | None:
    """Return how many numbers a step a unit takes, if it says so.

    >>> width_of(lambda x: x) is None
    True
    """
    found = (getattr(unit, name, None) for name in ("inputs", "input_size"))
    return next((size for size in found if isinstance(size, int) and size > 0), None)


# From units to functions of arrays


def _reader(unit: Any, state: str) -> Callable[[Array], list[Array]]:
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
    """Return states as arrays: a list has one for each layer, a tuple begins with them."""
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
    """Return states in single precision, if they are, else as doubles."""
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
    """Return a torch module as a function of arrays, as it is in eval()."""
    from ..training import needed

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
            return run(torch.as_tensor(words, dtype=like.dtype, device=like.device))

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
    """Return what runs a module for (h, c), side by side; for h, where it has no cell."""
    if isinstance(module, torch.nn.LSTM):
        from ..training import cells_beside

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
    """Run a module of one step over all of them."""
    state, found = None, []
    for step in words.unbind(1):
        state = module(step, state)
        found.append(torch.cat(state, 1) if cell else _first(state))
    return torch.stack(found, 1)


def named_units(owner: str, units: Any) -> dict[str, Any]:
    """Return units by name: those of a mapping, or the one given, by its cell or class."""
    if hasattr(units, "items") and not hasattr(units, "forward"):
        found = {str(name): unit for name, unit in units.items()}
        if not found:
            raise mistake(owner, "at least one unit", units)
        return found
    name = getattr(units, "cell", None)
    return {name if isinstance(name, str) else getattr(units, "__name__", type(units).__name__): units}


def steps_of(owner: str, given: Iterable[int] | None, most: int) -> tuple[int, ...]:
    """Return steps, sorted; by default all up to 8, then fewer: 0, 1, .. 8, 12, 16, 24, 32, ..

    >>> steps_of("steps", None, 14)
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 14)
    """
    if given is None:
        powers = range(1, max(most, 1).bit_length() + 1)
        usual = {*range(9), most, *(2**power for power in powers), *(3 * 2**power for power in powers)}
        return tuple(sorted(step for step in usual if 0 <= step <= most))
    if not isinstance(given, Iterable):
        raise mistake(owner, "steps, as integers", given)
    return tuple(sorted({whole(owner, step, least=0, most=most) for step in given}))
