"""Labelled sequences as users give them, as unit vectors or token ids, with a sign, a class and a weight for each."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ...basics import TnrnnError, choice, mistake, whole
from ..units import MOST_TOKENS, Array, Whole, check_room

MOST_SEQUENCES = 5_000
"""The largest number of sequences of vectors: their Gram matrices have 25 million numbers, which are 200 MB each."""

MOST_WORDS = 200_000
"""The largest number of sequences of token ids, which need no Gram matrix."""

Embedding = Literal["angle", "complement", "affine"]

Map = Callable[[Array, float], tuple[Array, Array]]

EMBEDDINGS: Mapping[Embedding, Map] = {
    "angle": lambda x, angle: (np.cos(math.pi * angle * x), np.sin(math.pi * angle * x)),
    "complement": lambda x, _: (x, 1.0 - x),
    "affine": lambda x, _: (np.ones_like(x), x),
}
"""The vectors that real numbers x become: (cos pi a x, sin pi a x), (x, 1 - x) or (1, x)."""


@dataclass(frozen=True, eq=False)
class Data:
    """Sequences that have been checked.

    Attributes
    ----------
    vectors : array (N, T, M) or None
        The steps as vectors of norm 1, or None if there are token ids.
    ids : array (N, T) or None
        The steps as token ids, or None if there are vectors.
    width : int
        The dimension M of a step, which is the number of tokens for ids.
    scale : array (N,)
        The product of the norms of the steps that were given, relative to the greatest; 1 if steps are normalised.
    signs : array (N,)
        The signs of the labels, +1 or -1; +1 for each of several classes, and without labels.
    classes : array (N,)
        The number of each sequence's class.
    leg : bool
        Whether the class is an index of the tensor, beside the steps.
    balanced : bool
        Whether all classes have the same weight.
    """

    vectors: Array | None
    ids: Whole | None
    width: int
    scale: Array
    signs: Array
    classes: Whole
    leg: bool = False
    balanced: bool = False

    @property
    def count(self) -> int:
        """The number N of sequences."""
        return len(self.signs)

    @property
    def length(self) -> int:
        """The number T of steps."""
        given = self.ids if self.vectors is None else self.vectors
        return 0 if given is None else int(given.shape[1])

    @property
    def kinds(self) -> int:
        """The number of classes."""
        return int(self.classes.max()) + 1

    def most_bits(self, split: int) -> float:
        """Return the greatest entropy that a tensor of this shape can have at a split, in bits.

        It is the logarithm of the smaller side of its matrix, M^k x M^(T-k), or M^k x (M^(T-k) classes).
        """
        each, more = math.log2(self.width), math.log2(self.kinds) if self.leg else 0.0
        return min(split * each, (self.length - split) * each + more)

    def weights(self, counts: Array) -> Array:
        """Return the weight of each sequence in the tensor, with its sign, if it is taken `counts` times.

        The weights without their signs and scales sum to 1.
        """
        if self.balanced:
            totals = np.bincount(self.classes, counts, minlength=self.kinds)
            shares = counts / (np.count_nonzero(totals) * totals[self.classes].clip(min=1e-300))
        else:
            shares = counts / counts.sum()
        return np.asarray(shares * self.signs * self.scale)


def words_of(owner: str, words: Any, tokens: int | None, embed: Embedding | None, angle: float) -> Array | Whole:
    """Return vectors (N, T, M) as floats, or token ids (N, T) as integers.

    Raises
    ------
    TnrnnError
        If the words are neither, if they are not finite, or if there are too many of them.
    """
    if embed is not None:
        return _embedded(owner, words, embed, angle)
    found = _array(f"{owner}, words", words)
    if found.ndim == 2 and found.dtype.kind in "iu":
        return _ids(owner, found, tokens)
    if found.ndim != 3 or found.dtype.kind not in "iufb":
        hint = '; real numbers (N, T) need embed="angle", for example' if found.ndim == 2 else ""
        expected = "token ids (N, T) as integers, or vectors (N, T, M)"
        raise TnrnnError(f"{mistake(f'{owner}, words', expected, f'{found.dtype} of shape {found.shape}')}{hint}")
    vectors = _finite(owner, found)
    if tokens is not None and tokens != vectors.shape[2]:
        raise mistake(f"{owner}, tokens", f"{vectors.shape[2]}, as the vectors have, or none", tokens)
    return _letters(vectors) if _is_one_hot(vectors) else vectors


def read_data(  # noqa: PLR0913
    owner: str,
    words: Any,
    labels: Any,
    *,
    tokens: int | None = None,
    embed: Embedding | None = None,
    angle: float = 0.5,
    normalize: bool = True,
    balanced: bool = False,
    positive: Any = None,
) -> Data:
    """Return sequences and labels that have been checked; see `data_entanglement` for the parameters.

    Raises
    ------
    TnrnnError
        If the sequences or the labels are not what `data_entanglement` takes.
    """
    given = words_of(owner, words, tokens, embed, angle)
    count, steps = given.shape[:2]
    if steps < 2:
        raise mistake(f"{owner}, words", "at least 2 steps, so that there is a Start and an End", steps)
    most = MOST_WORDS if given.ndim == 2 else MOST_SEQUENCES
    if count > most:
        raise mistake(f"{owner}, words", f"at most {most:,} sequences, a sample of them will do", f"{count:,}")
    signs, classes, leg = _labels(owner, labels, count, positive)
    about = (signs, classes, leg, bool(balanced))
    if given.ndim == 2:
        width = int(given.max()) + 1 if tokens is None else int(tokens)
        width = _width_of(words, width)
        return Data(None, given.astype(np.int64), width, np.ones(count), *about)
    largest = np.abs(given).max(axis=2)
    if normalize and not largest.all():
        row, step = np.argwhere(largest == 0)[0]
        raise mistake(f"{owner}, words", "vectors that are not zero, or normalize=False", f"zeros at [{row}, {step}]")
    scaled = given / np.where(largest > 0, largest, 1.0)[:, :, None]  # so that no square overflows
    norms = np.linalg.norm(scaled, axis=2)
    vectors = scaled / np.where(norms > 0, norms, 1.0)[:, :, None]
    scale = np.ones(count) if normalize else _scale(largest, norms)
    return Data(vectors, None, int(given.shape[2]), scale, *about)


def _scale(largest: Array, norms: Array) -> Array:
    """Return the products of the norms of each sequence, relative to the greatest, so that none overflows."""
    with np.errstate(divide="ignore"):
        logs = (np.log(largest) + np.log(norms)).sum(axis=1)
    most = logs.max()
    return np.exp(logs - most) if np.isfinite(most) else np.zeros(len(norms))


def _width_of(words: Any, least: int) -> int:
    """Return the width of one-hot vectors that became ids, which may be greater than the largest id says."""
    shape = np.shape(words)
    return int(shape[2]) if len(shape) == 3 else least


def _array(owner: str, given: Any) -> npt.NDArray[Any]:
    given = given.detach().cpu() if hasattr(given, "detach") else given
    try:
        found = np.asarray(given)
    except (TypeError, ValueError):
        raise mistake(owner, "sequences of one length, as an array", "sequences of several lengths") from None
    if found.dtype.kind not in "iufbUS" or found.size == 0:
        raise mistake(owner, "an array of numbers that is not empty", f"{found.dtype} of shape {found.shape}")
    return found


def _finite(owner: str, found: npt.NDArray[Any]) -> Array:
    check_room(f"{owner}, words", found.size)
    vectors = found.astype(np.float64)
    if not np.isfinite(vectors).all():
        raise TnrnnError(f"{owner}, words: expected finite numbers, given some that are not finite")
    return vectors


def _embedded(owner: str, words: Any, embed: Embedding, angle: float) -> Array:
    name = choice(f"{owner}, embed", embed, EMBEDDINGS)
    if not isinstance(angle, int | float) or not 0 < angle <= 1:
        raise mistake(f"{owner}, angle", "a number above 0 and at most 1, the part of pi", angle)
    found = _array(f"{owner}, words", words)
    if found.ndim == 3 and found.shape[2] == 1:
        found = found[:, :, 0]
    if found.ndim != 2 or found.dtype.kind not in "iufb":
        expected = "real numbers (N, T) or (N, T, 1) to embed"
        raise mistake(f"{owner}, words", expected, f"{found.dtype} of shape {found.shape}")
    return np.stack(EMBEDDINGS[name](_finite(owner, found), float(angle)), axis=2)


def _ids(owner: str, found: npt.NDArray[Any], tokens: int | None) -> Whole:
    check_room(f"{owner}, words", found.size)
    most = MOST_TOKENS if tokens is None else whole(f"{owner}, tokens", tokens, least=1, most=MOST_TOKENS)
    low, high = int(found.min()), int(found.max())
    if low < 0 or high >= most:
        raise mistake(f"{owner}, words", f"token ids from 0 to {most - 1:,}", low if low < 0 else high)
    return found.astype(np.int64)


def _is_one_hot(vectors: Array) -> bool:
    return bool(((vectors == 0) | (vectors == 1)).all() and (vectors.sum(axis=2) == 1).all())


def _letters(vectors: Array) -> Whole:
    found: Whole = vectors.argmax(axis=2).astype(np.int64)
    return found


def _labels(owner: str, labels: Any, count: int, positive: Any) -> tuple[Array, Whole, bool]:
    """Return signs, numbers of classes, and whether the class is an index of the tensor."""
    if labels is None:
        if positive is not None:
            raise mistake(f"{owner}, positive", "labels beside it", positive)
        return np.ones(count), np.zeros(count, np.int64), False
    found = _array(f"{owner}, labels", labels)
    if found.shape != (count,):
        raise mistake(f"{owner}, labels", f"a label for each of {count:,} sequences", f"shape {found.shape}")
    if found.dtype.kind == "f" and not (found == np.round(found)).all():
        raise mistake(f"{owner}, labels", "classes, as whole numbers or words", "real numbers")
    names, classes = np.unique(found, return_inverse=True)
    if positive is not None:
        if not np.isin(positive, names).all() or np.ndim(positive):
            raise mistake(f"{owner}, positive", "one of the labels", positive)
        ours = (found == positive).astype(np.int64)
        return 2.0 * ours - 1.0, ours, False
    if len(names) > 2:
        return np.ones(count), classes.astype(np.int64), True
    signs = np.where(classes == len(names) - 1, 1.0, -1.0)
    return signs, classes.astype(np.int64), False
