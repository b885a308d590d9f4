"""Where the search for a symmetric cut begins: slices by time, staircases by layer, and initial segments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .pricing import LOWER, MIDDLE, UPPER, Choice, Prices
from .wires import Wires

SEGMENTS = 40
"""How many sizes of initial segments there are, about."""

SMALL = 600
"""The largest number of vertices for which there are as many."""

ROUNDS = 3
"""How often the times of all layers are varied."""


def starts(prices: Prices) -> Iterator[Choice]:
    """Yield the choices of U and D with which the search begins; all are valid."""
    yield from _by_dependence(prices)
    yield from _segments(prices)
    yield from _staircases(prices)


def _by_dependence(prices: Prices) -> Iterator[Choice]:
    """Yield the choices whose U is all that depends on an input of A, and nothing; with the least and largest D."""
    depends, mine = prices.wires.depends, prices.mine
    for pull in (True, False):
        yield from _with_lower(prices, _upper(prices, lambda place: bool(depends[place]) and not prices.other[place], pull))
    yield from _with_lower(prices, set())
    yield from _with_lower(prices, _upper(prices, lambda place: not mine[place], pull=True))
    yield from _with_lower(prices, _upper(prices, lambda place: True, pull=True))


def _segments(prices: Prices) -> Iterator[Choice]:
    """Yield the choices whose U is what an initial segment of the order from the output holds."""
    size = len(prices.wires.vertices)
    step = max(1, size // (SEGMENTS if size <= SMALL else SEGMENTS // 5))
    upper: set[int] = set()
    for number, place in enumerate(range(size - 1, -1, -1)):
        if number % step == 0:
            yield from _with_lower(prices, upper)
        if prices.fit_upper[place] and upper.issuperset(prices.wires.users[place]):
            upper.add(place)


def _staircases(prices: Prices) -> Iterator[Choice]:
    """Yield the choices whose U, or whose D for U empty, is a staircase: what is later than a time for each layer."""
    wires = prices.wires
    layers = sorted({vertex.layer or 0 for vertex in wires.vertices})
    times = _times(prices)
    shapes: list[Callable[[Sequence[int]], Choice]] = [
        lambda tau: _staircase(prices, layers, tau, pull=True, largest=False),
        lambda tau: _staircase(prices, layers, tau, pull=False, largest=False),
        lambda tau: _lower_staircase(prices, layers, tau),
    ]
    for shape in shapes:
        straight = [(time,) * len(layers) for time in times]
        yield from map(shape, straight)
        best = min(straight, key=lambda tau: prices.rough(shape(tau)))
        for _ in range(ROUNDS if len(layers) > 1 else 0):
            before = best
            for place in range(len(layers)):
                varied = [(*best[:place], time, *best[place + 1 :]) for time in sorted({*times, best[place] - 1, best[place] + 1})]
                best = min([best, *varied], key=lambda tau: prices.rough(shape(tau)))
            if best == before:
                break
        yield shape(best)


def _times(prices: Prices) -> list[int]:
    """Return the times of slices: those close to the split, and fewer far from it."""
    length, split = len(prices.wires.inputs), prices.split
    steps = [0, 1, 2, 3, *(1 << power for power in range(2, length.bit_length()))]
    found = {split + step for step in steps} | {split - step for step in steps} | {0, length}
    return sorted(time for time in found if 0 <= time <= length)


def _staircase(prices: Prices, layers: Sequence[int], tau: Sequence[int], *, pull: bool, largest: bool) -> Choice:
    border = dict(zip(layers, tau, strict=True))
    wires = prices.wires
    last = [border[vertex.layer or 0] for vertex in wires.vertices]
    upper = _upper(prices, lambda place: wires.depends[place].bit_length() > last[place], pull)
    return _choice(prices, upper, largest=largest)


def _lower_staircase(prices: Prices, layers: Sequence[int], tau: Sequence[int]) -> Choice:
    border = dict(zip(layers, tau, strict=True))
    wires = prices.wires
    lower = set(prices.own)
    for place, vertex in enumerate(wires.vertices):
        early = wires.depends[place].bit_length() <= border[vertex.layer or 0]
        if early and prices.mine[place] and lower.issuperset(wires.children[place]):
            lower.add(place)
    return bytes(LOWER if place in lower else MIDDLE for place in range(len(wires.vertices)))


def _upper(prices: Prices, wanted: Callable[[int], bool], pull: bool) -> set[int]:
    """Return the largest U of vertices that are wanted and, if linear maps are pulled, of linear maps that U uses."""
    wires: Wires = prices.wires
    upper: set[int] = set()
    for place in range(len(wires.vertices) - 1, -1, -1):
        if not prices.fit_upper[place] or not wires.depends[place]:
            continue
        if (wanted(place) or (pull and wires.vertices[place].kind == "linear")) and upper.issuperset(wires.users[place]):
            upper.add(place)
    return upper


def _with_lower(prices: Prices, upper: Iterable[int]) -> Iterator[Choice]:
    chosen = set(upper)
    yield _choice(prices, chosen, largest=False)
    yield _choice(prices, chosen, largest=True)


def _choice(prices: Prices, upper: set[int], *, largest: bool) -> Choice:
    """Return the choice of a U with the least or the largest D."""
    made = bytearray(len(prices.wires.vertices))
    if largest:
        for place, mine in enumerate(prices.mine):
            made[place] = LOWER if mine else MIDDLE
    for place in prices.own:
        made[place] = LOWER
    for place in upper:
        made[place] = UPPER
    return bytes(made)
