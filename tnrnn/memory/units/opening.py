"""A unit of any kind as a unit that stops after the Start and goes on with any End."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...basics import TnrnnError, whole
from .modules import reader, width_of
from .probing import check_unit, untouched_generators, untouched_modules
from .reading import Reading
from .resuming import Following, Recomputed


def following(
    unit: Any, width: int | None = None, *, tokens: int | None = None, reading: Reading | None = None
) -> Following:
    """Return a unit as two functions: one reads Starts, and one goes on from there with Ends.

    Parameters
    ----------
    unit : torch module, or function
        The unit.
    width : int, optional
        The numbers that the unit reads at each step. By default it is the unit's attribute `inputs` or `input_size`.
    tokens : int, optional
        The number of token ids, if the unit reads ids 0 .. tokens - 1 in place of values.
    reading : Reading, optional
        What is read of the unit, and how it runs.

    Raises
    ------
    TnrnnError
        If the unit is refused. The error says in one line what was found, and how to correct it.

    Examples
    --------
    >>> unit = following(lambda words: words.cumsum(axis=1), width=1)
    >>> begun = unit.begin(np.array([[[1.0]], [[2.0]]]))
    >>> unit.follow(begun, np.array([0, 1]), np.ones((2, 2, 1)))[0][:, :, 0].tolist()
    [[2.0, 3.0], [3.0, 4.0]]
    """
    how = Reading() if reading is None else reading
    read = reader(unit, how.state)
    if tokens is not None:
        words = np.arange(8).reshape(2, 4) % whole("memory, tokens", tokens, least=2)
    else:
        size = width if width is not None else width_of(unit)
        if size is None:
            raise TnrnnError(
                "memory, width: expected width=.., the numbers that this unit reads at each step, or "
                "tokens=.., the number of its token ids, given neither"
            )
        words = np.eye(whole("memory, width", size))[np.arange(8).reshape(2, 4) % size]
    with untouched_generators(), untouched_modules(unit):
        first = read(words)
        spacing = max(float(np.finfo(layer.dtype).eps) for layer in first)
        if tokens is None:
            check_unit("memory, unit", read, words, spacing)
    names = ("output",) if len(first) == 1 else tuple(f"layer {at}" for at in range(1, len(first) + 1))
    return Recomputed(read, names, spacing)
