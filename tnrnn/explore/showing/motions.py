"""Two motions of a picture: which tensors the first input has reached after each step, and how duplication grows."""

from __future__ import annotations

import functools
from typing import Any

from ...basics import TnrnnError, approximate
from ...models import MODELS
from ...networks import Circuit, Mode, Network, Value, unrolled_size
from ..cases import Chosen, GivenCase

MOST_STEPS = 24
"""The largest number of steps for which duplication is counted step by step, as each needs a circuit of its own."""

INNER = ("inputs", "hidden", "key", "value", "channels", "state")
"""The sizes that make vectors longer, and make no more of them."""


def flow(*circuits: Circuit) -> list[list[str]]:
    """Return the names of the vertices that the first input has reached after k steps and not before, for each k.

    Several circuits are ways to write one and have the same inputs; a name that two of them have stands once.

    A vertex that depends on the first input is reached when the last input that it depends on has been read, and, if
    its place is one of the steps, not before that step. The list for k = 0 has the vertices that are never reached.

    >>> from tnrnn import rac
    >>> flow(rac(length=2, layers=1, inputs=2, hidden=2))[2]
    ['W_H[2,1]', 'h[2,1]', 'y']
    """
    rows = zip(*map(_reached, circuits), strict=True)
    return [list(dict.fromkeys(name for part in parts for name in part)) for parts in rows]


def _reached(circuit: Circuit) -> list[list[str]]:
    steps = {position: step for step, position in enumerate(circuit.positions, start=1)}
    first = circuit.positions[0]
    last: dict[str, int] = {}
    reached: set[str] = set()
    found: list[list[str]] = [[] for _ in range(len(steps) + 1)]
    for vertex in circuit.vertices:
        own = steps.get(vertex.position, 0) if vertex.position is not None else 0
        last[vertex.name] = max([own, *(last[child] for child in vertex.children)])
        starts = vertex.kind == "input" and vertex.position == first
        if starts or any(child in reached for child in vertex.children):
            reached.add(vertex.name)
        found[last[vertex.name] if vertex.name in reached else 0].append(vertex.name)
    return found


def growth(case: Chosen | GivenCase) -> list[list[str]] | None:
    """Return for T = 1, 2, ... how many tensors the network has, and how often it contains the first input.

    It is None for a circuit of one's own, for more than `MOST_STEPS` steps, and for models that have no network of
    every length.

    >>> from tnrnn.explore.cases.parameters import Parameters
    >>> growth(Parameters(4, 2, 2, 3, 2, "continuous").chosen)
    [['10', '1'], ['22', '2'], ['38', '3'], ['58', '4']]
    """
    if isinstance(case, GivenCase) or case.length > MOST_STEPS:
        return None
    sizes = tuple((name, 1 if name in INNER else size) for name, size in case.sizes if name != "length")
    try:
        found = [_counted(case.model, (("length", steps), *sizes), case.mode) for steps in range(1, case.length + 1)]
    except TnrnnError:  # a convolution has only some lengths
        return None
    return [[approximate(number) for number in each] for each in found]


@functools.lru_cache(maxsize=512)
def _counted(model: Any, sizes: tuple[tuple[str, Value], ...], mode: Mode) -> tuple[int, int]:
    circuit = MODELS[model](**dict(sizes)).scalar_part
    first = next(vertex.name for vertex in circuit.inputs if vertex.position == circuit.positions[0])
    return unrolled_size(circuit, mode), circuit.copies[first]


def rows(network: Network) -> list[int] | None:
    """Return for each tensor the step n from which on the network of the first n steps contains it, or None.

    The walk from the output to a tensor leaves the last layer at some step, and the network of the first n steps begins
    at step n of the last layer. It is None if tensors of the last layer have no step, or if a vector of the last layer
    has several copies, since the network of the first n steps contains one of them.

    >>> from tnrnn import rac, unroll
    >>> rows(unroll(rac(length=2, layers=2, inputs=2, hidden=2)))[:8]
    [2, 2, 2, 1, 1, 0, 1, 1]
    """
    top = max((tensor.layer for tensor in network.tensors if tensor.layer is not None), default=None)
    vectors = [tensor.vertex for tensor in network.tensors if tensor.layer == top]
    if len(set(vectors)) < len(vectors):
        return None
    found: dict[str, int] = {}
    users = _users(network)
    for tensor in network.tensors:
        if tensor.layer == top and isinstance(tensor.position, int):
            found[tensor.name] = tensor.position
        elif tensor.layer != top and all(user in found for user in users[tensor.name]):
            found[tensor.name] = min((found[user] for user in users[tensor.name]), default=0)
        else:
            return None
    return [found[tensor.name] for tensor in network.tensors]


def _users(network: Network) -> dict[str, list[str]]:
    """Return for each tensor the earlier tensors that it has a bond with; in an unrolled network these use it."""
    places = {tensor.name: place for place, tensor in enumerate(network.tensors)}
    found: dict[str, list[str]] = {}
    for tensor in network.tensors:
        others = {network.tensors[end].name for bond in tensor.bonds for end in network.ends[bond]}
        found[tensor.name] = [other for other in sorted(others) if places[other] < places[tensor.name]]
    return found
