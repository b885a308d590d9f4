"""The sizes and symbols that the letters of an einsum have, by the vectors and matrices that it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..basics import TnrnnError, mistake
from .circuit import Vertex

_FORMULA = re.compile("[a-z]*(,[a-z]*)?->[a-z]*")
# What an operand with so many letters is.
OPERANDS = {0: "a vector of dimension 1", 1: "a vector", 2: "a matrix"}


def letters_of(formula: Any, vertices: Sequence[Vertex]) -> tuple[dict[str, int], dict[str, str | None]]:
    """Return the size and the symbol of each letter of a formula, from the shapes of its operands.

    >>> v = Vertex("v", "input", dim=3, position=1, symbol="V")
    >>> letters_of("i,j->ij", [v, Vertex("k", "input", dim=2, position=2)])
    ({'i': 3, 'j': 2}, {'i': 'V', 'j': None})
    """
    if not isinstance(formula, str) or not _FORMULA.fullmatch(formula):
        raise mistake("builder, einsum", "one or two operands and a result, such as 'ij,j->i'", formula)
    operands = formula.split("->")[0].split(",")
    if len(operands) != len(vertices):
        raise mistake(f"builder, einsum {formula}", ("one vector", "two vectors")[len(operands) - 1], len(vertices))
    sizes: dict[str, int] = {}
    symbols: dict[str, str | None] = {}
    for at, (letters, vertex) in enumerate(zip(operands, vertices, strict=True), start=1):
        factors = vertex.shape or ((vertex.dim,) if letters or vertex.dim > 1 else ())
        if len(factors) != len(letters):
            expected = OPERANDS.get(len(letters), f"{len(letters)} sizes")
            given = f"{vertex.name} of size {' x '.join(map(str, factors)) or '1'}"
            raise TnrnnError(f"builder, einsum {formula}, operand {at}: expected {expected}, given {given}")
        named = (vertex.symbol or "").split(" ") if vertex.symbol else [None] * len(factors)
        for letter, size, symbol in zip(letters, factors, named, strict=True):
            if sizes.setdefault(letter, size) != size:
                raise mistake(f"builder, einsum {formula}", f"the size {sizes[letter]} for {letter}", size)
            symbols[letter] = symbols.get(letter) or symbol
    return sizes, symbols
