"""The steps in which a talk reveals the construction: inputs, first layer, the other layers, duplication, the cut."""

from __future__ import annotations

from typing import Any

from ...cuts import Cut
from ...networks import Mode
from ..cases import Chosen, GivenCase

OUTPUT_ROW = -0.4
"""The height, in data units, above which the output layer of a staircase stands, and nothing else."""

MOST_BITS = 64
"""The largest number of bits of an integer in a sentence; a larger one is given by its logarithm."""


def steps(case: Chosen | GivenCase, cut: Cut, unrolls: bool = True) -> list[list[Any]]:
    """Return the steps as rows [title, words, view, highest layer, least height, whether the cut is shown].

    A step shows the marks of the picture whose layer is at most that of the row, and whose height is at least that of
    the row; null means no limit. Joined inputs, which stand below all rows, are shown at any height. If the unrolled
    network is too large to draw, the cut is shown on the circuit.

    >>> from tnrnn.explore.cases.parameters import Parameters
    >>> [step[0] for step in steps(Parameters(6, 2, 2, 3, 3, "one-hot").chosen, Cut((), (), ()))]
    ['Inputs', 'First layer', 'Layer 2', 'The output layer', 'Duplication', 'The cut']
    """
    if isinstance(case, GivenCase):
        return _of_given(case, cut, unrolls)
    start, end = case.split, case.length - case.split
    words = f"Start has {start} steps, End {end}. The min-cut is {worth(cut)}."
    if not unrolls:
        return [*_shared(case), ["The cut", words, "shared", None, None, True]]
    return [*_shared(case), *_unrolled(case), ["The cut", words, "unrolled", None, None, True]]


def _of_given(case: GivenCase, cut: Cut, unrolls: bool) -> list[list[Any]]:
    partition, ends = case.partition, "inputs" if case.given.circuit else "open legs"
    sides = f"{len(partition.near)} of {partition.length} {ends} are near."
    found: list[list[Any]] = []
    if case.given.circuit:
        found = [["Circuit", f"The circuit, and its {partition.length} inputs.", "shared", None, None, False]]
    if unrolls and case.given.circuit:
        words = "A tensor network cannot use a vector twice. Each vector appears once for every use."
        found.append(["Tensor network", _inputs(words, case.mode), "unrolled", None, None, False])
    elif unrolls:
        words = f"The network, and its {partition.length} open legs."
        found.append(["Tensor network", words, "unrolled", None, None, False])
    view = "unrolled" if unrolls else "shared"
    return [*found, ["The cut", f"{sides} The min-cut is {worth(cut)}.", view, None, None, True]]


def worth(cut: Cut) -> str:
    """Return the value of a cut in words, as a formula and a number.

    >>> from tnrnn.cuts.cut import CutEntry
    >>> [worth(Cut((CutEntry("b", "bond", 2, "R", count),), (), ())) for count in (3, 300)]
    ['R^3 = 8', 'R^300 ≈ 2^300.0']
    """
    return f"{cut.formula} ≈ 2^{cut.log2:.1f}" if cut.log2 > MOST_BITS else f"{cut.formula} = {cut.value}"


def _shared(case: Chosen) -> list[list[Any]]:
    inputs = f"{case.length} inputs, one at each time step; each is a vector of M entries."
    first = "The first layer takes the inputs."
    if case.model == "rac":
        first = "Each state comes from the previous state and the input: two matrices, then an entrywise product."
    found: list[list[Any]] = [
        ["Inputs", inputs, "shared", 0, None, False],
        ["First layer", first, "shared", 1, None, False],
    ]
    for layer in range(2, case.layers + 1):
        below = f"the states of layer {layer - 1}" if case.model == "rac" else f"what layer {layer - 1} hands up"
        words = f"Layer {layer} takes {below} as its inputs."
        found.append([f"Layer {layer}", words, "shared", layer, None, False])
    return found


def _unrolled(case: Chosen) -> list[list[Any]]:
    layers = case.layers
    if case.model != "rac":
        words = "A tensor network cannot use a vector twice. Each vector appears once for every use."
        return [["Tensor network", _inputs(words, case.mode), "unrolled", None, None, False]]
    if layers == 1:
        return [["Tensor network", "As a tensor network: the layer through time.", "unrolled", None, None, False]]
    output = f"As a tensor network: layer {layers} through time. At each step it needs the state of the layer below."
    words = "A tensor network cannot use a vector twice. Each state of a lower layer appears once for every use."
    return [
        ["The output layer", output, "unrolled", None, OUTPUT_ROW, False],
        ["Duplication", _inputs(words, case.mode), "unrolled", None, None, False],
    ]


def _inputs(words: str, mode: Mode) -> str:
    joined = "The copies of a one-hot input are joined by one copy tensor, which a cut pays for once."
    return f"{words} {joined if mode == 'one-hot' else 'So does each input.'}"
