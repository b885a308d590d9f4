"""Minimum cuts of any network by maximum flow, exact: scaled logarithms find them, and exponents prove them."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from ..problems import CutProblem
from .capacities import ROUNDING, Dimensions, needed_bits, over_base
from .closures import Closures, reached, settled
from .engines import LIMITS, Left, Links, installed, solved

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

MOST_BITS = 62
"""The scale of the first flow is at most 2 to this power."""

HALF = 1 / (2 * math.log(2))
"""The capacity of a dimension d differs from S ln d by at most HALF ln d: d has at most log2 d factors, each rounded by
half a unit."""


class Flow(NamedTuple):
    """The minimum cuts of a problem, as the closed sets of a residual network.

    Its nodes are those of the problem, then two for each hyperedge with more than two members (`wide_edges`), and then
    the source and the sink. `near` has a 1 for each node that the source reaches. The arcs lead from `tails` to
    `heads`: a set with the node `tails[i]` has the node `heads[i]` too.
    """

    near: bytearray
    tails: Array
    heads: Array


def flow_near(problem: CutProblem, engine: str) -> bytearray:
    """Return a 1 for each node that stands near, else 0, in the minimum cut nearest to the near terminals."""
    return max_flow(problem, engine).near[: problem.nodes]


def any_flow(problem: CutProblem) -> Flow:
    """Return the minimum cuts by the fastest engine that is installed."""
    return max_flow(problem, fastest())


def fastest() -> str:
    """Return the fastest engine that is installed; scipy always is."""
    return "ortools" if installed("ortools") else "scipy"


def max_flow(problem: CutProblem, engine: str) -> Flow:
    """Return the cuts of least product as the closed sets of a residual network.

    If all dimensions are powers of one integer, the capacities are the exponents. Otherwise, over a coprime base
    b_1, b_2, ..., a dimension prod b_i^e_i has the capacity sum e_i w_i with w_i = round(S ln b_i): equal products have
    equal capacities. A link that keeps more than a `tolerance` of its capacity in a maximum flow is an *implication*:
    if its tail stands near in a cut of least product, so does its head. If S is large, the tolerance is 0, and this is
    the residual network of the flow. Otherwise the costs of all closed sets are known exactly (`_closures`), and
    `settled` finds the implications that are still lacking.
    """
    import numpy as np

    sizes, network = over_base(problem), flow_network(problem)
    first = _first(sizes, network, engine)
    ahead, back = first.left.ahead > first.tolerance, first.left.back > first.tolerance
    ahead[network.severable :] = True  # no cut severs these links within a wide hyperedge
    tails = np.concatenate((network.tails[ahead], network.heads[back], *network.terminals()[:1]))
    heads = np.concatenate((network.heads[ahead], network.tails[back], *network.terminals()[1:]))
    if first.tolerance:
        open_sets = _closures(sizes, network, back[: network.severable], (tails, heads))
        more = settled(open_sets, sizes.base, first.bits, first.engine)
        tails, heads = np.concatenate((tails, more[0])), np.concatenate((heads, more[1]))
    near = reached(network.nodes, tails, heads, network.nodes - 2)
    return Flow(bytearray(near.tobytes()), tails, heads)


class FlowNetwork(NamedTuple):
    """The links of a flow network, and for each the number of its hyperedge; see `flow_network`.

    The first `pairs` links let through as much either way, the others nothing back. Only the first `severable` links
    can be severed.
    """

    nodes: int
    tails: Array
    heads: Array
    edges: Array
    pairs: int
    severable: int
    near: Array
    far: Array

    def terminals(self) -> tuple[Array, Array]:
        """Return the tails and heads of arcs from the source to the near nodes and from the far nodes to the sink."""
        import numpy as np

        source, sink = np.full_like(self.near, self.nodes - 2), np.full_like(self.far, self.nodes - 1)
        return np.concatenate((source, self.far)), np.concatenate((self.near, sink))

    def links(self, capacities: Array) -> Links:
        """Return the flow network for the capacities of all hyperedges, with the terminals as source and sink."""
        import numpy as np

        at = np.arange(self.nodes, dtype=np.int32)
        at[self.near], at[self.far] = self.nodes - 2, self.nodes - 1
        ahead = capacities[self.edges]
        back = ahead.copy()
        back[self.pairs :] = 0
        return Links(self.nodes, at[self.tails], at[self.heads], ahead, back)


def flow_network(problem: CutProblem) -> FlowNetwork:
    """Return the flow network of a problem.

    A hyperedge with two members is a link both ways. A hyperedge with more members is a link in -> out, with links from
    each member to "in" and from "out" to each member, all of its capacity: with any sides of its members, nothing is
    cheaper than to sever in -> out alone, or no link if all members are on one side. So the least cuts of the
    hypergraph are the least ones of the network that sever no other link of a wide hyperedge.
    """
    import numpy as np

    members, sizes = np.asarray(problem.members), np.diff(np.asarray(problem.begin))
    plain, wide = np.flatnonzero(sizes == 2), np.flatnonzero(sizes != 2)
    pairs = members[np.repeat(sizes == 2, sizes)].reshape(-1, 2)
    hubs = problem.nodes + 2 * np.arange(len(wide), dtype=np.int32)
    enter, of_wide = np.repeat(hubs, sizes[wide]), members[np.repeat(sizes != 2, sizes)]
    inner = np.repeat(wide, sizes[wide])
    return FlowNetwork(
        problem.nodes + 2 * len(wide) + 2,
        np.concatenate((pairs[:, 0], hubs, of_wide, enter + 1)),
        np.concatenate((pairs[:, 1], hubs + 1, enter, of_wide)),
        np.concatenate((plain, wide, inner, inner)),
        len(plain),
        len(sizes),
        np.asarray(problem.near),
        np.asarray(problem.far),
    )


def wide_edges(problem: CutProblem) -> list[int]:
    """Return the numbers of the hyperedges with more than two members.

    The n-th of them has its arc in -> out from the node `problem.nodes + 2 n` to the next node.
    """
    return [number for number, (at, end) in enumerate(itertools.pairwise(problem.begin)) if end - at != 2]


class _First(NamedTuple):
    """The first flow, at the scale 2**bits; see `max_flow`."""

    left: Left
    bits: int
    engine: str
    tolerance: int


def _first(sizes: Dimensions, network: FlowNetwork, engine: str) -> _First:
    """Return the first flow at the largest scale that the integers of an engine allow.

    The tolerance is smaller than all capacities but 0, so that each link implies something. Where the integers of the
    engine are too small for that, networkx takes over.
    """
    import numpy as np

    bits = _most_bits(sizes, network, LIMITS[engine])
    if bits >= 0:
        listed = sizes.capacities(bits)
        capacities = np.array(listed, object if LIMITS[engine] is None else np.int64)[sizes.kind]
        left = solved(network.links(capacities), engine)
        tolerance = 0 if len(sizes.base) < 2 else _tolerance(left.value, bits)
        if tolerance < min((capacity for capacity in listed if capacity), default=1):
            return _First(left, bits, engine, tolerance)
    return _first(sizes, network, "networkx")


def _most_bits(sizes: Dimensions, network: FlowNetwork, limit: int | None) -> int:
    """Return the bits of the largest scale at which no more than an engine's limit leaves the source, or is a capacity.

    The capacity of a dimension d is at most (S + HALF) ln d. The result is negative if even S = 1 is too large.
    """
    import numpy as np

    if limit is None:
        return MOST_BITS
    logs = network.links(np.log(sizes.distinct)[sizes.kind])
    largest = max(logs.leaving(), float(np.log(sizes.distinct).max(initial=1.0)))
    scale = limit / (largest * (1 + ROUNDING)) - HALF
    return min(MOST_BITS, math.floor(math.log2(scale))) if scale >= 1 else -1


def _tolerance(value: int, bits: int) -> int:
    """Return what a link may have left, in a maximum flow of some value, if a cut of least product severs it.

    *Proof.* Let N be a cut of least capacity, the value of the flow, and v its product. It has at most log2 v factors
    of the base, so its capacity is at least (S - HALF) ln v, which bounds log2 v. Let X be a cut of least product,
    x <= v. Then cap(X) <= S ln x + log2(x)/2 <= S ln v + log2(v)/2 <= cap(N) + log2(v). A cut costs at least as much
    more than the flow as the flow leaves of any link from its near to its far side. So X severs no link of which more
    than log2 v is left. If the scale orders all cuts up to v as their products (`needed_bits`), the tolerance is 0.
    """
    scale = 2**bits
    log2 = value / scale / (1 - HALF / scale) / math.log(2) * (1 + ROUNDING)
    return 0 if bits >= needed_bits(log2) else math.floor(log2)


def _closures(sizes: Dimensions, network: FlowNetwork, back: Array, arcs: tuple[Array, Array]) -> Closures:
    """Return the cuts that respect implications, as closed sets with exact costs.

    Both ways together, a link between two nodes has twice its capacity left, so it implies something at least one way:
    that its head stands near if its tail does, or, where `back` says so, that its tail does if its head does. In a wide
    hyperedge "out" implies the members, and they imply "in". So a closed set severs a link in the other direction only,
    and its cost has one factor for each node near: it pays for the node that is implied and gets that back for the node
    that implies it.
    """
    import numpy as np

    back = back.copy()
    back[network.pairs :] = True
    tails, heads = network.tails[: network.severable], network.heads[: network.severable]
    kind = sizes.kind[network.edges[: network.severable]]
    plus, minus = np.where(back, tails, heads), np.where(back, heads, tails)
    number = np.diff(sizes.begin)[kind]
    ends = np.cumsum(number)
    place = np.arange(int(number.sum())) - np.repeat(ends - number, number) + np.repeat(sizes.begin[kind], number)
    factors, counts = sizes.factors[place], sizes.counts[place]
    return Closures(
        network.nodes,
        *arcs,
        np.concatenate((np.repeat(plus, number), np.repeat(minus, number))),
        np.concatenate((factors, factors)),
        np.concatenate((counts, -counts)),
    )


def paid(problem: CutProblem, near: bytearray) -> list[int]:
    """Return the numbers of the hyperedges with members on both sides, which the cut pays for."""
    sides = bytes(map(near.__getitem__, problem.members))
    ranges = enumerate(itertools.pairwise(problem.begin))
    return [number for number, (at, end) in ranges if 0 < sides.count(1, at, end) < end - at]
