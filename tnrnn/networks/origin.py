"""The model and the sizes from which a circuit was made."""

from __future__ import annotations

import operator
from dataclasses import dataclass

from ..basics import mistake

# A size of a model: a number, a word such as the rule of a state, or whether something is there.
Value = int | bool | str

KNOWN = "_known_origin"
"""The attribute of a circuit that holds its checked origin; it is not a field, and copies do not have it."""


@dataclass(frozen=True)
class Origin:
    """The call of a function of `tnrnn.models` that makes a circuit.

    Parameters
    ----------
    model : str
        The name of the function.
    sizes : tuple of (str, int or bool or str)
        Its arguments by name, in order.

    Examples
    --------
    >>> Origin.of("rac", length=4, layers=2, inputs=2, hidden=3).size("layers")
    2
    """

    model: str
    sizes: tuple[tuple[str, Value], ...]

    @classmethod
    def of(cls, model: str, **sizes: Value) -> Origin:
        """Return the origin with the given sizes, in the given order."""
        return cls(model, tuple((name, _plain(size)) for name, size in sizes.items()))

    def value(self, name: str) -> Value:
        """Return the size of that name, which may be a word."""
        found = dict(self.sizes)
        if name not in found:
            raise mistake(f"size of {self.model}", "one of its sizes", name, found)
        return found[name]

    def size(self, name: str) -> int:
        """Return the number that the size of that name is."""
        found = self.value(name)
        if isinstance(found, str):
            raise mistake(f"{name} of {self.model}", "a number", found)
        return found


def _plain(value: Value) -> Value:
    """Return the value in a type of Python; numpy has integers of its own."""
    return value if isinstance(value, bool | str) else operator.index(value)
