"""Networks as einsum expressions, in which copy tensors are shared indices and never arrays."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from .tensors import Hyperedge, Tensor

# The letters of the first 52 indices.
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The operand that is a unit matrix and not a tensor of the network.
IDENTITY = "<identity>"
# The operand that is a vector of ones and not a tensor of the network.
ONES = "<ones>"


class Einsum(NamedTuple):
    """An einsum expression, as `numpy.einsum`, opt_einsum and cotengra take it.

    A unit matrix gives a copy tensor its second open leg, as einsum repeats no output index; a vector of ones is for a
    copy tensor that no other term holds. An input slot has no term, as its index is open, unless inputs are given.

    Parameters
    ----------
    equation : str
        The subscripts, such as "ab,bc->ac".
    operands : tuple of str
        The name of the tensor of each term, "<identity>" for a unit matrix, or "<ones>" for a vector of ones.
    shapes : tuple of tuple of int
        The shape of each term.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> found = unroll(rac(length=2, layers=1, inputs=2, hidden=3)).to_einsum()
    >>> found.equation, found.operands[0], found.shapes[0]
    ('ab,bc,cd,d,ce,bf->efa', 'y', (1, 3))
    """

    equation: str
    operands: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]


class Terms(NamedTuple):
    """An einsum expression with integers for indices, from which the text is written.

    `terms` are the indices of each term, `operands` their names as in `Einsum`, `output` the indices of the result, and
    `dims` the dimension of each index.
    """

    terms: tuple[tuple[int, ...], ...]
    operands: tuple[str, ...]
    output: tuple[int, ...]
    dims: tuple[int, ...]


class Parts(Protocol):
    """The parts of a `Network` from which its expression is written."""

    @property
    def tensors(self) -> tuple[Tensor, ...]: ...
    @property
    def open(self) -> tuple[str, ...]: ...
    @property
    def hyperedges(self) -> tuple[Hyperedge, ...]: ...


def einsum(network: Parts, filled: bool = False) -> Einsum:
    """Return the einsum expression of a network; with `filled`, its input slots are terms too.

    >>> from tnrnn import rac, unroll
    >>> einsum(unroll(rac(length=2, layers=1, inputs=2, hidden=3))).equation
    'ab,bc,cd,d,ce,bf->efa'
    """
    indexed = terms(network, filled)
    letters = [symbol(number) for number in range(len(indexed.dims))]
    left = ",".join("".join(letters[i] for i in term) for term in indexed.terms)
    right = "".join(letters[i] for i in indexed.output)
    shapes = tuple(tuple(indexed.dims[i] for i in term) for term in indexed.terms)
    return Einsum(f"{left}->{right}", indexed.operands, shapes)


def symbol(number: int) -> str:
    """Return the letter of an index: a-z, A-Z, and then the rest of Unicode, as in opt_einsum.

    >>> symbol(0), symbol(51), symbol(52)
    ('a', 'Z', 'À')
    """
    if number < len(LETTERS):
        return LETTERS[number]
    return chr(number + 140 if number < 55156 else number + 2188)  # skips the surrogates


def terms(network: Parts, filled: bool = False) -> Terms:
    """Return the terms of a network; with `filled`, its input slots are terms too, as when inputs are given."""
    edge_of: dict[str, int] = {}
    for number, edge in enumerate(network.hyperedges):
        names = [name for copy in edge.copies for name in network.tensors[copy].bonds] or edge.legs
        edge_of |= dict.fromkeys(names, number)
    index_of: dict[int, int] = {}  # from hyperedge to index, in the order in which terms use them
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
