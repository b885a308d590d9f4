"""Columns: nodes have given x, and get y such that few lines cross and most are straight (Sugiyama and others)."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..scenes import Point

# The distance from one node of a column to the next.
GAP = 0.5
# The distance from a node to a line that passes the column.
NARROW = 0.25

# If lines pass columns at more places than this, lines that pass get no places of their own.
MOST_PASSING = 20_000
# With more nodes than this, there are fewer sweeps.
MANY = 4_000

# The weight of the nodes of long lines, which should be straight, relative to other nodes.
STRAIGHT = 8.0


class _Columns(NamedTuple):
    """Columns of nodes, from left to right.

    `left` and `right` are the neighbours of each node in the columns beside its own. Nodes from `real` on are lines
    that pass a column. `heights` is the room (below, above) that each node needs.
    """

    columns: list[list[int]]
    left: list[list[int]]
    right: list[list[int]]
    real: int
    heights: list[tuple[float, float]]


def in_columns(
    edges: Sequence[tuple[int, int]],
    xs: Mapping[int, float],
    heights: Mapping[int, tuple[float, float]],
    levels: Sequence[Mapping[int, int]] = (),
) -> dict[int, Point]:
    """Return places with the given x; `heights` is the room that each node needs below and above itself.

    The columns are turned over if more lines lead down to higher levels than lead up. Of several kinds of levels the
    first counts for which these numbers differ.
    """
    nodes = list(xs)
    number = {node: place for place, node in enumerate(nodes)}
    made = _columns([(number[a], number[b]) for a, b in edges], [xs[node] for node in nodes])
    for place, node in enumerate(nodes):
        made.heights[place] = heights.get(node, made.heights[place])
    _order(made)
    ys = _heights(made)
    rises = (upwards(edges, level, {node: ys[place] for node, place in number.items()}) for level in levels)
    if next((rise for rise in rises if rise), 0) < 0:
        for column in made.columns:
            column.reverse()
        ys = _heights(made)
    return {node: (xs[node], ys[place]) for place, node in enumerate(nodes)}


def _columns(edges: Sequence[tuple[int, int]], xs: Sequence[float]) -> _Columns:
    values = sorted(set(xs))
    column_of = {x: place for place, x in enumerate(values)}
    at = [column_of[x] for x in xs]
    columns: list[list[int]] = [[] for _ in values]
    for node, column in enumerate(at):
        columns[column].append(node)
    heights = [(GAP / 2, GAP / 2)] * len(xs)
    left: list[list[int]] = [[] for _ in xs]
    right: list[list[int]] = [[] for _ in xs]
    spans = [abs(at[a] - at[b]) - 1 for a, b in edges]
    passing = sum(spans) <= MOST_PASSING
    for a, b in edges:
        one, two = (a, b) if at[a] <= at[b] else (b, a)
        if at[one] == at[two]:
            continue
        path = [one]
        for column in range(at[one] + 1, at[two]) if passing else ():
            path.append(len(left))
            columns[column].append(len(left))
            left.append([])
            right.append([])
            heights.append((NARROW / 2, NARROW / 2))
        for here, after in itertools.pairwise([*path, two]):
            right[here].append(after)
            left[after].append(here)
    return _Columns(columns, left, right, len(xs), heights)


def upwards(edges: Iterable[tuple[int, int]], levels: Mapping[int, int], heights: Mapping[int, float]) -> int:
    """Return how many lines lead up to a node of a higher level, less those that lead down; levels may be layers.

    >>> upwards([(0, 1), (1, 2), (2, 3)], {0: 0, 1: 1, 2: 2}, {0: 0.0, 1: 1.0, 2: 0.5, 3: 0.0})
    0
    """
    count = 0
    for one, two in edges:
        if one in levels and two in levels:
            rise = (heights[two] - heights[one]) * (levels[two] - levels[one])
            count += (rise > 1e-9) - (rise < -1e-9)
    return count


def _order(made: _Columns) -> None:
    """Sort the columns by the means of their neighbours, forth and back; keep the order with the fewest crossings."""
    rank = [0.0] * len(made.left)
    for column in made.columns:
        _rank(column, rank)
    best, fewest = [column[:] for column in made.columns], _crossings(made, rank)
    for sweep in range(6 if len(rank) > MANY else 24):
        sides = (made.left, made.right)[sweep % 2]
        for column in made.columns if sweep % 2 == 0 else reversed(made.columns):
            means = {node: _mean(sides[node], rank) if sides[node] else rank[node] for node in column}
            column.sort(key=means.__getitem__)
            _rank(column, rank)
        found = _crossings(made, rank)
        if found < fewest:
            best, fewest = [column[:] for column in made.columns], found
        if not fewest:
            break
    made.columns[:] = best


def _rank(column: list[int], rank: list[float]) -> None:
    """Set the ranks of the nodes in a column, as fractions of its length, so that columns of any length compare."""
    for place, node in enumerate(column):
        rank[node] = (place + 0.5) / len(column)


def _mean(others: Sequence[int], values: Sequence[float]) -> float:
    return sum(values[other] for other in others) / len(others)


def _crossings(made: _Columns, rank: list[float]) -> int:
    """Return how many pairs of lines between neighbouring columns cross, as their ends are in opposite orders."""
    count = 0
    for column in made.columns:
        met: list[float] = []
        for node in sorted(column, key=rank.__getitem__):
            ends = sorted(rank[other] for other in made.right[node])
            count += sum(len(met) - bisect.bisect_right(met, end) for end in ends)
            for end in ends:
                bisect.insort(met, end)
    return count


def _heights(made: _Columns) -> list[float]:
    """Give every node the y of its neighbours, as far as the order and the gaps of its column allow.

    The longest lines are kept straight first.
    """
    ys = [0.0] * len(made.left)
    for column in made.columns:
        offsets = _offsets(column, made.heights)
        middle = (offsets[0] + offsets[-1]) / 2
        for node, offset in zip(column, offsets, strict=True):
            ys[node] = offset - middle
    before, after = _longest(made)
    for sweep in range(6 if len(ys) > MANY else 24):
        sides, main = ((made.left, before), (made.right, after))[sweep % 2]
        for column in made.columns if sweep % 2 == 0 else reversed(made.columns):
            wanted = [ys[main[node]] if node in main else _aim(node, sides, ys) for node in column]
            weights = [STRAIGHT if node in main else 1.0 for node in column]
            offsets = _offsets(column, made.heights)
            free = isotonic([want - offset for want, offset in zip(wanted, offsets, strict=True)], weights)
            for node, value, offset in zip(column, free, offsets, strict=True):
                ys[node] = value + offset
    return _straight(made, ys, after)


def _aim(node: int, sides: Sequence[Sequence[int]], ys: Sequence[float]) -> float:
    return _median(sorted(ys[other] for other in sides[node])) if sides[node] else ys[node]


def _longest(made: _Columns) -> tuple[dict[int, int], dict[int, int]]:
    """Return the neighbour on the left, and the one on the right, with which nodes should have the same y.

    Two nodes are such a pair if each is the neighbour of the other with the longest line beyond it, so a node has at
    most one such neighbour on each side.
    """
    reach = []
    for sides, columns in ((made.left, made.columns), (made.right, made.columns[::-1])):
        far = [0] * len(made.left)
        for column in columns:
            for node in column:
                far[node] = max((far[other] + 1 for other in sides[node]), default=0)
        reach.append(far)
    back, onward = (
        {node: max(own, key=lambda other: (far[other], other >= made.real)) for node, own in enumerate(sides) if own}
        for sides, far in ((made.left, reach[0]), (made.right, reach[1]))
    )
    before = {node: other for node, other in back.items() if onward[other] == node}
    return before, {other: node for node, other in before.items()}


def _straight(made: _Columns, ys: list[float], after: Mapping[int, int]) -> list[float]:
    """Give all nodes of every long line one y, near those that they have.

    Lines are followed as long as they do not cross, so that "above" has no cycles among them. In one drawing each is
    pushed up by those below it, and in another it is pushed down by those above it. The mean of the two keeps all gaps,
    as both drawings do.
    """
    line = list(range(len(ys)))
    for one, two in itertools.pairwise(made.columns):
        place = {node: number for number, node in enumerate(two)}
        pairs = [(node, after[node]) for node in one if after.get(node) in place]
        for node, other in _in_order(pairs, place):
            line[other] = line[node]
    above: dict[int, list[tuple[int, float]]] = {number: [] for number in dict.fromkeys(line)}
    waiting = dict.fromkeys(above, 0)
    for column in made.columns:
        for low, high in itertools.pairwise(column):
            above[line[low]].append((line[high], made.heights[low][1] + made.heights[high][0]))
            waiting[line[high]] += 1
    order = [number for number, count in waiting.items() if not count]
    for number in order:
        for other, _ in above[number]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    if len(order) < len(above):
        return ys
    wanted = dict.fromkeys(above, 0.0)
    counts = dict.fromkeys(above, 0)
    for node, number in enumerate(line):
        wanted[number] += ys[node]
        counts[number] += 1
    up = {number: total / counts[number] for number, total in wanted.items()}
    down = dict(up)
    for number in order:
        for other, gap in above[number]:
            up[other] = max(up[other], up[number] + gap)
    for number in reversed(order):
        down[number] = min([down[number], *(down[other] - gap for other, gap in above[number])])
    return [(up[number] + down[number]) / 2 for number in line]


def _in_order(pairs: Sequence[tuple[int, int]], place: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return the largest set of pairs, ordered on the left, that are in order on the right too."""
    ends: list[int] = []
    best: list[int] = []
    back: dict[int, int | None] = {}
    for number, (_, other) in enumerate(pairs):
        at = bisect.bisect(ends, place[other])
        ends[at : at + 1] = [place[other]]
        best[at : at + 1] = [number]
        back[number] = best[at - 1] if at else None
    kept: list[tuple[int, int]] = []
    here = best[-1] if best else None
    while here is not None:
        kept.append(pairs[here])
        here = back[here]
    return kept


