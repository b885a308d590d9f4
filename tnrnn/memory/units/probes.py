"""How a unit is measured: the sequences that it reads, and what is read of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...basics import choice, mistake, whole
from .arrays import MOST_NUMBERS
from .reading import STATES, Reading, State

LONGEST = 10**6
"""The largest number of steps."""

MOST_WIDTH = 10**5
"""The largest number of numbers at each step."""

MOST_SCALE = 1e9
"""The greatest scale of signals and noise: squares of products of these numbers are still far from overflow."""

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
        The number T of steps, at most 10^6.
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
    if not number or not value > 0:
        raise mistake(owner, expected, value)
    if value > MOST_SCALE:
        raise mistake(owner, f"{expected} of at most {MOST_SCALE:g}", value)
    return float(value)
