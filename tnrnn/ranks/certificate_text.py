"""The text of a certificate: JSON with a digest, which is read only as it was written."""

from __future__ import annotations

import hashlib
import json
import math
from numbers import Rational
from typing import Any

from ..basics import Fixed, TnrnnError, mistake
from ..networks import Circuit
from ..records import Kind, check_header, check_names, parsed, records, tuples

KIND = Kind("certificate", "tnrnn rank certificate", version=2, most=2**28, depth=9)
"""What the text of a certificate says that it is, and the largest text that is read."""


OBSERVE = "observe"
"""The field that only version 2 has; a certificate of version 1 is about one value."""


def written(fields: dict[str, Any]) -> str:
    """Return the fields of a certificate as one line of text that `read` accepts.

    The version is 2 if there is a field `observe`, and 1 otherwise.

    >>> read(written({"lower": 3}), ["lower"])
    {'lower': 3}
    """
    body = {"format": KIND.format, "version": 2 if OBSERVE in fields else 1, **fields}
    return json.dumps(body | {"sha256": _digest(body)}, separators=(",", ":")) + "\n"


def read(text: Any, names: list[str]) -> dict[str, Any]:
    """Return the fields of a text, with tuples in place of lists; `observe` is among them if the version is 2.

    Raises
    ------
    TnrnnError
        If the text is not a certificate, is too long, has another version or other fields than `names`, or was changed
        after it was written.

    Examples
    --------
    >>> read(written({"lower": 3}).replace("3", "4"), ["lower"])
    Traceback (most recent call last):
    tnrnn.TnrnnError: certificate: the text was changed: its sha256 is not that of its other fields
    """
    body = parsed(text, KIND)
    fields = [*names, OBSERVE] if check_header(body, KIND) > 1 else list(names)
    check_names("certificate", body, ["format", "version", *fields, "sha256"])
    claimed = body.pop("sha256")
    if claimed != _digest(body):
        raise TnrnnError("certificate: the text was changed: its sha256 is not that of its other fields")
    return {name: tuples(body[name]) for name in fields}


def check_same(given: dict[str, Any], again: dict[str, Any]) -> None:
    """Raise a TnrnnError unless the fields that were read are the fields that would be written.

    >>> check_same({"near": (2, 1)}, {"near": (1, 2)})
    Traceback (most recent call last):
    tnrnn.TnrnnError: certificate, near: expected it as to_json writes it, given (2, 1)
    """
    if given.keys() != again.keys():
        raise mistake("certificate, version", "1, as version 2 is not needed", 2)
    for name, value in given.items():
        if _dumped(value) != _dumped(again[name]):
            raise mistake(f"certificate, {name}", "it as to_json writes it", value)


def circuit_record(circuit: Circuit) -> dict[str, Any]:
    """Return the record of a circuit in a certificate.

    Raises
    ------
    TnrnnError
        If a fixed parameter has values that are not integers.

    Examples
    --------
    >>> from tnrnn import rac
    >>> circuit_of(circuit_record(rac(4, 2, 2, 3))) == rac(4, 2, 2, 3)
    True
    """
    return records.circuit_record(circuit, _integer)


def circuit_sha256(circuit: Circuit) -> str:
    """Return the SHA-256 digest of a circuit's record, which identifies the circuit in a line of text.

    Raises
    ------
    TnrnnError
        If a fixed parameter has values that are not integers.

    Examples
    --------
    >>> from tnrnn import rac
    >>> circuit_sha256(rac(4, 2, 2, 3).scalar_part)[:8]
    '884166fe'
    """
    return _digest(circuit_record(circuit))


def check_fixed(fixed: Fixed) -> None:
    """Raise a TnrnnError unless fixed parameters have integers as values; other numbers have no residues."""
    for name, value in fixed:
        records.nested(f"fixed {name}", value, _integer)


def circuit_of(record: Any, version: int = KIND.version) -> Circuit:
    """Return the circuit of a record.

    Raises
    ------
    TnrnnError
        If the record is not that of a circuit, or if it is one of a newer version.
    """
    return records.circuit_of("certificate", record, lambda _, value: value, version)


def _integer(owner: str, value: Any) -> Any:
    if isinstance(value, Rational | float) and value == math.floor(value):
        return math.floor(value)
    raise mistake(f"certificate, {owner}", "integers", value)


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(_dumped(body).encode()).hexdigest()


def _dumped(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
