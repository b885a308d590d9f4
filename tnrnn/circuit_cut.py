"""Cuts of a circuit's unfolding, found on the circuit itself: the unfolding may have 10^22 tensors.

What is best below one copy of a vertex depends only on the vertex and on the state of the hyperedge above it, the one
that holds the bond to its user: all near, all far, or split and paid for. (Two states are not enough: a product below a
product is in the same hyperedge, which is paid once.) With repeated inputs the unfolding is a tree, and a memoised pass
over the circuit is exact.

With joined inputs the copies of an input hang by one copy tensor: a hyperedge of its own, together with the classes of
products that take the input directly. Let Q be the set of such hyperedges ("joints") that are paid for. The pass in
which the joints of Q are free and the others on one side finds the least cut for this Q, and the least over all Q is
the min-cut. As a function of Q (near joints in Q and far joints not in Q counted as "far") the value is submodular,
being a min-cut value minimised over all other nodes.
"""

from __future__ import annotations

from typing import NamedTuple

from .circuit import Circuit
from .circuit_graph import Graph, circuit_graph
from .cut import Cut, CutEntry, straight
from .errors import TnrnnError
from .hypergraph import check_covers
from .joints import least_joints
from .monomial import Order
from .partition import Partition

NEAR, FAR, SPLIT_NEAR, SPLIT_FAR, SPLIT_JOINT = range(5)
"""States of the hyperedge above a copy. Split, its copies stand near, far, or as the joint `state - SPLIT_JOINT`."""


class Costs(NamedTuple):
    """Keys of the least cost below one copy of each vertex for three states above it, and of the hyperedge above it."""

    near: list[int]
    far: list[int]
    split: list[int]
    pay: list[int]


def circuit_min_cut(circuit: Circuit, partition: Partition, inputs: str) -> Cut:
    """Return the least cut of the unfolding, nearest to the near side; see `tnrnn.min_cut`.

    With joined inputs it is the least over all Q while there are few enough; otherwise over the Q that hold the first j
    near joints or the first j far ones, and `minimal` is true only where submodularity proves it.
    """
    graph = circuit_graph(circuit, inputs)
    sides = _sides(graph, partition)
    order = Order({vertex.dim for vertex in circuit.vertices}, sum(circuit.copies.values()))
    if not graph.members:
        return _listed(graph, sides, _Least(graph, _costs(graph, order, sides, frozenset()), order), frozenset(), True)
    paid, proved = least_joints(graph, sides, lambda chosen: _root_cost(graph, order, sides, chosen), order)
    return _listed(graph, sides, _Least(graph, _costs(graph, order, sides, paid), order), paid, proved)


def circuit_slice_cut(circuit: Circuit, at: int, inputs: str) -> Cut:
    """Return the straight cut between two time steps; see `tnrnn.slice_cut`."""
    graph = circuit_graph(circuit, inputs)
    near = straight({vertex.name: vertex.position for vertex in circuit.vertices}, at)
    sides = [vertex.name in near for vertex in circuit.vertices]
    return _listed(graph, sides, _Given(sides), frozenset(range(len(graph.members))), False)


def _sides(graph: Graph, partition: Partition) -> list[bool]:
    """Return for each input whether it is near; other vertices have no side of their own."""
    check_covers(partition, graph.circuit.positions)
    known = set(graph.circuit.positions)
    unknown = [label for label in (*partition.near, *partition.far) if label not in known]
    if unknown:
        raise TnrnnError(f"partition: expected positions of the circuit's {len(known)} inputs, given {unknown[0]!r}")
    near = set(partition.near)
    return [vertex.kind == "input" and vertex.position in near for vertex in graph.circuit.vertices]


