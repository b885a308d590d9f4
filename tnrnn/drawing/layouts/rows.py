"""Chains in a row and rings on a circle: matrix product states and operators, with legs in fixed directions."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence

from ..scenes import Point
from .structure import Comb, Graph

HAIR, STUB = 0.55, 0.42
"""From a tensor to the next one on a leg, and to the free end of a leg."""

FAN = 0.5
"""Radians between two legs that stand side by side."""

Places = dict[int, Point]


def row(graph: Graph, comb: Comb, times: dict[int, int] | None) -> Places | None:
    """Place a chain along x: legs down, or where a tensor has two, one up and one down, in the order of its bonds.

    They stand one apart, or, where they have times, at these. None where times do not rise along the chain, or a tensor
    has more legs, or the ends more than the others: such a tree is no chain.
    """
    found = _with_ends(graph, comb)
    if found is None:
        return None
    spine, hairs = found
    if _backwards(graph, spine, hairs):
        spine, hairs = spine[::-1], hairs[::-1]
    places: Places = {}
    for node, x in zip(spine, _along(graph, spine, times), strict=True):
        places[node] = (x, 0.0)
    for node, own in zip(spine, hairs, strict=True):
        for hair, turn in zip(_sorted(graph, own), _UPRIGHT[len(own)], strict=True):
            _hang(graph, places, (node, *hair), turn)
    if times is not None and any(abs(places[node][0] - time) >= 0.5 for node, time in times.items()):
        return None  # time would not be on the axis
    return places


_UPRIGHT = {0: (), 1: (-math.pi / 2,), 2: (math.pi / 2, -math.pi / 2)}


def _hang(graph: Graph, places: Places, path: tuple[int, ...], turn: float) -> None:
    """Place a leg: all but the first node of a path, in one direction."""
    for before, node in itertools.pairwise(path):
        step = STUB if graph.free(node) else HAIR
        x, y = places[before]
        places[node] = (x + step * math.cos(turn), y + step * math.sin(turn))


def _sorted(graph: Graph, hairs: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Two legs of which one is free: the free one first; else as the bonds are."""
    return sorted(hairs, key=lambda hair: not graph.free(hair[-1]))


def _with_ends(graph: Graph, comb: Comb) -> tuple[tuple[int, ...], tuple[tuple[tuple[int, ...], ...], ...]] | None:
    """Return the spine and its legs; what lies beyond the two ends (boundary vectors, open bonds) joins the spine."""
    spine, hairs = list(comb.spine), list(comb.hairs)
    inner = max((len(own) for own in hairs[1:-1]), default=2 if len(spine) == 2 else 0)
    for end in (0, -1):
        if len(hairs[end]) <= inner:
            continue
        onward = _onward(graph, comb, end)
        if onward is None or len(hairs[end]) > inner + 1:
            return None
        hairs[end] = tuple(hair for hair in hairs[end] if hair != onward)
        if end:
            spine += onward
        else:
            spine = [*onward[::-1], *spine]
    if any(len(own) > 2 for own in hairs):
        return None
    beyond = dict(zip(comb.spine, hairs, strict=True))
    return tuple(spine), tuple(beyond.get(node, ()) for node in spine)


def _onward(graph: Graph, comb: Comb, end: int) -> tuple[int, ...] | None:
    """Return the leg of an end that goes on along the chain: no input, and different from the others, or None."""
    hairs, node = comb.hairs[end], comb.spine[end]
    kinds = [_kind(graph, hair) for hair in hairs]
    if len(hairs) == 1:
        return hairs[0]
    odd = [hair for hair, kind in zip(hairs, kinds, strict=True) if kinds.count(kind) == 1]
    if odd:
        return min(odd, key=lambda hair: (_kind(graph, hair)[0] == "input", graph.free(hair[-1])))
    if not graph.free(hairs[0][-1]) or len(comb.spine) < 4:
        return None
    # All are free: the one at the place among the bonds where the next tensor has no leg.
    model = graph.links[comb.spine[1 if end == 0 else -2]]
    legs = [place for place, (_, other) in enumerate(model) if graph.free(other)]
    own = [other for _, other in graph.links[node]]
    return next((hair for hair in hairs if own.index(hair[0]) not in legs), hairs[end])


