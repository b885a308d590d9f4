"""Random small cases of the sequence models that have closed forms."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from tnrnn import Circuit, Partition
from tnrnn.bounding import closed_forms
from tnrnn.models import Case, gated_ssm, linear_attention
from tnrnn.networks import Origin

RULES = ("sum", "decay", "gated", "delta", "mlstm")

SIZES: dict[str, dict[str, Any]] = {
    "linear_ssm": {"state": (1, 2, 3, 4), "outputs": (1, 2, 3)},
    "selective_ssm": {"state": (1, 2, 3, 4, 6), "output_gate": (False, True)},
    "mamba": {"channels": (1, 2, 3), "state": (1, 2, 3)},
    "gated_ssm": {"hidden": (1, 2, 3, 4, 6)},
    "linear_attention": {"key": (1, 2, 3, 4), "value": (1, 2, 3), "rule": RULES, "heads": (1, 1, 1, 2, 3)},
    "polynomial_attention": {"key": (1, 2, 3), "value": (1, 2, 3), "heads": (1, 1, 2)},
    "gmlp": {"hidden": (1, 2, 3, 4), "readout": ("last", "mean")},
    "bilinear_mixer": {"hidden": (1, 2, 3)},
    "product_gnn": {"hidden": (1, 3, 8), "graph": ("complete", "cycle", "path", "star")},
}
"""The values that the sizes of each model are drawn from."""

DEEP = ("linear_ssm", "selective_ssm", "gated_ssm", "linear_attention", "product_gnn")
"""The models with closed forms for two layers."""


def random_case(rng: random.Random, model: str = "", most_words: int = 100) -> Case:
    """Return a random case; in one-hot mode a side has at most so many words."""
    chosen = model or rng.choice(list(SIZES))
    sizes = {name: rng.choice(values) for name, values in SIZES[chosen].items()}
    layers = 1 + (chosen in DEEP and rng.random() < 0.5)
    mode = rng.choice(("continuous", "one-hot"))
    while True:
        start, end, inputs = rng.randint(1, 4), rng.randint(1, 3), rng.randint(1, 4)
        if mode == "continuous" or inputs ** max(start, end) <= most_words:
            break
    observe = rng.choice(("scalar", "vector", "future"))
    if chosen == "product_gnn" or sizes.get("readout") == "mean":  # which observe the last step alone
        observe = "scalar" if rng.random() < 0.5 else "vector"
    if chosen != "product_gnn":
        sizes["residual"] = layers == 1 and rng.random() < 0.25
    origin = Origin.of(chosen, length=start + end, layers=layers, inputs=inputs, **sizes)
    return Case(origin, Partition.start_end(start + end, start), mode, observe=observe)


def bases(hidden: int = 5, size: int = 4) -> Iterator[tuple[Case, int]]:
    """Yield the cases that the proofs of Theorems S8 and S9 begin with, and the ranks that they must have.

    They have two steps on either side. Where the proof asks for it, the decay g of a gated state space is fixed to 1,
    so that a circuit does not know its model. Up to R = `hidden`, and K, V = `size`.
    """
    half = Partition.start_end(4)
    for width, observe in itertools.product(range(1, hidden + 1), ("scalar", "vector")):
        made = gated_ssm(4, 2, max(width, 2), width)
        (bound,) = closed_forms(Case(made, half, "continuous", observe=observe))
        ones = tuple((name, (1,) * width) for name in ("g[1]", "g[2]"))
        yield Case(Circuit(made.vertices, made.output, ones, made.observed), half, "continuous", observe), bound.value
    sizes = range(1, size + 1)
    for key, value, observe in itertools.product(sizes, sizes, ("scalar", "vector")):
        for inputs in {key + value - 1, max(2, key + value - 1)}:
            made = linear_attention(4, 2, inputs, key, value)
            (bound,) = closed_forms(Case(made, half, "continuous", observe=observe))
            assert bound.kind == "exact"
            yield (
                Case(Circuit(made.vertices, made.output, made.fixed, made.observed), half, "continuous", observe),
                bound.value,
            )