def _costs(graph: Graph, order: Order, sides: list[bool], paid: frozenset[int]) -> Costs:
    """The pass upwards: children before users."""
    size = len(graph.children)
    near, far, split = [0] * size, [0] * size, [0] * size
    pay = [order.keys[vertex.dim] for vertex in graph.circuit.vertices]
    least, infinite = order.least, order.infinite
    for place, vertex in enumerate(graph.circuit.vertices):
        below, joint = graph.children[place], graph.joint[place]
        if joint in paid:
            pay[place] = 0
        if vertex.kind == "input":
            if joint not in paid:
                near[place], far[place] = (0, infinite) if sides[place] else (infinite, 0)
                split[place] = 0 if joint < 0 else infinite
        elif graph.product[place]:
            near[place] = sum([near[child] for child in below])
            far[place] = sum([far[child] for child in below])
            split[place] = sum([split[child] for child in below])
        else:
            near[place] = sum([least(near[child], pay[child] + split[child]) for child in below])
            far[place] = sum([least(far[child], pay[child] + split[child]) for child in below])
            split[place] = least(near[place], far[place])
    return Costs(near, far, split, pay)


def _root_cost(graph: Graph, order: Order, sides: list[bool], paid: frozenset[int]) -> int:
    """Return the key of the least cut that pays for the joints `paid` and no others."""
    costs = _costs(graph, order, sides, paid)
    joints = sum(order.keys[graph.circuit.vertices[graph.members[joint][0]].dim] for joint in paid)
    below = order.least(order.least(costs.near[-1], costs.far[-1]), costs.pay[-1] + costs.split[-1])
    return joints + below


class _Least:
    """Where things stand in the least cut nearest to the near side: far whenever that costs no more (see `forest`)."""

    def __init__(self, graph: Graph, costs: Costs, order: Order) -> None:
        self.graph, self.costs, self.order = graph, costs, order

    def near(self, place: int) -> bool:
        """Whether a copy stands near when nothing above it forces it."""
        near, far = self.costs.near[place], self.costs.far[place]
        return near != far and self.order.least(near, far) == near

    def state(self, place: int, user_near: bool | None) -> int:
        """NEAR, FAR or SPLIT_NEAR (split) for the hyperedge above a vertex whose user stands as said; None: no user."""
        near, far = self.costs.near[place], self.costs.far[place]
        split = self.costs.pay[place] + self.costs.split[place]
        least = self.order.least
        if user_near is None and least(far, least(near, split)) == far:
            return FAR
        if user_near is False:
            return FAR if least(far, split) == far else SPLIT_NEAR
        return SPLIT_NEAR if least(near, split) == split else NEAR


class _Given:
    """Where things stand in a cut whose sides are given, the same for all copies of a vertex."""

    def __init__(self, sides: list[bool]) -> None:
        self.sides = sides

    def near(self, place: int) -> bool:
        return self.sides[place]

    def state(self, place: int, user_near: bool | None) -> int:
        return SPLIT_NEAR


class Legs(NamedTuple):
    """How many legs of a hyperedge stand near and far; where only one does, the vertex whose bond it is."""

    near: int = 0
    far: int = 0
    one_near: int = -1
    one_far: int = -1

    @classmethod
    def single(cls, place: int, near: bool, count: int = 1) -> Legs:
        return cls(near=count, one_near=place) if near else cls(far=count, one_far=place)

    def plus(self, other: Legs) -> Legs:
        one_near = self.one_near if self.near else other.one_near
        one_far = self.one_far if self.far else other.one_far
        return Legs(self.near + other.near, self.far + other.far, one_near, one_far)

    def times(self, count: int) -> Legs:
        return Legs(self.near * count, self.far * count, self.one_near, self.one_far)

    def severed(self, place: int) -> tuple[int, str, bool]:
        """Return (vertex, kind, whether the copy tensors stand near) for the hyperedge above the vertex `place`."""
        if self.near == 1:
            return self.one_near, "bond", False
        if self.far == 1:
            return self.one_far, "bond", True
        return place, "hyperedge", False


def _listed(graph: Graph, sides: list[bool], policy: _Least | _Given, paid: frozenset[int], minimal: bool) -> Cut:
    """The pass downwards: count the copies in every state, and what is severed above them."""
    listing = _Listing(graph, policy, paid)
    listing.walk(sides)
    near, far = listing.standing(sides)
    vertices = graph.circuit.vertices
    entries = [
        CutEntry(vertices[place].name, kind, vertices[place].dim, vertices[place].symbol, count)
        for (place, kind), count in sorted(listing.severed.items())
    ]
    return Cut(tuple(entries), near, far, minimal)


