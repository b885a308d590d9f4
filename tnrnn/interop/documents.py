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
    circuit_version,
    cut_of,
    cut_record,
    network_of,
    network_record,
    network_version,
    parsed,
    read,
    written,
)
from .arrays import arrays_of_record, arrays_record
from .expressions import from_einsum

MAX_TEXT = 2**26
"""The largest number of characters of a document."""

MAX_DEPTH = 72
"""How deep lists may be nested: an array of numpy has up to 64 axes."""

# The format of networks.
NETWORK = Kind("network", "tnrnn network", 2, MAX_TEXT, MAX_DEPTH)
# The format of circuits.
CIRCUIT = Kind("circuit", "tnrnn circuit", 2, MAX_TEXT, MAX_DEPTH)
# The format of cuts.
CUT = Kind("cut", "tnrnn cut", 1, MAX_TEXT, MAX_DEPTH)
# What is known of a document before its format is read.
ANY = Kind("document", "", 1, MAX_TEXT, MAX_DEPTH)
# The fields that cotengra writes.
LISTS = ("inputs", "output", "size_dict")
# The formats by the value of the field "format".
FORMATS = {kind.format: kind for kind in (NETWORK, CIRCUIT, CUT, CERTIFICATE)}

# What documents hold.
Document = Network | Circuit | Cut | RankCertificate


def to_json(item: Document, weights: Mapping[str, Any] | None = None) -> str:
    """Return a network, a circuit, a cut or a certificate as JSON in one line, which is the same on every machine.

    `from_json` returns an equal object. The version is the least that can hold the object: 1, or 2 for circuits that
    observe vertices, for maps that are not written out, and for tensors with tags or isometries. Large integers (2^53
    or more) and fractions are strings; docs/json.md describes the format.

    Parameters
    ----------
    item : Network, Circuit, Cut or RankCertificate
        What is written.
    weights : mapping of str to array, optional
        The arrays of a network, by parameter, as `contract` takes them. `from_json` then returns `(network, weights)`.
        The arrays of fixed parameters are left out, as the network has them.

    Raises
    ------
    TnrnnError
        If `item` is something else, if weights are given without a network, or if an array has a dtype that documents
        do not have.

    Examples
    --------
    >>> from tnrnn import Cut, CutEntry
    >>> to_json(Cut((CutEntry("x", "bond", 2, "M"),), near=("a",), far=("b",)))
    '{"format":"tnrnn cut","version":1,"entries":[["x","bond",2,"M",1]],"near":["a"],"far":["b"],"minimal":false}\\n'
    """
    if weights is not None and not isinstance(item, Network):
        raise mistake("to_json, weights", "no weights, as only a Network has them", type(item).__name__)
    if isinstance(item, RankCertificate):
        return item.to_json()
    if isinstance(item, Network):
        arrays = {} if weights is None else {"weights": arrays_record(item, weights)}
        return _text(NETWORK, network_version(item), network_record(item) | arrays)
    if isinstance(item, Circuit):
        return _text(CIRCUIT, circuit_version(item), circuit_record(item, written))
    if isinstance(item, Cut):
        return _text(CUT, CUT.version, cut_record(item))
    raise mistake("to_json", "a Network, a Circuit, a Cut or a RankCertificate", item)


def from_json(text: str) -> Any:
    """Return what `to_json` has written: a network, a circuit, a cut, a certificate, or a pair `(network, weights)`.

    The size of a text is checked before it is parsed, and nothing in it is executed. A certificate is not verified. The
    lists of indices with their sizes that `cotengra.utils.save_to_json` writes are returned as a network.

    Parameters
    ----------
    text : str
        The document, of at most 2^26 characters.

    Raises
    ------
    TnrnnError
        If the text is too long, too deep or not valid JSON; if the format or the version is unknown; if a field is
        unknown, missing or repeated; or if the values do not make a network, circuit, cut or certificate.

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
    version = check_header(body, kind)
    body = {name: value for name, value in body.items() if name not in ("format", "version")}
    return _made(kind, version, body)


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
        if isinstance(body[name], dict):  # or else its keys would be taken for a list
            raise mistake(f"document, {name}", "a list", body[name])
    # The keys of an object are strings even if the indices are integers.
    numbered = {int(name): size for name, size in sizes.items() if re.fullmatch("-?[0-9]{1,18}", name, re.ASCII)}
    return from_einsum(body["inputs"], body["output"], {**sizes, **numbered})[0]


def _made(kind: Kind, version: int, body: dict[str, Any]) -> Any:
    if kind is CIRCUIT:
        return circuit_of("circuit", body, read, version)
    if kind is CUT:
        check_names("cut", body, ["entries", "near", "far", "minimal"])
        return cut_of("cut", body)
    check_names("network", body, ["tensors", "bonds", "open", "fixed"], ["weights"])
    network = network_of("network", body, version)
    return (network, arrays_of_record(network, body["weights"])) if "weights" in body else network


def _text(kind: Kind, version: int, record: dict[str, Any]) -> str:
    body = {"format": kind.format, "version": version, **record}
    return json.dumps(body, separators=(",", ":"), allow_nan=False) + "\n"
