"""Linear units, whose memory capacity is known: exactly, as a rank, and in closed form if there is noise.

They compute h[t] = A h[t-1] + B x[t] from h[0] = 0, so that h[T] = sum_k A^k B x[T-k]. For independent inputs, the
capacity of all lags is the rank of the controllability matrix (B, AB, .., A^(T-1) B). In floating point, far fewer of
its directions are above rounding errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...basics import mistake, whole
from ...ranks import MERSENNE, Spectrum, integer_rank, krylov_rank, krylov_shares
from ...values import numeric
from ..operators import hankel_singular_values
from ..units import Array

MOST_UNITS = 2_000
"""The largest number of units of a linear unit."""

MOST_STEPS = 10_000
"""The largest number of steps of its capacity in closed form."""

MOST_BITS = 2**28
"""The largest number of bits of a matrix of integers whose rank is computed without a prime."""


class Controllability(NamedTuple):
    """The rank of the controllability matrix (B, AB, .., A^(T-1) B) over the rational numbers.

    Attributes
    ----------
    rank : int
        The rank, or a lower bound of it.
    exact : bool
        Whether `rank` is the rank.

    Examples
    --------
    >>> str(Controllability(3, True)), str(Controllability(3, False))
    ('3', 'at least 3')
    """

    rank: int
    exact: bool

    def __str__(self) -> str:
        return f"{self.rank}" if self.exact else f"at least {self.rank}"


@dataclass(frozen=True, eq=False)
class LinearUnit:
    """h[t] = A h[t-1] + B x[t] from h[0] = 0: a function from words (batch, T, M) to states (batch, T, N).

    Parameters
    ----------
    matrix : array (N, N)
        The matrix A; N is at most 2,000.
    entry : array (N, M)
        The matrix B.

    Raises
    ------
    TnrnnError
        If the arrays have other shapes, or numbers that are not real and finite.

    Examples
    --------
    >>> unit = LinearUnit([[0.0, 0.0], [1.0, 0.0]], [[1.0], [0.0]])  # x[t] and x[t-1]
    >>> unit(np.array([[[1.0], [2.0], [3.0]]])).tolist()
    [[[1.0, 0.0], [2.0, 1.0], [3.0, 2.0]]]
    >>> unit.rank(), unit.capacity(noise=0.1, length=5)
    (Controllability(rank=2, exact=True), (0.9900990099009901, 0.9900990099009901, 0.0, 0.0, 0.0))
    """

    matrix: Array
    entry: Array

    def __post_init__(self) -> None:
        matrix, entry = (_real(f"linear unit, {name}", getattr(self, name)) for name in ("matrix", "entry"))
        if matrix.shape != (len(matrix), len(matrix)) or len(matrix) > MOST_UNITS:
            raise mistake("linear unit, matrix", f"an array (N, N) with N from 1 to {MOST_UNITS:,}", matrix.shape)
        if entry.shape[0] != len(matrix):
            raise mistake("linear unit, entry", f"an array ({len(matrix)}, M)", entry.shape)
        object.__setattr__(self, "matrix", matrix)
        object.__setattr__(self, "entry", entry)

    @property
    def inputs(self) -> int:
        """M, the number of inputs at each step."""
        return int(self.entry.shape[1])

    def __call__(self, words: Array) -> Array:
        """Return the states (batch, T, N) of words (batch, T, M)."""
        state, found = np.zeros((len(words), len(self.matrix))), []
        for step in range(words.shape[1]):
            state = state @ self.matrix.T + words[:, step] @ self.entry.T
            found.append(state)
        return np.stack(found, axis=1)

    def rank(self, length: int | None = None) -> Controllability:
        """Return the rank of (B, AB, .., A^(T-1) B): the capacity of all lags after T steps, without noise or rounding.

        Floats are integers divided by powers of 2, so that they have residues modulo an odd prime. The rank modulo
        2^31 - 1 is a lower bound, which is proved to be the rank if it is min(N, T M). Otherwise the rank of the matrix
        of integers is computed, if this matrix has at most 2^28 bits.

        Parameters
        ----------
        length : int, optional
            T. By default N, after which no block adds to the rank (Cayley and Hamilton).

        Returns
        -------
        Controllability
            The rank, and whether it is exact.

        Raises
        ------
        TnrnnError
            If `length` is not a positive integer.

        References
        ----------
        Kalman, J. SIAM Control A 1 (1963) 152, for the matrix; Jaeger, GMD report 152 (2001), for the capacity N of
        linear units in general position.

        Examples
        --------
        >>> LinearUnit(0.5 * np.eye(3), np.ones((3, 1))).rank()
        Controllability(rank=1, exact=True)
        """
        size = len(self.matrix)
        steps = size if length is None else min(whole("linear unit, length", length), size)
        matrix, entry = _integers(self.matrix), _integers(self.entry)
        low = krylov_rank(matrix, entry, steps, MERSENNE)
        if low == min(size, steps * self.inputs):
            return Controllability(low, True)
        return _without_prime(matrix, entry, steps, low)

    def exact_capacity(self, length: int | None = None) -> tuple[float, ...]:
        """Return MC_k, k = 0 .. T - 1, of states after T steps, without noise or rounding.

        MC_k = tr B' A^k' C^+ A^k B with C = sum_k A^k B B' A^k', k < T, which is the trace of block k of the projection
        on the rows of (B, AB, .., A^(T-1) B). The sum is the rank of this matrix. Each number is true to the last digit
        of a float: it is computed in balls of so many bits that they prove 60 binary digits of it.

        Nobody can read a state so closely: what a readout finds at a stated noise is `capacity`. It can be much less.

        Parameters
        ----------
        length : int, optional
            T. By default N.

        Raises
        ------
        TnrnnError
            If `length` is not a positive integer, or if the matrix of integers would have more than 2^28 bits.

        References
        ----------
        White, Lee, Sompolinsky, Phys. Rev. Lett. 92 (2004) 148102, for MC_k; Jaeger, GMD report 152 (2001), for the
        sum.

        Examples
        --------
        >>> LinearUnit([[0.5]], [[3.0]]).exact_capacity(3)  # 16, 4 and 1 of 21
        (0.7619047619047619, 0.19047619047619047, 0.047619047619047616)
        """
        steps = len(self.matrix) if length is None else whole("linear unit, length", length, most=MOST_STEPS)
        matrix, entry = _integers(self.matrix), _integers(self.entry)
        if _bits_of(matrix, entry, steps) > MOST_BITS:
            raise mistake("linear unit, length", "a matrix (B, AB, ..) of at most 2^28 bits", f"{steps:,} steps")
        found = self.rank(steps)  # it is exact, as the matrix is not larger than this
        return tuple(krylov_shares(matrix, entry, steps, _scale(self.matrix), found.rank))

    def hankel_singular_values(self, read: Any = None, length: int | None = None) -> Spectrum:
        """Return the Hankel singular values of y[t] = C h[t]; see `tnrnn.memory.hankel_singular_values`.

        Parameters
        ----------
        read : array (P, N), optional
            The matrix C. By default all states are outputs.
        length : int, optional
            The number of steps of the past and of the future. By default both are endless.

        Raises
        ------
        TnrnnError
            If the matrix C does not fit, or if there is no length although the unit does not forget.

        Examples
        --------
        >>> LinearUnit([[0.0, 0.0], [1.0, 0.0]], [[1.0], [0.0]]).hankel_singular_values([[0.0, 1.0]]).values
        (1.0, 1.0)
        """
        outputs = np.eye(len(self.matrix)) if read is None else read
        return hankel_singular_values(self.matrix, self.entry, outputs, length)

    def capacity(self, noise: float, length: int) -> tuple[float, ...]:
        """Return MC_k, k = 0 .. T - 1, of states after T steps that are read with noise, in closed form.

        MC_k = tr B' A^k' (C + noise^2 diag C)^-1 A^k B with C = sum_k A^k B B' A^k', k < T: the noise is independent,
        with `noise` standard deviations of each unit's state. Units whose state is constant are left out.

        Parameters
        ----------
        noise : float
            The noise, above 0 and below 10^6. Without noise rounding errors would dominate the inverse; use `rank`.
        length : int
            T, at most 10,000.

        Returns
        -------
        tuple of float
            The parts MC_k of the capacity, k = 0 .. T - 1.

        Raises
        ------
        TnrnnError
            If `noise` or `length` is out of range, or if floats cannot hold the states after T steps, since the matrix
            makes them grow.

        References
        ----------
        White, Lee, Sompolinsky, Phys. Rev. Lett. 92 (2004) 148102; Ganguli, Huh, Sompolinsky, PNAS 105 (2008) 18970.
        Noise that is relative to each unit is ours.

        Examples
        --------
        >>> LinearUnit([[0.0, 0.0], [1.0, 0.0]], [[1.0], [0.0]]).capacity(noise=1.0, length=3)
        (0.5, 0.5, 0.0)
        """
        if isinstance(noise, bool) or not isinstance(noise, int | float) or not 0 < noise < 1e6:
            raise mistake("linear unit, noise", "a number above 0 and below a million", noise)
        steps = whole("linear unit, length", length, most=MOST_STEPS)
        blocks = [self.entry]
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(steps - 1):
                blocks.append(self.matrix @ blocks[-1])
        largest = np.max([np.abs(block).max(axis=1) for block in blocks], axis=0)
        if not np.isfinite(largest).all():
            raise mistake("linear unit, length", "a length after which floats hold the states of this matrix", steps)
        moving = largest > 0
        found = [block[moving] / largest[moving, None] for block in blocks]  # so that squares do not overflow
        scale = np.sqrt(sum(np.square(block).sum(axis=1) for block in found))[:, None]
        found = [block / scale for block in found]
        inverse = np.linalg.inv(sum(block @ block.T for block in found) + noise**2 * np.eye(len(scale)))
        return tuple(float(np.einsum("im,ij,jm->", block, inverse, block)) for block in found)


def _without_prime(matrix: list[list[int]], entry: list[list[int]], steps: int, low: int) -> Controllability:
    """Return the rank over the integers, of which `low` is a lower bound.

    If low + 1 blocks have rank `low`, one of them has added nothing to those before it, and so does every later one.
    """
    while True:
        blocks = min(steps, low + 1)
        if _bits_of(matrix, entry, blocks) > MOST_BITS:
            return Controllability(low, False)
        found = integer_rank(matrix, entry, blocks)
        if blocks == steps or found in (low, len(matrix)):
            return Controllability(found, True)
        low = found


def _real(owner: str, given: Any) -> Array:
    found = numeric(owner, given)
    if found.ndim != 2 or not found.size or found.dtype.kind == "c":
        raise mistake(owner, "a matrix of real numbers", found.shape)
    return np.array(found, dtype=np.float64)


def _integers(array: Array) -> list[list[int]]:
    """Return a matrix of floats, multiplied by the least power of 2 that makes all of them integers."""
    scale = _scale(array)
    pairs = [[number.as_integer_ratio() for number in row] for row in array.tolist()]
    return [[above * (scale // below) for above, below in row] for row in pairs]


def _scale(array: Array) -> int:
    """Return the least power of 2 that makes integers of all floats of a matrix."""
    numbers: list[float] = array.ravel().tolist()
    return max(number.as_integer_ratio()[1] for number in numbers)


def _bits_of(matrix: list[list[int]], entry: list[list[int]], blocks: int) -> int:
    """Return about how many bits the integers of so many blocks of (B, AB, ..) have."""
    return len(matrix) * blocks * len(entry[0]) * (blocks * _bits(matrix) + _bits(entry))


def _bits(matrix: list[list[int]]) -> int:
    """Return the largest number of bits that a multiplication by the matrix adds to an integer."""
    return max(abs(entry) for row in matrix for entry in row).bit_length() + len(matrix).bit_length()
