"""Tensor networks as frozen data, and their views: by name, as hyperedges, and in the forms of other packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..basics import EinsumMap, Fixed, displayed, fields, fixed_values, mistake
from .einsums import Einsum, einsum
from .tensors import Bond, Hyperedge, Tensor

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True)
class Network:
    """A tensor network: tensors joined by bonds, in a fixed order.

    Parameters
    ----------
    tensors : tuple of Tensor
        The tensors, in the order that results and pictures keep.
    bonds : tuple of Bond
        The bonds. Each has two ends, or one if it dangles; what joins more tensors is a copy tensor.
    open : tuple of str
        The axes, in order, of the array that `contract` returns: every dangling bond, and the bond of every input slot.
    fixed : tuple of (parameter, value), optional
        The parameters that are not free weights, with their values, as in a `Circuit`.

    Raises
    ------
    TnrnnError
        If a name is unknown or repeated, if a bond has no end or more than two, if the bonds of a copy tensor or the
        bonds with one symbol differ in dimension, if a parameter is used in two shapes, or if `open` does not name
        every open bond once.

    Examples
    --------
    >>> network = Network(
    ...     (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("j", "k"), parameter="B")),
    ...     (Bond("i", 2), Bond("j", 3), Bond("k", 5)), open=("i", "k"))
    >>> [edge.members for edge in network.hyperedges]
    [(0, None), (0, 1), (1, None)]
    """

    tensors: tuple[Tensor, ...]
    bonds: tuple[Bond, ...]
    open: tuple[str, ...] = ()
    fixed: Fixed = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "tensors", fields.items("network, tensors", self.tensors, Tensor))
        object.__setattr__(self, "bonds", fields.items("network, bonds", self.bonds, Bond))
        object.__setattr__(self, "open", fields.names("network, open", self.open))
        for name, ends in self.ends.items():
            if not 1 <= len(ends) <= 2:
                raise mistake(
                    f"bond {name}",
                    "one or two ends (a copy tensor joins more)",
                    [self.tensors[end].name for end in ends],
                )
        self._check_dimensions()
        self._check_open()

    def _check_dimensions(self) -> None:
        dims = {name: bond.dim for name, bond in self.bond.items()}
        for tensor in self.tensors:
            if tensor.kind == "copy" and len({dims[name] for name in tensor.bonds}) > 1:
                raise mistake(
                    f"tensor {tensor.name} (copy)",
                    "bonds of one dimension",
                    {name: dims[name] for name in tensor.bonds},
                )
        fields.check_symbols("network", self.bonds)
        object.__setattr__(self, "fixed", fixed_values("network", self.fixed, self.parameters))

    def _check_open(self) -> None:
        wanted = {name for name, ends in self.ends.items() if len(ends) == 1}
        for tensor in self.tensors:
            if tensor.kind == "input":
                if tensor.bonds[0] in wanted:
                    expected = "a bond that leads to a tensor other than an input"
                    raise mistake(f"tensor {tensor.name} (input)", expected, tensor.bonds[0])
                wanted.add(tensor.bonds[0])
        if len(set(self.open)) < len(self.open) or set(self.open) != wanted:
            differing = sorted(wanted.symmetric_difference(self.open)) or self.open
            raise mistake("network, open", "every dangling bond and every bond of an input slot, each once", differing)

    def __reduce__(self) -> tuple[type[Network], tuple[object, ...]]:
        """Pickle and copy the fields only, not the cached properties."""
        return Network, (self.tensors, self.bonds, self.open, self.fixed)

    def _repr_svg_(self) -> str | None:
        """Return the picture for a notebook, unless it would be too large."""
        return displayed(self, "picture")

    def _repr_html_(self) -> str | None:
        """Return a summary in numbers for a notebook, where there is no picture."""
        return displayed(self, "summary")

    @cached_property
    def bond(self) -> Mapping[str, Bond]:
        """The bonds by name."""
        return MappingProxyType({bond.name: bond for bond in self.bonds})

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The indices of the tensors by name."""
        return MappingProxyType({tensor.name: number for number, tensor in enumerate(self.tensors)})

    @cached_property
    def ends(self) -> Mapping[str, tuple[int, ...]]:
        """The indices of the tensors at the ends of each bond, by the bond's name."""
        ends: dict[str, list[int]] = {bond.name: [] for bond in self.bonds}
        for number, tensor in enumerate(self.tensors):
            for name in tensor.bonds:
                if name not in ends:
                    raise mistake(f"tensor {tensor.name}, bonds", "names of bonds", name, ends)
                ends[name].append(number)
        return MappingProxyType({name: tuple(numbers) for name, numbers in ends.items()})

    @cached_property
    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of every parameter by name, in the order of first use."""
        shapes: dict[str, tuple[int, ...]] = {}
        dims = {bond.name: bond.dim for bond in self.bonds}
        for tensor in self.tensors:
            if tensor.parameter is None:
                continue
            shape = tuple(dims[name] for name in tensor.bonds)
            if shapes.setdefault(tensor.parameter, shape) != shape:
                raise mistake(
                    f"network, parameter {tensor.parameter}", f"the shape {shapes[tensor.parameter]} everywhere", shape
                )
        return MappingProxyType(shapes)

    @cached_property
    def maps(self) -> Mapping[str, EinsumMap]:
        """The fixed parameters that are never written out, by name."""
        return MappingProxyType({name: value for name, value in self.fixed if isinstance(value, EinsumMap)})

    @cached_property
    def hyperedges(self) -> tuple[Hyperedge, ...]:
        """Every class of adjacent copy tensors, in the order of the tensors, and then every other bond, in order."""
        return (*self.copy_classes, *_plain_bonds(self))

    @cached_property
    def copy_classes(self) -> tuple[Hyperedge, ...]:
        """Every class of adjacent copy tensors: the beginning of `hyperedges`."""
        return tuple(_joined(self, group, copies) for group, copies in _copy_classes(self).items())

    @cached_property
    def copy_bonds(self) -> frozenset[str]:
        """The names of the bonds that end at a copy tensor and are therefore part of its hyperedge."""
        return frozenset(
            name for edge in self.copy_classes for number in edge.copies for name in self.tensors[number].bonds
        )

    def to_networkx(self) -> networkx.MultiGraph:
        """Return the network as a `networkx.MultiGraph`, with a node for each tensor and an edge for each bond.

        An edge has the bond's name as its key, and the attributes `dim` and `symbol`. A node has the attributes `kind`,
        `bonds` (the axes of the array, in order), `position`, `layer`, `parameter`, `vertex`, `tags`, `left` and
        `dangling` (the names of its dangling bonds). The graph has the attributes `bonds` (the name, dim and symbol of
        each), `open` and `fixed`; `tnrnn.interop.from_networkx` makes the same network from it.

        >>> from tnrnn import rac, unroll
        >>> graph = unroll(rac(length=2, layers=1, inputs=2, hidden=3)).to_networkx()
        >>> graph.number_of_nodes(), graph.number_of_edges(), graph.nodes["y"]["dangling"]
        (10, 9, ('out',))
        """
        import networkx

        bonds = tuple((bond.name, bond.dim, bond.symbol) for bond in self.bonds)
        graph = networkx.MultiGraph(bonds=bonds, open=self.open, fixed=self.fixed)
        for tensor in self.tensors:
            dangling = tuple(name for name in tensor.bonds if len(self.ends[name]) == 1)
            graph.add_node(
                tensor.name,
                kind=tensor.kind,
                bonds=tensor.bonds,
                position=tensor.position,
                layer=tensor.layer,
                parameter=tensor.parameter,
                vertex=tensor.vertex,
                tags=tensor.tags,
                left=tensor.left,
                dangling=dangling,
            )
        for bond in self.bonds:
            ends = self.ends[bond.name]
            if len(ends) == 2:
                one, two = (self.tensors[end].name for end in ends)
                graph.add_edge(one, two, key=bond.name, dim=bond.dim, symbol=bond.symbol)
        return graph

    def to_einsum(self, filled: bool = False) -> Einsum:
        """Return the network as an einsum expression, in which copy tensors are shared indices (`tnrnn.einsum.Einsum`).

        With `filled`, input slots are terms too, as when inputs are given.

        >>> from tnrnn import rac, unroll
        >>> unroll(rac(length=2, layers=1, inputs=2, hidden=3)).to_einsum().equation
        'ab,bc,cd,d,ce,bf->efa'
        """
        return einsum(self, filled)

    def fused(self) -> Network:
        """Return the network with every class of adjacent copy tensors merged into its first copy tensor.

        A class that no bond leaves stays as it is: its value is its dimension, and a copy tensor without bonds could
        not hold that. A tensor with which others are merged keeps its tags, but not its `left`.
        """
        absorbed: dict[int, int] = {}
        inner: set[str] = set()
        legs: dict[int, tuple[str, ...]] = {}
        for edge in self.hyperedges:
            if len(edge.copies) > 1 and edge.legs:
                first, *rest = edge.copies
                absorbed |= dict.fromkeys(rest, first)
                inner |= {name for number in edge.copies for name in self.tensors[number].bonds} - set(edge.legs)
                legs[first] = edge.legs
        tensors = (_with_bonds(t, legs.get(n, t.bonds)) for n, t in enumerate(self.tensors) if n not in absorbed)
        return Network(tuple(tensors), tuple(b for b in self.bonds if b.name not in inner), self.open, self.fixed)


def _with_bonds(tensor: Tensor, bonds: tuple[str, ...]) -> Tensor:
    if bonds == tensor.bonds:
        return tensor
    return replace(tensor, bonds=bonds, left=())


def _copy_classes(network: Network) -> dict[int, list[int]]:
    """Return the classes of adjacent copy tensors, found by union-find, each under its first member."""
    first = {number: number for number, tensor in enumerate(network.tensors) if tensor.kind == "copy"}

    def root(number: int) -> int:
        while first[number] != number:
            first[number] = number = first[first[number]]
        return number

    ends_of = network.ends
    for number in first:
        for name in network.tensors[number].bonds:
            ends = ends_of[name]
            if len(ends) == 2 and ends[0] in first and ends[1] in first:
                one, two = root(ends[0]), root(ends[1])
                first[max(one, two)] = min(one, two)
    classes: dict[int, list[int]] = {}
    for number in first:
        classes.setdefault(root(number), []).append(number)
    return classes


def _joined(network: Network, group: int, copies: list[int]) -> Hyperedge:
    members: list[int | None] = []
    legs: list[str] = []
    inside = set(copies)
    for number in copies:
        for name in network.tensors[number].bonds:
            ends = network.ends[name]
            other = None if len(ends) == 1 else ends[1] if ends[0] == number else ends[0]
            if other not in inside:
                members.append(other)
                legs.append(name)
    tensor = network.tensors[group]
    bond = network.bond[tensor.bonds[0]]
    return Hyperedge(tensor.name, bond.dim, bond.symbol, tuple(members), tuple(legs), tuple(copies))


def _plain_bonds(network: Network) -> Iterator[Hyperedge]:
    for bond, ends in zip(network.bonds, network.ends.values(), strict=True):
        if bond.name not in network.copy_bonds:
            pair = ends if len(ends) == 2 else (ends[0], None)
            yield Hyperedge(bond.name, bond.dim, bond.symbol, pair, (bond.name, bond.name), ())
