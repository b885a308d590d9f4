"""`Grid`: all cases of one page."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...basics import TnrnnError, choice, mistake, whole
from ...models import OBSERVE, Model, Observe, Size, no_such_size, rac
from ...networks import MODES, Mode, Value, unrolled_size
from .choosing import LEAST, MOST_TENSORS, Chosen, chosen, page_sizes, preferred, shown_models, words_of
from .parameters import SIZES, Parameters, fields_of, plainest

MOST_CASES = 20_000
"""The largest number of cases in one page."""


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
    model : str
        The name of the model, by default "rac". Sizes that it does not have are left out.
    observe : tuple of str
        What is observed: "scalar" (the default), "vector", "future" or several of these.
    more : mapping from str to tuple, or pairs of these
        The values of the other sizes of the model; by default 2, or the default of the model.

    Raises
    ------
    TnrnnError
        If a size is wrong or the model does not have it, if there are more than 20,000 cases, or if the unrolled
        network of an RAC has more than 1,000 tensors.

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
    model: Model = "rac"
    observe: tuple[Observe, ...] = ("scalar",)
    more: tuple[tuple[str, tuple[Value, ...]], ...] = ()

    def __post_init__(self) -> None:
        choice("model", self.model, shown_models())
        for name in SIZES:
            object.__setattr__(self, name, _sizes(name, getattr(self, name)))
        object.__setattr__(self, "more", _pairs(self.more))
        for name, values in self.more:
            if name not in page_sizes(self.model):
                raise no_such_size(self.model, name, values)
        object.__setattr__(self, "observe", words_of("observe", self.observe, OBSERVE))
        object.__setattr__(self, "modes", words_of("mode", self.modes, MODES))
        if self.splits is not None:
            most = min(self.length) - 1
            object.__setattr__(self, "splits", tuple(sorted({whole("split", at, most=most) for at in self.splits})))
        self._check_size()

    def values(self) -> dict[str, tuple[Value, ...]]:
        """Return the values of each size of the model, in its order."""
        given = {**{name: getattr(self, name) for name in SIZES}, **dict(self.more)}
        usual = preferred(self.model)
        return {name: _values(size, given.get(name, (usual[name],))) for name, size in page_sizes(self.model).items()}

    def _check_size(self) -> None:
        values = self.values()
        combined = math.prod(len(each) for name, each in values.items() if name != "length")
        number = combined * len(self.modes) * len(self.observe) * sum(map(len, map(self.splits_of, self.length)))
        if number > MOST_CASES:
            raise mistake("grid", f"at most {MOST_CASES:,} cases", number)
        if self.model == "rac":  # the networks of models with sums are soon too large; their pages have the circuits
            self._check_networks()

    def _check_networks(self) -> None:
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
        """Return the splits of a sequence of `length` steps.

        Parameters
        ----------
        length : int
            The number of time steps, T.
        """
        return tuple(range(1, length)) if self.splits is None else self.splits

    def cases(self) -> Iterator[Parameters | Chosen]:
        """Yield every case, in a fixed order."""
        values = self.values()
        outer = [name for name in values if name in ("length", "layers")]
        inner = [name for name in values if name not in outer]
        for first in itertools.product(*(values[name] for name in outer)):
            for mode, split in itertools.product(self.modes, self.splits_of(int(first[0]))):
                for second in itertools.product(*(values[name] for name in inner)):
                    for observe in self.observe:
                        sizes = dict(zip((*outer, *inner), (*first, *second), strict=True))
                        yield plainest(chosen(self.model, sizes, split, mode, observe))

    def to_json(self) -> dict[str, Any]:
        """Return the values of every parameter as JSON; "split" is null if all splits are there."""
        values = self.values()
        fields = [
            {**each, "choices": list(values[each["name"]])} if each["kind"] != "number" else each
            for each in fields_of(self.model)
        ]
        numbers = {each["name"]: list(values[each["name"]]) for each in fields if each["kind"] == "number"}
        split = None if self.splits is None else list(self.splits)
        words = {"mode": list(self.modes), "split": split, "observe": list(self.observe)}
        return {**numbers, **words, "models": {self.model: fields}}


def _values(size: Size, given: Any) -> tuple[Value, ...]:
    """Return the values of a size that are given, each once."""
    if size.kind == "number":
        return _sizes(size.name, given)
    if not isinstance(given, tuple | list) or not given:
        raise mistake(size.name, "a tuple of values", given)
    return tuple(dict.fromkeys(size.checked(size.name, value) for value in given))


def _pairs(more: Any) -> tuple[tuple[str, Any], ...]:
    pairs = tuple(more.items()) if isinstance(more, Mapping) else more
    if not isinstance(pairs, tuple | list) or any(
        not isinstance(each, tuple | list) or len(each) != 2 for each in pairs
    ):
        raise mistake("more", "a mapping from the names of sizes to tuples of their values", more)
    return tuple((name, tuple(values) if isinstance(values, list) else values) for name, values in pairs)


def _sizes(name: str, values: Any) -> tuple[int, ...]:
    if not isinstance(values, tuple | list | range) or not values:
        raise mistake(name, "a tuple of sizes", values)
    return tuple(sorted({whole(name, value, least=LEAST.get(name, 1)) for value in values}))


DEFAULT = Grid()
"""The grid with T from 2 to 8, L from 1 to 3, M and R from 2 to 4, both modes and all splits."""
