"""Wires through gates, in rows, and the time steps at which gates act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..graphs import Graph, Part
from ..scenes import sites_of, words_of
from .circuit_gates import Gates, Reason, gates
from .ordering import numbered

# After so many columns that are taken, a gate goes behind all that is in its rows.
_PATIENCE = 100


class Woven(NamedTuple):
    """A circuit in rows and columns.

    `row` has the row of each edge along a wire, and `column` the column of each tensor. States at the start are in
    column 0, those at the end in the last one, and no two gates meet in a row of a column, or in a row that one of them
    passes over.
    """

    gates: Gates
    row: Mapping[int, int]
    column: Mapping[int, int]

    def rows(self, node: int) -> tuple[int, ...]:
        """Return the rows of the wires of a tensor, in order."""
        return tuple(sorted({self.row[edge] for edge in (*self.gates.ins[node], *self.gates.outs[node])}))

    @property
    def gate_spans(self) -> list[tuple[int, int]]:
        """The first and the last row of every gate, without states."""
        inner = [own for own in self.gates.groups if not all(self.gates.is_state(node) for node in own)]
        rows = [[row for node in own for row in self.rows(node)] for own in inner]
        return [(min(own), max(own)) for own in rows]

    @property
    def passed(self) -> set[tuple[int, int]]:
        """The pairs (row, column) in which a gate passes over a wire of others, or has one between its own."""
        found = set[tuple[int, int]]()
        for group in self.gates.groups:
            own = {row for node in group for row in self.rows(node)}
            others = set(range(min(own), max(own) + 1)) - own
            found.update((row, self.column[group[0]]) for row in others)
        return found

    @property
    def first(self) -> int:
        """The first column."""
        return min(self.column.values(), default=0)

    @property
    def last(self) -> int:
        """The last column."""
        return max(self.column.values(), default=0)


def woven(part: Part) -> Woven | Reason:
    """Return the wires of a network in rows, and its gates in columns, each as early as possible, or what is missing.

    Rows are in the order of the numbers of sites (tags I0, I1, ..), of open bonds (k0, k1, ..) or of the first tensors
    on wires (A0, A1, ..), or else such that gates join neighbours, if the wires that gates join form paths, or else in
    the order of the tensors.
    """
    if part.times is not None:
        return "tensors with times"
    read = gates(part)
    if isinstance(read, Reason):
        return read
    levels = _levels(part.graph, read)
    if levels is None:
        return "gates in a circle, none of which is first"
    wires = _wires(part.graph, read, sorted(levels, key=lambda node: (levels[node], node)))
    order = _order(part, read, wires)
    row = {edge: order[number] for number, wire in enumerate(wires) for edge in wire}
    made = Woven(read, row, {})
    missing = _apart(part, made)
    if not missing and not made.gate_spans:
        missing = "states without a gate"
    return missing or made._replace(column=_columns(part.graph, made, levels))


def _apart(part: Part, made: Woven) -> Reason | None:
    """Return what is wrong with states: each tensor of one has one wire, and is joined to those of the next rows."""
    read, graph = made.gates, part.graph
    for group in read.groups:
        if len(group) < 2 or not all(read.is_state(node) for node in group):
            continue
        for node in group:
            rows, name = made.rows(node), graph.marks[node].name
            if len(rows) != 1:
                return f"a tensor {name!r} of a state on {len(rows)} wires"
            for edge, other in graph.links[node]:
                if edge in read.across and abs(made.rows(other)[0] - rows[0]) != 1:
                    return f"a tensor {name!r} of a state that is joined to one not next to it"
    return None


def _levels(graph: Graph, read: Gates) -> dict[int, int] | None:
    """Return the largest number of gates before each tensor, one for all of a gate, or None if there is a cycle."""
    group = {node: number for number, own in enumerate(read.groups) for node in own}
    after: list[list[int]] = [[] for _ in read.groups]
    waiting = [0] * len(read.groups)
    for node, edges in read.outs.items():
        for edge in edges:
            other = graph.other(edge, node)
            if not graph.free(other):
                after[group[node]].append(group[other])
                waiting[group[other]] += 1
    level = [0] * len(read.groups)
    ready = [number for number, count in enumerate(waiting) if not count]
    for number in ready:
        for other in after[number]:
            level[other] = max(level[other], level[number] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return {node: level[group[node]] for node in group} if len(ready) == len(read.groups) else None


def _wires(graph: Graph, read: Gates, order: Sequence[int]) -> list[list[int]]:
    """Return the edges along each wire, where the i-th input of a gate goes on as its i-th output."""
    wires: list[list[int]] = []
    wire: dict[int, int] = {}
    for node in order:
        ins, outs = read.ins[node], read.outs[node]
        for edge in ins:
            if edge not in wire:
                wire[edge] = len(wires)
                wires.append([edge])
        for place, edge in enumerate(outs):
            if ins:
                wire[edge] = wire[ins[place]]
                wires[wire[edge]].append(edge)
            else:
                wire[edge] = len(wires)
                wires.append([edge])
    return wires


def _order(part: Part, read: Gates, wires: Sequence[Sequence[int]]) -> list[int]:
    """Return the row of every wire."""
    graph = part.graph
    opened = [[_open(graph, wire[place]) for wire in wires] for place in (0, -1)]
    states = [_source(graph, read, wire[0]) for wire in wires]
    for numbers in (_sites(graph, read, wires), *map(_numbers, opened), _numbers(states)):
        if numbers is not None:
            ranks = sorted(range(len(wires)), key=lambda number: numbers[number])
            return _places(ranks)
    first = [min(node for node in graph.edges[wire[0]][1:]) for wire in wires]
    ranks = sorted(range(len(wires)), key=lambda number: (first[number], wires[number][0]))
    return _places(_along_paths(read, wires, ranks) or ranks)


def _places(ranks: Sequence[int]) -> list[int]:
    found = [0] * len(ranks)
    for place, number in enumerate(ranks):
        found[number] = place
    return found


def _sites(graph: Graph, read: Gates, wires: Sequence[Sequence[int]]) -> list[int] | None:
    """Return the number of the site of every wire: that of the first tensor on it that has one site alone."""
    found = []
    for wire in wires:
        number = None
        for edge in wire:
            nodes = sorted(graph.edges[edge][1:], key=lambda node: not graph.free(node) and edge in read.ins[node])
            for node in nodes:
                if not graph.free(node) and max(len(read.ins[node]), len(read.outs[node])) == 1:
                    sites = sites_of(words_of(graph.marks[node].name, graph.tags[node]))
                    number = min(sites) if number is None and len(sites) == 1 else number
            if number is not None:
                break
        if number is None:
            return None
        found.append(number)
    return found if len(set(found)) == len(found) else None


def _open(graph: Graph, edge: int) -> str:
    """Return the name of an open bond, or an empty text if the bond is not open."""
    name, one, two = graph.edges[edge]
    return name if graph.free(one) or graph.free(two) else ""


def _source(graph: Graph, read: Gates, edge: int) -> str:
    """Return the name of the tensor that an edge leaves, or an empty text if there is none."""
    nodes = (node for node in graph.edges[edge][1:] if not graph.free(node) and edge in read.outs[node])
    return next((graph.marks[node].name for node in nodes), "")


def _numbers(names: Sequence[str]) -> list[int] | None:
    """Return the numbers in names, if these are otherwise alike and the numbers differ."""
    found = numbered(names)
    return list(found.values()) if found is not None and len(found) == len(names) else None


def _along_paths(read: Gates, wires: Sequence[Sequence[int]], ranks: Sequence[int]) -> list[int] | None:
    """Return the wires in the order of the paths that gates and states make of them, or None if they make others."""
    wire = {edge: number for number, own in enumerate(wires) for edge in own}
    beside: dict[int, set[int]] = defaultdict(set)
    for group in read.groups:
        own = {wire[edge] for node in group for edge in (*read.ins[node], *read.outs[node])}
        if len(own) == 2:
            one, two = own
            beside[one].add(two)
            beside[two].add(one)
    if any(len(beside[number]) > 2 for number in ranks):
        return None
    found: list[int] = []
    met: set[int] = set()
    for start in sorted(ranks, key=lambda number: len(beside[number]) > 1):  # ends of paths first, in their order
        here: int | None = start
        while here is not None and here not in met:
            met.add(here)
            found.append(here)
            here = next((other for other in sorted(beside[here]) if other not in met), None)
    return found


def _columns(graph: Graph, made: Woven, levels: Mapping[int, int]) -> dict[int, int]:
    """Return the column of every tensor: the first one after those before it in which its rows are free."""
    read = made.gates
    rows = {group: sorted(row for node in group for row in made.rows(node)) for group in read.groups}
    starts = {group for group in read.groups if all(not read.ins[node] for node in group)}
    ends = {group for group in read.groups if group not in starts and all(not read.outs[node] for node in group)}
    column = {node: 0 for group in starts for node in group}
    taken: set[tuple[int, int]] = set()
    furthest: dict[int, int] = defaultdict(int)
    between = [group for group in read.groups if group not in starts and group not in ends]
    for group in sorted(between, key=lambda group: (levels[group[0]], rows[group][:1], group)):
        before = [graph.other(edge, node) for node in group for edge in read.ins[node]]
        first = 1 + max((column.get(other, 0) for other in before), default=0)
        span = range(rows[group][0], rows[group][-1] + 1)
        at = next((at for at in range(first, first + _PATIENCE) if not any((row, at) in taken for row in span)), None)
        if at is None:
            at = 1 + max(furthest[row] for row in span)
        taken.update((row, at) for row in span)
        for row in span:
            furthest[row] = max(furthest[row], at)
        column |= dict.fromkeys(group, at)
    last = 1 + max(column.values(), default=0)
    return column | {node: last for group in ends for node in group}
