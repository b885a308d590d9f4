"""Places for the nodes of any graph: distances in the drawing follow those in the graph, the same every time."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from .scene import Point

if TYPE_CHECKING:
    import numpy as np


def depths(neighbours: list[list[int]]) -> list[int]:
    """Distances from the first node of every component."""
    depth = [-1] * len(neighbours)
    for node in range(len(neighbours)):
        if depth[node] < 0:
            _spread(node, depth, neighbours)
    return depth


def _spread(start: int, depth: list[int], neighbours: list[list[int]]) -> None:
    depth[start] = 0
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in neighbours[node]:
            if depth[other] < 0:
                depth[other] = depth[node] + 1
                queue.append(other)


def stress_places(neighbours: list[list[int]]) -> list[Point]:
    """Fit distances to those in the graph by majorization (Gansner, Koren, North 2004), starting from a circle."""
    import numpy as np

    size = len(neighbours)
    if size == 1:
        return [(0.0, 0.0)]
    wanted = np.array([_distances(node, neighbours) for node in range(size)], dtype=float)
    wanted[wanted < 0] = wanted.max() + 2  # another component
    np.fill_diagonal(wanted, 1.0)
    weight = wanted**-2.0
    np.fill_diagonal(weight, 0.0)
    solve = np.linalg.pinv(np.diag(weight.sum(1)) - weight)
    turn = np.arange(size) * (2 * np.pi / size)
    places = np.stack([np.cos(turn), np.sin(turn)], axis=1) * size / 6
    for _ in range(200):
        actual = np.maximum(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)), 1e-6)
        pull = -weight * wanted / actual
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(1))
        places = solve @ (pull @ places)
    return [(float(x), float(y)) for x, y in _apart(_turned(places))]


def _distances(start: int, neighbours: list[list[int]]) -> list[int]:
    depth = [-1] * len(neighbours)
    _spread(start, depth, neighbours)
    return depth


def _turned(places: np.ndarray) -> np.ndarray:
    """Turn a drawing so that it is longest along x; signs by the first node, so that nothing is left to the solver."""
    import numpy as np

    centred = places - places.mean(0)
    xx, xy, yy = (centred[:, 0] ** 2).sum(), centred.prod(1).sum(), (centred[:, 1] ** 2).sum()
    angle = np.arctan2(2 * xy, xx - yy) / 2
    cos, sin = np.cos(angle), np.sin(angle)
    turned: np.ndarray = centred @ np.array([[cos, -sin], [sin, cos]])
    return turned * np.where(turned[0] > 0, -1.0, 1.0)


def _apart(places: np.ndarray, least: float = 0.45) -> np.ndarray:
    """Push nodes that are closer than `least` apart."""
    import numpy as np

    for _ in range(60):
        gap = places[:, None] - places[None]
        distance = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-6)
        push = np.where(distance < least, (least - distance) / distance / 2, 0.0)
        np.fill_diagonal(push, 0.0)
        if not push.any():
            break
        places = places + (push[..., None] * gap).sum(1)
    return places
