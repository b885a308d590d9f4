"""Selective copying: symbols at random places among blanks, to be repeated in their order."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ...basics import as_before, whole
from .batches import Drawn, Task, fits
from .words import Source, below, last, order_of


@as_before()
def selective_copying(delay: int, *, symbols: int = 16, alphabet: int = 16) -> Task:
    """Return the selective copying task: repeat the symbols that came at random places among blanks.

    With m = symbols, n = alphabet and B = delay, there are T = 2m + B steps. The first m + B steps have m uniform
    symbols at places that are a uniform subset, and B blanks. Then come a marker at step T - m (counted from 0) and
    m - 1 blanks. The targets are m + B blanks and then the symbols in their order. The inputs are one-hot, of width
    n + 2 (the symbols 0 to n - 1, the blank n, and the marker n + 1), and there are n + 1 classes. All steps are
    scored, and the last m are counted.

    So this is `copying` with other places of the symbols. There a network can count steps; here it has to tell symbols
    from blanks, since the j-th symbol is asked for after another number of steps in each sequence. Without memory the
    loss is m ln n / (2m + B) and the accuracy is 1/n, as there: the step alone tells which targets are blanks, and the
    symbols are uniform and independent of the inputs of the steps that ask for them.

    Parameters
    ----------
    delay : int
        The number of blanks before the marker, at least 0.
    symbols : int
        The number of symbols to remember; by default 16.
    alphabet : int
        The number of kinds of symbols, at least 2; by default 16.

    Raises
    ------
    TnrnnError
        If the delay is negative, if there are no symbols or fewer than two kinds, or if a sequence has more than 2^30
        numbers.

    References
    ----------
    Gu, Dao, "Mamba", arXiv 2312.00752; Jing et al., arXiv 1706.02761, where it is called denoising.

    Examples
    --------
    >>> batch = selective_copying(delay=2, symbols=2, alphabet=4).batch(1, seed=3)
    >>> batch.inputs.argmax(2).tolist(), batch.targets.tolist()
    ([[3, 4, 4, 1, 5, 4]], [[4, 4, 4, 4, 3, 1]])
    """
    m, n = whole("selective_copying, symbols", symbols), whole("selective_copying, alphabet", alphabet, least=2)
    length = 2 * m + whole("selective_copying, delay", delay, least=0)
    fits("selective_copying", length, n + 2)
    sizes = (("delay", length - 2 * m), ("symbols", m), ("alphabet", n))
    draw = partial(_selective, length, m, n)
    return Task("selective", length, n + 2, n + 1, m * math.log(n) / length, 1 / n, sizes, draw)


def _selective(length: int, m: int, n: int, source: Source, size: int) -> Drawn:
    data = below(source, n, size, m)
    places = np.sort(order_of(source, (size, length - m))[:, :m], axis=1)
    inputs, targets = np.full((size, length), n), np.full((size, length), n)
    np.put_along_axis(inputs, places, data, axis=1)
    inputs[:, length - m], targets[:, length - m :] = n + 1, data
    return Drawn(inputs, targets, last(size, length, m), last(size, length, length))
