"""The strip under a diagram: the cuts, or ranks, of all splits in time, on the diagram's own time axis."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...basics import as_before, mistake
from .geometry import tidy
from .scene import Box, Label, Line, Mark, Point
from .wording import ems

HEIGHT, GAP, TICK = 5.0, 1.2, 0.8
"""The height of the strip and of the gap above it, in ems, and the size of the labels at its axis."""

RADII = (0.36, 0.24, 0.14)
"""The radii of the points of each series, in ems. They differ so that equal values can all be seen."""

MOST_SERIES, LARGEST, LEAST_STEP = 3, 20, 1.5
"""The most series; the most bits of a value that is written out; the fewest ems between two labels at the axis."""

NAMES = {"min_cut": "min-cut", "symmetric_cut": "symmetric cut", "rank": "rank"}


@dataclass(frozen=True)
class Strip:
    """What a strip shows: up to three series, each a name and the binary logarithms of its values at splits 1, 2, ..

    Parameters
    ----------
    series : mapping of names to values, or pairs (name, values)
        For each name a value for every split k = 1..T-1, between the time steps k and k + 1. None is a missing value.

    Raises
    ------
    TnrnnError
        If there are more than three series, their lengths differ, or a value is negative or not finite.

    Examples
    --------
    >>> Strip({"min-cut": (1.0, 2.0, 1.0)})
    Strip(series=(('min-cut', (1.0, 2.0, 1.0)),))
    """

    series: tuple[tuple[str, tuple[float | None, ...]], ...]

    def __post_init__(self) -> None:
        expected = f"1 to {MOST_SERIES} names, each with a value for every split"
        given: Any = self.series
        pairs = list(given.items() if isinstance(given, Mapping) else given) if _listed(given) else []
        if not 1 <= len(pairs) <= MOST_SERIES:
            raise mistake("strip", expected, given)
        found = []
        for pair in pairs:
            if not (isinstance(pair, tuple | list) and len(pair) == 2 and isinstance(pair[0], str)):
                raise mistake("strip", expected, pair)
            found.append((pair[0], _values(*pair)))
        sizes = {len(values) for _, values in found}
        if len(sizes) > 1 or 0 in sizes:
            raise mistake("strip", expected, sorted(sizes))
        object.__setattr__(self, "series", tuple(found))

    @classmethod
    @as_before()
    def of(cls, profile: Any, *, names: Iterable[str] = ("min_cut", "symmetric_cut")) -> Strip:
        """Return the strip of a `Profile` along the splits of one circuit: the rows called `names` of its tables.

        Parameters
        ----------
        profile : Profile
            A profile along the splits of one circuit.
        names : iterable of str
            The names of the rows that are shown, at most three; by default the min-cut and the symmetric cut.

        Raises
        ------
        TnrnnError
            If the profile has another axis, or if it has no row of a name.

        Examples
        --------
        >>> from tnrnn import profile, rac
        >>> Strip.of(profile(rac(4, 2, 2, 2))).series[0]
        ('min-cut', (1.0, 2.0, 1.0))
        """
        if getattr(profile, "along", None) != "split":
            raise mistake("Strip.of", "a Profile along the splits of one circuit", profile)
        last = max(profile.at)
        found = []
        for name in names:
            at = dict(zip(profile.at, profile.log2(name), strict=True))
            found.append((NAMES.get(name, name.replace("_", " ")), tuple(at.get(k) for k in range(1, last + 1))))
        return cls(tuple(found))

    @property
    def splits(self) -> int:
        """How many splits there are."""
        return len(self.series[0][1])


def _listed(given: Any) -> bool:
    return isinstance(given, Mapping | tuple | list)


def _values(name: str, given: Any) -> tuple[float | None, ...]:
    expected = "binary logarithms from 0 on, or None"
    if not isinstance(given, tuple | list):
        raise mistake(f"strip, {name}", expected, given)
    for value in given:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not None and not (number and math.isfinite(value) and value >= 0):
            raise mistake(f"strip, {name}", expected, value)
    return tuple(None if value is None else float(value) for value in given)


class Frame(NamedTuple):
    """The place of a strip: below the box `band`, with split k at x = k + `aside`, and type of `em` data units."""

    band: Box
    aside: float
    em: float

    @property
    def top(self) -> float:
        return self.band[1] - GAP * self.em

    @property
    def base(self) -> float:
        return self.top - HEIGHT * self.em

    @property
    def axis(self) -> float:
        """The x of the axis: half a step before the first split, which is split 1."""
        return 0.5 + self.aside

    def point(self, split: int, value: float, highest: float) -> Point:
        return tidy(split + self.aside), tidy(self.base + value / highest * (self.top - self.base))


class StripParts(NamedTuple):
    """The parts of a strip, the (role, words) of its legend, and the box around it."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    keys: tuple[tuple[str, str], ...]
    box: Box


