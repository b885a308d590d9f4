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

# The distance from the border to the first bond around it, and from each to the next.
FIRST, NEXT = 0.58, 0.26
# The largest distance of the bond of a column from the column.
ASIDE = 0.42
# Where the controls of a quarter of a circle are, relative to its radius.
QUARTER = 0.5523

Path = tuple[complex, ...]


def wraps(graph: Graph, at: Mapping[int, complex]) -> dict[int, Path]:
    """Return the splines of all wrapped edges between sites at integer places, from x = 0 to the right and y = 0 down.

    Rows go around if they are rings. Only if columns are rings and rows are not, columns do.
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
                path = _around(int(-at[one].imag), width, height, shift)
            elif rows:
                path = _beside(at[one].real, height, shift)
            else:
                path = tuple(_flipped(z) for z in _around(int(at[one].real), height, width, shift))
            found[edge] = path if abs(path[0] - at[graph.edges[edge][1]]) < 0.1 else path[::-1]
    return found


def _flipped(z: complex) -> complex:
    """Exchange rows and columns."""
    return complex(-z.imag, -z.real)


def _around(row: int, width: float, height: float, shift: float) -> Path:
    """Return the way from the left end of a row around the top or the bottom to its right end."""
    rank = row if 2 * row < height else height - row
    out = FIRST + NEXT * rank + shift
    up = 2 * row < height
    side = 1 if up else -1
    border = 0.0 if up else -height
    radius = out * 0.75
    start, level = complex(0, -row), border + side * out
    turn = complex(-out, 0)
    path = [start]
    corner = complex(-out, -row)
    # From the tensor out, around a quarter of a circle to the border, and along it to the middle.
    bend = min(radius, out * 0.6)
    path += _line(path[-1], corner + bend)
    path += _arc(path[-1], corner, corner + side * 1j * bend)
    high = complex(turn.real, level)
    if abs(high.imag - path[-1].imag) > radius:
        path += _line(path[-1], high - side * 1j * radius)
        path += _arc(path[-1], high, high + radius)
    else:
        path += _arc(path[-1], high, high + radius)
    mirrored = [complex(width - z.real, z.imag) for z in path]
    path += _line(path[-1], mirrored[-1])
    return (*path, *mirrored[-2::-1])


def _line(one: complex, two: complex) -> list[complex]:
    return [one + (two - one) / 3, one + 2 * (two - one) / 3, two]


def _arc(one: complex, corner: complex, two: complex) -> list[complex]:
    """Return the rest of a quarter of an ellipse that leads from one point to another inside a corner."""
    return [one + (corner - one) * QUARTER, two + (corner - two) * QUARTER, two]


def _beside(x: float, height: float, shift: float) -> Path:
    """Return an arc left of a column, from its top to its bottom."""
    aside = x - ASIDE - shift
    top, low = complex(x, 0), complex(x, -height)
    start, end = complex(aside, -min(0.85, height / 2)), complex(aside, -max(height - 0.85, height / 2))
    path = [top, top + complex(-0.22 - shift / 2, -0.26), start + 0.35j, start]
    if abs(end - start) > 1e-9:
        path += _line(start, end)
    return (*path, end - 0.35j, low + complex(-0.22 - shift / 2, 0.26), low)
