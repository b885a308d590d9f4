"""How often the intervals of entropies of operators contain the mean over all inputs, and how long they take.

    python benchmarks/state_size_coverage.py          # about a minute on one core

The truth is the mean over 20,000 inputs. Each run measures a few other inputs. Intervals are those of Student's t, but
the exponential of an entropy is between 1 and min(k, T - k), and its distribution is not normal.
"""

from __future__ import annotations

import time

import numpy as np

from tnrnn.memory import effective_state_size, operator_of, operator_of_attention

LENGTH, WIDTH, RUNS = 12, 4, 1_000
COUNTS = (4, 8, 16, 64)
SPLIT = 6


def selective(words: np.ndarray) -> np.ndarray:
    """A selective state-space model of one channel of four numbers."""
    draw = np.random.default_rng(1).normal
    gates = 1 / (1 + np.exp(-(words @ draw(size=(WIDTH, 4)) + 1)))
    entry, read = words @ draw(size=(WIDTH, 4)), words @ draw(size=(WIDTH, 4))
    return operator_of(gates, entry[..., None], read[:, :, None])[:, None]


def attention(words: np.ndarray) -> np.ndarray:
    """Softmax attention with queries and keys of two numbers."""
    queries, keys = np.random.default_rng(2).normal(size=(2, WIDTH, 2))
    return operator_of_attention((words @ queries) @ (words @ keys).swapaxes(1, 2))[:, None]


def coverage(layer, count: int) -> float:
    """Return the part of the runs whose interval contains the mean over all inputs."""
    rng = np.random.default_rng(count)
    words = rng.normal(size=(20_000 + RUNS * count, LENGTH, WIDTH))
    sizes = [effective_state_size(layer, words[:20_000], positions=[SPLIT + 1]).total]
    parts = np.split(words[20_000:], RUNS)
    sizes += [effective_state_size(layer, part, positions=[SPLIT + 1]).total for part in parts]
    truth, *found = (size.entropy for size in sizes)
    return float(np.mean([one.low <= truth.value <= one.high for one in found]))


def main() -> None:
    """Print a table of coverages, and the times of long sequences."""
    print(f"T = {LENGTH}, split {SPLIT}, {RUNS} runs; standard errors are about 0.7")
    for layer in (selective, attention):
        shares = [f"{100 * coverage(layer, count):.1f}" for count in COUNTS]
        print(f"{layer.__name__:10}", *(f"{n} inputs: {share} %" for n, share in zip(COUNTS, shares, strict=True)))
    for length in (128, 256, 512):
        words = np.random.default_rng(0).normal(size=(4, length, WIDTH))
        start = time.perf_counter()
        effective_state_size(selective, words)
        print(f"all {length - 1} positions of 4 operators of {length} steps: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
