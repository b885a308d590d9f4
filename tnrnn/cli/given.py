"""Networks that commands are given: a file of JSON, or an einsum expression; and the open legs on the near side."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import TnrnnError, mistake, shown, shown_line
from ..interop import from_einsum, from_json
from ..interop.documents import MAX_TEXT
from ..network import Network
from ..partition import Partition
from .hints import example

CIRCUIT = {"length": "--length/-T", "layers": "--layers/-L", "inputs": "--inputs/-M", "hidden": "--hidden/-R"}
DEFAULTS = {"start": None, "mode": "one-hot", "model": "rac"}


def add_network(command: argparse.ArgumentParser) -> None:
    given = command.add_argument_group("a network in place of the circuit")
    given.add_argument("file", nargs="?", metavar="FILE", help="a network, as tnrnn.interop.to_json writes it")
    given.add_argument("--einsum", metavar="EXPRESSION", help='an expression such as "ab,bc,cd->ad"')
    given.add_argument("--shapes", help='of its terms: "5,3;3,4;4,6"')
    given.add_argument("--near", metavar="LEGS", help="open legs on the near side: a or a,b; the others are far")


def given_network(options: argparse.Namespace) -> Network | None:
    """Return the network that is given, or None where it is a circuit.

    Raises
    ------
    TnrnnError
        When neither is given, or both, and on files and expressions that hold no network.
    """
    if options.file is None and options.einsum is None:
        _check_circuit(options)
        return None
    circuit = [option for name, option in CIRCUIT.items() if getattr(options, name) is not None]
    circuit += [f"--{name}" for name, default in DEFAULTS.items() if getattr(options, name) != default]
    if circuit and options.file is not None:
        raise TnrnnError(f"unrecognized arguments: {shown_line(options.file)}; give a FILE or a circuit, not both")
    if circuit or (options.file is not None and options.einsum is not None):
        beside = circuit[0] if circuit else "FILE"
        raise TnrnnError(f"--einsum: expected no {beside} beside it; give a FILE, --einsum or a circuit")
    if options.einsum is not None:
        return _of_expression(options.einsum, options.shapes)
    if options.shapes is not None:
        raise mistake("--shapes", "--einsum beside it", options.shapes)
    return _of_file(options.file)


def given_partition(network: Network, near: str) -> Partition:
    """Return the partition with the named open legs near, and all others far.

    Raises
    ------
    TnrnnError
        On other names, and unless both sides have a leg.
    """
    slots = {tensor.bonds[0]: tensor.position for tensor in network.tensors if tensor.kind == "input"}
    chosen = _legs(near, network.open)
    far = [name for name in network.open if name not in chosen]
    if not far:
        raise mistake("--near", "at least one open leg left to the far side", near)
    labels = {name: name if slots.get(name) is None else slots[name] for name in network.open}
    return Partition(near=[labels[name] for name in chosen], far=[labels[name] for name in far])


def _check_circuit(options: argparse.Namespace) -> None:
    missing = [option for name, option in CIRCUIT.items() if getattr(options, name) is None]
    if missing:
        given = "" if len(missing) < len(CIRCUIT) else "expected a FILE, --einsum or a circuit, given none; "
        raise TnrnnError(f"{given}for a circuit these are required: {', '.join(missing)}{example(missing)}")
    for name in ("shapes", "near"):
        if getattr(options, name) is not None:
            raise mistake(f"--{name}", "a FILE or --einsum beside it", getattr(options, name))


def _legs(text: str, legs: tuple[str, ...]) -> list[str]:
    """Return the legs that a text names; one name may hold commas."""
    if text in legs:
        return [text]
    names: list[str] = []
    start, parts = 0, text.split(",")
    while start < len(parts):
        ends = (end for end in range(len(parts), start, -1) if ",".join(parts[start:end]).strip() in legs)
        end = next(ends, None)
        if end is None:
            raise mistake("--near", "names of open legs", parts[start].strip(), legs)
        names.append(",".join(parts[start:end]).strip())
        start = end
    if len(set(names)) < len(names):
        raise mistake("--near", "each leg once", text)
    return names


def _of_expression(expression: str, shapes: str | None) -> Network:
    if shapes is None:
        raise mistake("--einsum", "--shapes beside it, such as 5,3;3,4", expression)
    sizes = []
    for part in shapes.split(";"):
        words = [word.strip() for word in part.split(",")] if part.strip() else []
        if not all(word.isascii() and word.isdigit() and len(word) < 19 for word in words):
            raise mistake("--shapes", "dimensions such as 5,3;3,4", shapes)
        sizes.append(tuple(map(int, words)))
    return from_einsum(expression, *sizes)[0]


def _of_file(path: str) -> Network:
    try:
        with Path(path).open("rb") as file:
            text = file.read(4 * MAX_TEXT + 1).decode()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise TnrnnError(f"file {shown(path)}: expected one that can be read: {shown_line(str(reason))}") from None
    found = from_json(text)
    network = found[0] if isinstance(found, tuple) else found
    if not isinstance(network, Network):
        raise TnrnnError(f"file {shown(path)}: expected a network, given a {type(network).__name__}")
    return network
