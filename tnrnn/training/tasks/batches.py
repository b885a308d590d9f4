"""Tasks as frozen data: shapes, baselines and seeded batches."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ...basics import TnrnnError, approximate, whole
from ..needs import needed
from .words import WORD, Source, Whole

if TYPE_CHECKING:
    import torch

MOST_NUMBERS = 2**30
"""The largest number of numbers in a batch."""


class Batch(NamedTuple):
    """Sequences for a network and the answers that are expected: `size` sequences of T steps.

    Attributes
    ----------
    inputs : float32 tensor (size, T, width)
        One-hot symbols or a signal.
    targets : int64 tensor (size, T)
        The class that is expected at each step.
    counted : bool tensor (size, T)
        The positions whose target tests memory; the accuracy is taken over them.
    scored : bool tensor (size, T)
        The positions that are scored; the loss is the mean of their cross entropies.

    Examples
    --------
    >>> from tnrnn.training import copying
    >>> batch = copying(delay=1, symbols=2, alphabet=4).batch(size=3)
    >>> isinstance(batch, Batch), tuple(batch.inputs.shape), int(batch.counted[0].sum())
    (True, (3, 5, 6), 2)
    """

    inputs: torch.Tensor
    targets: torch.Tensor
    counted: torch.Tensor
    scored: torch.Tensor


class Drawn(NamedTuple):
    """A batch as arrays: symbols (size, T) or a signal (size, T, width), and the last three fields of `Batch`."""

    inputs: npt.NDArray[Any]
    targets: Whole
    counted: npt.NDArray[np.bool_]
    scored: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Task:
    """A task: its shapes, its baselines, and a generator of batches.

    The baselines are those of the best predictor that knows the time and the present input, but remembers nothing.

    Attributes
    ----------
    name : str
        The name of the task.
    length : int
        The number T of steps.
    width : int
        The numbers of an input at each step.
    classes : int
        The number of classes of the targets.
    baseline_loss : float
        The loss of the predictor, in nats per scored position.
    baseline_accuracy : float
        The accuracy of the predictor, as the fraction of counted positions.
    parameters : tuple of (str, int or str)
        The names and values of the parameters of the task.
    draw : function
        The generator of batches; see `batch`.

    Examples
    --------
    >>> from tnrnn.training import copying
    >>> task = copying(delay=10, symbols=2, alphabet=4)
    >>> task.length, task.width, task.classes
    (14, 6, 5)
    >>> tuple(task.batch(size=3, seed=0, number=0).inputs.shape)
    (3, 14, 6)
    """

    name: str
    length: int
    width: int
    classes: int
    baseline_loss: float
    baseline_accuracy: float
    parameters: tuple[tuple[str, int | str], ...]
    draw: Callable[[Source, int], Drawn] = field(repr=False, compare=False)

    def batch(self, size: int, seed: int = 0, number: int = 0) -> Batch:
        """Return a batch of the stream `seed`. The same arguments give the same batch everywhere.

        Parameters
        ----------
        size : int
            The number of sequences in the batch.
        seed, number : int
            The seed of the stream, and the number of the batch in it, from 0 to 2^64 - 1; by default 0. Batches with
            different seeds or numbers are independent.

        Raises
        ------
        TnrnnError
            If an argument is out of range, or if the batch would have more than 2^30 numbers, which is checked before
            memory is used.

        Examples
        --------
        >>> from tnrnn.training import copying
        >>> copying(delay=1, symbols=2, alphabet=4).batch(1, seed=3).targets.tolist()
        [[4, 4, 4, 3, 1]]
        """
        size = whole("batch, size", size)
        key = whole("batch, seed", seed, least=0, most=WORD - 1)
        key += WORD * whole("batch, number", number, least=0, most=WORD - 1)
        fits(f"{self.name}, batch of {approximate(size)}", size, self.length, self.width)
        torch = needed()
        drawn = self.draw(np.random.Philox(key=key), size)
        return Batch(tensor(torch, drawn.inputs, self.width), *(torch.from_numpy(part) for part in drawn[1:]))


def fits(offender: str, *sizes: int) -> None:
    """Raise a TnrnnError if an array would be too large, before memory is used for it."""
    if math.prod(sizes) > MOST_NUMBERS:
        shape = " x ".join(approximate(size) for size in sizes)
        raise TnrnnError(
            f"{offender}: expected at most 2^30 numbers, given {shape}; take a shorter delay or smaller batches"
        )


def tensor(torch: Any, inputs: npt.NDArray[Any], width: int) -> Any:
    """Return symbols as one-hot vectors, and a signal as it is."""
    given = torch.from_numpy(np.ascontiguousarray(inputs))
    if inputs.ndim == 3:
        return given
    return torch.zeros(*inputs.shape, width, dtype=torch.float32).scatter_(2, given[..., None], 1.0)
