"""The graph of what is drawn, and a structure that it may have: a path or a ring of tensors with legs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...networks import Circuit, Network
from ..scenes import Mark

# The radius of marks.
RADIUS = 0.1
# The largest number of tensors on a leg of a chain or ring.
MOST_HAIR = 3

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
    the positions of the marks.
    """

    marks: tuple[Mark, ...]
    edges: tuple[tuple[str, int, int], ...]
    links: tuple[tuple[tuple[int, int], ...], ...]
    times: tuple[object, ...]

    def free(self, node: int) -> bool:
        """Return whether a node is the free end of a leg."""
        return node >= len(self.marks)

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
    return Graph(marks, tuple(edges), _frozen(links), tuple(tensor.position for tensor in network.tensors))


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
    return Graph(marks, tuple(edges), _frozen(links), tuple(vertex.position for vertex in circuit.vertices))


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


class Comb(NamedTuple):
    """A path of tensors, or a ring if it is `closed`, and the legs of each tensor: paths to a free end or a tensor."""

    spine: tuple[int, ...]
    closed: bool
    hairs: tuple[tuple[tuple[int, ...], ...], ...]


def comb(graph: Graph, nodes: Sequence[int]) -> Comb | None:
    """Return the path or ring that a connected part is, apart from legs of up to three tensors, or None.

    All leaves are removed at once, up to three times, until a path or a ring is left.
    """
    beside = {node: graph.beside(node) for node in nodes}
    degree = {node: len(others) for node, others in beside.items()}
    left, peeled = list(nodes), set[int]()
    for _ in range(MOST_HAIR + 1):
        if len(left) > 1 and _is_bare(degree, left):
            spine = _walk(left, beside, peeled)
            hairs = [_hairs(node, beside, peeled) for node in spine]
            if any(own is None for own in hairs):
                return None
            return Comb(spine, all(degree[node] == 2 for node in left), _known(hairs))
        leaves = [node for node in left if degree[node] <= 1]
        if not leaves:
            return None
        peeled.update(leaves)
        left = [node for node in left if degree[node] > 1]
        for node in leaves:
            for other in beside[node]:
                degree[other] -= 1
    return None


def _known(hairs: Sequence[tuple[tuple[int, ...], ...] | None]) -> tuple[tuple[tuple[int, ...], ...], ...]:
    return tuple(own for own in hairs if own is not None)


def _is_bare(degree: dict[int, int], left: list[int]) -> bool:
    """Return whether a connected graph is a path or a ring."""
    ends = sum(degree[node] == 1 for node in left)
    return all(degree[node] <= 2 for node in left) and (ends == 2 or (ends == 0 and len(left) > 2))


def _walk(left: list[int], beside: dict[int, tuple[int, ...]], peeled: set[int]) -> tuple[int, ...]:
    """Return the nodes of a path from its first end, or of a ring from its first node, in order."""
    inner = {node: [other for other in beside[node] if other not in peeled] for node in left}
    here = next((node for node in left if len(inner[node]) == 1), left[0])
    walked, seen = [here], {here}
    while onward := [other for other in inner[here] if other not in seen]:
        here = min(onward)
        walked.append(here)
        seen.add(here)
    return tuple(walked)


def _hairs(node: int, beside: dict[int, tuple[int, ...]], peeled: set[int]) -> tuple[tuple[int, ...], ...] | None:
    """Return the paths of removed nodes that start at a node, or None if one branches."""
    found = []
    for first in beside[node]:
        if first in peeled:
            path, before = [first], node
            while len(beside[path[-1]]) > 1:
                onward = [other for other in beside[path[-1]] if other != before]
                if len(onward) > 1:
                    return None
                before = path[-1]
                path.append(onward[0])
            found.append(tuple(path))
    return tuple(found)
