"""Networks as commands take them, in a file or as an einsum expression, and their near and far open legs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..basics import TnrnnError, mistake, shown, shown_line
from .hints import example
from .shapes import shapes_of
from .sizes import given_sizes, missing_sizes, shown_option

if TYPE_CHECKING:
    from ..networks import Network, Partition

DEFAULTS = {"start": None, "mode": "one-hot", "model": "rac"}
"""The other options of a circuit, with their defaults: with another value they are refused beside a network."""


def add_network(command: argparse.ArgumentParser) -> None:
    """Add the options of a network."""
    given = command.add_argument_group("a network in place of the circuit")
    given.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="a network as tnrnn.interop.to_json writes it; inputs, output and size_dict as "
        "cotengra.utils.save_to_json writes them; or a graphical model in the UAI format (its name ends in .uai, or it "
        "begins with MARKOV or BAYES)",
    )
    given.add_argument("--einsum", metavar="EXPRESSION", help='an expression such as "ab,bc,cd->ad" or "...a,ab"')
    given.add_argument(
        "--shapes",
        help='the shapes of its terms, as "5,3;3,4;4,6", "(5,3);(3,4);(4,6)" or "5x3;3x4;4x6"; or the size of each '
        'index, as "a=5,b=3,c=4,d=6"',
    )
    given.add_argument(
        "--near",
        metavar="LEGS",
        help="the open legs on the near side: a or a,b; the variables of a UAI model are called 0, 1, 2 and so on",
    )
    given.add_argument(
        "--far",
        metavar="LEGS",
        help="the open legs on the far side (default: all that are not near); the variables of a UAI model that stand "
        "on neither side are summed over",
    )


def given_network(options: argparse.Namespace) -> Network | None:
    """Return the network that is given, or None if a circuit is given.

    Raises
    ------
    TnrnnError
        If neither or both are given, or if the file or the expression is not a network.
    """
    from ..models import size_names

    if options.file is None and options.einsum is None:
        _check_circuit(options)
        return None
    circuit = [shown_option(name) for name in size_names() if getattr(options, name) is not None]
    circuit += [f"--{name}" for name, default in DEFAULTS.items() if getattr(options, name) != default]
    if circuit and options.file is not None:
        raise TnrnnError(f"unrecognized arguments: {shown_line(options.file)}; give a FILE or a circuit, not both")
    if circuit or (options.file is not None and options.einsum is not None):
        beside = circuit[0] if circuit else "FILE"
        raise TnrnnError(f"--einsum: expected no {beside} beside it; give a FILE, --einsum or a circuit")
    if options.far is not None and options.near is None:
        raise mistake("--far", "--near beside it", options.far)
    if options.einsum is not None:
        return _of_expression(options.einsum, options.shapes)
    if options.shapes is not None:
        raise mistake("--shapes", "--einsum beside it", options.shapes)
    return _of_file(options.file, options.near, options.far)


def given_partition(network: Network, near: str, far: str | None = None) -> Partition:
    """Return the partition of the open legs of a network.

    Parameters
    ----------
    network : Network
    near : str
        The names of the near legs, with commas between them.
    far : str, optional
        The names of the far legs; by default all that are not near.

    Raises
    ------
    TnrnnError
        If a name is unknown, or if a side has no leg.
    """
    from ..networks import Partition

    slots = {tensor.bonds[0]: tensor.position for tensor in network.tensors if tensor.kind == "input"}
    chosen = legs_named("--near", near, network.open)
    if far is None:
        others = [name for name in network.open if name not in set(chosen)]
        if not others:
            raise mistake("--near", "at least one open leg left to the far side", near)
    else:
        others = legs_named("--far", far, network.open)
        rest = [name for name in network.open if name not in {*chosen, *others}]
        if rest:
            raise mistake("--far", f"every open leg to be near or far, also {shown_line(', '.join(rest), 100)}", far)
    labels = {name: name if slots.get(name) is None else slots[name] for name in network.open}
    return Partition(near=[labels[name] for name in chosen], far=[labels[name] for name in others])


def _check_circuit(options: argparse.Namespace) -> None:
    """Raise a TnrnnError if a size of the circuit is missing, or if an option of a network is given beside it."""
    missing, sizes = missing_sizes(options), given_sizes(options)
    if missing:
        given = "" if sizes else "expected a FILE, --einsum or a circuit, given none; "
        raise TnrnnError(f"{given}for a circuit these are required: {', '.join(missing)}{example(missing)}")
    for name in ("shapes", "near", "far"):
        if getattr(options, name) is not None:
            raise mistake(f"--{name}", "a FILE or --einsum beside it", getattr(options, name))


def legs_named(option: str, text: str, legs: tuple[str, ...]) -> list[str]:
    """Return the legs that a text names. A name may contain commas."""
    known = set(legs)
    if text in known:
        return [text]
    names: list[str] = []
    start, parts = 0, text.split(",")
    longest = 1 + max((leg.count(",") for leg in legs), default=0)
    while start < len(parts):
        last = min(start + longest, len(parts))
        ends = (end for end in range(last, start, -1) if ",".join(parts[start:end]).strip() in known)
        end = next(ends, None)
        if end is None:
            raise mistake(option, "names of open legs", parts[start].strip(), legs)
        names.append(",".join(parts[start:end]).strip())
        start = end
    if len(set(names)) < len(names):
        raise mistake(option, "each leg once", text)
    return names


def _of_expression(expression: str, shapes: str | None) -> Network:
    from ..interop import from_einsum

    if shapes is None:
        raise mistake("--einsum", "--shapes beside it, such as 5,3;3,4", expression)
    sizes = shapes_of(shapes)
    return from_einsum(expression, *([sizes] if isinstance(sizes, dict) else sizes))[0]


def _of_file(path: str, near: str | None, far: str | None) -> Network:
    from ..interop import MAX_TEXT, from_json, is_uai
    from ..networks import Network
    from ..system import read_text

    text = read_text(path, 4 * MAX_TEXT)
    if path.lower().endswith(".uai") or is_uai(text):
        return _of_model(text, near, far)
    found = from_json(text)
    network = found[0] if isinstance(found, tuple) else found
    if not isinstance(network, Network):
        raise TnrnnError(f"file {shown(path)}: expected a network, given a {type(network).__name__}")
    return network


def _of_model(text: str, near: str | None, far: str | None) -> Network:
    """Return the network of a graphical model, with a leg for each variable or, if `far` is given, for those named."""
    from ..interop import model_of, network_of

    model = model_of(text)
    if far is None:
        return network_of(model, None)[0]
    named = legs_named("--near", near or "", model.names) + legs_named("--far", far, model.names)
    return network_of(model, sorted({int(name) for name in named}))[0]
