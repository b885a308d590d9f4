"""Graphs of networkx: a node is a tensor, and an edge with a dimension is a bond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import TYPE_CHECKING, Any, NamedTuple

from ..basics import as_before, mistake, names as named
from ..networks import Bond, Network, Tensor
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
    names = dict(zip(graph, tensor_names([_text(node) for node in graph]), strict=True))
    found = _bonds(graph, dim, names)
    tensors = [_tensor(names[node], data, found.axes[node]) for node, data in graph.nodes(data=True)]
    free = Names(names.values())
    copies = [Tensor(free.take(f"trace({pair[0]})"), "copy", pair) for pair in found.traces]
    bonds = _ordered(graph, found.bonds)
    legs = graph.graph.get("open")
    if legs is None:
        slots = [tensor.bonds[0] for tensor in tensors if tensor.kind == "input"]
        legs = [*found.legs, *slots]
    network = Network((*tensors, *copies), bonds, _texts(legs), graph.graph.get("fixed", ()))
    found_arrays = [(names[node], data["array"]) for node, data in graph.nodes(data=True) if "array" in data]
    return network, gathered(network, found_arrays if arrays else ())


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

    bonds: list[Bond]
    axes: dict[Any, list[str]]
    legs: list[str]
    traces: list[tuple[str, str]]


def _bonds(graph: Any, dim: str, names: Mapping[Any, str]) -> _Bonds:
    free, listed = Names(), _listed(graph)
    found = _Bonds([], {node: [] for node in names}, [], [])
    for node, data in graph.nodes(data=True):
        for leg, (size, symbol) in _dangling(names[node], data, listed).items():
            found.bonds.append(Bond(free.take(_text(leg), "leg"), size, symbol))
            found.axes[node].append(found.bonds[-1].name)
            found.legs.append(found.bonds[-1].name)
    for one, two, key, data in _edges(graph):
        if dim not in data:
            raise mistake(f"edge {names[one]}--{names[two]}", f"an attribute {dim!r}, its dimension", dict(data))
        wanted = key if isinstance(key, str) else f"{names[one]}--{names[two]}"
        made = [Bond(free.take(wanted, "bond"), data[dim], data.get("symbol")) for _ in range(1 + (one == two))]
        found.bonds.extend(made)
        found.axes[one].append(made[0].name)
        found.axes[two].append(made[-1].name)
        if one == two:
            found.traces.append((made[0].name, made[1].name))
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


def _tensor(name: str, data: Mapping[str, Any], axes: list[str]) -> Tensor:
    """Return the tensor of a node; its attribute `bonds`, if there is one, must name the bonds that it has."""
    kind = data.get("kind", "weight")
    bonds = named(f"node {name}, bonds", _texts(data["bonds"])) if "bonds" in data else tuple(axes)
    if sorted(bonds) != sorted(axes):
        raise mistake(f"node {name}, bonds", f"{', '.join(axes)} in any order", bonds)
    chosen = {key: data.get(key) for key in ("position", "layer", "vertex")}
    parameter = data.get("parameter")
    if parameter is None and kind not in ("input", "copy"):
        parameter = name
    tags, left = (data.get(key) or () for key in ("tags", "left"))
    return Tensor(name, kind, bonds, parameter=parameter, tags=tags, left=_texts(left), **chosen)


def _ordered(graph: Any, bonds: list[Bond]) -> tuple[Bond, ...]:
    """Return the bonds in the order of the graph's attribute `bonds`, and the other bonds after them."""
    place = {name: number for number, name in enumerate(_listed(graph))}
    return tuple(sorted(bonds, key=lambda bond: place.get(bond.name, len(place))))
