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
    names, nodes = tensor_names([_text(node) for node in graph]), [data for _, data in graph.nodes(data=True)]
    found = _bonds(graph, dim, names, nodes)
    draft = _draft(names, nodes, found, _listed(graph))
    legs = graph.graph.get("open")
    if legs is None:
        slots = [at for at, kind in zip(draft.begin, draft.kinds, strict=False) if kind == "input"]
        legs = [*found.legs, *(draft.bonds[draft.axes[at]] for at in slots if at < len(draft.axes))]
    network = Network.of(draft, _texts(legs), graph.graph.get("fixed", ()))
    given = zip(names, nodes, strict=True) if arrays else ()
    return network, gathered(network, {name: data["array"] for name, data in given if "array" in data})


def to_networkx(network: Network, weights: Mapping[str, Any] | None = None) -> networkx.MultiGraph:
    """Return a network as `Network.to_networkx` does, with its arrays as the attribute `array` of the nodes.

    `from_networkx` returns an equal network, and the arrays of all parameters that are not fixed.

    Parameters
    ----------
    network : Network
        What is converted.
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
    known = type(node) in (str, int, tuple) or isinstance(node, str | Integral | tuple)
    return str(node) if known else None


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


def _bonds(graph: Any, dim: str, names: list[str], nodes: list[Mapping[str, Any]]) -> _Bonds:
    free, listed = Names(), _listed(graph)
    found = _Bonds([], [], [], [[] for _ in names], [], [])
    for number, data in enumerate(nodes):
        for leg, (size, symbol) in _dangling(names[number], data, listed).items() if data else ():
            found.axes[number].append(len(found.dims))
            found.legs.append(free.take(_text(leg), "leg"))
            found.dims.append(size)
            found.symbols.append(symbol)
    place = dict(zip(graph, itertools.count()))
    wanted: list[str] = []
    for one, two, key, data in _edges(graph):
        tail, head, bond = place[one], place[two], len(found.dims)
        if dim not in data:
            raise mistake(f"edge {names[tail]}--{names[head]}", f"an attribute {dim!r}, its dimension", dict(data))
        for axes in (found.axes[tail], found.axes[head]) if tail == head else (found.axes[tail],):
            axes.append(len(found.dims))
            wanted.append(key if isinstance(key, str) else f"{names[tail]}--{names[head]}")
            found.dims.append(data[dim])
            found.symbols.append(data.get("symbol"))
        if tail == head:
            found.traces.append([bond, bond + 1])
        else:
            found.axes[head].append(bond)
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


def _draft(names: list[str], nodes: list[Mapping[str, Any]], found: _Bonds, listed: Mapping[str, Any]) -> Draft:
    """Return the draft of a network; its bonds are in the order of `listed`, and the other bonds after them."""
    kinds: list[Any] = ["weight"] * len(names)
    parameters: list[Any] = list(names)
    number = dict(zip(found.names, itertools.count()))
    for place, data in enumerate(nodes):
        if data:
            kinds[place] = data.get("kind", "weight")
            parameters[place] = data.get("parameter")
            if parameters[place] is None and kinds[place] not in ("input", "copy"):
                parameters[place] = names[place]
            if "bonds" in data:
                found.axes[place][:] = _axes(names[place], data["bonds"], found, found.axes[place], number)
    free = Names(names)
    traces = [free.take(f"trace({found.names[pair[0]]})") for pair in found.traces]
    begin, axes = flat([*found.axes, *found.traces])
    bonds, dims, symbols = found.names, found.dims, found.symbols
    if listed:
        first = {name: place for place, name in enumerate(listed)}
        order = sorted(range(len(bonds)), key=lambda bond: first.get(bonds[bond], len(first)))
        bonds, dims, symbols = ([column[bond] for bond in order] for column in (bonds, dims, symbols))
        now = dict(zip(order, itertools.count()))
        axes = array("i", map(now.__getitem__, axes))
    copies, none = ["copy"] * len(traces), [None] * len(traces)
    others = _others([*nodes, *({} for _ in traces)])
    return Draft([*names, *traces], [*kinds, *copies], begin, axes, [*parameters, *none], bonds, dims, symbols, others)


def _axes(name: str, given: Any, found: _Bonds, axes: list[int], number: Mapping[str, int]) -> list[int]:
    """Return the bonds of a node in the order of its attribute `bonds`, which must name the bonds that it has."""
    bonds, own = named(f"node {name}, bonds", _texts(given)), [found.names[bond] for bond in axes]
    if sorted(bonds) != sorted(own):
        raise mistake(f"node {name}, bonds", f"{', '.join(own)} in any order", bonds)
    return [number[bond] for bond in bonds]


def _others(nodes: list[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return the columns of the attributes that a network has for its pictures, if any node has one of them."""
    used = {key for data in nodes if data for key in data}
    found: dict[str, list[Any]] = {
        key: [data.get(key) for data in nodes] for key in ("position", "layer", "vertex") if key in used
    }
    if "tags" in used:
        found["tags"] = [data.get("tags") or () for data in nodes]
    if "left" in used:
        found["left"] = [_texts(data.get("left") or ()) for data in nodes]
    return found
