"""JSON from untrusted sources: the size and the depth of a text are checked before it is parsed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..basics import TnrnnError, mistake, shown_line, whole

EXACT = 2**53
"""From here on integers are written as strings, as programs that read numbers as floats would round them."""

MAX_DIGITS = 4300
"""The largest number of digits of an integer that Python reads."""

MAX_INTEGER = 10 ** (MAX_DIGITS - 1)
"""Integers are written if their absolute value is less."""

# A string of JSON, which may be cut off at the end of the text.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
# What makes all brackets square.
_BRACKETS = bytes.maketrans(b"{}", b"[]")
# All bytes other than brackets.
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))


class Kind(NamedTuple):
    """A format of documents.

    `owner` is what error messages name first, `format` is the value of that field, and `version` is the newest version;
    all versions from 1 on are read. A text has at most `most` characters, and its lists and objects are nested at most
    `depth` deep.
    """

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
        If the text is too long, too deep or not valid JSON, if a field is repeated, or if the value is not an object.
        The depth is counted before the text is parsed.

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
        raise mistake(owner, f"lists nested at most {kind.depth} deep", "deeper ones")
    try:
        body = json.loads(text, object_pairs_hook=_once(owner), parse_constant=_constant(owner), parse_int=_int(owner))
    except json.JSONDecodeError as error:
        raise TnrnnError(f"{owner}: invalid JSON: {shown_line(str(error))}") from None
    if not isinstance(body, dict):
        raise mistake(owner, "a JSON object", body)
    return body


def _deeper(text: str, depth: int) -> bool:
    """Return whether lists and objects are nested more than `depth` deep.

    Each pass removes all pairs of brackets that hold no others, which lowers the depth by one. Of a text that ends too
    early, as many opening brackets remain as it is deep at its end.
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
        raise mistake(owner, "numbers that JSON allows", name)

    return refuse


def _int(owner: str) -> Any:
    def number(text: str) -> int:
        if len(text) > MAX_DIGITS:
            raise mistake(owner, f"integers of at most {MAX_DIGITS:,} digits", f"one of {len(text):,}")
        return int(text)

    return number


def check_header(body: dict[str, Any], kind: Kind) -> int:
    """Return the version of a document of this format; raise if it has another format, or a version that is not read.

    >>> check_header({"format": "tnrnn cut", "version": 2}, Kind("cut", "tnrnn cut", 1, 100, 4))
    Traceback (most recent call last):
    tnrnn.TnrnnError: cut, version: expected 1, given 2
    """
    if body.get("format") != kind.format:
        raise mistake(kind.owner, f"a JSON object with the format {kind.format!r}", body.get("format"), [kind.format])
    version, known = body.get("version"), range(1, kind.version + 1)
    if type(version) is not int or version not in known:
        raise mistake(f"{kind.owner}, version", " or ".join(map(str, known)), version)
    return version


def check_names(owner: str, body: Any, names: Iterable[str], optional: Iterable[str] = ()) -> None:
    """Raise unless a value is an object with all fields of `names`, and no other fields than these and `optional`."""
    if not isinstance(body, dict):
        raise mistake(owner, "an object", body)
    needed = list(names)
    allowed = dict.fromkeys((*needed, *optional))
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
    """Return the value with lists replaced by tuples, in objects too; it must not be deep, as the depth is not checked.

    >>> tuples({"near": [1, [2, 3]]})
    {'near': (1, (2, 3))}
    """
    if isinstance(value, dict):
        return {key: tuples(part) for key, part in value.items()}
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def plain(number: int) -> int | str:
    """Return an integer as it is written in JSON: as a string if its absolute value is 2^53 or more.

    >>> plain(2**53 - 1), plain(-2**53)
    (9007199254740991, '-9007199254740992')
    """
    if abs(number) >= MAX_INTEGER:
        raise mistake("to_json", f"integers of fewer than {MAX_DIGITS:,} digits", number)
    return number if abs(number) < EXACT else str(number)


def integer(owner: str, value: Any, least: int) -> int:
    """Return the integer that `plain` has written; it must be at least `least`.

    >>> integer("count", "9007199254740993", 1)
    9007199254740993
    """
    if isinstance(value, str) and len(value) < MAX_DIGITS and re.fullmatch("-?[0-9]+", value, re.ASCII):
        return whole(owner, int(value), least=least)
    if type(value) is not int or abs(value) > EXACT:
        raise mistake(owner, "an integer, as a string from 2^53 on", value)
    return whole(owner, value, least=least)
