"""Which cases a page contains or may ask for: sizes, splits and modes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..basics import TnrnnError, choice, mistake, whole
from ..models import Case, rac
from ..networks import INPUTS, MODES, Circuit, Mode, Origin, Partition, unrolled_size

MOST_CASES = 20_000
"""The largest number of cases in one page."""

MOST_TENSORS = 1_000
"""The largest unrolled network that a browser can redraw while a reader drags the split."""

SIZES = ("length", "layers", "inputs", "hidden")
"""The names of the sizes T, L, M and R."""

LEAST = {"length": 2}
"""The smallest value of a size; 1 for those not listed."""

MOST = {"length": 200, "layers": 20, "inputs": 1_000, "hidden": 1_000}
"""The largest sizes of a case that is computed when it is asked for."""

MOST_VERTICES = 1_000
"""The largest product of time steps and layers in such a case, all of which the shared view shows."""

SLIDERS = {"length": 20, "layers": 6, "inputs": 10, "hidden": 10}
"""Where the sliders end on a page that asks for its cases; the number fields beside them go up to `MOST`."""

PREFERRED = {"length": 6, "layers": 2, "inputs": 2, "hidden": 3}
"""The case with which a page opens, as in its `state.js`; the split is in the middle."""


class Parameters(NamedTuple):
    """One case of the explorer.

    Parameters
    ----------
    length, layers, inputs, hidden : int
        T, L, M and R.
    split : int
        The number of steps in the Start.
    mode : "one-hot" or "continuous"
        What the inputs are.

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
    def case(self) -> Case:
        """The record of the case, which makes its circuit once; whoever needs the circuit often keeps the record."""
        sizes = {name: getattr(self, name) for name in SIZES}
        return Case(Origin.of("rac", **sizes), self.partition, self.mode)

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
        """The mode as the last release called it: "joined" or "repeated"."""
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
        length, layers, inputs, hidden = (
            whole(name, getattr(self, name), LEAST.get(name, 1), MOST[name]) for name in SIZES
        )
        check_vertices(length * layers)
        split = whole("split", self.split, most=length - 1)
        return Parameters(length, layers, inputs, hidden, split, choice("mode", self.mode, MODES))


def check_vertices(number: int) -> None:
    """Raise a TnrnnError if time steps times layers are more than the shared view can show.

    >>> check_vertices(1_000)
    """
    if number > MOST_VERTICES:
        raise mistake("length times layers", f"at most {MOST_VERTICES:,}", number)


def asked(words: Iterable[tuple[str, str]]) -> Parameters:
    """Return the case that a query names.

    Parameters
    ----------
    words : iterable of (str, str)
        The name and the text of each parameter of the query.

    Raises
    ------
    TnrnnError
        If a name is unknown, repeated or missing, if a text is not an integer, or if `Parameters.bounded` refuses the
        case.

    Examples
    --------
    >>> query = {"length": "6", "layers": "2", "inputs": "2", "hidden": "3", "split": "3", "mode": "one-hot"}
    >>> asked(query.items()).length
    6
    """
    given: dict[str, str] = {}
    for name, text in words:
        if choice("parameter", name, Parameters._fields) in given:
            raise TnrnnError(f"{name}: expected one value, given two")
        given[name] = text
    for name in Parameters._fields:
        if name not in given:
            raise TnrnnError(f"{name}: expected a value, given none")
    length, layers, inputs, hidden, split = (_integer(name, given[name]) for name in Parameters._fields[:-1])
    return Parameters(length, layers, inputs, hidden, split, choice("mode", given["mode"], MODES)).bounded()


def _integer(name: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text, re.ASCII):
        raise mistake(name, "an integer of at most nine digits", text)
    return int(text)


