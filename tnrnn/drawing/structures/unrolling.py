"""A ring of sites, and all rows above it, cut open where the fewest wires are severed."""

from __future__ import annotations

from typing import NamedTuple

from .stages import Group, Stages


class Seat(NamedTuple):
    """A group of wires of a row with the x of its middle."""

    group: Group
    x: float


class Unrolled(NamedTuple):
    """The seats of every row from left to right, the x of every site, and the wires around, by the rows above them.

    A wire around leads from one end of the drawing to the other. Those of a row are in order from left to right, and
    start at the left (`True`) or at the right below.
    """

    rows: tuple[tuple[Seat, ...], ...]
    sites: dict[int, float]
    around: tuple[tuple[tuple[int, ...], bool], ...]


def unrolled(stages: Stages) -> Unrolled:
    """Return the places of all groups, where sites are 1 apart and a tensor is above the middle of its wires.

    A cut of a ring goes up between two sites, and at every row either between two groups, or around a group to the left
    or the right of it; then it severs the wires of that group on that side. The fewest wires to be severed are known
    from the top downwards for every gap, so that the time is linear in the number of wires.
    """
    wires = [edge for group in stages.rows[0] for edge in group.below]
    start = wires.index(stages.first)
    costs = _costs(stages) if stages.closed else []
    if costs:
        least = min(costs[0][edge] for edge in wires)
        while costs[0][wires[start]] > least:
            start = (start + 1) % len(wires)
        wires = wires[start:] + wires[:start]
    middle = (len(wires) - 1) / 2
    line = [(edge, float(place)) for place, edge in enumerate(wires)]
    rows, around = [], []
    for number, whole in enumerate(stages.rows):
        row = _from_first(whole, line)
        above = costs[number + 1] if number + 1 < len(costs) else {}
        line, moved = _shifted(line, row, above, (len(wires), middle)) if stages.closed else (line, ((), True))
        at = dict(line)
        first = {group.below[0]: group for group in row}
        seats = []
        for edge, _ in line:
            if edge in first:
                group = first[edge]
                seats.append(Seat(group, sum(at[one] for one in group.below) / len(group.below)))
        rows.append(tuple(seats))
        around.append(moved)
        line = [pair for seat in seats for pair in _risen(seat, at)]
    return Unrolled(tuple(rows), dict(zip(wires, map(float, range(len(wires))), strict=True)), tuple(around))


def _from_first(row: tuple[Group, ...], line: list[tuple[int, float]]) -> tuple[Group, ...]:
    """Return a row in which a tensor that takes all wires takes them in the order that they have."""
    return (row[0]._replace(below=tuple(edge for edge, _ in line)),) if len(row) == 1 else row


def _risen(seat: Seat, at: dict[int, float]) -> list[tuple[int, float]]:
    """Return the wires above a group with their x: those of a disentangler are as far apart as those below."""
    above, below = seat.group.above, seat.group.below
    if len(above) == len(below):
        return [(edge, at[under]) for edge, under in zip(above, below, strict=True)]
    return [(edge, seat.x) for edge in above]


def _costs(stages: Stages) -> list[dict[int, int]]:
    """Return for every row, and every wire, how many wires are severed from the gap before that wire upwards."""
    costs: list[dict[int, int]] = []
    above: dict[int, int] = {}
    for row in reversed(stages.rows):
        own: dict[int, int] = {}
        before = [_least(row, place, above) for place in range(len(row))]
        for place, group in enumerate(row):
            after = before[(place + 1) % len(row)]
            for count, edge in enumerate(group.below):
                cut = count and len(row) > 1  # a tensor that takes all wires can begin with any of them
                own[edge] = min(before[place] + count, after + len(group.below) - count) if cut else before[place]
        costs.append(own)
        above = own
    return costs[::-1]


def _least(row: tuple[Group, ...], place: int, above: dict[int, int]) -> int:
    """Return how many wires are severed above a row from the gap before one of its groups."""
    group = row[place]
    return above.get(group.above[0], 0) if group.above else 0


def _shifted(
    line: list[tuple[int, float]], row: tuple[Group, ...], above: dict[int, int], frame: tuple[int, float]
) -> tuple[list[tuple[int, float]], tuple[tuple[int, ...], bool]]:
    """Return the wires below a row so that no group is cut, and those that were moved to the other end.

    Of two sides that sever equally many wires it is the one that keeps the row nearer to the middle.
    """
    period, middle = frame
    edge = line[0][0]
    place = next(number for number, group in enumerate(row) if edge in group.below)
    group = row[place]
    count = group.below.index(edge)
    if not count:
        return line, ((), True)
    left = _least(row, place, above) + count
    right = _least(row, (place + 1) % len(row), above) + len(group.below) - count
    mean = sum(x for _, x in line) / len(line)
    if left < right or (left == right and mean >= middle):
        moved, kept = line[-count:], line[:-count]
        return [*((one, x - period) for one, x in moved), *kept], (tuple(one for one, _ in moved), False)
    rest = len(group.below) - count
    moved, kept = line[:rest], line[rest:]
    return [*kept, *((one, x + period) for one, x in moved)], (tuple(one for one, _ in moved), True)
