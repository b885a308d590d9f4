"""The sequences that a unit reads, and the states that they leave: a seeded sample and how its states are read."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import TnrnnError, choice, mistake, whole
from .arrays import MOST_NUMBERS, Array, Whole, check_room
from .opening import finer, first_answer, opened
from .probing import check_unit, untouched_generators, untouched_modules
from .reading import STATES, Reading, State
from .words import Words, inputs_of

CHUNK = 2**21
"""About how many numbers a unit reads and returns at a time."""

LEAST_SEQUENCES = 1_000
"""The smallest number of sequences, unless the user chooses another."""

LONGEST = 10**6
"""The largest number of steps."""

MOST_WIDTH = 10**5
"""The largest number of numbers at each step."""

FOLDS = (2, 30)
"""The smallest and the largest number of folds."""


@dataclass(frozen=True)
class Probe:
    """How a unit is measured: the sequences that it reads, and how its states are read.

    The sequences are independent, and every indicator is taken from the state h[T] after the last of T steps (retention
    also from earlier states). So the sequences of a sample are independent measurements.

    Parameters
    ----------
    length : int
        T, in steps, at most 10^6.
    width : int, optional
        M, the numbers at each step, and the number of symbols, which are given one-hot. By default it is the attribute
        `inputs` or `input_size` of the unit; for a function it must be given.
    lags : int, optional
        K: the lags 0 .. K are decoded, where lag k is the input of step T - k. By default T - 1, which means all steps.
    sequences : int, optional
        B, the number of sequences. By default the largest of 1,000, ten times the units, and four times the numbers to
        decode.
    seed : int
        The seed of all random numbers; by default 0.
    folds : int
        The number of folds of the cross-validation, and of groups of the jackknife, from 2 to 30; by default 10.
    scale : float
        Signals are independent and uniform in every channel, with variance scale^2 / M, so that the mean square norm of
        a step is scale^2. The default, 1, gives the norm of a one-hot symbol.
    noise : float
        The noise with which states are read, for retention and for the capacity at a stated noise. The noise is
        independent and normal, with a standard deviation of this many standard deviations of each unit's state (over
        sequences that stay random). By default 0.01. Without noise, a trace that has almost faded counts in full.
    state : "h" or "h,c"
        What is read of an LSTM: its hidden state h, which is the default, or h and its cell c side by side, which makes
        twice as many units. Cells of torch and of `Stack` that have no c give h.
    tokens : int, optional
        V, if the unit reads token ids 0 .. V - 1 in place of one-hot symbols; then the width is V, and there are no
        signals. By default it is the unit's `tokens` or `config.vocab_size`, or the rows of the Embedding with which it
        begins, if nothing says its width.
    reading : Reading, optional
        What is read of the unit, and how it runs; then `state` is that of the reading.
    stochastic : bool
        Whether a unit may answer the same sequences differently each time, for example because it has noise of its own.
        If True, it is not probed. By default False.

    Raises
    ------
    TnrnnError
        If a number is out of range, or if the sequences are too short for the lags.

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
    tokens: int | None = None
    reading: Reading | None = None

    def __post_init__(self) -> None:
        length = whole("probe, length", self.length, most=LONGEST)
        lags = length - 1 if self.lags is None else whole("probe, lags", self.lags, least=0, most=length - 1)
        object.__setattr__(self, "length", length)
        object.__setattr__(self, "lags", lags)
        object.__setattr__(self, "seed", whole("probe, seed", self.seed, least=0))
        object.__setattr__(self, "folds", whole("probe, folds", self.folds, *FOLDS))
        for name, most in (("width", MOST_WIDTH), ("sequences", MOST_NUMBERS), ("tokens", MOST_WIDTH)):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, whole(f"probe, {name}", getattr(self, name), most=most))
        object.__setattr__(self, "scale", _number("probe, scale", "a positive number", self.scale))
        choice("probe, state", self.state, STATES)
        if self.reading is not None:
            object.__setattr__(self, "state", _state_of(self.reading, self.state))
        if not isinstance(self.stochastic, bool):
            raise mistake("probe, stochastic", "True or False", self.stochastic)
        if self.noise != 0:
            object.__setattr__(self, "noise", _number("probe, noise", "0 or a positive number", self.noise))

    @property
    def how(self) -> Reading:
        """What is read of the unit, and how it runs."""
        return Reading(state=self.state) if self.reading is None else self.reading

    @property
    def count(self) -> int:
        """The number of lags, K + 1."""
        return 1 + int(self.lags if self.lags is not None else self.length - 1)


