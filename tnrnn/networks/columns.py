"""A network as columns: one array or tuple for each field of all tensors and of all bonds."""

from __future__ import annotations

import itertools
import operator
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from ..basics import mistake
from .tensors import Bond, Tensor, TensorKind

# The kinds of tensors; a code is a place in them.
KINDS: tuple[TensorKind, ...] = get_args(TensorKind)
# The codes of the kinds that have no parameter.
INPUT, COPY = KINDS.index("input"), KINDS.index("copy")
# The fields of a tensor that a network needs for its picture alone (and the positions of inputs), with their defaults.
OTHERS: dict[str, Any] = {"position": None, "layer": None, "vertex": None, "tags": (), "left": ()}

LARGE = 10_000
"""The number of axes from which on numpy is loaded to find the ends of bonds: it is faster, and a cut would load it."""


class Columns(NamedTuple):
    """The fields of the tensors and of the bonds of a network, each as a column.

    Tensors and bonds are numbered in their order. The bonds of tensor t are `axes[begin[t]:begin[t + 1]]`. The tensors
    at the ends of bond b are `ends[2 * b]` and `ends[2 * b + 1]`, the earlier first; the second is -1 if the bond
    dangles. `kinds` has a byte for each tensor, the place of its kind in `KINDS`. `others` has the columns of the other
    fields of tensors by their names, without those in which every tensor has the default. `symbols` is None if no
    bond has one. `begin` and `dims` are 64-bit integers, `axes` and `ends` 32-bit integers.

    The arrays are those of Python, since small networks are made, cut and drawn without numpy; `numpy.asarray` makes
    arrays of numpy that share their memory.
    """

    names: tuple[str, ...]
    kinds: bytes
    begin: array[int]
    axes: array[int]
    parameters: tuple[str | None, ...]
    others: Mapping[str, tuple[Any, ...]]
    bonds: tuple[str, ...]
    dims: array[int]
    symbols: tuple[str | None, ...] | None
    ends: array[int]

    def of_kind(self, code: int) -> Iterator[int]:
        """Yield the numbers of the tensors of one kind."""
        return itertools.compress(itertools.count(), map(code.__eq__, self.kinds)) if code in self.kinds else iter(())

    def bonds_of(self, tensor: int) -> array[int]:
        """Return the numbers of the bonds of a tensor, in the order of its axes."""
        return self.axes[self.begin[tensor] : self.begin[tensor + 1]]

    def dangling(self) -> Iterator[int]:
        """Yield the numbers of the bonds with one end."""
        return itertools.compress(itertools.count(), map((-1).__eq__, self.ends[1::2]))

    def dangles(self, bond: int) -> bool:
        """Return whether a bond has one end."""
        return self.ends[2 * bond + 1] < 0

    def plain(self) -> bytearray:
        """Return for each bond whether it ends at no copy tensor, as 1 or 0; the others are part of hyperedges."""
        found = bytearray(b"\1") * len(self.bonds)
        for tensor in self.of_kind(COPY):
            for bond in self.bonds_of(tensor):
                found[bond] = 0
        return found

    def tensor_fields(self) -> dict[str, Iterable[Any]]:
        """Return the columns of all fields of a `Tensor`, by name."""
        others = {name: self.others.get(name, itertools.repeat(default)) for name, default in OTHERS.items()}
        return {
            "name": self.names,
            "kind": map(KINDS.__getitem__, self.kinds),
            "bonds": self.per_tensor(self.bonds),
            "parameter": self.parameters,
            **others,
        }

    def bond_fields(self) -> dict[str, Iterable[Any]]:
        """Return the columns of all fields of a `Bond`, by name."""
        return {"name": self.bonds, "dim": self.dims, "symbol": self.symbols or itertools.repeat(None)}

    def per_tensor(self, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """Yield for each tensor the values of its bonds, in the order of its axes."""
        flat = tuple(map(values.__getitem__, self.axes))
        return (flat[at:end] for at, end in itertools.pairwise(self.begin))


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Return the numbers of names, in order."""
    return dict(zip(names, itertools.count()))


def tabulated(tensors: tuple[Tensor, ...], bonds: tuple[Bond, ...], number: Mapping[str, int]) -> Columns:
    """Return the columns of tensors and bonds, where `number` has the numbers of bonds by their names.

    Raises
    ------
    TnrnnError
        If a tensor has an unknown bond, or if a bond has no end or more than two.
    """
    axes_of = tuple(map(operator.attrgetter("bonds"), tensors))
    try:
        axes = array("i", map(number.__getitem__, itertools.chain.from_iterable(axes_of)))
    except KeyError:
        tensor, name = next((t.name, name) for t in tensors for name in t.bonds if name not in number)
        raise mistake(f"tensor {tensor}, bonds", "names of bonds", name, number) from None
    begin = begins(axes_of)
    names = tuple(map(operator.attrgetter("name"), tensors))
    ends = ends_of(begin, axes, len(bonds))
    if ends is None:
        at = next(
            (bond, found) for bond, found in enumerate(_all_ends(begin, axes, len(bonds))) if not 0 < len(found) < 3
        )
        expected = "one or two ends (a copy tensor joins more)"
        raise mistake(f"bond {bonds[at[0]].name}", expected, [names[end] for end in at[1]])
    others = {name: tuple(map(operator.attrgetter(name), tensors)) for name in OTHERS}
    symbols = tuple(map(operator.attrgetter("symbol"), bonds))
    return Columns(
        names,
        bytes(map(KINDS.index, map(operator.attrgetter("kind"), tensors))),
        begin,
        axes,
        tuple(map(operator.attrgetter("parameter"), tensors)),
        filled(others),
        tuple(number),
        array("q", map(operator.attrgetter("dim"), bonds)),
        symbols if any_is_not(None, symbols) else None,
        ends,
    )


def filled(others: Mapping[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Return the columns in which not every tensor has the default."""
    return {name: column for name, column in others.items() if any_is_not(OTHERS[name], column)}


def any_is_not(default: Any, column: Iterable[Any]) -> bool:
    """Return whether a column has anything but a default."""
    return any(map(operator.is_not, column, itertools.repeat(default)))


def flat(parts: Sequence[Sequence[int]]) -> tuple[array[int], array[int]]:
    """Return `begin` and `axes` of the bonds of every tensor.

    >>> flat([[5], [6, 7]])
    (array('q', [0, 1, 3]), array('i', [5, 6, 7]))
    """
    return begins(parts), array("i", itertools.chain.from_iterable(parts))


def begins(parts: Iterable[Sequence[Any]]) -> array[int]:
    """Return where the items of each part begin when all are in one flat list, and where the last part ends."""
    return array("q", itertools.accumulate(map(len, parts), initial=0))


def ends_of(begin: array[int], axes: array[int], bonds: int) -> array[int] | None:
    """Return the column of the ends of bonds, or None if a bond has no end or more than two."""
    if len(axes) >= LARGE:
        return _ends_by_numpy(begin, axes, bonds)
    first, second = array("i", [-1]) * bonds, array("i", [-1]) * bonds
    tensors = itertools.chain.from_iterable(map(itertools.repeat, itertools.count(), _lengths(begin)))
    for bond, tensor in zip(axes, tensors, strict=True):
        if first[bond] < 0:
            first[bond] = tensor
        elif second[bond] < 0:
            second[bond] = tensor
        else:
            return None
    if -1 in first:
        return None
    both = array("i", [-1]) * (2 * bonds)
    both[::2], both[1::2] = first, second
    return both


def _ends_by_numpy(begin: array[int], axes: array[int], bonds: int) -> array[int] | None:
    import numpy as np

    of_axes = np.asarray(axes)
    counts = np.bincount(of_axes, minlength=bonds)
    if counts.min(initial=1) < 1 or counts.max(initial=1) > 2:
        return None
    tensors = np.repeat(np.arange(len(begin) - 1, dtype=np.int32), np.diff(np.asarray(begin)))
    both = np.empty((bonds, 2), np.int32)
    both[of_axes[::-1], 0] = tensors[::-1]  # of two values for one bond, the one that comes later is kept
    both[of_axes, 1] = tensors
    both[counts == 1, 1] = -1
    return array("i", both.tobytes())


def _lengths(begin: array[int]) -> Iterator[int]:
    return map(operator.sub, itertools.islice(begin, 1, None), begin)


def _all_ends(begin: array[int], axes: array[int], bonds: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(bonds)]
    for tensor, (at, end) in enumerate(itertools.pairwise(begin)):
        for bond in axes[at:end]:
            found[bond].append(tensor)
    return found


def tensors_of(columns: Columns) -> tuple[Tensor, ...]:
    """Return the tensors of columns that have been checked."""
    return _objects(Tensor, len(columns.names), columns.tensor_fields())


def bonds_of(columns: Columns) -> tuple[Bond, ...]:
    """Return the bonds of columns that have been checked."""
    return _objects(Bond, len(columns.bonds), columns.bond_fields())


def _objects(kind: Any, size: int, fields: Mapping[str, Iterable[Any]]) -> tuple[Any, ...]:
    """Return objects of a class with slots, without the checks of its constructor: its fields are set by column."""
    made = tuple(map(object.__new__, itertools.repeat(kind, size)))
    for name, column in fields.items():
        deque(map(getattr(kind, name).__set__, made, column), maxlen=0)
    return made
