"""`check_store`: read every row of a store, and measure some of its cases again."""

from __future__ import annotations

import math
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..basics import as_before, mistake, shown, whole
from .cases import MAX_CASES, MAX_SEED, Limits, Measure, Outcome, SweepRow, checked_path
from .limited import measure, work
from .results import read_result
from .store import read_store

LATER = ("closed_form",)
"""Rows of `tnrnn.bounds` that the results of older stores do not have; that they are missing is no difference."""
CLOSE = 1e-12
"""The largest relative difference of two equal floats: their last digits depend on the libraries of a machine."""


@dataclass(frozen=True)
class StoreCheck:
    """What a check of a store found.

    Parameters
    ----------
    store : str
        The path of the store.
    rows : int
        The number of its rows.
    done : int
        The number of rows with a result.
    sample : int
        The number of these that were measured again.
    differing : tuple of str
        A line for each row whose new result differs.

    Examples
    --------
    >>> print(StoreCheck("ranks.sqlite", rows=4, done=3, sample=2, differing=()))
    ranks.sqlite: 4 rows, 3 of them done, none damaged; of 2 that were measured again 2 agree
    """

    store: str
    rows: int
    done: int
    sample: int
    differing: tuple[str, ...]

    def __str__(self) -> str:
        agree = self.sample - len(self.differing)
        found = f"{self.rows:,} rows, {self.done:,} of them done, none damaged"
        return f"{self.store}: {found}; of {self.sample:,} that were measured again {agree:,} agree"


@as_before()
def check_store(
    path: str | os.PathLike[str],
    *,
    sample: int = 20,
    seed: int = 0,
    progress: Callable[[int, int], Any] | None = None,
    measure: Measure = measure,
) -> StoreCheck:
    """Check every row of a store, and measure a sample of its finished rows again.

    Neither SQLite nor the form of a row shows that a digit was changed. Only a new measurement does.

    Parameters
    ----------
    path : path
        The store.
    sample : int
        The number of rows that are measured again; all rows if the store has fewer.
    seed : int
        The seed of the choice of rows. The same store and seed give the same rows.
    progress : function of two ints, optional
        It is called after each row with the number of rows measured so far, and of all rows to measure.
    measure : function of a case
        The function that the sweep used.

    Returns
    -------
    StoreCheck
        How many rows there are, how many were measured again, and which of these differ.

    Raises
    ------
    TnrnnError
        If the store cannot be read or is damaged. Rows that differ raise no error.

    Examples
    --------
    >>> import tempfile
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from tnrnn.sweeping import grid, sweep
    >>> with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as threads:
    ...     _ = sweep(grid(length=4, layers=[1, 2], inputs=2, hidden=2), folder + "/ranks.sqlite", executor=threads)
    ...     found = check_store(folder + "/ranks.sqlite")
    >>> found.rows, found.sample, found.differing
    (2, 2, ())
    """
    count, number = whole("sample", sample, least=0, most=MAX_CASES), whole("seed", seed, least=0, most=MAX_SEED)
    if not callable(measure):
        raise mistake("measure", "a function of a case", measure)
    rows = read_store(path)
    done = [row for row in rows if row.status == "done"]
    chosen = random.Random(number).sample(done, min(count, len(done)))
    differing = []
    for at, row in enumerate(chosen, start=1):
        line = _difference(row, work(measure, row.case, Limits()))
        if line:
            differing.append(line)
        if progress is not None:
            progress(at, len(chosen))
    return StoreCheck(checked_path("store", path), len(rows), len(done), len(chosen), tuple(differing))


def _difference(row: SweepRow, now: Outcome) -> str:
    """Return how a row differs from its case as it is measured now, or nothing."""
    if now.result is None:
        return f"{row.case.key}: done in the store, measured again {now.status}: {now.message}"
    stored, found = row.result or {}, read_result(now.result)
    compared = {name: value for name, value in found.items() if name in stored or name not in LATER}
    return next((f"{row.case.key}: {line}" for line in _differing("", stored, compared)), "")


def _differing(name: str, stored: Any, now: Any) -> Iterator[str]:
    """Yield a line for each place where two results differ."""
    if isinstance(stored, dict) and isinstance(now, dict):
        for key in sorted(stored.keys() | now.keys()):
            yield from _differing(f"{name}.{key}" if name else key, stored.get(key), now.get(key))
    elif not _alike(stored, now):
        yield f"{name}: {shown(stored)} in the store, {shown(now)} measured again"


def _alike(stored: Any, now: Any) -> bool:
    if isinstance(stored, float) and isinstance(now, float):
        return math.isclose(stored, now, rel_tol=CLOSE)
    return type(stored) is type(now) and bool(stored == now)