def _median(ordered: list[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _offsets(column: Sequence[int], heights: Sequence[tuple[float, float]]) -> list[float]:
    """Return the y of the nodes of a column that is packed as closely as their heights allow."""
    found = [0.0]
    for one, two in itertools.pairwise(column):
        found.append(found[-1] + heights[one][1] + heights[two][0])
    return found


def isotonic(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the nondecreasing sequence that is nearest by weighted least squares, by pooling adjacent violators.

    >>> isotonic([1.0, 3.0, 2.0, 4.0], [1.0, 1.0, 3.0, 1.0])
    [1.0, 2.25, 2.25, 4.0]
    """
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, total, count = value, weight, 1
        while pools and pools[-1][0] >= mean:
            other, more, others = pools.pop()
            mean = (mean * total + other * more) / (total + more)
            total, count = total + more, count + others
        pools.append((mean, total, count))
    return [mean for mean, _, count in pools for _ in range(count)]


def by_depth(edges: Sequence[tuple[int, int]], size: int) -> dict[int, Point]:
    """Place the vertices of a circuit: children left of their users, inputs and constants just left of the first."""
    depth = _depths(edges, size)
    return in_columns(list(dict.fromkeys(edges)), {node: float(depth[node]) for node in range(size)}, {})


def upright(
    edges: Sequence[tuple[int, int]], places: Mapping[int, Point], layers: Mapping[int, int]
) -> dict[int, Point] | None:
    """Return a circuit with children below their users, given one with children left of them, if it has layers.

    The nodes without children follow each other from left to right, as far as there is a choice.

    >>> upright([(0, 1)], {0: (0.0, 0.5), 1: (1.0, 0.5)}, {0: 0, 1: 1})
    {0: (0.5, 0.0), 1: (0.5, 1.0)}
    """
    if upwards(edges, layers, {node: x for node, (x, _) in places.items()}) <= 0:
        return None
    users = {user for _, user in edges}
    first = [node for node in places if node not in users]
    middle = sum(places[node][1] for node in first) / len(first)
    way = 1 if sum(node * (places[node][1] - middle) for node in first) >= 0 else -1
    return {node: (way * y, x) for node, (x, y) in places.items()}


def _depths(edges: Iterable[tuple[int, int]], size: int) -> list[int]:
    """Return how far vertices are from the farthest input below; inputs, constants and maps are just before a user."""
    children: list[list[int]] = [[] for _ in range(size)]
    users: list[list[int]] = [[] for _ in range(size)]
    for child, user in edges:
        children[user].append(child)
        users[child].append(user)
    depth = [0] * size
    for node in range(size):
        depth[node] = max((depth[child] + 1 for child in children[node]), default=0)
    for node in reversed(range(size)):
        if users[node] and len(children[node]) <= 1:
            depth[node] = min(depth[user] for user in users[node]) - 1
    return depth


def by_steps(
    edges: Sequence[tuple[int, int]], times: Mapping[int, int], levels: Sequence[Mapping[int, int]] = ()
) -> dict[int, Point] | None:
    """Place the vertices of a circuit at their times, with children left of their users within a step too.

    The result is None if a vertex has an earlier time than one of its children.
    """
    size = len(times)
    if any(times[child] > times[user] for child, user in edges):
        return None
    depth = _depths([(child, user) for child, user in edges if times[child] == times[user]], size)
    high = max(depth)
    xs = {node: times[node] + (depth[node] - high / 2) / (high + 1) for node in range(size)}
    return in_columns(list(dict.fromkeys(edges)), xs, {}, levels)
