"""Where the search for a symmetric cut begins: slices by time, staircases by layer, and initial segments."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from .pricing import Choice, Prices
from .wires import LOWER, MIDDLE, UPPER, Wires

SEGMENTS = 40
"""How many sizes of initial segments there are, about."""

SMALL = 600
"""The largest number of vertices for which there are as many."""

ROUNDS = 3
"""How often the times of all layers are varied."""


KEPT = 6
"""How many of the best staircases of a shape are yielded."""

# The last step that stands on the other side, for each layer.
Tau = tuple[int, ...]
# A function that returns the choice of a staircase.
Shape = Callable[..., Choice]


def starts(prices: Prices) -> Iterator[Choice]:
    """Yield the choices of U and D with which the search begins; all are valid."""
    yield from _by_dependence(prices)
    yield from _segments(prices)
    yield from _staircases(prices)


def slice_of(prices: Prices) -> Choice:
    """Return the choice whose U is all that depends on an input of A, with the least D."""
    return _choice(prices, _upper(prices, [not other for other in prices.other], pull=True), largest=False)


def _by_dependence(prices: Prices) -> Iterator[Choice]:
    """Yield the choices whose U is all that depends on an input of A, and nothing; with the least and largest D."""
    on_mine = [not other for other in prices.other]
    yield from _with_lower(prices, _upper(prices, on_mine, pull=True))
    yield from _with_lower(prices, _upper(prices, on_mine, pull=False))
    yield from _with_lower(prices, set())
    yield from _with_lower(prices, _upper(prices, [not mine for mine in prices.mine], pull=True))
    yield from _with_lower(prices, _upper(prices, [True] * len(on_mine), pull=True))


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


class _Stairs(NamedTuple):
    """The step and the layer of each vertex: the last input that it depends on, and the number of its layer."""

    step: tuple[int, ...]
    layer: tuple[int, ...]
    layers: int

    @classmethod
    def of(cls, wires: Wires) -> _Stairs:
        step = tuple(mask.bit_length() for mask in wires.depends)
        given = [vertex.layer or 0 for vertex in wires.vertices]
        often = Counter(layer for layer, vertex in zip(given, wires.vertices, strict=True) if vertex.kind != "input")
        kept = sorted(layer for layer, count in often.items() if 2 * count > len(wires.inputs)) or [0]
        numbers = {layer: min(bisect_left(kept, layer), len(kept) - 1) for layer in set(given)}
        return cls(step, tuple(numbers[layer] for layer in given), len(kept))


def _staircases(prices: Prices) -> Iterator[Choice]:
    """Yield the choices whose U, or whose D for U empty, is a staircase: what is later than a time for each layer."""
    stairs = _Stairs.of(prices.wires)
    length = len(prices.wires.inputs)
    steps = [0, 1, 2, 3, *(1 << power for power in range(2, length.bit_length()))]
    shifts = sorted({-step for step in steps} | set(steps))

    def around(time: int) -> list[int]:
        return sorted({min(max(time + shift, 0), length) for shift in shifts})

    for shape in (_pulled, _staircase, _lower_staircase):
        tried = {(time,) * stairs.layers: 0.0 for time in {0, length, *around(prices.split)}}

        def rough(tau: Tau, shape: Shape = shape, tried: dict[Tau, float] = tried) -> float:
            tried[tau] = prices.rough(shape(prices, stairs, tau))
            return tried[tau]

        best = min(sorted(tried), key=rough)
        for _ in range(ROUNDS if stairs.layers > 1 else 0):
            before = best
            for place in range(stairs.layers):
                varied = [(*best[:place], time, *best[place + 1 :]) for time in around(best[place])]
                best = min([best, *(tau for tau in varied if tau not in tried)], key=rough)
            if best == before:
                break
        for tau in sorted(tried, key=lambda each: (tried[each], each))[:KEPT]:
            yield shape(prices, stairs, tau)


def _pulled(prices: Prices, stairs: _Stairs, tau: Tau) -> Choice:
    return _staircase(prices, stairs, tau, pull=True)


def _staircase(prices: Prices, stairs: _Stairs, tau: Tau, pull: bool = False) -> Choice:
    wanted = [step > tau[layer] for step, layer in zip(stairs.step, stairs.layer, strict=True)]
    return _choice(prices, _upper(prices, wanted, pull), largest=False)


def _lower_staircase(prices: Prices, stairs: _Stairs, tau: Tau) -> Choice:
    made = bytearray(len(stairs.step))
    for place in prices.own:
        made[place] = LOWER
    children = prices.wires.children
    for place, mine in enumerate(prices.mine):
        if mine and stairs.step[place] <= tau[stairs.layer[place]] and all(made[child] for child in children[place]):
            made[place] = LOWER
    return bytes(made)


def _upper(prices: Prices, wanted: Sequence[bool], pull: bool) -> set[int]:
    """Return the largest U of vertices that are wanted and, if linear maps are pulled, of linear maps that U uses."""
    wires = prices.wires
    users, depends, vertices = wires.users, wires.depends, wires.vertices
    upper: set[int] = set()
    for place in range(len(wanted) - 1, -1, -1):
        if not (wanted[place] or (pull and vertices[place].kind == "linear")):
            continue
        if prices.fit_upper[place] and depends[place] and upper.issuperset(users[place]):
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