def _state_of(reading: Any, state: State) -> State:
    if not isinstance(reading, Reading):
        raise mistake("probe, reading", "a Reading", reading)
    if state not in {"h", reading.state}:
        raise mistake("probe, state", f"{reading.state!r}, as in the reading", state)
    return reading.state


def _number(owner: str, expected: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value <= sys.float_info.max:
        raise mistake(owner, expected, value)
    return float(value)


@dataclass(frozen=True)
class Asked:
    """A unit that has answered once, so that its sizes are known.

    Attributes
    ----------
    read : function
        It runs the unit: it maps inputs (batch, T, width) to a list of states (batch, T, units), one for each layer.
    probe : Probe
        How the unit is measured.
    width : int
        M, the numbers at each step.
    units : tuple of int
        The number of units of each layer.
    sequences : int
        B, the number of sequences of a sample.
    spacing : float
        The spacing at 1 of the floats in which the unit answers: 2^-52 for doubles.
    tokens : bool
        Whether the unit reads token ids, of which there are `width`.
    names : tuple of str
        What is read, by layer.
    """

    read: Callable[[Words], list[Array]]
    probe: Probe
    width: int
    units: tuple[int, ...]
    sequences: int
    spacing: float = 2.0**-52
    tokens: bool = False
    names: tuple[str, ...] = ()

    @property
    def rng(self) -> np.random.Generator:
        """A new generator of random numbers, always in the same state."""
        return np.random.default_rng(self.probe.seed)

    def symbols(self) -> Whole:
        """Return independent uniform symbols 0 .. M - 1 as an array (B, T)."""
        if self.width < 2:
            raise mistake("memory, width", "at least 2 symbols", self.width)
        return self.rng.integers(self.width, size=(self.sequences, self.probe.length))

    def signals(self) -> Array:
        """Return independent uniform signals as an array (B, T, M); a unit that reads token ids has none."""
        if self.tokens:
            expected = "a unit that reads values, as signals are numbers; measure symbols"
            raise TnrnnError(f"memory, signals: expected {expected}, given one that reads {self.width:,} token ids")
        shape = (self.sequences, self.probe.length, self.width)
        return self.rng.uniform(-1.0, 1.0, shape) * self.probe.scale * math.sqrt(3.0 / self.width)

    def one_hot(self, symbols: Whole) -> Array:
        """Return symbols as the unit reads them, as an array (.., M)."""
        return np.eye(self.width)[symbols]

    def states(self, inputs: Array | Whole, steps: Sequence[int]) -> Array:
        """Return the states of all layers side by side after some steps (1 .. T), as an array (B, steps, units)."""
        needed = len(inputs) * len(steps) * sum(self.units)
        check_room("memory, states", needed)
        places = np.array(steps) - 1
        read = 1 if self.tokens else self.width
        size = max(1, CHUNK // (self.probe.length * (read + sum(self.units))))
        parts = []
        for first in range(0, len(inputs), size):
            part = inputs[first : first + size]
            found = _alike(self.read, self.units)(self._words(part))
            parts.append(np.concatenate([layer[:, places] for layer in found], axis=2))
        return np.concatenate(parts).astype(np.float64)

    def _words(self, part: Array | Whole) -> Words:
        """Return inputs as the unit reads them: values, or symbols as token ids or one-hot."""
        if part.ndim == 3:
            return part.astype(np.float64)
        symbols = part.astype(np.int64)
        return symbols if self.tokens else self.one_hot(symbols)

    def columns(self, layer: int | None) -> slice:
        """Return the slice of a layer's units among all units, or that of all units if `layer` is None."""
        if layer is None:
            return slice(0, sum(self.units))
        at = whole("memory, layer", layer, most=len(self.units)) - 1
        return slice(sum(self.units[:at]), sum(self.units[: at + 1]))


def asked(unit: Any, probe: Probe) -> Asked:
    """Run a unit on two sequences, and return it together with its sizes, which are checked before memory is used.

    The unit is probed, too (`tnrnn.memory.probing.check_unit`): it gets the same sequences again, with one sequence
    changed, and with the last step changed. A unit that reads time along the first axis or in both directions, or that
    has dropout, is refused in one line that says so. The generators of random numbers are left as they were.

    Parameters
    ----------
    unit : torch module, function, or object with begin and step
        One of the following modules: a module with a method `states(x)` that returns a list of states (batch, T, units)
        by layer, as `tnrnn.training.Stack` has; torch's RNN, LSTM and GRU, with batch_first or without, by layer;
        RNNCell, LSTMCell and GRUCell; any module from values (batch, T, M), or token ids (batch, T), to states
        (batch, T, units), and the same with T first if the module has an attribute `batch_first` that is False. A copy
        of the module runs as in `eval()`, in its own precision and on its own device.
        Or a function from a numpy array (batch, T, M) of doubles, or (batch, T) of token ids, to states.
        Or an object with the methods `begin` and `step` (`tnrnn.memory.units.stepping.Stepping`).
        In place of an array or a tensor of states there may be a list of them by layer, a tuple that begins with
        one of these, or a dictionary or a dataclass, of which `Reading` says what is read.
    probe : Probe
        How the unit is measured.

    Raises
    ------
    TnrnnError
        If the unit fails, or returns no states, or states of a wrong shape or with numbers that are not finite; if it
        answers differently the second time, mixes the sequences of a batch, or looks ahead; if its width is unknown; if
        the state is "h,c" and nothing is known about the unit's cell; or if a sample would not fit in memory or is too
        small.

    Examples
    --------
    >>> seen = asked(lambda x: np.cumsum(x, axis=1), Probe(length=4, width=2))
    >>> seen.units, seen.sequences
    ((2,), 1000)
    >>> asked(lambda x: x[:, -1], Probe(length=4, width=2))
    Traceback (most recent call last):
    tnrnn.TnrnnError: memory, states: expected an array of shape (2, 4, units), given (2, 2): \
outputs without steps; return those of every step
    """
    if not isinstance(probe, Probe):
        raise mistake("memory, probe", "a Probe", probe)
    ask = "Probe(width=..), the numbers that this unit takes at each step, or Probe(tokens=..), the number of its ids"
    inputs = inputs_of(unit, probe.width, probe.tokens, ask)
    width = inputs.width or inputs.tokens or 1
    read_at_once = 1 if inputs.tokens else width
    check_room("memory, sequences", (probe.sequences or LEAST_SEQUENCES) * probe.length * read_at_once)
    found = opened(unit, probe.how)
    letters = np.arange(2 * probe.length).reshape(2, probe.length) % width
    words = letters if inputs.tokens else np.eye(width)[letters]
    with untouched_generators(), untouched_modules(unit):
        first = first_answer(unit, found, inputs, words)
        units = tuple(layer.shape[2] for layer in first.layers)
        if not probe.stochastic:
            probed, spacing = finer(unit, found, first)
            check_unit("memory, unit", _alike(probed.read, units), words, spacing)
    sequences = _sequences(probe, width, sum(units))
    return Asked(found.read, probe, width, units, sequences, first.spacing, inputs.tokens is not None, first.names)


def _alike(read: Callable[[Words], list[Array]], units: tuple[int, ...]) -> Callable[[Words], list[Array]]:
    """Return a function that reads states, and raises an error unless each layer has the given number of units."""

    def again(words: Words) -> list[Array]:
        found = read(words)
        if tuple(layer.shape[2] for layer in found) != units:
            raise mistake("memory, units of the layers", f"{units} as before", [layer.shape for layer in found])
        return found

    return again


def _sequences(probe: Probe, width: int, units: int) -> int:
    targets = probe.count * width
    least = -(-(units + targets + 2) * probe.folds // (probe.folds - 1))  # enough even without one fold
    given = max(LEAST_SEQUENCES, 10 * units, 4 * targets) if probe.sequences is None else probe.sequences
    if given < least:
        words = f"at least {least:,} for {units:,} units and {targets:,} numbers to decode"
        raise mistake("memory, sequences", words, given)
    check_room("memory, sample", given * probe.length * width)
    return given


def steps_of(owner: str, given: Iterable[int] | None, most: int) -> tuple[int, ...]:
    """Return the given steps, sorted; by default 0, 1, .. 8, 12, 16, 24, 32, .. and the greatest, `most`.

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


def named_units(owner: str, units: Any) -> dict[str, Any]:
    """Return units by name: those of a mapping, or a single unit under the name of its cell or class."""
    if hasattr(units, "items") and not hasattr(units, "forward"):
        found = {str(name): unit for name, unit in units.items()}
        if not found:
            raise mistake(owner, "at least one unit", units)
        return found
    name = getattr(units, "cell", None)
    return {name if isinstance(name, str) else getattr(units, "__name__", type(units).__name__): units}
