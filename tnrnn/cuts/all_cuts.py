"""All minimum cuts of a network, nearest first, as closed sets of the residual network of one maximum flow."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from ..basics import as_before, mistake, whole
from ..networks import Network, Partition
from .flows import Flow, any_flow, reached, wide_edges
from .mincut import cut_at
from .problems import Cut, CutProblem, problem

# The largest limit of the number of cuts.
MOST_CUTS = 2**31 - 1


@dataclass(frozen=True)
class MinCuts:
    """A sequence of minimum cuts.

    Parameters
    ----------
    cuts : tuple of Cut
        The least cuts that were found, ordered by the number of tensors near.
    complete : bool
        Whether these are all minimum cuts.

    Examples
    --------
    >>> MinCuts((), True).complete
    True
    """

    cuts: tuple[Cut, ...]
    complete: bool

    def __len__(self) -> int:
        return len(self.cuts)

    def __iter__(self) -> Iterator[Cut]:
        return iter(self.cuts)

    def __getitem__(self, number: int) -> Cut:
        return self.cuts[number]


@as_before()
def min_cuts(network: Network, partition: Partition, *, limit: int = 1000) -> MinCuts:
    """Return all minimum cuts of a network that sever different things.

    Two cuts are the same if they sever the same hyperedges of dimension 2 and more; of all pairs of sides that sever
    these, the pair with the smallest near side is returned. There can be exponentially many cuts.

    Parameters
    ----------
    network : Network
        What is cut; a circuit must be unrolled first.
    partition : Partition
        The sides, as in `min_cut`.
    limit : int
        The largest number of cuts to return, at most 2^31 - 1.

    Returns
    -------
    MinCuts
        The cuts, ordered by the number of tensors near, with ties in a fixed order; the first is that of `min_cut`. If
        there are more cuts than `limit`, these are the first of them, and `complete` is false.

    Raises
    ------
    TnrnnError
        If `network` is not a network, if the partition does not fit, or if `limit` is out of range.

    References
    ----------
    Picard, Queyranne, "On the structure of all minimum cuts in a network", Math. Programming Study 13, 1980.

    Examples
    --------
    >>> from tnrnn import Bond, Tensor
    >>> tensors = tuple(Tensor(n, "weight", (f"b{i}", f"b{i + 1}"), parameter=n) for i, n in enumerate("ABC"))
    >>> chain = Network(tensors, tuple(Bond(f"b{i}", 2) for i in range(4)), ("b0", "b3"))
    >>> [cut.near for cut in min_cuts(chain, Partition(near=["b0"], far=["b3"]))]
    [(), ('A',), ('A', 'B'), ('A', 'B', 'C')]
    """
    if not isinstance(network, Network):
        raise mistake("min_cuts", "a Network (unroll a circuit first)", network)
    if not isinstance(partition, Partition):
        raise mistake("min_cuts, partition", "a Partition", partition)
    most = whole("min_cuts, limit", limit, most=MOST_CUTS)
    given = problem(network, partition)
    flow = any_flow(given)
    found = list(islice(_closed(_steps(given, flow), most + 1), most + 1))
    cuts = []
    for added in found[:most]:
        near = flow.near[: given.nodes]
        for node in added:
            near[node] = 1
        cuts.append(cut_at(network, given, near, minimal=True))
    return MinCuts(tuple(cuts), len(found) <= most)


class _Steps(NamedTuple):
    """The steps that bring more nodes near than every minimum cut has near.

    `adds` are the nodes of each step, `needs` the steps that it needs at once, and `users` the steps that need it. A
    step needs only steps of smaller number.
    """

    adds: list[frozenset[int]]
    needs: list[frozenset[int]]
    users: list[list[int]]


def _steps(given: CutProblem, flow: Flow) -> _Steps:
    """Return the strong components of the residual network from which something can be severed.

    *Proof that each closed set of them is one cut.* The near sides of minimum cuts are the sets that hold the source
    and not the sink, and that no residual arc leaves. Let N be such a set, and S the saturated arcs that leave it; N
    pays for S. The closure N' of the source and the tails of S lies in N, so S leaves it too, and a minimum cut pays
    for no more: N' is the least near side that severs S. So cuts correspond to the closures of sets of components that
    each hold the tail of a saturated arc to another component. Two such closed sets have different S: a greatest
    component k of one of them has a saturated arc from k to another component j. If j were in the set, it would be
    reached from a greatest component m; but the flow on the arc leads back from j to k, so k is reached from m. Then k
    is m, and j is k.
    """
    import networkx

    arcs = list(zip(flow.tails.tolist(), flow.heads.tolist(), strict=True))
    middle = _middle(flow)
    graph = networkx.DiGraph()
    graph.add_nodes_from(middle)
    graph.add_edges_from((tail, head) for tail, head in arcs if tail in middle and head in middle)
    whole_of = networkx.condensation(graph)
    component = whole_of.graph["mapping"]
    severing = {
        component[tail]
        for tail, head in _saturated(given, set(arcs))
        if tail in component and component[tail] != component.get(head)
    }
    members = whole_of.nodes(data="members")
    order = networkx.lexicographical_topological_sort(whole_of.reverse(), key=lambda number: min(members[number]))
    steps = _Steps([], [], [])
    below: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
    for number in order:
        parts = [below[other] for other in whole_of.successors(number)]
        adds = frozenset(node for node in members[number] if node < given.nodes).union(*(part[0] for part in parts))
        needs: frozenset[int] = frozenset().union(*(part[1] for part in parts))
        below[number] = adds, needs
        if number in severing:
            below[number] = frozenset(), frozenset([len(steps.adds)])
            _append(steps, adds, needs)
    return steps


def _append(steps: _Steps, adds: frozenset[int], needs: frozenset[int]) -> None:
    for other in needs:
        steps.users[other].append(len(steps.adds))
    steps.adds.append(adds)
    steps.needs.append(needs)
    steps.users.append([])


def _middle(flow: Flow) -> dict[int, None]:
    """Return, in order, the nodes that the source does not reach and that do not reach the sink."""
    size = len(flow.near)
    far = reached(size, flow.heads, flow.tails, size - 1).tolist()
    return {node: None for node in range(size) if not flow.near[node] and not far[node]}


def _saturated(given: CutProblem, residual: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the saturated arcs that cost something: those by which a hyperedge can be severed."""
    inner = {number: given.nodes + 2 * place for place, number in enumerate(wide_edges(given))}
    for number, (dim, members) in enumerate(zip(given.dims, given.edges(), strict=True)):
        if dim > 1:
            one, two = (inner[number], inner[number] + 1) if number in inner else members
            if (one, two) not in residual:
                yield one, two
            if number not in inner and (two, one) not in residual:
                yield two, one


def _closed(steps: _Steps, most: int) -> Iterator[frozenset[int]]:
    """Yield the nodes of every closed set of steps, smaller sets first, at least `most` sets if there are so many.

    A set is made from the set without its greatest step, which is closed too. So each set is made once, after a
    smaller one.
    """
    heap: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = [(0, (), ())]
    while heap:
        _, chosen, free = heapq.heappop(heap)
        inside = set(chosen)
        adds = frozenset().union(*(steps.adds[step] for step in chosen))
        yield adds
        if chosen:
            last = chosen[-1]
            new = (step for step in steps.users[last] if steps.needs[step] <= inside)
            free = tuple(sorted([*(step for step in free if step > last), *new]))
        else:
            free = tuple(step for step, needs in enumerate(steps.needs) if not needs)
        for step in free:
            heapq.heappush(heap, (len(adds | steps.adds[step]), (*chosen, step), free))
        if len(heap) > 2 * most:
            heap = heapq.nsmallest(most, heap)