def reach() -> dict[str, Any]:
    """Return the values of the sliders, in the form of `Grid.to_json`, and as "most" the limits of the number fields.

    >>> reach()["most"]["length"], reach()["length"][-1]
    (200, 20)
    """
    sliders = {name: list(range(LEAST.get(name, 1), last + 1)) for name, last in SLIDERS.items()}
    return {**sliders, "mode": list(MODES), "split": None, "most": {**MOST, "vertices": MOST_VERTICES}}


@dataclass(frozen=True)
class Grid:
    """The cases of a page: all combinations of the sizes, the modes and the splits.

    Parameters
    ----------
    length, layers, inputs, hidden : tuple of int
        The values of T, L, M and R; by default T from 2 to 8, L from 1 to 3, M and R from 2 to 4.
    modes : tuple of str
        "one-hot", "continuous" or, by default, both.
    splits : tuple of int, optional
        The numbers of steps in the Start; by default all from 1 to T - 1.

    Raises
    ------
    TnrnnError
        If a size is not an integer in its range, if there are more than 20,000 cases, or if an unrolled network has
        more than 1,000 tensors.

    Examples
    --------
    >>> len(list(Grid((4,), (1, 2), (2,), (3,)).cases()))
    12
    """

    length: tuple[int, ...] = tuple(range(2, 9))
    layers: tuple[int, ...] = (1, 2, 3)
    inputs: tuple[int, ...] = (2, 3, 4)
    hidden: tuple[int, ...] = (2, 3, 4)
    modes: tuple[Mode, ...] = MODES
    splits: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        for name in SIZES:
            object.__setattr__(self, name, _sizes(name, getattr(self, name)))
        object.__setattr__(self, "modes", tuple(dict.fromkeys(choice("mode", mode, MODES) for mode in self.modes)))
        if not self.modes:
            raise mistake("modes", "one-hot, continuous, or both", self.modes)
        if self.splits is not None:
            most = min(self.length) - 1
            object.__setattr__(self, "splits", tuple(sorted({whole("split", at, most=most) for at in self.splits})))
        self._check_size()

    def _check_size(self) -> None:
        combined = len(self.layers) * len(self.inputs) * len(self.hidden) * len(self.modes)
        number = combined * sum(len(self.splits_of(length)) for length in self.length)
        if number > MOST_CASES:
            raise mistake("grid", f"at most {MOST_CASES:,} cases", number)
        length, layers = max(self.length), max(self.layers)
        for mode in self.modes:
            tensors = unrolled_size(rac(length, layers, 1, 1), mode)
            if tensors > MOST_TENSORS:
                many = f"{tensors:,}" if tensors < 10**15 else f"more than {10**15:,}"
                raise TnrnnError(
                    f"grid: expected unrolled networks of at most {MOST_TENSORS:,} tensors, given T={length} "
                    f"L={layers} with {many}; take a smaller --length or --layers"
                )

    def splits_of(self, length: int) -> tuple[int, ...]:
        """Return the splits of a sequence of `length` steps."""
        return tuple(range(1, length)) if self.splits is None else self.splits

    def cases(self) -> Iterator[Parameters]:
        """Yield every case, in a fixed order."""
        for length in self.length:
            for layers in self.layers:
                for mode in self.modes:
                    for split in self.splits_of(length):
                        for inputs in self.inputs:
                            for hidden in self.hidden:
                                yield Parameters(length, layers, inputs, hidden, split, mode)

    def to_json(self) -> dict[str, Any]:
        """Return the values of every parameter as JSON; "split" is null if all splits are there."""
        sizes = {name: list(getattr(self, name)) for name in SIZES}
        return {**sizes, "mode": list(self.modes), "split": None if self.splits is None else list(self.splits)}


def _sizes(name: str, values: Any) -> tuple[int, ...]:
    if not isinstance(values, tuple | list | range) or not values:
        raise mistake(name, "a tuple of sizes", values)
    return tuple(sorted({whole(name, value, least=LEAST.get(name, 1)) for value in values}))


DEFAULT = Grid()
"""The grid with T from 2 to 8, L from 1 to 3, M and R from 2 to 4, both modes and all splits."""
