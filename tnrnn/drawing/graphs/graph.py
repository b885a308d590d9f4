"""The graph of what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...networks import Circuit, Network
from ..scenes import Mark

# The radius of marks.
RADIUS = 0.1
# The roles of marks by the kind of the vertex.
ROLES = {
    "input": "input",
    "constant": "state",
    "linear": "weight",
    "bilinear": "weight",
    "product": "copy",
    "sum": "sum",
}


class Graph(NamedTuple):
    """The graph of what is drawn.

    Nodes are the `marks`, and then, from number `len(marks)` on, the free ends of dangling legs. `edges` are triples
    (name, node, node). `links` has for every node its pairs (edge, other node) in the order of its bonds. `times` are
    the positions of the marks, and `tags` their tags. `left` has the edges that go into each mark, as the bonds `left`
    of its tensor say.
    """

    marks: tuple[Mark, ...]
    edges: tuple[tuple[str, int, int], ...]
    links: tuple[tuple[tuple[int, int], ...], ...]
    times: tuple[object, ...]
    tags: tuple[tuple[str, ...], ...]
    left: tuple[frozenset[int], ...]

    def free(self, node: int) -> bool:
        """Return whether a node is the free end of a leg."""
        return node >= len(self.marks)

    def other(self, edge: int, node: int) -> int:
        """Return the end of an edge that is not a given one of its ends."""
        _, one, two = self.edges[edge]
        return two if one == node else one

    def beside(self, node: int) -> tuple[int, ...]:
        """Return the neighbours of a node, each once, in the order of its bonds."""
        return tuple(dict.fromkeys(other for _, other in self.links[node]))


def network_graph(network: Network) -> Graph:
    """Return the graph of a network.

    >>> from tnrnn import Bond, Network, Tensor
    >>> pair = (Tensor("a", "state", ("b",), parameter="a"), Tensor("W", "weight", ("o", "b"), parameter="W"))
    >>> network_graph(Network(pair, (Bond("b", 2), Bond("o", 2)), ("o",))).edges
    (('b', 0, 1), ('o', 1, 2))
    """
    marks = tuple(Mark(t.name, t.kind, 0.0, 0.0, RADIUS, t.layer, None, (t.name,)) for t in network.tensors)
    edges: list[tuple[str, int, int]] = []
    number: dict[str, int] = {}
    size = len(marks)
    for name, ends in network.ends.items():
        free = len(ends) == 1
        number[name] = len(edges)
        edges.append((name, ends[0], size if free else ends[1]))
        size += free
    links = [
        [(number[bond], _other(edges[number[bond]], at)) for bond in tensor.bonds]
        for at, tensor in enumerate(network.tensors)
    ]
    links += [[] for _ in range(size - len(marks))]
    for place, (_, one, two) in enumerate(edges):
        if two >= len(marks):
            links[two].append((place, one))
    times = tuple(tensor.position for tensor in network.tensors)
    tags = tuple(tensor.tags for tensor in network.tensors)
    left = tuple(frozenset(number[bond] for bond in tensor.left) for tensor in network.tensors)
    return Graph(marks, tuple(edges), _frozen(links), times, tags, left)


def circuit_graph_of(circuit: Circuit) -> Graph:
    """Return the graph of a circuit; the edge from a vertex to its user has the name of the vertex."""
    number = {vertex.name: place for place, vertex in enumerate(circuit.vertices)}
    marks = tuple(Mark(v.name, ROLES[v.kind], 0.0, 0.0, RADIUS, v.layer, None, (v.name,)) for v in circuit.vertices)
    edges = [(child, number[child], number[v.name]) for v in circuit.vertices for child in v.children]
    edges.append((circuit.output, number[circuit.output], len(marks)))
    links: list[list[tuple[int, int]]] = [[] for _ in range(len(marks) + 1)]
    for place, (_, one, two) in enumerate(edges):
        links[one].append((place, two))
        links[two].append((place, one))
    times = tuple(vertex.position for vertex in circuit.vertices)
    nothing = ((),) * len(marks), (frozenset[int](),) * len(marks)
    return Graph(marks, tuple(edges), _frozen(links), times, *nothing)


def _frozen(links: list[list[tuple[int, int]]]) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple(own) for own in links)


def _other(edge: tuple[str, int, int], at: int) -> int:
    return edge[2] if edge[1] == at else edge[1]


def components(graph: Graph) -> list[list[int]]:
    """Return the nodes of every connected part, in order; the parts are ordered by their first nodes."""
    part = [-1] * len(graph.links)
    found: list[list[int]] = []
    for start in range(len(graph.links)):
        if part[start] >= 0:
            continue
        part[start], pending = len(found), [start]
        found.append([])
        while pending:
            for _, other in graph.links[pending.pop()]:
                if part[other] < 0:
                    part[other] = part[start]
                    pending.append(other)
    for node, number in enumerate(part):
        found[number].append(node)
    return found


def times_of(graph: Graph, nodes: Sequence[int], widest: int) -> dict[int, int] | None:
    """Return the times of the marks among `nodes`, or None unless all have one and their span is not too wide."""
    found: dict[int, int] = {}
    for node in nodes:
        if not graph.free(node):
            time = graph.times[node]
            if not isinstance(time, int):
                return None
            found[node] = time
    span = max(found.values()) - min(found.values()) if found else 0
    return found if 0 < span <= widest * len(found) else None
