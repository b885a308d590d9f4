"""The arrays of this room, how large they may be, and the tolerances of their ranks."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ...basics import approximate, mistake

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

MOST_NUMBERS = 2**27
"""The most numbers in a sample, in the states that are kept of it, or in a matrix: 1 GiB of doubles."""


def check_room(owner: str, numbers: int) -> None:
    """Raise an error if there would be more than 2^27 numbers; call it before they are made.

    Examples
    --------
    >>> check_room("states", 2**30)
    Traceback (most recent call last):
    tnrnn.TnrnnError: states: expected at most 134,217,728 numbers; take fewer ... given '1,073,741,824'
    """
    if numbers > MOST_NUMBERS:
        most = f"at most {approximate(MOST_NUMBERS)} numbers; take fewer sequences or steps"
        raise mistake(owner, most, f"{approximate(numbers)}")


def one_hot(owner: str, ids: Whole, width: int) -> Array:
    """Return ids (number, steps) as vectors (number, steps, width); an error that there is no room begins with `owner`.

    >>> one_hot("words", np.array([[1, 0]]), 2).tolist()
    [[[0.0, 1.0], [1.0, 0.0]]]
    """
    check_room(owner, ids.size * width)
    found: Array = np.zeros((*ids.shape, width))
    np.put_along_axis(found, ids[..., None], 1.0, axis=-1)
    return found


def checked_tolerance(owner: str, given: Any) -> float:
    """Return the tolerance of a numerical rank as a float, or raise an error if it is not from 0 to below 1.

    >>> checked_tolerance("rank, tolerance", 1)
    Traceback (most recent call last):
    tnrnn.TnrnnError: rank, tolerance: expected a number of at least 0 and below 1, given 1
    """
    number = isinstance(given, int | float | np.number) and not isinstance(given, bool)
    if not number or not 0 <= given < 1:
        raise mistake(owner, "a number of at least 0 and below 1", given)
    return float(given)
