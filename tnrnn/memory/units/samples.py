"""The starts and ends at which a matrix is sampled: distinct words, or normal inputs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...basics import choice, mistake, whole
from ...networks import MODES, Mode
from ...ranks import MAX_SIDE
from .arrays import MOST_NUMBERS, Array, Whole, one_hot

MAX_CODES = 2**20
"""The largest number of words among which a sample is drawn by their numbers."""


@dataclass(frozen=True)
class Sample:
    """A seeded sample of starts and ends.

    Parameters
    ----------
    mode : "one-hot" or "continuous"
        One-hot words are drawn without repetition; continuous inputs are normal. By default "one-hot".
    count : int
        The largest number of starts and of ends, at most 10,000; by default 64. If there are no more words, all are
        taken.
    seed : int
        The seed of the sample; by default 0.

    Raises
    ------
    TnrnnError
        If the mode is unknown, or if a number is out of range.

    Examples
    --------
    >>> Sample(count=10).words(steps=2, width=2).argmax(axis=2).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """

    mode: Mode = "one-hot"
    count: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        choice("sample, mode", self.mode, MODES)
        whole("sample, count", self.count, most=MAX_SIDE)
        whole("sample, seed", self.seed, least=0)

    def words(self, steps: int, width: int, ends: bool = False) -> Array:
        """Return an array (number, steps, width) of sequences.

        Parameters
        ----------
        steps, width : int
            The number of steps, and the numbers at each step.
        ends : bool
            Whether ends are drawn, which are independent of the starts. By default False.

        Raises
        ------
        TnrnnError
            If there would be more than 2^27 numbers; this is checked before they are made.

        Examples
        --------
        >>> Sample("continuous", 5).words(3, 2).shape
        (5, 3, 2)
        """
        if self.count * steps * width > MOST_NUMBERS:
            raise mistake("sample", f"at most {MOST_NUMBERS:,} numbers", f"{self.count:,} x {steps:,} x {width:,}")
        rng = np.random.default_rng([self.seed, int(ends)])
        if self.mode == "continuous":
            return rng.normal(size=(self.count, steps, width))
        return one_hot("sample", _letters(rng, self.count, steps, width), width)

    def ids(self, steps: int, tokens: int, ends: bool = False) -> Whole:
        """Return the same words in token ids, as an array (number, steps): for units that read ids 0 .. tokens - 1.

        Parameters
        ----------
        steps, tokens : int
            The number of steps, and the size of the vocabulary.
        ends : bool
            Whether ends are drawn, which are independent of the starts. By default False.

        Raises
        ------
        TnrnnError
            If there would be more than 2^27 numbers, or if the sample is continuous.

        Examples
        --------
        >>> Sample(count=3).ids(2, 10_000)
        array([[3078,  409],
               [5111, 2697],
               [8506, 6369]])
        """
        choice("sample of token ids, mode", self.mode, ("one-hot",))
        if self.count * steps > MOST_NUMBERS:
            raise mistake("sample", f"at most {MOST_NUMBERS:,} numbers", f"{self.count:,} x {steps:,}")
        return _letters(np.random.default_rng([self.seed, int(ends)]), self.count, steps, tokens)


def _letters(rng: np.random.Generator, count: int, steps: int, width: int) -> Whole:
    """Return distinct words of letters 0 .. width - 1 in order, or all words if there are no more than `count`."""
    if width == 1:
        return np.zeros((1, steps), dtype=np.int64)
    if steps * math.log2(width) <= math.log2(MAX_CODES):
        codes = rng.choice(width**steps, min(count, width**steps), replace=False)
        return np.stack(np.unravel_index(np.sort(codes), (width,) * steps), axis=1)
    # As count <= 10^4 and there are more than 2^20 words, twice as many draws contain enough distinct ones.
    drawn = np.unique(rng.integers(width, size=(2 * count, steps)), axis=0)
    return drawn[np.sort(rng.choice(len(drawn), count, replace=False))]
