"""The bonds of a torus or a cylinder that lead from the end of a row or a column back to its start.

A row's bond goes around the outside, where no other line is: upper rows above, lower rows below, each outside those
nearer to the border. If columns are rings too, the bond of a column is an arc beside it. With rows and columns of n and
m tensors, it crosses the rows between, (m - 2) n times in all. No drawing of the product of two rings with n >= m is
known to have fewer crossings; for m <= 7 none has [1]_.

References
----------
.. [1] J. Adamsson and R. B. Richter, "Arrangements, circular arrangements and the crossing number of C7 x Cn", Journal
   of Combinatorial Theory B 90, 21-39, 2004.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ..graphs import Graph
from .wrapping import rounded

# The distance of a bond around a lattice from the next.
NEXT = 0.26
# The largest distance of the bond of a column from the column.
ASIDE = 0.42

Path = tuple[complex, ...]


def wraps(graph: Graph, at: Mapping[int, complex], first: float) -> dict[int, Path]:
    """Return the splines of all wrapped edges between sites at integer places, from x = 0 to the right and y = 0 down.

    The first bond around the lattice has the distance `first` from it. Rows go around if they are rings. Only if
    columns are rings and rows are not, columns do.
    """
    far: dict[tuple[int, int], list[int]] = defaultdict(list)
    for edge, (_, one, two) in enumerate(graph.edges):
        if one in at and two in at and abs(at[one] - at[two]) > 1.5:
            far[min(one, two), max(one, two)].append(edge)
    rows = any(at[one].imag == at[two].imag for one, two in far)
    width, height = max(z.real for z in at.values()), -min(z.imag for z in at.values())
    found: dict[int, Path] = {}
    for (one, two), edges in far.items():
        along = at[one].imag == at[two].imag
        for number, edge in enumerate(edges):
            shift = number * NEXT / 2
            if along:
                path = _around(int(-at[one].imag), width, height, first + shift)
            elif rows:
                path = _beside(at[one].real, height, shift)
            else:
                path = tuple(_flipped(z) for z in _around(int(at[one].real), height, width, first + shift))
            found[edge] = path if abs(path[0] - at[graph.edges[edge][1]]) < 0.1 else path[::-1]
    return found


def _flipped(z: complex) -> complex:
    """Exchange rows and columns."""
    return complex(-z.imag, -z.real)


def _around(row: int, width: float, height: float, first: float) -> Path:
    """Return the way from the left end of a row around the top or the bottom to its right end."""
    up = 2 * row < height
    out = first + NEXT * (row if up else height - row)
    level = out if up else -height - out
    right = width + out
    corners = [(0.0, -row), (-out, -row), (-out, level), (right, level), (right, -row), (width, -row)]
    path = [complex(*point) for point in rounded(corners)]
    pieces = (path[place : place + 3] for place in range(1, len(path), 3))
    found = path[:1]
    for piece in pieces:
        if abs(piece[-1] - found[-1]) > 1e-9:  # two round corners may leave nothing straight between them
            found += piece
    return tuple(found)


def _line(one: complex, two: complex) -> list[complex]:
    return [one + (two - one) / 3, one + 2 * (two - one) / 3, two]


def _beside(x: float, height: float, shift: float) -> Path:
    """Return an arc left of a column, from its top to its bottom."""
    aside = x - ASIDE - shift
    top, low = complex(x, 0), complex(x, -height)
    start, end = complex(aside, -min(0.85, height / 2)), complex(aside, -max(height - 0.85, height / 2))
    path = [top, top + complex(-0.22 - shift / 2, -0.26), start + 0.35j, start]
    if abs(end - start) > 1e-9:
        path += _line(start, end)
    return (*path, end - 0.35j, low + complex(-0.22 - shift / 2, 0.26), low)
