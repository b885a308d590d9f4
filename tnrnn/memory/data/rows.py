"""What data ask for at every split, as frozen rows, as JSON and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import aligned, mistake
from ...ranks import Spectrum

SETTLED = 0.05
"""The greatest growth in bits, and the greatest share of noise, of an entropy whose interval can be relied on."""


def entropy_bits(values: Sequence[float]) -> float:
    """Return - sum p log2 p, with p = s^2 / sum of s^2, for singular values s; 0 if all are 0.

    >>> entropy_bits([1.0, 1.0, 1.0, 1.0, 0.0]), entropy_bits([0.0])
    (2.0, 0.0)
    """
    found = np.array([value for value in values if value > 0])
    if not len(found):
        return 0.0
    shares = (found / found.max()) ** 2
    shares = shares[shares > 0] / shares.sum()
    return abs(float(-(shares * np.log2(shares)).sum()))


@dataclass(frozen=True)
class DataRow:
    """The data tensor at one split.

    Attributes
    ----------
    split : int
        The number k of steps in the Start.
    spectrum : Spectrum
        The singular values of the matrix of the data tensor. `numerical_rank`, `effective_rank` and `stable_rank` are
        its ranks; the tolerance is what rounding can make of a singular value of 0.
    entropy : float
        The entanglement entropy in bits, - sum p log2 p with p = s^2 / sum of s^2.
    low, high : float, optional
        The ends of the interval for the entropy in the population; None without resamples.
    bias : float, optional
        By how much the entropy of a sample is too large, as the bootstrap estimates it; None without resamples.
    growth : float, optional
        The entropy less the mean entropy of halves of the sequences; None without resamples.
    correlation : float, optional
        The surrogate by correlations, if it was asked for.
    noise : float
        The share of the squared norm S of D that the sequences have with themselves, sum of w[n]^2 / S with their
        weights w, which is 1 / (N S) for equal ones. As many sequences without anything in common would have this much,
        so it is about the share of noise in the tensor. It is the same for all splits.

    Examples
    --------
    >>> row = DataRow(split=1, spectrum=Spectrum((0.5, 0.5), 2, 2, 1e-15), entropy=1.0)
    >>> row.spectrum.numerical_rank, row.settled
    (2, False)
    """

    split: int
    spectrum: Spectrum
    entropy: float
    low: float | None = None
    high: float | None = None
    bias: float | None = None
    growth: float | None = None
    correlation: float | None = None
    noise: float = 1.0

    @property
    def settled(self) -> bool:
        """Whether there is an interval, the growth is at most 0.05 bits, up or down, and the noise is at most 0.05.

        In simulations with known answers the intervals contained the truth about as often as they should where this is
        so, and not elsewhere: `benchmarks/data_coverage.py`. An entropy that has not settled is that of these
        sequences, and says little of the population.
        """
        return self.growth is not None and abs(self.growth) <= SETTLED and self.noise <= SETTLED

    def held(self, rank: float) -> float:
        r"""Return the greatest overlap of the data with a tensor of norm 1 whose rank at this split is at most `rank`.

        It is relative to the overlap of the data tensor with itself:
        :math:`\max_W \langle W, D \rangle / |D| = (\sum_{i \le r} s_i^2 / \sum_i s_i^2)^{1/2}`, by the theorem of
        Eckart and Young. It is 1 where the rank is at least that of the data.

        Parameters
        ----------
        rank : float
            The rank r, at least 1, or infinity.

        Raises
        ------
        TnrnnError
            If the rank is below 1.

        Examples
        --------
        >>> row = DataRow(1, Spectrum((0.5, 0.5), 2, 2, 1e-15), 1.0)
        >>> round(row.held(1), 4), row.held(2)
        (0.7071, 1.0)
        """
        values = np.array(self.spectrum.values)
        if not isinstance(rank, int | float) or not rank >= 1:
            raise mistake("held, rank", "a rank of at least 1", rank)
        if rank >= len(values) or not values.any():
            return 1.0
        most = int(rank)
        squares = (values / values.max()) ** 2
        return min(1.0, math.sqrt(float(squares[:most].sum() / squares.sum())))

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON.

        >>> DataRow(1, Spectrum((0.5, 0.5), 2, 2, 1e-15), 1.0).to_json()["numerical_rank"]
        2
        """
        spectrum = self.spectrum
        names = ("entropy", "low", "high", "bias", "growth", "correlation", "noise")
        return {"split": self.split, **{name: _rounded(getattr(self, name)) for name in names}} | {
            "settled": self.settled,
            "numerical_rank": spectrum.numerical_rank,
            "effective_rank": _rounded(spectrum.effective_rank),
            "stable_rank": _rounded(spectrum.stable_rank),
            "tolerance": spectrum.tolerance,
            "starts": spectrum.rows,
            "ends": spectrum.cols,
            "values": [_rounded(value, 9) for value in spectrum.values],
        }


