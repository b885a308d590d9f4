"""Graphs of networkx: a node is a tensor, and an edge with a dimension is a bond."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import TYPE_CHECKING, Any, NamedTuple

from ..basics import as_before, mistake, names as named
from ..networks import Draft, Network, flat
from ..values import Array
from .naming import Names, tensor_names
from .spreading import arrays_of, gathered

if TYPE_CHECKING:
    import networkx


@as_before()
def from_networkx(graph: networkx.Graph, *, dim: str = "dim", arrays: bool = True) -> tuple[Network, dict[str, Array]]:
    """Return the network of a graph, and the arrays of its nodes.

    An edge from a node to itself becomes two bonds to a copy tensor, as nothing is contracted.

    Parameters
    ----------
    graph : networkx.Graph or MultiGraph
        An edge has its dimension as an attribute, and may have a `symbol`. A node may have the attributes `kind` (by
        default weight), `parameter` (by default its own name), `position`, `layer`, `vertex`, `tags` and `left`;
        `array`; `bonds`, the names of its axes in their order (by default dangling bonds and then edges); and
        `dangling`, a mapping from the names of dangling bonds to their dimensions. Nodes and dangling bonds may also be
        integers or tuples; their text is then their name. Attributes of the graph that `Network.to_networkx` sets are
        used if they are there: `bonds` (the name, dimension and symbol of each), `open` and `fixed`.
    dim : str
        The attribute of an edge that is its dimension; by default "dim".
    arrays : bool
        Whether to read the arrays of nodes; if False, they need no values. By default True.

    Returns
    -------
    (Network, weights)
        The network, and the arrays by parameter: views of the given arrays if possible, and none if `arrays` is False.

    Raises
    ------
    TnrnnError
        If the graph is directed, if an edge has no dimension, or if the attributes do not make a network.

    Examples
    --------
    >>> import networkx
    >>> graph = networkx.Graph()
    >>> graph.add_edge("A", "B", dim=3)
    >>> graph.add_node("A", dangling={"a": 2})
    >>> network, _ = from_networkx(graph)
    >>> network.bonds
    (Bond(name='a', dim=2, symbol=None), Bond(name='A--B', dim=3, symbol=None))
    """
    import networkx

    if not isinstance(graph, networkx.Graph) or graph.is_directed():
        hint = " (graph.to_undirected() makes one)" if isinstance(graph, networkx.Graph) else ""
        raise mistake("from_networkx", f"an undirected networkx.Graph or MultiGraph{hint}", graph)
    if not isinstance(dim, str):
        raise mistake("from_networkx, dim", "the name of an attribute", dim)
    names = tensor_names([_text(node) for node in graph])
    found = _bonds(graph, dim, names)
    number = dict(zip(found.names, itertools.count()))
    nodes = zip(names, graph.nodes.values(), found.axes, strict=True)
    tensors = [_tensor(name, data, axes, (found.names, number)) for name, data, axes in nodes]
    free = Names(names)
    tensors += [_Node(free.take(f"trace({found.names[pair[0]]})"), "copy", pair, None, {}) for pair in found.traces]
    legs = graph.graph.get("open")
    if legs is None:
        legs = [*found.legs, *(found.names[each.axes[0]] for each in tensors if each.kind == "input" and each.axes)]
    network = Network.of(_draft(tensors, found, _listed(graph)), _texts(legs), graph.graph.get("fixed", ()))
    given = zip(names, graph.nodes.values(), strict=True) if arrays else ()
    return network, gathered(network, {name: data["array"] for name, data in given if "array" in data})


def to_networkx(network: Network, weights: Mapping[str, Any] | None = None) -> networkx.MultiGraph:
    """Return a network as `Network.to_networkx` does, with its arrays as the attribute `array` of the nodes.

    `from_networkx` returns an equal network, and the arrays of all parameters that are not fixed.

    Parameters
    ----------
    network : Network
        The network.
    weights : mapping of str to array, optional
        The arrays by parameter, as `contract` takes them; by default the nodes have no arrays.

    Raises
    ------
    TnrnnError
        If the weights are not valid for `contract`.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> network = unroll(rac(length=2, layers=1, inputs=2, hidden=3))
    >>> from_networkx(to_networkx(network)) == (network, {})
    True
    """
    if not isinstance(network, Network):
        raise mistake("to_networkx", "a Network", network)
    graph = network.to_networkx()
    if weights is not None:
        arrays, fixed = arrays_of(network, weights), {name for name, _ in network.fixed}
        for tensor in network.tensors:
            if tensor.parameter is not None and tensor.parameter not in fixed:
                graph.nodes[tensor.name]["array"] = arrays[tensor.parameter]
    return graph


def _text(node: Any) -> str | None:
    return str(node) if isinstance(node, str | Integral | tuple) else None


def _texts(names: Any) -> Any:
    """Return the text of the names of legs, as a leg may be an integer or a tuple like a node."""
    if not isinstance(names, tuple | list):
        return names
    return tuple(name if isinstance(name, str) or _text(name) is None else _text(name) for name in names)


def _listed(graph: Any) -> dict[str, tuple[Any, Any]]:
    """Return the dimension and the symbol of every bond in the graph's attribute `bonds`."""
    try:
        return {name: (size, symbol) for name, size, symbol in graph.graph.get("bonds", ())}
    except (TypeError, ValueError):
        raise mistake("graph, bonds", "a name, a dimension and a symbol for each", graph.graph["bonds"]) from None


