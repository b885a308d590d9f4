"""The model and the sizes that a circuit was made from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """The call of a function of `tnrnn.models` that makes a circuit: the model's name, and its sizes by their names.

    >>> Origin("rac", (("length", 4), ("layers", 2), ("inputs", 2), ("hidden", 3), ("outputs", 1))).size("layers")
    2
    """

    model: str
    sizes: tuple[tuple[str, int], ...]

    def size(self, name: str) -> int:
        """Return the size of that name."""
        return dict(self.sizes)[name]