def _rounded(number: float | None, digits: int = 6) -> float | None:
    """Return a number with six decimals or so, because further digits depend on the processor."""
    return None if number is None else round(number, digits) + 0.0


@dataclass(frozen=True)
class DataEntanglement:
    """What data ask for at every split. It prints as a table.

    Attributes
    ----------
    sequences, length, width : int
        The numbers N of sequences, T of steps, and M of dimensions of a step.
    classes : int
        The number of classes; 1 without labels.
    leg : bool
        Whether the class is an index of the data tensor; otherwise the labels are signs.
    tokens : bool
        Whether the steps are one-hot, so that the matrices are exact sums of weights.
    resamples, seed : int
        The number of samples of the bootstrap, and the seed of these samples.
    rows : tuple of DataRow
        A row for each split.

    Examples
    --------
    >>> import numpy as np
    >>> from tnrnn.memory import data_entanglement
    >>> words = np.array([[0, 0], [1, 1]])  # the second token repeats the first
    >>> found = data_entanglement(words)
    >>> isinstance(found, DataEntanglement), [round(bits, 6) for bits in found.entropy]
    (True, [1.0])
    """

    sequences: int
    length: int
    width: int
    classes: int
    leg: bool
    tokens: bool
    resamples: int
    seed: int
    rows: tuple[DataRow, ...]

    @property
    def entropy(self) -> tuple[float, ...]:
        """The entropies in bits, by split."""
        return tuple(row.entropy for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """Return all numbers as JSON.

        >>> DataEntanglement(4, 2, 2, 1, False, True, 0, 0, ()).to_json()["rows"]
        []
        """
        names = ("sequences", "length", "width", "classes", "leg", "tokens", "resamples", "seed")
        return {name: getattr(self, name) for name in names} | {"rows": [row.to_json() for row in self.rows]}

    @property
    def title(self) -> str:
        """The sizes of the data in one line."""
        kinds = "no labels" if self.classes == 1 else f"{self.classes} classes{', an index each' if self.leg else ''}"
        steps = f"{self.width} tokens" if self.tokens else f"vectors of {self.width} numbers"
        return f"{self.sequences:,} sequences of {self.length} steps, {steps}, {kinds}"

    def __str__(self) -> str:
        head = ("split", "entropy", "95 % interval", "growth", "rank", "effective", "stable", "Starts x Ends")
        lines = [head, *map(_cells, self.rows)]
        if any(row.correlation is not None for row in self.rows):
            lines = [
                (*line, cell) for line, cell in zip(lines, ["correlation", *map(_surrogate, self.rows)], strict=True)
            ]
        return "\n".join([self.title, "entropy, interval and growth in bits", "", *aligned(lines), *self._remarks])

    @property
    def _remarks(self) -> list[str]:
        """What has to be said of intervals that cannot be relied on."""
        if all(row.settled or row.growth is None for row in self.rows):
            return []
        noise = max(row.noise for row in self.rows)
        return [
            "",
            "Intervals in brackets are not to be relied on: half the sequences have an entropy that differs by more",
            f"than {SETTLED} bits, or the share of noise, {noise:.3f}, is above {SETTLED}.",
        ]


def _cells(row: DataRow) -> tuple[str, ...]:
    spectrum = row.spectrum
    return (
        str(row.split),
        f"{row.entropy:.3f}",
        _interval(row),
        "-" if row.growth is None else f"{row.growth:.3f}",
        str(spectrum.numerical_rank),
        f"{spectrum.effective_rank:.2f}",
        f"{spectrum.stable_rank:.2f}",
        f"{spectrum.rows} x {spectrum.cols}",
    )


def _interval(row: DataRow) -> str:
    """Return the interval, in brackets if it cannot be relied on."""
    if row.low is None or row.high is None:
        return "-"
    text = f"{row.low:.3f} to {row.high:.3f}"
    return text if row.settled else f"({text})"


def _surrogate(row: DataRow) -> str:
    return "-" if row.correlation is None else f"{row.correlation:.4f}"
