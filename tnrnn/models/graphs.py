"""The graph network whose vertices multiply what they take from their neighbours."""

from __future__ import annotations

import itertools
from typing import Any, Literal, TypeAlias, get_args

from ..basics import TnrnnError, choice, mistake, shown, whole
from ..networks import Builder, Circuit
from .layering import whole_sizes
from .origins import made_by
from .racs import check_vertices

# The graphs that have names: every two vertices are joined, or each to the next (in a cycle the last to the first), or
# the first to every other.
GraphName = Literal["complete", "cycle", "path", "star"]

# A networkx.Graph, which is imported when one is given.
Graph: TypeAlias = Any

GRAPHS: tuple[GraphName, ...] = get_args(GraphName)

# The largest number of neighbours that all vertices of all layers have together.
MAX_TAKEN = 4_000_000

Edges = frozenset[tuple[int, int]]
"""The pairs of neighbours, each with the smaller position first."""


def product_gnn(  # noqa: PLR0913, PLR0917
    graph: GraphName | Graph, layers: int, inputs: int, hidden: int, length: int | None = None, outputs: int = 1
) -> Circuit:
    """Return the graph neural network with product aggregation over a graph with an input at each vertex.

    ::

        h[i,l] = product of W[l] h[j,l-1] over j = i and all neighbours j of i,   h[i,0] = x[i] in R^M

        y = W_O (h[1,L] * .. * h[T,L])

    with `*` the elementwise product and W[l] of shape (R, M) in layer 1 and (R, R) above. The vertices of the graph, in
    sorted order, are the positions 1, ..., T.

    The network of Razin, Verbin and Cohen has this form without nonlinearities. Only the product over all vertices is
    observed, at position T.

    Parameters
    ----------
    graph : networkx.Graph, or "complete", "cycle", "path" or "star"
        The graph: simple and undirected. The vertices of one that is given by its name are 1, ..., `length`, in the
        order of the cycle or path, or with the centre of the star first.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    hidden : int
        The dimension of the vectors in each layer, R.
    length : int, optional
        The number of vertices, T, if the graph is given by its name.
    outputs : int, optional
        The dimension of the output; by default 1.

    Raises
    ------
    TnrnnError
        If the graph is not of this form or has no vertex, if a size is not a positive integer, or if the circuit would
        be too large.

    References
    ----------
    Razin, Verbin, Cohen, "On the ability of graph neural networks to model interactions between vertices", arXiv
    2211.16494.

    Examples
    --------
    The rank of the complete graph is at most ((2, 16)) = 17, where 16 is the walk index:

    >>> from tnrnn import Partition, separation_rank
    >>> separation_rank(product_gnn("complete", 2, 3, 2, length=4), Partition.start_end(4), mode="continuous").lower
    17
    """
    count, edges = _named(graph, length) if isinstance(graph, str) else _given(graph, length)
    sizes = whole_sizes(layers=layers, inputs=inputs, hidden=hidden, length=count, outputs=outputs)
    depth = sizes["layers"]
    check_vertices(count, depth, count * (1 + 2 * depth) + 1)
    _check_taken(depth * (count + 2 * len(edges)))
    build = Builder(M=sizes["inputs"], R=sizes["hidden"])
    near = {one: [one] for one in range(1, count + 1)}
    for one, two in sorted(edges):
        near[one].append(two)
        near[two].append(one)
    line = {at: build.input(at, "M", name=f"x[{at}]") for at in near}
    for level in range(1, depth + 1):
        mapped = {
            at: build.linear(f"W[{level}]", u, "R", name=f"u[{at},{level}]", at=(at, level)) for at, u in line.items()
        }
        line = {
            at: build.product(*(mapped[one] for one in sorted(taken)), name=f"h[{at},{level}]", at=(at, level))
            for at, taken in near.items()
        }
    pool = build.product(*line.values(), name="pool", at=(None, depth + 1))
    y = build.linear("W_O", pool, sizes["outputs"], name="y", at=(None, depth + 1))
    circuit = build.circuit(y, observed=[(count, pool)])
    name = name_of_edges(count, edges)
    if name is None:
        return circuit
    return made_by("product_gnn", circuit, graph=name, **sizes)


def edges_of(name: GraphName, count: int) -> Edges:
    """Return the edges of a graph that has a name.

    >>> sorted(edges_of("cycle", 4))
    [(1, 2), (1, 4), (2, 3), (3, 4)]
    """
    if name == "complete":
        return frozenset(itertools.combinations(range(1, count + 1), 2))
    if name == "star":
        return frozenset((1, one) for one in range(2, count + 1))
    closing = {(1, count)} if name == "cycle" and count > 1 else set()
    return frozenset(itertools.pairwise(range(1, count + 1))) | closing


def name_of_edges(count: int, edges: Edges) -> GraphName | None:
    """Return the name of a graph, the first of those that it has, or None if it has none."""
    sized = {"complete": count * (count - 1) // 2, "cycle": count if count > 2 else count - 1}
    return next(
        (name for name in GRAPHS if len(edges) == sized.get(name, count - 1) and edges == edges_of(name, count)), None
    )


def _named(graph: str, length: int | None) -> tuple[int, Edges]:
    """Return the number of vertices and the edges of a graph that is given by its name."""
    name = choice("graph", graph, GRAPHS)
    if length is None:
        raise mistake("length", f"the number of vertices of the graph {name}", None)
    count = whole("length", length)
    check_vertices(count, 1, 3 * count + 1)
    _check_taken(count * count if name == "complete" else count)
    return count, edges_of(name, count)


def _given(graph: Any, length: int | None) -> tuple[int, Edges]:
    """Return the number of vertices and the edges of a graph of networkx."""
    import networkx as nx

    expected = f"a simple undirected networkx.Graph, or {', '.join(GRAPHS[:-1])} or {GRAPHS[-1]}"
    if not isinstance(graph, nx.Graph) or graph.is_directed() or graph.is_multigraph():
        raise TnrnnError(f"graph: expected {expected}, given {_kind(graph)}")
    if not graph:
        raise TnrnnError("graph: expected at least one vertex, given none")
    count = len(graph)
    if length is not None and length != count:
        raise mistake("length", f"{count}, the number of vertices of the graph, or None", length)
    loop = next(iter(nx.selfloop_edges(graph)), None)
    if loop is not None:
        expected = "no edge from a vertex to itself, as each takes its own vector anyway"
        raise mistake("graph", expected, loop)
    try:
        place = {vertex: at for at, vertex in enumerate(sorted(graph), start=1)}
    except TypeError:
        raise mistake("graph", "vertices that can be sorted", list(graph)) from None
    pairs = ((place[one], place[two]) for one, two in graph.edges)
    return count, frozenset((min(pair), max(pair)) for pair in pairs)


def _kind(graph: Any) -> str:
    """Return what a thing that is no simple graph is, in words."""
    return f"a {type(graph).__name__}" if hasattr(graph, "edges") else shown(graph)


def _check_taken(count: int) -> None:
    if count > MAX_TAKEN:
        raise mistake("graph and layers", f"at most {MAX_TAKEN:,} neighbours of all vertices and layers", count)
