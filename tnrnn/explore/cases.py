"""Which cases a page holds or may ask for: sizes, splits and modes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..basics import TnrnnError, choice, mistake, whole
from ..models import rac
from ..networks import INPUTS, MODES, Circuit, Mode, Partition, unrolled_size

MOST_CASES, MOST_TENSORS = 20_000, 1_000
"""Of one page; and of an unrolled network that a browser redraws while somebody drags."""

SIZES = ("length", "layers", "inputs", "hidden")
LEAST = {"length": 2}
MOST = {"length": 200, "layers": 20, "inputs": 1_000, "hidden": 1_000}
MOST_VERTICES = 1_000
"""Of one case that is computed when asked for: the sizes, and time steps times layers in the shared view."""

SLIDERS = {"length": 20, "layers": 6, "inputs": 10, "hidden": 10}
"""Where the sliders of a page end whose cases are computed when asked for; its fields go on."""


PREFERRED = {"length": 6, "layers": 2, "inputs": 2, "hidden": 3}
"""The case at which a page opens, as in its `state.js`; the split is in the middle."""


class Parameters(NamedTuple):
    """One case: T, L, M, R, the steps in the Start, and the mode.

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
    def circuit(self) -> Circuit:
        """The recurrent arithmetic circuit."""
        return rac(self.length, self.layers, self.inputs, self.hidden)

    @property
    def partition(self) -> Partition:
        """Its inputs, divided after `split` steps."""
        return Partition.start_end(self.length, self.split)

    @property
    def unfolding(self) -> str:
        """The mode as the last release called it: whether the copies of an input are joined or repeated."""
        return INPUTS.before(self.mode)

    @property
    def unrolls(self) -> bool:
        """Whether a browser can redraw the unrolled network while somebody drags."""
        return unrolled_size(self.circuit, self.mode) <= MOST_TENSORS

    def bounded(self) -> Parameters:
        """Return the case, if it is one that a page may ask for.

        Raises
        ------
        TnrnnError
            On sizes beyond `MOST`, more than 1,000 steps times layers, and splits that leave no Start or no End.

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
    """Refuse more time steps times layers than the shared view can show.

    >>> check_vertices(1_000)
    """
    if number > MOST_VERTICES:
        raise mistake("length times layers", f"at most {MOST_VERTICES:,}", number)


def asked(words: Iterable[tuple[str, str]]) -> Parameters:
    """Return the case that names and texts of a query say; every parameter once.

    Raises
    ------
    TnrnnError
        On names that are none, are there twice or are missing, on texts that are no integers, and as `bounded` does.

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
    """Return as `Grid.to_json` does where the sliders go, and with it how far the fields go, of any case.

    >>> reach()["most"]["length"], reach()["length"][-1]
    (200, 20)
    """
    sliders = {name: list(range(LEAST.get(name, 1), last + 1)) for name, last in SLIDERS.items()}
    return {**sliders, "mode": list(MODES), "split": None, "most": {**MOST, "vertices": MOST_VERTICES}}


@dataclass(frozen=True)
class Grid:
    """The cases of a page: all combinations of the sizes and modes, each with the named splits, or with all.

    Raises
    ------
    TnrnnError
        On sizes that are none, and on more than 20,000 cases or 1,000 tensors in an unrolled network.

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
        """Return the splits that the grid has of that many steps."""
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
        """Return the values of every parameter; of the splits null for all."""
        sizes = {name: list(getattr(self, name)) for name in SIZES}
        return {**sizes, "mode": list(self.modes), "split": None if self.splits is None else list(self.splits)}


def _sizes(name: str, values: Any) -> tuple[int, ...]:
    if not isinstance(values, tuple | list | range) or not values:
        raise mistake(name, "a tuple of sizes", values)
    return tuple(sorted({whole(name, value, least=LEAST.get(name, 1)) for value in values}))


DEFAULT = Grid()
"""T 2 to 8, L 1 to 3, M and R 2 to 4, both modes, all splits."""
