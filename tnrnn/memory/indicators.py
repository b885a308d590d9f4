"""Memory indicators: how much of the sequence that a unit has read its hidden state still holds, linearly.

A unit reads independent random sequences x[1] .. x[T], and linear readouts of its state h[T], none of which has seen
the sequence it is tested on, say what they were. docs/memory-indicators.md tells what is established, and what is ours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from ..basics import as_before, choice, mistake, whole
from .linear import Controllability, LinearUnit
from .readout import (
    Array,
    Estimate,
    basis_of,
    blocks,
    explained,
    fold_of,
    held_out,
    jackknife,
    paired,
    shared_trace,
    wilson,
)
from .states import MOST_NUMBERS, Asked, Probe, Whole, asked, steps_of

Decoded = Literal["symbols", "signal"]
"""What is decoded of a state: which symbol was read, or the value of a signal."""

THRESHOLD = 0.5


# The linear memory profile


@dataclass(frozen=True)
class MemoryProfile:
    """What is decoded of the input of step T - k, for lags k = 0 .. K, from the state after step T.

    `measured[k]`: the accuracy for symbols, R^2 for signals, each with its interval of 95 %; `chance`: what is reached
    without memory, 1/M or 0; `units` in the state, `width` M, `length` T in steps.
    """

    kind: Decoded
    measured: tuple[Estimate, ...]
    chance: float
    units: int
    width: int
    length: int

    @property
    def kept(self) -> tuple[Estimate, ...]:
        """The measure from 0, chance, to 1: (a - 1/M) / (1 - 1/M) for symbols, R^2 for signals."""
        part = 1.0 - self.chance
        return tuple(estimate.scaled(1.0 / part, -self.chance / part) for estimate in self.measured)

    def to_json(self) -> dict[str, Any]:
        """Return the profile as JSON has it; every estimate is [value, low, high].

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

    Symbols (independent, uniform, one-hot): the accuracy of the greatest of M ridge readouts; its interval is Wilson's,
    over the B sequences, each of which was decoded by readouts that had not seen it. Signals (independent, uniform, M
    channels): ``R^2 = 1 - E|x - o|^2 / E|x - E x|^2`` of the best linear readout o in the population. It is estimated
    without the bias of a sample, with an interval (`tnrnn.memory.readout.explained`), and uses only what is above the
    rounding errors of the unit's own precision.

    Parameters
    ----------
    unit
        As `tnrnn.memory.states.asked` has it: a torch module or a function.
    probe : Probe
    kind : "symbols" or "signal"
    layer : int, optional
        Counted from 1. Default: the states of all layers, side by side.

    Raises
    ------
    TnrnnError
        On unknown kinds and layers, and as `asked`.

    References
    ----------
    Decoding of past inputs by lag as in Jaeger (GMD report 152, 2001) and, for symbols, Illium et al.,
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


def last_state(seen: Asked, inputs: Array | Whole, layer: int | None) -> Array:
    """Return h[T] of a layer, or of all: shape (B, units)."""
    columns = seen.columns(layer)
    return seen.states(inputs, [seen.probe.length])[:, 0, columns]


def symbol_profile(seen: Asked, states: Array, symbols: Whole) -> MemoryProfile:
    """Return the profile for states (B, units) after symbols (B, T)."""
    recent = symbols[:, ::-1][:, : seen.probe.count]
    right = _decoded(seen, states, recent)
    measured = tuple(wilson(float(column.sum()), len(column)) for column in right.T)
    return MemoryProfile("symbols", measured, 1.0 / seen.width, states.shape[1], seen.width, seen.probe.length)


def _decoded(seen: Asked, states: Array, symbols: Whole) -> Array:
    """Return 1 where readouts that have not seen a sequence say its symbols, else 0: shape (B, symbols)."""
    targets = seen.one_hot(symbols).reshape(len(symbols), -1)
    found = held_out(states, targets, seen.width, seen.probe.folds)
    said = np.stack([part.argmax(axis=1) for part in blocks(found, seen.width)], axis=1)
    right: Array = (said == symbols).astype(np.float64)
    return right


def signal_profile(seen: Asked, states: Array, signals: Array) -> MemoryProfile:
    """Return the profile for states (B, units) after signals (B, T, M)."""
    basis = basis_of(states, seen.spacing).basis
    measured = tuple(explained(basis, part) for part in blocks(_recent(seen, signals), seen.width))
    return MemoryProfile("signal", measured, 0.0, states.shape[1], seen.width, seen.probe.length)


