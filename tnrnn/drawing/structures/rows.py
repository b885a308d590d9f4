"""Chains in a row and rings on a circle: matrix product states and operators, with legs in fixed directions."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from ..graphs import Comb, Graph
from ..scenes import Point

# The distance from a tensor to the next tensor on a leg.
HAIR = 0.55
# The distance from a tensor to the free end of a leg.
STUB = 0.42

# The angle between two neighbouring legs, in radians.
FAN = 0.5

# The places of nodes.
Places = dict[int, Point]


def row(
    graph: Graph, comb: Comb, times: dict[int, int] | None, asked: Mapping[int, float] | None = None
) -> Places | None:
    """Place a chain along x; legs go down, or, if a tensor has two, one up and one down, in the order of its bonds.

    If the end of a leg was asked to be up or down, the whole leg is. `asked` are the directions of free ends in
    radians. Tensors stand at their times, or 1 apart if they have none. The result is None if times do not rise along
    the chain, if a tensor has more than two legs, or if an end has more legs than the other tensors, as such a tree is
    not a chain.
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
        sorted_hairs = _sorted(graph, own)
        for hair, turn in zip(sorted_hairs, _upright(sorted_hairs, asked or {}), strict=True):
            _hang(graph, places, (node, *hair), turn)
    if times is not None and any(abs(places[node][0] - time) >= 0.5 for node, time in times.items()):
        return None  # times do not rise along x
    return places


# The directions of legs by their number, in radians.
_UPRIGHT: dict[int, tuple[float, ...]] = {0: (), 1: (-math.pi / 2,), 2: (math.pi / 2, -math.pi / 2)}


def _upright(hairs: Sequence[tuple[int, ...]], asked: Mapping[int, float]) -> tuple[float, ...]:
    """Return the directions of at most two legs, up or down: as the first end that was asked to be so, or as usual."""
    usual = _UPRIGHT[len(hairs)]
    for hair, turn in zip(hairs, usual, strict=True):
        rise = math.sin(asked.get(hair[-1], 0.0))
        if abs(rise) > 0.5:
            return usual if rise * turn > 0 else tuple(-one for one in usual)
    return usual


def _hang(graph: Graph, places: Places, path: tuple[int, ...], turn: float) -> None:
    """Place a leg in one direction: all nodes of a path except the first."""
    for before, node in itertools.pairwise(path):
        step = STUB if graph.free(node) else HAIR
        x, y = places[before]
        places[node] = (x + step * math.cos(turn), y + step * math.sin(turn))


def _sorted(graph: Graph, hairs: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return two legs, of which one is free, with the free one first; other legs in the order of the bonds."""
    return sorted(hairs, key=lambda hair: not graph.free(hair[-1]))


def _with_ends(graph: Graph, comb: Comb) -> tuple[tuple[int, ...], tuple[tuple[tuple[int, ...], ...], ...]] | None:
    """Return the spine and its legs; what is beyond the two ends (boundary vectors, open bonds) joins the spine."""
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
    """Return the leg of an end that continues the chain (not an input, and unlike the other legs), or None."""
    hairs, node = comb.hairs[end], comb.spine[end]
    kinds = [_kind(graph, hair) for hair in hairs]
    if len(hairs) == 1:
        return hairs[0]
    odd = [hair for hair, kind in zip(hairs, kinds, strict=True) if kinds.count(kind) == 1]
    if odd:
        return min(odd, key=lambda hair: (_kind(graph, hair)[0] == "input", graph.free(hair[-1])))
    if not graph.free(hairs[0][-1]) or len(comb.spine) < 4:
        return None
    # If all are free, it is the leg whose place among the bonds is not that of a leg on the next tensor.
    model = graph.links[comb.spine[1 if end == 0 else -2]]
    legs = [place for place, (_, other) in enumerate(model) if graph.free(other)]
    own = [other for _, other in graph.links[node]]
    return next((hair for hair in hairs if own.index(hair[0]) not in legs), hairs[end])


def _kind(graph: Graph, hair: tuple[int, ...]) -> tuple[str, int]:
    return ("free" if graph.free(hair[-1]) else graph.marks[hair[-1]].role, len(hair))


def _backwards(graph: Graph, spine: tuple[int, ...], hairs: Sequence[tuple[tuple[int, ...], ...]]) -> bool:
    """Return whether times run to the left: those of the tensors or their legs, or else the order of the tensors."""
    times = []
    for node, own in zip(spine, hairs, strict=True):
        near = [node, *(other for hair in own for other in hair)]
        times += [time for other in near if not graph.free(other) and isinstance(time := graph.times[other], int)]
    if times and times[0] != times[-1]:
        return times[0] > times[-1]
    tensors = [node for node in spine if not graph.free(node)]
    return tensors[0] > tensors[-1]


def _along(graph: Graph, spine: tuple[int, ...], times: dict[int, int] | None) -> list[float]:
    """Return the x of the tensors of a row: their times, with those of one time side by side, or else 0, 1, 2, ..."""
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
    """Place a ring on a circle, 1 apart, clockwise from the top left; legs go outwards, and second legs inwards."""
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
    """Return the radius of the circle on which `size` tensors stand 1 apart."""
    return max(0.5 / math.sin(math.pi / size), 0.6)


def _turn(place: int, size: int) -> float:
    """Return the direction of a place on the circle, clockwise, with the first, or the first and last, at the top."""
    first = math.pi / 2 + (0.0 if size % 2 else math.pi / size)
    return first - 2 * math.pi * place / size


def complete(graph: Graph, nodes: Sequence[int]) -> Places | None:
    """Place tensors that are all joined to one another on a circle, with legs outwards, or return None."""
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
