"""Minimum cuts of small networks by flows along shortest paths, for which no package has to be loaded."""

from __future__ import annotations

import itertools

from ...basics import monomial
from ..problems import CutProblem
from .capacities import needed_bits, scaled
from .flow import paid

MOST_EDGES = 100
"""The largest number of hyperedges of a small network. Its cut takes less than a millisecond here, and loading OR-tools
takes a hundred; in larger networks OR-tools is many times faster."""

FIRST_BITS = 30
"""The scale of the first flow is 2 to this power."""


def near_by_paths(problem: CutProblem) -> bytearray:
    """Return a 1 for each node that stands near, else 0, in the minimum cut nearest to the near terminals.

    The capacities are integers of any size, of a scale that is raised until it proves the cut (`needed_bits`): the
    product of the first flow's cut is not below that of the second one's.
    """
    base, powers = monomial.factored(problem.dims)
    bits = FIRST_BITS
    while True:
        weights = scaled(base, bits)
        of_dim = {dim: sum(count * weights[place] for place, count in power) for dim, power in powers.items()}
        near = nearest_of_least(problem, [of_dim[dim] for dim in problem.dims])
        if len(base) < 2:
            return near
        log2 = monomial.log2(monomial.Power(problem.dims[number], None, 1) for number in paid(problem, near))
        if bits >= needed_bits(log2):
            return near
        bits = needed_bits(log2)


def nearest_of_least(problem: CutProblem, capacities: list[int]) -> bytearray:
    """Return a 1 for each node that stands near, else 0, in the cut of least capacity nearest to the near terminals.

    As long as a path with remaining capacity leads from the source to the sink, a shortest such path is filled (Edmonds
    and Karp 1972). The nodes that the source still reaches at the end stand near.
    """
    left = _arcs(problem, capacities)
    source, sink = len(left) - 2, len(left) - 1
    while True:
        before = _reached(left, source, sink)
        if sink not in before:
            return bytearray(node in before for node in range(problem.nodes))
        path = [sink]
        while path[-1] != source:
            path.append(before[path[-1]])
        arcs = [(tail, head) for head, tail in itertools.pairwise(path)]
        flow = min(left[tail][head] for tail, head in arcs)
        for tail, head in arcs:
            left[tail][head] -= flow
            left[head][tail] = left[head].get(tail, 0) + flow


def _reached(left: list[dict[int, int]], source: int, sink: int) -> dict[int, int]:
    """Return the nodes that the source reaches, each with the node before it; the search ends at the sink."""
    before = {source: source}
    waiting = [source]
    for node in waiting:  # the list grows during the loop
        for head, capacity in left[node].items():
            if capacity and head not in before:
                before[head] = node
                waiting.append(head)
        if sink in before:
            break
    return before


def _arcs(problem: CutProblem, capacities: list[int]) -> list[dict[int, int]]:
    """Return the capacity of every arc, by tail and head; the source and the sink are last.

    A hyperedge with more than two members is an arc in -> out, with infinite arcs from each member to "in" and from
    "out" to each member, so it is severed once or not at all.
    """
    infinite = 2 * sum(capacities) + 1
    left: list[dict[int, int]] = [{} for _ in range(problem.nodes)]
    for members, capacity in zip(problem.edges(), capacities, strict=True):
        if len(members) == 2:
            tail, head = members
            left[tail][head] = left[tail].get(head, 0) + capacity
            left[head][tail] = left[head].get(tail, 0) + capacity
            continue
        enter, leave = len(left), len(left) + 1
        left += [{leave: capacity}, dict.fromkeys(members, infinite)]
        for node in members:
            left[node][enter] = infinite
    left += [dict.fromkeys(problem.near, infinite), {}]
    for node in problem.far:
        left[node][len(left) - 1] = infinite
    return left
