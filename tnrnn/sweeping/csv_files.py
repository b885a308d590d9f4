"""`to_csv`: the rows of a store as a table for other programs."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from ..basics import as_before
from ..system import check_files, write_file
from .cases import Case, checked_path
from .model_cases import SweepCase
from .store import read_store, store_files


@as_before()
def to_csv(path: str | os.PathLike[str], out: str | os.PathLike[str], *, kind: type[Case] = SweepCase) -> None:
    """Write the rows of a store as CSV: the case, its status and message, then the results, sorted by name.

    A result {"rank": {"value": "45"}} fills the column `rank.value`. Each row of `tnrnn.bounds` has the columns
    `.value`, `.log2`, `.formula`, `.kind` ("lower", "upper" or "exact"), `.note`, `.source`, and `.reason`, which says
    why a value is null. A null is an empty cell. The same store gives the same bytes.

    Parameters
    ----------
    path : path
        The store.
    out : path
        The CSV file to be written.
    kind : class of `Case`
        The class of the store's cases.

    Raises
    ------
    TnrnnError
        If the store cannot be read, or if the file cannot be written.

    Examples
    --------
    >>> to_csv("no-such-store.sqlite", "ranks.csv")
    Traceback (most recent call last):
    tnrnn.TnrnnError: store 'no-such-store.sqlite': cannot be used: unable to open database file
    """
    name = checked_path("csv file", out)
    check_files([("csv file", name)], store_files("store", checked_path("store", path)))
    rows = read_store(path, kind=kind)
    cases = [row.case.named() for row in rows]
    own = (*kind.heads(row.case for row in rows), "status", "message")
    results = [dict(_flat(row.result or {}, own)) for row in rows]
    names = sorted({column for result in results for column in result})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*own, *names])
    for row, case, result in zip(rows, cases, results, strict=True):
        cells = {**case, "status": row.status, "message": row.message, **result}
        writer.writerow([cells.get(column, "") for column in (*own, *names)])
    write_file(name, text.getvalue().encode(), "csv file")


def _flat(value: Mapping[str, Any], own: tuple[str, ...], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each column with its cell. A name that is one of the store's `own` columns gets the prefix `result.`."""
    for key, part in value.items():
        name = f"{prefix}{key}"
        if isinstance(part, dict):
            yield from _flat(part, own, f"{name}.")
        else:
            column = f"result.{name}" if name in own else name
            yield column, json.dumps(part) if isinstance(part, list) else "" if part is None else part
