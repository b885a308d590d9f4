"""The hyperedges of a network: classes of adjacent copy tensors, and the bonds that end at no copy tensor."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from .columns import COPY, Columns
from .tensors import Hyperedge


def copy_classes(columns: Columns) -> tuple[Hyperedge, ...]:
    """Return every class of adjacent copy tensors, in the order of the tensors."""
    return tuple(_joined(columns, group, copies) for group, copies in _classes(columns).items())


def plain_bonds(columns: Columns) -> Iterator[Hyperedge]:
    """Yield every bond that ends at no copy tensor, as a hyperedge."""
    symbols = columns.symbols or itertools.repeat(None)
    ends = zip(columns.ends[::2], columns.ends[1::2], strict=True)
    every = zip(columns.bonds, columns.dims, symbols, ends, strict=False)
    for name, dim, symbol, (one, two) in itertools.compress(every, columns.plain()):
        yield Hyperedge(name, dim, symbol, (one, two if two >= 0 else None), (name, name), ())


def _classes(columns: Columns) -> dict[int, list[int]]:
    """Return the classes of adjacent copy tensors, found by union-find, each under its first member."""
    first = {number: number for number in columns.of_kind(COPY)}

    def root(number: int) -> int:
        while first[number] != number:
            first[number] = number = first[first[number]]
        return number

    ends = columns.ends
    for number in first:
        for bond in columns.bonds_of(number):
            one, two = ends[2 * bond], ends[2 * bond + 1]
            if one in first and two in first:
                one, two = root(one), root(two)
                first[max(one, two)] = min(one, two)
    classes: dict[int, list[int]] = {}
    for number in first:
        classes.setdefault(root(number), []).append(number)
    return classes


def _joined(columns: Columns, group: int, copies: list[int]) -> Hyperedge:
    members: list[int | None] = []
    legs: list[str] = []
    inside, ends, names = set(copies), columns.ends, columns.bonds
    for number in copies:
        for bond in columns.bonds_of(number):
            one, two = ends[2 * bond], ends[2 * bond + 1]
            other = two if one == number else one
            if other not in inside:
                members.append(other if other >= 0 else None)
                legs.append(names[bond])
    bond = columns.axes[columns.begin[group]]
    symbol = None if columns.symbols is None else columns.symbols[bond]
    return Hyperedge(columns.names[group], columns.dims[bond], symbol, tuple(members), tuple(legs), tuple(copies))
