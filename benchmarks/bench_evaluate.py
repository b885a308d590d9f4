"""The time of `evaluate` for one sequence beside a plain loop of numpy over its steps, one thread, processor time.

    python benchmarks/bench_evaluate.py [--json]

The loop is what one would write by hand for this recurrent arithmetic circuit: h[l] = (W_H[l] h[l]) * (W_I[l] u), where
u is the input or h[l - 1]. It checks nothing. With residues, every product and every sum is reduced modulo the prime.
The circuit is made once, and evaluated again and again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # before numpy is loaded
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402
from measuring import Growth, Row, growth, in_turn, main  # noqa: E402

from tnrnn import evaluate, rac, random_weights  # noqa: E402

PRIME = 2**31 - 1
WIDTH = 4  # of inputs and of hidden vectors
GOAL = 2.0
STEPS = 20_000  # in all, of the calls that are measured together

Array = np.ndarray[Any, Any]


def by_loop(weights: dict[str, Array], x: Array, layers: int) -> Array:
    """Return the value in floats."""
    h = [weights[f"h[0,{layer}]"] for layer in range(1, layers + 1)]
    recurrent = [weights[f"W_H[{layer}]"] for layer in range(1, layers + 1)]
    incoming = [weights[f"W_I[{layer}]"] for layer in range(1, layers + 1)]
    for step in x:
        u = step
        for layer in range(layers):
            h[layer] = u = (recurrent[layer] @ h[layer]) * (incoming[layer] @ u)
    return weights["W_O"] @ u


def by_loop_of_residues(weights: dict[str, Array], x: Array, layers: int) -> Array:
    """Return the value modulo the prime."""

    def linear(matrix: Array, vector: Array) -> Array:
        return (matrix * vector % PRIME).sum(axis=1) % PRIME

    h = [weights[f"h[0,{layer}]"] for layer in range(1, layers + 1)]
    recurrent = [weights[f"W_H[{layer}]"] for layer in range(1, layers + 1)]
    incoming = [weights[f"W_I[{layer}]"] for layer in range(1, layers + 1)]
    for step in x:
        u = step
        for layer in range(layers):
            h[layer] = u = linear(recurrent[layer], h[layer]) * linear(incoming[layer], u) % PRIME
    return linear(weights["W_O"], u)


def calls(length: int, layers: int, modulus: int | None) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Return `evaluate` and the loop at random weights and inputs, after making sure that they agree."""
    circuit, rng = rac(length, layers, WIDTH, WIDTH), np.random.default_rng(0)
    weights = random_weights(circuit, 0, modulus)
    x = rng.standard_normal((length, WIDTH)) if modulus is None else rng.integers(0, PRIME, (length, WIDTH))
    loop = by_loop if modulus is None else by_loop_of_residues
    tolerance = 1e-9 if modulus is None else 0
    np.testing.assert_allclose(evaluate(circuit, weights, x, modulus), loop(weights, x, layers), rtol=tolerance)
    return lambda: evaluate(circuit, weights, x, modulus), lambda: loop(weights, x, layers)


def repeated(call: Callable[[], Any], times: int) -> Callable[[], None]:
    """Return the call several times."""

    def run() -> None:
        for _ in range(times):
            call()

    return run


def compared(length: int, layers: int, modulus: int | None, grows: Growth | None = None) -> Row:
    """Return the row of one size; its times are those of one call."""
    times = max(1, STEPS // length)
    seconds = in_turn(*(repeated(call, times) for call in calls(length, layers, modulus)))
    numbers = "floats" if modulus is None else "residues"
    work = f"evaluate one sequence of {numbers}, T={length:,}, L={layers}"
    return Row(work, "a loop of numpy", seconds[0] / times, seconds[1] / times, GOAL, grows)


def rows() -> Iterator[Row]:
    """Yield a row for each size and kind of numbers."""
    for modulus in (None, PRIME):
        for length in (100, 1000):
            for layers in (1, 2, 3):
                grows = None
                if (length, layers, modulus) == (1000, 2, None):
                    grows = growth("steps", (1000, 3000, 10_000), lambda length: calls(length, 2, None)[0])
                yield compared(length, layers, modulus, grows)


if __name__ == "__main__":
    main(__doc__, rows)
