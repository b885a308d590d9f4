"""Decoding: linear readouts of a state recover the inputs so far.

A unit reads independent random sequences x[1] .. x[T]. Linear readouts of its state h[T] recover them, and none of the
readouts has seen the sequence on which it is tested. docs/memory-indicators.md says which definitions are established
and which are ours.
"""

from __future__ import annotations

import numpy as np

from ..units import Array, Asked, Whole
from .readout import blocks, held_out


def last_state(seen: Asked, inputs: Array | Whole, layer: int | None) -> Array:
    """Return h[T] of a layer, or of all layers if `layer` is None, as an array (B, units)."""
    columns = seen.columns(layer)
    return seen.states(inputs, [seen.probe.length])[:, 0, columns]


def noisy_states(seen: Asked, states: Array) -> Array:
    """Return states (B, units) that are read with the probe's noise, which is relative to the spread of each unit."""
    drawn = np.random.default_rng([seen.probe.seed, 2]).normal(size=states.shape)
    noisy: Array = states + seen.probe.noise * states.std(axis=0) * drawn
    return noisy


def decoded(seen: Asked, states: Array, symbols: Whole) -> Array:
    """Return an array (B, symbols) with 1 where readouts that have not seen a sequence decode its symbol, else 0."""
    targets = seen.one_hot(symbols).reshape(len(symbols), -1)
    found = held_out(states, targets, seen.width, seen.probe.folds)
    said = np.stack([part.argmax(axis=1) for part in blocks(found, seen.width)], axis=1)
    right: Array = (said == symbols).astype(np.float64)
    return right


def recent_inputs(seen: Asked, signals: Array) -> Array:
    """Return the inputs of lags 0 .. K side by side, as an array (B, (K + 1) M)."""
    return signals[:, ::-1][:, : seen.probe.count].reshape(len(signals), -1)
