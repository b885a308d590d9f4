"""A unit that stops after the Start and goes on with any End: what the matrices of Starts and Ends are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from .arrays import Array, Whole
from .words import Words


class Following(Protocol):
    """A unit as two functions: one reads Starts, and one goes on from there with Ends.

    Attributes
    ----------
    names : tuple of str
        What is read, from below: "layer 1", "layer 2", .., or "output".
    spacing : float
        The spacing at 1 of the floats in which the unit answers.
    """

    @property
    def names(self) -> tuple[str, ...]: ...

    @property
    def spacing(self) -> float: ...

    def begin(self, starts: Words) -> Any:
        """Return what the unit keeps of each of the Starts."""

    def follow(self, begun: Any, rows: Whole, ends: Words) -> list[Array]:
        """Return arrays (number, End steps, channels), one for each name, for End i after the Start `rows[i]`."""


@dataclass(frozen=True)
class Recomputed:
    """A unit that shows no state, so that a Start is read again with every End.

    Parameters
    ----------
    read : function
        It maps sequences to arrays (number, steps, channels), one for each name.
    names, spacing
        The attributes of `Following`.

    Examples
    --------
    >>> unit = Recomputed(lambda words: [words.cumsum(axis=1)], ("layer 1",))
    >>> begun = unit.begin(np.array([[[1.0]], [[2.0]]]))
    >>> unit.follow(begun, np.array([0, 1, 1]), np.ones((3, 2, 1)))[0][:, :, 0].tolist()
    [[2.0, 3.0], [3.0, 4.0], [3.0, 4.0]]
    """

    read: Callable[[Any], list[Array]]
    names: tuple[str, ...]
    spacing: float = 2.0**-52

    def begin(self, starts: Words) -> Words:
        """Return the Starts themselves."""
        return starts

    def follow(self, begun: Words, rows: Whole, ends: Words) -> list[Array]:
        """Return the answers at the steps of the Ends."""
        found = self.read(np.concatenate([begun[rows], ends], axis=1))
        return [layer[:, begun.shape[1] :] for layer in found]
