"""The hyperedges of a network: classes of adjacent copy tensors, and the bonds that end at no copy tensor."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..basics import joined
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
    """Return the classes of adjacent copy tensors, each under its first member."""
    copies = list(columns.of_kind(COPY))
    place = {number: at for at, number in enumerate(copies)}
    ends = ((columns.ends[2 * bond], columns.ends[2 * bond + 1]) for copy in copies for bond in columns.bonds_of(copy))
    pairs = ((place[one], place[two]) for one, two in ends if one in place and two in place)
    classes: dict[int, list[int]] = {}
    for number, first in zip(copies, joined(len(copies), pairs), strict=True):
        classes.setdefault(copies[first], []).append(number)
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
