"""Legs of a grid that go on where a bond would be: the open bonds of its border."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..graphs import Graph

# The directions of bonds, in the order in which legs take them if nothing else says which is which.
WAYS = (1j, -1 + 0j, 1 + 0j, -1j)


def borders(graph: Graph, at: Mapping[int, complex]) -> dict[int, complex]:
    """Return the directions of those legs that go on where a bond to the next row or column would be.

    If the bonds of all tensors with four neighbours have the same order of directions, so have those of the tensors at
    the border. Or else, if no such tensor has a leg, those of the tensors at the border are open bonds.
    """
    orders = {node: _order(graph, at, node) for node in at}
    inner = [order for order in orders.values() if len(set(order) - {None}) == 4]
    if not inner:
        return {}
    common = inner[0] if all(order == inner[0] for order in inner) else None
    bare = all(len(order) == 4 for order in inner)
    found: dict[int, complex] = {}
    for node, order in orders.items():
        if common is not None and _fits(order, common):
            ways = {place: way for place, way in enumerate(common) if way is not None and order[place] is None}
        elif bare and order.count(None) <= 4 - len(set(order) - {None}):
            places = [place for place, way in enumerate(order) if way is None]
            ways = dict(zip(places, _open(order), strict=False))
        else:
            continue
        found |= {graph.links[node][place][1]: way for place, way in ways.items()}
    return found


def _order(graph: Graph, at: Mapping[int, complex], node: int) -> tuple[complex | None, ...]:
    """Return the directions of the bonds of a tensor in their order, with None for those that lead to no site."""
    return tuple(at[other] - at[node] if other in at else None for _, other in graph.links[node])


def _fits(order: tuple[complex | None, ...], common: tuple[complex | None, ...]) -> bool:
    pairs = zip(order, common, strict=False)
    return len(order) == len(common) and all(own is None or own == way for own, way in pairs)


def _open(order: tuple[complex | None, ...]) -> Iterator[complex]:
    return (way for way in WAYS if way not in order)
