"""Einsum expressions: the view of a network in which copy tensors are shared indices, never arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .network import Network

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
IDENTITY, ONES = "<identity>", "<ones>"


class Einsum(NamedTuple):
    """An einsum expression, as `numpy.einsum`, opt_einsum and cotengra take it.

    `equation` is the text; `operands` names the tensor behind each term, `"<identity>"` for a unit matrix (a second
    open leg on one copy tensor: no einsum repeats an output index) or `"<ones>"` for a vector of ones (a copy tensor
    with nothing else on it); `shapes` are the shapes of the terms. Input slots are no terms: their index is open.
    """

    equation: str
    operands: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]


class Terms(NamedTuple):
    """The same with integers for indices: what the text is written from."""

    terms: tuple[tuple[int, ...], ...]
    operands: tuple[str, ...]
    output: tuple[int, ...]
    dims: tuple[int, ...]


def einsum(network: Network) -> Einsum:
    """Return the einsum expression of a network.

    >>> from tnrnn import rac, unroll
    >>> einsum(unroll(rac(length=2, layers=1, inputs=2, hidden=3))).equation
    'ab,bc,cd,d,ce,bf->efa'
    """
    indexed = terms(network)
    letters = [symbol(number) for number in range(len(indexed.dims))]
    left = ",".join("".join(letters[i] for i in term) for term in indexed.terms)
    right = "".join(letters[i] for i in indexed.output)
    shapes = tuple(tuple(indexed.dims[i] for i in term) for term in indexed.terms)
    return Einsum(f"{left}->{right}", indexed.operands, shapes)


def symbol(number: int) -> str:
    """Return the letter of an index: a-z, A-Z, then the rest of Unicode, as in opt_einsum.

    >>> symbol(0), symbol(51), symbol(52)
    ('a', 'Z', 'À')
    """
    if number < len(LETTERS):
        return LETTERS[number]
    return chr(number + 140 if number < 55156 else number + 2188)  # past the surrogates


def terms(network: Network, filled: bool = False) -> Terms:
    """Return the indexed terms of a network; `filled` makes its input slots terms, as when inputs are given."""
    edge_of: dict[str, int] = {}
    for number, edge in enumerate(network.hyperedges):
        names = [name for copy in edge.copies for name in network.tensors[copy].bonds] or edge.legs
        edge_of |= dict.fromkeys(names, number)
    index_of: dict[int, int] = {}  # of hyperedges, in the order in which terms use them
    kept = [t for t in network.tensors if t.kind != "copy" and (filled or t.kind != "input")]
    parts = [(t.name, tuple(index_of.setdefault(edge_of[name], len(index_of)) for name in t.bonds)) for t in kept]
    for number in range(len(network.hyperedges)):
        index_of.setdefault(number, len(index_of))
    dims = [network.hyperedges[number].dim for number in index_of]
    slots = {tensor.bonds[0] for tensor in network.tensors if tensor.kind == "input"} if filled else set()
    output: list[int] = []
    for name in network.open:
        index = index_of[edge_of[name]]
        if name in slots:
            continue
        if index in output:
            dims.append(dims[index])
            parts.append((IDENTITY, (index, len(dims) - 1)))
            index = len(dims) - 1
        output.append(index)
    used = {index for _, term in parts for index in term}
    parts += [(ONES, (index,)) for index in range(len(dims)) if index not in used]
    return Terms(tuple(term for _, term in parts), tuple(name for name, _ in parts), tuple(output), tuple(dims))
