"""Multi-query associative recall: keys with values come first, and then keys that ask for their values."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import numpy.typing as npt

from ...basics import as_before, mistake, whole
from .batches import Drawn, Task, fits
from .words import Source, Whole, below, order_of


@as_before()
def associative_recall(delay: int, *, symbols: int = 8, alphabet: int = 32) -> Task:
    """Return the task of multi-query associative recall (MQAR): say which value came after a key, for every key.

    With K = symbols, n = alphabet and B = delay, there are T = 3K + B steps. The first 2K steps are K pairs: a key and,
    at the next step, its value. The keys of a sequence are K different ones of n, in a uniform order, and the values
    are uniform and independent of everything else. In the other K + B steps each key comes once more, in a uniform
    order, and asks for its value at the same step; B steps are blank. The places of the queries are drawn one after the
    other, without repetition, with chances that are proportional to 1/d, where d = 1, 2, .., K + B is the number of
    steps since the last pair (rounded, as floor(2^32 / d)). So most queries come soon, and a few late.

    The inputs are one-hot, of width 2n + 1 (the keys 0 to n - 1, the values n to 2n - 1, and the blank 2n), and there
    are n classes. The K queries are scored and counted; other steps have the target 0. The value that is asked for is
    uniform, whatever the step and the key of the query are, so that without memory the loss is ln n and the accuracy is
    1/n.

    Parameters
    ----------
    delay : int
        The number of blanks among the queries, at least 0.
    symbols : int
        The number of pairs, which are all asked for, at most the number of kinds of keys; by default 8.
    alphabet : int
        The number of kinds of keys, which is also that of values, at least 2; by default 32.

    Raises
    ------
    TnrnnError
        If the delay is negative, if there are no pairs or more than kinds of keys, if there are fewer than two kinds,
        or if a sequence has more than 2^30 numbers.

    References
    ----------
    Arora et al., "Zoology", arXiv 2312.04927. There the places of queries follow a power law, too, with the exponent
    -0.99 for every second step, and other steps may have random tokens; here the exponent is -1, every step may have a
    query, and other steps are blank.

    Examples
    --------
    >>> batch = associative_recall(delay=2, symbols=2, alphabet=4).batch(1, seed=3)
    >>> batch.inputs.argmax(2).tolist()  # key 1 has the value 5 - 4, and key 2 the value 7 - 4
    [[1, 5, 2, 7, 2, 1, 8, 8]]
    >>> batch.targets.tolist(), batch.counted[0].tolist()[4:]
    ([[0, 0, 0, 0, 3, 1, 0, 0]], [True, True, False, False])
    """
    n = whole("associative_recall, alphabet", alphabet, least=2)
    m = whole("associative_recall, symbols", symbols)
    if m > n:
        raise mistake("associative_recall, symbols", f"at most {n:,} pairs, one for each kind of key", symbols)
    length = 3 * m + whole("associative_recall, delay", delay, least=0)
    fits("associative_recall", length, 2 * n + 1)
    sizes = (("delay", length - 3 * m), ("symbols", m), ("alphabet", n))
    return Task("mqar", length, 2 * n + 1, n, math.log(n), 1 / n, sizes, partial(_recall, length, m, n))


def _recall(length: int, m: int, n: int, source: Source, size: int) -> Drawn:
    keys, values = order_of(source, (size, n))[:, :m], below(source, n, size, m)
    asked = order_of(source, (size, m))
    places = 2 * m + _soon(source, m, length - 2 * m, size)
    inputs, targets = np.full((size, length), 2 * n), np.zeros((size, length), np.int64)
    inputs[:, : 2 * m : 2], inputs[:, 1 : 2 * m : 2] = keys, n + values
    np.put_along_axis(inputs, places, np.take_along_axis(keys, asked, axis=1), axis=1)
    np.put_along_axis(targets, places, np.take_along_axis(values, asked, axis=1), axis=1)
    counted: npt.NDArray[np.bool_] = np.zeros((size, length), np.bool_)
    np.put_along_axis(counted, places, True, axis=1)
    return Drawn(inputs, targets, counted, counted.copy())


def _soon(source: Source, count: int, steps: int, size: int) -> Whole:
    """Return `count` different places 0 .. steps - 1 in each row, drawn in turn with chances as 1/(place + 1).

    Chances are integers, so that every machine draws the same places. `ends` are the ends of intervals of these
    lengths, side by side, and the place is that of the interval with a random point in it; the interval of a place that
    is taken is empty.
    """
    chances = np.tile(np.uint64(2**32) // np.arange(1, steps + 1, dtype=np.uint64), (size, 1))
    found = np.empty((size, count), np.int64)
    for draw in range(count):
        ends = np.cumsum(chances, axis=1)
        points = source.random_raw(size) % ends[:, -1]
        found[:, draw] = (ends <= points[:, None]).sum(axis=1)
        np.put_along_axis(chances, found[:, draw : draw + 1], np.uint64(0), axis=1)
    return found
