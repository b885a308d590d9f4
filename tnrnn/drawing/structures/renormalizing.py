"""Networks that renormalize sites layer by layer: which tensors are disentanglers, and which are isometries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..graphs import Graph

# The number of bonds of a disentangler: it joins two neighbouring sites, and gives two again.
FOUR = 4


class Layer(NamedTuple):
    """The disentanglers and then the isometries that come after one another, from the sites upwards."""

    disentanglers: tuple[int, ...]
    isometries: tuple[int, ...]


class Flow(NamedTuple):
    """The layers of a network, and the edges that come from below into every tensor, and those that leave it above.

    `sites` are the lowest edges, and `tops` those edges that leave the network at the top.
    """

    layers: tuple[Layer, ...]
    below: dict[int, tuple[int, ...]]
    above: dict[int, tuple[int, ...]]
    sites: frozenset[int]
    tops: frozenset[int]


def flow(graph: Graph, nodes: Sequence[int]) -> Flow | str:
    """Return the layers of a connected part, or what is there that has no place in a layer.

    A leg, or a vector, is a site. Edges that come from below are known for a tensor as soon as its lower neighbours are
    in a layer: a tensor with four edges, of which two come from below, is a disentangler; one to which all edges but
    one come from below is an isometry; one to which all come is the top. Every tensor is looked at once for each of its
    edges, so that the time is linear.
    """
    found = _Sweep(graph, nodes)
    reason = found.run()
    return reason or found.flow()


class _Sweep:
    def __init__(self, graph: Graph, nodes: Sequence[int]) -> None:
        self.graph = graph
        self.tips = {node for node in nodes if len(graph.links[node]) == 1}
        self.tensors = [node for node in nodes if node not in self.tips]
        self.below: dict[int, list[int]] = {node: [] for node in self.tensors}
        self.above: dict[int, tuple[int, ...]] = {}
        self.layers: list[Layer] = []
        self.legs = {graph.links[tip][0][0] for tip in self.tips}
        self.tops: set[int] = set()

    def run(self) -> str:
        """Put tensors into layers; return what is wrong, or an empty text."""
        for tip in self.tips:
            edge, node = self.graph.links[tip][0]
            if node in self.tips:
                return "two tensors alone"
            self.below[node].append(edge)
        ready = [node for node in self.tensors if self.below[node]]
        mixed: set[int] = set()
        while ready:
            mixers = self._disentanglers(ready)
            twice = next((node for node in mixers if mixed.intersection(self.below[node])), None)
            if twice is not None:
                return f"a tensor {self._name(twice)} of four bonds that is joined to two disentanglers below"
            ready += self._rise(mixers)
            mixed = {edge for node in mixers for edge in self.above[node]}
            reducers = [node for node in dict.fromkeys(ready) if node not in self.above and self._reduces(node)]
            if not mixers and not reducers:
                break
            upwards = self._rise(reducers)
            self.layers.append(Layer(tuple(sorted(mixers)), tuple(sorted(reducers))))
            ready = [node for node in dict.fromkeys((*ready, *upwards)) if node not in self.above]
            if any(self._doubled(node) for node in (*mixers, *reducers)):
                return f"a tensor {self._name(reducers[0] if reducers else mixers[0])} that is joined to its own layer"
        return self._missing()

    def _disentanglers(self, ready: Iterable[int]) -> list[int]:
        """Return the tensors with two of four edges from below, apart from isometries that wait for a third one.

        Such an isometry stands beside a disentangler at the end of a row. Its other upper neighbour is in a higher
        layer, so nothing comes to it from below but perhaps its own leg; or it is the top, and then the disentangler is
        beside two of them.
        """
        found = [node for node in ready if self._has_four(node) and "_ISO" not in self._tags(node)]
        beside = {node: self._others(node) for node in found}
        clashes = {node: [other for other in others if other in beside] for node, others in beside.items()}
        return [node for node in found if not clashes[node] or self._is_lower(node, beside, clashes)]

    def _is_lower(self, node: int, beside: dict[int, list[int]], clashes: dict[int, list[int]]) -> bool:
        """Return whether, of neighbours that may be disentanglers, a tensor is one."""
        most = max(len(clashes[other]) for other in clashes[node])
        return len(clashes[node]) >= most and all(self._fed(other) for other in beside[node])

    def _fed(self, node: int) -> bool:
        """Return whether edges come from below into a tensor: in higher layers, others than legs."""
        return any(not self.layers or edge not in self.legs for edge in self.below[node])

    def _has_four(self, node: int) -> bool:
        return len(self.graph.links[node]) == FOUR and len(self.below[node]) == 2

    def _others(self, node: int) -> list[int]:
        """Return the neighbours of a tensor at the edges that do not come from below."""
        known = set(self.below[node])
        return [other for edge, other in self.graph.links[node] if edge not in known]

    def _reduces(self, node: int) -> bool:
        """Return whether all edges of a tensor, or all but one, come from below, at least two."""
        return 2 <= len(self.below[node]) >= len(self.graph.links[node]) - 1

    def _rise(self, fired: Sequence[int]) -> list[int]:
        """Hand the other edges of tensors on, and return the tensors above."""
        upper = []
        for node in fired:
            known = set(self.below[node])
            legs = [edge for edge in self.below[node] if edge in self.legs]
            if len(known) == len(self.graph.links[node]) and len(legs) == 1 and len(known) > 2:
                self.tops.add(legs[0])  # the only leg of the top goes up
                self.below[node].remove(legs[0])
                self.above[node] = (legs[0],)
                continue
            pairs = [(edge, other) for edge, other in self.graph.links[node] if edge not in known]
            self.above[node] = tuple(edge for edge, _ in pairs)
            for edge, other in pairs:
                self.below[other].append(edge)
                upper.append(other)
        return upper

    def _doubled(self, node: int) -> bool:
        """Return whether two tensors of one layer have both handed on the edge between them."""
        return len(self.below[node]) + len(self.above[node]) > len(self.graph.links[node])

    def _missing(self) -> str:
        """Return why the layers do not have all tensors, or an empty text if they do."""
        left = [node for node in self.tensors if node not in self.above]
        if left:
            names, most = self._name(left[0]), len(self.graph.links[left[0]])
            return f"a tensor {names} with {most} bonds, {len(self.below[left[0]])} of them from below"
        if not any(layer.disentanglers for layer in self.layers):
            return "no disentangler: no tensor of four bonds joins two neighbouring sites"
        ends = [node for node, edges in self.above.items() if not edges]
        if len(ends) > 1 or (ends and self.tops):
            return f"two tensors at the top, one of them {self._name(ends[-1])}"
        return ""

    def _name(self, node: int) -> str:
        return repr(self.graph.marks[node].name)

    def _tags(self, node: int) -> tuple[str, ...]:
        return self.graph.tags[node]

    def flow(self) -> Flow:
        below = {node: tuple(edges) for node, edges in self.below.items()}
        return Flow(tuple(self.layers), below, self.above, frozenset(self.legs - self.tops), frozenset(self.tops))
