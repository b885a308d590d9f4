"""Copying memory, Start-End similarity and random memorization: symbols that are remembered one by one."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ...basics import as_before, mistake, whole
from .batches import Drawn, Task, fits
from .words import Source, below, last, order_of


@as_before()
def copying(delay: int, *, symbols: int = 30, alphabet: int = 32) -> Task:
    """Return the copying memory task: repeat the symbols that came first after a delay.

    With m = symbols, n = alphabet and B = delay, there are T = 2m + B steps. The inputs are m uniform symbols, B
    blanks, a marker at step T - m (counted from 0), and m - 1 blanks. The targets are m + B blanks and then the
    symbols. The inputs are one-hot, of width n + 2 (the symbols 0 to n - 1, the blank n, and the marker n + 1), and
    there are n + 1 classes. All steps are scored, and the last m are counted. Without memory the loss is
    m ln n / (2m + B) and the accuracy is 1/n.

    Parameters
    ----------
    delay : int
        The number of blanks between the symbols and the marker, at least 0.
    symbols : int
        The number of symbols to remember; by default 30.
    alphabet : int
        The number of kinds of symbols, at least 2; by default 32.

    Raises
    ------
    TnrnnError
        If the delay is negative, if there are no symbols or fewer than two kinds, or if a sequence has more than 2^30
        numbers.

    References
    ----------
    Arjovsky, Shah, Bengio, arXiv 1511.06464; Jing et al., arXiv 1612.05231; Levine et al., arXiv 1710.09431, for the
    default sizes.

    Examples
    --------
    >>> batch = copying(delay=2, symbols=2, alphabet=4).batch(1, seed=3)
    >>> batch.inputs.argmax(2).tolist(), batch.targets.tolist()
    ([[3, 1, 4, 4, 5, 4]], [[4, 4, 4, 4, 3, 1]])
    """
    m, n = whole("copying, symbols", symbols), whole("copying, alphabet", alphabet, least=2)
    length = 2 * m + whole("copying, delay", delay, least=0)
    fits("copying", length, n + 2)
    sizes = (("delay", length - 2 * m), ("symbols", m), ("alphabet", n))
    return Task("copy", length, n + 2, n + 1, m * math.log(n) / length, 1 / n, sizes, partial(_copying, length, m, n))


@as_before()
def similarity(delay: int, *, symbols: int = 30, alphabet: int = 32) -> Task:
    """Return the Start-End similarity task: say in how many places the two halves of a sequence agree.

    With m = symbols and n = alphabet, there are T = 2 delay steps, in two halves of `delay` steps. Each half has m
    symbols at the same uniform offset, and the rest is blank, so that two symbols to be compared are `delay` steps
    apart. The class is uniform: 0, 1 or 2 if none, half or all of the m places agree. Every symbol by itself is
    uniform. The inputs are one-hot, of width n + 1 (the blank is n). The answer is scored and counted only at the last
    step (earlier targets are 0). Without memory the loss is ln 3 and the accuracy is 1/3.

    Parameters
    ----------
    delay : int
        The number of steps of each half, at least m.
    symbols : int
        The number of symbols in each half, which is even; by default 30.
    alphabet : int
        The number of kinds of symbols, at least 2; by default 32.

    Raises
    ------
    TnrnnError
        If the number of symbols is odd or larger than the delay, if there are fewer than two kinds of symbols, or if a
        sequence has more than 2^30 numbers.

    References
    ----------
    Levine, Sharir, Ziv, Shashua, arXiv 1710.09431.

    Examples
    --------
    >>> batch = similarity(delay=4, symbols=2, alphabet=4).batch(1, seed=23)
    >>> batch.inputs.argmax(2).tolist(), batch.targets[0, -1].item()
    ([[4, 4, 3, 1, 4, 4, 3, 0]], 1)
    """
    m, n = whole("similarity, symbols", symbols, least=2), whole("similarity, alphabet", alphabet, least=2)
    if m % 2:
        raise mistake("similarity, symbols", "an even number, so that half of them can agree", symbols)
    half = whole("similarity, delay", delay, least=m)
    fits("similarity", 2 * half, n + 1)
    sizes = (("delay", half), ("symbols", m), ("alphabet", n))
    return Task("similarity", 2 * half, n + 1, 3, math.log(3), 1 / 3, sizes, partial(_similarity, half, m, n))


@as_before()
def memorization(delay: int, *, symbols: int = 30, alphabet: int = 32) -> Task:
    """Return the task of random memorization: say at every step which symbol came `delay` steps ago.

    With m = symbols and n = alphabet, the inputs are T = delay + m uniform symbols, one-hot of width n, and there are n
    classes. The targets are target[t] = symbol[t - delay] for t >= delay; earlier steps have the target 0 and are not
    scored. Nothing relates the symbols, so they have to be remembered one by one: without memory the loss is ln n and
    the accuracy is 1/n. With symbols=1 the task asks once, at the end, for the first symbol. The task to recall a whole
    sequence of m symbols after it is copying(delay=0, symbols=m).

    Parameters
    ----------
    delay : int
        The number of steps after which a symbol is asked for, at least 1.
    symbols : int
        The number of symbols that are asked for; by default 30.
    alphabet : int
        The number of kinds of symbols, at least 2; by default 32.

    Raises
    ------
    TnrnnError
        If the delay is 0, if there are no symbols or fewer than two kinds, or if a sequence has more than 2^30 numbers.

    References
    ----------
    The task follows Illium, Schillman, Müller, Gabor, Linnhoff-Popien, arXiv 2212.11085; this form of it is ours.

    Examples
    --------
    >>> batch = memorization(delay=2, symbols=3, alphabet=4).batch(1, seed=3)
    >>> batch.inputs.argmax(2).tolist(), batch.targets.tolist()
    ([[3, 1, 3, 2, 1]], [[0, 0, 3, 1, 3]])
    """
    m, n = whole("memorization, symbols", symbols), whole("memorization, alphabet", alphabet, least=2)
    lag = whole("memorization, delay", delay)
    fits("memorization", lag + m, n)
    sizes = (("delay", lag), ("symbols", m), ("alphabet", n))
    return Task("memorize", lag + m, n, n, math.log(n), 1 / n, sizes, partial(_memorization, lag, m, n))


def _copying(length: int, m: int, n: int, source: Source, size: int) -> Drawn:
    data = below(source, n, size, m)
    inputs, targets = np.full((size, length), n), np.full((size, length), n)
    inputs[:, :m], inputs[:, length - m], targets[:, length - m :] = data, n + 1, data
    return Drawn(inputs, targets, last(size, length, m), last(size, length, length))


def _similarity(half: int, m: int, n: int, source: Source, size: int) -> Drawn:
    classes, offsets = below(source, 3, size), below(source, half - m + 1, size)
    start, order = below(source, n, size, m), order_of(source, (size, m))
    agree = order * 2 < m * classes[:, None]  # `order` is a permutation, so none, half or all agree
    end = np.where(agree, start, (start + 1 + below(source, n - 1, size, m)) % n)
    inputs, targets = np.full((size, 2 * half), n), np.zeros((size, 2 * half), np.int64)
    places = offsets[:, None] + np.arange(m)
    np.put_along_axis(inputs, places, start, axis=1)
    np.put_along_axis(inputs, places + half, end, axis=1)
    targets[:, -1] = classes
    return Drawn(inputs, targets, last(size, 2 * half, 1), last(size, 2 * half, 1))


def _memorization(lag: int, m: int, n: int, source: Source, size: int) -> Drawn:
    inputs = below(source, n, size, lag + m)
    targets = np.zeros_like(inputs)
    targets[:, lag:] = inputs[:, :m]
    return Drawn(inputs, targets, last(size, lag + m, m), last(size, lag + m, m))
