"""`EinsumMap`: a linear or bilinear map whose entries are 0 and 1, as a formula, which is never written out."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .errors import mistake, whole
from .fields import MAX_DIM

_FORMULA = re.compile(r"([a-z]*)(?:(,)([a-z]*))?->([a-z]*)")

ADDING = "i+i->i"
"""The formula of the sum of two vectors that are written as (v; s); see `EinsumMap`."""


@dataclass(frozen=True)
class EinsumMap:
    """A fixed linear or bilinear map, given by the subscripts of an einsum, over vectors with factored indices.

    The index of a vector may be a pair, as that of a matrix: "ij,j->i" is the matrix times the vector, whose matrix
    is one vector of dimension i j, row by row. A term without letters is a vector of dimension 1.

    Parameters
    ----------
    formula : str
        One or two operands and the result. No letter is repeated within a term, and every letter of the result stands
        in an operand. Or "i+i->i", which adds vectors (a; s) and (b; t) to (a t + b s; s t), with `grown` all True.
    sizes : tuple of int
        The sizes of the letters, in the order of their first use.
    grown : tuple of bool, optional
        For the result and each operand, whether the vector is written as (v; s), with one more coordinate. The last
        coordinate of a grown result is the product of those of the operands, which are all grown then. By default no
        vector is grown.
    window : (int, int), optional
        If the last operand is longer than its letters say: its first coordinate that is used, and its dimension.

    Raises
    ------
    TnrnnError
        If the formula is not of this form, or if the sizes do not suit it.

    Examples
    --------
    >>> EinsumMap("ij,j->i", (3, 2)).shape
    (3, 6, 2)
    """

    formula: str
    sizes: tuple[int, ...]
    grown: tuple[bool, ...] = ()
    window: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.formula, str) or not (self.formula == ADDING or _FORMULA.fullmatch(self.formula)):
            raise mistake("einsum map, formula", "one or two operands and a result, such as 'ij,j->i'", self.formula)
        terms = (*self.operands, self.result)
        if any(len(set(term)) < len(term) for term in terms) or not set(self.result) <= set("".join(self.operands)):
            expected = "letters that are not repeated in a term, and in the result letters of the operands"
            raise mistake("einsum map, formula", expected, self.formula)
        if not isinstance(self.sizes, tuple) or len(self.sizes) != len(self.letters):
            raise mistake("einsum map, sizes", f"a tuple of sizes for {', '.join(self.letters)}", self.sizes)
        sizes = tuple(whole(f"einsum map, size {letter}", n, most=MAX_DIM) for letter, n in self.size_of.items())
        object.__setattr__(self, "sizes", sizes)
        booleans = isinstance(self.grown, tuple) and all(type(each) is bool for each in self.grown)
        if not booleans or len(self.grown) not in (0, len(terms)):
            raise mistake("einsum map, grown", f"{len(terms)} times True or False, or nothing", self.grown)
        if self.grown and self.grown[0] and not all(self.grown):
            raise mistake("einsum map, grown", "a result that is grown only if all operands are", self.grown)
        if self.formula == ADDING and self.grown != (True,) * 3:
            raise mistake("einsum map, grown", f"(True, True, True) for {ADDING}", self.grown)
        self._check_window()

    def _check_window(self) -> None:
        if self.window is None:
            return
        size = math.prod(self.factors(self.operands[-1]))
        pair = isinstance(self.window, tuple) and len(self.window) == 2 and all(type(n) is int for n in self.window)
        if not pair or not 0 <= self.window[0] <= self.window[1] - size <= MAX_DIM:
            raise mistake(
                "einsum map, window", f"(first, dimension) with {size} coordinates from the first", self.window
            )

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """The letters of each operand."""
        return tuple(re.split("[,+]", self.formula.split("->")[0]))

    @cached_property
    def result(self) -> str:
        """The letters of the result."""
        return self.formula.split("->")[1]

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letters in the order of their first use."""
        return tuple(dict.fromkeys("".join(self.operands)))

    @cached_property
    def size_of(self) -> Mapping[str, int]:
        """The size of each letter."""
        return dict(zip(self.letters, self.sizes, strict=True))

    def factors(self, term: str) -> tuple[int, ...]:
        """Return the sizes of the letters of a term.

        Parameters
        ----------
        term : str
            The letters of an operand or of the result.
        """
        return tuple(self.size_of[letter] for letter in term)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The dimensions of the result and of the operands, which is the shape of the parameter."""
        sizes = [math.prod(self.factors(term)) for term in (self.result, *self.operands)]
        if self.window is not None:
            sizes[-1] = self.window[1]
        return tuple(size + more for size, more in zip(sizes, self.grown or (False,) * len(sizes), strict=True))

    @cached_property
    def work(self) -> int:
        """The number of products that one application takes."""
        return math.prod(self.sizes)

    @property
    def title(self) -> str:
        """The name that a parameter with this value has: the formula and the sizes.

        >>> EinsumMap("i,j->ij", (3, 2)).title, EinsumMap("i,i->", (3,), window=(6, 12)).title
        ('i,j->ij (3, 2)', 'i,i-> (3) 6 of 12')
        """
        window = "" if self.window is None else f" {self.window[0]} of {self.window[1]}"
        return f"{self.formula} ({', '.join(map(str, self.sizes))}){window}"

    def dense(self) -> Any:
        """Return the map as an array of objects, which `shape` says the size of; for small maps.

        >>> EinsumMap("i,i->", (2,)).dense().tolist()
        [[[1, 0], [0, 1]]]
        """
        import numpy as np

        made = np.zeros(self.shape, dtype=object)
        places = np.indices(self.sizes).reshape(len(self.sizes), -1) if self.sizes else np.zeros((0, 1), dtype=np.int64)
        place_of = dict(zip(self.letters, places, strict=True))

        def index(term: str) -> Any:
            found = np.zeros(math.prod(self.sizes), dtype=np.int64)
            for letter in term:
                found = found * self.size_of[letter] + place_of[letter]
            return found

        if self.formula == ADDING:
            made[places[0], places[0], -1] = made[places[0], -1, places[0]] = made[-1, -1, -1] = 1
            return made
        at = [index(term) for term in (self.result, *self.operands)]
        if self.window is not None:
            at[-1] = at[-1] + self.window[0]
        made[tuple(at)] = 1
        if self.grown and all(self.grown):
            made[(-1,) * made.ndim] = 1
        return made
