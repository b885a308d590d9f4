"""JSON documents of networks, circuits, cuts and certificates; docs/json.md describes them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..basics import mistake
from ..cuts import Cut
from ..networks import Circuit, Network
from ..ranks import KIND as CERTIFICATE, RankCertificate
from ..records import (
    Kind,
    check_header,
    check_names,
    circuit_of,
    circuit_record,
    cut_of,
    cut_record,
    network_of,
    network_record,
    parsed,
    read,
    written,
)
from .arrays import arrays_of_record, arrays_record
from .expressions import from_einsum

MAX_TEXT = 2**25
MAX_DEPTH = 72
"""An array of numpy has up to 64 axes."""

NETWORK = Kind("network", "tnrnn network", 1, MAX_TEXT, MAX_DEPTH)
CIRCUIT = Kind("circuit", "tnrnn circuit", 1, MAX_TEXT, MAX_DEPTH)
CUT = Kind("cut", "tnrnn cut", 1, MAX_TEXT, MAX_DEPTH)
ANY = Kind("document", "", 1, MAX_TEXT, MAX_DEPTH)
LISTS = ("inputs", "output", "size_dict")
FORMATS = {kind.format: kind for kind in (NETWORK, CIRCUIT, CUT, CERTIFICATE)}

Document = Network | Circuit | Cut | RankCertificate


def to_json(item: Document, weights: Mapping[str, Any] | None = None) -> str:
    """Return a network, a circuit, a cut or a certificate as a JSON text of one line, the same on every machine.

    `from_json` gives back all of it. Integers from 2^53 on and fractions are strings; docs/json.md has the schema.

    Parameters
    ----------
    item : Network, Circuit, Cut or RankCertificate
    weights : mapping from parameter to array, optional
        Of a network, as `contract` takes them: `from_json` returns `(network, weights)` then, without those of fixed
        parameters, which the network has.

    Raises
    ------
    TnrnnError
        On anything else, and on arrays of dtypes that JSON does not have.

    Examples
    --------
    >>> from tnrnn import Cut, CutEntry
    >>> to_json(Cut((CutEntry("x", "bond", 2, "M"),), near=("a",), far=("b",)))
    '{"format":"tnrnn cut","version":1,"entries":[["x","bond",2,"M",1]],"near":["a"],"far":["b"],"minimal":false}\\n'
    """
    if weights is not None and not isinstance(item, Network):
        raise mistake("to_json, weights", "none but for a Network", type(item).__name__)
    if isinstance(item, RankCertificate):
        return item.to_json()
    if isinstance(item, Network):
        arrays = {} if weights is None else {"weights": arrays_record(item, weights)}
        return _text(NETWORK, network_record(item) | arrays)
    if isinstance(item, Circuit):
        return _text(CIRCUIT, circuit_record(item, written))
    if isinstance(item, Cut):
        return _text(CUT, cut_record(item))
    raise mistake("to_json", "a Network, a Circuit, a Cut or a RankCertificate", item)


def from_json(text: str) -> Any:
    """Return what `to_json` wrote: a network, a circuit, a cut, a certificate, or a pair `(network, weights)`.

    A text is measured before it is parsed, and nothing in it is run. A certificate is not verified yet. Lists of
    indices with their sizes, as `cotengra.utils.save_to_json` writes them, are returned as a network, too.

    Raises
    ------
    TnrnnError
        On texts that are too long or too deep, no JSON, of an unknown format or another version; on fields that are
        unknown, missing or there twice; and on values that make no network, circuit, cut or certificate.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> from_json(to_json(unroll(rac(4, 2, 2, 3)))) == unroll(rac(4, 2, 2, 3))
    True
    >>> from_json('{"format": "tnrnn netwrok", "version": 1}')  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    tnrnn.TnrnnError: document, format: expected ..., given 'tnrnn netwrok'; did you mean 'tnrnn network'?
    """
    body = parsed(text, ANY)
    form = body.get("format")
    if form is None and "inputs" in body:
        return _of_lists(body)
    if not isinstance(form, str) or form not in FORMATS:
        raise mistake("document, format", " or ".join(map(repr, FORMATS)), form, FORMATS)
    kind = FORMATS[form]
    if kind is CERTIFICATE:
        return RankCertificate.from_json(text)
    check_header(body, kind)
    body = {name: value for name, value in body.items() if name not in ("format", "version")}
    return _made(kind, body)


def _of_lists(body: dict[str, Any]) -> Network:
    """Return the network of cotengra's `inputs`, `output` and `size_dict`."""
    for name in body:
        if name not in LISTS:
            raise mistake("document", "the fields inputs, output and size_dict", name, LISTS)
    missing = [name for name in LISTS if name not in body]
    if missing:
        raise mistake("document", f"a field {missing[0]!r} beside inputs", list(body))
    sizes = body["size_dict"]
    if not isinstance(sizes, dict):
        raise mistake("document, size_dict", "an object", sizes)
    for name in ("inputs", "output"):
        if isinstance(body[name], dict):  # Python takes the keys of an object for a list
            raise mistake(f"document, {name}", "a list", body[name])
    # The keys of an object are texts, also where indices are integers.
    numbered = {int(name): size for name, size in sizes.items() if re.fullmatch("-?[0-9]{1,18}", name, re.ASCII)}
    return from_einsum(body["inputs"], body["output"], {**sizes, **numbered})[0]


def _made(kind: Kind, body: dict[str, Any]) -> Any:
    if kind is CIRCUIT:
        return circuit_of("circuit", body, read)
    if kind is CUT:
        check_names("cut", body, ["entries", "near", "far", "minimal"])
        return cut_of("cut", body)
    check_names("network", body, ["tensors", "bonds", "open", "fixed"], ["weights"])
    network = network_of("network", body)
    return (network, arrays_of_record(network, body["weights"])) if "weights" in body else network


def _text(kind: Kind, record: dict[str, Any]) -> str:
    body = {"format": kind.format, "version": kind.version, **record}
    return json.dumps(body, separators=(",", ":"), allow_nan=False) + "\n"