class _Listing:
    def __init__(self, graph: Graph, policy: _Least | _Given, paid: frozenset[int]) -> None:
        self.graph, self.policy, self.paid = graph, policy, paid
        self.counts: list[dict[int, int]] = [{} for _ in graph.children]
        self.severed: dict[tuple[int, str], int] = {}
        self.joints = {joint: Legs() for joint in paid}
        self.legs = self._legs_below()

    def _legs_below(self) -> list[Legs]:
        """For every vertex the legs that it, or the class of products below it, gives to a hyperedge that is split."""
        legs: list[Legs] = []
        for place, below in enumerate(self.graph.children):
            if not self.graph.product[place]:
                joined = self.graph.joint[place] >= 0
                legs.append(Legs() if joined else Legs.single(place, self.policy.near(place)))
                continue
            total = Legs()
            for child in below:
                total = total.plus(legs[child])
            legs.append(total)
        return legs

    def walk(self, sides: list[bool]) -> None:
        root = len(self.graph.children) - 1
        self._enter(root, None, 1)
        for place in range(root, -1, -1):
            for state, count in sorted(self.counts[place].items()):
                self._pass_on(place, state, count)
        for joint, legs in self.joints.items():
            total = legs
            for member in self.graph.members[joint]:
                total = total.plus(Legs.single(member, sides[member]))
            self.joints[joint] = total
            if total.near and total.far:
                self._sever(total.severed(self.graph.members[joint][0])[:2], 1)

    def _pass_on(self, place: int, state: int, count: int) -> None:
        if self.graph.product[place]:
            for child in self.graph.children[place]:
                self._add(child, state, count)
            return
        near = state == NEAR or (state != FAR and self.policy.near(place))
        for child in self.graph.children[place]:
            self._enter(child, near, count)

    def _enter(self, place: int, user_near: bool | None, count: int) -> None:
        """Decide the state of the hyperedge above `count` copies whose users stand as said."""
        user = Legs() if user_near is None else Legs.single(place, user_near)
        joint = self.graph.joint[place]
        if joint in self.paid:
            self.joints[joint] = self.joints[joint].plus(user.plus(self.legs[place]).times(count))
            self._add(place, SPLIT_JOINT + joint, count)
            return
        state = self.policy.state(place, user_near)
        if state == SPLIT_NEAR:
            legs = user.plus(self.legs[place])
            if not (legs.near and legs.far):
                state = NEAR if legs.near else FAR
            else:
                vertex, kind, at_near = legs.severed(place)
                self._sever((vertex, kind), count)
                state = SPLIT_NEAR if at_near else SPLIT_FAR
        self._add(place, state, count)

    def _add(self, place: int, state: int, count: int) -> None:
        self.counts[place][state] = self.counts[place].get(state, 0) + count

    def _sever(self, entry: tuple[int, str], count: int) -> None:
        self.severed[entry] = self.severed.get(entry, 0) + count

    def standing(self, sides: list[bool]) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
        """Return the pairs (vertex, number of copies) of the near and of the far side; a joined input counts once."""
        near: list[tuple[str, int]] = []
        far: list[tuple[str, int]] = []
        for place, vertex in enumerate(self.graph.circuit.vertices):
            total = sum(self.counts[place].values())
            if vertex.kind == "input":
                at_near = total if sides[place] else 0
                total, at_near = (1, int(sides[place])) if self.graph.joint[place] >= 0 else (total, at_near)
            else:
                at_near = sum(count for state, count in self.counts[place].items() if self._is_near(place, state))
            if at_near:
                near.append((vertex.name, at_near))
            if total - at_near:
                far.append((vertex.name, total - at_near))
        return tuple(near), tuple(far)

    def _is_near(self, place: int, state: int) -> bool:
        if state in (NEAR, FAR):
            return state == NEAR
        if not self.graph.product[place]:
            return self.policy.near(place)
        if state >= SPLIT_JOINT:
            legs = self.joints[state - SPLIT_JOINT]
            return bool(legs.near and (not legs.far or legs.severed(place)[2]))
        return state == SPLIT_NEAR
