"""The SQLite file of a sweep: each case is one transaction, and one sweep at a time may write."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shlex
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from ..basics import TnrnnError, as_before, mistake, shown, shown_line
from ..system import check_files, check_target, write_file
from .cases import STATUSES, Case, Outcome, SweepCase, SweepRow, checked_path
from .results import MOST_TEXT, read_result

TYPES = {"int": "INTEGER", "float": "REAL"}
"""The type of a column by the type of its field if it is not text. The types of fields are names, because of
`from __future__ import annotations`."""
ENDS = ("status", "message", "result")
"""The columns after those of the case, which say how it ended."""


class DamagedError(TnrnnError):
    """The error of a store that has content that no sweep writes; `why` says what that is."""

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


class Store:
    """An open store of one class of cases. While a sweep has it open, nothing else can read or write it."""

    def __init__(self, path: str, kind: type[Case], connection: sqlite3.Connection) -> None:
        self.path, self.kind, self.connection = path, kind, connection

    def statuses(self) -> dict[str, str]:
        """Return the status of every case by its key."""
        with _translated(self.path, self.kind):
            return dict(self.connection.execute("SELECT key, status FROM cases"))

    def land(self, case: Case, outcome: Outcome) -> None:
        """Write how one case ended, in one transaction."""
        marks = ", ".join("?" * (len(case.columns()) + 4))
        with _translated(self.path, self.kind):
            self.connection.execute(
                f"INSERT OR REPLACE INTO cases VALUES ({marks})", (case.key, *astuple(case), *outcome)
            )

    def land_all(self, outcomes: Iterable[tuple[Case, Outcome]]) -> None:
        """Write how many cases ended, all in one transaction."""
        with _translated(self.path, self.kind):
            self.connection.execute("BEGIN")
        for case, outcome in outcomes:
            self.land(case, outcome)
        with _translated(self.path, self.kind):
            self.connection.execute("COMMIT")

    def most_rows(self) -> int:
        """Return the greatest row number, or the size of the file if that is less or the number cannot be read."""
        most = os.path.getsize(self.path)
        try:
            (last,) = self.connection.execute("SELECT max(rowid) FROM cases").fetchone()
        except sqlite3.Error:  # the last page is damaged
            return most
        return min(last or 0, most)

    def rows(self) -> tuple[SweepRow, ...]:
        """Return all rows, sorted by case. Raise a TnrnnError if a row is damaged or two rows have one case."""
        order = ", ".join(self.kind.ORDER or self.kind.columns())
        rows, seen = list[SweepRow](), set[str]()
        with _translated(self.path, self.kind):
            for line in self.connection.execute(f"SELECT {_names(self.kind)} FROM cases ORDER BY {order}"):
                row = self._row(line)
                if row.case.key in seen:
                    raise self._bad_row(line[0], "its case is that of another row, too")
                seen.add(row.case.key)
                rows.append(row)
        return tuple(rows)

    def check(self) -> None:
        """Raise a TnrnnError if SQLite finds the file damaged, or if a row has a wrong type or an unknown status.

        The contents of results are checked when they are read. SQLite's own check includes the index of the keys, by
        which a sweep knows the cases that it need not measure again.
        """
        with _translated(self.path, self.kind):
            said = self.connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if said != "ok":
                raise _damaged(self.path, self.kind, said)
            odd = self.connection.execute(
                f"SELECT {_names(self.kind)} FROM cases WHERE NOT ({_sound(self.kind)}) LIMIT 1"
            ).fetchone()
            if odd is not None:
                self._row(odd)
                raise self._bad_row(odd[0], "holds values of other types")  # as an integer that is 8.0

    def row_at(self, number: int) -> SweepRow | None:
        """Return the row with a number, or None if there is none. Raise a TnrnnError if it cannot be read."""
        with _translated(self.path, self.kind):
            found = self.connection.execute(f"SELECT {_names(self.kind)} FROM cases WHERE rowid = ?", (number,))
            line = found.fetchone()
            return None if line is None else self._row(line)

    def _bad_row(self, number: Any, why: str) -> TnrnnError:
        return _damaged(self.path, self.kind, f"row {number}: {why}")

    def _row(self, line: tuple[Any, ...]) -> SweepRow:
        """Return a row by its cells: its number, its key, the fields of the case, and how the case ended."""
        number, key, *values, status, message, result = line
        try:
            case = self.kind(**dict(zip(self.kind.columns(), values, strict=True)))
            if case.key != key:
                raise mistake("key", shown(case.key), key)
            return SweepRow(case, status, message, None if result is None else read_result(result))
        except TnrnnError as error:
            raise self._bad_row(number, str(error)) from None


def _names(kind: type[Case]) -> str:
    return ", ".join(("rowid", "key", *kind.columns(), *ENDS))


def _columns(kind: type[Case]) -> dict[str, str]:
    """Return the type of the column of every field of a case."""
    return {field.name: TYPES.get(str(field.type), "TEXT") for field in fields(kind)}


def _sound(kind: type[Case]) -> str:
    """Return an SQL expression that is true for rows whose cells have the right types, and whose status is known."""
    types = _columns(kind) | {"key": "TEXT", "message": "TEXT"}
    parts = [f"typeof({name}) = '{word.lower()}'" for name, word in types.items()]
    words = ", ".join(f"'{status}'" for status in STATUSES)
    ends = f"status IN ({words}) AND typeof(result) = CASE status WHEN 'done' THEN 'text' ELSE 'null' END"
    return " AND ".join([*parts, ends])


def _damaged(path: str, kind: type[Case], why: str) -> DamagedError:
    """Return the error of a damaged store; it says how to save the intact rows."""
    command = f"tnrnn sweep --salvage {shlex.quote(path)} NEW" if kind is SweepCase else "tnrnn.sweeping.salvage"
    return DamagedError(
        f"store {shown(path)}: is damaged: {shown_line(why)}; {command} copies the intact rows to a new store, "
        "and a sweep into that one measures the others again",
        shown_line(why),
    )


@contextlib.contextmanager
def _translated(path: str, kind: type[Case]) -> Iterator[None]:
    """Turn errors of SQLite, of the system and of the content of a store into a TnrnnError of one line."""
    owner = f"store {shown(path)}"
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_BUSY:
            raise TnrnnError(f"{owner}: locked by another sweep; wait for its end, or take another store") from None
        if code == sqlite3.SQLITE_NOTADB:
            raise TnrnnError(f"{owner}: expected an SQLite file of {kind.FORMAT}, given another file") from None
        undecoded = isinstance(error, sqlite3.OperationalError) and not code  # Python found a text that is not UTF-8
        if code == sqlite3.SQLITE_CORRUPT or undecoded:
            raise _damaged(path, kind, str(error)) from None
        raise TnrnnError(f"{owner}: cannot be used: {shown_line(str(error))}") from None
    except TnrnnError as error:
        raise error if str(error).startswith("store ") else TnrnnError(f"{owner}: {error}") from None
    except (OSError, ValueError, TypeError) as error:
        raise TnrnnError(f"{owner}: cannot be used: {shown_line(str(error))}") from None


@contextlib.contextmanager
def opened_store(path: str | os.PathLike[str], new: bool, kind: type[Case], check: bool = True) -> Iterator[Store]:
    """Open a store for reading, or, if `new`, make or continue one for a sweep, which locks it until the end.

    A damaged store is refused, unless it is opened without `check` to save the rows that can be read.
    """
    name = checked_path("store", path)
    if new:
        check_target(name, f"store {shown(name)}")
    with _translated(name, kind):
        uri = Path(name).absolute().as_uri() + ("?mode=rwc" if new else "?mode=rw")
        connection = sqlite3.connect(uri, timeout=0.5, isolation_level=None, uri=True)
    with contextlib.closing(connection):
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * MOST_TEXT + 2**16)
        if not check:
            connection.execute("PRAGMA writable_schema = ON")  # otherwise SQLite refuses a file that has lost its end
        with _translated(name, kind):
            if new:
                _claim(connection, kind)
            _check_version(name, connection, kind)
        store = Store(name, kind, connection)
        if check:
            store.check()
        yield store


def _claim(connection: sqlite3.Connection, kind: type[Case]) -> None:
    """Take the lock, which SQLite keeps until the connection or the process ends, and make the tables of a new file.

    SQLite keeps its rollback journal: after a clean end there is no second file, and after any other end the next
    reader undoes what was not finished. Each case is written by a single statement, so that it is in the file as a
    whole or not at all.
    """
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN EXCLUSIVE")
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        columns = ", ".join(f"{name} {word} NOT NULL" for name, word in _columns(kind).items())
        ends = "status TEXT NOT NULL, message TEXT NOT NULL, result TEXT"
        connection.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.execute(f"CREATE TABLE cases (key TEXT PRIMARY KEY, {columns}, {ends})")
        connection.execute("INSERT INTO meta VALUES ('format', ?), ('schema', ?)", (kind.FORMAT, kind.SCHEMA))
    connection.execute("COMMIT")


def _check_version(name: str, connection: sqlite3.Connection, kind: type[Case]) -> None:
    """Raise a TnrnnError if the file is not a store of this class of cases, or is from another version of tnrnn."""
    tables = {table for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    meta = dict(connection.execute("SELECT name, value FROM meta")) if "meta" in tables else {}
    if meta.get("format") != kind.FORMAT or "cases" not in tables:
        raise TnrnnError(f"store {shown(name)}: expected an SQLite file of {kind.FORMAT}, given one of something else")
    if meta.get("schema") != kind.SCHEMA:
        raise mistake(f"store {shown(name)}, schema", f"version {kind.SCHEMA} of this tnrnn", meta.get("schema"))
    columns = tuple(line[1] for line in connection.execute("PRAGMA table_info(cases)"))
    if columns != ("key", *kind.columns(), *ENDS):
        raise mistake(f"store {shown(name)}", "the columns that a sweep makes", ", ".join(map(str, columns)))


@as_before()
def read_store(path: str | os.PathLike[str], *, kind: type[Case] = SweepCase) -> tuple[SweepRow, ...]:
    """Return the rows of a store, sorted by case, so that the same sweeps give the same rows.

    Parameters
    ----------
    path : path
        The store.
    kind : class of `Case`
        The class of the store's cases.

    Returns
    -------
    tuple of SweepRow

    Raises
    ------
    TnrnnError
        If the file does not exist, is not a store of such cases, is damaged, is from another version of tnrnn, or is
        locked by a running sweep.

    Examples
    --------
    >>> read_store("no-such-store.sqlite")
    Traceback (most recent call last):
    tnrnn.TnrnnError: store 'no-such-store.sqlite': cannot be used: unable to open database file
    """
    with opened_store(path, new=False, kind=kind) as store:
        return store.rows()


def store_files(owner: str, path: str | None) -> list[tuple[str, str | None]]:
    """Return the file of a store and those that SQLite may keep beside it, each with the name that an error uses.

    >>> store_files("--store", "ranks.sqlite")[1]
    ('--store', 'ranks.sqlite-journal')
    """
    return [(owner, path and f"{path}{ending}") for ending in ("", "-journal", "-wal", "-shm")]


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
    own = (*kind.columns(), "status", "message")
    results = [dict(_flat(row.result or {}, own)) for row in rows]
    names = sorted({column for result in results for column in result})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*own, *names])
    for row, result in zip(rows, results, strict=True):
        cells = [result.get(column, "") for column in names]
        writer.writerow([*astuple(row.case), row.status, row.message, *cells])
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