def _recent(seen: Asked, signals: Array) -> Array:
    """Return the inputs of lags 0 .. K side by side: shape (B, (K + 1) M)."""
    return signals[:, ::-1][:, : seen.probe.count].reshape(len(signals), -1)


class Span(NamedTuple):
    """How many of the latest inputs are held: `steps`, and by the lower and the upper ends of the intervals.

    `whole`: all lags that were decoded are held, so that the span may be longer than it says.
    """

    threshold: float
    steps: int
    low: int
    high: int
    whole: bool

    def to_json(self) -> dict[str, Any]:
        """Return the span as JSON has it.

        >>> Span(0.5, 3, 2, 4, False).to_json()["steps"]
        3
        """
        return self._asdict()


@as_before()
def memory_span(profile: MemoryProfile, *, threshold: float = THRESHOLD) -> Span:
    """Return the number of latest inputs that a state holds: kept[k] >= threshold for all lags k below it.

    Parameters
    ----------
    profile : MemoryProfile
    threshold : float
        Of `kept`, between 0 and 1: by default half of the way from chance to certainty, or R^2 = 1/2.

    Raises
    ------
    TnrnnError
        On other thresholds.

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
    """Return a threshold of `memory_span`."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= 1:
        raise mistake("memory_span, threshold", "a number above 0 up to 1", given)
    return float(given)


# Capacity


