"""A semantic Euclidean space: how much of the embedded sequence a state explains."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import as_before, mistake
from ..units import MOST_NUMBERS, Array, Asked, Estimate, Probe, Whole, asked
from .decoding import last_state
from .readout import basis_of, blocks, explained


@dataclass(frozen=True)
class SemanticSpan:
    """How much of the variance of an embedded sequence a state explains.

    The vector of a sequence consists of the embeddings of its tokens, one after the other.

    Attributes
    ----------
    total : Estimate
        The part that is explained of the variance of the whole vector.
    by_position : tuple of Estimate
        The part that is explained of the embedding at step p, at index p - 1.
    ceiling : float
        The largest part that any N numbers can explain linearly.
    units : int
        N, the numbers in the state.

    Examples
    --------
    >>> from tnrnn.memory import Probe, semantic_span
    >>> found = semantic_span(lambda x: x, Probe(length=4, width=2))
    >>> found.units, len(found.by_position), found.ceiling
    (2, 4, 0.5)
    """

    total: Estimate
    by_position: tuple[Estimate, ...]
    ceiling: float
    units: int

    def to_json(self) -> dict[str, Any]:
        """Return the span as JSON."""
        parts = [estimate.to_json() for estimate in self.by_position]
        return {"total": self.total.to_json(), "ceiling": round(self.ceiling, 6), "by_position": parts}


@as_before()
def semantic_span(unit: Any, probe: Probe, *, embeddings: Any = None, layer: int | None = None) -> SemanticSpan:
    """Return how much of the vector s = (e(x[1]), .., e(x[T])) in R^(T d) of a sequence its state h[T] explains.

    The total is 1 - E|s - o|^2 / E|s - mean s|^2, where o is the best affine function of h[T]; the parts by position
    are the same for each e(x[p]). They are estimated for the population, with intervals
    (`tnrnn.memory.indicators.readout.explained`). Tokens are independent and uniform over the M symbols, and are given
    one-hot. The ceiling, the largest part that N numbers can explain, is the sum of the N largest eigenvalues of cov s,
    divided by its trace.

    Parameters
    ----------
    unit : torch module or function
        A unit that `tnrnn.memory.units.states.asked` accepts.
    probe : Probe
        The sequences, and how the states are read; its `lags` are not used.
    embeddings : array (M, d), optional
        The embedding e of each symbol. By default one-hot vectors, so that all differences between symbols count alike.
    layer : int, optional
        The layer, counted from 1. By default the states of all layers are taken side by side.

    Raises
    ------
    TnrnnError
        If the embeddings have another shape or are all equal, if the layer is unknown, or if
        `tnrnn.memory.units.states.asked` refuses the unit or the probe.

    References
    ----------
    The definition is ours, after the idea of a Semantic Euclidean Space of Zhang, Li, Hua, Song (ECAI 2020, arXiv
    2002.07422).

    Examples
    --------
    >>> found = semantic_span(lambda x: x, Probe(length=4, width=2))
    >>> round(found.total.value, 2), found.ceiling
    (0.25, 0.5)
    """
    seen = asked(unit, probe)
    symbols = seen.symbols()
    return semantic_of(seen, last_state(seen, symbols, layer), symbols, embeddings)


def semantic_of(seen: Asked, states: Array, symbols: Whole, embeddings: Any = None) -> SemanticSpan:
    """Return the span of states (B, units) after symbols (B, T)."""
    table = embeddings_of(seen, embeddings)
    targets = table[symbols].reshape(len(symbols), -1)
    basis = basis_of(states, seen.spacing).basis
    parts = tuple(explained(basis, part) for part in blocks(targets, table.shape[1]))
    total = explained(basis, targets)
    return SemanticSpan(total, parts, _ceiling(table, seen.probe.length, states.shape[1]), states.shape[1])


def embeddings_of(seen: Asked, given: Any) -> Array:
    """Return the embeddings of the symbols as an array (M, d): those given, or one-hot vectors."""
    expected = f"an array of finite numbers of shape ({seen.width}, d), not all rows alike"
    try:
        table = np.eye(seen.width) if given is None else np.array(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise mistake("semantic_span, embeddings", expected, given) from None
    if table.ndim != 2 or len(table) != seen.width or not table.size:
        raise mistake("semantic_span, embeddings", expected, table.shape)
    if not np.isfinite(table).all() or not np.ptp(table, axis=0).any():
        raise mistake("semantic_span, embeddings", expected, table.tolist())
    if seen.sequences * seen.probe.length * table.shape[1] > MOST_NUMBERS:
        raise mistake("semantic_span, embeddings", "vectors that fit in memory", table.shape)
    return table


def _ceiling(table: Array, length: int, units: int) -> float:
    """Return the part of the variance of T independent embeddings that lies in their `units` largest directions."""
    values = np.maximum(np.linalg.eigvalsh(np.cov(table.T, bias=True).reshape(table.shape[1], -1))[::-1], 0.0)
    times = np.clip(units - length * np.arange(len(values)), 0, length)  # every direction occurs T times
    return min(1.0, float((values * times).sum()) / (length * math.fsum(values)))
