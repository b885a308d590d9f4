"""A surrogate for entanglement, by correlations between steps, and an order of the steps that makes it small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import networkx as nx
import numpy as np

from ...basics import as_before, mistake, whole
from ..units import Array, check_room
from .reading import Data, Embedding, words_of

MOST_STEPS = 1_024
"""The largest number of steps whose correlations are made: a graph of half a million edges."""

TRIES = 5
"""How many seeded starts each bisection has, of which the least cut is taken."""


@as_before()
def surrogate_entanglement(
    words: Any, *, splits: Iterable[int] | None = None, tokens: int | None = None
) -> tuple[float, ...]:
    r"""Return the mean correlation between the steps of the Start and those of the End, at each split.

    At split k it is :math:`\frac{1}{k (T-k)} \sum_{s \le k < t} c_{st}`, where :math:`c_{st}` is the absolute value of
    Pearson's correlation of the steps s and t over all sequences. Labels are not used.

    Parameters
    ----------
    words : array
        Real numbers of shape (N, T) or (N, T, 1), vectors of shape (N, T, M), or, if `tokens` is given, token ids of
        shape (N, T). For vectors and ids (as one-hot vectors) :math:`c_{st}` is the root of the coefficient RV,
        :math:`|C_{st}| / (|C_{ss}| |C_{tt}|)^{1/2}` with Frobenius norms of covariances, which for numbers is the
        absolute value of Pearson's correlation.
    splits : iterable of int, optional
        The numbers k of steps in the Start; by default 1 to T - 1.
    tokens : int, optional
        The number of different tokens; without it integers are numbers.

    Raises
    ------
    TnrnnError
        If the words have another shape, or if there are more than 1,024 steps.

    References
    ----------
    Alexander et al., arXiv 2303.11249, use the sum of correlations in place of the entropy; ours is the mean, so that
    splits can be compared. For vectors they take the coefficient of Puccetti (2022), and we take RV: Escoufier, "Le
    traitement des variables vectorielles", Biometrics 29 (1973) 751-760.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> first, last = rng.normal(size=(2, 500, 1))
    >>> [round(one, 1) for one in surrogate_entanglement(np.hstack([first, first, last, last]))]
    [0.3, 0.0, 0.3]
    """
    found = correlations("surrogate_entanglement", words, tokens)
    steps = len(found)
    chosen = range(1, steps) if splits is None else splits
    return tuple(
        _crossing(found, whole("surrogate_entanglement, split", split, least=1, most=steps - 1)) for split in chosen
    )


@as_before()
def reorder(words: Any, *, tokens: int | None = None, seed: int = 0) -> tuple[int, ...]:
    """Return an order of the steps in which steps that are correlated are near one another.

    The steps are divided into two halves of equal size (or sizes that differ by 1) with little correlation between
    them, and each half is divided again, down to single steps. Each bisection is the least of five that Kernighan and
    Lin's method finds, which need not be the least of all.

    Parameters
    ----------
    words : array
        The sequences: real numbers (N, T) or (N, T, 1), vectors (N, T, M), or token ids (N, T) if `tokens` is given.
    tokens : int, optional
        The number of different tokens; without it integers are numbers.
    seed : int
        The seed of the bisections; by default 0.

    Returns
    -------
    tuple of int
        The steps from 0 to T - 1 in their new order: `words[:, list(order)]` are the sequences in this order.

    Raises
    ------
    TnrnnError
        If `surrogate_entanglement` refuses the words.

    References
    ----------
    Alexander et al., arXiv 2303.11249, divide by minimum balanced cuts, with METIS; Kernighan, Lin, "An
    efficient heuristic procedure for partitioning graphs", Bell System Technical Journal 49 (1970) 291-307. Which half
    comes first is ours: the order of the two that has more correlation with the steps beside them. In the source's
    trees it is of no account.

    Examples
    --------
    >>> first, last = np.random.default_rng(0).normal(size=(2, 500, 1))
    >>> reorder(np.hstack([first, last, first, last]))
    (0, 2, 1, 3)
    """
    found = correlations("reorder", words, tokens)
    start = whole("reorder, seed", seed, least=0)
    return tuple(_arranged(found, list(range(len(found))), ([], []), np.random.default_rng(start)))


def surrogate_of(words: Any, data: Data, splits: Sequence[int], embed: Embedding | None) -> list[float]:
    """Return the surrogate at some splits of sequences that `data_entanglement` got."""
    given = words if embed is not None else data.vectors if data.ids is None else data.ids
    found = correlations("data_entanglement", given, None if data.ids is None else data.width)
    return [_crossing(found, split) for split in splits]


def correlations(owner: str, words: Any, tokens: int | None) -> Array:
    """Return the correlations between all steps, from 0 to 1, as an array (T, T) with zeros on its diagonal."""
    numbers = _columns(owner, words, tokens)
    numbers = numbers / max(float(np.abs(numbers).max()), np.finfo(float).tiny)  # so that no square overflows
    count, steps, width = numbers.shape
    if not 2 <= steps <= MOST_STEPS:
        raise mistake(f"{owner}, words", f"2 to {MOST_STEPS:,} steps", f"{steps:,}")
    check_room(f"{owner}, words", (steps * width) ** 2)
    centred = (numbers - numbers.mean(axis=0)).reshape(count, steps * width)
    blocks = (centred.T @ centred).reshape(steps, width, steps, width)
    norms = np.sqrt((blocks**2).sum(axis=(1, 3)))
    own = np.sqrt(norms.diagonal())
    # A step that does not vary has no correlation with any; its rest of rounding is not one either.
    least = 1e-13 * np.sqrt((numbers**2).sum(axis=(0, 2)))
    own = np.where(own > np.maximum(least, own.max(initial=0.0) * 1e-13), own, np.inf)
    found = np.minimum(norms / own[:, None] / own[None, :], 1.0)
    np.fill_diagonal(found, 0.0)
    return np.asarray(found)


def _columns(owner: str, words: Any, tokens: int | None) -> Array:
    """Return the steps as vectors (N, T, M)."""
    shape = np.shape(words)
    numbers = tokens is None and (len(shape) == 2 or (len(shape) == 3 and shape[2] == 1))
    found = words_of(owner, words, tokens, "affine" if numbers else None, 0.5)
    if found.ndim == 2:
        check_room(f"{owner}, words", found.size * (int(found.max()) + 1))
        return np.eye(int(found.max()) + 1)[found]
    return np.asarray(found[:, :, 1:] if numbers else found)


def _crossing(found: Array, split: int) -> float:
    return float(found[:split, split:].mean())


def _arranged(found: Array, steps: list[int], beside: tuple[list[int], list[int]], rng: Any) -> list[int]:
    """Return an order of some steps that stand between those on their left and those on their right."""
    if len(steps) == 1:
        return steps
    first, last = _halves(found, steps, rng)
    left, right = beside
    kept = _near(found, left, first) + _near(found, last, right)
    if _near(found, left, last) + _near(found, first, right) > kept:
        first, last = last, first
    front = _arranged(found, first, (left, last), rng)
    return front + _arranged(found, last, (front, right), rng)


def _near(found: Array, some: list[int], others: list[int]) -> float:
    return float(found[np.ix_(some, others)].sum()) / max(len(some) * len(others), 1)


def _halves(found: Array, steps: list[int], rng: Any) -> tuple[list[int], list[int]]:
    """Return two halves with little correlation between them: the best of several bisections."""
    graph = nx.Graph()
    graph.add_nodes_from(steps)
    part = found[np.ix_(steps, steps)]
    rows, cols = np.triu_indices(len(steps), 1)
    edges = zip(rows.tolist(), cols.tolist(), part[rows, cols].tolist(), strict=True)
    graph.add_weighted_edges_from((steps[row], steps[col], weight) for row, col, weight in edges)
    cuts = []
    for _ in range(TRIES if len(steps) > 2 else 1):
        halves = nx.algorithms.community.kernighan_lin_bisection(graph, seed=int(rng.integers(2**31)))
        one, other = sorted(sorted(half) for half in halves)
        cuts.append((float(found[np.ix_(one, other)].sum()), one, other))
    _, one, other = min(cuts)
    return one, other
