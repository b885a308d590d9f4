"""The linear memory profile: how well the input of every lag is decoded, and how many of the latest inputs are held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from ...basics import as_before, choice, mistake
from ..units import Array, Asked, Estimate, Probe, Whole, asked
from .decoding import decoded, last_state, recent_inputs
from .readout import basis_of, blocks, explained, wilson

Decoded = Literal["symbols", "signal"]
"""The kinds of sequences."""

THRESHOLD = 0.5
"""The part that is kept of an input that counts as held, from 0, chance, to 1."""


@dataclass(frozen=True)
class MemoryProfile:
    """How well the inputs of steps T - k, for lags k = 0 .. K, are decoded from the state after step T.

    Attributes
    ----------
    kind : "symbols" or "signal"
        The kind of sequences.
    measured : tuple of Estimate
        For each lag, the accuracy for symbols or R^2 for signals, with its interval of 95 %.
    chance : float
        What is reached without memory: 1/M for symbols, 0 for signals.
    units, width, length : int
        N, the numbers in the state; M, the symbols or channels; and T, in steps.

    Examples
    --------
    >>> found = MemoryProfile("symbols", (Estimate(0.75, 0.7, 0.8),), chance=0.5, units=2, width=2, length=1)
    >>> found.kept[0].value
    0.5
    """

    kind: Decoded
    measured: tuple[Estimate, ...]
    chance: float
    units: int
    width: int
    length: int

    @property
    def kept(self) -> tuple[Estimate, ...]:
        """The measure on a scale from 0, chance, to 1: (a - 1/M) / (1 - 1/M) for symbols, R^2 for signals."""
        part = 1.0 - self.chance
        return tuple(estimate.scaled(1.0 / part, -self.chance / part) for estimate in self.measured)

    def to_json(self) -> dict[str, Any]:
        """Return the profile as JSON; every estimate is [value, low, high].

        >>> MemoryProfile("signal", (Estimate(1.0, 1.0, 1.0),), 0.0, 1, 1, 1).to_json()["measured"]
        [[1.0, 1.0, 1.0]]
        """
        return {
            "kind": self.kind,
            "chance": self.chance,
            "measured": [estimate.to_json() for estimate in self.measured],
            "kept": [estimate.to_json() for estimate in self.kept],
        }


@as_before()
def linear_profile(unit: Any, probe: Probe, *, kind: Decoded = "symbols", layer: int | None = None) -> MemoryProfile:
    """Return how well the input of lag k is decoded from h[T], for lags k = 0 .. K.

    Symbols are independent, uniform and one-hot. They are decoded by M ridge readouts, of which the greatest wins, and
    the measure is the accuracy. Its interval is Wilson's, over the B sequences, each of which is decoded by readouts
    that have not seen it. Signals are independent and uniform in M channels. Their measure is ``R^2 = 1 - E|x - o|^2 /
    E|x - E x|^2`` of the best linear readout o in the population. It is estimated without the bias of a sample, with an
    interval (`tnrnn.memory.indicators.readout.explained`), and uses only what is above the rounding errors of the
    unit's own precision.

    Parameters
    ----------
    unit : torch module or function
        A unit that `tnrnn.memory.units.states.asked` accepts.
    probe : Probe
        The sequences, and how the states are read.
    kind : "symbols" or "signal"
        The kind of sequences; by default "symbols".
    layer : int, optional
        The layer, counted from 1. By default the states of all layers are taken side by side.

    Raises
    ------
    TnrnnError
        If the kind or the layer is unknown, or if `tnrnn.memory.units.states.asked` refuses the unit or the probe.

    References
    ----------
    Past inputs are decoded by lag as in Jaeger (GMD report 152, 2001) and, for symbols, in Illium et al.,
    arXiv 2212.11085.

    Examples
    --------
    >>> def last_two(x):  # a shift register
    ...     return np.concatenate([x, np.pad(x, ((0, 0), (1, 0), (0, 0)))[:, :-1]], axis=2)
    >>> found = linear_profile(last_two, Probe(length=4, width=4, sequences=400))
    >>> [round(estimate.value, 1) for estimate in found.measured]
    [1.0, 1.0, 0.3, 0.2]
    """
    choice("linear_profile, kind", kind, get_args(Decoded))
    seen = asked(unit, probe)
    if kind == "symbols":
        symbols = seen.symbols()
        return symbol_profile(seen, last_state(seen, symbols, layer), symbols)
    signals = seen.signals()
    return signal_profile(seen, last_state(seen, signals, layer), signals)


def symbol_profile(seen: Asked, states: Array, symbols: Whole) -> MemoryProfile:
    """Return the profile of states (B, units) after symbols (B, T)."""
    recent = symbols[:, ::-1][:, : seen.probe.count]
    right = decoded(seen, states, recent)
    measured = tuple(wilson(float(column.sum()), len(column)) for column in right.T)
    return MemoryProfile("symbols", measured, 1.0 / seen.width, states.shape[1], seen.width, seen.probe.length)


def signal_profile(seen: Asked, states: Array, signals: Array) -> MemoryProfile:
    """Return the profile of states (B, units) after signals (B, T, M)."""
    basis = basis_of(states, seen.spacing).basis
    measured = tuple(explained(basis, part) for part in blocks(recent_inputs(seen, signals), seen.width))
    return MemoryProfile("signal", measured, 0.0, states.shape[1], seen.width, seen.probe.length)


class Span(NamedTuple):
    """How many of the latest inputs are held.

    Attributes
    ----------
    threshold : float
        The part that is kept of an input that counts as held.
    steps, low, high : int
        The number of inputs by the estimates, and by the lower and the upper ends of their intervals.
    whole : bool
        Whether all lags that were decoded are held, so that the span may be longer than `steps`.

    Examples
    --------
    >>> Span(threshold=0.5, steps=2, low=1, high=2, whole=False).steps
    2
    """

    threshold: float
    steps: int
    low: int
    high: int
    whole: bool

    def to_json(self) -> dict[str, Any]:
        """Return the span as JSON.

        >>> Span(0.5, 3, 2, 4, False).to_json()["steps"]
        3
        """
        return self._asdict()


@as_before()
def memory_span(profile: MemoryProfile, *, threshold: float = THRESHOLD) -> Span:
    """Return how many of the latest inputs a state holds: the largest s with kept[k] >= threshold for all lags k < s.

    Parameters
    ----------
    profile : MemoryProfile
        The profile of the state.
    threshold : float
        The least value of `kept`, above 0 and at most 1. The default, 1/2, is half of the way from chance to certainty
        for symbols, and R^2 = 1/2 for signals.

    Raises
    ------
    TnrnnError
        If the threshold is out of range.

    Examples
    --------
    >>> ends = [Estimate(1.0, 0.9, 1.0), Estimate(0.6, 0.4, 0.7), Estimate(0.1, 0.0, 0.2)]
    >>> memory_span(MemoryProfile("signal", tuple(ends), 0.0, 2, 1, 3))
    Span(threshold=0.5, steps=2, low=1, high=2, whole=False)
    """
    part = checked_threshold(threshold)
    if not isinstance(profile, MemoryProfile):
        raise mistake("memory_span, profile", "a MemoryProfile", profile)
    lines = np.array(profile.kept) >= part - 1e-12
    value, low, high = (int(np.logical_and.accumulate(line).sum()) for line in lines.T)
    return Span(part, value, low, high, value == len(lines))


def checked_threshold(given: Any) -> float:
    """Return a threshold of `memory_span` as a float, or raise a TnrnnError if it is not one."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= 1:
        raise mistake("memory_span, threshold", "a number above 0 and at most 1", given)
    return float(given)
