"""Orders that absorb one tensor after another, so that few bonds leave the part that is contracted: a moving front."""

from __future__ import annotations

import math
from collections import Counter
from heapq import heappop, heappush
from typing import NamedTuple

from .plans import Cost, Expression, Pair, joined

# Logarithms of dimensions are multiples of this part of a bit: integers, so that no tie depends on rounding.
PARTS = 2**16
# How much a tensor that is farther from the start is held back, in the mean logarithms of a bond for each step of the
# distance: a lattice wants nothing of it, and a chain of several rows wants that no row runs ahead.
PULLS = (0, 1)


class _Graph(NamedTuple):
    """The terms, those that hold each index and how many, logarithms of dimensions, and those of the sizes of terms.

    An open index is held once more, so that it never closes; an index that no other term holds adds nothing to a size.
    """

    given: Expression
    holders: dict[int, list[int]]
    logs: dict[int, int]
    held: dict[int, int]
    sizes: list[int]


class _Run(NamedTuple):
    """A way to sweep: from where, the distance of each term, the pull back to the start, and how ties are broken."""

    start: int
    distance: dict[int, int]
    pull: int
    sign: int


def sweep(given: Expression, best: Cost) -> list[Pair] | None:
    """Return the pairs of the cheapest sweep that was found, or None if none is cheaper than the `best` order.

    A sweep starts at a tensor at the end of its part of the network. Then it absorbs, again and again, the tensor that
    leaves the array smallest; among equal ones that which touches the bond that came in last, so that a sweep of a
    lattice stays in a row until this is full. Several sweeps compete: from both ends, with both orders among equal
    tensors, and with a pull back to the start. This takes the structure of a lattice, a strip, a chain or a ladder from
    the graph alone, whatever the order of its tensors.

    References
    ----------
    Sloan, "An algorithm for profile and wavefront reduction of sparse matrices", Int. J. Numer. Methods Eng. 23 (1986).
    """
    graph = _graph(given)
    seen: set[int] = set()
    pairs: list[Pair] = []
    ends = []
    for number in range(len(given.terms)):
        if number in seen:
            continue
        distance, end = _distances(graph, number)
        seen |= distance.keys()
        order = _cheapest(graph, end, best.flops)
        if order is None:
            return None
        last = order[0]
        for term in order[1:]:
            pairs.append((last, term))
            last = len(given.terms) + len(pairs) - 1
        ends.append(last)
    return joined(pairs, ends, len(given.terms))


def _graph(given: Expression) -> _Graph:
    holders: dict[int, list[int]] = {}
    for number, term in enumerate(given.terms):
        for index in term:
            holders.setdefault(index, []).append(number)
    count = Counter({index: len(terms) for index, terms in holders.items()})
    count.update(given.output)
    logs = {index: round(PARTS * math.log2(given.dims[index])) for index in holders}
    sizes = [sum(logs[index] for index in term if count[index] > 1) for term in given.terms]
    return _Graph(given, holders, logs, dict(count), sizes)


def _distances(graph: _Graph, start: int) -> tuple[dict[int, int], int]:
    """Return the distances of the terms that can be reached, and the farthest one with the fewest indices."""
    distance, last = {start: 0}, [start]
    front = last
    while front:
        last, front = front, []
        for number in last:
            for index in graph.given.terms[number]:
                for other in graph.holders[index]:
                    if other not in distance:
                        distance[other] = distance[number] + 1
                        front.append(other)
    return distance, min(last, key=lambda number: (len(graph.given.terms[number]), number))


def _cheapest(graph: _Graph, end: int, most: int) -> list[int] | None:
    distance, other = _distances(graph, end)
    back, _ = _distances(graph, other)
    logs = [graph.logs[index] for number in distance for index in graph.given.terms[number]]
    mean = sum(logs) // max(1, len(logs))
    best = None
    for pull in PULLS:
        for start, far in ((end, distance), (other, back)):
            for sign in (1, -1):
                found = _swept(graph, _Run(start, far, pull * mean, sign), most)
                if found is not None:
                    best, most = found
                    most -= 1  # the next has to be cheaper
    return best


def _swept(graph: _Graph, run: _Run, most: int) -> tuple[list[int], int] | None:
    """Return the terms in the order of a sweep and the multiplications that it takes, or None if those are too many.

    `growth` is how much the logarithm of the size of the array grows if a term is absorbed, plus the pull. It changes
    only for terms with an index that comes in, or of which one holder is left.
    """
    (terms, _, dims), holders, logs, held, sizes = graph
    left = dict(held)
    growth = {term: sizes[term] + run.pull * far for term, far in run.distance.items()}
    inside: set[int] = set()
    taken: set[int] = set()
    order: list[int] = []
    queue, size, flops = [(growth[run.start], 0, run.sign * run.start)], 1, 0
    while queue:
        grown, _, signed = heappop(queue)
        term = abs(signed)
        if term in taken or grown != growth[term]:
            continue
        taken.add(term)
        order.append(term)
        product = summed = 1
        for index in terms[term]:
            left[index] -= 1
            comes_in = index not in inside
            if comes_in:
                inside.add(index)
                product *= dims[index]
            if not left[index]:
                summed *= dims[index]
            change = (comes_in + (left[index] == 1)) * logs[index]
            if left[index] and change:
                for other in holders[index]:
                    if other not in taken:
                        growth[other] -= change
                        heappush(queue, (growth[other], -len(order), run.sign * other))
        flops += size * product if len(order) > 1 else 0
        size = size * product // summed
        if flops > most:
            return None
    return order, flops
