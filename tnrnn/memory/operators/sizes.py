"""Both measures of an effective state size, with what is known of them over several inputs."""

from __future__ import annotations

from typing import NamedTuple

from ..units import Estimate


class Ranks(NamedTuple):
    """The mean of a rank over the inputs, and the least and the greatest.

    There is no interval: the rank is the same at almost all inputs of most layers, so that a sample in which all ranks
    are equal says nothing about the few others.
    """

    value: float
    least: float
    greatest: float

    def scaled(self, factor: float) -> Ranks:
        """Return all three numbers times a factor."""
        return Ranks(*(factor * number for number in self))

    def to_json(self) -> list[float]:
        """Return the three numbers, rounded to six decimals.

        >>> Ranks(4.75, 4.0, 5.0).to_json()
        [4.75, 4.0, 5.0]
        """
        return [round(number, 6) for number in self]


class Sizes(NamedTuple):
    """Both measures of a block, or their sums or means: its rank, and the exponential of its entropy.

    The ends of `rank` are the least and the greatest over the inputs, and those of `entropy` are an interval of 95 %
    for the mean over inputs.
    """

    rank: Ranks
    entropy: Estimate

    def scaled(self, factor: float) -> Sizes:
        """Return both measures times a positive factor."""
        return Sizes(self.rank.scaled(factor), self.entropy.scaled(factor))

    def to_json(self) -> dict[str, list[float]]:
        """Return the rank as [value, least, greatest], and the exponential of the entropy as [value, low, high].

        >>> Sizes(Ranks(5.0, 5.0, 5.0), Estimate(2.5, 2.0, 3.0)).to_json()
        {'rank': [5.0, 5.0, 5.0], 'entropy': [2.5, 2.0, 3.0]}
        """
        return {"rank": self.rank.to_json(), "entropy": self.entropy.to_json()}
