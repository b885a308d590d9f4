"""Internal and external limits: how much sequences contain, how much a unit could hold, and how much it does hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...basics import former_names, mistake, whole
from ..units import Estimate
from .capacity import Capacity


@dataclass(frozen=True)
class MemoryLimits:
    """The external and the internal limit of a unit on sequences of some length.

    A sequence of T steps has `asked` = M T numbers. A unit of N numbers can hold at most `possible` = min(N, M T) of
    them linearly (the external limit, set by the sequence), and this unit does hold `held` = MC of them (the internal
    limit, set by the kind of unit). So held / asked = ceiling * efficiency. These are not the external and internal
    factors of Zhang et al. (arXiv 2002.07422); see `memory_limits`.

    Attributes
    ----------
    length : int
        The number T of steps.
    asked, possible : int
        The numbers in a sequence, and how many of them a unit of this size can hold.
    held : Estimate
        How many of them this unit holds.

    Examples
    --------
    >>> found = MemoryLimits(length=4, asked=4, possible=3, held=Estimate(1.5, 1.4, 1.6))
    >>> found.ceiling, found.efficiency.value
    (0.75, 0.5)
    """

    length: int
    asked: int
    possible: int
    held: Estimate

    @property
    def ceiling(self) -> float:
        """The part of a sequence that any unit of this size can hold: possible / asked.

        >>> MemoryLimits(8, 16, 4, Estimate(3.0, 2.0, 4.0)).ceiling
        0.25
        """
        return self.possible / self.asked

    @property
    def efficiency(self) -> Estimate:
        """The part of what it can hold that this unit does hold: held / possible.

        >>> MemoryLimits(8, 16, 4, Estimate(3.0, 2.0, 4.0)).efficiency.value
        0.75
        """
        return self.held.scaled(1.0 / self.possible)

    @property
    def share(self) -> Estimate:
        """The part of a sequence that this unit holds: held / asked."""
        return self.held.scaled(1.0 / self.asked)

    @property
    def longest(self) -> int:
        """The longest sequence that a unit of this size can hold linearly: N / M steps, rounded down, at most T."""
        return self.possible * self.length // self.asked

    def to_json(self) -> dict[str, Any]:
        """Return the limits as JSON."""
        own = {"length": self.length, "asked": self.asked, "possible": self.possible, "held": self.held.to_json()}
        parts = {"efficiency": self.efficiency.to_json(), "share": self.share.to_json()}
        return own | {"ceiling": round(self.ceiling, 6), **parts}


__getattr__ = former_names(__name__, Limits=MemoryLimits)


def memory_limits(capacity: Capacity, length: int) -> MemoryLimits:
    """Return the internal and the external limit of a unit on sequences of `length` steps.

    Parameters
    ----------
    capacity : Capacity
        The memory capacity of the unit for lags 0 .. K.
    length : int
        The number T of steps, at most K + 1. If T is smaller, `held` is the part of the capacity that belongs to the
        last T inputs of its longer sequences.

    Raises
    ------
    TnrnnError
        If the sequences are longer than K + 1 steps, because their lags have not been decoded.

    References
    ----------
    The definition is ours, after the idea of external and internal factors of Zhang, Li, Hua, Song, "Assessing the
    Memory Ability of Recurrent Neural Networks", ECAI 2020, arXiv 2002.07422. Theirs differ: the length of sequences is
    their external factor and gives an upper bound, and the unit is their internal factor and gives a lower bound. We
    did not have their formulas. Here the internal limit is measured, and is not a bound.

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
    held = capacity.total.scaled(1.0, -beyond).cut(float(possible))
    return MemoryLimits(steps, numbers, possible, held)
