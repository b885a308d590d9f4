"""The entanglement of labelled sequences at every split between Start and End."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np

from ...basics import as_before, choice, mistake, whole
from ...ranks import Spectrum
from ..units import Progress, Telling
from .correlation import surrogate_of
from .intervals import Draws, draws, interval
from .reading import Data, Embedding, read_data
from .rows import DataEntanglement, DataRow, entropy_bits
from .sides import Split, splits_of

LEAST_RESAMPLES = 20
"""The fewest samples that a bootstrap can have; with fewer its spread is not known."""

Surrogate = Literal["correlation"]


@as_before()
def data_entanglement(  # noqa: PLR0913
    words: Any,
    labels: Any = None,
    *,
    splits: Iterable[int] | None = None,
    tokens: int | None = None,
    embed: Embedding | None = None,
    angle: float = 0.5,
    normalize: bool = True,
    balanced: bool = False,
    positive: Any = None,
    resamples: int = 0,
    seed: int = 0,
    surrogate: Surrogate | None = None,
    progress: Progress = None,
) -> DataEntanglement:
    r"""Return what labelled sequences ask for at each split: the spectrum and the entropy of their data tensor.

    The data tensor of N sequences of vectors x[n, t] with labels y[n] of +1 and -1 is
    :math:`D = \frac1N \sum_n y_n\, x_{n,1} \otimes \dots \otimes x_{n,T}`. As a matrix with the first k indices as rows
    it has singular values s, and its entanglement entropy is :math:`-\sum_i p_i \log_2 p_i` bits, with
    :math:`p_i = s_i^2 / \sum_j s_j^2`. The tensor is never formed: see `tnrnn.memory.data.sides`.

    Parameters
    ----------
    words : array
        Token ids as integers, of shape (N, T); or vectors, of shape (N, T, M); or real numbers, of shape (N, T) or
        (N, T, 1), if `embed` is given. One-hot vectors are read as token ids.
    labels : array (N,), optional
        The classes, as whole numbers or words. Two classes are signs, of which the greater is +1. The class of more
        than two is one more index of the tensor, beside those of the End: its columns are (End, class). Without labels
        all signs are +1.
    splits : iterable of int, optional
        The numbers k of steps in the Start, from 1 to T - 1; by default all of them.
    tokens : int, optional
        The number of different tokens, if it is to be checked.
    embed : "angle", "complement" or "affine", optional
        The vectors that real numbers x become: (cos pi a x, sin pi a x), (x, 1 - x) or (1, x). The source embeds by
        angles. All of them give the same rank, unless x is so large that angles repeat; the entropy depends on them.
    angle : float
        The part a of pi in the embedding by angles, from 0 to 1; by default 1/2, which makes 0 and 1 orthogonal.
    normalize : bool
        Whether all vectors are divided by their norms, as the source assumes; by default True.
    balanced : bool
        Whether all classes have the same total weight instead of all sequences; by default False.
    positive : optional
        One of the labels, which is +1 while all others are -1.
    resamples : int
        The number of samples of the bootstrap for the intervals, at least 20; by default 0, without intervals.
    seed : int
        The seed of these samples; by default 0.
    surrogate : "correlation", optional
        Also gives the mean correlation between the steps of the two sides; see `surrogate_entanglement`.
    progress : function of (splits done, of how many), True, False or None
        A function that is called with the progress, or whether a bar is shown on standard error. By default a bar is
        shown if standard error is a terminal.

    Raises
    ------
    TnrnnError
        If the arrays have other shapes, are not finite or have zero vectors, if there are more than 5,000 sequences of
        vectors or 200,000 of token ids, or if another argument is out of its range.

    References
    ----------
    Alexander, De La Vega, Razin, Cohen, "What makes data suitable for a locally connected neural network? A necessary
    and sufficient condition based on quantum entanglement", NeurIPS 2023, arXiv 2303.11249. The splits in time, the
    class as an index, the intervals and `held` are ours.

    Examples
    --------
    The label says whether two halves of two bits are equal:

    >>> words = np.array(list(np.ndindex(2, 2, 2, 2)))
    >>> labels = (words[:, :2] == words[:, 2:]).all(axis=1)
    >>> found = data_entanglement(words, labels, balanced=True)
    >>> [round(bits, 6) for bits in found.entropy], [row.spectrum.numerical_rank for row in found.rows]
    ([0.918296, 1.584963, 0.918296], [2, 3, 2])
    """
    owner = "data_entanglement"
    options = {"tokens": tokens, "embed": embed, "angle": angle, "normalize": normalize}
    data = read_data(owner, words, labels, balanced=balanced, positive=positive, **options)  # type: ignore[arg-type]
    chosen = _splits(owner, splits, data.length)
    drawn = _draws(owner, data, resamples, seed)
    beside: Sequence[float | None] = [None] * len(chosen)
    if surrogate is not None:
        choice(f"{owner}, surrogate", surrogate, ("correlation",))
        beside = surrogate_of(words, data, chosen, embed)
    rows = []
    with Telling(progress, len(chosen), "splits") as tell:
        for split, correlation in zip(splits_of(data, chosen), beside, strict=True):
            rows.append(_row(data, split, drawn, correlation))
            tell(len(rows))
    sizes = (data.count, data.length, data.width, data.kinds, data.leg, data.ids is not None)
    return DataEntanglement(*sizes, resamples, seed, tuple(rows))


def _splits(owner: str, splits: Iterable[int] | None, steps: int) -> list[int]:
    if splits is None:
        return list(range(1, steps))
    if not isinstance(splits, Iterable) or isinstance(splits, str):
        raise mistake(f"{owner}, splits", "splits, as integers", splits)
    found = [whole(f"{owner}, split", split, least=1, most=steps - 1) for split in splits]
    if not found or len(set(found)) < len(found):
        raise mistake(f"{owner}, splits", "at least one split, and each once", found)
    return sorted(found)


def _draws(owner: str, data: Data, resamples: int, seed: int) -> Draws | None:
    whole(f"{owner}, seed", seed, least=0)
    if whole(f"{owner}, resamples", resamples, least=0, most=100_000) == 0:
        return None
    whole(f"{owner}, resamples", resamples, least=LEAST_RESAMPLES, most=100_000)
    if data.count < 4:
        raise mistake(f"{owner}, resamples", "at least 4 sequences", data.count)
    return draws(data.count, resamples, seed)


def _row(data: Data, split: Split, drawn: Draws | None, correlation: float | None) -> DataRow:
    weights = data.weights(np.ones(data.count))
    found = split.values(weights)
    greatest = float(found.values[0])
    lost = greatest <= found.error
    values = (0.0,) if lost else tuple(found.values.tolist())
    tolerance = 2.0**-52 if lost else max(found.error / greatest, 2.0**-52)
    entropy = entropy_bits([value for value in values if value > found.error])
    beside = {} if drawn is None else interval(data, split, entropy, drawn)._asdict()
    spectrum = Spectrum(values, split.rows, split.cols, tolerance)
    noise = 1.0 if lost else min(1.0, float((weights**2).sum() / (found.values**2).sum()))
    return DataRow(split.steps, spectrum, entropy, **beside, correlation=correlation, noise=noise)
