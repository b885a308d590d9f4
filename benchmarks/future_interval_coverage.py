"""Simulates how often the intervals of `start_future_rank` contain the true value, and prints a table.

    python benchmarks/future_interval_coverage.py [--runs 300]

An interval of an effective rank is one for samples of its own size: its logarithm, the entropy, is compared with the
mean of the entropies over all runs, each with another sample of the same numbers of Starts and Ends. The intervals
should contain it in 95 % of runs. The last line is about words that are drawn from few, without repetition.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable

import numpy as np

from tnrnn.memory import Sample, start_future_rank

Unit = Callable[[np.ndarray], np.ndarray]


def recurrent(units: int, width: int, gain: float) -> Unit:
    """Return h[t] = tanh(A h[t-1] + B x[t]), A random of about this spectral radius."""
    rng = np.random.default_rng(units)
    turn, entry = gain * rng.normal(size=(units, units)) / math.sqrt(units), rng.normal(size=(units, width))

    def unit(words: np.ndarray) -> np.ndarray:
        state, found = np.zeros((len(words), units)), []
        for step in words.swapaxes(0, 1):
            state = np.tanh(state @ turn.T + step @ entry.T)
            found.append(state)
        return np.stack(found, axis=1)

    return unit


def products(words: np.ndarray) -> np.ndarray:
    """Return running products, whose singular values fall fast and vary much from sample to sample."""
    return np.cumprod(1.0 + 0.5 * words, axis=1)


CASES: dict[str, tuple[Unit, str, int, int]] = {
    "tanh, 4 units, gain 0.9": (recurrent(4, 2, 0.9), "continuous", 64, 2),
    "tanh, 16 units, gain 0.9": (recurrent(16, 2, 0.9), "continuous", 64, 2),
    "tanh, 16 units, gain 1.5": (recurrent(16, 2, 1.5), "continuous", 64, 2),
    "tanh, 16 units, gain 0.9, few": (recurrent(16, 2, 0.9), "continuous", 32, 2),
    "running products": (products, "continuous", 64, 2),
    "tanh, 16 units, 40 of 81 words": (recurrent(16, 3, 0.9), "one-hot", 40, 3),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    for name, (unit, mode, count, width) in CASES.items():
        for observe in ("vector", "future"):
            drawn = [Sample(mode, count, seed) for seed in range(runs)]
            found = [start_future_rank(unit, 4, 8, width, observe=observe, sample=one) for one in drawn]
            plain = [(one.spectrum.effective_rank, *one.interval) for one in found]
            centred = [(one.centred.effective_rank, *one.centred_interval) for one in found]
            print(f"{name}, {count} x {count}, {observe}: {row_of(plain)}; centred {row_of(centred)}", flush=True)


def row_of(found: list[tuple[float, float, float]]) -> str:
    value, low, high = np.log(np.array(found)).T
    truth = value.mean()
    held = float(np.mean((low <= truth) & (truth <= high)))
    error = math.sqrt(max(held * (1 - held), 0.25 / len(found)) / len(found))
    return f"{math.exp(truth):6.2f}, {100 * held:5.1f} +- {100 * error:.1f} %, width {(high - low).mean():.3f}"


if __name__ == "__main__":
    main()
