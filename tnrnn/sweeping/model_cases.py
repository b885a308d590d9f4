"""`SweepCase`: a model and its sizes, a split, a mode, what is observed, and a seed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from .. import models
from ..basics import choice, former_names, mistake, whole
from ..models import MODELS, OBSERVE, Model, Observe, checked_sizes, size_line, size_names, sizes_of
from ..networks import MAX_VERTICES, MODES, Mode, Origin, Partition, Value
from ..records import Kind, parsed
from .cases import MAX_SEED, NO_LIMITS, Case, Limits
from .results import check_rows

_SIZES = Kind("sizes", "", 0, 10_000, 1)
FORMAT = "tnrnn sweep"
ENDS = ("split", "mode", "seed", "model", "observe")
"""The columns of a CSV file behind the sizes."""


@dataclass(frozen=True)
class FormerCase(Case):
    """A case as stores of version 1 have it: an RAC, or another model of the same four sizes."""

    FORMAT: ClassVar[str] = FORMAT
    SCHEMA: ClassVar[str] = "1"

    length: int
    layers: int
    inputs: int
    hidden: int
    split: int
    mode: Mode
    seed: int
    model: Model

    @property
    def key(self) -> str:
        return self.now().key

    def now(self) -> SweepCase:
        """Return the same case with its sizes by name."""
        return SweepCase(**self.named())


@dataclass(frozen=True, init=False)
class SweepCase(Case):
    """One case of a sweep: a model and its sizes, a split, a mode, what is observed, and a seed.

    Parameters
    ----------
    length, layers, inputs, hidden : int
        The sizes T, L, M and R.
    split : int
        The number of steps in the Start, from 1 to length - 1.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    seed : int
        The seed of the random weights and points.
    model : str
        The name of the model, one of those that `tnrnn.models` has.
    observe : "scalar", "vector" or "future"
        What is observed, as in `tnrnn.bounds`.
    sizes : pairs of str and int, bool or str, optional
        More sizes, as the field of the same name has them.
    **more : int, bool or str
        The sizes of other names that the model has, such as key, value and rule.

    Raises
    ------
    TnrnnError
        If a word is unknown, if a size is missing, unknown, not positive or too large, or if the split is outside
        1..length-1.

    Examples
    --------
    >>> SweepCase(length=8, layers=2, inputs=3, hidden=3, split=4).key
    'rac T=8 L=2 M=3 R=3 split=4 one-hot seed=0'
    >>> case = SweepCase(8, 2, 3, 3, 4, model="cp_rnn", rank=2, observe="vector")
    >>> case.key
    'cp_rnn T=8 L=2 M=3 R=3 rank=2 split=4 one-hot vector seed=0'
    >>> case.size("rank"), dict(case.sizes)["rank"]
    (2, 2)
    """

    FORMAT: ClassVar[str] = FORMAT
    SCHEMA: ClassVar[str] = "2"
    FORMER: ClassVar[tuple[type[Case], ...]] = (FormerCase,)

    model: Model
    sizes: tuple[tuple[str, Value], ...]
    split: int
    mode: Mode
    observe: Observe
    seed: int

    def __init__(  # noqa: PLR0913, PLR0917 - the first eight in the order of the last release
        self,
        length: int | None = None,
        layers: int | None = None,
        inputs: int | None = None,
        hidden: int | None = None,
        split: int | None = None,
        mode: Mode = "one-hot",
        seed: int = 0,
        model: Model = "rac",
        *,
        observe: Observe = "scalar",
        sizes: Iterable[tuple[str, Value]] = (),
        **more: Value,
    ) -> None:
        usual = {"length": length, "layers": layers, "inputs": inputs, "hidden": hidden}
        given = {**dict(sizes), **{name: size for name, size in usual.items() if size is not None}, **more}
        found = checked_sizes(choice("model", model, MODELS), given)
        steps = _steps(model, found)
        checked = {
            "model": model,
            "sizes": tuple(found.items()),
            "split": whole("split", split, most=steps - 1),
            "mode": choice("mode", mode, MODES),
            "observe": choice("observe", observe, OBSERVE),
            "seed": whole("seed", seed, least=0, most=MAX_SEED),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def origin(self) -> Origin:
        """The model and its sizes."""
        return Origin(self.model, self.sizes)

    def size(self, name: str) -> int:
        """Return the number that a size is; raise a TnrnnError if the case has no such number.

        Parameters
        ----------
        name : str
            The name of the size, such as "length".
        """
        return self.origin.size(name)

    @property
    def length(self) -> int:
        """The number of time steps, T."""
        return self.size("length")

    @property
    def layers(self) -> int:
        """The number of layers, L."""
        return self.size("layers")

    @property
    def inputs(self) -> int:
        """The dimension of each input, M."""
        return self.size("inputs")

    @property
    def hidden(self) -> int:
        """The dimension of each hidden state, R, of a model that has this size."""
        return self.size("hidden")

    @property
    def record(self) -> models.Case:
        """The record of the case, which makes its circuit when that is first used."""
        return models.Case(self.origin, Partition.start_end(self.length, self.split), self.mode, self.observe)

    @property
    def key(self) -> str:
        """The case as one line of text; one of an RAC, too, begins with the name of the model."""
        line = size_line(self.origin).removeprefix(f"{self.model} ")
        seen = "" if self.observe == "scalar" else f" {self.observe}"
        return f"{self.model} {line} split={self.split} {self.mode}{seen} seed={self.seed}"

    @property
    def order(self) -> tuple[Any, ...]:
        """What cases are sorted by: the model, then its sizes in the order of its signature."""
        given = dict(self.sizes)
        sizes = ((name, given.get(name, size.default)) for name, size in sizes_of(self.model).items())
        return self.model, tuple(_sortable(value) for _, value in sizes), self.split, self.mode, self.observe, self.seed

    def cells(self) -> tuple[Any, ...]:
        """Return the values of the columns as a store has them, with the sizes as JSON."""
        text = json.dumps(dict(self.sizes), separators=(",", ":"))
        return tuple(text if name == "sizes" else getattr(self, name) for name in self.columns())

    @classmethod
    def of_cells(cls, cells: Iterable[Any]) -> SweepCase:
        """Return the case with these values of the columns.

        Parameters
        ----------
        cells : iterable
            The values of the columns of a store, in their order, as `cells` returns them.

        Raises
        ------
        TnrnnError
            If a value does not fit its column.
        """
        found = dict(zip(cls.columns(), cells, strict=True))
        sizes = parsed(found.pop("sizes"), _SIZES)
        for name, value in sizes.items():
            if not isinstance(value, int | str):
                raise mistake(f"sizes, {name}", "a number or a word", value)
        return cls(sizes=sizes.items(), **found)

    def named(self) -> dict[str, Any]:
        """Return the case as the columns of a CSV file, by name: one for each size."""
        return {**dict(self.sizes), **{name: getattr(self, name) for name in ENDS}}

    @classmethod
    def heads(cls, cases: Iterable[Case]) -> tuple[str, ...]:
        """Return the names of the columns of a CSV file: the sizes that any case has, in the order of the help.

        Parameters
        ----------
        cases : iterable of cases
            The cases that stand in the file.
        """
        found = {name for case in cases for name in case.named()}
        return *(name for name in size_names() if name in found), *ENDS

    @classmethod
    def check_result(cls, result: dict[str, Any]) -> None:
        """Raise a TnrnnError if a row of `tnrnn.bounds` has a value or a logarithm that is not a number.

        Parameters
        ----------
        result : dict
            What the measure returned: a row for each bound, by its name.
        """
        check_rows(result)


def _steps(model: str, sizes: dict[str, Value]) -> int:
    """Return the number of steps. Raise a TnrnnError if it is 1, or if the circuit is much too large to be made."""
    if "length" not in sizes:
        raise mistake("model", "one with a length", model)
    length, layers = whole("length", sizes["length"], least=2), int(sizes.get("layers", 1))
    size = (3 * length + 1) * layers + length + 1
    if size > MAX_VERTICES:
        raise mistake("length and layers", f"at most {MAX_VERTICES:,} vertices", size)
    return length


def _sortable(value: Value | None) -> tuple[bool, str, int]:
    return isinstance(value, str), value if isinstance(value, str) else "", 0 if isinstance(value, str) else value or 0


@dataclass(frozen=True)
class GridFile:
    """The content of a grid file: its cases, and the limits of each.

    Parameters
    ----------
    cases : tuple of SweepCase
        The cases of the file, each once.
    limits : Limits, optional
        What each case may take; by default there are no limits.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from tnrnn.sweeping import read_grid
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "grid.toml").write_text("length = [4, 6]\\nlayers = 1\\ninputs = 2\\nhidden = 3")
    ...     found = read_grid(folder + "/grid.toml")
    >>> isinstance(found, GridFile), [case.length for case in found.cases]
    (True, [4, 6])
    """

    cases: tuple[SweepCase, ...]
    limits: Limits = NO_LIMITS


__getattr__ = former_names(__name__, Grid=GridFile)
