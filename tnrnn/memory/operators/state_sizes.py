"""Effective state sizes: how large a state the operator of a layer needs at each step, at the inputs it was given.

For y = T(u) u with T lower triangular, all that steps i .. T take of steps 1 .. i-1 goes through the block
T[i:, :i-1] (counted from 1). Its rank is the least size of the state before step i of a linear recurrence that computes
T and may vary in time. Parnichkun et al. (arXiv 2504.19561) call the number of its singular values above a tolerance,
and the exponential of their entropy, the effective state size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from ...basics import as_before, mistake, whole
from ..units import Array, check_room, checked_tolerance, mean_of
from .results import EffectiveStateSize
from .sizes import Ranks, Sizes
from .sources import Source, sources_of

CHUNK = 2**21
"""About how many numbers of operators are measured at a time."""

Pair = tuple[Array, Array]


@as_before()
def effective_state_size(
    given: Any,
    words: Any = None,
    *,
    positions: Iterable[int] | None = None,
    tolerance: float | None = None,
    block: tuple[int, int] | None = None,
) -> EffectiveStateSize:
    """Return the rank and the entropy of T[i:, :i-1] by position and channel, for the operators of some inputs.

    Of the singular values s of the block, those above `tolerance` times the norm of T count for the rank
    (tolerance-ESS); the norm is the greatest singular value of the whole operator. The other measure is
    exp(- sum p log p) with p = s / sum of s (entropy-ESS). Values at the level of rounding, max(P T, M T) spacings of
    floats at the norm of T, are taken as 0 in both. So a layer that does not look back has 0, and the second measure is
    never above the first one at the default tolerance.

    Means are taken over inputs. With several of them, the entropy has an interval of 95 % by Student's t, for which the
    inputs are taken as independent draws; it says nothing about other distributions of inputs. The rank has its least
    and greatest value.

    Parameters
    ----------
    given : array, function, or unit
        An operator (T, T), the operators (channels, T, T) of one input, or (batch, channels, T, T) of several; a
        function from words to the latter; or a unit with the method `operator`, or `operators` for several layers
        (`Operating`). A torch module is copied, and the copy computes in float64, on the CPU and as in eval().
    words : array, for functions and units
        The inputs: values (batch, T, width) or token ids (batch, T); see `Sample.words`.
    positions : iterable of int, optional
        The positions i, from 2 to T; by default all of them.
    tolerance : float, optional
        By default the level of rounding that is described above.
    block : pair of int, optional
        P and M, the numbers of outputs and inputs of a step that the operator mixes; its shape is then (P T, M T). By
        default the attribute `block` of the unit, or (1, 1).

    Returns
    -------
    EffectiveStateSize
        The top layer; `layers` has all.

    Raises
    ------
    TnrnnError
        If a unit has no operator (an LSTM, for example, is not a matrix times its inputs: measure `start_future_rank`);
        if operators look ahead, have another shape, are complex or not finite, change by themselves or depend on the
        other words of a batch; or if there would be more than 2^27 numbers.

    References
    ----------
    Parnichkun, Tumma, Thomas, Moro, An, Suzuki, Yamashita, Poli, Massaroli, "Quantifying memory utilization with
    effective state-size", ICML 2025 (arXiv 2504.19561), for both measures; their tolerance is absolute, ours is
    relative. Roy, Vetterli, EUSIPCO 2007, for the exponential of the entropy. Dewilde, van der Veen, "Time-varying
    systems and computations" (Kluwer 1998), for the least state of a recurrence that varies in time.

    Examples
    --------
    >>> fading = 0.5 ** np.maximum(np.subtract.outer(np.arange(6), np.arange(6)), 0)  # h[t] = h[t-1] / 2 + u[t]
    >>> found = effective_state_size(np.tril(fading))
    >>> [size.rank.value for size in found.by_position], found.total.entropy.value
    ([1.0, 1.0, 1.0, 1.0, 1.0], 1.0)
    """
    chosen = None if tolerance is None else checked_tolerance("effective_state_size, tolerance", tolerance)
    layers: list[EffectiveStateSize] = []
    for source in sources_of(given, words, block):
        places = _places(positions, source.length)
        least = source.rounding if chosen is None else chosen
        check_room("effective_state_size, results", 2 * source.count * source.channels * len(places))
        layers.append(_gathered(source, places, _all_inputs(source, places, least), least))
    return replace(layers[-1], below=tuple(layers[:-1]))


def _all_inputs(source: Source, places: tuple[int, ...], tolerance: float) -> Pair:
    size = max(1, CHUNK // source.numbers)
    parts = [
        _measured(source, source.operators(first, min(first + size, source.count)), places, tolerance)
        for first in range(0, source.count, size)
    ]
    ranks, entropies = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
    return ranks, entropies


def _places(given: Iterable[int] | None, length: int) -> tuple[int, ...]:
    owner = "effective_state_size, positions"
    if given is None:
        return tuple(range(2, length + 1))
    if not isinstance(given, Iterable):
        raise mistake(owner, "positions, as integers", given)
    found = sorted({whole(owner, place, least=2, most=length) for place in given})
    if not found:
        raise mistake(owner, "at least one position", given)
    return tuple(found)


def _measured(source: Source, operators: Array, places: tuple[int, ...], tolerance: float) -> Pair:
    """Return the ranks and the exponentials of entropies (batch, channels, positions) of the blocks of operators."""
    outputs, inputs = source.block
    alike = bool((operators == operators[:, :1]).all())  # the channels of attention have one operator
    operators = operators[:, :1] if alike else operators
    scale = np.linalg.svd(operators, compute_uv=False)[..., :1]
    found = []
    for place in places:
        past = operators[..., (place - 1) * outputs :, : (place - 1) * inputs]
        values = np.linalg.svd(past, compute_uv=False).astype(np.float64)
        values = np.where(values > source.rounding * scale, values, 0.0)
        found.append((((values > tolerance * scale).sum(axis=-1)).astype(np.float64), _spread(values)))
    shape = (len(operators), source.channels, len(places))
    ranks, entropies = (np.broadcast_to(np.stack([pair[at] for pair in found], axis=-1), shape) for at in (0, 1))
    return ranks, entropies


def _spread(values: Array) -> Array:
    """Return exp(entropy) of singular values along the last axis, and 0 where all are 0."""
    total = values.sum(axis=-1, keepdims=True)
    shares = np.divide(values, total, out=np.zeros_like(values), where=total > 0)
    logs = np.log(shares, out=np.zeros_like(values), where=shares > 0)
    found: Array = np.where(total[..., 0] > 0, np.exp(-(shares * logs).sum(axis=-1)), 0.0)
    return found


def _gathered(source: Source, places: tuple[int, ...], measures: Pair, tolerance: float) -> EffectiveStateSize:
    """Return the means over inputs: by position all channels together, by channel the mean of positions, and in all."""
    outputs, inputs = source.block
    most = np.array([min((source.length - i + 1) * outputs, (i - 1) * inputs) for i in places], dtype=np.float64)
    average = float(most.mean())

    def sizes(pick: Any, bound: float) -> Sizes:
        ranks, spreads = (pick(part) for part in measures)
        return Sizes(Ranks(float(ranks.mean()), float(ranks.min()), float(ranks.max())), mean_of(spreads, bound))

    by_position = [
        sizes(lambda m, at=at: m[:, :, at].sum(axis=1), source.channels * float(most[at])) for at in range(len(places))
    ]
    by_channel = [sizes(lambda m, at=at: m[:, at].mean(axis=1), average) for at in range(source.channels)]
    total = sizes(lambda m: m.sum(axis=1).mean(axis=1), source.channels * average)
    ranks, entropies = (tuple(map(tuple, part.mean(axis=0).tolist())) for part in measures)
    return EffectiveStateSize(
        length=source.length,
        inputs=source.count,
        positions=places,
        by_position=tuple(by_position),
        by_channel=tuple(by_channel),
        total=total,
        tolerance=tolerance,
        ranks=ranks,
        entropies=entropies,
        state_numbers=source.state_numbers,
    )
