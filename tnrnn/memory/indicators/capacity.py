"""Jaeger's memory capacity: how many of the numbers read so far a state holds linearly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...basics import as_before
from ..units import Array, Asked, Estimate, Probe, asked
from .decoding import last_state, noisy_states, recent_inputs
from .linear import Controllability, LinearUnit
from .readout import basis_of, fold_of, jackknife, shared_trace


@dataclass(frozen=True)
class Capacity:
    """Jaeger's memory capacity MC of a state.

    Attributes
    ----------
    total : Estimate
        MC with its interval of 95 %, at most `units`. It counts what can be seen in the unit's own precision; the upper
        end of the interval also counts the directions of the state that are below this precision.
    by_lag : tuple of float
        The parts MC_k, k = 0 .. K, of the total. For M channels, MC_k is the sum over the channels, at most M.
    units, width : int
        N, the numbers in the state, and M, the numbers read at each step.
    noise : float
        The noise of `at_noise`, in standard deviations of each unit.
    at_noise, noisy_by_lag : Estimate and tuple of float
        The capacity of states that are read with this noise, and its parts. It does not depend on the precision.
    rank : Controllability, optional
        For a `LinearUnit` only: the exact capacity of all T lags, without noise or rounding.

    Examples
    --------
    >>> found = Capacity(Estimate(2.0, 1.9, 2.0), by_lag=(1.0, 1.0, 0.0), units=2, width=1)
    >>> found.total.value <= found.units, sum(found.by_lag)
    (True, 2.0)
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
        """Return the capacity as JSON.

        >>> sorted(Capacity(Estimate(1.0, 1.0, 1.0), (1.0,), 1, 1, rank=Controllability(1, True)).to_json())
        ['at_noise', 'bound', 'by_lag', 'noise', 'noisy_by_lag', 'rank', 'total']
        """
        parts, noisy = ([round(part, 6) + 0.0 for part in each] for each in (self.by_lag, self.noisy_by_lag))
        own = {"total": self.total.to_json(), "bound": self.units, "by_lag": parts, "noise": self.noise}
        read = {"at_noise": self.at_noise and self.at_noise.to_json(), "noisy_by_lag": noisy}
        return own | read | {"rank": self.rank and self.rank._asdict()}


@as_before()
def memory_capacity(unit: Any, probe: Probe, *, layer: int | None = None) -> Capacity:
    """Return the memory capacity of a unit: how many numbers of the inputs its last state holds linearly.

    MC is the sum over lags k = 0 .. K of MC_k = cov^2(x[T-k], o_k) / (var x var o_k), where o_k is the best linear
    readout. The inputs are independent, uniform signals; for M channels, every channel of every lag is a target. In the
    population MC = trace(P_H P_X) <= N, the number of units. The estimate is that trace in the sample, minus what spans
    of these dimensions share by chance (`tnrnn.memory.indicators.readout.shared_trace`). In every sample it is at most
    the rank of the states, and hence at most N. The interval is that of a delete-group jackknife, cut at 0 and N. Its
    upper end also counts the directions of the state that vary less than the unit's precision
    (`tnrnn.memory.indicators.readout.basis_of`), because nobody can tell what they contain.

    `Capacity.at_noise` is the same estimate for states that are read with independent noise, whose standard deviation
    is the probe's `noise` times that of each unit's state. For a `LinearUnit` the result has the exact rank, too.

    Parameters
    ----------
    unit : torch module or function
        A unit that `tnrnn.memory.units.states.asked` accepts.
    probe : Probe
        The sequences, and how the states are read.
    layer : int, optional
        The layer, counted from 1. By default the states of all layers are taken side by side.

    Raises
    ------
    TnrnnError
        If the layer is unknown, or if `tnrnn.memory.units.states.asked` refuses the unit or the probe.

    References
    ----------
    Jaeger, "Short term memory in echo state networks", GMD report 152 (2001), for MC and the bound; Dambre,
    Verstraeten, Schrauwen, Massar, Sci. Rep. 2 (2012) 514, for sums over channels.

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
    targets, noise = recent_inputs(seen, signals), seen.probe.noise
    total, by_lag = _capacity(seen, states, targets)
    if not noise:
        return Capacity(total, by_lag, states.shape[1], seen.width, 0.0, total, by_lag)
    noisy = _capacity(seen, noisy_states(seen, states), targets)
    return Capacity(total, by_lag, states.shape[1], seen.width, noise, *noisy)


def _capacity(seen: Asked, states: Array, targets: Array) -> tuple[Estimate, tuple[float, ...]]:
    """Return the capacity of all lags, and its parts by lag."""
    fold = fold_of(len(states), seen.probe.folds)
    span = basis_of(states, seen.spacing)
    nested = shared_trace(span.basis, targets, seen.width).corrected
    without = []
    for held in range(seen.probe.folds):
        kept = basis_of(states[fold != held], seen.spacing).basis
        without.append(float(shared_trace(kept, targets[fold != held], seen.width).corrected[-1]))
    total = jackknife(float(nested[-1]), without).cut(float(states.shape[1]), hidden=span.unseen)
    return total, tuple(np.diff(nested, prepend=0.0).tolist())
