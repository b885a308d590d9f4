"""What a model takes: the names of its sizes, read from the signature of its function in `MODELS`.

A size is a number, a word of a few (`rule`), or a choice between two (`output_gate`). The command line, sweeps, plots
and the explorer know models by what stands here, so that a new model is a function and a line of `MODELS`. A size of a
new name needs a line of `MEANINGS`, too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from ..basics import KIN, MAX_DIM, MEANINGS, Meaning, TnrnnError, choice, mistake, nearest, whole
from ..networks import Circuit, Origin, Value
from .catalogue import MODELS, Model


@dataclass(frozen=True)
class Size:
    """One size of a model.

    Parameters
    ----------
    name : str
        The name of the parameter.
    kind : "number", "word", "flag" or "text"
        Whether a value is a positive integer, one of `choices`, True or False, or a text.
    required : bool
        Whether the model has no default for it.
    default : int, bool, str or None
        The default; None where the model works it out from other sizes, or has none.
    choices : tuple of str
        The words that a value may be.
    """

    name: str
    kind: Literal["number", "word", "flag", "text"]
    required: bool = True
    default: Value | None = None
    choices: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """The letter of the size, or its name if it has no letter."""
        return _meaning(self.name).letter or self.name

    @property
    def words(self) -> str:
        """What the size is, in a few words."""
        return _meaning(self.name).words

    def checked(self, owner: str, value: Any) -> Value:
        """Return a value of the size.

        Raises
        ------
        TnrnnError
            If it is not a positive integer, or not one of the words, or not True or False.
        """
        if self.kind == "word":
            return choice(owner, value, self.choices)
        if self.kind == "number":
            return whole(owner, value, most=None if self.name in ("length", "layers") else MAX_DIM)
        expected, right = ("True or False", bool) if self.kind == "flag" else ("a text", str)
        if not isinstance(value, right):
            raise mistake(owner, expected, value)
        return value


def _meaning(name: str) -> Meaning:
    return MEANINGS.get(name, Meaning("", name))


def sizes_of(model: str) -> Mapping[str, Size]:
    """Return the sizes of a model by name, in the order of its signature.

    Raises
    ------
    TnrnnError
        If no model has this name.

    Examples
    --------
    >>> [size.name for size in sizes_of("rac").values() if size.required], sizes_of("conv_ac")["window"].default
    (['length', 'layers', 'inputs', 'hidden'], 2)
    """
    return _declared(choice("model", model, MODELS))


@lru_cache(maxsize=64)
def _declared(model: Model) -> Mapping[str, Size]:
    make = MODELS[model]
    return MappingProxyType({name: _size(each, make) for name, each in inspect.signature(make).parameters.items()})


def _size(parameter: inspect.Parameter, make: Callable[..., Circuit]) -> Size:
    kind, choices = _kind(parameter.annotation, make)
    usual = None if parameter.default is inspect.Parameter.empty else parameter.default
    # A model may read its length from a graph, but not from the name of one.
    required = parameter.default is inspect.Parameter.empty or parameter.name == "length"
    return Size(parameter.name, kind, required, usual, choices)


def _kind(annotation: Any, make: Callable[..., Circuit]) -> tuple[Any, tuple[str, ...]]:
    """Return the kind that an annotation stands for, and its words."""
    if isinstance(annotation, str):
        try:
            annotation = eval(annotation, vars(inspect.getmodule(inspect.unwrap(make))))
        except NameError:  # a name that only type checkers import
            return "text", ()
    words = get_args(annotation)
    if annotation is bool:
        return "flag", ()
    if annotation is int or int in words:
        return "number", ()
    literal = next((each for each in (annotation, *words) if get_origin(each) is Literal), None)
    return ("text", ()) if literal is None else ("word", get_args(literal))


def size_names() -> tuple[str, ...]:
    """Return the names of the sizes of all models: those of `MEANINGS` in its order, then any others.

    >>> size_names()[:4]
    ('length', 'layers', 'inputs', 'hidden')
    """
    found = dict.fromkeys(name for model in MODELS for name in sizes_of(model))
    return tuple(sorted(found, key=lambda name: [*MEANINGS].index(name) if name in MEANINGS else len(MEANINGS)))


def models_with(name: str) -> tuple[str, ...]:
    """Return the names of the models that have a size.

    >>> models_with("window")
    ('conv_ac',)
    """
    return tuple(model for model in MODELS if name in sizes_of(model))


def checked_sizes(
    model: str, given: Mapping[str, Any], owner: str = "", named: Callable[[str], str] = str
) -> dict[str, Value]:
    """Return the sizes of a model in the order of its signature, without those that are its defaults, or None.

    Parameters
    ----------
    model : str
        The name of the model.
    given : mapping from str to int, bool or str
        The sizes by name.
    owner : str, optional
        What error messages begin with, such as "grid, ".
    named : function of str, optional
        How errors write the name of a size, such as "--key" for "key" on the command line.

    Raises
    ------
    TnrnnError
        If the model is unknown, if it has no size of a name, if a size is missing, or if a value is wrong.

    Examples
    --------
    >>> checked_sizes("cp_rnn", {"layers": 2, "length": 6, "inputs": 2, "hidden": 3, "rank": 4, "outputs": 1})
    {'length': 6, 'layers': 2, 'inputs': 2, 'hidden': 3, 'rank': 4}
    >>> checked_sizes("rac", {"length": 6, "layers": 2, "inputs": 2, "hiden": 3})
    Traceback (most recent call last):
    tnrnn.TnrnnError: hiden: expected a size of rac, which are length, layers, inputs, hidden and outputs, given 3; \
