"""Coordinates in grids whose sides are paths or rings: rectangles, cylinders, tori and blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

# The neighbours of every node, each once.
Beside = Mapping[int, Sequence[int]]


class Grid(NamedTuple):
    """The coordinates of all nodes of a grid, its size along every axis, and the axes along which it is a ring."""

    at: dict[int, tuple[int, ...]]
    sizes: tuple[int, ...]
    wrapped: tuple[bool, ...]


def product(beside: Beside) -> Grid | None:
    """Return coordinates along two axes, each a path or a ring, or along three, each a path; or None.

    Two neighbours of a node along different axes have exactly one more neighbour in common. So the axes of all edges
    follow from those at one node, for which every choice is tried, and the time is linear.

    >>> product({0: [1, 2], 1: [0, 3], 2: [0, 3], 3: [1, 2]}).sizes
    (2, 2)
    """
    if len(beside) < 4 or max(map(len, beside.values())) > 6:
        return None
    start = min(beside, key=lambda node: len(beside[node]))
    for first in _choices(beside[start], len(beside)):
        axes = _axes(beside, start, first)
        grid = _numbered(beside, start, axes) if axes is not None else None
        if grid is not None:
            return grid
    return None


def _choices(others: Sequence[int], count: int) -> Iterator[dict[int, int]]:
    """Yield the axes that the edges of a node with the fewest neighbours may have; rings have two edges at it.

    A ring of four is also a square of paths. It counts as a ring, so that a cylinder of any width is one, but in a
    cube.
    """
    paths = {other: axis for axis, other in enumerate(others)}
    if len(others) == 2 or count == 8:
        yield paths
    if len(others) == 3:
        for single in others:
            yield {other: int(other == single) for other in others}
        yield paths
    if len(others) == 4:
        for second in others[1:]:
            yield {other: int(other not in (others[0], second)) for other in others}


def _axes(beside: Beside, start: int, first: dict[int, int]) -> dict[int, dict[int, int]] | None:
    """Return the axis of every edge at every node, or None if that contradicts itself."""
    joined = {node: set(others) for node, others in beside.items()}
    axes, pending = {start: first}, [start]
    while pending:
        node = pending.pop()
        for other in beside[node]:
            own = {node: axes[node][other]}
            for third, axis in axes[node].items():
                if axis != axes[node][other]:
                    fourth = [one for one in beside[other] if one != node and third in joined[one]]
                    if len(fourth) != 1:
                        return None
                    own[fourth[0]] = axis
            for one in beside[other]:
                own.setdefault(one, axes[node][other])
            if other not in axes:
                axes[other] = own
                pending.append(other)
            elif axes[other] != own:
                return None
    return axes


def _numbered(beside: Beside, start: int, axes: Mapping[int, Mapping[int, int]]) -> Grid | None:
    """Return the grid with given axes of edges: its layers across every axis are numbered one after the other."""
    count = len(set(axes[start].values()))
    numbers, sizes, wrapped = [], [], []
    for axis in range(count):
        along = {node: [other for other in beside[node] if axes[node][other] == axis] for node in beside}
        line = _line(along, start)
        layers = _layers(beside, axes, axis, line) if line is not None else None
        if line is None or layers is None:
            return None
        ring = len(along[line[0]]) == 2
        edges = ((layers[node], layers[other]) for node in beside for other in along[node])
        most = len(line) - 1
        if any(abs(one - two) != 1 and not (ring and abs(one - two) == most) for one, two in edges):
            return None
        numbers.append(layers)
        sizes.append(len(line))
        wrapped.append(ring)
    at = {node: tuple(layers[node] for layers in numbers) for node in beside}
    volume = 1
    for size in sizes:
        volume *= size
    if volume != len(at) or len(set(at.values())) < len(at):
        return None
    return Grid(at, tuple(sizes), tuple(wrapped))


def _line(along: Mapping[int, Sequence[int]], start: int) -> list[int] | None:
    """Return the nodes on the line through a node, from an end of it or around the ring, or None if it branches."""
    lines = []
    for first in along[start][:2]:
        line = [start, first]
        while onward := [other for other in along[line[-1]] if other != line[-2]]:
            if len(onward) > 1:
                return None
            if onward[0] == start:
                return line
            line.append(onward[0])
        lines.append(line)
    return lines[0] if len(lines) == 1 else [*lines[1][:0:-1], *lines[0]] if lines else None


def _layers(
    beside: Beside, axes: Mapping[int, Mapping[int, int]], axis: int, line: Sequence[int]
) -> dict[int, int] | None:
    """Return the number of the layer of every node, where layers are joined along one axis only; None if they meet."""
    layers: dict[int, int] = {}
    for number, node in enumerate(line):
        if node in layers:
            return None
        layers[node], pending = number, [node]
        while pending:
            here = pending.pop()
            for other in beside[here]:
                if axes[here][other] != axis and other not in layers:
                    layers[other] = number
                    pending.append(other)
    return layers if len(layers) == len(beside) else None
