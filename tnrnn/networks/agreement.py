"""Checks that the tensors and the bonds of a network agree: dimensions, symbols, shapes of parameters, open legs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..basics import mistake
from .columns import COPY, INPUT, Columns


def check_copies(columns: Columns) -> None:
    """Raise unless the bonds of each copy tensor have one dimension."""
    for tensor in columns.of_kind(COPY):
        bonds = columns.bonds_of(tensor)
        if len(set(map(columns.dims.__getitem__, bonds))) > 1:
            owner, given = f"tensor {columns.names[tensor]} (copy)", {columns.bonds[b]: columns.dims[b] for b in bonds}
            raise mistake(owner, "bonds of one dimension", given)


def check_symbols(columns: Columns) -> None:
    """Raise unless every symbol stands for one dimension."""
    if columns.symbols is None:
        return
    pairs = [pair for pair in set(zip(columns.symbols, columns.dims, strict=True)) if pair[0] is not None]
    if len({symbol for symbol, _ in pairs}) == len(pairs):
        return
    first: dict[str | None, int] = {}
    for bond, (symbol, dim) in enumerate(zip(columns.symbols, columns.dims, strict=True)):
        if first.setdefault(symbol, dim) != dim and symbol is not None:
            owner = f"network, symbol {symbol} of {columns.bonds[bond]}"
            raise mistake(owner, f"the dimension {first[symbol]} everywhere", dim)


def shapes(columns: Columns) -> dict[str, tuple[int, ...]]:
    """Return the shape of every parameter, in the order of first use.

    Raises
    ------
    TnrnnError
        If a parameter is used in two shapes.
    """
    found: dict[str, tuple[int, ...]] = {}
    for parameter, shape in zip(columns.parameters, columns.per_tensor(columns.dims), strict=True):
        if parameter is not None and found.setdefault(parameter, shape) != shape:
            raise mistake(f"network, parameter {parameter}", f"the shape {found[parameter]} everywhere", shape)
    return found


def shared(columns: Columns) -> bool:
    """Return whether two tensors have the same parameter."""
    return len(set(columns.parameters) - {None}) < len(columns.parameters) - columns.parameters.count(None)


def check_open(columns: Columns, legs: Sequence[int], names: Iterable[str]) -> None:
    """Raise unless the bonds `legs` with these names are all dangling bonds and all bonds of inputs, each once."""
    wanted = set(columns.dangling())
    for tensor in columns.of_kind(INPUT):
        bond = columns.axes[columns.begin[tensor]]
        if bond in wanted:
            expected = "a bond that leads to a tensor other than an input"
            raise mistake(f"tensor {columns.names[tensor]} (input)", expected, columns.bonds[bond])
        wanted.add(bond)
    if len(legs) != len(wanted) or set(legs) != wanted:
        differing = sorted({columns.bonds[bond] for bond in wanted}.symmetric_difference(names)) or tuple(names)
        raise mistake("network, open", "every dangling bond and every bond of an input slot, each once", differing)
