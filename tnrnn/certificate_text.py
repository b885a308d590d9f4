"""The text of a certificate: JSON with a digest; a text that `certificate_text` did not write is refused."""

from __future__ import annotations

import hashlib
import json
import math
from numbers import Rational
from typing import Any

from .circuit import Circuit, Vertex
from .errors import TnrnnError, mistake, shown_line

FORMAT = "tnrnn rank certificate"
VERSION = 1
MAX_TEXT = 2**28
MAX_DEPTH = 8
VERTEX = ("name", "kind", "children", "dim", "parameter", "position", "layer", "symbol")


def written(fields: dict[str, Any]) -> str:
    """Return fields as a text of one line that `read` accepts.

    >>> read(written({"lower": 3}), ["lower"])
    {'lower': 3}
    """
    body = {"format": FORMAT, "version": VERSION, **fields}
    return json.dumps(body | {"sha256": _digest(body)}, separators=(",", ":")) + "\n"


def read(text: Any, names: list[str]) -> dict[str, Any]:
    """Return the fields of a text, lists as tuples.

    Raises
    ------
    TnrnnError
        On texts that are no certificate, too long, of another version or with other fields than `names`, and on those
        that were changed after they had been written.

    >>> read(written({"lower": 3}).replace("3", "4"), ["lower"])
    Traceback (most recent call last):
    tnrnn.errors.TnrnnError: certificate: the text was changed: its sha256 is not that of its other fields
    """
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise mistake("certificate", f"a text of at most {MAX_TEXT:,} characters", text)
    try:
        body = json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
        if not isinstance(body, dict) or body.get("format") != FORMAT:
            raise mistake("certificate", f"a JSON object with the format {FORMAT!r}", body)
        if type(body.get("version")) is not int or body["version"] != VERSION:
            raise mistake("certificate, version", str(VERSION), body.get("version"))
        _check_names("certificate", body, ["format", "version", *names, "sha256"])
        claimed = body.pop("sha256")
        same = claimed == _digest(body)
    except json.JSONDecodeError as error:
        raise TnrnnError(f"certificate: no JSON: {shown_line(str(error))}") from None
    except RecursionError:
        raise TnrnnError(f"certificate: expected lists in at most {MAX_DEPTH} lists, given more") from None
    if not same:
        raise TnrnnError("certificate: the text was changed: its sha256 is not that of its other fields")
    return {name: _tuples(name, body[name]) for name in names}


def check_same(given: dict[str, Any], again: dict[str, Any]) -> None:
    """Raise unless the fields that were read are those that would be written.

    >>> check_same({"near": (2, 1)}, {"near": (1, 2)})
    Traceback (most recent call last):
    tnrnn.errors.TnrnnError: certificate, near: expected it as to_json writes it, given (2, 1)
    """
    for name, value in given.items():
        if _dumped(value) != _dumped(again[name]):
            raise mistake(f"certificate, {name}", "it as to_json writes it", value)


def circuit_record(circuit: Circuit) -> dict[str, Any]:
    """Return a circuit as JSON has it.

    Raises
    ------
    TnrnnError
        On fixed parameters that are no integers.

    >>> from tnrnn import rac
    >>> circuit_of(circuit_record(rac(4, 2, 2, 3))) == rac(4, 2, 2, 3)
    True
    """
    return {
        "vertices": tuple(tuple(getattr(vertex, name) for name in VERTEX) for vertex in circuit.vertices),
        "output": circuit.output,
        "fixed": tuple((name, _integers(f"fixed {name}", value)) for name, value in circuit.fixed),
    }


def circuit_of(record: Any) -> Circuit:
    """Return the circuit of a record.

    Raises
    ------
    TnrnnError
        On records of no circuit.
    """
    if not isinstance(record, dict):
        raise mistake("certificate, circuit", "an object", record)
    _check_names("certificate, circuit", record, ["vertices", "output", "fixed"])
    if not isinstance(record["vertices"], tuple):
        raise mistake("certificate, vertices", "a list", record["vertices"])
    vertices = []
    for values in record["vertices"]:
        if not isinstance(values, tuple) or len(values) != len(VERTEX):
            raise mistake("certificate, vertices", f"lists of {', '.join(VERTEX)}", values)
        vertices.append(Vertex(**dict(zip(VERTEX, values, strict=True))))
    return Circuit(tuple(vertices), record["output"], record["fixed"])


def _integers(owner: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_integers(owner, part) for part in value)
    if isinstance(value, Rational | float) and value == math.floor(value):
        return math.floor(value)
    raise mistake(f"certificate, {owner}", "integers", value)


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(_dumped(body).encode()).hexdigest()


def _dumped(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) < len(pairs):
        raise mistake("certificate", "every field once", [name for name, _ in pairs])
    return body


def _refused(name: str) -> None:
    raise mistake("certificate", "numbers as JSON has them", name)


def _check_names(owner: str, body: dict[str, Any], names: list[str]) -> None:
    for name in names:
        if name not in body:
            raise mistake(owner, f"a field {name!r}", list(body))
    for name in body:
        if name not in names:
            raise mistake(owner, "the fields that to_json writes", name, names)


def _tuples(name: str, value: Any, depth: int = 0) -> Any:
    """Return lists as tuples, in objects too."""
    if depth > MAX_DEPTH:
        raise mistake(f"certificate, {name}", f"lists in at most {MAX_DEPTH} lists", "more")
    if isinstance(value, dict):
        return {key: _tuples(name, part, depth + 1) for key, part in value.items()}
    return tuple(_tuples(name, part, depth + 1) for part in value) if isinstance(value, list) else value
