"""Nodes of the package tensornetwork: a node is a tensor, a copy node is a copy tensor, and an edge is a bond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..basics import TnrnnError, listed, mistake
from ..networks import Draft, Network, flat
from ..values import Array
from .naming import Names, tensor_names
from .spreading import arrays_of, common_dtype, gathered

# The names that tensornetwork gives to unnamed nodes and edges.
UNNAMED = ("__unnamed_node__", "__unnamed_edge__")


def from_tensornetwork(
    nodes: Iterable[Any], open_edges: Sequence[Any] | None = None, *, arrays: bool = True
) -> tuple[Network, dict[str, Array]]:
    """Return the network of `tensornetwork` nodes, and their arrays.

    Copy nodes become copy tensors, and dangling edges become open bonds. A trace edge, from a node to itself, becomes
    two bonds to a copy tensor, as nothing is contracted.

    Parameters
    ----------
    nodes : iterable of tensornetwork nodes
        All nodes of the network, in the order of the tensors; `tensornetwork.reachable` finds all nodes.
    open_edges : sequence of dangling edges, optional
        The dangling edges in the order of the open bonds; by default the order of the nodes and their axes.
    arrays : bool
        Whether to read the values of arrays; if False, only their shapes are read. By default True.

    Returns
    -------
    (Network, weights)
        The network, and the arrays by parameter: views of the given arrays if possible, and none if `arrays` is False.

    Raises
    ------
    TnrnnError
        If `nodes` has anything but nodes, if a node is repeated, if an edge leads to a node that is not given, or if
        `open_edges` are not all dangling edges.

    Examples
    --------
    >>> import numpy as np
    >>> import tensornetwork
    >>> a, b = tensornetwork.Node(np.ones((2, 3)), name="A"), tensornetwork.Node(np.ones((3, 4)), name="B")
    >>> edge = tensornetwork.connect(a[1], b[0], name="s")
    >>> network, weights = from_tensornetwork([a, b])
    >>> [tensor.bonds for tensor in network.tensors], network.open
    ([('A:0', 's'), ('s', 'B:1')], ('A:0', 'B:1'))
    """
    import tensornetwork

    given = list(listed("from_tensornetwork", "tensornetwork nodes", nodes))
    for node in given:
        if not isinstance(node, tensornetwork.AbstractNode):
            raise mistake("from_tensornetwork", "tensornetwork nodes", node)
    if len({id(node) for node in given}) < len(given):
        raise TnrnnError("from_tensornetwork: a node is given twice")
    names = tensor_names([None if node.name == UNNAMED[0] else node.name for node in given])
    found = _edges(given, names)
    copies = [isinstance(node, tensornetwork.CopyNode) for node in given]
    free = Names(names)
    traces = [free.take(f"trace({found.bonds[pair[0]]})") for pair in found.traces]
    axes = flat(
        [
            *([found.axes[place, axis] for axis in range(len(node.edges))] for place, node in enumerate(given)),
            *found.traces,
        ]
    )
    draft = Draft(
        [*names, *traces],
        [*("copy" if copy else "weight" for copy in copies), *["copy"] * len(traces)],
        *axes,
        [*(None if copy else name for name, copy in zip(names, copies, strict=True)), *[None] * len(traces)],
        found.bonds,
        found.dims,
    )
    network = Network.of(draft, _open(found, open_edges))
    read = [(name, node) for name, node, copy in zip(names, given, copies, strict=True) if not copy and arrays]
    return network, gathered(network, {name: node.tensor for name, node in read})


def to_tensornetwork(network: Network, weights: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return a network as `tensornetwork` nodes, and the dangling edges in the order of `network.open`.

    `from_tensornetwork` of both returns the same names of tensors and bonds, axes, dimensions and arrays, the same copy
    tensors, and the same order of the open bonds. Nodes do not keep kinds, positions, shared parameters, tags, `left`
    and symbols. Input slots become dangling edges, and the bonds come in the order of the axes.

    Parameters
    ----------
    network : Network
        What is converted.
    weights : mapping of str to array
        The arrays by parameter, as `contract` takes them.

    Raises
    ------
    TnrnnError
        If the weights are not valid for `contract`.

    Examples
    --------
    >>> from tnrnn import rac, random_weights, unroll
    >>> circuit = rac(length=2, layers=1, inputs=2, hidden=3)
    >>> nodes, edges = to_tensornetwork(unroll(circuit), random_weights(circuit, seed=0))
    >>> len(nodes), [edge.name for edge in edges]
    (8, ['x[1]--W_I[1,1]', 'x[2]--W_I[2,1]', 'out'])
    """
    import tensornetwork

    arrays = arrays_of(network, weights)
    dtype = common_dtype(arrays)
    at: dict[str, list[Any]] = {}
    nodes = []
    for tensor in network.tensors:
        if tensor.kind == "input":
            continue
        if tensor.kind == "copy":
            dim = network.bond[tensor.bonds[0]].dim
            node = tensornetwork.CopyNode(len(tensor.bonds), dim, tensor.name, list(tensor.bonds), "numpy", dtype)
        else:
            array = arrays[tensor.parameter or ""]
            node = tensornetwork.Node(array, tensor.name, list(tensor.bonds), "numpy")
        nodes.append(node)
        for axis, name in enumerate(tensor.bonds):
            at.setdefault(name, []).append(node[axis])
    edges = {name: tensornetwork.connect(*ends) if len(ends) == 2 else ends[0] for name, ends in at.items()}
    for name, edge in edges.items():
        edge.set_name(name)
    return nodes, [edges[name] for name in network.open]


