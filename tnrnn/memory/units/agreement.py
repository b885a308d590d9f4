"""Whether a unit that goes on from what it kept of a Start gives the answers that it gives to the whole sequence."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Literal

import numpy as np

from ...basics import TnrnnError
from .caches import Cached
from .modules import Called
from .opening import Opened
from .probing import ROUNDINGS
from .words import Inputs

Way = Literal["whole", "from states", "step by step"]
"""Whether a unit reads a Start again with every End, goes on from states, or does so with one step at a time."""

STEPS = 4
"""The number of steps of the few Starts and Ends with which a unit is probed."""


def in_way(unit: Opened, way: Way) -> Opened:
    """Return a unit that runs in one of the ways."""
    if way == "whole":
        return replace(unit, kind=Called(unit.kind.whole))
    if way == "step by step" and isinstance(unit.kind, Cached):
        return replace(unit, kind=replace(unit.kind, by_step=True))
    return unit


def way_of(unit: Opened, double: Opened | None, inputs: Inputs, spacing: float) -> Way:
    """Return the way in which a unit is to run: from its states, if it shows them and the reading wants it.

    Some caches are made for one step at a time, as those of Mamba's models are: several steps give a wrong answer,
    which may be close to the right one. Therefore several steps at once are taken only if, in double precision, their
    error is about that of one step at a time. (The latter is not always rounding in double precision, because models
    compute some parts in single precision.)

    Parameters
    ----------
    unit : Opened
        The unit.
    double : Opened or None
        A copy of a torch module in double precision.
    inputs : Inputs
        What it reads.
    spacing : float
        The spacing at 1 of the floats in which it computes.

    Raises
    ------
    TnrnnError
        If the answers from the states are not those to whole sequences.
    """
    if not (unit.reuses and unit.reading.reuse):
        return "whole"
    if not isinstance(unit.kind, Cached):
        _check_agreement(unit, inputs, spacing)
        return "from states"
    if unit.begin(inputs.few(2, STEPS)) is None:  # it takes a cache and returns none
        return "whole"
    with contextlib.suppress(TnrnnError):
        if double is not None:
            singly = _check_agreement(in_way(double, "step by step"), inputs, 2.0**-23)
            if _check_agreement(double, inputs, 2.0**-23) <= 8 * singly + ROUNDINGS * 2.0**-52:
                return "from states"
    _check_agreement(in_way(unit, "step by step"), inputs, spacing)
    return "step by step"


def _check_agreement(unit: Opened, inputs: Inputs, spacing: float) -> float:
    """Return the greatest difference as a part of the greatest state, or raise an error if it is no rounding error."""
    words = inputs.few(5, 2 * STEPS)
    starts, ends, rows = words[:3, :STEPS], words[:, STEPS:], np.array([0, 1, 2, 2, 0])
    truth = unit.answer(np.concatenate([starts[rows], ends], axis=1))
    expected = [layer[:, STEPS:] for layer in truth.layers]
    size = max(float(np.abs(layer).max(initial=0.0)) for layer in truth.layers)
    least, greatest = ROUNDINGS * spacing * size, 0.0
    begun = unit.begin(starts)
    for _ in range(2):  # the second time shows whether the first changed what is kept
        given = unit.follow(begun, rows, (len(starts), STEPS), ends).layers
        if [layer.shape for layer in given] != [layer.shape for layer in expected]:
            channels = [[layer.shape[2] for layer in layers] for layers in (given, expected)]
            raise _other_answer(f"{channels[0]} channels by layer in place of {channels[1]}")
        for name, one, two in zip(truth.names, expected, given, strict=True):
            apart = np.abs(one - two).max(axis=(0, 2))
            greatest = max(greatest, float(apart.max()))
            if (apart > least).any():
                step = int((apart > least).argmax())
                raise _other_answer(f"{name} that differs by {apart[step]:.1g} at step {step + 1} of the End")
    return greatest / size if size else 0.0


def _other_answer(given: str) -> TnrnnError:
    return TnrnnError(
        "memory, unit: expected the same answers from the states kept after a Start as to the whole sequence, given "
        f"{given}; correct its step or its cache, or write Reading(reuse=False)"
    )
