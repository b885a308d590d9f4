"""Subspaces of F^d over a prime field, by reduced bases, or by their dimensions where they would be large."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_AMBIENT = 48
"""The largest dimension of a space whose subspaces are kept by their bases."""

Coordinates = tuple[int, ...]


@dataclass(frozen=True)
class Space:
    """A subspace of F^ambient: its reduced basis, or None where only a bound on its dimension is known.

    A space of full dimension has no basis, since the unit vectors are one.

    Parameters
    ----------
    ambient, dim : int
        The dimension of the space around it, and its own, or an upper bound on it.
    basis : tuple of tuple of int, optional
        The rows of its reduced echelon form, modulo the prime.
    """

    ambient: int
    dim: int
    basis: tuple[Coordinates, ...] | None = None

    @property
    def full(self) -> bool:
        """Whether it is all of F^ambient."""
        return self.dim == self.ambient

    @property
    def listed(self) -> bool:
        """Whether `vectors` can list a basis."""
        return self.basis is not None or (self.full and self.ambient <= MAX_AMBIENT)

    @property
    def vectors(self) -> tuple[Coordinates, ...]:
        """A basis."""
        if self.basis is not None:
            return self.basis
        return tuple(tuple(int(i == j) for j in range(self.ambient)) for i in range(self.ambient))


def everything(ambient: int) -> Space:
    """Return F^ambient.

    >>> everything(2).vectors
    ((1, 0), (0, 1))
    """
    return Space(ambient, ambient)


def of_dimension(ambient: int, most: int) -> Space:
    """Return a space of which only an upper bound on its dimension is known."""
    return Space(ambient, min(ambient, most), None if most else ())


def span(vectors: Iterable[Coordinates], ambient: int, most: int, prime: int) -> Space:
    """Return the span of vectors, which is known to have at most `most` dimensions; vectors are taken until it has.

    >>> span([(1, 2, 3), (2, 4, 6), (1, 0, 0)], 3, 3, 7).basis
    ((1, 0, 0), (0, 1, 5))
    """
    rows: dict[int, list[int]] = {}  # by pivot; each is zero at the pivots of the others
    most = min(most, ambient)
    for vector in vectors:
        if len(rows) == most:
            break
        row = _reduced(vector, rows, prime)
        pivot = next((place for place, entry in enumerate(row) if entry), None)
        if pivot is None:
            continue
        inverse = pow(row[pivot], -1, prime)
        row = [entry * inverse % prime for entry in row]
        for other, held in rows.items():
            if factor := held[pivot]:
                rows[other] = [(a - factor * b) % prime for a, b in zip(held, row, strict=True)]
        rows[pivot] = row
    if len(rows) == ambient:
        return everything(ambient)
    return Space(ambient, len(rows), tuple(tuple(rows[pivot]) for pivot in sorted(rows)))


def _reduced(vector: Iterable[int], rows: dict[int, list[int]], prime: int) -> list[int]:
    row = [entry % prime for entry in vector]
    for pivot, held in rows.items():
        if factor := row[pivot]:
            row = [(a - factor * b) % prime for a, b in zip(row, held, strict=True)]
    return row


def together(spaces: Iterable[Space], ambient: int, prime: int) -> Space:
    """Return the sum of subspaces of F^ambient.

    >>> together([Space(2, 1, ((1, 0),)), Space(2, 1, ((0, 1),))], 2, 7).full
    True
    """
    parts = list(spaces)
    if any(part.full for part in parts):
        return everything(ambient)
    most = sum(part.dim for part in parts)
    if all(part.listed for part in parts):
        return span((vector for part in parts for vector in part.vectors), ambient, most, prime)
    return of_dimension(ambient, most)


def pairing_rank(forms: Space, vectors: Space, prime: int) -> int:
    """Return the rank of the pairing of a space of linear forms with a space of vectors, or a bound on it.

    It is the dimension of what the forms see of the vectors: of the vectors modulo those on which all forms vanish.

    >>> pairing_rank(Space(3, 2, ((1, 0, 0), (0, 1, 0))), Space(3, 2, ((0, 1, 0), (0, 0, 1))), 7)
    1
    """
    most = min(forms.dim, vectors.dim)
    if forms.full or vectors.full or not (forms.listed and vectors.listed):
        return most
    products = (
        tuple(sum(map(int.__mul__, form, vector)) % prime for vector in vectors.vectors) for form in forms.vectors
    )
    return span(products, len(vectors.vectors), most, prime).dim
