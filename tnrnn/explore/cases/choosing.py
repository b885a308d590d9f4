"""`Chosen`: one case of the explorer, of any model whose sizes are numbers and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ...basics import choice, mistake, whole
from ...models import MODELS, OBSERVE, Case, Model, Observe, Size, size_names, sizes_of
from ...networks import MODES, Circuit, Mode, Origin, Partition, Value, unrolled_size

Word = TypeVar("Word", bound=str)

MOST_TENSORS = 1_000
"""The largest unrolled network that a browser can redraw while a reader drags the split."""

LEAST = {"length": 2}
"""The smallest value of a size; 1 for those not listed."""

MOST = {"length": 200, "layers": 20, "inputs": 1_000, "hidden": 1_000}
"""The largest sizes of a case that is computed when it is asked for."""

PREFERRED = {"length": 6, "layers": 1, "inputs": 2, "hidden": 3}
"""The sizes with which a page opens, as in its `state.js`: too small for the repeat of three letters, which takes rank
8. The split is in the middle, and other sizes are 2."""

PREFERRED_OF: dict[str, dict[str, int]] = {"conv_ac": {"length": 8, "layers": 2}}
"""The same for models that do not have such a case: windows of two cover 8 steps."""

ONE_LAYER = ("tensor_train_lm",)
"""The models that have one layer only."""

NO_FUTURE = ("conv_ac", "product_gnn")
"""The models that observe nothing before their last step."""

MOST_OTHER = 100
"""The largest value of a size that is not in `MOST`."""

MOST_VERTICES = 1_000
"""The largest product of time steps and layers in such a case, all of which the shared view shows."""

UNSHOWN = ("outputs",)
"""The sizes that make no difference to what a page shows: one output is cut, and what is observed does not use it."""


def page_sizes(model: str) -> dict[str, Size]:
    """Return the sizes of a model that a page has fields for, by name, in the order of the fields.

    >>> list(page_sizes("rac")), list(page_sizes("conv_ac"))[-2:]
    (['length', 'layers', 'inputs', 'hidden'], ['window', 'shared'])
    """
    sizes = sizes_of(model)
    names = [name for name in size_names() if name in sizes]
    return {name: sizes[name] for name in names if name not in UNSHOWN and _has_field(sizes[name])}


def _has_field(size: Size) -> bool:
    return size.kind != "text" and (size.required or size.default is not None)


def shown_models() -> tuple[Model, ...]:
    """Return the models whose cases a page can show: they have steps, and all that they require has a field.

    >>> shown_models()[0]
    'rac'
    """
    return tuple(
        model
        for model in MODELS
        if "length" in sizes_of(model) and all(_has_field(size) for size in sizes_of(model).values() if size.required)
    )


@dataclass(frozen=True)
class Chosen:
    """One case of the explorer.

    Parameters
    ----------
    model : str
        The name of the model.
    sizes : pairs of str and int, bool or str
        All sizes that a page has fields for, in their order; see `chosen`.
    split : int
        The number of steps in the Start.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    observe : "scalar", "vector" or "future"
        What is observed: one number at the last step, all its channels, or those of all steps of the End.

    Examples
    --------
    >>> chosen("lstm", {"length": 6, "layers": 1, "inputs": 2, "hidden": 3}, 3).to_json()["model"]
    'lstm'
    """

    model: Model
    sizes: tuple[tuple[str, Value], ...]
    split: int
    mode: Mode = "one-hot"
    observe: Observe = "scalar"

    @property
    def origin(self) -> Origin:
        """The model and its sizes."""
        return Origin(self.model, self.sizes)

    @property
    def length(self) -> int:
        """The number of time steps."""
        return self.origin.size("length")

    @property
    def layers(self) -> int:
        """The number of layers; 1 for a model that has no such size."""
        return int(dict(self.sizes).get("layers", 1))

    @property
    def extent(self) -> tuple[int, int]:
        """The numbers of time steps and of layers."""
        return self.length, self.layers

    @property
    def case(self) -> Case:
        """The record of the case, which makes its circuit once; whoever needs the circuit often keeps the record."""
        return Case(self.origin, Partition.start_end(self.length, self.split), self.mode, self.observe)

    @property
    def circuit(self) -> Circuit:
        """The circuit of one value whose matrix is that of the case: with a probe, if more than one is observed."""
        return self.case.matrix.circuit

    @property
    def partition(self) -> Partition:
        """The partition of the inputs of that circuit."""
        return self.case.matrix.partition

    @property
    def unrolls(self) -> bool:
        """Whether the unrolled network is small enough to be redrawn while a reader drags the split."""
        return unrolled_size(self.circuit, self.mode) <= MOST_TENSORS

    @property
    def anywhere(self) -> Chosen:
        """The case with the same tensors that all splits share."""
        return self if self.observe == "future" else replace(self, split=1)

    def to_json(self) -> dict[str, Value]:
        """Return the case as a page has it; it leaves out that a model is an RAC, and that one value is observed."""
        model = {} if self.model == "rac" else {"model": self.model}
        observe = {} if self.observe == "scalar" else {"observe": self.observe}
        return {**model, **dict(self.sizes), "split": self.split, "mode": self.mode, **observe}

    def bounded(self) -> Chosen:
        """Return the case if a page may ask for it.

        Raises
        ------
        TnrnnError
            If a size is wrong or too large, if time steps times layers are more than 1,000, or if the split leaves no
            Start or no End.
        """
        sizes = {name: bounded_size(size, dict(self.sizes).get(name)) for name, size in page_sizes(self.model).items()}
        found = Chosen(self.model, tuple(sizes.items()), self.split, choice("mode", self.mode, MODES), self.observe)
        check_vertices(found.length * found.layers)
        whole("split", self.split, most=found.length - 1)
        choice("observe", self.observe, OBSERVE)
        return found


def chosen(
    model: str, given: Mapping[str, Any], split: int, mode: Mode = "one-hot", observe: Observe = "scalar"
) -> Chosen:
    """Return the case with the given sizes, and the defaults of those that are not given.

    Parameters
    ----------
    model : str
        The name of the model, such as "rac".
    given : mapping of str to int, bool or str
        The sizes of the model by name, such as length and layers; those that are left out have their defaults.
    split : int
        The number of steps in the Start.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors; by default "one-hot".
    observe : "scalar", "vector" or "future"
        What is observed: one number at the last step, all its channels, or those of all steps of the End; by default
        "scalar".

    Raises
    ------
    TnrnnError
        If a word is unknown, or if a size is unknown, missing or wrong.

    Examples
    --------
    >>> dict(chosen("conv_ac", {"length": 4, "layers": 2, "inputs": 2, "hidden": 3}, 2).sizes)["window"]
    2
    """
    named = choice("model", model, shown_models())
    if not isinstance(given, Mapping):
        raise mistake("sizes", "a mapping from the names of sizes to their values", given)
    sizes = {name: given.get(name, size.default) for name, size in page_sizes(named).items()}
    return Chosen(named, tuple(sizes.items()), split, mode, observe)


def preferred(model: str) -> dict[str, Value]:
    """Return the sizes with which a page opens.

    >>> preferred("rac")
    {'length': 6, 'layers': 1, 'inputs': 2, 'hidden': 3}
    """
    return {name: _preferred(size) for name, size in page_sizes(model).items()} | PREFERRED_OF.get(model, {})


def _preferred(size: Size) -> Value:
    if size.name in PREFERRED:
        return PREFERRED[size.name]
    return size.default if size.default is not None else size.choices[0] if size.choices else 2


def bounded_size(size: Size, value: Any) -> Value:
    """Return a value of a size if a page may ask for it.

    >>> bounded_size(page_sizes("linear_attention")["rule"], "delta")
    'delta'
    """
    if size.kind != "number":
        return size.checked(size.name, value)
    return whole(size.name, value, LEAST.get(size.name, 1), MOST.get(size.name, MOST_OTHER))


def words_of(name: str, given: Any, words: Sequence[Word]) -> tuple[Word, ...]:
    """Return words that are given, each once; the text of one stands for itself.

    >>> words_of("mode", "one-hot", MODES), words_of("mode", ["continuous"], MODES)
    (('one-hot',), ('continuous',))
    """
    several = (given,) if isinstance(given, str) else given
    if not isinstance(several, tuple | list) or not several:
        raise mistake(name, f"{' or '.join(words)}, or several of these", given)
    return tuple(dict.fromkeys(choice(name, each, words) for each in several))


def check_vertices(number: int) -> None:
    """Raise a TnrnnError if time steps times layers are more than the shared view can show.

    >>> check_vertices(1_000)
    """
    if number > MOST_VERTICES:
        raise mistake("length times layers", f"at most {MOST_VERTICES:,}", number)
