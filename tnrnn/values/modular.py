"""Arrays of residues: reduction modulo a prime, and linear maps of many vectors at once."""

from __future__ import annotations

import numpy as np

from .arithmetic import Array

_FEW = 2**9  # entries below which one slow operation takes less time than three fast ones
_ENTRIES = 2**15  # entries that are changed at a time, so that they stay in the cache
_MANY = 2**12  # vectors from which a sum of a few terms takes less time than a product of floats
_INNER = 32  # the length of the sums in a product; see `modular_linear`


def reduced(made: Array, modulus: int | None) -> Array:
    """Return integers that were just made, modulo a prime, from 0 to modulus - 1; they may be replaced in their array.

    numpy divides by a number many entries at a time, but takes remainders one by one. So a larger array is reduced by
    its quotients, x - floor(x / p) p, which is exact where x fits into int64. Without a modulus nothing is done.

    >>> reduced(np.array([-1, 7, 15]), 7)
    array([6, 0, 1])
    """
    if modulus is None:
        return made
    if made.size < _FEW or made.dtype == object:
        return made % modulus
    flat = made.ravel(order="K")
    if not np.may_share_memory(flat, made):  # it has gaps
        return made % modulus
    spare = np.empty(min(_ENTRIES, len(flat)), dtype=flat.dtype)
    for start in range(0, len(flat), _ENTRIES):
        part = flat[start : start + _ENTRIES]
        quotients = spare[: len(part)]
        np.floor_divide(part, modulus, out=quotients)
        np.multiply(quotients, modulus, out=quotients)
        np.subtract(part, quotients, out=part)
    return made


def modular_linear(weight: Array, vectors: Array, modulus: int) -> Array:
    """Return W v modulo a prime p for many vectors, whose entries are along axis 0.

    All numbers are residues from 0 to p - 1: int64 for p up to 2^31.5, and objects beyond. This is for matrices W with
    few rows; `tnrnn.ranks.exact_products` multiplies large matrices sooner.

    For p up to 2^31.5, W is split as 2^16 H + L with H < 2^15.5 and L < 2^16, and H v and L v are computed by products
    of floats. These are exact: all sums of 32 terms are integers of at most 2^5 2^16 2^31.5 = 2^52.5. The first is
    reduced to less than 2 p, but for rounding, so that 2^16 H v + L v is still at most 2^52.5 + 2^16 2^32.5 < 2^53.

    >>> modular_linear(np.array([[2, 3]]), np.array([[5, 6], [1, 1]]), 7)
    array([[6, 1]])
    """
    shape = (len(weight), *vectors.shape[1:])
    flat = vectors.reshape(len(vectors), -1)
    if weight.dtype == object:
        return reduced(weight @ flat, modulus).reshape(shape)
    if flat.shape[1] >= _MANY and len(vectors) <= (2**64 - 1) // (modulus - 1) ** 2:
        return _summed(weight, flat, modulus).reshape(shape)
    halves = np.concatenate([weight >> 16, weight & 0xFFFF]).astype(np.float64)
    result = np.empty((len(weight), flat.shape[1]), dtype=np.int64)
    step = max(_FEW, _ENTRIES // max(weight.shape))
    for low in range(0, flat.shape[1], step):
        part = slice(low, low + step)
        result[:, part] = _mapped(halves, flat[:, part].astype(np.float64), modulus)
    return result.reshape(shape)


def _summed(weight: Array, vectors: Array, modulus: int) -> Array:
    """Return W v term by term, for so few terms that their sums are below 2^64."""
    result = np.empty((len(weight), vectors.shape[1]), dtype=np.uint64)
    given, numbers, prime = vectors.view(np.uint64), weight.astype(np.uint64), np.uint64(modulus)
    spare = np.empty(min(_ENTRIES, vectors.shape[1]), dtype=np.uint64)
    for low in range(0, vectors.shape[1], _ENTRIES):
        part = given[:, low : low + _ENTRIES]
        term = spare[: part.shape[1]]
        for factors, line in zip(numbers, result[:, low : low + _ENTRIES], strict=True):
            np.multiply(part[0], factors[0], out=line)
            for factor, entries in zip(factors[1:], part[1:], strict=True):
                np.multiply(entries, factor, out=term)
                np.add(line, term, out=line)
            np.floor_divide(line, prime, out=term)
            term *= prime
            np.subtract(line, term, out=line)
    return result.view(np.int64)


def _mapped(halves: Array, vectors: Array, modulus: int) -> Array:
    count = len(halves) // 2
    total: Array = np.zeros((count, vectors.shape[1]), dtype=np.int64)
    for at in range(0, len(vectors), _INNER):
        both = halves[:, at : at + _INNER] @ vectors[at : at + _INNER]
        high = both[:count]
        quotients = high * (1.0 / modulus)
        np.floor(quotients, out=quotients)
        quotients *= modulus
        high -= quotients
        high *= 2.0**16
        high += both[count:]
        total = reduced(high.astype(np.int64) + total if at else high.astype(np.int64), modulus)
    return total
