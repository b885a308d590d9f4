"""Integers and orders from the raw words of a Philox generator, which are the same on any machine."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

WORD = 2**64
"""The number of values of a seed, and of the number of a batch."""

Whole = npt.NDArray[np.int64]
"""An array of integers."""

Source = np.random.Philox
"""A generator of random words of 64 bits."""


def below(source: Source, bound: int, *shape: int) -> Whole:
    """Return uniform integers from 0 to bound - 1; taking the remainder gives a bias below bound / 2^64."""
    raw = source.random_raw(math.prod(shape)).reshape(shape)
    return (raw % np.uint64(bound)).astype(np.int64)


def order_of(source: Source, shape: tuple[int, ...]) -> Whole:
    """Return uniform permutations along the last axis, which are the orders of random words."""
    return np.argsort(source.random_raw(math.prod(shape)).reshape(shape), axis=-1, kind="stable")


def last(size: int, length: int, steps: int) -> npt.NDArray[np.bool_]:
    """Return for `size` sequences of `length` steps whether a step is one of the last `steps`."""
    return np.broadcast_to(np.arange(length) >= length - steps, (size, length)).copy()
