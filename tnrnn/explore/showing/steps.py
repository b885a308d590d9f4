"""The steps of a talk: inputs, the parts of the first layer, the other layers, information, duplication, and the cut.

The words of each step are about what is on the screen: the numbers of copies appear after duplication, and the cut in
the steps about it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from ...basics import approximate
from ...cuts import Cut
from ...networks import Circuit, Network, unrolled_size, without_sums
from ..cases import Chosen, GivenCase
from .motions import flow, growth, rows
from .repeats import SHORT_BITS, Repeat, repeat_of
from .sentences import PARTS

OUTPUT_ROW = -0.4
"""The height, in data units, above which the output layer of a staircase stands, and nothing else."""

Shows = Literal["", "counts", "cut"]
Motion = Literal["", "flow", "growth"]
View = Literal["shared", "unrolled"]


@dataclass(frozen=True)
class Step:
    """One step of a talk: its title and words, and what it shows of the picture.

    Parameters
    ----------
    title, words : str
        What the page writes below the picture.
    view : "shared" or "unrolled"
        The picture.
    layer : int, optional
        The highest layer that is there; 0 shows the inputs alone. By default all layers are there.
    row : float, optional
        The least height of the marks that are there; joined inputs, which stand below all rows, always are.
    letters : tuple of str
        The vectors that are shown in full, by the letters of their names; all others are hollow. By default none is.
    shows : "counts" or "cut", optional
        Whether the numbers of copies, or the cut with its sides and its formula, are there.
    motion : "flow" or "growth", optional
        The motion that the step goes through.
    """

    title: str
    words: str
    view: View = "shared"
    layer: int | None = None
    row: float | None = None
    letters: tuple[str, ...] = ()
    shows: Shows = ""
    motion: Motion = ""

    def to_json(self) -> dict[str, Any]:
        """Return the fields by name, without those that have their default.

        >>> Step("The cut", "It severs 2 bonds.", "unrolled", shows="cut").to_json()
        {'title': 'The cut', 'words': 'It severs 2 bonds.', 'view': 'unrolled', 'shows': 'cut'}
        """
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        usual = {field.name: field.default for field in fields(self) if field.name != "view"}
        shown = {name: value for name, value in given.items() if name not in usual or value != usual[name]}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in shown.items()}


def steps(case: Chosen | GivenCase, cut: Cut, unrolls: bool = True, grows: bool = True) -> tuple[Step, ...]:
    """Return the steps of a talk about a case. If the unrolled network is too large to draw, the circuit is shown.

    >>> from tnrnn.explore.cases.parameters import Parameters
    >>> for step in steps(Parameters(6, 2, 2, 3, 3, "one-hot").chosen, Cut((), (), ())):
    ...     print(step.title)
    Inputs
    First layer
    Layer 2
    Information
    The output layer
    Duplication
    Numbers of copies
    Growth
    The cut
    The cut bounds the rank
    """
    if isinstance(case, GivenCase):
        return _of_given(case, cut, unrolls)
    last: View = "unrolled" if unrolls else "shared"
    growing = [Step("Growth", GROWTH, last, motion="growth")] if grows else []
    start = f"{case.split} step{'s' if case.split > 1 else ''}"
    sides = f"Start has {start}, End {case.length - case.split}."
    return (*_layers(case), *_duplication(case, unrolls), *growing, *_cut(sides, cut, last, repeat_of(case)))


def talk(case: Chosen | GivenCase, cut: Cut, circuit: Circuit | None, network: Network | None) -> dict[str, Any]:
    """Return the steps of a talk and its two motions as JSON; a network that is too large to draw is None.

    >>> from tnrnn.explore.cases.parameters import Parameters
    >>> case = Parameters(2, 1, 2, 2, 1, "one-hot").chosen
    >>> [*talk(case, Cut((), (), ()), case.circuit, None)["motions"]]
    ['flow', 'growth', 'rows']
    """
    grown = growth(case)
    found = steps(case, cut, unrolls=network is not None, grows=grown is not None)
    drawn = None if circuit is None else without_sums(circuit, case.mode)  # the unrolled network has the names of this
    motions = {
        "flow": None if circuit is None or drawn is None else flow(circuit, drawn),
        "growth": grown,
        "rows": None if network is None or grown is None else rows(network),
    }
    return {"steps": [step.to_json() for step in found], "motions": motions}


def _of_given(case: GivenCase, cut: Cut, unrolls: bool) -> tuple[Step, ...]:
    circuit, ends = case.given.circuit, "inputs" if case.given.circuit else "open legs"
    last: View = "unrolled" if unrolls else "shared"
    found: list[Step] = []
    if circuit:
        found = [Step("Circuit", f"The circuit, and its {case.partition.length} inputs.")]
        found += [INFORMATION] if case.given.length else []
        found += _duplication(case, unrolls)
    else:
        found = [Step("Tensor network", f"The network, and its {case.partition.length} open legs.", last)]
    sides = f"{len(case.partition.near)} of {case.partition.length} {ends} are near."
    return (*found, *_cut(sides, cut, last, repeat_of(case)))


INFORMATION = Step(
    "Information", "Filled: what the first input has reached after each time step, layer by layer.", motion="flow"
)
GROWTH = "Every further time step needs a network of its own, with more copies of what came before."


def worth(cut: Cut) -> str:
    """Return the value of a cut in words, as a formula and a number.

    >>> from tnrnn.cuts import CutEntry
    >>> [worth(Cut((CutEntry("b", "bond", 2, "R", count),), (), ())) for count in (3, 300)]
    ['R^3 = 8', 'R^300 ≈ 2^300.0']
    """
    if cut.log2 > SHORT_BITS:
        return f"{cut.formula} ≈ 2^{cut.log2:.1f}"
    return cut.formula if cut.formula == str(cut.value) else f"{cut.formula} = {cut.value}"


def _layers(case: Chosen) -> list[Step]:
    first, *parts = PARTS[case.model]
    found = [Step("Inputs", _first(case), layer=0), Step(first.title, first.words, layer=1)]
    found += [Step(part.title, part.words, layer=1, letters=tuple(part.letters.split())) for part in parts]
    for layer in range(2, case.layers + 1):
        below = f"the states of layer {layer - 1}" if case.model == "rac" else f"what layer {layer - 1} hands up"
        found.append(Step(f"Layer {layer}", f"Layer {layer} takes {below} as its inputs.", layer=layer))
    return [*found, INFORMATION]


def _first(case: Chosen) -> str:
    """Return the words with which a talk begins: what goes in, and a question about it."""
    repeat = repeat_of(case)
    each = "one of M letters" if case.mode == "one-hot" else "a vector of M entries"
    start = "The first is the Start" if case.split == 1 else f"The first {case.split} are the Start"
    asked = "" if repeat is None else f" {start}, the rest is the End. {repeat.words}"
    return f"{case.length} inputs, one at each time step; each is {each}.{asked}"


def _duplication(case: Chosen | GivenCase, unrolls: bool) -> list[Step]:
    if not unrolls:
        size = approximate(unrolled_size(case.case.matrix.circuit, case.mode))
        words = f"{_inputs(CLONING, case)} That makes {size} tensors, too many to draw: the numbers count the copies."
        return [Step("Duplication", words, shows="counts")]
    counts = "The same circuit, with the number of copies of each vector in the tensor network."
    copies = Step("Numbers of copies", counts, shows="counts")
    return [*_output_layer(case), Step("Duplication", _inputs(CLONING, case), "unrolled"), copies]


CLONING = "A tensor network cannot use a vector twice. Each vector appears once for every use."


def _output_layer(case: Chosen | GivenCase) -> list[Step]:
    if isinstance(case, GivenCase) or case.model != "rac" or case.layers == 1:
        return []
    output = (
        f"As a tensor network: layer {case.layers} through time. At each step it needs the state of the layer below."
    )
    return [Step("The output layer", output, "unrolled", row=OUTPUT_ROW)]


def _cut(sides: str, cut: Cut, view: View, repeat: Repeat | None) -> list[Step]:
    cutting = f"{sides} The cheapest cut between them, the min-cut, costs {worth(cut)}."
    bound = (
        "All that one side learns of the other passes through what the cut severs. So the rank of the matrix between "
        f"the two sides is at most {worth(cut)}, whatever the weights are."
    )
    bound += "" if repeat is None else f" {repeat.under(cut)}"
    return [Step("The cut", cutting, view, shows="cut"), Step("The cut bounds the rank", bound, view, shows="cut")]


def _inputs(words: str, case: Chosen | GivenCase) -> str:
    joined = "The copies of a one-hot input are joined by one copy tensor, which a cut pays for once."
    return f"{words} {joined if case.mode == 'one-hot' else 'So does each input.'}"