def _kind(graph: Graph, hair: tuple[int, ...]) -> tuple[str, int]:
    return ("free" if graph.free(hair[-1]) else graph.marks[hair[-1]].role, len(hair))


def _backwards(graph: Graph, spine: tuple[int, ...], hairs: Sequence[tuple[tuple[int, ...], ...]]) -> bool:
    """Whether times, of the tensors or of what hangs on them, or where there are none the tensors, run to the left."""
    times = []
    for node, own in zip(spine, hairs, strict=True):
        near = [node, *(other for hair in own for other in hair)]
        times += [time for other in near if not graph.free(other) and isinstance(time := graph.times[other], int)]
    if times and times[0] != times[-1]:
        return times[0] > times[-1]
    tensors = [node for node in spine if not graph.free(node)]
    return tensors[0] > tensors[-1]


def _along(graph: Graph, spine: tuple[int, ...], times: dict[int, int] | None) -> list[float]:
    """The x of the tensors of a row: their times, those of one time side by side within it, or one apart."""
    tensors = [node for node in spine if not graph.free(node)]
    found = [float(place) for place in range(len(tensors))]
    if times is not None:
        own = [times[node] for node in tensors]
        if all(one <= two for one, two in itertools.pairwise(own)):
            found = _spread(own)
    first = [found[0] - STUB] if graph.free(spine[0]) else []
    last = [found[-1] + STUB] if graph.free(spine[-1]) else []
    return [*first, *found, *last]


def _spread(times: list[int]) -> list[float]:
    counts, met = Counter(times), Counter[int]()
    most = max(counts.values())
    found = []
    for time in times:
        found.append(time + (met[time] - (counts[time] - 1) / 2) / most)
        met[time] += 1
    return found


def ring(graph: Graph, comb: Comb, times: dict[int, int] | None) -> Places | None:
    """Place a ring on a circle, one apart, clockwise from the top left; legs outwards, a second one inwards."""
    if any(len(own) > 2 for own in comb.hairs):
        return None
    size = len(comb.spine)
    start = min(range(size), key=lambda place: (times[comb.spine[place]] if times else 0, comb.spine[place]))
    order = [(start + place) % size for place in range(size)]
    if comb.spine[order[-1]] < comb.spine[order[1]]:
        order = [order[0], *order[:0:-1]]
    radius = _radius(size)
    inwards = radius > 1.2
    places: Places = {}
    for place, at in enumerate(order):
        turn = _turn(place, size)
        node, own = comb.spine[at], comb.hairs[at]
        places[node] = (radius * math.cos(turn), radius * math.sin(turn))
        both = (turn, turn + math.pi) if inwards else (turn + FAN, turn - FAN)
        turns = both if len(own) == 2 else (turn,)
        for hair, way in zip(_sorted(graph, own), turns, strict=False):
            _hang(graph, places, (node, *hair), way)
    return places


def _radius(size: int) -> float:
    """Of the circle on which `size` tensors stand one apart."""
    return max(0.5 / math.sin(math.pi / size), 0.6)


def _turn(place: int, size: int) -> float:
    """The direction of a place on the circle: clockwise, the first and the last, or the first, at the top."""
    first = math.pi / 2 + (0.0 if size % 2 else math.pi / size)
    return first - 2 * math.pi * place / size


def complete(graph: Graph, nodes: Sequence[int]) -> Places | None:
    """Place tensors of which each is joined to every other on a circle, legs outwards, or return None."""
    tensors = [node for node in nodes if not graph.free(node)]
    size = len(tensors)
    if size < 4 or any(sum(not graph.free(other) for other in graph.beside(node)) < size - 1 for node in tensors):
        return None
    places: Places = {}
    for place, node in enumerate(tensors):
        turn, legs = _turn(place, size), [other for other in graph.beside(node) if graph.free(other)]
        places[node] = (1.2 * _radius(size) * math.cos(turn), 1.2 * _radius(size) * math.sin(turn))
        for number, leg in enumerate(legs):
            _hang(graph, places, (node, leg), turn + FAN * ((len(legs) - 1) / 2 - number))
    return places
