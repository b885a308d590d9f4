"""Texts of JSON that anybody may have written: sized, and measured for depth, before they are parsed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..basics import TnrnnError, mistake, shown_line, whole

EXACT = 2**53
"""Readers that hold numbers as floats keep smaller integers; from here on integers are written as strings."""
MAX_DIGITS = 4300
"""Of an integer that Python reads."""
MAX_INTEGER = 10 ** (MAX_DIGITS - 1)

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))


class Kind(NamedTuple):
    """A format: the owner that errors name, the value of its field `format`, its version, and what a text may be."""

    owner: str
    format: str
    version: int
    most: int
    depth: int


def parsed(text: Any, kind: Kind) -> dict[str, Any]:
    """Return the object that a text holds.

    Raises
    ------
    TnrnnError
        On texts that are too long or too deep or no JSON, on a field that stands there twice, and on other values than
        objects. The depth is counted before the text is parsed.

    Examples
    --------
    >>> parsed('{"a": 1, "a": 2}', Kind("network", "tnrnn network", 1, 100, 4))
    Traceback (most recent call last):
    tnrnn.TnrnnError: network: expected every field once, given 'a'
    """
    owner = kind.owner
    if not isinstance(text, str) or len(text) > kind.most:
        given = f"one of {len(text):,}" if isinstance(text, str) else text
        raise mistake(owner, f"a text of at most {kind.most:,} characters", given)
    if _deeper(text, kind.depth):
        raise mistake(owner, f"lists in at most {kind.depth} lists", "more")
    try:
        body = json.loads(text, object_pairs_hook=_once(owner), parse_constant=_constant(owner), parse_int=_int(owner))
    except json.JSONDecodeError as error:
        raise TnrnnError(f"{owner}: no JSON: {shown_line(str(error))}") from None
    if not isinstance(body, dict):
        raise mistake(owner, "a JSON object", body)
    return body


def _deeper(text: str, depth: int) -> bool:
    """Return whether lists stand in more than `depth` lists.

    Each pass takes away all pairs that hold no others, and lowers the depth by one. What is left of a text that ends
    too early are opening brackets, as many as it is deep there.
    """
    brackets = _STRING.sub("", text).encode("ascii", "ignore").translate(_BRACKETS, _OTHERS)
    for _ in range(depth):
        if b"[]" not in brackets:
            break
        brackets = brackets.replace(b"[]", b"")
    return b"[]" in brackets or brackets.count(b"[") > depth


def _once(owner: str) -> Any:
    def body(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            seen: set[str] = set()
            twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
            raise mistake(owner, "every field once", twice)
        return result

    return body


def _constant(owner: str) -> Any:
    def refuse(name: str) -> None:
        raise mistake(owner, "numbers as JSON has them", name)

    return refuse


def _int(owner: str) -> Any:
    def number(text: str) -> int:
        if len(text) > MAX_DIGITS:
            raise mistake(owner, f"integers of at most {MAX_DIGITS:,} digits", f"one of {len(text):,}")
        return int(text)

    return number


def check_header(body: dict[str, Any], kind: Kind) -> None:
    """Raise unless a document is of this format and version.

    >>> check_header({"format": "tnrnn cut", "version": 2}, Kind("cut", "tnrnn cut", 1, 100, 4))
    Traceback (most recent call last):
    tnrnn.TnrnnError: cut, version: expected 1, given 2
    """
    if body.get("format") != kind.format:
        raise mistake(kind.owner, f"a JSON object with the format {kind.format!r}", body.get("format"), [kind.format])
    if type(body.get("version")) is not int or body["version"] != kind.version:
        raise mistake(f"{kind.owner}, version", str(kind.version), body.get("version"))


def check_names(owner: str, body: Any, names: Iterable[str], optional: Iterable[str] = ()) -> None:
    """Raise unless a value is an object with the fields `names`, and no others than those and the `optional` ones."""
    if not isinstance(body, dict):
        raise mistake(owner, "an object", body)
    needed, allowed = list(names), [*names, *optional]
    for name in body:
        if name not in allowed:
            raise mistake(owner, "the fields that to_json writes", name, allowed)
    for name in needed:
        if name not in body:
            raise mistake(owner, f"a field {name!r}", list(body))


def json_list(owner: str, value: Any) -> list[Any]:
    """Return `value` if it is a list."""
    if isinstance(value, list):
        return value
    raise mistake(owner, "a list", value)


def tuples(value: Any) -> Any:
    """Return lists as tuples, in objects too; a text that was `parsed` is not deep.

    >>> tuples({"near": [1, [2, 3]]})
    {'near': (1, (2, 3))}
    """
    if isinstance(value, dict):
        return {key: tuples(part) for key, part in value.items()}
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def plain(number: int) -> int | str:
    """Return an integer as it is written: a string from 2^53 on.

    >>> plain(2**53 - 1), plain(-2**53)
    (9007199254740991, '-9007199254740992')
    """
    if abs(number) >= MAX_INTEGER:
        raise mistake("to_json", f"integers of fewer than {MAX_DIGITS:,} digits", number)
    return number if abs(number) < EXACT else str(number)


def integer(owner: str, value: Any, least: int) -> int:
    """Return the integer that is written so.

    >>> integer("count", "9007199254740993", 1)
    9007199254740993
    """
    if isinstance(value, str) and len(value) < MAX_DIGITS and re.fullmatch("-?[0-9]+", value, re.ASCII):
        return whole(owner, int(value), least=least)
    if type(value) is not int or abs(value) > EXACT:
        raise mistake(owner, "an integer, as a string from 2^53 on", value)
    return whole(owner, value, least=least)
