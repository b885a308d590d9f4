"""What a certificate is about, in words: the model or the size of the circuit, and the partition."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..basics import Position
from ..models import call_of, origin_of
from ..networks import Circuit

MOST_CHARACTERS = 1_000
"""The largest number of characters that the positions of one side are shown with."""


def ranges(steps: Iterable[int]) -> str:
    """Return steps as text: 1-3, 5.

    >>> ranges([1, 2, 3, 5])
    '1-3, 5'
    """
    runs: list[list[int]] = []
    for step in steps:
        if runs and runs[-1][1] == step - 1:
            runs[-1][1] = step
        else:
            runs.append([step, step])
    return ", ".join(f"{low}-{high}" if low < high else str(low) for low, high in runs)


def side_text(positions: tuple[Position, ...]) -> str:
    """Return the positions of one side as text; a text of over `MOST_CHARACTERS` is cut and ends with their number.

    >>> side_text((1, 2, 3, 5)), side_text(((0, 1), (1, 1)))
    ('1-3, 5', '(0, 1), (1, 1)')
    """
    steps = [position for position in positions if isinstance(position, int)]
    text = ranges(steps) if len(steps) == len(positions) else ", ".join(map(str, positions))
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]} ... ({len(positions):,} positions)"


def circuit_text(circuit: Circuit) -> str:
    """Return the call of the model that makes a circuit or, if no model does, the size of the circuit.

    Names of vertices and parameters are left out, since whoever made the circuit may have chosen them to mislead.

    >>> from tnrnn import rac
    >>> whole = rac(4, 2, 2, 3)
    >>> circuit_text(whole)
    'rac(length=4, layers=2, inputs=2, hidden=3)'
    >>> circuit_text(Circuit(whole.vertices, whole.output, (("W_O", ((1, 0, 2),)),)))
    'a circuit of 31 vertices, with 4 inputs of width 2 and 42 weights in 7 parameters, 1 of them fixed'
    """
    return model_of(circuit) or _size_text(circuit)


def model_of(circuit: Circuit) -> str | None:
    """Return the call of one of `tnrnn.models.MODELS` that makes exactly this circuit, or None.

    >>> from tnrnn.models import conv_ac, lstm
    >>> model_of(lstm(3, 1, 2, 2, outputs=2)), model_of(conv_ac(5, 1, 2, 3, window=3, stride=1))
    ('lstm(length=3, layers=1, inputs=2, hidden=2, outputs=2)', 'conv_ac(length=5, layers=1, inputs=2, hidden=3, \
window=3, stride=1)')
    """
    origin = origin_of(circuit)
    return None if origin is None else call_of(origin)


def _size_text(circuit: Circuit) -> str:
    widths = sorted({vertex.dim for vertex in circuit.inputs})
    count, fixed = len(circuit.inputs), len(circuit.fixed)
    width = f"{widths[0]:,}" if len(widths) == 1 else f"{widths[0]:,} to {widths[-1]:,}" if widths else ""
    weights = sum(map(math.prod, circuit.parameters.values()))
    return (
        f"a circuit of {len(circuit.vertices):,} vertices, with {count:,} input{'s' * (count > 1)} of width {width} "
        f"and {weights:,} weights in {len(circuit.parameters):,} parameters{f', {fixed:,} of them fixed' * (fixed > 0)}"
    )