class _Bonds(NamedTuple):
    """The bonds, dangling ones first; the bonds of each node; the dangling bonds; and the pairs of bonds in traces."""

    names: list[str]
    dims: list[Any]
    symbols: list[Any]
    axes: list[list[int]]
    legs: list[str]
    traces: list[list[int]]


def _bonds(graph: Any, dim: str, names: list[str]) -> _Bonds:
    free, listed = Names(), _listed(graph)
    found = _Bonds([], [], [], [[] for _ in names], [], [])
    for name, data, axes in zip(names, graph.nodes.values(), found.axes, strict=True):
        for leg, (size, symbol) in _dangling(name, data, listed).items() if data else ():
            axes.append(len(found.dims))
            found.legs.append(free.take(_text(leg), "leg"))
            found.dims.append(size)
            found.symbols.append(symbol)
    place = dict(zip(graph, itertools.count()))
    wanted: list[str] = []
    for one, two, key, data in _edges(graph):
        tail, head, bond = place[one], place[two], len(found.dims)
        name = key if isinstance(key, str) else f"{names[tail]}--{names[head]}"
        if dim not in data:
            raise mistake(f"edge {names[tail]}--{names[head]}", f"an attribute {dim!r}, its dimension", dict(data))
        made = 2 if tail == head else 1
        found.axes[tail].append(bond)
        found.axes[head].append(bond + made - 1)
        if made == 2:
            found.traces.append([bond, bond + 1])
        wanted.extend([name] * made)
        found.dims.extend([data[dim]] * made)
        found.symbols.extend([data.get("symbol")] * made)
    found.names.extend([*found.legs, *free.take_all(wanted, "bond")])
    return found


def _edges(graph: Any) -> Iterable[tuple[Any, Any, Any, Mapping[str, Any]]]:
    if graph.is_multigraph():
        return list(graph.edges(keys=True, data=True))
    return [(one, two, None, data) for one, two, data in graph.edges(data=True)]


def _dangling(name: str, data: Mapping[str, Any], listed: Mapping[str, Any]) -> dict[Any, tuple[Any, Any]]:
    legs = data.get("dangling", ())
    if isinstance(legs, Mapping):
        return {leg: (size, None) for leg, size in legs.items()}
    if not isinstance(legs, tuple | list) or not all(isinstance(leg, str) and leg in listed for leg in legs):
        raise mistake(f"node {name}, dangling", "a mapping from the names of dangling bonds to their dimensions", legs)
    return {leg: listed[leg] for leg in legs}


class _Node(NamedTuple):
    """What a node says of its tensor; `others` are the attributes of the node."""

    name: str
    kind: Any
    axes: list[int]
    parameter: Any
    others: Mapping[str, Any]


def _tensor(name: str, data: Mapping[str, Any], axes: list[int], bonds: tuple[list[str], dict[str, int]]) -> _Node:
    """Return the tensor of a node; its attribute `bonds`, if there is one, must name the bonds that it has."""
    if not data:
        return _Node(name, "weight", axes, name, data)
    if "bonds" in data:
        given, own = named(f"node {name}, bonds", _texts(data["bonds"])), [bonds[0][bond] for bond in axes]
        if sorted(given) != sorted(own):
            raise mistake(f"node {name}, bonds", f"{', '.join(own)} in any order", given)
        axes = [bonds[1][each] for each in given]
    kind, parameter = data.get("kind", "weight"), data.get("parameter")
    if parameter is None and kind not in ("input", "copy"):
        parameter = name
    return _Node(name, kind, axes, parameter, data)


def _draft(tensors: list[_Node], found: _Bonds, listed: Mapping[str, Any]) -> Draft:
    """Return the draft of a network; its bonds are in the order of `listed`, and the other bonds after them."""
    names, kinds, axes, parameters, data = map(list, zip(*tensors, strict=True)) if tensors else ([], [], [], [], [])
    others: dict[str, list[Any]] = {}
    if any(data):
        others = {key: [each.get(key) for each in data] for key in ("position", "layer", "vertex")}
        others["tags"] = [each.get("tags") or () for each in data]
        others["left"] = [_texts(each.get("left") or ()) for each in data]
    begin, flat_axes = flat(axes)
    bonds, dims, symbols = found.names, found.dims, found.symbols
    if listed:
        place = {name: number for number, name in enumerate(listed)}
        order = sorted(range(len(bonds)), key=lambda bond: place.get(bonds[bond], len(place)))
        bonds, dims, symbols = ([column[bond] for bond in order] for column in (bonds, dims, symbols))
        number = dict(zip(order, itertools.count()))
        flat_axes = array("i", map(number.__getitem__, flat_axes))
    return Draft(names, kinds, begin, flat_axes, parameters, bonds, dims, symbols, others)
