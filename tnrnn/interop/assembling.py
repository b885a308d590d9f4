"""Networks from tensors with labelled axes: an index may join any number of axes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..basics import mistake, shown
from ..networks import Bond, Network, Tensor
from .naming import Names

# The label of an axis.
Index = Hashable


class Part(NamedTuple):
    """A tensor: its name, the indices of its axes with their dimensions, other fields of `Tensor`, and its `left`.

    The last are indices too, of which the tensor has each on one axis or more.
    """

    name: str
    legs: tuple[tuple[Index, int], ...]
    fields: Mapping[str, Any]
    left: tuple[Index, ...] = ()


@dataclass
class _Group:
    """Axes that share one index: their ends (part, axis, index) and their open indices."""

    first: Index
    dim: int
    copied: bool
    ends: list[tuple[int, int, Index]] = field(default_factory=list)
    open: list[Index] = field(default_factory=list)

    @property
    def plain(self) -> bool:
        """Return whether the group is a bond: it joins two tensors, or dangles from one."""
        parts = [part for part, _, _ in self.ends]
        return not self.copied and len(parts) + len(self.open) == 2 and len(set(parts)) == len(parts) > 0


class Labelled(NamedTuple):
    """What a network is assembled from.

    `parts` are the tensors, and `open` the open indices, in order. `copies` are the copy tensors that the source has as
    tensors, each given by the indices of its legs. `names` are the names of indices; other indices are named by their
    text.
    """

    parts: Sequence[Part]
    copies: Sequence[tuple[tuple[Index, int], ...]]
    open: Sequence[Index]
    names: Mapping[Index, str]


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
    >>> matrix = Part("A", (("i", 2), ("i", 2)), {"kind": "weight", "parameter": "A"})
    >>> [tensor.bonds for tensor in assemble(Labelled([matrix], [], [], {})).tensors]
    [('i:A', 'i:A#2'), ('i:A', 'i:A#2')]
    """
    groups = _groups(given)
    bonds = Names()
    open_names = {index: bonds.take(_named(given, index), "leg") for index in given.open}
    inner = [group for group in groups if not (group.plain and group.open)]
    plain = {id(group): bonds.take(_named(given, group.first), "bond") for group in inner if group.plain}
    axes: dict[tuple[int, int], str] = {}
    made: list[Bond] = []
    copies: list[Tensor] = []
    names = Names(part.name for part in given.parts)
    for group in groups:
        if group.plain:
            legs = [open_names[group.open[0]] if group.open else plain[id(group)]]
            axes |= {(part, axis): legs[0] for part, axis, _ in group.ends}
        else:
            legs = _copy_legs(given, group, bonds, axes) + [open_names[index] for index in group.open]
            copies += _copy_tensors(names.take(_named(given, group.first), "copy"), legs, bonds, names)
            legs = legs or [copies[-1].bonds[0]]
        made += [Bond(name, group.dim) for name in legs]
    tensors = [
        _tensor(part, tuple(axes[number, axis] for axis in range(len(part.legs))))
        for number, part in enumerate(given.parts)
    ]
    return Network((*tensors, *copies), tuple(made), tuple(open_names[index] for index in given.open))


def _tensor(part: Part, bonds: tuple[str, ...]) -> Tensor:
    at: dict[Index, list[str]] = {}
    for (index, _), bond in zip(part.legs, bonds, strict=True):
        at.setdefault(index, []).append(bond)
    left = tuple(bond for index in part.left for bond in at[index])
    return Tensor(part.name, bonds=bonds, left=left, **part.fields)


def _named(given: Labelled, index: Index) -> str:
    return given.names.get(index, str(index))


def _copy_legs(given: Labelled, group: _Group, bonds: Names, axes: dict[tuple[int, int], str]) -> list[str]:
    """Name the bonds from the ends of a group to its copy tensor: by the index if this is its only end."""
    count: dict[Index, int] = {}
    for _, _, index in group.ends:
        count[index] = count.get(index, 0) + 1
    single = {index for index, number in count.items() if number == 1} - {group.first, *group.open}
    legs = []
    for part, axis, index in group.ends:
        wanted = _named(given, index)
        name = bonds.take(wanted if index in single else f"{wanted}:{given.parts[part].name}", "bond")
        axes[part, axis] = name
        legs.append(name)
    return legs


def _copy_tensors(name: str, legs: list[str], bonds: Names, names: Names) -> list[Tensor]:
    """Return the copy tensor of a group; a group without legs has two joined ones, whose value is the dimension."""
    if legs:
        return [Tensor(name, "copy", tuple(legs))]
    bond = bonds.take(name)
    return [Tensor(name, "copy", (bond,)), Tensor(names.take(name), "copy", (bond,))]


def _groups(given: Labelled) -> list[_Group]:
    """Return the classes of indices that copy tensors join, in the order of their first use."""
    root: dict[Index, Index] = {}

    def find(index: Index) -> Index:
        while root.setdefault(index, index) != index:
            root[index] = index = root[root[index]]
        return index

    for copy in given.copies:
        for index, _ in copy[1:]:
            root[find(index)] = find(copy[0][0])
    firsts = {find(copy[0][0]): copy[0][0] for copy in reversed(given.copies)}
    groups: dict[Index, _Group] = {}

    def group(index: Index, dim: int) -> _Group:
        key = find(index)
        found = groups.setdefault(key, _Group(firsts.get(key, index), dim, key in firsts))
        if found.dim != dim:
            raise mistake(f"index {shown(_named(given, index))}", f"the dimension {found.dim} everywhere", dim)
        return found

    for number, part in enumerate(given.parts):
        for axis, (index, dim) in enumerate(part.legs):
            group(index, dim).ends.append((number, axis, index))
    for copy in given.copies:
        for index, dim in copy:
            group(index, dim)
    _add_open(given, {index: groups[find(index)] for index in list(root) if find(index) in groups})
    return list(groups.values())


def _add_open(given: Labelled, groups: Mapping[Index, _Group]) -> None:
    seen: set[Index] = set()
    for index in given.open:
        if index not in groups or index in seen:
            named = [_named(given, each) for each in groups]
            raise mistake("open indices", "indices of tensors, each once", _named(given, index), named)
        seen.add(index)
        groups[index].open.append(index)
