"""The repeat: whether the last inputs of a sequence repeat the first, and the rank that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import Any

from ...cuts import Cut
from ..cases import Chosen, GivenCase
from .rows import MOST_BITS

SHORT_BITS = 64
"""The largest number of bits of an integer in a sentence; a larger one is given by its logarithm."""


@dataclass(frozen=True)
class Repeat:
    """The question whether the last inputs repeat the first: as many of them as the shorter side of the split has.

    The answer is 1 if they do, else 0. Its matrix has a row for each Start and a column for each End. If the Start is
    the shorter side, no two rows have a 1 in one column, since the last inputs of an End repeat one Start only; and no
    row is 0. So the M^steps rows are independent, and the rank is M^steps. If the End is shorter, this holds of the
    columns. Of vectors, the repeat is the product of the inner products of partners: its coefficients are this matrix.

    Parameters
    ----------
    letters : int
        M, the number of letters, or of entries of each vector.
    steps : int
        The number of inputs that are repeated.
    whole : bool
        Whether these are all inputs of both sides.
    vectors : bool
        Whether the inputs are vectors.

    Examples
    --------
    >>> Repeat(2, 3, whole=True, vectors=False).words
    'To tell whether the End repeats the Start takes rank 2^3 = 8.'
    >>> Repeat(3, 1, whole=False, vectors=False).words
    'To tell whether the last letter repeats the first takes rank 3.'
    """

    letters: int
    steps: int
    whole: bool
    vectors: bool

    @property
    def rank(self) -> int:
        """The rank of the matrix."""
        return int(self.letters**self.steps)

    @property
    def worth(self) -> str:
        """The rank as a power and a number.

        >>> Repeat(1000, 100, whole=True, vectors=False).worth
        '1000^100 ≈ 2^996.6'
        """
        if self.steps == 1:
            return str(self.rank)
        return f"{self._power} = {self.rank}" if self.bits <= SHORT_BITS else f"{self._power} ≈ 2^{self.bits:.1f}"

    @property
    def bits(self) -> float:
        """The binary logarithm of the rank, for which the rank is not computed."""
        return self.steps * log2(self.letters)

    @property
    def _power(self) -> str:
        return f"{self.letters}^{self.steps}"

    @property
    def words(self) -> str:
        """One sentence: the question, and the rank that it takes."""
        return f"To tell whether {self._asked} takes rank {self.worth}."

    @property
    def _asked(self) -> str:
        noun = "input" if self.vectors else "letter"
        if self.whole:
            return "the End repeats the Start"
        if self.steps == 1:
            return f"the last {noun} repeats the first"
        return f"the last {self.steps} {noun}s repeat the first {self.steps}"

    def to_json(self) -> dict[str, Any]:
        """Return the rank and the sentence as a page has them.

        >>> Repeat(2, 1, whole=True, vectors=False).to_json()
        {'rank': '2', 'words': 'To tell whether the End repeats the Start takes rank 2.'}
        """
        return {"rank": str(self.rank), "words": self.words}

    def under(self, cut: Cut) -> str:
        """Return what a cut between the sides says of the question.

        >>> from tnrnn.cuts import CutEntry
        >>> Repeat(2, 3, whole=True, vectors=False).under(Cut((CutEntry("b", "bond", 3, "R", 1),), (), ()))
        'The repeat takes 8: no weights can do it.'
        """
        # The digits of a value that is much larger may not fit in memory.
        forbids = cut.log2 <= self.rank.bit_length() and cut.value < self.rank
        verdict = "no weights can do it" if forbids else "this bound does not forbid it"
        return f"The repeat takes {self.rank if self.bits <= SHORT_BITS else self._power}: {verdict}."


def repeat_of(case: Chosen | GivenCase) -> Repeat | None:
    """Return the repeat of a case, or None if there is no such question.

    There is one if the inputs stand at the times 1, 2, ..., and have one dimension, of at least 2. If its rank is too
    long for a page, it is left out.

    >>> from tnrnn.explore.cases.parameters import Parameters
    >>> repeat_of(Parameters(6, 1, 2, 3, 2, "one-hot").chosen).words
    'To tell whether the last 2 letters repeat the first 2 takes rank 2^2 = 4.'
    """
    length = case.given.length if isinstance(case, GivenCase) else case.length
    letters, split = _letters(case), case.split
    if letters is None or length is None or split is None:
        return None
    asked = Repeat(letters, min(split, length - split), 2 * split == length, case.mode == "continuous")
    return asked if asked.bits <= MOST_BITS else None


def _letters(case: Chosen | GivenCase) -> int | None:
    """Return the dimension of all inputs, if it is one, and not 1."""
    if isinstance(case, Chosen):
        found = {int(dict(case.sizes)["inputs"])}
    else:
        found = {vertex.dim for vertex in case.given.circuit.inputs} if case.given.circuit else set()
    return next(iter(found)) if len(found) == 1 and found != {1} else None