@dataclass(frozen=True)
class Capacity:
    """Jaeger's memory capacity MC: `total`, with its interval of 95 %, of `units` at most; `by_lag[k]`, its parts MC_k.

    For M channels MC_k is the sum over the channels, at most M. `total` counts what can be seen in the unit's own
    precision, and the upper end of its interval also counts the directions of the state that are below this precision.
    `at_noise` is the capacity of states that are read with noise of `noise` standard deviations of each unit, which
    does not depend on the precision, and `noisy_by_lag` has its parts. `rank` is given for a `LinearUnit`: its exact
    capacity of all T lags, without noise or rounding.
    """

    total: Estimate
    by_lag: tuple[float, ...]
    units: int
    width: int
    noise: float = 0.0
    at_noise: Estimate | None = None
    noisy_by_lag: tuple[float, ...] = ()
    rank: Controllability | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the capacity as JSON has it.

        >>> sorted(Capacity(Estimate(1.0, 1.0, 1.0), (1.0,), 1, 1, rank=Controllability(1, True)).to_json())
        ['at_noise', 'bound', 'by_lag', 'noise', 'noisy_by_lag', 'rank', 'total']
        """
        parts, noisy = ([round(part, 6) + 0.0 for part in each] for each in (self.by_lag, self.noisy_by_lag))
        own = {"total": self.total.to_json(), "bound": self.units, "by_lag": parts, "noise": self.noise}
        read = {"at_noise": self.at_noise and self.at_noise.to_json(), "noisy_by_lag": noisy}
        return own | read | {"rank": self.rank and self.rank._asdict()}


@as_before()
def memory_capacity(unit: Any, probe: Probe, *, layer: int | None = None) -> Capacity:
    """Return MC = sum_k MC_k over lags k = 0 .. K, MC_k = cov^2(x[T-k], o_k) / (var x var o_k) of the best readout o_k.

    Inputs are independent, uniform signals; for M channels every channel of every lag is a target. In the population
    MC = trace(P_H P_X) <= N, the number of units. The estimate is that trace in the sample, less what spans of these
    dimensions share by chance (`tnrnn.memory.readout.shared_trace`): it is at most the rank of the states, hence N, in
    every sample. The interval is that of a delete-group jackknife, cut at 0 and N. Its upper end also counts the
    directions of the state that vary less than the unit's precision (`tnrnn.memory.readout.basis_of`), because nobody
    can tell what they contain.

    `Capacity.at_noise` is the same estimate for states that are read with independent noise, whose standard deviation
    is the probe's `noise` times that of each unit's state. For a `LinearUnit` the result has the exact rank, too.

    Parameters
    ----------
    unit, probe, layer
        As for `linear_profile`.

    Raises
    ------
    TnrnnError
        As `asked`, and on unknown layers.

    References
    ----------
    Jaeger, "Short term memory in echo state networks", GMD report 152 (2001), MC and the bound; sums over
    channels: Dambre, Verstraeten, Schrauwen, Massar, Sci. Rep. 2 (2012) 514.

    Examples
    --------
    >>> def last_two(x):
    ...     return np.concatenate([x, np.pad(x, ((0, 0), (1, 0), (0, 0)))[:, :-1]], axis=2)
    >>> found = memory_capacity(last_two, Probe(length=6, width=1))
    >>> [round(number, 6) for number in found.total], found.noise, round(found.at_noise.value, 3)
    ([2.0, 2.0, 2.0], 0.01, 2.0)
    >>> fading = LinearUnit(np.diag([0.5, 0.25, 1e-9]), np.ones((3, 1)))
    >>> memory_capacity(fading, Probe(length=6)).rank
    Controllability(rank=3, exact=True)
    """
    seen = asked(unit, probe)
    signals = seen.signals()
    found = capacity_of(seen, last_state(seen, signals, layer), signals)
    return replace(found, rank=unit.rank(seen.probe.length)) if isinstance(unit, LinearUnit) else found


def capacity_of(seen: Asked, states: Array, signals: Array) -> Capacity:
    """Return the capacity for states (B, units) after signals (B, T, M)."""
    targets, noise = _recent(seen, signals), seen.probe.noise
    total, by_lag = _capacity(seen, states, targets)
    if not noise:
        return Capacity(total, by_lag, states.shape[1], seen.width, 0.0, total, by_lag)
    drawn = np.random.default_rng([seen.probe.seed, 2]).normal(size=states.shape)
    noisy = _capacity(seen, states + noise * states.std(axis=0) * drawn, targets)
    return Capacity(total, by_lag, states.shape[1], seen.width, noise, *noisy)


def _capacity(seen: Asked, states: Array, targets: Array) -> tuple[Estimate, tuple[float, ...]]:
    """Return the capacity for all lags, and its parts."""
    fold, most = fold_of(len(states), seen.probe.folds), float(states.shape[1])
    span = basis_of(states, seen.spacing)
    nested = shared_trace(span.basis, targets, seen.width).corrected
    without = []
    for held in range(seen.probe.folds):
        kept = basis_of(states[fold != held], seen.spacing).basis
        without.append(float(shared_trace(kept, targets[fold != held], seen.width).corrected[-1]))
    found = jackknife(float(nested[-1]), without)
    ends = (found.value, found.low, found.high + span.unseen)
    total = Estimate(*(min(max(number, 0.0), most) for number in ends))
    return total, tuple(np.diff(nested, prepend=0.0).tolist())


@dataclass(frozen=True)
class MemoryLimits:
    """What a length of sequences asks of a state, what a unit could hold, and does: external and internal limits.

    `asked` = M T numbers (external: the sequence); `possible` = min(N, M T) of them could be held linearly by any unit
    of N numbers; `held` = MC of them are (internal: the kind of unit). held / asked = ceiling * efficiency.
    """

    length: int
    asked: int
    possible: int
    held: Estimate

    @property
    def ceiling(self) -> float:
        """What any unit of that size could hold of a sequence: possible / asked.

        >>> MemoryLimits(8, 16, 4, Estimate(3.0, 2.0, 4.0)).ceiling
        0.25
        """
        return self.possible / self.asked

    @property
    def efficiency(self) -> Estimate:
        """What this unit holds of what it could: held / possible.

        >>> MemoryLimits(8, 16, 4, Estimate(3.0, 2.0, 4.0)).efficiency.value
        0.75
        """
        return self.held.scaled(1.0 / self.possible)

    @property
    def share(self) -> Estimate:
        """What this unit holds of a sequence: held / asked."""
        return self.held.scaled(1.0 / self.asked)

    @property
    def longest(self) -> int:
        """The longest sequence that any unit of that size could hold linearly: N / M steps, rounded down, at most T."""
        return self.possible * self.length // self.asked

    def to_json(self) -> dict[str, Any]:
        """Return the limits as JSON has them."""
        own = {"length": self.length, "asked": self.asked, "possible": self.possible, "held": self.held.to_json()}
        parts = {"efficiency": self.efficiency.to_json(), "share": self.share.to_json()}
        return own | {"ceiling": round(self.ceiling, 6), **parts}


Limits = MemoryLimits
"""As the last release called it."""


def memory_limits(capacity: Capacity, length: int) -> MemoryLimits:
    """Return the internal and the external limit of a unit on sequences of `length` steps.

    Parameters
    ----------
    capacity : Capacity
    length : int
        T, in steps: as many as the lags of the capacity, K + 1, or fewer; then what is held is what the capacity has of
        the last T inputs of its own, longer, sequences.

    Raises
    ------
    TnrnnError
        On longer sequences: their lags have not been decoded.

    References
    ----------
    Ours, after the idea of internal and external factors of Zhang et al., arXiv 2002.07422.

    Examples
    --------
    >>> found = memory_limits(Capacity(Estimate(3.0, 2.5, 3.5), (1.0, 1.0, 1.0, 0.0), 6, 1), 4)
    >>> found.ceiling, found.efficiency.value
    (1.0, 0.75)
    """
    if not isinstance(capacity, Capacity):
        raise mistake("memory_limits, capacity", "a Capacity", capacity)
    steps = whole("memory_limits, length", length, most=len(capacity.by_lag))
    numbers = steps * capacity.width
    possible = min(capacity.units, numbers)
    beyond = max(sum(capacity.by_lag[steps:]), 0.0)
    held = (min(max(number - beyond, 0.0), float(possible)) for number in capacity.total)
    return MemoryLimits(steps, numbers, possible, Estimate(*held))


# Retention and interference


@dataclass(frozen=True)
class Retention:
    """What is kept of one symbol d steps after it, where random symbols follow it and where one and the same does.

    `steps` are the d; `random` and `repeated` the accuracies from 0, chance, to 1, with intervals of 95 %;
    `interference` = repeated - random: what new inputs overwrite, beyond what fades by itself.
    """

    steps: tuple[int, ...]
    random: tuple[Estimate, ...]
    repeated: tuple[Estimate, ...]
    interference: tuple[Estimate, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the retention as JSON has it."""
        parts = ("random", "repeated", "interference")
        return {"steps": list(self.steps)} | {name: [one.to_json() for one in getattr(self, name)] for name in parts}


