"""TOML as authors edit it: a printer for texts, numbers, lists and tables, and a reader of untrusted texts."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from ...basics import TnrnnError, mistake, shown_line

BARE = re.compile("[A-Za-z0-9_-]+")
"""A key that needs no quotes."""

_SKIPPED = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'" r"|#[^\n]*", re.DOTALL
)
MOST_DOTS = 8
_DOTTED = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MOST_DOTS}}}")
"""Many keys with dots between them: tomllib takes a time that grows with the square of their number."""


def toml(tables: Mapping[str, Any]) -> str:
    """Return a mapping as TOML: its plain values, then a section for every table and for every table of a list.

    A table inside a section has a section of its own, inside a list of tables it stands on one line.

    Raises
    ------
    TnrnnError
        If a text holds half of a surrogate pair, which no text in UTF-8 can.

    Examples
    --------
    >>> print(toml({"version": 1, "legs": {"s*": "down"}, "looks": [{"where": "A", "size": (0.5, 1.0)}]}), end="")
    version = 1
    <BLANKLINE>
    [legs]
    "s*" = "down"
    <BLANKLINE>
    [[looks]]
    where = "A"
    size = [0.5, 1]
    """
    return "\n".join(_sections(tables, "")).strip("\n") + "\n"


def _sections(table: Mapping[str, Any], name: str) -> Iterator[str]:
    tables = {key: value for key, value in table.items() if isinstance(value, Mapping) or _tables(value)}
    for key, value in table.items():
        if key not in tables:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield f"\n[{name}{_key(key)}]"
            yield from _sections(value, f"{name}{_key(key)}.")
        else:
            for item in value:
                yield f"\n[[{name}{_key(key)}]]"
                yield from (f"{_key(each)} = {_value(inner)}" for each, inner in item.items())


def _tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_key(key)} = {_value(each)}' for key, each in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    try:
        str(value).encode()
    except UnicodeEncodeError:
        raise mistake("figure file", "a text that UTF-8 can hold", value) from None
    # JSON escapes what TOML has to escape, but for the one control character after the visible letters.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def parsed_toml(text: str, owner: str) -> dict[str, Any]:
    """Return the tables of a text in TOML.

    Raises
    ------
    TnrnnError
        If the text is not TOML, or its keys or lists are nested too deep.

    Examples
    --------
    >>> parsed_toml("version = 1", "figure file")
    {'version': 1}
    """
    if _DOTTED.search(_SKIPPED.sub("s", text)):
        raise mistake(owner, f"keys with fewer than {MOST_DOTS} dots", "more")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise mistake(owner, "lists and tables that are not nested", "deeper ones") from None
    except ValueError as error:
        raise TnrnnError(f"{owner}: expected TOML: {shown_line(str(error))}") from None