did you mean 'hidden'?
    """
    sizes = sizes_of(model)
    for name, value in given.items():
        if name not in sizes:
            raise no_such_size(model, name, value, owner, named)
    missing = [named(name) for name, size in sizes.items() if size.required and given.get(name) is None]
    if missing:
        raise TnrnnError(f"{owner}{model}: expected a value for {' and '.join(missing)}, given none")
    found: dict[str, Value] = {}
    for name, size in sizes.items():
        if given.get(name) is not None:
            value = size.checked(f"{owner}{named(name)}", given[name])
            if size.required or value != size.default:
                found[name] = value
    return found


def no_such_size(model: str, name: str, value: Any, owner: str = "", named: Callable[[str], str] = str) -> TnrnnError:
    """Return the error of a size that a model does not have: it names those that it has, and the nearest.

    >>> print(no_such_size("rac", "state", 3))
    state: expected a size of rac, which are length, layers, inputs, hidden and outputs, given 3; \
did you mean 'hidden'?
    """
    sizes = sizes_of(model)
    names = list(map(named, sizes))
    error = mistake(f"{owner}{named(name)}", f"a size of {model}, which are {_listed(names)}", value)
    kin = next((named(each) for each in KIN.get(name, ()) if each in sizes), None)
    meant = nearest(named(name), names) if kin is None else kin
    return error if meant is None else TnrnnError(f"{str(error).partition('; did')[0]}; did you mean {meant!r}?")


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def shown_sizes(origin: Origin) -> dict[str, tuple[str, Value]]:
    """Return the letter and the value of each size that a title shows, by name: all that are not defaults.

    >>> shown_sizes(Origin.of("rac", length=4, layers=2, inputs=2, hidden=3, outputs=1))["hidden"]
    ('R', 3)
    """
    given = dict(origin.sizes)
    return {
        name: (size.letter, given[name])
        for name, size in sizes_of(origin.model).items()
        if name in given and (size.required or given[name] != size.default)
    }


def size_line(origin: Origin) -> str:
    """Return the sizes of a model in one line, after its name unless it is a RAC.

    >>> size_line(Origin.of("rac", length=4, layers=2, inputs=2, hidden=3))
    'T=4 L=2 M=2 R=3'
    >>> size_line(Origin.of("conv_ac", length=4, layers=1, inputs=2, hidden=3, window=4))
    'conv_ac T=4 L=1 M=2 R=3 window=4'
    """
    words = [f"{letter}={value}" for letter, value in shown_sizes(origin).values()]
    return " ".join(words if origin.model == "rac" else [origin.model, *words])
