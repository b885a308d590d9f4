"""Lattices, such as projected entangled pair states: rows and columns, also around a torus, and other tilings.

A lattice is drawn straight, seen from above, or obliquely, as a plane seen from the side: then rows are sheared and
nearer to one another, and all legs are upright.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ..graphs import Drawn, Graph, Part
from ..scenes import Point
from .borders import borders
from .faces import SQUARES, Tiling, pieces
from .products import Grid, product
from .wraps import wraps

# Where the legs of a tensor end in rows and columns, relative to it, in the order of its bonds.
ASLANT = ((0.3, -0.33), (-0.3, 0.33), (0.33, 0.3), (-0.33, -0.3))
# The same among hexagons that stand on a corner; among other hexagons and triangles; and in a block of several sheets.
BETWEEN = ((0.2, -0.35), (-0.2, 0.35), (0.4, 0.0), (-0.4, 0.0))
UPRIGHT = ((0.0, -0.4), (0.0, 0.4), (0.35, 0.2), (-0.35, -0.2))
SMALL = ((0.18, -0.2), (-0.18, 0.2), (0.2, -0.06), (-0.2, 0.06))

# The same where an arc lies left of every column.
RIGHT = ((0.3, -0.33), (0.3, 0.33))

# How far a row stands to the left of, and below, the row behind it, if drawn obliquely.
SHEAR, LOWER = 0.5, 0.64
# The distance of the first bond around a lattice from it.
FAR = 0.58
# The directions of one leg, or of two, if drawn obliquely.
LEG = 0.42
LEGS = {1: ((0.0, -LEG),), 2: ((0.0, LEG), (0.0, -LEG))}
# The distance from a sheet down to the next, and from the lowest one to the next row of the first, if drawn obliquely.
SHEET, ROOM = 0.5, 0.5

# How far to the right and up a sheet stands behind the one in front of it, if drawn straight.
BEHIND = (0.44, 0.28)

NONE = "tensors that are not rows and columns of a grid"


class Sites(NamedTuple):
    """The sites of a lattice: complex places, y upwards, and what is known of them.

    `legs` are the directions of legs, and `borders` those of legs in the place of a bond. `sheets` is the number of the
    sheet of every site, if there are several.
    """

    at: dict[int, complex]
    legs: Sequence[Point]
    sheets: Mapping[int, int]
    wrapped: bool = False
    borders: Mapping[int, complex] = MappingProxyType({})


def lattice(part: Part) -> Drawn | str:
    """Place the rows and columns of a lattice, straight; the first tensor stands at the top left if it is a corner.

    The longer side lies along x.
    """
    found = sites(part)
    return found if isinstance(found, str) else _drawn(part.graph, found, _straight(found), found.legs)


def torus(part: Part) -> Drawn | str:
    """Place rows and columns of which some are rings."""
    found = sites(part)
    if isinstance(found, str):
        return found
    if not found.wrapped:
        return "a lattice in which no row and no column is a ring"
    return _drawn(part.graph, found, _straight(found), found.legs)


def oblique(part: Part) -> Drawn | str:
    """Place a lattice as a plane seen from the side, with all legs upright; two layers are two such sheets."""
    found = sites(part)
    if isinstance(found, str):
        return found
    most = max(len(_legs(part.graph, found, node)) for node in found.at)
    if most > 2:
        return f"a tensor with {most} legs, where at most two can be upright"
    if most and found.sheets:
        return "several sheets of tensors with legs"
    legs = LEGS.get(most, ())
    return _drawn(part.graph, found, _oblique(found), legs)


def sites(part: Part) -> Sites | str:
    """Return the sites of a lattice, turned the right way, or what is there instead.

    All tensors are sites; or, if they do not fit, all but those with one neighbour, which then count as legs.
    """
    if part.times is not None:
        return "tensors with times"
    graph, nodes = part.graph, part.tensors
    inner = [node for node in nodes if len(graph.beside(node)) > 1]
    for chosen in (nodes, inner) if len(inner) < len(nodes) else (nodes,):
        kept = set(chosen)
        beside = {node: [other for other in graph.beside(node) if other in kept] for node in chosen}
        found = _found(beside) if len(beside) > 3 else None
        if found is not None:
            square = found.legs is ASLANT and not found.wrapped
            found = found._replace(borders=borders(graph, found.at)) if square else found
            crowded = [own for own in (_legs(graph, found, node) for node in chosen) if len(own) > len(ASLANT)]
            tight = any(not graph.free(other) for own in crowded for other in own)
            return found if not tight else "a tensor joined to more than four that are no part of the lattice"
    return NONE


def _found(beside: Mapping[int, Sequence[int]]) -> Sites | None:
    """Return the sites of a grid, or of part of a lattice."""
    grid = product(beside)
    if grid is not None and len(grid.sizes) == 3:
        return _block(grid)
    if grid is not None:
        flat = {node: complex(*at) for node, at in grid.at.items()}
        return Sites(_turned(flat, SQUARES), RIGHT if all(grid.wrapped) else ASLANT, {}, any(grid.wrapped))
    some = pieces(beside)
    if some is None:
        return None
    tiling, cells = some
    turn = complex(0, 1) if tiling.axis == 90 else complex(0.5, math.sqrt(0.75))
    at = _turned({node: x + turn * y for node, (x, y) in cells.items()}, tiling)
    level = any(abs(at[node].imag - at[other].imag) < 1e-6 for node, others in beside.items() for other in others)
    legs = UPRIGHT if level else BETWEEN
    return Sites(at, ASLANT if tiling == SQUARES else legs, {})


def _turned(at: Mapping[int, complex], tiling: Tiling) -> dict[int, complex]:
    """Turn and mirror a lattice: as low as possible, and then with its first tensors as near to the top left as can be.

    Hexagons may stand on a corner or lie on a side.
    """
    unit = complex(math.cos(math.radians(tiling.axis)), math.sin(math.radians(tiling.axis)))
    units = [unit**count for count in range(360 // tiling.axis)]
    every: list[tuple[float, float, list[Point], int, dict[int, complex]]] = []
    for turn in [1j * each for each in units] + units if tiling.skip == 2 else units:
        for mirrored in (False, True):
            turned = {node: (z.conjugate() if mirrored else z) * turn for node, z in at.items()}
            left, top = min(z.real for z in turned.values()), max(z.imag for z in turned.values())
            moved = {node: complex(round(z.real - left, 9), round(z.imag - top, 9)) for node, z in turned.items()}
            low = round(-min(z.imag for z in moved.values()), 6)
            order = [(round(-z.imag, 6), round(z.real, 6)) for _, z in sorted(moved.items())]
            every.append((low, round(sum(order[0]), 6), order, len(every), moved))
    return min(every)[-1]


def _block(grid: Grid) -> Sites:
    """Return the sites of a block: sheets of rows and columns, one behind the other; the fewest are the sheets."""
    first = min(grid.at)
    ways: list[tuple[list[tuple[int, ...]], int, dict[int, tuple[int, ...]]]] = []
    for axes in _orders(grid.sizes):
        moved = {}
        for node, at in grid.at.items():
            flipped = [grid.sizes[k] - 1 - at[k] if 2 * grid.at[first][k] >= grid.sizes[k] else at[k] for k in axes]
            moved[node] = tuple(flipped[::-1])
        ways.append(([at for _, at in sorted(moved.items())], len(ways), moved))
    _, _, best = min(ways)
    sheets = {node: sheet for node, (sheet, _, _) in best.items()}
    return Sites({node: complex(x, -y) for node, (_, y, x) in best.items()}, SMALL, sheets)


def _orders(sizes: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the orders of three axes in which their sizes do not rise."""
    for one in range(3):
        for two in range(3):
            three = 3 - one - two
            if one != two and sizes[one] >= sizes[two] >= sizes[three]:
                yield one, two, three


