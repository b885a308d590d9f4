"""Results of cases as a store holds them: JSON objects without deep nesting, with numbers where they belong."""

from __future__ import annotations

import math
import re
import sys
from typing import Any

from ..basics import TnrnnError, mistake
from ..records import Kind, parsed

MOST_TEXT = 2**24
"""The largest number of characters of a result; the curve of the longest training run takes a tenth of it."""
DEPTH = 8
"""The largest number of objects and lists in which a value may be nested."""
TEXTS = ("kind", "formula", "source", "note", "reason")
"""The fields of a row of `tnrnn.bounds` that are texts or null."""

_KIND = Kind("result", "", 0, MOST_TEXT, DEPTH)


def read_result(text: Any) -> dict[str, Any]:
    """Return the result that a text holds.

    Raises
    ------
    TnrnnError
        If the text is not a JSON object, is too long or nested too deeply, or has a field twice.

    Examples
    --------
    >>> read_result("[" * 100_000)
    Traceback (most recent call last):
    tnrnn.TnrnnError: result: expected lists nested at most 8 deep, given 'deeper ones'
    """
    return parsed(text, _KIND)


def check_rows(result: dict[str, Any]) -> None:
    """Raise a TnrnnError if a row of a table of bounds in a result has fields of the wrong type.

    Every object with a `value` or a `log2` is such a row. Its `value` is null, a number, or an integer as text, its
    `log2` is null or a number, and its `kind`, `formula`, `source`, `note` and `reason` are null or texts.

    >>> check_rows({"rank": {"value": "abc"}})
    Traceback (most recent call last):
    tnrnn.TnrnnError: result, rank.value: expected null, a number or an integer as text, given 'abc'
    """
    for name, row in result.items():
        if isinstance(row, dict) and ("value" in row or "log2" in row):
            _check_row(f"result, {name}", row)


def _check_row(owner: str, row: dict[str, Any]) -> None:
    value = row.get("value")
    written = isinstance(value, str) and re.fullmatch("-?[0-9]+", value, re.ASCII)
    if not (value is None or written or type(value) is int or is_number(value)):
        raise mistake(f"{owner}.value", "null, a number or an integer as text", value)
    check_numbers(owner, row, ("log2",))
    for name in TEXTS:
        if not isinstance(row.get(name), str | None):
            raise mistake(f"{owner}.{name}", "null or a text", row[name])


def check_numbers(owner: str, result: dict[str, Any], names: tuple[str, ...]) -> None:
    """Raise a TnrnnError unless fields are null, absent or finite numbers.

    >>> check_numbers("result", {"loss": [1.0]}, ("loss",))
    Traceback (most recent call last):
    tnrnn.TnrnnError: result.loss: expected null or a number, given [1.0]
    """
    for name in names:
        if not (result.get(name) is None or is_number(result[name])):
            raise mistake(f"{owner}.{name}", "null or a number", result[name])


def check_finite(result: Any) -> None:
    """Raise a TnrnnError if a number anywhere in a result is infinite or not a number: Python reads 1e999 as infinite.

    >>> check_finite({"rank": {"log2": [0.5, float("inf")]}})
    Traceback (most recent call last):
    tnrnn.TnrnnError: result: expected numbers that floats hold, given inf
    """
    waiting = [result]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict | list):
            waiting.extend(part.values() if isinstance(part, dict) else part)
        elif isinstance(part, float) and not math.isfinite(part):
            raise mistake("result", "numbers that floats hold", part)


def check_fields(result: dict[str, Any], names: tuple[str, ...]) -> None:
    """Raise a TnrnnError unless a result has all these fields.

    >>> check_fields({"loss": 1.0}, ("loss", "curve"))
    Traceback (most recent call last):
    tnrnn.TnrnnError: result: expected a field 'curve', given none
    """
    for name in names:
        if name not in result:
            raise TnrnnError(f"result: expected a field {name!r}, given none")


def is_number(value: Any) -> bool:
    """Return whether a value is a number that a float can hold, as readers of logarithms and losses need it.

    >>> is_number(2), is_number(True), is_number(float("inf")), is_number(10**400), is_number("2")
    (True, False, False, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