class _Edges(NamedTuple):
    """The names and dimensions of bonds; the bond of each axis of each node; the dangling edges; and the traces."""

    bonds: list[str]
    dims: list[Any]
    axes: dict[tuple[int, int], int]
    legs: list[tuple[Any, str]]
    traces: list[tuple[int, int]]


def _edges(nodes: list[Any], names: list[str]) -> _Edges:
    number = {id(node): place for place, node in enumerate(nodes)}
    free = Names()
    found = _Edges([], [], {}, [], [])
    for place, node in enumerate(nodes):
        for axis, edge in enumerate(node.edges):
            if (place, axis) in found.axes:
                continue
            ends = _ends(edge, number, names[place])
            wanted = edge.name if edge.name not in (None, UNNAMED[1]) else _between(ends, names, node)
            trace = len({end for end, _ in ends}) < len(ends)
            made = range(len(found.bonds), len(found.bonds) + 1 + trace)
            found.bonds.extend(free.take(wanted, "edge") for _ in made)
            found.dims.extend([edge.dimension] * len(made))
            found.axes.update(zip(ends, (made[0], made[-1]), strict=False))
            if trace:
                found.traces.append((made[0], made[1]))
            if len(ends) == 1:
                found.legs.append((edge, found.bonds[-1]))
    return found


def _ends(edge: Any, number: dict[int, int], owner: str) -> list[tuple[int, int]]:
    """Return the nodes and axes that an edge joins."""
    pairs = [(edge.node1, edge.axis1)] + ([] if edge.is_dangling() else [(edge.node2, edge.axis2)])
    for node, _ in pairs:
        if id(node) not in number:
            raise mistake(
                f"node {owner}", "edges only to nodes that are given (see tensornetwork.reachable)", node.name
            )
    return [(number[id(node)], axis) for node, axis in pairs]


def _between(ends: list[tuple[int, int]], names: list[str], node: Any) -> str:
    if len(ends) == 2:
        return "--".join(names[place] for place, _ in ends)
    place, axis = ends[0]
    return f"{names[place]}:{node.axis_names[axis] if node.axis_names else axis}"


def _open(found: _Edges, order: Sequence[Any] | None) -> tuple[str, ...]:
    if order is None:
        return tuple(name for _, name in found.legs)
    at = {id(edge): name for edge, name in found.legs}
    given = listed("from_tensornetwork, open_edges", "dangling edges", order)
    if len(given) != len(at) or {id(edge) for edge in given} != set(at):
        raise mistake("from_tensornetwork, open_edges", f"all {len(at)} dangling edges, each once", len(given))
    return tuple(at[id(edge)] for edge in given)
