"""The model and the sizes from which a circuit was made."""

from __future__ import annotations

import operator
from dataclasses import dataclass

KNOWN = "_known_origin"
"""The attribute of a circuit that holds its checked origin; it is not a field, and copies do not have it."""


@dataclass(frozen=True)
class Origin:
    """The call of a function of `tnrnn.models` that makes a circuit.

    Parameters
    ----------
    model : str
        The name of the function.
    sizes : tuple of (str, int)
        Its arguments by name, in order.

    Examples
    --------
    >>> Origin.of("rac", length=4, layers=2, inputs=2, hidden=3).size("layers")
    2
    """

    model: str
    sizes: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, model: str, **sizes: int) -> Origin:
        """Return the origin with the given sizes, in the given order."""
        return cls(model, tuple((name, operator.index(size)) for name, size in sizes.items()))

    def size(self, name: str) -> int:
        """Return the size of that name."""
        return dict(self.sizes)[name]