@as_before()
def retention(unit: Any, probe: Probe, *, steps: Iterable[int] | None = None, layer: int | None = None) -> Retention:
    """Return how well the symbol of one step is decoded at that step and after others, random or constant.

    The symbol is that of step p, the later ones are those of steps p + d; p = T - D, with D = floor(T / 2) or the
    greatest of `steps`. All sequences begin with p random symbols; they go on with random ones, or with symbol 0 alone.
    At each d readouts of their own decode, held out; states are read with the probe's noise, the same for both, so that
    what has faded is lost too. Intervals: Wilson's; for the interference the normal one of the
    differences, which are paired by sequence.

    Parameters
    ----------
    unit, probe, layer
        As for `linear_profile`.
    steps : iterable of int, optional
        The d, from 0 to T - 1. Default: 0, 1, .. 8, 12, 16, 24, .. up to T / 2.

    Raises
    ------
    TnrnnError
        As `asked`, and on steps that the sequences are too short for.

    References
    ----------
    Ours; random and constant continuations separate interference from decay, as experiments on memory do.

    Examples
    --------
    >>> found = retention(lambda x: x, Probe(length=4, width=2, sequences=400))
    >>> found.steps, [round(abs(one.value)) for one in found.random]
    ((0, 1, 2), [1, 0, 0])
    """
    seen = asked(unit, probe)
    later = retention_steps(seen, steps)
    symbols = seen.symbols()
    random, repeated = retention_states(seen, symbols, later)
    columns = seen.columns(layer)
    return retention_of(seen, symbols, later, (random[:, :, columns], repeated[:, :, columns]))


def retention_steps(seen: Asked, steps: Iterable[int] | None) -> tuple[int, ...]:
    """Return the steps after the symbol at which it is decoded."""
    most = seen.probe.length - 1 if steps is not None else seen.probe.length // 2
    found = steps_of("retention, steps", steps, min(most, seen.probe.length - 1))
    if not found:
        raise mistake("retention, steps", "at least one", found)
    return found


def retention_states(seen: Asked, symbols: Whole, later: tuple[int, ...]) -> tuple[Array, Array]:
    """Return the states of all layers `later` steps after the symbol, under random and under constant continuations.

    Both are read with the same noise, relative to the spread of the random ones.
    """
    place = seen.probe.length - later[-1]
    after = [place + step for step in later]
    constant = symbols.copy()
    constant[:, place:] = 0
    random, repeated = seen.states(symbols, after), seen.states(constant, after)
    noise = np.random.default_rng([seen.probe.seed, 1]).normal(size=random.shape)
    noise *= seen.probe.noise * random.std(axis=0)
    return random + noise, repeated + noise