# The place of a site and its sheet in the picture.
Placing = Callable[[complex, float], Point]


def _straight(found: Sites) -> Placing:
    count = 1 + max(found.sheets.values(), default=0)
    step = max(1.0, BEHIND[0] * count)
    return lambda z, sheet: (step * z.real + BEHIND[0] * sheet, step * z.imag + BEHIND[1] * sheet)


def _oblique(found: Sites) -> Placing:
    count = 1 + max(found.sheets.values(), default=0)
    lower = LOWER if count == 1 else SHEET * (count - 1) + ROOM
    shear = 0.0 if found.legs is UPRIGHT else SHEAR  # bonds on both sides of the vertical stay so
    return lambda z, sheet: (z.real + shear * z.imag, lower * z.imag - SHEET * sheet)


def _drawn(graph: Graph, found: Sites, view: Placing, legs: Sequence[Point]) -> Drawn:
    """Return the places of sites and of their legs, and the paths of wrapped bonds."""
    places = {node: view(z, found.sheets.get(node, 0)) for node, z in found.at.items()}
    for node, z in found.at.items():
        own = _legs(graph, found, node)
        if len(own) <= len(legs):
            # The only leg of a tensor goes down, also where others have two.
            ways = LEGS[1] if len(own) == 1 and legs == LEGS[2] else legs
            for leg, (dx, dy) in zip(own, ways, strict=False):
                places[leg] = (places[node][0] + dx, places[node][1] + dy)
        places |= {leg: view(z + LEG * found.borders[leg], 0) for leg in graph.beside(node) if leg in found.borders}
    paths = wraps(graph, found.at, FAR / abs(view(1j, 0)[1])) if found.wrapped else {}
    turned = {edge: tuple(view(z, 0) for z in path) for edge, path in paths.items()}
    return Drawn(places, paths=turned, curved=frozenset(turned))


def _legs(graph: Graph, found: Sites, node: int) -> list[int]:
    """Return the neighbours of a site that are no sites, without open bonds of the border."""
    return [other for other in graph.beside(node) if other not in found.at and other not in found.borders]
