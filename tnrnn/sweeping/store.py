"""The SQLite file of a sweep: each case is one transaction, and one sweep at a time may write."""

from __future__ import annotations

import contextlib
import os
import shlex
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from ..basics import TnrnnError, as_before, mistake, shown, shown_line
from ..system import check_target
from .cases import STATUSES, Case, Outcome, SweepRow, checked_path
from .model_cases import SweepCase
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
    """An open store of one class of cases. While a sweep has it open, nothing else can read or write it.

    `form` is the class that the columns of the store have the fields of: `kind`, or one of the classes before it.
    """

    def __init__(self, path: str, kind: type[Case], form: type[Case], connection: sqlite3.Connection) -> None:
        self.path, self.kind, self.form, self.connection = path, kind, form, connection

    def statuses(self) -> dict[str, str]:
        """Return the status of every case by its key."""
        with _translated(self.path, self.kind):
            return dict(self.connection.execute("SELECT key, status FROM cases"))

    def land(self, outcomes: Iterable[tuple[Case, Outcome]]) -> None:
        """Write how cases ended, all in one transaction, whose end waits for the disk."""
        with _translated(self.path, self.kind):
            self.connection.execute("BEGIN")
            try:
                for case, outcome in outcomes:
                    marks = ", ".join("?" * (len(case.columns()) + 4))
                    line = (case.key, *case.cells(), *outcome)
                    self.connection.execute(f"INSERT OR REPLACE INTO cases VALUES ({marks})", line)
                self.connection.execute("COMMIT")
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

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
        rows, seen = list[SweepRow](), set[str]()
        with _translated(self.path, self.kind):
            for line in self.connection.execute(f"SELECT {_names(self.form)} FROM cases ORDER BY rowid"):
                row = self._row(line)
                if row.case.key in seen:
                    raise self._bad_row(line[0], "its case is that of another row, too")
                seen.add(row.case.key)
                rows.append(row)
        return tuple(sorted(rows, key=lambda row: row.case.order))

    def renew(self) -> None:
        """Give a store of an older version the columns of the present one, in one transaction."""
        if self.form is self.kind:
            return
        old, marks = _names(self.form), ", ".join("?" * (len(self.kind.columns()) + 5))
        with _translated(self.path, self.kind):
            self.connection.execute("BEGIN")
            self.connection.execute("ALTER TABLE cases RENAME TO former")
            self.connection.execute(_table(self.kind))
            for number, key, *values in self.connection.execute(f"SELECT {old} FROM former ORDER BY rowid"):
                cells = self._case(number, values[: -len(ENDS)]).cells()
                line = (number, key, *cells, *values[-len(ENDS) :])
                self.connection.execute(f"INSERT INTO cases ({_names(self.kind)}) VALUES ({marks})", line)
            self.connection.execute("DROP TABLE former")
            self.connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (self.kind.SCHEMA,))
            self.connection.execute("COMMIT")
        self.form = self.kind

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
                f"SELECT {_names(self.form)} FROM cases WHERE NOT ({_sound(self.form)}) LIMIT 1"
            ).fetchone()
            if odd is not None:
                self._row(odd)
                raise self._bad_row(odd[0], "holds values of other types")  # as an integer that is 8.0

    def row_at(self, number: int) -> SweepRow | None:
        """Return the row with a number, or None if there is none. Raise a TnrnnError if it cannot be read."""
        with _translated(self.path, self.kind):
            found = self.connection.execute(f"SELECT {_names(self.form)} FROM cases WHERE rowid = ?", (number,))
            line = found.fetchone()
            return None if line is None else self._row(line)

    def _bad_row(self, number: Any, why: str) -> TnrnnError:
        return _damaged(self.path, self.kind, f"row {number}: {why}")

    def _case(self, number: int, cells: list[Any]) -> Case:
        try:
            return self.form.of_cells(cells).now()
        except TnrnnError as error:
            raise self._bad_row(number, str(error)) from None

    def _row(self, line: tuple[Any, ...]) -> SweepRow:
        """Return a row by its cells: its number, its key, the fields of the case, and how the case ended."""
        number, key, *values, status, message, result = line
        case = self._case(number, values)
        try:
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
            form = _form(name, connection, kind)
        store = Store(name, kind, form, connection)
        if check:
            store.check()
        if new:
            store.renew()
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
        connection.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.execute(_table(kind))
        connection.execute("INSERT INTO meta VALUES ('format', ?), ('schema', ?)", (kind.FORMAT, kind.SCHEMA))
    connection.execute("COMMIT")


def _table(kind: type[Case]) -> str:
    """Return the SQL that makes the table of the cases."""
    columns = ", ".join(f"{name} {word} NOT NULL" for name, word in _columns(kind).items())
    ends = "status TEXT NOT NULL, message TEXT NOT NULL, result TEXT"
    return f"CREATE TABLE cases (key TEXT PRIMARY KEY, {columns}, {ends})"


def _form(name: str, connection: sqlite3.Connection, kind: type[Case]) -> type[Case]:
    """Return the class that the store has the columns of: this one, or one of those before it.

    Raises
    ------
    TnrnnError
        If the file is not a store of this class of cases, or is from a version of tnrnn that is not known.
    """
    tables = {table for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    meta = dict(connection.execute("SELECT name, value FROM meta")) if "meta" in tables else {}
    if meta.get("format") != kind.FORMAT or "cases" not in tables:
        raise TnrnnError(f"store {shown(name)}: expected an SQLite file of {kind.FORMAT}, given one of something else")
    form = next((each for each in (kind, *kind.FORMER) if meta.get("schema") == each.SCHEMA), None)
    if form is None:
        raise mistake(f"store {shown(name)}, schema", f"version {kind.SCHEMA} of this tnrnn", meta.get("schema"))
    columns = tuple(line[1] for line in connection.execute("PRAGMA table_info(cases)"))
    if columns != ("key", *form.columns(), *ENDS):
        raise mistake(f"store {shown(name)}", "the columns that a sweep makes", ", ".join(map(str, columns)))
    return form


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
        The rows, those of cases that ended without a result included.

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
