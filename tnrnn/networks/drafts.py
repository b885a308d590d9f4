"""Drafts of networks: lists of names, bonds and dimensions as other packages have them, checked as a whole."""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, NamedTuple

from ..basics import MAX_DIM, TnrnnError, fields
from .columns import COPY, INPUT, KINDS, Columns, any_is_not, ends_of, filled
from .tensors import Bond, Tensor

# The codes of kinds by their names.
CODES = {kind: code for code, kind in enumerate(KINDS)}


class Draft(NamedTuple):
    """What a network is made of, unchecked.

    `names`, `kinds` and `parameters` have an item for each tensor. The bonds of tensor t are `axes[begin[t]:begin[t +
    1]]`, each a number of at least 0 and below the number of bonds. `bonds`, `dims` and `symbols` have an item for each
    bond; `symbols` may be empty if no bond has one. `others` are more fields of tensors by name; fields that no tensor
    has may be left out.
    """

    names: Sequence[str]
    kinds: Sequence[Any]
    begin: array[int]
    axes: array[int]
    parameters: Sequence[Any]
    bonds: Sequence[str]
    dims: Sequence[Any]
    symbols: Sequence[Any] = ()
    others: Mapping[str, Sequence[Any]] = {}

    def objects(self) -> tuple[tuple[Tensor, ...], tuple[Bond, ...]]:
        """Return the tensors and the bonds, each checked by its constructor."""
        symbols = self.symbols or itertools.repeat(None)
        bonds = tuple(map(Bond, self.bonds, self.dims, symbols))
        tensors = []
        for number, (at, end) in enumerate(itertools.pairwise(self.begin)):
            others = {name: column[number] for name, column in self.others.items()}
            joined = tuple(self.bonds[bond] for bond in self.axes[at:end])
            tensors.append(
                Tensor(self.names[number], self.kinds[number], joined, parameter=self.parameters[number], **others)
            )
        return tuple(tensors), bonds


def sound(draft: Draft) -> Columns | None:
    """Return the columns of a draft, or None if anything in it must be looked at alone.

    A draft passes if the constructors of `Tensor` and `Bond` would take every item as it is, if names are unique, and
    if every bond has one end or two, of different tensors. For a draft that does not pass, the constructors say what is
    wrong, or make plain what they take in other forms, such as integers of numpy.
    """
    dims = _dims(draft.dims)
    if dims is None or not _names(draft.names) or not _names(draft.bonds) or not _kinds(draft.kinds):
        return None
    kinds = bytes(map(CODES.__getitem__, draft.kinds))
    ends = ends_of(draft.begin, draft.axes, len(draft.bonds))
    others = filled({name: tuple(column) for name, column in draft.others.items()})
    symbols = tuple(draft.symbols) if any_is_not(None, draft.symbols) else ()
    found = Columns(
        tuple(draft.names),
        kinds,
        draft.begin,
        draft.axes,
        tuple(draft.parameters),
        others,
        tuple(draft.bonds),
        dims,
        symbols or None,
        array("i") if ends is None else ends,
    )
    if ends is None or any(map(operator.eq, ends[::2], ends[1::2])) or not _widths(found):
        return None
    return found if _parameters(found) and _symbols(symbols) and _others(found) else None


def _dims(values: Sequence[Any]) -> array[int] | None:
    """Return dimensions, or None if one of them is no integer (a boolean is none) or out of range."""
    types = set(map(type, values))
    if bool in types:
        return None
    try:
        found = array("q", values if types <= {int} else map(operator.index, values))
    except (TypeError, OverflowError):
        return None
    return found if not found or (min(found) >= 1 and max(found) <= MAX_DIM) else None


def _kinds(values: Sequence[Any]) -> bool:
    return set(map(type, values)) <= {str} and set(values) <= CODES.keys()


def _names(values: Sequence[Any]) -> bool:
    return fields.are_names(values) and len(set(values)) == len(values)


def _widths(found: Columns) -> bool:
    """Return whether inputs have one bond and copy tensors at least one."""
    inputs, copies = ([len(found.bonds_of(tensor)) for tensor in found.of_kind(kind)] for kind in (INPUT, COPY))
    return all(width == 1 for width in inputs) and all(copies)


def _parameters(found: Columns) -> bool:
    """Return whether inputs and copy tensors have no parameter, and the other tensors a name as their parameter."""
    bare = [kind in (INPUT, COPY) for kind in range(len(KINDS))]
    given = zip(map(bare.__getitem__, found.kinds), found.parameters, strict=True)
    if not all(none == (parameter is None) for none, parameter in given):
        return False
    try:
        return fields.are_names(set(found.parameters) - {None, *found.names})
    except TypeError:  # a parameter that has no hash is no name
        return False


def _symbols(symbols: Sequence[Any]) -> bool:
    try:
        return all(fields.symbol("", symbol) is symbol for symbol in set(symbols))
    except (TypeError, TnrnnError):
        return False


def _others(found: Columns) -> bool:
    for name, column in found.others.items():
        check = {"vertex": _vertices, "tags": _tags, "left": _left}.get(name, _places)
        if not check(found, column):
            return False
    return True


def _places(found: Columns, column: tuple[Any, ...]) -> bool:
    """Return whether positions, or layers, are integers of Python (or tuples of them, positions only) in range."""
    layers = column is found.others.get("layer")
    if not set(map(type, column)) <= ({NoneType, int} if layers else {NoneType, int, tuple}):
        return False
    tuples = [value for value in column if type(value) is tuple]
    values = [value for value in column if type(value) is int] + list(itertools.chain.from_iterable(tuples))
    least = 0 if layers else -fields.MAX_POSITION
    return set(map(type, values)) <= {int} and all(least <= value <= fields.MAX_POSITION for value in set(values))


def _vertices(found: Columns, column: tuple[Any, ...]) -> bool:
    return set(map(type, column)) <= {NoneType, str} and fields.are_names(set(column) - {None})


def _tags(found: Columns, column: tuple[Any, ...]) -> bool:
    """Return whether all tags are tuples of different names, without the name of the tensor."""
    if set(map(type, column)) != {tuple} or not set(map(type, itertools.chain.from_iterable(column))) <= {str}:
        return False
    different = all(
        len(set(tags)) == len(tags) and name not in tags for name, tags in zip(found.names, column, strict=True)
    )
    return different and fields.are_names(set(itertools.chain.from_iterable(column)))


def _left(found: Columns, column: tuple[Any, ...]) -> bool:
    """Return whether the bonds that go into isometries are tuples of different bonds of their tensors."""
    if set(map(type, column)) != {tuple}:
        return False
    joined = found.per_tensor(found.bonds)
    return all(
        set(map(type, left)) == {str} and len(set(left)) == len(left) and set(left) <= set(bonds)
        for left, bonds in zip(column, joined, strict=True)
        if left
    )
