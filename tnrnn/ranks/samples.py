"""`Sampler`: the words that are drawn for a case, and the matrix of values at words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..basics import MAX_SEED, LimitError, Position, approximate, whole
from ..models import Case
from ..networks import Mode
from ..values import Array, random_weights
from .grids import grid_values
from .words import Sampling, Side, drawn_words, side_of

MAX_SIDE = 10_000
"""The largest number of words of a side, unless another limit is given."""

BYTES = 24
"""What an entry of a matrix takes: an integer, a double where it is eliminated, and its copy in the minor."""


class WordSample(NamedTuple):
    """Near words, far words, and the matrix of the values at all pairs of them."""

    near: Array
    far: Array
    matrix: Array


@dataclass(frozen=True)
class Sampler:
    """All that a matrix of values needs besides its words.

    Parameters
    ----------
    case : Case
        The circuit, the partition and the mode; one value is observed.
    seed : int
        The seed of the weights and of the words.
    prime : int or None
        The modulus of all values, or None to compute in floating point.

    Examples
    --------
    >>> from tnrnn import Partition, rac
    >>> sampler = Sampler(Case(rac(4, 1, 2, 2), Partition.start_end(4)), 0, 101)
    >>> near, far = sampler.words(3, limit=100)
    >>> near.shape, sampler.matrix(near, far).shape, sampler.caps
    ((3, 2), (3, 3), (4, 4))
    """

    case: Case
    seed: int
    prime: int | None

    @cached_property
    def weights(self) -> Mapping[str, Array]:
        """The random weights: residues, or floats if there is no prime."""
        return random_weights(self.case.circuit, self.seed, self.prime)

    @cached_property
    def dims(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The dimensions of the near inputs, and of the far inputs."""
        dims = {vertex.position: vertex.dim for vertex in self.case.circuit.inputs}
        return tuple(dims[p] for p in self.case.partition.near), tuple(dims[p] for p in self.case.partition.far)

    @cached_property
    def caps(self) -> tuple[int, int] | None:
        """How many near words and far words there are; None in continuous mode, where there is no end of them."""
        return None if self.case.mode == "continuous" else (math.prod(self.dims[0]), math.prod(self.dims[1]))

    @property
    def sampling(self) -> Sampling:
        """How letters become points."""
        return Sampling(self.case.mode, self.seed, self.prime)

    def swapped(self) -> Sampler:
        """Return the sampler with near and far exchanged."""
        return replace(self, case=self.case.swapped())

    def words(self, size: int, limit: int) -> tuple[Array, Array]:
        """Return `size` words of each side, or all there are; those of a smaller size come first.

        Raises
        ------
        TnrnnError
            If a side would have more than `limit` words.
        """
        near_count, far_count = (size, size) if self.caps is None else (min(size, cap) for cap in self.caps)
        check_side((near_count, far_count), limit)
        if self.case.mode == "continuous":
            return self.points(size)
        return (
            drawn_words(near_count, self.dims[0], f"tnrnn words {self.seed} near"),
            drawn_words(far_count, self.dims[1], f"tnrnn words {self.seed} far"),
        )

    def points(self, count: int) -> tuple[Array, Array]:
        """Return `count` words of continuous points of each side, with no letter twice at any position."""
        near, far = (np.repeat(np.arange(count)[:, None], len(dims), axis=1) for dims in self.dims)
        return near, far

    def sample(self, size: int, limit: int, before: WordSample | None = None) -> WordSample:
        """Return the values at `size` words of each side; those of a smaller sample `before` are not computed again."""
        near, far = self.words(size, limit)
        if before is None:
            return WordSample(near, far, self.matrix(near, far))
        rows, cols = before.matrix.shape
        matrix: Array = np.empty((len(near), len(far)), dtype=before.matrix.dtype)
        matrix[:rows, :cols] = before.matrix
        if len(far) > cols:
            matrix[:rows, cols:] = self.matrix(near[:rows], far[cols:])
        if len(near) > rows:
            matrix[rows:] = self.matrix(near[rows:], far)
        return WordSample(near, far, matrix)

    def matrix(self, near: Array, far: Array, modes: tuple[Mode, Mode] | None = None) -> Array:
        """Return the values at all pairs of a near and a far word.

        `modes` are the modes of the near words and of the far words, if they differ from that of the case.
        """
        of_near, of_far = modes or (self.case.mode, self.case.mode)
        sides = self.case.partition
        rows, cols = self._side(sides.near, near, of_near), self._side(sides.far, far, of_far)
        return grid_values(self.case.circuit, self.weights, rows, cols, self.prime)

    def _side(self, positions: tuple[Position, ...], words: Array, mode: Mode) -> Side:
        return side_of(self.case.circuit.inputs, positions, words, self.sampling._replace(mode=mode))


def sampler_of(case: Case, seed: int, prime: int | None) -> Sampler:
    """Return the sampler of the matrix of a case, with a checked seed.

    Raises
    ------
    TnrnnError
        If the seed is not an integer from 0 to 2^64 - 1.
    """
    return Sampler(case.matrix, whole("seed", seed, least=0, most=MAX_SEED), prime)


def check_side(counts: tuple[int, int], limit: int) -> None:
    """Raise a LimitError if a matrix has more than `limit` rows or columns.

    >>> check_side((10**6, 10**6), 10**4)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    tnrnn.basics.LimitError: separation_rank: expected a matrix of at most 10,000 a side, given one of 1,000,000 x ...
    """
    if max(counts) > limit:
        gigabytes = -(-counts[0] * counts[1] * BYTES // 10**9)  # in integers, since floats cannot hold 400 digits
        room = f" ({approximate(gigabytes)} GB)" if gigabytes > 1 else ""
        raise LimitError(
            f"separation_rank: expected a matrix of at most {limit:,} a side, given one of {approximate(counts[0])} x "
            f"{approximate(counts[1])}{room}; give a lower upper= or raise limit="
        )
