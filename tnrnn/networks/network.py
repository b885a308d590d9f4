"""Tensor networks as frozen data, and their views: by name, as hyperedges, and in the forms of other packages."""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from ..basics import EinsumMap, Fixed, displayed, fields, fixed_values
from .agreement import check_copies, check_open, check_symbols, shapes, shared
from .columns import Columns, bonds_of, numbered, tabulated, tensors_of
from .drafts import Draft, sound
from .einsums import Einsum, einsum
from .hyperedges import copy_classes, plain_bonds
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

    columns: ClassVar[Columns]
    """The tensors and the bonds as columns, which is how all that is computed of a network reads them."""
    legs: ClassVar[array[int]]
    """The numbers of the open bonds."""

    def __post_init__(self) -> None:
        tensors = fields.items("network, tensors", self.tensors, Tensor)
        bonds = fields.items("network, bonds", self.bonds, Bond)
        legs = fields.names("network, open", self.open)
        number = numbered(map(operator.attrgetter("name"), bonds))
        vars(self).update(tensors=tensors, bonds=bonds)
        self._keep(tabulated(tensors, bonds, number), _numbers(legs, number), legs)

    def _keep(self, columns: Columns, legs: array[int], names: tuple[str, ...]) -> None:
        """Keep columns and the open bonds, given by number and by name, if all of them agree."""
        vars(self).update(columns=columns, open=names, legs=legs)
        check_copies(columns)
        check_symbols(columns)
        if shared(columns) or self.fixed != ():
            vars(self).update(fixed=fixed_values("network", self.fixed, self.parameters))
        check_open(columns, legs, names)

    @classmethod
    def of(cls, draft: Draft, legs: Iterable[str] = (), fixed: Fixed = ()) -> Network:
        """Return the network of a draft, whose tensors and bonds become objects only when they are asked for.

        Parameters
        ----------
        draft : Draft
            The tensors and bonds as lists.
        legs : iterable of str
            The open bonds, in order.
        fixed : tuple of (parameter, value), optional
            The parameters that are not free weights, with their values; by default all parameters are free.

        Raises
        ------
        TnrnnError
            As the constructors of `Bond`, `Tensor` and `Network` do.

        Examples
        --------
        >>> from tnrnn.networks import flat
        >>> draft = Draft(["A"], ["weight"], *flat([[0]]), ["A"], ["i"], [2])
        >>> Network.of(draft, ["i"]).tensors == (Tensor("A", "weight", ("i",), parameter="A"),)
        True
        """
        columns = sound(draft)
        if columns is None:
            return cls(*draft.objects(), legs, fixed)  # type: ignore[arg-type]
        names = fields.names("network, open", legs)
        return cls._of_columns(columns, _numbers(names, numbered(columns.bonds)), fixed, names)

    @classmethod
    def _of_columns(cls, columns: Columns, legs: array[int], fixed: Fixed, names: tuple[str, ...]) -> Network:
        made = cls.__new__(cls)
        vars(made).update(fixed=fixed)
        made._keep(columns, legs, names)
        return made

    if not TYPE_CHECKING:  # a type checker knows `tensors` and `bonds` by their declarations

        def __getattr__(self, name):
            """Make the tensors or the bonds of a network that has them as columns only."""
            if name not in ("tensors", "bonds") or "columns" not in vars(self):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            return vars(self).setdefault(name, (tensors_of if name == "tensors" else bonds_of)(self.columns))

    def __reduce__(self) -> tuple[Any, tuple[object, ...]]:
        """Pickle and copy the columns only, not what was computed from them."""
        return type(self)._of_columns, (self.columns, self.legs, self.fixed, self.open)

    def _repr_svg_(self) -> str | None:
        """Return the picture for a notebook, unless it would be too large."""
        return displayed(self, "picture")

    def _repr_html_(self) -> str | None:
        """Return a summary in numbers for a notebook, where there is no picture."""
        return displayed(self, "summary")

    @cached_property
    def bond(self) -> Mapping[str, Bond]:
        """The bonds by name."""
        return MappingProxyType(dict(zip(self.columns.bonds, self.bonds, strict=True)))

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The indices of the tensors by name."""
        return MappingProxyType(numbered(self.columns.names))

    @cached_property
    def ends(self) -> Mapping[str, tuple[int, ...]]:
        """The indices of the tensors at the ends of each bond, by the bond's name."""
        pairs = zip(self.columns.ends[::2], self.columns.ends[1::2], strict=True)
        ends = ((one, two) if two >= 0 else (one,) for one, two in pairs)
        return MappingProxyType(dict(zip(self.columns.bonds, ends, strict=True)))

    @cached_property
    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of every parameter by name, in the order of first use."""
        return MappingProxyType(shapes(self.columns))

    @cached_property
    def maps(self) -> Mapping[str, EinsumMap]:
        """The fixed parameters that are never written out, by name."""
        return MappingProxyType({name: value for name, value in self.fixed if isinstance(value, EinsumMap)})

    @cached_property
    def hyperedges(self) -> tuple[Hyperedge, ...]:
        """Every class of adjacent copy tensors, in the order of the tensors, and then every other bond, in order."""
        return (*self.copy_classes, *plain_bonds(self.columns))

    @cached_property
    def copy_classes(self) -> tuple[Hyperedge, ...]:
        """Every class of adjacent copy tensors: the beginning of `hyperedges`."""
        return copy_classes(self.columns)

    @cached_property
    def copy_bonds(self) -> frozenset[str]:
        """The names of the bonds that end at a copy tensor and are therefore part of its hyperedge."""
        inside = map(operator.not_, self.columns.plain())
        return frozenset(itertools.compress(self.columns.bonds, inside))

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

        Parameters
        ----------
        filled : bool
            Whether input slots are terms too, as they are when inputs are given; by default they are open indices.

        Examples
        --------
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


def _numbers(legs: Iterable[str], number: Mapping[str, int]) -> array[int]:
    return array("i", (number.get(name, -1) for name in legs))


def _with_bonds(tensor: Tensor, bonds: tuple[str, ...]) -> Tensor:
    if bonds == tensor.bonds:
        return tensor
    return replace(tensor, bonds=bonds, left=())
