"""Which cases a page holds: sizes, splits and modes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..circuit import Circuit
from ..errors import TnrnnError, choice, mistake, whole
from ..models import rac
from ..partition import Partition
from ..unrolling import INPUTS_OF_MODE, MODES, unrolled_size

MOST_CASES, MOST_TENSORS = 20_000, 1_000
"""Of one page; and of an unrolled network that a browser redraws while somebody drags."""

SIZES = ("length", "layers", "inputs", "hidden")
LEAST = {"length": 2}


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
    mode: str

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
        """Whether the copies of an input are joined or repeated."""
        return INPUTS_OF_MODE[self.mode]


@dataclass(frozen=True)
class Grid:
    """The cases of a page: all combinations of the sizes and modes, each with the named splits, or with all.

    Raises
    ------
    TnrnnError
        On sizes that are none, and on more than 20,000 cases or 1,000 tensors in an unrolled network.

    >>> len(list(Grid((4,), (1, 2), (2,), (3,)).cases()))
    12
    """

    length: tuple[int, ...] = tuple(range(2, 9))
    layers: tuple[int, ...] = (1, 2, 3)
    inputs: tuple[int, ...] = (2, 3, 4)
    hidden: tuple[int, ...] = (2, 3, 4)
    modes: tuple[str, ...] = MODES
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
            tensors = unrolled_size(rac(length, layers, 1, 1), INPUTS_OF_MODE[mode])
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
