"""Intervals for the entropy of the data tensor in the population, by the bootstrap of sequences."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..units import NORMAL, Array, check_room
from .reading import Data
from .rows import entropy_bits
from .sides import Split

HALVINGS = 5
"""How many times the sequences are divided into two halves to see whether the entropy still grows with their number."""


class EntropyInterval(NamedTuple):
    """An interval of 95 % for an entropy, the bias of the estimate, and its growth from half the sequences to all."""

    low: float
    high: float
    bias: float
    growth: float


class Draws(NamedTuple):
    """How often each sequence is taken: in each sample of the bootstrap, and in each half."""

    samples: Array
    halves: Array


def draws(count: int, resamples: int, seed: int) -> Draws:
    """Return the samples of the bootstrap and the halves, which are the same for all splits.

    Raises
    ------
    TnrnnError
        If there would be more than 2^27 numbers.
    """
    check_room("data_entanglement, resamples", count * (resamples + 2 * HALVINGS))
    rng = np.random.default_rng(seed)
    samples = rng.multinomial(count, np.full(count, 1.0 / count), size=resamples).astype(np.float64)
    halves = np.zeros((2 * HALVINGS, count))
    for at in range(HALVINGS):
        chosen = rng.permutation(count)[: count // 2]
        halves[2 * at, chosen] = 1.0
        halves[2 * at + 1] = 1.0 - halves[2 * at]
    return Draws(samples, halves)


def entropy_of(data: Data, split: Split, counts: Array) -> float:
    """Return the entropy in bits for given numbers of each sequence; 0 if rounding errors hide the tensor."""
    found = split.values(data.weights(counts))
    return entropy_bits(found.values[found.values > found.error].tolist())


def interval(data: Data, split: Split, entropy: float, drawn: Draws) -> EntropyInterval:
    """Return the interval for an entropy in the population.

    Noise makes the entropy of a sample too large, by about as much as that of a sample of the sample is larger than it
    is in the sample. Therefore this difference is subtracted, which is the bias-corrected normal interval of Efron and
    Tibshirani; it is cut at 0 and at the greatest entropy that the split can have
    (which is more than that of this sample, if the population has more Starts and Ends).
    """
    found = np.array([entropy_of(data, split, counts) for counts in drawn.samples])
    halves = [entropy_of(data, split, counts) for counts in drawn.halves]
    bias, spread = float(found.mean()) - entropy, float(found.std(ddof=1))
    most = data.most_bits(split.steps)
    ends = (entropy - bias - NORMAL * spread, entropy - bias + NORMAL * spread)
    low, high = (min(max(end, 0.0), most) for end in ends)
    return EntropyInterval(low, high, bias, entropy - float(np.mean(halves)))
