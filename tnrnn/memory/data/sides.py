r"""The singular values of a data tensor at a split, from what is known of the two sides of every sequence.

With a weight w[n], which has the sign of the label, and the products s[n] and e[n] of the vectors of the Start and the
End, the matrix of the tensor is :math:`D = \sum_n w[n] s[n] e[n]^T = S^T W E`. If F F^T = S S^T and H H^T = E E^T,
then S = F Q with orthonormal rows of Q, and likewise for E, so that D and the small matrix F^T W H have the same
singular values other than 0. F is S itself while that has at most N columns, and otherwise a Cholesky factor of the
Gram matrix, whose entries are products over steps of inner products. They cannot overflow, since vectors have norm 1;
an inner product that underflows is 0 to all digits of the sum.

Token ids are one-hot vectors. Their products are equal or orthogonal, so that D has a row for each distinct Start and a
column for each distinct End, and its entries are sums of weights. Rows and columns that are linked by an entry form
blocks, and the singular values are those of the blocks.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.linalg import svdvals
from scipy.linalg.lapack import dpstrf
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ...basics import mistake
from ..units import MOST_NUMBERS, Array, Whole
from .reading import MOST_SEQUENCES, Data

EPSILON = 2.0**-52
"""The spacing of floats at 1."""

KEPT_NUMBERS = 2**25
"""The most numbers in Gram matrices of Ends that are kept until their split comes; else they are made again."""


class Side(NamedTuple):
    """One side of all sequences: a factor F, (N, r), of their Gram matrix, what F F^T lacks of it, and its norm.

    `lost` bounds the norm of what is lacking by truncation and rounding, and `norm` that of the Gram matrix.
    """

    factor: Array
    lost: float
    norm: float


class Found(NamedTuple):
    """Singular values, greatest first, and the size below which rounding errors hide them."""

    values: Array
    error: float


class Split(NamedTuple):
    """A split after some steps: the shape of its matrix, and the singular values for given weights of the sequences."""

    steps: int
    rows: int
    cols: int
    values: Callable[[Array], Found]


def splits_of(data: Data, splits: Sequence[int]) -> Iterator[Split]:
    """Yield the splits of the data in increasing order.

    Raises
    ------
    TnrnnError
        If the matrix of token ids would be too large.
    """
    return _of_ids(data, splits) if data.ids is not None else _of_vectors(data, splits)


# Vectors


def _of_vectors(data: Data, splits: Sequence[int]) -> Iterator[Split]:
    vectors = data.vectors if data.vectors is not None else np.zeros((0, 0, 0))
    steps, last = data.length, _classes(data)
    backwards = _backwards(vectors, last, splits)
    gram, at = np.ones((data.count, data.count)), 0
    for split in splits:
        for step in range(at, split):
            gram *= _inner(vectors, step)
        at = split
        near = _side(gram, vectors[:, :split], None)
        far = _side(next(backwards), vectors[:, split:], last)
        yield Split(
            split,
            min(data.count, _power(data.width, split)),
            min(data.count, _power(data.width, steps - split, data.kinds if data.leg else 1)),
            functools.partial(_values, near, far),
        )


def _classes(data: Data) -> Array | None:
    """Return one-hot vectors of the classes, if the class is an index of the tensor."""
    return np.eye(data.kinds)[data.classes] if data.leg else None


def _power(width: int, steps: int, first: int = 1) -> int:
    return min(first * width**steps, MOST_NUMBERS) if steps < 64 else MOST_NUMBERS if width > 1 else first


def _inner(vectors: Array, step: int) -> Array:
    found = vectors[:, step] @ vectors[:, step].T
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def _backwards(vectors: Array, last: Array | None, splits: Sequence[int]) -> Iterator[Array]:
    """Yield the Gram matrices of the Ends of increasing splits."""
    count, steps = vectors.shape[:2]
    if len(splits) * count * count > KEPT_NUMBERS:
        for split in splits:
            yield _product(vectors, last, range(split, steps))
        return
    kept, gram = [], _product(vectors, last, range(steps, steps))
    ends = [*splits[1:], steps]
    for split, end in zip(reversed(splits), reversed(ends), strict=True):
        for step in range(split, end):
            gram = gram * _inner(vectors, step)
        kept.append(gram)
    yield from reversed(kept)


def _product(vectors: Array, last: Array | None, steps: range) -> Array:
    gram = np.ones((len(vectors),) * 2) if last is None else last @ last.T
    for step in steps:
        gram *= _inner(vectors, step)
    return np.asarray(gram)


def _side(gram: Array, vectors: Array, last: Array | None) -> Side:
    """Return a factor of a Gram matrix: the products themselves, if there are at most N of them, or Cholesky's."""
    count, steps, width = vectors.shape
    norm = float(np.abs(gram).sum(axis=1).max())
    first = 1 if last is None else last.shape[1]
    if _power(width, steps, first) <= count:
        factor = np.ones((count, 1)) if last is None else last
        for step in range(steps):
            factor = (factor[:, :, None] * vectors[:, step, None, :]).reshape(count, -1)
        return Side(factor, (steps * EPSILON) ** 2 * norm, norm)
    lower, pivots, rank, _ = dpstrf(gram, lower=1)
    factor = np.zeros((count, rank))
    factor[pivots - 1] = np.tril(lower)[:, :rank]
    # Products of `steps` rounded numbers are wrong by that many spacings, and so is, by trace and norm, what is left.
    lost = max(count - float((factor**2).sum()), steps * EPSILON * norm)
    return Side(factor, lost, norm)


