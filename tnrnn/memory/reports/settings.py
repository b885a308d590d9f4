"""How the units of a sheet are measured: the same for all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...basics import mistake, whole
from ..units import Following, Probe, Reading, Sample, following

MOST_SPLITS = 8
"""The most splits, unless the user chooses them."""

MOST_DEGREE = 3
"""The greatest degree."""

MOST_PRODUCTS = 300
"""The most products of one degree above the first, by which the delays are chosen."""


@dataclass(frozen=True)
class Setting:
    """How the units of a sheet are measured.

    Attributes
    ----------
    probe : Probe
        The sequences from which lags and degrees are decoded; its width and its number of sequences are known.
    reading : Reading
        What is read of the units, and how they run.
    sample : Sample
        The Starts and the Ends of the Start-Future matrix.
    splits : tuple of int
        The numbers of steps of a Start.
    tokens : int, optional
        The size of the vocabulary, if the units read token ids.
    """

    probe: Probe
    reading: Reading
    sample: Sample
    splits: tuple[int, ...]
    tokens: int | None = None

    @property
    def width(self) -> int:
        """M, the numbers at each step, and the number of symbols."""
        return int(self.probe.width or 0)

    @property
    def middle(self) -> int:
        """The split in the middle."""
        return self.splits[len(self.splits) // 2]

    @property
    def state(self) -> str:
        """What is read of the units, in words."""
        how = self.reading
        if how.read == "output":
            return "the outputs"
        if how.read != "states":
            return f"the part {how.read}"
        return "h and c of LSTMs, h of other cells" if how.state == "h,c" else "h"

    @property
    def words(self) -> dict[str, str]:
        """The numbers that definitions name."""
        numbers = {"width": self.width, "sequences": self.probe.sequences, "count": self.sample.count}
        found = {name: f"{number:,}" for name, number in (numbers | {"length": self.probe.length}).items()}
        return found | {"delays": ", ".join(map(str, delays_of(self.probe.length, self.width)))}

    def following(self, unit: Any) -> Following:
        """Return a unit that stops after the Start and goes on with any End."""
        return following(unit, self.width if self.tokens is None else None, tokens=self.tokens, reading=self.reading)

    def to_json(self) -> dict[str, Any]:
        """Return the setting as JSON."""
        names = ("length", "width", "lags", "sequences", "seed", "folds", "noise")
        own = {name: getattr(self.probe, name) for name in names}
        sample = {name: getattr(self.sample, name) for name in ("mode", "count", "seed")}
        read = {"state": self.reading.state, "read": self.reading.read, "tokens": self.tokens}
        return own | read | {"sample": sample, "splits": list(self.splits)}


def splits_of(length: int, given: Iterable[int] | None) -> tuple[int, ...]:
    """Return the given splits in order; by default all of a few steps, or eight of more steps, as even as can be.

    >>> splits_of(5, None), splits_of(20, None)
    ((1, 2, 3, 4), (1, 4, 6, 9, 11, 14, 16, 19))
    """
    most = length - 1
    if given is not None:
        if not isinstance(given, Iterable) or isinstance(given, str):
            raise mistake("memory_sheet, splits", "splits, as integers", given)
        return tuple(sorted({whole("memory_sheet, split", split, most=most) for split in given}))
    if most <= MOST_SPLITS:
        return tuple(range(1, length))
    gaps = MOST_SPLITS - 1
    return tuple(1 + (2 * at * (most - 1) + gaps) // (2 * gaps) for at in range(MOST_SPLITS))


def delays_of(length: int, width: int) -> tuple[int, ...]:
    """Return the greatest delay of each degree, so that there are at most 300 products of every degree above the first.

    >>> delays_of(12, 1), delays_of(20, 8), delays_of(60, 64)
    ((11, 11, 10), (19, 2, 0), (59,))
    """
    found = [length - 1]
    for degree in range(2, MOST_DEGREE + 1):
        few = [k for k in range(found[-1] + 1) if math.comb(width * (k + 1) + degree - 1, degree) <= MOST_PRODUCTS]
        if not few:
            break
        found.append(few[-1])
    return tuple(found)
