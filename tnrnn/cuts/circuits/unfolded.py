"""Which joined inputs a least cut pays for, read from a maximum flow in the unfolding."""

from __future__ import annotations

from ...networks import Partition, unroll
from ..flows import fastest, flow_near
from ..problems import problem
from .graph import NumberedCircuit

MOST_TENSORS = 200_000
"""The largest number of tensors of an unfolding that is cut for want of a proof on the circuit."""


def severed_joints(graph: NumberedCircuit, partition: Partition) -> frozenset[int]:
    """Return the joints that are severed in the min-cut of the unfolding that is nearest to the near side.

    A joint is a hyperedge of the unfolding that has the slots of its inputs among its nodes. Joints that cost nothing
    are in the result, too.
    """
    network = unroll(graph.circuit, "one-hot", limit=MOST_TENSORS)
    given = problem(network, partition)
    near = flow_near(given, fastest())
    vertices = graph.circuit.vertices
    joint_of = {
        vertex.name: joint
        for vertex, joint in zip(vertices, graph.joint, strict=True)
        if vertex.kind == "input" and joint >= 0
    }
    joints = [joint_of.get(tensor.vertex or "", -1) if tensor.kind == "input" else -1 for tensor in network.tensors]
    severed = {joint for joint, members in enumerate(graph.members) if vertices[members[0]].dim == 1}
    for edge in given.edges():
        if len({near[node] for node in edge}) == 2:
            severed.update(joints[node] for node in edge if node < len(joints))
    return frozenset(severed - {-1})
