"""The SQLite file of a sweep: one transaction a case, one sweep at a time."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from ..errors import TnrnnError, choice, mistake, shown, shown_line
from .cases import STATUSES, Case, Outcome, SweepCase, SweepRow, checked_path

TYPES = {"int": "INTEGER", "float": "REAL", "str": "TEXT"}
"""The type of a column by that of its field; with `from __future__ import annotations` these are names."""


class _Store:
    """An open store of one kind of cases. While a sweep has it, nobody else reads or writes it."""

    def __init__(self, path: str, kind: type[Case], connection: sqlite3.Connection) -> None:
        self.path, self.kind, self.connection = path, kind, connection

    def statuses(self) -> dict[str, str]:
        """Return the status of every case by its key."""
        with _translated(self.path, self.kind):
            return dict(self.connection.execute("SELECT key, status FROM cases"))

    def land(self, case: Case, outcome: Outcome) -> None:
        """Write one case, in one transaction."""
        marks = ", ".join("?" * (len(case.columns()) + 4))
        with _translated(self.path, self.kind):
            self.connection.execute(
                f"INSERT OR REPLACE INTO cases VALUES ({marks})", (case.key, *astuple(case), *outcome)
            )

    def rows(self) -> tuple[SweepRow, ...]:
        """Return all lines, sorted by case."""
        columns = self.kind.columns()
        names = ", ".join((*columns, "status", "message", "result"))
        order = ", ".join(self.kind.ORDER or columns)
        with _translated(self.path, self.kind):
            found = self.connection.execute(f"SELECT {names} FROM cases ORDER BY {order}").fetchall()
            return tuple(_row(self.kind, line) for line in found)


def _row(kind: type[Case], line: tuple[Any, ...]) -> SweepRow:
    columns = kind.columns()
    case = kind(**dict(zip(columns, line, strict=False)))
    status, message, result = line[len(columns) :]
    return SweepRow(case, choice("status", status, STATUSES), message, None if result is None else json.loads(result))


@contextlib.contextmanager
def _translated(path: str, kind: type[Case]) -> Iterator[None]:
    """Say in one line what SQLite, or the content of a store, complains about."""
    owner = f"store {shown(path)}"
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_BUSY:
            raise TnrnnError(f"{owner}: locked by another sweep; wait for its end, or take another store") from None
        if code == sqlite3.SQLITE_NOTADB:
            raise TnrnnError(f"{owner}: expected an SQLite file of {kind.FORMAT}, given another file") from None
        raise TnrnnError(f"{owner}: cannot be used: {shown_line(str(error))}") from None
    except TnrnnError as error:
        raise error if str(error).startswith("store ") else TnrnnError(f"{owner}: {error}") from None
    except (OSError, ValueError, TypeError) as error:
        raise TnrnnError(f"{owner}: cannot be used: {shown_line(str(error))}") from None


@contextlib.contextmanager
def opened_store(path: str | os.PathLike[str], new: bool, kind: type[Case]) -> Iterator[_Store]:
    """Open a store for reading, or make or continue one for a sweep (`new`), which locks it until the end."""
    name = checked_path("store", path)
    with _translated(name, kind):
        uri = Path(name).absolute().as_uri() + ("?mode=rwc" if new else "?mode=rw")
        connection = sqlite3.connect(uri, timeout=0.5, isolation_level=None, uri=True)
    with contextlib.closing(connection):
        with _translated(name, kind):
            if new:
                _claim(connection, kind)
            _check_version(name, connection, kind)
        yield _Store(name, kind, connection)


def _claim(connection: sqlite3.Connection, kind: type[Case]) -> None:
    """Take the lock, which SQLite keeps until the connection or the process ends, and make the tables of a new file.

    The rollback journal stays: it needs no second file after a clean end, and an unclean end is undone by the next
    reader. All transactions are single statements, so that every one is in the file or not at all.
    """
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN EXCLUSIVE")
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        columns = ", ".join(f"{field.name} {TYPES[str(field.type)]} NOT NULL" for field in fields(kind))
        ends = "status TEXT NOT NULL, message TEXT NOT NULL, result TEXT"
        connection.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.execute(f"CREATE TABLE cases (key TEXT PRIMARY KEY, {columns}, {ends})")
        connection.execute("INSERT INTO meta VALUES ('format', ?), ('schema', ?)", (kind.FORMAT, kind.SCHEMA))
    connection.execute("COMMIT")


def _check_version(name: str, connection: sqlite3.Connection, kind: type[Case]) -> None:
    tables = {table for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    meta = dict(connection.execute("SELECT name, value FROM meta")) if "meta" in tables else {}
    if meta.get("format") != kind.FORMAT or "cases" not in tables:
        raise TnrnnError(f"store {shown(name)}: expected an SQLite file of {kind.FORMAT}, given one of something else")
    if meta.get("schema") != kind.SCHEMA:
        raise mistake(f"store {shown(name)}, schema", f"version {kind.SCHEMA} of this tnrnn", meta.get("schema"))


def read_store(path: str | os.PathLike[str], kind: type[Case] = SweepCase) -> tuple[SweepRow, ...]:
    """Return the lines of a store of one kind of cases, sorted by case: the same sweeps give the same lines.

    Raises
    ------
    TnrnnError
        When the file is not there, is no store, is from another version, or is locked by a sweep that runs.

    Examples
    --------
    >>> read_store("no-such-store.sqlite")
    Traceback (most recent call last):
    tnrnn.errors.TnrnnError: store 'no-such-store.sqlite': cannot be used: unable to open database file
    """
    with opened_store(path, new=False, kind=kind) as store:
        return store.rows()


def to_csv(path: str | os.PathLike[str], out: str | os.PathLike[str], kind: type[Case] = SweepCase) -> None:
    """Write a store as CSV, a line a case: the case, status and message, then what the results hold, sorted by name.

    A result {"rank": {"value": "45"}} fills the column `rank.value`. Of each row of `tnrnn.bounds` there are `.value`,
    `.log2`, `.formula`, `.kind` ("lower", "upper" or "exact"), `.note`, `.source`, and the `.reason` why it is null;
    null is empty. The same store gives the same bytes. The file is written beside its place, and renamed.

    Raises
    ------
    TnrnnError
        When the store cannot be read, or the file not written.

    Examples
    --------
    >>> to_csv("no-such-store.sqlite", "ranks.csv")
    Traceback (most recent call last):
    tnrnn.errors.TnrnnError: store 'no-such-store.sqlite': cannot be used: unable to open database file
    """
    name = checked_path("csv file", out)
    rows = read_store(path, kind)
    own = (*kind.columns(), "status", "message")
    results = [dict(_flat(row.result or {}, own)) for row in rows]
    names = sorted({column for result in results for column in result})
    target = os.path.realpath(name)
    beside = None
    try:
        descriptor, beside = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".tnrnn-", suffix=".csv")
        with open(descriptor, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*own, *names])
            for row, result in zip(rows, results, strict=True):
                cells = [result.get(column, "") for column in names]
                writer.writerow([*astuple(row.case), row.status, row.message, *cells])
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(beside, 0o666 & ~mask)
        os.replace(beside, target)
    except (OSError, ValueError) as error:
        raise TnrnnError(f"csv file {shown(name)}: cannot be written: {shown_line(str(error))}") from None
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)


def _flat(value: Mapping[str, Any], own: tuple[str, ...], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield columns and cells; a name that is also one of the store's `own` columns gets `result.` before it."""
    for key, part in value.items():
        name = f"{prefix}{key}"
        if isinstance(part, dict):
            yield from _flat(part, own, f"{name}.")
        else:
            column = f"result.{name}" if name in own else name
            yield column, json.dumps(part) if isinstance(part, list) else "" if part is None else part
