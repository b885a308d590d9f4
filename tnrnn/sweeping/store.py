"""The SQLite file of a sweep: one transaction a case, one sweep at a time."""

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
"""The type of a column by that of its field, where it is no text; with `from __future__ import annotations` these are
names, and a `Literal` of some words has one of its own."""
ENDS = ("status", "message", "result")
"""The columns that come after those of the case and say how it ended."""


class DamagedError(TnrnnError):
    """The error of a store that holds what no sweep writes; `why` says what that is."""

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


class Store:
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

    def land_all(self, outcomes: Iterable[tuple[Case, Outcome]]) -> None:
        """Write many cases, all in one transaction."""
        with _translated(self.path, self.kind):
            self.connection.execute("BEGIN")
        for case, outcome in outcomes:
            self.land(case, outcome)
        with _translated(self.path, self.kind):
            self.connection.execute("COMMIT")

    def most_rows(self) -> int:
        """Return the greatest number of a row, or the size of the file if that is less or the number is unreadable."""
        most = os.path.getsize(self.path)
        try:
            (last,) = self.connection.execute("SELECT max(rowid) FROM cases").fetchone()
        except sqlite3.Error:  # the last page is damaged
            return most
        return min(last or 0, most)

    def rows(self) -> tuple[SweepRow, ...]:
        """Return all lines, sorted by case; each has a key of its own."""
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

        The contents of results are checked when they are read. SQLite's own check includes the index of keys, on which
        a sweep relies so that it does no case twice.
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
        """Return the row of a number, or None if there is none. Raise a TnrnnError if it is damaged or unreadable."""
        with _translated(self.path, self.kind):
            found = self.connection.execute(f"SELECT {_names(self.kind)} FROM cases WHERE rowid = ?", (number,))
            line = found.fetchone()
            return None if line is None else self._row(line)

    def _bad_row(self, number: Any, why: str) -> TnrnnError:
        return _damaged(self.path, self.kind, f"row {number}: {why}")

    def _row(self, line: tuple[Any, ...]) -> SweepRow:
        """Return one line of the store, whose cells are the number of the row, its key, the case, and its end."""
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
    """Return what SQL says of a row that has the types and the status that a row has."""
    types = _columns(kind) | {"key": "TEXT", "message": "TEXT"}
    parts = [f"typeof({name}) = '{word.lower()}'" for name, word in types.items()]
    words = ", ".join(f"'{status}'" for status in STATUSES)
    ends = f"status IN ({words}) AND typeof(result) = CASE status WHEN 'done' THEN 'text' ELSE 'null' END"
    return " AND ".join([*parts, ends])


def _damaged(path: str, kind: type[Case], why: str) -> DamagedError:
    """Return the error of a damaged store, which says how to save the rest."""
    command = f"tnrnn sweep --salvage {shlex.quote(path)} NEW" if kind is SweepCase else "tnrnn.sweeping.salvage"
    return DamagedError(
        f"store {shown(path)}: is damaged: {shown_line(why)}; {command} copies the intact rows to a new store, "
        "and a sweep into that one measures the others again",
        shown_line(why),
    )


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
        undecoded = isinstance(error, sqlite3.OperationalError) and not code  # by Python: a text that is no UTF-8
        if code == sqlite3.SQLITE_CORRUPT or undecoded:
            raise _damaged(path, kind, str(error)) from None
        raise TnrnnError(f"{owner}: cannot be used: {shown_line(str(error))}") from None
    except TnrnnError as error:
        raise error if str(error).startswith("store ") else TnrnnError(f"{owner}: {error}") from None
    except (OSError, ValueError, TypeError) as error:
        raise TnrnnError(f"{owner}: cannot be used: {shown_line(str(error))}") from None


@contextlib.contextmanager
def opened_store(path: str | os.PathLike[str], new: bool, kind: type[Case], check: bool = True) -> Iterator[Store]:
    """Open a store for reading, or make or continue one for a sweep (`new`), which locks it until the end.

    A damaged store is refused, unless it is opened without `check` to save what can be read of it.
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
            connection.execute("PRAGMA writable_schema = ON")  # else SQLite opens no file that has lost its end
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

    The rollback journal stays: it needs no second file after a clean end, and an unclean end is undone by the next
    reader. All transactions are single statements, so that every one is in the file or not at all.
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
    """Return the lines of a store of one kind of cases, sorted by case: the same sweeps give the same lines.

    Raises
    ------
    TnrnnError
        When the file is not there, is no store, is from another version, or is locked by a sweep that runs.

    Examples
    --------
    >>> read_store("no-such-store.sqlite")
    Traceback (most recent call last):
    tnrnn.TnrnnError: store 'no-such-store.sqlite': cannot be used: unable to open database file
    """
    with opened_store(path, new=False, kind=kind) as store:
        return store.rows()


def store_files(owner: str, path: str | None) -> list[tuple[str, str | None]]:
    """Return a store, and the files that SQLite keeps beside it while it writes, each with what an error calls it.

    >>> store_files("--store", "ranks.sqlite")[1]
    ('--store', 'ranks.sqlite-journal')
    """
    return [(owner, path and f"{path}{ending}") for ending in ("", "-journal", "-wal", "-shm")]


@as_before()
def to_csv(path: str | os.PathLike[str], out: str | os.PathLike[str], *, kind: type[Case] = SweepCase) -> None:
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
    """Yield columns and cells; a name that is also one of the store's `own` columns gets `result.` before it."""
    for key, part in value.items():
        name = f"{prefix}{key}"
        if isinstance(part, dict):
            yield from _flat(part, own, f"{name}.")
        else:
            column = f"result.{name}" if name in own else name
            yield column, json.dumps(part) if isinstance(part, list) else "" if part is None else part