def retention_of(seen: Asked, symbols: Whole, later: tuple[int, ...], states: tuple[Array, Array]) -> Retention:
    """Return the retention for two arrays of states (B, steps, units)."""
    place = seen.probe.length - later[-1]
    asked_for = symbols[:, place - 1 : place]
    right = [[_decoded(seen, held[:, at], asked_for)[:, 0] for at in range(len(later))] for held in states]
    factor = 1.0 / (1.0 - 1.0 / seen.width)
    random, repeated = (
        tuple(wilson(float(one.sum()), len(one)).scaled(factor, 1.0 - factor) for one in each) for each in right
    )
    lost = (paired(same - new).scaled(factor) for new, same in zip(*right, strict=True))
    return Retention(later, random, repeated, tuple(lost))


# A semantic Euclidean space


@dataclass(frozen=True)
class SemanticSpan:
    """How much of what a sequence says a state spans: the part of the variance of its vector, `total` and by position.

    The vector of a sequence is that of its tokens' embeddings, one after the other; `by_position[p - 1]` is the part
    explained of the embedding at step p. `ceiling` is the most that any N numbers can explain linearly.
    """

    total: Estimate
    by_position: tuple[Estimate, ...]
    ceiling: float
    units: int

    def to_json(self) -> dict[str, Any]:
        """Return the span as JSON has it."""
        parts = [estimate.to_json() for estimate in self.by_position]
        return {"total": self.total.to_json(), "ceiling": round(self.ceiling, 6), "by_position": parts}


@as_before()
def semantic_span(unit: Any, probe: Probe, *, embeddings: Any = None, layer: int | None = None) -> SemanticSpan:
    """Return how much of the vector of a sequence, s = (e(x[1]), .., e(x[T])) in R^(T d), its state h[T] spans.

    total = 1 - E|s - o|^2 / E|s - mean s|^2, o the best affine function of h[T], and the same for each e(x[p]), in the
    population, with their intervals: see `tnrnn.memory.readout.explained`. Tokens are independent and uniform over the
    M symbols, fed one-hot. ceiling = (sum of the N largest eigenvalues of cov s) / trace: what N numbers explain at
    most.

    Parameters
    ----------
    unit, probe, layer
        As for `linear_profile`; the probe's `lags` have no part in it.
    embeddings : array (M, d), optional
        e(symbol). Default: one-hot, where all differences between symbols count alike.

    Raises
    ------
    TnrnnError
        As `asked`, and on embeddings of other shapes or without any difference.

    References
    ----------
    Ours, after the idea of a Semantic Euclidean Space of Zhang, Li, Hua, Song (ECAI 2020, arXiv 2002.07422).

    Examples
    --------
    >>> found = semantic_span(lambda x: x, Probe(length=4, width=2))
    >>> round(found.total.value, 2), found.ceiling
    (0.25, 0.5)
    """
    seen = asked(unit, probe)
    symbols = seen.symbols()
    return semantic_of(seen, last_state(seen, symbols, layer), symbols, embeddings)


def semantic_of(seen: Asked, states: Array, symbols: Whole, embeddings: Any = None) -> SemanticSpan:
    """Return the span for states (B, units) after symbols (B, T)."""
    table = embeddings_of(seen, embeddings)
    targets = table[symbols].reshape(len(symbols), -1)
    basis = basis_of(states, seen.spacing).basis
    parts = tuple(explained(basis, part) for part in blocks(targets, table.shape[1]))
    total = explained(basis, targets)
    return SemanticSpan(total, parts, _ceiling(table, seen.probe.length, states.shape[1]), states.shape[1])


def embeddings_of(seen: Asked, given: Any) -> Array:
    """Return the embeddings of the symbols, shape (M, d): those given, or one-hot."""
    expected = f"an array of finite numbers of shape ({seen.width}, d), not all rows alike"
    try:
        table = np.eye(seen.width) if given is None else np.array(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise mistake("semantic_span, embeddings", expected, given) from None
    if table.ndim != 2 or len(table) != seen.width or not table.size:
        raise mistake("semantic_span, embeddings", expected, table.shape)
    if not np.isfinite(table).all() or not np.ptp(table, axis=0).any():
        raise mistake("semantic_span, embeddings", expected, table.tolist())
    if seen.sequences * seen.probe.length * table.shape[1] > MOST_NUMBERS:
        raise mistake("semantic_span, embeddings", "vectors that fit in memory", table.shape)
    return table


def _ceiling(table: Array, length: int, units: int) -> float:
    """Return the part of the variance that the `units` largest directions of T independent embeddings have."""
    values = np.maximum(np.linalg.eigvalsh(np.cov(table.T, bias=True).reshape(table.shape[1], -1))[::-1], 0.0)
    times = np.clip(units - length * np.arange(len(values)), 0, length)  # every direction is there T times
    return min(1.0, float((values * times).sum()) / (length * math.fsum(values)))
