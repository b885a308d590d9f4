"""A cut as data: what it severs, what that costs, and on which side everything stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, count
from operator import and_, not_, xor
from types import MappingProxyType
from typing import Any, Literal, get_args

from ...basics import MAX_COPIES, Position, TnrnnError, choice, displayed, fields, mistake, monomial, whole
from ...networks import Hyperedge, Network, Partition
from .labels import terminals

# The kinds of severed things.
EntryKind = Literal["bond", "hyperedge"]


@dataclass(frozen=True, slots=True)
class CutEntry:
    """One severed thing, or several equal ones.

    Parameters
    ----------
    name : str
        In the cut of a network, the name of the bond, or of the first copy tensor of the hyperedge. In the cut of a
        circuit, the name of the vertex below it; a hyperedge that joins the copies of an input has the input's name.
    kind : "bond" or "hyperedge"
        What is severed.
    dim : int
        The dimension, from 1 to 10^9.
    symbol : str, optional
        The name of the dimension in formulas.
    count : int, optional
        In the cut of a circuit, the number of copies of the vertex whose bond (or hyperedge) is severed. In the cut of
        a network it is 1, the default.

    Raises
    ------
    TnrnnError
        If the name or the symbol is not valid, if the kind is unknown, or if a number is out of range.

    Examples
    --------
    >>> CutEntry("h[3,2]--W_H[4,2]", "bond", 2, "R")
    CutEntry(name='h[3,2]--W_H[4,2]', kind='bond', dim=2, symbol='R', count=1)
    """

    name: str
    kind: EntryKind
    dim: int
    symbol: str | None = None
    count: int = 1

    def __post_init__(self) -> None:
        owner = f"cut entry {fields.name('cut entry', self.name)}"
        choice(f"{owner}, kind", self.kind, get_args(EntryKind))
        object.__setattr__(self, "dim", fields.dim(owner, self.dim))
        object.__setattr__(self, "count", whole(f"{owner}, count", self.count))
        if self.count > MAX_COPIES:
            raise TnrnnError(f"{owner}, count: expected at most 10^4000, given more")
        fields.symbol(owner, self.symbol)


@dataclass(frozen=True)
class Cut:
    """A cut between a near side and a far side; its cost is the product of the dimensions that it severs.

    Parameters
    ----------
    entries : tuple of CutEntry
        Everything that is severed, each thing once. Where exactly one leg of a hyperedge stands on one side, the bond
        of that leg is listed instead of the hyperedge.
    near, far : tuples
        The names of the tensors on either side, including copy tensors (a severed class of them stands far, unless
        exactly one of its legs is far). For the cut of a circuit: pairs (vertex, number of its copies).
    minimal : bool, optional
        Whether the value is proved to be the least; by default false.

    Raises
    ------
    TnrnnError
        If something is listed twice or stands on both sides.

    Notes
    -----
    The matricization with the near side as rows and the far side as columns has at most the rank `value`.

    Examples
    --------
    >>> cut = Cut((CutEntry("x", "bond", 2, "M"), CutEntry("h", "bond", 3, "R", 3)), near=("a",), far=("b",))
    >>> cut.value, cut.formula, round(cut.log2, 3)
    (54, 'M R^3', 5.755)
    """

    entries: tuple[CutEntry, ...]
    near: tuple[Any, ...]
    far: tuple[Any, ...]
    minimal: bool = False

    def __post_init__(self) -> None:
        for part in ("entries", "near", "far"):
            object.__setattr__(self, part, fields.listed(f"cut, {part}", "a tuple", getattr(self, part)))
        listed = set()
        for entry in self.entries:
            if not isinstance(entry, CutEntry):
                raise mistake("cut, entries", "CutEntry objects", entry)
            if (entry.name, entry.kind) in listed:
                raise TnrnnError(f"cut: {entry.kind} {entry.name!r} is listed twice; a severed thing is paid for once")
            listed.add((entry.name, entry.kind))
        self._check_sides()

    def _check_sides(self) -> None:
        """Raise unless each tensor stands on one side, once; the copies of a vertex may stand on both sides."""
        seen: set[Any] = set()
        for side, items in (("near", self.near), ("far", self.far)):
            for item in items:
                if isinstance(item, str):
                    key: Any = item
                elif isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str):
                    key = (side, item[0])
                else:
                    raise mistake(f"cut, {side}", "names of tensors, or pairs (vertex, number of copies)", item)
                if key in seen:
                    raise mistake("cut, near and far", "each tensor on one side, once", item)
                seen.add(key)

    def _repr_html_(self) -> str | None:
        """Return the value and the severed things for a notebook."""
        return displayed(self, "cut_table")

    @property
    def powers(self) -> tuple[monomial.Power, ...]:
        """The cost as powers of dimensions."""
        return tuple(monomial.Power(entry.dim, entry.symbol, entry.count) for entry in self.entries)

    @cached_property
    def value(self) -> int:
        """The exact product of dim ** count; it raises `TnrnnError` if that would not fit in memory."""
        return monomial.value(self.powers)

    @property
    def log2(self) -> float:
        """The base-2 logarithm of the value, at any size."""
        return monomial.log2(self.powers)

    @property
    def formula(self) -> str:
        """The value in symbols, as "M R^3"."""
        return monomial.formula(self.powers)

    @property
    def latex(self) -> str:
        """The value in LaTeX, as "M \\, R^{3}"."""
        return monomial.formula(self.powers, latex=True)

    @classmethod
    def of(cls, network: Network, near: Iterable[str], partition: Partition | None = None) -> Cut:
        """Return the cut between given tensors and all others.

        Copy tensors follow the tensors around them: whether a hyperedge is severed depends only on its other members,
        so it makes no difference whether `near` has a copy tensor. Without a partition, a dangling bond stands on no
        side.

        Parameters
        ----------
        network : Network
            What is cut.
        near : iterable of str
            The names of the tensors on the near side.
        partition : Partition, optional
            The sides of input slots, whatever `near` says, and of dangling bonds, as in `min_cut`.

        Raises
        ------
        TnrnnError
            If the network has no tensor of a given name, or if the partition does not fit.

        Examples
        --------
        >>> from tnrnn import rac, unroll
        >>> network = unroll(rac(length=2, layers=1, inputs=2, hidden=3))
        >>> Cut.of(network, ["x[1]", "W_I[1,1]", "W_H[1,1]", "h[0,1]"]).formula
        'R'
        """
        if not isinstance(network, Network):
            raise mistake("Cut.of", "a Network", network)
        names = fields.names("cut, near", near)
        for name in names:
            if name not in network.index:
                raise mistake("cut, near", "names of tensors of the network", name, network.index)
        side = bytearray(len(network.columns.names))
        for name in names:
            side[network.index[name]] = 1
        if partition is None:
            return sided(network, side)
        if not isinstance(partition, Partition):
            raise mistake("Cut.of, partition", "a Partition", partition)
        slots, dangling = terminals(network)
        sides = partition.sides(required=slots, optional=dangling)
        for label, numbers in slots.items():
            for number in numbers:
                side[number] = sides[label]
        return sided(network, side, {name: sides[name] for name in dangling if name in sides})

    @classmethod
    def _of_sides(cls, network: Network, side: bytearray, entries: tuple[CutEntry, ...], minimal: bool) -> Cut:
        """Return the cut with these sides; its names are those of the network, which need no check."""
        names = network.columns.names
        near, far = tuple(compress(names, side)), tuple(compress(names, map(not_, side)))
        made = cls.__new__(cls)
        vars(made).update(entries=entries, near=near, far=far, minimal=minimal)
        return made

    def swapped(self) -> Cut:
        """Return the cut with near and far exchanged."""
        made = type(self).__new__(type(self))
        vars(made).update(entries=self.entries, near=self.far, far=self.near, minimal=self.minimal)
        return made


def sided(
    network: Network, near: bytearray, legs: Mapping[str, bool] = MappingProxyType({}), minimal: bool = False
) -> Cut:
    """Return the cut of a network with given sides.

    `near` has a 1 for each tensor that stands near (copy tensors are skipped); `legs` says for each dangling bond that
    has a side whether it is the near one.
    """
    columns, side = network.columns, near[: len(network.columns.names)]
    entries = []
    for edge in network.copy_classes:
        sides = [
            bool(side[member]) if member is not None else legs.get(leg)
            for member, leg in zip(edge.members, edge.legs, strict=True)
        ]
        if True in sides and False in sides:
            kind, name, at_near = severed(edge, sides)
            entries.append(CutEntry(name, kind, edge.dim, edge.symbol))
        else:
            at_near = True in sides
        for copy in edge.copies:
            side[copy] = at_near
    for bond in _severed_bonds(network, side, legs):
        symbol = None if columns.symbols is None else columns.symbols[bond]
        entries.append(CutEntry(columns.bonds[bond], "bond", columns.dims[bond], symbol))
    return Cut._of_sides(network, side, tuple(entries), minimal)


def _severed_bonds(network: Network, side: bytearray, legs: Mapping[str, bool]) -> list[int]:
    """Return the numbers of the bonds that end at no copy tensor and have ends on two sides."""
    columns = network.columns
    one, two = bytearray(map(side.__getitem__, columns.ends[::2])), bytearray(map(side.__getitem__, columns.ends[1::2]))
    for name, bond in zip(network.open, network.legs, strict=True):
        if columns.dangles(bond):
            two[bond] = legs.get(name, one[bond])
    return list(compress(count(), map(and_, map(xor, one, two), columns.plain())))


def severed(edge: Hyperedge, sides: list[bool | None]) -> tuple[EntryKind, str, bool]:
    """Return (kind, name, whether the copy tensors stand near) for a hyperedge with members on both sides."""
    if sides.count(True) == 1:
        return "bond", edge.legs[sides.index(True)], False
    if sides.count(False) == 1:
        return "bond", edge.legs[sides.index(False)], True
    return "hyperedge", edge.name, False


def straight(positions: Mapping[str, Position | None], at: int) -> frozenset[str]:
    """Return the names of what stands at positions <= `at`, for the straight cut between two time steps."""
    times = {name: position for name, position in positions.items() if isinstance(position, int)}
    if len(times) < len(positions):
        missing = next(name for name in positions if name not in times)
        raise mistake(f"slice_cut, position of {missing}", "a time (an integer) on every tensor", positions[missing])
    if len(set(times.values())) < 2:
        raise mistake("slice_cut", "at least two time steps", sorted(set(times.values())))
    whole("slice_cut, at", at, least=min(times.values()), most=max(times.values()) - 1)
    return frozenset(name for name, time in times.items() if time <= at)
