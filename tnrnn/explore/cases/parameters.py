"""Which cases a page contains or may ask for: sizes, splits and modes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...basics import TnrnnError, choice, former_attribute, mistake, shown_line
from ...models import OBSERVE, Case, Model, Observe, Size, rac
from ...networks import INPUTS, MODES, Circuit, Mode, Partition, Value, unrolled_size
from .choosing import (
    LEAST,
    MOST,
    MOST_OTHER,
    MOST_TENSORS,
    MOST_VERTICES,
    NO_FUTURE,
    ONE_LAYER,
    PREFERRED_OF,
    Chosen,
    chosen,
    page_sizes,
    shown_models,
)
from .given import Given, GivenCase
from .listing import beside
from .states import state_factors

SIZES = ("length", "layers", "inputs", "hidden")
"""The names of the sizes T, L, M and R."""

SLIDERS = {"length": 20, "layers": 6, "inputs": 10, "hidden": 10}
"""Where the sliders end on a page that asks for its cases; the number fields beside them go up to `MOST`."""

SLIDER = 8
"""Where the sliders of other sizes end."""


class Parameters(NamedTuple):
    """One case of the explorer: a recurrent arithmetic circuit, one value of which is observed.

    Parameters
    ----------
    length, layers, inputs, hidden : int
        T, L, M and R.
    split : int
        The number of steps in the Start.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.

    Examples
    --------
    >>> Parameters(6, 2, 2, 3, 3, "one-hot").circuit == rac(6, 2, 2, 3)
    True
    """

    length: int
    layers: int
    inputs: int
    hidden: int
    split: int
    mode: Mode

    @property
    def chosen(self) -> Chosen:
        """The case in the form that those of all models have."""
        return Chosen("rac", tuple((name, getattr(self, name)) for name in SIZES), self.split, self.mode)

    @property
    def case(self) -> Case:
        """The record of the case, which makes its circuit once; whoever needs the circuit often keeps the record."""
        return self.chosen.case

    @property
    def circuit(self) -> Circuit:
        """The recurrent arithmetic circuit."""
        return rac(self.length, self.layers, self.inputs, self.hidden)

    @property
    def partition(self) -> Partition:
        """The partition of the inputs after `split` steps."""
        return Partition.start_end(self.length, self.split)

    @property
    def unfolding(self) -> str:
        """The mode under its old name, which is deprecated: "joined" or "repeated"."""
        former_attribute("Parameters.unfolding", "mode")
        return INPUTS.before(self.mode)

    @property
    def unrolls(self) -> bool:
        """Whether the unrolled network is small enough to be redrawn while a reader drags the split."""
        return unrolled_size(self.circuit, self.mode) <= MOST_TENSORS

    def bounded(self) -> Parameters:
        """Return the case if a page may ask for it.

        Raises
        ------
        TnrnnError
            If a size is above `MOST`, time steps times layers are more than 1,000, or the split leaves no Start or no
            End.

        Examples
        --------
        >>> Parameters(6, 2, 2, 3, 6, "one-hot").bounded()
        Traceback (most recent call last):
        tnrnn.TnrnnError: split: expected an integer from 1 to 5, given 6
        """
        sizes = dict(self.chosen.bounded().sizes)
        return Parameters(**{name: int(sizes[name]) for name in SIZES}, split=int(self.split), mode=self.mode)


AnyCase = Parameters | Chosen
"""A case of a model."""


def asked(words: Iterable[tuple[str, str]], given: Sequence[Given] = ()) -> AnyCase | GivenCase:
    """Return the case that a query names.

    Parameters
    ----------
    words : iterable of (str, str)
        The name and the text of each parameter of the query: the sizes of the model, the split and the mode, the model
        if it is not an RAC, and what is observed if it is not one value.
    given : sequence of Given
        The circuits and networks that the query may name in place of a model.

    Raises
    ------
    TnrnnError
        If a name is unknown, repeated or missing, if a text is not an integer, or if `Chosen.bounded` refuses the case.

    Examples
    --------
    >>> query = {"length": "6", "layers": "2", "inputs": "2", "hidden": "3", "split": "3", "mode": "one-hot"}
    >>> asked(query.items()).length, asked({**query, "model": "lstm"}.items()).origin.model
    (6, 'lstm')
    """
    found: dict[str, str] = {}
    for name, text in words:
        if name in found:
            raise TnrnnError(f"{shown_line(name, 40)}: expected one value, given two")
        found[name] = text
    own = {each.name: each for each in given}
    model = choice("model", found.get("model", "rac"), (*shown_models(), *own))
    if model in own:
        rest = ((name, text) for name, text in found.items() if name != "model")
        return own[model].case(
            {name: _integer(name, text) if name in ("length", "split") else text for name, text in rest}
        )
    sizes = page_sizes(model)
    for name in found:
        choice("parameter", name, (*sizes, "split", "mode", "model", "observe"))
    required = (*(name for name, size in sizes.items() if size.required), "split", "mode")
    for name in required:
        if name not in found:
            raise TnrnnError(f"{name}: expected a value, given none")
    read = {name: _read(size, found[name]) for name, size in sizes.items() if name in found}
    observe = choice("observe", found.get("observe", "scalar"), OBSERVE)
    split = _integer("split", found["split"])
    return plainest(chosen(model, read, split, choice("mode", found["mode"], MODES), observe).bounded())


def plainest(case: Chosen) -> Parameters | Chosen:
    """Return the case as `Parameters` if it is an RAC of which one value is observed."""
    if case.model != "rac" or case.observe != "scalar":
        return case
    sizes = dict(case.sizes)
    return Parameters(**{name: int(sizes[name]) for name in SIZES}, split=case.split, mode=case.mode)


def _read(size: Size, text: str) -> Value:
    if size.kind == "number":
        return _integer(size.name, text)
    return choice(size.name, text, ("true", "false")) == "true" if size.kind == "flag" else text


def _integer(name: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text, re.ASCII):
        raise mistake(name, "an integer of at most nine digits", text)
    return int(text)


def fields_of(model: Model) -> list[dict[str, Any]]:
    """Return what a page needs to know of the sizes of a model, in the order of its fields.

    >>> fields_of("rac")[0]
    {'name': 'length', 'letter': 'T', 'words': 'time steps', 'kind': 'number', 'choices': [], 'default': None}
    >>> fields_of("lstm")[-1]["name"], fields_of("lstm")[-1]["state"]  # a factor of the size of the state
    ('hidden', 2)
    """
    factors = state_factors(model)
    return [
        {
            "name": name,
            "letter": size.letter,
            "words": size.words,
            "kind": size.kind,
            "choices": [False, True] if size.kind == "flag" else list(size.choices),
            "default": size.default,
            **({"state": factors[name]} if name in factors else {}),
        }
        for name, size in page_sizes(model).items()
    ]


def case_of(words: Mapping[str, Any], given: Sequence[Given] = ()) -> AnyCase | GivenCase:
    """Return the case that words name: the model, which is an RAC if they name none, its sizes, the split and the mode.

    The model may be the name of a circuit or a network that is given.

    Raises
    ------
    TnrnnError
        If a name is unknown or missing, or `Chosen.bounded` refuses the case.

    Examples
    --------
    >>> case_of({"length": 6, "layers": 2, "inputs": 2, "hidden": 3, "split": 3, "mode": "one-hot"}).split
    3
    """
    own = {each.name: each for each in given}
    model = choice("model", words.get("model", "rac"), (*shown_models(), *own))
    if model in own:
        return own[model].case({name: word for name, word in words.items() if name != "model"})
    named = {"observe": "scalar", "split": None, "mode": None, **words}
    named.pop("model", None)
    for name in named:
        choice("case", name, (*page_sizes(model), "split", "mode", "observe"))
    split, mode, observe = (named.pop(name) for name in ("split", "mode", "observe"))
    return plainest(chosen(model, named, split, mode, observe).bounded())


def reach(
    models: tuple[Model, ...] | None = None, observe: tuple[Observe, ...] = OBSERVE, given: Sequence[Given] = ()
) -> dict[str, Any]:
    """Return the values of the sliders, in the form of `Grid.to_json`, and as "most" the limits of the number fields.

    With what is given there is "only", the lists that hold for each of these alone.

    >>> reach()["most"]["length"], reach()["length"][-1], list(reach(("rac",))["models"])
    (200, 20, ['rac'])
    """
    fields = {model: fields_of(model) for model in models or shown_models()}
    numbers = dict.fromkeys(each["name"] for every in fields.values() for each in every if each["kind"] == "number")
    sliders = {name: list(range(LEAST.get(name, 1), SLIDERS.get(name, SLIDER) + 1)) for name in numbers}
    most = {name: MOST.get(name, MOST_OTHER) for name in numbers} | {"vertices": MOST_VERTICES}
    only = {model: own for model in fields if (own := _own_lists(model, observe, most))}
    found: dict[str, Any] = {
        **sliders,
        "mode": list(MODES),
        "split": None,
        "most": most,
        "models": fields,
        "observe": list(observe),
    }
    found |= {"only": only} if only else {}
    if not given:
        return found
    return beside(found, {each.name: each.reach() for each in given}) | {"opens": given[0].name}


def _own_lists(model: str, observe: tuple[Observe, ...], most: dict[str, int]) -> dict[str, Any]:
    """Return the lists of `reach` that hold for one model alone."""
    found: dict[str, Any] = {"usual": PREFERRED_OF[model]} if model in PREFERRED_OF else {}
    if model in NO_FUTURE and "future" in observe:
        found["observe"] = [word for word in observe if word != "future"]
    if model in ONE_LAYER:
        found |= {"layers": [1], "most": {**most, "layers": 1}}
    return found
