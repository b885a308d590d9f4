"""What the indicators decode: linear readouts of a state say what the inputs so far were.

A unit reads independent random sequences x[1] .. x[T], and linear readouts of its state h[T], none of which has seen
the sequence it is tested on, say what they were. docs/memory-indicators.md tells what is established, and what is ours.
"""

from __future__ import annotations

import numpy as np

from .readout import Array, blocks, held_out
from .states import Asked, Whole


def last_state(seen: Asked, inputs: Array | Whole, layer: int | None) -> Array:
    """Return h[T] of a layer, or of all: shape (B, units)."""
    columns = seen.columns(layer)
    return seen.states(inputs, [seen.probe.length])[:, 0, columns]


def decoded(seen: Asked, states: Array, symbols: Whole) -> Array:
    """Return 1 where readouts that have not seen a sequence say its symbols, else 0: shape (B, symbols)."""
    targets = seen.one_hot(symbols).reshape(len(symbols), -1)
    found = held_out(states, targets, seen.width, seen.probe.folds)
    said = np.stack([part.argmax(axis=1) for part in blocks(found, seen.width)], axis=1)
    right: Array = (said == symbols).astype(np.float64)
    return right


def recent_inputs(seen: Asked, signals: Array) -> Array:
    """Return the inputs of lags 0 .. K side by side: shape (B, (K + 1) M)."""
    return signals[:, ::-1][:, : seen.probe.count].reshape(len(signals), -1)
