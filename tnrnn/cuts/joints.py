"""Which joined inputs a least cut pays for, by a search over the sets Q of `circuit_cut`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ..basics import Order, exponents
from .circuit_graph import NumberedCircuit

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float64]
    Table = NDArray[numpy.bool_]

ALL_SETS_WORK = CHAIN_WORK = 2**25
"""The largest number of sets Q times vertices that is computed in floating point: for all sets, or for a chain."""

EXACT_WORK = 2**18
"""The largest number of sets Q times vertices that is computed exactly."""

TOLERANCE = 1e-9
"""A relative error that is larger than that of a sum of at most 10^6 positive floats."""


class _Kinds(NamedTuple):
    """The joints with near inputs and those with far inputs, in order of time, and those that are always paid for."""

    near: list[int]
    far: list[int]
    always: list[int]


def least_joints(
    graph: NumberedCircuit, sides: list[bool], cost: Callable[[frozenset[int]], int], order: Order
) -> tuple[frozenset[int], bool]:
    """Return the set Q of joints to pay for, and whether its cut is proved least.

    The costs of all Q are computed in floating point. Those within the rounding error of the least are compared exactly
    by `cost`; of equal ones, the one nearest to the near side is taken. Where all dimensions are powers of one integer,
    the floats are whole numbers and themselves exact. Elsewhere at most `EXACT_WORK` vertices are computed again, and
    if there are more, the cut is not called proved.

    If there are too many Q, only the sets of a chain are tried: the first j near joints for j = k, ..., 0, and then the
    first j far joints for j = 1, 2, ...; the cut is the nearest of these.

    *When a chain proves its least value.* Let F be the value as a function of the set S of joints that count as near
    (near joints not in Q, far joints in Q); it is submodular. A chain adds one element after the other. Its steps d_e
    are the coordinates of a point of the base polytope of F - F(empty), so F(S) >= F(empty) + sum over S of d_e >=
    F(empty) + sum of min(0, d_e) for every S (Edmonds 1970). If no step goes down after a step that went up, the
    right-hand side is the least value on the chain.
    """
    import numpy

    kinds = _kinds(graph, sides)
    chosen, complete = _candidates(kinds, len(graph.children), len(graph.members))
    values = _log_costs(graph, sides, chosen, order.base)
    whole = len(order.base) < 2 and float(values.min()) < 2.0**52
    whole_chain = len(chosen) == len(kinds.near) + len(kinds.far) + 1
    proved = complete or (whole and whole_chain and _falls_then_rises(values))
    slack = 0.0 if whole else TOLERANCE * (1 + float(values.min()))
    close = [frozenset(numpy.flatnonzero(row).tolist()) for row in chosen[values <= values.min() + slack]]
    if not whole:
        most = max(1, EXACT_WORK // len(graph.children))
        proved = proved and len(close) <= most
        keys = [cost(paid) for paid in close[:most]]
        best = keys[0]
        for key in keys[1:]:
            best = order.least(best, key)
        close = [paid for paid, key in zip(close[:most], keys, strict=True) if key == best]
    near = frozenset[int]().union(*close) - set(kinds.far)
    far = frozenset(kinds.far).intersection(*close)
    return near | far, proved


def _kinds(graph: NumberedCircuit, sides: list[bool]) -> _Kinds:
    kinds = _Kinds([], [], [])
    vertices = graph.circuit.vertices
    place = {vertex.name: number for number, vertex in enumerate(graph.circuit.inputs)}
    joints = sorted(
        range(len(graph.members)),
        key=lambda joint: min(place[vertices[member].name] for member in graph.members[joint]),
    )
    for joint in joints:
        members = graph.members[joint]
        at = {sides[member] for member in members}
        free = vertices[members[0]].dim == 1
        (kinds.always if free or len(at) == 2 else kinds.near if True in at else kinds.far).append(joint)
    return kinds


def _candidates(kinds: _Kinds, vertices: int, joints: int) -> tuple[Table, bool]:
    """Return sets Q as the rows of a table, and whether these are all sets."""
    import numpy

    variable = kinds.near + kinds.far
    if len(variable) < 40 and 2 ** len(variable) * vertices <= ALL_SETS_WORK:
        chosen = numpy.zeros((2 ** len(variable), joints), dtype=bool)
        numbers = numpy.arange(2 ** len(variable))
        for bit, joint in enumerate(variable):
            chosen[:, joint] = numbers >> bit & 1
        complete = True
    else:
        rows = len(variable) + 1
        step = max(1, math.ceil(rows * vertices / CHAIN_WORK))
        ends = {0, len(kinds.near), rows - 1}
        kept = numpy.array(sorted({*range(0, rows, step), *ends}))
        chosen = numpy.zeros((len(kept), joints), dtype=bool)
        for number, joint in enumerate(kinds.near):
            chosen[:, joint] = number < len(kinds.near) - kept
        for number, joint in enumerate(kinds.far):
            chosen[:, joint] = number < kept - len(kinds.near)
        complete = False
    chosen[:, kinds.always] = True
    return chosen, complete


def _falls_then_rises(values: Floats) -> bool:
    """Return whether no step goes down after one that went up; False if a value is infinite (no cut pays for it)."""
    import numpy

    if values.max() >= 2.0**52:  # then values may be rounded or infinite
        return False
    steps = numpy.diff(values)
    rising = numpy.flatnonzero(steps > 0)
    return not len(rising) or bool((steps[rising[0] :] >= 0).all())


def _log_costs(graph: NumberedCircuit, sides: list[bool], chosen: Table, base: tuple[int, ...]) -> Floats:
    """Return the logarithm of the least cut for every set Q, to the common base of the dimensions if they have one.

    This is the pass of `circuit_cut` with a column for every Q: each vertex has an array of shape (3, 1 or number of Q)
    whose rows are the costs below one copy if the hyperedge above is near, far or split. An array is dropped after its
    last use.
    """
    import numpy

    dims = {vertex.dim for vertex in graph.circuit.vertices}
    logs = {dim: float(exponents(dim, base)[0]) if len(base) == 1 else math.log(dim) for dim in dims}
    uses = [0] * len(graph.children)
    for below in graph.children:
        for child in below:
            uses[child] += 1
    rows: dict[int, Floats] = {}
    pays: dict[int, Floats | float] = {}
    for place, vertex in enumerate(graph.circuit.vertices):
        joint = graph.joint[place]
        pays[place] = logs[vertex.dim] if joint < 0 else numpy.where(chosen[:, joint], 0.0, logs[vertex.dim])
        if vertex.kind == "input":
            rows[place] = _input_row(sides[place], None if joint < 0 else chosen[:, joint])
        elif graph.product[place]:
            rows[place] = sum((rows[child] for child in graph.children[place][1:]), rows[graph.children[place][0]])
        else:
            rows[place] = numpy.zeros((3, 1))
            for child in graph.children[place]:
                rows[place] = rows[place] + numpy.minimum(rows[child], pays[child] + rows[child][2])
            rows[place][2] = numpy.minimum(rows[place][0], rows[place][1])
        for child in graph.children[place]:
            uses[child] -= 1
            if not uses[child]:
                del rows[child], pays[child]
    root = len(graph.children) - 1
    below = numpy.minimum(numpy.minimum(rows[root][0], rows[root][1]), pays[root] + rows[root][2])
    prices = numpy.array([logs[graph.circuit.vertices[members[0]].dim] for members in graph.members])
    total: Floats = chosen @ prices + below
    return total


def _input_row(near: bool, paid: NDArray[numpy.bool_] | None) -> Floats:
    import numpy

    wrong = numpy.inf
    unpaid = numpy.array([[0.0 if near else wrong], [wrong if near else 0.0], [0.0 if paid is None else wrong]])
    return unpaid if paid is None else numpy.where(paid, 0.0, unpaid)
