"""A unit that has answered once: its sizes, the sequences of a seeded sample, and the states that they leave."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import TnrnnError, mistake, whole
from .arrays import Array, Whole, check_room, one_hot
from .opening import finer, first_answer, opened
from .probes import Probe
from .probing import check_unit, untouched_generators, untouched_modules
from .words import Words, inputs_of

SMALLEST, LARGEST = 1e-120, 1e120
"""The least and the most that the greatest of all states may be."""

CHUNK = 2**21
"""About how many numbers a unit reads and returns at a time."""

LEAST_SEQUENCES = 1_000
"""The smallest number of sequences, unless the user chooses another."""


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
        return one_hot("memory, symbols", symbols, self.width)

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
        return _in_range(np.concatenate(parts).astype(np.float64))

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

    The unit is probed, too (`tnrnn.memory.units.probing.check_unit`): it gets the same sequences again, with one
    sequence changed, and with the last step changed. A unit that reads time along the first axis or in both directions,
    or that has dropout, is refused in one line that says so. The generators of random numbers are left as they were.

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
    words = letters if inputs.tokens else one_hot("memory, width", letters, width)
    with untouched_generators(), untouched_modules(unit):
        first = first_answer(unit, found, inputs, words)
        units = tuple(layer.shape[2] for layer in first.layers)
        if not probe.stochastic:
            probed, spacing = finer(unit, found, first)
            check_unit("memory, unit", _alike(probed.read, units), words, spacing)
    sequences = _sequences(probe, width, sum(units))
    return Asked(found.read, probe, width, units, sequences, first.spacing, inputs.tokens is not None, first.names)


def _in_range(states: Array) -> Array:
    """Return states unless their squares overflow, or are 0 although they are not."""
    largest = float(np.abs(states).max(initial=0.0))
    if largest and not SMALLEST <= largest <= LARGEST:
        expected = f"a greatest number from {SMALLEST:g} to {LARGEST:g}, so that it can be squared; scale them"
        raise TnrnnError(f"memory, states: expected {expected}, given {largest:.3g}")
    return states


def _alike(read: Callable[[Words], list[Array]], units: tuple[int, ...]) -> Callable[[Words], list[Array]]:
    """Return a function that reads states, and raises an error unless each layer has the given number of units."""

    def again(words: Words) -> list[Array]:
        found = read(words)
        if tuple(layer.shape[2] for layer in found) != units:
            raise mistake("memory, units of the layers", f"{units} as before", [layer.shape for layer in found])
        return found

    return again


def least_sequences(probe: Probe, units: int, targets: int) -> int:
    """Return how many sequences a readout of some targets from some units needs, so that one fold can be left out."""
    return -(-(units + targets + 2) * probe.folds // (probe.folds - 1))


def _sequences(probe: Probe, width: int, units: int) -> int:
    targets = probe.count * width
    least = least_sequences(probe, units, targets)
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
