"""The wires of a network that renormalizes sites, from left to right, between every two of its rows of tensors.

Sites stand in a row or in a ring. In a ring, the first wire of a stage follows its last one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..graphs import Graph
from .ordering import ranks_of_legs
from .renormalizing import Flow


class Group(NamedTuple):
    """Neighbouring wires that come from below into one tensor, and those that leave it; or a wire that passes by."""

    node: int | None
    below: tuple[int, ...]
    above: tuple[int, ...]


class Stages(NamedTuple):
    """The groups of every row of tensors, from the sites upwards, from left to right; `closed` for sites in a ring.

    `first` is the site with which the order of the legs starts.
    """

    rows: tuple[tuple[Group, ...], ...]
    closed: bool
    first: int


def staged(graph: Graph, flow: Flow) -> Stages | str:
    """Return the order of all wires, in which every tensor takes neighbouring ones, or what prevents it.

    Disentanglers and isometries of the lowest layer form a path or a ring, which gives the order of the sites. In every
    further row the order below gives that above, except for the two upper wires of a disentangler: each of them is next
    to a wire that goes to the same isometry.
    """
    ordered = _sites(graph, flow)
    if isinstance(ordered, str):
        return ordered
    wires, closed = ordered
    ranks = ranks_of_legs(graph, flow.sites)
    rows: list[tuple[Group, ...]] = []
    users = {edge: node for node, edges in flow.below.items() for edge in edges}
    for layer in flow.layers:
        for mixing, tensors in enumerate((layer.isometries, layer.disentanglers)[::-1]):
            if tensors:
                row = _row(wires, closed, (users, set(tensors)), flow)
                if isinstance(row, int):
                    return f"bonds of a tensor {graph.marks[row].name!r} that are not next to one another"
                rows.append(tuple(row if mixing else _turned(row, closed, users)))
                wires = [edge for group in rows[-1] for edge in group.above]
    return Stages(tuple(rows), closed, min(flow.sites, key=ranks.__getitem__))


def _sites(graph: Graph, flow: Flow) -> tuple[list[int], bool] | str:
    """Return the sites from left to right, and whether they form a ring."""
    layer = flow.layers[0]
    users = {edge: node for node in layer.isometries for edge in flow.below[node]}
    arms: dict[int, list[tuple[int, int]]] = {node: [] for node in layer.isometries}
    for node in layer.disentanglers:
        for edge in flow.above[node]:
            if edge not in users:
                return "a disentangler of the lowest layer without isometries above"
            arms[users[edge]].append((edge, node))
    ends = [node for node, own in arms.items() if len(own) < 2]
    if any(len(own) > 2 for own in arms.values()) or len(ends) not in (0, 2):
        return "disentanglers of the lowest layer that are in no row or ring"
    groups = _walk(arms, (ends or list(layer.isometries))[0], flow, users)
    ranks = ranks_of_legs(graph, flow.sites)
    if sum(map(len, groups)) != len(flow.sites):
        return "disentanglers of the lowest layer that are in no row or ring, or sites above it"
    groups = [sorted(group, key=ranks.__getitem__) for group in groups if group]
    least = [ranks[group[0]] for group in groups]
    first = least.index(min(least))
    turned = least[first - 1] < least[(first + 1) % len(least)] if not ends else least[-1] < least[0]
    return [edge for group in (groups[::-1] if turned else groups) for edge in group], not ends


def _walk(
    arms: Mapping[int, Sequence[tuple[int, int]]], start: int, flow: Flow, users: Mapping[int, int]
) -> list[list[int]]:
    """Return the sites of every tensor along the lowest layer, from one isometry to the next."""
    here, came = start, -1
    groups: list[list[int]] = []
    while True:
        groups.append([edge for edge in flow.below[here] if edge in flow.sites])
        onward = next(((edge, node) for edge, node in arms[here] if edge != came), None)
        if onward is None:
            return groups
        groups.append([edge for edge in flow.below[onward[1]] if edge in flow.sites])
        came = next(edge for edge in flow.above[onward[1]] if edge != onward[0])
        here = users[came]
        if here == start:
            return groups


def _row(wires: Sequence[int], closed: bool, used: tuple[Mapping[int, int], set[int]], flow: Flow) -> list[Group] | int:
    """Return the groups of wires of a row, or a tensor whose wires are not next to one another."""
    users, tensors = used

    def user(edge: int) -> int | None:
        node = users.get(edge)
        return node if node in tensors else None

    count, start = len(wires), 0
    if closed:  # the first group starts at a border between two
        while start < count and user(wires[start]) is not None and user(wires[start]) == user(wires[start - 1]):
            start += 1
        start %= count
    runs: list[list[int]] = []
    for edge in (*wires[start:], *wires[:start]):
        node = user(edge)
        if runs and node is not None and node == user(runs[-1][-1]):
            runs[-1].append(edge)
        else:
            runs.append([edge])
    found = []
    for run in runs:
        node = user(run[0])
        if node is not None and len(run) != len(flow.below[node]):
            return node
        found.append(Group(node, tuple(run), tuple(run) if node is None else flow.above[node]))
    return found


def _turned(row: Sequence[Group], closed: bool, users: Mapping[int, int]) -> list[Group]:
    """Return a row of disentanglers with their two upper wires from left to right, if they have such an order.

    If they have none, the wires of an isometry above are not next to one another.
    """
    found: list[Group] = []
    for place, group in enumerate(row):
        before = found[-1] if found else row[-1] if closed else None
        after = row[(place + 1) % len(row)] if closed or place + 1 < len(row) else None
        above = group.above
        if len(above) == 2:
            left = [edge for edge in above if users[edge] in _aims(before, users)]
            right = [edge for edge in above if users[edge] in _aims(after, users)]
            if len(left) == 2 and found and found[-1].above:  # two disentanglers between two isometries
                left = [edge for edge in above if users[edge] == users[found[-1].above[-1]]]
            if len(left) == 1:
                above = above if left[0] == above[0] else above[::-1]
            elif len(right) == 1:
                above = above if right[0] == above[-1] else above[::-1]
            elif left:  # a mirror image
                above = tuple(sorted(above, key=lambda edge: (users[edge], edge)))
        found.append(group._replace(above=above))
    return found


def _aims(group: Group | None, users: Mapping[int, int]) -> set[int]:
    return {users[edge] for edge in group.above if edge in users} if group else set()
