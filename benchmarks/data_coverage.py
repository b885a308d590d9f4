"""Simulates how often the intervals of `tnrnn.memory.data_entanglement` contain the entropy of the population.

    python benchmarks/data_coverage.py [--runs 200] [--resamples 50]

Every population is a distribution over all words of 2 b bits and their labels, so that its data tensor, and with it the
entropy at the middle, is known. Bits are one-hot, except in the last two, where they are the unit vectors (1, 0) and
(1/2, sqrt(3)/2), so that Gram matrices are used. For each population and number of sequences the script prints the
share of intervals that contain the true entropy, for all runs and for those that say that the entropy has settled
(`DataRow.settled`); intervals of 95 % should contain it in 95 %. A second table has times.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tnrnn.memory import data_entanglement

COUNTS = (100, 300, 1000, 3000)
LETTERS = np.array([[1.0, 0.0], [0.5, math.sqrt(3) / 2]])


class Population(NamedTuple):
    """Words of 2 b bits, with a probability for each word and sign."""

    name: str
    words: np.ndarray
    positive: np.ndarray
    negative: np.ndarray
    vectors: bool = False

    @property
    def steps(self) -> int:
        return self.words.shape[1] // 2

    @property
    def truth(self) -> float:
        """The entropy at the middle, from the tensor itself."""
        letters = LETTERS if self.vectors else np.eye(2)
        half = np.ones((1, 1))
        for _ in range(self.steps):
            half = np.kron(half, letters)
        matrix = half.T @ (self.positive - self.negative).reshape(len(half), -1) @ half
        squares = np.linalg.svd(matrix, compute_uv=False) ** 2
        shares = squares[squares > 1e-28 * squares.max()] / squares.sum()
        return float(-(shares * np.log2(shares)).sum())

    def drawn(self, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Return sequences and labels."""
        chances = np.concatenate([self.positive, self.negative])
        found = rng.choice(len(chances), size=count, p=chances / chances.sum())
        words = self.words[found % len(self.words)]
        labels = (found < len(self.words)).astype(int)
        if labels.all():
            labels[:] = 0  # one class is no class
        return (LETTERS[words] if self.vectors else words), labels


def populations() -> Iterator[Population]:
    """Yield populations with much and with little entropy."""
    for bits in (2, 3, 4):
        yield equal(bits, False)
    for bits in (1, 2, 3):
        yield of_the_start(bits)
    for bits, noise in ((3, 0.1), (3, 0.3), (5, 0.1)):
        yield copies(bits, noise, False)
    yield equal(3, True)
    yield copies(3, 0.1, True)


def equal(bits: int, vectors: bool) -> Population:
    """The label says whether the halves are equal, and both labels are equally likely: log2(2^b - 1) bits."""
    words = np.array(list(np.ndindex(*(2,) * (2 * bits))))
    same, size = (words[:, :bits] == words[:, bits:]).all(axis=1), 2**bits
    positive = np.where(same, 0.5 / size, 0.0)
    negative = np.where(same, 0.0, 0.5 / (size * (size - 1)))
    return Population(f"halves of {bits} bits are equal", words, positive, negative, vectors)


def of_the_start(bits: int) -> Population:
    """The label is the first bit, and wrong in a fifth of cases: 0 bits."""
    words = np.array(list(np.ndindex(*(2,) * (2 * bits))))
    chance = np.where(words[:, 0] == 1, 0.8, 0.2) / len(words)
    return Population(f"a bit of the Start, {bits} bits", words, chance, 1.0 / len(words) - chance)


def copies(bits: int, noise: float, vectors: bool) -> Population:
    """The End is the Start, each bit wrong with a probability; without labels."""
    words = np.array(list(np.ndindex(*(2,) * (2 * bits))))
    wrong = (words[:, :bits] != words[:, bits:]).sum(axis=1)
    chance = noise**wrong * (1 - noise) ** (bits - wrong) / 2**bits
    return Population(f"copies of {bits} bits, noise {noise}", words, chance, np.zeros_like(chance), vectors)


def row_of(population: Population, count: int, runs: int, resamples: int) -> str:
    """Return the line of a population and a number of sequences."""
    truth, found = population.truth, []
    for run in range(runs):
        words, labels = population.drawn(count, np.random.default_rng([run, count]))
        more = {"splits": [population.steps], "resamples": resamples, "seed": run}
        found.append(data_entanglement(words, labels if labels.any() else None, **more).rows[0])
    held = np.array([row.low - 1e-9 <= truth <= row.high + 1e-9 for row in found])
    settled = np.array([row.settled for row in found])
    kept = f"{100 * held[settled].mean():5.1f} % of {settled.sum():4d}" if settled.any() else "    - of    0"
    value = np.mean([row.entropy for row in found])
    corrected = np.mean([row.entropy - row.bias for row in found])
    kind = "vectors" if population.vectors else "one-hot"
    return (
        f"{population.name:32s} {kind}  N = {count:5d}  true {truth:.3f}  sample {value:.3f}  corrected {corrected:.3f}"
        f"  growth {np.mean([row.growth for row in found]):+.3f}  noise {np.mean([row.noise for row in found]):.3f}"
        f"  all {100 * held.mean():5.1f} %  settled {kept}"
    )


def times() -> Iterator[str]:
    """Yield how long one split of vectors takes, and all splits of token ids."""
    rng = np.random.default_rng(0)
    for count in (300, 1000, 2000, 5000):
        words, labels = rng.uniform(size=(count, 64)), rng.integers(2, size=count)
        start = time.perf_counter()
        data_entanglement(words, labels, splits=[32], embed="angle", angle=0.25)
        yield f"{count} sequences of 64 vectors, one split, no intervals: {time.perf_counter() - start:.2f} s"
    words, labels = rng.integers(10, size=(100_000, 64)), rng.integers(2, size=100_000)
    start = time.perf_counter()
    data_entanglement(words, labels)
    yield f"100000 sequences of 64 token ids, 63 splits, no intervals: {time.perf_counter() - start:.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--resamples", type=int, default=50)
    options = parser.parse_args()
    for population in populations():
        for count in COUNTS:
            if not (population.vectors and count > 1000):
                print(row_of(population, count, options.runs, options.resamples), flush=True)
    for line in times():
        print(line, flush=True)


if __name__ == "__main__":
    main()
