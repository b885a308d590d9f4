"""Staircases with rows that are closer together, for boxes that are wide for their height."""

from __future__ import annotations

import dataclasses
import math

from ..scenes import Layout, Line, Mark, tidy


def lowered(layout: Layout, rise: float) -> Layout:
    """Return a layout of the same columns, in which rows are `rise` times as far apart.

    >>> low = lowered(Layout("staircase", (Mark("a", "site", 1.0, -2.0, 0.1),), ()), 0.5)
    >>> low.marks[0].y, low.marks[0].radius, low.rise
    (-1.0, 0.070711, 0.5)
    """
    size = math.sqrt(rise)  # as legs get shorter

    def mark(one: Mark) -> Mark:
        return dataclasses.replace(one, y=tidy(one.y * rise), radius=tidy(one.radius * size))

    def line(one: Line) -> Line:
        points = tuple((x, tidy(y * rise)) for x, y in one.points)
        # Marks shrink less than legs, so what is marked near the site moves away from it.
        stops = tuple(tidy(1 - (1 - stop) * rise**-0.25) for stop in one.stops) if one.role == "leg" else one.stops
        return dataclasses.replace(one, points=points, stops=stops)

    marks, lines = tuple(map(mark, layout.marks)), tuple(map(line, layout.lines))
    return layout._replace(marks=marks, lines=lines, rise=layout.rise * rise)
