"""Cuts of a circuit's unfolding, found on the circuit itself, as the unfolding may have 10^22 tensors.

The least cost below one copy of a vertex depends only on the vertex and on the state of the hyperedge above it, which
holds the bond to its user: all near, all far, or split and paid for. (Two states are not enough: a product below a
product is in the same hyperedge, which is paid for once.) With repeated inputs the unfolding is a tree, and a memoised
pass over the circuit is exact.

With joined inputs the copies of an input hang on one copy tensor: a hyperedge of its own, together with the classes of
products that take the input directly. Let Q be the set of such hyperedges ("joints") that are paid for. A pass in
which the joints of Q are free and each of the others stands on one side finds the least cut for this Q, and the least
over all Q is the min-cut. `joints` finds it without trying every Q.
"""

from __future__ import annotations

from typing import NamedTuple

from ...basics import Order
from ...models import Case
from ...networks import Partition, unrolled_size
from ..problems import Cut, straight
from .graph import NumberedCircuit, numbered
from .joints import least_joints
from .listing import FAR, NEAR, SPLIT_NEAR, Given, listed_cut
from .unfolded import MOST_TENSORS, severed_joints


class Costs(NamedTuple):
    """Keys of costs, for one copy of each vertex.

    `near`, `far` and `split` are the least costs below it for the three states of the hyperedge above it; `pay` is the
    cost of that hyperedge.
    """

    near: list[int]
    far: list[int]
    split: list[int]
    pay: list[int]


def circuit_min_cut(case: Case) -> Cut:
    """Return the least cut of the unfolding of a circuit, nearest to the near side; see `tnrnn.min_cut`.

    With joined inputs it is the least over all Q; see `joints`. If there are too many states to compare, the set Q is
    read from a flow in the unfolding, and `minimal` is false only if that has too many tensors, too.
    """
    graph = numbered(case.circuit, case.mode)
    sides = _sides(graph, case.partition)
    order = Order({vertex.dim for vertex in graph.circuit.vertices}, 4 * sum(graph.circuit.copies.values()))
    if not graph.members:
        return listed_cut(
            graph, sides, _Least(graph, _costs(graph, order, sides, frozenset()), order), frozenset(), True
        )
    paid, proved = least_joints(graph, sides, order)
    if not proved and unrolled_size(graph.circuit, case.mode) <= MOST_TENSORS:
        paid, proved = severed_joints(graph, case.partition), True
    return listed_cut(graph, sides, _Least(graph, _costs(graph, order, sides, paid), order), paid, proved)


def circuit_slice_cut(case: Case) -> Cut:
    """Return the straight cut of a circuit after the last near input, which is a time step."""
    return straight_cut(numbered(case.circuit, case.mode), case.partition.near[-1])


def straight_cut(graph: NumberedCircuit, at: int) -> Cut:
    """Return the straight cut between two time steps; see `tnrnn.slice_cut`."""
    near = straight({vertex.name: vertex.position for vertex in graph.circuit.vertices}, at)
    sides = [vertex.name in near for vertex in graph.circuit.vertices]
    return listed_cut(graph, sides, Given(sides), frozenset(range(len(graph.members))), False)


def _sides(graph: NumberedCircuit, partition: Partition) -> list[bool]:
    """Return for each input whether it is near; other vertices have no side of their own."""
    near = partition.sides(required=graph.circuit.positions)
    return [vertex.kind == "input" and near[vertex.position] for vertex in graph.circuit.vertices]


def _costs(graph: NumberedCircuit, order: Order, sides: list[bool], paid: frozenset[int]) -> Costs:
    """Return the costs by a pass upwards, children before users."""
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


class _Least:
    """The policy of the least cut nearest to the near side: far whenever that costs no more (see `forest`)."""

    def __init__(self, graph: NumberedCircuit, costs: Costs, order: Order) -> None:
        self.graph, self.costs, self.order = graph, costs, order

    def near(self, place: int) -> bool:
        """Return whether a copy stands near if nothing above it decides that."""
        near, far = self.costs.near[place], self.costs.far[place]
        return near != far and self.order.least(near, far) == near

    def state(self, place: int, user_near: bool | None) -> int:
        """Return NEAR, FAR or SPLIT_NEAR (split) for the hyperedge above a vertex, given its user's side, if any."""
        near, far = self.costs.near[place], self.costs.far[place]
        split = self.costs.pay[place] + self.costs.split[place]
        least = self.order.least
        if user_near is None and least(far, least(near, split)) == far:
            return FAR
        if user_near is False:
            return FAR if least(far, split) == far else SPLIT_NEAR
        return SPLIT_NEAR if least(near, split) == split else NEAR
