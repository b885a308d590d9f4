"""The Starts and Ends of a matrix: given, or drawn by a sample, as values or as token ids."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import TnrnnError, mistake
from ...ranks import MAX_SIDE
from ..units import Inputs, Sample, Words, inputs_of, tokens_of
from .intervals import Drawn


@dataclass(frozen=True)
class Halves:
    """Starts and Ends, and out of how many words each were drawn.

    Attributes
    ----------
    starts, ends : arrays
        Values (number, steps, width), or token ids (number, steps).
    drawn : pair of Drawn
        How the Starts and the Ends were drawn.
    """

    starts: Words
    ends: Words
    drawn: tuple[Drawn, Drawn]

    @property
    def split(self) -> int:
        """The number of steps in a Start."""
        return int(self.starts.shape[1])

    @property
    def tokens(self) -> int:
        """One more than the greatest token id, and at least 2."""
        return max(int(self.starts.max()), int(self.ends.max()), 1) + 1

    @property
    def length(self) -> int:
        """The number of all steps."""
        return int(self.starts.shape[1] + self.ends.shape[1])


def inputs_for(unit: Any, width: int | None, tokens: int | None, given: Halves | None = None) -> Inputs:
    """Return what a unit reads, as the caller, the given Starts and Ends, or the unit itself says.

    >>> inputs_for(lambda x: x, 3, None)
    Inputs(width=3, tokens=None)
    """
    if given is not None and width is None and tokens is None:
        ids = given.starts.ndim == 2
        width, tokens = (None, tokens_of(unit) or given.tokens) if ids else (int(given.starts.shape[2]), None)
    own = getattr(unit, "inputs", None)
    if width is None and tokens is None and isinstance(own, Inputs):  # what `following` has returned
        return own
    ask = "width=.., the numbers that this unit reads at each step, or tokens=.., the number of its token ids"
    return inputs_of(unit, width, tokens, ask)


def drawn_halves(reads: Inputs, split: int, length: int, sample: Sample | None) -> Halves:
    """Return the Starts and Ends of a sample, which by default has at most 64 of each.

    >>> drawn_halves(Inputs(3, None), 1, 2, Sample(count=2)).ends.shape
    (2, 1, 3)
    >>> drawn_halves(Inputs(None, 5), 1, 3, None).drawn
    (Drawn(count=5, among=5), Drawn(count=25, among=25))
    """
    chosen = Sample() if sample is None else sample
    if not isinstance(chosen, Sample):
        raise mistake("start_future_rank, sample", "a Sample", sample)
    (starts, near), (ends, far) = _drawn(reads, split, chosen), _drawn(reads, length - split, chosen, ends=True)
    return Halves(starts, ends, (near, far))


def _drawn(reads: Inputs, steps: int, sample: Sample, ends: bool = False) -> tuple[Words, Drawn]:
    """Return the words of one side, and out of how many they were drawn: infinitely many if that is beyond 2^64."""
    letters = reads.tokens or reads.width or 1
    words = sample.words(steps, letters, ends) if reads.tokens is None else sample.ids(steps, letters, ends)
    few = sample.mode == "one-hot" and steps * math.log2(letters) < 64
    return words, Drawn(len(words), letters**steps if few else math.inf)


def given_halves(given: tuple[Any, Any], split: int, length: int, sample: Sample | None) -> Halves | None:
    """Return the Starts and Ends that the caller gave, after a check of their shapes, or None."""
    if given[0] is None and given[1] is None:
        return None
    if given[0] is None or given[1] is None or sample is not None:
        words = "both and no sample, or neither"
        raise mistake("start_future_rank, starts and ends", words, "one of them, or a sample besides")
    starts = _words("start_future_rank, starts", given[0], split)
    ends = _words("start_future_rank, ends", given[1], length - split)
    if starts.shape[2:] != ends.shape[2:]:
        raise mistake("start_future_rank, ends", f"inputs as in starts, of shape {starts.shape}", ends.shape)
    return Halves(starts, ends, (Drawn(len(starts)), Drawn(len(ends))))


def _words(owner: str, given: Any, steps: int) -> Words:
    expected = f"values (number, {steps}, width) or token ids (number, {steps}), of 1 to {MAX_SIDE:,} sequences"
    try:
        words = np.asarray(given.detach().cpu() if hasattr(given, "detach") else given)
    except (TypeError, ValueError):  # a ragged list
        raise mistake(owner, expected, type(given).__name__) from None
    ids = words.ndim == 2 and words.dtype.kind in "iu"
    fits = ids or (words.ndim == 3 and words.dtype.kind in "fiub")
    if not fits or words.size == 0 or len(words) > MAX_SIDE or words.shape[1] != steps:
        raise mistake(owner, expected, f"{words.dtype} of shape {words.shape}")
    if ids:
        return words.astype(np.int64)
    if not np.isfinite(words).all():
        raise TnrnnError(f"{owner}: expected finite numbers, given some that are not finite")
    return words.astype(np.float64)
