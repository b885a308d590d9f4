"""The curve of a cut as open arcs and closed loops, each a path through gates that crosses some of what is severed.

Lengths are in steps of the layout.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from ..scenes import Point
from .gates import Contour, Gate
from .taut import length_of, taut

LONG, LONG_FRAMED = 3.2, 40.0
"""The length of a part outside the drawing, between two crossings, above which the curve is opened there.

In a drawing with a frame, curves lead along whole columns.
"""

LAST = 1.0
"""The length of an end, behind its last crossing, above which it is shortened."""

ENDS = 0.5
"""The length of an end that is shortened."""

SHARE = 0.22
"""The largest share of a part at which the curve is opened that an end takes."""

BEYOND, BEYOND_FRAME = 0.22, 0.08
"""How far an end leads out of a drawing, and out of a frame, from where it goes on to the edge of a band."""


class Arc(NamedTuple):
    """A path through gates, the bonds that it crosses, and how many bonds and hyperedges these are.

    `out` says which of its ends lead out of the drawing. A `short` arc crosses one line, and does not lead around what
    is behind that.
    """

    path: list[Point]
    bonds: frozenset[str]
    crossings: int
    closed: bool = False
    out: tuple[bool, bool] = (False, False)
    short: bool = False


def arcs_of(row: Contour, framed: bool, wide: bool = False, split: bool = False) -> list[Arc]:
    """Return arcs along a row of gates, which is opened where it leads far through the outside of the drawing.

    If they are `wide`, they keep to the middle of the gates. If they are `split`, it is opened wherever it is outside.
    """
    gates, outer = list(row.gates), list(row.outer)
    named = [place for place, gate in enumerate(gates) if gate.name]
    if row.closed:  # begin at a crossing, and end at it again
        gates, outer = gates[named[0] :] + gates[: named[0]], outer[named[0] :] + outer[: named[0]]
        named = [place - named[0] for place in named] + [len(gates)]
    points = taut(gates, row.closed, wide)
    single = row.closed and len(named) == 2
    most = 0.0 if split else LONG_FRAMED if framed else LONG
    opened = [
        (one, two)
        for one, two in itertools.pairwise(named)
        if outer[one] and two > one + 1 and (single or length_of(points[one : two + 1]) > most)
    ]
    if row.closed:
        if not opened:
            return [_arc(points, gates, closed=True)]
        # Each arc leads from the end of one part that is opened to the beginning of the next, the last past the start.
        pairs = zip(opened, [*opened[1:], opened[0]], strict=True)
        found = []
        for (one, two), (three, four) in pairs:
            inner = list(range(two, three + 1)) if two <= three else [*range(two, len(gates)), *range(three + 1)]
            middle = [points[place] for place in inner]
            path = _end(points[one : two + 1][::-1])[::-1][:-1] + middle + _end(points[three : four + 1])[1:]
            found.append(_arc(path, [gates[place % len(gates)] for place in inner]))
        return found
    out = row.out or (None, None)
    starts = [named[0], *(two for _, two in opened)]
    ends = [*(one for one, _ in opened), named[-1]]
    found = []
    for number, (one, two) in enumerate(zip(starts, ends, strict=True)):
        first, last = number == 0, number == len(starts) - 1
        head = points[: one + 1][::-1] if first else points[ends[number - 1] : one + 1][::-1]
        tail = points[two:] if last else points[two : starts[number + 1] + 1]
        arc = _arc(points[one : two + 1], gates[one : two + 1])
        found.append(_with_ends(arc, (head, tail), [out[0] if first else None, out[1] if last else None], framed))
    return found


def _arc(path: list[Point], gates: Sequence[Gate], closed: bool = False) -> Arc:
    names = {gate.name for gate in gates if gate.name}
    bonds = frozenset(gate.name for gate in gates if gate.name and not gate.hyper)
    return Arc(path, bonds, len(names), closed, short=len(names) == 1 and not closed)


def _with_ends(arc: Arc, ends: tuple[list[Point], list[Point]], out: list[Point | None], framed: bool) -> Arc:
    """Return an arc with its ends, which lead out of the drawing if they have a direction there."""
    alone = framed and arc.crossings == 1
    if alone and (out[0] is None or out[1] is None or out[0][0] * out[1][0] + out[0][1] * out[1][1] > -0.5):
        out = [None, None]  # one line is crossed, and the curve would lead around what is behind it
    head, tail = (
        _end(points, share=1.0 if alone else SHARE) if way is None else _outwards(points, way, framed)
        for points, way in zip(ends, out, strict=True)
    )
    led = out[0] is not None, out[1] is not None
    return arc._replace(path=head[::-1][:-1] + arc.path + tail[1:], out=led, short=arc.short and led != (True, True))


def _outwards(points: list[Point], way: Point, framed: bool) -> list[Point]:
    """Return an end that leads out of the drawing in a direction, or a part of it if it is long."""
    if not framed and length_of(points) > LAST:
        return _end(points, share=1.0)
    more = BEYOND_FRAME if framed else BEYOND
    (x, y) = points[-1]
    return [*points, (x + way[0] * more, y + way[1] * more)]


def _end(points: Sequence[Point], share: float = SHARE) -> list[Point]:
    """Return the beginning of a path, of the length of an end, but at most a share of it."""
    found, left = [points[0]], min(ENDS, share * length_of(points))
    for a, b in itertools.pairwise(points):
        step = math.dist(a, b)
        if step >= left:
            part = left / step if step else 0.0
            return [*found, (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)]
        found.append(b)
        left -= step
    return found
