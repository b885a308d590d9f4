"""`salvage`: copy what can be read of a damaged store to a new one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from ..basics import TnrnnError, as_before, mistake, shown
from ..system import check_files
from .cases import Case, Outcome, SweepRow, checked_path
from .model_cases import SweepCase
from .store import DamagedError, Store, opened_store, store_files


@as_before()
def salvage(path: str | os.PathLike[str], new: str | os.PathLike[str], *, kind: type[Case] = SweepCase) -> int:
    """Copy the intact rows of a damaged store to a new store, and return their number.

    A sweep into the new store measures the other cases again.

    Parameters
    ----------
    path : path
        The damaged store, which is not changed.
    new : path
        The new store; no file of this name may exist.
    kind : class of `Case`
        The class of the store's cases.

    Returns
    -------
    int
        The number of rows in the new store.

    Raises
    ------
    TnrnnError
        If no row of the store can be read, or if the new store exists or cannot be written.

    Examples
    --------
    >>> salvage("no-such-store.sqlite", "saved.sqlite")
    Traceback (most recent call last):
    tnrnn.TnrnnError: store 'no-such-store.sqlite': cannot be used: unable to open database file
    """
    source, target = checked_path("store", path), checked_path("new store", new)
    check_files([("new store", target)], store_files("store", source))
    if Path(target).exists():
        raise mistake("new store", "a file that is not there yet", target)
    try:
        with opened_store(source, new=False, kind=kind, check=False) as damaged:
            # If a case has two rows, the later one is the result of --retry.
            rows = {row.case.key: row for row in _rows(damaged)}
    except DamagedError as error:  # its own advice would be to salvage it
        why = f"{error.why}; no row of it can be read; sweep into a new store"
        raise TnrnnError(f"store {shown(source)}: is damaged: {why}") from None
    if not rows:
        raise TnrnnError(f"store {shown(source)}: is damaged: no row of it can be read; sweep into a new store")
    with opened_store(target, new=True, kind=kind) as saved:
        saved.land((row.case, _outcome(row)) for row in rows.values())
    return len(rows)


def _rows(damaged: Store) -> Iterator[SweepRow]:
    """Yield the rows that can be read. Each is looked up by its number, so that a bad page hides only its own rows."""
    for number in range(1, damaged.most_rows() + 1):
        try:
            row = damaged.row_at(number)
        except TnrnnError:  # it is damaged
            continue
        if row is not None:
            yield row


def _outcome(row: SweepRow) -> Outcome:
    result = None if row.result is None else json.dumps(row.result, sort_keys=True, allow_nan=False)
    return Outcome(row.status, row.message, result)
