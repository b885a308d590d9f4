"""Start-Future ranks by layer and split, of one unit or several, or of one unit as it is trained."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from ...basics import as_before, choice, mistake, whole
from ..units import MOST_NUMBERS, Progress, Reading, Sample, Telling
from .future_ranks import Measuring, measured
from .future_tables import FutureRow, StartFutureProfile
from .halves import drawn_halves, inputs_for
from .stages import stages_of
from .walking import Observe, followed

MOST_SPLITS = 9
"""How many splits are measured, unless the caller says which."""

Bound = int | float | Mapping[int, int | float] | Callable[[int], int | float | None]
"""A proved bound for every split, or one for each split."""


@as_before()
def start_future_profile(  # noqa: PLR0913
    units: Any,
    length: int,
    splits: Iterable[int] | None = None,
    width: int | None = None,
    *,
    tokens: int | None = None,
    observe: Observe = "future",
    channel: int = 0,
    sample: Sample | None = None,
    tolerance: float | None = None,
    bounds: Mapping[str, Bound] | None = None,
    progress: Progress = None,
    device: str | None = None,
    reading: Reading | None = None,
) -> StartFutureProfile:
    """Return Start-Future ranks by layer and split, of one unit or several.

    The units may be the stages of one training: pairs (iteration, unit), or the checkpoints of a folder. With one split
    the plot then shows the rank over the training. Every split has its own sample. The Starts of a split are read anew,
    which is one reading for as many as there are Ends.

    Parameters
    ----------
    units : unit, mapping from names to units, iterable of pairs (name, unit), path, or iterable of paths
        Units as for `start_future_rank`. A path is that of a checkpoint of `tnrnn experiment`, or of a folder of them.
    length : int
        T, the number of all steps.
    splits : iterable of int, optional
        The numbers of steps in the Start, from 1 to T - 1. By default at most nine, evenly spaced.
    width : int, optional
        The numbers M at each step. By default the attribute `inputs` or `input_size` of the units.
    tokens : int, optional
        The size of the vocabulary of units that read token ids. By default what they say of themselves.
    observe : "scalar", "vector" or "future"
        The columns: one channel at the last step, all channels at the last step, or all channels at all steps of the
        End. By default "future".
    channel : int
        The channel of "scalar", counted from 0; by default the first.
    sample : Sample, optional
        The seeded sample of Starts and Ends; by default at most 64 words of each.
    tolerance : float, optional
        The part of the greatest singular value above which a value counts for the numerical ranks, with the same
        default as in `start_future_rank`.
    device : str, optional
        The device on which copies of torch modules run; by default their own.
    reading : Reading, optional
        What is read of the units; by default the states of their layers where they show them, else their output.
    bounds : mapping from names, optional
        Proved bounds of the rank, which are shown beside it, by the name of a unit or of a layer: a number, a mapping
        from splits to numbers, or a function of the split. By default none.
    progress : function of (matrices done, of how many), True, False or None
        A function that is called with the progress, or whether a bar is shown on standard error. By default a bar is
        shown if standard error is a terminal.

    Raises
    ------
    TnrnnError
        If `start_future_rank` refuses an argument or a unit, if two units have one name, or if a checkpoint cannot be
        read.

    Examples
    --------
    >>> import numpy as np
    >>> def last_two(x):
    ...     return np.concatenate([x, np.pad(x, ((0, 0), (1, 0), (0, 0)))[:, :-1]], axis=2)
    >>> found = start_future_profile({"register": last_two}, 6, [1, 3], width=2, bounds={"register": 5})
    >>> [(row.future.split, row.future.centred.numerical_rank, row.bound) for row in found.rows]
    [(1, 1, 5), (3, 1, 5)]
    """
    steps = whole("start_future_profile, length", length, least=2, most=MOST_NUMBERS)
    chosen = _splits(splits, steps)
    asked = Measuring(observe, channel, tolerance)
    limits = _bounds(bounds)
    stages = list(stages_of(units))
    found: list[FutureRow] = []
    with Telling(progress, len(stages) * len(chosen), "matrices") as tell:
        for done, ((name, load), split) in enumerate(itertools.product(stages, chosen)):
            if split == chosen[0]:  # a unit is loaded and probed once
                unit = load()
                reads = inputs_for(unit, width, tokens)
                read = followed(unit, reads, device, reading)
            halves = drawn_halves(reads, split, steps, sample)
            future = measured(read, halves, asked, _within(tell, done, len(halves.ends)))
            found += [FutureRow(name, layer, _bound(limits, (name, layer.layer), split)) for layer in future.layers]
    known = {name for row in found for name in (row.name, row.future.layer)}
    for name in limits:
        choice("start_future_profile, bounds", name, tuple(known))
    return StartFutureProfile(tuple(found))


def _within(tell: Callable[[float], None], done: int, ends: int) -> Callable[[int], None]:
    """Return the function that tells how much of the next matrix is done, by its number of Ends."""
    return lambda part: tell(done + part / ends)


def _splits(given: Iterable[int] | None, steps: int) -> list[int]:
    if given is None:
        parts = MOST_SPLITS - 1
        return sorted({min(max(1, round(at * steps / parts)), steps - 1) for at in range(parts + 1)})
    if not isinstance(given, Iterable):
        raise mistake("start_future_profile, splits", "splits, as integers", given)
    found = sorted({whole("start_future_profile, split", split, most=steps - 1) for split in given})
    if not found:
        raise mistake("start_future_profile, splits", "at least one split", given)
    return found


def _bounds(given: Mapping[str, Bound] | None) -> Mapping[str, Bound]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise mistake("start_future_profile, bounds", "a mapping from names to bounds", given)
    return given


def _bound(bounds: Mapping[str, Bound], names: tuple[str, str], split: int) -> int | float | None:
    """Return the bound of a unit or layer at a split, or None."""
    given = next((bounds[name] for name in names if name in bounds), None)
    number = given.get(split) if isinstance(given, Mapping) else given(split) if callable(given) else given
    if number is None or (isinstance(number, int | float | np.number) and number >= 0):
        return number
    raise mistake("start_future_profile, bounds", "a number for each split, or None", number)