def _values(near: Side, far: Side, weights: Array) -> Found:
    """Return the singular values of F^T W H.

    With S = F Q + A and E = H P + B, |A|^2 and |B|^2 at most what the sides lost, D differs from Q^T F^T W H P by at
    most |W| (|A| |E| + |S| |B|).
    """
    used = np.flatnonzero(weights)
    matrix = near.factor[used].T @ (weights[used, None] * far.factor[used])
    most = float(np.abs(weights).max(initial=0.0))
    lost = np.sqrt(near.lost * far.norm) + np.sqrt(near.norm * far.lost)
    rounding = EPSILON * len(weights) * np.sqrt(near.norm * far.norm)
    return Found(_svd(matrix), most * float(lost + rounding))


def _svd(matrix: Array) -> Array:
    return np.asarray(svdvals(matrix, check_finite=False)) if matrix.size else np.zeros(1)


# Token ids


def _of_ids(data: Data, splits: Sequence[int]) -> Iterator[Split]:
    ids = data.ids if data.ids is not None else np.zeros((0, 0), np.int64)
    steps = data.length
    last = data.classes if data.leg else np.zeros(data.count, np.int64)
    ends = dict(_codes(ids[:, ::-1], last, [steps - split for split in splits]))
    for split, near in _codes(ids, np.zeros(data.count, np.int64), splits):
        blocks = Blocks.of(near, ends[steps - split])
        yield Split(split, int(near.max()) + 1, int(ends[steps - split].max()) + 1, blocks.values)


def _codes(ids: Whole, first: Whole, lengths: Sequence[int]) -> Iterator[tuple[int, Whole]]:
    """Yield the numbers of the distinct beginnings of given lengths, in the order of the lengths that are asked for."""
    wanted, codes = set(lengths), np.unique(first, return_inverse=True)[1].astype(np.int64)
    for length in range(1, max(lengths) + 1):
        letters = np.unique(ids[:, length - 1], return_inverse=True)[1]
        pairs = codes * (int(letters.max()) + 1) + letters
        codes = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
        if length in wanted:
            yield length, codes


class Blocks(NamedTuple):
    """The entries of a sparse matrix, sorted into blocks of linked rows and columns.

    Attributes
    ----------
    entry : array (N,)
        The entry to which each sequence adds its weight.
    vector : array (entries,)
        For each entry in a block of one row or column, the number of that block; otherwise the number of such blocks.
    vectors : int
        The number of such blocks.
    larger : tuple of (entries, rows, columns)
        For each other block, the numbers of its entries, and their rows and columns in the block.
    """

    entry: Whole
    vector: Whole
    vectors: int
    larger: tuple[tuple[Whole, Whole, Whole], ...]

    @classmethod
    def of(cls, near: Whole, far: Whole) -> Blocks:
        """Return the blocks of a matrix with the entries (near[n], far[n]).

        Raises
        ------
        TnrnnError
            If the singular values of a block would take longer than those of 5,000 x 5,000 numbers.
        """
        rows, cols = int(near.max()) + 1, int(far.max()) + 1
        pairs, entry = np.unique(near * cols + far, return_inverse=True)
        row, col = np.divmod(pairs, cols)
        links = coo_array((np.ones(len(pairs)), (row, col + rows)), shape=(rows + cols,) * 2)
        count, group = connected_components(links, directed=False)
        tall, wide = np.bincount(group[:rows], minlength=count), np.bincount(group[rows:], minlength=count)
        large = int(np.argmax(np.minimum(tall, wide) * tall * wide))
        if min(tall[large], wide[large]) * tall[large] * wide[large] > MOST_SEQUENCES**3:
            most = f"at most about {MOST_SEQUENCES:,} distinct Starts and Ends that are linked; take fewer words"
            raise mistake("data_entanglement", most, f"{tall[large]:,} x {wide[large]:,}")
        of_entry, thin = group[row], (tall == 1) | (wide == 1)
        names = np.where(thin, np.cumsum(thin) - 1, int(thin.sum()))
        order = np.argsort(of_entry, kind="stable")
        parts = np.split(order, np.flatnonzero(np.diff(of_entry[order])) + 1)
        larger = tuple(
            (part, *(np.unique(side[part], return_inverse=True)[1] for side in (row, col)))
            for part in parts
            if not thin[of_entry[part[0]]]
        )
        return cls(entry.astype(np.int64), names[of_entry], int(thin.sum()), larger)  # type: ignore[arg-type]

    def values(self, weights: Array) -> Found:
        """Return the singular values for given weights of the sequences."""
        sums = np.bincount(self.entry, weights, minlength=len(self.vector))
        found = [np.sqrt(np.bincount(self.vector, sums**2, minlength=self.vectors + 1)[: self.vectors])]
        for part, row, col in self.larger:
            block = np.zeros((int(row.max()) + 1, int(col.max()) + 1))
            block[row, col] = sums[part]
            found.append(_svd(block))
        values = np.sort(np.concatenate(found))[::-1]
        # Sums of weights of both signs round, and a block's values are wrong by its side, the spacing and its norm.
        side = max((max(int(row.max()), int(col.max())) + 1 for _, row, col in self.larger), default=1)
        most = float(np.bincount(self.entry, np.abs(weights)).max())
        return Found(values, 4 * EPSILON * side * (most + float(values[0])))
