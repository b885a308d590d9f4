"""Networks from tensors with labelled axes: an index may join any number of axes."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..basics import joined, mistake, shown
from ..networks import Draft, Network
from ..values import Array
from .naming import Names

# The label of an axis.
Index = Hashable


class Labelled(NamedTuple):
    """What a network is assembled from.

    `names`, `inds` and `shapes` are the names of tensors and the indices and dimensions of their axes. `open` are the
    open indices, in order. `copies` are the copy tensors that the source has as tensors, each given by the indices of
    its legs with their dimensions. `index_names` are the names of indices; other indices are named by their text.
    Tensors are weights, each with a parameter of its own name, unless `kinds` and `parameters` say otherwise. `others`
    are columns of other fields. `left` are the indices that go into isometries: each stands for all its axes.
    """

    names: Sequence[str]
    inds: Sequence[Sequence[Index]]
    shapes: Sequence[Sequence[int]]
    open: Sequence[Index]
    copies: Sequence[Sequence[tuple[Index, int]]] = ()
    index_names: Mapping[Index, str] = {}
    kinds: Sequence[str] = ()
    parameters: Sequence[str] = ()
    others: Mapping[str, Sequence[Any]] = {}
    left: Sequence[Sequence[Index]] = ()

    def named(self, index: Index) -> str:
        """Return the name of an index."""
        return self.index_names.get(index, str(index))

    def named_all(self, indices: Sequence[Index]) -> list[str]:
        """Return the names of indices."""
        return list(map(self.named if self.index_names else str, indices))


class _Groups(NamedTuple):
    """The classes of indices that copy tensors join, in the order of their first use.

    `of_axis` has the group of each axis of each tensor, in order, and `axes` how many axes each group has. `dims` are
    the dimensions and `firsts` the first indices of groups; `copied` are those that copy tensors of the source join.
    `legs` are the open indices of each group that has any.
    """

    of_axis: Array
    axes: Array
    dims: Array
    firsts: list[Index]
    copied: Array
    legs: dict[int, list[int]]


def assemble(given: Labelled) -> Network:
    """Return the network of labelled tensors.

    An index on two axes of different tensors becomes a bond, and an open index on one axis a dangling bond. Every other
    index becomes a copy tensor: an index on three axes or more, on two axes of one tensor (a trace), or on one axis and
    not open (a sum), and an open index on two axes or more, whose open leg has the name of the index.

    Raises
    ------
    TnrnnError
        If an index has two dimensions, or if an open index is on no axis or is repeated.

    Examples
    --------
    >>> [tensor.bonds for tensor in assemble(Labelled(["A"], [("i", "i")], [(2, 2)], [])).tensors]
    [('i:A', 'i:A#2'), ('i:A', 'i:A#2')]
    """
    flat = list(itertools.chain.from_iterable(given.inds))
    groups = _groups(given, flat)
    plain = _plain(given, groups)
    size = np.where(plain, 1, np.maximum(groups.axes + _leg_counts(groups), 1))
    start = np.concatenate(([0], np.cumsum(size)))
    bonds = Names()
    open_names = bonds.take_all(given.named_all(given.open), "leg")
    found: list[str] = [""] * int(start[-1])
    inner = np.flatnonzero(plain & (_leg_counts(groups) == 0)).tolist()
    inner_names = bonds.take_all(given.named_all([groups.firsts[group] for group in inner]), "bond")
    for at, name in zip(start[inner].tolist(), inner_names, strict=True):
        found[at] = name
    for group, places in groups.legs.items():
        for number, place in enumerate(places, int(start[group] + size[group]) - len(places)):
            found[number] = open_names[place]
    axis_bonds = start[groups.of_axis]
    copies = _Copies(given, flat, groups, bonds)
    for group in np.flatnonzero(~plain).tolist():
        copies.add(group, int(start[group]), axis_bonds, found)
    draft = _draft(given, copies, axis_bonds, found, np.repeat(groups.dims, size).tolist())
    return Network.of(draft, open_names)


def _draft(given: Labelled, copies: _Copies, axis_bonds: Array, found: list[str], dims: list[int]) -> Draft:
    begin = array("q", itertools.accumulate(map(len, (*given.inds, *copies.axes)), initial=0))
    axes = array("i", axis_bonds.astype(np.int32).tobytes())
    left = _left(given, begin, axes, found)
    axes.extend(itertools.chain.from_iterable(copies.axes))
    more = len(copies.names)
    others = {name: [*column, *[() if name == "tags" else None] * more] for name, column in given.others.items()}
    return Draft(
        [*given.names, *copies.names],
        [*(given.kinds or itertools.repeat("weight", len(given.names))), *["copy"] * more],
        begin,
        axes,
        [*(given.parameters or given.names), *[None] * more],
        found,
        dims,
        others=others | ({"left": [*left, *[()] * more]} if any(left) else {}),
    )


def _left(given: Labelled, begin: array[int], axes: array[int], found: list[str]) -> list[tuple[str, ...]]:
    """Return the names of the bonds that go into each isometry."""
    made: list[tuple[str, ...]] = []
    for number, left in enumerate(given.left) if any(given.left) else ():
        at: dict[Index, list[str]] = {}
        for index, bond in zip(given.inds[number], axes[begin[number] :], strict=False) if left else ():
            at.setdefault(index, []).append(found[bond])
        made.append(tuple(name for index in left for name in at[index]))
    return made


def _leg_counts(groups: _Groups) -> Array:
    counts = np.zeros(len(groups.firsts), np.int64)
    for group, places in groups.legs.items():
        counts[group] = len(places)
    return counts


def _plain(given: Labelled, groups: _Groups) -> Array:
    """Return for each group whether it is a bond: it joins two tensors, or dangles from one."""
    tensors = np.repeat(np.arange(len(given.inds)), np.fromiter(map(len, given.inds), np.int64, len(given.inds)))
    first, last = (np.zeros(len(groups.firsts), np.int64) for _ in range(2))
    first[groups.of_axis[::-1]] = tensors[::-1]  # of several values for one group, the one that comes later is kept
    last[groups.of_axis] = tensors
    joins = (groups.axes == 2) & (first != last)
    plain: Array = ~groups.copied & (groups.axes + _leg_counts(groups) == 2) & (joins | (groups.axes == 1))
    return plain


class _Copies:
    """The copy tensors of the groups that are no bonds: their names, and the numbers of their bonds."""

    def __init__(self, given: Labelled, flat: list[Index], groups: _Groups, bonds: Names) -> None:
        self._given, self._flat, self._groups, self._bonds = given, flat, groups, bonds
        self._free = Names(given.names)
        self._owners: list[int] = []
        self._at: dict[int, list[int]] = {}
        self.names: list[str] = []
        self.axes: list[list[int]] = []

    def add(self, group: int, at: int, axis_bonds: Array, found: list[str]) -> None:
        """Add the copy tensor of a group, whose bonds have numbers from `at` on: its ends, and then its open legs.

        A group without bonds has two joined copy tensors, whose value is the dimension.
        """
        axes, open_legs = self._axes_of(group), len(self._groups.legs.get(group, ()))
        for number, (axis, name) in enumerate(zip(axes, self._leg_names(group, axes), strict=True), at):
            axis_bonds[axis], found[number] = number, name
        name = self._free.take(self._given.named(self._groups.firsts[group]), "copy")
        self.names.append(name)
        self.axes.append(list(range(at, at + max(len(axes) + open_legs, 1))))
        if not axes and not open_legs:
            found[at] = self._bonds.take(name)
            self.names.append(self._free.take(name))
            self.axes.append([at])

    def _axes_of(self, group: int) -> list[int]:
        """Return the axes of a group that is no bond, as places in the flat list of axes."""
        if not self._owners:
            self._owners = list(
                itertools.chain.from_iterable(
                    itertools.repeat(place, len(inds)) for place, inds in enumerate(self._given.inds)
                )
            )
            for axis, each in enumerate(self._groups.of_axis.tolist()):
                self._at.setdefault(each, []).append(axis)
        return self._at.get(group, [])

    def _leg_names(self, group: int, axes: list[int]) -> list[str]:
        """Name the bonds from the ends of a group to its copy tensor: by the index if this is its only end."""
        count: dict[Index, int] = {}
        for axis in axes:
            count[self._flat[axis]] = count.get(self._flat[axis], 0) + 1
        own = {self._groups.firsts[group], *(self._given.open[place] for place in self._groups.legs.get(group, ()))}
        legs = []
        for axis in axes:
            index = self._flat[axis]
            wanted = self._given.named(index)
            single = count[index] == 1 and index not in own
            tensor = self._given.names[self._owners[axis]]
            legs.append(self._bonds.take(wanted if single else f"{wanted}:{tensor}", "bond"))
        return legs


def _groups(given: Labelled, flat: list[Index]) -> _Groups:
    of_copies = list(itertools.chain.from_iterable(given.copies))
    every = [*flat, *(index for index, _ in of_copies)]
    number = dict(zip(dict.fromkeys(every), itertools.count()))
    indices = list(number)
    group_of, firsts, copied = _joined(given, number, indices)
    of_every = group_of[np.fromiter(map(number.__getitem__, every), np.int64, len(every))]
    sizes = itertools.chain(itertools.chain.from_iterable(given.shapes), (dim for _, dim in of_copies))
    dims = _dims(given, every, of_every, np.fromiter(sizes, np.int64, len(every)))
    of_axis = of_every[: len(flat)]
    legs: dict[int, list[int]] = {}
    seen: set[Index] = set()
    for place, index in enumerate(given.open):
        if index not in number or index in seen:
            named = [given.named(each) for each in indices]
            raise mistake("open indices", "indices of tensors, each once", given.named(index), named)
        seen.add(index)
        legs.setdefault(int(group_of[number[index]]), []).append(place)
    return _Groups(of_axis, np.bincount(of_axis, minlength=len(firsts)), dims, firsts, copied, legs)


def _dims(given: Labelled, every: list[Index], groups: Array, dims: Array) -> Array:
    """Return the dimension of each group, where `every` axis has an index, a group and a dimension."""
    found = np.zeros(groups.max(initial=-1) + 1, np.int64)
    found[groups[::-1]] = dims[::-1]  # of several values for one group, the one that comes later is kept
    for axis in np.flatnonzero(found[groups] != dims)[:1].tolist():
        expected = f"the dimension {found[groups[axis]]} everywhere"
        raise mistake(f"index {shown(given.named(every[axis]))}", expected, int(dims[axis]))
    return found


def _joined(given: Labelled, number: Mapping[Index, int], indices: list[Index]) -> tuple[Array, list[Index], Array]:
    """Return the group of each index, the first index of each group, and whether copy tensors join the group."""
    if not given.copies:
        return np.arange(len(indices)), indices, np.zeros(len(indices), bool)
    pairs = ((number[copy[0][0]], number[index]) for copy in given.copies for index, _ in copy[1:])
    classes = joined(len(indices), pairs)
    first_of = {classes[number[copy[0][0]]]: copy[0][0] for copy in reversed(given.copies)}
    group = dict(zip(dict.fromkeys(classes), itertools.count()))
    firsts: dict[int, Index] = {}
    for index, each in zip(indices, classes, strict=True):
        firsts.setdefault(each, first_of.get(each, index))
    copied = np.array([each in first_of for each in group])
    return np.array([group[each] for each in classes]), list(firsts.values()), copied