def strip_parts(strip: Strip, frame: Frame, split: int | None) -> StripParts:
    """Return a strip as lines, marks and labels; a line leads to it from the split `split` of the diagram.

    >>> found = strip_parts(Strip({"min-cut": (1.0, 2.0)}), Frame((-0.5, 0.0, 4.0, 3.0), 0.5, 0.1), 2)
    >>> [mark.x for mark in found.marks]
    [1.5, 2.5]
    """
    highest = max([value for _, values in strip.series for value in values if value is not None], default=0.0) or 1.0
    right = strip.splits + 0.5 + frame.aside
    lines = [Line((), "axis", ((tidy(frame.axis), tidy(frame.base)), (tidy(right), tidy(frame.base))), ())]
    labels = []
    for value in _ticks(strip, highest):
        y = frame.point(0, value, highest)[1]
        if value:
            lines.append(Line((), "tick", ((tidy(frame.axis), y), (tidy(right), y)), ()))
        labels.append(Label("tick", tidy(frame.axis - 0.5 * frame.em), y, *_words(value), "east", TICK))
    if split is not None and 1 <= split <= strip.splits:
        x = tidy(split + frame.aside)
        lines.append(Line((), "split", ((x, tidy(frame.base)), (x, frame.band[1])), ()))
    marks: list[Mark] = []
    for number, (name, values) in enumerate(strip.series):
        role = _numbered("curve", number)
        points = [None if value is None else frame.point(k, value, highest) for k, value in enumerate(values, 1)]
        for has, run in itertools.groupby(points, key=lambda point: point is not None):
            stretch = tuple(point for point in run if point is not None)
            if has and len(stretch) > 1:
                lines.append(Line((), role, stretch, ()))
        marks += _points(number, name, points, frame.em)
    wide = max(TICK * frame.em * ems(label.text, label.math) for label in labels)
    left = min(frame.band[0], frame.axis - 0.5 * frame.em - wide)
    keys = [(_numbered("point", number), name) for number, (name, _) in enumerate(strip.series)]
    keys[0] = (keys[0][0], f"{keys[0][1]} of every split")
    low = frame.base - 0.6 * frame.em
    return StripParts(
        tuple(lines), tuple(marks), tuple(labels), tuple(keys), (tidy(left), tidy(low), right, frame.band[1])
    )


def _points(number: int, name: str, points: Sequence[Point | None], em: float) -> list[Mark]:
    role, radius = _numbered("point", number), tidy(RADII[number] * em)
    return [Mark(f"{name}, split {k}", role, *point, radius) for k, point in enumerate(points, 1) if point is not None]


def _numbered(role: str, number: int) -> str:
    """Return the role of a series: "point" for the first, "point-2" for the second, and so on."""
    return f"{role}-{number + 1}" if number else role


def _ticks(strip: Strip, highest: float) -> list[float]:
    """Return the values at the axis: 0, the highest, and the one of the first series nearest to the middle, if any."""
    least = LEAST_STEP / HEIGHT * highest
    middles = [value for value in strip.series[0][1] if value is not None and least <= value <= highest - least]
    middle = min(middles, key=lambda value: (abs(value - highest / 2), value), default=None)
    return [0.0, highest] if middle is None else [0.0, middle, highest]


def _words(value: float) -> tuple[str, str]:
    if value <= LARGEST and abs(2**value - round(2**value)) < 1e-6 * 2**value:
        return "", str(round(2**value))
    return "", f"2^{{{value:.4g}}}"
