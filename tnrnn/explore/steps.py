"""The steps in which a talk reveals the construction: inputs, first layer, the other layers, duplication, the cut."""

from __future__ import annotations

from typing import Any

from ..cut import Cut
from .cases import Parameters

OUTPUT_ROW = 0.4
"""The height, in data units, below which the output layer of a staircase stands."""


def steps(parameters: Parameters, cut: Cut) -> list[list[Any]]:
    """Return rows [title, words, view, highest layer, height, whether the cut is shown]; null is no limit.

    What is shown is part of the picture itself: marks of layers up to the highest, at most so high.

    >>> [step[0] for step in steps(Parameters(6, 2, 2, 3, 3, "one-hot"), Cut((), (), ()))]
    ['Inputs', 'First layer', 'Layer 2', 'The output layer', 'Duplication', 'The cut']
    """
    length, layers = parameters.length, parameters.layers
    found: list[list[Any]] = [
        ["Inputs", f"{length} inputs, one at each time step; each is a vector of M entries.", "shared", 0, None, False],
        [
            "First layer",
            "Each state is made of the state before it and of the input: two matrices, then an entrywise product.",
            "shared",
            1,
            None,
            False,
        ],
    ]
    for layer in range(2, layers + 1):
        words = f"Layer {layer} takes the states of layer {layer - 1} as its inputs."
        found.append([f"Layer {layer}", words, "shared", layer, None, False])
    if layers > 1:
        words = (
            f"As a tensor network: layer {layers} through time. It needs the states of the layer below, step by step."
        )
        found.append(["The output layer", words, "unrolled", None, OUTPUT_ROW, False])
        words = "A tensor network cannot use a vector twice. Each state of a lower layer is there once for every use."
        found.append(["Duplication", _inputs(words, parameters.mode), "unrolled", None, None, False])
    else:
        words = "As a tensor network: the layer through time."
        found.append(["Tensor network", words, "unrolled", None, None, False])
    start, end = parameters.split, length - parameters.split
    words = f"Start has {start} steps, End {end}. The min-cut is {cut.formula} = {cut.value}."
    return [*found, ["The cut", words, "unrolled", None, None, True]]


def _inputs(words: str, mode: str) -> str:
    joined = "The copies of a one-hot input are joined by one copy tensor, which a cut pays for once."
    return f"{words} {joined if mode == 'one-hot' else 'So is each input.'}"
