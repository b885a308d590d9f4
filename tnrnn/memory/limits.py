"""Internal and external limits: what sequences ask of a state, what a unit could hold, and does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..basics import mistake, whole
from .capacity import Capacity
from .readout import Estimate


@dataclass(frozen=True)
class MemoryLimits:
    """What a length of sequences asks of a state, what a unit could hold, and does: external and internal limits.

    `asked` = M T numbers (external: the sequence); `possible` = min(N, M T) of them could be held linearly by any unit
    of N numbers; `held` = MC of them are (internal: the kind of unit). held / asked = ceiling * efficiency.
    """

    length: int
    asked: int
    possible: int
    held: Estimate

    @property
    def ceiling(self) -> float:
        """What any unit of that size could hold of a sequence: possible / asked.

        >>> MemoryLimits(8, 16, 4, Estimate(3.0, 2.0, 4.0)).ceiling
        0.25
        """
        return self.possible / self.asked

    @property
    def efficiency(self) -> Estimate:
        """What this unit holds of what it could: held / possible.

        >>> MemoryLimits(8, 16, 4, Estimate(3.0, 2.0, 4.0)).efficiency.value
        0.75
        """
        return self.held.scaled(1.0 / self.possible)

    @property
    def share(self) -> Estimate:
        """What this unit holds of a sequence: held / asked."""
        return self.held.scaled(1.0 / self.asked)

    @property
    def longest(self) -> int:
        """The longest sequence that any unit of that size could hold linearly: N / M steps, rounded down, at most T."""
        return self.possible * self.length // self.asked

    def to_json(self) -> dict[str, Any]:
        """Return the limits as JSON has them."""
        own = {"length": self.length, "asked": self.asked, "possible": self.possible, "held": self.held.to_json()}
        parts = {"efficiency": self.efficiency.to_json(), "share": self.share.to_json()}
        return own | {"ceiling": round(self.ceiling, 6), **parts}


Limits = MemoryLimits
"""As the last release called it."""


def memory_limits(capacity: Capacity, length: int) -> MemoryLimits:
    """Return the internal and the external limit of a unit on sequences of `length` steps.

    Parameters
    ----------
    capacity : Capacity
    length : int
        T, in steps: as many as the lags of the capacity, K + 1, or fewer; then what is held is what the capacity has of
        the last T inputs of its own, longer, sequences.

    Raises
    ------
    TnrnnError
        On longer sequences: their lags have not been decoded.

    References
    ----------
    Ours, after the idea of internal and external factors of Zhang et al., arXiv 2002.07422.

    Examples
    --------
    >>> found = memory_limits(Capacity(Estimate(3.0, 2.5, 3.5), (1.0, 1.0, 1.0, 0.0), 6, 1), 4)
    >>> found.ceiling, found.efficiency.value
    (1.0, 0.75)
    """
    if not isinstance(capacity, Capacity):
        raise mistake("memory_limits, capacity", "a Capacity", capacity)
    steps = whole("memory_limits, length", length, most=len(capacity.by_lag))
    numbers = steps * capacity.width
    possible = min(capacity.units, numbers)
    beyond = max(sum(capacity.by_lag[steps:]), 0.0)
    held = (min(max(number - beyond, 0.0), float(possible)) for number in capacity.total)
    return MemoryLimits(steps, numbers, possible, Estimate(*held))
