"""Parity and modular counting: the running sum of the symbols so far, which every symbol changes."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ...basics import as_before, whole
from .batches import Drawn, Task, fits
from .words import Source, below, last


@as_before()
def parity(delay: int, *, symbols: int = 1) -> Task:
    """Return the parity task: say whether the number of ones so far is odd. It is `counting` with two kinds of symbols.

    The inputs are T = delay + symbols uniform bits, one-hot of width 2. The classes are 0, even, and 1, odd. The last
    `symbols` steps are scored and counted; the parity at a step includes the bit of this step. Without memory the loss
    is ln 2 and the accuracy is 1/2.

    Parameters
    ----------
    delay : int
        The number of bits before the first question, at least 1.
    symbols : int
        The number of steps at the end that ask for the parity; by default 1. With delay=1 and symbols=T-1, every step
        asks but the first one.

    Raises
    ------
    TnrnnError
        If the delay is 0, if nothing is asked, or if a sequence has more than 2^30 numbers.

    References
    ----------
    Grazzi et al., arXiv 2411.12537, prove that linear RNNs with positive eigenvalues alone cannot compute it for all
    lengths in finite precision; Delétang et al., arXiv 2207.02098, ask at the end.

    Examples
    --------
    >>> batch = parity(delay=3, symbols=2).batch(1, seed=3)
    >>> batch.inputs.argmax(2).tolist(), batch.targets.tolist()
    ([[1, 1, 1, 0, 1]], [[0, 0, 0, 1, 0]])
    """
    return _tracking("parity", delay, symbols, 2)


@as_before()
def counting(delay: int, *, symbols: int = 1, alphabet: int = 5) -> Task:
    """Return the task of modular counting: say the sum of all symbols so far, modulo the number of kinds of symbols.

    With m = symbols and n = alphabet, the inputs are T = delay + m uniform symbols, one-hot of width n, and there are n
    classes: target[t] = (x[0] + .. + x[t]) mod n. The last m steps are scored and counted; other steps have the target
    0. A network needs n states and has to change its state at every step, so nothing can be left out or forgotten.

    Without memory the loss is ln n and the accuracy is 1/n. Proof: the sum of the symbols before step t >= 1 is uniform
    modulo n and independent of x[t], so the target is uniform, whatever t and x[t] are. (At step 0 the target is x[0]
    itself, so that this step never asks.)

    Parameters
    ----------
    delay : int
        The number of symbols before the first question, at least 1.
    symbols : int
        The number of steps at the end that ask for the sum; by default 1. With delay=1 and symbols=T-1, every step asks
        but the first one.
    alphabet : int
        The number n of kinds of symbols, which is the modulus, at least 2; by default 5.

    Raises
    ------
    TnrnnError
        If the delay is 0, if nothing is asked, if there are fewer than two kinds of symbols, or if a sequence has more
        than 2^30 numbers.

    References
    ----------
    It is the word problem of the cyclic group of n elements, as in Merrill, Petty, Sabharwal, arXiv 2404.08819, where
    every step asks. Grazzi et al., arXiv 2411.12537, prove what linear RNNs need to count modulo 3.

    Examples
    --------
    >>> batch = counting(delay=3, symbols=2, alphabet=4).batch(1, seed=3)
    >>> batch.inputs.argmax(2).tolist(), batch.targets.tolist()
    ([[3, 1, 3, 2, 1]], [[0, 0, 0, 1, 2]])
    """
    return _tracking("counting", delay, symbols, whole("counting, alphabet", alphabet, least=2))


def _tracking(name: str, delay: int, symbols: int, n: int) -> Task:
    m = whole(f"{name}, symbols", symbols)
    before = whole(f"{name}, delay", delay)
    fits(name, before + m, n)
    sizes = (("delay", before), ("symbols", m)) + ((("alphabet", n),) if name == "counting" else ())
    return Task(name, before + m, n, n, math.log(n), 1 / n, sizes, partial(_sums, before, m, n))


def _sums(before: int, m: int, n: int, source: Source, size: int) -> Drawn:
    inputs = below(source, n, size, before + m)
    targets = np.cumsum(inputs, axis=1) % n
    targets[:, :before] = 0
    return Drawn(inputs, targets, last(size, before + m, m), last(size, before + m, m))
